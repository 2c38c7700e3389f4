//! The browser's clock, its randomness, and events of its window.

use js_sys::{Date, Object, Reflect};
use warmline_model::{ClientId, Timestamp};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget};

/// What time it is.
pub fn now() -> Timestamp {
    Timestamp(Date::now() as i64)
}

/// Hours and minutes of a moment, in the zone and by the custom of `locale` (a BCP 47 tag; the
/// browser's own where that is empty or unknown).
pub fn clock_text(at: Timestamp, locale: &str) -> String {
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    let options = Object::new();
    for (name, digits) in [("hour", "numeric"), ("minute", "2-digit")] {
        let _never_fails = Reflect::set(&options, &name.into(), &digits.into());
    }
    let in_locale = |locale: JsValue| {
        let method = Reflect::get(&date, &"toLocaleTimeString".into()).ok()?;
        let method: js_sys::Function = method.dyn_into().ok()?;
        method.call2(&date, &locale, &options).ok()?.as_string()
    };
    let named = (!locale.is_empty()).then(|| in_locale(locale.into())).flatten();
    named.or_else(|| in_locale(JsValue::UNDEFINED)).unwrap_or_default()
}

/// The time of a moment of today; the day of any other, by the browser's own custom.
pub fn date_text(at: Timestamp) -> String {
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    if date.to_date_string() == Date::new_0().to_date_string() {
        return clock_text(at, "");
    }
    let options = Object::new();
    for (name, value) in [("day", "numeric"), ("month", "short"), ("year", "numeric")] {
        let _never_fails = Reflect::set(&options, &name.into(), &value.into());
    }
    date.to_locale_date_string("default", &options).into()
}

/// The IANA name of the browser's time zone, where it tells one.
pub fn time_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

/// Puts a text into the clipboard, where the browser has one for this page; whether it is there.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let clipboard = window.navigator().clipboard();
    !clipboard.is_undefined() && JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// `N` random bytes.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let strong = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !strong {
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    bytes
}

/// A new name for an action: 16 random bytes in hexadecimal.
pub fn new_client_id() -> ClientId {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(32);
    for byte in random::<16>() {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    ClientId::new(text).expect("32 hexadecimal digits are a good id")
}

/// A seed that differs from client to client.
pub fn new_seed() -> u64 {
    u64::from_le_bytes(random())
}

/// Hears one kind of event until it is dropped.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `heard` at each event of `kind` on `target`.
    pub fn new(
        target: &EventTarget,
        kind: &'static str,
        heard: impl FnMut(Event) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(heard);
        let _never_fails =
            target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
        Self { target: target.clone(), kind, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _never_fails = self
            .target
            .remove_event_listener_with_callback(self.kind, self.closure.as_ref().unchecked_ref());
    }
}

//! What the loader calls.

use crate::app::{App, Config};
use crate::view;
use js_sys::{Array, Function, Reflect};
use leptos::mount::mount_to;
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, HtmlElement, ShadowRoot};

thread_local! {
    static APP: Cell<Option<App>> = const { Cell::new(None) };
}

const STYLE: &str = include_str!("style.css");

/// Puts the widget into `root`. `config` has `base`, `site`, `locale`, `identity`, `told(open, unread)`, `start`
/// (whether it is on the other side), the `trail` so far and the first `action`.
///
/// # Errors
/// What the browser throws.
#[wasm_bindgen]
pub fn start(root: &ShadowRoot, config: &JsValue) -> Result<(), JsValue> {
    let text = |name: &str| {
        let value = Reflect::get(config, &name.into()).ok();
        value.and_then(|value| value.as_string()).unwrap_or_default()
    };
    let told = Reflect::get(config, &"told".into()).ok();
    let at_start = Reflect::get(config, &"start".into()).is_ok_and(|value| value.is_truthy());
    let settings = Config {
        base: text("base"),
        site: text("site"),
        locale: text("locale"),
        identity: text("identity"),
        told: told.and_then(|told| told.dyn_into::<Function>().ok()),
    };
    style(root)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let place: HtmlElement = document.create_element("div")?.dyn_into()?;
    root.prepend_with_node_1(&place)?;
    mount_to(place, move || {
        let app = App::new(settings);
        APP.set(Some(app));
        view::widget(app, at_start)
    })
    .forget();
    went(&text("trail"));
    command(&text("action"));
    Ok(())
}

/// Does what the launcher or the page's script asks for: `open`, `close`, `toggle`, `human`, `resume`
/// or `reopen`.
#[wasm_bindgen]
pub fn command(action: &str) {
    if let Some(app) = APP.get() {
        app.command(action);
    }
}

/// Takes the pages that the visitor came to, and the events that the page told of: a line of JSON for each.
#[wasm_bindgen]
pub fn went(lines: &str) {
    if let Some(app) = APP.get() {
        app.went(lines);
    }
}

/// Adopts the style, beside what the loader has.
fn style(root: &ShadowRoot) -> Result<(), JsValue> {
    let sheet = CssStyleSheet::new()?;
    let css = [warmline_ui::tokens::TOKENS, STYLE].concat();
    Reflect::get(&sheet, &"replaceSync".into())?
        .dyn_into::<Function>()?
        .call1(&sheet, &css.into())?;
    let name = "adoptedStyleSheets".into();
    let sheets = Array::from(&Reflect::get(root, &name)?);
    sheets.push(&sheet);
    Reflect::set(root, &name, &sheets)?;
    Ok(())
}

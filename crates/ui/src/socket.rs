//! One WebSocket that is silent from the moment it is dropped.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, MessageEvent, WebSocket};

/// What a socket has to say.
pub enum Heard {
    /// It is open.
    Opened,
    /// A text arrived.
    Text(String),
    /// It closed, or never opened. The last that is heard.
    Closed,
}

/// A WebSocket. Dropping it closes it, and nothing more is heard from it.
pub struct Socket {
    socket: WebSocket,
    _opened: Closure<dyn FnMut(Event)>,
    _text: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(Event)>,
}

impl Socket {
    /// Opens a socket to `url`, naming the subprotocols; `None` where the browser won't (a bad address,
    /// or WebSockets are blocked).
    pub fn open(
        url: &str,
        protocols: &[String],
        heard: impl Fn(Heard) + Clone + 'static,
    ) -> Option<Self> {
        let names: Array = protocols.iter().map(|name| JsValue::from_str(name)).collect();
        let socket = WebSocket::new_with_str_sequence(url, &names).ok()?;
        let opened = {
            let heard = heard.clone();
            Closure::<dyn FnMut(Event)>::new(move |_| heard(Heard::Opened))
        };
        let text = {
            let heard = heard.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(text) = event.data().as_string() {
                    heard(Heard::Text(text));
                }
            })
        };
        // After an error there is always a close: it needs no handler of its own.
        let closed = Closure::<dyn FnMut(Event)>::new(move |_| heard(Heard::Closed));
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(text.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Some(Self { socket, _opened: opened, _text: text, _closed: closed })
    }

    /// Sends a text; on a socket that is not open it is lost, as on any that breaks a moment later.
    pub fn send(&self, text: &str) {
        let _not_open = self.socket.send_with_str(text);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _closed_already = self.socket.close();
    }
}

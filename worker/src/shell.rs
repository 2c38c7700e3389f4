//! What the objects' shells share: the clock, sockets and their attachments, upgrades.

use serde::{Deserialize, Serialize};
use warmline_model::{Millis, Timestamp};
use warmline_objects::{Account, is_silent};
use warmline_wire::{Code, Refusal, ToVisitor, write};
use wasm_bindgen::prelude::*;
use worker::{
    Date, Env, Error, Response, Result, State, WebSocket, WebSocketPair,
    WebSocketRequestResponsePair,
};

/// The header in which the edge tells an object whose socket it is. Objects can be reached only
/// through the edge, which never passes on a visitor's headers.
pub const ROLE_HEADER: &str = "x-warmline-role";
/// The header in which the edge tells an object its site.
pub const SITE_HEADER: &str = "x-warmline-site";
/// The header in which the edge tells a desk which of the site's it is.
pub const DESK_HEADER: &str = "x-warmline-desk";
/// When a socket was last sent something is kept no more exactly than this.
const SENT_WITHIN: Millis = Millis::seconds(5);

#[wasm_bindgen]
extern "C" {
    /// The parts of an object's state that the library does not wrap.
    type RawState;

    #[wasm_bindgen(method, catch, js_name = getWebSocketAutoResponseTimestamp)]
    fn pinged_at(
        this: &RawState,
        socket: &web_sys::WebSocket,
    ) -> std::result::Result<Option<js_sys::Date>, JsValue>;
}

/// After an alarm that failed, the next one comes when this is over.
pub const AGAIN: std::time::Duration = std::time::Duration::from_secs(5);

/// Whose socket it is. Kept on the socket itself, so that it outlives hibernation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The conversation's visitor.
    Visitor,
    /// An agent of the site.
    Agent(Account),
}

impl Role {
    /// The tag under which the runtime finds the socket again.
    pub fn tag(&self) -> String {
        match self {
            Self::Visitor => "visitor".into(),
            Self::Agent(account) => format!("agent:{}", account.agent),
        }
    }
}

/// What is kept on a socket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attachment {
    /// Whose it is.
    pub role: Role,
    /// Whether it said `hello`.
    pub greeted: bool,
    /// Whether it is on its way out, and does not count any more.
    pub gone: bool,
    /// When it was last sent anything, where that is kept.
    #[serde(default)]
    pub sent: Timestamp,
}

/// Milliseconds since 1970.
pub fn now() -> Timestamp {
    Timestamp(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}

/// Says in the log that an object was loaded from storage, where the variable `WARMLINE_TRACE` is set:
/// how often objects wake is what hibernation saves.
pub fn trace_load(env: &Env, kind: &str) {
    if env.var("WARMLINE_TRACE").is_ok() {
        worker::console_log!("{kind} loaded");
    }
}

/// What a turn that panicked comes to: an error like any other.
pub const PANICKED: &str = "a turn panicked";

/// Runs the deciding part of a turn. If it panics, nothing was written and nothing sent.
pub fn caught<T>(run: impl FnOnce() -> T) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run))
        .map_err(|_| Error::RustError(PANICKED.into()))
}

/// Lets the runtime answer `ping` with `pong` without waking the object.
pub fn answer_pings(state: &State) {
    if let Ok(pair) = WebSocketRequestResponsePair::new("ping", "pong") {
        state.set_websocket_auto_response(&pair);
    }
}

/// Accepts a socket that the runtime may hibernate.
pub fn accept(state: &State, role: Role) -> Result<Response> {
    let WebSocketPair { client, server } = WebSocketPair::new()?;
    state.accept_websocket_with_tags(&server, &[&role.tag()]);
    server.serialize_attachment(Attachment { role, greeted: false, gone: false, sent: now() })?;
    let response = Response::from_websocket(client)?;
    response.headers().set("Sec-WebSocket-Protocol", warmline_wire::SUBPROTOCOL)?;
    Ok(response)
}

/// What is kept on this socket.
pub fn attachment(socket: &WebSocket) -> Result<Attachment> {
    socket
        .deserialize_attachment::<Attachment>()?
        .ok_or_else(|| Error::RustError("a socket without an attachment".into()))
}

/// This socket said `hello`: from now on it is sent what is sent to its side.
pub fn greet(socket: &WebSocket) -> Result<()> {
    socket.serialize_attachment(Attachment { greeted: true, ..attachment(socket)? })
}

/// The sockets under a tag that still count.
pub fn live(sockets: Vec<WebSocket>) -> Vec<(WebSocket, Attachment)> {
    let known = sockets.into_iter().filter_map(|socket| {
        let attachment = attachment(&socket).ok()?;
        Some((socket, attachment))
    });
    known.filter(|(_, attachment)| !attachment.gone).collect()
}

/// Sends to a socket; one that is already closed will be told by its own close event.
pub fn send(socket: &WebSocket, text: &str) {
    let _ = socket.send_with_str(text);
}

/// The same, and keeps when that was.
pub fn send_noting(socket: &WebSocket, attachment: &Attachment, text: &str) {
    send(socket, text);
    let sent = now();
    if sent - attachment.sent > SENT_WITHIN {
        let _ = socket.serialize_attachment(Attachment { sent, ..attachment.clone() });
    }
}

/// Whether nobody is at the other end any more, though the socket never closed.
pub fn is_gone(state: &State, socket: &WebSocket, attachment: &Attachment) -> bool {
    let state: &RawState = AsRef::<JsValue>::as_ref(state.as_raw()).unchecked_ref();
    let pinged = state.pinged_at(socket.as_ref()).ok().flatten();
    #[allow(clippy::cast_possible_truncation)]
    let pinged = pinged.map(|date| Timestamp(date.get_time() as i64));
    is_silent(now(), pinged, attachment.sent)
}

/// Answers a close, and stops counting the socket.
pub fn close(socket: &WebSocket, code: usize) {
    if let Ok(mut attachment) = attachment(socket) {
        attachment.gone = true;
        let _ = socket.serialize_attachment(attachment);
    }
    // 1005 and 1006 are never sent: they stand for "no code" and "cut off".
    let code = match u16::try_from(code) {
        Ok(1005 | 1006) | Err(_) => 1000,
        Ok(code) => code,
    };
    let _ = socket.close(Some(code), Some(""));
}

/// Closes the socket of an agent who does not work here any more, and says so.
pub fn dismiss(socket: &WebSocket) {
    let message = "your account does not work here any more; sign in again";
    let refusal = Refusal::new(Code::Unauthorized, message);
    send(socket, &write(&ToVisitor::Refused(refusal)));
    close(socket, 4401);
}

/// Closes all sockets after a write failed: clients come back and ask for what they miss.
pub fn drop_all(state: &State) {
    for socket in state.get_websockets() {
        close(&socket, 1011);
    }
}

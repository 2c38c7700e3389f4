//! Answers of the edge: JSON, errors with a code and a sentence, and refusals that a browser can read.

use serde::Serialize;
use warmline_wire::{Code, ErrorBody, Refusal, SUBPROTOCOL, ToVisitor, write};
use worker::{Response, Result, WebSocketIncomingMessage, WebSocketPair};

/// A JSON body.
pub fn json(body: &impl Serialize) -> Result<Response> {
    let response = Response::from_json(body)?;
    response.headers().set("cache-control", "no-store")?;
    Ok(response)
}

/// An error with its HTTP status.
pub fn error(refusal: Refusal) -> Result<Response> {
    let status = match refusal.code {
        Code::Unauthorized | Code::Expired => 401,
        Code::ForeignOrigin => 403,
        Code::NotFound => 404,
        Code::StaleEpoch | Code::NotNow | Code::Closed | Code::OfferGone | Code::Taken => 409,
        Code::TooLarge | Code::TooLong => 413,
        Code::SlowDown => 429,
        Code::Internal => 500,
        _ => 400,
    };
    Ok(json(&ErrorBody { error: refusal })?.with_status(status))
}

/// Accepts a socket only to say why it can't be: a browser is shown no status of a failed upgrade.
pub fn refuse_socket(refusal: &Refusal) -> Result<Response> {
    let WebSocketPair { client, server } = WebSocketPair::new()?;
    server.accept()?;
    server.send_with_str(write(&ToVisitor::Refused(refusal.clone())))?;
    server.close(Some(4401), Some("refused"))?;
    let response = Response::from_websocket(client)?;
    response.headers().set("Sec-WebSocket-Protocol", SUBPROTOCOL)?;
    Ok(response)
}

/// A frame's text; what is not text is not JSON either, and is refused as such where it is read.
pub fn text_of(message: WebSocketIncomingMessage) -> String {
    match message {
        WebSocketIncomingMessage::String(text) => text,
        WebSocketIncomingMessage::Binary(_) => String::new(),
    }
}

//! Answers of the edge: JSON, errors with a code and a sentence, and refusals that a browser can read.

use crate::shell;
use serde::Serialize;
use warmline_wire::{Code, ErrorBody, Refusal, SUBPROTOCOL, ToVisitor, client_id_in, write};
use worker::{Error, Response, Result, WebSocket, WebSocketIncomingMessage, WebSocketPair};

/// A JSON body.
pub fn json(body: &impl Serialize) -> Result<Response> {
    let response = Response::from_json(body)?;
    response.headers().set("cache-control", "no-store")?;
    Ok(response)
}

/// A calendar to be downloaded.
pub fn calendar(text: String) -> Result<Response> {
    let response = Response::ok(text)?;
    let headers = response.headers();
    headers.set("cache-control", "no-store")?;
    headers.set("content-type", "text/calendar; charset=utf-8")?;
    headers.set("content-disposition", "attachment; filename=\"call.ics\"")?;
    Ok(response)
}

/// An error with its HTTP status.
pub fn error(refusal: Refusal) -> Result<Response> {
    let status = match refusal.code {
        Code::Unauthorized | Code::Expired => 401,
        Code::ForeignOrigin | Code::NotAllowed => 403,
        Code::NotFound => 404,
        Code::StaleEpoch
        | Code::NotNow
        | Code::Closed
        | Code::OfferGone
        | Code::Taken
        | Code::Conflict => 409,
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

/// A frame's text; what is not text is refused here.
pub fn text_of(socket: &WebSocket, message: WebSocketIncomingMessage) -> Option<String> {
    match message {
        WebSocketIncomingMessage::String(text) => Some(text),
        WebSocketIncomingMessage::Binary(_) => {
            let refusal =
                Refusal::new(Code::Malformed, "frames are JSON texts; this one was binary");
            shell::send(socket, &write(&ToVisitor::Refused(refusal)));
            None
        }
    }
}

/// Tells a sender that its frame came to nothing: not to be sent again if it broke the turn itself.
pub fn fault(socket: &WebSocket, text: &str, error: &Error) {
    worker::console_error!("a frame: {error}");
    let broke = matches!(error, Error::RustError(why) if why == shell::PANICKED);
    let refusal = if broke {
        Refusal::new(Code::Malformed, "this could not be understood; please put it in other words")
    } else {
        Refusal::new(Code::Internal, "something went wrong on our side; please try again")
    };
    let refusal = Refusal { client_id: client_id_in(text), ..refusal };
    shell::send(socket, &write(&ToVisitor::Refused(refusal)));
}

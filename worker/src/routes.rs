//! The routes of the edge. Each checks who asks before anything else is touched.

mod bot;
mod console;
mod files;
mod jobs;
mod on_call;
mod plain;
mod push;
mod settings;
mod setup;
mod visitor;

pub use plain::{PLAIN_PAGES, answer as plain_page};

use crate::reply;
use serde::de::DeserializeOwned;
use warmline_objects::Reply;
use warmline_wire::{Code, Refusal};
use worker::{Context, Env, Headers, Method, Request, Response, Result};

/// The largest body of a public route, in bytes.
const MAX_BODY: usize = 32 * 1024;

/// The outcome of a route: an answer, or a refusal that becomes an HTTP error.
type Answer = std::result::Result<Response, Fault>;

/// What can go wrong in a route.
enum Fault {
    /// The asker is told why.
    Refused(Refusal),
    /// A fault of ours; the asker is told no details.
    Broken(worker::Error),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        Self::Broken(error)
    }
}

/// Answers a request under `/api/`.
pub async fn answer(request: Request, env: &Env, context: &Context) -> Result<Response> {
    let path = request.path();
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let cors = visitor::cors_origin(&request)?;
    let visitors_socket = is_upgrade(&request)? && matches!(segments[..], [_, _, "sites", ..]);
    let answer = match (request.method(), &segments[..]) {
        (Method::Get, ["api", "v1", "health"]) => Response::ok("ok\n").map_err(Fault::from),
        (Method::Get, ["api", "v1", "openapi.json"]) => bot::description(),
        (_, ["api", "v1", "setup", rest @ ..]) => setup::answer(request, env, rest).await,
        (_, ["api", "v1", "console", rest @ ..]) => console::answer(request, env, rest).await,
        (Method::Post, ["api", "v1", "jobs"]) => jobs::answer(request, env, context).await,
        (_, ["api", "v1", "on-call", code]) => on_call::answer(request, env, code).await,
        (Method::Post, ["api", "v1", "sites", site, "hooks", "pagerduty"]) => {
            on_call::heard(request, env, site).await
        }
        (_, ["api", "v1", "sites", site, rest @ ..]) => {
            visitor::answer(request, env, site, rest).await
        }
        _ => Err(nothing_here()),
    };
    let response = match answer {
        Ok(response) => response,
        Err(Fault::Refused(refusal)) if visitors_socket => reply::refuse_socket(&refusal)?,
        Err(Fault::Refused(refusal)) => reply::error(refusal)?,
        Err(Fault::Broken(error)) => {
            // The code in an alert's link opens something.
            let path: &str =
                if path.starts_with("/api/v1/on-call/") { "/api/v1/on-call" } else { &path };
            worker::console_error!("{path}: {error}");
            let message = "something went wrong on our side; please try again";
            reply::error(Refusal::new(Code::Internal, message))?
        }
    };
    visitor::with_cors(response, &segments, cors)
}

/// An object's reply, as an answer.
fn answered(reply: Reply) -> Answer {
    match reply {
        Reply::Done => Ok(reply::json(&warmline_wire::Stored { stored: true })?),
        Reply::Body(body) => json_text(body),
        Reply::Frames(frames) => json_text(format!("{{\"frames\":[{}]}}", frames.join(","))),
        Reply::Refused(refusal) => Err(refusal.into()),
    }
}

fn json_text(body: String) -> Answer {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("cache-control", "no-store")?;
    Ok(Response::ok(body)?.with_headers(headers))
}

fn nothing_here() -> Fault {
    Refusal::new(Code::NotFound, "there is nothing at this address").into()
}

async fn body<T: DeserializeOwned>(
    request: &mut Request,
    max: usize,
) -> std::result::Result<T, Fault> {
    let text = text(request, max).await?;
    serde_json::from_str(&text)
        .map_err(|error| Refusal::new(Code::Malformed, error.to_string()).into())
}

/// The body's text, refused by its announced length before any of it is read.
async fn text(request: &mut Request, max: usize) -> std::result::Result<String, Fault> {
    let refuse = |bytes: usize| {
        let message = format!("the body may have {max} bytes, this one has {bytes}");
        Fault::from(Refusal::new(Code::TooLarge, message))
    };
    let announced = request.headers().get("content-length")?.and_then(|n| n.parse().ok());
    match announced {
        Some(bytes) if bytes > max => return Err(refuse(bytes)),
        Some(_) => {}
        None if request.headers().get("transfer-encoding")?.is_some() => {
            let message = "a body needs a content-length";
            return Err(Refusal::new(Code::Malformed, message).into());
        }
        None => {}
    }
    let text = request.text().await?;
    if text.len() > max { Err(refuse(text.len())) } else { Ok(text) }
}

fn is_upgrade(request: &Request) -> Result<bool> {
    let header = request.headers().get("upgrade")?;
    Ok(header.is_some_and(|h| h.eq_ignore_ascii_case("websocket")))
}

fn upgrade_needed() -> Fault {
    Refusal::new(Code::Malformed, "this address takes WebSocket upgrades only").into()
}

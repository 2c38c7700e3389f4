//! Plain requests to the edge.

use serde::{Serialize, de::DeserializeOwned};
use warmline_wire::{ErrorBody, Refusal, light, write};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Headers, RequestInit, Response, window};

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The edge could not be reached, or what came back is not from it.
    Unreachable,
    /// The edge said no.
    Refused(Refusal),
}

/// Gets what is at `url`.
///
/// # Errors
/// See [`Failure`].
pub async fn get<T: DeserializeOwned>(url: &str) -> Result<T, Failure> {
    let text = fetch("GET", url, None, None).await?;
    read(&text).ok_or(Failure::Unreachable)
}

/// Posts a text of JSON to `url`, with a bearer token where there is one: the answer's text.
///
/// # Errors
/// See [`Failure`].
pub async fn post_text(url: &str, token: Option<&str>, body: String) -> Result<String, Failure> {
    let bearer = token.map(|token| ["Bearer ", token].concat());
    fetch("POST", url, Some(body), bearer.as_deref()).await
}

/// Posts `body` to `url`, for an answer.
///
/// # Errors
/// See [`Failure`].
pub async fn post<T: DeserializeOwned>(url: &str, body: &impl Serialize) -> Result<T, Failure> {
    let text = post_text(url, None, write(body)).await?;
    read(&text).ok_or(Failure::Unreachable)
}

/// Posts to `url` where the answer has nothing to say.
///
/// # Errors
/// See [`Failure`].
pub async fn post_empty(url: &str) -> Result<(), Failure> {
    fetch("POST", url, None, None).await.map(|_| ())
}

/// Asks for `url` by `method`: the status and what came back; nothing where the edge could not be reached.
pub async fn ask(method: &str, url: &str, body: Option<String>) -> Option<(u16, String)> {
    exchange(method, url, body, None).await.ok()
}

/// Gets the bytes at `url` with a bearer token, where there are any.
pub async fn blob(url: &str, token: &str) -> Option<Blob> {
    let bearer = ["Bearer ", token].concat();
    let response = send("GET", url, None, Some(&bearer)).await.ok()?;
    let blob = response.ok().then(|| response.blob().ok()).flatten()?;
    JsFuture::from(blob).await.ok()?.dyn_into().ok()
}

/// Has what is at `url` removed; where that can't be had, it goes by itself.
pub fn forget(url: String, token: Option<String>) {
    wasm_bindgen_futures::spawn_local(async move {
        let bearer = token.map(|token| ["Bearer ", &token].concat());
        let _goes_by_itself = send("DELETE", &url, None, bearer.as_deref()).await;
    });
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

async fn fetch(
    method: &str,
    url: &str,
    body: Option<String>,
    authorization: Option<&str>,
) -> Result<String, Failure> {
    let (status, text) =
        exchange(method, url, body, authorization).await.map_err(|_| Failure::Unreachable)?;
    if (200..300).contains(&status) {
        return Ok(text);
    }
    let told = light::read::<ErrorBody>(&text);
    Err(told.map_or(Failure::Unreachable, |body| Failure::Refused(body.error)))
}

async fn exchange(
    method: &str,
    url: &str,
    body: Option<String>,
    authorization: Option<&str>,
) -> Result<(u16, String), JsValue> {
    let response = send(method, url, body, authorization).await?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

async fn send(
    method: &str,
    url: &str,
    body: Option<String>,
    authorization: Option<&str>,
) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_method(method);
    let headers = Headers::new()?;
    init.set_headers(&headers);
    if let Some(authorization) = authorization {
        headers.set("authorization", authorization)?;
    }
    if let Some(body) = body {
        headers.set("content-type", "application/json")?;
        init.set_body(&JsValue::from_str(&body));
    }
    let window = window().ok_or(JsValue::NULL)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await?;
    response.dyn_into()
}

//! Hands work from an object to the stateless edge: the object calls this very worker (`ctx.exports`, no binding
//! needed), which answers at once and goes on in `waitUntil`, so that no object stays awake for somebody outside.

use crate::auth::Key;
use warmline_objects::Task;
use wasm_bindgen::{JsCast, JsValue};
use worker::{Env, Error, Fetcher, Headers, Method, RequestInit, Result, State};

/// The header in which a task's signature is.
pub const SIGNATURE: &str = "x-warmline-signature";

/// Hands a task to the edge; returns when it was taken over.
pub async fn hand_over(state: &State, env: &Env, task: &Task) -> Result<()> {
    let body = serde_json::to_string(task)?;
    let key = Key::of(env).map_err(|refusal| Error::RustError(refusal.message))?;
    let headers = Headers::new();
    headers.set(SIGNATURE, &key.job_signature(&body))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers).with_body(Some(body.into()));
    let itself = get(&get(state.as_raw().as_ref(), "exports")?, "default")?;
    let itself: Fetcher = itself.unchecked_into();
    let response = itself.fetch("https://edge/api/v1/jobs", Some(init)).await?;
    match response.status_code() {
        200 => Ok(()),
        status => Err(Error::RustError(format!("the edge did not take the task over: {status}"))),
    }
}

fn get(object: &JsValue, name: &str) -> Result<JsValue> {
    let value = js_sys::Reflect::get(object, &name.into())?;
    if value.is_undefined() {
        return Err(Error::RustError(format!("there is no ctx.{name}")));
    }
    Ok(value)
}

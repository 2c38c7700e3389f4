//! One file on its way: how far it is, and what became of it.

use super::{Place, Standing};
use crate::browser::Listener;
use js_sys::encode_uri_component;
use leptos::prelude::*;
use std::rc::Rc;
use warmline_wire::{Code, ErrorBody, FILE_NAME_HEADER, Refusal, light};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, ProgressEvent, XmlHttpRequest};

/// An upload; dropped, it is broken off.
pub struct Upload {
    request: XmlHttpRequest,
    heard: Vec<Listener>,
}

impl Upload {
    /// Begins to send `file`; `came` hears once what became of it.
    pub fn start(
        place: &Place,
        name: &str,
        file: &File,
        percent: RwSignal<String>,
        came: impl Fn(Standing) + 'static,
    ) -> Option<Self> {
        let begin = || -> Result<(XmlHttpRequest, web_sys::XmlHttpRequestUpload), JsValue> {
            // Not `fetch`: it does not tell how much has been sent.
            let request = XmlHttpRequest::new()?;
            request.open("POST", &place.url)?;
            let name = String::from(encode_uri_component(name));
            request.set_request_header(FILE_NAME_HEADER, &name)?;
            // Said by no file: what it is is told by its bytes, at the edge.
            request.set_request_header("content-type", "application/octet-stream")?;
            if let Some(token) = &place.token {
                request.set_request_header("authorization", &["Bearer ", token].concat())?;
            }
            let way = request.upload()?;
            Ok((request, way))
        };
        let Ok((request, way)) = begin() else {
            came(cut());
            return None;
        };
        percent.set(String::new());
        let came = Rc::new(came);
        let (ended, answered) = (Rc::clone(&came), request.clone());
        let heard = vec![
            Listener::new(&way, "progress", move |event| {
                let event: ProgressEvent = event.unchecked_into();
                let share = 100.0 * event.loaded() / event.total().max(1.0);
                let _gone = percent.try_set((share as u32).to_string());
            }),
            Listener::new(&request, "load", move |_| ended(outcome(&answered))),
            Listener::new(&request, "error", move |_| came(cut())),
        ];
        let _heard_as_an_error = request.send_with_opt_blob(Some(file));
        Some(Self { request, heard })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.heard.clear();
        let _over_already = self.request.abort();
    }
}

fn outcome(request: &XmlHttpRequest) -> Standing {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    if request.status() == Ok(200)
        && let Some(file) = light::read(&text)
    {
        return Standing::Ready(file);
    }
    match light::read::<ErrorBody>(&text) {
        Some(ErrorBody { error: Refusal { code, message, .. } }) => {
            Standing::Failed(message, matches!(code, Code::SlowDown | Code::Internal))
        }
        None => cut(),
    }
}

fn cut() -> Standing {
    Standing::Failed("The connection was lost".into(), true)
}

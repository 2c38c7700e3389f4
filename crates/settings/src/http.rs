//! Requests to the settings' routes.

use serde::de::DeserializeOwned;
use serde_json::Value;
use warmline_ui::http;
use warmline_wire::ErrorBody;
use warmline_wire::settings::{Checked, FieldFault};

const BASE: &str = "/api/v1/console/settings/";

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The edge could not be reached, or what came back is not from it.
    Unreachable,
    /// Nobody is signed in any more.
    SignedOut,
    /// There is no such thing, or not any more.
    Gone,
    /// Somebody changed it since: as it stands now, if it is still there.
    Conflict(Option<Value>),
    /// Fields that can't be.
    Faults(Vec<FieldFault>),
    /// The edge said no, in words.
    Refused(String),
}

impl Trouble {
    /// What happened and what to do, for people.
    pub fn words(&self) -> String {
        match self {
            Self::Unreachable => "Warmline can't be reached. Check your connection and try again.",
            Self::SignedOut => {
                "Your sign-in has ended. Open a new sign-in link in another tab, then try again here."
            }
            Self::Gone => "It is not there any more. Somebody may have removed it.",
            Self::Conflict(None) => {
                "Somebody removed it in the meantime. Copy what you have written before you leave."
            }
            Self::Conflict(Some(_)) => "Somebody else changed it in the meantime.",
            Self::Faults(faults) => {
                return faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join(" ");
            }
            Self::Refused(words) => words,
        }
        .to_owned()
    }
}

/// Asks for `path` below the settings by `method`.
///
/// # Errors
/// See [`Trouble`].
pub async fn call<T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<Value>,
) -> Result<T, Trouble> {
    let body = body.map(|body| body.to_string());
    let answer = http::ask(method, &[BASE, path].concat(), body).await;
    let (status, text) = answer.ok_or(Trouble::Unreachable)?;
    let json: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    if (200..300).contains(&status) {
        return serde_json::from_value(json).map_err(|_| Trouble::Unreachable);
    }
    let refused = || {
        let body = serde_json::from_value::<ErrorBody>(json.clone());
        body.map_or(Trouble::Unreachable, |body| Trouble::Refused(body.error.message))
    };
    Err(match status {
        401 => Trouble::SignedOut,
        404 | 410 => Trouble::Gone,
        409 => Trouble::Conflict(json.get("theirs").filter(|theirs| !theirs.is_null()).cloned()),
        422 => match serde_json::from_value::<Checked>(json.clone()) {
            Ok(checked) => Trouble::Faults(checked.faults),
            Err(_) => refused(),
        },
        _ => refused(),
    })
}

/// Gets what is at `path` below the settings.
///
/// # Errors
/// See [`Trouble`].
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    call("GET", path, None).await
}

/// A text as a part of an address.
pub fn part(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

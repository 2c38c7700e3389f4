//! Calls from the edge and between objects: each object by its name within the site, bodies in JSON.

use crate::shell::{ROLE_HEADER, Role, SITE_HEADER};
use serde::{Serialize, de::DeserializeOwned};
use warmline_model::{ConversationId, SiteId};
use warmline_objects::{Account, ConversationCall, DeskCall, Reply, SiteProfile, SiteSetup, Target};
use worker::{Env, Error, Headers, Method, Request, RequestInit, Response, Result, Stub};

/// A call to the site's object.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum SiteCall {
    /// Take over this setup.
    SetUp(Box<SiteSetup>),
    /// What the edge needs on each request. Answer: `Option<SiteProfile>`.
    Profile,
    /// Keep an account and a one-time code for it. Answer: whether the site exists.
    Invite {
        /// The account.
        account: Account,
        /// The code's hash.
        code_hash: String,
    },
    /// Spend a code for a session. Answer: `Option<Account>`.
    SignIn {
        /// The code's hash.
        code_hash: String,
        /// The session's hash.
        session_hash: String,
    },
    /// Whose session it is. Answer: `Option<Account>`.
    Session {
        /// Its hash.
        session_hash: String,
    },
    /// End a session.
    SignOut {
        /// Its hash.
        session_hash: String,
    },
    /// The articles, unless the asker has this version. Answer: [`Knowledge`].
    Knowledge {
        /// The version that the asker has.
        have: Option<u32>,
    },
}

/// The site's articles.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Knowledge {
    /// The version.
    pub version: u32,
    /// The articles; absent if the asker has this version.
    pub articles: Option<Vec<warmline_knowledge::Article>>,
}

/// The site's object. A tenant is part of the name, so that no query can cross it.
pub fn site(env: &Env, site: &SiteId) -> Result<Stub> {
    env.durable_object("SITE")?.get_by_name(site.as_str())
}

/// The site's desk. The name leaves room for one desk per department.
pub fn desk(env: &Env, site: &SiteId) -> Result<Stub> {
    env.durable_object("DESK")?.get_by_name(&format!("{site}/all"))
}

/// A conversation of the site.
pub fn conversation(env: &Env, site: &SiteId, id: &ConversationId) -> Result<Stub> {
    env.durable_object("CONVERSATION")?.get_by_name(&format!("{site}/{id}"))
}

/// Makes a call and reads its answer.
pub async fn call<T: DeserializeOwned>(stub: &Stub, call: &impl Serialize) -> Result<T> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    let mut init = RequestInit::new();
    let body = serde_json::to_string(call)?;
    init.with_method(Method::Post).with_headers(headers).with_body(Some(body.into()));
    let request = Request::new_with_init("https://object/call", &init)?;
    let mut response = stub.fetch_with_request(request).await?;
    if response.status_code() != 200 {
        let status = response.status_code();
        return Err(Error::RustError(format!("an object answered {status}")));
    }
    serde_json::from_str(&response.text().await?).map_err(Error::from)
}

/// What the edge needs to know of a site; none if there is no such site.
pub async fn profile(env: &Env, id: &SiteId) -> Result<Option<SiteProfile>> {
    call(&site(env, id)?, &SiteCall::Profile).await
}

/// Calls a conversation.
pub async fn to_conversation(
    env: &Env,
    site: &SiteId,
    id: &ConversationId,
    body: &ConversationCall,
) -> Result<Reply> {
    call(&conversation(env, site, id)?, &Addressed { site, id: Some(id), call: body }).await
}

/// Calls the desk.
pub async fn to_desk(env: &Env, site: &SiteId, body: &DeskCall) -> Result<Reply> {
    call(&desk(env, site)?, &Addressed { site, id: None, call: body }).await
}

/// A call with the name of the object it is for, so that the object knows its own.
#[derive(serde::Serialize)]
pub struct Addressed<'a, T> {
    /// The site.
    pub site: &'a SiteId,
    /// The conversation, if it is one.
    pub id: Option<&'a ConversationId>,
    /// The call.
    pub call: &'a T,
}

/// The same, as it arrives.
#[derive(serde::Deserialize)]
pub struct Received<T> {
    /// The site.
    pub site: SiteId,
    /// The conversation, if it is one.
    pub id: Option<ConversationId>,
    /// The call.
    pub call: T,
}

/// Delivers a row of an outbox.
pub async fn deliver(env: &Env, site_id: &SiteId, target: &Target, body: &str) -> Result<Reply> {
    let raw = serde_json::from_str::<serde_json::Value>(body)?;
    match target {
        Target::Desk => {
            let addressed = Addressed { site: site_id, id: None, call: &raw };
            call(&desk(env, site_id)?, &addressed).await
        }
        Target::Conversation(id) => {
            let addressed = Addressed { site: site_id, id: Some(id), call: &raw };
            call(&conversation(env, site_id, id)?, &addressed).await
        }
    }
}

/// Hands a WebSocket upgrade to an object.
pub async fn upgrade(stub: &Stub, site: &SiteId, role: &Role) -> Result<Response> {
    let headers = Headers::new();
    headers.set(SITE_HEADER, site.as_str())?;
    headers.set("upgrade", "websocket")?;
    headers.set(ROLE_HEADER, &serde_json::to_string(role)?)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_headers(headers);
    let request = Request::new_with_init("https://object/socket", &init)?;
    stub.fetch_with_request(request).await
}

/// Reads the role of an upgrade.
pub fn role(request: &Request) -> Result<Role> {
    let text = request.headers().get(ROLE_HEADER)?;
    let text = text.ok_or_else(|| Error::RustError("an upgrade without a role".into()))?;
    serde_json::from_str(&text).map_err(Error::from)
}

/// Reads the site of an upgrade.
pub fn site_of(request: &Request) -> Result<SiteId> {
    let text = request.headers().get(SITE_HEADER)?.unwrap_or_default();
    SiteId::new(text).map_err(|error| Error::RustError(error.to_string()))
}

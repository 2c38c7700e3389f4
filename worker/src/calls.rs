//! Calls from the edge and between objects: each object by its name within the site, bodies in JSON.

use crate::shell::{ROLE_HEADER, Role, SITE_HEADER};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Serialize, de::DeserializeOwned};
use warmline_model::{ConversationId, SiteId};
use warmline_objects::{
    Account, ConversationCall, DeskCall, Reply, Row, SiteProfile, SiteSetup, Target,
};
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

/// Delivers an outbox's rows, in order for each target: which arrived, and which targets could not be
/// reached. A target that fails holds up its own rows and nobody else's.
pub async fn deliver(env: &Env, site: &SiteId, rows: &[Row]) -> (Vec<u64>, Vec<Target>) {
    let mut arrived = Vec::new();
    let mut failing: Vec<Target> = Vec::new();
    for row in rows {
        if failing.contains(&row.target) {
            continue;
        }
        match deliver_one(env, site, row).await {
            Ok(_) => arrived.push(row.id),
            Err(error) => {
                worker::console_error!("outbox of {site}, for {:?}: {error}", row.target);
                failing.push(row.target.clone());
            }
        }
    }
    (arrived, failing)
}

async fn deliver_one(env: &Env, site: &SiteId, row: &Row) -> Result<Reply> {
    let raw = serde_json::from_str::<serde_json::Value>(&row.body)?;
    match &row.target {
        Target::Desk => call(&desk(env, site)?, &Addressed { site, id: None, call: &raw }).await,
        Target::Conversation(id) => {
            let addressed = Addressed { site, id: Some(id), call: &raw };
            call(&conversation(env, site, id)?, &addressed).await
        }
    }
}

/// Hands a WebSocket upgrade to an object.
pub async fn upgrade(stub: &Stub, site: &SiteId, role: &Role) -> Result<Response> {
    let headers = Headers::new();
    headers.set(SITE_HEADER, site.as_str())?;
    headers.set("upgrade", "websocket")?;
    headers.set(ROLE_HEADER, &BASE64.encode(serde_json::to_vec(role)?))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_headers(headers);
    let request = Request::new_with_init("https://object/socket", &init)?;
    stub.fetch_with_request(request).await
}

/// Reads the role of an upgrade.
pub fn role(request: &Request) -> Result<Role> {
    let text = request.headers().get(ROLE_HEADER)?;
    let text = text.ok_or_else(|| Error::RustError("an upgrade without a role".into()))?;
    let json = BASE64.decode(text).map_err(|error| Error::RustError(error.to_string()))?;
    serde_json::from_slice(&json).map_err(Error::from)
}

/// Reads the site of an upgrade.
pub fn site_of(request: &Request) -> Result<SiteId> {
    let text = request.headers().get(SITE_HEADER)?.unwrap_or_default();
    SiteId::new(text).map_err(|error| Error::RustError(error.to_string()))
}

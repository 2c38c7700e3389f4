//! Calls from the edge and between objects: each object by its name within the site, bodies in JSON.

use crate::shell::{DESK_HEADER, ROLE_HEADER, Role, SITE_HEADER};
use crate::site_do::PushCall;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use futures_util::future::{Either, join_all, select};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;
use warmline_handoff::DeskName;
use warmline_model::{AgentId, ConversationId, SiteId};
use warmline_objects::{
    Account, ConversationCall, Departure, DeskCall, DestinationSetting, OutgoingCall,
    OutgoingRoutes, Reply, Row, SettingsCall, SiteProfile, SiteSetup, Target,
};
use worker::{
    AbortController, Delay, Env, Error, Headers, Method, Request, RequestInit, Response, Result,
    Stub,
};

/// How long an object may take to answer another. Whoever calls tries again later.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// The path of a call.
const CALL: &str = "/call";
/// The path on which a conversation hears that an agent is gone.
pub const DEPARTED: &str = "/departed";

/// A call to the site's object.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum SiteCall {
    /// Take over this setup. Answer: [`SetUpDone`].
    SetUp {
        /// The setup.
        setup: Box<SiteSetup>,
        /// The edge's own origin.
        origin: String,
    },
    /// What the edge needs on each request. Answer: `Option<SiteProfile>`.
    Profile,
    /// The systems that are asked about a customer, with their secrets. Answer: `Vec<ProfileSource>`.
    Sources,
    /// The secret with which PagerDuty signs its webhooks; empty: none is stored. Answer: a text.
    PagerDutySecret,
    /// Of the object that bears an address for e-mails: whose is it? Answer: [`InboundOf`].
    InboundOf,
    /// To the same: this site is about to save it. Answer: [`Claimed`].
    ClaimInbound {
        /// Which site.
        site: SiteId,
        /// A site whose settings were seen not to have it.
        over: Option<SiteId>,
    },
    /// To the same: the site's settings have it. Answer: whether it is the site's.
    KeepInbound {
        /// Which site.
        site: SiteId,
    },
    /// To the same: the site's settings do not have it.
    ReleaseInbound {
        /// Which site.
        site: SiteId,
    },
    /// Who gets what leaves, without any secret. Answer: [`OutgoingRoutes`].
    OutgoingRoutes,
    /// Where packages and letters go, with their secrets: for the edge that calls them. Answer: [`Destinations`].
    Destinations,
    /// The addresses of its calendars, which are secrets. Answer: `BTreeMap<String, Secret>`, by their ids.
    CalendarAddresses,
    /// An action of self-service, and with what its requests are signed. Answer: `Option<(ActionSetting, Secret)>`.
    Action {
        /// Its id.
        id: String,
    },
    /// Keep an account and a one-time code for it. Answer: whether there is such a site.
    Invite {
        /// The account.
        account: Account,
        /// The code's hash.
        code_hash: String,
    },
    /// Spend a code for a session. Answer: `Option<SignedInAt>`.
    SignIn {
        /// The code's hash.
        code_hash: String,
        /// The session's hash.
        session_hash: String,
    },
    /// Whose session it is. Answer: `Option<SignedInAt>`.
    Session {
        /// Its hash.
        session_hash: String,
        /// The conversation that is opened with it, if one is.
        opens: Option<ConversationId>,
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
    /// What a key opens. Answer: `Option<KeyScope>`.
    Key {
        /// Its hash.
        hash: String,
    },
    /// About web push. Answer: as the call says.
    Push(PushCall),
    /// Somebody who is signed in wants something of the settings. Answer: [`SettingsReply`].
    Settings {
        /// Which site it is.
        site: SiteId,
        /// The session's hash.
        session_hash: String,
        /// The edge's own origin.
        origin: String,
        /// Whether that is configured, and not only what the request names.
        sure: bool,
        /// What.
        wants: SettingsCall,
    },
}

/// What setting a site up came to.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct SetUpDone {
    /// The version of the knowledge base.
    pub knowledge_version: u32,
}

/// What the edge needs for calls to a site's other systems.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Destinations {
    /// Who gets what.
    pub routes: OutgoingRoutes,
    /// The destinations, with their secrets.
    pub destinations: Vec<DestinationSetting>,
    /// Origins of the site's pages.
    pub origins: Vec<String>,
}

/// Whose session it is, and where they work.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct SignedInAt {
    /// Who.
    pub account: Account,
    /// At which of the site's desks.
    pub desk: DeskName,
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

/// One of the site's desks.
pub fn desk(env: &Env, site: &SiteId, name: DeskName) -> Result<Stub> {
    env.durable_object("DESK")?.get_by_name(&format!("{site}/{name}"))
}

/// A conversation of the site.
pub fn conversation(env: &Env, site: &SiteId, id: &ConversationId) -> Result<Stub> {
    env.durable_object("CONVERSATION")?.get_by_name(&format!("{site}/{id}"))
}

/// The site's history.
pub fn history(env: &Env, site: &SiteId) -> Result<Stub> {
    env.durable_object("HISTORY")?.get_by_name(site.as_str())
}

/// What delivers to the site's other systems.
pub fn outgoing(env: &Env, site: &SiteId) -> Result<Stub> {
    env.durable_object("OUTGOING")?.get_by_name(site.as_str())
}

/// Makes a call and reads its answer.
pub async fn call<T: DeserializeOwned>(stub: &Stub, call: &impl Serialize) -> Result<T> {
    answer(stub, CALL, call, None).await
}

/// Makes a call and reads its answer, or gives up when that takes too long.
async fn call_in_time<T: DeserializeOwned>(
    stub: &Stub,
    path: &str,
    call: &impl Serialize,
) -> Result<T> {
    let abort = AbortController::default();
    let answered = {
        let answering = pin!(answer(stub, path, call, Some(&abort)));
        match select(answering, Delay::from(ANSWERS_WITHIN)).await {
            Either::Left((answer, _)) => Some(answer),
            Either::Right(_) => None,
        }
    };
    answered.unwrap_or_else(|| {
        abort.abort();
        Err(Error::RustError(format!("an object did not answer in {ANSWERS_WITHIN:?}")))
    })
}

async fn answer<T: DeserializeOwned>(
    stub: &Stub,
    path: &str,
    call: &impl Serialize,
    abort: Option<&AbortController>,
) -> Result<T> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    let mut init = RequestInit::new();
    let body = serde_json::to_string(call)?;
    init.with_method(Method::Post).with_headers(headers).with_body(Some(body.into()));
    let init = web_sys::RequestInit::from(&init);
    if let Some(abort) = abort {
        init.set_signal(Some(&abort.signal()));
    }
    let request = web_sys::Request::new_with_str_and_init(&format!("https://object{path}"), &init)?;
    let mut response = stub.fetch_with_request(Request::from(request)).await?;
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
    let addressed = Addressed { site, id: Some(id), desk: DeskName::default(), call: body };
    call(&conversation(env, site, id)?, &addressed).await
}

/// Calls one of the site's desks.
pub async fn to_desk(env: &Env, site: &SiteId, name: DeskName, body: &DeskCall) -> Result<Reply> {
    let addressed = Addressed { site, id: None, desk: name, call: body };
    call(&desk(env, site, name)?, &addressed).await
}

/// The same, given up when it takes too long.
pub async fn to_desk_in_time(
    env: &Env,
    site: &SiteId,
    name: DeskName,
    body: &DeskCall,
) -> Result<Reply> {
    let addressed = Addressed { site, id: None, desk: name, call: body };
    call_in_time(&desk(env, site, name)?, CALL, &addressed).await
}

/// Calls what delivers to the site's other systems.
pub async fn to_outgoing(env: &Env, site: &SiteId, body: &OutgoingCall) -> Result<Reply> {
    let addressed = Addressed { site, id: None, desk: DeskName::default(), call: body };
    call_in_time(&outgoing(env, site)?, CALL, &addressed).await
}

/// Tells a conversation that an agent is gone.
pub async fn depart(env: &Env, site: &SiteId, departure: &Departure) -> Result<()> {
    let stub = conversation(env, site, &departure.conversation)?;
    call_in_time::<bool>(&stub, DEPARTED, &departure.agent).await.map(drop)
}

/// Tells the site to wake these agents' devices; answers with those who have none.
pub async fn ring(env: &Env, id: &SiteId, agents: Vec<AgentId>) -> Result<Vec<AgentId>> {
    call_in_time(&site(env, id)?, CALL, &SiteCall::Push(PushCall::Ring { agents })).await
}

/// A call with the name of the object it is for, so that the object knows its own.
#[derive(serde::Serialize)]
pub struct Addressed<'a, T> {
    /// The site.
    pub site: &'a SiteId,
    /// The conversation, if it is one.
    pub id: Option<&'a ConversationId>,
    /// The desk, if it is one.
    pub desk: DeskName,
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
    /// The desk, if it is one.
    #[serde(default)]
    pub desk: DeskName,
    /// The call.
    pub call: T,
}

/// Delivers an outbox's rows: which arrived, and which targets could not be reached. A target that fails
/// holds up its own rows and nobody else's.
pub async fn deliver(env: &Env, site: &SiteId, rows: Vec<Row>) -> (Vec<u64>, Vec<Target>) {
    let parcels = by_target(rows).into_iter();
    let outcomes = join_all(parcels.map(|(to, rows)| async move {
        let (arrived, failed) = deliver_to(env, site, &to, &rows).await;
        (arrived, failed.then_some(to))
    }));
    let (arrived, failed): (Vec<Vec<u64>>, Vec<Option<Target>>) =
        outcomes.await.into_iter().unzip();
    (arrived.concat(), failed.into_iter().flatten().collect())
}

/// The rows of each target, in order.
pub fn by_target(rows: Vec<Row>) -> BTreeMap<Target, Vec<Row>> {
    let mut parcels: BTreeMap<Target, Vec<Row>> = BTreeMap::new();
    for row in rows {
        parcels.entry(row.target.clone()).or_default().push(row);
    }
    parcels
}

/// Delivers rows of one target in order, up to one that fails: which arrived, and whether one failed.
pub async fn deliver_to(env: &Env, site: &SiteId, to: &Target, rows: &[Row]) -> (Vec<u64>, bool) {
    let mut arrived = Vec::new();
    for row in rows {
        if let Err(error) = deliver_one(env, site, row).await {
            worker::console_error!("outbox of {site}, for {to:?}: {error}");
            return (arrived, true);
        }
        arrived.push(row.id);
    }
    (arrived, false)
}

async fn deliver_one(env: &Env, site: &SiteId, row: &Row) -> Result<Reply> {
    let raw = serde_json::from_str::<serde_json::Value>(&row.body)?;
    match &row.target {
        Target::Desk(name) => {
            let addressed = Addressed { site, id: None, desk: *name, call: &raw };
            call_in_time(&desk(env, site, *name)?, CALL, &addressed).await
        }
        Target::Conversation(id) => {
            let desk = DeskName::default();
            let addressed = Addressed { site, id: Some(id), desk, call: &raw };
            call_in_time(&conversation(env, site, id)?, CALL, &addressed).await
        }
        Target::History => call_in_time(&history(env, site)?, CALL, &raw).await,
        Target::Outgoing => {
            let desk = DeskName::default();
            let addressed = Addressed { site, id: None, desk, call: &raw };
            call_in_time(&outgoing(env, site)?, CALL, &addressed).await
        }
    }
}

/// Hands a WebSocket upgrade to an object; `desk` counts where it is one.
pub async fn upgrade(stub: &Stub, site: &SiteId, desk: DeskName, role: &Role) -> Result<Response> {
    let headers = Headers::new();
    headers.set(SITE_HEADER, site.as_str())?;
    headers.set(DESK_HEADER, &serde_json::to_string(&desk)?)?;
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

/// Reads the desk of an upgrade.
pub fn desk_of(request: &Request) -> Result<DeskName> {
    let text = request.headers().get(DESK_HEADER)?;
    text.map_or_else(
        || Ok(DeskName::default()),
        |name| serde_json::from_str(&name).map_err(Error::from),
    )
}

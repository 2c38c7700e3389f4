//! The visitors' side: opening a conversation, its socket, the same over plain HTTP, a bot of the site's own.

use super::console::after_seq;
use super::files::{self, Asker};
use super::{Answer, Fault, answered, body, bot, is_upgrade, nothing_here, upgrade_needed};
use crate::auth::{self, Key};
use crate::calls::{self, SiteCall};
use crate::reply;
use crate::shell::{Role, now};
use warmline_handoff::DeskName;
use warmline_model::{Card, ConversationId, Customer, SiteId};
use warmline_objects::{
    BotAction, ConversationCall, GOES_ON_FOR, HistoryCall, Opening, Reply, SiteProfile, identify,
};
use warmline_wire::settings::KeyScope;
use warmline_wire::{
    AttachmentsOn, BotAnswer, Code, FILE_NAME_HEADER, HistoryQuery, Identity, KnownCustomer,
    MAX_FRAME_BYTES, NewConversation, OpenConversation, Refusal, Resume, ResumeLink, SiteRoute,
    TOKEN_PROTOCOL,
};
use worker::{Env, Method, Request, Response, Result};

pub(super) async fn answer(mut request: Request, env: &Env, site: &str, rest: &[&str]) -> Answer {
    let site = SiteId::new(site).map_err(|_| nothing_here())?;
    if request.method() == Method::Options {
        return Ok(Response::empty()?.with_status(204));
    }
    let profile = calls::profile(env, &site).await?;
    let profile = profile.ok_or_else(|| Refusal::new(Code::NotFound, "there is no such site"))?;
    let method = request.method();
    let route = SiteRoute::of(method.as_ref(), rest).ok_or_else(nothing_here)?;
    let id = || {
        let named = rest.get(1).and_then(|id| ConversationId::new(*id).ok());
        named.ok_or_else(nothing_here)
    };
    match route {
        SiteRoute::Open => {
            may_embed(&request, &profile)?;
            if auth::bearer(&request)?.is_some() {
                return bot::open(request, env, &site, profile).await;
            }
            let opening: OpenConversation = body(&mut request, super::MAX_BODY).await?;
            let key = Key::of(env)?;
            if let Some(conversation) =
                left_off(env, &key, &site, opening.identity.as_deref()).await?
            {
                let token = key.token(now(), &site, &conversation);
                return Ok(reply::json(&NewConversation {
                    conversation,
                    token,
                    identity_refused: None,
                })?);
            }
            let conversation = ConversationId::new(auth::random()).map_err(|_| nothing_here())?;
            let token = key.token(now(), &site, &conversation);
            let OpenConversation { page, trail, zone, identity, .. } = opening;
            let begun = Opening { page, trail, zone, ..Opening::default() };
            begin(env, &site, profile, &conversation, begun).await?;
            let identity_refused = match identity {
                Some(identity) => {
                    identified(env, &key, &site, &conversation, &identity).await?.err()
                }
                None => None,
            };
            Ok(reply::json(&NewConversation { conversation, token, identity_refused })?)
        }
        SiteRoute::Socket => {
            if !is_upgrade(&request)? {
                return Err(upgrade_needed());
            }
            may_embed(&request, &profile)?;
            let id = id()?;
            let token = token_of(&request)?;
            Key::of(env)?.check_token(now(), &token, &site, &id)?;
            let stub = calls::conversation(env, &site, &id)?;
            Ok(calls::upgrade(&stub, &site, DeskName::default(), &Role::Visitor).await?)
        }
        SiteRoute::ResumeLink => {
            may_embed(&request, &profile)?;
            let id = id()?;
            let token = auth::bearer(&request)?.unwrap_or_default();
            let key = Key::of(env)?;
            key.check_token(now(), &token, &site, &id)?;
            let (code, until) = key.resume_code(now(), &site, &id);
            Ok(reply::json(&ResumeLink { code, until })?)
        }
        SiteRoute::Resume => {
            may_embed(&request, &profile)?;
            let Resume { code } = body(&mut request, super::MAX_BODY).await?;
            let key = Key::of(env)?;
            let conversation = key.check_resume_code(now(), &code, &site)?;
            let token = key.token_by_link(now(), &site, &conversation);
            Ok(reply::json(&NewConversation { conversation, token, identity_refused: None })?)
        }
        SiteRoute::Identity => {
            may_embed(&request, &profile)?;
            let id = id()?;
            let token = auth::bearer(&request)?.unwrap_or_default();
            let key = Key::of(env)?;
            key.check_token(now(), &token, &site, &id)?;
            let Identity { identity } = body(&mut request, super::MAX_BODY).await?;
            if key.is_by_link(&token) && !is_known(env, &site, &id).await? {
                let message =
                    "whoever made the link to this conversation may read along; begin a new one";
                return Err(Refusal::new(Code::NotAllowed, message).into());
            }
            identified(env, &key, &site, &id, &identity).await??;
            answered(Reply::Done)
        }
        SiteRoute::Frames => {
            may_embed(&request, &profile)?;
            let id = id()?;
            let token = auth::bearer(&request)?.unwrap_or_default();
            let opens = Key::of(env)?.check_token(now(), &token, &site, &id);
            // A token has two parts; what has one may be a key.
            if opens.is_err() && !token.contains('.') {
                needs_key(&request, env, &site, &[KeyScope::Bot]).await?;
                let text = super::text(&mut request, MAX_FRAME_BYTES).await?;
                return bot::act(env, &site, &id, BotAction::Frame { text }).await;
            }
            opens?;
            let text = super::text(&mut request, MAX_FRAME_BYTES).await?;
            let reply =
                calls::to_conversation(env, &site, &id, &ConversationCall::Frame { text }).await?;
            answered(reply)
        }
        SiteRoute::AttachmentsOn => {
            Ok(reply::json(&AttachmentsOn { on: crate::files::bucket(env).is_some() })?)
        }
        SiteRoute::AddFile | SiteRoute::File | SiteRoute::DropFile => {
            may_embed(&request, &profile)?;
            let conversation = id()?;
            let token = auth::bearer(&request)?.unwrap_or_default();
            Key::of(env)?.check_token(now(), &token, &site, &conversation)?;
            let rest = rest.get(3..).unwrap_or_default();
            files::answer(request, env, Asker { site, conversation, agent: None }, rest).await
        }
        SiteRoute::Call => {
            may_embed(&request, &profile)?;
            let id = id()?;
            let token = auth::bearer(&request)?.unwrap_or_default();
            Key::of(env)?.check_token(now(), &token, &site, &id)?;
            let named = rest.get(3).and_then(|file| file.strip_suffix(".ics")?.parse().ok());
            let number = named.ok_or_else(|| {
                let message = "a booked call is asked for by its number, as in calls/1.ics";
                Refusal::new(Code::NotFound, message)
            })?;
            let call = ConversationCall::Calendar { number, site: profile.name };
            match calls::to_conversation(env, &site, &id, &call).await? {
                Reply::Body(text) => Ok(reply::calendar(text)?),
                other => answered(other),
            }
        }
        SiteRoute::Customer => {
            needs_key(&request, env, &site, &[KeyScope::Bot]).await?;
            let known: KnownCustomer = body(&mut request, super::MAX_BODY).await?;
            let call = ConversationCall::Customer(known.check()?);
            answered(calls::to_conversation(env, &site, &id()?, &call).await?)
        }
        SiteRoute::Card => {
            needs_key(&request, env, &site, &[KeyScope::Bot, KeyScope::Read]).await?;
            answered(calls::to_conversation(env, &site, &id()?, &ConversationCall::Card).await?)
        }
        SiteRoute::Find => {
            needs_key(&request, env, &site, &[KeyScope::Read]).await?;
            let query = HistoryQuery::read(request.url()?.query_pairs().into_owned())?;
            let stub = calls::history(env, &site)?;
            answered(calls::call(&stub, &HistoryCall::Find(query)).await?)
        }
        SiteRoute::Read => {
            needs_key(&request, env, &site, &[KeyScope::Read]).await?;
            let call = ConversationCall::Read { after: after_seq(&request)? };
            answered(calls::to_conversation(env, &site, &id()?, &call).await?)
        }
        SiteRoute::Question => {
            needs_key(&request, env, &site, &[KeyScope::Bot]).await?;
            let call = ConversationCall::Question;
            answered(calls::to_conversation(env, &site, &id()?, &call).await?)
        }
        SiteRoute::Answer => {
            needs_key(&request, env, &site, &[KeyScope::Bot]).await?;
            let answer: BotAnswer = body(&mut request, super::MAX_BODY).await?;
            let call = ConversationCall::Answer(answer);
            answered(calls::to_conversation(env, &site, &id()?, &call).await?)
        }
        SiteRoute::Activities => {
            needs_key(&request, env, &site, &[KeyScope::Bot]).await?;
            bot::initiate(request, env, &site, profile).await
        }
        SiteRoute::Transcript
        | SiteRoute::HandOff
        | SiteRoute::TakeBack
        | SiteRoute::Close
        | SiteRoute::Status
        | SiteRoute::Messages => {
            needs_key(&request, env, &site, &[KeyScope::Bot]).await?;
            let id = id()?;
            let action = bot::action(&mut request, route).await?;
            bot::act(env, &site, &id, action).await
        }
    }
}

/// Begins a conversation, unless it was begun before.
pub(super) async fn begin(
    env: &Env,
    site: &SiteId,
    profile: SiteProfile,
    conversation: &ConversationId,
    opening: Opening,
) -> Result<()> {
    let opening = Opening { asks: profile.asks, ..opening };
    let call = ConversationCall::Open { settings: Box::new(profile.settings), opening };
    calls::to_conversation(env, site, conversation, &call).await.map(drop)
}

/// Whether the site has vouched for a conversation's customer.
async fn is_known(env: &Env, site: &SiteId, id: &ConversationId) -> Result<bool> {
    let Reply::Body(card) = calls::to_conversation(env, site, id, &ConversationCall::Card).await?
    else {
        return Ok(false);
    };
    Ok(serde_json::from_str::<Card>(&card)?.customer.verified)
}

/// Where a customer left off whom the site vouches for, on whichever device that was.
async fn left_off(
    env: &Env,
    key: &Key,
    site: &SiteId,
    identity: Option<&str>,
) -> Result<Option<ConversationId>> {
    let Some(identity) = identity else { return Ok(None) };
    let customer = identify(now(), site, &key.identity_key(site), identity);
    let Ok(Customer { id: Some(account), .. }) = &customer else { return Ok(None) };
    let (account, since) = (account.clone(), now() - GOES_ON_FOR);
    let latest = HistoryCall::Latest { account, since };
    let Reply::Body(found) = calls::call(&calls::history(env, site)?, &latest).await? else {
        return Ok(None);
    };
    let Some(found): Option<ConversationId> = serde_json::from_str(&found)? else {
        return Ok(None);
    };
    // It may be another customer's by now: the conversation itself knows.
    let told = identified(env, key, site, &found, identity).await?;
    Ok(told.is_ok().then_some(found))
}

/// Tells a conversation who its visitor is; inside: why the identity does not hold, or not here.
async fn identified(
    env: &Env,
    key: &Key,
    site: &SiteId,
    id: &ConversationId,
    identity: &str,
) -> Result<std::result::Result<(), Refusal>> {
    let customer = match identify(now(), site, &key.identity_key(site), identity) {
        Ok(customer) => customer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let call = ConversationCall::Identified(customer);
    Ok(match calls::to_conversation(env, site, id, &call).await? {
        Reply::Refused(refusal) => Err(refusal),
        _ => Ok(()),
    })
}

/// What the site's own server may do, and no browser: with the bot key, or one that an owner made for it.
pub(super) async fn needs_key(
    request: &Request,
    env: &Env,
    site: &SiteId,
    scopes: &[KeyScope],
) -> std::result::Result<(), Fault> {
    let key = auth::bearer(request)?.unwrap_or_default();
    if scopes.contains(&KeyScope::Bot) && Key::of(env)?.is_bot_key(site, &key) {
        return Ok(());
    }
    let call = SiteCall::Key { hash: auth::hash(&key) };
    let opens: Option<KeyScope> = calls::call(&calls::site(env, site)?, &call).await?;
    match opens {
        Some(scope) if scopes.contains(&scope) => Ok(()),
        Some(_) => {
            let message = "this key is for something else; make one with the right scope";
            Err(Refusal::new(Code::NotAllowed, message).into())
        }
        None => {
            let message = "a key of the site is needed: Authorization: Bearer …";
            Err(Refusal::new(Code::Unauthorized, message).into())
        }
    }
}

/// A browser names the page's origin; what is not a browser names none, and its token decides.
fn may_embed(request: &Request, profile: &SiteProfile) -> std::result::Result<(), Fault> {
    let own = auth::own_origin(request)?;
    match auth::origin(request)? {
        Some(origin) if !profile.allows(&origin, &own) => {
            let message = "this site's widget may not be used on that page's origin";
            Err(Refusal::new(Code::ForeignOrigin, message).into())
        }
        Some(_) | None => Ok(()),
    }
}

/// The token among the subprotocols; an empty one opens nothing.
fn token_of(request: &Request) -> Result<String> {
    let offered = request.headers().get("sec-websocket-protocol")?.unwrap_or_default();
    let token = offered.split(',').find_map(|p| p.trim().strip_prefix(TOKEN_PROTOCOL));
    Ok(token.unwrap_or_default().to_owned())
}

/// The origin to echo, if a page asks.
pub(super) fn cors_origin(request: &Request) -> Result<Option<String>> {
    auth::origin(request)
}

/// Visitors' routes may be read by other pages. Which pages may act is decided by the site's
/// origins; no cookie is ever allowed, so that reading an answer needs the token it was given for.
pub(super) fn with_cors(
    response: Response,
    segments: &[&str],
    origin: Option<String>,
) -> Result<Response> {
    let (["api", "v1", "sites", ..], Some(origin)) = (segments, origin) else {
        return Ok(response);
    };
    if response.status_code() == 101 {
        return Ok(response);
    }
    let headers = response.headers();
    headers.set("access-control-allow-origin", &origin)?;
    headers.set("vary", "Origin")?;
    headers.set("access-control-allow-methods", "GET, POST, DELETE")?;
    let allowed = ["authorization", "content-type", FILE_NAME_HEADER].join(", ");
    headers.set("access-control-allow-headers", &allowed)?;
    headers.set("access-control-max-age", "600")?;
    Ok(response)
}

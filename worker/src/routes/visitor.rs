//! The visitors' side: opening a conversation, its socket, the same over plain HTTP, a bot of the site's own.

use super::console::after_seq;
use super::files::{self, Asker};
use super::{Answer, Fault, answered, body, is_upgrade, nothing_here, upgrade_needed};
use crate::auth::{self, Key};
use crate::calls::{self, SiteCall};
use crate::reply;
use crate::shell::{Role, now};
use warmline_handoff::DeskName;
use warmline_model::{ConversationId, Customer, SiteId};
use warmline_objects::{
    ConversationCall, GOES_ON_FOR, HistoryCall, Opening, Reply, SiteProfile, identify,
};
use warmline_wire::settings::KeyScope;
use warmline_wire::{
    AttachmentsOn, BotAnswer, Code, FILE_NAME_HEADER, HistoryQuery, Identity, KnownCustomer,
    MAX_FRAME_BYTES, NewConversation, OpenConversation, Refusal, Resume, ResumeLink,
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
    match (request.method(), rest) {
        (Method::Post, ["conversations"]) => {
            may_embed(&request, &profile)?;
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
            let settings = Box::new(profile.settings);
            let asks = profile.asks;
            let OpenConversation { page, trail, zone, identity, .. } = opening;
            let begun = Opening { page, trail, zone, asks };
            let call = ConversationCall::Open { settings, opening: begun };
            calls::to_conversation(env, &site, &conversation, &call).await?;
            let identity_refused = match identity {
                Some(identity) => {
                    identified(env, &key, &site, &conversation, &identity).await?.err()
                }
                None => None,
            };
            Ok(reply::json(&NewConversation { conversation, token, identity_refused })?)
        }
        (Method::Get, ["conversations", id, "socket"]) => {
            if !is_upgrade(&request)? {
                return Err(upgrade_needed());
            }
            may_embed(&request, &profile)?;
            let id = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let token = token_of(&request)?;
            Key::of(env)?.check_token(now(), &token, &site, &id)?;
            let stub = calls::conversation(env, &site, &id)?;
            Ok(calls::upgrade(&stub, &site, DeskName::default(), &Role::Visitor).await?)
        }
        (Method::Post, ["conversations", id, "resume-link"]) => {
            may_embed(&request, &profile)?;
            let id = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let token = auth::bearer(&request)?.unwrap_or_default();
            let key = Key::of(env)?;
            key.check_token(now(), &token, &site, &id)?;
            let (code, until) = key.resume_code(now(), &site, &id);
            Ok(reply::json(&ResumeLink { code, until })?)
        }
        (Method::Post, ["resume"]) => {
            may_embed(&request, &profile)?;
            let Resume { code } = body(&mut request, super::MAX_BODY).await?;
            let key = Key::of(env)?;
            let conversation = key.check_resume_code(now(), &code, &site)?;
            let token = key.token(now(), &site, &conversation);
            Ok(reply::json(&NewConversation { conversation, token, identity_refused: None })?)
        }
        (Method::Post, ["conversations", id, "identity"]) => {
            may_embed(&request, &profile)?;
            let id = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let token = auth::bearer(&request)?.unwrap_or_default();
            let key = Key::of(env)?;
            key.check_token(now(), &token, &site, &id)?;
            let Identity { identity } = body(&mut request, super::MAX_BODY).await?;
            identified(env, &key, &site, &id, &identity).await??;
            answered(Reply::Done)
        }
        (Method::Post, ["conversations", id, "frames"]) => {
            may_embed(&request, &profile)?;
            let id = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let token = auth::bearer(&request)?.unwrap_or_default();
            Key::of(env)?.check_token(now(), &token, &site, &id)?;
            let text = super::text(&mut request, MAX_FRAME_BYTES).await?;
            let reply =
                calls::to_conversation(env, &site, &id, &ConversationCall::Frame { text }).await?;
            answered(reply)
        }
        (Method::Get, ["attachments"]) => {
            Ok(reply::json(&AttachmentsOn { on: crate::files::bucket(env).is_some() })?)
        }
        (_, ["conversations", id, "files", rest @ ..]) => {
            may_embed(&request, &profile)?;
            let conversation = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let token = auth::bearer(&request)?.unwrap_or_default();
            Key::of(env)?.check_token(now(), &token, &site, &conversation)?;
            files::answer(request, env, Asker { site, conversation, agent: None }, rest).await
        }
        (Method::Put, ["conversations", id, "customer"]) => {
            needs_key(&request, env, &site, &[KeyScope::Bot]).await?;
            let id = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let known: KnownCustomer = body(&mut request, super::MAX_BODY).await?;
            let customer = known.check()?;
            let call = ConversationCall::Customer(customer);
            answered(calls::to_conversation(env, &site, &id, &call).await?)
        }
        (Method::Get, ["conversations", id, "card"]) => {
            needs_key(&request, env, &site, &[KeyScope::Bot, KeyScope::Read]).await?;
            let id = ConversationId::new(*id).map_err(|_| nothing_here())?;
            answered(calls::to_conversation(env, &site, &id, &ConversationCall::Card).await?)
        }
        (Method::Get, ["conversations"]) => {
            needs_key(&request, env, &site, &[KeyScope::Read]).await?;
            let query = HistoryQuery::read(request.url()?.query_pairs().into_owned())?;
            let stub = calls::history(env, &site)?;
            answered(calls::call(&stub, &HistoryCall::Find(query)).await?)
        }
        (Method::Get, ["conversations", id]) => {
            needs_key(&request, env, &site, &[KeyScope::Read]).await?;
            let id = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let call = ConversationCall::Read { after: after_seq(&request)? };
            answered(calls::to_conversation(env, &site, &id, &call).await?)
        }
        (method, ["conversations", id, "answers"]) => {
            needs_key(&request, env, &site, &[KeyScope::Bot]).await?;
            let id = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let call = match method {
                Method::Get => ConversationCall::Question,
                Method::Post => {
                    let answer: BotAnswer = body(&mut request, super::MAX_BODY).await?;
                    ConversationCall::Answer(answer)
                }
                _ => return Err(nothing_here()),
            };
            answered(calls::to_conversation(env, &site, &id, &call).await?)
        }
        _ => Err(nothing_here()),
    }
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
async fn needs_key(
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

//! The agents' console: signing in, the desk's socket, the site's conversations and their sockets.

use super::files::{self, Asker};
use super::{Answer, Fault, body, is_upgrade, nothing_here, push, settings, upgrade_needed};
use crate::auth;
use crate::calls::{self, SignedInAt, SiteCall};
use crate::knowledge;
use crate::reply;
use crate::shell::Role;
use warmline_handoff::DeskName;
use warmline_knowledge::Candidate;
use warmline_model::{ConversationId, MAX_TEXT_CHARS, Seq, SiteId};
use warmline_objects::{ConversationCall, HistoryCall};
use warmline_wire::{Code, HistoryQuery, Refusal, SignIn, SignedIn, SuggestedArticle};
use worker::{Env, Method, Request};

/// How long the cookie lasts, in seconds: as long as the session behind it.
const COOKIE_LASTS_S: u32 = 14 * 24 * 60 * 60;

/// How many articles a search for them gives.
const SUGGESTED: usize = 5;

pub(super) async fn answer(mut request: Request, env: &Env, rest: &[&str]) -> Answer {
    match (request.method(), rest) {
        (Method::Post, ["sign-in"]) => {
            same_origin(&request)?;
            let SignIn { code } = body(&mut request, super::MAX_BODY).await?;
            let gone = || {
                let message =
                    "this sign-in link was used already, or is too old; ask for a new one";
                Fault::from(Refusal::new(Code::Expired, message))
            };
            let (site, secret) = auth::site_and_secret(&code).ok_or_else(gone)?;
            let session = auth::random();
            let call = SiteCall::SignIn {
                code_hash: auth::hash(&secret),
                session_hash: auth::hash(&session),
            };
            let at: Option<SignedInAt> = calls::call(&calls::site(env, &site)?, &call).await?;
            let response = reply::json(&signed_in_as(env, &site, &at.ok_or_else(gone)?))?;
            let cookie = format!(
                "{}={site}.{session}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={COOKIE_LASTS_S}",
                auth::COOKIE
            );
            response.headers().set("set-cookie", &cookie)?;
            Ok(response)
        }
        (Method::Get, ["me"]) => {
            let (site, at) = agent(&request, env).await?;
            Ok(reply::json(&signed_in_as(env, &site, &at))?)
        }
        (Method::Post, ["sign-out"]) => {
            same_origin(&request)?;
            if let Some((site, secret)) = auth::session(&request)? {
                let call = SiteCall::SignOut { session_hash: auth::hash(&secret) };
                let _: bool = calls::call(&calls::site(env, &site)?, &call).await?;
            }
            let response = reply::json(&true)?;
            let cookie =
                format!("{}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0", auth::COOKIE);
            response.headers().set("set-cookie", &cookie)?;
            Ok(response)
        }
        (Method::Get, ["desk"]) => {
            let (site, SignedInAt { account, desk }) =
                agent_on_upgrade(&request, env, None).await?;
            let stub = calls::desk(env, &site, desk)?;
            Ok(calls::upgrade(&stub, &site, desk, &Role::Agent(account)).await?)
        }
        (Method::Get, ["articles"]) => {
            let (site, _) = agent(&request, env).await?;
            let question = searched(&request)?;
            let index = knowledge::load(env, &site).await?;
            let found = index.search(&question, SUGGESTED).into_iter();
            let suggested = |Candidate { article, confidence }: Candidate<'_>| SuggestedArticle {
                id: article.id.clone(),
                title: article.title.clone(),
                answer: article.answer.clone(),
                url: article.url.clone(),
                confidence,
            };
            Ok(reply::json(&found.map(suggested).collect::<Vec<_>>())?)
        }
        (Method::Get, ["conversations"]) => {
            let (site, _) = agent(&request, env).await?;
            let url = request.url()?;
            let query = HistoryQuery::read(url.query_pairs().into_owned())?;
            let stub = calls::history(env, &site)?;
            super::answered(calls::call(&stub, &HistoryCall::Find(query)).await?)
        }
        (method, ["conversations", id, "files", rest @ ..]) => {
            if method != Method::Get {
                same_origin(&request)?;
            }
            let (site, at) = agent(&request, env).await?;
            let conversation = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let asker = Asker { site, conversation, agent: Some(at.account.agent) };
            files::answer(request, env, asker, rest).await
        }
        (Method::Get, ["conversations", id]) => {
            let (site, _) = agent(&request, env).await?;
            let id = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let after = after_seq(&request)?;
            let call = ConversationCall::Read { after };
            super::answered(calls::to_conversation(env, &site, &id, &call).await?)
        }
        (_, ["push"]) => push::answer(request, env).await,
        (Method::Get, ["waiting"]) => push::waiting(&request, env).await,
        (_, ["settings", rest @ ..]) => settings::answer(request, env, rest).await,
        (Method::Get, ["conversations", id, "socket"]) => {
            let id = ConversationId::new(*id).map_err(|_| nothing_here())?;
            let at = agent_on_upgrade(&request, env, Some(id.clone())).await?;
            let (site, SignedInAt { account, .. }) = at;
            let stub = calls::conversation(env, &site, &id)?;
            Ok(calls::upgrade(&stub, &site, DeskName::default(), &Role::Agent(account)).await?)
        }
        _ => Err(nothing_here()),
    }
}

fn signed_in_as(env: &Env, site: &SiteId, at: &SignedInAt) -> SignedIn {
    let attachments = crate::files::bucket(env).is_some();
    SignedIn { attachments, ..at.account.signed_in(site) }
}

/// What articles are searched for.
fn searched(request: &Request) -> Result<String, Fault> {
    let refuse = || {
        let message = format!("one parameter: q, 1 to {MAX_TEXT_CHARS} characters");
        Fault::from(Refusal::new(Code::Malformed, message))
    };
    let url = request.url()?;
    let mut parameters = url.query_pairs();
    let (Some((name, question)), None) = (parameters.next(), parameters.next()) else {
        return Err(refuse());
    };
    let fits = !question.trim().is_empty() && question.chars().count() <= MAX_TEXT_CHARS;
    if name == "q" && fits { Ok(question.into_owned()) } else { Err(refuse()) }
}

/// Where a page of a log begins: after this entry.
pub(super) fn after_seq(request: &Request) -> Result<Seq, Fault> {
    let refuse = |message| Fault::from(Refusal::new(Code::Malformed, message));
    let mut after = Seq::default();
    for (name, text) in request.url()?.query_pairs() {
        if name != "after_seq" {
            return Err(refuse("there is one parameter: after_seq"));
        }
        let seq = text.parse().map_err(|_| refuse("after_seq: the seq of an entry, or 0"))?;
        after = Seq(seq);
    }
    Ok(after)
}

/// The console is a page of ours: a change that another page asks for is refused.
pub(super) fn same_origin(request: &Request) -> Result<(), Fault> {
    let own = auth::own_origin(request)?;
    match auth::origin(request)? {
        Some(origin) if origin == own => Ok(()),
        _ => Err(Refusal::new(Code::ForeignOrigin, "only the console itself may do that").into()),
    }
}

pub(super) async fn agent(request: &Request, env: &Env) -> Result<(SiteId, SignedInAt), Fault> {
    signed_in(request, env, None).await
}

async fn signed_in(
    request: &Request,
    env: &Env,
    opens: Option<ConversationId>,
) -> Result<(SiteId, SignedInAt), Fault> {
    let (site, secret) = auth::session(request)?.ok_or_else(sign_in_first)?;
    let call = SiteCall::Session { session_hash: auth::hash(&secret), opens };
    let at: Option<SignedInAt> = calls::call(&calls::site(env, &site)?, &call).await?;
    Ok((site, at.ok_or_else(sign_in_first)?))
}

pub(super) fn sign_in_first() -> Fault {
    Refusal::new(Code::Unauthorized, "sign in first").into()
}

async fn agent_on_upgrade(
    request: &Request,
    env: &Env,
    opens: Option<ConversationId>,
) -> Result<(SiteId, SignedInAt), Fault> {
    if !is_upgrade(request)? {
        return Err(upgrade_needed());
    }
    same_origin(request)?;
    signed_in(request, env, opens).await
}

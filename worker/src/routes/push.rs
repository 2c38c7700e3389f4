//! Web push for agents: the site's key, this browser's subscription, and what waits for whoever is signed in.

use super::console::{agent, same_origin, sign_in_first};
use super::{Answer, Fault, body, nothing_here};
use crate::auth;
use crate::calls::{self, SignedInAt, SiteCall};
use crate::look_ups::may_be_local;
use crate::push;
use crate::reply;
use crate::site_do::PushCall;
use warmline_objects::{DeskCall, outward};
use warmline_wire::{Code, PushKey, PushSubscription, Refusal, Stored};
use worker::{Env, Method, Request};

/// Answers below `/api/v1/console/push`.
pub(super) async fn answer(mut request: Request, env: &Env) -> Answer {
    match request.method() {
        Method::Get => {
            let (site, _) = agent(&request, env).await?;
            Ok(reply::json(&PushKey { key: push::public_key(env, &site).await? })?)
        }
        Method::Put => {
            same_origin(&request)?;
            let (site, secret) = auth::session(&request)?.ok_or_else(sign_in_first)?;
            let host = auth::own_host(&request)?.unwrap_or_default();
            let subscription: PushSubscription = body(&mut request, super::MAX_BODY).await?;
            let endpoint = checked(&subscription.endpoint, &host, env)?;
            let call = PushCall::Subscribe {
                site: site.clone(),
                session_hash: auth::hash(&secret),
                endpoint,
                sender: format!("https://{host}"),
            };
            let stub = calls::site(env, &site)?;
            let at: Option<SignedInAt> = calls::call(&stub, &SiteCall::Push(call)).await?;
            let SignedInAt { account, desk } = at.ok_or_else(sign_in_first)?;
            let call = DeskCall::Reachable { agents: vec![account.agent] };
            super::answered(calls::to_desk(env, &site, desk, &call).await?)
        }
        Method::Delete => {
            same_origin(&request)?;
            let (site, secret) = auth::session(&request)?.ok_or_else(sign_in_first)?;
            let PushSubscription { endpoint } = body(&mut request, super::MAX_BODY).await?;
            let session_hash = auth::hash(&secret);
            let call = PushCall::Unsubscribe { session_hash, endpoint };
            let stub = calls::site(env, &site)?;
            match calls::call(&stub, &SiteCall::Push(call)).await? {
                true => Ok(reply::json(&Stored { stored: true })?),
                false => Err(sign_in_first()),
            }
        }
        _ => Err(nothing_here()),
    }
}

/// All that waits for the agent.
pub(super) async fn waiting(request: &Request, env: &Env) -> Answer {
    let (site, SignedInAt { account, desk }) = agent(request, env).await?;
    let call = DeskCall::Waiting { agent: account.agent };
    super::answered(calls::to_desk(env, &site, desk, &call).await?)
}

/// The address as it is kept: one of the public web, where no push can reach what is private or this edge.
fn checked(endpoint: &str, own: &str, env: &Env) -> Result<String, Fault> {
    let refuse = |why: String| Refusal::new(Code::Malformed, format!("endpoint: {why}"));
    if endpoint.len() > PushSubscription::MAX {
        return Err(refuse(format!("at most {} bytes", PushSubscription::MAX)).into());
    }
    outward(endpoint, Some(own), may_be_local(env)).map_err(|why| refuse(why.to_string()).into())
}

//! Setting up: a site with its knowledge base, and one-time sign-in links. For whoever deploys.

use super::{Answer, body, nothing_here};
use crate::auth::{self, Key};
use crate::calls::{self, SetUpDone, SiteCall};
use crate::{look_ups, mail, reply};
use serde_json::json;
use std::collections::BTreeMap;
use warmline_model::SiteId;
use warmline_objects::{Account, DeskCall, Reply, SiteSetup};
use warmline_wire::{Code, Refusal, SignInLink};
use worker::{Env, Method, Request};

/// The largest setup, in bytes.
const MAX_SETUP: usize = 16 * 1024 * 1024;

pub(super) async fn answer(mut request: Request, env: &Env, rest: &[&str]) -> Answer {
    if !auth::is_setup(&request, env)? {
        let message = "the setup token of this deployment is needed: Authorization: Bearer …";
        return Err(Refusal::new(Code::Unauthorized, message).into());
    }
    match (request.method(), rest) {
        (Method::Post, ["sites"]) => {
            let setup: SiteSetup = body(&mut request, MAX_SETUP).await?;
            setup.check().map_err(|why| Refusal::new(Code::Malformed, why))?;
            let own = auth::own_host(&request)?;
            let checked = setup.check_sources(own.as_deref(), look_ups::may_be_local(env));
            checked.map_err(|why| Refusal::new(Code::Malformed, why))?;
            let id = setup.site.clone();
            let address = setup.settings.inbound().map(str::to_owned);
            if let Some(address) = &address
                && !mail::hold(env, &id, address).await?
            {
                let why = format!("inbound_address: another site has {address} already");
                return Err(Refusal::new(Code::Malformed, why).into());
            }
            let before = calls::profile(env, &id).await?;
            let before = before.as_ref().and_then(|profile| profile.settings.inbound());
            let origin =
                auth::configured_origin(env).map_or_else(|| auth::own_origin(&request), Ok)?;
            let articles = setup.articles.len();
            let stub = calls::site(env, &id)?;
            let set_up = SiteCall::SetUp { setup: Box::new(setup), origin };
            let done: SetUpDone = calls::call(&stub, &set_up).await?;
            mail::saved(env, &id, address.as_deref(), before, true).await;
            let key = Key::of(env)?;
            let (bot_key, identity_key) = (key.bot_key(&id), key.identity_key(&id));
            Ok(reply::json(&json!({
                "site": id,
                "articles": articles,
                "knowledge_version": done.knowledge_version,
                "bot_key": bot_key,
                "identity_key": identity_key,
            }))?)
        }
        (Method::Get, ["sites", site, "policies"]) => {
            let site = SiteId::new(*site).map_err(|_| nothing_here())?;
            let profile = calls::profile(env, &site).await?;
            let profile =
                profile.ok_or_else(|| Refusal::new(Code::NotFound, "there is no such site"))?;
            let mut fired = BTreeMap::<String, u64>::new();
            for desk in profile.settings.desks() {
                let counts = calls::to_desk(env, &site, desk, &DeskCall::PoliciesFired).await?;
                let Reply::Body(counts) = counts else { continue };
                let counts: BTreeMap<String, u64> =
                    serde_json::from_str(&counts).unwrap_or_default();
                for (policy, count) in counts {
                    *fired.entry(policy).or_default() += count;
                }
            }
            Ok(reply::json(&json!({ "policies": profile.policies(&fired) }))?)
        }
        (Method::Post, ["sign-in-links"]) => {
            let link: SignInLink = body(&mut request, super::MAX_BODY).await?;
            let site = link.site.clone();
            let account =
                Account::invited(link).map_err(|why| Refusal::new(Code::Malformed, why))?;
            let secret = auth::random();
            let invite = SiteCall::Invite { account, code_hash: auth::hash(&secret) };
            let known: bool = calls::call(&calls::site(env, &site)?, &invite).await?;
            if !known {
                let message = format!("there is no site {site}; set it up first");
                return Err(Refusal::new(Code::NotFound, message).into());
            }
            // In the fragment, which no server and no Referer header ever sees.
            let url = format!("/console/#sign-in={site}.{secret}");
            Ok(reply::json(&json!({ "url": url }))?)
        }
        _ => Err(nothing_here()),
    }
}

//! Setting up: a site with its knowledge base, and one-time sign-in links. For whoever deploys.

use super::{Answer, body, nothing_here};
use crate::auth::{self, Key};
use crate::calls::{self, SiteCall};
use crate::reply;
use serde_json::json;
use std::collections::BTreeMap;
use warmline_model::SiteId;
use warmline_objects::{Account, DeskCall, Reply, SiteProfile, SiteSetup};
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
            let id = setup.site.clone();
            let settings = setup.settings.clone();
            let articles = setup.articles.len();
            let stub = calls::site(env, &id)?;
            let profile: SiteProfile =
                calls::call(&stub, &SiteCall::SetUp(Box::new(setup))).await?;
            calls::to_desk(env, &id, &DeskCall::Configure(Box::new(settings))).await?;
            let bot_key = Key::of(env)?.bot_key(&id);
            Ok(reply::json(&json!({
                "site": id,
                "articles": articles,
                "knowledge_version": profile.knowledge_version,
                "bot_key": bot_key,
            }))?)
        }
        (Method::Get, ["sites", site, "policies"]) => {
            let site = SiteId::new(*site).map_err(|_| nothing_here())?;
            let profile = calls::profile(env, &site).await?;
            let profile =
                profile.ok_or_else(|| Refusal::new(Code::NotFound, "there is no such site"))?;
            let fired = match calls::to_desk(env, &site, &DeskCall::PoliciesFired).await? {
                Reply::Body(counts) => serde_json::from_str(&counts).unwrap_or_default(),
                _ => BTreeMap::<String, u64>::new(),
            };
            Ok(reply::json(&json!({ "policies": profile.policies(&fired) }))?)
        }
        (Method::Post, ["sign-in-links"]) => {
            let link: SignInLink = body(&mut request, super::MAX_BODY).await?;
            let SignInLink { site, agent, name, department, capacity } = link;
            if name.trim().is_empty() || name.chars().count() > 80 {
                let message = "name: 1 to 80 characters, as customers will see it";
                return Err(Refusal::new(Code::Malformed, message).into());
            }
            if !(1..=50).contains(&capacity) {
                return Err(Refusal::new(Code::Malformed, "capacity: 1 to 50").into());
            }
            let secret = auth::random();
            let account = Account { agent, name, department, capacity };
            let code_hash = auth::hash(&secret);
            let stub = calls::site(env, &site)?;
            let exists: bool = calls::call(&stub, &SiteCall::Invite { account, code_hash }).await?;
            if !exists {
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

//! The link of an alert, and what PagerDuty says of one.

use super::{Answer, answered, nothing_here, text};
use crate::auth::Key;
use crate::calls::{self, SiteCall};
use crate::reply;
use crate::shell::now;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};
use warmline_model::{Department, SiteId};
use warmline_objects::on_call::{
    MAX_WEBHOOK, OnCallCall, PAGE_STYLE, Page, PagerDutyNews, page, pagerduty_news,
};
use warmline_objects::{DeskCall, Reply};
use warmline_wire::{Code, DrillState, Refusal};
use worker::{Env, Headers, Method, Request, Response};

/// The header with a webhook's signatures.
const SIGNATURE: &str = "x-pagerduty-signature";

/// Shows how an alert stands, and takes it on where the button was pressed. Opening the link changes nothing: mail and
/// chat apps open links to look at them.
pub(super) async fn answer(request: Request, env: &Env, code: &str) -> Answer {
    let link = Key::of(env)?.check_on_call_code(now(), code);
    let Some((site, link)) = link else { return shown(None, 410) };
    let desk = link.desk;
    let wants = match request.method() {
        Method::Get => OnCallCall::Look(link),
        Method::Post => OnCallCall::Acknowledge(link),
        _ => return Err(nothing_here()),
    };
    let reply = calls::to_desk(env, &site, desk, &DeskCall::OnCall(wants)).await?;
    let Reply::Body(body) = reply else { return Err(nothing_here()) };
    let page: Page = serde_json::from_str(&body).map_err(worker::Error::from)?;
    shown(Some(&page), 200)
}

fn shown(of: Option<&Page>, status: u16) -> Answer {
    let style = BASE64.encode(Sha256::digest(PAGE_STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = Headers::new();
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", policy.as_str()),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex"),
    ] {
        headers.set(name, value)?;
    }
    Ok(Response::ok(page(of))?.with_headers(headers).with_status(status))
}

/// A webhook of PagerDuty's. What is signed is answered with success, also where it says nothing that matters: it is
/// not to be sent again.
pub(super) async fn heard(mut request: Request, env: &Env, site: &str) -> Answer {
    let site = SiteId::new(site).map_err(|_| nothing_here())?;
    let signatures = request.headers().get(SIGNATURE)?.unwrap_or_default();
    let body = text(&mut request, MAX_WEBHOOK).await?;
    let secret: String = calls::call(&calls::site(env, &site)?, &SiteCall::PagerDutySecret).await?;
    let (conversation, answer) = match pagerduty_news(now(), &secret, &signatures, &body) {
        PagerDutyNews::Forged => {
            let message = "this is not signed with the secret that the site has for PagerDuty";
            return Err(Refusal::new(Code::Unauthorized, message).into());
        }
        PagerDutyNews::Nothing => return answered(Reply::Done),
        PagerDutyNews::Of(conversation, answer) => (conversation, answer),
    };
    let profile = calls::profile(env, &site).await?.ok_or_else(nothing_here)?;
    // Which desk alerted, PagerDuty does not say; to the others it is nothing.
    for desk in profile.settings.desks() {
        let (conversation, answer) = (conversation.clone(), answer.clone());
        let wants = OnCallCall::Heard { conversation, answer };
        calls::to_desk(env, &site, desk, &DeskCall::OnCall(wants)).await?;
    }
    answered(Reply::Done)
}

/// Tries a team's chain.
pub(super) async fn drill(env: &Env, site: &SiteId, department: Department) -> Answer {
    let profile = calls::profile(env, site).await?.ok_or_else(nothing_here)?;
    if !profile.settings.teams().contains_key(&department) {
        let message = format!("there is no department \"{department}\"");
        return Err(Refusal::new(Code::Malformed, message).into());
    }
    let desk = profile.settings.desk_of(department);
    let wants = OnCallCall::Drill { department };
    answered(calls::to_desk(env, site, desk, &DeskCall::OnCall(wants)).await?)
}

/// The newest drill of the site.
pub(super) async fn last_drill(env: &Env, site: &SiteId) -> Answer {
    let profile = calls::profile(env, site).await?.ok_or_else(nothing_here)?;
    let mut newest = DrillState::default();
    for desk in profile.settings.desks() {
        let call = DeskCall::OnCall(OnCallCall::LastDrill);
        let Reply::Body(body) = calls::to_desk(env, site, desk, &call).await? else { continue };
        let found: DrillState = serde_json::from_str(&body).map_err(worker::Error::from)?;
        let since = |state: &DrillState| state.drill.as_ref().map(|drill| drill.since);
        if since(&found) > since(&newest) {
            newest = found;
        }
    }
    Ok(reply::json(&newest)?)
}

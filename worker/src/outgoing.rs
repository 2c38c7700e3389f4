//! The shell of `outgoing`: makes the calls to a site's other systems, each by itself, and tells what came of it.
//!
//! Destinations with their secrets are asked of the site's object for each call, and are in no log, no row and no answer.

use crate::auth::Key as Signing;
use crate::calls::{self, Destinations, SiteCall};
use crate::look_ups::may_be_local;
use crate::mail;
use crate::shell::now;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use std::pin::pin;
use std::time::Duration;
use warmline_model::{Happened, SiteId};
use warmline_objects::{
    DestinationSetting, Ended, OutgoingCall, OutgoingJob, on_call, outward, test_package,
};
use warmline_outgoing::{
    Answer, Call, Destination, Failure, Key, MAX_BODY, Outcome, Package, Request as Wanted,
    TIME_OUT,
};
use warmline_wire::settings::TestDone;
use worker::{
    AbortController, AbortSignal, Delay, Env, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect, Response, Result, Url,
};

/// Where a link to a conversation begins in an address, as the widget reads it.
const FRAGMENT: &str = "#warmline=";
/// What stands in a letter's text where the link is to be.
const LINK: &str = "{link}";

/// What an answer was: status, headers, and the beginning of its body.
type Answered = (u16, Vec<(String, String)>, Vec<u8>);

/// Makes a call, and tells the object whose it is how it ended.
pub async fn carry_out(env: Env, job: OutgoingJob) {
    let OutgoingJob { site, key, call, .. } = &job;
    let ended = match destinations(&env, site).await {
        Ok(all) => ended(&env, &job, &all).await,
        Err(error) => {
            worker::console_error!("destinations of {site}: {error}");
            let why = "we could not read your settings at that moment".to_owned();
            Ended::Answered(Outcome::Again { after: None, why })
        }
    };
    let told = OutgoingCall::Ended { key: key.clone(), request: call.clone(), ended };
    if let Err(error) = calls::to_outgoing(&env, site, &told).await {
        // The object takes it for one that may have arrived, once its time is over.
        worker::console_error!("delivery {key} of {site}: {error}");
    }
}

async fn destinations(env: &Env, site: &SiteId) -> Result<Destinations> {
    calls::call(&calls::site(env, site)?, &SiteCall::Destinations).await
}

async fn ended(env: &Env, job: &OutgoingJob, all: &Destinations) -> Ended {
    let to = match destination(job, &all.destinations) {
        Ok(to) => to,
        Err(why) => return Ended::Faulted(why),
    };
    let mut package = job.package.clone();
    match package.happened {
        // To the team: with no link that opens a conversation as its customer.
        Happened::OnCall => link_alert(env, &job.site, &mut package),
        _ => link_letter(env, &job.site, &all.origins, &mut package),
    }
    sign_reply_to(env, &job.site, &mut package);
    match made(env, &to.system, &package, &job.key, &job.call).await {
        Ok(Ok(outcome)) => Ended::Answered(outcome),
        Ok(Err(failure)) => Ended::Failed(failure),
        Err(why) => Ended::Faulted(why),
    }
}

/// The destination of a job, or why there is none.
fn destination<'a>(
    job: &OutgoingJob,
    all: &'a [DestinationSetting],
) -> std::result::Result<&'a DestinationSetting, String> {
    if job.destination.is_empty() {
        let to = job.package.letter.as_ref().map(|letter| letter.to.as_str()).unwrap_or_default();
        let what = if to.contains('@') { "e-mail addresses" } else { "telephone numbers" };
        return all.iter().find(|one| one.carries(to)).ok_or_else(|| {
            format!("No destination carries letters to {what}. Set one up, then resend this.")
        });
    }
    let found = all.iter().find(|one| one.id == job.destination).ok_or_else(|| {
        format!(
            "The destination \"{}\" is gone from the settings. Set it up again and resend this, or discard it.",
            job.destination
        )
    })?;
    if found.system.kind() != job.kind {
        return Err(format!(
            "The destination \"{}\" was {} when this was to be sent, and is {} now. Discard this, or set {} up again.",
            found.name,
            job.kind.name(),
            found.system.kind().name(),
            job.kind.name(),
        ));
    }
    Ok(found)
}

/// A letter's text gets the link with which the customer goes on, on any device, for as long as its promise matters.
/// It leads to a page of the site's own, whatever page the visitor named.
fn link_letter(env: &Env, site: &SiteId, origins: &[String], package: &mut Package) {
    let Some(letter) = &mut package.letter else { return };
    let named = package.card.page.as_ref().and_then(|page| Url::parse(&page.url).ok());
    let own = |url: &Url| origins.contains(&url.origin().ascii_serialization());
    let page = named.filter(own).map(String::from).or_else(|| origins.first().cloned());
    let link = page.zip(Signing::of(env).ok()).map(|(page, key)| {
        let page = page.split('#').next().unwrap_or_default().to_owned();
        let code = key.letter_code(package.at, site, &package.conversation);
        [&page, FRAGMENT, &code].concat()
    });
    letter.text = match link {
        Some(link) if letter.text.contains(LINK) => letter.text.replace(LINK, &link),
        Some(link) => [letter.text.trim_end(), "\n\n", &link].concat(),
        None => letter.text.replace(LINK, ""),
    };
}

/// An alert's text gets the link by which whoever is on call says that they have it. It is in no row: only here, and
/// in what is sent.
fn link_alert(env: &Env, site: &SiteId, package: &mut Package) {
    let Ok(key) = Signing::of(env) else { return };
    let origin = Url::parse(&package.link).map(|link| link.origin().ascii_serialization());
    let origin = origin.unwrap_or_default();
    let until = package.at + on_call::LINK_LASTS;
    let sign = |link: &on_call::Link| {
        [&origin, "/api/v1/on-call/", &key.on_call_code(until, site, link)].concat()
    };
    let texts = package.letter.iter_mut().map(|letter| &mut letter.text);
    for text in texts.chain(&mut package.promised) {
        *text = on_call::with_links(text, sign);
    }
}

/// The address for answers gets the conversation's tag; where that can't be, answers go to the sender.
fn sign_reply_to(env: &Env, site: &SiteId, package: &mut Package) {
    let Some(letter) = &mut package.letter else { return };
    let (inbound, key) = (letter.reply_to.take(), Signing::of(env).ok());
    letter.reply_to = inbound
        .zip(key)
        .and_then(|(inbound, key)| mail::reply_to(&key, site, &package.conversation, &inbound));
}

/// What a call comes to; outside: why no request could be made.
async fn made(
    env: &Env,
    to: &Destination,
    package: &Package,
    key: &Key,
    call: &Call,
) -> std::result::Result<std::result::Result<Outcome, Failure>, String> {
    let wanted = to.request(package, key, call, now()).map_err(|fault| fault.to_string())?;
    let local = may_be_local(env);
    let url = outward(wanted.address(), None, local).map_err(|why| why.to_string())?;
    let url = vendor(env, url, local);
    let abort = AbortController::default();
    let time_out = Duration::from_millis(u64::try_from(TIME_OUT.0).unwrap_or_default());
    let fetched = {
        let fetching = pin!(fetch(&url, &wanted, abort.signal()));
        match select(fetching, Delay::from(time_out)).await {
            Either::Left((Ok(answered), _)) => Ok(answered),
            // Whether anything had been sent by then, the runtime does not say.
            Either::Left((Err(_), _)) => Err(Failure::Broken),
            Either::Right(_) => Err(Failure::TimedOut),
        }
    };
    abort.abort();
    Ok(fetched.map(|(status, headers, body)| {
        let answer = Answer { status, headers: &headers, body: &body };
        to.outcome(key, call, &answer, now())
    }))
}

/// For tests, on a machine for development only: one address that stands for every vendor.
fn vendor(env: &Env, url: String, local: bool) -> String {
    let Ok(stand_in) = env.var("WARMLINE_VENDORS") else { return url };
    match url.split_once("://") {
        Some((_, rest)) if local => format!("{stand_in}/{rest}"),
        _ => url,
    }
}

async fn fetch(url: &str, wanted: &Wanted, signal: AbortSignal) -> Result<Answered> {
    let mut response = send(url, wanted, signal).await?;
    let status = response.status_code();
    let headers: Vec<(String, String)> = response.headers().entries().collect();
    let mut body = Vec::new();
    // An answer without a body has no stream.
    let Ok(mut stream) = response.stream() else { return Ok((status, headers, body)) };
    while let Some(part) = stream.next().await {
        body.extend_from_slice(&part?);
        if body.len() >= MAX_BODY {
            body.truncate(MAX_BODY);
            break;
        }
    }
    Ok((status, headers, body))
}

async fn send(url: &str, wanted: &Wanted, signal: AbortSignal) -> Result<Response> {
    let headers = Headers::new();
    for (name, value) in wanted.headers() {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(match wanted.method() {
        warmline_outgoing::Method::Get => Method::Get,
        warmline_outgoing::Method::Post => Method::Post,
        warmline_outgoing::Method::Put => Method::Put,
    });
    // A redirect could carry the secret to somebody else, or lead to where nobody may ask.
    init.with_headers(headers).with_redirect(RequestRedirect::Manual);
    if !wanted.body().is_empty() {
        init.with_body(Some(js_sys::Uint8Array::from(wanted.body()).into()));
    }
    Fetch::Request(Request::new_with_init(url, &init)?).send_with_signal(&signal).await
}

/// Sends a package that says of itself that it is a test; none: there is no such destination.
pub async fn test(env: &Env, site: &SiteId, id: &str) -> Result<Option<TestDone>> {
    let all = destinations(env, site).await?;
    let Some(to) = all.destinations.iter().find(|one| one.id == id) else { return Ok(None) };
    let now = now();
    let Some(package) = test_package(now, site, &all.routes, Happened::HandedOff) else {
        return Ok(None);
    };
    let key = Key::of(&[site.as_str(), "test", &now.0.to_string(), id]);
    let name = to.system.kind().name();
    let (delivered, says) = match made(env, &to.system, &package, &key, &Call::Create).await {
        Ok(Ok(Outcome::Delivered(_))) => {
            (true, format!("{name} took it. Look whether it is there."))
        }
        Ok(Ok(Outcome::Dead { why })) => (false, why),
        Ok(Ok(Outcome::Again { why, .. } | Outcome::Look { why, .. })) => (false, why + "."),
        Ok(Ok(Outcome::Missing)) => (false, format!("{name} does not have it.")),
        Ok(Err(Failure::TimedOut)) => (false, format!("{name} did not answer within 10 seconds.")),
        Ok(Err(_)) => (false, format!("{name} could not be reached.")),
        Err(why) => (false, why),
    };
    Ok(Some(TestDone { delivered, says }))
}

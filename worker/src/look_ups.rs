//! The shell of `handoff::sources`: asks a site's systems about a customer, all at once, and tells the conversation.
//!
//! Addresses, secrets and answers are in no log: what went wrong stands on the card, in a word.

use crate::auth::Key;
use crate::calls::{self, SiteCall};
use crate::shell::now;
use futures_util::StreamExt;
use futures_util::future::{Either, join_all, select};
use std::pin::pin;
use std::time::Duration;
use warmline_handoff::sources::{self, ProfileSource, SourceAnswer, SourceRequest};
use warmline_model::{LookUpOutcome, Millis};
use warmline_objects::{ConversationCall, LookUpJob, outward};
use worker::{
    AbortController, AbortSignal, Cache, Delay, Env, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect, Response, Result,
};

/// The most that is read of an answer, in bytes.
const MAX_ANSWER: usize = 64 * 1024;
/// For how long it is not tried again to ask a source that failed.
const FAILURE_KEPT: Millis = Millis::seconds(5);

/// Asks the site's systems, and tells the conversation what they say.
pub async fn carry_out(env: Env, job: LookUpJob) {
    if let Err(error) = try_carry_out(&env, &job).await {
        // The conversation begins it again when its time is over.
        worker::console_error!("look-ups of {}: {error}", job.site);
    }
}

/// Whether this machine may be asked: for development and tests.
pub fn may_be_local(env: &Env) -> bool {
    env.var("WARMLINE_ALLOW_LOCAL").is_ok_and(|value| value.to_string() == "1")
}

async fn try_carry_out(env: &Env, job: &LookUpJob) -> Result<()> {
    let site = calls::site(env, &job.site)?;
    let sources: Vec<ProfileSource> = calls::call(&site, &SiteCall::Sources).await?;
    let asked = sources.iter().filter_map(|source| Some((source, source.request(&job.known)?)));
    let answers = join_all(asked.map(|(source, request)| look_up(env, job, source, request))).await;
    let call = ConversationCall::LookedUp { round: job.round, answers };
    calls::to_conversation(env, &job.site, &job.conversation, &call).await.map(drop)
}

async fn look_up(
    env: &Env,
    job: &LookUpJob,
    source: &ProfileSource,
    request: SourceRequest,
) -> SourceAnswer {
    let key = cache_key(env, job, source, &request);
    if let Some(key) = &key
        && let Some(answer) = cached(key).await
    {
        return answer;
    }
    let answer = ask(env, source, &request).await;
    if let Some(key) = &key {
        let fine = matches!(answer.look_up.outcome, LookUpOutcome::Found | LookUpOutcome::Nothing);
        let kept = if fine { source.cache } else { source.cache.min(FAILURE_KEPT) };
        // One that is not kept is asked for again.
        let _not_kept = keep(key, &answer, kept).await;
    }
    answer
}

async fn ask(env: &Env, source: &ProfileSource, request: &SourceRequest) -> SourceAnswer {
    let unverified = request.unverified;
    match exchange(env, request, source.deadline).await {
        Ok((status, body)) => source.read(now(), unverified, status, &body),
        Err(outcome) => source.ended(now(), unverified, outcome),
    }
}

/// Asks once: the status and the body, which is empty unless the status is one of success; or why there is none.
pub async fn exchange(
    env: &Env,
    request: &SourceRequest,
    deadline: Millis,
) -> std::result::Result<(u16, Vec<u8>), LookUpOutcome> {
    let Ok(url) = outward(&request.url, None, may_be_local(env)) else {
        return Err(LookUpOutcome::NotAllowed);
    };
    let abort = AbortController::default();
    let deadline = u32::try_from(deadline.0).unwrap_or_default();
    let fetched = {
        let fetching = pin!(fetch(&url, request, abort.signal()));
        match select(fetching, Delay::from(Duration::from_millis(deadline.into()))).await {
            Either::Left((fetched, _)) => fetched,
            Either::Right(_) => Err(LookUpOutcome::TooSlow { ms: deadline }),
        }
    };
    abort.abort();
    fetched
}

/// The status and the body, or why there is none.
async fn fetch(
    url: &str,
    request: &SourceRequest,
    signal: AbortSignal,
) -> std::result::Result<(u16, Vec<u8>), LookUpOutcome> {
    let unreachable = |_| LookUpOutcome::Unreachable;
    let mut response = send(url, request, signal).await.map_err(unreachable)?;
    let status = response.status_code();
    if !(200..300).contains(&status) || status == 204 {
        return Ok((status, Vec::new()));
    }
    let announced = response.headers().get("content-length").ok().flatten();
    if announced.and_then(|n| n.parse().ok()).is_some_and(|bytes: usize| bytes > MAX_ANSWER) {
        return Err(LookUpOutcome::TooLarge);
    }
    let mut body = Vec::new();
    // An answer without a body has no stream.
    let Ok(mut stream) = response.stream() else { return Ok((status, body)) };
    while let Some(part) = stream.next().await {
        body.extend_from_slice(&part.map_err(unreachable)?);
        if body.len() > MAX_ANSWER {
            return Err(LookUpOutcome::TooLarge);
        }
    }
    Ok((status, body))
}

async fn send(url: &str, request: &SourceRequest, signal: AbortSignal) -> Result<Response> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(match request.method {
        sources::Method::Get => Method::Get,
        sources::Method::Post => Method::Post,
    });
    // A redirect could carry the secret to somebody else, or lead to where nobody may ask.
    init.with_headers(headers).with_redirect(RequestRedirect::Manual);
    if let Some(body) = &request.body {
        init.with_body(Some(body.as_str().into()));
    }
    let request = Request::new_with_init(url, &init)?;
    Fetch::Request(request).send_with_signal(&signal).await
}

/// A name that nobody can guess, and that is another one once the source or the customer is.
fn cache_key(
    env: &Env,
    job: &LookUpJob,
    source: &ProfileSource,
    request: &SourceRequest,
) -> Option<String> {
    if source.cache <= Millis(0) {
        return None;
    }
    let source = serde_json::to_string(source).ok()?;
    let known = serde_json::to_string(&job.known).ok()?;
    let named = [job.site.as_str(), &source, &known, &request.url].join("\0");
    let name = Key::of(env).ok()?.look_up_name(&named);
    Some(format!("https://look-ups.invalid/{name}"))
}

async fn cached(key: &str) -> Option<SourceAnswer> {
    let mut response = Cache::default().get(key, false).await.ok()??;
    serde_json::from_str(&response.text().await.ok()?).ok()
}

async fn keep(key: &str, answer: &SourceAnswer, kept: Millis) -> Result<()> {
    let seconds = kept.as_seconds_ceil();
    let headers = Headers::new();
    headers.set("cache-control", &format!("max-age={seconds}"))?;
    headers.set("content-type", "application/json")?;
    let response = Response::ok(serde_json::to_string(answer)?)?.with_headers(headers);
    Cache::default().put(key, response).await
}

//! The shell of `warmline_calendar`: fetches the calendars of a site for one of its desks, and says what they say.
//!
//! Their addresses are secrets, and what stands in them is nobody's business: neither is in any log.

use crate::calls::{self, SiteCall};
use crate::look_ups::may_be_local;
use crate::shell::now;
use futures_util::StreamExt;
use futures_util::future::{Either, join_all, select};
use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;
use warmline_handoff::desk::CalendarRead;
use warmline_handoff::sources::Secret;
use warmline_objects::{
    CalendarJob, CalendarToRead, DeskCall, MAX_CALENDAR, outward, read_calendar,
};
use worker::{
    AbortController, AbortSignal, Delay, Env, Error, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect, Result,
};

/// How long a calendar is waited for.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

/// Reads calendars, and tells the desk what they say.
pub async fn carry_out(env: Env, job: CalendarJob) {
    if let Err(error) = try_carry_out(&env, &job).await {
        // The desk takes what it does not hear of for a fault, and begins again.
        worker::console_error!("calendars of {}: {error}", job.site);
    }
}

async fn try_carry_out(env: &Env, job: &CalendarJob) -> Result<()> {
    let site = calls::site(env, &job.site)?;
    let addresses: BTreeMap<String, Secret> =
        calls::call(&site, &SiteCall::CalendarAddresses).await?;
    let all = job.calendars.iter().map(|calendar| read_one(env, &addresses, calendar));
    let call = DeskCall::CalendarsRead { calendars: join_all(all).await };
    calls::to_desk_in_time(env, &job.site, job.desk, &call).await.map(drop)
}

async fn read_one(
    env: &Env,
    addresses: &BTreeMap<String, Secret>,
    calendar: &CalendarToRead,
) -> (String, CalendarRead) {
    let read = match addresses.get(&calendar.id) {
        None => CalendarRead::Fault("it has no address".into()),
        Some(address) => match fetched(env, address.reveal()).await {
            Ok(text) => read_calendar(now(), &calendar.zone, &text),
            Err(why) => CalendarRead::Fault(why),
        },
    };
    (calendar.id.clone(), read)
}

/// The text of a calendar, or why there is none.
async fn fetched(env: &Env, address: &str) -> std::result::Result<String, String> {
    let url = outward(address, None, may_be_local(env)).map_err(|why| why.to_string())?;
    let abort = AbortController::default();
    let fetched = {
        let fetching = pin!(fetch(&url, abort.signal()));
        match select(fetching, Delay::from(ANSWERS_WITHIN)).await {
            Either::Left((fetched, _)) => fetched,
            Either::Right(_) => Err("it did not answer within 10 seconds".into()),
        }
    };
    abort.abort();
    fetched
}

async fn fetch(url: &str, signal: AbortSignal) -> std::result::Result<String, String> {
    let unreachable = |_: Error| "it could not be reached".to_owned();
    let headers = Headers::new();
    headers.set("accept", "text/calendar").map_err(unreachable)?;
    let mut init = RequestInit::new();
    // A redirect could lead to where nobody may ask.
    init.with_method(Method::Get).with_headers(headers).with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(url, &init).map_err(unreachable)?;
    let sent = Fetch::Request(request).send_with_signal(&signal).await;
    let mut response = sent.map_err(unreachable)?;
    match response.status_code() {
        200 => {}
        300..=399 => return Err("it only leads to another address: write that one".into()),
        status => return Err(format!("it answered with status {status}")),
    }
    let too_long = || "it is longer than 2 MB".to_owned();
    let announced = response.headers().get("content-length").ok().flatten();
    if announced.and_then(|n| n.parse().ok()).is_some_and(|bytes: usize| bytes > MAX_CALENDAR) {
        return Err(too_long());
    }
    let mut body = Vec::new();
    // An answer without a body has no stream.
    let Ok(mut stream) = response.stream() else { return Ok(String::new()) };
    while let Some(part) = stream.next().await {
        body.extend_from_slice(&part.map_err(unreachable)?);
        if body.len() > MAX_CALENDAR {
            return Err(too_long());
        }
    }
    // Signs that are none stand in texts that nobody reads here.
    Ok(String::from_utf8_lossy(&body).into_owned())
}

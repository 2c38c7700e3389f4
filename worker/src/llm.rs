//! The shell of `answering`: asks the model at the stateless edge. Words that passed the guard go back to the object
//! in batches.

use crate::calls;
use crate::shell::now;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use std::pin::pin;
use std::time::Duration;
use warmline_answering::{Call, Generation, HttpRequest, provider};
use warmline_model::{Millis, Timestamp};
use warmline_objects::{ConversationCall, Job, Reply};
use worker::{
    AbortController, AbortSignal, ByteStream, Delay, Env, Fetch, Headers, Method, Request,
    RequestInit, RequestRedirect, Result,
};

/// How long words wait for more of them before they are sent on.
const BATCH: Millis = Millis(200);

/// Has the model answer, and tells the conversation.
pub async fn write(env: Env, job: Job) {
    if let Err(error) = try_write(&env, &job).await {
        // The object's own deadline is what answers the customer then.
        worker::console_error!("language model of {}: {error}", job.site);
    }
}

async fn try_write(env: &Env, job: &Job) -> Result<()> {
    let mut generation = Generation::new(now(), &job.llm, job.sources.clone());
    let abort = AbortController::default();
    let opened = {
        let opening = pin!(open(env, job, abort.signal()));
        match select(opening, until(generation.next_deadline())).await {
            Either::Left((opened, _)) => Some(opened),
            Either::Right(_) => None,
        }
    };
    let mut stream = None;
    match opened {
        Some(Ok(Opened::Stream(opened))) => stream = Some(opened),
        Some(Ok(Opened::Refused(status))) => generation.refused(status),
        Some(Err(error)) => {
            worker::console_error!("language model of {}: {error}", job.site);
            generation.broke();
        }
        None => generation.tick(generation.next_deadline()),
    }
    if let Some(stream) = &mut stream
        && !read(env, job, &mut generation, stream).await?
    {
        abort.abort();
        return Ok(());
    }
    abort.abort();
    let (epoch, to) = (job.epoch, job.to);
    let call = match generation.outcome() {
        Some(Ok(answer)) => ConversationCall::Written { epoch, to, answer: answer.clone() },
        Some(Err(why)) => {
            worker::console_log!("language model of {}: not used: {why:?}", job.site);
            ConversationCall::NotWritten { epoch, to }
        }
        None => ConversationCall::NotWritten { epoch, to },
    };
    tell(env, job, call).await.map(drop)
}

/// Reads the stream to an outcome, showing what may be shown; false if nobody wants it any more.
async fn read(
    env: &Env,
    job: &Job,
    generation: &mut Generation,
    stream: &mut ByteStream,
) -> Result<bool> {
    let mut told = String::new();
    let mut next = now();
    while generation.outcome().is_none() {
        let news = generation.shown() != told;
        if news && now() >= next {
            generation.shown().clone_into(&mut told);
            let draft =
                ConversationCall::Draft { epoch: job.epoch, to: job.to, text: told.clone() };
            if !tell(env, job, draft).await? {
                return Ok(false);
            }
            next = now() + BATCH;
            continue;
        }
        let deadline = generation.next_deadline();
        let wake = if news { deadline.min(next) } else { deadline };
        match select(stream.next(), until(wake)).await {
            Either::Left((Some(Ok(bytes)), _)) => generation.bytes(now(), &bytes),
            Either::Left((Some(Err(_)), _)) => generation.broke(),
            Either::Left((None, _)) => generation.ended(),
            Either::Right(_) => generation.tick(now().max(wake)),
        }
    }
    Ok(true)
}

fn until(at: Timestamp) -> Delay {
    let left = u64::try_from((at - now()).0).unwrap_or(0);
    Delay::from(Duration::from_millis(left))
}

/// Tells the conversation; false if it does not want it any more.
async fn tell(env: &Env, job: &Job, call: ConversationCall) -> Result<bool> {
    let reply = calls::to_conversation(env, &job.site, &job.conversation, &call).await?;
    Ok(!matches!(reply, Reply::Refused(_)))
}

enum Opened {
    Stream(ByteStream),
    Refused(u16),
}

async fn open(env: &Env, job: &Job, signal: AbortSignal) -> Result<Opened> {
    let key = match job.llm.secret() {
        Some(name) => Some(env.secret(&name)?.to_string()),
        None => None,
    };
    match provider(job.llm.provider).call(&job.llm, key.as_deref(), &job.prompt) {
        Call::Http(HttpRequest { url, headers: named, body }) => {
            let headers = Headers::new();
            for (name, value) in &named {
                headers.set(name, value)?;
            }
            let mut init = RequestInit::new();
            // A redirect could carry the key to somebody else.
            init.with_method(Method::Post)
                .with_headers(headers)
                .with_body(Some(body.into()))
                .with_redirect(RequestRedirect::Manual);
            let request = Request::new_with_init(&url, &init)?;
            let mut response = Fetch::Request(request).send_with_signal(&signal).await?;
            match response.status_code() {
                200 => Ok(Opened::Stream(response.stream()?)),
                status => Ok(Opened::Refused(status)),
            }
        }
        Call::Binding { model, input } => {
            Ok(Opened::Stream(env.ai("AI")?.run_bytes(&model, input).await?))
        }
    }
}

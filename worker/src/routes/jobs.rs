//! What objects hand to the edge, so that none of them stays awake for somebody outside: a language model's answer, a site's
//! systems and calendars, a push to an agent's device, a package for another system.

use super::{Answer, nothing_here};
use crate::auth::Key;
use crate::{calendars, jobs, llm, look_ups, outgoing, push, reply, self_service};
use warmline_objects::{MAX_JOB, Task};
use worker::{Context, Env, Request};

/// Takes a task over and answers at once; its outcome goes to the conversation.
pub(super) async fn answer(mut request: Request, env: &Env, context: &Context) -> Answer {
    let text = super::text(&mut request, MAX_JOB).await?;
    let signature = request.headers().get(jobs::SIGNATURE)?.unwrap_or_default();
    // To anybody but our own objects this address does not exist.
    if !Key::of(env)?.is_job(&text, &signature) {
        return Err(nothing_here());
    }
    match serde_json::from_str(&text).map_err(worker::Error::from)? {
        Task::Write(job) => context.wait_until(llm::write(env.clone(), job)),
        Task::LookUp(job) => context.wait_until(look_ups::carry_out(env.clone(), job)),
        Task::SelfService(job) => context.wait_until(self_service::carry_out(env.clone(), job)),
        Task::ReadCalendars(job) => context.wait_until(calendars::carry_out(env.clone(), job)),
        Task::Push(job) => context.wait_until(push::carry_out(env.clone(), job)),
        Task::Outgoing(job) => context.wait_until(outgoing::carry_out(env.clone(), job)),
    }
    Ok(reply::json(&true)?)
}

//! The shell of `handoff::self_service`: asks an endpoint of a site's for a customer, once, and tells the conversation.
//!
//! Addresses, secrets, what was sent and what came back are in no log.

use crate::calls::{self, SiteCall};
use crate::look_ups::exchange;
use crate::shell::now;
use warmline_handoff::self_service::{ActionAnswer, ActionSetting};
use warmline_handoff::sources::{Method, Secret, SourceRequest};
use warmline_model::LookUpOutcome;
use warmline_objects::{ConversationCall, SelfServiceJob};
use worker::{Env, Result};

/// Asks the endpoint, and tells the conversation what it says.
pub async fn carry_out(env: Env, job: SelfServiceJob) {
    if let Err(error) = try_carry_out(&env, &job).await {
        // Nothing is tried again: the conversation tells its customer when the time is over.
        worker::console_error!("self-service of {}: {error}", job.site);
    }
}

async fn try_carry_out(env: &Env, job: &SelfServiceJob) -> Result<()> {
    let site = calls::site(env, &job.site)?;
    let call = SiteCall::Action { id: job.run.action.clone() };
    let found: Option<(ActionSetting, Secret)> = calls::call(&site, &call).await?;
    let answer = match found {
        Some((action, secret)) => match asked(env, job, &action, &secret).await {
            Ok((status, body)) => ActionAnswer::read(status, &body),
            Err(outcome) => ActionAnswer::ended(outcome),
        },
        // It was taken out of the settings since.
        None => ActionAnswer::ended(LookUpOutcome::NotAllowed),
    };
    let call = ConversationCall::SelfServed { run: job.run.run, answer: Box::new(answer) };
    calls::to_conversation(env, &job.site, &job.conversation, &call).await.map(drop)
}

async fn asked(
    env: &Env,
    job: &SelfServiceJob,
    action: &ActionSetting,
    secret: &Secret,
) -> std::result::Result<(u16, Vec<u8>), LookUpOutcome> {
    let request = action.request(&job.conversation, &job.run)?;
    let seconds = now().0.div_euclid(1_000);
    let secret = warmline_outgoing::Secret::new(secret.reveal());
    let body = request.body.as_bytes();
    let signature = warmline_outgoing::sign("secret", &secret, &request.key, seconds, body)
        .map_err(|_| LookUpOutcome::NotAllowed)?;
    let headers = [
        ("accept", "application/json".to_owned()),
        ("content-type", "application/json".to_owned()),
        ("idempotency-key", request.key.clone()),
        ("webhook-id", request.key),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signature),
    ];
    let sent = SourceRequest {
        url: request.url.trim().to_owned(),
        method: Method::Post,
        headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
        body: Some(request.body),
        unverified: false,
    };
    exchange(env, &sent, action.deadline()).await
}

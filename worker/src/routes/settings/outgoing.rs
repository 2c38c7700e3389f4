//! What left for a site's other systems: the list, resending, discarding, and the test of a destination.

use super::{Asker, decoded, nothing_here, told};
use crate::calls;
use crate::outgoing;
use crate::reply;
use crate::routes::{Answer, answered, body};
use std::collections::BTreeMap;
use warmline_objects::{OutgoingCall, Reply, SettingsCall, SettingsReply};
use warmline_wire::settings::{DeliveryList, ResendDelivery};
use warmline_wire::{Code, Refusal, read, write};
use worker::{Env, Method, Request};

pub(super) async fn answer(
    request: &mut Request,
    env: &Env,
    asker: &Asker,
    rest: &[&str],
) -> Answer {
    match (request.method(), rest) {
        (Method::Get, ["deliveries"]) => list(env, asker).await,
        (Method::Post, ["deliveries", key, "resend"]) => {
            let key = decoded(key)?;
            let ResendDelivery { missing } = body(request, crate::routes::MAX_BODY).await?;
            let noted = SettingsCall::Deliver { key: key.clone(), missing, discard: false };
            let call = OutgoingCall::Resend { key: key_of(&key)?, missing };
            asker.may(env, noted).await?;
            answered(calls::to_outgoing(env, &asker.site, &call).await?)
        }
        (Method::Delete, ["deliveries", key]) => {
            let key = decoded(key)?;
            let noted = SettingsCall::Deliver { key: key.clone(), missing: false, discard: true };
            let call = OutgoingCall::Discard { key: key_of(&key)? };
            asker.may(env, noted).await?;
            answered(calls::to_outgoing(env, &asker.site, &call).await?)
        }
        (Method::Post, ["destinations", id, "test"]) => {
            asker.may(env, SettingsCall::MayImport).await?;
            let done = outgoing::test(env, &asker.site, &decoded(id)?).await?;
            Ok(reply::json(&done.ok_or_else(nothing_here)?)?)
        }
        _ => Err(nothing_here()),
    }
}

fn key_of(text: &str) -> Result<warmline_outgoing::Key, super::Fault> {
    serde_json::from_value(text.into()).map_err(|_| nothing_here())
}

/// The list, with the destinations' names of now.
async fn list(env: &Env, asker: &Asker) -> Answer {
    let names: BTreeMap<String, String> =
        match asker.settings(env, SettingsCall::Deliveries).await? {
            SettingsReply::Body(200, names) => serde_json::from_str(&names).unwrap_or_default(),
            refused => return told(refused),
        };
    let reply = calls::to_outgoing(env, &asker.site, &OutgoingCall::List).await?;
    let Reply::Body(text) = reply else { return answered(reply) };
    let mut list: DeliveryList =
        read(&text).map_err(|refusal: Refusal| Refusal { code: Code::Internal, ..refusal })?;
    let lines = list.dead.iter_mut().chain(&mut list.waiting).chain(&mut list.delivered);
    for line in lines {
        line.name = names.get(&line.destination).cloned();
    }
    super::json_text(write(&list))
}

//! Bots of other makers: opening, what they do, the Bot Framework's handoff, and the description of all routes.

use super::console::after_seq;
use super::visitor::needs_key;
use super::{Answer, Fault, MAX_BODY, answered, body, json_text, nothing_here, text};
use crate::auth::Key;
use crate::shell::now;
use crate::{calls, reply};
use std::result::Result;
use warmline_model::{ClientId, ConversationId, Language, SiteId};
use warmline_objects::{
    BotAction, ConversationCall, FromOutside, Initiation, Opening, Reply, SiteProfile, lines, told,
};
use warmline_wire::settings::KeyScope;
use warmline_wire::{
    BotStatus, BringTranscript, CloseByBot, Code, HandOff, Initiated, MAX_TRANSCRIPT_BYTES,
    NewConversation, OpenByBot, Refusal, SiteRoute, StatusActivity, TakeBack,
};
use worker::{Env, Request};

/// What all of a site's routes take and answer, as OpenAPI 3.1.
const DESCRIPTION: &str = include_str!("../../../schemas/openapi.v1.json");

pub(super) fn description() -> Answer {
    json_text(DESCRIPTION.to_owned())
}

/// A bot begins a conversation; the same name opens the same one.
pub(super) async fn open(
    mut request: Request,
    env: &Env,
    site: &SiteId,
    profile: SiteProfile,
) -> Answer {
    needs_key(&request, env, site, &[KeyScope::Bot]).await?;
    let opening: OpenByBot = body(&mut request, MAX_BODY).await?;
    let OpenByBot { client_id, customer, page, trail, locale, zone } = opening;
    let customer = customer.map(|known| known.check()).transpose()?;
    let conversation = named(env, site, &client_id)?;
    let begun = Opening { page, trail, zone, ..Opening::default() };
    begin(env, site, profile, &conversation, begun, locale.as_deref()).await?;
    if let Some(customer) = customer {
        let call = ConversationCall::Customer(customer);
        calls::to_conversation(env, site, &conversation, &call).await?;
    }
    let token = Key::of(env)?.token(now(), site, &conversation);
    Ok(reply::json(&NewConversation { conversation, token, identity_refused: None })?)
}

/// What a bot opens under this name: signed, so that nobody else can name it.
fn named(env: &Env, site: &SiteId, client_id: &ClientId) -> Result<ConversationId, Fault> {
    let signature = Key::of(env)?.opened_by_bot(site, client_id);
    let name: String = signature.chars().take(32).collect();
    ConversationId::new(name).map_err(|_| nothing_here())
}

async fn begin(
    env: &Env,
    site: &SiteId,
    profile: SiteProfile,
    conversation: &ConversationId,
    opening: Opening,
    locale: Option<&str>,
) -> Result<(), Fault> {
    let outside = FromOutside { language: locale.and_then(Language::from_tag) };
    let opening = Opening { asks: profile.asks, outside: Some(outside), ..opening };
    let settings = Box::new(profile.settings);
    let call = ConversationCall::Open { settings, opening };
    calls::to_conversation(env, site, conversation, &call).await?;
    Ok(())
}

/// What a bot asks for with this request.
pub(super) async fn action(request: &mut Request, route: SiteRoute) -> Result<BotAction, Fault> {
    Ok(match route {
        SiteRoute::Transcript => {
            let brought: BringTranscript = body(request, MAX_TRANSCRIPT_BYTES).await?;
            brought.check()?;
            BotAction::Bring { lines: lines(brought) }
        }
        SiteRoute::HandOff => {
            let hand_off: HandOff = body(request, MAX_BODY).await?;
            hand_off.check()?;
            let client_id = hand_off.client_id.clone();
            BotAction::HandOff { client_id, told: Box::new(told(hand_off)) }
        }
        SiteRoute::TakeBack => {
            let TakeBack { client_id } = body(request, MAX_BODY).await?;
            BotAction::TakeBack { client_id }
        }
        SiteRoute::Close => {
            let CloseByBot { client_id, reason } = body(request, MAX_BODY).await?;
            BotAction::Close { client_id, reason }
        }
        SiteRoute::Status => BotAction::Status,
        SiteRoute::Messages => BotAction::Messages { after: after_seq(request)? },
        _ => return Err(nothing_here()),
    })
}

pub(super) async fn act(
    env: &Env,
    site: &SiteId,
    id: &ConversationId,
    action: BotAction,
) -> Answer {
    answered(calls::to_conversation(env, site, id, &ConversationCall::Bot { action }).await?)
}

/// A `handoff.initiate` of the Bot Framework; whoever calls has checked the key.
pub(super) async fn initiate(
    mut request: Request,
    env: &Env,
    site: &SiteId,
    profile: SiteProfile,
) -> Answer {
    let body = text(&mut request, MAX_TRANSCRIPT_BYTES).await?;
    let initiation = Initiation::read(now(), site, &body)?;
    let Initiation { conversation, client_id, lines, left_out, told, locale, theirs } = initiation;
    begin(env, site, profile, &conversation, Opening::default(), locale.as_deref()).await?;
    let action = BotAction::Initiate { client_id, lines, told: Box::new(told) };
    let call = ConversationCall::Bot { action };
    let status = match calls::to_conversation(env, site, &conversation, &call).await? {
        Reply::Refused(refusal) => return Err(refusal.into()),
        Reply::Body(status) => status,
        Reply::Done | Reply::Frames(_) => String::new(),
    };
    let status: BotStatus = serde_json::from_str(&status)
        .map_err(|error| Refusal::new(Code::Internal, error.to_string()))?;
    let token = Key::of(env)?.token(now(), site, &conversation);
    let activity = status.handoff.clone().map(|value| StatusActivity {
        kind: "event".into(),
        name: "handoff.status".into(),
        conversation: theirs,
        value,
    });
    Ok(reply::json(&Initiated { conversation, token, status, activity, left_out })?)
}

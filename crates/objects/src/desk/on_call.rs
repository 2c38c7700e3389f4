//! Alerts of a desk as deliveries, and what the edge asks of those who are on call.

use super::DeskObject;
use crate::on_call::{Item, Link, OnCallCall, Page, Stands};
use crate::{Delivery, OutgoingCall, Reply, Target, Turn};
use warmline_handoff::desk::{Alert, Answer, Desk, End, Event, Need, OnCallNeeded};
use warmline_handoff::hours::Zone;
use warmline_model::{
    Card, ConversationId, Department, Episode, Happened, Letter, Tier, Timestamp,
};
use warmline_wire::{DrillState, OnCallAsked, OnCallEnd, OnCallNeed, write};

/// How many conversations one page lists.
const SHOWN: usize = 20;
/// The longest summary in an alert's text, in characters.
const MAX_SUMMARY: usize = 160;

impl DeskObject {
    pub(super) fn send_alert(&mut self, now: Timestamp, alert: &Alert, happened: Happened) {
        let Some(need) = self.machine.need(&alert.conversation) else { return };
        let text = text(&self.machine, alert, need);
        let letter = alert.to.as_ref().filter(|_| happened == Happened::OnCall);
        let letter = letter.map(|to| Letter {
            to: to.clone(),
            subject: subject(alert),
            text: text.clone(),
            ..Letter::default()
        });
        let delivery = Delivery {
            key: alert.key.clone(),
            happened,
            at: alert.at,
            conversation: alert.conversation.clone(),
            ticket: None,
            promised: (happened == Happened::OnCall).then_some(text),
            card: (*need.needed.card).clone(),
            letter,
            call_news: None,
            to: Some(alert.destination.clone()),
        };
        let call = OutgoingCall::Deliver(Box::new(delivery));
        self.dispatch.push(now, Target::Outgoing, write(&call));
    }

    /// What the edge wants.
    pub(super) fn on_call(&mut self, now: Timestamp, turn: &mut Turn, wants: OnCallCall) -> Reply {
        match wants {
            OnCallCall::Look(link) => Reply::Body(write(&look(&self.machine, now, &link))),
            OnCallCall::Acknowledge(link) => {
                let Link { conversation, episode, contact, .. } = link.clone();
                let answer = Answer::Contact { episode, contact };
                self.happened(now, turn, Event::OnCallAnswered(conversation, answer));
                Reply::Body(write(&look(&self.machine, now, &link)))
            }
            OnCallCall::Heard { conversation, answer } => {
                self.happened(now, turn, Event::OnCallAnswered(conversation, answer));
                Reply::Done
            }
            OnCallCall::Drill { department } => {
                let name = ConversationId::new(format!("drill-{}", now.0));
                let Ok(name) = name else { return Reply::Done };
                let drill = drill(name.clone(), department);
                self.happened(now, turn, Event::OnCallDrill(drill));
                let mut state = last_drill(&self.machine);
                if self.machine.need(&name).is_none() {
                    state.why_not =
                        Some("A drill began within the last five minutes. Wait a little.".into());
                }
                Reply::Body(write(&state))
            }
            OnCallCall::LastDrill => Reply::Body(write(&last_drill(&self.machine))),
        }
    }
}

fn drill(conversation: ConversationId, department: Department) -> OnCallNeeded {
    let mut card: Card = warmline_handoff::card::blank();
    card.summary =
        "This is a drill of the on-call chain. No customer waits; nothing is to be done but to \
                    acknowledge."
            .into();
    (card.tier, card.department) = (Tier::Low, department);
    OnCallNeeded {
        conversation,
        asked: 0,
        episode: Episode(1),
        department,
        tier: Tier::Low,
        summary: card.summary.clone(),
        customer: None,
        card: Box::new(card),
    }
}

fn subject(alert: &Alert) -> String {
    match (alert.drill, alert.count) {
        (true, _) => "Drill: you are on call".into(),
        (false, 1) => "On call: a customer needs you".into(),
        (false, count) => format!("On call: {count} customers need you"),
    }
}

/// What, since when, and the link.
fn text(desk: &Desk, alert: &Alert, need: &Need) -> String {
    let link = Link {
        desk: desk.desk_name(),
        conversation: alert.conversation.clone(),
        episode: alert.episode,
        contact: alert.contact.clone(),
    };
    let link = link.placeholder();
    if alert.drill {
        return format!("DRILL of the on-call chain. No customer waits. Acknowledge: {link}");
    }
    let team = desk.settings().team(alert.department).name;
    let since = clock(desk, alert.department, alert.since);
    // A brace of the customer's begins no link's place.
    let summary = need.needed.summary.replace('{', "(");
    let summary: String = summary.chars().take(MAX_SUMMARY).collect();
    let what = subject(alert);
    format!("{what} ({team}), since {since}. {summary}\nI have it: {link}")
}

/// `14:02 (Europe/Berlin)`, by the clock of the rota.
fn clock(desk: &Desk, department: Department, at: Timestamp) -> String {
    let rota = desk.settings().on_call.rota_of(department).and_then(|rota| rota.rota());
    let zone = rota.map_or_else(Zone::utc, |rota| rota.zone().clone());
    let local = zone.local(at, at);
    format!("{:02}:{:02} ({})", local.hour, local.minute, local.zone)
}

fn look(desk: &Desk, now: Timestamp, link: &Link) -> Page {
    let need = desk.need(&link.conversation).filter(|need| need.needed.episode == link.episode);
    let over = || Page { stands: Stands::Over, drill: false, items: Vec::new(), more: 0 };
    let Some(need) = need else { return over() };
    let asked = |need: &Need| need.steps.iter().any(|step| step.contact == link.contact);
    let with_it = |other: &&Need| {
        let same = other.drill == need.drill;
        let others = match (&need.end, &other.end) {
            (Some(End::Acknowledged { name, .. }), Some(End::Acknowledged { name: of, .. })) => {
                name == of && asked(other)
            }
            (None | Some(End::Unanswered { .. }), None) => asked(other),
            _ => false,
        };
        same && others && other.needed.conversation != need.needed.conversation
    };
    let stands = match &need.end {
        None | Some(End::Unanswered { .. }) if asked(need) => Stands::Open,
        Some(End::Acknowledged { name, .. }) => Stands::Has { name: name.clone() },
        None | Some(_) => return over(),
    };
    let recent = |other: &&Need| now - other.since < crate::on_call::LINK_LASTS;
    let all: Vec<&Need> =
        std::iter::once(need).chain(desk.on_call_needs().filter(with_it).filter(recent)).collect();
    let item = |need: &&Need| Item {
        conversation: need.needed.conversation.clone(),
        summary: need.needed.summary.clone(),
        team: desk.settings().team(need.needed.department).name,
        since: need.since,
        since_words: clock(desk, need.needed.department, need.since),
    };
    let items = all.iter().take(SHOWN).map(item).collect();
    Page { stands, drill: need.drill, items, more: all.len().saturating_sub(SHOWN) }
}

fn last_drill(desk: &Desk) -> DrillState {
    let drill = desk.on_call_needs().find(|need| need.drill);
    DrillState { drill: drill.map(shown), why_not: None }
}

/// A need as the team sees it.
pub(super) fn shown(need: &Need) -> OnCallNeed {
    let asked = need.steps.iter().map(|step| OnCallAsked {
        name: step.name.clone(),
        at: step.at,
        sent: step.sent,
    });
    OnCallNeed {
        conversation: need.needed.conversation.clone(),
        drill: need.drill,
        department: need.needed.department,
        tier: need.needed.tier,
        summary: need.needed.summary.clone(),
        customer: need.needed.customer.clone(),
        since: need.since,
        by: need.by,
        asked: asked.collect(),
        end: need.end.as_ref().map(|end| match end {
            End::Acknowledged { name, at } => {
                OnCallEnd::Acknowledged { name: name.clone(), at: *at }
            }
            End::Unanswered { at } => OnCallEnd::Unanswered { at: *at },
            End::Over { at } => OnCallEnd::Over { at: *at },
        }),
    }
}

//! What the site's history is told of a conversation: not a row for each change, but what it has not heard yet.
//!
//! The log is the outbox: how far it was recorded is stored with the state, and what is behind that is told in
//! one call at a time. A history that does not answer is asked again, later and later, and holds up nothing.

use super::{Context, ConversationObject};
use crate::history::{HistoryCall, Record, recorded, searchable};
use crate::outbox::retry_after;
use crate::{Row, Target, Turn};
use serde::{Deserialize, Serialize};
use std::hash::{DefaultHasher, Hash, Hasher};
use warmline_handoff::conversation::{Conversation, Stage};
use warmline_handoff::helped;
use warmline_model::{CloseReason, ConversationId, Fact, Millis, Seq, Timestamp};
use warmline_wire::{Lead, Past, write};

/// How many entries one call tells of at most.
const BATCH: usize = 100;
/// How many of the newest entries are looked through for what settled it.
const NEWEST: usize = 50;
/// How many bytes of text, besides the first one.
const BATCH_BYTES: usize = 256 * 1024;
/// Words are told when this is over, so that a question and its answer are one call. Who leads: at once.
const TELL_AFTER: Millis = Millis::seconds(3);
/// A call that is under way longer than this was lost with its process.
const LOOK_AGAIN: Millis = Millis::seconds(30);
/// Each failure makes the next wait longer, up to some five minutes.
const SLOWER: i64 = 10;

/// How far the site's history was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Feed {
    told: Told,
    /// When the conversation was opened; of one that an older version stored, once its first entry was told.
    opened: Option<Timestamp>,
    /// When it is to be told next; absent if it has heard all.
    due: Option<Timestamp>,
    /// How often in a row it could not be reached, and until when it is left alone.
    failed: u32,
    retry_at: Timestamp,
    #[serde(skip)]
    under_way: Option<UnderWay>,
}

/// What the history has heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    revision: i64,
    /// Up to where the log.
    entry: Seq,
    /// When that entry was.
    updated: Timestamp,
    /// How many notes.
    notes: usize,
    /// How it stands, as a number: equal if nothing changed.
    standing: u64,
    /// Who leads.
    lead: Option<Lead>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct UnderWay {
    since: Timestamp,
    then: Told,
    opened: Timestamp,
    /// Whether the log went on after it.
    more: bool,
}

impl Feed {
    pub(super) fn of_new(now: Timestamp) -> Self {
        Self { opened: Some(now), ..Self::default() }
    }

    /// When there is something to tell, or to look after.
    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        match &self.under_way {
            Some(under_way) => Some(under_way.since + LOOK_AGAIN),
            None => self.due.map(|due| due.max(self.retry_at)),
        }
    }
}

impl ConversationObject {
    /// Whether the history has not heard all. A conversation in which nothing was done is none.
    pub(super) fn is_behind(&self) -> bool {
        let told = &self.feed.told;
        let last = self.machine.last();
        let news = last > told.entry
            || self.machine.notes().len() > told.notes
            || self.standing() != told.standing;
        last > Seq(0) && news
    }

    pub(super) fn count_behind(&mut self, now: Timestamp) {
        if !self.is_behind() {
            self.feed.due = None;
            return;
        }
        let moved = self.feed.told.lead != Some(lead(&self.machine));
        let due = if moved { now } else { now + TELL_AFTER };
        self.feed.due = Some(self.feed.due.map_or(due, |before| before.min(due)));
    }

    /// What the history is to hear now, if anything; from here on it is under way, until [`Self::recorded`].
    pub fn begin_record(&mut self, context: &Context<'_>) -> (Turn, Option<Row>) {
        let mut turn = Turn::default();
        self.count_behind(context.now);
        let due = self.is_behind() && self.feed.next_deadline().is_some_and(|at| at <= context.now);
        let row = due.then(|| self.record(context));
        self.finish(context, &mut turn, false);
        (turn, row)
    }

    fn record(&mut self, context: &Context<'_>) -> Row {
        let told = self.feed.told;
        let mut texts = Vec::new();
        let mut bytes = 0;
        let mut then = told;
        let mut opened = self.feed.opened;
        let entries = (context.log)(told.entry, BATCH);
        if entries.is_empty() {
            then.entry = self.machine.last();
        }
        for entry in entries {
            if let Some(text) = recorded(&entry) {
                bytes += text.len();
                if !texts.is_empty() && bytes > BATCH_BYTES {
                    break;
                }
                texts.push((entry.seq, text));
            }
            opened.get_or_insert(entry.at);
            (then.entry, then.updated) = (entry.seq, then.updated.max(entry.at));
        }
        let opened = opened.unwrap_or(context.now);
        let notes = self.machine.notes().iter().enumerate().skip(told.notes);
        let notes: Vec<(u64, String)> =
            notes.map(|(n, note)| (n as u64 + 1, searchable(&note.text))).collect();
        then.notes = self.machine.notes().len();
        then.standing = self.standing();
        then.lead = Some(lead(&self.machine));
        // Rises, also over a process that ended before it could store the last.
        then.revision = (told.revision + 1).max(context.now.0);
        let more = self.machine.last() > then.entry;
        self.feed.under_way = Some(UnderWay { since: context.now, then, opened, more });
        let mut past = self.past(opened, then.updated);
        let went_well = went_well(&self.machine);
        if went_well {
            let newest = Seq(self.machine.last().0.saturating_sub(NEWEST as u64));
            past.helped = helped(&(context.log)(newest, NEWEST));
        }
        let record = Record {
            revision: then.revision,
            past,
            customer: address(&self.machine),
            account: account(&self.machine),
            went_well,
            asked: self.machine.card().question.as_ref().map(|question| question.entry),
            texts,
            notes,
        };
        let body = write(&HistoryCall::Record(Box::new(record)));
        let id = u64::try_from(then.revision).unwrap_or_default();
        Row::new(id, Target::History, body)
    }

    /// The row that was under way to the history arrived, or did not.
    pub fn recorded(&mut self, context: &Context<'_>, id: u64, arrived: bool) -> Turn {
        let mut turn = Turn::default();
        // One that was given up, and told again since, tells nothing.
        let of_row = |under_way: &mut UnderWay| u64::try_from(under_way.then.revision) == Ok(id);
        let under_way = self.feed.under_way.take_if(of_row);
        match under_way.filter(|_| arrived) {
            Some(UnderWay { then, opened, more, .. }) => {
                self.feed.told = then;
                self.feed.opened = Some(opened);
                self.feed.failed = 0;
                self.feed.due = more.then_some(context.now);
            }
            None if under_way.is_some() => {
                let wait = retry_after(self.feed.failed).0 * SLOWER;
                self.feed.retry_at = context.now + Millis(wait);
                self.feed.failed = self.feed.failed.saturating_add(1);
            }
            None => {}
        }
        self.finish(context, &mut turn, under_way.is_some());
        turn
    }

    fn past(&self, opened: Timestamp, updated: Timestamp) -> Past {
        past(self.id.clone(), &self.machine, opened, updated)
    }

    fn standing(&self) -> u64 {
        let past = self.past(Timestamp(0), Timestamp(0));
        let mut hasher = DefaultHasher::new();
        write(&past).hash(&mut hasher);
        (address(&self.machine), account(&self.machine)).hash(&mut hasher);
        went_well(&self.machine).hash(&mut hasher);
        hasher.finish()
    }
}

fn past(
    conversation: ConversationId,
    machine: &Conversation,
    opened: Timestamp,
    updated: Timestamp,
) -> Past {
    let card = machine.card();
    let (rating, closed_as) = match machine.stage() {
        Stage::Closed { rating, reason, .. } => (*rating, Some(*reason)),
        Stage::Bot(_) | Stage::Waiting(_) | Stage::Human(_) => (None, None),
    };
    let agent = match machine.stage() {
        Stage::Human(human) => Some((human.agent.clone(), human.name.clone())),
        Stage::Bot(_) | Stage::Waiting(_) | Stage::Closed { .. } => {
            machine.hands().last().map(|hand| (hand.agent.clone(), hand.name.clone()))
        }
    };
    Past {
        conversation,
        lead: lead(machine),
        opened,
        updated,
        summary: card.summary.clone(),
        customer: card.customer.name.clone(),
        agent,
        department: card.department,
        tier: card.tier,
        language: card.language,
        topic: card.topic.as_ref().map(|found| found.topic),
        wanted: card.wanted.as_ref().map(|wanted| wanted.goal),
        mood: card.mood,
        handed_off: machine.episode().0 > 0,
        rating,
        closed_as,
        helped: None,
        found: None,
    }
}

fn lead(machine: &Conversation) -> Lead {
    match machine.stage() {
        Stage::Bot(_) => Lead::Bot,
        Stage::Waiting(_) => Lead::Waiting,
        Stage::Human(_) => Lead::Human,
        Stage::Closed { .. } => Lead::Closed,
    }
}

/// What a customer's conversations have in common. A name alone is no proof that two are the same person.
fn account(machine: &Conversation) -> Option<String> {
    let customer = &machine.card().customer;
    customer.id.clone().filter(|_| customer.verified)
}

/// The address that the site vouched for, or else the first that they gave.
fn address(machine: &Conversation) -> Option<String> {
    let card = machine.card();
    let given = card.entities.iter().find_map(|entity| match &entity.fact {
        Fact::Email { address } => Some(address),
        _ => None,
    });
    let address = card.customer.email.as_ref().or(given)?;
    Some(address.trim().to_lowercase()).filter(|address| !address.is_empty())
}

/// Closed as solved, and not rated below 4.
fn went_well(machine: &Conversation) -> bool {
    match machine.stage() {
        Stage::Closed { rating, reason, .. } => {
            *reason == CloseReason::Solved && rating.is_none_or(|rating| rating >= 4)
        }
        Stage::Bot(_) | Stage::Waiting(_) | Stage::Human(_) => false,
    }
}

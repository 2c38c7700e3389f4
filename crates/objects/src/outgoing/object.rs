//! The object that delivers: takes in what is to leave, keeps a row for each delivery, and hands calls to the edge.
//!
//! What arrives is stored before it is answered; where it goes is found out then, by the settings of that moment.

use super::limits::{LETTERS, Letters};
use super::{Delivery, Ended, OutgoingCall, OutgoingJob, OutgoingRoutes};
use crate::Reply;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_handoff::desk::Change;
use warmline_model::{SiteId, Timestamp};
use warmline_outgoing::{Effect, Event, Item, Key, Outbox, Safety, State};
use warmline_wire::settings::{DELIVERED_SHOWN, DeliveryLine, DeliveryList};
use warmline_wire::{Code, Refusal, write};

/// How many that are on their way are listed.
const WAITING_SHOWN: usize = 200;
/// Under which keys records are stored.
const SITE: &str = "site";
const ARRIVED: &str = "arrived/";
const ITEM: &str = "item/";

/// Something that arrived, and is not yet on its way to each of its destinations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Arrived {
    number: u64,
    delivery: Delivery,
    /// Why it is over a limit, and is not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    over: Option<String>,
}

/// What a turn leads to: write, and only then make the calls and answer.
#[derive(Debug, PartialEq)]
pub struct OutgoingTurn {
    /// Records to write or to remove, in one transaction.
    pub records: Vec<Change>,
    /// Calls to hand to the edge, once that is written.
    pub jobs: Vec<OutgoingJob>,
    /// When to wake it next.
    pub alarm: Option<Timestamp>,
    /// The answer to whoever called.
    pub reply: Reply,
    /// What was given up: for the log. No word of a package and no secret is in it.
    pub given_up: Vec<Key>,
}

/// All that leaves one site. Dropping it and loading it again between any two turns loses and doubles nothing.
#[derive(Debug, Default)]
pub struct OutgoingObject {
    site: Option<SiteId>,
    arrived: BTreeMap<String, Arrived>,
    numbered: u64,
    letters: Letters,
    outbox: Outbox,
}

impl OutgoingObject {
    /// Loads what turns stored. [`Self::restarted`] is to follow before anything else.
    ///
    /// # Errors
    /// The record that can't be read.
    pub fn load(
        records: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, serde_json::Error> {
        let mut loaded = Self::default();
        let mut items: Vec<(Key, Item)> = Vec::new();
        for (name, json) in records {
            if name == SITE {
                loaded.site = Some(serde_json::from_str(&json)?);
            } else if let Some(key) = name.strip_prefix(ARRIVED) {
                let arrived: Arrived = serde_json::from_str(&json)?;
                loaded.numbered = loaded.numbered.max(arrived.number);
                loaded.arrived.insert(key.to_owned(), arrived);
            } else if let Some(address) = name.strip_prefix(LETTERS) {
                loaded.letters.restore(address, &json)?;
            } else if name.starts_with(ITEM) {
                items.push(serde_json::from_str(&json)?);
            }
        }
        loaded.outbox = Outbox::restore(items);
        Ok(loaded)
    }

    /// Whose it is, once something arrived.
    pub fn site(&self) -> Option<&SiteId> {
        self.site.as_ref()
    }

    /// It was loaded: what it had open is lost, and may have arrived.
    pub fn restarted(&mut self, now: Timestamp, jitter: f64) -> OutgoingTurn {
        self.happened(now, Event::Restarted { jitter })
    }

    /// A call from another object or from the edge.
    pub fn call(
        &mut self,
        now: Timestamp,
        jitter: f64,
        site: &SiteId,
        call: OutgoingCall,
    ) -> OutgoingTurn {
        match call {
            OutgoingCall::Deliver(delivery) => self.arrive(now, site, *delivery),
            OutgoingCall::Ended { key, request: call, ended } => {
                let event = match ended {
                    Ended::Answered(outcome) => Event::Answered { key, call, outcome, jitter },
                    Ended::Failed(failure) => Event::Failed { key, call, failure, jitter },
                    Ended::Faulted(why) => Event::Faulted { key, why },
                };
                self.happened(now, event)
            }
            OutgoingCall::List => {
                let list = write(&self.list());
                OutgoingTurn { reply: Reply::Body(list), ..self.nothing(now) }
            }
            OutgoingCall::Resend { key, missing } => {
                self.happened(now, Event::Resend { key, missing })
            }
            OutgoingCall::Discard { key } => self.happened(now, Event::Discard { key }),
        }
    }

    /// Whether the site's routes are needed now: something arrived.
    pub fn asks_routes(&self) -> bool {
        !self.arrived.is_empty()
    }

    /// Sends what arrived on its way, by these routes.
    pub fn route(&mut self, now: Timestamp, routes: &OutgoingRoutes) -> OutgoingTurn {
        let mut turn = self.nothing(now);
        let Some(site) = self.site.clone() else { return turn };
        let mut arrived: Vec<Arrived> = std::mem::take(&mut self.arrived).into_values().collect();
        arrived.sort_by_key(|arrived| arrived.number);
        for Arrived { delivery, over, .. } in arrived {
            turn.records.push(Change { key: [ARRIVED, &delivery.key].concat(), value: None });
            for (destination, kind) in routes.of(&delivery) {
                let key = Key::of(&[site.as_str(), &delivery.key, &destination]);
                let package = Box::new(routes.package(&delivery, &destination));
                let added = match over.clone() {
                    Some(why) => Event::AddDead { key, destination, kind, package, why },
                    None => Event::Add { key, destination, kind, package, ticket: None },
                };
                let effects = self.outbox.handle(now, added);
                self.take(effects, &mut turn);
            }
        }
        turn.alarm = self.next_deadline(now);
        turn
    }

    /// The alarm rang.
    pub fn wake(&mut self, now: Timestamp, jitter: f64) -> OutgoingTurn {
        self.happened(now, Event::Tick { jitter })
    }

    fn arrive(&mut self, now: Timestamp, site: &SiteId, delivery: Delivery) -> OutgoingTurn {
        let mut turn = self.nothing(now);
        if self.site.as_ref() != Some(site) {
            self.site = Some(site.clone());
            turn.records.push(Change { key: SITE.into(), value: Some(write(site)) });
        }
        // A repeat of what is still here changes nothing; of what is on its way, its keys are known.
        if !self.arrived.contains_key(&delivery.key) {
            self.numbered += 1;
            let key = delivery.key.clone();
            let over = self.letters.count(now, &delivery, &mut turn.records);
            let delivery = delivery.bounded();
            let arrived = Arrived { number: self.numbered, delivery, over };
            let value = Some(write(&arrived));
            turn.records.push(Change { key: [ARRIVED, &key].concat(), value });
            self.arrived.insert(key, arrived);
        }
        turn.alarm = self.next_deadline(now);
        turn
    }

    fn happened(&mut self, now: Timestamp, event: Event) -> OutgoingTurn {
        let mut turn = self.nothing(now);
        let effects = self.outbox.handle(now, event);
        self.take(effects, &mut turn);
        turn.alarm = self.next_deadline(now);
        turn
    }

    fn nothing(&self, now: Timestamp) -> OutgoingTurn {
        OutgoingTurn {
            records: Vec::new(),
            jobs: Vec::new(),
            alarm: self.next_deadline(now),
            reply: Reply::Done,
            given_up: Vec::new(),
        }
    }

    fn next_deadline(&self, now: Timestamp) -> Option<Timestamp> {
        let at_once = self.asks_routes().then_some(now);
        at_once.into_iter().chain(self.outbox.next_deadline()).min()
    }

    fn take(&self, effects: Vec<Effect>, turn: &mut OutgoingTurn) {
        for effect in effects {
            match effect {
                Effect::Save(key) => {
                    let value = self.outbox.get(&key).map(|item| write(&(&key, item)));
                    turn.records.push(Change { key: [ITEM, key.as_str()].concat(), value });
                }
                Effect::Call { key, call } => turn.jobs.extend(self.job(key, call)),
                Effect::Delivered { .. } => {}
                Effect::DeadLetter { key, .. } => turn.given_up.push(key),
                Effect::Refused { why, .. } => {
                    turn.reply = Reply::Refused(Refusal::new(Code::Conflict, why));
                }
            }
        }
    }

    fn job(&self, key: Key, call: warmline_outgoing::Call) -> Option<OutgoingJob> {
        let item = self.outbox.get(&key)?;
        let (destination, kind) = (item.destination.clone(), item.kind);
        let (site, package) = (self.site.clone()?, item.package.clone()?);
        Some(OutgoingJob { site, key, destination, kind, call, package })
    }

    fn list(&self) -> DeliveryList {
        let mut list = DeliveryList::default();
        let mut waiting: Vec<(u64, DeliveryLine)> = Vec::new();
        for (key, item) in self.outbox.items() {
            let line = line(key, item);
            match item.state {
                State::Dead { .. } => list.dead.push(line),
                State::Delivered { .. } => list.delivered.push(line),
                State::Waiting | State::Calling { .. } => waiting.push((item.number, line)),
            }
        }
        waiting.sort_by_key(|(number, _)| *number);
        list.waiting_in_all = waiting.len() + self.arrived.len();
        list.waiting = waiting.into_iter().take(WAITING_SHOWN).map(|(_, line)| line).collect();
        list.dead.sort_by_key(|line| std::cmp::Reverse(line.since));
        list.delivered.sort_by_key(|line| std::cmp::Reverse(line.since));
        list.delivered.truncate(DELIVERED_SHOWN);
        list
    }
}

fn line(key: &Key, item: &Item) -> DeliveryLine {
    let package = item.package.as_ref();
    let send = item
        .ticket
        .clone()
        .map_or(warmline_outgoing::Call::Create, |ticket| warmline_outgoing::Call::Note { ticket });
    let looks = item.doubt && matches!(item.kind.safety(&send), Safety::LookUp { .. });
    let mut line = DeliveryLine {
        key: key.to_string(),
        destination: item.destination.clone(),
        name: None,
        system: item.kind.name().to_owned(),
        happened: package.map(|package| package.happened),
        letter: package.is_some_and(|package| package.letter.is_some()),
        conversation: item.conversation.clone(),
        since: item.since,
        attempts: item.attempts,
        next_at: None,
        url: None,
        why: None,
        may_have_arrived: false,
        looks,
    };
    match &item.state {
        State::Waiting => line.next_at = Some(item.next_at),
        State::Calling { .. } => {}
        State::Delivered { at, receipt } => {
            line.since = *at;
            line.url = receipt.url.clone();
        }
        State::Dead { at, why, may_have_arrived } => {
            line.since = *at;
            line.why = Some(why.clone());
            line.may_have_arrived = *may_have_arrived;
        }
    }
    line
}

//! Calls between objects: at least once, in order for each target, and wrong in every way that allows.

use crate::laws::{Law, ensure};
use crate::world::{Event, Place, World};
use std::collections::{BTreeMap, VecDeque};
use warmline_model::Millis;
use warmline_objects::{ConversationCall, DeskCall, OutgoingCall, Row, Target};

/// How long an object that does not answer is waited for.
const GIVES_UP: Millis = Millis::seconds(10);

/// The calls under way from one object to another. A conversation's alarm is at work until those to a desk
/// and to other systems are made; a desk's is not.
pub struct Drain {
    number: u64,
    target: Target,
    /// What is still to be called; the first is under way.
    waiting: VecDeque<Row>,
    made: Vec<u64>,
    /// Alarms that rang meanwhile: the runtime waits for the handler that is at work.
    pub held: Vec<Option<u64>>,
}

impl World {
    /// Begins to make the calls that are due at a place.
    pub fn drain(&mut self, place: Place) {
        let rows = match place {
            Place::Desk => self.desk.due(self.calm_moment()),
            Place::Conversation(n) => {
                let moment = self.calm_moment();
                self.conversations[n].due(moment)
            }
            Place::History | Place::Outgoing => return,
        };
        let Ok(rows) = rows else { return };
        self.arm(place);
        let mut parcels: BTreeMap<Place, VecDeque<Row>> = BTreeMap::new();
        for row in rows {
            let Some(to) = self.place_of(&row.target) else { continue };
            parcels.entry(to).or_default().push_back(row);
        }
        for (to, waiting) in parcels {
            let Some(first) = waiting.front().cloned() else { continue };
            let number = self.rng.draw();
            let (target, made, held) = (first.target.clone(), Vec::new(), Vec::new());
            self.drains.insert((place, to), Drain { number, target, waiting, made, held });
            self.call(place, number, to, &first);
        }
    }

    fn place_of(&self, target: &Target) -> Option<Place> {
        match target {
            Target::Desk(_) => Some(Place::Desk),
            Target::History => Some(Place::History),
            Target::Outgoing => Some(Place::Outgoing),
            Target::Conversation(id) => {
                let n: usize = id.as_str().strip_prefix('k')?.parse().ok()?;
                (n < self.conversations.len()).then_some(Place::Conversation(n))
            }
        }
    }

    fn call(&mut self, from: Place, drain: u64, to: Place, row: &Row) {
        if to == Place::History && self.history.is_down(self.now) {
            let back = Event::Returned { to: (from, to), drain, row: row.id, arrived: false };
            return self.at(self.now + GIVES_UP, back);
        }
        let slow = if self.rng.chance(self.weather.late) { 4_000 } else { 30 };
        let at = self.now + Millis(self.rng.between(1, slow));
        let back = Event::Returned { to: (from, to), drain, row: row.id, arrived: false };
        let body = row.body.clone();
        if self.rng.chance(self.weather.calls) {
            match self.rng.below(3) {
                // Lost on the way.
                0 => return self.at(at, back),
                // It arrives, but its sender is told that it did not.
                1 => {
                    self.at(at, Event::Call { to, body, from: None });
                    return self.at(at + Millis(1), back);
                }
                // It arrives again, later than others.
                _ => {
                    let again = at + Millis(self.rng.between(0, 20_000));
                    self.at(again, Event::Call { to, body: body.clone(), from: None });
                }
            }
        }
        self.at(at, Event::Call { to, body, from: Some((from, drain, row.id)) });
    }

    pub fn called(&mut self, to: Place, body: &str, from: Option<(Place, u64, u64)>) {
        let arrived = match to {
            Place::Desk => {
                let call: Option<DeskCall> = serde_json::from_str(body).ok();
                let known = ensure(call.is_some(), Law::ComesToRest, || format!("no call: {body}"));
                self.hold(known);
                let Some(call) = call else { return };
                self.on_desk(|shell, moment| shell.call(moment, call).map(|_done| ()))
            }
            Place::Conversation(n) => {
                let call: Option<ConversationCall> = serde_json::from_str(body).ok();
                let known = ensure(call.is_some(), Law::ComesToRest, || format!("no call: {body}"));
                self.hold(known);
                let Some(call) = call else { return };
                self.on_conversation(n, |shell, moment| shell.call(moment, call).map(|_done| ()))
            }
            Place::History => {
                let told = self.history.hear(body);
                self.hold(told);
                true
            }
            // What leaves for other systems has crashes of its own, in `objects`.
            Place::Outgoing => {
                let known = serde_json::from_str::<OutgoingCall>(body).is_ok();
                let known = ensure(known, Law::ComesToRest, || format!("no call: {body}"));
                self.hold(known);
                true
            }
        };
        if let Some((place, drain, row)) = from {
            let at = self.now + Millis(self.rng.between(1, 30));
            self.at(at, Event::Returned { to: (place, to), drain, row, arrived });
        }
    }

    pub fn returned(&mut self, key: (Place, Place), number: u64, row: u64, arrived: bool) {
        let Some(drain) = self.drains.get_mut(&key).filter(|drain| drain.number == number) else {
            return;
        };
        if drain.waiting.front().is_none_or(|first| first.id != row) {
            return;
        }
        let (place, to) = key;
        if arrived || to == Place::History {
            drain.made.push(row);
        }
        if arrived {
            drain.waiting.pop_front();
            if let Some(next) = drain.waiting.front().cloned() {
                return self.call(place, number, to, &next);
            }
        }
        let Some(drain) = self.drains.remove(&key) else { return };
        let (target, made) = (drain.target, drain.made);
        for number in drain.held {
            self.at(self.now + Millis(1), Event::Ring(place, number));
        }
        match place {
            Place::Desk => {
                self.on_desk(|shell, moment| shell.delivered(moment, &target, &made, !arrived));
            }
            Place::Conversation(n) => {
                self.on_conversation(n, |shell, moment| {
                    shell.delivered(moment, &target, &made, !arrived)
                });
            }
            Place::History | Place::Outgoing => {}
        }
    }
}

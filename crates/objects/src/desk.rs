//! The desk object: agents' consoles, the line, and what it still has to tell conversations.

mod frames;
mod on_call;
mod pushes;
mod view;

#[cfg(test)]
mod tests;

use crate::calendars::CalendarJob;
use crate::dispatch::Dispatch;
use crate::first_version::FirstVersion;
use crate::{Bucket, ConversationCall, DeskCall, Reply, Row, Target, To, Turn, refusals};
use pushes::Pushes;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use view::Views;
use warmline_handoff::desk::{self, Change, Desk, Effect, Event, Profile};
use warmline_handoff::{DeskName, Settings};
use warmline_model::{AgentId, ConversationId, Happened, Millis, SiteId, Timestamp};
use warmline_wire::{Code, News, Refusal, ToConsole, write};

/// The key of the record that says whose desk it is.
const SELF: &str = "desk";
/// How often consoles are counted while somebody depends on it: one that is half open never says goodbye.
const COUNT_EVERY: Millis = Millis::minutes(1);

#[derive(Clone, Serialize, Deserialize)]
struct Itself {
    site: SiteId,
    name: DeskName,
}

/// One of a site's desks. Dropping it and loading it again between any two turns changes nothing:
/// each turn stores the records that it changed, and no others.
pub struct DeskObject {
    itself: Itself,
    /// Whether it is not stored yet whose desk this is.
    new: bool,
    machine: Desk,
    dispatch: Dispatch,
    pushes: Pushes,
    /// Calendars that are to be read: forgotten with the process, and then begun again by the machine.
    readings: BTreeSet<String>,
    buckets: BTreeMap<AgentId, Bucket>,
    /// When consoles were last counted.
    counted: Timestamp,
}

impl DeskObject {
    /// An empty desk of a site.
    pub fn new(site: SiteId, name: DeskName) -> Self {
        let machine = Desk::named(name, Settings::default());
        Self::with(Itself { site, name }, true, machine)
    }

    fn with(itself: Itself, new: bool, machine: Desk) -> Self {
        Self {
            itself,
            new,
            machine,
            dispatch: Dispatch::default(),
            pushes: Pushes::default(),
            readings: BTreeSet::new(),
            buckets: BTreeMap::new(),
            counted: Timestamp::default(),
        }
    }

    /// Loads what [`Turn::records`] stored, in the order of the keys.
    pub fn load(records: impl IntoIterator<Item = (String, String)>) -> Result<Self, Refusal> {
        let fault = |why: String| Refusal::new(Code::Internal, format!("stored desk: {why}"));
        let mut itself = None;
        let mut dispatch = Dispatch::default();
        let mut pushes = Pushes::default();
        let mut machine = Vec::new();
        for (key, json) in records {
            if key == SELF {
                itself = Some(serde_json::from_str(&json).map_err(|e| fault(e.to_string()))?);
            } else if key == pushes::KEY {
                pushes = Pushes::restore(&json).map_err(|e| fault(e.to_string()))?;
            } else if Dispatch::owns(&key) {
                dispatch.restore(&json).map_err(|e| fault(e.to_string()))?;
            } else {
                machine.push((key, json));
            }
        }
        let itself: Itself = itself.ok_or_else(|| fault("nothing says whose it is".into()))?;
        let machine = Desk::load(itself.name, machine).map_err(fault)?;
        Ok(Self { dispatch, pushes, ..Self::with(itself, false, machine) })
    }

    /// Reads a desk as the first version stored it, and stores it as this one does.
    pub fn of_first_version(now: Timestamp, state: &str) -> Result<(Self, Turn), Refusal> {
        let fault = |why: String| Refusal::new(Code::Internal, format!("stored state: {why}"));
        let first: FirstVersion = serde_json::from_str(state).map_err(|e| fault(e.to_string()))?;
        let itself = Itself { site: first.site.clone(), name: DeskName::default() };
        let json = first.machine.to_string();
        let machine = Desk::from_first_version(itself.name, &json).map_err(fault)?;
        let mut desk = Self::with(itself, true, machine);
        for (to, call) in first.calls() {
            desk.dispatch.push(now, to, call);
        }
        let mut turn = Turn::default();
        desk.finish(&mut turn);
        Ok((desk, turn))
    }

    /// Whose desk it is.
    pub fn site(&self) -> &SiteId {
        &self.itself.site
    }

    /// The machine, to look at.
    pub fn machine(&self) -> &Desk {
        &self.machine
    }

    /// What may be delivered now; from here on it is under way.
    pub fn take_due(&mut self, now: Timestamp) -> Vec<Row> {
        self.dispatch.take_due(now)
    }

    /// How many calls are still to be made, or under way.
    pub fn owes(&self) -> usize {
        self.dispatch.owes()
    }

    /// What was under way to a target is over: these rows arrived, and perhaps the next one failed.
    pub fn delivered(
        &mut self,
        now: Timestamp,
        to: &Target,
        arrived: &[u64],
        failed: bool,
    ) -> Turn {
        let mut turn = Turn::default();
        self.dispatch.delivered(now, to, arrived, failed);
        self.finish(&mut turn);
        turn
    }

    /// Whose devices the site is to wake now; from here on that is under way, until [`Self::pushed`].
    pub fn take_pushes(&mut self, now: Timestamp) -> Vec<AgentId> {
        self.pushes.take_due(now)
    }

    /// Which calendars the edge is to read now.
    pub fn take_readings(&mut self) -> Option<CalendarJob> {
        let ids = std::mem::take(&mut self.readings);
        (!ids.is_empty())
            .then(|| CalendarJob::of(&self.itself.site, self.itself.name, &ids, &self.machine))
    }

    /// The site wakes their devices, but for those who have none; or it could not be told.
    pub fn pushed(&mut self, now: Timestamp, unreachable: Option<Vec<AgentId>>) -> Turn {
        let mut turn = Turn::default();
        self.pushes.told(now, unreachable.is_some());
        for agent in unreachable.into_iter().flatten() {
            self.happened(now, &mut turn, Event::Reachable(agent, false));
        }
        self.finish(&mut turn);
        turn
    }

    /// A frame from a console of this agent.
    pub fn console_frame(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        profile: Profile,
        greeted: bool,
        text: &str,
    ) -> Turn {
        let mut turn = Turn::default();
        let event = match self.buckets.entry(agent.clone()).or_default().take(now) {
            true => frames::event(agent, profile, greeted, text),
            false => Err(refusals::slow_down()),
        };
        match event {
            Ok(event) => {
                turn.greeted = matches!(event, Event::AgentCame(..));
                self.happened(now, &mut turn, event);
            }
            Err(refusal) => {
                let frame = ToConsole::Refused { conversation: None, refusal };
                turn.frames.push((To::Sender, write(&frame)));
            }
        }
        self.finish(&mut turn);
        turn
    }

    /// A call from a conversation or from the edge.
    pub fn call(&mut self, now: Timestamp, call: DeskCall) -> (Turn, Reply) {
        let mut turn = Turn::default();
        let event = match call {
            DeskCall::Configure(settings) => Event::Configured(settings),
            DeskCall::Join(waiter) => Event::Joined(waiter),
            DeskCall::Over { conversation, episode, moved } => {
                Event::Over { conversation, episode, moved }
            }
            DeskCall::Know { agents } => {
                let left = |id: &&AgentId| !agents.iter().any(|(agent, _)| agent == *id);
                let gone: Vec<AgentId> =
                    self.machine.agents().keys().filter(left).cloned().collect();
                for (agent, profile) in agents {
                    self.happened(now, &mut turn, Event::AgentKnown(agent, profile));
                }
                // Last, so that a need which only they met is decided with all who are there now.
                for agent in gone {
                    self.buckets.remove(&agent);
                    self.happened(now, &mut turn, Event::AgentRemoved(agent));
                }
                self.finish(&mut turn);
                return (turn, Reply::Done);
            }
            DeskCall::Answered { conversation, episode, at } => {
                Event::Answered(conversation, episode, at)
            }
            DeskCall::Silent { conversation, episode, round } => {
                Event::Silent(conversation, episode, round)
            }
            DeskCall::Unread { conversation, episode, round, since } => {
                Event::Unread(conversation, episode, round, since)
            }
            DeskCall::Promised(promised) => Event::Promised(promised),
            DeskCall::PromiseMoved { conversation, episode, number } => {
                Event::PromiseMoved(conversation, episode, number)
            }
            DeskCall::WantSlots { conversation, episode, department } => {
                Event::SlotsWanted(conversation, episode, department)
            }
            DeskCall::Book { conversation, episode, department, slot, by } => {
                Event::CallWanted(conversation, episode, department, slot, by)
            }
            DeskCall::Unbook { conversation, episode } => {
                Event::CallCancelled(conversation, episode)
            }
            DeskCall::CalendarsRead { calendars } => Event::CalendarsRead(calendars),
            DeskCall::NeedOnCall(needed) => Event::OnCallNeeded(needed),
            DeskCall::OnCall(wants) => {
                let reply = self.on_call(now, &mut turn, wants);
                self.finish(&mut turn);
                return (turn, reply);
            }
            DeskCall::Reachable { agents } => {
                for agent in agents {
                    self.happened(now, &mut turn, Event::Reachable(agent, true));
                }
                self.finish(&mut turn);
                return (turn, Reply::Done);
            }
            DeskCall::Waiting { agent } => {
                self.finish(&mut turn);
                return (turn, Reply::Body(write(&view::waiting(&self.machine, &agent))));
            }
            DeskCall::PoliciesFired => {
                self.finish(&mut turn);
                return (turn, Reply::Body(write(self.machine.policies_fired())));
            }
        };
        self.happened(now, &mut turn, event);
        self.finish(&mut turn);
        (turn, Reply::Done)
    }

    /// The alarm rang; `present` are the agents who have a console, as the shell counts them.
    pub fn wake(&mut self, now: Timestamp, present: &[AgentId]) -> Turn {
        let mut turn = Turn::default();
        self.count(now, &mut turn, present);
        if self.machine.next_deadline().is_some_and(|at| at <= now) {
            self.happened(now, &mut turn, Event::Woken);
        }
        self.finish(&mut turn);
        turn
    }

    /// Which agents have a console connected now, as the shell counts them.
    pub fn consoles_present(&mut self, now: Timestamp, present: &[AgentId]) -> Turn {
        let mut turn = Turn::default();
        self.count(now, &mut turn, present);
        self.finish(&mut turn);
        turn
    }

    fn count(&mut self, now: Timestamp, turn: &mut Turn, present: &[AgentId]) {
        self.counted = now;
        let agents = self.machine.agents().iter();
        let gone: Vec<AgentId> = agents
            .filter(|(id, agent)| agent.connected && !present.contains(id))
            .map(|(id, _)| id.clone())
            .collect();
        for agent in gone {
            self.happened(now, turn, Event::AgentLeft(agent));
        }
    }

    fn happened(&mut self, now: Timestamp, turn: &mut Turn, event: Event) {
        let mut shown: BTreeSet<AgentId> = BTreeSet::new();
        for effect in self.machine.handle(now, event) {
            match effect {
                Effect::Place(to, episode, round, standing) => {
                    let call = ConversationCall::Placed { episode, round, standing, as_of: now };
                    self.dispatch.place(now, to, write(&call));
                }
                Effect::Assign(assigned) => {
                    let to = assigned.conversation.clone();
                    self.tell(now, to, &ConversationCall::Assigned(assigned));
                }
                Effect::Lost(to, episode, round, gone) => {
                    self.tell(now, to, &ConversationCall::Lost { episode, round, gone });
                }
                Effect::Passing(to, episode, round, passing) => {
                    self.tell(now, to, &ConversationCall::Passing { episode, round, passing });
                }
                Effect::Move(to, episode, round, desk, passing) => {
                    let call = ConversationCall::Moved { episode, round, desk, passing };
                    self.tell(now, to, &call);
                }
                Effect::Sla(to, episode, event) => {
                    self.tell(now, to, &ConversationCall::Sla { episode, event });
                }
                Effect::Kept(to, episode, number, at) => {
                    let promise = Some(number);
                    self.tell(now, to, &ConversationCall::Kept { episode, promise, at });
                }
                Effect::MovePromise(of, number, from, to) => {
                    self.tell(now, of, &ConversationCall::PromiseMoved { number, from, to });
                }
                Effect::Slots(to, episode, slots) => {
                    self.tell(now, to, &ConversationCall::Slots { episode, slots });
                }
                Effect::Booked(to, episode, slot) => {
                    self.tell(now, to, &ConversationCall::Booked { episode, slot });
                }
                Effect::SlotTaken(to, episode, slot, free) => {
                    self.tell(now, to, &ConversationCall::SlotTaken { episode, slot, free });
                }
                Effect::CallsEnough(to, episode, slot) => {
                    self.tell(now, to, &ConversationCall::CallsEnough { episode, slot });
                }
                Effect::OnCall(to, episode, news) => {
                    self.tell(now, to, &ConversationCall::OnCall { episode, news });
                }
                Effect::Alert(alert) => self.send_alert(now, &alert, Happened::OnCall),
                Effect::AllClear(alert) => self.send_alert(now, &alert, Happened::Closed),
                Effect::Confirm(agent, conversation) => {
                    let frame = ToConsole::Assigned { conversation };
                    turn.frames.push((To::Console(agent), write(&frame)));
                }
                Effect::Refuse(_, conversation, why) => {
                    let refusal = refusals::of_desk(&why);
                    let conversation = Some(conversation);
                    let frame = ToConsole::Refused { conversation, refusal };
                    turn.frames.push((To::Sender, write(&frame)));
                }
                Effect::Inform(agent, conversation, news) => {
                    let frame = ToConsole::News { conversation, news: told(news) };
                    turn.frames.push((To::Console(agent), write(&frame)));
                }
                Effect::Push(agent) => self.pushes.owe(now, agent),
                Effect::ReadCalendars(ids) => self.readings.extend(ids),
                Effect::Show => shown.extend(self.machine.agents().keys().cloned()),
                Effect::ShowTo(agents) => shown.extend(agents),
            }
        }
        let connected = |id: &AgentId| self.machine.agents().get(id).is_some_and(|a| a.connected);
        shown.retain(connected);
        if shown.is_empty() {
            return;
        }
        let views = Views::new(now, &self.machine);
        for id in shown {
            if let Some(view) = views.of(&id) {
                let frame = ToConsole::Desk { view: Box::new(view) };
                turn.frames.push((To::Console(id), write(&frame)));
            }
        }
    }

    fn tell(&mut self, now: Timestamp, to: ConversationId, call: &ConversationCall) {
        self.dispatch.push(now, to, write(call));
    }

    /// Stores what changed, and sets the next alarm.
    fn finish(&mut self, turn: &mut Turn) {
        turn.records = self.machine.changes();
        turn.records.extend(self.dispatch.changes());
        turn.records.extend(self.pushes.change());
        if self.new && !turn.records.is_empty() {
            self.new = false;
            turn.records.push(Change { key: SELF.into(), value: Some(write(&self.itself)) });
        }
        let machine = self.machine.next_deadline();
        let count = self.depends_on_consoles().then(|| self.counted + COUNT_EVERY);
        let times = machine.into_iter().chain(self.dispatch.next_deadline()).chain(count);
        // At once: an alarm can't be set to no time at all.
        let readings = (!self.readings.is_empty()).then_some(Timestamp(1));
        turn.alarm = times.chain(self.pushes.next_deadline()).chain(readings).min();
    }

    /// Whether somebody would be left alone if a console that counts as connected were gone.
    fn depends_on_consoles(&self) -> bool {
        let customers = !self.machine.places().is_empty() || !self.machine.assigned().is_empty();
        customers && self.machine.agents().values().any(|agent| agent.connected)
    }
}

fn told(news: desk::News) -> News {
    match news {
        desk::News::PassedOn(name) => News::PassedOn { name },
        desk::News::NotPassedOn(why) => News::NotPassedOn { why },
        desk::News::TakenOver(name) => News::TakenOver { name },
        desk::News::Lost => News::Lost,
    }
}

//! The end: faults stop, everyone comes back, time passes until nothing is under way; then all must agree.

use crate::laws::{self, Checked, Law, ensure};
use crate::world::{Event, Place, Weather, World, conversation_id};
use warmline_handoff::conversation::Stage;
use warmline_model::{Entry, Millis, Status};
use warmline_objects::ConversationObject;
use warmline_session::Event as Happening;
use warmline_testkit::{Role, Shell};
use warmline_wire::{AgentStage, VisitorEntry, VisitorStage, VisitorState};

/// Long enough for dead sockets to be noticed and for the longest back-off.
const AT_LEAST: Millis = Millis::seconds(100);
/// Whatever is not at rest by then never will be.
const AT_MOST: Millis = Millis::seconds(600);

impl World {
    /// Lets everything come to rest, and checks that all agree.
    pub fn come_to_rest(&mut self) {
        self.note(|| "--- faults stop".into());
        self.weather = Weather::CALM;
        self.history.down_until = None;
        for n in 0..self.visitors.len() {
            self.visitors[n].online = true;
            self.visitor(n, Happening::Online);
            self.visitor(n, Happening::Start);
        }
        for n in 0..self.consoles.len() {
            self.set_console_online(n, true);
        }
        for n in 0..self.tabs.len() {
            self.tabs[n].1.online = true;
            self.tab(n, Happening::Online);
            self.tab(n, Happening::Start);
        }
        self.advance(self.now + AT_LEAST);
        self.wait_for_rest();
        self.some_leave_for_good();
        // Whoever sleeps is woken, so that all can be looked at, and knows only what is stored.
        self.desk.evict();
        self.at(self.now, Event::Ring(Place::Desk, None));
        for n in 0..self.conversations.len() {
            self.conversations[n].evict();
            self.at(self.now, Event::Ring(Place::Conversation(n), None));
        }
        self.advance(self.now + Millis::seconds(1));
        self.wait_for_rest();
        if self.breach.is_none() {
            let checked = self.check_rest();
            self.hold(checked);
        }
    }

    fn wait_for_rest(&mut self) {
        let start = self.now;
        while self.breach.is_none() && self.now < start + AT_MOST && !self.rests() {
            self.advance(self.now + Millis(500));
        }
        let rests = ensure(self.rests(), Law::ComesToRest, || self.unrest());
        self.hold(rests);
    }

    fn some_leave_for_good(&mut self) {
        let conversation = self.rng.below(self.conversations.len() * 2);
        for n in 0..self.visitors.len() {
            if self.visitors[n].conversation == conversation {
                self.visitor(n, Happening::Stop);
            }
        }
        let agent = self.rng.below(self.consoles.len() * 2);
        if agent < self.consoles.len() {
            self.set_console_online(agent, false);
        }
        self.advance(self.now + Millis::seconds(8));
        self.wait_for_rest();
    }

    fn rests(&self) -> bool {
        self.under_way == 0
            && self.drains.is_empty()
            && self.visitors.iter().all(|visitor| visitor.rests())
            && self.tabs.iter().all(|(_, tab)| tab.rests())
            && self.consoles.iter().all(|console| console.live == console.online)
            && self.desk.owes() == 0
            && self.conversations.iter().all(|c| c.owes() == 0)
    }

    fn unrest(&self) -> String {
        let visitors: Vec<_> = self.visitors.iter().filter(|v| !v.rests()).collect();
        let pending: Vec<_> = visitors.iter().map(|v| v.session.pending()).collect();
        let tabs: Vec<_> = self.tabs.iter().filter(|(_, t)| !t.rests()).collect();
        let tabs: Vec<_> = tabs.iter().map(|(_, t)| t.session.pending()).collect();
        let calls: Vec<_> = self.conversations.iter().map(|c| c.owes()).collect();
        format!(
            "not at rest: {} under way, visitors {pending:?}, agents {tabs:?}, calls {calls:?} and {}",
            self.under_way,
            self.desk.owes()
        )
    }

    fn check_rest(&self) -> Checked {
        ensure(self.rests(), Law::ComesToRest, || self.unrest())?;
        for visitor in &self.visitors {
            let log = self.log(visitor.conversation);
            let entries = visitor.session.entries();
            laws::shown(entries, 0, log, |entry| VisitorEntry::from(entry))?;
            visitor.deeds_arrived(false, &self.readers[visitor.conversation])?;
            if visitor.is_idle() {
                continue;
            }
            ensure(entries.len() == log.len(), Law::NoGaps, || {
                format!("a visitor is shown {} of {}", entries.len(), log.len())
            })?;
            let shell = &self.conversations[visitor.conversation];
            visitor_sees(shell, visitor.session.state())?;
        }
        for (_, tab) in &self.tabs {
            let log = self.log(tab.conversation);
            let entries = tab.session.entries();
            ensure(entries.len() == log.len(), Law::NoGaps, || {
                format!("an agent is shown {} of {}", entries.len(), log.len())
            })?;
            laws::shown(entries, 0, log, Entry::clone)?;
            tab.deeds_arrived(true, &self.readers[tab.conversation])?;
            let stage = tab.session.state().map(|state| &state.stage);
            agent_sees(&self.conversations[tab.conversation], stage)?;
        }
        for n in 0..self.conversations.len() {
            self.desk_agrees(n)?;
            self.history_knows(n)?;
        }
        self.posts_arrived()?;
        self.desk_presence()
    }

    /// No handoff is lost, and none is there twice.
    fn desk_agrees(&self, n: usize) -> Checked {
        let (Some(object), Some(desk)) = (self.conversations[n].memory(), self.desk.memory())
        else {
            return ensure(false, Law::ComesToRest, || "an object sleeps".into());
        };
        let id = conversation_id(n);
        let (machine, desk) = (object.machine(), desk.machine());
        let place = desk.places().get(&id);
        let waits = place.filter(|place| place.transfer.is_none());
        let assigned = desk.assigned().get(&id);
        let agree = match machine.stage() {
            Stage::Waiting(waiting) => {
                waits.is_some_and(|p| {
                    p.waiter.episode == machine.episode() && p.waiter.since == waiting.since
                }) && assigned.is_none()
            }
            Stage::Human(human) => {
                waits.is_none()
                    && human.passing.is_some() == place.is_some()
                    && assigned.is_some_and(|a| {
                        a.agent == human.agent && a.waiter.episode == machine.episode()
                    })
            }
            Stage::Bot(_) | Stage::Closed { .. } => place.is_none() && assigned.is_none(),
        };
        ensure(agree, Law::OneOwner, || {
            format!(
                "{id} is {:?} in {:?}, but the desk has {place:?} in line and {assigned:?}",
                machine.stage(),
                machine.episode(),
            )
        })?;
        if let Stage::Waiting(waiting) = machine.stage() {
            let standing = waiting.standing;
            let told = place.and_then(|place| place.told());
            ensure(told.is_none_or(|told| told == standing), Law::WaitersAreTold, || {
                format!("{id} shows {standing:?}, but it was told {told:?}")
            })?;
            // at most those ahead count, and of them who compete for the same agents.
            let ahead = desk.line(usize::MAX).position(|p| p.waiter.conversation == id);
            let last = ahead.and_then(|ahead| u32::try_from(ahead + 1).ok());
            let online = desk.agents().values().any(|a| a.connected && a.status != Status::Offline);
            let position = standing.position;
            let true_position = position >= Some(1) && position <= last;
            ensure(true_position && standing.team_online <= online, Law::WaitersAreTold, || {
                format!("{id} shows {standing:?}, but it is {last:?}, online: {online}")
            })?;
        }
        let here = self.conversations[n].greeted().any(|role| *role == Role::Visitor);
        ensure(machine.visitor_online() == here, Law::ComesToRest, || {
            format!("{id}: visitor online {}, sockets {here}", machine.visitor_online())
        })
    }

    fn desk_presence(&self) -> Checked {
        let Some(desk) = self.desk.memory() else { return Ok(()) };
        for person in &self.people {
            let agent = desk.machine().agents().get(&person.id);
            let here = self
                .desk
                .greeted()
                .any(|role| matches!(role, Role::Agent(id, _) if *id == person.id));
            ensure(agent.is_some_and(|a| a.connected == here), Law::ComesToRest, || {
                format!("{}: the desk has {agent:?}, sockets {here}", person.id)
            })?;
        }
        Ok(())
    }
}

fn visitor_sees(shell: &Shell<ConversationObject>, state: Option<&VisitorState>) -> Checked {
    let Some(object) = shell.memory() else { return Ok(()) };
    let stage = object.machine().stage();
    let same = match (stage, state.map(|state| &state.stage)) {
        (Stage::Bot(bot), Some(VisitorStage::Bot { open_offer, .. })) => {
            bot.offer.as_ref().map(|offer| offer.entry) == *open_offer
        }
        (Stage::Waiting(waiting), Some(VisitorStage::Waiting { position, .. })) => {
            waiting.standing.position == *position
        }
        (Stage::Human(human), Some(VisitorStage::Human { name, .. })) => human.name == *name,
        (Stage::Closed { rating, .. }, Some(VisitorStage::Closed { can_rate })) => {
            rating.is_none() == *can_rate
        }
        _ => false,
    };
    ensure(same, Law::NoGaps, || format!("a visitor sees {state:?} while it is {stage:?}"))
}

fn agent_sees(shell: &Shell<ConversationObject>, seen: Option<&AgentStage>) -> Checked {
    let Some(object) = shell.memory() else { return Ok(()) };
    let stage = object.machine().stage();
    let same = match (stage, seen) {
        (Stage::Bot(_), Some(AgentStage::Bot)) => true,
        (Stage::Waiting(waiting), Some(AgentStage::Waiting { position, .. })) => {
            waiting.standing.position == *position
        }
        (Stage::Human(human), Some(AgentStage::Human { agent, .. })) => human.agent == *agent,
        (Stage::Closed { rating, .. }, Some(AgentStage::Closed { rating: shown, .. })) => {
            rating == shown
        }
        _ => false,
    };
    ensure(same, Law::NoGaps, || format!("an agent sees {seen:?} while it is {stage:?}"))
}

//! The desk object: agents' consoles, the line, and what it still has to tell conversations.

use crate::outbox::Outbox;
use crate::{Bucket, ConversationCall, DeskCall, Reply, Row, Target, To, Turn, refusals};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_handoff::desk::{Desk, Effect, Event, Profile};
use warmline_model::{AgentId, SiteId, Status, Timestamp};
use warmline_wire::{
    Code, DeskView, FromConsole, LineItem, Me, Mine, OfferView, Refusal, TeamMember, ToConsole,
    VERSION, read, write,
};

/// How many of the line a console is shown.
const LINE_SHOWN: usize = 100;

#[derive(Serialize, Deserialize)]
struct Saved {
    site: SiteId,
    machine: Desk,
    outbox: Outbox,
}

/// One site's desk. Dropping it and loading it again between any two turns changes nothing.
pub struct DeskObject {
    site: SiteId,
    machine: Desk,
    outbox: Outbox,
    buckets: BTreeMap<AgentId, Bucket>,
}

impl DeskObject {
    /// An empty desk of a site.
    pub fn new(site: SiteId) -> Self {
        let (machine, outbox) = (Desk::default(), Outbox::default());
        Self { site, machine, outbox, buckets: BTreeMap::new() }
    }

    /// Loads what [`Turn::state`] stored.
    pub fn load(state: &str) -> Result<Self, Refusal> {
        let Saved { site, machine, outbox } = serde_json::from_str(state)
            .map_err(|e| Refusal::new(Code::Internal, format!("stored state: {e}")))?;
        Ok(Self { site, machine, outbox, buckets: BTreeMap::new() })
    }

    /// Whose desk it is.
    pub fn site(&self) -> &SiteId {
        &self.site
    }

    /// The machine, to look at.
    pub fn machine(&self) -> &Desk {
        &self.machine
    }

    /// What may be delivered now.
    pub fn due(&self, now: Timestamp) -> Vec<Row> {
        self.outbox.due(now)
    }

    /// These rows arrived; these targets could not be reached.
    pub fn delivered(&mut self, now: Timestamp, ids: &[u64], failed: &[Target]) -> Turn {
        let mut turn = Turn::default();
        self.outbox.delivered(now, ids, failed);
        self.finish(now, &mut turn, true);
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
        let refuse = |this: &Self, mut turn: Turn, refusal: Refusal| {
            let frame = ToConsole::Refused { conversation: None, refusal };
            turn.frames.push((To::Sender, write(&frame)));
            this.finish(now, &mut turn, false);
            turn
        };
        if !self.buckets.entry(agent.clone()).or_default().take(now) {
            return refuse(self, turn, refusals::slow_down());
        }
        let frame = match read::<FromConsole>(text) {
            Ok(frame) => frame,
            Err(refusal) => return refuse(self, turn, refusal),
        };
        let agent = agent.clone();
        let event = match frame {
            FromConsole::Hello { version } if version != VERSION => {
                return refuse(self, turn, refusals::unsupported(version));
            }
            FromConsole::Hello { .. } => {
                turn.greeted = true;
                Event::AgentCame(agent, profile)
            }
            _ if !greeted => return refuse(self, turn, refusals::hello_first()),
            FromConsole::SetStatus { status } => Event::AgentSet(agent, status),
            FromConsole::Accept { conversation, episode } => {
                Event::Accepted(agent, conversation, episode)
            }
            FromConsole::Decline { conversation, episode } => {
                Event::Declined(agent, conversation, episode)
            }
            FromConsole::Take { conversation, episode } => {
                Event::Took(agent, conversation, episode)
            }
        };
        self.happened(now, &mut turn, event);
        self.finish(now, &mut turn, true);
        turn
    }

    /// A call from a conversation or from the edge.
    pub fn call(&mut self, now: Timestamp, call: DeskCall) -> (Turn, Reply) {
        let mut turn = Turn::default();
        let event = match call {
            DeskCall::Configure(settings) => Event::Configured(settings),
            DeskCall::Join(waiter) => Event::Joined(waiter),
            DeskCall::Over { conversation, episode } => Event::Over(conversation, episode),
            DeskCall::PoliciesFired => {
                self.finish(now, &mut turn, false);
                return (turn, Reply::Body(write(self.machine.policies_fired())));
            }
        };
        self.happened(now, &mut turn, event);
        self.finish(now, &mut turn, true);
        (turn, Reply::Done)
    }

    /// The alarm rang.
    pub fn wake(&mut self, now: Timestamp) -> Turn {
        let mut turn = Turn::default();
        if self.machine.next_deadline().is_some_and(|at| at <= now) {
            self.happened(now, &mut turn, Event::Woken);
        }
        self.finish(now, &mut turn, true);
        turn
    }

    /// Which agents have a console connected now, as the shell counts them.
    pub fn consoles_present(&mut self, now: Timestamp, present: &[AgentId]) -> Turn {
        let mut turn = Turn::default();
        let agents = self.machine.agents().iter();
        let gone: Vec<AgentId> = agents
            .filter(|(id, agent)| agent.connected && !present.contains(id))
            .map(|(id, _)| id.clone())
            .collect();
        let changed = !gone.is_empty();
        for agent in gone {
            self.happened(now, &mut turn, Event::AgentLeft(agent));
        }
        self.finish(now, &mut turn, changed);
        turn
    }

    fn happened(&mut self, now: Timestamp, turn: &mut Turn, event: Event) {
        let mut show = false;
        for effect in self.machine.handle(now, event) {
            match effect {
                Effect::Place(conversation, episode, standing) => {
                    let call = ConversationCall::Placed { episode, standing, as_of: now };
                    self.outbox.push(Target::Conversation(conversation), write(&call), true);
                }
                Effect::Assign { conversation, episode, agent, name, department } => {
                    let call = ConversationCall::Assigned { episode, agent, name, department };
                    self.outbox.push(Target::Conversation(conversation), write(&call), false);
                }
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
                Effect::Show => show = true,
            }
        }
        if show {
            let connected = self.machine.agents().iter().filter(|(_, agent)| agent.connected);
            for (id, _) in connected {
                if let Some(view) = self.view(now, id) {
                    let frame = ToConsole::Desk { view };
                    turn.frames.push((To::Console(id.clone()), write(&frame)));
                }
            }
        }
    }

    fn finish(&self, now: Timestamp, turn: &mut Turn, changed: bool) {
        if changed {
            let (site, machine) = (self.site.clone(), self.machine.clone());
            let outbox = self.outbox.clone();
            turn.state = Some(write(&Saved { site, machine, outbox }));
        }
        let outbox = self.outbox.next_deadline(now);
        turn.alarm = self.machine.next_deadline().into_iter().chain(outbox).min();
    }

    fn view(&self, now: Timestamp, id: &AgentId) -> Option<DeskView> {
        let desk = &self.machine;
        let me = desk.agents().get(id)?;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let offers = desk.line().iter().filter_map(|place| {
            let offer = place.offer.as_ref().filter(|o| o.agent == *id)?;
            Some(OfferView {
                conversation: place.waiter.conversation.clone(),
                episode: place.waiter.episode,
                at: offer.at,
                read_until: offer.read_until,
                expires: offer.expires,
                tier: place.waiter.tier,
                summary: place.waiter.summary.clone(),
            })
        });
        let mine = desk.assigned().iter().filter(|(_, a)| a.agent == *id);
        let mine = mine.map(|(conversation, assignment)| Mine {
            conversation: conversation.clone(),
            episode: assignment.waiter.episode,
            summary: assignment.waiter.summary.clone(),
            customer: assignment.waiter.customer.clone(),
            since: assignment.since,
        });
        let line = desk.line().iter().take(LINE_SHOWN).enumerate().map(|(n, place)| LineItem {
            conversation: place.waiter.conversation.clone(),
            episode: place.waiter.episode,
            position: count(n + 1),
            tier: place.waiter.tier,
            department: place.waiter.department,
            summary: place.waiter.summary.clone(),
            customer: place.waiter.customer.clone(),
            since: place.waiter.since,
            offered_to: place.offer.as_ref().map(|o| o.agent.clone()),
        });
        let others = desk.agents().iter().filter(|(other, _)| *other != id);
        let team = others.map(|(other, agent)| TeamMember {
            id: other.clone(),
            name: agent.profile.name.clone(),
            status: if agent.connected { agent.status } else { Status::Offline },
            active: desk.active(other),
            capacity: agent.profile.capacity,
        });
        Some(DeskView {
            me: Me {
                id: id.clone(),
                name: me.profile.name.clone(),
                department: me.profile.department,
                status: me.status,
                capacity: me.profile.capacity,
            },
            now,
            offers: offers.collect(),
            mine: mine.collect(),
            line: line.collect(),
            waiting: count(desk.line().len()),
            team: team.collect(),
        })
    }
}

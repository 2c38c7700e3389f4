//! The laws: a small model of a conversation that reads the log as it grows, and checks of all that is shown.

use std::collections::BTreeMap;
use std::fmt;
use warmline_handoff::conversation::Stage;
use warmline_handoff::desk::Desk;
use warmline_handoff::wording::{Templates, Words};
use warmline_model::{
    AgentId, Author, Body, ClientId, Entry, Millis, Notice, Seq, Status, Timestamp,
};
use warmline_objects::{ConversationObject, DeskObject};
use warmline_testkit::{Object, Shell};
use warmline_wire::{Sequenced, ToAgent, ToVisitor, VisitorEntry, write};

/// The words that are known to be a request for a person.
pub const EXPLICIT: &str = "I want to talk to a human";
/// Between two words to a waiting customer.
const WORD_EVERY: i64 = 30_000;
/// The team of all agents, as customers read it.
const TEAM: &str = "Support";

/// The laws, by the number a failure prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// 1: what was acknowledged or shown is stored, for ever.
    NothingIsLost,
    /// 2: nothing is stored twice.
    NothingDoubles,
    /// 3: the log has no gap, and each screen shows a gap-free beginning of it.
    NoGaps,
    /// 4: what a user did is in the log once, in their order, or was refused; in the end nothing pends.
    ActionsArrive,
    /// 5: the bot is silent from the handoff until the human is done.
    BotIsSilent,
    /// 6: one owner, and desk and conversation agree in the end.
    OneOwner,
    /// 7: nobody is asked beyond capacity or while not available.
    OffersAreFair,
    /// 8: whoever waits has the time of the next word, and hears each word once.
    WaitersAreTold,
    /// 9: one rating for each close.
    OneRating,
    /// 10: a visitor is sent nothing that only agents may see.
    VisitorsSeeTheirs,
    /// 11: the place is kept while the visitor is away for less than the grace.
    PlaceIsKept,
    /// 12: all comes to rest, and presence is what the sockets say.
    ComesToRest,
    /// 13: in the end the history has each text once, and how each conversation stands.
    HistoryKnows,
}

/// A law that was broken, and how.
#[derive(Clone, Debug)]
pub struct Breach {
    pub law: Law,
    pub how: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "law {} ({:?}): {}", self.law as u8 + 1, self.law, self.how)
    }
}

/// What a check comes to.
pub type Checked = Result<(), Breach>;

/// A breach unless `holds`.
pub fn ensure(holds: bool, law: Law, how: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(Breach { law, how: how() }) }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Leader {
    Bot,
    Nobody {
        since: Timestamp,
        word: i64,
        /// How many more questions there may be.
        questions: u8,
        /// Whether it was not said yet that nobody is at work.
        told_online: bool,
    },
    Agent {
        name: String,
    },
    Closed {
        rated: bool,
    },
}

/// One conversation as its log alone tells it.
pub struct Reader {
    leader: Leader,
    read: usize,
    handoffs: u32,
    /// When the last handoff began.
    began: Timestamp,
    /// Set when the entry read last must be followed by the start of a handoff.
    owes_handoff: bool,
    places: BTreeMap<(bool, ClientId), Seq>,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            leader: Leader::Bot,
            read: 0,
            handoffs: 0,
            began: Timestamp(0),
            owes_handoff: false,
            places: BTreeMap::new(),
        }
    }
}

impl Reader {
    /// Where an action of a side is stored.
    pub fn place_of(&self, agent: bool, id: &ClientId) -> Option<Seq> {
        self.places.get(&(agent, id.clone())).copied()
    }

    /// Reads what is new in the log.
    pub fn read(&mut self, log: &[Entry], names: &[String]) -> Checked {
        while let Some(entry) = log.get(self.read) {
            self.read += 1;
            let expected = Seq(self.read as u64);
            ensure(entry.seq == expected, Law::NoGaps, || {
                format!("{:?} where {expected:?} should be", entry.seq)
            })?;
            if let Some(id) = &entry.client_id {
                let agent = matches!(entry.author, Author::Agent { .. });
                let before = self.places.insert((agent, id.clone()), entry.seq);
                ensure(before.is_none(), Law::NothingDoubles, || {
                    format!("{id} is at {before:?} and at {:?}", entry.seq)
                })?;
            }
            self.entry(entry, names)?;
        }
        ensure(!self.owes_handoff, Law::BotIsSilent, || {
            format!("a request for a human at {} did not hand off", self.read)
        })
    }

    fn entry(&mut self, entry: &Entry, names: &[String]) -> Checked {
        let told = |what: &str, leader: &Leader| {
            format!("{what} at {:?} while {leader:?} leads: {:?}", entry.seq, entry.body)
        };
        if std::mem::take(&mut self.owes_handoff) {
            let starts = matches!(entry.body, Body::Notice { notice: Notice::HandoffStarted, .. });
            ensure(starts, Law::BotIsSilent, || told("not a handoff", &self.leader))?;
        }
        match (&entry.author, &entry.body) {
            (Author::Bot, Body::Answer { .. } | Body::Offer { .. } | Body::Text { .. }) => {
                ensure(self.leader == Leader::Bot, Law::BotIsSilent, || {
                    told("the bot speaks", &self.leader)
                })
            }
            (author, Body::Notice { notice, text }) => {
                self.notice(entry, author, *notice, text, names)
            }
            (Author::Agent { name, .. }, _) => {
                let owns = matches!(&self.leader, Leader::Agent { name: owner } if owner == name);
                ensure(owns, Law::OneOwner, || told("an agent speaks", &self.leader))
            }
            (Author::Visitor, Body::Text { text, .. }) => {
                self.reopen();
                self.owes_handoff = self.leader == Leader::Bot && text == EXPLICIT;
                Ok(())
            }
            (Author::Visitor, Body::AskedForHuman) => {
                self.reopen();
                self.owes_handoff = true;
                ensure(self.leader == Leader::Bot, Law::OneOwner, || {
                    told("a request", &self.leader)
                })
            }
            (Author::Visitor, Body::Rated { .. }) => {
                let open = self.leader == Leader::Closed { rated: false };
                ensure(open, Law::OneRating, || told("a rating", &self.leader))?;
                self.leader = Leader::Closed { rated: true };
                Ok(())
            }
            (Author::Visitor, Body::CancelledWait) => {
                let waits = matches!(self.leader, Leader::Nobody { .. });
                ensure(waits, Law::OneOwner, || told("a cancel", &self.leader))
            }
            (Author::Visitor, Body::Corrected { .. } | Body::Struck { .. }) => {
                let waits = matches!(self.leader, Leader::Nobody { .. });
                ensure(waits, Law::OneOwner, || told("a correction", &self.leader))
            }
            (Author::Visitor, Body::AskedFor { .. }) => match &mut self.leader {
                // One question more: how they can be reached.
                Leader::Nobody { questions, .. } => {
                    *questions += 1;
                    Ok(())
                }
                // In place of a promise that was broken.
                Leader::Bot | Leader::Closed { .. } => Ok(()),
                leader => Err(Breach { law: Law::OneOwner, how: told("a wish", leader) }),
            },
            (Author::Visitor, Body::PickedSlot { .. } | Body::CancelledPromise { .. }) => Ok(()),
            (Author::Visitor, Body::Chose { .. }) => {
                ensure(self.leader == Leader::Bot, Law::OneOwner, || told("a choice", &self.leader))
            }
            (author, _) => {
                Err(Breach { law: Law::OneOwner, how: format!("{author:?} wrote this") })
            }
        }
    }

    fn notice(
        &mut self,
        entry: &Entry,
        author: &Author,
        notice: Notice,
        text: &str,
        names: &[String],
    ) -> Checked {
        let next = match (&mut self.leader, notice) {
            (Leader::Bot, Notice::HandoffStarted) => {
                self.handoffs += 1;
                self.began = entry.at;
                Some(waits(entry.at, entry.at))
            }
            // in line again, with the clock they began with.
            (Leader::Agent { .. }, Notice::AgentLost) => Some(waits(self.began, entry.at)),
            (Leader::Nobody { since, word, .. }, Notice::StillWaiting) => {
                let step = (entry.at - *since).0 / WORD_EVERY;
                ensure(step > *word, Law::WaitersAreTold, || {
                    format!("the word of step {step} comes again at {:?}", entry.seq)
                })?;
                *word = step;
                return Ok(());
            }
            (Leader::Nobody { questions, .. }, Notice::WaitQuestion) if *questions > 0 => {
                *questions -= 1;
                return Ok(());
            }
            (Leader::Nobody { told_online: told @ true, .. }, Notice::TeamOffline) => {
                *told = false;
                return Ok(());
            }
            (Leader::Nobody { .. }, Notice::WaitCancelled | Notice::Promised) => Some(Leader::Bot),
            (Leader::Nobody { .. }, Notice::AgentJoined) => {
                let by = |name: &&String| joined(Words::AgentJoined, name, "") == text;
                names.iter().find(by).map(|name| Leader::Agent { name: name.clone() })
            }
            // passed on, or taken over.
            (Leader::Agent { name: before }, Notice::AgentJoined) => {
                let changed = |name: &&String| {
                    let words = [Words::AgentPassedOn, Words::AgentTookOver];
                    *name != before && words.map(|w| joined(w, name, before)).contains(&text.into())
                };
                names.iter().find(changed).map(|name| Leader::Agent { name: name.clone() })
            }
            (Leader::Agent { .. }, Notice::Transferring) => return Ok(()),
            (Leader::Agent { name: owner }, Notice::HandedBack) => {
                let owns = matches!(author, Author::Agent { name, .. } if name == owner);
                owns.then_some(Leader::Bot)
            }
            // not while a person leads.
            (
                Leader::Bot | Leader::Nobody { .. } | Leader::Closed { .. },
                Notice::PromiseChanged | Notice::WelcomeBack,
            )
            | (Leader::Bot | Leader::Closed { .. }, Notice::Promised | Notice::WaitQuestion) => {
                return Ok(());
            }
            (Leader::Agent { .. }, Notice::Closed) => Some(Leader::Closed { rated: false }),
            _ => None,
        };
        match next {
            Some(next) => {
                self.leader = next;
                Ok(())
            }
            None => Err(Breach {
                law: Law::OneOwner,
                how: format!("{notice:?} at {:?} while {:?} leads", entry.seq, self.leader),
            }),
        }
    }

    fn reopen(&mut self) {
        if matches!(self.leader, Leader::Closed { .. }) {
            self.leader = Leader::Bot;
        }
    }

    /// The machine in memory says what the log says, and whoever waits will be woken in time.
    pub fn machine(&self, now: Timestamp, shell: &Shell<ConversationObject>) -> Checked {
        let fault = shell.fault();
        ensure(fault.is_none(), Law::NoGaps, || format!("{fault:?}, with {} stored", self.read))?;
        let Some(object) = shell.memory() else { return Ok(()) };
        let machine = object.machine();
        let agree = match (machine.stage(), &self.leader) {
            (Stage::Bot(_), Leader::Bot) => true,
            (Stage::Waiting(waiting), Leader::Nobody { since, .. }) => waiting.since == *since,
            (Stage::Human(human), Leader::Agent { name }) => human.name == *name,
            (Stage::Closed { rating, .. }, Leader::Closed { rated }) => rating.is_some() == *rated,
            _ => false,
        };
        ensure(agree, Law::OneOwner, || {
            format!("the log says {:?}, the machine {:?}", self.leader, machine.stage())
        })?;
        ensure(machine.episode().0 == self.handoffs, Law::OneOwner, || {
            format!("{} handoffs in the log, {:?}", self.handoffs, machine.episode())
        })?;
        ensure(machine.last().0 == self.read as u64, Law::NoGaps, || {
            format!("{} entries stored, the machine is at {:?}", self.read, machine.last())
        })?;
        if matches!(machine.stage(), Stage::Waiting(_)) {
            let due = machine.next_deadline();
            let soon = due.is_some_and(|at| at <= now + Millis(WORD_EVERY));
            ensure(soon, Law::WaitersAreTold, || format!("the next word is due at {due:?}"))?;
        }
        let due = machine.next_deadline();
        let armed = due.is_none_or(|due| shell.alarm().is_some_and(|at| at <= due.max(now)));
        ensure(armed, Law::WaitersAreTold, || {
            format!("due at {due:?}, but the alarm is set to {:?}", shell.alarm())
        })
    }

    /// The last entry read, if it gave up the place of a visitor who was away.
    pub fn gave_up_place(entry: &Entry) -> bool {
        let given_up = Words::PlaceGivenUp.template().text;
        matches!(&entry.body, Body::Notice { notice: Notice::WaitCancelled, text } if *text == given_up)
    }
}

/// The words with which a person joins.
fn joined(words: Words, name: &str, before: &str) -> String {
    let fields = [("agent", name), ("team", TEAM), ("before", before)];
    Templates::default().say(words, &fields)
}

/// Whoever begins to wait, or waits again.
fn waits(since: Timestamp, now: Timestamp) -> Leader {
    Leader::Nobody { since, word: (now - since).0 / WORD_EVERY, questions: 2, told_online: true }
}

/// After a turn that failed, whatever the stored object owes is still going to happen.
pub fn goes_on<O: Object>(
    now: Timestamp,
    shell: &Shell<O>,
    deadline: impl Fn(&O) -> Option<Timestamp>,
) -> Checked {
    let Ok(Some(object)) = O::restore(shell.store(), Vec::new()) else { return Ok(()) };
    let calls = (object.owes() > 0).then_some(now);
    let due = deadline(&object).into_iter().chain(calls).min();
    let latest = due.map(|at| at.max(now + Millis::seconds(2)));
    let armed = latest.is_none_or(|latest| shell.alarm().is_some_and(|at| at <= latest));
    ensure(armed, Law::WaitersAreTold, || {
        format!("a turn failed, {due:?} is due, and the alarm is set to {:?}", shell.alarm())
    })
}

/// The desk asks nobody it may not ask, and asks somebody whom it may.
pub fn desk(now: Timestamp, shell: &Shell<DeskObject>) -> Checked {
    let Some(object) = shell.memory() else { return Ok(()) };
    let desk = object.machine();
    let mut free = 0;
    for (id, agent) in desk.agents() {
        let offered = offers_to(desk, id);
        let (active, capacity) = (desk.active(id), agent.profile.capacity);
        ensure(active + offered <= capacity, Law::OffersAreFair, || {
            format!("{id} has {active} and is offered {offered}, but takes {capacity}")
        })?;
        let able = agent.connected && agent.status == Status::Available;
        ensure(offered == 0 || able, Law::OffersAreFair, || {
            format!("{id} is asked while {:?}, connected: {}", agent.status, agent.connected)
        })?;
        if able {
            free += capacity - active - offered;
        }
    }
    // Whoever passes a conversation on is not asked for it.
    let places = desk.places().values().filter(|place| place.transfer.is_none());
    let unasked = places.filter(|place| place.offer.is_none()).count();
    let due = desk.next_deadline();
    ensure(free == 0 || unasked == 0 || due.is_some(), Law::OffersAreFair, || {
        format!("{unasked} wait and {free} could be taken, but nobody is asked nor will be")
    })?;
    let armed = due.is_none_or(|due| shell.alarm().is_some_and(|at| at <= due.max(now)));
    ensure(armed, Law::WaitersAreTold, || {
        format!("the desk is due at {due:?}, but its alarm is set to {:?}", shell.alarm())
    })
}

/// After the desk's process ended, the calls that it owes are made all the same.
pub fn calls_go_on(now: Timestamp, shell: &Shell<DeskObject>) -> Checked {
    let Ok(Some(object)) = DeskObject::restore(shell.store(), Vec::new()) else { return Ok(()) };
    let soon = now + Millis::seconds(31);
    let armed = object.owes() == 0 || shell.alarm().is_some_and(|at| at <= soon);
    ensure(armed, Law::ComesToRest, || {
        format!("{} calls are owed, and the alarm is set to {:?}", object.owes(), shell.alarm())
    })
}

/// What is stored of the desk is all of it: it was written record by record, as each changed.
pub fn desk_is_stored(shell: &Shell<DeskObject>) -> Checked {
    let (Some(object), Ok(Some(stored))) =
        (shell.memory(), DeskObject::restore(shell.store(), Vec::new()))
    else {
        return Ok(());
    };
    let all = |object: &DeskObject| {
        let desk = object.machine();
        let promises: Vec<_> = desk.promises().collect();
        let counts = (desk.tally(), desk.policies_fired(), desk.wait_score());
        let places: BTreeMap<_, _> = desk.places().iter().collect();
        write(&(desk.agents(), places, desk.assigned(), promises, counts))
    };
    let (memory, stored) = (all(object), all(&stored));
    ensure(memory == stored, Law::NothingIsLost, || {
        let same = memory.bytes().zip(stored.bytes()).take_while(|(a, b)| a == b).count();
        let differs = |text: &str| text.chars().skip(same.saturating_sub(60)).take(120).collect();
        let (memory, stored): (String, String) = (differs(&memory), differs(&stored));
        format!("the desk knows {memory}, and {stored} is stored")
    })
}

/// Who wrote an entry and what it is, in two words.
pub fn kind(entry: &Entry) -> String {
    let field = |value: serde_json::Value, name: &str| {
        value[name].as_str().map(str::to_owned).unwrap_or_default()
    };
    let author = field(serde_json::to_value(&entry.author).unwrap_or_default(), "kind");
    let body = serde_json::to_value(&entry.body).unwrap_or_default();
    let what = match &entry.body {
        Body::Notice { .. } if Reader::gave_up_place(entry) => "place_given_up".into(),
        Body::Notice { .. } => field(body, "notice"),
        _ => field(body, "type"),
    };
    format!("{author} {what}")
}

fn offers_to(desk: &Desk, agent: &AgentId) -> u32 {
    let offers = desk.places().values().filter_map(|place| place.offer.as_ref());
    offers.filter(|offer| offer.agent == *agent).count() as u32
}

/// A frame to a visitor has only what a visitor may see, and tells only what is stored.
pub fn visitor_frame(text: &str, log: &[Entry], reader: &Reader) -> Checked {
    let frame: Option<ToVisitor> = serde_json::from_str(text).ok();
    let same = frame.as_ref().is_some_and(|frame| write(frame) == text);
    ensure(same, Law::VisitorsSeeTheirs, || format!("a visitor is sent {text}"))?;
    let stored =
        |entry: &VisitorEntry| at(log, entry.seq).is_some_and(|e| VisitorEntry::from(e) == *entry);
    let holds = match &frame {
        Some(ToVisitor::Welcome { entries, .. }) => entries.iter().all(stored),
        Some(ToVisitor::Entry { entry }) => stored(entry),
        Some(ToVisitor::Ack { client_id, seq }) => reader.place_of(false, client_id) == Some(*seq),
        _ => true,
    };
    ensure(holds, Law::NothingIsLost, || format!("this was sent, but is not stored: {text}"))
}

/// A frame to an agent can be read by one, and tells only what is stored.
pub fn agent_frame(text: &str, log: &[Entry], reader: &Reader) -> Checked {
    let frame: Option<ToAgent> = serde_json::from_str(text).ok();
    let same = frame.as_ref().is_some_and(|frame| write(frame) == text);
    ensure(same, Law::VisitorsSeeTheirs, || format!("an agent is sent {text}"))?;
    let stored = |entry: &Entry| at(log, entry.seq) == Some(entry);
    let holds = match &frame {
        Some(ToAgent::Welcome { entries, .. }) => entries.iter().all(stored),
        Some(ToAgent::Entry { entry }) => stored(entry),
        Some(ToAgent::Ack { client_id, seq }) => reader.place_of(true, client_id) == Some(*seq),
        _ => true,
    };
    ensure(holds, Law::NothingIsLost, || format!("this was sent, but is not stored: {text}"))
}

/// The entries a screen shows, from `from` on, are the log's.
pub fn shown<E: Sequenced + PartialEq>(
    entries: &[E],
    from: usize,
    log: &[Entry],
    as_seen: impl Fn(&Entry) -> E,
) -> Checked {
    for (index, entry) in entries.iter().enumerate().skip(from) {
        let seq = Seq(index as u64 + 1);
        ensure(entry.seq() == seq, Law::NoGaps, || {
            format!("{:?} is shown at {seq:?}", entry.seq())
        })?;
        let same = at(log, seq).is_some_and(|stored| as_seen(stored) == *entry);
        ensure(same, Law::NothingIsLost, || format!("what is shown at {seq:?} is not stored"))?;
    }
    Ok(())
}

fn at(log: &[Entry], seq: Seq) -> Option<&Entry> {
    log.get(usize::try_from(seq.0).ok()?.checked_sub(1)?)
}

//! One conversation: a log, one owner at a time, and an ownership epoch that late writers fail against.

mod answers;
mod arranging;
mod booking;
mod bot;
mod by_words;
mod calls;
mod clock;
mod context;
mod desk;
mod event;
mod files;
mod human;
mod ledger;
mod look;
mod mailed;
mod outside;
mod passing_on;
mod promise;
mod self_service;
mod stage;
mod team;
mod unread;
mod wait;

#[cfg(test)]
mod tests;

pub use crate::standing::Standing;
pub use arranging::{Arranging, Step};
pub use event::{DeskNote, Effect, Event, Found, OnCallNews, Pick, Refused, Side};
pub use mailed::Mailed;
pub use outside::{Line, Told, Went};
pub(crate) use promise::is_mail;
pub use stage::{
    AfterHours, Asks, Bot, Human, Offered, Promised, Question, Stage, Unread, Waiting,
};

use crate::desk::{Assigned, Round};
use crate::frustration::Listening;
use crate::wording::Words;
use crate::{DeskName, Rules, Settings, card};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, VecDeque};
use std::sync::OnceLock;
use warmline_model::{
    Attachment, Author, Body, Card, ClientId, Department, Entry, Episode, Epoch, MAX_TEXT_CHARS,
    Note, Notice, Permission, Seq, SlaEvent, Timestamp,
};

/// How many refused actions are remembered.
const REFUSALS_KEPT: usize = 50;

/// The machine of one conversation. Serialized whole; the log itself is stored entry by entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    settings: Settings,
    stage: Stage,
    epoch: Epoch,
    episode: Episode,
    last: Seq,
    seen: (Seq, Seq),
    /// Since when the visitor has no connection; absent while there is one.
    away_since: Option<Timestamp>,
    card: Card,
    /// What is listened to across the messages of this episode.
    #[serde(default)]
    listening: Listening,
    /// Policies about who the customer is that they went back to the bot from: not demanded again.
    #[serde(default)]
    excused: Vec<String>,
    /// The desk that has the present or last handoff.
    #[serde(default)]
    desk: DeskName,
    /// The department as which it is there.
    #[serde(default)]
    at_desk_for: Department,
    /// Who passed it on to another desk, until somebody there has it.
    #[serde(default)]
    passed_by: Option<crate::desk::From>,
    /// The newest change of owner that the desk told of.
    #[serde(default)]
    round: Round,
    /// Whether a person spoke to the customer in this handoff.
    #[serde(default)]
    answered: bool,
    /// How its agents were chosen, oldest first.
    #[serde(default)]
    hands: Vec<Assigned>,
    /// Near-breaches and breaches of this handoff.
    #[serde(default)]
    sla: Vec<SlaEvent>,
    /// Notes of colleagues, oldest first. Customers never see them.
    #[serde(default)]
    notes: Vec<Note>,
    /// What an older version stored of the last promise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    promised: Option<Promised>,
    /// All that the customer was promised, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    promises: Vec<Promised>,
    /// The options that stand where nobody can come now, or after a promise was broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    arranging: Option<Arranging>,
    /// Whether the customer was told in this handoff that somebody on call is coming.
    #[serde(default)]
    on_the_way: bool,
    /// How often whoever is on call was needed in this handoff.
    #[serde(default)]
    on_call_asks: u32,
    /// When they may be needed once more in it: set where nobody could be reached, or nobody came in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on_call_from: Option<Timestamp>,
    /// The number that customer and team call it by.
    #[serde(skip)]
    ticket: String,
    /// The visitor's time zone, as their browser told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    /// What goes to and fro by e-mail.
    #[serde(default)]
    mailing: mailed::Mailing,
    /// What the customer does by themselves.
    #[serde(default, skip_serializing_if = "self_service::SelfService::is_idle")]
    self_service: self_service::SelfService,
    /// When the last event was.
    #[serde(default)]
    clock: Timestamp,
    /// Whether a bot of another maker opened it and carries the words.
    #[serde(default)]
    outside: bool,
    /// How many lines such a bot brought.
    #[serde(default)]
    brought: u32,
    /// When the newest entry was said.
    #[serde(default)]
    last_at: Timestamp,
    /// The newest actions that were refused: the same one, come late on another socket, stays refused.
    refused: VecDeque<(Side, ClientId, Refused)>,
    /// Which actions are in the log already; rebuilt by [`Conversation::remember`], not stored twice.
    #[serde(skip)]
    stored: HashMap<(Side, ClientId), Seq>,
    #[serde(skip)]
    rules: Compiled,
}

/// The rules of the settings, compiled when first needed and never stored.
#[derive(Clone, Debug, Default)]
struct Compiled(OnceLock<Rules>);

impl PartialEq for Compiled {
    /// They follow from the settings, which are compared.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Compiled {}

impl Compiled {
    /// Settings were checked when saved; should stored ones not be readable by this version, the
    /// defaults hold.
    fn of(&self, settings: &Settings) -> &Rules {
        self.0.get_or_init(|| settings.rules().unwrap_or_default())
    }
}

impl Conversation {
    /// A conversation in which nothing was said yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            stage: Stage::Bot(Bot::default()),
            epoch: Epoch(0),
            episode: Episode(0),
            last: Seq(0),
            seen: (Seq(0), Seq(0)),
            away_since: None,
            card: card::blank(),
            listening: Listening::default(),
            excused: Vec::new(),
            desk: DeskName::default(),
            at_desk_for: Department::default(),
            passed_by: None,
            round: 0,
            answered: false,
            hands: Vec::new(),
            sla: Vec::new(),
            notes: Vec::new(),
            promised: None,
            promises: Vec::new(),
            arranging: None,
            on_the_way: false,
            on_call_asks: 0,
            on_call_from: None,
            ticket: String::new(),
            zone: None,
            mailing: mailed::Mailing::default(),
            self_service: self_service::SelfService::default(),
            clock: Timestamp::default(),
            outside: false,
            brought: 0,
            last_at: Timestamp::default(),
            refused: VecDeque::new(),
            stored: HashMap::new(),
            rules: Compiled::default(),
        }
    }

    /// A machine that an older version stored, as this one writes it.
    #[must_use]
    pub fn upgraded(mut self) -> Self {
        card::derive(&mut self.card);
        if let Some(promised) = self.promised.take() {
            let (desk, department) = (self.desk, self.card.department);
            self.promises.push(Promised { desk, department, ..promised });
        }
        // The first version did not count: its desk's assignments are the first round.
        if matches!(self.stage, Stage::Human(_)) {
            self.round = self.round.max(1);
        }
        self
    }

    /// Takes an event at a moment, and says what is to be done about it.
    #[must_use]
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Vec<Effect> {
        self.keep_time(now);
        let mut turn = Turn { now, effects: Vec::new() };
        let apology = self.alarms_rang(&mut turn, &event);
        match event {
            Event::VisitorSaid(id, text) => self.visitor_said(&mut turn, id, text, Vec::new()),
            Event::VisitorSent(id, text, files) => self.visitor_said(&mut turn, id, text, files),
            Event::VisitorAskedForHuman(id) => self.visitor_asked(&mut turn, id),
            Event::VisitorAnsweredOffer(id, offer, pick) => {
                self.visitor_answered(&mut turn, id, offer, pick);
            }
            Event::VisitorMailed(mail) => self.visitor_mailed(&mut turn, *mail),
            Event::CustomerKnown(customer) => self.customer_known(&mut turn, customer),
            Event::LookedUp(answers) => self.looked_up(&mut turn, answers),
            Event::SelfServed(run, answer) => self.self_served(&mut turn, run, &answer),
            Event::VisitorWent(steps) => self.visitor_went(&mut turn, steps),
            Event::VisitorCorrected(id, text) => self.visitor_corrected(&mut turn, id, text),
            Event::VisitorStruck(id, fact) => self.visitor_struck(&mut turn, id, fact),
            Event::VisitorCancelledWait(id) => self.visitor_cancelled(&mut turn, id),
            Event::VisitorRated(id, score, remark) => {
                self.visitor_rated(&mut turn, id, score, remark);
            }
            Event::VisitorSaw(seq) => {
                if seq > self.seen.0 && seq <= self.last {
                    self.seen.0 = seq;
                    turn.effects.push(Effect::ShowSeen);
                }
            }
            Event::VisitorCame(page) => self.visitor_came(&mut turn, page),
            Event::VisitorLeft => {
                // Whoever talks through a bot has no connection of their own.
                if self.away_since.is_none() && !self.outside {
                    self.away_since = Some(now);
                    self.waits_by_mail_again();
                    // Who is not here does not consent by silence.
                    if let Stage::Bot(Bot { offer: Some(offer), .. }) = &mut self.stage {
                        offer.consent_at = None;
                    }
                    turn.effects.push(Effect::Show);
                }
            }
            Event::BotAnswered { epoch, to, found } => {
                self.bot_answered(&mut turn, epoch, to, &found);
            }
            Event::BotFailed { epoch, to } => self.bot_failed(&mut turn, epoch, to),
            Event::BotBrought(lines) => self.bot_brought(&mut turn, lines),
            Event::BotHandedOff(id, told) => self.bot_handed_off(&mut turn, id, *told),
            Event::BotTookBack(id) => self.bot_took_back(&mut turn, id),
            Event::BotClosed(id, reason) => self.bot_closed(&mut turn, id, reason),
            Event::DeskPlaced { episode, round, standing, as_of } => {
                self.desk_placed(&mut turn, episode, round, standing, as_of);
            }
            Event::DeskAssigned(to) => self.desk_assigned(&mut turn, *to),
            Event::DeskLost { episode, round, gone } => {
                self.desk_lost(&mut turn, episode, round, gone);
            }
            Event::DeskPassing { episode, round, passing } => {
                self.desk_passing(&mut turn, episode, round, passing);
            }
            Event::DeskMoved { episode, round, desk, passing } => {
                self.desk_moved(&mut turn, episode, round, desk, passing);
            }
            Event::DeskSla(episode, event) => self.desk_sla(&mut turn, episode, event),
            Event::DeskKept(episode, number, at) => {
                self.desk_kept(&mut turn, episode, number, at);
            }
            Event::VisitorInZone(zone) => self.visitor_in_zone(zone),
            Event::VisitorBooked(id, slot) => self.visitor_booked(&mut turn, id, slot),
            Event::VisitorCancelledPromise(id, number) => {
                self.visitor_cancelled_promise(&mut turn, id, number);
            }
            Event::DeskSlots(episode, slots) => self.desk_slots(&mut turn, episode, slots),
            Event::DeskPromiseMoved { number, from, to } => {
                self.desk_promise_moved(&mut turn, number, from, to);
            }
            Event::DeskBooked(episode, slot) => self.desk_booked(&mut turn, episode, slot),
            Event::DeskSlotTaken(episode, slot, free) => {
                self.desk_slot_taken(&mut turn, episode, slot, free);
            }
            Event::DeskCallsEnough(episode, slot) => {
                self.desk_calls_enough(&mut turn, episode, slot)
            }
            Event::DeskOnCall(episode, news) => self.desk_on_call(&mut turn, episode, news),
            Event::VisitorChose(id, alternative) => {
                self.visitor_chose(&mut turn, id, alternative);
            }
            Event::AgentNoted(agent, name, id, text) => {
                self.agent_noted(&mut turn, agent, name, id, &text);
            }
            Event::AgentSaid(agent, id, text) => {
                self.agent_said(&mut turn, &agent, id, text, Vec::new());
            }
            Event::AgentSent(agent, id, text, files) => {
                self.agent_said(&mut turn, &agent, id, text, files);
            }
            Event::AgentHandedBack(agent, id) => self.agent_handed_back(&mut turn, &agent, id),
            Event::AgentClosed(agent, id, text, reason) => {
                self.agent_closed(&mut turn, &agent, id, text, reason);
            }
            Event::AgentSaw(agent, seq) => {
                let owns = matches!(&self.stage, Stage::Human(h) if h.agent == agent);
                if owns && seq > self.seen.1 && seq <= self.last {
                    self.seen.1 = seq;
                    turn.effects.push(Effect::ShowSeen);
                    self.was_read(&mut turn, seq);
                }
            }
            Event::Woken => self.woken(&mut turn),
        }
        self.apologize_for(&mut turn, apology);
        self.remember_refusals(&turn.effects);
        turn.effects
    }

    fn remember_refusals(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Refuse(side, Some(id), why) = effect {
                self.refused.retain(|(s, i, _)| (s, i) != (side, id));
                self.refused.push_back((*side, id.clone(), *why));
            }
        }
        while self.refused.len() > REFUSALS_KEPT {
            self.refused.pop_front();
        }
    }

    fn woken(&mut self, turn: &mut Turn) {
        self.arranging_went_on(turn);
        self.send_what_is_due(turn);
        self.self_service_went_on(turn);
        match &self.stage {
            Stage::Bot(Bot { question: Some(question), .. }) if turn.now >= question.due => {
                let (epoch, to) = (self.epoch, question.entry);
                self.bot_failed(turn, epoch, to);
            }
            Stage::Bot(Bot { offer: Some(offer), .. })
                if offer.consent_at.is_some_and(|at| turn.now >= at) =>
            {
                let offer = offer.clone();
                self.offer_accepted(turn, offer, Permission::Silence);
            }
            Stage::Waiting(_) => self.wait_went_on(turn),
            Stage::Human(_) => {
                self.silence_went_on(turn);
                self.stays_unread(turn);
            }
            Stage::Bot(_) | Stage::Closed { .. } => {}
        }
    }

    /// A repeated action is answered as it was before, and changes nothing.
    fn is_repeat(&self, turn: &mut Turn, side: Side, id: &ClientId) -> bool {
        let before = self.refused.iter().find(|(s, i, _)| *s == side && i == id);
        if let Some((_, _, why)) = before {
            turn.refuse(side, id.clone(), *why);
            return true;
        }
        let key = (side, id.clone());
        let noted = side == Side::Agent && self.notes.iter().any(|note| note.client_id == *id);
        let before = self.stored.get(&key).copied().or(noted.then_some(self.last));
        let Some(seq) = before else { return false };
        turn.effects.push(Effect::Ack(side, key.1, seq));
        true
    }

    fn store(&mut self, turn: &mut Turn, author: Author, body: Body, id: Option<ClientId>) -> Seq {
        self.store_said(turn, turn.now, author, body, id)
    }

    fn store_said(
        &mut self,
        turn: &mut Turn,
        at: Timestamp,
        author: Author,
        body: Body,
        id: Option<ClientId>,
    ) -> Seq {
        self.last = self.last.next();
        self.last_at = at;
        if let (Author::Bot, Some(text)) = (&author, body.text()) {
            self.listening.bot_spoke(at, text);
        }
        let entry = Entry { seq: self.last, at, author, body, client_id: id };
        self.remember(&entry);
        let ack = entry.client_id.clone().zip(side_of(&entry.author));
        turn.effects.push(Effect::Store(entry));
        if let Some((id, side)) = ack {
            turn.effects.push(Effect::Ack(side, id, self.last));
        }
        self.last
    }

    /// Whatever comes next, old messages fire nothing again.
    fn fresh_start(&mut self) {
        card::fresh_start(&mut self.card);
        self.listening = Listening::default();
        self.excused.clear();
    }

    fn notice(&mut self, turn: &mut Turn, author: Author, notice: Notice, text: String) -> Seq {
        self.store(turn, author, Body::Notice { notice, text }, None)
    }

    /// The site's words for a moment.
    fn say(&self, words: Words, fields: &[(&str, &str)]) -> String {
        self.settings.templates.say(words, fields)
    }

    fn bot_says(&mut self, turn: &mut Turn, words: Words) {
        let text = self.say(words, &[]);
        self.store(turn, Author::Bot, Body::words(text), None);
    }

    /// Moves to another stage under a new ownership.
    fn enter(&mut self, turn: &mut Turn, stage: Stage) {
        self.epoch = Epoch(self.epoch.0 + 1);
        self.self_service.rest();
        self.stage = stage;
        turn.effects.push(Effect::Show);
    }

    /// Tells the desk that has the handoff.
    fn tell(&self, turn: &mut Turn, note: DeskNote) {
        turn.effects.push(Effect::Tell(self.desk, note));
    }

    fn over(&self, turn: &mut Turn) {
        self.tell(turn, DeskNote::Over { episode: self.episode, moved: false });
    }

    /// The name of the card's team, as customers read it.
    fn team_name(&self) -> String {
        self.settings.team(self.card.department).name
    }

    /// A team as customers read it.
    fn our_team(&self, department: Department) -> String {
        self.say(Words::OurTeam, &[("team", &self.settings.team(department).name)])
    }
}

/// One call of `handle`: when it is, and what came of it so far.
struct Turn {
    now: Timestamp,
    effects: Vec<Effect>,
}

impl Turn {
    fn refuse(&mut self, side: Side, id: ClientId, why: Refused) {
        self.effects.push(Effect::Refuse(side, Some(id), why));
    }
}

fn side_of(author: &Author) -> Option<Side> {
    match author {
        Author::Visitor => Some(Side::Visitor),
        Author::Agent { .. } => Some(Side::Agent),
        Author::Bot => Some(Side::Bot),
        Author::System => None,
    }
}

/// Why words and files can't be sent, if they can't.
fn message_fault(text: &str, files: &[Attachment]) -> Option<Refused> {
    if files.is_empty() {
        text_fault(text)
    } else if files.len() > Attachment::MAX_IN_MESSAGE {
        Some(Refused::TooManyFiles)
    } else {
        text_fault(text).filter(|fault| *fault != Refused::Empty)
    }
}

/// Why a text can't be said, if it can't.
fn text_fault(text: &str) -> Option<Refused> {
    if text.trim().is_empty() {
        Some(Refused::Empty)
    } else if text.chars().count() > MAX_TEXT_CHARS {
        Some(Refused::TooLong)
    } else {
        None
    }
}

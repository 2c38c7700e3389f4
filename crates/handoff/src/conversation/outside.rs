//! A bot of another maker in the assistant's place: what it brings, when it hands off, takes back and closes.

use super::bot::{Heard, tells_more};
use super::wait::Demand;
use super::{Bot, Conversation, Effect, Refused, Side, Stage, Timestamp, Turn};
use crate::policy::only_takes_note;
use crate::wording::Words;
use crate::{Assistant, card};
use serde::{Deserialize, Serialize};
use warmline_language::{Message, SmallTalk, mask, resolved, yes_or_no};
use warmline_model::{
    Attempt, Author, Body, ClientId, CloseReason, Department, Evidence, Happened, Language, Millis,
    Notice, Outcome, Permission, ProfileFact, ProfileField, Proof, Reason, Seq, Tier, Trigger,
};

/// How far a bot's clock may be from ours.
const CLOCKS_DIFFER: Millis = Millis::minutes(1);

/// Something that was said while a bot of another maker had the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The bot's name for it.
    pub client_id: ClientId,
    /// When it was said.
    pub at: Timestamp,
    /// Whether the customer said it, and not the bot.
    pub by_customer: bool,
    /// The words: not empty, at most [`warmline_model::MAX_TEXT_CHARS`] characters.
    pub text: String,
    /// How sure the bot was of it, 0 to 100 %, where it says.
    pub confidence: Option<u8>,
}

impl Line {
    /// How many lines a conversation takes in all.
    pub const MOST: u32 = 2_000;
}

/// What a bot of another maker tells with a handoff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Whether the customer asked for a person.
    pub asked: bool,
    /// Why, in its own words, for the agents.
    pub reason: Option<String>,
    /// For which team; absent: as the messages tell.
    pub department: Option<Department>,
    /// How urgent it is at least; absent: as the messages tell.
    pub tier: Option<Tier>,
    /// The customer's name, where nobody else told it.
    pub name: Option<String>,
    /// What else it knows: labels and values, within the limits of [`ProfileFact`].
    pub facts: Vec<(String, String)>,
}

/// How the newest handoff went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    /// Nobody has it yet.
    Waits,
    /// A person has it.
    Accepted,
    /// A person had it, and gave it back or closed it.
    Completed,
    /// It was over before a person had it.
    Failed,
}

impl Conversation {
    /// The same, opened by a bot of another maker that carries the words of a customer who speaks this language:
    /// Warmline's own assistant stays silent in it.
    #[must_use]
    pub fn from_outside(mut self, language: Option<Language>) -> Self {
        self.outside = true;
        self.settings.assistant = Assistant::External;
        self.card.language = language.unwrap_or(self.card.language);
        self
    }

    /// Whether a bot of another maker opened it and carries the words.
    pub fn is_from_outside(&self) -> bool {
        self.outside
    }

    /// Whether a bot of another maker leads while no person does.
    pub fn is_led_from_outside(&self) -> bool {
        self.settings.assistant == Assistant::External
    }

    /// How many more lines it takes.
    pub fn room_for_lines(&self) -> usize {
        usize::try_from(Line::MOST.saturating_sub(self.brought)).unwrap_or(0)
    }

    /// When the newest entry was said; the beginning of time where there is none.
    pub fn last_at(&self) -> Timestamp {
        self.last_at
    }

    /// How the newest handoff went; none: there was none.
    pub fn went(&self) -> Option<Went> {
        let had = self.answered || self.round > 0;
        match &self.stage {
            _ if self.episode.0 == 0 => None,
            Stage::Waiting(_) => Some(Went::Waits),
            Stage::Human(_) => Some(Went::Accepted),
            Stage::Bot(_) | Stage::Closed { .. } if had => Some(Went::Completed),
            Stage::Bot(_) | Stage::Closed { .. } => Some(Went::Failed),
        }
    }

    /// What was said before, read for the card: what is old fires nothing. All of it, or nothing.
    pub(super) fn bot_brought(&mut self, turn: &mut Turn, mut lines: Vec<Line>) {
        let side = |line: &Line| if line.by_customer { Side::Visitor } else { Side::Bot };
        lines.retain(|line| !self.stored.contains_key(&(side(line), line.client_id.clone())));
        let Some(first) = lines.first() else { return };
        let fault = match &self.stage {
            _ if !self.is_led_from_outside() => Some(Refused::NotTheBots),
            Stage::Waiting(_) => Some(Refused::Waits),
            Stage::Human(_) => Some(Refused::HumanLeads),
            Stage::Bot(_) | Stage::Closed { .. } if first.at + CLOCKS_DIFFER < self.last_at => {
                Some(Refused::OutOfOrder)
            }
            Stage::Bot(_) | Stage::Closed { .. } => self.brought_fault(turn.now, &lines),
        };
        if let Some(fault) = fault {
            return turn.effects.push(Effect::Refuse(Side::Bot, None, fault));
        }
        if matches!(self.stage, Stage::Closed { .. }) {
            self.reopen(turn);
        }
        // What stands open was dealt with by the bot itself.
        if let Stage::Bot(bot) = &mut self.stage {
            *bot = Bot::default();
        }
        self.brought += u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let mut asked = None;
        for line in lines {
            // Named twice in one transcript: the first counts.
            if self.stored.contains_key(&(side(&line), line.client_id.clone())) {
                continue;
            }
            let at = line.at.max(self.last_at).min(turn.now.max(self.last_at));
            let text = mask(&line.text).text.into_owned();
            let id = Some(line.client_id);
            if line.by_customer {
                let body = Body::words(text.clone());
                let entry = self.store_said(turn, at, Author::Visitor, body, id);
                asked = self.read_brought(at, entry, &text).then_some(entry);
            } else {
                let asks = text.trim_end().ends_with(['?', '\u{FF1F}', '\u{61F}']);
                let entry = self.store_said(turn, at, Author::Bot, Body::words(text), id);
                if let Some(question) = asked.take_if(|_| !asks) {
                    self.has_tried(question, entry, line.confidence);
                }
            }
        }
        self.listening.only_brought();
        card::follow(&mut self.card);
        turn.effects.push(Effect::Show);
    }

    fn brought_fault(&self, now: Timestamp, lines: &[Line]) -> Option<Refused> {
        let more = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        if self.brought.saturating_add(more) > Line::MOST {
            return Some(Refused::TranscriptFull);
        }
        if !lines.is_sorted_by_key(|line| line.at) {
            return Some(Refused::OutOfOrder);
        }
        lines.iter().any(|line| line.at > now + CLOCKS_DIFFER).then_some(Refused::NotYet)
    }

    /// Keeps what the customer's words tell on the card; whether they asked something.
    fn read_brought(&mut self, at: Timestamp, entry: Seq, text: &str) -> bool {
        let message = Message::read(text);
        let before = self.before();
        let Heard { chat, request, reading, .. } = self.hear(at, &message, entry, before);
        let answer = yes_or_no(&message);
        let judges = before == crate::frustration::Before::Answer && reading.is_none();
        if let Some(words) = request {
            card::asked_for_human(&mut self.card, entry);
            if tells_more(text, &words) {
                card::asked(&mut self.card, entry, text);
            }
            return true;
        }
        if judges && (resolved(&message) || chat == Some(SmallTalk::Thanks)) {
            card::judged(&mut self.card, true, entry, text);
            return false;
        }
        if judges && answer == Some(false) {
            card::judged(&mut self.card, false, entry, text);
            return false;
        }
        let asks = chat.is_none() && answer.is_none() && !only_takes_note(&message);
        if asks {
            card::asked(&mut self.card, entry, text);
        }
        asks
    }

    fn has_tried(&mut self, question: Seq, answer: Seq, confidence: Option<u8>) {
        let outcome = Outcome::Unanswered;
        let attempt = Attempt { question, answer, article: None, confidence, outcome, reply: None };
        card::tried(&mut self.card, attempt);
    }

    pub(super) fn bot_handed_off(&mut self, turn: &mut Turn, id: ClientId, told: Told) {
        if self.is_repeat(turn, Side::Bot, &id) {
            return;
        }
        let known = |department: &Department| self.settings.teams().contains_key(department);
        let fault = match &self.stage {
            _ if !self.is_led_from_outside() => Some(Refused::NotTheBots),
            Stage::Waiting(_) => Some(Refused::Waits),
            Stage::Human(_) => Some(Refused::HumanLeads),
            Stage::Bot(_) | Stage::Closed { .. } => {
                let no_such = told.department.as_ref().is_some_and(|named| !known(named));
                no_such.then_some(Refused::NoSuchDepartment)
            }
        };
        if let Some(fault) = fault {
            return turn.refuse(Side::Bot, id, fault);
        }
        if matches!(self.stage, Stage::Closed { .. }) {
            self.reopen(turn);
        }
        let masked = |text: String| mask(&text).text.into_owned();
        let Told { asked, reason, department, tier, name, facts } = told;
        if self.card.customer.name.is_none() {
            self.card.customer.name = name;
        }
        let facts = facts.into_iter().map(|(label, value)| ProfileFact {
            field: ProfileField::Other,
            label: Some(label),
            value: masked(value),
            source: ProfileFact::BOT.to_owned(),
            asked_about: false,
        });
        card::told_by_bot(&mut self.card, facts);
        let (trigger, permission) = match asked {
            true => (Trigger::Asked, Permission::NotNeeded),
            false => (Trigger::Bot, Permission::Explained),
        };
        let words = reason.map(masked).unwrap_or_default();
        // The notice of it is what comes next in the log.
        let evidence = vec![Evidence { entry: self.last.next(), proof: Proof::Bot { words } }];
        let reason = Reason { trigger, permission, policy: None, evidence };
        self.hand_off_as(turn, reason, Demand { tier, department, id: Some(id) });
    }

    /// As the customer may while they wait, and at no other time: what a person has, only they give back.
    pub(super) fn bot_took_back(&mut self, turn: &mut Turn, id: ClientId) {
        if self.is_repeat(turn, Side::Bot, &id) {
            return;
        }
        let fault = match &self.stage {
            _ if !self.is_led_from_outside() => Some(Refused::NotTheBots),
            Stage::Human(_) => Some(Refused::HumanLeads),
            Stage::Bot(_) | Stage::Closed { .. } => Some(Refused::NotNow),
            Stage::Waiting(_) => None,
        };
        if let Some(fault) = fault {
            return turn.refuse(Side::Bot, id, fault);
        }
        self.store(turn, Author::Bot, Body::CancelledWait, Some(id));
        self.back_to_bot(turn, Words::WaitCancelled);
    }

    pub(super) fn bot_closed(&mut self, turn: &mut Turn, id: ClientId, reason: CloseReason) {
        if self.is_repeat(turn, Side::Bot, &id) {
            return;
        }
        let waits = matches!(self.stage, Stage::Waiting(_));
        let fault = match &self.stage {
            _ if !self.is_led_from_outside() => Some(Refused::NotTheBots),
            Stage::Human(_) => Some(Refused::HumanLeads),
            Stage::Closed { .. } => Some(Refused::NotNow),
            Stage::Waiting(_) | Stage::Bot(_) => None,
        };
        if let Some(fault) = fault {
            return turn.refuse(Side::Bot, id, fault);
        }
        let body = Body::Notice { notice: Notice::Closed, text: self.say(Words::ClosedByBot, &[]) };
        self.store(turn, Author::Bot, body, Some(id));
        self.card.waiting_since = None;
        self.enter(turn, Stage::Closed { at: turn.now, rating: None, reason });
        if waits {
            self.nobody_joins(turn);
            self.over(turn);
        }
        self.pass_on(turn, Happened::Closed);
    }
}

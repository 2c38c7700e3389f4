//! A bot of another maker at a conversation: what it does, and what it is told.

use super::{Context, ConversationObject, state};
use crate::{BotAction, Reply, Turn, refusals};
use warmline_handoff::conversation::{Event, Human, Line, Stage, Told, Waiting, Went};
use warmline_model::{Alternative, Author, Entry};
use warmline_wire::{
    BotMessages, BotStage, BotStatus, BringTranscript, Brought, BroughtAuthor, Code, HandOff,
    HandoffState, HandoffStatus, LOG_PAGE, Refusal, ToAgent, VisitorEntry, read, write,
};

/// After how many seconds a bot asks again while it leads itself, the customer waits, a person has them, and
/// nobody does.
const POLL_S: [u32; 4] = [30, 5, 2, 60];

/// What a bot brings, as the machine takes it.
pub fn lines(brought: BringTranscript) -> Vec<Line> {
    let line = |message: warmline_wire::BroughtMessage| Line {
        client_id: message.client_id,
        at: message.at,
        by_customer: message.author == BroughtAuthor::Customer,
        text: message.text,
        confidence: message.confidence,
    };
    brought.messages.into_iter().map(line).collect()
}

/// What a bot tells with a handoff, as the machine takes it.
pub fn told(hand_off: HandOff) -> Told {
    let HandOff { asked_by_customer, reason, topic, department, urgency, context, .. } = hand_off;
    let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let topic = topic.map(|topic| ("Topic".to_owned(), topic));
    let context = context.into_iter().map(|(name, value)| (name, value.words()));
    let facts = topic.into_iter().chain(context);
    Told {
        asked: asked_by_customer,
        reason,
        department,
        tier: urgency,
        name: None,
        facts: facts
            .map(|(name, value)| (one_line(name), one_line(value)))
            .filter(|(_, value)| !value.is_empty())
            .collect(),
    }
}

impl ConversationObject {
    pub(super) fn bot(&mut self, context: &Context<'_>, action: BotAction) -> (Turn, Reply) {
        let mut turn = Turn::default();
        let event = match action {
            BotAction::Frame { text } => return self.bot_frame(context, &text),
            BotAction::Status => {
                self.finish(context, &mut turn, false);
                return (turn, Reply::Body(write(&self.bot_status())));
            }
            BotAction::Messages { after } => {
                let mut entries = (context.log)(after, LOG_PAGE + 1);
                let more = entries.len() > LOG_PAGE;
                entries.truncate(LOG_PAGE);
                let next = entries.last().map(|entry| entry.seq).filter(|_| more);
                let entries = entries.iter().map(shown).collect();
                let status = self.bot_status();
                self.finish(context, &mut turn, false);
                return (turn, Reply::Body(write(&BotMessages { status, entries, next })));
            }
            // Everything else changes something.
            _ if !self.visitor_bucket.take(context.now) => {
                self.finish(context, &mut turn, false);
                return (turn, Reply::Refused(refusals::slow_down()));
            }
            BotAction::Bring { lines } => {
                let count = lines.len();
                self.happened(context, &mut turn, Event::BotBrought(lines));
                let reply = refused(&turn).map_or_else(
                    || {
                        let stored = turn.entries.len();
                        let repeated = count.saturating_sub(stored);
                        let last = self.machine.last();
                        Reply::Body(write(&Brought { stored, repeated, last }))
                    },
                    Reply::Refused,
                );
                self.finish(context, &mut turn, true);
                return (turn, reply);
            }
            BotAction::Initiate { client_id, mut lines, told } => {
                // What waits or is with a person already is answered with how it stands.
                if matches!(self.machine.stage(), Stage::Waiting(_) | Stage::Human(_)) {
                    self.finish(context, &mut turn, false);
                    return (turn, Reply::Body(write(&self.bot_status())));
                }
                let mut told = told;
                self.only_known_department(&mut told);
                // Of what was said until the log's newest entry, the log knows already.
                let last_at = self.machine.last_at();
                lines.retain(|line| line.at > last_at);
                lines.drain(..lines.len().saturating_sub(self.machine.room_for_lines()));
                self.happened(context, &mut turn, Event::BotBrought(lines));
                Event::BotHandedOff(client_id, told)
            }
            BotAction::HandOff { client_id, told } => Event::BotHandedOff(client_id, told),
            BotAction::TakeBack { client_id } => Event::BotTookBack(client_id),
            BotAction::Close { client_id, reason } => Event::BotClosed(client_id, reason),
        };
        self.happened(context, &mut turn, event);
        let reply = match refused(&turn) {
            Some(refusal) => Reply::Refused(refusal),
            None => Reply::Body(write(&self.bot_status())),
        };
        self.finish(context, &mut turn, true);
        (turn, reply)
    }

    /// In a conversation of a visitor's own, only their browser speaks for them.
    fn bot_frame(&mut self, context: &Context<'_>, text: &str) -> (Turn, Reply) {
        if !self.machine.is_from_outside() {
            let mut turn = Turn::default();
            self.finish(context, &mut turn, false);
            let message = "the visitor speaks here themselves: only their token says something";
            return (turn, Reply::Refused(Refusal::new(Code::NotAllowed, message)));
        }
        let turn = self.visitor_frame(context, true, text);
        let frames = turn.for_sender().map(str::to_owned).collect();
        (turn, Reply::Frames(frames))
    }

    /// A name that is none of the site's departments is a fact like any other.
    fn only_known_department(&self, told: &mut Told) {
        let teams = self.machine.settings().teams();
        if let Some(named) = told.department.take_if(|named| !teams.contains_key(named)) {
            told.facts.insert(0, ("Department".to_owned(), named.to_string()));
        }
    }

    fn bot_status(&self) -> BotStatus {
        let [bot, waiting, human, closed] = POLL_S;
        let (stage, poll_s) = match self.machine.stage() {
            Stage::Bot(_) => (BotStage::Bot, bot),
            Stage::Waiting(wait) => (self.bot_waiting(wait), waiting),
            Stage::Human(Human { name, department, since, .. }) => {
                let team = self.machine.settings().team(*department).name;
                let (since, name, department) = (*since, name.clone(), *department);
                let passing_to = self.machine.passing_to();
                (BotStage::Human { since, name, department, team, passing_to }, human)
            }
            Stage::Closed { at, reason, .. } => {
                (BotStage::Closed { since: *at, reason: *reason }, closed)
            }
        };
        BotStatus {
            conversation: self.id.clone(),
            stage,
            episode: self.machine.episode(),
            last: self.machine.last(),
            handoff: self.handoff_status(),
            promise: self.machine.promise().cloned(),
            poll_s,
        }
    }

    fn bot_waiting(&self, waiting: &Waiting) -> BotStage {
        BotStage::Waiting {
            since: waiting.since,
            position: waiting.standing.position,
            wait: state::wait_range(waiting),
            team_online: waiting.team_online(),
            alternatives: self.machine.alternatives(),
        }
    }

    fn handoff_status(&self) -> Option<HandoffStatus> {
        let (state, message) = match self.machine.went()? {
            Went::Waits => return None,
            Went::Accepted => (HandoffState::Accepted, None),
            Went::Completed => (HandoffState::Completed, None),
            Went::Failed => (HandoffState::Failed, Some(self.why_failed())),
        };
        Some(HandoffStatus { state, message })
    }

    fn why_failed(&self) -> String {
        let promised = self.machine.promise().map(|promise| promise.kind);
        let waits_no_more = "nobody had it before the wait was over".to_owned();
        match promised {
            Some(Alternative::Callback) => "a call was promised instead of waiting".to_owned(),
            Some(Alternative::Email) => "an e-mail was promised instead of waiting".to_owned(),
            Some(Alternative::OnCall | Alternative::SelfService | Alternative::Unknown) | None => {
                waits_no_more
            }
        }
    }
}

/// An entry as its customer may see it, and the bot's own name for what is the bot's.
fn shown(entry: &Entry) -> VisitorEntry {
    let client_id = match entry.author {
        Author::Visitor | Author::Bot => entry.client_id.clone(),
        Author::Agent { .. } | Author::System => None,
    };
    VisitorEntry { client_id, ..entry.into() }
}

/// Why what was just done is refused, if it is.
fn refused(turn: &Turn) -> Option<Refusal> {
    turn.for_sender().find_map(|text| match read(text) {
        Ok(ToAgent::Refused(refusal)) => Some(refusal),
        _ => None,
    })
}

//! The conversation object: owns the log, the machine, and what it still has to tell the desk.

mod calling;
mod desk_call;
mod feed;
mod files;
mod looking_in;
mod looking_up;
mod outside;
mod serving;
mod state;
#[cfg(test)]
mod tests;
mod trail;
mod writing;

pub use looking_up::LookUpJob;
pub use outside::{lines, told};
pub use serving::SelfServiceJob;
pub use writing::Job;

use crate::Delivery;
use crate::outbox::Outbox;
use crate::outgoing::{call_off_of, letter_of, package_of};
use crate::{Bucket, Opening, Row, Target, To, Turn, refusals};
use feed::Feed;
use files::Files;
use looking_up::LookingUp;
use serde::{Deserialize, Serialize};
use warmline_handoff::Settings;
use warmline_handoff::conversation::{Conversation, Effect, Event, Found, Pick, Stage};
use warmline_knowledge::{Article, Index};
use warmline_model::{
    AgentId, ArticleRef, ChoiceKind, ConversationId, Entry, Epoch, Seq, SiteId, Timestamp,
};
use warmline_wire::{
    Code, FromAgent, FromVisitor, Refusal, ToAgent, ToVisitor, TrailItem, VERSION, client_id_in,
    read, write,
};
use writing::{Step, Writing};

/// How many articles an answer is drawn from.
const CANDIDATES: usize = 3;

/// What a turn may look at.
pub struct Context<'a> {
    /// When it is.
    pub now: Timestamp,
    /// The knowledge base, if it is at hand; otherwise the turn's alarm asks for it.
    pub index: Option<&'a Index>,
    /// Reads the stored log after a place, in order, at most so many entries.
    pub log: &'a dyn Fn(Seq, usize) -> Vec<Entry>,
}

/// The question a bot of the site's own has to answer, and under which ownership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenQuestion {
    /// To be named in the answer.
    pub epoch: Epoch,
    /// The question's place in the log; absent if none is open.
    pub to: Option<Seq>,
    /// Its words.
    pub text: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    site: SiteId,
    id: ConversationId,
    machine: Conversation,
    outbox: Outbox,
    #[serde(default)]
    writing: Option<Writing>,
    #[serde(default)]
    feed: Feed,
    #[serde(default)]
    looking_up: LookingUp,
    #[serde(default)]
    files: Files,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    looked_in: Option<Timestamp>,
}

/// One conversation. Dropping it and loading it again between any two turns changes nothing.
pub struct ConversationObject {
    site: SiteId,
    id: ConversationId,
    machine: Conversation,
    outbox: Outbox,
    writing: Option<Writing>,
    feed: Feed,
    looking_up: LookingUp,
    files: Files,
    looked_in: Option<Timestamp>,
    visitor_bucket: Bucket,
    trail_bucket: Bucket,
    agent_bucket: Bucket,
}

impl ConversationObject {
    /// A conversation that was just opened, and the turn that stores it.
    pub fn open(
        now: Timestamp,
        site: SiteId,
        id: ConversationId,
        settings: Settings,
        opening: Opening,
    ) -> (Self, Turn) {
        let Opening { page, trail, zone, asks, outside, .. } = opening;
        let machine = Conversation::new(settings).of(&id);
        let machine = match outside {
            Some(told) => machine.from_outside(told.language),
            None => machine,
        };
        let mut object = Self {
            site,
            id,
            machine,
            outbox: Outbox::default(),
            writing: None,
            feed: Feed::of_new(now),
            looking_up: LookingUp::of(asks),
            files: Files::default(),
            looked_in: None,
            visitor_bucket: Bucket::default(),
            trail_bucket: Bucket::default(),
            agent_bucket: Bucket::default(),
        };
        let context = Context { now, index: None, log: &|_, _| Vec::new() };
        let mut turn = Turn::default();
        let trail = trail.into_iter().filter(|item| item.check().is_ok()).take(TrailItem::MOST);
        object.happened(&context, &mut turn, Event::VisitorWent(trail::steps(now, trail)));
        object.happened(&context, &mut turn, Event::VisitorInZone(zone));
        object.happened(&context, &mut turn, Event::VisitorCame(page));
        object.finish(&context, &mut turn, true);
        (object, turn)
    }

    /// Loads what [`Turn::state`] stored, with the log.
    pub fn load(state: &str, log: impl IntoIterator<Item = Entry>) -> Result<Self, Refusal> {
        let saved: Saved = serde_json::from_str(state)
            .map_err(|e| Refusal::new(Code::Internal, format!("stored state: {e}")))?;
        let Saved { site, id, machine, outbox, writing, feed, looking_up, files, looked_in } =
            saved;
        let mut machine = machine.upgraded().of(&id);
        log.into_iter().for_each(|entry| machine.remember(&entry));
        Ok(Self {
            site,
            id,
            machine,
            outbox,
            writing,
            feed,
            looking_up,
            files,
            looked_in,
            visitor_bucket: Bucket::default(),
            trail_bucket: Bucket::default(),
            agent_bucket: Bucket::default(),
        })
    }

    /// Whose conversation it is.
    pub fn site(&self) -> &SiteId {
        &self.site
    }

    /// Which of the site's it is.
    pub fn id(&self) -> &ConversationId {
        &self.id
    }

    /// The machine, to look at.
    pub fn machine(&self) -> &Conversation {
        &self.machine
    }

    /// Whether a question waits for the knowledge base.
    pub fn asks_knowledge(&self) -> bool {
        self.machine.asks_knowledge() && !matches!(self.writing(), Some(Step::Begun(_)))
    }

    /// What may be delivered to the site's desks now.
    pub fn due(&self, now: Timestamp) -> Vec<Row> {
        self.outbox.due(now)
    }

    /// How many calls are still to be made, or under way.
    pub fn owes(&self) -> usize {
        self.outbox.due(Timestamp(i64::MAX)).len() + usize::from(self.is_behind())
    }

    /// These rows arrived; these targets could not be reached.
    pub fn delivered(&mut self, context: &Context<'_>, ids: &[u64], failed: &[Target]) -> Turn {
        let mut turn = Turn::default();
        self.outbox.delivered(context.now, ids, failed);
        self.finish(context, &mut turn, true);
        turn
    }

    /// A frame from the visitor.
    pub fn visitor_frame(&mut self, context: &Context<'_>, greeted: bool, text: &str) -> Turn {
        let mut turn = Turn::default();
        if !self.visitor_bucket.take(context.now) {
            return self.refused(context, turn, slowed(text));
        }
        let frame = match read::<FromVisitor>(text) {
            Ok(frame) => frame,
            Err(refusal) => return self.refused(context, turn, refusal),
        };
        let event = match frame {
            FromVisitor::Hello { version, after, page, zone } => {
                if version != VERSION {
                    return self.refused(context, turn, refusals::unsupported(version));
                }
                let zone_before = self.machine.zone().map(str::to_owned);
                self.happened(context, &mut turn, Event::VisitorInZone(zone));
                let changed = !self.machine.visitor_online()
                    || page.is_some()
                    || self.machine.zone() != zone_before.as_deref();
                self.happened(context, &mut turn, Event::VisitorCame(page));
                let entries = (context.log)(after, usize::MAX);
                let welcome = ToVisitor::Welcome {
                    version: VERSION,
                    entries: entries.iter().map(Into::into).collect(),
                    state: self.visitor_state(),
                    seen: self.seen(),
                };
                turn.frames.push((To::Sender, write(&welcome)));
                turn.greeted = true;
                self.finish(context, &mut turn, changed);
                return turn;
            }
            _ if !greeted => return self.refused(context, turn, refusals::hello_first()),
            FromVisitor::Say { client_id, text, attachments } => {
                match self.files_of(context.now, None, &client_id, &attachments) {
                    Ok(files) if files.is_empty() => Event::VisitorSaid(client_id, text),
                    Ok(files) => Event::VisitorSent(client_id, text, files),
                    Err(refusal) => return self.refused(context, turn, refusal.of(&client_id)),
                }
            }
            FromVisitor::AskHuman { client_id } => Event::VisitorAskedForHuman(client_id),
            FromVisitor::AnswerOffer { client_id, offer, choice, article } => {
                // A button that this version does not know is none of the offer's.
                let pick = match (choice, article) {
                    (ChoiceKind::Connect, _) => Pick::Connect,
                    (ChoiceKind::Stay, _) => Pick::Stay,
                    (ChoiceKind::Article | ChoiceKind::Unknown, article) => {
                        Pick::Article(article.unwrap_or_default())
                    }
                };
                Event::VisitorAnsweredOffer(client_id, offer, pick)
            }
            FromVisitor::CancelWait { client_id } => Event::VisitorCancelledWait(client_id),
            FromVisitor::Choose { client_id, alternative } => {
                Event::VisitorChose(client_id, alternative)
            }
            FromVisitor::Book { client_id, slot } => Event::VisitorBooked(client_id, slot),
            FromVisitor::CancelPromise { client_id, promise } => {
                Event::VisitorCancelledPromise(client_id, promise)
            }
            FromVisitor::Correct { client_id, text } => Event::VisitorCorrected(client_id, text),
            FromVisitor::Strike { client_id, fact } => Event::VisitorStruck(client_id, fact),
            FromVisitor::Rate { client_id, score, comment } => {
                Event::VisitorRated(client_id, score, comment)
            }
            FromVisitor::Trail { items } => {
                if let Some(refusal) = trail::refusal(&mut self.trail_bucket, context.now, &items) {
                    return self.refused(context, turn, refusal);
                }
                Event::VisitorWent(trail::steps(context.now, items))
            }
            FromVisitor::Typing { on } => {
                turn.frames.push((To::Agents, write(&ToAgent::Typing { on })));
                self.finish(context, &mut turn, false);
                return turn;
            }
            FromVisitor::Seen { seq } => Event::VisitorSaw(seq),
        };
        self.happened(context, &mut turn, event);
        self.finish(context, &mut turn, true);
        turn
    }

    /// A frame from the console of an agent of that name.
    pub fn agent_frame(
        &mut self,
        context: &Context<'_>,
        agent: &AgentId,
        name: &str,
        greeted: bool,
        text: &str,
    ) -> Turn {
        let mut turn = Turn::default();
        if !self.agent_bucket.take(context.now) {
            return self.refused(context, turn, slowed(text));
        }
        let frame = match read::<FromAgent>(text) {
            Ok(frame) => frame,
            Err(refusal) => return self.refused(context, turn, refusal),
        };
        let event = match frame {
            FromAgent::Hello { version, after } => {
                if version != VERSION {
                    return self.refused(context, turn, refusals::unsupported(version));
                }
                let welcome = ToAgent::Welcome {
                    version: VERSION,
                    entries: (context.log)(after, usize::MAX),
                    state: self.agent_state(),
                    seen: self.seen(),
                };
                turn.frames.push((To::Sender, write(&welcome)));
                turn.greeted = true;
                self.finish(context, &mut turn, false);
                return turn;
            }
            _ if !greeted => return self.refused(context, turn, refusals::hello_first()),
            FromAgent::Say { client_id, text, attachments } => {
                match self.files_of(context.now, Some(agent), &client_id, &attachments) {
                    Ok(files) if files.is_empty() => {
                        Event::AgentSaid(agent.clone(), client_id, text)
                    }
                    Ok(files) => Event::AgentSent(agent.clone(), client_id, text, files),
                    Err(refusal) => return self.refused(context, turn, refusal.of(&client_id)),
                }
            }
            FromAgent::HandBack { client_id } => Event::AgentHandedBack(agent.clone(), client_id),
            FromAgent::Close { client_id, text, reason } => {
                Event::AgentClosed(agent.clone(), client_id, text, reason)
            }
            FromAgent::Note { client_id, text } => {
                Event::AgentNoted(agent.clone(), name.to_owned(), client_id, text)
            }
            FromAgent::Typing { on } => {
                let owns = matches!(self.machine.stage(), Stage::Human(h) if h.agent == *agent);
                if owns {
                    turn.frames.push((To::Visitors, write(&ToVisitor::Typing { on })));
                }
                self.finish(context, &mut turn, false);
                return turn;
            }
            FromAgent::Seen { seq } => Event::AgentSaw(agent.clone(), seq),
        };
        self.happened(context, &mut turn, event);
        self.finish(context, &mut turn, true);
        turn
    }

    /// The alarm rang: a deadline of the machine's, or a question that waits for the knowledge base.
    pub fn wake(&mut self, context: &Context<'_>) -> Turn {
        let mut turn = Turn::default();
        self.writing_expired(context.now, &mut turn);
        if self.machine.next_deadline().is_some_and(|at| at <= context.now) {
            self.happened(context, &mut turn, Event::Woken);
        }
        self.finish(context, &mut turn, true);
        turn
    }

    /// The knowledge base could not be had.
    pub fn knowledge_failed(&mut self, context: &Context<'_>) -> Turn {
        let mut turn = Turn::default();
        if let Some((question, epoch)) = self.machine.unanswered() {
            let to = question.entry;
            self.happened(context, &mut turn, Event::BotFailed { epoch, to });
        }
        self.finish(context, &mut turn, true);
        turn
    }

    fn happened(&mut self, context: &Context<'_>, turn: &mut Turn, event: Event) {
        let mut show_visitor = false;
        let mut show_team = false;
        let mut show_seen = false;
        for effect in self.machine.handle(context.now, event) {
            match effect {
                Effect::Store(entry) => {
                    let visitor = ToVisitor::Entry { entry: (&entry).into() };
                    turn.frames.push((To::Visitors, write(&visitor)));
                    let agent = ToAgent::Entry { entry: entry.clone() };
                    turn.frames.push((To::Agents, write(&agent)));
                    self.files.taken(&entry);
                    turn.entries.push(entry);
                }
                Effect::Ack(_, client_id, seq) => {
                    turn.frames.push((To::Sender, write(&ToVisitor::Ack { client_id, seq })));
                }
                Effect::Refuse(_, client_id, why) => {
                    let refusal = Refusal { client_id, ..refusals::of_conversation(why) };
                    turn.frames.push((To::Sender, write(&ToVisitor::Refused(refusal))));
                }
                // Looked up in `finish`, from the machine's own record of the open question.
                Effect::Ask { .. } => {}
                Effect::Tell(desk, note) => {
                    let call = self.desk_call(note);
                    self.outbox.push(Target::Desk(desk), write(&call));
                }
                Effect::PassOn(happened, card) => {
                    let (now, machine) = (context.now, &self.machine);
                    let delivery = package_of(now, &self.id, machine, happened, *card);
                    self.passes_on(delivery);
                }
                Effect::CallOff(card, news) => {
                    let delivery = call_off_of(&self.id, &self.machine, *card, news);
                    self.passes_on(delivery);
                }
                Effect::Send(letter, call_news) => {
                    let number = self.outbox.next_id();
                    let machine = &self.machine;
                    let letter = letter_of(context.now, &self.id, machine, letter, number);
                    self.passes_on(Delivery { call_news, ..letter });
                }
                Effect::Show => (show_visitor, show_team) = (true, true),
                Effect::ShowTeam => show_team = true,
                Effect::ShowSeen => show_seen = true,
            }
        }
        if show_visitor {
            let state = self.visitor_state();
            turn.frames.push((To::Visitors, write(&ToVisitor::State { state })));
        }
        if show_team {
            let state = self.agent_state();
            turn.frames.push((To::Agents, write(&ToAgent::State { state })));
        }
        if show_seen {
            let seen = self.seen();
            turn.frames.push((To::Visitors, write(&ToVisitor::Seen { seen })));
            turn.frames.push((To::Agents, write(&ToAgent::Seen { seen })));
        }
    }

    /// Answers what can be answered at once, stores what changed, and sets the next alarm.
    fn finish(&mut self, context: &Context<'_>, turn: &mut Turn, mut changed: bool) {
        changed |= self.answer(context, turn);
        changed |= self.consider_look_up();
        self.count_behind(context.now);
        if changed {
            turn.state = Some(write(&Saved {
                site: self.site.clone(),
                id: self.id.clone(),
                machine: self.machine.clone(),
                outbox: self.outbox.clone(),
                writing: self.writing.filter(|_| self.writing().is_some()),
                feed: self.feed.clone(),
                looking_up: self.looking_up.clone(),
                files: self.files.clone(),
                looked_in: self.looked_in,
            }));
        }
        let writing = match self.writing() {
            Some(Step::Due) => Some(context.now),
            Some(Step::Begun(due)) => Some(due),
            Some(Step::Over) | None => None,
        };
        let at_once = (self.asks_knowledge() && context.index.is_none()).then_some(context.now);
        let machine = self.machine.next_deadline();
        let outbox = self.outbox.next_deadline(context.now);
        let feed = self.feed.next_deadline();
        let look_up = self.looking_up.next_deadline(context.now);
        let times = at_once.into_iter().chain(writing).chain(machine).chain(outbox).chain(feed);
        let times = times.chain(look_up).chain(self.files.next_deadline());
        turn.alarm = times.chain(self.looks_away()).min();
    }

    fn refused(&mut self, context: &Context<'_>, mut turn: Turn, refusal: Refusal) -> Turn {
        turn.frames.push((To::Sender, write(&ToVisitor::Refused(refusal))));
        self.finish(context, &mut turn, false);
        turn
    }
}

pub(crate) fn look_up(index: &Index, question: &str) -> Vec<Found> {
    let found = index.search(question, CANDIDATES).into_iter();
    found
        .map(|candidate| Found {
            article: Some(article_ref(candidate.article)),
            answer: candidate.article.answer.clone(),
            confidence: candidate.confidence,
        })
        .collect()
}

fn article_ref(article: &Article) -> ArticleRef {
    ArticleRef { id: article.id.clone(), title: article.title.clone(), url: article.url.clone() }
}

/// A refusal for a flood, naming the action so that its sender can try it again.
fn slowed(text: &str) -> Refusal {
    Refusal { client_id: client_id_in(text), ..refusals::slow_down() }
}

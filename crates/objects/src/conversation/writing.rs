//! A language model's part in an answer: when it is asked, with what, and what becomes of its words.
//!
//! The object asks nobody itself: it gives a [`Job`] away and sleeps. If no word of it comes back in time, the
//! question is answered as if there were no model.

use super::{CANDIDATES, Context, ConversationObject, look_up};
use crate::{ConversationCall, Reply, To, Turn, refusals};
use serde::{Deserialize, Serialize};
use warmline_answering::{Generated, LlmSettings, MOST_ARTICLE, Prompt, Source, Turn as Said};
use warmline_handoff::conversation::{Event, Found, Refused};
use warmline_model::{Author, Body, ConversationId, Epoch, Millis, Seq, SiteId, Timestamp};
use warmline_wire::{ToVisitor, write};

/// How long a model's last word may be on its way.
const LAST_WORD: Millis = Millis::seconds(1);
/// How many entries before the question a model may read.
const EARLIER: u64 = 8;

/// A question for a language model, with all that its answer may be drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Whose conversation it is.
    pub site: SiteId,
    /// Which conversation.
    pub conversation: ConversationId,
    /// The ownership it is begun under.
    pub epoch: Epoch,
    /// The question.
    pub to: Seq,
    /// Which model.
    pub llm: LlmSettings,
    /// What it is told.
    pub prompt: Prompt,
    /// The articles in the prompt, in its order.
    pub sources: Vec<Source>,
}

/// How far a model is with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Writing {
    epoch: Epoch,
    to: Seq,
    step: Step,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// It is to be asked.
    Due,
    /// It was asked, and is to be done by then.
    Begun(Timestamp),
    /// It won't answer this question.
    Over,
}

impl ConversationObject {
    /// How far a model is with the open question; none if none was thought of.
    pub(super) fn writing(&self) -> Option<Step> {
        let (question, epoch) = self.machine.unanswered()?;
        let writing = self.writing.filter(|w| w.epoch == epoch && w.to == question.entry)?;
        Some(writing.step)
    }

    fn set_writing(&mut self, step: Step) {
        self.writing = self.machine.unanswered().map(|(question, epoch)| Writing {
            epoch,
            to: question.entry,
            step,
        });
    }

    /// Answers the open question from the knowledge base, or leaves it to a model where there is one and the base has
    /// an answer. Whether anything changed.
    pub(super) fn answer(&mut self, context: &Context<'_>, turn: &mut Turn) -> bool {
        let (true, Some(index)) = (self.machine.asks_knowledge(), context.index) else {
            return false;
        };
        let waits = matches!(self.writing(), Some(Step::Due | Step::Begun(_)));
        let Some((question, epoch)) = self.machine.unanswered().filter(|_| !waits) else {
            return false;
        };
        let to = question.entry;
        let found = look_up(index, &question.text);
        let settings = self.machine.settings();
        let known =
            found.first().is_some_and(|best| best.confidence >= settings.bands(None).refuse_below);
        if known && settings.llm.is_some() && self.writing().is_none() {
            self.set_writing(Step::Due);
        } else {
            self.happened(context, turn, Event::BotAnswered { epoch, to, found });
        }
        true
    }

    /// What a model is to be asked now, if anything; from this turn on it counts as asked.
    pub fn begin_writing(&mut self, context: &Context<'_>) -> (Turn, Option<Job>) {
        let mut turn = Turn::default();
        let job = self.job(context).filter(|_| self.writing() == Some(Step::Due));
        if let Some(job) = &job {
            let due = context.now + job.llm.whole_answer;
            self.set_writing(Step::Begun(due + LAST_WORD));
            turn.frames.push((To::Visitors, write(&ToVisitor::Typing { on: true })));
        }
        self.finish(context, &mut turn, job.is_some());
        (turn, job)
    }

    fn job(&self, context: &Context<'_>) -> Option<Job> {
        let settings = self.machine.settings();
        let (question, epoch) = self.machine.unanswered()?;
        let candidates = context.index?.search(&question.text, CANDIDATES);
        let sources: Vec<Source> = candidates
            .into_iter()
            .filter(|candidate| candidate.confidence >= settings.bands(None).refuse_below)
            .map(|candidate| Source {
                article: super::article_ref(candidate.article),
                text: candidate.article.answer.chars().take(MOST_ARTICLE).collect(),
                confidence: candidate.confidence,
            })
            .collect();
        let to = question.entry;
        let entries = (context.log)(Seq(to.0.saturating_sub(EARLIER + 1)), usize::MAX);
        let earlier: Vec<Said<'_>> = entries
            .iter()
            .filter(|entry| entry.seq < to)
            .filter_map(|entry| match (&entry.author, &entry.body) {
                (Author::Visitor, Body::Text { text, .. }) if !text.is_empty() => {
                    Some(Said { customer: true, text })
                }
                (Author::Bot, Body::Text { text, .. } | Body::Answer { text, .. }) => {
                    Some(Said { customer: false, text })
                }
                _ => None,
            })
            .collect();
        Some(Job {
            site: self.site.clone(),
            conversation: self.id.clone(),
            epoch,
            to,
            llm: settings.llm.clone()?,
            prompt: Prompt::new(&question.text, &sources, &earlier),
            sources,
        })
    }

    /// What a model has to say. Once the question is not open any more, or not under that ownership, it is refused
    ///
    pub(super) fn written(
        &mut self,
        context: &Context<'_>,
        turn: &mut Turn,
        call: ConversationCall,
    ) -> Reply {
        let (epoch, to) = match &call {
            ConversationCall::Draft { epoch, to, .. }
            | ConversationCall::Written { epoch, to, .. }
            | ConversationCall::NotWritten { epoch, to } => (*epoch, *to),
            _ => return Reply::Done,
        };
        let open = self.machine.unanswered().map(|(question, epoch)| (epoch, question.entry));
        let begun = matches!(self.writing(), Some(Step::Begun(_)));
        if open != Some((epoch, to)) || !begun {
            let stale = epoch != self.machine.epoch();
            let why = if stale { Refused::StaleEpoch } else { Refused::NotNow };
            return Reply::Refused(refusals::of_conversation(why));
        }
        match call {
            ConversationCall::Draft { to, text, .. } => {
                turn.frames.push((To::Visitors, write(&ToVisitor::Draft { to, text })));
            }
            ConversationCall::Written { answer, .. } => {
                let found = self.with_related(context, answer);
                self.happened(context, turn, Event::BotAnswered { epoch, to, found });
            }
            _ => self.stop_writing(turn),
        }
        Reply::Done
    }

    /// A model's answer first, and after it what else the knowledge base has for the question.
    fn with_related(&self, context: &Context<'_>, answer: Generated) -> Vec<Found> {
        let Generated { text, cited, confidence } = answer;
        let open = context.index.zip(self.machine.unanswered());
        let related = open.map_or_else(Vec::new, |(index, (question, _))| {
            let mut found = look_up(index, &question.text);
            found.retain(|found| found.article.as_ref().is_none_or(|a| !cited.contains(a)));
            found
        });
        let article = cited.into_iter().next();
        let mut found = vec![Found { article, answer: text, confidence }];
        found.extend(related);
        found
    }

    /// The model's time is over, if it is.
    pub(super) fn writing_expired(&mut self, now: Timestamp, turn: &mut Turn) {
        if matches!(self.writing(), Some(Step::Begun(due)) if due <= now) {
            self.stop_writing(turn);
        }
    }

    fn stop_writing(&mut self, turn: &mut Turn) {
        if let Some((question, _)) = self.machine.unanswered() {
            let back = ToVisitor::Draft { to: question.entry, text: String::new() };
            turn.frames.push((To::Visitors, write(&back)));
        }
        self.set_writing(Step::Over);
    }
}

//! What the assistant would do with a question: the conversation machine itself is asked.

use crate::conversation::look_up;
use warmline_handoff::Settings;
use warmline_handoff::conversation::{Conversation, Effect, Event, Stage};
use warmline_knowledge::Index;
use warmline_model::{Author, Band, Body, ClientId, Entry, Timestamp};
use warmline_wire::settings::{FieldFault, FoundArticle, KnowledgeAnswer, Verdict};

/// How many articles are told.
const FOUND: usize = 5;

/// What the assistant would do with a customer's first message.
///
/// # Errors
/// Why it is no message.
pub fn ask(
    now: Timestamp,
    settings: Settings,
    index: &Index,
    question: &str,
) -> Result<KnowledgeAnswer, FieldFault> {
    let refuse = |message: &str| FieldFault { field: "question".into(), message: message.into() };
    let id = ClientId::new("question").map_err(|_| refuse("a message of a customer"))?;
    let mut machine = Conversation::new(settings);
    let mut effects = machine.handle(now, Event::VisitorSaid(id, question.to_owned()));
    if effects.iter().any(|effect| matches!(effect, Effect::Refuse(..))) {
        return Err(refuse("1 to 4,000 characters"));
    }
    let open = machine.unanswered().map(|(question, epoch)| (question.clone(), epoch));
    let topic = machine.card().topic.as_ref().map(|found| found.topic);
    if let Some((question, epoch)) = open {
        let (to, found) = (question.entry, look_up(index, &question.text));
        effects.extend(machine.handle(now, Event::BotAnswered { epoch, to, found }));
    }
    let (mut says, mut band) = (Vec::new(), None);
    for entry in effects.into_iter().filter_map(stored) {
        match entry.body {
            Body::Answer { text, band: of, .. } => {
                band = Some(of);
                says.push(text);
            }
            Body::Offer { text, .. } => {
                band.get_or_insert(Band::Low);
                says.push(text);
            }
            Body::Text { text, .. } | Body::Notice { text, .. }
                if entry.author != Author::Visitor =>
            {
                says.push(text);
            }
            _ => {}
        }
    }
    let verdict = match (machine.stage(), band) {
        (Stage::Bot(_), Some(Band::Low)) => Verdict::Refuse,
        (Stage::Bot(_), Some(Band::Medium)) => Verdict::Qualify,
        (Stage::Bot(_), Some(Band::High) | None) => Verdict::Answer,
        _ => Verdict::HandOff,
    };
    let bands = machine.settings().bands(topic);
    let found = index.search(question, FOUND).into_iter().map(|candidate| FoundArticle {
        id: candidate.article.id.clone(),
        title: candidate.article.title.clone(),
        confidence: candidate.confidence,
    });
    Ok(KnowledgeAnswer {
        verdict,
        answer_from: bands.answer_from,
        refuse_below: bands.refuse_below,
        says,
        found: found.collect(),
    })
}

fn stored(effect: Effect) -> Option<Entry> {
    match effect {
        Effect::Store(entry) => Some(entry),
        _ => None,
    }
}

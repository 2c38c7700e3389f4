//! The key exchanges: which entries an agent looks at first.

use super::MAX_LISTED;
use warmline_model::{Card, KeyMoment, Moment, Outcome, Seq};

/// Adds a moment in the order of the log, once. Of too many the oldest goes that is neither the question
/// nor the trigger.
pub(super) fn add(card: &mut Card, entry: Seq, moment: Moment) {
    let new = KeyMoment { entry, moment };
    if card.moments.contains(&new) {
        return;
    }
    let at = card.moments.partition_point(|known| known.entry <= entry);
    card.moments.insert(at, new);
    if card.moments.len() > MAX_LISTED {
        let kept = |known: &KeyMoment| matches!(known.moment, Moment::Question | Moment::Trigger);
        let out = card.moments.iter().position(|known| !kept(known)).unwrap_or(0);
        card.moments.remove(out);
    }
}

/// The moments that an older version's card tells of.
pub(super) fn derive(card: &mut Card) {
    let question = card.question.iter().map(|quote| (quote.entry, Moment::Question));
    let replies = card.attempts.iter().filter_map(|attempt| {
        let moment = match attempt.outcome {
            Outcome::Accepted => Moment::Accepted,
            Outcome::Declined => Moment::Declined,
            _ => return None,
        };
        Some((attempt.reply.as_ref()?.entry, moment))
    });
    let evidence = card.reason.iter().filter_map(|reason| reason.evidence.first());
    let trigger = evidence.map(|evidence| (evidence.entry, Moment::Trigger));
    let all: Vec<(Seq, Moment)> = question.chain(replies).chain(trigger).collect();
    for (entry, moment) in all {
        add(card, entry, moment);
    }
}

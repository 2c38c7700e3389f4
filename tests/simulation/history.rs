//! The site's history: it hears of each conversation at least once, and keeps each text once.

use crate::laws::{Checked, Law, ensure};
use crate::world::{World, conversation_id};
use std::collections::BTreeMap;
use warmline_handoff::conversation::Stage;
use warmline_model::{Seq, Timestamp};
use warmline_objects::HistoryCall;
use warmline_objects::history::{Record, recorded};
use warmline_wire::Lead;

/// What it was told.
#[derive(Default)]
pub struct History {
    conversations: BTreeMap<String, Known>,
    /// Whether it never answers, and until when.
    pub down_until: Option<Timestamp>,
}

#[derive(Default)]
struct Known {
    newest: Option<Record>,
    texts: BTreeMap<Seq, String>,
    notes: BTreeMap<u64, String>,
}

impl History {
    pub fn is_down(&self, now: Timestamp) -> bool {
        self.down_until.is_some_and(|until| now < until)
    }

    /// Keeps what it is told, as the store does.
    pub fn hear(&mut self, body: &str) -> Checked {
        let call: Option<HistoryCall> = serde_json::from_str(body).ok();
        let Some(HistoryCall::Record(record)) = call else {
            return ensure(false, Law::HistoryKnows, || format!("no record: {body}"));
        };
        let id = record.past.conversation.to_string();
        let known = self.conversations.entry(id).or_default();
        for (seq, text) in &record.texts {
            let kept = known.texts.entry(*seq).or_insert_with(|| text.clone());
            ensure(kept == text, Law::HistoryKnows, || format!("{seq:?} is {kept}, then {text}"))?;
        }
        for (number, text) in &record.notes {
            known.notes.entry(*number).or_insert_with(|| text.clone());
        }
        let newer = known.newest.as_ref().is_none_or(|old| old.revision <= record.revision);
        if newer {
            known.newest = Some(*record);
        }
        Ok(())
    }
}

impl World {
    pub fn history_knows(&self, n: usize) -> Checked {
        let Some(object) = self.conversations[n].memory() else { return Ok(()) };
        let machine = object.machine();
        let known = self.history.conversations.get(conversation_id(n).as_str());
        let Some(known) = known else {
            return ensure(machine.last() == Seq(0), Law::HistoryKnows, || {
                format!("nothing is known of {n}, up to {:?}", machine.last())
            });
        };
        let log = self.log(n);
        let texts: BTreeMap<Seq, String> =
            log.iter().filter_map(|entry| Some((entry.seq, recorded(entry)?))).collect();
        ensure(texts == known.texts, Law::HistoryKnows, || {
            format!("of {n} it has {:?}, not {texts:?}", known.texts)
        })?;
        ensure(machine.notes().len() == known.notes.len(), Law::HistoryKnows, || {
            format!("of {n} it has {} notes, not {}", known.notes.len(), machine.notes().len())
        })?;
        let lead = match machine.stage() {
            Stage::Bot(_) => Lead::Bot,
            Stage::Waiting(_) => Lead::Waiting,
            Stage::Human(_) => Lead::Human,
            Stage::Closed { .. } => Lead::Closed,
        };
        let past = known.newest.as_ref().map(|record| &record.past);
        let updated = log.last().map(|entry| entry.at);
        let right = past.is_some_and(|past| {
            past.lead == lead
                && Some(past.updated) == updated
                && past.summary == machine.card().summary
        });
        ensure(right, Law::HistoryKnows, || format!("of {n} it has {past:?}, not {lead:?}"))
    }
}

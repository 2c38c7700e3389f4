//! Files that the customer sends: the assistant can't look at them, says so, and offers somebody who can.

use super::{Conversation, Effect, Turn};
use crate::card;
use crate::wording::Words;
use warmline_language::Message;
use warmline_model::{Attachment, Evidence, Proof, Quote, Seq, Trigger};

/// The names of files, as they stand in for words on the card.
pub(super) fn named(files: &[Attachment]) -> String {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    names.join(", ")
}

impl Conversation {
    /// Words with files, once it is clear that they ask neither for a person nor for what a policy demands.
    pub(super) fn sent_to_bot(
        &mut self,
        turn: &mut Turn,
        entry: Seq,
        message: &Message<'_>,
        files: &str,
    ) {
        card::asked(&mut self.card, entry, message.text());
        match self.action(message) {
            Some(words) => self.decided(turn, Trigger::CannotDo, entry, Proof::Words { words }),
            None => self.offer_to_look(turn, entry, message.text(), files),
        }
    }

    /// Says that a person can look at it, and offers one. The words that came with it, if any did, are looked up
    /// only once that is declined: an answer would read as if the file had been part of it.
    pub(super) fn offer_to_look(&mut self, turn: &mut Turn, entry: Seq, text: &str, files: &str) {
        let proof = Proof::Words { words: files.to_owned() };
        let evidence = vec![Evidence { entry, proof }];
        let words = self.say(Words::FileSent, &[]);
        let held = (!text.trim().is_empty()).then(|| (entry, text.to_owned()));
        self.offer(turn, words, Trigger::CannotDo, evidence, |offer| offer.held = held);
        turn.effects.push(Effect::Show);
    }

    /// A file without words, in the line: it waits on the card for whoever comes.
    pub(super) fn sent_while_waiting(&mut self, turn: &mut Turn, entry: Seq, files: &str) {
        // Not as what it is about: a name tells nothing of that.
        card::keep(&mut self.card.passed_along, Quote { entry, text: files.to_owned() });
        card::follow(&mut self.card);
        turn.effects.push(Effect::Show);
    }
}

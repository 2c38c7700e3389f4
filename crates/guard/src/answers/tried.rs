//! What a customer has tried already: by what they wrote, and by what the bot proposed in vain.

use warmline_model::{Outcome, Seq};

use super::cues::{Cue, has};
use super::{Answer, Known, quote};
use crate::asks::Ask;
use crate::lists::LISTS;
use crate::subject::Subject;
use crate::text::{Sentence, Word, sentence, stem};
use crate::weak::is_weak;

/// What the customer did of what is asked, or did at all.
pub fn answer(known: Known<'_>, ask: &Ask, asking: &Sentence<'_>) -> Option<Answer> {
    let label = ask.subject.label();
    if ask.subject == Subject::Tried {
        let vain = |sentence: &Sentence<'_>| did(sentence) && has(sentence, Cue::NotHelped);
        let told = known.sentences().find(|(_, sentence)| told(sentence) || vain(sentence));
        return told
            .map(|(seq, sentence)| quote(label, sentence.text, seq))
            .or_else(|| declined(known, &|_| true).map(|(seq, text)| quote(label, text, seq)));
    }
    let asked = asking.words.get(ask.start..).unwrap_or_default();
    let end = asked.iter().skip(1).position(|word| word.clause).map_or(asked.len(), |at| at + 1);
    let asked = asked.get(..end).unwrap_or_default();
    let mut wanted: Vec<u8> = LISTS.actions.all(asked).map(|hit| hit.says).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let contents: Vec<&str> = content(asked).collect();
    let same = |words: &[Word]| {
        let both = LISTS.actions.all(words).any(|hit| wanted.contains(&hit.says));
        let shared =
            contents.iter().filter(|stem| content(words).any(|other| other == **stem)).count();
        let of = contents.len();
        both && (wanted.len() < 3 || shared > 0)
            || of > 0 && shared * 3 >= of * 2 && shared >= 2.min(of)
    };
    let mine = known
        .sentences()
        .find(|(_, sentence)| (told(sentence) || did(sentence)) && same(&sentence.words));
    if let Some((seq, sentence)) = mine {
        return Some(quote(label, sentence.text, seq));
    }
    declined(known, &same).map(|(seq, text)| quote(label, text, seq))
}

/// Whether a customer tells what they did, and not what they may do.
fn told(sentence: &Sentence<'_>) -> bool {
    !sentence.question && has(sentence, Cue::Tried) && !opens_with_if(sentence)
}

/// Whether a customer tells of something done, whatever it is: "I oiled the joints".
fn did(sentence: &Sentence<'_>) -> bool {
    let done = |pair: &[Word]| {
        ["i", "we", "ive", "weve", "already", "and"].contains(&pair[0].text.as_str())
            && pair[1].text.len() > 4
            && pair[1].text.ends_with("ed")
    };
    !sentence.question && !opens_with_if(sentence) && sentence.words.windows(2).any(done)
}

fn opens_with_if(sentence: &Sentence<'_>) -> bool {
    sentence
        .words
        .first()
        .is_some_and(|word| ["if", "should", "will"].contains(&word.text.as_str()))
}

fn content(words: &[Word]) -> impl Iterator<Item = &str> {
    let skip = [
        "tried",
        "done",
        "attempted",
        "possibly",
        "maybe",
        "perhaps",
        "probado",
        "intentado",
        "versucht",
        "essaye",
    ];
    let words = words.iter().map(|word| word.text.as_str());
    words.filter(move |word| !is_weak(word) && !skip.contains(word)).map(stem)
}

/// The customer's reply to a proposal of the bot's or an agent's that did not help.
fn declined<'a>(known: Known<'a>, same: &dyn Fn(&[Word]) -> bool) -> Option<(Seq, &'a str)> {
    let vain = |seq: Seq| {
        known
            .card
            .attempts
            .iter()
            .any(|attempt| attempt.answer == seq && attempt.outcome == Outcome::Declined)
    };
    known.said.windows(2).rev().find_map(|pair| {
        let [proposal, reply] = pair else { return None };
        if proposal.customer || !reply.customer {
            return None;
        }
        let proposed = proposal
            .sentences()
            .iter()
            .any(|sentence| LISTS.actions.any(&sentence.words) && same(&sentence.words));
        let failed = proposed && {
            let reply = sentence(reply.text);
            vain(proposal.seq) || !has(&reply, Cue::If) && has(&reply, Cue::NotHelped)
        };
        failed.then_some((reply.seq, reply.text))
    })
}

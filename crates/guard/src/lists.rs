//! The word lists, read once.

use std::sync::LazyLock;

use crate::answers::Cue;
use crate::asks::{Role, Silence};
use crate::claims::Mark;
use crate::patterns::{Patterns, Vocabulary};
use crate::question::Form;
use crate::subject::Subject;

/// All of them, with the words that are in any.
pub(crate) struct Lists {
    pub vocabulary: Vocabulary,
    /// What can be asked for.
    pub things: Patterns<Subject>,
    /// Questions as a whole.
    pub asks: Patterns<Subject>,
    /// What turns a thing into something else after it; without a subject, any thing.
    pub turns: Patterns<Option<Subject>>,
    /// What asks for the thing after it.
    pub frames: Patterns<Role>,
    /// How a question begins.
    pub forms: Patterns<Form>,
    /// What keeps a question silent.
    pub silences: Patterns<Silence>,
    /// What tells in a customer's words what they say.
    pub cues: Patterns<Cue>,
    /// What one can do about a fault, numbered in the order of the list.
    pub actions: Patterns<u8>,
    /// What words do to a claim.
    pub marks: Patterns<Mark>,
}

pub(crate) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::default();
    let words = &mut vocabulary;
    let mut actions = 0_u8;
    let things = Patterns::parse(include_str!("words/things.txt"), words, Subject::named);
    let asks = Patterns::parse(include_str!("words/asks.txt"), words, Subject::named);
    let turns = Patterns::parse(include_str!("words/turns.txt"), words, |name| match name {
        "any" => Some(None),
        name => Subject::named(name).map(Some),
    });
    let frames = Patterns::parse(include_str!("words/frames.txt"), words, Role::named);
    let forms = Patterns::parse(include_str!("words/forms.txt"), words, Form::named);
    let silences = Patterns::parse(include_str!("words/silences.txt"), words, Silence::named);
    let cues = Patterns::parse(include_str!("words/cues.txt"), words, Cue::named);
    let actions = Patterns::parse(include_str!("words/actions.txt"), words, |_| {
        actions = actions.saturating_add(1);
        Some(actions)
    });
    let marks = Patterns::parse(include_str!("words/marks.txt"), words, Mark::named);
    Lists { vocabulary, things, asks, turns, frames, forms, silences, cues, actions, marks }
});

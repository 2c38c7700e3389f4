//! A message cut into words once; every question about it is answered from that.

use std::borrow::Cow;
use std::sync::OnceLock;

use warmline_model::Language;

use crate::lexicon::{self, Hit, List};
use crate::linear::Features;
use crate::tokens::{Token, scan};

/// A message with its words.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    text: Cow<'a, str>,
    tokens: Vec<Token>,
    language: OnceLock<Option<Language>>,
    features: OnceLock<Features>,
    sets: OnceLock<Features>,
    hits: [OnceLock<Vec<Hit>>; 8],
}

impl<'a> Message<'a> {
    /// Cuts a text into words. Any text is a message, the empty one too.
    pub fn read(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        Self {
            tokens: scan(&text),
            text,
            language: OnceLock::new(),
            features: OnceLock::new(),
            sets: OnceLock::new(),
            hits: Default::default(),
        }
    }

    /// The text as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many words it has.
    pub fn words(&self) -> usize {
        self.tokens.len()
    }

    /// The folded words in order, each with its place in the text.
    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Its language, told when first asked for.
    pub(crate) fn language(&self) -> Option<Language> {
        *self.language.get_or_init(|| crate::detect::tell(self))
    }

    /// Whether it may be English: what the models have read.
    pub(crate) fn may_be_english(&self) -> bool {
        matches!(self.language(), Some(Language::En) | None)
    }

    /// The hashed features, made when the first model asks.
    pub(crate) fn features(&self) -> &Features {
        self.features.get_or_init(|| Features::of(self))
    }

    /// The features in order, each once: for comparing messages.
    pub(crate) fn sets(&self) -> &Features {
        self.sets.get_or_init(|| self.features().clone().sorted())
    }

    /// The words of the lists, found when first asked for.
    pub(crate) fn hits(&self, list: List) -> &[Hit] {
        self.hits[list as usize].get_or_init(|| lexicon::find(list, &self.text, &self.tokens))
    }
}

//! A message cut into words once; every question about it is answered from that.

use crate::tokens::{Token, scan};

/// A message with its words.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    text: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Message<'a> {
    /// Cuts a text into words. Any text is a message, the empty one too.
    pub fn read(text: &'a str) -> Self {
        Self { text, tokens: scan(text) }
    }

    /// The text as it was written.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The folded words in order, each with its place in the text.
    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }
}

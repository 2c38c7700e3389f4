//! Answers written by a language model: the request, its stream, and the guard before anything is shown.
//!
//! A model only puts retrieved articles into words. [`Generation`] takes the bytes of its answer as they come and
//! releases sentences that cite an article and are borne out by it; everything else ends in a [`Failure`], after which
//! the caller says what it would have said without a model. Nothing a model writes can do more than that: it has no
//! tools, and its text is compared with the articles, never obeyed.

mod generation;
mod guard;
mod prompt;
mod provider;
mod sentences;
mod settings;
mod source;
mod sse;

pub use generation::{Failure, Generated, Generation, MOST_CHARS, Outcome};
pub use guard::Reason;
pub use prompt::{MOST_ARTICLE, NO_ANSWER, Prompt, Turn};
pub use provider::{
    Anthropic, Call, End, HttpRequest, OpenAi, Piece, Provider, WorkersAi, provider,
};
pub use settings::{LlmProvider, LlmSettings, LlmSettingsError};
pub use source::Source;
pub use sse::{Broken, MOST_BYTES, MOST_LINE, SseEvent, SseParser};

//! Articles and phrasings to ranked answers with a calibrated confidence.
//!
//! An [`Index`] is built once per published version and never changes. A question is compared with every article by
//! words and pairs of words (cosine with the nearest phrasings and with all of them, BM25 with title and answer text),
//! by the direction of its summed word vectors (so that "money back" finds "refund"), and by a small classifier that
//! is fitted to the site's own phrasings when the index is built. Words that no article knows are tried again by their
//! character trigrams, so that typos find their way. [`confidence`] makes one rank and one percentage of all that;
//! `docs/models/knowledge.md` says what was learned from what, and how honest the percentages are.

mod article;
mod build;
pub mod confidence;
pub mod import;
mod index;
mod linear;
mod model;
mod words;

pub use article::{Article, Candidate};
pub use index::Index;
pub use model::{DIMENSIONS, Model};
pub use words::stems;

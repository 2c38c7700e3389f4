//! Articles and phrasings to ranked answers with a calibrated confidence.
//!
//! An [`Index`] is built once per published version and never changes. A question is compared with every phrasing
//! (cosine of weighted words and pairs of words), with all phrasings of an article together, and with title and
//! answer text (BM25); words that no article knows are tried again by their character trigrams, so that typos find
//! their way. [`confidence`] says how the shares were fitted and how honest the percentages are.

mod article;
mod build;
mod confidence;
mod index;
mod words;

pub use article::{Article, Candidate};
pub use index::Index;

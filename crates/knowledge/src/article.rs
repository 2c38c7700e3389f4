//! What a site publishes, and what a search gives back.

use serde::{Deserialize, Serialize};

/// One article of a site's knowledge base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Unique in its site.
    pub id: String,
    /// What it is about, in a few words.
    pub title: String,
    /// A heading to group by; may be empty.
    #[serde(default)]
    pub category: String,
    /// Where it can be read in full.
    #[serde(default)]
    pub url: Option<String>,
    /// What the bot says.
    pub answer: String,
    /// Ways customers ask for it.
    #[serde(default)]
    pub phrasings: Vec<String>,
}

/// An article that may answer a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate<'a> {
    /// The article.
    pub article: &'a Article,
    /// The calibrated probability that it is the right one, 0 to 100.
    pub confidence: u8,
}

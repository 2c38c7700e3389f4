//! An article that a model may draw from.

use serde::{Deserialize, Serialize};
use warmline_model::ArticleRef;

/// A retrieved article, with how sure retrieval is of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Which article.
    pub article: ArticleRef,
    /// What it says, at most [`crate::MOST_ARTICLE`] characters.
    pub text: String,
    /// Calibrated probability that it answers the question, 0 to 100 % (R-050).
    pub confidence: u8,
}

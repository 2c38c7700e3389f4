//! Articles of the knowledge base as owners edit them: what can be, and what each change writes.

use serde::{Deserialize, Serialize};
use warmline_knowledge::Article;
use warmline_knowledge::import::id_of;
use warmline_wire::settings::{
    ArticleLine, EditArticle, FieldFault, SaveArticle, VersionedArticle,
};

/// The longest id and category, in characters.
const MAX_ID: usize = 100;
/// The longest title, in characters.
const MAX_TITLE: usize = 200;
/// The longest answer, in characters: the bot says it in one message, or not at all.
const MAX_ANSWER: usize = warmline_model::MAX_TEXT_CHARS;
/// The longest address, in bytes.
const MAX_URL: usize = 2_000;
/// How many phrasings an article may have, and the longest, in characters.
const MAX_PHRASINGS: usize = 200;
const MAX_PHRASING: usize = 500;

/// An article as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredArticle {
    /// The article.
    pub article: Article,
    /// At which change of the site it was written.
    pub version: u32,
}

impl StoredArticle {
    /// As its editor shows it.
    pub(super) fn versioned(self) -> VersionedArticle {
        VersionedArticle { article: edited(self.article), version: self.version }
    }

    /// As a list shows it.
    pub fn line(self) -> ArticleLine {
        let Self { article: Article { id, title, category, phrasings, .. }, version } = self;
        ArticleLine { id, title, category, phrasings: phrasings.len(), version }
    }
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum ArticleChange {
    /// This row, in place of the one with its id.
    Put(StoredArticle),
    /// No row with this id.
    Remove(String),
}

/// Why an article is not changed.
pub(super) enum NotSaved {
    /// Somebody changed it since; none: it is gone.
    Conflict(Box<Option<StoredArticle>>),
    /// What can't be.
    Faults(Vec<FieldFault>),
}

fn edited(article: Article) -> EditArticle {
    let Article { id, title, category, url, answer, phrasings } = article;
    EditArticle { id, title, category, url, answer, phrasings }
}

/// The article as it is to be stored, trimmed.
///
/// # Errors
/// Each field that can't be.
pub(super) fn checked(given: EditArticle) -> Result<Article, Vec<FieldFault>> {
    let EditArticle { id, title, category, url, answer, phrasings } = given;
    let mut faults = Vec::new();
    let mut tell = |holds: bool, field: &str, message: String| {
        if !holds {
            faults.push(FieldFault { field: field.into(), message });
        }
    };
    let trimmed = |text: String| text.trim().to_owned();
    let (title, category, answer) = (trimmed(title), trimmed(category), trimmed(answer));
    let id = if id.trim().is_empty() { id_of(&title) } else { trimmed(id) };
    let url = url.map(trimmed).filter(|url| !url.is_empty());
    let phrasings: Vec<String> =
        phrasings.into_iter().map(trimmed).filter(|asked| !asked.is_empty()).collect();
    let long = |text: &str, most: usize| text.chars().count() > most;
    let plain = |text: &str| !text.contains(char::is_control);
    tell(!long(&id, MAX_ID) && plain(&id), "id", format!("at most {MAX_ID} characters"));
    let named = !title.is_empty() && !long(&title, MAX_TITLE) && plain(&title);
    tell(named, "title", format!("1 to {MAX_TITLE} characters, on one line"));
    let grouped = !long(&category, MAX_ID) && plain(&category);
    tell(grouped, "category", format!("at most {MAX_ID} characters"));
    let says = !answer.is_empty() && !long(&answer, MAX_ANSWER);
    tell(says, "answer", format!("1 to {MAX_ANSWER} characters"));
    let web = |url: &String| {
        let address = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        url.len() <= MAX_URL && plain(url) && address.is_some_and(|rest| !rest.is_empty())
    };
    tell(url.as_ref().is_none_or(web), "url", "an address like https://shop.example/help".into());
    let few = phrasings.len() <= MAX_PHRASINGS;
    tell(few, "phrasings", format!("at most {MAX_PHRASINGS}, not {}", phrasings.len()));
    for (n, asked) in phrasings.iter().enumerate().take(MAX_PHRASINGS) {
        let message = format!("at most {MAX_PHRASING} characters");
        tell(!long(asked, MAX_PHRASING), &format!("phrasings[{n}]"), message);
    }
    if faults.is_empty() {
        Ok(Article { id, title, category, url, answer, phrasings })
    } else {
        Err(faults)
    }
}

/// The article that takes the place of what stands there; `at` is its id, none for a new one.
pub(super) fn saved(
    at: Option<&str>,
    save: SaveArticle,
    stored: impl Fn(&str) -> Option<StoredArticle>,
) -> Result<(Article, Option<StoredArticle>), NotSaved> {
    let SaveArticle { version, article } = save;
    let article = checked(article).map_err(NotSaved::Faults)?;
    if at.is_some_and(|at| at != article.id) {
        let message = "an id stays what it is".into();
        return Err(NotSaved::Faults(vec![FieldFault { field: "id".into(), message }]));
    }
    let stands = stored(&article.id);
    match (&stands, at, version) {
        (None, None, _) | (None, Some(_), 0) => Ok((article, None)),
        (Some(_), None, _) => {
            let message = format!("there is an article with the id {:?} already", article.id);
            Err(NotSaved::Faults(vec![FieldFault { field: "id".into(), message }]))
        }
        (Some(before), Some(_), version) if before.version == version => Ok((article, stands)),
        (_, Some(_), _) => Err(NotSaved::Conflict(Box::new(stands))),
    }
}

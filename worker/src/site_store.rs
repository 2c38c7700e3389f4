//! The tables of a site: its state, the knowledge base, the audit log, who opened which conversation.

use crate::store::Store;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use warmline_handoff::desk::Change;
use warmline_knowledge::Article;
use warmline_model::{AgentId, ConversationId, Millis, Timestamp};
use warmline_objects::{ArticleChange, AuditEntry, Shelf, StoredArticle};
use warmline_wire::settings::{ArticlePage, AuditPage};
use worker::{Error, Result, SqlStorageValue, Storage};

/// Append-only: a change of the tables is a new line, and the number of lines is the schema's version. The
/// first four are those that all objects had.
const MIGRATIONS: &[&str] = &[
    "CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), json TEXT NOT NULL) STRICT",
    "CREATE TABLE entries (seq INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT",
    "CREATE TABLE articles (n INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT",
    "CREATE TABLE records (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE knowledge (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, \
     bytes INTEGER NOT NULL, version INTEGER NOT NULL, json TEXT NOT NULL) STRICT",
    "INSERT OR IGNORE INTO knowledge (id, title, bytes, version, json) \
     SELECT json_extract(json, '$.id'), lower(json_extract(json, '$.title')), length(json), 1, json \
     FROM articles ORDER BY n",
    "DROP TABLE articles",
    "CREATE TABLE audit (n INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT",
    "CREATE TABLE opened (agent TEXT NOT NULL, conversation TEXT NOT NULL, at INTEGER NOT NULL, \
     PRIMARY KEY (agent, conversation)) STRICT, WITHOUT ROWID",
    "CREATE INDEX knowledge_by_title ON knowledge (title, id)",
];

/// How many lines the audit log keeps.
const AUDIT_KEPT: f64 = 10_000.0;
/// How many articles and lines a page has.
const PAGE: usize = 100;
/// For how long it is kept who opened what: as long as a session lasts.
const OPENED_KEPT: Millis = Millis::minutes(14 * 24 * 60);

#[derive(Deserialize)]
struct Row {
    version: f64,
    json: String,
}

#[derive(Deserialize)]
struct Size {
    count: f64,
    bytes: Option<f64>,
}

#[derive(Deserialize)]
struct Line {
    n: f64,
    json: String,
}

#[derive(Deserialize)]
struct Opened {
    conversation: String,
}

/// A site's storage.
pub struct SiteStore {
    store: Store,
    /// What could not be read, of what was asked since this was last looked at.
    unread: RefCell<Option<Error>>,
}

fn text(text: &str) -> SqlStorageValue {
    SqlStorageValue::String(text.to_owned())
}

fn number(n: impl Into<f64>) -> SqlStorageValue {
    SqlStorageValue::Float(n.into())
}

impl SiteStore {
    /// Opens the storage and brings its tables up to date.
    pub fn open(storage: Storage) -> Result<Self> {
        let store = Store::with(storage, MIGRATIONS)?;
        Ok(Self { store, unread: RefCell::new(None) })
    }

    /// The site, if it was stored.
    pub fn state(&self) -> Result<Option<String>> {
        self.store.state()
    }

    /// Writes what changed: all of it, or nothing.
    pub fn commit(
        &self,
        state: Option<&str>,
        articles: &[ArticleChange],
        audit: &[AuditEntry],
    ) -> Result<()> {
        let sql = self.store.sql();
        self.store.transaction(|| {
            if let Some(state) = state {
                self.store.put_state(state)?;
            }
            for change in articles {
                match change {
                    ArticleChange::Put(StoredArticle { article, version }) => {
                        let json = serde_json::to_string(article)?;
                        let bytes = u32::try_from(json.len()).unwrap_or(u32::MAX);
                        let row = vec![
                            text(&article.id),
                            text(&article.title.to_lowercase()),
                            number(bytes),
                            number(*version),
                            text(&json),
                        ];
                        sql.exec(
                            "INSERT INTO knowledge (id, title, bytes, version, json) \
                             VALUES (?, ?, CAST(? AS INTEGER), CAST(? AS INTEGER), ?) \
                             ON CONFLICT (id) DO UPDATE SET title = excluded.title, \
                             bytes = excluded.bytes, version = excluded.version, \
                             json = excluded.json",
                            row,
                        )?
                    }
                    ArticleChange::Remove(id) => {
                        sql.exec("DELETE FROM knowledge WHERE id = ?", vec![text(id)])?
                    }
                };
            }
            for entry in audit {
                let row = vec![text(&serde_json::to_string(entry)?)];
                sql.exec("INSERT INTO audit (json) VALUES (?)", row)?;
            }
            if !audit.is_empty() {
                sql.exec(
                    "DELETE FROM audit WHERE n <= (SELECT max(n) FROM audit) - CAST(? AS INTEGER)",
                    vec![number(AUDIT_KEPT)],
                )?;
            }
            Ok(())
        })
    }

    /// What is kept beside the site, by its keys.
    pub fn records(&self) -> Result<Vec<(String, String)>> {
        self.store.records()
    }

    /// Writes what changed of it: all, or nothing.
    pub fn put_records(&self, changes: &[Change]) -> Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        self.store
            .transaction(|| changes.iter().try_for_each(|change| self.store.put_record(change)))
    }

    /// Sets the alarm, or takes it back.
    pub fn set_alarm(&self, at: Option<Timestamp>) -> Result<()> {
        self.store.set_alarm(at)
    }

    /// The alarm rang, and is not set any more.
    pub fn alarm_rang(&self) {
        self.store.alarm_rang();
    }

    /// An agent opens a conversation.
    pub fn opens(
        &self,
        now: Timestamp,
        agent: &AgentId,
        conversation: &ConversationId,
    ) -> Result<()> {
        let row = vec![text(agent.as_str()), text(conversation.as_str()), number(now.0 as f64)];
        let query = "INSERT OR REPLACE INTO opened VALUES (?, ?, CAST(? AS INTEGER))";
        self.store.sql().exec(query, row).map(drop)
    }

    /// Forgets who opened what so long ago that no session is left of then.
    pub fn forget_opened(&self, now: Timestamp) -> Result<()> {
        let before = vec![number((now.0 - OPENED_KEPT.0) as f64)];
        self.store.sql().exec("DELETE FROM opened WHERE at < CAST(? AS INTEGER)", before).map(drop)
    }

    /// The articles, each as JSON, in their order.
    pub fn knowledge(&self) -> Result<Vec<Article>> {
        let rows: Vec<Row> = self.rows("SELECT version, json FROM knowledge ORDER BY n", vec![])?;
        rows.iter().map(|row| serde_json::from_str(&row.json).map_err(Error::from)).collect()
    }

    /// Whether all that was read since this was last asked could be.
    pub fn was_read(&self) -> Result<()> {
        self.unread.take().map_or(Ok(()), Err)
    }

    fn rows<T: DeserializeOwned>(&self, query: &str, with: Vec<SqlStorageValue>) -> Result<Vec<T>> {
        self.store.sql().exec(query, with)?.to_array::<T>()
    }

    /// What was read; what could not be is told by [`Self::was_read`].
    fn noted<T: Default>(&self, read: Result<T>) -> T {
        read.unwrap_or_else(|error| {
            self.unread.replace(Some(error));
            T::default()
        })
    }

    fn stored(&self, query: &str, with: Vec<SqlStorageValue>) -> Vec<StoredArticle> {
        let stored = |row: Row| -> Result<StoredArticle> {
            let article = serde_json::from_str(&row.json)?;
            Ok(StoredArticle { article, version: row.version as u32 })
        };
        let rows = self.rows(query, with);
        self.noted(rows.and_then(|rows| rows.into_iter().map(stored).collect()))
    }
}

impl Shelf for SiteStore {
    fn article(&self, id: &str) -> Option<StoredArticle> {
        let query = "SELECT version, json FROM knowledge WHERE id = ?";
        self.stored(query, vec![text(id)]).into_iter().next()
    }

    fn articles(&self) -> Vec<StoredArticle> {
        self.stored("SELECT version, json FROM knowledge ORDER BY n", vec![])
    }

    fn size(&self) -> (usize, usize) {
        let query = "SELECT count(*) AS count, sum(bytes) AS bytes FROM knowledge";
        let sizes: Vec<Size> = self.noted(self.rows(query, vec![]));
        let of = |size: &Size| (size.count as usize, size.bytes.unwrap_or(0.0) as usize);
        sizes.first().map_or((0, 0), of)
    }

    fn page(&self, q: &str, after: Option<&str>) -> ArticlePage {
        let q = q.trim().to_lowercase();
        let place = after.and_then(|after| BASE64.decode(after).ok());
        let place = place.and_then(|place| serde_json::from_slice::<[String; 2]>(&place).ok());
        let [title, id] = place.unwrap_or_default();
        let query = "SELECT count(*) AS count, 0 AS bytes FROM knowledge WHERE instr(title, ?) > 0";
        let sizes: Vec<Size> = self.noted(self.rows(query, vec![text(&q)]));
        let query = "SELECT version, json FROM knowledge \
                     WHERE instr(title, ?) > 0 AND (title, id) > (?, ?) \
                     ORDER BY title, id LIMIT 101";
        let mut found = self.stored(query, vec![text(&q), text(&title), text(&id)]);
        let more = found.len() > PAGE;
        found.truncate(PAGE);
        let last =
            found.last().map(|last| [last.article.title.to_lowercase(), last.article.id.clone()]);
        let next = last.filter(|_| more).and_then(|last| serde_json::to_vec(&last).ok());
        ArticlePage {
            total: sizes.first().map_or(0, |size| size.count as usize),
            articles: found.into_iter().map(StoredArticle::line).collect(),
            next: next.map(|next| BASE64.encode(next)),
        }
    }

    fn audit(&self, before: Option<u64>) -> AuditPage {
        let before = before.map_or(f64::from(u32::MAX), |n| n as f64);
        let query = "SELECT n, json FROM audit WHERE n < CAST(? AS INTEGER) \
                     ORDER BY n DESC LIMIT 101";
        let rows: Vec<Line> = self.noted(self.rows(query, vec![number(before)]));
        let line = |row: &Line| {
            let entry = serde_json::from_str::<AuditEntry>(&row.json).map_err(Error::from)?;
            Ok(entry.line(row.n as u64))
        };
        let more = rows.len() > PAGE;
        let lines: Result<Vec<_>> = rows.iter().take(PAGE).map(line).collect();
        AuditPage { lines: self.noted(lines), more }
    }

    fn opened_by(&self, agent: &AgentId) -> Vec<ConversationId> {
        let query = "SELECT conversation FROM opened WHERE agent = ?";
        let rows: Vec<Opened> = self.noted(self.rows(query, vec![text(agent.as_str())]));
        rows.into_iter().filter_map(|row| ConversationId::new(row.conversation).ok()).collect()
    }
}

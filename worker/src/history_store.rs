//! The SQLite of a site's history: a row for each conversation and each text, and an index over the texts.

use crate::store::{migrate, transaction};
use serde::Deserialize;
use std::collections::HashMap;
use warmline_model::{ConversationId, Timestamp, ticket_in};
use warmline_objects::history::{
    After, Candidate, MARKS, MAX_FOUND, Record, Search, found_at, like_words, most_like, searchable,
};
use warmline_wire::{HISTORY_PAGE, HistoryPage, HistoryQuery, Past, Refusal};
use worker::{Error, Result, SqlStorage, SqlStorageValue, Storage};

/// Append-only: a change of the tables is a new line, and the number of lines is the schema's version.
///
/// A text's place is that of its entry, 0 for the summary, and -1, -2, … for notes. The index holds no text of
/// its own: `INSERT INTO found (found) VALUES ('rebuild')` makes it anew.
const MIGRATIONS: &[&str] = &[
    "CREATE TABLE conversations (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        revision INTEGER NOT NULL,
        updated INTEGER NOT NULL,
        lead TEXT NOT NULL,
        agent TEXT,
        department TEXT NOT NULL,
        tier TEXT NOT NULL,
        topic TEXT,
        customer TEXT,
        went_well INTEGER NOT NULL,
        asked INTEGER,
        json TEXT NOT NULL
    ) STRICT",
    "CREATE INDEX conversations_by_time ON conversations (updated, n)",
    "CREATE INDEX conversations_by_customer ON conversations (customer) WHERE customer IS NOT NULL",
    "CREATE TABLE texts (
        n INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL,
        place INTEGER NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (conversation, place)
    ) STRICT",
    "CREATE VIRTUAL TABLE found USING fts5 (
        text, content = 'texts', content_rowid = 'n', tokenize = 'unicode61 remove_diacritics 2'
    )",
    "CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN
        INSERT INTO found (rowid, text) VALUES (new.n, new.text);
    END",
    "CREATE TRIGGER texts_changed AFTER UPDATE ON texts BEGIN
        INSERT INTO found (found, rowid, text) VALUES ('delete', old.n, old.text);
        INSERT INTO found (rowid, text) VALUES (new.n, new.text);
    END",
    "ALTER TABLE conversations ADD COLUMN account TEXT",
    "CREATE INDEX conversations_by_account ON conversations (account) WHERE account IS NOT NULL",
    "ALTER TABLE conversations ADD COLUMN ticket TEXT",
    "CREATE INDEX conversations_by_ticket ON conversations (ticket)",
];

/// The place of the summary among a conversation's texts.
const SUMMARY: i64 = 0;
/// How many conversations of an older version are given their ticket numbers at once.
const FILLED: usize = 500;
/// How many conversations that have a word are looked at to find what is like another, the newest first.
const CANDIDATES: i64 = 2_000;

/// One site's history.
pub struct HistoryStore {
    storage: Storage,
    sql: SqlStorage,
}

#[derive(Deserialize)]
struct Number {
    n: f64,
}

#[derive(Deserialize)]
struct Listed {
    n: f64,
    json: String,
    /// The text in which the words were found best.
    text: Option<f64>,
}

#[derive(Deserialize)]
struct Unnumbered {
    id: String,
}

#[derive(Deserialize)]
struct Snippet {
    n: f64,
    place: f64,
    snippet: String,
}

#[derive(Deserialize)]
struct Known {
    n: f64,
    topic: Option<String>,
    customer: Option<String>,
    account: Option<String>,
    asked: Option<f64>,
}

#[derive(Deserialize)]
struct Named {
    id: ConversationId,
}

#[derive(Deserialize)]
struct Shares {
    n: f64,
    same_topic: f64,
}

#[derive(Deserialize)]
struct Words {
    text: String,
}

/// Conditions of a query, with the values of their question marks.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    values: Vec<SqlStorageValue>,
}

impl Conditions {
    fn add(&mut self, sql: &str, value: SqlStorageValue) {
        self.sql.push(sql.into());
        self.values.push(value);
    }

    fn text(&mut self, sql: &str, value: impl Into<String>) {
        self.add(sql, SqlStorageValue::String(value.into()));
    }

    fn sql(&self) -> String {
        match self.sql.is_empty() {
            true => "1".into(),
            false => self.sql.join(" AND "),
        }
    }
}

impl HistoryStore {
    /// Opens the storage and brings its tables up to date.
    pub fn open(storage: Storage) -> Result<Self> {
        migrate(&storage, MIGRATIONS)?;
        let sql = storage.sql();
        let store = Self { storage, sql };
        store.fill_tickets()?;
        Ok(store)
    }

    /// Gives their ticket numbers to what an older version kept: they follow from the ids.
    fn fill_tickets(&self) -> Result<()> {
        loop {
            let query = format!("SELECT id FROM conversations WHERE ticket IS NULL LIMIT {FILLED}");
            let old = self.rows::<Unnumbered>(&query, Vec::new())?;
            for Unnumbered { id } in &old {
                // An id that no conversation can have gets a number that nobody can search for.
                let ticket = ConversationId::new(id.as_str()).map(|id| id.ticket());
                let row = vec![
                    SqlStorageValue::String(ticket.unwrap_or_default()),
                    SqlStorageValue::String(id.clone()),
                ];
                self.sql.exec("UPDATE conversations SET ticket = ? WHERE id = ?", row)?;
            }
            if old.len() < FILLED {
                return Ok(());
            }
        }
    }

    /// Keeps what a conversation tells: each text once, and how it stands unless something newer is known.
    pub fn record(&self, record: &Record) -> Result<()> {
        transaction(&self.storage, || {
            let newer = self.keep_standing(record)?;
            let id = SqlStorageValue::String(record.past.conversation.to_string());
            let known =
                self.rows::<Number>("SELECT n FROM conversations WHERE id = ?", vec![id])?;
            let Some(Number { n }) = known.into_iter().next() else {
                return Err(Error::RustError("a conversation was not kept".into()));
            };
            let number = number(n);
            for (seq, text) in &record.texts {
                self.keep_text(number, i64::try_from(seq.0).unwrap_or(i64::MAX), text)?;
            }
            for (note, text) in &record.notes {
                self.keep_text(number, -i64::try_from(*note).unwrap_or(i64::MAX), text)?;
            }
            if newer {
                self.keep_text(number, SUMMARY, &searchable(&record.past.summary))?;
            }
            Ok(())
        })
    }

    /// Whether it was newer than what was known.
    fn keep_standing(&self, record: &Record) -> Result<bool> {
        let past = &record.past;
        let text = |text: String| SqlStorageValue::String(text);
        let row = vec![
            text(past.conversation.to_string()),
            SqlStorageValue::Integer(record.revision),
            SqlStorageValue::Integer(past.updated.0),
            text(word(&past.lead)?),
            past.agent.as_ref().map_or(SqlStorageValue::Null, |(id, _)| text(id.to_string())),
            text(past.department.to_string()),
            text(word(&past.tier)?),
            past.topic.as_ref().map(word).transpose()?.map_or(SqlStorageValue::Null, text),
            record.customer.clone().map_or(SqlStorageValue::Null, text),
            record.account.clone().map_or(SqlStorageValue::Null, text),
            SqlStorageValue::Integer(i64::from(record.went_well)),
            record.asked.map_or(SqlStorageValue::Null, |seq| {
                SqlStorageValue::Integer(i64::try_from(seq.0).unwrap_or(i64::MAX))
            }),
            text(past.conversation.ticket()),
            text(serde_json::to_string(past)?),
        ];
        let kept = self.rows::<Number>(
            "INSERT INTO conversations (id, revision, updated, lead, agent, department, tier, topic, \
                 customer, account, went_well, asked, ticket, json) \
             VALUES (?, CAST(? AS INTEGER), CAST(? AS INTEGER), ?, ?, ?, ?, ?, ?, ?, \
                 CAST(? AS INTEGER), CAST(? AS INTEGER), ?, ?) \
             ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, \
                 updated = excluded.updated, lead = excluded.lead, agent = excluded.agent, \
                 department = excluded.department, tier = excluded.tier, topic = excluded.topic, \
                 customer = excluded.customer, account = excluded.account, went_well = excluded.went_well, \
                 asked = excluded.asked, json = excluded.json \
             WHERE excluded.revision >= conversations.revision RETURNING n",
            row,
        )?;
        Ok(!kept.is_empty())
    }

    fn keep_text(&self, conversation: i64, place: i64, text: &str) -> Result<()> {
        let row = vec![
            SqlStorageValue::Integer(conversation),
            SqlStorageValue::Integer(place),
            SqlStorageValue::String(text.to_owned()),
        ];
        self.sql.exec(
            "INSERT INTO texts (conversation, place, text) \
             VALUES (CAST(? AS INTEGER), CAST(? AS INTEGER), ?) \
             ON CONFLICT (conversation, place) DO UPDATE SET text = excluded.text \
             WHERE excluded.text <> texts.text",
            row,
        )?;
        Ok(())
    }

    /// A page of a list; refused if what was asked for can't be.
    pub fn find(&self, query: &HistoryQuery) -> Result<std::result::Result<HistoryPage, Refusal>> {
        let after = match query.after.as_deref().map(After::read).transpose() {
            Ok(after) => after,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(conditions) = self.conditions(query)? else {
            return Ok(Ok(HistoryPage::default()));
        };
        if let Some(id) = &query.like {
            return self.like(id, conditions).map(Ok);
        }
        if let Some(page) = self.of_ticket(query, &conditions)? {
            return Ok(Ok(page));
        }
        match query.q.as_deref().map(Search::new) {
            None => self.list(conditions, after).map(Ok),
            Some(Ok(Some(search))) => self.search(&search, conditions, after).map(Ok),
            Some(Ok(None)) => Ok(Ok(HistoryPage::default())),
            Some(Err(refusal)) => Ok(Err(refusal)),
        }
    }

    /// The conversation whose ticket number was searched for; none where the words are something else, though
    /// they may look like one.
    fn of_ticket(&self, query: &HistoryQuery, narrow: &Conditions) -> Result<Option<HistoryPage>> {
        let ticket = query.q.as_deref().filter(|_| query.after.is_none()).and_then(ticket_in);
        let Some(ticket) = ticket else { return Ok(None) };
        let mut conditions = Conditions::default();
        conditions.text("c.ticket = ?", ticket);
        conditions.sql.extend(narrow.sql.iter().cloned());
        conditions.values.extend(narrow.values.iter().cloned());
        let page = self.list(conditions, None)?;
        Ok((!page.conversations.is_empty()).then_some(page))
    }

    /// What narrows a list down; none if nothing can be in it.
    fn conditions(&self, query: &HistoryQuery) -> Result<Option<Conditions>> {
        let mut conditions = Conditions::default();
        if let Some(lead) = &query.lead {
            conditions.text("c.lead = ?", word(lead)?);
        }
        if let Some(agent) = &query.agent {
            conditions.text("c.agent = ?", agent.as_str());
        }
        if let Some(department) = &query.department {
            conditions.text("c.department = ?", department.as_str());
        }
        if let Some(tier) = &query.tier {
            conditions.text("c.tier = ?", word(tier)?);
        }
        if let Some(id) = &query.customer_of {
            let Some(known) = self.known(id)? else { return Ok(None) };
            let keys = [("c.customer = ?", known.customer), ("c.account = ?", known.account)];
            let mut same = Conditions::default();
            for (condition, key) in keys {
                key.into_iter().for_each(|key| same.text(condition, key));
            }
            if same.sql.is_empty() {
                return Ok(None);
            }
            conditions.sql.push(format!("({})", same.sql.join(" OR ")));
            conditions.values.extend(same.values);
            conditions.text("c.id <> ?", id.as_str());
        }
        Ok(Some(conditions))
    }

    /// The conversation of an account in which something happened last, if that was not before a moment.
    pub fn latest(&self, account: &str, since: Timestamp) -> Result<Option<ConversationId>> {
        let query = "SELECT id FROM conversations WHERE account = ? AND updated >= ? \
                     ORDER BY updated DESC, n DESC LIMIT 1";
        let account = SqlStorageValue::String(account.into());
        let values = vec![account, SqlStorageValue::Integer(since.0)];
        Ok(self.rows::<Named>(query, values)?.into_iter().next().map(|row| row.id))
    }

    fn known(&self, id: &ConversationId) -> Result<Option<Known>> {
        let id = SqlStorageValue::String(id.to_string());
        let query = "SELECT n, topic, customer, account, asked FROM conversations WHERE id = ?";
        Ok(self.rows::<Known>(query, vec![id])?.into_iter().next())
    }

    fn list(&self, mut conditions: Conditions, after: Option<After>) -> Result<HistoryPage> {
        if let Some(After::Before(updated, n)) = after {
            conditions.add("(c.updated, c.n) < (?, ?)", SqlStorageValue::Integer(updated.0));
            conditions.values.push(integer(n));
        }
        let query = format!(
            "SELECT c.n AS n, c.json AS json, NULL AS text FROM conversations c WHERE {} \
             ORDER BY c.updated DESC, c.n DESC LIMIT {}",
            conditions.sql(),
            HISTORY_PAGE + 1
        );
        let mut rows = self.rows::<Listed>(&query, conditions.values)?;
        let more = rows.len() > HISTORY_PAGE;
        rows.truncate(HISTORY_PAGE);
        let last = rows.last().map(|row| natural(row.n));
        let conversations = pasts(&rows)?;
        let next = conversations.last().zip(last).filter(|_| more);
        let next = next.map(|(past, n)| After::Before(past.updated, n).write());
        Ok(HistoryPage { conversations, next })
    }

    /// All words must stand somewhere in a conversation; the one text that has most of them is shown.
    fn search(
        &self,
        search: &Search,
        conditions: Conditions,
        after: Option<After>,
    ) -> Result<HistoryPage> {
        let mut values = vec![SqlStorageValue::String(search.any.clone())];
        let mut sql = vec![conditions.sql()];
        values.extend(conditions.values);
        // Of one word, each text that was found has it.
        for word in search.each.iter().filter(|_| search.each.len() > 1) {
            sql.push(
                "c.n IN (SELECT conversation FROM texts WHERE n IN \
                 (SELECT rowid FROM found WHERE found MATCH ?))"
                    .into(),
            );
            values.push(SqlStorageValue::String(word.clone()));
        }
        let mut shown_before = match after {
            Some(After::AllBut(numbers)) => numbers,
            Some(After::Before(..)) | None => Vec::new(),
        };
        sql.push("c.n NOT IN (SELECT value FROM json_each(?))".into());
        values.push(SqlStorageValue::String(serde_json::to_string(&shown_before)?));
        let query = format!(
            "WITH hits AS MATERIALIZED (SELECT rowid AS n, rank AS score FROM found WHERE found MATCH ?), \
             best AS (SELECT t.conversation AS conversation, t.n AS text, min(hits.score) AS score \
                 FROM hits JOIN texts t ON t.n = hits.n GROUP BY t.conversation) \
             SELECT c.n AS n, c.json AS json, best.text AS text \
             FROM best JOIN conversations c ON c.n = best.conversation WHERE {} \
             ORDER BY best.score, c.updated DESC LIMIT {}",
            sql.join(" AND "),
            HISTORY_PAGE + 1
        );
        let mut rows = self.rows::<Listed>(&query, values)?;
        let more = rows.len() > HISTORY_PAGE;
        rows.truncate(HISTORY_PAGE);
        let mut conversations = pasts(&rows)?;
        let texts: Vec<u64> = rows.iter().filter_map(|row| row.text.map(natural)).collect();
        let snippets = self.snippets(search, &texts)?;
        for (past, row) in conversations.iter_mut().zip(&rows) {
            let text = row.text.map(natural);
            past.found = text
                .and_then(|text| snippets.get(&text))
                .map(|s| found_at(number(s.place), &s.snippet));
        }
        shown_before.extend(rows.iter().map(|row| natural(row.n)));
        let more = more && shown_before.len() < MAX_FOUND;
        Ok(HistoryPage { conversations, next: more.then(|| After::AllBut(shown_before).write()) })
    }

    fn snippets(&self, search: &Search, texts: &[u64]) -> Result<HashMap<u64, Snippet>> {
        let (before, behind) = MARKS;
        let query = format!(
            "SELECT found.rowid AS n, texts.place AS place, \
                 snippet(found, 0, char({}), char({}), '…', 24) AS snippet \
             FROM found JOIN texts ON texts.n = found.rowid \
             WHERE found MATCH ? AND found.rowid IN (SELECT value FROM json_each(?))",
            u32::from(before),
            u32::from(behind)
        );
        let values = vec![
            SqlStorageValue::String(search.any.clone()),
            SqlStorageValue::String(serde_json::to_string(texts)?),
        ];
        let rows = self.rows::<Snippet>(&query, values)?;
        Ok(rows.into_iter().map(|row| (natural(row.n), row)).collect())
    }

    /// Closed ones that went well and began with a question like this one's.
    fn like(&self, id: &ConversationId, mut conditions: Conditions) -> Result<HistoryPage> {
        let Some(Known { n, topic, asked: Some(asked), .. }) = self.known(id)? else {
            return Ok(HistoryPage::default());
        };
        let place =
            vec![SqlStorageValue::Integer(number(n)), SqlStorageValue::Integer(number(asked))];
        let query = "SELECT text FROM texts WHERE conversation = ? AND place = ?";
        let Some(Words { text }) = self.rows::<Words>(query, place)?.into_iter().next() else {
            return Ok(HistoryPage::default());
        };
        conditions.text("c.id <> ?", id.as_str());
        conditions.sql.push("c.went_well = 1".into());
        let narrowed = conditions.sql();
        let count = format!("SELECT count(*) AS n FROM conversations c WHERE {narrowed}");
        let total = self.rows::<Number>(&count, conditions.values.clone())?;
        let total = total.first().map_or(0.0, |row| row.n) as usize;
        let query = format!(
            "SELECT c.n AS n, c.topic IS NOT NULL AND c.topic = ? AS same_topic \
             FROM found JOIN texts t ON t.n = found.rowid \
                 JOIN conversations c ON c.n = t.conversation AND c.asked = t.place \
             WHERE found MATCH ? AND {narrowed} ORDER BY found.rowid DESC LIMIT {CANDIDATES}"
        );
        let topic = topic.map_or(SqlStorageValue::Null, SqlStorageValue::String);
        let mut found = Vec::new();
        for word in like_words(&text) {
            let mut values = vec![topic.clone(), SqlStorageValue::String(word)];
            values.extend(conditions.values.iter().cloned());
            let rows = self.rows::<Shares>(&query, values)?.into_iter();
            let candidates = rows
                .map(|row| Candidate { number: natural(row.n), same_topic: row.same_topic != 0.0 });
            found.push(candidates.collect::<Vec<_>>());
        }
        let numbers = most_like(total, &found);
        let query = "SELECT c.n AS n, c.json AS json, NULL AS text FROM conversations c \
                     WHERE c.n IN (SELECT value FROM json_each(?))";
        let values = vec![SqlStorageValue::String(serde_json::to_string(&numbers)?)];
        let mut rows = self.rows::<Listed>(query, values)?;
        rows.sort_by_key(|row| numbers.iter().position(|number| *number == natural(row.n)));
        Ok(HistoryPage { conversations: pasts(&rows)?, next: None })
    }

    fn rows<T: for<'a> Deserialize<'a>>(
        &self,
        query: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<Vec<T>> {
        self.sql.exec(query, values)?.to_array::<T>()
    }
}

fn pasts(rows: &[Listed]) -> Result<Vec<Past>> {
    rows.iter().map(|row| serde_json::from_str(&row.json).map_err(Error::from)).collect()
}

/// A unit variant as it stands in JSON, without its quotation marks.
fn word(value: &impl serde::Serialize) -> Result<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(Error::RustError(format!("no word: {other}"))),
    }
}

/// SQLite's numbers come as floating-point ones; all of ours are below 2^53.
fn number(n: f64) -> i64 {
    n as i64
}

fn natural(n: f64) -> u64 {
    n as u64
}

fn integer(n: u64) -> SqlStorageValue {
    SqlStorageValue::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

//! The SQLite of one object: its log and its state, written in one transaction.

use serde::Deserialize;
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use warmline_handoff::desk::Change;
use warmline_model::{Entry, Seq, Timestamp};
use warmline_objects::Turn;
use wasm_bindgen::prelude::*;
use worker::{Error, Result, SqlStorage, SqlStorageValue, Storage};

#[wasm_bindgen]
extern "C" {
    /// The parts of an object's storage that the library does not wrap.
    type RawStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &RawStorage,
        body: &mut dyn FnMut() -> std::result::Result<(), JsValue>,
    ) -> std::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setAlarm)]
    fn set_alarm_raw(this: &RawStorage, at_ms: f64) -> std::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = deleteAlarm)]
    fn delete_alarm_raw(this: &RawStorage) -> std::result::Result<JsValue, JsValue>;
}

/// Of conversations and desks. Append-only: a change of the tables is a new line, and the number of lines is
/// the schema's version.
const MIGRATIONS: &[&str] = &[
    "CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), json TEXT NOT NULL) STRICT",
    "CREATE TABLE entries (seq INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT",
    "CREATE TABLE articles (n INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT",
    "CREATE TABLE records (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID",
];

#[derive(Deserialize)]
struct Json {
    json: String,
}

#[derive(Deserialize)]
struct Record {
    key: String,
    json: String,
}

#[derive(Deserialize)]
struct Version {
    version: f64,
}

/// One object's storage.
pub struct Store {
    storage: Storage,
    sql: SqlStorage,
    /// What the alarm is set to, where that is known: setting it again is a write.
    alarm: Cell<Option<Option<Timestamp>>>,
}

impl Store {
    /// Opens the storage and brings its tables up to date.
    pub fn open(storage: Storage) -> Result<Self> {
        Self::with(storage, MIGRATIONS)
    }

    /// The same for an object with tables of its own.
    pub fn with(storage: Storage, steps: &[&str]) -> Result<Self> {
        let sql = storage.sql();
        migrate(&storage, steps)?;
        Ok(Self { storage, sql, alarm: Cell::new(None) })
    }

    /// The tables themselves, for an object with some of its own.
    pub fn sql(&self) -> &SqlStorage {
        &self.sql
    }

    /// The object's state, if it has any.
    pub fn state(&self) -> Result<Option<String>> {
        let rows = self.sql.exec("SELECT json FROM state", None)?.to_array::<Json>()?;
        Ok(rows.into_iter().next().map(|row| row.json))
    }

    /// The log after a place, in order, at most so many entries.
    pub fn entries_after(&self, after: Seq, most: usize) -> Result<Vec<Entry>> {
        let asked = vec![
            SqlStorageValue::Integer(i64::try_from(after.0).unwrap_or(i64::MAX)),
            SqlStorageValue::Integer(i64::try_from(most).unwrap_or(-1).min(1 << 40)),
        ];
        let query = "SELECT json FROM entries WHERE seq > ? ORDER BY seq LIMIT CAST(? AS INTEGER)";
        let rows = self.sql.exec(query, asked)?.to_array::<Json>()?;
        rows.iter().map(|row| serde_json::from_str(&row.json).map_err(Error::from)).collect()
    }

    /// Writes what a turn changed, and sets the alarm: all of it, or nothing.
    pub fn commit(&self, turn: &Turn) -> Result<()> {
        if turn.writes() {
            self.transaction(|| {
                for entry in &turn.entries {
                    let seq = i64::try_from(entry.seq.0).unwrap_or(i64::MAX);
                    let row = vec![
                        SqlStorageValue::Integer(seq),
                        SqlStorageValue::String(serde_json::to_string(entry)?),
                    ];
                    self.sql.exec("INSERT INTO entries VALUES (CAST(? AS INTEGER), ?)", row)?;
                }
                if let Some(state) = &turn.state {
                    self.put_state(state)?;
                }
                turn.records.iter().try_for_each(|record| self.put_record(record))
            })?;
        }
        self.set_alarm(turn.alarm)
    }

    /// Writes the records of a turn in place of the state that all of them were in.
    pub fn commit_instead_of_state(&self, turn: &Turn) -> Result<()> {
        self.transaction(|| {
            self.sql.exec("DELETE FROM state", None)?;
            turn.records.iter().try_for_each(|record| self.put_record(record))
        })?;
        self.set_alarm(turn.alarm)
    }

    /// All records, in the order of their keys.
    pub fn records(&self) -> Result<Vec<(String, String)>> {
        let rows = self.sql.exec("SELECT key, json FROM records ORDER BY key", None)?;
        Ok(rows.to_array::<Record>()?.into_iter().map(|row| (row.key, row.json)).collect())
    }

    /// Writes a record, or removes it.
    pub fn put_record(&self, Change { key, value }: &Change) -> Result<()> {
        let key = SqlStorageValue::String(key.clone());
        match value {
            Some(json) => {
                let row = vec![key, SqlStorageValue::String(json.clone())];
                self.sql.exec("INSERT OR REPLACE INTO records VALUES (?, ?)", row)?
            }
            None => self.sql.exec("DELETE FROM records WHERE key = ?", vec![key])?,
        };
        Ok(())
    }

    /// The alarm rang, and is not set any more.
    pub fn alarm_rang(&self) {
        self.alarm.set(Some(None));
    }

    /// Replaces the object's state.
    pub fn put_state(&self, state: &str) -> Result<()> {
        let row = vec![SqlStorageValue::String(state.to_owned())];
        self.sql.exec("INSERT OR REPLACE INTO state VALUES (1, ?)", row)?;
        Ok(())
    }

    /// Sets the alarm, where it is not set so already.
    pub fn set_alarm(&self, at: Option<Timestamp>) -> Result<()> {
        if self.alarm.get() == Some(at) {
            return Ok(());
        }
        match at {
            Some(at) => self.raw().set_alarm_raw(at.0 as f64),
            None => self.raw().delete_alarm_raw(),
        }
        .map(drop)
        .map_err(Error::from)?;
        self.alarm.set(Some(at));
        Ok(())
    }

    /// Runs writes that are all done, or none.
    pub fn transaction(&self, body: impl FnMut() -> Result<()>) -> Result<()> {
        transaction(&self.storage, body)
    }

    fn raw(&self) -> &RawStorage {
        raw(&self.storage)
    }
}

/// Brings an object's tables up to date. The steps are append-only: how many there are is the version.
pub fn migrate(storage: &Storage, steps: &[&str]) -> Result<()> {
    let sql = storage.sql();
    sql.exec(
        "CREATE TABLE IF NOT EXISTS schema_version \
         (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL) STRICT",
        None,
    )?;
    let rows = sql.exec("SELECT version FROM schema_version", None)?;
    let done = rows.to_array::<Version>()?.first().map_or(0.0, |v| v.version) as usize;
    let Some(missing) = steps.get(done..).filter(|missing| !missing.is_empty()) else {
        return Ok(());
    };
    transaction(storage, || {
        for step in missing {
            sql.exec(step, None)?;
        }
        let version = SqlStorageValue::Integer(steps.len() as i64);
        sql.exec(
            "INSERT OR REPLACE INTO schema_version VALUES (1, CAST(? AS INTEGER))",
            vec![version],
        )?;
        Ok(())
    })
}

/// Runs writes that are all done, or none.
pub fn transaction(storage: &Storage, body: impl FnMut() -> Result<()>) -> Result<()> {
    // A panic in here ends the turn, and the object is loaded again from what is stored.
    let mut body = AssertUnwindSafe(body);
    let mut run = move || {
        let body = &mut body;
        body.0().map_err(JsValue::from)
    };
    raw(storage).transaction_sync(&mut run).map(drop).map_err(Error::from)
}

fn raw(storage: &Storage) -> &RawStorage {
    AsRef::<JsValue>::as_ref(storage.as_raw()).unchecked_ref()
}

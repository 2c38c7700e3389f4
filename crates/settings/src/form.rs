//! A form's state: what is stored, what is written, what is wrong with it, and how it is saved.

mod faults;
mod target;

pub use faults::told;
pub use target::Target;

use crate::app::App;
use crate::field::Kind;
use crate::fields;
use crate::http::{self, Trouble};
use crate::merge::{self, Difference};
use crate::tree::{self, Fields};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use warmline_model::Timestamp;
use warmline_ui::timer::Timer;
use warmline_wire::settings::{ChangedBy, Checked, FieldFault};

/// So long after the last key the edge is asked whether all can be saved.
const CHECK_AFTER_MS: i32 = 400;

/// Somebody saved it in the meantime.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    /// What they saved.
    theirs: Fields,
    version: u64,
    /// Who it was, where that is known.
    pub by: Option<String>,
    /// What is not the same here.
    pub differences: Vec<Difference>,
}

/// A form. A copy is the same form.
#[derive(Clone, Copy)]
pub struct Form {
    app: App,
    target: StoredValue<Target>,
    version: StoredValue<u64>,
    base: RwSignal<Fields>,
    draft: RwSignal<Fields>,
    defaults: RwSignal<Fields>,
    /// What each profile gives, where the section has profiles.
    profiles: StoredValue<Fields>,
    /// What is written in a field just as it is, until it is left.
    raw: RwSignal<BTreeMap<String, String>>,
    unread: RwSignal<BTreeMap<String, String>>,
    refused: RwSignal<Vec<FieldFault>>,
    /// What holds at this moment, by field, as the edge said it last.
    now: RwSignal<BTreeMap<String, String>>,
    /// The fields that are on the screen, and whether each also tells what is wrong within it.
    shown: RwSignal<BTreeMap<String, bool>>,
    /// Who changed it last, and when.
    pub changed: RwSignal<Option<(String, Timestamp)>>,
    /// What another owner saved, until it is settled.
    pub dispute: RwSignal<Option<Dispute>>,
    /// The fields where theirs is taken.
    pub taken: RwSignal<BTreeSet<String>>,
    /// Whether it is being saved.
    pub busy: RwSignal<bool>,
    /// Why it could not be saved, apart from its fields.
    pub trouble: RwSignal<Option<String>>,
    /// Whether it may be changed.
    pub editable: bool,
    checks: StoredValue<u32>,
    timer: StoredValue<Option<Timer>, LocalStorage>,
    saved: StoredValue<Option<Callback<Value>>>,
}

impl Form {
    /// A form for what the edge told of it.
    pub fn new(app: App, target: Target, stored: &Value) -> Self {
        let (value, version) = target.read(stored);
        let defaults = stored["defaults"].as_object().cloned().unwrap_or_default();
        let profiles = stored["profiles"].as_object().cloned().unwrap_or_default();
        let form = Self {
            app,
            target: StoredValue::new(target),
            version: StoredValue::new(version),
            base: RwSignal::new(value.clone()),
            draft: RwSignal::new(value),
            defaults: RwSignal::new(defaults),
            profiles: StoredValue::new(profiles),
            raw: RwSignal::new(BTreeMap::new()),
            unread: RwSignal::new(BTreeMap::new()),
            refused: RwSignal::new(Vec::new()),
            now: RwSignal::new(BTreeMap::new()),
            shown: RwSignal::new(BTreeMap::new()),
            changed: RwSignal::new(changed(stored)),
            dispute: RwSignal::new(None),
            taken: RwSignal::new(BTreeSet::new()),
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            editable: app.may_change(),
            checks: StoredValue::new(0),
            timer: StoredValue::new_local(None),
            saved: StoredValue::new(None),
        };
        form.timer.set_value(Some(Timer::new(move || form.check())));
        form
    }

    /// Calls `saved` with the edge's answer after each saving.
    pub fn after_saving(self, saved: impl Fn(Value) + Send + Sync + 'static) -> Self {
        self.saved.set_value(Some(Callback::new(saved)));
        self
    }

    /// What the screen shares.
    pub fn app(&self) -> App {
        self.app
    }

    /// The version that was changed.
    pub fn version(&self) -> u64 {
        self.version.get_value()
    }

    /// The names of all fields of the section.
    pub fn names(&self) -> Vec<String> {
        let chosen = self.base.with_untracked(|base| base.keys().cloned().collect::<BTreeSet<_>>());
        let known = self.defaults.with_untracked(|d| d.keys().cloned().collect::<BTreeSet<_>>());
        chosen.union(&known).cloned().collect()
    }

    /// What is chosen at `path`.
    pub fn chosen(&self, path: &str) -> Option<Value> {
        self.draft.with(|draft| tree::get(draft, path).cloned())
    }

    /// What holds at `path` where nothing is chosen.
    pub fn default(&self, path: &str) -> Option<Value> {
        let profile = self.profiles.with_value(|profiles| {
            crate::bands::profile_default(path, profiles, || self.value("profile"))
        });
        profile.or_else(|| self.defaults.with(|defaults| tree::get(defaults, path).cloned()))
    }

    /// What holds at `path`.
    pub fn value(&self, path: &str) -> Option<Value> {
        self.chosen(path).or_else(|| self.default(path))
    }

    /// The ids of the things below `path`, those of the defaults first.
    pub fn ids(&self, path: &str) -> Vec<String> {
        let mut ids = Vec::new();
        for value in [self.default(path), self.chosen(path)].into_iter().flatten() {
            let found: Vec<String> = match value {
                Value::Object(map) => map.into_iter().map(|(id, _)| id).collect(),
                Value::Array(list) => {
                    let ids = list.iter().filter_map(|item| item["id"].as_str());
                    ids.map(str::to_owned).collect()
                }
                _ => continue,
            };
            ids.extend(found.into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
        }
        ids
    }

    /// The text that stands in a field.
    pub fn text(&self, path: &str, kind: &Kind) -> String {
        let raw = self.raw.with(|raw| raw.get(path).cloned());
        raw.unwrap_or_else(|| self.chosen(path).map(|value| kind.show(&value)).unwrap_or_default())
    }

    /// Something was written in a field.
    pub fn write(&self, path: &str, kind: &Kind, text: String) {
        let read = kind.read(&text);
        self.raw.update(|raw| {
            raw.insert(path.to_owned(), text);
        });
        let fault = match read {
            Ok(Some(value)) => {
                self.choose(path, value);
                None
            }
            Ok(None) => {
                self.give_back(path);
                None
            }
            Err(why) => Some(why),
        };
        self.unread.update(|unread| match fault {
            Some(why) => {
                unread.insert(path.to_owned(), why);
            }
            None => {
                unread.remove(path);
            }
        });
    }

    /// A field was left: what could be read is shown as it is read.
    pub fn left(&self, path: &str) {
        if self.unread.with_untracked(|unread| !unread.contains_key(path)) {
            self.raw.update(|raw| {
                raw.remove(path);
            });
        }
    }

    /// Chooses a value.
    pub fn choose(&self, path: &str, value: Value) {
        self.draft.update(|draft| tree::set(draft, path, value));
        self.touched();
    }

    /// Takes a choice back, so that the default holds.
    pub fn give_back(&self, path: &str) {
        self.draft.update(|draft| tree::unset(draft, path, &|path| self.means_something(path)));
        self.touched();
    }

    /// Back to the default, and whatever is written with it.
    pub fn back(&self, path: &str) {
        let within = |key: &str| tree::within(path, key).is_some();
        self.raw.update(|raw| raw.retain(|key, _| !within(key)));
        self.unread.update(|unread| unread.retain(|key, _| !within(key)));
        self.give_back(path);
    }

    /// Whether an empty thing at `path` is one of the owner's own.
    fn means_something(&self, path: &str) -> bool {
        let own = [
            "departments.",
            "policies[",
            "sources[",
            "destinations[",
            "calendars[",
            "self_service[",
            "on_call.contacts[",
            "on_call.rotas[",
        ];
        let own = own.iter().any(|of| path.starts_with(of));
        own && self.default(path).is_none()
    }

    fn touched(&self) {
        self.trouble.set(None);
        let in_section = self.target.with_value(|target| matches!(target, Target::Section(_)));
        if in_section && self.editable {
            self.timer.with_value(|timer| {
                if let Some(timer) = timer {
                    timer.set(CHECK_AFTER_MS);
                }
            });
        }
    }

    /// What holds at this moment of the field at `path`; none: it is not known, or something is wrong.
    pub fn now(&self, path: &str) -> Option<String> {
        self.now.with(|now| now.get(path).cloned())
    }

    /// Asks the edge what can't be, and what holds now.
    pub fn check(&self) {
        let form = *self;
        let number = form.checks.get_value() + 1;
        form.checks.set_value(number);
        let Some((_, path)) = form.target.try_with_value(Target::save) else { return };
        let body = form.body();
        spawn_local(async move {
            let checked =
                http::call::<Checked>("POST", &[&path, "/check"].concat(), Some(body)).await;
            // What was asked before the last key is old.
            if form.checks.try_get_value() == Some(number)
                && let Ok(checked) = checked
            {
                form.refuse(checked.faults);
                form.now.set(checked.now);
            }
        });
    }

    fn body(&self) -> Value {
        let version = self.version.get_value();
        let draft = self.draft.get_untracked();
        self.target.with_value(|target| target.body(version, &draft))
    }

    /// What is written, saved or not.
    pub fn written(&self) -> Value {
        Value::Object(self.draft.get_untracked())
    }

    /// Whether something is written that is not saved.
    pub fn is_changed(&self) -> bool {
        let differs = self.draft.with(|draft| self.base.with(|base| draft != base));
        differs || self.unread.with(|unread| !unread.is_empty())
    }

    /// Throws away what is not saved.
    pub fn discard(&self) {
        self.draft.set(self.base.get_untracked());
        self.raw.set(BTreeMap::new());
        self.unread.set(BTreeMap::new());
        self.refused.set(Vec::new());
        self.trouble.set(None);
        self.app.say("Your changes are thrown away.");
    }

    /// Saves it; with faults, goes to the first.
    pub fn save(&self) {
        let form = *self;
        let waits = untrack(|| form.busy.get() || form.dispute.with(Option::is_some));
        if !form.editable || waits || !untrack(|| form.is_changed()) {
            return;
        }
        let faults = untrack(|| form.faults());
        if untrack(|| form.unread.with(|unread| !unread.is_empty())) {
            form.app.say(&told(faults));
            crate::controls::go_to_fault();
            return;
        }
        form.busy.set(true);
        form.trouble.set(None);
        let (method, path) = form.target.with_value(Target::save);
        let (body, sent) = (form.body(), form.draft.get_untracked());
        spawn_local(async move {
            let answer = http::call::<Value>(method, &path, Some(body)).await;
            if form.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(stored) => form.is_saved(&sent, &stored),
                Err(Trouble::Faults(faults)) => {
                    form.app.say(&told(faults.len()));
                    form.refuse(faults);
                    crate::controls::go_to_fault();
                }
                Err(Trouble::Conflict(Some(theirs))) => form.disputed(&theirs),
                Err(trouble) => {
                    form.app.say(&trouble.words());
                    form.trouble.set(Some(trouble.words()));
                }
            }
        });
    }

    /// What was sent is stored; what was written since stays written.
    fn is_saved(&self, sent: &Fields, stored: &Value) {
        let new = self
            .target
            .with_value(|target| matches!(target, Target::Agent(None) | Target::Article(None)));
        let (value, version) = self.target.with_value(|target| target.read(stored));
        let value = if value.is_empty() || new { sent.clone() } else { value };
        let mine = self.draft.get_untracked();
        let kept = if mine == *sent {
            value.clone()
        } else {
            merge::resolved(sent, &mine, &value, &BTreeSet::new(), &|p| self.means_something(p))
        };
        self.version.set_value(version);
        self.base.set(value);
        self.draft.set(kept);
        self.raw.set(BTreeMap::new());
        self.refused.set(Vec::new());
        if let Some(defaults) = stored["defaults"].as_object() {
            self.defaults.set(defaults.clone());
        }
        if let Some(changed) = changed(stored) {
            self.changed.set(Some(changed));
        }
        self.app.say("Saved.");
        if let Some(saved) = self.saved.get_value() {
            saved.run(stored.clone());
        }
    }

    fn disputed(&self, stored: &Value) {
        let (theirs, version) = self.target.with_value(|target| target.read(stored));
        let (base, mine) = (self.base.get_untracked(), self.draft.get_untracked());
        let differences = merge::differences(&base, &mine, &theirs);
        let untouched = differences.iter().filter(|difference| !difference.both);
        self.taken.set(untouched.map(|difference| difference.path.clone()).collect());
        let by = changed(stored).map(|(name, _)| name);
        let settled = differences.iter().all(|difference| !difference.both);
        self.dispute.set(Some(Dispute { theirs, version, by, differences }));
        if settled
            && untrack(|| {
                self.dispute.with(|d| d.as_ref().is_some_and(|d| d.differences.is_empty()))
            })
        {
            // They changed nothing that is not the same here.
            self.settle();
        }
    }

    /// Saves again, with what was decided of each difference.
    pub fn settle(&self) {
        let Some(dispute) = self.dispute.get_untracked() else { return };
        let (base, mine) = (self.base.get_untracked(), self.draft.get_untracked());
        let taken = self.taken.get_untracked();
        let keeps = |path: &str| self.means_something(path);
        let merged = merge::resolved(&base, &mine, &dispute.theirs, &taken, &keeps);
        self.version.set_value(dispute.version);
        self.base.set(dispute.theirs);
        self.draft.set(merged);
        self.raw.set(BTreeMap::new());
        self.dispute.set(None);
        if untrack(|| self.is_changed()) {
            self.save();
        } else {
            self.app.say("Theirs is kept. There is nothing left to save.");
        }
    }

    /// How the value at `path` is told in words; none is the default.
    pub fn describe(&self, path: &str, value: Option<&Value>) -> String {
        let kind = fields::named(path).1.map_or(Kind::Json, |field| field.kind);
        match value {
            Some(value) => kind.describe(value),
            None => match self.default(path) {
                Some(default) => ["the default: ", &kind.describe(&default)].concat(),
                None => "none".to_owned(),
            },
        }
    }
}

fn changed(stored: &Value) -> Option<(String, Timestamp)> {
    let by: ChangedBy = serde_json::from_value(stored["changed"].clone()).ok()?;
    Some((by.name, by.at))
}

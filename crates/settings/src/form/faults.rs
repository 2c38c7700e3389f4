//! What is wrong with a form: what can't be read, and what the edge refuses; each beside its field.

use super::Form;
use crate::tree;
use leptos::prelude::*;
use std::collections::BTreeSet;
use warmline_wire::settings::FieldFault;

impl Form {
    /// The edge said what can't be.
    pub(super) fn refuse(&self, faults: Vec<FieldFault>) {
        let draft = self.draft.get_untracked();
        let named = faults.into_iter().map(|fault| FieldFault {
            field: tree::by_id(&draft, &fault.field),
            message: fault.message,
        });
        self.refused.set(named.collect());
    }

    /// Tells that the field at `path` is on the screen; `whole`: and tells what is wrong with any part of it.
    pub fn shows(&self, path: &str, whole: bool) {
        self.shown.update(|shown| {
            shown.insert(path.to_owned(), whole);
        });
        let (shown, path) = (self.shown, path.to_owned());
        on_cleanup(move || {
            let _form_is_gone = shown.try_update(|shown| shown.remove(&path));
        });
    }

    /// What is wrong with a field, and with single lines of it.
    pub fn fault(&self, path: &str) -> Option<String> {
        let unread = self.unread.with(|unread| unread.get(path).cloned());
        unread.or_else(|| {
            let told = self.refused.with(|faults| {
                let told = faults.iter().filter_map(|fault| {
                    let within = tree::within(path, &fault.field)?;
                    let line = within.strip_prefix('[').and_then(|rest| rest.split(']').next());
                    let line = line.and_then(|line| line.parse::<usize>().ok());
                    Some(match line {
                        Some(line) => {
                            format!("Line {}: {}.", line + 1, fault.message.trim_end_matches('.'))
                        }
                        None => [fault.message.trim_end_matches('.'), "."].concat(),
                    })
                });
                told.collect::<Vec<_>>()
            });
            (!told.is_empty()).then(|| told.join(" "))
        })
    }

    /// What is wrong with a thing as a whole, and not with a field of it.
    pub fn fault_at(&self, path: &str) -> Option<String> {
        self.refused.with(|faults| {
            let fault = faults.iter().find(|fault| fault.field == path);
            fault.map(|fault| fault.message.clone())
        })
    }

    /// Whether anything at or below `path` is wrong.
    pub fn has_fault_below(&self, path: &str) -> bool {
        self.paths_of_faults().iter().any(|fault| tree::within(path, fault).is_some())
    }

    fn paths_of_faults(&self) -> BTreeSet<String> {
        let unread = self.unread.with(|unread| unread.keys().cloned().collect::<Vec<_>>());
        let refused = self
            .refused
            .with(|faults| faults.iter().map(|fault| fault.field.clone()).collect::<Vec<_>>());
        unread.into_iter().chain(refused).collect()
    }

    /// How many fields are wrong.
    pub fn faults(&self) -> usize {
        self.paths_of_faults().len()
    }

    /// What is wrong and has no field on the screen to be told beside.
    pub fn faults_elsewhere(&self) -> Vec<FieldFault> {
        let shown = self.shown.get();
        self.refused.with(|faults| {
            let told = |fault: &&FieldFault| {
                let tells = |(path, whole): (&String, &bool)| {
                    if *whole {
                        tree::within(path, &fault.field).is_some()
                    } else {
                        *path == fault.field
                    }
                };
                shown.iter().any(tells)
            };
            faults.iter().filter(|fault| !told(fault)).cloned().collect()
        })
    }
}

/// "2 fields need a look."
pub fn told(faults: usize) -> String {
    match faults {
        1 => "One field needs a look.".to_owned(),
        n => format!("{n} fields need a look."),
    }
}

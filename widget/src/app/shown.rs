//! The rows of the log, and what is on its way, as signals that change only where something has changed.

use super::{App, Slot, own, update};
use crate::rows::{Delivery, Known, rows};
use crate::times::moment_for_ever;
use leptos::prelude::*;
use warmline_ui::now;
use warmline_wire::{FromVisitor, Seen};

impl App {
    /// Shows what was done before there is a conversation.
    pub(super) fn show_first(self) {
        let own = own();
        let first = own.first.borrow();
        self.set_rows(&Known {
            entries: &[],
            pending: first.iter().map(|action| (action, Delivery::Sending)).collect(),
            state: None,
            seen: Seen::default(),
            files: &own.sent.borrow(),
            moment: &|at| moment_for_ever(at, &self.locale()),
            zone_minutes: 0,
            now: now(),
        });
    }

    pub(super) fn set_rows(self, known: &Known<'_>) {
        let pending = |kind: fn(&FromVisitor) -> bool| known.pending.iter().any(|(a, _)| kind(a));
        update(self.asked, pending(|action| matches!(action, FromVisitor::AskHuman { .. })));
        update(self.chosen, pending(|action| matches!(action, FromVisitor::Choose { .. })));
        update(self.booking, pending(|action| matches!(action, FromVisitor::Book { .. })));
        update(self.cancelling, pending(|a| matches!(a, FromVisitor::CancelPromise { .. })));
        update(self.rated, pending(|action| matches!(action, FromVisitor::Rate { .. })));
        let striking = known.pending.iter().filter_map(|(action, _)| match action {
            FromVisitor::Strike { fact, .. } => Some(fact.clone()),
            _ => None,
        });
        update(self.striking, striking.collect());
        let rows = rows(known);
        let old = self.slots.get_untracked();
        let same = old.len() == rows.len() && old.iter().zip(&rows).all(|(a, b)| a.key == b.key);
        let mut slots = Vec::with_capacity(rows.len());
        for (at, row) in rows.into_iter().enumerate() {
            // Rows are added at the end, so a known one is where it was, but for a few.
            let known = old.get(at).filter(|slot| slot.key == row.key);
            match known.or_else(|| old.iter().find(|slot| slot.key == row.key)) {
                Some(slot) => {
                    if slot.row.with_untracked(|old| *old != row) {
                        slot.row.set(row);
                    }
                    slots.push(slot.clone());
                }
                None => slots.push(Slot { key: row.key.clone(), row: ArcRwSignal::new(row) }),
            }
        }
        if !same {
            self.slots.set(slots);
        }
    }
}

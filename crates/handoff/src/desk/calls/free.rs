//! Which calls are free: within the hours, early enough, not too far ahead, nobody else's, and no busy time in them.

use crate::desk::{ConversationId, Department, Desk, Episode, Timestamp};
use crate::settings::LONGEST_CALL;
use std::collections::BTreeMap;
use warmline_model::{Millis, Slot};

/// How many free calls a customer is told.
const TOLD: usize = 60;
/// How much later than the notice says a call can still be booked that was told as free.
const STANDS: Millis = Millis::minutes(10);
const DAY: Millis = Millis::minutes(24 * 60);

impl Desk {
    /// The calls that a handoff can book, at most sixty, spread over the days.
    pub(super) fn free_calls(
        &self,
        now: Timestamp,
        department: Department,
        of: (&ConversationId, Episode),
    ) -> Vec<Slot> {
        let Some(busy) = self.busy_times(now, department) else { return Vec::new() };
        if self.calls_arrive(now, department) {
            return Vec::new();
        }
        let settings = &self.settings;
        let hours = settings.hours_of(department);
        let first = now + settings.call_notice;
        let last = self.last_call(now);
        let slots = hours.slots(first, settings.call_length, settings.call_days);
        let slots = slots.map(|slot| Slot { from: slot.from, until: slot.until });
        let slots = slots.take_while(|slot| slot.from < last);
        let own = self.calls.booked(of.0, of.1).map(|own| own.slot);
        let free = slots.filter(|slot| {
            Some(*slot) != own && !overlaps(&busy, *slot) && self.has_room(department, *slot, of)
        });
        let mut days: BTreeMap<(Option<i32>, u8, Option<u8>), Vec<Slot>> = BTreeMap::new();
        for slot in free {
            let date = hours.zone().local(slot.from, slot.from).date;
            days.entry((date.year, date.month, date.day)).or_default().push(slot);
        }
        spread(days.into_values().collect())
    }

    /// Whether a call can be booked.
    pub(super) fn is_free(
        &self,
        now: Timestamp,
        department: Department,
        slot: Slot,
        of: (&ConversationId, Episode),
    ) -> bool {
        let earliest = now + Millis((self.settings.call_notice.0 - STANDS.0).max(0));
        let too_late = slot.from >= self.last_call(now);
        if slot.from < earliest || too_late || self.calls_arrive(now, department) {
            return false;
        }
        let hours = self.settings.hours_of(department);
        let mut slots = hours.slots(slot.from, self.settings.call_length, 1);
        let on_grid =
            slots.next().is_some_and(|own| (own.from, own.until) == (slot.from, slot.until));
        on_grid
            && self.has_room(department, slot, of)
            && self.busy_times(now, department).is_some_and(|busy| !overlaps(&busy, slot))
    }

    fn last_call(&self, now: Timestamp) -> Timestamp {
        now + Millis(DAY.0 * i64::from(self.settings.call_days))
    }

    /// Whether so few calls of others lie in this time that one more can be made.
    fn has_room(&self, department: Department, slot: Slot, of: (&ConversationId, Episode)) -> bool {
        // Another department has another desk: its calls are not known here.
        if self.settings.desk_of(department) != self.desk {
            return false;
        }
        // No call is longer, so that none from before this reaches into it.
        let around = (department, slot.from - LONGEST_CALL)..(department, slot.until);
        let around = self.calls.order.range(around).flat_map(|(_, calls)| calls);
        let others = around.filter(|(id, episode)| {
            let until = self.calls.booked(id, *episode).map(|call| call.slot.until);
            (id, *episode) != of && until.is_some_and(|until| until > slot.from)
        });
        others.count() < usize::try_from(self.settings.calls_at_once).unwrap_or(usize::MAX)
    }
}

/// Whether a time lies in one of these, which are in order and touch each other nowhere.
fn overlaps(busy: &[Slot], slot: Slot) -> bool {
    let next = busy.partition_point(|busy| busy.until <= slot.from);
    busy.get(next).is_some_and(|busy| busy.from < slot.until)
}

/// At most so many as are told: of days with many fewer, of each over the whole day.
fn spread(days: Vec<Vec<Slot>>) -> Vec<Slot> {
    let of_each = |most: usize| days.iter().map(|day| day.len().min(most)).sum::<usize>();
    let most = (1..=TOLD).take_while(|most| of_each(*most) <= TOLD).last().unwrap_or(1);
    let picked = days.iter().flat_map(|day| {
        let count = day.len().min(most);
        (0..count).filter_map(move |n| day.get(n * day.len() / count).copied())
    });
    picked.take(TOLD).collect()
}

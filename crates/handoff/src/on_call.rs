//! Who is on call at a moment: turns that are handed over by the clock of a zone, and stand-ins.
//!
//! The first of the list begins on the rota's day, at its time; at each hand-over after that the next takes
//! over. A hand-over is at the first moment at which the clock has reached its time on that day: one whose time
//! is skipped is at the end of the gap, and of a time that comes twice the first counts. A stand-in goes before
//! the turns.

mod setting;
#[cfg(test)]
mod tests;

pub use setting::{ContactSetting, OnCallSetting, OverrideSetting, RotaSetting};

use crate::hours::{Weekday, Zone};
use jiff::civil::Date;
use warmline_model::{ContactId, Timestamp};

/// A rota, compiled from its setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rota {
    zone: Zone,
    /// Never empty.
    contacts: Vec<ContactId>,
    /// Handed over on this day of the week; none: every day.
    day: Option<Weekday>,
    /// At so many minutes since midnight.
    at: u16,
    from: Date,
    overrides: Vec<Stand>,
}

/// A time at which somebody else is on call, or nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stand {
    from: Timestamp,
    /// Not part of it.
    until: Timestamp,
    contact: Option<ContactId>,
}

impl Stand {
    fn has(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    fn meets(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// Who is alerted, and who after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standby {
    /// Who is on call.
    pub first: ContactId,
    /// Who is alerted if the first does not acknowledge; none: there is nobody else.
    pub backup: Option<ContactId>,
}

/// A stretch of a rota with the same people; `until` is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub until: Timestamp,
    /// Who; none: a gap.
    pub who: Option<Standby>,
}

impl Rota {
    /// The zone by whose clock it is handed over.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Who is on call at a moment; none: nobody. A backup that is fixed goes before the next of the rota, unless
    /// they are on call themselves.
    pub fn on_call(&self, fixed: Option<&ContactId>, at: Timestamp) -> Option<Standby> {
        let turn = self.turn(at);
        let first = match self.overrides.iter().find(|stand| stand.has(at)) {
            Some(stand) => stand.contact.clone()?,
            None => self.contacts.get(turn?)?.clone(),
        };
        let after = turn.map_or(0, |turn| turn + 1);
        let next = self.contacts.iter().cycle().skip(after).take(self.contacts.len());
        let backup = fixed.into_iter().chain(next).find(|id| **id != first).cloned();
        Some(Standby { first, backup })
    }

    /// The rota from a moment to another, cut where somebody else takes over.
    pub fn shifts(
        &self,
        fixed: Option<&ContactId>,
        from: Timestamp,
        until: Timestamp,
    ) -> Vec<Shift> {
        let ends = self.overrides.iter().flat_map(|stand| [stand.from, stand.until]);
        let mut cuts: Vec<Timestamp> = ends.chain(self.hand_overs(from, until)).collect();
        cuts.push(from);
        cuts.retain(|cut| from <= *cut && *cut < until);
        cuts.sort_unstable();
        cuts.dedup();
        let ends: Vec<Timestamp> = cuts.iter().skip(1).copied().chain([until]).collect();
        let mut shifts: Vec<Shift> = Vec::new();
        for (from, until) in cuts.into_iter().zip(ends) {
            let who = self.on_call(fixed, from);
            match shifts.last_mut().filter(|last| last.who == who) {
                Some(last) => last.until = until,
                None => shifts.push(Shift { from, until, who }),
            }
        }
        shifts
    }

    /// The moments at which somebody begins, from a moment to another and a little around them.
    fn hand_overs(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> impl Iterator<Item = Timestamp> + '_ {
        let first = self.zone.date(from).yesterday().unwrap_or(self.from).max(self.from);
        let days = std::iter::successors(Some(first), |date| date.tomorrow().ok());
        let days = days.filter(|date| *date == self.from || self.is_hand_over(*date));
        days.map(|date| self.zone.reached(date, self.at)).take_while(move |at| *at <= until)
    }

    /// Whether the next takes over on a day after the first.
    fn is_hand_over(&self, date: Date) -> bool {
        let day = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        self.day.is_none_or(|on| Weekday::ALL.get(day) == Some(&on))
    }

    /// Whose turn it is, by their place in the list; none: it has not begun.
    fn turn(&self, at: Timestamp) -> Option<usize> {
        if at < self.zone.reached(self.from, self.at) {
            return None;
        }
        // Of all days before yesterday the hand-over is over for certain; of the others it is looked up.
        let today = self.zone.date(at);
        let certain = today.yesterday().and_then(Date::yesterday).unwrap_or(self.from);
        let mut passed = self.hand_overs_until(certain);
        let mut date = certain.max(self.from);
        for _ in 0..4 {
            let Ok(next) = date.tomorrow() else { break };
            date = next;
            if self.is_hand_over(date) && self.zone.reached(date, self.at) <= at {
                passed += 1;
            }
        }
        let turns = i64::try_from(self.contacts.len()).unwrap_or(i64::MAX);
        usize::try_from(passed.rem_euclid(turns)).ok()
    }

    /// How many days with a hand-over there are after the first day, up to and with `last`.
    fn hand_overs_until(&self, last: Date) -> i64 {
        let days = i64::from((last - self.from).get_days()).max(0);
        let Some(on) = self.day else { return days };
        let place = |day: i64| day.rem_euclid(7);
        let on = Weekday::ALL.iter().position(|day| *day == on).unwrap_or_default();
        let begins = i64::from(self.from.weekday().to_monday_zero_offset());
        let first = match place(i64::try_from(on).unwrap_or_default() - begins) {
            0 => 7,
            days => days,
        };
        if days < first { 0 } else { (days - first) / 7 + 1 }
    }
}

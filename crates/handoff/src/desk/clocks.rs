//! Service levels: each clock's near-breach and breach is told once.

use super::{ConversationId, Desk, Effect, Episode, Event, RecordKey, Timestamp, Waiter};
use warmline_model::{Clock, Level, Millis, SlaEvent};

impl Desk {
    /// When the running clocks of a handoff end; a clock that was stopped has none.
    pub fn clocks(&self, waiter: &Waiter) -> (Option<Timestamp>, Option<Timestamp>) {
        let rules = self.settings.tier(waiter.tier);
        let first = (!waiter.answered).then(|| waiter.since + rules.first_response);
        (first, rules.resolution.map(|span| waiter.since + span))
    }

    /// The next moment at which something about a handoff's clocks is to be told.
    pub(super) fn sla_due(&self, waiter: &Waiter, told: &[SlaEvent]) -> Option<Timestamp> {
        self.levels(waiter, told).map(|(at, ..)| at).min()
    }

    /// What is still to be told, and when.
    fn levels<'a>(
        &self,
        waiter: &'a Waiter,
        told: &'a [SlaEvent],
    ) -> impl Iterator<Item = (Timestamp, Clock, Level)> + use<'a> {
        let rules = self.settings.tier(waiter.tier);
        let percent = i64::from(self.settings.near_breach);
        let first = (!waiter.answered).then_some((Clock::FirstResponse, rules.first_response));
        let resolution = rules.resolution.map(|span| (Clock::Resolution, span));
        first
            .into_iter()
            .chain(resolution)
            .flat_map(move |(clock, span)| {
                let near =
                    waiter.since + Millis(span.0 / 100 * percent + span.0 % 100 * percent / 100);
                let end = waiter.since + span;
                [(near, clock, Level::Near), (end, clock, Level::Breached)]
            })
            .filter(|(_, clock, level)| {
                !told.iter().any(|e| e.clock == *clock && e.level == *level)
            })
    }

    /// What stops a clock comes before the alarm that is late: what was over by then is told first.
    pub(super) fn clocks_stop(&mut self, now: Timestamp, effects: &mut Vec<Effect>, event: &Event) {
        match event {
            Event::Answered(conversation, episode, at) => {
                self.clocks_until((*at).min(now), effects, conversation, *episode);
            }
            Event::Over { conversation, episode, .. } => {
                self.clocks_until(now, effects, conversation, *episode);
            }
            _ => {}
        }
    }

    fn clocks_until(
        &mut self,
        at: Timestamp,
        effects: &mut Vec<Effect>,
        conversation: &ConversationId,
        episode: Episode,
    ) {
        let of_case = self.cases.get(conversation).map(|case| case.waiter.episode);
        let of_place = self.places.get(conversation).map(|place| place.waiter.episode);
        if of_case.or(of_place) == Some(episode) {
            self.clocks_due(at, effects, conversation);
        }
    }

    /// Tells what is due of a handoff's clocks.
    pub(super) fn clocks_due(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        conversation: &ConversationId,
    ) {
        // One clock, though it may wait for another agent while one has it.
        let (waiter, told) = match (self.cases.get(conversation), self.places.get(conversation)) {
            (Some(case), _) => (&case.waiter, &case.sla),
            (None, Some(place)) => (&place.waiter, &place.sla),
            (None, None) => return,
        };
        let episode = waiter.episode;
        let due = self.levels(waiter, told).filter(|(at, ..)| *at <= now);
        let new: Vec<SlaEvent> =
            due.map(|(_, clock, level)| SlaEvent { clock, level, at: now }).collect();
        for event in &new {
            effects.push(Effect::Sla(conversation.clone(), episode, *event));
            let tally = &mut self.head.tally;
            match (event.clock, event.level) {
                (Clock::FirstResponse, Level::Breached) => tally.first_response_breached += 1,
                (Clock::Resolution, Level::Breached) => tally.resolution_breached += 1,
                (Clock::FirstResponse | Clock::Resolution, Level::Near) => {}
            }
        }
        if new.is_empty() {
            return;
        }
        if let Some(case) = self.cases.get_mut(conversation) {
            case.sla.extend(&new);
        }
        if let Some(place) = self.places.get_mut(conversation) {
            place.sla.extend(&new);
        }
        self.dirty.insert(RecordKey::Head);
        if self.cases.contains_key(conversation) {
            self.touch_case(conversation);
        }
        if self.places.contains_key(conversation) {
            self.touch_place(conversation);
        }
    }
}

//! What the desk says of a handoff: whose it is, who could not go on, who is being brought in.

use super::arranging::Step;
use super::stage::AfterHours;
use super::{
    Conversation, DeskNote, Effect, Episode, Human, Round, Stage, Standing, Timestamp, Turn, wait,
};
use crate::DeskName;
use crate::card;
use crate::desk::{Assigned, From, Gone, Passing, Target};
use crate::wording::{self, Words};
use warmline_model::{Author, Millis, Notice};

/// Clocks of objects differ by no more than this.
const CLOCKS_DIFFER: Millis = Millis::seconds(5);
/// After so many changes of owner or desk, a waiting handoff is sent to no other desk.
const MOST_ROUNDS: Round = 100;

impl Conversation {
    pub(super) fn desk_placed(
        &mut self,
        turn: &mut Turn,
        episode: Episode,
        round: Round,
        standing: Standing,
        as_of: Timestamp,
    ) {
        if (episode, round) != (self.episode, self.round) {
            return;
        }
        let Stage::Waiting(waiting) = &mut self.stage else { return };
        if waiting.as_of > as_of && waiting.as_of <= turn.now + CLOCKS_DIFFER {
            return;
        }
        let first_word = !waiting.placed();
        let online = waiting.team_online();
        // A desk's clock may have been ahead for a while: what it says next is newer all the same.
        waiting.as_of = as_of.min(turn.now);
        let team_online = standing.team_online;
        if waiting.standing != standing || online != waiting.team_online() {
            waiting.standing = standing;
            turn.effects.push(Effect::Show);
        }
        let told_before = waiting.after_hours.is_some();
        let quiet = waiting.after_hours.is_some_and(|after_hours| !after_hours.over);
        if team_online {
            return self.hours_began(turn);
        }
        // Looking through the hours takes a while, and most standings are not the first.
        if quiet || !(first_word || online || !told_before) {
            return;
        }
        let hours = self.hours();
        if !hours.is_open(turn.now) {
            let until = hours.next_open(turn.now);
            if let Stage::Waiting(waiting) = &mut self.stage {
                waiting.after_hours = Some(AfterHours { until, over: false });
                waiting.choosing = None;
            }
            return self.after_hours_began(turn, told_before);
        }
        // Said at once, and not only at the first timed word.
        if first_word {
            let choices = self.choices();
            let words = wording::team_offline(&self.settings.templates, turn.now, &choices);
            self.notice(turn, Author::Bot, Notice::TeamOffline, words);
        }
    }

    pub(super) fn desk_assigned(&mut self, turn: &mut Turn, to: Assigned) {
        let foreign = to.desk != self.desk;
        let same_episode = to.episode == self.episode;
        let open = matches!(self.stage, Stage::Waiting(_) | Stage::Human(_));
        if foreign || !same_episode || !open {
            // The customer went elsewhere while the agent accepted: the desk frees the agent.
            let moved = foreign && same_episode;
            let note = DeskNote::Over { episode: to.episode, moved };
            return turn.effects.push(Effect::Tell(to.desk, note));
        }
        if to.round <= self.round {
            return;
        }
        self.round = to.round;
        self.passed_by = None;
        self.somebody_joined(turn);
        card::keep(&mut self.hands, to.clone());
        let before = match &mut self.stage {
            Stage::Human(human) if human.agent == to.agent => {
                return self.passing_ended(turn);
            }
            Stage::Human(human) => Some((human.name.clone(), human.passing.take())),
            Stage::Waiting(_) | Stage::Bot(_) | Stage::Closed { .. } => None,
        };
        if let Some((_, Some(Passing { to: Target::Department(department), .. }))) = &before {
            self.card.department = *department;
        }
        let team = self.settings.team(to.department).name;
        let words = match &before {
            Some((name, _)) => {
                // Whoever took it over was passed nothing.
                let passed_on = to.from.as_ref().is_some_and(|from| from.agent != to.agent);
                let words = if passed_on { Words::AgentPassedOn } else { Words::AgentTookOver };
                let fields = [("agent", &to.name[..]), ("team", &team), ("before", name)];
                self.say(words, &fields)
            }
            None => self.say(Words::AgentJoined, &[("agent", &to.name), ("team", &team)]),
        };
        self.notice(turn, Author::System, Notice::AgentJoined, words);
        let Assigned { agent, name, department, .. } = to;
        self.enter(
            turn,
            Stage::Human(Human {
                agent,
                name,
                department,
                since: turn.now,
                owed_since: Some(turn.now),
                told_silent: false,
                unread: None,
                passing: None,
            }),
        );
    }

    /// The agent could not go on: the customer waits again, with the clock they began with.
    pub(super) fn desk_lost(
        &mut self,
        turn: &mut Turn,
        episode: Episode,
        round: Round,
        gone: Gone,
    ) {
        // Who waits has no agent to lose: that is an older word, of a desk left since.
        let led = matches!(self.stage, Stage::Human(_));
        if episode != self.episode || round <= self.round || !led {
            return;
        }
        self.round = round;
        let words = match gone {
            Gone::Disconnected => Words::AgentDisconnected,
            Gone::Silent => Words::AgentSilent,
        };
        let words = self.say(words, &[]);
        self.notice(turn, Author::System, Notice::AgentLost, words);
        self.wait_again(turn);
    }

    /// Whoever was served waits again; who is away gets the whole grace.
    fn wait_again(&mut self, turn: &mut Turn) {
        self.away_since = self.away_since.map(|_| turn.now);
        let since = *self.card.waiting_since.get_or_insert(turn.now);
        self.enter(turn, Stage::Waiting(wait::since(since, turn.now)));
    }

    pub(super) fn desk_passing(
        &mut self,
        turn: &mut Turn,
        episode: Episode,
        round: Round,
        passing: Option<Passing>,
    ) {
        let Stage::Human(human) = &mut self.stage else { return };
        if episode != self.episode || round != self.round || human.passing == passing {
            return;
        }
        let Some(passing) = passing else { return self.passing_ended(turn) };
        let by = human.name.clone();
        human.passing = Some(passing.clone());
        let to = match passing.to {
            Target::Department(department) => self.our_team(department),
            Target::Agent(_) => passing.name,
        };
        let words = self.say(Words::BringingIn, &[("agent", &by), ("to", &to)]);
        self.notice(turn, Author::System, Notice::Transferring, words);
        turn.effects.push(Effect::Show);
    }

    /// Its department's handoffs wait at another desk: it goes there, with its own clock.
    pub(super) fn desk_moved(
        &mut self,
        turn: &mut Turn,
        episode: Episode,
        round: Round,
        desk: DeskName,
        passing: Option<Passing>,
    ) {
        if (episode, round) != (self.episode, self.round) || desk == self.desk {
            return;
        }
        match (&self.stage, passing) {
            (Stage::Human(human), Some(Passing { to: Target::Department(to), reason, .. })) => {
                let team = self.settings.team(to).name;
                let words =
                    self.say(Words::PassedToTeam, &[("agent", &human.name), ("team", &team)]);
                let (agent, name) = (human.agent.clone(), human.name.clone());
                self.passed_by = Some(From { agent, name, reason });
                self.notice(turn, Author::System, Notice::Transferring, words);
                self.card.department = to;
                self.wait_again(turn);
            }
            // Desks whose settings differ for a moment could send it to and fro.
            (Stage::Waiting(_), None) if round < MOST_ROUNDS => {}
            _ => return,
        }
        self.go_to(turn, desk);
        self.join(turn);
    }

    /// Leaves one desk for another. The round rises, so that what the old one still says is stale.
    pub(super) fn go_to(&mut self, turn: &mut Turn, desk: DeskName) {
        self.tell(turn, DeskNote::Over { episode: self.episode, moved: true });
        let step = self.arranging.as_ref().map(|arranging| &arranging.step);
        let booking = matches!(step, Some(Step::Booking { .. }));
        let finding = booking || matches!(step, Some(Step::FindingTimes { .. }));
        if booking {
            self.unbook(turn);
        }
        self.desk = desk;
        self.at_desk_for = self.card.department;
        self.round = self.round.saturating_add(1);
        if let Stage::Waiting(waiting) = &mut self.stage {
            waiting.standing = Standing::default();
            waiting.as_of = Timestamp::default();
        }
        // Another desk has other free calls.
        if finding {
            self.find_times(turn);
        }
    }

    /// Whom the agent is bringing in, in words for the customer.
    pub fn passing_to(&self) -> Option<String> {
        let Stage::Human(Human { passing: Some(passing), .. }) = &self.stage else { return None };
        Some(match passing.to {
            Target::Department(department) => self.our_team(department),
            Target::Agent(_) => passing.name.clone(),
        })
    }

    fn passing_ended(&mut self, turn: &mut Turn) {
        let Stage::Human(human) = &mut self.stage else { return };
        if human.passing.take().is_some() {
            let name = human.name.clone();
            let words = self.say(Words::AgentStays, &[("agent", &name)]);
            self.notice(turn, Author::System, Notice::Transferring, words);
        }
        turn.effects.push(Effect::Show);
    }

    /// When the customer has waited too long for a word of the agent.
    pub fn silent_at(&self) -> Option<Timestamp> {
        let Stage::Human(human) = &self.stage else { return None };
        let after = self.settings.tier(self.card.tier).silent_after;
        human.owed_since.map(|since| since + after)
    }

    pub(super) fn silence_went_on(&mut self, turn: &mut Turn) {
        let too_long = self.silent_at().is_some_and(|at| turn.now >= at);
        let (episode, round) = (self.episode, self.round);
        if let Stage::Human(human) = &mut self.stage
            && too_long
            && !human.told_silent
        {
            human.told_silent = true;
            self.tell(turn, DeskNote::Silent { episode, round });
        }
    }
}

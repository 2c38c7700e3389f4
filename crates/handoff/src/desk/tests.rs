//! The law of the desk, told as sentences.

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp(0) + Millis::seconds(seconds)
}

fn agent(name: &str) -> AgentId {
    AgentId::new(name).expect("id")
}

fn chat(n: u32) -> ConversationId {
    ConversationId::new(format!("k{n}")).expect("id")
}

fn waiter(n: u32) -> Waiter {
    Waiter {
        conversation: chat(n),
        episode: Episode(1),
        tier: Tier::Standard,
        department: Department::Support,
        policy: None,
        summary: "Asks.".into(),
        customer: None,
        since: at(i64::from(n)),
    }
}

fn profile(name: &str, capacity: u32) -> Profile {
    Profile { name: name.into(), department: Department::Support, capacity }
}

struct Office {
    desk: Desk,
}

impl Office {
    /// Agents who are all available, each with this capacity.
    fn with(names: &[&str], capacity: u32) -> Self {
        let mut office = Self { desk: Desk::new(Settings::default()) };
        for name in names {
            office.at(0, Event::AgentCame(agent(name), profile(name, capacity)));
            office.at(0, Event::AgentSet(agent(name), Status::Available));
        }
        office
    }

    fn at(&mut self, seconds: i64, event: Event) -> Vec<Effect> {
        self.desk.handle(at(seconds), event)
    }

    fn join(&mut self, n: u32) -> Vec<Effect> {
        self.at(i64::from(n), Event::Joined(waiter(n)))
    }

    fn offered(&self, n: u32) -> Option<AgentId> {
        let place = self.desk.line().iter().find(|p| p.waiter.conversation == chat(n))?;
        place.offer.as_ref().map(|o| o.agent.clone())
    }
}

fn accept(name: &str, n: u32) -> Event {
    Event::Accepted(agent(name), chat(n), Episode(1))
}

fn refusals(effects: &[Effect]) -> Vec<Refused> {
    effects
        .iter()
        .filter_map(|e| match e {
            Effect::Refuse(_, _, why) => Some(why.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_handoff_is_offered_to_one_agent_who_has_time_to_read() {
    //
    let mut office = Office::with(&["ana"], 2);
    office.join(1);
    let offer = office.desk.line()[0].offer.clone().expect("an offer");
    assert_eq!(offer.agent, agent("ana"));
    assert_eq!(offer.read_until, at(11));
    assert_eq!(office.desk.next_deadline(), Some(offer.expires));
    let effects = office.at(5, accept("ana", 1));
    assert!(effects.contains(&Effect::Confirm(agent("ana"), chat(1))));
    assert_eq!(office.desk.active(&agent("ana")), 1);
    assert!(office.desk.line().is_empty());
}

#[test]
fn of_two_agents_who_race_for_one_conversation_one_wins_and_the_other_is_told_who() {
    let mut office = Office::with(&["ana", "ben"], 2);
    office.join(1);
    assert_eq!(office.offered(1), Some(agent("ana")));
    office.at(2, Event::Took(agent("ben"), chat(1), Episode(1)));
    let effects = office.at(2, accept("ana", 1));
    assert_eq!(refusals(&effects), [Refused::Taken("ben".into())]);
    assert_eq!(office.desk.assigned()[&chat(1)].agent, agent("ben"));
    assert!(office.desk.assigned()[&chat(1)].out_of_turn);
    // A double accept of the winner is confirmed again, and assigns nothing twice.
    let effects = office.at(3, Event::Took(agent("ben"), chat(1), Episode(1)));
    assert!(effects.contains(&Effect::Confirm(agent("ben"), chat(1))));
    assert!(!effects.iter().any(|e| matches!(e, Effect::Assign { .. })));
}

#[test]
fn nobody_is_offered_more_than_their_capacity_nor_on_break_busy_or_offline() {
    //
    let mut office = Office::with(&["ana"], 1);
    office.join(1);
    office.join(2);
    assert_eq!(office.offered(1), Some(agent("ana")));
    assert_eq!(office.offered(2), None);
    office.at(3, accept("ana", 1));
    let effects = office.at(4, Event::Took(agent("ana"), chat(2), Episode(1)));
    assert_eq!(refusals(&effects), [Refused::AtCapacity(1)]);
    for status in [Status::Busy, Status::Break, Status::Offline] {
        let mut office = Office::with(&["ana"], 3);
        office.at(1, Event::AgentSet(agent("ana"), status));
        office.join(1);
        assert_eq!(office.offered(1), None, "{status:?}");
    }
    let mut office = Office::with(&["ana"], 3);
    office.at(1, Event::AgentLeft(agent("ana")));
    office.join(1);
    assert_eq!(office.offered(1), None);
}

#[test]
fn an_offer_to_an_agent_who_is_full_by_now_goes_to_the_next() {
    //
    let mut office = Office::with(&["ana", "ben"], 1);
    office.join(1);
    office.join(2);
    office.join(3);
    assert_eq!(office.offered(1), Some(agent("ana")));
    office.at(4, Event::Took(agent("ana"), chat(3), Episode(1)));
    assert_eq!(office.offered(1), None);
    office.at(5, Event::Over(chat(3), Episode(1)));
    assert_eq!(office.offered(1), Some(agent("ana")));
}

#[test]
fn an_offer_that_is_declined_or_runs_out_goes_to_the_next_and_comes_back_in_the_end() {
    let mut office = Office::with(&["ana", "ben"], 2);
    office.join(1);
    office.at(2, Event::Declined(agent("ana"), chat(1), Episode(1)));
    assert_eq!(office.offered(1), Some(agent("ben")));
    // ben lets it run out; ana's own pause is over by then.
    office.at(32, Event::Woken);
    assert_eq!(office.offered(1), Some(agent("ana")));
    let late = office.at(33, accept("ben", 1));
    assert_eq!(refusals(&late), [Refused::OfferedTo("ana".into())]);
}

#[test]
fn an_offer_is_withdrawn_when_its_agent_goes_on_break() {
    let mut office = Office::with(&["ana", "ben"], 2);
    office.join(1);
    office.at(2, Event::AgentSet(agent("ana"), Status::Break));
    assert_eq!(office.offered(1), Some(agent("ben")));
    let effects = office.at(3, accept("ana", 1));
    assert_eq!(refusals(&effects), [Refused::NotAvailable]);
}

#[test]
fn equals_are_asked_in_turns() {
    //
    let mut office = Office::with(&["ana", "ben", "eva"], 9);
    let mut asked = Vec::new();
    for n in 1..=6 {
        office.join(n);
        asked.extend(office.offered(n));
    }
    let names: Vec<_> = asked.iter().map(AgentId::as_str).collect();
    assert_eq!(names, ["ana", "ben", "eva", "ana", "ben", "eva"]);
}

#[test]
fn the_line_goes_by_urgency_then_by_time_and_each_change_is_told_once() {
    //
    let mut office = Office::with(&[], 0);
    office.join(1);
    let effects = office.join(2);
    let told = |effects: &[Effect]| -> Vec<_> {
        effects
            .iter()
            .filter_map(|e| match e {
                Effect::Place(id, _, s) => Some((id.clone(), s.position)),
                _ => None,
            })
            .collect()
    };
    assert_eq!(told(&effects), [(chat(2), Some(2))]);
    let urgent = Waiter { tier: Tier::Critical, ..waiter(3) };
    let effects = office.at(3, Event::Joined(urgent));
    assert_eq!(told(&effects), [(chat(3), Some(1)), (chat(1), Some(2)), (chat(2), Some(3))]);
    let effects = office.at(4, Event::Over(chat(1), Episode(1)));
    assert_eq!(told(&effects), [(chat(2), Some(2))]);
    assert!(told(&office.at(5, Event::Woken)).is_empty());
}

#[test]
fn notes_that_come_twice_or_in_the_wrong_order_bring_nothing_back() {
    let mut office = Office::with(&["ana"], 2);
    office.at(1, Event::Over(chat(1), Episode(1)));
    office.join(1);
    assert!(office.desk.line().is_empty());
    office.join(2);
    office.join(2);
    assert_eq!(office.desk.line().len(), 1);
    office.at(3, accept("ana", 2));
    office.join(2);
    assert!(office.desk.line().is_empty());
    office.at(9, Event::Over(chat(2), Episode(1)));
    office.at(9, Event::Over(chat(2), Episode(1)));
    assert_eq!(office.desk.active(&agent("ana")), 0);
    // The next handoff of the same conversation is a new one.
    let again = Waiter { episode: Episode(2), ..waiter(2) };
    office.at(10, Event::Joined(again));
    assert_eq!(office.desk.line().len(), 1);
}

#[test]
fn the_wait_is_a_range_from_facts_and_absent_without_them() {
    //
    let wait = |office: &Office, n: usize| office.desk.line()[n].told.and_then(|s| s.wait);
    let mut office = Office::with(&[], 0);
    office.join(1);
    assert_eq!(wait(&office, 0), None);
    assert_eq!(office.desk.line()[0].told.map(|s| s.team_online), Some(false));

    let mut office = Office::with(&["ana"], 1);
    office.join(1);
    assert_eq!(wait(&office, 0).map(|w| w.high), Some(Millis::seconds(30)));
    office.join(2);
    assert_eq!(wait(&office, 1), None);
    // Six handled in 100 s each, then one in hand: who is next waits about 100 s.
    for n in 10..16 {
        office.at(0, Event::Joined(waiter(n)));
    }
    let mut now = 100;
    for _ in 0..6 {
        let next = office.desk.line()[0].waiter.conversation.clone();
        office.at(now, Event::Accepted(agent("ana"), next.clone(), Episode(1)));
        office.at(now + 100, Event::Over(next, Episode(1)));
        now += 100;
    }
    let next = office.desk.line()[0].waiter.conversation.clone();
    office.at(now, Event::Accepted(agent("ana"), next, Episode(1)));
    let expected = Wait { low: Millis::seconds(50), high: Millis::seconds(180) };
    assert_eq!(wait(&office, 0), Some(expected));
}

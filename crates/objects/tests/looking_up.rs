//! When the site's systems are asked about a customer, and what becomes of what they say.

use warmline_handoff::Settings;
use warmline_handoff::sources::{Asks, Known, SourceAnswer};
use warmline_model::{
    ConversationId, Customer, LookUp, LookUpOutcome, Millis, ProfileFact, ProfileField, SiteId,
    Timestamp,
};
use warmline_objects::{
    Context, ConversationCall, ConversationObject, LookUpJob, Opening, Reply, To, Turn,
};
use warmline_wire::{FromVisitor, TrailItem, write};

const NOW: Timestamp = Timestamp(1_000_000);

fn at(ms: i64) -> Timestamp {
    NOW + Millis(ms)
}

struct Bench {
    object: ConversationObject,
    turn: Turn,
}

impl Bench {
    fn new(asks: Asks) -> Self {
        let site = SiteId::new("shop").expect("an id");
        let id = ConversationId::new("c1").expect("an id");
        let opening = Opening { asks, ..Opening::default() };
        let (object, turn) = ConversationObject::open(NOW, site, id, Settings::default(), opening);
        Self { object, turn }
    }

    fn act<T>(
        &mut self,
        now: Timestamp,
        act: impl FnOnce(&mut ConversationObject, &Context<'_>) -> (Turn, T),
    ) -> T {
        let context = Context { now, index: None, log: &|_, _| Vec::new() };
        let (turn, result) = act(&mut self.object, &context);
        self.turn = turn;
        result
    }

    fn call(&mut self, now: Timestamp, call: ConversationCall) -> Reply {
        self.act(now, |object, context| object.call(context, call))
    }

    fn begin(&mut self, now: Timestamp) -> Option<LookUpJob> {
        self.act(now, ConversationObject::begin_look_up)
    }

    fn frame(&mut self, now: Timestamp, text: &str) {
        self.act(now, |object, context| (object.visitor_frame(context, true, text), ()));
    }

    /// What a process that ended leaves behind.
    fn again(&mut self) {
        let state = self.turn.state.clone().expect("it was stored");
        self.object = ConversationObject::load(&state, []).expect("a state");
    }

    fn sources(&self) -> Vec<(&str, LookUpOutcome)> {
        let card = self.object.machine().card();
        card.looked_up.iter().map(|l| (l.source.as_str(), l.outcome)).collect()
    }
}

fn maria(id: &str) -> ConversationCall {
    let customer = Customer { id: Some(id.into()), verified: true, ..Customer::default() };
    ConversationCall::Identified(customer)
}

fn answer(value: &str) -> SourceAnswer {
    let fact = ProfileFact {
        field: ProfileField::Loyalty,
        label: None,
        value: value.into(),
        source: "CRM".into(),
        asked_about: false,
    };
    let look_up =
        LookUp { source: "CRM".into(), at: NOW, outcome: LookUpOutcome::Found, unverified: false };
    SourceAnswer { look_up, facts: vec![fact] }
}

#[test]
fn a_customer_is_looked_up_at_once_and_once_when_the_site_says_who_they_are() {
    // R-172
    let mut bench = Bench::new(Asks::Verified);
    assert_eq!(bench.begin(NOW), None);
    bench.call(at(1), maria("7"));
    assert_eq!(bench.turn.alarm, Some(at(1)));
    bench.again();
    let job = bench.begin(at(1)).expect("a job");
    assert_eq!(job.known, Known { id: Some("7".into()), ..Known::default() });
    assert_eq!(bench.begin(at(2)), None, "it is under way");
    // The same customer named again, as each page does, is not looked up again.
    bench.call(at(3), maria("7"));
    assert_eq!(bench.begin(at(3)), None);
    let told = ConversationCall::LookedUp { round: job.round, answers: vec![answer("Gold")] };
    for _ in 0..2 {
        assert_eq!(bench.call(at(900), told.clone()), Reply::Done);
        assert_eq!(bench.sources(), [("CRM", LookUpOutcome::Found)]);
    }
    assert!(!bench.turn.frames.iter().any(|(to, _)| *to == To::Visitors));
    assert_eq!(bench.begin(at(60_000)), None);
    bench.call(at(70_000), maria("7"));
    assert_eq!(bench.begin(at(70_000)), None);
}

#[test]
fn what_comes_about_somebody_else_is_let_go() {
    // R-063
    let mut bench = Bench::new(Asks::Verified);
    bench.call(at(1), maria("7"));
    let first = bench.begin(at(1)).expect("a job");
    let customer = Customer { id: Some("8".into()), verified: true, ..Customer::default() };
    bench.call(at(2), ConversationCall::Customer(customer));
    let late = ConversationCall::LookedUp { round: first.round, answers: vec![answer("Gold")] };
    bench.call(at(3), late);
    assert!(bench.sources().is_empty());
    let second = bench.begin(at(4)).expect("a job");
    assert_eq!(second.known.id.as_deref(), Some("8"));
}

#[test]
fn a_job_that_is_lost_is_begun_once_more_and_then_the_card_says_so() {
    // R-172
    let mut bench = Bench::new(Asks::Verified);
    bench.call(at(1), maria("7"));
    assert!(bench.begin(at(1)).is_some());
    let again = bench.turn.alarm.expect("it is looked after");
    bench.again();
    assert_eq!(bench.begin(again + Millis(-1)), None);
    assert!(bench.begin(again).is_some());
    let end = bench.turn.alarm.expect("it is looked after");
    assert_eq!(bench.begin(end), None);
    assert_eq!(bench.sources(), [("The site's systems", LookUpOutcome::Unreachable)]);
    assert_eq!(bench.begin(end + Millis::minutes(60)), None);
    assert!(bench.turn.alarm.is_none_or(|at| at > end + Millis::minutes(60)));
}

#[test]
fn nobody_is_looked_up_whom_nobody_vouched_for_unless_a_source_takes_what_was_typed() {
    // R-063
    let say = r#"{"type":"say","client_id":"a","text":"my address is maria@example.com"}"#;
    for (asks, known) in [
        (Asks::Nobody, None),
        (Asks::Verified, None),
        (Asks::Anybody, Some("maria@example.com".to_owned())),
    ] {
        let mut bench = Bench::new(asks);
        bench.frame(at(1), say);
        let job = bench.begin(at(1));
        assert_eq!(job.and_then(|job| job.known.typed_email), known, "{asks:?}");
    }
    // A site without sources is not asked for them, whoever comes.
    let mut bench = Bench::new(Asks::Nobody);
    bench.call(at(1), maria("7"));
    assert_eq!(bench.begin(at(1)), None);
}

fn clicks(n: usize) -> String {
    let item = r#"{"ago":5,"event":{"name":"click"}}"#;
    let items: Vec<TrailItem> = (0..n).map(|_| serde_json::from_str(item).expect("it")).collect();
    write(&FromVisitor::Trail { items })
}

#[test]
fn steps_are_kept_by_the_edges_clock_and_too_many_are_refused_without_holding_up_what_is_said() {
    // R-064
    let mut bench = Bench::new(Asks::Nobody);
    let refused = |bench: &Bench| bench.turn.for_sender().next().map(str::to_owned);
    bench.frame(at(9_000), &clicks(1));
    assert_eq!(bench.object.machine().card().trail[0].at, at(8_995));
    assert_eq!(refused(&bench), None);
    bench.frame(at(9_000), &clicks(21));
    assert!(refused(&bench).is_some_and(|text| text.contains("items: at most 20, not 21")));
    for _ in 0..3 {
        bench.frame(at(9_001), &clicks(20));
    }
    let full = refused(&bench).expect("a refusal");
    assert!(
        full.contains("not_now") && full.contains("at most 60 pages and events a minute"),
        "{full}"
    );
    let say = r#"{"type":"say","client_id":"a","text":"hello"}"#;
    bench.frame(at(9_002), say);
    assert!(refused(&bench).is_some_and(|text| text.contains("\"ack\"")));
    bench.frame(at(69_100), &clicks(20));
    assert_eq!(refused(&bench), None);
    let far = r#"{"type":"trail","items":[{"ago":4294967295,"event":{"name":"old"}}]}"#;
    let mut fresh = Bench::new(Asks::Nobody);
    fresh.frame(at(69_200), far);
    let card = fresh.object.machine().card();
    assert_eq!(card.trail.first().map(|step| step.at), Some(at(69_200 - 24 * 3_600_000)));
    let bad = r#"{"type":"trail","items":[{"event":{"name":""}}]}"#;
    bench.frame(at(69_300), bad);
    assert!(refused(&bench).is_some_and(|text| text.contains("event.name: 1 to 64")));
}

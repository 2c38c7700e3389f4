//! Nothing that is to leave is lost or doubled, whatever ends in the middle (R-171).

use super::*;
use crate::{Context, ConversationCall, ConversationObject, Opening, Reply, Target};
use std::collections::BTreeMap;
use warmline_handoff::Settings;
use warmline_handoff::conversation::Conversation;
use warmline_model::{CallNews, Card, ClientId, Fact, Letter, Millis, Slot};
use warmline_outgoing::{Destination, Receipt};
use warmline_wire::settings::DeliveryList;
use warmline_wire::write;

fn site(name: &str) -> SiteId {
    SiteId::new(name).expect("a site")
}

fn card() -> Card {
    let mut card = Conversation::new(Settings::default()).card().clone();
    card.summary = "Write to mira@shop.example".into();
    card.customer.email = Some("mira@shop.example".into());
    card
}

fn delivery(n: u32) -> Delivery {
    Delivery {
        key: format!("k{n}/1/handed_off"),
        happened: Happened::HandedOff,
        at: Timestamp(1_000),
        conversation: ConversationId::new(format!("k{n}")).expect("a conversation"),
        ticket: None,
        promised: None,
        card: card(),
        letter: None,
        call_news: None,
        to: None,
    }
}

fn deliver(delivery: Delivery) -> OutgoingCall {
    OutgoingCall::Deliver(Box::new(delivery))
}

fn routes(json: &str) -> OutgoingRoutes {
    let all: Vec<DestinationSetting> = serde_json::from_str(json).expect("destinations");
    OutgoingRoutes {
        name: "Acme".into(),
        origin: "https://chat.acme.example".into(),
        destinations: all.iter().map(Into::into).collect(),
    }
}

fn hook() -> OutgoingRoutes {
    routes(
        r#"[{"id":"hook","name":"Hook","wants":["handed_off"],"contact":true,"system":{"kind":"webhook",
            "address":"https://hooks.acme.example/w","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}]"#,
    )
}

/// The object with its storage, and a receiver that knows a key it had.
struct Scene {
    site: SiteId,
    now: Timestamp,
    rows: BTreeMap<String, String>,
    object: OutgoingObject,
    received: BTreeMap<String, u32>,
    /// What was handed to the edge and did not come back yet.
    open: Vec<OutgoingJob>,
}

impl Scene {
    fn new(name: &str) -> Self {
        Self {
            site: site(name),
            now: Timestamp(1_000),
            rows: BTreeMap::new(),
            object: OutgoingObject::default(),
            received: BTreeMap::new(),
            open: Vec::new(),
        }
    }

    /// Writes a turn; `kept`: before the process ends, or not even that.
    fn write(&mut self, turn: OutgoingTurn, kept: bool) -> Reply {
        if kept {
            for change in turn.records {
                match change.value {
                    Some(json) => self.rows.insert(change.key, json),
                    None => self.rows.remove(&change.key),
                };
            }
            self.open.extend(turn.jobs);
        }
        turn.reply
    }

    fn call(&mut self, call: OutgoingCall) -> Reply {
        let turn = self.object.call(self.now, 0.5, &self.site, call);
        self.write(turn, true)
    }

    /// The process ends: what is not stored is gone, and what was open may or may not have arrived.
    fn killed(&mut self) {
        self.open.clear();
        self.object = OutgoingObject::load(self.rows.clone()).expect("what was stored");
        let turn = self.object.restarted(self.now, 0.5);
        self.write(turn, true);
    }

    fn route(&mut self, routes: &OutgoingRoutes) {
        let turn = self.object.route(self.now, routes);
        self.write(turn, true);
    }

    fn wake(&mut self) {
        let turn = self.object.wake(self.now, 0.5);
        self.write(turn, true);
    }

    /// The receiver takes what is open, and the edge tells.
    fn receive(&mut self, heard: bool) {
        for job in std::mem::take(&mut self.open) {
            *self.received.entry(job.key.to_string()).or_default() += 1;
            if heard {
                let ended = Ended::Answered(Outcome::Delivered(Receipt::default()));
                self.call(OutgoingCall::Ended { key: job.key, request: job.call, ended });
            }
        }
    }

    fn list(&mut self) -> DeliveryList {
        match self.call(OutgoingCall::List) {
            Reply::Body(body) => serde_json::from_str(&body).expect("a list"),
            other => panic!("{other:?}"),
        }
    }

    /// Until nothing is left to do.
    fn settle(&mut self, routes: &OutgoingRoutes) {
        for _ in 0..200 {
            if self.object.asks_routes() {
                self.route(routes);
            }
            self.receive(true);
            let list = self.list();
            if list.waiting_in_all == 0 {
                return;
            }
            self.now = self.now + Millis::minutes(1);
            self.wake();
        }
        panic!("it does not come to rest");
    }
}

#[test]
fn whichever_step_a_process_ends_after_nothing_is_lost_and_an_idempotent_receiver_has_it_once_r_171()
 {
    // 0: before it is stored (the conversation tells it again). 1: stored. 2: on its way. 3: received, not heard of.
    // 4: heard of, not stored. 5: all done.
    for step in 0..=5 {
        let mut scene = Scene::new("acme");
        let turn = scene.object.call(scene.now, 0.5, &scene.site, deliver(delivery(1)));
        scene.write(turn, step > 0);
        if step == 0 {
            scene.killed();
            scene.call(deliver(delivery(1)));
        }
        if step == 1 {
            scene.killed();
        }
        scene.route(&hook());
        match step {
            2 => scene.killed(),
            3 => {
                scene.receive(false);
                scene.killed();
            }
            4 => {
                let job = scene.open.pop().expect("a job");
                *scene.received.entry(job.key.to_string()).or_default() += 1;
                let ended = Ended::Answered(Outcome::Delivered(Receipt::default()));
                let call = OutgoingCall::Ended { key: job.key, request: job.call, ended };
                let turn = scene.object.call(scene.now, 0.5, &scene.site, call);
                scene.write(turn, false);
                scene.killed();
            }
            5 => {
                scene.receive(true);
                scene.killed();
            }
            _ => {}
        }
        // Told again, whatever became of it.
        scene.call(deliver(delivery(1)));
        scene.settle(&hook());
        assert_eq!(
            scene.received.len(),
            1,
            "step {step}: one key, so that a repeat is known there"
        );
        let list = scene.list();
        assert_eq!((list.delivered.len(), list.dead.len()), (1, 0), "step {step}");
        let stored: String = scene.rows.values().cloned().collect();
        assert!(!stored.contains("mira@"), "step {step}: what was delivered is not kept: {stored}");
    }
}

#[test]
fn a_hundred_deliveries_through_a_process_that_ends_all_the_time_arrive_once_each_r_171() {
    let mut scene = Scene::new("acme");
    for n in 0..100 {
        scene.call(deliver(delivery(n)));
        if n % 7 == 3 {
            scene.killed();
        }
        if n % 5 == 1 {
            scene.route(&hook());
        }
        if n % 3 == 1 {
            scene.receive(n % 2 == 0);
        }
        scene.now = scene.now + Millis::seconds(3);
        scene.wake();
    }
    scene.settle(&hook());
    assert_eq!(scene.received.len(), 100);
    assert_eq!(scene.list().waiting_in_all, 0);
    assert!(scene.list().dead.is_empty());
}

#[test]
fn a_destination_that_is_gone_is_a_dead_letter_that_says_so_and_can_be_resent_r_171() {
    let mut scene = Scene::new("acme");
    scene.call(deliver(Delivery { to: Some("pager".into()), ..delivery(1) }));
    scene.route(&OutgoingRoutes::default());
    let job = scene.open.pop().expect("the edge finds out that it is gone");
    assert_eq!(job.destination, "pager");
    let ended = Ended::Faulted("The destination is gone from the settings.".into());
    scene.call(OutgoingCall::Ended { key: job.key.clone(), request: job.call, ended });
    let dead = scene.list().dead;
    assert_eq!(dead[0].why.as_deref(), Some("The destination is gone from the settings."));
    assert!(!dead[0].may_have_arrived);
    scene.call(OutgoingCall::Resend { key: job.key.clone(), missing: false });
    assert_eq!(scene.open.len(), 1);
    let refused = scene.call(OutgoingCall::Discard { key: job.key });
    assert!(matches!(refused, Reply::Refused(_)), "what is on its way can't be discarded");
}

#[test]
fn two_sites_never_mix_and_no_destination_gets_what_it_does_not_want_r_171() {
    let (mut one, mut other) = (Scene::new("acme"), Scene::new("other"));
    for scene in [&mut one, &mut other] {
        scene.call(deliver(delivery(1)));
        scene.route(&hook());
    }
    assert_ne!(one.open[0].key, other.open[0].key);
    assert_eq!((one.open[0].site.as_str(), other.open[0].site.as_str()), ("acme", "other"));
    let closed = Delivery { happened: Happened::Closed, key: "k1/1/closed".into(), ..delivery(1) };
    one.call(deliver(closed));
    one.route(&hook());
    assert_eq!(one.open.len(), 1, "the hook does not want it");
}

#[test]
fn who_may_not_know_how_to_reach_a_customer_gets_no_address_and_letters_go_by_what_carries_them() {
    let all = routes(
        r#"[{"id":"slack","name":"Slack","wants":["handed_off"],"system":{"kind":"slack","way":{"by":"webhook",
                "address":"https://hooks.slack.com/services/T1/B1/x"}}},
            {"id":"mail","name":"Mail","letters":true,"system":{"kind":"resend","api_key":"re_1",
                "from":"a@acme.example","to":""}}]"#,
    );
    let mut scene = Scene::new("acme");
    scene.call(deliver(delivery(1)));
    let letter = |to: &str| Letter {
        to: to.into(),
        subject: "Your ticket".into(),
        text: "We answer by Tuesday.".into(),
        invite: None,
        ..Letter::default()
    };
    let letter_to = |n: u32, to: &str| Delivery {
        key: format!("k{n}/letter/1"),
        letter: Some(letter(to)),
        ..delivery(n)
    };
    scene.call(deliver(letter_to(2, "mira@shop.example")));
    scene.call(deliver(letter_to(3, "+4915112345678")));
    scene.route(&all);
    let by: Vec<&str> = scene.open.iter().map(|job| job.destination.as_str()).collect();
    assert_eq!(by, ["slack", "mail", ""], "nothing carries letters to telephones");
    assert!(!format!("{:?}", scene.open[0].package).contains("mira@"));
    assert_eq!(scene.open[1].package.letter, Some(letter("mira@shop.example")));
    assert!(scene.open[0].package.link.starts_with("https://chat.acme.example/console/"));
}

#[test]
fn a_handoff_leaves_with_the_turn_that_caused_it_and_its_name_stays_the_same_r_171() {
    let context = |now| Context { now: Timestamp(now), index: None, log: &|_, _| Vec::new() };
    let id = ConversationId::new("k1").expect("an id");
    let (mut object, _) = ConversationObject::open(
        Timestamp(1_000),
        site("acme"),
        id,
        Settings::default(),
        Opening::default(),
    );
    let ask = format!(
        r#"{{"type":"ask_human","client_id":"{}"}}"#,
        ClientId::new("c1").expect("an id").as_str()
    );
    let (turn, _) = object.call(&context(2_000), ConversationCall::Frame { text: ask });
    let state = turn.state.expect("it is stored");
    let again = ConversationObject::load(&state, turn.entries).expect("what was stored");
    let outgoing = |object: &ConversationObject| -> Vec<OutgoingCall> {
        let rows = object.due(Timestamp(3_000)).into_iter();
        let ours = rows.filter(|row| row.target == Target::Outgoing);
        ours.map(|row| serde_json::from_str(&row.body).expect("a call")).collect()
    };
    let calls = outgoing(&object);
    assert_eq!(calls, outgoing(&again), "stored with the turn");
    let [OutgoingCall::Deliver(delivery)] = &calls[..] else { panic!("{calls:?}") };
    assert_eq!(delivery.key, "k1/1/handed_off");
    assert_eq!(delivery.card, *object.machine().card());
    let facts = &delivery.card.entities;
    assert!(facts.iter().all(|entity| !matches!(entity.fact, Fact::Phone { .. })));
}

#[test]
fn no_secret_is_in_what_the_delivering_object_stores_or_hands_on_r_171() {
    let all = r#"[{"id":"z","name":"Z","wants":["handed_off"],"system":{"kind":"zendesk","subdomain":"acme",
        "email":"a@acme.example","token":"canary-7"}}]"#;
    let settings: Vec<DestinationSetting> = serde_json::from_str(all).expect("destinations");
    assert!(matches!(settings[0].system, Destination::Zendesk(_)));
    let mut scene = Scene::new("acme");
    scene.call(deliver(delivery(1)));
    scene.route(&routes(all));
    let jobs = serde_json::to_string(&scene.open).expect("json");
    let rows: String = scene.rows.values().cloned().collect();
    let routes = serde_json::to_string(&routes(all)).expect("json");
    assert!(!jobs.contains("canary-7") && !rows.contains("canary-7"));
    assert!(!routes.contains("canary-7"));
}

#[test]
fn a_booked_call_reaches_the_calendars_of_customer_and_team_r_133() {
    let routes = routes(
        r#"[{"id":"mail","name":"Mail","wants":["callback"],"letters":true,"system":{"kind":"resend","api_key":"re_1",
            "from":"help@acme.example","to":"team@acme.example"}},
            {"id":"hook","name":"Hook","wants":["callback"],"system":{"kind":"webhook",
            "address":"https://hooks.acme.example/w","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}]"#,
    );
    let news = |sequence, cancelled| CallNews {
        call: 1,
        sequence,
        cancelled,
        slot: Slot { from: Timestamp(1_800_000), until: Timestamp(2_700_000) },
        written: Timestamp(1_000),
        description: "We call you at +1 555 0100.".into(),
    };
    // As it travels from object to object.
    let wanted = OutgoingCall::Deliver(Box::new(Delivery {
        call_news: Some(news(2, false)),
        ..delivery(1)
    }));
    assert_eq!(serde_json::from_str::<OutgoingCall>(&write(&wanted)).ok(), Some(wanted));
    let lines = |text: &str| -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    };
    let has = |text: &str, line: &str| lines(text).iter().any(|own| own == line);
    let letter = Letter { to: "mira@shop.example".into(), ..Letter::default() };
    let call =
        Delivery { happened: Happened::Callback, call_news: Some(news(2, false)), ..delivery(1) };
    let to_customer = Delivery { letter: Some(letter.clone()), ..call.clone() };
    let package = routes.package(&to_customer, "mail");
    let invite = package.letter.and_then(|letter| letter.invite).expect("an invitation");
    assert_eq!(package.invite, None);
    let people = [
        "METHOD:REQUEST",
        "UID:call-k1-1",
        "SEQUENCE:2",
        "ORGANIZER;CN=\"Acme\":mailto:help@acme.example",
        "DESCRIPTION:We call you at +1 555 0100.",
    ];
    assert!(people.iter().all(|line| has(&invite, line)), "{invite}");
    assert!(lines(&invite).iter().any(|line| line.ends_with(":mailto:mira@shop.example")));

    // R-171: the team's says nothing of how to reach the customer.
    let package = routes.package(&call, "mail");
    let invite = package.invite.expect("an invitation");
    let team = ["METHOD:REQUEST", "UID:call-k1-1", "SEQUENCE:2"];
    assert!(team.iter().all(|line| has(&invite, line)), "{invite}");
    assert!(lines(&invite).iter().any(|line| line.ends_with(":mailto:team@acme.example")));
    assert!(!invite.contains("555") && !invite.replace("\r\n ", "").contains("mira@"));
    // Others have no use for it.
    assert_eq!(routes.package(&call, "hook").invite, None);
    let off = Delivery { call_news: Some(news(3, true)), ..to_customer };
    let package = routes.package(&off, "mail");
    let invite = package.letter.and_then(|letter| letter.invite).expect("an invitation");
    assert!(has(&invite, "METHOD:CANCEL") && has(&invite, "STATUS:CANCELLED"), "{invite}");
    assert!(has(&invite, "SEQUENCE:3") && has(&invite, "UID:call-k1-1"));
    // A letter that nothing carries yet has one too.
    assert!(routes.package(&off, "").letter.is_some_and(|letter| letter.invite.is_some()));
}

fn letter(n: u32, to: &str, by_agent: bool) -> Delivery {
    let text = "Your ticket number is T-1.".to_owned();
    let letter = Letter { to: to.into(), text, by_agent, ..Letter::default() };
    Delivery { key: format!("c{n}/letter/1"), letter: Some(letter), ..delivery(n) }
}

fn mailer() -> OutgoingRoutes {
    routes(
        r#"[{"id":"mail","name":"Mail","wants":[],"letters":true,"system":{"kind":"resend","api_key":"re_x","to":"team@acme.example",
            "from":"Acme <help@acme.example>"}}]"#,
    )
}

impl Scene {
    fn letters(&mut self, deliveries: impl IntoIterator<Item = Delivery>) {
        for delivery in deliveries {
            self.call(deliver(delivery));
        }
        self.route(&mailer());
    }
}

#[test]
fn a_stranger_is_written_to_a_few_times_and_the_rest_is_seen_with_its_reason() {
    // R-171
    let mut scene = Scene::new("shop");
    let spelled = ["mia@shop.example", "MIA@shop.example", "mia+1@shop.example"];
    scene.letters((0..8).map(|n| letter(n, spelled[n as usize % 3], false)));
    let list = scene.list();
    assert_eq!((list.waiting_in_all, list.dead.len()), (5, 3));
    for line in &list.dead {
        let why = line.why.as_deref().expect("a reason");
        assert!(why.starts_with("This address was sent 5 letters within an hour"), "{why}");
        assert!(line.letter && !line.may_have_arrived);
    }
    // The same again, and after the process ended, counts no further.
    scene.killed();
    scene.letters((0..8).map(|n| letter(n, spelled[n as usize % 3], false)));
    let list = scene.list();
    assert_eq!((list.waiting_in_all, list.dead.len()), (5, 3));
    // Others are written to, and agents' words are not counted.
    scene.letters([letter(20, "bo@shop.example", false), letter(21, "mia@shop.example", true)]);
    assert_eq!(scene.list().dead.len(), 3);
    // An hour later again, up to twenty in a day; then the next day.
    let mut sent = 5;
    for hour in 1..5 {
        scene.now = Timestamp(1_000) + Millis::minutes(61 * hour);
        scene.killed();
        let from = 100 * u32::try_from(hour).expect("a number");
        scene.letters((from..from + 6).map(|n| letter(n, "mia@shop.example", false)));
        sent += if hour < 4 { 5 } else { 0 };
    }
    let list = scene.list();
    assert_eq!(list.dead.len(), 3 + 3 + 6, "5 in each hour, 20 in all");
    assert_eq!(sent, 20);
    assert!(
        list.dead
            .iter()
            .any(|line| line.why.as_deref().is_some_and(|w| w.contains("20 letters within a day")))
    );
    scene.now = scene.now + Millis::minutes(24 * 60);
    scene.letters([letter(900, "mia@shop.example", false)]);
    assert_eq!(scene.list().dead.len(), 12);
    assert!(scene.rows.keys().filter(|key| key.starts_with("letters/")).count() == 1, "forgotten");
    // A person may send it all the same.
    let key = Key::of(&["shop", "c5/letter/1", "mail"]);
    assert_eq!(scene.call(OutgoingCall::Resend { key, missing: false }), Reply::Done);
    assert_eq!(scene.list().dead.len(), 11);
}

#[test]
fn a_site_has_a_limit_too() {
    // R-171
    let mut scene = Scene::new("shop");
    scene.letters((0..510).map(|n| letter(n, &format!("m{n}@shop.example"), false)));
    let list = scene.list();
    assert_eq!((list.waiting_in_all, list.dead.len()), (500, 10));
    assert!(list.dead[0].why.as_deref().is_some_and(|why| why.starts_with("Your site sent 500")));
}

#[test]
fn the_largest_package_fits_its_way_and_nothing_of_an_ordinary_one_is_cut() {
    // R-171
    let quote = |n: usize| warmline_model::Quote {
        entry: warmline_model::Seq(n as u64),
        // Each character takes six bytes in JSON.
        text: "\u{1}".repeat(4_000),
    };
    for quotes in [1, 25, 60, 400] {
        let mut large = letter(1, "mia@shop.example", true);
        large.card.passed_along = (0..quotes).map(quote).collect();
        large.card.summary = "s".repeat(100_000);
        if let Some(letter) = &mut large.letter {
            // Twenty messages of four thousand characters, of four bytes each.
            letter.text = "\u{1F600}".repeat(80_000);
        }
        let whole = write(&large).len();
        let sent = large.clone();
        let mut scene = Scene::new("shop");
        scene.letters([large]);
        let job = scene.open.pop().expect("it is handed to the edge");
        let task = write(&crate::Task::Outgoing(job.clone()));
        assert!(task.len() <= MAX_JOB, "{quotes}: {} bytes", task.len());
        assert!(scene.rows.values().all(|row| row.len() <= MAX_JOB));
        assert_eq!(job.package.letter, sent.letter, "the customer's letter is whole");
        let untouched = job.package.card == sent.card;
        assert_eq!(untouched, whole <= super::bounds::MAX_DELIVERY, "{quotes}: {whole} bytes");
    }
    // A letter that is too long by itself.
    let mut large = letter(1, "mia@shop.example", true);
    if let Some(letter) = &mut large.letter {
        letter.text = "\u{1}".repeat(2_000_000);
    }
    let mut scene = Scene::new("shop");
    scene.letters([large]);
    let job = scene.open.pop().expect("it is handed to the edge");
    assert!(write(&crate::Task::Outgoing(job)).len() <= MAX_JOB);
}

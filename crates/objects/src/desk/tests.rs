//! The desk object: what it stores, what it tells, and to whom.

mod calls;
mod crowd;
mod on_call;
mod pushes;

use super::*;
use crate::outbox::Target;
use warmline_handoff::desk::Waiter;
use warmline_model::{Department, Episode, Language, Role, Status, Tier};
use warmline_wire::{DeskView, FromConsole, VERSION};

const START: i64 = 1_700_000_000_000;

fn at(ms: i64) -> Timestamp {
    Timestamp(START + ms)
}

fn agent(name: &str) -> AgentId {
    AgentId::new(name).expect("an id")
}

fn chat(n: usize) -> ConversationId {
    ConversationId::new(format!("c{n}")).expect("an id")
}

fn profile(name: &str) -> Profile {
    Profile {
        name: name.to_uppercase(),
        department: Department::SUPPORT,
        capacity: 2,
        skills: Vec::new(),
        languages: Vec::new(),
        role: Role::Agent,
    }
}

fn waiter(n: usize, since: Timestamp) -> Waiter {
    Waiter {
        conversation: chat(n),
        episode: Episode(1),
        round: 0,
        tier: Tier::Standard,
        department: Department::SUPPORT,
        language: Language::En,
        policy: None,
        summary: "Asks where the order is.".into(),
        customer: None,
        since,
        answered: false,
        sla: Vec::new(),
        from: None,
    }
}

/// A desk with the records that its turns stored.
struct Kept {
    desk: DeskObject,
    records: BTreeMap<String, String>,
    /// Whether it is dropped and loaded again before each turn.
    forgetful: bool,
    /// The frames of the last turn.
    frames: Vec<(To, ToConsole)>,
    alarm: Option<Timestamp>,
    /// How many bytes the last turn wrote.
    written: usize,
}

impl Kept {
    fn new(forgetful: bool) -> Self {
        let site = SiteId::new("demo").expect("an id");
        Self {
            desk: DeskObject::new(site, DeskName::default()),
            records: BTreeMap::new(),
            forgetful,
            frames: Vec::new(),
            alarm: None,
            written: 0,
        }
    }

    fn turn(&mut self, run: impl FnOnce(&mut DeskObject) -> Turn) {
        if self.forgetful && !self.records.is_empty() {
            self.desk = DeskObject::load(self.records.clone()).expect("what was stored");
        }
        let turn = run(&mut self.desk);
        assert_eq!((turn.entries.len(), &turn.state), (0, &None));
        self.written = 0;
        for Change { key, value } in turn.records {
            self.written += key.len() + value.as_ref().map_or(0, String::len);
            match value {
                Some(json) => self.records.insert(key, json),
                None => self.records.remove(&key),
            };
        }
        let read = |text: &str| serde_json::from_str(text).expect("a frame");
        self.frames = turn.frames.into_iter().map(|(to, text)| (to, read(&text))).collect();
        self.alarm = turn.alarm;
    }

    fn frame(&mut self, now: Timestamp, name: &str, frame: &FromConsole) {
        let text = write(frame);
        self.turn(|desk| desk.console_frame(now, &agent(name), profile(name), true, &text));
    }

    fn sit(&mut self, now: Timestamp, name: &str) {
        self.frame(now, name, &FromConsole::Hello { version: VERSION });
        self.frame(now, name, &FromConsole::SetStatus { status: Status::Available });
    }

    fn call(&mut self, now: Timestamp, call: DeskCall) {
        self.turn(|desk| desk.call(now, call).0);
    }

    /// Delivers all that is due.
    fn deliver(&mut self, now: Timestamp) -> Vec<(ConversationId, ConversationCall)> {
        let rows = self.desk.take_due(now);
        let mut made = Vec::new();
        for row in rows {
            let Target::Conversation(id) = row.target.clone() else { panic!("{row:?}") };
            made.push((id, serde_json::from_str(&row.body).expect("a call")));
            // No load in between: what is under way is so in memory only.
            let forgetful = std::mem::take(&mut self.forgetful);
            self.turn(|desk| desk.delivered(now, &row.target, &[row.id], false));
            self.forgetful = forgetful;
        }
        made
    }

    /// What is stored. The number of a call is its own, for standings bear numbers too.
    fn stored(&self) -> Vec<(&str, String)> {
        let body = |json: &str| serde_json::from_str::<Row>(json).expect("a row").body;
        let records = self.records.iter().map(|(key, json)| match Dispatch::owns(key) {
            true => ("out", body(json)),
            false => (key.as_str(), json.clone()),
        });
        records.collect()
    }

    fn view(&self, name: &str) -> Option<&DeskView> {
        let to = To::Console(agent(name));
        self.frames.iter().rev().find_map(|frame| match frame {
            (whom, ToConsole::Desk { view }) if *whom == to => Some(&**view),
            _ => None,
        })
    }

    fn refusal(&self) -> Option<&Refusal> {
        self.frames.iter().find_map(|(to, frame)| match frame {
            ToConsole::Refused { refusal, .. } if *to == To::Sender => Some(refusal),
            _ => None,
        })
    }
}

#[test]
fn dropping_it_and_loading_it_between_any_two_turns_changes_nothing() {
    // R-190
    let (mut kept, mut dropped) = (Kept::new(false), Kept::new(true));
    for desk in [&mut kept, &mut dropped] {
        let settings = Settings { gone_after: Millis::seconds(5), ..Settings::default() };
        desk.call(at(0), DeskCall::Configure(Box::new(settings)));
        desk.sit(at(10), "ana");
        desk.sit(at(20), "ben");
    }
    let (conversation, episode) = (chat(1), Episode(1));
    let reason = "knows it better".to_owned();
    let to = warmline_wire::TransferTo::Agent { agent: agent("ben") };
    let frames = [
        ("ana", FromConsole::Decline { conversation: chat(0), episode, reason: None }),
        ("ana", FromConsole::Accept { conversation: conversation.clone(), episode }),
        ("ben", FromConsole::Accept { conversation: conversation.clone(), episode }),
        ("ana", FromConsole::Transfer { conversation: chat(0), episode, to, reason }),
        ("ben", FromConsole::Take { conversation: chat(2), episode }),
        ("ben", FromConsole::Accept { conversation: chat(0), episode }),
        ("ana", FromConsole::SetStatus { status: Status::Break }),
    ];
    let mut now = at(1_000);
    for step in 0..60_usize {
        now = now + Millis(1_700);
        for desk in [&mut kept, &mut dropped] {
            match step % 6 {
                0 => desk.call(now, DeskCall::Join(waiter(step / 6, now))),
                1 | 2 => {
                    let (name, frame) = &frames[(step / 3) % frames.len()];
                    desk.frame(now, name, frame);
                }
                3 => desk.turn(|desk| desk.wake(now, &[agent("ana"), agent("ben")])),
                4 if step > 40 => desk.turn(|desk| desk.wake(now, &[agent("ana")])),
                4 => {
                    let conversation = chat(step / 12);
                    desk.call(now, DeskCall::Answered { conversation, episode, at: now });
                }
                _ => {
                    let (conversation, moved) = (chat(step / 20), false);
                    desk.call(now, DeskCall::Over { conversation, episode, moved });
                }
            }
        }
        assert_eq!(kept.stored(), dropped.stored(), "after step {step}");
        assert_eq!(kept.refusal(), dropped.refusal(), "after step {step}");
    }
    assert!(kept.records.keys().any(|key| key.starts_with("out/")), "{:?}", kept.records.keys());
}

#[test]
fn a_desk_of_the_first_version_is_read_once_and_stored_record_by_record() {
    let machine = include_str!("../../../handoff/tests/data/desk-v1.json");
    let stored = format!(
        r#"{{"site":"demo","machine":{machine},"outbox":{{"next":1,"failing":[],"rows":[
            {{"id":1,"target":{{"conversation":"c1"}},"latest_wins":false,
              "body":"{{\"call\":\"assigned\",\"episode\":1,\"agent\":\"ana\",\"name\":\"Ana\",\"department\":\"support\"}}"}}
        ]}}}}"#
    );
    let (desk, turn) = DeskObject::of_first_version(at(0), &stored).expect("a desk");
    let records = turn.records.into_iter().filter_map(|c| Some((c.key, c.value?)));
    let mut again = DeskObject::load(records.collect::<BTreeMap<_, _>>()).expect("a desk");
    assert_eq!((again.site().as_str(), again.owes()), ("demo", 1));
    assert_eq!(again.machine().waiting(), desk.machine().waiting());
    assert_eq!(again.machine().agents(), desk.machine().agents());
    assert!(again.machine().waiting() > 0);
    assert_eq!(again.take_due(at(1)).len(), 1);
}

#[test]
fn frames_out_of_bounds_are_refused_with_a_sentence_and_nothing_is_stored() {
    let mut desk = Kept::new(false);
    desk.sit(at(0), "ana");
    desk.call(at(10), DeskCall::Join(waiter(1, at(10))));
    let (conversation, episode) = (chat(1), Episode(1));
    let long = |n: usize| "x".repeat(n);
    let transfer = |reason: String| {
        let to = warmline_wire::TransferTo::Department { department: Department::BILLING };
        FromConsole::Transfer { conversation: chat(1), episode, to, reason }
    };
    let decline = |reason: String| {
        let (conversation, reason) = (conversation.clone(), Some(reason));
        FromConsole::Decline { conversation, episode, reason }
    };
    let before = desk.records.clone();
    desk.frame(at(20), "ana", &decline(long(201)));
    let refusal = desk.refusal().expect("a refusal");
    assert_eq!(refusal.message, "reason: at most 200 characters");
    assert_eq!((desk.written, &desk.records), (0, &before));
    // It is not theirs yet.
    desk.frame(at(30), "ana", &transfer("why not".into()));
    assert_eq!(desk.refusal().map(|refusal| refusal.code), Some(Code::NotYours));
    desk.frame(at(40), "ana", &FromConsole::Accept { conversation: conversation.clone(), episode });
    for reason in [String::new(), "  ".into(), long(501)] {
        desk.frame(at(50), "ana", &transfer(reason));
        let refusal = desk.refusal().expect("a refusal");
        assert_eq!(refusal.message, "reason: 1 to 500 characters, for the next agent");
    }
    let take_over = FromConsole::TakeOver { conversation, episode };
    desk.sit(at(60), "ben");
    desk.frame(at(70), "ben", &take_over);
    assert_eq!(desk.refusal().map(|refusal| refusal.code), Some(Code::NotAllowed));
}

#[test]
fn what_changes_nothing_is_shown_to_nobody_and_writes_nothing() {
    let mut desk = Kept::new(false);
    desk.sit(at(0), "ana");
    desk.sit(at(10), "ben");
    desk.frame(at(2_000), "ana", &FromConsole::SetStatus { status: Status::Available });
    assert_eq!((desk.frames.len(), desk.written), (0, 0));
    let gone = FromConsole::Accept { conversation: chat(9), episode: Episode(1) };
    desk.frame(at(4_000), "ana", &gone);
    assert_eq!((desk.frames.len(), desk.written), (1, 0));
    assert_eq!(desk.refusal().map(|refusal| refusal.code), Some(Code::NotFound));
    let (conversation, episode) = (chat(9), Episode(1));
    desk.call(at(6_000), DeskCall::Answered { conversation, episode, at: at(5_000) });
    assert_eq!((desk.frames.len(), desk.written), (0, 0));
}

#[test]
fn an_offer_is_seen_with_the_reason_why_and_by_nobody_else() {
    // R-084, R-110
    let mut desk = Kept::new(false);
    desk.sit(at(0), "ana");
    desk.sit(at(10), "ben");
    desk.call(at(2_000), DeskCall::Join(waiter(1, at(2_000))));
    let offers = |desk: &Kept, name| desk.view(name).map_or(0, |view| view.offers.len());
    let (one, other) = if offers(&desk, "ana") == 1 { ("ana", "ben") } else { ("ben", "ana") };
    assert_eq!((offers(&desk, one), offers(&desk, other)), (1, 0));
    let offer = &desk.view(one).expect("a view").offers[0];
    assert_eq!(offer.routing.candidates[0].agent, agent(one));
    assert_eq!(offer.clocks.first_response, Some(at(92_000)));
    let view = desk.view(other).expect("a view");
    assert_eq!(view.line[0].offered_to, Some(agent(one)));
    assert_eq!((view.waiting, &view.tally, view.cases.len()), (1, &None, 0));
    let (conversation, episode) = (chat(1), Episode(1));
    desk.frame(at(3_000), one, &FromConsole::Accept { conversation, episode });
    assert_eq!(desk.view(one).map(|view| view.mine.len()), Some(1));
    let calls = desk.deliver(at(3_000));
    let told = calls.iter().any(|(_, call)| {
        matches!(call, ConversationCall::Assigned(to) if to.agent == agent(one) && to.round == 1)
    });
    assert!(told, "{calls:?}");
    assert!(!desk.records.keys().any(|key| key.starts_with("out/")));
}

#[test]
fn a_console_that_vanished_without_a_word_is_noticed_within_a_minute() {
    // R-087
    let mut desk = Kept::new(true);
    desk.sit(at(0), "ana");
    desk.call(at(10), DeskCall::Join(waiter(1, at(10))));
    let (conversation, episode) = (chat(1), Episode(1));
    desk.frame(at(20), "ana", &FromConsole::Accept { conversation: conversation.clone(), episode });
    desk.deliver(at(20));
    desk.turn(|desk| desk.wake(at(30_000), &[agent("ana")]));
    assert!(desk.alarm.is_some_and(|alarm| alarm <= at(90_000)), "{:?}", desk.alarm);
    desk.turn(|desk| desk.wake(at(90_000), &[]));
    assert!(!desk.desk.machine().agents()[&agent("ana")].connected);
    // After `gone_after` their customer is in line again, and hears of it.
    let gone = at(90_000) + Settings::default().gone_after;
    assert!(desk.alarm.is_some_and(|alarm| alarm <= gone));
    desk.turn(|desk| desk.wake(gone, &[]));
    let calls = desk.deliver(gone);
    let lost = calls.iter().any(|(id, call)| {
        *id == conversation && matches!(call, ConversationCall::Lost { round: 2, .. })
    });
    assert!(lost, "{calls:?}");
    assert_eq!(desk.desk.machine().waiting(), 1);
    // Nobody is at work and nobody can vanish: the desk is not woken for it.
    desk.call(gone, DeskCall::Over { conversation, episode, moved: false });
    desk.deliver(gone);
    assert_eq!(desk.alarm, None);
}

#[test]
fn an_agent_who_is_no_more_among_the_sites_is_out_and_their_customer_in_front() {
    for forgetful in [false, true] {
        let mut kept = Kept::new(forgetful);
        kept.sit(at(0), "ana");
        kept.call(at(1), DeskCall::Join(waiter(1, at(1))));
        let accept = FromConsole::Accept { conversation: chat(1), episode: Episode(1) };
        kept.frame(at(2), "ana", &accept);
        assert_eq!(kept.desk.machine().active(&agent("ana")), 1);
        let know = |names: &[&str]| DeskCall::Know {
            agents: names.iter().map(|name| (agent(name), profile(name))).collect(),
        };
        kept.call(at(3), know(&["ana", "ben"]));
        assert_eq!(kept.desk.machine().active(&agent("ana")), 1, "she is still of the team");
        kept.call(at(4), know(&["ben"]));
        let machine = kept.desk.machine();
        assert!(!machine.agents().contains_key(&agent("ana")));
        assert!(!kept.records.contains_key("agent/ana"));
        assert_eq!(machine.tally().lost, 1);
        assert_eq!(machine.waiting(), 1);
        // The conversation is to hear of it.
        assert!(kept.desk.owes() > 0);
        kept.call(at(5), know(&["ben"]));
        assert_eq!(kept.desk.machine().tally().lost, 1, "a repeat changes nothing");
    }
}

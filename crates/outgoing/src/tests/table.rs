//! Twelve destinations and thirteen answers, from a receiver that had accepted or had not: lost 0, doubled 0.

use super::receiver::Receiver;
use super::samples::*;
use crate::*;
use warmline_model::{ConversationId, Millis, Timestamp};

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reply {
    /// The vendor's own answer.
    Good,
    Status(u16),
    TimedOut,
    Reset,
    Malformed,
    TenMegabytes,
}

const REPLIES: [Reply; 13] = [
    Reply::Good,
    Reply::Status(400),
    Reply::Status(401),
    Reply::Status(403),
    Reply::Status(404),
    Reply::Status(410),
    Reply::Status(429),
    Reply::Status(500),
    Reply::Status(503),
    Reply::TimedOut,
    Reply::Reset,
    Reply::Malformed,
    Reply::TenMegabytes,
];

/// A delivery with what is at the other end.
struct Run {
    destination: Destination,
    receiver: Receiver,
    outbox: Outbox,
    key: Key,
    now: Timestamp,
    calls: usize,
    dead_letters: usize,
}

impl Run {
    fn new(kind: Kind) -> Self {
        let mut run = Self {
            destination: destination(kind),
            receiver: Receiver::new(kind),
            outbox: Outbox::default(),
            key: key(),
            now: AT,
            calls: 0,
            dead_letters: 0,
        };
        let package = Package {
            conversation: ConversationId::new("conv-000001").expect("an id"),
            link: "https://desk.acme.example/console/#/c/conv-000001".to_owned(),
            ..package()
        };
        let add = Event::Add {
            key: run.key.clone(),
            destination: "desk".to_owned(),
            kind,
            package: Box::new(package),
            ticket: None,
        };
        let effects = run.outbox.handle(run.now, add);
        assert!(matches!(effects.as_slice(), [Effect::Save(_), Effect::Call { .. }]));
        run
    }

    /// Goes on until the delivery is there or dead; calls of these numbers meet `reply`.
    fn go(&mut self, reply: Reply, accepted: bool, bad: &[usize]) {
        for _ in 0..200 {
            let item = self.outbox.get(&self.key).expect("it is kept");
            let call = match &item.state {
                State::Calling { call, .. } => call.clone(),
                State::Waiting => {
                    self.now = self.outbox.next_deadline().expect("a deadline").max(self.now);
                    let effects = self.outbox.handle(self.now, Event::Tick { jitter: 0.5 });
                    self.note(&effects);
                    continue;
                }
                State::Delivered { .. } | State::Dead { .. } => return,
            };
            let package = item.package.clone().expect("it is kept");
            let request = self.destination.request(&package, &self.key, &call, self.now);
            let request = request.expect("a request");
            let reply = if bad.contains(&self.calls) { reply } else { Reply::Good };
            self.calls += 1;
            let event = self.reply(&request, call, reply, accepted);
            let effects = self.outbox.handle(self.now, event);
            self.note(&effects);
        }
        panic!("it never ended");
    }

    fn note(&mut self, effects: &[Effect]) {
        self.dead_letters +=
            effects.iter().filter(|effect| matches!(effect, Effect::DeadLetter { .. })).count();
    }

    fn reply(&mut self, request: &Request, call: Call, reply: Reply, accepted: bool) -> Event {
        // What a time-out left under way is accepted later than our time-out.
        let slow = if reply == Reply::TimedOut { Millis::seconds(12) } else { Millis(0) };
        let took = (accepted || reply == Reply::Good)
            .then(|| self.receiver.take(self.now, self.now + slow, request));
        let key = self.key.clone();
        let failed =
            |failure| Event::Failed { key: key.clone(), call: call.clone(), failure, jitter: 0.5 };
        let retry = [("Retry-After".to_owned(), "30".to_owned())];
        let (status, headers, body): (u16, &[(String, String)], Vec<u8>) = match reply {
            Reply::Good => {
                let (status, body) = took.expect("it was taken");
                (status, &[], body.into_bytes())
            }
            Reply::Status(status) => {
                let headers: &[(String, String)] = if status == 429 { &retry } else { &[] };
                (status, headers, b"no".to_vec())
            }
            Reply::TimedOut => {
                self.now = self.now + TIME_OUT;
                return failed(Failure::TimedOut);
            }
            Reply::Reset => return failed(Failure::Broken),
            Reply::Malformed => (200, &[], b"<html>{".to_vec()),
            // The shell cuts it off.
            Reply::TenMegabytes => {
                (200, &[], vec![b'x'; 10 << 20].split_off((10 << 20) - MAX_BODY))
            }
        };
        let answer = Answer { status, headers, body: &body };
        let outcome = self.destination.outcome(&self.key, &call, &answer, self.now);
        Event::Answered { key: self.key.clone(), call, outcome, jitter: 0.5 }
    }

    /// How often it is there: things, and notes where there are any.
    fn there(&self, kind: Kind) -> (usize, usize) {
        let named = self.receiver.count(self.key.as_str());
        let (things, notes) =
            if named == (0, 0) { self.receiver.count("conv-000001") } else { named };
        (things, if kind.has_tickets() { notes } else { things })
    }
}

/// A status that says that nothing was accepted; to have accepted all the same would be a lie.
fn refuses(reply: Reply) -> bool {
    matches!(reply, Reply::Status(400..=429))
}

#[test]
fn no_delivery_is_lost_or_doubled_whatever_the_answer_r_171() {
    let faulty: [&[usize]; 7] =
        [&[], &[0], &[1], &[0, 1], &[2], &[0, 2, 4], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]];
    let (mut runs, mut lost, mut doubled, mut dead, mut perhaps) = (0, 0, 0, 0, 0);
    for kind in Kind::ALL {
        for reply in REPLIES {
            for accepted in [false, true] {
                // 2xx is a webhook's whole acceptance: nothing else could tell.
                let lie = match reply {
                    Reply::Good => !accepted,
                    Reply::Malformed | Reply::TenMegabytes => kind == Kind::Webhook && !accepted,
                    _ => refuses(reply) && accepted,
                };
                if lie {
                    continue;
                }
                for bad in faulty {
                    let case = format!("{kind:?} {reply:?} accepted {accepted} at {bad:?}");
                    let mut run = Run::new(kind);
                    run.go(reply, accepted, bad);
                    runs += 1;
                    let state = run.outbox.get(&run.key).expect("it is kept").state.clone();
                    if let State::Dead { why, may_have_arrived, .. } = state {
                        assert_eq!(run.dead_letters, 1, "{case}: a dead letter is seen");
                        assert!(!why.is_empty() && !why.contains("secret"), "{case}: {why}");
                        dead += 1;
                        let safety = kind.safety(&Call::Create);
                        if may_have_arrived && safety == Safety::Neither {
                            assert!(why.contains("It may have arrived"), "{case}: {why}");
                            perhaps += 1;
                            doubled += usize::from(run.there(kind).0 > 1);
                            continue;
                        }
                        let resend = Event::Resend { key: run.key.clone(), missing: false };
                        run.outbox.handle(run.now + Millis::minutes(15), resend);
                        run.now = run.now + Millis::minutes(15);
                        run.go(Reply::Good, true, &[]);
                    }
                    let end = &run.outbox.get(&run.key).expect("it is kept").state;
                    assert!(matches!(end, State::Delivered { .. }), "{case}: {end:?}");
                    let (things, notes) = run.there(kind);
                    lost += usize::from(things == 0 || notes == 0);
                    doubled += usize::from(things > 1 || notes > 1);
                    assert_eq!((things, notes), (1, 1), "{case}");
                }
            }
        }
    }
    println!(
        "{runs} runs: lost {lost}, doubled {doubled}; dead letters {dead}, of them {perhaps} that may have arrived"
    );
    assert_eq!((lost, doubled), (0, 0));
}

#[test]
fn a_wait_that_was_asked_for_is_kept_in_seconds_or_as_a_date_and_at_most_an_hour() {
    let now = Timestamp(784_111_777_000); // Sun, 06 Nov 1994 08:49:37 GMT
    let cases = [
        ("30", Some(Millis::seconds(30))),
        ("0", Some(Millis(0))),
        ("999999999999999999999", Some(MAX_RETRY_AFTER)),
        ("7200", Some(MAX_RETRY_AFTER)),
        ("Sun, 06 Nov 1994 08:51:37 GMT", Some(Millis::seconds(120))),
        ("Sun, 06 Nov 1994 08:00:00 GMT", Some(Millis(0))),
        ("Wed, 29 Feb 2040 00:00:00 GMT", Some(MAX_RETRY_AFTER)),
        ("soon", None),
        ("-5", None),
        ("Sun, 99 Nov 1994 08:49:37 GMT", None),
        ("", None),
    ];
    for (value, expected) in cases {
        let headers = [("retry-AFTER".to_owned(), value.to_owned())];
        let answer = Answer { status: 429, headers: &headers, body: b"" };
        let outcome = destination(Kind::Twilio).outcome(&key(), &Call::Create, &answer, now);
        let Outcome::Again { after, .. } = outcome else { panic!("{value}: {outcome:?}") };
        assert_eq!(after, expected, "{value}");
    }
}

#[test]
fn what_a_vendor_refuses_with_200_is_not_taken_for_delivered() {
    let outcome = |kind, status, body: &str| {
        let answer = Answer { status, headers: &[], body: body.as_bytes() };
        destination(kind).outcome(&key(), &Call::Create, &answer, AT)
    };
    let dead = |outcome: &Outcome| matches!(outcome, Outcome::Dead { .. });
    let not_in = outcome(Kind::Slack, 200, r#"{"ok":false,"error":"not_in_channel"}"#);
    assert!(dead(&not_in), "{not_in:?}");
    let limited = outcome(Kind::Slack, 200, r#"{"ok":false,"error":"ratelimited"}"#);
    assert!(matches!(limited, Outcome::Again { .. }), "{limited:?}");
    let half = outcome(Kind::Slack, 200, r#"{"ok":false,"error":"fatal_error"}"#);
    assert!(matches!(half, Outcome::Look { .. }), "{half:?}");
    assert!(dead(&outcome(Kind::Postmark, 200, r#"{"ErrorCode":406,"Message":"Inactive"}"#)));
    let bounced =
        r#"{"success":true,"result":{"delivered":[],"permanent_bounces":["a@b.example"]}}"#;
    assert!(dead(&outcome(Kind::Cloudflare, 200, bounced)));
    let partial = r#"{"status":"COMPLETE","results":[],"errors":[{"message":"no such stage"}]}"#;
    assert!(dead(&outcome(Kind::HubSpot, 207, partial)));
    let pace = outcome(Kind::WhatsApp, 400, r#"{"error":{"message":"pace","code":131056}}"#);
    assert!(matches!(pace, Outcome::Again { .. }), "{pace:?}");
    let used = outcome(Kind::Resend, 409, r#"{"name":"invalid_idempotent_request"}"#);
    assert!(dead(&used), "{used:?}");
    let busy = outcome(Kind::Resend, 409, r#"{"name":"concurrent_idempotent_requests"}"#);
    assert!(matches!(busy, Outcome::Look { .. }), "{busy:?}");
}

#[test]
fn a_note_is_found_in_an_answer_that_was_cut_off_and_nothing_is_concluded_where_it_is_not() {
    let call = Call::FindNote { ticket: "35436".to_owned() };
    for kind in [Kind::Zendesk, Kind::Freshdesk] {
        let outcome = |body: &str| {
            let answer = Answer { status: 200, headers: &[], body: body.as_bytes() };
            destination(kind).outcome(&key(), &call, &answer, AT)
        };
        let with = outcome(&format!("[{{\"body\":\"Reference {}\"}},{{\"bo", key()));
        assert!(matches!(with, Outcome::Delivered(_)), "{kind:?} {with:?}");
        let without = outcome("[{\"body\":\"Another\"},{\"bo");
        assert!(matches!(without, Outcome::Look { .. }), "{kind:?} {without:?}");
    }
}

#[test]
fn a_ticket_is_not_taken_for_its_note_where_both_have_the_key() {
    let call = Call::FindNote { ticket: "35436".to_owned() };
    let body = format!(
        "{{\"ticket_attributes\":{{\"_default_description_\":\"Reference {}\"}},\"ticket_parts\":{{\"ticket_parts\":[{{\"body\":null}}]}}}}",
        key()
    );
    let answer = Answer { status: 200, headers: &[], body: body.as_bytes() };
    let outcome = destination(Kind::Intercom).outcome(&key(), &call, &answer, AT);
    assert_eq!(outcome, Outcome::Missing);
}

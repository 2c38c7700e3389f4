//! Ten thousand who wait: each is told a changed place within five seconds, and no event writes all of them.

use super::*;

const CROWD: usize = 10_000;
/// How long one call of a conversation takes, and how late an alarm rings.
const CALL: Millis = Millis(50);
const LATE: Millis = Millis(20);
/// How long a call of one that does not answer takes, until it is given up.
const GIVEN_UP: Millis = Millis::seconds(10);
/// The conversation that never answers.
const DEAD: usize = 5_000;

/// A desk with its alarm and its calls, in virtual time.
struct Office {
    desk: Kept,
    now: Timestamp,
    calls: BTreeSet<(Timestamp, u64, ConversationId)>,
    parcels: BTreeMap<u64, Vec<Row>>,
    sent: u64,
    /// When each conversation was last told which place.
    told: BTreeMap<ConversationId, (Timestamp, Option<u32>)>,
    most_under_way: usize,
    most_written: usize,
}

impl Office {
    /// Lets time pass: alarms ring, calls come back.
    fn advance(&mut self, until: Timestamp) {
        loop {
            let call = self.calls.first().cloned();
            let alarm = self.desk.alarm.map(|at| (at + LATE).max(self.now));
            match (call, alarm) {
                (Some((at, number, to)), alarm)
                    if at <= until && alarm.is_none_or(|alarm| at <= alarm) =>
                {
                    self.now = at;
                    self.calls.pop_first();
                    self.came_back(number, &to);
                }
                (_, Some(at)) if at <= until => {
                    self.now = at;
                    self.ring();
                }
                _ => break,
            }
        }
        self.now = until;
    }

    fn ring(&mut self) {
        let now = self.now;
        let rows = self.desk.desk.take_due(now);
        let present: Vec<AgentId> = self.desk.desk.machine().agents().keys().cloned().collect();
        self.desk.turn(|desk| desk.wake(now, &present));
        self.most_written = self.most_written.max(self.desk.written);
        let mut parcels: BTreeMap<ConversationId, Vec<Row>> = BTreeMap::new();
        for row in rows {
            let Target::Conversation(to) = row.target.clone() else { panic!("{row:?}") };
            parcels.entry(to).or_default().push(row);
        }
        for (to, rows) in parcels {
            let spans = i64::try_from(rows.len()).expect("few") * CALL.0;
            let takes = if to == chat(DEAD) { GIVEN_UP } else { Millis(spans) };
            self.sent += 1;
            self.parcels.insert(self.sent, rows);
            self.calls.insert((now + takes, self.sent, to));
        }
        self.most_under_way = self.most_under_way.max(self.calls.len());
    }

    fn came_back(&mut self, number: u64, to: &ConversationId) {
        let rows = self.parcels.remove(&number).expect("a parcel");
        let now = self.now;
        let failed = *to == chat(DEAD);
        let mut ids = Vec::new();
        for row in rows.iter().filter(|_| !failed) {
            ids.push(row.id);
            let call: ConversationCall = serde_json::from_str(&row.body).expect("a call");
            if let ConversationCall::Placed { standing, .. } = call {
                self.told.insert(to.clone(), (now, standing.position));
            }
        }
        let target = Target::Conversation(to.clone());
        self.desk.turn(|desk| desk.delivered(now, &target, &ids, failed));
        self.most_written = self.most_written.max(self.desk.written);
    }

    fn event(&mut self, call: DeskCall) {
        let now = self.now;
        self.desk.call(now, call);
        self.most_written = self.most_written.max(self.desk.written);
    }

    /// The position that each was told last, where that is not the n-th of those who still wait.
    fn wrong(&self, waiting: std::ops::Range<usize>) -> usize {
        let first = waiting.start;
        let right = |n: &usize| {
            let place = u32::try_from(n - first + 1).ok();
            *n == DEAD || self.told.get(&chat(*n)).is_some_and(|(_, told)| *told == place)
        };
        waiting.filter(|n| !right(n)).count()
    }
}

#[test]
fn ten_thousand_are_told_a_changed_place_within_five_seconds_and_one_dead_one_holds_up_nobody() {
    //
    let mut office = Office {
        desk: Kept::new(false),
        now: at(0),
        calls: BTreeSet::new(),
        parcels: BTreeMap::new(),
        sent: 0,
        told: BTreeMap::new(),
        most_under_way: 0,
        most_written: 0,
    };
    office.event(DeskCall::Configure(Box::default()));
    office.desk.sit(at(0), "ana");
    office.desk.frame(at(0), "ana", &FromConsole::SetStatus { status: Status::Busy });
    office.most_written = 0;
    for n in 0..CROWD {
        let now = office.now;
        office.event(DeskCall::Join(waiter(n, now)));
        office.advance(now + Millis(2));
    }
    office.advance(office.now + Millis::seconds(5));
    assert_eq!(office.wrong(0..CROWD), 0);
    for gone in 0..3 {
        let (conversation, episode) = (chat(gone), Episode(1));
        office.event(DeskCall::Over { conversation, episode, moved: false });
        office.advance(office.now + Millis::seconds(5));
        assert_eq!(office.wrong(gone + 1..CROWD), 0, "after {gone} left");
    }
    assert!(office.most_under_way <= crate::dispatch::AT_ONCE + 1, "{}", office.most_under_way);
    assert!(office.most_written < 16 * 1024, "one turn wrote {} bytes", office.most_written);
    // What was only a standing left nothing behind.
    assert!(!office.desk.records.keys().any(|key| key.starts_with("out/")));
}

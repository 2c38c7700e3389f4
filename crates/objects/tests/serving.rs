//! A customer does something by themselves through the object: asked of the edge once, whatever dies (R-135).

use warmline_handoff::conversation::Stage;
use warmline_handoff::self_service::ActionAnswer;
use warmline_model::{ConversationId, LookUpOutcome, Millis, SiteId, Timestamp};
use warmline_objects::{
    Context, ConversationCall, ConversationObject, Opening, SelfServiceJob, Turn,
};

const SETTINGS: &str = r#"{"self_service": [{"id": "order", "name": "Where is my order?",
    "phrases": ["where is my order"], "needs": ["order_number"], "for_whom": "anybody",
    "url": "https://shop.example/order"}]}"#;

const fn at(ms: i64) -> Timestamp {
    Timestamp(1_000_000 + ms)
}

struct Bench {
    object: ConversationObject,
    turn: Turn,
}

impl Bench {
    fn new() -> Self {
        let site = SiteId::new("demo").expect("an id");
        let id = ConversationId::new("c1").expect("an id");
        let settings = serde_json::from_str(SETTINGS).expect("settings");
        let (object, turn) =
            ConversationObject::open(at(0), site, id, settings, Opening::default());
        let mut bench = Self { object, turn };
        bench.frame(at(1), r#"{"type":"say","client_id":"a","text":"Where is my order 4711?"}"#);
        bench.frame(
            at(2),
            r#"{"type":"answer_offer","client_id":"b","offer":2,"choice":"article","article":"order"}"#,
        );
        bench
    }

    fn done<T>(
        &mut self,
        now: Timestamp,
        act: impl FnOnce(&mut ConversationObject, &Context<'_>) -> (Turn, T),
    ) -> T {
        let context = Context { now, index: None, log: &|_, _| Vec::new() };
        let (turn, answer) = act(&mut self.object, &context);
        // Whatever is stored is all that is left of it.
        if let Some(state) = &turn.state {
            self.object = ConversationObject::load(state, turn.entries.clone()).expect("an object");
        }
        self.turn = turn;
        answer
    }

    fn frame(&mut self, now: Timestamp, text: &str) {
        self.done(now, |object, context| (object.visitor_frame(context, true, text), ()));
    }

    fn begin(&mut self, now: Timestamp) -> Option<SelfServiceJob> {
        self.done(now, |object, context| object.begin_self_service(context))
    }

    fn served(&mut self, now: Timestamp, run: u32, answer: ActionAnswer) -> Vec<String> {
        let call = ConversationCall::SelfServed { run, answer: Box::new(answer) };
        self.done(now, |object, context| object.call(context, call));
        let texts = self.turn.entries.iter().filter_map(|entry| entry.body.text());
        texts.map(str::to_owned).collect()
    }
}

#[test]
fn it_is_asked_of_the_edge_once_and_the_answer_is_told_once() {
    // R-135
    let mut bench = Bench::new();
    assert!(bench.turn.alarm.is_some_and(|alarm| alarm <= at(2)), "{:?}", bench.turn.frames);
    let job = bench.begin(at(3)).expect("a job");
    assert_eq!((job.run.run, job.run.key), (1, 1));
    assert!(bench.turn.state.is_some(), "it counts as asked before it is asked");
    assert_eq!(bench.begin(at(4)), None);
    let answer = ActionAnswer::read(200, br#"{"text":"It is on its way."}"#);
    let said = bench.served(at(5), 1, answer.clone());
    assert!(said[0].contains("It is on its way.") && said[1].starts_with("Did that resolve"));
    assert_eq!(bench.served(at(6), 1, answer), Vec::<String>::new());
    bench.frame(at(7), r#"{"type":"say","client_id":"c","text":"yes"}"#);
    assert!(matches!(bench.object.machine().stage(), Stage::Closed { .. }));
    // Served twice, or late, a closed conversation stays as it is.
    let late = ActionAnswer::ended(LookUpOutcome::Unreachable);
    assert_eq!(bench.served(at(8), 1, late), Vec::<String>::new());
}

#[test]
fn an_edge_that_dies_is_told_to_the_customer_and_nothing_is_asked_twice() {
    // R-135
    let mut bench = Bench::new();
    assert!(bench.begin(at(3)).is_some());
    // Its deadline, and what a request may take on its way.
    let alarm = at(15_003);
    assert!(bench.turn.alarm.is_some_and(|at| at <= alarm));
    assert_eq!(bench.begin(alarm), None);
    bench.done(alarm, |object, context| (object.wake(context), ()));
    let told = bench
        .turn
        .entries
        .iter()
        .any(|entry| entry.body.text().is_some_and(|text| text.contains("try once more")));
    assert!(told, "{:?}", bench.turn.entries);
    assert_eq!(bench.begin(alarm + Millis(1)), None);
    // The answer comes after all: it is told.
    let answer = ActionAnswer::read(200, br#"{"text":"It is on its way."}"#);
    let said = bench.served(alarm + Millis(2), 1, answer);
    assert!(said[0].contains("It is on its way."), "{said:?}");
}

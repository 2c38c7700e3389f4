//! A conversation whose site has a language model (R-173): when it is asked, and whose words are stored.

use warmline_answering::{Generated, LlmProvider, LlmSettings};
use warmline_handoff::Settings;
use warmline_knowledge::{Article, Index};
use warmline_model::{Body, ConversationId, Entry, Millis, Seq, SiteId, Timestamp};
use warmline_objects::{
    Context, ConversationCall, ConversationObject, Job, Opening, Reply, To, Turn,
};

const NOW: Timestamp = Timestamp(1_000_000);
const QUESTION: &str = "how long does delivery take";

struct Bench {
    object: ConversationObject,
    index: Index,
    log: Vec<Entry>,
    sent: Vec<String>,
    alarm: Option<Timestamp>,
}

impl Bench {
    fn new() -> Self {
        let llm = LlmSettings {
            provider: LlmProvider::OpenAi,
            base_url: None,
            model: "small-1".into(),
            key: None,
            first_word: Millis::seconds(5),
            whole_answer: Millis::seconds(20),
        };
        let settings = Settings { llm: Some(llm), ..Settings::default() };
        let article = |id: &str, title: &str, answer: &str, phrasing: &str| Article {
            id: id.into(),
            title: title.into(),
            category: String::new(),
            url: None,
            answer: answer.into(),
            phrasings: vec![phrasing.into()],
        };
        let index = Index::new(vec![
            article("delivery", "Delivery", "Orders take three days.", QUESTION),
            article("returns", "Returns", "Send it back within a month.", "can I return a chair"),
        ]);
        let site = SiteId::new("shop").expect("a site");
        let id = ConversationId::new("c1").expect("an id");
        let (object, _) = ConversationObject::open(NOW, site, id, settings, Opening::default());
        Self { object, index, log: Vec::new(), sent: Vec::new(), alarm: None }
    }

    fn run<R>(
        &mut self,
        now: Timestamp,
        act: impl FnOnce(&mut ConversationObject, &Context<'_>) -> (Turn, R),
    ) -> R {
        let entries = self.log.clone();
        let log = |after: Seq, most: usize| {
            entries.iter().filter(|e| e.seq > after).take(most).cloned().collect()
        };
        let context = Context { now, index: Some(&self.index), log: &log };
        let (turn, result) = act(&mut self.object, &context);
        self.log.extend(turn.entries);
        self.sent.extend(turn.frames.into_iter().filter(|f| f.0 == To::Visitors).map(|f| f.1));
        self.alarm = turn.alarm;
        // Dropping it and loading it again between any two turns changes nothing.
        if let Some(state) = turn.state {
            self.object = ConversationObject::load(&state, self.log.clone()).expect("a state");
        }
        result
    }

    fn say(&mut self, text: &str) {
        let frame =
            format!(r#"{{"type":"say","client_id":"k{}","text":"{text}"}}"#, self.log.len());
        self.run(NOW, |object, context| (object.visitor_frame(context, true, &frame), ()));
    }

    fn begin(&mut self) -> Option<Job> {
        self.run(NOW, ConversationObject::begin_writing)
    }

    fn call(&mut self, call: ConversationCall) -> Reply {
        self.run(NOW, |object, context| object.call(context, call))
    }

    /// The site's history is told all.
    fn history_hears(&mut self) {
        let row = self.run(NOW, ConversationObject::begin_record).expect("something to tell");
        self.run(NOW, |object, context| (object.recorded(context, row.id, true), ()));
    }

    fn wake(&mut self, now: Timestamp) {
        self.run(now, |object, context| (object.wake(context), ()));
    }

    fn answers(&self) -> Vec<&str> {
        let answer = |entry: &'_ Entry| matches!(entry.body, Body::Answer { .. });
        self.log.iter().filter(|e| answer(e)).filter_map(|e| e.body.text()).collect()
    }
}

fn written(job: &Job, confidence: u8) -> ConversationCall {
    let cited = vec![job.sources[0].article.clone()];
    let answer = Generated { text: "Three days.".into(), cited, confidence };
    ConversationCall::Written { epoch: job.epoch, to: job.to, answer }
}

#[test]
fn a_known_question_is_given_away_once_with_the_articles_that_may_answer_it() {
    let mut bench = Bench::new();
    bench.say("are you open on Sundays for parrots");
    assert_eq!(bench.begin(), None, "the base has no answer");
    bench.say(QUESTION);
    assert_eq!(bench.alarm, Some(NOW));
    let job = bench.begin().expect("a job");
    assert_eq!(job.sources.len(), 1);
    assert_eq!(bench.sent.last().map(String::as_str), Some(r#"{"type":"typing","on":true}"#));
    assert!(job.prompt.user.contains("Orders take three days."));
    assert!(job.prompt.user.contains("Customer: are you open on Sundays for parrots"));
    assert_eq!(bench.begin(), None, "it was given away");
    bench.history_hears();
    assert_eq!(bench.alarm, Some(NOW + Millis::seconds(21)));
    assert!(bench.answers().is_empty());
}

#[test]
fn drafts_are_shown_and_not_stored_and_the_answer_is_stored_once() {
    let mut bench = Bench::new();
    bench.say(QUESTION);
    let job = bench.begin().expect("a job");
    let (epoch, to) = (job.epoch, job.to);
    bench.call(ConversationCall::Draft { epoch, to, text: "Three".into() });
    assert_eq!(
        bench.sent.last().map(String::as_str),
        Some(r#"{"type":"draft","to":1,"text":"Three"}"#)
    );
    assert_eq!(bench.log.len(), 1);
    assert_eq!(bench.call(written(&job, 90)), Reply::Done);
    assert!(matches!(bench.call(written(&job, 90)), Reply::Refused(_)));
    assert_eq!(bench.answers(), ["Three days."]);
}

#[test]
fn an_unsure_answer_of_a_model_gets_what_the_bands_give_it() {
    let mut bench = Bench::new();
    bench.say(QUESTION);
    let job = bench.begin().expect("a job");
    bench.call(written(&job, 40));
    assert!(bench.answers().is_empty());
    assert!(matches!(bench.log.last().map(|e| &e.body), Some(Body::Offer { .. })));
}

#[test]
fn without_a_word_of_it_in_time_or_with_its_no_the_article_is_quoted() {
    let mut late = Bench::new();
    late.say(QUESTION);
    assert!(late.begin().is_some());
    late.wake(NOW + Millis::seconds(20));
    assert!(late.answers().is_empty());
    late.wake(NOW + Millis::seconds(21));
    assert_eq!(late.answers(), ["Orders take three days."]);

    let mut unable = Bench::new();
    unable.say(QUESTION);
    let job = unable.begin().expect("a job");
    unable.call(ConversationCall::NotWritten { epoch: job.epoch, to: job.to });
    assert_eq!(unable.answers(), ["Orders take three days."]);
    assert!(unable.sent.iter().any(|frame| frame == r#"{"type":"draft","to":1,"text":""}"#));
    assert!(matches!(unable.call(written(&job, 90)), Reply::Refused(_)));
}

#[test]
fn after_a_handoff_or_another_question_its_words_are_refused() {
    // R-113
    let mut bench = Bench::new();
    bench.say(QUESTION);
    let job = bench.begin().expect("a job");
    bench.run(NOW, |object, context| {
        (object.visitor_frame(context, true, r#"{"type":"ask_human","client_id":"h"}"#), ())
    });
    let (epoch, to) = (job.epoch, job.to);
    let before = (bench.log.len(), bench.sent.len());
    let draft = ConversationCall::Draft { epoch, to, text: "Three".into() };
    assert!(matches!(bench.call(draft), Reply::Refused(_)));
    assert!(matches!(bench.call(written(&job, 90)), Reply::Refused(_)));
    bench.call(ConversationCall::NotWritten { epoch, to });
    assert_eq!((bench.log.len(), bench.sent.len()), before);

    let mut again = Bench::new();
    again.say(QUESTION);
    let first = again.begin().expect("a job");
    again.say("delivery take how long please");
    let second = again.begin().expect("another job");
    assert!(matches!(again.call(written(&first, 90)), Reply::Refused(_)));
    assert_eq!(again.call(written(&second, 90)), Reply::Done);
    assert_eq!(again.answers().len(), 1);
}

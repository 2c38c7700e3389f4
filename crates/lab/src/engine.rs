//! One conversation of twenty messages against a knowledge base of a hundred articles.

use warmline_handoff::conversation::{Event, Found, Stage};
use warmline_handoff::{Conversation, Settings};
use warmline_knowledge::{Article, Index};
use warmline_model::{ArticleRef, ClientId, Millis, Timestamp};

/// How many messages a conversation has.
pub const MESSAGES: usize = 20;
/// How many articles the knowledge base has.
pub const ARTICLES: usize = 100;

const SUBJECTS: [&str; 10] = [
    "delivery",
    "returns",
    "gift cards",
    "sizes",
    "repairs",
    "invoices",
    "colours",
    "membership",
    "opening hours",
    "recycling",
];
const ASPECTS: [&str; 10] = [
    "abroad",
    "for companies",
    "during holidays",
    "without an account",
    "by post",
    "in the shop",
    "for large orders",
    "after thirty days",
    "with a voucher",
    "for members",
];

/// What a customer says, in turn; none of it hands off, so that every message is answered.
const SAYINGS: [&str; MESSAGES] = [
    "Hi, do you deliver abroad and how long does that take?",
    "What does it cost to send a large parcel to Norway by post?",
    "And is there anything I need to pay at customs when it arrives?",
    "Which sizes do you have of the blue rain jacket for children?",
    "My sister is between two sizes, which one would you take?",
    "Can a voucher be used together with the discount for members?",
    "How do I find the invoice for an order from March 2026?",
    "The order number is 10452 and I paid 89.90 euros for it",
    "Do the shops open on public holidays as well?",
    "Is there somewhere I can bring old shoes for recycling?",
    "What happens to a gift card that nobody uses for two years?",
    "Could you wrap each of the three lamps separately?",
    "I would like to know whether repairs are free after thirty days",
    "How would a company with forty people order from you?",
    "Which colours does the canvas bag come in this season?",
    "Do I need an account to send something back?",
    "When do members hear about new things?",
    "Is the wool from farms in Europe?",
    "What do you do with the cardboard that comes back?",
    "One more thing: how are candles packed in summer?",
];

/// The knowledge base of the workload.
pub fn index() -> Index {
    let article = |n: usize| {
        let (subject, aspect) = (SUBJECTS[n / 10], ASPECTS[n % 10]);
        Article {
            id: format!("a{n}"),
            category: String::new(),
            title: format!("About {subject} {aspect}"),
            answer: format!(
                "This is how {subject} works {aspect}. Most questions about {subject} are settled \
                 within a day, and {aspect} nothing else changes. Keep the receipt."
            ),
            phrasings: vec![
                format!("how does {subject} work {aspect}"),
                format!("{subject} {aspect}?"),
                format!("question about {subject} {aspect}"),
                format!("can I get help with {subject} {aspect}"),
                format!("tell me more on {subject} {aspect} please"),
            ],
            url: None,
        }
    };
    Index::new((0..ARTICLES).map(article).collect())
}

/// Has one conversation and gives back how many entries were written: a number that follows from the
/// engine's decisions, so that none of them can be left out.
pub fn conversation(index: &Index) -> usize {
    let settings = Settings { turns_from: 100, ..Settings::default() };
    let mut machine = Conversation::new(settings);
    let mut now = Timestamp(1_790_000_000_000);
    for (n, saying) in SAYINGS.iter().enumerate() {
        now = now + Millis::seconds(20);
        let Ok(id) = ClientId::new(format!("m{n}")) else { continue };
        let _ = machine.handle(now, Event::VisitorSaid(id, (*saying).to_owned()));
        let Some((question, epoch)) = machine.unanswered() else { continue };
        let to = question.entry;
        let found = index.search(saying, 3).into_iter().map(|candidate| Found {
            article: Some(ArticleRef {
                id: candidate.article.id.clone(),
                title: candidate.article.title.clone(),
                url: None,
            }),
            answer: candidate.article.answer.clone(),
            confidence: candidate.confidence,
        });
        let found = found.collect();
        let _ = machine.handle(now, Event::BotAnswered { epoch, to, found });
    }
    assert!(matches!(machine.stage(), Stage::Bot(_)), "the workload hands off: choose other words");
    usize::try_from(machine.last().0).unwrap_or_default()
}

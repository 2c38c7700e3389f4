//! Builds the card live while the bot talks, so that it is complete when a trigger fires.

use crate::Understood;
use crate::frustration::Listening;
use crate::wording::Missing;
use warmline_model::{
    ArticleRef, Attempt, CARD_VERSION, Card, Customer, Department, Entry, Fact, Language, Mood,
    Outcome, PageRef, Quote, Reason, Seq, Signal, SignalHeard, Tier, Timestamp, Topic, TopicFound,
    Trajectory, Trigger,
};

/// How many articles the card lists.
const MAX_ARTICLES: usize = 5;
/// How many attempts, facts, signals and passed-along words the card keeps: the newest.
pub const MAX_LISTED: usize = 20;

/// An empty card.
pub fn blank() -> Card {
    Card {
        version: CARD_VERSION,
        summary: "The customer has not said anything yet.".into(),
        customer: Customer::default(),
        reason: None,
        tier: Tier::default(),
        department: Department::default(),
        language: Language::default(),
        topic: None,
        entities: Vec::new(),
        mood: Mood::default(),
        trajectory: Trajectory::default(),
        signals: Vec::new(),
        question: None,
        latest: None,
        attempts: Vec::new(),
        passed_along: Vec::new(),
        page: None,
        articles: Vec::new(),
        waiting_since: None,
    }
}

/// The customer wrote a message while the bot leads.
pub fn asked(card: &mut Card, entry: Seq, text: &str) {
    let quote = Quote { entry, text: text.to_owned() };
    match &card.question {
        None => card.question = Some(quote),
        Some(_) => card.latest = Some(quote),
    }
    settle(card, Outcome::AskedFurther, None);
    summarise(card);
}

/// The customer asked for a person in their own words or by the button.
pub fn asked_for_human(card: &mut Card) {
    settle(card, Outcome::AskedForHuman, None);
}

/// The customer said whether the last answer helped.
pub fn judged(card: &mut Card, helped: bool, entry: Seq, text: &str) {
    let outcome = if helped { Outcome::Accepted } else { Outcome::Declined };
    settle(card, outcome, Some(Quote { entry, text: text.to_owned() }));
}

/// A message was understood: its topic, its facts, its signals, and the mood after it.
pub fn understood(
    card: &mut Card,
    entry: Seq,
    understood: &Understood,
    signals: &[(Signal, String)],
    listening: &Listening,
) {
    if let Some(best) = understood.topics.first() {
        card.topic = Some(TopicFound { topic: best.topic, percent: best.percent, entry });
    }
    for entity in &understood.entities {
        if !card.entities.iter().any(|known| known.fact == entity.fact) {
            keep(&mut card.entities, entity.clone());
        }
    }
    for (signal, words) in signals {
        keep(&mut card.signals, SignalHeard { signal: *signal, entry, words: words.clone() });
    }
    card.mood = listening.mood();
    card.trajectory = listening.trajectory();
}

/// Adds to a list of which only the newest are kept.
pub fn keep<T>(list: &mut Vec<T>, item: T) {
    list.push(item);
    if list.len() > MAX_LISTED {
        list.remove(0);
    }
}

/// The bot tried: it answered, or said that it can't.
pub fn tried(card: &mut Card, attempt: Attempt) {
    keep(&mut card.attempts, attempt);
    summarise(card);
}

/// Articles that bear on the question, best first.
pub fn related(card: &mut Card, articles: impl DoubleEndedIterator<Item = ArticleRef>) {
    for article in articles.rev() {
        card.articles.retain(|known| *known != article);
        card.articles.insert(0, article);
    }
    card.articles.truncate(MAX_ARTICLES);
}

/// The matter is settled, or an offer was declined: the mood starts again.
pub fn calmed(card: &mut Card) {
    card.mood = Mood::Calm;
    card.trajectory = Trajectory::Calming;
    card.topic = None;
    card.department = Department::default();
}

/// The customer said something while waiting.
pub fn passed_along(card: &mut Card, entry: Seq, text: &str) {
    keep(&mut card.passed_along, Quote { entry, text: text.to_owned() });
    if card.question.is_none() {
        card.question = Some(Quote { entry, text: text.to_owned() });
    }
    summarise(card);
}

/// A handoff began.
pub fn handed_off(card: &mut Card, reason: Reason, since: Timestamp) {
    card.reason = Some(reason);
    card.waiting_since = Some(since);
    summarise(card);
}

/// What an agent will want to know and the customer has not said.
pub fn missing(card: &Card) -> Option<Missing> {
    if card.question.is_none() {
        return Some(Missing::Matter);
    }
    let of_an_order = card.topic.as_ref().is_some_and(|found| found.topic == Topic::BillingRefund);
    let has_number = card.entities.iter().any(|e| matches!(e.fact, Fact::OrderNumber { .. }));
    (of_an_order && !has_number).then_some(Missing::OrderNumber)
}

/// The human is done: what follows is a new matter, and old reasons don't fire again.
pub fn fresh_start(card: &mut Card) {
    let kept = (card.customer.clone(), card.language, card.page.take());
    *card = blank();
    (card.customer, card.language, card.page) = kept;
}

/// The page the customer is on: an address of the web, without its fragment, and not over-long.
pub fn on_page(card: &mut Card, page: &PageRef) {
    card.page = tidy_page(page).or_else(|| card.page.take());
}

/// The page as it may stand on a card; none if it is not an address of the web.
pub fn tidy_page(page: &PageRef) -> Option<PageRef> {
    let url = page.url.split('#').next().unwrap_or_default();
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return None;
    }
    let url = url.chars().take(500).collect();
    Some(PageRef { url, title: page.title.chars().take(200).collect() })
}

/// The last attempt ended like this, unless it is known already.
fn settle(card: &mut Card, outcome: Outcome, reply: Option<Quote>) {
    if let Some(last) = card.attempts.last_mut()
        && last.outcome == Outcome::Unanswered
    {
        last.outcome = outcome;
        last.reply = reply;
    }
}

/// One sentence from the whole conversation: what was asked, what was tried, what was wished.
fn summarise(card: &mut Card) {
    let quoted = |quote: &Quote| format!("\u{201c}{}\u{201d}", shorten(&quote.text, 120));
    let asks = match (&card.question, &card.latest) {
        (Some(first), Some(latest)) => format!("Asks: {}, then {}", quoted(first), quoted(latest)),
        (Some(first), None) => format!("Asks: {}", quoted(first)),
        (None, _) => "Asked for a person before saying what about".to_owned(),
    };
    let answered = card.attempts.iter().filter(|a| a.outcome != Outcome::NotAnswered).count();
    let unanswered = card.attempts.len() - answered;
    let tried = match (answered, unanswered) {
        (0, 0) => String::new(),
        (n, 0) => format!("; the assistant answered {}", times(n)),
        (0, n) => format!("; the assistant had no sure answer ({})", times(n)),
        (n, m) => format!("; the assistant answered {} and was unsure {}", times(n), times(m)),
    };
    let wish = match &card.reason {
        Some(reason) => match reason.trigger {
            Trigger::Button | Trigger::Asked => "; wants a person",
            Trigger::Policy => "; goes to a person by your policy",
            Trigger::CannotDo => "; asks for what only a person can do",
            Trigger::LowConfidence
            | Trigger::ConsecutiveLow
            | Trigger::BotFailed
            | Trigger::Frustration
            | Trigger::SameProblem
            | Trigger::ManyTurns => "; accepted the offer of a person",
        },
        None => "",
    };
    card.summary = format!("{asks}{tried}{wish}.");
}

fn times(n: usize) -> String {
    match n {
        1 => "once".into(),
        2 => "twice".into(),
        n => format!("{n} times"),
    }
}

/// The first `max` characters of a text on one line, with an ellipsis where something was left out.
pub fn shorten(text: &str, max: usize) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    if line.chars().count() <= max {
        return line;
    }
    let mut short: String = line.chars().take(max - 1).collect();
    short.push('\u{2026}');
    short
}

/// The entry that a statement on the card points at must exist: checked in tests.
pub fn points_into(card: &Card, log: &[Entry]) -> bool {
    let last = log.last().map_or(Seq(0), |e| e.seq);
    let quotes =
        card.question.iter().chain(&card.latest).chain(&card.passed_along).map(|q| q.entry);
    let attempts = card.attempts.iter().flat_map(|a| [a.question, a.answer]);
    let evidence = card.reason.iter().flat_map(|r| &r.evidence).map(|e| e.entry);
    let heard = card.signals.iter().map(|s| s.entry).chain(card.entities.iter().map(|e| e.entry));
    quotes.chain(attempts).chain(evidence).chain(heard).all(|seq| seq > Seq(0) && seq <= last)
}

//! Builds the card live while the bot talks, so that it is complete when a trigger fires.

use warmline_model::{
    ArticleRef, Attempt, CARD_VERSION, Card, Customer, Department, Entry, Language, Outcome,
    PageRef, Quote, Reason, Seq, Tier, Timestamp,
};

/// How many articles the card lists.
const MAX_ARTICLES: usize = 5;
/// How many attempts and passed-along words the card keeps: the newest.
const MAX_LISTED: usize = 20;

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
    settle(card, Outcome::AskedFurther);
    summarise(card);
}

/// The customer asked for a person in their own words or by the button.
pub fn asked_for_human(card: &mut Card) {
    settle(card, Outcome::AskedForHuman);
}

/// The bot tried: it answered, or said that it can't.
pub fn tried(card: &mut Card, attempt: Attempt, related: &[ArticleRef]) {
    for article in related {
        if !card.articles.contains(article) {
            card.articles.insert(0, article.clone());
        }
    }
    card.articles.truncate(MAX_ARTICLES);
    card.attempts.push(attempt);
    if card.attempts.len() > MAX_LISTED {
        card.attempts.remove(0);
    }
    summarise(card);
}

/// The customer said something while waiting.
pub fn passed_along(card: &mut Card, entry: Seq, text: &str) {
    card.passed_along.push(Quote { entry, text: text.to_owned() });
    if card.passed_along.len() > MAX_LISTED {
        card.passed_along.remove(0);
    }
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
fn settle(card: &mut Card, outcome: Outcome) {
    if let Some(last) = card.attempts.last_mut()
        && last.outcome == Outcome::Unanswered
    {
        last.outcome = outcome;
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
            warmline_model::Trigger::Button | warmline_model::Trigger::Asked => "; wants a person",
            warmline_model::Trigger::LowConfidence
            | warmline_model::Trigger::ConsecutiveLow
            | warmline_model::Trigger::BotFailed => "; accepted the offer of a person",
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
    let reason = card.reason.iter().map(|r| r.entry);
    quotes.chain(attempts).chain(reason).all(|seq| seq > Seq(0) && seq <= last)
}

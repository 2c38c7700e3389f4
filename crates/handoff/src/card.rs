//! Builds the card live while the bot talks, so that it is complete when a trigger fires.

mod facts;
mod matter;
mod moments;
mod profile;
pub mod reply;
mod speech;
mod steps;
mod summary;
mod trail;
mod wanted;

pub(crate) use facts::name;
pub(crate) use matter::{at_hand, same_word, telling};
pub(crate) use profile::{known, looked_up, served, told_by_bot};
use reply::Reply;
pub(crate) use speech::{Person, Told, told};
pub(crate) use summary::{beside as facts_beside, without_struck};
pub use trail::tidy_page;
pub(crate) use trail::{on_page, went};

use crate::frustration::Listening;
use crate::wording::Missing;
use crate::{Understood, triage};
use warmline_language::{Message, is_opener};
use warmline_model::{
    ArticleRef, Attempt, CARD_VERSION, Card, Customer, Department, Entity, Entry, Fact, Language,
    Moment, Mood, Outcome, Quote, Reason, Seq, Signal, SignalHeard, Struck, Tier, Timestamp, Topic,
    TopicFound, Trajectory,
};

/// How many articles the card lists.
const MAX_ARTICLES: usize = 5;
/// From here on a grave topic stays, %.
const GRAVE_FROM: u8 = 75;
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
        wanted: None,
        correction: None,
        struck: Vec::new(),
        moments: Vec::new(),
        next_steps: Vec::new(),
        attempts: Vec::new(),
        passed_along: Vec::new(),
        page: None,
        trail: Vec::new(),
        profile: Vec::new(),
        looked_up: Vec::new(),
        articles: Vec::new(),
        waiting_since: None,
    }
}

/// From here on a later reply changes how an attempt ended, and one without a matter of its own settles it, in log-odds.
const PLAIN: f32 = 0.7;

/// A reply to an answer, read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Replied {
    /// How it leaves the answer.
    reading: reply::Reading,
    /// It says that what was advised was done in vain.
    pub(crate) in_vain: bool,
    /// It says that the answer helped, and nothing else.
    pub(crate) settles: bool,
}

/// Reads what the customer says to the last answer, where it is still open how that ended.
pub(crate) fn read_reply(
    card: &Card,
    text: &str,
    answer: &str,
    asks_person: bool,
) -> Option<Replied> {
    let known = card.attempts.last()?.outcome;
    if !matches!(known, Outcome::Unanswered | Outcome::AskedFurther | Outcome::Accepted) {
        return None;
    }
    let rest = match asks_person {
        true => matter::beside_request(text)?,
        false => text.to_owned(),
    };
    let question = card.question.as_ref().map(|question| question.text.as_str());
    let question = question.unwrap_or_default();
    let reading = reply::read(Reply { question, answer, text: &rest });
    let plain = reading.margin >= PLAIN;
    let in_vain =
        reading.outcome == Outcome::Declined && plain && matter::done_in_vain(card, &rest, answer);
    // It seemed to help at first, and did not.
    let relapse = in_vain && matter::names_the_matter(card, &rest, 1) && !matter::turns(&rest);
    if known == Outcome::Accepted && !relapse {
        return None;
    }
    Some(Replied {
        reading,
        in_vain,
        settles: reading.outcome == Outcome::Accepted
            && plain
            && !asks_person
            && !matter::has_matter(text),
    })
}

/// The customer replied to an answer; `asks_person` is whether they ask for a person.
pub(crate) fn replied(
    card: &mut Card,
    entry: Seq,
    text: &str,
    replied: Replied,
    asks_person: bool,
) {
    let reading = replied.reading;
    let moment = match reading.outcome {
        Outcome::Accepted => Some(Moment::Accepted),
        Outcome::Declined => Some(Moment::Declined),
        _ => None,
    };
    let Some(last) = card.attempts.last_mut() else { return };
    let changes = match last.outcome {
        Outcome::Unanswered => moment.is_some() || !asks_person,
        _ => reading.outcome == Outcome::Declined && reading.margin >= PLAIN,
    };
    if !changes {
        return;
    }
    last.outcome = reading.outcome;
    last.reply = moment.and_then(|_| quoted(entry, text));
    if let Some(moment) = moment {
        moments::add(card, entry, moment);
    }
}

/// The customer wrote a message while the bot leads.
pub fn asked(card: &mut Card, entry: Seq, text: &str) {
    if let (Some(question), Some(last)) = (&card.question, card.attempts.last())
        && last.outcome == Outcome::Accepted
        && last.answer > question.entry
    {
        if !matter::has_matter(text) {
            return follow(card);
        }
        // What was asked before is answered: this is another matter, where it does not go on with that one.
        if matter::turns(text) || last.question == question.entry && !matter::goes_on(text) {
            card.question = None;
            card.latest = None;
            card.wanted = card.wanted.take().filter(|wanted| wanted.entry >= entry);
        }
    }
    began(card, entry, text);
    wanted::by_course(card, entry, text);
    // What is to come of it is known only now.
    match triage::department(card, &Message::read(text)) {
        Some(department) => card.department = department,
        None if card.department == Department::TECHNICAL && !triage::may_be_technical(card) => {
            card.department = Department::default();
        }
        None => {}
    }
    follow(card);
}

/// The customer told what it is about. Asking for a person is never a matter.
fn began(card: &mut Card, entry: Seq, text: &str) {
    let Some(text) = matter::without_request(text) else { return };
    if let Some(opener) =
        card.question.take_if(|known| is_opener(&Message::read(known.text.as_str())))
    {
        card.moments.retain(|m| m.moment != Moment::Question || m.entry != opener.entry);
        card.wanted.take_if(|wanted| !wanted.stated && wanted.entry == opener.entry);
    }
    let quote = Quote { entry, text };
    wanted::by_matter(card, entry, &quote.text);
    if card.question.is_none() {
        card.question = Some(quote);
        moments::add(card, entry, Moment::Question);
    } else if matter::tells(&quote.text) {
        card.latest = Some(quote);
    }
}

fn quoted(entry: Seq, text: &str) -> Option<Quote> {
    Some(Quote { entry, text: text.to_owned() })
}

/// The customer asked for a person at this entry, in their own words or by the button.
pub fn asked_for_human(card: &mut Card, entry: Seq) {
    settle(card, Outcome::AskedForHuman, None);
    moments::add(card, entry, Moment::AskedForHuman);
    follow(card);
}

/// The customer took the offer of a person.
pub fn took_offer(card: &mut Card) {
    settle(card, Outcome::AskedForHuman, None);
}

/// The customer said whether the last answer helped.
pub fn judged(card: &mut Card, helped: bool, entry: Seq, text: &str) {
    // Whether it helped is open where they only ask on.
    if !helped && matter::asks_on(text) {
        return;
    }
    let (outcome, moment) = match helped {
        true => (Outcome::Accepted, Moment::Accepted),
        false => (Outcome::Declined, Moment::Declined),
    };
    if settle(card, outcome, quoted(entry, text)) {
        moments::add(card, entry, moment);
        follow(card);
    }
}

/// The customer said, while waiting, that something was of no use or need not be tried.
pub(crate) fn ruled_out(card: &mut Card, entry: Seq) {
    moments::add(card, entry, Moment::Declined);
}

/// A message was understood: its topic, its facts, its signals, and the mood after it.
pub fn understood(
    card: &mut Card,
    entry: Seq,
    understood: &Understood,
    signals: &[(Signal, String)],
    listening: &Listening,
) {
    if let Some(best) = understood.topics.first().filter(|best| may_replace(card, best.topic)) {
        card.topic = Some(TopicFound { topic: best.topic, percent: best.percent, entry });
    }
    if understood.tone.mends {
        mended(card, entry, &understood.entities);
    }
    facts_given(card, &understood.entities);
    wanted::heard(card, entry, &understood.wishes);
    for (signal, words) in signals {
        keep(&mut card.signals, SignalHeard { signal: *signal, entry, words: words.clone() });
    }
    card.mood = listening.mood();
    card.trajectory = listening.trajectory();
}

/// Whether a topic that was heard takes the place of the one before. What is grave is not outweighed by what is not.
fn may_replace(card: &Card, topic: Topic) -> bool {
    let grave =
        |topic| matches!(topic, Topic::HealthSafety | Topic::AccountSecurity | Topic::Legal);
    let known = card.topic.as_ref().filter(|known| known.percent >= GRAVE_FROM);
    known.is_none_or(|known| !grave(known.topic) || grave(topic) && card.waiting_since.is_none())
}

/// The customer gave facts. What they struck out comes back only if they give it anew.
pub(crate) fn facts_given(card: &mut Card, entities: &[Entity]) {
    for entity in entities {
        card.struck.retain(|struck| struck.fact != entity.fact || struck.entry >= entity.entry);
        let struck = card.struck.iter().any(|struck| struck.fact == entity.fact);
        if !struck && !card.entities.iter().any(|known| known.fact == entity.fact) {
            keep(&mut card.entities, entity.clone());
        }
    }
}

/// They put right a number that they had given: of the one before nothing is passed on.
fn mended(card: &mut Card, entry: Seq, given: &[Entity]) {
    let numbers = |entities: &[Entity]| -> Vec<Entity> {
        let is = |entity: &&Entity| matches!(entity.fact, Fact::OrderNumber { .. });
        entities.iter().filter(is).cloned().collect()
    };
    if let ([old], [new]) = (&numbers(&card.entities)[..], &numbers(given)[..])
        && old.fact != new.fact
    {
        struck_out(card, entry, old.fact.clone(), old.text.clone());
    }
}

/// A fact is taken out of what is passed on, by the entry in which the customer did so.
pub(crate) fn struck_out(card: &mut Card, entry: Seq, fact: Fact, text: String) {
    card.entities.retain(|entity| entity.fact != fact);
    card.struck.retain(|struck| struck.fact != fact);
    keep(&mut card.struck, Struck { entry, fact, text });
    moments::add(card, entry, Moment::Corrected);
    follow(card);
}

/// The customer said in their own words what is to be passed on.
pub(crate) fn corrected(card: &mut Card, entry: Seq, text: String, understood: &Understood) {
    facts_given(card, &understood.entities);
    let denied = |entity: &&Entity| {
        is_denied(&text, &entity.text) || {
            matches!(&entity.fact, Fact::OrderNumber { number } if is_denied(&text, number))
        }
    };
    let denied: Vec<Entity> = card.entities.iter().filter(denied).cloned().collect();
    for entity in denied {
        struck_out(card, entry, entity.fact, entity.text);
    }
    wanted::heard(card, entry, &understood.wishes);
    card.correction = Some(Quote { entry, text });
    moments::add(card, entry, Moment::Corrected);
    follow(card);
}

/// Whether a text says that something is not so: "order 4712, not 4711".
fn is_denied(text: &str, fact: &str) -> bool {
    let before = text.find(fact).and_then(|at| text.get(..at)).unwrap_or_default();
    let words = before.split_whitespace().rev().take(2).map(str::to_lowercase);
    words.into_iter().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        matches!(word, "not" | "nicht" | "pas" | "não" | "non" | "niet" | "nie" | "не")
    })
}

/// What follows from the rest of the card is said anew.
pub(crate) fn follow(card: &mut Card) {
    profile::ask_about(card);
    card.next_steps = steps::next(card);
    card.summary = summary::sentence(card);
}

/// What an older version's card has, told as this one does.
pub(crate) fn derive(card: &mut Card) {
    if card.version < CARD_VERSION {
        moments::derive(card);
        wanted::derive(card);
        follow(card);
    }
    card.version = CARD_VERSION;
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
    follow(card);
}

/// Articles that bear on the question, best first.
pub fn related(card: &mut Card, articles: impl DoubleEndedIterator<Item = ArticleRef>) {
    for article in articles.rev() {
        card.articles.retain(|known| *known != article);
        card.articles.insert(0, article);
    }
    card.articles.truncate(MAX_ARTICLES);
    follow(card);
}

/// The matter is settled, or an offer was declined: the mood starts again.
pub fn calmed(card: &mut Card) {
    card.mood = Mood::Calm;
    card.trajectory = Trajectory::Calming;
    card.topic = None;
    card.department = Department::default();
    follow(card);
}

/// The customer said something while waiting.
pub fn passed_along(card: &mut Card, entry: Seq, text: &str) {
    keep(&mut card.passed_along, Quote { entry, text: text.to_owned() });
    if card.question.is_none() {
        began(card, entry, text);
    }
    follow(card);
}

/// A handoff began.
pub fn handed_off(card: &mut Card, reason: Reason, since: Timestamp) {
    if let Some(evidence) = reason.evidence.first() {
        moments::add(card, evidence.entry, Moment::Trigger);
    }
    card.reason = Some(reason);
    card.waiting_since = Some(since);
    follow(card);
}

/// What an agent will want to know and the customer has not said.
pub fn missing(card: &Card) -> Option<Missing> {
    if card.question.is_none() {
        return Some(Missing::Matter);
    }
    let of_an_order = card.topic.as_ref().is_some_and(|found| found.topic == Topic::BillingRefund);
    (of_an_order && !has_order_number(card)).then_some(Missing::OrderNumber)
}

/// The human is done: what follows is a new matter, and old reasons don't fire again.
pub fn fresh_start(card: &mut Card) {
    let Card { customer, language, page, trail, profile, looked_up, .. } =
        std::mem::replace(card, blank());
    *card = Card { customer, language, page, trail, profile, looked_up, ..blank() };
}

/// Whether an order number was given. One that was struck out is not asked for again.
fn has_order_number(card: &Card) -> bool {
    let struck = card.struck.iter().map(|struck| &struck.fact);
    let mut facts = card.entities.iter().map(|entity| &entity.fact).chain(struck);
    facts.any(|fact| matches!(fact, Fact::OrderNumber { .. }))
}

/// The last attempt ended like this, unless it is known already; whether it was news.
fn settle(card: &mut Card, outcome: Outcome, reply: Option<Quote>) -> bool {
    match card.attempts.last_mut() {
        Some(last) if last.outcome == Outcome::Unanswered => {
            last.outcome = outcome;
            last.reply = reply;
            true
        }
        _ => false,
    }
}

/// The first `max` characters of a text on one line, with an ellipsis where something was left out.
pub fn shorten(text: &str, max: usize) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    if line.chars().count() <= max {
        return line;
    }
    let mut short: String = line.chars().take(max.saturating_sub(1)).collect();
    short.push('\u{2026}');
    short
}

/// The entry that a statement on the card points at must exist: checked in tests.
pub fn points_into(card: &Card, log: &[Entry]) -> bool {
    let last = log.last().map_or(Seq(0), |e| e.seq);
    let quotes = card.question.iter().chain(&card.latest).chain(&card.passed_along);
    let quotes = quotes.chain(&card.correction).map(|q| q.entry);
    let attempts = card.attempts.iter().flat_map(|a| [a.question, a.answer]);
    let evidence = card.reason.iter().flat_map(|r| &r.evidence).map(|e| e.entry);
    let heard = card.signals.iter().map(|s| s.entry).chain(card.entities.iter().map(|e| e.entry));
    let story = card.moments.iter().map(|m| m.entry).chain(card.wanted.iter().map(|w| w.entry));
    let next = card.next_steps.iter().map(|s| s.entry).chain(card.struck.iter().map(|s| s.entry));
    let all = quotes.chain(attempts).chain(evidence).chain(heard).chain(story).chain(next);
    all.into_iter().all(|seq| seq > Seq(0) && seq <= last)
}

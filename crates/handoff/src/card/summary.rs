//! One sentence for an agent: who, what, what was tried, and what is to come of it.

use super::matter::{Matter, at_hand};
use super::speech::{Person, Told, clip, core, gist, sentences, told};
use super::{facts, shorten};
use warmline_model::{Attempt, Card, Entity, Fact, Goal, Outcome, Seq};

/// How long the sentence may be, in characters.
pub(super) const LONGEST: usize = 220;
/// So much room is enough for a matter, even where it is cut.
const ENOUGH: usize = 110;
/// How much of it the matter has at least.
const LEAST_MATTER: usize = 70;
/// How much of a wish's words is quoted, where they are not the matter itself.
const LONGEST_WISH: usize = 60;
/// A wish of fewer words says nothing that its kind does not say.
const LEAST_WISH: usize = 4;
/// How much of what they came with is quoted where it is another matter now.
const LONGEST_FIRST: usize = 44;
/// How much of an article's title is named.
const LONGEST_TITLE: usize = 40;
/// How many facts stand beside the matter.
const FACTS: usize = 3;

/// The sentence: who wants what, what it is about, and what was tried.
pub(super) fn sentence(card: &Card) -> String {
    if card.question.is_none() && card.correction.is_none() && card.reason.is_none() {
        return "The customer has not said anything yet.".into();
    }
    let hand = at_hand(card);
    let who = who(card);
    let part = |part: Option<String>| part.map(|part| format!("; {part}")).unwrap_or_default();
    let words = wish_words(card, hand);
    // The customer's own words of what they want tell more than a second title, and than what they came with.
    let full = (tried(card, hand, 2), part(earlier(card, hand)));
    let less = (tried(card, hand, 1), part(earlier(card, hand)));
    let least = (tried(card, hand, 1), String::new());
    let mut last = String::new();
    for (words, (tried, first)) in
        [(&words, &full), (&words, &less), (&words, &least), (&None, &least)]
    {
        let end = format!("{first}{}.", part(tried.clone()));
        let others = who.chars().count() + 1 + end.chars().count();
        let wish = about(card, hand, words.as_deref());
        let room = LONGEST.saturating_sub(others + wish.before.chars().count());
        let said = wish.said(card, room.max(LEAST_MATTER / 2));
        let whole = !said.ends_with("\u{2026}\u{201d}");
        last = ended(format!("{who} {said}{end}"));
        if room >= ENOUGH || whole && room >= LEAST_MATTER {
            return last;
        }
    }
    last
}

/// Words in quotation marks, without a full stop of their own.
fn quote(words: &str) -> String {
    format!("\u{201c}{}\u{201d}", words.trim_end_matches('.'))
}

/// A sentence without a full stop after a quotation that ends by itself.
fn ended(sentence: String) -> String {
    let ends = ["?\u{201d}.", "!\u{201d}.", "\u{2026}\u{201d}."];
    match sentence.strip_suffix('.') {
        Some(rest) if ends.iter().any(|end| sentence.ends_with(end)) => rest.to_owned(),
        _ => sentence,
    }
}

/// What comes before the matter, and the matter.
struct About<'a> {
    before: String,
    verb: Verb,
    hand: Option<Matter<'a>>,
}

/// What the customer does with the matter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    /// They want to know it.
    Asks,
    /// It is told after what they want.
    Tells,
    /// Nothing is known of what they want.
    Says,
}

impl About<'_> {
    /// The words of it with so much room for the matter.
    fn said(&self, card: &Card, room: usize) -> String {
        let before = &self.before;
        if let Some(correction) = &card.correction {
            let words = clip(&correction.text, room.saturating_sub(34));
            return format!("{before}puts it in their own words: \u{201c}{words}\u{201d}");
        }
        let Some(matter) = self.hand else {
            return format!("{before}asked for a person before saying what about");
        };
        let text = without_struck(card, &matter.quote.text);
        // What is cut off stands beside it.
        let wish = card.wanted.as_ref().filter(|wanted| wanted.stated);
        let wish = wish.filter(|wanted| wanted.entry == matter.quote.entry);
        let wish = wish.map_or("", |wanted| wanted.words.as_str());
        let facts = beside(card, &gist(&text, wish, room));
        let room = room.saturating_sub(facts.chars().count() + 9).max(LEAST_MATTER / 2);
        let facts = beside(card, &gist(&text, wish, room));
        let told = told(&text, wish, card.language, Person::They, room);
        let words = match (self.verb, told) {
            (Verb::Asks, Told::Asks(words)) => words,
            (Verb::Asks, Told::Says(words) | Told::Requests(words)) => format!("more: {words}"),
            (Verb::Asks, Told::Quoted(words)) => quote(&words),
            (Verb::Tells, Told::Asks(words)) => format!(", asks {words}"),
            (Verb::Tells, Told::Says(words)) => format!(": {words}"),
            (Verb::Tells, Told::Requests(words)) => format!(", asks you to {words}"),
            (Verb::Tells, Told::Quoted(words)) => format!(": {}", quote(&words)),
            (Verb::Says, Told::Asks(words)) => format!("asks {words}"),
            (Verb::Says, Told::Says(words)) => format!("says {words}"),
            (Verb::Says, Told::Requests(words)) => format!("asks you to {words}"),
            (Verb::Says, Told::Quoted(words)) => {
                let verb = if words.contains('?') { "asks" } else { "writes" };
                format!("{verb} {}", quote(&words))
            }
        };
        format!("{before}{words}{facts}")
    }
}

/// What they want, with their own words of it where they are given.
fn about<'a>(card: &Card, hand: Option<Matter<'a>>, words: Option<&str>) -> About<'a> {
    let quoted = words.map(|words| format!(" (\u{201c}{words}\u{201d})")).unwrap_or_default();
    let Some(wanted) = &card.wanted else {
        return About { before: String::new(), verb: Verb::Says, hand };
    };
    let verb = if wanted.stated { "wants" } else { "likely wants" };
    let matter = hand.map_or("", |matter| matter.quote.text.as_str());
    let goal = goal(wanted.goal, &[&wanted.words, " ", matter].concat());
    if card.correction.is_some() || hand.is_none() {
        return About { before: format!("{verb} {goal}{quoted}, "), verb: Verb::Says, hand };
    }
    if wanted.goal == Goal::Explain {
        let before = "wants to know ".to_owned();
        return About { before, verb: Verb::Asks, hand };
    }
    About { before: format!("{verb} {goal}{quoted}"), verb: Verb::Tells, hand }
}

/// Their words of what they want, where the matter does not have them already.
fn wish_words(card: &Card, hand: Option<Matter<'_>>) -> Option<String> {
    let wanted = card.wanted.as_ref().filter(|wanted| wanted.stated)?;
    let words = clip(core(&without_struck(card, &wanted.words)), LONGEST_WISH);
    let same = hand.is_some_and(|matter| matter.quote.entry == wanted.entry);
    let telling = words.split_whitespace().count() >= LEAST_WISH;
    (!same && telling).then_some(words)
}

/// What they came with, where it is another matter now.
fn earlier(card: &Card, hand: Option<Matter<'_>>) -> Option<String> {
    if card.correction.is_some() {
        return None;
    }
    let Some(first) = hand?.earlier else {
        // The same question put in other words tells what is meant.
        let unknown = card.wanted.as_ref().filter(|wanted| wanted.goal == Goal::Explain)?;
        let latest = card.latest.as_ref().filter(|latest| latest.entry > unknown.entry)?;
        let words = gist(&without_struck(card, &latest.text), "", LONGEST_WISH);
        return words.contains('?').then(|| format!("last asked \u{201c}{words}\u{201d}"));
    };
    let words = gist(&without_struck(card, &first.text), "", LONGEST_FIRST);
    Some(format!("came with \u{201c}{words}\u{201d}"))
}

/// The name that a message gives as its writer's: "Sam Adeyemi here", "my name is Sam Adeyemi".
fn introduced(text: &str) -> Option<String> {
    const LEADS: [&str; 6] = [
        "my name is ",
        "mein Name ist ",
        "me llamo ",
        "je m'appelle ",
        "meu nome \u{e9} ",
        "mi chiamo ",
    ];
    let capital = |word: &&str| {
        word.chars().count() > 1
            && word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || "-'\u{2019}".contains(c))
    };
    let trimmed = |word: &'_ str| word.trim_end_matches([',', '.', '!', ';', ':']).to_owned();
    for lead in LEADS {
        let Some(at) = text.find(lead) else { continue };
        let words = text.get(at + lead.len()..)?.split_whitespace().take(3).map(trimmed);
        let words: Vec<String> = words.take_while(|word| capital(&word.as_str())).collect();
        return (!words.is_empty()).then(|| words.join(" "));
    }
    let first = sentences(core(text)).into_iter().next()?.trim_end_matches(['.', '!', ',']);
    let name = first.strip_suffix(" here")?;
    let words: Vec<&str> = name.split_whitespace().collect();
    ((1..=3).contains(&words.len()) && words.iter().all(capital)).then(|| words.join(" "))
}

/// Their name with their plan, or what is known instead.
fn who(card: &Card) -> String {
    let plan = card.customer.tier.as_ref().map(|tier| shorten(tier, 24));
    let plan = plan.filter(|plan| plan.chars().all(|c| c.is_alphanumeric() || " -_+".contains(c)));
    let quotes = card.question.iter().chain(&card.latest);
    let introduced = || quotes.filter_map(|quote| introduced(&quote.text)).next();
    match (facts::name(card).or_else(introduced), plan) {
        (Some(name), Some(plan)) => format!("{name} ({plan})"),
        (Some(name), None) => name,
        (None, Some(plan)) => format!("A customer ({plan})"),
        (None, None) => "A customer".into(),
    }
}

/// A text without what the customer struck out.
pub(crate) fn without_struck(card: &Card, text: &str) -> String {
    let struck =
        card.struck.iter().map(|struck| struck.text.trim()).filter(|words| words.len() > 1);
    struck.fold(text.to_owned(), |text, words| text.replace(words, "[\u{2026}]"))
}

/// The facts that are not in the text: " (order 4711, $49.00)".
pub(crate) fn beside(card: &Card, text: &str) -> String {
    // "Today" says nothing to whoever reads it tomorrow.
    let dated = |entity: &&Entity| {
        !matches!(entity.fact, Fact::Date { .. })
            || entity.text.contains(|c: char| c.is_ascii_digit())
    };
    let told = card.entities.iter().filter(|entity| !text.contains(entity.text.as_str()));
    let told = told.filter(dated);
    let mut said: Vec<(u8, String)> = told
        .filter_map(|entity| {
            let rank = match entity.fact {
                Fact::OrderNumber { .. } => 0,
                Fact::Amount { .. } => 1,
                Fact::Product { .. } => 2,
                _ => 3,
            };
            Some((rank, shorten(&facts::said(&entity.fact)?, 32)))
        })
        .collect();
    said.sort_by_key(|(rank, _)| *rank);
    let said: Vec<String> = said.into_iter().take(FACTS).map(|(_, said)| said).collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

/// The attempts at the present matter, by how they ended.
fn tried(card: &Card, hand: Option<Matter<'_>>, titles: usize) -> Option<String> {
    let since = card.question.as_ref().map_or(Seq(0), |question| question.entry);
    let here: Vec<&Attempt> = card.attempts.iter().filter(|a| a.question >= since).collect();
    // What a few answers were about before the matter at hand says nothing of it.
    if let Some(Matter { quote, earlier: Some(_) }) = hand
        && here.len() <= 2
        && here.iter().all(|attempt| attempt.question < quote.entry)
    {
        return None;
    }
    let by = |outcomes: &[Outcome]| -> Vec<&Attempt> {
        here.iter().copied().filter(|a| outcomes.contains(&a.outcome)).collect()
    };
    let failed = by(&[Outcome::Declined]);
    let helped = by(&[Outcome::Accepted]);
    let shown = by(&[Outcome::Unanswered, Outcome::AskedFurther, Outcome::AskedForHuman]);
    if !failed.is_empty() {
        Some(format!("{} did not help", named(&failed, titles)))
    } else if !helped.is_empty() {
        Some(format!("{} helped", named(&helped, titles)))
    } else if shown.len() > 2 {
        Some(format!("the assistant answered {} questions", shown.len()))
    } else if !shown.is_empty() {
        Some(format!("{} did not settle it", named(&shown, titles)))
    } else {
        (!here.is_empty()).then(|| "the assistant had no sure answer".into())
    }
}

/// The articles of attempts by their titles, so many of them at most.
fn named(attempts: &[&Attempt], most: usize) -> String {
    let mut titles: Vec<String> = Vec::new();
    for article in attempts.iter().filter_map(|attempt| attempt.article.as_ref()) {
        let title = format!("\u{201c}{}\u{201d}", shorten(&article.title, LONGEST_TITLE));
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    let more = titles.len().saturating_sub(most);
    match &titles[..] {
        [] => "the assistant\u{2019}s answer".into(),
        [one] => one.clone(),
        [.., one, two] if most > 1 && more == 0 => format!("{one} and {two}"),
        [.., one, two] if most > 1 => format!("{one}, {two} and {more} more"),
        [.., last] => format!("{last} and {more} more"),
    }
}

/// What is to come of it.
fn goal(goal: Goal, words: &str) -> &'static str {
    match goal {
        Goal::Refund => "a refund",
        Goal::Replacement => "a replacement",
        Goal::Cancel => "to cancel",
        Goal::Change => "a change",
        Goal::Fix => "it fixed",
        Goal::Status => "to know where it is and when it comes",
        Goal::Access => "access again",
        Goal::Document => document(words),
        Goal::Explain => "to know for sure",
        Goal::Quote => "a price quote",
        Goal::Heard => "their complaint heard",
    }
}

/// Which document the words ask for.
fn document(words: &str) -> &'static str {
    let words = words.to_lowercase();
    let kinds = [
        ("invoice", "the invoice"),
        ("rechnung", "the invoice"),
        ("factur", "the invoice"),
        ("fatura", "the invoice"),
        ("fattura", "the invoice"),
        ("receipt", "the receipt"),
        ("quittung", "the receipt"),
        ("recibo", "the receipt"),
        ("label", "the label"),
        ("certificate", "the certificate"),
        ("statement", "the statement"),
        ("contract", "the contract"),
        ("manual", "the manual"),
        ("data", "their data"),
    ];
    let found = kinds.into_iter().find(|(word, _)| words.contains(word));
    found.map_or("a document", |(_, kind)| kind)
}

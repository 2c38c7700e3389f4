//! One sentence for an agent: who, what, what was tried, and what is to come of it.

use super::matter::{Matter, at_hand};
use super::speech::{Person, Told, core, they, told};
use super::{facts, shorten};
use warmline_model::{Attempt, Card, Entity, Fact, Goal, Outcome, Seq};

/// How long the sentence may be, in characters.
pub(super) const LONGEST: usize = 220;
/// How much of it the matter has at least.
const LEAST_MATTER: usize = 70;
/// The same where there are two.
const LEAST_MATTERS: usize = 140;
/// How much of a wish's words is quoted.
const LONGEST_WISH: usize = 60;
/// How much of what they came with is quoted where it is another matter now.
const LONGEST_FIRST: usize = 48;
/// How much of an article's title is named.
const LONGEST_TITLE: usize = 44;
/// How many facts stand beside the matter.
const FACTS: usize = 3;

/// The sentence.
pub(super) fn sentence(card: &Card) -> String {
    if card.question.is_none() && card.correction.is_none() && card.reason.is_none() {
        return "The customer has not said anything yet.".into();
    }
    let hand = at_hand(card);
    let who = who(card);
    let part = |part: Option<String>| part.map(|part| format!("; {part}")).unwrap_or_default();
    let (plain, quoted) = (part(wanted(card, hand, false)), part(wanted(card, hand, true)));
    let room = |tried: &str, wish: &str| {
        let others: usize = [&who, tried, wish].iter().map(|part| part.chars().count()).sum();
        LONGEST.saturating_sub(others + 2)
    };
    let tried_at_length = part(tried(card, hand, 2));
    let whole = matter(card, hand, room(&tried_at_length, &plain).max(LEAST_MATTER));
    if repeats(&whole, card, hand) || plain == quoted {
        return format!("{who} {whole}{tried_at_length}{plain}.");
    }
    // The customer's own words of what they want tell more than a second title.
    for tried in [tried_at_length, part(tried(card, hand, 1))] {
        let room = room(&tried, &quoted);
        let least = match hand {
            Some(Matter { earlier: Some(_), .. }) => LEAST_MATTERS,
            _ => LEAST_MATTER,
        };
        if room >= least {
            return format!("{who} {}{tried}{quoted}.", matter(card, hand, room));
        }
    }
    let tried = part(tried(card, hand, 1));
    let room = room(&tried, &plain).max(LEAST_MATTER);
    format!("{who} {}{tried}{plain}.", matter(card, hand, room))
}

/// Whether the matter has the words of the wish in it already, or as they are told.
fn repeats(matter: &str, card: &Card, hand: Option<Matter<'_>>) -> bool {
    let Some(wanted) = &card.wanted else { return true };
    let words = shorten(&wanted.words, LONGEST_WISH);
    let of_matter = hand.is_some_and(|matter| matter.quote.entry == wanted.entry);
    of_matter
        && (matter.contains(&words) || they(&words).is_some_and(|told| matter.contains(&told)))
}

/// Their name with their plan, or what is known instead.
fn who(card: &Card) -> String {
    let plan = card.customer.tier.as_ref().map(|tier| shorten(tier, 24));
    let plan = plan.filter(|plan| plan.chars().all(|c| c.is_alphanumeric() || " -_+".contains(c)));
    match (facts::name(card), plan) {
        (Some(name), Some(plan)) => format!("{name} ({plan})"),
        (Some(name), None) => name,
        (None, Some(plan)) => format!("A customer ({plan})"),
        (None, None) => "A customer".into(),
    }
}

/// What it is about, with the facts that are not in the words.
fn matter(card: &Card, hand: Option<Matter<'_>>, room: usize) -> String {
    if let Some(correction) = &card.correction {
        let words = shorten(&correction.text, room.saturating_sub(32));
        return format!("puts it in their own words: \u{201c}{words}\u{201d}");
    }
    let Some(matter) = hand else {
        return "asked for a person before saying what about".into();
    };
    let text = without_struck(card, &matter.quote.text);
    // What is cut off stands beside it.
    let whole = beside(card, &text);
    let kept = shorten(&text, room.saturating_sub(whole.chars().count() + 9).max(LEAST_MATTER / 2));
    let beside = beside(card, &kept);
    let room = room.saturating_sub(beside.chars().count() + 9);
    // What they came with has half of the room, and the matter at hand the rest.
    let first = matter.earlier.map(|first| {
        let words = core(&first.text);
        let words = shorten(&without_struck(card, words), LONGEST_FIRST.min(room / 2));
        format!(" (first: \u{201c}{words}\u{201d})")
    });
    let beside = format!("{}{beside}", first.unwrap_or_default());
    let room = room.saturating_sub(beside.chars().count()).max(LEAST_MATTER / 2);
    let told = match told(&text, card.language, Person::They, room) {
        Told::Says(words) => format!("says {words}"),
        Told::Asks(words) => format!("asks {words}"),
        Told::Requests(words) => format!("asks you to {words}"),
        Told::Quoted(words) if words.contains('?') => format!("asks \u{201c}{words}\u{201d}"),
        Told::Quoted(words) => format!("writes \u{201c}{words}\u{201d}"),
    };
    format!("{told}{beside}")
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

/// What is to come of it, with the customer's words where there is room.
fn wanted(card: &Card, hand: Option<Matter<'_>>, quoting: bool) -> Option<String> {
    let Some(wanted) = &card.wanted else {
        return card.reason.is_some().then(|| "asked for a person".into());
    };
    let goal = match wanted.goal {
        Goal::Refund => "a refund",
        Goal::Replacement => "a replacement",
        Goal::Cancel => "to cancel",
        Goal::Change => "a change",
        Goal::Fix => "it fixed",
        Goal::Status => "to know where it is and when it comes",
        Goal::Access => "access again",
        Goal::Document => document(&wanted.words),
        Goal::Explain => "to know for sure",
        Goal::Quote => "a price quote",
        Goal::Heard => "their complaint heard",
    };
    let verb = if wanted.stated { "wants" } else { "likely wants" };
    let asked = hand.is_none_or(|matter| matter.quote.entry == wanted.entry);
    // A guess is made from the matter itself, or from what was said after it.
    let latest = card
        .latest
        .as_ref()
        .filter(|quote| hand.is_none_or(|matter| matter.quote.entry != quote.entry))
        .filter(|quote| !wanted.stated && wanted.goal == Goal::Explain && quote.text.contains('?'));
    let words = latest.map(|quote| &quote.text).unwrap_or(&wanted.words);
    let words = shorten(&without_struck(card, words), LONGEST_WISH);
    Some(match quoting && (wanted.stated || !asked || latest.is_some()) {
        true => format!("{verb} {goal} (\u{201c}{words}\u{201d})"),
        false => format!("{verb} {goal}"),
    })
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

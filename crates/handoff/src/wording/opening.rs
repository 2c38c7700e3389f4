//! T5: the agent's first words, drafted from the card.

use crate::card::{Person, Told, at_hand, facts_beside, name, shorten, told, without_struck};
use crate::wording::{Templates, Words};
use warmline_model::{Card, Goal, Outcome};

/// How much of the matter is said, in characters.
const LONGEST: usize = 160;

/// The agent's opening, drafted from the card. The agent edits it before it is sent.
pub fn opening(templates: &Templates, card: &Card, agent: &str, team: &str) -> String {
    let customer = name(card).unwrap_or_default();
    let fields = [
        ("customer", &customer[..]),
        ("agent", agent),
        ("team", team),
        ("matter", &matter(card)),
        ("tried", &tried(card)),
        ("wish", &wish(card)),
    ];
    templates.say(Words::Opening, &fields)
}

/// What it is about, in words that are the customer's or follow from them.
fn matter(card: &Card) -> String {
    if let Some(correction) = &card.correction {
        let words = shorten(&correction.text, LONGEST);
        return format!("I have read what you wrote: \u{201c}{words}\u{201d}.");
    }
    let Some(matter) = at_hand(card) else {
        return "I have our conversation before me.".into();
    };
    let text = without_struck(card, &matter.quote.text);
    let wish = card.wanted.as_ref().filter(|wanted| {
        wanted.stated && wanted.entry == matter.quote.entry && text.contains(&wanted.words)
    });
    let wish = wish.map_or("", |wanted| wanted.words.as_str());
    let facts = facts_beside(card, &text);
    let facts = match facts.trim_matches([' ', '(', ')']) {
        // A day by itself says little.
        facts if !facts.contains("order ") => String::new(),
        facts => format!(" I have the details here: {facts}."),
    };
    match told(&text, wish, card.language, Person::You, LONGEST) {
        Told::Says(words) => format!("I can see that {words}.{facts}"),
        Told::Asks(words) => format!("I can see you have been asking {words}.{facts}"),
        Told::Requests(words) => format!("I can see you asked us to {words}.{facts}"),
        Told::Quoted(words) => {
            let words = words.trim_end_matches('.');
            let end = if words.ends_with(['!', '?', '\u{2026}']) { "" } else { "." };
            let asks = if words.contains('?') { "asked" } else { "wrote" };
            format!("I can see you {asks}: \u{201c}{words}\u{201d}{end}{facts}")
        }
    }
}

/// What was tried, and what came of it.
fn tried(card: &Card) -> String {
    let since = at_hand(card).map(|matter| matter.quote.entry);
    let here = card.attempts.iter().filter(|attempt| Some(attempt.question) >= since);
    let (mut failed, mut shown): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for attempt in here {
        let Some(article) = &attempt.article else { continue };
        let title = format!("\u{201c}{}\u{201d}", shorten(&article.title, 60));
        let list = match attempt.outcome {
            Outcome::Declined => &mut failed,
            Outcome::Accepted => continue,
            _ => &mut shown,
        };
        if !list.contains(&title) {
            list.push(title);
        }
    }
    match (joined(&failed), joined(&shown)) {
        (Some(failed), _) => format!("I can also see that {failed} did not help."),
        (None, Some(shown)) => format!("I can also see you were pointed to {shown}."),
        (None, None) => String::new(),
    }
}

/// The last two, in one phrase.
fn joined(titles: &[String]) -> Option<String> {
    match titles {
        [] => None,
        [one] => Some(one.clone()),
        [.., one, two] => Some(format!("{one} and {two}")),
    }
}

/// What they said they want, where that is not the matter itself.
fn wish(card: &Card) -> String {
    let wanted = card.wanted.as_ref().filter(|wanted| {
        wanted.stated && at_hand(card).is_some_and(|matter| matter.quote.entry != wanted.entry)
    });
    let goal = wanted.and_then(|wanted| match wanted.goal {
        Goal::Refund => Some("a refund"),
        Goal::Replacement => Some("a replacement"),
        Goal::Cancel => Some("to cancel"),
        Goal::Change => Some("to change this"),
        Goal::Fix => Some("to have this fixed"),
        Goal::Status => Some("to know how it stands"),
        Goal::Access => Some("to get back in"),
        Goal::Document => Some("a document from us"),
        Goal::Quote => Some("a price from us"),
        Goal::Explain | Goal::Heard => None,
    });
    goal.map(|goal| format!("I understand that you would like {goal}.")).unwrap_or_default()
}

//! What the customer wants to come of it: the newest they said, else what their matter comes to.

use super::reply::asks_within;
use super::speech::{core, sentences};
use super::{matter, moments};
use crate::card::shorten;
use warmline_language::{Message, Wishes, tokens, wishes};
use warmline_model::{Card, Goal, Moment, Outcome, Quote, Seq, Topic, Wanted};

/// From here on a topic tells what is wanted, %.
const SURE: u8 = 60;
/// How many characters of a matter stand for the words of a wish.
const WORDS: usize = 160;

/// A message was read for what its writer wants.
pub(super) fn heard(card: &mut Card, entry: Seq, heard: &Wishes) {
    if heard.confused.is_some() {
        moments::add(card, entry, Moment::Confusion);
    }
    let before = card.wanted.take();
    let mut refused = before.as_ref().map(|wanted| wanted.refused.clone()).unwrap_or_default();
    for goal in &heard.unwanted {
        if !refused.contains(goal) {
            refused.push(*goal);
        }
    }
    let narrowed = heard.narrowed.as_ref().zip(before.as_ref().filter(|wanted| wanted.stated));
    let now = match (&heard.wanted, &before, narrowed) {
        // "Just tell me if it left": what they want to be told of stands already.
        (Some(wish), Some(known), _)
            if wish.goal == Goal::Explain
                && known.stated
                && !matches!(known.goal, Goal::Explain | Goal::Fix) =>
        {
            None
        }
        (Some(wish), _, _) if wish.stated => Some((wish.goal, wish.words.clone(), true)),
        (_, _, Some((words, before))) => Some((before.goal, words.clone(), true)),
        (Some(wish), None, _) => Some((wish.goal, wish.words.clone(), false)),
        // What is only guessed from the matter gives way to what is hinted at.
        (Some(wish), Some(known), _)
            if !known.stated
                && card.waiting_since.is_none()
                && is_plainer(wish.goal, known.goal, heard) =>
        {
            Some((wish.goal, wish.words.clone(), false))
        }
        _ => None,
    };
    card.wanted = match now {
        Some((goal, words, stated)) => {
            refused.retain(|other| *other != goal);
            if stated {
                moments::add(card, entry, Moment::Wanted);
            }
            Some(Wanted { goal, entry, words, stated, refused })
        }
        // They took back what they had wanted, and what else they want is not known.
        None => match before {
            Some(known) if heard.unwanted.contains(&known.goal) => None,
            Some(known) => Some(Wanted { refused, ..known }),
            None => None,
        },
    };
}

/// Whether a hint tells more than what was guessed before.
fn is_plainer(hint: Goal, known: Goal, heard: &Wishes) -> bool {
    match (known, hint) {
        (Goal::Explain, Goal::Fix) => !heard.asks,
        (Goal::Explain | Goal::Fix, hint) => !matches!(hint, Goal::Explain | Goal::Fix),
        _ => false,
    }
}

/// Where nothing was said of it, what such a matter mostly comes to.
pub(super) fn by_matter(card: &mut Card, entry: Seq, text: &str) {
    let asks = |text: &str| text.contains(['?', '\u{FF1F}', '\u{061F}']);
    // Who put a trouble as a question and goes on asking wants an answer.
    let asks_on = asks(text) && card.question.as_ref().is_some_and(|first| asks(&first.text));
    let guessed =
        |wanted: &Wanted| !wanted.stated && wanted.goal == Goal::Fix && wanted.entry < entry;
    if card.wanted.as_ref().is_some_and(|wanted| !(asks_on && guessed(wanted))) {
        return;
    }
    let topic = card.topic.as_ref().filter(|found| found.percent >= SURE).map(|found| found.topic);
    let goal = match topic {
        Some(Topic::BillingRefund | Topic::AccountSecurity) if is_question(text) => Goal::Explain,
        // A charge that is wrong is to be put right; whoever wants the money back mostly says so.
        Some(Topic::BillingRefund) => Goal::Fix,
        Some(Topic::AccountSecurity) => Goal::Access,
        Some(Topic::Cancellation) => Goal::Cancel,
        Some(Topic::Complaint | Topic::Legal | Topic::HealthSafety) => Goal::Heard,
        Some(Topic::EnterprisePricing) => Goal::Quote,
        None if is_question(text) => Goal::Explain,
        None => Goal::Fix,
    };
    let words = shorten(text, WORDS);
    card.wanted = Some(Wanted { goal, entry, words, stated: false, refused: Vec::new() });
}

/// What is guessed is seen anew as the conversation goes on: who tells of a trouble and had no luck with what was advised
/// wants it put right, however it was asked.
pub(super) fn by_course(card: &mut Card, entry: Seq, text: &str) {
    let Some(wanted) = &card.wanted else { return };
    if wanted.stated || wanted.goal != Goal::Explain {
        return;
    }
    let in_vain = card.attempts.last().is_some_and(|last| {
        last.outcome == Outcome::Declined && last.reply.as_ref().is_some_and(|r| r.entry == entry)
    }) && matter::reports_trouble(text);
    let trouble = card.question.as_ref().is_some_and(|q| matter::tells_trouble(&q.text));
    if in_vain || trouble {
        let quote = card.question.clone().unwrap_or(Quote { entry, text: text.to_owned() });
        let words = shorten(&quote.text, WORDS);
        // Who asked how long it takes, and waits in vain, wants to know how it stands.
        let goal = if asks_when(&quote.text) { Goal::Status } else { Goal::Fix };
        let refused = wanted.refused.clone();
        card.wanted = Some(Wanted { goal, entry: quote.entry, words, stated: false, refused });
    }
}

/// Whether a text asks how long something takes, or when it comes.
fn asks_when(text: &str) -> bool {
    const WHEN: [&str; 8] =
        ["when", "whens", "wann", "cuando", "quand", "quando", "wanneer", "kiedy"];
    const HOW_LONG: [&str; 5] =
        [" how long ", " wie lange ", " cuanto tarda ", " combien de temps ", " hoe lang "];
    sentences(text).into_iter().any(|sentence| {
        let words = tokens(sentence);
        let all = format!(" {} ", words.join(" "));
        words.first().is_some_and(|word| WHEN.contains(&word.as_str())) && sentence.ends_with('?')
            || HOW_LONG.iter().any(|words| all.contains(words))
    })
}

/// Whether a text asks, with its mark or by its first word.
fn is_question(text: &str) -> bool {
    const FIRST: [&str; 44] = [
        "how", "what", "whats", "which", "where", "when", "why", "who", "whose", "does", "do",
        "did", "is", "are", "was", "were", "can", "could", "will", "would", "should", "may", "has",
        "have", "wie", "was", "welche", "welcher", "welches", "wo", "wann", "warum", "kann",
        "gibt", "comment", "quel", "quelle", "combien", "cuanto", "como", "cual", "donde",
        "quanto", "qual",
    ];
    let first = tokens(core(text)).into_iter().next();
    text.contains(['?', '\u{FF1F}', '\u{061F}'])
        || first.is_some_and(|word| FIRST.contains(&word.as_str()))
        || sentences(text).into_iter().any(asks_within)
}

/// From what an older version's card quotes.
pub(super) fn derive(card: &mut Card) {
    let quotes = card.question.iter().chain(&card.latest).chain(&card.passed_along);
    let quotes: Vec<_> = quotes.cloned().collect();
    for quote in &quotes {
        heard(card, quote.entry, &wishes(&Message::read(quote.text.as_str())));
    }
    if let Some(first) = quotes.first() {
        by_matter(card, first.entry, &first.text);
    }
}

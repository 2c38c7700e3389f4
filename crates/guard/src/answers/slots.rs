//! Values: names, addresses, numbers, sums, days, products, pages, plans.

mod number;

use warmline_model::{Day, Entity, Fact, Money, Seq};

use super::cues::{self, Cue, every, find, has};
use super::{Answer, Known, MOST_CHARS, plain, quote};
use crate::asks::Ask;
use crate::figures::names_day;
use crate::subject::Subject;
use crate::text::{Sentence, Word, shorten};
use crate::topic::Topic;
use crate::weak::is_weak;

pub use number::numbered;

/// The customer's answer to a question for a value.
pub fn answer(known: Known<'_>, subject: Subject, asked: &[Word]) -> Option<Answer> {
    match subject {
        Subject::Name => name(known, asked),
        Subject::Email => email(known),
        Subject::Phone => phone(known),
        Subject::Number(kind) => number::number(known, kind),
        Subject::Amount => amount(known),
        Subject::Product => product(known),
        Subject::Page => {
            let title = known.card.page.as_ref().map(|page| page.title.trim())?;
            (!title.is_empty()).then(|| value(subject, title, None))
        }
        Subject::Plan => plan(known),
        _ => None,
    }
}

fn value(subject: Subject, value: &str, entry: Option<Seq>) -> Answer {
    let value = shorten(value, MOST_CHARS);
    let line = match subject {
        Subject::Number(kind) => format!("{} {value}", kind.label()),
        subject => format!("{}: {value}", subject.label()),
    };
    Answer { line, value: Some(value), entry }
}

/// The newest of the customer's entries that has a text in it.
fn where_said(known: Known<'_>, text: &str) -> Option<Seq> {
    let text = plain(text);
    let mut mine = known.said.iter().rev().filter(|said| said.customer);
    mine.find(|said| plain(said.text).contains(&text)).map(|said| said.seq)
}

/// Words that ask for the family's name.
const LAST: [&str; 14] = [
    "surname",
    "last",
    "family",
    "full",
    "complete",
    "apellido",
    "apellidos",
    "completo",
    "nachname",
    "nachnamen",
    "famille",
    "sobrenome",
    "apelido",
    "complet",
];

/// The name; a first name alone is no answer to who asks for the last.
fn name(known: Known<'_>, asked: &[Word]) -> Option<Answer> {
    let last = asked.iter().any(|word| LAST.contains(&word.text.as_str()));
    let whole = |answer: &Answer| {
        !last || answer.value.as_ref().is_some_and(|name| name.trim().contains(char::is_whitespace))
    };
    given_name(known).filter(whole)
}

const GREETS: [&str; 8] = ["hi", "hello", "hey", "hola", "hallo", "bonjour", "ola", "oi"];

fn given_name(known: Known<'_>) -> Option<Answer> {
    let given = known.card.customer.name.as_deref().map(str::trim);
    if let Some(name) = given.filter(|name| !name.is_empty()) {
        return Some(value(Subject::Name, name, where_said(known, name)));
    }
    known.sentences().find_map(|(seq, sentence)| {
        // "Jonas Wieck here".
        let here = sentence
            .words
            .iter()
            .position(|word| ["here", "speaking"].contains(&word.text.as_str()))
            .filter(|at| (1..5).contains(at));
        if let Some(at) = here {
            let names = sentence.words.get(..at).unwrap_or_default().iter().rev();
            let names: Vec<&Word> = names
                .take_while(|word| {
                    word.capital && !is_weak(&word.text) && !cues::generic(&word.text)
                })
                .take(3)
                .collect();
            let (first, last) = (names.last().copied(), names.first().copied());
            if let (Some(first), Some(last)) = (first, last) {
                let name = sentence.text.get(first.start..last.end)?;
                return Some(value(Subject::Name, name, Some(seq)));
            }
        }
        // "Petra Lindqvist, I ordered a desk".
        let opening: Vec<&Word> = sentence
            .words
            .iter()
            .filter(|word| !GREETS.contains(&word.text.as_str()))
            .take(3)
            .collect();
        if let [first, last, rest] = opening[..]
            && [first, last].iter().all(|word| {
                word.capital && !word.figure && word.number == 0 && !is_weak(&word.text)
            })
            && (rest.clause || last.end == sentence.text.len())
            && !last.clause
        {
            let name = sentence.text.get(first.start..last.end)?;
            return Some(value(Subject::Name, name, Some(seq)));
        }
        let hit = find(sentence, Cue::Named)?;
        let called = sentence.words.iter().skip(hit.end).take(3);
        let called: Vec<&Word> = called.take_while(|word| word.capital && !word.clause).collect();
        let (first, last) = (called.first()?, called.last()?);
        let name = sentence.text.get(first.start..last.end)?;
        (!is_weak(&first.text)).then(|| value(Subject::Name, name, Some(seq)))
    })
}

/// The newest entity for which there is a text.
fn entity(known: Known<'_>, text: impl Fn(&Entity) -> Option<String>) -> Option<(String, Seq)> {
    let entities = known.card.entities.iter().rev();
    let mut found = entities.filter_map(|one| Some((text(one)?, one.entry)));
    found.find(|(text, _)| !known.struck(text))
}

fn email(known: Known<'_>) -> Option<Answer> {
    let given = known.card.customer.email.as_deref().map(str::trim);
    if let Some(address) = given.filter(|address| !address.is_empty() && !known.struck(address)) {
        return Some(value(Subject::Email, address, where_said(known, address)));
    }
    let read = entity(known, |one| match &one.fact {
        Fact::Email { address } => Some(address.clone()),
        _ => None,
    });
    if let Some((address, entry)) = read {
        return Some(value(Subject::Email, &address, Some(entry)));
    }
    known.sentences().find_map(|(seq, sentence)| {
        let word = sentence.words.iter().find(|word| {
            word.text
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        })?;
        (!known.struck(&word.text)).then(|| value(Subject::Email, &word.text, Some(seq)))
    })
}

fn phone(known: Known<'_>) -> Option<Answer> {
    let read = entity(known, |one| match &one.fact {
        Fact::Phone { number } => Some(number.clone()),
        _ => None,
    });
    if let Some((number, entry)) = read {
        return Some(value(Subject::Phone, &number, Some(entry)));
    }
    let announced = [
        "phone",
        "number",
        "call",
        "reach",
        "mobile",
        "telefono",
        "telefon",
        "telephone",
        "telefone",
        "movil",
        "tel",
        "cell",
        "ring",
    ];
    known.sentences().find_map(|(seq, sentence)| {
        let words = &sentence.words;
        let said = words.iter().any(|word| announced.contains(&word.text.as_str()));
        words.iter().enumerate().find_map(|(at, first)| {
            let digits = |word: &Word| word.text.chars().filter(char::is_ascii_digit).count();
            let numeric = |word: &&Word| {
                word.text.chars().all(|c| c.is_ascii_digit() || "+-./()".contains(c))
            };
            let group: Vec<&Word> = words.iter().skip(at).take(6).take_while(numeric).collect();
            let count: usize = group.iter().map(|word| digits(word)).sum();
            let begins = first.text.starts_with(['+', '0']) || said;
            let text = sentence.text.get(first.start..group.last()?.end)?;
            let right = begins && (8..=15).contains(&count) && !known.struck(text);
            right.then(|| value(Subject::Phone, text, Some(seq)))
        })
    })
}

/// Whether a customer says what they want or need.
pub fn wants(sentence: &Sentence<'_>) -> bool {
    let words = [
        "need", "want", "like", "looking", "quiero", "necesito", "brauche", "mochte", "voudrais",
        "veux", "quero",
    ];
    has(sentence, Cue::Want)
        || sentence.words.iter().any(|word| words.contains(&word.text.as_str()))
}

const COINS: [&str; 17] = [
    "usd", "eur", "euro", "euros", "dollars", "dollar", "pounds", "pound", "gbp", "bucks", "reais",
    "pesos", "chf", "francs", "quid", "€", "$",
];

fn amount(known: Known<'_>) -> Option<Answer> {
    let written = |money: &Money| {
        let (whole, rest) = (money.hundredths / 100, (money.hundredths % 100).abs());
        format!("{whole}.{rest:02} {}", money.currency.code())
    };
    let mut found: Vec<(String, Seq)> = Vec::new();
    for one in &known.card.entities {
        let Fact::Amount { money } = &one.fact else { continue };
        if !known.struck(&one.text) && !known.struck(&written(money)) {
            found.push((written(money), one.entry));
        }
    }
    if found.is_empty() {
        for (seq, sentence) in known.sentences() {
            for (at, word) in sentence.words.iter().enumerate().filter(|(_, word)| word.figure) {
                let next = sentence.words.get(at + 1);
                let named = next.filter(|next| COINS.contains(&next.text.as_str()));
                let marked = word.text.contains(['$', '€', '£', '¥', '₹']);
                let glued = word.text.ends_with("eur") || word.text.ends_with("usd");
                if named.is_none() && !marked && !glued {
                    continue;
                }
                let end = named.map_or(word.end, |next| next.end);
                let text = sentence.text.get(word.start..end).unwrap_or_default();
                if !known.struck(text) {
                    found.push((text.to_owned(), seq));
                }
            }
        }
    }
    let entry = found.first()?.1;
    found.dedup_by(|a, b| a.0 == b.0);
    let all: Vec<String> = found.into_iter().take(3).map(|(text, _)| text).collect();
    Some(value(Subject::Amount, &all.join(", "), Some(entry)))
}

/// The day of what the question names: the order, the charge, the delivery.
pub fn date(known: Known<'_>, ask: &Ask, asking: &Sentence<'_>) -> Option<Answer> {
    // "To which date" is the date to come.
    let before = ask.start.checked_sub(1).and_then(|at| asking.words.get(at));
    let first = asking.words.get(ask.start);
    if [before, first].into_iter().flatten().any(|word| word.text == "to") {
        return None;
    }
    let part = asking.words.get(ask.start..ask.until).unwrap_or_default().to_vec();
    let part = Sentence::new("", part, true);
    let about: Vec<Cue> =
        [Cue::Order, Cue::Pay, Cue::Arrive].into_iter().filter(|cue| has(&part, *cue)).collect();
    let topic = Topic::of(&part.words);
    let mut dates: Vec<_> = known
        .sentences()
        .filter(|(_, sentence)| dated(sentence) && !known.struck(sentence.text))
        .collect();
    dates.sort_by_key(|(_, sentence)| std::cmp::Reverse(topic.shared(sentence.topic())));
    let said = dates
        .into_iter()
        .find(|(_, sentence)| about.is_empty() || about.iter().any(|cue| has(sentence, *cue)));
    if let Some((seq, sentence)) = said {
        return Some(quote(Subject::Date.label(), sentence.text, seq));
    }
    // A day that the card has and that no sentence gives another meaning.
    let one = known.card.entities.iter().rev().find(|one| matches!(one.fact, Fact::Date { .. }))?;
    let Fact::Date { day } = &one.fact else { return None };
    let elsewhere = known.sentences().any(|(seq, sentence)| {
        seq == one.entry
            && dated(sentence)
            && !about.is_empty()
            && [Cue::Order, Cue::Pay, Cue::Arrive].into_iter().any(|cue| has(sentence, cue))
    });
    (!elsewhere && !known.struck(&written_day(*day)))
        .then(|| value(Subject::Date, &written_day(*day), Some(one.entry)))
}

fn written_day(day: Day) -> String {
    match (day.year, day.day) {
        (Some(year), Some(of_month)) => format!("{year}-{:02}-{of_month:02}", day.month),
        (None, Some(of_month)) => format!("{:02}-{of_month:02}", day.month),
        (Some(year), None) => format!("{year}-{:02}", day.month),
        (None, None) => format!("month {}", day.month),
    }
}

/// Whether a sentence says when.
pub fn dated(sentence: &Sentence<'_>) -> bool {
    let written = |word: &Word| {
        let digits = word.text.chars().filter(char::is_ascii_digit).count();
        let marks = word.text.matches(['-', '/', '.']).count();
        let rest = word.text.len() - digits;
        (4..=8).contains(&digits) && marks == 2 && rest == 2
            || marks == 1 && rest == 1 && word.text.contains('/') && (2..=4).contains(&digits)
    };
    sentence.words.iter().any(written) || has(sentence, Cue::When)
}

fn product(known: Known<'_>) -> Option<Answer> {
    let read = entity(known, |one| match &one.fact {
        Fact::Product { name } => Some(name.clone()),
        _ => None,
    });
    if let Some((name, entry)) = read {
        return Some(value(Subject::Product, &name, Some(entry)));
    }
    known.sentences().find_map(|(seq, sentence)| {
        let named = every(sentence, Cue::Bought).into_iter().any(|hit| {
            let inside = sentence.words.get(hit.start + 1..hit.end).unwrap_or_default();
            let names = |word: &Word| {
                !is_weak(&word.text)
                    && !cues::generic(&word.text)
                    && !PLAIN.contains(&word.text.as_str())
            };
            inside.iter().any(names)
        });
        (named || branded(sentence))
            .then_some(())
            .filter(|()| !known.struck(sentence.text))
            .map(|()| quote(Subject::Product.label(), sentence.text, seq))
    })
}

/// Whether a sentence names a thing with a capital letter: "the Brightwell 300", "my Lumora lamp".
fn branded(sentence: &Sentence<'_>) -> bool {
    let before = ["the", "my", "our", "a", "an", "your", "this"];
    sentence.words.windows(3).any(|three| match three {
        [article, name, next] => {
            before.contains(&article.text.as_str())
                && name.capital
                && !name.figure
                && !names_day(&name.text)
                && !cues::generic(&name.text)
                && !is_weak(&name.text)
                && !PLANS.contains(&next.text.as_str())
                && (next.figure || !is_weak(&next.text))
        }
        _ => false,
    })
}

/// What a name with a capital letter before it is no product.
const PLANS: [&str; 6] = ["plan", "subscription", "tier", "package", "account", "page"];

/// Words of the phrases around a product's name.
const PLAIN: [&str; 24] = [
    "new",
    "old",
    "black",
    "white",
    "red",
    "blue",
    "green",
    "pair",
    "set",
    "stopped",
    "keeps",
    "arrived",
    "broke",
    "came",
    "ordered",
    "bought",
    "purchased",
    "received",
    "shows",
    "gekauft",
    "bestellt",
    "funktioniert",
    "startet",
    "geht",
];

fn plan(known: Known<'_>) -> Option<Answer> {
    let tier = known.card.customer.tier.as_deref().map(str::trim);
    if let Some(tier) = tier.filter(|tier| !tier.is_empty()) {
        return Some(value(Subject::Plan, tier, where_said(known, tier)));
    }
    known.sentences().find_map(|(seq, sentence)| {
        let found = has(sentence, Cue::Plan);
        found.then(|| quote(Subject::Plan.label(), sentence.text, seq))
    })
}

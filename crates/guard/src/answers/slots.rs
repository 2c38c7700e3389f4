//! Values: names, addresses, numbers, sums, days, products, pages, plans.

use std::cell::OnceCell;

use warmline_model::{Day, Entity, Fact, Money, Seq};

use super::cues::{self, Cue, every, find, has};
use super::{Answer, Known, MOST_CHARS, plain, quote};
use crate::asks::Ask;
use crate::figures::names_day;
use crate::subject::{Kind, Subject};
use crate::text::{Sentence, Word, shorten};
use crate::topic::Topic;
use crate::weak::is_weak;

/// The customer's answer to a question for a value.
pub fn answer(known: Known<'_>, subject: Subject) -> Option<Answer> {
    match subject {
        Subject::Name => name(known),
        Subject::Email => email(known),
        Subject::Phone => phone(known),
        Subject::Number(kind) => number(known, kind),
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

fn name(known: Known<'_>) -> Option<Answer> {
    let given = known.card.customer.name.as_deref().map(str::trim);
    if let Some(name) = given.filter(|name| !name.is_empty()) {
        return Some(value(Subject::Name, name, where_said(known, name)));
    }
    known.sentences().find_map(|(seq, sentence)| {
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

/// Words by what a number after them belongs to.
const KINDS: [(Kind, &[&str]); 7] = [
    (
        Kind::Order,
        &[
            "order",
            "orders",
            "pedido",
            "orden",
            "bestellung",
            "bestellnummer",
            "auftrag",
            "commande",
            "encomenda",
            "purchase",
            "compra",
            "ord",
        ],
    ),
    (
        Kind::Invoice,
        &[
            "invoice",
            "bill",
            "rechnung",
            "rechnungsnummer",
            "factura",
            "facture",
            "fatura",
            "receipt",
            "inv",
        ],
    ),
    (
        Kind::Ticket,
        &[
            "ticket",
            "case",
            "fall",
            "caso",
            "vorgang",
            "incidencia",
            "dossier",
            "complaint",
            "chamado",
            "tkt",
        ],
    ),
    (
        Kind::Tracking,
        &[
            "tracking",
            "seguimiento",
            "sendungsnummer",
            "suivi",
            "parcel",
            "rastreio",
            "shipment",
            "trackingnummer",
        ],
    ),
    (
        Kind::Booking,
        &["booking", "reservation", "reserva", "reservierung", "buchung", "buchungsnummer"],
    ),
    (
        Kind::Account,
        &[
            "account",
            "customer",
            "cliente",
            "client",
            "kundennummer",
            "member",
            "membership",
            "cuenta",
            "conta",
        ],
    ),
    (Kind::Serial, &["serial", "seriennummer", "serie", "sn"]),
];

/// What the number at a word belongs to, by the word that announces it.
fn kind_at(words: &[Word], at: usize) -> Option<Kind> {
    let kind =
        |text: &str| KINDS.iter().find(|(_, names)| names.contains(&text)).map(|(kind, _)| *kind);
    let own = words.get(at)?.text.split(|c: char| !c.is_alphabetic()).find_map(kind);
    own.or_else(|| {
        let before = words.get(at.saturating_sub(5)..at)?;
        before.iter().rev().find_map(|word| kind(&word.text))
    })
}

/// Whether a word could be the number of something.
fn code(word: &Word) -> bool {
    let digits = word.text.chars().filter(char::is_ascii_digit).count();
    let other = word.text.contains(['$', '€', '£', '%', '@', ':', ',']) || word.text.contains('.');
    let day = word.text.matches(['-', '/']).count() == 2
        && (6..=8).contains(&digits)
        && !word.text.contains(char::is_alphabetic);
    word.figure && !other && !day && (digits >= 3 || word.text.starts_with('#') && digits >= 1)
}

fn number(known: Known<'_>, asked: Kind) -> Option<Answer> {
    let mut found: Vec<(Option<Kind>, String, Seq)> = Vec::new();
    for (seq, sentence) in known.sentences() {
        for (at, word) in sentence.words.iter().enumerate().filter(|(_, word)| code(word)) {
            let written = sentence.text.get(word.start..word.end).unwrap_or_default();
            let marked = written.starts_with('#').then_some(Kind::Order);
            if let Some(kind) = kind_at(&sentence.words, at).or(marked) {
                found.push((Some(kind), written.trim_start_matches('#').to_owned(), seq));
            }
        }
    }
    for one in known.card.entities.iter().rev() {
        let Fact::OrderNumber { number } = &one.fact else { continue };
        if !found.iter().any(|(_, other, _)| plain(other).ends_with(&plain(number))) {
            found.push((None, number.clone(), one.entry));
        }
    }
    let fits = |kind: Option<Kind>| kind == Some(asked) || kind.is_none() && asked == Kind::Order;
    let mut right = found.into_iter().filter(|(kind, text, _)| fits(*kind) && !known.struck(text));
    let (_, first, entry) = right.next()?;
    let more: Vec<String> = right
        .map(|(_, text, _)| text)
        .filter(|text| plain(text) != plain(&first))
        .take(2)
        .collect();
    let all = std::iter::once(first).chain(more).collect::<Vec<_>>().join(", ");
    Some(value(Subject::Number(asked), &all, Some(entry)))
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
    let part = asking.words.get(ask.start..ask.until).unwrap_or_default().to_vec();
    let part = Sentence { text: "", words: part, question: true, cues: OnceCell::new() };
    let about: Vec<Cue> =
        [Cue::Order, Cue::Pay, Cue::Arrive].into_iter().filter(|cue| has(&part, *cue)).collect();
    let topic = Topic::of(&part.words);
    let mut dates: Vec<_> = known
        .sentences()
        .filter(|(_, sentence)| dated(sentence) && !known.struck(sentence.text))
        .collect();
    dates.sort_by_key(|(_, sentence)| std::cmp::Reverse(topic.shared(&Topic::of(&sentence.words))));
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

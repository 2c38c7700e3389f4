//! Numbers of orders, invoices and the like.

use warmline_model::{Fact, Seq};

use super::super::{Answer, Known, plain};
use super::value;
use crate::figures::iso_day;
use crate::subject::{Kind, Subject};
use crate::text::{Sentence, Word};
use crate::topic::Topic;

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
            "ordered",
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
    let day = iso_day(&word.text).is_some();
    let letters = word.text.chars().filter(char::is_ascii_alphabetic).count();
    let mixed = word.capital && letters > 1 && letters + digits > 4;
    word.figure
        && !other
        && !day
        && (digits >= 3 || mixed || word.text.starts_with('#') && digits >= 1)
}

/// The number of a kind that the word list does not have: "policy HH-20931-7" for the policy's number.
pub fn numbered(sentence: &Sentence<'_>, owners: &Topic) -> bool {
    let words = &sentence.words;
    owners.shared(sentence.topic()) == owners.len()
        && words.iter().enumerate().any(|(at, word)| {
            let before = words.get(at.saturating_sub(5)..at).unwrap_or_default();
            code(word) && before.iter().any(|word| owners.has(&word.text))
        })
}

pub fn number(known: Known<'_>, asked: Kind) -> Option<Answer> {
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
    if found.is_empty() && matches!(asked, Kind::Order | Kind::Booking) {
        // "Where's 300412? I ordered it last week." A single code that nothing announces is the order's.
        let ordered = known.sentences().any(|(_, sentence)| {
            sentence.words.iter().any(|word| KINDS[0].1.contains(&word.text.as_str()))
        });
        let codes = known
            .sentences()
            .flat_map(|(seq, sentence)| sentence.words.iter().map(move |word| (seq, word)));
        let alone = codes.filter(|(_, word)| {
            let mixed = word.capital && word.text.contains('-');
            code(word) && word.text.len() > 4 && (ordered && asked == Kind::Order || mixed)
        });
        let kind = Some(asked);
        found.extend(alone.map(|(seq, word)| (kind, word.text.to_uppercase(), seq)));
        found.dedup_by(|a, b| a.1 == b.1);
        if found.len() > 1 {
            found.clear();
        }
    }
    let several = found
        .iter()
        .any(|(_, text, _)| found.first().is_some_and(|one| plain(&one.1) != plain(text)));
    let any = asked == Kind::Any && !several;
    let parcel = asked == Kind::Order && !several;
    let fits = |kind: Option<Kind>| {
        any || kind == Some(asked)
            || kind.is_none() && asked == Kind::Order
            || parcel && kind == Some(Kind::Tracking)
    };
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

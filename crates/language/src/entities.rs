//! The facts of a message: sums of money, order numbers, addresses, telephone numbers, days, products.
//!
//! One pass over the words. At each place the most specific reading wins: a day before a sum, a sum before an order
//! number, that before a telephone number. Each reading looks at a bounded number of words.

mod codes;
mod dates;
mod money;
mod number;
mod products;

pub use products::Products;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::Message;
use crate::tokens::{Gap, Token};
use warmline_model::{Currency, Day, Fact, Language};

/// How a message is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Its language.
    pub language: Language,
    /// The site's currency: what a sum without one is in, and whether `$` is another dollar than the US one.
    pub currency: Currency,
    /// The day on which it was written, with its year; without one "yesterday" is no day.
    pub today: Day,
    /// The site's products.
    pub products: &'a Products,
}

/// A fact and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// As it was written.
    pub text: String,
    /// What it means.
    pub fact: Fact,
    /// The byte in the message at which it begins.
    pub start: usize,
}

/// The facts of a message, in the order in which they stand there.
pub fn facts(message: &Message<'_>, reading: &Reading<'_>) -> Vec<Read> {
    let (text, tokens) = (message.text(), message.tokens());
    let addresses = codes::addresses(text);
    let mut found: Vec<Found> = Vec::new();
    let mut address = addresses.iter().peekable();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        while address.next_if(|a| a.end <= token.start).is_some() {}
        if let Some(inside) = address.peek().filter(|a| a.start < token.end) {
            found.push((*inside).clone());
            at += tokens[at..].iter().take_while(|t| t.start < inside.end).count().max(1);
            address.next();
            continue;
        }
        if !may_begin(token, reading.language) && !may_be_a_code(text, token) {
            at += 1;
            continue;
        }
        let here = Here { text, tokens, at, reading };
        let here_found = dates::find(here)
            .or_else(|| money::find(here))
            .or_else(|| codes::order(here))
            .or_else(|| codes::phone(here))
            .or_else(|| money::without_currency(here));
        match here_found {
            Some(one) => {
                // A text without spaces can go on with another fact.
                let inside = |t: &&Token| t.start < one.end && !(t.unspaced && t.end > one.end);
                at += tokens[at..].iter().take_while(inside).count().max(1);
                found.push(one);
            }
            None => at += 1,
        }
    }
    found.extend(products::find(tokens, reading.products));
    // Where two overlap the longer one stays: the product "Galaxy 5" and not its number.
    found.sort_by(|a, b| (a.start, b.end).cmp(&(b.start, a.end)));
    let mut kept: Vec<Found> = Vec::new();
    for one in found {
        match kept.last_mut() {
            Some(last) if one.start < last.end => {
                if one.end - one.start > last.end - last.start {
                    *last = one;
                }
            }
            _ => kept.push(one),
        }
    }
    let read = |one: Found| {
        let text = text[one.start..one.end].to_owned();
        one.fact.map(|fact| Read { text, fact, start: one.start })
    };
    kept.into_iter().filter_map(read).collect()
}

/// What words say about the words beside them, as bits: `Role as u32`.
static ROLES: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
    let lists = [
        (Role::Order, codes::ORDERS),
        (Role::Parcel, codes::PARCELS),
        (Role::Label, codes::LABELS),
        (Role::Phone, codes::PHONES),
        (Role::Money, money::MONEY),
        (Role::BetweenMoney, money::BETWEEN),
        (Role::AfterMoney, money::AFTER),
        (Role::BeforeMonth, dates::BEFORE_MONTH),
    ];
    let mut roles: HashMap<&str, u32> = HashMap::new();
    for (role, words) in lists {
        for word in words.split_ascii_whitespace() {
            *roles.entry(word).or_default() |= role as u32;
        }
    }
    let beginnings =
        [dates::beginnings(), money::beginnings(), number::beginnings(), codes::beginnings()];
    for word in beginnings.into_iter().flatten() {
        *roles.entry(word).or_default() |= Role::Begins as u32;
    }
    roles
});

/// What a word says.
#[derive(Clone, Copy, Debug)]
enum Role {
    /// With it a fact can begin, or it stands before one.
    Begins = 1,
    /// The number of an order follows.
    Order = 2,
    /// The number of a parcel follows.
    Parcel = 4,
    /// "Number", and what else stands between such a word and the number.
    Label = 8,
    /// A telephone number follows.
    Phone = 16,
    /// A sum follows.
    Money = 32,
    /// It may stand between such a word and the sum.
    BetweenMoney = 64,
    /// It may stand after a sum without a currency.
    AfterMoney = 128,
    /// The word after it is a month.
    BeforeMonth = 256,
}

/// Whether a folded word has a role.
fn is(role: Role, word: &str) -> bool {
    ROLES.get(word).is_some_and(|roles| roles & role as u32 != 0)
}

/// Whether a fact can begin at a word: most words need no closer look.
fn may_begin(token: &Token, language: Language) -> bool {
    token.unspaced
        || language == Language::Ko && !token.text.is_ascii()
        || token.text.bytes().any(|c| c.is_ascii_digit())
        || is(Role::Begins, &token.text)
}

/// Whether capitals with a dash and a number after them stand here: "LM-6653".
fn may_be_a_code(text: &str, token: &Token) -> bool {
    let written = text.get(token.start..token.end).unwrap_or_default();
    let mut after = text.get(token.end..).unwrap_or_default().chars();
    written.len() <= 4
        && written.bytes().all(|c| c.is_ascii_uppercase())
        && after.next() == Some('-')
        && after.next().is_some_and(|c| c.is_ascii_digit())
}

/// A part of the message that was understood; without a fact where it is known to be none.
#[derive(Clone, Debug)]
struct Found {
    start: usize,
    end: usize,
    fact: Option<Fact>,
}

/// A place in a message: one of its words.
#[derive(Clone, Copy)]
struct Here<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    reading: &'a Reading<'a>,
}

impl<'a> Here<'a> {
    fn token(self) -> &'a Token {
        &self.tokens[self.at]
    }

    /// The word this many further.
    fn get(self, further: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + further)
    }

    /// The folded word this many further, if no sentence ends before it.
    fn word(self, further: usize) -> Option<&'a str> {
        let token = self.get(further)?;
        (further == 0 || token.before != Gap::Sentence).then_some(token.text.as_str())
    }

    /// The folded word this many before, if no sentence ends after it.
    fn back(self, by: usize) -> Option<&'a str> {
        let at = self.at.checked_sub(by)?;
        let same = self.tokens[at + 1..=self.at].iter().all(|t| t.before != Gap::Sentence);
        same.then(|| self.tokens[at].text.as_str())
    }

    /// What stands between the word this many further and the one after it.
    fn gap(self, further: usize) -> &'a str {
        match (self.get(further), self.get(further + 1)) {
            (Some(token), Some(next)) => &self.text[token.end..next.start],
            _ => "",
        }
    }

    /// The same at a word further on, if there is one.
    fn further(self, by: usize) -> Option<Self> {
        (self.at + by < self.tokens.len()).then_some(Self { at: self.at + by, ..self })
    }

    fn before(self) -> &'a str {
        &self.text[..self.token().start]
    }
}

/// Whether a list of words, separated by spaces, has a word.
fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|entry| entry == word)
}

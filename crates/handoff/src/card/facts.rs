//! Facts and names in the words of a sentence to a person.

use super::shorten;
use warmline_model::{Card, Day, Entity, Fact, Money};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// The longest name that is said, in characters.
const LONGEST_NAME: usize = 40;

/// The customer's name, where it can be said to them: one line of letters, and not over-long.
pub(crate) fn name(card: &Card) -> Option<String> {
    let name = card.customer.name.as_ref()?;
    let name = shorten(&name.chars().take(LONGEST_NAME * 4).collect::<String>(), LONGEST_NAME);
    let plain = |c: char| {
        c.is_alphabetic()
            || c.is_whitespace()
            || ".-_'\u{2019}\u{2026}".contains(c)
            || ('\u{0300}'..'\u{0370}').contains(&c)
            || ('\u{0900}'..'\u{0E80}').contains(&c)
    };
    (name.chars().any(char::is_alphabetic) && name.chars().all(plain)).then_some(name)
}

/// The one order number that was given; none where there are several.
pub(super) fn only_order(card: &Card) -> Option<(&Entity, &str)> {
    only(card, |entity| match &entity.fact {
        Fact::OrderNumber { number } => Some((entity, number.as_str())),
        _ => None,
    })
}

/// The one sum that was given.
pub(super) fn only_amount(card: &Card) -> Option<(&Entity, Money)> {
    only(card, |entity| match entity.fact {
        Fact::Amount { money } => Some((entity, money)),
        _ => None,
    })
}

/// The product that was named last.
pub(super) fn product(card: &Card) -> Option<&str> {
    card.entities.iter().rev().find_map(|entity| match &entity.fact {
        Fact::Product { name } => Some(name.as_str()),
        _ => None,
    })
}

fn only<'a, T>(card: &'a Card, of: impl Fn(&'a Entity) -> Option<T>) -> Option<T> {
    let mut all = card.entities.iter().filter_map(of);
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

/// A fact as it is said: "order 4711", "$49.00", "March 1". What reaches a person is left out.
pub(super) fn said(fact: &Fact) -> Option<String> {
    match fact {
        Fact::OrderNumber { number } => Some(format!("order {number}")),
        Fact::Amount { money } => Some(sum(*money)),
        Fact::Date { day } => date(*day),
        Fact::Product { name } => Some(name.clone()),
        Fact::Email { .. } | Fact::Phone { .. } => None,
    }
}

/// A sum with its sign where it has one of its own: "$49.00", "49.00 CHF".
pub(super) fn sum(money: Money) -> String {
    let (whole, rest) = (money.hundredths / 100, (money.hundredths % 100).abs());
    match money.currency.code() {
        "USD" => format!("${whole}.{rest:02}"),
        "EUR" => format!("€{whole}.{rest:02}"),
        "GBP" => format!("£{whole}.{rest:02}"),
        code => format!("{whole}.{rest:02} {code}"),
    }
}

fn date(day: Day) -> Option<String> {
    let month = MONTHS.get(usize::from(day.month).checked_sub(1)?)?;
    let of_month = day.day.map(|day| format!(" {day}")).unwrap_or_default();
    let year = day.year.map(|year| match day.day {
        Some(_) => format!(", {year}"),
        None => format!(" {year}"),
    });
    Some(format!("{month}{of_month}{}", year.unwrap_or_default()))
}

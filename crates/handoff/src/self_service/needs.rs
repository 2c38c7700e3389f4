//! What an action needs to know, read from a customer's words.

use crate::conversation::is_mail;
use serde::{Deserialize, Serialize};
use warmline_model::{Entity, Fact};

/// The longest number of an order, in characters.
const LONGEST_NUMBER: usize = 40;
/// A longer message tells something else than a number.
const LONGEST_ANSWER: usize = 6;

/// A fact that an action needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// The number of an order, a booking or an invoice.
    OrderNumber,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A day: `2026-11-30`, or `11-30` where no year was said.
    Date,
}

impl Need {
    /// What these facts of one message say of it, as it is sent; none: nothing.
    pub(crate) fn in_facts(self, entities: &[Entity]) -> Option<String> {
        entities.iter().rev().find_map(|entity| match (self, &entity.fact) {
            (Self::OrderNumber, Fact::OrderNumber { number }) => {
                Some(number.clone()).filter(|number| is_number(number))
            }
            (Self::Email, Fact::Email { address }) => {
                Some(address.clone()).filter(|address| is_mail(address))
            }
            (Self::Phone, Fact::Phone { number }) => Some(number.clone()),
            (Self::Date, Fact::Date { day }) => {
                let (month, of_month) = (day.month, day.day?);
                Some(match day.year {
                    Some(year) => format!("{year:04}-{month:02}-{of_month:02}"),
                    None => format!("{month:02}-{of_month:02}"),
                })
            }
            _ => None,
        })
    }

    /// The same, of the words of a message that answers a question for it.
    pub(crate) fn in_answer(self, text: &str, entities: &[Entity]) -> Option<String> {
        let bare = || {
            let words: Vec<&str> = text.split_whitespace().collect();
            let short = words.len() <= LONGEST_ANSWER && self == Self::OrderNumber;
            let trimmed = words
                .into_iter()
                .map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned());
            // One or two digits are the number of an option, or a count.
            let mut numbers = trimmed.filter(|word| word.len() > 2 && is_number(word));
            let first = numbers.next().filter(|_| short)?;
            // Two are not clear.
            numbers.next().is_none().then_some(first)
        };
        self.in_facts(entities).or_else(bare)
    }
}

/// Letters, digits and what stands between them, with a digit among them.
fn is_number(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_' | '.' | '#');
    (1..=LONGEST_NUMBER).contains(&text.len())
        && text.chars().all(plain)
        && text.contains(|c: char| c.is_ascii_digit())
}

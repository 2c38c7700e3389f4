//! Limits to letters that customers cause: whoever types a stranger's address has them written to a few times, and no more.
//!
//! Agents' words and alerts for whoever is on call are not counted: the first are written by people, the others have a
//! limit of their own.

use super::Delivery;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_handoff::desk::Change;
use warmline_model::{Happened, Millis, Timestamp};
use warmline_wire::write;

/// How many letters one address gets within an hour.
pub(super) const HOURLY: usize = 5;
/// And within a day.
pub(super) const DAILY: usize = 20;
/// How many a site sends within an hour, to all addresses.
pub(super) const HOURLY_OF_SITE: usize = 500;
/// And within a day.
pub(super) const DAILY_OF_SITE: usize = 5_000;
const HOUR: Millis = Millis::minutes(60);
const DAY: Millis = Millis::minutes(24 * 60);
/// Under which key an address's letters are stored.
pub(super) const LETTERS: &str = "letters/";

/// A letter that was let through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Counted {
    at: Timestamp,
    /// The delivery's name: the same one that arrives twice counts once.
    key: String,
}

/// The letters of the last day, by address.
#[derive(Debug, Default)]
pub(super) struct Letters {
    by_address: BTreeMap<String, Vec<Counted>>,
}

impl Letters {
    /// Takes a stored record back in.
    pub(super) fn restore(&mut self, address: &str, json: &str) -> Result<(), serde_json::Error> {
        self.by_address.insert(address.to_owned(), serde_json::from_str(json)?);
        Ok(())
    }

    /// Counts a delivery, where it is one that counts. Why it is over a limit, if it is; then it is not counted.
    pub(super) fn count(
        &mut self,
        now: Timestamp,
        delivery: &Delivery,
        records: &mut Vec<Change>,
    ) -> Option<String> {
        let address = counted_address(delivery)?;
        self.forget(now, records);
        let known = |counted: &Counted| counted.key == delivery.key;
        let to = self.by_address.get(&address).map_or(&[][..], Vec::as_slice);
        if to.iter().any(known) {
            return None;
        }
        if let Some(why) = self.over(now, to) {
            return Some(why);
        }
        let to = self.by_address.entry(address.clone()).or_default();
        to.push(Counted { at: now, key: delivery.key.clone() });
        records.push(Change { key: [LETTERS, &address].concat(), value: Some(write(to)) });
        None
    }

    fn over(&self, now: Timestamp, to: &[Counted]) -> Option<String> {
        let within = |span: Millis| move |counted: &&Counted| now - counted.at < span;
        let all = || self.by_address.values().flatten();
        let limit = |what: &str, most: usize, span: &str| {
            format!(
                "{what} {most} letters within {span}, as many as customers can cause. The letter was not sent; what \
                 was promised stands in the chat. Resend it if the customer asked for it."
            )
        };
        if to.iter().filter(within(HOUR)).count() >= HOURLY {
            return Some(limit("This address was sent", HOURLY, "an hour"));
        }
        if to.len() >= DAILY {
            return Some(limit("This address was sent", DAILY, "a day"));
        }
        if all().filter(within(HOUR)).count() >= HOURLY_OF_SITE {
            return Some(limit("Your site sent", HOURLY_OF_SITE, "an hour"));
        }
        let day = all().count() >= DAILY_OF_SITE;
        day.then(|| limit("Your site sent", DAILY_OF_SITE, "a day"))
    }

    /// What is older than a day counts no more, and nothing is later than now.
    fn forget(&mut self, now: Timestamp, records: &mut Vec<Change>) {
        for (address, counted) in &mut self.by_address {
            let before = counted.len();
            counted.iter_mut().for_each(|counted| counted.at = counted.at.min(now));
            counted.retain(|counted| now - counted.at < DAY);
            if counted.len() != before {
                let value = (!counted.is_empty()).then(|| write(counted));
                records.push(Change { key: [LETTERS, address].concat(), value });
            }
        }
        self.by_address.retain(|_, counted| !counted.is_empty());
    }
}

/// The address of a letter that a customer caused, written in one way: `Mia+x@shop.example` is Mia's as well.
fn counted_address(delivery: &Delivery) -> Option<String> {
    let letter = delivery.letter.as_ref().filter(|letter| !letter.by_agent)?;
    if delivery.to.is_some() || delivery.happened == Happened::OnCall {
        return None;
    }
    let to = letter.to.trim().to_lowercase();
    Some(match to.rsplit_once('@') {
        Some((name, domain)) => {
            let name = name.split('+').next().unwrap_or_default();
            format!("{name}@{domain}")
        }
        None => to.chars().filter(char::is_ascii_digit).collect(),
    })
}

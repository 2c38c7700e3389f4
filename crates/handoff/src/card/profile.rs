//! The card's part of what the site's systems know.

use super::follow;
use crate::sources::SourceAnswer;
use warmline_model::{Card, Customer, Day, Fact, ProfileFact, ProfileField};

/// How many facts of the site's systems the card has.
const MAX_PROFILE: usize = 40;
/// The shortest part of an order's number that tells orders apart, in characters.
const SHORTEST_NUMBER: usize = 3;

/// The site told who the customer is. What its systems know of somebody else is let go.
pub(crate) fn known(card: &mut Card, customer: Customer) {
    let before = &card.customer;
    if (&before.id, &before.email) != (&customer.id, &customer.email) {
        card.profile.clear();
        card.looked_up.clear();
    }
    card.customer = customer;
    fill(card);
    follow(card);
}

/// A bot told what it knows, in place of what it told before.
pub(crate) fn told_by_bot(card: &mut Card, facts: impl Iterator<Item = ProfileFact>) {
    card.profile.retain(|fact| fact.source != ProfileFact::BOT);
    let others = std::mem::take(&mut card.profile);
    card.profile = facts.chain(others).take(MAX_PROFILE).collect();
    follow(card);
}

/// The site's systems were asked: this is all that they say, in place of what they said before.
pub(crate) fn looked_up(card: &mut Card, answers: Vec<SourceAnswer>) {
    card.profile.retain(|fact| fact.source == ProfileFact::BOT || is_action(&fact.source));
    card.looked_up.retain(|look_up| is_action(&look_up.source));
    for SourceAnswer { look_up, facts } in answers {
        card.looked_up.push(look_up);
        card.profile.extend(facts);
    }
    card.profile.truncate(MAX_PROFILE);
    fill(card);
    follow(card);
}

/// The customer had something done by themselves: what came of it, in place of what came of the same before.
pub(crate) fn served(card: &mut Card, answer: SourceAnswer) {
    let SourceAnswer { look_up, facts } = answer;
    card.profile.retain(|fact| fact.source != look_up.source);
    card.looked_up.retain(|known| known.source != look_up.source);
    card.looked_up.push(look_up);
    let others = std::mem::take(&mut card.profile);
    card.profile = facts.into_iter().chain(others).take(MAX_PROFILE).collect();
    follow(card);
}

fn is_action(source: &str) -> bool {
    source.starts_with(ProfileFact::SELF_SERVICE)
}

/// What the site did not say of a customer whom it vouched for is taken from its systems.
fn fill(card: &mut Card) {
    if !card.customer.verified {
        return;
    }
    let typed = |source: &str| card.looked_up.iter().any(|l| l.source == source && l.unverified);
    let first = |field: ProfileField| {
        let mut facts = card.profile.iter().filter(|f| f.field == field && !typed(&f.source));
        facts.next().map(|fact| fact.value.clone())
    };
    let [name, phone, plan, since] =
        [ProfileField::Name, ProfileField::Phone, ProfileField::Plan, ProfileField::Since]
            .map(first);
    let customer = &mut card.customer;
    customer.name = customer.name.take().or(name);
    customer.phone = customer.phone.take().or(phone);
    customer.tier = customer.tier.take().or(plan);
    customer.since = customer.since.or_else(|| day(&since?));
}

/// `2019-05-01`, with or without a time behind it, `2019-05` or `2019`.
fn day(text: &str) -> Option<Day> {
    let date = text.split(['T', ' ']).next()?;
    let mut parts = date.split('-');
    let year: i32 = parts.next()?.parse().ok().filter(|year| (1900..=9999).contains(year))?;
    let mut next = |most: u8| match parts.next().map(str::parse::<u8>) {
        None => Some(None),
        Some(Ok(number)) if (1..=most).contains(&number) => Some(Some(number)),
        Some(_) => None,
    };
    let (month, day) = (next(12)?, next(31)?);
    Some(Day { year: Some(year), month: month?, day })
}

/// Puts the orders first that the customer's own words name: by their number, or by what is in them.
pub(super) fn ask_about(card: &mut Card) {
    let Card { entities, profile, .. } = card;
    let named = |value: &str| {
        let value = value.to_lowercase();
        let words = || value.split(|c: char| !c.is_alphanumeric() && c != '-');
        entities.iter().any(|entity| match &entity.fact {
            Fact::OrderNumber { number } => {
                let number = number.trim_start_matches('#').to_lowercase();
                let long = number.chars().count() >= SHORTEST_NUMBER;
                long && words().any(|word| word == number)
            }
            Fact::Product { name } => value.contains(&name.to_lowercase()),
            Fact::Amount { .. } | Fact::Date { .. } | Fact::Email { .. } | Fact::Phone { .. } => {
                false
            }
        })
    };
    for fact in profile.iter_mut() {
        fact.asked_about = fact.field == ProfileField::Order && named(&fact.value);
    }
    profile.sort_by_key(|fact: &ProfileFact| !fact.asked_about);
}

//! The guard: a model's sentence is shown only if the cited articles bear it out and it promises nothing.

mod grounds;
mod links;
mod numbers;
mod promises;

pub(crate) use grounds::{Grounds, Overlap};

/// Why a model's text is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It announces a person, a call or a transfer.
    Handoff,
    /// It says that something was done or will be done for the customer.
    Action,
    /// It has a word of time ("tomorrow", "Monday") that is in none of the cited articles.
    Time,
    /// It asks for, or speaks of, what nobody should write into a chat (a card number), and none of the cited articles
    /// does.
    Secret,
    /// It has a number, an amount or a date that is in none of the cited articles.
    Number,
    /// It has a link, an e-mail address or a telephone number that is in none of the cited articles.
    Link,
    /// Most of its words are in none of the cited articles.
    Ungrounded,
    /// It cites nothing.
    Uncited,
    /// It is too long.
    TooLong,
}

/// Checks one sentence against the articles it may draw from; how much of it they contain is judged by the caller.
///
/// # Errors
/// Why it is not to be shown.
pub(crate) fn check(sentence: &str, grounds: &Grounds) -> Result<Overlap, Reason> {
    let overlap = grounds.overlap(sentence);
    // What an article says word for word is what would be said without a model, too.
    if grounds.quotes(sentence) {
        return Ok(overlap);
    }
    if !links::links(sentence).all(|link| grounds.has_link(&link)) {
        return Err(Reason::Link);
    }
    if let Some(reason) = promises::promise(sentence) {
        return Err(reason);
    }
    if !numbers::numbers(sentence).iter().all(|number| grounds.has_number(number)) {
        return Err(Reason::Number);
    }
    if let Some((reason, _)) = promises::terms(sentence).find(|term| !grounds.has_term(term)) {
        return Err(reason);
    }
    if overlap.poor() {
        return Err(Reason::Ungrounded);
    }
    Ok(overlap)
}

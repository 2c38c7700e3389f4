//! What settled a matter, for whoever has one like it.

use crate::card::shorten;
use warmline_model::{Author, Body, Entry};

/// How many of an agent's last messages are looked at, besides the closing words.
const LAST: usize = 3;
/// Shorter ones settle nothing: "You are welcome".
const LEAST: usize = 20;
/// How much of it is told, in characters.
const TOLD: usize = 200;

/// The words that settled a conversation which was closed as solved: of an agent's last three messages before
/// the closing words, the longest, for what is polite is short. `log`: its newest entries, oldest first.
pub fn helped(log: &[Entry]) -> Option<String> {
    let said = log.iter().rev().filter_map(|entry| match (&entry.author, &entry.body) {
        (Author::Agent { .. }, Body::Text { text, .. }) => Some(text.as_str()),
        _ => None,
    });
    let longest = said.skip(1).take(LAST).max_by_key(|text| text.chars().count())?;
    (longest.chars().count() >= LEAST).then(|| shorten(longest, TOLD))
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::{AgentId, Seq, Timestamp};

    #[test]
    fn what_settled_it_is_the_longest_of_the_last_words_before_the_closing_ones() {
        let ana = Author::Agent { id: AgentId::new("ana").expect("an id"), name: "Ana".into() };
        let entry = |(n, (author, text)): (usize, (&Author, &str))| Entry {
            seq: Seq(n as u64 + 1),
            at: Timestamp(0),
            author: author.clone(),
            body: Body::words(text),
            client_id: None,
        };
        let log = |said: &[(&Author, &str)]| -> Vec<Entry> {
            said.iter().copied().enumerate().map(entry).collect()
        };
        let told = helped(&log(&[
            (&ana, "Hello, I am Ana, and I have read all that you wrote to the assistant."),
            (&ana, "I have looked it up: the parcel is in the depot."),
            (&Author::Visitor, "And now?"),
            (&ana, "I had it sent again, it is with you on Monday."),
            (&ana, "You are welcome!"),
            (&ana, "Glad that we could get that resolved. Come back any time."),
        ]));
        assert_eq!(told.as_deref(), Some("I have looked it up: the parcel is in the depot."));
        assert_eq!(helped(&log(&[(&ana, "Glad that we could get that resolved.")])), None);
        assert_eq!(helped(&log(&[(&ana, "Sure."), (&ana, "Bye now.")])), None);
        assert_eq!(helped(&[]), None);
    }
}

//! A customer's sentence, told by somebody else: "I was charged" becomes "they were charged".

use super::reply::has;
use warmline_language::{Message, is_opener, resolved, small_talk, tokens};
use warmline_model::Language;

/// Who is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    /// The customer, to the customer: "you were charged".
    You,
    /// The customer, to an agent: "they were charged".
    They,
}

/// What a sentence of a customer's does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// "they were charged twice".
    Says(String),
    /// "how to change their address", "whether they can return it".
    Asks(String),
    /// "cancel their order".
    Requests(String),
    /// In their own words: what can't be told otherwise.
    Quoted(String),
}

/// First words of statements that can be told.
const STATEMENTS: [&str; 26] = [
    "i", "i'm", "i've", "i'd", "im", "ive", "my", "we", "we're", "we've", "our", "the", "a", "an",
    "there", "it", "it's", "this", "these", "someone", "somebody", "nobody", "one", "two", "both",
    "both",
];
/// What is asked for after "please" or "can you".
const REQUESTS: [&str; 30] = [
    "cancel", "change", "send", "resend", "refund", "replace", "fix", "check", "help", "tell",
    "explain", "update", "move", "delete", "remove", "add", "switch", "stop", "close", "ship",
    "return", "reset", "unlock", "correct", "look", "find", "give", "make", "call", "repair",
];
const GREETINGS: [&str; 24] = [
    "hi",
    "hello",
    "hey",
    "hiya",
    "hi there",
    "hello there",
    "hey there",
    "good morning",
    "good afternoon",
    "good evening",
    "ok",
    "okay",
    "so",
    "well",
    "guten tag",
    "hallo",
    "hola",
    "buenas",
    "buenos días",
    "bonjour",
    "bonsoir",
    "olá",
    "bom dia",
    "boa tarde",
];

/// A message without greeting and thanks.
pub(super) fn core(text: &str) -> &str {
    without_thanks(without_greeting(text))
}

/// A message, told of a person, in at most so many characters.
/// `wish` is a part of it that is to be told in any case; it may be empty.
pub(crate) fn told(
    text: &str,
    wish: &str,
    language: Language,
    person: Person,
    longest: usize,
) -> Told {
    let gist = gist(text, wish, longest);
    let quoted = || Told::Quoted(gist.clone());
    if language != Language::En {
        return quoted();
    }
    let all = telling_sentences(text);
    let Some(first) = all.first() else { return quoted() };
    // What is asked after a few words of how it came to it is the matter.
    let asks_later = all.iter().skip(1).any(|sentence| sentence.ends_with('?'));
    let wants_later = !wish.is_empty() && !first.contains(wish) && gist.contains(wish);
    if wants_later || asks_later && !first.ends_with('?') && gist.contains('?') {
        return quoted();
    }
    match one(first, person) {
        Some(Told::Says(s)) if s.chars().count() <= longest => Told::Says(s),
        Some(Told::Asks(s)) if s.chars().count() <= longest => Told::Asks(s),
        Some(Told::Requests(s)) if s.chars().count() <= longest => Told::Requests(s),
        _ => quoted(),
    }
}

/// What a message is about, in its own words and at most so many characters: without greeting and thanks, whole
/// sentences where they fit, and of several first what has the wish, what tells, and what asks.
pub(crate) fn gist(text: &str, wish: &str, longest: usize) -> String {
    let mut all = telling_sentences(text);
    if let Some(first) = all.first_mut() {
        *first = without_turn(first);
    }
    let length = |sentences: &[&str]| sentences.join(" ").chars().count();
    if length(&all) <= longest {
        return clip(&all.join(" "), longest);
    }
    let asks = |sentence: &&&str| {
        sentence.ends_with(['?', '\u{FF1F}', '\u{061F}']) && sentence.split_whitespace().count() > 4
    };
    let has_wish = |sentence: &&&str| !wish.is_empty() && sentence.contains(wish);
    let wished = all.iter().find(has_wish).into_iter();
    let order = wished.chain(all.first()).chain(all.iter().find(asks)).chain(&all);
    let order: Vec<&str> = order.copied().collect();
    // What says most is cut rather than left out.
    if let Some(first) = order.first().filter(|first| first.chars().count() > longest) {
        return clip(first, longest);
    }
    let mut kept: Vec<&str> = Vec::new();
    for sentence in order {
        let mut with = kept.clone();
        with.push(sentence);
        if !kept.contains(&sentence) && length(&with) <= longest {
            kept = all.iter().copied().filter(|one| with.contains(one)).collect();
        }
    }
    match kept.is_empty() {
        true => clip(&all.join(" "), longest),
        false => clip(&kept.join(" "), longest),
    }
}

/// A sentence without the words that only say that something else comes now: "one more thing, ".
fn without_turn(sentence: &str) -> &str {
    match sentence.split_once([',', ':']) {
        Some((lead, rest))
            if lead.split_whitespace().count() <= 4
                && rest.split_whitespace().count() >= 3
                && (has(lead, "switch") || lead.eq_ignore_ascii_case("now")) =>
        {
            rest.trim_start()
        }
        _ => sentence,
    }
}

/// The sentences of a message that tell what it is about; all, where none does.
fn telling_sentences(text: &str) -> Vec<&str> {
    let all = sentences(core(text));
    let empty = |sentence: &&&str| {
        let message = Message::read(**sentence);
        let polite = message.words() <= 8
            && !sentence.ends_with('?')
            && ["good", "settled", "thanks"].iter().any(|class| has(sentence, class));
        let turns = message.words() <= 8 && !sentence.ends_with('?') && has(sentence, "switch");
        polite
            || turns
            || sentence.contains("hope you")
            || small_talk(&message).is_some()
            || is_opener(&message)
    };
    let telling: Vec<&str> = all.iter().filter(|sentence| !empty(sentence)).copied().collect();
    let enough = telling.iter().any(|sentence| sentence.split_whitespace().count() >= 2);
    if enough { telling } else { all }
}

/// The first characters of a text on one line, to the end of a word, with an ellipsis where something was left out.
pub(crate) fn clip(text: &str, longest: usize) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    let word = cut.rfind(' ').filter(|at| *at * 2 > cut.len());
    let cut = word.and_then(|at| cut.get(..at)).unwrap_or(&cut);
    let cut = cut.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ']');
    format!("{cut}\u{2026}")
}

/// One sentence, where its form is known.
fn one(sentence: &str, person: Person) -> Option<Told> {
    let plain = sentence.trim_end_matches(['.', '!', '?', ',', ' ']);
    let lower = plain.to_lowercase().replace('\u{2019}', "'");
    if lower.len() != plain.len() || lower.split_whitespace().count() < 2 {
        return None;
    }
    let rest = |lead: &str| -> Option<&str> {
        lower.strip_prefix(lead).filter(|rest| rest.starts_with(' '))?;
        plain.get(lead.len()..).map(str::trim)
    };
    let they = match person {
        Person::You => "you",
        Person::They => "they",
    };
    for lead in ["how do i", "how can i", "how do we", "how can we", "how to"] {
        if let Some(rest) = rest(lead) {
            return Some(Told::Asks(format!("how to {}", shift(rest, person)?)));
        }
    }
    for lead in ["can i", "could i", "may i", "can we", "could we"] {
        if let Some(rest) = rest(lead) {
            return Some(Told::Asks(format!("whether {they} can {}", shift(rest, person)?)));
        }
    }
    for lead in ["where is my", "where's my", "wheres my"] {
        if let Some(rest) = rest(lead).filter(|rest| rest.split_whitespace().count() <= 4) {
            let their = if person == Person::You { "your" } else { "their" };
            return Some(Told::Asks(format!("where {their} {} is", shift(rest, person)?)));
        }
    }
    let bare = ["can you please", "could you please", "can you", "could you", "please"];
    let request = bare
        .into_iter()
        .find_map(rest)
        .or_else(|| Some(plain).filter(|_| !sentence.ends_with('?')));
    if let Some(request) = request
        && let Some(verb) = request.split_whitespace().next()
        && REQUESTS.contains(&verb.to_lowercase().as_str())
    {
        let request = request.trim_end_matches(" please").trim_end_matches(" pls");
        return Some(Told::Requests(lower_first(&shift(request, person)?)));
    }
    let first = lower.split_whitespace().next()?;
    if sentence.ends_with('?') || !STATEMENTS.contains(&first.trim_end_matches(',')) {
        return None;
    }
    Some(Told::Says(lower_first(&shift(plain, person)?)))
}

/// A text with its persons changed; none where "you" would be two at once.
fn shift(text: &str, person: Person) -> Option<String> {
    let to = |you: &'static str, they: &'static str| match person {
        Person::You => you,
        Person::They => they,
    };
    let mut out: Vec<String> = Vec::new();
    let mut after_i = false;
    for word in text.split_whitespace() {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        let low = core.to_lowercase().replace('\u{2019}', "'");
        if person == Person::You
            && matches!(low.as_str(), "you" | "your" | "yours" | "you're" | "you've")
        {
            return None;
        }
        // "US" is a country, and "IT" a trade.
        let shouted = core.len() > 1 && core.chars().all(char::is_uppercase);
        let new = match low.as_str() {
            _ if shouted => None,
            "i" | "we" => Some(to("you", "they")),
            "i'm" | "im" | "we're" => Some(to("you are", "they are")),
            "i've" | "ive" | "we've" => Some(to("you have", "they have")),
            "i'd" | "we'd" => Some(to("you'd", "they'd")),
            "i'll" | "we'll" => Some(to("you'll", "they'll")),
            "my" | "our" => Some(to("your", "their")),
            "mine" | "ours" => Some(to("yours", "theirs")),
            "me" | "us" => Some(to("you", "them")),
            "myself" | "ourselves" => Some(to("yourself", "themselves")),
            "am" => Some("are"),
            "was" if after_i => Some("were"),
            "wasn't" | "wasnt" if after_i => Some("weren't"),
            _ => None,
        };
        after_i = matches!(low.as_str(), "i" | "we")
            || after_i && matches!(low.as_str(), "just" | "also" | "only");
        out.push(match new {
            Some(new) => word.replacen(core, new, 1),
            None => word.to_owned(),
        });
    }
    Some(out.join(" "))
}

/// With a small first letter, where the word is not a name.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let rest_is_small =
        text.chars().skip(1).take_while(|c| c.is_alphanumeric()).all(|c| !c.is_uppercase());
    match letters.next() {
        Some(first) if rest_is_small => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// The sentences of a text that say something. A dot inside a number or a word ends none.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let ends = matches!(c, '.' | '!' | '?')
            && letters.peek().is_none_or(|(_, next)| next.is_whitespace())
            && !(c == '.' && counts_a_day(text.get(start..at).unwrap_or_default()));
        if ends || c == '\n' {
            let end = at + c.len_utf8();
            out.push(text.get(start..end).unwrap_or_default().trim());
            start = end;
        }
    }
    out.push(text.get(start..).unwrap_or_default().trim());
    out.retain(|sentence| sentence.chars().any(char::is_alphanumeric));
    out
}

/// Whether what stands before a dot is a number of a day: "am 9. Mai".
fn counts_a_day(before: &str) -> bool {
    let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
    let rest = before.chars().rev().nth(digits);
    (1..=2).contains(&digits) && rest.is_some_and(char::is_whitespace)
}

/// A message without the greeting before it.
fn without_greeting(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..2 {
        let lower = text.to_lowercase();
        let greeting = GREETINGS.iter().filter(|greeting| {
            lower
                .strip_prefix(**greeting)
                .is_some_and(|rest| rest.starts_with([',', '!', '.', ':', ' ', '-']))
        });
        let Some(length) = greeting.map(|greeting| greeting.len()).max() else { break };
        // In lower case a letter may be of another length.
        let Some(rest) = text.get(length..) else { break };
        let rest = rest.trim_start_matches([',', '!', '.', ':', '-', ' ', '\n']);
        // "So slow", "well made": without a mark it may not be a greeting.
        let marked = text.get(length..).is_some_and(|rest| rest.starts_with([',', '!', '.', ':']));
        if rest.split_whitespace().count() < 2
            || !marked && length <= 4 && !lower.starts_with("hi") && !lower.starts_with("hey")
        {
            break;
        }
        text = rest;
    }
    text
}

/// A message without a first sentence that only thanks or says that something helped.
fn without_thanks(text: &str) -> &str {
    let Some(first) = sentences(text).into_iter().next() else { return text };
    let message = Message::read(first);
    let thanks = tokens(first).iter().any(|word| {
        let polite = ["thank", "thx", "cheers", "danke", "merci", "gracias", "obrigad"];
        polite.iter().any(|stem| word.starts_with(stem))
    });
    let only =
        small_talk(&message).is_some() || resolved(&message) || thanks && message.words() <= 10;
    let rest = text.find(first).and_then(|at| text.get(at + first.len()..)).unwrap_or_default();
    if only && rest.split_whitespace().count() >= 3 { rest.trim_start() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_told_of_another_person_or_quoted() {
        let they = |text| told(text, "", Language::En, Person::They, 120);
        let says = |text: &str| Told::Says(text.into());
        assert_eq!(
            they("Hi, I was charged twice for order 4711."),
            says("they were charged twice for order 4711")
        );
        assert_eq!(
            they("My tent leaks and I'm soaked"),
            says("their tent leaks and they are soaked")
        );
        assert_eq!(
            they("How do I reset my password?"),
            Told::Asks("how to reset their password".into())
        );
        assert_eq!(
            they("Can I return a tent I used once?"),
            Told::Asks("whether they can return a tent they used once".into())
        );
        assert_eq!(they("Where is my order 4711?"), Told::Asks("where their order 4711 is".into()));
        assert_eq!(
            they("Please cancel my order 83-5561"),
            Told::Requests("cancel their order 83-5561".into())
        );
        assert_eq!(they("We are in the US"), says("they are in the US"));
        assert_eq!(they("Is the tent waterproof?"), Told::Quoted("Is the tent waterproof?".into()));
        assert_eq!(they("bought a tent"), Told::Quoted("bought a tent".into()));
        let you = |text| told(text, "", Language::En, Person::You, 120);
        assert_eq!(you("I was charged twice"), says("you were charged twice"));
        assert_eq!(
            you("I think you charged me twice"),
            Told::Quoted("I think you charged me twice".into())
        );
        for odd in ["", " ", "?", "İİİ", "I", "hi", "Hi, ", "…"] {
            let _ = they(odd);
        }
    }
}

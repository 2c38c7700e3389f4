//! A customer's sentence, told by somebody else: "I was charged" becomes "they were charged".

use super::shorten;
use warmline_language::{Message, resolved, small_talk, tokens};
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

/// Words of the customer's, told of them to an agent, as far as that is possible.
pub(super) fn they(words: &str) -> Option<String> {
    Some(lower_first(&shift(words, Person::They)?))
}

/// A message, told of a person, in at most so many characters.
pub(crate) fn told(text: &str, language: Language, person: Person, longest: usize) -> Told {
    let text = core(text);
    let quoted = || Told::Quoted(shorten(text, longest));
    if language != Language::En {
        return quoted();
    }
    let sentences = sentences(text);
    let Some(first) = sentences.first() else { return quoted() };
    // A short first sentence says little by itself.
    let enough = sentences.len() == 1 || first.split_whitespace().count() >= 6;
    if !enough {
        return quoted();
    }
    let told = one(first, person);
    match told {
        Some(Told::Says(s)) if s.chars().count() <= longest => Told::Says(s),
        Some(Told::Asks(s)) if s.chars().count() <= longest => Told::Asks(s),
        Some(Told::Requests(s)) if s.chars().count() <= longest => Told::Requests(s),
        _ => quoted(),
    }
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
            && letters.peek().is_none_or(|(_, next)| next.is_whitespace());
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
        let they = |text| told(text, Language::En, Person::They, 120);
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
        let you = |text| told(text, Language::En, Person::You, 120);
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

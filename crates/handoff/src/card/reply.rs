//! How a customer's reply leaves the answer before it: it helped, it did not, they ask on, or it is open.
//!
//! A small linear model over what can be said of any reply (docs/models/replies.md). Its weights are a table of named
//! features that a person can read, made by `cargo xtask train`.

use super::matter::{same_word, telling};
use super::speech::sentences;
use std::collections::HashMap;
use std::sync::LazyLock;
use warmline_language::{
    Heard, Message, SmallTalk, Turn, dissatisfaction, negativity, praises, resolved, signals,
    small_talk, tokens, tone, wishes, yes_or_no,
};
use warmline_model::{Outcome, Signal};

/// The outcomes that a reply is read for, in the order of the table's columns.
pub const OUTCOMES: [Outcome; 4] =
    [Outcome::Accepted, Outcome::Declined, Outcome::AskedFurther, Outcome::Unanswered];
/// How much surer it must be that an answer helped: what is settled is looked at no more.
const CARE: f32 = 0.4;
/// From here on a first sentence by itself says that the answer helped, in log-odds.
const PLAIN_LEAD: f32 = 1.0;
/// The table's weights are hundredths.
const UNIT: f32 = 100.0;
/// How much of a reply is read, in words.
const MOST_WORDS: usize = 60;
/// How many words are looked at one by one: what comes later may be another matter.
const FIRST_WORDS: usize = 30;
/// Words are cut to so many letters, so that their endings don't matter.
const STEM: usize = 6;

/// A reply with what it replies to.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// What the customer came with; empty where it is not known.
    pub question: &'a str,
    /// What the bot said last.
    pub answer: &'a str,
    /// What the customer says to it.
    pub text: &'a str,
}

/// What a reply was read as, and by how far, in log-odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The likeliest outcome.
    pub outcome: Outcome,
    /// How much likelier than the next one.
    pub margin: f32,
}

/// A table of weights: for each feature one per outcome.
pub type Table = HashMap<String, [f32; OUTCOMES.len()]>;

static TABLE: LazyLock<Table> = LazyLock::new(|| table(include_str!("reply/reply.weights")));

/// Reads a table: a line for each feature, its name and a weight in hundredths per outcome.
pub fn table(text: &str) -> Table {
    let line = |line: &str| {
        let mut parts = line.split('\t');
        let name = parts.next()?.to_owned();
        let mut weights = [0.0; OUTCOMES.len()];
        for weight in &mut weights {
            *weight = parts.next()?.parse::<f32>().ok()? / UNIT;
        }
        Some((name, weights))
    };
    text.lines().filter_map(line).collect()
}

/// Reads a reply.
pub fn read(reply: Reply<'_>) -> Reading {
    read_with(&TABLE, reply)
}

/// The same with another table: for measuring.
pub fn read_with(table: &Table, reply: Reply<'_>) -> Reading {
    let whole = score(table, reply);
    let Some((lead, rest)) = lead(reply.text) else { return whole };
    // Who begins by saying that it helped, and goes on with something else, was helped.
    let lead = score(table, Reply { text: lead, ..reply });
    let taken = lead.outcome == Outcome::Accepted && lead.margin >= PLAIN_LEAD;
    let turns = tokens(rest).iter().take(2).any(|word| {
        ["but", "yet", "still", "only", "aber", "nur", "pero", "mas", "mais", "ma", "maar"]
            .contains(&word.as_str())
    });
    let in_vain = turns && has(rest, "vain");
    if taken && !in_vain && !speaks_against(rest) { lead } else { whole }
}

/// The first sentence and what comes after it; none where there is one sentence only, or the first only thanks.
fn lead(text: &str) -> Option<(&str, &str)> {
    let all = sentences(text);
    let [first, _, ..] = all[..] else { return None };
    let after = text.find(first)? + first.len();
    let thanks = small_talk(&Message::read(first)) == Some(SmallTalk::Thanks);
    (!thanks).then_some((first, text.get(after..)?))
}

/// Whether a part of a message asks without a mark: "sweet and does my rank reset".
pub(super) fn asks_within(text: &str) -> bool {
    let words = tokens(text);
    let is = |word: &String, list: &str| list.split(' ').any(|one| one == word);
    words.first().is_some_and(|word| is(word, AUXILIARIES))
        || words.windows(2).any(|pair| {
            let [lead, next] = pair else { return false };
            is(lead, "and but so or und aber y pero et mais e mas ma en maar")
                && is(next, AUXILIARIES)
        })
}

/// Whether the rest of a reply takes back what it began with.
fn speaks_against(rest: &str) -> bool {
    let message = Message::read(rest);
    let tone = tone(&message);
    let failed = |heard: &Heard| matches!(heard.signal, Signal::StillThere | Signal::Curt);
    let glad = || ["good", "thanks", "settled"].iter().any(|class| has(rest, class));
    let shouts = tone.exclaims && !tone.warm && !glad();
    shouts || tone.heat > 0 || tone.contradicts || signals(&message).iter().any(failed)
}

fn score(table: &Table, reply: Reply<'_>) -> Reading {
    let mut scores = [0.0_f32; OUTCOMES.len()];
    for (name, value) in features(reply) {
        let Some(weights) = table.get(&name) else { continue };
        for (score, weight) in scores.iter_mut().zip(weights) {
            *score += weight * value;
        }
    }
    scores[0] -= CARE;
    if speaks_against(reply.text) {
        scores[0] = f32::MIN / 4.0;
    }
    let mut best = Reading { outcome: Outcome::AskedFurther, margin: f32::MIN };
    for (at, (outcome, score)) in OUTCOMES.into_iter().zip(scores).enumerate() {
        let others = scores.iter().enumerate().filter(|(other, _)| *other != at);
        let next = others.map(|(_, score)| *score).fold(f32::MIN, f32::max);
        if score - next > best.margin {
            best = Reading { outcome, margin: score - next };
        }
    }
    best
}

/// The classes of words that replies are made of, each with its words, folded and with a space before each.
static CLASSES: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let mut classes: Vec<(String, Vec<String>)> = Vec::new();
    for line in include_str!("reply/reply.words").lines().filter(|line| !line.starts_with('#')) {
        let Some((class, words)) = line.split_once(": ") else { continue };
        let words = words.split(", ").map(|word| {
            let open = word.ends_with('*');
            let folded = folded(word.trim_end_matches('*'));
            if open { folded.trim_end().to_owned() } else { folded }
        });
        let words = words.filter(|word| word.len() > 2);
        match classes.iter_mut().find(|(known, _)| known == class) {
            Some((_, known)) => known.extend(words),
            None => classes.push((class.to_owned(), words.collect())),
        }
    }
    classes
});

/// The folded words of a text with a space around each.
fn folded(text: &str) -> String {
    let mut out = String::from(" ");
    for word in tokens(text).iter().take(MOST_WORDS) {
        out.push_str(word);
        out.push(' ');
    }
    out
}

/// Whether a text has words of a class.
pub(super) fn has(text: &str, class: &str) -> bool {
    let folded = folded(text);
    CLASSES
        .iter()
        .filter(|(name, _)| name == class)
        .any(|(_, words)| words.iter().any(|word| folded.contains(word.as_str())))
}

/// The clauses of a text.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['.', ',', '!', '?', ';', ':', '\n', '\u{2013}', '\u{2014}']);
    parts.map(str::trim).filter(|part| part.chars().any(char::is_alphanumeric))
}

/// What can be said of a reply: the names of its features with their values.
pub fn features(reply: Reply<'_>) -> Vec<(String, f32)> {
    let Reply { question, answer, text } = reply;
    let message = Message::read(text);
    let mut out: Vec<(String, f32)> = vec![("bias".into(), 1.0)];
    let mut add = |name: &str, holds: bool| {
        if holds {
            out.push((name.to_owned(), 1.0));
        }
    };
    let tone = tone(&message);
    let wishes = wishes(&message);
    let all = sentences(text);
    let asked: Vec<&str> =
        all.iter().copied().filter(|one| one.ends_with(['?', '\u{FF1F}', '\u{061F}'])).collect();
    let told: Vec<&str> = all.iter().copied().filter(|one| !asked.contains(one)).collect();
    let told = told.join(" ");
    let first = clauses(text).next().unwrap_or_default();
    let rest: Vec<&str> = clauses(text).skip(1).collect();
    let lead = Message::read(first);
    let is_thanks = |clause: &str| small_talk(&Message::read(clause)) == Some(SmallTalk::Thanks);
    add("first thanks", is_thanks(first));
    add("first praises", praises(&lead));
    add("first resolved", resolved(&lead));
    add("first yes", yes_or_no(&lead) == Some(true));
    add("first no", yes_or_no(&lead) == Some(false));
    add("some thanks", rest.iter().any(|clause| is_thanks(clause)));
    add("some praise", rest.iter().any(|clause| praises(&Message::read(*clause))));
    add(
        "resolved",
        resolved(&message) || rest.iter().any(|clause| resolved(&Message::read(*clause))),
    );
    // What comes first says how the answer is taken, and what comes after may be another matter.
    let opening = all.first().copied().unwrap_or_default();
    let last = clauses(text).last().filter(|last| *last != first).unwrap_or_default();
    let parts = [
        ("first", folded(first)),
        ("opens", folded(opening)),
        ("told", folded(&told)),
        ("asked", folded(&asked.join(" "))),
        ("last", folded(last)),
    ];
    for (class, words) in CLASSES.iter() {
        for (part, text) in &parts {
            let within = words.iter().any(|word| text.contains(word.as_str()));
            add(&format!("{part} {class}"), within);
        }
    }
    for (name, holds) in [
        ("contradicts", tone.contradicts),
        ("refuses", tone.refuses),
        ("objects", tone.objects),
        ("kind", tone.kind),
        ("warm", tone.warm),
        ("asks", tone.asks),
        ("did", tone.did),
        ("did in vain", tone.did && tone.objects),
        ("exclaims", tone.exclaims),
        ("heat", tone.heat > 0),
        ("mends", tone.mends),
        ("marked", text.contains('!')),
        ("question mark", !asked.is_empty()),
        ("only asks", !asked.is_empty() && asked.len() == all.len()),
        ("several sentences", all.len() > 1),
        ("wish", wishes.wanted.as_ref().is_some_and(|wish| wish.stated)),
        ("hint", wishes.wanted.as_ref().is_some_and(|wish| !wish.stated)),
        ("unwanted", !wishes.unwanted.is_empty()),
        ("confused", wishes.confused.is_some()),
        ("narrowed", wishes.narrowed.is_some()),
        ("number", text.chars().any(|c| c.is_ascii_digit())),
        ("words 1-3", message.words() <= 3),
        ("words 4-8", (4..=8).contains(&message.words())),
        ("words 9-20", (9..=20).contains(&message.words())),
        ("words 21-", message.words() > 20),
    ] {
        add(name, holds);
    }
    let early = warmline_language::tone(&Message::read(opening));
    for (name, holds) in [
        ("opens contradicting", early.contradicts),
        ("opens objecting", early.objects),
        ("opens asking", early.asks),
        ("opens with what was done", early.did),
        ("opens warmly", early.warm),
        ("opens with heat", early.heat > 0),
    ] {
        add(name, holds);
    }
    for heard in signals(&message) {
        add(&format!("signal {:?}", heard.signal), true);
    }
    let faces = |faces: &str| text.chars().any(|c| faces.contains(c) && !c.is_ascii());
    add(
        "glad face",
        faces(
            "\u{1F44D}\u{1F64F}\u{1F389}\u{1F60A}\u{1F642}\u{1F60D}\u{1F525}\u{1F600}\u{1F603}\u{1F604}\u{2764}",
        ),
    );
    add(
        "sad face",
        faces("\u{1F620}\u{1F621}\u{1F622}\u{1F62D}\u{1F644}\u{1F614}\u{1F61E}\u{1F624}\u{1F480}"),
    );
    let words_of = tokens(text);
    let leads = ["and", "so", "but", "ok", "okay", "hm", "hmm", "wait", "oh", "ah", "um", "er"];
    let led = words_of.iter().find(|word| !leads.contains(&word.as_str()));
    let begins = |list: &str| led.is_some_and(|word| list.split(' ').any(|one| one == word));
    let asks = begins(AUXILIARIES) || text.trim_end().ends_with(['か', '吗', '嗎', '呢']);
    add("begins like a question", asks);
    add("asks somewhere", words_of.iter().any(|word| WH.split(' ').any(|one| one == word)));
    add("short and begins like a question", asks && words_of.len() <= 12);
    let first_word = words_of.first().map(String::as_str).unwrap_or_default();
    let adds = matches!(
        first_word,
        "and" | "or" | "including" | "plus" | "y" | "o" | "und" | "oder" | "et" | "ou" | "e"
    );
    add("short and adds", adds && words_of.len() <= 5 && !tone.objects);
    add(
        "short with or",
        words_of.len() <= 8
            && words_of.iter().any(|word| matches!(word.as_str(), "or" | "oder" | "ou" | "o")),
    );
    let begun = |word: &String| word.len() > 5 && word.ends_with("ing") && !word.ends_with("thing");
    add("begins with what they do", led.is_some_and(begun));
    let will = |word: &String| WILL.split(' ').any(|one| one == word);
    add("will", words_of.iter().any(will));
    add("will soon", words_of.iter().any(will) && has(&told, "soon"));
    let own = |word: &String| {
        matches!(
            word.as_str(),
            "i" | "im"
                | "ive"
                | "my"
                | "we"
                | "were"
                | "ich"
                | "mein"
                | "je"
                | "mon"
                | "ma"
                | "mi"
                | "meu"
                | "minha"
        )
    };
    add("speaks of themselves", words_of.iter().any(own));
    let negative = negativity(&message);
    add("negative", negative >= 60);
    add("very negative", negative >= 85);
    let answered = Message::read(answer);
    let turns = [
        Turn { by_customer: false, message: &answered },
        Turn { by_customer: true, message: &message },
    ];
    let unhappy = dissatisfaction(&turns);
    let (of_question, of_answer) = (telling(question), telling(answer));
    let words = telling(&told);
    let shares = |known: &[String]| {
        words.iter().filter(|word| known.iter().any(|other| same_word(word, other))).count()
    };
    let with_question = shares(&of_question);
    add("shares with question", with_question > 0);
    add("shares much with question", with_question > 1);
    let with_answer = shares(&of_answer);
    add("shares with answer", with_answer > 0);
    add("shares much with answer", with_answer > 1);
    add("shares and objects", with_answer > 0 && tone.objects);
    out.push(("how negative".into(), (f32::from(negative) - 50.0) / 50.0));
    out.push(("how dissatisfied".into(), (f32::from(unhappy) - 50.0) / 50.0));
    let folded = words_of;
    let stem = |word: &String| -> String { word.chars().take(STEM).collect() };
    let stems: Vec<String> = folded.iter().take(FIRST_WORDS).map(stem).collect();
    let mut seen: Vec<String> = Vec::new();
    for (at, word) in stems.iter().enumerate() {
        let mut names = vec![format!("word {word}")];
        names.extend((at < 3).then(|| format!("begins {word}")));
        names.extend(stems.get(at + 1).map(|next| format!("pair {word} {next}")));
        for name in names {
            if !seen.contains(&name) {
                seen.push(name);
            }
        }
    }
    out.extend(seen.into_iter().map(|name| (name, WORD)));
    out
}

/// First words of a question that has no mark.
const AUXILIARIES: &str = "am are is was were can could do does did will would must should shall may might has have had isnt arent \
    wont cant dont doesnt didnt wouldnt couldnt shouldnt what whats which who whos whose where wheres when whens why how hows \
    kann muss darf ist sind gibt wie was wo wann warum welche puedo puede es hay como cuando donde cual que peut puis est comment \
    quand quel quelle combien pode posso tem quando onde qual quanto devo posso mag kan is wat waar hoe wanneer";
/// Words that ask, wherever they stand.
const WH: &str = "which how why whens wheres whats whether welche welcher welches warum cual cuanto cuando combien quel quelle qual \
    quanto hoeveel";
/// Words of what is still to come.
const WILL: &str = "ill will going gonna well lets werde gleich voy vou vais zal ga";

/// What a word counts beside a feature that stands for many.
const WORD: f32 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(question: &str, answer: &str, text: &str) -> Outcome {
        read(Reply { question, answer, text }).outcome
    }

    #[test]
    fn a_reply_tells_how_it_leaves_the_answer() {
        //
        let question = "The lamp flickers, what can I do?";
        let answer = "Screw the bulb in tightly and set the dimmer to the lowest level.";
        for (text, right) in [
            ("perfect, that did the trick", Outcome::Accepted),
            ("lovely, found it. And where do I buy another one?", Outcome::Accepted),
            ("I did that, it still flickers", Outcome::Declined),
            ("That's not what I asked", Outcome::Declined),
            ("Das habe ich schon dreimal gemacht, das bringt nichts", Outcome::Declined),
            ("Great, this is useless, the lamp still flickers", Outcome::Declined),
            ("which way do I turn the dimmer?", Outcome::AskedFurther),
            ("one moment, I'll try", Outcome::Unanswered),
        ] {
            assert_eq!(outcome(question, answer, text), right, "{text}");
        }
    }

    #[test]
    fn any_text_is_read_and_every_line_of_the_table() {
        for odd in ["", " ", "?!", "🙂", "İİİ", "。", "a\n\nb"] {
            let _ = outcome("", "", odd);
        }
        let lines = include_str!("reply/reply.weights").lines().count();
        assert_eq!(TABLE.len(), lines);
        assert!(lines > 100);
        assert!(CLASSES.iter().all(|(_, words)| words.len() > 3));
    }
}

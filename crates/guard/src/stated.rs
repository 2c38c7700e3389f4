//! What a customer said of their own accord: the value beside the noun that a draft asks for.

use crate::Warning;
use crate::again::others;
use crate::answers::{Known, clauses, generic, numbered, wants};
use crate::claims::{Mark, marked};
use crate::figures::{names_day, numeral};
use crate::lists::LISTS;
use crate::question::{Form, Question, attribute, wishes};
use crate::text::{Sentence, Word, shorten};
use crate::topic::{Topic, canonical};
use crate::weak::is_weak;

/// The customer's sentence that answers a question of this sentence.
pub(crate) fn stated(
    sentence: &Sentence<'_>,
    mine: &[Question],
    known: Known<'_>,
) -> Option<Warning> {
    let words = &sentence.words;
    let mut mine = mine.iter().filter(|mine| {
        mine.kin.is_empty()
            && (model(mine) || !LISTS.things.at(words, mine.place).any(|_| true))
            && others(sentence, mine).is_empty()
    });
    let (seq, text) = mine.find_map(|mine| {
        let sought = Sought::of(mine, words)?;
        let mut said = known.sentences();
        let (seq, said) = said.find(|(_, said)| {
            sought.tells(said, mine) && (!sought.wish || wants(said)) && !known.struck(said.text)
        })?;
        // Whoever names the value has it confirmed.
        let mut values = words.iter().filter(|word| word.figure && word.text.len() > 1);
        let named = values.any(|word| said.words.iter().any(|other| other.text == word.text));
        (!named).then_some((seq, said.text))
    })?;
    Some(Warning::Repeats {
        asks: sentence.text.to_owned(),
        answer: format!("Said: “{}”", shorten(text, 90)),
        entry: Some(seq),
    })
}

/// What to look for in the customer's sentences.
struct Sought<'q> {
    what: What<'q>,
    /// Whether a wish is asked for: it is known only from a wish.
    wish: bool,
}

enum What<'q> {
    /// One of two words.
    Either(&'q str, &'q str),
    /// When or where something happened.
    Happened,
    /// A number called by these words.
    Number,
    /// The name of what a model is asked of.
    Model,
    /// The value of a noun.
    Value(&'q str),
}

impl<'q> Sought<'q> {
    fn of(asked: &'q Question, words: &'q [Word]) -> Option<Self> {
        let part = words.get(asked.from..asked.end).unwrap_or_default();
        let wish = wishes(part);
        let what = match asked.focus.as_deref() {
            _ if asked.choice && asked.form == Form::Whether => {
                let (left, right) = either(part).filter(|_| !wish)?;
                What::Either(left, right)
            }
            None => {
                let asking = words.get(asked.start..asked.end).unwrap_or_default();
                let past = asking.iter().any(|word| PAST.contains(&word.text.as_str()));
                let when = matches!(asked.form, Form::When | Form::Time | Form::Where);
                (when && past && !asked.topic.is_empty()).then_some(What::Happened)?
            }
            Some(focus) if !asked.modifiers.is_empty() && among(focus, &NUMBERS) => {
                let own = asked.owners.len() == asked.modifiers.len();
                (own && asked.form != Form::Many).then_some(What::Number)?
            }
            Some(_) if model(asked) => What::Model,
            Some(focus) => {
                let empty = words.get(asked.place).is_some_and(|word| generic(&word.text))
                    || is_weak(focus)
                    || among(focus, &NO_VALUE);
                (!empty).then_some(What::Value(focus))?
            }
        };
        Some(Self { what, wish })
    }

    /// Whether a customer's sentence has it.
    fn tells(&self, said: &Sentence<'_>, asked: &Question) -> bool {
        let words = &said.words;
        match self.what {
            What::Either(left, right) => {
                let topic = said.topic();
                topic.has(left) != topic.has(right) && !said.question && !marked(words, Mark::No)
            }
            What::Happened => {
                !said.question
                    && asked.topic.shared(said.topic()) > 0
                    && clauses(said).iter().any(|part| happened(part, asked))
            }
            What::Number => numbered(said, &asked.modifiers),
            What::Model => {
                let mut places = (0..words.len()).filter(|at| asked.owners.has(&words[*at].text));
                asked.owners.shared(said.topic()) > 0 && places.any(|at| named(said, at))
            }
            What::Value(focus) => {
                let measured = attribute(focus) && measured(words, focus, &asked.owners);
                if !measured && !said.topic().has_stem(focus) {
                    return false;
                }
                let owned = asked.owners.is_empty()
                    || focus == canonical("code")
                    || asked.owners.shared(said.topic()) > 0;
                let mut places = (0..words.len()).filter(|at| canonical(&words[*at].text) == focus);
                owned
                    && match asked.form {
                        Form::Many => places.any(|at| counted(words, at)),
                        Form::Which | Form::Bare => measured || places.any(|at| named(said, at)),
                        _ => false,
                    }
            }
        }
    }
}

/// Whether the model of something that is named is asked for: "which fridge model".
fn model(asked: &Question) -> bool {
    asked.form == Form::Which
        && !asked.owners.is_empty()
        && asked.focus.as_deref() == Some(canonical("model"))
}

const NUMBERS: [&str; 8] = ["number", "id", "ref", "reference", "code", "no", "nummer", "numero"];

/// The telling words on both sides of "or".
fn either(part: &[Word]) -> Option<(&str, &str)> {
    let or = part.iter().position(|word| ["or", "oder", "ou"].contains(&word.text.as_str()))?;
    let telling = |word: &&Word| !is_weak(&word.text) && !generic(&word.text) && word.text != "one";
    let left = part.get(..or)?.iter().rev().take(3).find(telling)?;
    let right = part.get(or + 1..)?.iter().take(3).find(telling)?;
    Some((&left.text, &right.text))
}

/// Whether a meaning is that of one of these words.
fn among(focus: &str, words: &[&str]) -> bool {
    words.iter().any(|word| canonical(word) == focus)
}

/// Whether a number stands right before a noun: "12 chairs", "four new tyres".
fn counted(words: &[Word], at: usize) -> bool {
    let number = |word: &Word| {
        (numeral(&word.text) || word.figure && word.text.bytes().all(|byte| byte.is_ascii_digit()))
            && !word.text.is_empty()
    };
    let before = words.get(at.saturating_sub(2)..at).unwrap_or_default();
    before.iter().any(number)
}

/// Whether a value of a measured kind is in a sentence: a weight, a colour, a code on a display.
fn measured(words: &[Word], focus: &str, owners: &Topic) -> bool {
    let unit = |units: &[&str]| {
        words.iter().enumerate().any(|(at, word)| {
            let tail =
                word.text.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
            let next = words.get(at + 1).map_or("", |next| next.text.as_str());
            let number = word.figure || numeral(&word.text);
            number && (units.contains(&tail) || tail.is_empty() && units.contains(&next))
                || numeral(&word.text) && units.contains(&next)
        })
    };
    match focus {
        "colour" => words.windows(3).any(|three| {
            let colour = |word: &Word| COLOURS.contains(&word.text.as_str());
            let owner = |word: &Word| owners.has(&word.text);
            colour(&three[0]) && (owner(&three[1]) || owner(&three[2]))
                || owner(&three[0]) && colour(&three[2])
        }),
        "weight" => unit(&[
            "kg", "kilo", "kilos", "g", "gram", "grams", "lb", "lbs", "pounds", "tonnes", "stone",
        ]),
        "height" | "width" | "length" | "depth" => {
            unit(&[
                "cm", "m", "mm", "metres", "meters", "metre", "feet", "ft", "inch", "inches", "in",
                "meter",
            ]) && words.iter().any(|word| canonical(&word.text) == focus)
        }
        "ag" => {
            unit(&["year-old", "years-old"])
                || words.windows(3).any(|three| {
                    (three[0].figure || numeral(&three[0].text))
                        && ["year", "years", "month", "months", "weeks"]
                            .contains(&three[1].text.as_str())
                        && three[2].text == "old"
                })
        }
        "cod" => words.windows(2).any(|pair| {
            let shows = [
                "shows", "show", "says", "code", "error", "display", "displays", "reads", "gives",
                "showing",
            ];
            let letters = pair[1].text.contains(char::is_alphabetic);
            shows.contains(&pair[0].text.as_str())
                && pair[1].figure
                && (letters || pair[0].text != "says")
        }),
        _ => false,
    }
}

/// Whether a name or a figure stands beside a noun: "my Willowdown 2 mattress", "depot Hexley Road", "size 42".
fn named(said: &Sentence<'_>, at: usize) -> bool {
    let words = &said.words;
    // German writes every noun with a capital letter.
    let german = words.iter().filter(|word| GERMAN.contains(&word.text.as_str())).count() > 1;
    let name = |place: usize| {
        words.get(place).is_some_and(|word| {
            let mixed = word.figure && word.text.contains(|c: char| c.is_alphabetic() || c == ':');
            let capital =
                word.capital && !german && place > 0 && !is_weak(&word.text) && word.text.len() > 1;
            (capital || mixed) && !names_day(&word.text) && !word.clause
        })
    };
    let joined = |place: &usize| {
        !words[*place + 1].clause && (words[*place].figure || !is_weak(&words[*place].text))
    };
    let before = (at.saturating_sub(3)..at).rev().take_while(joined).any(name);
    // "My seat is B14".
    let copula = words.get(at + 1).is_some_and(|word| {
        ["is", "was", "no", "number", "nr", "es", "ist", "est", "e"].contains(&word.text.as_str())
    });
    let at = at + usize::from(copula);
    let next = words.get(at + 1);
    let after = next.is_some_and(|word| {
        !word.clause
            && (name(at + 1) || word.figure && among(canonical(&words[at].text), &ATTRIBUTES))
    });
    before || after
}

/// Whether a clause tells when or where what is asked about happened.
fn happened(said: &Sentence<'_>, asked: &Question) -> bool {
    let both = asked.topic.shared(said.topic());
    let all = both == asked.topic.len() || both > 1;
    match asked.form {
        Form::When | Form::Time => all && said.words.iter().any(moment),
        Form::Where => {
            all && said.words.windows(2).any(|pair| {
                ["in", "at", "from", "near"].contains(&pair[0].text.as_str())
                    && pair[1].capital
                    && !names_day(&pair[1].text)
            })
        }
        _ => false,
    }
}

/// Whether a word names a day or a time of one.
fn moment(word: &Word) -> bool {
    let said = [
        "yesterday",
        "today",
        "ago",
        "last",
        "morning",
        "evening",
        "noon",
        "night",
        "ayer",
        "gestern",
        "hier",
        "ontem",
    ];
    names_day(&word.text)
        || word.figure && !word.text.contains(['$', '€', '£', '#'])
        || said.contains(&word.text.as_str())
}

const COLOURS: [&str; 16] = [
    "red", "blue", "green", "yellow", "black", "white", "grey", "gray", "brown", "orange", "pink",
    "purple", "silver", "gold", "beige", "amber",
];
const PAST: [&str; 13] = [
    "did", "was", "were", "have", "has", "had", "haben", "hat", "wurde", "avez", "ha", "fue", "foi",
];
const GERMAN: [&str; 12] =
    ["der", "die", "das", "ist", "und", "ich", "nicht", "mein", "meine", "ein", "eine", "wir"];
const ATTRIBUTES: [&str; 6] = ["size", "version", "code", "model", "room", "gate"];
/// Nouns for which a word beside them is no value.
const NO_VALUE: [&str; 12] = [
    "name", "number", "address", "email", "reason", "kind", "type", "sort", "detail", "document",
    "option", "help",
];

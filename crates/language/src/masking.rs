//! Hiding what nobody in a support chat should see: card numbers, accounts, ids, passwords, keys.
//!
//! It runs in the widget before a message leaves and again at the edge, so it stands alone and is small: no tables
//! of other modules, no maps. The text is cut into runs of letters and digits once; rules then look at the run at
//! hand and a bounded number of its neighbours, so the time is linear in the text.

mod checks;
mod numbers;
mod secrets;
mod table;
mod values;
mod words;

use std::borrow::Cow;

/// What was hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitive {
    /// A payment card's number: its last four digits stay.
    Card,
    /// An IBAN: its country and last four characters stay.
    Iban,
    /// A password, a passphrase, a PIN.
    Password,
    /// A card's check number or a one-time code.
    SecurityCode,
    /// A number by which a state knows a person.
    GovernmentId,
    /// A key or a token of a program.
    Secret,
}

/// A text in which what is sensitive is hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked<'a> {
    /// The text: borrowed where nothing had to be hidden, and outside of what was hidden the same byte for byte.
    pub text: Cow<'a, str>,
    /// What was hidden, in order.
    pub found: Vec<Sensitive>,
}

/// Hides what is sensitive in a text. Hiding again changes nothing.
pub fn mask(text: &str) -> Masked<'_> {
    let mut masked = mask_once(text);
    // What a hidden part stood beside can read differently without it; the text settles at once or at the second time.
    for _ in 0..3 {
        if masked.found.is_empty() {
            break;
        }
        let again = mask_once(&masked.text);
        if again.found.is_empty() {
            break;
        }
        let text = again.text.into_owned();
        masked.found.extend(again.found);
        masked.text = Cow::Owned(text);
    }
    masked
}

fn mask_once(text: &str) -> Masked<'_> {
    let runs = cut(text);
    let mut found = Vec::new();
    let mut out = String::new();
    let mut done = 0;
    let mut at = 0;
    while at < runs.len() {
        let here = Place { text, runs: &runs, at };
        let Some(span) =
            secrets::find(here).or_else(|| numbers::find(here)).or_else(|| words::find(here))
        else {
            at += 1;
            continue;
        };
        out.push_str(&text[done..span.start]);
        span.write(text, &mut out);
        found.push(span.what);
        done = span.end;
        while at < runs.len() && runs[at].start < done {
            at += 1;
        }
        if span.what == Sensitive::Card
            && let Some(code) = numbers::code_after_card(Place { text, runs: &runs, at })
        {
            out.push_str(&text[done..code.start]);
            code.write(text, &mut out);
            found.push(code.what);
            done = code.end;
            while at < runs.len() && runs[at].start < done {
                at += 1;
            }
        }
    }
    if found.is_empty() {
        return Masked { text: Cow::Borrowed(text), found };
    }
    out.push_str(&text[done..]);
    Masked { text: Cow::Owned(out), found }
}

/// What stands for what was hidden.
const HIDDEN: &str = "••••••••";

/// A part of the text that is hidden.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
    what: Sensitive,
}

impl Span {
    fn write(self, text: &str, out: &mut String) {
        let hidden = &text[self.start..self.end];
        let last_four = || {
            let at = hidden.char_indices().rev().filter(|(_, c)| is_sign(*c)).nth(3);
            hidden[at.map_or(0, |(at, _)| at)..].chars().filter(|&c| is_sign(c))
        };
        match self.what {
            Sensitive::Card => {
                out.push_str("•••• •••• •••• ");
                out.extend(last_four());
            }
            Sensitive::Iban => {
                out.extend(hidden.chars().take(2));
                out.push_str("•• •••• •••• ");
                out.extend(last_four());
            }
            _ => out.push_str(HIDDEN),
        }
    }
}

fn is_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || digit(c).is_some()
}

/// A run of letters and digits. Between a letter that isn't ASCII and a digit, and where a script without spaces
/// begins or ends, a new run begins.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: usize,
    end: usize,
    /// How many digits.
    digits: usize,
    /// Whether it has anything but digits.
    letters: bool,
    /// Whether it is of a script without spaces.
    wide: bool,
}

impl Run {
    fn number(&self) -> bool {
        !self.letters
    }
}

/// A place in a text: one of its runs.
#[derive(Clone, Copy)]
struct Place<'a> {
    text: &'a str,
    runs: &'a [Run],
    at: usize,
}

impl<'a> Place<'a> {
    fn run(self) -> Run {
        self.runs[self.at]
    }

    /// The run this many further, if there is one.
    fn get(self, further: usize) -> Option<Run> {
        self.runs.get(self.at + further).copied()
    }

    fn str(self, run: Run) -> &'a str {
        &self.text[run.start..run.end]
    }

    /// What stands between a run and the one after it.
    fn gap(self, further: usize) -> &'a str {
        match (self.get(further), self.get(further + 1)) {
            (Some(run), Some(next)) => &self.text[run.end..next.start],
            _ => "",
        }
    }

    /// The character before the run.
    fn before(self) -> Option<char> {
        self.text[..self.run().start].chars().next_back()
    }

    /// The character after the run this many further.
    fn after(self, further: usize) -> Option<char> {
        self.get(further).and_then(|run| self.text[run.end..].chars().next())
    }

    /// Whether the run is what was left to see of something hidden.
    fn left_to_see(self) -> bool {
        let before = &self.text[..self.run().start];
        before.trim_end_matches(' ').ends_with('•')
    }

    /// The same text at a run further on.
    fn further(self, by: usize) -> Self {
        Self { at: self.at + by, ..self }
    }
}

/// The value of a decimal digit of the scripts whose digits are typed in the fifteen languages.
fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{0660}'..='\u{0669}' => '\u{0660}',
        '\u{06F0}'..='\u{06F9}' => '\u{06F0}',
        '\u{0966}'..='\u{096F}' => '\u{0966}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        _ => return None,
    };
    u8::try_from(c as u32 - zero as u32).ok()
}

/// Characters that nobody sees and that may stand between digits.
fn invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FE0F}' | '\u{FEFF}')
}

/// What a character is to `cut`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ascii,
    Digit,
    Letter,
    Wide,
    Hidden,
    Mark,
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' => Kind::Ascii,
        '0'..='9' => Kind::Digit,
        _ if c.is_ascii() => Kind::Mark,
        _ if digit(c).is_some() => Kind::Digit,
        _ if invisible(c) => Kind::Hidden,
        '\u{80}'..='\u{BF}' | '×' | '÷' | '،' | '؛' | '؟' | '।' | '॥' => Kind::Mark,
        '\u{2000}'..='\u{2BFF}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '・' => {
            Kind::Mark
        }
        '\u{FE10}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF20}' | '\u{FF5B}'..='\u{FF65}' => Kind::Mark,
        '\u{1F000}'..='\u{1FAFF}' => Kind::Mark,
        '\u{1100}'..='\u{11FF}' | '\u{3005}'..='\u{FAFF}' | '\u{FF66}'..='\u{FFDC}' => Kind::Wide,
        _ => Kind::Letter,
    }
}

fn cut(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut last = Kind::Mark;
    for (start, c) in text.char_indices() {
        let now = kind(c);
        if now == Kind::Mark {
            last = now;
            continue;
        }
        if now == Kind::Hidden {
            continue;
        }
        let end = start + c.len_utf8();
        let digits = usize::from(now == Kind::Digit);
        let wide = now == Kind::Wide;
        let joins = match (last, now) {
            (Kind::Mark, _) | (Kind::Letter, Kind::Digit) | (Kind::Digit, Kind::Letter) => false,
            (Kind::Wide, now) => now == Kind::Wide,
            (_, now) => now != Kind::Wide,
        };
        last = now;
        match runs.last_mut().filter(|_| joins) {
            Some(run) => {
                run.end = end;
                run.digits += digits;
                run.letters |= digits == 0;
            }
            None => runs.push(Run { start, end, digits, letters: digits == 0, wide }),
        }
    }
    runs
}

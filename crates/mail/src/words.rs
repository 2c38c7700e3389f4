//! The new words of an answer: without what is quoted, forwarded, or stands under every mail of that person.

mod lists;

use lists::{DEVICES, FORWARDED, FROM, OTHERS, SEPARATORS, WROTE};

/// How many lines the line before a quotation may be broken into.
const MOST_WRAPPED: usize = 4;
/// The longest such line, in bytes.
const LONGEST_INTRODUCTION: usize = 500;
/// How many lines are looked at; what comes later is kept as it is.
const MOST_LINES: usize = 20_000;
/// The longest line that a device adds, in characters.
const LONGEST_DEVICE: usize = 90;

/// What a person wrote newly in this text. Where nothing would be left, all of it.
pub fn new_words(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{85}'], "\n");
    let lines: Vec<&str> = text.split('\n').take(MOST_LINES).map(|line| line.trim_end()).collect();
    let mut kept = own_lines(&lines);
    cut_signature(&mut kept);
    let new = tidy(&kept);
    if new.is_empty() { tidy(&lines) } else { new }
}

/// The lines that are neither quoted nor forwarded.
fn own_lines<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut kept = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        if is_quoted(line) {
            at += 1;
        } else if begins_forwarded(rest) {
            drop_rule(&mut kept);
            break;
        } else if let Some(long) = introduction(rest) {
            let next = rest.iter().skip(long).find(|line| !line.trim().is_empty());
            // Without marks before its lines, nobody knows where the quotation ends.
            if next.is_some_and(|next| !is_quoted(next)) {
                break;
            }
            at += long;
        } else {
            kept.push(*line);
            at += 1;
        }
    }
    kept
}

fn is_quoted(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '\u{A0}']);
    line.starts_with('>') || line.starts_with("&gt;")
}

/// Whether here begins what another program put under the words: a separator, or the header of another message.
fn begins_forwarded(rest: &[&str]) -> bool {
    let Some(line) = rest.first() else { return false };
    let line = line.trim();
    if line.is_empty() || line.len() > 200 {
        return false;
    }
    let ruled = line.starts_with("--") || line.starts_with("__") || line.starts_with("==");
    let bare =
        line.trim_matches(|c: char| "-_=*\u{2013}\u{2014} \u{A0}".contains(c)).to_lowercase();
    if ruled && SEPARATORS.contains(&&*bare) {
        return true;
    }
    let low = line.to_lowercase();
    FORWARDED.contains(&&*low) || is_header(rest)
}

/// The label of a line like `Sent: Monday`, in lower case.
fn label(line: &str) -> Option<String> {
    let line = line.trim_matches(['*', ' ', '\u{A0}', '\t']);
    let (label, value) = line.split_once([':', '\u{FF1A}'])?;
    let label = label.trim_matches(['*', ' ', '\u{A0}', '\t']);
    (label.len() <= 40 && !value.trim().is_empty()).then(|| label.to_lowercase())
}

/// `From:` and at least two of `Sent:`, `To:`, `Subject:` and so on in the lines after it.
fn is_header(rest: &[&str]) -> bool {
    let has = |list: &[&str], line: &&str| label(line).is_some_and(|label| list.contains(&&*label));
    let Some(first) = rest.first() else { return false };
    if !has(&FROM, first) {
        return false;
    }
    let block = rest.iter().skip(1).filter(|line| !line.trim().is_empty()).take(5);
    block.filter(|line| has(&OTHERS, line)).count() >= 2
}

/// The line of underscores that Outlook puts before a header.
fn drop_rule(kept: &mut Vec<&str>) {
    while kept.last().is_some_and(|line| line.trim().is_empty()) {
        kept.pop();
    }
    let is_rule = |line: &str| line.len() >= 5 && line.chars().all(|c| "_-=".contains(c));
    if kept.last().is_some_and(|line| is_rule(line.trim())) {
        kept.pop();
    }
}

/// How many lines "On … wrote:" takes, if it begins here.
fn introduction(rest: &[&str]) -> Option<usize> {
    let first = rest.first()?.trim();
    if first.is_empty() || first.len() > LONGEST_INTRODUCTION {
        return None;
    }
    let mut joined = String::new();
    for (n, line) in rest.iter().take(MOST_WRAPPED).enumerate() {
        let line = line.trim();
        if line.is_empty() || joined.len() + line.len() > LONGEST_INTRODUCTION {
            return None;
        }
        joined.push_str(line);
        joined.push(' ');
        if line.ends_with([':', '\u{FF1A}']) {
            let next = rest.iter().skip(n + 1).find(|line| !line.trim().is_empty());
            return introduces(&joined, next.copied()).then_some(n + 1);
        }
    }
    None
}

/// Whether words that end in a colon say who wrote the lines after them, and when.
fn introduces(words: &str, next: Option<&str>) -> bool {
    let words = words.trim().to_lowercase();
    let address = words.contains('@');
    let time = words.char_indices().any(|(at, c)| {
        let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
        let before = words.get(..at).and_then(|text| text.chars().next_back());
        let after = words.get(at + c.len_utf8()..).and_then(|text| text.chars().next());
        ":.h".contains(c) && digit(before) && digit(after)
    });
    let quoted = next.is_some_and(is_quoted);
    let dated = words.contains(char::is_numeric);
    let wrote = WROTE.iter().any(|word| words.contains(word));
    (wrote && dated && (address || time || quoted))
        || (wrote && quoted && words.len() < 200)
        || (dated && address && quoted)
}

/// Takes off the signature: what follows `-- `, and the line of a telephone.
fn cut_signature(kept: &mut Vec<&str>) {
    if let Some(at) =
        kept.iter().position(|line| matches!(line.trim_start(), "--" | "\u{2014}" | "-- "))
    {
        kept.truncate(at);
    }
    while kept.last().is_some_and(|line| line.trim().is_empty() || is_device(line)) {
        kept.pop();
    }
}

fn is_device(line: &str) -> bool {
    let line =
        line.trim_matches(|c: char| c.is_whitespace() || "*_-\u{2013}\u{2014}[]<>".contains(c));
    let line = line.to_lowercase();
    line.chars().count() <= LONGEST_DEVICE && DEVICES.iter().any(|device| line.starts_with(device))
}

/// The lines without empty ones around them, and never more than one between two.
fn tidy(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut gap = false;
    for line in lines {
        if line.trim_matches([' ', '\t', '\u{A0}', '\u{FEFF}', '\u{200B}']).is_empty() {
            gap = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap { "\n\n" } else { "\n" });
        }
        gap = false;
        out.extend(line.chars().filter(|c| !c.is_control() || *c == '\t'));
    }
    out.trim().to_owned()
}

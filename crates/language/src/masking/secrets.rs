//! Keys and tokens of programs: what begins as one and is long enough.

use super::{Place, Sensitive, Span};

/// How keys begin, and how many characters follow at least.
const KEYS: [(&str, usize); 22] = [
    ("AIza", 30),
    ("AKIA", 16),
    ("ASIA", 16),
    ("SG.", 30),
    ("eyJ", 30),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("hf_", 30),
    ("npm_", 30),
    ("pk_test_", 16),
    ("rk_live_", 16),
    ("rk_test_", 16),
    ("shpat_", 20),
    ("sk-", 20),
    ("sk_live_", 16),
    ("sk_test_", 16),
    ("whsec_", 16),
    ("xoxb-", 16),
    ("xoxp-", 16),
];

const BEGIN: &str = "-----BEGIN ";

pub fn find(place: Place<'_>) -> Option<Span> {
    let run = place.run();
    let rest = &place.text[run.start..];
    if run.wide {
        return None;
    }
    let starts = |c: u8| {
        matches!(
            c,
            b'A' | b'B' | b'S' | b'e' | b'g' | b'h' | b'n' | b'p' | b'r' | b's' | b'w' | b'x'
        )
    };
    if !rest.bytes().next().is_some_and(starts) {
        return None;
    }
    if rest.starts_with("BEGIN ") && place.text[..run.start + 6].ends_with(BEGIN) {
        return private_key(place);
    }
    let inside = place.before().is_some_and(|c| of_a_key(c) || c == '.');
    let &(start, least) = KEYS.iter().find(|(start, _)| rest.starts_with(start) && !inside)?;
    let web_token = start == "eyJ";
    let len = rest
        .bytes()
        .take_while(|&c| of_a_key(char::from(c)) || c == b'.' && (web_token || start == "SG."))
        .count();
    let key = rest[..len].trim_end_matches('.');
    let random = key.bytes().any(|c| c.is_ascii_digit()) || web_token;
    let long = key.len() >= start.len() + least && (!web_token || key.matches('.').count() >= 2);
    (random && long).then_some(Span {
        start: run.start,
        end: run.start + key.len(),
        what: Sensitive::Secret,
    })
}

fn of_a_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// A private key in its armour, to its end or the end of the text.
fn private_key(place: Place<'_>) -> Option<Span> {
    let start = place.run().start - "-----".len();
    let body = place.text.get(start + BEGIN.len()..)?;
    let name = body.find("-----").filter(|&at| at < 40)?;
    if !body[..name].ends_with("PRIVATE KEY") {
        return None;
    }
    let ends = body[name..].find("-----END ").map(|at| name + at + "-----END ".len());
    let end = ends.and_then(|at| Some(at + body[at..].find("-----")? + "-----".len()));
    let end = end.unwrap_or(body.len());
    Some(Span { start, end: start + BEGIN.len() + end, what: Sensitive::Secret })
}

//! Whether a mail is of whom it says it is: what the receiving server wrote about SPF, DKIM and DMARC (RFC 8601).
//!
//! Senders can write such headers too. Only the topmost counts, for a receiving server writes above all that came,
//! and only if it bears the name of the server of Cloudflare's Email Routing.

use mail_parser::{Addr, Message};

/// The name by which Email Routing signs its results.
const OUR_SERVER: &str = "mx.cloudflare.net";
const HEADER: &str = "Authentication-Results";
/// The longest header that is read, in bytes; Email Routing's are under 1 KB.
const LONGEST: usize = 8 * 1024;
/// How deep comments may be nested.
const DEEPEST: u32 = 8;

/// What is known of a mail's sender.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Authentic {
    /// It is of the domain of its `From`.
    Passed,
    /// It is not, and that domain asks that such mail is not taken (a DMARC policy of `quarantine` or `reject`).
    Refused,
    /// That can't be told.
    #[default]
    Unknown,
}

/// One result: `dmarc=fail header.from=x.example policy.dmarc=reject`.
struct Told {
    method: String,
    result: String,
    properties: Vec<(String, String)>,
}

impl Told {
    fn property(&self, name: &str) -> Option<&str> {
        let mut named = self.properties.iter().filter(|(of, _)| of == name);
        let (_, value) = named.next()?;
        // Twice is not clear.
        named.next().is_none().then_some(value.as_str())
    }
}

/// What the receiving server says of the sender.
pub(crate) fn authentic(message: &Message<'_>) -> Authentic {
    let mut headers = message.headers_raw();
    let Some((_, raw)) = headers.find(|(name, _)| name.eq_ignore_ascii_case(HEADER)) else {
        return Authentic::Unknown;
    };
    let all = told(raw).unwrap_or_default();
    let dmarc: Vec<&Told> = all.iter().filter(|told| told.method == "dmarc").collect();
    let enforced = |told: &&&Told| {
        let policy = told.property("policy.dmarc").or_else(|| told.property("policy"));
        told.result == "fail" && policy.is_some_and(|p| p == "reject" || p == "quarantine")
    };
    if dmarc.iter().any(|told| enforced(&told)) {
        return Authentic::Refused;
    }
    let Some(domain) = author_domain(message) else { return Authentic::Unknown };
    let passed = match dmarc[..] {
        [dmarc] if dmarc.result == "pass" => dmarc.property("header.from") == Some(&domain),
        // The domain has no policy: a signature or a server of its own says as much.
        [] => all.iter().any(|told| is_of(told, &domain)),
        [dmarc] if dmarc.result == "none" => all.iter().any(|told| is_of(told, &domain)),
        _ => false,
    };
    if passed { Authentic::Passed } else { Authentic::Unknown }
}

/// Whether a signature, or the server that it came from, is of this very domain.
fn is_of(told: &Told, domain: &str) -> bool {
    let named = match told.method.as_str() {
        "dkim" => told.property("header.d"),
        "spf" => told.property("smtp.mailfrom").map(|from| from.rsplit('@').next().unwrap_or(from)),
        _ => None,
    };
    told.result == "pass" && named == Some(domain)
}

/// The domain of the one author; none where there is not exactly one.
fn author_domain(message: &Message<'_>) -> Option<String> {
    let mut headers = message.headers_raw().filter(|(name, _)| name.eq_ignore_ascii_case("From"));
    headers.next().filter(|_| headers.next().is_none())?;
    let from = message.from()?;
    let mut all = from.iter();
    let address = all.next().and_then(Addr::address)?;
    let (_, domain) = address.rsplit_once('@').filter(|_| all.next().is_none())?;
    let domain = domain.trim().trim_end_matches('.').to_ascii_lowercase();
    (!domain.is_empty()).then_some(domain)
}

/// The results in a header of our server's; none: it is not of ours, or can't be read.
fn told(raw: &str) -> Option<Vec<Told>> {
    if raw.len() > LONGEST {
        return None;
    }
    let mut parts = parts(raw)?.into_iter();
    let mut server = parts.next()?.into_iter();
    // A version may follow the name, and nothing else.
    let (name, version) = (server.next()?, server.next());
    let known = name == OUR_SERVER && version.is_none_or(|version| version == "1");
    if !known || server.next().is_some() {
        return None;
    }
    parts.filter(|words| !words.is_empty()).map(one).collect()
}

/// `dkim=pass header.d=x.example`, in words.
fn one(words: Vec<String>) -> Option<Told> {
    let mut words = words.into_iter();
    let first = words.next()?;
    if first == "none" {
        return Some(Told { method: first, result: String::new(), properties: Vec::new() });
    }
    let (method, result) = first.split_once('=')?;
    let method = method.split('/').next().unwrap_or_default().to_owned();
    let properties =
        words.filter_map(|word| word.split_once('=').map(|(n, v)| (n.to_owned(), v.to_owned())));
    Some(Told { method, result: result.to_owned(), properties: properties.collect() })
}

/// The parts between semicolons, each in words, in small letters: without comments, without the quotation marks
/// around values, and with nothing of what a quoted value has inside taken for a separator. None: it does not end.
fn parts(raw: &str) -> Option<Vec<Vec<String>>> {
    let mut parts = vec![Vec::new()];
    let mut word = String::new();
    let (mut depth, mut quoted) = (0_u32, false);
    let mut chars = raw.chars();
    let flush = |word: &mut String, parts: &mut Vec<Vec<String>>| {
        if let (false, Some(part)) = (word.is_empty(), parts.last_mut()) {
            part.push(std::mem::take(word));
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted || depth > 0 => {
                let escaped = chars.next()?;
                if quoted {
                    word.push(inside(escaped));
                }
            }
            '"' if depth == 0 => quoted = !quoted,
            _ if quoted => word.push(inside(c)),
            '(' if depth < DEEPEST => depth += 1,
            '(' => return None,
            ')' if depth > 0 => depth -= 1,
            ')' => return None,
            _ if depth > 0 => {}
            ';' => {
                flush(&mut word, &mut parts);
                parts.push(Vec::new());
            }
            // White space around an equals sign is none.
            '=' => {
                if let (true, Some(part)) = (word.is_empty(), parts.last_mut()) {
                    word = part.pop().unwrap_or_default();
                }
                word.push('=');
            }
            c if c.is_whitespace() => {
                if !word.ends_with('=') {
                    flush(&mut word, &mut parts);
                }
            }
            c => word.push(c.to_ascii_lowercase()),
        }
    }
    flush(&mut word, &mut parts);
    (depth == 0 && !quoted).then_some(parts)
}

/// A character of a quoted value: none of them separates anything.
fn inside(c: char) -> char {
    if c.is_whitespace() || c == '=' { '_' } else { c.to_ascii_lowercase() }
}

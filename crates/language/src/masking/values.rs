//! What stands after a word that announces a secret, and whether it is one: "my password is hunter2", not "my password
//! is not working".

use super::words::{Announced, Folded};
use super::{Kind, Place, Sensitive, Span, checks, invisible, kind, numbers, secrets};

/// How a word and its value hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    /// One follows the other.
    None,
    /// "is", "es", "ist".
    Is,
    /// A colon, an equals sign.
    Mark,
}

/// The longest secret that is looked at.
const MOST: usize = 256;

/// Words between the announcing word and its value, folded.
const LINKS: &str = " is was are = es era e est ist war lautet jest brzmi dir olan это هو هي है ";
/// Words of the announcing phrase itself.
const LABELS: &str = " number no nr num nummer numero numaram numarasi code номер رقم का की मेरा ";
/// Words that may stand before "is".
const FILLS: &str = " for to on of my the your our account login log in this that site app website card phone bank para \
    de del mi la el cuenta tarjeta da do minha conta meu pour mon ma le compte carte fur mein meine das konto karte per il \
    mio conto voor mijn het rekening do mojego konta hesabim icin от для моего аккаунта الخاصة بي الخاص بحسابي ";
/// Words that may stand after "is".
const ADVERBS: &str = " now just currently actually still always simply ahora agora maintenant jetzt adesso nu teraz ";

/// What is said of a password rather than being one, folded; with a star, whatever begins so.
const SAID: &str = "not no the a an my your our their his her this that it in on at for with from of to as by and or but if so \
    too very only also still never always again already now then there here what which why how when where who going \
    wrong* incorrect* invalid* expire* correct correctly correcta correcto right same required need* work* reset* chang* fine ok okay good bad weak strong* \
    safe secure* saved set sent shown hidden visible empty blank missing unknown different new old long short case gone lost \
    forgot* stolen compromised hacked leak* block* lock* accept* reject* declin* den* being asked saying broken failing \
    longer able unable recogn* please help must should can cannot cant wont doesnt isnt dont didnt stored none null n/a na \
    due really probably maybe likely supposed protected temporary out up off down \
    es* la el las los una uno muy mal mala otra nueva demasiado inval* valid* segur* debil larg* cort* erron* equivocad* \
    olvid* perdid* bloque* caduc* nao uma muito errad* fraca trop pas le un une tres bon bonne mauvais* oubli* bloqu* faux \
    fausse refus* toujours nicht falsch* ungult* abgelauf* das der die mein* zu richtig* weg vergess* gesperrt immer noch nur \
    unbekannt korrekt sicher schwach non troppo sbagliat* scadut* errat* corrett* dimenticat* bloccat* sempre niet onjuist* \
    verkeerd* fout* verlop* het een te vergeten geblokkeerd nie niepoprawn* bledn* wygas* zapomn* zablok* poprawn* za \
    yanlis* hatali gecersiz* dogru degil cok unut* bloke* calis* не невер* неправ* прав* забы* истек* заблок* уже моя мой";

fn has(list: &str, word: &str) -> bool {
    list.match_indices(word).any(|(at, _)| {
        let bytes = list.as_bytes();
        at > 0 && bytes[at - 1] == b' ' && bytes.get(at + word.len()) == Some(&b' ')
    })
}

fn said(word: &str) -> bool {
    SAID.split_ascii_whitespace().any(|entry| match entry.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => word == entry,
    })
}

/// The secret after an announcing word, where there is one; `place` is the last run of the announcing words and
/// `from` where they end.
pub fn after(place: Place<'_>, from: usize, what: Announced) -> Option<Span> {
    let text = place.text;
    let (mut link, mut from, mut further) = (Link::None, from, 1);
    if place.run().wide && place.str(place.run()).ends_with(['は', '是', '为', '為', '는', '은'])
    {
        link = Link::Is;
    }
    // Polish "to" is "is"; in English it goes on: "my password to log in".
    let polish =
        place.str(place.run()).get(..2).is_some_and(|begin| begin.eq_ignore_ascii_case("ha"));
    let (mut fills, mut quote) = (0, None);
    loop {
        let next = place.get(further);
        let mut before = None;
        for (at, c) in text[from..next.map_or(text.len(), |run| run.start)].char_indices() {
            match c {
                ' ' | '\t' | '\u{A0}' | '\u{3000}' => {}
                c if invisible(c) => {}
                ':' | '=' | '：' | '＝' => link = Link::Mark,
                '-' | '–' | '—' if before == Some(' ') && link == Link::None => link = Link::Is,
                '\n' | '\r' if link == Link::Mark => {}
                '"' | '“' | '”' | '«' | '‘' | '’' | '\'' | '`' | '「' | '*' | '(' | '[' | '<'
                | '{' => {
                    quote = Some((from + at + c.len_utf8(), c));
                }
                '!' | '@' | '#' | '$' | '%' | '&' | '^' | '+' | '_' | '~' | '|' | '\\' | '/'
                | '.' | '-'
                    if link != Link::None =>
                {
                    return value(place.further(further - 1), from + at, quote, link, what);
                }
                _ => return None,
            }
            before = Some(c);
        }
        let run = next?;
        let mut buffer = Folded::new();
        let word =
            buffer.fold(place.str(run)).filter(|_| quote.is_none_or(|(at, _)| at != run.start));
        let alone = text[run.end..].starts_with([' ', ':', '=', '：']) || run.wide;
        let word = word.filter(|_| run.letters && alone).unwrap_or_default();
        let padded = !word.is_empty();
        if padded && link < Link::Mark && (has(LINKS, word) || polish && word == "to") {
            link = Link::Is;
        } else if padded && link == Link::Is && has(ADVERBS, word) || padded && has(LABELS, word) {
        } else if padded && link == Link::None && fills < 5 && has(FILLS, word) {
            fills += 1;
        } else if link == Link::None && fills > 0 {
            return None;
        } else {
            return value(place.further(further), run.start, quote, link, what);
        }
        from = run.end;
        further += 1;
        if further > 12 {
            return None;
        }
    }
}

/// What begins at `start`, in or before the run at `place`, if it is a secret of the kind announced.
fn value(
    place: Place<'_>,
    start: usize,
    quote: Option<(usize, char)>,
    link: Link,
    what: Announced,
) -> Option<Span> {
    if place.run().start == start
        && let Some(span) = secrets::find(place).or_else(|| numbers::find(place))
    {
        return Some(span);
    }
    let span = |start: usize, end: usize, what| Some(Span { start, end, what });
    match what {
        Announced::Password | Announced::Pass | Announced::Key => {
            let token = token(place.text, start, quote.filter(|&(at, _)| at == start))?;
            let secret = match what {
                Announced::Key => token.len() >= 12 && random(token) && !address(token),
                Announced::Pass => link > Link::None && random_or_number(token),
                _ => password(token, link),
            };
            let kind = if what == Announced::Key { Sensitive::Secret } else { Sensitive::Password };
            let end = start + token.len();
            secret.then(|| Span { start, end: end.max(digits_after(place, end)), what: kind })
        }
        Announced::Pin | Announced::PinCode | Announced::Code => {
            let run = place.run();
            let least = if link == Link::None && what != Announced::Code { 4 } else { 3 };
            let other = place.text[run.end..].starts_with(['%', '€', '$', '/', '/'])
                || what == Announced::PinCode && run.digits == 6;
            if run.start != start || !run.number() || !(least..=8).contains(&run.digits) || other {
                return None;
            }
            let code = what == Announced::Code;
            span(start, run.end, if code { Sensitive::SecurityCode } else { Sensitive::Password })
        }
        Announced::Id | Announced::Insurance | Announced::Bsn => {
            let end = id(place, what)?;
            span(place.run().start, end, Sensitive::GovernmentId)
        }
    }
}

/// Where digits end that follow a password after a space: some people say it in groups.
fn digits_after(place: Place<'_>, end: usize) -> usize {
    let next = place.runs[place.at..].iter().take(8).find(|run| run.start >= end);
    match next {
        Some(run) if run.number() && run.digits >= 2 && &place.text[end..run.start] == " " => {
            run.end
        }
        _ => end,
    }
}

/// Where the id that begins here ends.
fn id(place: Place<'_>, what: Announced) -> Option<usize> {
    let run = place.run();
    if run.letters {
        let lone = run.digits == 0 && run.end - run.start <= 2 && what == Announced::Id;
        let number = place.get(1).filter(|next| next.number() && next.digits >= 5);
        return match number {
            Some(next) if lone && place.gap(0).len() <= 1 => Some(next.end),
            _ if run.digits >= 5 && run.end - run.start <= 24 => {
                (what == Announced::Id).then_some(run.end)
            }
            _ => None,
        };
    }
    if place.left_to_see() {
        return None;
    }
    let (digits, total, end) = numbers::after_word(place)?;
    let digits = &digits[..total];
    let right = match what {
        Announced::Insurance => total == 9 && checks::luhn(digits),
        Announced::Bsn => checks::bsn(digits),
        _ => (6..=18).contains(&total),
    };
    right.then_some(end)
}

/// The word that begins at `start`: to the next space, to where a script without spaces begins, to the closing
/// quotation mark.
fn token(text: &str, start: usize, quote: Option<(usize, char)>) -> Option<&str> {
    let rest = &text[start..];
    let close = quote.and_then(|(_, open)| match open {
        '"' | '\'' | '`' | '*' => Some(open),
        '“' => Some('”'),
        '«' => Some('»'),
        '‘' => Some('’'),
        '「' => Some('」'),
        _ => None,
    });
    if let Some(close) = close {
        let end = rest.char_indices().take(100).find(|&(_, c)| c == close || c == '\n');
        if let Some((end, _)) = end.filter(|&(_, c)| c == close) {
            return Some(&rest[..end]).filter(|token| token.len() >= 3);
        }
    }
    let ends = |c: char| {
        c.is_ascii_whitespace()
            || matches!(c, '\u{A0}' | '•' | '\u{3000}'..='\u{303F}' | '，' | '：')
            || kind(c) == Kind::Wide
    };
    let end = rest.char_indices().find(|&(_, c)| ends(c)).map_or(rest.len(), |(at, _)| at);
    let token = rest[..end].trim_end_matches([
        '.', ',', ';', '?', ')', ']', '"', '\'', '>', '!', ':', '”', '»', '’', '،', '؟', '।', '*',
        '`', '}', '<',
    ]);
    let seen = token.char_indices().nth(MOST).map_or(token, |(at, _)| &token[..at]);
    (seen.chars().count() >= 3 && (seen.len() == token.len() || random(seen))).then_some(token)
}

fn password(token: &str, link: Link) -> bool {
    if address(token) {
        return false;
    }
    let word = token
        .chars()
        .all(|c| matches!(kind(c), Kind::Ascii | Kind::Letter | Kind::Hidden) || "'’-".contains(c));
    if !word {
        let quoted_words = token.contains(' ') && !token.bytes().any(|c| c.is_ascii_digit());
        let beginning = token.split(' ').next().unwrap_or_default();
        return match link {
            Link::None => random_or_number(token),
            _ => !(quoted_words && is_said(beginning)),
        };
    }
    let foreign = token.chars().any(|c| kind(c) == Kind::Letter);
    let capital = token.bytes().skip(1).any(|c| c.is_ascii_uppercase())
        && token.bytes().any(|c| c.is_ascii_lowercase());
    let participle = token.ends_with("ed") || token.ends_with("ing") || token.contains(['\'', '’']);
    match link {
        Link::None => false,
        Link::Is => !is_said(token) && (capital || !foreign && !participle),
        Link::Mark => !is_said(token) && !token.contains(['\'', '’']),
    }
}

fn is_said(word: &str) -> bool {
    let mut buffer = Folded::new();
    buffer.fold(word).is_some_and(said)
}

/// Whether it looks made up: letters and digits, or letters and the signs that passwords need.
fn random(token: &str) -> bool {
    let letter = token.bytes().any(|c| c.is_ascii_alphabetic());
    let other = token.bytes().any(|c| c.is_ascii_digit() || b"!@#$%^&*_+=~".contains(&c));
    letter && other && token.len() >= 5
}

fn random_or_number(token: &str) -> bool {
    random(token) && !address(token)
        || (4..=16).contains(&token.len()) && token.bytes().all(|c| c.is_ascii_digit())
}

/// Whether it is the address of a page or an e-mail address.
fn address(token: &str) -> bool {
    let mail = token.split_once('@').is_some_and(|(name, host)| {
        let end = host.rsplit('.').next().unwrap_or_default();
        !name.is_empty()
            && host.contains('.')
            && end.len() >= 2
            && end.bytes().all(|c| c.is_ascii_alphabetic())
    });
    mail || token.contains("://") || token.starts_with("www.")
}

//! Numbers that tell by their shape and their check digits what they are: cards, IBANs, ids.

use super::{Place, Sensitive, Span, checks, digit, invisible};

/// The most groups of digits one number is written in, and the most digits it has.
const MOST: usize = 24;

/// Digits in groups, from a run on.
struct Groups {
    digits: [u8; MOST],
    /// How many digits each group has.
    lens: [u8; MOST],
    /// What stands before each group: a separator; the first has a space.
    marks: [char; MOST],
    count: usize,
    /// Whether the run before the first goes on into it.
    continues: bool,
}

impl Groups {
    fn read(place: Place<'_>) -> Self {
        let mut groups = Self {
            digits: [0; MOST],
            lens: [0; MOST],
            marks: [' '; MOST],
            count: 0,
            continues: false,
        };
        let mut total = 0;
        while let Some(run) = place.get(groups.count).filter(|run| run.number()) {
            if total + run.digits > MOST || groups.count == MOST {
                break;
            }
            if groups.count > 0 {
                let Some(mark) = separator(place.gap(groups.count - 1)) else { break };
                groups.marks[groups.count] = mark;
            }
            for value in place.str(run).chars().filter_map(digit).take(run.digits) {
                groups.digits[total] = value;
                total += 1;
            }
            groups.lens[groups.count] = u8::try_from(run.digits).unwrap_or(u8::MAX);
            groups.count += 1;
        }
        groups.continues = place.at > 0
            && place.runs[place.at - 1].number()
            && separator(&place.text[place.runs[place.at - 1].end..place.run().start]).is_some();
        groups
    }

    fn total(&self, groups: usize) -> usize {
        self.lens[..groups].iter().map(|&len| usize::from(len)).sum()
    }

    /// Whether the first groups are so long, and no group goes on after them.
    fn shaped(&self, lens: &[u8], marks: &[&str]) -> bool {
        let here = lens.len();
        self.lens[..self.count].starts_with(lens)
            && !self.continues
            && (self.count == here || self.marks[here] == ' ' && self.lens[here] < 3)
            && marks.iter().zip(&self.marks[1..here]).all(|(may, mark)| may.contains(*mark))
    }
}

/// The one character between two groups of digits of the same number.
fn separator(gap: &str) -> Option<char> {
    let mut marks = gap.chars().filter(|&c| !invisible(c));
    match (marks.next(), marks.next()) {
        (Some(' ' | '\u{A0}' | '\u{202F}' | '\u{3000}'), None) => Some(' '),
        (Some('-' | '‐' | '‑' | '–' | '－'), None) => Some('-'),
        (Some('.'), None) => Some('.'),
        _ => None,
    }
}

pub fn find(place: Place<'_>) -> Option<Span> {
    let run = place.run();
    if run.number() {
        if matches!(place.before(), Some('#' | '+')) || place.left_to_see() {
            return None;
        }
        let groups = Groups::read(place);
        let span = |groups: usize, what| {
            let end = place.get(groups - 1)?.end;
            Some(Span { start: run.start, end, what })
        };
        if let Some(count) = card(&groups) {
            return span(count, Sensitive::Card);
        }
        return id(place, &groups).and_then(|count| span(count, Sensitive::GovernmentId));
    }
    // Letters alone begin an id only where they are few and digits follow: "AB 12 34 56 C".
    let prefix = run.end - run.start <= 2 && place.get(1).is_some_and(|next| next.digits > 0);
    if run.wide || run.digits == 0 && !prefix {
        return None;
    }
    iban(place).or_else(|| mixed(place))
}

/// How many groups are the number of a card.
fn card(groups: &Groups) -> Option<usize> {
    (1..=groups.count).find(|&count| {
        let (lens, total) = (&groups.lens[..count], groups.total(count));
        let even =
            lens[..count - 1].iter().all(|&len| len == lens[0]) && lens[count - 1] <= lens[0];
        let amex = matches!(
            lens,
            [4, 6, 4 | 5] | [4, 4, 5] | [4, 4, 4, 4..=6] | [4, 4, 4, 4, _] | [6, 13]
        );
        let alike = groups.marks[1..count].windows(2).all(|pair| pair[0] == pair[1]);
        (even || amex) && alike && checks::card(&groups.digits[..total]) && !parcel(groups)
    })
}

/// Parcels of the US Postal Service have 20 or 22 digits beginning with 9, in groups of four.
fn parcel(groups: &Groups) -> bool {
    groups.digits[0] == 9 && matches!(groups.total(groups.count), 20 | 22)
}

/// How many groups are an id that needs no word before it.
fn id(place: Place<'_>, groups: &Groups) -> Option<usize> {
    let digits = |count: usize| &groups.digits[..groups.total(count)];
    let has = |lens: &[u8], marks: &[&str], check: fn(&[u8]) -> bool| {
        (groups.shaped(lens, marks) && check(digits(lens.len()))).then_some(lens.len())
    };
    if let Some(count) = has(&[3, 2, 4], &["-", "-"], checks::ssn)
        .or_else(|| has(&[3, 3, 3, 2], &[".", ".", "-."], checks::cpf))
        .or_else(|| has(&[3, 3, 3, 2], &["-", "-", " -"], checks::snils))
        .or_else(|| has(&[4, 4, 4], &[" -", " -"], checks::aadhaar))
        .or_else(|| has(&[6, 7], &["-"], checks::rrn))
        .or_else(|| has(&[2, 3, 3, 3], &[" ", " ", " "], checks::steuer_id))
        .or_else(|| has(&[1, 2, 2, 2, 3, 3, 2], &[" .-"; 6], checks::nir))
        .or_else(|| has(&[13, 2], &[" "], checks::nir))
        .or_else(|| has(&[6, 8, 4], &[" -", " -"], checks::resident))
    {
        return Some(count);
    }
    // One of a thousand other numbers has the same check digits: not where the number is said to be another.
    let plain = |len: u8, check: fn(&[u8]) -> bool| {
        groups.shaped(&[len], &[]) && check(digits(1)) && !super::words::of_an_order(place)
    };
    // Telephone numbers of eleven digits begin with 0.
    (groups.digits[0] != 0 && plain(11, checks::pesel)
        || plain(11, checks::tc_kimlik)
        || plain(15, checks::nir)
        || plain(18, checks::resident))
    .then_some(1)
}

/// Up to 34 capital letters and digits, over spaces and dashes between runs: how many runs there are, and where each
/// ends in them.
struct Code {
    signs: [u8; 40],
    ends: [usize; 20],
    runs: usize,
}

impl Code {
    fn read(place: Place<'_>) -> Self {
        let mut code = Self { signs: [0; 40], ends: [0; 20], runs: 0 };
        let mut len = 0;
        'runs: while let Some(run) = place.get(code.runs).filter(|_| code.runs < 20) {
            if code.runs > 0 && separator(place.gap(code.runs - 1)).is_none_or(|mark| mark == '.') {
                break;
            }
            for c in place.str(run).chars().filter(|&c| !invisible(c)) {
                let sign = match digit(c) {
                    Some(value) => b'0' + value,
                    None if c.is_ascii_alphabetic() => c.to_ascii_uppercase() as u8,
                    None => break 'runs,
                };
                if len == code.signs.len() {
                    break 'runs;
                }
                code.signs[len] = sign;
                len += 1;
            }
            code.ends[code.runs] = len;
            code.runs += 1;
        }
        code
    }

    /// The signs of the first runs, where some runs are so long together, and how many these are.
    fn of(&self, len: usize) -> Option<(&[u8], usize)> {
        let runs = self.ends[..self.runs].iter().position(|&end| end == len)? + 1;
        Some((&self.signs[..len], runs))
    }
}

fn iban(place: Place<'_>) -> Option<Span> {
    let text = place.str(place.run());
    let [a, b, rest @ ..] = text.as_bytes() else { return None };
    if !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
        || rest.first().is_some_and(u8::is_ascii_alphabetic)
    {
        return None;
    }
    // "at 10" and "no 12" are words before a number.
    if rest.is_empty() && !(a.is_ascii_uppercase() && b.is_ascii_uppercase()) {
        return None;
    }
    let len = checks::iban_length([a.to_ascii_uppercase(), b.to_ascii_uppercase()])?;
    let code = Code::read(place);
    let (signs, runs) = code.of(len)?;
    let end = place.get(runs - 1)?.end;
    (signs[2..4].iter().all(u8::is_ascii_digit) && checks::iban(signs)).then_some(Span {
        start: place.run().start,
        end,
        what: Sensitive::Iban,
    })
}

/// Ids of letters and digits.
fn mixed(place: Place<'_>) -> Option<Span> {
    let run = place.run();
    if matches!(place.before(), Some('#' | '_' | '-' | '/')) || run.end - run.start > 60 {
        return None;
    }
    let code = Code::read(place);
    let runs = dni(&code)
        .or_else(|| insurance(place, &code))
        .or_else(|| {
            code.of(16).filter(|(signs, _)| checks::codice_fiscale(signs)).map(|(_, runs)| runs)
        })
        .or_else(|| tax_account(place, &code))
        .or_else(|| resident_x(&code))?;
    let end = place.get(runs - 1)?.end;
    (!super::words::of_an_order(place)).then_some(Span {
        start: run.start,
        end,
        what: Sensitive::GovernmentId,
    })
}

/// The Spanish DNI and NIE: eight digits, or X, Y, Z and seven, and a check letter.
fn dni(code: &Code) -> Option<usize> {
    let (signs, runs) = code.of(9).filter(|&(_, runs)| runs <= 2)?;
    let (first, rest) = (signs[0], &signs[1..8]);
    let first = match first {
        b'X' | b'Y' | b'Z' => u32::from(first - b'X'),
        b'0'..=b'9' => u32::from(first - b'0'),
        _ => return None,
    };
    let number = rest
        .iter()
        .try_fold(first, |sum, &c| c.is_ascii_digit().then(|| sum * 10 + u32::from(c - b'0')))?;
    (checks::dni_letter(number) == signs[8]).then_some(runs)
}

/// The UK's National Insurance number: two letters, six digits, a letter from A to D.
fn insurance(place: Place<'_>, code: &Code) -> Option<usize> {
    let (signs, runs) = code.of(9)?;
    let (prefix, suffix) = ([signs[0], signs[1]], signs[8]);
    let letters = prefix.iter().all(u8::is_ascii_uppercase)
        && !prefix.iter().any(|c| b"DFIQUV".contains(c))
        && prefix[1] != b'O'
        && ![*b"BG", *b"GB", *b"NK", *b"KN", *b"TN", *b"NT", *b"ZZ"].contains(&prefix);
    let written = place.str(place.run()).as_bytes();
    let capital = written.first().is_some_and(u8::is_ascii_uppercase);
    (letters
        && capital
        && signs[2..8].iter().all(u8::is_ascii_digit)
        && (b'A'..=b'D').contains(&suffix)
        && matches!(runs, 1 | 3 | 5))
    .then_some(runs)
}

/// India's Permanent Account Number: five letters, the fourth for the kind of holder, four digits, a letter.
fn tax_account(place: Place<'_>, code: &Code) -> Option<usize> {
    let (signs, runs) = code.of(10).filter(|&(_, runs)| runs == 1)?;
    let capital = place.str(place.run()).bytes().all(|c| !c.is_ascii_lowercase());
    (capital
        && signs[..5].iter().all(u8::is_ascii_uppercase)
        && b"PCHABGJLFT".contains(&signs[3])
        && signs[5..9].iter().all(u8::is_ascii_digit)
        && signs[9].is_ascii_uppercase())
    .then_some(runs)
}

/// A Chinese resident number that ends in X.
fn resident_x(code: &Code) -> Option<usize> {
    let (signs, runs) = code.of(18).filter(|(signs, runs)| *runs == 1 && signs[17] == b'X')?;
    let mut digits = [10_u8; 18];
    for (digit, sign) in digits.iter_mut().zip(&signs[..17]) {
        *digit = sign.is_ascii_digit().then(|| sign - b'0')?;
    }
    checks::resident(&digits).then_some(runs)
}

/// The check number that is written after a card's number and its month.
pub fn code_after_card(place: Place<'_>) -> Option<Span> {
    // 12/27, 12 2027 or 1227.
    let month =
        place.str(place.get(0)?).chars().filter_map(digit).take(2).fold(0, |m, d| m * 10 + d);
    let digits =
        |further| place.get(further).filter(|run| run.number()).map_or(0, |run| run.digits);
    let at = match (digits(0), digits(1)) {
        (2, 2 | 4) => 2,
        (4, _) => 1,
        _ => return None,
    };
    let close = |further: usize| {
        let from = match further {
            0 => place.at.checked_sub(1).and_then(|at| place.runs.get(at))?.end,
            _ => place.get(further - 1)?.end,
        };
        let gap = &place.text[from..place.get(further)?.start];
        Some(gap.len() <= 3 && !gap.contains('\n'))
    };
    let run = place.get(at).filter(|run| run.number() && matches!(run.digits, 3 | 4))?;
    ((1..=12).contains(&month)
        && (0..=at).all(|further| close(further) == Some(true))
        && place.after(at) != Some('•'))
    .then_some(Span { start: run.start, end: run.end, what: Sensitive::SecurityCode })
}

/// How many digits and groups a number after a word has, the digits themselves, and where it ends.
pub fn after_word(place: Place<'_>) -> Option<([u8; MOST], usize, usize)> {
    let groups = Groups::read(place);
    let mut count = groups.count;
    // A lone number after the groups is another thing.
    while count > 1 && groups.marks[count - 1] == ' ' && groups.lens[count - 1] < 2 {
        count -= 1;
    }
    Some((groups.digits, groups.total(count), place.get(count.checked_sub(1)?)?.end))
}

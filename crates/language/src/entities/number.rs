//! Reading a number as people write it: thousands in groups, a decimal comma or point, "k" and "million".

use super::Here;

/// A number and where it ends.
#[derive(Clone, Copy, Debug)]
pub struct Number<'a> {
    /// Its hundredths.
    pub hundredths: i64,
    /// Digits after the decimal sign.
    pub decimals: usize,
    /// The byte after it.
    pub end: usize,
    /// How many words it takes; the last may go on after the number.
    pub words: usize,
    /// What follows it in its last word, folded.
    pub tail: &'a str,
}

/// The most groups of digits.
const MOST: usize = 8;

/// The number that begins with the first digit of this word.
pub fn read<'a>(here: Here<'a>) -> Option<Number<'a>> {
    let mut groups: [&str; MOST] = [""; MOST];
    let mut marks = [' '; MOST];
    let (mut count, mut end, mut tail) = (0, 0, "");
    while count < MOST {
        let Some(token) = here.get(count) else { break };
        let digits =
            token.text.len() - token.text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            break;
        }
        if count > 0 {
            let mut gap = here.gap(count - 1).chars();
            let (Some(mark), None) = (gap.next(), gap.next()) else { break };
            let mark = match mark {
                ',' | '.' | '٫' | '٬' | '，' => mark,
                ' ' | '\u{A0}' | '\u{202F}'
                    if digits == 3
                        && marks[1..count].iter().all(|&m| m == ' ')
                        && groups[0].len() <= 3 =>
                {
                    ' '
                }
                _ => break,
            };
            marks[count] = mark;
        }
        groups[count] = &token.text[..digits];
        let written = here.text[token.start..token.end].char_indices();
        end = token.start
            + written
                .filter(|(_, c)| c.is_numeric())
                .nth(digits - 1)
                .map_or(0, |(at, c)| at + c.len_utf8());
        tail = &token.text[digits..];
        count += 1;
        if !tail.is_empty() {
            break;
        }
    }
    let (groups, marks) = (&groups[..count], &marks[..count]);
    let last = *groups.last()?;
    let decimal = count > 1
        && marks[count - 1] != ' '
        && marks[count - 1] != '٬'
        && marks[1..count - 1].iter().all(|&mark| mark != marks[count - 1])
        && (last.len() <= 2 || marks[count - 1] == '٫' || groups[0] == "0");
    let whole = if decimal { &groups[..count - 1] } else { groups };
    let thousands = whole.len() == 1
        || whole[0].len() <= 3
            && whole[1..]
                .iter()
                .rev()
                .enumerate()
                .all(|(at, g)| g.len() == 3 || at > 0 && g.len() == 2)
            && marks[1..whole.len()].iter().all(|&mark| mark == marks[1]);
    if !thousands || whole.iter().map(|g| g.len()).sum::<usize>() > 12 {
        return None;
    }
    let digits =
        |sum: i64, group: &&str| group.bytes().fold(sum, |sum, d| sum * 10 + i64::from(d - b'0'));
    let units = whole.iter().fold(0, digits);
    let cents = if decimal { [last, "00"].concat()[..2].parse().unwrap_or(0) } else { 0 };
    let decimals = if decimal { last.len() } else { 0 };
    Some(Number { hundredths: units * 100 + cents, decimals, end, words: count, tail })
}

/// What a word multiplies a number before it by.
pub fn multiplier(word: &str) -> Option<i64> {
    Some(match word {
        "hundred" => 100,
        "k" | "thousand" | "grand" | "mil" | "mille" | "tausend" | "tsd" | "mila" | "duizend"
        | "tys" | "tysiecy" | "tysiace" | "bin" | "тыс" | "тысяч" | "тысячи" | "тысячу" | "الف"
        | "الاف" | "हजार" | "千" | "천" => 1_000,
        "万" | "萬" | "만" => 10_000,
        "lakh" | "lakhs" | "lac" | "lacs" | "लाख" => 100_000,
        "million" | "millions" | "mio" | "mn" | "millionen" | "millon" | "millones" | "milhao"
        | "milhoes" | "milione" | "milioni" | "miljoen" | "milion" | "miliony" | "milionow"
        | "mln" | "milyon" | "млн" | "миллион" | "миллиона" | "миллионов" | "مليون" => {
            1_000_000
        }
        "crore" | "crores" | "करोड" => 10_000_000,
        "億" | "亿" | "억" => 100_000_000,
        _ => return None,
    })
}

/// From 0 to 19.
const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// From 20 to 90.
const TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The words with which a number in words begins.
pub fn beginnings() -> Vec<&'static str> {
    SMALL.into_iter().chain(TENS).chain(["a"]).collect()
}

/// An English number in words, and how many words it takes.
pub fn in_words(here: Here<'_>) -> Option<(i64, usize)> {
    let (mut total, mut part, mut words) = (0_i64, 0_i64, 0);
    while words < 10 {
        let Some(word) = here.word(words) else { break };
        let small = SMALL.iter().position(|&s| s == word).map(|n| n as i64);
        let tens = TENS.iter().position(|&t| t == word).map(|n| (n as i64 + 2) * 10);
        match (small.or(tens), multiplier(word)) {
            (Some(value), _) => part += value,
            (_, Some(100)) if words > 0 => part = part.max(1) * 100,
            (_, Some(times)) if words > 0 && word != "k" => {
                total += part.max(1).saturating_mul(times);
                part = 0;
            }
            _ if word == "a" && words == 0 && here.word(1).and_then(multiplier).is_some() => {}
            _ if word == "and" && words > 0 => {}
            _ => break,
        }
        words += 1;
    }
    if words > 0 && here.word(words - 1) == Some("and") {
        words -= 1;
    }
    (words > 0 && total + part > 0 && total < 1_000_000_000).then_some((total + part, words))
}

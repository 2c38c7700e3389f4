//! A text message: which alphabet it needs, how many messages it is billed as, and how it is cut to fit.

use crate::text;

/// What a text message is sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The alphabet of GSM 03.38: 160 septets, or 153 each in several.
    Gsm7,
    /// 16-bit units, as soon as one character is not in that alphabet: 70, or 67 each in several.
    Ucs2,
}

/// A text message with what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sms {
    /// The text.
    pub text: String,
    /// What it is sent in.
    pub encoding: Encoding,
    /// How many messages it is.
    pub segments: usize,
}

/// The alphabet of GSM 03.38; the escape itself is left out.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// What takes two septets.
const GSM_EXTENDED: &str = "^{}\\[~]|€\u{c}";

impl Sms {
    /// Counts a text.
    pub fn of(text: &str) -> Self {
        let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
        let (encoding, units, one, each) = match septets {
            Some(septets) => (Encoding::Gsm7, septets, 160, 153),
            None => (Encoding::Ucs2, text.chars().map(char::len_utf16).collect(), 70, 67),
        };
        let segments = if units.iter().sum::<usize>() <= one { 1 } else { parts(&units, each) };
        Self { text: text.to_owned(), encoding, segments }
    }

    /// A text that ends in `end` whole, with as much of `words` before it as fits in so many messages.
    pub fn fit(words: &str, end: &str, segments: usize) -> Self {
        // Typewriter's signs in place of a printer's: one of those would more than halve what fits.
        let plain = |text: &str| {
            text::clean(text)
                .replace(['‘', '’'], "'")
                .replace(['“', '”', '„'], "\"")
                .replace(['–', '—'], "-")
                .replace('…', "...")
                .replace('\u{a0}', " ")
        };
        let (words, end) = (plain(words), plain(end));
        let with = |words: &str| Self::of(format!("{words}\n{end}").trim());
        let whole = with(&words);
        if whole.segments <= segments {
            return whole;
        }
        let letters: Vec<char> = words.chars().collect();
        let shortened = |count: usize| {
            let kept: String = letters.iter().take(count).collect();
            with(&format!("{}...", kept.trim_end()))
        };
        let (mut fits, mut too_many) = (0, letters.len());
        while fits + 1 < too_many {
            let middle = usize::midpoint(fits, too_many);
            if shortened(middle).segments <= segments {
                fits = middle;
            } else {
                too_many = middle;
            }
        }
        shortened(fits)
    }
}

/// How many septets a character takes; nothing where the alphabet does not have it.
fn septets(c: char) -> Option<usize> {
    if GSM.contains(c) { Some(1) } else { GSM_EXTENDED.contains(c).then_some(2) }
}

/// How many messages of so many units these characters fill; none is parted between two.
fn parts(characters: &[usize], each: usize) -> usize {
    let mut messages = 1;
    let mut used = 0;
    for units in characters {
        if used + units > each {
            messages += 1;
            used = 0;
        }
        used += units;
    }
    messages
}

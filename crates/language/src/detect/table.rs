//! How much runs of one to four letters speak for each Latin language, packed small.

use warmline_model::Language;

/// The languages of the first columns.
pub const LANGUAGES: [Language; 9] = [
    Language::En,
    Language::Es,
    Language::Pt,
    Language::Fr,
    Language::De,
    Language::It,
    Language::Nl,
    Language::Pl,
    Language::Tr,
];

/// Columns: the languages, then groups of other Latin languages.
pub const COLUMNS: usize = 15;

/// The longest run of letters.
pub const LONGEST: usize = 4;

/// The letters of the table; their number is their place, from 1.
pub const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþßÿāăąćčďđēėęěğģīįıķļĺľłńņňőœŕřśšșşťțţūůűųźżžơư";

/// How many bits of a key a letter takes.
const BITS: u32 = 7;

/// The number of a letter, in small or capital form; another Latin letter counts as the last number, anything else
/// ends a word.
pub fn letter(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then(|| u32::from(c.to_ascii_lowercase()) - 0x60);
    }
    if !c.is_alphabetic() {
        return None;
    }
    let small = c.to_lowercase().next().unwrap_or(c);
    let at = LETTERS.chars().zip(1..).find(|&(letter, _)| letter == small);
    Some(at.map_or(127, |(_, number)| number))
}

/// The key of a run of letters.
pub fn key(letters: &[u32]) -> u32 {
    letters.iter().fold(0, |key, letter| key << BITS | letter)
}

/// How much each run of letters speaks for each column.
pub struct Table {
    /// Open addressing: key and place in `rows`; key 0 is free.
    slots: Vec<(u32, u32)>,
    rows: Vec<[i8; COLUMNS]>,
    /// Numbers of the letters from U+00C0 to U+024F.
    letters: Vec<u8>,
}

impl Table {
    /// Packs rows in order of their keys; values are from -8 to 7.
    pub fn write(rows: &[(u32, [i8; COLUMNS])]) -> Vec<u8> {
        let mut out = u32::try_from(rows.len()).unwrap_or_default().to_le_bytes().to_vec();
        let mut last = 0;
        for &(key, _) in rows {
            let mut step = key - last;
            last = key;
            while step >= 0x80 {
                out.push((step & 0x7F) as u8 | 0x80);
                step >>= 7;
            }
            out.push(step as u8);
        }
        for column in 0..COLUMNS {
            for pair in rows.chunks(2) {
                let nibble = |at: usize| pair.get(at).map_or(0, |(_, row)| (row[column] + 8) as u8);
                out.push(nibble(0) << 4 | nibble(1));
            }
        }
        out
    }

    /// Unpacks what `write` packed; nothing if it is something else.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (count, mut rest) = bytes.split_first_chunk::<4>()?;
        let count = u32::from_le_bytes(*count) as usize;
        let mut rows = vec![[0_i8; COLUMNS]; count];
        let mut slots = vec![(0, 0); (count * 3).next_power_of_two().max(2)];
        let mut key = 0_u32;
        for row in 0..u32::try_from(count).ok()? {
            let mut shift = 0;
            loop {
                let (&byte, after) = rest.split_first()?;
                rest = after;
                key = key.checked_add(u32::from(byte & 0x7F).checked_shl(shift)?)?;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            let mut at = slot(key, slots.len());
            while slots[at].0 != 0 {
                at = (at + 1) % slots.len();
            }
            slots[at] = (key, row);
        }
        for column in 0..COLUMNS {
            for pair in rows.chunks_mut(2) {
                let (&byte, after) = rest.split_first()?;
                rest = after;
                for (row, nibble) in pair.iter_mut().zip([byte >> 4, byte & 15]) {
                    row[column] = nibble as i8 - 8;
                }
            }
        }
        let number = |c| char::from_u32(c).and_then(letter).unwrap_or_default();
        let letters = (0xC0..0x250).map(|c| u8::try_from(number(c)).unwrap_or_default()).collect();
        Some(Self { slots, rows, letters })
    }

    fn row(&self, key: u32) -> Option<&[i8; COLUMNS]> {
        let mut at = slot(key, self.slots.len());
        loop {
            match self.slots[at] {
                (0, _) => return None,
                (there, row) if there == key => return self.rows.get(row as usize),
                _ => at = (at + 1) % self.slots.len(),
            }
        }
    }

    /// What all runs of letters of a text say together, per column. Of a long text only the beginning is read.
    pub fn scores(&self, text: &str) -> [i32; COLUMNS] {
        let mut sums = [0_i32; COLUMNS];
        let (mut run, mut len) = (0_u32, 0);
        for c in text.chars().take(2_000) {
            let number = match c {
                'a'..='z' | 'A'..='Z' => u32::from(c.to_ascii_lowercase()) - 0x60,
                _ if c.is_ascii() => 0,
                '\u{C0}'..'\u{250}' => u32::from(self.letters[c as usize - 0xC0]),
                _ => letter(c).unwrap_or_default(),
            };
            if number == 0 {
                (run, len) = (0, 0);
                continue;
            }
            run = (run << BITS | number) & ((1 << (BITS * LONGEST as u32)) - 1);
            len = (len + 1).min(LONGEST as u32);
            for letters in 1..=len {
                let Some(row) = self.row(run & ((1 << (BITS * letters)) - 1)) else { continue };
                for (sum, value) in sums.iter_mut().zip(row) {
                    *sum += i32::from(*value);
                }
            }
        }
        sums
    }
}

fn slot(key: u32, slots: usize) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> 8) as usize & (slots - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked_again() {
        let rows =
            [(1, [-8; COLUMNS]), (key(&[1, 2]), [7; COLUMNS]), (key(&[127; 4]), [3; COLUMNS])];
        let table = Table::read(&Table::write(&rows)).expect("well-formed");
        assert!(rows.iter().all(|(key, row)| table.row(*key) == Some(row)));
        assert_eq!(table.row(2), None);
        assert_eq!(table.scores("ab")[0], 7 - 8);
        assert!(Table::read(&Table::write(&rows)[..9]).is_none() && Table::read(&[]).is_none());
    }

    #[test]
    fn the_letters_fit_their_bits() {
        assert!(LETTERS.chars().count() < 127);
        assert!(LETTERS.chars().all(|c| !c.is_ascii() || letter(c).is_some()));
    }
}

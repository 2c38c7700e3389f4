//! Words that say what follows them: "password", "PIN", "passport number", in the fifteen languages.

use super::table::{LENGTHS, WORDS};
use super::{Place, Span, invisible, values};

/// What a word announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announced {
    /// A password.
    Password,
    /// Something that is a password only if it looks like one: "pass", "clave", "parola" mean other things too.
    Pass,
    /// The PIN of a card.
    Pin,
    /// In India also the number of a post office, with six digits.
    PinCode,
    /// A card's check number, a one-time code.
    Code,
    /// A key of a program.
    Key,
    /// The number of a passport and the like.
    Id,
    /// Canada's social insurance number; "sin" is a word of Spanish too.
    Insurance,
    /// The Dutch citizen's number.
    Bsn,
}

use Announced::{Code, Id, Pass, Password, Pin};

/// Of scripts without spaces, wherever they stand in a run; longer ones before their beginnings.
const WIDE: [(&str, Announced); 29] = [
    ("パスワード", Password),
    ("暗証番号", Pin),
    ("密码", Password),
    ("密碼", Password),
    ("口令", Password),
    ("비밀번호", Password),
    ("비번", Password),
    ("패스워드", Password),
    ("암호", Pass),
    ("セキュリティコード", Code),
    ("安全码", Code),
    ("安全碼", Code),
    ("验证码", Code),
    ("驗證碼", Code),
    ("認証コード", Code),
    ("인증번호", Code),
    ("보안코드", Code),
    ("マイナンバー", Id),
    ("個人番号", Id),
    ("身份证号码", Id),
    ("身份证号", Id),
    ("身份证", Id),
    ("身分證", Id),
    ("护照号码", Id),
    ("护照", Id),
    ("護照", Id),
    ("パスポート番号", Id),
    ("여권번호", Id),
    ("주민등록번호", Id),
];

/// Words before a number that is no secret, folded.
const ORDERS: &str = " order orders tracking track parcel shipment invoice ticket reference ref booking case pedido \
    factura seguimiento commande facture suivi colis bestellung bestellnummer auftrag rechnung rechnungsnummer \
    sendung sendungsnummer sendungsverfolgung ordine fattura spedizione bestelling factuur zamowienie zamowienia \
    faktura siparis fatura kargo rastreio encomenda reserva zakaz заказ заказа счет طلب الطلب ऑर्डर ";

/// Whether the two words before a number say that it belongs to an order or a parcel.
pub fn of_an_order(place: Place<'_>) -> bool {
    let runs = &place.runs[place.at.saturating_sub(2)..place.at];
    runs.iter().any(|&run| {
        let mut buffer = Folded::new();
        let Some(word) = buffer.fold(place.str(run)) else { return false };
        ORDERS.match_indices(word).any(|(at, _)| {
            let spaces = [at.wrapping_sub(1), at + word.len()];
            spaces.iter().all(|&at| ORDERS.as_bytes().get(at) == Some(&b' '))
        })
    })
}

pub fn find(place: Place<'_>) -> Option<Span> {
    let run = place.run();
    if run.wide {
        return wide(place);
    }
    if run.number() {
        return None;
    }
    let written = place.str(run);
    let first = written.as_bytes()[0].to_ascii_lowercase();
    if first.is_ascii_lowercase() && written.is_ascii() {
        let lengths = LENGTHS[usize::from(first - b'a')];
        if written.len() > 31 || lengths & (1 << written.len()) == 0 {
            return None;
        }
    }
    let mut buffer = Folded::new();
    let word = buffer.fold(written)?;
    let from = WORDS.partition_point(|(first, _, _)| *first < word);
    let same = WORDS[from..].iter().take_while(|(first, _, _)| *first == word).count();
    // A longer phrase says more: "pin code" before "pin".
    let (words, what) = WORDS[from..from + same]
        .iter()
        .rev()
        .find_map(|&(_, rest, what)| Some((follows(place, rest)?, what)))?;
    values::after(place.further(words - 1), run_end(place, words - 1)?, what)
}

fn run_end(place: Place<'_>, further: usize) -> Option<usize> {
    place.get(further).map(|run| run.end)
}

/// How many runs a phrase has here, if the words after its first stand here.
fn follows(place: Place<'_>, rest: &str) -> Option<usize> {
    let mut words = 1;
    for part in rest.split_ascii_whitespace() {
        let close = matches!(place.gap(words - 1), " " | "_" | "-" | "'" | "’" | "'s " | "’s ");
        let mut buffer = Folded::new();
        if !close || buffer.fold(place.str(place.get(words)?))? != part {
            return None;
        }
        words += 1;
    }
    Some(words)
}

fn wide(place: Place<'_>) -> Option<Span> {
    let run = place.run();
    let text = place.str(run);
    text.char_indices().find_map(|(at, _)| {
        let rest = &text[at..];
        let &(word, what) = WIDE.iter().find(|(word, _)| rest.starts_with(word))?;
        let tail = rest[word.len()..].trim_start_matches([
            'は', 'が', 'の', '是', '为', '為', '는', '은', '이', '가', '号', '號', 'を', '를',
            '을',
        ]);
        // What follows the word is its value, or in the run nothing but a particle.
        tail.is_empty().then(|| values::after(place, run.end, what))?
    })
}

/// A word folded in a buffer of its own.
pub struct Folded([u8; 40]);

impl Folded {
    pub fn new() -> Self {
        Self([0; 40])
    }

    /// The word in small letters, Latin ones without diacritics; nothing if it is longer than any word here.
    pub fn fold(&mut self, word: &str) -> Option<&str> {
        let mut len = 0;
        for c in word.chars().filter(|&c| !invisible(c)) {
            let plain = plain(c);
            let room = self.0.get_mut(len..len + plain.len_utf8())?;
            len += plain.encode_utf8(room).len();
        }
        std::str::from_utf8(&self.0[..len]).ok()
    }
}

fn plain(c: char) -> char {
    match c {
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        'À'..='Å' | 'à'..='å' | 'Ą' | 'ą' => 'a',
        'Ç' | 'ç' | 'Ć' | 'ć' => 'c',
        'È'..='Ë' | 'è'..='ë' | 'Ę' | 'ę' => 'e',
        'Ğ' | 'ğ' => 'g',
        'Ì'..='Ï' | 'ì'..='ï' | 'İ' | 'ı' => 'i',
        'Ł' | 'ł' => 'l',
        'Ñ' | 'ñ' | 'Ń' | 'ń' => 'n',
        'Ò'..='Ö' | 'ò'..='ö' => 'o',
        'Ś' | 'ś' | 'Ş' | 'ş' => 's',
        'Ù'..='Ü' | 'ù'..='ü' => 'u',
        'Ź' | 'ź' | 'Ż' | 'ż' => 'z',
        'Ё' | 'ё' => 'е',
        'А'..='Я' => char::from_u32(c as u32 + 32).unwrap_or(c),
        'أ' | 'إ' | 'آ' => 'ا',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn the_words_are_in_order_so_that_they_are_found() {
        assert!(WORDS.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)));
    }
}

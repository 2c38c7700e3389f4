//! Numbers in a text: amounts, dates, times, telephone numbers.

/// Words for numbers, in languages that put spaces between words. "One" is too often a pronoun, and some words are
/// something else in another of these languages ("sei", "due", "once", "on").
const WORDS: [(&str, &str); 166] = [
    ("two", "2"),
    ("zwei", "2"),
    ("dois", "2"),
    ("duas", "2"),
    ("deux", "2"),
    ("twee", "2"),
    ("dwa", "2"),
    ("dwie", "2"),
    ("iki", "2"),
    ("два", "2"),
    ("две", "2"),
    ("three", "3"),
    ("drei", "3"),
    ("tres", "3"),
    ("três", "3"),
    ("trois", "3"),
    ("tre", "3"),
    ("drie", "3"),
    ("trzy", "3"),
    ("üç", "3"),
    ("три", "3"),
    ("four", "4"),
    ("vier", "4"),
    ("cuatro", "4"),
    ("quatro", "4"),
    ("quatre", "4"),
    ("quattro", "4"),
    ("cztery", "4"),
    ("dört", "4"),
    ("четыре", "4"),
    ("five", "5"),
    ("fünf", "5"),
    ("cinco", "5"),
    ("cinq", "5"),
    ("cinque", "5"),
    ("vijf", "5"),
    ("pięć", "5"),
    ("pięciu", "5"),
    ("beş", "5"),
    ("пять", "5"),
    ("пяти", "5"),
    ("six", "6"),
    ("sechs", "6"),
    ("seis", "6"),
    ("zes", "6"),
    ("sześć", "6"),
    ("шесть", "6"),
    ("шести", "6"),
    ("seven", "7"),
    ("sieben", "7"),
    ("siete", "7"),
    ("sete", "7"),
    ("sept", "7"),
    ("sette", "7"),
    ("zeven", "7"),
    ("siedem", "7"),
    ("yedi", "7"),
    ("семь", "7"),
    ("семи", "7"),
    ("eight", "8"),
    ("ocho", "8"),
    ("oito", "8"),
    ("huit", "8"),
    ("acht", "8"),
    ("osiem", "8"),
    ("sekiz", "8"),
    ("восемь", "8"),
    ("nine", "9"),
    ("neun", "9"),
    ("nueve", "9"),
    ("nove", "9"),
    ("neuf", "9"),
    ("negen", "9"),
    ("dziewięć", "9"),
    ("dokuz", "9"),
    ("девять", "9"),
    ("ten", "10"),
    ("zehn", "10"),
    ("diez", "10"),
    ("dez", "10"),
    ("dix", "10"),
    ("dieci", "10"),
    ("tien", "10"),
    ("dziesięć", "10"),
    ("dziesięciu", "10"),
    ("десять", "10"),
    ("десяти", "10"),
    ("eleven", "11"),
    ("elf", "11"),
    ("onze", "11"),
    ("undici", "11"),
    ("twelve", "12"),
    ("zwölf", "12"),
    ("doce", "12"),
    ("doze", "12"),
    ("douze", "12"),
    ("dodici", "12"),
    ("twaalf", "12"),
    ("двенадцать", "12"),
    ("thirteen", "13"),
    ("fourteen", "14"),
    ("vierzehn", "14"),
    ("fifteen", "15"),
    ("fünfzehn", "15"),
    ("quince", "15"),
    ("quinze", "15"),
    ("quindici", "15"),
    ("vijftien", "15"),
    ("piętnaście", "15"),
    ("piętnastu", "15"),
    ("пятнадцать", "15"),
    ("пятнадцати", "15"),
    ("sixteen", "16"),
    ("seventeen", "17"),
    ("eighteen", "18"),
    ("nineteen", "19"),
    ("twenty", "20"),
    ("zwanzig", "20"),
    ("veinte", "20"),
    ("vinte", "20"),
    ("vingt", "20"),
    ("venti", "20"),
    ("twintig", "20"),
    ("dwadzieścia", "20"),
    ("dwudziestu", "20"),
    ("yirmi", "20"),
    ("двадцать", "20"),
    ("двадцати", "20"),
    ("thirty", "30"),
    ("dreißig", "30"),
    ("dreissig", "30"),
    ("treinta", "30"),
    ("trinta", "30"),
    ("trente", "30"),
    ("trenta", "30"),
    ("dertig", "30"),
    ("trzydzieści", "30"),
    ("trzydziestu", "30"),
    ("otuz", "30"),
    ("тридцать", "30"),
    ("тридцати", "30"),
    ("forty", "40"),
    ("vierzig", "40"),
    ("cuarenta", "40"),
    ("quarenta", "40"),
    ("quarante", "40"),
    ("quaranta", "40"),
    ("veertig", "40"),
    ("kırk", "40"),
    ("сорок", "40"),
    ("fifty", "50"),
    ("fünfzig", "50"),
    ("cincuenta", "50"),
    ("cinquenta", "50"),
    ("cinquante", "50"),
    ("cinquanta", "50"),
    ("vijftig", "50"),
    ("пятьдесят", "50"),
    ("sixty", "60"),
    ("sechzig", "60"),
    ("seventy", "70"),
    ("eighty", "80"),
    ("ninety", "90"),
    ("neunzig", "90"),
    ("hundred", "100"),
    ("hundert", "100"),
];

/// The numbers of a text, each as its digits with `.` before a fraction; the mark of a list's line is none.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    let mut run = String::new();
    let mut word = String::new();
    let mut at_start = true;
    loop {
        let c = chars.next();
        let value = c.and_then(digit);
        if let Some(value) = value {
            run.push(value);
        } else if let Some(
            separator @ ('.' | ',' | '\'' | '’' | ':' | '٫' | '٬' | '\u{A0}' | '\u{202F}'),
        ) = c
            && !run.is_empty()
            && chars.peek().is_some_and(|&c| digit(c).is_some())
        {
            run.push(match separator {
                '٫' => '.',
                '٬' | '’' | '\u{A0}' | '\u{202F}' => '\'',
                other => other,
            });
        } else if !run.is_empty() {
            let listed = at_start && run.len() <= 2 && matches!(c, Some('.' | ')'));
            if !listed {
                out.push(plain(&run));
            }
            run.clear();
            at_start = false;
        }
        match c {
            Some(c) if c.is_alphabetic() => word.extend(c.to_lowercase()),
            _ => {
                let meant = WORDS.iter().find(|(name, _)| *name == word);
                out.extend(meant.map(|(_, value)| (*value).to_owned()));
                word.clear();
            }
        }
        match c {
            None => return out,
            Some('\n') => at_start = true,
            Some(c) if value.is_none() && !c.is_whitespace() => at_start = false,
            Some(_) => {}
        }
    }
}

/// `1,000.00` and `1.000,00` and `1000` are one number; `10:30` stays what it is.
fn plain(run: &str) -> String {
    let mut parts = Vec::new();
    let mut last = 0;
    for (at, c) in run.char_indices().filter(|(_, c)| !c.is_ascii_digit()) {
        parts.push((&run[last..at], c));
        last = at + c.len_utf8();
    }
    let mut out = String::new();
    let mut before = None;
    let tail = (&run[last..], '\0');
    for (digits, mark) in parts.into_iter().chain([tail]) {
        match before {
            None => {}
            Some(':') => out.push(':'),
            // Three digits behind it: a mark of thousands.
            Some(',' | '.' | '\'') if digits.len() == 3 => {}
            Some(_) => out.push('.'),
        }
        out.push_str(digits);
        before = Some(mark);
    }
    let trimmed = out.strip_suffix(".00").unwrap_or(&out).trim_start_matches('0');
    if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() }
}

/// A decimal digit of any script that our languages use.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => return Some(c),
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        '\u{0966}'..='\u{096F}' => 0x0966,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        _ => return None,
    };
    char::from_digit(c as u32 - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn one_number_has_one_form() {
        for text in ["$1,000.00", "1.000,00 €", "1'000", "1000", "１０００", "١٬٠٠٠", "1\u{A0}000"]
        {
            assert_eq!(numbers(text), ["1000"], "{text}");
        }
        assert_eq!(
            numbers("3.5 or 3,5 at 10:30 on 2025-03-01"),
            ["3.5", "3.5", "10:30", "2025", "3", "1"]
        );
        assert_eq!(numbers("five days, thirty euros, one of them"), ["5", "30"]);
    }

    #[test]
    fn the_mark_of_a_list_is_no_number() {
        assert_eq!(numbers("1. Open\n 2) Press 7\n12"), ["7", "12"]);
    }
}

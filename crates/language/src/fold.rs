//! Folding characters: case, diacritics, widths, look-alikes and what can't be seen.

/// What a character is to the tokeniser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Invisible or a mark that folding drops: the word goes on.
    Dropped,
    /// A letter or digit of a script that puts spaces between words.
    Spaced,
    /// A letter of a script that doesn't: Han, kana, Thai, Lao, Khmer, Burmese.
    Unspaced,
    /// An apostrophe of any shape.
    Apostrophe,
    /// Everything else.
    Separator,
}

/// What the character is to the tokeniser.
pub(crate) fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Kind::Spaced,
        '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇' => Kind::Apostrophe,
        _ if c.is_ascii() => Kind::Separator,
        _ if is_dropped(c) => Kind::Dropped,
        _ if is_unspaced(c) => Kind::Unspaced,
        // Viramas and the like belong to their word although they are no letters.
        '\u{0900}'..='\u{0963}' | '\u{0970}'..='\u{0DFF}' => Kind::Spaced,
        _ if c.is_alphanumeric() => Kind::Spaced,
        _ => Kind::Separator,
    }
}

fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}'
        // Marks that folding takes off: Latin and Greek accents, Arabic vowels and stretching, nukta.
        | '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{093C}')
}

fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E01}'..='\u{0E4E}' | '\u{0E81}'..='\u{0ECD}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17D3}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}'
        | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}' | '\u{20000}'..='\u{323AF}')
}

/// Appends the folded, lower-cased form of a character that `kind` doesn't drop.
pub(crate) fn fold_into(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    let wide = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    for lower in wide.to_lowercase() {
        if !is_dropped(lower) {
            push_plain(lower, out);
        }
    }
}

fn push_plain(c: char, out: &mut String) {
    let plain = match c {
        'ß' => return out.push_str("ss"),
        'æ' | 'ǽ' => return out.push_str("ae"),
        'œ' => return out.push_str("oe"),
        'þ' => return out.push_str("th"),
        'ĳ' => return out.push_str("ij"),
        'ﬁ' => return out.push_str("fi"),
        'ﬂ' => return out.push_str("fl"),
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ'..='ặ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' | 'ḍ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' | 'ḥ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ' | 'ị' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' | 'ḷ' => 'l',
        'ṃ' | 'ṁ' => 'm',
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ṇ' | 'ṅ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ'..='ợ' => 'o',
        'ŕ' | 'ŗ' | 'ř' | 'ṛ' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṣ' | 'ſ' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'ṭ' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
        'ة' => 'ه',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ؤ' => 'و',
        'ئ' => 'ي',
        // Devanagari letters with a nukta inside.
        '\u{0958}' => 'क',
        '\u{0959}' => 'ख',
        '\u{095A}' => 'ग',
        '\u{095B}' => 'ज',
        '\u{095C}' => 'ड',
        '\u{095D}' => 'ढ',
        '\u{095E}' => 'फ',
        '०'..='९' => (b'0' + (c as u32 - '०' as u32) as u8) as char,
        '٠'..='٩' => (b'0' + (c as u32 - '٠' as u32) as u8) as char,
        _ => c,
    };
    out.push(plain);
}

/// The Latin letter that a lower-case Cyrillic or Greek letter looks like.
fn lookalike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' | 'є' => 'e',
        'ɡ' => 'g',
        'һ' | 'н' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'п' | 'η' => 'n',
        'о' | 'ο' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'г' => 'r',
        'т' | 'τ' => 't',
        'υ' | 'ц' => 'u',
        'ν' | 'ѵ' => 'v',
        'ѡ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        _ => return None,
    })
}

/// Turns the look-alikes of an otherwise Latin word into Latin letters; leaves any other word alone.
pub(crate) fn unmask(word: &mut String) {
    if word.is_ascii() || !word.bytes().any(|b| b.is_ascii_lowercase()) {
        return;
    }
    if word.chars().all(|c| c.is_ascii() || lookalike(c).is_some()) {
        *word = word.chars().map(|c| lookalike(c).unwrap_or(c)).collect();
    }
}

//! Days: 2026-03-05, 05/03/2026, 5 March, 3月5日, yesterday, "my March invoice".

use warmline_model::{Day, Fact, Language};

use super::{Found, Here, Role, has, is};
use crate::tokens::Gap;

/// The names of the months by language, folded; other forms of the same month after a bar.
const MONTHS: [(Language, &str); 15] = [
    (
        Language::En,
        "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep|sept october|oct november|nov december|dec",
    ),
    (
        Language::Es,
        "enero|ene febrero|feb marzo|mar abril|abr mayo junio|jun julio|jul agosto|ago septiembre|setiembre|sep|sept octubre|oct noviembre|nov diciembre|dic",
    ),
    (
        Language::Pt,
        "janeiro|jan fevereiro|fev marco|mar abril|abr maio|mai junho|jun julho|jul agosto|ago setembro|set outubro|out novembro|nov dezembro|dez",
    ),
    (
        Language::Fr,
        "janvier|janv fevrier|fevr mars avril|avr mai juin juillet|juil aout septembre|sept octobre|oct novembre|nov decembre|dec",
    ),
    (
        Language::De,
        "januar|jan|janner februar|feb marz|maerz april|apr mai juni|jun juli|jul august|aug september|sep|sept oktober|okt november|nov dezember|dez",
    ),
    (
        Language::It,
        "gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago settembre|set ottobre|ott novembre|nov dicembre|dic",
    ),
    (
        Language::Nl,
        "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep oktober|okt november|nov december|dec",
    ),
    (
        Language::Pl,
        "stycznia|styczen|styczniu lutego|luty|lutym marca|marzec|marcu kwietnia|kwiecien|kwietniu maja|maj|maju czerwca|czerwiec|czerwcu lipca|lipiec|lipcu sierpnia|sierpien|sierpniu wrzesnia|wrzesien|wrzesniu pazdziernika|pazdziernik|pazdzierniku listopada|listopad|listopadzie grudnia|grudzien|grudniu",
    ),
    (Language::Tr, "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik"),
    (Language::Ar, "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر"),
    (
        Language::Hi,
        "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर दिसंबर|दिसम्बर",
    ),
    (
        Language::Ru,
        "января|январь|январе февраля|февраль|феврале марта|март|марте апреля|апрель|апреле мая|май|мае июня|июнь|июне июля|июль|июле августа|август|августе сентября|сентябрь|сентябре октября|октябрь|октябре ноября|ноябрь|ноябре декабря|декабрь|декабре",
    ),
    (Language::Ja, ""),
    (Language::Zh, ""),
    (Language::Ko, ""),
];

/// Names that are other words too, and short forms: months only beside a day or a year, or after "in" and the like.
const UNSURE: &str = "may march mars mai mart out ago set dic dec mag gen giu lug ott mar jan feb apr jun jul aug sep sept oct nov \
    ene abr okt dez abr fev janv fevr avr juil mrt jan май мая маи maj maja mei ocak ekim marco";

/// Words before a month that make it one.
pub const BEFORE_MONTH: &str = "in my of since until last this from for during by the next en de desde del mi este im seit vom bis \
    mein meine il lo di da mio mia nel van mijn sinds w od do z za em do da meu minha au mon ma depuis в с за до от";

/// Whether two languages' names of months are looked at: the message's and English.
fn month_named(word: &str, language: Language) -> Option<u8> {
    let of = |wanted: Language| {
        let (_, names) = MONTHS.iter().find(|(known, _)| *known == wanted)?;
        let at = names.split(' ').position(|month| month.split('|').any(|name| name == word))?;
        u8::try_from(at + 1).ok()
    };
    if word.len() < 3 {
        return None;
    }
    of(language).or_else(|| (language != Language::En).then(|| of(Language::En))?)
}

/// The day that is named from this word on.
pub fn find(here: Here<'_>) -> Option<Found> {
    let word = here.token().text.as_str();
    let start = here.token().start;
    let found = |end: usize, day: Day| Some(Found { start, end, fact: Some(Fact::Date { day }) });
    if word.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        if here.before().ends_with(['#', '$', '€', '£', '₹', '¥', '+', '/']) {
            return None;
        }
        let (end, day) = ideographic(here).or_else(|| numeric(here)).or_else(|| day_month(here))?;
        return found(end, day);
    }
    if let Some((start, end, day)) = relative(here) {
        return Some(Found { start, end, fact: Some(Fact::Date { day }) });
    }
    let month = month_named(word, here.reading.language)?;
    // "March 5th, 2026", "March 2026", "March".
    let sure = !has(UNSURE, word);
    let day = here.further(1).filter(|_| here.gap(0).len() <= 2).and_then(ordinal);
    if let Some((day, _)) = day.filter(|_| here.word(1).is_some_and(|w| w.len() < 5)) {
        let (end, year) =
            year_after(here, 1).map_or((here.get(1)?.end, None), |(e, y)| (e, Some(y)));
        return found(end, checked(year, month, Some(day))?);
    }
    if let Some((end, year)) = year_after(here, 0) {
        return found(end, Day { year: Some(year), month, day: None });
    }
    let capital = here.text[start..].starts_with(char::is_uppercase);
    let meant = here.back(1).is_some_and(|before| is(Role::BeforeMonth, before));
    let english_word = matches!(word, "may" | "march");
    let short = word.chars().count() <= 4
        && !has("may mars mai mart mayo май мая мае maj maja mei ocak ekim", word);
    (sure || meant && !short && (capital || !english_word))
        .then(|| found(here.token().end, Day { year: None, month, day: None }))?
}

/// The names of months and the words for days near today.
pub fn beginnings() -> Vec<&'static str> {
    let months = MONTHS.iter().flat_map(|(_, names)| names.split([' ', '|']));
    months.chain(RELATIVE.split(' ')).filter(|word| !word.is_empty()).collect()
}

/// A day that exists.
fn checked(year: Option<i32>, month: u8, day: Option<u8>) -> Option<Day> {
    let longest = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let real = (1..=12).contains(&month) && day.is_none_or(|day| (1..=longest).contains(&day));
    real.then_some(Day { year, month, day })
}

/// A number of a day: 5, 5th, 1er; and its word.
fn ordinal<'a>(here: Here<'a>) -> Option<(u8, &'a str)> {
    let word = here.token().text.as_str();
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let tail = &word[digits.len()..];
    let day = digits.parse().ok().filter(|day| (1..=31).contains(day))?;
    (digits.len() <= 2 && matches!(tail, "" | "st" | "nd" | "rd" | "th" | "er" | "o" | "a"))
        .then_some((day, tail))
}

/// "5 March", "5th of March 2026", "5. März", "5 de marzo de 2026".
fn day_month(here: Here<'_>) -> Option<(usize, Day)> {
    of_span(here).or_else(|| one_day(here))
}

/// One day with its month.
fn one_day(here: Here<'_>) -> Option<(usize, Day)> {
    let (day, _) = ordinal(here)?;
    let mut at = 1;
    if here.gap(0).trim().len() > 2 {
        return None;
    }
    while at < 3 && here.word(at).is_some_and(|word| has("of de o a", word)) {
        at += 1;
    }
    // "5. März" has a full stop before the month.
    let month = month_named(here.get(at)?.text.as_str(), here.reading.language)?;
    if here.gap(at - 1).chars().any(|c| !matches!(c, ' ' | '.' | '\u{A0}' | '-' | '/' | 'º' | 'ª'))
    {
        return None;
    }
    let (end, year) = match year_after(here, at) {
        Some((end, year)) => (end, Some(year)),
        None => (here.get(at)?.end, None),
    };
    Some((end, checked(year, month, Some(day))?))
}

/// The first day of "3 to 13 August", which has its month from the second.
fn of_span(here: Here<'_>) -> Option<(usize, Day)> {
    let (day, _) = ordinal(here)?;
    let dash = matches!(here.gap(0).trim(), "-" | "\u{2013}" | "\u{2014}");
    let second = match dash {
        true => 1,
        false => {
            let mut at = 1;
            if !here.word(at).is_some_and(|word| has(SPANS, word)) {
                return None;
            }
            while at < 3
                && here
                    .word(at)
                    .is_some_and(|word| has(SPANS, word) || has("the el le la o den dem", word))
            {
                at += 1;
            }
            at
        }
    };
    let until = here.further(second)?;
    let (_, last) = one_day(until)?;
    (last.day? > day)
        .then(|| Some((here.token().end, checked(last.year, last.month, Some(day))?)))?
}

/// Words between the first day and the last, folded.
const SPANS: &str = "to until till and bis und al a y au et ao e tot en do i";

/// The year right after the word this many further, over "de" and a comma.
fn year_after(here: Here<'_>, further: usize) -> Option<(usize, i32)> {
    let mut at = further + 1;
    if here.get(at).is_some_and(|token| matches!(token.text.as_str(), "de" | "del" | "do")) {
        at += 1;
    }
    let token = here.get(at)?;
    let year = token.text.parse().ok().filter(|year| (1990..=2100).contains(year))?;
    let close = here.gap(at - 1).chars().all(|c| matches!(c, ' ' | ',' | '.' | '-' | '/' | '\''));
    close.then_some((token.end, year))
}

/// Three numbers with the same sign between them, or two with a stroke after a word such as "on".
fn numeric(here: Here<'_>) -> Option<(usize, Day)> {
    let mark = here.gap(0);
    if !matches!(mark, "-" | "/" | "." | "‐" | "‑") || here.before().ends_with(['-', '.', ':'])
    {
        return None;
    }
    let number = |at: usize| -> Option<(u32, usize)> {
        let text = here.get(at)?.text.as_str();
        // 2026-11-21T10:30 goes on in the same word.
        let digits = text.split(|c: char| !c.is_ascii_digit()).next()?;
        let rest = &text[digits.len()..];
        ((1..=4).contains(&digits.len()) && (rest.is_empty() || at == 2 && rest.starts_with('t')))
            .then_some((digits.parse().ok()?, digits.len()))
    };
    let ((a, a_len), (b, b_len)) = (number(0)?, number(1)?);
    let month_first = matches!(mark, "/" | "-")
        && here.reading.language == Language::En
        && here.reading.currency.code() == "USD";
    let two = |first: u32, second: u32| {
        let (month, day) = if month_first { (first, second) } else { (second, first) };
        let (month, day) = if month > 12 { (day, month) } else { (month, day) };
        Some((u8::try_from(month).ok()?, u8::try_from(day).ok()?))
    };
    if here.gap(1) == mark
        && let Some((c, c_len)) = number(2)
    {
        let end = here.get(2)?.start + c_len;
        if here.gap(2) == mark && here.get(3).is_some_and(|t| t.text.as_bytes()[0].is_ascii_digit())
        {
            return None;
        }
        let (year, month, day) = match (a_len, b_len, c_len) {
            (4, 1..=2, 1..=2) => (a, u8::try_from(b).ok()?, u8::try_from(c).ok()?),
            (1..=2, 1..=2, 2 | 4) => {
                let (month, day) = two(a, b)?;
                (if c_len == 2 { 2000 + c } else { c }, month, day)
            }
            _ => return None,
        };
        let year = i32::try_from(year).ok().filter(|year| (1900..=2100).contains(year))?;
        return Some((end, checked(Some(year), month, Some(day))?));
    }
    let said = here.back(1).is_some_and(|w| has("on by since until before after from el del am vom bis le du il op w od до с от em no dia", w));
    if mark == "/" && said && a_len <= 2 && b_len <= 2 && here.get(1)?.text.len() == b_len {
        let (month, day) = two(a, b)?;
        return Some((here.get(1)?.end, checked(None, month, Some(day))?));
    }
    None
}

/// 2026年3月5日, 3月5日, 2026년 3월 5일.
fn ideographic(here: Here<'_>) -> Option<(usize, Day)> {
    let text = &here.text[here.token().start..];
    let (mut year, mut month, mut day, mut end) = (None, None, None, 0);
    let (mut number, mut digits) = (0_i32, 0);
    for (at, c) in text.char_indices().take(24) {
        match c {
            '0'..='9' => {
                number = number.saturating_mul(10).saturating_add(c as i32 - '0' as i32);
                digits += 1;
            }
            '年' | '년' if digits == 4 && year.is_none() => year = Some(number),
            '月' | '월' if (1..=2).contains(&digits) && month.is_none() => {
                month = u8::try_from(number).ok()
            }
            '日' | '일' | '号' if (1..=2).contains(&digits) && month.is_some() => {
                day = u8::try_from(number).ok()
            }
            ' ' if digits == 0 => continue,
            _ => break,
        }
        if !c.is_ascii_digit() {
            (number, digits, end) = (0, 0, at + c.len_utf8());
            if day.is_some() {
                break;
            }
        }
    }
    Some((here.token().start + end, checked(year, month?, day)?))
}

/// The words that `relative` knows.
const RELATIVE: &str = "yesterday today tomorrow ayer hoy manana ontem hoje amanha hier aujourdhui demain gestern heute morgen \
    ieri oggi domani gisteren vandaag wczoraj dzisiaj dzis jutro dun bugun yarin вчера сегодня завтра امس اليوم غدا आज";

/// Yesterday, today, tomorrow.
fn relative(here: Here<'_>) -> Option<(usize, usize, Day)> {
    let token = here.token();
    let word = token.text.as_str();
    // "The day after tomorrow" is another one.
    if here.back(1).is_some_and(|before| matches!(before, "after" | "before")) {
        return None;
    }
    if token.unspaced {
        const DAYS: [(&str, i64); 9] = [
            ("昨日", -1),
            ("昨天", -1),
            ("今日", 0),
            ("今天", 0),
            ("本日", 0),
            ("明日", 1),
            ("明天", 1),
            ("きのう", -1),
            ("あした", 1),
        ];
        let (at, (name, by)) = DAYS.into_iter().find_map(|day| Some((word.find(day.0)?, day)))?;
        let before = word[..at].chars().count();
        let written = &here.text[token.start..];
        let from = written.char_indices().nth(before)?.0;
        let end = token.start
            + from
            + written[from..]
                .char_indices()
                .nth(name.chars().count())
                .map_or(written.len() - from, |(n, _)| n);
        return Some((token.start + from, end, shifted(here.reading.today, by)?));
    }
    let by = match (here.reading.language, word) {
        (_, "yesterday")
        | (Language::Es, "ayer")
        | (Language::Pt, "ontem")
        | (Language::Fr, "hier")
        | (Language::De, "gestern")
        | (Language::It, "ieri")
        | (Language::Nl, "gisteren")
        | (Language::Pl, "wczoraj")
        | (Language::Tr, "dun")
        | (Language::Ru, "вчера")
        | (Language::Ar, "امس") => -1,
        (_, "today")
        | (Language::Es, "hoy")
        | (Language::Pt, "hoje")
        | (Language::Fr, "aujourdhui")
        | (Language::De, "heute")
        | (Language::It, "oggi")
        | (Language::Nl, "vandaag")
        | (Language::Pl, "dzisiaj" | "dzis")
        | (Language::Tr, "bugun")
        | (Language::Ru, "сегодня")
        | (Language::Ar, "اليوم")
        | (Language::Hi, "आज") => 0,
        (_, "tomorrow")
        | (Language::Pt, "amanha")
        | (Language::Fr, "demain")
        | (Language::It, "domani")
        | (Language::Pl, "jutro")
        | (Language::Tr, "yarin")
        | (Language::Ru, "завтра")
        | (Language::Ar, "غدا") => 1,
        // In these the word is "morning" too.
        (Language::Es, "manana") if !here.back(1).is_some_and(|w| has("la esta de cada", w)) => 1,
        (Language::De, "morgen")
            if !here.back(1).is_some_and(|w| has("guten heute gestern jeden am", w)) =>
        {
            1
        }
        (Language::Nl, "morgen")
            if !here.back(1).is_some_and(|w| has("goede goeden de elke", w)) =>
        {
            1
        }
        (Language::Ko, _) => match word {
            _ if word.starts_with("어제") => -1,
            _ if word.starts_with("오늘") => 0,
            _ if word.starts_with("내일") => 1,
            _ => return None,
        },
        _ => return None,
    };
    Some((token.start, token.end, shifted(here.reading.today, by)?))
}

/// The day before, the same, the day after.
fn shifted(today: Day, by: i64) -> Option<Day> {
    let (year, day) = (today.year?, today.day?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = |month: u8| match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let (year, month, day) = match (by, today.month, day) {
        (-1, 1, 1) => (year - 1, 12, 31),
        (-1, month, 1) => (year, month - 1, length(month - 1)),
        (-1, month, day) => (year, month, day - 1),
        (1, 12, 31) => (year + 1, 1, 1),
        (1, month, day) if day == length(month) => (year, month + 1, 1),
        (1, month, day) => (year, month, day + 1),
        (_, month, day) => (year, month, day),
    };
    Some(Day { year: Some(year), month, day: Some(day) })
}

/// Whether a day is named from this word on: then it is no order number.
pub fn here(here: Here<'_>) -> bool {
    here.token().before <= Gap::Clause && find(here).is_some()
}

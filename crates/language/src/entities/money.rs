//! Sums of money: a number with the sign, the code or the name of a currency, or after a word such as "refund".

use warmline_model::{Currency, Fact, Language, Money};

use super::number::{self, Number};
use super::{Found, Here, Role, has, is};
use crate::tokens::Gap;

/// A sum with its currency that begins at this word.
pub fn find(here: Here<'_>) -> Option<Found> {
    let first = here.token().text.as_bytes().first()?;
    if first.is_ascii_digit() {
        return of_digits(here);
    }
    if let Some((value, words)) = number::in_words(here) {
        let name = here.word(words)?;
        let currency = named(name, here).filter(|_| words > 0)?;
        let end = here.get(words)?.end;
        return found(here.token().start, end, value.checked_mul(100)?, currency);
    }
    // "USD 99", "Rs. 500".
    let code = before_number(&here.token().text)?;
    let close = matches!(here.gap(0), " " | "\u{A0}" | ". " | "." | "" | ": ");
    let next = here.further(1).filter(|_| close)?;
    let number = number::read(next)?;
    let (value, end) = scaled(next, number)?;
    found(here.token().start, end, value, code)
}

fn of_digits(here: Here<'_>) -> Option<Found> {
    let number = number::read(here)?;
    let (value, end) = scaled(here, number)?;
    if let Some((start, currency)) = sign_before(here) {
        return found(start, end, value, currency);
    }
    let after =
        here.text[end..].chars().find(|c| !matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '-'))?;
    if let Some(currency) = sign(after, here) {
        let at = end + here.text[end..].find(after)?;
        return found(here.token().start, at + after.len_utf8(), value, currency);
    }
    // The word that begins or goes on after the number, within its word or the next one.
    let (at, rest) = following(here, end)?;
    let rest = number::multiplier(rest).is_none().then_some(rest)?;
    let token = &here.tokens[at];
    if token.unspaced {
        let (name, currency) = in_front(rest, here)?;
        let from = end.max(token.start);
        let chars = name.chars().count();
        let end =
            here.text[from..].char_indices().nth(chars).map_or(here.text.len(), |(n, _)| from + n);
        return found(here.token().start, end, value, currency);
    }
    let dash = &here.text[end..token.start.max(end)];
    let currency = named(rest, here).or_else(|| korean(rest)).filter(|_| dash.len() <= 2)?;
    found(here.token().start, token.end, value, currency)
}

fn found(start: usize, end: usize, hundredths: i64, currency: Currency) -> Option<Found> {
    Some(Found { start, end, fact: Some(Fact::Amount { money: Money { hundredths, currency } }) })
}

/// The number times the word of thousands or millions after it, and where that ends.
fn scaled(here: Here<'_>, number: Number<'_>) -> Option<(i64, usize)> {
    let plain = (number.hundredths, number.end);
    let times = |word: &str, end: usize| -> Option<(i64, usize)> {
        Some((number.hundredths.checked_mul(number::multiplier(word)?)?, end))
    };
    let last = here.get(number.words - 1)?;
    let Some((at, word)) = following(here, number.end) else { return Some(plain) };
    let token = &here.tokens[at];
    if token.unspaced {
        let first = &word[..word.chars().next().map_or(0, char::len_utf8)];
        return Some(times(first, number.end.max(token.start) + first.len()).unwrap_or(plain));
    }
    if let Some(rest) =
        word.strip_prefix(['만', '천', '억']).filter(|_| at + 1 == here.at + number.words)
    {
        return times(&word[..word.len() - rest.len()], number.end + '만'.len_utf8());
    }
    let close = token.end == last.end || &here.text[number.end..token.start] == " ";
    Some(times(word, token.end).filter(|_| close).unwrap_or(plain))
}

/// The word after a byte that is in or right after a number: its place and its text from there on.
fn following<'a>(here: Here<'a>, end: usize) -> Option<(usize, &'a str)> {
    let at = here.at + here.tokens[here.at..].iter().take(12).position(|token| token.end > end)?;
    let token = &here.tokens[at];
    if token.before > Gap::Space && token.start >= end {
        return None;
    }
    let text = token.text.as_str();
    if token.start >= end {
        return Some((at, text));
    }
    if token.unspaced {
        let done = here.text[token.start..end].chars().count();
        let from = text.char_indices().nth(done).map_or(text.len(), |(at, _)| at);
        return Some((at, &text[from..]));
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    // "2만원": the multiplier was read already.
    let rest = rest
        .strip_prefix(['만', '천', '억'])
        .filter(|_| here.text[..end].ends_with(['만', '천', '억']))
        .unwrap_or(rest);
    let rest = if rest == "k" && here.text[..end].ends_with(['k', 'K']) { "" } else { rest };
    Some((at, rest))
}

/// The currency sign before the number, and where it begins: "$", "US$", "R$".
fn sign_before(here: Here<'_>) -> Option<(usize, Currency)> {
    let before = here.before().trim_end_matches([' ', '\u{A0}', '+', '-']);
    let last = before.chars().next_back()?;
    let at = before.len() - last.len_utf8();
    if here.before().len() - before.len() > 3 {
        return None;
    }
    if last == '$' {
        let letters =
            before[..at].bytes().rev().take(3).take_while(u8::is_ascii_alphabetic).count();
        let prefix = &before[at - letters..at];
        let code = match prefix.to_ascii_uppercase().as_str() {
            "US" => "USD",
            "R" => "BRL",
            "C" | "CA" => "CAD",
            "A" | "AU" => "AUD",
            "NZ" => "NZD",
            "HK" => "HKD",
            "S" => "SGD",
            "MX" => "MXN",
            "NT" => "TWD",
            _ => return Some((at, dollar(here))),
        };
        return Some((at - letters, Currency::new(code)?));
    }
    Some((at, sign(last, here)?))
}

fn sign(c: char, here: Here<'_>) -> Option<Currency> {
    let yen = if here.reading.language == Language::Zh || here.reading.currency.code() == "CNY" {
        "CNY"
    } else {
        "JPY"
    };
    let code = match c {
        '$' | '＄' => return Some(dollar(here)),
        '€' => "EUR",
        '£' => "GBP",
        '¥' | '￥' => yen,
        '₹' => "INR",
        '₩' => "KRW",
        '₽' => "RUB",
        '₺' => "TRY",
        '₴' => "UAH",
        '₪' => "ILS",
        '₫' => "VND",
        '₱' => "PHP",
        '₦' => "NGN",
        _ => return None,
    };
    Currency::new(code)
}

/// What `$` and "dollars" are: the site's currency where that is a dollar or a peso.
fn dollar(here: Here<'_>) -> Currency {
    let own = here.reading.currency;
    let dollars = "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP";
    if has(dollars, own.code()) { own } else { Currency::USD }
}

/// The words that stand before their number.
pub fn beginnings() -> Vec<&'static str> {
    CODES.split_ascii_whitespace().chain(["rs", "tl", "zl", "rmb"]).collect()
}

/// A code or a short name that stands before its number.
fn before_number(word: &str) -> Option<Currency> {
    let code = match word {
        "rs" => "INR",
        "tl" => "TRY",
        "zl" => "PLN",
        "sar" => "SAR",
        "rmb" => "CNY",
        _ => return code(word),
    };
    Currency::new(code)
}

/// Codes that are understood in small letters (ISO 4217).
const CODES: &str = "usd eur gbp jpy inr krw cny brl pln try rub cad aud nzd chf sek nok dkk mxn aed egp sgd hkd \
    czk huf zar ars clp cop uah ils thb sar qar kwd";

fn code(word: &str) -> Option<Currency> {
    let known = word.len() == 3 && word.is_ascii() && has(CODES, word);
    // "try" is a word; a code that is one counts only as a name.
    (known && word != "try" && word != "cop").then(|| Currency::new(&word.to_ascii_uppercase()))?
}

/// The currency of a name or a code after a number.
fn named(word: &str, here: Here<'_>) -> Option<Currency> {
    let site = here.reading.currency;
    let or_site = |codes: &str, usual: &str| {
        if has(codes, site.code()) { Some(site) } else { Currency::new(usual) }
    };
    let code = match word {
        "dollar" | "dollars" | "bucks" | "buck" | "dolares" | "dolar" | "dollari" | "dollaro"
        | "dolarow" | "dolary" | "доллар" | "доллара" | "долларов" | "دولار" | "دولارات" | "डॉलर"
        | "달러" => {
            return Some(dollar(here));
        }
        "euro" | "euros" | "евро" | "يورو" | "यूरो" | "유로" | "eur" | "avro" => {
            "EUR"
        }
        "pound" | "pounds" | "quid" | "sterling" | "libras" | "libra" | "livres" | "sterline"
        | "pfund" | "фунтов" | "фунта" | "파운드" => "GBP",
        "yen" | "yenes" | "엔" => "JPY",
        "yuan" | "rmb" | "юаней" => "CNY",
        "won" => "KRW",
        "rupee" | "rupees" | "rs" | "रुपये" | "रुपए" | "रुपया" | "रूपये" => {
            "INR"
        }
        "real" | "reais" => "BRL",
        "zl" | "zloty" | "zlotych" | "zlote" | "zlotys" => "PLN",
        "tl" | "lira" | "liras" | "lirasi" | "try" => "TRY",
        "rub" | "руб" | "рублей" | "рубля" | "рубль" | "р" | "rubles" | "roubles" | "rubel"
        | "rubli" => "RUB",
        "ريال" | "ريالات" => return or_site("SAR QAR OMR YER", "SAR"),
        "درهم" => return or_site("AED MAD", "AED"),
        "جنيه" | "جنيها" => "EGP",
        "دينار" => return or_site("KWD JOD IQD BHD TND DZD LYD", "KWD"),
        "franken" | "francs" | "franc" | "franchi" => "CHF",
        "peso" | "pesos" => return or_site("MXN ARS CLP COP PHP", "MXN"),
        "kronor" | "krona" => "SEK",
        "kroner" => return or_site("NOK DKK", "DKK"),
        _ => return self::code(word),
    };
    Currency::new(code)
}

/// 5000원, with what is attached to it.
fn korean(word: &str) -> Option<Currency> {
    let code = [("원", "KRW"), ("달러", "USD"), ("유로", "EUR"), ("엔", "JPY")]
        .into_iter()
        .find(|(name, _)| word.starts_with(name))?
        .1;
    Currency::new(code)
}

/// The name of a currency at the beginning of a text without spaces.
fn in_front<'a>(text: &'a str, here: Here<'_>) -> Option<(&'a str, Currency)> {
    const NAMES: [(&str, &str); 14] = [
        ("円", "JPY"),
        ("日元", "JPY"),
        ("元", "CNY"),
        ("块", "CNY"),
        ("人民币", "CNY"),
        ("美元", "USD"),
        ("美金", "USD"),
        ("欧元", "EUR"),
        ("歐元", "EUR"),
        ("英镑", "GBP"),
        ("韩元", "KRW"),
        ("ドル", "USD"),
        ("ユーロ", "EUR"),
        ("ポンド", "GBP"),
    ];
    let (name, code) = NAMES.into_iter().find(|(name, _)| text.starts_with(name))?;
    let currency = if code == "USD" { dollar(here) } else { Currency::new(code)? };
    Some((&text[..name.len()], currency))
}

/// Words after which a bare number is money, folded.
pub const MONEY: &str = "refund refunded refunds charge charged charges charging pay paid paying cost costs price total amount \
    billed fee fees deposit debited deducted spent owe owed payment \
    reembolso reembolsar reembolsen cobraron cobrado cobro cobrar pague pagado importe precio \
    reembolsado cobraram cobranca paguei pago valor estorno \
    remboursement rembourser rembourse paye preleve montant facture \
    erstattung ruckerstattung erstatten bezahlt abgebucht betrag berechnet \
    rimborso rimborsare addebitato pagato importo \
    terugbetaling betaald afgeschreven bedrag \
    zwrot zwrotu zaplacilem zaplacilam zaplacono kwota kwoty pobrano \
    iade iadesi odedim odeme tutar cekildi \
    возврат вернуть списали списано заплатил заплатила оплатил оплатила сумма \
    استرداد دفعت خصم مبلغ المبلغ रिफंड भुगतान राशि";

/// Words that may stand between such a word and the number.
pub const BETWEEN: &str = "of me us you i was is for about around only almost over than more nearly de du um uma un una von uber mich \
    uns mir sie ihnen euch bitte mit di da mi me nos van mij na za o w kwocie на в размере с меня बिल का";

/// Words that may follow a bare sum.
pub const AFTER: &str = "for on and but or to please by from instead yesterday today back already twice again in per plus when \
    por para y pero en e mas em pour et mais sur le fur und aber am auf per ma su voor en maar op za ale na i icin ve ama за и но";

/// Words between the first sum and the second, folded.
const SPANS: &str = "to a auf bis para naar do au";

/// One of two sums of which only the other has a currency: "from 12 dollars to 19", "from 12 to 19 dollars".
fn of_span(here: Here<'_>) -> Option<Found> {
    let number = number::read(here).filter(|number| number.tail.is_empty())?;
    let start = here.token().start;
    let from = |word: &str| has("from de von between entre zwischen van od da", word);
    if here.back(1).is_some_and(from)
        && here.word(number.words).is_some_and(|word| has(SPANS, word))
    {
        let second = here.further(number.words + 1)?;
        let Some(Fact::Amount { money }) = find(second)?.fact else { return None };
        return found(start, number.end, number.hundredths, money.currency);
    }
    let next = here.get(number.words);
    let last = next.is_none_or(|next| next.before > Gap::Space || is(Role::AfterMoney, &next.text));
    if !last || !here.back(1).is_some_and(|word| has(SPANS, word)) {
        return None;
    }
    let first = here.at.checked_sub(2).and_then(|at| here.tokens.get(at))?;
    let before = Here { at: here.at - 2, ..here };
    let currency = match named(&first.text, here) {
        Some(currency) => currency,
        None => {
            let sum = (0..3).filter_map(|by| Some(Here { at: before.at.checked_sub(by)?, ..here }));
            let Some(Fact::Amount { money }) =
                sum.filter_map(find).find(|sum| sum.end >= first.end)?.fact
            else {
                return None;
            };
            money.currency
        }
    };
    found(start, number.end, number.hundredths, currency)
}

/// "14.99 a month": with two decimals and a time it is a sum in the site's currency.
fn of_a_time(here: Here<'_>) -> Option<Found> {
    let number =
        number::read(here).filter(|number| number.tail.is_empty() && number.decimals == 2)?;
    let per = here.word(number.words)?;
    let times = "month year week mes ano semana mois an semaine monat jahr woche mese anno";
    let timed =
        matches!(per, "monthly" | "yearly" | "weekly" | "mensuales" | "mensais" | "monatlich")
            || has("a per each every al por par im pro al o", per)
                && here.word(number.words + 1).is_some_and(|word| has(times, word));
    timed
        .then(|| found(here.token().start, number.end, number.hundredths, here.reading.currency))?
}

/// A sum without a currency after a word of money: in the site's currency.
pub fn without_currency(here: Here<'_>) -> Option<Found> {
    if !here.token().text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(one) = of_span(here).or_else(|| of_a_time(here)) {
        return Some(one);
    }
    let said = (1..=4).map_while(|by| here.back(by)).find(|word| !is(Role::BetweenMoney, word))?;
    if !is(Role::Money, said) || here.before().ends_with(['#', '+', '/', '-', '.', ':']) {
        return None;
    }
    let number =
        number::read(here).filter(|number| number.tail.is_empty() || number.tail == "k")?;
    let (value, end) = scaled(here, number)?;
    let next = here.get(number.words);
    let last = next.is_none_or(|next| next.before > Gap::Space || is(Role::AfterMoney, &next.text));
    let touching = here.text[end..].starts_with(['%', '/', '-', ':']);
    let year =
        number.decimals == 0 && (190_000..=210_000).contains(&value) && has("in on", here.back(1)?);
    (!touching && !year && (number.decimals == 2 || last) && value > 0)
        .then(|| found(here.token().start, end, value, here.reading.currency))?
}

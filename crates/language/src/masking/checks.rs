//! Check digits: what tells a card or an id from any other number. Digits are values from 0 to 9.

/// The Luhn check (ISO/IEC 7812-1).
pub fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &d)| match (at % 2, u32::from(d) * 2) {
            (0, _) => u32::from(d),
            (_, twice) => twice / 10 + twice % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether an issuer has cards that begin so and are so long, and the check digit is right.
pub fn card(digits: &[u8]) -> bool {
    let len = digits.len();
    if !(13..=19).contains(&len) {
        return false;
    }
    let first = |n: usize| digits[..n].iter().fold(0_u32, |sum, &d| sum * 10 + u32::from(d));
    let (two, three, four) = (first(2), first(3), first(4));
    let plausible = match two {
        40..=49 => matches!(len, 13 | 16 | 19),
        51..=55 => len == 16,
        22..=27 if (2221..=2720).contains(&four) => len == 16,
        22 if (2200..=2204).contains(&four) => len >= 16,
        34 | 37 => len == 15,
        36 | 38 | 39 => len == 14 || len >= 16,
        30 if (300..=305).contains(&three) || three == 309 => len == 14 || len >= 16,
        35 if (3528..=3589).contains(&four) => len >= 16,
        50 | 56..=58 | 60 | 62 | 63 | 64 | 65 | 67 | 81 | 82 => len >= 16,
        97 if four == 9792 => len == 16,
        _ => false,
    };
    plausible && luhn(digits) && digits.iter().any(|&d| d != digits[0])
}

/// The rules of the US Social Security Administration for numbers given out: 3, 2, 4 digits.
pub fn ssn(d: &[u8]) -> bool {
    d.len() == 9
        && !matches!(d[..3], [0, 0, 0] | [6, 6, 6] | [9, ..])
        && d[3..5] != [0, 0]
        && d[5..] != [0, 0, 0, 0]
}

fn weighted(d: &[u8], weights: &[u32]) -> u32 {
    d.iter().zip(weights).map(|(&d, w)| u32::from(d) * w).sum()
}

/// The Brazilian CPF: two check digits modulo 11.
pub fn cpf(d: &[u8]) -> bool {
    let check = |n: usize| {
        let weights: [u32; 10] = std::array::from_fn(|at| (n as u32 + 1).saturating_sub(at as u32));
        let rest = weighted(&d[..n], &weights) * 10 % 11 % 10;
        rest == u32::from(d[n])
    };
    d.len() == 11 && d.iter().any(|&x| x != d[0]) && check(9) && check(10)
}

/// The Russian SNILS: nine digits and their sum modulo 101.
pub fn snils(d: &[u8]) -> bool {
    d.len() == 11
        && weighted(&d[..9], &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100
            == u32::from(d[9]) * 10 + u32::from(d[10])
        && d.iter().any(|&x| x != 0)
}

/// The Polish PESEL: a birth date and a check digit.
pub fn pesel(d: &[u8]) -> bool {
    let month = u32::from(*d.get(2).unwrap_or(&0)) * 10 + u32::from(*d.get(3).unwrap_or(&0));
    d.len() == 11
        && matches!(month, 1..=12 | 21..=32)
        && day(&d[4..6])
        && (10 - weighted(d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10 == u32::from(d[10])
}

/// The Turkish T.C. kimlik number: two check digits.
pub fn tc_kimlik(d: &[u8]) -> bool {
    if d.len() != 11 || d[0] == 0 {
        return false;
    }
    let sum = |from: usize, to: usize| -> u32 {
        d[from..to].iter().step_by(2).map(|&x| u32::from(x)).sum()
    };
    let (odd, even) = (sum(0, 9), sum(1, 8));
    let all: u32 = d[..10].iter().map(|&x| u32::from(x)).sum();
    (odd * 7 + 100 - even) % 10 == u32::from(d[9]) && all % 10 == u32::from(d[10])
}

/// The German tax id: one digit stands two or three times among the first ten; check digit by ISO 7064 MOD 11,10.
pub fn steuer_id(d: &[u8]) -> bool {
    if d.len() != 11 || d[0] == 0 {
        return false;
    }
    let mut counts = [0_u8; 10];
    let mut product = 10_u32;
    for &x in &d[..10] {
        counts[usize::from(x) % 10] += 1;
        let sum = (u32::from(x) + product) % 10;
        product = if sum == 0 { 10 } else { sum } * 2 % 11;
    }
    let repeated = counts.iter().filter(|&&n| n > 1).count() == 1 && counts.iter().all(|&n| n < 4);
    repeated && (11 - product) % 10 == u32::from(d[10])
}

/// The French NIR: sex, year, month, and a key modulo 97.
pub fn nir(d: &[u8]) -> bool {
    let number = |d: &[u8]| d.iter().fold(0_u64, |sum, &x| sum * 10 + u64::from(x));
    d.len() == 15
        && matches!(d[0], 1..=4 | 7 | 8)
        && matches!(number(&d[3..5]), 1..=12 | 20..=42 | 50..=99)
        && 97 - number(&d[..13]) % 97 == number(&d[13..])
}

/// The Korean resident number: a birth date, and a digit for century and sex.
pub fn rrn(d: &[u8]) -> bool {
    d.len() == 13 && month(&d[2..4]) && day(&d[4..6]) && (1..=8).contains(&d[6])
}

/// The Chinese resident number: region, birth date, and a check digit by ISO 7064 MOD 11-2, where 10 stands for X.
pub fn resident(d: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    d.len() == 18
        && matches!(d[0], 1..=8)
        && (d[6..8] == [1, 9] || d[6..8] == [2, 0])
        && month(&d[10..12])
        && day(&d[12..14])
        && (12 - weighted(&d[..17], &WEIGHTS) % 11) % 11 == u32::from(d[17])
}

/// The Dutch BSN: the eleven test. Numbers of eight digits have a zero before them.
pub fn bsn(d: &[u8]) -> bool {
    let weigh = |d: &[u8], first: i32| -> i32 {
        let rest = &d[..d.len() - 1];
        let sum: i32 = rest.iter().zip(0..).map(|(&x, at)| i32::from(x) * (first - at)).sum();
        sum - i32::from(d[d.len() - 1])
    };
    match d.len() {
        9 => weigh(d, 9) % 11 == 0,
        8 => weigh(d, 8) % 11 == 0,
        _ => false,
    }
}

/// The Indian Aadhaar number: a check digit by Verhoeff's method.
pub fn aadhaar(d: &[u8]) -> bool {
    const MOVES: [[u8; 10]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];
    // The product in the dihedral group of ten elements.
    let times = |a: u8, b: u8| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b) % 5,
        (false, true) => 5 + (a + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    };
    d.len() == 12
        && d[0] >= 2
        && d.iter()
            .rev()
            .enumerate()
            .fold(0, |sum, (at, &x)| times(sum, MOVES[at % 8][usize::from(x) % 10]))
            == 0
}

fn month(d: &[u8]) -> bool {
    (1..=12).contains(&(d[0] * 10 + d[1]))
}

fn day(d: &[u8]) -> bool {
    (1..=31).contains(&(d[0] * 10 + d[1]))
}

/// The letter of a Spanish DNI or NIE.
pub fn dni_letter(number: u32) -> u8 {
    b"TRWAGMYFPDXBNJZSQVHLCKE"[(number % 23) as usize]
}

/// The check letter of an Italian codice fiscale of sixteen capital characters.
pub fn codice_fiscale(code: &[u8]) -> bool {
    // Decree of 23 December 1976: the values of the characters in odd places.
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    // Digits may be letters where two persons would have the same code.
    let shape = b"LLLLLLDDLDDLDDDL";
    let fits = |(&c, &shape): (&u8, &u8)| match shape {
        b'L' => c.is_ascii_uppercase(),
        _ => c.is_ascii_digit() || b"LMNPQRSTUV".contains(&c),
    };
    if code.len() != 16 || !code.iter().zip(shape).all(fits) {
        return false;
    }
    let value = |c: u8| u32::from(if c.is_ascii_digit() { c - b'0' } else { c - b'A' });
    let sum: u32 = code[..15]
        .iter()
        .enumerate()
        .map(|(at, &c)| if at % 2 == 0 { ODD[value(c) as usize] } else { value(c) })
        .sum();
    sum % 26 == value(code[15])
}

/// How long an IBAN of a country is (the registry of SWIFT, 2024).
const IBAN_LENGTHS: &str = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29\
    ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20\
    LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19\
    SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

/// How many characters an IBAN of this country has; `country` is two capital letters.
pub fn iban_length(country: [u8; 2]) -> Option<usize> {
    let entry = IBAN_LENGTHS.as_bytes().chunks_exact(4).find(|entry| entry[..2] == country)?;
    Some(usize::from(entry[2] - b'0') * 10 + usize::from(entry[3] - b'0'))
}

/// The check of an IBAN in capital letters (ISO 13616, ISO 7064 MOD 97-10).
pub fn iban(code: &[u8]) -> bool {
    let Some((head, rest)) = code.split_at_checked(4) else { return false };
    let sum = rest.iter().chain(head).fold(0_u32, |sum, &c| match c {
        b'0'..=b'9' => (sum * 10 + u32::from(c - b'0')) % 97,
        _ => (sum * 100 + u32::from(c.wrapping_sub(b'A')) + 10) % 97,
    });
    sum == 1
}

//! What is sensitive is hidden before it leaves the browser, and nothing else is.

use warmline_language::{Sensitive, mask};

/// The text with its secret hidden; one thing is found.
#[track_caller]
fn hides(text: &str, what: Sensitive, hidden: &str) {
    let masked = mask(text);
    assert_eq!(masked.text, hidden, "{text}");
    assert_eq!(masked.found, [what], "{text}");
    let again = mask(&masked.text);
    assert_eq!((again.text.as_ref(), again.found.len()), (hidden, 0), "hidden twice: {text}");
}

#[track_caller]
fn lets_through(texts: &[&str]) {
    let hit: Vec<_> =
        texts.iter().filter(|text| !mask(text).found.is_empty()).map(|t| mask(t).text).collect();
    assert!(hit.is_empty(), "{hit:#?}");
    for text in texts {
        assert!(matches!(mask(text).text, std::borrow::Cow::Borrowed(same) if same == *text));
    }
}

#[track_caller]
fn all_hidden(what: Sensitive, rows: &[(&str, &str)]) {
    let missed: Vec<_> = rows
        .iter()
        .filter(|(text, secret)| {
            let masked = mask(text);
            masked.text.contains(secret)
                || masked.found != [what]
                || mask(&masked.text).text != masked.text
        })
        .map(|(text, _)| (text, mask(text)))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_card_number_keeps_its_last_four_digits() {
    for number in [
        "4242424242424242",
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "4242.4242.4242.4242",
        "4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2",
        "4242\u{A0}4242\u{A0}4242\u{A0}4242",
        "42\u{200B}42 4242 4242 42\u{200D}42",
    ] {
        let text = format!("my card {number}, please");
        hides(&text, Sensitive::Card, "my card •••• •••• •••• 4242, please");
    }
    hides("３７８２ ８２２４６３ １０００５", Sensitive::Card, "•••• •••• •••• ０００５");
    hides("بطاقتي ٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", Sensitive::Card, "بطاقتي •••• •••• •••• ٤٢٤٢");
    hides("卡号5555555555554444是我的", Sensitive::Card, "卡号•••• •••• •••• 4444是我的");
    hides("카드 6011-1111-1111-1117 입니다", Sensitive::Card, "카드 •••• •••• •••• 1117 입니다");
    hides("2 cards: 30569309025904", Sensitive::Card, "2 cards: •••• •••• •••• 5904");
}

#[test]
fn the_check_number_after_a_card_goes_with_it() {
    let masked = mask("4242 4242 4242 4242 12/27 123 thanks");
    assert_eq!(masked.text, "•••• •••• •••• 4242 12/27 •••••••• thanks");
    assert_eq!(masked.found, [Sensitive::Card, Sensitive::SecurityCode]);
    assert_eq!(mask("4242424242424242 100 euros").text, "•••• •••• •••• 4242 100 euros");
}

#[test]
fn two_cards_are_two() {
    let masked = mask("4242 4242 4242 4242 5555 5555 5555 4444");
    assert_eq!(masked.text, "•••• •••• •••• 4242 •••• •••• •••• 4444");
}

#[test]
fn an_iban_keeps_its_country_and_last_four() {
    hides(
        "to DE89 3704 0044 0532 0130 00 please",
        Sensitive::Iban,
        "to DE•• •••• •••• 3000 please",
    );
    hides("GB82WEST12345698765432", Sensitive::Iban, "GB•• •••• •••• 5432");
    hides("iban: fr1420041010050500013m02606.", Sensitive::Iban, "iban: fr•• •••• •••• 2606.");
    hides("NL91 ABNA 0417 1643 00", Sensitive::Iban, "NL•• •••• •••• 4300");
    hides(
        "计划IBAN是ES9121000418450200051332。",
        Sensitive::Iban,
        "计划IBAN是ES•• •••• •••• 1332。",
    );
    lets_through(&["DE89 3704 0044 0532 0130 01", "order GB82WEST", "XX82WEST12345698765432"]);
}

#[test]
fn a_password_is_hidden_after_the_word_in_fifteen_languages() {
    all_hidden(
        Sensitive::Password,
        &[
            ("my password is hunter2", "hunter2"),
            ("my password is sunshine please help", "sunshine"),
            ("Password: correcthorse", "correcthorse"),
            ("the password for my account is Tr0ub4dor&3.", "Tr0ub4dor"),
            ("pwd=s3cr3t!", "s3cr3t"),
            ("user bob, passcode 99812 ok", "99812"),
            ("\"password\": \"two words here\"", "two words"),
            ("login: bob pw: qwerty", "qwerty"),
            ("my pin is 4821", "4821"),
            ("PIN: ４８２１", "４８２１"),
            ("the PIN for my card is 4821", "4821"),
            ("mi contraseña es girasol77", "girasol77"),
            ("contrasena: girasol", "girasol"),
            ("minha senha é abacaxi99", "abacaxi99"),
            ("mon mot de passe est tournesol8", "tournesol8"),
            ("mdp : tournesol", "tournesol"),
            ("mein Passwort ist Sonnenblume1", "Sonnenblume1"),
            ("Kennwort lautet regenbogen", "regenbogen"),
            ("la mia password è girasole5", "girasole5"),
            ("mijn wachtwoord is zonnebloem", "zonnebloem"),
            ("moje hasło to slonecznik3", "slonecznik3"),
            ("şifrem aycicegi12", "aycicegi12"),
            ("şifrem: aycicegi", "aycicegi"),
            ("パスワードはhimawari7です", "himawari7"),
            ("我的密码是xrk12345，请帮忙", "xrk12345"),
            ("비밀번호는 haebaragi9 입니다", "haebaragi9"),
            ("كلمة السر هي shams123", "shams123"),
            ("मेरा पासवर्ड surya123 है", "surya123"),
            ("мой пароль podsolnuh5", "podsolnuh5"),
            ("пароль: подсолнух5", "подсолнух5"),
            ("暗証番号は4821です", "4821"),
        ],
    );
}

#[test]
fn a_security_code_is_hidden_after_its_name() {
    all_hidden(
        Sensitive::SecurityCode,
        &[
            ("cvv 123", "123"),
            ("the CVC is 9876", "9876"),
            ("security code: 456", "456"),
            ("código de seguridad 456", "456"),
            ("Sicherheitscode ist 456", "456"),
            ("セキュリティコードは456です", "456"),
            ("your OTP is 482913", "482913"),
            ("код подтверждения 482913", "482913"),
            ("验证码：482913", "482913"),
        ],
    );
}

#[test]
fn a_government_id_is_hidden_by_its_check_digits_or_after_its_name() {
    all_hidden(
        Sensitive::GovernmentId,
        &[
            ("my ssn is 536-90-4399", "536-90"),
            ("536-90-4399", "536-90"),
            ("social security number 536904399", "536904399"),
            ("NI number QQ123456C", "QQ123456C"),
            ("it is AB 12 34 56 C ok", "12 34 56"),
            ("my SIN is 046 454 286", "454 286"),
            ("CPF 529.982.247-25", "529.982"),
            ("é 529.982.247-25", "529.982"),
            ("soy 12345678Z", "12345678Z"),
            ("X1234567L", "X1234567L"),
            ("1 84 12 76 451 089 46", "451 089"),
            ("Steuer-ID 86095742719", "86095742719"),
            ("86 095 742 719", "095 742"),
            ("RSSMRA85T10A562S", "RSSMRA85"),
            ("mijn BSN is 111222333", "111222333"),
            ("44051401359", "44051401359"),
            ("10000000146", "10000000146"),
            ("マイナンバーは123456789018です", "123456789018"),
            ("11010519491231002X", "1949"),
            ("身份证号码是11010519491231002X", "1949"),
            ("900101-1234567", "1234567"),
            ("2341 2341 2346", "2341 2346"),
            ("my PAN ABCPE1234F", "ABCPE1234F"),
            ("паспорт 4509 123456", "123456"),
            ("112-233-445 95", "233-445"),
            ("passport number: X12345678", "X12345678"),
            ("Reisepass C01X00T47", "C01X00T47"),
        ],
    );
}

#[test]
fn keys_of_programs_are_hidden() {
    all_hidden(
        Sensitive::Secret,
        &[
            // Put together here, so that no scanner takes them for real ones.
            (concat!("use sk", "_live_4eC39HqLyjWDarjtT1zdp7dc ok"), "4eC39"),
            (concat!("AK", "IAIOSFODNN7EXAMPLE"), "IOSFODNN7"),
            (
                concat!(
                    "ey",
                    "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"
                ),
                "dozjg",
            ),
            ("Authorization: Bearer abcdef1234567890", "abcdef"),
            ("api_key=0123456789abcdef0123", "0123456789"),
            (
                concat!(
                    "-----BEGIN RSA PRIVATE",
                    " KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----"
                ),
                "MIIEow",
            ),
        ],
    );
}

#[test]
fn a_word_about_a_password_is_no_password() {
    lets_through(&[
        "my password is not working",
        "my password isn't working",
        "my password is wrong",
        "password reset",
        "password reset link: https://example.com/reset?x=1",
        "Reset your password: https://example.com/a1b2c3",
        "my pin is wrong",
        "I forgot my password, order 10452",
        "how do I change my password?",
        "the password is always rejected",
        "password: not working",
        "is my password safe",
        "my password has expired",
        "password123 is a bad choice of words",
        "the password is case sensitive",
        "it says password is incorrect",
        "send it to password: help@example.com",
        "my pincode is 560001",
        "mi contraseña es incorrecta",
        "mi contraseña no funciona",
        "minha senha não funciona",
        "mon mot de passe est oublié",
        "mein Passwort ist falsch",
        "Passwort vergessen",
        "la mia password non funziona",
        "mijn wachtwoord is verlopen",
        "moje hasło nie działa",
        "şifrem yanlış",
        "パスワードを忘れました",
        "密码错误",
        "비밀번호를 잊어버렸어요",
        "كلمة السر غير صحيحة",
        "मेरा पासवर्ड काम नहीं कर रहा",
        "мой пароль не работает",
        "I forgot my password to log into the app",
        "my pin code 560001",
        "the bus pass is expired",
        "sin 123456789 problemas",
        "I need a passport",
    ]);
}

#[test]
fn other_numbers_are_let_through() {
    lets_through(&[
        "#1234-5678",
        "order 10452",
        "order 4111-2222-3333",
        "order number 113-1234567-1234567",
        "my tracking number is 1Z999AA10123456784",
        "9400 1000 0000 0000 0000 00",
        "tracking 420221539101026837331000039521",
        "RB123456785GB",
        "JD014600003828392837",
        "INV-2041",
        "call me on +1 415 555 0123",
        "+44 20 7946 0958",
        "(415) 555-0123",
        "415-555-0123",
        "06 12 34 56 78",
        "0171 1234567",
        "090-1234-5678",
        "2026-11-21",
        "21.11.2026 at 10:30",
        "2026-11-21T10:30:00Z",
        "$1,250.00",
        "1.250,00 €",
        "1 234 567,89 zł",
        "₹1,00,000",
        "john.doe1985@example.com",
        "version 1.2.3.4",
        "192.168.100.200",
        "serial SN-0042-8891-AB",
        "ISBN 978-3-16-148410-0",
        "1700000000000",
        "0000 0000 0000 0000",
        "16 pieces of 4242",
        "00000000000",
        "the size is 38 40 42 44 46 48",
        "",
        "🙂",
    ]);
}

#[test]
fn outside_of_what_is_hidden_every_byte_stays() {
    let masked = mask("a\u{200B}b — my password is hunter2 — é\u{301}🙂\r\n");
    assert_eq!(masked.text, "a\u{200B}b — my password is •••••••• — é\u{301}🙂\r\n");
}

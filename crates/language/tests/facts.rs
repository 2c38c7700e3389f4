//! What a message says of sums, orders, addresses, days and products is read in the fifteen languages.

use warmline_language::{Message, Products, Reading, facts};
use warmline_model::{Currency, Day, Fact, Language};

use Language::{Ar, De, En, Es, Fr, Hi, It, Ja, Ko, Nl, Pl, Pt, Ru, Tr, Zh};

const TODAY: Day = Day { year: Some(2026), month: 3, day: Some(1) };

fn read(text: &str, language: Language, currency: &str) -> Vec<String> {
    let products = Products::new(&["Aero Lamp", "Trail Boot", "Nimbus", "光ポット"]);
    let currency = Currency::new(currency).expect("a code");
    let reading = Reading { language, currency, today: TODAY, products: &products };
    let message = Message::read(text);
    facts(&message, &reading)
        .into_iter()
        .map(|read| {
            assert!(text[read.start..].starts_with(&read.text), "{text}");
            match read.fact {
                Fact::Amount { money } => format!("{} {}", money.currency.code(), money.hundredths),
                Fact::OrderNumber { number } => format!("order {number}"),
                Fact::Email { address } => format!("mail {address}"),
                Fact::Phone { number } => format!("phone {number}"),
                Fact::Product { name } => format!("product {name}"),
                Fact::Date { day } => match (day.year, day.day) {
                    (Some(y), Some(d)) => format!("{y}-{:02}-{d:02}", day.month),
                    (None, Some(d)) => format!("--{:02}-{d:02}", day.month),
                    (Some(y), None) => format!("{y}-{:02}", day.month),
                    (None, None) => format!("--{:02}", day.month),
                },
            }
        })
        .collect()
}

/// Each text with its language, the site's currency, and the facts, separated by commas.
#[track_caller]
fn reads(rows: &[(&str, Language, &str, &str)]) {
    let wrong: Vec<_> = rows
        .iter()
        .map(|(text, language, currency, facts)| {
            (text, read(text, *language, currency).join(", "), facts)
        })
        .filter(|(_, read, facts)| read != *facts)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sums_are_read_in_each_language_s_way() {
    reads(&[
        ("it was $1,250.00 in total", En, "USD", "USD 125000"),
        ("$5", En, "CAD", "CAD 500"),
        ("US$ 40 please", En, "CAD", "USD 4000"),
        ("they took £5 and 5 quid", En, "USD", "GBP 500, GBP 500"),
        ("120 euros", En, "USD", "EUR 12000"),
        ("USD 99", En, "EUR", "USD 9900"),
        ("99 bucks", En, "USD", "USD 9900"),
        ("that 99-dollar thing", En, "USD", "USD 9900"),
        ("about 1.2k dollars", En, "USD", "USD 120000"),
        ("$3k", En, "USD", "USD 300000"),
        ("two hundred and fifty dollars", En, "USD", "USD 25000"),
        ("a hundred bucks", En, "USD", "USD 10000"),
        ("$2 million", En, "USD", "USD 200000000"),
        ("Rs. 500 or ₹1,00,000", En, "INR", "INR 50000, INR 10000000"),
        ("1 lakh rupees", En, "INR", "INR 10000000"),
        ("1.250,00 €", De, "EUR", "EUR 125000"),
        ("1,5 Mio Euro", De, "EUR", "EUR 150000000"),
        ("1'250 Franken", De, "CHF", "CHF 125000"),
        ("99,90 Euro zurück", De, "EUR", "EUR 9990"),
        ("me cobraron 45,99 €", Es, "EUR", "EUR 4599"),
        ("dos veces 300 pesos", Es, "MXN", "MXN 30000"),
        ("R$ 1.234,56", Pt, "BRL", "BRL 123456"),
        ("paguei 50 reais", Pt, "BRL", "BRL 5000"),
        ("1 250,50 €", Fr, "EUR", "EUR 125050"),
        ("120 euro", It, "EUR", "EUR 12000"),
        ("€ 25,-", Nl, "EUR", "EUR 2500"),
        ("1 234,56 zł", Pl, "PLN", "PLN 123456"),
        ("250 TL iade", Tr, "TRY", "TRY 25000"),
        ("5000円です", Ja, "JPY", "JPY 500000"),
        ("¥5000", Ja, "JPY", "JPY 500000"),
        ("2万円", Ja, "JPY", "JPY 2000000"),
        ("100元", Zh, "CNY", "CNY 10000"),
        ("退款200块", Zh, "CNY", "CNY 20000"),
        ("5000원을 환불", Ko, "KRW", "KRW 500000"),
        ("2만원", Ko, "KRW", "KRW 2000000"),
        ("٥٠ ريال", Ar, "SAR", "SAR 5000"),
        ("500 रुपये", Hi, "INR", "INR 50000"),
        ("1 500 рублей", Ru, "RUB", "RUB 150000"),
        ("1500 руб.", Ru, "RUB", "RUB 150000"),
    ]);
}

#[test]
fn a_sum_without_a_currency_needs_a_word_of_money() {
    reads(&[
        ("I want a refund of 120", En, "USD", "USD 12000"),
        ("you charged me 45.99 twice", En, "EUR", "EUR 4599"),
        ("erstatten Sie mir 80", De, "EUR", "EUR 8000"),
        ("charged me 2 times", En, "USD", ""),
        ("I paid 3 days ago", En, "USD", ""),
        ("paid in 2024", En, "USD", ""),
        ("there were 120 of them", En, "USD", ""),
        ("version 1.2.3", En, "USD", ""),
        ("50% off", En, "USD", ""),
    ]);
}

#[test]
fn order_numbers_are_read_after_their_words() {
    reads(&[
        ("where is #10452?", En, "USD", "order 10452"),
        ("order 10452 is late", En, "USD", "order 10452"),
        ("my order number is 10452", En, "USD", "order 10452"),
        ("order number: ABC-10452", En, "USD", "order ABC-10452"),
        ("invoice INV-2041", En, "USD", "order INV-2041"),
        ("it's INV-2041", En, "USD", "order INV-2041"),
        ("#1234-5678", En, "USD", "order 1234-5678"),
        ("order 1000 pieces", En, "USD", ""),
        ("order for $120", En, "USD", "USD 12000"),
        ("my #1 problem #Sale2026", En, "USD", ""),
        ("pedido 10452", Es, "EUR", "order 10452"),
        ("pedido n° 10452", Es, "EUR", "order 10452"),
        ("o pedido número 10452", Pt, "BRL", "order 10452"),
        ("ma commande n° 10452", Fr, "EUR", "order 10452"),
        ("Bestellnummer 10452", De, "EUR", "order 10452"),
        ("Bestellung Nr. 10452", De, "EUR", "order 10452"),
        ("ordine 10452", It, "EUR", "order 10452"),
        ("bestelling 10452", Nl, "EUR", "order 10452"),
        ("zamówienie nr 10452", Pl, "PLN", "order 10452"),
        ("10452 numaralı siparişim", Tr, "TRY", "order 10452"),
        ("sipariş numaram 10452", Tr, "TRY", "order 10452"),
        ("注文番号は10452です", Ja, "JPY", "order 10452"),
        ("订单号10452", Zh, "CNY", "order 10452"),
        ("주문번호 10452", Ko, "KRW", "order 10452"),
        ("طلب رقم ١٠٤٥٢", Ar, "SAR", "order ١٠٤٥٢"),
        ("ऑर्डर नंबर 10452", Hi, "INR", "order 10452"),
        ("заказ №10452", Ru, "RUB", "order 10452"),
    ]);
}

#[test]
fn addresses_and_telephone_numbers_are_read() {
    reads(&[
        ("write to Jo.Doe+x@Example.co.uk.", En, "USD", "mail jo.doe+x@example.co.uk"),
        ("call +1 415 555 0123", En, "USD", "phone +14155550123"),
        ("(415) 555-0123", En, "USD", "phone 4155550123"),
        ("415-555-0123", En, "USD", "phone 4155550123"),
        ("my number is 5550123", En, "USD", "phone 5550123"),
        ("+44 20 7946 0958", En, "GBP", "phone +442079460958"),
        ("06 12 34 56 78", Fr, "EUR", "phone 0612345678"),
        ("0171 1234567", De, "EUR", "phone 01711234567"),
        ("612 345 678", Es, "EUR", "phone 612345678"),
        ("(11) 98765-4321", Pt, "BRL", "phone 11987654321"),
        ("090-1234-5678", Ja, "JPY", "phone 09012345678"),
        ("010-1234-5678", Ko, "KRW", "phone 01012345678"),
        ("8 (912) 345-67-89", Ru, "RUB", "phone 89123456789"),
        ("see https://example.com/o/4155550123?x=$5 thanks", En, "USD", ""),
        ("account number 4999000", En, "USD", ""),
        ("tracking number 9400100000000000000000", En, "USD", ""),
        ("my product key has 12345678 in it", En, "USD", ""),
    ]);
}

#[test]
fn days_are_read_in_each_language() {
    reads(&[
        ("on 2026-03-05", En, "USD", "2026-03-05"),
        ("at 2026-03-05T10:00", En, "USD", "2026-03-05"),
        ("05/03/2026", En, "USD", "2026-05-03"),
        ("05/03/2026", En, "GBP", "2026-03-05"),
        ("since 25/12/25", En, "USD", "2025-12-25"),
        ("size 05/03", Fr, "EUR", ""),
        ("le 05/03", Fr, "EUR", "--03-05"),
        ("5 March", En, "USD", "--03-05"),
        ("March 5th, 2026", En, "USD", "2026-03-05"),
        ("the 5th of March 2026", En, "USD", "2026-03-05"),
        ("my March invoice", En, "USD", "--03"),
        ("may I ask, we march on", En, "USD", ""),
        ("it came yesterday", En, "USD", "2026-02-28"),
        ("tomorrow or today", En, "USD", "2026-03-02, 2026-03-01"),
        ("el 5 de marzo de 2026", Es, "EUR", "2026-03-05"),
        ("ayer por la mañana", Es, "EUR", "2026-02-28"),
        ("5 de março", Pt, "BRL", "--03-05"),
        ("le 5 mars 2026", Fr, "EUR", "2026-03-05"),
        ("am 5. März 2026", De, "EUR", "2026-03-05"),
        ("seit dem 05.03.2026", De, "EUR", "2026-03-05"),
        ("guten Morgen, gestern", De, "EUR", "2026-02-28"),
        ("il 5 marzo", It, "EUR", "--03-05"),
        ("5 maart", Nl, "EUR", "--03-05"),
        ("5 marca 2026", Pl, "PLN", "2026-03-05"),
        ("5 Mart 2026", Tr, "TRY", "2026-03-05"),
        ("2026年3月5日に", Ja, "JPY", "2026-03-05"),
        ("3月5日昨天", Zh, "CNY", "--03-05, 2026-02-28"),
        ("2026년 3월 5일에", Ko, "KRW", "2026-03-05"),
        ("5 مارس 2026", Ar, "SAR", "2026-03-05"),
        ("5 मार्च", Hi, "INR", "--03-05"),
        ("5 марта, вчера", Ru, "RUB", "--03-05, 2026-02-28"),
        ("31/02/2026 is no day", En, "GBP", ""),
    ]);
}

#[test]
fn products_are_read_by_the_site_s_names() {
    reads(&[
        ("my aero lamps are broken", En, "USD", "product Aero Lamp"),
        ("the TRAIL BOOT and a nimbus", En, "USD", "product Trail Boot, product Nimbus"),
        ("a trail and a boot, nimbusses", En, "USD", ""),
        ("光ポットが壊れた", Ja, "JPY", "product 光ポット"),
    ]);
}

#[test]
fn several_facts_stand_in_their_order() {
    reads(&[(
        "order #10452 of 5 March for $1,250.00, mail me at a@b.com or +1 415 555 0123",
        En,
        "USD",
        "order 10452, --03-05, USD 125000, mail a@b.com, phone +14155550123",
    )]);
}

#[test]
fn nothing_is_read_where_nothing_is() {
    for text in ["", "🙂", "hello there", "I have 3 cats and 12 dogs", "\u{200B}\u{202E}"] {
        assert_eq!(read(text, En, "USD"), Vec::<String>::new(), "{text}");
    }
}

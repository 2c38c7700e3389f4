//! Messages that nobody means well with: whatever they hold, reading ends soon and with something plain.

use std::time::Instant;
use warmline_mail::{Inbound, MAX_BYTES, TooLong, address, new_words, read};
use warmline_model::MAX_TEXT_CHARS;

/// More than this, and something grows with the square of the length.
const SOON: u128 = 3_000;

fn taken(name: &str, raw: &[u8]) -> Option<Inbound> {
    let begun = Instant::now();
    let found = read(raw, "mira@customer.example", "help@in.shop.example").ok();
    let took = begun.elapsed().as_millis();
    assert!(took < SOON, "{name}: {took} ms");
    if let Some(found) = &found {
        assert!(found.text.chars().count() <= MAX_TEXT_CHARS, "{name}");
        assert!(!found.subject.contains('\n') && found.subject.chars().count() <= 200, "{name}");
    }
    found
}

#[test]
fn twenty_megabytes_are_refused_before_they_are_read() {
    let raw = vec![b'a'; 20 * MAX_BYTES];
    assert_eq!(read(&raw, "", ""), Err(TooLong));
}

#[test]
fn ten_thousand_parts_and_deep_nesting_end_soon() {
    let begin = "From: m@customer.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
    let parts = "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n".repeat(10_000);
    let found = taken("parts", format!("{begin}{parts}").as_bytes()).expect("short enough");
    assert!(found.text.starts_with("hello"));
    let files = "--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n".repeat(10_000);
    assert!(taken("files", format!("{begin}{files}").as_bytes()).is_some());

    let mut nested = String::from("From: m@customer.example\r\n");
    for n in 0..10_000 {
        nested += &format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n");
    }
    assert!(taken("nested parts", (nested + "\r\nhello").as_bytes()).is_some());
    let inner = "Content-Type: message/rfc822\r\n\r\n".repeat(20_000);
    assert!(taken("nested messages", format!("{inner}hello").as_bytes()).is_some());
    let html = |inside: &str| format!("Content-Type: text/html\r\n\r\n{inside}");
    for inside in [
        "<div>",
        "<blockquote>",
        "<div class=gmail_quote>",
        "<",
        "&",
        "<!--",
        "</",
        "<a href='",
        "&lt;<p",
    ] {
        let raw = html(&inside.repeat(MAX_BYTES / inside.len() - 100));
        assert!(taken(inside, raw.as_bytes()).is_some());
    }
}

#[test]
fn headers_and_lines_without_end_end_soon() {
    for line in [
        "a",
        " ",
        "\t",
        "On 1:",
        "> ",
        "From: x\n",
        ":",
        "=",
        "(",
        "<a@b>,",
        "=?utf-8?q?a?= ",
        "--\n",
        "\r",
    ] {
        let long = line.repeat(MAX_BYTES / line.len() - 100);
        assert!(taken(line, long.as_bytes()).is_some());
        assert!(taken(line, format!("From: {long}").as_bytes()).is_some());
        assert!(taken(line, format!("Subject: {long}").as_bytes()).is_some());
        assert!(taken(line, format!("Content-Type: {long}").as_bytes()).is_some());
        assert!(taken(line, format!("Subject: x\n\n{long}").as_bytes()).is_some());
    }
}

/// Chance that can be repeated.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn whatever_is_put_together_by_chance_is_read_without_a_fault() {
    let pieces: [&[u8]; 44] = [
        b"From: ",
        b"To: ",
        b"Subject: ",
        b"Content-Type: ",
        b"multipart/mixed; boundary=b",
        b"text/plain",
        b"text/html",
        b"; charset=",
        b"utf-8",
        b"shift_jis",
        b"iso-2022-jp",
        b"utf-7",
        b"Content-Transfer-Encoding: ",
        b"base64",
        b"quoted-printable",
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\n\n",
        b"--b",
        b"--b--",
        b"<div class=\"gmail_quote\">",
        b"</div>",
        b"<blockquote>",
        b"<",
        b">",
        b"> ",
        b"On 3 Nov 2026 10:15 Ana <a@b.example> wrote:",
        b"-----Original Message-----",
        b"Sent: x",
        b"-- ",
        b"=?utf-8?B?",
        b"?=",
        b"=E4",
        b"\xFF\xFE",
        b"\x1B$B",
        "\u{202E}\u{1F600}".as_bytes(),
        b"\0",
        b"message/rfc822",
        b"Content-Disposition: attachment; filename*=utf-8''%",
        b"+",
        b"@",
        b";;;",
        b"format=flowed",
    ];
    let mut chance = Chance(7);
    for round in 0..4_000 {
        let mut raw = Vec::new();
        for _ in 0..chance.below(60) {
            match chance.below(12) {
                0 => raw.push(chance.below(256) as u8),
                _ => raw.extend(pieces[chance.below(pieces.len())]),
            }
        }
        taken(&format!("round {round}"), &raw);
        let text = String::from_utf8_lossy(&raw);
        new_words(&text);
        address::recipient(&text);
    }
}

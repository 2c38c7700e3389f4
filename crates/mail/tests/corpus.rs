//! Messages as mail programs of many languages make them, each with the words that are new in it.
//!
//! `corpus/*.txt`: `%%% ` and a name, further headers, an empty line, the body; then `%%% words` and what is
//! expected, or `%%% automatic` and how it is known.

use warmline_mail::{Automatic, Inbound, read};

const FILES: [(&str, &str); 4] = [
    ("languages", include_str!("corpus/languages.txt")),
    ("programs", include_str!("corpus/programs.txt")),
    ("shapes", include_str!("corpus/shapes.txt")),
    ("automatic", include_str!("corpus/automatic.txt")),
];
const INBOUND: &str = "help@in.shop.example";

fn message(more: &str) -> String {
    let usual = "From: Mira Keller <Mira@customer.example>\nTo: help+abc@in.shop.example\n\
         Subject: Re: Your\n question\nMessage-ID: <one@customer.example>\nMIME-Version: 1.0\n";
    // A body of its own type names it.
    let kind =
        if more.starts_with("\n") { "Content-Type: text/plain; charset=utf-8\n" } else { "" };
    format!("{usual}{kind}{more}").replace('\n', "\r\n")
}

fn taken(raw: &str) -> Inbound {
    read(raw.as_bytes(), "mira@customer.example", INBOUND).expect("short enough")
}

#[test]
fn the_new_words_of_each_message_are_found_and_machines_are_known() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (file, text) in FILES {
        let mut blocks = text.split("%%% ").skip(1);
        while let (Some(given), Some(wanted)) = (blocks.next(), blocks.next()) {
            let (name, more) = given.split_once('\n').expect("a name");
            let (kind, wanted) = wanted.split_once('\n').expect("what is expected");
            let found = taken(&message(more));
            count += 1;
            let as_wanted = match kind.split_once(' ') {
                Some((_, how)) => format!("{:?}", found.automatic) == format!("Some({how})"),
                None => found.automatic.is_none() && found.text == wanted.trim_end(),
            };
            if !as_wanted {
                wrong.push(format!("{file}, {name}: {:?}\n{}", found.automatic, found.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n----\n"));
    assert!(count >= 60, "{count}");
}

#[test]
fn who_wrote_and_about_what_is_read_from_the_header() {
    let found = taken(&message("\nhello"));
    assert_eq!(found.from.as_deref(), Some("mira@customer.example"));
    assert_eq!(found.subject, "Re: Your question");
    assert_eq!(found.message_id.as_deref(), Some("one@customer.example"));
}

#[test]
fn an_envelope_without_a_sender_the_mail_system_and_our_own_address_are_machines() {
    let of = |from: &str| {
        read(message("\nhello").as_bytes(), from, INBOUND).expect("short enough").automatic
    };
    assert_eq!(of(""), Some(Automatic::NoSender));
    assert_eq!(of("<>"), Some(Automatic::NoSender));
    assert_eq!(of("MAILER-DAEMON@mx.example"), Some(Automatic::Daemon));
    assert_eq!(of("Help+xyz@in.shop.example"), Some(Automatic::Loop));
    assert_eq!(of("mira@customer.example"), None);
    let ours = message("\nhello").replace("one@customer", "one@in.shop");
    assert_eq!(taken(&ours).automatic, Some(Automatic::Loop));
}

#[test]
fn a_header_of_ids_or_addresses_that_are_none_is_passed_over() {
    for (name, bad) in
        [("Message-ID", "<one@customer.example>"), ("From", "Mira Keller <Mira@customer.example>")]
    {
        for other in ["", "<>", "a b", "<@>", "\u{FFFD}", "undisclosed-recipients:;"] {
            let raw = message("\nhello").replace(bad, other);
            let found = taken(&raw);
            let value = if name == "From" { found.from } else { found.message_id };
            assert!(value.is_none(), "{name}: {other:?} gave {value:?}");
            assert_eq!(found.text, "hello");
        }
    }
}

#[test]
fn bytes_of_an_older_charset_that_stand_in_the_mail_as_they_are_are_read() {
    let mut raw = message("Content-Type: text/plain; charset=iso-8859-1\n\nDie T").into_bytes();
    raw.push(0xFC);
    raw.extend(b"r klemmt.");
    let found = read(&raw, "mira@customer.example", INBOUND).expect("short enough");
    assert_eq!(found.text, "Die T\u{FC}r klemmt.");
}

#[test]
fn over_long_words_are_cut_with_a_note_and_the_note_of_the_attachments_stays() {
    let long = "All work and no play. ".repeat(1_000);
    let found = taken(&message(&format!("\n{long}")));
    assert!(found.text.ends_with("[This e-mail is longer; here is its beginning.]"));
    assert!(found.text.chars().count() <= 4_000);
    let file = "--b1\nContent-Disposition: attachment; filename=a.bin\n\nx\n".repeat(9);
    let more = format!(
        "Content-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\n{long}\n{file}--b1--\n"
    );
    let found = taken(&message(&more));
    assert_eq!(found.attachments, 9);
    assert!(found.text.contains("[This e-mail is longer"));
    assert!(
        found.text.ends_with(
            "[9 attachments were not kept: a.bin, a.bin, a.bin, a.bin, a.bin and 4 more]"
        )
    );
    assert!(found.text.chars().count() <= 4_000);
}

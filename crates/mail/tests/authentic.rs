//! Who a mail is of: what Email Routing's server says counts, and nothing that a sender wrote (RFC 8601).

use warmline_mail::{Authentic, read};

/// `%%% ` and what is expected, the headers above a mail's own, an empty line.
const CORPUS: &str = include_str!("corpus/authentic.txt");

fn found(headers: &str) -> Authentic {
    let from = match headers.contains("From: ") {
        true => "",
        false => "From: Mira Keller <Mira@Customer.example>\n",
    };
    let raw = format!(
        "{headers}\n{from}To: help+abc@in.shop.example\nSubject: hello\n\
         Message-ID: <one@customer.example>\n\nhello\n"
    );
    let raw = raw.replace('\n', "\r\n");
    read(raw.as_bytes(), "mira@customer.example", "help@in.shop.example").expect("short").authentic
}

#[test]
fn the_topmost_header_of_the_receiving_server_counts_and_no_other() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for block in CORPUS.split("%%% ").skip(1) {
        let (wanted, headers) = block.split_once('\n').expect("what is expected");
        let (wanted, name) = wanted.split_once(": ").expect("a name");
        let found = found(headers.trim_end());
        count += 1;
        if format!("{found:?}") != wanted {
            wrong.push(format!("{name}: {found:?} instead of {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 30, "{count}");
}

#[test]
fn hostile_headers_neither_panic_nor_pass() {
    let good = "Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=customer.example";
    assert_eq!(found(good), Authentic::Passed);
    // Cut off at each place, and with each character doubled by something odd.
    for at in 0..good.len() {
        let cut = good.get(..at).unwrap_or_default();
        if !cut.contains(':') {
            continue;
        }
        assert_ne!(found(cut), Authentic::Passed, "{cut}");
        for odd in ["(", ")", "\"", "\\", ";", "\u{0}", "é"] {
            let changed = format!("{cut}{odd}{}", good.get(at..).unwrap_or_default());
            let _no_panic = found(&changed);
        }
    }
    let deep =
        format!("Authentication-Results: mx.cloudflare.net {}; dmarc=pass", "(".repeat(5_000));
    assert_eq!(found(&deep), Authentic::Unknown);
    let long = format!("{good}; x={}", "a".repeat(100_000));
    assert_eq!(found(&long), Authentic::Unknown);
}

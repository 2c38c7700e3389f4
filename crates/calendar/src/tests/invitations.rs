//! What we write is read again, by our own reader and line by line.

use super::{HOUR, MONDAY, window};
use crate::lines::{Property, lines};
use crate::{Invitation, Method, read};
use warmline_model::{Slot, Timestamp};

fn invitation<'a>(site: &'a str, customer: &'a str, description: &'a str) -> Invitation<'a> {
    Invitation {
        method: Method::Request,
        uid: "call-c1-1",
        sequence: 2,
        written: Timestamp(MONDAY),
        slot: Slot { from: Timestamp(MONDAY + 9 * HOUR), until: Timestamp(MONDAY + 10 * HOUR) },
        site,
        sender: "help@shop.example",
        customer,
        address: Some("jo@customer.example"),
        ticket: Some("T-7KQ2-M9XA"),
        description,
    }
}

/// A text as a reader of iCalendar takes it.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => {}
            },
            sign => plain.push(sign),
        }
    }
    plain
}

fn value(text: &str, name: &str) -> Option<String> {
    let mut all = lines(text).filter_map(|line| {
        let property = Property::of(&line.text)?;
        property.is(name).then(|| property.value.to_owned())
    });
    all.next()
}

#[test]
fn an_invitation_is_written_as_calendars_expect_it() {
    let text = invitation("Acme", "Jo", "We call +1 555 0100.").text();
    let expected = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Warmline//Calls//EN\r\n\
        CALSCALE:GREGORIAN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:call-c1-1\r\nSEQUENCE:2\r\n\
        DTSTAMP:20261123T000000Z\r\nDTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\n\
        SUMMARY:Acme (T-7KQ2-M9XA)\r\nDESCRIPTION:We call +1 555 0100.\r\n\
        ORGANIZER;CN=\"Acme\":mailto:help@shop.example\r\n\
        ATTENDEE;CN=\"Jo\";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:j\r\n \
        o@customer.example\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nBEGIN:VALARM\r\n\
        ACTION:DISPLAY\r\nDESCRIPTION:Acme (T-7KQ2-M9XA)\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n\
        END:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_eq!(text, expected);
    let busy = read(&text, window(), "UTC").expect("a calendar");
    assert_eq!((busy.busy, busy.skips), (vec![invitation("", "", "").slot], 0));
    let off = Invitation { method: Method::Cancel, sequence: 3, ..invitation("Acme", "Jo", "") };
    let text = off.text();
    assert!(text.contains("METHOD:CANCEL\r\n") && text.contains("STATUS:CANCELLED\r\n"));
    assert_eq!(read(&text, window(), "UTC").expect("a calendar").busy, []);
}

#[test]
fn nothing_that_a_customer_or_an_owner_writes_becomes_a_line_of_its_own() {
    let texts = [
        "Jo\r\nEND:VEVENT\r\nBEGIN:VEVENT",
        "a\nb\rc\u{85}d\u{2028}e",
        "\"; CN=\"x\":mailto:evil@x.example",
        "semi;colon, comma: \\back\\n",
        "\u{1F469}\u{200D}\u{1F680}".repeat(40).leak(),
        "\0\u{7}\u{1b}[31m",
        "\u{e9}".repeat(500).leak(),
        "",
        " ",
        "x".repeat(74).leak(),
        "\u{65e5}\u{672c}\u{8a9e}".repeat(30).leak(),
    ];
    for site in texts {
        for other in texts {
            for address in [other, "jo@x.example\r\nX:1", "jo@x.example", "@.", "mailto:a@b.c"] {
                let mut one = invitation(site, other, other);
                (one.address, one.ticket, one.sender) = (Some(address), Some(other), address);
                let text = one.text();
                assert!(text.ends_with("\r\n") && !text.contains("\r\n\r\n"));
                for line in text.split_terminator("\r\n") {
                    assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
                }
                let names: Vec<_> = lines(text.trim_end())
                    .map(|line| {
                        Property::of(&line.text).map(|p| p.name.to_owned()).expect("a line")
                    })
                    .collect();
                let begins = names.iter().filter(|name| *name == "BEGIN").count();
                assert_eq!((begins, names.first().map(String::as_str)), (3, Some("BEGIN")));
                let feed = read(&text, window(), "UTC").expect("a calendar");
                assert_eq!((feed.busy.len(), feed.skips), (1, 0), "{:?}", feed.skipped);
                let plain = other.replace("\r\n", "\n");
                let plain: String = plain
                    .chars()
                    .filter_map(|sign| match sign {
                        '\r' | '\n' | '\u{85}' | '\u{2028}' => Some('\n'),
                        sign if sign.is_control() => None,
                        sign => Some(sign),
                    })
                    .collect();
                if !other.trim().is_empty() {
                    let told = value(&text, "DESCRIPTION").map(|text| unescaped(&text));
                    assert_eq!(told, Some(plain));
                }
            }
        }
    }
}

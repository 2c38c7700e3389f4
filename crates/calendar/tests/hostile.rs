//! Feeds that want to take long, or too much room: bounded time, and a clear fault.

use std::time::{Duration, Instant};
use warmline_calendar::{Feed, NotRead, read};
use warmline_model::{Slot, Timestamp};

/// Far more than any of these takes, also on a busy machine.
const LONG: Duration = Duration::from_secs(20);

/// Monday the 23rd of November 2026, 00:00 UTC.
const MONDAY: i64 = 1_795_392_000_000;

/// Sixty days from then on.
fn window() -> Slot {
    Slot { from: Timestamp(MONDAY), until: Timestamp(MONDAY + 60 * 24 * 3_600_000) }
}

/// A calendar with these lines in it.
fn calendar(lines: &str) -> String {
    let lines = lines.replace('\n', "\r\n");
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{lines}\r\nEND:VCALENDAR\r\n")
}

/// A calendar with one event of these lines.
fn event(lines: &str) -> String {
    calendar(&format!("BEGIN:VEVENT\nUID:one\n{lines}\nEND:VEVENT"))
}

fn fed(text: &str) -> Feed {
    read(text, window(), "Europe/Berlin").expect("a feed")
}

fn refused(text: &str) -> NotRead {
    read(text, window(), "Europe/Berlin").expect_err("a feed that is not read")
}

#[test]
fn a_feed_of_20_megabytes_without_an_end_or_of_something_else_is_refused_as_a_whole() {
    let large = format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", "X-A:b\r\n".repeat(3_000_000));
    assert_eq!(refused(&large), NotRead::TooLong);
    assert_eq!(refused("<!doctype html><title>Sign in</title>"), NotRead::NoCalendar);
    assert_eq!(refused(""), NotRead::NoCalendar);
    assert_eq!(refused("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261123T09"), NotRead::CutOff);
    assert_eq!(refused("BEGIN:VCALENDAR"), NotRead::CutOff);
    let deep = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\n".repeat(100_000));
    assert_eq!(refused(&deep), NotRead::TooDeep);
    let many = calendar(&"BEGIN:VEVENT\nDTSTART:20261123\nEND:VEVENT\n".repeat(40_000));
    assert_eq!(refused(&many), NotRead::TooManyEvents);
    let four_hundred_thousand = "BEGIN:VEVENT\nEND:VEVENT\n".repeat(400_000);
    assert_eq!(refused(&calendar(&four_hundred_thousand)), NotRead::TooLong);
    assert!(refused("BEGIN:VCALENDAR").to_string().contains("END:VCALENDAR is missing"));
}

#[test]
fn recurrences_for_ever_end_at_the_window_and_endless_looking_is_given_up() {
    let began = Instant::now();
    let of =
        |rule: &str| fed(&event(&format!("DTSTART:19700101T000000Z\nDURATION:PT1M\nRRULE:{rule}")));
    for (rule, stretches, skips) in [
        ("FREQ=DAILY", 60, 0),
        ("FREQ=HOURLY", 1_440, 0),
        ("FREQ=MINUTELY;INTERVAL=30", 2_880, 0),
        ("FREQ=YEARLY;INTERVAL=2147483647", 0, 0),
        ("FREQ=SECONDLY;INTERVAL=4294967295", 0, 0),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 0, 0),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 0, 0),
        ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", 0, 0),
        ("FREQ=MONTHLY;BYDAY=6MO", 0, 0),
        ("FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1", 0, 0),
        ("FREQ=DAILY;BYSETPOS=2", 0, 0),
        ("FREQ=DAILY;BYHOUR=9,10,11;BYSETPOS=-1,2,2,-2,300,-300", 120, 0),
        // Too many: told, and the first one stands.
        ("FREQ=SECONDLY", 0, 1),
        ("FREQ=SECONDLY;COUNT=4294967295", 0, 1),
        ("FREQ=SECONDLY;COUNT=4294967295;BYMONTH=2;BYMONTHDAY=30", 0, 0),
        (
            "FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1",
            0,
            1,
        ),
    ] {
        let feed = of(rule);
        assert_eq!((feed.busy.len(), feed.skips), (stretches, skips), "{rule}");
        if skips > 0 {
            assert!(feed.skipped[0].why.contains("recurs too often"), "{rule}");
        }
    }
    assert!(began.elapsed() < LONG, "{:?}", began.elapsed());
}

#[test]
fn two_megabytes_of_the_slowest_rules_are_given_up_in_bounded_time() {
    let began = Instant::now();
    for rule in
        ["FREQ=SECONDLY;COUNT=4000000000", "FREQ=MINUTELY", "FREQ=YEARLY;COUNT=9000;BYDAY=-53MO"]
    {
        let one = format!(
            "BEGIN:VEVENT\nUID:x\nDTSTART:19700101T000000\nRRULE:{rule}\nDURATION:PT1S\nEND:VEVENT\n"
        );
        let many = calendar(&one.repeat(15_000));
        assert_eq!(read(&many, window(), "America/New_York"), Err(NotRead::TooManyTimes), "{rule}");
    }
    let dates = "20261123T090000Z,".repeat(50_000);
    let feed = fed(&event(&format!(
        "DTSTART:20261123T080000Z\nDURATION:PT1H\nEXDATE:{dates}\nRDATE:{dates}"
    )));
    assert_eq!(feed.busy.len(), 1);
    let zones = "BEGIN:VTIMEZONE\nTZID:odd\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\n\
                 TZOFFSETTO:+0100\nRRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\n";
    let feed = read(&calendar(&zones.repeat(8_000)), window(), "UTC").expect("a feed of zones");
    assert!(feed.busy.is_empty());
    assert!(began.elapsed() < LONG, "{:?}", began.elapsed());
}

/// A generator of numbers that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).expect("a limit")).expect("a number")
    }
}

#[test]
fn no_text_whatever_panics_or_tells_of_busy_times_outside_the_window() {
    let base = event(
        "DTSTART;TZID=Europe/Berlin:20261123T090000\nDTEND;TZID=Europe/Berlin:20261123T093000\n\
         RRULE:FREQ=MONTHLY;BYDAY=-1FR,2MO;BYSETPOS=1,-1;COUNT=99\nEXDATE:20261225,20261224T090000Z\n\
         RDATE;VALUE=PERIOD:20261201T090000Z/PT1H\nSUMMARY:\u{65e5}\u{672c}\\, \\n",
    );
    let pieces = [
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "BEGIN:VCALENDAR\r\n",
        ";",
        ":",
        ",",
        "\r\n ",
        "\u{e9}",
        "99999999",
        "00000000T000000Z",
        "99991231T235959Z",
        "-",
        "P99999999W",
        "FREQ=SECONDLY",
        "\"",
        "INTERVAL=4294967295;",
        "RECURRENCE-ID:20261225\r\n",
        "DTEND:00010101\r\n",
        "=",
        "-366",
    ];
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let began = Instant::now();
    for _ in 0..6_000 {
        let mut text: Vec<char> = base.chars().collect();
        for _ in 0..=chance.below(6) {
            let at = chance.below(text.len());
            match chance.below(3) {
                0 => drop(text.splice(at..at, pieces[chance.below(pieces.len())].chars())),
                1 => {
                    let end = (at + chance.below(30)).min(text.len());
                    text.drain(at..end);
                }
                _ => text[at] = char::from(u8::try_from(chance.below(128)).expect("a letter")),
            }
            if text.is_empty() {
                text.push('B');
            }
        }
        let text: String = text.into_iter().collect();
        if let Ok(feed) = read(&text, window(), "Asia/Kathmandu") {
            let within = |slot: &warmline_model::Slot| {
                slot.from < slot.until && slot.from.0 >= MONDAY && slot.until <= window().until
            };
            assert!(feed.busy.iter().all(within), "{text}");
            assert!(feed.busy.is_sorted(), "{text}");
        }
    }
    assert!(began.elapsed() < 3 * LONG, "{:?}", began.elapsed());
}

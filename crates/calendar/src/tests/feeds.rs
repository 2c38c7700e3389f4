//! What is read of feeds as calendars write them.

use super::{calendar, event, fed, hours};

#[test]
fn a_meeting_is_busy_by_the_clock_that_it_names_and_all_day_by_ones_own() {
    for (lines, expected) in [
        ("DTSTART:20261123T090000Z\nDTEND:20261123T100000Z", (9.0, 10.0)),
        ("DTSTART;TZID=Europe/Berlin:20261123T090000\nDURATION:PT90M", (8.0, 9.5)),
        (
            "DTSTART;TZID=\"America/New_York\":20261123T090000\nDTEND;TZID=Europe/Berlin:20261123T160000",
            (14.0, 15.0),
        ),
        (
            "DTSTART;TZID=/maker.example/20050126_1/Asia/Kathmandu:20261123T090000\nDURATION:PT15M",
            (3.25, 3.5),
        ),
        // Floating: by the clock of whoever reads.
        ("DTSTART:20261123T090000\nDTEND:20261123T100000", (8.0, 9.0)),
        ("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261126", (23.0, 71.0)),
        ("DTSTART;VALUE=DATE:20261124", (23.0, 47.0)),
        ("DTSTART:20261123T090000Z\nDTEND:20261123T093\n 000Z", (9.0, 9.5)),
        ("DTSTART:20261123T090000Z\nDURATION:P1D", (9.0, 33.0)),
        // It began before the window.
        ("DTSTART:20261101T090000Z\nDTEND:20261123T100000Z", (0.0, 10.0)),
    ] {
        assert_eq!(hours(&event(lines)), [expected], "{lines}");
    }
}

#[test]
fn what_is_called_off_or_transparent_or_takes_no_time_is_not_busy() {
    for lines in [
        "DTSTART:20261123T090000Z\nDTEND:20261123T100000Z\nTRANSP:TRANSPARENT",
        "DTSTART:20261123T090000Z\nDTEND:20261123T100000Z\nSTATUS:CANCELLED",
        "DTSTART:20261123T090000Z\nDTEND:20261123T100000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "DTSTART:20261123T090000Z",
        "DTSTART:20261123T090000Z\nDTEND:20261123T090000Z",
        "DTSTART:20251123T090000Z\nDTEND:20251123T100000Z",
        "DTSTART:20271123T090000Z\nDTEND:20271123T100000Z",
    ] {
        let feed = fed(&event(lines));
        assert_eq!((feed.busy.len(), feed.skips), (0, 0), "{lines}");
    }
}

#[test]
fn an_alarm_within_an_event_is_not_taken_for_it() {
    let lines = "DTSTART:20261123T090000Z\nBEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5H\nREPEAT:2\n\
                 DTSTART:bogus\nEND:VALARM\nDURATION:PT1H";
    assert_eq!(hours(&event(lines)), [(9.0, 10.0)]);
}

#[test]
fn a_series_goes_on_by_the_clock_over_its_change_without_what_was_taken_out_and_with_what_was_moved()
 {
    // The clock of New York is put back on the 1st of November 2026: the window begins later, so look at March.
    let series = "BEGIN:VEVENT\nUID:standup\nDTSTART;TZID=Europe/Berlin:20200106T090000\n\
        DTEND;TZID=Europe/Berlin:20200106T091500\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE\n\
        EXDATE;TZID=Europe/Berlin:20261125T090000,20261130T090000\n\
        RDATE;TZID=Europe/Berlin:20261127T140000\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:standup\nRECURRENCE-ID;TZID=Europe/Berlin:20261202T090000\n\
        DTSTART;TZID=Europe/Berlin:20261202T110000\nDURATION:PT1H\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:standup\nRECURRENCE-ID:20261207T080000Z\nSTATUS:CANCELLED\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:other\nRECURRENCE-ID:20261123T080000Z\nSTATUS:CANCELLED\nEND:VEVENT";
    let found = hours(&calendar(series));
    let expected = [(8.0, 8.25), (109.0, 109.25), (226.0, 227.0), (392.0, 392.25)];
    assert_eq!(found[..4], expected, "Monday, the added Friday, the moved Wednesday, the next one");
}

#[test]
fn a_series_that_is_counted_or_has_an_end_ends_there() {
    let count = |rule: &str| {
        let lines = format!("DTSTART:20261116T090000Z\nDURATION:PT1H\nRRULE:{rule}");
        hours(&event(&lines)).len()
    };
    assert_eq!(count("FREQ=DAILY;COUNT=10"), 3);
    assert_eq!(count("FREQ=DAILY;UNTIL=20261124T090000Z"), 2);
    assert_eq!(count("FREQ=DAILY;UNTIL=20261124T085959Z"), 1);
    assert_eq!(count("FREQ=DAILY;UNTIL=20261124"), 2);
    assert_eq!(count("FREQ=DAILY"), 60);
    assert_eq!(count("FREQ=DAILY;COUNT=7"), 0);
}

#[test]
fn a_zone_that_only_the_feed_knows_is_taken_from_its_description() {
    let zone = "BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\n\
        BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n\
        BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE";
    let at = |start: &str, window: (i64, i64)| {
        let lines = format!(
            "{zone}\nBEGIN:VEVENT\nUID:a\nDTSTART;TZID=W. Europe Standard Time:{start}\nDURATION:PT1H\nEND:VEVENT"
        );
        let slot = warmline_model::Slot {
            from: warmline_model::Timestamp(window.0),
            until: warmline_model::Timestamp(window.1),
        };
        let feed = crate::read(&calendar(&lines), slot, "UTC").expect("a feed");
        assert_eq!(feed.skips, 0, "{:?}", feed.skipped);
        feed.busy.first().map(|slot| slot.from.0)
    };
    let year = (1_767_225_600_000, 1_798_761_600_000);
    // 09:00 in winter and in summer of 2026, and around the change on the 29th of March.
    assert_eq!(at("20261123T090000", year), Some(1_795_420_800_000));
    assert_eq!(at("20260701T090000", year), Some(1_782_889_200_000));
    assert_eq!(at("20260329T013000", year), Some(1_774_744_200_000));
    assert_eq!(at("20260329T033000", year), Some(1_774_747_800_000));
}

#[test]
fn free_and_busy_lines_are_read_by_their_kind() {
    let lines = "BEGIN:VFREEBUSY\nUID:f\nFREEBUSY:20261123T090000Z/20261123T100000Z,20261123T120000Z/PT30M\n\
        FREEBUSY;FBTYPE=FREE:20261123T140000Z/PT1H\n\
        FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261123T123000Z/PT30M\nFREEBUSY:nonsense\nEND:VFREEBUSY";
    assert_eq!(hours(&calendar(lines)), [(9.0, 10.0), (12.0, 13.0)]);
    assert_eq!(
        fed(&calendar(lines)).skipped[0].to_string(),
        "line 8: there is no stretch \"nonsense\""
    );
}

#[test]
fn what_can_not_be_read_is_left_out_and_told_with_its_line() {
    let fine = "BEGIN:VEVENT\nUID:fine\nDTSTART:20261123T090000Z\nDURATION:PT1H\nEND:VEVENT";
    for (lines, says) in [
        (
            "BEGIN:VEVENT\nDTSTART:20260231T090000Z\nEND:VEVENT",
            "there is no date or time \"20260231T090000Z\"",
        ),
        ("BEGIN:VEVENT\nSUMMARY:no time\nEND:VEVENT", "it has no DTSTART"),
        (
            "BEGIN:VEVENT\nDTSTART:20261123T090000Z\nDTEND:20261122T090000Z\nEND:VEVENT",
            "it ends before it begins",
        ),
        (
            "BEGIN:VEVENT\nDTSTART:20261223T090000Z\nRRULE:FREQ=DAILY;BYMONTH=13\nEND:VEVENT",
            "\"BYMONTH=13\" is no part",
        ),
        (
            "BEGIN:VEVENT\nDTSTART;TZID=Mars/Olympus:20261223T090000\nDURATION:PT1M\nEND:VEVENT",
            "no time zone \"Mars/Olympus\"",
        ),
        ("this is nothing", "this is no line of a calendar"),
        ("END:VEVENT", "never began"),
        (
            "BEGIN:VEVENT\nDTSTART:20261223T090000Z\nDURATION:-PT1H\nEND:VEVENT",
            "there is no length \"-PT1H\"",
        ),
    ] {
        let feed = fed(&calendar(&format!("{lines}\n{fine}")));
        assert_eq!(feed.skips, 1, "{lines}: {:?}", feed.skipped);
        assert!(feed.skipped[0].why.contains(says), "{}", feed.skipped[0]);
        assert!(feed.busy.iter().any(|slot| slot.from.0 == super::MONDAY + 9 * super::HOUR));
    }
}

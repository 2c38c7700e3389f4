//! What a customer would see at a moment, for owners who want to look before it is so (R-137).

use crate::conversation::{Conversation, Effect, Event, Standing};
use crate::hours::Zone;
use crate::wording::Choosable;
use crate::{Hours, Settings};
use jiff::civil::{Date, Time};
use warmline_model::{Author, Body, ClientId, Department, Tier, Timestamp};

/// What a customer would see who asks for a person then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Then.
    pub at: Timestamp,
    /// Whether the department is at work.
    pub open: bool,
    /// When it is again, where it is not.
    pub opens: Option<Timestamp>,
    /// What they would read, in its order.
    pub words: Vec<String>,
    /// What they could choose instead of waiting.
    pub choices: Vec<Choosable>,
}

/// What a customer of that zone (an IANA name; none: theirs is not known) would see who asks for a person of the
/// department at that moment, in a matter of that urgency; outside the hours nobody is taken to be at work.
pub fn preview(
    settings: &Settings,
    department: Department,
    tier: Tier,
    at: Timestamp,
    zone: Option<&str>,
) -> Preview {
    let hours: Hours = settings.hours_of(department);
    let open = hours.is_open(at);
    let mut machine = Conversation::new(settings.clone());
    let mut effects = machine.handle(at, Event::VisitorInZone(zone.map(str::to_owned)));
    if let Ok(id) = ClientId::new("preview") {
        effects.extend(machine.handle(at, Event::VisitorAskedForHuman(id)));
    }
    machine.concern(department, tier);
    let standing = Standing { team_online: open, ..Standing::default() };
    let (episode, as_of) = (machine.episode(), at);
    effects.extend(machine.handle(at, Event::DeskPlaced { episode, round: 0, standing, as_of }));
    let words = effects.into_iter().filter_map(|effect| match effect {
        Effect::Store(entry) if entry.author != Author::Visitor => match entry.body {
            Body::Notice { text, .. } | Body::Text { text, .. } => Some(text),
            _ => None,
        },
        _ => None,
    });
    Preview {
        at,
        open,
        opens: machine.opens(),
        words: words.collect(),
        choices: machine.choices_shown(),
    }
}

/// The years of which a moment can be looked at.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2099;

/// The first moment at which a zone's clock shows this date (`2026-11-30`) and time (`21:00`).
///
/// # Errors
/// Which of the two can't be, and why.
pub fn moment_of(zone: &Zone, date: &str, time: &str) -> Result<Timestamp, (&'static str, String)> {
    let (date, time) = (date.trim(), time.trim());
    let shaped = |text: &str, shape: &str| {
        let fits = |(c, of): (char, char)| if of == '0' { c.is_ascii_digit() } else { c == of };
        text.len() == shape.len() && text.chars().zip(shape.chars()).all(fits)
    };
    if !shaped(date, "0000-00-00") {
        return Err(("date", "a date is like 2026-11-30".into()));
    }
    let Ok(day) = date.parse::<Date>() else {
        return Err(("date", format!("there is no {date} in the calendar")));
    };
    if !YEARS.contains(&day.year()) {
        return Err(("date", format!("the years {} to {}", YEARS.start(), YEARS.end())));
    }
    let clock = Some(time).filter(|time| shaped(time, "00:00"));
    let Some(clock) = clock.and_then(|time| format!("{time}:00").parse::<Time>().ok()) else {
        return Err(("time", "a time is like 21:00, from 00:00 to 23:59".into()));
    };
    let at = zone.shows(day.to_datetime(clock));
    let shown = zone.local(at, at);
    let same = (i8::try_from(shown.hour), i8::try_from(shown.minute))
        == (Ok(clock.hour()), Ok(clock.minute()));
    if !same || zone.date(at) != day {
        let place = zone.name();
        let why = format!("the clocks in {place} are put forward on {date}: there is no {time}");
        return Err(("time", why));
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::Alternative;

    #[test]
    fn an_owner_sees_the_words_and_the_options_of_any_moment() {
        // R-137, Z-6
        let settings: Settings = serde_json::from_str(
            r#"{"hours": {"zone": "Europe/Berlin", "week": {"friday": ["09:00-17:00"], "monday": ["09:00-17:00"]}},
                "on_call": {
                    "contacts": [{"id": "ana", "name": "Ana", "destination": "pager"}],
                    "rotas": [{"id": "b", "departments": ["billing"], "zone": "UTC", "contacts": ["ana"],
                               "at": "09:00", "from": "2026-11-01"}]}}"#,
        )
        .expect("settings");
        // 2026-11-20 is a Friday: 21:00 in Berlin, and 15:00 in New York.
        let evening = Timestamp(1_795_204_800_000);
        let billing = Department::BILLING;
        let see = |tier, zone| preview(&settings, billing, tier, evening, zone);
        let closed = see(Tier::Standard, Some("America/New_York"));
        assert!(!closed.open);
        let said = closed.words.last().expect("words");
        assert!(said.contains("It is at work again on Monday at 03:00."), "{said}");
        assert!(said.contains("by e-mail, on Monday at 07:00 at the latest"), "{said}");
        assert_eq!(closed.choices.len(), 2);
        let unknown = see(Tier::Standard, None);
        let said = unknown.words.last().expect("words");
        assert!(said.contains("on Monday at 09:00 (Europe/Berlin)"), "{said}");
        let critical = see(Tier::Critical, None);
        assert_eq!(critical.choices.last().map(|c| c.kind), Some(Alternative::OnCall));
        let elsewhere = preview(&settings, Department::SUPPORT, Tier::Critical, evening, None);
        assert!(elsewhere.choices.iter().all(|c| c.kind != Alternative::OnCall));
        let noon = Timestamp(evening.0 - 9 * 3_600_000);
        let open = preview(&settings, billing, Tier::Standard, noon, None);
        assert!(open.open && open.opens.is_none());
        assert!(open.words.iter().all(|words| !words.contains("offline")));
    }

    #[test]
    fn a_moment_that_does_not_exist_is_told_in_a_clear_sentence() {
        // R-137
        let berlin = Zone::find("Europe/Berlin").expect("a zone");
        let at = |date: &str, time: &str| moment_of(&berlin, date, time);
        assert_eq!(at("2026-11-20", "21:00"), Ok(Timestamp(1_795_204_800_000)));
        // Twice in the night when clocks are put back: the first.
        assert_eq!(at("2026-10-25", "02:30"), Ok(Timestamp(1_792_888_200_000)));
        for (date, time, field, says) in [
            ("2026-02-30", "10:00", "date", "there is no 2026-02-30 in the calendar"),
            ("2027-02-29", "10:00", "date", "there is no 2027-02-29 in the calendar"),
            ("30.11.2026", "10:00", "date", "a date is like 2026-11-30"),
            ("", "10:00", "date", "a date is like 2026-11-30"),
            ("1999-11-30", "10:00", "date", "the years 2000 to 2099"),
            ("2026-11-30", "24:00", "time", "a time is like 21:00, from 00:00 to 23:59"),
            ("2026-11-30", "9:00", "time", "a time is like 21:00, from 00:00 to 23:59"),
            (
                "2026-03-29",
                "02:30",
                "time",
                "the clocks in Europe/Berlin are put forward on 2026-03-29: there is no 02:30",
            ),
        ] {
            assert_eq!(at(date, time), Err((field, says.to_owned())), "{date} {time}");
        }
        let apia = Zone::find("Pacific/Apia").expect("a zone");
        assert!(moment_of(&apia, "2011-12-30", "10:00").is_err(), "a day that was left out");
    }
}

//! What is wrong with a calendar, in a supervisor's words.

use warmline_wire::CalendarView;

/// What a supervisor is to know of it; nothing where all is well.
pub fn fault(calendar: &CalendarView) -> Option<String> {
    let CalendarView { name, fault, skips, first, counts, read: _ } = calendar;
    let no_calls = "No call is offered until it can be.";
    Some(match (fault, counts) {
        (Some(fault), true) => {
            format!("{name} could not be read: {fault}. What it said before counts for a day.")
        }
        (Some(fault), false) => format!("{name} could not be read: {fault}. {no_calls}"),
        (None, false) => format!("{name} has not been read yet. {no_calls}"),
        (None, true) if *skips == 0 => return None,
        (None, true) => {
            let first = first.as_deref().unwrap_or("not said");
            format!("In {name}, {skips} could not be read and are left out. The first: {first}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_supervisor_reads_of_a_calendar_what_it_means_for_calls() {
        let well = CalendarView {
            name: "Team".into(),
            read: None,
            fault: None,
            skips: 0,
            first: None,
            counts: true,
        };
        assert_eq!(fault(&well), None);
        let broken = CalendarView { fault: Some("it answers 404".into()), ..well.clone() };
        let says = "Team could not be read: it answers 404. What it said before counts for a day.";
        assert_eq!(fault(&broken).as_deref(), Some(says));
        let says = "Team could not be read: it answers 404. No call is offered until it can be.";
        assert_eq!(fault(&CalendarView { counts: false, ..broken }).as_deref(), Some(says));
        let says = "Team has not been read yet. No call is offered until it can be.";
        assert_eq!(fault(&CalendarView { counts: false, ..well.clone() }).as_deref(), Some(says));
        let odd = CalendarView { skips: 2, first: Some("line 10: no such day".into()), ..well };
        let says = "In Team, 2 could not be read and are left out. The first: line 10: no such day";
        assert_eq!(fault(&odd).as_deref(), Some(says));
    }
}

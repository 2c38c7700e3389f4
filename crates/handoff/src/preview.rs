//! What a customer would see at a moment, for owners who want to look before it is so (R-137).

use crate::conversation::{Conversation, Effect, Event, Standing};
use crate::wording::Choosable;
use crate::{Hours, Settings};
use warmline_model::{Author, Body, ClientId, Department, Tier, Timestamp};

/// What a customer would see who asks for a person then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
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
        open,
        opens: machine.opens(),
        words: words.collect(),
        choices: machine.choices_shown(),
    }
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
}

//! How far calling whoever is on call is, in words.

use warmline_model::Timestamp;
use warmline_wire::{OnCallEnd, OnCallNeed};

/// "Alerted Ana at 14:02, then Ben at 14:07", or who has it; `clock` says a time of day.
pub fn stands(need: &OnCallNeed, clock: impl Fn(Timestamp) -> String) -> String {
    match &need.end {
        Some(OnCallEnd::Acknowledged { name, at }) => {
            return format!("{name} has it, since {}", clock(*at));
        }
        Some(OnCallEnd::Unanswered { at }) if need.asked.is_empty() => {
            return format!("Nobody could be alerted at {}", clock(*at));
        }
        Some(OnCallEnd::Unanswered { at }) => {
            return format!("Nobody answered by {}", clock(*at));
        }
        Some(OnCallEnd::Over { .. } | OnCallEnd::Unknown) => return "Over".to_owned(),
        None => {}
    }
    let told = |asked: &warmline_wire::OnCallAsked| match asked.sent {
        Some(sent) => format!("{} at {}", asked.name, clock(sent)),
        None => format!("{} in a moment, with others", asked.name),
    };
    format!("Alerted {}", need.asked.iter().map(told).collect::<Vec<_>>().join(", then "))
}

/// Whether nobody could be reached.
pub fn nobody(need: &OnCallNeed) -> bool {
    matches!(need.end, Some(OnCallEnd::Unanswered { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_supervisor_reads_who_was_alerted_when_and_who_has_it() {
        //
        let mut need: OnCallNeed = serde_json::from_value(serde_json::json!({
            "conversation": "c1", "department": "support", "tier": "critical", "summary": "down",
            "since": 1, "by": 9, "asked": [{"name": "Ana", "at": 1, "sent": 1}, {"name": "Ben", "at": 6}]
        }))
        .expect("a need");
        let clock = |at: Timestamp| format!("0:0{}", at.0);
        assert_eq!(stands(&need, clock), "Alerted Ana at 0:01, then Ben in a moment, with others");
        need.end = Some(OnCallEnd::Acknowledged { name: "Ben".into(), at: Timestamp(7) });
        assert_eq!(stands(&need, clock), "Ben has it, since 0:07");
        need.end = Some(OnCallEnd::Unanswered { at: Timestamp(8) });
        assert_eq!((stands(&need, clock), nobody(&need)), ("Nobody answered by 0:08".into(), true));
        need.asked.clear();
        assert_eq!(stands(&need, clock), "Nobody could be alerted at 0:08");
    }
}

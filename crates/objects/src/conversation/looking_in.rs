//! Whether the visitor is here: with a socket, or on a page without script that looks in now and then (R-184).

use super::{Context, ConversationObject};
use crate::Turn;
use warmline_handoff::conversation::Event;
use warmline_model::{Millis, Timestamp};

/// Who looked in is here for so long. A plain page looks in once a minute or more often.
const HERE_FOR: Millis = Millis::seconds(90);

impl ConversationObject {
    /// A frame from a plain page.
    pub(super) fn looked_in(&mut self, context: &Context<'_>, text: &str) -> Turn {
        self.looked_in = Some(context.now);
        self.visitor_frame(context, true, text)
    }

    /// When whoever looked in last is gone, unless they look in again.
    pub fn looks_away(&self) -> Option<Timestamp> {
        self.looked_in.map(|at| at + HERE_FOR)
    }

    /// Whether the visitor has a socket now, as the shell counts them.
    pub fn visitor_present(&mut self, context: &Context<'_>, present: bool) -> Turn {
        let mut turn = Turn::default();
        if self.looks_away().is_some_and(|until| until <= context.now) {
            self.looked_in = None;
        }
        let present = present || self.looked_in.is_some();
        let changed = present != self.machine.visitor_online();
        // Whoever talks through a bot has no socket to lose.
        if changed && (present || !self.machine.is_from_outside()) {
            let event = if present { Event::VisitorCame(None) } else { Event::VisitorLeft };
            self.happened(context, &mut turn, event);
            self.finish(context, &mut turn, true);
        } else {
            self.finish(context, &mut turn, false);
        }
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Bench;
    use crate::ConversationCall;
    use warmline_model::{Millis, Timestamp};

    const HELLO: &str = r#"{"type":"hello","version":1,"after":0}"#;

    #[test]
    fn whoever_looks_in_without_a_socket_is_here_until_they_stop() {
        // R-105, R-184
        let mut bench = Bench::new();
        let here = |bench: &mut Bench, seconds: i64| {
            let turn =
                bench.turn(seconds, |object, context| object.visitor_present(context, false));
            (bench.is_here(), turn.alarm)
        };
        bench.call(10, ConversationCall::Page { text: HELLO.into() });
        let until = Timestamp(1_000_000) + Millis::seconds(100);
        assert!(here(&mut bench, 60).0);
        assert!(here(&mut bench, 60).1.is_some_and(|alarm| alarm <= until));
        bench.reload(70);
        assert!(here(&mut bench, 99).0);
        let (is_here, alarm) = here(&mut bench, 100);
        assert!(!is_here && alarm != Some(until));
        bench.call(200, ConversationCall::Page { text: HELLO.into() });
        assert!(here(&mut bench, 201).0);
    }
}

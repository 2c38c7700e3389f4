//! What a conversation has to tell a desk, and what leaves for other systems, as calls.

use super::ConversationObject;
use crate::{Delivery, DeskCall, OutgoingCall, Target};
use warmline_handoff::conversation::DeskNote;
use warmline_handoff::desk::{OnCallNeeded, Promised, Waiter};

impl ConversationObject {
    /// This is to leave for the site's other systems.
    pub(super) fn passes_on(&mut self, delivery: Delivery) {
        let call = OutgoingCall::Deliver(Box::new(delivery));
        self.outbox.push(Target::Outgoing, warmline_wire::write(&call));
    }

    pub(super) fn desk_call(&self, note: DeskNote) -> DeskCall {
        let conversation = self.id.clone();
        match note {
            DeskNote::Join {
                episode,
                round,
                tier,
                department,
                language,
                policy,
                summary,
                customer,
                since,
                answered,
                sla,
                from,
            } => DeskCall::Join(Waiter {
                conversation,
                episode,
                round,
                tier,
                department,
                language,
                policy,
                summary,
                customer,
                since,
                answered,
                sla,
                from,
            }),
            DeskNote::Over { episode, moved } => DeskCall::Over { conversation, episode, moved },
            DeskNote::Answered { episode, at } => DeskCall::Answered { conversation, episode, at },
            DeskNote::Silent { episode, round } => {
                DeskCall::Silent { conversation, episode, round }
            }
            DeskNote::Unread { episode, round, since } => {
                DeskCall::Unread { conversation, episode, round, since }
            }
            DeskNote::WantSlots { episode, department } => {
                DeskCall::WantSlots { conversation, episode, department }
            }
            DeskNote::Book { episode, department, slot, by } => {
                DeskCall::Book { conversation, episode, department, slot, by }
            }
            DeskNote::Unbook { episode } => DeskCall::Unbook { conversation, episode },
            DeskNote::PromiseMoved { episode, number } => {
                DeskCall::PromiseMoved { conversation, episode, number }
            }
            DeskNote::NeedOnCall { episode, asked, department, tier, summary, customer, card } => {
                DeskCall::NeedOnCall(OnCallNeeded {
                    conversation,
                    episode,
                    asked,
                    department,
                    tier,
                    summary,
                    customer,
                    card,
                })
            }
            DeskNote::Promised { episode, department, summary, customer, promise } => {
                DeskCall::Promised(Promised {
                    conversation,
                    episode,
                    department,
                    summary,
                    customer,
                    promise,
                })
            }
        }
    }
}

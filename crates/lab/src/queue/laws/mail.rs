//! The mail between desks and conversations: late, twice, in order between two and in no other.

use super::world::{SLOWEST, World, name};
use warmline_handoff::DeskName;
use warmline_handoff::conversation::{self, DeskNote};
use warmline_handoff::desk::{self, Waiter};
use warmline_model::{ConversationId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    Desk(DeskName),
    Chat(usize),
}

#[derive(Clone, Debug)]
pub(super) enum Mail {
    Note(DeskNote),
    Word(desk::Effect, Timestamp),
}

impl World {
    /// Some of the mail arrives, whatever was sent first between two.
    pub(super) fn post(&mut self) {
        for _ in 0..2 {
            let links: Vec<(Party, Party)> = self.mail.keys().cloned().collect();
            if links.is_empty() {
                return;
            }
            let link = self.draws.pick(&links).clone();
            self.deliver(&link);
        }
    }

    pub(super) fn deliver_late(&mut self) {
        let late = self
            .mail
            .iter()
            .find(|(_, mail)| mail.front().is_some_and(|(at, _)| *at + SLOWEST <= self.now))
            .map(|(link, _)| link.clone());
        if let Some(link) = late {
            self.deliver(&link);
        }
    }

    pub(super) fn deliver(&mut self, link: &(Party, Party)) {
        let Some(mail) = self.mail.get_mut(link) else { return };
        let Some((_, piece)) = mail.pop_front() else { return };
        if mail.is_empty() {
            self.mail.remove(link);
        }
        for _ in 0..=usize::from(self.draws.often(0.125)) {
            match (&link.0, &link.1, piece.clone()) {
                (Party::Chat(n), Party::Desk(at), Mail::Note(note)) => {
                    self.desk(*at, note_event(name(*n), note));
                }
                (_, Party::Chat(n), Mail::Word(word, as_of)) => {
                    if let Some(event) = word_event(word, as_of) {
                        self.chat(*n, event);
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn send(&mut self, from: Party, to: Party, mail: Mail) {
        self.mail.entry((from, to)).or_default().push_back((self.now, mail));
    }
}

fn note_event(conversation: ConversationId, note: DeskNote) -> desk::Event {
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
        } => desk::Event::Joined(Waiter {
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
        DeskNote::Over { episode, moved } => desk::Event::Over { conversation, episode, moved },
        DeskNote::Answered { episode, at } => desk::Event::Answered(conversation, episode, at),
        DeskNote::Silent { episode, round } => desk::Event::Silent(conversation, episode, round),
        DeskNote::Unread { episode, round, since } => {
            desk::Event::Unread(conversation, episode, round, since)
        }
        DeskNote::WantSlots { episode, department } => {
            desk::Event::SlotsWanted(conversation, episode, department)
        }
        DeskNote::Book { episode, department, slot, by } => {
            desk::Event::CallWanted(conversation, episode, department, slot, by)
        }
        DeskNote::Unbook { episode } => desk::Event::CallCancelled(conversation, episode),
        DeskNote::PromiseMoved { episode, number } => {
            desk::Event::PromiseMoved(conversation, episode, number)
        }
        DeskNote::NeedOnCall { episode, asked, department, tier, summary, customer, card } => {
            desk::Event::OnCallNeeded(desk::OnCallNeeded {
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
            desk::Event::Promised(desk::Promised {
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

fn word_event(word: desk::Effect, as_of: Timestamp) -> Option<conversation::Event> {
    Some(match word {
        desk::Effect::Place(_, episode, round, standing) => {
            conversation::Event::DeskPlaced { episode, round, standing, as_of }
        }
        desk::Effect::Move(_, episode, round, desk, passing) => {
            conversation::Event::DeskMoved { episode, round, desk, passing }
        }
        desk::Effect::Assign(assigned) => conversation::Event::DeskAssigned(assigned),
        desk::Effect::Lost(_, episode, round, gone) => {
            conversation::Event::DeskLost { episode, round, gone }
        }
        desk::Effect::Passing(_, episode, round, passing) => {
            conversation::Event::DeskPassing { episode, round, passing }
        }
        desk::Effect::Sla(_, episode, event) => conversation::Event::DeskSla(episode, event),
        desk::Effect::Kept(_, episode, number, at) => {
            conversation::Event::DeskKept(episode, Some(number), at)
        }
        desk::Effect::MovePromise(_, number, from, to) => {
            conversation::Event::DeskPromiseMoved { number, from, to }
        }
        desk::Effect::Slots(_, episode, slots) => conversation::Event::DeskSlots(episode, slots),
        desk::Effect::Booked(_, episode, slot) => conversation::Event::DeskBooked(episode, slot),
        desk::Effect::SlotTaken(_, episode, slot, free) => {
            conversation::Event::DeskSlotTaken(episode, slot, free)
        }
        desk::Effect::CallsEnough(_, episode, slot) => {
            conversation::Event::DeskCallsEnough(episode, slot)
        }
        desk::Effect::OnCall(_, episode, news) => conversation::Event::DeskOnCall(episode, news),
        _ => return None,
    })
}

//! What has to agree whenever no mail is under way, and what has to come true in the end.

use super::Law;
use super::mail::Party;
use super::world::{CUSTOMERS, Chat, World, name};
use warmline_handoff::conversation::{self, Stage};
use warmline_handoff::desk;
use warmline_model::{CloseReason, Millis, Status};

impl World {
    /// Where no mail is under way, a conversation and the desks say the same.
    pub(super) fn agree(&mut self) {
        for n in 0..CUSTOMERS {
            let party = Party::Chat(n);
            if self.mail.keys().any(|(from, to)| *from == party || *to == party) {
                continue;
            }
            let id = name(n);
            let machine = &self.chats[n].machine;
            let desks = self.desks.values();
            let places: Vec<_> =
                desks.clone().filter_map(|(desk, _)| desk.places().get(&id)).collect();
            let cases: Vec<_> = desks.filter_map(|(desk, _)| desk.assigned().get(&id)).collect();
            let fault = match machine.stage() {
                Stage::Waiting(_) => {
                    let fine = places.len() == 1
                        && cases.is_empty()
                        && places[0].in_line()
                        && places[0].waiter.episode == machine.episode();
                    (!fine).then_some(Law::Lost)
                }
                Stage::Human(human) => match cases.as_slice() {
                    [case] if case.agent == human.agent => None,
                    [_] => Some(Law::TwoOwners),
                    [] => Some(Law::Lost),
                    _ => Some(Law::TwoOwners),
                },
                Stage::Bot(_) | Stage::Closed { .. } => {
                    (!places.is_empty() || !cases.is_empty()).then_some(Law::Lost)
                }
            };
            if let Some(law) = fault {
                let stage = format!("{:?}", machine.stage());
                let stage: String = stage.chars().take(160).collect();
                let owners: Vec<&str> = cases.iter().map(|c| c.agent.as_str()).collect();
                let what = format!(
                    "{id} is {stage}; the desks have {} places and owners {owners:?}",
                    places.len()
                );
                return self.break_law(law, what);
            }
        }
    }

    /// In the end everybody works, and whoever still waits is served.
    pub(super) fn settle(&mut self) {
        self.off.clear();
        self.chats.iter_mut().for_each(|chat| chat.set_back += 1);
        for _ in 0..400 {
            for (agent, at) in self.agents.clone() {
                let profile = self.desks[&at].1.agents[&agent].profile.clone();
                self.desk(at, desk::Event::AgentCame(agent.clone(), profile));
                self.desk(at, desk::Event::AgentSet(agent, Status::Available));
            }
            while let Some(link) = self.mail.keys().next().cloned() {
                self.deliver(&link);
                if self.broken.is_some() {
                    return;
                }
            }
            self.accept();
            for n in 0..CUSTOMERS {
                if let Stage::Human(human) = self.chats[n].machine.stage() {
                    let owner = human.agent.clone();
                    let action = self.client_id();
                    let bye = conversation::Event::AgentClosed(
                        owner,
                        action,
                        "Good bye".into(),
                        CloseReason::Solved,
                    );
                    self.chat(n, bye);
                }
            }
            self.pass_time(Millis::seconds(3));
            if self.broken.is_some() {
                return;
            }
            let waits = |chat: &Chat| matches!(chat.machine.stage(), Stage::Waiting(_));
            if !self.chats.iter().any(waits) && self.mail.is_empty() {
                return;
            }
        }
        let left: Vec<usize> = (0..CUSTOMERS)
            .filter(|n| {
                let id = name(*n);
                let waits = matches!(self.chats[*n].machine.stage(), Stage::Waiting(_));
                // Nobody works at some desks, and nobody may stand in for security.
                let hopeless = self.desks.iter().any(|(at, (desk, _))| {
                    let place = desk.places().get(&id);
                    let alone = !self.agents.iter().any(|(_, of)| of == at);
                    place.is_some() && alone
                });
                waits && !hopeless
            })
            .collect();
        if let Some(n) = left.first() {
            self.break_law(Law::Starved, format!("{} still waits after twenty minutes", name(*n)));
        }
    }
}

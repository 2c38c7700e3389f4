//! Lies told to the books, to prove that they notice.

use super::Law;
use super::books::{Books, View};
use warmline_handoff::desk::Effect;
use warmline_model::{Department, Skill, Status};

/// How the books are lied to, to prove that they notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doctor {
    /// An assignment goes to whom another has it.
    AssignTwice,
    /// One in line is not shown any more.
    Forget,
    /// Agents take one less than they say.
    Shrink,
    /// An offer that stands is hidden, as if nobody had been asked.
    HideOffer,
    /// Nobody is told where they stand.
    TellNobody,
    /// Breaches are kept back.
    KeepBreaches,
    /// Breaches are told twice.
    RepeatBreaches,
    /// Skills of whoever is assigned are taken away, and languages.
    Unlearn,
    /// Whoever is offered something is on break.
    OnBreak,
    /// The routing is emptied.
    NoRouting,
}

impl Doctor {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::AssignTwice,
        Self::Forget,
        Self::Shrink,
        Self::HideOffer,
        Self::TellNobody,
        Self::KeepBreaches,
        Self::RepeatBreaches,
        Self::Unlearn,
        Self::OnBreak,
        Self::NoRouting,
    ];

    /// The law that looks broken then.
    pub const fn breaks(self) -> Law {
        match self {
            Self::AssignTwice => Law::TwoOwners,
            Self::Forget => Law::Lost,
            Self::Shrink => Law::OverCapacity,
            Self::HideOffer => Law::Starved,
            Self::TellNobody => Law::SilentWait,
            Self::KeepBreaches => Law::SlaMissing,
            Self::RepeatBreaches => Law::SlaDoubled,
            Self::Unlearn => Law::WrongSkill,
            Self::OnBreak => Law::NotAvailable,
            Self::NoRouting => Law::NoRouting,
        }
    }
}

impl Books {
    /// Falsifies what came of an event.
    pub(super) fn lie(&mut self, effects: &mut Vec<Effect>, view: &mut View) {
        match self.doctor {
            Some(Doctor::Forget) => {
                view.places.pop_last();
            }
            Some(Doctor::HideOffer) => {
                for seen in view.places.values_mut() {
                    seen.offer = None;
                }
                view.cases.retain(|id, _| self.owners.contains_key(id));
            }
            Some(Doctor::TellNobody) => effects.retain(|e| !matches!(e, Effect::Place(..))),
            Some(Doctor::KeepBreaches) => effects.retain(|e| !matches!(e, Effect::Sla(..))),
            Some(Doctor::RepeatBreaches) => {
                let again = effects.iter().find(|e| matches!(e, Effect::Sla(..))).cloned();
                effects.extend(again);
            }
            Some(Doctor::AssignTwice) => {
                for effect in effects {
                    let Effect::Assign(assigned) = effect else { continue };
                    let other = self.agents.keys().find(|id| **id != assigned.agent);
                    if let Some(other) = other {
                        view.cases.insert(
                            assigned.conversation.clone(),
                            (other.clone(), assigned.episode),
                        );
                    }
                }
            }
            Some(Doctor::NoRouting) => {
                for effect in effects {
                    if let Effect::Assign(assigned) = effect {
                        assigned.routing.candidates.clear();
                    }
                }
            }
            Some(Doctor::Shrink) => {
                for known in self.agents.values_mut() {
                    known.profile.capacity = 0;
                }
            }
            Some(Doctor::Unlearn) => {
                for known in self.agents.values_mut() {
                    known.profile.department = Department::RETENTION;
                    known.profile.skills.clear();
                    known.profile.languages.clear();
                }
                if let Some(first) = self.agents.values_mut().next() {
                    first.profile.skills =
                        ["billing", "technical", "security", "support"].map(skill).to_vec();
                }
            }
            Some(Doctor::OnBreak) => {
                for known in self.agents.values_mut() {
                    known.status = Status::Break;
                }
            }
            None => {}
        }
    }
}

fn skill(name: &str) -> Skill {
    Skill::new(name).unwrap_or(Skill::SENIOR)
}

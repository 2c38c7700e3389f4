//! Scenes at a desk: agents come, customers join, and time is a value.

mod calls;
mod clocks;
mod lost;
mod moved_calls;
mod notices;
mod offers;
mod on_call;
mod records;
mod review;
mod routing;
mod standings;
mod transfers;

use super::{Assigned, Desk, Effect, Event, Profile, Refused, Target, Waiter};
use crate::{DeskName, Settings};
use warmline_model::{
    AgentId, ConversationId, Department, Episode, Language, Millis, Role, Skill, Status, Tier,
    Timestamp,
};

pub(super) fn agent(name: &str) -> AgentId {
    AgentId::new(name).expect("an id")
}

pub(super) fn chat(name: &str) -> ConversationId {
    ConversationId::new(name).expect("an id")
}

pub(super) fn profile(name: &str) -> Profile {
    Profile {
        name: name.to_owned(),
        department: Department::SUPPORT,
        capacity: 2,
        skills: Vec::new(),
        languages: Vec::new(),
        role: Role::Agent,
    }
}

pub(super) fn waiter(name: &str, now: Timestamp) -> Waiter {
    Waiter {
        conversation: chat(name),
        episode: Episode(1),
        round: 0,
        tier: Tier::Standard,
        department: Department::SUPPORT,
        language: Language::En,
        policy: None,
        summary: "wants help".into(),
        customer: None,
        since: now,
        answered: false,
        sla: Vec::new(),
        from: None,
    }
}

/// A desk, and what it did since it was last asked.
pub(super) struct Scene {
    pub desk: Desk,
    pub now: Timestamp,
    pub effects: Vec<Effect>,
}

impl Scene {
    pub(super) fn new(settings: Settings) -> Self {
        assert_eq!(settings.check(), Ok(()), "settings of a scene");
        let now = Timestamp(1_700_000_000_000);
        Self { desk: Desk::named(DeskName::default(), settings), now, effects: Vec::new() }
    }

    /// A desk with these agents of Support, available, two conversations each.
    pub(super) fn with(agents: &[&str]) -> Self {
        let mut scene = Self::new(Settings::default());
        for name in agents {
            scene.comes(name, profile(name));
        }
        scene
    }

    pub(super) fn on(&mut self, event: Event) -> &mut Self {
        let effects = self.desk.handle(self.now, event);
        self.effects.extend(effects);
        self
    }

    pub(super) fn comes(&mut self, name: &str, profile: Profile) -> &mut Self {
        self.on(Event::AgentCame(agent(name), profile));
        self.on(Event::AgentSet(agent(name), Status::Available))
    }

    pub(super) fn joins(&mut self, name: &str) -> &mut Self {
        self.joins_as(waiter(name, self.now))
    }

    pub(super) fn joins_as(&mut self, waiter: Waiter) -> &mut Self {
        self.on(Event::Joined(waiter))
    }

    /// Time goes on; whatever is due happens at its time.
    pub(super) fn wait(&mut self, span: Millis) -> &mut Self {
        let until = self.now + span;
        while let Some(at) = self.desk.next_deadline().filter(|at| *at <= until) {
            self.now = at.max(self.now);
            self.on(Event::Woken);
        }
        self.now = until;
        self
    }

    pub(super) fn seconds(&mut self, seconds: i64) -> &mut Self {
        self.wait(Millis::seconds(seconds))
    }

    /// Who is offered a conversation.
    pub(super) fn offered(&self, name: &str) -> Option<String> {
        let place = self.desk.places().get(&chat(name))?;
        Some(place.offer.as_ref()?.agent.to_string())
    }

    /// Whose a conversation is.
    pub(super) fn owner(&self, name: &str) -> Option<String> {
        Some(self.desk.assigned().get(&chat(name))?.agent.to_string())
    }

    pub(super) fn accepts(&mut self, who: &str, name: &str) -> &mut Self {
        self.on(Event::Accepted(agent(who), chat(name), Episode(1)))
    }

    /// Whoever is offered a conversation accepts it: who that was.
    pub(super) fn accepted(&mut self, name: &str) -> String {
        let who = self.offered(name).expect("an offer");
        self.accepts(&who, name);
        who
    }

    pub(super) fn over(&mut self, name: &str) -> &mut Self {
        let conversation = chat(name);
        self.on(Event::Over { conversation, episode: Episode(1), moved: false })
    }

    pub(super) fn passes_on(&mut self, who: &str, name: &str, to: Target) -> &mut Self {
        let reason = "knows more about it".to_owned();
        self.on(Event::PassedOn(agent(who), chat(name), Episode(1), to, reason))
    }

    pub(super) fn assigned(&self) -> Vec<&Assigned> {
        let of = |effect: &Effect| matches!(effect, Effect::Assign(_));
        self.effects
            .iter()
            .filter(|effect| of(effect))
            .filter_map(|effect| if let Effect::Assign(to) = effect { Some(&**to) } else { None })
            .collect()
    }

    pub(super) fn refused(&self) -> Vec<&Refused> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Refuse(_, _, why) => Some(why),
                _ => None,
            })
            .collect()
    }

    /// The order of the line.
    pub(super) fn order(&self) -> Vec<String> {
        self.desk.line(100).map(|place| place.waiter.conversation.to_string()).collect()
    }

    /// The newest standing told to a conversation.
    pub(super) fn told(&self, name: &str) -> Option<crate::conversation::Standing> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Place(id, _, _, standing) if *id == chat(name) => Some(*standing),
            _ => None,
        })
    }
}

pub(super) fn skill(name: &str) -> Skill {
    Skill::new(name).expect("a skill")
}

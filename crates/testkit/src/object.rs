//! What the two objects have in common, seen from their shell.

use crate::MemoryStore;
use warmline_handoff::DeskName;
use warmline_handoff::desk::Profile;
use warmline_model::{AgentId, Entry, SiteId};
use warmline_objects::{
    Context, ConversationCall, ConversationObject, DeskCall, DeskObject, Reply, Row, Target, To,
    Turn,
};
use warmline_wire::Refusal;

/// Whose socket it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A visitor's, at a conversation.
    Visitor,
    /// An agent's, at a conversation or at the desk; at the desk the profile counts.
    Agent(AgentId, Profile),
}

/// An object as its shell sees it.
pub trait Object: Sized {
    /// What may be asked of it by others than sockets.
    type Call;

    /// The object before anything was stored, where there can be one.
    fn fresh() -> Option<Self>;
    /// Loads what was stored, if anything was; `log` is handed over to be remembered.
    ///
    /// # Errors
    /// When it can't be read.
    fn restore(store: &MemoryStore, log: Vec<Entry>) -> Result<Option<Self>, Refusal>;
    /// A frame from a socket.
    fn frame(&mut self, context: &Context<'_>, role: &Role, greeted: bool, text: &str) -> Turn;
    /// A call from another object or from the edge.
    fn answer(&mut self, context: &Context<'_>, call: Self::Call) -> (Turn, Reply);
    /// The alarm rang, with these sockets that said hello; `knowledge_failed` tells that the knowledge
    /// base could not be had.
    fn ring(&mut self, context: &Context<'_>, roles: &[&Role], knowledge_failed: bool) -> Turn;
    /// The sockets that said hello and are open now.
    fn present(&mut self, context: &Context<'_>, roles: &[&Role]) -> Turn;
    /// The calls to be made now, which are under way from here on, and the turn that this is, if it is one.
    fn calls_due(&mut self, context: &Context<'_>) -> (Option<Turn>, Vec<Row>);
    /// How many calls are still to be made, or under way.
    fn owes(&self) -> usize;
    /// These calls to a target were made, and perhaps the next one failed; one to the history is named in
    /// either case.
    fn calls_made(&mut self, context: &Context<'_>, to: &Target, ids: &[u64], failed: bool)
    -> Turn;
    /// Whether a frame to `to` is for a socket of this role.
    fn hears(to: &To, role: &Role) -> bool;
}

impl Object for ConversationObject {
    type Call = ConversationCall;

    fn fresh() -> Option<Self> {
        None
    }
    fn restore(store: &MemoryStore, log: Vec<Entry>) -> Result<Option<Self>, Refusal> {
        store.state().map(|state| Self::load(state, log)).transpose()
    }
    fn frame(&mut self, context: &Context<'_>, role: &Role, greeted: bool, text: &str) -> Turn {
        match role {
            Role::Visitor => self.visitor_frame(context, greeted, text),
            Role::Agent(id, profile) => self.agent_frame(context, id, &profile.name, greeted, text),
        }
    }
    fn answer(&mut self, context: &Context<'_>, call: ConversationCall) -> (Turn, Reply) {
        self.call(context, call)
    }
    fn ring(&mut self, context: &Context<'_>, _roles: &[&Role], knowledge_failed: bool) -> Turn {
        if knowledge_failed && self.asks_knowledge() {
            self.knowledge_failed(context)
        } else {
            self.wake(context)
        }
    }
    fn present(&mut self, context: &Context<'_>, roles: &[&Role]) -> Turn {
        self.visitor_present(context, roles.contains(&&Role::Visitor))
    }
    fn calls_due(&mut self, context: &Context<'_>) -> (Option<Turn>, Vec<Row>) {
        let (turn, record) = self.begin_record(context);
        let rows = self.due(context.now).into_iter().chain(record).collect();
        (Some(turn), rows)
    }
    fn owes(&self) -> usize {
        self.owes()
    }
    fn calls_made(
        &mut self,
        context: &Context<'_>,
        to: &Target,
        ids: &[u64],
        failed: bool,
    ) -> Turn {
        if *to == Target::History {
            return self.recorded(context, ids.first().copied().unwrap_or_default(), !failed);
        }
        let failed = if failed { std::slice::from_ref(to) } else { &[] };
        self.delivered(context, ids, failed)
    }
    fn hears(to: &To, role: &Role) -> bool {
        match to {
            To::Visitors => *role == Role::Visitor,
            To::Agents => *role != Role::Visitor,
            To::Sender | To::Console(_) => false,
        }
    }
}

impl Object for DeskObject {
    type Call = DeskCall;

    fn fresh() -> Option<Self> {
        let site = SiteId::new("demo").ok()?;
        Some(Self::new(site, DeskName::default()))
    }
    fn restore(store: &MemoryStore, _log: Vec<Entry>) -> Result<Option<Self>, Refusal> {
        let records = store.records();
        (!records.is_empty()).then(|| Self::load(records.clone())).transpose()
    }
    fn frame(&mut self, context: &Context<'_>, role: &Role, greeted: bool, text: &str) -> Turn {
        match role {
            Role::Visitor => Turn::default(),
            Role::Agent(id, profile) => {
                self.console_frame(context.now, id, profile.clone(), greeted, text)
            }
        }
    }
    fn answer(&mut self, context: &Context<'_>, call: DeskCall) -> (Turn, Reply) {
        self.call(context.now, call)
    }
    fn ring(&mut self, context: &Context<'_>, roles: &[&Role], _knowledge_failed: bool) -> Turn {
        self.wake(context.now, &agents(roles))
    }
    fn present(&mut self, context: &Context<'_>, roles: &[&Role]) -> Turn {
        self.consoles_present(context.now, &agents(roles))
    }
    fn calls_due(&mut self, context: &Context<'_>) -> (Option<Turn>, Vec<Row>) {
        (None, self.take_due(context.now))
    }
    fn owes(&self) -> usize {
        DeskObject::owes(self)
    }
    fn calls_made(
        &mut self,
        context: &Context<'_>,
        to: &Target,
        ids: &[u64],
        failed: bool,
    ) -> Turn {
        self.delivered(context.now, to, ids, failed)
    }
    fn hears(to: &To, role: &Role) -> bool {
        matches!((to, role), (To::Console(agent), Role::Agent(id, _)) if agent == id)
    }
}

fn agents(roles: &[&Role]) -> Vec<AgentId> {
    let agents = roles.iter().filter_map(|role| match role {
        Role::Agent(id, _) => Some(id.clone()),
        Role::Visitor => None,
    });
    agents.collect()
}

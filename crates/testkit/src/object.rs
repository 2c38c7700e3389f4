//! What the two objects have in common, seen from their shell.

use warmline_handoff::desk::Profile;
use warmline_model::AgentId;
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
    /// Loads what was stored; `log` is handed over to be remembered.
    ///
    /// # Errors
    /// When the state can't be read.
    fn restore(state: &str, log: Vec<warmline_model::Entry>) -> Result<Self, Refusal>;
    /// A frame from a socket.
    fn frame(&mut self, context: &Context<'_>, role: &Role, greeted: bool, text: &str) -> Turn;
    /// A call from another object or from the edge.
    fn answer(&mut self, context: &Context<'_>, call: Self::Call) -> (Turn, Reply);
    /// The alarm rang; `knowledge_failed` tells that the knowledge base could not be had.
    fn ring(&mut self, context: &Context<'_>, knowledge_failed: bool) -> Turn;
    /// The sockets that said hello and are open now.
    fn present(&mut self, context: &Context<'_>, roles: &[&Role]) -> Turn;
    /// The calls to be made now.
    fn calls_due(&self, now: warmline_model::Timestamp) -> Vec<Row>;
    /// These calls were made.
    fn calls_made(&mut self, context: &Context<'_>, ids: &[u64], failed: &[Target]) -> Turn;
    /// Whether a frame to `to` is for a socket of this role.
    fn hears(to: &To, role: &Role) -> bool;
}

impl Object for ConversationObject {
    type Call = ConversationCall;

    fn fresh() -> Option<Self> {
        None
    }
    fn restore(state: &str, log: Vec<warmline_model::Entry>) -> Result<Self, Refusal> {
        Self::load(state, log)
    }
    fn frame(&mut self, context: &Context<'_>, role: &Role, greeted: bool, text: &str) -> Turn {
        match role {
            Role::Visitor => self.visitor_frame(context, greeted, text),
            Role::Agent(id, _) => self.agent_frame(context, id, greeted, text),
        }
    }
    fn answer(&mut self, context: &Context<'_>, call: ConversationCall) -> (Turn, Reply) {
        self.call(context, call)
    }
    fn ring(&mut self, context: &Context<'_>, knowledge_failed: bool) -> Turn {
        if knowledge_failed && self.asks_knowledge() {
            self.knowledge_failed(context)
        } else {
            self.wake(context)
        }
    }
    fn present(&mut self, context: &Context<'_>, roles: &[&Role]) -> Turn {
        self.visitor_present(context, roles.contains(&&Role::Visitor))
    }
    fn calls_due(&self, now: warmline_model::Timestamp) -> Vec<Row> {
        self.due(now)
    }
    fn calls_made(&mut self, context: &Context<'_>, ids: &[u64], failed: &[Target]) -> Turn {
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
        warmline_model::SiteId::new("demo").ok().map(Self::new)
    }
    fn restore(state: &str, _log: Vec<warmline_model::Entry>) -> Result<Self, Refusal> {
        Self::load(state)
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
    fn ring(&mut self, context: &Context<'_>, _knowledge_failed: bool) -> Turn {
        self.wake(context.now)
    }
    fn present(&mut self, context: &Context<'_>, roles: &[&Role]) -> Turn {
        let agents = roles.iter().filter_map(|role| match role {
            Role::Agent(id, _) => Some(id.clone()),
            Role::Visitor => None,
        });
        self.consoles_present(context.now, &agents.collect::<Vec<_>>())
    }
    fn calls_due(&self, now: warmline_model::Timestamp) -> Vec<Row> {
        self.due(now)
    }
    fn calls_made(&mut self, context: &Context<'_>, ids: &[u64], failed: &[Target]) -> Turn {
        self.delivered(context.now, ids, failed)
    }
    fn hears(to: &To, role: &Role) -> bool {
        matches!((to, role), (To::Console(agent), Role::Agent(id, _)) if agent == id)
    }
}

//! What the edge asks the site's endpoints for a customer: once, whatever happens. An answer that never comes is
//! told by the machine, and nobody runs it again by themselves.

use super::{Context, ConversationObject};
use crate::Turn;
use serde::{Deserialize, Serialize};
use warmline_handoff::self_service::ActionRun;
use warmline_model::{ConversationId, SiteId};

/// Something that a customer has done by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfServiceJob {
    /// Whose conversation it is.
    pub site: SiteId,
    /// Which conversation.
    pub conversation: ConversationId,
    /// What, for whom, with what.
    pub run: ActionRun,
}

impl ConversationObject {
    /// What is to be asked now, if anything; once this turn is stored, it counts as asked.
    pub fn begin_self_service(&mut self, context: &Context<'_>) -> (Turn, Option<SelfServiceJob>) {
        let mut turn = Turn::default();
        let run = self.machine.begin_self_service(context.now);
        self.finish(context, &mut turn, run.is_some());
        let (site, conversation) = (self.site.clone(), self.id.clone());
        (turn, run.map(|run| SelfServiceJob { site, conversation, run }))
    }
}

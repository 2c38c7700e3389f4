//! The files of a conversation: room is kept before one is uploaded, a message takes it, and what no message
//! took is removed.
//!
//! What is stored elsewhere is named here first and forgotten here last, so that nothing is left behind by a
//! process that ended in between.

use super::{Context, ConversationObject};
use crate::{Turn, refusals};
use serde::{Deserialize, Serialize};
use warmline_handoff::conversation::{Side, Stage};
use warmline_model::{
    AgentId, Attachment, AttachmentId, ClientId, Entry, Millis, Timestamp, bytes_text,
};
use warmline_wire::{Code, Refusal};

/// How long a file waits for its message, from before it is uploaded.
const WAITS: Millis = Millis::minutes(60);
/// A removal that is under way longer than this was lost with its process.
const LOOK_AGAIN: Millis = Millis::seconds(30);
/// After a removal that failed.
const AGAIN: Millis = Millis::minutes(5);
/// How many files a conversation may hold.
const MOST: u32 = 200;

/// How many may wait for a message of the visitor's, and of each agent's: more than one message takes, for a page
/// that was left forgets what it had uploaded.
const MOST_UNSENT: usize = 3 * Attachment::MAX_IN_MESSAGE;

/// What is known of the files that no message has taken yet, and how much there is of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Files {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waiting: Vec<Waiting>,
    /// How many messages have taken, and how many bytes these have.
    sent: u32,
    sent_bytes: u64,
    /// Removals are not tried before this.
    retry_at: Timestamp,
    #[serde(skip)]
    removing: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    id: AttachmentId,
    /// Whose it is; none: the visitor's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agent: Option<AgentId>,
    bytes: u64,
    /// When it is removed, unless a message takes it before.
    until: Timestamp,
    /// What it is, once it is uploaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<Attachment>,
}

impl Files {
    /// Keeps room for a file.
    fn begin(
        &mut self,
        now: Timestamp,
        agent: Option<AgentId>,
        id: AttachmentId,
        bytes: u64,
    ) -> Result<(), Refusal> {
        crate::files::fits(bytes)?;
        let refuse = |code, message: String| Err(Refusal::new(code, message));
        let own = self.waiting.iter().filter(|w| w.agent == agent && w.until > now);
        if own.count() >= MOST_UNSENT {
            let message = format!(
                "{MOST_UNSENT} files were uploaded here and not sent; they make room after an hour"
            );
            return refuse(Code::SlowDown, message);
        }
        let held = self.waiting.iter().map(|w| w.bytes).sum::<u64>() + self.sent_bytes;
        let number = u32::try_from(self.waiting.len()).unwrap_or(u32::MAX);
        if held + bytes > Attachment::MAX_IN_CONVERSATION || self.sent + number >= MOST {
            let most = bytes_text(Attachment::MAX_IN_CONVERSATION);
            return refuse(
                Code::TooLarge,
                format!("a conversation may hold {MOST} files and {most}, and this one is full"),
            );
        }
        self.waiting.push(Waiting { id, agent, bytes, until: now + WAITS, file: None });
        Ok(())
    }

    /// It is uploaded.
    fn stored(&mut self, now: Timestamp, file: Attachment) -> Result<(), Refusal> {
        let kept = self.waiting.iter_mut().find(|w| w.id == file.id && w.until > now);
        match kept {
            Some(waiting) => {
                waiting.file = Some(file);
                Ok(())
            }
            None => Err(gone()),
        }
    }

    /// It came to nothing, or is not wanted any more: removed with the next alarm. One that a message has taken
    /// stays. Whether there was one.
    fn drop_one(&mut self, now: Timestamp, agent: Option<&AgentId>, id: &AttachmentId) -> bool {
        let own = |w: &&mut Waiting| w.id == *id && w.agent.as_ref() == agent && w.until > now;
        let waiting = self.waiting.iter_mut().find(own);
        waiting.map(|waiting| waiting.until = now).is_some()
    }

    /// The files that a message names, in its order.
    pub(super) fn named(
        &self,
        now: Timestamp,
        agent: Option<&AgentId>,
        ids: &[AttachmentId],
    ) -> Result<Vec<Attachment>, Refusal> {
        let mut files: Vec<Attachment> = Vec::new();
        for id in ids {
            let mine = |w: &&Waiting| w.id == *id && w.agent.as_ref() == agent && w.until > now;
            let file = self.waiting.iter().find(mine).and_then(|w| w.file.clone());
            let file = file.ok_or_else(gone)?;
            if files.contains(&file) {
                let message = "attachments: each file once";
                return Err(Refusal::new(Code::Malformed, message));
            }
            files.push(file);
        }
        Ok(files)
    }

    /// A message that took files is stored.
    pub(super) fn taken(&mut self, entry: &Entry) {
        for file in entry.body.attachments() {
            self.waiting.retain(|w| w.id != file.id);
            self.sent += 1;
            self.sent_bytes += file.bytes;
        }
    }

    /// When there is something to remove, or to look after.
    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        let first = self.waiting.iter().map(|w| w.until).min()?;
        Some(self.removing.map_or(first.max(self.retry_at), |since| since + LOOK_AGAIN))
    }

    /// What is to be removed now.
    fn over(&self, now: Timestamp) -> Vec<AttachmentId> {
        self.waiting.iter().filter(|w| w.until <= now).map(|w| w.id.clone()).collect()
    }
}

fn gone() -> Refusal {
    let message = "a file of this message is not here any more; please attach it again";
    Refusal::new(Code::NotFound, message)
}

impl ConversationObject {
    /// Whether this side may send a file now: the visitor always, of the agents who has the conversation.
    pub(super) fn begin_file(
        &mut self,
        now: Timestamp,
        agent: Option<AgentId>,
        id: AttachmentId,
        bytes: u64,
    ) -> Result<(), Refusal> {
        let has_it = |agent: &AgentId| match self.machine.stage() {
            Stage::Human(human) => human.agent == *agent,
            Stage::Bot(_) | Stage::Waiting(_) | Stage::Closed { .. } => false,
        };
        if agent.as_ref().is_some_and(|agent| !has_it(agent)) {
            let message = "only the agent who has this conversation may do that";
            return Err(Refusal::new(Code::NotYours, message));
        }
        let bucket = match agent {
            Some(_) => &mut self.agent_bucket,
            None => &mut self.visitor_bucket,
        };
        if !bucket.take(now) {
            return Err(refusals::slow_down());
        }
        self.files.begin(now, agent, id, bytes)
    }

    /// The files that a message names; none where it is one that came before, which is only answered again.
    pub(super) fn files_of(
        &self,
        now: Timestamp,
        agent: Option<&AgentId>,
        client_id: &ClientId,
        ids: &[AttachmentId],
    ) -> Result<Vec<Attachment>, Refusal> {
        let side = if agent.is_some() { Side::Agent } else { Side::Visitor };
        match self.machine.knows(side, client_id) {
            true => Ok(Vec::new()),
            false => self.files.named(now, agent, ids),
        }
    }

    /// A file is uploaded, and waits for its message.
    pub(super) fn file_stored(&mut self, now: Timestamp, file: Attachment) -> Result<(), Refusal> {
        self.files.stored(now, file)
    }

    /// A file is not wanted any more, or came to nothing. Whether it was waiting.
    pub(super) fn file_dropped(
        &mut self,
        now: Timestamp,
        agent: Option<&AgentId>,
        id: &AttachmentId,
    ) -> bool {
        self.files.drop_one(now, agent, id)
    }

    /// The files to be removed now, if any; from here on that is under way, until [`Self::removed`].
    pub fn begin_removal(&mut self, context: &Context<'_>) -> (Turn, Vec<AttachmentId>) {
        let mut turn = Turn::default();
        let now = context.now;
        let due = self.files.next_deadline().is_some_and(|at| at <= now);
        let over = if due { self.files.over(now) } else { Vec::new() };
        self.files.removing = (!over.is_empty()).then_some(now).or(self.files.removing);
        self.finish(context, &mut turn, false);
        (turn, over)
    }

    /// These files are removed, or could not be.
    pub fn removed(&mut self, context: &Context<'_>, ids: &[AttachmentId], done: bool) -> Turn {
        let mut turn = Turn::default();
        self.files.removing = None;
        if done {
            self.files.waiting.retain(|w| !ids.contains(&w.id));
        } else {
            self.files.retry_at = context.now + AGAIN;
        }
        self.finish(context, &mut turn, true);
        turn
    }
}

#[cfg(test)]
mod tests;

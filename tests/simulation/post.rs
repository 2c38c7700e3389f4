//! Visitors without a socket: one frame in one request, repeated until it is answered, and sometimes after.

use crate::laws::{self, Checked, Law, ensure};
use crate::world::{Event, World};
use warmline_model::{ClientId, Millis, Seq};
use warmline_objects::{ConversationCall, Reply};
use warmline_wire::{FromVisitor, ToVisitor, VERSION, write};

/// One request.
pub struct Post {
    conversation: usize,
    id: Option<ClientId>,
    text: String,
    answered: bool,
}

impl World {
    /// Somebody posts a message, or asks for the log.
    pub fn somebody_posts(&mut self) {
        let conversation = self.rng.below(self.conversations.len());
        let number = self.posts.len();
        let reads = self.rng.chance(300);
        let id = ClientId::new(format!("p{number}")).ok().filter(|_| !reads);
        let frame = match id.clone() {
            Some(client_id) => {
                FromVisitor::Say { client_id, text: "sent by post".into(), attachments: Vec::new() }
            }
            None => FromVisitor::Hello { version: VERSION, after: Seq(0), page: None, zone: None },
        };
        let text = write(&frame);
        self.posts.push(Post { conversation, id, text, answered: false });
        let at = self.now + Millis(self.rng.between(1, 200));
        self.at(at, Event::Posted(number));
        // Impatience: the same request again, before or after the first is answered.
        if self.rng.chance(300) {
            let again = self.now + Millis(self.rng.between(1, 20_000));
            self.at(again, Event::Posted(number));
        }
    }

    pub fn posted(&mut self, number: usize) {
        let Post { conversation, text, .. } = &self.posts[number];
        let (conversation, text) = (*conversation, text.clone());
        let mut frames = Vec::new();
        let done = self.on_conversation(conversation, |shell, moment| {
            let call = ConversationCall::Frame { text };
            if let Reply::Frames(answer) = shell.call(moment, call)? {
                frames = answer;
            }
            Ok(())
        });
        let log = self.conversations[conversation].store().entries();
        let reader = &self.readers[conversation];
        let checked: Checked =
            frames.iter().try_for_each(|frame| laws::visitor_frame(frame, log, reader));
        self.hold(checked);
        let named =
            |frame: &String| matches!(serde_json::from_str(frame), Ok(ToVisitor::Refused(_)));
        let refused = frames.iter().any(named);
        let post = &mut self.posts[number];
        post.answered |= done && !refused;
        if !post.answered {
            // A flood by another, or a commit that failed: both pass.
            let at = self.now + Millis(self.rng.between(500, 3_000));
            self.at(at, Event::Posted(number));
        }
    }

    /// What was posted is stored once.
    pub fn posts_arrived(&self) -> Checked {
        for post in &self.posts {
            let Some(id) = &post.id else { continue };
            let place = self.readers[post.conversation].place_of(false, id);
            ensure(place.is_some() && post.answered, Law::ActionsArrive, || {
                format!("{id} is stored at {place:?}, answered: {}", post.answered)
            })?;
        }
        Ok(())
    }
}

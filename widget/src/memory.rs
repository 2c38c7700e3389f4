//! What the widget keeps in this browser for one site, and only after the first interaction.

use warmline_model::ConversationId;
use warmline_ui::storage::Area;
use warmline_wire::{NewConversation, light};

/// The keys of one site's things. The loader reads two of them: `warmline:SITE` and `warmline:SITE:open`.
#[derive(Clone)]
pub struct Memory {
    key: String,
}

impl Memory {
    /// The memory for `site`.
    pub fn new(site: &str) -> Self {
        Self { key: ["warmline:", site].concat() }
    }

    /// The conversation that was begun here, with its token.
    pub fn conversation(&self) -> Option<NewConversation> {
        light::read(&Area::Browser.get(&self.key)?)
    }

    /// Keeps a conversation for the next page. What was to be sent in another one stays out of it.
    pub fn keep(&self, conversation: &NewConversation) {
        let other = |kept: NewConversation| kept.conversation != conversation.conversation;
        if self.conversation().is_some_and(other) {
            Area::Browser.set(&self.outbox(), "");
        }
        Area::Browser.set(&self.key, &light::write(conversation));
    }

    /// Forgets a conversation that can't be opened any more, unless another tab has begun a new one.
    pub fn forget(&self, conversation: &ConversationId) {
        if self.conversation().is_none_or(|kept| kept.conversation == *conversation) {
            Area::Browser.set(&self.key, "");
            Area::Browser.set(&self.outbox(), "");
        }
    }

    /// Where the outbox is kept.
    pub fn outbox(&self) -> String {
        [&self.key, ":outbox"].concat()
    }

    /// Keeps whether the panel is open in this tab.
    pub fn set_open(&self, open: bool) {
        Area::Tab.set(&[&self.key, ":open"].concat(), if open { "1" } else { "" });
    }
}

//! How a conversation begins here: anew, as it was left, or with a link from another device.

use super::{App, Own, Status, own, update};
use crate::memory::Memory;
use crate::page::page;
use crate::words;
use leptos::prelude::*;
use warmline_ui::browser::time_zone;
use warmline_ui::http::{Failure, post_text};
use warmline_ui::{Link, LinkConfig};
use warmline_wire::{
    Code, Identity, NewConversation, OpenConversation, Resume, SUBPROTOCOL, TOKEN_PROTOCOL, light,
};

impl App {
    /// Opens the conversation of the link the page was opened with, or that was begun here, if there is
    /// one.
    pub(super) fn resume(self) {
        let own = own();
        if own.code.borrow().is_some() {
            return self.create();
        }
        if own.link.borrow().is_none()
            && let Some(conversation) = own.memory(Memory::conversation).flatten()
        {
            self.go_on(conversation);
        }
    }

    /// Goes on with what was begun here, unless it is somebody else's: a device may change hands.
    fn go_on(self, conversation: NewConversation) {
        let own = own();
        let identity = own.config.get().map(|(config, _)| config.identity.clone());
        let Some(identity) = identity.filter(|identity| !identity.is_empty()) else {
            return self.connect(&conversation);
        };
        own.conversation.replace(Some(conversation.clone()));
        let Some((url, token)) = self.of_conversation("/identity") else { return };
        wasm_bindgen_futures::spawn_local(async move {
            let body = light::write(&Identity { identity });
            match post_text(&url, Some(&token), body).await {
                Err(Failure::Refused(refusal)) if refusal.code == Code::NotAllowed => {
                    own.conversation.take();
                    own.memory(|memory| memory.forget(&conversation.conversation));
                    self.status.set(Status::Fresh);
                    if !own.first.borrow().is_empty() {
                        self.create();
                    }
                }
                // What does not hold is for the site's developers: the chat goes on without it.
                _ => self.connect(&conversation),
            }
        });
    }

    /// The address of something of the conversation's, and the token that opens it.
    pub fn of_conversation(self, what: &str) -> Option<(String, String)> {
        own().of_conversation(what)
    }

    /// The address of the chat as a plain page.
    pub fn plain_page(self) -> String {
        let own = own();
        own.config
            .get()
            .map(|(config, _)| [&config.base, "/chat/", &config.site].concat())
            .unwrap_or_default()
    }

    /// Begins a conversation at the edge, or exchanges the code of a link for one; tries again until
    /// there is one.
    pub(super) fn create(self) {
        let own = own();
        let Some((config, _)) = own.config.get() else { return };
        if own.link.borrow().is_some() || own.asking.replace(true) {
            return;
        }
        if self.status.get_untracked() != Status::Lost {
            self.status.set(Status::Connecting);
        }
        let url = [&config.base, "/api/v1/sites/", &config.site].concat();
        let code = own.code.borrow().clone();
        let identity = Some(config.identity.clone()).filter(|identity| !identity.is_empty());
        let locale = Some(config.locale.clone());
        let zone = time_zone();
        let body = OpenConversation { page: page(), zone, locale, identity, ..Default::default() };
        wasm_bindgen_futures::spawn_local(async move {
            let (what, body) = match code {
                Some(code) => ("/resume", light::write(&Resume { code })),
                None => ("/conversations", light::write(&body)),
            };
            let answer = post_text(&[&url, what].concat(), None, body).await;
            let answer = answer.and_then(|text| light::read(&text).ok_or(Failure::Unreachable));
            self.created(answer);
        });
    }

    fn created(self, answer: Result<NewConversation, Failure>) {
        let own = own();
        own.asking.set(false);
        match answer {
            Ok(conversation) => {
                own.code.take();
                own.memory(|memory| memory.keep(&conversation));
                self.connect(&conversation);
            }
            // What was begun here before, or can be begun, is still there.
            Err(Failure::Refused(refusal))
                if !is_passing(refusal.code) && own.code.take().is_some() =>
            {
                self.status.set(Status::Fresh);
                self.problem.set(words::link_refused(refusal.code).to_owned());
                self.resume();
                if !own.first.borrow().is_empty() {
                    self.create();
                }
            }
            Err(Failure::Refused(refusal)) if !is_passing(refusal.code) => {
                self.status.set(Status::Ended(refusal.code));
            }
            Err(_) => {
                self.status.set(Status::Lost);
                let tries = own.tries.get();
                own.tries.set(tries + 1);
                if let Some(timer) = &*own.retry.borrow() {
                    timer.set(2_000 << tries.min(4));
                }
            }
        }
    }

    fn connect(self, conversation: &NewConversation) {
        let own = own();
        let Some((config, memory)) = own.config.get() else { return };
        own.tries.set(0);
        own.conversation.replace(Some(conversation.clone()));
        update(self.status, Status::Connecting);
        let config = LinkConfig {
            url: [
                // "http…" becomes "ws…", and "https…" becomes "wss…".
                "ws",
                config.base.strip_prefix("http").unwrap_or_default(),
                "/api/v1/sites/",
                &config.site,
                "/conversations/",
                conversation.conversation.as_str(),
                "/socket",
            ]
            .concat(),
            protocols: vec![
                SUBPROTOCOL.to_owned(),
                [TOKEN_PROTOCOL, conversation.token.as_str()].concat(),
            ],
            storage_key: Some(memory.outbox()),
            page: page(),
        };
        let link = Link::open(
            config,
            move |session| self.changed(session),
            move |refusal, action| self.refused(refusal, action),
        );
        own.link.replace(Some(link.clone()));
        link.went(own.trail.take());
        // One by one: a row that vanished in between would come back as another row.
        loop {
            let Some(action) = own.first.borrow_mut().pop_front() else { break };
            link.act(action);
        }
        self.tray.go_on();
    }
}

impl Own {
    pub(super) fn of_conversation(&self, what: &str) -> Option<(String, String)> {
        let conversation = self.conversation.borrow();
        let NewConversation { conversation, token, .. } = conversation.as_ref()?;
        let (config, _) = self.config.get()?;
        let base = [&config.base, "/api/v1/sites/", &config.site, "/conversations/"].concat();
        Some(([&base, conversation.as_str(), what].concat(), token.clone()))
    }
}

/// Whether the same request may succeed later.
fn is_passing(code: Code) -> bool {
    matches!(code, Code::SlowDown | Code::Internal)
}

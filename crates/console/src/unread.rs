//! What this agent has not read in the conversations that are theirs, open or not.

use crate::app::App;
use crate::words;
use leptos::prelude::*;
use std::collections::HashMap;
use warmline_model::{Author, Body, ConversationId};
use warmline_session::{Agent, Session};
use warmline_ui::{Link, LinkConfig};
use warmline_wire::{DeskView, FromAgent, SUBPROTOCOL};

/// Where a conversation's link goes. Its outbox has one name, so that what was written goes out even
/// after the agent has turned to another conversation.
pub fn config(id: &ConversationId) -> LinkConfig {
    LinkConfig {
        url: crate::app::socket_url(&format!("conversations/{id}/socket")),
        protocols: vec![SUBPROTOCOL.to_owned()],
        storage_key: Some(format!("warmline.console.{id}")),
        page: None,
    }
}

/// Keeps [`App::unread`] of the conversations that are this agent's and not open.
pub fn watch(app: App) {
    let links = StoredValue::new_local(HashMap::<ConversationId, Link<Agent>>::new());
    let mine = Memo::new(move |_| {
        app.desk.with(|desk| {
            let mine = desk.iter().flat_map(|desk| &desk.mine);
            mine.map(|mine| mine.conversation.clone()).collect::<Vec<_>>()
        })
    });
    Effect::new(move |_| {
        let (mine, open) = (mine.get(), app.open.get());
        links.update_value(|links| {
            links.retain(|id, _| mine.contains(id) && Some(id) != open.as_ref());
            for id in mine.iter().filter(|id| Some(*id) != open.as_ref()) {
                links.entry(id.clone()).or_insert_with(|| listen(app, id.clone()));
            }
        });
        app.unread.update(|unread| unread.retain(|id, _| mine.contains(id)));
    });
}

/// Counts what the customer said and this agent has not seen, where the conversation is theirs.
pub fn note(app: App, id: &ConversationId, session: &Session<Agent>) {
    let mine = |desk: &DeskView| desk.mine.iter().any(|mine| mine.conversation == *id);
    if !app.desk.with_untracked(|desk| desk.as_ref().is_some_and(mine)) {
        return;
    }
    let seen = session.seen().agent;
    let later = session.entries().iter().rev().take_while(|entry| entry.seq > seen);
    let said = later
        .filter(|entry| entry.author == Author::Visitor && matches!(entry.body, Body::Text { .. }));
    let count = said.count();
    if app.unread.with_untracked(|unread| unread.get(id).copied().unwrap_or_default()) != count {
        app.unread.update(|unread| {
            unread.insert(id.clone(), count);
        });
    }
}

fn listen(app: App, id: ConversationId) -> Link<Agent> {
    let refused = id.clone();
    Link::open(
        config(&id),
        move |session| note(app, &id, session),
        move |refusal, action| {
            if let Some(FromAgent::Say { text, .. }) = action {
                app.drafts.update_value(|drafts| {
                    drafts.entry(refused.clone()).or_default().insert_str(0, &text);
                });
            }
            app.toast(words::refusal(&refusal));
        },
    )
}

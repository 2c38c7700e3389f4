//! What this agent has not read, and whom they owe a word, in the conversations that are theirs.

use crate::app::App;
use crate::service::Owed;
use crate::words;
use leptos::prelude::*;
use std::collections::HashMap;
use warmline_model::{Author, Body, ConversationId};
use warmline_session::{Agent, Session};
use warmline_ui::{Link, LinkConfig};
use warmline_wire::{AgentStage, DeskView, FromAgent, SUBPROTOCOL};

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

/// Keeps [`App::unread`] of the conversations that are this agent's and not in sight.
pub fn watch(app: App) {
    let links = StoredValue::new_local(HashMap::<ConversationId, Link<Agent>>::new());
    let mine = Memo::new(move |_| {
        app.desk.with(|desk| {
            let mine = desk.iter().flat_map(|desk| &desk.mine);
            mine.map(|mine| mine.conversation.clone()).collect::<Vec<_>>()
        })
    });
    Effect::new(move |_| {
        let (mine, shown) = (mine.get(), app.shown.get());
        links.update_value(|links| {
            links.retain(|id, _| mine.contains(id) && !shown.contains(id));
            for id in mine.iter().filter(|id| !shown.contains(id)) {
                links.entry(id.clone()).or_insert_with(|| listen(app, id.clone()));
            }
        });
        app.unread.update(|unread| unread.retain(|id, _| mine.contains(id)));
        app.owed.update(|owed| owed.retain(|id, _| mine.contains(id)));
    });
}

/// Notes what the customer said that this agent has not seen, and since when a word is owed to them,
/// where the conversation is theirs.
pub fn note(app: App, id: &ConversationId, session: &Session<Agent>) {
    let mine = |desk: &DeskView| desk.mine.iter().any(|mine| mine.conversation == *id);
    if !app.desk.with_untracked(|desk| desk.as_ref().is_some_and(mine)) {
        return;
    }
    let owed = session.state().and_then(|state| match state.stage {
        AgentStage::Human { owed_since, silent_at, .. } => {
            owed_since.map(|since| Owed { since, silent_at })
        }
        AgentStage::Bot | AgentStage::Waiting { .. } | AgentStage::Closed { .. } => None,
    });
    if app.owed.with_untracked(|known| known.get(id).copied()) != owed {
        app.owed.update(|known| match owed {
            Some(owed) => drop(known.insert(id.clone(), owed)),
            None => drop(known.remove(id)),
        });
    }
    note_notes(app, id, session);
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

/// Tells of a colleague's new note where it would not be seen.
fn note_notes(app: App, id: &ConversationId, session: &Session<Agent>) {
    let (Some(state), me) = (session.state(), app.me()) else { return };
    let others = || state.notes.iter().filter(|note| Some(&note.agent) != me.as_ref());
    let count = others().count();
    let before = app.noted.try_update_value(|noted| noted.insert(id.clone(), count)).flatten();
    let shown = app.shown.with_untracked(|shown| shown.contains(id));
    if let Some(note) = others().next_back()
        && before.is_some_and(|before| before < count)
        && !shown
    {
        app.toast(words::desk::noted(&note.name, state.card.customer.name.as_ref()));
    }
}

fn listen(app: App, id: ConversationId) -> Link<Agent> {
    let refused = id.clone();
    Link::open(
        config(&id),
        move |session| note(app, &id, session),
        move |refusal, action| {
            // A note that was refused must not come back as words to the customer.
            if let Some(FromAgent::Say { text, .. }) = action {
                app.drafts.update_value(|drafts| {
                    drafts.entry(refused.clone()).or_default().insert_str(0, &text);
                });
            }
            app.toast(words::refusal(&refusal));
        },
    )
}

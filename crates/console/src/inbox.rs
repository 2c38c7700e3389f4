//! The inbox: which list is shown, what is searched for, and the pages that the edge sends of it.

mod list;
mod marks;
mod views;

pub use list::{list, search};
pub use views::views;

use crate::app::{App, Pane};
use crate::words as say;
use js_sys::encode_uri_component;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use warmline_model::{ConversationId, Department, Millis, Seq, Tier, Timestamp};
use warmline_ui::{http, now};
use warmline_wire::{HistoryPage, HistoryQuery, Lead, Past};

const ADDRESS: &str = "/api/v1/console/conversations?";
/// A list is asked for again at most so often while the desk changes.
const AGAIN_AFTER: Millis = Millis::seconds(5);
/// So long after the last key a search is asked for.
const KEYS_REST: Duration = Duration::from_millis(250);

/// Which conversations are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// What is to be done now: offers, one's own, promises, the line.
    Desk,
    /// One's own, and those that one had before.
    Mine,
    /// The line.
    Waiting,
    /// All of the site's.
    All,
    /// The closed ones.
    Closed,
}

impl View {
    /// All of them, in the order of the rail.
    pub const ALL: [Self; 5] = [Self::Desk, Self::Mine, Self::Waiting, Self::All, Self::Closed];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Desk => "Desk",
            Self::Mine => "Mine",
            Self::Waiting => "Waiting",
            Self::All => "All",
            Self::Closed => "Closed",
        }
    }

    /// Whether pages of the site's conversations belong to it.
    const fn has_pages(self) -> bool {
        matches!(self, Self::Mine | Self::All | Self::Closed)
    }
}

/// What has come of the question that the pages answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// The conversations, from the first page on.
    pub found: Vec<Past>,
    /// How to ask for the next page.
    next: Option<String>,
    /// Whether an answer has come to the present question.
    pub known: bool,
    /// Whether the last try failed.
    pub failed: bool,
    /// Whether a page is on its way.
    pub asking: bool,
}

/// The inbox's state. A copy is the same one.
#[derive(Clone, Copy)]
pub struct Inbox {
    /// Which list is shown.
    pub view: RwSignal<View>,
    /// What is searched for.
    pub words: RwSignal<String>,
    /// Only this team's.
    pub team: RwSignal<Option<Department>>,
    /// Only of this urgency.
    pub tier: RwSignal<Option<Tier>>,
    /// What has come.
    pub pages: RwSignal<Pages>,
    /// The number of the present question: late answers to others are dropped.
    question: StoredValue<u32>,
    asked_at: StoredValue<Timestamp>,
    again: StoredValue<bool>,
}

impl Inbox {
    /// The desk's own view, with nothing searched for.
    pub fn new() -> Self {
        Self {
            view: RwSignal::new(View::Desk),
            words: RwSignal::new(String::new()),
            team: RwSignal::new(None),
            tier: RwSignal::new(None),
            pages: RwSignal::new(Pages::default()),
            question: StoredValue::new(0),
            asked_at: StoredValue::new(Timestamp(0)),
            again: StoredValue::new(false),
        }
    }

    /// Whether something is searched for.
    pub fn searches(&self) -> bool {
        self.words.with(|words| !words.trim().is_empty())
    }

    /// Whether pages are shown.
    pub fn shows_pages(&self) -> bool {
        self.searches() || self.view.get().has_pages()
    }

    /// Whether there is a page after those that have come.
    pub fn has_more(&self) -> bool {
        self.pages.with(|pages| pages.next.is_some())
    }
}

/// Asks for pages as they are wanted; until the screen is left.
pub fn watch(app: App) {
    let inbox = app.inbox;
    Effect::new(move |before: Option<_>| {
        inbox.words.track();
        let list = (inbox.view.get(), inbox.team.get(), inbox.tier.get());
        let question = next_question(inbox);
        // What was found stays while the next words are written.
        let writes = before.as_ref() == Some(&list);
        if !writes || !inbox.searches() {
            inbox.pages.set(Pages::default());
        }
        let wait = if writes { KEYS_REST } else { Duration::ZERO };
        set_timeout(
            move || {
                if inbox.question.get_value() == question {
                    ask(app);
                }
            },
            wait,
        );
        list
    });
    Effect::new(move |_| {
        app.desk.track();
        if !untrack(|| inbox.shows_pages()) {
            return;
        }
        let rest = inbox.asked_at.get_value() + AGAIN_AFTER - now();
        if rest.0 <= 0 {
            ask(app);
        } else if !inbox.again.get_value() {
            inbox.again.set_value(true);
            let rest = Duration::from_millis(u64::try_from(rest.0).unwrap_or(0));
            set_timeout(
                move || {
                    inbox.again.set_value(false);
                    if untrack(|| inbox.shows_pages()) {
                        ask(app);
                    }
                },
                rest,
            );
        }
    });
}

fn next_question(inbox: Inbox) -> u32 {
    let question = inbox.question.get_value().wrapping_add(1);
    inbox.question.set_value(question);
    question
}

/// What the present view asks for.
fn query(app: App) -> HistoryQuery {
    let inbox = app.inbox;
    let words = inbox.words.with_untracked(|words| words.trim().to_owned());
    let view = inbox.view.get_untracked();
    HistoryQuery {
        q: (!words.is_empty()).then_some(words),
        lead: match view {
            View::Closed => Some(Lead::Closed),
            View::Waiting => Some(Lead::Waiting),
            View::Desk | View::Mine | View::All => None,
        },
        agent: if view == View::Mine { untrack(|| app.me()) } else { None },
        department: inbox.team.get_untracked(),
        tier: inbox.tier.get_untracked(),
        ..HistoryQuery::default()
    }
}

/// Asks for the first page. Those that stand there stay until it has come.
pub fn ask(app: App) {
    let inbox = app.inbox;
    if !untrack(|| inbox.shows_pages()) || untrack(|| app.me()).is_none() {
        return;
    }
    inbox.asked_at.set_value(now());
    let question = next_question(inbox);
    fetch(inbox, question, query(app));
}

/// Asks for the page after those that have come.
pub fn ask_more(app: App) {
    let inbox = app.inbox;
    let after = inbox.pages.with_untracked(|pages| pages.next.clone());
    if after.is_some() && !inbox.pages.with_untracked(|pages| pages.asking) {
        let question = next_question(inbox);
        fetch(inbox, question, HistoryQuery { after, ..query(app) });
    }
}

fn fetch(inbox: Inbox, question: u32, query: HistoryQuery) {
    inbox.pages.update(|pages| pages.asking = true);
    let (address, more) = (address(&query), query.after.is_some());
    spawn_local(async move {
        let answer = http::get::<HistoryPage>(&address).await;
        if inbox.question.try_get_value() != Some(question) {
            return;
        }
        inbox.pages.update(|pages| {
            pages.asking = false;
            pages.failed = answer.is_err();
            let Ok(page) = answer else { return };
            pages.known = true;
            if more {
                pages.found.extend(page.conversations);
                pages.next = page.next;
            } else {
                // The pages after it stay where the agent has read on; what is new comes first.
                let kept = pages.found.split_off(pages.found.len().min(page.conversations.len()));
                let first = page.conversations;
                let later = kept
                    .into_iter()
                    .filter(|old| first.iter().all(|new| new.conversation != old.conversation));
                let later: Vec<Past> = later.collect();
                if later.is_empty() || page.next.is_none() {
                    pages.next = page.next;
                    pages.found = first;
                } else {
                    pages.found = first.into_iter().chain(later).collect();
                }
            }
        });
    });
}

/// The address that a question is asked at.
pub fn address(query: &HistoryQuery) -> String {
    let mut address = String::from(ADDRESS);
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            if !address.ends_with('?') {
                address.push('&');
            }
            address.push_str(name);
            address.push('=');
            address.push_str(&String::from(encode_uri_component(value)));
        }
    };
    add("q", query.q.as_deref());
    add("lead", query.lead.map(lead_key));
    add("agent", query.agent.as_ref().map(|agent| agent.as_str()));
    add("department", query.department.as_ref().map(Department::as_str));
    add("tier", query.tier.map(say::tier_key));
    add("customer_of", query.customer_of.as_ref().map(ConversationId::as_str));
    add("like", query.like.as_ref().map(ConversationId::as_str));
    add("after", query.after.as_deref());
    address
}

const fn lead_key(lead: Lead) -> &'static str {
    match lead {
        Lead::Bot => "bot",
        Lead::Waiting => "waiting",
        Lead::Human => "human",
        Lead::Closed => "closed",
    }
}

/// How a conversation stands, or ended, in few words.
pub fn came_of(past: &Past) -> String {
    let with = past.agent.as_ref().map(|(_, name)| name.as_str());
    match (past.lead, past.rating, with) {
        (Lead::Bot, _, _) => "With the assistant".into(),
        (Lead::Waiting, _, _) => "Waits for a person".into(),
        (Lead::Human, _, Some(name)) => ["With ", name].concat(),
        (Lead::Human, _, None) => "With a colleague".into(),
        (Lead::Closed, score, _) => {
            let reason = past.closed_as.map_or("Closed", say::close_reason);
            score.map_or_else(
                || reason.to_owned(),
                |score| [reason, " \u{00b7} ", &say::stars(score)].concat(),
            )
        }
    }
}

/// Opens a conversation, at an entry if one is named.
pub fn open(app: App, conversation: ConversationId, entry: Option<Seq>) {
    app.aim.set(entry.map(|entry| (conversation.clone(), entry)));
    app.show(conversation, Pane::Talk);
}

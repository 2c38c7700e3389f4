//! The widget's state and what a visitor can do with it.

use crate::memory::Memory;
use crate::rows::{Delivery, Known, Row, delivery, rows};
use js_sys::Date;
use leptos::prelude::*;
use std::collections::VecDeque;
use warmline_model::{ChoiceKind, ConversationId, PageRef, Seq};
use warmline_session::{Connection, Session, Side, Visitor};
use warmline_ui::http::{Failure, post};
use warmline_ui::timer::Timer;
use warmline_ui::{Link, LinkConfig, new_client_id, now};
use warmline_wire::{
    Code, FromVisitor, NewConversation, OpenConversation, Refusal, SUBPROTOCOL, Seen,
    TOKEN_PROTOCOL, VisitorState,
};
use wasm_bindgen::JsValue;

/// What the loader says.
pub struct Config {
    /// The edge's origin.
    pub base: String,
    /// The site's key.
    pub site: String,
    /// BCP 47 tag of the page, or of the browser.
    pub locale: String,
    /// Hears whether the panel is open, and how many messages are unread.
    pub told: Option<js_sys::Function>,
}

/// How the connection stands, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing was said yet: there is no conversation.
    Fresh,
    /// On the way to the first word from the edge.
    Connecting,
    /// All is well.
    Live,
    /// Lost or not reached; tried again by itself.
    Lost,
    /// The browser has no network.
    Offline,
    /// It can't go on by itself.
    Ended(Code),
}

/// A row that is shown; its content may change in place.
#[derive(Clone)]
pub struct Slot {
    /// The row's name.
    pub key: String,
    /// The row.
    pub row: ArcRwSignal<Row>,
}

/// The widget. A copy is the same widget.
#[derive(Clone, Copy)]
pub struct App {
    config: StoredValue<Config, LocalStorage>,
    memory: StoredValue<Memory>,
    link: StoredValue<Option<Link<Visitor>>, LocalStorage>,
    retry: StoredValue<Option<Timer>, LocalStorage>,
    /// Done before there was a conversation to do it in.
    first: StoredValue<VecDeque<FromVisitor>>,
    conversation: StoredValue<Option<ConversationId>>,
    asking: StoredValue<bool>,
    tries: StoredValue<u32>,
    /// Whether the panel is open.
    pub open: RwSignal<bool>,
    /// The log.
    pub slots: RwSignal<Vec<Slot>>,
    /// How things stand; `None` until the edge has said it.
    pub state: RwSignal<Option<VisitorState>>,
    /// How the connection stands.
    pub status: RwSignal<Status>,
    /// Whether the other side is typing.
    pub typing: RwSignal<bool>,
    /// A request for a person is on its way.
    pub asked: RwSignal<bool>,
    /// A rating is on its way.
    pub rated: RwSignal<bool>,
    /// What is in the composer.
    pub draft: RwSignal<String>,
    /// Why something was refused.
    pub problem: RwSignal<Option<String>>,
    /// Counts what asks for the composer's focus.
    pub focus: RwSignal<u32>,
    unread: RwSignal<usize>,
}

fn update<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

impl App {
    /// A closed widget. Belongs to the present reactive owner.
    pub fn new(config: Config) -> Self {
        let memory = Memory::new(&config.site);
        let app = Self {
            config: StoredValue::new_local(config),
            memory: StoredValue::new(memory),
            link: StoredValue::new_local(None),
            retry: StoredValue::new_local(None),
            first: StoredValue::new(VecDeque::new()),
            conversation: StoredValue::new(None),
            asking: StoredValue::new(false),
            tries: StoredValue::new(0),
            open: RwSignal::new(false),
            slots: RwSignal::new(Vec::new()),
            state: RwSignal::new(None),
            status: RwSignal::new(Status::Fresh),
            typing: RwSignal::new(false),
            asked: RwSignal::new(false),
            rated: RwSignal::new(false),
            draft: RwSignal::new(String::new()),
            problem: RwSignal::new(None),
            focus: RwSignal::new(0),
            unread: RwSignal::new(0),
        };
        app.retry.set_value(Some(Timer::new(move || app.create())));
        app
    }

    /// Does what the loader's buttons and the page's script ask for.
    pub fn command(self, action: &str) {
        let open = self.open.get_untracked();
        match action {
            "human" => self.human(),
            "toggle" if open => self.close(),
            "open" | "toggle" => {
                self.show();
                self.focus.update(|n| *n += 1);
            }
            // After a reload: nobody asked for the focus.
            "reopen" => self.show(),
            "resume" => self.resume(),
            "close" => self.close(),
            _ => {}
        }
    }

    fn show(self) {
        self.memory.with_value(|memory| memory.set_open(true));
        self.open.set(true);
        self.resume();
        self.saw();
        self.tell();
    }

    /// Closes the panel; the conversation stays.
    pub fn close(self) {
        if self.open.get_untracked() {
            self.memory.with_value(|memory| memory.set_open(false));
            self.open.set(false);
            self.tell();
        }
    }

    /// Asks for a person, from anywhere.
    pub fn human(self) {
        self.show();
        self.focus.update(|n| *n += 1);
        let on_the_way = self.state.with_untracked(|state| {
            matches!(state, Some(VisitorState::Waiting { .. } | VisitorState::Human { .. }))
        });
        if !on_the_way && !self.asked.get_untracked() {
            self.act(FromVisitor::AskHuman { client_id: new_client_id() });
        }
    }

    /// Says what is in the composer.
    pub fn say(self) {
        let text = self.draft.get_untracked().trim().to_owned();
        if text.is_empty() || text.chars().count() > warmline_model::MAX_TEXT_CHARS {
            return;
        }
        self.draft.set(String::new());
        update(self.problem, None);
        self.act(FromVisitor::Say { client_id: new_client_id(), text });
    }

    /// Presses a button of an offer.
    pub fn choose(self, offer: Seq, choice: ChoiceKind) {
        self.act(FromVisitor::AnswerOffer { client_id: new_client_id(), offer, choice });
    }

    /// Goes back to the assistant.
    pub fn cancel_wait(self) {
        self.act(FromVisitor::CancelWait { client_id: new_client_id() });
    }

    /// Rates the conversation.
    pub fn rate(self, score: u8, comment: &str) {
        let comment = Some(comment.trim().to_owned()).filter(|comment| !comment.is_empty());
        self.act(FromVisitor::Rate { client_id: new_client_id(), score, comment });
    }

    /// A key was struck in the composer, or it was cleared.
    pub fn typing(self, on: bool) {
        self.link.with_value(|link| {
            if let Some(link) = link {
                link.typing(on);
            }
        });
    }

    /// Tries again now.
    pub fn try_again(self) {
        match self.link.get_value() {
            Some(link) => link.retry(),
            None => self.create(),
        }
    }

    /// Leaves a conversation that can't be opened any more, and takes along what was not delivered.
    pub fn start_anew(self) {
        if let Some(link) = self.link.get_value() {
            let left = link.with(|session| {
                let actions = session.pending().iter().map(|pending| pending.action.clone());
                actions
                    .filter(|a| matches!(a, FromVisitor::Say { .. } | FromVisitor::AskHuman { .. }))
                    .collect::<VecDeque<_>>()
            });
            link.close();
            self.first.set_value(left);
        }
        self.link.set_value(None);
        if let Some(conversation) = self.conversation.try_update_value(Option::take).flatten() {
            self.memory.with_value(|memory| memory.forget(&conversation));
        }
        self.state.set(None);
        self.status.set(Status::Fresh);
        self.show_first();
        // Another tab may have begun a new one already.
        self.resume();
        if self.first.with_value(|first| !first.is_empty()) {
            self.create();
        }
        self.focus.update(|n| *n += 1);
    }

    fn act(self, action: FromVisitor) {
        self.resume();
        match self.link.get_value() {
            Some(link) => link.act(action),
            None => {
                self.first.update_value(|first| first.push_back(action));
                self.show_first();
                self.create();
            }
        }
    }

    /// Opens the conversation that was begun here, if there is one.
    fn resume(self) {
        if self.link.with_value(Option::is_none)
            && let Some(conversation) = self.memory.with_value(Memory::conversation)
        {
            self.connect(&conversation);
        }
    }

    /// Begins a conversation at the edge; tries again until there is one.
    fn create(self) {
        if self.asking.get_value() || self.link.with_value(Option::is_some) {
            return;
        }
        self.asking.set_value(true);
        if self.status.get_untracked() != Status::Lost {
            self.status.set(Status::Connecting);
        }
        let (url, locale) = self.config.with_value(|config| {
            let url = [&config.base, "/api/v1/sites/", &config.site, "/conversations"].concat();
            (url, config.locale.clone())
        });
        let body = OpenConversation { page: page(), locale: Some(locale) };
        wasm_bindgen_futures::spawn_local(async move {
            let answer = post::<NewConversation>(&url, &body).await;
            self.asking.set_value(false);
            match answer {
                Ok(conversation) => {
                    self.memory.with_value(|memory| memory.keep(&conversation));
                    self.connect(&conversation);
                }
                Err(Failure::Refused(refusal)) if !is_passing(refusal.code) => {
                    self.status.set(Status::Ended(refusal.code));
                }
                Err(_) => {
                    self.status.set(Status::Lost);
                    let tries = self.tries.get_value();
                    self.tries.set_value(tries + 1);
                    self.retry.with_value(|timer| {
                        if let Some(timer) = timer {
                            timer.set(2_000 << tries.min(4));
                        }
                    });
                }
            }
        });
    }

    fn connect(self, conversation: &NewConversation) {
        self.tries.set_value(0);
        self.conversation.set_value(Some(conversation.conversation.clone()));
        update(self.status, Status::Connecting);
        let config = self.config.with_value(|config| LinkConfig {
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
            storage_key: Some(self.memory.with_value(Memory::outbox)),
            page: page(),
        });
        let link = Link::open(
            config,
            move |session| self.changed(session),
            move |refusal, action| self.refused(refusal, action),
        );
        self.link.set_value(Some(link.clone()));
        // One by one: a row that vanished in between would come back as another row.
        while let Some(action) = self.first.try_update_value(VecDeque::pop_front).flatten() {
            link.act(action);
        }
    }

    fn changed(self, session: &Session<Visitor>) {
        update(
            self.status,
            match session.connection() {
                Connection::Idle | Connection::Connecting if session.state().is_none() => {
                    Status::Connecting
                }
                Connection::Idle | Connection::Connecting => self.status.get_untracked(),
                Connection::Live => Status::Live,
                Connection::Reconnecting { .. } => Status::Lost,
                Connection::Offline => Status::Offline,
                Connection::Ended(refusal) => Status::Ended(refusal.code),
            },
        );
        let state = session.state();
        if self.state.with_untracked(|old| old.as_ref() != state) {
            self.state.set(state.cloned());
        }
        update(self.typing, session.other_typing(now()));
        let first = self.first.get_value();
        let pending = session.pending().iter().map(|pending| (&pending.action, delivery(pending)));
        let pending =
            pending.chain(first.iter().map(|action| (action, Delivery::Sending))).collect();
        self.set_rows(&Known {
            entries: session.entries(),
            pending,
            state,
            seen: session.seen(),
            zone_minutes: zone_minutes(),
            now: now(),
        });
        let seen = session.seen().visitor;
        let unread = session.entries().iter().rev().take_while(|entry| entry.seq > seen);
        update(self.unread, unread.filter(|entry| Visitor::by_other(entry)).count());
        self.saw();
        self.tell();
    }

    /// Shows what was done before there is a conversation.
    fn show_first(self) {
        let first = self.first.get_value();
        let pending = first.iter().map(|action| (action, Delivery::Sending)).collect();
        self.set_rows(&Known {
            entries: &[],
            pending,
            state: None,
            seen: Seen::default(),
            zone_minutes: 0,
            now: now(),
        });
    }

    fn set_rows(self, known: &Known<'_>) {
        let pending = |kind: fn(&FromVisitor) -> bool| known.pending.iter().any(|(a, _)| kind(a));
        update(self.asked, pending(|action| matches!(action, FromVisitor::AskHuman { .. })));
        update(self.rated, pending(|action| matches!(action, FromVisitor::Rate { .. })));
        let rows = rows(known);
        let old = self.slots.get_untracked();
        let same = old.len() == rows.len() && old.iter().zip(&rows).all(|(a, b)| a.key == b.key);
        let mut slots = Vec::with_capacity(rows.len());
        for (at, row) in rows.into_iter().enumerate() {
            // Rows are added at the end, so a known one is where it was, but for a few.
            let known = old.get(at).filter(|slot| slot.key == row.key);
            match known.or_else(|| old.iter().find(|slot| slot.key == row.key)) {
                Some(slot) => {
                    if slot.row.with_untracked(|old| *old != row) {
                        slot.row.set(row);
                    }
                    slots.push(slot.clone());
                }
                None => slots.push(Slot { key: row.key.clone(), row: ArcRwSignal::new(row) }),
            }
        }
        if !same {
            self.slots.set(slots);
        }
    }

    fn refused(self, refusal: Refusal, action: Option<FromVisitor>) {
        if let Some(FromVisitor::Say { text, .. }) = action {
            // What has been written since stays too.
            self.draft.update(|draft| {
                if !draft.is_empty() {
                    draft.insert(0, '\n');
                }
                draft.insert_str(0, &text);
            });
            self.problem.set(Some(refusal.message));
        } else if !matches!(refusal.code, Code::NotNow | Code::OfferGone) {
            self.problem.set(Some(refusal.message));
        }
    }

    /// Whoever looks at the open panel has seen it all.
    pub fn saw(self) {
        let visible =
            web_sys::window().and_then(|window| window.document()).is_none_or(|document| {
                document.visibility_state() == web_sys::VisibilityState::Visible
            });
        if visible
            && self.open.get_untracked()
            && let Some(link) = self.link.get_value()
        {
            link.seen(link.with(Session::last_seq));
        }
    }

    /// Tells the launcher.
    fn tell(self) {
        let (open, unread) = (self.open.get_untracked(), self.unread.get_untracked());
        self.config.with_value(|config| {
            if let Some(told) = &config.told {
                let _nothing_to_be_done =
                    told.call2(&JsValue::NULL, &open.into(), &(unread as u32).into());
            }
        });
    }

    /// The locale for times.
    pub fn locale(self) -> String {
        self.config.with_value(|config| config.locale.clone())
    }
}

/// Whether the same request may succeed later.
fn is_passing(code: Code) -> bool {
    matches!(code, Code::SlowDown | Code::Internal)
}

fn zone_minutes() -> i64 {
    -(Date::new_0().get_timezone_offset() as i64)
}

/// The page the visitor is on: without fragment, and within the limits of [`PageRef`].
fn page() -> Option<PageRef> {
    let window = web_sys::window()?;
    let url = window.location().href().ok()?;
    let url = url.split('#').next().unwrap_or_default();
    let title = window.document()?.title();
    Some(PageRef { url: url.chars().take(500).collect(), title: title.chars().take(200).collect() })
}

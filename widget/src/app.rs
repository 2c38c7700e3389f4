//! The widget's state and what a visitor can do with it.

mod begin;
mod files;
mod owed;
mod shown;

use self::files::files_place;
use crate::carry::Carry;
use crate::memory::Memory;
use crate::page::{take_code, trail};
use crate::rows::{Delivery, Known, Row, delivery};
use crate::times::moment_for_ever;
use js_sys::Date;
use leptos::prelude::*;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use warmline_model::{Attachment, Choice, Fact, Seq};
use warmline_session::{Connection, Session, Side, Trail, Visitor};
use warmline_ui::files::{Tray, ids};
use warmline_ui::timer::Timer;
use warmline_ui::{Link, new_client_id, now};
use warmline_wire::{
    Code, FromVisitor, NewConversation, Options, PromiseCard, Refusal, VisitorStage,
};
use wasm_bindgen::JsValue;
use web_sys::HtmlInputElement;

/// What the loader says.
pub struct Config {
    /// The edge's origin.
    pub base: String,
    /// The site's key.
    pub site: String,
    /// BCP 47 tag of the page, or of the browser.
    pub locale: String,
    /// Who the visitor is, signed by the site; empty if it did not say.
    pub identity: String,
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

/// What the widget has and does not show. There is one widget in a page.
#[derive(Default)]
struct Own {
    config: OnceCell<(Config, Memory)>,
    link: RefCell<Option<Link<Visitor>>>,
    retry: RefCell<Option<Timer>>,
    /// Looks at the clock again.
    ticker: RefCell<Option<Timer>>,
    /// What can be chosen instead of waiting, each with its time.
    options: RefCell<Option<Box<Options>>>,
    /// What was promised.
    promise: RefCell<Option<Box<PromiseCard>>>,
    /// The options that the visitor does not want to see.
    put_away: RefCell<Option<Box<Options>>>,
    /// By how many milliseconds the edge's clock is ahead.
    skew: Cell<i64>,
    /// The newest entry that has told of that clock.
    heard: Cell<Seq>,
    /// Done before there was a conversation to do it in.
    first: RefCell<VecDeque<FromVisitor>>,
    /// Where the visitor was before there was a conversation to tell it in.
    trail: RefCell<Trail>,
    conversation: RefCell<Option<NewConversation>>,
    /// The code of a link from another device, until it is exchanged.
    code: RefCell<Option<String>>,
    asking: Cell<bool>,
    tries: Cell<u32>,
    unread: Cell<u32>,
    /// Files of messages that may still be on their way: what these name is shown from here.
    sent: RefCell<Vec<Attachment>>,
}

thread_local! {
    static OWN: Rc<Own> = Rc::default();
}

fn own() -> Rc<Own> {
    OWN.with(Rc::clone)
}

impl Own {
    fn link(&self) -> Option<Link<Visitor>> {
        self.link.borrow().clone()
    }

    fn memory<R>(&self, look: impl FnOnce(&Memory) -> R) -> Option<R> {
        self.config.get().map(|(_, memory)| look(memory))
    }
}

/// The widget. A copy is the same widget.
#[derive(Clone, Copy)]
pub struct App {
    /// Whether the panel is open.
    pub open: RwSignal<bool>,
    /// The log.
    pub slots: RwSignal<Vec<Slot>>,
    /// How things stand; `None` until the edge has said it.
    pub state: RwSignal<Option<VisitorStage>>,
    /// How the connection stands.
    pub status: RwSignal<Status>,
    /// Whether the other side is typing.
    pub typing: RwSignal<bool>,
    /// What the assistant has written so far of its answer.
    pub writing: RwSignal<String>,
    /// A request for a person is on its way.
    pub asked: RwSignal<bool>,
    /// A rating is on its way.
    pub rated: RwSignal<bool>,
    /// Something else than to wait was chosen, and that is on its way.
    pub chosen: RwSignal<bool>,
    /// Changes with what is owed, with what can be chosen instead of waiting, and with the time by which that is.
    pub ticked: RwSignal<bool>,
    /// The call that was chosen was taken by somebody else.
    pub taken: RwSignal<bool>,
    /// A call was chosen, and that is on its way.
    pub booking: RwSignal<bool>,
    /// That a promise is not wanted any more is on its way.
    pub cancelling: RwSignal<bool>,
    /// Whether the ticket's number was copied.
    pub copied_ticket: RwSignal<bool>,
    /// The facts that are being struck out.
    pub striking: RwSignal<Vec<Fact>>,
    /// The link to another device.
    pub carry: RwSignal<Carry>,
    /// Whether it was copied.
    pub copied: RwSignal<bool>,
    /// The field that shows it.
    pub field: StoredValue<Option<HtmlInputElement>, LocalStorage>,
    /// What is in the composer.
    pub draft: RwSignal<String>,
    /// Why something was refused; empty: nothing was.
    pub problem: RwSignal<String>,
    /// Changes when the composer is to have the focus.
    pub focus: RwSignal<bool>,
    /// Whether files can be sent here.
    pub attaches: RwSignal<bool>,
    /// The files for the next message.
    pub tray: Tray,
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
        let _there_is_one = own().config.set((config, memory));
        let app = Self {
            open: RwSignal::new(false),
            slots: RwSignal::new(Vec::new()),
            state: RwSignal::new(None),
            status: RwSignal::new(Status::Fresh),
            typing: RwSignal::new(false),
            writing: RwSignal::new(String::new()),
            asked: RwSignal::new(false),
            rated: RwSignal::new(false),
            chosen: RwSignal::new(false),
            ticked: RwSignal::new(false),
            taken: RwSignal::new(false),
            booking: RwSignal::new(false),
            cancelling: RwSignal::new(false),
            copied_ticket: RwSignal::new(false),
            striking: RwSignal::new(Vec::new()),
            carry: RwSignal::new(Carry::Not),
            copied: RwSignal::new(false),
            field: StoredValue::new_local(None),
            draft: RwSignal::new(String::new()),
            problem: RwSignal::new(String::new()),
            focus: RwSignal::new(false),
            attaches: RwSignal::new(false),
            tray: Tray::new(files_place),
        };
        own().retry.replace(Some(Timer::new(move || app.create())));
        own().ticker.replace(Some(Timer::new(move || app.changes())));
        own().code.replace(take_code());
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
                self.ask_focus();
            }
            // After a reload: nobody asked for the focus.
            "reopen" => self.show(),
            "resume" => self.resume(),
            "close" => self.close(),
            _ => {}
        }
    }

    fn show(self) {
        own().memory(|memory| memory.set_open(true));
        self.ask_whether_files_can_be_sent();
        self.open.set(true);
        self.resume();
        self.saw();
        self.tell();
    }

    /// Asks for the focus to be where one writes.
    pub fn ask_focus(self) {
        self.focus.update(|focus| *focus = !*focus);
    }

    /// Takes where the visitor went, and what the page told of, as [`trail`] reads it. Nothing is sent before
    /// there is a conversation.
    pub fn went(self, lines: &str) {
        let went = trail(lines);
        match own().link() {
            Some(link) => link.went(went),
            None => went.into_iter().for_each(|step| own().trail.borrow_mut().add(step)),
        }
    }

    /// Closes the panel; the conversation stays.
    pub fn close(self) {
        if self.open.get_untracked() {
            own().memory(|memory| memory.set_open(false));
            self.open.set(false);
            self.tell();
        }
    }

    /// Asks for a person, from anywhere.
    pub fn human(self) {
        self.show();
        self.ask_focus();
        let on_the_way = self.state.with_untracked(|state| {
            matches!(state, Some(VisitorStage::Waiting { .. } | VisitorStage::Human { .. }))
        });
        if !on_the_way && !self.asked.get_untracked() {
            self.act(FromVisitor::AskHuman { client_id: new_client_id() });
        }
    }

    /// Says what is in the composer.
    pub fn say(self) {
        let text = self.draft.with_untracked(|draft| draft.trim().to_owned());
        let nothing = text.is_empty() && !untrack(|| self.tray.is_ready());
        if nothing
            || text.chars().count() > warmline_model::MAX_TEXT_CHARS
            || untrack(|| self.tray.is_busy())
        {
            return;
        }
        // Card numbers and passwords do not leave the browser, nor wait in its storage.
        let text = warmline_language::mask(&text).text.into_owned();
        self.draft.set(String::new());
        self.problem.set(String::new());
        let files = self.tray.take();
        let attachments = ids(&files);
        own().sent.borrow_mut().extend(files);
        self.act(FromVisitor::Say { client_id: new_client_id(), text, attachments });
    }

    /// Presses a button of an offer.
    pub fn choose(self, offer: Seq, choice: &Choice) {
        self.act(FromVisitor::AnswerOffer {
            client_id: new_client_id(),
            offer,
            choice: choice.kind,
            article: choice.article.clone(),
        });
    }

    /// Strikes a fact out of what is passed on.
    pub fn strike(self, fact: Fact) {
        self.act(FromVisitor::Strike { client_id: new_client_id(), fact });
    }

    /// Says in other words what is to be passed on; whether there was anything to say.
    pub fn correct(self, words: &str) -> bool {
        let text = warmline_language::mask(words.trim()).text.into_owned();
        let good = !text.is_empty();
        if good {
            self.act(FromVisitor::Correct { client_id: new_client_id(), text });
        }
        good
    }

    /// Rates the conversation.
    pub fn rate(self, score: u8, comment: &str) {
        let comment = warmline_language::mask(comment.trim()).text.into_owned();
        let comment = Some(comment).filter(|comment| !comment.is_empty());
        self.act(FromVisitor::Rate { client_id: new_client_id(), score, comment });
    }

    /// A key was struck in the composer, or it was cleared.
    pub fn typing(self, on: bool) {
        if let Some(link) = own().link() {
            link.typing(on);
        }
    }

    /// Tries again now.
    pub fn try_again(self) {
        match own().link() {
            Some(link) => link.retry(),
            None => self.create(),
        }
    }

    /// Leaves a conversation that can't be opened any more, and takes along what was not delivered.
    pub fn start_anew(self) {
        let own = own();
        if let Some(link) = own.link.take() {
            let left = link.with(|session| {
                let actions = session.pending().iter().map(|pending| pending.action.clone());
                actions
                    .filter(|a| matches!(a, FromVisitor::Say { .. } | FromVisitor::AskHuman { .. }))
                    .collect()
            });
            link.close();
            own.first.replace(left);
        }
        if let Some(conversation) = own.conversation.take() {
            own.memory(|memory| memory.forget(&conversation.conversation));
        }
        self.carry.set(Carry::Not);
        self.tray.clear();
        self.state.set(None);
        self.owes_nothing();
        self.status.set(Status::Fresh);
        self.show_first();
        // Another tab may have begun a new one already.
        self.resume();
        if !own.first.borrow().is_empty() {
            self.create();
        }
        self.ask_focus();
    }

    fn act(self, action: FromVisitor) {
        self.resume();
        match own().link() {
            Some(link) => link.act(action),
            None => {
                own().first.borrow_mut().push_back(action);
                self.show_first();
                self.create();
            }
        }
    }

    fn changed(self, session: &Session<Visitor>) {
        let own = own();
        self.owed(session);
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
        let state = session.state().map(|state| &state.stage);
        if self.state.with_untracked(|old| old.as_ref() != state) {
            self.state.set(state.cloned());
        }
        update(self.typing, session.other_typing(now()));
        let led = matches!(state, Some(VisitorStage::Bot { .. }));
        let writing = if led { session.draft() } else { "" };
        if self.writing.with_untracked(|old| old != writing) {
            self.writing.set(writing.to_owned());
        }
        let first = own.first.borrow();
        let pending =
            session.pending().iter().map(|pending| (&pending.action, delivery(pending.delivery)));
        let pending = pending.chain(first.iter().map(|action| (action, Delivery::Sending)));
        self.set_rows(&Known {
            entries: session.entries(),
            pending: pending.collect(),
            state,
            seen: session.seen(),
            files: &own.sent.borrow(),
            moment: &|at| moment_for_ever(at, &self.locale()),
            zone_minutes: -(Date::new_0().get_timezone_offset() as i64),
            now: now(),
        });
        let seen = session.seen().visitor;
        let unread = session.entries().iter().rev().take_while(|entry| entry.seq > seen);
        own.unread.set(unread.filter(|entry| Visitor::by_other(entry)).count() as u32);
        self.saw();
        self.tell();
    }

    fn refused(self, refusal: Refusal, action: Option<FromVisitor>) {
        if let Some(FromVisitor::Say { text, attachments, .. }) = action {
            // What has been written since stays too.
            self.draft.update(|draft| {
                if !draft.is_empty() && !text.is_empty() {
                    draft.insert(0, '\n');
                }
                draft.insert_str(0, &text);
            });
            if !attachments.is_empty() {
                let again = " Please attach the files again.";
                return self.problem.set([&refusal.message, again].concat());
            }
        } else if let Some(FromVisitor::Book { .. }) = action {
            return self.problem.set("That time is not free any more.".to_owned());
        } else if matches!(refusal.code, Code::NotNow | Code::OfferGone) {
            // What was asked for has come about in another way, and the state shows it.
            return;
        }
        self.problem.set(refusal.message);
    }

    /// Whoever looks at the open panel has seen it all.
    pub fn saw(self) {
        let visible =
            web_sys::window().and_then(|window| window.document()).is_none_or(|document| {
                document.visibility_state() == web_sys::VisibilityState::Visible
            });
        if visible
            && self.open.get_untracked()
            && let Some(link) = own().link()
        {
            link.seen(link.with(Session::last_seq));
        }
    }

    /// Tells the launcher.
    fn tell(self) {
        let own = own();
        let told = own.config.get().and_then(|(config, _)| config.told.as_ref());
        if let Some(told) = told {
            let (open, unread) = (self.open.get_untracked(), own.unread.get());
            let _nothing_to_be_done = told.call2(&JsValue::NULL, &open.into(), &unread.into());
        }
    }

    /// The locale for times.
    pub fn locale(self) -> String {
        own().config.get().map(|(config, _)| config.locale.clone()).unwrap_or_default()
    }
}

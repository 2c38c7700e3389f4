//! What the whole screen shares: who is signed in, how the desk stands, what is open, what is told.

use crate::auth::Auth;
use crate::commands::Sheet;
use crate::desk::{Connection, DeskLink, Told};
use crate::inbox::Inbox;
use crate::notices::Notices;
use crate::service::{self, Alarm, Owed};
use crate::takeover::TakeOver;
use crate::transfer::{Done, Transfer};
use crate::words;
use leptos::prelude::*;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use warmline_model::{AgentId, ConversationId, Episode, Millis, Role, Seq, Timestamp};
use warmline_ui::now;
use warmline_wire::{DeskView, FromConsole, News, Refusal, ToConsole};

/// How many conversations stay in sight beside the one that is open.
pub const MAX_BESIDE: usize = 2;
const TOAST_LASTS: Duration = Duration::from_secs(7);

/// Which part a narrow screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// Status and lists.
    Desk,
    /// The open conversation.
    Talk,
    /// Its card.
    Card,
}

/// A short word; it goes by itself unless it is news that must not be missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Its number.
    pub id: u32,
    /// The words.
    pub text: String,
}

/// The screen's shared state. A copy is the same state.
#[derive(Clone, Copy)]
pub struct App {
    /// Who is signed in.
    pub auth: RwSignal<Auth>,
    /// The last view of the desk; each replaces the one before.
    pub desk: RwSignal<Option<DeskView>>,
    /// How the desk's socket stands.
    pub connection: RwSignal<Connection>,
    /// The edge's clock, once a second.
    pub clock: RwSignal<Timestamp>,
    /// The conversation in front: its card is shown, and the commands mean it.
    pub open: RwSignal<Option<ConversationId>>,
    /// The one that was chosen last; the next choice takes its place.
    chosen: RwSignal<Option<ConversationId>>,
    /// The conversations that stay in sight beside the chosen one, on a wide screen.
    pub beside: RwSignal<Vec<ConversationId>>,
    /// All that are in sight, in the order in which they stand.
    pub shown: Memo<Vec<ConversationId>>,
    /// The conversation that has just become this agent's: its composer wants the focus.
    pub fresh: RwSignal<Option<ConversationId>>,
    /// What a narrow screen shows.
    pub pane: RwSignal<Pane>,
    /// How many of the customer's words are unread in each of this agent's conversations.
    pub unread: RwSignal<HashMap<ConversationId, usize>>,
    /// Whether the agent is looking at this window.
    pub attentive: RwSignal<bool>,
    /// Whom a word is owed to in this agent's conversations.
    pub owed: RwSignal<HashMap<ConversationId, Owed>>,
    /// What is late or near at the desk now.
    pub alarms: Memo<Vec<Alarm>>,
    /// The form to pass a conversation on, while it is open.
    pub transfer: RwSignal<Option<Transfer>>,
    /// The conversation that a supervisor is about to take over.
    pub taking_over: RwSignal<Option<TakeOver>>,
    /// The lists and the search.
    pub inbox: Inbox,
    /// Where to go in a conversation as soon as it is there: a hit of a search.
    pub aim: RwSignal<Option<(ConversationId, Seq)>>,
    /// What tells of what waits while the agent looks elsewhere.
    pub notices: Notices,
    /// Which of the sheets about the keyboard is open.
    pub sheet: RwSignal<Option<Sheet>>,
    /// Whether single keys are commands.
    pub keys: RwSignal<bool>,
    /// How many notes of colleagues each of this agent's conversations had when last heard of.
    pub noted: StoredValue<HashMap<ConversationId, usize>>,
    /// The toasts that are up.
    pub toasts: RwSignal<Vec<Toast>>,
    /// What a screen reader is told next.
    pub announced: RwSignal<String>,
    /// What is written in each composer and not sent.
    pub drafts: StoredValue<HashMap<ConversationId, String>>,
    /// Whose opening was drafted already, by conversation and since when the agent has it.
    pub drafted: StoredValue<HashSet<(ConversationId, Timestamp)>>,
    skew: StoredValue<Millis>,
    next_toast: StoredValue<u32>,
    link: StoredValue<Option<DeskLink>, LocalStorage>,
}

impl App {
    /// A screen that knows nothing yet.
    pub fn new() -> Self {
        let desk = RwSignal::new(None::<DeskView>);
        let clock = RwSignal::new(now());
        let owed = RwSignal::new(HashMap::new());
        let alarms = Memo::new(move |_| {
            let now = clock.get();
            let of = |desk: &DeskView| owed.with(|owed| service::alarms(desk, owed, now));
            desk.with(|desk| desk.as_ref().map(of).unwrap_or_default())
        });
        let (chosen, beside) = (RwSignal::new(None), RwSignal::new(Vec::new()));
        let shown = Memo::new(move |_| {
            let chosen: Option<ConversationId> = chosen.get();
            let mut shown: Vec<ConversationId> = beside.get();
            shown.extend(chosen.filter(|chosen| !shown.contains(chosen)));
            shown
        });
        let app = Self {
            auth: RwSignal::new(Auth::Looking),
            desk,
            connection: RwSignal::new(Connection::Idle),
            clock,
            open: RwSignal::new(None),
            chosen,
            beside,
            shown,
            fresh: RwSignal::new(None),
            pane: RwSignal::new(Pane::Desk),
            unread: RwSignal::new(HashMap::new()),
            attentive: RwSignal::new(true),
            owed,
            alarms,
            inbox: Inbox::new(),
            aim: RwSignal::new(None),
            notices: Notices::new(),
            sheet: RwSignal::new(None),
            keys: RwSignal::new(crate::commands::keys_wanted()),
            noted: StoredValue::new(HashMap::new()),
            transfer: RwSignal::new(None),
            taking_over: RwSignal::new(None),
            toasts: RwSignal::new(Vec::new()),
            announced: RwSignal::new(String::new()),
            drafts: StoredValue::new(HashMap::new()),
            drafted: StoredValue::new(HashSet::new()),
            skew: StoredValue::new(Millis(0)),
            next_toast: StoredValue::new(0),
            link: StoredValue::new_local(None),
        };
        set_interval(move || app.strike(), Duration::from_secs(1));
        app
    }

    /// Whether files can be sent here.
    pub fn attaches(&self) -> bool {
        self.auth.with(|auth| auth.signed_in().is_some_and(|who| who.attachments))
    }

    /// This agent's id, while signed in.
    pub fn me(&self) -> Option<AgentId> {
        self.auth.with(|auth| auth.signed_in().map(|who| who.agent.clone()))
    }

    /// Whether this agent may watch, whisper and take over.
    pub fn supervises(&self) -> bool {
        self.desk.with(|desk| desk.as_ref().is_some_and(|desk| desk.me.role >= Role::Supervisor))
    }

    /// Goes to work: connects to the desk.
    pub fn begin(&self) {
        let app = *self;
        let link = DeskLink::open(socket_url("desk"), move |told| app.told(told));
        self.link.set_value(Some(link));
    }

    /// Goes home: drops the connection and all that was shown.
    pub fn end(&self) {
        if let Some(link) = self.link.try_update_value(Option::take).flatten() {
            link.close();
        }
        self.open.set(None);
        self.chosen.set(None);
        self.beside.set(Vec::new());
        self.transfer.set(None);
        self.taking_over.set(None);
        self.sheet.set(None);
        self.desk.set(None);
        self.connection.set(Connection::Idle);
        self.pane.set(Pane::Desk);
        self.drafts.set_value(HashMap::new());
    }

    /// Tells the desk something.
    pub fn act(&self, frame: FromConsole) {
        self.link.with_value(|link| {
            if let Some(link) = link {
                link.act(frame);
            }
        });
    }

    /// Tries to reach the desk again now.
    pub fn retry(&self) {
        self.link.with_value(|link| {
            if let Some(link) = link {
                link.retry();
            }
        });
    }

    /// Opens a conversation; a narrow screen turns to `pane`.
    pub fn show(&self, conversation: ConversationId, pane: Pane) {
        if !self.beside.with_untracked(|beside| beside.contains(&conversation)) {
            self.chosen.set(Some(conversation.clone()));
        }
        self.open.set(Some(conversation));
        self.pane.set(pane);
    }

    /// Keeps a conversation in sight beside others, or no more. At most two are kept.
    pub fn keep_beside(&self, conversation: &ConversationId) {
        self.beside.update(|beside| {
            let before = beside.len();
            beside.retain(|id| id != conversation);
            if beside.len() == before && before < MAX_BESIDE {
                beside.push(conversation.clone());
            }
        });
        let shown = self.shown.get_untracked();
        if !self.open.with_untracked(|open| open.as_ref().is_some_and(|open| shown.contains(open)))
        {
            self.open.set(shown.last().cloned());
        }
    }

    /// Takes an offered conversation.
    pub fn accept(&self, conversation: ConversationId, episode: Episode) {
        self.act(FromConsole::Accept { conversation, episode });
    }

    /// Lets an offer go to the next agent.
    pub fn decline(&self, conversation: ConversationId, episode: Episode, reason: Option<String>) {
        self.act(FromConsole::Decline { conversation, episode, reason });
    }

    /// Takes a waiting conversation out of turn.
    pub fn take(&self, conversation: ConversationId, episode: Episode) {
        self.act(FromConsole::Take { conversation, episode });
    }

    /// Shows a short word for a while.
    pub fn toast(&self, text: impl Into<String>) {
        let (app, id) = (*self, self.keep_up(text.into()));
        set_timeout(move || app.dismiss(id), TOAST_LASTS);
    }

    /// Shows a word until it is dismissed.
    fn keep_up(&self, text: String) -> u32 {
        let id = self.next_toast.with_value(|id| id + 1);
        self.next_toast.set_value(id);
        self.toasts.update(|toasts| toasts.push(Toast { id, text }));
        id
    }

    /// Takes a toast down.
    pub fn dismiss(&self, id: u32) {
        self.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
    }

    /// How many things wait for this agent at the desk: offers, and conversations with unread words.
    pub fn waits_for_me(&self) -> usize {
        let offers = self.desk.with(|desk| desk.as_ref().map_or(0, |desk| desk.offers.len()));
        offers + self.unread.with(|unread| unread.values().filter(|count| **count > 0).count())
    }

    fn strike(&self) {
        self.clock.set(now() + self.skew.get_value());
    }

    fn told(&self, told: Told) {
        match told {
            Told::Frame(frame) => self.heard(*frame),
            Told::Connection(connection) => {
                self.connection.set(connection);
                if connection != Connection::Live {
                    self.refuse_transfer(None, words::desk::TRANSFER_CUT_OFF);
                }
            }
            Told::NotSent => {
                if !self.refuse_transfer(None, words::desk::NOT_CONNECTED) {
                    self.toast(words::desk::NOT_CONNECTED);
                }
            }
            Told::CheckSignIn => crate::auth::check(*self),
        }
    }

    fn heard(&self, frame: ToConsole) {
        match frame {
            ToConsole::Desk { view } => {
                self.skew.set_value(view.now - now());
                self.strike();
                self.announce_new_offers(&view);
                self.settle_transfer(&view);
                self.desk.set(Some(*view));
            }
            ToConsole::Assigned { conversation } => {
                self.fresh.set(Some(conversation.clone()));
                self.show(conversation, Pane::Talk);
            }
            ToConsole::News { conversation, news } => self.hear_news(&conversation, &news),
            ToConsole::Refused { conversation, refusal } => {
                self.refused(conversation.as_ref(), &refusal);
            }
            ToConsole::Unknown => {}
        }
    }

    /// Shows a refusal in the form that it is about, or else as a toast.
    fn refused(&self, conversation: Option<&ConversationId>, refusal: &Refusal) {
        let text = words::refusal(refusal);
        if !self.refuse_transfer(conversation, &text) {
            self.toast(text);
        }
    }

    /// Whether the form to pass on was under way, about that conversation if one is named.
    fn refuse_transfer(&self, conversation: Option<&ConversationId>, why: &str) -> bool {
        let about =
            |form: &Transfer| form.sent && conversation.is_none_or(|id| *id == form.conversation);
        let under_way = self.transfer.with_untracked(|form| form.as_ref().is_some_and(about));
        if under_way {
            self.transfer.update(|form| {
                if let Some(form) = form {
                    form.refuse(why.to_owned());
                }
            });
        }
        under_way
    }

    /// Closes the form to pass on once the desk has taken it.
    fn settle_transfer(&self, view: &DeskView) {
        let Some(before) = self.transfer.get_untracked() else { return };
        let mut form = before.clone();
        match form.settle(view) {
            Some(done) => {
                self.transfer.set(None);
                if form.sent {
                    self.toast(match done {
                        Done::Asked => words::desk::TRANSFER_BEGUN,
                        Done::Gone => words::desk::TRANSFER_GONE,
                    });
                }
            }
            None if form != before => self.transfer.set(Some(form)),
            None => {}
        }
    }

    fn hear_news(&self, conversation: &ConversationId, news: &News) {
        let customer = self.desk.with_untracked(|desk| {
            let desk = desk.as_ref()?;
            let mine = desk.mine.iter().find(|mine| mine.conversation == *conversation);
            let waits = || desk.line.iter().find(|item| item.conversation == *conversation);
            mine.and_then(|mine| mine.customer.clone())
                .or_else(|| waits().and_then(|item| item.customer.clone()))
        });
        if let Some(text) = words::desk::news(news, customer.as_ref()) {
            self.keep_up(text);
        }
    }

    fn announce_new_offers(&self, view: &DeskView) {
        let known = self.desk.with_untracked(|desk| {
            let offers = desk.iter().flat_map(|desk| &desk.offers);
            offers.map(|offer| (offer.conversation.clone(), offer.at)).collect::<HashSet<_>>()
        });
        let is_new = |offer: &&warmline_wire::OfferView| {
            !known.contains(&(offer.conversation.clone(), offer.at))
        };
        if let Some(offer) = view.offers.iter().find(is_new) {
            let tier = words::tier(offer.tier);
            self.announced.set(format!("New offer, {tier}. {}", offer.summary));
        }
    }
}

/// The address of a console's socket: `tail` is what follows `/api/v1/console/`.
pub fn socket_url(tail: &str) -> String {
    let location = window().location();
    let secure = location.protocol().is_ok_and(|protocol| protocol == "https:");
    let scheme = if secure { "wss" } else { "ws" };
    format!("{scheme}://{}/api/v1/console/{tail}", location.host().unwrap_or_default())
}

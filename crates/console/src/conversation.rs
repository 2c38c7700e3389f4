//! An open conversation: its link, and what is shown of it.

mod closing;
mod composer;
mod entry;
mod guard;
mod log;
mod notes;
mod pane;
mod replies;
mod stage;

pub(crate) use composer::{offer_buttons, take_button};
pub(crate) use pane::workspace;

use crate::app::{App, Pane};
use crate::{transfer, unread, words};
use leptos::prelude::*;
use std::time::Duration;
use warmline_model::{AgentId, CloseReason, ConversationId, Entry, Seq, Timestamp};
use warmline_session::{Agent, Connection, Delivery, Session};
use warmline_ui::files::{Place, Tray, ids};
use warmline_ui::{Link, new_client_id, now};
use warmline_wire::{AgentStage, AgentState, FromAgent, LineItem, OfferView, Refusal, Seen};

/// So many entries of a log are shown at first, and so many more with each step back.
const SHOWN: usize = 200;
const LIT_FOR: Duration = Duration::from_millis(2_200);

/// Something of this agent's that is not in the log yet.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Unsent {
    action: FromAgent,
    sending: bool,
}

/// Which form lies over the composer.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// Whether to hand back.
    HandBack,
    /// The closing words, and how the matter stands.
    Close(CloseReason, String),
    /// A note for colleagues.
    Note,
}

/// An open conversation. A copy is the same one.
#[derive(Clone, Copy)]
pub struct Talk {
    app: App,
    id: StoredValue<ConversationId>,
    entries: RwSignal<Vec<Entry>>,
    /// Where what is shown of the log begins.
    earliest: RwSignal<Seq>,
    unsent: RwSignal<Vec<Unsent>>,
    state: RwSignal<Option<AgentState>>,
    seen: RwSignal<Seen>,
    typing: RwSignal<bool>,
    connection: RwSignal<Connection>,
    draft: RwSignal<String>,
    /// The note that is written and not saved: apart from the draft, so that neither becomes the other.
    note: RwSignal<String>,
    form: RwSignal<Option<Form>>,
    lit: RwSignal<Option<Seq>>,
    /// The files for the next message.
    tray: Tray,
    /// Whether this agent leads.
    owns: Memo<bool>,
    link: StoredValue<Option<Link<Agent>>, LocalStorage>,
}

impl Talk {
    /// Opens a conversation; it closes with the reactive owner that it was opened under.
    fn open(app: App, id: ConversationId) -> Self {
        let state = RwSignal::new(None::<AgentState>);
        let owns = Memo::new(move |_| state.with(|state| owner(state.as_ref()) == app.me()));
        let kept = app.drafts.with_value(|drafts| drafts.get(&id).cloned()).unwrap_or_default();
        let talk = Self {
            app,
            id: StoredValue::new(id.clone()),
            entries: RwSignal::new(Vec::new()),
            earliest: RwSignal::new(Seq(0)),
            unsent: RwSignal::new(Vec::new()),
            state,
            seen: RwSignal::new(Seen::default()),
            typing: RwSignal::new(false),
            connection: RwSignal::new(Connection::Connecting),
            draft: RwSignal::new(kept),
            note: RwSignal::new(String::new()),
            form: RwSignal::new(None),
            lit: RwSignal::new(None),
            tray: {
                let place = files_of(&id);
                Tray::new(move || Some(place.clone()))
            },
            owns,
            link: StoredValue::new_local(None),
        };
        let link = Link::open(
            unread::config(&id),
            move |session| talk.changed(session),
            move |refusal, action| talk.refused(&refusal, action),
        );
        talk.link.set_value(Some(link.clone()));
        talk.go_to_aim();
        // Here, because the values above are gone when the owner's own cleanups run.
        let link = StoredValue::new_local(link);
        on_cleanup(move || {
            let _closed_already = link.try_with_value(Link::close);
        });
        talk
    }

    fn changed(&self, session: &Session<Agent>) {
        self.id.with_value(|id| unread::note(self.app, id, session));
        let (count, last) = (session.entries().len(), session.entries().last());
        if self.entries.with_untracked(|known| (known.len(), known.last()) != (count, last)) {
            if self.entries.with_untracked(Vec::is_empty) && count > SHOWN {
                self.earliest.set(session.entries()[count - SHOWN].seq);
            }
            self.entries.set(session.entries().to_vec());
        }
        let unsent = session.pending().iter().map(|pending| Unsent {
            action: pending.action.clone(),
            sending: pending.delivery == Delivery::Sending,
        });
        set(self.unsent, unsent.collect());
        set(self.seen, session.seen());
        set(self.typing, session.other_typing(now()));
        set(self.connection, session.connection());
        if self.state.with_untracked(|known| known.as_ref() != session.state()) {
            self.state.set(session.state().cloned());
            self.draft_opening();
        }
    }

    /// The opening drafted from the card, once for each time the conversation becomes ours.
    fn draft_opening(&self) {
        let Some((since, opening)) =
            self.state.with_untracked(|state| match state.as_ref()?.stage {
                AgentStage::Human { since, .. } => Some((since, state.as_ref()?.opening.clone())),
                _ => None,
            })
        else {
            return;
        };
        let me = self.app.me();
        if self.state.with_untracked(|state| owner(state.as_ref()) != me) {
            return;
        }
        let key = (self.id.get_value(), since);
        let first = self.app.drafted.try_update_value(|drafted| drafted.insert(key)) == Some(true);
        let spoken = self.entries.with_untracked(|entries| {
            let later = entries.iter().rev().take_while(|entry| entry.at >= since);
            later.into_iter().any(|entry| entry::is_by(entry, me.as_ref()) && entry::is_text(entry))
        });
        if first && !spoken && self.draft.with_untracked(String::is_empty) {
            self.write(opening);
        }
    }

    fn refused(&self, refusal: &Refusal, action: Option<FromAgent>) {
        match action {
            Some(FromAgent::Say { text, attachments, .. }) => {
                let newer = self.draft.get_untracked();
                self.write(match (text.is_empty(), newer.is_empty()) {
                    (true, _) => newer,
                    (false, true) => text,
                    (false, false) => format!("{text}\n{newer}"),
                });
                if !attachments.is_empty() {
                    return self.app.toast(
                        [&words::refusal(refusal), " Please attach the files again."].concat(),
                    );
                }
            }
            Some(FromAgent::Close { text, reason, .. }) => {
                self.form.set(Some(Form::Close(reason, text)));
            }
            Some(FromAgent::Note { text, .. }) => {
                self.note.update(|newer| {
                    *newer = if newer.is_empty() { text } else { format!("{text}\n{newer}") };
                });
                self.form.set(Some(Form::Note));
            }
            _ => {}
        }
        self.app.toast(words::refusal(refusal));
    }

    /// Goes to the entry that a search found, once it is there.
    fn go_to_aim(&self) {
        let talk = *self;
        Effect::new(move |_| {
            let aim = talk.app.aim.get();
            let Some((_, seq)) = aim.filter(|(id, _)| talk.id.with_value(|own| own == id)) else {
                return;
            };
            if talk.entries.with(|entries| entries.iter().any(|entry| entry.seq == seq)) {
                talk.app.aim.set(None);
                // A frame later, when the log has it too.
                request_animation_frame(move || talk.jump(seq));
            }
        });
    }

    fn with_link(&self, act: impl FnOnce(&Link<Agent>)) {
        self.link.with_value(|link| {
            if let Some(link) = link {
                act(link);
            }
        });
    }

    /// Puts words into the composer.
    fn write(&self, text: String) {
        self.app.drafts.update_value(|drafts| {
            drafts.insert(self.id.get_value(), text.clone());
        });
        set(self.draft, text);
    }

    /// Sends words, and what is in the tray.
    fn say(&self, text: String) {
        let attachments = ids(&self.tray.take());
        let say = FromAgent::Say { client_id: new_client_id(), text, attachments };
        self.with_link(|link| link.act(say));
        self.write(String::new());
    }

    /// Saves a note for colleagues; the customer never sees it.
    fn save_note(&self, text: String) {
        self.with_link(|link| link.act(FromAgent::Note { client_id: new_client_id(), text }));
        self.note.set(String::new());
        self.leave_form();
    }

    /// Puts the form away and goes back to the composer.
    fn leave_form(&self) {
        self.form.set(None);
        self.app.fresh.set(Some(self.id.get_value()));
    }

    fn hand_back(&self) {
        self.form.set(None);
        self.with_link(|link| link.act(FromAgent::HandBack { client_id: new_client_id() }));
    }

    fn close(&self, reason: CloseReason, text: String) {
        self.form.set(None);
        self.with_link(|link| {
            link.act(FromAgent::Close { client_id: new_client_id(), text, reason })
        });
    }

    /// Shows more of the log, towards its beginning.
    fn show_earlier(&self) {
        self.show_from(self.earliest.get_untracked());
    }

    /// Shows the log from somewhat before an entry on.
    fn show_from(&self, seq: Seq) {
        let from = self.entries.with_untracked(|entries| {
            let at = log::start(entries, seq).saturating_sub(SHOWN);
            entries.get(at).map(|entry| entry.seq)
        });
        if let Some(from) = from.filter(|from| *from < self.earliest.get_untracked()) {
            self.earliest.set(from);
        }
    }

    /// Shows an entry of the log and lights it up for a moment.
    pub fn jump(&self, seq: Seq) {
        let talk = *self;
        if seq < talk.earliest.get_untracked() {
            talk.show_from(seq);
        }
        talk.app.pane.set(Pane::Talk);
        talk.lit.set(Some(seq));
        // A frame later, when a narrow screen has turned to the conversation.
        request_animation_frame(move || log::bring(talk, seq));
        set_timeout(
            move || {
                let _gone = talk.lit.try_update(|lit| {
                    if *lit == Some(seq) {
                        *lit = None;
                    }
                });
            },
            LIT_FOR,
        );
    }

    /// Whether it is the one whose card is shown and whom the commands mean.
    fn is_open(&self) -> bool {
        self.id.with_value(|id| self.app.open.with(|open| open.as_ref() == Some(id)))
    }

    fn come_to_front(&self) {
        if !untrack(|| self.is_open()) {
            self.app.open.set(Some(self.id.get_value()));
        }
    }

    /// The id of an element of this conversation.
    fn element_id(&self, name: &str) -> String {
        self.id.with_value(|id| format!("{name}-{id}"))
    }

    /// How things stand, once it is known.
    pub fn state(&self) -> RwSignal<Option<AgentState>> {
        self.state
    }

    /// This conversation's offer to this agent, if there is one.
    pub fn offer(&self) -> Memo<Option<OfferView>> {
        let talk = *self;
        Memo::new(move |_| {
            let id = talk.id.get_value();
            talk.app
                .desk
                .with(|desk| desk.as_ref()?.offers.iter().find(|o| o.conversation == id).cloned())
        })
    }

    /// This conversation's place in the line, if it has one.
    pub fn place(&self) -> Memo<Option<LineItem>> {
        let talk = *self;
        Memo::new(move |_| {
            let id = talk.id.get_value();
            talk.app
                .desk
                .with(|desk| desk.as_ref()?.line.iter().find(|i| i.conversation == id).cloned())
        })
    }

    /// To whom it is being passed on, as a name for the screen, if it is this agent's.
    fn passing_to(&self) -> Option<String> {
        self.id.with_value(|id| {
            self.app.desk.with(|desk| {
                let desk = desk.as_ref()?;
                let mine = desk.mine.iter().find(|mine| mine.conversation == *id)?;
                Some(transfer::name_of(desk, mine.passing_to.as_ref()?))
            })
        })
    }

    /// The words of an entry.
    pub fn words_of(&self, seq: Seq) -> Memo<String> {
        let talk = *self;
        Memo::new(move |_| {
            talk.entries.with(|entries| {
                let entry = entries.iter().find(|entry| entry.seq == seq);
                entry.and_then(|entry| entry.body.text()).unwrap_or_default().to_owned()
            })
        })
    }

    /// Which conversation it is.
    pub fn id(&self) -> ConversationId {
        self.id.get_value()
    }

    /// When an entry was stored.
    pub fn time_of(&self, seq: Seq) -> Memo<Option<Timestamp>> {
        let talk = *self;
        Memo::new(move |_| {
            talk.entries
                .with(|entries| entries.iter().find(|entry| entry.seq == seq).map(|entry| entry.at))
        })
    }

    /// Whether this agent leads it.
    pub fn leads(&self) -> bool {
        self.owns.get()
    }

    /// Adds words at the end of what is written, and goes to the composer.
    pub fn insert(&self, words: &str) {
        let draft = self.draft.get_untracked();
        let between =
            if draft.is_empty() || draft.ends_with(char::is_whitespace) { "" } else { " " };
        self.write([&draft, between, words].concat());
        self.app.pane.set(Pane::Talk);
        self.app.fresh.set(Some(self.id.get_value()));
    }

    /// The edge's clock.
    pub fn clock(&self) -> Timestamp {
        self.app.clock.get()
    }

    /// The screen that it is open on.
    pub fn app(&self) -> App {
        self.app
    }

    /// The customer's name as the card, or until it is here the desk, knows it; or "Visitor".
    fn customer(&self) -> String {
        let on_card =
            self.state.with(|state| state.as_ref().and_then(|s| s.card.customer.name.clone()));
        let at_desk = || {
            self.id.with_value(|id| {
                self.app.desk.with(|desk| {
                    let desk = desk.as_ref()?;
                    let waits = desk.line.iter().find(|item| item.conversation == *id);
                    let mine = desk.mine.iter().find(|item| item.conversation == *id);
                    waits
                        .and_then(|item| item.customer.clone())
                        .or_else(|| mine.and_then(|item| item.customer.clone()))
                })
            })
        };
        on_card.or_else(at_desk).unwrap_or_else(|| "Visitor".into())
    }

    /// Whether it can't be shown, and trying again by itself would not help.
    pub fn has_ended(&self) -> bool {
        self.connection.with(|connection| matches!(connection, Connection::Ended(_)))
    }
}

/// Where a conversation's files are.
fn files_of(id: &ConversationId) -> Place {
    Place { url: format!("/api/v1/console/conversations/{id}/files"), token: None }
}

fn owner(state: Option<&AgentState>) -> Option<AgentId> {
    match &state?.stage {
        AgentStage::Human { agent, .. } => Some(agent.clone()),
        AgentStage::Bot | AgentStage::Waiting { .. } | AgentStage::Closed { .. } => None,
    }
}

/// Sets a signal if that changes it.
fn set<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|known| *known != value) {
        signal.set(value);
    }
}

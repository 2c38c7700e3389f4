//! What the log shows: one row per message, notice or day, from the entries and what is still on its way.

use warmline_model::{
    Alternative, Attachment, AttachmentId, Choice, ChoiceKind, Fact, Notice, Seq, Timestamp,
};
use warmline_wire::{
    FromVisitor, Seen, Source, VisitorAuthor, VisitorBody, VisitorEntry, VisitorStage,
};

/// A row. Rows with the same key are the same row, before and after it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub key: String,
    /// When it was stored; `None` while it is on its way.
    pub at: Option<Timestamp>,
    /// Whether it begins a group of the same author's.
    pub first: bool,
    /// Whether it ends one.
    pub last: bool,
    /// What it shows.
    pub what: What,
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The visitor's own words.
    Own {
        /// The words.
        text: String,
        /// The files that go with them.
        files: Vec<Attachment>,
        /// How far they have come.
        delivery: Delivery,
        /// Whether that is worth a word: the newest of the visitor's, or one that is not there yet.
        tell: bool,
        /// Whether they came by e-mail.
        by_mail: bool,
    },
    /// The other side's words.
    Theirs {
        /// Whose.
        who: Who,
        /// The words.
        text: String,
        /// The files that came with them.
        files: Vec<Attachment>,
        /// What they were drawn from.
        source: Option<Source>,
        /// The buttons below.
        offer: Option<Offer>,
    },
    /// Something that happened.
    Notice {
        /// The words.
        text: String,
        /// How it stands out.
        look: Look,
    },
    /// Another day begins.
    Day,
}

/// How something that happened stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Not much.
    Quiet,
    /// The visitor did it.
    Own,
    /// Who leads has changed, or is about to.
    Strong,
    /// It was promised, with its time.
    Promise,
}

impl Look {
    /// Its class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Quiet => "notice",
            Self::Own => "notice own",
            Self::Strong => "notice strong",
            Self::Promise => "notice promise",
        }
    }
}

/// How far the visitor's words have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Kept here until there is a connection.
    Waiting,
    /// On its way.
    Sending,
    /// Stored.
    Sent,
    /// Seen by a person.
    Seen,
}

impl Delivery {
    /// The name in `data-delivery`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Seen => "seen",
        }
    }
}

/// Who speaks to the visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The assistant.
    Bot,
    /// A named human.
    Agent(String),
    /// Warmline.
    System,
}

/// Buttons below some words.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The offer's place.
    pub seq: Seq,
    /// The buttons.
    pub choices: Vec<Choice>,
    /// Whether they can still be pressed.
    pub open: bool,
}

/// All that the rows follow from.
pub struct Known<'a> {
    /// The log.
    pub entries: &'a [VisitorEntry],
    /// What is on its way.
    pub pending: Vec<(&'a FromVisitor, Delivery)>,
    /// How things stand.
    pub state: Option<&'a VisitorStage>,
    /// Who has read how far.
    pub seen: Seen,
    /// Files that a message on its way may name.
    pub files: &'a [Attachment],
    /// A moment in words that stay true: with its day.
    pub moment: &'a dyn Fn(Timestamp) -> String,
    /// Minutes to add to a moment for the visitor's zone.
    pub zone_minutes: i64,
    /// What time it is.
    pub now: Timestamp,
}

/// How a pending action stands.
pub fn delivery(pending: warmline_session::Delivery) -> Delivery {
    match pending {
        warmline_session::Delivery::Waiting => Delivery::Waiting,
        warmline_session::Delivery::Sending => Delivery::Sending,
    }
}

/// The rows to show, in order.
pub fn rows(known: &Known<'_>) -> Vec<Row> {
    let mut rows = Vec::with_capacity(known.entries.len() + known.pending.len());
    let day = |at: Timestamp| (at.0 + known.zone_minutes * 60_000).div_euclid(86_400_000);
    let mut today = day(known.now);
    let mut after_still_waiting = false;
    for entry in known.entries {
        let Some(what) = stored(entry, known) else { continue };
        let still = matches!(entry.body, VisitorBody::Notice { notice: Notice::StillWaiting, .. });
        if still && after_still_waiting {
            // Only the newest word about the wait is worth its place.
            rows.pop();
        }
        after_still_waiting = still;
        if day(entry.at) != today {
            today = day(entry.at);
            rows.push(row(day_key(today), Some(entry.at), What::Day));
        }
        let key = entry.client_id.as_ref().map_or_else(|| seq_key(entry.seq), ToString::to_string);
        rows.push(row(key, Some(entry.at), what));
    }
    for (action, delivery) in &known.pending {
        let what = coming(action, *delivery, known);
        if let (Some(what), Some(client_id)) = (what, client_id(action)) {
            let mut key = client_id.to_owned();
            if is_partly_known(action, &what) {
                // The entry that it becomes is shown as another row: with its files.
                key.push('?');
            }
            rows.push(row(key, None, what));
        }
    }
    group(&mut rows);
    rows
}

fn row(key: String, at: Option<Timestamp>, what: What) -> Row {
    Row { key, at, first: true, last: true, what }
}

fn day_key(day: i64) -> String {
    let mut key = String::from("day");
    key.push_str(&day.to_string());
    key
}

fn seq_key(seq: Seq) -> String {
    let mut key = String::from("#");
    key.push_str(&seq.0.to_string());
    key
}

fn stored(entry: &VisitorEntry, known: &Known<'_>) -> Option<What> {
    let files = match &entry.body {
        VisitorBody::Text { attachments, .. } => attachments.as_slice(),
        _ => &[],
    };
    let own = |text: &str| {
        let seen = entry.seq <= known.seen.agent;
        let delivery = if seen { Delivery::Seen } else { Delivery::Sent };
        let by_mail = matches!(entry.body, VisitorBody::Text { by_mail: true, .. });
        let (text, files) = (text.to_owned(), files.to_vec());
        What::Own { text, files, delivery, tell: false, by_mail }
    };
    let theirs = |text: &str, source: Option<&Source>, offer: Option<Offer>| What::Theirs {
        files: files.to_vec(),
        who: match &entry.author {
            VisitorAuthor::Agent { name } => Who::Agent(name.clone()),
            VisitorAuthor::Bot => Who::Bot,
            VisitorAuthor::System | VisitorAuthor::Visitor => Who::System,
        },
        text: text.to_owned(),
        source: source.cloned(),
        offer,
    };
    Some(match &entry.body {
        VisitorBody::Text { text, .. } if entry.author == VisitorAuthor::Visitor => own(text),
        VisitorBody::Chose { label, .. } => own(label),
        VisitorBody::Text { text, .. } => theirs(text, None, None),
        VisitorBody::Answer { text, source } => theirs(text, source.as_ref(), None),
        VisitorBody::Offer { text, choices } => {
            let open = is_open(entry.seq, known);
            let offer = Offer { seq: entry.seq, choices: choices.clone(), open };
            theirs(text, None, Some(offer))
        }
        // A question is asked by somebody, and answered.
        VisitorBody::Notice { notice: Notice::WaitQuestion | Notice::WelcomeBack, text } => {
            theirs(text, None, None)
        }
        VisitorBody::Notice { notice, text } => {
            let look = match notice {
                Notice::AgentJoined | Notice::AgentLost | Notice::Transferring => Look::Strong,
                Notice::Promised | Notice::PromiseChanged => Look::Promise,
                _ => Look::Quiet,
            };
            What::Notice { text: text.clone(), look }
        }
        VisitorBody::AskedForHuman => done(ASKED),
        VisitorBody::CancelledWait => done(CANCELLED),
        VisitorBody::Corrected { text } => told(CORRECTED, text),
        VisitorBody::Struck { text } => told(STRUCK, text),
        VisitorBody::AskedFor { alternative } => done(asked_for(*alternative)?),
        VisitorBody::Rated { score } => rated(*score),
        VisitorBody::PickedSlot { slot } => picked(slot.from, known),
        VisitorBody::CancelledPromise { .. } => done(NOT_NEEDED),
        VisitorBody::Unknown => return None,
    })
}

fn coming(action: &FromVisitor, delivery: Delivery, known: &Known<'_>) -> Option<What> {
    let own = |text: &str, files| {
        let text = text.to_owned();
        What::Own { text, files, delivery, tell: false, by_mail: false }
    };
    Some(match action {
        FromVisitor::Say { text, attachments, .. } => {
            let files = named(attachments, known.files);
            let unknown = text.is_empty() && files.is_empty();
            own(if unknown { "A file" } else { text }, files)
        }
        FromVisitor::AnswerOffer { offer, choice, article, .. } => {
            own(label(*offer, *choice, article.as_deref(), known.entries)?, Vec::new())
        }
        FromVisitor::AskHuman { .. } => done(ASKED),
        FromVisitor::CancelWait { .. } => done(CANCELLED),
        FromVisitor::Choose { alternative, .. } => done(asked_for(*alternative)?),
        FromVisitor::Correct { text, .. } => told(CORRECTED, text),
        FromVisitor::Strike { fact, .. } => told(STRUCK, struck(fact, known.state)?),
        FromVisitor::Rate { score, .. } => rated(*score),
        FromVisitor::Book { slot, .. } => picked(slot.from, known),
        FromVisitor::CancelPromise { .. } => done(NOT_NEEDED),
        FromVisitor::Hello { .. }
        | FromVisitor::Trail { .. }
        | FromVisitor::Typing { .. }
        | FromVisitor::Seen { .. } => return None,
    })
}

/// The files that a message on its way names, as far as they are known: not after a reload.
fn named(ids: &[AttachmentId], files: &[Attachment]) -> Vec<Attachment> {
    ids.iter().filter_map(|id| files.iter().find(|file| file.id == *id).cloned()).collect()
}

fn is_partly_known(action: &FromVisitor, what: &What) -> bool {
    let (FromVisitor::Say { attachments, .. }, What::Own { files, .. }) = (action, what) else {
        return false;
    };
    files.len() < attachments.len()
}

const ASKED: &str = "You asked to talk to a human";
const CANCELLED: &str = "You went back to the assistant";
const NOT_NEEDED: &str = "You cancelled what was promised";

const CORRECTED: &str = "Passed on in your words: \u{201c}";
const STRUCK: &str = "Not passed on: \u{201c}";

fn told(what: &str, words: &str) -> What {
    done(&[what, words, "\u{201d}"].concat())
}

/// The words of a fact that is being struck out.
fn struck<'a>(fact: &Fact, state: Option<&'a VisitorStage>) -> Option<&'a str> {
    let Some(VisitorStage::Waiting { passing_on: Some(passing), .. }) = state else { return None };
    passing.facts.iter().find(|given| given.fact == *fact).map(|given| given.text.as_str())
}

fn picked(at: Timestamp, known: &Known<'_>) -> What {
    done(&["You chose a call: ", &(known.moment)(at)].concat())
}

fn done(text: &str) -> What {
    What::Notice { text: text.to_owned(), look: Look::Own }
}

const fn asked_for(alternative: Alternative) -> Option<&'static str> {
    match alternative {
        Alternative::Callback => Some("You asked to be called back"),
        Alternative::Email => Some("You asked for an e-mail"),
        Alternative::OnCall => Some("You asked for the person on call"),
        Alternative::SelfService => Some("You chose to try it here"),
        Alternative::Unknown => None,
    }
}

fn rated(score: u8) -> What {
    let mut text = String::from("You rated this conversation ");
    text.push(char::from(b'0' + score.min(9)));
    text.push_str(" out of 5");
    What::Notice { text, look: Look::Own }
}

fn client_id(action: &FromVisitor) -> Option<&str> {
    warmline_session::Outgoing::client_id(action).map(|id| id.as_str())
}

fn label<'a>(
    offer: Seq,
    choice: ChoiceKind,
    article: Option<&str>,
    entries: &'a [VisitorEntry],
) -> Option<&'a str> {
    let entry = entries.iter().find(|entry| entry.seq == offer)?;
    let VisitorBody::Offer { choices, .. } = &entry.body else { return None };
    let is = |c: &&Choice| c.kind == choice && c.article.as_deref() == article;
    choices.iter().find(is).map(|c| c.label.as_str())
}

/// Whether the offer's buttons can be pressed: it is the open one, and no answer is on its way.
fn is_open(seq: Seq, known: &Known<'_>) -> bool {
    let open = match known.state {
        Some(VisitorStage::Bot { open_offer, .. } | VisitorStage::Waiting { open_offer, .. }) => {
            *open_offer == Some(seq)
        }
        _ => false,
    };
    open && !known.pending.iter().any(
        |(action, _)| matches!(action, FromVisitor::AnswerOffer { offer, .. } if *offer == seq),
    )
}

/// Marks where groups begin and end, and the one own row whose delivery is told.
fn group(rows: &mut [Row]) {
    for at in 1..rows.len() {
        let together = match (&rows[at - 1].what, &rows[at].what) {
            (What::Own { .. }, What::Own { .. }) => true,
            (What::Theirs { who: a, .. }, What::Theirs { who: b, .. }) => a == b,
            _ => false,
        };
        if together {
            rows[at - 1].last = false;
            rows[at].first = false;
        }
    }
    let mut newest = true;
    for row in rows.iter_mut().rev() {
        if let What::Own { tell, delivery, .. } = &mut row.what {
            *tell = newest || *delivery == Delivery::Waiting;
            newest = false;
        }
    }
}

#[cfg(test)]
mod tests;

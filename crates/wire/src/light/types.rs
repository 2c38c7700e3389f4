//! What the visitor's widget reads and writes, type by type.

use super::{Json, Object, Read, Write, json, kinds, record, take, words};
use crate::{
    AttachmentsOn, Code, ErrorBody, FromVisitor, GivenFact, Identity, NewConversation,
    OpenConversation, Options, PassingOn, PromiseCard, Refusal, Resume, ResumeLink, Seen, Source,
    TimedChoice, ToClient, TrailItem, VisitorAuthor, VisitorBody, VisitorEntry, VisitorStage,
    VisitorState, WaitRange,
};
use warmline_model::{
    Alternative, Attachment, AttachmentId, Choice, ChoiceKind, ClientId, ConversationId, Currency,
    Day, Department, Fact, Goal, Longer, MediaType, Money, Notice, PageRef, ProductEvent,
    PromiseState, Seq, Slot, Step, Timestamp, TrailStep,
};

/// A number or a text with a name of its own.
macro_rules! wrapped {
    ($($type:ident: |$from:ident: $inner:ty| $read:expr, |$of:ident| $write:expr;)*) => {$(
        impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                let $from = <$inner>::read(json)?;
                $read
            }
        }

        impl Write for $type {
            fn write(&self, out: &mut String) {
                let $of = self;
                $write.write(out);
            }
        }
    )*};
}

wrapped! {
    Seq: |n: u64| Some(Self(n)), |seq| seq.0;
    Timestamp: |n: i64| Some(Self(n)), |at| at.0;
    ClientId: |text: String| Self::new(text).ok(), |id| id.as_str();
    AttachmentId: |text: String| Self::new(text).ok(), |id| id.as_str();
    ConversationId: |text: String| Self::new(text).ok(), |id| id.as_str();
    Department: |text: String| Self::new(&text).ok(), |name| name.as_str();
    Currency: |text: String| Self::new(&text), |currency| currency.code();
    MediaType: |text: String| Some(Self::from(text)), |kind| kind.name();
}

words!(Alternative { "callback" Callback, "email" Email, "on_call" OnCall, "self_service" SelfService, "unknown" Unknown } else Unknown);
words!(ChoiceKind { "connect" Connect, "stay" Stay, "article" Article, "unknown" Unknown } else Unknown);
words!(PromiseState {
    "open" Open, "at_risk" AtRisk, "kept" Kept, "broken" Broken, "replaced" Replaced, "unknown" Unknown,
} else Unknown);
words!(Goal {
    "refund" Refund, "replacement" Replacement, "cancel" Cancel, "change" Change, "fix" Fix, "status" Status,
    "access" Access, "document" Document, "explain" Explain, "quote" Quote, "heard" Heard,
});
words!(Notice {
    "handoff_started" HandoffStarted, "team_offline" TeamOffline, "still_waiting" StillWaiting,
    "wait_cancelled" WaitCancelled, "agent_joined" AgentJoined, "handed_back" HandedBack, "agent_lost" AgentLost,
    "closed" Closed, "wait_question" WaitQuestion, "transferring" Transferring, "promised" Promised,
    "promise_changed" PromiseChanged, "welcome_back" WelcomeBack, "unknown" Unknown,
} else Unknown);
words!(Code {
    "malformed" Malformed, "unknown_kind" UnknownKind, "unsupported_version" UnsupportedVersion,
    "too_large" TooLarge, "too_long" TooLong, "empty" Empty, "hello_first" HelloFirst, "unauthorized" Unauthorized,
    "expired" Expired, "foreign_origin" ForeignOrigin, "not_found" NotFound, "closed" Closed,
    "offer_gone" OfferGone, "not_now" NotNow, "taken" Taken, "not_yours" NotYours, "at_capacity" AtCapacity,
    "not_available" NotAvailable, "not_able" NotAble, "not_allowed" NotAllowed, "stale_epoch" StaleEpoch,
    "conflict" Conflict, "slow_down" SlowDown, "internal" Internal,
});

record!(Attachment { id, name, kind: "type", bytes, width: ?, height: ? });
record!(AttachmentsOn { on });
record!(Choice { kind, label, article: ? });
record!(Day { year: ?, month, day: ? });
record!(ErrorBody { error });
record!(GivenFact { fact, text });
record!(Identity { identity });
record!(Money { hundredths, currency });
record!(NewConversation { conversation, token, identity_refused: ? });
record!(OpenConversation { page: ?, trail: ?, zone: ?, locale: ?, identity: ? });
record!(Options { opens: ?, choices, slots: ?, booking: ? });
record!(PageRef { url, title });
record!(PassingOn { question: ?, wanted: ?, facts: ?, tried: ?, correction: ? });
record!(ProductEvent { name, attributes: ? });
record!(PromiseCard { number, kind, contact, due, slot: ?, state, ticket });
record!(Refusal { code, message, client_id: ? });
record!(Resume { code });
record!(ResumeLink { code, until });
record!(Seen { visitor, agent });
record!(Slot { from, until });
record!(Source { title, url });
record!(TimedChoice { kind, by: ? });
record!(VisitorEntry { seq, at, author, body, client_id: ? });
record!(WaitRange { low_s, high_s });

kinds!(Fact, "kind" {
    "amount" Amount { money }
    "order_number" OrderNumber { number }
    "email" Email { address }
    "phone" Phone { number }
    "date" Date { day }
    "product" Product { name }
});
kinds!(FromVisitor, "type" {
    "hello" Hello { version, after, page: ?, zone: ? }
    "say" Say { client_id, text, attachments: ? }
    "ask_human" AskHuman { client_id }
    "answer_offer" AnswerOffer { client_id, offer, choice, article: ? }
    "cancel_wait" CancelWait { client_id }
    "choose" Choose { client_id, alternative }
    "book" Book { client_id, slot }
    "cancel_promise" CancelPromise { client_id, promise }
    "correct" Correct { client_id, text }
    "strike" Strike { client_id, fact }
    "rate" Rate { client_id, score, comment: ? }
    "trail" Trail { items }
    "typing" Typing { on }
    "seen" Seen { seq }
});
kinds!(Longer, "because" {
    "urgent_ahead" UrgentAhead { more }
    "fewer_people" FewerPeople {}
    "slower_than_usual" SlowerThanUsual {}
} else Unknown);
kinds!(VisitorAuthor, "kind" {
    "visitor" Visitor {}
    "bot" Bot {}
    "agent" Agent { name }
    "system" System {}
});
kinds!(VisitorBody, "type" {
    "text" Text { text, attachments: ?, by_mail: ? }
    "asked_for_human" AskedForHuman {}
    "answer" Answer { text, source: ? }
    "offer" Offer { text, choices }
    "chose" Chose { offer, label }
    "cancelled_wait" CancelledWait {}
    "asked_for" AskedFor { alternative }
    "picked_slot" PickedSlot { slot }
    "cancelled_promise" CancelledPromise { promise }
    "corrected" Corrected { text }
    "struck" Struck { text }
    "notice" Notice { notice, text }
    "rated" Rated { score }
} else Unknown);
kinds!(VisitorStage, "stage" {
    "bot" Bot { open_offer: ?, suggest_human }
    "waiting" Waiting {
        since, position: ?, wait: ?, team_online, alternatives: ?, long: +, longer: ?, open_offer: ?,
        passing_on: ?,
    }
    "human" Human { name, department, team: +, passing_to: ? }
    "closed" Closed { can_rate }
});

impl Read for VisitorState {
    fn read(json: &Json) -> Option<Self> {
        // The stage's fields stand beside the others.
        let stage = VisitorStage::read(json)?;
        Some(Self { stage, options: take!(json, options: ?), promise: take!(json, promise: ?) })
    }
}

impl<E: Read, S: Read> Read for ToClient<E, S> {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.get("type")?.text()? {
            "welcome" => Self::Welcome {
                version: take!(json, version),
                entries: take!(json, entries),
                state: take!(json, state),
                seen: take!(json, seen),
            },
            "entry" => Self::Entry { entry: take!(json, entry) },
            "ack" => Self::Ack { client_id: take!(json, client_id), seq: take!(json, seq) },
            "state" => Self::State { state: take!(json, state) },
            "typing" => Self::Typing { on: take!(json, on) },
            "draft" => Self::Draft { to: take!(json, to), text: take!(json, text) },
            "seen" => Self::Seen { seen: take!(json, seen) },
            "refused" => Self::Refused(Refusal::read(json)?),
            _ => Self::Unknown,
        })
    }
}

impl Read for Step {
    fn read(json: &Json) -> Option<Self> {
        match json.get("page") {
            Some(page) => PageRef::read(page).map(Self::Page),
            None => ProductEvent::read(json.get("event")?).map(Self::Event),
        }
    }
}

impl Read for TrailStep {
    fn read(json: &Json) -> Option<Self> {
        Some(Self { at: take!(json, at), step: Step::read(json)? })
    }
}

impl Read for TrailItem {
    fn read(json: &Json) -> Option<Self> {
        Some(Self { ago: take!(json, ago: +), step: Step::read(json)? })
    }
}

impl Write for TrailItem {
    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.put("ago", &self.ago);
        match &self.step {
            Step::Page(page) => object.put("page", page),
            Step::Event(event) => object.put("event", event),
        }
        object.end();
    }
}

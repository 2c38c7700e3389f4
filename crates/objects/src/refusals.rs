//! The machines' refusals in the wire's codes, each with a sentence.

use warmline_handoff::conversation::Line;
use warmline_handoff::{conversation, desk};
use warmline_model::{Attachment, MAX_TEXT_CHARS, Note};
use warmline_wire::{BotAnswer, Code, Refusal, VERSION};

pub(crate) fn of_conversation(why: conversation::Refused) -> Refusal {
    use conversation::Refused as R;
    let (code, message) = match why {
        R::Empty => (Code::Empty, "a message needs some text".to_owned()),
        R::TooLong => {
            (Code::TooLong, format!("a message may have at most {MAX_TEXT_CHARS} characters"))
        }
        R::TooManyFiles => (
            Code::TooLarge,
            format!("a message may have at most {} files", Attachment::MAX_IN_MESSAGE),
        ),
        R::BadScore => (Code::Malformed, "a score is a whole number from 1 to 5".into()),
        R::OfferGone => (Code::OfferGone, "this offer does not stand any more".into()),
        R::NotNow => (Code::NotNow, "that can't be done at this point of the conversation".into()),
        R::NotYours => {
            (Code::NotYours, "only the agent who has this conversation may do that".into())
        }
        R::NoteTooLong => {
            (Code::TooLong, format!("a note may have at most {} characters", Note::MAX_CHARS))
        }
        R::NotesFull => (
            Code::NotNow,
            format!("this conversation has {} notes, as many as it holds", Note::MAX),
        ),
        R::TooManyMails => (
            Code::SlowDown,
            "this conversation got many e-mails within an hour; please write again later".into(),
        ),
        R::StaleEpoch => (
            Code::StaleEpoch,
            "someone else leads the conversation since this answer was begun".into(),
        ),
        R::Waits => (Code::NotNow, "it is handed off already, and waits for a person".into()),
        R::HumanLeads => {
            (Code::NotNow, "a person has this conversation: only they hand it back".into())
        }
        R::NotTheBots => {
            (Code::NotAllowed, "Warmline's own assistant leads here: open one with your key".into())
        }
        R::OutOfOrder => (
            Code::Malformed,
            "messages: earlier than what stands in the log already; the oldest comes first".into(),
        ),
        R::NotYet => {
            (Code::Malformed, "at: of a time that has not come; milliseconds since 1970".into())
        }
        R::TranscriptFull => {
            (Code::TooLarge, format!("a conversation takes {} messages in all", Line::MOST))
        }
        R::NoSuchDepartment => {
            (Code::Malformed, "department: the site has none of that name".into())
        }
    };
    Refusal::new(code, message)
}

pub(crate) fn of_desk(why: &desk::Refused) -> Refusal {
    use desk::Refused as R;
    let (code, message) = match why {
        R::Taken(name) => (Code::Taken, format!("{name} has this conversation already")),
        R::Gone => (Code::NotFound, "this conversation does not wait any more".into()),
        R::OfferedTo(name) => (Code::Taken, format!("this is being offered to {name} now")),
        R::AtCapacity(n) => {
            (Code::AtCapacity, format!("you have {n} conversations, as many as you take at once"))
        }
        R::NotAvailable => {
            (Code::NotAvailable, "set your status to available to take conversations".into())
        }
        R::NeedsSkill(skills) => {
            let skills: Vec<&str> = skills.iter().map(|skill| skill.as_str()).collect();
            (Code::NotAble, format!("this one needs the skill {}", skills.join(" or ")))
        }
        R::NeedsLanguage(language) => {
            (Code::NotAble, format!("this customer's language is {}", language.code()))
        }
        R::AlreadyYours => (Code::Taken, "this conversation is yours already".into()),
        R::NotYours => (Code::NotYours, "only the agent who has it may pass it on".into()),
        R::NotSupervisor => {
            (Code::NotAllowed, "only a supervisor may take a colleague's conversation".into())
        }
        R::NeedsReason(max) => {
            (Code::Malformed, format!("reason: 1 to {max} characters, for the next agent"))
        }
        R::CantTake(name, why) => (Code::NotAvailable, format!("{name} {why}")),
        R::Unknown => (Code::NotFound, "there is no such agent or department".into()),
    };
    Refusal::new(code, message)
}

/// What is wrong with an outside bot's answer, if anything.
pub(crate) fn of_answer(answer: &BotAnswer) -> Option<Refusal> {
    if answer.confidence > 100 {
        let message = "confidence: a whole number from 0 to 100";
        return Some(Refusal::new(Code::Malformed, message));
    }
    if answer.text.chars().count() > MAX_TEXT_CHARS {
        return Some(of_conversation(conversation::Refused::TooLong));
    }
    None
}

pub(crate) fn unsupported(version: u32) -> Refusal {
    Refusal::new(
        Code::UnsupportedVersion,
        format!("this edge speaks version {VERSION} of the wire, not {version}"),
    )
}

pub(crate) fn hello_first() -> Refusal {
    Refusal::new(Code::HelloFirst, "the first frame of a socket must be hello")
}

pub(crate) fn slow_down() -> Refusal {
    Refusal::new(Code::SlowDown, "too many frames at once; at most 10 a second for long")
}

//! What a console may ask of the desk, checked where it enters.

use crate::refusals;
use warmline_handoff::desk::{Event, Profile, Target};
use warmline_model::AgentId;
use warmline_wire::{Code, FromConsole, Refusal, TransferTo, VERSION, read};

/// The longest reason for letting an offer pass, in characters.
const MAX_DECLINE_REASON: usize = 200;

/// A frame as the event that it is; the first of a socket must be `hello`.
pub(super) fn event(
    agent: &AgentId,
    profile: Profile,
    greeted: bool,
    text: &str,
) -> Result<Event, Refusal> {
    let agent = agent.clone();
    Ok(match read::<FromConsole>(text)? {
        FromConsole::Hello { version } if version != VERSION => {
            return Err(refusals::unsupported(version));
        }
        FromConsole::Hello { .. } => Event::AgentCame(agent, profile),
        _ if !greeted => return Err(refusals::hello_first()),
        FromConsole::SetStatus { status } => Event::AgentSet(agent, status),
        FromConsole::Accept { conversation, episode } => {
            Event::Accepted(agent, conversation, episode)
        }
        FromConsole::Decline { conversation, episode, reason } => {
            let reason = reason.map(|words| words.trim().to_owned()).filter(|w| !w.is_empty());
            if reason.as_ref().is_some_and(|words| words.chars().count() > MAX_DECLINE_REASON) {
                let message = format!("reason: at most {MAX_DECLINE_REASON} characters");
                return Err(Refusal::new(Code::Malformed, message));
            }
            Event::Declined(agent, conversation, episode, reason)
        }
        FromConsole::Take { conversation, episode } => Event::Took(agent, conversation, episode),
        FromConsole::Transfer { conversation, episode, to, reason } => {
            let to = match to {
                TransferTo::Agent { agent } => Target::Agent(agent),
                TransferTo::Department { department } => Target::Department(department),
            };
            Event::PassedOn(agent, conversation, episode, to, reason)
        }
        FromConsole::CancelTransfer { conversation, episode } => {
            Event::KeptAfterAll(agent, conversation, episode)
        }
        FromConsole::TakeOver { conversation, episode } => {
            Event::TookOver(agent, conversation, episode)
        }
        FromConsole::Saw { conversations } => Event::Saw(agent, conversations),
        FromConsole::KeepPromise { conversation, episode, promise } => {
            Event::PromiseKept(agent, conversation, episode, promise)
        }
    })
}

//! The default words (REQUIREMENTS, section H). Only what is true now is filled in; the rest is left out.

mod opening;
mod wait;

pub use opening::opening;
pub use wait::{
    WaitWord, about, how_to_reach, promised, still_waiting, team_offline, wait_question,
};

use crate::desk::Gone;
use warmline_model::{Card, Reason, Tier, Trigger};

/// The button that takes an offer.
pub const CONNECT: &str = "Connect me";
/// The button that declines it.
pub const STAY: &str = "Stay with the assistant";

/// T1: the customer asked for a person.
pub fn asked() -> String {
    "Absolutely -- let me connect you with a team member right now. I am sharing our conversation \
     so they will have all the details you have already provided. You will not need to repeat \
     anything."
        .into()
}

/// The words when a handoff starts: T1, T3, or a shorter word where the customer took an offer.
pub fn handoff_started(reason: &Reason, tier: Tier) -> String {
    match reason.trigger {
        Trigger::Button | Trigger::Asked => asked(),
        Trigger::Policy => policy(reason.policy.as_ref().map(|p| p.name.as_str()), tier),
        Trigger::CannotDo => "That is something only a team member can do for you, so I am \
                              transferring you now with the full details of our conversation."
            .into(),
        Trigger::LowConfidence
        | Trigger::ConsecutiveLow
        | Trigger::BotFailed
        | Trigger::Frustration
        | Trigger::SameProblem
        | Trigger::ManyTurns => {
            "Thank you. I am connecting you with a team member now. They will have our whole \
             conversation, so you will not need to repeat anything."
                .into()
        }
    }
}

/// T3: a policy sends the conversation to a specialist. The default's "shortly" is left out: it would
/// promise what is not known yet.
fn policy(name: Option<&str>, tier: Tier) -> String {
    let name = name.unwrap_or("this");
    let first = match tier {
        Tier::Critical => " This is our highest priority.",
        Tier::High | Tier::Standard | Tier::Low => "",
    };
    format!(
        "For {name}, I want to make sure a specialist handles this personally. I am transferring \
         you now with the full details of our conversation.{first}"
    )
}

/// the signals of frustration reached the site's setting.
pub fn frustrated() -> String {
    "I can see this is not quite hitting the mark. Would you like me to connect you with a \
     specialist who can help?"
        .into()
}

/// The customer said that it helped.
pub fn glad() -> String {
    "I am glad that helped. Is there anything else I can help with?".into()
}

/// The customer took note, or has nothing else.
pub fn noted() -> String {
    "All right. I am here if you need anything else, and you can talk to a human whenever you like."
        .into()
}

/// What an agent will want to know and the customer has not said yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// What it is about.
    Matter,
    /// Which order or invoice.
    OrderNumber,
}

/// T4: the bot is not sure enough to answer.
pub fn low_confidence() -> String {
    "I want to give you a confident answer on this, and I think a team member can help more \
     effectively. Shall I connect you with someone who has deeper expertise in this area? I will \
     send them everything we have discussed so you can pick up right where we left off."
        .into()
}

/// T2: two unsure answers in a row.
pub fn proactive(team: &str) -> String {
    format!(
        "I want to make sure you get the best help on this. Let me bring in a specialist from our \
         {team} team who can take a closer look. They will have the full details of our \
         conversation. Would you like me to connect you now?"
    )
}

/// The bot could not answer at all.
pub fn bot_failed() -> String {
    "I could not look that up just now, and I do not want to keep you waiting for it. Shall I \
     connect you with a team member? They will see what you have written."
        .into()
}

/// A medium-confidence answer.
pub fn qualified(title: &str, answer: &str) -> String {
    format!("Based on your description, this sounds like \u{201c}{title}\u{201d}.\n\n{answer}")
}

/// The question after a medium-confidence answer.
pub fn does_it_match() -> String {
    "Does that match your situation? If not, I can connect you with a specialist.".into()
}

/// The customer declined an offer of a person.
pub fn staying() -> String {
    "All right, I am still here. Ask me anything, and you can talk to a human whenever you like."
        .into()
}

/// A greeting is answered with one.
pub fn greeting() -> String {
    "Hello! Ask me anything about your order or our products. You can talk to a human whenever you \
     like."
        .into()
}

/// Thanks are answered kindly.
pub fn welcome() -> String {
    "You are welcome! Is there anything else I can help with?".into()
}

/// The customer went back to the assistant.
pub fn wait_cancelled() -> String {
    "You are back with the assistant, and no longer in line. You can talk to a human whenever you \
     like."
        .into()
}

/// The place was given up after the visitor was away too long.
pub fn place_given_up() -> String {
    "You were away for a while, so I gave your place in line to the next person. Everything you \
     wrote is still here. Press \u{201c}Talk to a Human\u{201d} to get back in line."
        .into()
}

/// A named human joined.
pub fn agent_joined(name: &str, team: &str) -> String {
    format!("You are now connected with {name} from our {team} team.")
}

/// Another human took the conversation: passed on to them, or taken over.
pub fn agent_changed(name: &str, team: &str, before: &str, passed_on: bool) -> String {
    let joined = agent_joined(name, team);
    if passed_on {
        format!("{joined} {before} has passed on everything so far.")
    } else {
        format!("{joined} They are taking over from {before}, and have everything so far.")
    }
}

/// The human could not go on: the customer waits again.
pub fn agent_lost(gone: Gone) -> String {
    let why = match gone {
        Gone::Disconnected => "I am sorry, the connection on our side was lost.",
        Gone::Silent => "I am sorry that you have been left waiting for an answer.",
    };
    format!(
        "{why} You are back at the front of the line, and the next person will have everything so \
         far. You will not need to repeat anything."
    )
}

/// The human is bringing in a colleague or another team.
pub fn bringing_in(name: &str, whom: &str) -> String {
    format!("{name} is bringing in {whom}. They will have everything so far.")
}

/// The human passed the conversation on to a team with a line of its own.
pub fn passed_to_team(name: &str, team: &str) -> String {
    format!(
        "{name} is passing you on to our {team} team. They will have everything so far, and the \
         time you have waited counts."
    )
}

/// A team as customers read it.
pub fn our_team(team: &str) -> String {
    format!("our {team} team")
}

/// Nobody else came after all.
pub fn stays(name: &str) -> String {
    format!("{name} is staying with you.")
}

/// The human gave the conversation back.
pub fn handed_back(name: &str) -> String {
    format!(
        "{name} has handed you back to the assistant. You can talk to a human whenever you like."
    )
}

/// The conversation was closed.
pub fn closed(name: &str) -> String {
    format!("{name} has closed this conversation. If you write again, the assistant answers.")
}

/// T8: the closing words, drafted from the card.
pub fn closing(card: &Card) -> String {
    let name = card.customer.name.as_deref().map(|n| format!(", {n}")).unwrap_or_default();
    format!(
        "I am glad we could get that resolved{name}. Is there anything else I can help with today?"
    )
}

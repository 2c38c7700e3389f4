//! Every template with its default words (REQUIREMENTS, section H). One line each: when, words, fields.

use super::templates::{Field, Group, Template};

macro_rules! catalog {
    ($($name:ident $key:literal $group:ident $when:literal [$($field:expr),*] $text:literal)*) => {
        /// The words for one moment.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Words { $($name),* }

        /// All templates, in the order of the console.
        pub const CATALOG: &[Template] = &[$(Template {
            key: $key,
            group: Group::$group,
            when: $when,
            text: $text,
            fields: &[$($field),*],
        }),*];
    };
}

const fn field(name: &'static str, sample: &'static str) -> Field {
    Field { name, sample, needed: false }
}

const fn needed(name: &'static str, sample: &'static str) -> Field {
    Field { name, sample, needed: true }
}

const TEAM: Field = field("team", "Billing");
const AGENT: Field = needed("agent", "Ana");
const CUSTOMER: Field = field("customer", "Maria");
const WHY: Field = field("why", "I am sorry, this takes longer than I told you.");
const PLACE: Field = field("place", "you are number 3 in line");
const TIME: Field = needed("time", "1 hour");
const NUMBER: Field = needed("number", "3");
const CHOICES: Field = needed("choices", "call you back within 1 hour");
const CHOICE: Field =
    field("choice", "If you prefer, a team member can call you back within 1 hour.");
const CONTACT: Field = needed("contact", "maria@example.com");
const LOW: Field = needed("low", "2");
const HIGH: Field = needed("high", "4");

catalog! {
    Greeting "greeting" Assistant "The customer says hello" []
    "Hello! Ask me anything about your order or our products. You can talk to a human whenever you like."
    Qualified "qualified" Assistant "A likely answer (R-051)" [field("title", "Refunds"), needed("answer", "Refunds take 5 days.")]
    "Based on your description, this sounds like “{title}”.\n\n{answer}"
    DoesItMatch "does_it_match" Assistant "The question after a likely answer" []
    "Does that match your situation? If not, I can connect you with a specialist."
    Glad "glad" Assistant "An answer helped" []
    "I am glad that helped. Is there anything else I can help with?"
    Noted "noted" Assistant "The customer took note, or has nothing else" []
    "All right. I am here if you need anything else, and you can talk to a human whenever you like."
    Welcome "welcome" Assistant "The customer says thanks" []
    "You are welcome! Is there anything else I can help with?"

    Frustrated "frustrated" Offers "Signals of frustration (R-013)" []
    "I can see this is not quite hitting the mark. Would you like me to connect you with a specialist who can help?"
    Proactive "proactive" Offers "The same problem again, many messages, two unsure answers (T2)" [TEAM]
    "I want to make sure you get the best help on this. Let me bring in a specialist from our {team} team who can take a closer look. They will have the full details of our conversation. Would you like me to connect you now?"
    LowConfidence "low_confidence" Offers "Not sure enough to answer (T4)" []
    "I want to give you a confident answer on this, and I think a team member can help more effectively. Shall I connect you with someone who has deeper expertise in this area? I will send them everything we have discussed so you can pick up right where we left off."
    BotFailed "bot_failed" Offers "The answer could not be looked up (R-024)" []
    "I could not look that up just now, and I do not want to keep you waiting for it. Shall I connect you with a team member? They will see what you have written."
    FileSent "file_sent" Offers "The customer sends a file (R-183)" []
    "Thank you, I have kept that here. I can't look into files myself, but a team member can. Shall I connect you with one?"
    Staying "staying" Offers "The customer stays with the assistant" []
    "All right, I am still here. Ask me anything, and you can talk to a human whenever you like."

    Asked "asked" Handoff "The customer asks for a person (T1)" []
    "Absolutely -- let me connect you with a team member right now. I am sharing our conversation so they will have all the details you have already provided. You will not need to repeat anything."
    TookOffer "took_offer" Handoff "The customer takes an offer" []
    "Thank you. I am connecting you with a team member now. They will have our whole conversation, so you will not need to repeat anything."
    Policy "policy" Handoff "A policy demands it (T3)" [needed("policy", "a refund of this size")]
    "For {policy}, I want to make sure a specialist handles this personally. I am transferring you now with the full details of our conversation."
    PolicyCritical "policy_critical" Handoff "A policy demands it, critical (T3)" [needed("policy", "the security of your account")]
    "For {policy}, I want to make sure a specialist handles this personally. I am transferring you now with the full details of our conversation. This is our highest priority."
    CannotDo "cannot_do" Handoff "Only a person can do it (R-023)" []
    "That is something only a team member can do for you, so I am transferring you now with the full details of our conversation."

    AskMatter "ask_matter" Wait "In line, and nothing is known of the matter (R-042)" []
    "You are in line. While you wait: what is it about? I will pass it along, so that you need not say it twice."
    AskNumber "ask_number" Wait "In line, and the order's number is missing (R-042)" []
    "You are in line. If you have the order or invoice number at hand, write it here, and the agent can look it up before saying hello."
    TeamOffline "team_offline" Wait "Nobody is at work when the wait begins" [CHOICE]
    "Nobody from our team is online at this moment. Your place in line is kept, and the whole conversation is saved for the first person who comes online. {choice}"
    FirstWord "first_word" Wait "After 30 seconds (T6a)" [WHY, PLACE]
    "{why} Still finding the right person for you -- {place}. While you wait, is there anything else about your situation I should pass along to the agent?"
    SecondWord "second_word" Wait "After a minute (T6b)" [WHY, field("when", "A team member should be with you in about 2 to 4 minutes.")]
    "{why} Thank you for your patience. {when} All the details of our conversation are ready for them."
    LaterWord "later_word" Wait "Each half minute after" [WHY, PLACE]
    "{why} Thank you for waiting. Right now {place}."
    LongWait "long_wait" Wait "After two minutes, or when it takes longer (T6c)" [field("because", "2 more urgent conversations have to go first"), PLACE, field("choice", "Would you prefer to keep waiting, or would you like a team member to call you back within 1 hour?")]
    "I apologize for the longer wait: {because}. Right now {place}. {choice}"
    NobodyFirst "nobody_first" Wait "After 30 seconds, nobody online" [CHOICE]
    "Nobody from our team is online yet. While you wait, is there anything else about your situation I should pass along? {choice}"
    NobodyLater "nobody_later" Wait "Later, nobody online" [field("sorry", "I apologize for the longer wait."), CHOICE]
    "{sorry} Nobody from our team is online yet. You are still in line. {choice}"
    WaitCancelled "wait_cancelled" Wait "Back to the assistant (R-106)" []
    "You are back with the assistant, and no longer in line. You can talk to a human whenever you like."
    PlaceGivenUp "place_given_up" Wait "Away for too long (R-105)" []
    "You were away for a while, so I gave your place in line to the next person. Everything you wrote is still here. Press “Talk to a Human” to get back in line."
    ReachByPhone "reach_by_phone" Wait "A callback is chosen, the number missing" []
    "Which phone number can we call you back on? Write it here. Until then you keep your place in line."
    ReachByEmail "reach_by_email" Wait "An e-mail is chosen, the address missing" []
    "Which e-mail address can we write to? Write it here. Until then you keep your place in line."
    PromisedCallback "promised_callback" Wait "A callback is promised" [CONTACT, TIME]
    "A team member will call you at {contact} within {time}. They will have everything so far, so you need not wait in line. I am here if you need anything else in the meantime."
    PromisedEmail "promised_email" Wait "An e-mail is promised" [CONTACT, TIME]
    "A team member will send an e-mail to {contact} within {time}. They will have everything so far, so you need not wait in line. I am here if you need anything else in the meantime."

    AgentJoined "agent_joined" Human "A person joins (R-110)" [AGENT, TEAM]
    "You are now connected with {agent} from our {team} team."
    AgentPassedOn "agent_passed_on" Human "A colleague joins, to whom it was passed on (R-114)" [AGENT, TEAM, field("before", "Ben")]
    "You are now connected with {agent} from our {team} team. {before} has passed on everything so far."
    AgentTookOver "agent_took_over" Human "A colleague takes over (R-114)" [AGENT, TEAM, field("before", "Ben")]
    "You are now connected with {agent} from our {team} team. They are taking over from {before}, and have everything so far."
    AgentDisconnected "agent_disconnected" Human "The person's connection was lost (R-087)" []
    "I am sorry, the connection on our side was lost. You are back at the front of the line, and the next person will have everything so far. You will not need to repeat anything."
    AgentSilent "agent_silent" Human "The person did not answer (R-087)" []
    "I am sorry that you have been left waiting for an answer. You are back at the front of the line, and the next person will have everything so far. You will not need to repeat anything."
    BringingIn "bringing_in" Human "A colleague or a team is asked (R-114)" [AGENT, needed("to", "our Technical team")]
    "{agent} is bringing in {to}. They will have everything so far."
    PassedToTeam "passed_to_team" Human "Passed on to another team's line (R-114)" [AGENT, TEAM]
    "{agent} is passing you on to our {team} team. They will have everything so far, and the time you have waited counts."
    AgentStays "agent_stays" Human "Nobody else came after all" [AGENT]
    "{agent} is staying with you."
    HandedBack "handed_back" Human "Given back to the assistant (R-113)" [AGENT]
    "{agent} has handed you back to the assistant. You can talk to a human whenever you like."
    ClosedByBot "closed_by_bot" Human "A bot of another maker closes it" []
    "This conversation is closed. If you write again, the assistant answers."
    Closed "closed" Human "Closed" [AGENT]
    "{agent} has closed this conversation. If you write again, the assistant answers."
    Opening "opening" Human "The agent's first words, drafted (T5)" [CUSTOMER, AGENT, TEAM, field("matter", "I can see you have been asking why you were charged twice."), field("tried", "I can also see that “Refunds” did not help."), field("wish", "I understand that you would like a refund.")]
    "Hi {customer}, I am {agent} from our {team} team. {matter} {tried} {wish} Let me take it from here."
    ClosingSolved "closing_solved" Human "The agent's last words, drafted: solved (T8)" [CUSTOMER]
    "I am glad we could get that resolved, {customer}. Is there anything else I can help with today?"

    ClosingFollowUp "closing_follow_up" Human "The agent's last words, drafted: something is still to be done" [CUSTOMER]
    "Thank you, {customer}. We still have something to do here, and you need not repeat anything: if you write again, we have our whole conversation."
    ClosingNotSolved "closing_not_solved" Human "The agent's last words, drafted: not solved" [CUSTOMER]
    "I am sorry that I could not solve this for you, {customer}. If you want to come back to it, write here: we will have our whole conversation."
    ClosingNoReply "closing_no_reply" Human "The agent's last words, drafted: the customer is silent" [CUSTOMER]
    "I have not heard from you for a while, {customer}, so I am closing this for now. Write here whenever you like: we will have our whole conversation."
    ClosingNotForUs "closing_not_for_us" Human "The agent's last words, drafted: not for this team" []
    "I am closing this conversation, because it is not something that our team can help with."

    PlaceNext "place_next" Parts "The customer is next" []
    "you are next in line"
    PlaceNumber "place_number" Parts "The place in line" [NUMBER]
    "you are number {number} in line"
    PlaceUnknown "place_unknown" Parts "The place is not known" []
    "you are in line"
    WaitKnown "wait_known" Parts "The wait, where it is known" [needed("wait", "about 2 to 4 minutes")]
    "A team member should be with you in {wait}."
    WaitUnknown "wait_unknown" Parts "Instead, where only the place is known" [PLACE]
    "Right now {place}."
    WaitUnderAMinute "wait_under_a_minute" Parts "A wait" []
    "less than a minute"
    WaitUnder "wait_under" Parts "A wait" [HIGH]
    "less than {high} minutes"
    WaitAbout "wait_about" Parts "A wait" [HIGH]
    "about {high} minutes"
    WaitBetween "wait_between" Parts "A wait" [LOW, HIGH]
    "about {low} to {high} minutes"
    Longer "longer" Parts "The wait grew" [needed("because", "2 more urgent conversations have to go first")]
    "I am sorry, this takes longer than I told you: {because}."
    OneUrgent "one_urgent" Parts "Why it grew" []
    "one more urgent conversation has to go first"
    MoreUrgent "more_urgent" Parts "Why it grew" [NUMBER]
    "{number} more urgent conversations have to go first"
    FewerPeople "fewer_people" Parts "Why it grew" []
    "fewer people of our team are available than before"
    Slower "slower" Parts "Why it grew" []
    "the conversations before yours take longer than usual"
    Sorry "sorry" Parts "A long wait, nobody online" []
    "I apologize for the longer wait."
    IfYouPrefer "if_you_prefer" Parts "Instead of waiting" [CHOICES]
    "If you prefer, a team member can {choices}."
    WaitOr "wait_or" Parts "Instead of waiting, after a long wait" [CHOICES]
    "Would you prefer to keep waiting, or would you like a team member to {choices}?"
    WaitOrBack "wait_or_back" Parts "After a long wait, nothing else to choose" []
    "You can keep waiting, or go back to the assistant at any time."
    BackAnyTime "back_any_time" Parts "Nobody online, nothing else to choose" []
    "You can go back to the assistant at any time."
    ByCallback "by_callback" Parts "A choice" [TIME]
    "call you back within {time}"
    ByEmail "by_email" Parts "A choice" [TIME]
    "e-mail you within {time}"
    Or "or" Parts "Between two choices" []
    ", or "
    WriteNumber "write_number" Parts "A callback is chosen, the number still missing" []
    "To be called back instead, write your phone number here."
    WriteAddress "write_address" Parts "An e-mail is chosen, the address still missing" []
    "To get an e-mail instead, write your address here."
    Minute "minute" Parts "A time" [] "1 minute"
    Minutes "minutes" Parts "A time" [NUMBER] "{number} minutes"
    Hour "hour" Parts "A time" [] "1 hour"
    Hours "hours" Parts "A time" [NUMBER] "{number} hours"
    Day "day" Parts "A time" [] "1 day"
    Days "days" Parts "A time" [NUMBER] "{number} days"
    OurTeam "our_team" Parts "A team" [needed("team", "Technical")]
    "our {team} team"
}

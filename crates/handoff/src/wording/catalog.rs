//! Every template with its default words (REQUIREMENTS, section H). One line each: when, words, fields.

use super::templates::{Field, Group, Holds, Template};

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
    Field { name, sample, needed: false, holds: Holds::Plain }
}

const fn needed(name: &'static str, sample: &'static str) -> Field {
    Field { name, sample, needed: true, holds: Holds::Plain }
}

/// Made of other templates.
const fn parts(field: Field) -> Field {
    Field { holds: Holds::Parts, ..field }
}

/// A time, which is said from a record only.
const fn time(name: &'static str, sample: &'static str) -> Field {
    Field { name, sample, needed: true, holds: Holds::Time }
}

const TEAM: Field = field("team", "Billing");
const AGENT: Field = needed("agent", "Ana");
const CUSTOMER: Field = field("customer", "Maria");
const WHY: Field = parts(field("why", "I am sorry, this takes longer than I told you."));
const PLACE: Field = field("place", "you are number 3 in line");
const TIME: Field = time("time", "1 hour");
const WHEN: Field = time("when", "tomorrow at 13:00");
const CLOCK: Field = time("clock", "13:00");
const SPAN: Field = time("number", "3");
const TICKET: Field = needed("ticket", "T-7KQ2-M9XA");
const OPTIONS: Field = parts(field(
    "options",
    "Here are your options: (1) I can create a priority ticket, and someone will reach out by tomorrow at 13:00.",
));
const NUMBER: Field = needed("number", "3");
const CHOICES: Field = parts(needed("choices", "call you back within 1 hour"));
const CHOICE: Field =
    parts(field("choice", "If you prefer, a team member can call you back within 1 hour."));
const CONTACT: Field = needed("contact", "maria@example.com");
const LOW: Field = time("low", "2");
const HIGH: Field = time("high", "4");

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
    PassedOnAfterHours "passed_on_after_hours" Handoff "A handoff outside the hours (R-131)" []
    "I am passing this on to our team with our whole conversation, so you will not need to repeat anything."
    PolicyAfterHours "policy_after_hours" Handoff "A policy demands it, outside the hours (T3, R-131)" [needed("policy", "a refund of this size")]
    "For {policy}, I want to make sure a specialist handles this personally. I am passing on the full details of our conversation."
    Mailed "mailed" Handoff "The customer writes by e-mail (R-132)" []
    "Your e-mail is here, and goes to our team with everything you have written before."
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
    SecondWord "second_word" Wait "After a minute (T6b)" [WHY, parts(field("when", "A team member should be with you in about 2 to 4 minutes."))]
    "{why} Thank you for your patience. {when} All the details of our conversation are ready for them."
    LaterWord "later_word" Wait "Each half minute after" [WHY, PLACE]
    "{why} Thank you for waiting. Right now {place}."
    LongWait "long_wait" Wait "After two minutes, or when it takes longer (T6c)" [field("because", "2 more urgent conversations have to go first"), PLACE, parts(field("choice", "Would you prefer to keep waiting, or would you like a team member to call you back within 1 hour?"))]
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

    AfterHours "after_hours" AfterHours "Nobody is at work outside the hours (T7)" [parts(field("again", "It is at work again tomorrow at 09:00.")), OPTIONS]
    "Our team is currently offline, but I want to make sure this gets handled. {again} I have saved all the details of our conversation. {options}"
    AfterHoursAgain "after_hours_again" AfterHours "Two minutes later, nothing chosen" [OPTIONS]
    "Our team is still offline, and everything you wrote is saved. {options}"
    OpensAgain "opens_again" AfterHours "A part: when the team is at work again" [WHEN]
    "It is at work again {when}."
    Options "options" AfterHours "A part: the options (T7)" [parts(needed("options", "(1) I can create a priority ticket, and someone will reach out by tomorrow at 13:00."))]
    "Here are your options: {options} Which would you prefer?"
    OptionTicket "option_ticket" AfterHours "An option" [WHEN]
    "I can create a priority ticket, and someone will reach out by e-mail, {when} at the latest."
    OptionCall "option_call" AfterHours "An option" []
    "I can schedule a call at a time that works for you."
    OptionOnCall "option_on_call" AfterHours "An option, for critical matters only (Z-6)" []
    "If this is urgent, I can alert our on-call team now."
    OptionSelfService "option_self_service" AfterHours "An option, where the site has self-service (R-135)" []
    "I can try to sort it out with you here, with our own system."
    WhichOption "which_option" AfterHours "An answer that names no option" [OPTIONS]
    "Thank you, I have noted that for the team. {options}"
    AskEmail "ask_email" AfterHours "A ticket is chosen, the address missing (R-132)" []
    "Which e-mail address can we write to?"
    BadEmail "bad_email" AfterHours "What was written is no e-mail address" []
    "I could not read that as one e-mail address. It looks like name@example.com: one @ sign, and a dot after it. Could you write it once more? Nothing is lost."
    AskName "ask_name" AfterHours "A ticket is chosen, the name missing (R-132)" []
    "Thank you. What is your name? If you would rather not say, write “no”."
    AskPhone "ask_phone" AfterHours "A call is chosen, the number missing" []
    "Which phone number can we call you on?"
    BadPhone "bad_phone" AfterHours "What was written is no phone number" []
    "I could not read that as a phone number. Could you write it with all its digits, such as +49 30 1234567? Nothing is lost."
    FreeTimes "free_times" AfterHours "A call can be chosen (R-133)" [parts(needed("times", "(1) tomorrow at 09:00 (2) tomorrow at 09:30"))]
    "These times are free: {times}. Which one works for you?"
    FreeTime "free_time" AfterHours "A part: a time that is free" [time("time", "tomorrow at 09:00")]
    "{time}"
    SlotGone "slot_gone" AfterHours "Somebody else has that time" []
    "I am sorry, somebody else has just booked that time."
    NoTimes "no_times" AfterHours "No call can be booked" [OPTIONS]
    "I am sorry, there is no free time for a call that I could offer you now. {options}"
    CallsEnough "calls_enough" AfterHours "The customer has as many calls booked as one person may have" [OPTIONS]
    "You already have two calls booked with us, so I can't book another one. If you no longer need one of them, please cancel it, and its time is free again. {options}"
    TicketMade "ticket_made" AfterHours "A ticket was made (R-132)" [TICKET, CONTACT, WHEN]
    "Your ticket number is {ticket}. A team member will write to {contact}, {when} at the latest. They will have everything so far."
    TicketByDefault "ticket_by_default" AfterHours "Nothing was chosen, and the address is known" [TICKET, CONTACT, WHEN]
    "So that this is not lost, I have made a ticket of it: {ticket}. A team member will write to {contact}, {when} at the latest. You can choose something else at any time by asking for a person."
    CallBooked "call_booked" AfterHours "A call was booked (R-133)" [TICKET, CONTACT, WHEN]
    "Your call is booked: a team member will call you at {contact} {when}. Your ticket number is {ticket}, and they will have everything so far."
    CallReminder "call_reminder" AfterHours "Before a booked call (R-133)" [TICKET, CONTACT, WHEN]
    "A reminder: a team member will call you at {contact} {when}. Your ticket number is {ticket}."
    CallOff "call_off" AfterHours "A booked call does not take place (R-133)" [TICKET, WHEN]
    "The call {when} does not take place: it was cancelled, or something else took its place. Your ticket number is {ticket}. Write to us whenever you like."
    CallingOnCall "calling_on_call" AfterHours "Whoever is on call is being alerted" []
    "I am alerting our on-call team now."
    OnCallAlerted "on_call_alerted" AfterHours "Whoever is on call was alerted (R-134)" [WHEN]
    "I have alerted our on-call team. Someone will join this conversation {when} at the latest."
    OnCallComing "on_call_coming" AfterHours "Somebody on call answered" [needed("name", "Ana")]
    "{name} from our on-call team has seen this and is on the way."
    OnCallUnanswered "on_call_unanswered" AfterHours "Nobody on call could be reached" [OPTIONS]
    "I am sorry, I could not reach anyone on call. {options}"
    PromiseCancelled "promise_cancelled" AfterHours "The customer cancels what was promised" []
    "That is cancelled. I am here if you need anything else, and you can talk to a human whenever you like."
    BrokenEmail "broken_email" AfterHours "An e-mail that was promised was not sent in time (R-136)" [WHEN]
    "I am sorry: you were to have our e-mail {when}, and we did not keep that."
    BrokenCall "broken_call" AfterHours "A call that was promised was not made in time (R-136)" [WHEN]
    "I am sorry: we were to call you {when}, and we did not keep that."
    BrokenOnCall "broken_on_call" AfterHours "Nobody on call joined in time (R-136)" [WHEN]
    "I am sorry: somebody was to join you {when}, and nobody has."
    WelcomeBack "welcome_back" AfterHours "The customer is back after a while (R-140)" [CUSTOMER, parts(field("issue", "I see you were chatting with us about “Where is my order?”.")), parts(field("promise", "An agent is scheduled to follow up with you by e-mail, tomorrow at 13:00 at the latest.")), parts(field("more", "Would you like to add any details to your request, or is there something else I can help with?"))]
    "Welcome back, {customer}. {issue} {promise} {more}"
    WelcomeIssue "welcome_issue" AfterHours "A part: what it was about" [needed("issue", "Where is my order?")]
    "I see you were chatting with us about “{issue}”."
    WelcomeEmail "welcome_email" AfterHours "A part: an e-mail is promised" [WHEN]
    "An agent is scheduled to follow up with you by e-mail, {when} at the latest."
    WelcomeCall "welcome_call" AfterHours "A part: a call is promised" [WHEN]
    "An agent is scheduled to call you {when}."
    WelcomeOnCall "welcome_on_call" AfterHours "A part: somebody is to join" [WHEN]
    "Someone from our on-call team is to join you here {when} at the latest."
    WelcomeMore "welcome_more" AfterHours "A part: and now?" []
    "Would you like to add any details to your request, or is there something else I can help with?"
    OfferSelfService "offer_self_service" SelfService "Words mean something that the customer can do here (R-135)" []
    "I can try to do that for you here, with our own system. What would you like?"
    WhichAction "which_action" SelfService "Self-service is chosen (R-135)" []
    "I can try these for you here, with our own system. Which one is it?"
    AskOrderNumber "ask_order_number" SelfService "A number is missing" []
    "Which order, booking or invoice is it about? Please write its number."
    BadOrderNumber "bad_order_number" SelfService "What was written is no number" []
    "I could not find a number in that. It stands on your confirmation and has digits in it. Could you write just the number? Nothing is lost."
    AskAccountEmail "ask_account_email" SelfService "The e-mail address is missing" []
    "Which e-mail address is it registered with?"
    AskAccountPhone "ask_account_phone" SelfService "The phone number is missing" []
    "Which phone number is it registered with?"
    AskDate "ask_date" SelfService "A date is missing" []
    "Which date is it about? Please write it like 2026-11-30."
    BadDate "bad_date" SelfService "What was written is no date" []
    "I could not read that as a date. Could you write it like 2026-11-30, the year first? Nothing is lost."
    SelfServiceGivenUp "self_service_given_up" SelfService "The question was not answered" []
    "That is no problem. You can write it another time, or talk to a human whenever you like."
    SelfServiceRuns "self_service_runs" SelfService "Our own system is asked" []
    "Thank you. I am asking our system."
    SelfServiceSays "self_service_says" SelfService "Our own system answered" [needed("answer", "Your parcel is with the carrier."), field("action", "Where is my order?")]
    "Our system says about “{action}”:\n\n{answer}"
    SelfServiceRefuses "self_service_refuses" SelfService "Our own system says that it can't be done" [needed("answer", "There is no order with this number."), field("action", "Where is my order?")]
    "Our system could not do that. It says about “{action}”:\n\n{answer}"
    DidThatResolve "did_that_resolve" SelfService "The question after that (R-135)" []
    "Did that resolve your issue, or would you like me to arrange a follow-up with our team?"
    SelfServiceFailed "self_service_failed" SelfService "Our own system gave no answer" []
    "I am sorry, our system could not do that. Nothing you wrote is lost. Would you like me to try once more, or to arrange a follow-up with our team?"
    SelfServiceUnsure "self_service_unsure" SelfService "Whether it was done is not known" []
    "I am sorry, our system did not answer, so I can not say whether it was done. I have not tried it again. Would you like me to try once more, or to arrange a follow-up with our team?"
    SelfServiceEnough "self_service_enough" SelfService "Our own system was asked often in this conversation" []
    "I have asked our system several times now. Please try it again later, or talk to a human whenever you like."
    SelfServiceSolved "self_service_solved" SelfService "The customer says that it is solved" []
    "I am glad that helped. I have closed this conversation as solved. If you write again, the assistant answers."
    LetterSubject "letter_subject" AfterHours "The subject of e-mails to the customer" [TICKET]
    "Your request {ticket}"

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

    AnswerSubject "answer_subject" Human "The subject of agents' words by e-mail (R-132)" [AGENT, TEAM]
    "{agent} has answered you"
    LetterBegins "letter_begins" Human "Before agents' words by e-mail" [CUSTOMER, AGENT, TEAM]
    "{agent} from our {team} team writes:"
    LetterEnds "letter_ends" Human "Under agents' words by e-mail" []
    "You can simply answer this e-mail, or go on in the chat on our website. Your answer comes to the same conversation."
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
    WaitKnown "wait_known" Parts "The wait, where it is known" [time("wait", "about 2 to 4 minutes")]
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
    AtToday "at_today" Parts "A time" [CLOCK] "today at {clock}"
    AtTomorrow "at_tomorrow" Parts "A time" [CLOCK] "tomorrow at {clock}"
    AtDay "at_day" Parts "A time" [time("day", "Monday"), CLOCK] "on {day} at {clock}"
    Monday "monday" Parts "A day" [] "Monday"
    Tuesday "tuesday" Parts "A day" [] "Tuesday"
    Wednesday "wednesday" Parts "A day" [] "Wednesday"
    Thursday "thursday" Parts "A day" [] "Thursday"
    Friday "friday" Parts "A day" [] "Friday"
    Saturday "saturday" Parts "A day" [] "Saturday"
    Sunday "sunday" Parts "A day" [] "Sunday"
    Minute "minute" Parts "A time" [] "1 minute"
    Minutes "minutes" Parts "A time" [SPAN] "{number} minutes"
    Hour "hour" Parts "A time" [] "1 hour"
    Hours "hours" Parts "A time" [SPAN] "{number} hours"
    Day "day" Parts "A time" [] "1 day"
    Days "days" Parts "A time" [SPAN] "{number} days"
    OurTeam "our_team" Parts "A team" [needed("team", "Technical")]
    "our {team} team"
}

//! The table of all fields of the settings, and the words owners read beside them.

pub mod destinations;
mod inner;

mod on_call;

pub use inner::{
    ACTION, AGENT, ARTICLE, BANDS, CALENDAR, DEPARTMENT, HOURS, MODEL, POLICY, SOURCE, TIER,
};
pub use on_call::{CONTACT, ON_CALL, ROTA};

use crate::field::Kind::{
    Actions, Calendars, Choice, Currency, DepartmentHours, Departments, Destinations, Duration,
    Hours, Model, Number, OnCall, Percent, Policies, Secret, Sources, Switch, Templates, Text,
    Tiers, TopicBands, Words,
};
use crate::field::{Choices, Field, Kind};
use warmline_wire::settings::Section;

/// The fifteen languages.
pub const LANGUAGES: Choices = &[
    ("en", "English"),
    ("es", "Spanish"),
    ("pt", "Portuguese"),
    ("fr", "French"),
    ("de", "German"),
    ("it", "Italian"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("tr", "Turkish"),
    ("ja", "Japanese"),
    ("zh", "Chinese"),
    ("ko", "Korean"),
    ("ar", "Arabic"),
    ("hi", "Hindi"),
    ("ru", "Russian"),
];
/// The four tiers.
pub const TIERS: Choices =
    &[("critical", "Critical"), ("high", "High"), ("standard", "Standard"), ("low", "Low")];
/// What messages are about.
pub const TOPICS: Choices = &[
    ("billing_refund", "Refunds and charges"),
    ("account_security", "Account security"),
    ("cancellation", "Cancellation"),
    ("complaint", "Complaints"),
    ("legal", "Legal"),
    ("health_safety", "Health and safety"),
    ("enterprise_pricing", "Offers for companies"),
];
/// The trades that set how sure the assistant has to be.
pub const PROFILES: Choices = &[
    ("ecommerce", "Shop, or anything else"),
    ("healthcare", "Healthcare"),
    ("insurance", "Insurance"),
    ("financial", "Banking and payments"),
    ("internal_it", "A company's own help desk"),
];
/// What an agent may do.
pub const ROLES: Choices = &[
    ("agent", "Agent: serves customers"),
    ("supervisor", "Supervisor: also watches and takes over"),
    ("owner", "Owner: also changes these settings"),
];
const ASSISTANTS: Choices = &[
    ("knowledge", "Warmline, from your knowledge base"),
    ("external", "Your own bot, over the API"),
];
const fn field(name: &'static str, label: &'static str, kind: Kind, help: &'static str) -> Field {
    Field { name, label, help, kind }
}

/// All fields of sections, in the order in which they are shown.
pub static ALL: &[Field] = &[
    field("name", "Company name", Text, "Customers read it at the top of the chat."),
    field(
        "language",
        "Language of your site",
        Choice(LANGUAGES),
        "Every agent is taken to speak it. Customers who write in another language go to somebody who speaks theirs.",
    ),
    field(
        "origins",
        "Sites with the chat",
        Words { off: None },
        "The addresses of your pages, one a line, as in https://www.example.com. The chat opens only there.",
    ),
    field(
        "currency",
        "Currency",
        Currency,
        "Of sums that name none, as in \u{201c}I want my 250 back\u{201d}.",
    ),
    field(
        "products",
        "Product names",
        Words { off: None },
        "One a line. They are recognised in messages and stand on the card that agents read.",
    ),
    field(
        "profile",
        "Your trade",
        Choice(PROFILES),
        "Decides how sure the assistant has to be. Each figure below can be changed by itself.",
    ),
    field(
        "answer_from",
        "Answers plainly from",
        Percent,
        "From this confidence on, the assistant gives its answer as it is.",
    ),
    field(
        "refuse_below",
        "Offers a person below",
        Percent,
        "Below this confidence, it gives no answer and offers a person. Between the two it answers, asks whether that was it, and offers a person.",
    ),
    field(
        "consecutive_below",
        "Two answers in a row below",
        Percent,
        "Two answers in a row that are less sure than this: a person is offered.",
    ),
    field(
        "consent_after",
        "Silence counts as yes after",
        Duration { off: Some("never") },
        "When a person was offered and the customer says nothing for so long, they are connected. 5 s to 10 min.",
    ),
    field(
        "topic_bands",
        "Other figures for a topic",
        TopicBands,
        "Questions about these topics can have figures of their own. Fill in both, or neither.",
    ),
    field(
        "frustration_from",
        "Frustration",
        Number { unit: "points", low: 5, high: 60 },
        "A person is offered from this score on. A plain sign of frustration is 10 points, strong language 15, urgency 5; a calm message halves the score.",
    ),
    field(
        "same_problem_from",
        "The same problem again",
        Number { unit: "times", low: 1, high: 10 },
        "A person is offered when a customer states the same problem this often after an answer.",
    ),
    field(
        "turns_from",
        "Many messages",
        Number { unit: "messages", low: 2, high: 100 },
        "A person is offered after so many messages without an end.",
    ),
    field(
        "human_words",
        "More words for a person",
        Words { off: None },
        "Asking for a person is understood in 15 languages. Add what your customers call them, one a line, as in: concierge.",
    ),
    field(
        "not_human_words",
        "No request for a person",
        Words { off: None },
        "Words with which a message asks for no person, one a line, as in: human resources.",
    ),
    field(
        "action_words",
        "More that only people can do",
        Words { off: None },
        "Words for what the assistant can't do, one a line. Such requests are handed over.",
    ),
    field(
        "not_action_words",
        "No such request",
        Words { off: None },
        "Words with which a message is none of those, one a line.",
    ),
    field(
        "vip_tiers",
        "Plans that come first",
        Words { off: Some("none") },
        "Customers with these plans are served sooner. One a line, as your server tells them.",
    ),
    field(
        "vip_priority",
        "How urgent they are",
        Choice(TIERS),
        "Any of their handoffs is at least so urgent.",
    ),
    field(
        "policies",
        "Policies",
        Policies,
        "Messages that always go straight to a person, whatever the assistant knows.",
    ),
    field("departments", "Departments", Departments, "Who works on what."),
    field(
        "hours",
        "Your teams have hours",
        Hours,
        "For each day, the times at which they work, one a line: 09:00-12:30. One that ends past midnight belongs to the day on which it begins: 22:00-06:00. A whole day is 00:00-24:00; nothing is closed.",
    ),
    field(
        "department_hours",
        "Hours of single departments",
        DepartmentHours,
        "For teams that work at other times.",
    ),
    field("on_call", "On call", OnCall, "Who is alerted for what can\u{2019}t wait."),
    field(
        "pagerduty_secret",
        "Secret of PagerDuty\u{2019}s webhook",
        Secret,
        "So that acknowledging in PagerDuty counts here. Set up a webhook (V3) there for incident.acknowledged and incident.resolved, to this address followed by /api/v1/sites/YOUR-SITE/hooks/pagerduty. Stored at the edge and never shown again.",
    ),
    field("tiers", "Windows and clocks", Tiers, "Four tiers, from the most urgent to the least."),
    field(
        "near_breach",
        "Warn when so much of a clock's time is used",
        Percent,
        "The clock turns to amber for agents and supervisors.",
    ),
    field(
        "deep_after",
        "Long conversations",
        Duration { off: None },
        "An agent all of whose conversations are older than this is asked after the others.",
    ),
    field(
        "fresh_for",
        "Just done",
        Duration { off: None },
        "An agent who closed a conversation within this time is asked first.",
    ),
    field(
        "gone_after",
        "Gone",
        Duration { off: None },
        "When an agent's last console is gone for so long, their customers go to the front of the line. 5 s to 1 h.",
    ),
    field(
        "callback_within",
        "Callback within",
        Duration { off: Some("not offered") },
        "Promised to customers who would rather be called than wait; counted while their team works. 1 min to 7 days.",
    ),
    field(
        "email_within",
        "E-mail within",
        Duration { off: Some("not offered") },
        "Promised to customers who would rather have an e-mail; counted while their team works. 1 min to 7 days.",
    ),
    field(
        "keep_place",
        "Keeps a place for",
        Duration { off: None },
        "A customer who leaves the page keeps their place in the line for so long. Up to 24 h.",
    ),
    field("assistant", "Who answers first", Choice(ASSISTANTS), "Until a person does."),
    field(
        "bot_timeout",
        "An answer may take",
        Duration { off: None },
        "After that it counts as failed, and a person is offered. 1 s to 2 min.",
    ),
    field(
        "llm",
        "Language model",
        Model,
        "Puts your articles into words that fit the question. Without one, the article is quoted.",
    ),
    field(
        "self_service",
        "What customers can do here",
        Actions,
        "Through endpoints of your own. Each is asked once; what it says is shown to the customer as your system's words, and stands on the card.",
    ),
    field(
        "templates",
        "What customers read",
        Templates,
        "Change any of these texts. What stands in braces is filled in.",
    ),
    field(
        "sources",
        "Systems that know your customers",
        Sources,
        "Asked as soon as it is known who a customer is; what they answer stands on the card.",
    ),
    field(
        "destinations",
        "Systems that are told",
        Destinations,
        "Each gets the card when something happens that it wants; letters to customers leave here too.",
    ),
    field(
        "inbound_address",
        "Address for answers",
        Text,
        "Where customers' answers to e-mails come in: help@in.example.com, at most 8 small letters before the @, or @in.example.com. Empty: no thread by e-mail.",
    ),
    field(
        "mail_when_away",
        "Agents' words by e-mail",
        Switch,
        "To customers who are not in the chat, where their address was promised or confirmed by you.",
    ),
    field(
        "call_length",
        "A call takes",
        Duration { off: None },
        "Calls are offered one after the other, in your hours. 5 min to 4 h.",
    ),
    field(
        "calls_at_once",
        "Calls at the same time",
        Number { unit: "calls", low: 1, high: 50 },
        "How many each department can make at once.",
    ),
    field(
        "call_notice",
        "Booked at the latest",
        Duration { off: None },
        "So long before it begins. Up to 7 days.",
    ),
    field(
        "call_days",
        "Days ahead",
        Number { unit: "days", low: 1, high: 60 },
        "How far ahead customers can book.",
    ),
    field(
        "calendars",
        "Calendars",
        Calendars,
        "No call is offered while one of these is busy. A calendar that could not be read for a day counts as busy.",
    ),
];

/// A section's name in the menu, and what it is about.
pub fn about(section: Section) -> (&'static str, &'static str) {
    match section {
        Section::Company => ("Company", "Who you are, and where the chat may open."),
        Section::Confidence => {
            ("Confidence", "How sure the assistant has to be before it answers.")
        }
        Section::Triggers => ("Triggers", "What else brings in a person."),
        Section::Policies => ("Policies", "What always goes to a person."),
        Section::Departments => ("Departments", "Your teams, and who may stand in for whom."),
        Section::Hours => ("Hours", "When your teams work. Without hours, always."),
        Section::OnCall => {
            ("On call", "Who is alerted for what can\u{2019}t wait until your team is back.")
        }
        Section::Calls => ("Calls", "When customers can book to be called."),
        Section::Tiers => ("Tiers", "How soon each customer is to be served."),
        Section::Desk => ("Desk", "How conversations are given out, and what is promised."),
        Section::Assistant => ("Assistant", "Who answers before a person does."),
        Section::Templates => ("Texts", "What customers read when they are handed over."),
        Section::Sources => {
            ("Customer profiles", "Where agents' cards get what you know about a customer.")
        }
        Section::Destinations => ("Destinations", "Which of your systems hear what happens here."),
        Section::SelfService => {
            ("Self-service", "What customers can do by themselves: see an order, reset a password.")
        }
        Section::Mail => ("E-mail", "A conversation goes on by e-mail when its customer has left."),
    }
}

/// The field of a section that is called so.
pub fn top(name: &str) -> Option<&'static Field> {
    ALL.iter().find(|field| field.name == name)
}

/// What a path is called, and what it holds: "Tiers' clocks", "High", "Over by".
pub fn named(path: &str) -> (String, Option<&'static Field>) {
    let mut parts = path.split(['.', '[']).map(|part| part.trim_end_matches(']'));
    let first = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let Some(outer) = top(first).filter(|_| !rest.is_empty()) else {
        let alone = top(first).or_else(|| AGENT.iter().chain(ARTICLE).find(|f| f.name == first));
        return (alone.map_or(first, |field| field.label).to_owned(), alone);
    };
    let (inner, names): (&'static [Field], Choices) = match outer.kind {
        Kind::OnCall => match rest.first() {
            Some(&"contacts") => (CONTACT, &[]),
            Some(&"rotas") => (ROTA, &[]),
            _ => (ON_CALL, &[]),
        },
        Kind::Policies => (POLICY, &[]),
        Kind::Departments => (DEPARTMENT, &[]),
        Kind::Sources => (SOURCE, &[]),
        Kind::Calendars => (CALENDAR, &[]),
        Kind::Actions => (ACTION, &[]),
        Kind::Hours | Kind::DepartmentHours => (HOURS, &[]),
        Kind::Tiers => (TIER, TIERS),
        Kind::TopicBands => (BANDS, TOPICS),
        Kind::Model => (MODEL, &[]),
        _ => (&[], &[]),
    };
    let last = rest.last().copied().unwrap_or_default();
    if outer.kind == Kind::Destinations
        && let [id, within @ ..] = &rest[..]
        && let Some(field) = destinations::within(&within.join("."))
    {
        return ([outer.label, ", ", id, ", ", field.label].concat(), Some(field));
    }
    let field = inner.iter().find(|field| field.name == last);
    let mut label = outer.label.to_owned();
    for part in &rest {
        let word = crate::field::label(names, part);
        let word = word.or_else(|| inner.iter().find(|f| f.name == *part).map(|f| f.label));
        label.extend([", ", word.unwrap_or(part)]);
    }
    (label, field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_in_the_words_of_the_form() {
        assert_eq!(named("answer_from").0, "Answers plainly from");
        assert_eq!(named("tiers.high.resolution").0, "Windows and clocks, High, Over by");
        assert_eq!(named("policies[legal].words").0, "Policies, legal, Words");
        assert_eq!(named("topic_bands.legal.answer_from").1.map(|f| f.kind), Some(Kind::Percent));
        assert_eq!(named("hours.week.friday").0, "Your teams have hours, week, Friday");
        assert_eq!(named("capacity").0, "Conversations at once");
        assert_eq!(named("something_new").0, "something_new");
    }

    #[test]
    fn every_field_has_a_label_and_no_name_is_there_twice() {
        for table in [
            ALL, ACTION, POLICY, SOURCE, CALENDAR, DEPARTMENT, HOURS, TIER, BANDS, MODEL, AGENT,
            ARTICLE, CONTACT, ROTA, ON_CALL,
        ] {
            for (at, field) in table.iter().enumerate() {
                assert!(!field.label.is_empty(), "{}", field.name);
                assert!(table.iter().skip(at + 1).all(|other| other.name != field.name));
            }
        }
    }
}

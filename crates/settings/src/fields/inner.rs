//! The tables of what has fields of its own: policies, departments, tiers, systems, accounts, articles.

use super::{LANGUAGES, ROLES, TIERS, TOPICS, field};
use crate::field::Kind::{
    Choice, Department, Duration, Exceptions, Json, Long, Money, Number, Pairs, Percent, Secret,
    Several, Switch, Text, Words,
};
use crate::field::{Choices, Field, Kind};

const PROVIDERS: Choices = &[
    ("open_ai", "OpenAI, or a server that speaks like it"),
    ("anthropic", "Anthropic"),
    ("workers_ai", "Cloudflare Workers AI"),
];

const METHODS: Choices = &[("GET", "GET"), ("POST", "POST")];

/// The fields of a policy.
pub static POLICY: &[Field] = &[
    field(
        "name",
        "Name",
        Text,
        "Customers read it after \u{201c}For\u{2026}\u{201d}, as in: For a refund of this size, I want a specialist to see to it.",
    ),
    field(
        "words",
        "Words",
        Words { off: Some("none") },
        "One a line. A star stands for up to three words, as in: order for * shop. Policies that come with Warmline have words of their own; what you write takes their place.",
    ),
    field("topics", "Topics", Several(TOPICS), "Or messages about these."),
    field("amount_over", "Only sums over", Money, "As in: 250 EUR."),
    field(
        "customer_tiers",
        "Only customers with these plans",
        Words { off: Some("none") },
        "One a line.",
    ),
    field(
        "customer_for_days",
        "Only customers for at least",
        Number { unit: "days", low: 0, high: 100_000 },
        "By what your server says of them.",
    ),
    field("tier", "How urgent", Choice(TIERS), ""),
    field("department", "Goes to", Department, ""),
];

/// The fields of a system that knows customers.
pub static SOURCE: &[Field] = &[
    field("name", "Name", Text, "Agents read it on the card, as in: Orders."),
    field(
        "url",
        "Address",
        Text,
        "Begins with https. {customer.id} and {customer.email} are filled in behind the host.",
    ),
    field("method", "Asked by", Choice(METHODS), "GET, if nothing is chosen."),
    field("headers", "Headers", Pairs, "One a line, as in: Authorization: Bearer {secret}."),
    field(
        "secret",
        "Secret",
        Secret,
        "Stands for {secret} in a header. Stored at the edge and never shown again.",
    ),
    field("body", "Body", Long, "Only for POST, with the same names in braces as the address."),
    field(
        "answers",
        "Fields of the answer",
        Json,
        "Which part of the answer is what, as in: {\"name\": \"customer.full_name\"}.",
    ),
    field(
        "facts",
        "Other facts",
        Json,
        "By the label that agents read, as in: {\"Loyalty points\": \"points\"}.",
    ),
    field(
        "deadline",
        "Waited for",
        Duration { off: None },
        "Later, agents read that it did not answer. 800 ms, if nothing is written.",
    ),
    field(
        "cache",
        "Used again for",
        Duration { off: None },
        "So long, the same customer is not asked for twice. 5 min, if nothing is written.",
    ),
    field(
        "unverified",
        "Also by an address that was only typed",
        Switch,
        "Whoever types somebody\u{2019}s e-mail address brings up their data for the agent. Off is safer.",
    ),
];

const NEEDS: Choices = &[
    ("order_number", "A number: order, booking, invoice"),
    ("email", "E-mail address"),
    ("phone", "Phone number"),
    ("date", "Date"),
];
const FOR_WHOM: Choices = &[
    ("verified", "Customers you vouch for"),
    ("address_on_record", "Anybody: it writes only to the address on record"),
    ("anybody", "Anybody: it is no secret and changes nothing"),
];

/// The fields of something that customers can do by themselves.
pub static ACTION: &[Field] = &[
    field("name", "Name", Text, "Customers read it on a button, as in: Where is my order?"),
    field(
        "phrases",
        "Words that mean it",
        Words { off: None },
        "One a line. A star stands for up to three words, as in: track * order.",
    ),
    field("needs", "Asks for", Several(NEEDS), "One after the other, if it is not known yet."),
    field(
        "for_whom",
        "For whom",
        Choice(FOR_WHOM),
        "Customers you vouch for, if nothing is chosen: those whom your server names.",
    ),
    field(
        "changes",
        "Changes something",
        Switch,
        "As a reset or another appointment does. Whether it was done is then asked before it is tried again.",
    ),
    field("url", "Endpoint", Text, "Begins with https. It is asked by POST, with JSON."),
    field(
        "secret",
        "Signing secret",
        Secret,
        "whsec_ and 24 to 64 bytes in base64, as Standard Webhooks has it. Stored at the edge and never shown again.",
    ),
    field(
        "deadline",
        "Waited for",
        Duration { off: None },
        "Half a second to 15 s. 5 s, if nothing is written.",
    ),
];

/// The fields of a calendar.
pub static CALENDAR: &[Field] = &[
    field("name", "Name", Text, "For yourself, as in: Team calendar."),
    field(
        "address",
        "Address",
        Secret,
        "Where your calendar can be read as iCalendar (.ics), beginning with https. Stored at the edge and never shown again.",
    ),
    field(
        "department",
        "Counts for",
        Department,
        "Calls of this department only; otherwise of all.",
    ),
];

/// The fields of a department.
pub static DEPARTMENT: &[Field] = &[
    field("name", "Name", Text, "Customers read \u{201c}our \u{2026} team\u{201d}."),
    field(
        "skills",
        "Skills",
        Words { off: Some("none: anybody can") },
        "An agent needs one of these. One a line: small letters, digits, - and _.",
    ),
    field(
        "others_after",
        "Others may help after",
        Duration { off: None },
        "When a customer has waited so long, anybody may be asked. Up to 24 h.",
    ),
    field(
        "skilled_only",
        "Never to others",
        Switch,
        "As long as somebody of the team has a skill that is needed, nobody else is asked.",
    ),
    field(
        "own_desk",
        "A desk of its own",
        Switch,
        "For very large teams: its conversations and agents are kept apart from the others.",
    ),
];

/// The fields of hours.
pub static HOURS: &[Field] = &[
    field(
        "zone",
        "Time zone",
        Text,
        "The clock of a place, as in Europe/Berlin or America/New_York.",
    ),
    field("monday", "Monday", SPANS, ""),
    field("tuesday", "Tuesday", SPANS, ""),
    field("wednesday", "Wednesday", SPANS, ""),
    field("thursday", "Thursday", SPANS, ""),
    field("friday", "Friday", SPANS, ""),
    field("saturday", "Saturday", SPANS, ""),
    field("sunday", "Sunday", SPANS, ""),
    field(
        "exceptions",
        "Other days",
        Exceptions,
        "Holidays, one a line, as in: 12-25 Christmas Day. With a year, it is that day only; with hours, it is open then: 2026-12-31 09:00-13:00 Stocktaking. A night shift that began the day before is worked to its end.",
    ),
];
const SPANS: Kind = Words { off: None };

/// The fields of a tier.
pub static TIER: &[Field] = &[
    field(
        "first_response",
        "First words due",
        Duration { off: None },
        "By when a person has written.",
    ),
    field("resolution", "Over by", Duration { off: None }, "By when it is to be solved."),
    field(
        "reading_window",
        "Time to read the card",
        Duration { off: None },
        "Before an answer to the offer is due. Up to 15 s.",
    ),
    field(
        "offer_stands",
        "An offer stands for",
        Duration { off: None },
        "Then the next agent is asked.",
    ),
    field(
        "silent_after",
        "An agent may be silent for",
        Duration { off: None },
        "Then a colleague takes over.",
    ),
    field(
        "behind",
        "Goes behind by",
        Duration { off: None },
        "Whoever waited that much longer than a critical one goes first.",
    ),
];

/// The figures of a topic.
pub static BANDS: &[Field] = &[
    field("answer_from", "Answers plainly from", Percent, ""),
    field("refuse_below", "Offers a person below", Percent, ""),
];

/// The fields of a language model.
pub static MODEL: &[Field] = &[
    field("provider", "Provider", Choice(PROVIDERS), ""),
    field("model", "Model", Text, "Its name, as the provider spells it."),
    field(
        "base_url",
        "Address",
        Text,
        "Only for another server than the provider's own, as in https://models.example/v1.",
    ),
    field(
        "key",
        "Name of its key",
        Text,
        "The key itself is a secret of your deployment, in no setting and no browser: MAIN here is the secret WARMLINE_LLM_KEY_MAIN.",
    ),
    field(
        "first_word",
        "First word within",
        Duration { off: None },
        "Later, the article is quoted instead. 5 s, if nothing is written.",
    ),
    field(
        "whole_answer",
        "Whole answer within",
        Duration { off: None },
        "Up to 25 s. 20 s, if nothing is written.",
    ),
];

/// The fields of an agent's account.
pub static AGENT: &[Field] = &[
    field("name", "Name", Text, "Customers see it."),
    field(
        "agent",
        "Short name",
        Text,
        "For links and records: letters, digits, - and _. It can't be changed later.",
    ),
    field("role", "Role", Choice(ROLES), ""),
    field("department", "Team", Department, ""),
    field("capacity", "Conversations at once", Number { unit: "", low: 1, high: 20 }, ""),
    field(
        "skills",
        "More skills",
        Words { off: None },
        "Besides their team's work. One a line: small letters, digits, - and _.",
    ),
    field("languages", "More languages", Several(LANGUAGES), "Besides the language of your site."),
];

/// The fields of an article.
pub static ARTICLE: &[Field] = &[
    field("title", "Title", Text, "The question it answers, or what it is about."),
    field("category", "Category", Text, "Lists are grouped by it."),
    field("url", "Page", Text, "Where customers can read more, as in /help/#delivery."),
    field("answer", "Answer", Long, "What the assistant says. The first sentences matter most."),
    field(
        "phrasings",
        "How customers ask",
        Words { off: None },
        "One a line. The more ways, the surer the assistant finds it.",
    ),
];

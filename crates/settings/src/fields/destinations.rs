//! The tables of the systems that packages and letters go to: what is entered for each.

use super::field;
use crate::field::Kind::{Choice, Secret, Several, Switch, Text};
use crate::field::{Choices, Field};

/// The systems.
pub const SYSTEMS: Choices = &[
    ("zendesk", "Zendesk"),
    ("freshdesk", "Freshdesk"),
    ("intercom", "Intercom"),
    ("hubspot", "HubSpot"),
    ("slack", "Slack"),
    ("pagerduty", "PagerDuty"),
    ("twilio", "Twilio SMS"),
    ("whatsapp", "WhatsApp Cloud"),
    ("resend", "E-mail by Resend"),
    ("postmark", "E-mail by Postmark"),
    ("cloudflare", "E-mail by Cloudflare"),
    ("webhook", "A webhook of your own"),
];
/// How messages get to Slack.
pub const SLACK_WAYS: Choices =
    &[("webhook", "An incoming webhook"), ("bot", "An app with a bot token")];
const REGIONS: Choices = &[("us", "United States"), ("eu", "European Union"), ("au", "Australia")];
const TWO_REGIONS: Choices = &[("us", "United States"), ("eu", "European Union")];
const HAPPENED: Choices = &[
    ("handed_off", "Handed off to a person"),
    ("ticket", "A ticket was made"),
    ("callback", "A call back was booked"),
    ("on_call", "Whoever is on call is needed"),
    ("closed", "The conversation ended"),
];

/// What stands above the system.
pub static DESTINATION: &[Field] = &[field("name", "Name", Text, "Only your team reads it.")];

/// What it gets.
pub static USES: &[Field] = &[
    field(
        "wants",
        "It is told when",
        Several(HAPPENED),
        "Later news becomes a note on the same ticket.",
    ),
    field(
        "contact",
        "May know how to reach the customer",
        Switch,
        "Off: e-mail addresses and telephone numbers are left out, within texts too.",
    ),
    field(
        "letters",
        "Carries letters to customers",
        Switch,
        "Confirmations, invitations and reminders. E-mail, SMS and WhatsApp only; the first one that can is used.",
    ),
];

const TOKEN: Field =
    field("system.token", "API token", Secret, "Stored at the edge and never shown again.");
const API_KEY: Field =
    field("system.api_key", "API key", Secret, "Stored at the edge and never shown again.");
const FROM: Field =
    field("system.from", "Sender", Text, "An address at a domain that is set up at the service.");
const TO: Field = field(
    "system.to",
    "Your team\u{2019}s address",
    Text,
    "Gets the notes. Not needed where it only carries letters.",
);

static ZENDESK: &[Field] = &[
    field("system.subdomain", "Subdomain", Text, "acme of acme.zendesk.com."),
    field("system.email", "Agent\u{2019}s e-mail address", Text, "Whose token it is."),
    TOKEN,
];
static FRESHDESK: &[Field] = &[
    field("system.domain", "Domain", Text, "acme of acme.freshdesk.com."),
    API_KEY,
    field(
        "system.requester",
        "Requester without an address",
        Text,
        "An address of yours, for customers whose own is not known.",
    ),
];
static INTERCOM: &[Field] = &[
    field("system.region", "Region", Choice(REGIONS), "United States, if nothing is chosen."),
    TOKEN,
    field("system.ticket_type", "Ticket type", Text, "Its id."),
    field("system.admin", "Teammate", Text, "The id of who writes the notes."),
    field(
        "system.contact",
        "Contact without an address",
        Text,
        "An address of yours, for customers whose own is not known.",
    ),
];
static HUBSPOT: &[Field] = &[
    TOKEN,
    field("system.pipeline", "Pipeline", Text, "Its id; 0 is the one that each account has."),
    field("system.stage", "Stage", Text, "The id of the stage in which tickets begin."),
    field(
        "system.key_property",
        "Key property",
        Text,
        "The internal name of a text property of tickets that requires unique values, such as warmline_key.",
    ),
];
static SLACK_WEBHOOK: &[Field] = &[field(
    "system.way.address",
    "Address of the webhook",
    Secret,
    "Begins with https://hooks.slack.com/. It is a secret itself, and never shown again.",
)];
static SLACK_BOT: &[Field] = &[
    field("system.way.token", "Bot token", Secret, "With the right chat:write. Never shown again."),
    field("system.way.channel", "Channel", Text, "Its id."),
];
static PAGERDUTY: &[Field] = &[
    field("system.region", "Region", Choice(TWO_REGIONS), "United States, if nothing is chosen."),
    field(
        "system.routing_key",
        "Integration key",
        Secret,
        "Of a service with the Events API v2. Never shown again.",
    ),
];
static TWILIO: &[Field] = &[
    field("system.account", "Account", Text, "Begins with AC."),
    field("system.key_id", "API key", Text, "Begins with SK."),
    field(
        "system.secret",
        "Secret of the key",
        Secret,
        "Stored at the edge and never shown again.",
    ),
    field("system.from", "Sender", Text, "A number with + and country, or a messaging service."),
    field("system.to", "Your team\u{2019}s number", Text, "Gets the notes, as in +15551234567."),
];
static WHATSAPP: &[Field] = &[
    field("system.phone_number_id", "Phone number id", Text, "Of your business."),
    TOKEN,
    field("system.to", "Your team\u{2019}s number", Text, "Gets the notes, as in +15551234567."),
    field("system.template.name", "Template for your team", Text, "Two variables: words, link."),
    field("system.template.language", "Its language", Text, "As in en_US."),
    field("system.letter_template.name", "Template for letters", Text, "One variable: the words."),
    field("system.letter_template.language", "Language of that", Text, "As in en_US."),
];
static RESEND: &[Field] = &[API_KEY, FROM, TO];
static POSTMARK: &[Field] = &[
    TOKEN,
    field("system.stream", "Message stream", Text, "outbound is the one that each server has."),
    FROM,
    TO,
];
static CLOUDFLARE: &[Field] =
    &[field("system.account", "Account", Text, "Its id."), TOKEN, FROM, TO];
static WEBHOOK: &[Field] = &[
    field("system.address", "Address", Text, "Begins with https, on a public name."),
    field(
        "system.secret",
        "Secret",
        Secret,
        "whsec_ and 24 to 64 bytes in base64, as in Standard Webhooks. Never shown again.",
    ),
    field(
        "system.secret_before",
        "The secret before",
        Secret,
        "While you replace one, both sign. Remove it then.",
    ),
];

/// What is entered for a system; `way` is how messages get to Slack.
pub fn entered(system: &str, way: &str) -> &'static [Field] {
    match system {
        "zendesk" => ZENDESK,
        "freshdesk" => FRESHDESK,
        "intercom" => INTERCOM,
        "hubspot" => HUBSPOT,
        "slack" if way == "bot" => SLACK_BOT,
        "slack" => SLACK_WEBHOOK,
        "pagerduty" => PAGERDUTY,
        "twilio" => TWILIO,
        "whatsapp" => WHATSAPP,
        "resend" => RESEND,
        "postmark" => POSTMARK,
        "cloudflare" => CLOUDFLARE,
        "webhook" => WEBHOOK,
        _ => &[],
    }
}

/// The field at a place within a destination, as faults and the log name it.
pub fn within(rest: &str) -> Option<&'static Field> {
    let own = DESTINATION.iter().chain(USES).find(|field| field.name == rest);
    let all = SYSTEMS.iter().flat_map(|(system, _)| ["", "bot"].map(|way| entered(system, way)));
    own.or_else(|| all.flatten().find(|field| field.name == rest))
}

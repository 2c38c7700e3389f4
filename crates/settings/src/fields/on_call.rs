//! The tables of whoever is on call: contacts, rotas, and what holds for all of them.

use super::field;
use crate::field::Kind::{Choice, Duration, Number, StandIns, Text, Words};
use crate::field::{Choices, Field};

const DAYS: Choices = &[
    ("monday", "Every Monday"),
    ("tuesday", "Every Tuesday"),
    ("wednesday", "Every Wednesday"),
    ("thursday", "Every Thursday"),
    ("friday", "Every Friday"),
    ("saturday", "Every Saturday"),
    ("sunday", "Every Sunday"),
];

/// The lists first, then what holds for all.
pub static ON_CALL: &[Field] = &[
    field("contacts", "Contacts", Text, "Whoever can be alerted."),
    field("rotas", "Rotas", Text, "Who of them when: one rota for all teams, or one for some."),
    field(
        "backup",
        "Backup",
        Text,
        "The short name of whoever is alerted if the first does not answer. Nothing: the next of the rota.",
    ),
    field(
        "acknowledge_within",
        "The backup is alerted after",
        Duration { off: None },
        "When nobody acknowledged within this time. 1 min to 1 h; 5 min, if nothing is written.",
    ),
    field(
        "joins_within",
        "Customers are told",
        Duration { off: None },
        "Within this time somebody joins. Longer than the time before; up to 24 h; 15 min, if nothing is written.",
    ),
    field(
        "hourly_alerts",
        "Alerts an hour",
        Number { unit: "for each contact", low: 1, high: 60 },
        "More are not sent: the next is asked instead. Several conversations within two minutes are one alert. 6, if nothing is written.",
    ),
];

/// The fields of a contact.
pub static CONTACT: &[Field] = &[
    field("name", "Name", Text, "Customers read it when they acknowledge: Ana is on her way."),
    field(
        "destination",
        "Alerted by",
        Text,
        "The short name of one of your destinations: PagerDuty, SMS, WhatsApp, e-mail or a webhook.",
    ),
    field(
        "to",
        "Their number or address",
        Text,
        "For SMS, WhatsApp and e-mail: a number as in +4915112345678, or an e-mail address. Without it, the destination\u{2019}s own is used, and the text has no link to acknowledge.",
    ),
    field(
        "agent",
        "Their account",
        Text,
        "The short name of their account here, if they have one: then customers read that account\u{2019}s name.",
    ),
];

/// The fields of a rota.
pub static ROTA: &[Field] = &[
    field("name", "Name", Text, "For you."),
    field(
        "departments",
        "Only for these teams",
        Words { off: None },
        "Short names of departments, one a line. Nothing: for all that no other rota names.",
    ),
    field(
        "contacts",
        "In turns",
        Words { off: None },
        "Short names of contacts, one a line. After the last comes the first again.",
    ),
    field(
        "zone",
        "Time zone",
        Text,
        "The clock of a place, as in Europe/Berlin or America/New_York.",
    ),
    field("day", "The next takes over", Choice(DAYS), "If nothing is chosen, every day."),
    field("at", "At", Text, "A time of day, as in 09:00."),
    field(
        "from",
        "The first begins on",
        Text,
        "A day, as in 2026-11-23; at the time above. Before, nobody is on call.",
    ),
    field(
        "overrides",
        "Stand-ins",
        StandIns,
        "One a line, as in: 2026-12-24 09:00 to 2026-12-26 09:00 ben. With nobody behind it, nobody is on call then.",
    ),
];

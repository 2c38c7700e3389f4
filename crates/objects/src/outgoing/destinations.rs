//! Where a site's packages go, as its owner set it up: which systems, what each of them wants, and their secrets.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeSet;
use warmline_handoff::Settings;
use warmline_handoff::conversation::Conversation;
use warmline_model::{ConversationId, Happened, Letter, Timestamp};
use warmline_outgoing::{Call, Destination, Fault, Key, Kind, Package};
use warmline_wire::settings::FieldFault;

/// How many destinations a site may have.
pub const MAX_DESTINATIONS: usize = 20;
/// The longest id and name, in characters.
const MAX_ID: usize = 40;
const MAX_NAME: usize = 80;

/// A destination of a site's packages. It serializes with its secrets: for storage in the site's object, and on its
/// way to the object that delivers. Owners see [`Self::shown`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DestinationSetting {
    /// Its short name, one for each of the site's destinations.
    pub id: String,
    /// What the team calls it.
    pub name: String,
    /// Which system, and what is entered for it.
    #[serde(serialize_with = "with_secrets", deserialize_with = "strictly")]
    pub system: Destination,
    /// What it gets a package for.
    #[serde(default)]
    pub wants: BTreeSet<Happened>,
    /// Whether it may get the customer's e-mail address and telephone number.
    #[serde(default)]
    pub contact: bool,
    /// Whether letters to customers go by it: e-mail, SMS or WhatsApp.
    #[serde(default)]
    pub letters: bool,
}

/// What a secret is replaced by.
enum Instead {
    Itself,
    Whether,
}

fn written(system: &Destination, instead: &Instead) -> Value {
    let mut value = serde_json::to_value(system).unwrap_or_default();
    for (name, secret) in system.secrets() {
        let at = if value.get("way").is_some() { "/way" } else { "" };
        let Some(fields) = value.pointer_mut(at).and_then(Value::as_object_mut) else { continue };
        let shown = match instead {
            Instead::Itself => secret.reveal().into(),
            Instead::Whether if secret.is_empty() => Value::Null,
            Instead::Whether => true.into(),
        };
        fields.insert(name.to_owned(), shown);
    }
    value
}

fn with_secrets<S: Serializer>(system: &Destination, serializer: S) -> Result<S::Ok, S::Error> {
    written(system, &Instead::Itself).serialize(serializer)
}

/// Reads a system; a name that is none of its fields' is a fault, for it would change nothing.
fn strictly<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Destination, D::Error> {
    let given = Value::deserialize(deserializer)?;
    let read: Destination = serde_json::from_value(given.clone()).map_err(D::Error::custom)?;
    let known = serde_json::to_value(&read).map_err(D::Error::custom)?;
    match unknown(&given, &known) {
        Some(name) => Err(D::Error::custom(format!("there is no such setting: {name}"))),
        None => Ok(read),
    }
}

fn unknown(given: &Value, known: &Value) -> Option<String> {
    let (Value::Object(given), Value::Object(known)) = (given, known) else { return None };
    given.iter().find_map(|(name, value)| match known.get(name) {
        None => Some(name.clone()),
        Some(known) => unknown(value, known).map(|below| format!("{name}.{below}")),
    })
}

impl DestinationSetting {
    /// As owners see it: `true` in place of a secret, null where none is stored.
    pub fn shown(&self) -> Value {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        value["system"] = written(&self.system, &Instead::Whether);
        value
    }

    /// Whether it gets a package for this.
    pub fn wants(&self, happened: Happened) -> bool {
        self.wants.contains(&happened)
    }

    /// Whether a letter to this address goes by it: an e-mail address, or a telephone number.
    pub fn carries(&self, address: &str) -> bool {
        let mail = address.contains('@');
        self.letters
            && if mail { is_mail(self.system.kind()) } else { is_phone(self.system.kind()) }
    }

    /// Where its secrets go: what is entered for one place is not sent to another.
    pub(crate) fn place(&self) -> (Kind, &str) {
        let place = match &self.system {
            Destination::Zendesk(to) => to.subdomain.as_str(),
            Destination::Freshdesk(to) => to.domain.as_str(),
            Destination::Webhook(to) => to.address.split('/').nth(2).unwrap_or_default(),
            _ => "",
        };
        (self.system.kind(), place)
    }

    /// The address that is called, by which its host can be checked.
    ///
    /// # Errors
    /// What is not right of what was entered.
    pub(crate) fn address(&self) -> Result<String, Fault> {
        let request = self.system.request(
            &self.sample()?,
            &Key::of(&["sample"]),
            &Call::Create,
            Timestamp(0),
        )?;
        Ok(request.address().to_owned())
    }

    /// Something to check the entries with.
    fn sample(&self) -> Result<Package, Fault> {
        let conversation = ConversationId::new("sample")
            .map_err(|error| Fault { field: "conversation", why: error.to_string() })?;
        let to = if is_phone(self.system.kind()) { "+4915112345678" } else { "mira@shop.example" };
        let letter = Letter {
            to: to.to_owned(),
            subject: "Sample".to_owned(),
            text: "Sample".to_owned(),
            invite: None,
            ..Letter::default()
        };
        // A destination for letters alone needs no address of the team's.
        let only_letters = self.letters && self.wants.is_empty();
        Ok(Package {
            happened: Happened::HandedOff,
            at: Timestamp(0),
            site: "Sample".to_owned(),
            conversation,
            link: "https://warmline.example/console/".to_owned(),
            ticket: None,
            promised: None,
            card: Conversation::new(Settings::default()).card().clone(),
            letter: only_letters.then_some(letter),
            invite: None,
        })
    }
}

const fn is_mail(kind: Kind) -> bool {
    matches!(kind, Kind::Resend | Kind::Postmark | Kind::Cloudflare)
}

const fn is_phone(kind: Kind) -> bool {
    matches!(kind, Kind::Twilio | Kind::WhatsApp)
}

/// All that is wrong with a site's destinations, each with its place.
pub(crate) fn check(all: &[DestinationSetting]) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let mut fault = |field: String, message: &str| {
        faults.push(FieldFault { field, message: message.to_owned() });
    };
    if all.len() > MAX_DESTINATIONS {
        fault("destinations".into(), &format!("at most {MAX_DESTINATIONS}"));
    }
    let mut ids = BTreeSet::new();
    for (n, one) in all.iter().enumerate() {
        let at = |field: &str| format!("destinations[{n}].{field}");
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if one.id.is_empty() || one.id.len() > MAX_ID || !one.id.chars().all(plain) {
            fault(at("id"), "1 to 40 small letters, digits and -");
        } else if !ids.insert(&one.id) {
            fault(at("id"), "another destination has this one already");
        }
        if one.name.trim().is_empty() || one.name.chars().count() > MAX_NAME {
            fault(at("name"), "1 to 80 characters");
        }
        let kind = one.system.kind();
        if one.letters && !is_mail(kind) && !is_phone(kind) {
            fault(at("letters"), "letters go by e-mail, SMS or WhatsApp only");
        }
        if let Err(Fault { field, why }) = one.address() {
            let way = if matches!(one.system, Destination::Slack(_)) { "way." } else { "" };
            fault(at(&format!("system.{way}{field}")), &why);
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<DestinationSetting, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_destination_is_stored_with_its_secret_and_shown_without_it_r_171() {
        let json = r#"{"id":"desk","name":"Our Zendesk","system":{"kind":"zendesk","subdomain":"acme",
            "email":"a@acme.example","token":"canary-7"},"wants":["handed_off","closed"]}"#;
        let zendesk = read(json).expect("a destination");
        assert_eq!(check(std::slice::from_ref(&zendesk)), []);
        let stored = serde_json::to_string(&zendesk).expect("json");
        assert!(stored.contains("canary-7"));
        assert_eq!(read(&stored), Ok(zendesk.clone()));
        assert!(!zendesk.shown().to_string().contains("canary-7"));
        assert!(!format!("{zendesk:?}").contains("canary-7"));
        assert_eq!(zendesk.shown()["system"]["token"], true);
        let slack = read(
            r#"{"id":"s","name":"Slack","system":{"kind":"slack","way":{"by":"webhook",
                "address":"https://hooks.slack.com/services/T1/B1/canary-7"}}}"#,
        )
        .expect("a destination");
        assert_eq!(slack.shown()["system"]["way"]["address"], true);
        assert_eq!(read(&serde_json::to_string(&slack).expect("json")), Ok(slack.clone()));
        assert!(!slack.shown().to_string().contains("canary-7"));
    }

    #[test]
    fn what_is_not_right_of_a_destination_is_told_with_its_place() {
        let faulty = |json: &str| match read(json) {
            Ok(one) => check(&[one]).first().map(|f| format!("{}: {}", f.field, f.message)),
            Err(error) => Some(error),
        };
        let says = |json: &str, start: &str| {
            let told = faulty(json).unwrap_or_default();
            assert!(told.contains(start), "{json}\n{told}");
        };
        let system = r#""system":{"kind":"resend","api_key":"re_1","from":"a@b.example","to":"c@b.example"}"#;
        assert_eq!(faulty(&format!(r#"{{"id":"m","name":"M",{system},"letters":true}}"#)), None);
        says(&format!(r#"{{"id":"M m","name":"M",{system}}}"#), "destinations[0].id: 1 to 40");
        says(&format!(r#"{{"id":"m","name":" ",{system}}}"#), "destinations[0].name: 1 to 80");
        says(&format!(r#"{{"id":"m","name":"M",{system},"want":[]}}"#), "unknown field `want`");
        says(&format!(r#"{{"id":"m","name":"M",{system},"wants":["lost"]}}"#), "unknown variant");
        let odd = system.replace("api_key", "apikey");
        says(&format!(r#"{{"id":"m","name":"M",{odd}}}"#), "api_key");
        let odd = system.replace("\"to\"", "\"cc\":\"x\",\"to\"");
        says(&format!(r#"{{"id":"m","name":"M",{odd}}}"#), "no such setting: cc");
        let odd = system.replace("c@b.example", "nobody");
        says(&format!(r#"{{"id":"m","name":"M",{odd}}}"#), "destinations[0].system.to: it is no");
        let odd = system.replace("c@b.example", "");
        assert_eq!(
            faulty(&format!(r#"{{"id":"m","name":"M",{odd},"letters":true}}"#)),
            None,
            "one for letters alone needs no address of the team's"
        );
        let hook = |address: &str| {
            format!(
                r#"{{"id":"h","name":"H","system":{{"kind":"webhook","address":"{address}",
                    "secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}}}"#
            )
        };
        assert_eq!(faulty(&hook("https://hooks.acme.example/w")), None);
        says(&hook("http://hooks.acme.example/w"), "system.address: it must begin with https");
        says(&hook("https://localhost/w"), "system.address: it must be reachable");
        let letters = hook("https://hooks.acme.example/w")
            .replace("\"system\"", "\"letters\":true,\"system\"");
        says(&letters, "destinations[0].letters: letters go by e-mail");
    }

    #[test]
    fn a_letter_goes_by_what_carries_letters_to_such_an_address_r_132() {
        let mail = read(
            r#"{"id":"m","name":"M","letters":true,"system":{"kind":"postmark","token":"t",
                "stream":"outbound","from":"a@b.example","to":""}}"#,
        )
        .expect("a destination");
        assert!(mail.carries("mira@shop.example") && !mail.carries("+4915112345678"));
        assert!(!DestinationSetting { letters: false, ..mail }.carries("mira@shop.example"));
    }
}

//! Who is on call as an owner writes it: what can be read of it, and all that can't be, with its place.

use super::{Rota, Stand, Standby};
use crate::hours::{Weekday, Zone, no_zone, read_time};
use crate::settings::{Settings, SettingsError, span};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use warmline_model::{AgentId, ContactId, Department, Millis, Timestamp};

/// How many contacts a site may have.
const MAX_CONTACTS: usize = 100;
/// How many rotas a site may have.
const MAX_ROTAS: usize = 50;
/// How many turns a rota may have before it begins again.
const MAX_TURNS: usize = 50;
/// How many days off and stand-ins a rota may have.
const MAX_OVERRIDES: usize = 100;
/// The longest name, in characters.
const MAX_NAME: usize = 80;
/// The longest address, in bytes.
const MAX_ADDRESS: usize = 254;
const DATE: &str = "write a day as in 2026-11-23";
const MOMENT: &str = "write a day and a time as in 2026-12-24 09:00";

/// Who is alerted when an issue can't wait for the team to be back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OnCallSetting {
    /// Whoever can be alerted, at most 100.
    pub contacts: Vec<ContactSetting>,
    /// Who of them when, at most 50.
    pub rotas: Vec<RotaSetting>,
    /// Who is alerted if the first does not acknowledge; absent: the next of the rota.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup: Option<ContactId>,
    /// Not acknowledged within this time, the backup is alerted.
    pub acknowledge_within: Millis,
    /// Within this time somebody joins, as customers are told.
    pub joins_within: Millis,
    /// How many alerts one contact gets within an hour at most.
    pub hourly_alerts: u8,
}

impl Default for OnCallSetting {
    fn default() -> Self {
        Self {
            contacts: Vec::new(),
            rotas: Vec::new(),
            backup: None,
            acknowledge_within: Millis::minutes(5),
            joins_within: Millis::minutes(15),
            hourly_alerts: 6,
        }
    }
}

/// Somebody who can be alerted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactSetting {
    /// Their id, which rotas name.
    pub id: ContactId,
    /// Their name, as the team reads it.
    #[serde(default)]
    pub name: String,
    /// The id of the destination that alerts them: PagerDuty, SMS, WhatsApp, e-mail, a webhook.
    #[serde(default)]
    pub destination: String,
    /// Their telephone number with `+` and the country's code, or their e-mail address, for a destination that
    /// sends letters; absent: the destination's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Their account, if they are an agent here: accepting the conversation acknowledges the alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
}

/// Who takes turns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotaSetting {
    /// Its id.
    pub id: String,
    /// Its name, for the owners.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For which departments; none: for all that no other rota names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<Department>,
    /// By the clock of which zone, by its IANA name: `Europe/Berlin`.
    #[serde(default)]
    pub zone: String,
    /// The contacts in their order; after the last comes the first again.
    #[serde(default)]
    pub contacts: Vec<ContactId>,
    /// On which day of the week the next takes over; absent: every day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Weekday>,
    /// At what time: `09:00`.
    #[serde(default)]
    pub at: String,
    /// The day on which, at that time, the first of them begins: `2026-11-23`. Before, nobody is on call.
    #[serde(default)]
    pub from: String,
    /// Times at which somebody else is on call, or nobody; at most 100, none of which overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<OverrideSetting>,
}

/// A time at which somebody else is on call than the turns say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideSetting {
    /// From when on, by the rota's clock: `2026-12-24 09:00`.
    pub from: String,
    /// Until when.
    pub until: String,
    /// Who; absent: nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactId>,
}

impl OnCallSetting {
    /// The contact of this id.
    pub fn contact(&self, id: &ContactId) -> Option<&ContactSetting> {
        self.contacts.iter().find(|contact| contact.id == *id)
    }

    /// The rota that holds for a department: one that names it, or the one for all.
    pub fn rota_of(&self, department: Department) -> Option<&RotaSetting> {
        let names = |rota: &&RotaSetting| rota.departments.contains(&department);
        let of_all = || self.rotas.iter().find(|rota| rota.departments.is_empty());
        self.rotas.iter().find(names).or_else(of_all)
    }

    /// Who is on call for a department at a moment, and who is alerted after them; none: nobody.
    pub fn on_call(&self, department: Department, at: Timestamp) -> Option<Standby> {
        self.rota_of(department)?.rota()?.on_call(self.backup.as_ref(), at)
    }

    fn knows(&self, id: &ContactId) -> bool {
        self.contact(id).is_some()
    }

    pub(crate) fn faults(&self, settings: &Settings, faults: &mut Vec<SettingsError>) {
        let mut tell = |path: &str, allowed: &str| {
            faults.push(SettingsError::at(format!("on_call.{path}"), allowed));
        };
        if self.contacts.len() > MAX_CONTACTS {
            tell("contacts", "at most 100");
        }
        if self.rotas.len() > MAX_ROTAS {
            tell("rotas", "at most 50");
        }
        if self.backup.as_ref().is_some_and(|id| !self.knows(id)) {
            tell("backup", "there is no such contact");
        }
        if !span(self.acknowledge_within, 60, 3_600) {
            tell("acknowledge_within", "one minute to one hour");
        }
        if !span(self.joins_within, 60, 86_400) || self.joins_within <= self.acknowledge_within {
            tell("joins_within", "longer than acknowledge_within, up to 24 hours");
        }
        if !(1..=60).contains(&self.hourly_alerts) {
            tell("hourly_alerts", "1 to 60");
        }
        for (n, contact) in self.contacts.iter().enumerate().take(MAX_CONTACTS) {
            let twice = self.contacts.iter().take(n).any(|earlier| earlier.id == contact.id);
            contact.faults(&format!("on_call.contacts[{n}]"), twice, faults);
        }
        let mut named = BTreeSet::new();
        for (n, rota) in self.rotas.iter().enumerate().take(MAX_ROTAS) {
            let at = format!("on_call.rotas[{n}]");
            if self.rotas.iter().take(n).any(|earlier| earlier.id == rota.id) {
                faults.push(SettingsError::at(at.as_str(), "the id is there twice"));
            }
            rota.departments_faults(&at, settings, &mut named, faults);
            rota.read(&at, self, faults);
        }
    }
}

impl ContactSetting {
    fn faults(&self, at: &str, twice: bool, faults: &mut Vec<SettingsError>) {
        let mut tell = |holds: bool, field: &str, allowed: &str| {
            if !holds {
                faults.push(SettingsError::at(format!("{at}{field}"), allowed));
            }
        };
        tell(!twice, "", "the id is there twice");
        tell(is_name(&self.name), ".name", "1 to 80 characters on one line");
        let chosen = is_name(&self.destination);
        tell(chosen, ".destination", "choose where alerts for them are sent");
        let told = self.to.as_ref().is_none_or(|to| is_number(to) || is_address(to));
        let allowed = "a telephone number as in +4915112345678, or an e-mail address";
        tell(told, ".to", allowed);
    }
}

fn is_name(name: &str) -> bool {
    let length = name.chars().count();
    !name.trim().is_empty() && length <= MAX_NAME && !name.contains(char::is_control)
}

/// `+` and 7 to 15 digits.
fn is_number(to: &str) -> bool {
    let digits = to.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_address(to: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>');
    let parts = to.split_once('@');
    let whole = parts.is_some_and(|(who, host)| {
        !who.is_empty() && host.contains('.') && !host.starts_with('.') && !host.contains('@')
    });
    whole && to.len() <= MAX_ADDRESS && !to.contains(odd)
}

impl RotaSetting {
    /// The rota as it holds; none: too much of it can't be read.
    pub fn rota(&self) -> Option<Rota> {
        // Names that are no contacts' were told when it was saved.
        self.compiled("", &|_| true, &mut Vec::new())
    }

    fn departments_faults(
        &self,
        at: &str,
        settings: &Settings,
        named: &mut BTreeSet<Option<Department>>,
        faults: &mut Vec<SettingsError>,
    ) {
        let path = format!("{at}.departments");
        let teams = settings.teams();
        if self.departments.is_empty() && !named.insert(None) {
            let allowed = "another rota is for all already; choose departments";
            faults.push(SettingsError::at(path.as_str(), allowed));
        }
        for department in &self.departments {
            if !teams.contains_key(department) {
                let allowed = format!("there is no department \"{department}\"");
                faults.push(SettingsError::at(path.as_str(), allowed));
            } else if !named.insert(Some(*department)) {
                let allowed = format!("\"{department}\" has a rota already");
                faults.push(SettingsError::at(path.as_str(), allowed));
            }
        }
    }

    fn read(&self, at: &str, of: &OnCallSetting, faults: &mut Vec<SettingsError>) {
        if self.name.as_ref().is_some_and(|name| !is_name(name)) {
            let allowed = "1 to 80 characters on one line";
            faults.push(SettingsError::at(format!("{at}.name"), allowed));
        }
        self.compiled(at, &|id| of.knows(id), faults);
    }

    fn compiled(
        &self,
        at: &str,
        knows: &dyn Fn(&ContactId) -> bool,
        faults: &mut Vec<SettingsError>,
    ) -> Option<Rota> {
        let mut tell = |field: &str, allowed: String| {
            faults.push(SettingsError::at(format!("{at}.{field}"), allowed));
        };
        let zone = Zone::find(self.zone.trim());
        if zone.is_none() {
            tell("zone", no_zone(self.zone.trim()));
        }
        if self.contacts.is_empty() || self.contacts.len() > MAX_TURNS {
            tell("contacts", "1 to 50 contacts, in the order of their turns".into());
        }
        for id in self.contacts.iter().take(MAX_TURNS).filter(|id| !knows(id)) {
            tell("contacts", format!("there is no contact \"{id}\""));
        }
        let minutes = read_time(self.at.trim()).map_err(|why| tell("at", why)).ok();
        let from = self.from.trim().parse::<Date>().map_err(|_| tell("from", DATE.into())).ok();
        if self.overrides.len() > MAX_OVERRIDES {
            tell("overrides", "at most 100".into());
        }
        let mut stands: Vec<(usize, Stand)> = Vec::new();
        for (n, written) in self.overrides.iter().enumerate().take(MAX_OVERRIDES) {
            let field = |part: &str| format!("overrides[{n}]{part}");
            let mut read = |part: &str, text: &str| {
                let read = text.trim().parse::<DateTime>();
                read.map_err(|_| tell(&field(part), MOMENT.into())).ok()
            };
            let span = read(".from", &written.from).zip(read(".until", &written.until));
            if let Some(id) = written.contact.as_ref().filter(|id| !knows(id)) {
                tell(&field(".contact"), format!("there is no contact \"{id}\""));
            }
            let (Some((begin, end)), Some(zone)) = (span, &zone) else { continue };
            let (from, until) = (zone.shows(begin), zone.shows(end));
            if from >= until {
                tell(&field(".until"), "after its beginning".into());
                continue;
            }
            let stand = Stand { from, until, contact: written.contact.clone() };
            if let Some((other, _)) = stands.iter().find(|(_, other)| other.meets(&stand)) {
                let earlier = self.overrides.get(*other).map_or("", |other| other.from.trim());
                tell(&field(".from"), format!("overlaps the one from {earlier}"));
                continue;
            }
            stands.push((n, stand));
        }
        let (zone, minutes, from) = (zone?, minutes?, from?);
        if self.contacts.is_empty() {
            return None;
        }
        let overrides = stands.into_iter().map(|(_, stand)| stand).collect();
        let contacts = self.contacts.clone();
        Some(Rota { zone, contacts, day: self.day, at: minutes, from, overrides })
    }
}

impl Settings {
    /// Whether somebody is set up to be called for this department's issues. At a given moment there may
    /// yet be nobody: a rota can have gaps.
    pub fn on_call_for(&self, department: Department) -> bool {
        self.on_call.rota_of(department).is_some_and(|rota| rota.rota().is_some())
    }
}

//! The sections of a site's settings: read strictly, saved each by itself, all faults told.

use super::audit::{AuditEntry, diff};
use super::reading::read;
use super::{
    SiteObject, SiteProfile, calendars, destinations, hours, on_call, self_service, sources,
};
use crate::setup::{MAX_SETTINGS, origin_fault};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use warmline_handoff::policy::Policies;
use warmline_handoff::wording::CATALOG;
use warmline_handoff::{DepartmentSetting, Profile, Settings, TierSetting};
use warmline_model::{Department, Tier, Timestamp};
use warmline_wire::settings::{
    AuditField, ChangedBy, Checked, FieldFault, SaveSection, Section, SettingsSection,
};

/// The longest name of a site, in characters.
const MAX_NAME: usize = 80;
/// How many origins a site may have.
const MAX_ORIGINS: usize = 100;

/// When a section was changed last.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) version: u32,
    pub(super) by: ChangedBy,
}

/// Why a section is not saved.
pub(super) enum NotSaved {
    /// Somebody changed it since.
    Conflict(Box<SettingsSection>),
    /// What can't be.
    Faults(Vec<FieldFault>),
}

/// All fields that sections share out, of a site with these settings.
fn all_fields(name: &str, origins: &[String], settings: &Settings) -> Map<String, Value> {
    let mut fields = match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) | Err(_) => Map::new(),
    };
    fields.insert("name".into(), name.into());
    fields.insert("origins".into(), origins.into());
    fields
}

fn fields_of(profile: &SiteProfile) -> Map<String, Value> {
    all_fields(&profile.name, &profile.origins, &profile.settings)
}

fn only(fields: &Map<String, Value>, section: Section) -> Map<String, Value> {
    let own = section.fields().iter();
    own.filter_map(|field| Some(((*field).to_owned(), fields.get(*field)?.clone()))).collect()
}

/// What was chosen: what is not the default.
fn chosen(profile: &SiteProfile, section: Section) -> Map<String, Value> {
    let defaults = all_fields("", &[], &Settings::default());
    let mut own = only(&fields_of(profile), section);
    own.retain(|field, value| defaults.get(field) != Some(value));
    own
}

/// What holds where nothing is chosen, worked out as far as that goes.
fn defaults(settings: &Settings, section: Section) -> Map<String, Value> {
    let plain = Settings::default();
    let mut own = only(&all_fields("", &[], &plain), section);
    match section {
        Section::Confidence => {
            let bands = settings.profile.bands();
            own.insert("answer_from".into(), bands.answer_from.into());
            own.insert("refuse_below".into(), bands.refuse_below.into());
            own.insert("consecutive_below".into(), settings.profile.consecutive_below().into());
        }
        Section::Tiers => {
            let all = Tier::ALL.into_iter().map(|tier| {
                let rules = plain.tier(tier);
                let spans = TierSetting {
                    first_response: Some(rules.first_response),
                    resolution: rules.resolution,
                    reading_window: Some(rules.reading_window),
                    offer_stands: Some(rules.offer_stands),
                    silent_after: Some(rules.silent_after),
                    behind: Some(rules.behind),
                };
                (word(&tier), json!(spans))
            });
            own.insert("tiers".into(), Value::Object(all.collect()));
        }
        Section::Departments => {
            let all = plain.teams().into_iter().map(|(department, team)| {
                let set = DepartmentSetting {
                    name: Some(team.name),
                    skills: Some(team.skills),
                    skilled_only: Some(team.others_after.is_none()),
                    others_after: team.others_after,
                    own_desk: Some(team.own_desk),
                };
                (department.to_string(), json!(set))
            });
            own.insert("departments".into(), Value::Object(all.collect()));
        }
        Section::Policies => {
            let all = Policies::default();
            let all: Vec<_> = all.all().iter().map(|policy| policy.setting()).collect();
            own.insert("policies".into(), json!(all));
        }
        Section::Templates => {
            // An object has no order of its own.
            let all = CATALOG.iter().enumerate().map(|(order, template)| {
                let mut told = json!(template);
                told["order"] = order.into();
                (template.key.to_owned(), told)
            });
            own.insert("templates".into(), Value::Object(all.collect()));
        }
        _ => {}
    }
    own
}

/// What each profile gives (R-052, Z-3).
fn profiles() -> BTreeMap<String, BTreeMap<String, u8>> {
    let gives = |profile: Profile| {
        let bands = profile.bands();
        let fields = [
            ("answer_from", bands.answer_from),
            ("refuse_below", bands.refuse_below),
            ("consecutive_below", profile.consecutive_below()),
        ];
        (word(&profile), fields.map(|(field, percent)| (field.to_owned(), percent)).into())
    };
    Profile::ALL.map(gives).into()
}

fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// A site's name and origins as an owner writes them.
fn read_company(fields: &mut Map<String, Value>) -> (String, Vec<String>, Vec<FieldFault>) {
    let mut faults = Vec::new();
    let mut tell = |field: String, message: String| faults.push(FieldFault { field, message });
    let name = fields.remove("name").unwrap_or_default();
    let name = name.as_str().map(str::trim).unwrap_or_default().to_owned();
    let long = name.is_empty() || name.chars().count() > MAX_NAME;
    if long || name.contains(char::is_control) {
        tell("name".into(), format!("1 to {MAX_NAME} characters"));
    }
    let given = fields.remove("origins").unwrap_or_default();
    let Value::Array(given) = given else {
        tell("origins".into(), "a list of origins like https://shop.example".into());
        return (name, Vec::new(), faults);
    };
    if given.len() > MAX_ORIGINS {
        tell("origins".into(), format!("at most {MAX_ORIGINS}, not {}", given.len()));
    }
    let mut origins = Vec::new();
    for (n, origin) in given.iter().enumerate().take(MAX_ORIGINS) {
        let origin = origin.as_str().unwrap_or_default().trim();
        match origin_fault(origin) {
            Some(message) => tell(format!("origins[{n}]"), message),
            None => origins.push(origin.to_owned()),
        }
    }
    (name, origins, faults)
}

/// The field at the top that a place is in.
fn top(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}

/// The site with what was chosen for a section.
fn with(
    profile: &SiteProfile,
    section: Section,
    value: &Map<String, Value>,
) -> Result<SiteProfile, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let mut fields = fields_of(profile);
    let defaults = all_fields("", &[], &Settings::default());
    for field in section.fields() {
        if let Some(default) = defaults.get(*field) {
            fields.insert((*field).to_owned(), default.clone());
        }
    }
    for (field, value) in value {
        if section.fields().contains(&field.as_str()) && defaults.contains_key(field) {
            fields.insert(field.clone(), value.clone());
        } else {
            let message = "there is no such setting here".into();
            faults.push(FieldFault { field: field.clone(), message });
        }
    }
    let (name, origins, wrong) = read_company(&mut fields);
    faults.extend(wrong);
    let (settings, wrong) = read(fields);
    faults.extend(wrong);
    // Of a field that can't even be read, no more is told.
    let unread: BTreeSet<String> =
        faults.iter().map(|fault| top(&fault.field).to_owned()).collect();
    for fault in settings.faults() {
        if !unread.contains(top(&fault.path)) {
            let message = fault.hint().to_owned();
            faults.push(FieldFault { field: fault.path, message });
        }
    }
    let bytes = serde_json::to_string(&settings).map_or(usize::MAX, |json| json.len());
    if bytes > MAX_SETTINGS {
        let field = section.fields().first().copied().unwrap_or_default().to_owned();
        let message = format!("all settings together: at most {MAX_SETTINGS} bytes, not {bytes}");
        faults.push(FieldFault { field, message });
    }
    if faults.is_empty() {
        let SiteProfile { knowledge_version, asks, .. } = *profile;
        Ok(SiteProfile { name, origins, settings, knowledge_version, asks })
    } else {
        Err(faults)
    }
}

/// "Changed the thresholds", of each section.
pub(super) fn said(section: Section) -> &'static str {
    match section {
        Section::Company => "Changed the site",
        Section::Confidence => "Changed how sure the assistant has to be",
        Section::Triggers => "Changed what brings in a person",
        Section::Policies => "Changed the policies",
        Section::Departments => "Changed the departments",
        Section::Hours => "Changed the hours",
        Section::OnCall => "Changed who is on call",
        Section::Tiers => "Changed the tiers' clocks",
        Section::Desk => "Changed the desk",
        Section::Assistant => "Changed the assistant",
        Section::Templates => "Changed what customers read",
        Section::Sources => "Changed where profiles are looked up",
        Section::Destinations => "Changed where packages and letters go",
        Section::Mail => "Changed the thread by e-mail",
        Section::Calls => "Changed the calls that can be booked",
        Section::SelfService => "Changed what customers can do by themselves",
    }
}

impl SiteObject {
    pub(super) fn all_sections(&self) -> Vec<SettingsSection> {
        Section::ALL.into_iter().filter_map(|section| self.section(section)).collect()
    }

    /// A section as it stands; none: there is no such site.
    pub(super) fn section(&self, section: Section) -> Option<SettingsSection> {
        let profile = self.profile.as_ref()?;
        let stamp = self.sections.get(&section);
        Some(SettingsSection {
            section,
            version: stamp.map_or(1, |stamp| stamp.version),
            value: match section {
                Section::Sources => sources::shown(&self.sources),
                Section::Destinations => destinations::shown(&self.destinations),
                Section::OnCall => {
                    let mut value = chosen(profile, section);
                    if !self.pagerduty_secret().is_empty() {
                        value.insert(on_call::SECRET.to_owned(), true.into());
                    }
                    value
                }
                Section::Calls => calendars::shown(chosen(profile, section), &self.calendars),
                Section::SelfService => {
                    self_service::shown(chosen(profile, section), &self.action_secrets)
                }
                _ => chosen(profile, section),
            },
            defaults: match section {
                Section::Sources => Map::from_iter([("sources".to_owned(), json!([]))]),
                Section::Destinations => Map::from_iter([("destinations".to_owned(), json!([]))]),
                Section::OnCall => {
                    let mut all = defaults(&profile.settings, section);
                    all.insert(on_call::SECRET.to_owned(), Value::Null);
                    all
                }
                _ => defaults(&profile.settings, section),
            },
            profiles: match section {
                Section::Confidence => profiles(),
                _ => BTreeMap::new(),
            },
            changed: stamp.map(|stamp| stamp.by.clone()),
        })
    }

    /// All that is wrong with what was chosen for a section; of hours and rotas that can be, what holds now.
    pub(super) fn check_section(
        &self,
        now: Timestamp,
        section: Section,
        value: &Map<String, Value>,
    ) -> Checked {
        let told = |faults| Checked { faults, ..Checked::default() };
        if section == Section::Sources {
            return told(sources::read(value, &self.sources).err().unwrap_or_default());
        }
        if section == Section::Destinations {
            return told(destinations::read(value, &self.destinations).err().unwrap_or_default());
        }
        let (value, _) = match self.taken(section, value) {
            Ok(taken) => taken,
            Err(faults) => return told(faults),
        };
        match self.profile.as_ref().map(|profile| self.with(profile, section, &value)) {
            Some(Ok(site)) if section == Section::Hours => {
                Checked { faults: Vec::new(), now: hours::in_words(&site.settings, now) }
            }
            Some(Ok(site)) if section == Section::OnCall => {
                Checked { faults: Vec::new(), now: on_call::in_words(&site.settings, now) }
            }
            Some(Err(faults)) => told(faults),
            Some(Ok(_)) | None => Checked::default(),
        }
    }

    /// The site with what was chosen for a section, if nobody is left without their department.
    pub(super) fn with(
        &self,
        profile: &SiteProfile,
        section: Section,
        value: &Map<String, Value>,
    ) -> Result<SiteProfile, Vec<FieldFault>> {
        let (value, _) = match section {
            Section::OnCall => on_call::without_secret(value, &self.pagerduty_secret)?,
            _ => (value.clone(), super::Secret::default()),
        };
        let after = with(profile, section, &value)?;
        if section == Section::OnCall {
            let lost = on_call::nowhere(&after.settings.on_call, &self.destinations);
            if !lost.is_empty() {
                return Err(lost);
            }
        }
        let (was, is) = (profile.settings.teams(), after.settings.teams());
        let gone = was.keys().filter(|department| !is.contains_key(*department));
        let fault = |department: &Department| {
            let mut left = self.accounts.values().filter(|a| a.department == *department);
            let first = left.next()?;
            let others = left.count();
            let who = match others {
                0 => format!("{} is", first.name),
                _ => format!("{} and {others} more are", first.name),
            };
            let message = format!("{who} still in \"{department}\"; move them first");
            Some(FieldFault { field: "departments".into(), message })
        };
        let faults: Vec<FieldFault> = gone.filter_map(fault).collect();
        if faults.is_empty() { Ok(after) } else { Err(faults) }
    }

    /// Saves a section that nobody changed since.
    pub(super) fn save_section(
        &mut self,
        by: &ChangedBy,
        section: Section,
        save: &SaveSection,
    ) -> Result<Option<AuditEntry>, NotSaved> {
        let (Some(stands), Some(before)) = (self.section(section), self.profile.clone()) else {
            return Ok(None);
        };
        if stands.version != save.version {
            return Err(NotSaved::Conflict(Box::new(stands)));
        }
        if section == Section::Sources {
            return self.save_sources(by, save);
        }
        if section == Section::Destinations {
            return self.save_destinations(by, save);
        }
        let taken = self.taken(section, &save.value);
        let (value, addresses) = taken.map_err(NotSaved::Faults)?;
        let after = self.with(&before, section, &value).map_err(NotSaved::Faults)?;
        let addresses = addresses.filter(|addresses| addresses != self.kept_beside(section));
        let entry = self.save_secret(by, section, save)?;
        if after == before && addresses.is_none() {
            return Ok(entry);
        }
        if entry.is_none() {
            self.changed();
        }
        self.desks_hear(Some(&before.settings));
        self.desks_hear(Some(&after.settings));
        let mut entries = self.sections_changed(by, Some(&before), &after);
        self.profile = Some(after);
        match addresses {
            Some(secrets) if section == Section::SelfService => {
                self.secrets_changed(by, secrets, &mut entries);
            }
            Some(addresses) => self.addresses_changed(by, addresses, &mut entries),
            None => {}
        }
        // One line of the log tells both.
        let mut told = entries.into_iter().next();
        if let (Some(told), Some(secret)) = (&mut told, entry) {
            told.fields.extend(secret.fields);
        }
        Ok(told)
    }

    /// Keeps another secret of PagerDuty's; the log tells that it is another.
    fn save_secret(
        &mut self,
        by: &ChangedBy,
        section: Section,
        save: &SaveSection,
    ) -> Result<Option<AuditEntry>, NotSaved> {
        if section != Section::OnCall {
            return Ok(None);
        }
        let read = on_call::without_secret(&save.value, &self.pagerduty_secret);
        let (_, secret) = read.map_err(NotSaved::Faults)?;
        if secret == self.pagerduty_secret {
            return Ok(None);
        }
        let told = |secret: &super::Secret, word: &str| {
            let known = !secret.0.is_empty();
            known.then(|| json!(word).to_string())
        };
        let (before, after) = (told(&self.pagerduty_secret, "one"), told(&secret, "another"));
        self.changed();
        self.pagerduty_secret = secret;
        self.sections.insert(section, Stamp { version: self.revision, by: by.clone() });
        let field = AuditField { field: on_call::SECRET.to_owned(), before, after };
        Ok(Some(AuditEntry::new(by, said(section).to_owned(), vec![field])))
    }

    /// Stamps each section that is different now, and tells what changed in it.
    pub(super) fn sections_changed(
        &mut self,
        by: &ChangedBy,
        before: Option<&SiteProfile>,
        after: &SiteProfile,
    ) -> Vec<AuditEntry> {
        let mut entries = Vec::new();
        for section in Section::ALL {
            let of = |profile: &SiteProfile| Value::Object(chosen(profile, section));
            let (was, is) = (before.map(of).unwrap_or_else(|| json!({})), of(after));
            if was != is {
                let stamp = Stamp { version: self.revision, by: by.clone() };
                self.sections.insert(section, stamp);
                let fields = diff("", Some(&was), Some(&is));
                entries.push(AuditEntry::new(by, said(section).to_owned(), fields));
            }
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_belongs_to_exactly_one_section() {
        let mut owners: BTreeMap<&str, Vec<Section>> = BTreeMap::new();
        for section in Section::ALL {
            for field in section.fields() {
                owners.entry(field).or_default().push(section);
            }
        }
        let fields = all_fields("", &[], &Settings::default());
        for field in fields.keys() {
            let of = owners.get(field.as_str()).cloned().unwrap_or_default();
            assert_eq!(
                of.len(),
                1,
                "{field} is to be in one section of wire::settings, not {of:?}"
            );
        }
        let beside = ["sources", "destinations", "pagerduty_secret"];
        for field in owners.keys().filter(|field| !beside.contains(*field)) {
            assert!(fields.contains_key(*field), "{field} is in a section, and no setting");
        }
    }
}

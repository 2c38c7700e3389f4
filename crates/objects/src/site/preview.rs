//! What a customer would see at a moment, in words for the site's owners.

use super::{SiteObject, hours};
use warmline_handoff::hours::Zone;
use warmline_handoff::wording::Choosable;
use warmline_handoff::{moment_of, preview};
use warmline_model::Alternative;
use warmline_wire::settings::{FieldFault, PreviewAsked, Previewed};

impl SiteObject {
    /// What a customer would see then, by the hours as they are written here or as they are stored.
    ///
    /// # Errors
    /// What can't be: the date, the time, the zone, the department, or the hours.
    pub(super) fn previewed(&self, asked: &PreviewAsked) -> Result<Previewed, Vec<FieldFault>> {
        let fault = |field: &str, message: &str| {
            vec![FieldFault { field: field.into(), message: message.into() }]
        };
        let Some(profile) = &self.profile else {
            return Err(fault("", "there are no settings here"));
        };
        let settings = match &asked.hours {
            Some(value) => {
                let section = warmline_wire::settings::Section::Hours;
                self.with(profile, section, value)?.settings
            }
            None => profile.settings.clone(),
        };
        if !settings.teams().contains_key(&asked.department) {
            return Err(fault("department", "there is no such department"));
        }
        let theirs = asked.zone.as_deref().map(str::trim).filter(|zone| !zone.is_empty());
        if let Some(zone) = theirs.filter(|zone| Zone::find(zone).is_none()) {
            let meant = Zone::near(zone).map(|near| format!("; did you mean {near}?"));
            let words = format!("there is no such time zone{}", meant.unwrap_or_default());
            return Err(fault("zone", &words));
        }
        let team = settings.hours_of(asked.department);
        let at = moment_of(team.zone(), &asked.date, &asked.time)
            .map_err(|(field, message)| fault(field, &message))?;
        let seen = preview(&settings, asked.department, asked.tier, at, theirs);
        let moment = |at| hours::moment(&team, at, seen.at);
        let choice = |choice: &Choosable| {
            let what = match choice.kind {
                Alternative::Email => "Ticket, answered by e-mail",
                Alternative::Callback => "Call",
                Alternative::OnCall => "Whoever is on call",
                Alternative::SelfService => "Self-service",
                Alternative::Unknown => "Something else",
            };
            let by = choice.by.map(|by| format!(": by {}", moment(by)));
            format!("{what}{}", by.unwrap_or_default())
        };
        Ok(Previewed {
            open: seen.open,
            zone: team.zone().name().to_owned(),
            opens: seen.opens.map(moment),
            choices: seen.choices.iter().map(choice).collect(),
            words: seen.words,
        })
    }
}

//! The section of whoever is on call: the secret of PagerDuty's webhooks beside the settings, and who is on call when.

use super::Secret;
use crate::DestinationSetting;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use warmline_handoff::Settings;
use warmline_handoff::hours::Zone;
use warmline_handoff::on_call::{OnCallSetting, Rota, Shift};
use warmline_model::{ContactId, Millis, Timestamp};
use warmline_wire::settings::FieldFault;

/// The field of the secret.
pub(super) const SECRET: &str = "pagerduty_secret";
/// How far ahead an owner sees who is on call.
const AHEAD: Millis = Millis::minutes(14 * 24 * 60);
/// How many changes of it are shown.
const SHOWN: usize = 40;

/// What was chosen without the secret, and the secret: `true` keeps the one that is stored.
pub(super) fn without_secret(
    value: &Map<String, Value>,
    stored: &Secret,
) -> Result<(Map<String, Value>, Secret), Vec<FieldFault>> {
    let mut rest = value.clone();
    let secret = match rest.remove(SECRET) {
        None | Some(Value::Null | Value::Bool(false)) => Secret::default(),
        Some(Value::Bool(true)) => stored.clone(),
        Some(Value::String(text)) if is_secret(text.trim()) => Secret(text.trim().to_owned()),
        Some(_) => {
            let message = "16 to 200 letters, digits and signs, as PagerDuty shows it".to_owned();
            return Err(vec![FieldFault { field: SECRET.to_owned(), message }]);
        }
    };
    Ok((rest, secret))
}

fn is_secret(text: &str) -> bool {
    (16..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Contacts whose alerts would go nowhere.
pub(super) fn nowhere(set: &OnCallSetting, to: &[DestinationSetting]) -> Vec<FieldFault> {
    let known = |id: &str| to.iter().any(|destination| destination.id == id);
    let lost = set.contacts.iter().enumerate().filter(|(_, contact)| !known(&contact.destination));
    let fault = |(n, contact): (usize, &warmline_handoff::on_call::ContactSetting)| {
        let there = to.iter().map(|to| to.id.as_str()).collect::<Vec<_>>().join(", ");
        let there = match there.is_empty() {
            true => "set one up under \"Destinations\" first".to_owned(),
            false => format!("there are: {there}"),
        };
        let message = format!("there is no destination \"{}\"; {there}", contact.destination);
        FieldFault { field: format!("on_call.contacts[{n}].destination"), message }
    };
    lost.map(fault).collect()
}

/// By rota, who is on call in the next 14 days, a line for each change, gaps first.
pub(super) fn in_words(settings: &Settings, now: Timestamp) -> BTreeMap<String, String> {
    let set = &settings.on_call;
    let rotas = set.rotas.iter();
    let rotas = rotas.filter_map(|rota| Some((rota.id.as_str(), rota.rota()?)));
    rotas.map(|(id, rota)| (format!("on_call.rotas[{id}]"), said(set, &rota, now))).collect()
}

fn said(set: &OnCallSetting, rota: &Rota, now: Timestamp) -> String {
    let shifts = rota.shifts(set.backup.as_ref(), now, now + AHEAD);
    let span = |shift: &Shift| {
        let [from, until] = [shift.from, shift.until].map(|at| moment(rota.zone(), at));
        match shift.from == now {
            true => format!("Now until {until}"),
            false => format!("{from} to {until}"),
        }
    };
    let name = |id: &ContactId| {
        set.contact(id).map_or_else(|| id.to_string(), |contact| contact.name.clone())
    };
    let who = |shift: &Shift| match &shift.who {
        None => "nobody".to_owned(),
        Some(who) => match &who.backup {
            Some(backup) => format!("{}, then {}", name(&who.first), name(backup)),
            None => format!("{}, and nobody after them", name(&who.first)),
        },
    };
    let gaps = shifts.iter().filter(|shift| shift.who.is_none());
    let gaps = gaps.map(|gap| format!("Gap: nobody is on call. {}.", span(gap)));
    let lines = shifts.iter().take(SHOWN).map(|shift| format!("{}: {}", span(shift), who(shift)));
    let zone = format!("The next 14 days, by the clock of {}:", rota.zone().name());
    gaps.chain([zone]).chain(lines).collect::<Vec<_>>().join("\n")
}

/// `Mon 2026-11-23 09:00`.
fn moment(zone: &Zone, at: Timestamp) -> String {
    let local = zone.local(at, at);
    let day = format!("{:?}", local.weekday);
    let short = day.get(..3).unwrap_or(&day);
    let (year, date) = (local.date.year.unwrap_or_default(), local.date.day.unwrap_or_default());
    let month = local.date.month;
    format!("{short} {year:04}-{month:02}-{date:02} {:02}:{:02}", local.hour, local.minute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_owner_reads_who_is_on_call_for_14_days_and_each_gap() {
        //
        let settings: Settings = serde_json::from_value(json!({"on_call": {
            "contacts": [{"id": "ana", "name": "Ana", "destination": "p"}, {"id": "ben", "name": "Ben", "destination": "p"}],
            "rotas": [{"id": "all", "zone": "Europe/Berlin", "contacts": ["ana", "ben"], "day": "monday", "at": "09:00",
                       "from": "2026-11-16",
                       "overrides": [{"from": "2026-11-25 18:00", "until": "2026-11-26 08:00"}]}]
        }}))
        .expect("settings");
        // Sunday the 22nd of November 2026, 03:00 in Berlin.
        let told = in_words(&settings, Timestamp(1_795_312_800_000));
        let lines: Vec<&str> = told["on_call.rotas[all]"].lines().collect();
        assert_eq!(
            lines,
            [
                "Gap: nobody is on call. Wed 2026-11-25 18:00 to Thu 2026-11-26 08:00.",
                "The next 14 days, by the clock of Europe/Berlin:",
                "Now until Mon 2026-11-23 09:00: Ana, then Ben",
                "Mon 2026-11-23 09:00 to Wed 2026-11-25 18:00: Ben, then Ana",
                "Wed 2026-11-25 18:00 to Thu 2026-11-26 08:00: nobody",
                "Thu 2026-11-26 08:00 to Mon 2026-11-30 09:00: Ben, then Ana",
                "Mon 2026-11-30 09:00 to Sun 2026-12-06 03:00: Ana, then Ben",
            ]
        );
    }

    #[test]
    fn the_secret_is_kept_changed_or_taken_away_and_never_quoted() {
        let stored = Secret("a-stored-secret-of-theirs".into());
        let read = |secret: Value| {
            let value = Map::from_iter([(SECRET.to_owned(), secret)]);
            without_secret(&value, &stored).map(|(rest, secret)| (rest.len(), secret.0))
        };
        assert_eq!(read(json!(true)), Ok((0, stored.0.clone())));
        assert_eq!(read(json!(null)), Ok((0, String::new())));
        let new = "another-secret-of-theirs";
        assert_eq!(read(json!(format!(" {new} "))), Ok((0, new.to_owned())));
        for odd in [json!("short"), json!("with a space in it, long"), json!(5)] {
            let told = read(odd).expect_err("a fault");
            assert!(told.iter().all(|fault| !fault.message.contains("space in")));
        }
        assert!(!format!("{stored:?}").contains("stored-secret"));
    }
}

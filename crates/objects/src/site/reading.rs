//! Settings as owners write them, read strictly: all that can't be is told, each with its exact place.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;
use warmline_handoff::hours::HoursSetting;
use warmline_handoff::{Bands, DepartmentSetting, Settings, TierSetting};
use warmline_model::{Department, Millis, Tier, Topic};
use warmline_wire::settings::FieldFault;

/// How many faults of reading are told at once.
const MAX_FAULTS: usize = 100;

/// Settings as an owner writes them: what can't be read and names that are no setting's are told, all of
/// them, each with its place.
pub(crate) fn read_settings(given: Map<String, Value>) -> Result<Settings, Vec<FieldFault>> {
    let (settings, faults) = read(given);
    if faults.is_empty() { Ok(settings) } else { Err(faults) }
}

/// The settings without what can't be read, and that.
pub(super) fn read(given: Map<String, Value>) -> (Settings, Vec<FieldFault>) {
    let mut faults = Vec::new();
    let mut given = Value::Object(given);
    entries::<Topic, Bands>(&mut given, "topic_bands", &mut faults);
    entries::<Tier, TierSetting>(&mut given, "tiers", &mut faults);
    entries::<Department, DepartmentSetting>(&mut given, "departments", &mut faults);
    entries::<Department, HoursSetting>(&mut given, "department_hours", &mut faults);
    let Some(settings) = readable::<Settings>(&mut given, "", &mut faults) else {
        return (Settings::default(), faults);
    };
    let known = serde_json::to_value(&settings).unwrap_or_default();
    only_known("", &given, &known, &mut faults);
    only_known("llm.", &given["llm"], &known["llm"], &mut faults);
    let [tier, department] = all_names();
    for (group, known) in [("tiers", tier), ("departments", department)] {
        for (name, value) in given[group].as_object().into_iter().flatten() {
            only_known(&format!("{group}.{name}."), value, &known, &mut faults);
        }
    }
    (settings, faults)
}

/// Takes out what can't be read of a group, name by name: its keys and what stands under them.
fn entries<K: DeserializeOwned, V: DeserializeOwned>(
    given: &mut Value,
    group: &str,
    faults: &mut Vec<FieldFault>,
) {
    let Some(map) = given.get_mut(group).and_then(Value::as_object_mut) else { return };
    map.retain(|key, value| {
        let field = format!("{group}.{key}");
        match serde_json::from_value::<K>(Value::String(key.clone())) {
            Ok(_) => readable::<V>(value, &format!("{field}."), faults).is_some(),
            Err(error) => {
                faults.push(FieldFault { field, message: error.to_string() });
                false
            }
        }
    });
}

/// Reads a value, taking out part by part what can't be read; none: too much can't be.
fn readable<T: DeserializeOwned>(
    given: &mut Value,
    under: &str,
    faults: &mut Vec<FieldFault>,
) -> Option<T> {
    // Places in a list as they were before what can't be read was taken out.
    let mut taken: Vec<(String, usize)> = Vec::new();
    loop {
        let error = match serde_path_to_error::deserialize::<_, T>(&*given) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let segments: Vec<&Segment> = error.path().iter().collect();
        let message = error.inner().to_string();
        let field = format!("{under}{}", place(&segments, &mut taken));
        let mut field = field.trim_end_matches('.').to_owned();
        if let Some((name, _)) =
            message.strip_prefix("unknown field `").and_then(|m| m.split_once('`'))
            && !field.ends_with(&format!(".{name}"))
        {
            field = format!("{field}.{name}");
        }
        // What is missing because it was just taken out is no second fault.
        let below = format!("{field}.");
        let told = message.starts_with("missing field")
            && faults.iter().any(|fault| fault.field.starts_with(&below));
        if !told {
            faults.push(FieldFault { field, message });
        }
        if faults.len() >= MAX_FAULTS || !take_out(given, &segments) {
            return None;
        }
    }
}

/// `policies[2].words`.
fn place(segments: &[&Segment], taken: &mut Vec<(String, usize)>) -> String {
    let mut path = String::new();
    for (n, segment) in segments.iter().enumerate() {
        match segment {
            Segment::Seq { index } => {
                let mut at = *index;
                let mut gone: Vec<usize> =
                    taken.iter().filter(|(list, _)| *list == path).map(|(_, at)| *at).collect();
                gone.sort_unstable();
                at += gone.iter().fold(0, |more, was| more + usize::from(*was <= at + more));
                if n + 1 == segments.len() {
                    taken.push((path.clone(), at));
                }
                path.push_str(&format!("[{at}]"));
            }
            Segment::Map { key } if path.is_empty() => path.push_str(key),
            Segment::Map { key } => path.push_str(&format!(".{key}")),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    path
}

/// Takes the value at a place out; whether there was one.
fn take_out(given: &mut Value, segments: &[&Segment]) -> bool {
    let way = segments.iter().filter(|s| matches!(s, Segment::Seq { .. } | Segment::Map { .. }));
    let way: Vec<_> = way.collect();
    let Some((last, way)) = way.split_last() else { return false };
    let mut at = given;
    for segment in way {
        let next = match segment {
            Segment::Seq { index } => at.get_mut(*index),
            Segment::Map { key } => at.get_mut(key.as_str()),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    match (last, at) {
        (Segment::Seq { index }, Value::Array(list)) if *index < list.len() => {
            list.remove(*index);
            true
        }
        (Segment::Map { key }, Value::Object(map)) => map.remove(key.as_str()).is_some(),
        _ => false,
    }
}

/// Stored settings may be of a newer version, with names that this one does not know; an owner's not.
fn only_known(path: &str, given: &Value, known: &Value, faults: &mut Vec<FieldFault>) {
    for name in given.as_object().into_iter().flat_map(Map::keys) {
        if known.get(name.as_str()).is_none() {
            let message = "there is no such setting".into();
            faults.push(FieldFault { field: format!("{path}{name}"), message });
        }
    }
}

/// A tier and a department with every name that they have: what is absent is not written.
fn all_names() -> [Value; 2] {
    let span = Some(Millis(0));
    let tier = TierSetting {
        first_response: span,
        resolution: span,
        reading_window: span,
        offer_stands: span,
        silent_after: span,
        behind: span,
    };
    let department = DepartmentSetting {
        name: Some(String::new()),
        skills: Some(Vec::new()),
        others_after: span,
        skilled_only: Some(false),
        own_desk: Some(false),
    };
    [serde_json::to_value(tier), serde_json::to_value(department)].map(Result::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str) -> Vec<String> {
        let given = serde_json::from_str(json).expect(json);
        let faults = read_settings(given).map(drop).expect_err(json);
        faults.iter().map(|fault| format!("{}: {}", fault.field, fault.message)).collect()
    }

    #[test]
    fn all_that_can_not_be_read_is_told_with_its_exact_place() {
        let told = told(
            r#"{"answer_from": "high", "turns_from": 3000, "products": ["a", 5, "b", {}],
                "odd": 1, "assistant": "parrot", "topic_bands": {"weather": {}},
                "tiers": {"urgent": {}, "high": {"offer_stands": "x", "offer_stand": 1}},
                "departments": {"legal": {"skill": []}, "Legal!": {}},
                "policies": [{"id": 5}, {"id": "a", "word": []}, {"id": "b", "tier": "top"}],
                "llm": {"provider": "open_ai", "model": "m", "keys": "K"}}"#,
        );
        let starts = [
            "answer_from: invalid type",
            "turns_from: invalid value: integer `3000`",
            "products[1]: invalid type: integer `5`",
            "products[3]: invalid type: map",
            "odd: there is no such setting",
            "assistant: unknown variant `parrot`",
            "topic_bands.weather: unknown variant",
            "tiers.urgent: unknown variant",
            "tiers.high.offer_stands: invalid type",
            "tiers.high.offer_stand: there is no such setting",
            "departments.legal.skill: there is no such setting",
            "departments.Legal!: department must be",
            "policies[0].id: invalid type",
            "policies[1].word: unknown field",
            "policies[2].tier: unknown variant",
            "llm.keys: there is no such setting",
        ];
        for start in starts {
            assert!(told.iter().any(|fault| fault.starts_with(start)), "{start}\n{told:#?}");
        }
    }
}

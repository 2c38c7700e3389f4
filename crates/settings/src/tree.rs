//! Values in a tree of settings by their path: `tiers.high.resolution`, `policies[legal].words`.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A section's fields, or one level of them.
pub type Fields = Map<String, Value>;

enum Step<'a> {
    Key(&'a str),
    /// The item of a list that has this `id`.
    Item(&'a str),
}

fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let mut parts = part.split('[');
        steps.extend(parts.next().filter(|key| !key.is_empty()).map(Step::Key));
        steps.extend(parts.map(|item| Step::Item(item.trim_end_matches(']'))));
    }
    steps
}

fn id_of(item: &Value) -> Option<&str> {
    item.get("id")?.as_str()
}

/// What stands at `path`.
pub fn get<'a>(fields: &'a Fields, path: &str) -> Option<&'a Value> {
    let mut steps = steps(path).into_iter();
    let first = match steps.next()? {
        Step::Key(key) => fields.get(key)?,
        Step::Item(_) => return None,
    };
    steps.try_fold(first, |at, step| match step {
        Step::Key(key) => at.get(key),
        Step::Item(id) => at.as_array()?.iter().find(|item| id_of(item) == Some(id)),
    })
}

/// Puts `value` at `path`, making what is missing on the way.
pub fn set(fields: &mut Fields, path: &str, value: Value) {
    let mut steps = steps(path).into_iter();
    let Some(Step::Key(first)) = steps.next() else { return };
    let mut at = fields.entry(first).or_insert(Value::Null);
    for step in steps {
        at = match step {
            Step::Key(key) => {
                if !at.is_object() {
                    *at = Value::Object(Map::new());
                }
                let Value::Object(map) = at else { return };
                map.entry(key).or_insert(Value::Null)
            }
            Step::Item(id) => {
                if !at.is_array() {
                    *at = Value::Array(Vec::new());
                }
                let Value::Array(list) = at else { return };
                let place = list.iter().position(|item| id_of(item) == Some(id));
                let place = place.unwrap_or_else(|| {
                    let id = ("id".to_owned(), Value::from(id));
                    list.push(Value::Object(Map::from_iter([id])));
                    list.len() - 1
                });
                let Some(item) = list.get_mut(place) else { return };
                item
            }
        };
    }
    *at = value;
}

/// Takes away what stands at `path`, and what is left empty around it, except where `keeps` says that an
/// empty thing means something.
pub fn unset(fields: &mut Fields, path: &str, keeps: &dyn Fn(&str) -> bool) {
    remove(fields, path);
    let Some((around, _)) = split_last(path) else { return };
    let bare = match get(fields, around) {
        Some(Value::Object(map)) => map.is_empty() || (around.ends_with(']') && map.len() == 1),
        Some(Value::Array(list)) => list.is_empty(),
        _ => false,
    };
    if bare && !keeps(around) {
        unset(fields, around, keeps);
    }
}

/// The path of what is around, and the last step's text.
fn split_last(path: &str) -> Option<(&str, &str)> {
    let at = path.rfind(['.', '['])?;
    let (around, last) = path.split_at(at);
    Some((around, last.trim_start_matches(['.', '[']).trim_end_matches(']')))
}

fn remove(fields: &mut Fields, path: &str) {
    let Some((around, last)) = split_last(path) else {
        fields.remove(path);
        return;
    };
    let Some(mut there) = get(fields, around).cloned() else { return };
    match &mut there {
        Value::Object(map) => {
            map.remove(last);
        }
        Value::Array(list) => list.retain(|item| id_of(item) != Some(last)),
        _ => return,
    }
    set(fields, around, there);
}

/// A path as the edge writes it, with places of lists (`policies[2].words`), by the ids of `fields`.
pub fn by_id(fields: &Fields, path: &str) -> String {
    let mut by_id = String::new();
    for part in path.split_inclusive(['[', ']']) {
        let place = part.strip_suffix(']').and_then(|place| place.parse::<usize>().ok());
        let list = by_id.strip_suffix('[').and_then(|list| get(fields, list));
        let id = place.and_then(|place| id_of(list?.as_array()?.get(place)?));
        match id {
            Some(id) => by_id.extend([id, "]"]),
            None => by_id.push_str(part),
        }
    }
    by_id
}

/// What `path` has behind `around`, if it is that or within it: `[0]` of `origins[0]`.
pub fn within<'a>(around: &str, path: &'a str) -> Option<&'a str> {
    path.strip_prefix(around).filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Each single value by its path. Sums of money, empty objects and lists of plain values are single values.
pub fn leaves(fields: &Fields) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for (key, value) in fields {
        descend(key.clone(), value, &mut found);
    }
    found
}

fn descend(path: String, value: &Value, found: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(map) if !map.is_empty() && !map.contains_key("hundredths") => {
            let is_item = path.ends_with(']');
            for (key, value) in map {
                if !is_item || key != "id" || map.len() == 1 {
                    descend([&path, ".", key].concat(), value, found);
                }
            }
        }
        Value::Array(list) if !list.is_empty() && list.iter().all(|i| id_of(i).is_some()) => {
            for item in list {
                descend([&path, "[", id_of(item).unwrap_or_default(), "]"].concat(), item, found);
            }
        }
        _ => {
            found.insert(path, value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: Value) -> Fields {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_value_is_put_and_found_and_taken_by_its_path() {
        let mut tree = fields(json!({}));
        set(&mut tree, "tiers.high.resolution", json!(60_000));
        set(&mut tree, "policies[legal].words", json!(["court"]));
        set(&mut tree, "policies[own].name", json!("own"));
        assert_eq!(
            tree,
            fields(json!({
                "tiers": {"high": {"resolution": 60_000}},
                "policies": [{"id": "legal", "words": ["court"]}, {"id": "own", "name": "own"}]
            }))
        );
        assert_eq!(get(&tree, "policies[own].name"), Some(&json!("own")));
        assert_eq!(get(&tree, "policies[none].name"), None);
        unset(&mut tree, "tiers.high.resolution", &|_| false);
        unset(&mut tree, "policies[legal].words", &|_| false);
        assert_eq!(tree, fields(json!({"policies": [{"id": "own", "name": "own"}]})));
        unset(&mut tree, "policies[own].name", &|path| path == "policies[own]");
        assert_eq!(tree, fields(json!({"policies": [{"id": "own"}]})));
        unset(&mut tree, "policies[own]", &|_| false);
        assert_eq!(tree, fields(json!({})));
    }

    #[test]
    fn places_of_lists_are_told_by_their_ids() {
        let tree = fields(json!({"policies": [{"id": "legal"}, {"id": "own"}]}));
        assert_eq!(by_id(&tree, "policies[1].words"), "policies[own].words");
        assert_eq!(by_id(&tree, "policies[7].words"), "policies[7].words");
        assert_eq!(by_id(&tree, "answer_from"), "answer_from");
    }

    #[test]
    fn a_path_is_within_another_only_by_whole_steps() {
        assert_eq!(within("origins", "origins[0]"), Some("[0]"));
        assert_eq!(within("tiers.high", "tiers.high"), Some(""));
        assert_eq!(within("tiers.high", "tiers.higher"), None);
    }

    #[test]
    fn leaves_are_single_values() {
        let tree = fields(json!({
            "name": "Acme", "departments": {"legal": {}},
            "policies": [{"id": "a", "amount_over": {"hundredths": 1, "currency": "EUR"}}]
        }));
        let paths: Vec<String> = leaves(&tree).into_keys().collect();
        assert_eq!(paths, ["departments.legal", "name", "policies[a].amount_over"]);
    }
}

//! Times at which somebody else is on call, one a line: `2026-12-24 09:00 to 2026-12-26 09:00 ben`.

use serde_json::{Value, json};

/// What stands for nobody.
const NOBODY: &str = "nobody";

/// What stands in the field for the times.
pub fn show(times: &Value) -> String {
    let times = times.as_array().map(Vec::as_slice).unwrap_or_default();
    let lines = times.iter().map(|time| {
        let text = |field: &str| time[field].as_str().unwrap_or_default().to_owned();
        let who = Some(text("contact")).filter(|who| !who.is_empty());
        [&text("from"), " to ", &text("until"), " ", who.as_deref().unwrap_or(NOBODY)].concat()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The times of the lines. Whether there are such days and such a contact, the edge says.
pub fn read(text: &str) -> Value {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let times = lines.map(|line| {
        let (from, rest) = line.split_once(" to ").unwrap_or((line, ""));
        let rest = rest.trim();
        let (until, who) = rest.rsplit_once(' ').unwrap_or((rest, ""));
        // A line that ends with its time names nobody.
        let is_who = who.contains(|c: char| c.is_alphabetic()) || !who.contains([':', '-']);
        let (until, who) = if is_who { (until, who) } else { (rest, "") };
        let mut time = json!({"from": from.trim(), "until": until.trim()});
        if !who.is_empty() && !who.eq_ignore_ascii_case(NOBODY) {
            time["contact"] = json!(who);
        }
        time
    });
    Value::Array(times.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them_and_shown_again() {
        let text =
            "2026-12-24 09:00 to 2026-12-26 09:00 ben\n\n 2026-12-31 18:00  to 2027-01-01 08:00";
        let times = json!([
            {"from": "2026-12-24 09:00", "until": "2026-12-26 09:00", "contact": "ben"},
            {"from": "2026-12-31 18:00", "until": "2027-01-01 08:00"}
        ]);
        assert_eq!(read(text), times);
        let shown =
            "2026-12-24 09:00 to 2026-12-26 09:00 ben\n2026-12-31 18:00 to 2027-01-01 08:00 nobody";
        assert_eq!(show(&times), shown);
        assert_eq!(read(shown), times);
        assert_eq!(read("Easter"), json!([{"from": "Easter", "until": ""}]));
    }
}

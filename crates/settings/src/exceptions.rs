//! Days that are other than the week says, one a line: `2026-12-31 09:00-13:00 Stocktaking`.

use serde_json::{Value, json};

/// What stands in the field for the days.
pub fn show(days: &Value) -> String {
    let days = days.as_array().map(Vec::as_slice).unwrap_or_default();
    let lines = days.iter().map(|day| {
        let spans = day["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
        let spans: Vec<&str> = spans.iter().filter_map(Value::as_str).collect();
        let spans = if spans.is_empty() { "closed".to_owned() } else { spans.join(", ") };
        let name = day["name"].as_str().unwrap_or_default();
        [day["on"].as_str().unwrap_or_default(), " ", &spans, " ", name].concat().trim().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The days of the lines. Whether there are such days and spans, the edge says.
pub fn read(text: &str) -> Value {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let days = lines.map(|line| {
        let (on, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let (spans, name) = rest.split_at(rest.find(char::is_alphabetic).unwrap_or(rest.len()));
        let mut day = json!({"on": on});
        let spans = spans.replace('\u{2013}', "-").replace(" -", "-").replace("- ", "-");
        let spans = spans.split([',', ' ']).map(str::trim).filter(|span| !span.is_empty());
        let spans: Vec<&str> = spans.collect();
        let (first, more) = name.split_once(char::is_whitespace).unwrap_or((name, ""));
        let closed = spans.is_empty() && first.eq_ignore_ascii_case("closed");
        if !spans.is_empty() {
            day["spans"] = json!(spans);
        }
        let name = if closed { more.trim() } else { name };
        if !name.is_empty() {
            day["name"] = json!(name);
        }
        day
    });
    Value::Array(days.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them_and_shown_again() {
        let text = "12-25 Christmas Day\n\n 2026-12-31  9:00 - 13:00,14:00-15:00 Stock, and taking\n01-01 closed";
        let days = json!([
            {"on": "12-25", "name": "Christmas Day"},
            {"on": "2026-12-31", "name": "Stock, and taking", "spans": ["9:00-13:00", "14:00-15:00"]},
            {"on": "01-01"}
        ]);
        assert_eq!(read(text), days);
        let shown = "12-25 closed Christmas Day\n2026-12-31 9:00-13:00, 14:00-15:00 Stock, and taking\n01-01 closed";
        assert_eq!(show(&days), shown);
        assert_eq!(read(shown), days);
        assert_eq!(read("soon Easter - more"), json!([{"on": "soon", "name": "Easter - more"}]));
        assert_eq!(read("12-24 24 h"), json!([{"on": "12-24", "name": "h", "spans": ["24"]}]));
    }
}

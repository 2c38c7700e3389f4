//! Spans of time as people write them: "90 s", "10 min", "1 h 30 min"; stored in milliseconds.

const UNITS: [(&str, u64); 4] =
    [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000)];

/// As it is shown: in the largest units that say it exactly; up to two minutes in seconds unless they are whole.
pub fn show(ms: u64) -> String {
    if ms == 0 {
        return "0 s".to_owned();
    }
    if !ms.is_multiple_of(1_000) {
        return format!("{ms} ms");
    }
    if ms < 120_000 && !ms.is_multiple_of(60_000) {
        return format!("{} s", ms / 1_000);
    }
    let mut rest = ms;
    let mut parts = Vec::new();
    for (unit, size) in UNITS {
        // Two days are "48 h" to whoever sets a clock; a week is seven days.
        if unit == "d" && !rest.is_multiple_of(size) {
            continue;
        }
        if rest >= size {
            parts.push(format!("{} {unit}", rest / size));
            rest %= size;
        }
    }
    parts.join(" ")
}

/// What was written, in milliseconds.
///
/// # Errors
/// What is wrong, and how it can be written.
pub fn read(text: &str) -> Result<u64, &'static str> {
    const HOW: &str = "Write a number and its unit, as in 90 s, 10 min or 4 h.";
    const UNIT: &str = "Say the unit too: s, min, h or d, as in 10 min.";
    let text = text.trim().to_lowercase().replace(',', ".");
    let mut rest = text.as_str();
    let mut sum = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let number: f64 = number.parse().map_err(|_| HOW)?;
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let size = match unit {
            "" => return Err(UNIT),
            "ms" => 1.0,
            "s" | "sec" | "secs" | "second" | "seconds" => 1_000.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60_000.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000.0,
            "d" | "day" | "days" => 86_400_000.0,
            "w" | "week" | "weeks" => 604_800_000.0,
            _ => return Err(HOW),
        };
        sum += number * size;
        rest = after.trim_start();
    }
    let fits = !text.is_empty() && sum <= 31_536_000_000.0;
    if fits { Ok(sum.round() as u64) } else { Err(HOW) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_shown_in_the_units_people_use() {
        for (ms, text) in [
            (0, "0 s"),
            (500, "500 ms"),
            (30_000, "30 s"),
            (60_000, "1 min"),
            (90_000, "90 s"),
            (120_000, "2 min"),
            (150_000, "2 min 30 s"),
            (600_000, "10 min"),
            (5_400_000, "1 h 30 min"),
            (14_400_000, "4 h"),
            (86_400_000, "1 d"),
            (90_000_000, "25 h"),
        ] {
            assert_eq!(show(ms), text);
            assert_eq!(read(text), Ok(ms), "{text}");
        }
    }

    #[test]
    fn spans_are_read_as_people_write_them_and_a_bare_number_is_asked_for_its_unit() {
        for (text, ms) in [
            ("90s", 90_000),
            (" 10 Minutes ", 600_000),
            ("1.5 h", 5_400_000),
            ("1,5 h", 5_400_000),
            ("1h30min", 5_400_000),
            ("2 weeks", 1_209_600_000),
        ] {
            assert_eq!(read(text), Ok(ms), "{text}");
        }
        assert!(read("10").is_err_and(|why| why.contains("unit")));
        for bad in ["", "soon", "10 parsecs", "-5 s", "1..5 h", "900000 d"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}

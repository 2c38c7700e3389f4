//! The `_headers` file of the static assets: ours, and what static/_headers adds.

const OURS: &str = "\
/w/*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
/c/*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
/g/*
  Cache-Control: public, max-age=31536000, immutable
/s/*
  Cache-Control: public, max-age=31536000, immutable
/widget.js
  Cache-Control: public, max-age=300
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
";

/// Our rules and then `theirs`. A header that both give to one path is taken from theirs, because
/// Cloudflare would join the two values with a comma.
pub fn merged(theirs: &str) -> String {
    let mut rules = parse(OURS);
    for (path, headers) in parse(theirs) {
        let Some((_, known)) = rules.iter_mut().find(|(known, _)| *known == path) else {
            rules.push((path, headers));
            continue;
        };
        known.retain(|line| headers.iter().all(|header| name(header) != name(line)));
        known.extend(headers);
    }
    rules.iter().fold(String::new(), |text, (path, headers)| {
        headers.iter().fold(text + path + "\n", |text, header| text + "  " + header + "\n")
    })
}

fn parse(text: &str) -> Vec<(String, Vec<String>)> {
    let mut rules: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#'))
    {
        match rules.last_mut() {
            Some((_, headers)) if line.starts_with([' ', '\t']) => {
                headers.push(line.trim().to_owned())
            }
            _ => rules.push((line.trim().to_owned(), Vec::new())),
        }
    }
    rules
}

fn name(header: &str) -> String {
    header.split(':').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_given_by_both_is_theirs_and_all_others_stay() {
        let text = merged("# note\n/widget.js\n  cache-control: no-store\n/shop/*\n  X-Shop: 1\n");
        assert!(text.contains("/widget.js\n  Access-Control-Allow-Origin: *\n"), "{text}");
        assert!(text.contains("  cache-control: no-store\n"));
        assert!(!text.contains("max-age=300"));
        assert!(text.contains("/w/*\n  Cache-Control: public, max-age=31536000, immutable\n"));
        assert!(text.ends_with("/shop/*\n  X-Shop: 1\n"));
    }
}

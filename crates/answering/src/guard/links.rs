//! Links and e-mail addresses in a text.

/// The links and e-mail addresses of a text, each as [`plain`] gives it.
pub(super) fn links(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| c.is_whitespace() || "()[]{}<>\"“”«»‹›|、。，".contains(c))
        .map(plain)
        .filter(|word| is_link(word))
}

/// In lower case, without scheme, `www.`, and marks around it: what two spellings of one link have in common.
pub(super) fn plain(word: &str) -> String {
    let word = word.to_lowercase().replace(['．', '｡'], ".").replace('＠', "@");
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    let word = word.strip_prefix("mailto:").or(word.strip_prefix("tel:")).unwrap_or(word);
    let word = word.strip_prefix("https://").or(word.strip_prefix("http://")).unwrap_or(word);
    let word = word.strip_prefix("www.").unwrap_or(word);
    word.trim_matches('/').to_owned()
}

/// Whether this is an address, or could be taken for one: `name.tld`, anything with `@`, a scheme or two slashes.
fn is_link(word: &str) -> bool {
    if word.contains('@') || word.contains("://") || word.contains("//") {
        return true;
    }
    let schemed = word.split_once(':').is_some_and(|(scheme, rest)| {
        matches!(scheme, "javascript" | "data" | "file" | "sms" | "skype" | "whatsapp")
            && !rest.is_empty()
    });
    let host = word.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let labelled = host.rsplit_once('.').is_some_and(|(name, last)| {
        let letters = last.chars().filter(|c| c.is_alphabetic()).count();
        name.ends_with(char::is_alphanumeric)
            && letters >= 2
            && last.chars().all(|c| c.is_alphanumeric() || c == '-')
    });
    let numeric = host.split('.').count() == 4
        && host.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    schemed || labelled || numeric
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        links(text).collect()
    }

    #[test]
    fn links_are_found_however_they_are_written() {
        assert_eq!(of("Visit https://www.Shop.example/help/."), ["shop.example/help"]);
        assert_eq!(of("see [here](http://evil.example/x?y=1)"), ["evil.example/x?y=1"]);
        assert_eq!(
            of("mail help@shop.example, or evil．example"),
            ["help@shop.example", "evil.example"]
        );
        assert_eq!(of("javascript:alert(1)"), ["javascript:alert"]);
        assert_eq!(of("go to 203.0.113.9/pay"), ["203.0.113.9/pay"]);
        assert_eq!(of("//evil/x"), ["evil/x"; 0], "a path, not a host");
    }

    #[test]
    fn ordinary_words_are_no_links() {
        assert_eq!(
            of("e.g. 3.5 days, U.S. orders, v2.1 and/or so. Then: 10:30"),
            Vec::<String>::new()
        );
    }
}

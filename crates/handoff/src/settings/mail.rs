//! The site's address for e-mails that come in.

use super::Settings;

/// The longest name before the `@`: the tag of a conversation, 55 letters and digits, and a `+` stand after it, and all of
/// it may have 64.
const MAX_NAME: usize = 8;
/// The longest address, in bytes.
const MAX_ADDRESS: usize = 150;
/// What such an address is.
pub(super) const ALLOWED: &str = "an address like help@in.example.com, in small letters, with at most 8 before the @; or only @in.example.com";

/// Whether a tag fits into it, and mail can be sent there.
pub(super) fn is_inbound(address: &str) -> bool {
    let Some((name, domain)) = address.split_once('@') else { return false };
    let small = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let of_name = |b: u8| small(b) || b"._-".contains(&b);
    let named = name.len() <= MAX_NAME && name.bytes().all(of_name);
    let dots = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
    let label = |label: &str| {
        let inner = |b: u8| small(b) || b == b'-';
        let hyphen = label.starts_with('-') || label.ends_with('-');
        (1..=63).contains(&label.len()) && label.bytes().all(inner) && !hyphen
    };
    let public = domain.contains('.') && domain.split('.').all(label);
    named && !dots(name) && public && address.len() <= MAX_ADDRESS
}

impl Settings {
    /// Where answers to letters come in, where the thread goes on by e-mail.
    pub fn inbound(&self) -> Option<&str> {
        self.inbound_address.as_deref().filter(|address| is_inbound(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_into_which_no_tag_fits_is_refused_with_what_is_allowed() {
        for good in
            ["help@in.example.com", "support1@a.b", "@in.example.com", "a.b-c_d@x-y.example"]
        {
            assert!(is_inbound(good), "{good}");
        }
        let long = format!("help@{}.example", "a".repeat(64));
        // A form's empty field.
        let none = Settings { inbound_address: Some(String::new()), ..Settings::default() };
        assert_eq!((none.check(), none.inbound()), (Ok(()), None));
        for bad in [
            "help",
            "help@",
            "@",
            "help@localhost",
            "Help@in.example.com",
            "customers@in.example.com",
            "help+a@in.example.com",
            "he lp@in.example.com",
            "help@in..example.com",
            "help@-a.example",
            ".a@in.example.com",
            "a@b@c.example",
            "help@in.example.com\n",
            &long,
        ] {
            assert!(!is_inbound(bad), "{bad}");
            let settings = Settings { inbound_address: Some(bad.into()), ..Settings::default() };
            let fault = settings.check().expect_err(bad);
            assert_eq!((fault.path.as_str(), fault.allowed.as_str()), ("inbound_address", ALLOWED));
            assert_eq!(settings.inbound(), None);
        }
    }
}

//! A customer's phone number or address as a link that is nothing else.

use warmline_model::Alternative;

/// The link's address, where the contact is what it should be; a text that is not gets none.
pub fn link(kind: Alternative, contact: &str) -> Option<String> {
    let contact = contact.trim();
    match kind {
        Alternative::Callback => {
            let plain = |c: char| c.is_ascii_digit() || " +-()./".contains(c);
            let number: String =
                contact.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            let plus = number.strip_prefix('+').unwrap_or(&number);
            let good = contact.chars().all(plain) && !plus.contains('+') && plus.len() >= 3;
            good.then(|| format!("tel:{number}"))
        }
        Alternative::Email => {
            let plain = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
            let (name, host) = contact.split_once('@')?;
            let good = [name, host].iter().all(|part| !part.is_empty() && part.chars().all(plain));
            good.then(|| format!("mailto:{contact}"))
        }
        Alternative::OnCall | Alternative::SelfService | Alternative::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_or_a_plain_address_becomes_a_link() {
        let call = |contact| link(Alternative::Callback, contact);
        assert_eq!(call("+49 (30) 123-45").as_deref(), Some("tel:+493012345"));
        for bad in ["", "12", "+1+2345", "123;ext=4", "javascript:1234", "call 1234"] {
            assert_eq!(call(bad), None, "{bad}");
        }
        let mail = |contact| link(Alternative::Email, contact);
        assert_eq!(mail(" mia@shop.example ").as_deref(), Some("mailto:mia@shop.example"));
        for bad in ["mia", "mia@", "a@b@c", "mia@x?bcc=all@y", "mia@x,y@z", "a b@c", "a%0A@c"] {
            assert_eq!(mail(bad), None, "{bad}");
        }
    }
}

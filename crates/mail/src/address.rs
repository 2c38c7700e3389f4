//! Signed addresses: the part of an e-mail address that names a conversation, and that nobody else can make.
//!
//! A tag is 55 letters and digits in base 32, because mail systems change the case of addresses: 80 bits of an
//! HMAC-SHA256 over purpose, site and conversation, and then the 24 bytes of the conversation's id. It stands after
//! a `+` (`help+<tag>@in.example.com`), or is the whole local part where a site has a domain for it
//! (`<tag>@in.example.com`).

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use warmline_model::{ConversationId, SiteId};

/// What the signature is for: a tag opens nothing else, and nothing else is a tag.
const PURPOSE: &[u8] = b"mail";
/// How much of the signature is kept, in bytes.
const SIGNATURE: usize = 10;
/// The bytes of a conversation's id, as the edge makes them.
const ID: usize = 24;
/// The length of a tag.
pub const TAG: usize = 55;
/// The most octets before the `@` (RFC 5321).
const MAX_LOCAL: usize = 64;
/// The longest name before the `+`: what a tag leaves of the local part.
pub const MAX_NAME: usize = MAX_LOCAL - TAG - 1;

/// The tag of a conversation. None: its id is not one of those that the edge makes.
pub fn tag(key: &[u8], site: &SiteId, conversation: &ConversationId) -> Option<String> {
    let id = BASE64URL_NOPAD.decode(conversation.as_str().as_bytes()).ok()?;
    if id.len() != ID {
        return None;
    }
    let mut bytes = signed(key, site, conversation)?.finalize().into_bytes().to_vec();
    bytes.truncate(SIGNATURE);
    bytes.extend(id);
    Some(BASE32_NOPAD.encode(&bytes).to_ascii_lowercase())
}

/// The conversation that a tag names, if it was signed here for this site.
pub fn conversation(key: &[u8], site: &SiteId, tag: &str) -> Option<ConversationId> {
    let bytes = BASE32_NOPAD.decode(tag.to_ascii_uppercase().as_bytes()).ok()?;
    let (signature, id) = bytes.split_at_checked(SIGNATURE)?;
    if id.len() != ID {
        return None;
    }
    let conversation = ConversationId::new(BASE64URL_NOPAD.encode(id)).ok()?;
    let mac = signed(key, site, &conversation)?;
    mac.verify_truncated_left(signature).ok()?;
    Some(conversation)
}

fn signed(key: &[u8], site: &SiteId, conversation: &ConversationId) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    // Ids have no zero byte: two different pairs are never the same text.
    for part in [PURPOSE, site.as_str().as_bytes(), conversation.as_str().as_bytes()] {
        mac.update(part);
        mac.update(b"\0");
    }
    Some(mac)
}

/// The address with a tag in it. `inbound` is the site's address, `help@in.example.com`, or `@in.example.com` where
/// all mail to that domain comes in. None: there is no room for the tag.
pub fn with_tag(inbound: &str, tag: &str) -> Option<String> {
    let (name, domain) = inbound.rsplit_once('@')?;
    let local = if name.is_empty() { tag.to_owned() } else { format!("{name}+{tag}") };
    (local.len() <= MAX_LOCAL).then(|| format!("{local}@{domain}"))
}

/// Whom an e-mail is for: the site's address, in lower case, and the tag where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// `help@in.example.com`, or `@in.example.com` where the tag is the whole local part.
    pub inbound: String,
    /// The tag, not yet verified.
    pub tag: Option<String>,
}

/// Reads the address that an e-mail was sent to. None: it is no address.
pub fn recipient(address: &str) -> Option<Recipient> {
    let address = address.trim().trim_start_matches('<').trim_end_matches('>');
    let (local, domain) = address.rsplit_once('@')?;
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c <= ' ' || c == '@');
    if !plain(local) || !plain(domain) || address.len() > 320 {
        return None;
    }
    let (local, domain) = (local.to_ascii_lowercase(), domain.to_ascii_lowercase());
    let is_tag = |part: &str| part.len() == TAG && part.bytes().all(|b| b.is_ascii_alphanumeric());
    Some(match local.split_once('+') {
        Some((name, tag)) => {
            Recipient { inbound: format!("{name}@{domain}"), tag: Some(tag.to_owned()) }
        }
        None if is_tag(&local) => Recipient { inbound: format!("@{domain}"), tag: Some(local) },
        None => Recipient { inbound: format!("{local}@{domain}"), tag: None },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key of the edge's, long enough";

    fn site(id: &str) -> SiteId {
        SiteId::new(id).expect("a site")
    }

    fn chat() -> ConversationId {
        ConversationId::new("Zk9-_bQ3xY7aLmN0pR5tUvW1sD2fG4hJ").expect("an id")
    }

    #[test]
    fn a_signed_address_survives_every_change_of_case_and_fits_into_64_octets() {
        let tag = tag(KEY, &site("shop"), &chat()).expect("a tag");
        assert_eq!(tag.len(), TAG);
        for inbound in ["support@in.example.com", "support1@in.example.com", "@in.example.com"] {
            let address = with_tag(inbound, &tag).expect(inbound);
            let (local, _) = address.rsplit_once('@').expect("an address");
            assert!(local.len() <= 64, "{local}");
            for seen in [address.clone(), address.to_uppercase(), format!("<{address}>")] {
                let read = recipient(&seen).expect("an address");
                assert_eq!(read.inbound, inbound);
                let found = conversation(KEY, &site("shop"), &read.tag.expect("a tag"));
                assert_eq!(found, Some(chat()));
            }
        }
        assert_eq!(with_tag("customers@in.example.com", &tag), None, "nine letters are too many");
    }

    #[test]
    fn a_tag_of_another_site_key_or_conversation_opens_nothing() {
        let good = tag(KEY, &site("shop"), &chat()).expect("a tag");
        assert_eq!(conversation(KEY, &site("shop2"), &good), None);
        assert_eq!(conversation(b"another key", &site("shop"), &good), None);
        for at in 0..TAG {
            let mut forged = good.clone().into_bytes();
            forged[at] = if forged[at] == b'a' { b'b' } else { b'a' };
            let forged = String::from_utf8(forged).expect("text");
            // The last sign holds bits that no byte uses: there it is no base 32 at all.
            assert_eq!(conversation(KEY, &site("shop"), &forged), None, "{at}: {forged}");
        }
        for bad in
            ["", "a", "help", &good[1..], &format!("{good}a"), "ä", "1 3", &"a".repeat(10_000)]
        {
            assert_eq!(conversation(KEY, &site("shop"), bad), None, "{bad}");
        }
    }

    #[test]
    fn an_id_that_the_edge_does_not_make_has_no_address() {
        for id in ["c1", "drill-2026", &"x".repeat(40)] {
            let id = ConversationId::new(id).expect("an id");
            assert_eq!(tag(KEY, &site("shop"), &id), None);
        }
    }

    #[test]
    fn who_writes_to_the_plain_address_is_told_from_who_answers_a_letter() {
        let read = |address| recipient(address).map(|r| (r.inbound, r.tag));
        let plain = Some(("help@in.example.com".to_owned(), None));
        assert_eq!(read("Help@IN.example.com"), plain);
        assert_eq!(
            read("help+sales@in.example.com"),
            Some(("help@in.example.com".to_owned(), Some("sales".to_owned())))
        );
        for bad in ["", "help", "@in.example.com", "help@", "he lp@in.example.com", "a@b@c d"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}

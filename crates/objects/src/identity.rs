//! Who a visitor is, signed by the site's own server: a JWT, or a hash of the account's id or address.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, Mac};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;
use warmline_model::{Customer, Day, SiteId, Timestamp};
use warmline_wire::{Code, KnownCustomer, Refusal};

/// The longest identity, in bytes.
const MAX_IDENTITY: usize = 4 * 1024;
/// How far two clocks may be apart, s.
const LEEWAY: i64 = 60;
/// What the older form begins with.
const HASH: &str = "hash:";

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// The claims that are read; others are not looked at.
#[derive(Deserialize)]
struct Claims {
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    aud: Option<Value>,
    #[serde(default)]
    sub: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    tier: Option<String>,
    #[serde(default)]
    since: Option<Day>,
}

/// Whom an identity names: `key` is the site's identity key.
///
/// A JWT (RFC 7519) is signed with HS256 and carries `exp`; `sub` is the account, `aud` must name the site
/// where it is there. A hash is the HMAC-SHA256 of the id or address that follows it, and vouches for
/// nothing else.
///
/// # Errors
/// What does not hold, and what is allowed.
pub fn identify(
    now: Timestamp,
    site: &SiteId,
    key: &str,
    identity: &str,
) -> Result<Customer, Refusal> {
    if identity.len() > MAX_IDENTITY {
        let message = format!("identity: at most {MAX_IDENTITY} bytes, not {}", identity.len());
        return Err(Refusal::new(Code::TooLarge, message));
    }
    match identity.strip_prefix(HASH) {
        Some(hash) => of_hash(key, hash),
        None => of_jwt(now, site, key, identity),
    }
}

fn of_hash(key: &str, hash: &str) -> Result<Customer, Refusal> {
    let (hash, named) = hash
        .split_once(':')
        .ok_or_else(|| malformed("hash:, the HMAC in hexadecimal, : and the id or address"))?;
    let hash = bytes_of(hash).ok_or_else(|| malformed("the hash is in hexadecimal"))?;
    if !signed(key, named, &hash) {
        return Err(not_signed());
    }
    let named = Some(named.to_owned());
    let is_address = named.as_ref().is_some_and(|named| named.contains('@'));
    let (id, email) = if is_address { (None, named) } else { (named, None) };
    KnownCustomer { id, email, ..KnownCustomer::default() }.check()
}

fn of_jwt(now: Timestamp, site: &SiteId, key: &str, token: &str) -> Result<Customer, Refusal> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        return Err(malformed("a JWT has three parts"));
    };
    let decoded = |part: &str| BASE64.decode(part).map_err(|_| malformed("a JWT is in base64url"));
    let algorithm: Header = serde_json::from_slice(&decoded(header)?)
        .map_err(|error| malformed(&format!("header: {error}")))?;
    if algorithm.alg != "HS256" {
        let message = format!("alg: allowed is HS256, not {:?}", algorithm.alg);
        return Err(malformed(&message));
    }
    let both = &token[..header.len() + 1 + claims.len()];
    if !signed(key, both, &decoded(signature)?) {
        return Err(not_signed());
    }
    let claims: Claims = serde_json::from_slice(&decoded(claims)?)
        .map_err(|error| malformed(&format!("claims: {error}")))?;
    let now = now.0.div_euclid(1_000);
    if claims.exp.saturating_add(LEEWAY) <= now {
        return Err(Refusal::new(Code::Expired, "identity: exp has passed; sign a new one"));
    }
    if claims.nbf.is_some_and(|from| from.saturating_sub(LEEWAY) > now) {
        return Err(Refusal::new(Code::Unauthorized, "identity: nbf has not come yet"));
    }
    let names = |value: &Value| value.as_str() == Some(site.as_str());
    let for_us =
        |aud: &Value| names(aud) || aud.as_array().is_some_and(|all| all.iter().any(names));
    if !claims.aud.as_ref().is_none_or(for_us) {
        return Err(Refusal::new(Code::Unauthorized, "identity: aud names another site"));
    }
    let Claims { sub: id, name, email, phone, tier, since, .. } = claims;
    KnownCustomer { id, name, email, phone, tier, since }.check()
}

/// Compared in constant time.
fn signed(key: &str, text: &str, signature: &[u8]) -> bool {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes());
    mac.is_ok_and(|mac| mac.chain_update(text).verify_slice(signature).is_ok())
}

fn bytes_of(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hexadecimal.chars().map(|c| Some(u8::try_from(c.to_digit(16)?).unwrap_or(0))).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect(),
    )
}

fn malformed(what: &str) -> Refusal {
    Refusal::new(Code::Malformed, format!("identity: {what}"))
}

fn not_signed() -> Refusal {
    Refusal::new(Code::Unauthorized, "identity: it is not signed with this site's identity key")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "the-identity-key-of-the-demo-site";
    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn mac(text: &str) -> Vec<u8> {
        let mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("a key");
        mac.chain_update(text).finalize().into_bytes().to_vec()
    }

    fn jwt(header: &str, claims: &str) -> String {
        let both = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
        format!("{both}.{}", BASE64.encode(mac(&both)))
    }

    fn hs256(claims: &str) -> String {
        jwt(r#"{"alg":"HS256","typ":"JWT"}"#, claims)
    }

    fn verified(identity: &str) -> Result<Customer, String> {
        let site = SiteId::new("demo").expect("id");
        identify(NOW, &site, KEY, identity).map_err(|refusal| refusal.message)
    }

    #[test]
    fn the_example_of_the_standard_is_signed_as_we_read_it() {
        // RFC 7515, appendix A.1: the key is not text there, so the HMAC itself is checked with RFC 4231's.
        let signature = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let signature = bytes_of(signature).expect("hexadecimal");
        assert!(signed("Jefe", "what do ya want for nothing?", &signature));
        assert!(!signed("Jefe", "what do ya want for nothing!", &signature));
    }

    #[test]
    fn a_signed_identity_is_vouched_for() {
        // R-063
        let customer = verified(&hs256(
            r#"{"exp":1800000600,"aud":["x","demo"],"sub":"u-7","name":"Maria","email":"m@example.com",
                "phone":"+4930123","tier":"VIP","since":{"year":2019,"month":5},"else":1}"#,
        ));
        let customer = customer.expect("an identity");
        assert_eq!((customer.id.as_deref(), customer.verified), (Some("u-7"), true));
        assert_eq!(
            (customer.name.as_deref(), customer.tier.as_deref()),
            (Some("Maria"), Some("VIP"))
        );
        let hash = |named: &str| {
            let hexadecimal: String = mac(named).iter().map(|byte| format!("{byte:02x}")).collect();
            verified(&format!("hash:{hexadecimal}:{named}"))
        };
        assert_eq!(hash("u-7").map(|c| (c.id, c.email)), Ok((Some("u-7".into()), None)));
        let address = Some("m@example.com".to_owned());
        assert_eq!(hash("m@example.com").map(|c| (c.id, c.email)), Ok((None, address)));
    }

    #[test]
    fn what_is_not_signed_or_not_for_now_or_not_for_this_site_is_refused_with_the_reason() {
        // R-063
        let fine = hs256(r#"{"exp":1800000600,"sub":"u-7"}"#);
        let forged = hs256(r#"{"exp":1800000600,"sub":"u-8"}"#);
        let cut = |token: &str| token.rsplit_once('.').map(|(both, _)| both.to_owned());
        let other =
            format!("{}.{}", cut(&forged).expect("a token"), fine.rsplit('.').next().expect("it"));
        let unsigned = jwt(r#"{"alg":"none"}"#, r#"{"exp":1800000600}"#);
        let [late, early, foreign, endless, huge] = [
            r#"{"exp":1799999939}"#,
            r#"{"exp":1800000600,"nbf":1800000061}"#,
            r#"{"exp":1800000600,"aud":"other"}"#,
            r#"{"sub":"u-7"}"#,
            &format!(r#"{{"exp":1800000600,"name":"{}"}}"#, "x".repeat(201)),
        ]
        .map(hs256);
        for (identity, says) in [
            (other.as_str(), "not signed"),
            (&unsigned, "alg: allowed is HS256, not \"none\""),
            (&late, "exp has passed"),
            (&early, "nbf has not come"),
            (&foreign, "aud names another site"),
            (&endless, "missing field `exp`"),
            (&huge, "name: 1 to 200 characters"),
            ("", "three parts"),
            ("a.b", "three parts"),
            ("a.b.c.d", "three parts"),
            ("ä.b.c", "base64url"),
            ("hash:00", "hexadecimal, : and the id"),
            ("hash:0g:u", "in hexadecimal"),
            ("hash:000:u", "in hexadecimal"),
            ("hash::u", "not signed"),
            ("hash:00:u", "not signed"),
        ] {
            let refused = verified(identity).expect_err(identity);
            assert!(refused.contains(says), "{identity}: {refused}");
        }
        assert!(verified(&"x".repeat(5_000)).is_err_and(|e| e.contains("at most 4096 bytes")));
    }
}

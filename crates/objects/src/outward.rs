//! Which addresses of the web the edge may ask on a site's behalf: public ones, over `https`, and never its own.
//!
//! Names are not resolved here. On Cloudflare a request that leaves can reach nothing private; whoever runs workerd
//! themselves sets its outgoing network to `public`.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// The longest address, in bytes.
const MAX_ADDRESS: usize = 4_000;
/// Endings of names that are not of the public web.
const PRIVATE_ENDINGS: [&str; 11] = [
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "private",
    "lan",
    "home",
    "corp",
    "home.arpa",
    "onion",
];

/// Why an address may not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOutward {
    /// It is no address.
    Malformed,
    /// Not `https`.
    Scheme,
    /// A name or a password stands in it.
    Credentials,
    /// Another port than that of `https`.
    Port,
    /// It is private, this machine's, or of no public network.
    Private,
    /// It is this edge's own.
    Own,
}

impl fmt::Display for NotOutward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "an address is like https://api.shop.example/customers",
            Self::Scheme => "the address must begin with https://",
            Self::Credentials => {
                "no name and no password in the address; put a secret into a header"
            }
            Self::Port => "the address may not name another port than 443",
            Self::Private => "the address must be one of the public web",
            Self::Own => "this is the address of Warmline itself",
        })
    }
}

/// The address as it may be asked, written in one way only: what is fetched is what was looked at.
///
/// `own` is the edge's own host, where it is known. With `local`, for development, this machine may be asked, over
/// `http` too, and any port.
///
/// # Errors
/// Why it may not.
pub fn outward(address: &str, own: Option<&str>, local: bool) -> Result<String, NotOutward> {
    // Parsers drop some of these and turn others: what is not plain is not guessed at.
    let odd = |c: char| c <= ' ' || c == '\u{7F}' || c == '\\';
    if address.len() > MAX_ADDRESS || address.contains(odd) {
        return Err(NotOutward::Malformed);
    }
    let url = Url::parse(address).map_err(|_| NotOutward::Malformed)?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(NotOutward::Scheme);
    }
    // An empty name before `@` is not told by the parser.
    let authority = address.split_once("://").map(|(_, rest)| rest).ok_or(NotOutward::Malformed)?;
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() {
        return Err(NotOutward::Malformed);
    }
    if !url.username().is_empty() || url.password().is_some() || authority.contains('@') {
        return Err(NotOutward::Credentials);
    }
    let host = url.host().ok_or(NotOutward::Malformed)?;
    let named = url.host_str().unwrap_or_default();
    if own.is_some_and(|own| is_own(own, named, url.port(), local)) {
        return Err(NotOutward::Own);
    }
    if local && is_this_machine(&host) {
        return Ok(url.into());
    }
    let public = match &host {
        Host::Domain(name) => is_public_name(name),
        Host::Ipv4(ip) => is_public_v4(*ip),
        Host::Ipv6(ip) => is_public_v6(*ip),
    };
    if !public {
        return Err(NotOutward::Private);
    }
    if url.scheme() != "https" {
        return Err(NotOutward::Scheme);
    }
    if url.port().is_some() && !local {
        return Err(NotOutward::Port);
    }
    Ok(url.into())
}

/// Whether this is the edge's own host; on a machine for development, its own port too.
fn is_own(own: &str, host: &str, port: Option<u16>, local: bool) -> bool {
    let (own_host, own_port) = match own.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => (host, port.parse().ok()),
        _ => (own, None),
    };
    let bare = |name: &str| name.trim_end_matches('.').to_ascii_lowercase();
    bare(own_host) == bare(host) && (!local || own_port == port)
}

fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(ip) => *ip == Ipv4Addr::LOCALHOST,
        Host::Ipv6(ip) => *ip == Ipv6Addr::LOCALHOST,
    }
}

/// A name of at least two parts, the last of which is not one of a private network.
fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let private = |ending: &&str| {
        let before = name.strip_suffix(*ending);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    name.contains('.')
        && name.split('.').all(|part| !part.is_empty())
        && !PRIVATE_ENDINGS.iter().any(private)
}

/// Whether the address is one of the public internet (IANA's registry of special-purpose addresses).
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let special = matches!(
        ip.octets(),
        [0 | 10 | 127 | 224..=255, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 168, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    );
    !special
}

/// Only global unicast is public, and of that nothing in which an address of version 4 is hidden.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        // Teredo, benchmarks, documentation, 6to4.
        [0x2001, 0..=0x01FF, ..] | [0x2001, 0x0DB8, ..] | [0x2002, ..] => false,
        [0x3FFF, 0..=0x0FFF, ..] => false,
        [first, ..] => (0x2000..=0x3FFF).contains(&first),
    }
}

#[cfg(test)]
mod tests;

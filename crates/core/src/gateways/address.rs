//! Where a gateway may be: on the public internet, over https, and nowhere else.
//!
//! Whoever may enter an address could otherwise have this program ask machines inside the company's network. The rule is kept
//! twice: when an address is read, and again for what its name resolves to at the moment of connecting, so that a name which
//! points somewhere else by then leads nowhere.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use model::problem::Problem;
use url::{Host, Url};

/// The longest address.
const LONGEST: usize = 200;

/// Ends of names that mean something in a local network only.
const INSIDE: &[&str] = &[
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "arpa",
    "test",
    "invalid",
    "onion",
];

/// Reads the address of a gateway. `allow_local` lets this machine itself in, over plain http too and on any port.
///
/// # Errors
/// `URL_LENGTH`, `URL_FORMAT`, `URL_USERINFO`, `URL_HTTPS`, `URL_HOST` or `URL_PORT`.
pub fn parse(address: &str, allow_local: bool) -> Result<Url, Problem> {
    let address = address.trim();
    if address.len() > LONGEST {
        return Err(Problem::new("URL_LENGTH").with("max", LONGEST));
    }
    let url = Url::parse(address).map_err(|error| match error {
        // A host that is written like an address and is none.
        url::ParseError::InvalidIpv4Address
        | url::ParseError::InvalidIpv6Address
        | url::ParseError::IdnaError
        | url::ParseError::InvalidDomainCharacter => Problem::new("URL_HOST"),
        url::ParseError::InvalidPort => Problem::new("URL_PORT"),
        _ => Problem::new("URL_FORMAT"),
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::new("URL_USERINFO"));
    }
    if allow_local && matches!(url.scheme(), "http" | "https") && is_this_machine(&url) {
        return whole(url);
    }
    if url.scheme() != "https" {
        return Err(Problem::new("URL_HTTPS"));
    }
    let is_public = match url.host() {
        Some(Host::Domain(name)) => is_public_name(name),
        Some(Host::Ipv4(address)) => is_public(address.into()),
        Some(Host::Ipv6(address)) => is_public(address.into()),
        None => false,
    };
    if !is_public {
        return Err(Problem::new("URL_HOST"));
    }
    // The port of https itself reads as none.
    if url.port().is_some() {
        return Err(Problem::new("URL_PORT"));
    }
    whole(url)
}

/// What is asked for is put behind an address, so it ends with its path.
fn whole(mut url: Url) -> Result<Url, Problem> {
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Problem::new("URL_FORMAT"));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// Whether an address names this machine.
#[must_use]
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn is_public_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let Some((_, end)) = name.rsplit_once('.') else {
        return false;
    };
    !name.split('.').any(str::is_empty) && !INSIDE.contains(&end)
}

/// Whether an address belongs to the public internet; everything that is reserved for another use does not.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        // This network, private ones, this machine, those behind one address of a provider.
        (0 | 10 | 127, _, _)
            | (100, 64..=127, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            // Link-local, where clouds keep the secrets of their machines.
            | (169, 254, _)
            // Protocols, documents, 6to4 relays, measuring.
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            // To many at once, reserved, to all.
            | (224..=255, _, _)
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // Networks without IPv4 reach it through these.
    if parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    // Only 2000::/3 is given out; an IPv4 address in IPv6 clothes, local and multicast ones lie outside. Of it, tunnels (2001:0::,
    // 2002::) carry an IPv4 address inside, and 2001:db8::, 3fff:: and the rest of 2001:0::/23 are for documents and tests.
    (0x2000..=0x3fff).contains(&parts[0])
        && !(parts[0] == 0x2001 && (parts[1] < 0x200 || parts[1] == 0xdb8))
        && parts[0] != 0x2002
        && !(parts[0] == 0x3fff && parts[1] < 0x1000)
}

/// A name that resolves to a place where no gateway may be.
#[derive(Debug)]
pub struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name does not lead to the public internet")
    }
}

impl std::error::Error for NotPublic {}

#[cfg(test)]
mod tests {
    use super::{is_public, parse};

    fn refused(address: &str) -> String {
        match parse(address, false) {
            Ok(url) => format!("taken: {url}"),
            Err(problem) => problem.code,
        }
    }

    #[test]
    fn the_gateways_addresses_are_taken() {
        for (address, taken) in [
            ("https://api.fonnte.com", "https://api.fonnte.com/"),
            (
                " https://graph.facebook.com/ ",
                "https://graph.facebook.com/",
            ),
            ("https://wa.example.id/api", "https://wa.example.id/api/"),
            ("https://example.com:443", "https://example.com/"),
            ("https://8.8.8.8", "https://8.8.8.8/"),
        ] {
            assert_eq!(parse(address, false).unwrap().as_str(), taken);
        }
    }

    #[test]
    fn row_49_a_gateway_over_plain_http() {
        for address in [
            "http://api.fonnte.com",
            "http://127.0.0.1",
            "ftp://api.fonnte.com",
            "file:///etc/passwd",
            "gopher://api.fonnte.com",
        ] {
            assert_eq!(refused(address), "URL_HTTPS", "{address}");
        }
    }

    #[test]
    fn row_50_a_gateway_on_this_machine() {
        for address in [
            "https://127.0.0.1",
            "https://127.8.9.10",
            "https://[::1]",
            "https://[::ffff:127.0.0.1]",
            "https://[::ffff:8.8.8.8]",
            "https://localhost",
            "https://localhost.",
            "https://LOCALHOST",
            "https://a.localhost",
            "https://0.0.0.0",
            "https://[::]",
        ] {
            assert_eq!(refused(address), "URL_HOST", "{address}");
        }
    }

    #[test]
    fn row_51_a_gateway_where_clouds_keep_secrets() {
        for address in [
            "https://169.254.169.254/",
            "https://metadata.google.internal",
            "https://[fe80::1]",
            "https://[fd00:ec2::254]",
        ] {
            assert_eq!(refused(address), "URL_HOST", "{address}");
        }
    }

    #[test]
    fn row_52_a_gateway_in_another_notation() {
        for address in [
            "https://2130706433",
            "https://0x7f.1",
            "https://0177.0.0.1",
            "https://127.1",
            "https://0x7f000001",
            "https://１２７.0.0.1",
            "https://10.0.0.256",
        ] {
            assert_eq!(refused(address), "URL_HOST", "{address}");
        }
    }

    #[test]
    fn row_53_a_gateway_with_a_name_before_it() {
        for address in [
            "https://user:p@ok.example@evil",
            "https://user@api.fonnte.com",
            "https://:kunci@api.fonnte.com",
        ] {
            assert_eq!(refused(address), "URL_USERINFO", "{address}");
        }
    }

    #[test]
    fn what_is_no_address_of_a_gateway() {
        for address in [
            "",
            "api.fonnte.com",
            "https://",
            "https://api.fonnte.com/?a=1",
            "https://api.fonnte.com/#a",
        ] {
            assert_eq!(refused(address), "URL_FORMAT", "{address}");
        }
        for address in [
            "https://router",
            "https://nas.lan",
            "https://db.internal",
            "https://printer.local",
            "https://1.0.0.10.in-addr.arpa",
            "https://a..b.com",
        ] {
            assert_eq!(refused(address), "URL_HOST", "{address}");
        }
        for address in ["https://api.fonnte.com:22", "https://api.fonnte.com:99999"] {
            assert_eq!(refused(address), "URL_PORT", "{address}");
        }
        let long = format!("https://api.fonnte.com/{}", "a".repeat(200));
        assert_eq!(refused(&long), "URL_LENGTH");
    }

    #[test]
    fn the_switch_for_trials_lets_only_this_machine_in() {
        for address in [
            "http://127.0.0.1:8080",
            "http://localhost:1",
            "https://localhost:8443",
            "http://[::1]:80",
        ] {
            assert!(parse(address, true).is_ok(), "{address}");
        }
        for address in [
            "http://10.0.0.1",
            "http://api.fonnte.com",
            "http://localhost.example.com",
            "file://localhost/etc/passwd",
        ] {
            assert!(parse(address, true).is_err(), "{address}");
        }
        assert!(parse("http://user@127.0.0.1", true).is_err());
    }

    #[test]
    fn only_the_public_internet_is_public() {
        for address in [
            "8.8.8.8",
            "1.1.1.1",
            "103.28.12.4",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "2606:4700:4700::1111",
            "2404:6800:4003::5f",
            "64:ff9b::8.8.8.8",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }
}

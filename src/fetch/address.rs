//! Which addresses are private (`promises.md` C3), and a resolver that gives out none of them, so that they are judged
//! at the moment of connecting and a name that changes its mind gains nothing.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// A name that leads to private addresses only.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the name leads to a private address")]
pub(super) struct PrivateAddress;

/// Whether `url` itself names a private address, before anything is resolved.
pub(super) fn names_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => is_private(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_private(IpAddr::V6(address)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
}

/// Whether an address is this machine, this network or no single public host.
pub(super) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

/// Resolves names as the system does, without the private addresses.
pub(super) struct PublicResolver {
    /// Hosts of the proxies that the person set: those may be anywhere.
    pub(super) proxies: Vec<String>,
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let is_proxy = self.proxies.iter().any(|proxy| proxy == name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let some = !found.is_empty();
            let allowed: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| is_proxy || !is_private(address.ip()))
                .collect();
            if some && allowed.is_empty() {
                return Err(PrivateAddress.into());
            }
            let addresses: Addrs = Box::new(allowed.into_iter());
            Ok(addresses)
        })
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || address.is_documentation()
        || (a == 198 && (b == 18 || b == 19))
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    if let Some(inner) = embedded_v4(parts) {
        return is_private_v4(inner);
    }
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || parts[0] & 0xffc0 == 0xfec0
        || (parts[0] == 0x64 && parts[1] == 0xff9b)
        // Teredo, which tunnels to whatever stands in it, and what examples are made of.
        || (parts[0] == 0x2001 && matches!(parts[1], 0 | 0xdb8))
}

/// The IPv4 address that an IPv6 address stands for: mapped, compatible, NAT64, 6to4.
fn embedded_v4(parts: [u16; 8]) -> Option<Ipv4Addr> {
    let join = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match parts {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(join(high, low)),
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => Some(join(high, low)),
        [0x2002, high, low, ..] => Some(join(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known_in_every_form() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://017700000001/",
            "http://0/",
            "http://10.1.2.3/",
            "http://192.0.2.2/",
            "http://203.0.113.9/",
            "http://[2001:db8::1]/",
            "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
            "http://172.16.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/",
            "http://100.64.0.1/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[::7f00:1]/",
            "http://[64:ff9b::10.0.0.1]/",
            "http://[2002:7f00:1::]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://localhost/",
            "http://x.localhost./",
        ] {
            assert!(names_private(&Url::parse(url).unwrap()), "{url}");
        }
    }

    #[test]
    fn a_name_is_resolved_to_public_addresses_only_unless_it_is_the_proxys() {
        let resolve = |proxies: Vec<String>| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let name: Name = "localhost".parse().unwrap();
            let found = runtime.block_on(PublicResolver { proxies }.resolve(name));
            found.map(Iterator::count).map_err(|error| error.is::<PrivateAddress>())
        };
        assert_eq!(resolve(Vec::new()), Err(true));
        assert!(resolve(vec!["localhost".to_owned()]).is_ok_and(|count| count > 0));
    }

    #[test]
    fn public_addresses_are_not_private() {
        for url in [
            "http://93.184.216.34/",
            "http://172.32.0.1/",
            "http://100.128.0.1/",
            "http://[2606:2800:220:1::1]/",
            "http://[::ffff:8.8.8.8]/",
            "http://example.org/",
            "http://localhost.example.org/",
        ] {
            assert!(!names_private(&Url::parse(url).unwrap()), "{url}");
        }
    }
}

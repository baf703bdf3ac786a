//! Where a redirect leads, and what may be taken along: the rules of `promises.md` C2, without the asking.

use url::Url;

/// Redirects followed for one question.
pub(super) const MAX_REDIRECTS: usize = 10;

/// Whether the old address is to be given up for the new (RFC 9110, 15.4).
pub(super) const fn is_permanent(status: u16) -> bool {
    matches!(status, 301 | 308)
}

/// Where an answer with this `Location` leads; the error is the reason why not.
pub(super) fn target(from: &Url, location: Option<&[u8]>) -> Result<Url, String> {
    let location = location.ok_or("it redirects without saying where to")?;
    let location = String::from_utf8_lossy(location);
    let mut target = from
        .join(location.trim())
        .map_err(|_| "it redirects to something that is no address".to_owned())?;
    if !matches!(target.scheme(), "http" | "https") || target.host_str().is_none() {
        return Err("it redirects to something that is no web address".to_owned());
    }
    if from.scheme() == "https" && target.scheme() == "http" {
        return Err("it redirects from a secure to an insecure address".to_owned());
    }
    // What the server writes there is not what a person entered; a person's own login follows within the origin only.
    set_login(&mut target, "", None);
    if target.origin() == from.origin() {
        set_login(&mut target, from.username(), from.password());
    }
    if target.fragment().is_none() {
        target.set_fragment(from.fragment());
    }
    Ok(target)
}

/// `url` without name and password.
pub(super) fn without_login(url: &Url) -> Url {
    let mut bare = url.clone();
    set_login(&mut bare, "", None);
    bare
}

fn set_login(url: &mut Url, name: &str, password: Option<&str>) {
    // Both refuse only addresses without a host, which cannot have a login.
    let _ = url.set_username(name);
    let _ = url.set_password(password);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(from: &str, location: &str) -> Result<String, String> {
        let from = Url::parse(from).expect("an address");
        target(&from, Some(location.as_bytes())).map(String::from)
    }

    #[test]
    fn a_login_stays_within_its_origin() {
        assert_eq!(leads("https://me:pw@a.org/x", "/y").unwrap(), "https://me:pw@a.org/y");
        assert_eq!(
            leads("https://me:pw@a.org/x", "https://b.org/y").unwrap(),
            "https://b.org/y"
        );
        assert_eq!(
            leads("https://me:pw@a.org/x", "https://a.org:444/y").unwrap(),
            "https://a.org:444/y"
        );
        assert_eq!(
            leads("https://a.org/x", "https://you:pw@b.org/y").unwrap(),
            "https://b.org/y"
        );
    }

    #[test]
    fn a_secure_address_never_leads_to_an_insecure_one() {
        assert!(leads("https://a.org/x", "http://a.org/x").is_err());
        assert_eq!(leads("http://a.org/x", "https://a.org/x").unwrap(), "https://a.org/x");
    }

    #[test]
    fn only_the_web_is_followed() {
        for nowhere in [
            "file:///etc/passwd",
            "ftp://a.org/",
            "javascript:alert(1)",
            "http://",
            "https://[::",
        ] {
            assert!(leads("https://a.org/x", nowhere).is_err(), "{nowhere}");
        }
        assert!(target(&Url::parse("https://a.org").unwrap(), None).is_err());
    }
}

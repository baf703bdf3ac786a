//! The links of an article: which of them lead somewhere, and their absolute form.

use url::Url;

/// The longest address that is kept, in bytes (`promises.md` A2).
const MAX_LENGTH: usize = 2_083;

/// The target of a link, absolute. `None` where it is not one to follow: a place on the same page, a script, a scheme
/// that is not `http`, `https` or `mailto`, a relative link of an unknown page, an address that cannot be read.
pub fn link(href: &str, base: Option<&Url>) -> Option<String> {
    resolve(href, base, &["http", "https", "mailto"])
}

/// The address of a picture or video, absolute; only `http` and `https`.
pub fn media(source: &str, base: Option<&Url>) -> Option<String> {
    resolve(source, base, &["http", "https"])
}

/// The address of a place on the page itself.
pub fn place(name: &str, base: Option<&Url>) -> Option<String> {
    let mut url = base?.clone();
    url.set_fragment(Some(name));
    let target = String::from(url);
    (target.len() <= MAX_LENGTH).then_some(target)
}

fn resolve(reference: &str, base: Option<&Url>, schemes: &[&str]) -> Option<String> {
    let reference = reference.trim();
    if reference.is_empty() || reference.starts_with('#') {
        return None;
    }
    let url = match base {
        Some(base) => base.join(reference).ok()?,
        None => Url::parse(reference).ok()?,
    };
    let target = String::from(url.clone());
    // A serialised address is printable ASCII; anything else would be a fault of the parser.
    let printable = target.bytes().all(|byte| byte.is_ascii_graphic());
    (schemes.contains(&url.scheme()) && printable && target.len() <= MAX_LENGTH).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_absolute_and_only_those_to_follow_stay() {
        let base = Url::parse("https://news.example/a/b.html").expect("an address");
        let base = Some(&base);
        assert_eq!(link("../c?d", base).as_deref(), Some("https://news.example/c?d"));
        assert_eq!(link(" //e.example ", base).as_deref(), Some("https://e.example/"));
        assert_eq!(
            link("mailto:desk@news.example", base).as_deref(),
            Some("mailto:desk@news.example")
        );
        for refused in [
            "#note",
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "http://[",
        ] {
            assert_eq!(link(refused, base), None, "{refused}");
        }
        assert_eq!(link("c.html", None), None);
    }

    #[test]
    fn no_control_sign_stays_in_an_address() {
        let target = link("https://e.example/\u{1b}[31m\u{202e}\u{7}x", None).expect("a link");
        assert_eq!(target, "https://e.example/%1B[31m%E2%80%AE%07x");
    }

    #[test]
    fn an_endless_address_is_none() {
        assert_eq!(link(&format!("https://e.example/{}", "x".repeat(3_000)), None), None);
    }
}

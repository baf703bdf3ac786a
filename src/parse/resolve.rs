//! Addresses made absolute: single ones, and those in a body of HTML.

use crate::parse::entities::decode;
use crate::parse::mend::tokens::{Token, Tokens, attributes};
use std::borrow::Cow;
use url::Url;

/// The longest address that is kept, in bytes (`promises.md` A2).
const MAX_ADDRESS: usize = 2_083;

/// Attributes of HTML that hold an address.
const ADDRESSES: [&str; 7] = ["href", "src", "poster", "cite", "data", "background", "longdesc"];

/// `written` as an absolute address of any scheme; `None` where it is none, or would run a script.
pub fn address(written: &str, base: Option<&Url>) -> Option<String> {
    absolute(written, base).map(String::from)
}

/// `written` as an absolute `http` or `https` address.
pub fn web_address(written: &str, base: Option<&Url>) -> Option<String> {
    absolute(written, base)
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .map(String::from)
}

/// An id that is an absolute `http` or `https` address, its host included: most ids are none, whatever their feed says of them.
pub fn id(written: &str) -> Option<String> {
    let (_, rest) = written.split_once(':')?;
    web_address(written, None).filter(|_| rest.starts_with("//"))
}

/// A body of HTML whose relative addresses are made absolute, against what `base` gives; borrowed where there were none.
pub fn body<'a, 'b>(html: &'a str, base: impl Fn() -> Option<&'b Url>) -> Cow<'a, str> {
    let mut resolved = String::new();
    let mut copied = 0;
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        let Token::Start(tag) = token else {
            continue;
        };
        let start = tokens.offset() - usize::from(html[..tokens.offset()].ends_with('>')) - tag.attributes.len();
        for attribute in attributes(tag.attributes) {
            let Some(replacement) = replacement(attribute.name, attribute.value, &base) else {
                continue;
            };
            let at = start + attribute.at;
            resolved.push_str(&html[copied..at]);
            resolved.push_str(&replacement);
            copied = at + attribute.value.len();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    resolved.push_str(&html[copied..]);
    Cow::Owned(resolved)
}

/// What an attribute with a relative address says instead, escaped for its place.
fn replacement<'b>(name: &str, value: &str, base: impl Fn() -> Option<&'b Url>) -> Option<String> {
    if name.eq_ignore_ascii_case("srcset") {
        return source_set(value, base);
    }
    if !ADDRESSES.iter().any(|known| name.eq_ignore_ascii_case(known)) || is_absolute(value) {
        return None;
    }
    let decoded = decode(value);
    // A mere fragment points into the text itself.
    if decoded.trim_start().starts_with('#') {
        return None;
    }
    address(&decoded, Some(base()?)).map(|address| escape(&address))
}

/// A list of addresses with widths, `a.jpg 1x, b.jpg 2x`.
fn source_set<'b>(value: &str, base: impl Fn() -> Option<&'b Url>) -> Option<String> {
    if value.split(", ").all(|part| is_absolute(part.trim())) {
        return None;
    }
    let base = base()?;
    let candidate = |part: &str| {
        let (address_part, size) = part.trim().split_once(char::is_whitespace).unwrap_or((part.trim(), ""));
        let absolute = address(&decode(address_part), Some(base)).map(|address| escape(&address));
        format!("{} {size}", absolute.as_deref().unwrap_or(address_part))
            .trim_end()
            .to_owned()
    };
    Some(value.split(", ").map(candidate).collect::<Vec<_>>().join(", "))
}

fn is_absolute(value: &str) -> bool {
    let scheme = value
        .trim_start()
        .split([':', '/', '?', '#'])
        .next()
        .unwrap_or_default();
    value.trim_start()[scheme.len()..].starts_with(':')
        && !scheme.is_empty()
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn absolute(written: &str, base: Option<&Url>) -> Option<Url> {
    let written = written.trim();
    if written.is_empty() || written.len() > MAX_ADDRESS {
        return None;
    }
    let url = match base {
        Some(base) => base.join(written),
        None => Url::parse(written),
    };
    url.ok().filter(|url| {
        url.as_str().len() <= MAX_ADDRESS && !matches!(url.scheme(), "javascript" | "vbscript" | "data" | "file")
    })
}

fn escape(address: &str) -> String {
    address
        .replace('&', "&amp;")
        .replace('"', "%22")
        .replace('\'', "%27")
        .replace('<', "%3C")
        .replace('>', "%3E")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("http://h.example/dir/page").expect("an address")
    }

    #[test]
    fn relative_addresses_in_a_body_become_absolute() {
        let base = base();
        let html =
            "<a href=\"x?a=1&amp;b=2\">t</a><img src=/i.png alt='src=q'><a href='#n'>n</a><a href=http://o/>o</a>";
        assert_eq!(
            body(html, || Some(&base)),
            "<a href=\"http://h.example/dir/x?a=1&amp;b=2\">t</a><img src=http://h.example/i.png alt='src=q'>\
             <a href='#n'>n</a><a href=http://o/>o</a>"
        );
        assert_eq!(
            body("<img srcset=\"a.jpg 1x, http://o/b.jpg 2x\">", || Some(&base)),
            "<img srcset=\"http://h.example/dir/a.jpg 1x, http://o/b.jpg 2x\">"
        );
        assert!(matches!(
            body("<p>plain <a href=\"mailto:x@y.z\">m</a>", || Some(&base)),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn scripts_and_endless_addresses_are_none() {
        assert_eq!(address("javascript:alert(1)", Some(&base())), None);
        assert_eq!(address("file:///etc/passwd", Some(&base())), None);
        assert_eq!(address(&"x".repeat(5_000), Some(&base())), None);
        assert_eq!(address("x", None), None);
        assert_eq!(web_address("urn:x:y", None), None);
    }
}

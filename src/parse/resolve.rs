//! Addresses made absolute: single ones, and those in a body of HTML.

use crate::parse::entities::decode;
use crate::parse::mend::tokens::{Tag, attributes};
use url::Url;

/// The longest address that is kept, in bytes (`promises.md` A2).
const MAX_ADDRESS: usize = 2_083;

/// Bytes by which a body grows whose addresses are made absolute, for most of them.
const ROOM: usize = 512;

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

/// Makes the relative addresses in a body of HTML absolute, tag by tag in their order.
pub struct Resolver<'a, F> {
    html: &'a str,
    base: F,
    resolved: String,
    /// How much of the HTML stands in it.
    copied: usize,
}

impl<'a, 'b, F: Fn() -> Option<&'b Url>> Resolver<'a, F> {
    /// `base` is asked where an address is relative.
    pub fn new(html: &'a str, base: F) -> Resolver<'a, F> {
        Resolver {
            html,
            base,
            resolved: String::new(),
            copied: 0,
        }
    }

    /// The addresses of one tag, which ends at `end`.
    pub fn resolve(&mut self, tag: &Tag<'_>, end: usize) {
        if tag.attributes.is_empty() {
            return;
        }
        let start = end - usize::from(self.html.as_bytes().get(end - 1) == Some(&b'>')) - tag.attributes.len();
        for attribute in attributes(tag.attributes) {
            let Some(replacement) = replacement(attribute.name, attribute.value, &self.base) else {
                continue;
            };
            let at = start + attribute.at;
            if self.copied == 0 {
                self.resolved.reserve(self.html.len() + ROOM);
            }
            self.resolved.push_str(&self.html[self.copied..at]);
            self.resolved.push_str(&replacement);
            self.copied = at + attribute.value.len();
        }
    }

    /// The body; `None` where it may stay as it is.
    pub fn finish(mut self) -> Option<String> {
        if self.copied == 0 {
            return None;
        }
        self.resolved.push_str(&self.html[self.copied..]);
        Some(self.resolved)
    }
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
    use crate::parse::plain::plain_text_seeing;

    fn base() -> Url {
        Url::parse("http://h.example/dir/page").expect("an address")
    }

    #[test]
    fn relative_addresses_in_a_body_become_absolute() {
        let base = base();
        let body = |html| {
            let mut resolver = Resolver::new(html, || Some(&base));
            plain_text_seeing(html, |tag, end| resolver.resolve(tag, end));
            resolver.finish()
        };
        let html =
            "<a href=\"x?a=1&amp;b=2\">t</a><img src=/i.png alt='src=q'><a href='#n'>n</a><a href=http://o/>o</a>";
        let resolved = body(html).expect("two are relative");
        assert_eq!(
            resolved,
            "<a href=\"http://h.example/dir/x?a=1&amp;b=2\">t</a><img src=http://h.example/i.png alt='src=q'>\
             <a href='#n'>n</a><a href=http://o/>o</a>"
        );
        let resolved = body("<img srcset=\"a.jpg 1x, http://o/b.jpg 2x\"><template><a href=x>y</template><a href=z");
        assert_eq!(
            resolved.as_deref(),
            Some(
                "<img srcset=\"http://h.example/dir/a.jpg 1x, http://o/b.jpg 2x\">\
                 <template><a href=http://h.example/dir/x>y</template><a href=http://h.example/dir/z"
            )
        );
        assert_eq!(body("<p>plain <a href=\"mailto:x@y.z\">m</a>"), None);
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

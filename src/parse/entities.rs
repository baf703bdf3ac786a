//! Character references: the named ones of HTML, numbered ones, and those that a document declares itself. Where they
//! stand is known to the callers.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;
use std::collections::HashMap;

/// The longest name of HTML's has 31 letters; what is longer is no reference.
const MAX_NAME: usize = 32;
/// Entities that a document declares are short and few, so that they cannot multiply (`promises.md` D3).
const MAX_DECLARED_LENGTH: usize = 64;
const MAX_DECLARED: usize = 256;

/// Bytes of a document in which its DOCTYPE begins.
const BEGINNING: usize = 4_096;

/// Entities declared in a document, by name. None refers to another.
#[derive(Debug, Default)]
pub struct Declared(HashMap<String, String>);

impl Declared {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The internal ones that the DOCTYPE at the beginning of `document` declares. External ones are left alone.
    pub fn read(document: &str) -> Declared {
        let beginning = &document[..document.floor_char_boundary(BEGINNING)];
        let Some(start) = beginning.find("<!DOCTYPE") else {
            return Declared::default();
        };
        let subset = document[start..].split_once(']').map_or("", |(subset, _)| subset);
        let declarations = subset.split("<!ENTITY").skip(1).take(MAX_DECLARED);
        Declared(declarations.filter_map(declaration).collect())
    }
}

/// How many `&` of `text` do not look like the beginning of a reference.
pub fn bare(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'#';
    memchr_iter(b'&', bytes)
        .filter(|at| bytes[at + 1..].iter().find(|byte| !is_of_name(byte)) != Some(&b';'))
        .count()
}

/// `text` with its references replaced; what is no reference stays as it is.
pub fn decode(text: &str) -> Cow<'_, str> {
    decode_with(text, &Declared::default())
}

/// As [`decode`], with the entities that the document declares.
pub fn decode_with<'a>(text: &'a str, declared: &Declared) -> Cow<'a, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut decoded = String::with_capacity(text.len());
    decoded.push_str(&text[..first]);
    let mut rest = &text[first..];
    while !rest.is_empty() {
        let taken = push_reference(&mut decoded, rest, declared).unwrap_or_else(|| {
            decoded.push('&');
            1
        });
        rest = &rest[taken..];
        let next = memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        decoded.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(decoded)
}

/// Pushes what the reference at the beginning of `text` stands for, and says how long the reference is.
fn push_reference(decoded: &mut String, text: &str, declared: &Declared) -> Option<usize> {
    if let Some((sign, length)) = predefined(text.as_bytes()) {
        decoded.push(sign);
        return Some(length);
    }
    let end = text.bytes().take(MAX_NAME + 2).position(|byte| byte == b';')?;
    let name = &text[1..end];
    if let Some(number) = name.strip_prefix('#') {
        decoded.extend(numbered(number)?);
        return Some(end + 1);
    }
    if let Some(own) = declared.0.get(name) {
        decoded.push_str(own);
        return Some(end + 1);
    }
    let &(first, second) = NAMED_ENTITIES.get(&text[1..=end])?;
    let signs = [first, second]
        .into_iter()
        .filter(|code| *code != 0)
        .filter_map(char::from_u32);
    decoded.extend(signs);
    (first != 0).then_some(end + 1)
}

/// What XML itself defines, with its length; nearly all references are such.
fn predefined(text: &[u8]) -> Option<(char, usize)> {
    Some(match text {
        [b'&', b'l', b't', b';', ..] => ('<', 4),
        [b'&', b'g', b't', b';', ..] => ('>', 4),
        [b'&', b'a', b'm', b'p', b';', ..] => ('&', 5),
        [b'&', b'q', b'u', b'o', b't', b';', ..] => ('"', 6),
        [b'&', b'a', b'p', b'o', b's', b';', ..] => ('\'', 6),
        _ => return None,
    })
}

/// The sign of a numbered reference: none for control characters, and 128 to 159 as Windows-1252 has them. `None` where
/// it is no number.
fn numbered(digits: &str) -> Option<Option<char>> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    Some(match code {
        // An escape sign stays until its whole sequence can be taken out.
        9 | 10 | 13 | 27 => char::from_u32(code),
        0..32 | 127 => None,
        128..160 => C1_REPLACEMENTS[code as usize - 128],
        _ => char::from_u32(code),
    })
}

fn declaration(text: &str) -> Option<(String, String)> {
    let (name, rest) = text.trim_start().split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    let value = rest[1..].split_once(quote)?.0;
    (value.len() <= MAX_DECLARED_LENGTH).then(|| (name.to_owned(), decode(value).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced_and_the_rest_stays() {
        assert_eq!(
            decode("a &amp; b &eacute;&nbsp;&#8211;&#x2013; &#150;"),
            "a & b é\u{a0}–– –"
        );
        assert_eq!(
            decode("?a=1&b=2&copy=3 & &; &#; &#x; &nosuch; &#99999999999;"),
            "?a=1&b=2&copy=3 & &; &#; &#x; &nosuch; &#99999999999;"
        );
        assert_eq!(decode("a&#0;b&#11;c"), "abc");
    }

    #[test]
    fn declared_entities_are_known_and_do_not_nest() {
        let declared = Declared::read(
            "<!DOCTYPE r [<!ENTITY co \"Company\"><!ENTITY b '&co;&co;'><!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        );
        assert_eq!(decode_with("&co; &b; &x;", &declared), "Company &co;&co; &x;");
    }
}

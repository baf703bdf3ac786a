//! What stands inside an element, as HTML or as plain words, by the way in which it was written.

use super::tokens::{Tag, Token, Tokens, attributes};
use crate::parse::entities::{Declared, decode_with};
use base64::Engine;
use memchr::memchr;
use std::borrow::Cow;

/// The longest text of an element that is kept, in bytes (`promises.md` D2).
pub const MAX_TEXT: usize = 2 << 20;

/// How a text was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Words only: signs stand for themselves.
    Plain,
    /// HTML, escaped or in CDATA.
    Html,
    /// Markup that is part of the document.
    Inline,
    Base64,
}

impl Writing {
    /// As the attributes of a text element say.
    pub fn of(tag: &Tag<'_>) -> Writing {
        let kind = tag.attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
        let mode = tag.attribute("mode").unwrap_or_default().trim().to_ascii_lowercase();
        match (kind.as_str(), mode.as_str()) {
            (_, "base64") => Writing::Base64,
            ("xhtml" | "application/xhtml+xml", "" | "xml") | (_, "xml") => Writing::Inline,
            ("text" | "text/plain" | "plain", _) => Writing::Plain,
            ("" | "html" | "xhtml" | "application/xhtml+xml", _) => Writing::Html,
            (other, _) if other.contains("html") => Writing::Html,
            (other, _) if other.ends_with("xml") => Writing::Inline,
            (other, "") if !other.starts_with("text") && other.contains('/') => Writing::Base64,
            _ => Writing::Html,
        }
    }
}

/// The inside of an element as HTML.
pub fn html(inside: &str, writing: Writing, declared: &Declared) -> String {
    let inside = cut(inside, MAX_TEXT);
    let marked_up = has_tags(inside) && Tokens::new(inside).any(|token| matches!(token, Token::Start(_)));
    if marked_up {
        return inline(inside, writing, declared);
    }
    let text = plain(inside, declared);
    match writing {
        Writing::Plain if !looks_like_html(&text) => escape(&text),
        Writing::Base64 => from_base64(&text).unwrap_or(text),
        _ => text,
    }
}

/// The inside of an element as the words that an XML reader sees, without tags.
pub fn plain(inside: &str, declared: &Declared) -> String {
    if !has_tags(inside) {
        return decode_with(inside.trim(), declared).into_owned();
    }
    let mut text = String::with_capacity(inside.len());
    for token in Tokens::new(inside) {
        match token {
            Token::Text(written) => text.push_str(&decode_with(written, declared)),
            Token::Data(data) => text.push_str(data),
            Token::Start(_) | Token::End(_) => {}
        }
    }
    match text.trim() {
        trimmed if trimmed.len() == text.len() => text,
        trimmed => trimmed.to_owned(),
    }
}

/// Markup inside the document written out as HTML.
fn inline(inside: &str, writing: Writing, declared: &Declared) -> String {
    let mut html = String::with_capacity(inside.len());
    for token in Tokens::new(inside) {
        match token {
            Token::Start(tag) => push_tag(&mut html, &tag),
            Token::End(name) => {
                html.push_str("</");
                html.push_str(without_prefix(name));
                html.push('>');
            }
            Token::Text(text) => html.push_str(&declared_only(text, declared)),
            Token::Data(data) if writing == Writing::Inline => html.push_str(&escape_signs(data)),
            Token::Data(data) => html.push_str(data),
        }
    }
    html.trim().to_owned()
}

/// References that HTML knows stay as they are; those that only the document knows are replaced.
fn declared_only<'a>(text: &'a str, declared: &Declared) -> Cow<'a, str> {
    if declared.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(escape_signs(&decode_with(text, declared)))
}

fn push_tag(html: &mut String, tag: &Tag<'_>) {
    html.push('<');
    html.push_str(without_prefix(tag.name));
    for attribute in attributes(tag.attributes).filter(|attribute| !attribute.name.starts_with("xml")) {
        html.push(' ');
        html.push_str(without_prefix(attribute.name));
        html.push_str("=\"");
        html.push_str(&attribute.value.replace('"', "&quot;").replace('<', "&lt;"));
        html.push('"');
    }
    html.push_str(if tag.closed { " />" } else { ">" });
    if tag.closed && !is_void(without_prefix(tag.name)) {
        html.push_str("</");
        html.push_str(without_prefix(tag.name));
        html.push('>');
    }
}

/// HTML has no prefixes but SVG's own, in attributes.
fn without_prefix(name: &str) -> &str {
    match name.rsplit_once(':') {
        Some((prefix, local)) if prefix != "xlink" && !local.is_empty() => local,
        _ => name,
    }
}

fn is_void(name: &str) -> bool {
    [
        "br", "img", "hr", "input", "wbr", "source", "area", "col", "embed", "link", "meta", "param", "track",
    ]
    .contains(&name)
}

/// Whether a text that claims to be plain is HTML after all: it has a tag that people write in HTML.
fn looks_like_html(text: &str) -> bool {
    const TELLING: [&str; 22] = [
        "p",
        "br",
        "a",
        "img",
        "div",
        "span",
        "b",
        "i",
        "em",
        "strong",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "table",
        "blockquote",
        "pre",
        "figure",
        "iframe",
        "video",
    ];
    has_tags(text)
        && Tokens::new(text)
            .any(|token| matches!(token, Token::Start(tag) if TELLING.iter().any(|name| tag.name.eq_ignore_ascii_case(name))))
}

/// Whether there may be tags in it, or sections.
fn has_tags(text: &str) -> bool {
    memchr(b'<', text.as_bytes()).is_some()
}

/// Plain text as HTML, its line ends kept.
fn escape(text: &str) -> String {
    escape_signs(text).replace('\n', "<br>\n")
}

fn escape_signs(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn from_base64(text: &str) -> Option<String> {
    let compact: String = text.split_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(compact).ok()?;
    String::from_utf8(bytes).ok()
}

/// At most `limit` bytes of a text, cut between characters.
fn cut(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inside: &str, writing: Writing) -> String {
        html(inside, writing, &Declared::default())
    }

    #[test]
    fn every_way_of_writing_gives_html() {
        assert_eq!(read("&lt;b>x&lt;/b> &amp;amp; y", Writing::Html), "<b>x</b> &amp; y");
        assert_eq!(read(" <![CDATA[<b>x</b> & y]]> ", Writing::Html), "<b>x</b> & y");
        assert_eq!(read("1 &lt; 2\nAT&amp;T", Writing::Plain), "1 &lt; 2<br>\nAT&amp;T");
        assert_eq!(read("PGI+eDwvYj4=", Writing::Base64), "<b>x</b>");
        assert_eq!(
            read("<x:p>a &lt; b<x:br/></x:p>", Writing::Inline),
            "<p>a &lt; b<br /></p>"
        );
        assert_eq!(read("two <b>bold</b> end", Writing::Html), "two <b>bold</b> end");
    }

    #[test]
    fn markup_cannot_be_smuggled_through_an_attribute() {
        let inline = read("<a title='say \"hi\"' href=\"x\">y</a>", Writing::Inline);
        assert_eq!(inline, "<a title=\"say &quot;hi&quot;\" href=\"x\">y</a>");
    }
}

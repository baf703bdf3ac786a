//! Tags as they are read from and written to bounded markup: names, attributes, and what kind of element a name stands
//! for. Which of them stay is decided in `bound`.

use super::walk::STAMP;
use std::fmt::Write;

/// Attributes of an element.
const MAX_ATTRIBUTES: usize = 256;
/// Bytes of one attribute.
const MAX_VALUE: usize = 8 * 1024;
/// Rows or columns that a cell spans.
const MAX_SPAN: u32 = 1000;

/// What kind of element a name stands for, as far as the limits and the implied ends go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Root(&'static str),
    /// Left out up to its end tag.
    Skipped(&'static str),
    /// Its tags are left out, its content stays.
    Dropped,
    NoScript,
    Void,
    Formatting,
    Item,
    List,
    Cell,
    Row,
    Block,
    Inline,
}

impl Kind {
    pub(super) fn of(name: &str) -> Kind {
        match name.to_ascii_lowercase().as_str() {
            "html" => Kind::Root("html"),
            "head" => Kind::Root("head"),
            "body" => Kind::Root("body"),
            "script" => Kind::Skipped("</script"),
            "style" => Kind::Skipped("</style"),
            "svg" => Kind::Skipped("</svg"),
            "title" => Kind::Skipped("</title"),
            "textarea" => Kind::Skipped("</textarea"),
            "select" => Kind::Skipped("</select"),
            "template" => Kind::Skipped("</template"),
            "iframe" => Kind::Skipped("</iframe"),
            "xmp" => Kind::Skipped("</xmp"),
            "noembed" => Kind::Skipped("</noembed"),
            "noframes" => Kind::Skipped("</noframes"),
            "annotation" => Kind::Skipped("</annotation"),
            "annotation-xml" => Kind::Skipped("</annotation-xml"),
            // Without it the parts of a formula are elements like others.
            "math" | "plaintext" | "frameset" | "frame" | "image" | "option" | "optgroup" => Kind::Dropped,
            "noscript" => Kind::NoScript,
            "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link"
            | "meta" | "param" | "source" | "track" | "wbr" => Kind::Void,
            "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt"
            | "u" => Kind::Formatting,
            "li" | "dd" | "dt" => Kind::Item,
            "ul" | "ol" | "dl" | "menu" | "dir" => Kind::List,
            "td" | "th" => Kind::Cell,
            "tr" | "tbody" | "thead" | "tfoot" | "caption" | "colgroup" => Kind::Row,
            "address" | "article" | "aside" | "blockquote" | "center" | "details" | "dialog" | "div" | "fieldset"
            | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header"
            | "hgroup" | "listing" | "main" | "nav" | "p" | "pre" | "search" | "section" | "summary" | "table" => {
                Kind::Block
            }
            _ => Kind::Inline,
        }
    }

    pub(super) fn ends_paragraph(self) -> bool {
        matches!(self, Kind::Block | Kind::List | Kind::Item)
    }
}

pub(super) fn name_at(text: &str) -> &str {
    let end = text.find(|sign: char| sign.is_ascii_whitespace() || matches!(sign, '/' | '>' | '<' | '"' | '\''));
    &text[..end.unwrap_or(text.len()).min(text.floor_char_boundary(64))]
}

/// The attributes of a start tag, and the length up to and with its `>`.
pub(super) fn read_attributes(text: &str) -> (Vec<(&str, &str)>, usize) {
    let bytes = text.as_bytes();
    let mut attributes: Vec<(&str, &str)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() && bytes[at] != b'>' {
        if bytes[at].is_ascii_whitespace() || bytes[at] == b'/' {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() && !matches!(bytes[at], b'/' | b'>' | b'=') {
            at += 1;
        }
        let key = &text[start..at];
        let (value, next) = read_value(text, at);
        at = next;
        if attributes.len() < MAX_ATTRIBUTES && is_wanted(key, value) {
            attributes.push((key, value));
        }
    }
    (attributes, (at + 1).min(bytes.len()))
}

fn read_value(text: &str, mut at: usize) -> (&str, usize) {
    let bytes = text.as_bytes();
    let blank = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    let end_of_key = at;
    while blank(at) {
        at += 1;
    }
    if bytes.get(at) != Some(&b'=') {
        return ("", end_of_key);
    }
    at += 1;
    while blank(at) {
        at += 1;
    }
    match bytes.get(at) {
        Some(&quote @ (b'"' | b'\'')) => {
            let length = text[at + 1..].find(char::from(quote)).unwrap_or(text.len() - at - 1);
            (&text[at + 1..at + 1 + length], (at + length + 2).min(text.len()))
        }
        _ => {
            let length = text[at..].find(|sign: char| sign.is_ascii_whitespace() || sign == '>');
            let end = length.map_or(text.len(), |length| at + length);
            (&text[at..end], end)
        }
    }
}

fn is_wanted(key: &str, value: &str) -> bool {
    let plain = key
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.'));
    // A page must not stamp its own elements.
    let is_stamp = key.eq_ignore_ascii_case(STAMP);
    plain
        && !is_stamp
        && value.len() <= MAX_VALUE
        && !key.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"))
}

pub(super) fn write_attribute(out: &mut String, key: &str, value: &str) {
    let is_span = key.eq_ignore_ascii_case("colspan") || key.eq_ignore_ascii_case("rowspan");
    // Writing to a string cannot fail.
    let _ = if is_span {
        write!(
            out,
            " {key}=\"{}\"",
            value.trim().parse::<u32>().unwrap_or(1).clamp(1, MAX_SPAN)
        )
    } else {
        write!(out, " {key}=\"{}\"", value.replace('"', "&quot;"))
    };
}

/// What end tags an open element keeps from reaching beyond it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// None.
    Through,
    /// All but those of the parts of tables.
    Cells,
    /// All.
    Nothing,
}

impl Reach {
    pub(super) fn of(name: &str) -> Reach {
        match name.to_ascii_lowercase().as_str() {
            "table" | "object" | "button" | "marquee" | "applet" => Reach::Nothing,
            "td" | "th" | "caption" => Reach::Cells,
            _ => Reach::Through,
        }
    }
}

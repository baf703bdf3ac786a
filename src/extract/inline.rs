//! Inline text gathered into clean HTML and plain text side by side: a short list of elements, no attributes but a
//! link's address. Blocks are not known here.

use dom_query::NodeRef;
use url::Url;

/// Elements that are shown within one another; more look the same.
const MAX_NESTED: usize = 8;
/// The same within formulas, where each of them says something.
const MAX_NESTED_IN_FORMULA: usize = 32;

/// Bytes of a link's address (`promises.md` A2).
const MAX_LINK: usize = 2083;

/// Elements that run within a line of text.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "nobr"
            | "q"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "label"
            | "picture"
            | "rb"
            | "g-emoji"
    ) || of_formula(name).is_some()
}

/// Elements of formulas (MathML). They are kept as they are: what stands where in them is their meaning.
const OF_FORMULAS: [&str; 23] = [
    "semantics",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mstyle",
    "mpadded",
    "mfenced",
    "menclose",
    "msup",
    "msub",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mfrac",
    "msqrt",
    "mroot",
    "mtable",
    "mtr",
    "mtd",
];

fn of_formula(name: &str) -> Option<&'static str> {
    OF_FORMULAS.into_iter().find(|known| *known == name)
}

/// The element that a reader is shown for `name`, if any.
fn shown_as(name: &str) -> Option<&'static str> {
    Some(match name {
        "em" | "i" | "cite" | "dfn" | "var" => "em",
        "strong" | "b" | "mark" => "strong",
        "code" | "kbd" | "samp" | "tt" => "code",
        "sub" => "sub",
        "sup" => "sup",
        "del" | "s" | "strike" => "del",
        "q" => "q",
        _ => return of_formula(name),
    })
}

/// A line of text in the making.
#[derive(Clone, Default)]
pub(super) struct Inline {
    pub html: String,
    pub text: String,
    /// Bytes of `text` within links.
    pub linked: usize,
    /// Elements that are open, with the start tag that opens them again.
    open: Vec<(String, Option<String>)>,
    links: usize,
}

impl Inline {
    pub(super) fn text(&mut self, contents: &str) {
        let before = self.text.len();
        for sign in contents.chars() {
            if sign.is_whitespace() {
                self.blank();
            } else {
                self.text.push(sign);
                push_escaped(&mut self.html, sign);
            }
        }
        if self.links > 0 {
            self.linked += self.text[before..].trim().len();
        }
    }

    /// White space between words, once.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
            self.html.push(' ');
        }
    }

    pub(super) fn line_break(&mut self) {
        if !self.text.is_empty() {
            self.blank();
            self.html.push_str("<br>");
        }
    }

    pub(super) fn open(&mut self, name: &str, node: &NodeRef, base: &Url) {
        let tag = if name == "a" {
            self.links += usize::from(node.has_attr("href"));
            node.attr("href")
                .and_then(|address| link_address(&address, base))
                .map(|address| format!("<a href=\"{}\">", escaped(&address)))
        } else {
            shown_as(name).map(|shown| format!("<{shown}>"))
        };
        let shown = self.open.iter().filter(|(_, tag)| tag.is_some()).count();
        let most = match of_formula(name) {
            Some(_) => MAX_NESTED_IN_FORMULA,
            None => MAX_NESTED,
        };
        let tag = tag.filter(|_| shown < most);
        self.html.push_str(tag.as_deref().unwrap_or(""));
        self.open.push((name.to_owned(), tag));
    }

    pub(super) fn close(&mut self, name: &str) {
        if self.open.last().is_none_or(|(open, _)| open != name) {
            return;
        }
        if let Some((name, tag)) = self.open.pop() {
            self.links -= usize::from(name == "a" && self.links > 0);
            self.close_tag(&name, tag.as_deref());
        }
    }

    fn close_tag(&mut self, name: &str, tag: Option<&str>) {
        let Some(tag) = tag else { return };
        if self.html.ends_with(tag) {
            self.html.truncate(self.html.len() - tag.len());
        } else {
            let shown = if name == "a" {
                "a"
            } else {
                shown_as(name).unwrap_or("span")
            };
            self.html.push_str("</");
            self.html.push_str(shown);
            self.html.push('>');
        }
    }

    /// What was gathered, closed; `self` goes on within the same elements.
    pub(super) fn split(&mut self) -> Inline {
        let (rest, again) = std::mem::take(self).finish();
        *self = again;
        rest
    }

    /// What was gathered, closed, and an empty line within the same elements.
    pub(super) fn finish(mut self) -> (Inline, Inline) {
        let open = std::mem::take(&mut self.open);
        for (name, tag) in open.iter().rev() {
            self.close_tag(name, tag.as_deref());
        }
        let html = open.iter().filter_map(|(_, tag)| tag.as_deref()).collect();
        let again = Inline {
            html,
            open,
            links: self.links,
            ..Inline::default()
        };
        while let Some(rest) = self.html.trim_end().strip_suffix("<br>") {
            self.html = rest.to_owned();
        }
        (self, again)
    }
}

/// An absolute http(s) or mail address; nothing else may be followed from an article.
fn link_address(address: &str, base: &Url) -> Option<String> {
    let url = base.join(address.trim()).ok()?;
    let fits = matches!(url.scheme(), "http" | "https" | "mailto") && url.as_str().len() <= MAX_LINK;
    fits.then(|| url.to_string())
}

/// An absolute http(s) address.
pub(super) fn web_address(address: &str, base: &Url) -> Option<String> {
    let url = base.join(address.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// `text` as it stands in HTML, in an attribute too.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    text.chars().for_each(|sign| push_escaped(&mut html, sign));
    html
}

fn push_escaped(html: &mut String, sign: char) {
    match sign {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        _ => html.push(sign),
    }
}

//! The words of HTML without its markup, one paragraph a line. What scripts, styles and comments say is not visible and
//! so is not among them.

use crate::model::text;
use crate::parse::entities::decode;
use crate::parse::mend::tokens::{Token, Tokens};

/// Elements of HTML that stand on lines of their own.
const BLOCKS: [&str; 44] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
];
/// Elements whose words nobody sees.
const HIDDEN: [&str; 7] = ["head", "noembed", "noframes", "object", "script", "style", "template"];
/// The other elements that people write in the middle of a line.
const INLINE: [&str; 36] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blink", "cite", "code", "del", "dfn", "em", "embed", "font",
    "i", "iframe", "img", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var",
];
/// The longest name among them.
const LONGEST: usize = 10;

/// The visible words of `html`, safe to show: one paragraph a line, white space folded.
pub fn plain_text(html: &str) -> String {
    let mut lines = Lines::default();
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(written) => lines.push(&decode(written)),
            Token::Data(written) => lines.push(written),
            Token::Start(tag) => {
                let name = lower(tag.name);
                if is_one_of(&name, &HIDDEN) && !tag.closed {
                    step_over(&mut tokens, html, tag.name);
                }
                lines.markup(&name);
            }
            Token::End(name) => lines.markup(&lower(name)),
        }
    }
    text::body(lines.finish())
}

/// The words of a title of HTML, on one line. What looks like a tag but is none of HTML's is part of the words, as in
/// `Vec<T>`.
pub fn title(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return text::line(html);
    }
    let mut words = String::with_capacity(html.len());
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(written) => words.push_str(&decode(written)),
            Token::Data(written) => words.push_str(written),
            Token::Start(tag) => {
                let name = lower(tag.name);
                if is_one_of(&name, &HIDDEN) && !tag.closed {
                    step_over(&mut tokens, html, tag.name);
                } else if is_one_of(&name, &BLOCKS) {
                    words.push(' ');
                } else if !is_html(&name) {
                    words.push_str(&decode(&html[tokens.began()..tokens.offset()]));
                }
            }
            Token::End(name) => {
                let name = lower(name);
                if is_one_of(&name, &BLOCKS) {
                    words.push(' ');
                } else if !is_html(&name) {
                    words.push_str(&html[tokens.began()..tokens.offset()]);
                }
            }
        }
    }
    text::line(&words)
}

/// Whether a name is one that HTML knows, or that a program wrote (`o:p`, `x-part`).
fn is_html(name: &str) -> bool {
    name.contains([':', '-']) || is_one_of(name, &INLINE) || is_one_of(name, &HIDDEN) || is_one_of(name, &BLOCKS)
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.binary_search(&name).is_ok()
}

fn lower(name: &str) -> String {
    name.get(..name.len().min(LONGEST + 1))
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// Goes past the end of a hidden element; past its start only where it has no end.
fn step_over(tokens: &mut Tokens<'_>, html: &str, name: &str) {
    let rest = &html[tokens.offset()..];
    let end = rest.match_indices("</").map(|(at, _)| at).find(|at| {
        rest.as_bytes()
            .get(at + 2..at + 2 + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    });
    tokens.seek(end.map_or(html.len(), |end| tokens.offset() + end));
}

/// Words gathered into lines.
#[derive(Default)]
struct Lines {
    text: String,
    /// Whether a blank is owed before the next word.
    blank: bool,
}

impl Lines {
    fn push(&mut self, text: &str) {
        self.blank |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if self.blank && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.text.push_str(word);
            self.blank = true;
        }
        self.blank = text.ends_with(char::is_whitespace) || (self.blank && text.trim().is_empty());
    }

    fn markup(&mut self, name: &str) {
        if is_one_of(name, &BLOCKS) {
            if !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push('\n');
            }
            self.blank = false;
        } else if matches!(name, "td" | "th" | "option") {
            self.blank = true;
        }
    }

    fn finish(&mut self) -> &str {
        self.text.trim_end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_can_be_searched() {
        assert!(BLOCKS.is_sorted() && INLINE.is_sorted() && HIDDEN.is_sorted());
        let longest = BLOCKS.iter().chain(&INLINE).chain(&HIDDEN).map(|name| name.len()).max();
        assert_eq!(longest, Some(LONGEST));
    }

    #[test]
    fn a_paragraph_is_a_line_and_what_is_hidden_is_gone() {
        let html = "<style>p{}</style><p>One <b>bold</b>\n word.</p><!-- no --><p>Two<br>three &amp; four<script>x<y</script></p>";
        assert_eq!(plain_text(html), "One bold word.\nTwo\nthree & four");
        assert_eq!(plain_text("<table><tr><td>a<td>b</tr><tr><td>c</table>"), "a b\nc");
        assert_eq!(plain_text("a\u{202e}b \u{1b}[1mc"), "ab c");
        assert_eq!(plain_text("x <script> never closed"), "x");
    }

    #[test]
    fn a_title_is_one_line_and_keeps_what_is_no_tag() {
        assert_eq!(title("two <b>bold</b>\n end"), "two bold end");
        assert_eq!(
            title("Vec&lt;T> and Vec<T>, 1 < 2 <3 &amp;c."),
            "Vec<T> and Vec<T>, 1 < 2 <3 &c."
        );
    }
}

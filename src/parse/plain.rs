//! The words of HTML without its markup, one paragraph a line. What scripts, styles and comments say is not visible and
//! so is not among them.

use crate::model::text;
use crate::parse::entities::decode;
use crate::parse::mend::tokens::{Tag, Token, Tokens};
use memchr::memchr2_iter;

/// What an element of HTML does to the words in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// It stands on lines of its own.
    Block,
    /// It stands beside others of its kind.
    Cell,
    /// Nobody sees its words.
    Hidden,
    /// It stands in the middle of a line.
    Inline,
    /// HTML does not know it.
    Unknown,
}

fn part(name: &str) -> Part {
    let mut buffer = [0u8; 12];
    let Some(lower) = buffer.get_mut(..name.len()) else {
        return if name.contains([':', '-']) {
            Part::Inline
        } else {
            Part::Unknown
        };
    };
    for (lower, written) in lower.iter_mut().zip(name.bytes()) {
        *lower = written.to_ascii_lowercase();
    }
    match &*lower {
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"br" | b"caption" | b"center" | b"dd"
        | b"details" => Part::Block,
        b"dialog" | b"dir" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form" => {
            Part::Block
        }
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"header" | b"hr" | b"html" | b"legend" | b"li" | b"main" => {
            Part::Block
        }
        b"menu" | b"nav" | b"ol" | b"p" | b"pre" | b"section" | b"summary" | b"table" | b"tbody" | b"thead" | b"tr" => {
            Part::Block
        }
        b"ul" => Part::Block,
        b"td" | b"th" | b"option" => Part::Cell,
        b"head" | b"noembed" | b"noframes" | b"script" | b"style" | b"template" => Part::Hidden,
        b"a" | b"abbr" | b"acronym" | b"b" | b"bdi" | b"bdo" | b"big" | b"blink" | b"cite" | b"code" | b"del" => {
            Part::Inline
        }
        b"dfn" | b"em" | b"embed" | b"font" | b"i" | b"iframe" | b"img" | b"ins" | b"kbd" | b"label" | b"mark" => {
            Part::Inline
        }
        b"nobr" | b"object" | b"q" | b"s" | b"samp" | b"small" | b"span" | b"strike" | b"strong" | b"sub" => {
            Part::Inline
        }
        b"sup" | b"time" | b"tt" | b"u" | b"var" => Part::Inline,
        // Programs write such: `o:p`, `x-part`.
        other if other.contains(&b':') || other.contains(&b'-') => Part::Inline,
        _ => Part::Unknown,
    }
}

/// The visible words of `html`, safe to show: one paragraph a line, white space folded.
pub fn plain_text(html: &str) -> String {
    plain_text_seeing(html, |_, _| {})
}

/// As [`plain_text`]. On the way `see` is given each start tag with the place after it, those that stand in what is hidden
/// among them.
pub fn plain_text_seeing(html: &str, mut see: impl FnMut(&Tag<'_>, usize)) -> String {
    let mut lines = Lines::with_room_for(html.len());
    let mut tokens = Tokens::new(html);
    let mut shown_from = 0;
    loop {
        let hidden = tokens.offset() < shown_from;
        let token = tokens.next();
        if hidden && tokens.offset() > shown_from {
            // What is hidden ends wherever that is in what its tokens would be.
            tokens.seek(shown_from);
            continue;
        }
        let Some(token) = token else { break };
        if let Token::Start(tag) = &token {
            see(tag, tokens.offset());
        }
        if hidden {
            continue;
        }
        match token {
            Token::Text(written) if lines.push_run(written, Some(b'&')) => {}
            Token::Text(written) => lines.push(&decode(written)),
            Token::Data(written) => lines.push(written),
            Token::Start(tag) => {
                let part = part(tag.name);
                if part == Part::Hidden && !tag.closed {
                    shown_from = hidden_end(html, tokens.offset(), tag.name);
                }
                lines.markup(part);
            }
            Token::End(name) => lines.markup(part(name)),
        }
    }
    let mut text = lines.text;
    text.truncate(text.trim_end().len());
    text.shrink_to_fit();
    text::into_body(text)
}

/// The words of a title of HTML, on one line. What looks like a tag but is none of HTML's is part of the words, as in
/// `Vec<T>` or `A<B`.
pub fn title(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return text::line(html);
    }
    let mut words = String::with_capacity(html.len());
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        let written = &html[tokens.began()..tokens.offset()];
        let part = match token {
            Token::Text(_) => Part::Unknown,
            Token::Data(data) => {
                words.push_str(data);
                continue;
            }
            Token::Start(_) if !written.ends_with('>') => Part::Unknown,
            Token::Start(tag) => {
                let part = part(tag.name);
                if part == Part::Hidden && !tag.closed {
                    tokens.seek(hidden_end(html, tokens.offset(), tag.name));
                }
                part
            }
            Token::End(name) => part(name),
        };
        match part {
            Part::Unknown => words.push_str(&decode(written)),
            Part::Block | Part::Cell => words.push(' '),
            Part::Hidden | Part::Inline => {}
        }
    }
    text::line(&words)
}

/// Where the hidden element ends whose inside begins at `from`: at its end tag, or with the text.
fn hidden_end(html: &str, from: usize, name: &str) -> usize {
    let rest = &html[from..];
    let end = rest.match_indices("</").map(|(at, _)| at).find(|at| {
        rest.as_bytes()
            .get(at + 2..at + 2 + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    });
    end.map_or(html.len(), |end| from + end)
}

/// Words gathered into lines.
#[derive(Default)]
struct Lines {
    text: String,
    /// Whether the last line has words.
    begun: bool,
    /// Whether a blank is owed before the next word.
    blank: bool,
}

impl Lines {
    /// No more comes of so many bytes of HTML, but for what references stand for.
    fn with_room_for(html: usize) -> Lines {
        Lines {
            text: String::with_capacity(html),
            ..Lines::default()
        }
    }

    fn push(&mut self, text: &str) {
        if self.push_run(text, None) {
            return;
        }
        for (index, word) in text.split(char::is_whitespace).enumerate() {
            self.blank |= index > 0;
            if !word.is_empty() {
                self.push_words(word);
            }
        }
    }

    /// Pushes a text that can be taken as it is, and says whether it can; not where it has the sign `without`.
    fn push_run(&mut self, text: &str, without: Option<u8>) -> bool {
        let words = text.trim_ascii();
        if !words.is_empty() && !is_run(words, without) {
            return false;
        }
        self.blank |= text.starts_with(|sign: char| sign.is_ascii_whitespace());
        if !words.is_empty() {
            self.push_words(words);
            self.blank = text.ends_with(|sign: char| sign.is_ascii_whitespace());
        }
        true
    }

    fn push_words(&mut self, words: &str) {
        if self.blank && self.begun {
            self.text.push(' ');
        }
        self.text.push_str(words);
        self.begun = true;
        self.blank = false;
    }

    fn markup(&mut self, part: Part) {
        match part {
            Part::Block if self.begun => {
                self.text.push('\n');
                self.begun = false;
                self.blank = false;
            }
            Part::Cell => self.blank = true,
            _ => {}
        }
    }
}

/// Whether `text` begins and ends with a word and has nothing but single blanks between words, as most of what is written
/// does, and not the ASCII sign `without`: then it can be taken as it is.
fn is_run(text: &str, without: Option<u8>) -> bool {
    const ODD: u8 = 1;
    const FOREIGN: u8 = 0x80;
    // No byte of UTF-8.
    let without = without.unwrap_or(u8::MAX);
    let look = |byte: u8, next: u8| {
        let odd = (byte < b' ') | (byte == without) | ((byte == b' ') & (next == b' '));
        byte & FOREIGN | u8::from(odd)
    };
    let bytes = text.as_bytes();
    let seen = text::seen_in(bytes, look);
    if seen & ODD != 0 || bytes.is_empty() || bytes.starts_with(b" ") || bytes.ends_with(b" ") {
        return false;
    }
    if seen & FOREIGN == 0 {
        return true;
    }
    // The first bytes of all white space outside ASCII.
    let mut leads = memchr2_iter(0xc2, 0xe1, bytes).chain(memchr2_iter(0xe2, 0xe3, bytes));
    !leads.any(|at| text[at..].starts_with(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_a_line_and_what_is_hidden_is_gone() {
        let html = "<style>p{}</style><p>One <b>bold</b>\n word.</p><!-- no --><p>Two<br>three &amp; four<script>x<y</script></p>";
        assert_eq!(plain_text(html), "One bold word.\nTwo\nthree & four");
        assert_eq!(plain_text("<table><tr><td>a<td>b</tr><tr><td>c</table>"), "a b\nc");
        assert_eq!(plain_text("a\u{202e}b \u{1b}[1mc"), "ab c");
        assert_eq!(plain_text("x <script> never closed"), "x");
        assert_eq!(
            plain_text(" one\u{a0}“two” <i>three</i>\u{3000} four  five\n"),
            "one “two” three four five"
        );
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

//! Markup cut into tokens, in one pass and whatever it is like: tags, attributes with and without quotes, CDATA.
//! Comments, declarations and instructions are stepped over. What tokens mean is decided in `walk`.

use memchr::{memchr, memmem};

/// Attributes of one tag beyond this are not read (`promises.md` D2).
const MAX_ATTRIBUTES: usize = 256;

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    Start(Tag<'a>),
    /// The name in an end tag.
    End(&'a str),
    /// Text as written, references not decoded.
    Text(&'a str),
    /// What stands in a CDATA section.
    Data(&'a str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// As written, with its prefix.
    pub name: &'a str,
    /// Everything between the name and the end of the tag.
    pub attributes: &'a str,
    /// Whether it ends in `/>`.
    pub closed: bool,
}

impl<'a> Tag<'a> {
    /// The value of an attribute as written, the name compared without case.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        attributes(self.attributes)
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
            .map(|attribute| attribute.value)
    }
}

/// An attribute of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    pub name: &'a str,
    /// As written, references not decoded.
    pub value: &'a str,
    /// Where the value stands in the text that was given to [`attributes`].
    pub at: usize,
    /// Whether it stood in quotes.
    pub quoted: bool,
}

/// The attributes in the text of a tag.
pub fn attributes(text: &str) -> impl Iterator<Item = Attribute<'_>> {
    Attributes { text, at: 0 }.take(MAX_ATTRIBUTES)
}

struct Attributes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let bytes = self.text.as_bytes();
        let skipped = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'' | b'=');
        let start = skip(bytes, self.at, skipped);
        let name_end = skip(bytes, start, |byte| {
            !byte.is_ascii_whitespace() && byte != b'=' && byte != b'/'
        });
        if start == name_end {
            return None;
        }
        let name = &self.text[start..name_end];
        let equals = skip(bytes, name_end, |byte| byte.is_ascii_whitespace());
        if bytes.get(equals) != Some(&b'=') {
            self.at = name_end;
            return Some(Attribute {
                name,
                value: "",
                at: name_end,
                quoted: true,
            });
        }
        let from = skip(bytes, equals + 1, |byte| byte.is_ascii_whitespace());
        let (at, value, after, quoted) = self.value(from);
        self.at = after;
        Some(Attribute {
            name,
            value,
            at,
            quoted,
        })
    }
}

impl<'a> Attributes<'a> {
    fn value(&self, from: usize) -> (usize, &'a str, usize, bool) {
        let bytes = self.text.as_bytes();
        match bytes.get(from) {
            Some(&quote @ (b'"' | b'\'')) => {
                let start = from + 1;
                let end = find_sign(self.text, start, quote).unwrap_or(bytes.len());
                (start, &self.text[start..end], (end + 1).min(bytes.len()), true)
            }
            _ => {
                let end = skip(bytes, from, |byte| !byte.is_ascii_whitespace());
                (from, &self.text[from..end], end, false)
            }
        }
    }
}

/// Cuts a text into tokens. It never fails; what is no markup is text.
#[derive(Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Where the last token began.
    began: usize,
    /// Where terminators come next.
    next: Terminators,
}

/// Where each terminator comes next.
#[derive(Clone, Copy, Default)]
struct Terminators {
    comment: Sought,
    data: Sought,
    instruction: Sought,
    double_quote: Sought,
    single_quote: Sought,
    bracket: Sought,
}

/// What a search for a terminator gave, so that the same stretch is not searched twice.
#[derive(Clone, Copy, Default)]
struct Sought {
    searched: bool,
    from: usize,
    /// Where it stands; `None` where it does not come any more.
    found: Option<usize>,
}

impl Sought {
    /// The next place of `terminator` from `from` on.
    fn find(&mut self, text: &str, from: usize, terminator: &str) -> Option<usize> {
        let holds = self.searched && from >= self.from && self.found.is_none_or(|found| from <= found);
        if !holds {
            let rest = text.as_bytes().get(from..).unwrap_or_default();
            let found = match terminator.as_bytes() {
                [sign] => memchr(*sign, rest),
                signs => memmem::find(rest, signs),
            };
            *self = Sought {
                searched: true,
                from,
                found: found.map(|offset| from + offset),
            };
        }
        self.found
    }
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str) -> Tokens<'a> {
        Tokens {
            text,
            at: 0,
            began: 0,
            next: Terminators::default(),
        }
    }

    /// Where the next token begins.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Where the last token began.
    pub fn began(&self) -> usize {
        self.began
    }

    /// Goes on from `position`, which is a place between characters.
    pub fn seek(&mut self, position: usize) {
        self.at = position;
    }

    /// What a `<` at the present place begins, gone past it; `None` where it is mere text.
    fn markup(&mut self) -> Option<Step<'a>> {
        let bytes = self.text.as_bytes();
        match bytes.get(self.at + 1)? {
            b'!' => Some(self.declaration()),
            b'?' => Some(self.instruction()),
            b'/' => self.end_tag().map(Step::Give),
            byte if is_name_start(*byte) => Some(Step::Give(self.start_tag())),
            _ => None,
        }
    }

    fn start_tag(&mut self) -> Token<'a> {
        let bytes = self.text.as_bytes();
        let name_end = skip(bytes, self.at + 1, is_name);
        let name = &self.text[self.at + 1..name_end];
        let end = self.tag_end(name_end);
        let inside = &self.text[name_end..end];
        self.at = if bytes.get(end) == Some(&b'>') { end + 1 } else { end };
        let closed = inside.ends_with('/') && !ends_in_bare_value(inside);
        Token::Start(Tag {
            name,
            attributes: inside,
            closed,
        })
    }

    /// Where a tag ends whose attributes begin at `from`: at its `>`, at a `<` that comes first, or with the text.
    fn tag_end(&mut self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'>' | b'<' => return at,
                b'=' => at = self.value_end(skip(bytes, at + 1, |byte| byte.is_ascii_whitespace())),
                _ => at += 1,
            }
        }
        at
    }

    /// The place after the quoted value that begins at `from`, or `from` itself where none does.
    fn value_end(&mut self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let found = match bytes.get(from) {
            Some(b'"') => self.next.double_quote.find(self.text, from + 1, "\""),
            Some(b'\'') => self.next.single_quote.find(self.text, from + 1, "'"),
            _ => return from,
        };
        let Some(end) = found else {
            return from + 1;
        };
        // A value that swallows markup is one whose closing quote was forgotten, unless a tag goes on after it.
        let goes_on = matches!(
            bytes.get(end + 1),
            Some(b' ' | b'\t' | b'\n' | b'\r' | b'>' | b'/' | b'?') | None
        );
        if goes_on || !bytes[from + 1..end].contains(&b'<') {
            end + 1
        } else {
            from + 1
        }
    }

    fn end_tag(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        let start = self.at + 2;
        if !bytes.get(start).is_some_and(|byte| is_name_start(*byte)) {
            return None;
        }
        let name_end = skip(bytes, start, is_name);
        let end = skip(bytes, name_end, |byte| byte != b'>' && byte != b'<');
        self.at = if bytes.get(end) == Some(&b'>') { end + 1 } else { end };
        Some(Token::End(&self.text[start..name_end]))
    }

    fn declaration(&mut self) -> Step<'a> {
        let rest = &self.text[self.at..];
        if rest.starts_with("<!--") {
            let found = self.next.comment.find(self.text, self.at + 4, "-->");
            self.at = found.map_or(self.at + 4, |found| found + 3);
            return Step::Skip;
        }
        if rest.starts_with("<![CDATA[") {
            let start = self.at + 9;
            let end = self.next.data.find(self.text, start, "]]>").unwrap_or(self.text.len());
            self.at = (end + 3).min(self.text.len());
            return Step::Give(Token::Data(&self.text[start..end]));
        }
        self.at = self.declaration_end();
        Step::Skip
    }

    /// The place after a DOCTYPE, with what stands in its brackets.
    fn declaration_end(&mut self) -> usize {
        let bytes = self.text.as_bytes();
        let end = skip(bytes, self.at + 2, |byte| !matches!(byte, b'>' | b'[' | b'<'));
        if bytes.get(end) != Some(&b'[') {
            return (end + 1).min(bytes.len());
        }
        let Some(bracket) = self.next.bracket.find(self.text, end, "]") else {
            return end + 1;
        };
        let after = skip(bytes, bracket + 1, |byte| byte.is_ascii_whitespace());
        if bytes.get(after) == Some(&b'>') {
            after + 1
        } else {
            after
        }
    }

    fn instruction(&mut self) -> Step<'a> {
        let start = self.at + 2;
        let found = self.next.instruction.find(self.text, start, "?>");
        self.at = found.map_or(start, |found| found + 2);
        Step::Skip
    }
}

enum Step<'a> {
    Give(Token<'a>),
    Skip,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            self.began = start;
            let mut text_start = start;
            if bytes[start] == b'<' {
                match self.markup() {
                    Some(Step::Give(token)) => return Some(token),
                    Some(Step::Skip) => continue,
                    None => text_start += 1,
                }
            }
            self.at = find_sign(self.text, text_start, b'<').unwrap_or(bytes.len());
            return Some(Token::Text(&self.text[start..self.at]));
        }
        None
    }
}

/// The part of a name after its prefix.
pub fn local_name(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// The next `wanted`, an ASCII sign, from `from` on.
fn find_sign(text: &str, from: usize, wanted: u8) -> Option<usize> {
    memchr(wanted, text.as_bytes().get(from..)?).map(|offset| from + offset)
}

/// The first place from `from` on whose byte is not `skipped`.
fn skip(bytes: &[u8], from: usize, skipped: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let count = rest.iter().position(|byte| !skipped(*byte)).unwrap_or(rest.len());
    from.min(bytes.len()) + count
}

/// Whether the text of a tag ends in a value without quotes, to which a last `/` then belongs.
fn ends_in_bare_value(inside: &str) -> bool {
    let last = attributes(inside).last();
    last.is_some_and(|attribute| !attribute.quoted && attribute.at + attribute.value.len() == inside.len())
}

const fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_name(byte: u8) -> bool {
    /// Looked up, since it is asked of every byte of every tag.
    static NAMES: [bool; 256] = {
        let mut names = [false; 256];
        let mut byte = 0u8;
        loop {
            names[byte as usize] = is_name_start(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b':');
            if byte == u8::MAX {
                break names;
            }
            byte += 1;
        }
    };
    NAMES[usize::from(byte)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let name = |token| match token {
            Token::Start(tag) => format!("<{}{}", tag.name, if tag.closed { "/" } else { "" }),
            Token::End(name) => format!("</{name}"),
            Token::Text(text) => text.to_owned(),
            Token::Data(text) => format!("[{text}]"),
        };
        Tokens::new(text).map(name).collect()
    }

    fn pairs(text: &str) -> Vec<(&str, &str)> {
        attributes(text)
            .map(|attribute| (attribute.name, attribute.value))
            .collect()
    }

    #[test]
    fn markup_is_cut_and_what_is_none_is_text() {
        assert_eq!(cut("<a>1 < 2 <3<b/></a>"), ["<a", "1 ", "< 2 ", "<3", "<b/", "</a"]);
        assert_eq!(cut("x<!-- <y> --><![CDATA[<z>]]><?p q?>w"), ["x", "[<z>]", "w"]);
        assert_eq!(cut("<!DOCTYPE r [<!ENTITY a \"b\">]><r>"), ["<r"]);
    }

    #[test]
    fn attributes_are_read_with_and_without_quotes() {
        assert_eq!(
            pairs(" a=\"1 > 2\" b='x' c=d/e f"),
            [("a", "1 > 2"), ("b", "x"), ("c", "d/e"), ("f", "")]
        );
        assert_eq!(cut("<a b=\"x>y\">z"), ["<a", "z"]);
        assert_eq!(cut("<a href=http://x/>z"), ["<a", "z"]);
        assert_eq!(cut("<a b=\"x>y<c d=\"e\">"), ["<a", "y", "<c"]);
    }

    #[test]
    fn what_is_never_closed_ends_somewhere() {
        for text in [
            "<",
            "<a",
            "<a b",
            "<a b=",
            "<a b=\"",
            "</",
            "</a",
            "<!",
            "<!--",
            "<![CDATA[",
            "<?",
            "<!D [",
            "<é",
        ] {
            assert!(cut(&text.repeat(50)).len() <= 200, "{text}");
        }
    }
}

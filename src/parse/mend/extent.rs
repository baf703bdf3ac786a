//! Where a text element ends. It is opaque up to its own end tag, so that markup inside it does no harm; where that is
//! missing it ends before the next entry, or before the next element that is known.

use super::names::{Meaning, Names};
use super::tokens::{Tag, Token, Tokens, local_name};
use memchr::{memchr, memmem};

/// What failed look-aheads may read in all, in documents' lengths: it keeps the whole linear.
const BUDGET: usize = 4;
/// How a CDATA section begins.
const SECTION: &str = "<![CDATA[";

/// The inside of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent<'a> {
    pub inside: &'a str,
    /// Where to go on after it.
    pub after: usize,
    pub end: End,
}

/// How an element ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Closed,
    /// Something that cannot be inside it began.
    Unclosed,
    /// The document broke off.
    CutShort,
}

/// Finds the ends of elements in one document.
pub struct Extents<'a> {
    text: &'a str,
    /// One for all elements, since it remembers where terminators come.
    tokens: Tokens<'a>,
    budget: usize,
}

impl<'a> Extents<'a> {
    pub fn new(text: &'a str) -> Extents<'a> {
        Extents {
            text,
            tokens: Tokens::new(text),
            budget: text.len().saturating_mul(BUDGET),
        }
    }

    /// The inside of the element `tag`, which begins at `from`.
    pub fn of(&mut self, tag: &Tag<'a>, from: usize, names: &Names) -> Extent<'a> {
        if tag.closed {
            return Extent {
                inside: "",
                after: from,
                end: End::Closed,
            };
        }
        if let Some(extent) = self.simple(tag, from) {
            return extent;
        }
        let mut last_stop = self.text.len();
        if self.budget > 0 {
            match self.closed(tag, from, names) {
                Ok(extent) => return extent,
                Err(stop) => last_stop = stop,
            }
            self.budget = self.budget.saturating_sub(last_stop - from);
        }
        self.before_sibling(from, last_stop, names)
    }

    /// The frequent case: nothing but text up to the end tag.
    fn simple(&mut self, tag: &Tag<'a>, from: usize) -> Option<Extent<'a>> {
        let length = memchr(b'<', &self.text.as_bytes()[from..])?;
        self.tokens.seek(from + length);
        match self.tokens.next() {
            Some(Token::End(name)) if name == tag.name => Some(Extent {
                inside: &self.text[from..from + length],
                after: self.tokens.offset(),
                end: End::Closed,
            }),
            _ => None,
        }
    }

    /// Up to the own end tag; `Err` is where it became clear that there is none.
    fn closed(&mut self, tag: &Tag<'a>, from: usize, names: &Names) -> Result<Extent<'a>, usize> {
        self.tokens.seek(from);
        let mut depth = 0;
        loop {
            let token = self.tokens.next();
            let start = self.tokens.began();
            match token {
                None => return Err(self.text.len()),
                Some(Token::End(name)) if name.eq_ignore_ascii_case(tag.name) && depth == 0 => {
                    let inside = &self.text[from..start];
                    return Ok(Extent {
                        inside,
                        after: self.tokens.offset(),
                        end: End::Closed,
                    });
                }
                Some(Token::End(name)) if name.eq_ignore_ascii_case(tag.name) => depth -= 1,
                Some(Token::End(name)) if ends_container(name) => return Err(start),
                Some(Token::Start(inner)) if starts_entry(&inner, names) => return Err(start),
                Some(Token::Start(inner)) if inner.name.eq_ignore_ascii_case(tag.name) && !inner.closed => depth += 1,
                Some(Token::Data(data))
                    if self.budget > 0 && is_unterminated(data, tag.name, self.text, self.tokens.offset()) =>
                {
                    self.budget = self.budget.saturating_sub(data.len());
                    self.tokens.seek(start + SECTION.len());
                }
                Some(_) => {}
            }
        }
    }

    /// Up to the next element that is known, and at most to `stop`.
    fn before_sibling(&mut self, from: usize, stop: usize, names: &Names) -> Extent<'a> {
        self.tokens.seek(from);
        let end = loop {
            let token = self.tokens.next();
            let start = self.tokens.began();
            match token {
                _ if start >= stop => break stop,
                Some(Token::Start(tag)) if names.start(&tag).is_some() => break start,
                Some(Token::End(name)) if ends_container(name) => break start,
                Some(Token::Data(_))
                    if self.tokens.offset() > stop || is_open_ended(self.text, self.tokens.offset()) =>
                {
                    self.tokens.seek(start + SECTION.len());
                }
                Some(_) => {}
                None => break stop,
            }
        };
        Extent {
            inside: &self.text[from..end],
            after: end,
            end: if end == self.text.len() {
                End::CutShort
            } else {
                End::Unclosed
            },
        }
    }
}

/// Whether a CDATA section has no end of its own: it runs into the next one past the end of its element, or to the end
/// of the document. What stands in it is then looked at as if it were not in a section.
fn is_unterminated(data: &str, name: &str, text: &str, after: usize) -> bool {
    match memmem::find(data.as_bytes(), SECTION.as_bytes()) {
        Some(next) => find_end_tag(&data[..next], name).is_some(),
        None => is_open_ended(text, after),
    }
}

/// Whether a CDATA section whose token ends at `after` was ended by the end of the text.
fn is_open_ended(text: &str, after: usize) -> bool {
    after == text.len() && !text.ends_with("]]>")
}

fn find_end_tag(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        let rest = &text.as_bytes()[at + 2..];
        rest.get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && !rest
                .get(name.len())
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b':')
    })
}

fn starts_entry(tag: &Tag<'_>, names: &Names) -> bool {
    let local = local_name(tag.name);
    (local.eq_ignore_ascii_case("item") || local.eq_ignore_ascii_case("entry"))
        && names.start(tag) == Some(Meaning::Item)
}

fn ends_container(name: &str) -> bool {
    let local = local_name(name);
    ["item", "entry", "channel", "feed", "rss", "rdf"]
        .iter()
        .any(|container| local.eq_ignore_ascii_case(container))
}

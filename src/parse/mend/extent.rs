//! Where a text element ends. It is opaque up to its own end tag, so that markup inside it does no harm; where that is
//! missing it ends before the next entry, or before the next element that is known.

use super::names::{Meaning, Names};
use super::tokens::{Tag, Token, Tokens, local_name};

/// What failed look-aheads may read in all, in documents' lengths: it keeps the whole linear.
const BUDGET: usize = 8;

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
    budget: usize,
}

impl<'a> Extents<'a> {
    pub fn new(text: &'a str) -> Extents<'a> {
        Extents {
            text,
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
    fn simple(&self, tag: &Tag<'a>, from: usize) -> Option<Extent<'a>> {
        let length = self.text[from..].find('<')?;
        let mut tokens = Tokens::new(self.text);
        tokens.seek(from + length);
        match tokens.next() {
            Some(Token::End(name)) if name == tag.name => Some(Extent {
                inside: &self.text[from..from + length],
                after: tokens.offset(),
                end: End::Closed,
            }),
            _ => None,
        }
    }

    /// Up to the own end tag; `Err` is where it became clear that there is none.
    fn closed(&self, tag: &Tag<'a>, from: usize, names: &Names) -> Result<Extent<'a>, usize> {
        let mut tokens = Tokens::new(self.text);
        tokens.seek(from);
        let mut depth = 0;
        loop {
            let token = tokens.next();
            let start = tokens.began();
            match token {
                None => return Err(self.text.len()),
                Some(Token::End(name)) if name.eq_ignore_ascii_case(tag.name) && depth == 0 => {
                    let inside = &self.text[from..start];
                    return Ok(Extent {
                        inside,
                        after: tokens.offset(),
                        end: End::Closed,
                    });
                }
                Some(Token::End(name)) if name.eq_ignore_ascii_case(tag.name) => depth -= 1,
                Some(Token::End(name)) if ends_container(name) => return Err(start),
                Some(Token::Start(inner)) if starts_entry(&inner, names) => return Err(start),
                Some(Token::Start(inner)) if inner.name.eq_ignore_ascii_case(tag.name) && !inner.closed => depth += 1,
                Some(Token::Data(data)) => {
                    if let Some(offset) = unterminated(data, tag.name, tokens.offset() == self.text.len()) {
                        tokens.seek(start + "<![CDATA[".len() + offset);
                    }
                }
                Some(_) => {}
            }
        }
    }

    /// Up to the next element that is known, and at most to `stop`.
    fn before_sibling(&self, from: usize, stop: usize, names: &Names) -> Extent<'a> {
        let mut tokens = Tokens::new(&self.text[..stop]);
        tokens.seek(from);
        let mut end = stop;
        loop {
            let token = tokens.next();
            let start = tokens.began();
            match token {
                Some(Token::Start(tag)) if names.start(&tag).is_some() => {
                    end = start;
                    break;
                }
                Some(Token::End(name)) if ends_container(name) => {
                    end = start;
                    break;
                }
                Some(_) => {}
                None => break,
            }
        }
        let broken_off = end == self.text.len();
        Extent {
            inside: &self.text[from..end],
            after: end,
            end: if broken_off { End::CutShort } else { End::Unclosed },
        }
    }
}

/// A CDATA section without its end runs into the next one, or to the end of the document. Then it ends at the first
/// end tag of its element: the place of that in `data`.
fn unterminated(data: &str, name: &str, at_end: bool) -> Option<usize> {
    let next_section = data.find("<![CDATA[");
    if next_section.is_none() && !at_end {
        return None;
    }
    let own = find_end_tag(data, name)?;
    next_section.is_none_or(|next| own < next).then_some(own)
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

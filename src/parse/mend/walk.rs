//! Goes through the tokens of a feed and notes what it finds. Entries may stand anywhere and end where the next one
//! begins; what is unknown is stepped over. Nothing is judged here.

use super::draft::{EntryDraft, FeedDraft};
use super::extent::{End, Extents};
use super::fields;
use super::inside::MAX_TEXT;
use super::names::{Meaning, Names};
use super::tokens::{Tag, Token, Tokens};
use crate::parse::MAX_ENTRIES;
use crate::parse::entities::{Declared, bare, decode_with};
use crate::parse::repairs::Repair;
use memchr::{memchr, memmem};
use std::borrow::Cow;
use url::Url;

/// The longest base address that is followed: relative ones could grow without end.
const MAX_BASE: usize = 2_083;

/// Entries with nothing in them that are kept: a flood of them leaves room for the others.
const MAX_EMPTY: usize = 1_000;

/// Reads the feed in `document`, which begins at `from`.
pub fn walk(document: &str, from: usize, base: Option<&Url>) -> FeedDraft {
    let mut walker = Walker::new(document, from, base);
    let is_blank = |token| matches!(token, Token::Text(text) if text.trim().is_empty());
    if !Tokens::new(&document[..from]).all(is_blank) {
        walker.draft.repairs.note(Repair::Junk);
    }
    while let Some(token) = walker.tokens.next() {
        match token {
            Token::Start(tag) => walker.start(&tag),
            Token::End(name) if walker.names.name(name) == Some(Meaning::Item) => walker.close_entry(),
            Token::Text(text) if text.starts_with('<') => walker.draft.repairs.note(Repair::BareSign),
            _ => {}
        }
        if walker.draft.entries.len() >= MAX_ENTRIES {
            walker.draft.repairs.note(Repair::TooLong);
            break;
        }
    }
    walker.finish()
}

/// An element of a field with what stands in it.
pub struct Element<'a, 'w> {
    pub tag: &'w Tag<'a>,
    pub meaning: Meaning,
    pub inside: &'a str,
    pub declared: &'w Declared,
    /// What addresses in it are relative to.
    pub base: Option<Cow<'w, Url>>,
    /// Whether the document broke off within it.
    pub cut_short: bool,
}

impl Element<'_, '_> {
    /// The value of an attribute, trimmed; `None` where there is none or nothing in it.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let value = decode_with(self.tag.attribute(name)?.trim(), self.declared).into_owned();
        (!value.is_empty()).then_some(value)
    }

    /// An address made absolute.
    pub fn resolve(&self, address: &str) -> Option<String> {
        crate::parse::resolve::address(address, self.base.as_deref())
    }
}

struct Walker<'a> {
    tokens: Tokens<'a>,
    extents: Extents<'a>,
    names: Names,
    declared: Declared,
    base: Option<Url>,
    entry_base: Option<Url>,
    draft: FeedDraft,
    entry: Option<EntryDraft>,
    /// Entries that had nothing in them.
    empty: usize,
}

impl<'a> Walker<'a> {
    fn new(document: &'a str, from: usize, base: Option<&Url>) -> Walker<'a> {
        let mut tokens = Tokens::new(document);
        tokens.seek(from);
        Walker {
            tokens,
            extents: Extents::new(document),
            names: Names::default(),
            declared: Declared::read(document),
            base: base.cloned(),
            entry_base: None,
            draft: FeedDraft::default(),
            entry: None,
            empty: 0,
        }
    }

    fn start(&mut self, tag: &Tag<'a>) {
        self.names.declare(tag);
        let Some(meaning) = self.names.start(tag) else {
            // What another vocabulary says inside an entry is not the entry's.
            if self.entry.is_some() && self.names.is_foreign(tag.name) {
                self.step_over(tag);
            }
            return;
        };
        match meaning {
            Meaning::Root | Meaning::Channel => self.open_feed(tag),
            Meaning::Item => self.open_entry(tag),
            Meaning::Aside => self.step_over(tag),
            Meaning::Image if self.entry.is_none() => self.step_over(tag),
            _ => self.field(tag, meaning),
        }
    }

    fn open_feed(&mut self, tag: &Tag<'a>) {
        self.base = joined_base(self.base.take(), tag);
        if let Some(language) = tag.attribute("xml:lang") {
            self.draft.language.get_or_insert_with(|| language.to_owned());
        }
        if let Some(href) = tag.attribute("href") {
            fields::container_link(&mut self.draft.links, href, self.base.as_ref());
        }
    }

    fn open_entry(&mut self, tag: &Tag<'a>) {
        if self.entry.is_some() {
            self.draft.repairs.note(Repair::UnclosedEntry);
            self.close_entry();
        }
        self.entry_base = joined_base(self.base.clone(), tag);
        let mut entry = EntryDraft {
            language: tag.attribute("xml:lang").map(str::to_owned),
            ..EntryDraft::default()
        };
        fields::entry_attributes(&mut entry, tag, self.entry_base.as_ref());
        self.entry = Some(entry);
        if tag.closed {
            self.close_entry();
        }
    }

    fn close_entry(&mut self) {
        self.entry_base = None;
        let Some(entry) = self.entry.take() else { return };
        self.empty += usize::from(entry.is_empty());
        if entry.is_empty() && self.empty > MAX_EMPTY {
            self.draft.repairs.note(Repair::TooLong);
        } else {
            self.draft.entries.push(entry);
        }
    }

    fn step_over(&mut self, tag: &Tag<'a>) {
        let extent = self.extents.of(tag, self.tokens.offset(), &self.names);
        self.tokens.seek(extent.after);
    }

    fn field(&mut self, tag: &Tag<'a>, meaning: Meaning) {
        let (inside, cut_short) = if fields::is_in_attributes(meaning, tag) {
            ("", false)
        } else {
            self.inside(tag)
        };
        let around = self.entry_base.as_ref().or(self.base.as_ref());
        let element = Element {
            tag,
            meaning,
            inside,
            declared: &self.declared,
            base: own_base(around, tag),
            cut_short,
        };
        match &mut self.entry {
            Some(entry) => fields::of_entry(entry, &element, &mut self.draft.repairs),
            None => fields::of_feed(&mut self.draft, &element),
        }
    }

    fn inside(&mut self, tag: &Tag<'a>) -> (&'a str, bool) {
        let extent = self.extents.of(tag, self.tokens.offset(), &self.names);
        self.tokens.seek(extent.after);
        match extent.end {
            End::Closed => {}
            End::Unclosed => self.draft.repairs.note(Repair::Unclosed),
            End::CutShort => self.draft.repairs.note(Repair::CutShort),
        }
        // What stands in CDATA need not be escaped.
        let inside = extent.inside.as_bytes();
        if memchr(b'&', inside).is_some() && memmem::find(inside, b"<![CDATA[").is_none() {
            let bare = bare(extent.inside);
            self.draft.repairs.note_many(Repair::BareSign, bare as u64);
        }
        if extent.inside.len() > MAX_TEXT {
            self.draft.repairs.note(Repair::TooLong);
        }
        (extent.inside, extent.end == End::CutShort)
    }

    /// An entry that the document breaks off in is kept where enough of it came to know it again.
    fn finish(mut self) -> FeedDraft {
        if let Some(entry) = self.entry.take() {
            self.draft.repairs.note(Repair::UnclosedEntry);
            if entry.id.is_some() || entry.title.is_some() || !entry.links.is_empty() || entry.summary.is_some() {
                self.draft.entries.push(entry);
            }
        }
        self.draft
    }
}

/// The base that holds inside a container.
fn joined_base(around: Option<Url>, tag: &Tag<'_>) -> Option<Url> {
    match own_base(around.as_ref(), tag) {
        Some(Cow::Owned(own)) => Some(own),
        _ => around,
    }
}

fn own_base<'b>(around: Option<&'b Url>, tag: &Tag<'_>) -> Option<Cow<'b, Url>> {
    let written = tag
        .attribute("xml:base")
        .map(str::trim)
        .filter(|written| !written.is_empty());
    let own = written.and_then(|written| match around {
        Some(around) => around.join(written).ok(),
        None => Url::parse(written).ok(),
    });
    let usable = own.filter(|own| !own.cannot_be_a_base() && own.as_str().len() <= MAX_BASE);
    usable.map(Cow::Owned).or(around.map(Cow::Borrowed))
}

//! What was found in a document before anybody judged it: every candidate for a field, in the order in which it came.
//! `feed` chooses.

use crate::parse::repairs::Repairs;

/// A feed as found.
#[derive(Debug, Default)]
pub struct FeedDraft {
    pub title: Option<String>,
    /// The authors of all entries that name none themselves.
    pub authors: Vec<String>,
    pub links: Vec<LinkDraft>,
    pub language: Option<String>,
    /// In seconds.
    pub ttl: Option<i64>,
    pub skip_hours: Vec<u8>,
    /// 0 is Monday.
    pub skip_days: Vec<u8>,
    pub new_url: Option<String>,
    pub entries: Vec<EntryDraft>,
    pub repairs: Repairs,
}

/// An entry as found. Addresses are absolute where there was a base for them.
#[derive(Debug, Default, PartialEq)]
pub struct EntryDraft {
    /// The feed's own id, as written.
    pub id: Option<String>,
    pub spare_id: Option<String>,
    /// HTML, as all texts.
    pub title: Option<String>,
    pub spare_title: Option<String>,
    pub links: Vec<LinkDraft>,
    pub authors: Vec<String>,
    pub spare_authors: Vec<String>,
    /// Dates as written, best first.
    pub published: Vec<String>,
    pub created: Vec<String>,
    pub updated: Vec<String>,
    pub summary: Option<String>,
    pub content: Option<String>,
    pub spare_body: Option<String>,
    pub enclosures: Vec<EnclosureDraft>,
    /// In seconds.
    pub duration: Option<u64>,
    pub categories: Vec<String>,
    pub comments_url: Option<String>,
    pub pictures: Vec<String>,
    pub language: Option<String>,
    /// What relative addresses in the body are relative to.
    pub base: Option<String>,
}

impl EntryDraft {
    /// Whether nothing was found of it.
    pub fn is_empty(&self) -> bool {
        let of_surroundings = EntryDraft {
            base: self.base.clone(),
            language: self.language.clone(),
            ..EntryDraft::default()
        };
        *self == of_surroundings
    }
}

/// A link and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDraft {
    pub url: String,
    pub kind: LinkKind,
    /// Whether it leads to a page to read rather than to some other kind of file.
    pub page: bool,
}

/// Where a link was found, in the order in which they are chosen from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// Atom's `alternate`, or JSON Feed's `url`.
    Alternate,
    /// The text of `<link>`.
    Plain,
    /// An id that is an address.
    Permalink,
    /// The address from before FeedBurner.
    Original,
    /// A relation that still leads to something to read, for those that have no other link.
    Related,
}

/// A file that comes with an entry, as found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnclosureDraft {
    pub url: String,
    pub mime_type: Option<String>,
    /// In bytes.
    pub length: Option<u64>,
    /// In seconds.
    pub duration: Option<u64>,
}

//! Entries in the shapes in which they are brought, kept, listed and read, and the marks a person puts on them.

use super::{FeedId, Timestamp};
use std::fmt;

/// Names an entry for as long as the store lives. Ids grow in the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub i64);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// An entry as the parser gives it to the store. All text is cleaned (`model::text`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewEntry {
    /// The feed's own id for it, or one made from link or content; stable over fetches.
    pub identity: String,
    pub title: String,
    pub author: Option<String>,
    /// The page to open.
    pub url: Option<String>,
    pub comments_url: Option<String>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    /// The body as HTML, links resolved; empty where the feed gave none.
    pub html: String,
    /// The words of the body as plain text, for the index and for `list --json`; one paragraph a line.
    pub text: String,
    pub enclosures: Vec<Enclosure>,
    pub categories: Vec<String>,
    /// BCP 47 primary tag in lower case, where the feed names one.
    pub language: Option<String>,
    /// A picture that stands for the entry.
    pub picture: Option<String>,
}

/// A file that comes with an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enclosure {
    pub url: String,
    pub mime_type: Option<String>,
    /// In bytes.
    pub length: Option<u64>,
    /// In seconds.
    pub duration: Option<u64>,
}

/// Everything a list shows of an entry, and no more: a row is read without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    pub id: EntryId,
    pub feed: FeedId,
    pub feed_title: String,
    pub title: String,
    pub author: Option<String>,
    pub url: Option<String>,
    /// When it was published, or when it arrived where the feed does not say. What is shown.
    pub published: Timestamp,
    /// What lists are ordered by: `published`, but never later than the arrival.
    pub sorted: Timestamp,
    pub read: bool,
    pub starred: bool,
    pub tags: Vec<String>,
    /// Reading time at 200 words (or 500 Chinese or Japanese characters) a minute, at least 1 where there is text.
    pub minutes: u32,
    /// Whether the full text is on disk.
    pub ready: bool,
    /// Whether the feed changed it after it was first seen.
    pub edited: bool,
}

/// An entry with its text: what `show` prints and the article pane opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub row: EntryRow,
    pub html: String,
    /// The body as plain text, one paragraph a line.
    pub text: String,
    pub comments_url: Option<String>,
    pub enclosures: Vec<Enclosure>,
    pub categories: Vec<String>,
    pub language: Option<String>,
    pub picture: Option<String>,
}

/// A search result.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub row: EntryRow,
    /// Text around the first match; `true` marks the pieces that matched.
    pub snippet: Vec<(String, bool)>,
    /// Larger is better; 0 where nothing ranks it (a query without words).
    pub rank: f64,
}

/// A mark to put on entries or take off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    Read,
    Unread,
    Star,
    Unstar,
}

impl Mark {
    /// Its word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Mark::Read => "read",
            Mark::Unread => "unread",
            Mark::Star => "star",
            Mark::Unstar => "unstar",
        }
    }

    /// The mark that takes this one off.
    pub const fn opposite(self) -> Mark {
        match self {
            Mark::Read => Mark::Unread,
            Mark::Unread => Mark::Read,
            Mark::Star => Mark::Unstar,
            Mark::Unstar => Mark::Star,
        }
    }

    /// The mark of that word.
    pub fn from_word(word: &str) -> Option<Mark> {
        [Mark::Read, Mark::Unread, Mark::Star, Mark::Unstar]
            .into_iter()
            .find(|mark| mark.word() == word)
    }
}

/// What a change of marks did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    pub mark: Mark,
    /// Entries that were changed by it; those that had the mark already do not count.
    pub changed: u64,
}

//! What a list shows, and the window of it that is held.

use super::{EntryId, EntryRow, FeedId, Folder, Query, Timestamp};

/// Where the entries of a list come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    All,
    Unread,
    Starred,
    /// Published since the last local midnight.
    Today,
    /// Begun and not finished.
    Unfinished,
    /// Ready for offline.
    Ready,
    /// What the feeds brought that fail now.
    Failing,
    Folder(Folder),
    Feed(FeedId),
    /// A query under a name.
    Query {
        name: String,
        query: Query,
    },
}

/// A source of the person's own: a query under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    pub name: String,
    pub query: Query,
}

impl SavedQuery {
    /// It as a source.
    pub fn source(&self) -> Source {
        Source::Query {
            name: self.name.clone(),
            query: self.query.clone(),
        }
    }
}

/// Unread and all entries of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub unread: u64,
    pub total: u64,
}

/// In what order a list comes. Among entries that are alike in it the newest comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ListOrder {
    #[default]
    Newest,
    Oldest,
    /// By the titles of the feeds.
    Feed,
    /// By title; capitals do not matter.
    Title,
    /// By reading time.
    Shortest,
    Longest,
}

impl ListOrder {
    /// Every order, in the order in which they are gone through.
    pub const ALL: [ListOrder; 6] = [
        ListOrder::Newest,
        ListOrder::Oldest,
        ListOrder::Feed,
        ListOrder::Title,
        ListOrder::Shortest,
        ListOrder::Longest,
    ];

    /// The words of all orders.
    pub const WORDS: [&str; 6] = ["newest", "oldest", "feed", "title", "shortest", "longest"];

    /// Its word in commands.
    pub const fn word(self) -> &'static str {
        ListOrder::WORDS[self as usize]
    }

    /// The order of that word.
    pub fn from_word(word: &str) -> Option<ListOrder> {
        ListOrder::ALL.into_iter().find(|order| order.word() == word)
    }

    /// The one after it, and after the last the first.
    pub fn next(self) -> ListOrder {
        let at = self as usize + 1;
        ListOrder::ALL[at % ListOrder::ALL.len()]
    }

    /// Whether it is by date, so that days follow each other in it.
    pub const fn is_by_date(self) -> bool {
        matches!(self, ListOrder::Newest | ListOrder::Oldest)
    }
}

/// The place of an entry in a list that is ordered newest first: what a window is counted from. It stays right
/// when entries come or go, and when the entry itself has gone. In an order that is not by date it names the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    pub sorted: Timestamp,
    pub id: EntryId,
}

impl Cursor {
    /// The place of this row.
    pub fn of(row: &EntryRow) -> Cursor {
        Cursor {
            sorted: row.sorted,
            id: row.id,
        }
    }
}

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// The first entries.
    Top,
    /// The last entries.
    Bottom,
    /// Half of the window on each side of this place, the entry there included. The top where the order is not by date
    /// and the entry has gone.
    Around(Cursor),
}

/// A question for a window of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowRequest {
    pub source: Source,
    pub order: ListOrder,
    pub position: Position,
    /// Rows at most.
    pub limit: usize,
    /// Entries that stay in the list though they no longer belong to it: what was read or unstarred since it was opened.
    pub keep: Vec<EntryId>,
    /// The last local midnight, for [`Source::Today`].
    pub today: Timestamp,
}

/// A run of rows from a list, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    pub rows: Vec<EntryRow>,
    /// How many entries of the list stand before the first row.
    pub before: u64,
    /// How many entries the list has.
    pub total: u64,
}

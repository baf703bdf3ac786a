//! What the store is asked with and what it answers, where the values of `model` do not say it.

use super::place::Place;
use crate::model::{Cursor, EntryId, FeedFault, FeedId, ListOrder, Query, Source, Timestamp, Validators, Wishes};
use std::collections::HashMap;
use std::time::Duration;

/// What became of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subscribed {
    New(FeedId),
    /// It was there; its folders were added to.
    Already(FeedId),
}

/// What a fetch of a feed needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchState {
    pub feed: FeedId,
    pub url: String,
    pub validators: Validators,
    /// Failures in a row that count against it.
    pub failures: u32,
    /// When it wants to be asked again.
    pub wishes: Wishes,
    /// How long it took to answer last.
    pub took: Option<Duration>,
    /// When it is due; `None` is now.
    pub next_check: Option<Timestamp>,
    /// What the last fetch failed with.
    pub fault: Option<FeedFault>,
    /// By when its last entries are sorted, the newest first.
    pub recent: Vec<Timestamp>,
}

/// What a fetch changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    pub new: u64,
    /// Known entries whose words the feed has edited.
    pub changed: u64,
    /// In the order of their ids.
    pub new_entries: Vec<EntryId>,
}

/// Towards which end of a list that has the newest first: in every list the older ones are down, the newer ones up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Older,
    Newer,
}

/// A question for the next entry of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct NeighbourRequest {
    pub source: Source,
    /// The order of the list.
    pub order: ListOrder,
    /// Where to begin; the entry there does not count.
    pub cursor: Cursor,
    pub direction: Direction,
    pub unread_only: bool,
    /// The last local midnight, for [`Source::Today`].
    pub today: Timestamp,
}

/// How far an entry has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadingPosition {
    /// Signs of the text, without blanks, before the first line in sight: the same at every width.
    pub signs: u64,
    /// How much has been seen, in percent.
    pub seen: u8,
}

/// What is kept of the page of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptText {
    None,
    /// Its full text, from before the feed edited the entry: the page may have changed as well.
    Stale,
    Fresh,
}

/// The text of an entry's page with what other pages of its site have too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeText {
    pub html: String,
    pub text: String,
    pub site: String,
    /// Hashes of the blocks that the full text is without.
    pub blocks: Vec<u64>,
}

/// How a search is answered where the query itself does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchOptions {
    /// Hits at most.
    pub limit: usize,
    /// The best hits first rather than the newest, which takes longer where there are many.
    pub ranked: bool,
    /// How long it may take to find as many of the newest as are wanted; then those are given that there are, one at least. Among
    /// them some may be missing that have only the beginning of what is being typed.
    pub patience: Option<Duration>,
    pub now: Timestamp,
}

/// What a mark is put on.
#[derive(Clone, Debug, PartialEq)]
pub enum MarkTarget {
    Entries(Vec<EntryId>),
    /// The entries of a list that had arrived by the time somebody looked at it.
    Source {
        source: Source,
        /// The last local midnight, for [`Source::Today`].
        today: Timestamp,
        /// The newest arrival that is meant.
        up_to: EntryId,
    },
    /// The entries of a list on one side of a place, which is not part of it.
    Beside {
        source: Source,
        /// The last local midnight, for [`Source::Today`].
        today: Timestamp,
        cursor: Cursor,
        direction: Direction,
        /// The newest arrival that is meant.
        up_to: EntryId,
    },
    Query(Query),
}

/// What becomes of the starred entries of a feed that is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starred {
    /// They stay in every list.
    Stay,
    Go,
}

/// A change that was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// One sentence: how things are now.
    pub what: String,
    /// The entries that were changed back.
    pub entries: Vec<EntryId>,
    /// The feed that was changed back.
    pub feed: Option<FeedId>,
}

/// How long entries are kept. Starred ones always are, and those still in their feed, and unread ones for 90 days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    pub limits: Limits,
    /// Feeds with limits of their own.
    pub feeds: HashMap<FeedId, Limits>,
}

/// Limits of a feed; `None` is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Days that an entry is kept.
    pub days: Option<u32>,
    /// Entries that are kept, the newest.
    pub entries: Option<u32>,
}

impl Subscribed {
    /// The feed that is subscribed to now.
    pub fn feed(self) -> FeedId {
        match self {
            Subscribed::New(feed) | Subscribed::Already(feed) => feed,
        }
    }
}

impl Direction {
    /// How SQL walks there.
    pub(super) const fn order(self) -> &'static str {
        match self {
            Direction::Older => "DESC",
            Direction::Newer => "ASC",
        }
    }

    /// Puts places into the order in which it comes to them.
    pub(super) fn sort(self, places: &mut [Place]) {
        match self {
            Direction::Older => places.sort_unstable_by(|left, right| right.cmp(left)),
            Direction::Newer => places.sort_unstable(),
        }
    }
}

impl Retention {
    pub(super) fn of(&self, feed: FeedId) -> Limits {
        self.feeds.get(&feed).copied().unwrap_or(self.limits)
    }
}

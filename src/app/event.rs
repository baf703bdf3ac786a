//! What has happened outside: facts, as values. Each answer repeats what was asked, and is dropped where the state no
//! longer wants it.

use super::beginning::FoundList;
use super::effect::{Neighbour, Outside};
use super::linked::LinkedText;
use super::upkeep::Surplus;
use crate::model::{
    Change, Counts, Easel, Enclosure, EntryId, EntryRow, Feed, FeedId, Folder, Health, Hit, Mark, Marked, Page,
    Picture, PictureSize, Printable, SavedQuery, Source, Window, WindowRequest,
};

/// A fact from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    // Reading.
    FeedsLoaded(FeedsLoaded),
    WindowLoaded {
        request: WindowRequest,
        window: Window,
    },
    NeighbourFound {
        asked: Neighbour,
        row: Option<EntryRow>,
    },
    ArticleOpened {
        article: Box<OpenedArticle>,
    },
    ArticleLaidOut {
        entry: EntryId,
        page: Page,
    },
    /// The page of a link.
    PageRead {
        url: String,
        text: LinkedText,
    },
    /// A picture for the room that was asked for.
    PictureReady {
        url: String,
        room: PictureSize,
        /// What it was drawn for.
        easel: Easel,
        picture: Picture,
    },
    /// There is no such picture to be had.
    PictureMissing {
        url: String,
    },
    /// The entry is no longer in the store.
    ArticleMissing {
        entry: EntryId,
    },
    /// The text for a program that gets the terminal.
    ArticleWritten {
        outside: Outside,
        text: Printable,
    },
    HealthLoaded {
        feed: FeedId,
        health: Health,
    },
    SearchFinished {
        generation: u64,
        result: SearchResult,
    },

    /// The last searches, the newest first, and the tags that entries have.
    SearchAidsLoaded {
        recent: Vec<String>,
        tags: Vec<String>,
    },
    CleanupPreviewed(Surplus),
    /// The lists of subscriptions that lie in the usual places, the best first.
    ListsFound(Vec<FoundList>),

    // Changes.
    /// Saved queries came, went or have other names; `what` is a sentence.
    QueriesChanged {
        what: String,
    },
    /// Some of the entries that go have gone.
    CleaningUp {
        done: usize,
        total: usize,
    },
    CleanedUp {
        entries: u64,
    },
    /// It ended before its end; what is left goes the next time.
    CleanupFailed {
        message: String,
    },
    Marked {
        entries: Vec<EntryId>,
        marked: Marked,
    },
    SourceMarked {
        source: Source,
        marked: Marked,
    },
    /// The marks are as they were; `message` says why and what to do.
    MarkFailed {
        entries: Vec<EntryId>,
        mark: Mark,
        message: String,
    },
    /// The last change was taken back; `what` is a sentence, `None` where there was nothing to take back.
    Undone {
        what: Option<String>,
    },
    /// The change that was taken back last is made again; `what` is a sentence, `None` where there was none.
    Redone {
        what: Option<String>,
    },
    /// The changes that can be taken back, the last first.
    JournalLoaded(Vec<Change>),
    /// Tags were put on entries or taken off; `what` is a sentence.
    Tagged {
        tags: Vec<String>,
        changed: u64,
        what: String,
    },
    FeedAdded {
        feed: FeedId,
        title: String,
        already: bool,
    },
    /// The page names several feeds: the person chooses.
    SeveralFeedsFound {
        choices: Vec<FeedChoice>,
        folders: Vec<Folder>,
        title: Option<String>,
    },
    AddFailed {
        url: String,
        message: String,
    },
    /// Feeds came, went or moved; `what` is a sentence.
    SubscriptionsChanged {
        what: String,
    },
    /// The feeds of a file are subscribed to; each of `skipped` says what of it was not taken over, and why.
    Imported {
        what: String,
        skipped: Vec<String>,
    },
    ImportFailed {
        file: String,
        message: String,
    },
    /// The subscriptions could not be written to a file.
    ExportFailed {
        file: String,
        message: String,
    },
    /// An article could not be written to a file.
    SaveFailed {
        entry: EntryId,
        file: String,
        message: String,
    },

    // The network.
    RefreshStarted {
        total: usize,
    },
    FeedRefreshed(FeedRefreshed),
    RefreshFinished(RefreshFinished),
    /// Nothing was begun: a refresh is under way here or in another instance.
    RefreshRefused {
        message: String,
    },

    /// The full text of an entry is in the store.
    FullTextSaved {
        entry: EntryId,
    },
    /// The feed's text stays; `message` says why.
    FullTextMissing {
        entry: EntryId,
        message: String,
    },
    PrefetchStarted {
        total: usize,
    },
    EntryPrefetched(EntryPrefetched),
    PrefetchFinished(PrefetchFinished),

    // Everything else.
    /// Another process has changed the store.
    ChangedElsewhere,
    /// Something asked for was done; a sentence.
    Done {
        what: String,
    },
    /// Something asked for could not be done; a sentence that says what to do.
    Failed {
        message: String,
    },
}

/// The feeds and the counts that the sidebar shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeedsLoaded {
    pub feeds: Vec<Feed>,
    pub all: Counts,
    pub starred: Counts,
    pub today: Counts,
    pub unfinished: Counts,
    pub ready: Counts,
    /// The folders that were put into an order, in it.
    pub folder_order: Vec<Folder>,
    /// The person's own sources, with how many entries of each are unread where that is cheap to tell.
    pub queries: Vec<(SavedQuery, Option<u64>)>,
}

/// An article as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedArticle {
    pub row: EntryRow,
    pub comments_url: Option<String>,
    pub enclosures: Vec<Enclosure>,
    pub page: Page,
    /// The signs of its text before the line where reading was left.
    pub signs: u64,
}

/// A feed that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedChoice {
    pub url: String,
    pub title: Option<String>,
}

/// What a search gave.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchResult {
    Found(Vec<Hit>),
    /// The query cannot be read: the text, a mark under the place, and what was expected, a line each.
    Mistaken {
        pointed: String,
    },
    Failed {
        message: String,
    },
}

/// One feed of a refresh is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRefreshed {
    pub feed: FeedId,
    pub title: String,
    /// New entries.
    pub new: u64,
    /// What it failed with.
    pub error: Option<String>,
    /// Feeds that are done by now.
    pub done: usize,
    pub total: usize,
    /// Bytes of its body, as transferred.
    pub bytes: u64,
}

/// How a refresh ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefreshFinished {
    /// Feeds that brought a document.
    pub fetched: usize,
    /// Feeds that had not changed.
    pub unchanged: usize,
    /// Feeds that failed, by title, with what happened.
    pub failed: Vec<(String, String)>,
    /// Feeds not tried since the refresh was cancelled.
    pub left: usize,
    /// New entries in all.
    pub new: u64,
    /// Whether nothing could be reached at all: there is no network.
    pub offline: bool,
}

/// One entry of a prefetch is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPrefetched {
    pub entry: EntryId,
    pub title: String,
    /// Why it is not ready.
    pub error: Option<String>,
    /// Entries that are done by now.
    pub done: usize,
    pub total: usize,
}

/// How a prefetch ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrefetchFinished {
    /// Entries that have become ready.
    pub ready: usize,
    /// Entries that have not, by title, with what happened.
    pub failed: Vec<(String, String)>,
    /// Entries that were not tried.
    pub left: usize,
    /// Whether there is no network.
    pub offline: bool,
}

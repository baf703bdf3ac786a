//! What one update asks of the outside: requests, as values. `worker` carries out most, `terminal` those that concern
//! the screen itself. Each names what its answer ([`Event`](super::Event)) will repeat.

use crate::model::picture::Rooms;
use crate::model::{
    ChangeId, Cursor, Easel, EntryId, FeedId, Folder, Mark, PictureSize, Printable, Query, SavedQuery, Source,
    Subscription, WindowRequest,
};

/// A request to the outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    // Reading the store.
    /// Feeds and the counts of the smart sources → `FeedsLoaded`.
    LoadFeeds,
    /// A window of a list → `WindowLoaded`.
    LoadWindow(WindowRequest),
    /// The entry next to a place in a list → `NeighbourFound`.
    FindNeighbour(Neighbour),
    /// An article, laid out in `width` cells → `ArticleOpened` or `ArticleMissing`. Of a long one the beginning is
    /// opened, and the whole follows as `ArticleLaidOut`.
    OpenArticle {
        entry: EntryId,
        width: u16,
        pictures: Rooms,
    },
    /// As `OpenArticle`, with the text that the feed gave → `ArticleOpened` or `ArticleMissing`.
    OpenFeedText { entry: EntryId, width: u16 },
    /// The opened article at another width, or with room for its pictures → `ArticleLaidOut`.
    LayOutArticle {
        entry: EntryId,
        width: u16,
        pictures: Rooms,
    },
    /// The article of the page at an address, in `width` cells → `PageRead`.
    ReadPage { url: String, width: u16 },
    /// Pictures of an entry of that feed, each made ready for the terminal within its cells → `PictureReady` or `PictureMissing` for
    /// each. Without `fetch` only those that are on the disk.
    LoadPictures {
        feed: FeedId,
        wanted: Vec<(String, PictureSize)>,
        easel: Easel,
        fetch: bool,
    },
    /// A feed's health → `HealthLoaded`.
    LoadHealth(FeedId),
    /// An article as Markdown into a file that is not there yet → `Done` or `SaveFailed`.
    SaveArticle { entry: EntryId, file: String },
    /// An article as text for a program that gets the terminal → `ArticleWritten`.
    WriteArticle {
        entry: EntryId,
        width: u16,
        outside: Outside,
    },
    /// An article as text into a program's input → `Done` with the first line that it prints, or `Failed`.
    PipeArticle {
        entry: EntryId,
        width: u16,
        words: Vec<String>,
    },
    /// At most `limit` entries for a query being typed → `SearchFinished`. A newer search interrupts the older.
    Search {
        generation: u64,
        text: String,
        limit: usize,
    },
    /// What helps to type a query → `SearchAidsLoaded`.
    LoadSearchAids,
    /// The lists of subscriptions in the usual places of other readers → `ListsFound`.
    LookForLists,
    /// What can be taken back → `JournalLoaded` or `Failed`.
    LoadJournal,
    /// What cleanup would take → `CleanupPreviewed`.
    PreviewCleanup,
    /// Whether another process has changed the store → `ChangedElsewhere`, or nothing.
    LookElsewhere,

    // Changing the store.
    /// → `Marked` or `MarkFailed`. One undo step.
    Mark { entries: Vec<EntryId>, mark: Mark },
    /// Every entry of a source that is not newer than `newest` → `Marked` or `MarkFailed`. One undo step.
    MarkSource {
        source: Source,
        newest: EntryId,
        mark: Mark,
    },
    /// Every entry of a source on one side of a place that is not newer than `newest` → as `MarkSource`.
    MarkBeside {
        source: Source,
        cursor: Cursor,
        newer: bool,
        newest: EntryId,
        mark: Mark,
    },
    /// Puts tags on entries and takes others off → `Tagged` or `Failed`. One undo step.
    Tag {
        which: Which,
        on: Vec<String>,
        off: Vec<String>,
    },
    /// How far an entry has been read: the signs of its text before the first line in sight, and the percentage seen.
    KeepPosition { entry: EntryId, signs: u64, seen: u8 },
    /// → `QueriesChanged` or `Failed`.
    SaveQuery(SavedQuery),
    /// → `QueriesChanged` or `Failed`.
    RemoveQuery { name: String },
    /// → `QueriesChanged` or `Failed`.
    RenameQuery { name: String, new: String },
    /// Keeps the last searches for the next session.
    KeepSearches(Vec<String>),
    /// Keeps where the reader was left, in a file.
    KeepSession(String),
    /// Takes what retention does not keep → `CleaningUp` now and then, and `CleanedUp` or `CleanupFailed`.
    Cleanup,
    /// → `Undone` or `Failed`.
    Undo,
    /// → `Redone` or `Failed`.
    Redo,
    /// Back to before a change, or where that was taken back up to it again → `Undone` or `Failed`.
    GoToChange(ChangeId),
    /// → `FeedAdded`, `SeveralFeedsFound` or `AddFailed`.
    Add {
        url: String,
        folders: Vec<Folder>,
        title: Option<String>,
    },
    /// → `SubscriptionsChanged` or `Failed`.
    SubscribeAll(Vec<Subscription>),
    /// → `SubscriptionsChanged` or `Failed`. Starred entries stay in the lists unless they are to go too.
    Remove { feed: FeedId, with_starred: bool },
    /// Feeds in the order in which they are to be listed → `SubscriptionsChanged` or `Failed`.
    OrderFeeds(Vec<FeedId>),
    /// Folders beside each other in the order in which they are to be listed → `SubscriptionsChanged` or `Failed`.
    OrderFolders(Vec<Folder>),
    /// → `SubscriptionsChanged` or `Failed`.
    RenameFolder { folder: Folder, name: String },
    /// → `SubscriptionsChanged` or `Failed`. `None` gives the feed its own title back.
    Rename { feed: FeedId, title: Option<String> },
    /// → `SubscriptionsChanged` or `Failed`.
    Move { feed: FeedId, folders: Vec<Folder> },
    /// Sets something for one feed; nothing in `value` gives it back to the usual. → `SubscriptionsChanged` or `Failed`.
    Set { feed: FeedId, key: String, value: String },
    /// → `Imported` or `ImportFailed`.
    Import { file: String },
    /// → `Done` or `ExportFailed`. A file that is there already is replaced only with `force`.
    Export { file: Option<String>, force: bool },

    // The network.
    /// → `RefreshStarted`, then a `FeedRefreshed` for each feed, then `RefreshFinished`; or `RefreshRefused`.
    Refresh { which: Refresh, force: bool },
    /// Fetches an entry's page for its full text, where the settings want it or else always with `asked` →
    /// `FullTextSaved`, `FullTextMissing`, or nothing where it is not wanted or there already.
    FetchFullText { entry: EntryId, asked: bool },
    /// Puts back what the full text is without because other pages of the site have it too → `FullTextSaved`, or
    /// `FullTextMissing` where nothing was left out.
    ShowWholeText { entry: EntryId },
    /// Makes entries ready for offline → `PrefetchStarted`, then an `EntryPrefetched` for each entry, then
    /// `PrefetchFinished`; or `Failed`.
    Prefetch { which: Which },
    /// Looks for a feed again on its site. → `SubscriptionsChanged`, `Done` or `Failed`.
    Relocate(FeedId),
    /// Stops the refresh that is under way; → `RefreshFinished`.
    CancelRefresh,

    // The desktop.
    /// Opens an address in the browser → `Done` or `Failed`.
    Browse { url: String },
    /// Puts text on the clipboard, by OSC 52.
    Copy { text: Printable },

    // The loop.
    /// Send `Message::Woken` after this many milliseconds; a later request replaces an earlier one.
    WakeAfter { milliseconds: u64 },
    /// Have the terminal tell of the mouse, or leave the mouse to it.
    CaptureMouse(bool),
    /// Draw everything again.
    Redraw,
    /// Hand the terminal to the shell until it gives it back.
    Suspend,
    /// Hand the terminal to a program that shows this text, until it ends.
    Lend { outside: Outside, text: Printable },
    /// End the program.
    Quit,
}

/// A program that shows an article in the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    Pager,
    Editor,
}

/// Which entries something is done with.
#[derive(Clone, Debug, PartialEq)]
pub enum Which {
    Entries(Vec<EntryId>),
    Query(Query),
}

/// Which feeds to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// All of them.
    All,
    Feeds(Vec<FeedId>),
}

/// A question for the entry next to a place in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// The list, its kept entries and the day, as in the request for its window; position and limit do not matter.
    pub list: WindowRequest,
    /// The place to look from; `None` is before the first entry.
    pub from: Option<Cursor>,
    /// Towards older entries, which is down the list.
    pub older: bool,
    pub unread_only: bool,
}

/// The effects of a burst of messages without those that a later one of the burst has replaced: nobody waits any more
/// for a window, an article or a search that was asked for before the last.
pub fn without_superseded(effects: Vec<Effect>) -> Vec<Effect> {
    let last = |kind: fn(&Effect) -> bool| effects.iter().rposition(kind);
    let kinds: [fn(&Effect) -> bool; 4] = [
        |effect| matches!(effect, Effect::LoadWindow(_)),
        |effect| matches!(effect, Effect::OpenArticle { .. }),
        |effect| matches!(effect, Effect::LayOutArticle { .. }),
        |effect| matches!(effect, Effect::Search { .. }),
    ];
    let kept = kinds.map(|kind| (kind, last(kind)));
    let is_wanted = |index: usize, effect: &Effect| {
        let newest = kept.iter().find(|(kind, _)| kind(effect));
        newest.is_none_or(|(_, last)| *last == Some(index))
    };
    let wanted: Vec<bool> = effects
        .iter()
        .enumerate()
        .map(|(index, effect)| is_wanted(index, effect))
        .collect();
    effects
        .into_iter()
        .zip(wanted)
        .filter(|(_, wanted)| *wanted)
        .map(|(effect, _)| effect)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_burst_only_the_last_question_of_a_kind_is_asked_and_every_change_is_made() {
        let open = |entry| Effect::OpenArticle {
            entry: EntryId(entry),
            width: 72,
            pictures: Rooms::default(),
        };
        let mark = |entry| Effect::Mark {
            entries: vec![EntryId(entry)],
            mark: Mark::Read,
        };
        let burst = vec![open(1), mark(1), open(2), mark(2), Effect::Undo];
        assert_eq!(without_superseded(burst), [mark(1), open(2), mark(2), Effect::Undo]);
    }
}

//! Everything that is kept, in SQLite: this file is the whole public interface. Synchronous; knows no thread, no network
//! and no other module than `model`; SQL never leaves the folder.
//!
//! What a person does (marks, subscriptions, tags) is on the disk when a call returns; what was fetched can be fetched
//! again and is synced with the next checkpoint.

mod beginnings;
mod changes;
mod checkpointer;
mod cleanup;
mod compile;
mod entries;
mod error;
mod evaluation;
mod feeds;
mod folders;
mod ground;
mod groups;
mod health;
mod indexing;
mod kept_pictures;
mod languages;
mod listing;
mod loose;
mod marks;
mod memory;
mod pairs;
mod phrases;
mod place;
mod positions;
mod prepared;
mod queries;
mod ranking;
mod saving;
mod schema;
mod search;
mod session;
mod slots;
mod snippet;
mod sorting;
mod starts;
mod stems;
mod tags;
#[cfg(test)]
mod tests;
mod texts;
mod transaction;
mod typing;
mod values;
mod vocabulary;
mod words;

pub use checkpointer::Checkpointer;
pub use cleanup::Leaving;
pub use error::StoreError;
pub use ground::network_file_system;
pub use prepared::Prepared;
pub use values::{
    Direction, FetchState, KeptText, Limits, MarkTarget, NeighbourRequest, ReadingPosition, Retention, Saved,
    SearchOptions, Starred, Subscribed, Undone, WholeText,
};

use crate::model::{
    Article, Change, ChangeId, Counts, EntryId, EntryRow, Feed, FeedId, Folder, Health, Hit, Mark, Marked, Query,
    SavedQuery, Source, Subscription, Timestamp, Window, WindowRequest, Zone,
};
use entries::Moment;
use rusqlite::{Connection, InterruptHandle};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// One connection to the store. Several may be open, in this process and in others; one at a time writes.
pub struct Store {
    connection: Connection,
    zone: Zone,
    /// Whether no large change waits in the log, or has its pages in memory.
    settled: bool,
    /// Whether there is free room in the file that is to be given back to the disk.
    roomy: bool,
    /// SQLite's number of the state that other connections left, when it was last looked at.
    left_by_others: i64,
}

/// Stops the question that a store is answering, from another thread.
pub struct Interrupter(InterruptHandle);

/// Steps of SQLite's machine to a round, and rounds that a count may take to be cheap: a few milliseconds.
const STEPS: i32 = 1_000;
const CHEAP: u32 = 400;

impl Store {
    /// Opens the store at `path` for writing, makes it where there is none and brings an older one up to date, after a
    /// copy. A link, a stranger's file, another program's and a newer version's are refused and left untouched.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        Ok(Store::over(schema::open(path)?))
    }

    /// Opens the store at `path` for reading while another connection writes.
    pub fn open_reading(path: &Path) -> Result<Store, StoreError> {
        Ok(Store::over(schema::open_reading(path)?))
    }

    /// Whether the store has everything that this version keeps: an older one gets it by [`Store::open`].
    pub fn is_up_to_date(&self) -> Result<bool, StoreError> {
        schema::is_up_to_date(&self.connection)
    }

    /// Whether another connection has changed the store since this was last asked; the first time it has not.
    pub fn was_changed_elsewhere(&mut self) -> Result<bool, StoreError> {
        let left: i64 = self
            .connection
            .pragma_query_value(None, "data_version", |row| row.get(0))?;
        let before = std::mem::replace(&mut self.left_by_others, left);
        Ok(before != 0 && before != left)
    }

    /// Moves a store that cannot be opened out of the way and says where it is now.
    pub fn put_aside(path: &Path) -> Result<PathBuf, StoreError> {
        schema::put_aside(path)
    }

    /// Days in queries are the days of this zone; UTC unless told.
    pub fn set_zone(&mut self, zone: Zone) {
        self.zone = zone;
    }

    /// What stops this connection's questions from another thread.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.connection.get_interrupt_handle())
    }

    /// All feeds in the order of their titles.
    pub fn feeds(&self) -> Result<Vec<Feed>, StoreError> {
        feeds::feeds(&self.connection)
    }

    /// The feeds that `text` can mean: the one with this id, address or title, else all with it in their title.
    pub fn find_feed(&self, text: &str) -> Result<Vec<Feed>, StoreError> {
        feeds::find(&self.connection, text)
    }

    /// Subscribes to a feed. One that was removed lately comes back with its entries. Can be undone.
    pub fn subscribe(&mut self, subscription: &Subscription, now: Timestamp) -> Result<Subscribed, StoreError> {
        let subscribed = self.subscribe_all(std::slice::from_ref(subscription), now)?;
        Ok(subscribed[0])
    }

    /// Subscribes to all of these, or to none where one fails. Can be undone.
    pub fn subscribe_all(
        &mut self,
        subscriptions: &[Subscription],
        now: Timestamp,
    ) -> Result<Vec<Subscribed>, StoreError> {
        self.change(|connection| feeds::subscribe_all(connection, subscriptions, now))
    }

    /// Removes a feed and its entries from every list, but for starred ones that stay. Can be undone for 30 days.
    pub fn unsubscribe(&mut self, feed: FeedId, now: Timestamp, starred: Starred) -> Result<(), StoreError> {
        self.change(|connection| feeds::unsubscribe(connection, feed, now, starred))
    }

    /// Gives a feed a title of the person's own, or with `None` the feed's again. Can be undone.
    pub fn rename(&mut self, feed: FeedId, title: Option<&str>) -> Result<(), StoreError> {
        self.change(|connection| feeds::rename(connection, feed, title))
    }

    /// Files a feed in these folders and no others. Can be undone.
    pub fn move_feed(&mut self, feed: FeedId, folders: &[Folder]) -> Result<(), StoreError> {
        self.change(|connection| feeds::move_feed(connection, feed, folders))
    }

    /// Puts feeds into this order, wherever they are listed beside each other. Can be undone.
    pub fn order_feeds(&mut self, feeds: &[FeedId]) -> Result<(), StoreError> {
        self.change(|connection| feeds::order(connection, feeds))
    }

    /// The folders that were put into an order, in it; those beside each other follow each other.
    pub fn folder_order(&self) -> Result<Vec<Folder>, StoreError> {
        folders::order(&self.connection)
    }

    /// Puts folders that lie beside each other into this order. Can be undone.
    pub fn order_folders(&mut self, order: &[Folder]) -> Result<(), StoreError> {
        self.change(|connection| folders::put_in_order(connection, order))
    }

    /// Gives a folder another name. Can be undone.
    pub fn rename_folder(&mut self, folder: &Folder, name: &str) -> Result<(), StoreError> {
        self.change(|connection| folders::rename(connection, folder, name))
    }

    /// Gives a feed another address. Can be undone.
    pub fn change_url(&mut self, feed: FeedId, url: &str) -> Result<(), StoreError> {
        self.change(|connection| feeds::change_url(connection, feed, url))
    }

    /// What is known of a feed beyond what lists show.
    pub fn health(&self, feed: FeedId) -> Result<Health, StoreError> {
        self.read(|connection| health::health(connection, feed))
    }

    /// What was set for single feeds, names and values.
    pub fn settings(&self) -> Result<HashMap<FeedId, Vec<(String, String)>>, StoreError> {
        health::all_settings(&self.connection)
    }

    /// Sets a value for a feed alone, or with `None` takes it away. Can be undone.
    pub fn set(&mut self, feed: FeedId, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        self.change(|connection| health::set(connection, feed, name, value))
    }

    /// What fetching these feeds needs to know, or all where `feeds` is `None`.
    pub fn jobs(&self, feeds: Option<&[FeedId]>) -> Result<Vec<FetchState>, StoreError> {
        feeds::jobs(&self.connection, feeds)
    }

    /// The feeds that are to be fetched now.
    pub fn due(&self, now: Timestamp) -> Result<Vec<FetchState>, StoreError> {
        feeds::due(&self.connection, now)
    }

    /// Saves what a fetch brought, all or nothing: entries, validators and health.
    pub fn save(&mut self, fetched: impl Into<Prepared>) -> Result<Saved, StoreError> {
        let prepared = fetched.into();
        let mut saved = self.transact(|connection| saving::save(connection, std::slice::from_ref(&prepared)))?;
        Ok(saved.remove(0))
    }

    /// Saves several fetches at once, all or nothing: for small ones a transaction each would cost more than the work, and
    /// their entries lie on the same pages.
    pub fn save_all(&mut self, prepared: &[Prepared]) -> Result<Vec<Saved>, StoreError> {
        // Kept until nothing is saved any more: the next batch touches many of the same pages.
        schema::give_room(&self.connection, schema::LARGE_ROOM)?;
        schema::limit_log_for_saving(&self.connection)?;
        self.settled = false;
        self.transact(|connection| saving::save(connection, prepared))
    }

    /// Keeps the full text of an entry, fetched from its page; the entry is ready for offline then.
    pub fn save_full_text(&mut self, entry: EntryId, html: &str, text: &str) -> Result<(), StoreError> {
        self.transact(|connection| {
            let place = entries::place_of(connection, entry)?.ok_or(StoreError::Missing {
                what: "entry",
                id: entry.0,
                list: "list",
            })?;
            texts::keep_full(connection, entry.0, html, text)?;
            connection.execute(
                "UPDATE entries SET ready = 1, minutes = ?2 WHERE place = ?1",
                (place.0, words::minutes(text)),
            )?;
            indexing::withdraw(connection, place)
        })
    }

    /// Names who wrote an entry whose feed does not say.
    pub fn name_author(&mut self, entry: EntryId, author: &str) -> Result<(), StoreError> {
        self.transact(|connection| {
            let Some(place) = entries::place_of(connection, entry)? else {
                return Ok(());
            };
            let mut naming =
                connection.prepare_cached("UPDATE entries SET author = ?2 WHERE place = ?1 AND author IS NULL")?;
            match naming.execute((place.0, author))? {
                0 => Ok(()),
                _ => indexing::withdraw(connection, place),
            }
        })
    }

    /// Keeps beside the full text of an entry what it is with the blocks that other pages of `site` have too.
    pub fn save_whole_text(&mut self, entry: EntryId, whole: &WholeText) -> Result<(), StoreError> {
        self.transact(|connection| texts::keep_whole(connection, entry.0, whole))
    }

    /// Puts the whole text of an entry in the place of the full one, and never leaves its blocks out again; false where
    /// nothing had been left out.
    pub fn show_whole_text(&mut self, entry: EntryId) -> Result<bool, StoreError> {
        let Some(whole) = texts::whole(&self.connection, entry.0)? else {
            return Ok(false);
        };
        self.save_full_text(entry, &whole.html, &whole.text)?;
        self.transact(|connection| memory::want(connection, &whole.site, &whole.blocks))?;
        Ok(true)
    }

    /// On how many articles of a site each block was seen, as hashes; an article that was learnt under one of
    /// `addresses` does not count.
    pub fn memory_of(&self, site: &str, addresses: &[u64]) -> Result<HashMap<u64, u32>, StoreError> {
        self.read(|connection| memory::of(connection, site, addresses))
    }

    /// From how many pages of a site something was learnt.
    pub fn pages_of(&self, site: &str) -> Result<u32, StoreError> {
        self.read(|connection| memory::pages(connection, site))
    }

    /// Learns the blocks of an article of a site, all as hashes; once, however often it comes.
    pub fn learn_page(&mut self, site: &str, addresses: &[u64], blocks: &[u64]) -> Result<(), StoreError> {
        self.transact(|connection| memory::learn(connection, site, addresses, blocks))
    }

    /// What is kept of the page of an entry.
    pub fn kept_text(&self, entry: EntryId) -> Result<KeptText, StoreError> {
        texts::kept(&self.connection, entry.0)
    }

    /// Says that the text that is kept of an entry's page is as good as a newer one.
    pub fn keep_text(&mut self, entry: EntryId) -> Result<(), StoreError> {
        self.transact(|connection| texts::renew(connection, entry.0))
    }

    /// An entry with the text that its feed gave, also where the full one was fetched.
    pub fn article_of_feed(&self, entry: EntryId) -> Result<Option<Article>, StoreError> {
        self.read(|connection| entries::article_of_feed(connection, entry))
    }

    /// Says whether everything of an entry is on the disk: its full text and its pictures.
    pub fn set_ready(&mut self, entry: EntryId, ready: bool) -> Result<(), StoreError> {
        self.transact(|connection| entries::set_ready(connection, entry, ready))
    }

    /// Says that everything of an entry is on the disk, the pictures with these numbers among it.
    pub fn set_ready_with(&mut self, entry: EntryId, pictures: &[u64]) -> Result<(), StoreError> {
        self.transact(|connection| kept_pictures::keep(connection, entry, pictures))?;
        self.set_ready(entry, true)
    }

    /// Says that pictures have left the disk: the entries that need them are no longer ready.
    pub fn lose_pictures(&mut self, pictures: &[u64]) -> Result<(), StoreError> {
        self.transact(|connection| kept_pictures::lose(connection, pictures))
    }

    /// Says which pictures are on the disk; the entries that need others are no longer ready.
    pub fn keep_only_pictures(&mut self, there: &HashSet<u64>) -> Result<(), StoreError> {
        self.transact(|connection| kept_pictures::lose(connection, &kept_pictures::missing(connection, there)?))
    }

    /// A part of a list, in the order that the request asks for, whatever a query asks for.
    pub fn window(&self, request: &WindowRequest) -> Result<Window, StoreError> {
        self.read(|connection| entries::window(connection, request, self.moment(None)))
    }

    /// The counts of each source, where the day began at `today`.
    pub fn counts(&self, sources: &[Source], today: Timestamp) -> Result<Vec<Counts>, StoreError> {
        self.read(|connection| entries::counts(connection, sources, today, self.moment(None)))
    }

    /// An entry with its text: the full one where it was fetched.
    pub fn article(&self, entry: EntryId) -> Result<Option<Article>, StoreError> {
        self.read(|connection| entries::article(connection, entry))
    }

    /// The same with at most so many bytes of its HTML: unpacking all of a long one takes longer than showing it.
    pub fn article_beginning(&self, entry: EntryId, at_most: usize) -> Result<Option<Article>, StoreError> {
        self.read(|connection| entries::article_beginning(connection, entry, at_most))
    }

    /// Gives `each` every entry that matches, at most `limit`, newest first unless the query says otherwise.
    pub fn list(&self, query: &Query, limit: Option<usize>, each: &mut dyn FnMut(EntryRow)) -> Result<(), StoreError> {
        let limit = limit.unwrap_or(usize::MAX);
        self.read(|connection| search::list(connection, query, limit, self.moment(None), each))
    }

    /// What matches, with the piece of text that shows why. In the order that the query or else the options ask for.
    pub fn search(&self, query: &Query, options: &SearchOptions) -> Result<Vec<Hit>, StoreError> {
        self.read(|connection| search::search(connection, query, options, self.moment(Some(options.now))))
    }

    /// The next entry of a list.
    pub fn neighbour(&self, request: &NeighbourRequest) -> Result<Option<EntryRow>, StoreError> {
        self.read(|connection| entries::neighbour(connection, request, self.moment(None)))
    }

    /// Keeps how far an entry has been read; at its beginning nothing is kept.
    pub fn keep_position(
        &mut self,
        entry: EntryId,
        position: ReadingPosition,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.transact(|connection| positions::keep(connection, entry, position, now))
    }

    /// How far an entry has been read.
    pub fn position(&self, entry: EntryId) -> Result<Option<ReadingPosition>, StoreError> {
        positions::of(&self.connection, entry)
    }

    /// The entries that were begun and not finished with how much of each was seen, in percent; the one read last first.
    pub fn unfinished(&self, limit: usize) -> Result<Vec<(EntryRow, u8)>, StoreError> {
        self.read(|connection| positions::unfinished(connection, limit))
    }

    /// Puts a mark on entries, as one step for undo.
    pub fn mark(&mut self, target: &MarkTarget, mark: Mark, now: Timestamp) -> Result<Marked, StoreError> {
        let moment = self.moment(Some(now));
        self.change_much(|connection| marks::mark(connection, target, mark, moment))
    }

    /// Puts tags on entries and takes others off; says how many entries were changed by it. One change to be undone.
    pub fn change_tags(&mut self, entries: &[EntryId], on: &[String], off: &[String]) -> Result<u64, StoreError> {
        self.change(|connection| tags::change(connection, entries, on, off))
    }

    /// Every tag that an entry has.
    pub fn tags(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT DISTINCT tag FROM tags ORDER BY tag")?;
        let tags = statement.query_map([], |row| row.get(0))?;
        Ok(tags.collect::<Result<_, _>>()?)
    }

    /// The queries that were saved under names.
    pub fn queries(&self) -> Result<Vec<SavedQuery>, StoreError> {
        queries::all(&self.connection)
    }

    /// Saves a query under a name, over the one that had it. Can be undone.
    pub fn save_query(&mut self, saved: &SavedQuery) -> Result<(), StoreError> {
        self.change(|connection| queries::save(connection, saved))
    }

    /// Whether `feed:` with this text means a feed.
    pub fn has_feed_named(&self, text: &str) -> Result<bool, StoreError> {
        let feeds = feeds::feeds(&self.connection)?;
        Ok(feeds.iter().any(|feed| evaluation::is_named(feed, text)))
    }

    /// Removes a saved query; false where there is none of that name. Can be undone.
    pub fn remove_query(&mut self, name: &str) -> Result<bool, StoreError> {
        self.change(|connection| queries::remove(connection, name))
    }

    /// Gives a saved query another name; false where there is none of that name. Can be undone.
    pub fn rename_query(&mut self, name: &str, new: &str) -> Result<bool, StoreError> {
        self.change(|connection| queries::rename(connection, name, new))
    }

    /// How many entries of a query are unread, where that can be told with little work; else `None`.
    pub fn cheap_count(&mut self, query: &Query) -> Result<Option<u64>, StoreError> {
        let mut rounds = 0;
        let tired = move || {
            rounds += 1;
            rounds > CHEAP
        };
        self.connection.progress_handler(STEPS, Some(tired))?;
        let source = Source::Query {
            name: String::new(),
            query: query.clone(),
        };
        let counted = self.read(|connection| entries::unread(connection, &source, self.moment(None)));
        self.connection.progress_handler(0, None::<fn() -> bool>)?;
        match counted {
            Ok(count) => Ok(Some(count)),
            Err(StoreError::Interrupted) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes the last change back; `None` where there is nothing to take back.
    pub fn undo(&mut self) -> Result<Option<Undone>, StoreError> {
        self.change_much(changes::undo)
    }

    /// Makes the change again that was taken back last, and tells it; `None` where there is none.
    pub fn redo(&mut self) -> Result<Option<String>, StoreError> {
        self.change_much(changes::redo)
    }

    /// The changes that can be taken back or made again, the last first.
    pub fn journal(&self) -> Result<Vec<Change>, StoreError> {
        self.read(changes::journal)
    }

    /// Goes back to before a change, or where it was taken back makes all up to it again. Says how many that were.
    pub fn go_to_change(&mut self, change: ChangeId) -> Result<u64, StoreError> {
        self.change_much(|connection| changes::go_to(connection, change))
    }

    /// Indexes the words of at most this many entries, or packs as many texts where all are indexed, and says how many are
    /// left. To be called while nothing else waits; what is not indexed yet is found all the same, by reading it.
    pub fn index_pending(&mut self, at_most: usize) -> Result<u64, StoreError> {
        self.settle()?;
        match self.transact(|connection| indexing::index_pending(connection, at_most)) {
            // Nothing else that this reads or writes can be made anew, and the index can.
            Err(StoreError::Corrupt { .. }) if self.is_index_damaged()? => {
                self.rebuild_index()?;
                Ok(1)
            }
            result => result,
        }
    }

    /// Keeps a small value for the next session.
    pub fn remember(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.transact(|connection| session::remember(connection, key, value))
    }

    /// The value that was kept under this key.
    pub fn recall(&self, key: &str) -> Result<Option<String>, StoreError> {
        session::recall(&self.connection, key)
    }

    /// What retention does not keep, with feeds that were removed 30 days ago; for [`Store::take`].
    pub fn leaving(&self, retention: &Retention, now: Timestamp) -> Result<Leaving, StoreError> {
        self.read(|connection| cleanup::leaving(connection, retention, now))
    }

    /// Takes the first `at_most` entries of what is left of `leaving`, all or none of them. [`Store::shrink`] gives their room back.
    pub fn take(&mut self, leaving: &mut Leaving, at_most: usize) -> Result<(), StoreError> {
        schema::give_room(&self.connection, schema::LARGE_ROOM)?;
        self.settled = false;
        self.transact(|connection| cleanup::take(connection, leaving, at_most))?;
        leaving.forget(at_most);
        self.roomy = true;
        Ok(())
    }

    /// Gives some of the room that cleanup freed back to the disk, or that packing freed where it is much; says whether there
    /// is more. To be called while nothing else waits.
    pub fn shrink(&mut self) -> Result<bool, StoreError> {
        self.roomy = self.roomy || cleanup::has_much_room(&self.connection)?;
        if self.roomy {
            self.roomy = cleanup::shrink(&self.connection)? > 0;
            if !self.roomy {
                // The file gets smaller when the log is brought into its place.
                schema::checkpoint(&self.connection)?;
            }
        }
        Ok(self.roomy)
    }

    /// What is wrong with the store, a sentence each. Reads all of it.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        cleanup::check(&self.connection)
    }

    /// Whether the index of words is damaged and nothing else is.
    pub fn is_index_damaged(&self) -> Result<bool, StoreError> {
        indexing::is_damaged(&self.connection)
    }

    /// Empties the index of words, for [`Store::index_pending`] to fill it anew from the entries.
    pub fn rebuild_index(&mut self) -> Result<(), StoreError> {
        self.transact(indexing::reset)
    }

    /// Counts again what is kept counted, and empties the index of words for [`Store::index_pending`] to fill it anew.
    pub fn mend(&mut self) -> Result<(), StoreError> {
        self.transact(cleanup::mend)
    }

    fn over(connection: Connection) -> Store {
        Store {
            connection,
            zone: Zone::UTC,
            settled: true,
            roomy: false,
            left_by_others: 0,
        }
    }

    /// The given present, or the clock's.
    fn moment(&self, now: Option<Timestamp>) -> Moment {
        let clock = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
        };
        Moment {
            now: now.unwrap_or_else(clock),
            zone: self.zone,
        }
    }

    /// Several questions of one answer see one state of the store.
    fn read<T>(&self, question: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let snapshot = self.connection.unchecked_transaction()?;
        question(&snapshot)
    }

    /// A change by a person: on the disk when this returns.
    fn change<T>(&mut self, change: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        let result = self.transact(change);
        self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        result
    }

    /// Makes a change that may touch thousands of rows, and leaves it to [`Store::index_pending`] to bring them from the
    /// log into their places: the change is on the disk as it is.
    fn change_much<T>(&mut self, change: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        schema::limit_log(&self.connection, 0)?;
        schema::give_room(&self.connection, schema::LARGE_ROOM)?;
        let result = self.change(change);
        schema::limit_log(&self.connection, schema::LOG_PAGES)?;
        self.settled = false;
        result
    }

    /// Brings a large change from the log into its place and lets go of the memory for it.
    fn settle(&mut self) -> Result<(), StoreError> {
        if !std::mem::replace(&mut self.settled, true) {
            schema::checkpoint(&self.connection)?;
            schema::limit_log(&self.connection, schema::LOG_PAGES)?;
            schema::give_room(&self.connection, schema::ROOM)?;
        }
        Ok(())
    }

    /// All of a change or nothing of it.
    fn transact<T>(&mut self, change: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        transaction::transact(&mut self.connection, change)
    }
}

impl Interrupter {
    /// Stops the running question, which answers [`StoreError::Interrupted`]; does nothing where none runs.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

//! The store for those who only read it and wait for the answer: the command line. No thread, no effect, no event.

use super::{now, opml, zone};
use crate::config::{Paths, create_folder};
use crate::model::{Article, Change, EntryId, EntryRow, Feed, FeedId, Folder, Health, Hit, Query, SavedQuery, Source};
use crate::store::{SearchOptions, Store, StoreError};
use anyhow::Context;

/// Feeds and entries, to be read.
pub struct Library {
    store: Store,
}

impl Library {
    /// Opens the store; it is made where there is none, so that an empty library is no error.
    ///
    /// # Errors
    /// It cannot be opened: a sentence that says what to do.
    pub fn open(paths: &Paths) -> anyhow::Result<Library> {
        let path = paths.store();
        if !path.exists() {
            create_folder(&paths.data)
                .with_context(|| format!("cannot create the data folder {}", paths.data.display()))?;
            drop(Store::open(&path)?);
        }
        let mut store = match Store::open_reading(&path) {
            Ok(store) if store.is_up_to_date()? => store,
            // An older store is brought up to date by whoever may write it; nobody else reads it meanwhile.
            older => {
                let readable = older.map(drop);
                match Store::open(&path) {
                    Ok(writing) => drop(writing),
                    Err(_) => readable?,
                }
                Store::open_reading(&path)?
            }
        };
        store.set_zone(zone());
        Ok(Library { store })
    }

    /// Every feed, by title.
    ///
    /// # Errors
    /// The store fails; so with all of these.
    pub fn feeds(&self) -> Result<Vec<Feed>, StoreError> {
        self.store.feeds()
    }

    /// The folders that were put into an order, in it.
    pub fn folder_order(&self) -> Result<Vec<Folder>, StoreError> {
        self.store.folder_order()
    }

    /// The feeds that an id, an address or a part of a title means.
    pub fn find_feed(&self, text: &str) -> Result<Vec<Feed>, StoreError> {
        self.store.find_feed(text)
    }

    /// Whether `feed:` with this text means a feed.
    pub fn has_feed_named(&self, text: &str) -> Result<bool, StoreError> {
        self.store.has_feed_named(text)
    }

    /// A feed's health.
    pub fn health(&self, feed: FeedId) -> Result<Health, StoreError> {
        self.store.health(feed)
    }

    /// Gives `each` every entry of a query, newest first, up to a limit.
    pub fn list(&self, query: &Query, limit: Option<usize>, each: &mut dyn FnMut(EntryRow)) -> Result<(), StoreError> {
        self.store.list(query, limit, each)
    }

    /// The best entries for a query.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let options = SearchOptions {
            limit,
            ranked: true,
            patience: None,
            now: now(),
        };
        self.store.search(query, &options)
    }

    /// An entry with its text.
    pub fn article(&self, entry: EntryId) -> Result<Option<Article>, StoreError> {
        self.store.article(entry)
    }

    /// The queries that were saved under names.
    pub fn queries(&self) -> Result<Vec<SavedQuery>, StoreError> {
        self.store.queries()
    }

    /// How many entries of a query are unread.
    pub fn unread(&self, query: Query) -> Result<u64, StoreError> {
        let source = match query.is_empty() {
            true => Source::All,
            false => Source::Query {
                name: String::new(),
                query,
            },
        };
        let counts = self.store.counts(&[source], now().start_of_day(zone()))?;
        Ok(counts.first().map_or(0, |counts| counts.unread))
    }

    /// The subscriptions as OPML.
    ///
    /// # Errors
    /// The store fails.
    pub fn opml(&self) -> anyhow::Result<String> {
        opml(&self.store)
    }

    /// The changes that can be taken back or made again, the last first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn journal(&self) -> Result<Vec<Change>, StoreError> {
        self.store.journal()
    }
}

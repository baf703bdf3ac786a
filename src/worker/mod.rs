//! Carries out effects and reports events: the only threads of the program. A writing lane and a reading lane over the
//! store, a network lane, the desktop. What is asked for is decided elsewhere; how it is done stands in the trades.

mod adding;
mod care;
mod checkpointing;
mod checkup;
mod desktop;
mod drawing;
mod equipment;
mod exposure;
mod failure;
mod files;
mod full_text;
mod lane;
mod library;
mod linked;
mod network;
mod own;
mod page_rules;
mod page_text;
mod pages;
mod picture_cache;
mod pictures;
mod prefetching;
mod programs;
mod reading;
mod refreshing;
mod rendering;
mod round;
mod saving;
mod session;
mod subscriptions;
mod upkeep;
mod usual_places;
mod writing;

pub use crate::fetch::mask;
pub use checkup::{StoreState, ask_for_https, check_store, latest_copy, mend_store, of_network};
pub use exposure::{Exposure, ExposureKind, exposures};
pub use failure::told;
pub use files::write_first_file;
pub use library::Library;
pub use page_rules::{load, page_rules};
pub use pages::{FetchedPage, fetch_page};
pub use rendering::{byline, document, lay_out, markdown, spelled_document, with_deep_stack};
pub use session::left_session;
use subscriptions::opml;
pub use subscriptions::{Import, export_to, read_import, starter};
pub use usual_places::found_lists;

use crate::app::{Effect, Event};
use crate::config::{Config, Paths, create_folder};
use crate::model::{EntryId, Timestamp, Zone};
use crate::store::{ReadingPosition, Store, StoreError};
use anyhow::Context;
use care::Care;
use lane::Lane;
use network::{Network, Running};
use own::Rules;
use reading::Reading;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;
use upkeep::Upkeep;

/// Takes what happened to whoever asked. Called from several threads.
type Report = Arc<dyn Fn(Event) + Send + Sync>;

/// Entries indexed at a time while nothing else waits: a few milliseconds.
const INDEX_BATCH: usize = 50;

/// The threads that carry out effects, until it is dropped: then what has not begun is left, but no mark is lost.
pub struct Worker {
    is_read_only: bool,
    writing: Arc<Lane<Store>>,
    reading: Reading,
    network: Network,
    upkeep: Arc<Upkeep>,
    report: Report,
    browser: Option<Vec<String>>,
    /// The file that tells where the reader was left.
    session: PathBuf,
}

/// The present.
pub fn now() -> Timestamp {
    Timestamp::from_unix(chrono::Utc::now().timestamp())
}

/// The reader's distance from UTC at present.
pub fn zone() -> Zone {
    Zone(chrono::Local::now().offset().local_minus_utc())
}

impl Worker {
    /// Opens the store and starts the threads. Each event is given to `send`, from any of them.
    ///
    /// # Errors
    /// The store cannot be opened, or the network settings make no sense: in a sentence that says what to do.
    pub fn start(
        config: &Config,
        paths: &Paths,
        send: impl Fn(Event) + Send + Sync + Clone + 'static,
    ) -> anyhow::Result<Worker> {
        let care = Care::new(paths.clone(), send.clone());
        Worker::start_with(config, paths, send, move |store| {
            let is_more = index_some(store) || shrink_some(store);
            if !is_more {
                care.look_if_due(store);
            }
            is_more
        })
    }

    /// As [`Worker::start`], for a command that ends when it is done: nothing is indexed while nothing is asked for.
    ///
    /// # Errors
    /// As there.
    pub fn start_for_a_command(
        config: &Config,
        paths: &Paths,
        send: impl Fn(Event) + Send + Sync + Clone + 'static,
    ) -> anyhow::Result<Worker> {
        Worker::start_with(config, paths, send, |_| false)
    }

    /// `idle` is done in small steps while nothing waits, until it says that nothing is left.
    fn start_with(
        config: &Config,
        paths: &Paths,
        send: impl Fn(Event) + Send + Sync + Clone + 'static,
        idle: impl Fn(&mut Store) -> bool + Send + 'static,
    ) -> anyhow::Result<Worker> {
        let report: Report = Arc::new(send);
        create_folder(&paths.data)
            .with_context(|| format!("cannot create the data folder {}", paths.data.display()))?;
        let (mut store, is_read_only) = open_store(paths)?;
        store.set_zone(zone());
        // From here on others' changes are told.
        store.was_changed_elsewhere()?;
        let mut beside = Store::open_reading(&paths.store())?;
        beside.set_zone(zone());
        let refreshing: Running = Arc::default();
        let writing = {
            let refreshing = Arc::clone(&refreshing);
            // What a refresh brings is listed first; the index comes behind, and a search reads what it lacks.
            let idle = move |store: &mut Store| !network::is_running(&refreshing) && idle(store);
            Arc::new(Lane::start("writing", store, idle, complain(&report))?)
        };
        let reading = Reading::start(beside, Arc::clone(&report), Arc::clone(&writing))?;
        let network = Network::start(config, paths, Arc::clone(&writing), refreshing, Arc::clone(&report))?;
        Ok(Worker {
            is_read_only,
            writing,
            reading,
            network,
            upkeep: Arc::new(Upkeep::new(
                config.retention,
                Rules::new(config, network::settings(config)),
            )),
            report,
            browser: config.browser.clone(),
            session: paths.session_file(),
        })
    }

    /// Whether nothing can be kept: the store can only be read.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Begins to carry out an effect; its answer comes as an event. Those of the screen's own are left alone.
    pub fn perform(&self, effect: Effect) {
        match effect {
            Effect::LoadFeeds
            | Effect::LoadWindow(_)
            | Effect::FindNeighbour(_)
            | Effect::OpenArticle { .. }
            | Effect::OpenFeedText { .. }
            | Effect::LoadHealth(_)
            | Effect::LoadSearchAids
            | Effect::LookForLists
            | Effect::LayOutArticle { .. }
            | Effect::SaveArticle { .. }
            | Effect::WriteArticle { .. }
            | Effect::PipeArticle { .. } => self.reading.answer(effect),
            Effect::ReadPage { url, width } => self.network.read_page(url, width),
            Effect::LoadPictures {
                feed,
                wanted,
                easel,
                fetch,
            } => self.network.load_pictures(feed, wanted, easel, fetch),
            Effect::Search {
                generation,
                text,
                limit,
            } => self.reading.search(generation, text, limit),
            Effect::PreviewCleanup => self.preview_cleanup(),
            Effect::Cleanup => upkeep::clean(Arc::clone(&self.upkeep), &self.writing, Arc::clone(&self.report)),
            Effect::KeepSession(kept) => session::keep(self.session.clone(), kept, &self.writing),
            Effect::KeepSearches(searches) => self.keep_searches(searches),
            Effect::LookElsewhere => self.look_elsewhere(),
            Effect::Add { url, folders, title } => self.network.add(url, folders, title),
            Effect::Refresh { which, force } => self.network.refresh(which, force),
            Effect::FetchFullText { entry, asked } => self.network.fetch_full_text(entry, asked),
            Effect::Prefetch { which } => self.network.prefetch(which),
            Effect::Relocate(feed) => self.network.relocate(feed),
            Effect::CancelRefresh => self.network.cancel_refresh(),
            Effect::KeepPosition { entry, signs, seen } => self.keep_position(entry, ReadingPosition { signs, seen }),
            Effect::Browse { url } => desktop::browse(&url, self.browser.as_deref(), &self.report),
            Effect::Copy { .. }
            | Effect::WakeAfter { .. }
            | Effect::Redraw
            | Effect::CaptureMouse(_)
            | Effect::Suspend
            | Effect::Lend { .. }
            | Effect::Quit => {}
            change => self.change(change),
        }
    }

    /// Fetches what is due again and again, with such a pause before each time, until the worker is dropped.
    pub fn refresh_every(&self, pause: Duration) {
        self.network.refresh_every(pause);
    }

    /// Brings the full-text index up to date with at most so many entries, packs their texts, and waits for it.
    pub fn index(&self, at_most: usize) {
        let (done, waiting) = mpsc::channel();
        self.writing.run(move |store| {
            // The second time there is nothing left to index.
            let indexed = store.index_pending(at_most).and_then(|_| store.index_pending(at_most));
            if let Err(error) = indexed {
                log::warn!("entries cannot be indexed: {error}");
            }
            let _ = done.send(());
        });
        let _ = waiting.recv();
    }

    /// Gives the room that cleanup freed back to the disk, and waits for it.
    pub fn shrink(&self) {
        let (done, waiting) = mpsc::channel();
        self.writing.run(move |store| {
            while shrink_some(store) {}
            let _ = done.send(());
        });
        let _ = waiting.recv();
    }

    fn preview_cleanup(&self) {
        let (report, upkeep) = (Arc::clone(&self.report), Arc::clone(&self.upkeep));
        self.writing.run(move |store| report(upkeep.preview(store)));
    }

    /// The writing lane looks: of all changes, those of its own connection are not counted.
    fn look_elsewhere(&self) {
        let report = Arc::clone(&self.report);
        self.writing.run(move |store| {
            if store.was_changed_elsewhere().unwrap_or(false) {
                report(Event::ChangedElsewhere);
            }
        });
    }

    /// Nobody waits for this.
    fn keep_searches(&self, searches: Vec<String>) {
        self.writing.run(move |store| {
            if let Err(error) = store.remember(reading::SEARCHES, &searches.join("\n")) {
                log::warn!("the last searches cannot be kept: {error}");
            }
        });
    }

    /// Nobody waits for this, and an article begins anew where it could not be kept.
    fn keep_position(&self, entry: EntryId, position: ReadingPosition) {
        self.writing.run(move |store| {
            if let Err(error) = store.keep_position(entry, position, now()) {
                log::warn!("the place in the article cannot be kept: {error}");
            }
        });
    }

    fn change(&self, effect: Effect) {
        let report = Arc::clone(&self.report);
        let copies = self.network.copies();
        self.writing
            .run(move |store| report(writing::change(store, effect, &copies)));
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.network.stop();
        self.reading.stop();
        self.writing.stop();
    }
}

/// The store for the writing lane. Where nothing can be written it is read all the same, and each change says why not.
fn open_store(paths: &Paths) -> Result<(Store, bool), StoreError> {
    match Store::open(&paths.store()) {
        Err(StoreError::ReadOnly) => Ok((Store::open_reading(&paths.store())?, true)),
        opened => Ok((opened?, false)),
    }
}

/// What the writing lane does while nothing waits: says whether there is more of it.
fn index_some(store: &mut Store) -> bool {
    match store.index_pending(INDEX_BATCH) {
        Ok(left) => left > 0,
        Err(error) => {
            log::warn!("entries cannot be indexed: {error}");
            false
        }
    }
}

/// What it does after that: says whether there is more of it.
fn shrink_some(store: &mut Store) -> bool {
    store.shrink().unwrap_or_else(|error| {
        log::warn!("room on the disk cannot be given back: {error}");
        false
    })
}

/// Tells of a task that failed in a way nobody foresaw, so that nobody waits for its answer.
fn complain(report: &Report) -> impl Fn() + Send + 'static {
    let report = Arc::clone(report);
    move || {
        report(Event::Failed {
            message: "something in dateline itself failed; the log says what, and nothing that was saved is lost"
                .to_owned(),
        });
    }
}

//! The network lane: a runtime for what is fetched, and what all that is done on it shares. What that is stands in files of its
//! own: `round` for a refresh, `adding`, `full_text`, `linked`, `pictures`, `prefetching`.

use super::equipment::Equipment;
use super::full_text;
use super::lane::{Lane, STACK};
use super::linked::LastRead;
use super::own::Rules;
use super::page_rules::page_rules;
use super::page_text::Asking;
use super::picture_cache::{PictureCache, numbers_in};
use super::pictures::Loading;
use super::refreshing::Refreshing;
use super::subscriptions::Copies;
use super::{Report, adding, complain, linked, now, prefetching};
use crate::app::{Event, Refresh, Which};
use crate::config::{Config, FullText, Paths};
use crate::extract;
use crate::fetch::{self, Client};
use crate::model::{Easel, EntryId, Feed, FeedId, Folder, PictureSize};
use crate::refresh::{Cancel, Job, Means, Options};
use crate::store::{Store, StoreError};
use anyhow::Context;
use futures_util::future::{Either, select};
use std::collections::HashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;
use tokio::runtime::{self, Runtime};
use url::Url;

/// Threads for the network; the parser has others.
const THREADS: usize = 2;

/// Bytes of all kept pictures at most.
const PICTURES: u64 = 512 << 20;

/// The lane.
pub(super) struct Network {
    /// Threads that wait for the runtime's work.
    waiting: Mutex<Vec<JoinHandle<()>>>,
    closing: Cancel,
    /// What ends the clock when it goes, if there is one.
    clock: Mutex<Option<Sender<()>>>,
    shared: Arc<Shared>,
}

/// What the threads of the lane share.
pub(super) struct Shared {
    /// Made when something is first fetched: a start does without, and so does who reads offline.
    runtime: Mutex<Option<Runtime>>,
    pub(super) client: Client,
    pub(super) rules: Arc<Rules>,
    options: Options,
    pub(super) paths: Paths,
    pub(super) copies: Copies,
    pub(super) writing: Arc<Lane<Store>>,
    pub(super) report: Report,
    pub(super) running: Running,
    pub(super) last_read: LastRead,
    pictures: PictureCache,
    full_text: FullText,
    /// Read when the first page is taken apart: a start does without.
    page_rules: OnceLock<Arc<extract::Rules>>,
    /// What ends the prefetch that runs: one at a time.
    prefetching: Mutex<Option<Cancel>>,
}

/// The refresh that is under way, if one is.
pub(super) type Running = Arc<Mutex<Option<Arc<Refreshing>>>>;

/// Whether a refresh is under way.
pub(super) fn is_running(running: &Running) -> bool {
    running.lock().unwrap_or_else(PoisonError::into_inner).is_some()
}

impl Network {
    pub fn start(
        config: &Config,
        paths: &Paths,
        writing: Arc<Lane<Store>>,
        running: Running,
        report: Report,
    ) -> anyhow::Result<Network> {
        let shared = Shared {
            runtime: Mutex::default(),
            client: Client::new(&settings(config))?,
            rules: Arc::new(Rules::new(config, settings(config))),
            options: Options {
                total: config.refresh.at_once,
                ..Options::at(now())
            },
            copies: Copies {
                folder: paths.subscriptions(),
            },
            paths: paths.clone(),
            pictures: pictures(paths, &writing),
            writing,
            report,
            running,
            last_read: LastRead::default(),
            full_text: config.article.full_text,
            page_rules: OnceLock::new(),
            prefetching: Mutex::default(),
        };
        Ok(Network {
            waiting: Mutex::default(),
            closing: Cancel::new(),
            clock: Mutex::default(),
            shared: Arc::new(shared),
        })
    }

    /// Where copies of the subscriptions go.
    pub fn copies(&self) -> Copies {
        self.shared.copies.clone()
    }

    /// Finds the feed at an address, subscribes to it and fetches it.
    pub fn add(&self, url: String, folders: Vec<Folder>, title: Option<String>) {
        let closing = self.closing.clone();
        self.begin("adding", move |shared, handle| {
            handle.block_on(async {
                let adding = pin!(adding::add(shared, url, folders, title));
                let closed = pin!(closing.cancelled());
                if let Either::Left((event, _)) = select(adding, closed).await {
                    (shared.report)(event);
                }
            });
        });
    }

    /// Fetches the page of a link and reads its article.
    pub fn read_page(&self, url: String, width: u16) {
        let closing = self.closing.clone();
        self.begin("page", move |shared, handle| {
            handle.block_on(async {
                let reading = pin!(linked::read(shared, &url, width));
                let closed = pin!(closing.cancelled());
                if let Either::Left((text, _)) = select(reading, closed).await {
                    (shared.report)(Event::PageRead { url: url.clone(), text });
                }
            });
        });
    }

    /// Makes pictures of an article ready for the terminal; those that are not on the disk are fetched where `fetch` says so.
    pub fn load_pictures(&self, feed: FeedId, wanted: Vec<(String, PictureSize)>, easel: Easel, fetch: bool) {
        let closing = self.closing.clone();
        self.begin("pictures", move |shared, handle| {
            let loading = Loading {
                shared,
                asking: fetch
                    .then(|| Some(shared.asking(vec![feed]).ok()?.remove(&feed)?.0))
                    .flatten(),
                easel,
            };
            handle.block_on(async {
                let loaded = pin!(loading.load(&wanted));
                let closed = pin!(closing.cancelled());
                select(loaded, closed).await;
            });
        });
    }

    /// Looks for a feed again on its site.
    pub fn relocate(&self, feed: FeedId) {
        let closing = self.closing.clone();
        self.begin("relocating", move |shared, handle| {
            handle.block_on(async {
                let looking = pin!(adding::relocate(shared, feed));
                let closed = pin!(closing.cancelled());
                if let Either::Left((event, _)) = select(looking, closed).await {
                    (shared.report)(event);
                }
            });
        });
    }

    /// Fetches an entry's page for its full text.
    pub fn fetch_full_text(&self, entry: EntryId, asked: bool) {
        let closing = self.closing.clone();
        self.begin("full text", move |shared, handle| {
            handle.block_on(async {
                let fetching = pin!(full_text::bring(shared, entry, asked));
                let closed = pin!(closing.cancelled());
                if let Either::Left((Some(event), _)) = select(fetching, closed).await {
                    (shared.report)(event);
                }
            });
        });
    }

    /// Makes the entries of a query ready for offline.
    pub fn prefetch(&self, which: Which) {
        let closing = self.closing.clone();
        self.begin("prefetch", move |shared, handle| {
            let stop = Cancel::new();
            match &mut *shared.prefetching() {
                Some(_) => {
                    let message = "entries are being made ready already; try again when that is done".to_owned();
                    return (shared.report)(Event::Failed { message });
                }
                free => *free = Some(stop.clone()),
            }
            let held = Prefetching(shared);
            if closing.is_cancelled() {
                stop.cancel();
            }
            let ended = handle.block_on(prefetching::prefetch(shared, which, &stop));
            // Whoever hears of the end may begin the next.
            drop(held);
            (shared.report)(ended);
        });
    }

    /// Fetches feeds: all that are due, all with `force`, or those named.
    pub fn refresh(&self, which: Refresh, force: bool) {
        self.begin("refresh", move |shared, handle| {
            if let Err(message) = shared.refresh(which, force, handle) {
                (shared.report)(Event::RefreshRefused { message });
            }
        });
    }

    /// Fetches what is due again and again, with such a pause before each time.
    pub fn refresh_every(&self, pause: Duration) {
        let (clock, ended) = mpsc::channel();
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = Some(clock);
        self.spawn("clock", move |shared| {
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                let fetched = shared.handle().map_err(|error| error.to_string());
                if let Err(message) = fetched.and_then(|handle| shared.refresh_due(&handle)) {
                    log::info!("nothing is fetched by itself now: {message}");
                }
            }
        });
    }

    /// Ends the refresh that runs, and the prefetch; what has been fetched is saved.
    pub fn cancel_refresh(&self) {
        if let Some(running) = &*self.shared.running() {
            running.cancel.cancel();
        }
        self.shared.prefetching().iter().for_each(Cancel::cancel);
    }

    /// Ends everything at once; what has been fetched and not yet saved is dropped.
    pub fn stop(&mut self) {
        self.closing.cancel();
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.cancel_refresh();
        if let Some(running) = &*self.shared.running() {
            running.saving.close();
        }
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in waiting {
            let _ = thread.join();
        }
        if let Some(runtime) = self.shared.runtime().take() {
            runtime.shutdown_background();
        }
    }

    /// Does something that needs the runtime, on a thread of its own.
    fn begin(&self, name: &str, work: impl FnOnce(&Shared, &runtime::Handle) + Send + 'static) {
        self.spawn(name, |shared| match shared.handle() {
            Ok(handle) => work(shared, &handle),
            Err(error) => (shared.report)(Event::Failed {
                message: format!("the network threads cannot be started: {error}; try again"),
            }),
        });
    }

    fn spawn(&self, name: &str, work: impl FnOnce(&Shared) + Send + 'static) {
        let shared = Arc::clone(&self.shared);
        let started = Builder::new().name(name.to_owned()).stack_size(STACK).spawn(move || {
            if catch_unwind(AssertUnwindSafe(|| work(&shared))).is_err() {
                *shared.running() = None;
                complain(&shared.report)();
            }
        });
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|thread| !thread.is_finished());
        match started {
            Ok(thread) => waiting.push(thread),
            Err(error) => (self.shared.report)(Event::Failed {
                message: format!("the system gives no thread for this: {error}; try again"),
            }),
        }
    }
}

/// Held while a prefetch runs: however that ends, the next may begin.
struct Prefetching<'a>(&'a Shared);

impl Drop for Prefetching<'_> {
    fn drop(&mut self) {
        *self.0.prefetching() = None;
    }
}

impl Shared {
    fn runtime(&self) -> MutexGuard<'_, Option<Runtime>> {
        self.runtime.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The runtime, which is made now where there is none.
    fn handle(&self) -> io::Result<runtime::Handle> {
        let mut runtime = self.runtime();
        let made = match runtime.take() {
            Some(made) => made,
            None => runtime::Builder::new_multi_thread()
                .worker_threads(THREADS)
                .thread_name("network")
                .thread_stack_size(STACK)
                .enable_all()
                .build()?,
        };
        Ok(runtime.insert(made).handle().clone())
    }

    fn prefetching(&self) -> MutexGuard<'_, Option<Cancel>> {
        self.prefetching.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn running(&self) -> MutexGuard<'_, Option<Arc<Refreshing>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the writing lane and waits for its answer.
    pub(super) fn ask<R: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Store) -> Result<R, StoreError> + Send + 'static,
    ) -> anyhow::Result<R> {
        let (answer, waiting) = mpsc::channel();
        self.writing.run(move |store| {
            let _ = answer.send(question(store));
        });
        Ok(waiting.recv().context("the store is closed")??)
    }

    pub(super) fn report(&self) -> &Report {
        &self.report
    }

    pub(super) fn pictures(&self) -> &PictureCache {
        &self.pictures
    }

    /// What pages are taken apart by.
    pub(super) fn page_rules(&self) -> Arc<extract::Rules> {
        let rules = self.page_rules.get_or_init(|| Arc::new(page_rules(&self.paths).0));
        Arc::clone(rules)
    }

    /// How the pages of these feeds are asked for, as the feeds themselves; and when they are wanted at all.
    pub(super) fn asking(&self, wanted: Vec<FeedId>) -> anyhow::Result<HashMap<FeedId, (Asking, FullText)>> {
        let (feeds, known) = self.ask(|store| Ok((store.feeds()?, store.settings()?)))?;
        let of_wanted = feeds.iter().filter(|feed| wanted.contains(&feed.id));
        let jobs = of_wanted.map(|feed| Job::new(feed.id, feed.url.clone())).collect();
        let prepared = self.rules.prepare(&self.client, jobs, &feeds, &known);
        for (job, message) in &prepared.refused {
            log::info!(
                "pages of feed {} are asked for without its settings: {message}",
                job.feed
            );
        }
        let refused = prepared.refused.into_iter().map(|(job, _)| job);
        let jobs = prepared.jobs.into_iter().chain(prepared.own).chain(refused);
        let full_text = |id: FeedId| {
            let feed = feeds.iter().find(|feed| feed.id == id);
            let set = known.get(&id).map_or(&[][..], Vec::as_slice);
            self.rules.settings_of(feed, set).full_text.unwrap_or(self.full_text)
        };
        Ok(jobs
            .map(|job| {
                let asking = Asking {
                    feed: Url::parse(&job.url).ok(),
                    client: job.client.unwrap_or_else(|| self.client.clone()),
                    headers: job.headers,
                };
                (job.feed, (asking, full_text(job.feed)))
            })
            .collect())
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.rules
    }

    pub(super) fn equipment(&self) -> Equipment<'_> {
        Equipment::new(&self.client, self.rules.usual())
    }

    /// What a job is asked with.
    pub(super) fn means(&self, job: Job) -> Means {
        Means {
            client: job.client.unwrap_or_else(|| self.client.clone()),
            headers: job.headers,
        }
    }

    /// What a feed is asked with, and pages that lead to it.
    pub(super) fn means_of(&self, feed: &Feed) -> anyhow::Result<Means> {
        let id = feed.id;
        let set = self.ask(move |store| Ok(store.settings()?.remove(&id).unwrap_or_default()))?;
        let settings = self.rules.settings_of(Some(feed), &set);
        let equipped = self.equipment().equip(Job::new(id, feed.url.as_str()), settings);
        Ok(self.means(equipped.map_err(anyhow::Error::msg)?))
    }

    /// How feeds are fetched at present.
    pub(super) fn options(&self) -> Options {
        Options {
            now: now(),
            ..self.options.clone()
        }
    }
}

/// The pictures on the disk; entries that need those that go, or have gone, are no longer ready.
fn pictures(paths: &Paths, writing: &Arc<Lane<Store>>) -> PictureCache {
    let lane = Arc::downgrade(writing);
    let gone = move |numbers: Vec<u64>| {
        if let Some(lane) = lane.upgrade() {
            lane.run(move |store| note(store.lose_pictures(&numbers)));
        }
    };
    let folder = paths.pictures();
    // In the lane: a start waits for no folder of thousands of files.
    writing.run(move |store| note(store.keep_only_pictures(&numbers_in(&folder))));
    PictureCache::new(paths.pictures(), PICTURES, gone)
}

fn note(noted: Result<(), StoreError>) {
    if let Err(error) = noted {
        log::warn!("which entries are ready cannot be noted: {error}");
    }
}

/// How the network is used where a feed has nothing of its own.
pub(super) fn settings(config: &Config) -> fetch::Settings {
    let refresh = &config.refresh;
    let usual = fetch::Settings::default();
    let said = |text: &String| (!text.is_empty()).then(|| text.clone());
    fetch::Settings {
        user_agent: said(&refresh.user_agent).unwrap_or(usual.user_agent),
        connect_timeout: Duration::from_secs(refresh.connect_timeout),
        total_timeout: Duration::from_secs(refresh.timeout),
        body_limit: refresh.body_limit,
        per_host: refresh.per_host,
        proxy: said(&refresh.proxy),
        ..usual
    }
}

//! A refresh from its begin to its end: which feeds, one instance and one refresh at a time, what is brought into the
//! writing lane. How it is saved and told is in `refreshing`.

use super::checkpointing::Checkpointing;
use super::network::Shared;
use super::own::{self, Known};
use super::refreshing::{self, Refreshing, Titles};
use super::{files, now, told};
use crate::app::{Event, Refresh};
use crate::config::OwnSource;
use crate::model::{Feed, FeedId};
use crate::refresh::{Cancel, Job, Outcome, refresh, schedule};
use crate::store::{Prepared, Store, StoreError};
use std::fs::{File, TryLockError};
use std::sync::{Arc, PoisonError};
use tokio::runtime;

impl Shared {
    /// Refreshes what is due, and makes no noise where nothing is.
    pub(super) fn refresh_due(&self, handle: &runtime::Handle) -> Result<(), String> {
        let due = self
            .ask(|store| store.due(now()))
            .map_err(|error| format!("{error:#}"))?;
        if due.is_empty() {
            return Ok(());
        }
        self.refresh(Refresh::All, false, handle)
    }

    /// Refreshes to the end, or says why it does not begin.
    pub(super) fn refresh(&self, which: Refresh, force: bool, handle: &runtime::Handle) -> Result<(), String> {
        let cancel = Cancel::new();
        let lock = self.lock()?;
        let rules = Arc::clone(&self.rules);
        let (jobs, feeds, known) = self
            .ask(move |store| jobs(store, &which, force, rules.sources()))
            .map_err(|error| told(&error))?;
        let total = jobs.len();
        let prepared = self.rules.prepare(&self.client, jobs, &feeds, &known);
        let titles: Titles = feeds.into_iter().map(|feed| (feed.id, feed.title)).collect();
        let refreshing = Arc::new(Refreshing::new(
            cancel,
            total,
            titles,
            Checkpointing::start(&self.paths.store()),
        ));
        {
            let mut running = self.running();
            if running.is_some() {
                return Err("a refresh is under way; its end comes by itself, or with cancel-refresh".to_owned());
            }
            *running = Some(Arc::clone(&refreshing));
        }
        (self.report)(Event::RefreshStarted { total });
        let bring = |outcome: Outcome| {
            if refreshing.saving.put(Prepared::from(outcome.fetched), outcome.bytes) {
                let refreshing = Arc::clone(&refreshing);
                let report = Arc::clone(&self.report);
                self.writing
                    .run(move |store| refreshing::save_some(store, &refreshing, &report));
            }
        };
        for (job, message) in prepared.refused {
            bring(own::refuse(job, message, now()));
        }
        let (bring, client, rules) = (&bring, &self.client, &self.rules);
        std::thread::scope(|threads| {
            for job in prepared.own {
                threads.spawn(move || bring(rules.bring(job, client, handle, now())));
            }
            handle.block_on(refresh(
                client,
                prepared.jobs,
                &self.options(),
                &refreshing.cancel,
                bring,
            ));
        });
        self.finish(refreshing, lock);
        Ok(())
    }

    /// Tells of the end once everything that came is saved: the lane does its tasks in order.
    fn finish(&self, refreshing: Arc<Refreshing>, lock: File) {
        let report = Arc::clone(&self.report);
        let running = Arc::clone(&self.running);
        self.writing.run(move |_| {
            refreshing.checkpointing.stop();
            *running.lock().unwrap_or_else(PoisonError::into_inner) = None;
            drop(lock);
            report(Event::RefreshFinished(refreshing.finished()));
        });
    }

    /// The lock that goes with the process: only one instance refreshes (`promises.md` E5).
    fn lock(&self) -> Result<File, String> {
        let path = self.paths.refresh_lock();
        let shown = path.display();
        let file = files::open_private(&path)
            .map_err(|error| format!("cannot open {shown}: {error}; check the folder and its permissions"))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err("another refresh is under way; try again when it is done".to_owned()),
            Err(TryLockError::Error(error)) => Err(format!("cannot lock {shown}: {error}")),
        }
    }
}

/// What is to be fetched, every feed, and what was set for single feeds.
fn jobs(
    store: &mut Store,
    which: &Refresh,
    force: bool,
    sources: &[OwnSource],
) -> Result<(Vec<Job>, Vec<Feed>, Known), StoreError> {
    let now = now();
    own::subscribe(store, sources, now)?;
    let feeds = store.feeds()?;
    let wanted: Vec<FeedId> = match which {
        Refresh::Feeds(named) => named.clone(),
        Refresh::All => {
            let due = |feed: &&Feed| force || schedule::is_due(feed, now);
            feeds.iter().filter(due).map(|feed| feed.id).collect()
        }
    };
    let jobs = store.jobs(Some(&wanted))?.into_iter().map(|state| Job {
        validators: state.validators,
        failures: state.failures,
        posts: state.recent,
        wishes: state.wishes,
        took: state.took,
        ..Job::new(state.feed, state.url)
    });
    let jobs = jobs.collect();
    Ok((jobs, feeds, store.settings()?))
}

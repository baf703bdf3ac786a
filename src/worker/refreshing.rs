//! One refresh under way: what is brought is saved feed by feed, and told only then (`promises.md` E4).

use super::Report;
use super::checkpointing::Checkpointing;
use super::saving::Saving;
use crate::app::{Event, FeedRefreshed, RefreshFinished};
use crate::model::{FeedFault, FeedId, Fetched, FetchedFeed};
use crate::refresh::Cancel;
use crate::store::{Prepared, Saved, Store, StoreError};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What each feed is called.
pub(super) type Titles = HashMap<FeedId, String>;

/// A refresh from its begin to its end.
pub(super) struct Refreshing {
    pub cancel: Cancel,
    pub saving: Saving,
    pub checkpointing: Checkpointing,
    total: usize,
    titles: Titles,
    counts: Mutex<Counts>,
}

/// What has come of it so far.
#[derive(Default)]
struct Counts {
    finished: RefreshFinished,
    done: usize,
    /// Feeds that failed because there is no network.
    offline: usize,
}

impl Refreshing {
    pub fn new(cancel: Cancel, total: usize, titles: Titles, checkpointing: Checkpointing) -> Refreshing {
        Refreshing {
            cancel,
            saving: Saving::default(),
            checkpointing,
            total,
            titles,
            counts: Mutex::default(),
        }
    }

    /// How it ended.
    pub fn finished(&self) -> RefreshFinished {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        RefreshFinished {
            left: self.total - counts.done,
            offline: counts.done > 0 && counts.offline == counts.done,
            ..counts.finished.clone()
        }
    }

    /// Whether every feed was counted.
    fn is_done(&self) -> bool {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).done == self.total
    }

    /// Counts a feed that was saved, or could not be.
    fn count(&self, fetched: &FetchedFeed, bytes: u64, saved: Result<Saved, StoreError>) -> FeedRefreshed {
        let title = self.title(fetched.feed, &fetched.outcome);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.done += 1;
        let (new, error) = match (saved, &fetched.outcome) {
            (Err(error), _) => (0, Some(error.to_string())),
            (Ok(_), Fetched::Failed { fault, message }) => {
                counts.offline += usize::from(*fault == FeedFault::Offline);
                (0, Some(message.clone()))
            }
            (Ok(_), Fetched::Unchanged) => {
                counts.finished.unchanged += 1;
                (0, None)
            }
            (Ok(saved), Fetched::Changed { .. }) => {
                counts.finished.fetched += 1;
                (saved.new, None)
            }
        };
        counts.finished.new += new;
        if let Some(error) = &error {
            log::info!("feed {} “{title}”: {error}", fetched.feed);
            counts.finished.failed.push((title.clone(), error.clone()));
        }
        FeedRefreshed {
            feed: fetched.feed,
            title,
            new,
            error,
            done: counts.done,
            total: self.total,
            bytes,
        }
    }

    /// What the feed is called; one that was known by its address only has just told its title.
    fn title(&self, feed: FeedId, fetched: &Fetched) -> String {
        let known = self.titles.get(&feed).cloned().unwrap_or_default();
        match fetched {
            Fetched::Changed { title: Some(title), .. } if known.is_empty() || known.contains("://") => title.clone(),
            _ => known,
        }
    }
}

/// Saves some of what waits in one transaction, and tells of each feed. Does nothing where nothing waits.
pub(super) fn save_some(store: &mut Store, refreshing: &Refreshing, report: &Report) {
    let (feeds, bytes): (Vec<Prepared>, Vec<u64>) = refreshing.saving.take().into_iter().unzip();
    let all = bytes.iter().sum();
    for ((feed, bytes), saved) in feeds.iter().zip(bytes).zip(save(store, &feeds)) {
        let fetched = feed.fetched();
        if let Err(error) = &saved {
            log::error!("feed {} cannot be saved: {error}", fetched.feed);
        }
        report(Event::FeedRefreshed(refreshing.count(fetched, bytes, saved)));
    }
    // What the last ones wrote is brought into its place by whoever closes the store, or with the next refresh.
    if !refreshing.is_done() {
        refreshing.checkpointing.note(all);
    }
}

/// Saves feeds together; where that fails each alone, so that one costs no other.
fn save(store: &mut Store, feeds: &[Prepared]) -> Vec<Result<Saved, StoreError>> {
    match store.save_all(feeds) {
        Ok(saved) => saved.into_iter().map(Ok).collect(),
        Err(_) => feeds
            .iter()
            .map(|feed| Ok(store.save_all(std::slice::from_ref(feed))?.remove(0)))
            .collect(),
    }
}

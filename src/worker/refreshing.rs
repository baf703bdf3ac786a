//! One refresh under way: what is brought is saved feed by feed, and told only then (`promises.md` E4).

use super::Report;
use super::checkpointing::Checkpointing;
use super::lane::Lane;
use super::saving::Saving;
use crate::app::{Event, FeedRefreshed, RefreshFinished};
use crate::model::{FeedFault, FeedId, Fetched, FetchedFeed};
use crate::refresh::Cancel;
use crate::store::{Prepared, Saved, Store};
use std::collections::HashMap;
use std::iter;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Entries after which a transaction ends: some tenth of a second, which is what a kill loses and what nobody can read yet.
const ENTRIES: usize = 1_500;

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
    /// Its own tasks that have not begun in the lane that writes.
    queued: AtomicUsize,
    /// Whether saving several feeds together has failed: from then on one costs no other.
    careful: AtomicBool,
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
            queued: AtomicUsize::default(),
            careful: AtomicBool::default(),
        }
    }

    /// Queues a task of the refresh in the lane that writes. Other tasks there are a person's, and go between two transactions.
    pub fn queue(self: &Arc<Self>, writing: &Lane<Store>, task: impl FnOnce(&mut Store) + Send + 'static) {
        self.queued.fetch_add(1, Ordering::Relaxed);
        let refreshing = Arc::clone(self);
        writing.run(move |store| {
            refreshing.queued.fetch_sub(1, Ordering::Relaxed);
            task(store);
        });
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

    /// Whether the transaction that so many entries were saved in goes on with another feed.
    fn goes_on(&self, entries: usize, writing: &Lane<Store>) -> bool {
        let is_wanted = writing.waiting() > self.queued.load(Ordering::Relaxed);
        entries < ENTRIES && !is_wanted && !self.careful.load(Ordering::Relaxed)
    }

    /// Counts a feed that was saved, or could not be.
    fn count(&self, fetched: &FetchedFeed, bytes: u64, saved: Result<Saved, String>) -> FeedRefreshed {
        let title = self.title(fetched.feed, &fetched.outcome);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.done += 1;
        let (new, error) = match (saved, &fetched.outcome) {
            (Err(error), _) => (0, Some(error)),
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

/// What is saved in one transaction.
#[derive(Default)]
struct Batch {
    /// Each with the bytes of its document.
    feeds: Vec<(FetchedFeed, u64)>,
    entries: usize,
}

impl Batch {
    fn add(&mut self, (feed, bytes): (Prepared, u64)) -> Prepared {
        self.entries += feed.entries();
        self.feeds.push((feed.fetched().clone(), bytes));
        feed
    }
}

/// Saves what waits, as much of it as one transaction takes, and tells of each feed. Does nothing where nothing waits.
pub(super) fn save_some(store: &mut Store, refreshing: &Refreshing, writing: &Lane<Store>, report: &Report) {
    let Some(first) = refreshing.saving.take() else {
        return;
    };
    let mut batch = Batch::default();
    let mut first = Some(batch.add(first));
    let mut next = || match refreshing.goes_on(batch.entries, writing) {
        true => refreshing.saving.take().map(|feed| batch.add(feed)),
        false => None,
    };
    let saved: Vec<Result<Saved, String>> = match store.save_all(iter::from_fn(|| first.take().or_else(&mut next))) {
        Ok(saved) => saved.into_iter().map(Ok).collect(),
        Err(error) => {
            log::error!("{} feeds cannot be saved: {error}", batch.feeds.len());
            refreshing.careful.store(true, Ordering::Relaxed);
            vec![Err(error.to_string()); batch.feeds.len()]
        }
    };
    let all = batch.feeds.iter().map(|(_, bytes)| bytes).sum();
    for ((fetched, bytes), saved) in batch.feeds.into_iter().zip(saved) {
        report(Event::FeedRefreshed(refreshing.count(&fetched, bytes, saved)));
    }
    refreshing.checkpointing.note(all);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FetchNotes, Subscription, Timestamp};
    use crate::store::Prepared;
    use std::sync::mpsc::channel;

    const NOW: Timestamp = Timestamp::from_unix(1_790_000_000);

    fn unchanged(feed: FeedId) -> Prepared {
        Prepared::from(FetchedFeed {
            feed,
            at: NOW,
            next_check: NOW,
            took: None,
            outcome: Fetched::Unchanged,
            notes: FetchNotes::default(),
        })
    }

    /// Feeds that wait, a lane that is busy, and what it is asked then: how many feeds were told when each task began.
    fn told_before_each_task(between: bool) -> Vec<usize> {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("library.db");
        let mut store = Store::open(&path).unwrap();
        let subscriptions = ["one", "two", "three"].map(|name| Subscription {
            url: format!("https://{name}.example/"),
            ..Subscription::default()
        });
        let feeds = store.subscribe_all(&subscriptions, NOW).unwrap();
        let lane = Arc::new(Lane::start("test", store, |_| false, || {}).unwrap());
        let refreshing = Refreshing::new(Cancel::new(), 3, Titles::new(), Checkpointing::start(&path));
        let refreshing = Arc::new(refreshing);
        let told = Arc::new(AtomicUsize::new(0));
        let report: Report = {
            let told = Arc::clone(&told);
            Arc::new(move |_| {
                told.fetch_add(1, Ordering::Relaxed);
            })
        };
        let (begin, begun) = channel::<()>();
        lane.run(move |_| begun.recv().unwrap());
        for feed in feeds {
            assert!(refreshing.saving.put(unchanged(feed.feed()), 1));
        }
        let (seen, counts) = channel();
        let queue_saving = || {
            let (saved, writing, report) = (Arc::clone(&refreshing), Arc::clone(&lane), Arc::clone(&report));
            let (told, seen) = (Arc::clone(&told), seen.clone());
            refreshing.queue(&lane, move |store| {
                seen.send(told.load(Ordering::Relaxed)).unwrap();
                save_some(store, &saved, &writing, &report);
            });
        };
        queue_saving();
        if between {
            let (told, seen) = (Arc::clone(&told), seen.clone());
            lane.run(move |_| seen.send(told.load(Ordering::Relaxed)).unwrap());
        }
        queue_saving();
        begin.send(()).unwrap();
        lane.stop();
        drop(seen);
        let mut counts: Vec<usize> = counts.iter().collect();
        counts.push(told.load(Ordering::Relaxed));
        counts
    }

    #[test]
    fn feeds_that_wait_are_saved_together() {
        assert_eq!(told_before_each_task(false), [0, 3, 3]);
    }

    #[test]
    fn what_a_person_does_goes_between_two_transactions() {
        assert_eq!(told_before_each_task(true), [0, 1, 1, 3]);
    }
}

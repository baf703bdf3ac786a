//! What a refresh has fetched and the writing lane has not saved yet. Bounded in bytes: who brings more waits, so that
//! a fast network never fills the memory while the disk is slow.

use crate::store::Prepared;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of documents that may wait.
const ROOM: u64 = 9 << 20;

/// Feeds saved in one transaction, and bytes of their documents: several share the cost of a commit, and the pages that
/// all of them touch, since entries lie in the order of their dates, are written once.
const BATCH: usize = 64;
const BATCH_BYTES: u64 = 8 << 20;

/// The queue between the network and the writing lane.
#[derive(Default)]
pub(super) struct Saving {
    waiting: Mutex<Waiting>,
    taken: Condvar,
}

#[derive(Default)]
struct Waiting {
    /// Each with the bytes of its document.
    feeds: VecDeque<(Prepared, u64)>,
    bytes: u64,
    closed: bool,
}

impl Saving {
    /// Puts a feed at the end, once there is room. False after [`Saving::close`]: it is dropped.
    pub fn put(&self, feed: Prepared, bytes: u64) -> bool {
        let mut waiting = self.lock();
        while waiting.bytes > ROOM && !waiting.closed {
            waiting = self.taken.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        if waiting.closed {
            return false;
        }
        waiting.bytes += bytes;
        waiting.feeds.push_back((feed, bytes));
        true
    }

    /// Takes what one transaction saves; nothing where nothing waits.
    pub fn take(&self) -> Vec<(Prepared, u64)> {
        let mut waiting = self.lock();
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH {
            let fits = |(_, more): &mut (Prepared, u64)| batch.is_empty() || bytes + *more <= BATCH_BYTES;
            let Some((feed, more)) = waiting.feeds.pop_front_if(fits) else {
                break;
            };
            bytes += more;
            batch.push((feed, more));
        }
        waiting.bytes -= bytes;
        self.taken.notify_all();
        batch
    }

    /// Drops what waits and lets nobody wait any longer.
    pub fn close(&self) {
        let mut waiting = self.lock();
        *waiting = Waiting {
            closed: true,
            ..Waiting::default()
        };
        self.taken.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FeedId, FetchNotes, Fetched, FetchedFeed, Timestamp};
    use std::sync::Arc;
    use std::thread;

    fn feed(number: i64) -> Prepared {
        let now = Timestamp::from_unix(0);
        Prepared::from(FetchedFeed {
            feed: FeedId(number),
            at: now,
            next_check: now,
            took: None,
            outcome: Fetched::Unchanged,
            notes: FetchNotes::default(),
        })
    }

    fn feeds(batch: &[(Prepared, u64)]) -> Vec<i64> {
        batch.iter().map(|(feed, _)| feed.fetched().feed.0).collect()
    }

    #[test]
    fn small_feeds_are_taken_together_and_a_large_one_alone() {
        let saving = Saving::default();
        for (number, bytes) in [(1, 10), (2, 10), (3, BATCH_BYTES), (4, 10)] {
            assert!(saving.put(feed(number), bytes));
        }
        assert_eq!(feeds(&saving.take()), [1, 2]);
        assert_eq!(feeds(&saving.take()), [3]);
        assert_eq!(feeds(&saving.take()), [4]);
        assert_eq!(feeds(&saving.take()), [0; 0]);
    }

    #[test]
    fn who_brings_more_than_there_is_room_for_waits_until_some_is_taken() {
        let saving = Arc::new(Saving::default());
        saving.put(feed(1), ROOM + 1);
        let other = Arc::clone(&saving);
        let bringing = thread::spawn(move || other.put(feed(2), 1));
        assert_eq!(feeds(&saving.take()), [1]);
        assert!(bringing.join().unwrap());
        assert_eq!(feeds(&saving.take()), [2]);
    }

    #[test]
    fn nobody_waits_once_it_is_closed() {
        let saving = Arc::new(Saving::default());
        saving.put(feed(1), ROOM + 1);
        let other = Arc::clone(&saving);
        let bringing = thread::spawn(move || other.put(feed(2), 1));
        saving.close();
        assert!(!bringing.join().unwrap());
        assert_eq!(feeds(&saving.take()), [0; 0]);
    }
}

//! What a refresh has fetched and the writing lane has not saved yet. Bounded in bytes: who brings more waits, so that
//! a fast network never fills the memory while the disk is slow.

use crate::refresh::Outcome;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of documents that may wait.
const ROOM: u64 = 6 << 20;

/// Feeds saved in one transaction, and bytes of their documents: several small ones share the cost of a commit.
const BATCH: usize = 16;
const BATCH_BYTES: u64 = 1 << 20;

/// The queue between the network and the writing lane.
#[derive(Default)]
pub(super) struct Saving {
    waiting: Mutex<Waiting>,
    taken: Condvar,
}

#[derive(Default)]
struct Waiting {
    outcomes: VecDeque<Outcome>,
    bytes: u64,
    closed: bool,
}

impl Saving {
    /// Puts an outcome at the end, once there is room. False after [`Saving::close`]: it is dropped.
    pub fn put(&self, outcome: Outcome) -> bool {
        let mut waiting = self.lock();
        while waiting.bytes > ROOM && !waiting.closed {
            waiting = self.taken.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        if waiting.closed {
            return false;
        }
        waiting.bytes += outcome.bytes;
        waiting.outcomes.push_back(outcome);
        true
    }

    /// Takes what one transaction saves; nothing where nothing waits.
    pub fn take(&self) -> Vec<Outcome> {
        let mut waiting = self.lock();
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH {
            let fits = |outcome: &mut Outcome| batch.is_empty() || bytes + outcome.bytes <= BATCH_BYTES;
            let Some(outcome) = waiting.outcomes.pop_front_if(fits) else {
                break;
            };
            bytes += outcome.bytes;
            batch.push(outcome);
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
    use crate::refresh::schedule::{Circumstances, next_check};
    use std::sync::Arc;
    use std::thread;
    use std::time::Duration;

    fn outcome(feed: i64, bytes: u64) -> Outcome {
        let now = Timestamp::from_unix(0);
        Outcome {
            fetched: FetchedFeed {
                feed: FeedId(feed),
                at: now,
                next_check: now,
                took: None,
                outcome: Fetched::Unchanged,
                notes: FetchNotes::default(),
            },
            reason: next_check(&Circumstances::at(now)).1,
            bytes,
            elapsed: Duration::ZERO,
            complete: true,
        }
    }

    fn feeds(batch: &[Outcome]) -> Vec<i64> {
        batch.iter().map(|outcome| outcome.fetched.feed.0).collect()
    }

    #[test]
    fn small_feeds_are_taken_together_and_a_large_one_alone() {
        let saving = Saving::default();
        for (feed, bytes) in [(1, 10), (2, 10), (3, 2 * BATCH_BYTES), (4, 10)] {
            assert!(saving.put(outcome(feed, bytes)));
        }
        assert_eq!(feeds(&saving.take()), [1, 2]);
        assert_eq!(feeds(&saving.take()), [3]);
        assert_eq!(feeds(&saving.take()), [4]);
        assert_eq!(feeds(&saving.take()), [0; 0]);
    }

    #[test]
    fn who_brings_more_than_there_is_room_for_waits_until_some_is_taken() {
        let saving = Arc::new(Saving::default());
        saving.put(outcome(1, ROOM + 1));
        let other = Arc::clone(&saving);
        let bringing = thread::spawn(move || other.put(outcome(2, 1)));
        assert_eq!(feeds(&saving.take()), [1]);
        assert!(bringing.join().unwrap());
        assert_eq!(feeds(&saving.take()), [2]);
    }

    #[test]
    fn nobody_waits_once_it_is_closed() {
        let saving = Arc::new(Saving::default());
        saving.put(outcome(1, ROOM + 1));
        let other = Arc::clone(&saving);
        let bringing = thread::spawn(move || other.put(outcome(2, 1)));
        saving.close();
        assert!(!bringing.join().unwrap());
        assert_eq!(feeds(&saving.take()), [0; 0]);
    }
}

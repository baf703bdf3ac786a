//! One refresh, from a list of feeds to a summary: each feed is told as soon as it is done, in any order. What is told
//! is stored by whoever asked; nothing is written here.

mod cancel;
mod fetching;
mod find;
mod patience;
pub mod schedule;
mod verdict;

pub use cancel::Cancel;
pub use fetching::conclude;
pub use find::{FindError, Found, Means, MeansOf, find_again, find_feed};
pub use schedule::Reason;

use crate::fetch::Client;
use crate::model::{FeedId, Fetched, FetchedFeed, Timestamp, Validators, Wishes};
use fetching::Round;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::FuturesUnordered;
use std::pin::pin;
use std::time::Duration;
use verdict::Verdict;

/// A feed to fetch, with what is known of it.
#[derive(Clone, Debug)]
pub struct Job {
    pub feed: FeedId,
    pub url: String,
    pub validators: Validators,
    /// Failures in a row until now that count against it.
    pub failures: u32,
    /// When its latest entries were published, in any order; some twenty are enough.
    pub posts: Vec<Timestamp>,
    /// When it wants to be asked again, as its last document said.
    pub wishes: Wishes,
    /// How long it took to answer last.
    pub took: Option<Duration>,
    /// The person's own interval in seconds, instead of one that follows its posts.
    pub interval: Option<i64>,
    /// The feed's own headers.
    pub headers: Vec<(String, String)>,
    /// A client with the feed's own settings ([`Client::with`]).
    pub client: Option<Client>,
}

impl Job {
    /// A feed of which nothing is known yet.
    pub fn new(feed: FeedId, url: impl Into<String>) -> Job {
        Job {
            feed,
            url: url.into(),
            validators: Validators::default(),
            failures: 0,
            posts: Vec::new(),
            wishes: Wishes::default(),
            took: None,
            interval: None,
            headers: Vec::new(),
            client: None,
        }
    }
}

/// How a refresh goes about it.
#[derive(Clone, Debug)]
pub struct Options {
    /// Documents in hand at once, from the question to the parsed feed: what bounds the memory. Questions that will most
    /// likely bring none, as they have validators, are an eighth of one. A server that takes its time stops counting
    /// after [`Options::patience`], so that many of them delay nobody.
    pub total: usize,
    /// Slow servers that are waited for besides `total`.
    pub slow: usize,
    /// How long a server may take before it counts as slow.
    pub patience: Duration,
    /// The time at the start.
    pub now: Timestamp,
}

impl Options {
    /// The usual way, at this time.
    pub fn at(now: Timestamp) -> Options {
        Options {
            total: 48,
            slow: 256,
            patience: Duration::from_millis(250),
            now,
        }
    }
}

/// A feed that is done.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What to store.
    pub fetched: FetchedFeed,
    /// Why it is next due when it is.
    pub reason: Reason,
    /// Bytes of the document, unpacked; 0 where none came.
    pub bytes: u64,
    /// From the first question to the end.
    pub elapsed: Duration,
    /// False where the document broke off: its entries are those that came.
    pub complete: bool,
}

/// All feeds of a refresh, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Feeds that gave a document with entries to store.
    pub fetched: usize,
    /// Feeds that had nothing new.
    pub unchanged: usize,
    /// Feeds that failed, those that only the missing network kept away included.
    pub failed: usize,
    /// Entries in the documents that came; which of them are new, only the store can tell.
    pub entries: usize,
    /// Bytes of all documents, unpacked.
    pub bytes: u64,
    /// Whether it was ended before all feeds were done. Those that were done stay done.
    pub cancelled: bool,
}

impl Summary {
    fn count(&mut self, outcome: &Outcome) {
        self.bytes += outcome.bytes;
        match &outcome.fetched.outcome {
            Fetched::Unchanged => self.unchanged += 1,
            Fetched::Changed { entries, .. } => {
                self.fetched += 1;
                self.entries += entries.len();
            }
            Fetched::Failed { .. } => self.failed += 1,
        }
    }
}

/// Fetches and parses every feed and tells of each as soon as it is done. Failures that a missing network would
/// explain are told once another feed shows that there is one, or at the end. Ends at once when cancelled.
///
/// Needs a tokio runtime with time and network; feeds are parsed on its blocking threads, whose stack is the caller's
/// to choose (16 MiB, `promises.md` D1).
pub async fn refresh(
    client: &Client,
    jobs: Vec<Job>,
    options: &Options,
    cancel: &Cancel,
    mut done: impl FnMut(Outcome),
) -> Summary {
    let mut summary = Summary::default();
    let mut verdict = Verdict::default();
    let mut tell = |outcome: Outcome, summary: &mut Summary| {
        summary.count(&outcome);
        done(outcome);
    };
    let round = Round::new(client, options);
    // Those that failed last time are the likeliest to be slow to fail again.
    let mut jobs = jobs;
    jobs.sort_by_key(|job| job.failures > 0);
    jobs.iter().for_each(|job| round.announce(job));
    let mut running: FuturesUnordered<_> = jobs.into_iter().map(|job| round.fetch(job)).collect();
    let mut stop = pin!(cancel.cancelled());
    loop {
        match select(&mut stop, running.next()).await {
            Either::Left(_) => {
                summary.cancelled = true;
                return summary;
            }
            Either::Right((None, _)) => break,
            Either::Right((Some(ended), _)) => {
                for ended in verdict.weigh(ended) {
                    tell(ended.conclude(), &mut summary);
                }
            }
        }
    }
    for ended in verdict.close() {
        tell(ended.conclude(), &mut summary);
    }
    summary
}

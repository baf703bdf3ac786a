//! One feed from its address to what it brought: asked in turn, parsed on a thread of its own, a few at a time.

use super::schedule::{self, Circumstances};
use super::{Job, Options, Outcome};
use crate::fetch::{self, Client, Document, FetchError, Hints, Kind, Request, Response};
use crate::model::time::DAY;
use crate::model::{FeedFault, Fetched, FetchedFeed, NewEntry, Timestamp, Validators, text};
use crate::parse::{self, NotAFeed, ParsedFeed};
use futures_util::future::{Either, select};
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use url::Url;

/// Validators older than this are not sent: some servers answer 304 for ever (`promises.md` C6).
const VALIDATORS_KEPT: i64 = 8 * DAY;

/// Posts that the schedule looks at.
const POSTS_LOOKED_AT: usize = 20;

/// What all feeds of a refresh share: the seats, and the threads that parse.
pub(super) struct Kitchen<'a> {
    client: &'a Client,
    patience: Duration,
    now: Timestamp,
    started: Instant,
    seats: Semaphore,
    waiting_room: Semaphore,
    parsers: Semaphore,
}

impl<'a> Kitchen<'a> {
    pub(super) fn new(client: &'a Client, options: &Options) -> Kitchen<'a> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Kitchen {
            client,
            patience: options.patience,
            now: options.now,
            started: Instant::now(),
            seats: Semaphore::new(options.total.max(1)),
            waiting_room: Semaphore::new(options.slow),
            parsers: Semaphore::new(cores),
        }
    }

    /// Fetches and parses one feed. Boxed where it grows, so that ten thousand waiting feeds are small.
    pub(super) async fn fetch(&self, job: Job) -> Ended {
        let Ok(url) = Url::parse(&job.url) else {
            let end = End::failed(
                FeedFault::BadAddress,
                format!("{} is no address", fetch::mask(&job.url)),
            );
            return self.ended(job, Instant::now(), end);
        };
        let client = job.client.as_ref().unwrap_or(self.client).clone();
        let turn = client.turn(&url).await;
        let mut seat = self.seats.acquire().await.ok();
        let asked = Instant::now();
        let request = self.request(&job, url);
        let asking = Box::pin(client.get_in_turn(&request, turn));
        let patience = Box::pin(tokio::time::sleep(self.patience));
        let got = match select(asking, patience).await {
            Either::Left((got, _)) => got,
            Either::Right((_, asking)) => {
                // A slow server gives its seat to others and takes one again when its document is there.
                let waiting = self.waiting_room.try_acquire().ok();
                if waiting.is_some() {
                    drop(seat.take());
                }
                let got = asking.await;
                if seat.is_none() {
                    seat = self.seats.acquire().await.ok();
                }
                got
            }
        };
        let end = match got {
            Ok(Response::NotModified { hints }) => End::Unchanged { hints, bytes: 0 },
            Ok(Response::Document(document)) => self.read(*document, &request.validators).await,
            Err(error) => End::from(error),
        };
        drop(seat);
        self.ended(job, asked, end)
    }

    fn request(&self, job: &Job, url: Url) -> Request {
        Request {
            url,
            validators: trusted(&job.validators, self.time()),
            private_allowed: true,
            kind: Kind::Feed,
            headers: job.headers.clone(),
        }
    }

    async fn read(&self, document: Document, known: &Validators) -> End {
        let _thread = self.parsers.acquire().await;
        let known = known.body_hash.clone();
        let now = self.time();
        match spawn_blocking(move || read(document, known, now)).await {
            Ok(end) => end,
            Err(_) => End::failed(FeedFault::Broken, "the feed could not be read: its parser failed on it"),
        }
    }

    /// The time now: that of the start, which was given, and what has passed since.
    fn time(&self) -> Timestamp {
        let passed = i64::try_from(self.started.elapsed().as_secs()).unwrap_or(i64::MAX);
        self.now.plus(passed)
    }

    fn ended(&self, job: Job, asked: Instant, end: End) -> Ended {
        Ended {
            job,
            at: self.time(),
            elapsed: asked.elapsed(),
            end,
        }
    }
}

/// A feed at its end, before the verdict whether it or the network failed.
pub(super) struct Ended {
    pub(super) job: Job,
    pub(super) at: Timestamp,
    pub(super) elapsed: Duration,
    pub(super) end: End,
}

/// What became of one feed.
pub(super) enum End {
    Unchanged {
        hints: Hints,
        bytes: u64,
    },
    Changed(Box<Brought>),
    Failed {
        fault: FeedFault,
        message: String,
        retry_after: Option<i64>,
        /// Whether a missing network would look the same.
        may_be_offline: bool,
    },
}

/// A document that was read.
pub(super) struct Brought {
    parsed: ParsedFeed,
    validators: Validators,
    moved_to: Option<Url>,
    hints: Hints,
    bytes: u64,
    complete: bool,
}

impl End {
    pub(super) fn failed(fault: FeedFault, message: impl Into<String>) -> End {
        End::Failed {
            fault,
            message: message.into(),
            retry_after: None,
            may_be_offline: false,
        }
    }
}

impl From<FetchError> for End {
    fn from(error: FetchError) -> End {
        End::Failed {
            fault: error.fault(),
            message: error.to_string(),
            retry_after: error.retry_after(),
            may_be_offline: error.may_be_offline(),
        }
    }
}

impl Ended {
    /// What to store of it, with when to come again.
    pub(super) fn conclude(self) -> Outcome {
        let (next_check, reason) = schedule::next_check(&self.circumstances());
        let Ended { job, at, elapsed, end } = self;
        let (bytes, complete, outcome) = match end {
            End::Unchanged { bytes, .. } => (bytes, true, Fetched::Unchanged),
            End::Changed(brought) => (brought.bytes, brought.complete, brought.into_fetched()),
            End::Failed { fault, message, .. } => {
                let message = text::line(&message);
                (0, true, Fetched::Failed { fault, message })
            }
        };
        Outcome {
            fetched: FetchedFeed {
                feed: job.feed,
                at,
                next_check,
                outcome,
            },
            reason,
            bytes,
            elapsed,
            complete,
        }
    }

    fn circumstances(&self) -> Circumstances {
        let mut circumstances = Circumstances {
            posts: self.job.posts.clone(),
            interval: self.job.interval,
            jitter: fastrand::f64(),
            ..Circumstances::at(self.at)
        };
        match &self.end {
            End::Unchanged { hints, .. } => circumstances.hints = *hints,
            End::Changed(brought) => {
                circumstances.hints = brought.hints;
                circumstances.posts.extend(latest(&brought.parsed.entries));
                circumstances.ttl = brought.parsed.ttl;
                circumstances.skip_hours = brought.parsed.skip_hours.clone();
                circumstances.skip_days = brought.parsed.skip_days.clone();
            }
            End::Failed { fault, retry_after, .. } => {
                circumstances.failure = Some((*fault, self.job.failures.saturating_add(1)));
                circumstances.hints.retry_after = *retry_after;
            }
        }
        circumstances
    }
}

impl Brought {
    fn into_fetched(self) -> Fetched {
        Fetched::Changed {
            title: self.parsed.title,
            site_url: self.parsed.site_url,
            moved_to: self.moved_to.map(String::from),
            validators: self.validators,
            entries: self.parsed.entries,
            repairs: self.parsed.repairs.total(),
        }
    }
}

/// The validators that may still be sent; those of the future come from a clock that was wrong.
fn trusted(validators: &Validators, now: Timestamp) -> Validators {
    let fresh = validators
        .obtained
        .is_some_and(|obtained| (0..=VALIDATORS_KEPT).contains(&now.since(obtained)));
    if fresh {
        validators.clone()
    } else {
        Validators::default()
    }
}

/// Reads a document, unless it is the one that was read last and nothing else about it is new.
fn read(document: Document, known: Option<Vec<u8>>, now: Timestamp) -> End {
    let bytes = document.bytes.len() as u64;
    let hash = Sha256::digest(&document.bytes).to_vec();
    if document.complete && document.moved_to.is_none() && known.as_ref() == Some(&hash) {
        return End::Unchanged {
            hints: document.hints,
            bytes,
        };
    }
    match parse::parse(&document.bytes, document.content_type.as_deref(), Some(&document.url)) {
        Ok(parsed) => End::Changed(Box::new(Brought {
            parsed,
            validators: Validators {
                body_hash: document.complete.then_some(hash),
                obtained: Some(now),
                ..document.validators
            },
            moved_to: document.moved_to,
            hints: document.hints,
            bytes,
            complete: document.complete,
        })),
        Err(instead) => End::failed(fault_of(&instead), sentence(&document.url, &instead)),
    }
}

fn fault_of(instead: &NotAFeed) -> FeedFault {
    match instead {
        NotAFeed::Page { .. } => FeedFault::Page,
        NotAFeed::Broken { .. } => FeedFault::Broken,
        NotAFeed::Empty | NotAFeed::Other { .. } => FeedFault::NotAFeed,
    }
}

fn sentence(url: &Url, instead: &NotAFeed) -> String {
    let url = fetch::mask(url.as_str());
    match instead {
        NotAFeed::Empty => format!("{url} answered with nothing at all; it is tried again later"),
        NotAFeed::Page { .. } => {
            format!("{url} answered with a web page instead of a feed; its site may name a new one")
        }
        NotAFeed::Other { beginning } => format!("{url} is no feed; it begins with \u{201c}{beginning}\u{201d}"),
        NotAFeed::Broken { reason } => format!("{url} could not be read as a feed: {reason}"),
    }
}

fn latest(entries: &[NewEntry]) -> Vec<Timestamp> {
    let mut dates: Vec<Timestamp> = entries.iter().filter_map(|entry| entry.published).collect();
    dates.sort_unstable_by(|a, b| b.cmp(a));
    dates.truncate(POSTS_LOOKED_AT);
    dates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn validators(age: i64, now: Timestamp) -> Validators {
        Validators {
            etag: Some("\"a\"".to_owned()),
            obtained: Some(now.plus(-age)),
            ..Validators::default()
        }
    }

    #[test]
    fn validators_are_forgotten_after_eight_days_or_a_clock_that_jumped() {
        let now = Timestamp::from_unix(2_000_000_000);
        for (age, kept) in [(0, true), (8 * DAY, true), (8 * DAY + 1, false), (-1, false)] {
            assert_eq!(trusted(&validators(age, now), now).etag.is_some(), kept, "{age}");
        }
        let undated = Validators {
            obtained: None,
            ..validators(0, now)
        };
        assert_eq!(trusted(&undated, now), Validators::default());
    }
}

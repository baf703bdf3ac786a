//! One feed from its address to what it brought: asked in turn, parsed on a thread of its own, a few at a time.

use super::patience::patience;
use super::schedule::{self, Circumstances};
use super::verdict::Suspect;
use super::{Job, Options, Outcome};
use crate::fault;
use crate::fetch::{self, Client, Document, FetchError, Hints, Kind, Request, Response, Turn};
use crate::model::time::DAY;
use crate::model::{FeedFault, FetchNotes, Fetched, FetchedFeed, NewEntry, Timestamp, Validators, Wishes, text};
use crate::parse::{self, NotAFeed, ParsedFeed};
use futures_util::future::{Either, select};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;
use twox_hash::XxHash64;
use url::Url;

/// Validators older than this are not sent: some servers answer 304 for ever (`promises.md` C6).
const VALIDATORS_KEPT: i64 = 8 * DAY;

/// Seats that a question takes which brings a document, and one which will most likely bring none.
const SEATS_OF_A_DOCUMENT: u32 = 8;
const SEATS_OF_A_CONDITION: u32 = 1;

/// Posts that the schedule looks at.
const POSTS_LOOKED_AT: usize = 20;

type Seats<'a> = SemaphorePermit<'a>;

/// What all feeds of a refresh share: the seats, and the threads that parse.
pub(super) struct Round<'a> {
    client: &'a Client,
    patience: Duration,
    now: Timestamp,
    started: Instant,
    seats: Semaphore,
    waiting_room: Semaphore,
    parsers: Semaphore,
}

impl<'a> Round<'a> {
    pub(super) fn new(client: &'a Client, options: &Options) -> Round<'a> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Round {
            client,
            patience: options.patience,
            now: options.now,
            started: Instant::now(),
            seats: Semaphore::new(options.total.max(1) * SEATS_OF_A_DOCUMENT as usize),
            waiting_room: Semaphore::new(options.slow),
            parsers: Semaphore::new(cores),
        }
    }

    /// Says beforehand which hosts will be asked, and by which client.
    pub(super) fn announce(&self, job: &Job) {
        if let Ok(url) = Url::parse(&job.url) {
            self.client_of(job).announce(&url);
        }
    }

    fn client_of<'j>(&'j self, job: &'j Job) -> &'j Client {
        job.client.as_ref().unwrap_or(self.client)
    }

    /// Fetches and parses one feed.
    pub(super) async fn fetch(&self, job: Job) -> Ended {
        let Ok(url) = Url::parse(&job.url) else {
            let message = format!("{} is no address", fetch::mask(&job.url));
            let end = End::Failed(Failure::new(FeedFault::BadAddress, message));
            return self.ended(job, Instant::now(), end);
        };
        let client = self.client_of(&job).clone();
        // The turn first: who waits for a crowded host takes no seat from others.
        let turn = client.turn(&url).await;
        let request = self.request(&job, url);
        let taken = self.seats.acquire_many(seats_of(&request)).await.ok();
        let asked = Instant::now();
        let (got, taken) = self.ask(&client, &request, turn, taken).await;
        let end = match got {
            Ok(Response::NotModified { hints }) => End::Unchanged { hints, bytes: 0 },
            Ok(Response::Document(document)) => self.read(*document, &request.validators).await,
            Err(error) => End::Failed(error.into()),
        };
        drop(taken);
        self.ended(job, asked, end)
    }

    /// Asks, and gives the seats back while a slow server is waited for; takes them again when its document is there.
    async fn ask<'s>(
        &'s self,
        client: &Client,
        request: &Request,
        turn: Turn,
        taken: Option<Seats<'s>>,
    ) -> (Result<Response, FetchError>, Option<Seats<'s>>) {
        // Boxed, so that the thousands that wait for a seat are small.
        let asking = Box::pin(client.get_in_turn(request, turn));
        let patience = Box::pin(tokio::time::sleep(self.patience));
        match select(asking, patience).await {
            Either::Left((got, _)) => (got, taken),
            Either::Right((_, asking)) => {
                let Ok(_waiting) = self.waiting_room.try_acquire() else {
                    return (asking.await, taken);
                };
                drop(taken);
                let got = asking.await;
                (got, self.seats.acquire_many(seats_of(request)).await.ok())
            }
        }
    }

    fn request(&self, job: &Job, url: Url) -> Request {
        Request {
            url,
            validators: trusted(&job.validators, self.time()),
            private_allowed: true,
            kind: Kind::Feed,
            headers: job.headers.clone(),
            patience: Some(patience(job.took, job.failures)),
            body_limit: None,
        }
    }

    async fn read(&self, document: Document, known: &Validators) -> End {
        let _thread = self.parsers.acquire().await;
        let known = known.body_hash.clone();
        let now = self.time();
        match spawn_blocking(move || read(document, known, now)).await {
            Ok(end) => end,
            Err(_) => given_up(),
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

/// What becomes of a feed whose document did not come from the network, or could not even be asked for.
pub fn conclude(job: Job, document: Result<Document, (FeedFault, String)>, now: Timestamp) -> Outcome {
    let end = match document {
        Ok(document) => read(document, job.validators.body_hash.clone(), now),
        Err((fault, message)) => End::Failed(Failure::new(fault, message)),
    };
    let ended = Ended {
        job,
        at: now,
        elapsed: Duration::ZERO,
        end,
    };
    ended.conclude()
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
    Unchanged { hints: Hints, bytes: u64 },
    Changed(Box<Brought>),
    Failed(Failure),
}

/// Why nothing usable came.
pub(super) struct Failure {
    pub(super) fault: FeedFault,
    /// For people; not yet cleaned.
    pub(super) message: String,
    pub(super) suspect: Suspect,
    retry_after: Option<i64>,
}

/// A document that was read.
pub(super) struct Brought {
    parsed: ParsedFeed,
    validators: Validators,
    moved_to: Option<Url>,
    redirected_to: Option<Url>,
    hints: Hints,
    bytes: u64,
    complete: bool,
}

impl Failure {
    /// A failure that is the feed's own.
    fn new(fault: FeedFault, message: impl Into<String>) -> Failure {
        Failure {
            fault,
            message: message.into(),
            suspect: Suspect::Server,
            retry_after: None,
        }
    }

    fn into_fetched(self) -> Fetched {
        Fetched::Failed {
            fault: self.fault,
            message: text::line(&self.message),
        }
    }
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Failure {
        Failure {
            suspect: match error {
                FetchError::Offline { .. } | FetchError::Unreachable { .. } | FetchError::TimedOut { .. } => {
                    Suspect::Network
                }
                FetchError::Insecure { .. } | FetchError::Private { redirected: true, .. } => Suspect::Portal,
                _ => Suspect::Server,
            },
            retry_after: error.retry_after(),
            ..Failure::new(error.fault(), format!("{error}{}", what_follows(&error)))
        }
    }
}

impl Ended {
    /// What to store of it, with when to come again.
    pub(super) fn conclude(self) -> Outcome {
        let (next_check, reason) = schedule::next_check(&self.circumstances());
        let notes = self.notes(&reason);
        let Ended { job, at, elapsed, end } = self;
        let took = (!matches!(end, End::Failed(_))).then_some(elapsed);
        let (bytes, complete, outcome) = match end {
            End::Unchanged { bytes, .. } => (bytes, true, Fetched::Unchanged),
            End::Changed(brought) => (brought.bytes, brought.complete, brought.into_fetched()),
            End::Failed(failure) => (0, true, failure.into_fetched()),
        };
        Outcome {
            fetched: FetchedFeed {
                feed: job.feed,
                at,
                next_check,
                took,
                outcome,
                notes,
            },
            reason,
            bytes,
            elapsed,
            complete,
        }
    }

    fn notes(&self, reason: &schedule::Reason) -> FetchNotes {
        let mut notes = FetchNotes {
            reason: reason.why(),
            ..FetchNotes::default()
        };
        if let End::Changed(brought) = &self.end {
            notes.repaired = (brought.parsed.repairs.total() > 0).then(|| brought.parsed.repairs.to_string());
            let elsewhere = |url: &&Url| url.as_str() != self.job.url && brought.moved_to.is_none();
            notes.redirected_to = brought.redirected_to.as_ref().filter(elsewhere).map(Url::to_string);
        }
        notes
    }

    fn circumstances(&self) -> Circumstances {
        let mut circumstances = Circumstances {
            posts: self.job.posts.clone(),
            interval: self.job.interval,
            jitter: fastrand::f64(),
            ttl: self.job.wishes.ttl,
            skip_hours: self.job.wishes.skip_hours.clone(),
            skip_days: self.job.wishes.skip_days.clone(),
            ..Circumstances::at(self.at)
        };
        match &self.end {
            End::Unchanged { hints, .. } => {
                circumstances.hints = *hints;
                if hints.max_age.is_none() && hints.expires.is_none() {
                    circumstances.hints.max_age = self.job.wishes.fresh_for;
                }
            }
            End::Changed(brought) => {
                circumstances.hints = brought.hints;
                circumstances.posts.extend(latest(&brought.parsed.entries));
                circumstances.ttl = brought.parsed.ttl;
                circumstances.skip_hours = brought.parsed.skip_hours.clone();
                circumstances.skip_days = brought.parsed.skip_days.clone();
            }
            End::Failed(failure) => {
                circumstances.failure = Some((failure.fault, self.job.failures.saturating_add(1)));
                circumstances.hints.retry_after = failure.retry_after;
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
            wishes: Wishes {
                ttl: self.parsed.ttl,
                skip_hours: self.parsed.skip_hours,
                skip_days: self.parsed.skip_days,
                fresh_for: self.hints.fresh_for(),
            },
            entries: self.parsed.entries,
            repairs: self.parsed.repairs.total(),
        }
    }
}

fn seats_of(request: &Request) -> u32 {
    let has_condition = request.validators.etag.is_some() || request.validators.last_modified.is_some();
    if has_condition {
        SEATS_OF_A_CONDITION
    } else {
        SEATS_OF_A_DOCUMENT
    }
}

/// The validators that may still be sent. Those from further in the future than a clock is corrected by come from one
/// that was wrong.
fn trusted(validators: &Validators, now: Timestamp) -> Validators {
    let fresh = validators
        .obtained
        .is_some_and(|obtained| (-DAY..=VALIDATORS_KEPT).contains(&now.since(obtained)));
    if fresh {
        validators.clone()
    } else {
        Validators::default()
    }
}

/// Reads a document, unless it is the one that was read last and nothing else about it is new.
fn read(document: Document, known: Option<Vec<u8>>, now: Timestamp) -> End {
    guarded(|| read_unguarded(document, known, now))
}

/// A panic is the failure of the feed that was read: it costs no other (`promises.md` D1).
fn guarded(reading: impl FnOnce() -> End) -> End {
    catch_unwind(AssertUnwindSafe(reading)).unwrap_or_else(|_| given_up())
}

fn given_up() -> End {
    End::Failed(Failure::new(
        FeedFault::Broken,
        "the feed could not be read: its parser failed on it",
    ))
}

fn read_unguarded(document: Document, known: Option<Vec<u8>>, now: Timestamp) -> End {
    let bytes = document.bytes.len() as u64;
    // Quick rather than safe: a server that deceives it only says of its own feed that nothing is new.
    let hash = XxHash64::oneshot(0, &document.bytes).to_be_bytes().to_vec();
    if document.complete && document.moved_to.is_none() && known.as_ref() == Some(&hash) {
        return End::Unchanged {
            hints: document.hints,
            bytes,
        };
    }
    assert_eq!(fault::strike(), None, "a parser fails");
    // The address of a person's own source is no base for links.
    let base = Some(&document.url).filter(|url| !url.cannot_be_a_base());
    match parse::parse(&document.bytes, document.content_type.as_deref(), base) {
        Ok(parsed) => End::Changed(Box::new(Brought {
            parsed,
            validators: Validators {
                body_hash: document.complete.then_some(hash),
                obtained: Some(now),
                ..document.validators
            },
            moved_to: document.moved_to,
            redirected_to: document.redirected.then_some(document.url),
            hints: document.hints,
            bytes,
            complete: document.complete,
        })),
        Err(instead) => End::Failed(no_feed(&document.url, &instead)),
    }
}

fn no_feed(url: &Url, instead: &NotAFeed) -> Failure {
    let (fault, suspect) = match instead {
        NotAFeed::Page { .. } => (FeedFault::Page, Suspect::Portal),
        NotAFeed::Broken => (FeedFault::Broken, Suspect::Server),
        NotAFeed::Empty | NotAFeed::Other { .. } => (FeedFault::NotAFeed, Suspect::Server),
    };
    Failure {
        suspect,
        ..Failure::new(fault, sentence(url, instead))
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
        NotAFeed::Broken => format!("{url} could not be read as a feed: its parser failed on it"),
    }
}

/// What a feed's own sentence says besides what happened: what is done about it without the person.
fn what_follows(error: &FetchError) -> &'static str {
    match error {
        FetchError::Gone { .. } => "; it is not asked again, its entries stay",
        // Both have said already what comes next.
        FetchError::Offline { .. }
        | FetchError::Busy {
            retry_after: Some(..), ..
        } => "",
        error if error.may_pass() => "; it is tried again later",
        _ => "",
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
    fn a_panic_while_a_feed_is_read_is_the_failure_of_that_feed() {
        let end = guarded(|| std::panic::resume_unwind(Box::new("on purpose")));
        assert!(matches!(end, End::Failed(failure) if failure.fault == FeedFault::Broken));
    }

    #[test]
    fn validators_are_forgotten_after_eight_days_or_a_clock_that_jumped() {
        let now = Timestamp::from_unix(2_000_000_000);
        for (age, kept) in [
            (0, true),
            (8 * DAY, true),
            (8 * DAY + 1, false),
            (-5, true),
            (-2 * DAY, false),
        ] {
            assert_eq!(trusted(&validators(age, now), now).etag.is_some(), kept, "{age}");
        }
        let undated = Validators {
            obtained: None,
            ..validators(0, now)
        };
        assert_eq!(trusted(&undated, now), Validators::default());
    }
}

//! What becomes of a feed over days in which the network, its server or the clock fails: with a store, a server, and a
//! clock that the test sets.

// A test that cannot go on should stop there.
#![allow(clippy::unwrap_used)]

use crate::support::library::feed;
use crate::support::server::{Answer, Server};
use dateline::fetch::{Client, Settings};
use dateline::model::time::{DAY, HOUR, MINUTE};
use dateline::model::{Feed, Fetched, Subscription, Timestamp};
use dateline::refresh::{Cancel, Job, Options, refresh, schedule};
use dateline::store::Store;
use tempfile::TempDir;

/// A reader with one feed.
struct Reader {
    place: TempDir,
    server: Server,
}

fn start() -> Timestamp {
    Timestamp::parse_rfc3339("2026-02-02T12:00:00Z").unwrap()
}

impl Reader {
    fn with(answers: Vec<Answer>) -> Reader {
        let reader = Reader {
            place: tempfile::tempdir().unwrap(),
            server: Server::start(),
        };
        reader.server.route_in_turn("/feed", answers);
        let subscription = Subscription {
            url: reader.server.url("/feed"),
            ..Subscription::default()
        };
        reader.store().subscribe(&subscription, start()).unwrap();
        reader
    }

    /// Opened anew each time, as after a restart.
    fn store(&self) -> Store {
        Store::open(&self.place.path().join("dateline.db")).unwrap()
    }

    fn feed(&self) -> Feed {
        self.store().feeds().unwrap().remove(0)
    }

    /// Refreshes what is due when the clock says so, so many seconds after the start; says what came of the feed.
    fn refresh_after(&self, seconds: i64) -> &'static str {
        let now = start().plus(seconds);
        if !schedule::is_due(&self.feed(), now) {
            return "not due";
        }
        let mut store = self.store();
        let known = store.jobs(None).unwrap().remove(0);
        let job = Job {
            validators: known.validators,
            failures: known.failures,
            posts: known.recent,
            wishes: known.wishes,
            took: known.took,
            ..Job::new(known.feed, known.url)
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        let client = Client::new(&Settings::default()).unwrap();
        let mut outcomes = Vec::new();
        let (options, cancel) = (Options::at(now), Cancel::new());
        runtime.block_on(refresh(&client, vec![job], &options, &cancel, |outcome| {
            outcomes.push(outcome.fetched)
        }));
        let fetched = outcomes.remove(0);
        let word = match &fetched.outcome {
            Fetched::Changed { .. } => "changed",
            Fetched::Unchanged => "unchanged",
            Fetched::Failed { fault, .. } => fault.word(),
        };
        store.save(fetched).unwrap();
        word
    }
}

#[test]
fn after_a_day_asleep_a_feed_is_due_and_nothing_is_lost() {
    let reader = Reader::with(vec![Answer::ok(feed("News", 3)).etag("\"1\"")]);
    assert_eq!(reader.refresh_after(0), "changed");
    assert_eq!(reader.refresh_after(MINUTE), "not due");
    assert_eq!(reader.refresh_after(DAY + HOUR), "unchanged");
    assert_eq!((reader.feed().total, reader.feed().error), (3, None));
}

#[test]
fn a_server_that_is_restarted_is_tried_again_soon() {
    let reader = Reader::with(vec![
        Answer::ok(feed("News", 3)),
        Answer::closed(),
        Answer::status(502),
        Answer::ok(feed("News", 4)),
    ]);
    assert_eq!(reader.refresh_after(0), "changed");
    assert_eq!(reader.refresh_after(2 * DAY), "unreachable");
    assert_eq!(reader.refresh_after(2 * DAY + 10 * MINUTE), "not due");
    assert_eq!(reader.refresh_after(2 * DAY + 20 * MINUTE), "refused");
    let failed = reader.feed().error.unwrap();
    assert_eq!((failed.failures, failed.since), (2, start().plus(2 * DAY)));
    assert_eq!(reader.feed().total, 3);
    assert_eq!(reader.refresh_after(2 * DAY + HOUR), "changed");
    assert_eq!((reader.feed().total, reader.feed().error), (4, None));
}

#[test]
fn a_clock_that_is_set_back_a_year_and_right_again_sticks_no_feed() {
    let reader = Reader::with(vec![Answer::ok(feed("News", 3)).etag("\"1\"")]);
    let asked = |number: usize| reader.server.asked()[number].header("if-none-match").map(str::to_owned);
    assert_eq!(reader.refresh_after(0), "changed");
    assert_eq!(reader.refresh_after(-365 * DAY), "changed");
    assert_eq!(
        asked(1),
        None,
        "what was known comes from the future and is not trusted"
    );
    assert_eq!(reader.refresh_after(-365 * DAY + MINUTE), "not due");
    assert_eq!(
        reader.refresh_after(2 * DAY),
        "changed",
        "what was known is a year old now"
    );
    assert_eq!((reader.feed().total, reader.feed().error), (3, None));
}

#[test]
fn a_server_that_asks_to_be_left_alone_is_left_alone_across_restarts_and_not_for_ever() {
    let reader = Reader::with(vec![
        Answer::status(503).header("Retry-After", "7200"),
        Answer::ok(feed("News", 3)),
    ]);
    assert_eq!(reader.refresh_after(0), "busy");
    assert_eq!(reader.refresh_after(HOUR), "not due");
    assert_eq!(reader.refresh_after(3 * HOUR), "changed");
    let patient = Reader::with(vec![
        Answer::status(429).header("Retry-After", "999999999"),
        Answer::ok(feed("News", 3)),
    ]);
    assert_eq!(patient.refresh_after(0), "busy");
    assert_eq!(
        patient.refresh_after(-30 * DAY),
        "changed",
        "the clock was wrong before"
    );
}

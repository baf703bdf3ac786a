//! When a feed is next due: one pure function of its history, its server's wishes, the person's settings, the clock
//! and a throw of the dice, with a reason that can be shown. `promises.md` C5 and E7.

use crate::fetch::{Hints, spoken};
use crate::model::time::{DAY, HOUR, MINUTE};
use crate::model::{Feed, FeedFault, Timestamp};
use std::fmt;

/// The next check of a feed that is gone for good.
pub const NEVER: Timestamp = Timestamp::from_unix(i64::MAX);

/// No feed is checked more often than this by itself.
const SHORTEST: i64 = 15 * MINUTE;

/// Nothing puts a check off for longer than this.
const LONGEST: i64 = DAY;

/// For a feed of which no date is known.
const UNKNOWN: i64 = 4 * HOUR;

/// How soon to look whether the network is back.
const OFFLINE: i64 = 5 * MINUTE;

/// Checks between two posts: a post is seen after an eighth of the usual time between posts, at most.
const CHECKS_PER_POST: i64 = 8;

/// Posts that tell how often a feed posts; older ones tell how often it did.
const LATEST_POSTS: usize = 20;

/// What the next check depends on.
#[derive(Clone, Debug)]
pub struct Circumstances {
    pub now: Timestamp,
    /// When entries were published; in any order, repetitions allowed.
    pub posts: Vec<Timestamp>,
    /// The person's own interval in seconds, which replaces what follows from the posts and the feed's `ttl`.
    pub interval: Option<i64>,
    /// What the server said.
    pub hints: Hints,
    /// How long the feed says it may be kept, in seconds.
    pub ttl: Option<i64>,
    /// Hours (0 to 23, UTC) and days (0 is Monday) at which the feed does not want to be asked.
    pub skip_hours: Vec<u8>,
    pub skip_days: Vec<u8>,
    /// What it failed with and how often in a row, this time included; `None` after a success.
    pub failure: Option<(FeedFault, u32)>,
    /// From 0 to 1: where in the range of chance it falls, so that feeds and readers do not all come at once.
    pub jitter: f64,
}

impl Circumstances {
    /// Nothing known, at this time.
    pub fn at(now: Timestamp) -> Circumstances {
        Circumstances {
            now,
            posts: Vec::new(),
            interval: None,
            hints: Hints::default(),
            ttl: None,
            skip_hours: Vec::new(),
            skip_days: Vec::new(),
            failure: None,
            jitter: 0.5,
        }
    }
}

/// Why a feed is next due when it is, as one sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    why: Why,
    /// Seconds until then.
    wait: i64,
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// Seconds between posts.
    Posts(i64),
    NoDates,
    OwnInterval,
    ServerAsked,
    FeedAsked,
    Skipping,
    /// In a row.
    Failures(u32),
    Busy,
    Offline,
    Gone,
}

impl Reason {
    /// What decided, without the time of the check: “posts about twice a week”.
    pub fn why(&self) -> String {
        self.why.to_string()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.why {
            Why::Gone => f.write_str("gone for good; not checked again"),
            why => write!(f, "{why}; next check in {}", spoken(self.wait)),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Why::Gone => f.write_str("gone for good"),
            Why::Posts(gap) => write!(f, "posts {}", frequency(gap)),
            Why::NoDates => f.write_str("gives no dates"),
            Why::OwnInterval => f.write_str("has its own interval"),
            Why::ServerAsked => f.write_str("its server keeps it fresh until then"),
            Why::FeedAsked => f.write_str("asks not to be read more often"),
            Why::Skipping => f.write_str("asks not to be read at this hour"),
            Why::Failures(1) => f.write_str("failed"),
            Why::Failures(count) => write!(f, "failed {count} times in a row"),
            Why::Busy => f.write_str("its server asks to be left alone"),
            Why::Offline => f.write_str("no network"),
        }
    }
}

/// When to come again, and why then.
pub fn next_check(circumstances: &Circumstances) -> (Timestamp, Reason) {
    let (wait, why) = match circumstances.failure {
        Some((FeedFault::Gone, _)) => {
            return (
                NEVER,
                Reason {
                    why: Why::Gone,
                    wait: 0,
                },
            );
        }
        Some((FeedFault::Offline, _)) => (OFFLINE, Why::Offline),
        Some((_, failures)) => after_failure(circumstances, failures),
        None => after_success(circumstances),
    };
    (circumstances.now.plus(wait), Reason { why, wait })
}

/// Whether a refresh that somebody asked for checks a feed. One that found no network last time is checked at once: the
/// person asks because there is one again. A check that lies further off than any could be set was set by a clock that
/// was wrong, and sticks nothing.
pub fn is_due(feed: &Feed, now: Timestamp) -> bool {
    match feed.error.as_ref().map(|error| error.fault) {
        Some(FeedFault::Gone) => false,
        Some(FeedFault::Offline) => true,
        _ => feed
            .next_check
            .is_none_or(|next| next <= now || next.since(now) > LONGEST),
    }
}

fn after_success(circumstances: &Circumstances) -> (i64, Why) {
    let (mut wait, mut why) = match circumstances.interval {
        Some(interval) => (interval.clamp(MINUTE, LONGEST), Why::OwnInterval),
        None => by_posts(circumstances),
    };
    let feed_asks = circumstances.ttl.filter(|_| circumstances.interval.is_none());
    for (asked, who) in [
        (feed_asks, Why::FeedAsked),
        (circumstances.hints.fresh_for(), Why::ServerAsked),
    ] {
        let asked = asked.unwrap_or(0).min(LONGEST);
        if asked > wait {
            (wait, why) = (asked, who);
        }
    }
    let allowed = past_skipped(circumstances, wait);
    if allowed > wait {
        (allowed, Why::Skipping)
    } else {
        (wait, why)
    }
}

/// Doubles from failure to failure. Waiting longer than asked is polite, shorter is not: chance only adds to
/// a `Retry-After`.
fn after_failure(circumstances: &Circumstances, failures: u32) -> (i64, Why) {
    if let Some(asked) = circumstances.hints.retry_after.filter(|&seconds| seconds > 0) {
        let asked = asked.clamp(SHORTEST, LONGEST);
        return (spread(asked, 1.0, 1.1, circumstances.jitter).min(LONGEST), Why::Busy);
    }
    let doublings = failures.saturating_sub(1).min(16);
    let wait = (SHORTEST << doublings).min(LONGEST);
    let wait = spread(wait, 0.8, 1.2, circumstances.jitter).clamp(SHORTEST, LONGEST);
    (wait, Why::Failures(failures))
}

fn by_posts(circumstances: &Circumstances) -> (i64, Why) {
    let Some(gap) = usual_gap(&circumstances.posts, circumstances.now) else {
        return (spread(UNKNOWN, 0.9, 1.1, circumstances.jitter), Why::NoDates);
    };
    let wait = (gap / CHECKS_PER_POST).clamp(SHORTEST, LONGEST);
    let wait = spread(wait, 0.9, 1.1, circumstances.jitter).clamp(SHORTEST, LONGEST);
    (wait, Why::Posts(gap))
}

/// Seconds between posts, as they were lately; a silence longer than that counts as the gap.
fn usual_gap(posts: &[Timestamp], now: Timestamp) -> Option<i64> {
    let mut past: Vec<Timestamp> = posts.iter().copied().filter(|&post| post <= now).collect();
    past.sort_unstable_by(|a, b| b.cmp(a));
    past.dedup();
    past.truncate(LATEST_POSTS);
    let (newest, oldest) = (past.first()?, past.last()?);
    let gaps = i64::try_from(past.len()).unwrap_or(i64::MAX) - 1;
    let usual = if gaps > 0 { newest.since(*oldest) / gaps } else { 0 };
    Some(usual.max(now.since(*newest)))
}

/// The first wait from `wait` on, in whole hours beyond it, that falls into no skipped hour or day; at most a day.
fn past_skipped(circumstances: &Circumstances, wait: i64) -> i64 {
    let mut at = wait;
    while at < LONGEST && is_skipped(circumstances, circumstances.now.plus(at)) {
        let into_hour = circumstances.now.plus(at).unix().rem_euclid(HOUR);
        at += HOUR - into_hour;
    }
    at.min(LONGEST.max(wait))
}

fn is_skipped(circumstances: &Circumstances, at: Timestamp) -> bool {
    let hour = at.unix().rem_euclid(DAY) / HOUR;
    // The epoch was a Thursday.
    let day = (at.unix().div_euclid(DAY) + 3).rem_euclid(7);
    let names = |list: &[u8], wanted: i64| list.iter().any(|&skipped| i64::from(skipped) == wanted);
    // Some feeds count the hours from 1 to 24.
    let hour_skipped = names(&circumstances.skip_hours, hour) || (hour == 0 && names(&circumstances.skip_hours, 24));
    hour_skipped || names(&circumstances.skip_days, day)
}

/// `seconds` times something between `low` and `high`, by chance.
fn spread(seconds: i64, low: f64, high: f64, jitter: f64) -> i64 {
    let factor = low + (high - low) * jitter.clamp(0.0, 1.0);
    (seconds as f64 * factor) as i64
}

fn frequency(gap: i64) -> String {
    let gap = gap.max(1);
    let times = |unit: i64| (unit + gap / 2) / gap;
    let (count, unit) = match gap {
        ..MINUTE => return "all the time".to_owned(),
        gap if gap < HOUR * 3 / 2 => (times(HOUR), "an hour"),
        gap if gap < DAY * 3 / 2 => (times(DAY), "a day"),
        gap if gap < 7 * DAY * 3 / 2 => (times(7 * DAY), "a week"),
        gap if gap < 30 * DAY * 3 / 2 => (times(30 * DAY), "a month"),
        gap if gap < 365 * DAY => (times(365 * DAY), "a year"),
        _ => return "less than once a year".to_owned(),
    };
    match count {
        ..=1 => format!("about once {unit}"),
        2 => format!("about twice {unit}"),
        count => format!("about {count} times {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FeedError, FeedId};

    /// Monday 2026-02-02, 12:00 UTC.
    fn now() -> Timestamp {
        Timestamp::parse_rfc3339("2026-02-02T12:00:00Z").expect("a date")
    }

    fn every(gap: i64) -> Circumstances {
        Circumstances {
            posts: (0..10).map(|count| now().plus(-count * gap)).collect(),
            ..Circumstances::at(now())
        }
    }

    fn wait(circumstances: &Circumstances) -> i64 {
        next_check(circumstances).0.since(now())
    }

    fn reason(circumstances: &Circumstances) -> String {
        next_check(circumstances).1.to_string()
    }

    fn failing(fault: FeedFault, failures: u32) -> Circumstances {
        Circumstances {
            failure: Some((fault, failures)),
            ..Circumstances::at(now())
        }
    }

    #[test]
    fn a_feed_is_checked_as_often_as_it_posts_between_a_quarter_of_an_hour_and_a_day() {
        for (gap, expected, words) in [
            (
                10 * MINUTE,
                SHORTEST,
                "posts about 6 times an hour; next check in 15 min",
            ),
            (4 * HOUR, 30 * MINUTE, "posts about 6 times a day; next check in 30 min"),
            (DAY, 3 * HOUR, "posts about once a day; next check in 3 h"),
            (
                84 * HOUR,
                10 * HOUR + 30 * MINUTE,
                "posts about twice a week; next check in 11 h",
            ),
            (20 * DAY, DAY, "posts about twice a month; next check in 24 h"),
            (900 * DAY, DAY, "posts less than once a year; next check in 24 h"),
        ] {
            assert_eq!(wait(&every(gap)), expected, "{words}");
            assert_eq!(reason(&every(gap)), words);
        }
        assert_eq!(reason(&Circumstances::at(now())), "gives no dates; next check in 4 h");
    }

    #[test]
    fn a_feed_that_fell_silent_is_checked_less_often() {
        let mut circumstances = every(HOUR);
        circumstances.now = now().plus(30 * DAY);
        assert_eq!(next_check(&circumstances).0.since(circumstances.now), DAY);
    }

    #[test]
    fn posts_of_the_future_tell_nothing() {
        let mut circumstances = every(DAY);
        circumstances
            .posts
            .extend((1..50).map(|count| now().plus(count * MINUTE)));
        assert_eq!(wait(&circumstances), 3 * HOUR);
    }

    #[test]
    fn what_feed_and_server_ask_for_is_honoured_up_to_a_day() {
        let mut circumstances = every(10 * MINUTE);
        circumstances.ttl = Some(2 * HOUR);
        assert_eq!(
            reason(&circumstances),
            "asks not to be read more often; next check in 2 h"
        );
        circumstances.hints.max_age = Some(6 * HOUR);
        assert_eq!(
            reason(&circumstances),
            "its server keeps it fresh until then; next check in 6 h"
        );
        circumstances.hints.max_age = Some(400 * DAY);
        assert_eq!(wait(&circumstances), DAY);
        circumstances.hints = Hints {
            expires: Some(3 * HOUR),
            ..Hints::default()
        };
        assert_eq!(wait(&circumstances), 3 * HOUR);
        circumstances.hints.expires = Some(-3 * HOUR);
        assert_eq!(wait(&circumstances), 2 * HOUR);
    }

    #[test]
    fn the_persons_interval_wins_over_the_feeds_habits() {
        let circumstances = Circumstances {
            interval: Some(HOUR),
            ttl: Some(DAY),
            ..every(20 * DAY)
        };
        assert_eq!(reason(&circumstances), "has its own interval; next check in 60 min");
    }

    #[test]
    fn skipped_hours_and_days_are_left_out_up_to_a_day() {
        let mut circumstances = every(10 * MINUTE);
        circumstances.skip_hours = vec![12, 13];
        assert_eq!(wait(&circumstances), 2 * HOUR);
        circumstances.skip_hours = (13..=24).collect();
        circumstances.skip_hours.push(12);
        assert_eq!(wait(&circumstances), 13 * HOUR);
        circumstances.skip_hours.clear();
        circumstances.skip_days = vec![0];
        assert_eq!(wait(&circumstances), 12 * HOUR);
        circumstances.skip_days = (0..7).collect();
        assert_eq!(wait(&circumstances), DAY);
    }

    #[test]
    fn failures_back_off_to_a_day() {
        let waits: Vec<i64> = (1..=9)
            .map(|count| wait(&failing(FeedFault::TimedOut, count)) / MINUTE)
            .collect();
        assert_eq!(waits, [15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
        assert_eq!(wait(&failing(FeedFault::Refused, u32::MAX)), DAY);
        assert_eq!(
            reason(&failing(FeedFault::Refused, 3)),
            "failed 3 times in a row; next check in 60 min"
        );
    }

    #[test]
    fn retry_after_is_obeyed_up_to_a_day_and_never_undercut() {
        for (asked, least, most) in [
            (3 * HOUR, 3 * HOUR, 4 * HOUR),
            (90 * DAY, DAY, DAY),
            (5, SHORTEST, HOUR),
        ] {
            for jitter in [0.0, 0.5, 1.0] {
                let mut busy = failing(FeedFault::Busy, 1);
                busy.hints.retry_after = Some(asked);
                busy.jitter = jitter;
                assert!((least..=most).contains(&wait(&busy)), "{asked} {jitter}");
            }
        }
    }

    #[test]
    fn chance_spreads_the_checks_within_bounds() {
        let at = |jitter| wait(&Circumstances { jitter, ..every(DAY) });
        assert!(at(0.0) < at(0.5) && at(0.5) < at(1.0));
        assert_eq!((at(0.0), at(1.0)), (162 * MINUTE, 198 * MINUTE));
        assert_eq!(at(-9.0), at(0.0));
    }

    #[test]
    fn a_missing_network_is_tried_soon_and_a_feed_that_is_gone_never() {
        assert_eq!(wait(&failing(FeedFault::Offline, 9)), OFFLINE);
        assert_eq!(next_check(&failing(FeedFault::Gone, 1)).0, NEVER);
        assert_eq!(reason(&failing(FeedFault::Gone, 1)), "gone for good; not checked again");
    }

    #[test]
    fn a_clock_that_jumped_sticks_no_feed_in_the_future() {
        let due = |next_check, fault: Option<FeedFault>| {
            let error = fault.map(|fault| FeedError {
                fault,
                message: String::new(),
                since: now(),
                failures: 1,
            });
            is_due(&feed(next_check, error), now())
        };
        assert!(due(None, None));
        assert!(due(Some(now()), None));
        assert!(!due(Some(now().plus(HOUR)), None));
        assert!(due(Some(now().plus(365 * DAY)), None));
        assert!(!due(Some(NEVER), Some(FeedFault::Gone)));
    }

    #[test]
    fn feeds_that_found_no_network_are_due_at_once() {
        let offline = FeedError {
            fault: FeedFault::Offline,
            message: String::new(),
            since: now(),
            failures: 0,
        };
        assert!(is_due(&feed(Some(now().plus(OFFLINE)), Some(offline)), now()));
    }

    fn feed(next_check: Option<Timestamp>, error: Option<FeedError>) -> Feed {
        Feed {
            id: FeedId(1),
            url: "https://example.org/feed".to_owned(),
            title: "Harbour News".to_owned(),
            site_url: None,
            folders: Vec::new(),
            unread: 0,
            total: 0,
            last_success: None,
            last_attempt: None,
            next_check,
            error,
            repairs: 0,
            position: None,
        }
    }
}

//! Readers that are killed while they refresh, and several programs at one store at once. The ordinary runs are short; the long
//! ones are `cargo test --test integration kills:: -- --ignored --nocapture`.

use crate::support::library::{Library, feed, opml};
use crate::support::server::{Answer, Server};
use crate::support::terminal::Terminal;
use dateline::store::Store;
use rustix::process::Signal;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// A library of feeds that grow by an entry each time that somebody says so.
struct News {
    library: Library,
    server: Server,
    feeds: usize,
}

impl News {
    fn of(feeds: usize) -> News {
        let (library, server) = (Library::new(), Server::start());
        library.write("config/config.toml", "[refresh]\non_start = false\n");
        let urls: Vec<String> = (0..feeds).map(|number| server.url(&format!("/{number}"))).collect();
        let list = library.write("feeds.opml", &opml(&urls));
        library.run(&["import", list.to_str().unwrap()]).exits(0);
        let news = News { library, server, feeds };
        news.grow_to(3);
        news.library.say("refresh").exits(0);
        news
    }

    fn grow_to(&self, entries: usize) {
        for number in 0..self.feeds {
            self.server.route(
                &format!("/{number}"),
                Answer::ok(feed(&format!("Feed{number}"), entries)),
            );
        }
    }

    /// The reader, with its list on the screen.
    fn open(&self) -> Terminal {
        let terminal = Terminal::on(self.library.command(&[]), 80, 24);
        terminal.wait_for_text("Feed");
        terminal
    }

    /// How many entries each feed is said to have.
    fn totals(&self) -> BTreeMap<i64, i64> {
        let feeds = self.library.say("feeds --json").exits(0).json();
        feeds
            .iter()
            .map(|feed| (feed["id"].as_i64().unwrap(), feed["total"].as_i64().unwrap()))
            .collect()
    }

    fn ids(&self, query: &str) -> BTreeSet<i64> {
        let entries = self
            .library
            .run(&["list", query, "--limit", "0", "--json"])
            .exits(0)
            .json();
        entries
            .iter()
            .filter_map(|entry: &Value| entry["id"].as_i64())
            .collect()
    }

    #[track_caller]
    fn is_whole(&self) {
        let store = Store::open(&self.library.folder("data").join("dateline.db")).unwrap();
        assert_eq!(store.check().unwrap(), [""; 0]);
    }
}

/// Kills the reader so many times, each time after another number of answers to its refresh.
fn kill_again_and_again(times: usize, feeds: usize) {
    let mut random = fastrand::Rng::with_seed(9);
    let news = News::of(feeds);
    let mut starred = BTreeSet::new();
    for round in 0..times {
        news.grow_to(4 + round);
        let mut terminal = news.open();
        let asked = news.server.asked().len();
        terminal.keys("R");
        news.server.wait_for_questions(asked + random.usize(1..feeds));
        let id = *news.ids("").iter().nth(random.usize(..feeds)).unwrap();
        news.library.run(&["mark", "star", &id.to_string()]).exits(0);
        starred.insert(id);
        let before = news.totals();
        terminal.signal(Signal::KILL);
        terminal.wait_for_end();
        news.is_whole();
        let after = news.totals();
        assert!(
            before.iter().all(|(feed, total)| after[feed] >= *total),
            "round {round} lost entries"
        );
        assert_eq!(news.ids("is:starred"), starred, "round {round} lost a mark");
    }
    news.library.say("refresh --force").exits(0);
    let expected = i64::try_from(3 + times).unwrap();
    assert!(
        news.totals().values().all(|total| *total == expected),
        "{:?}",
        news.totals()
    );
}

/// Says so when it goes, also where a test fails.
struct Ended<'a>(&'a AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Marks, searches and refreshes so often from the command line while the reader is open and refreshes as well.
fn work_at_once(times: usize) {
    let news = News::of(12);
    let ids: Vec<i64> = news.ids("").into_iter().collect();
    let mut terminal = news.open();
    let is_over = AtomicBool::new(false);
    thread::scope(|threads| {
        let _ended = Ended(&is_over);
        threads.spawn(|| {
            for entries in 4.. {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                news.grow_to(4 + entries % 20);
                let ran = news.library.say("refresh --force");
                assert!(
                    ran.code == 0 || ran.err.contains("another refresh is under way"),
                    "{ran:?}"
                );
            }
        });
        for number in 0..times {
            let id = ids[number % ids.len()].to_string();
            let mark = if (number / ids.len()).is_multiple_of(2) {
                "read"
            } else {
                "unread"
            };
            news.library.run(&["mark", mark, &id]).exits(0);
            let found = news.library.run(&["search", "words", "--limit", "5"]).exits(0);
            assert_eq!(found.err, "");
            if number % 5 == 0 {
                terminal.keys("R");
            }
            let is_read = news.ids("is:read").contains(&id.parse().unwrap());
            assert_eq!(is_read, mark == "read", "the mark of {id} is lost");
        }
    });
    let screen = terminal.wait_for_text("Feed");
    assert!(!screen.contains("Another dateline is writing"), "{screen}");
    let drawn = String::from_utf8_lossy(&terminal.drawn()).into_owned();
    assert!(!drawn.contains("is writing to the store"), "a lock was told of");
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.wait_for_end(), 143);
    news.is_whole();
}

#[test]
fn a_reader_that_is_killed_while_it_refreshes_loses_nothing_that_was_there() {
    kill_again_and_again(10, 30);
}

#[test]
#[ignore = "takes minutes"]
fn two_hundred_kills_lose_nothing() {
    kill_again_and_again(200, 200);
}

#[test]
fn several_programs_at_one_store_lose_no_mark_and_tell_of_no_lock() {
    work_at_once(25);
}

#[test]
#[ignore = "takes minutes"]
fn a_thousand_commands_beside_an_open_reader_lose_no_mark() {
    work_at_once(1_000);
}

//! Every point at which the disk, the network or a parser can fail, one after the other: the program is cut off there, by an
//! error, by its sudden end, by a full disk. What it had said to be done is there, the store is whole, and trying again mends it.
//! The points are those of `fault`, which only a build with its assertions has.
#![cfg(debug_assertions)]

use crate::support::library::{Library, Ran, feed, opml};
use crate::support::server::{Answer, Server};
use dateline::model::{Source, Timestamp};
use dateline::store::Store;
use std::cell::Cell;
use std::fs;
use std::path::PathBuf;

/// More points than any command here has.
const MANY: usize = 400;

/// The ways in which a point is struck.
const WAYS: &[&str] = &["abort", "error", "full"];

/// Strikes each point of a command in each way, each time from a fresh start; `judge` looks at what is left.
fn walk(begin: impl Fn() -> Library, words: &[&str], at_least: usize, judge: impl Fn(&Library, &Ran, &str)) {
    walk_in(WAYS, begin, words, at_least, judge);
}

fn walk_in(
    ways: &[&str],
    begin: impl Fn() -> Library,
    words: &[&str],
    at_least: usize,
    judge: impl Fn(&Library, &Ran, &str),
) {
    for way in ways {
        let mut point = 0;
        loop {
            point += 1;
            let library = begin();
            let mut command = library.command(words);
            let plan = format!("{way} {point}");
            let ran = Ran::of(command.env("DATELINE_FAULT", &plan).output().unwrap());
            if !ran.err.contains("struck") {
                break;
            }
            assert_eq!(
                Store::open(&store(&library)).unwrap().check().unwrap(),
                [""; 0],
                "{plan}: {ran:?}"
            );
            judge(&library, &ran, &plan);
            assert!(point < MANY, "{words:?} has no end");
        }
        assert!(point > at_least, "{words:?} has {point} points only");
    }
}

fn store(library: &Library) -> PathBuf {
    library.folder("data").join("dateline.db")
}

/// Entries that are there, and unread ones.
fn counts(library: &Library) -> (u64, u64) {
    let counts = Store::open(&store(library))
        .unwrap()
        .counts(&[Source::All], Timestamp::from_unix(0))
        .unwrap();
    (counts[0].total, counts[0].unread)
}

/// Subscribed to feeds of three entries each, at a server that has them.
fn subscribed(server: &Server, feeds: usize) -> Library {
    let library = Library::new();
    for number in 0..feeds {
        server.route(&format!("/{number}"), Answer::ok(feed(&format!("Feed{number}"), 3)));
    }
    let urls: Vec<String> = (0..feeds).map(|number| server.url(&format!("/{number}"))).collect();
    let list = library.write("feeds.opml", &opml(&urls));
    library.run(&["import", list.to_str().unwrap()]).exits(0);
    library
}

#[test]
fn a_refresh_that_is_cut_off_anywhere_keeps_what_it_reported_and_is_mended_by_the_next() {
    let server = Server::start();
    walk(
        || subscribed(&server, 3),
        &["refresh", "--json"],
        10,
        |library, ran, plan| {
            let lines = ran
                .out
                .lines()
                .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            let done = lines
                .filter(|line| line["feed_id"].is_i64() && line["error"].is_null())
                .count() as u64;
            assert!(counts(library).0 >= 3 * done, "{plan}: {ran:?}");
            library.say("refresh --force").exits(0);
            assert_eq!(counts(library), (9, 9), "{plan}");
        },
    );
}

/// A single feed, so that the points come in the same order each time.
#[test]
fn a_parser_that_panics_costs_the_feed_that_it_reads_and_is_told() {
    let server = Server::start();
    let of_the_web = || subscribed(&server, 1);
    let of_the_persons_own = || {
        let library = Library::new();
        let file = library.write("made.xml", &feed("Made", 3));
        let source = format!("[[source]]\nname = \"Made\"\nfile = \"{}\"\n", file.display());
        library.write("config/config.toml", &source);
        library
    };
    let told = Cell::new(0);
    let judge = |library: &Library, ran: &Ran, plan: &str| {
        if ran.out.contains("its parser failed on it") {
            told.set(told.get() + 1);
            assert!(ran.out.contains("\"failed\":1"), "{plan}: {ran:?}");
        }
        library.say("refresh --force").exits(0);
        assert_eq!(counts(library), (3, 3), "{plan}");
    };
    walk_in(&["error"], of_the_web, &["refresh", "--json"], 2, judge);
    assert_eq!(told.get(), 1, "a feed of the web");
    walk_in(&["error"], of_the_persons_own, &["refresh", "--json"], 2, judge);
    assert_eq!(told.get(), 2, "a feed of the person's own");
}

#[test]
fn marking_everything_is_done_whole_or_not_at_all() {
    let server = Server::start();
    let begin = || {
        let library = subscribed(&server, 2);
        library.say("refresh").exits(0);
        library
    };
    walk(begin, &["mark", "read", "is:unread"], 2, |library, ran, plan| {
        let (_, unread) = counts(library);
        assert!(unread == 0 || unread == 6, "{plan}: {unread} unread");
        assert!(ran.code != 0 || unread == 0, "{plan}: {ran:?}");
        library.say("mark read is:unread").exits(0);
        assert_eq!(counts(library), (6, 0), "{plan}");
    });
}

#[test]
fn an_import_is_done_whole_or_not_at_all() {
    let urls: Vec<String> = (0..50).map(|number| format!("https://{number}.invalid/feed")).collect();
    let begin = || {
        let library = Library::new();
        library.write("feeds.opml", &opml(&urls));
        library
    };
    walk(begin, &["import", "feeds.opml"], 5, |library, ran, plan| {
        let feeds = Store::open(&store(library)).unwrap().feeds().unwrap().len();
        assert!(feeds == 0 || feeds == 50, "{plan}: {feeds} feeds");
        assert!(ran.code != 0 || feeds == 50, "{plan}: {ran:?}");
        library.say("import feeds.opml").exits(0);
        assert_eq!(
            Store::open(&store(library)).unwrap().feeds().unwrap().len(),
            50,
            "{plan}"
        );
    });
}

#[test]
fn a_migration_that_is_cut_off_anywhere_changes_nothing_and_the_next_does_it() {
    walk(older_library, &["queries", "--json"], 5, |library, ran, plan| {
        assert!(
            library.folder("data").join("dateline.db.version-1").exists(),
            "{plan}: {ran:?}"
        );
        assert_eq!(counts(library), (1, 1), "{plan}: {ran:?}");
        assert_eq!(
            library.say("list --json").exits(0).json()[0]["title"],
            "An old entry",
            "{plan}"
        );
    });
}

#[test]
fn a_prefetch_that_is_cut_off_anywhere_goes_on_where_it_was() {
    let server = Server::start();
    let story =
        "<p>A paragraph of the story that is long enough to be taken for a part of its text by anybody.</p>".repeat(12);
    let page = format!("<html><body><article><h1>Story</h1>{story}</article></body></html>");
    server.route("/story", Answer::ok(page).header("Content-Type", "text/html"));
    let link = server.url("/story");
    let teaser = format!(
        "<rss version=\"2.0\"><channel><title>T</title><item><title>Story</title><link>{link}</link><guid>1</guid>\
         <description>A teaser …</description></item></channel></rss>"
    );
    server.route("/feed", Answer::ok(teaser));
    let begin = || {
        let library = Library::new();
        library.run(&["add", &server.url("/feed")]).exits(0);
        library
    };
    // A server is asked for one page at a time, and not at once: each run takes its time.
    walk_in(&["abort"], begin, &["prefetch", "--json"], 5, |library, _, plan| {
        library.run(&["prefetch", "is:unread"]).exits(0);
        let entries = library.say("list --json").exits(0).json();
        assert!(
            entries.iter().all(|entry| entry["ready"] == true),
            "{plan}: {entries:?}"
        );
    });
}

/// A store as the first version left it, with an entry.
fn older_library() -> Library {
    let library = Library::new();
    fs::create_dir_all(library.folder("data")).unwrap();
    let connection = rusqlite::Connection::open(store(&library)).unwrap();
    connection
        .execute_batch("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; BEGIN;")
        .unwrap();
    connection
        .execute_batch(include_str!("../../src/store/migrations/0001.sql"))
        .unwrap();
    connection
        .execute_batch(
            "INSERT INTO feeds (id, url, subscribed) VALUES (1, 'https://site.example/feed', 0);
             INSERT INTO entries (place, id, feed, media, minutes, arrived, content_hash, words_hash, title, identity)
             VALUES (7, 7, 1, 0, 1, 0, 0, 0, 'An old entry', 'old');
             INSERT INTO loose_texts (entry, plain, details, body) VALUES (7, 8, '{}', CAST('Old text' AS BLOB));
             UPDATE feeds SET total = 1, unread = 1;
             UPDATE next_entry SET id = 8;
             PRAGMA application_id = 0x64746c6e;
             PRAGMA user_version = 1;
             COMMIT;",
        )
        .unwrap();
    library
}

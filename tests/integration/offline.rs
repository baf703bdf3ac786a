//! Made ready for offline: a site on loopback, its feed, pages and pictures, and then the site is gone.

use crate::support::library::Library;
use crate::support::server::{Answer, Server};
use dateline::app::{Effect, Event, PrefetchFinished, Refresh, Which};
use dateline::config::{Config, Paths};
use dateline::model::picture::Rooms;
use dateline::model::{EntryId, Query, Subscription};
use dateline::worker::{self, Worker};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// Far longer than anything here takes: only a test that fails waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A picture of one pixel that is whole enough to be one.
const PICTURE: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\
    \x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

pub struct Site {
    pub server: Server,
    place: TempDir,
}

impl Site {
    /// A feed of teasers whose pages each have a story and a picture.
    pub fn new(stories: usize) -> Site {
        let server = Server::start();
        let items: String = (1..=stories)
            .map(|number| {
                let link = server.url(&format!("/story/{number}"));
                format!(
                    "<item><title>Ferry {number} sails again</title><link>{link}</link><guid>{number}</guid>\
                     <description>Two lines about ferry {number}.</description></item>"
                )
            })
            .collect();
        server.route(
            "/feed",
            Answer::ok(format!(
                "<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>"
            )),
        );
        for number in 1..=stories {
            server.route(
                &format!("/story/{number}"),
                Answer::ok(page(number)).header("Content-Type", "text/html"),
            );
            server.route(&format!("/deck{number}.gif"), Answer::ok(PICTURE));
        }
        Site {
            server,
            place: tempfile::tempdir().unwrap(),
        }
    }

    pub fn paths(&self) -> Paths {
        Paths::below(self.place.path())
    }

    pub fn open(&self) -> (Worker, Receiver<Event>) {
        let (send, events) = channel();
        let worker = Worker::start(&Config::default(), &self.paths(), move |event| {
            let _ = send.send(event);
        });
        (worker.unwrap(), events)
    }

    pub fn subscribe_and_fetch(&self, worker: &Worker, events: &Receiver<Event>) {
        worker.perform(Effect::SubscribeAll(vec![Subscription {
            url: self.server.url("/feed"),
            ..Subscription::default()
        }]));
        worker.perform(Effect::Refresh {
            which: Refresh::All,
            force: true,
        });
        wait(events, |event| matches!(event, Event::RefreshFinished(_)).then_some(()));
    }

    pub fn asked_for(&self, start: &str) -> usize {
        self.server
            .asked()
            .iter()
            .filter(|asked| asked.path.starts_with(start))
            .count()
    }
}

pub fn page(number: usize) -> String {
    let paragraphs: String = (1..=5)
        .map(|part| {
            format!(
                "<p>Part {part} of the story of ferry {number}: the crew cast off before dawn, and the island \
                 on the far side of the sound had its bread, its mail and its doctor by the time the shops opened.</p>"
            )
        })
        .collect();
    format!(
        "<html><head><title>Ferry {number} sails again</title></head><body><nav><a href='/'>Home</a></nav><article>\
         <h1>Ferry {number} sails again</h1><figure><img src='/deck{number}.gif' alt='The deck'><figcaption>The deck of \
         ferry {number}</figcaption></figure>{paragraphs}</article><footer>All rights reserved</footer></body></html>"
    )
}

#[track_caller]
pub fn wait<R>(events: &Receiver<Event>, wanted: impl Fn(&Event) -> Option<R>) -> R {
    loop {
        let event = events.recv_timeout(PATIENCE).expect("an event");
        if let Some(found) = wanted(&event) {
            return found;
        }
    }
}

#[track_caller]
pub fn prefetch(worker: &Worker, events: &Receiver<Event>) -> PrefetchFinished {
    let which = Which::Query(Query::parse("is:unread").unwrap());
    worker.perform(Effect::Prefetch { which });
    wait(events, |event| match event {
        Event::PrefetchFinished(finished) => Some(finished.clone()),
        _ => None,
    })
}

pub fn ready(paths: &Paths) -> usize {
    let mut count = 0;
    let query = Query::parse("is:ready").unwrap();
    worker::Library::open(paths)
        .unwrap()
        .list(&query, None, &mut |row| count += usize::from(row.ready))
        .unwrap();
    count
}

#[test]
fn after_a_prefetch_every_entry_has_its_story_and_its_picture_though_the_site_is_gone() {
    let site = Site::new(3);
    let paths = site.paths();
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    assert_eq!(ready(&paths), 0);
    let finished = prefetch(&worker, &events);
    assert_eq!(
        (finished.ready, finished.failed.len(), finished.left),
        (3, 0, 0),
        "{finished:?}"
    );
    drop(worker);
    drop(site.server);
    assert_eq!(ready(&paths), 3);
    let library = worker::Library::open(&paths).unwrap();
    for entry in 1..=3 {
        let article = library.article(EntryId(entry)).unwrap().unwrap();
        for part in 1..=5 {
            assert!(
                article.text.contains(&format!("Part {part} of the story")),
                "{}",
                article.text
            );
        }
        assert!(!article.text.contains("All rights reserved"));
        assert!(article.html.contains("deck"), "{}", article.html);
    }
    assert_eq!(std::fs::read_dir(paths.pictures()).unwrap().count(), 3);
}

#[test]
fn an_opened_teaser_gets_its_full_text_and_the_feeds_own_stays_at_hand() {
    let site = Site::new(2);
    let paths = site.paths();
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    let entry = EntryId(1);
    worker.perform(Effect::FetchFullText { entry, asked: false });
    let saved = |event: &Event| matches!(event, Event::FullTextSaved { .. }).then_some(());
    wait(&events, saved);
    let opened = |effect: Effect| {
        worker.perform(effect);
        wait(&events, |event| match event {
            Event::ArticleOpened { article } => Some(article.page.lines.len()),
            _ => None,
        })
    };
    assert!(
        opened(Effect::OpenArticle {
            entry,
            width: 60,
            pictures: Rooms::default(),
        }) > 10
    );
    assert!(opened(Effect::OpenFeedText { entry, width: 60 }) < 4);
    assert_eq!(ready(&paths), 0, "its picture is not there yet");
    assert_eq!(prefetch(&worker, &events).ready, 2);
    assert_eq!(site.asked_for("/story/1"), 1);
}

#[test]
fn a_page_that_gives_too_little_leaves_the_feeds_text_and_says_so() {
    let site = Site::new(1);
    site.server.route(
        "/story/1",
        Answer::ok("<html><body><p>Subscribe to read this story.</p></body></html>")
            .header("Content-Type", "text/html"),
    );
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    worker.perform(Effect::FetchFullText {
        entry: EntryId(1),
        asked: false,
    });
    let message = wait(&events, |event| match event {
        Event::FullTextMissing { message, .. } => Some(message.clone()),
        _ => None,
    });
    assert!(message.ends_with("the feed's text stays."), "{message}");
}

#[test]
fn a_short_text_may_be_all_there_is_so_that_a_short_page_is_told_only_where_somebody_asks() {
    let site = Site::new(1);
    site.server.route(
        "/story/1",
        Answer::ok("<html><body><p>Two lines about ferry 1.</p></body></html>").header("Content-Type", "text/html"),
    );
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    let entry = EntryId(1);
    worker.perform(Effect::FetchFullText { entry, asked: false });
    site.server.wait_for_questions(2);
    worker.perform(Effect::FetchFullText { entry, asked: true });
    let told = |event: &Event| match event {
        Event::FullTextMissing { message, .. } => Some(message.clone()),
        _ => None,
    };
    let message = wait(&events, told);
    assert!(message.contains("fewer than 60 words"), "{message}");
    assert_eq!(site.asked_for("/story/1"), 2);
    drop(worker);
    let later: Vec<String> = events.iter().filter_map(|event| told(&event)).collect();
    assert_eq!(
        later, [""; 0],
        "each question is answered once at most, and the first was not asked by a person"
    );
}

#[test]
fn a_feed_whose_full_text_is_never_wanted_is_not_asked_for_it() {
    let site = Site::new(1);
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    let feed = worker::Library::open(&site.paths()).unwrap().feeds().unwrap()[0].id;
    worker.perform(Effect::Set {
        feed,
        key: "full-text".to_owned(),
        value: "never".to_owned(),
    });
    assert_eq!(prefetch(&worker, &events).ready, 1);
    assert_eq!(site.asked_for("/story/"), 0);
}

#[test]
fn a_second_prefetch_asks_for_nothing_that_is_there() {
    let site = Site::new(2);
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    prefetch(&worker, &events);
    let asked = site.server.asked().len();
    let finished = prefetch(&worker, &events);
    assert_eq!((finished.ready, finished.left), (0, 0));
    assert_eq!(site.server.asked().len(), asked);
}

#[test]
fn what_failed_is_told_and_the_next_prefetch_goes_on_with_it() {
    let site = Site::new(3);
    site.server.route_in_turn(
        "/story/2",
        vec![
            Answer::status(500),
            Answer::ok(page(2)).header("Content-Type", "text/html"),
        ],
    );
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    let finished = prefetch(&worker, &events);
    assert_eq!((finished.ready, finished.failed.len()), (2, 1), "{finished:?}");
    assert!(finished.failed[0].1.contains("500"), "{finished:?}");
    assert_eq!(prefetch(&worker, &events).ready, 1);
    assert_eq!(site.asked_for("/story/1"), 1);
    assert_eq!(site.asked_for("/story/2"), 2);
}

#[test]
fn a_refresh_of_the_command_line_makes_ready_what_the_settings_want() {
    let site = Site::new(3);
    let library = Library::new();
    library.run(&["add", &site.server.url("/feed")]).exits(0);
    assert_eq!(library.say("unread is:ready").exits(0).out, "0\n");
    assert_eq!(site.asked_for("/story/"), 0, "nothing is wanted where nothing is said");

    library.write(
        "config/config.toml",
        "[refresh]\nprefetch = \"is:unread title:sails\"\nmetered = true\n",
    );
    library.say("refresh --force").exits(0);
    assert_eq!(site.asked_for("/story/"), 0, "never on a metered network");

    library.write("config/config.toml", "[refresh]\nprefetch = \"is:unread title:2\"\n");
    library
        .say("refresh --force")
        .exits(0)
        .tells("1 entry is ready for offline, 0 failed");
    assert_eq!(
        (site.asked_for("/story/"), site.asked_for("/story/2")),
        (1, 1),
        "what the query finds"
    );
    assert_eq!(library.say("unread is:ready").exits(0).out, "1\n");

    library.write("config/config.toml", "[refresh]\nprefetch = \"is:unread\"\n");
    let told = library
        .say("refresh --force --json")
        .exits(0)
        .tells("2 entries are ready for offline, 0 failed");
    assert_eq!(
        told.json().len(),
        2,
        "the feed and the summary of the refresh: {told:?}"
    );
    library
        .say("refresh --force")
        .exits(0)
        .tells("Everything that the query finds is ready for offline");
    assert_eq!(site.asked_for("/story/"), 3, "each page once");
    drop(site.server);
    for entry in 1..=3 {
        library
            .say(&format!("show {entry}"))
            .exits(0)
            .prints("Part 5 of the story");
    }
}

#[test]
fn a_busy_site_is_left_alone_for_the_rest_of_the_prefetch() {
    let site = Site::new(3);
    for number in 1..=3 {
        site.server.route(
            &format!("/story/{number}"),
            Answer::status(429).header("Retry-After", "60"),
        );
    }
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    let finished = prefetch(&worker, &events);
    assert_eq!((finished.ready, finished.failed.len()), (0, 3), "{finished:?}");
    assert_eq!(site.asked_for("/story/"), 1);
}

#[test]
fn a_picture_that_nobody_has_keeps_no_entry_from_being_ready() {
    let site = Site::new(1);
    site.server.route("/deck1.gif", Answer::status(404));
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    assert_eq!(prefetch(&worker, &events).ready, 1);
}

#[test]
fn pages_and_pictures_on_other_private_servers_are_not_asked_for() {
    let (site, other) = (Site::new(1), Server::start());
    let picture = other.url("/inside.gif");
    site.server.route(
        "/story/1",
        Answer::ok(page(1).replace("/deck1.gif", &picture)).header("Content-Type", "text/html"),
    );
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    prefetch(&worker, &events);
    assert_eq!(other.asked().len(), 0);
}

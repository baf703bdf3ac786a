//! The worker: effects in, events out, on a real store and a real server.

use crate::support::library::feed;
use crate::support::server::{Answer, Server};
use dateline::app::{Effect, Event, Refresh, RefreshFinished, SearchResult};
use dateline::config::{Config, Paths};
use dateline::model::picture::Rooms;
use dateline::model::{EntryId, ListOrder, Mark, Position, Source, Subscription, WindowRequest};
use dateline::store::{MarkTarget, Store};
use dateline::worker::{self, Worker};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// Far longer than anything here takes: only a test that fails waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

struct Desk {
    worker: Worker,
    events: Receiver<Event>,
}

impl Desk {
    fn open(place: &TempDir) -> Desk {
        let (send, events) = channel();
        let deliver = move |event| drop(send.send(event));
        let worker = Worker::start(&Config::default(), &Paths::below(place.path()), deliver).unwrap();
        Desk { worker, events }
    }

    /// A desk with feeds at these paths of a server.
    fn with_feeds(place: &TempDir, server: &Server, paths: &[&str]) -> Desk {
        let desk = Desk::open(place);
        let subscription = |path: &&str| Subscription {
            url: server.url(path),
            ..Subscription::default()
        };
        desk.worker
            .perform(Effect::SubscribeAll(paths.iter().map(subscription).collect()));
        assert!(matches!(desk.next(), Event::SubscriptionsChanged { .. }));
        desk
    }

    #[track_caller]
    fn next(&self) -> Event {
        self.events.recv_timeout(PATIENCE).expect("an event")
    }

    fn refresh_all(&self) {
        self.worker.perform(Effect::Refresh {
            which: Refresh::All,
            force: true,
        });
    }

    #[track_caller]
    fn wait_for_finish(&self) -> RefreshFinished {
        loop {
            if let Event::RefreshFinished(finished) = self.next() {
                return finished;
            }
        }
    }

    /// How many entries all lists hold together.
    #[track_caller]
    fn total(&self) -> u64 {
        self.worker.perform(Effect::LoadFeeds);
        match self.next() {
            Event::FeedsLoaded(loaded) => loaded.all.total,
            other => panic!("{other:?}"),
        }
    }
}

fn window() -> WindowRequest {
    WindowRequest {
        order: ListOrder::Newest,
        source: Source::All,
        position: Position::Top,
        limit: 10,
        keep: Vec::new(),
        today: worker::now(),
    }
}

fn news(entries: usize) -> Server {
    let server = Server::start();
    server.route("/news", Answer::ok(feed("News", entries)));
    server
}

#[test]
fn each_feed_is_told_when_its_entries_are_there_and_the_end_comes_last() {
    let place = tempfile::tempdir().unwrap();
    let server = news(3);
    server.route("/bad", Answer::status(500));
    let desk = Desk::with_feeds(&place, &server, &["/news", "/bad"]);
    desk.refresh_all();
    assert_eq!(desk.next(), Event::RefreshStarted { total: 2 });
    let mut told = Vec::new();
    for _ in 0..2 {
        match desk.next() {
            Event::FeedRefreshed(refreshed) => told.push((refreshed.new, refreshed.error.is_some(), refreshed.done)),
            other => panic!("{other:?}"),
        }
    }
    told.sort_by_key(|(new, ..)| *new);
    assert_eq!(
        told.iter().map(|(new, failed, _)| (*new, *failed)).collect::<Vec<_>>(),
        [(0, true), (3, false)]
    );
    match desk.next() {
        Event::RefreshFinished(finished) => {
            assert_eq!(
                (finished.fetched, finished.failed.len(), finished.left, finished.new),
                (1, 1, 0, 3)
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(desk.total(), 3);
}

#[test]
fn a_cancelled_refresh_keeps_what_came_and_says_what_is_left() {
    let place = tempfile::tempdir().unwrap();
    let server = news(3);
    server.route("/held", Answer::ok(feed("Held", 1)).held());
    let desk = Desk::with_feeds(&place, &server, &["/news", "/held"]);
    desk.refresh_all();
    while !matches!(desk.next(), Event::FeedRefreshed(refreshed) if refreshed.new == 3) {}
    desk.refresh_all();
    match desk.next() {
        Event::RefreshRefused { message } => assert!(message.contains("under way"), "{message}"),
        other => panic!("{other:?}"),
    }
    desk.worker.perform(Effect::CancelRefresh);
    let finished = desk.wait_for_finish();
    assert_eq!((finished.fetched, finished.left), (1, 1));
    assert_eq!(desk.total(), 3);
    server.release();
    desk.refresh_all();
    assert_eq!(desk.wait_for_finish().left, 0, "the next refresh is not refused");
}

#[test]
fn it_ends_at_once_though_a_server_hangs() {
    let place = tempfile::tempdir().unwrap();
    let server = Server::start();
    server.route("/held", Answer::ok("").held());
    let desk = Desk::with_feeds(&place, &server, &["/held"]);
    desk.refresh_all();
    assert_eq!(desk.next(), Event::RefreshStarted { total: 1 });
    desk.worker.perform(Effect::Add {
        url: server.url("/held"),
        folders: Vec::new(),
        title: None,
    });
    let begun = std::time::Instant::now();
    drop(desk);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn a_mark_asked_for_just_before_the_end_is_kept() {
    let place = tempfile::tempdir().unwrap();
    let server = news(3);
    let desk = Desk::with_feeds(&place, &server, &["/news"]);
    desk.refresh_all();
    desk.wait_for_finish();
    for entry in 1..=3 {
        desk.worker.perform(Effect::Mark {
            entries: vec![EntryId(entry)],
            mark: Mark::Star,
        });
    }
    drop(desk);
    let desk = Desk::open(&place);
    desk.worker.perform(Effect::LoadWindow(window()));
    match desk.next() {
        Event::WindowLoaded { window, .. } => {
            assert_eq!(window.rows.iter().filter(|row| row.starred).count(), 3);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_latest_search_is_answered_and_no_older_one_after_a_newer() {
    let place = tempfile::tempdir().unwrap();
    let server = news(20);
    let desk = Desk::with_feeds(&place, &server, &["/news"]);
    desk.refresh_all();
    desk.wait_for_finish();
    for (generation, text) in [(1, "w"), (2, "wo"), (3, "title:"), (4, "is:blue"), (5, "number words")] {
        desk.worker.perform(Effect::Search {
            generation,
            text: text.to_owned(),
            limit: 200,
        });
    }
    let mut answered = Vec::new();
    let last = loop {
        match desk.next() {
            Event::SearchFinished { generation: 5, result } => break result,
            Event::SearchFinished { generation, .. } => answered.push(generation),
            other => panic!("{other:?}"),
        }
    };
    let ordered = answered.windows(2).all(|pair| pair[0] <= pair[1]);
    assert!(ordered, "{answered:?}");
    assert!(matches!(last, SearchResult::Found(hits) if hits.len() == 20));
}

#[test]
fn a_query_that_cannot_be_read_is_pointed_at() {
    let place = tempfile::tempdir().unwrap();
    let desk = Desk::open(&place);
    desk.worker.perform(Effect::Search {
        generation: 1,
        text: "is:blue ".to_owned(),
        limit: 200,
    });
    match desk.next() {
        Event::SearchFinished {
            result: SearchResult::Mistaken { pointed },
            ..
        } => assert!(pointed.contains('^'), "{pointed}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_article_is_opened_and_laid_out_anew_at_another_width() {
    let place = tempfile::tempdir().unwrap();
    let server = news(1);
    let desk = Desk::with_feeds(&place, &server, &["/news"]);
    desk.refresh_all();
    desk.wait_for_finish();
    let entry = EntryId(1);
    desk.worker.perform(Effect::OpenArticle {
        entry,
        width: 60,
        pictures: Rooms::default(),
    });
    match desk.next() {
        Event::ArticleOpened { article } => assert_eq!((article.row.id, article.page.width), (entry, 60)),
        other => panic!("{other:?}"),
    }
    desk.worker.perform(Effect::LayOutArticle {
        entry,
        width: 12,
        pictures: Rooms::default(),
    });
    match desk.next() {
        Event::ArticleLaidOut { page, .. } => assert!(page.width == 12 && page.lines.len() > 1, "{page:?}"),
        other => panic!("{other:?}"),
    }
    let entry = EntryId(99);
    desk.worker.perform(Effect::OpenArticle {
        entry,
        width: 60,
        pictures: Rooms::default(),
    });
    assert_eq!(desk.next(), Event::ArticleMissing { entry });
}

#[test]
fn what_another_process_changed_is_told_once_and_what_this_one_changed_never() {
    let place = tempfile::tempdir().unwrap();
    let server = news(3);
    let desk = Desk::with_feeds(&place, &server, &["/news"]);
    let looks = || {
        desk.worker.perform(Effect::LookElsewhere);
        // Answered by the same lane, after it.
        let name = "none".to_owned();
        desk.worker.perform(Effect::RemoveQuery { name });
        matches!(desk.next(), Event::ChangedElsewhere) && matches!(desk.next(), Event::Failed { .. })
    };
    desk.refresh_all();
    desk.wait_for_finish();
    assert!(!looks());
    let mut other = Store::open(&Paths::below(place.path()).store()).unwrap();
    let target = MarkTarget::Entries(vec![EntryId(1)]);
    other.mark(&target, Mark::Star, worker::now()).unwrap();
    assert!(looks());
    assert!(!looks());
}

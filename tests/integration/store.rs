//! The store's promises, one a test, through its public interface alone.

use dateline::model::query::{Age, Condition, Day, Medium, Place, State, Term, Unit, Words};
use dateline::model::time::DAY;
use dateline::model::{
    Article, Cursor, Enclosure, EntryId, EntryRow, FeedFault, FeedId, FetchNotes, Fetched, FetchedFeed, Folder,
    ListOrder, Mark, NewEntry, Position, Query, SavedQuery, Source, Subscription, Timestamp, Validators, WindowRequest,
    Wishes, Zone,
};
use dateline::store::{
    Direction, Limits, MarkTarget, NeighbourRequest, ReadingPosition, Retention, SearchOptions, Starred, Store,
    StoreError, Subscribed,
};
use proptest::prelude::*;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tempfile::TempDir;

const NOW: Timestamp = Timestamp::from_unix(1_790_000_000);

/// A store in a folder of its own.
struct Library {
    store: Store,
    folder: TempDir,
}

impl Library {
    fn new() -> Library {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("library.db")).unwrap();
        Library { store, folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("library.db")
    }

    fn feed(&mut self, name: &str) -> FeedId {
        self.feed_in(name, &[])
    }

    fn feed_in(&mut self, name: &str, folders: &[&str]) -> FeedId {
        let subscription = Subscription {
            url: format!("https://{name}.example/feed"),
            title: Some(name.to_owned()),
            folders: folders.iter().filter_map(|folder| Folder::parse(folder)).collect(),
            ..Subscription::default()
        };
        self.store.subscribe(&subscription, NOW).unwrap().feed()
    }

    fn save(&mut self, feed: FeedId, entries: Vec<NewEntry>) -> dateline::store::Saved {
        self.store.save(fetched(feed, NOW, entries)).unwrap()
    }

    fn index(&mut self) {
        while self.store.index_pending(7).unwrap() > 0 {}
    }

    /// Cleans up as the reader does, but by twos; says how many entries went.
    fn clean_up(&mut self, retention: &Retention, now: Timestamp) -> usize {
        let mut leaving = self.store.leaving(retention, now).unwrap();
        let total = leaving.count();
        while !leaving.is_empty() {
            self.store.take(&mut leaving, 2).unwrap();
        }
        total
    }

    fn titles(&self, source: Source) -> Vec<String> {
        titles(&self.window(source, Position::Top, 1000).rows)
    }

    fn window(&self, source: Source, position: Position, limit: usize) -> dateline::model::Window {
        self.store.window(&request(source, position, limit)).unwrap()
    }

    fn found(&self, query: &str) -> Vec<String> {
        let mut rows = Vec::new();
        self.store
            .list(&Query::parse(query).unwrap(), None, &mut |row| rows.push(row))
            .unwrap();
        titles(&rows)
    }

    fn unread(&self) -> u64 {
        self.store.counts(&[Source::All], NOW).unwrap()[0].unread
    }
}

fn request(source: Source, position: Position, limit: usize) -> WindowRequest {
    WindowRequest {
        order: ListOrder::Newest,
        source,
        position,
        limit,
        keep: Vec::new(),
        today: NOW.start_of_day(dateline::model::Zone::UTC),
    }
}

fn fetched(feed: FeedId, at: Timestamp, entries: Vec<NewEntry>) -> FetchedFeed {
    FetchedFeed {
        feed,
        at,
        next_check: at.plus(3600),
        took: None,
        outcome: Fetched::Changed {
            title: Some("The feed's own title".to_owned()),
            site_url: None,
            moved_to: None,
            validators: Validators {
                etag: Some("\"v1\"".to_owned()),
                obtained: Some(at),
                ..Validators::default()
            },
            entries,
            repairs: 0,
            wishes: Wishes::default(),
        },
        notes: FetchNotes::default(),
    }
}

fn failed(feed: FeedId, at: Timestamp, fault: FeedFault) -> FetchedFeed {
    FetchedFeed {
        feed,
        at,
        next_check: at.plus(3600),
        took: None,
        outcome: Fetched::Failed {
            fault,
            message: "It did not work.".to_owned(),
        },
        notes: FetchNotes::default(),
    }
}

/// An entry published so many hours before now.
fn entry(name: &str, hours: i64) -> NewEntry {
    NewEntry {
        identity: name.to_owned(),
        title: name.to_owned(),
        url: Some(format!("https://site.example/{}", name.replace(' ', "-"))),
        published: Some(NOW.plus(-3600 * hours)),
        html: format!("<p>Text of {name}</p>"),
        text: format!("Text of {name}"),
        ..NewEntry::default()
    }
}

fn titles(rows: &[EntryRow]) -> Vec<String> {
    rows.iter().map(|row| row.title.clone()).collect()
}

fn everything() -> MarkTarget {
    MarkTarget::Query(Query::default())
}

#[test]
fn what_was_saved_is_there_after_opening_again() {
    let mut library = Library::new();
    let feed = library.feed_in("News", &["World/Europe", "Daily"]);
    library.save(feed, vec![entry("one", 1)]);
    let path = library.path();
    drop(library.store);

    let store = Store::open(&path).unwrap();
    let feeds = store.feeds().unwrap();
    assert_eq!(
        (feeds[0].title.as_str(), feeds[0].unread, feeds[0].total),
        ("News", 1, 1)
    );
    let folders: Vec<String> = feeds[0].folders.iter().map(Folder::to_string).collect();
    assert_eq!(folders, ["Daily", "World/Europe"]);
    let row = store
        .window(&request(Source::All, Position::Top, 5))
        .unwrap()
        .rows
        .remove(0);
    let article = store.article(row.id).unwrap().unwrap();
    assert_eq!(
        (article.html.as_str(), article.text.as_str()),
        ("<p>Text of one</p>", "Text of one")
    );
}

#[test]
fn an_article_has_everything_that_the_feed_gave() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let given = NewEntry {
        author: Some("Ada".to_owned()),
        comments_url: Some("https://site.example/comments".to_owned()),
        categories: vec!["physics".to_owned()],
        language: Some("en".to_owned()),
        picture: Some("https://site.example/picture.png".to_owned()),
        enclosures: vec![Enclosure {
            url: "https://site.example/talk.mp3".to_owned(),
            mime_type: Some("audio/mpeg".to_owned()),
            length: Some(123),
            duration: Some(60),
        }],
        ..entry("one", 1)
    };
    let id = library.save(feed, vec![given.clone()]).new_entries[0];
    for _ in 0..2 {
        let article = library.store.article(id).unwrap().unwrap();
        assert_eq!(article.row.author, given.author);
        assert_eq!(article.comments_url, given.comments_url);
        assert_eq!(article.categories, given.categories);
        assert_eq!(article.language, given.language);
        assert_eq!(article.picture, given.picture);
        assert_eq!(article.enclosures, given.enclosures);
        assert_eq!((article.html, article.text), (given.html.clone(), given.text.clone()));
        library.index();
    }
    library
        .store
        .save_full_text(id, "<p>All of it, at length</p>", "All of it, at length")
        .unwrap();
    let article = library.store.article(id).unwrap().unwrap();
    assert!(article.row.ready);
    assert_eq!(article.text, "All of it, at length");
    assert_eq!(library.found("length is:ready has:audio has:image lang:en"), ["one"]);
}

#[test]
fn a_page_names_the_author_where_the_feed_names_none() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let named = |name: Option<&str>, title: &str| NewEntry {
        author: name.map(str::to_owned),
        title: title.to_owned(),
        ..entry(if name.is_some() { "named" } else { "nameless" }, 1)
    };
    library.save(feed, vec![named(Some("Ada Lind"), "One"), named(None, "Two")]);
    let rows = |library: &Library| library.window(Source::All, Position::Top, 10).rows;
    for row in rows(&library) {
        library.store.name_author(row.id, "Maren Solberg").unwrap();
    }
    let authors = |library: &Library| {
        let mut authors: Vec<_> = rows(library).into_iter().filter_map(|row| row.author).collect();
        authors.sort();
        authors
    };
    assert_eq!(authors(&library), ["Ada Lind", "Maren Solberg"]);
    library.save(feed, vec![named(None, "Two, mended")]);
    assert_eq!(
        authors(&library),
        ["Ada Lind", "Maren Solberg"],
        "an edit that names nobody takes no name"
    );
    library.index();
    assert_eq!(library.found("author:solberg").len(), 1);
}

#[test]
fn the_same_entry_again_is_not_new_and_keeps_its_marks() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(feed, vec![entry("one", 1), entry("two", 2)]);
    library.store.mark(&everything(), Mark::Read, NOW).unwrap();
    let edited = NewEntry {
        text: "Corrected".to_owned(),
        ..entry("one", 1)
    };
    let saved = library.save(feed, vec![edited, entry("two", 2)]);
    assert_eq!((saved.new, saved.changed), (0, 1));
    let rows = library.window(Source::All, Position::Top, 9).rows;
    assert!(rows.iter().all(|row| row.read));
    assert_eq!(rows.iter().map(|row| row.edited).collect::<Vec<_>>(), [true, false]);
    assert_eq!(library.found("corrected is:edited"), ["one"]);
}

#[test]
fn an_entry_that_is_said_to_be_in_another_language_is_no_edit_and_found_by_its_inflections() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let said = |language: &str| NewEntry {
        text: "Die Regierungen der Nachbarn".to_owned(),
        language: Some(language.to_owned()),
        ..entry("one", 1)
    };
    library.save(feed, vec![said("en")]);
    library.index();
    assert_eq!(library.found("regierung"), [""; 0]);
    assert_eq!(library.save(feed, vec![said("de")]).changed, 0);
    assert_eq!(library.found("regierung lang:de -is:edited"), ["one"]);
    library.index();
    assert_eq!(library.found("regierung"), ["one"]);
    assert_eq!(library.found("lang:en"), [""; 0]);
}

#[test]
fn an_entry_is_recognised_by_link_or_by_title_and_date_when_its_id_is_new() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(feed, vec![entry("one", 1), entry("two", 2)]);
    library.store.mark(&everything(), Mark::Read, NOW).unwrap();
    let same_link = NewEntry {
        identity: "changed-1".to_owned(),
        ..entry("one", 1)
    };
    let same_title_and_date = NewEntry {
        identity: "changed-2".to_owned(),
        url: Some("https://elsewhere.example/2".to_owned()),
        ..entry("two", 2)
    };
    assert_eq!(
        library
            .save(feed, vec![same_link.clone(), same_title_and_date.clone()])
            .new,
        0
    );
    assert_eq!(library.save(feed, vec![same_link, same_title_and_date]).new, 0);
    assert_eq!(library.unread(), 0);
}

#[test]
fn a_flood_of_changed_ids_makes_nothing_unread() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(feed, vec![entry("one", 1), entry("two", 2)]);
    library.store.mark(&everything(), Mark::Read, NOW).unwrap();
    for round in 0..20 {
        let renamed = ["one", "two"].map(|name| NewEntry {
            identity: format!("{name}-{round}"),
            ..entry(name, 1)
        });
        library.save(feed, renamed.to_vec());
    }
    assert_eq!(library.unread(), 0);
    assert_eq!(library.store.feeds().unwrap()[0].total, 2);
}

#[test]
fn the_same_id_with_another_link_is_another_entry() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let shared = |name: &str, hours| NewEntry {
        identity: "https://site.example/".to_owned(),
        ..entry(name, hours)
    };
    assert_eq!(library.save(feed, vec![shared("one", 1), shared("two", 2)]).new, 2);
    library.store.mark(&everything(), Mark::Read, NOW).unwrap();
    assert_eq!(library.save(feed, vec![shared("zero", 0), shared("two", 2)]).new, 1);
    assert_eq!(library.titles(Source::All), ["zero", "one", "two"]);
    assert_eq!(library.found("is:read"), ["one", "two"]);
}

#[test]
fn entries_of_one_link_stay_apart_while_their_ids_stand_in_the_feed() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let linked = |name: &str, hours| NewEntry {
        url: Some("https://site.example/".to_owned()),
        ..entry(name, hours)
    };
    library.save(feed, vec![linked("one", 1)]);
    assert_eq!(library.save(feed, vec![linked("two", 0), linked("one", 1)]).new, 1);
}

#[test]
fn nothing_that_a_feed_does_deletes() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(feed, vec![entry("one", 1), entry("two", 2)]);
    library.save(feed, vec![]);
    library.save(feed, vec![entry("three", 0)]);
    library.store.save(failed(feed, NOW, FeedFault::Gone)).unwrap();
    assert_eq!(library.titles(Source::All), ["three", "one", "two"]);
}

#[test]
fn a_future_date_is_shown_but_sorted_as_the_arrival() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(
        feed,
        vec![
            entry("soon", -48),
            NewEntry {
                published: None,
                ..entry("undated", 0)
            },
        ],
    );
    let rows = library.window(Source::All, Position::Top, 9).rows;
    let soon = rows.iter().find(|row| row.title == "soon").unwrap();
    assert_eq!((soon.sorted, soon.published), (NOW, NOW.plus(48 * 3600)));
    let undated = rows.iter().find(|row| row.title == "undated").unwrap();
    assert_eq!((undated.sorted, undated.published), (NOW, NOW));
}

#[test]
fn failures_are_kept_with_their_age_and_offline_does_not_count() {
    let mut library = Library::new();
    let feed = library.feed("News");
    for (minute, fault) in [
        (0, FeedFault::Refused),
        (1, FeedFault::Offline),
        (2, FeedFault::Refused),
    ] {
        library.store.save(failed(feed, NOW.plus(60 * minute), fault)).unwrap();
    }
    let error = library.store.feeds().unwrap().remove(0).error.unwrap();
    assert_eq!((error.fault, error.failures, error.since), (FeedFault::Refused, 2, NOW));
    library.save(feed, vec![]);
    let recovered = library.store.feeds().unwrap().remove(0);
    assert_eq!((recovered.error, recovered.last_success), (None, Some(NOW)));
}

#[test]
fn a_feed_is_due_when_its_time_has_come_or_its_clock_was_wrong() {
    let mut library = Library::new();
    let (due, waiting, gone, jumped) = (
        library.feed("due"),
        library.feed("waiting"),
        library.feed("gone"),
        library.feed("jumped"),
    );
    library.save(waiting, vec![entry("one", 1)]);
    library.store.save(failed(gone, NOW, FeedFault::Gone)).unwrap();
    library
        .store
        .save(failed(jumped, NOW.plus(400 * DAY), FeedFault::TimedOut))
        .unwrap();
    let feeds = |at| -> Vec<FeedId> { library.store.due(at).unwrap().into_iter().map(|job| job.feed).collect() };
    assert_eq!(feeds(NOW), [due, jumped]);
    assert_eq!(feeds(NOW.plus(3600)), [due, waiting, jumped]);
    let jobs = library.store.jobs(Some(&[waiting])).unwrap();
    assert_eq!(jobs[0].validators.etag.as_deref(), Some("\"v1\""));
    assert_eq!(jobs[0].recent, [NOW.plus(-3600)]);
}

#[test]
fn subscribing_twice_is_subscribing_once_and_a_feed_stays_where_it_was_put() {
    let mut library = Library::new();
    let in_folder = |url: &str, folder: &str| Subscription {
        url: url.to_owned(),
        folders: vec![Folder::parse(folder).unwrap()],
        ..Subscription::default()
    };
    let list = ["A", "B"].map(|folder| in_folder("https://one.example/feed", folder));
    let first = library.store.subscribe_all(&list, NOW).unwrap();
    let feed = first[0].feed();
    assert_eq!(first, [Subscribed::New(feed), Subscribed::Already(feed)]);
    assert_eq!(library.store.feeds().unwrap()[0].folders.len(), 2);
    library.store.move_feed(feed, &[]).unwrap();
    let again = library.store.subscribe_all(&list, NOW).unwrap();
    assert_eq!(again, [Subscribed::Already(feed); 2]);
    assert_eq!(library.store.feeds().unwrap()[0].folders, []);
}

#[test]
fn a_feed_is_found_by_id_address_or_title_and_else_by_a_part_of_it() {
    let mut library = Library::new();
    let (news, older) = (library.feed("News"), library.feed("Older News"));
    let found = |text: &str| -> Vec<FeedId> {
        library
            .store
            .find_feed(text)
            .unwrap()
            .into_iter()
            .map(|feed| feed.id)
            .collect()
    };
    assert_eq!(found("news"), [news]);
    assert_eq!(found(&older.to_string()), [older]);
    assert_eq!(found("https://News.example/feed"), [news]);
    assert_eq!(found("ew"), [news, older]);
    assert_eq!(found("OLD"), [older]);
    assert!(found("nothing").is_empty() && found("").is_empty());
}

#[test]
fn a_feed_keeps_what_it_asks_for_and_its_move_to_another_address_can_be_undone() {
    let mut library = Library::new();
    let feed = library.feed("Moves");
    let asks = Wishes {
        ttl: Some(7200),
        skip_hours: vec![0, 23],
        skip_days: vec![6],
        fresh_for: Some(600),
    };
    let mut document = fetched(feed, NOW, vec![entry("one", 1)]);
    document.took = Some(std::time::Duration::from_millis(120));
    if let Fetched::Changed { wishes, moved_to, .. } = &mut document.outcome {
        *wishes = asks.clone();
        *moved_to = Some("https://new.example/feed".to_owned());
    }
    let old = library.store.jobs(Some(&[feed])).unwrap().remove(0).url;
    library.store.save(document.clone()).unwrap();
    library.store.save(failed(feed, NOW, FeedFault::TimedOut)).unwrap();
    let kept = library.store.jobs(Some(&[feed])).unwrap().remove(0);
    assert_eq!((kept.wishes, kept.took), (asks, document.took));
    assert_eq!(kept.url, "https://new.example/feed");
    library.store.undo().unwrap();
    assert_eq!(library.store.jobs(Some(&[feed])).unwrap()[0].url, old);
}

#[test]
fn a_removed_feed_leaves_every_list_and_undo_brings_all_of_it_back() {
    let mut library = Library::new();
    let (stays, goes) = (library.feed("Stays"), library.feed_in("Goes", &["A"]));
    library.save(stays, vec![entry("one", 1)]);
    library.save(goes, vec![entry("two", 2)]);
    library.index();
    library.store.unsubscribe(goes, NOW, Starred::Stay).unwrap();
    assert_eq!(library.titles(Source::All), ["one"]);
    assert_eq!(
        library.titles(Source::Folder(Folder::parse("A").unwrap())),
        Vec::<String>::new()
    );
    assert_eq!((library.found("text"), library.unread()), (vec!["one".to_owned()], 1));
    assert_eq!(library.save(goes, vec![entry("three", 0)]).new, 0);
    let undone = library.store.undo().unwrap().unwrap();
    assert_eq!(undone.feed, Some(goes));
    assert_eq!(
        (library.found("text"), library.unread()),
        (vec!["one".to_owned(), "two".to_owned()], 2)
    );
    assert_eq!(library.store.feeds().unwrap()[0].folders.len(), 1);
}

#[test]
fn a_title_folders_and_an_address_can_be_changed_and_taken_back() {
    let mut library = Library::new();
    let feed = library.feed_in("News", &["A"]);
    library.save(feed, vec![entry("one", 1)]);
    library.index();
    let now = |library: &Library| {
        let feed = library.store.feeds().unwrap().remove(0);
        (feed.title, feed.folders[0].to_string(), feed.url)
    };
    let before = now(&library);
    library.store.rename(feed, None).unwrap();
    assert_eq!(library.found("own"), ["one"]);
    library.store.move_feed(feed, &[Folder::parse("B").unwrap()]).unwrap();
    library.store.change_url(feed, "https://new.example/").unwrap();
    let changed = (
        "The feed's own title".to_owned(),
        "B".to_owned(),
        "https://new.example/".to_owned(),
    );
    assert_eq!(now(&library), changed);
    for _ in 0..3 {
        library.store.undo().unwrap().unwrap();
    }
    assert_eq!(now(&library), before);
    // Subscribing came before all of that.
    assert!(library.store.undo().unwrap().is_some());
    assert_eq!(library.store.feeds().unwrap(), []);
    assert_eq!(library.store.undo().unwrap(), None);
}

#[test]
fn credentials_in_an_address_are_not_shown_as_a_title() {
    let mut library = Library::new();
    let subscription = Subscription {
        url: "https://me:secret@site.example/feed".to_owned(),
        ..Subscription::default()
    };
    library.store.subscribe(&subscription, NOW).unwrap();
    let feed = library.store.feeds().unwrap().remove(0);
    assert_eq!(feed.title, "https://***@site.example/feed");
}

#[test]
fn marks_change_counts_and_undo_takes_the_last_back() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let ids = library
        .save(feed, (0..10).map(|hour| entry(&format!("e{hour}"), hour)).collect())
        .new_entries;
    let first = MarkTarget::Entries(ids[..3].to_vec());
    assert_eq!(library.store.mark(&first, Mark::Read, NOW).unwrap().changed, 3);
    assert_eq!(library.store.mark(&everything(), Mark::Read, NOW).unwrap().changed, 7);
    assert_eq!(library.store.mark(&everything(), Mark::Read, NOW).unwrap().changed, 0);
    library.store.mark(&first, Mark::Star, NOW).unwrap();
    assert_eq!((library.unread(), library.titles(Source::Starred).len()), (0, 3));
    let undone = library.store.undo().unwrap().unwrap();
    assert_eq!((undone.entries.len(), library.titles(Source::Starred).len()), (3, 0));
    assert_eq!(undone.what, "Taken back: starred 3 entries of News.");
    library.store.undo().unwrap();
    assert_eq!(library.unread(), 7);
    library.store.undo().unwrap();
    assert_eq!(library.unread(), 10);
    assert!(library.store.check().unwrap().is_empty());
}

#[test]
fn marking_a_list_does_not_touch_what_arrived_after_it_was_looked_at() {
    let mut library = Library::new();
    let (news, other) = (library.feed("News"), library.feed("Other"));
    let seen = library.save(news, vec![entry("one", 1), entry("two", 2)]).new_entries;
    library.save(other, vec![entry("three", 1)]);
    library.save(news, vec![entry("late", 3)]);
    let target = MarkTarget::Source {
        source: Source::Feed(news),
        today: NOW,
        up_to: *seen.iter().max().unwrap(),
    };
    assert_eq!(library.store.mark(&target, Mark::Read, NOW).unwrap().changed, 2);
    assert_eq!(library.titles(Source::Unread), ["three", "late"]);
}

#[test]
fn tags_are_put_on_found_and_taken_back() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let ids = library.save(feed, vec![entry("one", 1), entry("two", 2)]).new_entries;
    let tag = |tag: &str| vec![tag.to_owned()];
    assert_eq!(library.store.change_tags(&ids, &tag("Räume"), &[]).unwrap(), 2);
    assert_eq!(library.store.change_tags(&ids[..1], &[], &tag("Räume")).unwrap(), 1);
    assert_eq!(library.found("tag:raume").len(), 1);
    library.store.undo().unwrap();
    assert_eq!(library.found("tag:raume text").len(), 2);
    assert_eq!(library.window(Source::All, Position::Top, 1).rows[0].tags, ["Räume"]);
    library.store.undo().unwrap();
    assert!(library.found("tag:raume").is_empty());
}

#[test]
fn several_tags_at_once_are_one_change() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let ids = library.save(feed, vec![entry("one", 1), entry("two", 2)]).new_entries;
    let tags = |tags: &str| tags.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let here = |library: &Library| {
        let rows = library.window(Source::All, Position::Top, 2).rows;
        rows.into_iter().map(|row| row.tags).collect::<Vec<_>>()
    };
    library.store.change_tags(&ids[..1], &tags("old a"), &[]).unwrap();
    let before = here(&library);
    let changed = library
        .store
        .change_tags(&ids, &tags("a b again"), &tags("old again"))
        .unwrap();
    assert_eq!(changed, 2);
    let after = here(&library);
    assert_eq!(after, [["a", "b"], ["a", "b"]]);
    assert_eq!(
        library.store.undo().unwrap().unwrap().what,
        "Taken back: tagged 2 entries “a”, “b”, “again”, and took “old”, “again” off."
    );
    assert_eq!(here(&library), before);
    library.store.redo().unwrap();
    assert_eq!(here(&library), after);
    assert_eq!(library.store.change_tags(&ids, &tags("a"), &tags("none")).unwrap(), 0);
    library.store.undo().unwrap();
    assert_eq!(here(&library), before, "what changes nothing is no change");
}

#[test]
fn windows_of_a_list_fit_together_wherever_they_begin() {
    let mut library = Library::new();
    let (news, other) = (library.feed_in("News", &["A"]), library.feed_in("Other", &["A/B"]));
    library.save(news, (0..40).map(|hour| entry(&format!("n{hour}"), hour / 3)).collect());
    library.save(
        other,
        (0..40).map(|hour| entry(&format!("o{hour}"), hour / 2)).collect(),
    );
    let some: Vec<EntryId> = library
        .window(Source::All, Position::Top, 30)
        .rows
        .iter()
        .map(|row| row.id)
        .collect();
    library.store.mark(&MarkTarget::Entries(some), Mark::Read, NOW).unwrap();
    library
        .store
        .mark(&MarkTarget::Query(Query::parse("title:n*").unwrap()), Mark::Star, NOW)
        .unwrap();
    let query = Query::parse("text (is:unread OR title:o*)").unwrap();
    let sources = [
        Source::All,
        Source::Unread,
        Source::Starred,
        Source::Today,
        Source::Feed(news),
        Source::Folder(Folder::parse("A").unwrap()),
        Source::Query {
            name: "q".to_owned(),
            query,
        },
    ];
    for source in sources {
        let whole = library.window(source.clone(), Position::Top, 1000);
        assert!(whole.rows.len() > 10, "{source:?}");
        assert!(whole.rows.is_sorted_by_key(|row| std::cmp::Reverse(Cursor::of(row))));
        assert_eq!(whole.total, whole.rows.len() as u64);
        for (index, row) in whole.rows.iter().enumerate() {
            let window = library.window(source.clone(), Position::Around(Cursor::of(row)), 7);
            let before = usize::try_from(window.before).unwrap();
            assert_eq!((window.rows.len(), window.total), (7, whole.total));
            assert_eq!(window.rows, whole.rows[before..before + 7]);
            assert!((before..before + 7).contains(&index));
        }
        let bottom = library.window(source.clone(), Position::Bottom, 5);
        assert_eq!(bottom.rows, whole.rows[whole.rows.len() - 5..]);
        assert_eq!(bottom.before, whole.total - 5);
        let counts = library
            .store
            .counts(&[source], request(Source::All, Position::Top, 1).today)
            .unwrap()[0];
        let unread = whole.rows.iter().filter(|row| !row.read).count() as u64;
        assert_eq!((counts.total, counts.unread), (whole.total, unread));
    }
}

#[test]
fn what_was_just_read_stays_in_the_list_while_it_is_kept() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let ids = library
        .save(feed, vec![entry("one", 1), entry("two", 2), entry("three", 3)])
        .new_entries;
    library
        .store
        .mark(&MarkTarget::Entries(ids[1..2].to_vec()), Mark::Read, NOW)
        .unwrap();
    let keeping = WindowRequest {
        keep: vec![ids[1], ids[0], EntryId(999)],
        ..request(Source::Unread, Position::Top, 10)
    };
    let window = library.store.window(&keeping).unwrap();
    assert_eq!(
        (titles(&window.rows).join(" "), window.total),
        ("one two three".to_owned(), 3)
    );
    let middle = Position::Around(Cursor::of(&window.rows[2]));
    let window = library
        .store
        .window(&WindowRequest {
            position: middle,
            limit: 1,
            ..keeping
        })
        .unwrap();
    assert_eq!((window.rows[0].title.as_str(), window.before), ("three", 2));
    assert_eq!(library.titles(Source::Unread), ["one", "three"]);
}

#[test]
fn the_next_unread_entry_is_found_from_any_place() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(feed, (0..5).map(|hour| entry(&format!("e{hour}"), hour)).collect());
    library
        .store
        .mark(&MarkTarget::Query(Query::parse("e1 OR e2").unwrap()), Mark::Read, NOW)
        .unwrap();
    let rows = library.window(Source::All, Position::Top, 9).rows;
    let next = |from: usize, direction, unread_only| {
        let request = NeighbourRequest {
            source: Source::Feed(feed),
            order: ListOrder::Newest,
            cursor: Cursor::of(&rows[from]),
            direction,
            unread_only,
            today: NOW,
        };
        library.store.neighbour(&request).unwrap().map(|row| row.title)
    };
    assert_eq!(next(0, Direction::Older, true).as_deref(), Some("e3"));
    assert_eq!(next(0, Direction::Older, false).as_deref(), Some("e1"));
    assert_eq!(next(3, Direction::Newer, true).as_deref(), Some("e0"));
    assert_eq!(next(4, Direction::Older, true), None);
}

#[test]
fn words_are_found_before_and_after_they_are_indexed() {
    let mut library = Library::new();
    let feed = library.feed("Die Zeitung");
    let written = |name: &str, hours, text: &str| NewEntry {
        text: text.to_owned(),
        author: Some("Élodie Müller".to_owned()),
        ..entry(name, hours)
    };
    library.save(
        feed,
        vec![
            written("german", 1, "Über die Straße läuft ein Hund"),
            written("russian", 2, "Ёжик в тумане"),
            written("chinese", 3, "今日の新聞記者が来る"),
            written("arabic", 4, "قرأت الكِتاب أمس"),
            written("thai", 5, "อ่านข่าววันนี้"),
        ],
    );
    for _ in 0..2 {
        for (query, title) in [
            ("strasse", "german"),
            ("\"die strasse lauft\"", "german"),
            ("ежик", "russian"),
            ("新聞", "chinese"),
            ("聞記", "chinese"),
            ("記", "chinese"),
            ("\"新聞記者\"", "chinese"),
            ("الكتاب", "arabic"),
            ("ข่าว", "thai"),
            ("hun*", "german"),
            ("author:elodie -title:russian hund", "german"),
        ] {
            assert_eq!(library.found(query), [title], "{query}");
        }
        assert_eq!(library.found("zeitung muller").len(), 5);
        assert!(library.found("\"hund strasse\"").is_empty());
        library.index();
    }
}

#[test]
fn inflections_are_found_in_the_language_of_the_entry_and_phrases_stay_exact() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let about = |name: &str, hours, language: Option<&str>, text: &str| NewEntry {
        text: text.to_owned(),
        language: language.map(str::to_owned),
        ..entry(name, hours)
    };
    let entries = vec![
        about("ru", 1, Some("ru"), "Новых санкций против банка не будет"),
        about("de", 2, Some("de-AT"), "Nach den Wahlen in alten Häusern"),
        about("fr", 3, Some("fr"), "Les élections législatives"),
        about("ar", 4, Some("ar"), "قالت الحكومة إن الكتاب جديد"),
        about("zh", 5, Some("zh"), "今日的新聞記者"),
        about(
            "untold",
            6,
            None,
            "Сегодня в городе открылась новая библиотека, и первые читатели уже пришли за книгами.",
        ),
        about("en", 7, Some("en"), "The banks of rivers"),
    ];
    library.save(feed, entries);
    for indexed in [false, true] {
        if indexed {
            library.index();
        }
        for (query, names) in [
            ("санкции", &["ru"][..]),
            ("\"санкции\"", &[]),
            ("\"новых санкций\"", &["ru"]),
            ("\"санкций новых\"", &[]),
            ("новая", &["ru", "untold"]),
            ("библиотеки", &["untold"]),
            ("haus wahl", &["de"]),
            ("HÄUSER", &["de"]),
            ("election", &["fr"]),
            ("\"election\"", &[]),
            ("كتاب", &["ar"]),
            ("حكومة", &["ar"]),
            ("新聞", &["zh"]),
            ("聞記者", &["zh"]),
            ("新記", &[]),
            ("river bank", &["en"]),
            ("river*", &["en"]),
            ("-river bank*", &[]),
            ("title:entry санкция", &[]),
        ] {
            assert_eq!(library.found(query), names, "{query}, indexed: {indexed}");
        }
    }
    let query = Query::parse("санкции").unwrap();
    let options = SearchOptions {
        limit: 10,
        ranked: true,
        patience: None,
        now: NOW,
    };
    let hits = library.store.search(&query, &options).unwrap();
    let marked = hits[0].snippet.iter().find(|(_, hit)| *hit).unwrap();
    assert_eq!(marked.0, "санкций");
}

#[test]
fn what_arrives_late_or_at_one_instant_is_found_in_the_order_of_the_list() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let mut random = fastrand::Rng::with_seed(7);
    for round in 0..8i64 {
        let entries = (0..40).map(|number| NewEntry {
            text: "word".to_owned(),
            // Many in the same minute, in any order.
            published: Some(NOW.plus(-random.i64(0..300))),
            ..entry(&format!("{round} {number}"), 0)
        });
        library.save(feed, entries.collect());
        library.index();
    }
    let expected = library.titles(Source::All);
    assert_eq!(expected.len(), 320);
    assert_eq!(library.found("word"), expected);
    let mut oldest = library.found("word sort:oldest");
    oldest.reverse();
    assert_eq!(oldest, expected);
    // Who has no patience gets the newest that was found, and nothing where there is none.
    for (query, first) in [("word", Some(&expected[0])), ("other", None)] {
        let options = SearchOptions {
            limit: 100,
            ranked: false,
            patience: Some(Duration::ZERO),
            now: NOW,
        };
        let hits = library.store.search(&Query::parse(query).unwrap(), &options).unwrap();
        let titles: Vec<&String> = hits.iter().map(|hit| &hit.row.title).collect();
        assert_eq!(titles, Vec::from_iter(first), "{query}");
    }
    let middle = library.window(Source::All, Position::Top, 200).rows.pop().unwrap();
    let source = Source::Query {
        name: String::new(),
        query: Query::parse("word").unwrap(),
    };
    let around = library.window(source, Position::Around(Cursor::of(&middle)), 21);
    assert_eq!(
        (around.before, titles(&around.rows)),
        (189, expected[189..210].to_vec())
    );
}

#[test]
fn a_search_shows_why_and_ranks_a_title_before_a_text() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let about = |name: &str, hours, text: &str| NewEntry {
        text: text.to_owned(),
        ..entry(name, hours)
    };
    library.save(
        feed,
        vec![
            about("weather", 1, "The moon was bright"),
            about("moon landing", 2, "They arrived"),
            entry("other", 3),
        ],
    );
    library.index();
    let query = Query::parse("moon").unwrap();
    let mut options = SearchOptions {
        limit: 10,
        ranked: true,
        patience: None,
        now: NOW,
    };
    let hits = library.store.search(&query, &options).unwrap();
    let order: Vec<&str> = hits.iter().map(|hit| hit.row.title.as_str()).collect();
    assert_eq!(order, ["moon landing", "weather"]);
    assert!(hits[0].rank > hits[1].rank && hits[1].rank > 0.0);
    let snippet: Vec<(&str, bool)> = hits[1]
        .snippet
        .iter()
        .map(|(text, hit)| (text.as_str(), *hit))
        .collect();
    assert_eq!(snippet, [("The ", false), ("moon", true), (" was bright", false)]);
    options.ranked = false;
    options.limit = 1;
    let newest = library.store.search(&query, &options).unwrap();
    assert_eq!(newest[0].row.title, "weather");
    // Alone, the best has the same snippet.
    options.ranked = true;
    let best = library.store.search(&query, &options).unwrap();
    assert_eq!(best, hits[..1]);
}

#[test]
fn retention_takes_only_what_nothing_protects() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let old = |name: &str, days: i64| entry(name, 24 * days);
    library.save(
        feed,
        vec![
            old("read", 200),
            old("starred", 200),
            old("unread", 200),
            old("unread young", 60),
            old("read young", 60),
        ],
    );
    let mark = |library: &mut Library, title: &str, mark| {
        let query = Query::parse(&format!("title:\"{title}\"")).unwrap();
        library.store.mark(&MarkTarget::Query(query), mark, NOW).unwrap();
    };
    mark(&mut library, "read", Mark::Read);
    mark(&mut library, "starred", Mark::Star);
    mark(&mut library, "starred", Mark::Read);
    library.index();
    let retention = Retention {
        limits: Limits {
            days: Some(30),
            entries: None,
        },
        ..Retention::default()
    };
    assert_eq!(
        library.store.leaving(&retention, NOW).unwrap().count(),
        0,
        "all stand in the feed"
    );
    library.save(feed, vec![entry("present", 24 * 100)]);
    mark(&mut library, "present", Mark::Read);
    let again = library.store.leaving(&retention, NOW).unwrap().count();
    assert_eq!(library.clean_up(&retention, NOW), again);
    let mut left = library.titles(Source::All);
    left.sort();
    assert_eq!(left, ["present", "starred", "unread young"]);
    assert_eq!(library.found("text").len(), 3);
    assert!(library.store.check().unwrap().is_empty());

    // Marks outlive the entry: one that comes back is not unread again.
    library.save(feed, vec![old("read", 200), old("unread", 200)]);
    assert_eq!(library.found("title:read is:read"), ["read"]);
    assert_eq!(library.found("title:unread is:unread"), ["unread young", "unread"]);
}

#[test]
fn retention_by_count_keeps_the_newest() {
    let mut library = Library::new();
    let (feed, other) = (library.feed("News"), library.feed("Other"));
    library.save(feed, (0..10).map(|hour| entry(&format!("e{hour}"), hour)).collect());
    library.save(other, vec![entry("o1", 1), entry("o2", 2)]);
    library.save(feed, vec![entry("e0", 0)]);
    library.save(other, vec![entry("o1", 1)]);
    library.store.mark(&everything(), Mark::Read, NOW).unwrap();
    let retention = Retention {
        limits: Limits {
            days: None,
            entries: Some(4),
        },
        feeds: [(
            other,
            Limits {
                days: None,
                entries: Some(0),
            },
        )]
        .into(),
    };
    assert_eq!(library.clean_up(&retention, NOW), 7);
    assert_eq!(library.titles(Source::All), ["e0", "o1", "e1", "e2", "e3"]);
}

#[test]
fn what_is_starred_or_unread_again_while_cleanup_goes_on_stays() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(feed, (0..5).map(|hour| entry(&format!("e{hour}"), hour)).collect());
    library.save(feed, vec![entry("e0", 0)]);
    library.store.mark(&everything(), Mark::Read, NOW).unwrap();
    let retention = Retention {
        limits: Limits {
            days: None,
            entries: Some(1),
        },
        ..Retention::default()
    };
    let mut leaving = library.store.leaving(&retention, NOW).unwrap();
    assert_eq!(leaving.count(), 4);
    library.store.take(&mut leaving, 1).unwrap();
    assert_eq!(library.titles(Source::All), ["e0", "e1", "e2", "e3"]);
    for (title, mark) in [("title:e2", Mark::Star), ("title:e3", Mark::Unread)] {
        let target = MarkTarget::Query(Query::parse(title).unwrap());
        library.store.mark(&target, mark, NOW).unwrap();
    }
    library.store.take(&mut leaving, 7).unwrap();
    assert!(leaving.is_empty());
    assert_eq!(library.titles(Source::All), ["e0", "e2", "e3"]);
    assert!(library.store.check().unwrap().is_empty());
}

#[test]
fn a_removed_feed_goes_for_good_after_a_month() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(feed, vec![entry("one", 1)]);
    library.index();
    library.store.unsubscribe(feed, NOW, Starred::Stay).unwrap();
    assert_eq!(library.clean_up(&Retention::default(), NOW.plus(DAY)), 0);
    assert_eq!(library.clean_up(&Retention::default(), NOW.plus(31 * DAY)), 1);
    assert_eq!(library.store.undo().unwrap(), None);
    assert!(library.store.check().unwrap().is_empty());
}

#[test]
fn a_feed_that_comes_back_while_cleanup_goes_on_stays() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(feed, (0..3).map(|hour| entry(&format!("e{hour}"), hour)).collect());
    library.store.unsubscribe(feed, NOW, Starred::Stay).unwrap();
    let later = NOW.plus(31 * DAY);
    let mut leaving = library.store.leaving(&Retention::default(), later).unwrap();
    library.store.take(&mut leaving, 1).unwrap();
    assert!(library.store.undo().unwrap().is_some());
    library.store.take(&mut leaving, 7).unwrap();
    assert!(leaving.is_empty());
    assert_eq!(library.titles(Source::All), ["e0", "e1"]);
    assert!(library.store.check().unwrap().is_empty());
}

#[test]
fn small_values_are_remembered() {
    let mut library = Library::new();
    library.store.remember("pane", "sidebar").unwrap();
    library.store.remember("pane", "article").unwrap();
    assert_eq!(library.store.recall("pane").unwrap().as_deref(), Some("article"));
    assert_eq!(library.store.recall("other").unwrap(), None);
}

#[test]
fn the_file_and_its_folder_are_the_owners_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("new/deep/library.db");
    let store = Store::open(&path).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    drop(store);
}

#[test]
fn another_programs_file_and_a_link_are_refused_and_untouched() {
    let folder = TempDir::new().unwrap();
    let (text, database, link) = (
        folder.path().join("text"),
        folder.path().join("database"),
        folder.path().join("link"),
    );
    fs::write(&text, "not a database").unwrap();
    let foreign = rusqlite_free_database();
    fs::write(&database, &foreign).unwrap();
    symlink(&text, &link).unwrap();
    assert!(matches!(Store::open(&text), Err(StoreError::Foreign { .. })));
    assert!(matches!(Store::open(&database), Err(StoreError::Foreign { .. })));
    assert!(matches!(Store::open(&link), Err(StoreError::Unsafe { .. })));
    assert!(matches!(
        Store::open_reading(&folder.path().join("none")),
        Err(StoreError::CannotOpen { .. })
    ));
    assert_eq!(fs::read(&text).unwrap(), b"not a database");
    assert_eq!(fs::read(&database).unwrap(), foreign);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn a_store_that_was_emptied_is_told_from_a_new_one_by_the_writes_beside_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("dateline.db");
    fs::write(&path, "").unwrap();
    fs::write(folder.path().join("dateline.db-wal"), "writes").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Corrupt { .. })));
    assert_eq!(fs::read(folder.path().join("dateline.db-wal")).unwrap(), b"writes");
    fs::remove_file(folder.path().join("dateline.db-wal")).unwrap();
    assert!(Store::open(&path).is_ok());
}

/// The header of a database of nobody in particular.
fn rusqlite_free_database() -> Vec<u8> {
    let mut bytes = b"SQLite format 3\0".to_vec();
    bytes.resize(4096, 0);
    bytes
}

#[test]
fn a_newer_store_is_refused_and_untouched() {
    let library = Library::new();
    let path = library.path();
    drop(library.store);
    let mut bytes = fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&900_u32.to_be_bytes());
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Newer { found: 900, .. })));
    assert!(matches!(
        Store::open_reading(&path),
        Err(StoreError::Newer { found: 900, .. })
    ));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_damaged_store_is_told_from_a_good_one_and_can_be_put_aside() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(feed, (0..200).map(|hour| entry(&format!("e{hour}"), hour)).collect());
    let path = library.path();
    drop(library.store);
    let mut bytes = fs::read(&path).unwrap();
    let length = bytes.len();
    bytes[100..length].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Corrupt { .. })));
    let aside = Store::put_aside(&path).unwrap();
    assert_eq!(fs::read(aside).unwrap(), bytes);
    assert!(Store::open(&path).unwrap().feeds().unwrap().is_empty());
}

#[test]
fn a_reader_sees_what_a_writer_saved_and_changes_nothing() {
    let mut library = Library::new();
    let mut reading = Store::open_reading(&library.path()).unwrap();
    let feed = library.feed("News");
    library.save(feed, vec![entry("one", 1)]);
    assert_eq!(
        reading
            .window(&request(Source::All, Position::Top, 9))
            .unwrap()
            .rows
            .len(),
        1
    );
    assert!(matches!(
        reading.mark(&everything(), Mark::Read, NOW),
        Err(StoreError::ReadOnly)
    ));
}

#[test]
fn two_instances_write_and_read_at_the_same_time() {
    let mut library = Library::new();
    let feed = library.feed("News");
    let mut other = Store::open(&library.path()).unwrap();
    for round in 0..20 {
        library.save(feed, vec![entry(&format!("e{round}"), round)]);
        let marked = other.mark(&everything(), Mark::Read, NOW).unwrap();
        assert_eq!(marked.changed, 1);
    }
    assert_eq!((library.unread(), library.titles(Source::All).len()), (0, 20));
}

#[test]
fn the_log_stays_while_it_is_in_use_when_another_process_has_done_with_the_store() {
    let place = crate::support::library::Library::new();
    let path = place.folder("data").join("dateline.db");
    let mut store = Store::open(&path).unwrap();
    let reading = Store::open_reading(&path).unwrap();
    store.remember("key", "value").unwrap();
    place.run(&["unread"]).exits(0);
    assert!(
        path.with_extension("db-wal").exists(),
        "the other process took the log away"
    );
    assert_eq!(reading.recall("key").unwrap().as_deref(), Some("value"));
}

#[test]
fn what_a_killed_process_leaves_is_whole() {
    let mut library = Library::new();
    let feed = library.feed("News");
    for round in 0..10 {
        library.save(feed, vec![entry(&format!("e{round}"), round)]);
        library.store.index_pending(3).unwrap();
        // The files as they are at this moment, nothing closed: what a kill leaves.
        let left = TempDir::new().unwrap();
        for name in ["library.db", "library.db-wal"] {
            fs::copy(library.folder.path().join(name), left.path().join(name)).unwrap();
        }
        let store = Store::open(&left.path().join("library.db")).unwrap();
        assert!(store.check().unwrap().is_empty());
        assert_eq!(
            store.counts(&[Source::All], NOW).unwrap()[0].total,
            u64::try_from(round + 1).unwrap()
        );
    }
}

#[test]
fn a_question_is_stopped_from_another_thread() {
    let mut library = Library::new();
    let feed = library.feed("News");
    library.save(feed, (0..300).map(|hour| entry(&format!("e{hour}"), hour)).collect());
    let reading = Store::open_reading(&library.path()).unwrap();
    let interrupter = reading.interrupter();
    let finished = AtomicBool::new(false);
    let stopped = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !finished.load(Ordering::Relaxed) {
                interrupter.interrupt();
            }
        });
        // Asked until one is caught in the middle.
        let query = Query::parse("text OR nothing").unwrap();
        let options = SearchOptions {
            limit: 300,
            ranked: false,
            patience: None,
            now: NOW,
        };
        let stopped = (0..10_000).any(|_| matches!(reading.search(&query, &options), Err(StoreError::Interrupted)));
        finished.store(true, Ordering::Relaxed);
        stopped
    });
    assert!(stopped);
}

/// A small library in which most queries of [`a_condition`] find something and leave something out.
fn small_library() -> Library {
    let mut library = Library::new();
    let names = ["alpha", "beta", "gamma", "delta"];
    for (number, name) in names.into_iter().enumerate() {
        let feed = library.feed_in(name, &["Red", "Blue/Deep"][number % 2..number % 2 + 1]);
        let entries = (0..12).map(|index: usize| NewEntry {
            author: Some(names[index % 4].to_owned()),
            text: format!("{} {} moon river", names[(index + number) % 4], names[index / 3 % 4]),
            language: ["en", "de"].get(index % 3).map(|language| (*language).to_owned()),
            enclosures: ["audio/ogg", "image/png"]
                .get(index % 5)
                .map(|kind| Enclosure {
                    url: "https://media.example/".to_owned(),
                    mime_type: Some((*kind).to_owned()),
                    ..Enclosure::default()
                })
                .into_iter()
                .collect(),
            ..entry(
                &format!("{name} {} {}", names[index % 3], names[index / 4]),
                (index * 17 + number) as i64,
            )
        });
        let ids = library.save(feed, entries.collect()).new_entries;
        let some = |modulus: usize| {
            ids.iter()
                .enumerate()
                .filter(|(at, _)| at % modulus == 0)
                .map(|(_, id)| *id)
                .collect()
        };
        library
            .store
            .mark(&MarkTarget::Entries(some(2)), Mark::Read, NOW)
            .unwrap();
        library
            .store
            .mark(&MarkTarget::Entries(some(3)), Mark::Star, NOW)
            .unwrap();
        library
            .store
            .change_tags(&some(4), &["To Read".to_owned()], &[])
            .unwrap();
        library.store.change_tags(&some(5), &["kept".to_owned()], &[]).unwrap();
        for entry in some(6) {
            let text = library.store.article(entry).unwrap().unwrap().text;
            library.store.save_full_text(entry, "<p>all of it</p>", &text).unwrap();
        }
    }
    library
}

fn a_term() -> impl Strategy<Value = Term> {
    let word = prop::sample::select(vec![
        "alpha", "beta", "gamma", "delta", "moon", "river", "al", "gam", "absent", "+",
    ]);
    let text = prop::collection::vec(word.clone(), 1..3).prop_map(|words| words.join(" "));
    let place = prop::sample::select(vec![Place::Anywhere, Place::Title, Place::Author]);
    prop_oneof![
        6 => (place, text, any::<bool>(), any::<bool>())
            .prop_map(|(place, text, phrase, prefix)| Term::Words(Words { place, text, phrase, prefix })),
        1 => word.clone().prop_map(|word| Term::Feed(word.to_owned())),
        1 => prop::sample::select(vec!["red", "Deep", "blue/deep", "none"]).prop_map(|name| Term::Folder(name.to_owned())),
        1 => word.prop_map(|word| Term::Url(word.to_owned())),
        1 => prop::sample::select(vec!["en", "de", "fr"]).prop_map(|language| Term::Language(language.to_owned())),
        1 => prop::sample::select(vec!["to read", "KEPT", "lost"]).prop_map(|tag| Term::Tag(tag.to_owned())),
        1 => prop::sample::select(vec![Medium::Audio, Medium::Image, Medium::Video]).prop_map(Term::Has),
        1 => a_day().prop_map(Term::Before),
        1 => a_day().prop_map(Term::After),
        1 => an_age().prop_map(Term::Younger),
        1 => an_age().prop_map(Term::Older),
        2 => prop::sample::select(vec![State::Unread, State::Read, State::Starred, State::Ready, State::Edited])
            .prop_map(Term::Is),
    ]
}

/// The days in which the library's entries lie.
fn a_day() -> impl Strategy<Value = Day> {
    let september = |day| Day::Date {
        year: 2026,
        month: 9,
        day,
    };
    prop_oneof![Just(Day::Today), Just(Day::Yesterday), (12..23u32).prop_map(september),]
}

/// Ages that some of the library's entries have: all the units, and the edges of hours and days.
fn an_age() -> impl Strategy<Value = Age> {
    let units = vec![Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks, Unit::Years];
    (0..200u32, prop::sample::select(units)).prop_map(|(count, unit)| Age {
        count: if unit == Unit::Minutes { count * 60 } else { count },
        unit,
    })
}

/// Whether it means something else at another time: then only a search, which is told the time, can be compared.
fn depends_on_the_clock(condition: &Condition) -> bool {
    match condition {
        Condition::All(inner) | Condition::Any(inner) => inner.iter().any(depends_on_the_clock),
        Condition::Not(inner) => depends_on_the_clock(inner),
        Condition::Term(term) => match term {
            Term::Younger(_) | Term::Older(_) => true,
            Term::Before(day) | Term::After(day) => matches!(day, Day::Today | Day::Yesterday),
            _ => false,
        },
    }
}

fn a_condition() -> impl Strategy<Value = Condition> {
    a_term().prop_map(Condition::Term).prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::all),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::any),
            inner.prop_map(Condition::negate),
        ]
    })
}

/// What the language promises, said as plainly as can be: for text of plain small letters.
fn holds(condition: &Condition, article: &Article, folder: &str) -> bool {
    let again = |inner: &Condition| holds(inner, article, folder);
    let (row, text, language) = (&article.row, &article.text, article.language.as_deref());
    let term = match condition {
        Condition::All(all) => return all.iter().all(again),
        Condition::Any(any) => return any.iter().any(again),
        Condition::Not(inner) => return !again(inner),
        Condition::Term(term) => term,
    };
    match term {
        Term::Words(words) => {
            let author = row.author.as_deref().unwrap_or_default();
            let places = match words.place {
                Place::Anywhere => vec![row.title.as_str(), author, &row.feed_title, text],
                Place::Title => vec![row.title.as_str()],
                Place::Author => vec![author],
            };
            places.iter().any(|place| has_words(place, words))
        }
        Term::Feed(name) => row.feed_title.contains(name.as_str()),
        Term::Folder(name) => {
            let (path, name) = (
                format!("/{}/", folder.to_lowercase()),
                format!("/{}/", name.to_lowercase()),
            );
            path.contains(&name)
        }
        Term::Url(part) => row.url.as_deref().unwrap_or_default().contains(part.as_str()),
        Term::Language(wanted) => language == Some(wanted),
        Term::Is(State::Unread) => !row.read,
        Term::Is(State::Read) => row.read,
        Term::Is(State::Starred) => row.starred,
        Term::Is(State::Ready) => row.ready,
        Term::Is(State::Edited) => row.edited,
        Term::Tag(wanted) => row.tags.iter().any(|tag| tag.eq_ignore_ascii_case(wanted)),
        Term::Has(medium) => {
            let kind = match medium {
                Medium::Audio => "audio/",
                Medium::Image => "image/",
                Medium::Video => "video/",
            };
            let mut kinds = article.enclosures.iter().flat_map(|enclosure| &enclosure.mime_type);
            kinds.any(|mime_type| mime_type.starts_with(kind))
        }
        Term::Before(day) => row.sorted < day.start(NOW, Zone::UTC),
        Term::After(day) => row.sorted >= day.start(NOW, Zone::UTC),
        Term::Younger(age) => NOW.unix() - row.sorted.unix() < age.seconds(),
        Term::Older(age) => NOW.unix() - row.sorted.unix() >= age.seconds(),
    }
}

fn has_words(place: &str, words: &Words) -> bool {
    let wanted = words.text.replace('+', " ");
    let wanted = wanted.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = if words.prefix { "" } else { " " };
    wanted.is_empty() || format!(" {place} ").contains(&format!(" {wanted}{end}"))
}

#[test]
fn sql_the_judge_and_plain_reading_find_the_same() {
    let pending = small_library();
    let mut half = small_library();
    half.store.index_pending(20).unwrap();
    let mut indexed = small_library();
    indexed.index();
    let mut facts = Vec::new();
    indexed
        .store
        .list(&Query::default(), None, &mut |row| facts.push(row))
        .unwrap();
    let facts: Vec<_> = facts
        .into_iter()
        .map(|row| {
            let article = indexed.store.article(row.id).unwrap().unwrap();
            let feeds = indexed.store.feeds().unwrap();
            let feed = feeds.iter().find(|feed| feed.id == row.feed).unwrap();
            (article, feed.folders[0].to_string())
        })
        .collect();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let result = runner.run(&a_condition(), |condition| {
        let query = Query { condition, order: None };
        let plain: Vec<EntryId> = facts
            .iter()
            .filter(|(article, folder)| holds(&query.condition, article, folder))
            .map(|(article, _)| article.row.id)
            .collect();
        let unread = facts
            .iter()
            .filter(|(article, _)| !article.row.read && plain.contains(&article.row.id))
            .count() as u64;
        let options = SearchOptions {
            limit: 400,
            ranked: false,
            patience: None,
            now: NOW,
        };
        for library in [&indexed, &half, &pending] {
            let found = |patience| -> Vec<EntryId> {
                let options = SearchOptions { patience, ..options };
                let hits = library.store.search(&query, &options).unwrap();
                hits.iter().map(|hit| hit.row.id).collect()
            };
            prop_assert_eq!(&found(None), &plain, "{}", query);
            let at_once = found(Some(Duration::ZERO));
            prop_assert!(at_once.iter().all(|entry| plain.contains(entry)), "{}", query);
            prop_assert_eq!(at_once.is_empty(), plain.is_empty(), "{}", query);
            if depends_on_the_clock(&query.condition) {
                continue;
            }
            let mut found = Vec::new();
            library.store.list(&query, None, &mut |row| found.push(row.id)).unwrap();
            prop_assert_eq!(&found, &plain, "{}", query);
            let source = Source::Query {
                name: String::new(),
                query: query.clone(),
            };
            let counts = library.store.counts(&[source], NOW).unwrap()[0];
            prop_assert_eq!((counts.total, counts.unread), (plain.len() as u64, unread), "{}", query);
        }
        Ok(())
    });
    result.unwrap();
}

#[test]
fn what_was_begun_is_gone_on_with_and_what_was_finished_is_not() {
    let mut library = Library::new();
    let feed = library.feed("a");
    let saved = library.save(feed, vec![entry("one", 1), entry("two", 2), entry("three", 3)]);
    let ids = saved.new_entries;
    let at = |signs, seen| ReadingPosition { signs, seen };
    library.store.keep_position(ids[0], at(900, 40), NOW).unwrap();
    library.store.keep_position(ids[1], at(50, 10), NOW.plus(5)).unwrap();
    library.store.keep_position(EntryId(99), at(50, 10), NOW).unwrap();
    assert_eq!(library.store.position(ids[0]).unwrap(), Some(at(900, 40)));
    assert_eq!(library.store.position(ids[2]).unwrap(), None);
    let begun = |library: &Library| -> Vec<(EntryId, u8)> {
        let begun = library.store.unfinished(10).unwrap();
        begun.into_iter().map(|(row, seen)| (row.id, seen)).collect()
    };
    assert_eq!(begun(&library), [(ids[1], 10), (ids[0], 40)]);
    library.store.keep_position(ids[1], at(0, 100), NOW.plus(9)).unwrap();
    assert_eq!(begun(&library), [(ids[0], 40)]);
    library.store.unsubscribe(feed, NOW, Starred::Stay).unwrap();
    assert_eq!(begun(&library), []);
}

#[test]
fn what_was_begun_what_is_ready_and_what_fails_are_lists_with_counts() {
    let mut library = Library::new();
    let (good, bad) = (library.feed("good"), library.feed("bad"));
    let saved = library.save(good, vec![entry("one", 1), entry("two", 2)]);
    library.save(bad, vec![entry("three", 3)]);
    library.store.save(failed(bad, NOW, FeedFault::TimedOut)).unwrap();
    let one = saved.new_entries[1];
    library
        .store
        .save_full_text(one, "<p>All of it</p>", "All of it")
        .unwrap();
    let position = ReadingPosition { signs: 100, seen: 40 };
    library
        .store
        .keep_position(saved.new_entries[0], position, NOW)
        .unwrap();
    assert_eq!(library.titles(Source::Ready), ["one"]);
    assert_eq!(library.titles(Source::Unfinished), ["two"]);
    assert_eq!(library.titles(Source::Failing), ["three"]);
    let sources = [Source::Ready, Source::Unfinished, Source::Failing];
    library
        .store
        .mark(&MarkTarget::Entries(vec![one]), Mark::Read, NOW)
        .unwrap();
    let counts = library.store.counts(&sources, NOW).unwrap();
    let counts: Vec<(u64, u64)> = counts.iter().map(|counts| (counts.unread, counts.total)).collect();
    assert_eq!(counts, [(0, 1), (1, 1), (1, 1)]);
}

#[test]
fn queries_are_saved_renamed_removed_and_each_is_taken_back() {
    let mut library = Library::new();
    let saved = |name: &str, query: &str| SavedQuery {
        name: name.to_owned(),
        query: Query::parse(query).unwrap(),
    };
    let names = |library: &Library| -> Vec<String> {
        let queries = library.store.queries().unwrap();
        queries
            .into_iter()
            .map(|saved| format!("{}={}", saved.name, saved.query))
            .collect()
    };
    library.store.save_query(&saved("Long", "age:>1w is:unread")).unwrap();
    library.store.save_query(&saved("long", "age:>2w")).unwrap();
    assert_eq!(names(&library), ["long=age:>2w"]);
    library.store.save_query(&saved("Audio", "has:audio")).unwrap();
    assert!(library.store.rename_query("LONG", "Old").unwrap());
    assert!(!library.store.rename_query("nothing", "Old").unwrap());
    assert!(library.store.remove_query("audio").unwrap());
    assert_eq!(names(&library), ["Old=age:>2w"]);
    library.store.undo().unwrap();
    assert_eq!(names(&library), ["Audio=has:audio", "Old=age:>2w"]);
    library.store.undo().unwrap();
    assert_eq!(names(&library), ["Audio=has:audio", "long=age:>2w"]);
    // Each is told by itself, also when it was taken back.
    let journal = library.store.journal().unwrap();
    let told: Vec<&str> = journal.iter().map(|change| change.what.as_str()).collect();
    let expected = [
        "removed the query “audio”",
        "renamed the query “LONG” to “Old”",
        "saved the query “Audio”",
        "changed the query “long”",
        "saved the query “Long”",
    ];
    assert_eq!(told, expected);
    assert_eq!(
        library.store.redo().unwrap().as_deref(),
        Some("Once more: renamed the query “LONG” to “Old”.")
    );
}

#[test]
fn speakers_find_what_they_expect() {
    let mut library = Library::new();
    let feed = library.feed("world");
    let texts = [
        ("ru", "Жители деревень обсуждали новые санкции и войну."),
        ("de", "Die Bürgermeisterin eröffnete die Straßenbahnen der Städte."),
        ("fr", "Les élections législatives ont été repoussées à l’été."),
        ("ar", "افتتحت الحكومة المكتبات الجديدة في المدينة."),
        ("zh", "今天上午,市图书馆重新开放,许多读者前来借书。"),
    ];
    let entries = texts.iter().enumerate().map(|(hours, (language, text))| NewEntry {
        text: (*text).to_owned(),
        language: Some((*language).to_owned()),
        ..entry(language, hours as i64 + 1)
    });
    library.save(feed, entries.collect());
    for indexed in [false, true] {
        if indexed {
            library.index();
        }
        for (query, language) in [
            ("житель", "ru"),
            ("НОВЫХ САНКЦИЙ", "ru"),
            ("война", "ru"),
            ("\"новые санкции\"", "ru"),
            ("strassenbahn", "de"),
            ("stadt OR städten", "de"),
            ("burgermeisterin", "de"),
            ("election", "fr"),
            ("ete legislative", "fr"),
            ("مكتبة", "ar"),
            ("حكومة", "ar"),
            ("图书馆", "zh"),
            ("读者", "zh"),
            ("\"重新开放\"", "zh"),
        ] {
            assert_eq!(library.found(query), [language], "{query}, indexed: {indexed}");
        }
        for query in ["\"новых санкций\"", "新开市", "\"die Straßenbahn\""] {
            assert_eq!(library.found(query), [""; 0], "{query}");
        }
    }
}

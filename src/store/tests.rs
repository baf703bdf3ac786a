//! What only the inside of the store can prove: plans of questions, older schemas, a full disk.

use super::languages::Languages;
use super::place::Place;
use super::schema::{Journal, MIGRATIONS, migrate, open_with};
use super::{Prepared, SearchOptions, Store, StoreError};
use crate::model::{
    FetchNotes, Fetched, FetchedFeed, ListOrder, NewEntry, Position, Query, Source, Subscription, Timestamp,
    Validators, WindowRequest, Wishes,
};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const NOW: Timestamp = Timestamp::from_unix(1_790_000_000);

fn new_store() -> (TempDir, PathBuf, Store) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("library.db");
    let store = Store::open(&path).unwrap();
    (folder, path, store)
}

fn fetch(store: &mut Store, entries: impl IntoIterator<Item = NewEntry>) -> Result<u64, StoreError> {
    let fetched = fetched(store, entries)?;
    Ok(store.save(fetched)?.new)
}

/// What a fetch of the one feed brought.
fn fetched(store: &mut Store, entries: impl IntoIterator<Item = NewEntry>) -> Result<FetchedFeed, StoreError> {
    fetched_from(store, "site", entries)
}

/// What a fetch of the feed of a site brought.
fn fetched_from(
    store: &mut Store,
    site: &str,
    entries: impl IntoIterator<Item = NewEntry>,
) -> Result<FetchedFeed, StoreError> {
    let subscription = Subscription {
        url: format!("https://{site}.example/feed"),
        ..Subscription::default()
    };
    Ok(FetchedFeed {
        feed: store.subscribe(&subscription, NOW)?.feed(),
        at: NOW,
        next_check: NOW,
        took: None,
        outcome: Fetched::Changed {
            title: None,
            site_url: None,
            moved_to: None,
            validators: Validators::default(),
            entries: entries.into_iter().collect(),
            repairs: 0,
            wishes: Wishes::default(),
        },
        notes: FetchNotes::default(),
    })
}

fn entry(number: i64) -> NewEntry {
    NewEntry {
        identity: number.to_string(),
        title: format!("Entry {number}"),
        text: "Some text".to_owned(),
        published: Some(NOW.plus(-number)),
        ..NewEntry::default()
    }
}

/// Signs that cannot be packed.
fn noise(length: usize) -> String {
    let mut random = fastrand::Rng::with_seed(1);
    std::iter::repeat_with(|| random.alphanumeric()).take(length).collect()
}

/// How many pages the file has.
fn pages(store: &Store) -> u64 {
    number(store, "page_count")
}

/// How many of them are free.
fn free(store: &Store) -> u64 {
    number(store, "freelist_count")
}

fn number(store: &Store, pragma: &str) -> u64 {
    let number = store.connection.pragma_query_value(None, pragma, |row| row.get(0));
    number.unwrap()
}

fn first_page() -> WindowRequest {
    WindowRequest {
        source: Source::All,
        order: ListOrder::Newest,
        position: Position::Top,
        limit: 50,
        keep: Vec::new(),
        today: NOW,
    }
}

#[test]
fn a_full_disk_loses_nothing_and_a_retry_works() {
    let (_folder, path, mut store) = new_store();
    fetch(&mut store, [entry(1)]).unwrap();
    drop(store);
    let mut store = Store::open(&path).unwrap();
    // A file that may not grow stands for a disk that has no room.
    store.connection.pragma_update(None, "max_page_count", 100).unwrap();
    let large = NewEntry {
        html: noise(4 << 20),
        ..entry(2)
    };
    let error = fetch(&mut store, [entry(1), large.clone()]).unwrap_err();
    assert!(matches!(error, StoreError::Full), "{error}");
    assert_eq!(store.window(&first_page()).unwrap().rows.len(), 1);
    store
        .connection
        .pragma_update(None, "max_page_count", 10_000_000)
        .unwrap();
    assert_eq!(fetch(&mut store, [entry(1), large]).unwrap(), 1);
}

#[test]
fn what_is_saved_together_is_as_if_it_was_saved_one_after_another() {
    let (_folder, _, mut store) = new_store();
    let edited = NewEntry {
        title: "Entry 2, edited".to_owned(),
        text: "Another text".to_owned(),
        ..entry(2)
    };
    let documents = [vec![entry(1), entry(2)], vec![edited, entry(3)], vec![entry(0)]];
    let documents: Vec<Prepared> = documents
        .map(|entries| fetched(&mut store, entries).unwrap().into())
        .into();
    let saved = store.save_all(&documents).unwrap();
    assert_eq!(saved.iter().map(|saved| saved.new).collect::<Vec<_>>(), [2, 1, 1]);
    assert_eq!(saved[1].changed, 1);
    let rows = store.window(&first_page()).unwrap().rows;
    let titles: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["Entry 0", "Entry 1", "Entry 2, edited", "Entry 3"]);
    let text = |id| store.article(id).unwrap().unwrap().text;
    let texts: Vec<String> = rows.iter().map(|row| text(row.id)).collect();
    assert_eq!(texts, ["Some text", "Some text", "Another text", "Some text"]);
    assert!(store.save_all(&[]).unwrap().is_empty());
}

#[test]
fn feeds_that_are_saved_together_keep_what_is_theirs() {
    let (_folder, _, mut store) = new_store();
    let sites = ["one", "two", "three"];
    let of = |site: &str, number: i64| NewEntry {
        title: format!("{site} {number}"),
        text: format!("The text of {site} {number}"),
        // Those of the three stand between each other.
        ..entry(number)
    };
    let documents = sites.map(|site| {
        let entries: Vec<NewEntry> = (1..=10).map(|number| of(site, number)).collect();
        Prepared::from(fetched_from(&mut store, site, entries).unwrap())
    });
    assert!(store.save_all(&documents).unwrap().iter().all(|saved| saved.new == 10));
    for feed in store.feeds().unwrap() {
        assert_eq!((feed.total, feed.unread), (10, 10));
        let source = Source::Feed(feed.id);
        let rows = store.window(&WindowRequest { source, ..first_page() }).unwrap().rows;
        let site = sites
            .into_iter()
            .find(|site| feed.url.contains(&format!("/{site}.")))
            .unwrap();
        for (row, number) in rows.iter().zip(1..) {
            assert_eq!(row.title, format!("{site} {number}"));
            let text = store.article(row.id).unwrap().unwrap().text;
            assert_eq!(text, format!("The text of {site} {number}"));
        }
    }
    assert_eq!(store.window(&first_page()).unwrap().rows.len(), 30);
    assert_eq!(store.check().unwrap(), [""; 0]);
}

/// The lengths of the blocks of loose texts.
fn blocks(store: &Store) -> Vec<usize> {
    let mut statement = store
        .connection
        .prepare("SELECT length(body) FROM loose_blocks ORDER BY last")
        .unwrap();
    let lengths = statement.query_map([], |row| row.get(0)).unwrap();
    lengths.collect::<Result<_, _>>().unwrap()
}

#[test]
fn texts_come_out_of_their_blocks_as_they_went_in() {
    let (_folder, _, mut store) = new_store();
    let length = |number: i64| {
        if number == 20 {
            300_000
        } else {
            9_000 + 100 * number as usize
        }
    };
    let text = |number: i64, edition: &str| format!("{edition} {number} {}", noise(length(number)));
    let written = |number, edition| NewEntry {
        text: text(number, edition),
        html: format!("<p>{}</p>", text(number, edition)),
        ..entry(number)
    };
    let entries: Vec<NewEntry> = (1..=40).map(|number| written(number, "first")).collect();
    fetch(&mut store, entries).unwrap();
    let large: Vec<usize> = blocks(&store).into_iter().filter(|length| *length > 64 << 10).collect();
    assert_eq!(large.len(), 1, "one large text, alone");
    assert!(blocks(&store).len() > 4, "{:?}", blocks(&store));
    fetch(&mut store, [written(7, "second"), written(40, "second")]).unwrap();
    let check = |store: &Store| {
        for row in store.window(&first_page()).unwrap().rows {
            let number: i64 = row.title["Entry ".len()..].parse().unwrap();
            let edition = if [7, 40].contains(&number) { "second" } else { "first" };
            let article = store.article(row.id).unwrap().unwrap();
            assert_eq!(article.text, text(number, edition));
            assert_eq!(article.html, format!("<p>{}</p>", text(number, edition)));
        }
        let query = Query::parse("\"second 7\" OR \"first 39\"").unwrap();
        let mut found = Vec::new();
        store.list(&query, None, &mut |row| found.push(row.title)).unwrap();
        assert_eq!(found, ["Entry 7", "Entry 39"]);
        assert_eq!(store.check().unwrap(), [""; 0]);
    };
    check(&store);
    let mut counts = Vec::new();
    while store.index_pending(10).unwrap() > 0 {
        counts.push(blocks(&store).len());
        check(&store);
    }
    assert!(counts.is_sorted_by(|before, after| before >= after), "{counts:?}");
    assert!(counts.iter().any(|count| (1..counts[0]).contains(count)), "{counts:?}");
    assert_eq!(blocks(&store).len(), 0);
    check(&store);
}

#[test]
fn blocks_of_entries_that_are_gone_go_too() {
    let (_folder, _, mut store) = new_store();
    fetch(&mut store, (1..=20).map(entry)).unwrap();
    store.connection.execute("DELETE FROM entries", []).unwrap();
    assert_eq!(blocks(&store).len(), 1);
    while store.index_pending(10).unwrap() > 0 {}
    assert_eq!(blocks(&store).len(), 0);
}

#[test]
fn a_text_whose_block_is_lost_is_told() {
    let (_folder, _, mut store) = new_store();
    fetch(&mut store, [entry(1), entry(2)]).unwrap();
    store.connection.execute("DELETE FROM loose_blocks", []).unwrap();
    for _ in 0..2 {
        let problems = store.check().unwrap();
        assert!(problems.iter().any(|problem| problem.contains("text")), "{problems:?}");
        while store.index_pending(10).unwrap() > 0 {}
    }
    assert_eq!(store.window(&first_page()).unwrap().rows.len(), 2);
}

#[test]
fn a_text_is_found_without_a_walk_along_its_table() {
    let (_folder, _, store) = new_store();
    let sql = format!("SELECT {} FROM entries WHERE place = 1", super::texts::SHOWN_TEXT);
    let mut statement = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let steps = statement.query_map([], |row| row.get::<_, String>(3)).unwrap();
    let plan: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
    for table in ["entries", "full", "loose_texts", "loose_blocks", "texts"] {
        let search = format!("SEARCH {table} USING INTEGER PRIMARY KEY");
        assert!(plan.iter().any(|step| step.starts_with(&search)), "{table}: {plan:#?}");
    }
    let walks = ["SCAN full", "SCAN loose", "SCAN texts", "MATERIALIZE"];
    let walked = |step: &String| walks.iter().any(|walk| step.starts_with(walk));
    assert!(!plan.iter().any(walked), "{plan:#?}");
}

#[test]
fn an_entry_whose_place_is_taken_gets_another() {
    let (_folder, _, mut store) = new_store();
    fetch(&mut store, [entry(1)]).unwrap();
    let first = store.window(&first_page()).unwrap().rows[0].id.0;
    let round = first + Place::IDS;
    store
        .connection
        .execute("UPDATE next_entry SET id = ?1", [round])
        .unwrap();
    let same_time = NewEntry {
        identity: "other".to_owned(),
        title: "Of the same second".to_owned(),
        ..entry(1)
    };
    assert_eq!(fetch(&mut store, [entry(1), same_time]).unwrap(), 1);
    let rows = store.window(&first_page()).unwrap().rows;
    let ids: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
    assert!(ids.contains(&first) && ids.contains(&(round + 1)), "{ids:?}");
}

/// The store as the first `version` migrations made it, with an entry in it.
fn older_store(path: &Path, version: usize) {
    let mut connection = Connection::open(path).unwrap();
    migrate(&mut connection, path, &MIGRATIONS[..version]).unwrap();
    connection
        .execute_batch(
            "INSERT INTO feeds (id, url, subscribed) VALUES (1, 'https://site.example/feed', 0);
             INSERT INTO entries (place, id, feed, media, minutes, arrived, content_hash, words_hash, title, identity)
             VALUES (7, 7, 1, 0, 1, 0, 0, 0, 'An old entry', 'old');
             INSERT INTO loose_texts (entry, plain, details, body) VALUES (7, 8, '{}', CAST('Old text' AS BLOB));
             UPDATE feeds SET total = 1, unread = 1;
             UPDATE next_entry SET id = 8;",
        )
        .unwrap();
    if version >= UNREAD_BESIDE {
        connection
            .execute("INSERT INTO unread (place, feed) VALUES (7, 1)", [])
            .unwrap();
    }
}

/// The first version whose entries do not say themselves whether they are read.
const UNREAD_BESIDE: usize = 16;

#[test]
fn every_older_schema_is_opened_and_keeps_its_entries() {
    for version in 1..=MIGRATIONS.len() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("library.db");
        older_store(&path, version);
        let mut store = Store::open(&path).unwrap();
        fetch(&mut store, [entry(1)]).unwrap();
        while store.index_pending(10).unwrap() > 0 {}
        for query in ["text", "is:unread"] {
            assert_eq!(
                titles(&store, query),
                ["Entry 1", "An old entry"],
                "version {version}, {query}"
            );
        }
        assert_eq!(store.check().unwrap(), [""; 0]);
        let copy = folder.path().join(format!("library.db.version-{version}"));
        assert_eq!(copy.exists(), version < MIGRATIONS.len());
    }
}

fn titles(store: &Store, query: &str) -> Vec<String> {
    let mut titles = Vec::new();
    store
        .list(&Query::parse(query).unwrap(), None, &mut |row| titles.push(row.title))
        .unwrap();
    titles
}

#[test]
fn marks_are_what_they_were_when_they_stand_beside_their_entries() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("library.db");
    older_store(&path, UNREAD_BESIDE - 1);
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "INSERT INTO feeds (id, url, subscribed, removed) VALUES (2, 'https://gone.example/feed', 0, 1);
             INSERT INTO entries (place, id, feed, read, starred, listed, media, minutes, arrived, content_hash, words_hash,
                 title, identity)
             VALUES (8, 8, 1, 1, 0, 1, 0, 1, 0, 0, 0, 'Read', 'b'), (9, 9, 1, 1, 1, 1, 0, 1, 0, 0, 0, 'Kept', 'c'),
                 (10, 10, 2, 0, 0, 0, 0, 1, 0, 0, 0, 'Gone', 'd'), (11, 11, 2, 1, 0, 0, 0, 1, 0, 0, 0, 'Gone and read', 'e');
             INSERT INTO texts (entry, plain, details, body) SELECT id, 0, '{}', x'' FROM entries WHERE id > 7;
             UPDATE feeds SET total = 3, starred = 1 WHERE id = 1;
             UPDATE next_entry SET id = 12;",
        )
        .unwrap();
    let mut store = Store::open(&path).unwrap();
    assert_eq!(titles(&store, "is:unread"), ["An old entry"]);
    assert_eq!(titles(&store, "is:read"), ["Kept", "Read"]);
    assert_eq!(titles(&store, "is:starred"), ["Kept"]);
    assert_eq!(store.check().unwrap(), [""; 0]);
    let again = Subscription {
        url: "https://gone.example/feed".to_owned(),
        ..Subscription::default()
    };
    store.subscribe(&again, NOW).unwrap();
    assert_eq!(titles(&store, "is:unread"), ["Gone", "An old entry"]);
    assert_eq!(titles(&store, "is:read"), ["Gone and read", "Kept", "Read"]);
    assert_eq!(store.check().unwrap(), [""; 0]);
}

#[test]
fn marks_that_belong_to_no_entry_are_told_and_mended() {
    let (_folder, _, mut store) = new_store();
    fetch(&mut store, [entry(1), entry(2)]).unwrap();
    store
        .connection
        .execute_batch("INSERT INTO unread (place, feed) VALUES (1, 1); UPDATE unread SET listed = 0 WHERE place > 1;")
        .unwrap();
    let problems = store.check().unwrap();
    assert!(
        problems.iter().any(|problem| problem.contains("belong to no entry")),
        "{problems:?}"
    );
    store.mend().unwrap();
    assert_eq!(store.check().unwrap(), [""; 0]);
    assert_eq!(titles(&store, "is:unread"), ["Entry 1", "Entry 2"]);
}

#[test]
fn a_migration_that_fails_changes_nothing_and_leaves_a_copy() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("library.db");
    older_store(&path, MIGRATIONS.len());
    let mut connection = Connection::open(&path).unwrap();
    let failing: Vec<&str> = MIGRATIONS
        .iter()
        .copied()
        .chain(["DELETE FROM entries; SELECT nonsense;"])
        .collect();
    assert!(migrate(&mut connection, &path, &failing).is_err());
    let count = |connection: &Connection| -> i64 {
        connection
            .query_row("SELECT count(*) FROM entries", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(count(&connection), 1);
    let copy = folder.path().join(format!("library.db.version-{}", MIGRATIONS.len()));
    assert_eq!(count(&Connection::open(copy).unwrap()), 1);
    drop(connection);
    assert_eq!(Store::open(&path).unwrap().window(&first_page()).unwrap().total, 1);
}

#[test]
fn marks_are_synced_at_once_and_fetches_with_the_next_checkpoint() {
    let (_folder, _path, mut store) = new_store();
    let level = |connection: &Connection| -> i64 {
        connection
            .pragma_query_value(None, "synchronous", |row| row.get(0))
            .unwrap()
    };
    let (full, normal) = (2, 1);
    assert_eq!(store.change(|connection| Ok(level(connection))).unwrap(), full);
    assert_eq!(store.transact(|connection| Ok(level(connection))).unwrap(), normal);
}

#[test]
fn the_log_is_brought_into_its_place_while_the_store_is_written_to() {
    let (_folder, path, mut store) = new_store();
    let size = || std::fs::metadata(&path).unwrap().len();
    let checkpointer = super::Checkpointer::open(&path).unwrap();
    let before = size();
    fetch(&mut store, (0..2_000).map(entry)).unwrap();
    assert_eq!(size(), before, "all of it is in the log");
    let writing = store.connection.unchecked_transaction().unwrap();
    writing.execute("UPDATE entries SET title = 'new'", []).unwrap();
    checkpointer.run().unwrap();
    assert!(size() > before, "nothing of it is in its place");
    writing.commit().unwrap();
    drop((checkpointer, store));
    let store = Store::open(&path).unwrap();
    let titles = store.window(&first_page()).unwrap().rows;
    assert!(!titles.is_empty() && titles.iter().all(|row| row.title == "new"));
}

#[test]
fn on_another_machines_disk_a_store_works_without_memory_in_common() {
    let (_folder, path, mut ahead) = new_store();
    fetch(&mut ahead, (0..20).map(entry)).unwrap();
    let journal = |store: &Store| -> String {
        let value = store
            .connection
            .pragma_query_value(None, "journal_mode", |row| row.get(0));
        value.unwrap()
    };
    assert_eq!(journal(&ahead), "wal");
    let open = || Store::over(open_with(&path, Journal::Rollback).unwrap());
    assert_eq!(journal(&open()), "wal", "while another has it open so");
    drop(ahead);
    let mut store = open();
    assert_eq!(journal(&store), "delete");
    let beside = Store::open_reading(&path).unwrap();
    fetch(&mut store, (20..30).map(entry)).unwrap();
    assert_eq!(beside.feeds().unwrap()[0].total, 30);
    assert!(!path.with_extension("db-wal").exists());
    drop((store, beside));
    assert_eq!(journal(&Store::open(&path).unwrap()), "wal");
}

/// What SQLite says about how it answers.
fn plan(store: &Store, sql: &str) -> String {
    let mut statement = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let values = vec![1; statement.parameter_count()];
    let rows = statement
        .query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3))
        .unwrap();
    rows.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}

#[test]
fn no_hot_question_scans_or_sorts_in_a_store_that_was_filled_from_empty() {
    let (_folder, _path, mut store) = new_store();
    fetch(&mut store, (0..300).map(entry)).unwrap();
    while store.index_pending(100).unwrap() > 0 {}
    let row = (
        super::entries::ROW.to_owned(),
        "SEARCH entries USING INTEGER PRIMARY KEY".to_owned(),
    );
    let questions = super::listing::questions().into_iter();
    for (sql, index) in questions.chain(super::sorting::questions()).chain([row]) {
        let plan = plan(&store, &sql);
        assert!(plan.contains(&index), "{sql}\n{plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
    }
}

#[test]
fn a_search_walks_an_index_in_the_order_of_the_list() {
    let (_folder, _path, mut store) = new_store();
    fetch(&mut store, (0..300).map(entry)).unwrap();
    while store.index_pending(100).unwrap() > 0 {}
    for (sql, index) in super::search::questions(&store.connection) {
        let plan = plan(&store, &sql);
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
    }
}

#[test]
fn marks_find_their_entries_by_an_index() {
    let (_folder, _path, mut store) = new_store();
    fetch(&mut store, (0..300).map(entry)).unwrap();
    for (sql, index) in super::marks::questions() {
        let plan = plan(&store, &sql);
        assert!(plan.contains(index) && !plan.contains("SCAN entries"), "{sql}\n{plan}");
    }
}

#[test]
fn a_word_being_typed_is_found_whether_many_or_few_have_its_beginning() {
    let (_folder, _path, mut store) = new_store();
    // Of the newest a third have the common word; one far behind has the rare one, which begins with the same letters.
    let titled = |number: i64| NewEntry {
        title: match number {
            _ if number % 3 == 0 => "Harbour",
            1_000 => "Haven",
            _ => "Hay",
        }
        .to_owned(),
        language: Some("en".to_owned()),
        ..entry(number)
    };
    fetch(&mut store, (0..1_200).map(titled)).unwrap();
    while store.index_pending(2_000).unwrap() > 0 {}
    for ranked in [false, true] {
        let found = |typed: &str, limit: usize| -> Vec<i64> {
            let query = Query::parse_typing(typed).unwrap();
            let options = SearchOptions {
                limit,
                ranked,
                patience: None,
                now: NOW,
            };
            let hits = store.search(&query, &options).unwrap();
            hits.iter().map(|hit| NOW.unix() - hit.row.published.unix()).collect()
        };
        assert_eq!(found("harb", 4), [0, 3, 6, 9]);
        assert_eq!(found("hav", 4), [1_000]);
        assert_eq!(found("-harbour hav", 4), [1_000]);
        assert_eq!(found("text harb", 4), [0, 3, 6, 9]);
        assert_eq!(found("text hav", 4), [1_000]);
        assert_eq!(found("title:haven text hav", 4), [1_000]);
        assert_eq!(found("\"some tex", 2), [0, 1]);
        assert_eq!(found("\"text som", 2), [0; 0]);
        assert_eq!(found("harbours", 2), [0, 3]);
        let at_once = |typed: &str, limit: usize| {
            let query = Query::parse_typing(typed).unwrap();
            let options = SearchOptions {
                limit,
                ranked,
                patience: Some(std::time::Duration::ZERO),
                now: NOW,
            };
            store.search(&query, &options).unwrap().len()
        };
        assert!(at_once("text harb", 4) > 0 && at_once("text hav", 4) > 0);
    }
}

#[test]
fn inflections_are_found_by_the_index_as_they_are_by_reading() {
    // Their stems are words, or none, and those of one language are words of the other.
    let pool = [
        "harbour",
        "harbours",
        "harbouring",
        "hand",
        "hands",
        "Hände",
        "run",
        "running",
        "runs",
        "laufen",
        "lauf",
        "gehe",
        "geh",
        "die",
        "dies",
        "university",
        "univers",
        "ежи",
        "ежик",
    ];
    let mut random = fastrand::Rng::with_seed(1);
    let languages = ["en", "de", "ru", "zh"];
    let mut some = |at_most: usize| -> String {
        let words: Vec<&str> = (0..random.usize(..at_most))
            .map(|_| pool[random.usize(..pool.len())])
            .collect();
        words.join(" ")
    };
    let entries: Vec<NewEntry> = (0..120)
        .map(|number| NewEntry {
            title: some(3),
            text: some(6),
            author: Some(some(2)),
            language: Some(languages[number as usize % languages.len()].to_owned()),
            ..entry(number)
        })
        .collect();
    let (_folder, _path, mut read) = new_store();
    fetch(&mut read, entries.clone()).unwrap();
    let (_folder, _path, mut indexed) = new_store();
    fetch(&mut indexed, entries).unwrap();
    while indexed.index_pending(200).unwrap() > 0 {}
    let mut found = 0;
    for word in pool {
        for text in [
            word.to_owned(),
            format!("title:{word}"),
            format!("hand {word}"),
            format!("-{word}"),
        ] {
            let of = |store: &Store| {
                let mut entries = Vec::new();
                let query = Query::parse(&text).unwrap();
                store
                    .list(&query, None, &mut |row| entries.push(row.published))
                    .unwrap();
                entries
            };
            let read = of(&read);
            found += read.len();
            assert_eq!(of(&indexed), read, "{text}");
        }
    }
    assert!((2_000..6_000).contains(&found), "{found}");
}

#[test]
fn a_damaged_index_is_found_and_made_anew_and_nothing_is_missing_from_a_search() {
    let (_folder, path, mut store) = new_store();
    fetch(&mut store, (1..=60).map(entry)).unwrap();
    while store.index_pending(100).unwrap() > 0 {}
    assert!(!store.is_index_damaged().unwrap());
    store
        .connection
        .execute(
            "UPDATE search_data SET block = zeroblob(length(block)) WHERE id > 10",
            [],
        )
        .unwrap();
    drop(store);
    let mut store = Store::open(&path).unwrap();
    assert!(store.is_index_damaged().unwrap());
    assert!(
        store
            .check()
            .unwrap()
            .iter()
            .any(|problem| problem.contains("index of words"))
    );
    store.rebuild_index().unwrap();
    while store.index_pending(100).unwrap() > 0 {}
    let mut found = 0;
    store
        .list(&Query::parse("text").unwrap(), None, &mut |_| found += 1)
        .unwrap();
    assert_eq!(found, 60);
    assert_eq!(store.check().unwrap(), [""; 0]);
}

#[test]
fn only_stems_of_languages_that_the_index_has_are_asked_for() {
    let (_folder, _path, mut store) = new_store();
    let english = NewEntry {
        text: "The harbours were closed for the winter".to_owned(),
        language: Some("en".to_owned()),
        ..entry(1)
    };
    fetch(&mut store, [english]).unwrap();
    let asked = |store: &Store| -> Vec<&str> {
        let languages = Languages::of(&store.connection).unwrap();
        ["en", "de", "ru"]
            .into_iter()
            .filter(|code| languages.has(code))
            .collect()
    };
    assert_eq!(asked(&store), [""; 0]);
    while store.index_pending(10).unwrap() > 0 {}
    assert_eq!(asked(&store), ["en"]);
    store.rebuild_index().unwrap();
    assert_eq!(asked(&store), [""; 0]);
    while store.index_pending(10).unwrap() > 0 {}
    let mut found = 0;
    store
        .list(&Query::parse("harbour").unwrap(), None, &mut |_| found += 1)
        .unwrap();
    assert_eq!((asked(&store), found), (vec!["en"], 1));
}

#[test]
fn room_is_given_back_some_at_a_time() {
    let (_folder, _path, mut store) = new_store();
    let large = |number| NewEntry {
        html: noise(1 << 20),
        ..entry(number)
    };
    fetch(&mut store, (1..=6).map(large)).unwrap();
    store.connection.execute("DELETE FROM loose_texts", []).unwrap();
    store.connection.execute("DELETE FROM loose_blocks", []).unwrap();
    let before = pages(&store);
    assert!(store.shrink().unwrap(), "there is more than one step of room");
    assert!(pages(&store) < before && pages(&store) > before / 2);
    while store.shrink().unwrap() {}
    assert!(pages(&store) < 100);
}

#[test]
fn what_packing_frees_is_given_back_where_it_is_much() {
    let (_folder, path, mut store) = new_store();
    let mut random = fastrand::Rng::with_seed(1);
    // Three bits and a half to a byte: only what deflates makes them fewer.
    let digits = |number| NewEntry {
        html: std::iter::repeat_with(|| random.digit(10)).take(20_000).collect(),
        ..entry(number)
    };
    let shrink = |store: &mut Store| while store.shrink().unwrap() {};
    fetch(&mut store, (1..=400).map(digits)).unwrap();
    let loose = pages(&store);
    shrink(&mut store);
    assert_eq!(pages(&store), loose, "nothing is free yet");
    while store.index_pending(50).unwrap() > 0 {}
    assert!(free(&store) > loose / 8, "{} of {loose} pages are free", free(&store));
    drop(store);
    let mut store = Store::open(&path).unwrap();
    shrink(&mut store);
    assert_eq!(free(&store), 0);
    assert_eq!(store.check().unwrap(), [""; 0]);
    let packed = pages(&store);
    store
        .connection
        .execute("DELETE FROM texts WHERE entry % 16 = 0", [])
        .unwrap();
    shrink(&mut store);
    assert_eq!(pages(&store), packed, "a little is kept for what comes next");
}

#[test]
fn a_count_is_told_only_where_it_is_cheap() {
    let (_folder, _path, mut store) = new_store();
    fetch(&mut store, (1..=3000).map(entry)).unwrap();
    let mut count = |query: &str| store.cheap_count(&Query::parse(query).unwrap()).unwrap();
    assert_eq!(count("is:unread"), Some(3000));
    assert_eq!(
        count("url:nowhere OR is:starred OR url:else OR lang:de OR url:there OR has:image OR url:a OR url:b"),
        Some(0)
    );
    // Nothing is indexed yet: every text would have to be read.
    let _ = count("text");
    assert_eq!(count("is:read"), Some(0));
}

//! What the store costs at the size of `DATELINE_BENCH_LIBRARY`, a library that `examples/generate_library` made:
//! `DATELINE_BENCH_LIBRARY=/tmp/library.db cargo bench --bench store`. It is left as it was, but for undone marks.

use dateline::model::time::{DAY, MINUTE};
use dateline::model::{
    Cursor, FetchNotes, Fetched, FetchedFeed, Folder, ListOrder, Mark, NewEntry, Position, Query, Source, Subscription,
    Timestamp, Validators, WindowRequest, Wishes,
};
use dateline::store::{Direction, MarkTarget, NeighbourRequest, SearchOptions, Store};
use divan::Bencher;
use std::path::PathBuf;

const NOW: Timestamp = Timestamp::from_unix(1_790_000_000);

fn main() {
    if library().is_none() {
        println!("DATELINE_BENCH_LIBRARY names no library; examples/generate_library makes one");
        return;
    }
    divan::main();
}

fn library() -> Option<PathBuf> {
    std::env::var_os("DATELINE_BENCH_LIBRARY")
        .map(PathBuf::from)
        .filter(|path| path.exists())
}

fn reading() -> Store {
    let path = library().expect("main looked for it");
    Store::open_reading(&path).expect("a library of this version")
}

fn writing() -> Store {
    let path = library().expect("main looked for it");
    Store::open(&path).expect("a library of this version")
}

fn first_page(source: Source) -> WindowRequest {
    WindowRequest {
        source,
        order: ListOrder::Newest,
        position: Position::Top,
        limit: 100,
        keep: Vec::new(),
        today: NOW.plus(-DAY / 2),
    }
}

/// What a start needs: open, feeds with counts, counts of the fixed sources, the first page.
#[divan::bench]
fn start() {
    let store = reading();
    store.feeds().expect("feeds");
    store
        .counts(
            &[Source::All, Source::Unread, Source::Starred, Source::Today],
            NOW.plus(-DAY / 2),
        )
        .expect("counts");
    store.window(&first_page(Source::Unread)).expect("a window");
}

#[divan::bench(args = ["all", "unread", "starred", "folder", "feed", "query"])]
fn first_window(bencher: Bencher, name: &str) {
    let store = reading();
    let feed = store.feeds().expect("feeds")[0].id;
    let source = match name {
        "all" => Source::All,
        "unread" => Source::Unread,
        "starred" => Source::Starred,
        "folder" => Source::Folder(Folder::parse("Folder 3").expect("a folder")),
        "feed" => Source::Feed(feed),
        _ => Source::Query {
            name: name.to_owned(),
            query: Query::parse("is:unread age:<30d").expect("a query"),
        },
    };
    bencher.bench_local(|| store.window(&first_page(source.clone())).expect("a window"));
}

/// The worst place of a list: half of it is counted.
#[divan::bench(args = ["all", "unread"])]
fn window_in_the_middle(bencher: Bencher, name: &str) {
    let source = if name == "all" { Source::All } else { Source::Unread };
    let store = reading();
    let total = store.window(&first_page(source.clone())).expect("a window").total;
    let middle = NOW.plus(-i64::try_from(total).expect("a count") / 2 * 5 * MINUTE);
    let position = Position::Around(Cursor {
        sorted: middle,
        id: dateline::model::EntryId(0),
    });
    let request = WindowRequest {
        position,
        ..first_page(source.clone())
    };
    bencher.bench_local(|| store.window(&request).expect("a window"));
}

#[divan::bench]
fn next_unread(bencher: Bencher) {
    let store = reading();
    let newest = store.window(&first_page(Source::All)).expect("a window").rows.remove(0);
    let request = NeighbourRequest {
        source: Source::All,
        order: ListOrder::Newest,
        cursor: Cursor::of(&newest),
        direction: Direction::Older,
        unread_only: true,
        today: NOW,
    };
    bencher.bench_local(|| store.neighbour(&request).expect("a row"));
}

const SEARCHES: [&str; 10] = [
    "zyxomancy",
    "zyxomancy the",
    "\"the the\"",
    "\"the tagan the\"",
    "tare mison",
    "the",
    "t*",
    "ta*",
    "the is:starred -feed:3",
    "the OR is:starred",
];

/// The newest hundred with their snippets.
#[divan::bench(args = SEARCHES)]
fn search_newest(bencher: Bencher, text: &str) {
    search(bencher, text, false);
}

/// The best hundred with their snippets.
#[divan::bench(args = SEARCHES)]
fn search_best(bencher: Bencher, text: &str) {
    search(bencher, text, true);
}

/// The same while the last word is being typed.
#[divan::bench(args = ["zyxo", "zyxomancy the", "tare mison", "tagan tha", "lugan kea", "\"lugan kea"])]
fn search_while_typing(bencher: Bencher, text: &str) {
    let query = Query::parse_typing(text).expect("a query");
    search_for(bencher, &query, false);
}

fn search(bencher: Bencher, text: &str, ranked: bool) {
    search_for(bencher, &Query::parse(text).expect("a query"), ranked);
}

fn search_for(bencher: Bencher, query: &Query, ranked: bool) {
    let store = reading();
    let options = SearchOptions {
        limit: 100,
        ranked,
        patience: None,
        now: NOW,
    };
    bencher.bench_local(|| store.search(query, &options).expect("hits"));
}

#[divan::bench]
fn open_an_article(bencher: Bencher) {
    let store = reading();
    let newest = store.window(&first_page(Source::All)).expect("a window").rows.remove(0);
    bencher.bench_local(|| store.article(newest.id).expect("an article"));
}

#[divan::bench(sample_count = 10)]
fn mark_10_000_read_and_undo(bencher: Bencher) {
    let mut store = writing();
    let mut ids = Vec::new();
    store
        .list(&Query::parse("is:unread").expect("a query"), Some(10_000), &mut |row| {
            ids.push(row.id)
        })
        .expect("a list");
    let target = MarkTarget::Entries(ids);
    bencher.bench_local(|| {
        store.mark(&target, Mark::Read, NOW).expect("marks");
        store.undo().expect("undone");
    });
}

/// Saves fifty new entries of about 400 words and indexes them, in a store of their own.
#[divan::bench(sample_count = 20)]
fn save_50_and_index(bencher: Bencher) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let mut store = Store::open(&folder.path().join("library.db")).expect("a store");
    let subscription = Subscription {
        url: "https://bench.example/".to_owned(),
        ..Subscription::default()
    };
    let feed = store.subscribe(&subscription, NOW).expect("a feed").feed();
    let mut round = 0;
    let come = || {
        round += 1;
        let entries = (0..50).map(|index| entry(round * 50 + index)).collect();
        let outcome = Fetched::Changed {
            title: None,
            site_url: None,
            moved_to: None,
            validators: Validators::default(),
            entries,
            repairs: 0,
            wishes: Wishes::default(),
        };
        FetchedFeed {
            feed,
            at: NOW,
            next_check: NOW,
            took: None,
            outcome,
            notes: FetchNotes::default(),
        }
    };
    bencher.with_inputs(come).bench_local_values(|fetched| {
        store.save(fetched).expect("saved");
        store.index_pending(50).expect("indexed")
    });
}

fn entry(number: i64) -> NewEntry {
    let mut random = fastrand::Rng::with_seed(number.unsigned_abs());
    let text: String = (0..400).map(|_| format!("w{} ", random.u32(..3000))).collect();
    NewEntry {
        identity: number.to_string(),
        title: format!("Entry {number}"),
        url: Some(format!("https://bench.example/{number}")),
        published: Some(NOW.plus(-number)),
        html: format!("<p>{text}</p>"),
        text,
        ..NewEntry::default()
    }
}

//! Several entries at once on the screen: ranges and single ones, what is done with them, tags, and the journal.

use crate::support::reader::{Library, Reader, now};
use dateline::app::{Effect, Event, Which};
use dateline::config::Signs;
use dateline::model::{Change, ChangeId, EntryId, FeedId, Folder};

fn read(reader: &Reader) -> usize {
    reader.library.entries.iter().filter(|row| row.read).count()
}

fn chosen(reader: &Reader) -> usize {
    reader.state.entries.chosen_ids().len()
}

#[test]
fn a_range_goes_from_where_it_was_begun_to_the_cursor_and_marks_go_on_all_of_it() {
    let mut reader = Reader::open(Library::of_size(300), 100, 20);
    reader.keys("j v j j j");
    assert!(reader.bottom().contains("4 chosen"), "{}", reader.bottom());
    assert!(reader.screen().contains("✓"));
    reader.keys("m");
    assert_eq!(read(&reader), 4);
    reader.keys("m s");
    assert_eq!(read(&reader), 0);
    assert_eq!(reader.library.entries.iter().filter(|row| row.starred).count(), 4);
    reader.keys("esc");
    assert_eq!(chosen(&reader), 0);
    reader.keys("m");
    assert_eq!(read(&reader), 1);
}

#[test]
fn what_is_chosen_has_a_sign_of_its_own_in_every_width_and_without_colours() {
    for width in [40, 60, 80, 160] {
        for (signs, sign) in [(Signs::Unicode, "✓"), (Signs::Ascii, "x")] {
            let mut reader = Reader::open(Library::of_size(9), width, 15);
            reader.state.settings.config.signs = signs;
            let before = reader.screen();
            assert!(!before.contains(&format!(" {sign} ")), "{before}");
            let screen = reader.keys("v j").screen();
            let signed = screen.lines().filter(|line| line.contains(&format!(" {sign} ")));
            assert_eq!(signed.count(), 2, "{screen}");
            assert!(!reader.keys("esc").screen().contains(&format!(" {sign} ")));
        }
    }
}

#[test]
fn a_range_reaches_beyond_what_is_held_of_the_list() {
    let mut reader = Reader::open(Library::of_size(3_000), 100, 20);
    reader.keys("j v G");
    assert_eq!(chosen(&reader), 2_999);
    reader.keys("g");
    assert_eq!(chosen(&reader), 2);
    reader.keys("G m");
    assert_eq!(read(&reader), 2_999);
}

#[test]
fn single_entries_and_ranges_add_up_wherever_the_cursor_goes() {
    let mut reader = Reader::open(Library::of_size(300), 100, 20);
    reader.keys("V j V v j v G");
    assert_eq!(chosen(&reader), 4);
    reader.keys("g V");
    assert_eq!(chosen(&reader), 3);
}

#[test]
fn the_chosen_are_made_ready_and_at_most_ten_are_opened_in_the_browser() {
    let mut reader = Reader::open(Library::newsroom(), 100, 20);
    reader.keys("v j : \"prefetch\" enter");
    let which = Which::Entries(vec![EntryId(6), EntryId(7)]);
    assert_eq!(reader.asked, [Effect::Prefetch { which }]);
    let mut reader = Reader::open(Library::of_size(30), 100, 20);
    reader.keys("v G o");
    let opened = reader
        .asked
        .iter()
        .filter(|effect| matches!(effect, Effect::Browse { .. }));
    assert_eq!(opened.count(), 10);
    assert!(reader.bottom().contains("Opened 10 of 30 pages"), "{}", reader.bottom());
}

#[test]
fn what_is_above_or_below_is_marked_read() {
    let mut reader = Reader::open(Library::of_size(300), 100, 20);
    reader.keys("j j j [");
    assert_eq!(read(&reader), 3);
    reader.keys("]");
    assert_eq!(read(&reader), 299);
    reader.keys("O O [");
    assert!(reader.bottom().contains("sorted by date"), "{}", reader.bottom());
}

#[test]
fn tags_are_asked_for_and_completed() {
    let mut reader = Reader::open(Library::newsroom(), 100, 20);
    reader.keys("v j t");
    assert_eq!(reader.asked, [Effect::LoadSearchAids]);
    reader.asked.clear();
    reader.happens(Event::SearchAidsLoaded {
        recent: Vec::new(),
        tags: vec!["train".to_owned(), "tram".to_owned()],
    });
    reader.keys("\"tr\"");
    assert!(reader.screen().contains("Tab  train   tram"), "{}", reader.screen());
    reader.keys("tab \"-old\" enter");
    let change = Effect::Tag {
        which: Which::Entries(vec![EntryId(7), EntryId(6)]),
        on: vec!["train".to_owned()],
        off: vec!["old".to_owned()],
    };
    assert_eq!(reader.asked, [change]);
}

#[test]
fn every_word_after_tag_is_a_tag_of_the_entry_at_hand() {
    let mut reader = Reader::open(Library::newsroom(), 100, 20);
    let words = |words: &str| words.split_whitespace().map(str::to_owned).collect();
    let tags = |on: &str, off: &str| Effect::Tag {
        which: Which::Entries(vec![EntryId(6)]),
        on: words(on),
        off: words(off),
    };
    reader.keys("j : \"tag train -old tide\" enter");
    assert_eq!(reader.asked, [tags("train tide", "old")]);
    reader.asked.clear();
    reader.keys(": \"untag train tide\" enter");
    assert_eq!(reader.asked, [tags("", "train tide")]);
    reader.asked.clear();
    reader.keys(": \"tag #\" enter");
    assert_eq!(reader.asked, []);
    assert!(reader.bottom().contains("“#” is no tag"), "{}", reader.bottom());
}

#[test]
fn a_hint_names_the_key_of_exactly_the_command_that_it_is_for() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    let said = "select a feed first (' goes to one by its name), or name one";
    assert_eq!(reader.keys(": \"relocate\" enter").bottom(), said);
    assert!(reader.keys("h").bottom().contains("r refresh"), "{}", reader.bottom());
}

#[test]
fn a_feed_is_moved_and_raised_from_the_folders() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys("h G m \"Ne\"");
    assert!(reader.screen().contains("Tab  News"), "{}", reader.screen());
    reader.keys("tab enter");
    let moved = Effect::Move {
        feed: FeedId(3),
        folders: Folder::parse("News").into_iter().collect(),
    };
    assert_eq!(reader.asked, [moved]);
    reader.asked.clear();
    reader.keys("k alt-up");
    assert_eq!(reader.asked, [Effect::OrderFeeds(vec![FeedId(2), FeedId(1)])]);
    reader.library.feeds[0].position = Some(1);
    reader.library.feeds[1].position = Some(0);
    reader.happens(Event::SubscriptionsChanged { what: String::new() });
    let rows = reader.state.sidebar.rows();
    let labels: Vec<&str> = rows.iter().skip(4).map(|row| &*row.label).collect();
    assert_eq!(labels, ["News", "Nordlicht", "Harbour Post", "Tidal Science"]);
}

#[test]
fn what_stands_first_or_last_says_so() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys(": \"go Harbour\" enter h alt-up");
    assert_eq!(reader.bottom(), "“Harbour Post” stands first already.");
    reader.keys("j alt-down");
    assert_eq!(reader.bottom(), "“Nordlicht” stands last already.");
    assert!(
        !reader
            .asked
            .iter()
            .any(|effect| matches!(effect, Effect::OrderFeeds(_)))
    );
}

#[test]
fn the_journal_is_read_and_gone_back_in() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys("U");
    assert_eq!(reader.asked, [Effect::LoadJournal]);
    let change = |id, what: &str, undone| Change {
        id: ChangeId(id),
        at: Some(now().plus(-300)),
        what: what.to_owned(),
        undone,
    };
    reader.happens(Event::JournalLoaded(vec![
        change(3, "starred “Fog”", true),
        change(2, "marked 132 entries of Ars read", false),
    ]));
    let screen = reader.screen();
    assert!(screen.contains("5m  marked 132 entries of Ars read"), "{screen}");
    assert!(screen.contains("taken back: starred “Fog”"), "{screen}");
    reader.asked.clear();
    reader.keys("j enter ctrl-r");
    assert_eq!(reader.asked, [Effect::GoToChange(ChangeId(2)), Effect::Redo]);
}

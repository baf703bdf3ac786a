//! The application and its drawing together: a library, keys, a screen.

use crate::support::reader::{Library, Reader, entry, feed, now};
use dateline::app::{
    Effect, Event, FeedChoice, FeedRefreshed, LinkedArticle, LinkedText, Message, Pane, PaneSizes, Refresh,
    RefreshFinished, SearchResult, Size, State, layout, update,
};
use dateline::config::Key;
use dateline::model::{
    EntryId, FeedError, FeedFault, FeedId, Line, Link, Mark, Marked, Page, PagePicture, Picture, PictureSize,
    Printable, Query, Role, SavedQuery, Source, Span, Strip, Way, Window,
};
use insta::assert_snapshot;

#[test]
fn a_wide_screen_shows_folders_entries_and_article_side_by_side() {
    let mut reader = Reader::open(Library::newsroom(), 160, 14);
    assert_snapshot!(reader.screen(), @r"
 Feeds                    │ All                                                     │
▏All                    7 │▌•  4m  Harbour P…  Ferry returns to the inner …  3′ ↓   │
 Unread                 6 │ •  1h  Nordlicht   Küste bereitet sich auf die…  3′ ↓   │
 Starred                1 │    3h  Tidal Sci…  Why the spring tide came la…  3′ ↓   │
 Today                  3 │ •  1d  Harbour P…  速報：港の新しい灯台に火が…   3′ ↓   │
 ▾ News                 5 │ •  2d  Tidal Sci…  Mapping seagrass from orbit   3′   ★ │
   Harbour Post         3 │ • 13d  Nordlicht   Der letzte Leuchtturmwärter   3′ ↓   │                      enter opens the selected entry
   Nordlicht            2 │ •  1y  Harbour P…  ملاعلاب ابحرم                 3′ ↓   │
 Tidal Science          1 │                                                         │
                          │                                                         │
                          │                                                         │
                          │                                                         │
                          │                                                         │
 1/7 · 6 unread                                                                                                             enter open   n next unread   ? help
");
    assert_snapshot!(reader.keys("j enter").screen(), @r"
 Feeds                    │ All                                                     │ Küste bereitet sich auf die Sturmsaison vor
▏All                    7 │ •  4m  Harbour P…  Ferry returns to the inner …  3′ ↓   │ Ada Palmer · Nordlicht · 2026-03-14 10:58 · 3 min
 Unread                 5 │▏   1h  Nordlicht   Küste bereitet sich auf die…  3′ ↓   │
 Starred                1 │    3h  Tidal Sci…  Why the spring tide came la…  3′ ↓   │ The first line has a link 0 in it.
 Today                  3 │ •  1d  Harbour P…  速報：港の新しい灯台に火が…   3′ ↓   │
 ▾ News                 4 │ •  2d  Tidal Sci…  Mapping seagrass from orbit   3′   ★ │   And so has the link 1.
   Harbour Post         3 │ • 13d  Nordlicht   Der letzte Leuchtturmwärter   3′ ↓   │
   Nordlicht            1 │ •  1y  Harbour P…  ملاعلاب ابحرم                 3′ ↓   │ Line 1 of a text that goes on.
 Tidal Science          1 │                                                         │ Line 2 of a text that goes on.
                          │                                                         │ Line 3 of a text that goes on.
                          │                                                         │ Line 4 of a text that goes on.
                          │                                                         │ Line 5 of a text that goes on.
                          │                                                         │ Line 6 of a text that goes on.
 2/7 · 25% · 3 min left · 5 unread                                                                                           n next unread   o browser   ? help
");
}

#[test]
fn a_medium_screen_shows_the_entries_above_the_article() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    assert_snapshot!(reader.keys("enter").screen(), @r"
 Feeds                  │ All
▏All                  7 │▏   4m  Harbour Post    Ferry returns to the inner islands after …  3′ ↓
 Unread               5 │ •  1h  Nordlicht       Küste bereitet sich auf die Sturmsaison v…  3′ ↓
 Starred              1 │    3h  Tidal Science   Why the spring tide came late               3′ ↓
 Today                3 │ •  1d  Harbour Post    速報：港の新しい灯台に火がともる            3′ ↓
 ▾ News               4 │ •  2d  Tidal Science   Mapping seagrass from orbit                 3′   ★
   Harbour Post       2 │ • 13d  Nordlicht       Der letzte Leuchtturmwärter                 3′ ↓
   Nordlicht          2 │ •  1y  Harbour Post    ملاعلاب ابحرم                               3′ ↓
 Tidal Science        1 │
                        ├───────────────────────────────────────────────────────────────────────────
                        │ Ferry returns to the inner islands after nine years
                        │ Ada Palmer · Harbour Post · 2026-03-14 11:56 · 3 min
                        │
                        │ The first line has a link 0 in it.
                        │
                        │   And so has the link 1.
                        │
                        │ Line 1 of a text that goes on.
                        │ Line 2 of a text that goes on.
                        │ Line 3 of a text that goes on.
                        │ Line 4 of a text that goes on.
                        │ Line 5 of a text that goes on.
                        │ Line 6 of a text that goes on.
 1/7 · 25% · 3 min left · 5 unread                               n next unread   o browser   ? help
");
}

#[test]
fn a_narrow_screen_shows_one_pane_at_a_time() {
    let mut reader = Reader::open(Library::newsroom(), 80, 12);
    assert_snapshot!(reader.screen(), @r"
 All
▌•  4m  Harbour Post    Ferry returns to the inner islands after nine …  3′ ↓
 •  1h  Nordlicht       Küste bereitet sich auf die Sturmsaison vor      3′ ↓
    3h  Tidal Science   Why the spring tide came late                    3′ ↓
 •  1d  Harbour Post    速報：港の新しい灯台に火がともる                 3′ ↓
 •  2d  Tidal Science   Mapping seagrass from orbit                      3′   ★
 • 13d  Nordlicht       Der letzte Leuchtturmwärter                      3′ ↓
 •  1y  Harbour Post    ملاعلاب ابحرم                                    3′ ↓



 1/7 · 6 unread                             enter open   n next unread   ? help
");
    assert_snapshot!(reader.keys("j j enter").screen(), @r"
   Why the spring tide came late
   Ada Palmer · Tidal Science · 2026-03-14 09:00 · 3 min

   The first line has a link 0 in it.

     And so has the link 1.

   Line 1 of a text that goes on.
   Line 2 of a text that goes on.
   Line 3 of a text that goes on.
   Line 4 of a text that goes on.
3/7 · 21% · 3 min left · 6 unread           n next unread   o browser   ? help
");
    assert_snapshot!(reader.keys("q h").screen(), @r"
 Feeds
▌All                                                                          7
 Unread                                                                       6
 Starred                                                                      1
 Today                                                                        3
 ▾ News                                                                       5
   Harbour Post                                                               3
   Nordlicht                                                                  2
 Tidal Science                                                                1


 6 unread                                       enter open   r refresh   ? help
");
}

#[test]
fn a_small_screen_is_enough() {
    let mut reader = Reader::open(Library::newsroom(), 40, 15);
    assert_snapshot!(reader.screen(), @r"
 All
▌•  4m  Ferry returns to the i…  3′ ↓
 •  1h  Küste bereitet sich au…  3′ ↓
    3h  Why the spring tide ca…  3′ ↓
 •  1d  速報：港の新しい灯台に…  3′ ↓
 •  2d  Mapping seagrass from …  3′   ★
 • 13d  Der letzte Leuchtturmw…  3′ ↓
 •  1y  ملاعلاب ابحرم            3′ ↓






 1/7 · 6 unread     enter open   ? help
");
    assert_snapshot!(reader.keys("enter").screen(), @r"
Ferry returns to the inner islands
after nine years
Ada Palmer · Harbour Post · 2026-03-14
11:56 · 3 min

The first line has a link 0 in it.

  And so has the link 1.

Line 1 of a text that goes on.
Line 2 of a text that goes on.
Line 3 of a text that goes on.
Line 4 of a text that goes on.
Line 5 of a text that goes on.
1/7 · 26% · 5 unread     n next unread
");
}

#[test]
fn entries_can_have_two_lines() {
    let mut reader = Reader::open(Library::newsroom(), 60, 8);
    assert_snapshot!(reader.keys("= j").screen(), @r"
 All
 •  4m  Ferry returns to the inner islands after n…  3′ ↓
        Harbour Post · Ada Palmer
▌•  1h  Küste bereitet sich auf die Sturmsaison vor  3′ ↓
▌       Nordlicht · Ada Palmer
    3h  Why the spring tide came late                3′ ↓
        Tidal Science · Ada Palmer
 2/7 · 6 unread         enter open   n next unread   ? help
");
}

#[test]
fn search_finds_while_one_types_and_enter_opens() {
    let mut reader = Reader::open(Library::newsroom(), 80, 12);
    assert_snapshot!(reader.keys("/ \"the\"").screen(), @r"
 Search
 / the

▌•  4m  Harbour Post    Ferry returns to the inner islands after nine …  3′ ↓
▌       … what the the was like that day
    3h  Tidal Science   Why the spring tide came late                    3′ ↓
        … what the the was like that day




 1/2 · 6 unread           enter open   tab results   esc leave   ctrl-s save it
");
    reader.keys("down enter");
    assert_eq!(reader.state.screen.focus, Pane::Article);
    assert!(reader.screen().contains("Why the spring tide came late"));
    reader.keys("esc");
    assert_eq!(reader.state.screen.focus, Pane::Search);
    reader.keys("esc");
    assert_eq!(reader.state.screen.focus, Pane::Entries);
}

#[test]
fn a_mistake_in_a_query_is_shown_under_its_place() {
    let mut reader = Reader::open(Library::newsroom(), 60, 10);
    assert_snapshot!(reader.keys("/ \"tide (\"").screen(), @r"
 Search
 / tide (
        ^
 a “)” is missing

▌   3h  Tidal Sci…  Why the spring tide came late    3′ ↓
▌       … what the tide  was like that day


 1/1 · 6 unread        enter open   tab results   esc leave
");
}

#[test]
fn a_mistake_in_a_query_is_told_whole_on_a_narrow_screen() {
    let mut reader = Reader::open(Library::newsroom(), 40, 12);
    reader.keys("/ \"tide\"");
    let pointed = "tide\n^\nexpected title:, author:, feed:, folder:, tag:, url: or lang:".to_owned();
    let generation = reader.state.search.generation;
    let result = SearchResult::Mistaken { pointed };
    let screen = reader.happens(Event::SearchFinished { generation, result }).screen();
    assert!(
        screen.contains(" expected title:, author:, feed:,\n folder:, tag:, url: or lang:\n"),
        "{screen}"
    );
    // What was found before stands below.
    assert!(screen.contains("Why the spring"), "{screen}");
}

#[test]
fn nothing_is_opened_while_the_query_has_a_mistake() {
    let mut reader = Reader::open(Library::newsroom(), 60, 10);
    reader.keys("/ \"tide\"").keys("\" (\"");
    reader.library.entries[2].read = false;
    for keys in ["enter", "tab enter"] {
        let screen = reader.keys(keys).screen();
        assert_eq!(reader.state.screen.focus, Pane::Search, "{screen}");
        assert!(screen.contains("a “)” is missing"), "{screen}");
        assert!(!reader.library.entries[2].read);
    }
    // It is being typed still.
    assert!(!reader.keys("backspace backspace").screen().contains("missing"));
    assert_eq!(reader.keys("enter").state.screen.focus, Pane::Article);
}

#[test]
fn where_one_pane_is_shown_nothing_is_done_to_what_is_out_of_sight() {
    let mut reader = Reader::open(Library::newsroom(), 40, 15);
    reader.keys("h # i m s");
    let did = reader
        .asked
        .iter()
        .find(|effect| !matches!(effect, Effect::WakeAfter { .. }));
    assert_eq!(did, None);
    assert!(reader.state.overlays.is_empty());
    let screen = reader.screen();
    assert!(screen.contains("s does nothing in the folders"), "{screen}");
    // Beside the folders the list is in sight.
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys("h #");
    assert_eq!(reader.state.overlays.len(), 1);
}

#[test]
fn where_one_pane_is_shown_tab_leads_to_an_article_of_the_list_only() {
    let mut reader = Reader::open(Library::newsroom(), 40, 15);
    reader.keys("j j enter h");
    assert_eq!(reader.keys("tab").state.screen.focus, Pane::Article);
    reader.keys("h : \"go nordlicht\" enter");
    assert_eq!(reader.keys("tab").state.screen.focus, Pane::Sidebar);
    reader.keys("1 tab");
    assert_eq!(reader.state.screen.focus, Pane::Article);
}

#[test]
fn what_lay_under_a_search_or_an_article_is_scrolled_as_it_was() {
    for (width, height) in [(80, 14), (160, 14), (40, 15)] {
        let mut reader = Reader::open(Library::of_size(100), width, height);
        let before = reader.keys("enter h j j j j j j j j j j j j k k").screen();
        assert_eq!(reader.keys("/ \"entry\" esc").screen(), before);
        reader.keys("enter h");
        assert_eq!(
            reader.selected(),
            Reader::open(Library::of_size(100), width, height)
                .keys("j j j j j j j j j j")
                .selected()
        );
    }
}

#[test]
fn a_list_is_sorted_by_a_key_and_says_how() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    assert!(reader.keys("O").screen().contains("All, oldest first"));
    assert_eq!(reader.bottom(), "Sorted: oldest first.");
    assert_eq!(reader.selected(), "مرحبا بالعالم");
    reader.keys(": \"sort title\" enter");
    assert!(reader.screen().contains("All, by title"));
    assert_eq!(reader.selected(), "Der letzte Leuchtturmwärter");
    assert_eq!(
        reader.keys("j n").selected(),
        "Küste bereitet sich auf die Sturmsaison vor"
    );
    // Another list has its own order, and this one is as it was.
    assert!(!reader.keys("2").screen().contains("by title"));
    assert!(reader.keys("1").screen().contains("All, by title"));
    // Days only follow each other by date.
    assert!(!reader.keys("@ \"today\" enter").screen().contains("by title"));
}

#[test]
fn a_search_that_finds_nothing_says_what_finds_more() {
    let mut reader = Reader::open(Library::newsroom(), 60, 6);
    assert!(
        reader
            .keys("/ \"xyzzy\"")
            .screen()
            .contains("Nothing was found: fewer or shorter words find more.")
    );
}

#[test]
fn help_lists_the_keys_of_the_pane() {
    let mut reader = Reader::open(Library::newsroom(), 80, 24);
    assert_snapshot!(reader.keys("?").screen(), @r"
 All
▏•  4m  Harbour Post    Ferry returns to the inner islands after nine …  3′ ↓
 •┌─ Help ───────────────────────────────────────────────────────────────────┐
  │ Keys in the list of entries                                              │
 •│ space, l, enter, right Opens what is selected: a source, an article, a   │
 •│                        choice.                                           │★
 •│ v                      Begins a range of entries to do something with,   │
 •│                        or ends it; Esc forgets it.                       │
  │ V                      Takes an entry to do something with several, or   │
  │                        leaves it.                                        │
  │ t, #                   Puts a tag on the chosen entries; on the command  │
  │                        line on those of a query.                         │
  │ [                      Marks the entries above this one read.            │
  │ ]                      Marks the entries below this one read.            │
  │ i                      Tells how a feed fares, why, and what helps.      │
  │ page-down              Goes a page down.                                 │
  │ h, left, esc           Goes back to where this was opened from.          │
  │ J                      Opens the next entry of the list.                 │
  │ K                      Opens the previous entry of the list.             │
  │ m                      Marks the entry read, or unread where it is read. │
  │ s                      Stars the entry, or takes its star off.           │
  └──────────────────────────────────────────────────────────────────────────┘

 1/7 · 6 unread                                     / find   esc leave   j down
");
    assert!(!reader.keys("esc").screen().contains("Help"));
}

#[test]
fn help_is_searched_by_a_key_or_by_words() {
    let mut reader = Reader::open(Library::newsroom(), 80, 24);
    let screen = reader.keys("? / \"ready off\"").screen();
    assert!(screen.contains("↓") && screen.contains("on the disk."), "{screen}");
    assert!(!screen.contains("Keys everywhere"), "{screen}");
    let screen = reader.keys("ctrl-u \"ctrl-d\"").screen();
    assert!(screen.contains("Goes half a page down."), "{screen}");
    assert!(!screen.contains("half a page up."), "{screen}");
    // The names of commands count, and what other panes have.
    for (words, said) in [("quit", "Ends the program."), ("full text", "Keys in the article")] {
        let screen = reader.keys(&format!("ctrl-u \"{words}\"")).screen();
        assert!(screen.contains(said), "{words}: {screen}");
    }
    let screen = reader.keys("ctrl-u \"zzz\"").screen();
    assert!(screen.contains("Nothing here is said in these words."), "{screen}");
    // Enter leaves the line, Esc brings all of help back, and the next one leaves it.
    let screen = reader
        .keys("backspace backspace backspace \"fetches\" enter j")
        .screen();
    assert!(
        screen.contains("Fetches all feeds") && screen.contains("/ fetches"),
        "{screen}"
    );
    assert!(reader.keys("esc").screen().contains("Keys in the list of entries"));
    assert!(!reader.keys("esc").screen().contains("Help"));
}

#[test]
fn a_narrow_bottom_line_keeps_the_most_useful_keys() {
    let mut reader = Reader::open(Library::newsroom(), 40, 15);
    let mut end = |keys: &str, end: &str| {
        let bottom = reader.keys(keys).bottom();
        assert!(bottom.ends_with(end), "{keys}: {bottom}");
    };
    end("", "enter open   ? help");
    end(":", "enter do it");
    end("esc ?", "/ find   esc leave");
}

#[test]
fn the_palette_finds_commands_by_a_few_letters() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    assert_snapshot!(reader.keys(": \"star\"").screen(), @r"
 A┌─ Commands ───────────────────────────────────────────────────────────────┐
▏•│ : star                                                                   │
 •│                                                                          │
  │▌toggle-star          Stars the entry, or takes its star off.           s │
 •│ go SOURCE            Shows a source: All, Unread, Starred, Today, a f… ' │
 •│ remove FEED          Unsubscribes from a feed; its starred entries st… D │★
 •│                                                                          │
 •│                                                                          │
  │                                                                          │
  │                                                                          │
  │                                                                          │
  │                                                                          │
  └──────────────────────────────────────────────────────────────────────────┘
 1/7 · 6 unread                                         enter do it   esc leave
");
    reader.keys("enter");
    assert!(reader.library.entries[0].starred);
}

#[test]
fn the_palette_takes_a_command_with_arguments_and_says_what_is_wrong_with_them() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys(": \"add --foldr x https://a.example\" enter");
    assert!(
        reader
            .screen()
            .contains("“add” has no option “--foldr”; did you mean “--folder”?")
    );
    reader.keys("esc : \"go nordlicht\" enter");
    assert_eq!(reader.state.entries.source, Source::Feed(FeedId(2)));
    reader.keys(": \"quit foo\" enter");
    assert!(reader.screen().contains("“quit” takes no “foo”"));
    assert!(!reader.asked.contains(&Effect::Quit));
}

#[test]
fn words_that_begin_with_the_name_of_a_command_find_the_others_too() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    let screen = reader.keys(": \"mark read all\"").screen();
    assert!(
        screen.contains("▌mark ") && screen.contains("mark-all-read"),
        "{screen}"
    );
    // Enter is for what stands selected, and what is gone to is.
    reader.keys("down enter");
    assert_eq!(reader.count("All"), 7);
    assert_eq!(reader.state.sidebar.known.as_ref().unwrap().all.unread, 0);
}

#[test]
fn the_words_of_a_command_find_it_as_its_name_does() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    for (words, command) in [
        ("next unread", "next-unread"),
        ("copy link", "copy-link"),
        ("mark all read", "mark-all-read"),
        ("read all", "mark-all-read"),
        ("remove query", "remove-query"),
        ("mark all", "mark-all-read"),
        ("open browser", "browse"),
        ("column width", "widen"),
    ] {
        let screen = reader.keys(&format!(": \"{words}\"")).screen();
        assert!(screen.contains(&format!("▌{command} ")), "{words}: {screen}");
        reader.keys("esc");
    }
    reader.keys(": \"mark all read\" enter");
    assert_eq!(reader.state.sidebar.known.as_ref().unwrap().all.unread, 0);
}

#[test]
fn an_address_that_led_to_nothing_is_typed_over() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys("a enter");
    assert!(
        reader.screen().contains("nothing was typed; Esc leaves"),
        "{}",
        reader.screen()
    );
    reader.keys("\"https://a.example/none\" enter");
    reader.happens(Event::AddFailed {
        url: "https://a.example/none".to_owned(),
        message: "it gave nothing".to_owned(),
    });
    for (keys, line) in [("a", "https://a.example/none"), ("b", "b"), ("esc", "")] {
        let screen = reader.keys(keys).screen();
        assert!(
            line.is_empty() || screen.contains(&format!("› {line} ")),
            "{keys}: {screen}"
        );
    }
}

#[test]
fn while_a_first_feed_is_looked_for_no_other_is_offered() {
    let mut reader = Reader::open(Library::default(), 80, 24);
    reader.keys("a \"https://a.example/feed\" enter enter");
    assert!(reader.state.overlays.is_empty(), "{}", reader.screen());
}

#[test]
fn a_source_is_gone_to_by_a_part_of_the_name_of_a_saved_search() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    let query = Query::parse("tide").unwrap();
    let saved = SavedQuery {
        name: "Kernel news".to_owned(),
        query,
    };
    let mut known = reader.state.sidebar.known.clone().unwrap();
    known.queries = vec![(saved.clone(), None)];
    reader.happens(Event::FeedsLoaded(known.clone()));
    reader.keys(": \"go kern\" enter");
    assert_eq!(reader.state.entries.source, saved.source());
    // That it asks for something else, as another program may have it, changes the list and not what is selected.
    let other = SavedQuery {
        query: Query::parse("ferry").unwrap(),
        ..saved
    };
    known.queries = vec![(other.clone(), None)];
    reader.happens(Event::FeedsLoaded(known.clone()));
    assert_eq!(reader.state.sidebar.selected.source, other.source());
    assert_eq!(reader.state.entries.source, other.source());
    // Under another name it stays selected.
    reader.keys("h c ctrl-u \"Core\" enter");
    let renamed = SavedQuery {
        name: "Core".to_owned(),
        ..other
    };
    known.queries = vec![(renamed.clone(), None)];
    reader.happens(Event::FeedsLoaded(known));
    assert_eq!(reader.state.sidebar.selected.source, renamed.source());
    reader.keys("D");
    let name = renamed.name;
    assert!(reader.asked.contains(&Effect::RemoveQuery { name }));
}

#[test]
fn what_is_written_out_and_is_no_command_of_the_screen_runs_no_other() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    for (line, said) in [
        ("list is:unread", "“list” is for the command line: dateline list"),
        ("list", "“list” is for the command line: dateline list"),
        (
            "refesh all",
            "there is no command “refesh” on the screen; did you mean “refresh”",
        ),
        (
            "star these",
            "there is no command “star” on the screen; did you mean “toggle-star”?",
        ),
    ] {
        let screen = reader.keys(&format!(": \"{line}\"")).screen();
        assert!(screen.contains(said), "{line}: {screen}");
        let screen = reader.keys("enter").screen();
        assert!(screen.contains(said), "{line}: {screen}");
        assert_eq!(reader.asked, [], "{line}");
        reader.keys("esc");
    }
    assert_eq!(reader.state.sidebar.known.as_ref().unwrap().all.unread, 6);
    // What is gone to is shown selected, and is run.
    reader.keys(": \"unread\" down enter");
    assert_eq!(reader.selected(), "Küste bereitet sich auf die Sturmsaison vor");
}

#[test]
fn the_palette_says_that_nothing_matches_or_where_it_works() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    assert!(reader.keys(": \"qqqq\"").screen().contains("no command matches “qqqq”"));
    assert!(
        reader
            .keys("esc : \"show-whole\"")
            .screen()
            .contains("“show-whole-text” works only in the article")
    );
}

#[test]
fn a_feed_is_added_by_its_address() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    assert_snapshot!(reader.keys("a \"https://new.example\"").screen(), @r"
 All
▏•  4m  Harbour Post    Ferry returns to the inner islands after nine …  3′ ↓
 •  1h  Nordlicht       Küste bereitet sich auf die Sturmsaison vor      3′ ↓
    3h  Tidal Science   Why the spring tide came late                    3′ ↓
 •┌─ Add a feed ─────────────────────────────────────────────────────────────┐
 •│ › https://new.example                                                    │★
 •│ The address of a feed, or of a page that has one.                        │
 •│                                                                          │
  └──────────────────────────────────────────────────────────────────────────┘




 1/7 · 6 unread                                         enter do it   esc leave
");
    reader.keys("enter");
    let added = matches!(reader.asked.last(), Some(Effect::Add { url, .. }) if url == "https://new.example");
    assert!(added, "{:?}", reader.asked);
    reader.library.feeds.push(feed(9, "New Feed", None));
    reader.happens(Event::FeedAdded {
        feed: FeedId(9),
        title: "New Feed".to_owned(),
        already: false,
    });
    assert_eq!(reader.bottom(), "Subscribed to “New Feed”.");
    assert_eq!(reader.state.entries.source, Source::Feed(FeedId(9)));
}

#[test]
fn a_feed_that_could_not_be_added_is_told_until_a_key() {
    let mut reader = Reader::open(Library::newsroom(), 120, 18);
    reader.happens(Event::AddFailed {
        url: "https://no.example".to_owned(),
        message: "no feed was found there; give the feed's own address.".to_owned(),
    });
    reader.send(Message::Woken);
    assert!(
        reader
            .bottom()
            .starts_with("https://no.example: no feed was found there")
    );
    assert!(reader.keys("j").bottom().starts_with("2/7"));
    assert!(reader.keys("!").screen().contains("give the feed's own address"));
    // The question begins with it, once.
    assert!(reader.keys("esc a").screen().contains("› https://no.example"));
    assert!(!reader.keys("esc a").screen().contains("no.example"));
}

#[test]
fn a_question_comes_back_with_an_answer_that_will_not_do() {
    let mut reader = Reader::open(Library::newsroom(), 80, 16);
    let failed = |message: &str| Event::ImportFailed {
        file: "/nope".to_owned(),
        message: message.to_owned(),
    };
    reader.keys("I \"/nope\" enter");
    let long =
        "cannot read /nope, and so long is the reason for that that it does not stand in a line of the box: gone";
    let screen = reader.happens(failed(long)).screen();
    for part in [
        "Import subscriptions",
        "› /nope",
        "cannot read /nope",
        "of the box: gone",
    ] {
        assert!(screen.contains(part), "{screen}");
    }
    assert!(!reader.keys("x").screen().contains("cannot read"));
    assert!(reader.keys("esc ! ").screen().contains("cannot read /nope"));
    // Whoever has gone on is not to type into it.
    assert!(
        !reader
            .keys("esc /")
            .happens(failed("gone"))
            .screen()
            .contains("› /nope")
    );
    assert!(reader.bottom().contains("gone"), "{}", reader.bottom());
    reader.keys("esc");
    let (file, message) = ("/nope/x.opml".to_owned(), "cannot write it".to_owned());
    let screen = reader.happens(Event::ExportFailed { file, message }).screen();
    assert!(
        screen.contains("Export subscriptions") && screen.contains("› /nope/x.opml"),
        "{screen}"
    );
    reader.keys("esc");
    let (file, message, entry) = ("/nope/x.md".to_owned(), "cannot write it".to_owned(), EntryId(1));
    let screen = reader.happens(Event::SaveFailed { entry, file, message }).screen();
    assert!(
        screen.contains("Save the article") && screen.contains("› /nope/x.md"),
        "{screen}"
    );
    let screen = reader.keys("esc t \"two #\" enter").screen();
    assert!(
        screen.contains("› two #") && screen.contains("“#” is no tag"),
        "{screen}"
    );
}

#[test]
fn a_page_with_several_feeds_lets_one_choose() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    let choice = |name: &str| FeedChoice {
        url: format!("https://{name}.example/feed"),
        title: Some(name.to_owned()),
    };
    reader.keys("a \"https://page.example\" enter");
    assert_eq!(reader.bottom(), "Looking for a feed at https://page.example");
    reader.happens(Event::SeveralFeedsFound {
        choices: vec![choice("articles"), choice("comments")],
        folders: Vec::new(),
        title: None,
    });
    assert_snapshot!(reader.screen(), @r"
 All
▏•  4m  Harbour Post    Ferry returns to the inner islands after nine …  3′ ↓
 •  1h  Nordlicht       Küste bereitet sich auf die Sturmsaison vor      3′ ↓
    3h  Tidal Science   Why the spring tide came late                    3′ ↓
 •  1d  Harbour Post    速報：港の新しい灯台に火がともる                 3′ ↓
 •┌─ This page names several feeds ──────────────────────────────────────────┐★
 •│ ▌[ ] articles  https://articles.example/feed                             │
 •│  [ ] comments  https://comments.example/feed                             │
  └──────────────────────────────────────────────────────────────────────────┘




 1/7 · 6 unread                        space take   enter subscribe   esc leave
");
    reader.keys("j enter");
    assert!(matches!(reader.asked.last(), Some(Effect::Add { url, .. }) if url == "https://comments.example/feed"));
}

#[test]
fn a_pasted_address_is_a_feed_to_add() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    reader.send(Message::Paste("https://pasted.example/feed\n".to_owned()));
    assert!(reader.screen().contains("› https://pasted.example/feed"));
}

#[test]
fn the_first_start_says_what_to_do() {
    let mut reader = Reader::open(Library::default(), 80, 16);
    assert_snapshot!(reader.screen(), @r"



dateline

There is no feed yet. Any of these makes a start:

    a  add a feed, by its address or that of its page
    I  import the feeds of another reader
enter  choose from a list of feeds
    ?  see every key




                               a add a feed   enter choose   ? help
");
    assert_snapshot!(reader.keys("enter space").screen(), @r"



          dateline

          There is no feed yet. Any of these makes a start:
┌─ Feeds to start with ────────────────────────────────────────────────────┐
│  [x] Harbour Post  https://harbour-post.example/feed                     │
│ ▌[ ] Tidal Science  https://tidal-science.example/feed                   │
└──────────────────────────────────────────────────────────────────────────┘
              ?  see every key




                                     space take   enter subscribe   esc leave
");
    reader.keys("space enter");
    assert!(matches!(reader.asked.last(), Some(Effect::SubscribeAll(feeds)) if feeds.len() == 2));
    reader.library = Library::newsroom();
    reader.happens(Event::SubscriptionsChanged {
        what: "Subscribed to 2 feeds.".to_owned(),
    });
    let fetched = Effect::Refresh {
        which: Refresh::All,
        force: false,
    };
    assert_eq!(reader.asked.last(), Some(&fetched));
    assert!(reader.screen().contains("Ferry returns"));
}

#[test]
fn the_first_frame_is_drawn_before_anything_is_known() {
    let reader = Reader::before_start(Library::newsroom(), 80, 6);
    assert_snapshot!(reader.screen(), @r"
All




                                           enter open   n next unread   ? help
");
}

#[test]
fn letters_at_links_open_them() {
    let mut reader = Reader::open(Library::newsroom(), 50, 10);
    assert_snapshot!(reader.keys("enter f").screen(), @r"
Ferry returns to the inner islands after nine
years
Ada Palmer · Harbour Post · 2026-03-14 11:56 · 3
min

The first line has a alink 0 in it.

  And so has the slink 1.

1/7 · 16% · 5 unread     a letter takes its link
");
    reader.keys("s");
    let url = "https://link.example/1".to_owned();
    assert_eq!(reader.asked.last(), Some(&Effect::Browse { url }));
}

#[test]
fn the_foot_of_an_article_has_its_links() {
    let mut reader = Reader::open(Library::newsroom(), 50, 8);
    assert_snapshot!(reader.keys("enter G").screen(), @r"
Line 38 of a text that goes on.
Line 39 of a text that goes on.
Line 40 of a text that goes on.

────────────────────────
Link  https://1.example/7
Comments  https://comments.example/
1/7 · 100% · 5 unread  n next unread   o browser
");
}

#[test]
fn an_article_that_is_opened_is_read_and_u_takes_it_back() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys("enter");
    assert!(reader.library.entries[0].read);
    assert_eq!(reader.count("Unread"), 5);
    reader.keys("u");
    assert_eq!(reader.asked.last(), Some(&Effect::Undo));
    reader.library.entries[0].read = false;
    reader.happens(Event::Undone {
        what: Some("1 entry is unread again.".to_owned()),
    });
    assert_eq!(reader.bottom(), "1 entry is unread again.");
    assert_eq!(reader.count("Unread"), 6);
    assert!(!reader.state.article.as_ref().unwrap().row.read);
}

#[test]
fn a_mark_that_the_store_refuses_is_put_back_and_told() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.refuses_marks = true;
    reader.keys("s m");
    let row = reader.state.entries.selected().unwrap();
    assert!(!row.starred && !row.read);
    assert_eq!(reader.bottom(), "The disk is full: free some space, then mark again.");
    assert_eq!(reader.count("Starred"), 1);
    assert_eq!(reader.count("Unread"), 6);
}

#[test]
fn what_was_read_stays_in_the_list_until_the_list_is_left() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    reader.keys("2 enter");
    reader.happens(Event::RefreshFinished(RefreshFinished::default()));
    assert_eq!(reader.state.entries.window.rows.len(), 6);
    reader.keys("1 2");
    assert_eq!(reader.state.entries.window.rows.len(), 5);
}

#[test]
fn a_refresh_does_not_move_what_is_looked_at() {
    let mut library = Library::of_size(100);
    let mut reader = Reader::open(library.clone(), 80, 12);
    reader.keys("ctrl-d ctrl-d ctrl-d k");
    let before = reader.screen();
    let news: Vec<_> = (101..=130)
        .rev()
        .map(|id| entry(id, &library.feeds[0], &format!("News {id}"), -id))
        .collect();
    library.entries.splice(0..0, news);
    reader.library = library;
    reader.happens(refreshed(1, 30));
    reader.happens(Event::RefreshFinished(RefreshFinished {
        fetched: 1,
        new: 30,
        ..RefreshFinished::default()
    }));
    reader.send(Message::Woken);
    let after = reader.screen();
    let rows = |screen: &str| screen.lines().skip(1).take(10).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(rows(&after), rows(&before));
    assert!(after.contains("↑ 30 new"), "{after}");
    assert!(reader.keys("g").screen().contains("News 130"));
    assert!(!reader.screen().contains("30 new"));
}

#[test]
fn a_first_refresh_fills_an_empty_list_from_the_top() {
    let mut library = Library::of_size(0);
    let mut reader = Reader::open(library.clone(), 80, 12);
    for count in [3, 40] {
        library = Library::of_size(count);
        reader.library = library.clone();
        reader.happens(refreshed(1, 1));
    }
    assert_eq!(reader.selected(), "Entry number 40");
}

#[test]
fn keys_that_run_ahead_of_the_window_are_not_lost() {
    let mut reader = Reader::open(Library::of_size(10_000), 80, 24);
    let mut effects = Vec::new();
    for _ in 0..2_000 {
        effects.extend(update(&mut reader.state, Message::Key(Key::sign('j'))));
    }
    assert!(effects.len() < 10, "{} questions for one burst", effects.len());
    reader.answer(effects);
    assert!(reader.bottom().starts_with("2,001/10,000"), "{}", reader.bottom());
    reader.keys("G");
    assert!(reader.bottom().starts_with("10,000/10,000"));
    reader.keys("k g");
    assert!(reader.bottom().starts_with("1/10,000"));
}

#[test]
fn keys_before_the_first_answer_are_not_lost() {
    let mut reader = Reader::before_start(Library::of_size(100), 80, 24);
    let mut effects = dateline::app::start(&mut reader.state);
    for _ in 0..3 {
        effects.extend(update(&mut reader.state, Message::Key(Key::sign('j'))));
    }
    reader.answer(effects);
    assert_eq!(reader.selected(), "Entry number 97");
}

#[test]
fn the_next_unread_entry_is_found_beyond_the_window_and_from_the_top_again() {
    let mut library = Library::of_size(3_000);
    for row in &mut library.entries {
        row.read = !(row.id == EntryId(2_990) || row.id == EntryId(10));
    }
    let mut reader = Reader::open(library, 80, 24);
    assert_eq!(reader.keys("n").selected(), "Entry number 2990");
    assert_eq!(reader.keys("n").selected(), "Entry number 10");
    assert!(reader.bottom().starts_with("2,991/3,000"));
    assert_eq!(reader.keys("n").selected(), "Entry number 2990");
    assert_eq!(reader.bottom(), "Nothing unread is further down: on from the top.");
    assert_eq!(reader.keys("N").bottom(), "Nothing unread is further up.");
    reader.keys("m n m n");
    assert_eq!(reader.bottom(), "Nothing unread is left here; R fetches all feeds.");
}

#[test]
fn the_next_entry_is_opened_from_an_article() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    reader.keys("enter J");
    assert_eq!(reader.state.article.as_ref().unwrap().row.id, EntryId(6));
    reader.keys("n");
    assert_eq!(reader.state.article.as_ref().unwrap().row.id, EntryId(4));
    reader.keys("K");
    assert_eq!(reader.state.article.as_ref().unwrap().row.id, EntryId(5));
}

#[test]
fn everything_here_can_be_marked_read() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    reader.keys("A");
    assert_eq!(reader.bottom(), "Marked 6 entries read.");
    assert!(reader.library.entries.iter().all(|row| row.read));
    reader.keys("2");
    assert!(reader.screen().contains("Nothing is unread."));
}

#[test]
fn marking_everything_leaves_out_what_came_in_unseen() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    let news = entry(99, &reader.library.feeds[0], "Just in", 0);
    reader.happens(refreshed(1, 1));
    reader.keys("A");
    reader.library.entries.insert(0, news);
    assert!(!reader.library.entries[0].read);
    assert!(reader.library.entries.iter().skip(1).all(|row| row.read));
}

#[test]
fn empty_lists_say_why_and_which_key_helps() {
    let mut library = Library::newsroom();
    library.entries.clear();
    let mut reader = Reader::open(library, 60, 6);
    let mut said = |key: &str| reader.keys(key).screen();
    assert!(said("1").contains("There is no entry here."));
    assert!(said("2").contains("1 lists everything"));
    assert!(said("3").contains("s stars an entry"));
    assert!(said("4").contains("R fetches all feeds"));
}

#[test]
fn after_a_failure_the_list_is_asked_for_again() {
    let mut reader = Reader::before_start(Library::newsroom(), 80, 14);
    // Nothing of it is answered.
    dateline::app::start(&mut reader.state);
    reader.happens(Event::Failed {
        message: "The store is busy; try again.".to_owned(),
    });
    assert_eq!(reader.state.entries.window.rows.len(), 0);
    reader.happens(Event::RefreshFinished(RefreshFinished::default()));
    assert_eq!(reader.state.entries.window.rows.len(), 7);
    assert_eq!(reader.count("All"), 7);
}

#[test]
fn a_list_that_was_read_before_a_mark_does_not_take_it_back() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    // The store has read the list, but its answer is still under way when an entry is opened and marked read.
    let asked = update(&mut reader.state, Message::Event(Box::new(Event::ChangedElsewhere)));
    let is_window = |effect: &&Effect| matches!(effect, Effect::LoadWindow(_));
    let Some(Effect::LoadWindow(request)) = asked.iter().find(is_window).cloned() else {
        panic!("{asked:?}");
    };
    let window = reader.state.entries.window.clone();
    let entry = reader.state.entries.selected().unwrap().id;
    assert!(!reader.state.entries.selected().unwrap().read);
    reader.keys("enter");
    assert!(reader.state.article.as_ref().unwrap().row.read);
    reader.happens(Event::WindowLoaded { request, window });
    assert!(reader.state.article.as_ref().unwrap().row.read);
    assert!(reader.state.entries.selected().unwrap().read);
    let toggled = update(&mut reader.state, Message::Key(Key::sign('m')));
    let is_unread =
        |effect: &Effect| matches!(effect, Effect::Mark { entries, mark: Mark::Unread } if *entries == [entry]);
    assert!(toggled.iter().any(is_unread), "{toggled:?}");
}

/// The store has put a star on an entry.
fn starred(entry: EntryId) -> Event {
    let marked = Marked {
        mark: Mark::Star,
        changed: 1,
    };
    Event::Marked {
        entries: vec![entry],
        marked,
    }
}

#[test]
fn an_entry_that_was_looked_for_before_a_mark_does_not_take_it_back() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    let row = reader.state.entries.selected().unwrap().clone();
    assert!(!row.starred);
    // Nothing unread is below the last entry; the store looks, and meanwhile the first is marked.
    reader.keys("G enter");
    let asked = update(&mut reader.state, Message::Key(Key::sign('n')));
    let Some(Effect::FindNeighbour(asked)) = asked.first().cloned() else {
        panic!("{asked:?}");
    };
    reader.happens(starred(row.id));
    reader.happens(Event::NeighbourFound { asked, row: Some(row) });
    assert!(reader.state.article.as_ref().unwrap().row.starred);
}

#[test]
fn a_mark_of_before_a_question_is_not_put_on_its_answer() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    let row = reader.state.entries.selected().unwrap().clone();
    reader.keys("G enter");
    // While the store looks for an entry one is marked, and changed elsewhere before the list is asked for again.
    let asked = update(&mut reader.state, Message::Key(Key::sign('n')));
    assert!(matches!(asked.first(), Some(Effect::FindNeighbour(_))), "{asked:?}");
    reader.happens(starred(row.id));
    reader.happens(Event::ChangedElsewhere);
    let shown = &reader.state.entries.window.rows;
    assert!(!shown.iter().find(|shown| shown.id == row.id).unwrap().starred);
}

#[test]
fn late_answers_are_dropped() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    // A window of a list that was left meanwhile.
    let asked = update(&mut reader.state, Message::Key(Key::sign('3')));
    let Some(Effect::LoadWindow(request)) = asked.first().cloned() else {
        panic!("{asked:?}");
    };
    reader.keys("1");
    let rows = reader.state.entries.window.clone();
    reader.happens(Event::WindowLoaded {
        request,
        window: Window::default(),
    });
    assert_eq!(reader.state.entries.window, rows);
    // An article that was left for another.
    let late = update(&mut reader.state, Message::Key(Key::parse("enter").unwrap()));
    reader.keys("J");
    let open = reader.state.article.clone();
    reader.answer(
        late.into_iter()
            .filter(|effect| matches!(effect, Effect::OpenArticle { .. }))
            .collect(),
    );
    reader.happens(Event::ArticleLaidOut {
        entry: EntryId(1),
        page: Page::default(),
    });
    reader.happens(Event::ArticleMissing { entry: EntryId(1) });
    assert_eq!(reader.state.article, open);
    // The answer to a search before the last, and to one that was closed and opened again.
    reader.keys("/ \"the\"");
    let generation = reader.state.search.generation;
    let nothing = || SearchResult::Found(Vec::new());
    reader.happens(Event::SearchFinished {
        generation: generation - 1,
        result: nothing(),
    });
    assert_eq!(reader.state.search.pane.as_ref().unwrap().hits.len(), 2);
    reader.keys("esc /");
    reader.happens(Event::SearchFinished {
        generation,
        result: SearchResult::Failed {
            message: "late".to_owned(),
        },
    });
    assert!(!reader.screen().contains("late"), "{}", reader.screen());
}

#[test]
fn progress_and_the_lack_of_a_network_are_in_the_bottom_line() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    reader.keys("R");
    let all = Effect::Refresh {
        which: Refresh::All,
        force: true,
    };
    assert_eq!(reader.asked.last(), Some(&all));
    reader.happens(Event::RefreshStarted { total: 200 });
    reader.happens(refreshed(2, 0));
    assert!(reader.bottom().contains("12/200 feeds"), "{}", reader.bottom());
    reader.happens(Event::RefreshFinished(RefreshFinished {
        offline: true,
        ..RefreshFinished::default()
    }));
    assert!(reader.bottom().starts_with("There is no network"));
    assert!(reader.keys("j").bottom().contains("offline"));
}

#[test]
fn r_fetches_the_selected_feed() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys("h G r");
    let one = Effect::Refresh {
        which: Refresh::Feeds(vec![FeedId(3)]),
        force: true,
    };
    assert_eq!(reader.asked.last(), Some(&one));
}

#[test]
fn folders_fold_and_a_failing_feed_has_a_quiet_sign() {
    let mut library = Library::newsroom();
    library.feeds[1].error = Some(FeedError {
        fault: FeedFault::TimedOut,
        message: "The server did not answer in 30 s.".to_owned(),
        since: now(),
        failures: 1,
    });
    let mut reader = Reader::open(library, 40, 12);
    assert_snapshot!(reader.keys("h G k").screen(), @r"
 Feeds
 All                                  7
 Unread                               6
 Starred                              1
 Today                                3
 Failing feeds                        1
 ▾ News                               5
   Harbour Post                       3
▌  Nordlicht                        ! 2
 Tidal Science                        1

 6 unread        enter open   r refresh
");
    assert_snapshot!(reader.keys("space").screen(), @r"
 Feeds
 All                                  7
 Unread                               6
 Starred                              1
 Today                                3
 Failing feeds                        1
▌▸ News                             ! 5
 Tidal Science                        1



 6 unread        enter open   r refresh
");
}

#[test]
fn removing_does_not_ask_for_it_can_be_taken_back() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys("h G D");
    let removed = Effect::Remove {
        feed: FeedId(3),
        with_starred: false,
    };
    assert_eq!(reader.asked, [removed]);
}

#[test]
fn a_feed_is_renamed_where_its_title_stands() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys("h G : \"rename\" enter");
    assert!(reader.screen().contains("› Tidal Science"));
    reader.keys("end \" Today\" enter");
    let renamed = Effect::Rename {
        feed: FeedId(3),
        title: Some("Tidal Science Today".to_owned()),
    };
    assert_eq!(reader.asked.last(), Some(&renamed));
}

#[test]
fn panes_are_hidden_and_zen_leaves_the_article_alone() {
    let mut reader = Reader::open(Library::newsroom(), 160, 14);
    assert!(!reader.keys("b").screen().contains("Feeds"));
    reader.keys("enter e");
    assert!(!reader.screen().contains("Nordlicht"));
    reader.keys("b z");
    assert!(!reader.screen().contains('│'));
    reader.keys("esc esc");
    assert!(reader.screen().contains("Nordlicht"));
}

#[test]
fn the_article_gets_wider_and_narrower_with_a_key() {
    let mut reader = Reader::open(Library::newsroom(), 160, 14);
    reader.keys("enter < <");
    assert_eq!(reader.state.article.as_ref().unwrap().page().unwrap().width, 64);
    reader.keys(">");
    assert_eq!(reader.state.article.as_ref().unwrap().page().unwrap().width, 68);
}

#[test]
fn q_goes_back_from_an_article_and_ends_the_program_from_a_list() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    reader.keys("enter q");
    assert_eq!(reader.asked, []);
    reader.keys("q");
    assert_eq!(reader.asked, [Effect::Quit]);
}

#[test]
fn hostile_text_is_drawn_as_text() {
    let mut library = Library::newsroom();
    let hostile = "a\u{1b}]52;c;ZXZpbA==\u{7}b\u{202e}c\u{9b}2Jd\u{200b}e\u{e0041}f";
    library.entries[0].title = hostile.to_owned();
    library.entries[0].feed_title = hostile.to_owned();
    library.feeds[0].title = hostile.to_owned();
    let mut reader = Reader::open(library, 160, 14);
    reader.happens(Event::Failed {
        message: hostile.to_owned(),
    });
    let screen = format!("{}{}", reader.screen(), reader.keys("enter").screen());
    assert!(screen.contains("abcdef"));
    assert!(!screen.contains(|sign: char| sign.is_control() && sign != '\n'));
    assert!(!screen.contains(['\u{202e}', '\u{200b}', '\u{e0041}']));
}

#[test]
fn regions_never_overlap_and_stay_on_the_screen() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    let chosen = [None, Some(0), Some(9), Some(u16::MAX)];
    for (turn, keys) in ["", "enter", "z", "z b", "e", "/", "esc e b", "h"]
        .into_iter()
        .enumerate()
    {
        reader.keys(keys);
        reader.state.screen.sizes = PaneSizes {
            sidebar_width: chosen[turn % 4],
            entries_width: chosen[(turn + 1) % 4],
            entries_height: chosen[turn / 2],
        };
        for width in (1..=220).step_by(7) {
            for height in 1..=40 {
                check_regions(&reader.state, Size { width, height });
            }
        }
    }
}

pub fn check_regions(state: &State, size: Size) {
    let layout = layout(size, state);
    let panes = [
        layout.sidebar,
        layout.entries,
        layout.search,
        layout.article,
        layout.welcome,
    ];
    let mut regions: Vec<_> = panes.into_iter().flatten().collect();
    regions.extend(layout.rules.iter().map(|rule| rule.region));
    regions.push(layout.status);
    let mut taken = vec![false; usize::from(size.width) * usize::from(size.height)];
    for region in regions {
        for y in region.y..region.y + region.height {
            for x in region.x..region.x + region.width {
                assert!(x < size.width && y < size.height, "{size:?}: {region:?}");
                let cell = &mut taken[usize::from(y) * usize::from(size.width) + usize::from(x)];
                assert!(!std::mem::replace(cell, true), "{size:?}: {region:?}");
            }
        }
    }
    if let (Some(text), Some(article)) = (layout.text, layout.article) {
        assert!(text.x >= article.x && text.x + text.width <= article.x + article.width);
    }
}

pub fn refreshed(feed: i64, new: u64) -> Event {
    Event::FeedRefreshed(FeedRefreshed {
        feed: FeedId(feed),
        title: "A feed".to_owned(),
        new,
        error: None,
        done: 12,
        total: 200,
        bytes: 1_000,
    })
}

#[test]
fn words_are_found_in_the_article_and_n_goes_from_place_to_place() {
    let mut reader = Reader::open(Library::newsroom(), 60, 12);
    reader.keys("enter ctrl-f \"LINE 3\" enter");
    let screen = reader.screen();
    assert!(
        screen.contains("Line 3 of a text") && screen.contains("1 of 11 places"),
        "{screen}"
    );
    let screen = reader.keys("n n").screen();
    assert!(
        screen.contains("Line 31 of a text") && screen.contains("3 of 11 places"),
        "{screen}"
    );
    let screen = reader.keys("N N N").screen();
    assert!(
        screen.contains("Line 39 of a text") && screen.contains("11 of 11 places"),
        "{screen}"
    );
    // Esc ends the search and stays in the article; then n is for unread entries again.
    let screen = reader.keys("esc n").screen();
    assert!(screen.contains("Küste bereitet sich"), "{screen}");
    let screen = reader.keys("ctrl-f \"no such words\" enter").screen();
    assert!(screen.contains("“no such words” is not in this article."), "{screen}");
}

#[test]
fn an_article_is_gone_about_by_its_headings_and_links() {
    let mut reader = Reader::open(Library::newsroom(), 60, 8);
    reader.keys("enter t");
    assert!(reader.screen().contains("This article has no headings."));
    let clock = reader.state.clock;
    let width = reader.state.layout().text.unwrap().width;
    let article = reader.state.article.as_mut().unwrap();
    let heading = |text: &str, rank| Line {
        spans: vec![Span {
            text: text.to_owned(),
            role: Role::Heading(rank),
            ..Span::default()
        }],
        ..Line::default()
    };
    let mut page = Page {
        width,
        lines: vec![Line::default(); 60],
        headings: vec![(10, 2), (20, 3), (40, 2)],
        links: vec![Link {
            url: "https://link.example/".to_owned(),
            line: 15,
        }],
        ..Page::default()
    };
    page.lines[10] = heading("Tides", 2);
    page.lines[20] = heading("Springs", 3);
    page.lines[40] = heading("Neaps", 2);
    let entry = article.row.id;
    reader.happens(Event::ArticleLaidOut { entry, page });
    let top = |reader: &Reader| reader.state.article.as_ref().unwrap().top_line(width, clock);
    let screen = reader.keys("t").screen();
    assert!(screen.contains("Contents") && screen.contains("  Springs"), "{screen}");
    reader.keys("j enter");
    assert_eq!(top(&reader), 20);
    for (key, line) in [("]", 40), ("]", 40), ("[", 20), ("(", 15), ("[", 10), (")", 15)] {
        reader.keys(key);
        assert_eq!(top(&reader), line, "{key}");
    }
}

#[test]
fn the_place_in_an_article_is_kept_and_gone_back_to() {
    let mut reader = Reader::open(Library::newsroom(), 60, 12);
    reader.keys("enter space space");
    // The bottom line counts what is unread, and changes.
    let text = |reader: &Reader| reader.screen().lines().take(11).collect::<Vec<_>>().join("\n");
    let before = text(&reader);
    reader.keys("q");
    assert!(
        matches!(
            reader.asked.last(),
            Some(Effect::KeepPosition {
                entry: EntryId(7),
                signs: 100..,
                seen: 30..=90
            })
        ),
        "{:?}",
        reader.asked
    );
    let screen_again = reader.keys("j enter k q enter").screen();
    assert!(screen_again.contains("Küste"), "{screen_again}");
    reader.keys("q k enter");
    assert_eq!(text(&reader), before);
    // Read to its end, it begins anew another time.
    reader.keys("G q");
    assert!(matches!(
        reader.asked.last(),
        Some(Effect::KeepPosition {
            entry: EntryId(7),
            signs: 0,
            seen: 100
        })
    ));
}

#[test]
fn a_link_is_copied_by_its_letter_without_what_follows_people() {
    let mut library = Library::newsroom();
    library.entries[0].url = Some("https://1.example/7?utm_source=rss&id=7".to_owned());
    let mut reader = Reader::open(library, 60, 12);
    reader.keys("enter F a");
    let copied = |url: &str| Effect::Copy {
        text: Printable::line(url),
    };
    assert!(reader.asked.contains(&copied("https://link.example/0")));
    reader.keys("y");
    assert!(reader.asked.contains(&copied("https://1.example/7?id=7")));
}

#[test]
fn a_picture_gets_room_when_it_has_come_and_hides_under_what_lies_over_it() {
    let mut reader = Reader::open(Library::newsroom(), 60, 12);
    reader.state.pictures.easel.way = Way::Sixel;
    reader.keys("enter");
    let entry = reader.state.article.as_ref().unwrap().row.id;
    let width = reader.state.layout().text.unwrap().width;
    let page = |size, is_waiting| Page {
        width,
        most: PictureSize {
            columns: width,
            rows: 8,
        },
        lines: vec![Line::default(); 20],
        pictures: vec![PagePicture {
            url: "https://e.example/p".to_owned(),
            line: 1,
            indent: 2,
            size,
            is_waiting,
        }],
        ..Page::default()
    };
    reader.happens(Event::ArticleLaidOut {
        entry,
        page: page(None, true),
    });
    let Some(Effect::LoadPictures {
        wanted,
        easel,
        fetch: true,
        ..
    }) = reader.asked.pop()
    else {
        panic!("pictures are asked for");
    };
    let [(url, room)] = wanted.as_slice() else {
        panic!("{wanted:?}");
    };
    assert_eq!(url, "https://e.example/p");
    let size = PictureSize { columns: 8, rows: 3 };
    let picture = Picture {
        size,
        once: "".into(),
        strips: vec![Strip::default(); 3],
    };
    reader.happens(Event::PictureReady {
        url: url.clone(),
        room: *room,
        easel,
        picture,
    });
    assert_eq!(reader.state.strips().len(), 0, "it has no room yet");
    let page = page(Some(size), false);
    reader.happens(Event::ArticleLaidOut { entry, page });
    let text = reader.state.layout().text.unwrap();
    let strips = reader.state.strips();
    assert_eq!(strips.len(), 3);
    assert_eq!((strips[0].place.x, strips[0].place.width), (text.x + 2, 8));
    let top = strips[0].place.y;
    reader.keys("j");
    assert_eq!(reader.state.strips()[0].place.y, top - 1);
    reader.keys("?");
    assert_eq!(reader.state.strips().len(), 0, "help lies over it");
    // A question lies over the middle of the screen: only what it meets is hidden.
    reader.keys("esc #");
    let prompt = reader.state.layout().overlay.unwrap();
    assert_eq!(reader.state.strips().len(), 0);
    reader.state.screen.size.height = 24;
    let strips = reader.state.strips();
    assert_eq!(strips.len(), 3);
    assert!(
        strips
            .iter()
            .all(|strip| !reader.state.layout().overlay.unwrap().meets(strip.place))
    );
    assert!(strips.iter().any(|strip| prompt.meets(strip.place)));
    reader.state.screen.size.height = 12;
    reader.keys("esc G");
    assert_eq!(reader.state.strips().len(), 0, "it is scrolled out of sight");
    assert!(
        reader
            .asked
            .iter()
            .all(|effect| !matches!(effect, Effect::LoadPictures { .. }))
    );
}

#[test]
fn a_footnote_is_followed_and_returned_from() {
    let mut reader = Reader::open(Library::newsroom(), 60, 12);
    reader.keys("enter");
    let entry = reader.state.article.as_ref().unwrap().row.id;
    let width = reader.state.layout().text.unwrap().width;
    let address = "https://1.example/7#note";
    let line = |number| Line {
        spans: vec![Span {
            text: format!("line {number}"),
            ..Span::default()
        }],
        ..Line::default()
    };
    let mut lines: Vec<Line> = (0..60).map(line).collect();
    lines[20] = linked_line("see ", "the note");
    let page = Page {
        width,
        lines,
        links: vec![Link {
            url: address.to_owned(),
            line: 20,
        }],
        places: vec![Link {
            url: address.to_owned(),
            line: 50,
        }],
        ..Page::default()
    };
    reader.happens(Event::ArticleLaidOut { entry, page });
    reader.keys(")");
    let at_link = reader.screen();
    assert!(at_link.contains("see the note"), "{at_link}");
    reader.keys("f a");
    assert!(reader.screen().contains("line 50"), "{}", reader.screen());
    assert!(
        !reader
            .asked
            .iter()
            .any(|effect| matches!(effect, Effect::Browse { .. }))
    );
    reader.keys("h");
    assert_eq!(reader.screen(), at_link);
    reader.keys("F a");
    assert_eq!(
        reader.asked.last(),
        Some(&Effect::Copy {
            text: Printable::line(address)
        })
    );
}

/// A line that ends in the first link of its page.
fn linked_line(words: &str, link: &str) -> Line {
    let span = |text: &str, link| Span {
        text: text.to_owned(),
        link,
        ..Span::default()
    };
    Line {
        spans: vec![span(words, None), span(link, Some(0))],
        ..Line::default()
    }
}

#[test]
fn the_page_of_a_link_is_read_over_the_article_and_leaves_it_as_it_was() {
    let mut reader = Reader::open(Library::newsroom(), 60, 16);
    reader.keys("enter L a");
    assert!(reader.screen().contains("Reading the page"), "{}", reader.screen());
    let Some(Effect::ReadPage { url, width }) = reader.asked.pop() else {
        panic!("the page is asked for");
    };
    assert_eq!((url.as_str(), width), ("https://link.example/0", 56));
    let article = LinkedArticle {
        title: "The Linked Page".to_owned(),
        byline: "Ana Ruiz".to_owned(),
        page: Page {
            width,
            lines: [vec![linked_line("More of ", "other boats")], vec![Line::default(); 40]].concat(),
            links: vec![Link {
                url: "https://link.example/boats".to_owned(),
                line: 0,
            }],
            ..Page::default()
        },
    };
    let text = LinkedText::Here(article);
    reader.happens(Event::PageRead { url, text });
    assert!(reader.screen().contains("The Linked Page"), "{}", reader.screen());
    reader.keys("space");
    assert!(!reader.screen().contains("The Linked Page"), "{}", reader.screen());
    reader.keys("g o");
    assert!(matches!(reader.asked.pop(), Some(Effect::Browse { url }) if url == "https://link.example/0"));
    reader.keys("f");
    assert!(reader.screen().contains("More of aother boats"), "{}", reader.screen());
    reader.keys("a");
    assert!(matches!(reader.asked.pop(), Some(Effect::Browse { url }) if url == "https://link.example/boats"));
    assert!(reader.screen().contains("More of other boats"), "{}", reader.screen());
    reader.keys("q");
    assert!(reader.screen().contains("The first line has a"), "{}", reader.screen());
    reader.keys("L a");
    let text = LinkedText::Failed("The server is gone; try another time.".to_owned());
    let url = "https://link.example/0".to_owned();
    reader.happens(Event::PageRead { url, text });
    assert!(reader.screen().contains("The server is gone"), "{}", reader.screen());
}

#[test]
fn a_source_is_found_by_some_of_its_letters() {
    let mut reader = Reader::open(Library::newsroom(), 80, 24);
    reader.keys("' t s c");
    assert!(reader.screen().contains("Tidal Science"), "{}", reader.screen());
    reader.keys("enter");
    assert!(matches!(reader.state.entries.source, Source::Feed(_)));
    reader.keys("' z z z z");
    assert!(reader.screen().contains("No source is like this"));
    reader.keys("enter");
    assert!(reader.state.overlays.is_empty());
}

#[test]
fn a_day_is_gone_to_or_the_mistake_is_named() {
    let mut reader = Reader::open(Library::newsroom(), 80, 24);
    let before = reader.state.entries.cursor;
    reader.keys("@ \"soon\" enter");
    assert!(reader.screen().contains("“soon” is no day"));
    reader.keys("esc @ \"yesterday\" enter");
    assert_ne!(reader.state.entries.cursor, before);
    let today = reader.state.clock.today();
    assert!(reader.state.entries.selected().is_some_and(|row| row.sorted < today));
}

#[test]
fn tab_completes_what_is_typed_and_up_brings_the_last_search_back() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    reader.keys("/ \"feed:tid\"");
    assert!(
        reader.screen().contains(r"Tab feed:Tidal\ Science"),
        "{}",
        reader.screen()
    );
    reader.keys("tab");
    let typed = |reader: &Reader| reader.state.search.pane.as_ref().map(|pane| pane.input.text());
    assert_eq!(typed(&reader).as_deref(), Some(r"feed:Tidal\ Science "));
    reader.keys("ctrl-u \"the\" enter esc esc / up");
    assert_eq!(typed(&reader).as_deref(), Some("the"));
}

#[test]
fn a_search_from_an_article_begins_empty_and_one_from_the_results_goes_on() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    let typed = |reader: &Reader| reader.state.search.pane.as_ref().map(|pane| pane.input.text());
    reader.keys("/ \"ferr\" tab / \"y\"");
    assert_eq!(typed(&reader).as_deref(), Some("ferry"));
    reader.keys("enter / \"tide\"");
    assert_eq!(typed(&reader).as_deref(), Some("tide"));
    assert!(reader.screen().contains("Why the spring tide"), "{}", reader.screen());
    reader.keys("ctrl-u up");
    assert_eq!(typed(&reader).as_deref(), Some("ferry"));
}

#[test]
fn the_next_unread_result_is_gone_to() {
    let mut reader = Reader::open(Library::newsroom(), 80, 20);
    let selected = |reader: &Reader| reader.state.search.pane.as_ref().unwrap().selected_index();
    reader.keys("/ \"e\" tab");
    let hits = reader.state.search.pane.as_ref().unwrap().hits.clone();
    let unread: Vec<usize> = (1..hits.len()).filter(|index| !hits[*index].row.read).collect();
    assert!(unread.len() > 1 && unread[0] > 0, "{hits:?}");
    reader.keys("n");
    assert_eq!(selected(&reader), unread[0]);
    for _ in &unread {
        reader.keys("n");
    }
    assert_eq!(selected(&reader), *unread.last().unwrap());
    assert!(
        reader.bottom().contains("No unread result is further down."),
        "{}",
        reader.bottom()
    );
}

#[test]
fn a_search_is_saved_under_a_name() {
    let mut reader = Reader::open(Library::newsroom(), 80, 14);
    reader.keys("/ \"the\" ctrl-s \"Mine\" enter");
    let saved = reader.asked.iter().find_map(|effect| match effect {
        Effect::SaveQuery(saved) => Some((saved.name.clone(), saved.query.to_string())),
        _ => None,
    });
    assert_eq!(saved, Some(("Mine".to_owned(), "the".to_owned())));
    // A name that finds another source is none for it.
    reader.asked.clear();
    let screen = reader.keys("ctrl-s \"today\" enter").screen();
    assert!(screen.contains("› today") && screen.contains("“Today” is a source that is always there"));
    assert_eq!(reader.asked, []);
}

#[test]
fn what_a_search_found_is_gone_through_in_the_article() {
    let mut reader = Reader::open(Library::newsroom(), 80, 20);
    reader.keys("/ \"the\" enter n");
    let find = reader.state.article.as_ref().and_then(|article| article.find.clone());
    let find = find.filter(|find| !find.places.is_empty());
    let count = find.map_or(0, |find| find.places.len());
    assert!(
        count > 0 && reader.screen().contains(&format!("1 of {count} place")),
        "{}",
        reader.screen()
    );
    reader.keys("esc");
    assert_eq!(reader.state.screen.focus, Pane::Search);
}

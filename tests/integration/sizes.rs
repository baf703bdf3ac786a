//! Small screens: whatever is shown, at every size from one cell to forty by fifteen nothing breaks, and the selected row
//! is in sight where there is room for a row.

use crate::first_minutes::lists;
use crate::support::reader::{Library, Reader};
use dateline::app::{Event, Message, Pane, Size};

/// Keys that lead to what can be shown, from a list of entries.
const SHOWN: [&str; 24] = [
    "",
    "j j",
    "G",
    "=  j j j",
    "h",
    "h G",
    "enter",
    "enter G",
    "enter z",
    "enter f",
    "enter ctrl-f \"line\" enter n",
    "/",
    "/ \"der\"",
    "/ \"tide (\"",
    "/ \"der\" tab",
    ":",
    ": \"mark\" down",
    ": \"sort sideways\" enter",
    "'",
    "?",
    "!",
    "a \"https://a.example/a/very/long/address/of/a/feed\"",
    ": \"theme\" enter",
    "v j j",
];

fn every_size(reader: &mut Reader, what: &str) {
    for width in 1..=40 {
        for height in 1..=15 {
            reader.send(Message::Resized(Size { width, height }));
            let screen = reader.screen();
            assert!(shows_selected(reader, &screen), "{what} at {width}x{height}:\n{screen}");
        }
    }
}

/// Whether the sign of the selected row is there, where a list has the keys and a row.
fn shows_selected(reader: &Reader, screen: &str) -> bool {
    let layout = reader.state.layout();
    let pane = match reader.state.screen.focus {
        Pane::Sidebar => layout.sidebar,
        Pane::Entries => layout.entries,
        Pane::Article | Pane::Search => None,
    };
    let has_row = pane.is_some_and(|pane| pane.height > 1 && pane.width > 0);
    !has_row || !reader.state.overlays.is_empty() || screen.contains(['▌', '▏'])
}

#[test]
fn at_every_small_size_everything_is_drawn_and_the_selected_row_is_in_sight() {
    for keys in SHOWN {
        for library in [Library::newsroom(), Library::of_size(100)] {
            let mut reader = Reader::open(library, 100, 30);
            reader.keys(keys);
            every_size(&mut reader, keys);
        }
    }
}

#[test]
fn without_a_feed_and_under_questions_small_screens_are_drawn_as_well() {
    let mut reader = Reader::open(Library::default(), 80, 24);
    every_size(&mut reader, "welcome");
    reader.happens(lists());
    every_size(&mut reader, "lists that were found");
    reader.keys("I");
    every_size(&mut reader, "a question with offers");
    reader.keys("esc +");
    every_size(&mut reader, "feeds to choose from");
    let mut reader = Reader::open(Library::newsroom(), 80, 24);
    reader.keys("h G i");
    every_size(&mut reader, "the health of a feed");
    let mut reader = Reader::open(Library::newsroom(), 80, 24);
    reader.happens(Event::Failed {
        message: "Something long went wrong, and what helps is said here as well. ".repeat(3),
    });
    every_size(&mut reader, "a long notice");
}

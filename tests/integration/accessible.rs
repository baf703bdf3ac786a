//! Accessible mode as a braille display or a voice has it: the line of the terminal's cursor and the end of the screen, nothing
//! else. Who follows these two can tell everything that happens.

use crate::support::reader::{Library, Reader};
use crate::support::terminal::Terminal;
use dateline::app::{Message, Size, start};
use dateline::model::{FeedError, FeedFault};

/// Rows that what is announced takes at most in the smallest window that is tried.
const ANNOUNCED: usize = 4;

/// Somebody at a terminal who reads two things of the screen.
struct Listener {
    terminal: Terminal,
    width: u16,
}

impl Listener {
    /// Presses keys, then waits until the cursor's line and the announcement have these words.
    fn press(&mut self, keys: &str, line: &str, announced: &str) {
        self.terminal.keys(keys);
        let wanted = format!("“{line}” at the cursor and “{announced}” at the end, after {keys:?}");
        let screen = self.terminal.wait_for(&wanted, |screen| {
            let rows: Vec<String> = screen.rows(0, self.width).collect();
            let at_cursor = &rows[usize::from(screen.cursor_position().0)];
            !screen.hide_cursor() && at_cursor.contains(line) && end_of(&rows).contains(announced)
        });
        assert!(!screen.contains(is_drawing), "{screen}");
    }
}

/// What is announced, with what may be above it.
fn end_of(rows: &[String]) -> String {
    let end = rows[rows.len().saturating_sub(ANNOUNCED)..].iter();
    end.map(|row| row.trim()).collect::<Vec<_>>().join(" ")
}

/// Rules, borders, bars and blocks.
fn is_drawing(sign: char) -> bool {
    ('\u{2500}'..='\u{259f}').contains(&sign)
}

#[test]
fn a_whole_session_can_be_followed_by_the_cursors_line_and_the_bottom_line() {
    for (width, height, second_line) in [(80, 24, "Ines Calder"), (40, 15, "years"), (160, 50, "Ines Calder")] {
        let terminal = Terminal::open(&["--accessible", "demo"], width, height);
        let mut listener = Listener { terminal, width };
        listener.press("", "unread: The night ferry", "All, 60 entries. Entry 1 of 60, unread.");
        listener.press("j", "unread: Größter Zug", "Entry 2 of 60, unread.");
        listener.press("k\r", "The night ferry returns", "Article opened, ");
        listener.press("j", second_line, "Line 2 of ");
        listener.press("s", second_line, "Starred.");
        listener.press("m", second_line, "Marked unread.");
        listener.press("k", "The night ferry returns", "lines, unread, starred.");
        listener.press("h", "unread, starred: The night", "Entry 1 of 60, unread, starred.");
        listener.press(
            "v",
            "chosen, unread, starred: ",
            "Entry 1 of 60, chosen, unread, starred. 1 chosen.",
        );
        listener.press("j", "chosen, unread: ", "Entry 2 of 60, chosen, unread. 2 chosen.");
        listener.press("\u{1b}", "unread: ", "Entry 2 of 60, unread.");
        listener.press("/", "/", "Search: type words");
        listener.press(
            "returns after eleven",
            "/ returns after eleven",
            "1 result. 1: The night ferry",
        );
        listener.press("\r", "", "Article opened, ");
        listener.press("\u{1b}", "starred: The night", "Result 1 of 1, starred.");
        listener.press("\u{1b}", "unread: ", "Entry 2 of 60, unread.");
        listener.press("?", "Keys in the list of entries", "Help, line 1 of ");
        listener.press("j", "space, l, enter, right: Opens", "Help, line 2 of ");
        listener.press("q", "unread: ", "Entry 2 of 60, unread.");
        listener.press("h", "All, 60 in all", "Source 1 of ");
        listener.press("j", "Unread, 59 unread", "Source 2 of ");
        listener.press("jjj ", "Europe, folder, folded", "Source 5 of ");
        listener.press(":theme", "theme NAME", "Typed: theme.");
        listener.press("\r", "auto", "Theme 1 of 6.");
        listener.press("j\r", "Europe", "theme");
        listener.press(":quit", "quit", "Command 1 of ");
        listener.terminal.keys("\r");
        assert_eq!(listener.terminal.wait_for_end(), 0);
    }
}

/// The newsroom in accessible mode; what is read of it comes from [`heard`].
fn open(library: Library, width: u16, height: u16) -> Reader {
    let mut reader = Reader::before_start(library, width, height);
    reader.state.settings.config.accessible = true;
    let effects = start(&mut reader.state);
    reader.answer(effects);
    reader
}

/// The line of the cursor, and what is announced.
fn heard(reader: &Reader) -> (String, String) {
    let screen = reader.screen();
    assert!(!screen.contains(is_drawing), "{screen}");
    let row = reader.cursor().map_or(0, |(_, row)| usize::from(row));
    let line = screen.lines().nth(row).unwrap_or_default().trim().to_owned();
    (line, reader.state.announcement())
}

#[test]
fn every_overlay_is_one_pane_with_the_cursor_on_the_chosen_row() {
    for (width, height) in [(80, 24), (40, 15)] {
        for (keys, line, announced) in [
            ("?", "Keys in the list of entries", "Help, line 1 of "),
            ("!", "Nothing was said yet.", "Notices, line: none. Esc leaves."),
            (": \"star\"", "toggle-star", "Command 1 of 3. Typed: star."),
            ("'", "All", "Source 1 of 11. Typing finds others."),
            ("' \"tid\"", "Tidal Science", "Source 1 of 1. Typed: tid."),
            (
                "a",
                "›",
                "Add a feed. The address of a feed, or of a page that has one.",
            ),
            (": \"theme\" enter", "ansi", "Theme 5 of 6."),
            ("h G c", "› Tidal Science", "Rename the feed. Nothing gives"),
            (
                "enter f",
                "Ferry returns",
                "The letter before a link takes it, Esc leaves.",
            ),
        ] {
            let mut reader = open(Library::newsroom(), width, height);
            reader.keys(keys);
            let (at_cursor, said) = heard(&reader);
            assert!(
                at_cursor.starts_with(line) && said.starts_with(announced),
                "{keys}: {at_cursor} / {said}"
            );
        }
    }
}

#[test]
fn an_article_is_read_line_by_line_and_turned_like_pages() {
    let mut reader = open(Library::newsroom(), 40, 15);
    reader.keys("enter");
    let mut lines = vec![heard(&reader).0];
    let mut turned = 0;
    for _ in 0..60 {
        let before = reader.screen();
        lines.push(heard(reader.keys("j")).0);
        turned += usize::from(reader.screen().lines().next() != before.lines().next());
    }
    assert_eq!(turned, 3, "the other lines stay until the page is turned");
    let read = lines.join("\n");
    for number in 1..=40 {
        let line = format!("Line {number} of a text that goes on.");
        assert_eq!(read.matches(&line).count(), 1, "{line}\n{read}");
    }
    assert!(read.contains("https://comments.example/"), "{read}");
    reader.keys("g");
    assert_eq!(heard(&reader).0, "Ferry returns to the inner islands after");
    assert_eq!(heard(reader.keys(")")).0, "The first line has a link 0 in it.");
    assert!(heard(&reader).1.ends_with(", 1 link."), "{}", heard(&reader).1);
    // The line stays the one being read, whatever the size.
    reader.keys("j j j j j j");
    let line = heard(&reader).0;
    for (width, height) in [(80, 24), (60, 5), (40, 15)] {
        reader.send(Message::Resized(Size { width, height }));
        assert_eq!(heard(&reader).0, line, "{width}x{height}");
    }
}

#[test]
fn what_is_told_by_signs_and_colours_is_told_in_words() {
    let mut library = Library::newsroom();
    library.feeds[2].error = Some(FeedError {
        fault: FeedFault::Refused,
        message: "The server refused".to_owned(),
        failures: 1,
        since: crate::support::reader::now(),
    });
    let mut reader = open(library, 80, 24);
    reader.keys("j j j j");
    let row = "unread, starred: Mapping seagrass from orbit, Tidal Science, 2 days ago, 3 min";
    assert!(heard(&reader).0.starts_with(row), "{}", heard(&reader).0);
    reader.keys("h G");
    assert_eq!(heard(&reader).0, "Tidal Science, 1 unread, failing");
    assert_eq!(heard(&reader).1, "Source 9 of 9, failing.");
    reader.keys("k");
    assert_eq!(heard(&reader).1, "Source 8 of 9, in News.");
    reader.refuses_marks = true;
    reader.keys("enter m");
    assert!(
        heard(&reader).1.starts_with("Error: The disk is full"),
        "{}",
        heard(&reader).1
    );
}

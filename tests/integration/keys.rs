//! Keys as a person bends them: numbers before commands, sequences and what can follow them, several commands on a key, and
//! keys that are taken away.

use crate::support::library::{Library as Folders, feed};
use crate::support::reader::{Library, Reader};
use crate::support::server::{Answer, Server};
use crate::support::terminal::Terminal;
use dateline::app::{HelpRow, Message, Size};
use dateline::command::Context;
use dateline::config::{DEFAULT_KEYMAP, Keymap};

const BENT: &str = r#"
[global]
"1" = ""
g = ""
"g g" = "top"
"g a" = "go All"
"g x" = ["toggle-star", "down"]
x = ["toggle-read", "down"]
q = ""
"#;

fn bent(width: u16, height: u16) -> Reader {
    let mut reader = Reader::open(Library::of_size(300), width, height);
    let (keymap, problems) = Keymap::read(DEFAULT_KEYMAP, Some(("mine.toml", BENT)));
    assert_eq!(problems, []);
    reader.state.settings.keymap = keymap;
    reader
}

#[test]
fn a_number_before_a_command_does_it_so_often() {
    let mut reader = Reader::open(Library::of_size(300), 80, 24);
    assert_eq!(reader.keys("5 j").selected(), "Entry number 295");
    assert_eq!(reader.keys("5 2").bottom(), "52 …");
    assert_eq!(reader.keys("j").selected(), "Entry number 243");
    assert_eq!(
        reader.keys("7 esc j").selected(),
        "Entry number 242",
        "Esc takes the number back, and nothing else"
    );
    assert_eq!(reader.keys("9 0 0 k").selected(), "Entry number 300");
    // A digit that is a command is one, unless a number has begun; what cannot be repeated is done once.
    assert!(reader.keys("3").screen().contains("Starred"));
    reader.keys("2 6 ?");
    assert_eq!(reader.state.overlays.len(), 1);
    let mut reader = bent(80, 24);
    assert_eq!(reader.keys("1 2 j").selected(), "Entry number 288");
}

#[test]
fn a_sequence_that_has_begun_tells_what_can_follow() {
    for width in [80, 40] {
        let mut reader = bent(width, 15);
        reader.keys("j j g");
        let screen = reader.screen();
        let end: Vec<&str> = screen.lines().rev().take(4).map(str::trim).collect();
        let end: Vec<&str> = end.into_iter().rev().collect();
        let end = end.join(" ");
        assert!(end.contains("g … g top · a go All · x toggle-star, down"), "{screen}");
        assert_eq!(reader.keys("g").selected(), "Entry number 300");
        reader.keys("j g esc");
        assert_eq!(reader.selected(), "Entry number 299");
        assert!(!reader.screen().contains("toggle-star, down"));
    }
}

#[test]
fn several_commands_are_carried_out_one_after_the_other() {
    let mut reader = bent(80, 24);
    reader.keys("x x g x");
    assert_eq!(reader.selected(), "Entry number 297");
    assert_eq!(reader.library.entries.iter().filter(|row| row.read).count(), 2);
    assert!(reader.library.entries[2].starred);
}

#[test]
fn a_key_that_was_taken_away_does_nothing() {
    let mut reader = bent(80, 24);
    reader.keys("q");
    assert_eq!(reader.asked, []);
    let rows = reader.state.help_rows(Context::Entries, 76);
    let has = |wanted: &str| {
        rows.iter()
            .any(|row| matches!(row, HelpRow::Key { keys, .. } if keys.contains(wanted)))
    };
    assert!(has("ctrl-c") && has("g x") && !has("ctrl-c, q"));
}

#[test]
fn a_bent_keymap_works_on_the_real_terminal() {
    let (library, server) = (Folders::new(), Server::start());
    server.route("/news", Answer::ok(feed("News", 20)));
    library.run(&["add", &server.url("/news")]).exits(0);
    library.write("config/keymap.toml", BENT);
    library.say("config check").exits(0);
    let mut terminal = Terminal::on(library.command(&[]), 40, 15);
    terminal.wait_for_text("1/20");
    terminal.keys("12j");
    terminal.wait_for_text("13/20");
    terminal.keys("g");
    terminal.wait_for_text("a go All");
    terminal.keys("g");
    terminal.wait_for_text("1/20");
    terminal.keys("xx");
    terminal.wait_for_text("3/20 · 18 unread");
    terminal.keys("q\u{3}");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[test]
fn nothing_of_help_is_cut_off_in_a_small_window() {
    let mut reader = Reader::open(Library::newsroom(), 40, 15);
    reader.keys("?");
    let mut seen = String::new();
    for _ in 0..40 {
        let screen = reader.screen();
        assert!(!screen.contains('…'), "{screen}");
        for line in screen.lines() {
            seen.push_str(line.trim_matches(['│', ' ']));
            seen.push(' ');
        }
        reader.keys("ctrl-d");
    }
    reader.keys("G");
    reader.send(Message::Resized(Size { width: 160, height: 50 }));
    assert!(reader.screen().contains("Ends the program."), "{}", reader.screen());
    for words in ["article, a", "choice.", "forgets it."] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
}

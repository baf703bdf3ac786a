//! Keys as a person bends them: numbers before commands, sequences and what can follow them, several commands on a key, and
//! keys that are taken away.

use crate::support::library::{Library as Folders, feed};
use crate::support::reader::{Library, Reader};
use crate::support::server::{Answer, Server};
use crate::support::terminal::Terminal;
use dateline::app::{Effect, HelpPane, HelpRow, Message, Overlay, Size, update};
use dateline::command::Context;
use dateline::config::{DEFAULT_KEYMAP, Key, Keymap};

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

/// Keys that come before the store has answered any of them.
fn burst(reader: &mut Reader, keys: &str) {
    let keys = Key::parse_sequence(keys).expect("keys");
    let effects = keys
        .into_iter()
        .flat_map(|key| update(&mut reader.state, Message::Key(key)));
    let effects: Vec<Effect> = effects.collect();
    reader.answer(effects);
}

#[test]
fn keys_typed_ahead_of_the_store_mean_what_they_meant() {
    let read = |reader: &Reader| -> Vec<i64> {
        let read = reader.library.entries.iter().filter(|row| row.read);
        read.map(|row| row.id.0).collect()
    };
    for (keys, at_once, selected) in [
        ("2 m", 300, "Entry number 300"),
        ("2 j j m", 298, "Entry number 298"),
        ("2 5 j m k", 295, "Entry number 296"),
        ("G m", 1, "Entry number 1"),
        ("G k m", 2, "Entry number 2"),
        ("2 G m g s", 1, "Entry number 300"),
        ("2 9 0 j J m", 209, "Entry number 209"),
        ("@ 2 0 2 6 - 0 3 - 1 4 enter m", 300, "Entry number 300"),
        ("/ 2 7 7 enter", 277, ""),
    ] {
        let mut reader = Reader::open(Library::of_size(300), 80, 24);
        burst(&mut reader, keys);
        assert_eq!(read(&reader), [at_once], "{keys}");
        if !selected.is_empty() {
            assert_eq!(reader.selected(), selected, "{keys}");
        }
    }
    let mut reader = Reader::open(Library::of_size(300), 80, 24);
    burst(&mut reader, "2 A");
    assert_eq!(read(&reader).len(), 300);
    // What is done with an article waits for its text.
    let mut reader = Reader::open(Library::newsroom(), 100, 30);
    burst(&mut reader, "3 enter f");
    assert!(matches!(reader.state.overlays.as_slice(), [Overlay::Hints(_)]));
    let mut reader = Reader::open(Library::newsroom(), 100, 30);
    burst(&mut reader, "enter j j");
    assert_eq!(reader.state.article.as_ref().map(|article| article.scroll), Some(2));
}

#[test]
fn nobody_waits_for_ever_for_what_does_not_come() {
    let mut reader = Reader::open(Library::of_size(300), 80, 24);
    let mut press = |keys: &str, after: i64| {
        reader.state.clock.now = reader.state.clock.now.plus(after);
        let keys = Key::parse_sequence(keys).expect("keys");
        let mut asked = keys
            .into_iter()
            .flat_map(|key| update(&mut reader.state, Message::Key(key)));
        asked.any(|effect| effect == Effect::Quit)
    };
    assert!(!press("2 m q", 0), "what was typed before comes first");
    assert!(press("q", 2));
    assert!(press("2 m q ctrl-c", 0));
    assert!(press("2 m esc q", 0));
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
    assert!(!reader.asked.contains(&Effect::Quit));
    let said = "q does nothing in the list of entries; ? lists the keys.";
    assert!(reader.bottom().contains(said), "{}", reader.bottom());
    let rows = reader.state.help_rows(&HelpPane::new(Context::Entries), 76);
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
    assert!(reader.screen().contains("until `fg`."), "{}", reader.screen());
    for words in ["article, a", "choice.", "forgets it."] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
}

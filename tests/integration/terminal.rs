//! The real binary on a real terminal, on the newsroom in the box: starts, draws, rests, and gives the terminal back.

use crate::support::library::{Library, feed};
use crate::support::server::{Answer, Server};
use crate::support::terminal::Terminal;
use rustix::process::Signal;
use std::time::Duration;

/// The reader on the newsroom, every feed fetched and nothing more to be said.
fn open(width: u16, height: u16) -> Terminal {
    let terminal = Terminal::open(&["demo"], width, height);
    terminal.wait_for("the entries", |screen| {
        screen.alternate_screen()
            && screen
                .contents()
                .lines()
                .any(|line| line.trim_start().starts_with("1/"))
    });
    terminal
}

#[test]
fn it_opens_reads_searches_and_gives_the_terminal_back() {
    for (width, height) in [(160, 50), (100, 30), (80, 24), (40, 15)] {
        let mut terminal = open(width, height);
        terminal.keys("\r");
        terminal.wait_for_text(" min");
        terminal.keys("/");
        terminal.wait_for_text("Search");
        terminal.keys("the\u{1b}");
        terminal.wait_for("the list", |screen| !screen.contents().contains("Search"));
        terminal.keys("?");
        terminal.wait_for_text("Help");
        terminal.keys("qq");
        assert_eq!(terminal.wait_for_end(), 0);
        terminal.wait_for("the shell's screen", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor()
        });
        assert!(!terminal.is_raw());
    }
}

#[test]
fn at_rest_it_writes_nothing() {
    let terminal = open(100, 30);
    // What was said at the start goes once, then there is silence.
    let mut silent = false;
    for _ in 0..20 {
        silent = silent || terminal.is_silent_for(Duration::from_secs(7));
        if silent {
            break;
        }
    }
    assert!(silent);
}

#[test]
fn it_survives_every_size() {
    let mut terminal = open(100, 30);
    for (width, height) in [(1, 1), (300, 2), (2, 100), (20, 5), (160, 50)] {
        terminal.resize(width, height);
        terminal.keys("j");
    }
    terminal.wait_for_text("help");
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

/// Whether the rule between the panes goes down a screen of so many rows, with the status below it.
fn is_ruled(screen: &vt100::Screen, rows: usize) -> bool {
    let drawn: Vec<String> = screen.rows(0, 200).collect();
    let ruled = drawn.iter().take(rows - 1).all(|row| row.contains('│'));
    ruled && drawn.get(rows - 1).is_some_and(|row| row.contains("help"))
}

#[test]
fn a_size_that_comes_and_goes_at_once_leaves_nothing_blank() {
    let terminal = open(100, 30);
    for _ in 0..20 {
        terminal.wait_for("a whole screen", |screen| is_ruled(screen, 30));
        terminal.resize(40, 10);
        terminal.resize(100, 30);
    }
    terminal.wait_for("a whole screen", |screen| is_ruled(screen, 30));
}

#[test]
fn a_signal_ends_it_and_the_terminal_is_given_back() {
    for (signal, code) in [
        (Signal::TERM, 143),
        (Signal::HUP, 129),
        (Signal::INT, 130),
        (Signal::QUIT, 131),
        (Signal::USR1, 138),
        (Signal::ALARM, 142),
    ] {
        let mut terminal = open(80, 24);
        terminal.signal(signal);
        assert_eq!(terminal.wait_for_end(), code, "{signal:?}");
        terminal.wait_for("the shell's screen", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor()
        });
        assert!(!terminal.is_raw(), "{signal:?}");
    }
}

#[test]
fn it_is_suspended_and_comes_back() {
    let mut terminal = open(80, 24);
    terminal.keys("\u{1a}");
    terminal.wait_for_stop();
    terminal.wait_for("the shell's screen", |screen| {
        !screen.alternate_screen() && !screen.hide_cursor()
    });
    assert!(!terminal.is_raw());
    terminal.resize(100, 30);
    terminal.signal(Signal::CONT);
    terminal.wait_for("a screen of the size that it has now", |screen| is_ruled(screen, 30));
    terminal.keys("\u{c}q");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[test]
fn a_pager_and_an_editor_get_the_terminal_and_give_it_back() {
    let (library, server) = (Library::new(), Server::with(Answer::ok(feed("News", 3))));
    library.run(&["add", &server.url("/feed")]).exits(0);
    // What a pager reads is its input, and what is typed to it comes from the terminal.
    let program = library.write(
        "program",
        "cat ${1:+\"$1\"} > text; echo; echo SHOWN as ${1:+a file}; read key < /dev/tty; echo $key > key\n",
    );
    let mut command = library.command(&[]);
    for name in ["PAGER", "VISUAL"] {
        command.env(name, format!("sh {}", program.display()));
    }
    let mut terminal = Terminal::on(command, 80, 24);
    terminal.wait_for_text("1/3");
    terminal.keys("\r");
    // What the first has printed is still on the screen that the second gets.
    for (key, printed) in [("p", "SHOWN as"), ("E", "SHOWN as a file")] {
        terminal.wait_for("the reader", |screen| {
            screen.alternate_screen() && screen.contents().contains("Words of News")
        });
        terminal.keys(key);
        terminal.wait_for("the program", |screen| {
            !screen.alternate_screen() && screen.contents().contains(printed)
        });
        assert!(!terminal.is_raw(), "{key}");
        terminal.keys("jjj\r");
        terminal.wait_for("the reader", |screen| screen.alternate_screen());
        let folder = library.folder(".");
        assert_eq!(std::fs::read_to_string(folder.join("key")).unwrap(), "jjj\n", "{key}");
        assert!(
            std::fs::read_to_string(folder.join("text"))
                .unwrap()
                .contains("Words of News"),
            "{key}"
        );
        std::fs::remove_file(folder.join("key")).unwrap();
        terminal.keys("\u{c}");
    }
    terminal.keys("qq");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[test]
fn old_terminals_have_a_screen_and_one_that_cannot_place_text_gets_plain_lines() {
    let (library, server) = (Library::new(), Server::with(Answer::ok(feed("News", 3))));
    library.run(&["add", &server.url("/feed")]).exits(0);
    for term in ["linux", "screen", "vt100"] {
        let mut command = library.command(&[]);
        command.env("TERM", term);
        let mut terminal = Terminal::on(command, 60, 12);
        terminal.wait_for_text("1/3");
        terminal.keys("q");
        assert_eq!(terminal.wait_for_end(), 0, "{term}");
        assert!(!terminal.is_raw(), "{term}");
    }
    let mut command = library.command(&["list"]);
    command.env("TERM", "dumb");
    let mut terminal = Terminal::on(command, 60, 12);
    terminal.wait_for_text("News 3");
    assert_eq!(terminal.wait_for_end(), 0);
    assert!(
        !terminal.drawn().contains(&0x1b),
        "{}",
        String::from_utf8_lossy(&terminal.drawn())
    );
}

#[test]
fn a_storm_of_sizes_ends_with_the_last_one_drawn() {
    let mut terminal = open(100, 30);
    for turn in 0..60 {
        terminal.resize(1 + turn * 37 % 200, 1 + turn * 23 % 60);
    }
    terminal.resize(80, 24);
    terminal.keys("?");
    terminal.wait_for_text("Help");
    terminal.keys("qq");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[test]
fn two_thousand_keys_are_soon_done() {
    let mut terminal = open(80, 24);
    terminal.keys(&"j".repeat(2_000));
    terminal.keys("?");
    terminal.wait_for_text("Help");
}

#[test]
fn in_gnu_screen_nothing_of_the_shell_stays_and_esc_comes_at_once() {
    for (name, mouse) in [("STY", false), ("NO_STY", true)] {
        let library = Library::new();
        let mut command = library.command(&[]);
        command.env_remove("STY").env(name, "1.pts");
        let mut terminal = Terminal::on(command, 80, 24);
        terminal.wait_for_text("? help");
        terminal.keys("q");
        terminal.wait_for_end();
        let drawn = String::from_utf8_lossy(&terminal.drawn()).into_owned();
        let (before, after) = drawn.split_once("\u{1b}[?2026h").expect("a frame");
        assert!(before.contains("\u{1b}[?1049h\u{1b}[2J"), "{before:?}");
        assert!(after.contains("\u{1b}[2J\u{1b}[1;1H\u{1b}[?1049l"), "{after:?}");
        assert_eq!(drawn.contains("\u{1b}[?1000h"), mouse);
    }
}

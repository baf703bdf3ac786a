//! The reader opens where it was left: on the real terminal, and with what is left of a session that is gone.

use crate::support::library::{Library, feed};
use crate::support::reader::{Library as Entries, Reader};
use crate::support::server::{Answer, Server};
use crate::support::terminal::Terminal;
use dateline::app::{Effect, leave, start};
use dateline::model::Source;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// What a reader leaves behind.
fn left(reader: &mut Reader) -> String {
    let effects = leave(&mut reader.state);
    let kept = effects.into_iter().find_map(|effect| match effect {
        Effect::KeepSession(kept) => Some(kept),
        _ => None,
    });
    kept.expect("a session")
}

fn resumed(library: Entries, kept: &str) -> Reader {
    let mut reader = Reader::before_start(library, 160, 20);
    reader.state.resume(kept);
    let effects = start(&mut reader.state);
    reader.answer(effects);
    reader
}

#[test]
fn source_entry_and_sizes_are_as_they_were_left() {
    let mut reader = Reader::open(Entries::of_size(300), 160, 20);
    reader.keys("h G enter j j j j j > b");
    reader.state.screen.sizes.entries_width = Some(60);
    let (kept, selected) = (left(&mut reader), reader.selected());
    let again = resumed(Entries::of_size(300), &kept);
    assert_eq!(again.selected(), selected);
    assert_eq!(again.state.entries.source, reader.state.entries.source);
    assert_eq!(again.state.sidebar.selected, reader.state.sidebar.selected);
    assert_eq!(again.state.layout(), reader.state.layout());
    assert_eq!(again.screen(), reader.screen());
}

#[test]
fn what_is_gone_since_gives_way() {
    let mut reader = Reader::open(Entries::newsroom(), 160, 20);
    reader.keys("h G k enter j");
    let kept = left(&mut reader);
    let mut library = Entries::newsroom();
    library.feeds.retain(|feed| feed.title != "Nordlicht");
    let again = resumed(library, &kept);
    assert_eq!(again.state.entries.source, Source::All);
    let again = resumed(Entries::newsroom(), "something else altogether");
    assert!(again.bottom().contains("session file is damaged"), "{}", again.bottom());
    assert_eq!(again.state.entries.window.rows.len(), 7);
}

#[test]
fn a_real_session_is_kept_in_the_state_folder_and_resumed() {
    let (library, server) = (Library::new(), Server::start());
    server.route("/news", Answer::ok(feed("News", 3)));
    library.run(&["add", &server.url("/news")]).exits(0);
    library.say("mark star title:2").exits(0);
    let mut terminal = Terminal::on(library.command(&[]), 100, 30);
    terminal.wait_for_text("1/3");
    terminal.keys("3");
    terminal.wait_for_text("1/1");
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
    let file = library.folder("state").join("session");
    let kept = fs::read_to_string(&file).unwrap();
    assert!(kept.starts_with("dateline session 1\nsource starred\n"), "{kept}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let mut terminal = Terminal::on(library.command(&[]), 100, 30);
    terminal.wait_for_text("1/1");
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
    fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
    let mut terminal = Terminal::on(library.command(&[]), 100, 30);
    terminal.wait_for_text("session file is damaged");
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

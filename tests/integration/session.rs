//! The reader opens where it was left: on the real terminal, and with what is left of a session that is gone.

use crate::support::library::{Library, feed};
use crate::support::reader::{Library as Entries, Reader};
use crate::support::server::{Answer, Server};
use crate::support::terminal::Terminal;
use dateline::app::{Effect, Pane, leave, start};
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

fn resumed(library: Entries, kept: &str, width: u16, height: u16) -> Reader {
    let mut reader = Reader::before_start(library, width, height);
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
    let again = resumed(Entries::of_size(300), &kept, 160, 20);
    assert_eq!(again.selected(), selected);
    assert_eq!(again.state.entries.source, reader.state.entries.source);
    assert_eq!(again.state.sidebar.selected, reader.state.sidebar.selected);
    assert_eq!(again.state.layout(), reader.state.layout());
    assert_eq!(again.screen(), reader.screen());
}

#[test]
fn the_article_that_was_open_is_open_again_and_a_key_has_other_plans() {
    for (width, height) in [(160, 20), (100, 24), (40, 15)] {
        let mut reader = Reader::open(Entries::newsroom(), width, height);
        reader.keys("j enter");
        let kept = left(&mut reader);
        let again = resumed(reader.library.clone(), &kept, width, height);
        assert_eq!(again.screen(), reader.screen());
        assert_eq!(again.state.screen.focus, Pane::Article);
        reader.keys("h");
        let again = resumed(reader.library.clone(), &left(&mut reader), width, height);
        assert_eq!(again.screen(), reader.screen());
        // What is typed before the text has come goes where it would have gone without it.
        let mut hasty = Reader::before_start(Entries::newsroom(), width, height);
        hasty.state.resume(&kept);
        let effects = start(&mut hasty.state);
        hasty.keys("k");
        hasty.answer(effects);
        assert_eq!(hasty.state.screen.focus, Pane::Entries);
    }
    let mut library = Entries::newsroom();
    library.entries.remove(1);
    let mut reader = Reader::open(Entries::newsroom(), 40, 15);
    let kept = left(reader.keys("j enter"));
    assert_eq!(resumed(library, &kept, 40, 15).state.screen.focus, Pane::Entries);
}

#[test]
fn a_theme_that_was_taken_stays_until_the_settings_name_another() {
    let mut reader = Reader::open(Entries::newsroom(), 100, 24);
    reader.keys(": \"theme light\" enter");
    assert_eq!(
        reader.bottom(),
        "The theme is “light”, until config.toml names another."
    );
    let kept = left(&mut reader);
    let theme = |usual: &str, kept: &str| {
        let mut again = Reader::before_start(Entries::newsroom(), 100, 24);
        again.state.settings.usual_theme = usual.to_owned();
        again.state.settings.config.theme = usual.to_owned();
        again.state.resume(kept);
        again.state.settings.config.theme
    };
    assert_eq!(theme("ansi", &kept), "light");
    assert_eq!(theme("dark", &kept), "dark");
    assert_eq!(theme("ansi", &kept.replace("theme light", "theme gone")), "ansi");
    reader.keys(": \"theme ansi\" enter");
    assert!(!left(&mut reader).contains("theme"));
}

#[test]
fn what_is_gone_since_gives_way() {
    let mut reader = Reader::open(Entries::newsroom(), 160, 20);
    reader.keys("h G k enter j");
    let kept = left(&mut reader);
    let mut library = Entries::newsroom();
    library.feeds.retain(|feed| feed.title != "Nordlicht");
    let again = resumed(library, &kept, 160, 20);
    assert_eq!(again.state.entries.source, Source::All);
    let again = resumed(Entries::newsroom(), "something else altogether", 160, 20);
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
    terminal.keys(":theme light\r");
    terminal.wait_for_text("The theme is “light”");
    terminal.keys("\r");
    terminal.wait_for_text("Words of News, number 2.");
    terminal.keys("\u{3}");
    assert_eq!(terminal.wait_for_end(), 0);
    let file = library.folder("state").join("session");
    let kept = fs::read_to_string(&file).unwrap();
    assert!(kept.starts_with("dateline session 1\nsource starred\n"), "{kept}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(kept.contains("theme light\nusual-theme auto\narticle "), "{kept}");
    let mut terminal = Terminal::on(library.command(&[]), 100, 30);
    terminal.wait_for_text("Words of News, number 2.");
    terminal.wait_for_text("1/1");
    terminal.keys("\u{3}");
    assert_eq!(terminal.wait_for_end(), 0);
    fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
    let mut terminal = Terminal::on(library.command(&[]), 100, 30);
    terminal.wait_for_text("session file is damaged");
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

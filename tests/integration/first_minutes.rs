//! The first five minutes: from nothing to reading in a few keys, with what another reader left.

use crate::support::library::{Library, feed, opml};
use crate::support::reader::{Library as Entries, Reader};
use crate::support::server::{Answer, Server};
use crate::support::terminal::Terminal;
use dateline::app::{Effect, Event, FoundList};
use std::fs;

/// A home where newsboat has been used, and a server with its feed.
fn newsboat_home() -> (Library, Server) {
    let (library, server) = (Library::new(), Server::with(Answer::ok(feed("News", 3))));
    library.write(
        "home/.newsboat/urls",
        &format!("# mine\n{} papers\n", server.url("/feed")),
    );
    (library, server)
}

pub fn lists() -> Event {
    let list = |file: &str, of, feeds| FoundList {
        file: file.to_owned(),
        of,
        feeds,
    };
    Event::ListsFound(vec![
        list("~/.newsboat/urls", "newsboat", 34),
        list("~/Downloads/feeds.opml", "an OPML file", 1),
    ])
}

#[test]
fn from_nothing_to_reading_takes_two_keys_where_newsboat_was() {
    for (width, height) in [(160, 50), (100, 30), (80, 24), (40, 15)] {
        let (library, _server) = newsboat_home();
        let mut terminal = Terminal::on(library.command(&[]), width, height);
        terminal.wait_for_text("~/.newsboat/urls");
        terminal.keys("\r");
        terminal.wait_for_text("1/3");
        terminal.keys("\r");
        terminal.wait_for_text("Words of News");
        terminal.keys("qq");
        assert_eq!(terminal.wait_for_end(), 0);
        let feeds = library.say("feeds --json").json();
        assert_eq!(feeds[0]["folders"][0], "papers");
    }
}

#[test]
fn a_list_that_was_found_is_offered_by_one_key_and_the_others_stay_in_reach() {
    let mut reader = Reader::open(Entries::default(), 80, 16);
    assert_eq!(reader.asked, [Effect::LookForLists]);
    let screen = reader.happens(lists()).screen();
    for line in [
        "enter  import 34 feeds of newsboat (~/.newsboat/urls)",
        "    I  import another file, as ~/Downloads/feeds.opml",
        "    +  choose from a list of feeds",
    ] {
        assert!(screen.contains(line), "{screen}");
    }
    assert!(
        reader
            .keys("I")
            .screen()
            .contains("Tab  ~/.newsboat/urls   ~/Downloads/feeds.opml")
    );
    reader.keys("\"~/d\" tab enter");
    let other = Effect::Import {
        file: "~/Downloads/feeds.opml".to_owned(),
    };
    assert_eq!(reader.asked.last(), Some(&other));
    assert!(reader.keys("+").screen().contains("Feeds to start with"));
    reader.keys("esc enter");
    let first = Effect::Import {
        file: "~/.newsboat/urls".to_owned(),
    };
    assert_eq!(reader.asked.last(), Some(&first));
}

#[test]
fn what_an_import_skipped_stands_among_the_notices() {
    let (library, server) = newsboat_home();
    let urls = format!("{}\nexec:~/bin/feed\n", server.url("/feed"));
    library.write("home/urls", &urls);
    let mut terminal = Terminal::on(library.command(&[]), 100, 30);
    terminal.wait_for_text("~/.newsboat/urls");
    terminal.keys("I~/urls\r");
    terminal.wait_for_text("1/3");
    terminal.keys("!");
    terminal.wait_for_text("Skipped exec:~/bin/feed: ");
    terminal.wait_for_text("1 new, 0 already there. 1 skipped: ! says why.");
}

#[test]
fn with_feeds_nothing_is_looked_for_until_a_file_is_asked_for() {
    let mut reader = Reader::open(Entries::newsroom(), 80, 16);
    assert_eq!(reader.asked, []);
    reader.keys("I").happens(lists());
    assert_eq!(reader.asked, [Effect::LookForLists]);
    assert!(reader.screen().contains("Tab  ~/.newsboat/urls"), "{}", reader.screen());
}

#[test]
fn the_usual_places_are_named_with_what_they_hold() {
    let (library, server) = newsboat_home();
    library.write(
        "home/.config/newsraft/feeds",
        &format!("{} \"Its title\"\n", server.url("/feed")),
    );
    library.write(
        "home/Downloads/My feeds.OPML",
        &opml(&[server.url("/a"), server.url("/b")]),
    );
    library.write("home/Documents/empty.opml", &opml(&[]));
    library.write("home/Documents/deep/er.opml", &opml(&[server.url("/c")]));
    let found = library.say("import").exits(0);
    let expected = "~/.newsboat/urls (1 feed of newsboat)\n  dateline import ~/.newsboat/urls\n\
                    ~/.config/newsraft/feeds (1 feed of newsraft)\n  dateline import ~/.config/newsraft/feeds\n\
                    ~/Downloads/My feeds.OPML (2 feeds of an OPML file)\n  \
                    dateline import ~/'Downloads/My feeds.OPML'\n";
    assert_eq!(found.out, expected);
    library
        .run(&["import", "~/.config/newsraft/feeds"])
        .exits(0)
        .prints("1 new");
    assert_eq!(library.say("feeds --json").json()[0]["title"], "Its title");
}

#[test]
fn where_nothing_was_left_the_places_are_named_with_what_helps() {
    let library = Library::new();
    library
        .say("import")
        .exits(2)
        .tells("newsboat's urls, newsraft's feeds, *.opml")
        .tells("`dateline import FILE`");
}

const NEWSBOAT_CONFIG: &str = "auto-reload yes\nreload-time 120\nbrowser \"firefox %u\"\nbind-key ^R reload-all\n\
                               bind gg everywhere home\nmacro y set browser mpv ; open-in-browser\ncolor info blue black\n";

#[test]
fn newsboats_configuration_becomes_lines_of_ones_own_files_where_there_are_none() {
    let library = Library::new();
    library.write("home/.newsboat/config", NEWSBOAT_CONFIG);
    let told = library.say("import ~/.newsboat/config").exits(0);
    for line in [
        "# config.toml\nkeymap = \"newsboat\"\n# browser = \"firefox %s\" # line 3: browser \"firefox %u\"\n",
        "[refresh]\nevery = 120 # line 2: reload-time 120\n",
        "# keymap.toml\n\n[global]\n\"ctrl-r\" = \"refresh --force All\" # line 4: bind-key ^R reload-all\n",
        "# line 6: macro y set browser mpv ; open-in-browser\n#   settings stand in config.toml alone\n",
        "# line 7: color info blue black\n#   colours are given by role",
    ] {
        assert!(told.out.contains(line), "no {line} in {}", told.out);
    }
    let told = told.tells("5 of 7 lines").tells("Nothing was written; --write");
    assert!(!library.folder("config").join("config.toml").exists());
    let keymap = library.write("config/keymap.toml", "# mine\n");
    let written = library.run(&["import", "--write", "~/.newsboat/config"]).exits(1);
    assert_eq!(written.out, told.out);
    written
        .tells("keymap.toml is yours and stays as it is")
        .tells("config.toml is written");
    assert_eq!(fs::read_to_string(&keymap).unwrap(), "# mine\n");
    fs::remove_file(keymap).unwrap();
    library
        .run(&["import", "--write", "~/.newsboat/config"])
        .exits(1)
        .tells("keymap.toml is written");
    library.say("config check").exits(0);
}

#[test]
fn a_configuration_is_no_list_of_feeds_and_a_list_is_no_configuration() {
    let (library, server) = newsboat_home();
    library.write("home/.newsboat/config", NEWSBOAT_CONFIG);
    library
        .run(&["import", "--write", "~/.newsboat/urls"])
        .exits(2)
        .tells("is a list of feeds");
    let mut terminal = Terminal::on(library.command(&[]), 100, 30);
    terminal.wait_for_text("~/.newsboat/urls");
    terminal.keys("I~/.newsboat/config\r");
    terminal.wait_for_text("is newsboat's configuration; `dateline import");
    drop(server);
}

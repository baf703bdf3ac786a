//! Configuration: where it lies, what is wrong with it, and that no mistake in it stops anything.

use crate::support::library::Library;
use crate::support::reader::now;
use dateline::app::{Clock, Size, State};
use dateline::config::{Config, DEFAULT_CONFIG, DEFAULT_KEYMAP, Keymap, Themes};

#[test]
fn the_defaults_can_be_printed_and_read_back() {
    let printed = Library::new().say("config defaults").exits(0).out;
    assert_eq!(printed, DEFAULT_CONFIG);
    let (config, problems) = Config::read(Some(("printed", &printed)));
    assert_eq!((config, problems), (Config::default(), Vec::new()));
}

#[test]
fn every_place_is_named_and_a_flag_wins_over_the_environment() {
    let library = Library::new();
    let named = library.say("config paths").exits(0).out;
    for folder in ["config", "data", "cache", "state"] {
        let path = library.folder(folder).display().to_string();
        assert!(
            named
                .lines()
                .any(|line| line.starts_with(folder) && line.ends_with(&path)),
            "{path}: {named}"
        );
    }
    library
        .say("config paths --data-dir /elsewhere")
        .exits(0)
        .prints("/elsewhere/dateline.db");
    library
        .say("--config-dir /other config paths")
        .exits(0)
        .prints("/other/config.toml");
}

#[test]
fn all_problems_are_shown_together_with_file_line_and_nearest_name() {
    let library = Library::new();
    library.write("config/config.toml", "theme = \"dark\"\n");
    library.say("config check").exits(0).tells("can be read");
    library.write(
        "config/config.toml",
        "theme = \"dark\"\nwidht = 60\n[article]\nwidth = \"wide\"\n",
    );
    library.write("config/keymap.toml", "[entries]\nx = \"toggle-raed\"\n");
    let ran = library.say("config check").exits(1);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 3, "{ran:#?}");
    assert!(
        lines[0].contains("config.toml:2: there is no setting “widht”"),
        "{ran:#?}"
    );
    assert!(
        lines[1].contains("config.toml:4: “article.width” has to be a whole number"),
        "{ran:#?}"
    );
    assert!(
        lines[2].contains("keymap.toml:2:") && lines[2].contains("toggle-read"),
        "{ran:#?}"
    );
}

#[test]
fn a_problem_of_the_configuration_stands_among_the_notices_with_the_time_of_the_start() {
    let (config, problems) = Config::read(Some(("config.toml", "widht = 60\n")));
    let (size, clock) = (
        Size::default(),
        Clock {
            now: now(),
            ..Clock::default()
        },
    );
    let (keymap, themes) = (Keymap::read(DEFAULT_KEYMAP, None).0, Themes::default());
    let state = State::new(config, keymap, themes, problems, Vec::new, size, clock);
    let times: Vec<_> = state.notices.newest_first().map(|notice| notice.at).collect();
    assert!(!times.is_empty() && times.iter().all(|at| *at == now()), "{times:?}");
}

#[test]
fn a_broken_file_stops_nothing() {
    let library = Library::new();
    library.write("config/config.toml", "[refresh\nat_once = ?\n");
    library
        .say("refresh")
        .exits(0)
        .tells("warning: ")
        .tells("config.toml:1")
        .tells("There is no feed yet");
    std::fs::write(library.folder("config").join("config.toml"), [0xff, 0xfe, 0x00]).unwrap();
    library.say("config check").exits(1).prints("UTF-8");
    library.say("list").exits(0);
}

#[test]
fn a_theme_that_is_nowhere_is_a_problem() {
    let library = Library::new();
    library.write("config/config.toml", "theme = \"sepia\"\n");
    library.say("config check").exits(1).prints("no theme “sepia”");
    library.write("config/themes/sepia.toml", "");
    library.say("config check").exits(0);
}

//! The command line as a whole: help, exit codes, streams, and nothing from outside that a terminal would obey.

use crate::support::library::{Library, feed, opml};
use crate::support::server::{Answer, Server};
use dateline::cli::JSON_FIELDS;
use dateline::command::COMMANDS;
use serde_json::json;
use std::io::Read;
use std::process::Stdio;

#[test]
fn without_a_terminal_the_reader_says_so() {
    Library::new()
        .run(&[])
        .exits(2)
        .tells("needs a terminal")
        .tells("dateline list");
}

#[test]
fn help_names_every_command_with_its_summary() {
    let help = Library::new().say("--help").exits(0);
    for spec in COMMANDS.iter().filter(|spec| spec.headless) {
        let summary = spec.summary.trim_end_matches('.');
        let words = summary.split(' ').take(3).collect::<Vec<_>>().join(" ");
        assert!(
            help.out.contains(spec.name) && help.out.contains(&words),
            "{}: {}",
            spec.name,
            help.out
        );
    }
    Library::new()
        .say("--version")
        .exits(0)
        .prints(env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_word_that_is_no_command_is_answered_with_the_nearest() {
    Library::new().say("refesh").exits(2).tells("refresh");
    Library::new().say("list --jsn").exits(2).tells("--json");
    Library::new().say("show").exits(2).tells("ENTRY");
    Library::new().say("list --limit many").exits(2).tells("many");
    Library::new().say("down").exits(2).tells("down");
}

#[test]
fn an_empty_library_is_no_error() {
    let library = Library::new();
    library.say("list").exits(0).tells("dateline add URL");
    library.say("list --json").exits(0);
    library.say("feeds").exits(0).tells("There is no feed yet");
    assert_eq!(library.say("unread").exits(0).out, "0\n");
    library.say("refresh").exits(0).tells("There is no feed yet");
    library.say("search words").exits(0).tells("There is no feed yet");
}

#[test]
fn a_reader_of_the_pipe_that_goes_away_is_no_failure() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("Long", 400)));
    library.run(&["add", &server.url("/feed")]).exits(0);
    let mut child = library
        .command(&["list", "--limit", "0", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 1];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn nothing_from_outside_reaches_the_terminal_but_text() {
    let hostile = "x&#x1b;]0;title&#7;\u{1b}[31mred\u{9b}2J\u{202e}evil\u{200b}&#x9b;31m";
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>{hostile}</title><item><title>{hostile}</title><guid>1</guid>\
         <author>{hostile}</author><link>https://a.example/{hostile}</link><description>&lt;p&gt;{hostile}&lt;/p&gt;\
         </description></item></channel></rss>"
    );
    let library = Library::new();
    let server = Server::with(Answer::ok(feed));
    let added = library.run(&["add", &server.url("/feed")]);
    let failing = server.url("/\u{9b}2J");
    let mut runs = vec![
        added,
        library.run(&["add", &failing]),
        library.run(&["list", "\u{1b}[2J\""]),
    ];
    for words in [
        "list",
        "list --json",
        "show 1",
        "show 1 --format json",
        "show 1 --format html",
        "feeds",
        "export",
    ] {
        runs.push(library.say(words).exits(0));
    }
    runs.push(library.say("show 1 --format markdown").exits(0));
    runs.push(library.say("search evil").exits(0));
    runs.push(library.run(&["refresh", "--force", "--json"]));
    for ran in runs {
        let both = format!("{}{}", ran.out, ran.err);
        let bad = both
            .chars()
            .find(|sign| (sign.is_control() && *sign != '\n') || "\u{202e}\u{200b}".contains(*sign));
        assert_eq!(bad, None, "{ran:#?}");
    }
}

#[test]
fn completions_and_the_manual_name_every_command() {
    let library = Library::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        library
            .run(&["completions", shell])
            .exits(0)
            .prints("refresh")
            .prints("force");
    }
    let manual = library.say("man").exits(0);
    for spec in COMMANDS.iter().filter(|spec| spec.headless) {
        let name = format!("COMMAND {}\n", spec.name.to_uppercase());
        assert!(manual.out.contains(&name), "{name}");
    }
    library.say("completions tcsh").exits(2).tells("bash");
}

#[test]
fn what_is_created_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("Mine", 1)));
    library.run(&["add", &server.url("/feed")]).exits(0);
    let mut folders = vec![library.folder("data")];
    while let Some(folder) = folders.pop() {
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700, "{folder:?}");
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(mode(&path), 0o600, "{path:?}");
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_told_with_where() {
    let library = Library::new();
    for words in ["config defaults", "export", "feeds --json", "man"] {
        library.write("list.opml", &opml(&["https://a.example/feed".to_owned()]));
        let list = library.folder("list.opml").display().to_string();
        library.run(&["import", &list]).exits(0);
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let words: Vec<&str> = words.split(' ').collect();
        let ran = library.command(&words).stdout(full).output().unwrap();
        let told = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{words:?}");
        assert!(
            told.contains("cannot write to stdout: No space left"),
            "{words:?}: {told}"
        );
    }
}

/// The names in code that the documentation of a command's JSON has, those of `list` and `health` where it refers to them.
fn documented(command: &str) -> Vec<&'static str> {
    let row = JSON_FIELDS.iter().find(|(name, _)| *name == command);
    let (_, fields) = row.unwrap_or_else(|| panic!("{command} has no row"));
    fields.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_change_prints_its_documented_fields_as_json() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 3)));
    let url = server.url("/feed");
    library.write("list.opml", &opml(&[url.clone(), "https://b.invalid/feed".to_owned()]));
    library.write("config/config.toml", "counts = false\n");
    for (words, name, value) in [
        (format!("add {url}"), "entries", json!(3)),
        (format!("add {url}"), "added", json!(false)),
        ("import list.opml".to_owned(), "state", json!("already")),
        ("rename 1 Paper".to_owned(), "id", json!(1)),
        ("move 1 --folder A".to_owned(), "id", json!(1)),
        ("rename A B".to_owned(), "folder", json!("B")),
        ("set 1 interval 2h".to_owned(), "id", json!(1)),
        ("raise 1".to_owned(), "id", json!(1)),
        ("mark read 1 2".to_owned(), "changed", json!(2)),
        ("unread".to_owned(), "unread", json!(1)),
        ("undo".to_owned(), "changed", json!(true)),
        ("redo".to_owned(), "changed", json!(true)),
        ("redo".to_owned(), "changed", json!(false)),
        ("tag train 1".to_owned(), "changed", json!(1)),
        ("untag train 1".to_owned(), "tag", json!("train")),
        ("save-query Mine is:starred".to_owned(), "query", json!("is:starred")),
        ("rename-query Mine Yours".to_owned(), "name", json!("Yours")),
        ("remove-query Yours".to_owned(), "name", json!("Yours")),
        ("cleanup --dry-run".to_owned(), "dry_run", json!(true)),
        ("cleanup".to_owned(), "entries", json!(0)),
        ("config check".to_owned(), "line", json!(1)),
        ("config paths".to_owned(), "name", json!("config")),
        ("remove 1 --yes".to_owned(), "id", json!(1)),
    ] {
        let ran = library.say(&format!("{words} --json"));
        let lines = ran.json();
        assert_eq!(lines[0][name], value, "{words}: {ran:#?}");
        let known = documented(words.split(' ').next().unwrap());
        for line in &lines {
            for field in line.as_object().unwrap().keys() {
                assert!(known.contains(&field.as_str()), "{words} prints {field}: {known:?}");
            }
        }
    }
    library.say("config defaults --json").exits(2).tells("config check");
}

#[test]
fn an_import_prints_a_line_of_json_for_each_feed_and_each_line_that_was_skipped() {
    let library = Library::new();
    library.write(
        "urls",
        "https://a.invalid/feed news\nexec:~/bin/x\nhttps://b.invalid/feed\n",
    );
    library.write("first", "https://a.invalid/feed\n");
    library.say("import first").exits(0);
    let lines = library.say("import urls --json").exits(0).json();
    let states: Vec<&str> = lines.iter().filter_map(|line| line["state"].as_str()).collect();
    assert_eq!(states, ["already", "added", "skipped"]);
    assert_eq!(lines[0]["folders"], json!(["news"]));
    assert_eq!(
        (&lines[1]["id"], &lines[1]["url"]),
        (&json!(2), &json!("https://b.invalid/feed"))
    );
    assert_eq!(
        (&lines[2]["line"], &lines[2]["reason"]),
        (&json!(2), &json!("it would run a program"))
    );
}

#[test]
fn each_mistake_of_the_configuration_is_told_with_its_line_and_what_helps_once() {
    let library = Library::new();
    library.write("config/config.toml", "mouse = true\ntheme = \"drak\"\nkeymp = \"x\"\n");
    library.write("config/keymap.toml", "[global]\n\"g g\" = \"top\"\n");
    let checked = library.say("config check").exits(1);
    for told in [
        "config.toml:2: there is no theme “drak”; did you mean “dark”?",
        "config.toml:3: there is no setting “keymp”; did you mean “keymap”?",
        "keymap.toml:2: “g g” cannot be typed while “g” is a command",
    ] {
        assert!(checked.out.contains(told), "{told}: {checked:#?}");
    }
    let doctor = library.say("doctor").exits(1);
    assert!(!doctor.out.contains("?."), "{doctor:#?}");
    for once in ["settings: unreadable", "dateline config defaults"] {
        assert_eq!(doctor.out.matches(once).count(), 1, "{once}: {doctor:#?}");
    }
    assert_eq!(doctor.out.lines().count(), 5, "{doctor:#?}");
    assert!(!doctor.err.contains("last line"), "{doctor:#?}");
}

#[test]
fn that_a_list_of_feeds_breaks_off_is_said_once() {
    let ran = Library::new().run_with_input(&["import", "-"], "<opml").exits(1);
    assert_eq!(
        ran.err,
        "The file breaks off in line 1; what stands before was taken.\n"
    );
}

#[test]
fn the_manual_names_its_commands_as_they_are_typed_and_no_page_that_there_is_not() {
    let manual = Library::new().say("man").exits(0);
    assert_eq!(manual.out.matches("(1)").count(), 0, "{}", manual.out);
    let plain = manual.out.replace("\\-", "-");
    for spec in COMMANDS.iter().filter(|spec| spec.headless) {
        assert!(plain.contains(&format!("dateline {}\\fR", spec.name)), "{}", spec.name);
    }
    assert!(plain.contains("\nJSON: `what`, `mark`, `changed`"), "{plain}");
}

#[test]
fn a_feed_in_a_query_that_there_is_not_is_told() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 3)));
    library.run(&["add", &server.url("/feed")]).exits(0);
    for words in ["list", "search", "unread", "mark read", "tag train"] {
        library
            .say(&format!("{words} a OR -(feed:nosuchfeed b)"))
            .exits(1)
            .tells("No feed is called “nosuchfeed”; `dateline feeds` lists them.");
        let known = library.say(&format!("{words} feed:new OR feed:1")).exits(0);
        assert_eq!(known.err, "", "{words}");
    }
}

#[test]
fn an_and_between_words_is_no_word() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 3)));
    library.run(&["add", &server.url("/feed")]).exits(0);
    assert_eq!(library.say("list News AND 2 --json").exits(0).json().len(), 1);
    library.say("list News AND").exits(2).tells("AND has nothing to join");
}

#[test]
fn a_folder_of_settings_that_was_named_and_is_not_there_is_told() {
    let library = Library::new();
    library
        .say("--config-dir /nonexistent config check")
        .exits(0)
        .tells("/nonexistent: there is no such folder");
    let examined = library.say("--config-dir /nonexistent doctor --json").exits(0);
    assert!(examined.out.is_empty(), "it is told, and is no finding: {examined:#?}");
    assert!(
        examined.err.contains("/nonexistent: there is no such folder"),
        "{examined:#?}"
    );
    let listed = library.say("--config-dir /nonexistent list").exits(0);
    assert!(!listed.err.contains("nonexistent"), "{listed:#?}");
}

#[test]
fn saved_searches_of_newsboat_become_saved_queries_where_they_can_be_said_here() {
    let library = Library::new();
    let urls = "https://a.invalid/feed news\n\"query:New:unread = \\\"yes\\\" and tags # \\\"news\\\"\"\n\
                \"query:Odd:title =~ \\\"^x\\\"\"\n";
    library.write("urls", urls);
    library
        .say("import urls")
        .exits(0)
        .prints("The query “New” is saved: is:unread folder:news")
        .prints("“^x” is a pattern, not words");
    let queries = library.say("queries --json").json();
    assert_eq!(queries.len(), 1);
    assert_eq!(
        (&queries[0]["name"], &queries[0]["query"]),
        (&json!("New"), &json!("is:unread folder:news"))
    );
    let again = library.say("import urls --json").exits(0).json();
    let state = again
        .iter()
        .find(|line| line["name"] == "New")
        .map(|line| &line["state"]);
    assert_eq!(state, Some(&json!("already")));
}

#[test]
fn that_a_list_is_cut_is_told_where_nobody_has_said_how_long_it_may_be() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 130)));
    library.run(&["add", &server.url("/feed")]).exits(0);
    for command in ["list", "search words"] {
        let cut = library.say(&format!("{command} --json")).exits(0);
        assert_eq!(cut.json().len(), 100, "{command}");
        assert!(cut.err.contains("`--limit 0` prints all"), "{command}: {}", cut.err);
        for limit in ["--limit 0", "--limit 100"] {
            assert_eq!(library.say(&format!("{command} {limit}")).exits(0).err, "", "{command}");
        }
    }
}

#[test]
fn show_prints_json_as_every_other_command_does() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 1)));
    library.run(&["add", &server.url("/feed")]).exits(0);
    let by_switch = library.say("show 1 --json").exits(0);
    assert_eq!(by_switch.out, library.say("show 1 --format json").exits(0).out);
    assert!(by_switch.json()[0]["text"].is_string());
}

#[test]
fn an_empty_variable_of_a_script_marks_nothing() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 3)));
    library.run(&["add", &server.url("/feed")]).exits(0);
    for words in [
        ["mark", "read", ""],
        ["mark", "star", " "],
        ["tag", "train", ""],
        ["mark", "read", "sort:oldest"],
    ] {
        library.run(&words).exits(2).tells("say which entries");
    }
    for signs in ["🎉", "???", "-(\"…\")", "title:&", "\u{650}", "\u{640}\u{640}"] {
        library
            .run(&["mark", "read", signs])
            .exits(2)
            .tells("no letter or digit");
    }
    library
        .run(&["mark", "read", "??? OR nosuch"])
        .exits(2)
        .tells("OR has nothing to choose from");
    library.run(&["mark", "read", "nosuch ???"]).exits(0);
    library.say("unread").exits(0).prints("3");
}

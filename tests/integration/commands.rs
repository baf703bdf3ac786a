//! Each command of the command line, well and badly used, on the real binary and a real server.

use crate::support::library::{Library, Ran, feed, names_in, opml};
use crate::support::server::{Answer, Server};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A library with one feed, “News”, of three entries.
fn news() -> (Library, Server) {
    let library = Library::new();
    let server = Server::start();
    server.route("/news", Answer::ok(feed("News", 3)));
    library
        .run(&["add", &server.url("/news")])
        .exits(0)
        .prints("“News” is added as feed 1, with 3 entries.");
    (library, server)
}

fn field(values: &[Value], name: &str) -> Vec<Value> {
    values.iter().map(|value| value[name].clone()).collect()
}

#[test]
fn entries_are_listed_newest_first_with_all_their_fields() {
    let (library, _server) = news();
    let listed = library.say("list --json").exits(0).json();
    assert_eq!(field(&listed, "title"), ["News 1", "News 2", "News 3"]);
    let names: Vec<&str> = listed[0].as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "id",
        "feed",
        "feed_id",
        "title",
        "author",
        "url",
        "published",
        "read",
        "starred",
        "tags",
        "minutes",
        "ready",
    ];
    assert_eq!(names, expected);
    assert_eq!(listed[0]["published"], "2026-01-27T10:00:00Z");
    assert_eq!(listed[0]["url"], "https://1.example/");
    assert_eq!(library.say("list --limit 2 --json").exits(0).json().len(), 2);
    assert_eq!(library.say("list --limit 0 --json").exits(0).json().len(), 3);
    let text = library.say("list").exits(0);
    assert_eq!(text.out.lines().count(), 3);
    assert!(text.out.lines().next().unwrap().contains("News 1"), "{}", text.out);
}

#[test]
fn an_article_is_shown_in_each_format() {
    let (library, _server) = news();
    library
        .say("show 1")
        .exits(0)
        .prints("Words of News, number")
        .prints("News · 2026-01-");
    library
        .say("show 1 --format markdown")
        .exits(0)
        .prints("# News ")
        .prints("<https://");
    library.say("show 1 --format html").exits(0).prints("<p>Words of News");
    let shown = library.say("show 1 --format json").exits(0).json();
    assert!(shown[0]["text"].as_str().unwrap().starts_with("Words of News"));
    assert!(shown[0]["html"].as_str().unwrap().starts_with("<p>"));
    let narrow = library.say("show 1 --width 20").exits(0);
    assert!(
        narrow
            .out
            .lines()
            .filter(|line| !line.contains("://"))
            .all(|line| line.chars().count() <= 20),
        "{narrow:#?}"
    );
    library
        .say("show 99")
        .exits(2)
        .tells("no entry “99”")
        .tells("dateline list");
    library.say("show x").exits(2).tells("no entry “x”");
}

#[test]
fn a_search_finds_words_and_says_where() {
    let (library, _server) = news();
    let hits = library.say("search number --json").exits(0).json();
    assert_eq!(hits.len(), 3);
    assert!(hits[0]["snippet"].as_str().unwrap().contains("number"));
    assert!(hits[0]["rank"].is_number());
    assert_eq!(library.say("search words -news --json").exits(0).json().len(), 0);
    assert_eq!(library.say("list -title:1 --json").exits(0).json().len(), 2);
    library.say("search nowhere").exits(0).tells("No entry matches");
}

#[test]
fn a_mistake_in_a_query_is_shown_under_its_place() {
    let (library, _server) = news();
    for command in ["list", "search", "unread", "mark read"] {
        let ran = library.say(&format!("{command} is:blue")).exits(2).tells("is:blue");
        assert!(
            ran.err
                .lines()
                .any(|line| line.trim() == "^" || line.trim_start().starts_with('^')),
            "{ran:#?}"
        );
    }
    assert_eq!(library.say("unread").out, "3\n", "nothing was marked");
}

#[test]
fn marks_are_put_counted_and_taken_back() {
    let (library, _server) = news();
    library.say("mark read title:1").exits(0).prints("1 entry marked read");
    assert_eq!(library.say("unread").exits(0).out, "2\n");
    assert_eq!(library.say("unread title:1").exits(0).out, "0\n");
    library
        .say("mark read title:1")
        .exits(0)
        .prints("0 entries marked read");
    library.say("mark star 1 2").exits(0).prints("2 entries starred");
    assert_eq!(library.say("list is:starred --json").json().len(), 2);
    library.say("undo").exits(0);
    assert_eq!(library.say("list is:starred --json").json().len(), 0);
    library.say("undo").exits(0);
    assert_eq!(library.say("unread").out, "3\n");
    library.say("mark blue is:unread").exits(2).tells("unstar");
    library.say("mark read 1 77").exits(2).tells("no entry 77");
    assert_eq!(library.say("unread").out, "3\n", "nothing was marked");
    library.say("mark read").exits(2).tells("QUERY");
}

#[test]
fn nothing_to_take_back_is_said() {
    Library::new().say("undo").exits(0).prints("nothing to take back");
}

#[test]
fn subscriptions_are_listed_with_their_state() {
    let (library, server) = news();
    server.route("/bad", Answer::status(500));
    library.run(&["add", &server.url("/bad")]).exits(2).tells("500");
    let feeds = library.say("feeds --json").exits(0).json();
    let names: Vec<&str> = feeds[0].as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "id",
        "url",
        "title",
        "site_url",
        "folders",
        "unread",
        "total",
        "last_success",
        "last_attempt",
        "next_check",
        "state",
        "error",
        "repairs",
        "health",
        "ailments",
        "next_check_reason",
        "repaired",
        "redirected_to",
        "moved_from",
        "moved_at",
        "latest_entry",
        "settings",
        "remedies",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        (feeds.len(), &feeds[0]["state"], &feeds[0]["total"]),
        (1, &json!("ok"), &json!(3))
    );
    server.route("/news", Answer::status(500));
    library.say("refresh --force").exits(2).tells("News").tells("500");
    let feeds = library.say("feeds --json").exits(0).json();
    assert_eq!(
        (&feeds[0]["state"], &feeds[0]["error"]["kind"]),
        (&json!("failing"), &json!("refused"))
    );
    assert_eq!(
        (&feeds[0]["error"]["failures"], &feeds[0]["total"]),
        (&json!(1), &json!(3))
    );
    library.say("feeds").exits(0).prints("failing").prints("500");
}

#[test]
fn a_feed_is_renamed_moved_and_removed_and_each_can_be_taken_back() {
    let (library, _server) = news();
    library
        .run(&["rename", "News", "Daily paper"])
        .exits(0)
        .prints("Daily paper");
    library
        .run(&["move", "daily", "--folder", "A/B", "--folder", "C"])
        .exits(0)
        .prints("A/B, C");
    let feeds = library.say("feeds --json").json();
    assert_eq!(
        (&feeds[0]["title"], &feeds[0]["folders"]),
        (&json!("Daily paper"), &json!(["A/B", "C"]))
    );
    assert_eq!(library.say("list folder:A --json").exits(0).json().len(), 3);
    library.run(&["rename", "1", ""]).exits(0);
    assert_eq!(library.say("feeds --json").json()[0]["title"], "News");
    library
        .say("remove 1")
        .exits(2)
        .tells("nobody can be asked")
        .tells("--yes");
    assert_eq!(library.say("feeds --json").json().len(), 1);
    library.say("remove 1 --yes").exits(0).prints("undo");
    assert_eq!(library.say("list --json").json().len(), 0);
    library.say("undo").exits(0);
    assert_eq!(library.say("list --json").json().len(), 3);
    library.say("remove nothing --yes").exits(2).tells("dateline feeds");
}

#[test]
fn a_part_of_a_title_has_to_be_of_one_feed() {
    let library = Library::new();
    let server = Server::start();
    for title in ["Harbour-Post", "Harbour-Times"] {
        server.route(&format!("/{title}"), Answer::ok(feed(title, 1)));
        library.run(&["add", &server.url(&format!("/{title}"))]).exits(0);
    }
    library
        .say("rename harbour X")
        .exits(2)
        .tells("several feeds")
        .tells("1  Harbour-Post")
        .tells("2  Harbour-Times");
    library.say("rename times X").exits(0);
}

#[test]
fn an_address_that_leads_to_no_feed_is_explained() {
    let library = Library::new();
    let server = Server::start();
    server.route(
        "/page",
        Answer::ok("<!DOCTYPE html><html><body>hello</body></html>").header("Content-Type", "text/html"),
    );
    server.route("/words", Answer::ok("just words").header("Content-Type", "text/plain"));
    library
        .run(&["add", "::nonsense::"])
        .exits(2)
        .tells("no web address")
        .tells("https://example.org/feed");
    library
        .run(&["add", "file:///etc/passwd"])
        .exits(2)
        .tells("no web address");
    library
        .run(&["add", &server.url("/page")])
        .exits(2)
        .tells("names no feed");
    library
        .run(&["add", &server.url("/words")])
        .exits(2)
        .tells("was read, but");
    library.run(&["add", &server.url("/missing")]).exits(2).tells("404");
    assert_eq!(library.say("feeds --json").json().len(), 0);
}

#[test]
fn a_page_that_names_feeds_leads_to_them() {
    let library = Library::new();
    let server = Server::start();
    let link = |path: &str, title: &str| {
        format!("<link rel=\"alternate\" type=\"application/rss+xml\" href=\"{path}\" title=\"{title}\">")
    };
    let page = |links: String| {
        Answer::ok(format!("<!DOCTYPE html><html><head>{links}</head></html>")).header("Content-Type", "text/html")
    };
    server.route("/news", Answer::ok(feed("News", 2)));
    server.route("/one", page(link("/news", "News")));
    server.route("/two", page(link("/news", "News") + &link("/b?x=1&amp;y=2", "Others")));
    let several = library
        .run(&["add", &server.url("/two"), "--folder", "My papers"])
        .exits(2)
        .tells("several feeds");
    let lines: Vec<&str> = several.out.lines().collect();
    assert_eq!(lines.len(), 2, "{several:#?}");
    assert_eq!(
        lines[0],
        format!("dateline add {} --folder 'My papers'  # News", server.url("/news"))
    );
    assert!(
        lines[1].contains("'http://") && lines[1].ends_with("# Others"),
        "{several:#?}"
    );
    library
        .run(&["add", &server.url("/one")])
        .exits(0)
        .prints("“News” is added");
}

#[test]
fn a_feed_that_is_there_is_not_added_twice() {
    let (library, server) = news();
    library
        .run(&["add", &server.url("/news")])
        .exits(0)
        .prints("is there already, as feed 1");
    assert_eq!(library.say("feeds --json").json().len(), 1);
    drop(server);
    assert_eq!(library.say("list --json").json().len(), 3);
}

#[test]
fn a_title_and_folders_of_ones_own_are_kept() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 1)));
    library
        .run(&["add", &server.url("/feed"), "--title", "Mine", "--folder", "X/Y"])
        .exits(0)
        .prints("“Mine”");
    let feeds = library.say("feeds --json").json();
    assert_eq!(
        (&feeds[0]["title"], &feeds[0]["folders"]),
        (&json!("Mine"), &json!(["X/Y"]))
    );
}

#[test]
fn a_refresh_brings_what_is_new_and_asks_only_for_what_is_due() {
    let (library, server) = news();
    library.say("refresh").exits(0).tells("Nothing is due");
    library
        .say("refresh --force")
        .exits(0)
        .tells("1 feed: 0 fetched, 1 unchanged, 0 failed; 0 new entries");
    server.route("/news", Answer::ok(feed("News", 5)));
    let lines = library.say("refresh News --json").exits(0).json();
    assert_eq!(lines[0], json!({"feed_id": 1, "feed": "News", "new": 2, "error": null}));
    assert_eq!(
        lines[1],
        json!({"fetched": 1, "unchanged": 0, "failed": 0, "left": 0, "new": 2, "offline": false})
    );
    assert_eq!(library.say("list --json").json().len(), 5);
    library.say("refresh nothing").exits(2).tells("no feed is “nothing”");
}

#[test]
fn a_failing_feed_is_named_and_costs_no_other() {
    let library = Library::new();
    let server = Server::start();
    server.route("/good", Answer::ok(feed("Good", 4)));
    server.route("/broken", Answer::status(500));
    server.route("/words", Answer::ok("no feed at all"));
    let urls = ["/good", "/broken", "/words"].map(|path| server.url(path));
    let file = library.write("feeds.opml", &opml(&urls));
    library
        .run(&["import", file.to_str().unwrap()])
        .exits(0)
        .prints("3 new, 0 already there");
    let ran = library
        .say("refresh")
        .exits(1)
        .tells("3 feeds: 1 fetched, 0 unchanged, 2 failed; 4 new entries");
    assert!(
        ran.err
            .lines()
            .any(|line| line.contains("/broken") && line.contains("500")),
        "{ran:#?}"
    );
    assert!(ran.err.lines().any(|line| line.contains("/words")), "{ran:#?}");
    assert_eq!(library.say("list --json").json().len(), 4);
}

#[test]
fn without_a_server_everything_that_was_fetched_is_there() {
    let (library, server) = news();
    drop(server);
    library.say("refresh --force").exits(2);
    assert_eq!(library.say("list --json").exits(0).json().len(), 3);
    library.say("show 1").exits(0).prints("Words of News");
    assert_eq!(library.say("search number --json").exits(0).json().len(), 3);
    library.say("mark read is:unread").exits(0).prints("3 entries");
}

#[test]
fn only_one_instance_refreshes() {
    let (library, _server) = news();
    let lock = fs::File::open(library.folder("data").join("refresh.lock"));
    let lock = lock.unwrap_or_else(|_| fs::File::create(library.folder("data").join("refresh.lock")).unwrap());
    lock.lock().unwrap();
    library
        .say("refresh --force")
        .exits(2)
        .tells("another refresh is under way");
    library.say("list").exits(0);
    library.say("mark read 1").exits(0);
    lock.unlock().unwrap();
    library.say("refresh --force").exits(0);
}

#[test]
fn subscriptions_go_out_and_come_back_in() {
    let (library, _server) = news();
    library.run(&["move", "1", "--folder", "A/B"]).exits(0);
    let printed = library.say("export").exits(0);
    let file = library.folder("out.opml");
    library.run(&["export", file.to_str().unwrap()]).exits(0);
    assert_eq!(fs::read_to_string(&file).unwrap(), printed.out);
    library
        .run(&["import", file.to_str().unwrap()])
        .exits(0)
        .prints("0 new, 1 already there");
    let other = Library::new();
    other
        .run_with_input(&["import", "-"], &printed.out)
        .exits(0)
        .prints("1 new, 0 already there");
    let feeds = other.say("feeds --json").json();
    assert_eq!(
        (&feeds[0]["title"], &feeds[0]["folders"]),
        (&json!("News"), &json!(["A/B"]))
    );
}

#[test]
fn what_cannot_be_imported_is_listed_with_the_reason() {
    let library = Library::new();
    let text = opml(&["https://a.example/f".into(), "file:///etc/passwd".into()]);
    let file = library.write("feeds.opml", &text);
    library
        .run(&["import", file.to_str().unwrap()])
        .exits(0)
        .prints("1 new")
        .prints("1 skipped")
        .prints("/etc/passwd");
    let urls = library.write("urls", "https://b.example/f \"~Mine\" tag\n\"exec:rm -rf /\"\n");
    let ran = library
        .run(&["import", urls.to_str().unwrap()])
        .exits(0)
        .prints("1 new")
        .prints("1 skipped");
    assert!(ran.out.contains("exec:"), "{ran:#?}");
    library
        .say("import /no/such/file")
        .exits(2)
        .tells("cannot read /no/such/file");
    assert_eq!(library.say("feeds --json").json().len(), 2);
}

#[test]
fn a_list_that_breaks_off_gives_what_it_has() {
    let library = Library::new();
    let whole = opml(&["https://a.example/f".into(), "https://b.example/f".into()]);
    let file = library.write("feeds.opml", &whole[..whole.find("https://b").unwrap()]);
    library
        .run(&["import", file.to_str().unwrap()])
        .exits(1)
        .prints("1 new")
        .tells("breaks off in line 3; what stands before was taken");
    assert_eq!(library.say("feeds --json").json()[0]["url"], "https://a.example/f");
    let words = library.write("words", "<html><p>no list at all");
    library.run(&["import", words.to_str().unwrap()]).tells("words");
}

#[test]
fn a_copy_of_the_subscriptions_is_kept_after_each_change() {
    let (library, server) = news();
    let copies = library.folder("data").join("subscriptions");
    let latest = names_in(&copies).pop().expect("a copy");
    let text = fs::read_to_string(copies.join(latest)).unwrap();
    assert!(text.contains(&server.url("/news")), "{text}");
    library.say("remove 1 --yes").exits(0);
    let latest = names_in(&copies).pop().expect("a copy");
    assert!(!fs::read_to_string(copies.join(latest)).unwrap().contains("/news"));
}

#[test]
fn a_store_that_cannot_be_opened_is_named_and_left_alone() {
    let library = Library::new();
    let store = library.write(
        "data/dateline.db",
        "this is no store of anything, only some text that is long enough",
    );
    for command in [
        "list",
        "add https://a.example/",
        "refresh",
        "feeds",
        "mark read 1",
        "undo",
    ] {
        library.say(command).exits(2).tells("dateline.db");
    }
    assert!(fs::read_to_string(store).unwrap().starts_with("this is no store"));
    let blocked = Library::new();
    blocked.write("data", "a file where the folder should be");
    blocked.say("list").exits(2).tells("data");
}

#[test]
fn feed_files_are_parsed_one_line_each_and_none_stops_another() {
    let library = Library::new();
    let good = library.write("good.xml", &feed("Good", 2));
    let bad = library.write("bad.txt", "words");
    let files = ["nowhere.xml", good.to_str().unwrap(), bad.to_str().unwrap()];
    let words = [&["parse"], &files[..], &["--base", "https://a.example/", "--json"]].concat();
    let lines = library.run(&words).exits(1).json();
    assert_eq!(field(&lines, "file"), files);
    assert_eq!(lines[1]["error"], Value::Null);
    let entry = &lines[1]["entries"][0];
    let names: Vec<&str> = entry.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "title",
            "link",
            "id",
            "published",
            "updated",
            "author",
            "has_body",
            "enclosures"
        ]
    );
    assert_eq!((&entry["title"], &entry["has_body"]), (&json!("Good 1"), &json!(true)));
    assert!(lines[0]["error"].is_string() && lines[2]["error"].is_string());
    let piped = library
        .run_with_input(&["parse", "-", "--json"], &feed("Piped", 1))
        .exits(0)
        .json();
    assert_eq!(
        (&piped[0]["file"], &piped[0]["entries"][0]["title"]),
        (&json!("-"), &json!("Piped 1"))
    );
    library
        .run(&["parse", good.to_str().unwrap()])
        .exits(0)
        .prints("Good, 2 entries")
        .prints("Good 2");
    library
        .run(&["parse", good.to_str().unwrap(), "--base", "x y"])
        .exits(2)
        .tells("--base");
}

#[test]
fn a_killed_refresh_loses_no_feed_that_was_reported() {
    let library = Library::new();
    let server = Server::start();
    let mut urls = vec![server.url("/held")];
    server.route("/held", Answer::ok(feed("Held", 1)).held());
    for number in 0..8 {
        server.route(&format!("/{number}"), Answer::ok(feed(&format!("Feed{number}"), 5)));
        urls.push(server.url(&format!("/{number}")));
    }
    let file = library.write("feeds.opml", &opml(&urls));
    library.run(&["import", file.to_str().unwrap()]).exits(0);
    let mut command = library.command(&["refresh"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // The store says when a feed is done, from another process while the refresh runs.
    let deadline = Instant::now() + Duration::from_secs(60);
    while library
        .say("feeds --json")
        .json()
        .iter()
        .filter(|feed| feed["total"] == 5)
        .count()
        < 8
    {
        assert!(Instant::now() < deadline, "the feeds never came");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(library.say("list --limit 0 --json").exits(0).json().len(), 40);
    server.release();
    library.say("refresh").exits(0).tells("1 feed: 1 fetched");
    assert_eq!(library.say("list --limit 0 --json").exits(0).json().len(), 41);
}

#[test]
fn a_password_in_an_address_is_shown_nowhere_but_exported() {
    let library = Library::new();
    let file = library.write("feeds.opml", &opml(&["http://me:secret@127.0.0.1:1/f".into()]));
    library.run(&["import", file.to_str().unwrap()]).exits(0);
    let mut command = library.command(&["refresh"]);
    let refreshed = command.env("DATELINE_LOG", "trace").output().unwrap();
    let mut shown = String::from_utf8(refreshed.stderr).unwrap();
    for words in ["feeds", "feeds --json", "refresh --force --json"] {
        let ran = library.say(words);
        shown += &ran.out;
        shown += &ran.err;
    }
    shown += &fs::read_to_string(library.folder("state").join("dateline.log")).unwrap();
    assert!(shown.contains("127.0.0.1:1/f") && !shown.contains("secret"), "{shown}");
    library.say("export").exits(0).prints("me:secret@");
}

#[test]
fn a_query_is_saved_listed_renamed_and_removed() {
    let (library, _server) = news();
    library
        .run(&["save-query", "Not read", "is:unread", "title:news"])
        .exits(0)
        .prints("“Not read” is among the folders now.");
    let listed = library.say("queries --json").exits(0).json();
    assert_eq!(
        listed,
        [json!({ "name": "Not read", "query": "is:unread title:news", "unread": 3 })]
    );
    library
        .run(&["save-query", "Not read", "is:unread"])
        .exits(0)
        .prints("“Not read” asks for is:unread now.");
    library.say("undo").exits(0);
    for arguments in [
        ["save-query", "UNREAD", "is:read"],
        ["rename-query", "Not read", "unread"],
    ] {
        library
            .run(&arguments)
            .exits(2)
            .tells("“Unread” is a source that is always there");
    }
    assert_eq!(library.say("queries --json").exits(0).json(), listed);
    library.run(&["rename-query", "not read", "New"]).exits(0);
    library
        .say("queries")
        .exits(0)
        .prints("      3  New  is:unread title:news");
    library.run(&["save-query", "Read", "is:read"]).exits(0);
    library.say("rename-query Read new").exits(2).tells("“new” already");
    library.say("undo").exits(0);
    library.say("remove-query New").exits(0);
    library.say("remove-query New").exits(2);
    library.say("save-query Odd is:blue").exits(2);
    library.say("undo").exits(0).prints("Taken back:");
    assert_eq!(library.say("queries --json").exits(0).json().len(), 1);
}

#[test]
fn cleanup_says_what_would_go_before_anything_goes() {
    let (library, server) = news();
    library
        .say("cleanup --dry-run")
        .exits(0)
        .prints("Everything is kept: [retention] in config.toml sets how long.");
    library.write("config/config.toml", "[retention]\nentries = 1\n");
    library
        .say("cleanup --dry-run")
        .exits(0)
        .prints("Nothing would go: the newest 1 of each feed are kept.");
    // Two leave the feed, and are read.
    server.route("/news", Answer::ok(feed("News", 1)));
    library.say("mark read title:news").exits(0);
    library.say("refresh --force").exits(0);
    library
        .say("cleanup --dry-run")
        .exits(0)
        .prints("2 entries beyond the newest 1 of each feed would go.");
    assert_eq!(library.say("list --json").exits(0).json().len(), 3);
    library.say("cleanup").exits(0).prints("2 entries went.");
    assert_eq!(field(&library.say("list --json").exits(0).json(), "title"), ["News 1"]);
}

#[test]
fn an_export_replaces_no_file_unless_told_to() {
    let library = Library::new();
    library.write("mine.opml", "mine");
    library
        .say("export mine.opml")
        .exits(2)
        .tells("mine.opml was left as it is (`export --force` replaces it)");
    assert_eq!(fs::read_to_string(library.folder("mine.opml")).unwrap(), "mine");
    library.say("export --force mine.opml").exits(0);
    library.say("export other.opml").exits(0);
    for file in ["mine.opml", "other.opml"] {
        assert!(fs::read_to_string(library.folder(file)).unwrap().contains("<opml"));
    }
}

#[test]
fn a_limit_of_file_sizes_is_told_and_does_not_end_the_program_where_it_is() {
    let (library, _server) = news();
    let limited = |blocks: &str, words: &str| {
        let usual = library.command(&words.split(' ').collect::<Vec<_>>());
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
        command.arg(usual.get_program()).args(usual.get_args());
        let kept = usual.get_envs().filter_map(|(name, value)| Some((name, value?)));
        Ran::of(command.envs(kept).output().unwrap())
    };
    let before = library.say("list --json").exits(0).out;
    limited("8", "refresh --force").exits(2).tells("error: ");
    limited("8", "mark read *").exits(2).tells("error: ");
    assert_eq!(library.say("list --json").exits(0).out, before);
    library.say("doctor").exits(0);
}

#[test]
fn a_store_that_can_only_be_read_is_read_and_says_why_nothing_is_kept() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 2)));
    library.run(&["add", &server.url("/feed")]).exits(0);
    let _locked = Locked::new(&library);
    let run = |words: &str| library.run_without_rights(&words.split(' ').collect::<Vec<_>>());
    run("list --json").exits(0).prints("News 1");
    run("feeds").exits(0).prints("News");
    run("search words").exits(0).prints("News 2");
    run("show 1").exits(0).prints("Words of News");
    run("mark read 1").exits(2).tells("The store can only be read.");
    run("refresh --force").exits(2).tells("the folder and its permissions");
    assert_eq!(server.asked().len(), 1);
}

/// A library whose data folder nobody may write in until it is dropped.
struct Locked {
    folder: PathBuf,
}

impl Locked {
    fn new(library: &Library) -> Locked {
        let locked = Locked {
            folder: library.folder("data"),
        };
        locked.allow(0o555);
        locked
    }

    fn allow(&self, mode: u32) {
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(mode)).unwrap();
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.allow(0o755);
    }
}

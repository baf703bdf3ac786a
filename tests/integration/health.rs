//! How feeds fare and what is their own: `health`, `set`, `relocate`, `doctor`, sections and sources of the person's
//! file, on the real binary and a real server; and the feed's own screen.

use crate::support::library::{Library, feed, names_in};
use crate::support::reader::{self, Reader, now};
use crate::support::server::{Answer, Server};
use dateline::app::{Effect, Event};
use dateline::model::{FeedError, FeedFault, FeedId, Health};
use serde_json::{Value, json};
use std::fs;

/// A library with one feed, “News”, at `/news`.
fn news() -> (Library, Server) {
    let library = Library::new();
    let server = Server::start();
    server.route("/news", Answer::ok(feed("News", 3)));
    library.run(&["add", &server.url("/news")]).exits(0);
    (library, server)
}

/// The kinds of what was found, but for silence: the feeds of these tests are as old as the calendar says.
fn kinds(findings: &[Value]) -> Vec<String> {
    let kinds = findings
        .iter()
        .map(|finding| finding["kind"].as_str().unwrap().to_owned());
    kinds.filter(|kind| kind != "silent").collect()
}

#[test]
fn a_feed_tells_how_it_fares_and_what_helps() {
    let (library, server) = news();
    library
        .say("health 1")
        .exits(0)
        .prints("It works.")
        .prints("Last good fetch: ")
        .prints("Next check in")
        .prints("dateline refresh 1 --force");
    server.route("/news", Answer::status(403));
    library.say("refresh --force").exits(2);
    library
        .say("health 1")
        .exits(0)
        .prints("It failed: ")
        .prints("403")
        .prints("dateline relocate 1")
        .prints("dateline set 1 user-agent Mozilla/5.0")
        .prints("dateline remove 1");
    let told = library.say("feeds --json").exits(0).json();
    assert_eq!(told[0]["ailments"][0], "failing");
    assert_eq!(told[0]["next_check_reason"], "failed");
    let told = library.say("health news --json").exits(0).json();
    assert_eq!(told[0]["remedies"].as_array().unwrap().len(), 4);
}

#[test]
fn repairs_are_told_by_kind_and_redirects_with_the_address_to_take() {
    let library = Library::new();
    let server = Server::start();
    server.route("/old", Answer::redirect(302, server.url("/new")));
    server.route(
        "/new",
        Answer::ok(feed("News", 2).replace("Words of News", "Fish & chips <of News")),
    );
    library.run(&["add", &server.url("/old")]).exits(0);
    let told = library.say("health 1 --json").exits(0).json();
    assert_eq!(told[0]["redirected_to"], server.url("/new"));
    let command = format!("dateline set 1 url {}", server.url("/new"));
    library
        .say("health 1")
        .exits(0)
        .prints("redirected to")
        .prints(&command);
    let found = library.say("doctor --json").exits(1).json();
    assert_eq!(kinds(&found), ["redirected"]);
    assert!(found.iter().any(|finding| finding["command"] == command), "{found:#?}");
    library.run(&["set", "1", "url", &server.url("/new")]).exits(0);
    server.route("/new", Answer::ok(format!("junk {}", feed("News", 3))));
    library.say("refresh --force").exits(0);
    library
        .say("health 1")
        .exits(0)
        .prints("Mended in its last document: text before the feed");
    assert_eq!(kinds(&library.say("doctor --json").json()), [""; 0]);
}

#[test]
fn what_is_set_for_a_feed_is_sent_and_can_be_taken_back() {
    let (library, server) = news();
    let secret = library.write("secret", "hunter2\n");
    for (key, value) in [
        ("user-agent", "Special/1"),
        ("headers", "X-Key: abc"),
        ("cookies", "session=abc"),
        ("user", "ada"),
        ("password-file", secret.to_str().unwrap()),
        ("interval", "6h"),
    ] {
        library.run(&["set", "1", key, value]).exits(0).prints(key);
    }
    library.say("refresh --force").exits(0);
    let asked = server.asked();
    let last = asked.last().unwrap();
    assert_eq!(last.header("user-agent"), Some("Special/1"));
    assert_eq!(last.header("x-key"), Some("abc"));
    assert_eq!(last.header("cookie"), Some("session=abc"));
    assert_eq!(last.header("authorization"), Some("Basic YWRhOmh1bnRlcjI="));
    library
        .say("health 1")
        .exits(0)
        .prints("it has its own interval")
        .prints("interval 6h");
    for shown in ["health 1", "health 1 --json", "feeds --json", "doctor", "export"] {
        let ran = library.say(shown);
        for text in [&ran.out, &ran.err] {
            assert!(
                !text.contains("hunter2") && !text.contains("session=abc"),
                "{shown}: {text}"
            );
        }
    }
    let log = fs::read_to_string(library.folder("state").join("dateline.log")).unwrap_or_default();
    assert!(!log.contains("hunter2"));
    library
        .say("undo")
        .exits(0)
        .prints("Taken back: set interval for “News”.");
    library.run(&["set", "1", "user-agent", ""]).exits(0).prints("usual");
    library.say("refresh --force").exits(0);
    let asked = server.asked();
    assert!(
        asked
            .last()
            .unwrap()
            .header("user-agent")
            .unwrap()
            .starts_with("dateline/")
    );
}

#[test]
fn a_secret_that_cannot_be_had_keeps_the_feed_from_being_asked_without_it() {
    let (library, server) = news();
    library
        .run(&["set", "1", "password-command", "/no/such/program x"])
        .exits(0);
    let before = server.asked().len();
    library
        .say("refresh --force")
        .exits(2)
        .tells("its password cannot be had: cannot start /no/such/program");
    assert_eq!(server.asked().len(), before);
}

#[test]
fn settings_that_make_no_sense_are_refused_with_what_was_expected() {
    let (library, _server) = news();
    library
        .run(&["set", "1", "interval", "often"])
        .exits(2)
        .tells("30m, 6h or 1d");
    library.run(&["set", "1", "colour", "red"]).exits(2).tells("user-agent");
    library
        .run(&["set", "1", "url", "file:///etc/passwd"])
        .exits(2)
        .tells("http");
    library
        .run(&["set", "7", "interval", "1h"])
        .exits(2)
        .tells("no feed is");
}

#[test]
fn sections_of_the_persons_file_hold_for_feeds_and_for_folders() {
    let (library, server) = news();
    server.route("/other", Answer::ok(feed("Other", 1)));
    library.run(&["add", &server.url("/other"), "--folder", "A/B"]).exits(0);
    let config = format!(
        "[feed.\"{}\"]\nheaders = [\"X-Of: feed\"]\n[folder.A]\nheaders = [\"X-Of: folder\"]\n",
        server.url("/news")
    );
    library.write("config/config.toml", &config);
    library.say("config check").exits(0);
    library.say("refresh --force").exits(0);
    let of = |path: &str| {
        let asked = server.asked();
        let last = asked.iter().rev().find(|asked| asked.path == path).unwrap();
        last.header("x-of").map(str::to_owned)
    };
    assert_eq!(
        (of("/news"), of("/other")),
        (Some("feed".to_owned()), Some("folder".to_owned()))
    );
}

#[test]
fn programs_and_files_give_feeds_only_where_the_persons_own_file_says_so() {
    let library = Library::new();
    let server = Server::start();
    server.route("/plain", Answer::ok(feed("Plain", 2)));
    let file = library.write("local.xml", &feed("Local", 4));
    let config = format!(
        "[[source]]\nname = \"Made\"\nexec = [\"cat\", \"{0}\"]\nfolder = \"Mine\"\n\
         [[source]]\nname = \"File\"\nfile = \"{0}\"\n\
         [[source]]\nname = \"Changed\"\nfilter = [\"sed\", \"s/Plain/Other/g\"]\nurl = \"{1}\"\n\
         [[source]]\nname = \"Hangs\"\nexec = \"/no/such/program\"\n",
        file.display(),
        server.url("/plain")
    );
    library.write("config/config.toml", &config);
    library.say("config check").exits(0);
    library.say("refresh").exits(1).tells("cannot start /no/such/program");
    let feeds = library.say("feeds --json").exits(0).json();
    let total = |title: &str| feeds.iter().find(|feed| feed["title"] == title).unwrap()["total"].clone();
    assert_eq!(
        (total("Made"), total("File"), total("Changed")),
        (json!(4), json!(4), json!(2))
    );
    library.say("list title:other --json").exits(0).prints("Other 1");
    let opml = "<opml version=\"2.0\"><body><outline text=\"x\" xmlUrl=\"source:Made\"/>\
                <outline text=\"y\" xmlUrl=\"exec:touch made\"/></body></opml>";
    let imported = library.write("import.opml", opml);
    library
        .run(&["import", imported.to_str().unwrap()])
        .exits(0)
        .prints("0 new")
        .prints("2 skipped");
    library.write("config/config.toml", "");
    let refreshed = library.say("refresh --force");
    assert!(refreshed.err.contains("no [[source]] named “Made”"), "{refreshed:#?}");
}

#[test]
fn a_feed_is_found_again_on_its_site() {
    let (library, server) = news();
    server.route("/news", Answer::status(404));
    let page = "<html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/fresh\"></head></html>";
    server.route("/", Answer::ok(page).header("content-type", "text/html"));
    server.route("/fresh", Answer::ok(feed("News", 3)));
    library.say("refresh --force").exits(2);
    library.say("relocate 1").exits(0).prints("/fresh");
    assert_eq!(library.say("feeds --json").json()[0]["error"], json!(null));
    library.say("refresh").exits(0);
    assert_eq!(library.say("feeds --json").json()[0]["url"], server.url("/fresh"));
    library.say("relocate 1").exits(0).prints("nothing was changed");
    library
        .say("undo")
        .exits(0)
        .prints("Taken back: changed the address of “News”.");
}

#[test]
fn what_a_feed_has_of_its_own_is_told_without_an_article() {
    let (library, _server) = news();
    library.say("set 1 interval 10m").prints("has its own interval now.");
}

#[test]
fn doctor_finds_the_dead_the_doubled_and_the_mistaken_settings() {
    let (library, server) = news();
    server.route("/news/", Answer::ok(feed("News", 3)));
    library.run(&["add", &server.url("/news/")]).exits(0);
    server.route("/gone", Answer::ok(feed("Leaving", 1)));
    library.run(&["add", &server.url("/gone")]).exits(0);
    server.route("/gone", Answer::status(410));
    library.say("refresh --force").exits(1);
    library.write("config/config.toml", "colour = 'red'\n");
    let found = library.say("doctor --json").exits(1).json();
    let kinds = kinds(&found);
    for kind in ["unreadable", "dead", "duplicate"] {
        assert!(kinds.iter().any(|found| found == kind), "{kind}: {found:#?}");
    }
    let dead = found.iter().find(|finding| finding["kind"] == "dead").unwrap();
    assert_eq!(dead["title"], "Leaving");
    assert!(dead["command"].as_str().unwrap().starts_with("dateline relocate "));
}

#[test]
fn a_damaged_store_is_told_put_aside_and_begun_anew_with_the_subscriptions() {
    let (library, server) = news();
    server.route("/second", Answer::ok(feed("Second", 2)));
    library.run(&["add", &server.url("/second"), "--folder", "F"]).exits(0);
    let store = library.folder("data").join("dateline.db");
    let healthy = fs::read(&store).unwrap();
    for side in ["-wal", "-shm"] {
        let _ = fs::remove_file(library.folder("data").join(format!("dateline.db{side}")));
    }
    let mut damaged = healthy.clone();
    let length = damaged.len();
    damaged[100..length.min(60_000)].fill(0x5a);
    fs::write(&store, &damaged).unwrap();
    let ran = library.say("list");
    assert_eq!(ran.code, 2, "{ran:#?}");
    assert!(ran.err.contains("dateline doctor"), "{ran:#?}");
    library
        .say("doctor")
        .exits(1)
        .prints("damaged")
        .prints("dateline doctor --mend")
        .prints(".opml");
    assert_eq!(fs::read(&store).unwrap(), damaged, "looking changes nothing");
    library.say("doctor --mend").tells(".aside-1").tells("2 feeds");
    assert!(names_in(&library.folder("data")).contains(&"dateline.db.aside-1".to_owned()));
    let aside = library.folder("data").join("dateline.db.aside-1");
    assert_eq!(fs::read(aside).unwrap(), damaged, "nothing of it is lost");
    library.say("refresh").exits(0);
    let feeds = library.say("feeds --json").json();
    assert_eq!((feeds.len(), &feeds[1]["folders"]), (2, &json!(["F"])));
    assert_eq!(kinds(&library.say("doctor --json").json()), [""; 0]);
}

#[test]
fn a_file_that_is_no_store_is_left_alone_and_told() {
    let library = Library::new();
    library.write("data/dateline.db", "My diary, which has nothing to do with it.");
    library.say("list").exits(2).tells("not a store of dateline");
    library.say("doctor").exits(1).prints("not a store of dateline");
    assert!(
        fs::read_to_string(library.folder("data").join("dateline.db"))
            .unwrap()
            .starts_with("My diary")
    );
}

#[test]
fn the_feeds_own_screen_says_what_happened_and_carries_out_what_helps() {
    let mut library = reader::Library::newsroom();
    library.feeds[0].error = Some(FeedError {
        fault: FeedFault::Refused,
        message: "The server answered 403.".to_owned(),
        since: now().plus(-7_200),
        failures: 2,
    });
    library.feeds[0].next_check = Some(now().plus(3_600));
    library.feeds[0].last_attempt = Some(now());
    let mut reader = Reader::open(library, 100, 30);
    reader.keys("i");
    assert!(
        reader.asked.contains(&Effect::LoadHealth(FeedId(1))),
        "{:?}",
        reader.asked
    );
    reader.happens(Event::HealthLoaded {
        feed: FeedId(1),
        health: Health {
            reason: "failed 2 times in a row".to_owned(),
            posts: vec![now().plus(-240)],
            ..Health::default()
        },
    });
    let screen = reader.screen();
    for text in [
        "Harbour Post",
        "It has failed 2 times in a row",
        "answered 403",
        "Next check in 1h",
        "What helps",
        ":relocate 1",
    ] {
        assert!(screen.contains(text), "no “{text}” in\n{screen}");
    }
    reader.keys("j enter");
    assert_eq!(reader.asked.last(), Some(&Effect::Relocate(FeedId(1))));
    assert!(reader.state.overlays.is_empty());
}

#[test]
fn the_feeds_own_screen_fits_small_screens() {
    for (width, height) in [(40, 15), (20, 5), (1, 1), (300, 80)] {
        let mut reader = Reader::open(reader::Library::newsroom(), width, height);
        reader.keys("i");
        reader.happens(Event::HealthLoaded {
            feed: FeedId(1),
            health: Health {
                redirected_to: Some("https://ada:pw@new.example/feed?token=abc".to_owned()),
                ..Health::default()
            },
        });
        let screen = reader.screen();
        assert!(width < 40 || screen.contains("What helps"), "{screen}");
        let told = screen.replace('\n', " ");
        assert!(
            !told.split("What helps").next().unwrap().contains("token=abc"),
            "{screen}"
        );
    }
}

//! `add` on the real binary and a real server: what is asked, with what, and what is said where it leads to nothing.

use crate::support::library::{Library, feed};
use crate::support::server::{Answer, Server};

#[test]
fn a_feed_is_asked_for_once_and_what_came_is_kept_with_its_validators() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 3)).etag("\"1\""));
    library
        .run(&["add", &server.url("/feed")])
        .exits(0)
        .prints("with 3 entries");
    assert_eq!(server.asked().len(), 1);
    library.say("refresh --force").exits(0).tells("1 unchanged");
    assert_eq!(server.asked()[1].header("if-none-match"), Some("\"1\""));
}

#[test]
fn the_first_question_has_what_is_set_for_the_address_and_its_folders() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 1)));
    server.route("/other", Answer::ok(feed("Other", 1)));
    let config = format!(
        "[feed.\"{}\"]\nheaders = [\"X-Key: abc\"]\n[folder.Mine]\nuser-agent = \"Special/1\"\ninterval = \"6h\"\n",
        server.url("/feed")
    );
    library.write("config/config.toml", &config);
    library.run(&["add", &server.url("/feed"), "--folder", "Mine"]).exits(0);
    library.run(&["add", &server.url("/other")]).exits(0);
    let asked = server.asked();
    assert_eq!(asked[0].header("x-key"), Some("abc"));
    assert_eq!(asked[0].header("user-agent"), Some("Special/1"));
    assert_eq!(asked[1].header("x-key"), None);
    assert!(
        asked[1]
            .header("user-agent")
            .is_some_and(|name| name.starts_with("dateline/"))
    );
    library.say("health 1").prints("it has its own interval");
}

#[test]
fn an_address_without_a_scheme_is_found_by_http_where_nothing_speaks_tls() {
    let library = Library::new();
    let server = Server::with(Answer::ok(feed("News", 1)));
    let bare = server.url("/feed").replace("http://", "");
    library.run(&["add", &bare]).exits(0);
    assert_eq!(library.say("feeds --json").json()[0]["url"], server.url("/feed"));
    library.run(&["add", &bare]).exits(0).prints("is there already");
}

#[test]
fn what_leads_to_nothing_is_told_without_promising_to_come_back() {
    let library = Library::new();
    let server = Server::start();
    server.route("/words", Answer::ok("Nothing to see here"));
    server.route("/empty", Answer::ok(""));
    server.route("/fault", Answer::status(500));
    server.route("/gone", Answer::status(410));
    for (path, said) in [
        ("/words", "begins with “Nothing to see here”"),
        ("/empty", "the answer is empty"),
        (
            "/fault",
            "500 Internal Server Error; the server has a fault; try again later",
        ),
        ("/gone", "is gone for good"),
        ("/nothing", "404 Not Found"),
    ] {
        let ran = library.run(&["add", &server.url(path)]).exits(2).tells(said);
        assert!(
            !ran.err.contains("tried again") && !ran.err.contains("entries"),
            "{ran:?}"
        );
    }
    library
        .run(&["add", "127.0.0.1:1/feed"])
        .exits(2)
        .tells("nothing listens there (connection refused); check the address, or try again later");
    assert_eq!(library.say("feeds --json").exits(0).json().len(), 0);
}

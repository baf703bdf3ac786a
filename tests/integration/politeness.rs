//! What servers see of the real binary: nothing but what was asked for, few connections, and validators the second time.

use crate::support::library::{Library, feed, opml};
use crate::support::server::{Answer, Server};

/// A server with so many feeds, a library that has subscribed to them, and their paths.
fn feeds(count: usize) -> (Library, Server, Vec<String>) {
    let library = Library::new();
    let server = Server::start();
    let paths: Vec<String> = (1..=count).map(|number| format!("/feed/{number}")).collect();
    for path in &paths {
        server.route(
            path,
            Answer::ok(feed(path, 2)).etag("\"1\"").header("Set-Cookie", "id=1"),
        );
    }
    let urls: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
    let file = library.write("feeds.opml", &opml(&urls));
    library.run(&["import", file.to_str().unwrap()]).exits(0);
    (library, server, paths)
}

#[test]
fn nothing_is_asked_for_but_the_feeds_and_nothing_is_told_but_who_asks() {
    let (library, server, paths) = feeds(3);
    assert_eq!(server.asked().len(), 0, "importing asks nobody");
    library.say("refresh").exits(0);
    for looking in [
        "list",
        "show 1",
        "search words",
        "feeds",
        "health 1",
        "doctor",
        "export",
    ] {
        library.say(looking);
    }
    library.say("refresh --force").exits(0).tells("3 unchanged");
    let mut asked: Vec<String> = server.asked().iter().map(|asked| asked.path.clone()).collect();
    asked.sort();
    let mut expected = [paths.clone(), paths].concat();
    expected.sort();
    assert_eq!(asked, expected);
    for asked in server.asked() {
        let mut names: Vec<&str> = asked.header_names().collect();
        names.retain(|name| !["if-none-match", "connection"].contains(name));
        names.sort_unstable();
        assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
    }
}

#[test]
fn a_host_sees_at_most_four_connections_also_where_its_feeds_have_settings_of_their_own() {
    let (library, server, _) = feeds(40);
    library.write(
        "config/config.toml",
        &format!(
            "[feed.\"{}\"]\nuser-agent = \"Special/1\"\n[feed.\"{}\"]\nuser-agent = \"Special/1\"\n",
            server.url("/feed/7"),
            server.url("/feed/8")
        ),
    );
    library.say("refresh --force").exits(0).tells("40 fetched");
    library.say("refresh --force").exits(0).tells("40 unchanged");
    assert_eq!(server.asked().len(), 80);
    assert!(server.most_connections() <= 4, "{}", server.most_connections());
}

//! Every change of a person's: told in the journal, taken back, made again; on the command line, over the real store.

use crate::support::library::{Library, feed};
use crate::support::server::{Answer, Server};

/// Changes that the feeds of [`two`] are themselves.
const SUBSCRIBED: usize = 2;

/// A library with two feeds in a folder.
fn two() -> (Library, Server) {
    let library = Library::new();
    let server = Server::start();
    for name in ["News", "Other"] {
        server.route(&format!("/{name}"), Answer::ok(feed(name, 3)));
        library
            .run(&["add", &server.url(&format!("/{name}")), "--folder", "A"])
            .exits(0);
    }
    (library, server)
}

fn told(library: &Library) -> Vec<String> {
    let lines = library.say("journal --json").exits(0).json();
    let tell = |line: &serde_json::Value| {
        let undone = if line["undone"] == true { "-" } else { "" };
        format!("{undone}{}", line["what"].as_str().unwrap_or_default())
    };
    lines.iter().map(tell).collect()
}

#[test]
fn every_kind_of_change_is_told_taken_back_and_made_again() {
    let (library, server) = two();
    let state = || {
        let feeds = library.say("feeds --json").exits(0).json();
        let what = ["title", "folders", "settings", "unread", "total"];
        let feeds: Vec<String> = feeds
            .iter()
            .flat_map(|feed| what.map(|name| format!("{}\n", feed[name])))
            .collect();
        let list = library.say("list --json").exits(0).out;
        let queries = library.say("queries --json").exits(0).out;
        format!("{}{list}{queries}", feeds.concat())
    };
    let changes: [(&[&str], &str); 10] = [
        (&["mark", "read", "feed:News"], "marked 3 entries of News read"),
        (&["mark", "star", "title:1"], "starred 2 entries"),
        (&["tag", "train", "title:1 feed:News"], "tagged “News 1” “train”"),
        (&["untag", "train", "is:starred"], "took the tag “train” off “News 1”"),
        (&["rename", "News", "Paper"], "renamed “Paper”"),
        (&["move", "Paper", "--folder", "B"], "moved “Paper”"),
        (&["move", "Paper", "--folder", "A"], "moved “Paper”"),
        (&["set", "Paper", "interval", "2h"], "set interval for “Paper”"),
        (&["save-query", "Mine", "is:starred"], "saved the query “Mine”"),
        (&["remove", "Other", "--yes"], "removed “Other”"),
    ];
    let mut states = vec![state()];
    for (words, what) in &changes {
        library.run(words).exits(0);
        assert_eq!(told(&library).first().map(String::as_str), Some(*what));
        states.push(state());
    }
    assert_eq!(library.say("list --json").json().len(), 4, "the starred entry stays");
    let last = states.len() - 1;
    for at in (0..last).rev() {
        library.say("undo").exits(0);
        assert_eq!(state(), states[at], "after taking back {:?}", changes[at].0);
    }
    for _ in 0..SUBSCRIBED {
        library.say("undo").exits(0).prints("Taken back: subscribed to");
    }
    library.say("undo").exits(0).prints("nothing to take back");
    assert!(told(&library).iter().all(|line| line.starts_with('-')));
    for _ in 0..SUBSCRIBED {
        library.say("redo").exits(0).prints("Once more: subscribed to ");
    }
    assert_eq!(state(), states[0]);
    for at in 1..=last {
        library.say("redo").exits(0).prints("Once more: ");
        assert_eq!(state(), states[at], "after making again {:?}", changes[at - 1].0);
    }
    library.say("redo").exits(0).prints("nothing to make again");
    // Another change ends what could be made again.
    library.say("undo").exits(0);
    library.say("mark unread title:2").exits(0);
    assert_eq!(told(&library).len(), changes.len() + SUBSCRIBED);
    library.say("redo").exits(0).prints("nothing to make again");
    drop(server);
}

#[test]
fn feeds_are_put_into_an_order_that_can_be_taken_back() {
    let (library, _server) = two();
    library
        .say("raise News")
        .exits(0)
        .prints("“News” stands first already.");
    library.say("lower News").exits(0);
    library.say("lower News").exits(0).prints("“News” stands last already.");
    assert_eq!(told(&library)[0], "put the feeds into another order");
    library
        .say("undo")
        .exits(0)
        .prints("Taken back: put the feeds into another order.");
    library
        .say("raise News")
        .exits(0)
        .prints("“News” stands first already.");
}

#[test]
fn a_removed_feed_takes_its_starred_entries_only_where_that_is_said() {
    let (library, _server) = two();
    library.say("mark star title:1").exits(0);
    library.say("remove Other --yes --with-starred").exits(0);
    assert_eq!(library.say("list --json").json().len(), 3);
    library.say("undo").exits(0);
    assert_eq!(library.say("list --json").json().len(), 6);
    library.say("remove Other --yes").exits(0);
    assert_eq!(library.say("list --json").json().len(), 4);
    assert_eq!(library.say("unread").out, "4\n");
    let doctor = library.say("doctor --json").json();
    let told = format!("{doctor:?}");
    assert!(!told.contains("counts"), "{told}");
}

#[test]
fn a_tag_is_one_word() {
    let (library, _server) = two();
    library
        .run(&["tag", "two words", "title:1"])
        .exits(2)
        .tells("a tag is one word");
    library.run(&["tag", "train"]).exits(2).tells("say which entries");
    library
        .say("tag train 1 2")
        .exits(0)
        .prints("Tagged 2 entries “train”.");
    assert_eq!(library.say("list tag:train --json").json().len(), 2);
}

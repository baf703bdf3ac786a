//! Folders: another name and another place for one, on the screen and on the command line; and that subscribing can be taken
//! back.

use crate::support::library::{Library, feed, opml};
use crate::support::reader::{Library as Entries, Reader, feed as reader_feed};
use crate::support::server::{Answer, Server};
use dateline::app::{Effect, Event};
use dateline::model::{Folder, Source};

fn folder(path: &str) -> Folder {
    Folder::parse(path).unwrap()
}

/// A newsroom with three folders, one of them within another.
fn folders() -> Entries {
    let mut library = Entries::newsroom();
    library.feeds.push(reader_feed(4, "Brass", Some("Music/Loud")));
    library.feeds.push(reader_feed(5, "Strings", Some("Art")));
    library
}

fn labels(reader: &Reader) -> Vec<String> {
    let rows = reader.state.sidebar.rows();
    let folders = rows.into_iter().filter(|row| row.folded.is_some());
    folders.map(|row| row.label.into_owned()).collect()
}

#[test]
fn a_folder_is_renamed_and_put_elsewhere_from_the_folders() {
    let mut reader = Reader::open(folders(), 80, 24);
    assert_eq!(labels(&reader), ["Art", "Music", "Loud", "News"]);
    reader.keys(": \"go Music\" enter h");
    reader.keys("c ctrl-u \"Sound\" enter");
    let renamed = Effect::RenameFolder {
        folder: folder("Music"),
        name: "Sound".to_owned(),
    };
    assert_eq!(reader.asked, [renamed]);
    reader.library.feeds[3].folders = vec![folder("Sound/Loud")];
    reader.happens(Event::SubscriptionsChanged { what: String::new() });
    assert_eq!(reader.state.sidebar.selected.source, Source::Folder(folder("Sound")));
    reader.library.feeds[3].folders = vec![folder("Music/Loud")];
    reader.happens(Event::SubscriptionsChanged { what: String::new() });
    reader.keys(": \"go Music\" enter h");
    reader.asked.clear();
    reader.keys("alt-up");
    let order = ["Music", "Art", "News"].map(folder).to_vec();
    assert_eq!(reader.asked, [Effect::OrderFolders(order.clone())]);
    reader.library.folder_order = order;
    reader.happens(Event::SubscriptionsChanged { what: String::new() });
    assert_eq!(labels(&reader), ["Music", "Loud", "Art", "News"]);
    reader.asked.clear();
    reader.keys("alt-up");
    assert!(
        !reader
            .asked
            .iter()
            .any(|effect| matches!(effect, Effect::OrderFolders(_)))
    );
    reader.asked.clear();
    assert_eq!(reader.bottom(), "“Music” stands first already.");
    // A folder by its name, and a feed of a name before it.
    reader.keys(": \"lower Art\" enter : \"rename Brass Horns\" enter");
    assert!(
        matches!(&reader.asked[..], [Effect::OrderFolders(_), Effect::Rename { .. }]),
        "{:?}",
        reader.asked
    );
}

#[test]
fn folders_are_renamed_and_ordered_on_the_command_line_and_it_can_be_taken_back() {
    let (library, server) = (Library::new(), Server::start());
    for (name, folder) in [("a", "News/World"), ("b", "News"), ("c", "Art")] {
        server.route(&format!("/{name}"), Answer::ok(feed(name, 1)));
        library
            .run(&["add", &server.url(&format!("/{name}")), "--folder", folder])
            .exits(0);
    }
    library
        .say("rename News Old/New")
        .exits(0)
        .prints("The folder “News” is called “Old/New” now.");
    let folders = || -> Vec<String> {
        let feeds = library.say("feeds --json").exits(0).json();
        feeds
            .iter()
            .map(|feed| feed["folders"][0].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(folders(), [r"Old\/New/World", r"Old\/New", "Art"]);
    library.say("raise Art").exits(0).prints("“Art” stands first already.");
    library
        .say("lower Art")
        .exits(0)
        .prints("The folders are in this order now.");
    library.say("lower Art").exits(0).prints("“Art” stands last already.");
    library
        .say("journal")
        .exits(0)
        .prints("put the folders into another order")
        .prints("renamed the folder “News”");
    library
        .say("undo")
        .exits(0)
        .prints("Taken back: put the folders into another order.");
    library.say("undo").exits(0).prints("Taken back: renamed the folder");
    assert_eq!(folders(), ["News/World", "News", "Art"]);
    library.say("redo").exits(0);
    assert_eq!(folders(), [r"Old\/New/World", r"Old\/New", "Art"]);
    library
        .run(&["rename", "Art", ""])
        .exits(2)
        .tells("a folder needs a name");
}

#[test]
fn a_subscription_stands_in_the_journal_and_taking_it_back_unsubscribes() {
    let (library, server) = (Library::new(), Server::start());
    let urls: Vec<String> = (0..3).map(|number| server.url(&format!("/{number}"))).collect();
    for (number, _) in urls.iter().enumerate() {
        server.route(&format!("/{number}"), Answer::ok(feed(&format!("Feed {number}"), 2)));
    }
    library.run(&["add", &urls[0]]).exits(0);
    library.run(&["add", &urls[0]]).exits(0).prints("there already");
    library.write("all.opml", &opml(&urls));
    library.say("import all.opml").exits(0).prints("2 new, 1 already there");
    library
        .say("journal")
        .exits(0)
        .prints("subscribed to 2 feeds")
        .prints("subscribed to “Feed 0”");
    let feeds = || library.say("feeds --json").exits(0).json().len();
    library
        .say("undo")
        .exits(0)
        .prints("Taken back: subscribed to 2 feeds.");
    assert_eq!(feeds(), 1);
    library.say("undo").exits(0).prints("Taken back: subscribed to");
    assert_eq!(feeds(), 0);
    library.say("redo").exits(0);
    library.say("redo").exits(0);
    assert_eq!(feeds(), 3);
    library.say("unread").exits(0).prints("2");
}

#[test]
fn a_first_import_keeps_the_order_of_its_folders_and_feeds() {
    let feed = |name: &str| {
        format!("<outline type=\"rss\" text=\"{name}\" title=\"{name}\" xmlUrl=\"https://a.example/{name}\"/>")
    };
    let folder = |name: &str, inside: &[String]| format!("<outline text=\"{name}\">{}</outline>", inside.concat());
    let list = [
        feed("Zest"),
        feed("Apple"),
        folder(
            "Work",
            &[
                feed("Nut"),
                feed("Fig"),
                folder("Late", &[feed("Sloe")]),
                folder("Early", &[feed("Elder")]),
            ],
        ),
        folder("Home", &[feed("Fig"), feed("Quince")]),
    ];
    let names = |opml: &str| -> Vec<String> {
        let outlines = opml.split("<outline").skip(1);
        outlines
            .filter_map(|outline| Some(outline.split("text=\"").nth(1)?.split('"').next()?.to_owned()))
            .collect()
    };
    let opml = format!("<opml version=\"2.0\"><body>{}</body></opml>", list.concat());
    let library = Library::new();
    library.write("list.opml", &opml);
    let file = library.folder("list.opml");
    library.run(&["import", &file.display().to_string()]).exits(0);
    let exported = library.say("export").exits(0).out;
    assert_eq!(names(&exported), names(&opml), "{exported}");
    let other = Library::new();
    other.write("list.opml", &exported);
    other
        .run(&["import", &other.folder("list.opml").display().to_string()])
        .exits(0);
    assert_eq!(other.say("export").exits(0).out, exported);
    // One change, and taken back as one.
    library.say("undo").exits(0);
    assert_eq!(names(&library.say("export").exits(0).out), [""; 0]);
}

//! Hostile HTML as an entry of a feed, shown by the real binary: each page a process of its own, within a limit of memory.

use super::articles::hostile_pages;
use crate::support::library::Library;
use crate::support::server::{Answer, Server};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Bytes of `promises.md` D2.
const MOST_MEMORY: u64 = 400 << 20;
/// The promise is a second of an optimised build on a machine that has the time; here it is only seen that each comes to its end.
const PATIENCE: Duration = Duration::from_secs(90);

#[test]
fn every_hostile_page_is_shown_within_its_time_and_memory() {
    let pages = hostile_pages();
    let server = Server::start();
    let library = Library::new();
    // One document may have 16 MiB, and all of them together are more.
    for (index, few) in pages.chunks(4).enumerate() {
        let path = format!("/feed/{index}");
        server.route(&path, Answer::ok(feed(index, few)));
        library.run(&["add", &server.url(&path)]).exits(0);
    }
    let entries = library.say("list --json --limit 0").exits(0).json();
    assert_eq!(entries.len(), pages.len());
    for entry in entries {
        let (id, title) = (entry["id"].to_string(), entry["title"].to_string());
        let begun = Instant::now();
        let mut command = library.command(&["show", id.trim_matches('"'), "--width", "72"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let limit = Rlimit {
            current: Some(MOST_MEMORY),
            maximum: Some(MOST_MEMORY),
        };
        // A process that has ended already needed less.
        let _ = prlimit(Some(Pid::from_child(&child)), Resource::Data, limit);
        let ran = child.wait_with_output().unwrap();
        assert!(
            ran.status.success(),
            "{title}: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
        assert!(
            String::from_utf8_lossy(&ran.stdout).contains("word"),
            "{title} lost its word"
        );
        assert!(begun.elapsed() < PATIENCE, "{title} took {:?}", begun.elapsed());
    }
}

fn feed(index: usize, pages: &[String]) -> String {
    let item = |(number, html): (usize, &String)| {
        let (number, safe) = (4 * index + number, html.replace("]]>", ""));
        format!(
            "<item><title>Page {number}</title><guid>{number}</guid><description><![CDATA[{safe}]]></description></item>"
        )
    };
    let items: String = pages.iter().enumerate().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Hostile {index}</title>{items}</channel></rss>")
}

//! Hostile HTML as an entry of a feed, shown by the real binary: each page a process of its own, within a limit of memory.

use super::articles::hostile_pages;
use crate::support::library::Library;
use crate::support::server::{Answer, Server};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Bytes of `promises.md` D2.
const MOST_MEMORY: u64 = 400 << 20;
/// The promise is a second; a build for tests on a busy machine may take longer.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn every_hostile_page_is_shown_within_its_time_and_memory() {
    let pages = hostile_pages();
    let items: String = pages
        .iter()
        .enumerate()
        .map(|(number, html)| item(number, html))
        .collect();
    let server = Server::with(Answer::ok(format!(
        "<rss version=\"2.0\"><channel><title>Hostile</title>{items}</channel></rss>"
    )));
    let library = Library::new();
    library.run(&["add", &server.url("/feed")]).exits(0);
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

fn item(number: usize, html: &str) -> String {
    let safe = html.replace("]]>", "");
    format!(
        "<item><title>Page {number}</title><guid>{number}</guid><description><![CDATA[{safe}]]></description></item>"
    )
}

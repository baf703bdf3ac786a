//! The demo's built-in newsroom: six small papers in RSS 2.0, Atom, JSON Feed and RSS 1.0, written for this project and
//! served on loopback, so that the real path runs on a machine without network. How they are served is in `server`.

mod server;

use crate::model::time::HOUR;
use crate::model::{Folder, Subscription, Timestamp};
use chrono::DateTime;
use server::{Document, Server};
use std::collections::HashMap;
use std::io;

/// A newsroom that is open until it is dropped.
pub struct Newsroom {
    server: Server,
}

/// One of its papers.
struct Paper {
    path: &'static str,
    media_type: &'static str,
    folder: &'static str,
    text: &'static str,
}

const PAPERS: [Paper; 6] = [
    Paper {
        path: "/feeds/gazette.json",
        media_type: "application/feed+json",
        folder: "Europe/Libraries",
        text: include_str!("feeds/gazette.json"),
    },
    Paper {
        path: "/feeds/gleis.atom.xml",
        media_type: "application/atom+xml",
        folder: "Europe/Trains",
        text: include_str!("feeds/gleis.atom.xml"),
    },
    Paper {
        path: "/feeds/harbour.xml",
        media_type: "application/rss+xml",
        folder: "Harbour",
        text: include_str!("feeds/harbour.xml"),
    },
    Paper {
        path: "/feeds/mayak.xml",
        media_type: "application/rss+xml",
        folder: "Harbour",
        text: include_str!("feeds/mayak.xml"),
    },
    Paper {
        path: "/feeds/software.json",
        media_type: "application/feed+json",
        folder: "Software",
        text: include_str!("feeds/software.json"),
    },
    Paper {
        path: "/feeds/winds.rdf.xml",
        media_type: "application/rdf+xml",
        folder: "",
        text: include_str!("feeds/winds.rdf.xml"),
    },
];

/// The page that names the papers. It stands for every article's page too.
const PAGE: &str = include_str!("feeds/index.html");
const PICTURE: &[u8] = include_bytes!("feeds/picture.png");

impl Newsroom {
    /// Opens it on a free port of loopback. What it prints is as old as it says, counted from `now`.
    ///
    /// # Errors
    /// The system gives no port or no thread.
    pub fn open(now: Timestamp) -> io::Result<Newsroom> {
        Server::start(|address| documents(&format!("http://{address}"), now)).map(|server| Newsroom { server })
    }

    /// The address of its page, which names its feeds.
    pub fn address(&self) -> String {
        format!("http://{}/", self.server.address())
    }

    /// Its papers, each in its folder.
    pub fn subscriptions(&self) -> Vec<Subscription> {
        PAPERS
            .iter()
            .map(|paper| Subscription {
                url: format!("http://{}{}", self.server.address(), paper.path),
                folders: Folder::parse(paper.folder).into_iter().collect(),
                ..Subscription::default()
            })
            .collect()
    }
}

/// Everything that is served, by path. The empty path stands for all others.
fn documents(base: &str, now: Timestamp) -> HashMap<&'static str, Document> {
    let version = format!("\"{}\"", now.unix());
    let document = |media_type, body| Document {
        media_type,
        version: version.clone(),
        body,
    };
    let mut documents: HashMap<_, _> = PAPERS
        .iter()
        .map(|paper| {
            (
                paper.path,
                document(paper.media_type, fill(paper.text, base, now).into_bytes()),
            )
        })
        .collect();
    for path in ["/pictures/quay.png", "/pictures/stellwerk.png", "/pictures/atelier.png"] {
        documents.insert(path, document("image/png", PICTURE.to_vec()));
    }
    documents.insert("", document("text/html; charset=utf-8", PAGE.as_bytes().to_vec()));
    documents
}

/// Puts the server's address for `{{base}}`, and for `{{rfc822:5}}` and `{{rfc3339:5}}` the time five hours ago.
fn fill(template: &str, base: &str, now: Timestamp) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut pieces = template.split("{{");
    filled.extend(pieces.next());
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        match name.split_once(':') {
            Some((form, hours)) => filled.push_str(&date(form, now.plus(-HOUR * hours.parse().unwrap_or(0)))),
            None => filled.push_str(base),
        }
        filled.push_str(rest);
    }
    filled
}

fn date(form: &str, time: Timestamp) -> String {
    match form {
        "rfc822" => DateTime::from_timestamp(time.unix(), 0)
            .unwrap_or_default()
            .to_rfc2822(),
        _ => time.to_rfc3339(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    fn get(newsroom: &Newsroom, path: &str, header: &str) -> String {
        let mut stream = TcpStream::connect(newsroom.server.address()).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\n{header}\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn every_paper_has_ten_entries_and_no_blank_left_to_fill() {
        let now = Timestamp::from_unix(1_800_000_000);
        for paper in &PAPERS {
            let text = fill(paper.text, "http://127.0.0.1:1", now);
            assert!(!text.contains("{{") && !text.contains("}}"), "{}", paper.path);
            let entries = ["<item>", "<item ", "<entry>", "\"id\": "].map(|sign| text.matches(sign).count());
            assert_eq!(entries.iter().sum::<usize>(), 10, "{}", paper.path);
        }
    }

    #[test]
    fn dates_are_counted_back_from_now() {
        let now = Timestamp::parse_rfc3339("2026-02-01T01:00:00Z").unwrap();
        assert_eq!(
            fill("a {{rfc822:2}} b {{rfc3339:25}} {{base}}/c", "http://h", now),
            "a Sat, 31 Jan 2026 23:00:00 +0000 b 2026-01-31T00:00:00Z http://h/c"
        );
    }

    #[test]
    fn it_serves_papers_answers_unchanged_and_shows_its_page_elsewhere() {
        let newsroom = Newsroom::open(Timestamp::from_unix(1_800_000_000)).unwrap();
        let first = get(&newsroom, "/feeds/harbour.xml", "");
        assert!(
            first.starts_with("HTTP/1.1 200 ") && first.contains("The Harbour Post"),
            "{first}"
        );
        let again = get(&newsroom, "/feeds/harbour.xml", "If-None-Match: \"1800000000\"\r\n");
        assert!(again.starts_with("HTTP/1.1 304 "), "{again}");
        assert!(get(&newsroom, "/harbour/bridge?x", "").contains("<h1>The newsroom</h1>"));
        assert_eq!(newsroom.subscriptions().len(), 6);
    }
}

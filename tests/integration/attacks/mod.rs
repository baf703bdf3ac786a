//! What a hostile world sends, a few hundred cases of it, against the real binary: on the command line and on a screen.
//! Nothing but text comes out, nobody who may not be asked is asked, and every good entry is there.

mod documents;
mod files;
mod scanner;
mod servers;
mod texts;

use crate::support::library::{Library, Ran, opml};
use crate::support::secure;
use crate::support::server::{Answer, Server};
use crate::support::terminal::Terminal;
use rustix::process::{Pid, Resource, Rlimit, Signal, prlimit};
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// What the whole program may have in memory: 500 MB, and the stacks that are set aside for its threads and hardly touched,
/// which the limit counts in full.
const MOST_MEMORY: u64 = (500 << 20) + 16 * (16 << 20);
/// Far longer than anything takes on a quiet machine; a hang is longer still.
const PATIENCE: Duration = Duration::from_secs(120);
/// Stands in a file that no document, list or setting may read.
const SECRET: &str = "correct horse battery staple";

/// A feed that somebody serves.
pub struct Case {
    name: String,
    answer: Answer,
    wanted: Wanted,
}

/// What becomes of the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// So many entries are there whose title begins with “good”, and the feed is well.
    Entries(usize),
    /// The feed has failed, in words.
    Failure,
    /// It costs no other feed.
    Survival,
}

/// A server with hostile feeds, one that nobody may ask, and a library that is subscribed to the feeds.
struct Siege {
    library: Library,
    server: Server,
    forbidden: Server,
    cases: Vec<Case>,
}

impl Siege {
    fn lay(cases: impl FnOnce(&Library, &Server, &Server) -> Vec<Case>) -> Siege {
        let (library, server, forbidden) = (Library::new(), Server::start(), Server::start());
        library.write("secret.txt", SECRET);
        // Patience is what this takes its time with.
        library.write(
            "config/config.toml",
            "[refresh]\ntimeout = 4\nconnect_timeout = 2\non_start = false\nper_host = 16\n",
        );
        let cases = cases(&library, &server, &forbidden);
        for (index, case) in cases.iter().enumerate() {
            server.route(&format!("/case/{index}"), case.answer.clone());
        }
        server.route("/loop", Answer::redirect(302, server.url("/loop")));
        let urls: Vec<String> = (0..cases.len())
            .map(|index| server.url(&format!("/case/{index}")))
            .collect();
        let list = library.write("feeds.opml", &opml(&urls));
        library.run(&["import", list.to_str().unwrap()]).exits(0);
        Siege {
            library,
            server,
            forbidden,
            cases,
        }
    }

    /// Runs the binary within the limits of time and memory, and looks at each of the signs that it prints.
    #[track_caller]
    fn run(&self, words: &[&str]) -> Ran {
        run(&self.library, words)
    }

    /// What each case came to is what was wanted of it.
    fn judge(&self) {
        let feeds = self.run(&["feeds", "--json"]).exits(0).json();
        let entries = self.run(&["list", "--limit", "0", "--json"]).exits(0).json();
        let mut good: HashMap<i64, usize> = HashMap::new();
        for entry in &entries {
            let is_good = entry["title"].as_str().is_some_and(|title| title.starts_with("good"));
            *good.entry(entry["feed_id"].as_i64().unwrap()).or_default() += usize::from(is_good);
        }
        let by_url: HashMap<&str, &Value> = feeds.iter().map(|feed| (feed["url"].as_str().unwrap(), feed)).collect();
        let mut wrong = Vec::new();
        for (index, case) in self.cases.iter().enumerate() {
            let feed = by_url[self.server.url(&format!("/case/{index}")).as_str()];
            let good = good.get(&feed["id"].as_i64().unwrap()).copied().unwrap_or_default();
            let is_right = match case.wanted {
                Wanted::Entries(count) => good == count && feed["error"].is_null(),
                Wanted::Failure => good == 0 && !feed["error"].is_null(),
                Wanted::Survival => true,
            };
            if !is_right {
                wrong.push(format!(
                    "{}: {:?} wanted, {good} good, {}",
                    case.name, case.wanted, feed["error"]
                ));
            }
        }
        assert!(
            wrong.is_empty(),
            "{} of {}:\n{}",
            wrong.len(),
            self.cases.len(),
            wrong.join("\n")
        );
    }

    fn nobody_asked_the_forbidden(&self) {
        assert_eq!(
            self.forbidden
                .asked()
                .iter()
                .map(|asked| &asked.path)
                .collect::<Vec<_>>(),
            [""; 0]
        );
    }
}

#[track_caller]
fn run(library: &Library, words: &[&str]) -> Ran {
    let begun = Instant::now();
    let mut command = library.command(words);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let limit = Rlimit {
        current: Some(MOST_MEMORY),
        maximum: Some(MOST_MEMORY),
    };
    // A process that has ended already needed less.
    let _ = prlimit(Some(Pid::from_child(&child)), Resource::Data, limit);
    let ran = Ran::of(child.wait_with_output().unwrap());
    let shown = words.join(" ").chars().take(200).collect::<String>();
    assert!(
        (0..=2).contains(&ran.code),
        "{shown:?} ended with {}: {}",
        ran.code,
        ran.err
    );
    assert!(begun.elapsed() < PATIENCE, "{shown:?} took {:?}", begun.elapsed());
    for printed in [&ran.out, &ran.err] {
        assert_eq!(scanner::in_print(printed), None, "{shown:?}");
        assert!(!printed.contains(SECRET), "{shown:?}");
        assert!(!printed.contains("panicked"), "{shown:?}: {printed}");
    }
    ran
}

#[test]
fn hostile_texts_are_text_in_everything_that_is_printed() {
    let siege = Siege::lay(|_, _, _| texts::cases());
    siege.run(&["refresh", "--json"]).exits(0);
    siege.judge();
    for words in [
        "list --limit 0",
        "search good --limit 0",
        "search good --json",
        "feeds",
        "doctor",
        "doctor --json",
        "export",
        "health 1",
        "refresh --force",
        "unread",
    ] {
        siege.run(&words.split(' ').collect::<Vec<_>>());
    }
    let entries = siege.run(&["list", "--limit", "0", "--json"]).json();
    let hostile = entries.iter().filter(|entry| entry["title"] != "good and plain");
    for (entry, format) in hostile.zip(["text", "markdown", "html", "json", "text"].iter().cycle()) {
        siege
            .run(&["show", &entry["id"].to_string(), "--format", format])
            .exits(0);
    }
}

#[test]
fn hostile_documents_cost_themselves_and_nothing_else() {
    let siege = Siege::lay(|library, _, forbidden| {
        let secret = library.folder("secret.txt");
        documents::cases(secret.to_str().unwrap(), &forbidden.url(""))
    });
    siege.run(&["refresh"]);
    siege.judge();
    for words in ["feeds", "doctor", "doctor --json", "search good", "export", "list"] {
        siege.run(&words.split(' ').collect::<Vec<_>>());
    }
    let entries = siege.run(&["list", "title:one", "--limit", "0", "--json"]).json();
    for entry in entries {
        siege.run(&["show", &entry["id"].to_string()]).exits(0);
    }
    siege.nobody_asked_the_forbidden();
}

#[test]
fn hostile_servers_cost_themselves_and_lead_nowhere() {
    let siege = Siege::lay(|_, server, forbidden| servers::cases(forbidden.port(), &server.url("")));
    siege.run(&["refresh", "--json"]).exits(1);
    siege.judge();
    siege.nobody_asked_the_forbidden();
    let asked = siege.server.asked();
    assert!(asked.iter().all(|asked| asked.header("x-evil").is_none()));
}

#[test]
fn no_page_and_no_picture_leads_into_the_network_of_the_reader() {
    let siege = Siege::lay(|_, server, forbidden| {
        let place = |place: &str| forbidden.url(place);
        let page = format!(
            "<html><head><link rel=next href='{0}'><link rel=icon href='{0}'><link rel=alternate href='{0}'>\
             <meta http-equiv=refresh content='0;url={0}'><link rel=amphtml href='{0}'></head><body><article><h1>Story</h1>{1}\
             <img src='{0}'><a rel=next href='{0}'>Next page</a></article></body></html>",
            place("/from-the-page"),
            "<p>A paragraph of the story, long enough to be taken for the text of a page, and then some more.</p>"
                .repeat(20)
        );
        server.route("/page", Answer::ok(page).header("Content-Type", "text/html"));
        server.route("/away", Answer::redirect(302, place("/away")));
        let mut links = servers::spellings(forbidden.port());
        links.extend([server.url("/page"), server.url("/away")]);
        let item = |link: &String| {
            let link = link.replace('&', "&amp;").replace('<', "&lt;");
            format!(
                "<item><title>good one</title><link>{link}</link><guid>{link}</guid><enclosure url=\"{link}\" type=\"image/png\" length=\"9\"/>\
                 <description>&lt;img width=300 height=300 src=\"{link}\"&gt;A teaser …</description></item>"
            )
        };
        let items: String = links.iter().map(item).collect();
        vec![Case {
            name: "links to where nobody may be sent".to_owned(),
            answer: Answer::ok(format!(
                "<rss version=\"2.0\"><channel><title>Links</title>{items}</channel></rss>"
            )),
            wanted: Wanted::Entries(links.len()),
        }]
    });
    siege.run(&["refresh"]).exits(0);
    siege.judge();
    siege.run(&["prefetch"]);
    assert!(
        siege.server.asked().iter().any(|asked| asked.path == "/page"),
        "pages are asked for at all"
    );
    siege.nobody_asked_the_forbidden();
    // An address that a person did not enter, but a page that they did.
    siege.server.route(
        "/front",
        Answer::ok(format!(
            "<link rel=alternate type=application/rss+xml href='{}'>",
            siege.forbidden.url("/feed")
        ))
        .header("Content-Type", "text/html"),
    );
    siege.run(&["add", &siege.server.url("/front")]).exits(2);
    siege.nobody_asked_the_forbidden();
}

#[test]
fn hostile_files_and_words_are_answered_in_words() {
    let library = Library::new();
    let secret = library.write("secret.txt", SECRET);
    let forbidden = Server::start();
    for (number, (ending, text)) in files::lists(secret.to_str().unwrap(), &forbidden.url(""))
        .into_iter()
        .enumerate()
    {
        let file = library.write(&format!("list{number}.{ending}"), &text);
        run(&library, &["import", file.to_str().unwrap()]);
    }
    for words in ["feeds", "feeds --json", "doctor", "export"] {
        run(&library, &words.split(' ').collect::<Vec<_>>());
    }
    let feeds = run(&library, &["feeds", "--json"]).json();
    assert!(
        feeds.len() <= 20_000
            && feeds
                .iter()
                .all(|feed| feed["url"].as_str().unwrap().starts_with("http"))
    );
    for words in files::words() {
        run(&library, &words.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let settings = Library::new();
    for (name, bytes) in files::settings() {
        let path = settings.write(&format!("config/{name}"), "");
        fs::write(&path, bytes).unwrap();
        for words in [&["config", "check"][..], &["list"][..], &["config", "keys"][..]] {
            run(&settings, words);
        }
        fs::remove_file(path).unwrap();
    }
    for folder in [&library, &settings] {
        assert!(!folder.folder("owned").exists(), "a program was run");
    }
    assert!(forbidden.asked().is_empty());
}

#[test]
fn a_certificate_is_trusted_only_when_it_is_signed_in_time_and_for_its_host() {
    const FEED: &str =
        "<rss version=\"2.0\"><channel><title>Secure</title><item><title>good one</title></item></channel></rss>";
    let authority = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/authority.pem");
    for (certificate, said) in [
        (&include_bytes!("../../fixtures/tls/good.pem")[..], None),
        (include_bytes!("../../fixtures/tls/expired.pem"), Some("expired")),
        (include_bytes!("../../fixtures/tls/wrong-host.pem"), Some("another")),
        (
            include_bytes!("../../fixtures/tls/certificate.pem"),
            Some("signed by nobody"),
        ),
    ] {
        let library = Library::new();
        let url = secure::start(certificate, FEED);
        let added = library
            .command(&["add", &url])
            .env("SSL_CERT_FILE", authority)
            .output()
            .unwrap();
        let ran = Ran::of(added);
        assert_eq!(scanner::in_print(&ran.err), None);
        match said {
            None => drop(ran.exits(0)),
            Some(said) => drop(ran.exits(2).tells(said)),
        }
    }
}

#[test]
fn a_system_without_certificates_trusts_nobody_and_fetches_what_needs_none() {
    let plain = Server::start();
    plain.route(
        "/feed",
        Answer::ok("<rss version=\"2.0\"><channel><title>Open</title></channel></rss>"),
    );
    let library = Library::new();
    let add = |url: &str| {
        let mut command = library.command(&["add", url]);
        command.env("SSL_CERT_FILE", library.folder("nowhere"));
        Ran::of(command.env_remove("SSL_CERT_DIR").output().unwrap())
    };
    let url = secure::start(include_bytes!("../../fixtures/tls/good.pem"), "");
    add(&url).exits(2).tells("install its ca-certificates");
    add(&plain.url("/feed")).exits(0);
}

#[test]
fn hostile_texts_are_text_on_the_screen() {
    let siege = Siege::lay(|_, _, _| texts::cases());
    siege.run(&["refresh"]).exits(0);
    for (width, height) in [(100, 30), (40, 15)] {
        // Each begins at the top, not where the one before was left.
        let mut reader = siege.library.command(&[]);
        reader.env("DATELINE_STATE_DIR", siege.library.folder(&format!("state-{width}")));
        let mut terminal = Terminal::on(reader, width, height);
        terminal.wait_for_text("good");
        // Opens one entry after the other.
        terminal.keys("\r");
        let place = |screen: &str| {
            screen
                .lines()
                .last()
                .and_then(|line| line.split('/').next().map(str::to_owned))
        };
        let mut before = place(&terminal.wait_for_text("/280"));
        for _ in 0..100 {
            terminal.keys("J");
            let next = terminal.wait_for("the next", |screen| {
                let now = place(&screen.contents());
                now != before && screen.contents().contains("/280")
            });
            before = place(&next);
        }
        terminal.keys("?");
        terminal.wait_for_text("Help");
        terminal.keys("q/good");
        terminal.wait_for_text("Search");
        terminal.signal(Signal::TERM);
        assert_eq!(terminal.wait_for_end(), 143);
        assert_eq!(scanner::in_drawing(&terminal.drawn()), None);
    }
}

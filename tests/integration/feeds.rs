//! Feeds through the public door of `parse`: our own fixtures with what must be read in them, a bounded fuzzing of
//! them, and the shares of an open corpus where it is at hand.

use dateline::model::{NewEntry, Timestamp};
use dateline::parse::{MAX_ENTRIES, NotAFeed, ParsedFeed, parse, plain_text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use url::Url;

const BASE: &str = "https://harbour.example/feed.xml";

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds");
    let entries = std::fs::read_dir(folder).expect("the fixtures");
    let files = entries
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|end| end != "snap"));
    let mut fixtures: Vec<(String, Vec<u8>)> = files
        .map(|path| {
            (
                path.file_name().expect("a name").to_string_lossy().into_owned(),
                std::fs::read(&path).expect("a file"),
            )
        })
        .collect();
    fixtures.sort();
    fixtures
}

#[test]
fn every_fixture_reads_as_its_snapshot_says() {
    let base = Url::parse(BASE).expect("an address");
    for (name, bytes) in fixtures() {
        let told = match parse(&bytes, None, Some(&base)) {
            Ok(feed) => tell(&feed),
            Err(error) => format!("{error}\n"),
        };
        insta::with_settings!({ snapshot_path => "../fixtures/feeds", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, told);
        });
    }
}

#[test]
fn an_id_is_an_address_only_where_it_is_a_whole_one() {
    let base = Url::parse(BASE).expect("an address");
    let url = |document: &str| {
        let feed = parse(document.as_bytes(), None, Some(&base)).expect("a feed");
        feed.entries.into_iter().next().and_then(|entry| entry.url)
    };
    let rss = |guid: &str| format!("<rss version=\"2.0\"><channel><item><title>A</title>{guid}</item></channel></rss>");
    let atom = |id: &str| {
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>A</title><id>{id}</id></entry></feed>")
    };
    let json = |id: &str| {
        format!(r#"{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"id": {id}, "content_text": "A"}}]}}"#)
    };
    for none in [
        rss("<guid>351</guid>"),
        rss("<guid isPermaLink=\"true\">351</guid>"),
        rss("<guid isPermaLink=\"false\">https://harbour.example/351</guid>"),
        rss("<guid>/archive/351</guid>"),
        rss("<guid>harbour.example/351</guid>"),
        rss("<guid>351 at https://harbour.example</guid>"),
        rss("<guid>http:351</guid>"),
        atom("351"),
        atom("tag:harbour.example,2026:351"),
        atom("urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6"),
        json("351"),
        json("\"/351\""),
        json("\"https:351\""),
    ] {
        assert_eq!(url(&none), None, "{none}");
    }
    let page = "https://harbour.example/351";
    for whole in [
        rss(&format!("<guid>{page}</guid>")),
        rss("<guid isPermaLink=\"true\"> HTTPS://harbour.example/351 </guid>"),
        rss(&format!("<guid>351</guid><link>{page}</link>")),
        atom(page),
        json(&format!("\"{page}\"")),
    ] {
        assert_eq!(url(&whole).as_deref(), Some(page), "{whole}");
    }
}

fn tell(feed: &ParsedFeed) -> String {
    let mut told = format!(
        "title {:?}, site {:?}, language {:?}, ttl {:?}, skips {:?} {:?}\nrepairs: {}\n",
        feed.title, feed.site_url, feed.language, feed.ttl, feed.skip_hours, feed.skip_days, feed.repairs
    );
    for entry in &feed.entries {
        tell_entry(&mut told, entry).expect("memory");
    }
    told
}

fn tell_entry(told: &mut String, entry: &NewEntry) -> std::fmt::Result {
    let date = |date: Option<Timestamp>| date.map_or("-".to_owned(), Timestamp::to_rfc3339);
    writeln!(told, "\n{}\n  identity {}", entry.title, entry.identity)?;
    writeln!(told, "  url {:?}, comments {:?}", entry.url, entry.comments_url)?;
    writeln!(
        told,
        "  by {:?}, published {}, updated {}",
        entry.author,
        date(entry.published),
        date(entry.updated)
    )?;
    writeln!(
        told,
        "  in {:?} about {:?}, picture {:?}",
        entry.language, entry.categories, entry.picture
    )?;
    for file in &entry.enclosures {
        writeln!(
            told,
            "  file {} {:?} {:?} {:?}",
            file.url, file.mime_type, file.length, file.duration
        )?;
    }
    writeln!(told, "  html {:?}\n  text {:?}", entry.html, entry.text)
}

#[test]
fn a_refresh_with_edited_titles_changes_no_identity() {
    let identities = |text: &str| -> Vec<String> {
        let feed = parse(text.as_bytes(), None, None).expect("a feed");
        feed.entries.into_iter().map(|entry| entry.identity).collect()
    };
    for (name, bytes) in fixtures() {
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        if name.ends_with("tidy.xml") {
            assert_eq!(
                identities(&text),
                identities(&text.replace("<title>", "<title>Edited ")),
                "{name}"
            );
        }
    }
}

#[test]
fn a_flood_of_entries_stops_at_the_limit() {
    let flood = "<item><title>x</title></item>".repeat(100_000);
    let flood = format!("<rss><channel>{flood}</channel></rss>");
    assert_eq!(
        parse(flood.as_bytes(), None, None).map(|feed| feed.entries.len()),
        Ok(MAX_ENTRIES)
    );
}

#[test]
fn a_flood_of_empty_entries_leaves_room_for_the_others() {
    let good = "<item><title>good</title><link>https://a.example/1</link></item>";
    let flood = "<item></item>".repeat(30_000);
    let feed = parse(
        format!("<rss><channel><title>x</title>{flood}{good}</channel></rss>").as_bytes(),
        None,
        None,
    )
    .unwrap();
    assert_eq!(feed.entries.last().map(|entry| entry.title.as_str()), Some("good"));
    assert!(feed.entries.len() < 2_000, "{}", feed.entries.len());
}

#[test]
fn what_is_never_closed_is_read_in_linear_time() {
    for piece in [
        "<",
        "&",
        "<!--",
        "<![CDATA[",
        "<?",
        "<a b=\"",
        "<title>",
        "<b>",
        "<!DOCTYPE x [",
        "<x:y>",
        "<script>",
        "<title><!--",
        "<title><a b='",
    ] {
        let start = Instant::now();
        let flood = format!(
            "<rss><channel><item><title>x</title><description>{}",
            piece.repeat(60_000 / piece.len())
        );
        let feed = parse(flood.as_bytes(), None, None).expect("a feed");
        assert_eq!(feed.entries.len(), 1, "{piece}");
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{piece} took {:?}",
            start.elapsed()
        );
    }
}

/// Edits the fixtures at random, but the same way each time: nothing may panic.
#[test]
fn edited_fixtures_are_read_or_refused_in_words() {
    const INPUTS: usize = 3_000;
    const PIECES: [&str; 20] = [
        "<",
        ">",
        "&",
        "\"",
        "'",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "</",
        "<item>",
        "</item>",
        "<entry>",
        "\0",
        "\u{1b}[",
        "&#",
        "é",
        "=",
        "<?",
        "{",
    ];
    let base = Url::parse(BASE).expect("an address");
    let fixtures = fixtures();
    let mut random = fastrand::Rng::with_seed(20_260_131);
    for _ in 0..INPUTS {
        let (name, bytes) = &fixtures[random.usize(..fixtures.len())];
        let mut edited = bytes.clone();
        for _ in 0..random.usize(1..=6) {
            let at = random.usize(..=edited.len());
            let end = (at + random.usize(..60)).min(edited.len());
            match random.u8(..4) {
                0 => drop(edited.splice(at..at, PIECES[random.usize(..PIECES.len())].bytes())),
                1 => drop(edited.drain(at..end)),
                2 => edited[at..end].fill_with(|| random.u8(..)),
                _ => edited.extend_from_within(at..end),
            }
        }
        assert_ne!(
            parse(&edited, None, Some(&base)),
            Err(NotAFeed::Broken),
            "{name} edited to {:?}",
            String::from_utf8_lossy(&edited)
        );
    }
}

/// The shares that `score_feeds.py` of the corpus counts, a little more strictly where its evening out is generous.
#[test]
fn the_open_corpus_is_read_to_the_shares_that_are_promised() {
    let Some(folder) = corpus() else {
        println!("skipped: no corpus at hand (DATELINE_CORPUS names its folder)");
        return;
    };
    let expect: Value =
        serde_json::from_slice(&std::fs::read(folder.join("expect.json")).expect("the list")).expect("JSON");
    let base = Url::parse(expect["base"].as_str().expect("a base")).expect("an address");
    let mut shares = Shares::default();
    for (name, want) in expect["files"].as_object().expect("files") {
        let bytes = std::fs::read(folder.join("files").join(name)).expect("a file of the list");
        let read = parse(&bytes, want["content_type"].as_str(), Some(&base));
        match want["is_feed"].as_bool() {
            Some(true) => shares.feed(want, read),
            Some(false) => shares.count("non-feeds", read.is_err()),
            None => {}
        }
    }
    for (field, least) in [
        ("read", 99.9),
        ("entries", 99.9),
        ("title", 99.5),
        ("link", 99.0),
        ("id", 99.5),
        ("date", 99.5),
        ("body", 99.5),
        ("author", 95.0),
        ("enclosures", 98.0),
        ("non-feeds", 100.0),
    ] {
        let share = shares.percent(field);
        println!("{field}: {share:.2} %");
        assert!(share >= least, "{field}: {share:.2} % is less than {least} %");
    }
}

fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("DATELINE_CORPUS")
        .map_or_else(beside, PathBuf::from)
        .join("feeds");
    folder.join("expect.json").is_file().then_some(folder)
}

/// How many of how many agree, by field.
#[derive(Default)]
struct Shares(BTreeMap<&'static str, (u32, u32)>);

impl Shares {
    fn count(&mut self, field: &'static str, agrees: bool) {
        let (good, all) = self.0.entry(field).or_default();
        *good += u32::from(agrees);
        *all += 1;
    }

    fn percent(&self, field: &str) -> f64 {
        let (good, all) = self.0.get(field).copied().unwrap_or((0, 1));
        100.0 * f64::from(good) / f64::from(all)
    }

    fn feed(&mut self, want: &Value, read: Result<ParsedFeed, NotAFeed>) {
        self.count("read", read.is_ok());
        let feed = read.unwrap_or_default();
        let wanted = want["n"].as_u64().unwrap_or(0) as usize;
        let found = feed.entries.len();
        if wanted > 0 {
            self.count(
                "entries",
                if want["at_least"].is_null() {
                    found == wanted
                } else {
                    found >= wanted
                },
            );
        }
        for (index, want) in want["entries"].as_array().into_iter().flatten().enumerate() {
            let nothing = NewEntry::default();
            let entry = feed.entries.get(index).unwrap_or(&nothing);
            self.entry(
                want,
                entry,
                feed.own_ids.get(index).cloned().flatten().unwrap_or_default(),
            );
        }
    }

    fn entry(&mut self, want: &Value, entry: &NewEntry, id: String) {
        let text = |key: &str| want[key].as_str().filter(|text| !text.is_empty());
        if let Some(title) = text("title").filter(|title| !words(title).is_empty()) {
            self.count("title", words(title) == words(&entry.title));
        }
        if let Some(link) = text("link") {
            let others = want["link_any"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            let found = address(entry.url.as_deref().unwrap_or_default());
            self.count("link", others.chain([link]).any(|link| address(link) == found));
        }
        if let Some(wanted) = text("id") {
            self.count("id", name_of(wanted) == name_of(&id));
        }
        if let Some(date) = text("published").or(text("updated")).and_then(Timestamp::parse_rfc3339) {
            self.count("date", [entry.published, entry.updated].contains(&Some(date)));
        }
        if let Some(author) = text("author").map(words) {
            let found = entry.author.as_deref().map(words).unwrap_or_default();
            self.count(
                "author",
                !found.is_empty() && (found.contains(&author) || author.contains(&found)),
            );
        }
        if want["has_body"].as_bool() == Some(true) {
            self.count("body", !entry.html.is_empty());
        }
        if let Some(files) = want["enclosures"].as_array().filter(|files| !files.is_empty()) {
            let found: Vec<String> = entry.enclosures.iter().map(|file| address(&file.url)).collect();
            let all = files
                .iter()
                .filter_map(Value::as_str)
                .all(|file| found.iter().any(|found| found.ends_with(&address(file))));
            self.count("enclosures", all);
        }
    }
}

/// A title as plain words in lower case: markup and punctuation do not count.
fn words(text: &str) -> String {
    let mut plain = text.to_owned();
    for _ in 0..3 {
        plain = plain_text(&plain);
    }
    let signs = plain.to_lowercase();
    signs
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// An address in one spelling.
fn address(text: &str) -> String {
    let unescaped = text.trim().replace("&amp;", "&");
    let one = Url::parse(&unescaped).map_or(unescaped, String::from);
    one.trim_end_matches('/').to_lowercase()
}

/// An id in one spelling; the expectations have relative ones resolved, which no reader needs to do.
fn name_of(id: &str) -> String {
    let words: String = plain_text(&id.replace('<', "&lt;")).split_whitespace().collect();
    let bare = words.strip_prefix("http://feed.example/").unwrap_or(&words);
    bare.strip_prefix("dir/")
        .unwrap_or(bare)
        .trim_matches('/')
        .to_lowercase()
}

//! Every behaviour of a server in one table: what is stored of it, what the reader is shown, when it is tried again.

// A test that cannot go on should stop there.
#![allow(clippy::unwrap_used)]

use crate::support::server::{Answer, Server};
use dateline::fetch::{Client, Settings};
use dateline::model::time::MINUTE;
use dateline::model::{Feed, FeedId, FetchedFeed, Subscription, Timestamp};
use dateline::refresh::{Cancel, Job, Options, refresh, schedule};
use dateline::store::{Store, Subscribed};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::future::join_all;
use std::io::Write;
use std::ops::RangeInclusive;
use std::time::Duration;

/// Two entries without dates.
const FEED: &str = "<rss version=\"2.0\"><channel><title>Harbour News</title>\
    <item><guid>a</guid><title>The ferry is back</title></item>\
    <item><guid>b</guid><title>Fog until noon</title></item></channel></rss>";

const PAGE: &str = "<!doctype html><html><head><title>Welcome</title></head><body><p>Sign in.</p></body></html>";

/// 4 MiB of blanks in 14 bytes.
const BROTLI_BOMB: [u8; 14] = [
    0x9f, 0xff, 0xff, 0x3f, 0xf8, 0x25, 0x40, 0xe2, 0xb1, 0x40, 0x20, 0xf7, 0xfe, 0x07,
];

/// A line of the table. In what is shown, `URL` stands for the server's address.
struct Row {
    behaviour: &'static str,
    answer: Answer,
    /// Entries in the store afterwards; without any, what was there stays.
    stored: u64,
    /// The sentence that is kept with the feed; empty where all is well.
    shown: &'static str,
    again: Again,
}

/// When it is tried again: why then, and between how many minutes.
type Again = (&'static str, RangeInclusive<i64>);

/// Nothing is known of when it posts.
const USUAL: Again = ("gives no dates", 216..=264);
const AFTER_FAILURE: Again = ("failed", 15..=18);
const IN_A_DAY: i64 = 24 * 60;

fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-02-02T12:00:00Z").expect("a date")
}

fn row(behaviour: &'static str, answer: Answer, stored: u64, shown: &'static str, again: Again) -> Row {
    Row {
        behaviour,
        answer,
        stored,
        shown,
        again,
    }
}

/// A feed came, and all is well.
fn good(behaviour: &'static str, answer: Answer, again: Again) -> Row {
    row(behaviour, answer, 2, "", again)
}

/// Nothing came, and it is tried again soon.
fn bad(behaviour: &'static str, answer: Answer, shown: &'static str) -> Row {
    row(behaviour, answer, 0, shown, AFTER_FAILURE)
}

/// The server says how long it wants to be left alone.
fn busy(behaviour: &'static str, answer: Answer, shown: &'static str, minutes: RangeInclusive<i64>) -> Row {
    row(
        behaviour,
        answer,
        0,
        shown,
        ("its server asks to be left alone", minutes),
    )
}

fn status(status: u16) -> Answer {
    Answer::status(status)
}

fn ok() -> Answer {
    Answer::ok(FEED)
}

/// A feed with something more in its head.
fn saying(elements: &str) -> Answer {
    Answer::ok(FEED.replacen("<item>", &format!("{elements}<item>"), 1))
}

/// The time by the server's clock, which is the reader's.
fn dated(answer: Answer) -> Answer {
    answer.header("Date", "Mon, 02 Feb 2026 12:00:00 GMT")
}

fn raw(text: &str) -> Answer {
    Answer::raw(text.as_bytes().to_vec())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn redirect(code: u16, to: &str) -> Answer {
    Answer::redirect(code, to)
}

/// What is fetched in full.
#[rustfmt::skip] // A line each, so that it reads as a table.
fn successes() -> Vec<Row> {
    vec![
        good("200", ok(), USUAL),
        good("201", status(201).body(FEED), USUAL),
        good("202", status(202).body(FEED), USUAL),
        good("203", status(203).body(FEED), USUAL),
        bad("204", status(204), "URL/feed answered with nothing at all; it is tried again later"),
        bad("205", status(205), "URL/feed answered with nothing at all; it is tried again later"),
        good("206, which nobody asked for", status(206).body(FEED), USUAL),
        bad("200 with nothing", Answer::ok(""), "URL/feed answered with nothing at all; it is tried again later"),
        bad("200 with blanks", Answer::ok(" \n\n "), "URL/feed answered with nothing at all; it is tried again later"),
        bad("200 with a page", Answer::ok(PAGE).header("Content-Type", "text/html"),
            "URL/feed answered with a web page instead of a feed; its site may name a new one"),
        bad("200 with words", Answer::ok("Nothing to see here"),
            "URL/feed is no feed; it begins with “Nothing to see here”"),
        bad("200 with a picture", Answer::ok(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec()),
            "URL/feed is no feed; it begins with “‰PNG IHDR”"),
        good("a feed that is called a page", ok().header("Content-Type", "text/html"), USUAL),
        good("a feed that is called a picture", ok().header("Content-Type", "image/png"), USUAL),
        good("a feed without a type", ok(), USUAL),
        good("a charset that nobody knows", ok().header("Content-Type", "text/xml; charset=klingon"), USUAL),
        good("a charset that is another", ok().header("Content-Type", "text/xml; charset=utf-16"), USUAL),
        good("in chunks", ok().chunked(), USUAL),
        good("cut off after both entries", Answer::ok(format!("{FEED}{}", "<!-- -->".repeat(200))).cut(), USUAL),
        good("said to be gzip, and plain", ok().header("Content-Encoding", "gzip"), USUAL),
        good("said to be plain, and gzip", Answer::ok(gzip(FEED.as_bytes())), USUAL),
        good("zstd", Answer::ok(zstd(FEED.as_bytes())).header("Content-Encoding", "zstd"), USUAL),
        good("gzip twice", Answer::ok(gzip(&gzip(FEED.as_bytes()))).header("Content-Encoding", "gzip, gzip"), USUAL),
        good("gzip with something behind it", Answer::ok([gzip(FEED.as_bytes()), vec![0; 9]].concat()).header("Content-Encoding", "gzip"), USUAL),
        bad("gzip of nothing", Answer::ok(gzip(b"")).header("Content-Encoding", "gzip"),
            "URL/feed answered with nothing at all; it is tried again later"),
        good("shorter than its Content-Length", raw(&format!("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{FEED}")), USUAL),
        good("longer than its Content-Length", raw(&format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{FEED}", FEED.len() - 16)), USUAL),
        bad("a Content-Length that is no number", raw(&format!("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{FEED}")),
            "URL/feed gave no answer: what it says is no HTTP; it is tried again later"),
        bad("two lengths", raw(&format!("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 500\r\n\r\n{FEED}")),
            "URL/feed gave no answer: what it says is no HTTP; it is tried again later"),
        good("no length at all", raw(&format!("HTTP/1.1 200 OK\r\n\r\n{FEED}")), USUAL),
        good("HTTP/1.0", raw(&format!("HTTP/1.0 200 OK\r\n\r\n{FEED}")), USUAL),
        good("no reason", raw(&format!("HTTP/1.1 200\r\n\r\n{FEED}")), USUAL),
        good("a header with control bytes", raw(&format!("HTTP/1.1 200 OK\r\nETag: \"\x01\x02\"\r\n\r\n{FEED}")),
            USUAL),
        good("a header that is none", raw(&format!("HTTP/1.1 200 OK\r\nX Y Z\r\n\r\n{FEED}")), USUAL),
        good("a header in two lines", raw(&format!("HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n\r\n{FEED}")), USUAL),
        good("a header with a blank before its colon", raw(&format!("HTTP/1.1 200 OK\r\nETag : \"1\"\r\n\r\n{FEED}")),
            USUAL),
        good("100 first", raw(&format!("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{FEED}")), USUAL),
        good("a cookie", ok().header("Set-Cookie", "a=b"), USUAL),
    ]
}

/// When a server or a feed asks to be left alone though all is well.
#[rustfmt::skip] // A line each, so that it reads as a table.
fn wishes() -> Vec<Row> {
    let fresh = |least: i64, most: i64| ("its server keeps it fresh until then", least..=most);
    let asks = |minutes: i64| ("asks not to be read more often", minutes..=minutes);
    vec![
        good("max-age", ok().header("Cache-Control", "public, max-age=36000"), fresh(600, 600)),
        good("max-age less than usual", ok().header("Cache-Control", "max-age=60"), USUAL),
        good("max-age of a year", ok().header("Cache-Control", "max-age=31536000"), fresh(IN_A_DAY, IN_A_DAY)),
        good("max-age beyond all numbers", ok().header("Cache-Control", "max-age=99999999999999999999"),
            fresh(IN_A_DAY, IN_A_DAY)),
        good("max-age below nothing", ok().header("Cache-Control", "max-age=-1"), USUAL),
        good("max-age that is no number", ok().header("Cache-Control", "max-age=soon"), USUAL),
        good("max-age, aged", ok().header("Cache-Control", "max-age=36000").header("Age", "6000"), fresh(500, 500)),
        good("max-age, aged beyond it", ok().header("Cache-Control", "max-age=36000").header("Age", "99999999"), USUAL),
        good("Expires", dated(ok().header("Expires", "Mon, 02 Feb 2026 22:00:00 GMT")), fresh(600, 600)),
        good("Expires by a server whose clock is a year behind", ok().header("Date", "Sun, 02 Feb 2025 12:00:00 GMT").header("Expires", "Sun, 02 Feb 2025 22:00:00 GMT"), fresh(600, 600)),
        good("Expires long ago", dated(ok().header("Expires", "Thu, 01 Jan 1970 00:00:00 GMT")), USUAL),
        good("Expires in a hundred years", dated(ok().header("Expires", "Sat, 02 Feb 2126 12:00:00 GMT")),
            fresh(IN_A_DAY, IN_A_DAY)),
        good("Expires that is no date", ok().header("Expires", "-1"), USUAL),
        good("both: max-age wins", dated(ok().header("Cache-Control", "max-age=36000").header("Expires", "Tue, 03 Feb 2026 10:00:00 GMT")), fresh(600, 600)),
        good("both: max-age of nothing wins too", dated(ok().header("Cache-Control", "max-age=0").header("Expires", "Tue, 03 Feb 2026 10:00:00 GMT")), USUAL),
        good("no-store", ok().header("Cache-Control", "no-store, no-cache, must-revalidate"), USUAL),
        good("ttl", saying("<ttl>600</ttl>"), asks(600)),
        good("ttl of a year", saying("<ttl>525600</ttl>"), asks(IN_A_DAY)),
        good("ttl below nothing", saying("<ttl>-5</ttl>"), USUAL),
        good("ttl that is no number", saying("<ttl>often</ttl>"), USUAL),
        good("ttl and a longer max-age", saying("<ttl>300</ttl>").header("Cache-Control", "max-age=36000"),
            fresh(600, 600)),
        good("skipHours", saying("<skipHours><hour>15</hour><hour>16</hour><hour>17</hour></skipHours>"),
            ("asks not to be read at this hour", 360..=360)),
        good("skipHours all day", saying(&format!("<skipHours>{}</skipHours>", (0..24).map(|hour| format!("<hour>{hour}</hour>")).collect::<String>())), ("asks not to be read at this hour", IN_A_DAY..=IN_A_DAY)),
        good("skipDays", saying("<skipDays><day>Monday</day></skipDays>"),
            ("asks not to be read at this hour", 720..=720)),
        good("Retry-After though all is well", ok().header("Retry-After", "36000"), USUAL),
        good("a weak ETag", ok().header("ETag", "W/\"1\""), USUAL),
        good("a huge ETag", ok().header("ETag", format!("\"{}\"", "e".repeat(100_000))), USUAL),
        good("an odd Last-Modified", ok().header("Last-Modified", "yesterday or so"), USUAL),
    ]
}

/// Redirects, good and bad.
#[rustfmt::skip] // A line each, so that it reads as a table.
fn redirects() -> Vec<Row> {
    vec![
        good("300 with a place", redirect(300, "/good"), USUAL),
        bad("300 without", status(300),
            "URL/feed was not read: it redirects without saying where to; check the address"),
        good("301", redirect(301, "/good"), USUAL),
        good("302", redirect(302, "/good"), USUAL),
        good("303", redirect(303, "/good"), USUAL),
        good("307", redirect(307, "/good"), USUAL),
        good("308", redirect(308, "/good"), USUAL),
        bad("301 without a place", status(301),
            "URL/feed was not read: it redirects without saying where to; check the address"),
        bad("304 to a question without a condition", status(304),
            "URL/feed answered with 304 Not Modified; this is no answer to a question for a document"),
        bad("305", redirect(305, "/good"),
            "URL/feed answered with 305 Use Proxy; this is no answer to a question for a document"),
        bad("306", redirect(306, "/good"),
            "URL/feed answered with 306; this is no answer to a question for a document"),
        bad("399", redirect(399, "/good"),
            "URL/feed answered with 399; this is no answer to a question for a document"),
        bad("302 to where nothing is", redirect(302, "/nothing"),
            "URL/nothing answered with 404 Not Found; there is nothing at this address; its site may name a new one"),
        bad("301 to a page", redirect(301, "/page"),
            "URL/page answered with a web page instead of a feed; its site may name a new one"),
        bad("302 in a circle", redirect(302, "/circle"),
            "URL/feed was not read: it redirects more than 10 times; check the address"),
        bad("302 to a file", redirect(302, "file:///etc/passwd"),
            "URL/feed was not read: it redirects to something that is no web address; check the address"),
        bad("302 to a script", redirect(302, "javascript:alert(1)"),
            "URL/feed was not read: it redirects to something that is no web address; check the address"),
        bad("302 to ftp", redirect(302, "ftp://example.org/feed"),
            "URL/feed was not read: it redirects to something that is no web address; check the address"),
        bad("302 to nonsense", redirect(302, "http://[nonsense"),
            "URL/feed was not read: it redirects to something that is no address; check the address"),
        bad("302 to a private address", redirect(302, "http://192.168.1.1/feed"),
            "URL/feed was not read: it redirects to a private address, which is read only where you subscribed to it"),
        bad("302 to a private name", redirect(302, "http://localhost:1/feed"),
            "URL/feed was not read: it redirects to a private address, which is read only where you subscribed to it"),
        bad("302 to a private address in disguise", redirect(302, "http://0x7f.1:1/feed"),
            "URL/feed was not read: it redirects to a private address, which is read only where you subscribed to it"),
    ]
}

/// Refusals and faults.
#[rustfmt::skip] // A line each, so that it reads as a table.
fn refusals() -> Vec<Row> {
    vec![
        bad("400", status(400),
            "URL/feed answered with 400 Bad Request; the server does not accept the question; check the address"),
        bad("401", status(401),
            "URL/feed answered with 401 Unauthorized; it wants a name and a password: `user` and `password_command` for its address in config.toml, or `set` for a feed you have"),
        bad("402", status(402), "URL/feed answered with 402 Payment Required; it wants to be paid for"),
        bad("403", status(403),
            "URL/feed answered with 403 Forbidden; it does not want to be read from here; another user agent may help"),
        bad("404", status(404),
            "URL/feed answered with 404 Not Found; there is nothing at this address; its site may name a new one"),
        bad("405", status(405),
            "URL/feed answered with 405 Method Not Allowed; the server does not accept the question; check the address"),
        bad("406", status(406),
            "URL/feed answered with 406 Not Acceptable; the server does not accept the question; check the address"),
        bad("407", status(407),
            "URL/feed answered with 407 Proxy Authentication Required; the proxy wants a name and a password, which can be written into its address"),
        bad("408", status(408),
            "URL/feed answered with 408 Request Timeout; the server was not ready for the question; it is tried again later"),
        row("410", status(410), 0,
            "URL/feed is gone for good (410 Gone); it is not asked again, its entries stay", ("gone for good", 0..=0)),
        bad("412", status(412),
            "URL/feed answered with 412 Precondition Failed; the server does not accept the question; check the address"),
        bad("418", status(418),
            "URL/feed answered with 418 I'm a teapot; the server does not accept the question; check the address"),
        bad("421", status(421),
            "URL/feed answered with 421 Misdirected Request; the server does not answer for this name; check the address"),
        bad("425", status(425),
            "URL/feed answered with 425 Too Early; the server was not ready for the question; it is tried again later"),
        bad("429", status(429), "URL/feed is busy (429 Too Many Requests); it is tried again later"),
        bad("451", status(451),
            "URL/feed answered with 451 Unavailable For Legal Reasons; it is withheld for legal reasons"),
        bad("499", status(499),
            "URL/feed answered with 499; the server does not accept the question; check the address"),
        bad("500", status(500),
            "URL/feed answered with 500 Internal Server Error; the server has a fault; it is tried again later"),
        bad("501", status(501),
            "URL/feed answered with 501 Not Implemented; the server has a fault; it is tried again later"),
        bad("502", status(502),
            "URL/feed answered with 502 Bad Gateway; the server has a fault; it is tried again later"),
        bad("503", status(503), "URL/feed is busy (503 Service Unavailable); it is tried again later"),
        bad("504", status(504),
            "URL/feed answered with 504 Gateway Timeout; the server has a fault; it is tried again later"),
        row("511", status(511), 0,
            "URL/feed was not asked, as there is no network (the network asks for a sign-in); try again when there is", ("no network", 5..=5)),
        bad("520", status(520), "URL/feed answered with 520; the server has a fault; it is tried again later"),
        bad("599", status(599), "URL/feed answered with 599; the server has a fault; it is tried again later"),
        bad("999", status(999), "URL/feed answered with 999; this is no answer to a question for a document"),
        bad("a status of two digits", raw("HTTP/1.1 42 What\r\n\r\n"),
            "URL/feed gave no answer: what it says is no HTTP; it is tried again later"),
        bad("a status that is no number", raw("HTTP/1.1 abc\r\n\r\n"),
            "URL/feed gave no answer: what it says is no HTTP; it is tried again later"),
        bad("101, which nobody asked for", raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
            "URL/feed answered with 101 Switching Protocols; this is no answer to a question for a document"),
        bad("500 with a feed", status(500).body(FEED),
            "URL/feed answered with 500 Internal Server Error; the server has a fault; it is tried again later"),
        bad("no HTTP at all", Answer::garbled(),
            "URL/feed gave no answer: what it says is no HTTP; it is tried again later"),
        bad("closed without a word", Answer::closed(),
            "URL/feed gave no answer: the connection was cut before an answer; it is tried again later"),
        bad("hangs", ok().held(), "URL/feed did not answer in full within 3 s; it is tried again later"),
        bad("drips", Answer::drip(), "URL/feed did not answer in full within 3 s; it is tried again later"),
        bad("endless", Answer::endless(), "URL/feed is larger than 256 KiB, the limit for one document"),
        bad("gzip of 4 MiB", Answer::ok(gzip(&vec![b' '; 4 << 20])).header("Content-Encoding", "gzip"),
            "URL/feed is larger than 256 KiB, the limit for one document"),
        bad("brotli of 4 MiB", Answer::ok(BROTLI_BOMB).header("Content-Encoding", "br"),
            "URL/feed is larger than 256 KiB, the limit for one document"),
        bad("zstd of 4 MiB", Answer::ok(zstd(&vec![b' '; 4 << 20])).header("Content-Encoding", "zstd"),
            "URL/feed is larger than 256 KiB, the limit for one document"),
        bad("said to be of 4 MiB", raw("HTTP/1.1 200 OK\r\nContent-Length: 4194304\r\n\r\n"),
            "URL/feed is larger than 256 KiB, the limit for one document"),
    ]
}

/// `Retry-After` in every form.
#[rustfmt::skip] // A line each, so that it reads as a table.
fn pauses() -> Vec<Row> {
    let after = |code: u16, said: &str| status(code).header("Retry-After", said);
    vec![
        busy("429 for two hours", after(429, "7200"),
            "URL/feed is busy (429 Too Many Requests) and asks to be left alone for 2 h", 120..=132),
        busy("503 for two hours", after(503, "7200"),
            "URL/feed is busy (503 Service Unavailable) and asks to be left alone for 2 h", 120..=132),
        busy("403 for two hours", after(403, "7200"),
            "URL/feed is busy (403 Forbidden) and asks to be left alone for 2 h", 120..=132),
        busy("500 for two hours", after(500, "7200"),
            "URL/feed is busy (500 Internal Server Error) and asks to be left alone for 2 h", 120..=132),
        busy("429 for a moment", after(429, "5"),
            "URL/feed is busy (429 Too Many Requests) and asks to be left alone for 5 s", 15..=17),
        busy("429 until a time", dated(after(429, "Mon, 02 Feb 2026 15:00:00 GMT")),
            "URL/feed is busy (429 Too Many Requests) and asks to be left alone for 3 h", 180..=198),
        busy("429 for ninety days", after(429, "7776000"),
            "URL/feed is busy (429 Too Many Requests) and asks to be left alone for more than a day", IN_A_DAY..=IN_A_DAY),
        busy("429 for longer than numbers go", after(429, "99999999999999999999999"),
            "URL/feed is busy (429 Too Many Requests) and asks to be left alone for more than a day", IN_A_DAY..=IN_A_DAY),
        busy("429 until the year 9999", dated(after(429, "Fri, 31 Dec 9999 23:59:59 GMT")),
            "URL/feed is busy (429 Too Many Requests) and asks to be left alone for more than a day", IN_A_DAY..=IN_A_DAY),
        bad("429 for no time", after(429, "0"), "URL/feed is busy (429 Too Many Requests); it is tried again later"),
        bad("429 for less than no time", after(429, "-3600"),
            "URL/feed is busy (429 Too Many Requests); it is tried again later"),
        bad("429 until yesterday", dated(after(429, "Sun, 01 Feb 2026 15:00:00 GMT")),
            "URL/feed is busy (429 Too Many Requests); it is tried again later"),
        bad("429 for a while", after(429, "a while"),
            "URL/feed is busy (429 Too Many Requests); it is tried again later"),
        bad("404 with a pause", after(404, "7200"),
            "URL/feed answered with 404 Not Found; there is nothing at this address; its site may name a new one"),
    ]
}

#[test]
fn every_behaviour_of_a_server_is_stored_shown_and_followed_as_the_table_says() {
    let tables = [successes(), wishes(), redirects(), refusals(), pauses()];
    let rows: Vec<Row> = tables.into_iter().flatten().collect();
    let got = fetch_all(&rows);
    let mut wrong = Vec::new();
    for (row, got) in rows.iter().zip(got) {
        let (why, minutes) = &row.again;
        let told = (got.total, got.shown.as_str(), got.reason.as_str());
        if told != (row.stored, row.shown, why) || !minutes.contains(&got.minutes) {
            wrong.push(format!("{}: {told:?}, again in {} min", row.behaviour, got.minutes));
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is in the store after a fetch.
struct Got {
    total: u64,
    shown: String,
    reason: String,
    minutes: i64,
}

/// Subscribes to a server for each row, fetches each in a refresh of its own, saves, and looks at what is stored then.
fn fetch_all(rows: &[Row]) -> Vec<Got> {
    let servers: Vec<(Server, String)> = rows
        .iter()
        .enumerate()
        .map(|(number, row)| serve(number, row))
        .collect();
    let place = tempfile::tempdir().unwrap();
    let mut store = Store::open(&place.path().join("dateline.db")).unwrap();
    let mut subscribe = |url: &String| {
        let url = url.clone();
        match store
            .subscribe(
                &Subscription {
                    url,
                    ..Subscription::default()
                },
                now(),
            )
            .unwrap()
        {
            Subscribed::New(feed) => feed,
            Subscribed::Already(feed) => panic!("{feed} is there already"),
        }
    };
    let ids: Vec<FeedId> = servers.iter().map(|(_, url)| subscribe(url)).collect();
    let jobs = servers.iter().zip(&ids).map(|((_, url), id)| Job::new(*id, url));
    for fetched in refresh_each(jobs.collect()) {
        store.save(fetched).unwrap();
    }
    let feeds = store.feeds().unwrap();
    let of = |(id, (_, url)): (&FeedId, &(Server, String))| {
        let feed = feeds.iter().find(|feed| feed.id == *id).unwrap();
        got(feed, store.health(*id).unwrap().reason, url)
    };
    ids.iter().zip(&servers).map(of).collect()
}

/// A server that does what the row says, and the address of its feed, which no other row has.
fn serve(number: usize, row: &Row) -> (Server, String) {
    let path = format!("/feed?{number}");
    let server = Server::start();
    server.route(&path, row.answer.clone());
    server.route("/circle", Answer::redirect(302, "/circle"));
    server.route("/good", Answer::ok(FEED));
    server.route("/page", Answer::ok(PAGE));
    let url = server.url(&path);
    (server, url)
}

fn refresh_each(jobs: Vec<Job>) -> Vec<FetchedFeed> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let client = Client::new(&Settings {
        body_limit: 256 * 1024,
        total_timeout: Duration::from_secs(3),
        ..Settings::default()
    });
    let client = client.unwrap();
    let (options, cancel) = (Options::at(now()), Cancel::new());
    let mut fetched = Vec::new();
    let each = jobs.into_iter().map(async |job| {
        let mut done = Vec::new();
        refresh(&client, vec![job], &options, &cancel, |outcome| {
            done.push(outcome.fetched)
        })
        .await;
        done
    });
    for done in runtime.block_on(join_all(each)) {
        fetched.extend(done);
    }
    fetched
}

fn got(feed: &Feed, reason: String, url: &str) -> Got {
    let (place, _) = url.split_once("/feed").unwrap();
    let number = url.rsplit('?').next().unwrap();
    let shown = |message: &str| message.replace(place, "URL").replace(&format!("?{number}"), "");
    Got {
        total: feed.total,
        shown: feed
            .error
            .as_ref()
            .map_or_else(String::new, |error| shown(&error.message)),
        reason,
        minutes: match feed.next_check.unwrap() {
            schedule::NEVER => 0,
            next => next.since(feed.last_attempt.unwrap()) / MINUTE,
        },
    }
}

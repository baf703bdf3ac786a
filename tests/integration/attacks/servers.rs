//! Servers that answer badly on purpose, and redirects to where nobody may be sent.

use super::Case;
use super::Wanted::{Entries, Failure, Survival};
use crate::support::server::Answer;
use std::fs;

const FEED: &str = "<rss version=\"2.0\"><channel><title>Feed</title><item><title>good one</title><guid>1</guid></item></channel></rss>";

/// `port` is that of a server that nobody may ask.
pub fn cases(port: u16, own: &str) -> Vec<Case> {
    let redirects = spellings(port).into_iter().map(|place| Case {
        name: format!("redirect to {place}"),
        answer: Answer::redirect(302, place),
        wanted: Failure,
    });
    heads()
        .into_iter()
        .chain(bodies())
        .chain(elsewhere(port, own))
        .chain(redirects)
        .collect()
}

/// This machine, in every spelling that a library may take for an address.
#[rustfmt::skip] // A line each, so that it reads as a table.
pub fn spellings(port: u16) -> Vec<String> {
    let hosts = [
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7F.1", "017700000001", "0177.0.0.1", "0177.1",
        "0000177.0.0.1", "127.0.0.1.", "127.000.000.001", "%31%32%37.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "localhost", "LOCALHOST", "localhost.",
        "a.localhost", "a.localhost.", "0", "0.0.0.0", "0x0", "127.0.0.2", "127.255.255.254", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fd00::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
        "a.example@127.0.0.1", "127.0.0.1#@a.example", "a.example:80@127.0.0.1",
    ];
    let mut places: Vec<String> = hosts.iter().map(|host| format!("http://{host}:{port}/spelled")).collect();
    // The fragment cuts the port off, and a port before a login is part of it.
    places.retain(|place| !place.contains('#'));
    places.extend(names_of_this_machine().iter().map(|name| format!("http://{name}:{port}/named")));
    places.extend([
        format!("//127.0.0.1:{port}/without-scheme"),
        format!("http:\\\\127.0.0.1:{port}\\backslashes"),
        format!("HTTP://127.0.0.1:{port}/shouted"),
        format!("http:/127.0.0.1:{port}/one-slash"),
        format!("  http://127.0.0.1:{port}/blanks  "),
        format!("http://127.0.0.1:{port}/a\tb"),
    ]);
    places
}

/// Names that are no address and lead to this machine all the same.
fn names_of_this_machine() -> Vec<String> {
    let hosts = fs::read_to_string("/etc/hosts").unwrap_or_default();
    let lines = hosts.lines().map(|line| line.split('#').next().unwrap_or_default());
    let mut names: Vec<String> = lines
        .filter(|line| line.starts_with("127.") || line.starts_with("::1"))
        .flat_map(|line| line.split_whitespace().skip(1).map(str::to_owned))
        .collect();
    names.sort();
    names.dedup();
    names
}

fn case(name: &str, answer: Answer, wanted: super::Wanted) -> Case {
    Case {
        name: name.to_owned(),
        answer,
        wanted,
    }
}

fn raw(text: impl Into<Vec<u8>>) -> Answer {
    Answer::raw(text.into())
}

#[rustfmt::skip] // A line each, so that it reads as a table.
fn heads() -> Vec<Case> {
    let after = |head: &str| raw(format!("{head}\r\n\r\n{FEED}"));
    let many: String = (0..20_000).map(|number| format!("X-{number}: y\r\n")).collect();
    vec![
        case("20,000 headers", raw(format!("HTTP/1.1 200 OK\r\n{many}\r\n{FEED}")), Failure),
        case("header of 4 MiB", after(&format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(4 << 20))), Failure),
        case("headers without end", raw("HTTP/1.1 200 OK\r\nX: y\r\n".to_owned() + &"X: y\r\n".repeat(200_000)), Failure),
        case("name of a header of 1 MiB", after(&format!("HTTP/1.1 200 OK\r\n{}: y", "x".repeat(1 << 20))), Failure),
        case("status with signs", after("HTTP/1.1 500 \u{1b}]0;OWNED\u{7}\u{1b}[2J"), Failure),
        case("status of 999", after("HTTP/1.1 999 Denied"), Failure),
        case("status of 1,000", after("HTTP/1.1 1000 More"), Failure),
        case("no status", after("HTTP/1.1"), Failure),
        case("version of the future", after("HTTP/9.9 200 OK"), Survival),
        case("another protocol", raw("220 ftp.example FTP\r\n"), Failure),
        case("old protocol", raw(format!("HTTP/1.0 200 OK\r\n\r\n{FEED}")), Entries(1)),
        case("no protocol", raw(FEED), Failure),
        case("nothing", Answer::closed(), Failure),
        case("binary", Answer::garbled(), Failure),
        case("a thousand 100s", raw(format!("{}HTTP/1.1 200 OK\r\n\r\n{FEED}", "HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000))), Survival),
        case("101 to nowhere", after("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade"), Failure),
        case("304 that nobody asked for", Answer::status(304), Failure),
        case("type with signs", Answer::ok(FEED).header("Content-Type", "text/\u{1b}]0;OWNED\u{7}"), Entries(1)),
        case("validators with signs", Answer::ok(FEED).header("ETag", "\"\u{1b}]0;OWNED\u{7}\"").header("Last-Modified", "\u{1b}[2J"), Entries(1)),
        case("validator of 100 KiB", Answer::ok(FEED).header("ETag", format!("\"{}\"", "x".repeat(100 << 10))), Entries(1)),
        case("patience for ever", Answer::status(429).header("Retry-After", "99999999999999999999"), Failure),
        case("patience of words", Answer::status(503).header("Retry-After", "\u{1b}]0;OWNED\u{7}"), Failure),
        case("age for ever", Answer::ok(FEED).header("Cache-Control", "max-age=99999999999999999999, \u{1b}[2J").header("Age", "-1"), Entries(1)),
        case("cookies", Answer::ok(FEED).header("Set-Cookie", "a=b\u{1b}[2J"), Entries(1)),
        case("login asked for", Answer::status(401).header("WWW-Authenticate", "Basic realm=\"\u{1b}]0;OWNED\u{7}\""), Failure),
        case("refresh header", Answer::ok(FEED).header("Refresh", "0; url=file:///etc/passwd"), Entries(1)),
        case("link header", Answer::ok(FEED).header("Link", "<\u{1b}]0;OWNED\u{7}>; rel=\"self hub next\""), Entries(1)),
    ]
}

#[rustfmt::skip] // A line each, so that it reads as a table.
fn bodies() -> Vec<Case> {
    let chunked = |body: &str| raw(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}"));
    let long = |length: &str| raw(format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{FEED}"));
    vec![
        case("endless", Answer::endless(), Failure),
        case("dripping", Answer::drip(), Failure),
        case("silent", Answer::ok(FEED).held(), Failure),
        case("cut", Answer::ok(FEED).cut(), Survival),
        case("chunks", Answer::ok(FEED).chunked(), Entries(1)),
        case("chunk of the largest", chunked(&format!("ffffffffffffffff\r\n{FEED}")), Survival),
        case("chunk larger than any", chunked(&format!("fffffffffffffffffffff\r\n{FEED}")), Failure),
        case("chunk of less than nothing", chunked(&format!("-1\r\n{FEED}")), Failure),
        case("chunk with an extension of 1 MiB", chunked(&format!("1;{}\r\nx\r\n0\r\n\r\n", "x".repeat(1 << 20))), Failure),
        case("trailers without end", chunked(&format!("{:x}\r\n{FEED}\r\n0\r\n{}", FEED.len(), "X: y\r\n".repeat(100_000))), Survival),
        case("length of less than nothing", long("-5"), Failure),
        case("length of the largest", long("18446744073709551615"), Survival),
        case("length larger than any", long("99999999999999999999999"), Failure),
        case("two lengths", long("5\r\nContent-Length: 6"), Failure),
        case("length and chunks", raw(format!("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{FEED}\r\n0\r\n\r\n", FEED.len())), Survival),
        case("an answer more", raw(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{FEED}HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nOWNED", FEED.len())), Entries(1)),
    ]
}

/// Redirects that lead to no feed.
#[rustfmt::skip] // A line each, so that it reads as a table.
fn elsewhere(port: u16, own: &str) -> Vec<Case> {
    let to = |name: &str, place: &str| case(&format!("redirect {name}"), Answer::redirect(301, place), Failure);
    vec![
        to("to a file", "file:///etc/passwd"),
        to("to data", "data:application/rss+xml,<rss/>"),
        to("to a script", "javascript:alert(1)"),
        to("to ftp", "ftp://127.0.0.1/"),
        to("to gopher", &format!("gopher://127.0.0.1:{port}/_GET%20/gopher")),
        to("to a program", "exec:id"),
        to("to nothing", ""),
        to("to signs", "http://\u{1b}]0;OWNED\u{7}/"),
        to("to a name with signs", "http://a\u{9b}2J.example/\u{1b}[2J"),
        to("to another header", &format!("{own}/loop%0d%0aX-Evil: 1")),
        to("of 1 MiB", &format!("http://a.invalid/{}", "x".repeat(100_000))),
        to("to itself for ever", &format!("{own}/loop")),
        to("to no such name", "http://no-such-name.invalid/"),
        to("to a port that is none", "http://127.0.0.1:99999/"),
        to("to a port that is closed", "http://127.0.0.1:1/"),
        case("redirect without a place", Answer::status(302), Failure),
        case("redirect with two places", Answer::redirect(302, "/a").header("Location", format!("http://127.0.0.1:{port}/second")), Failure),
        case("redirect to a proxy", Answer::redirect(305, format!("http://127.0.0.1:{port}/proxy")), Failure),
        case("choices", Answer::redirect(300, format!("http://127.0.0.1:{port}/choice")), Failure),
    ]
}

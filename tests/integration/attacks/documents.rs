//! Documents that are made to hurt whoever reads them: bombs, depths, floods, wrong charsets, what is no feed at all.

use super::Case;
use super::Wanted::{Entries, Failure, Survival};
use crate::support::server::Answer;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use std::io::Write;

/// 64 MiB of blanks.
const BROTLI_BOMB: &[u8] = b"\xcb\xff\xff\x3f\x00\x24\x40\xe2\xb1\x40\x72\xef\xff\xf8\xff\xff\x07\x80\x04\x40\x1c\x16\x80\
    \xee\xfd\x1f\xff\xff\xff\x00\x90\x00\x88\xc3\x02\xd0\xbd\xff\xe3\xff\xff\x1f\x00\x12\x00\x71\x58\x00\xba\xf7\x7f\xfc\
    \xff\xff\x03\x40\x02\x20\x0e\x0b\x40\xf7\xfe\x8f\xff\xff\x7f\x00\x48\x00\xc4\x61\x01\xe8\xde\xff\xf1\xff\xff\x0f\x00\
    \x09\x80\x38\x2c\x00\xdd\xfb\x3f\xfe\xff\xff\x01\x20\x01\x10\x87\x05\xa0\x7b\xff\x37";

const BOMB: usize = 64 << 20;

/// `secret` is a file that no document may make its way into what is shown; `forbidden` an address that none may ask.
pub fn cases(secret: &str, forbidden: &str) -> Vec<Case> {
    let parts = [
        bombs(),
        entities(secret, forbidden),
        structures(),
        floods(),
        charsets(),
        fields(),
        no_feeds(),
    ];
    parts.into_iter().flatten().collect()
}

fn case(name: &str, answer: Answer, wanted: super::Wanted) -> Case {
    Case {
        name: name.to_owned(),
        answer,
        wanted,
    }
}

fn served(name: &str, body: impl Into<Vec<u8>>, wanted: super::Wanted) -> Case {
    case(name, Answer::ok(body), wanted)
}

/// An RSS feed with one good entry, and something before it and in it.
fn rss(before: &str, inside: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Feed</title>{before}<item><title>good one</title><guid>1</guid>{inside}</item>\
         </channel></rss>"
    )
}

fn packed(encoding: &str, body: Vec<u8>) -> Answer {
    Answer::ok(body).header("Content-Encoding", encoding)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[rustfmt::skip] // A line each, so that it reads as a table.
fn bombs() -> Vec<Case> {
    let blanks = vec![b' '; BOMB];
    let bomb = gzip(&blanks);
    let good = rss("", "");
    let members: Vec<u8> = gzip(&vec![b' '; 1 << 20]).repeat(64);
    vec![
        case("gzip bomb", packed("gzip", bomb.clone()), Failure),
        case("gzip bomb that says it is none", Answer::ok(bomb.clone()), Failure),
        case("gzip bomb in gzip", packed("gzip, gzip", gzip(&bomb)), Failure),
        case("gzip bomb in gzip said once", packed("gzip", gzip(&bomb)), Failure),
        case("gzip bomb three deep", packed("gzip, gzip, gzip", gzip(&gzip(&bomb))), Failure),
        case("gzip bomb of members", packed("gzip", members), Failure),
        case("deflate bomb", packed("deflate", deflate(&blanks)), Failure),
        case("brotli bomb", packed("br", BROTLI_BOMB.to_vec()), Failure),
        case("brotli bomb in gzip", packed("br, gzip", gzip(BROTLI_BOMB)), Failure),
        case("zstd bomb", packed("zstd", zstd(&blanks)), Failure),
        case("zstd window of the largest", packed("zstd", b"\x28\xb5\x2f\xfd\x00\xff\x01\x00\x00".to_vec()), Failure),
        case("a hundred codings", packed(&vec!["gzip"; 100].join(", "), gzip(good.as_bytes())), Survival),
        case("gzip that is brotli", packed("gzip", BROTLI_BOMB.to_vec()), Failure),
        case("gzip that is cut", packed("gzip", gzip(good.as_bytes())[..40].to_vec()), Survival),
        case("gzip that is none", packed("gzip", good.clone().into_bytes()), Entries(1)),
        case("unknown coding", packed("x-\u{1b}[31m", good.into_bytes()), Survival),
    ]
}

#[rustfmt::skip] // A line each, so that it reads as a table.
fn entities(secret: &str, forbidden: &str) -> Vec<Case> {
    let laughs: String = (1..12)
        .map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)))
        .collect();
    let declared = |declarations: &str, used: &str| {
        let inside = format!("<description>{used}</description>");
        format!("<?xml version=\"1.0\"?><!DOCTYPE rss [{declarations}]>{}", rss("", &inside))
    };
    let quadratic = format!("<!ENTITY a \"{}\">", "a".repeat(50_000));
    vec![
        served("billion laughs", declared(&format!("<!ENTITY l0 \"lol\">{laughs}"), "&l11;"), Entries(1)),
        served("billion laughs in the title", declared(&format!("<!ENTITY l0 \"lol\">{laughs}"), "x").replace("<guid>", "<author>&l11;</author><guid>"), Entries(1)),
        served("quadratic blow-up", declared(&quadratic, &"&a;".repeat(50_000)), Entries(1)),
        served("entity that names itself", declared("<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">", "&a;"), Entries(1)),
        served("entity of a file", declared(&format!("<!ENTITY a SYSTEM \"file://{secret}\">"), "&a;"), Entries(1)),
        served("entity of an address", declared(&format!("<!ENTITY a SYSTEM \"{forbidden}/entity\">"), "&a;"), Entries(1)),
        served("parameter entity", declared(&format!("<!ENTITY % p SYSTEM \"{forbidden}/dtd\"> %p;"), "x"), Entries(1)),
        served("DTD elsewhere", format!("<!DOCTYPE rss SYSTEM \"{forbidden}/rss.dtd\">{}", rss("", "")), Entries(1)),
        served("stylesheet elsewhere", format!("<?xml-stylesheet href=\"{forbidden}/x.xsl\"?>{}", rss("", "")), Entries(1)),
        served("XInclude", rss(&format!("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file://{secret}\" parse=\"text\"/>"), ""), Entries(1)),
        served("schema elsewhere", rss("", "").replace("<rss ", &format!("<rss xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"{forbidden}/x.xsd\" ")), Entries(1)),
        served("DOCTYPE that never ends", format!("<!DOCTYPE rss [{}", "<!ENTITY a \"b\">".repeat(20_000)), Failure),
    ]
}

#[rustfmt::skip] // A line each, so that it reads as a table.
fn structures() -> Vec<Case> {
    let deep = |tag: &str, depth: usize| format!("{}x{}", format!("<{tag}>").repeat(depth), format!("</{tag}>").repeat(depth));
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=\"1\"")).collect();
    let namespaces: String = (0..20_000).map(|number| format!(" xmlns:n{number}=\"http://{number}.example/\"")).collect();
    let html = |html: String| rss("", &format!("<description><![CDATA[{html}]]></description>"));
    vec![
        served("elements 100,000 deep before", rss(&deep("a", 100_000), ""), Survival),
        served("elements 100,000 deep inside", rss("", &deep("a", 100_000)), Survival),
        served("items in items", rss("", &deep("item", 20_000)), Survival),
        served("100,000 attributes", rss(&format!("<a{attributes}/>"), ""), Entries(1)),
        served("20,000 namespaces", rss(&format!("<a{namespaces}/>"), ""), Entries(1)),
        served("attribute of 8 MiB", rss(&format!("<a b=\"{}\"/>", "x".repeat(8 << 20)), ""), Entries(1)),
        served("name of 4 MiB", rss(&format!("<{}/>", "x".repeat(4 << 20)), ""), Entries(1)),
        served("comment that never ends", rss("", "").replace("</channel>", "<!-- "), Entries(1)),
        served("CDATA that never ends", rss("", "").replace("</channel>", "<![CDATA[ "), Entries(1)),
        served("tag that never ends", rss("", "").replace("</channel>", "<a b='"), Entries(1)),
        served("nothing is closed", rss("", "").replace("</", "<"), Survival),
        served("half of a feed", rss("", "").split("</item>").next().unwrap_or_default(), Entries(1)),
        served("two roots", rss("", "").repeat(2), Survival),
        served("feeds in a feed", rss(&rss("", ""), "").replace("<guid>1", "<guid>2"), Survival),
        served("processing instructions", rss(&"<?php system('id') ?>".repeat(10_000), ""), Entries(1)),
        served("JSON 100,000 deep", "[".repeat(100_000), Failure),
        served("JSON feed 100,000 deep", format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"t\",\"items\":[{{\"id\":\"1\",\"title\":\"good one\",\"x\":{}1{}}}]}}", "[".repeat(100_000), "]".repeat(100_000)), Survival),
        served("JSON with numbers and names twice", r#"{"version":"https://jsonfeed.org/version/1","title":1e999,"items":[{"id":1e400,"title":"good one","title":"good two"},{"id":-0,"title":["x"]},null,7]}"#, Survival),
        served("page of tables in tables", html(deep("table><tr><td", 7_000)), Entries(1)),
        served("page of 10,000 quotes", html(deep("blockquote", 10_000)), Entries(1)),
        served("cells that span all", html(format!("<table>{}</table>", "<tr><td colspan=999999999 rowspan=999999999>x".repeat(200))), Entries(1)),
        served("page of 1 MiB without a blank", html("x".repeat(1 << 20)), Entries(1)),
        served("page of frames and scripts", html("<script>alert(1)</script><iframe src=file:///etc/passwd></iframe><object data=x></object><embed src=x><base href='javascript:x'><meta http-equiv=refresh content='0;url=file:///etc/passwd'><form action=x><input value=x></form>".to_owned()), Entries(1)),
    ]
}

#[rustfmt::skip] // A line each, so that it reads as a table.
fn floods() -> Vec<Case> {
    let items = |count: usize, item: &dyn Fn(usize) -> String| {
        let items: String = (0..count).map(item).collect();
        format!("<rss version=\"2.0\"><channel><title>Flood</title>{items}</channel></rss>")
    };
    let long = "x".repeat(1 << 20);
    vec![
        served("20,000 entries", items(20_000, &|number| format!("<item><title>good {number}</title><guid>{number}</guid></item>")), Survival),
        served("5,000 entries of one id", items(5_000, &|number| format!("<item><title>good {number}</title><guid>1</guid><link>https://a.example/{number}</link></item>")), Survival),
        served("2,000 entries without anything", items(2_000, &|_| "<item></item>".to_owned()), Survival),
        served("entry of 12 MiB", rss("", &format!("<description>{}</description>", "word ".repeat(12 << 18))), Entries(1)),
        served("title of 1 MiB", rss("", "").replace("good one", &format!("good {long}")), Entries(1)),
        served("id of 1 MiB", rss("", "").replace("<guid>1", &format!("<guid>{long}")), Entries(1)),
        served("link of 1 MiB", rss("", &format!("<link>https://a.example/{long}</link>")), Entries(1)),
        served("10,000 categories", rss("", &"<category>c</category>".repeat(10_000)), Entries(1)),
        served("10,000 enclosures", rss("", &"<enclosure url=\"https://a.example/x\" type=\"audio/mpeg\" length=\"1\"/>".repeat(10_000)), Entries(1)),
        served("10,000 authors", rss("", &"<author>a</author>".repeat(10_000)), Entries(1)),
        served("feed title of 1 MiB", rss("", "").replace("Feed", &long), Entries(1)),
    ]
}

#[rustfmt::skip] // A line each, so that it reads as a table.
fn charsets() -> Vec<Case> {
    let xml = rss("", "<description>Käse</description>");
    let utf16 = |order: fn(u16) -> [u8; 2]| xml.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let typed = |charset: &str, body: Vec<u8>| Answer::ok(body).header("Content-Type", format!("text/xml; charset={charset}"));
    let utf32: Vec<u8> = xml.chars().flat_map(|sign| u32::from(sign).to_le_bytes()).collect();
    let latin: Vec<u8> = xml.chars().map(|sign| u8::try_from(sign).unwrap_or(b'?')).collect();
    vec![
        served("UTF-16 with a mark", with_mark(b"\xff\xfe", utf16(u16::to_le_bytes)), Entries(1)),
        served("UTF-16BE with a mark", with_mark(b"\xfe\xff", utf16(u16::to_be_bytes)), Entries(1)),
        served("UTF-16 without a mark", utf16(u16::to_le_bytes), Entries(1)),
        served("UTF-16 of odd length", with_mark(b"\xff\xfe", utf16(u16::to_le_bytes))[..201].to_vec(), Survival),
        served("UTF-32", utf32, Survival),
        case("UTF-8 that says UTF-16", typed("utf-16", xml.clone().into_bytes()), Entries(1)),
        case("UTF-8 that says UTF-7", typed("utf-7", xml.clone().into_bytes()), Entries(1)),
        case("Latin that says UTF-8", typed("utf-8", latin.clone()), Entries(1)),
        case("unknown charset", typed("\u{1b}]0;x", xml.clone().into_bytes()), Entries(1)),
        served("Latin that says nothing", latin, Entries(1)),
        served("charset of 1 MiB", format!("<?xml version=\"1.0\" encoding=\"{}\"?>{xml}", "x".repeat(1 << 20)), Survival),
        served("bytes of C1 in Windows-1252", [b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>".as_slice(), xml.replace("Käse", "K").as_bytes(), b"\x9b2J\x9d0;x\x9c"].concat(), Entries(1)),
        served("ISO-2022-JP that switches", [b"<?xml version=\"1.0\" encoding=\"iso-2022-jp\"?>".as_slice(), rss("", "<description>\x1b$B\x1b(B\x1b(J</description>").as_bytes()].concat(), Entries(1)),
        served("NULs everywhere", xml.chars().flat_map(|sign| [sign, '\0']).collect::<String>(), Survival),
        served("NULs in front", format!("\0\0\0\0{xml}"), Entries(1)),
        served("broken UTF-8", [xml.as_bytes(), b"\xff\xfe\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80"].concat(), Entries(1)),
        served("overlong escape", [rss("", "<author>").as_bytes(), b"\xc0\x9b\xe0\x80\x9b[2J</author>"].concat(), Survival),
        served("three byte order marks", format!("\u{feff}\u{feff}\u{feff}{xml}"), Entries(1)),
    ]
}

#[rustfmt::skip] // A line each, so that it reads as a table.
fn fields() -> Vec<Case> {
    let titled = |title: &str| rss("", "").replace("good one", &format!("good {title}"));
    let inside = |inside: &str| rss("", inside);
    let mut cases = vec![
        served("author who breaks parsers", inside("<author>张三（a@b.cn）</author>"), Entries(1)),
        served("duration without end", inside("<itunes:duration xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">99999999999999999999:99:99</itunes:duration>"), Entries(1)),
        served("lengths that overflow", inside("<enclosure url=\"https://a.example/x\" type=\"audio/mpeg\" length=\"99999999999999999999999\"/><enclosure url=\"https://a.example/y\" length=\"-1\"/>"), Entries(1)),
        served("ttl without end", rss("<ttl>99999999999999999999</ttl><skipHours><hour>99</hour><hour>-1</hour></skipHours>", ""), Entries(1)),
        served("enclosure of a file", inside("<enclosure url=\"file:///etc/passwd\" type=\"audio/mpeg\" length=\"1\"/>"), Entries(1)),
        served("enclosure up the tree", inside("<enclosure url=\"https://a.example/../../../../etc/passwd\" type=\"../../x\" length=\"1\"/>"), Entries(1)),
    ];
    for date in ["99999-01-01T00:00:00Z", "Thu, 99 Jan 99999 99:99:99 +9999", "-1", "0000-00-00", "9223372036854775807", "Mon, 01 Jan 2999 00:00:00 GMT", "\u{1b}[31m", "NaN"] {
        cases.push(served(&format!("date {date:?}"), inside(&format!("<pubDate>{date}</pubDate>")), Entries(1)));
    }
    for link in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "-rf", "--help", "vbscript:x", "http://[::1", "http://a b/", "\\\\server\\share", "http://user:secret@a.example/", "ssh://-oProxyCommand=id/x", "//", "http://%00/"] {
        cases.push(served(&format!("link {link}"), inside(&format!("<link>{link}</link><comments>{link}</comments><description>&lt;a href=\"{link}\"&gt;x&lt;/a&gt;</description>")), Entries(1)));
    }
    for title in ["../../../etc/passwd", "..", "/etc/passwd", "-rf /", "--help", "$(touch owned)", "`touch owned`", "; touch owned", "| touch owned", "%s%n%x", "{}{{}}", "CON", "a\\b", "'\"", "&lt;script&gt;", "file\nname", "   ", "\u{feff}"] {
        cases.push(served(&format!("title {title:?}"), titled(title), Entries(1)));
    }
    cases
}

#[rustfmt::skip] // A line each, so that it reads as a table.
fn no_feeds() -> Vec<Case> {
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    vec![
        served("nothing", "", Failure),
        served("one byte", "<", Failure),
        served("a mark alone", "\u{feff}", Failure),
        served("blanks alone", " ".repeat(1 << 20), Failure),
        served("all bytes", bytes, Failure),
        served("NULs alone", vec![0; 1 << 20], Failure),
        served("archive", b"PK\x03\x04\x14\0\0\0\x08\0".repeat(1_000), Failure),
        served("program", b"\x7fELF\x02\x01\x01\0".repeat(1_000), Failure),
        served("document", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".repeat(1_000), Failure),
        served("picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06".to_vec(), Failure),
        served("page", "<!doctype html><title>\u{1b}]0;OWNED\u{7}</title><p>Sign in", Failure),
        served("words with signs", "not a feed \u{1b}]0;OWNED\u{7}\u{1b}[2J\u{9b}31m\u{202e}", Failure),
        served("XML of another kind", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", Failure),
        served("list of subscriptions", "<opml version=\"2.0\"><body><outline xmlUrl=\"exec:id\"/></body></opml>", Failure),
        served("names with signs", "<\u{1b}[31m\u{9b}2J>x</\u{1b}[31m>", Failure),
    ]
}

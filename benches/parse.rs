//! How long feeds take: well-formed ones, against feed-rs alone (the aim is at most twice as long), and a very large one
//! (the aim is three seconds for 50 MB).

use divan::{Bencher, black_box};
use std::fmt::Write;
use url::Url;

fn main() {
    divan::main();
}

const WORDS: &str = "The ferry came in late again, and the people on the quay talked about the weather, the price of fish, \
                     and a letter that nobody had opened since the winter before last. ";

fn rss(entries: usize) -> String {
    let mut feed = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Harbour</title><link>https://harbour.example/</link>",
    );
    for number in 0..entries {
        write!(
            feed,
            "<item><title>News from the quay &amp; beyond, part {number}</title><link>https://harbour.example/{number}</link>\
             <guid isPermaLink=\"false\">harbour-{number}</guid><dc:creator>Ada Quay</dc:creator>\
             <pubDate>Sat, 31 Jan 2026 08:30:00 +0100</pubDate><category>Ferries</category><description>{WORDS}</description>\
             <content:encoded><![CDATA[<p>{WORDS}</p><p><a href=\"https://harbour.example/more\">{WORDS}</a></p><p>{WORDS}</p>]]>\
             </content:encoded></item>"
        )
        .expect("memory");
    }
    feed.push_str("</channel></rss>");
    feed
}

fn atom(entries: usize) -> String {
    let mut feed =
        String::from("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Harbour</title><id>urn:harbour</id>");
    for number in 0..entries {
        write!(
            feed,
            "<entry><id>urn:harbour:{number}</id><title>News from the quay, part {number}</title>\
             <link rel=\"alternate\" type=\"text/html\" href=\"https://harbour.example/{number}\"/>\
             <published>2026-01-31T08:30:00+01:00</published><updated>2026-01-31T09:00:00Z</updated>\
             <author><name>Ada Quay</name></author><content type=\"html\">&lt;p&gt;{WORDS}&lt;/p&gt;&lt;p&gt;{WORDS}&lt;/p&gt;</content></entry>"
        )
        .expect("memory");
    }
    feed.push_str("</feed>");
    feed
}

const KINDS: [&str; 2] = ["rss", "atom"];

fn feed(kind: &str) -> String {
    if kind == "rss" { rss(100) } else { atom(100) }
}

#[divan::bench(args = KINDS)]
fn dateline(bencher: Bencher, kind: &str) {
    let feed = feed(kind);
    let base = Url::parse("https://harbour.example/feed.xml").expect("an address");
    bencher.bench(|| dateline::parse::parse(black_box(feed.as_bytes()), None, Some(&base)).expect("a feed"));
}

#[divan::bench(args = KINDS)]
fn feed_rs_alone(bencher: Bencher, kind: &str) {
    let feed = feed(kind);
    bencher.bench(|| feed_rs::parser::parse(black_box(feed.as_bytes())).expect("a feed"));
}

#[divan::bench(sample_count = 5)]
fn fifty_megabytes(bencher: Bencher) {
    let mut feed = rss(9_999);
    let entry = feed[feed.find("<item>").expect("an entry")..].to_owned();
    while feed.len() < 50 << 20 {
        feed.push_str(&entry);
    }
    bencher.bench(|| dateline::parse::parse(black_box(feed.as_bytes()), None, None).expect("a feed"));
}

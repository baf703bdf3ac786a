//! Bytes → feed. Nothing may panic, and no document that passed the mending may be refused afterwards. Run it with
//! `cargo +nightly fuzz run feed fuzz/corpus/feed tests/fixtures/feeds`.
#![no_main]

use dateline::parse::{NotAFeed, parse};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let base = Url::parse("https://harbour.example/feed.xml").expect("an address");
    if let Err(NotAFeed::Broken { reason }) = parse(bytes, None, Some(&base)) {
        panic!("refused after mending: {reason}");
    }
});

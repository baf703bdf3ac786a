//! Bytes → subscriptions, from OPML or a urls file: web addresses only, and what is written can be read again.
#![no_main]

use dateline::parse::{opml, subscriptions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(outlines) = subscriptions(bytes, "newsraft/feeds") {
        let found = outlines.subscriptions;
        assert!(found.iter().all(|feed| feed.url.starts_with("http://") || feed.url.starts_with("https://")));
        let again = opml::read(&opml::write("again", &found, &[])).subscriptions;
        assert_eq!(again.len(), found.len());
    }
});

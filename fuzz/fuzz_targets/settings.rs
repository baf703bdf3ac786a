//! Text → settings, keys and a query: whatever it is, there are settings, keys, and an answer in words.
#![no_main]

use dateline::config::{Config, Keymap, Theme};
use dateline::model::Query;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Config::read(Some(("config.toml", text)));
    let _ = Keymap::read("", Some(("keymap.toml", text)));
    let _ = Theme::read("", Some(("theme.toml", text)));
    if let Ok(query) = Query::parse(text) {
        assert_eq!(Query::parse(&query.to_string()).as_ref(), Ok(&query));
    }
});

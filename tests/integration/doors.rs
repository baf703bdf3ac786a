//! The doors through which strangers' bytes come, each with a few hundred inputs made of what it knows and of what it does
//! not: the short runs of what `fuzz/` does for as long as somebody wants.

use dateline::config::{Config, Keymap, Theme};
use dateline::model::{Query, text};
use dateline::parse::{opml, parse, subscriptions};
use proptest::prelude::*;

/// Words that mean something at one of the doors, and signs that mean something to a terminal.
const WORDS: &[&str] = &[
    "<opml>",
    "<outline",
    " xmlUrl=\"",
    " text='",
    "http://a.example/",
    "exec:",
    "filter:",
    "query:",
    "/>",
    "</outline>",
    "<body>",
    "<rss>",
    "<item>",
    "<title>",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#x1b;",
    "<!--",
    "-->",
    "{\"items\":[",
    "\"id\":",
    "]}",
    "\"",
    "'",
    "[refresh]\n",
    "timeout = ",
    "theme = \"",
    "\n",
    "= ",
    "[entries]\n",
    "\"g g\" = ",
    "\"down\"",
    "is:unread",
    "title:",
    " OR ",
    "-",
    "(",
    ")",
    "age:<2d",
    "feed:",
    "\u{1b}]0;x\u{7}",
    "\u{1b}[2J",
    "\u{9b}31m",
    "\u{202e}",
    "\u{200d}",
    "\u{301}",
    "👩",
    "日本",
    "می",
    "\0",
    "\r",
    "\t",
    " ",
    "a",
    "7",
];

fn input() -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cleaned_text_has_no_control_sign_and_stays_as_it_is(said in input()) {
        let line = text::line(&said);
        prop_assert!(!line.chars().any(char::is_control), "{line:?}");
        prop_assert_eq!(text::line(&line), line);
        let body = text::body(&said);
        prop_assert!(!body.chars().any(|sign| sign.is_control() && sign != '\n' && sign != '\t'), "{body:?}");
        prop_assert_eq!(text::body(&body), body);
    }

    #[test]
    fn a_list_gives_web_addresses_only_and_can_be_written_and_read_again(said in input()) {
        if let Ok(outlines) = subscriptions(said.as_bytes(), "newsraft/feeds") {
            let found = outlines.subscriptions;
            prop_assert!(found.iter().all(|feed| feed.url.starts_with("http://") || feed.url.starts_with("https://")));
            prop_assert_eq!(opml::read(&opml::write("again", &found)).subscriptions.len(), found.len());
        }
    }

    #[test]
    fn whatever_stands_in_a_file_there_are_settings_keys_and_colours(said in input()) {
        let (_, mut problems) = Config::read(Some(("config.toml", &said)));
        problems.extend(Keymap::read("", Some(("keymap.toml", &said))).1);
        problems.extend(Theme::read("", Some(("theme.toml", &said))).1);
        for problem in problems {
            prop_assert!(!problem.to_string().chars().any(|sign| sign.is_control() && sign != '\n'), "{problem}");
        }
    }

    #[test]
    fn a_query_that_is_read_is_printed_as_one_that_means_the_same(said in input()) {
        if let Ok(query) = Query::parse(&said) {
            prop_assert_eq!(Query::parse(&query.to_string()).ok(), Some(query));
        }
    }

    #[test]
    fn bytes_are_a_feed_or_something_else_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), said in input()) {
        let _ = parse(&bytes, None, None);
        let _ = parse(said.as_bytes(), None, None);
    }
}

//! The doors through which strangers' bytes come, each with a few hundred inputs made of what it knows and of what it does
//! not: the short runs of what `fuzz/` does for as long as somebody wants.

use dateline::config::{Config, Keymap, Theme};
use dateline::extract::{Known, NoArticle, Page, Rules, block_hashes, extract, no_memory, own_address};
use dateline::model::{Query, text};
use dateline::parse::{opml, parse, subscriptions};
use proptest::prelude::*;
use url::Url;

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

/// What a page is made of, as far as an article is looked for in it.
const PIECES: &[&str] = &[
    "<html lang='fi'>",
    "<head>",
    "<title>",
    "</title>",
    "<meta property='og:title' content='",
    "<meta name=author content=\"",
    "<meta property='article:published_time' content='2026-01-02T03:04:05Z'>",
    "<link rel=canonical href='",
    "<base href='//",
    "'>",
    "\">",
    "<script type='application/ld+json'>",
    "{\"@type\":\"NewsArticle\",\"headline\":\"",
    "\",\"articleBody\":\"",
    "\"}",
    "</script>",
    "<body>",
    "<article>",
    "</article>",
    "<div class='share comments'>",
    "</div>",
    "<nav>",
    "<h1>",
    "</h1>",
    "<h2 id=x>",
    "<p>",
    "</p>",
    "<p class=byline>By Ines Calder",
    "<time datetime='2026-13-45'>",
    "<ul><li>",
    "<ol start=-7><li>",
    "</ul>",
    "<blockquote>",
    "<pre><code>",
    "</pre>",
    "<table><tr><td colspan=99999>",
    "<th>",
    "</table>",
    "<figure><img src='x.png' width=1>",
    "<figcaption>",
    "</figure>",
    "<a href='/next' rel=next>",
    "</a>",
    "<iframe src='https://video.example/embed/1'></iframe>",
    "<svg><math>",
    "<template>",
    "<noscript>",
    "<!--",
    "-->",
    "The night ferry came back after eleven years, and half the town stood on the quay to see it. ",
    "We have a small favor to ask: support our journalism. ",
    "Subscribe to continue reading. ",
    "读者在码头上等了一夜。",
    "&#x1b;[2J",
    "&#x202e;",
    "\u{1b}]0;x\u{7}",
    "\0",
];

fn input() -> impl Strategy<Value = String> {
    made_of(WORDS)
}

/// Signs that join, part, mark or hide others, and sequences: what makes a cluster, and what goes.
const SIGNS: &[&str] = &[
    "a",
    "ب",
    "क",
    "新",
    "👩",
    "🇩",
    "1",
    " ",
    "\n",
    "\t",
    "\u{a0}",
    "\u{1680}",
    "\u{2003}",
    "\u{3000}",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{200e}",
    "\u{202e}",
    "\u{2066}",
    "\u{2060}",
    "\u{ad}",
    "\u{feff}",
    "\u{fe0f}",
    "\u{301}",
    "\u{64d}",
    "\u{93f}",
    "\u{94d}",
    "\u{1100}",
    "\u{1161}",
    "\u{1180}",
    "\u{11a8}",
    "\u{20e3}",
    "\u{e0041}",
    "\u{600}",
    "\u{d4e}",
    "\u{0}",
    "\u{7}",
    "\u{1b}",
    "\u{1b}[31m",
    "\u{1b}]0;",
    "\u{9b}",
    "\u{9c}",
    "\u{1b}\\",
    "\u{85}",
    "\u{2028}",
];

fn made_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => prop::sample::select(words).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cleaned_text_has_no_control_sign_and_stays_as_it_is(said in prop_oneof![input(), made_of(SIGNS)]) {
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
            prop_assert_eq!(opml::read(&opml::write("again", &found, &[])).subscriptions.len(), found.len());
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
    fn a_page_has_an_article_of_clean_text_or_none_and_never_a_panic(html in made_of(PIECES)) {
        let address = Url::parse("https://harbour.example/2026/ferry").unwrap();
        let page = Page { bytes: html.as_bytes(), content_type: None, url: &address };
        let _ = (own_address(page.bytes), block_hashes(&page));
        match extract(&page, &Known::default(), Rules::embedded(), &no_memory) {
            Ok(article) => {
                prop_assert!(article.title.iter().chain(&article.author).all(|said| text::line(said) == *said));
                prop_assert!(article.blocks.iter().all(|block| text::body(&block.text) == block.text));
            }
            Err(broken) => prop_assert!(broken != NoArticle::Broken),
        }
    }

    #[test]
    fn bytes_are_a_feed_or_something_else_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), said in input()) {
        let _ = parse(&bytes, None, None);
        let _ = parse(said.as_bytes(), None, None);
    }
}

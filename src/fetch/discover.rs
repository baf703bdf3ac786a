//! A page to its feeds: what it names itself, and where a site usually has one. No requests are made here.

use crate::model::text;
use url::Url;

/// A feed that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub url: Url,
    pub title: Option<String>,
}

/// Candidates listed for one page.
const MAX_CANDIDATES: usize = 50;

/// Attributes read of one tag.
const MAX_ATTRIBUTES: usize = 32;

/// Media types by which a page names a feed. Plain `application/json` is left out: it names interfaces.
const FEED_TYPES: [&str; 6] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
];

/// Ends of paths that are feeds more often than not.
const FEED_ENDINGS: [&str; 9] = [
    "/feed",
    "/feed/",
    "/rss",
    "/rss/",
    "rss.xml",
    "atom.xml",
    "feed.xml",
    "feed.json",
    ".rss",
];

/// Where sites have their feed without saying so, the most usual first.
const USUAL_PATHS: [&str; 9] = [
    "feed",
    "rss.xml",
    "atom.xml",
    "feed.xml",
    "index.xml",
    "rss",
    "feed.json",
    "feed/",
    "?feed=rss2",
];

/// The feeds that a page names by `<link rel="alternate">`, in its order, those of comments last; where it has none,
/// the links in its text that look like feeds.
pub fn feeds_of(html: &str, base: &Url) -> Vec<Candidate> {
    let mut base = base.clone();
    let mut named = Vec::new();
    let mut linked = Vec::new();
    for tag in Tags::new(html) {
        match tag.name.as_str() {
            "base" => {
                if let Some(url) = tag.get("href").and_then(|href| base.join(href).ok()) {
                    base = url;
                }
            }
            "link" if names_feed(&tag) => push(&mut named, candidate(&tag, &base)),
            "a" if tag.get("href").is_some_and(looks_like_feed) => push(&mut linked, candidate(&tag, &base)),
            _ => {}
        }
    }
    named.sort_by_key(is_of_comments);
    if named.is_empty() { linked } else { named }
}

/// Addresses to try for a site that names no feed: below the page first, then below the root.
pub fn usual_places(site: &Url) -> Vec<Url> {
    let mut folder = site.clone();
    folder.set_query(None);
    folder.set_fragment(None);
    if !folder.path().ends_with('/') {
        let as_folder = format!("{}/", folder.path());
        folder.set_path(&as_folder);
    }
    let mut places = Vec::new();
    let roots = [Some(folder.clone()), folder.join("/").ok()];
    for root in roots.into_iter().flatten() {
        for place in USUAL_PATHS.iter().filter_map(|path| root.join(path).ok()) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

fn names_feed(tag: &Tag) -> bool {
    let has_rel = |wanted: &str| {
        tag.get("rel").is_some_and(|rel| {
            rel.split_ascii_whitespace()
                .any(|word| word.eq_ignore_ascii_case(wanted))
        })
    };
    let media = tag
        .get("type")
        .map(|media| media.split(';').next().unwrap_or("").trim().to_ascii_lowercase());
    let is_feed_type = media.as_deref().is_some_and(|media| FEED_TYPES.contains(&media));
    (has_rel("alternate") && is_feed_type) || (has_rel("feed") && !has_rel("stylesheet"))
}

fn looks_like_feed(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or("").to_ascii_lowercase();
    FEED_ENDINGS.iter().any(|ending| path.ends_with(ending))
}

fn candidate(tag: &Tag, base: &Url) -> Option<Candidate> {
    let mut url = base.join(tag.get("href")?.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_fragment(None);
    let title = tag.get("title").map(text::line).filter(|title| !title.is_empty());
    Some(Candidate { url, title })
}

fn push(candidates: &mut Vec<Candidate>, candidate: Option<Candidate>) {
    if let Some(candidate) = candidate
        && candidates.len() < MAX_CANDIDATES
        && candidates.iter().all(|known| known.url != candidate.url)
    {
        candidates.push(candidate);
    }
}

fn is_of_comments(candidate: &Candidate) -> bool {
    candidate.url.path().contains("/comments/")
        || candidate
            .title
            .as_ref()
            .is_some_and(|title| title.to_lowercase().contains("comments"))
}

/// A start tag with its attributes; names are in lower case, values have their entities undone.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(known, _)| known == name)?;
        Some(value)
    }
}

/// The start tags of a page that matter here, in one pass over it, however broken it is.
struct Tags<'a> {
    rest: &'a str,
}

impl<'a> Tags<'a> {
    fn new(html: &'a str) -> Tags<'a> {
        Tags { rest: html }
    }

    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.find(end).map_or("", |at| &self.rest[at + end.len()..]);
    }

    /// Skips what is no markup though it looks like it.
    fn skip_raw_text(&mut self, element: &str) {
        let end = format!("</{element}");
        let found = self.rest.match_indices("</").find(|(at, _)| {
            self.rest.as_bytes()[*at..]
                .get(..end.len())
                .is_some_and(|bytes| bytes.eq_ignore_ascii_case(end.as_bytes()))
        });
        self.rest = found.map_or("", |(at, _)| &self.rest[at..]);
    }

    fn attributes(&mut self) -> Vec<(String, String)> {
        let mut attributes = Vec::new();
        loop {
            self.rest = self
                .rest
                .trim_start_matches(|sign: char| sign.is_ascii_whitespace() || sign == '/');
            if self.rest.is_empty() || self.rest.starts_with('>') {
                self.rest = self.rest.strip_prefix('>').unwrap_or("");
                return attributes;
            }
            let attribute = self.attribute();
            if attributes.len() < MAX_ATTRIBUTES {
                attributes.push(attribute);
            }
        }
    }

    fn attribute(&mut self) -> (String, String) {
        // An equals sign at the start is part of the name (HTML, 13.2.5.32), which also keeps this going forward.
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let name = self.take(first, |sign| {
            sign.is_ascii_whitespace() || matches!(sign, '=' | '>' | '/')
        });
        let after = self.rest.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            return (name.to_ascii_lowercase(), String::new());
        };
        self.rest = value.trim_start();
        let quote = self.rest.chars().next().filter(|sign| matches!(sign, '"' | '\''));
        let value = match quote {
            Some(quote) => {
                self.rest = &self.rest[1..];
                let value = self.take(0, |sign| sign == quote);
                self.rest = self.rest.get(1..).unwrap_or("");
                value
            }
            None => self.take(0, |sign| sign.is_ascii_whitespace() || sign == '>'),
        };
        (name.to_ascii_lowercase(), undo_entities(value))
    }

    /// Takes `sure` bytes and everything up to a sign that `ends` it.
    fn take(&mut self, sure: usize, ends: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest[sure..].find(ends).map_or(self.rest.len(), |at| sure + at);
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        loop {
            self.skip_past("<");
            if self.rest.is_empty() {
                return None;
            }
            if self.rest.starts_with("!--") {
                self.skip_past("-->");
                continue;
            }
            if !self.rest.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
                continue;
            }
            let name = self
                .take(0, |sign| sign.is_ascii_whitespace() || matches!(sign, '>' | '/'))
                .to_ascii_lowercase();
            match name.as_str() {
                "link" | "a" | "base" => {
                    let attributes = self.attributes();
                    return Some(Tag { name, attributes });
                }
                "script" | "style" | "textarea" | "title" | "noscript" => self.skip_raw_text(&name),
                _ => {}
            }
        }
    }
}

/// The few entities that addresses and titles are written with.
fn undo_entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    [
        ("&#38;", "&"),
        ("&#x26;", "&"),
        ("&#038;", "&"),
        ("&#39;", "'"),
        ("&#8217;", "’"),
        ("&quot;", "\""),
        ("&raquo;", "»"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> Vec<String> {
        let base = Url::parse("https://example.org/news/today").expect("an address");
        feeds_of(html, &base)
            .into_iter()
            .map(|candidate| candidate.url.into())
            .collect()
    }

    #[test]
    fn a_page_names_its_feeds() {
        let html = r#"<!doctype html><head>
            <link rel="stylesheet" href="/s.css"><link rel=icon href=/i.png>
            <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
            <LINK TYPE='application/atom+xml; charset=utf-8' REL='home Alternate' HREF='../atom?a=1&amp;b=2' title='All &amp; more'>
            <link rel=alternate type=application/feed+json href=feed.json />
            <link rel=alternate type=application/json href=/wp-json/>
            <link rel="alternate" hreflang="de" href="/de/">"#;
        assert_eq!(
            found(html),
            [
                "https://example.org/atom?a=1&b=2",
                "https://example.org/news/feed.json",
                "https://example.org/comments/feed/"
            ]
        );
        let base = Url::parse("https://example.org/").unwrap();
        assert_eq!(feeds_of(html, &base)[0].title.as_deref(), Some("All & more"));
    }

    #[test]
    fn links_in_the_text_serve_where_the_head_names_none() {
        assert_eq!(
            found("<p>Read <a class=x href='/rss.xml'>our feed</a> or <a href='/about'>more</a>"),
            ["https://example.org/rss.xml"]
        );
    }

    #[test]
    fn what_is_no_markup_names_nothing() {
        let link = "<link rel=alternate type=application/rss+xml href=/x>";
        assert!(
            found(&format!(
                "<!-- {link} --><script>'{link}'</script><title>{link}</title>"
            ))
            .is_empty()
        );
        assert!(found(r#"<link rel=alternate type=application/rss+xml href="javascript:x">"#).is_empty());
    }

    #[test]
    fn the_base_of_the_page_is_honoured() {
        let html = "<base href=//cdn.example.net/a/><link rel=alternate type=application/rss+xml href=f>";
        assert_eq!(found(html), ["https://cdn.example.net/a/f"]);
    }

    #[test]
    fn broken_and_hostile_pages_end() {
        for html in [
            "<link",
            "<link rel=",
            "<link rel='",
            "<a href=\"x",
            "<a =",
            "<",
            "<!--",
            "<script>",
            "<link é='",
        ] {
            assert!(found(html).is_empty(), "{html}");
        }
        let many = format!("<link {}>", "a=b ".repeat(300_000));
        assert!(found(&many).is_empty());
        let nested = "<script>".repeat(100_000);
        assert!(found(&nested).is_empty());
    }

    #[test]
    fn usual_places_lie_below_the_page_and_the_root() {
        let places = usual_places(&Url::parse("https://example.org/blog?x=1#y").unwrap());
        assert_eq!(places[0].as_str(), "https://example.org/blog/feed");
        assert!(places.iter().any(|place| place.as_str() == "https://example.org/feed"));
        let root = usual_places(&Url::parse("https://example.org").unwrap());
        assert_eq!(root.len(), USUAL_PATHS.len());
    }
}

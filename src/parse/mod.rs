//! Provisional: bytes to a feed by feed-rs alone.

use crate::model::{NewEntry, Timestamp};
use url::Url;

/// A feed as its document gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedFeed {
    pub title: Option<String>,
    pub site_url: Option<String>,
    pub language: Option<String>,
    pub ttl: Option<i64>,
    pub skip_hours: Vec<u8>,
    pub skip_days: Vec<u8>,
    pub entries: Vec<NewEntry>,
    pub repairs: Repairs,
    pub new_url: Option<String>,
}

/// Repairs by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repairs;

impl Repairs {
    /// All of them.
    pub fn total(&self) -> u64 {
        0
    }
}

/// What came instead of a feed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAFeed {
    #[error("the document is empty")]
    Empty,
    #[error("an HTML page came instead of a feed")]
    Page { html: String },
    #[error("what came is no feed; it begins with: {beginning}")]
    Other { beginning: String },
    #[error("the feed could not be read: {reason}")]
    Broken { reason: String },
}

/// Reads a feed.
pub fn parse(bytes: &[u8], _content_type: Option<&str>, _base: Option<&Url>) -> Result<ParsedFeed, NotAFeed> {
    let text = String::from_utf8_lossy(bytes);
    let start = text.trim_start();
    if start.is_empty() {
        return Err(NotAFeed::Empty);
    }
    if start.to_ascii_lowercase().starts_with("<!doctype html") || start.to_ascii_lowercase().starts_with("<html") {
        return Err(NotAFeed::Page {
            html: text.into_owned(),
        });
    }
    if !start.starts_with(['<', '{']) {
        return Err(NotAFeed::Other {
            beginning: start.chars().take(60).collect(),
        });
    }
    let feed = feed_rs::parser::parse(bytes).map_err(|error| NotAFeed::Broken {
        reason: error.to_string(),
    })?;
    Ok(ParsedFeed {
        title: feed.title.map(|title| title.content),
        ttl: feed.ttl.map(|minutes| i64::from(minutes) * 60),
        entries: feed.entries.into_iter().map(entry).collect(),
        ..ParsedFeed::default()
    })
}

fn entry(entry: feed_rs::model::Entry) -> NewEntry {
    NewEntry {
        identity: entry.id,
        title: entry.title.map(|title| title.content).unwrap_or_default(),
        url: entry.links.into_iter().next().map(|link| link.href),
        published: entry.published.map(|date| Timestamp::from_unix(date.timestamp())),
        html: entry.content.and_then(|content| content.body).unwrap_or_default(),
        ..NewEntry::default()
    }
}

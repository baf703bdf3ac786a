//! Bytes → values: feeds in every state, subscription lists, and the words of HTML. No network, no disk, no clock.
//!
//! A feed goes one way: decoded once (`decode`), noted in a draft whatever state it is in (`mend`, or `json`), and then
//! chosen from (`feed`).

pub mod date;
mod decode;
mod entities;
mod feed;
mod filter;
mod identity;
mod json;
mod mend;
mod newsraft;
pub mod opml;
mod person;
mod plain;
mod repairs;
mod resolve;
mod subscriptions;
pub mod urls;

pub use plain::plain_text;
pub use repairs::{Repair, Repairs};
pub use subscriptions::{NoSubscriptions, Outlines, Skipped, subscriptions};

use crate::model::{NewEntry, text};
use mend::Kind;
use mend::draft::FeedDraft;
use std::panic::catch_unwind;
use thiserror::Error;
use url::Url;

/// Entries of one document beyond this are not read.
pub const MAX_ENTRIES: usize = 10_000;
/// How much of something that is no feed is quoted, in characters.
const BEGINNING: usize = 80;

/// A feed as its document says, cleaned and completed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedFeed {
    pub title: Option<String>,
    /// The page that the feed belongs to.
    pub site_url: Option<String>,
    /// BCP 47 primary tag in lower case.
    pub language: Option<String>,
    /// How long the feed asks to be left alone, in seconds.
    pub ttl: Option<i64>,
    /// Hours of the day, in universal time, in which nothing changes.
    pub skip_hours: Vec<u8>,
    /// Days on which nothing changes; 0 is Monday.
    pub skip_days: Vec<u8>,
    /// In the order of the document.
    pub entries: Vec<NewEntry>,
    /// The feed's own id for each entry, as written, in the order of `entries`. Identities are made from them.
    pub own_ids: Vec<Option<String>>,
    /// What had to be mended.
    pub repairs: Repairs,
    /// Where the feed says that it moved (`itunes:new-feed-url`): for information only.
    pub new_url: Option<String>,
}

/// What came instead of a feed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotAFeed {
    #[error("the answer is empty")]
    Empty,
    /// A page, decoded: its feeds can be looked for.
    #[error("this is an HTML page, not a feed")]
    Page { html: String },
    /// Something else, with its first words.
    #[error("this is no feed; it begins with “{beginning}”")]
    Other { beginning: String },
    /// Reading it failed in a way nobody foresaw: a fault of dateline's.
    #[error("the feed could not be read: its parser failed on it")]
    Broken,
}

/// Reads a feed, whatever state it is in. `content_type` is the HTTP header, `base` the address it came from.
///
/// # Errors
/// Says what the bytes are instead, where they are no feed. A panic is the failure of this feed alone.
pub fn parse(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Result<ParsedFeed, NotAFeed> {
    catch_unwind(|| parse_unguarded(bytes, content_type, base)).unwrap_or(Err(NotAFeed::Broken))
}

fn parse_unguarded(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Result<ParsedFeed, NotAFeed> {
    let mut repairs = Repairs::default();
    let document = decode::decode(bytes, content_type, &mut repairs);
    if document.trim().is_empty() {
        return Err(NotAFeed::Empty);
    }
    let mut draft = draft(&document, base)?;
    drop(document);
    draft.repairs.add(&repairs);
    Ok(feed::read(draft, base))
}

fn draft(document: &str, base: Option<&Url>) -> Result<FeedDraft, NotAFeed> {
    let start = document.trim_start();
    if start.starts_with(['{', '[']) {
        return json::read(start, base).ok_or_else(|| other(start));
    }
    match mend::kind(document) {
        Kind::Feed(from) => Ok(mend::walk(document, from, base)),
        Kind::Part(from) => {
            let part = mend::walk(document, from, base);
            if part.entries.is_empty() {
                Err(other(start))
            } else {
                Ok(part)
            }
        }
        Kind::Page => Err(NotAFeed::Page {
            html: document.to_owned(),
        }),
        Kind::Other => Err(other(start)),
    }
}

fn other(document: &str) -> NotAFeed {
    let start: String = document.chars().take(4 * BEGINNING).collect();
    let words = text::line(&start);
    NotAFeed::Other {
        beginning: words.chars().take(BEGINNING).collect(),
    }
}

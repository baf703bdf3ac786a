//! The full text of an entry from its page: fetched by the rules of the network, taken apart on a deep stack, compared
//! with what the feed gave. What comes of it is saved by whoever asked.

use super::network::Shared;
use super::{rendering, told};
use crate::app::Event;
use crate::config::FullText;
use crate::extract::{self, Extracted, Known, Page, Rules, is_teaser, no_memory, why_not_worth};
use crate::fetch::{Client, Document, FetchError, Kind, Request, Response};
use crate::model::{Article, Block, EntryId, Medium};
use crate::store::{Store, StoreError};
use std::collections::HashSet;
use thiserror::Error;
use url::Url;

/// Bytes of a page at most.
const LARGEST: usize = 8 << 20;

/// Pictures of an article that are fetched at most.
const MOST_PICTURES: usize = 40;

/// How the pages of a feed are asked for.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub client: Client,
    /// When a page is wanted at all.
    pub full_text: FullText,
    /// The feed's address, which the person subscribed to.
    pub feed: Option<Url>,
    /// The feed's own headers, for its own server only.
    pub headers: Vec<(String, String)>,
}

/// A page's article, worth showing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageText {
    pub html: String,
    pub text: String,
}

/// Why there is no full text.
#[derive(Debug, Error)]
pub(super) enum NoFullText {
    #[error(transparent)]
    NotFetched(#[from] FetchError),
    /// The feed's text is better than what the page gave.
    #[error("{0}")]
    NotWorth(String),
}

/// Whether the page of an entry is wanted that has nothing but its feed's text.
pub(super) fn is_wanted(article: &Article, full_text: FullText) -> bool {
    let is_teaser = || is_teaser(&article.html, &article.text, Rules::embedded()).is_some();
    let wanted = match full_text {
        FullText::Auto => is_teaser(),
        FullText::Always => true,
        FullText::Never => false,
    };
    wanted && article.row.url.is_some()
}

/// Brings the full text of an entry into the store and says so; nothing where it is there already, or neither the
/// settings nor the person want it.
pub(super) async fn bring(shared: &Shared, entry: EntryId, asked: bool) -> Option<Event> {
    let missing = |message: String| Some(Event::FullTextMissing { entry, message });
    match try_bring(shared, entry, asked).await {
        Ok(Some(Ok(()))) => Some(Event::FullTextSaved { entry }),
        Ok(Some(Err(NoFullText::NotWorth(reason)))) => {
            missing(format!("No full text: {reason}; the feed's text stays."))
        }
        Ok(Some(Err(NoFullText::NotFetched(error)))) => missing(format!("No full text: {error}")),
        Ok(None) => None,
        Err(error) => missing(told(&error)),
    }
}

async fn try_bring(shared: &Shared, entry: EntryId, asked: bool) -> anyhow::Result<Option<Result<(), NoFullText>>> {
    let (article, is_there) = shared.ask(move |store| Ok((store.article(entry)?, store.has_full_text(entry)?)))?;
    let Some(article) = article.filter(|_| !is_there) else {
        return Ok(None);
    };
    let asking = shared.asking(vec![article.row.feed])?.remove(&article.row.feed);
    let url = article.row.url.as_deref().and_then(|url| Url::parse(url).ok());
    let (Some(asking), Some(url)) = (asking, url) else {
        return Ok(None);
    };
    if !asked && !is_wanted(&article, asking.full_text) {
        return Ok(None);
    }
    match fetch(&asking, &article, &url).await {
        Ok(full) => {
            shared.ask(move |store| save(store, entry, &full))?;
            Ok(Some(Ok(())))
        }
        Err(error) => Ok(Some(Err(error))),
    }
}

/// Keeps it; without its pictures the entry is not ready yet.
pub(super) fn save(store: &mut Store, entry: EntryId, full: &PageText) -> Result<(), StoreError> {
    store.save_full_text(entry, &full.html, &full.text)?;
    store.set_ready(entry, false)
}

/// Fetches an entry's page and takes its article out.
pub(super) async fn fetch(asking: &Asking, article: &Article, url: &Url) -> Result<PageText, NoFullText> {
    let own_server = asking.feed.as_ref().is_some_and(|feed| feed.origin() == url.origin());
    let request = Request {
        private_allowed: own_server,
        headers: if own_server { asking.headers.clone() } else { Vec::new() },
        body_limit: Some(LARGEST),
        ..Request::new(url.clone(), Kind::Page)
    };
    let Response::Document(document) = asking.client.get(&request).await? else {
        return Err(NoFullText::NotWorth("the page gave nothing".to_owned()));
    };
    let (known, feed_text) = (known(article), article.text.clone());
    // The runtime's threads for blocking work have a stack that is deep enough.
    let extracting = tokio::task::spawn_blocking(move || take_out(&document, &known, &feed_text));
    match extracting.await {
        Ok(taken) => taken.map_err(NoFullText::NotWorth),
        Err(error) => Err(NoFullText::NotWorth(format!(
            "the page could not be taken apart: {error}"
        ))),
    }
}

/// The addresses of an article's pictures, each once, in reading order.
pub(super) fn picture_addresses(article: &Article) -> Vec<Url> {
    let document = rendering::document(article);
    let mut found = Vec::new();
    collect(&document.blocks, &mut found);
    let mut seen = HashSet::new();
    found.retain(|url| seen.insert(url.clone()));
    found.truncate(MOST_PICTURES);
    found
}

fn take_out(document: &Document, known: &Known, feed_text: &str) -> Result<PageText, String> {
    let page = Page {
        bytes: &document.bytes,
        content_type: document.content_type.as_deref(),
        url: &document.url,
    };
    let extracted: Extracted =
        extract::extract(&page, known, Rules::embedded(), &no_memory).map_err(|error| error.to_string())?;
    match why_not_worth(&extracted, feed_text) {
        Some(reason) => Err(reason.to_owned()),
        None => Ok(PageText {
            html: extracted.html(),
            text: extracted.text(),
        }),
    }
}

/// What the feed said comes first.
fn known(article: &Article) -> Known {
    Known {
        title: Some(article.row.title.clone()).filter(|title| !title.is_empty()),
        author: article.row.author.clone(),
        published: Some(article.row.published),
        language: article.language.clone(),
    }
}

fn collect(blocks: &[Block], found: &mut Vec<Url>) {
    for block in blocks {
        match block {
            Block::Figure {
                medium: Medium::Picture,
                url: Some(url),
                ..
            } => found.extend(Url::parse(url).ok()),
            Block::List { items, .. } => items.iter().for_each(|item| collect(&item.blocks, found)),
            Block::Definitions(pairs) => pairs.iter().for_each(|(_, blocks)| collect(blocks, found)),
            Block::Quote(blocks) => collect(blocks, found),
            _ => {}
        }
    }
}

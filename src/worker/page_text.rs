//! The article of an entry's page: fetched, all its pages joined, taken apart on a deep stack with what is remembered of
//! its site, and held against the text that is there. It is saved by whoever asked.

use super::network::Shared;
use crate::extract::{
    self, Extracted, Known, NotWorth, Page, Rules, address_hash, no_memory, replaces, site_of, why_not_worth,
};
use crate::fetch::{Client, Document, FetchError, Kind, Request, Response};
use crate::model::{Article, FeedFault};
use crate::store::WholeText;
use std::collections::HashMap;
use std::sync::Arc;
use thiserror::Error;
use url::{Host, Url};

/// Bytes of a page at most.
const LARGEST: usize = 8 << 20;

/// Pages of a split article at most.
const MOST_PAGES: usize = 20;

/// How the pages of a feed are asked for.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub client: Client,
    /// The feed's address, which the person subscribed to.
    pub feed: Option<Url>,
    /// The feed's own headers, for its own server only.
    pub headers: Vec<(String, String)>,
}

/// A page's article, worth showing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageText {
    /// Who wrote it, by the feed or else by the page.
    pub author: Option<String>,
    pub html: String,
    pub text: String,
    /// The same with what other pages of the site have too, where something was left out.
    pub whole: Option<WholeText>,
}

/// The text that a page's article must be better than.
pub(super) enum Rival {
    Feeds(String),
    /// An earlier fetch of the page.
    Kept(String),
}

/// Why there is no full text.
#[derive(Debug, Error)]
pub(super) enum NoFullText {
    #[error(transparent)]
    NotFetched(#[from] FetchError),
    /// The text that is there is better than what the page gave.
    #[error("{0}")]
    NotWorth(String),
    /// The page gave little, and does not say that it hides the rest.
    #[error("{}", NotWorth::Short)]
    Short,
}

impl Asking {
    /// Fetches a page as the feed's settings say.
    pub async fn page(&self, url: &Url) -> Result<Document, NoFullText> {
        let own_server = self.feed.as_ref().is_some_and(|feed| feed.origin() == url.origin());
        let request = Request {
            private_allowed: self.feed.as_ref().is_some_and(|feed| may_be_private(feed, url)),
            headers: if own_server { self.headers.clone() } else { Vec::new() },
            body_limit: Some(LARGEST),
            ..Request::new(url.clone(), Kind::Page)
        };
        match self.client.get(&request).await? {
            Response::Document(document) => Ok(*document),
            Response::NotModified { .. } => Err(NoFullText::NotWorth("the page gave nothing".to_owned())),
        }
    }
}

/// Whether a page or a picture may lie on a private address: only on the very server whose private address the person
/// subscribed to. A name that anybody can point anywhere is no such address (`promises.md` C3).
pub(super) fn may_be_private(feed: &Url, url: &Url) -> bool {
    let is_address = match feed.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    };
    is_address && feed.origin() == url.origin()
}

/// The article of an entry's page, if it is better than its rival. `first` is the page where it was fetched already.
pub(super) async fn read(
    shared: &Shared,
    asking: &Asking,
    article: &Article,
    url: &Url,
    first: Option<Document>,
    rival: Rival,
) -> Result<PageText, NoFullText> {
    let first = match first {
        Some(document) => document,
        None => asking.page(url).await?,
    };
    let site = Site::of(shared, &first.url, url);
    let known = known(article);
    let mut taken = take_out(shared, first, &known, &site).await?;
    let mut next = taken.shown.next_page.clone();
    for _ in 1..MOST_PAGES {
        let Some(address) = next.filter(|next| next.origin() == url.origin()) else {
            break;
        };
        match further(shared, asking, &address, &known, &site).await {
            Ok(more) => {
                next = more.shown.next_page.clone().filter(|next| *next != address);
                taken = taken.joined(more);
            }
            // A page that may come another time must not be missing for ever.
            Err(NoFullText::NotFetched(error)) if may_come(&error) => return Err(error.into()),
            Err(error) => {
                log::info!(
                    "an article ends before its page {}: {error}",
                    crate::fetch::mask(address.as_str())
                );
                break;
            }
        }
    }
    site.learn(shared, &taken.shown);
    judge(taken, &site, &rival)
}

/// Counts the blocks of a page that is read later, so that the first pages of a site learn from each other.
pub(super) fn learn(shared: &Shared, document: &Document, url: &Url) {
    let site = Site::of(shared, &document.url, url);
    let blocks = extract::block_hashes(&page(document));
    site.learn_blocks(shared, site.addresses.clone(), blocks);
}

async fn further(
    shared: &Shared,
    asking: &Asking,
    address: &Url,
    known: &Known,
    site: &Site,
) -> Result<Taken, NoFullText> {
    let document = asking.page(address).await?;
    take_out(shared, document, known, site).await
}

fn judge(taken: Taken, site: &Site, rival: &Rival) -> Result<PageText, NoFullText> {
    let shown = &taken.shown;
    match rival {
        Rival::Feeds(text) => match why_not_worth(shown, text) {
            Some(NotWorth::Short) => return Err(NoFullText::Short),
            Some(reason) => return Err(NoFullText::NotWorth(reason.to_string())),
            None => {}
        },
        Rival::Kept(text) if !replaces(shown, text) => {
            let reason = "the page gives less than what is kept of it";
            return Err(NoFullText::NotWorth(reason.to_owned()));
        }
        Rival::Kept(_) => {}
    }
    let whole = taken.whole.as_ref().map(|whole| WholeText {
        html: whole.html(),
        text: whole.text(),
        site: site.name.clone(),
        blocks: shown.left_out(),
    });
    Ok(PageText {
        author: shown.author.clone(),
        html: shown.html(),
        text: shown.text(),
        whole,
    })
}

/// What is remembered of the site of an article.
struct Site {
    name: String,
    /// Hashes of the addresses that the article has.
    addresses: Vec<u64>,
    seen: Arc<HashMap<u64, u32>>,
}

impl Site {
    /// The memory is a help: where it cannot be read the page is taken as if it were the first of its site.
    fn of(shared: &Shared, fetched: &Url, asked: &Url) -> Site {
        let name = site_of(fetched).unwrap_or_default();
        let addresses = vec![address_hash(fetched), address_hash(asked)];
        let (of, own) = (name.clone(), addresses.clone());
        let seen = shared.ask(move |store| store.memory_of(&of, &own));
        let seen = seen.unwrap_or_else(|error| {
            log::warn!("what is remembered of {name} cannot be read: {error:#}");
            HashMap::new()
        });
        Site {
            name,
            addresses,
            seen: Arc::new(seen),
        }
    }

    fn learn(&self, shared: &Shared, extracted: &Extracted) {
        let mut addresses = self.addresses.clone();
        addresses.extend(extracted.url.as_ref().map(address_hash));
        self.learn_blocks(shared, addresses, extracted.hashes.clone());
    }

    fn learn_blocks(&self, shared: &Shared, addresses: Vec<u64>, blocks: Vec<u64>) {
        let name = self.name.clone();
        if let Err(error) = shared.ask(move |store| store.learn_page(&name, &addresses, &blocks)) {
            log::warn!("what was seen on {} cannot be remembered: {error:#}", self.name);
        }
    }
}

/// A page taken apart, and once more without the memory where that left something out.
struct Taken {
    shown: Extracted,
    whole: Option<Extracted>,
}

impl Taken {
    fn joined(self, more: Taken) -> Taken {
        let whole = (self.whole.is_some() || more.whole.is_some()).then(|| {
            extract::join(
                self.whole.unwrap_or_else(|| self.shown.clone()),
                more.whole.unwrap_or_else(|| more.shown.clone()),
            )
        });
        Taken {
            shown: extract::join(self.shown, more.shown),
            whole,
        }
    }
}

async fn take_out(shared: &Shared, document: Document, known: &Known, site: &Site) -> Result<Taken, NoFullText> {
    let (known, seen, rules) = (known.clone(), Arc::clone(&site.seen), shared.page_rules());
    // The runtime's threads for blocking work have a stack that is deep enough.
    let extracting = tokio::task::spawn_blocking(move || take_apart(&document, &known, &rules, &seen));
    match extracting.await {
        Ok(taken) => taken.map_err(NoFullText::NotWorth),
        Err(error) => Err(NoFullText::NotWorth(format!(
            "the page could not be taken apart: {error}"
        ))),
    }
}

fn take_apart(document: &Document, known: &Known, rules: &Rules, seen: &HashMap<u64, u32>) -> Result<Taken, String> {
    let page = page(document);
    let memory = |hash: u64| seen.get(&hash).copied().unwrap_or(0);
    let shown = extract::extract(&page, known, rules, &memory).map_err(|error| error.to_string())?;
    let whole = match shown.left_out().is_empty() {
        true => None,
        false => extract::extract(&page, known, rules, &no_memory).ok(),
    };
    Ok(Taken { shown, whole })
}

fn page(document: &Document) -> Page<'_> {
    Page {
        bytes: &document.bytes,
        content_type: document.content_type.as_deref(),
        url: &document.url,
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

fn may_come(error: &FetchError) -> bool {
    matches!(
        error.fault(),
        FeedFault::Offline | FeedFault::TimedOut | FeedFault::Unreachable | FeedFault::Busy
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_private_server_that_was_subscribed_to_may_be_asked_for_pages() {
        let may = |feed: &str, url: &str| may_be_private(&Url::parse(feed).unwrap(), &Url::parse(url).unwrap());
        assert!(may("http://127.0.0.1:8000/feed", "http://127.0.0.1:8000/story"));
        assert!(may("http://localhost/feed", "http://localhost/picture.png"));
        assert!(!may("http://127.0.0.1:8000/feed", "http://127.0.0.1:8001/story"));
        assert!(!may("http://127.0.0.1/feed", "http://192.168.0.1/story"));
        assert!(!may("https://news.example/feed", "http://127.0.0.1/story"));
        // Whoever owns the name can point it into the house.
        assert!(!may("http://news.example/feed", "http://news.example/story"));
    }
}

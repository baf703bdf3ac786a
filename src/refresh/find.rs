//! From what a person types to a feed: the address itself, what its page names, or where its site usually has one.

use crate::fetch::{self, Candidate, Client, Document, FetchError, Kind, Request, Response, discover};
use crate::model::{Validators, text};
use crate::parse::{self, NotAFeed};
use futures_util::{StreamExt, stream};
use tokio::task::spawn_blocking;
use url::Url;

/// Usual places asked at once; they are on one host.
const AT_ONCE: usize = 4;

/// What an address led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// One feed, which was read.
    Feed {
        /// To subscribe to; where it moved for good, the new address.
        url: Url,
        /// Its own title.
        title: Option<String>,
    },
    /// Several that the page names, for the person to choose from; none was read.
    Several(Vec<Candidate>),
}

/// Why an address led to no feed.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    #[error("\u{201c}{text}\u{201d} is no web address; an address looks like https://example.org/feed")]
    NotAnAddress { text: String },
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// A page came that names no feed, and there is none at the usual places.
    #[error(
        "{url} is a page that names no feed, and there is none at the usual places; its feed's own address may be written on it"
    )]
    NoFeed { url: String },
    /// Something came that is neither feed nor page.
    #[error("{url} was read, but: {reason}")]
    NotAFeed { url: String, reason: String },
}

/// Finds the feed that `typed` means. `https://` is added where there is no scheme, and `feed:` is understood.
pub async fn find_feed(client: &Client, typed: &str) -> Result<Found, FindError> {
    let url = address(typed)?;
    look(client, &url, url.clone()).await
}

/// Looks for a feed again from the page that it named as its own. The page may be private only where the feed is.
pub async fn find_again(client: &Client, feed: &Url, page: Url) -> Result<Found, FindError> {
    look(client, feed, page).await
}

/// Looks at `url`, which `typed` led to.
async fn look(client: &Client, typed: &Url, url: Url) -> Result<Found, FindError> {
    let document = get(client, typed, &url).await?;
    let place = document.url.clone();
    match read(document).await {
        Ok(feed) => Ok(feed.at(url)),
        Err(NotAFeed::Page { html }) => on_page(client, typed, &place, &html).await,
        Err(reason) => Err(FindError::NotAFeed {
            url: fetch::mask(url.as_str()),
            reason: text::line(&reason.to_string()),
        }),
    }
}

/// The address that a person means.
fn address(typed: &str) -> Result<Url, FindError> {
    let typed = typed.trim();
    let wrong = || FindError::NotAnAddress {
        text: fetch::mask(typed),
    };
    let bare = match typed.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("feed:") => typed[5..].trim_start_matches('/'),
        _ => typed,
    };
    let url = match bare.split_once("://") {
        Some(_) => Url::parse(bare),
        None => Url::parse(&format!("https://{bare}")),
    };
    let url = url.map_err(|_| wrong())?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    if bare.is_empty() || bare.starts_with('/') || !is_web {
        return Err(wrong());
    }
    Ok(url)
}

async fn on_page(client: &Client, typed: &Url, page: &Url, html: &str) -> Result<Found, FindError> {
    let mut candidates = discover::feeds_of(html, page);
    if candidates.len() > 1 {
        return Ok(Found::Several(candidates));
    }
    if let Some(named) = candidates.pop()
        && let Some(found) = try_feed(client, typed, named.url).await
    {
        return Ok(found);
    }
    let places = discover::usual_places(page);
    let trying = places.into_iter().map(|place| try_feed(client, typed, place));
    let mut tried = stream::iter(trying).buffered(AT_ONCE);
    while let Some(tried) = tried.next().await {
        if let Some(found) = tried {
            return Ok(found);
        }
    }
    Err(FindError::NoFeed {
        url: fetch::mask(page.as_str()),
    })
}

/// The feed at `url`, if there is one.
async fn try_feed(client: &Client, typed: &Url, url: Url) -> Option<Found> {
    let document = get(client, typed, &url).await.ok()?;
    let feed = read(document).await.ok()?;
    Some(feed.at(url))
}

/// Asks for what may be a feed. What a person typed may be private, and so may what it names on the same server.
async fn get(client: &Client, typed: &Url, url: &Url) -> Result<Document, FetchError> {
    let request = Request {
        private_allowed: url.origin() == typed.origin(),
        validators: Validators::default(),
        ..Request::new(url.clone(), Kind::Feed)
    };
    match client.get(&request).await? {
        Response::Document(document) => Ok(*document),
        Response::NotModified { .. } => Err(FetchError::Refused {
            url: fetch::mask(url.as_str()),
            status: 304,
        }),
    }
}

/// A feed that was read to the end.
struct Read {
    title: Option<String>,
    moved_to: Option<Url>,
}

impl Read {
    fn at(self, url: Url) -> Found {
        Found::Feed {
            url: self.moved_to.unwrap_or(url),
            title: self.title,
        }
    }
}

async fn read(document: Document) -> Result<Read, NotAFeed> {
    let reading = spawn_blocking(move || {
        let parsed = parse::parse(&document.bytes, document.content_type.as_deref(), Some(&document.url))?;
        Ok(Read {
            title: parsed.title,
            moved_to: document.moved_to,
        })
    });
    reading.await.unwrap_or_else(|_| {
        Err(NotAFeed::Broken {
            reason: "its parser failed on it".to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_understood_as_people_write_it() {
        for (typed, meant) in [
            ("example.org/feed", "https://example.org/feed"),
            (" http://example.org ", "http://example.org/"),
            ("feed:https://example.org/f", "https://example.org/f"),
            ("feed://example.org/f", "https://example.org/f"),
            ("FEED:example.org", "https://example.org/"),
            ("localhost:8000/x", "https://localhost:8000/x"),
        ] {
            assert_eq!(address(typed).expect(typed).as_str(), meant);
        }
        for wrong in [
            "",
            "  ",
            "feed:",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "/etc/passwd",
            "https://",
            "a b",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}

//! From what a person types to a feed: the address itself, what its page names, or where its site usually has one.

use crate::fetch::{self, Candidate, Client, Document, FetchError, Kind, Request, Response, discover};
use crate::model::text;
use crate::parse::{self, NotAFeed};
use futures_util::{StreamExt, stream};
use tokio::task::spawn_blocking;
use url::Url;

/// Usual places asked at once; they are on one host.
const AT_ONCE: usize = 4;

/// What an address is asked with.
#[derive(Clone, Debug)]
pub struct Means {
    pub client: Client,
    /// Headers of its own, which no other origin gets.
    pub headers: Vec<(String, String)>,
}

/// Gives what an address is asked with; the error is a sentence without its full stop.
pub type MeansOf<'a> = dyn Fn(&Url) -> Result<Means, String> + 'a;

/// What an address led to.
#[derive(Clone, Debug)]
pub enum Found {
    /// One feed, which was read.
    Feed {
        /// To subscribe to; where it moved for good, the new address.
        url: Url,
        /// Its own title.
        title: Option<String>,
        /// What it was read from, to be kept: it need not be asked for again.
        document: Box<Document>,
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
    /// What it is to be asked with cannot be had.
    #[error("{url} was not asked: {reason}")]
    NotAsked { url: String, reason: String },
    /// A page came that names no feed, and there is none at the usual places.
    #[error(
        "{url} is a page that names no feed, and there is none at the usual places; its feed's own address may be written on it"
    )]
    NoFeed { url: String },
    /// Something came that is neither feed nor page.
    #[error("{url} was read, but: {reason}")]
    NotAFeed { url: String, reason: String },
}

/// Finds the feed that `typed` means; `feed:` is understood. Where there is no scheme it is asked by https, and by http
/// where nothing there speaks TLS; a certificate that cannot be trusted is no reason for that (`promises.md` C8).
pub async fn find_feed(means: &MeansOf<'_>, typed: &str) -> Result<Found, FindError> {
    let (url, plain) = addresses(typed)?;
    let found = look(means, &url, url.clone()).await;
    match (found, plain) {
        (Err(FindError::Fetch(error)), Some(plain)) if error.speaks_no_tls() => {
            match look(means, &plain, plain.clone()).await {
                Err(FindError::Fetch(FetchError::Unreachable { .. } | FetchError::TimedOut { .. })) => {
                    Err(error.into())
                }
                found => found,
            }
        }
        (found, _) => found,
    }
}

/// Looks for a feed again from the page that it named as its own. The page may be private only where the feed is.
pub async fn find_again(means: &MeansOf<'_>, feed: &Url, page: Url) -> Result<Found, FindError> {
    look(means, feed, page).await
}

/// Looks at `url`, which `typed` led to.
async fn look(means: &MeansOf<'_>, typed: &Url, url: Url) -> Result<Found, FindError> {
    let document = get(means, typed, &url).await?;
    let place = document.url.clone();
    match read(document).await {
        Ok(feed) => Ok(feed.at(url)),
        Err(NotAFeed::Page { html }) => on_page(means, typed, &place, &html).await,
        Err(reason) => Err(FindError::NotAFeed {
            url: fetch::mask(url.as_str()),
            reason: text::line(&reason.to_string()),
        }),
    }
}

/// The address that a person means, and the one to try next where no scheme was typed.
fn addresses(typed: &str) -> Result<(Url, Option<Url>), FindError> {
    let typed = typed.trim();
    let wrong = || FindError::NotAnAddress {
        text: fetch::mask(typed),
    };
    let bare = match typed.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("feed:") => typed[5..].trim_start_matches('/'),
        _ => typed,
    };
    if bare.is_empty() || bare.starts_with('/') {
        return Err(wrong());
    }
    if bare.contains("://") {
        return Ok((web_address(bare).ok_or_else(wrong)?, None));
    }
    let url = web_address(&format!("https://{bare}")).ok_or_else(wrong)?;
    Ok((url, web_address(&format!("http://{bare}"))))
}

fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    is_web.then_some(url)
}

async fn on_page(means: &MeansOf<'_>, typed: &Url, page: &Url, html: &str) -> Result<Found, FindError> {
    let mut candidates = discover::feeds_of(html, page);
    if candidates.len() > 1 {
        return Ok(Found::Several(candidates));
    }
    if let Some(named) = candidates.pop()
        && let Some(found) = try_feed(means, typed, named.url).await
    {
        return Ok(found);
    }
    let places = discover::usual_places(page);
    let trying = places.into_iter().map(|place| try_feed(means, typed, place));
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
async fn try_feed(means: &MeansOf<'_>, typed: &Url, url: Url) -> Option<Found> {
    let document = get(means, typed, &url).await.ok()?;
    let feed = read(document).await.ok()?;
    Some(feed.at(url))
}

/// Asks for what may be a feed. What a person typed may be private, and so may what it names on the same server, which
/// alone gets headers of its own.
async fn get(means: &MeansOf<'_>, typed: &Url, url: &Url) -> Result<Document, FindError> {
    let means = means(url).map_err(|reason| FindError::NotAsked {
        url: fetch::mask(url.as_str()),
        reason,
    })?;
    let is_own = url.origin() == typed.origin();
    let request = Request {
        private_allowed: is_own,
        headers: if is_own { means.headers } else { Vec::new() },
        ..Request::new(url.clone(), Kind::Feed)
    };
    match means.client.get(&request).await? {
        Response::Document(document) => Ok(*document),
        Response::NotModified { .. } => Err(FindError::Fetch(FetchError::Refused {
            url: fetch::mask(url.as_str()),
            status: 304,
        })),
    }
}

/// A feed that was read to the end.
struct Read {
    title: Option<String>,
    document: Document,
}

impl Read {
    fn at(mut self, url: Url) -> Found {
        Found::Feed {
            // Who subscribes to the new address has no old one to be told of.
            url: self.document.moved_to.take().unwrap_or(url),
            title: self.title,
            document: Box::new(self.document),
        }
    }
}

async fn read(document: Document) -> Result<Read, NotAFeed> {
    let reading = spawn_blocking(move || {
        let parsed = parse::parse(&document.bytes, document.content_type.as_deref(), Some(&document.url))?;
        Ok(Read {
            title: parsed.title,
            document,
        })
    });
    reading.await.unwrap_or(Err(NotAFeed::Broken))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_understood_as_people_write_it() {
        for (typed, meant) in [
            (
                "example.org/feed",
                "https://example.org/feed or http://example.org/feed",
            ),
            (" http://example.org ", "http://example.org/"),
            ("feed:https://example.org/f", "https://example.org/f"),
            ("feed://example.org/f", "https://example.org/f or http://example.org/f"),
            ("FEED:example.org", "https://example.org/ or http://example.org/"),
            (
                "localhost:8000/x",
                "https://localhost:8000/x or http://localhost:8000/x",
            ),
        ] {
            let (url, plain) = addresses(typed).expect(typed);
            let plain = plain.map_or_else(String::new, |plain| format!(" or {plain}"));
            assert_eq!(format!("{url}{plain}"), meant);
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
            assert!(addresses(wrong).is_err(), "{wrong}");
        }
    }
}

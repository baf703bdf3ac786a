//! Pages that links of an article lead to: fetched from public addresses only, and their article laid out.

use super::network::Shared;
use super::rendering::with_deep_stack;
use crate::app::{LinkedArticle, LinkedText};
use crate::extract::{self, Extracted, Known, no_memory};
use crate::fetch::{Kind, Request, Response};
use crate::model::Document;
use crate::render;
use std::sync::Mutex;
use url::Url;

/// The page that was read last, to be laid out at another width.
pub(super) type LastRead = Mutex<Option<Read>>;

/// A page without its width.
#[derive(Clone)]
pub(super) struct Read {
    url: String,
    title: String,
    byline: String,
    document: Document,
}

/// The article of the page at an address, or why there is none.
pub(super) async fn read(shared: &Shared, url: &str, width: u16) -> LinkedText {
    let kept = shared.last_read.lock().ok().and_then(|kept| kept.clone());
    let read = match kept.filter(|kept| kept.url == url) {
        Some(kept) => Ok(kept),
        None => fetch(shared, url).await,
    };
    match read {
        Ok(read) => {
            let page = with_deep_stack(|| render::page(&read.document, width));
            if let Ok(mut last) = shared.last_read.lock() {
                *last = Some(read.clone());
            }
            LinkedText::Here(LinkedArticle {
                title: read.title,
                byline: read.byline,
                page,
            })
        }
        Err(message) => LinkedText::Failed(message),
    }
}

async fn fetch(shared: &Shared, url: &str) -> Result<Read, String> {
    let parsed = Url::parse(url).map_err(|error| format!("this address cannot be read: {error}"))?;
    let answer = shared.client.get(&Request::new(parsed, Kind::Page)).await;
    let Response::Document(document) = answer.map_err(|error| error.to_string())? else {
        return Err(
            "the server says that nothing changed, though nothing was known; open it in the browser".to_owned(),
        );
    };
    let page = extract::Page {
        bytes: &document.bytes,
        content_type: document.content_type.as_deref(),
        url: &document.url,
    };
    with_deep_stack(|| {
        let found = extract::extract(&page, &Known::default(), &shared.page_rules(), &no_memory);
        found
            .map(|found| read_of(url, found))
            .map_err(|error| error.to_string())
    })
}

fn read_of(url: &str, found: Extracted) -> Read {
    let byline: Vec<&str> = [&found.author, &found.site]
        .into_iter()
        .filter_map(Option::as_deref)
        .collect();
    Read {
        url: url.to_owned(),
        title: found.title.clone().unwrap_or_else(|| url.to_owned()),
        byline: byline.join(" · "),
        document: render::document(&found.html(), found.url.as_ref()),
    }
}

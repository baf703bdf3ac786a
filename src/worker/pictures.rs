//! The bytes of pictures: fetched from public addresses only, kept for a while in memory.

use crate::fetch::{Client, Kind, Request, Response};
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;

/// Bytes that are kept at most.
const MOST_KEPT: usize = 32 << 20;

/// Pictures as they were fetched, the newest last.
#[derive(Default)]
pub(super) struct PictureShelf {
    kept: Mutex<Vec<(String, Arc<[u8]>)>>,
}

impl PictureShelf {
    /// The picture at an address; `None` where it cannot be had, which the log tells.
    pub async fn bytes(&self, client: &Client, url: &str) -> Option<Arc<[u8]>> {
        if let Some(kept) = self.kept(url) {
            return Some(kept);
        }
        let parsed = Url::parse(url).ok()?;
        match client.get(&Request::new(parsed, Kind::Picture)).await {
            Ok(Response::Document(document)) => {
                let bytes: Arc<[u8]> = document.bytes.into();
                self.keep(url, &bytes);
                Some(bytes)
            }
            Ok(Response::NotModified { .. }) => None,
            Err(error) => {
                log::info!("a picture cannot be fetched: {error}");
                None
            }
        }
    }

    fn kept(&self, url: &str) -> Option<Arc<[u8]>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(known, _)| known == url);
        found.map(|(_, bytes)| Arc::clone(bytes))
    }

    fn keep(&self, url: &str, bytes: &Arc<[u8]>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push((url.to_owned(), Arc::clone(bytes)));
        let mut total: usize = kept.iter().map(|(_, bytes)| bytes.len()).sum();
        while total > MOST_KEPT && kept.len() > 1 {
            let (_, oldest) = kept.remove(0);
            total -= oldest.len();
        }
    }
}

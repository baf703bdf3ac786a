//! Fetching one page for whoever waits for it: the command line. The screen's pages come by the network lane.

use super::lane::STACK;
use super::network::settings;
use crate::config::Config;
use crate::fetch::{Client, Kind, Request, Response};
use anyhow::Context;
use tokio::runtime;
use url::Url;

/// A page as a server gave it.
#[derive(Clone, Debug)]
pub struct FetchedPage {
    pub bytes: Vec<u8>,
    pub content_type: Option<String>,
    /// Where it came from, after redirects.
    pub url: Url,
}

/// Fetches the page at an address that a person typed, within the limits of the settings.
pub fn fetch_page(config: &Config, url: Url) -> anyhow::Result<FetchedPage> {
    let runtime = runtime::Builder::new_current_thread()
        .thread_stack_size(STACK)
        .enable_all()
        .build()
        .context("cannot start the network thread")?;
    let client = Client::new(&settings(config))?;
    let request = Request {
        private_allowed: true,
        ..Request::new(url.clone(), Kind::Page)
    };
    match runtime.block_on(client.get(&request))? {
        Response::Document(document) => Ok(FetchedPage {
            bytes: document.bytes,
            content_type: document.content_type,
            url: document.url,
        }),
        Response::NotModified { .. } => {
            anyhow::bail!("{url} says that it has not changed, though nothing was known of it")
        }
    }
}

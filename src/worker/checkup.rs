//! What `doctor` looks at besides the feeds themselves: the store's file, its copies of the subscriptions, and whether
//! servers speak https. Mending a store is here too.

use super::equipment::Equipment;
use super::{create_folder, now, subscriptions};
use crate::config::{Config, FeedSettings, Paths};
use crate::fetch::{Client, Kind, Request, Response};
use crate::parse;
use crate::store::{Store, StoreError, network_file_system};
use anyhow::Context;
use futures_util::{StreamExt, stream};
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// Servers asked at once.
const AT_ONCE: usize = 16;

/// How the store's file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreState {
    /// It can be used; what is wrong with it, a sentence each.
    Usable { problems: Vec<String> },
    /// It cannot; `mendable` where [`mend_store`] helps.
    Unusable { why: String, mendable: bool },
}

/// Looks whether the store can be used. Makes none where there is none.
pub fn check_store(paths: &Paths) -> StoreState {
    if !paths.store().exists() {
        return StoreState::Usable { problems: Vec::new() };
    }
    match Store::open(&paths.store()).and_then(|store| store.check()) {
        Ok(problems) => StoreState::Usable { problems },
        Err(error) => StoreState::Unusable {
            mendable: is_mendable(&error),
            why: error.to_string(),
        },
    }
}

/// That the store lies on another machine's disk, as a sentence with what to do; `None` where it does not.
pub fn of_network(paths: &Paths) -> Option<String> {
    let kind = network_file_system(&paths.store())?;
    Some(format!(
        "The store {} lies on a file system of a network ({kind}): reading and writing wait for each other there, and two machines \
         at once can damage it. Choose a place on this machine's disk with --data-dir.",
        paths.store().display()
    ))
}

/// Whether another store in its place helps.
const fn is_mendable(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Corrupt { .. } | StoreError::Foreign { .. } | StoreError::Failed { .. }
    )
}

/// The latest copy of the subscriptions.
pub fn latest_copy(paths: &Paths) -> Option<PathBuf> {
    let files = std::fs::read_dir(paths.subscriptions()).ok()?;
    files
        .filter_map(|file| file.ok().map(|file| file.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "opml"))
        .max()
}

/// Mends the store: counts again and lets the words be indexed anew; where it is damaged beyond that, puts it aside,
/// begins a new one and reads the subscriptions back from their latest copy. Says what was done.
///
/// # Errors
/// It could not be done; nothing is lost.
pub fn mend_store(paths: &Paths) -> anyhow::Result<String> {
    let path = paths.store();
    match Store::open(&path).and_then(|mut store| {
        let is_damaged = |problem: &String| problem.contains("damaged");
        match store.check()?.iter().any(is_damaged) {
            true => Ok(false),
            false => store.mend().map(|()| true),
        }
    }) {
        Ok(true) => return Ok("The store's counts and its index of words were made anew.".to_owned()),
        Err(error) if !is_mendable(&error) => return Err(error.into()),
        Ok(false) | Err(_) => {}
    }
    let aside = Store::put_aside(&path)?;
    let begun = format!("The old store is now {}; a new one was begun", aside.display());
    create_folder(&paths.data).with_context(|| format!("cannot create {}", paths.data.display()))?;
    let mut store = Store::open(&path)?;
    let Some(copy) = latest_copy(paths) else {
        return Ok(format!("{begun}. No copy of the subscriptions was found."));
    };
    let outlines = subscriptions::read_subscriptions(&copy.display().to_string())?;
    let subscribed = store.subscribe_all(&outlines.subscriptions, now())?;
    Ok(format!(
        "{begun}, with the {} feeds of {}. `dateline refresh` fetches them.",
        subscribed.len(),
        copy.display()
    ))
}

/// Which of these addresses of feeds give a feed by https too.
///
/// # Errors
/// No network can be had at all.
pub fn ask_for_https(config: &Config, urls: &[String]) -> anyhow::Result<Vec<bool>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start the network threads")?;
    let usual = super::network::settings(config);
    let client = Client::new(&usual)?;
    let patient = FeedSettings {
        timeout: Some(10),
        ..FeedSettings::default()
    };
    let client = Equipment::new(&client, &usual).client(&patient)?;
    let asking = urls.iter().map(|url| speaks_https(&client, url));
    let answers = runtime.block_on(stream::iter(asking).buffered(AT_ONCE).collect());
    runtime.shutdown_timeout(Duration::from_secs(1));
    Ok(answers)
}

async fn speaks_https(client: &Client, url: &str) -> bool {
    let secure = url.strip_prefix("http://").map(|rest| format!("https://{rest}"));
    let Some(url) = secure.and_then(|url| Url::parse(&url).ok()) else {
        return false;
    };
    let request = Request {
        private_allowed: true,
        ..Request::new(url, Kind::Feed)
    };
    match client.get(&request).await {
        Ok(Response::Document(document)) => {
            let is_secure = document.url.scheme() == "https";
            let parsed = tokio::task::spawn_blocking(move || {
                parse::parse(&document.bytes, document.content_type.as_deref(), Some(&document.url)).is_ok()
            });
            is_secure && parsed.await.unwrap_or(false)
        }
        _ => false,
    }
}

//! Entries made ready for offline: the full text of those whose feed gave less, and the pictures. Each is saved as soon
//! as it is there, so that what was interrupted goes on where it stopped.

use super::full_text::{self, Asking, NoFullText};
use super::network::Shared;
use super::picture_cache::PictureError;
use super::told;
use crate::app::{EntryPrefetched, Event, PrefetchFinished};
use crate::fetch::FetchError;
use crate::model::{Article, EntryRow, FeedFault, FeedId, Query};
use crate::refresh::Cancel;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream;
use std::collections::{HashMap, HashSet};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// Entries of one prefetch at most; a further one takes the next.
const MOST: usize = 500;
/// Entries in hand at once.
const AT_ONCE: usize = 8;
/// Between two pages of one host, of which only one is asked for at a time.
const BREATH: Duration = Duration::from_millis(200);

/// One prefetch under way.
struct Round<'a> {
    shared: &'a Shared,
    asking: HashMap<FeedId, Asking>,
    hosts: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// Hosts that asked to be left alone.
    busy: Mutex<HashSet<String>>,
}

/// Why an entry is not ready.
enum NotReady {
    /// There is no network: no other entry has to be tried.
    Offline,
    Failed(String),
}

/// Makes the entries of a query ready, the newest first, and tells of each; gives what is to be told at the end.
pub(super) async fn prefetch(shared: &Shared, query: Query, cancel: &Cancel) -> Event {
    let report = shared.report();
    match begin(shared, query) {
        Err(error) => Event::Failed { message: told(&error) },
        Ok((rows, left, round)) => {
            report(Event::PrefetchStarted { total: rows.len() });
            Event::PrefetchFinished(run(&round, rows, left, cancel).await)
        }
    }
}

/// The entries that are not ready, how many there are besides, and what is needed for them.
fn begin(shared: &Shared, query: Query) -> anyhow::Result<(Vec<EntryRow>, usize, Round<'_>)> {
    let (rows, left) = shared.ask(move |store| {
        let (mut rows, mut left) = (Vec::new(), 0);
        store.list(&query, None, &mut |row| match row.ready {
            true => {}
            false if rows.len() < MOST => rows.push(row),
            false => left += 1,
        })?;
        Ok((rows, left))
    })?;
    let feeds: HashSet<FeedId> = rows.iter().map(|row| row.feed).collect();
    let round = Round {
        shared,
        asking: shared.asking(feeds.into_iter().collect())?,
        hosts: Mutex::default(),
        busy: Mutex::default(),
    };
    Ok((rows, left, round))
}

async fn run(round: &Round<'_>, rows: Vec<EntryRow>, left: usize, cancel: &Cancel) -> PrefetchFinished {
    let total = rows.len();
    let mut finished = PrefetchFinished::default();
    let mut done = 0;
    let mut entries = pin!(
        stream::iter(rows)
            .map(|row| round.prepare(row))
            .buffer_unordered(AT_ONCE)
    );
    let mut stop = pin!(cancel.cancelled());
    while let Either::Left((Some((row, result)), _)) = select(entries.next(), &mut stop).await {
        let error = match result {
            Ok(()) => None,
            Err(NotReady::Failed(message)) => Some(message),
            Err(NotReady::Offline) => {
                finished.offline = true;
                break;
            }
        };
        done += 1;
        match &error {
            None => finished.ready += 1,
            Some(message) => finished.failed.push((row.title.clone(), message.clone())),
        }
        (round.shared.report())(Event::EntryPrefetched(EntryPrefetched {
            entry: row.id,
            title: row.title,
            error,
            done,
            total,
        }));
    }
    finished.left = left + total - done;
    finished
}

impl Round<'_> {
    async fn prepare(&self, row: EntryRow) -> (EntryRow, Result<(), NotReady>) {
        let result = self.make_ready(&row).await;
        (row, result)
    }

    async fn make_ready(&self, row: &EntryRow) -> Result<(), NotReady> {
        let id = row.id;
        let (article, is_there) = self.ask(move |store| Ok((store.article(id)?, store.has_full_text(id)?)))?;
        let (Some(mut article), Some(asking)) = (article, self.asking.get(&row.feed)) else {
            return Err(NotReady::Failed("it is no longer kept".to_owned()));
        };
        if !is_there && full_text::is_wanted(&article, asking.full_text) {
            self.complete(&mut article, asking).await?;
        }
        self.fetch_pictures(&article, asking).await?;
        self.ask(move |store| store.set_ready(id, true))
    }

    /// Puts the full text in the place of the feed's, and saves it. Where the page has no better one the feed's stays,
    /// which is then all that there is.
    async fn complete(&self, article: &mut Article, asking: &Asking) -> Result<(), NotReady> {
        let Some(url) = article.row.url.as_deref().and_then(|url| Url::parse(url).ok()) else {
            return Ok(());
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        let turn = self.host(&host);
        let turn = turn.lock().await;
        if self.busy.lock().unwrap_or_else(PoisonError::into_inner).contains(&host) {
            return Err(NotReady::Failed(format!(
                "{host} asked to be left alone; try again later"
            )));
        }
        let got = full_text::fetch(asking, article, &url).await;
        if matches!(&got, Err(NoFullText::NotFetched(error)) if error.fault() == FeedFault::Busy) {
            self.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(host);
        }
        tokio::time::sleep(BREATH).await;
        drop(turn);
        match got {
            Ok(full) => {
                let id = article.row.id;
                (article.html, article.text) = (full.html.clone(), full.text.clone());
                self.ask(move |store| full_text::save(store, id, &full))
            }
            Err(NoFullText::NotWorth(reason)) => {
                log::info!("{}: {reason}", crate::fetch::mask(url.as_str()));
                Ok(())
            }
            Err(NoFullText::NotFetched(error)) => Err(not_ready(&error)),
        }
    }

    /// Fetches the pictures; one that nobody can give is none.
    async fn fetch_pictures(&self, article: &Article, asking: &Asking) -> Result<(), NotReady> {
        for url in full_text::picture_addresses(article) {
            let pictures = self.shared.pictures();
            match pictures.get(&asking.client, &url, asking.feed.as_ref()).await {
                Ok(_) => {}
                Err(PictureError::Never(reason)) => log::info!("a picture is left out: {reason}"),
                Err(PictureError::NotNow(error)) => return Err(not_ready(&error)),
                Err(error @ PictureError::NotKept { .. }) => return Err(NotReady::Failed(error.to_string())),
            }
        }
        Ok(())
    }

    fn ask<R: Send + 'static>(
        &self,
        question: impl FnOnce(&mut crate::store::Store) -> Result<R, crate::store::StoreError> + Send + 'static,
    ) -> Result<R, NotReady> {
        self.shared
            .ask(question)
            .map_err(|error| NotReady::Failed(told(&error)))
    }

    fn host(&self, name: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(name.to_owned()).or_default())
    }
}

fn not_ready(error: &FetchError) -> NotReady {
    match error.fault() {
        FeedFault::Offline => NotReady::Offline,
        _ => NotReady::Failed(error.to_string()),
    }
}

//! Entries made ready for offline: the full text of those whose feed gave less, and the pictures. Each is saved as soon
//! as it is there, so that what was interrupted goes on where it stopped.

use super::full_text;
use super::network::Shared;
use super::page_text::{self, Asking, NoFullText};
use super::picture_cache::{PictureError, number};
use super::told;
use crate::app::{EntryPrefetched, Event, PrefetchFinished, Which};
use crate::config::FullText;
use crate::extract::site_of;
use crate::fetch::{Document, FetchError};
use crate::model::{Article, EntryId, EntryRow, FeedFault, FeedId};
use crate::refresh::Cancel;
use crate::store::KeptText;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream;
use std::collections::{HashMap, HashSet};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::Url;

/// Entries of one prefetch at most; a further one takes the next.
const MOST: usize = 500;
/// Entries in hand at once.
const AT_ONCE: usize = 8;
/// Between two pages of one host, of which only one is asked for at a time.
const BREATH: Duration = Duration::from_millis(200);

/// Pages of a site from which it is known well enough, and sites whose first pages are fetched before any is taken apart:
/// they are held in memory until then.
const ENOUGH_PAGES: u32 = 3;
const MOST_SCOUTED: usize = 20;

/// One prefetch under way.
struct Round<'a> {
    shared: &'a Shared,
    asking: HashMap<FeedId, (Asking, FullText)>,
    /// Pages that were fetched for what they tell of their site, until their entries' turn.
    held: Mutex<HashMap<EntryId, Result<Document, NotReady>>>,
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

/// Makes entries ready, the newest first, and tells of each; gives what is to be told at the end.
pub(super) async fn prefetch(shared: &Shared, which: Which, cancel: &Cancel) -> Event {
    let report = shared.report();
    match begin(shared, which) {
        Err(error) => Event::Failed { message: told(&error) },
        Ok((rows, left, round)) => {
            report(Event::PrefetchStarted { total: rows.len() });
            Event::PrefetchFinished(run(&round, rows, left, cancel).await)
        }
    }
}

/// The entries that are not ready, how many there are besides, and what is needed for them.
fn begin(shared: &Shared, which: Which) -> anyhow::Result<(Vec<EntryRow>, usize, Round<'_>)> {
    let (rows, left) = shared.ask(move |store| {
        let (mut rows, mut left) = (Vec::new(), 0);
        let mut take = |row: EntryRow| match row.ready {
            true => {}
            false if rows.len() < MOST => rows.push(row),
            false => left += 1,
        };
        match which {
            Which::Query(query) => store.list(&query, None, &mut take)?,
            Which::Entries(entries) => {
                for entry in entries {
                    store.article(entry)?.into_iter().for_each(|article| take(article.row));
                }
            }
        }
        Ok((rows, left))
    })?;
    let feeds: HashSet<FeedId> = rows.iter().map(|row| row.feed).collect();
    let round = Round {
        shared,
        asking: shared.asking(feeds.into_iter().collect())?,
        held: Mutex::default(),
        hosts: Mutex::default(),
        busy: Mutex::default(),
    };
    Ok((rows, left, round))
}

async fn run(round: &Round<'_>, rows: Vec<EntryRow>, left: usize, cancel: &Cancel) -> PrefetchFinished {
    let total = rows.len();
    let mut finished = PrefetchFinished::default();
    let mut done = 0;
    let mut stop = pin!(cancel.cancelled());
    select(pin!(round.scout(&rows)), &mut stop).await;
    let mut entries = pin!(
        stream::iter(rows)
            .map(|row| round.prepare(row))
            .buffer_unordered(AT_ONCE)
    );
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

    /// Fetches the first pages of sites of which little is known, so that they can learn from each other before the first
    /// is taken apart.
    async fn scout(&self, rows: &[EntryRow]) {
        let mut sites: HashMap<String, Vec<&EntryRow>> = HashMap::new();
        for row in rows {
            let url = row.url.as_deref().and_then(|url| Url::parse(url).ok());
            let site = url.and_then(|url| site_of(&url));
            site.into_iter()
                .for_each(|site| sites.entry(site).or_default().push(row));
        }
        let few = sites.into_iter().filter(|(_, rows)| rows.len() > 1).take(MOST_SCOUTED);
        let scouted = few.map(|(site, rows)| self.scout_site(site, rows));
        stream::iter(scouted)
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<()>>()
            .await;
    }

    async fn scout_site(&self, site: String, rows: Vec<&EntryRow>) {
        let pages = self.ask(move |store| store.pages_of(&site)).unwrap_or(ENOUGH_PAGES);
        let mut left = ENOUGH_PAGES.saturating_sub(pages);
        for row in rows {
            let Ok(Some((article, asking, url))) = self.page_to_fetch(row) else {
                continue;
            };
            if left == 0 {
                return;
            }
            left -= 1;
            let page = self.page(asking, &url).await;
            let failed = page.is_err();
            if let Ok(document) = &page {
                page_text::learn(self.shared, document, &url);
            }
            self.held().insert(article.row.id, page);
            if failed {
                return;
            }
        }
    }

    async fn make_ready(&self, row: &EntryRow) -> Result<(), NotReady> {
        let id = row.id;
        let (Some(mut article), Some((asking, _))) =
            (self.ask(move |store| store.article(id))?, self.asking.get(&row.feed))
        else {
            return Err(NotReady::Failed("it is no longer kept".to_owned()));
        };
        if let Some((_, asking, url)) = self.page_to_fetch(row)? {
            self.complete(&mut article, asking, &url).await?;
        }
        let pictures = self.fetch_pictures(&article, asking).await?;
        self.ask(move |store| store.set_ready_with(id, &pictures))
    }

    /// The page that an entry's full text is to be taken from, if one is.
    fn page_to_fetch(&self, row: &EntryRow) -> Result<Option<(Article, &Asking, Url)>, NotReady> {
        let id = row.id;
        let (article, kept) = self.ask(move |store| Ok((store.article(id)?, store.kept_text(id)?)))?;
        let url = row.url.as_deref().and_then(|url| Url::parse(url).ok());
        let (Some(article), Some((asking, full_text)), Some(url)) = (article, self.asking.get(&row.feed), url) else {
            return Ok(None);
        };
        let wanted = match kept {
            KeptText::Fresh => false,
            KeptText::Stale => true,
            KeptText::None => full_text::is_wanted(&article, *full_text, &self.shared.page_rules()),
        };
        Ok(wanted.then_some((article, asking, url)))
    }

    /// Puts the full text in the place of the one at hand, and saves it. Where the page has no better one that stays,
    /// which is then all that there is.
    async fn complete(&self, article: &mut Article, asking: &Asking, url: &Url) -> Result<(), NotReady> {
        let id = article.row.id;
        let held = self.held().remove(&id);
        let document = match held {
            Some(page) => page?,
            None => self.page(asking, url).await?,
        };
        let kept = self.ask(move |store| store.kept_text(id))?;
        let rival = full_text::rival(article, kept);
        match page_text::read(self.shared, asking, article, url, Some(document), rival).await {
            Ok(full) => {
                (article.html, article.text) = (full.html.clone(), full.text.clone());
                self.ask(move |store| full_text::save(store, id, &full))
            }
            Err(NoFullText::NotFetched(error)) => Err(not_ready(&error)),
            Err(reason) => {
                log::info!("{}: {reason}", crate::fetch::mask(url.as_str()));
                self.ask(move |store| store.keep_text(id))
            }
        }
    }

    /// Fetches a page, one of a host at a time and with a breath after it.
    async fn page(&self, asking: &Asking, url: &Url) -> Result<Document, NotReady> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let turn = self.host(&host);
        let turn = turn.lock().await;
        if self.busy.lock().unwrap_or_else(PoisonError::into_inner).contains(&host) {
            return Err(NotReady::Failed(format!(
                "{host} asked to be left alone; try again later"
            )));
        }
        let got = asking.page(url).await;
        if matches!(&got, Err(NoFullText::NotFetched(error)) if error.fault() == FeedFault::Busy) {
            self.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(host);
        }
        tokio::time::sleep(BREATH).await;
        drop(turn);
        got.map_err(|error| match error {
            NoFullText::NotFetched(error) => not_ready(&error),
            reason => NotReady::Failed(reason.to_string()),
        })
    }

    /// Fetches the pictures and gives their numbers; one that nobody can give is none.
    async fn fetch_pictures(&self, article: &Article, asking: &Asking) -> Result<Vec<u64>, NotReady> {
        let mut kept = Vec::new();
        for url in full_text::picture_addresses(article) {
            let pictures = self.shared.pictures();
            match pictures.get(&asking.client, &url, asking.feed.as_ref()).await {
                Ok(_) => kept.push(number(&url)),
                Err(PictureError::Never(reason)) => log::info!("a picture is left out: {reason}"),
                Err(PictureError::NotNow(error)) => return Err(not_ready(&error)),
                Err(error @ PictureError::NotKept { .. }) => return Err(NotReady::Failed(error.to_string())),
            }
        }
        Ok(kept)
    }

    fn held(&self) -> MutexGuard<'_, HashMap<EntryId, Result<Document, NotReady>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
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

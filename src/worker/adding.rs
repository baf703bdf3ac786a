//! Adding a feed: found at an address, subscribed to, fetched once.

use super::network::Shared;
use super::{mask, now, told};
use crate::app::{Event, FeedChoice};
use crate::fetch::Candidate;
use crate::model::{Feed, FeedId, Folder, Subscription};
use crate::refresh::{Cancel, Found, Job, find_again, find_feed, refresh};
use crate::store::Subscribed;
use anyhow::Context;
use url::Url;

/// Finds the feed at an address, subscribes to it and fetches it; says what came of it.
pub(super) async fn add(shared: &Shared, typed: String, folders: Vec<Folder>, title: Option<String>) -> Event {
    match try_add(shared, &typed, folders, title).await {
        Ok(event) => event,
        Err(error) => Event::AddFailed {
            url: typed,
            message: told(&error),
        },
    }
}

async fn try_add(shared: &Shared, typed: &str, folders: Vec<Folder>, title: Option<String>) -> anyhow::Result<Event> {
    let url = match find(shared, typed).await? {
        Found::Feed { url, .. } => String::from(url),
        Found::Several(candidates) => {
            return Ok(Event::SeveralFeedsFound {
                choices: candidates.into_iter().map(choice).collect(),
                folders,
                title,
            });
        }
    };
    let subscription = Subscription {
        url: url.clone(),
        title,
        folders,
        ..Subscription::default()
    };
    let (feed, already) = match shared.ask(move |store| store.subscribe(&subscription, now()))? {
        Subscribed::New(feed) => (feed, false),
        Subscribed::Already(feed) => (feed, true),
    };
    if !already {
        fetch_first(shared, feed, &url).await?;
    }
    let copies = shared.copies.clone();
    let added = shared.ask(move |store| {
        copies.write(store);
        store.find_feed(&feed.to_string())
    })?;
    Ok(Event::FeedAdded {
        feed,
        title: added.into_iter().next().map_or(url, |feed| feed.title),
        already,
    })
}

/// Looks for a feed again on its site, and takes the address that is found there.
pub(super) async fn relocate(shared: &Shared, feed: FeedId) -> Event {
    try_relocate(shared, feed)
        .await
        .unwrap_or_else(|error| Event::Failed { message: told(&error) })
}

async fn try_relocate(shared: &Shared, feed: FeedId) -> anyhow::Result<Event> {
    let feeds = shared.ask(|store| store.feeds())?;
    let known = feeds.into_iter().find(|known| known.id == feed);
    let known = known.with_context(|| format!("there is no feed {feed}; `dateline feeds` lists them"))?;
    let old = Url::parse(&known.url).context("the feed has no address of the web")?;
    let site = known.site_url.as_deref().and_then(|site| Url::parse(site).ok());
    let page = site.map_or_else(|| old.join("/"), Ok)?;
    let shown = mask(page.as_str());
    match find_again(&shared.client, &old, page).await? {
        Found::Feed { url, .. } if url == old => Ok(Event::Done {
            what: format!("{shown} names the same address; nothing was changed."),
        }),
        Found::Feed { url, .. } => {
            let new = String::from(url);
            let told = mask(&new);
            let copies = shared.copies.clone();
            shared.ask(move |store| {
                store.change_url(feed, &new)?;
                copies.write(store);
                Ok(())
            })?;
            Ok(Event::SubscriptionsChanged {
                what: format!("“{}” is fetched from {told} now; `undo` takes that back.", known.title),
            })
        }
        Found::Several(candidates) => {
            let addresses: Vec<String> = candidates
                .iter()
                .map(|candidate| mask(candidate.url.as_str()))
                .collect();
            anyhow::bail!(
                "{shown} names several feeds: {}; `set {feed} url ADDRESS` takes one",
                addresses.join(", ")
            )
        }
    }
}

/// What is there already is recognised without the network.
async fn find(shared: &Shared, typed: &str) -> anyhow::Result<Found> {
    match known(shared, typed)?.and_then(|feed| url::Url::parse(&feed.url).ok()) {
        Some(url) => Ok(Found::Feed { url, title: None }),
        None => Ok(find_feed(&shared.client, typed).await?),
    }
}

/// The feed that has this very address, as typed or with the scheme that is added where there is none.
fn known(shared: &Shared, typed: &str) -> anyhow::Result<Option<Feed>> {
    let typed = typed.trim().to_owned();
    let meant = format!("https://{typed}");
    let feeds = shared.ask(|store| store.feeds())?;
    Ok(feeds.into_iter().find(|feed| feed.url == typed || feed.url == meant))
}

fn choice(candidate: Candidate) -> FeedChoice {
    FeedChoice {
        url: candidate.url.into(),
        title: candidate.title,
    }
}

/// A failure stays with the feed, as after any fetch.
async fn fetch_first(shared: &Shared, feed: FeedId, url: &str) -> anyhow::Result<()> {
    let mut outcomes = Vec::new();
    let (options, cancel) = (shared.options(), Cancel::new());
    let job = Job::new(feed, url);
    refresh(&shared.client, vec![job], &options, &cancel, |outcome| {
        outcomes.push(outcome)
    })
    .await;
    for outcome in outcomes {
        shared.ask(move |store| store.save(outcome.fetched).map(drop))?;
    }
    Ok(())
}

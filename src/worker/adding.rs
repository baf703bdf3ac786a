//! Adding a feed: found at an address, subscribed to, fetched once.

use super::network::Shared;
use super::{now, told};
use crate::app::{Event, FeedChoice};
use crate::fetch::Candidate;
use crate::model::{Feed, FeedId, Folder, Subscription};
use crate::refresh::{Cancel, Found, Job, find_feed, refresh};
use crate::store::Subscribed;

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
        shared.ask(move |store| store.save(&outcome.fetched).map(drop))?;
    }
    Ok(())
}

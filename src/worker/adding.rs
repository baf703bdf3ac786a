//! Adding a feed: found at an address, subscribed to, kept as it was found; and finding one again that has moved.

use super::network::Shared;
use super::{mask, now, rendering, told};
use crate::app::{Event, FeedChoice};
use crate::fetch::{Candidate, Document, FetchError};
use crate::model::{Feed, FeedId, Folder, Subscription};
use crate::refresh::{FindError, Found, Job, conclude, find_again, find_feed};
use crate::store::Subscribed;
use anyhow::Context;
use std::cell::RefCell;
use url::Url;

/// Finds the feed at an address, subscribes to it and keeps what it brought; says what came of it.
pub(super) async fn add(shared: &Shared, typed: String, folders: Vec<Folder>, title: Option<String>) -> Event {
    match try_add(shared, &typed, folders, title).await {
        Ok(event) => event,
        Err(error) => Event::AddFailed {
            url: typed,
            message: format!("{}{}", told(&error), what_helps(&error)),
        },
    }
}

async fn try_add(shared: &Shared, typed: &str, folders: Vec<Folder>, title: Option<String>) -> anyhow::Result<Event> {
    if let Some(feed) = known(shared, typed)? {
        return Ok(already(feed));
    }
    match find(shared, typed, &folders).await? {
        Found::Feed { url, document, .. } => subscribe(shared, url, *document, folders, title),
        Found::Several(candidates) => Ok(Event::SeveralFeedsFound {
            choices: candidates.into_iter().map(choice).collect(),
            folders,
            title,
        }),
    }
}

/// Finds the feed, each address on the way asked with what is set for it.
async fn find(shared: &Shared, typed: &str, folders: &[Folder]) -> Result<Found, FindError> {
    let equipment = RefCell::new(shared.equipment());
    let means = |url: &Url| {
        let settings = shared.rules().settings_at(url.as_str(), folders);
        let job = equipment
            .borrow_mut()
            .equip(Job::new(FeedId(0), url.as_str()), settings)?;
        Ok(shared.means(job))
    };
    find_feed(&means, typed).await
}

/// Subscribes, and saves the document as a refresh would have.
fn subscribe(
    shared: &Shared,
    url: Url,
    document: Document,
    folders: Vec<Folder>,
    title: Option<String>,
) -> anyhow::Result<Event> {
    let interval = shared.rules().settings_at(url.as_str(), &folders).interval;
    let url = String::from(url);
    let subscription = Subscription {
        url: url.clone(),
        title,
        folders,
        ..Subscription::default()
    };
    let feed = match shared.ask(move |store| store.subscribe(&subscription, now()))? {
        Subscribed::New(feed) => feed,
        Subscribed::Already(feed) => return Ok(already(named(shared, feed)?)),
    };
    let job = Job {
        interval,
        ..Job::new(feed, url)
    };
    let outcome = rendering::with_deep_stack(|| conclude(job, Ok(document), now()));
    let copies = shared.copies.clone();
    shared.ask(move |store| {
        let saved = store.save(outcome.fetched);
        copies.write(store);
        saved
    })?;
    Ok(Event::FeedAdded {
        feed,
        title: named(shared, feed)?.title,
        already: false,
    })
}

fn named(shared: &Shared, feed: FeedId) -> anyhow::Result<Feed> {
    let found = shared.ask(move |store| store.find_feed(&feed.to_string()))?;
    let feed = found.into_iter().find(|found| found.id == feed);
    feed.context("the feed was removed meanwhile")
}

fn already(feed: Feed) -> Event {
    Event::FeedAdded {
        feed: feed.id,
        title: feed.title,
        already: true,
    }
}

/// What to do about an address that led to nothing.
fn what_helps(error: &anyhow::Error) -> &'static str {
    match error.downcast_ref::<FindError>() {
        Some(FindError::Fetch(FetchError::Unreachable { .. })) => "; check the address, or try again later",
        Some(FindError::Fetch(error)) if error.may_pass() => "; try again later",
        _ => "",
    }
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
    let means = shared.means_of(&known)?;
    match find_again(&|_| Ok(means.clone()), &old, page).await? {
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

/// The feed that has this very address, as typed or with a scheme where there is none.
fn known(shared: &Shared, typed: &str) -> anyhow::Result<Option<Feed>> {
    let typed = typed.trim().to_owned();
    let meant = [format!("https://{typed}"), format!("http://{typed}"), typed];
    let feeds = shared.ask(|store| store.feeds())?;
    Ok(feeds.into_iter().find(|feed| meant.contains(&feed.url)))
}

fn choice(candidate: Candidate) -> FeedChoice {
    FeedChoice {
        url: candidate.url.into(),
        title: candidate.title,
    }
}

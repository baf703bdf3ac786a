//! What the writing lane changes when a person asks for it: marks and subscriptions. What a refresh brings is in
//! `refreshing`.

use super::subscriptions::{self, Copies};
use super::{full_text, mask, now, told};
use crate::app::{Effect, Event, Which, query_named};
use crate::config::{FeedSettings, known_name};
use crate::model::{EntryId, FeedId, Mark, SavedQuery, Source, Subscription};
use crate::store::{Direction, MarkTarget, Starred, Store, StoreError, Subscribed};
use anyhow::Context;

/// Makes a change and says what came of it.
pub(super) fn change(store: &mut Store, effect: Effect, copies: &Copies) -> Event {
    match effect {
        Effect::Mark { entries, mark } => mark_entries(store, entries, mark),
        Effect::MarkSource { source, newest, mark } => mark_source(store, source, newest, mark),
        Effect::MarkBeside {
            source,
            cursor,
            newer,
            newest,
            mark,
        } => {
            let target = MarkTarget::Beside {
                source: source.clone(),
                today: now().start_of_day(super::zone()),
                cursor,
                direction: if newer { Direction::Newer } else { Direction::Older },
                up_to: newest,
            };
            mark_listed(store, source, &target, mark)
        }
        Effect::Tag { which, on, off } => tag_entries(store, which, on, &off),
        Effect::Undo => {
            let undone = store.undo().map(|undone| undone.map(|undone| undone.what));
            turned(undone, store, copies, |what| Event::Undone { what })
        }
        Effect::Redo => {
            let redone = store.redo();
            turned(redone, store, copies, |what| Event::Redone { what })
        }
        Effect::GoToChange(change) => {
            let gone = store.go_to_change(change);
            let told = |steps| {
                let changes = if steps == 1 { "change" } else { "changes" };
                Some(format!("Everything is as it was then: {steps} {changes} from before."))
            };
            turned(gone.map(told), store, copies, |what| Event::Undone { what })
        }
        Effect::LoadJournal => match store.journal() {
            Ok(changes) => Event::JournalLoaded(changes),
            Err(error) => Event::Failed {
                message: error.to_string(),
            },
        },
        Effect::OrderFeeds(feeds) => subscriptions_changed(store, copies, |store| {
            store.order_feeds(&feeds)?;
            Ok("The feeds are in this order now.".to_owned())
        }),
        Effect::OrderFolders(order) => subscriptions_changed(store, copies, |store| {
            store.order_folders(&order)?;
            Ok("The folders are in this order now.".to_owned())
        }),
        Effect::RenameFolder { folder, name } => subscriptions_changed(store, copies, |store| {
            store.rename_folder(&folder, &name)?;
            Ok(format!(
                "The folder “{}” is called “{}” now.",
                folder.name(),
                name.trim()
            ))
        }),
        Effect::ShowWholeText { entry } => full_text::show_whole(store, entry),
        Effect::SaveQuery(saved) => queries_changed(save_query(store, &saved).map(Some), &saved.name),
        Effect::RemoveQuery { name } => {
            let what = format!("“{name}” is removed; undo brings it back.");
            queries_changed(store.remove_query(&name).map(|is| is.then_some(what)), &name)
        }
        Effect::RenameQuery { name, new } => match has_query(store, &new) {
            Ok(true) if !name.eq_ignore_ascii_case(&new) => Event::Failed {
                message: format!("there is a saved query “{new}” already; remove it first, or take another name"),
            },
            _ => {
                let what = format!("“{name}” is called “{new}” now.");
                queries_changed(store.rename_query(&name, &new).map(|is| is.then_some(what)), &name)
            }
        },
        Effect::Export { file, force } => export(store, file.as_deref(), force),
        Effect::Import { file } => import(store, copies, &file),
        Effect::SubscribeAll(list) => {
            subscriptions_changed(store, copies, |store| Ok(subscribe_all(store, &list)?.to_string()))
        }
        Effect::Remove { feed, with_starred } => {
            let starred = if with_starred { Starred::Go } else { Starred::Stay };
            subscriptions_changed(store, copies, |store| remove(store, feed, starred))
        }
        Effect::Rename { feed, title } => subscriptions_changed(store, copies, |store| {
            store.rename(feed, title.as_deref())?;
            Ok(format!("It is called “{}” now.", title_of(store, feed)?))
        }),
        Effect::Set { feed, key, value } => {
            subscriptions_changed(store, copies, |store| set(store, feed, &key, &value))
        }
        Effect::Move { feed, folders } => subscriptions_changed(store, copies, |store| {
            store.move_feed(feed, &folders)?;
            let names: Vec<String> = folders.iter().map(ToString::to_string).collect();
            let place = if names.is_empty() {
                "at the top level".to_owned()
            } else {
                format!("in {}", names.join(", "))
            };
            Ok(format!("“{}” lies {place} now.", title_of(store, feed)?))
        }),
        other => Event::Failed {
            message: format!("this is no change of the store: {other:?}"),
        },
    }
}

/// What came of subscribing to a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    new: usize,
    already: usize,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} new, {} already there.", self.new, self.already)
    }
}

fn subscribe_all(store: &mut Store, list: &[Subscription]) -> Result<Tally, StoreError> {
    let subscribed = store.subscribe_all(list, now())?;
    let new = subscribed
        .iter()
        .filter(|subscribed| matches!(subscribed, Subscribed::New(_)))
        .count();
    Ok(Tally {
        new,
        already: subscribed.len() - new,
    })
}

fn import(store: &mut Store, copies: &Copies, file: &str) -> Event {
    match import_from(store, file) {
        Ok((what, skipped)) => {
            copies.write(store);
            Event::Imported { what, skipped }
        }
        Err(error) => Event::ImportFailed {
            file: file.to_owned(),
            message: told(&error),
        },
    }
}

/// Subscribes to the feeds of a file; says how many, and what was skipped.
fn import_from(store: &mut Store, file: &str) -> anyhow::Result<(String, Vec<String>)> {
    let outlines = subscriptions::read_subscriptions(file)?;
    let mut what = subscribe_all(store, &outlines.subscriptions)?.to_string();
    let saved = save_queries(store, &outlines.queries)?;
    if saved > 0 {
        let queries = if saved == 1 { "query" } else { "queries" };
        what.push_str(&format!(" {saved} saved {queries}."));
    }
    if let Some(problem) = outlines.problem {
        what.push_str(&format!(" {problem}"));
    }
    let skipped = outlines.skipped.into_iter();
    let skipped = skipped.map(|skipped| format!("{}: {}", skipped.what, skipped.reason));
    Ok((what, skipped.collect()))
}

/// Saves the queries whose names are free, and says how many.
fn save_queries(store: &mut Store, queries: &[SavedQuery]) -> Result<usize, StoreError> {
    let known = store.queries()?;
    let is_free =
        |saved: &&SavedQuery| query_named(&saved.name).is_ok() && known.iter().all(|known| known.name != saved.name);
    let free: Vec<&SavedQuery> = queries.iter().filter(is_free).collect();
    free.iter().try_for_each(|saved| store.save_query(saved))?;
    Ok(free.len())
}

fn remove(store: &mut Store, feed: FeedId, starred: Starred) -> anyhow::Result<String> {
    let title = title_of(store, feed)?;
    store.unsubscribe(feed, now(), starred)?;
    Ok(format!("“{title}” is removed; undo brings it back with its entries."))
}

/// Sets something for a feed alone, once it is known that it can be taken.
fn set(store: &mut Store, feed: FeedId, key: &str, value: &str) -> anyhow::Result<String> {
    let value = value.trim();
    let key = known_name(key).map_err(anyhow::Error::msg)?;
    let title = title_of(store, feed)?;
    if key == "url" {
        let url = url::Url::parse(value).context("an address looks like https://example.org/feed")?;
        anyhow::ensure!(
            matches!(url.scheme(), "http" | "https"),
            "only http and https addresses are fetched"
        );
        store.change_url(feed, url.as_str())?;
        return Ok(format!("“{title}” is fetched from {} now.", mask(url.as_str())));
    }
    FeedSettings::default().set(key, &[value]).map_err(anyhow::Error::msg)?;
    // One password at a time: the later wins.
    for other in ["password-command", "password-file", "password-keyring"] {
        if key.starts_with("password-") && other != key {
            store.set(feed, other, None)?;
        }
    }
    store.set(feed, key, Some(value).filter(|value| !value.is_empty()))?;
    Ok(match value.is_empty() {
        true => format!("“{title}” has the usual {key} again."),
        false => format!("“{title}” has its own {key} now."),
    })
}

/// Makes a change of subscriptions, and a copy of them after it.
fn subscriptions_changed(
    store: &mut Store,
    copies: &Copies,
    change: impl FnOnce(&mut Store) -> anyhow::Result<String>,
) -> Event {
    match change(store) {
        Ok(what) => {
            copies.write(store);
            Event::SubscriptionsChanged { what }
        }
        Err(error) => Event::Failed { message: told(&error) },
    }
}

fn title_of(store: &Store, feed: FeedId) -> Result<String, StoreError> {
    let found = store.find_feed(&feed.to_string())?;
    let feed = found.into_iter().find(|found| found.id == feed);
    Ok(feed.map_or_else(String::new, |feed| feed.title))
}

/// Saves a query, and says whether there was one of that name.
fn save_query(store: &mut Store, saved: &SavedQuery) -> Result<String, StoreError> {
    let is_there = has_query(store, &saved.name)?;
    store.save_query(saved)?;
    Ok(match is_there {
        true => format!("“{}” asks for {} now.", saved.name, saved.query),
        false => format!("“{}” is among the folders now.", saved.name),
    })
}

fn has_query(store: &Store, name: &str) -> Result<bool, StoreError> {
    let saved = store.queries()?;
    Ok(saved.iter().any(|saved| saved.name.eq_ignore_ascii_case(name)))
}

fn queries_changed(changed: Result<Option<String>, StoreError>, name: &str) -> Event {
    match changed {
        Ok(Some(what)) => Event::QueriesChanged { what },
        Ok(None) => Event::Failed {
            message: format!("there is no saved query “{name}”; `dateline queries` lists them"),
        },
        Err(error) => Event::Failed {
            message: error.to_string(),
        },
    }
}

fn mark_entries(store: &mut Store, entries: Vec<EntryId>, mark: Mark) -> Event {
    match store.mark(&MarkTarget::Entries(entries.clone()), mark, now()) {
        Ok(marked) => Event::Marked { entries, marked },
        Err(error) => Event::MarkFailed {
            entries,
            mark,
            message: error.to_string(),
        },
    }
}

fn mark_source(store: &mut Store, source: Source, newest: EntryId, mark: Mark) -> Event {
    let target = MarkTarget::Source {
        source: source.clone(),
        today: now().start_of_day(super::zone()),
        up_to: newest,
    };
    mark_listed(store, source, &target, mark)
}

fn mark_listed(store: &mut Store, source: Source, target: &MarkTarget, mark: Mark) -> Event {
    match store.mark(target, mark, now()) {
        Ok(marked) => Event::SourceMarked { source, marked },
        Err(error) => Event::MarkFailed {
            entries: Vec::new(),
            mark,
            message: error.to_string(),
        },
    }
}

fn tag_entries(store: &mut Store, which: Which, on: Vec<String>, off: &[String]) -> Event {
    match change_tags(store, which, &on, off) {
        Ok((changed, what)) => Event::Tagged {
            tags: on,
            changed,
            what,
        },
        Err(error) => Event::Failed {
            message: error.to_string(),
        },
    }
}

/// Puts tags on entries and takes others off, and says of how many, and which and of what.
fn change_tags(store: &mut Store, which: Which, on: &[String], off: &[String]) -> Result<(u64, String), StoreError> {
    let entries = match which {
        Which::Entries(entries) => entries,
        Which::Query(query) => {
            let mut entries = Vec::new();
            store.list(&query, None, &mut |row| entries.push(row.id))?;
            entries
        }
    };
    let changed = store.change_tags(&entries, on, off)?;
    let said = match (entries.as_slice(), changed) {
        ([only], 1) => named(store, *only)?,
        (_, 1) => "1 entry".to_owned(),
        (_, changed) => format!("{changed} entries"),
    };
    let quoted = |tags: &[String]| {
        let tags: Vec<String> = tags.iter().map(|tag| format!("“{tag}”")).collect();
        tags.join(", ")
    };
    let what = match (on, off) {
        (on, []) => format!("Tagged {said} {}.", quoted(on)),
        ([], off) => format!("Took {} off {said}.", quoted(off)),
        (on, off) => format!("Tagged {said} {}, and took {} off.", quoted(on), quoted(off)),
    };
    Ok((changed, what))
}

/// An entry by its title, where it has one.
fn named(store: &Store, entry: EntryId) -> Result<String, StoreError> {
    let title = store.article(entry)?.map(|article| article.row.title);
    let title = title.filter(|title| !title.is_empty());
    Ok(title.map_or_else(|| "1 entry".to_owned(), |title| format!("“{title}”")))
}

/// Something was taken back or made again, which may have been a subscription.
fn turned(
    result: Result<Option<String>, StoreError>,
    store: &Store,
    copies: &Copies,
    told: impl FnOnce(Option<String>) -> Event,
) -> Event {
    match result {
        Ok(what) => {
            if what.is_some() {
                copies.write(store);
            }
            told(what)
        }
        Err(error) => Event::Failed {
            message: error.to_string(),
        },
    }
}

fn export(store: &Store, file: Option<&str>, force: bool) -> Event {
    let Some(file) = file else {
        return Event::Failed {
            message: "say which file to write: export FILE".to_owned(),
        };
    };
    let written = subscriptions::opml(store).and_then(|text| subscriptions::export_to(file, &text, force));
    match written {
        Ok(()) => Event::Done {
            what: format!("The subscriptions are in {file}."),
        },
        Err(error) => Event::ExportFailed {
            file: file.to_owned(),
            message: told(&error),
        },
    }
}

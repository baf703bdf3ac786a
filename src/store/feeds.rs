//! Subscriptions: what there is, where it is filed, what it is called, and when it is fetched next.

use super::place::Place;
use super::{FetchState, Starred, StoreError, Subscribed, changes, folders, indexing, words};
use crate::model::{
    Feed, FeedError, FeedFault, FeedId, Folder, Subscription, Timestamp, Validators, Wishes,
    time::{DAY, HOUR},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use url::Url;

/// Dates of entries that a schedule is made from.
const RECENT: usize = 20;

/// The kinds of changes of their order and of new ones, for undo.
pub(super) const ORDER: &str = "order";
pub(super) const SUBSCRIBE: &str = "subscribe";

/// What is noted where the starred entries of a feed went with it.
const WITH_STARRED: &str = "with the starred";

/// All feeds in the order of their titles.
pub(super) fn feeds(connection: &Connection) -> Result<Vec<Feed>, StoreError> {
    let mut folders = folders(connection)?;
    let mut statement = connection.prepare_cached(FEED)?;
    let rows = statement.query_map([], feed_of_row)?;
    let mut feeds: Vec<Feed> = rows.collect::<Result<_, _>>()?;
    for feed in &mut feeds {
        feed.folders = folders.remove(&feed.id).unwrap_or_default();
    }
    feeds.sort_by_cached_key(|feed| (words::fold(&feed.title), feed.id));
    Ok(feeds)
}

/// The feeds that `text` can mean.
pub(super) fn find(connection: &Connection, text: &str) -> Result<Vec<Feed>, StoreError> {
    let mut feeds = feeds(connection)?;
    let wanted = words::fold(text.trim());
    let is_it = |feed: &Feed| {
        feed.id.to_string() == text.trim() || feed.url == text.trim() || words::fold(&feed.title) == wanted
    };
    let exact: Vec<Feed> = feeds.iter().filter(|feed| is_it(feed)).cloned().collect();
    if exact.len() == 1 {
        return Ok(exact);
    }
    feeds.retain(|feed| !wanted.is_empty() && words::fold(&feed.title).contains(&wanted));
    Ok(feeds)
}

/// Subscribes to all of these, and notes as one change those that are new. Where there was none before they keep their order and
/// that of their folders: it is the person's, from another reader or from a copy.
pub(super) fn subscribe_all(
    connection: &Connection,
    subscriptions: &[Subscription],
    now: Timestamp,
) -> Result<Vec<Subscribed>, StoreError> {
    let is_first = "SELECT NOT EXISTS (SELECT 1 FROM feeds WHERE removed IS NULL)";
    let is_first: bool = connection.query_row(is_first, [], |row| row.get(0))?;
    let mut new = HashSet::new();
    let subscribed: Vec<Subscribed> = subscriptions
        .iter()
        .map(|subscription| {
            let subscribed = subscribe(connection, subscription, now)?;
            if let Subscribed::New(feed) = subscribed {
                new.insert(feed);
            }
            // Where the person has put a feed that was there already, it stays.
            if new.contains(&subscribed.feed()) {
                file(connection, subscribed.feed(), &subscription.folders)?;
            }
            Ok(subscribed)
        })
        .collect::<Result<_, StoreError>>()?;
    let new = subscribed
        .iter()
        .filter(|subscribed| matches!(subscribed, Subscribed::New(_)));
    let new: Vec<FeedId> = new.map(|subscribed| subscribed.feed()).collect();
    if is_first && new.len() > 1 {
        put_in_order(connection, &new)?;
        folders::begin_order(
            connection,
            subscriptions.iter().flat_map(|subscription| &subscription.folders),
        )?;
    }
    match new.as_slice() {
        [] => {}
        [only] => changes::note(connection, SUBSCRIBE, Some(*only), None, None)?,
        several => {
            let several = serde_json::to_string(&several.iter().map(|feed| feed.0).collect::<Vec<i64>>());
            changes::note(connection, SUBSCRIBE, None, Some(&several.unwrap_or_default()), None)?;
        }
    }
    Ok(subscribed)
}

/// The feeds of a change that subscribed to several.
pub(super) fn subscribed_of(noted: Option<&str>) -> Vec<FeedId> {
    let feeds: Vec<i64> = noted
        .and_then(|noted| serde_json::from_str(noted).ok())
        .unwrap_or_default();
    feeds.into_iter().map(FeedId).collect()
}

/// Subscribes to a feed that is not there already.
fn subscribe(connection: &Connection, subscription: &Subscription, now: Timestamp) -> Result<Subscribed, StoreError> {
    let found: Option<(FeedId, bool)> = connection
        .query_row(
            "SELECT id, removed IS NOT NULL FROM feeds WHERE url = ?1",
            [&subscription.url],
            |row| Ok((FeedId(row.get(0)?), row.get(1)?)),
        )
        .optional()?;
    let subscribed = match found {
        Some((feed, false)) => Subscribed::Already(feed),
        Some((feed, true)) => {
            connection.execute("DELETE FROM folders WHERE feed = ?1", [feed.0])?;
            connection.execute(
                "UPDATE feeds SET own_title = ?2 WHERE id = ?1",
                params![feed.0, subscription.title],
            )?;
            restore(connection, feed)?;
            Subscribed::New(feed)
        }
        None => {
            connection.execute(
                "INSERT INTO feeds (url, own_title, site_url, subscribed) VALUES (?1, ?2, ?3, ?4)",
                params![subscription.url, subscription.title, subscription.site_url, now.unix()],
            )?;
            Subscribed::New(FeedId(connection.last_insert_rowid()))
        }
    };
    Ok(subscribed)
}

/// Takes the feed and its entries out of every list. They stay on disk until cleanup, so that this can be undone.
pub(super) fn unsubscribe(
    connection: &Connection,
    feed: FeedId,
    now: Timestamp,
    starred: Starred,
) -> Result<(), StoreError> {
    withdraw(connection, feed, now, starred)?;
    let noted = (starred == Starred::Go).then_some(WITH_STARRED);
    changes::note(connection, "unsubscribe", Some(feed), noted, None)
}

/// What became of the starred entries, as it was noted.
pub(super) fn starred_of(noted: Option<&str>) -> Starred {
    match noted {
        Some(WITH_STARRED) => Starred::Go,
        _ => Starred::Stay,
    }
}

/// Does so without a record of it.
pub(super) fn withdraw(
    connection: &Connection,
    feed: FeedId,
    now: Timestamp,
    starred: Starred,
) -> Result<(), StoreError> {
    let changed = connection.execute(
        "UPDATE feeds SET removed = ?2 WHERE id = ?1 AND removed IS NULL",
        params![feed.0, now.unix()],
    )?;
    expect_one(changed, feed)?;
    indexing::withdraw_feed(connection, feed)?;
    let stays = starred == Starred::Stay;
    connection.execute(
        "UPDATE entries SET listed = 0 WHERE feed = ?1 AND listed = 1 AND starred < ?2",
        params![feed.0, if stays { 1 } else { 2 }],
    )?;
    Ok(())
}

/// The opposite of [`withdraw`].
pub(super) fn restore(connection: &Connection, feed: FeedId) -> Result<(), StoreError> {
    connection.execute("UPDATE feeds SET removed = NULL WHERE id = ?1", [feed.0])?;
    connection.execute("UPDATE entries SET listed = 1 WHERE feed = ?1 AND listed = 0", [feed.0])?;
    Ok(())
}

/// Gives the feed the person's own title, or its own again.
pub(super) fn rename(connection: &Connection, feed: FeedId, title: Option<&str>) -> Result<(), StoreError> {
    let old: Option<String> = read(connection, feed, "own_title")?;
    set_title(connection, feed, title)?;
    changes::note(connection, "rename", Some(feed), old.as_deref(), None)
}

/// Sets the title. The words of the title are found in every entry, so the entries are indexed again.
pub(super) fn set_title(connection: &Connection, feed: FeedId, title: Option<&str>) -> Result<(), StoreError> {
    connection.execute("UPDATE feeds SET own_title = ?2 WHERE id = ?1", params![feed.0, title])?;
    indexing::withdraw_feed(connection, feed)
}

/// Files the feed in these folders and no others.
pub(super) fn move_feed(connection: &Connection, feed: FeedId, folders: &[Folder]) -> Result<(), StoreError> {
    let _: i64 = read(connection, feed, "id")?;
    let old = folders_of(connection, feed)?;
    set_folders(connection, feed, folders)?;
    changes::note(connection, "move", Some(feed), Some(&old), None)
}

/// The folders of a feed, a line each.
pub(super) fn folders_of(connection: &Connection, feed: FeedId) -> Result<String, StoreError> {
    let mut statement = connection.prepare("SELECT path FROM folders WHERE feed = ?1 ORDER BY path")?;
    let rows = statement.query_map([feed.0], |row| row.get::<_, String>(0))?;
    let folders: Vec<String> = rows.collect::<Result<_, _>>()?;
    Ok(folders.join("\n"))
}

/// Puts feeds into this order, wherever they are listed beside each other.
pub(super) fn order(connection: &Connection, feeds: &[FeedId]) -> Result<(), StoreError> {
    let old = positions(connection, feeds)?;
    put_in_order(connection, feeds)?;
    changes::note(connection, ORDER, None, Some(&old), None)
}

/// Puts feeds where a noted change found them. Gives where they were instead.
pub(super) fn restore_order(connection: &Connection, noted: &str) -> Result<String, StoreError> {
    let old: Vec<(i64, Option<i64>)> = serde_json::from_str(noted).unwrap_or_default();
    let feeds: Vec<FeedId> = old.iter().map(|(feed, _)| FeedId(*feed)).collect();
    let present = positions(connection, &feeds)?;
    for (feed, position) in old {
        place(connection, FeedId(feed), position)?;
    }
    Ok(present)
}

fn put_in_order(connection: &Connection, feeds: &[FeedId]) -> Result<(), StoreError> {
    for (position, feed) in feeds.iter().enumerate() {
        place(connection, *feed, i64::try_from(position).ok())?;
    }
    Ok(())
}

fn place(connection: &Connection, feed: FeedId, position: Option<i64>) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE feeds SET position = ?2 WHERE id = ?1",
        params![feed.0, position],
    )?;
    Ok(())
}

fn positions(connection: &Connection, feeds: &[FeedId]) -> Result<String, StoreError> {
    let mut positions: Vec<(i64, Option<i64>)> = Vec::new();
    for feed in feeds {
        positions.push((feed.0, read(connection, *feed, "position")?));
    }
    Ok(serde_json::to_string(&positions).unwrap_or_default())
}

/// Replaces the feed's folders.
pub(super) fn set_folders(connection: &Connection, feed: FeedId, folders: &[Folder]) -> Result<(), StoreError> {
    connection.execute("DELETE FROM folders WHERE feed = ?1", [feed.0])?;
    file(connection, feed, folders)
}

/// Gives the feed another address. What was got to recognise an unchanged document by was got from the old one.
pub(super) fn change_url(connection: &Connection, feed: FeedId, url: &str) -> Result<(), StoreError> {
    let old: String = read(connection, feed, "url")?;
    set_url(connection, feed, url)?;
    changes::note(connection, "change-url", Some(feed), Some(&old), None)
}

/// Sets the address. What the old one failed with says nothing about it.
pub(super) fn set_url(connection: &Connection, feed: FeedId, url: &str) -> Result<(), StoreError> {
    let taken = connection
        .query_row(
            "SELECT 1 FROM feeds WHERE url = ?1 AND id <> ?2",
            params![url, feed.0],
            |_| Ok(()),
        )
        .optional()?;
    if taken.is_some() {
        return Err(StoreError::Taken { url: masked(url) });
    }
    connection.execute(
        "UPDATE feeds SET url = ?2, etag = NULL, last_modified = NULL, body_hash = NULL, obtained = NULL,
             next_check = NULL, fault = NULL, fault_message = NULL, failing_since = NULL, failures = 0,
             redirected_to = NULL
         WHERE id = ?1",
        params![feed.0, url],
    )?;
    Ok(())
}

/// What a fetch of these feeds, or of all, needs to know.
pub(super) fn jobs(connection: &Connection, wanted: Option<&[FeedId]>) -> Result<Vec<FetchState>, StoreError> {
    jobs_where(connection, |job| wanted.is_none_or(|wanted| wanted.contains(&job.feed)))
}

fn jobs_where(connection: &Connection, wanted: impl Fn(&FetchState) -> bool) -> Result<Vec<FetchState>, StoreError> {
    let mut statement = connection.prepare_cached(JOB)?;
    let mut jobs = Vec::new();
    for job in statement.query_map([], job_of_row)? {
        let mut job = job?;
        if wanted(&job) {
            job.recent = recent(connection, job.feed)?;
            jobs.push(job);
        }
    }
    Ok(jobs)
}

/// The feeds that are to be fetched now. One that is gone for good is fetched only when asked for.
pub(super) fn due(connection: &Connection, now: Timestamp) -> Result<Vec<FetchState>, StoreError> {
    jobs_where(connection, |job| {
        // No wait is longer than a day: a later check was set by a clock that was wrong (`promises.md` E7).
        let waits = job
            .next_check
            .is_some_and(|check| check > now && check.since(now) <= DAY + HOUR);
        !waits && job.fault != Some(FeedFault::Gone)
    })
}

/// What is shown as the title of a feed.
pub(super) fn shown_title(own: Option<String>, given: Option<String>, url: &str) -> String {
    let mut titles = [own, given].into_iter().flatten();
    titles
        .find(|title| !title.trim().is_empty())
        .unwrap_or_else(|| masked(url))
}

/// The feeds that lie in `folder` or within it.
pub(super) fn in_folder(
    connection: &Connection,
    is_meant: impl Fn(&Folder) -> bool,
) -> Result<Vec<FeedId>, StoreError> {
    let mut found: Vec<FeedId> = folders(connection)?
        .into_iter()
        .filter(|(_, folders)| folders.iter().any(&is_meant))
        .map(|(feed, _)| feed)
        .collect();
    found.sort();
    Ok(found)
}

/// The folders of every feed that is subscribed to.
pub(super) fn folders(connection: &Connection) -> Result<HashMap<FeedId, Vec<Folder>>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed, path FROM folders JOIN feeds ON feeds.id = feed WHERE removed IS NULL ORDER BY feed, path",
    )?;
    let mut rows = statement.query([])?;
    let mut folders: HashMap<FeedId, Vec<Folder>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let path: String = row.get(1)?;
        folders
            .entry(FeedId(row.get(0)?))
            .or_default()
            .extend(Folder::parse(&path));
    }
    Ok(folders)
}

fn file(connection: &Connection, feed: FeedId, folders: &[Folder]) -> Result<(), StoreError> {
    for folder in folders {
        connection.execute(
            "INSERT OR IGNORE INTO folders (feed, path) VALUES (?1, ?2)",
            params![feed.0, folder.to_string()],
        )?;
    }
    Ok(())
}

/// By when the last entries of a feed are sorted, the newest first.
pub(super) fn recent(connection: &Connection, feed: FeedId) -> Result<Vec<Timestamp>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT place FROM entries INDEXED BY feed_entries WHERE feed = ?1 AND listed = 1 ORDER BY place DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![feed.0, RECENT], |row| Ok(Place(row.get(0)?).sorted()))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A column of a feed that is subscribed to.
pub(super) fn read<T: rusqlite::types::FromSql>(
    connection: &Connection,
    feed: FeedId,
    column: &str,
) -> Result<T, StoreError> {
    let found = connection
        .query_row(
            &format!("SELECT {column} FROM feeds WHERE id = ?1 AND removed IS NULL"),
            [feed.0],
            |row| row.get(0),
        )
        .optional()?;
    found.ok_or_else(|| missing(feed))
}

fn expect_one(changed: usize, feed: FeedId) -> Result<(), StoreError> {
    if changed == 0 { Err(missing(feed)) } else { Ok(()) }
}

fn missing(feed: FeedId) -> StoreError {
    StoreError::Missing {
        what: "feed",
        id: feed.0,
        list: "feeds",
    }
}

/// A feed as lists show it. The columns are known by their numbers: to look for their names in each row took longer than
/// to read it.
const FEED: &str =
    "SELECT id, url, own_title, feed_title, site_url, unread, total, last_success, last_attempt, next_check,
         repairs, fault, fault_message, failing_since, failures, position
     FROM feeds WHERE removed IS NULL";

fn feed_of_row(row: &Row) -> rusqlite::Result<Feed> {
    let url: String = row.get(1)?;
    Ok(Feed {
        id: FeedId(row.get(0)?),
        title: shown_title(row.get(2)?, row.get(3)?, &url),
        url,
        site_url: row.get(4)?,
        folders: Vec::new(),
        unread: row.get(5)?,
        total: row.get(6)?,
        last_success: instant(row, 7)?,
        last_attempt: instant(row, 8)?,
        next_check: instant(row, 9)?,
        repairs: row.get(10)?,
        position: row.get(15)?,
        error: match fault_of_row(row, 11)? {
            Some(fault) => Some(FeedError {
                fault,
                message: row.get::<_, Option<String>>(12)?.unwrap_or_default(),
                since: instant(row, 13)?.unwrap_or_default(),
                failures: row.get(14)?,
            }),
            None => None,
        },
    })
}

/// What a fetch needs to know of a feed.
const JOB: &str =
    "SELECT id, url, etag, last_modified, body_hash, obtained, failures, ttl, skip_hours, skip_days, fresh_for,
         took, next_check, fault
     FROM feeds WHERE removed IS NULL ORDER BY id";

fn job_of_row(row: &Row) -> rusqlite::Result<FetchState> {
    Ok(FetchState {
        feed: FeedId(row.get(0)?),
        url: row.get(1)?,
        validators: Validators {
            etag: row.get(2)?,
            last_modified: row.get(3)?,
            body_hash: row.get(4)?,
            obtained: instant(row, 5)?,
        },
        failures: row.get(6)?,
        wishes: Wishes {
            ttl: row.get(7)?,
            skip_hours: row.get::<_, Option<Vec<u8>>>(8)?.unwrap_or_default(),
            skip_days: row.get::<_, Option<Vec<u8>>>(9)?.unwrap_or_default(),
            fresh_for: row.get(10)?,
        },
        took: row.get::<_, Option<u64>>(11)?.map(Duration::from_millis),
        next_check: instant(row, 12)?,
        fault: fault_of_row(row, 13)?,
        recent: Vec::new(),
    })
}

fn instant(row: &Row, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_unix))
}

fn fault_of_row(row: &Row, column: usize) -> rusqlite::Result<Option<FeedFault>> {
    let word: Option<String> = row.get(column)?;
    Ok(word.and_then(|word| FeedFault::from_word(&word)))
}

/// The address without the name and password that it may hold.
fn masked(url: &str) -> String {
    match Url::parse(url) {
        Ok(mut parsed) if !parsed.username().is_empty() || parsed.password().is_some() => {
            let hidden = parsed.set_username("***").and_then(|()| parsed.set_password(None));
            if hidden.is_ok() { parsed.into() } else { String::new() }
        }
        _ => url.to_owned(),
    }
}

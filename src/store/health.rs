//! A feed's health beyond what lists show, and what was set for it alone.

use super::{StoreError, changes, feeds};
use crate::model::{FeedId, FetchNotes, Fetched, FetchedFeed, Health, Timestamp};
use rusqlite::{Connection, params};
use std::collections::HashMap;

/// The health of a feed that is subscribed to.
pub(super) fn health(connection: &Connection, feed: FeedId) -> Result<Health, StoreError> {
    let _: i64 = feeds::read(connection, feed, "id")?;
    let mut health = connection.query_row(
        "SELECT subscribed, reason, repaired, redirected_to, moved_from, moved_at FROM feeds WHERE id = ?1",
        [feed.0],
        |row| {
            let moved_from: Option<String> = row.get(4)?;
            let moved_at: Option<i64> = row.get(5)?;
            Ok(Health {
                subscribed: Timestamp::from_unix(row.get(0)?),
                reason: row.get(1)?,
                repaired: row.get(2)?,
                redirected_to: row.get(3)?,
                moved_from: moved_from.zip(moved_at.map(Timestamp::from_unix)),
                posts: Vec::new(),
                settings: Vec::new(),
            })
        },
    )?;
    health.posts = feeds::recent(connection, feed)?;
    health.settings = settings(connection, feed)?;
    Ok(health)
}

/// What was set for a feed alone, by name.
fn settings(connection: &Connection, feed: FeedId) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT name, value FROM feed_settings WHERE feed = ?1 ORDER BY name")?;
    let rows = statement.query_map([feed.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was set for single feeds.
pub(super) fn all_settings(connection: &Connection) -> Result<HashMap<FeedId, Vec<(String, String)>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT feed, name, value FROM feed_settings ORDER BY feed, name")?;
    let mut rows = statement.query([])?;
    let mut settings: HashMap<FeedId, Vec<(String, String)>> = HashMap::new();
    while let Some(row) = rows.next()? {
        settings
            .entry(FeedId(row.get(0)?))
            .or_default()
            .push((row.get(1)?, row.get(2)?));
    }
    Ok(settings)
}

/// Sets a value for a feed alone, or with `None` takes it away. Can be undone.
pub(super) fn set(connection: &Connection, feed: FeedId, name: &str, value: Option<&str>) -> Result<(), StoreError> {
    let _: i64 = feeds::read(connection, feed, "id")?;
    let known = settings(connection, feed)?;
    let old = known.iter().find(|(known, _)| known == name).map(|(_, value)| value);
    let old = format!("{name}\n{}", old.map_or("", String::as_str));
    put(connection, feed, name, value)?;
    changes::note(connection, "set", Some(feed), Some(&old), None)
}

/// The opposite of [`set`]: what was noted is a name and its old value, a line each. Gives what was there instead.
pub(super) fn unset(connection: &Connection, feed: FeedId, old: &str) -> Result<String, StoreError> {
    let (name, value) = old.split_once('\n').unwrap_or((old, ""));
    let known = settings(connection, feed)?;
    let present = known.iter().find(|(known, _)| known == name);
    let present = format!("{name}\n{}", present.map_or("", |(_, value)| value.as_str()));
    put(connection, feed, name, Some(value).filter(|value| !value.is_empty()))?;
    Ok(present)
}

/// Keeps what a fetch says for people, and a move before the address is changed.
pub(super) fn note(connection: &Connection, fetched: &FetchedFeed) -> Result<(), StoreError> {
    let FetchNotes {
        reason,
        repaired,
        redirected_to,
    } = &fetched.notes;
    match &fetched.outcome {
        Fetched::Changed { moved_to, .. } => {
            connection
                .prepare_cached(
                    "UPDATE feeds SET reason = ?2, repaired = coalesce(?3, ''), redirected_to = ?4 WHERE id = ?1",
                )?
                .execute(params![fetched.feed.0, reason, repaired, redirected_to])?;
            if let Some(url) = moved_to {
                connection.execute(
                    "UPDATE feeds SET moved_from = url, moved_at = ?3
                     WHERE id = ?1 AND url <> ?2 AND NOT EXISTS (SELECT 1 FROM feeds WHERE url = ?2)",
                    params![fetched.feed.0, url, fetched.at.unix()],
                )?;
            }
        }
        Fetched::Unchanged | Fetched::Failed { .. } => {
            connection
                .prepare_cached("UPDATE feeds SET reason = ?2 WHERE id = ?1 AND reason <> ?2")?
                .execute(params![fetched.feed.0, reason])?;
        }
    }
    Ok(())
}

fn put(connection: &Connection, feed: FeedId, name: &str, value: Option<&str>) -> Result<(), StoreError> {
    match value {
        Some(value) => connection.execute(
            "INSERT OR REPLACE INTO feed_settings (feed, name, value) VALUES (?1, ?2, ?3)",
            params![feed.0, name, value],
        )?,
        None => connection.execute(
            "DELETE FROM feed_settings WHERE feed = ?1 AND name = ?2",
            params![feed.0, name],
        )?,
    };
    Ok(())
}

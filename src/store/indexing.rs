//! The index of words, filled behind what is fetched: a few entries at a time, while nothing else is waiting.

use super::listing::clamp;
use super::place::Place;
use super::words::{beginnings, joined, words};
use super::{StoreError, feeds, texts};
use crate::model::FeedId;
use rusqlite::{Connection, params};

struct Pending {
    place: Place,
    id: i64,
    title: String,
    author: Option<String>,
    feed_title: String,
}

/// Indexes at most `at_most` entries, the newest first, and packs as many texts; says how many are left of the more.
pub(super) fn index_pending(connection: &Connection, at_most: usize) -> Result<u64, StoreError> {
    for entry in pending(connection, at_most)? {
        index(connection, &entry)?;
    }
    let loose = texts::pack(connection, at_most)?;
    let pending: u64 = connection
        .prepare_cached("SELECT count(*) FROM entries INDEXED BY pending_entries WHERE listed = 1 AND indexed = 0")?
        .query_row([], |row| row.get(0))?;
    Ok(pending.max(loose))
}

/// Takes an entry out of the index, until it is indexed again.
pub(super) fn withdraw(connection: &Connection, place: Place) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM search WHERE rowid = ?1")?
        .execute([place.0])?;
    connection
        .prepare_cached("UPDATE entries SET indexed = 0 WHERE place = ?1")?
        .execute([place.0])?;
    Ok(())
}

/// Takes the entries of a feed out of the index.
pub(super) fn withdraw_feed(connection: &Connection, feed: FeedId) -> Result<(), StoreError> {
    connection.execute(
        "DELETE FROM search WHERE rowid IN (SELECT place FROM entries WHERE feed = ?1 AND listed = 1 AND indexed = 1)",
        [feed.0],
    )?;
    connection.execute(
        "UPDATE entries SET indexed = 0 WHERE feed = ?1 AND listed = 1",
        [feed.0],
    )?;
    Ok(())
}

/// Empties the index, so that it is filled again from the entries.
pub(super) fn reset(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
    connection.execute("UPDATE entries SET indexed = 0 WHERE indexed = 1", [])?;
    Ok(())
}

/// In ascending order, since FTS5 writes a segment whenever a row comes before the last.
fn pending(connection: &Connection, at_most: usize) -> Result<Vec<Pending>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT place, entries.id, title, author, own_title, feed_title, feeds.url
         FROM entries INDEXED BY pending_entries CROSS JOIN feeds ON feeds.id = entries.feed
         WHERE listed = 1 AND indexed = 0 ORDER BY place DESC LIMIT ?1",
    )?;
    let rows = statement.query_map([clamp(at_most)], |row| {
        let feed_url: String = row.get(6)?;
        Ok(Pending {
            place: Place(row.get(0)?),
            id: row.get(1)?,
            title: row.get(2)?,
            author: row.get(3)?,
            feed_title: feeds::shown_title(row.get(4)?, row.get(5)?, &feed_url),
        })
    })?;
    let mut pending: Vec<Pending> = rows.collect::<Result<_, _>>()?;
    pending.reverse();
    Ok(pending)
}

fn index(connection: &Connection, entry: &Pending) -> Result<(), StoreError> {
    let text = texts::shown(connection, entry.id)?
        .map(|(body, _)| body.text())
        .unwrap_or_default();
    let author = entry.author.as_deref().unwrap_or_default();
    let columns = [&entry.title, author, &entry.feed_title, &text].map(words);
    connection
        .prepare_cached(
            "INSERT INTO search (rowid, title, author, feed, text, beginnings)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            entry.place.0,
            joined(&columns[0]),
            joined(&columns[1]),
            joined(&columns[2]),
            joined(&columns[3]),
            beginnings(columns.iter().flatten())
        ])?;
    connection
        .prepare_cached("UPDATE entries SET indexed = 1 WHERE place = ?1")?
        .execute([entry.place.0])?;
    Ok(())
}

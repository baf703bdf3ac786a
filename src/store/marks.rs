//! Marks put on entries, so that they can be taken back. Tags are in `tags`.

use super::changes::note;
use super::entries::{Moment, place_of};
use super::listing::{Between, Listing, place_of_row};
use super::place::Place;
use super::{Direction, MarkTarget, StoreError};
use crate::model::{EntryId, FeedId, Mark, Marked, Source, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeSet, HashMap};

/// Puts a mark on entries; what had it already is not touched. One step for undo.
pub(super) fn mark(
    connection: &Connection,
    target: &MarkTarget,
    mark: Mark,
    now: Timestamp,
    moment: Moment,
) -> Result<Marked, StoreError> {
    let (places, up_to) = targets(connection, target, mark, moment)?;
    let read_at = (mark == Mark::Read).then(|| now.unix());
    let (ids, feed) = put(connection, &places, up_to, mark, read_at)?;
    if !ids.is_empty() {
        note(connection, mark.word(), feed, None, Some(&packed(&ids)))?;
    }
    Ok(Marked {
        mark,
        changed: ids.len() as u64,
    })
}

/// The ids in a record of eight bytes each.
pub(super) fn unpacked(record: &[u8]) -> Vec<EntryId> {
    let ids = record.as_chunks::<8>().0;
    ids.iter().map(|id| EntryId(i64::from_le_bytes(*id))).collect()
}

/// A record of ids, eight bytes each.
pub(super) fn packed(ids: &[EntryId]) -> Vec<u8> {
    ids.iter().flat_map(|id| id.0.to_le_bytes()).collect()
}

/// The entries of a change, each once.
pub(super) fn each_once(entries: &[EntryId]) -> Vec<EntryId> {
    let once: BTreeSet<EntryId> = entries.iter().copied().collect();
    once.into_iter().collect()
}

/// The places that a mark may have to be put on, and the newest entry that it is for.
fn targets(
    connection: &Connection,
    target: &MarkTarget,
    mark: Mark,
    moment: Moment,
) -> Result<(Vec<Place>, EntryId), StoreError> {
    let everything = EntryId(i64::MAX);
    let mut between = Between::EVERYTHING;
    let (source, today, up_to) = match target {
        MarkTarget::Entries(ids) => {
            let mut places = Vec::with_capacity(ids.len());
            for id in ids {
                places.extend(place_of(connection, *id)?);
            }
            return Ok((places, everything));
        }
        MarkTarget::Source { source, today, up_to } => (source.clone(), *today, *up_to),
        MarkTarget::Beside {
            source,
            today,
            cursor,
            direction,
            up_to,
        } => {
            let place = Place::of(*cursor);
            between = match direction {
                Direction::Older => Between::older_than(place),
                Direction::Newer => Between::newer_than(place),
            };
            (source.clone(), *today, *up_to)
        }
        MarkTarget::Query(query) => {
            let query = query.clone();
            let name = String::new();
            (Source::Query { name, query }, moment.now, everything)
        }
    };
    let mut listing = Listing::of(connection, &source, today, moment)?;
    if mark == Mark::Read {
        listing = listing.only_unread();
    }
    Ok((
        listing.places(connection, between, Direction::Older, usize::MAX)?,
        up_to,
    ))
}

/// Puts a mark on the entries at these places that do not have it and are not newer than `up_to`, and counts them with
/// their feeds; says which they were, and the feed where they are all of one.
fn put(
    connection: &Connection,
    places: &[Place],
    up_to: EntryId,
    mark: Mark,
    read_at: Option<i64>,
) -> Result<(Vec<EntryId>, Option<FeedId>), StoreError> {
    let (column, value) = column(mark);
    // Asked and changed by two statements: for one with `RETURNING` SQLite keeps a copy of every page that it touches.
    let mut ask = connection.prepare_cached(&format!(
        "SELECT id, feed, listed FROM entries WHERE place = ?1 AND id <= ?2 AND {column} <> ?3"
    ))?;
    let also = if column == "read" { ", read_at = ?3" } else { "" };
    let mut change = connection.prepare_cached(&format!("UPDATE entries SET {column} = ?2{also} WHERE place = ?1"))?;
    let mut ids = Vec::with_capacity(places.len());
    let mut counts: HashMap<i64, i64> = HashMap::new();
    for place in places {
        let found = ask.query_row(params![place.0, up_to.0, value], |row| {
            Ok((EntryId(row.get(0)?), row.get(1)?, row.get::<_, i64>(2)?))
        });
        let Some((id, feed, listed)) = found.optional()? else {
            continue;
        };
        match column {
            "read" => change.execute(params![place.0, value, read_at])?,
            _ => change.execute(params![place.0, value])?,
        };
        *counts.entry(feed).or_default() += listed;
        ids.push(id);
    }
    let feed = match counts.len() {
        1 => counts.keys().next().map(|feed| FeedId(*feed)),
        _ => None,
    };
    count(connection, mark, counts)?;
    Ok((ids, feed))
}

/// Counts marks that were put with the feeds of their entries.
fn count(connection: &Connection, mark: Mark, counts: HashMap<i64, i64>) -> Result<(), StoreError> {
    let sql = match mark {
        Mark::Read => "UPDATE feeds SET unread = unread - ?2 WHERE id = ?1",
        Mark::Unread => "UPDATE feeds SET unread = unread + ?2 WHERE id = ?1",
        Mark::Star => "UPDATE feeds SET starred = starred + ?2 WHERE id = ?1",
        Mark::Unstar => "UPDATE feeds SET starred = starred - ?2 WHERE id = ?1",
    };
    let mut statement = connection.prepare_cached(sql)?;
    for (feed, count) in counts {
        statement.execute([feed, count])?;
    }
    Ok(())
}

/// The column of a mark, and its value there.
const fn column(mark: Mark) -> (&'static str, i64) {
    match mark {
        Mark::Read => ("read", 1),
        Mark::Unread => ("read", 0),
        Mark::Star => ("starred", 1),
        Mark::Unstar => ("starred", 0),
    }
}

/// Puts a mark on entries without a record of it, also where they are in no list at present.
pub(super) fn put_again(connection: &Connection, ids: &[EntryId], mark: Mark) -> Result<(), StoreError> {
    let mut places = Vec::with_capacity(ids.len());
    let mut statement = connection.prepare_cached("SELECT place FROM entries WHERE id = ?1")?;
    for id in ids {
        places.extend(statement.query_row([id.0], place_of_row).optional()?);
    }
    put(connection, &places, EntryId(i64::MAX), mark, None)?;
    Ok(())
}

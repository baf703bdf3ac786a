//! Marks put on entries, so that they can be taken back. Tags are in `tags`.

use super::changes::note;
use super::entries::Moment;
use super::listing::{Between, Listing};
use super::place::Place;
use super::{Direction, MarkTarget, StoreError};
use crate::model::{EntryId, FeedId, Mark, Marked, Source};
use rusqlite::{Connection, params};
use std::collections::{BTreeSet, HashMap};

/// Whether one of the `entries` is unread, or read, in SQL.
pub(super) const IS_UNREAD: &str = "(EXISTS (SELECT 1 FROM unread WHERE unread.place = entries.place))";
pub(super) const IS_READ: &str = "(NOT EXISTS (SELECT 1 FROM unread WHERE unread.place = entries.place))";

/// Entries that are marked by one statement: enough for its cost not to count, and few enough for any memory.
const TOGETHER: usize = 10_000;

/// Puts a mark on entries; what had it already is not touched. One step for undo.
pub(super) fn mark(
    connection: &Connection,
    target: &MarkTarget,
    mark: Mark,
    moment: Moment,
) -> Result<Marked, StoreError> {
    let (entries, up_to) = targets(connection, target, mark, moment)?;
    let (ids, feed) = put(connection, &entries, up_to, mark)?;
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

/// Entries that a mark may have to be put on.
enum Marking {
    /// By their ids, those that are in no list at present included.
    Ids(Vec<i64>),
    /// By their ids, but for those that are in no list.
    Listed(Vec<i64>),
    Places(Vec<i64>),
}

/// Those that a mark may have to be put on, and the newest entry that it is for.
fn targets(
    connection: &Connection,
    target: &MarkTarget,
    mark: Mark,
    moment: Moment,
) -> Result<(Marking, EntryId), StoreError> {
    let everything = EntryId(i64::MAX);
    let mut between = Between::EVERYTHING;
    let (source, today, up_to) = match target {
        MarkTarget::Entries(ids) => {
            let ids = ids.iter().map(|id| id.0).collect();
            return Ok((Marking::Listed(ids), everything));
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
    let places = listing.places(connection, between, Direction::Older, usize::MAX)?;
    Ok((
        Marking::Places(places.into_iter().map(|place| place.0).collect()),
        up_to,
    ))
}

/// Puts a mark on those of these entries that do not have it and are not newer than `up_to`, and counts them with their
/// feeds; says which they were, and the feed where they are all of one.
fn put(
    connection: &Connection,
    entries: &Marking,
    up_to: EntryId,
    mark: Mark,
) -> Result<(Vec<EntryId>, Option<FeedId>), StoreError> {
    // Asked and changed by two statements: for one with `RETURNING` SQLite keeps a copy of every page that it touches.
    let mut ask = connection.prepare_cached(&asking(entries, mark))?;
    let (Marking::Ids(numbers) | Marking::Listed(numbers) | Marking::Places(numbers)) = entries;
    let mut ids = Vec::with_capacity(numbers.len());
    let mut counts: HashMap<i64, i64> = HashMap::new();
    for numbers in numbers.chunks(TOGETHER) {
        let mut places = Vec::with_capacity(numbers.len());
        let mut found = ask.query(params![list(numbers), up_to.0])?;
        while let Some(row) = found.next()? {
            places.push(row.get(0)?);
            ids.push(EntryId(row.get(1)?));
            *counts.entry(row.get(2)?).or_default() += row.get::<_, i64>(3)?;
        }
        for change in changing(mark) {
            connection.prepare_cached(change)?.execute([list(&places)])?;
        }
    }
    let feed = match counts.len() {
        1 => counts.keys().next().map(|feed| FeedId(*feed)),
        _ => None,
    };
    count(connection, mark, counts)?;
    Ok((ids, feed))
}

/// Asks which of so many entries are without a mark. Those that are unread are asked of their own table: of the entries only the
/// index of ids is read then, or the row that has the id.
fn asking(entries: &Marking, mark: Mark) -> String {
    let (from, marked) = match (mark, entries) {
        (Mark::Read, Marking::Places(_)) => ("unread CROSS JOIN entries ON entries.place = unread.place", "1"),
        (Mark::Read, _) => ("entries CROSS JOIN unread ON unread.place = entries.place", "1"),
        (Mark::Unread, _) => ("entries", IS_READ),
        (Mark::Star, _) => ("entries", "starred = 0"),
        (Mark::Unstar, _) => ("entries", "starred = 1"),
    };
    let table = match mark {
        Mark::Read => "unread",
        Mark::Unread | Mark::Star | Mark::Unstar => "entries",
    };
    let key = match entries {
        // The plus keeps SQLite from walking along an index of those that are listed.
        Marking::Listed(_) => format!("+{table}.listed = 1 AND id"),
        Marking::Ids(_) => "id".to_owned(),
        Marking::Places(_) => format!("{table}.place"),
    };
    format!(
        "SELECT {table}.place, id, {table}.feed, {table}.listed FROM {from}
         WHERE {key} IN (SELECT value FROM json_each(?1)) AND id <= ?2 AND {marked}"
    )
}

/// Changes a mark of so many entries: many at a time, so that the indexes are opened once for them. `OR FAIL`, as the
/// transaction takes back what a failure leaves: else SQLite keeps a copy of every page here too.
const fn changing(mark: Mark) -> &'static [&'static str] {
    match mark {
        Mark::Read => &["DELETE FROM unread WHERE place IN (SELECT value FROM json_each(?1))"],
        Mark::Unread => &["INSERT OR FAIL INTO unread (place, feed, listed, starred, ready)
             SELECT place, feed, listed, starred, ready FROM entries WHERE place IN (SELECT value FROM json_each(?1))"],
        Mark::Star => &[
            "UPDATE OR FAIL entries SET starred = 1 WHERE place IN (SELECT value FROM json_each(?1))",
            "UPDATE OR FAIL unread SET starred = 1 WHERE place IN (SELECT value FROM json_each(?1))",
        ],
        Mark::Unstar => &[
            "UPDATE OR FAIL entries SET starred = 0 WHERE place IN (SELECT value FROM json_each(?1))",
            "UPDATE OR FAIL unread SET starred = 0 WHERE place IN (SELECT value FROM json_each(?1))",
        ],
    }
}

/// Questions that marking asks, with how the entries are found: for the test of the plans.
#[cfg(test)]
pub(super) fn questions() -> Vec<(String, &'static str)> {
    let row = "USING INTEGER PRIMARY KEY";
    let mut questions = Vec::new();
    for mark in [Mark::Read, Mark::Unread, Mark::Star, Mark::Unstar] {
        let id = match mark {
            Mark::Read => "USING COVERING INDEX sqlite_autoindex_entries_1",
            _ => "USING INDEX sqlite_autoindex_entries_1",
        };
        questions.extend([
            (asking(&Marking::Places(Vec::new()), mark), row),
            (asking(&Marking::Ids(Vec::new()), mark), id),
            (asking(&Marking::Listed(Vec::new()), mark), id),
        ]);
        questions.extend(changing(mark).iter().map(|change| ((*change).to_owned(), row)));
    }
    questions
}

/// Numbers as SQL takes many at a time.
fn list(numbers: &[i64]) -> String {
    serde_json::to_string(numbers).unwrap_or_default()
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

/// Puts a mark on entries without a record of it, also where they are in no list at present.
pub(super) fn put_again(connection: &Connection, ids: &[EntryId], mark: Mark) -> Result<(), StoreError> {
    let ids = Marking::Ids(ids.iter().map(|id| id.0).collect());
    put(connection, &ids, EntryId(i64::MAX), mark)?;
    Ok(())
}

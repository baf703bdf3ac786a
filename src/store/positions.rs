//! How far entries have been read. Kept for going on there, and listed for going on at all.

use super::entries::{place_of, rows};
use super::place::Place;
use super::{ReadingPosition, StoreError};
use crate::model::{EntryId, EntryRow, Timestamp};
use rusqlite::{Connection, OptionalExtension};

/// Keeps a position; one at the beginning is none.
pub(super) fn keep(
    connection: &Connection,
    entry: EntryId,
    position: ReadingPosition,
    now: Timestamp,
) -> Result<(), StoreError> {
    if position.signs == 0 || place_of(connection, entry)?.is_none() {
        connection
            .prepare_cached("DELETE FROM positions WHERE entry = ?1")?
            .execute([entry.0])?;
        return Ok(());
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO positions (entry, signs, seen, kept) VALUES (?1, ?2, ?3, ?4)")?
        .execute((entry.0, position.signs, position.seen, now.unix()))?;
    Ok(())
}

/// The position of an entry.
pub(super) fn of(connection: &Connection, entry: EntryId) -> Result<Option<ReadingPosition>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT signs, seen FROM positions WHERE entry = ?1")?;
    let position = statement.query_row([entry.0], |row| {
        Ok(ReadingPosition {
            signs: row.get(0)?,
            seen: row.get(1)?,
        })
    });
    Ok(position.optional()?)
}

/// The entries that were begun and not finished, the one read last first.
pub(super) fn unfinished(connection: &Connection, limit: usize) -> Result<Vec<(EntryRow, u8)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT place, seen FROM positions JOIN entries ON entries.id = positions.entry
         WHERE listed = 1 ORDER BY kept DESC, entry DESC LIMIT ?1",
    )?;
    let found = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
        Ok((Place(row.get(0)?), row.get::<_, u8>(1)?))
    })?;
    let found: Vec<(Place, u8)> = found.collect::<Result<_, _>>()?;
    let mut unfinished = Vec::with_capacity(found.len());
    for (place, seen) in found {
        unfinished.extend(rows(connection, &[place])?.into_iter().map(|row| (row, seen)));
    }
    Ok(unfinished)
}

//! Which pictures the entries that are ready for offline need: one whose picture has left the disk is not ready.

use super::StoreError;
use crate::model::EntryId;
use rusqlite::Connection;
use std::collections::HashSet;

/// Says which pictures an entry needs, by their numbers.
pub(super) fn keep(connection: &Connection, entry: EntryId, pictures: &[u64]) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM kept_pictures WHERE entry = ?1")?
        .execute([entry.0])?;
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO kept_pictures (picture, entry) VALUES (?1, ?2)")?;
    for picture in pictures {
        statement.execute((picture.cast_signed(), entry.0))?;
    }
    Ok(())
}

/// Says that these pictures are gone: the entries that need them are not ready.
pub(super) fn lose(connection: &Connection, pictures: &[u64]) -> Result<(), StoreError> {
    let mut unready = connection.prepare_cached(
        "UPDATE entries SET ready = 0
         WHERE ready = 1 AND id IN (SELECT entry FROM kept_pictures WHERE picture = ?1)",
    )?;
    let mut forget = connection.prepare_cached("DELETE FROM kept_pictures WHERE picture = ?1")?;
    for picture in pictures {
        unready.execute([picture.cast_signed()])?;
        forget.execute([picture.cast_signed()])?;
    }
    Ok(())
}

/// The pictures that are needed and not among those that are there.
pub(super) fn missing(connection: &Connection, there: &HashSet<u64>) -> Result<Vec<u64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT DISTINCT picture FROM kept_pictures")?;
    let rows = statement.query_map([], |row| row.get::<_, i64>(0))?;
    let needed: Vec<i64> = rows.collect::<Result<_, _>>()?;
    let needed = needed.into_iter().map(i64::cast_unsigned);
    Ok(needed.filter(|picture| !there.contains(picture)).collect())
}

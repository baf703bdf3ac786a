//! The rows of the index of words: numbers in the order of places that lie close, since half of an index is distances
//! between rows. An entry's number comes from its time; where it is taken, the next one, and newer entries make room.

use super::place::Place;
use super::{StoreError, indexing};
use rusqlite::{Connection, OptionalExtension, params};

/// Seconds to a slot are two to the power of this: in a library with an entry every five minutes one slot in ten is used.
const SECONDS: u32 = 5;

/// Gives the entry with these [`super::pairs`] a slot above that of every older entry. Newer ones in its way are taken out of
/// the index, to be indexed again.
pub(super) fn take(connection: &Connection, place: Place, pairs: &[u8]) -> Result<i64, StoreError> {
    let own = place.sorted().unix() >> SECONDS;
    let before = neighbour(connection, "place < ?1 ORDER BY place DESC", place)?;
    let slot = before.map_or(own, |(slot, _)| own.max(slot + 1));
    while let Some((_, newer)) =
        neighbour(connection, "place > ?1 ORDER BY place", place)?.filter(|next| next.0 <= slot)
    {
        indexing::withdraw(connection, newer)?;
    }
    connection
        .prepare_cached("INSERT INTO slots (slot, place, pairs) VALUES (?1, ?2, ?3)")?
        .execute(params![slot, place.0, pairs])?;
    Ok(slot)
}

/// Gives the slot of an entry back and says which it was; `None` where it had none.
pub(super) fn leave(connection: &Connection, place: Place) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached("DELETE FROM slots WHERE place = ?1 RETURNING slot")?
        .query_row([place.0], |row| row.get(0))
        .optional()?)
}

/// The slots of all entries between two places, which are not part of it: the first and the last.
pub(super) fn between(connection: &Connection, older: Place, newer: Place) -> Result<(i64, i64), StoreError> {
    let first = match older {
        Place::OLDEST => Some(i64::MIN),
        older => neighbour(connection, "place > ?1 ORDER BY place", older)?.map(|(slot, _)| slot),
    };
    let last = match newer {
        Place::NEWEST => Some(i64::MAX),
        newer => neighbour(connection, "place < ?1 ORDER BY place DESC", newer)?.map(|(slot, _)| slot),
    };
    // No entry at all is between a last that is before the first.
    Ok((first.unwrap_or(i64::MAX), last.unwrap_or(i64::MIN)))
}

fn neighbour(connection: &Connection, which: &str, place: Place) -> Result<Option<(i64, Place)>, StoreError> {
    Ok(connection
        .prepare_cached(&format!("SELECT slot, place FROM slots WHERE {which} LIMIT 1"))?
        .query_row([place.0], |row| Ok((row.get(0)?, Place(row.get(1)?))))
        .optional()?)
}

//! Texts as they arrive, until they are deflated: that takes longer than all else that saving does. They are several to a
//! row of their table. How one of them is read is in `texts`.

use super::StoreError;
use super::listing::clamp;
use super::texts::{Body, Deflater, Form, Packed};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

/// Bytes of texts that go together: enough that the last of their pages matters little, and few enough to be read for one.
/// Alone, a text of three kilobytes leaves a quarter of its page empty.
const BLOCK: usize = 64 << 10;

/// Texts of new entries on their way into the store.
pub(super) struct Arrivals<'a> {
    connection: &'a Connection,
    /// Each with its entry.
    waiting: Vec<(i64, &'a Packed)>,
    /// Bytes of their bodies.
    size: usize,
}

impl<'a> Arrivals<'a> {
    pub(super) fn new(connection: &'a Connection) -> Arrivals<'a> {
        Arrivals {
            connection,
            waiting: Vec::new(),
            size: 0,
        }
    }

    /// Takes the text of a new entry, whose id is larger than all before.
    pub(super) fn add(&mut self, entry: i64, text: &'a Packed) -> Result<(), StoreError> {
        if self.size + text.body.len() > BLOCK {
            self.put()?;
        }
        self.waiting.push((entry, text));
        self.size += text.body.len();
        Ok(())
    }

    /// Puts the texts that wait into the store.
    pub(super) fn put(&mut self) -> Result<(), StoreError> {
        let Some((last, _)) = self.waiting.last().copied() else {
            return Ok(());
        };
        let mut bodies = Vec::with_capacity(self.size);
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO loose_texts (entry, plain, details, form, block, at, size, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, x'')",
        )?;
        for (entry, text) in self.waiting.drain(..) {
            statement.execute(params![
                entry,
                text.plain,
                text.details,
                Form::Quick as u8,
                last,
                bodies.len(),
                text.body.len()
            ])?;
            bodies.extend_from_slice(&text.body);
        }
        self.size = 0;
        self.connection
            .prepare_cached("INSERT INTO loose_blocks (last, body) VALUES (?1, ?2)")?
            .execute(params![last, bodies])?;
        Ok(())
    }
}

/// Keeps the text of an entry instead of the loose one that it may have.
pub(super) fn replace(connection: &Connection, entry: i64, text: &Packed) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO loose_texts (entry, plain, details, form, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![entry, text.plain, text.details, Form::Quick as u8, text.body])?;
    Ok(())
}

/// Deflates at most `at_most` loose texts and says whether some are left. Counting them would read all of them.
pub(super) fn pack(connection: &Connection, at_most: usize) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT entry, form, plain, body FROM loose ORDER BY entry LIMIT ?1")?;
    let rows = statement.query_map([clamp(at_most)], |row| Ok((row.get(0)?, body_of_row(row)?)))?;
    let loose: Vec<(i64, Option<Vec<u8>>)> = rows.collect::<Result<_, _>>()?;
    // None where there is nothing to do, as at a start: its tables take 300 KB.
    let mut deflater = None;
    for (id, body) in loose {
        // Of one whose block is lost an older text may be left.
        if let Some(body) = body {
            let deflater = deflater.get_or_insert_with(Deflater::new);
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO texts (entry, plain, details, body)
                     SELECT entry, plain, details, ?2 FROM loose_texts WHERE entry = ?1",
                )?
                .execute(params![id, deflater.deflate(&body)])?;
        }
        connection
            .prepare_cached("DELETE FROM loose_texts WHERE entry = ?1")?
            .execute([id])?;
    }
    connection
        .prepare_cached("DELETE FROM loose_blocks WHERE last < coalesce((SELECT min(entry) FROM loose_texts), ?1)")?
        .execute([i64::MAX])?;
    has_some(connection)
}

/// The text and the HTML; `None` where they are lost.
fn body_of_row(row: &Row) -> rusqlite::Result<Option<Vec<u8>>> {
    Ok(match row.get_ref(3)? {
        ValueRef::Null => None,
        _ => Some(Body::from_row(row, 1)?.unpacked()),
    })
}

/// Whether there are texts to be deflated.
pub(super) fn has_some(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM loose_texts)")?
        .query_row([], |row| row.get(0))?)
}

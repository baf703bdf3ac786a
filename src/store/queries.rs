//! The person's own sources: queries that were saved under names. What each finds is not kept.

use super::{StoreError, changes};
use crate::model::{Query, SavedQuery};
use rusqlite::{Connection, params_from_iter};

/// The kind of a change of them, for undo.
pub(super) const CHANGE: &str = "queries";

/// All of them by name; one that cannot be read any more is left out.
pub(super) fn all(connection: &Connection) -> Result<Vec<SavedQuery>, StoreError> {
    let saved = texts(connection)?.into_iter().filter_map(|(name, text)| {
        let query = Query::parse(&text).ok()?;
        Some(SavedQuery { name, query })
    });
    Ok(saved.collect())
}

/// Saves a query under a name, over the one that had it.
pub(super) fn save(connection: &Connection, saved: &SavedQuery) -> Result<(), StoreError> {
    let old = texts(connection)?;
    put(connection, &saved.name, &saved.query.to_string())?;
    note(connection, &old)
}

/// Removes the query of that name; false where there is none.
pub(super) fn remove(connection: &Connection, name: &str) -> Result<bool, StoreError> {
    change(connection, "DELETE FROM queries WHERE name = ?1", &[name])
}

/// Gives the query another name, over the one that had it; false where there is no query to be named.
pub(super) fn rename(connection: &Connection, name: &str, new: &str) -> Result<bool, StoreError> {
    change(
        connection,
        "UPDATE OR REPLACE queries SET name = ?2 WHERE name = ?1",
        &[name, new],
    )
}

/// Puts all of them back as a noted change found them. Gives what was there instead.
pub(super) fn restore(connection: &Connection, noted: &str) -> Result<String, StoreError> {
    let present = written(&texts(connection)?);
    let old: Vec<(String, String)> = serde_json::from_str(noted).unwrap_or_default();
    connection.execute("DELETE FROM queries", [])?;
    old.iter().try_for_each(|(name, text)| put(connection, name, text))?;
    Ok(present)
}

/// What changes nothing is not noted.
fn change(connection: &Connection, sql: &str, values: &[&str]) -> Result<bool, StoreError> {
    let old = texts(connection)?;
    let changed = connection.execute(sql, params_from_iter(values))? > 0;
    if changed {
        note(connection, &old)?;
    }
    Ok(changed)
}

/// They are few: undo keeps all of them.
fn note(connection: &Connection, old: &[(String, String)]) -> Result<(), StoreError> {
    changes::note(connection, CHANGE, None, Some(&written(old)), None)
}

fn written(texts: &[(String, String)]) -> String {
    serde_json::to_string(texts).unwrap_or_default()
}

fn put(connection: &Connection, name: &str, text: &str) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO queries (name, query) VALUES (?1, ?2)",
        [name, text],
    )?;
    Ok(())
}

fn texts(connection: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT name, query FROM queries ORDER BY name")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

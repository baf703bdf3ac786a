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
    let is_there = old.iter().any(|(name, _)| name.eq_ignore_ascii_case(&saved.name));
    put(connection, &saved.name, &saved.query.to_string())?;
    let done = if is_there { "changed" } else { "saved" };
    note(connection, format!("{done} the query “{}”", saved.name), old)
}

/// Removes the query of that name; false where there is none.
pub(super) fn remove(connection: &Connection, name: &str) -> Result<bool, StoreError> {
    let what = format!("removed the query “{name}”");
    change(connection, "DELETE FROM queries WHERE name = ?1", &[name], what)
}

/// Gives the query another name, over the one that had it; false where there is no query to be named.
pub(super) fn rename(connection: &Connection, name: &str, new: &str) -> Result<bool, StoreError> {
    change(
        connection,
        "UPDATE OR REPLACE queries SET name = ?2 WHERE name = ?1",
        &[name, new],
        format!("renamed the query “{name}” to “{new}”"),
    )
}

/// Puts all of them back as a noted change found them. Gives what was there instead.
pub(super) fn restore(connection: &Connection, noted: &str) -> Result<String, StoreError> {
    let Noted(what, old) = Noted::read(noted);
    let present = Noted(what, texts(connection)?).written();
    connection.execute("DELETE FROM queries", [])?;
    old.iter().try_for_each(|(name, text)| put(connection, name, text))?;
    Ok(present)
}

/// What a noted change did, as in “saved the query “Long reads””.
pub(super) fn told(noted: &str) -> String {
    Noted::read(noted).0
}

/// A change as it is noted: what was done, and all of them before it. They are few.
struct Noted(String, Vec<(String, String)>);

impl Noted {
    /// Changes had no words of their own at first.
    fn read(noted: &str) -> Noted {
        let (what, old) = serde_json::from_str(noted).unwrap_or_else(|_| {
            let old = serde_json::from_str(noted).unwrap_or_default();
            ("changed the saved queries".to_owned(), old)
        });
        Noted(what, old)
    }

    fn written(&self) -> String {
        serde_json::to_string(&(&self.0, &self.1)).unwrap_or_default()
    }
}

/// What changes nothing is not noted.
fn change(connection: &Connection, sql: &str, values: &[&str], what: String) -> Result<bool, StoreError> {
    let old = texts(connection)?;
    let changed = connection.execute(sql, params_from_iter(values))? > 0;
    if changed {
        note(connection, what, old)?;
    }
    Ok(changed)
}

fn note(connection: &Connection, what: String, old: Vec<(String, String)>) -> Result<(), StoreError> {
    changes::note(connection, CHANGE, None, Some(&Noted(what, old).written()), None)
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

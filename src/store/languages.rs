//! Of which languages the index has stems: a query says nothing of its language, and to look for the stems of all that there
//! are rules for takes several times as long as to look for those of the two or three that somebody reads.

use super::StoreError;
use rusqlite::Connection;
use std::collections::HashSet;

/// The languages of the entries that are in the index, or once were, as BCP 47 primary tags.
#[derive(Clone, Debug, Default)]
pub(super) struct Languages(HashSet<String>);

impl Languages {
    pub(super) fn of(connection: &Connection) -> Result<Languages, StoreError> {
        let mut statement = connection.prepare_cached("SELECT code FROM index_languages")?;
        let codes = statement.query_map([], |row| row.get(0))?;
        Ok(Languages(codes.collect::<Result<_, _>>()?))
    }

    pub(super) fn has(&self, code: &str) -> bool {
        self.0.contains(code)
    }
}

/// Takes note of a language that the index gets stems of.
pub(super) fn note(connection: &Connection, code: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO index_languages (code) VALUES (?1)")?
        .execute([code])?;
    Ok(())
}

/// Forgets them with the index.
pub(super) fn forget(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("DELETE FROM index_languages", [])?;
    Ok(())
}

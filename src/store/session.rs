//! Small values that are kept under a key.

use super::StoreError;
use rusqlite::{Connection, OptionalExtension};

/// Keeps a value.
pub(super) fn remember(connection: &Connection, key: &str, value: &str) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO session (key, value) VALUES (?1, ?2)",
        (key, value),
    )?;
    Ok(())
}

/// The value that was kept under this key.
pub(super) fn recall(connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT value FROM session WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

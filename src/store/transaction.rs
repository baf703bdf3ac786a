//! A change as a whole: all of it or nothing, and the points at which a test cuts it off.

use super::StoreError;
use crate::fault::{self, Fault};
use rusqlite::{Connection, TransactionBehavior};
use std::io;

/// Makes a change in one transaction.
pub(super) fn transact<T>(
    connection: &mut Connection,
    change: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    may_fail(connection)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let result = change(&transaction)?;
    may_fail(&transaction)?;
    transaction.commit()?;
    // What is done is done: only an end of the program can come between this and whoever is told.
    fault::strike();
    Ok(result)
}

/// A point at which a write fails where a test wants it to.
pub(super) fn may_fail(connection: &Connection) -> Result<(), StoreError> {
    match fault::strike() {
        None => Ok(()),
        Some(Fault::Error) => {
            Err(rusqlite::Error::ToSqlConversionFailure(Box::new(io::Error::other("a fault"))).into())
        }
        Some(Fault::Full) => {
            let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
            connection.pragma_update(None, "max_page_count", pages)?;
            Ok(())
        }
    }
}

//! Brings what stands in the log into its place while another connection goes on writing.

use super::{StoreError, schema};
use rusqlite::Connection;
use std::path::Path;

/// A connection that does nothing else: whoever writes need not wait for the disk.
pub struct Checkpointer {
    connection: Connection,
}

impl Checkpointer {
    /// Opens the store at `path`, which has to be there.
    pub fn open(path: &Path) -> Result<Checkpointer, StoreError> {
        let connection = schema::open_reading(path)?;
        Ok(Checkpointer { connection })
    }

    /// Brings as much into its place as no reader needs where it is, and lets others read and write meanwhile.
    pub fn run(&self) -> Result<(), StoreError> {
        schema::checkpoint(&self.connection)
    }
}

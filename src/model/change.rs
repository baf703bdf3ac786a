//! A change that a person made, as the journal tells it. What it changed is known to the store.

use super::Timestamp;
use std::fmt;

/// Names a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeId(pub i64);

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub id: ChangeId,
    /// Changes of older versions have no time.
    pub at: Option<Timestamp>,
    /// What was done, as in “marked 132 entries of Ars read”.
    pub what: String,
    /// Whether it was taken back.
    pub undone: bool,
}

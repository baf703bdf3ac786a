//! The query language of lists, searches and marking: a value, with its text form both ways.

/// A query. (Provisional: the parser comes with the store.)
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {}

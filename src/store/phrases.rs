//! Phrases: whether words stand in a row, which the index does not know, asked of the texts by functions of SQL.

use super::StoreError;
use super::compile::Filter;
use super::texts::{Body, SHOWN_TEXT};
use super::words::Pattern;
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{FromSqlError, Value};

/// Where a phrase can stand, in SQL: the title, the author, and the text, which takes longest to look at.
pub(super) const FIELDS: [&str; 3] = ["entries.title", "coalesce(entries.author, '')", SHOWN_TEXT];

/// Gives the connection the functions.
pub(super) fn define(connection: &Connection) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("plain_text", 3, flags, |context| {
        Ok(Body::from_arguments(context)?.text())
    })?;
    connection.create_scalar_function("in_a_row", 3, flags, |context| {
        let prefix = context.get(1)?;
        // Made once for all the texts that it is looked for in.
        let pattern = context.get_or_create_aux(0, |wanted| {
            let words = wanted.as_str()?.split(' ').map(str::to_owned).collect();
            Ok::<_, FromSqlError>(Pattern {
                words,
                prefix,
                stems: Vec::new(),
            })
        })?;
        Ok(pattern.stands_in(context.get_raw(2).as_str()?))
    })?;
    Ok(())
}

/// Holds where the words of the pattern stand in a row in the field.
pub(super) fn filter(field: &str, pattern: &Pattern) -> Filter {
    let values = [
        Value::Text(pattern.words.join(" ")),
        Value::Integer(i64::from(pattern.prefix)),
    ];
    Filter::new(format!("in_a_row(?, ?, {field})"), values)
}

//! Tags put on entries and taken off, so that they can be taken back: one change, however many tags.

use super::StoreError;
use super::changes::note;
use super::marks::{each_once, packed};
use crate::model::EntryId;
use rusqlite::{Connection, params};

/// The kind of a change of them, for undo.
pub(super) const CHANGE: &str = "tags";

const TAG: &str = "INSERT OR IGNORE INTO tags (entry, tag) SELECT id, ?2 FROM entries WHERE id = ?1";
const UNTAG: &str = "DELETE FROM tags WHERE entry = ?1 AND tag = ?2";

/// A tag that a change put on entries or took off, and how many of those that are noted with the change that were.
type Noted = (String, bool, usize);

/// Puts tags on entries and takes others off; says how many entries were changed by it.
pub(super) fn change(
    connection: &Connection,
    entries: &[EntryId],
    on: &[String],
    off: &[String],
) -> Result<u64, StoreError> {
    let wanted = on
        .iter()
        .map(|tag| (tag, true))
        .chain(off.iter().map(|tag| (tag, false)));
    let mut noted: Vec<Noted> = Vec::new();
    let mut changed = Vec::new();
    for (tag, on) in wanted {
        let by_this = put(connection, on, entries, tag)?;
        if !by_this.is_empty() {
            noted.push((tag.clone(), on, by_this.len()));
            changed.extend(by_this);
        }
    }
    if !noted.is_empty() {
        let noted = serde_json::to_string(&noted).unwrap_or_default();
        note(connection, CHANGE, None, Some(&noted), Some(&packed(&changed)))?;
    }
    Ok(each_once(&changed).len() as u64)
}

/// Takes a noted change back, or makes it again.
pub(super) fn turn(connection: &Connection, noted: &str, entries: &[EntryId], again: bool) -> Result<(), StoreError> {
    let mut rest = entries;
    let mut steps = Vec::new();
    for (tag, on, count) in read(noted) {
        let (those, others) = rest.split_at(count.min(rest.len()));
        steps.push((tag, on == again, those));
        rest = others;
    }
    if !again {
        steps.reverse();
    }
    for (tag, on, those) in steps {
        put(connection, on, those, &tag)?;
    }
    Ok(())
}

/// What a noted change did to entries, as in “tagged 3 entries “boats””.
pub(super) fn told(noted: &str, entries: &str) -> String {
    let noted = read(noted);
    let named = |on: bool| {
        let tags = noted.iter().filter(|(_, is_on, _)| *is_on == on);
        tags.map(|(tag, ..)| format!("“{tag}”")).collect::<Vec<_>>().join(", ")
    };
    let (on, off) = (named(true), named(false));
    match (on.is_empty(), off.is_empty()) {
        (false, true) => format!("tagged {entries} {on}"),
        (true, _) => format!("took the tag {off} off {entries}"),
        (false, false) => format!("tagged {entries} {on}, and took {off} off"),
    }
}

fn read(noted: &str) -> Vec<Noted> {
    serde_json::from_str(noted).unwrap_or_default()
}

/// Puts a tag on entries or takes it off; gives those that were changed by it.
fn put(connection: &Connection, on: bool, entries: &[EntryId], tag: &str) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = connection.prepare_cached(if on { TAG } else { UNTAG })?;
    let mut changed = Vec::new();
    for entry in entries {
        if statement.execute(params![entry.0, tag])? > 0 {
            changed.push(*entry);
        }
    }
    Ok(changed)
}

//! What a person changes and can take back: marks and tags of entries, and the record of changes for undo.

use super::entries::{Moment, place_of};
use super::listing::{Between, Listing, place_of_row};
use super::place::Place;
use super::{Direction, MarkTarget, StoreError, Undone, feeds, health, queries};
use crate::model::{EntryId, FeedId, Folder, Mark, Marked, Source, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// Changes that can be taken back.
const REMEMBERED: i64 = 200;

/// Puts a mark on entries; what had it already is not touched. One step for undo.
pub(super) fn mark(
    connection: &Connection,
    target: &MarkTarget,
    mark: Mark,
    now: Timestamp,
    moment: Moment,
) -> Result<Marked, StoreError> {
    let (places, up_to) = targets(connection, target, mark, moment)?;
    let read_at = (mark == Mark::Read).then(|| now.unix());
    let ids = put(connection, &places, up_to, mark, read_at)?;
    if !ids.is_empty() {
        note(connection, mark.word(), None, None, Some(&packed(&ids)))?;
    }
    Ok(Marked {
        mark,
        changed: ids.len() as u64,
    })
}

/// Puts a tag on entries, as one step for undo.
pub(super) fn tag(connection: &Connection, entries: &[EntryId], tag: &str) -> Result<u64, StoreError> {
    let ids = retag(connection, TAG, entries, tag)?;
    note_tags(connection, "tag", tag, &ids)
}

/// Takes a tag off entries, as one step for undo.
pub(super) fn untag(connection: &Connection, entries: &[EntryId], tag: &str) -> Result<u64, StoreError> {
    let ids = retag(connection, UNTAG, entries, tag)?;
    note_tags(connection, "untag", tag, &ids)
}

/// Takes the last change back.
pub(super) fn undo(connection: &Connection) -> Result<Option<Undone>, StoreError> {
    let last = connection
        .query_row(
            "SELECT id, kind, feed, old, entries FROM changes ORDER BY id DESC LIMIT 1",
            [],
            |row| {
                Ok(Change {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    feed: row.get::<_, Option<i64>>(2)?.map(FeedId),
                    old: row.get(3)?,
                    entries: unpacked(&row.get::<_, Option<Vec<u8>>>(4)?.unwrap_or_default()),
                })
            },
        )
        .optional()?;
    let Some(change) = last else {
        return Ok(None);
    };
    connection.execute("DELETE FROM changes WHERE id = ?1", [change.id])?;
    change.take_back(connection).map(Some)
}

/// Records a change for undo.
pub(super) fn note(
    connection: &Connection,
    kind: &str,
    feed: Option<FeedId>,
    old: Option<&str>,
    entries: Option<&[u8]>,
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO changes (kind, feed, old, entries) VALUES (?1, ?2, ?3, ?4)",
        params![kind, feed.map(|feed| feed.0), old, entries],
    )?;
    let last = connection.last_insert_rowid();
    connection.execute("DELETE FROM changes WHERE id <= ?1", [last - REMEMBERED])?;
    Ok(())
}

/// The ids in a record of eight bytes each.
pub(super) fn unpacked(record: &[u8]) -> Vec<EntryId> {
    let ids = record.as_chunks::<8>().0;
    ids.iter().map(|id| EntryId(i64::from_le_bytes(*id))).collect()
}

fn packed(ids: &[EntryId]) -> Vec<u8> {
    ids.iter().flat_map(|id| id.0.to_le_bytes()).collect()
}

struct Change {
    id: i64,
    kind: String,
    feed: Option<FeedId>,
    old: Option<String>,
    entries: Vec<EntryId>,
}

impl Change {
    fn take_back(self, connection: &Connection) -> Result<Undone, StoreError> {
        let count = self.entries.len();
        let what = match (self.kind.as_str(), self.feed) {
            ("unsubscribe", Some(feed)) => {
                feeds::restore(connection, feed)?;
                "The feed is subscribed to again.".to_owned()
            }
            ("rename", Some(feed)) => {
                feeds::set_title(connection, feed, self.old.as_deref())?;
                "The feed has its old title again.".to_owned()
            }
            ("move", Some(feed)) => {
                let old = self.old.unwrap_or_default();
                let folders: Vec<Folder> = old.lines().filter_map(Folder::parse).collect();
                feeds::set_folders(connection, feed, &folders)?;
                "The feed is in its old folders again.".to_owned()
            }
            ("change-url", Some(feed)) => match feeds::set_url(connection, feed, &self.old.unwrap_or_default()) {
                Err(StoreError::Taken { .. }) => {
                    "The feed keeps its address: another feed has the old one now.".to_owned()
                }
                result => result.map(|()| "The feed has its old address again.".to_owned())?,
            },
            ("set", Some(feed)) => {
                health::unset(connection, feed, self.old.as_deref().unwrap_or_default())?;
                "The feed has its old setting again.".to_owned()
            }
            (queries::CHANGE, _) => {
                queries::restore(connection, self.old.as_deref().unwrap_or_default())?;
                "The saved queries are as they were.".to_owned()
            }
            ("tag" | "untag", _) => {
                let opposite = if self.kind == "tag" { UNTAG } else { TAG };
                retag(
                    connection,
                    opposite,
                    &self.entries,
                    self.old.as_deref().unwrap_or_default(),
                )?;
                format!("The tags of {} are as they were.", entries(count))
            }
            (word, _) => {
                if let Some(mark) = Mark::from_word(word) {
                    unmark(connection, &self.entries, mark)?;
                }
                format!("{} as before.", marked(word, count))
            }
        };
        Ok(Undone {
            what,
            entries: self.entries,
            feed: self.feed,
        })
    }
}

/// The places that a mark may have to be put on, and the newest entry that it is for.
fn targets(
    connection: &Connection,
    target: &MarkTarget,
    mark: Mark,
    moment: Moment,
) -> Result<(Vec<Place>, EntryId), StoreError> {
    let everything = EntryId(i64::MAX);
    let (source, today, up_to) = match target {
        MarkTarget::Entries(ids) => {
            let mut places = Vec::with_capacity(ids.len());
            for id in ids {
                places.extend(place_of(connection, *id)?);
            }
            return Ok((places, everything));
        }
        MarkTarget::Source { source, today, up_to } => (source.clone(), *today, *up_to),
        MarkTarget::Query(query) => {
            let query = query.clone();
            let name = String::new();
            (Source::Query { name, query }, moment.now, everything)
        }
    };
    let mut listing = Listing::of(connection, &source, today, moment)?;
    if mark == Mark::Read {
        listing = listing.only_unread();
    }
    Ok((
        listing.places(connection, Between::EVERYTHING, Direction::Older, usize::MAX)?,
        up_to,
    ))
}

/// Puts a mark on the entries at these places that do not have it and are not newer than `up_to`, and counts them with
/// their feeds; says which they were.
fn put(
    connection: &Connection,
    places: &[Place],
    up_to: EntryId,
    mark: Mark,
    read_at: Option<i64>,
) -> Result<Vec<EntryId>, StoreError> {
    let (column, value) = column(mark);
    // Asked and changed by two statements: for one with `RETURNING` SQLite keeps a copy of every page that it touches.
    let mut ask = connection.prepare_cached(&format!(
        "SELECT id, feed, listed FROM entries WHERE place = ?1 AND id <= ?2 AND {column} <> ?3"
    ))?;
    let also = if column == "read" { ", read_at = ?3" } else { "" };
    let mut change = connection.prepare_cached(&format!("UPDATE entries SET {column} = ?2{also} WHERE place = ?1"))?;
    let mut ids = Vec::with_capacity(places.len());
    let mut counts: HashMap<i64, i64> = HashMap::new();
    for place in places {
        let found = ask.query_row(params![place.0, up_to.0, value], |row| {
            Ok((EntryId(row.get(0)?), row.get(1)?, row.get::<_, i64>(2)?))
        });
        let Some((id, feed, listed)) = found.optional()? else {
            continue;
        };
        match column {
            "read" => change.execute(params![place.0, value, read_at])?,
            _ => change.execute(params![place.0, value])?,
        };
        *counts.entry(feed).or_default() += listed;
        ids.push(id);
    }
    count(connection, mark, counts)?;
    Ok(ids)
}

/// Counts marks that were put with the feeds of their entries.
fn count(connection: &Connection, mark: Mark, counts: HashMap<i64, i64>) -> Result<(), StoreError> {
    let sql = match mark {
        Mark::Read => "UPDATE feeds SET unread = unread - ?2 WHERE id = ?1",
        Mark::Unread => "UPDATE feeds SET unread = unread + ?2 WHERE id = ?1",
        Mark::Star => "UPDATE feeds SET starred = starred + ?2 WHERE id = ?1",
        Mark::Unstar => "UPDATE feeds SET starred = starred - ?2 WHERE id = ?1",
    };
    let mut statement = connection.prepare_cached(sql)?;
    for (feed, count) in counts {
        statement.execute([feed, count])?;
    }
    Ok(())
}

/// The column of a mark, and its value there.
const fn column(mark: Mark) -> (&'static str, i64) {
    match mark {
        Mark::Read => ("read", 1),
        Mark::Unread => ("read", 0),
        Mark::Star => ("starred", 1),
        Mark::Unstar => ("starred", 0),
    }
}

/// Takes a mark off the entries that it was put on, also where they are in no list at present.
fn unmark(connection: &Connection, ids: &[EntryId], mark: Mark) -> Result<(), StoreError> {
    let opposite = match mark {
        Mark::Read => Mark::Unread,
        Mark::Unread => Mark::Read,
        Mark::Star => Mark::Unstar,
        Mark::Unstar => Mark::Star,
    };
    let mut places = Vec::with_capacity(ids.len());
    let mut statement = connection.prepare_cached("SELECT place FROM entries WHERE id = ?1")?;
    for id in ids {
        places.extend(statement.query_row([id.0], place_of_row).optional()?);
    }
    put(connection, &places, EntryId(i64::MAX), opposite, None)?;
    Ok(())
}

const TAG: &str = "INSERT OR IGNORE INTO tags (entry, tag) SELECT id, ?2 FROM entries WHERE id = ?1";
const UNTAG: &str = "DELETE FROM tags WHERE entry = ?1 AND tag = ?2";

/// The entries that were changed by it.
fn retag(connection: &Connection, sql: &str, entries: &[EntryId], tag: &str) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut changed = Vec::new();
    for entry in entries {
        if statement.execute(params![entry.0, tag])? > 0 {
            changed.push(*entry);
        }
    }
    Ok(changed)
}

fn note_tags(connection: &Connection, kind: &str, tag: &str, changed: &[EntryId]) -> Result<u64, StoreError> {
    if !changed.is_empty() {
        note(connection, kind, None, Some(tag), Some(&packed(changed)))?;
    }
    Ok(changed.len() as u64)
}

fn marked(word: &str, count: usize) -> String {
    let state = match word {
        "read" => "unread",
        "unread" => "read",
        "star" => "not starred",
        _ => "starred",
    };
    format!("{} {} {state},", entries(count), if count == 1 { "is" } else { "are" })
}

fn entries(count: usize) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{count} entries")
    }
}

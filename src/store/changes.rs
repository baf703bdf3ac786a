//! The record of what a person changed: each step told in words, taken back, and made again. What is changed stands in the
//! files of its kind.

use super::{Starred, StoreError, Undone, feeds, folders, health, marks, queries, tags};
use crate::model::text::fit;
use crate::model::{Change, ChangeId, EntryId, FeedId, Folder, Mark, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Cells of an entry's title in the words of a change: what was done to it stands behind.
const TITLE: usize = 40;

/// Changes that can be taken back.
const REMEMBERED: i64 = 200;

/// Records a change for undo. What was taken back before it cannot be made again.
pub(super) fn note(
    connection: &Connection,
    kind: &str,
    feed: Option<FeedId>,
    old: Option<&str>,
    entries: Option<&[u8]>,
) -> Result<(), StoreError> {
    connection.execute("DELETE FROM changes WHERE undone = 1", [])?;
    connection.execute(
        "INSERT INTO changes (kind, feed, old, entries, at) VALUES (?1, ?2, ?3, ?4, unixepoch())",
        params![kind, feed.map(|feed| feed.0), old, entries],
    )?;
    let last = connection.last_insert_rowid();
    connection.execute("DELETE FROM changes WHERE id <= ?1", [last - REMEMBERED])?;
    Ok(())
}

/// Takes the last change back.
pub(super) fn undo(connection: &Connection) -> Result<Option<Undone>, StoreError> {
    let last = find(connection, "WHERE undone = 0 ORDER BY id DESC")?;
    last.map(|step| step.take_back(connection)).transpose()
}

/// Makes the change again that was taken back last.
pub(super) fn redo(connection: &Connection) -> Result<Option<String>, StoreError> {
    let next = find(connection, "WHERE undone = 1 ORDER BY id")?;
    next.map(|step| step.make_again(connection)).transpose()
}

/// Goes back to before a change, or where it was taken back makes all up to it again; says how many.
pub(super) fn go_to(connection: &Connection, change: ChangeId) -> Result<u64, StoreError> {
    let Some(chosen) = find(connection, &format!("WHERE id = {}", change.0))? else {
        return Ok(0);
    };
    let mut steps = 0;
    if chosen.undone {
        while let Some(step) = find(connection, "WHERE undone = 1 ORDER BY id")?.filter(|step| step.id <= change.0) {
            step.make_again(connection)?;
            steps += 1;
        }
    } else {
        while let Some(step) = find(connection, "WHERE undone = 0 ORDER BY id DESC")?.filter(|step| step.id >= change.0)
        {
            step.take_back(connection)?;
            steps += 1;
        }
    }
    Ok(steps)
}

/// Every change that is remembered, the last first.
pub(super) fn journal(connection: &Connection) -> Result<Vec<Change>, StoreError> {
    let mut statement = connection.prepare(&format!("{COLUMNS} ORDER BY changes.id DESC"))?;
    let steps = statement.query_map([], step_of_row)?;
    let mut journal = Vec::new();
    for step in steps {
        let step = step?;
        journal.push(Change {
            id: ChangeId(step.id),
            at: step.at,
            what: step.tell(connection)?,
            undone: step.undone,
        });
    }
    Ok(journal)
}

const COLUMNS: &str = "SELECT changes.id, kind, feed, old, entries, at, undone, own_title, feed_title, url
    FROM changes LEFT JOIN feeds ON feeds.id = feed";

struct Step {
    id: i64,
    kind: String,
    feed: Option<FeedId>,
    /// The title that the feed has now.
    title: String,
    /// What was before it; where it was taken back, what was after it.
    old: Option<String>,
    entries: Vec<EntryId>,
    at: Option<Timestamp>,
    undone: bool,
}

fn find(connection: &Connection, which: &str) -> Result<Option<Step>, StoreError> {
    let which = which.replace(" id", " changes.id");
    let sql = format!("{COLUMNS} {which} LIMIT 1");
    Ok(connection.query_row(&sql, [], step_of_row).optional()?)
}

fn step_of_row(row: &Row) -> rusqlite::Result<Step> {
    let url: Option<String> = row.get(9)?;
    Ok(Step {
        id: row.get(0)?,
        kind: row.get(1)?,
        feed: row.get::<_, Option<i64>>(2)?.map(FeedId),
        title: url.map_or_else(
            || Ok(String::new()),
            |url| Ok::<_, rusqlite::Error>(feeds::shown_title(row.get(7)?, row.get(8)?, &url)),
        )?,
        old: row.get(3)?,
        entries: marks::unpacked(&row.get::<_, Option<Vec<u8>>>(4)?.unwrap_or_default()),
        at: row.get::<_, Option<i64>>(5)?.map(Timestamp::from_unix),
        undone: row.get(6)?,
    })
}

impl Step {
    fn take_back(self, connection: &Connection) -> Result<Undone, StoreError> {
        let what = format!("Taken back: {}.", self.tell(connection)?);
        let what = match self.turn(connection) {
            Err(StoreError::Taken { .. }) => "The feed keeps its address: another feed has the old one now.".to_owned(),
            result => result.map(|()| what)?,
        };
        Ok(Undone {
            what,
            entries: self.entries,
            feed: self.feed,
        })
    }

    fn make_again(self, connection: &Connection) -> Result<String, StoreError> {
        let told = self.tell(connection)?;
        self.turn(connection)?;
        Ok(format!("Once more: {told}."))
    }

    /// Puts back what the record has, and records what was there instead: taking back and making again are the same.
    fn turn(&self, connection: &Connection) -> Result<(), StoreError> {
        let old = self.old.as_deref();
        let mut now = self.old.clone();
        // Even where it cannot be done: else nothing before it could be taken back.
        connection.execute("UPDATE changes SET undone = 1 - undone WHERE id = ?1", [self.id])?;
        match (self.kind.as_str(), self.feed) {
            ("unsubscribe", Some(feed)) if self.undone => {
                feeds::withdraw(connection, feed, self.at.unwrap_or_default(), feeds::starred_of(old))?;
            }
            ("unsubscribe", Some(feed)) => feeds::restore(connection, feed)?,
            (feeds::SUBSCRIBE, _) => {
                for feed in self.subscribed() {
                    self.turn_subscription(connection, feed)?;
                }
            }
            (folders::RENAME, _) => now = Some(folders::restore_names(connection, old.unwrap_or_default())?),
            (folders::ORDER, _) => now = Some(folders::restore_order(connection, old.unwrap_or_default())?),
            ("rename", Some(feed)) => {
                now = feeds::read(connection, feed, "own_title")?;
                feeds::set_title(connection, feed, old)?;
            }
            ("move", Some(feed)) => {
                now = Some(feeds::folders_of(connection, feed)?);
                let folders: Vec<Folder> = old.unwrap_or_default().lines().filter_map(Folder::parse).collect();
                feeds::set_folders(connection, feed, &folders)?;
            }
            ("change-url", Some(feed)) => {
                let present = feeds::read(connection, feed, "url")?;
                match feeds::set_url(connection, feed, old.unwrap_or_default()) {
                    Err(error @ StoreError::Taken { .. }) => {
                        connection.execute("DELETE FROM changes WHERE id = ?1", [self.id])?;
                        return Err(error);
                    }
                    result => result?,
                }
                now = Some(present);
            }
            ("set", Some(feed)) => now = Some(health::unset(connection, feed, old.unwrap_or_default())?),
            (queries::CHANGE, _) => now = Some(queries::restore(connection, old.unwrap_or_default())?),
            (feeds::ORDER, _) => now = Some(feeds::restore_order(connection, old.unwrap_or_default())?),
            (tags::CHANGE, _) => tags::turn(connection, old.unwrap_or_default(), &self.entries, self.undone)?,
            (word, _) => {
                if let Some(mark) = Mark::from_word(word) {
                    let mark = if self.undone { mark } else { mark.opposite() };
                    marks::put_again(connection, &self.entries, mark)?;
                }
            }
        }
        connection.execute("UPDATE changes SET old = ?2 WHERE id = ?1", params![self.id, now])?;
        Ok(())
    }

    /// The feeds that this change subscribed to.
    fn subscribed(&self) -> Vec<FeedId> {
        match self.feed {
            Some(feed) => vec![feed],
            None => feeds::subscribed_of(self.old.as_deref()),
        }
    }

    /// Taken back it is removed as if by hand, now: for so long as others it can be subscribed to again with its entries.
    fn turn_subscription(&self, connection: &Connection, feed: FeedId) -> Result<(), StoreError> {
        if self.undone {
            return feeds::restore(connection, feed);
        }
        let now = connection.query_row("SELECT unixepoch()", [], |row| row.get(0))?;
        feeds::withdraw(connection, feed, Timestamp::from_unix(now), Starred::Stay)
    }

    /// What was done, as in “marked 132 entries of Ars read”.
    fn tell(&self, connection: &Connection) -> Result<String, StoreError> {
        let old = self.old.as_deref().unwrap_or_default();
        let title = &self.title;
        Ok(match self.kind.as_str() {
            "unsubscribe" => format!("removed “{title}”"),
            "rename" => format!("renamed “{title}”"),
            "move" => format!("moved “{title}”"),
            "change-url" => format!("changed the address of “{title}”"),
            "set" => format!("set {} for “{title}”", old.lines().next().unwrap_or_default()),
            queries::CHANGE => queries::told(old),
            feeds::ORDER => "put the feeds into another order".to_owned(),
            feeds::SUBSCRIBE => match self.feed {
                Some(_) => format!("subscribed to “{title}”"),
                None => format!("subscribed to {} feeds", self.subscribed().len()),
            },
            folders::RENAME => format!("renamed the folder “{}”", folders::renamed(old)),
            folders::ORDER => "put the folders into another order".to_owned(),
            tags::CHANGE => tags::told(old, &self.tell_entries(connection)?),
            "star" => format!("starred {}", self.tell_entries(connection)?),
            "unstar" => format!("took the star off {}", self.tell_entries(connection)?),
            word => format!("marked {} {word}", self.tell_entries(connection)?),
        })
    }

    fn tell_entries(&self, connection: &Connection) -> Result<String, StoreError> {
        let entries = marks::each_once(&self.entries);
        if let [only] = entries.as_slice() {
            let title: Option<String> = connection
                .query_row("SELECT title FROM entries WHERE id = ?1", [only.0], |row| row.get(0))
                .optional()?;
            return Ok(title.map_or_else(|| counted(1), |title| format!("“{}”", fit(&title, TITLE))));
        }
        let entries = counted(entries.len());
        Ok(match self.feed {
            Some(_) => format!("{entries} of {}", self.title),
            None => entries,
        })
    }
}

fn counted(count: usize) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{count} entries")
    }
}

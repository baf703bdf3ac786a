//! Upkeep: what retention takes, what is wrong with the store, and how it is put right.

use super::marks::IS_READ;
use super::place::Place;
use super::{Limits, Retention, StoreError, indexing, marks};
use crate::model::{EntryId, FeedId, Timestamp, time::DAY};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{HashSet, VecDeque};

/// An unread entry younger than this stays, whatever the limits say (`promises.md` E3).
const UNREAD_STAYS: i64 = 90 * DAY;
/// Pages given back at a time: a few milliseconds.
const SHRUNK: u32 = 200;
/// Free is too much where it is more than one page of so many, and more than is given back at a time. Less is soon used again
/// by what is fetched next.
const MUCH: u64 = 8;
/// For so long a removed feed can come back with its entries.
const REMOVED_STAYS: i64 = 30 * DAY;

/// What cleanup takes, the oldest first: neighbours lie on the same pages, so that taking many writes each page once.
pub struct Leaving {
    entries: VecDeque<Surplus>,
    /// Feeds that go themselves once their entries are gone.
    feeds: Vec<FeedId>,
    /// More goes than stays: then the index of words is sooner made anew than rid of them. FTS5 is slow to merge what has lost
    /// many neighbours: of the minute that 90,000 of 100,000 entries took to go, three quarters.
    is_index_anew: bool,
}

/// An entry that nothing keeps.
struct Surplus {
    place: Place,
    id: i64,
    read: bool,
    /// Whether its feed goes too, so that nobody has to remember it.
    whole: bool,
}

impl Surplus {
    /// From the columns place, id, read.
    fn of_row(row: &Row, whole: bool) -> rusqlite::Result<Surplus> {
        Ok(Surplus {
            place: Place(row.get(0)?),
            id: row.get(1)?,
            read: row.get(2)?,
            whole,
        })
    }
}

impl Leaving {
    /// How many entries are left to take.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// Nothing is left to take.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.feeds.is_empty()
    }

    /// So many of the first are taken.
    pub(super) fn forget(&mut self, at_most: usize) {
        self.entries.drain(..at_most.min(self.entries.len()));
        self.is_index_anew = false;
        if self.entries.is_empty() {
            self.feeds.clear();
        }
    }
}

/// What retention takes.
pub(super) fn leaving(connection: &Connection, retention: &Retention, now: Timestamp) -> Result<Leaving, StoreError> {
    let mut statement = connection.prepare("SELECT id, removed FROM feeds ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok((FeedId(row.get(0)?), row.get::<_, Option<i64>>(1)?)))?;
    let (mut entries, mut feeds, mut listed) = (Vec::new(), Vec::new(), 0);
    for row in rows {
        let (feed, removed) = row?;
        let gone = removed.is_some_and(|removed| now.unix() - removed > REMOVED_STAYS);
        if gone {
            // Starred entries that stayed in the lists keep their feed.
            let whole = !has_starred(connection, feed)?;
            feeds.extend(whole.then_some(feed));
            entries.extend(every_entry(connection, feed, whole)?);
        } else if removed.is_none() {
            let found = surplus(connection, feed, retention.of(feed), now)?;
            listed += found.len();
            entries.extend(found);
        }
    }
    entries.sort_unstable_by_key(|surplus| surplus.place);
    let all: usize = connection.query_row("SELECT coalesce(sum(total), 0) FROM feeds", [], |row| row.get(0))?;
    Ok(Leaving {
        is_index_anew: listed > all / 2,
        entries: entries.into(),
        feeds,
    })
}

/// Takes the first `at_most`, but none that was starred or marked unread meanwhile, nor one of a feed that came back; the
/// feeds with the last.
pub(super) fn take(connection: &Connection, leaving: &Leaving, at_most: usize) -> Result<(), StoreError> {
    if leaving.is_index_anew {
        indexing::reset(connection)?;
    }
    connection.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS going (place INTEGER PRIMARY KEY, id INTEGER, read INTEGER, whole INTEGER);
         DELETE FROM going",
    )?;
    let mut going = connection.prepare_cached("INSERT INTO going (place, id, read, whole) VALUES (?1, ?2, ?3, ?4)")?;
    for surplus in leaving.entries.iter().take(at_most) {
        going.execute((surplus.place.0, surplus.id, surplus.read, surplus.whole))?;
    }
    connection.execute_batch(&format!(
        "DELETE FROM going WHERE NOT EXISTS (
             SELECT 1 FROM entries JOIN feeds ON feeds.id = entries.feed
             WHERE entries.place = going.place AND entries.id = going.id AND entries.listed * entries.starred = 0
                 AND ({IS_READ} >= going.read OR going.whole) AND (feeds.removed IS NOT NULL OR NOT going.whole));
         INSERT INTO departed (entry, feed, read)
             SELECT entries.id, feed, {IS_READ} FROM going CROSS JOIN entries USING (place) WHERE NOT whole",
    ))?;
    indexing::remove_all(connection, "SELECT place FROM going")?;
    connection.execute("DELETE FROM entries WHERE place IN (SELECT place FROM going)", [])?;
    if leaving.entries.len() <= at_most {
        for feed in &leaving.feeds {
            connection.execute(
                "DELETE FROM feeds WHERE id = ?1 AND removed IS NOT NULL AND starred = 0",
                [feed.0],
            )?;
        }
    }
    Ok(())
}

/// Whether much of the file is free: so it is once the texts of a large first fetch are packed.
pub(super) fn has_much_room(connection: &Connection) -> Result<bool, StoreError> {
    let pages: u64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let free = free_pages(connection)?;
    Ok(free > u64::from(SHRUNK) && free > pages / MUCH)
}

/// Gives room that is free back to the disk, some pages at a time; says how many pages are left.
pub(super) fn shrink(connection: &Connection) -> Result<u64, StoreError> {
    let before = free_pages(connection)?;
    let mut statement = connection.prepare_cached(&format!("PRAGMA incremental_vacuum({SHRUNK})"))?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    drop(rows);
    let left = free_pages(connection)?;
    // A file that cannot be made smaller is left as it is.
    Ok(if left < before { left } else { 0 })
}

fn free_pages(connection: &Connection) -> Result<u64, StoreError> {
    Ok(connection.pragma_query_value(None, "freelist_count", |row| row.get(0))?)
}

/// What is wrong, a sentence each; nothing where all is well.
pub(super) fn check(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut problems = Vec::new();
    let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
    for finding in statement.query_map([], |row| row.get::<_, String>(0))? {
        let finding = finding?;
        if finding.contains("fts5") || finding.contains("search") {
            problems.push("The index of words is broken; it can be made anew.".to_owned());
        } else if finding != "ok" {
            problems.push(format!("The store is damaged: {finding}."));
        }
    }
    if connection.prepare("PRAGMA foreign_key_check")?.exists([])? {
        problems.push("Some texts, tags or folders belong to nothing.".to_owned());
    }
    let wrong: u64 = connection.query_row(&format!("SELECT count(*) FROM ({WRONG_COUNTS})"), [], |row| row.get(0))?;
    if connection.prepare(LOST_MARKS)?.exists([])? {
        problems.push("Some marks belong to no entry.".to_owned());
    }
    if wrong > 0 {
        problems.push(format!("The kept counts of {wrong} feeds are wrong."));
    }
    if connection
        .query_row(MISSING_TEXTS, [], |_| Ok(()))
        .optional()?
        .is_some()
    {
        problems.push("Some entries have lost their text.".to_owned());
    }
    Ok(problems)
}

/// Puts the marks of the unread beside their entries again, counts again, and lets the index of words be filled anew.
pub(super) fn mend(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "CREATE TEMP TABLE marked AS
             SELECT place, entries.feed, entries.listed, entries.starred, entries.ready
             FROM unread CROSS JOIN entries USING (place);
         DELETE FROM unread;
         INSERT INTO unread (place, feed, listed, starred, ready) SELECT * FROM marked;
         DROP TABLE marked;
         UPDATE feeds SET
             total = (SELECT count(*) FROM entries WHERE feed = feeds.id AND listed = 1),
             unread = (SELECT count(*) FROM unread WHERE feed = feeds.id AND listed = 1),
             starred = (SELECT count(*) FROM entries WHERE feed = feeds.id AND listed = 1 AND starred = 1)",
    )?;
    indexing::reset(connection)
}

const WRONG_COUNTS: &str = "SELECT feeds.id FROM feeds
    LEFT JOIN (SELECT feed, count(*) AS counted, sum(starred) AS starred_counted
               FROM entries WHERE listed = 1 GROUP BY feed) AS now ON now.feed = feeds.id
    LEFT JOIN (SELECT feed, count(*) AS unread_counted
               FROM unread WHERE listed = 1 GROUP BY feed) AS left_unread ON left_unread.feed = feeds.id
    WHERE total <> coalesce(counted, 0) OR unread <> coalesce(unread_counted, 0)
        OR starred <> coalesce(starred_counted, 0)";

/// An unread entry that is none, or is said to be of another feed or in other lists than it is.
const LOST_MARKS: &str = "SELECT 1 FROM unread LEFT JOIN entries USING (place)
    WHERE entries.feed IS NOT unread.feed OR entries.listed IS NOT unread.listed
        OR entries.starred IS NOT unread.starred OR entries.ready IS NOT unread.ready";

const MISSING_TEXTS: &str = "SELECT 1 FROM entries
    WHERE NOT EXISTS (SELECT 1 FROM texts WHERE texts.entry = entries.id)
        AND NOT EXISTS (SELECT 1 FROM loose_texts
            WHERE loose_texts.entry = entries.id
                AND (block IS NULL OR EXISTS (SELECT 1 FROM loose_blocks WHERE last = block)))
    LIMIT 1";

fn has_starred(connection: &Connection, feed: FeedId) -> Result<bool, StoreError> {
    let sql = "SELECT starred > 0 FROM feeds WHERE id = ?1";
    Ok(connection.query_row(sql, [feed.0], |row| row.get(0))?)
}

/// Every entry of a feed but those that are listed and starred.
fn every_entry(connection: &Connection, feed: FeedId, whole: bool) -> Result<Vec<Surplus>, StoreError> {
    let sql = format!("SELECT place, id, {IS_READ} FROM entries WHERE feed = ?1 AND listed * starred = 0");
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map([feed.0], |row| Surplus::of_row(row, whole))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Entries beyond the limits that nothing protects: not starred, not in the feed, and read or old.
fn surplus(connection: &Connection, feed: FeedId, limits: Limits, now: Timestamp) -> Result<Vec<Surplus>, StoreError> {
    let mut oldest_kept = limits.days.map_or(Place::OLDEST, |days| {
        Place::first_at(now.plus(-i64::from(days).saturating_mul(DAY)))
    });
    if let Some(count) = limits.entries {
        oldest_kept = oldest_kept.max(place_of_number(connection, feed, count)?);
    }
    if oldest_kept == Place::OLDEST {
        return Ok(Vec::new());
    }
    let present = present(connection, feed)?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT place, id, {IS_READ} FROM entries INDEXED BY feed_entries
         WHERE feed = ?1 AND listed = 1 AND place < ?2 AND starred = 0 AND (place < ?3 OR {IS_READ})",
    ))?;
    let old = Place::first_at(now.plus(-UNREAD_STAYS));
    let rows = statement.query_map(params![feed.0, oldest_kept.0, old.0], |row| Surplus::of_row(row, false))?;
    let mut entries: Vec<Surplus> = rows.collect::<Result<_, _>>()?;
    entries.retain(|surplus| !present.contains(&EntryId(surplus.id)));
    Ok(entries)
}

/// Where the last entry stands that a limit of `count` keeps.
fn place_of_number(connection: &Connection, feed: FeedId, count: u32) -> Result<Place, StoreError> {
    if count == 0 {
        return Ok(Place::NEWEST);
    }
    let place = connection
        .prepare_cached(
            "SELECT place FROM entries INDEXED BY feed_entries WHERE feed = ?1 AND listed = 1
             ORDER BY place DESC LIMIT 1 OFFSET ?2",
        )?
        .query_row(params![feed.0, count - 1], |row| Ok(Place(row.get(0)?)))
        .optional()?;
    Ok(place.unwrap_or(Place::OLDEST))
}

fn present(connection: &Connection, feed: FeedId) -> Result<HashSet<EntryId>, StoreError> {
    let record: Option<Vec<u8>> = connection
        .query_row("SELECT entries FROM presence WHERE feed = ?1", [feed.0], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(marks::unpacked(&record.unwrap_or_default()).into_iter().collect())
}

//! What fetches brought, saved: which entries are new, which are known ones in another dress (`promises.md` E1, E2),
//! and what the feeds' health is now.

use super::loose::{self, Arrivals};
use super::place::Place;
use super::prepared::{Keys, Prepared, PreparedEntry, hash};
use super::{Saved, StoreError, changes, health, indexing, texts};
use crate::model::{EntryId, FeedFault, FeedId, Fetched, FetchedFeed, NewEntry, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashSet;

/// Saves fetches. The caller holds the transaction.
pub(super) fn save(connection: &Connection, fetches: &[Prepared]) -> Result<Vec<Saved>, StoreError> {
    let mut batch = Batch {
        connection,
        waiting: Vec::new(),
    };
    let saved = fetches.iter().map(|prepared| batch.save(prepared));
    let saved = saved.collect::<Result<_, _>>()?;
    batch.put()?;
    Ok(saved)
}

/// Fetches that are saved together. Entries lie in the order of their dates, so that each feed has some on most pages of
/// their table: new ones wait until the others are there, and each page is written once for all. Texts lie in the order of
/// the ids.
struct Batch<'a> {
    connection: &'a Connection,
    waiting: Vec<NewRow<'a>>,
}

impl<'a> Batch<'a> {
    /// Saves one fetch but for new entries, which [`Batch::put`] puts into their places.
    fn save(&mut self, prepared: &'a Prepared) -> Result<Saved, StoreError> {
        let Prepared { fetched, entries } = prepared;
        let known = self
            .connection
            .prepare_cached("SELECT removed IS NULL FROM feeds WHERE id = ?1")?
            .query_row([fetched.feed.0], |row| row.get::<_, bool>(0))
            .optional()?;
        // It was unsubscribed from while the fetch was under way: there is nobody to save for.
        if known != Some(true) {
            return Ok(Saved::default());
        }
        health::note(self.connection, fetched)?;
        match &fetched.outcome {
            Fetched::Unchanged => {
                note_success(self.connection, fetched)?;
                Ok(Saved::default())
            }
            Fetched::Failed { fault, message } => {
                note_failure(self.connection, fetched, *fault, message)?;
                Ok(Saved::default())
            }
            Fetched::Changed { .. } => {
                note_success(self.connection, fetched)?;
                note_change(self.connection, fetched)?;
                // What came of the same feed before is to be found.
                if self.waiting.iter().any(|row| row.feed == fetched.feed.0) {
                    self.put()?;
                }
                Saving::begin(self.connection, &mut self.waiting, fetched, entries)?.run(entries)
            }
        }
    }

    fn put(&mut self) -> Result<(), StoreError> {
        self.waiting.sort_unstable_by_key(|row| row.place);
        self.waiting.iter().try_for_each(|row| row.put(self.connection))?;
        self.waiting.sort_unstable_by_key(|row| row.id);
        let mut texts = Arrivals::new(self.connection);
        for row in self.waiting.drain(..) {
            texts.add(row.id, &row.prepared.text)?;
        }
        texts.put()
    }
}

/// A new entry on its way to its place.
struct NewRow<'a> {
    place: Place,
    id: i64,
    feed: i64,
    read: bool,
    published: Option<Timestamp>,
    arrived: Timestamp,
    prepared: &'a PreparedEntry,
}

impl NewRow<'_> {
    fn put(&self, connection: &Connection) -> Result<(), StoreError> {
        let PreparedEntry { entry, .. } = self.prepared;
        connection
            .prepare_cached(
                "INSERT INTO entries (place, id, feed, media, minutes, published, arrived, content_hash, words_hash,
                     language, title, author, url, identity)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                self.place.0,
                self.id,
                self.feed,
                self.prepared.media,
                self.prepared.minutes,
                self.published.map(Timestamp::unix),
                self.arrived.unix(),
                self.prepared.content_hash,
                self.prepared.words_hash,
                entry.language,
                entry.title,
                entry.author,
                entry.url,
                entry.identity
            ])?;
        if !self.read {
            connection
                .prepare_cached("INSERT INTO unread (place, feed) VALUES (?1, ?2)")?
                .execute([self.place.0, self.feed])?;
        }
        Ok(())
    }
}

fn note_success(connection: &Connection, fetched: &FetchedFeed) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE feeds SET last_success = ?2, last_attempt = ?2, next_check = ?3, fault = NULL,
                 fault_message = NULL, failing_since = NULL, failures = 0, took = coalesce(?4, took)
             WHERE id = ?1",
        )?
        .execute(params![
            fetched.feed.0,
            fetched.at.unix(),
            fetched.next_check.unix(),
            fetched
                .took
                .map(|took| i64::try_from(took.as_millis()).unwrap_or(i64::MAX))
        ])?;
    Ok(())
}

/// A fault of the network says nothing about the feed: it is shown but not counted.
fn note_failure(
    connection: &Connection,
    fetched: &FetchedFeed,
    fault: FeedFault,
    message: &str,
) -> Result<(), StoreError> {
    let counted = fault != FeedFault::Offline;
    connection
        .prepare_cached(
            "UPDATE feeds SET last_attempt = ?2, next_check = ?3, fault = ?4, fault_message = ?5,
                 failing_since = coalesce(failing_since, ?2), failures = failures + ?6
             WHERE id = ?1",
        )?
        .execute(params![
            fetched.feed.0,
            fetched.at.unix(),
            fetched.next_check.unix(),
            fault.word(),
            message,
            counted
        ])?;
    Ok(())
}

fn note_change(connection: &Connection, fetched: &FetchedFeed) -> Result<(), StoreError> {
    let Fetched::Changed {
        title,
        site_url,
        moved_to,
        validators,
        wishes,
        repairs,
        ..
    } = &fetched.outcome
    else {
        return Ok(());
    };
    connection
        .prepare_cached(
            "UPDATE feeds SET feed_title = coalesce(?2, feed_title), site_url = coalesce(?3, site_url), etag = ?4,
                 last_modified = ?5, body_hash = ?6, obtained = ?7, repairs = ?8, ttl = ?9, fresh_for = ?10, skip_hours = ?11,
                 skip_days = ?12
             WHERE id = ?1",
        )?
        .execute(params![
            fetched.feed.0,
            title,
            site_url,
            validators.etag,
            validators.last_modified,
            validators.body_hash,
            validators.obtained.map(Timestamp::unix),
            repairs,
            wishes.ttl,
            wishes.fresh_for,
            wishes.skip_hours,
            wishes.skip_days
        ])?;
    match moved_to {
        Some(url) => note_move(connection, fetched.feed, url),
        None => Ok(()),
    }
}

/// A feed that moved for good gets its new address, as a change that can be undone (`promises.md` C4). Where another
/// feed has the new address already, this one keeps its old one.
fn note_move(connection: &Connection, feed: FeedId, url: &str) -> Result<(), StoreError> {
    let old: String = connection.query_row("SELECT url FROM feeds WHERE id = ?1", [feed.0], |row| row.get(0))?;
    let moved = connection.execute(
        "UPDATE OR IGNORE feeds SET url = ?2 WHERE id = ?1",
        params![feed.0, url],
    )?;
    if moved > 0 && old != url {
        changes::note(connection, "change-url", Some(feed), Some(&old), None)?;
    }
    Ok(())
}

/// One document on its way into the store.
struct Saving<'b, 'a> {
    connection: &'a Connection,
    /// Where new entries go.
    waiting: &'b mut Vec<NewRow<'a>>,
    feed: i64,
    at: Timestamp,
    /// The ids that the document uses, hashed: an entry known by one of them has not left the feed.
    in_document: HashSet<i64>,
    /// Entries that were found in the document already: none is taken twice.
    taken: HashSet<i64>,
    /// Whether the feed never had an entry: then there is none to be found.
    first: bool,
    next_id: i64,
    /// What entries are known by, to be put in the order of their table once the others are there.
    keys: Vec<(i64, i64)>,
    /// New entries that are not read.
    unread: u64,
    saved: Saved,
}

/// An entry that a new one may be.
struct Known {
    id: i64,
    place: i64,
    url: Option<String>,
    identity: String,
    content_hash: i64,
    words_hash: i64,
    language: Option<String>,
}

impl<'b, 'a> Saving<'b, 'a> {
    fn begin(
        connection: &'a Connection,
        waiting: &'b mut Vec<NewRow<'a>>,
        fetched: &FetchedFeed,
        entries: &[PreparedEntry],
    ) -> Result<Saving<'b, 'a>, StoreError> {
        Ok(Saving {
            connection,
            waiting,
            feed: fetched.feed.0,
            at: fetched.at,
            in_document: entries.iter().map(|entry| entry.keys.identity).collect(),
            taken: HashSet::new(),
            first: connection
                .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM keys WHERE feed = ?1)")?
                .query_row([fetched.feed.0], |row| row.get(0))?,
            next_id: connection.query_row("SELECT id FROM next_entry", [], |row| row.get(0))?,
            keys: Vec::with_capacity(entries.len() * 3),
            unread: 0,
            saved: Saved::default(),
        })
    }

    fn run(mut self, entries: &'a [PreparedEntry]) -> Result<Saved, StoreError> {
        let mut present = Vec::with_capacity(entries.len() * 8);
        // A feed has its newest first; ids are to grow with age.
        for entry in entries.iter().rev() {
            let id = self.save_entry(entry)?;
            self.taken.insert(id);
            present.extend_from_slice(&id.to_le_bytes());
        }
        self.put_keys()?;
        self.connection
            .execute("UPDATE next_entry SET id = ?1", [self.next_id])?;
        self.connection
            .prepare_cached("UPDATE feeds SET total = total + ?2, unread = unread + ?3 WHERE id = ?1")?
            .execute(params![self.feed, self.saved.new, self.unread])?;
        // An empty document says nothing: what stood in the feed last is still taken to.
        if !present.is_empty() {
            self.connection
                .prepare_cached("INSERT OR REPLACE INTO presence (feed, entries) VALUES (?1, ?2)")?
                .execute(params![self.feed, present])?;
        }
        Ok(self.saved)
    }

    fn save_entry(&mut self, prepared: &'a PreparedEntry) -> Result<i64, StoreError> {
        let PreparedEntry { entry, keys, .. } = prepared;
        match self.find(entry, keys)? {
            Some(known) => {
                // The language is no content, but tells how its words are inflected.
                if prepared.content_hash != known.content_hash || entry.language != known.language {
                    self.update(prepared, &known)?;
                }
                if entry.identity != known.identity {
                    self.rename(entry, &known)?;
                }
                self.remember(known.id, keys);
                Ok(known.id)
            }
            None => self.insert(prepared),
        }
    }

    /// The entry that this one is, by the rules of `promises.md` E1 in their order.
    fn find(&self, entry: &NewEntry, keys: &Keys) -> Result<Option<Known>, StoreError> {
        if self.first {
            return Ok(None);
        }
        let same_link = |known: &Known| known.url.is_none() || entry.url.is_none() || known.url == entry.url;
        if let Some(known) = self.known_by(keys.identity)?.into_iter().find(same_link) {
            return Ok(Some(known));
        }
        for key in [keys.link, keys.title].into_iter().flatten() {
            let has_left = |known: &Known| {
                known.identity == entry.identity || !self.in_document.contains(&hash(&["id", &known.identity]))
            };
            if let Some(known) = self.known_by(key)?.into_iter().find(has_left) {
                return Ok(Some(known));
            }
        }
        Ok(None)
    }

    fn known_by(&self, key: i64) -> Result<Vec<Known>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT entries.id, place, url, identity, content_hash, words_hash, language
             FROM keys CROSS JOIN entries ON entries.id = keys.entry
             WHERE keys.feed = ?1 AND keys.key = ?2 ORDER BY entries.id DESC",
        )?;
        let rows = statement.query_map(params![self.feed, key], |row| {
            Ok(Known {
                id: row.get(0)?,
                place: row.get(1)?,
                url: row.get(2)?,
                identity: row.get(3)?,
                content_hash: row.get(4)?,
                words_hash: row.get(5)?,
                language: row.get(6)?,
            })
        })?;
        let known: Vec<Known> = rows.collect::<Result<_, _>>()?;
        Ok(known
            .into_iter()
            .filter(|known| !self.taken.contains(&known.id))
            .collect())
    }

    fn insert(&mut self, prepared: &'a PreparedEntry) -> Result<i64, StoreError> {
        let PreparedEntry { entry, keys, .. } = prepared;
        let read = self.recall_departed(keys)?;
        // Some formats have one date only, and call it that of the last change.
        let published = entry.published.or(entry.updated);
        let sorted = published.map_or(self.at, |published| published.min(self.at));
        let (id, place) = self.free_place(sorted)?;
        self.remember(id, keys);
        self.waiting.push(NewRow {
            place,
            id,
            feed: self.feed,
            read,
            published,
            arrived: self.at,
            prepared,
        });
        self.unread += u64::from(!read);
        self.saved.new += 1;
        self.saved.new_entries.push(EntryId(id));
        Ok(id)
    }

    /// The next id, with its place among the entries of that time.
    fn free_place(&mut self, sorted: Timestamp) -> Result<(i64, Place), StoreError> {
        loop {
            let id = self.next_id;
            self.next_id += 1;
            let place = Place::new(sorted, EntryId(id));
            // Ids meet in a place only where so many lie between them: those that wait are fewer.
            if id < Place::IDS || !self.is_taken(place)? {
                return Ok((id, place));
            }
        }
    }

    fn is_taken(&self, place: Place) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM entries WHERE place = ?1)")?
            .query_row([place.0], |row| row.get(0))?)
    }

    /// An edit: its marks and its place stay.
    fn update(&mut self, prepared: &PreparedEntry, known: &Known) -> Result<(), StoreError> {
        let entry = &prepared.entry;
        let words_changed = prepared.words_hash != known.words_hash;
        self.connection
            .prepare_cached(
                "UPDATE entries SET title = ?2, author = coalesce(?3, author), url = coalesce(?4, url), language = ?5,
                     media = ?6, minutes = ?7, content_hash = ?8, words_hash = ?9, edited = max(edited, ?10),
                     published = coalesce(?11, published)
                 WHERE place = ?1",
            )?
            .execute(params![
                known.place,
                entry.title,
                entry.author,
                entry.url,
                entry.language,
                prepared.media,
                prepared.minutes,
                prepared.content_hash,
                prepared.words_hash,
                words_changed,
                entry.published.map(Timestamp::unix)
            ])?;
        loose::replace(self.connection, known.id, &prepared.text)?;
        indexing::withdraw(self.connection, Place(known.place))?;
        if words_changed {
            texts::outdate(self.connection, known.id)?;
        }
        self.saved.changed += u64::from(words_changed);
        Ok(())
    }

    fn rename(&self, entry: &NewEntry, known: &Known) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE entries SET identity = ?2, url = coalesce(?3, url) WHERE place = ?1")?
            .execute(params![known.place, entry.identity, entry.url])?;
        Ok(())
    }

    fn remember(&mut self, id: i64, keys: &Keys) {
        self.keys.extend(keys.all().map(|key| (key, id)));
    }

    fn put_keys(&mut self) -> Result<(), StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("INSERT OR IGNORE INTO keys (feed, key, entry) VALUES (?1, ?2, ?3)")?;
        self.keys.sort_unstable();
        for (key, id) in self.keys.drain(..) {
            statement.execute([self.feed, key, id])?;
        }
        Ok(())
    }

    /// Whether an entry that cleanup took was read, and is forgotten as departed, for it is back.
    fn recall_departed(&self, keys: &Keys) -> Result<bool, StoreError> {
        if self.first {
            return Ok(false);
        }
        for key in keys.all() {
            let departed: Option<(i64, bool)> = self
                .connection
                .prepare_cached(
                    "SELECT departed.entry, read FROM keys CROSS JOIN departed ON departed.entry = keys.entry
                     WHERE keys.feed = ?1 AND keys.key = ?2",
                )?
                .query_row(params![self.feed, key], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            if let Some((entry, read)) = departed {
                self.connection
                    .execute("DELETE FROM departed WHERE entry = ?1", [entry])?;
                return Ok(read);
            }
        }
        Ok(false)
    }
}

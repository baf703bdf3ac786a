//! The index of words, filled behind what is fetched: a few entries at a time, while nothing else is waiting. The indexes for
//! sorting are made on the same occasion.

use super::listing::{clamp, place_of_row};
use super::place::Place;
use super::vocabulary::{Vocabulary, each_once};
use super::words::words;
use super::{StoreError, feeds, languages, loose, pairs, slots, sorting, stems, texts};
use crate::model::FeedId;
use rusqlite::{Connection, params};

struct Pending {
    place: Place,
    id: i64,
    title: String,
    author: Option<String>,
    language: Option<String>,
    feed_title: String,
}

/// Indexes at most `at_most` entries, the oldest first; packs as many texts where all are indexed, for what can be found matters
/// first. Says how many entries are left, and at least one where only texts are.
pub(super) fn index_pending(connection: &Connection, at_most: usize) -> Result<u64, StoreError> {
    sorting::make_indexes(connection)?;
    let entries = pending(connection, at_most)?;
    for entry in &entries {
        index(connection, entry)?;
    }
    let has_loose = match entries.is_empty() {
        true => loose::pack(connection, at_most)?,
        false => loose::has_some(connection)?,
    };
    let pending: u64 = connection
        .prepare_cached("SELECT count(*) FROM entries INDEXED BY pending_entries WHERE listed = 1 AND indexed = 0")?
        .query_row([], |row| row.get(0))?;
    Ok(pending.max(u64::from(has_loose)))
}

/// Takes an entry out of the index, until it is indexed again.
pub(super) fn withdraw(connection: &Connection, place: Place) -> Result<(), StoreError> {
    if let Some(slot) = slots::leave(connection, place)? {
        connection
            .prepare_cached("DELETE FROM search WHERE rowid = ?1")?
            .execute([slot])?;
    }
    connection
        .prepare_cached("UPDATE entries SET indexed = 0 WHERE place = ?1")?
        .execute([place.0])?;
    Ok(())
}

/// Takes entries out of the index that are about to go for good: those whose places the question tells.
pub(super) fn remove_all(connection: &Connection, places: &str) -> Result<(), StoreError> {
    let slots = format!("DELETE FROM search WHERE rowid IN (SELECT slot FROM slots WHERE place IN ({places}))");
    connection.execute(&slots, [])?;
    connection.execute(&format!("DELETE FROM slots WHERE place IN ({places})"), [])?;
    Ok(())
}

/// Takes the entries of a feed out of the index.
pub(super) fn withdraw_feed(connection: &Connection, feed: FeedId) -> Result<(), StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT place FROM entries WHERE feed = ?1 AND listed = 1 AND indexed = 1 ORDER BY place")?;
    let places: Vec<Place> = statement.query_map([feed.0], place_of_row)?.collect::<Result<_, _>>()?;
    places.into_iter().try_for_each(|place| withdraw(connection, place))
}

/// Empties the index, so that it is filled again from the entries.
pub(super) fn reset(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
    connection.execute("DELETE FROM slots", [])?;
    languages::forget(connection)?;
    connection.execute("UPDATE entries SET indexed = 0 WHERE indexed = 1", [])?;
    Ok(())
}

/// Whether the index cannot be read as FTS5 wrote it.
pub(super) fn is_damaged(connection: &Connection) -> Result<bool, StoreError> {
    let checked = connection.query_row("PRAGMA integrity_check(search)", [], |row| row.get::<_, String>(0));
    match checked.map_err(StoreError::from) {
        Ok(finding) => Ok(finding != "ok"),
        Err(StoreError::Corrupt { .. }) => Ok(true),
        Err(error) => Err(error),
    }
}

/// In ascending order: FTS5 writes a segment whenever a row comes before the last, and each finds its slot free.
fn pending(connection: &Connection, at_most: usize) -> Result<Vec<Pending>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT place, entries.id, title, author, language, own_title, feed_title, feeds.url
         FROM entries INDEXED BY pending_entries CROSS JOIN feeds ON feeds.id = entries.feed
         WHERE listed = 1 AND indexed = 0 ORDER BY place LIMIT ?1",
    )?;
    let rows = statement.query_map([clamp(at_most)], |row| {
        let feed_url: String = row.get(7)?;
        Ok(Pending {
            place: Place(row.get(0)?),
            id: row.get(1)?,
            title: row.get(2)?,
            author: row.get(3)?,
            language: row.get(4)?,
            feed_title: feeds::shown_title(row.get(5)?, row.get(6)?, &feed_url),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn index(connection: &Connection, entry: &Pending) -> Result<(), StoreError> {
    let text = texts::shown(connection, entry.id)?
        .map(|(body, _)| body.text())
        .unwrap_or_default();
    let rules = stems::rules(entry.language.as_deref(), &text);
    if let Some(rules) = &rules {
        languages::note(connection, rules.code())?;
    }
    let text = words(&text);
    let title = words(&entry.title);
    let author = words(entry.author.as_deref().unwrap_or_default());
    let feed_title = words(&entry.feed_title);
    let pairs = pairs::set(&[&title, &author, &text]);
    let text = each_once(text);
    let slot = slots::take(connection, entry.place, &pairs)?;
    let rules = rules.as_ref();
    let mut vocabulary = Vocabulary::default();
    vocabulary.add_text(&text, rules);
    vocabulary.add_title(&title, rules);
    vocabulary.add_author(&author);
    vocabulary.add(&feed_title);
    if let Some(rules) = rules {
        vocabulary.add_uninflected(&[&author, &feed_title], &[&text, &title], rules);
    }
    connection
        .prepare_cached("INSERT INTO search (rowid, words) VALUES (?1, ?2)")?
        .execute(params![slot, vocabulary.into_text()])?;
    connection
        .prepare_cached("UPDATE entries SET indexed = 1 WHERE place = ?1")?
        .execute([entry.place.0])?;
    Ok(())
}

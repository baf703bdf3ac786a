//! The best matches first. The index tells what matches, newest first; how well is seen in the texts of the newest of them
//! and of the newest that match in the title, so that a word which stands everywhere takes no longer than another.

use super::entries;
use super::place::Place;
use super::search::{Search, Walk};
use super::stems::LazyRules;
use super::words::{Pattern, Word, words};
use super::{Direction, SearchOptions, StoreError, snippet, texts, vocabulary};
use crate::model::query::Place as In;
use crate::model::{EntryId, EntryRow, Timestamp};
use rusqlite::Connection;

/// Matches that are looked at: more are needed only where more are wanted.
const CANDIDATES: usize = 400;
/// Matches of a word that are counted for telling how rare it is.
const COUNTED: u32 = 2_000;

/// A word in the title weighs like so many in the text; those of author and feed lie between.
const TITLE: f64 = 8.0;
const AUTHOR: f64 = 4.0;
const FEED: f64 = 2.0;

/// The constants of Okapi BM25, <https://en.wikipedia.org/wiki/Okapi_BM25>: how soon more of a word counts no more, and how
/// far long texts are held back. Words of a usual article.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.75;
const USUAL_LENGTH: f64 = 400.0;

/// A month halves the favour for the new.
const MONTH: f64 = 2_592_000.0;

/// A match with its rank, larger for better.
pub(super) struct Ranked {
    pub row: EntryRow,
    pub rank: f64,
    /// Where it was cut from the words that ranked it.
    pub snippet: Option<Vec<(String, bool)>>,
}

/// The best matches, the best first.
pub(super) fn ranked(
    connection: &Connection,
    search: &Search,
    options: &SearchOptions,
) -> Result<Vec<Ranked>, StoreError> {
    if search.patterns.is_empty() {
        return search.in_order(connection, Direction::Older, options.limit);
    }
    let weights = weights(connection, search)?;
    let candidates = candidates(connection, search, options.limit)?;
    let all_wanted = candidates.len() <= options.limit;
    let mut ranked = Vec::new();
    for place in candidates {
        if let Some(row) = entries::rows(connection, &[place])?.pop() {
            let (text, language) = text_and_language(connection, row.id)?;
            let words = words(&text);
            let rules = LazyRules::of(language.as_deref(), &text);
            let rank = rank(&row, &words, &rules, search, &weights) * freshness(options.now, place);
            let snippet = all_wanted.then(|| snippet::cut_from_words(&text, &words, &search.patterns, &rules));
            ranked.push((place, Ranked { row, rank, snippet }));
        }
    }
    ranked.sort_by(|(left, one), (right, other)| other.rank.total_cmp(&one.rank).then(right.cmp(left)));
    ranked.truncate(options.limit);
    Ok(ranked.into_iter().map(|(_, ranked)| ranked).collect())
}

/// The text of an entry and the language that its feed says it is in.
pub(super) fn text_and_language(
    connection: &Connection,
    entry: EntryId,
) -> Result<(String, Option<String>), StoreError> {
    Ok(texts::shown_with_language(connection, entry.0)?.unwrap_or_default())
}

fn candidates(connection: &Connection, search: &Search, limit: usize) -> Result<Vec<Place>, StoreError> {
    let count = limit.max(CANDIDATES);
    let mut places = search.places(connection, Walk::first(Direction::Older, count))?;
    if places.len() == count {
        places.extend(in_titles(connection, search, count / 2)?);
        places.sort_unstable();
        places.dedup();
    }
    Ok(places)
}

/// The newest matches with one of the words in the title: as a whole, or where these are few also as it is typed so far. A letter
/// or two that titles begin with say nothing, and gathering them takes long.
fn in_titles(connection: &Connection, search: &Search, count: usize) -> Result<Vec<Place>, StoreError> {
    let ask = |whole| {
        let titled = search.in_titles(whole);
        titled.places(connection, Walk::first(Direction::Older, count))
    };
    let whole = ask(true)?;
    let is_typed = search.patterns.iter().any(Pattern::is_telling_beginning);
    if whole.len() < count && is_typed {
        ask(false)
    } else {
        Ok(whole)
    }
}

/// How much each pattern weighs: the rarer the more.
fn weights(connection: &Connection, search: &Search) -> Result<Vec<f64>, StoreError> {
    if search.patterns.len() == 1 {
        return Ok(vec![1.0]);
    }
    let counts = search
        .patterns
        .iter()
        .map(|pattern| matches(connection, pattern, search));
    counts
        .map(|count| Ok((1.0 + 2.0 * f64::from(COUNTED) / (1.0 + f64::from(count?))).ln()))
        .collect()
}

/// How many entries the pattern is in, as far as they are counted. What is being typed is counted as it stands: to gather
/// all that begins so may take longer than the search.
fn matches(connection: &Connection, pattern: &Pattern, search: &Search) -> Result<u32, StoreError> {
    if pattern.words.is_empty() {
        return Ok(COUNTED);
    }
    let counted = Pattern {
        prefix: pattern.prefix && !pattern.has_to_be_gathered(),
        ..pattern.clone()
    };
    let sql = "SELECT count(*) FROM (SELECT rowid FROM search WHERE search MATCH ?1 LIMIT ?2)";
    let question = vocabulary::question(&counted, In::Anywhere, &search.languages);
    Ok(connection
        .prepare_cached(sql)?
        .query_row((question, COUNTED), |row| row.get(0))?)
}

fn rank(row: &EntryRow, text: &[Word], rules: &LazyRules, search: &Search, weights: &[f64]) -> f64 {
    let (author, feed) = (row.author.as_deref().unwrap_or_default(), &row.feed_title);
    let (title, author, feed) = (words(&row.title), words(author), words(feed));
    let fields = [(text, 1.0), (&title, TITLE), (&author, AUTHOR), (&feed, FEED)];
    let length = 1.0 - LENGTH + LENGTH * text.len() as f64 / USUAL_LENGTH;
    let score = |pattern: &Pattern, weight: &f64| {
        // What is still being typed counts as it is written: to tell a language takes longer than all else here, and most
        // inflections begin with it anyway.
        let rules = (!pattern.prefix).then_some(rules);
        let counts = fields
            .iter()
            .map(|(words, worth)| worth * pattern.places(words, rules).count() as f64);
        let count: f64 = counts.sum();
        weight * count * (SATURATION + 1.0) / (count + SATURATION * length)
    };
    let scores = search.patterns.iter().zip(weights);
    scores.map(|(pattern, weight)| score(pattern, weight)).sum()
}

/// A gentle favour for what is new.
fn freshness(now: Timestamp, place: Place) -> f64 {
    let age = now.unix().saturating_sub(place.sorted().unix()).max(0);
    1.0 + 0.3 / (1.0 + age as f64 / MONTH)
}

//! Queries asked of the index of words and the table of entries, as `compile` made them. Entries that are not in the index yet are read and
//! judged one by one (`evaluation`), so that nothing is ever missing from an answer.

use super::compile::{Compiled, compile};
use super::entries::{self, Moment};
use super::evaluation::{Judge, patterns};
use super::languages::Languages;
use super::listing::{Between, clamp, place_of_row};
use super::marks::IS_UNREAD;
use super::place::Place;
use super::ranking::Ranked;
use super::stems::LazyRules;
use super::typing::Typing;
use super::words::Pattern;
use super::{Direction, SearchOptions, StoreError, ranking, slots, snippet, vocabulary};
use crate::model::query::{Order, Place as In};
use crate::model::{EntryId, EntryRow, Hit, Query};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::fmt::Write;
use std::time::Instant;

/// A query made ready to be asked.
#[derive(Clone)]
pub(super) struct Search {
    compiled: Compiled,
    typing: Option<Typing>,
    judge: Judge,
    /// What is looked for in texts.
    pub(super) patterns: Vec<Pattern>,
    /// Those of the index.
    pub(super) languages: Languages,
    /// When it is time to show what was found.
    until: Option<Instant>,
}

/// Which of the matches are wanted: so many at most from one end of a stretch on, perhaps of the unread alone.
#[derive(Clone, Copy)]
pub(super) struct Walk {
    pub between: Between,
    pub direction: Direction,
    pub limit: usize,
    pub unread: bool,
}

impl Walk {
    /// The first of all in a direction.
    pub(super) fn first(direction: Direction, limit: usize) -> Walk {
        Walk {
            between: Between::EVERYTHING,
            direction,
            limit,
            unread: false,
        }
    }
}

impl Search {
    pub(super) fn compile(connection: &Connection, query: &Query, moment: Moment) -> Result<Search, StoreError> {
        let languages = Languages::of(connection)?;
        Ok(Search {
            compiled: compile(connection, &query.condition, &languages, moment)?,
            typing: Typing::compile(connection, &query.condition, &languages, moment)?,
            judge: Judge::new(&query.condition, moment),
            patterns: patterns(&query.condition),
            languages,
            until: None,
        })
    }

    /// The places of matching entries.
    pub(super) fn places(&self, connection: &Connection, walk: Walk) -> Result<Vec<Place>, StoreError> {
        let looked_for = match &self.typing {
            Some(typing) => typing.look(connection, self, walk)?,
            None => None,
        };
        let mut places = match looked_for {
            Some(places) => places,
            None => self.asked(connection, walk)?,
        };
        if self.compiled.wordy {
            places.extend(self.judge.pending(connection, walk)?);
            walk.direction.sort(&mut places);
            places.truncate(walk.limit);
        }
        Ok(places)
    }

    /// Those that the index tells, as far as there is time for them.
    pub(super) fn asked(&self, connection: &Connection, walk: Walk) -> Result<Vec<Place>, StoreError> {
        let mut places = Vec::new();
        let mut each = |place| {
            places.push(place);
            Ok(places.len() < walk.limit && !self.is_time())
        };
        self.ask(connection, walk, &mut each)?;
        Ok(places)
    }

    /// Gives `each` the places that the index tells, until it wants no more of them or there are none.
    pub(super) fn ask(
        &self,
        connection: &Connection,
        walk: Walk,
        each: &mut dyn FnMut(Place) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let (sql, mut values) = self.select(connection, walk)?;
        values.push(Value::Integer(clamp(walk.limit)));
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            if !each(place_of_row(row)?)? {
                break;
            }
        }
        Ok(())
    }

    /// Whether what is found soon is wanted rather than all.
    pub(super) fn is_hurried(&self) -> bool {
        self.until.is_some()
    }

    /// Whether it is time to show what was found.
    pub(super) fn is_time(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }

    /// The same with another question.
    pub(super) fn with(&self, compiled: &Compiled) -> Search {
        Search {
            compiled: compiled.clone(),
            typing: None,
            ..self.clone()
        }
    }

    /// The same for the entries in the index that have one of the words in the title, as a whole or as far as it is typed.
    pub(super) fn in_titles(&self, whole: bool) -> Search {
        let wordy = self.patterns.iter().filter(|pattern| !pattern.words.is_empty());
        let titles: Vec<String> = wordy
            .map(|pattern| Pattern {
                prefix: !whole && pattern.is_telling_beginning(),
                ..pattern.clone()
            })
            .map(|pattern| vocabulary::question(&pattern, In::Title, &self.languages))
            .collect();
        let mut narrower = self.clone();
        let forms = narrower.typing.iter_mut().flat_map(Typing::forms_mut);
        for compiled in forms.chain([&mut narrower.compiled]) {
            compiled.wordy = false;
            if let (Some(text), false) = (&mut compiled.text, titles.is_empty()) {
                *text = format!("({text}) AND (({}))", titles.join(") OR ("));
            }
        }
        narrower
    }

    fn select(&self, connection: &Connection, walk: Walk) -> Result<(String, Vec<Value>), StoreError> {
        let tables = self.tables(walk.unread, "slots.place");
        let (from, values) = self.from(connection, walk.between, walk.unread, &tables)?;
        let order = walk.direction.order();
        let sql = match &self.compiled.text {
            Some(_) => format!("SELECT slots.place {from} ORDER BY search.rowid {order} LIMIT ?"),
            None => format!(
                "SELECT {0}.place {from} ORDER BY {0}.place {order} LIMIT ?",
                tables.list
            ),
        };
        Ok((sql, values))
    }

    /// How many match in `between`.
    pub(super) fn count(&self, connection: &Connection, between: Between, unread: bool) -> Result<u64, StoreError> {
        let tables = self.tables(unread, "search.rowid");
        let (from, values) = self.from(connection, between, unread, &tables)?;
        let sql = format!("SELECT count(*) {from}");
        let mut count: u64 = connection
            .prepare_cached(&sql)?
            .query_row(params_from_iter(values), |row| row.get(0))?;
        if self.compiled.wordy {
            let walk = Walk {
                between,
                unread,
                ..Walk::first(Direction::Older, usize::MAX)
            };
            let pending = self.judge.pending(connection, walk)?;
            count += pending.len() as u64;
        }
        Ok(count)
    }

    /// `FROM` and `WHERE` with their values.
    fn from(
        &self,
        connection: &Connection,
        between: Between,
        unread: bool,
        tables: &Tables,
    ) -> Result<(String, Vec<Value>), StoreError> {
        let narrowing = &self.compiled.narrowing;
        let unread = unread || narrowing.unread;
        let list = tables.list;
        let mut sql = tables.from.clone();
        let mut values: Vec<Value> = self.compiled.text.clone().map(Value::Text).into_iter().collect();
        // One bound for each end: of two, SQLite would walk from the wrong one.
        let older = narrowing
            .from
            .map_or(between.older, |from| between.older.max(Place(from.0.saturating_sub(1))));
        let newer = narrowing.until.map_or(between.newer, |until| between.newer.min(until));
        if !self.compiled.pairs.is_empty() {
            // Before the entry is looked at, which takes longer.
            sql.push_str(" may_have_pairs(slots.pairs, ?) AND");
            values.push(Value::Blob(self.compiled.pairs.clone()));
        }
        let (first, last) = if self.compiled.text.is_some() {
            sql.push_str(" search.rowid >= ? AND search.rowid <= ?");
            slots::between(connection, older, newer)?
        } else {
            let _ = write!(sql, " {list}.place > ? AND {list}.place < ? AND {list}.listed = 1");
            (older.0, newer.0)
        };
        values.extend([Value::Integer(first), Value::Integer(last)]);
        if self.compiled.text.is_none() && self.compiled.wordy {
            sql.push_str(" AND entries.indexed = 1");
        }
        if unread && list != UNREAD {
            let _ = write!(sql, " AND {IS_UNREAD}");
        }
        if narrowing.starred {
            let _ = write!(sql, " AND {list}.starred = 1");
        }
        if let Some(feed) = narrowing.feed {
            let _ = write!(sql, " AND {list}.feed = ?");
            values.push(Value::Integer(feed.0));
        }
        if let Some(filter) = &self.compiled.filter {
            let _ = write!(sql, " AND ({})", filter.sql);
            values.extend(filter.values.iter().cloned());
        }
        Ok((sql, values))
    }

    /// The tables with the index that gives the entries in their order. Where the index of words says everything the entries
    /// are not looked at: it holds the listed ones only. `wanted` is what is asked of it.
    fn tables(&self, unread: bool, wanted: &str) -> Tables {
        let narrowing = &self.compiled.narrowing;
        let unread = unread || narrowing.unread;
        let has_filter = self.compiled.filter.is_some();
        let narrowed = unread || narrowing.starred || narrowing.feed.is_some() || has_filter;
        if self.compiled.text.is_some() {
            let from = match wanted {
                _ if narrowed => {
                    "FROM search CROSS JOIN slots ON slots.slot = search.rowid
                     CROSS JOIN entries ON entries.place = slots.place WHERE search MATCH ? AND"
                }
                "search.rowid" => "FROM search WHERE search MATCH ? AND",
                _ => "FROM search CROSS JOIN slots ON slots.slot = search.rowid WHERE search MATCH ? AND",
            };
            return Tables {
                from: from.to_owned(),
                list: ENTRIES,
            };
        }
        let from = match (narrowing.feed, narrowing.starred) {
            (Some(_), _) if unread => "FROM unread INDEXED BY unread_of_feed",
            (None, true) if unread => "FROM unread INDEXED BY unread_starred",
            (None, false) if unread => "FROM unread",
            (Some(_), _) => "FROM entries INDEXED BY feed_entries",
            (None, true) => "FROM entries INDEXED BY starred_entries",
            (None, false) if !has_filter => "FROM entries INDEXED BY listed_entries",
            // The filter reads the rows anyway, and they lie in their order.
            (None, false) => "FROM entries NOT INDEXED",
        };
        let reads_rows = unread && (has_filter || self.compiled.wordy);
        let rows = match reads_rows {
            true => "CROSS JOIN entries ON entries.place = unread.place",
            false => "",
        };
        Tables {
            from: format!("{from} {rows} WHERE"),
            list: if unread { UNREAD } else { ENTRIES },
        }
    }
}

/// The tables that a question goes through.
struct Tables {
    /// `FROM` and the beginning of `WHERE`.
    from: String,
    /// The table that has the places in their order, with what lists go by.
    list: &'static str,
}

const ENTRIES: &str = "entries";
const UNREAD: &str = "unread";

/// The best or the newest matches with their snippets.
pub(super) fn search(
    connection: &Connection,
    query: &Query,
    options: &SearchOptions,
    moment: Moment,
) -> Result<Vec<Hit>, StoreError> {
    // A question is open all the while: an interruption that comes between two others would be lost.
    let mut open = connection.prepare_cached("SELECT 1 UNION ALL SELECT 2")?;
    let mut open = open.query([])?;
    open.next()?;
    let mut search = Search::compile(connection, query, moment)?;
    search.until = options.patience.map(|patience| Instant::now() + patience);
    let found = match query.order {
        Some(Order::Oldest) => search.in_order(connection, Direction::Newer, options.limit)?,
        Some(Order::Newest) => search.in_order(connection, Direction::Older, options.limit)?,
        Some(Order::Relevance) => ranking::ranked(connection, &search, options)?,
        None if options.ranked => ranking::ranked(connection, &search, options)?,
        None => search.in_order(connection, Direction::Older, options.limit)?,
    };
    let hit = |Ranked { row, rank, snippet }: Ranked| {
        let snippet = match snippet {
            Some(snippet) => snippet,
            None => search.snippet(connection, row.id)?,
        };
        Ok(Hit { row, snippet, rank })
    };
    found.into_iter().map(hit).collect()
}

/// Every match, one after another, in the order that the query wishes.
pub(super) fn list(
    connection: &Connection,
    query: &Query,
    limit: usize,
    moment: Moment,
    each: &mut dyn FnMut(EntryRow),
) -> Result<(), StoreError> {
    let search = Search::compile(connection, query, moment)?;
    if query.order == Some(Order::Relevance) {
        let options = SearchOptions {
            limit,
            ranked: true,
            patience: None,
            now: moment.now,
        };
        let ranked = ranking::ranked(connection, &search, &options)?;
        ranked.into_iter().for_each(|ranked| each(ranked.row));
        return Ok(());
    }
    let direction = if query.order == Some(Order::Oldest) {
        Direction::Newer
    } else {
        Direction::Older
    };
    let mut between = Between::EVERYTHING;
    let mut left = limit;
    while left > 0 {
        let walk = Walk {
            between,
            ..Walk::first(direction, left.min(PAGE))
        };
        let places = search.places(connection, walk)?;
        let Some(last) = places.last() else {
            break;
        };
        match direction {
            Direction::Older => between.newer = *last,
            Direction::Newer => between.older = *last,
        }
        left -= places.len();
        entries::rows(connection, &places)?.into_iter().for_each(&mut *each);
    }
    Ok(())
}

/// Rows that are read at once when everything is listed.
const PAGE: usize = 1000;

impl Search {
    /// Nothing ranks them.
    pub(super) fn in_order(
        &self,
        connection: &Connection,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Ranked>, StoreError> {
        let places = self.places(connection, Walk::first(direction, limit))?;
        let unranked = |row| Ranked {
            row,
            rank: 0.0,
            snippet: None,
        };
        Ok(entries::rows(connection, &places)?.into_iter().map(unranked).collect())
    }

    fn snippet(&self, connection: &Connection, entry: EntryId) -> Result<Vec<(String, bool)>, StoreError> {
        let (text, language) = ranking::text_and_language(connection, entry)?;
        let rules = LazyRules::of(language.as_deref(), &text);
        Ok(snippet::cut(&text, &self.patterns, &rules))
    }
}

/// Questions that searches ask, with what answers them: for the test of the plans.
#[cfg(test)]
pub(super) fn questions(connection: &Connection) -> Vec<(String, &'static str)> {
    let moment = Moment {
        now: crate::model::Timestamp::default(),
        zone: crate::model::Zone::UTC,
    };
    let row = "SEARCH entries USING INTEGER PRIMARY KEY";
    let mut questions = Vec::new();
    for (text, index) in [
        ("word", "search VIRTUAL TABLE"),
        ("two words", "search VIRTUAL TABLE"),
        ("a OR b", "search VIRTUAL TABLE"),
        ("w*", "search VIRTUAL TABLE"),
        ("word -other", "search VIRTUAL TABLE"),
        ("\"two words\"", "search VIRTUAL TABLE"),
        ("word age:<2d", "search VIRTUAL TABLE"),
        ("word is:unread", row),
        ("word is:unread feed:site", row),
        ("is:unread", "SEARCH unread USING INTEGER PRIMARY KEY"),
        ("is:unread age:<2d", "SEARCH unread USING INTEGER PRIMARY KEY"),
        ("is:unread has:image", row),
        ("is:starred", "USING COVERING INDEX starred_entries"),
        ("is:starred is:unread", "USING COVERING INDEX unread_starred"),
        ("feed:site", "USING COVERING INDEX feed_entries"),
        ("feed:site is:unread", "USING COVERING INDEX unread_of_feed"),
        ("after:today before:today", "USING COVERING INDEX listed_entries"),
        ("is:ready", row),
    ] {
        let query = Query::parse(text).unwrap();
        let search = Search::compile(connection, &query, moment).unwrap();
        for direction in [Direction::Older, Direction::Newer] {
            questions.push((search.select(connection, Walk::first(direction, 1)).unwrap().0, index));
        }
    }
    questions
}

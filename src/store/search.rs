//! Queries as SQL over the index of words and the table of entries. Entries that are not in the index yet are read and
//! judged one by one (`evaluation`), so that nothing is ever missing from an answer.

use super::entries::{self, Between, Moment, clamp, place_of_row};
use super::evaluation::{Judge, is_filed, is_named, patterns};
use super::place::{ID_BITS, Place};
use super::{Direction, SearchOptions, StoreError, feeds, snippet, texts, words};
use crate::model::query::{Age, Condition, Day, Medium, Order, Place as In, State, Term, Words};
use crate::model::{EntryRow, Feed, FeedId, Hit, Query, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::fmt::Write;

/// A query made ready to be asked.
pub(super) struct Search {
    /// What the index of words is asked.
    text: Option<String>,
    narrowing: Narrowing,
    /// What is left.
    filter: Option<Filter>,
    /// Whether words occur in it at all; else the tables know everything, indexed or not.
    wordy: bool,
    judge: Judge,
}

/// What must hold in any case and what an index of the table answers.
#[derive(Default)]
struct Narrowing {
    unread: bool,
    starred: bool,
    feed: Option<FeedId>,
    /// At this place or later.
    from: Option<Place>,
    /// Before this place.
    until: Option<Place>,
}

/// A condition in SQL on `entries`, with its values in order.
#[derive(Default)]
struct Filter {
    sql: String,
    values: Vec<Value>,
}

impl Filter {
    fn new(sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Filter {
        Filter {
            sql: sql.into(),
            values: values.into_iter().collect(),
        }
    }

    /// Always or never. As a value: SQLite refuses the named index of a question that it sees to have no answer.
    fn constant(holds: bool) -> Filter {
        Filter::new("?", [Value::Integer(i64::from(holds))])
    }

    fn joined(filters: Vec<Filter>, between: &str) -> Filter {
        let sql: Vec<String> = filters.iter().map(|filter| format!("({})", filter.sql)).collect();
        Filter::new(sql.join(between), filters.into_iter().flat_map(|filter| filter.values))
    }

    fn negated(self) -> Filter {
        Filter::new(format!("NOT ({})", self.sql), self.values)
    }
}

/// A condition in two parts that must both hold: a question to the index, and a filter on the tables.
struct Parts {
    text: Option<String>,
    filter: Option<Filter>,
}

impl Parts {
    fn text(text: String) -> Parts {
        Parts {
            text: Some(text),
            filter: None,
        }
    }

    fn filter(filter: Filter) -> Parts {
        Parts {
            text: None,
            filter: Some(filter),
        }
    }

    fn into_filter(self) -> Filter {
        let text = self.text.map(|text| {
            Filter::new(
                "entries.place IN (SELECT rowid FROM search WHERE search MATCH ?)",
                [Value::Text(text)],
            )
        });
        Filter::joined(text.into_iter().chain(self.filter).collect(), " AND ")
    }
}

impl Search {
    pub(super) fn compile(connection: &Connection, query: &Query, moment: Moment) -> Result<Search, StoreError> {
        let compiler = Compiler { connection, moment };
        let mut narrowing = Narrowing::default();
        let mut left = Vec::new();
        let conditions = match &query.condition {
            Condition::All(conditions) => conditions.as_slice(),
            one => std::slice::from_ref(one),
        };
        for condition in conditions {
            if !compiler.narrow(&mut narrowing, condition)? {
                left.push(condition.clone());
            }
        }
        let parts = match left.is_empty() {
            true => Parts {
                text: None,
                filter: None,
            },
            false => compiler.all(&left)?,
        };
        let nested = parts.filter.as_ref().is_some_and(|filter| filter.sql.contains("MATCH"));
        Ok(Search {
            wordy: parts.text.is_some() || nested,
            text: parts.text,
            narrowing,
            filter: parts.filter,
            judge: Judge::new(&query.condition, moment),
        })
    }

    /// At most `limit` places of matching entries from one end of `between` on.
    pub(super) fn places(
        &self,
        connection: &Connection,
        between: Between,
        direction: Direction,
        limit: usize,
        unread: bool,
    ) -> Result<Vec<Place>, StoreError> {
        let (sql, mut values) = self.select(between, direction, unread);
        values.push(Value::Integer(clamp(limit)));
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), place_of_row)?;
        let mut places: Vec<Place> = rows.collect::<Result<_, _>>()?;
        if self.wordy {
            let pending = self.judge.pending(connection, between, direction, limit, unread)?;
            places.extend(pending);
            match direction {
                Direction::Older => places.sort_unstable_by(|left, right| right.cmp(left)),
                Direction::Newer => places.sort_unstable(),
            }
            places.truncate(limit);
        }
        Ok(places)
    }

    fn select(&self, between: Between, direction: Direction, unread: bool) -> (String, Vec<Value>) {
        let (from, values) = self.from(between, unread);
        (
            format!("SELECT {} {from} ORDER BY 1 {} LIMIT ?", self.key(), direction.order()),
            values,
        )
    }

    /// How many match in `between`.
    pub(super) fn count(&self, connection: &Connection, between: Between, unread: bool) -> Result<u64, StoreError> {
        let (from, values) = self.from(between, unread);
        let sql = format!("SELECT count(*) {from}");
        let mut count: u64 = connection
            .prepare_cached(&sql)?
            .query_row(params_from_iter(values), |row| row.get(0))?;
        if self.wordy {
            let pending = self
                .judge
                .pending(connection, between, Direction::Older, usize::MAX, unread)?;
            count += pending.len() as u64;
        }
        Ok(count)
    }

    /// The best matches with their ranks, larger for better. What the index does not know yet comes last.
    fn ranked(&self, connection: &Connection, options: &SearchOptions) -> Result<Vec<(Place, f64)>, StoreError> {
        if self.text.is_none() {
            let newest = self.places(connection, Between::EVERYTHING, Direction::Older, options.limit, false)?;
            return Ok(newest.into_iter().map(|place| (place, 0.0)).collect());
        }
        let (from, mut values) = self.from(Between::EVERYTHING, false);
        // Words in the title weigh most, then author, feed and text. A month halves the small favour for the new.
        let sql = format!(
            "SELECT search.rowid,
                 -bm25(search, 8.0, 4.0, 2.0, 1.0, 1.0)
                     * (1.0 + 0.3 / (1.0 + max(0, ? - (search.rowid >> {ID_BITS})) / 2592000.0)) AS rank
             {from} ORDER BY 2 DESC, 1 DESC LIMIT ?"
        );
        values.insert(0, Value::Integer(options.now.unix()));
        values.push(Value::Integer(clamp(options.limit)));
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| Ok((Place(row.get(0)?), row.get(1)?)))?;
        let mut ranked: Vec<(Place, f64)> = rows.collect::<Result<_, _>>()?;
        let room = options.limit - ranked.len();
        let pending = self
            .judge
            .pending(connection, Between::EVERYTHING, Direction::Older, room, false)?;
        ranked.extend(pending.into_iter().map(|place| (place, 0.0)));
        Ok(ranked)
    }

    /// The column that an answer is ordered by: the index gives its rows in their order without sorting.
    fn key(&self) -> &'static str {
        if self.text.is_some() {
            "search.rowid"
        } else {
            "entries.place"
        }
    }

    /// `FROM` and `WHERE` with their values.
    fn from(&self, between: Between, unread: bool) -> (String, Vec<Value>) {
        let narrowing = &self.narrowing;
        let unread = unread || narrowing.unread;
        let key = self.key();
        let mut sql = self.tables(unread).to_owned();
        let mut values: Vec<Value> = self.text.clone().map(Value::Text).into_iter().collect();
        let _ = write!(sql, " {key} > ? AND {key} < ?");
        // One bound for each end: of two, SQLite would walk from the wrong one.
        let older = narrowing
            .from
            .map_or(between.older, |from| between.older.max(Place(from.0.saturating_sub(1))));
        let newer = narrowing.until.map_or(between.newer, |until| between.newer.min(until));
        values.extend([Value::Integer(older.0), Value::Integer(newer.0)]);
        if self.text.is_none() {
            sql.push_str(" AND entries.listed = 1");
        }
        if self.text.is_none() && self.wordy {
            sql.push_str(" AND entries.indexed = 1");
        }
        if unread {
            sql.push_str(" AND entries.read = 0");
        }
        if narrowing.starred {
            sql.push_str(" AND entries.starred = 1");
        }
        if let Some(feed) = narrowing.feed {
            sql.push_str(" AND entries.feed = ?");
            values.push(Value::Integer(feed.0));
        }
        if let Some(filter) = &self.filter {
            let _ = write!(sql, " AND ({})", filter.sql);
            values.extend(filter.values.iter().cloned());
        }
        (sql, values)
    }

    /// `FROM` with the index that gives the entries in their order, and the beginning of `WHERE`. Where the index of
    /// words says everything the entries are not looked at: it holds the listed ones only.
    fn tables(&self, unread: bool) -> &'static str {
        let narrowing = &self.narrowing;
        let narrowed = unread || narrowing.starred || narrowing.feed.is_some();
        match (&self.text, narrowing.feed) {
            (Some(_), _) if self.filter.is_none() && !narrowed => "FROM search WHERE search MATCH ? AND",
            (Some(_), _) => "FROM search CROSS JOIN entries ON entries.place = search.rowid WHERE search MATCH ? AND",
            (None, Some(_)) if unread => "FROM entries INDEXED BY feed_unread_entries WHERE",
            (None, Some(_)) => "FROM entries INDEXED BY feed_entries WHERE",
            (None, None) if narrowing.starred => "FROM entries INDEXED BY starred_entries WHERE",
            (None, None) if unread => "FROM entries INDEXED BY unread_entries WHERE",
            (None, None) if self.filter.is_none() => "FROM entries INDEXED BY listed_entries WHERE",
            // The filter reads the rows anyway, and they lie in their order.
            (None, None) => "FROM entries NOT INDEXED WHERE",
        }
    }
}

/// The best or the newest matches with their snippets.
pub(super) fn search(
    connection: &Connection,
    query: &Query,
    options: &SearchOptions,
    moment: Moment,
) -> Result<Vec<Hit>, StoreError> {
    let search = Search::compile(connection, query, moment)?;
    let found = match query.order {
        Some(Order::Oldest) => search.in_order(connection, Direction::Newer, options.limit)?,
        Some(Order::Newest) => search.in_order(connection, Direction::Older, options.limit)?,
        Some(Order::Relevance) => search.ranked(connection, options)?,
        None if options.ranked => search.ranked(connection, options)?,
        None => search.in_order(connection, Direction::Older, options.limit)?,
    };
    let patterns = patterns(&query.condition);
    let mut hits = Vec::with_capacity(found.len());
    for (place, rank) in found {
        let Some(row) = entries::rows(connection, &[place])?.pop() else {
            continue;
        };
        let text = texts::shown(connection, row.id.0)?
            .map(|(body, _)| body.text())
            .unwrap_or_default();
        hits.push(Hit {
            row,
            snippet: snippet::cut(&text, &patterns),
            rank,
        });
    }
    Ok(hits)
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
            now: moment.now,
        };
        let places: Vec<Place> = search
            .ranked(connection, &options)?
            .into_iter()
            .map(|(place, _)| place)
            .collect();
        entries::rows(connection, &places)?.into_iter().for_each(each);
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
        let places = search.places(connection, between, direction, left.min(PAGE), false)?;
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
    fn in_order(
        &self,
        connection: &Connection,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(Place, f64)>, StoreError> {
        let places = self.places(connection, Between::EVERYTHING, direction, limit, false)?;
        Ok(places.into_iter().map(|place| (place, 0.0)).collect())
    }
}

struct Compiler<'a> {
    connection: &'a Connection,
    moment: Moment,
}

impl Compiler<'_> {
    /// Takes the condition into the narrowing where it can.
    fn narrow(&self, narrowing: &mut Narrowing, condition: &Condition) -> Result<bool, StoreError> {
        let Condition::Term(term) = condition else {
            return Ok(false);
        };
        match term {
            Term::Is(State::Unread) => narrowing.unread = true,
            Term::Is(State::Starred) => narrowing.starred = true,
            Term::After(day) => narrowing.begin(self.start(*day)),
            Term::Before(day) => narrowing.end(self.start(*day)),
            Term::Younger(age) => narrowing.begin(Place::first_at(oldest_younger(self.moment, *age))),
            Term::Older(age) => narrowing.end(Place::first_at(oldest_younger(self.moment, *age))),
            Term::Feed(text) => return self.narrow_to_feed(narrowing, |feed| is_named(feed, text)),
            Term::Folder(text) => return self.narrow_to_feed(narrowing, |feed| is_filed(feed, text)),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn narrow_to_feed(&self, narrowing: &mut Narrowing, is_meant: impl Fn(&Feed) -> bool) -> Result<bool, StoreError> {
        let meant: Vec<Feed> = feeds::feeds(self.connection)?.into_iter().filter(is_meant).collect();
        let ([only], None) = (meant.as_slice(), narrowing.feed) else {
            return Ok(false);
        };
        narrowing.feed = Some(only.id);
        Ok(true)
    }

    fn compile(&self, condition: &Condition) -> Result<Parts, StoreError> {
        match condition {
            Condition::All(conditions) => self.all(conditions),
            Condition::Any(conditions) => self.any(conditions),
            Condition::Not(inner) => Ok(Parts::filter(self.compile(inner)?.into_filter().negated())),
            Condition::Term(term) => self.term(term),
        }
    }

    fn all(&self, conditions: &[Condition]) -> Result<Parts, StoreError> {
        let (mut wanted, mut unwanted, mut filters) = (Vec::new(), Vec::new(), Vec::new());
        for condition in conditions {
            let (inner, texts) = match condition {
                Condition::Not(inner) => (&**inner, &mut unwanted),
                other => (other, &mut wanted),
            };
            match (self.compile(inner)?, condition) {
                (
                    Parts {
                        text: Some(text),
                        filter: None,
                    },
                    _,
                ) => texts.push(format!("({text})")),
                (parts, Condition::Not(_)) => filters.push(parts.into_filter().negated()),
                (parts, _) => {
                    wanted.extend(parts.text.map(|text| format!("({text})")));
                    filters.extend(parts.filter);
                }
            }
        }
        if wanted.is_empty() {
            filters.extend(
                unwanted
                    .into_iter()
                    .map(|text| Parts::text(text).into_filter().negated()),
            );
            return Ok(Parts::filter(and(filters)));
        }
        let mut text = wanted.join(" AND ");
        for unwanted in unwanted {
            text = format!("({text}) NOT {unwanted}");
        }
        Ok(Parts {
            text: Some(text),
            filter: (!filters.is_empty()).then(|| and(filters)),
        })
    }

    fn any(&self, conditions: &[Condition]) -> Result<Parts, StoreError> {
        let parts = conditions
            .iter()
            .map(|condition| self.compile(condition))
            .collect::<Result<Vec<_>, _>>()?;
        if parts.iter().all(|parts| parts.filter.is_none()) {
            let texts: Vec<String> = parts.into_iter().filter_map(|parts| parts.text).collect();
            return Ok(Parts::text(format!("({})", texts.join(") OR ("))));
        }
        let filters = parts.into_iter().map(Parts::into_filter).collect();
        Ok(Parts::filter(Filter::joined(filters, " OR ")))
    }

    fn term(&self, term: &Term) -> Result<Parts, StoreError> {
        let filter = match term {
            Term::Words(words) => return Ok(words_part(words)),
            Term::Feed(text) => self.of_feeds(|feed| is_named(feed, text))?,
            Term::Folder(text) => self.of_feeds(|feed| is_filed(feed, text))?,
            Term::Tag(tag) => self.tag(tag)?,
            Term::Url(text) => Filter::new(
                "instr(lower(coalesce(entries.url, '')), ?)",
                [Value::Text(text.to_ascii_lowercase())],
            ),
            Term::Language(language) => {
                Filter::new("coalesce(entries.language, '') = ?", [Value::Text(language.clone())])
            }
            Term::Is(state) => Filter::new(of_state(*state), []),
            Term::Has(medium) => Filter::new(format!("entries.media & {}", bit(*medium)), []),
            Term::Before(day) => Filter::new("entries.place < ?", [self.day(*day)]),
            Term::After(day) => Filter::new("entries.place >= ?", [self.day(*day)]),
            Term::Younger(age) => Filter::new("entries.place >= ?", [self.age(*age)]),
            Term::Older(age) => Filter::new("entries.place < ?", [self.age(*age)]),
        };
        Ok(Parts::filter(filter))
    }

    fn tag(&self, wanted: &str) -> Result<Filter, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT DISTINCT tag FROM tags")?;
        let tags = statement
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        let wanted = words::fold(wanted);
        let same: Vec<Value> = tags
            .into_iter()
            .filter(|tag| words::fold(tag) == wanted)
            .map(Value::Text)
            .collect();
        if same.is_empty() {
            return Ok(Filter::constant(false));
        }
        let places = vec!["?"; same.len()].join(", ");
        Ok(Filter::new(
            format!("entries.id IN (SELECT entry FROM tags WHERE tag IN ({places}))"),
            same,
        ))
    }

    fn of_feeds(&self, is_meant: impl Fn(&Feed) -> bool) -> Result<Filter, StoreError> {
        let feeds = feeds::feeds(self.connection)?.into_iter().filter(is_meant);
        let ids: Vec<String> = feeds.map(|feed| feed.id.to_string()).collect();
        Ok(match ids.is_empty() {
            true => Filter::constant(false),
            false => Filter::new(format!("entries.feed IN ({})", ids.join(", ")), []),
        })
    }

    fn start(&self, day: Day) -> Place {
        Place::first_at(day.start(self.moment.now, self.moment.zone))
    }

    fn day(&self, day: Day) -> Value {
        Value::Integer(self.start(day).0)
    }

    fn age(&self, age: Age) -> Value {
        Value::Integer(Place::first_at(oldest_younger(self.moment, age)).0)
    }
}

impl Narrowing {
    fn begin(&mut self, place: Place) {
        self.from = Some(self.from.map_or(place, |from| from.max(place)));
    }

    fn end(&mut self, place: Place) {
        self.until = Some(self.until.map_or(place, |until| until.min(place)));
    }
}

/// The first instant that is younger than `age`.
pub(super) fn oldest_younger(moment: Moment, age: Age) -> Timestamp {
    moment.now.plus(1 - age.seconds())
}

/// The bit of `entries.media` that stands for it.
pub(super) fn bit(medium: Medium) -> i64 {
    use super::saving::{AUDIO, IMAGE, VIDEO};
    match medium {
        Medium::Image => IMAGE,
        Medium::Audio => AUDIO,
        Medium::Video => VIDEO,
    }
}

fn of_state(state: State) -> &'static str {
    match state {
        State::Unread => "entries.read = 0",
        State::Read => "entries.read = 1",
        State::Starred => "entries.starred = 1",
        State::Ready => "entries.ready = 1",
        State::Edited => "entries.edited = 1",
    }
}

fn words_part(words: &Words) -> Parts {
    let pattern = words::pattern(&words.text, words.prefix);
    if pattern.words.is_empty() {
        return Parts::filter(Filter::constant(true));
    }
    if let (In::Anywhere, Some(beginning)) = (words.place, pattern.beginning()) {
        return Parts::text(format!("beginnings : \"{beginning}\""));
    }
    let column = match words.place {
        // Beginnings are in words of their own, which no other pattern has.
        In::Anywhere => "",
        In::Title => "title : ",
        In::Author => "author : ",
    };
    let star = if pattern.prefix { " *" } else { "" };
    // Words have letters and digits only, so nothing in them can end the quotation.
    Parts::text(format!("{column}\"{}\"{star}", pattern.words.join(" ")))
}

fn and(mut filters: Vec<Filter>) -> Filter {
    match filters.len() {
        0 => Filter::constant(true),
        1 => filters.remove(0),
        _ => Filter::joined(filters, " AND "),
    }
}

/// Questions that searches ask, with what answers them: for the test of the plans.
#[cfg(test)]
pub(super) fn questions(connection: &Connection) -> Vec<(String, &'static str)> {
    let moment = Moment {
        now: Timestamp::default(),
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
        ("word age:<2d", "search VIRTUAL TABLE"),
        ("word is:unread", row),
        ("word is:unread feed:site", row),
        ("is:unread", "USING COVERING INDEX unread_entries"),
        ("is:unread age:<2d", "USING COVERING INDEX unread_entries"),
        ("is:starred", "USING COVERING INDEX starred_entries"),
        ("feed:site", "USING COVERING INDEX feed_entries"),
        ("feed:site is:unread", "USING COVERING INDEX feed_unread_entries"),
        ("after:today before:today", "USING COVERING INDEX listed_entries"),
        ("is:ready", row),
    ] {
        let query = Query::parse(text).unwrap();
        let search = Search::compile(connection, &query, moment).unwrap();
        for direction in [Direction::Older, Direction::Newer] {
            questions.push((search.select(Between::EVERYTHING, direction, false).0, index));
        }
    }
    questions
}

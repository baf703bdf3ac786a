//! Queries made into SQL: what the index of words is asked, what an index of the table answers, and what is left to a
//! filter on the rows.

use super::entries::Moment;
use super::evaluation::{is_filed, is_named};
use super::languages::Languages;
use super::marks::{IS_READ, IS_UNREAD};
use super::place::Place;
use super::words::Pattern;
use super::{StoreError, feeds, pairs, phrases, vocabulary, words};
use crate::model::query::{Age, Condition, Day, Medium, Place as In, State, Term, Words};
use crate::model::{Feed, FeedId, Timestamp};
use rusqlite::Connection;
use rusqlite::types::Value;

/// A condition in parts that must all hold.
#[derive(Clone)]
pub(super) struct Compiled {
    /// What the index of words is asked.
    pub text: Option<String>,
    /// What the [`pairs`] of its entries are asked; empty where there is nothing to ask.
    pub pairs: Vec<u8>,
    pub narrowing: Narrowing,
    /// What is left.
    pub filter: Option<Filter>,
    /// Whether words occur in it at all; else the tables know everything, indexed or not.
    pub wordy: bool,
}

/// What must hold in any case and what an index of the table answers.
#[derive(Clone, Default)]
pub(super) struct Narrowing {
    pub unread: bool,
    pub starred: bool,
    pub feed: Option<FeedId>,
    /// At this place or later.
    pub from: Option<Place>,
    /// Before this place.
    pub until: Option<Place>,
}

/// A condition in SQL on `entries`, with its values in order.
#[derive(Clone, Default)]
pub(super) struct Filter {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Filter {
    pub(super) fn new(sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Filter {
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
#[derive(Default)]
struct Parts {
    text: Option<String>,
    /// The pairs that an entry must have for the filter to hold.
    pairs: Vec<u8>,
    filter: Option<Filter>,
}

impl Parts {
    fn text(text: String) -> Parts {
        Parts {
            text: Some(text),
            ..Parts::default()
        }
    }

    fn filter(filter: Filter) -> Parts {
        Parts {
            filter: Some(filter),
            ..Parts::default()
        }
    }

    fn into_filter(self) -> Filter {
        let text = self.text.map(|text| {
            Filter::new(
                "entries.place IN (SELECT place FROM search CROSS JOIN slots ON slot = search.rowid WHERE search MATCH ?)",
                [Value::Text(text)],
            )
        });
        Filter::joined(text.into_iter().chain(self.filter).collect(), " AND ")
    }
}

/// Makes a condition into SQL, as it is for a reader at this moment.
pub(super) fn compile(
    connection: &Connection,
    condition: &Condition,
    languages: &Languages,
    moment: Moment,
) -> Result<Compiled, StoreError> {
    let compiler = Compiler {
        connection,
        languages,
        moment,
    };
    let mut narrowing = Narrowing::default();
    let mut left = Vec::new();
    let conditions = match condition {
        Condition::All(conditions) => conditions.as_slice(),
        one => std::slice::from_ref(one),
    };
    for condition in conditions {
        if !compiler.narrow(&mut narrowing, condition)? {
            left.push(condition.clone());
        }
    }
    let parts = compiler.all(&left)?;
    let nested = parts.filter.as_ref().is_some_and(|filter| filter.sql.contains("MATCH"));
    Ok(Compiled {
        wordy: parts.text.is_some() || nested,
        text: parts.text,
        pairs: parts.pairs,
        narrowing,
        filter: parts.filter.filter(|_| !left.is_empty()),
    })
}

/// Whether words stand in an entry, seen in its row and not asked of the index, with the [`pairs`] that it must have for that.
/// Inflections are not among them.
pub(super) fn stands(
    connection: &Connection,
    words: &Words,
    languages: &Languages,
    moment: Moment,
) -> Result<(Vec<u8>, Filter), StoreError> {
    let compiler = Compiler {
        connection,
        languages,
        moment,
    };
    let pattern = words::pattern(&words.text, words.prefix, words.phrase);
    let feeds = compiler.feeds_titled(words.place, &pattern)?;
    Ok((
        wanted_pairs(&pattern, feeds.as_ref()),
        in_a_row(words.place, &pattern, feeds),
    ))
}

struct Compiler<'a> {
    connection: &'a Connection,
    languages: &'a Languages,
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
        let mut pairs = Vec::new();
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
                        ..
                    },
                    _,
                ) => texts.push(format!("({text})")),
                (parts, Condition::Not(_)) => filters.push(parts.into_filter().negated()),
                (parts, _) => {
                    wanted.extend(parts.text.map(|text| format!("({text})")));
                    pairs.extend(parts.pairs);
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
            pairs,
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
            Term::Words(words) => return self.words(words),
            Term::Feed(text) => some_or_none(self.of_feeds(|feed| is_named(feed, text))?),
            Term::Folder(text) => some_or_none(self.of_feeds(|feed| is_filed(feed, text))?),
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

    fn words(&self, words: &Words) -> Result<Parts, StoreError> {
        let pattern = words::pattern(&words.text, words.prefix, words.phrase);
        if pattern.words.is_empty() {
            return Ok(Parts::filter(Filter::constant(true)));
        }
        let mut parts = Parts::text(vocabulary::question(&pattern, words.place, self.languages));
        if pattern.words.len() > 1 {
            let feeds = self.feeds_titled(words.place, &pattern)?;
            parts.pairs = wanted_pairs(&pattern, feeds.as_ref());
            parts.filter = Some(in_a_row(words.place, &pattern, feeds));
        }
        Ok(parts)
    }

    /// The entries of feeds in whose titles the pattern stands, if it may stand there and does.
    fn feeds_titled(&self, place: In, pattern: &Pattern) -> Result<Option<Filter>, StoreError> {
        if place != In::Anywhere {
            return Ok(None);
        }
        self.of_feeds(|feed| pattern.stands_in(&feed.title))
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

    /// The entries of the feeds that are meant, if any is.
    fn of_feeds(&self, is_meant: impl Fn(&Feed) -> bool) -> Result<Option<Filter>, StoreError> {
        let feeds = feeds::feeds(self.connection)?.into_iter().filter(is_meant);
        let ids: Vec<String> = feeds.map(|feed| feed.id.to_string()).collect();
        let filter = || Filter::new(format!("entries.feed IN ({})", ids.join(", ")), []);
        Ok((!ids.is_empty()).then(filter))
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
    use super::prepared::{AUDIO, IMAGE, VIDEO};
    match medium {
        Medium::Image => IMAGE,
        Medium::Audio => AUDIO,
        Medium::Video => VIDEO,
    }
}

/// The index tells that the words are there; that they stand in a row is seen in what was written.
fn in_a_row(place: In, pattern: &Pattern, feeds: Option<Filter>) -> Filter {
    let fields = match place {
        In::Title => &phrases::FIELDS[..1],
        In::Author => &phrases::FIELDS[1..2],
        In::Anywhere => &phrases::FIELDS[..],
    };
    let fields = fields.iter().map(|field| phrases::filter(field, pattern));
    Filter::joined(feeds.into_iter().chain(fields).collect(), " OR ")
}

/// The pairs that an entry must have for a pattern to stand in it; none where it may stand in the title of its feed.
fn wanted_pairs(pattern: &Pattern, feeds: Option<&Filter>) -> Vec<u8> {
    match feeds {
        None => pairs::wanted(pattern),
        Some(_) => Vec::new(),
    }
}

/// Nothing where there is no filter.
fn some_or_none(filter: Option<Filter>) -> Filter {
    filter.unwrap_or_else(|| Filter::constant(false))
}

fn of_state(state: State) -> &'static str {
    match state {
        State::Unread => IS_UNREAD,
        State::Read => IS_READ,
        State::Starred => "entries.starred = 1",
        State::Ready => "entries.ready = 1",
        State::Edited => "entries.edited = 1",
    }
}

fn and(mut filters: Vec<Filter>) -> Filter {
    match filters.len() {
        0 => Filter::constant(true),
        1 => filters.remove(0),
        _ => Filter::joined(filters, " AND "),
    }
}

//! Queries answered by looking at an entry itself: for those that the index of words does not hold yet. It says of every entry
//! what `search` says of it in SQL.

use super::compile::{bit, oldest_younger};
use super::entries::Moment;
use super::marks::{IS_READ, IS_UNREAD};
use super::place::Place;
use super::search::Walk;
use super::stems::LazyRules;
use super::words::{Pattern, Word, fold, pattern, words};
use super::{StoreError, feeds, texts};
use crate::model::query::{Condition, Place as In, State, Term, Words};
use crate::model::{Feed, Folder};
use rusqlite::{Connection, Row, params};

/// Judges entries by a condition.
#[derive(Clone)]
pub(super) struct Judge {
    condition: Condition,
    /// What the words of the condition look for, made once for all entries.
    patterns: Vec<(Words, Pattern)>,
    moment: Moment,
}

/// The columns of `entries` that tell the facts of one, its tags last; whether it is read comes after them.
const FACTS: &str = "place, id, feed, starred, ready, edited, media, language, url, title, author,
    (SELECT group_concat(tag, char(10)) FROM tags WHERE tags.entry = entries.id)";

/// What is known of an entry.
struct Facts {
    place: Place,
    id: i64,
    feed: i64,
    read: bool,
    starred: bool,
    ready: bool,
    edited: bool,
    media: i64,
    language: Option<String>,
    url: Option<String>,
    tags: Vec<String>,
    title: String,
    author: String,
    text: String,
}

impl Judge {
    pub(super) fn new(condition: &Condition, moment: Moment) -> Judge {
        let mut patterns = Vec::new();
        collect_patterns(condition, &mut patterns);
        Judge {
            condition: condition.clone(),
            patterns,
            moment,
        }
    }

    /// The places of entries that are not indexed yet and match.
    pub(super) fn pending(&self, connection: &Connection, walk: Walk) -> Result<Vec<Place>, StoreError> {
        let unread = if walk.unread { IS_UNREAD } else { "1" };
        let sql = format!(
            "SELECT {FACTS}, {IS_READ} FROM entries INDEXED BY pending_entries
             WHERE listed = 1 AND indexed = 0 AND {unread} AND place > ?1 AND place < ?2 ORDER BY place {}",
            walk.direction.order()
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![walk.between.older.0, walk.between.newer.0])?;
        let mut feeds = None;
        let mut found = Vec::new();
        while found.len() < walk.limit {
            let Some(row) = rows.next()? else {
                break;
            };
            let feeds = match &mut feeds {
                Some(feeds) => feeds,
                none => none.insert(feeds::feeds(connection)?),
            };
            if let Some(place) = self.judged(connection, row, feeds)? {
                found.push(place);
            }
        }
        Ok(found)
    }

    /// Where the entry of this row of [`FACTS`] is, if it matches.
    fn judged(&self, connection: &Connection, row: &Row, feeds: &[Feed]) -> Result<Option<Place>, StoreError> {
        let mut facts = facts_of_row(row)?;
        let text = texts::shown(connection, facts.id)?.map(|(body, _)| body.text());
        facts.text = text.unwrap_or_default();
        let feed = feeds.iter().find(|feed| feed.id.0 == facts.feed);
        let holds = feed.is_some_and(|feed| self.holds(&self.condition, &facts, feed));
        Ok(holds.then_some(facts.place))
    }

    fn holds(&self, condition: &Condition, facts: &Facts, feed: &Feed) -> bool {
        match condition {
            Condition::All(conditions) => conditions.iter().all(|condition| self.holds(condition, facts, feed)),
            Condition::Any(conditions) => conditions.iter().any(|condition| self.holds(condition, facts, feed)),
            Condition::Not(inner) => !self.holds(inner, facts, feed),
            Condition::Term(term) => self.term_holds(term, facts, feed),
        }
    }

    fn term_holds(&self, term: &Term, facts: &Facts, feed: &Feed) -> bool {
        let start = |day: crate::model::query::Day| Place::first_at(day.start(self.moment.now, self.moment.zone));
        let younger = |age| Place::first_at(oldest_younger(self.moment, age));
        match term {
            Term::Words(words) => {
                let made = self.patterns.iter().find(|(known, _)| known == words);
                made.is_some_and(|(words, pattern)| words_hold(words.place, pattern, facts, feed))
            }
            Term::Feed(text) => is_named(feed, text),
            Term::Folder(text) => is_filed(feed, text),
            Term::Tag(tag) => facts.tags.iter().any(|other| fold(other) == fold(tag)),
            Term::Url(text) => {
                let url = facts.url.as_deref().unwrap_or_default().to_ascii_lowercase();
                url.contains(&text.to_ascii_lowercase())
            }
            Term::Language(language) => facts.language.as_deref().unwrap_or_default() == language,
            Term::Is(State::Unread) => !facts.read,
            Term::Is(State::Read) => facts.read,
            Term::Is(State::Starred) => facts.starred,
            Term::Is(State::Ready) => facts.ready,
            Term::Is(State::Edited) => facts.edited,
            Term::Has(medium) => facts.media & bit(*medium) != 0,
            Term::Before(day) => facts.place < start(*day),
            Term::After(day) => facts.place >= start(*day),
            Term::Younger(age) => facts.place >= younger(*age),
            Term::Older(age) => facts.place < younger(*age),
        }
    }
}

/// Whether `feed:` with this text means the feed.
pub(super) fn is_named(feed: &Feed, text: &str) -> bool {
    feed.id.to_string() == text || fold(&feed.title).contains(&fold(text))
}

/// Whether `folder:` with this text means a folder of the feed: one whose path has these names in a row.
pub(super) fn is_filed(feed: &Feed, text: &str) -> bool {
    let names = |folder: &Folder| -> Vec<String> { folder.names().iter().map(|name| fold(name)).collect() };
    let Some(wanted) = Folder::parse(text).map(|folder| names(&folder)) else {
        return false;
    };
    feed.folders
        .iter()
        .any(|folder| names(folder).windows(wanted.len()).any(|names| names == wanted))
}

/// What a query looks for in the text, as far as it is wanted there: what a snippet shows.
pub(super) fn patterns(condition: &Condition) -> Vec<Pattern> {
    match condition {
        Condition::All(conditions) | Condition::Any(conditions) => conditions.iter().flat_map(patterns).collect(),
        Condition::Term(Term::Words(words)) if words.place == In::Anywhere => {
            vec![pattern(&words.text, words.prefix, words.phrase)]
        }
        Condition::Not(_) | Condition::Term(_) => Vec::new(),
    }
}

/// The words anywhere in a condition with what they look for.
fn collect_patterns(condition: &Condition, found: &mut Vec<(Words, Pattern)>) {
    match condition {
        Condition::All(conditions) | Condition::Any(conditions) => {
            conditions
                .iter()
                .for_each(|condition| collect_patterns(condition, found));
        }
        Condition::Not(inner) => collect_patterns(inner, found),
        Condition::Term(Term::Words(words)) => {
            let pattern = pattern(&words.text, words.prefix, words.phrase);
            found.push((words.clone(), pattern));
        }
        Condition::Term(_) => {}
    }
}

fn words_hold(place: In, pattern: &Pattern, facts: &Facts, feed: &Feed) -> bool {
    if pattern.words.is_empty() {
        return true;
    }
    let stands_in = |words: &[Word<'_>]| pattern.places(words, None).next().is_some();
    let exactly = |text: &str| stands_in(&words(text));
    let rules = LazyRules::of(facts.language.as_deref(), &facts.text);
    let inflected = |words: &[Word<'_>]| pattern.places(words, Some(&rules)).next().is_some();
    match place {
        In::Title => inflected(&words(&facts.title)),
        In::Author => exactly(&facts.author),
        In::Anywhere => {
            let (title, text) = (words(&facts.title), words(&facts.text));
            // What is written so comes first: for inflections the language may have to be detected.
            let written = stands_in(&title) || stands_in(&text) || exactly(&facts.author) || exactly(&feed.title);
            written || inflected(&title) || inflected(&text)
        }
    }
}

fn facts_of_row(row: &Row) -> rusqlite::Result<Facts> {
    let author: Option<String> = row.get("author")?;
    let tags: Option<String> = row.get(11)?;
    Ok(Facts {
        place: Place(row.get("place")?),
        id: row.get("id")?,
        feed: row.get("feed")?,
        read: row.get(12)?,
        starred: row.get("starred")?,
        ready: row.get("ready")?,
        edited: row.get("edited")?,
        media: row.get("media")?,
        language: row.get("language")?,
        url: row.get("url")?,
        tags: tags.map_or_else(Vec::new, |tags| tags.split('\n').map(str::to_owned).collect()),
        title: row.get("title")?,
        author: author.unwrap_or_default(),
        text: String::new(),
    })
}

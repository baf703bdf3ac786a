//! What lists are sorted by when it is not the date, as groups of entries that are alike in it: those of one feed, of one title,
//! of one length; and what is asked of an index that has them in their order. How a list is gone through is in `sorting`.

use super::StoreError;
use super::place::Place;
use crate::model::FeedId;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

/// What is compared.
pub(super) enum By {
    /// The place of the feed among these, which are in the order of their titles.
    Feed(Vec<FeedId>),
    Title,
    Length {
        longest_first: bool,
    },
}

/// By what an entry is sorted; smaller ones come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Number(i64),
    /// Without capitals of ASCII, as `NOCASE` compares.
    Title(String),
}

impl By {
    /// The column and the index in whose order its groups are.
    pub(super) fn column(&self) -> (&'static str, &'static str) {
        match self {
            By::Feed(_) => ("feed", "feed_entries"),
            By::Title => ("title COLLATE NOCASE", "titled_entries"),
            By::Length { .. } => ("minutes", "measured_entries"),
        }
    }

    /// What an entry is sorted by; `None` where there is none at this place.
    pub(super) fn key(&self, connection: &Connection, place: Place) -> Result<Option<Key>, StoreError> {
        let mut statement = connection.prepare_cached("SELECT feed, title, minutes FROM entries WHERE place = ?1")?;
        let key = statement.query_row([place.0], |row| {
            Ok(match self {
                By::Feed(feeds) => {
                    let feed = FeedId(row.get(0)?);
                    let rank = feeds.iter().position(|other| *other == feed);
                    Key::Number(rank.and_then(|rank| i64::try_from(rank).ok()).unwrap_or(i64::MAX))
                }
                By::Title => Key::Title(row.get::<_, String>(1)?.to_ascii_lowercase()),
                By::Length { longest_first: false } => Key::Number(row.get(2)?),
                By::Length { longest_first: true } => Key::Number(-row.get::<_, i64>(2)?),
            })
        });
        Ok(key.optional()?)
    }

    /// The value of the column in a group.
    pub(super) fn value(&self, key: &Key) -> Value {
        match (self, key) {
            (_, Key::Title(title)) => Value::Text(title.clone()),
            (By::Feed(feeds), Key::Number(rank)) => {
                let feed = usize::try_from(*rank).ok().and_then(|rank| feeds.get(rank));
                Value::Integer(feed.map_or(0, |feed| feed.0))
            }
            (By::Length { longest_first: true }, Key::Number(key)) => Value::Integer(-key),
            (_, Key::Number(key)) => Value::Integer(*key),
        }
    }

    /// The group after this one down the list or up it, or the first from that end.
    pub(super) fn next(
        &self,
        connection: &Connection,
        group: Option<&Key>,
        down: bool,
    ) -> Result<Option<Key>, StoreError> {
        if let By::Feed(feeds) = self {
            return Ok(next_rank(group, down, feeds.len()));
        }
        let mut statement = connection.prepare_cached(&self.next_group(group.is_some(), down))?;
        let found = statement.query_row(params_from_iter(group.map(|key| self.value(key))), |row| {
            Ok(match self {
                By::Length { longest_first } => {
                    let minutes: i64 = row.get(0)?;
                    Key::Number(if *longest_first { -minutes } else { minutes })
                }
                _ => Key::Title(row.get::<_, String>(0)?.to_ascii_lowercase()),
            })
        });
        Ok(found.optional()?)
    }

    pub(super) fn next_group(&self, is_after: bool, down: bool) -> String {
        let (column, index) = self.column();
        let rising = down != self.falls();
        let (compared, order) = if rising { (">", "ASC") } else { ("<", "DESC") };
        let after = if is_after {
            format!("AND {column} {compared} ?1")
        } else {
            String::new()
        };
        let name = column.split(' ').next().unwrap_or(column);
        format!(
            "SELECT {name} FROM entries INDEXED BY {index} WHERE listed = 1 {after} ORDER BY {column} {order} LIMIT 1"
        )
    }

    /// What is asked of the entries of one group on one side of a place.
    pub(super) fn in_group(&self, what: &str, condition: &str, compared: &str, order: &str) -> String {
        let (column, index) = self.column();
        format!(
            "SELECT {what} FROM entries INDEXED BY {index}
             WHERE listed = 1 AND {column} = ?1 AND place {compared} ?2 AND ({condition}) {order}"
        )
    }

    /// The count of the entries in all groups before one, with its values.
    pub(super) fn groups_before(&self, key: &Key, condition: &str) -> (String, Vec<Value>) {
        let (column, index) = self.column();
        let (groups, values) = match (self, key) {
            (By::Feed(feeds), Key::Number(rank)) => {
                let before = feeds.iter().take(usize::try_from(*rank).unwrap_or(usize::MAX));
                // One that no feed has: SQLite refuses the index of a question that it sees to have no answer.
                let ids: Vec<String> = before.map(FeedId::to_string).chain(["0".to_owned()]).collect();
                (format!("feed IN ({})", ids.join(", ")), Vec::new())
            }
            _ if self.falls() => (format!("{column} > ?1"), vec![self.value(key)]),
            _ => (format!("{column} < ?1"), vec![self.value(key)]),
        };
        let sql =
            format!("SELECT count(*) FROM entries INDEXED BY {index} WHERE listed = 1 AND {groups} AND ({condition})");
        (sql, values)
    }

    /// Whether what comes first has the largest value.
    pub(super) fn falls(&self) -> bool {
        matches!(self, By::Length { longest_first: true })
    }
}

fn next_rank(group: Option<&Key>, down: bool, count: usize) -> Option<Key> {
    let last = i64::try_from(count).unwrap_or(i64::MAX) - 1;
    let next = match group {
        Some(Key::Number(rank)) if down => rank.saturating_add(1),
        Some(Key::Number(rank)) => rank - 1,
        _ if down => 0,
        _ => last,
    };
    (0..=last).contains(&next).then_some(Key::Number(next))
}

//! The lists as the tables have them: which index gives their entries in order, and what their counts are. Finds places
//! only; rows are read by `entries`.

use super::entries::Moment;
use super::marks::IS_UNREAD;
use super::place::Place;
use super::search::{Search, Walk};
use super::{Direction, StoreError, feeds};
use crate::model::{FeedId, Source, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Which entries a list has, in terms of the tables.
pub(super) struct Listing {
    base: Base,
    /// Only those not yet read.
    unread: bool,
    /// Only those at or after this place.
    floor: Place,
}

enum Base {
    All,
    Starred,
    Ready,
    Unfinished,
    Feeds(Vec<FeedId>),
    Matching(Box<Search>),
}

/// The places between two others, which are not part of it.
#[derive(Clone, Copy)]
pub(super) struct Between {
    pub older: Place,
    pub newer: Place,
}

impl Between {
    pub(super) const EVERYTHING: Between = Between {
        older: Place::OLDEST,
        newer: Place::NEWEST,
    };

    pub(super) fn older_than(place: Place) -> Between {
        Between {
            newer: place,
            ..Between::EVERYTHING
        }
    }

    pub(super) fn newer_than(place: Place) -> Between {
        Between {
            older: place,
            ..Between::EVERYTHING
        }
    }

    pub(super) fn only(place: Place) -> Between {
        Between {
            older: Place(place.0 - 1),
            newer: after(place),
        }
    }
}

impl Listing {
    /// The entries of `source`, where the day began at `today`.
    pub(super) fn of(
        connection: &Connection,
        source: &Source,
        today: Timestamp,
        moment: Moment,
    ) -> Result<Listing, StoreError> {
        let base = match source {
            Source::All | Source::Unread | Source::Today => Base::All,
            Source::Starred => Base::Starred,
            Source::Ready => Base::Ready,
            Source::Unfinished => Base::Unfinished,
            Source::Failing => Base::Feeds(failing(connection)?),
            Source::Feed(feed) => Base::Feeds(vec![*feed]),
            Source::Folder(folder) => Base::Feeds(feeds::in_folder(connection, |other| other.is_within(folder))?),
            Source::Query { query, .. } => Base::Matching(Box::new(Search::compile(connection, query, moment)?)),
        };
        Ok(Listing {
            base,
            unread: *source == Source::Unread,
            floor: match source {
                Source::Today => Place::first_at(today),
                _ => Place::OLDEST,
            },
        })
    }

    /// The same without what was read.
    pub(super) fn only_unread(mut self) -> Listing {
        self.unread = true;
        self
    }

    /// At most `limit` places from one end of `between` on.
    pub(super) fn places(
        &self,
        connection: &Connection,
        between: Between,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Place>, StoreError> {
        let between = self.clamp(between);
        match &self.base {
            Base::Feeds(feeds) => self.places_of_feeds(connection, feeds, between, direction, limit),
            Base::Matching(search) => search.places(
                connection,
                Walk {
                    between,
                    direction,
                    limit,
                    unread: self.unread,
                },
            ),
            Base::All | Base::Starred | Base::Ready | Base::Unfinished => {
                let sql = self.select("place", &order(direction));
                let mut statement = connection.prepare_cached(&sql)?;
                let rows =
                    statement.query_map(params![between.older.0, between.newer.0, clamp(limit)], place_of_row)?;
                Ok(rows.collect::<Result<_, _>>()?)
            }
        }
    }

    /// What is true of its entries alone, in SQL; `None` where that cannot be said in terms of their rows.
    pub(super) fn condition(&self) -> Option<String> {
        let base = match &self.base {
            Base::All if self.floor == Place::OLDEST => "1".to_owned(),
            Base::Starred => "starred = 1".to_owned(),
            Base::Ready => "ready = 1".to_owned(),
            Base::Feeds(feeds) => {
                let ids: Vec<String> = feeds.iter().map(FeedId::to_string).collect();
                format!("feed IN ({})", ids.join(", "))
            }
            Base::All | Base::Unfinished | Base::Matching(_) => return None,
        };
        Some(match self.unread {
            true => format!("{base} AND {IS_UNREAD}"),
            false => base,
        })
    }

    /// How many there are in `between`.
    pub(super) fn count(&self, connection: &Connection, between: Between) -> Result<u64, StoreError> {
        let between = self.clamp(between);
        let whole = between.older == Place::OLDEST && between.newer == Place::NEWEST;
        match &self.base {
            Base::Matching(search) => search.count(connection, between, self.unread),
            _ if whole => self.kept_count(connection),
            Base::Feeds(feeds) => {
                let mut statement = connection.prepare_cached(&self.select("count(*)", ""))?;
                let mut count = 0;
                for feed in feeds {
                    count += statement.query_row(params![between.older.0, between.newer.0, feed.0], |row| {
                        row.get::<_, u64>(0)
                    })?;
                }
                Ok(count)
            }
            Base::All | Base::Starred | Base::Ready | Base::Unfinished => {
                let mut statement = connection.prepare_cached(&self.select("count(*)", ""))?;
                Ok(statement.query_row(params![between.older.0, between.newer.0], |row| row.get(0))?)
            }
        }
    }

    /// The count from what the feeds keep, without looking at an entry.
    fn kept_count(&self, connection: &Connection) -> Result<u64, StoreError> {
        let column = match (&self.base, self.unread) {
            // They are few, and which of the starred are unread is not kept.
            (Base::Starred, true) | (Base::Ready | Base::Unfinished, _) => {
                let mut statement = connection.prepare_cached(&self.select("count(*)", ""))?;
                let bounds = params![Place::OLDEST.0, Place::NEWEST.0];
                return Ok(statement.query_row(bounds, |row| row.get(0))?);
            }
            (Base::Starred, false) => "starred",
            (_, true) => "unread",
            (_, false) => "total",
        };
        let Base::Feeds(feeds) = &self.base else {
            let sql = format!("SELECT coalesce(sum({column}), 0) FROM feeds");
            return Ok(connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?);
        };
        let mut statement = connection.prepare_cached(&format!("SELECT {column} FROM feeds WHERE id = ?1"))?;
        let mut count = 0;
        for feed in feeds {
            count += statement
                .query_row([feed.0], |row| row.get::<_, u64>(0))
                .optional()?
                .unwrap_or(0);
        }
        Ok(count)
    }

    /// Merges feeds by narrowing: each next feed is only asked for what would push something out.
    fn places_of_feeds(
        &self,
        connection: &Connection,
        feeds: &[FeedId],
        mut between: Between,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Place>, StoreError> {
        let mut statement = connection.prepare_cached(&self.select_of_feed(direction))?;
        let mut places: Vec<Place> = Vec::new();
        for feed in feeds {
            let bounds = params![between.older.0, between.newer.0, feed.0, clamp(limit)];
            for place in statement.query_map(bounds, place_of_row)? {
                places.push(place?);
            }
            match direction {
                Direction::Older => places.sort_unstable_by(|left, right| right.cmp(left)),
                Direction::Newer => places.sort_unstable(),
            }
            places.truncate(limit);
            if let (true, Some(last)) = (places.len() == limit, places.last()) {
                match direction {
                    Direction::Older => between.older = *last,
                    Direction::Newer => between.newer = *last,
                }
            }
        }
        Ok(places)
    }

    fn select_of_feed(&self, direction: Direction) -> String {
        self.select("place", &order(direction).replace("?3", "?4"))
    }

    /// Each list has its index, and it is named: no statistics can talk SQLite into another. What is unread is listed by a
    /// table of its own.
    fn select(&self, what: &str, order: &str) -> String {
        let (from, condition) = match (&self.base, self.unread) {
            (Base::Unfinished, unread) => {
                let join = "positions CROSS JOIN entries ON entries.id = positions.entry";
                (join, if unread { IS_UNREAD } else { "1" })
            }
            (Base::Feeds(_), false) => ("entries INDEXED BY feed_entries", "feed = ?3"),
            (Base::Feeds(_), true) => ("unread INDEXED BY unread_of_feed", "feed = ?3"),
            (Base::Starred, false) => ("entries INDEXED BY starred_entries", "starred = 1"),
            (Base::Starred, true) => ("unread INDEXED BY unread_starred", "starred = 1"),
            (Base::Ready, false) => ("entries INDEXED BY ready_entries", "ready = 1"),
            (Base::Ready, true) => ("unread INDEXED BY unread_ready", "ready = 1"),
            (Base::All | Base::Matching(_), false) => ("entries INDEXED BY listed_entries", "1"),
            (Base::All | Base::Matching(_), true) => ("unread", "1"),
        };
        format!("SELECT {what} FROM {from} WHERE listed = 1 AND {condition} AND place > ?1 AND place < ?2 {order}")
    }

    fn clamp(&self, between: Between) -> Between {
        Between {
            older: between.older.max(Place(self.floor.0.saturating_sub(1))),
            newer: between.newer,
        }
    }
}

/// The feeds that fail for a reason of their own.
fn failing(connection: &Connection) -> Result<Vec<FeedId>, StoreError> {
    let feeds = feeds::feeds(connection)?.into_iter();
    Ok(feeds.filter(|feed| feed.is_failing()).map(|feed| feed.id).collect())
}

/// `ORDER BY` and `LIMIT ?3` of a walk from one end on.
fn order(direction: Direction) -> String {
    format!("ORDER BY place {} LIMIT ?3", direction.order())
}

pub(super) fn place_of_row(row: &Row) -> rusqlite::Result<Place> {
    Ok(Place(row.get(0)?))
}

/// A limit as SQLite takes it.
pub(super) fn clamp(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

pub(super) fn after(place: Place) -> Place {
    Place(place.0.saturating_add(1))
}

/// Every question that a list asks, with what answers it: for the test of the plans.
#[cfg(test)]
pub(super) fn questions() -> Vec<(String, String)> {
    let mut questions = Vec::new();
    for (base, unread, found_by) in [
        (Base::All, false, "entries USING COVERING INDEX listed_entries"),
        (Base::All, true, "unread USING INTEGER PRIMARY KEY"),
        (Base::Starred, false, "entries USING COVERING INDEX starred_entries"),
        (Base::Starred, true, "unread USING COVERING INDEX unread_starred"),
        (Base::Ready, false, "entries USING COVERING INDEX ready_entries"),
        (Base::Ready, true, "unread USING COVERING INDEX unread_ready"),
        (
            Base::Feeds(Vec::new()),
            false,
            "entries USING COVERING INDEX feed_entries",
        ),
        (
            Base::Feeds(Vec::new()),
            true,
            "unread USING COVERING INDEX unread_of_feed",
        ),
    ] {
        let floor = Place::OLDEST;
        let listing = Listing { base, unread, floor };
        for direction in [Direction::Older, Direction::Newer] {
            questions.push((listing.select("place", &order(direction)), found_by.to_owned()));
        }
        questions.push((listing.select("count(*)", ""), found_by.to_owned()));
    }
    questions
}

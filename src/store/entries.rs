//! Lists of entries as windows: places are found through an index, rows are read only for what is shown.

use super::place::Place;
use super::search::Search;
use super::{Direction, NeighbourRequest, StoreError, feeds, texts};
use crate::model::{
    Article, Counts, EntryId, EntryRow, FeedId, Position, Source, Timestamp, Window, WindowRequest, Zone,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The clock and the calendar that a question is asked by.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub now: Timestamp,
    pub zone: Zone,
}

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

    fn older_than(place: Place) -> Between {
        Between {
            newer: place,
            ..Between::EVERYTHING
        }
    }

    fn newer_than(place: Place) -> Between {
        Between {
            older: place,
            ..Between::EVERYTHING
        }
    }

    fn only(place: Place) -> Between {
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
            Base::Matching(search) => search.places(connection, between, direction, limit, self.unread),
            Base::All | Base::Starred => {
                let sql = self.select("place", &order(direction));
                let mut statement = connection.prepare_cached(&sql)?;
                let rows =
                    statement.query_map(params![between.older.0, between.newer.0, clamp(limit)], place_of_row)?;
                Ok(rows.collect::<Result<_, _>>()?)
            }
        }
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
            Base::All | Base::Starred => {
                let mut statement = connection.prepare_cached(&self.select("count(*)", ""))?;
                Ok(statement.query_row(params![between.older.0, between.newer.0], |row| row.get(0))?)
            }
        }
    }

    /// The count from what the feeds keep, without looking at an entry.
    fn kept_count(&self, connection: &Connection) -> Result<u64, StoreError> {
        let column = match (&self.base, self.unread) {
            // Few are starred, and which of them are unread is not kept.
            (Base::Starred, true) => {
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

    /// Each list has its index, and it is named: no statistics can talk SQLite into another.
    fn select(&self, what: &str, order: &str) -> String {
        let (index, condition) = match (&self.base, self.unread) {
            (Base::Feeds(_), false) => ("feed_entries", "AND feed = ?3"),
            (Base::Feeds(_), true) => ("feed_unread_entries", "AND feed = ?3 AND read = 0"),
            (Base::Starred, false) => ("starred_entries", "AND starred = 1"),
            (Base::Starred, true) => ("starred_entries", "AND starred = 1 AND read = 0"),
            (_, false) => ("listed_entries", ""),
            (_, true) => ("unread_entries", "AND read = 0"),
        };
        format!(
            "SELECT {what} FROM entries INDEXED BY {index}
             WHERE listed = 1 {condition} AND place > ?1 AND place < ?2 {order}"
        )
    }

    fn clamp(&self, between: Between) -> Between {
        Between {
            older: between.older.max(Place(self.floor.0.saturating_sub(1))),
            newer: between.newer,
        }
    }
}

/// A window of a list, with the entries that stay in it for now.
pub(super) fn window(connection: &Connection, request: &WindowRequest, moment: Moment) -> Result<Window, StoreError> {
    let list = List {
        connection,
        listing: &Listing::of(connection, &request.source, request.today, moment)?,
        kept: Vec::new(),
    };
    let list = list.keeping(&request.keep)?;
    let limit = request.limit;
    let (places, before) = match request.position {
        Position::Top => (list.places(Between::EVERYTHING, Direction::Older, limit)?, Some(0)),
        Position::Bottom => {
            let mut places = list.places(Between::EVERYTHING, Direction::Newer, limit)?;
            places.reverse();
            (places, None)
        }
        Position::Around(cursor) => (list.around(Place::of(cursor), limit)?, None),
    };
    let total = list.count(Between::EVERYTHING)?;
    let before = match (before, request.position, places.first()) {
        (Some(before), ..) => before,
        (None, _, None) => total,
        (None, Position::Bottom, Some(_)) => total - places.len() as u64,
        (None, _, Some(first)) => list.count(Between::newer_than(*first))?,
    };
    Ok(Window {
        rows: rows(connection, &places)?,
        before,
        total,
    })
}

struct List<'a> {
    connection: &'a Connection,
    listing: &'a Listing,
    /// Entries that the listing has not, but the list still shows.
    kept: Vec<Place>,
}

impl List<'_> {
    fn keeping(mut self, keep: &[EntryId]) -> Result<Self, StoreError> {
        for id in keep {
            let Some(place) = place_of(self.connection, *id)? else {
                continue;
            };
            let within = self
                .listing
                .places(self.connection, Between::only(place), Direction::Older, 1)?;
            if within.is_empty() {
                self.kept.push(place);
            }
        }
        self.kept.sort_unstable();
        self.kept.dedup();
        Ok(self)
    }

    fn places(&self, between: Between, direction: Direction, limit: usize) -> Result<Vec<Place>, StoreError> {
        let mut places = self.listing.places(self.connection, between, direction, limit)?;
        let kept = self
            .kept
            .iter()
            .filter(|place| between.older < **place && **place < between.newer);
        places.extend(kept);
        match direction {
            Direction::Older => places.sort_unstable_by(|left, right| right.cmp(left)),
            Direction::Newer => places.sort_unstable(),
        }
        places.truncate(limit);
        Ok(places)
    }

    fn count(&self, between: Between) -> Result<u64, StoreError> {
        let kept = self
            .kept
            .iter()
            .filter(|place| between.older < **place && **place < between.newer);
        Ok(self.listing.count(self.connection, between)? + kept.count() as u64)
    }

    /// Half of the window on each side; a side that has less leaves its room to the other.
    fn around(&self, place: Place, limit: usize) -> Result<Vec<Place>, StoreError> {
        let mut newer = self.places(Between::newer_than(place), Direction::Newer, limit)?;
        let mut older = self.places(Between::older_than(after(place)), Direction::Older, limit)?;
        newer.truncate((limit / 2).max(limit - older.len()));
        older.truncate(limit - newer.len());
        newer.reverse();
        newer.append(&mut older);
        Ok(newer)
    }
}

/// Unread and all entries of each source.
pub(super) fn counts(
    connection: &Connection,
    sources: &[Source],
    today: Timestamp,
    moment: Moment,
) -> Result<Vec<Counts>, StoreError> {
    let counted = sources.iter().map(|source| {
        let listing = Listing::of(connection, source, today, moment)?;
        let total = listing.count(connection, Between::EVERYTHING)?;
        let unread = listing.only_unread().count(connection, Between::EVERYTHING)?;
        Ok(Counts { unread, total })
    });
    counted.collect()
}

/// The next entry of a list from a place on.
pub(super) fn neighbour(
    connection: &Connection,
    request: &NeighbourRequest,
    moment: Moment,
) -> Result<Option<EntryRow>, StoreError> {
    let mut listing = Listing::of(connection, &request.source, request.today, moment)?;
    if request.unread_only {
        listing = listing.only_unread();
    }
    let place = Place::of(request.cursor);
    let between = match request.direction {
        Direction::Older => Between::older_than(place),
        Direction::Newer => Between::newer_than(place),
    };
    let places = listing.places(connection, between, request.direction, 1)?;
    Ok(rows(connection, &places)?.pop())
}

/// An entry with its text.
pub(super) fn article(connection: &Connection, id: EntryId) -> Result<Option<Article>, StoreError> {
    let Some(place) = place_of(connection, id)? else {
        return Ok(None);
    };
    let Some(row) = rows(connection, &[place])?.pop() else {
        return Ok(None);
    };
    let language = connection
        .prepare_cached("SELECT language FROM entries WHERE place = ?1")?
        .query_row([place.0], |row| row.get(0))?;
    let Some((body, details)) = texts::shown(connection, id.0)? else {
        return Ok(None);
    };
    let (text, html) = body.text_and_html();
    Ok(Some(Article {
        row,
        html,
        text,
        enclosures: details.enclosures(),
        comments_url: details.comments_url,
        categories: details.categories,
        language,
        picture: details.picture,
    }))
}

const ROW: &str = "
    SELECT place, entries.id, feed, own_title, feed_title, feeds.url, entries.title, author, entries.url,
        coalesce(published, arrived), read, entries.starred, minutes, ready, edited,
        (SELECT group_concat(tag, char(10)) FROM tags WHERE tags.entry = entries.id)
    FROM entries JOIN feeds ON feeds.id = entries.feed WHERE place = ?1";

/// The rows at these places, in their order; a place that has become empty is left out.
pub(super) fn rows(connection: &Connection, places: &[Place]) -> Result<Vec<EntryRow>, StoreError> {
    let mut statement = connection.prepare_cached(ROW)?;
    let mut rows = Vec::with_capacity(places.len());
    for place in places {
        rows.extend(statement.query_row([place.0], entry_of_row).optional()?);
    }
    Ok(rows)
}

/// Where the entry stands, unless it is in no list.
pub(super) fn place_of(connection: &Connection, id: EntryId) -> Result<Option<Place>, StoreError> {
    let place = connection
        .prepare_cached("SELECT place FROM entries WHERE id = ?1 AND listed = 1")?
        .query_row([id.0], place_of_row)
        .optional()?;
    Ok(place)
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

fn after(place: Place) -> Place {
    Place(place.0.saturating_add(1))
}

fn entry_of_row(row: &Row) -> rusqlite::Result<EntryRow> {
    let feed_url: String = row.get(5)?;
    let tags: Option<String> = row.get(15)?;
    Ok(EntryRow {
        id: EntryId(row.get(1)?),
        feed: FeedId(row.get(2)?),
        feed_title: feeds::shown_title(row.get(3)?, row.get(4)?, &feed_url),
        title: row.get(6)?,
        author: row.get(7)?,
        url: row.get(8)?,
        published: Timestamp::from_unix(row.get(9)?),
        sorted: Place(row.get(0)?).sorted(),
        read: row.get(10)?,
        starred: row.get(11)?,
        tags: tags.map_or_else(Vec::new, |tags| tags.split('\n').map(str::to_owned).collect()),
        minutes: row.get(12)?,
        ready: row.get(13)?,
        edited: row.get(14)?,
    })
}

/// Every question that a list asks, with what answers it: for the test of the plans.
#[cfg(test)]
pub(super) fn questions() -> Vec<(String, String)> {
    let mut questions = Vec::new();
    for (base, unread, index) in [
        (Base::All, false, "listed_entries"),
        (Base::All, true, "unread_entries"),
        (Base::Starred, false, "starred_entries"),
        (Base::Feeds(Vec::new()), false, "feed_entries"),
        (Base::Feeds(Vec::new()), true, "feed_unread_entries"),
    ] {
        let floor = Place::OLDEST;
        let listing = Listing { base, unread, floor };
        let index = format!("USING COVERING INDEX {index}");
        for direction in [Direction::Older, Direction::Newer] {
            questions.push((listing.select("place", &order(direction)), index.clone()));
        }
        questions.push((listing.select("count(*)", ""), index));
    }
    questions.push((ROW.to_owned(), "SEARCH entries USING INTEGER PRIMARY KEY".to_owned()));
    questions
}

//! Lists of entries as windows: `listing` finds the places, rows are read only for what is shown.

use super::listing::{Between, Listing, place_of_row};
use super::place::Place;
use super::sorting::Sorted;
use super::{Direction, NeighbourRequest, StoreError, feeds, texts};
use crate::model::{
    Article, Counts, EntryId, EntryRow, FeedId, ListOrder, Position, Source, Timestamp, Window, WindowRequest, Zone,
};
use rusqlite::{Connection, OptionalExtension, Row};

/// The clock and the calendar that a question is asked by.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub now: Timestamp,
    pub zone: Zone,
}

/// A window of a list, with the entries that stay in it for now.
pub(super) fn window(connection: &Connection, request: &WindowRequest, moment: Moment) -> Result<Window, StoreError> {
    let listing = Listing::of(connection, &request.source, request.today, moment)?;
    let kept = kept(connection, &listing, &request.keep)?;
    let list = List::of(connection, &listing, kept, request.order)?;
    let limit = request.limit;
    let (places, before) = match request.position {
        Position::Top => (list.page(None, true, limit)?, Some(0)),
        Position::Bottom => {
            let mut places = list.page(None, false, limit)?;
            places.reverse();
            (places, None)
        }
        Position::Around(cursor) => (list.around(Place::of(cursor), limit)?, None),
    };
    let total = list.count()?;
    let before = match (before, request.position, places.first()) {
        (Some(before), ..) => before,
        (None, _, None) => total,
        (None, Position::Bottom, Some(_)) => total - places.len() as u64,
        (None, _, Some(first)) => list.before(*first)?,
    };
    Ok(Window {
        rows: rows(connection, &places)?,
        before,
        total,
    })
}

/// Those of the entries to keep that the listing has no longer.
fn kept(connection: &Connection, listing: &Listing, keep: &[EntryId]) -> Result<Vec<Place>, StoreError> {
    let mut kept = Vec::new();
    for id in keep {
        let Some(place) = place_of(connection, *id)? else {
            continue;
        };
        if listing
            .places(connection, Between::only(place), Direction::Older, 1)?
            .is_empty()
        {
            kept.push(place);
        }
    }
    kept.sort_unstable();
    kept.dedup();
    Ok(kept)
}

/// A list in its order.
struct List<'a> {
    connection: &'a Connection,
    listing: &'a Listing,
    /// Entries that the listing has not, but the list still shows.
    kept: Vec<Place>,
    order: ListOrder,
    /// What knows the order where it is not by date.
    sorted: Option<Sorted>,
}

impl<'a> List<'a> {
    fn of(
        connection: &'a Connection,
        listing: &'a Listing,
        kept: Vec<Place>,
        order: ListOrder,
    ) -> Result<List<'a>, StoreError> {
        Ok(List {
            sorted: Sorted::of(connection, listing, &kept, order)?,
            connection,
            listing,
            kept,
            order,
        })
    }

    /// At most `limit` places down the list or up it, from one on that is not part of it, or from the end.
    fn page(&self, from: Option<Place>, down: bool, limit: usize) -> Result<Vec<Place>, StoreError> {
        if let Some(sorted) = &self.sorted {
            return sorted.page(self.connection, from, down, limit);
        }
        let direction = self.direction(down);
        let between = match (from, direction) {
            (None, _) => Between::EVERYTHING,
            (Some(place), Direction::Older) => Between::older_than(place),
            (Some(place), Direction::Newer) => Between::newer_than(place),
        };
        let mut places = self.listing.places(self.connection, between, direction, limit)?;
        places.extend(self.kept_in(between));
        match direction {
            Direction::Older => places.sort_unstable_by(|left, right| right.cmp(left)),
            Direction::Newer => places.sort_unstable(),
        }
        places.truncate(limit);
        Ok(places)
    }

    /// How many entries stand before a place of the list.
    fn before(&self, place: Place) -> Result<u64, StoreError> {
        if let Some(sorted) = &self.sorted {
            return sorted.before(self.connection, place);
        }
        let between = match self.direction(false) {
            Direction::Older => Between::older_than(place),
            Direction::Newer => Between::newer_than(place),
        };
        Ok(self.listing.count(self.connection, between)? + self.kept_in(between).count() as u64)
    }

    fn count(&self) -> Result<u64, StoreError> {
        Ok(self.listing.count(self.connection, Between::EVERYTHING)? + self.kept.len() as u64)
    }

    /// Half of the window on each side; a side that has less leaves its room to the other.
    fn around(&self, place: Place, limit: usize) -> Result<Vec<Place>, StoreError> {
        let mut above = self.page(Some(place), false, limit)?;
        let mut below = self.at(place)?;
        below.extend(self.page(Some(place), true, limit.saturating_sub(below.len()))?);
        if self.sorted.is_some() && below.first() != Some(&place) {
            return self.page(None, true, limit);
        }
        above.truncate((limit / 2).max(limit - below.len()));
        below.truncate(limit - above.len());
        above.reverse();
        above.append(&mut below);
        Ok(above)
    }

    /// The place, where it is one of the list.
    fn at(&self, place: Place) -> Result<Vec<Place>, StoreError> {
        let between = Between::only(place);
        let mut at = self.listing.places(self.connection, between, Direction::Older, 1)?;
        at.extend(self.kept_in(between));
        Ok(at)
    }

    fn kept_in(&self, between: Between) -> impl Iterator<Item = Place> + '_ {
        let kept = self.kept.iter().copied();
        kept.filter(move |place| between.older < *place && *place < between.newer)
    }

    /// Whether older or newer entries lie down the list, or up it.
    fn direction(&self, down: bool) -> Direction {
        match down == (self.order != ListOrder::Oldest) {
            true => Direction::Older,
            false => Direction::Newer,
        }
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

/// Unread entries of a source that does not depend on the day.
pub(super) fn unread(connection: &Connection, source: &Source, moment: Moment) -> Result<u64, StoreError> {
    let listing = Listing::of(connection, source, moment.now, moment)?;
    listing.only_unread().count(connection, Between::EVERYTHING)
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
    let list = List::of(connection, &listing, Vec::new(), request.order)?;
    let down = request.direction == Direction::Older;
    let places = list.page(Some(Place::of(request.cursor)), down, 1)?;
    Ok(rows(connection, &places)?.pop())
}

/// An entry with its text.
pub(super) fn article(connection: &Connection, id: EntryId) -> Result<Option<Article>, StoreError> {
    with_text(connection, id, texts::shown(connection, id.0)?, usize::MAX)
}

/// The same with so many bytes of its HTML.
pub(super) fn article_beginning(
    connection: &Connection,
    id: EntryId,
    at_most: usize,
) -> Result<Option<Article>, StoreError> {
    with_text(connection, id, texts::shown(connection, id.0)?, at_most)
}

/// The entry with the text that its feed gave.
pub(super) fn article_of_feed(connection: &Connection, id: EntryId) -> Result<Option<Article>, StoreError> {
    with_text(connection, id, texts::fed(connection, id.0)?, usize::MAX)
}

fn with_text(
    connection: &Connection,
    id: EntryId,
    text: Option<(texts::Body, texts::Details)>,
    at_most: usize,
) -> Result<Option<Article>, StoreError> {
    let Some(place) = place_of(connection, id)? else {
        return Ok(None);
    };
    let Some(row) = rows(connection, &[place])?.pop() else {
        return Ok(None);
    };
    let language = connection
        .prepare_cached("SELECT language FROM entries WHERE place = ?1")?
        .query_row([place.0], |row| row.get(0))?;
    let Some((body, details)) = text else {
        return Ok(None);
    };
    let (text, html) = body.text_and_beginning(at_most);
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

/// Says whether everything of an entry is on the disk.
pub(super) fn set_ready(connection: &Connection, entry: EntryId, ready: bool) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE entries SET ready = ?2 WHERE id = ?1 AND listed = 1",
        (entry.0, ready),
    )?;
    Ok(())
}

/// What is shown of the entry at a place.
pub(super) const ROW: &str = "
    SELECT place, entries.id, feed, own_title, feed_title, feeds.url, entries.title, author, entries.url,
        coalesce(published, arrived), NOT EXISTS (SELECT 1 FROM unread WHERE unread.place = entries.place),
        entries.starred, minutes, ready, edited,
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

//! Lists in another order than by date: by feed, by title, by length; among alike entries the newest comes first.
//!
//! A short list is sorted as a whole. A long one is walked along an index from group to group, a group being the entries
//! of one feed, of one title, of one length: the next group is one seek away however many entries there are. Only a library
//! that is long itself has the indexes for that.

use super::groups::{By, Key};
use super::listing::{Between, Listing, clamp, place_of_row};
use super::place::Place;
use super::{Direction, StoreError, feeds};
use crate::model::ListOrder;
use rusqlite::{Connection, params, params_from_iter};
use std::cmp::Reverse;

/// Entries of a list that is sorted as a whole. In tests so few that both ways are gone.
const SHORT: u64 = if cfg!(test) { 20 } else { 10_000 };

/// A list in such an order.
pub(super) struct Sorted {
    by: By,
    way: Way,
}

/// How the list is gone through.
enum Way {
    /// All of it, in order.
    Whole(Vec<(Key, Reverse<Place>)>),
    /// Along the index, where the condition holds.
    Walked { condition: String },
}

/// Makes the indexes that long lists are walked along, where the library has become long enough for one.
pub(super) fn make_indexes(connection: &Connection) -> Result<(), StoreError> {
    let listed: u64 = connection
        .prepare_cached("SELECT coalesce(sum(total), 0) FROM feeds")?
        .query_row([], |row| row.get(0))?;
    if listed <= SHORT {
        return Ok(());
    }
    for by in [By::Title, By::Length { longest_first: false }] {
        let (column, index) = by.column();
        if !has_index(connection, index)? {
            connection.execute_batch(&format!("CREATE INDEX {index} ON entries ({column}) WHERE listed = 1"))?;
        }
    }
    Ok(())
}

fn has_index(connection: &Connection, index: &str) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1)")?;
    Ok(statement.query_row([index], |row| row.get(0))?)
}

impl Sorted {
    /// The entries of a listing and those that it still shows, in an order that is not by date; `None` for one that is.
    pub(super) fn of(
        connection: &Connection,
        listing: &Listing,
        kept: &[Place],
        order: ListOrder,
    ) -> Result<Option<Sorted>, StoreError> {
        let by = match order {
            ListOrder::Newest | ListOrder::Oldest => return Ok(None),
            ListOrder::Feed => By::Feed(feeds::feeds(connection)?.into_iter().map(|feed| feed.id).collect()),
            ListOrder::Title => By::Title,
            ListOrder::Shortest => By::Length { longest_first: false },
            ListOrder::Longest => By::Length { longest_first: true },
        };
        let walked = match listing.condition() {
            Some(condition)
                if listing.count(connection, Between::EVERYTHING)? > SHORT && has_index(connection, by.column().1)? =>
            {
                Some(condition)
            }
            _ => None,
        };
        let way = match walked {
            Some(condition) => Way::Walked {
                condition: or_kept(&condition, kept),
            },
            None => Way::Whole(whole(connection, listing, kept, &by)?),
        };
        Ok(Some(Sorted { by, way }))
    }

    /// At most `limit` places down the list or up it, from a place on that is not part of it, or from the end.
    pub(super) fn page(
        &self,
        connection: &Connection,
        from: Option<Place>,
        down: bool,
        limit: usize,
    ) -> Result<Vec<Place>, StoreError> {
        let from = match from {
            Some(place) => self.by.key(connection, place)?.map(|key| (key, place)),
            None => None,
        };
        match &self.way {
            Way::Whole(all) => Ok(piece(all, from, down, limit)),
            Way::Walked { condition } => self.walk(connection, condition, from, down, limit),
        }
    }

    /// How many entries stand before a place of the list.
    pub(super) fn before(&self, connection: &Connection, place: Place) -> Result<u64, StoreError> {
        let Some(key) = self.by.key(connection, place)? else {
            return Ok(0);
        };
        match &self.way {
            Way::Whole(all) => Ok(all.partition_point(|entry| *entry < (key.clone(), Reverse(place))) as u64),
            Way::Walked { condition } => {
                let (in_groups, values) = self.by.groups_before(&key, condition);
                let in_groups: u64 = connection
                    .prepare_cached(&in_groups)?
                    .query_row(params_from_iter(values), |row| row.get(0))?;
                let in_group: u64 = connection
                    .prepare_cached(&self.by.in_group("count(*)", condition, ">", ""))?
                    .query_row(params![self.by.value(&key), place.0], |row| row.get(0))?;
                Ok(in_groups + in_group)
            }
        }
    }

    fn walk(
        &self,
        connection: &Connection,
        condition: &str,
        from: Option<(Key, Place)>,
        down: bool,
        limit: usize,
    ) -> Result<Vec<Place>, StoreError> {
        let (compared, order, end) = match down {
            true => ("<", Direction::Older, Place::NEWEST),
            false => (">", Direction::Newer, Place::OLDEST),
        };
        let order = format!("ORDER BY place {} LIMIT ?3", order.order());
        let mut statement = connection.prepare_cached(&self.by.in_group("place", condition, compared, &order))?;
        let (mut group, mut edge) = match from {
            Some((key, place)) => (Some(key), place),
            None => (self.by.next(connection, None, down)?, end),
        };
        let mut places = Vec::new();
        while let Some(key) = group.filter(|_| places.len() < limit) {
            let values = params![self.by.value(&key), edge.0, clamp(limit - places.len())];
            for place in statement.query_map(values, place_of_row)? {
                places.push(place?);
            }
            group = self.by.next(connection, Some(&key), down)?;
            edge = end;
        }
        Ok(places)
    }
}

fn or_kept(condition: &str, kept: &[Place]) -> String {
    if kept.is_empty() {
        return condition.to_owned();
    }
    let places: Vec<String> = kept.iter().map(|place| place.0.to_string()).collect();
    format!("({condition}) OR place IN ({})", places.join(", "))
}

fn whole(
    connection: &Connection,
    listing: &Listing,
    kept: &[Place],
    by: &By,
) -> Result<Vec<(Key, Reverse<Place>)>, StoreError> {
    let mut places = listing.places(connection, Between::EVERYTHING, Direction::Older, usize::MAX)?;
    places.extend(kept);
    let mut all = Vec::with_capacity(places.len());
    for place in places {
        all.extend(by.key(connection, place)?.map(|key| (key, Reverse(place))));
    }
    all.sort_unstable();
    Ok(all)
}

fn piece(all: &[(Key, Reverse<Place>)], from: Option<(Key, Place)>, down: bool, limit: usize) -> Vec<Place> {
    let from = from.map(|(key, place)| (key, Reverse(place)));
    let place = |(_, Reverse(place)): &(Key, Reverse<Place>)| *place;
    if down {
        let start = from.map_or(0, |from| all.partition_point(|entry| *entry <= from));
        return all[start..].iter().take(limit).map(place).collect();
    }
    let end = from.map_or(all.len(), |from| all.partition_point(|entry| *entry < from));
    all[..end].iter().rev().take(limit).map(place).collect()
}

/// Every question that a walk asks, with what answers it: for the test of the plans.
#[cfg(test)]
pub(super) fn questions() -> Vec<(String, String)> {
    use super::marks::IS_UNREAD;
    let mut questions = Vec::new();
    for by in [
        By::Feed(Vec::new()),
        By::Title,
        By::Length { longest_first: false },
        By::Length { longest_first: true },
    ] {
        let index = by.column().1;
        for (compared, order) in [("<", "DESC"), (">", "ASC")] {
            let order = format!("ORDER BY place {order} LIMIT ?3");
            questions.push((
                by.in_group("place", IS_UNREAD, compared, &order),
                format!("INDEX {index}"),
            ));
        }
        questions.push((
            by.groups_before(&Key::Number(1), "1").0,
            format!("USING COVERING INDEX {index}"),
        ));
        if !matches!(by, By::Feed(_)) {
            for (is_after, down) in [(true, true), (true, false)] {
                questions.push((by.next_group(is_after, down), format!("USING COVERING INDEX {index}")));
            }
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use crate::model::{
        Cursor, EntryRow, FetchNotes, Fetched, FetchedFeed, Folder, ListOrder, Mark, NewEntry, Position, Query, Source,
        Subscription, Timestamp, Validators, Window, WindowRequest, Wishes,
    };
    use crate::store::{Direction, MarkTarget, NeighbourRequest, Store};
    use std::cmp::Reverse;
    use tempfile::TempDir;

    const NOW: Timestamp = Timestamp::from_unix(1_790_000_000);

    /// Three feeds, of which two lie in a folder; titles and lengths that several entries have.
    fn library(folder: &TempDir) -> Store {
        let mut store = fetched(folder);
        while store.index_pending(100).unwrap() > 0 {}
        store
    }

    /// The same before anything is indexed.
    fn fetched(folder: &TempDir) -> Store {
        let mut store = Store::open(&folder.path().join("library.db")).unwrap();
        for (number, title) in ["beta", "Alpha", "gamma"].into_iter().enumerate() {
            let subscription = Subscription {
                url: format!("https://{title}.example/feed"),
                title: Some(title.to_owned()),
                folders: Folder::parse(["In", "Out", "In"][number]).into_iter().collect(),
                ..Subscription::default()
            };
            let feed = store.subscribe(&subscription, NOW).unwrap().feed();
            let entries = (0..30_usize).map(|index| NewEntry {
                identity: index.to_string(),
                title: format!("{} {}", ["tide", "Moon", "ÖL", "ebb"][index % 4], index % 6),
                text: "word ".repeat(150 * (index % 5)),
                published: Some(NOW.plus(-((index * 7 + number) as i64))),
                ..NewEntry::default()
            });
            let outcome = Fetched::Changed {
                title: None,
                site_url: None,
                moved_to: None,
                validators: Validators::default(),
                entries: entries.collect(),
                repairs: 0,
                wishes: Wishes::default(),
            };
            let fetched = FetchedFeed {
                feed,
                at: NOW,
                next_check: NOW,
                took: None,
                outcome,
                notes: FetchNotes::default(),
            };
            store.save(fetched).unwrap();
        }
        let mut mark = |query: &str, mark| {
            let target = MarkTarget::Query(Query::parse(query).unwrap());
            store.mark(&target, mark, NOW).unwrap();
        };
        mark("title:tide", Mark::Read);
        mark("title:moon OR title:5", Mark::Star);
        store
    }

    fn request(source: &Source, order: ListOrder) -> WindowRequest {
        WindowRequest {
            source: source.clone(),
            order,
            position: Position::Top,
            limit: 1000,
            keep: Vec::new(),
            today: NOW.plus(-60),
        }
    }

    fn sources(store: &Store) -> Vec<Source> {
        let feed = store.feeds().unwrap()[0].id;
        vec![
            Source::All,
            Source::Unread,
            Source::Starred,
            Source::Today,
            Source::Folder(Folder::parse("In").unwrap()),
            Source::Feed(feed),
            Source::Query {
                name: "q".to_owned(),
                query: Query::parse("title:ebb OR is:starred").unwrap(),
            },
        ]
    }

    /// The order, said as plainly as can be.
    fn is_in_order(rows: &[EntryRow], order: ListOrder) -> bool {
        rows.is_sorted_by_key(|row| {
            let (text, number) = match order {
                ListOrder::Newest => (String::new(), 0),
                ListOrder::Oldest => (String::new(), row.sorted.unix()),
                ListOrder::Feed => (row.feed_title.to_lowercase(), 0),
                ListOrder::Title => (row.title.to_ascii_lowercase(), 0),
                ListOrder::Shortest => (String::new(), i64::from(row.minutes)),
                ListOrder::Longest => (String::new(), -i64::from(row.minutes)),
            };
            let cursor = Cursor::of(row);
            let newest = (order != ListOrder::Oldest).then_some(Reverse(cursor));
            (text, number, newest, (order == ListOrder::Oldest).then_some(cursor))
        })
    }

    #[test]
    fn a_list_has_the_same_entries_in_every_order_and_its_windows_fit_together() {
        let folder = TempDir::new().unwrap();
        windows_fit_together(&library(&folder));
    }

    #[test]
    fn a_long_list_is_sorted_before_there_is_an_index_for_it() {
        let folder = TempDir::new().unwrap();
        windows_fit_together(&fetched(&folder));
    }

    fn windows_fit_together(store: &Store) {
        for source in sources(store) {
            let newest = store.window(&request(&source, ListOrder::Newest)).unwrap();
            for order in ListOrder::ALL {
                let asked = request(&source, order);
                let whole = store.window(&asked).unwrap();
                assert!(is_in_order(&whole.rows, order), "{source:?} {order:?}");
                assert_eq!((whole.rows.len(), whole.total), (newest.rows.len(), newest.total));
                for (index, row) in whole.rows.iter().enumerate() {
                    let position = Position::Around(Cursor::of(row));
                    let window = store
                        .window(&WindowRequest {
                            position,
                            limit: 5,
                            ..asked.clone()
                        })
                        .unwrap();
                    let before = usize::try_from(window.before).unwrap();
                    assert_eq!(window.rows, whole.rows[before..before + 5], "{source:?} {order:?}");
                    assert!((before..before + 5).contains(&index));
                }
                let position = Position::Bottom;
                let bottom = store
                    .window(&WindowRequest {
                        position,
                        limit: 5,
                        ..asked
                    })
                    .unwrap();
                assert_eq!(bottom.rows, whole.rows[whole.rows.len() - 5..]);
            }
        }
    }

    #[test]
    fn the_next_unread_entry_is_the_next_in_the_order() {
        let folder = TempDir::new().unwrap();
        let store = library(&folder);
        for order in ListOrder::ALL {
            let whole = store.window(&request(&Source::All, order)).unwrap();
            let middle = &whole.rows[40];
            let next = |direction| {
                let request = NeighbourRequest {
                    source: Source::All,
                    order,
                    cursor: Cursor::of(middle),
                    direction,
                    unread_only: true,
                    today: NOW,
                };
                store.neighbour(&request).unwrap()
            };
            let unread = |row: &&EntryRow| !row.read;
            assert_eq!(
                next(Direction::Older).as_ref(),
                whole.rows[41..].iter().find(unread),
                "{order:?}"
            );
            assert_eq!(
                next(Direction::Newer).as_ref(),
                whole.rows[..40].iter().rev().find(unread)
            );
        }
    }

    #[test]
    fn what_was_just_read_keeps_its_place_in_the_order() {
        let folder = TempDir::new().unwrap();
        let mut store = library(&folder);
        for order in ListOrder::ALL {
            let asked = request(&Source::Unread, order);
            let before = store.window(&asked).unwrap();
            let read: Vec<_> = [3, 10, 30].map(|index: usize| before.rows[index].id).into();
            store.mark(&MarkTarget::Entries(read.clone()), Mark::Read, NOW).unwrap();
            let kept: Window = store.window(&WindowRequest { keep: read, ..asked }).unwrap();
            let ids = |window: &Window| window.rows.iter().map(|row| row.id).collect::<Vec<_>>();
            assert_eq!((ids(&kept), kept.total), (ids(&before), before.total), "{order:?}");
            store.undo().unwrap();
        }
    }
}

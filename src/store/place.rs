//! Where an entry stands among all: one number, larger for newer ones.

use crate::model::{Cursor, EntryId, Timestamp};

/// The time that an entry is sorted by, and its id below: the key of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place(pub i64);

/// Bits of the id: entries of one second stand in the order of arrival for the first 33 million ids, and never share a
/// place, since an id whose place is taken is passed over. The times of `model` need the 38 bits above.
pub(super) const ID_BITS: u32 = 25;

impl Place {
    /// Older and newer than every entry.
    pub(super) const OLDEST: Place = Place(i64::MIN);
    pub(super) const NEWEST: Place = Place(i64::MAX);

    /// Ids below this never share a place.
    pub(super) const IDS: i64 = 1 << ID_BITS;

    pub(super) fn new(sorted: Timestamp, id: EntryId) -> Place {
        Place((sorted.unix() << ID_BITS) | (id.0 & (Place::IDS - 1)))
    }

    pub(super) fn of(cursor: Cursor) -> Place {
        Place::new(cursor.sorted, cursor.id)
    }

    /// Before every entry that is sorted at this instant or later.
    pub(super) fn first_at(instant: Timestamp) -> Place {
        Place(instant.unix() << ID_BITS)
    }

    /// The time that the entry here is sorted by.
    pub(super) fn sorted(self) -> Timestamp {
        Timestamp::from_unix(self.0 >> ID_BITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_ordered_by_time_and_then_by_id_over_all_times() {
        let times = [i64::MIN, -1, 0, 1, 1_700_000_000, i64::MAX].map(Timestamp::from_unix);
        let places: Vec<Place> = times
            .iter()
            .flat_map(|time| [1, 2].map(|id| Place::new(*time, EntryId(id))))
            .collect();
        assert!(places.is_sorted());
        for (place, time) in places.chunks(2).zip(times) {
            assert!(
                place
                    .iter()
                    .all(|place| place.sorted() == time && Place::first_at(time) < *place)
            );
        }
    }
}

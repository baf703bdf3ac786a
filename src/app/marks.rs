//! Marks put on at once, before the store has them: what is shown changes with the key, and is put back where the
//! store says no.

use super::effect::Effect;
use super::notice::Severity;
use super::state::State;
use crate::model::{Cursor, EntryId, EntryRow, FeedId, ListOrder, Mark, Query, Source};

/// Marks that the store has not confirmed yet: they win over what it still says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PendingMarks {
    pending: Vec<(EntryId, Mark)>,
    /// What was confirmed since the search of that generation was asked for: its answer may be older.
    confirmed: (u64, Vec<(EntryId, Mark)>),
}

impl PendingMarks {
    /// Puts what is not yet in the store on rows that come from it.
    pub(super) fn apply(&self, rows: &mut [EntryRow]) {
        put(&self.pending, rows);
    }

    /// Puts what the store did not have when a search was asked for on a row that comes from it.
    pub(super) fn apply_to_hit(&self, row: &mut EntryRow, generation: u64) {
        let (id, (since, confirmed)) = (row.id, &self.confirmed);
        let later = confirmed
            .iter()
            .filter(|(entry, _)| *since == generation && *entry == id);
        for (_, mark) in later {
            set(row, *mark);
        }
        self.apply(std::slice::from_mut(row));
    }

    /// The store has the marks. `searching` is the generation of the search whose answers may still come.
    pub(super) fn confirm(&mut self, entries: &[EntryId], mark: Mark, searching: Option<u64>) {
        if let Some(generation) = searching {
            if self.confirmed.0 != generation {
                self.confirmed = (generation, Vec::new());
            }
            self.confirmed.1.extend(entries.iter().map(|entry| (*entry, mark)));
        }
        self.settle(entries, mark);
    }

    /// The store has answered.
    pub(super) fn settle(&mut self, entries: &[EntryId], mark: Mark) {
        for entry in entries {
            let place = self.pending.iter().position(|pending| *pending == (*entry, mark));
            place.map(|place| self.pending.remove(place));
        }
    }
}

impl State {
    /// Puts a mark on an entry, on the screen at once and in the store.
    pub(super) fn mark(&mut self, entry: EntryId, feed: FeedId, mark: Mark) -> Vec<Effect> {
        self.show_marked(entry, feed, mark);
        vec![Effect::Mark {
            entries: vec![entry],
            mark,
        }]
    }

    /// Shows a mark before the store has it.
    fn show_marked(&mut self, entry: EntryId, feed: FeedId, mark: Mark) {
        self.marks.pending.push((entry, mark));
        self.entries.keep(entry);
        self.show_mark(entry, mark);
        self.sidebar.count(feed, mark);
    }

    /// Puts on the entries at hand the mark that one of them lacks, or takes it off where none does.
    pub(super) fn toggle_mark(&mut self, wanted: impl Fn(&EntryRow) -> Mark) -> Vec<Effect> {
        let rows = self.entries_at_hand();
        let puts_on = |mark: Mark| matches!(mark, Mark::Read | Mark::Star);
        let lacking = rows.iter().map(&wanted).find(|mark| puts_on(*mark));
        let Some(mark) = lacking.or(rows.first().map(&wanted)) else {
            return Vec::new();
        };
        let changing: Vec<&EntryRow> = rows.iter().filter(|row| wanted(row) == mark).collect();
        for row in &changing {
            self.show_marked(row.id, row.feed, mark);
        }
        let entries: Vec<EntryId> = changing.iter().map(|row| row.id).collect();
        let said = marked(entries.len(), mark);
        let mut effects = match entries.len() {
            // What is in sight of one entry says it.
            1 => self.announce(&said),
            _ => self.say(Severity::Info, &said),
        };
        effects.push(Effect::Mark { entries, mark });
        effects
    }

    /// Marks everything that a query finds.
    pub(super) fn mark_query(&mut self, mark: Mark, said: &str) -> Vec<Effect> {
        match Query::parse(said) {
            Ok(query) => vec![Effect::MarkSource {
                source: Source::Query {
                    name: said.to_owned(),
                    query,
                },
                newest: EntryId(i64::MAX),
                mark,
            }],
            Err(mistake) => self.say(Severity::Error, &format!("This query cannot be read: {mistake}")),
        }
    }

    /// Marks what stands above or below the selected entry read, without what came in meanwhile.
    pub(super) fn mark_beside_read(&mut self, above: bool) -> Vec<Effect> {
        let newer = match self.entries.order {
            ListOrder::Newest => above,
            ListOrder::Oldest => !above,
            _ => {
                let sorts = self.key_for("sort");
                let said = format!("Only in a list that is sorted by date; {sorts} sorts it.");
                return self.say(Severity::Info, &said);
            }
        };
        let (Some(cursor), Some(newest)) = (self.entries.selected().map(Cursor::of), self.newest_seen()) else {
            return self.say(Severity::Info, "There is nothing here to mark.");
        };
        let rows = self.entries.window.rows.iter();
        let is_meant = |row: &&EntryRow| !row.read && Cursor::of(row) != cursor && (Cursor::of(row) > cursor) == newer;
        let unread: Vec<EntryId> = rows.filter(is_meant).map(|row| row.id).collect();
        unread.into_iter().for_each(|entry| self.entries.keep(entry));
        vec![Effect::MarkBeside {
            source: self.entries.source.clone(),
            cursor,
            newer,
            newest,
            mark: Mark::Read,
        }]
    }

    /// The newest arrival that was there to be seen; `None` where nothing is.
    fn newest_seen(&self) -> Option<EntryId> {
        let seen = self.entries.window.rows.iter().map(|row| row.id).max()?;
        Some(if self.entries.new > 0 { seen } else { EntryId(i64::MAX) })
    }

    /// Marks the list read, without what came in while it was being looked at.
    pub(super) fn mark_all_read(&mut self) -> Vec<Effect> {
        let source = self.entries.source.clone();
        let Some(newest) = self.newest_seen() else {
            return self.say(Severity::Info, "There is nothing here to mark.");
        };
        let unread: Vec<EntryId> = self
            .entries
            .window
            .rows
            .iter()
            .filter(|row| !row.read)
            .map(|row| row.id)
            .collect();
        for entry in unread {
            self.entries.keep(entry);
        }
        vec![Effect::MarkSource {
            source,
            newest,
            mark: Mark::Read,
        }]
    }

    /// The store could not: what was shown is put back.
    pub(super) fn unmark(&mut self, entries: &[EntryId], mark: Mark) {
        self.marks.settle(entries, mark);
        for entry in entries {
            if let Some(feed) = self.feed_of(*entry) {
                self.sidebar.count(feed, mark.opposite());
            }
            self.show_mark(*entry, mark.opposite());
        }
    }

    fn show_mark(&mut self, entry: EntryId, mark: Mark) {
        let listed = self.entries.window.rows.iter_mut();
        let found = self
            .search
            .pane
            .iter_mut()
            .flat_map(|pane| &mut pane.hits)
            .map(|hit| &mut hit.row);
        let open = self.article.iter_mut().map(|article| &mut article.row);
        let chosen = self.entries.chosen.held.iter_mut();
        for row in listed
            .chain(found)
            .chain(open)
            .chain(chosen)
            .filter(|row| row.id == entry)
        {
            set(row, mark);
        }
    }

    fn feed_of(&self, entry: EntryId) -> Option<FeedId> {
        let listed = self.entries.window.rows.iter();
        let found = self.search.pane.iter().flat_map(|pane| &pane.hits).map(|hit| &hit.row);
        let open = self.article.iter().map(|article| &article.row);
        let mut rows = listed.chain(found).chain(open);
        rows.find(|row| row.id == entry).map(|row| row.feed)
    }
}

fn marked(entries: usize, mark: Mark) -> String {
    let what = match mark {
        Mark::Read => "Marked read",
        Mark::Unread => "Marked unread",
        Mark::Star => "Starred",
        Mark::Unstar => "Star taken off",
    };
    match entries {
        1 => format!("{what}."),
        several => format!("{what}: {several} entries."),
    }
}

/// Puts marks on the rows of their entries, in their order.
pub(super) fn put(marks: &[(EntryId, Mark)], rows: &mut [EntryRow]) {
    for (entry, mark) in marks {
        for row in rows.iter_mut().filter(|row| row.id == *entry) {
            set(row, *mark);
        }
    }
}

/// Shows a mark in a row.
pub(super) fn set(row: &mut EntryRow, mark: Mark) {
    match mark {
        Mark::Read => row.read = true,
        Mark::Unread => row.read = false,
        Mark::Star => row.starred = true,
        Mark::Unstar => row.starred = false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    #[test]
    fn an_answer_to_a_search_that_is_older_than_a_mark_does_not_take_it_back() {
        let (entry, star) = (EntryId(1), Mark::Star);
        let from_the_store = EntryRow {
            id: entry,
            feed: FeedId(1),
            feed_title: String::new(),
            title: "A".to_owned(),
            author: None,
            url: None,
            published: Timestamp::default(),
            sorted: Timestamp::default(),
            read: false,
            starred: false,
            tags: Vec::new(),
            minutes: 1,
            ready: false,
            edited: false,
        };
        let mut marks = PendingMarks::default();
        marks.pending.push((entry, star));
        let is_starred = |marks: &PendingMarks, generation| {
            let mut row = from_the_store.clone();
            marks.apply_to_hit(&mut row, generation);
            row.starred
        };
        assert!(is_starred(&marks, 7));
        marks.confirm(&[entry], star, Some(7));
        assert!(is_starred(&marks, 7));
        assert!(!is_starred(&marks, 8), "a later search has what the store has");
    }
}

//! Marks put on at once, before the store has them: what is shown changes with the key, and is put back where the
//! store says no.

use super::effect::Effect;
use super::notice::Severity;
use super::state::State;
use crate::model::{EntryId, EntryRow, FeedId, Mark, Window};

/// Marks that the store has not confirmed yet: they win over what it still says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PendingMarks {
    pending: Vec<(EntryId, Mark)>,
}

impl PendingMarks {
    /// Puts what is not yet in the store on rows that come from it.
    pub(super) fn apply(&self, window: &mut Window) {
        for (entry, mark) in &self.pending {
            for row in window.rows.iter_mut().filter(|row| row.id == *entry) {
                set(row, *mark);
            }
        }
    }

    /// Puts what is not yet in the store on a row that comes from it.
    pub(super) fn apply_to(&self, row: &mut EntryRow) {
        let id = row.id;
        for (_, mark) in self.pending.iter().filter(|(entry, _)| *entry == id) {
            set(row, *mark);
        }
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
        self.marks.pending.push((entry, mark));
        self.entries.keep(entry);
        self.show_mark(entry, mark);
        self.sidebar.count(feed, mark);
        vec![Effect::Mark {
            entries: vec![entry],
            mark,
        }]
    }

    pub(super) fn toggle_mark(&mut self, wanted: impl Fn(&EntryRow) -> Mark) -> Vec<Effect> {
        match self.entry_at_hand() {
            Some(row) => self.mark(row.id, row.feed, wanted(row)),
            None => Vec::new(),
        }
    }

    /// Marks the list read, without what came in while it was being looked at.
    pub(super) fn mark_all_read(&mut self) -> Vec<Effect> {
        let source = self.entries.source.clone();
        let seen = self.entries.window.rows.iter().map(|row| row.id).max();
        let newest = match seen {
            Some(seen) if self.entries.new > 0 => seen,
            Some(_) => EntryId(i64::MAX),
            None => return self.say(Severity::Info, "There is nothing here to mark."),
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
                self.sidebar.count(feed, opposite(mark));
            }
            self.show_mark(*entry, opposite(mark));
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
        for row in listed.chain(found).chain(open).filter(|row| row.id == entry) {
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

/// The mark that takes this one off.
pub(super) const fn opposite(mark: Mark) -> Mark {
    match mark {
        Mark::Read => Mark::Unread,
        Mark::Unread => Mark::Read,
        Mark::Star => Mark::Unstar,
        Mark::Unstar => Mark::Star,
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

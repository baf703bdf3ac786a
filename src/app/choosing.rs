//! Entries chosen in the list to do something with several: a range from where it was begun to the cursor, and single ones.

use super::effect::Effect;
use super::entries::{Entries, LARGEST};
use super::notice::Severity;
use super::state::{Pane, State};
use super::tracking::untracked;
use crate::model::{Cursor, EntryId, EntryRow, Position};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Pages opened in the browser at once: more would be a mistake more often than a wish.
const MOST_PAGES: usize = 10;

/// What was chosen in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Single entries, and those of ranges that were ended.
    pub(super) held: Vec<EntryRow>,
    /// Where the range was begun that goes to the cursor.
    anchor: Option<Cursor>,
}

impl Entries {
    /// Whether something is chosen, or a range begun.
    pub fn is_choosing(&self) -> bool {
        self.chosen.anchor.is_some() || !self.chosen.held.is_empty()
    }

    /// The chosen entries.
    pub fn chosen_ids(&self) -> BTreeSet<EntryId> {
        let held = self.chosen.held.iter();
        held.chain(self.in_range()).map(|row| row.id).collect()
    }

    /// How far the window has to reach to both sides to hold the range that was begun.
    pub(super) fn reach(&self, position: Position) -> usize {
        match (self.range(), position) {
            (None, _) => 0,
            (Some(range), Position::Around(_)) => range.end() - range.start(),
            (Some(_), Position::Top | Position::Bottom) => LARGEST,
        }
    }

    fn chosen_rows(&self) -> Vec<EntryRow> {
        let mut rows = self.chosen.held.clone();
        let fresh = self.in_range().iter().filter(|row| !is_among(&self.chosen.held, row));
        rows.extend(fresh.cloned());
        rows
    }

    /// The entries of the range that was begun, as far as the window holds them.
    fn in_range(&self) -> &[EntryRow] {
        let range = self.range().and_then(|range| self.window.rows.get(range));
        range.unwrap_or_default()
    }

    fn range(&self) -> Option<RangeInclusive<usize>> {
        let begun = self.index_of(self.chosen.anchor?);
        let at = self.selected_index();
        Some(begun.min(at)..=begun.max(at))
    }
}

impl State {
    /// Begins a range at the cursor, or ends the one that was begun.
    pub(super) fn choose(&mut self) -> Vec<Effect> {
        self.entries.hold();
        if self.entries.chosen.anchor.is_some() {
            self.entries.chosen.held = self.entries.chosen_rows();
            self.entries.chosen.anchor = None;
        } else {
            self.entries.chosen.anchor = self.entries.selected().map(Cursor::of);
        }
        Vec::new()
    }

    /// Chooses the selected entry, or no longer, and goes on to the next.
    pub(super) fn choose_entry(&mut self) -> Vec<Effect> {
        let Some(row) = self.entries.selected().cloned() else {
            return Vec::new();
        };
        let held = &mut self.entries.chosen.held;
        if is_among(held, &row) {
            held.retain(|other| other.id != row.id);
        } else {
            held.push(row);
        }
        self.go(super::Movement::Down)
    }

    /// The entries that marks and tags are about: the chosen ones, or else the one being read or selected.
    pub(super) fn entries_at_hand(&self) -> Vec<EntryRow> {
        if self.screen.focus == Pane::Entries && self.entries.is_choosing() {
            return self.entries.chosen_rows();
        }
        self.entry_at_hand().cloned().into_iter().collect()
    }

    /// Opens the pages of the chosen entries, as many as can be meant.
    pub(super) fn browse_chosen(&mut self) -> Vec<Effect> {
        let rows = self.entries.chosen_rows();
        let urls: Vec<String> = rows
            .iter()
            .filter_map(|row| row.url.as_deref())
            .map(untracked)
            .collect();
        let mut effects = Vec::new();
        if urls.len() > MOST_PAGES {
            let said = format!("Opened {MOST_PAGES} of {} pages: no more at once.", urls.len());
            effects.extend(self.say(Severity::Warning, &said));
        }
        let opened = urls.into_iter().take(MOST_PAGES);
        effects.extend(opened.map(|url| Effect::Browse { url }));
        effects
    }
}

fn is_among(rows: &[EntryRow], row: &EntryRow) -> bool {
    rows.iter().any(|other| other.id == row.id)
}

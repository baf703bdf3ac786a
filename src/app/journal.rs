//! The journal: what was changed, the last first, to go back to before it.

use super::effect::Effect;
use super::movement::Movement;
use super::overlay::Overlay;
use super::state::State;
use crate::model::{Change, ChangeId};

/// The journal while it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    /// Nothing until the store has answered.
    pub changes: Vec<Change>,
    pub loaded: bool,
    pub selected: usize,
}

impl Journal {
    pub(super) fn go(&mut self, movement: Movement, page: usize) {
        self.selected = movement.from(self.selected, self.changes.len(), page);
    }

    /// Whether the selected change was taken back.
    pub(super) fn is_undone(&self) -> bool {
        self.changes.get(self.selected).is_some_and(|change| change.undone)
    }

    pub(super) fn chosen(&self) -> Option<ChangeId> {
        self.changes.get(self.selected).map(|change| change.id)
    }
}

impl State {
    pub(super) fn show_journal(&mut self) -> Vec<Effect> {
        self.overlays.push(Overlay::Journal(Journal::default()));
        vec![Effect::LoadJournal]
    }

    pub(super) fn journal_loaded(&mut self, changes: Vec<Change>) {
        if let Some(Overlay::Journal(journal)) = self.overlays.last_mut() {
            *journal = Journal {
                changes,
                loaded: true,
                selected: 0,
            };
        }
    }
}

//! The finder: a source found by some of its letters.

use super::input::LineEditor;
use super::likeness::{Likeness, best_first};
use super::sidebar::Sidebar;
use crate::model::Source;

/// The finder while it is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finder {
    pub input: LineEditor,
    pub selected: usize,
}

impl Finder {
    /// The sources whose names fit what was typed, the best first; all of them where nothing was.
    pub fn offers(&self, sidebar: &Sidebar) -> Vec<(String, Source)> {
        let mut likeness = Likeness::to(&self.input.text());
        let like = |(name, source): (String, Source)| Some((likeness.of(&name)?, (name, source)));
        best_first(sidebar.sources().into_iter().filter_map(like).collect())
    }

    /// The selected source.
    pub(super) fn chosen(&self, sidebar: &Sidebar) -> Option<Source> {
        let offers = self.offers(sidebar);
        let at = self.selected.min(offers.len().saturating_sub(1));
        offers.into_iter().nth(at).map(|(_, source)| source)
    }
}

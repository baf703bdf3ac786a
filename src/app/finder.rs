//! The finder: a source found by some of its letters.

use super::input::LineEditor;
use super::sidebar::Sidebar;
use crate::model::Source;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use std::cmp::Reverse;

/// The finder while it is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finder {
    pub input: LineEditor,
    pub selected: usize,
}

impl Finder {
    /// The sources whose names fit what was typed, the best first; all of them where nothing was.
    pub fn offers(&self, sidebar: &Sidebar) -> Vec<(String, Source)> {
        let typed = self.input.text();
        let pattern = Pattern::new(
            typed.trim(),
            CaseMatching::Ignore,
            Normalization::Smart,
            AtomKind::Fuzzy,
        );
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut signs = Vec::new();
        let mut found: Vec<(u32, (String, Source))> = sidebar
            .sources()
            .into_iter()
            .filter_map(|(name, source)| {
                let score = pattern.score(Utf32Str::new(&name, &mut signs), &mut matcher)?;
                Some((score, (name, source)))
            })
            .collect();
        found.sort_by_key(|(score, _)| Reverse(*score));
        found.into_iter().map(|(_, offer)| offer).collect()
    }

    /// The selected source.
    pub(super) fn chosen(&self, sidebar: &Sidebar) -> Option<Source> {
        let offers = self.offers(sidebar);
        let at = self.selected.min(offers.len().saturating_sub(1));
        offers.into_iter().nth(at).map(|(_, source)| source)
    }
}

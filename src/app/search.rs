//! The search pane: a line being typed, what it finds, and which result is selected.

use super::effect::Effect;
use super::event::SearchResult;
use super::input::LineEditor;
use super::movement::Movement;
use crate::model::{EntryId, Hit};

/// The search pane and the number of the last search, which outlives the pane: an answer to an older one is dropped.
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub generation: u64,
    pub pane: Option<SearchPane>,
}

/// The pane while it is open.
#[derive(Clone, Debug, Default)]
pub struct SearchPane {
    pub input: LineEditor,
    pub mode: SearchMode,
    pub answer: Answer,
    pub hits: Vec<Hit>,
    pub selected: Option<EntryId>,
}

/// Where keys go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchMode {
    /// Into the line.
    #[default]
    Typing,
    /// To the results.
    Choosing,
}

/// What has come of the line as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing was asked.
    #[default]
    None,
    Waiting,
    Found,
    /// The line cannot be read: the query, a mark under the place, what was expected.
    Mistaken(String),
    Failed(String),
}

impl Search {
    /// Opens the pane with a query, or goes back to typing in it.
    pub(super) fn open(&mut self, query: &str) -> Vec<Effect> {
        if self.pane.is_none() {
            self.generation += 1;
        }
        let pane = self.pane.get_or_insert_with(SearchPane::default);
        pane.mode = SearchMode::Typing;
        if query.is_empty() {
            return Vec::new();
        }
        pane.input = LineEditor::with(query);
        self.ask()
    }

    /// Searches for the line as it is now.
    pub(super) fn ask(&mut self) -> Vec<Effect> {
        let Some(pane) = &mut self.pane else { return Vec::new() };
        self.generation += 1;
        if pane.input.is_blank() {
            pane.answer = Answer::None;
            pane.hits.clear();
            pane.selected = None;
            return Vec::new();
        }
        pane.answer = Answer::Waiting;
        vec![Effect::Search {
            generation: self.generation,
            text: pane.input.text(),
        }]
    }

    /// Takes an answer in, of which a search may give several; one to an older search is dropped.
    pub(super) fn take(&mut self, generation: u64, result: SearchResult) {
        let Some(pane) = self.pane.as_mut().filter(|_| generation == self.generation) else {
            return;
        };
        match result {
            SearchResult::Found(hits) => {
                // The best hits follow the newest: a selection that was moved is kept.
                let moved = pane.answer == Answer::Found && pane.selected_index() > 0;
                let kept = pane
                    .selected
                    .filter(|id| moved && hits.iter().any(|hit| hit.row.id == *id));
                pane.answer = Answer::Found;
                pane.selected = kept.or(hits.first().map(|hit| hit.row.id));
                pane.hits = hits;
            }
            // What was found for the line before stays in sight while it is being mended.
            SearchResult::Mistaken { pointed } => pane.answer = Answer::Mistaken(pointed),
            SearchResult::Failed { message } => pane.answer = Answer::Failed(message),
        }
    }
}

impl SearchPane {
    /// The place of the selected result.
    pub fn selected_index(&self) -> usize {
        self.hits
            .iter()
            .position(|hit| Some(hit.row.id) == self.selected)
            .unwrap_or(0)
    }

    /// The selected result.
    pub fn selected_hit(&self) -> Option<&Hit> {
        self.hits.get(self.selected_index())
    }

    /// Moves the selection.
    pub(super) fn go(&mut self, movement: Movement, page: usize) {
        let at = movement.from(self.selected_index(), self.hits.len(), page);
        self.selected = self.hits.get(at).map(|hit| hit.row.id);
    }
}

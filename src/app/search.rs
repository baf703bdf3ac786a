//! The search pane: a line being typed, what it finds, and which result is selected.

use super::effect::Effect;
use super::event::SearchResult;
use super::input::LineEditor;
use super::layout::Region;
use super::movement::{Movement, first_shown, scrolled};
use super::state::State;
use super::wrap::wrap;
use crate::model::{EntryId, Hit};

/// Hits that a search shows at first, and at most: what is further down has been looked for with too few words.
pub const HITS: usize = 200;
const MOST_HITS: usize = 5_000;

/// Searches that are remembered.
const RECENT: usize = 100;

/// The search pane and the number of the last search, which outlives the pane: an answer to an older one is dropped.
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub generation: u64,
    pub pane: Option<SearchPane>,
    /// What was searched for last, the newest first.
    pub recent: Vec<String>,
    /// The tags that entries have.
    pub tags: Vec<String>,
    /// Whether the two have been asked for.
    aided: bool,
}

/// The pane while it is open.
#[derive(Clone, Debug, Default)]
pub struct SearchPane {
    pub input: LineEditor,
    pub mode: SearchMode,
    pub answer: Answer,
    pub hits: Vec<Hit>,
    pub selected: Option<EntryId>,
    /// The first hit that is shown since the mouse was used; keys bring the selected one back into the middle.
    top: Option<EntryId>,
    /// Hits asked for.
    limit: usize,
    /// Which of the last searches the line is.
    recalled: Option<usize>,
}

/// The parts of the search pane, from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchRegions {
    pub line: Region,
    /// What the line can be completed to.
    pub completions: Region,
    /// What has come of the line.
    pub answer: Region,
    /// The hits, two rows each.
    pub list: Region,
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
    /// Begins another search; Up brings what was searched for back.
    pub(super) fn begin(&mut self) -> Vec<Effect> {
        let last = self.pane.take().map(|pane| pane.input.text());
        last.map_or_else(Vec::new, |last| self.remember(&last))
    }

    /// Opens the pane with a query, or goes back to typing in it.
    pub(super) fn open(&mut self, query: &str) -> Vec<Effect> {
        if self.pane.is_none() {
            self.generation += 1;
        }
        let pane = self.pane.get_or_insert_with(SearchPane::default);
        pane.mode = SearchMode::Typing;
        if !query.is_empty() {
            pane.input = LineEditor::with(query);
        }
        let mut effects = self.load_aids();
        if !query.is_empty() {
            effects.extend(self.ask());
        }
        effects
    }

    /// Takes in what helps to type a query.
    pub(super) fn aid(&mut self, recent: Vec<String>, tags: Vec<String>) {
        let older = recent.into_iter().filter(|query| !self.recent.contains(query));
        let older: Vec<String> = older.collect();
        self.recent.extend(older);
        self.tags = tags;
    }

    /// Asks for the last searches and the tags, once.
    pub(super) fn load_aids(&mut self) -> Vec<Effect> {
        match std::mem::replace(&mut self.aided, true) {
            true => Vec::new(),
            false => vec![Effect::LoadSearchAids],
        }
    }

    /// A tag was put on an entry or taken off.
    pub(super) fn know_tag(&mut self, tag: &str) {
        if !self.tags.iter().any(|known| known == tag) {
            self.tags.push(tag.to_owned());
        }
    }

    /// Remembers a search as the last one.
    pub(super) fn remember(&mut self, query: &str) -> Vec<Effect> {
        let query = query.trim();
        if query.is_empty() || self.recent.first().is_some_and(|last| last == query) {
            return Vec::new();
        }
        self.recent.retain(|known| known != query);
        self.recent.insert(0, query.to_owned());
        self.recent.truncate(RECENT);
        vec![Effect::KeepSearches(self.recent.clone())]
    }

    /// Puts an older or a newer one of the last searches into the line; `None` where the line is being typed.
    pub(super) fn recall(&mut self, older: bool) -> Option<Vec<Effect>> {
        let pane = self.pane.as_mut()?;
        let next = match (pane.recalled, older) {
            (None, true) if pane.input.is_blank() => 0,
            (Some(at), true) => (at + 1).min(self.recent.len().saturating_sub(1)),
            (Some(at), false) => at.checked_sub(1)?,
            (None, _) => return None,
        };
        let query = self.recent.get(next)?;
        pane.input = LineEditor::with(query);
        let effects = self.ask();
        if let Some(pane) = &mut self.pane {
            pane.recalled = Some(next);
        }
        Some(effects)
    }

    /// Asks for further hits where the selection comes near to the last of those that are there.
    pub(super) fn ask_for_more(&mut self, page: usize) -> Vec<Effect> {
        let Some(pane) = &mut self.pane else { return Vec::new() };
        let near_end = pane.selected_index() + 2 * page >= pane.hits.len();
        let more = pane.has_more() && pane.limit < MOST_HITS && near_end;
        if !more || pane.answer != Answer::Found {
            return Vec::new();
        }
        pane.limit = (pane.limit * 4).min(MOST_HITS);
        self.generation += 1;
        vec![Effect::Search {
            generation: self.generation,
            text: pane.input.text(),
            limit: pane.limit,
        }]
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
        pane.limit = HITS;
        pane.recalled = None;
        vec![Effect::Search {
            generation: self.generation,
            text: pane.input.text(),
            limit: HITS,
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

    /// Whether there are further hits than those that are there, as far as is known.
    pub fn has_more(&self) -> bool {
        self.limit > 0 && self.hits.len() >= self.limit
    }

    /// The selected result.
    pub fn selected_hit(&self) -> Option<&Hit> {
        self.hits.get(self.selected_index())
    }

    /// The first hit that is shown where `page` are.
    pub fn first_shown(&self, page: usize) -> usize {
        let top = self
            .top
            .and_then(|top| self.hits.iter().position(|hit| hit.row.id == top));
        match top {
            Some(top) => top.min(self.hits.len().saturating_sub(page)),
            None => first_shown(self.selected_index(), self.hits.len(), page),
        }
    }

    /// Scrolls by so many hits; the selection stays where it is as long as that is in sight.
    pub(super) fn scroll(&mut self, rows: isize, page: usize) {
        let count = self.hits.len();
        let (first, selected) = scrolled(self.first_shown(page), self.selected_index(), count, page, rows);
        let at = |index: usize| self.hits.get(index).map(|hit| hit.row.id);
        (self.top, self.selected) = (at(first), at(selected));
    }

    /// Selects a hit, and leaves the others where they are; false where there is none, or it was selected.
    pub(super) fn select_row(&mut self, index: usize, page: usize) -> bool {
        let before = self.selected_index();
        let Some(hit) = self.hits.get(index) else { return false };
        self.top = self.hits.get(self.first_shown(page)).map(|hit| hit.row.id);
        self.selected = Some(hit.row.id);
        before != index
    }

    /// Selects the next unread hit further down or up; false where there is none.
    pub(super) fn go_to_unread(&mut self, down: bool) -> bool {
        let at = self.selected_index();
        let unread = |hit: &&Hit| !hit.row.read;
        let found = match down {
            true => self.hits.iter().skip(at + 1).find(unread),
            false => self.hits.iter().take(at).rev().find(unread),
        };
        let Some(id) = found.map(|hit| hit.row.id) else {
            return false;
        };
        self.top = None;
        self.selected = Some(id);
        true
    }

    /// Moves the selection.
    pub(super) fn go(&mut self, movement: Movement, page: usize) {
        self.top = None;
        let at = movement.from(self.selected_index(), self.hits.len(), page);
        self.selected = self.hits.get(at).map(|hit| hit.row.id);
    }
}

impl State {
    /// Where the parts of the search pane are in its region.
    pub fn search_regions(&self, region: Region) -> SearchRegions {
        let column = region.within(1);
        let completions = column.below(2).upper(self.completion_rows());
        let answer = column.below(2 + completions.height);
        let answer = answer.upper(
            self.search
                .pane
                .as_ref()
                .map_or(0, |pane| pane.answer_rows(column.width)),
        );
        SearchRegions {
            line: column.below(1).upper(1),
            completions,
            answer,
            list: region.below(3 + completions.height + answer.height),
        }
    }

    /// A row says what the line can be completed to, or else which search the last was.
    fn completion_rows(&self) -> u16 {
        let blank = self.search.pane.as_ref().is_some_and(|pane| pane.input.is_blank());
        let recalls = blank && !self.search.recent.is_empty();
        u16::from(recalls || !self.completions().offers.is_empty())
    }
}

impl SearchPane {
    /// What is wrong with the line, in rows of so many cells: first the mark that goes under the place.
    pub fn mistake_in(&self, width: u16) -> Vec<String> {
        let width = usize::from(width);
        match &self.answer {
            // The query itself is not repeated.
            Answer::Mistaken(pointed) => {
                let lines = pointed.lines().skip(1);
                lines
                    .flat_map(|line| match line.trim_start().starts_with('^') {
                        true => vec![line.to_owned()],
                        false => wrap(line, width),
                    })
                    .collect()
            }
            Answer::Failed(message) => wrap(message, width),
            Answer::None | Answer::Waiting | Answer::Found => Vec::new(),
        }
    }

    fn answer_rows(&self, width: u16) -> u16 {
        match &self.answer {
            Answer::None => 1,
            Answer::Waiting => 0,
            Answer::Found => u16::from(self.hits.is_empty()),
            Answer::Mistaken(_) | Answer::Failed(_) => u16::try_from(self.mistake_in(width).len()).unwrap_or(u16::MAX),
        }
    }
}

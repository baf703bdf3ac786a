//! The list of entries: a window over the store, with cursor and first row held by what they are, never by a number.

use super::choosing::Chosen;
use super::effect::{Effect, Neighbour};
use super::marks;
use super::movement::{Movement, scrolled};
use crate::model::{Cursor, EntryId, EntryRow, ListOrder, Mark, Position, Source, Timestamp, Window, WindowRequest};

/// Rows asked for at most, however far a burst of keys has run ahead.
pub(super) const LARGEST: usize = 5_000;

/// The list that is shown.
#[derive(Clone, Debug)]
pub struct Entries {
    pub source: Source,
    pub order: ListOrder,
    /// What is held of it.
    pub window: Window,
    /// The selected entry.
    pub cursor: Option<Cursor>,
    /// The entry in the first row that is shown.
    pub top: Option<Cursor>,
    /// What was read or unstarred since the list was opened, and stays in it until it is left.
    pub kept: Vec<EntryId>,
    /// What was chosen to do something with.
    pub chosen: Chosen,
    /// Entries that came since, above what is looked at.
    pub new: u64,
    /// Whether the store has answered for this list.
    pub loaded: bool,
    /// The question under way; an answer to another is dropped.
    asked: Option<WindowRequest>,
    /// What was marked since it was asked: its answer may have been read before.
    marked_since_asked: Vec<(EntryId, Mark)>,
    /// The question answered last: asking it again would change nothing.
    answered: Option<WindowRequest>,
    /// The entry looked for beyond the window, and whether to open it.
    looking: Option<(Neighbour, Then)>,
    /// What was marked since that was looked for.
    marked_since_looked: Vec<(EntryId, Mark)>,
    /// Rows that keys have gone beyond the window.
    owed: i64,
    /// Whether something has failed since the window was asked for: the answer may never come.
    failed: bool,
    /// Whether the store has changed since the window was asked for.
    stale: bool,
    /// Whether the list was empty when it was opened and nobody has moved in it: then it stays at the top.
    follows: bool,
}

/// What to do with an entry that was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Select,
    Open,
}

/// Where an entry next to the cursor is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// In the window: it is selected now.
    Here(Box<EntryRow>),
    /// Perhaps beyond it: the store was asked.
    Asked(Effect),
}

/// What is asked with every question for the list.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    /// Entries seen at once.
    pub page: usize,
    /// The last local midnight.
    pub today: Timestamp,
}

impl Default for Entries {
    fn default() -> Entries {
        Entries::of(Source::All, ListOrder::Newest)
    }
}

impl Entries {
    /// The list of a source, before anything is known.
    pub fn of(source: Source, order: ListOrder) -> Entries {
        Entries {
            source,
            order,
            window: Window::default(),
            cursor: None,
            top: None,
            kept: Vec::new(),
            chosen: Chosen::default(),
            new: 0,
            loaded: false,
            asked: None,
            marked_since_asked: Vec::new(),
            answered: None,
            looking: None,
            marked_since_looked: Vec::new(),
            owed: 0,
            failed: false,
            stale: false,
            follows: true,
        }
    }

    /// The selected entry.
    pub fn selected(&self) -> Option<&EntryRow> {
        self.window.rows.get(self.selected_index())
    }

    /// The selected entry's place in the window: where it is, or would be.
    pub fn selected_index(&self) -> usize {
        self.cursor.map_or(0, |cursor| self.index_of(cursor))
    }

    /// The place in the window of the first row that is shown, where `page` rows are.
    pub fn first_shown(&self, page: usize) -> usize {
        let selected = self.selected_index();
        let top = self.top.map_or(0, |top| self.index_of(top));
        let lowest = (selected + 1).saturating_sub(page);
        let last = self.window.rows.len().saturating_sub(page);
        top.min(last).clamp(lowest, selected)
    }

    /// Counted from 1 in the whole list, with how many there are; `None` where there is nothing.
    pub fn position(&self) -> Option<(u64, u64)> {
        self.selected()?;
        let index = u64::try_from(self.selected_index()).unwrap_or(0);
        Some((self.window.before + index + 1, self.window.total))
    }

    /// Asks for the list from where a session was left, or from its top.
    pub(super) fn begin(&mut self, view: View) -> Vec<Effect> {
        self.follows = self.cursor.is_none();
        let position = self.cursor.map_or(Position::Top, Position::Around);
        self.ask(position, view)
    }

    /// Asks for the list from its top.
    pub(super) fn load(&mut self, view: View) -> Vec<Effect> {
        self.ask(Position::Top, view)
    }

    /// The store has changed: asks for what is shown again, once at a time.
    pub(super) fn reload(&mut self, view: View) -> Vec<Effect> {
        if self.asked.is_some() && !self.failed {
            self.stale = true;
            return Vec::new();
        }
        self.answered = None;
        let position = match self.cursor {
            Some(cursor) if !self.follows => Position::Around(cursor),
            _ => Position::Top,
        };
        self.ask(position, view)
    }

    /// The store has the marks: they are put on the answers under way.
    pub(super) fn confirm(&mut self, entries: &[EntryId], mark: Mark) {
        let marked = entries.iter().map(|entry| (*entry, mark));
        if self.asked.is_some() {
            self.marked_since_asked.extend(marked.clone());
        }
        if self.looking.is_some() {
            self.marked_since_looked.extend(marked);
        }
    }

    /// Puts on the rows of a window what was marked since it was asked for.
    pub(super) fn bring_up_to_date(&self, rows: &mut [EntryRow]) {
        marks::put(&self.marked_since_asked, rows);
    }

    /// Puts on an entry that was looked for what was marked since.
    pub(super) fn bring_found_up_to_date(&self, row: &mut EntryRow) {
        marks::put(&self.marked_since_looked, std::slice::from_mut(row));
    }

    /// Takes a window in; one that was not asked for, or no longer, is dropped.
    pub(super) fn take(&mut self, request: WindowRequest, window: Window, view: View) -> Vec<Effect> {
        if self.asked.as_ref() != Some(&request) {
            return Vec::new();
        }
        self.asked = None;
        self.follows &= self.loaded || window.rows.is_empty();
        self.window = window;
        self.loaded = true;
        self.place_cursor(request.position);
        self.answered = Some(request);
        let owed = std::mem::take(&mut self.owed);
        self.step(owed);
        if std::mem::take(&mut self.stale) {
            self.reload(view)
        } else {
            Vec::new()
        }
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, movement: Movement, view: View) -> Vec<Effect> {
        self.follows = false;
        match movement.rows(view.page) {
            Some(rows) => {
                self.step(rows);
                Vec::new()
            }
            None => self.go_to_end(movement == Movement::Top, view),
        }
    }

    /// Scrolls by so many rows; the cursor stays where it is as long as that is in sight.
    pub(super) fn scroll(&mut self, rows: isize, view: View) {
        self.follows = false;
        let count = self.window.rows.len();
        let (first, selected) = scrolled(
            self.first_shown(view.page),
            self.selected_index(),
            count,
            view.page,
            rows,
        );
        let at = |index: usize| self.window.rows.get(index).map(Cursor::of);
        (self.top, self.cursor) = (at(first).or(self.top), at(selected).or(self.cursor));
    }

    /// Selects the entry in a row of the window, as it is counted there; false where there is none, or it was selected.
    pub(super) fn select_row(&mut self, index: usize) -> bool {
        self.follows = false;
        let before = self.selected_index();
        let Some(row) = self.window.rows.get(index) else {
            return false;
        };
        self.cursor = Some(Cursor::of(row));
        self.owed = 0;
        before != index
    }

    /// Goes to the entry next to the cursor, or to the next unread one. Looks in the window first.
    pub(super) fn step_to(&mut self, older: bool, unread_only: bool, then: Then, view: View) -> Step {
        self.follows = false;
        let at = self.selected_index();
        let wanted = |row: &&EntryRow| !unread_only || !row.read;
        let found = if older {
            self.window.rows.iter().skip(at + 1).find(wanted)
        } else {
            self.window.rows.iter().take(at).rev().find(wanted)
        };
        match found.cloned() {
            Some(row) => {
                self.cursor = Some(Cursor::of(&row));
                Step::Here(Box::new(row))
            }
            None => Step::Asked(self.look(self.cursor, older, unread_only, then, view)),
        }
    }

    /// Asks the store for an entry that is not in the window.
    pub(super) fn look(
        &mut self,
        from: Option<Cursor>,
        older: bool,
        unread_only: bool,
        then: Then,
        view: View,
    ) -> Effect {
        let neighbour = Neighbour {
            list: self.request(Position::Top, view),
            from,
            older,
            unread_only,
        };
        self.marked_since_looked.clear();
        self.looking = Some((neighbour.clone(), then));
        Effect::FindNeighbour(neighbour)
    }

    /// What was to be done with the answer to this question; `None` where it is no longer wanted.
    pub(super) fn looked_for(&mut self, asked: &Neighbour) -> Option<Then> {
        let (_, then) = self.looking.take_if(|(wanted, _)| wanted == asked)?;
        Some(then)
    }

    /// Selects an entry of this list, wherever it is.
    pub(super) fn select(&mut self, row: &EntryRow, view: View) -> Vec<Effect> {
        let cursor = Cursor::of(row);
        self.cursor = Some(cursor);
        self.owed = 0;
        if self.window.rows.iter().any(|held| held.id == row.id) {
            return Vec::new();
        }
        self.ask(Position::Around(cursor), view)
    }

    /// Goes to where an entry at this place would be.
    pub(super) fn jump(&mut self, cursor: Cursor, view: View) -> Vec<Effect> {
        self.follows = false;
        self.owed = 0;
        self.cursor = Some(cursor);
        self.ask(Position::Around(cursor), view)
    }

    /// Keeps the cursor on the screen, and asks for more of the list before its edge is reached.
    pub(super) fn settle(&mut self, view: View) -> Vec<Effect> {
        let rows = &self.window.rows;
        self.top = rows.get(self.first_shown(view.page)).map(Cursor::of);
        let Some(cursor) = self.cursor.filter(|_| self.loaded && self.asked.is_none()) else {
            return Vec::new();
        };
        let at = self.selected_index();
        let near_start = self.window.before > 0 && at < view.page;
        let near_end = self.more_after() && at + view.page >= rows.len();
        let request = self.request(Position::Around(cursor), view);
        if (near_start || near_end || self.owed != 0) && self.answered.as_ref() != Some(&request) {
            return self.ask(Position::Around(cursor), view);
        }
        Vec::new()
    }

    /// Entries came in above what is looked at.
    pub(super) fn arrive(&mut self, number: u64) {
        if self.cursor.is_some() && !self.follows && self.order == ListOrder::Newest {
            self.new += number;
        }
    }

    /// Whether the cursor is not yet where it was told to go.
    pub(super) fn is_going(&self) -> bool {
        let is_elsewhere = |asked: &WindowRequest| {
            !matches!(asked.position, Position::Around(_)) || self.selected().map(Cursor::of) != self.cursor
        };
        let comes = self.asked.as_ref().filter(|_| !self.failed);
        self.looking.is_some() || comes.is_some_and(|asked| self.counts_steps() || is_elsewhere(asked))
    }

    /// Whether steps down and up are added to those that are still to be gone when what was asked for has come.
    pub(super) fn counts_steps(&self) -> bool {
        self.looking.is_none() && (!self.loaded || self.owed != 0)
    }

    /// Whether the list is as the store has it, as far as is known.
    pub(super) fn is_sound(&self) -> bool {
        self.loaded && !self.failed
    }

    /// Something has failed, perhaps the question under way: the next reason to ask asks again.
    pub(super) fn fail(&mut self) {
        self.failed = self.asked.is_some();
        self.looking = None;
    }

    /// Something here is being read: the list stays where it is.
    pub(super) fn hold(&mut self) {
        self.follows = false;
    }

    /// Keeps an entry in the list though its marks no longer belong here.
    pub(super) fn keep(&mut self, entry: EntryId) {
        let loses = matches!(
            self.source,
            Source::Unread | Source::Starred | Source::Unfinished | Source::Query { .. }
        );
        if loses && !self.kept.contains(&entry) {
            self.kept.push(entry);
        }
    }

    pub(super) fn index_of(&self, cursor: Cursor) -> usize {
        let rows = &self.window.rows;
        let above = match self.order {
            ListOrder::Newest => rows.partition_point(|row| Cursor::of(row) > cursor),
            ListOrder::Oldest => rows.partition_point(|row| Cursor::of(row) < cursor),
            _ => rows.iter().position(|row| row.id == cursor.id).unwrap_or(0),
        };
        above.min(rows.len().saturating_sub(1))
    }

    fn more_after(&self) -> bool {
        let shown = u64::try_from(self.window.rows.len()).unwrap_or(u64::MAX);
        self.window.before.saturating_add(shown) < self.window.total
    }

    fn place_cursor(&mut self, position: Position) {
        let rows = &self.window.rows;
        self.cursor = match position {
            Position::Top => rows.first().map(Cursor::of),
            Position::Bottom => rows.last().map(Cursor::of),
            Position::Around(_) => self.cursor,
        };
        self.cursor = self.selected().map(Cursor::of);
    }

    /// Goes `rows` further, as far as the window reaches; what is beyond it is owed until more has come.
    fn step(&mut self, rows: i64) {
        let last = i64::try_from(self.window.rows.len()).unwrap_or(i64::MAX) - 1;
        let at = i64::try_from(self.selected_index()).unwrap_or(0);
        let target = at.saturating_add(self.owed).saturating_add(rows);
        let reached = target.clamp(0, last.max(0));
        let more = match target {
            ..0 => self.window.before > 0,
            _ => self.more_after() || !self.loaded,
        };
        self.owed = if more { target - reached } else { 0 };
        let row = self.window.rows.get(usize::try_from(reached).unwrap_or(0));
        self.cursor = row.map(Cursor::of).or(self.cursor);
    }

    fn go_to_end(&mut self, top: bool, view: View) -> Vec<Effect> {
        self.owed = 0;
        if top {
            self.new = 0;
        }
        let held = if top {
            self.window.before == 0
        } else {
            !self.more_after()
        };
        if !held {
            return self.ask(if top { Position::Top } else { Position::Bottom }, view);
        }
        let rows = &self.window.rows;
        let end = if top { rows.first() } else { rows.last() };
        self.cursor = end.map(Cursor::of);
        Vec::new()
    }

    fn ask(&mut self, position: Position, view: View) -> Vec<Effect> {
        let request = self.request(position, view);
        self.failed = false;
        self.asked = Some(request.clone());
        self.marked_since_asked.clear();
        vec![Effect::LoadWindow(request)]
    }

    fn request(&self, position: Position, view: View) -> WindowRequest {
        let ahead = usize::try_from(self.owed.unsigned_abs()).unwrap_or(LARGEST);
        let screens = view.page.saturating_mul(4).max(40);
        WindowRequest {
            source: self.source.clone(),
            order: self.order,
            position,
            limit: screens
                .saturating_add(ahead.max(self.reach(position)).saturating_mul(2))
                .min(LARGEST),
            keep: self.kept.clone(),
            today: view.today,
        }
    }
}

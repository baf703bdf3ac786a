//! The mouse over the panes: a press goes to what lies under it, the wheel scrolls what lies under it, a rule can be dragged.
//! Where everything is comes from the layout that the screen was drawn with.

use super::effect::Effect;
use super::layout::{Edge, Layout, Region};
use super::movement::Movement;
use super::notice::Severity;
use super::search::SearchMode;
use super::sidebar::SidebarRow;
use super::state::{Pane, State};
use crate::model::Line;
use crate::model::direction::seen;
use crate::model::text;

/// Rows that a notch of the wheel scrolls.
pub(super) const NOTCH: isize = 3;

/// Something done with the mouse, and the cell where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    pub action: MouseAction,
    pub x: u16,
    pub y: u16,
}

/// What was done. The left button is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseAction {
    Press,
    Drag,
    Release,
    WheelUp,
    WheelDown,
}

impl State {
    /// Something was done with the mouse.
    pub(super) fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        match mouse.action {
            MouseAction::Press => {
                let mut effects = self.look_elsewhere_at_times();
                self.notices.dismiss();
                self.reopening = None;
                self.screen.pending.clear();
                self.screen.count = None;
                effects.extend(match self.overlays.is_empty() {
                    true => self.press_pane(mouse.x, mouse.y),
                    false => self.press_overlay(mouse.x, mouse.y),
                });
                effects
            }
            MouseAction::Drag => {
                self.drag_rule(mouse.x, mouse.y);
                Vec::new()
            }
            MouseAction::Release => {
                self.screen.dragged = None;
                Vec::new()
            }
            MouseAction::WheelUp => self.turn_wheel(mouse, -NOTCH),
            MouseAction::WheelDown => self.turn_wheel(mouse, NOTCH),
        }
    }

    /// Leaves the mouse to the terminal, or takes it again.
    pub(super) fn toggle_mouse(&mut self) -> Vec<Effect> {
        let mouse = !self.settings.config.mouse;
        self.settings.config.mouse = mouse;
        let mut effects = self.say(
            Severity::Info,
            match mouse {
                true => "The mouse is for the reader.",
                false => "The mouse is for the terminal, which selects text with it.",
            },
        );
        effects.push(Effect::CaptureMouse(mouse));
        effects
    }

    fn press_pane(&mut self, x: u16, y: u16) -> Vec<Effect> {
        let layout = self.layout();
        if let Some(rule) = layout.rules.iter().find(|rule| rule.region.has(x, y)) {
            self.screen.dragged = Some(rule.edge);
            return Vec::new();
        }
        match layout.pane_at(x, y) {
            Some((Pane::Sidebar, region)) => self.press_sidebar(region, x, y),
            Some((Pane::Entries, region)) => self.press_entries(region, y),
            Some((Pane::Search, region)) => self.press_search_pane(region, y),
            Some((Pane::Article, _)) => self.press_article(&layout, x, y),
            None => Vec::new(),
        }
    }

    /// The sign before a folder folds it; a row that is selected already is gone into.
    fn press_sidebar(&mut self, region: Region, x: u16, y: u16) -> Vec<Effect> {
        let list = region.below(1);
        let rows = self.sidebar.rows();
        let first = self.sidebar.first_shown(&rows, list.rows());
        let index = list.row_at(y).map(|row| first + row);
        let Some(row) = index.and_then(|index| rows.get(index)) else {
            self.screen.focus = Pane::Sidebar;
            return Vec::new();
        };
        let (top, pressed) = (rows.get(first).map(SidebarRow::place), row.place());
        let sign = list.x + row.indent();
        let is_on_sign = row.folded.is_some() && (sign..sign + 2).contains(&x);
        let again = pressed == self.sidebar.selected && self.screen.focus == Pane::Sidebar;
        self.screen.focus = Pane::Sidebar;
        self.sidebar.top = top;
        self.sidebar.selected = pressed;
        if is_on_sign {
            self.sidebar.toggle_fold();
        } else if again {
            return self.go_to_selected();
        }
        self.show_source(self.sidebar.selected.source.clone())
    }

    fn press_entries(&mut self, region: Region, y: u16) -> Vec<Effect> {
        self.screen.focus = Pane::Entries;
        let height = if self.settings.config.list.two_lines { 2 } else { 1 };
        let Some(row) = region.below(1).row_at(y) else {
            return Vec::new();
        };
        let index = self.entries.first_shown(self.entry_rows()) + row / height;
        let is_row = index < self.entries.window.rows.len();
        match is_row && !self.entries.select_row(index) {
            true => self.open(),
            false => Vec::new(),
        }
    }

    fn press_search_pane(&mut self, region: Region, y: u16) -> Vec<Effect> {
        self.screen.focus = Pane::Search;
        let list = self.search_regions(region).list;
        let Some(pane) = &mut self.search.pane else {
            return Vec::new();
        };
        let Some(row) = list.row_at(y) else {
            pane.mode = SearchMode::Typing;
            return Vec::new();
        };
        let page = (list.rows() / 2).max(1);
        let index = pane.first_shown(page) + row / 2;
        if index >= pane.hits.len() {
            return Vec::new();
        }
        let was_choosing = std::mem::replace(&mut pane.mode, SearchMode::Choosing) == SearchMode::Choosing;
        match !pane.select_row(index, page) && was_choosing {
            true => self.open_hit(),
            false => Vec::new(),
        }
    }

    fn press_article(&mut self, layout: &Layout, x: u16, y: u16) -> Vec<Effect> {
        if self.article.is_none() {
            return Vec::new();
        }
        self.screen.focus = Pane::Article;
        match layout.text {
            Some(text) => self.press_link(text, x, y),
            None => Vec::new(),
        }
    }

    /// A link under the mouse is opened in the browser, as with its letter.
    pub(super) fn press_link(&mut self, text: Region, x: u16, y: u16) -> Vec<Effect> {
        let lines = self.lettered_lines();
        let line = text.row_at(y).and_then(|row| lines.get(row));
        let reorder = self.settings.config.article.reorder;
        let link = line.and_then(|line| link_at(line, x.checked_sub(text.x)?, reorder));
        match link.and_then(|link| self.lettered_link(link)) {
            Some(url) => self.take_link(&url, super::Wanted::Browse),
            None => Vec::new(),
        }
    }

    fn drag_rule(&mut self, x: u16, y: u16) {
        let layout = self.layout();
        let sizes = &mut self.screen.sizes;
        let list = layout.entries.or(layout.search).unwrap_or_default();
        match self.screen.dragged {
            Some(Edge::SidebarWidth) => sizes.sidebar_width = Some(x),
            Some(Edge::EntriesWidth) => sizes.entries_width = Some(x.saturating_sub(list.x)),
            Some(Edge::EntriesHeight) => sizes.entries_height = Some(y.saturating_sub(list.y)),
            None => {}
        }
    }

    /// The wheel scrolls what is under it, whatever has the keys.
    fn turn_wheel(&mut self, mouse: Mouse, rows: isize) -> Vec<Effect> {
        if !self.overlays.is_empty() {
            self.turn_wheel_over(rows);
            return Vec::new();
        }
        let layout = self.layout();
        match layout.pane_at(mouse.x, mouse.y) {
            Some((Pane::Sidebar, region)) => self.sidebar.scroll(rows, region.below(1).rows()),
            Some((Pane::Entries, _)) => {
                let view = self.view();
                self.entries.scroll(rows, view);
            }
            Some((Pane::Search, region)) => {
                let page = (self.search_regions(region).list.rows() / 2).max(1);
                if let Some(pane) = &mut self.search.pane {
                    pane.scroll(rows.signum(), page);
                }
                return self.search.ask_for_more(page);
            }
            Some((Pane::Article, _)) => {
                let text = layout.text.unwrap_or_default();
                if let Some(article) = &mut self.article {
                    for _ in 0..rows.unsigned_abs() {
                        article.go(step(rows), text.width, text.rows(), self.clock);
                    }
                }
            }
            None => {}
        }
        Vec::new()
    }
}

impl Layout {
    /// The pane that has a cell, and its region.
    fn pane_at(&self, x: u16, y: u16) -> Option<(Pane, Region)> {
        let panes = [
            (Pane::Sidebar, self.sidebar),
            (Pane::Entries, self.entries),
            (Pane::Search, self.search),
            (Pane::Article, self.article),
        ];
        let mut shown = panes
            .into_iter()
            .filter_map(|(pane, region)| region.map(|region| (pane, region)));
        shown.find(|(_, region)| region.has(x, y))
    }
}

impl Region {
    /// Which of its rows a row of the screen is.
    pub(super) fn row_at(self, y: u16) -> Option<usize> {
        y.checked_sub(self.y).filter(|row| *row < self.height).map(usize::from)
    }
}

/// The step of a wheel that turns so far.
pub(super) const fn step(rows: isize) -> Movement {
    if rows < 0 { Movement::Up } else { Movement::Down }
}

/// The number of the link at a cell of a line, as it is seen.
fn link_at(line: &Line, cell: u16, reorder: bool) -> Option<usize> {
    let cell = usize::from(cell.checked_sub(line.indent)?);
    let seen = seen(line).filter(|_| reorder);
    let spans = seen.as_ref().map_or(&line.spans, |seen| &seen.spans);
    let mut end = 0;
    let at_cell = spans.iter().find(|span| {
        end += text::width(&span.text);
        cell < end
    });
    at_cell.and_then(|span| span.link)
}

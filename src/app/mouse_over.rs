//! The mouse over what lies over the panes: a press beside it closes it, one on a row takes the row.

use super::effect::Effect;
use super::layout::Region;
use super::mouse::step;
use super::movement::{Movement, first_shown};
use super::overlay::{self, Overlay, choose_command, choose_source};
use super::state::State;

impl State {
    pub(super) fn press_overlay(&mut self, x: u16, y: u16) -> Vec<Effect> {
        let layout = self.layout();
        let region = layout.overlay.unwrap_or_default();
        if !region.has(x, y) {
            self.overlays.pop();
            return Vec::new();
        }
        let inner = layout.overlay_inside.unwrap_or_default();
        match self.overlays.last() {
            Some(Overlay::Linked(_)) => self.press_link(inner, x, y),
            Some(_) => match self.overlay_row(inner, y) {
                Some(row) => self.take_row(row, inner),
                None => Vec::new(),
            },
            None => Vec::new(),
        }
    }

    /// The row of the topmost overlay's list at a row of the screen.
    fn overlay_row(&self, inner: Region, y: u16) -> Option<usize> {
        let (list, selected, count) = match self.overlays.last()? {
            Overlay::Palette(palette) => {
                let count = palette.offers(&self.settings.keymap).len();
                (inner.below(2), palette.selected(count).unwrap_or(0), count)
            }
            Overlay::Finder(finder) => (inner.below(2), finder.selected, finder.offers(&self.sidebar).len()),
            Overlay::Contents(contents) => (inner, contents.selected, contents.headings.len()),
            Overlay::Journal(journal) => (inner, journal.selected, journal.changes.len()),
            Overlay::Choices(choices) => {
                let row = choices.first_shown(inner.rows()) + inner.row_at(y)?;
                return (row < choices.subscriptions.len()).then_some(row);
            }
            Overlay::Health(pane) => {
                let feed = self.sidebar.feed(pane.feed)?;
                let told = pane.told(feed, pane.health.as_ref()?, self.clock, inner).len();
                let list = inner.below(u16::try_from(told + 2).unwrap_or(u16::MAX));
                return list.row_at(y).filter(|row| *row < self.remedies_shown().len());
            }
            _ => return None,
        };
        let selected = selected.min(count.saturating_sub(1));
        let row = first_shown(selected, count, list.rows()) + list.row_at(y)?;
        (row < count).then_some(row)
    }

    /// Selects a row of the topmost overlay and does what it is for.
    fn take_row(&mut self, row: usize, inner: Region) -> Vec<Effect> {
        match self.overlays.last_mut() {
            Some(Overlay::Choices(choices)) => {
                choices.toggle_row(row, inner.rows());
                return Vec::new();
            }
            Some(Overlay::Palette(palette)) => palette.picked = Some(row),
            Some(Overlay::Finder(finder)) => finder.selected = row,
            Some(Overlay::Contents(contents)) => contents.selected = row,
            Some(Overlay::Journal(journal)) => {
                journal.selected = row;
                return Vec::new();
            }
            Some(Overlay::Health(pane)) => pane.selected = row,
            _ => return Vec::new(),
        }
        match self.overlays.pop() {
            Some(Overlay::Palette(palette)) => choose_command(self, palette),
            Some(Overlay::Finder(finder)) => choose_source(self, &finder),
            Some(other) => {
                self.overlays.push(other);
                overlay::open(self)
            }
            None => Vec::new(),
        }
    }

    /// The wheel scrolls the topmost overlay, wherever the mouse is.
    pub(super) fn turn_wheel_over(&mut self, rows: isize) {
        let movement = step(rows);
        for _ in 0..rows.unsigned_abs() {
            self.step_over(movement);
        }
    }

    fn step_over(&mut self, movement: Movement) {
        let keymap = &self.settings.keymap;
        match self.overlays.last_mut() {
            Some(Overlay::Palette(palette)) => {
                let count = palette.offers(keymap).len();
                palette.go(movement, count);
            }
            Some(Overlay::Finder(finder)) => {
                let count = finder.offers(&self.sidebar).len();
                finder.selected = movement.from(finder.selected, count, 1);
            }
            _ => overlay::go(self, movement),
        }
    }
}

//! Draws the folders: names at the left by their depth, counts at the right.

use super::canvas::{Canvas, cells};
use super::entries::shade;
use super::words::source_in_words;
use crate::app::{Pane, Region, SidebarRow, State, grouped};
use crate::config::Part;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region) {
    let focused = state.screen.focus == Pane::Sidebar && state.overlays.is_empty();
    let title = if focused {
        Part::PaneTitleFocused
    } else {
        Part::PaneTitle
    };
    canvas.text(region.after(1), "Feeds", title);
    let list = region.below(1);
    let rows = state.sidebar.rows();
    let selected = state.sidebar.selected_row(&rows);
    let first = state.sidebar.first_shown(&rows, list.rows());
    for ((index, row), place) in rows.iter().enumerate().skip(first).zip(list.each_row()) {
        draw_row(canvas, place, row, state.settings.config.list.counts);
        if index == selected {
            shade(canvas, place, focused);
        }
    }
}

fn draw_row(canvas: &mut Canvas<'_, '_>, place: Region, row: &SidebarRow<'_>, counts: bool) {
    let part = if row.unread > 0 { Part::Unread } else { Part::Read };
    if canvas.accessible {
        canvas.text(place, &source_in_words(row, counts), part);
        return;
    }
    let mut inner = place.after(row.indent()).before(1);
    if row.count > 0 && counts {
        let count = grouped(row.count);
        canvas.right(inner, &count, Part::Count);
        inner = inner.before(cells(&count) + 1);
    }
    if row.failing {
        canvas.right(inner, "!", Part::Failing);
        inner = inner.before(2);
    }
    let fold = match row.folded {
        Some(true) => "▸ ",
        Some(false) => "▾ ",
        None => "",
    };
    let taken = canvas.text(inner, fold, Part::Dim);
    canvas.text(inner.after(taken), &row.label, part);
}

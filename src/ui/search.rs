//! Draws the search pane: the line, what was found, and what is wrong with the line.

use super::canvas::{Canvas, cells};
use super::entries::{Columns, draw_row, shade};
use super::prompt::draw_input;
use crate::app::{Answer, Pane, Region, SearchMode, SearchPane, State};
use crate::config::Part;
use crate::model::Hit;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region) {
    let Some(pane) = &state.search.pane else { return };
    let focused = state.screen.focus == Pane::Search && state.overlays.is_empty();
    let title = if focused {
        Part::PaneTitleFocused
    } else {
        Part::PaneTitle
    };
    canvas.text(region.after(1), "Search", title);
    if pane.has_more() && !canvas.accessible {
        canvas.right(region.row().before(1), "more below", Part::Dim);
    }
    let regions = state.search_regions(region);
    canvas.text(regions.line, "/", Part::Key);
    draw_input(
        canvas,
        regions.line.after(2),
        &pane.input,
        focused && pane.mode == SearchMode::Typing,
    );
    draw_completions(state, canvas, regions.completions);
    draw_answer(canvas, pane, regions.answer);
    draw_hits(state, canvas, pane, regions.list, focused);
}

/// What Tab would make of the line, or which search Up brings back.
fn draw_completions(state: &State, canvas: &mut Canvas<'_, '_>, place: Region) {
    let offers = state.completions().offers;
    let (key, said) = match (offers.is_empty(), state.search.recent.first()) {
        (false, _) => ("Tab ", offers.join("   ")),
        (true, last) if canvas.accessible => ("Up ", last.cloned().unwrap_or_default()),
        (true, last) => ("↑ ", last.cloned().unwrap_or_default()),
    };
    canvas.text(place, key, Part::Key);
    canvas.text(place.after(cells(key)), &said, Part::Dim);
}

/// Says what has come of the line.
fn draw_answer(canvas: &mut Canvas<'_, '_>, pane: &SearchPane, place: Region) {
    let (said, part) = match &pane.answer {
        Answer::None => ("Words, \"a phrase\", -not, title:word, is:unread, age:<2d", Part::Dim),
        Answer::Found if pane.hits.is_empty() => ("Nothing was found: fewer or shorter words find more.", Part::Text),
        Answer::Waiting | Answer::Found => ("", Part::Dim),
        Answer::Failed(_) => return draw_mistake(canvas, pane, place, Part::Error),
        Answer::Mistaken(_) => return draw_mistake(canvas, pane, place, Part::Warning),
    };
    canvas.text(place, said, part);
}

/// The mark under the place stands under the line that is being typed.
fn draw_mistake(canvas: &mut Canvas<'_, '_>, pane: &SearchPane, place: Region, part: Part) {
    for (line, row) in pane.mistake_in(place.width).iter().zip(place.each_row()) {
        let is_mark = line.trim_start().starts_with('^');
        canvas.text(if is_mark { row.after(2) } else { row }, line, part);
    }
}

fn draw_hits(state: &State, canvas: &mut Canvas<'_, '_>, pane: &SearchPane, list: Region, focused: bool) {
    let page = (list.rows() / 2).max(1);
    let selected = pane.selected_index();
    let first = pane.first_shown(page);
    let columns = Columns::of(state, list.width);
    for (index, hit) in pane.hits.iter().enumerate().skip(first) {
        let Ok(y) = u16::try_from((index - first) * 2) else {
            break;
        };
        if y >= list.height {
            break;
        }
        let place = list.below(y);
        let place = Region {
            height: place.height.min(2),
            ..place
        };
        draw_row(canvas, place, &hit.row, columns);
        draw_snippet(canvas, place.below(1).after(columns.indent()).before(1), hit);
        // What is being typed keeps the cursor of accessible mode.
        if index == selected && !(canvas.accessible && pane.mode == SearchMode::Typing) {
            shade(canvas, place, focused);
        }
    }
}

/// The snippet in one row, with `…` as the last where something was cut.
fn draw_snippet(canvas: &mut Canvas<'_, '_>, place: Region, hit: &Hit) {
    let wide: u16 = hit
        .snippet
        .iter()
        .map(|(piece, _)| cells(piece))
        .fold(0, u16::saturating_add);
    let is_cut = wide > place.width;
    let mut rest = place.before(u16::from(is_cut));
    for (piece, matched) in &hit.snippet {
        let style = canvas.style(if *matched { Part::Matched } else { Part::Dim });
        let taken = canvas.cut(rest, piece, style);
        rest = rest.after(taken);
    }
    if is_cut {
        canvas.text(
            Region {
                width: rest.width + 1,
                ..rest
            },
            "…",
            Part::Dim,
        );
    }
}

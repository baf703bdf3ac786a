//! Draws the search pane: the line, what was found, and what is wrong with the line.

use super::canvas::{Canvas, cells};
use super::entries::{Columns, draw_row, shade};
use super::prompt::draw_input;
use crate::app::{Answer, Pane, Region, SearchMode, SearchPane, State, first_shown};
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
    if pane.has_more() {
        canvas.right(region.row().before(1), "more below", Part::Dim);
    }
    let line = region.below(1).row().after(1).before(1);
    canvas.text(line, "/", Part::Key);
    draw_input(
        canvas,
        line.after(2),
        &pane.input,
        focused && pane.mode == SearchMode::Typing,
    );
    let below = draw_completions(state, canvas, region.below(2).after(1).before(1));
    let rest = draw_answer(canvas, pane, below);
    let list = Region {
        x: region.x,
        width: region.width,
        ..rest.below(1)
    };
    draw_hits(state, canvas, pane, list, focused);
}

/// What Tab would make of the line, or which search Up brings back; gives the rows that are left.
fn draw_completions(state: &State, canvas: &mut Canvas<'_, '_>, place: Region) -> Region {
    let offers = state.completions().offers;
    let blank = state.search.pane.as_ref().is_some_and(|pane| pane.input.is_blank());
    let (key, said) = match (offers.is_empty(), state.search.recent.first()) {
        (false, _) => ("Tab ", offers.join("   ")),
        (true, Some(last)) if blank => ("↑ ", last.clone()),
        _ => return place,
    };
    canvas.text(place, key, Part::Key);
    canvas.text(place.after(cells(key)), &said, Part::Dim);
    place.below(1)
}

/// Says what has come of the line; gives the rows that are left.
fn draw_answer(canvas: &mut Canvas<'_, '_>, pane: &SearchPane, place: Region) -> Region {
    let (said, part) = match &pane.answer {
        Answer::None => ("Words, \"a phrase\", -not, title:word, is:unread, age:<2d", Part::Dim),
        Answer::Waiting => ("", Part::Dim),
        Answer::Found if pane.hits.is_empty() => ("Nothing was found: fewer or shorter words find more.", Part::Text),
        Answer::Found => ("", Part::Dim),
        Answer::Failed(message) => (message.as_str(), Part::Error),
        Answer::Mistaken(pointed) => return draw_mistake(canvas, pointed, place),
    };
    canvas.text(place, said, part);
    if said.is_empty() { place } else { place.below(1) }
}

/// The mark under the place stands under the line that is being typed; the query itself is not repeated.
fn draw_mistake(canvas: &mut Canvas<'_, '_>, pointed: &str, place: Region) -> Region {
    let mut rest = place;
    for line in pointed.lines().skip(1) {
        let at = if line.trim_start().starts_with('^') {
            rest.after(2)
        } else {
            rest
        };
        canvas.text(at, line, Part::Warning);
        rest = rest.below(1);
    }
    rest
}

fn draw_hits(state: &State, canvas: &mut Canvas<'_, '_>, pane: &SearchPane, list: Region, focused: bool) {
    let page = (list.rows() / 2).max(1);
    let selected = pane.selected_index();
    let first = first_shown(selected, pane.hits.len(), page);
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
        if index == selected {
            shade(canvas, place, focused);
        }
    }
}

fn draw_snippet(canvas: &mut Canvas<'_, '_>, place: Region, hit: &Hit) {
    let mut rest = place;
    for (piece, matched) in &hit.snippet {
        let style = canvas.style(if *matched { Part::Matched } else { Part::Dim });
        let taken = canvas.cut(rest, piece, style);
        rest = rest.after(taken);
    }
}

//! Draws the article: a column of text in the middle of its pane.

use super::canvas::{Canvas, cells, line_as_seen};
use super::hints::draw_lettered;
use super::overlay::{draw_frame, point_at};
use super::style::of_span;
use super::words::line_in_words;
use crate::app::{ArticleText, Hints, LinkedPage, Overlay, Region, State};
use crate::command::Context;
use crate::config::Part;
use crate::model::Line;
use crate::model::direction::seen;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region, text: Region) {
    let Some(article) = &state.article else {
        return draw_none(state, canvas, region);
    };
    let lines = lines_as_seen(state);
    match state.overlays.last() {
        Some(Overlay::Hints(hints)) if state.linked_page().is_none() => {
            draw_lettered(canvas, region, text, &lines, hints);
        }
        _ => draw_lines(canvas, text, &lines),
    }
    let under = text.below(u16::try_from(lines.len()).unwrap_or(u16::MAX));
    if article.text == ArticleText::Gone {
        canvas.text(under, "This entry is no longer kept.", Part::Said);
    }
    draw_found(state, canvas, text);
    point_at(canvas, text, article.cursor.unwrap_or(0));
}

/// The page of a link, over the article that has it; with letters at its links where they are chosen from.
pub(super) fn draw_linked(
    state: &State,
    canvas: &mut Canvas<'_, '_>,
    region: Region,
    linked: &LinkedPage,
    hints: Option<&Hints>,
) {
    let inner = draw_frame(canvas, region, &linked.url);
    let first = state.first_line(linked.top, inner.rows());
    let lines = linked.lines().into_iter().skip(first).take(inner.rows());
    let lines: Vec<Line> = lines.map(|line| canvas.as_seen(line)).collect();
    point_at(canvas, inner, linked.top - first);
    match hints {
        Some(hints) if canvas.accessible => draw_lettered(canvas, inner, inner, &lines, hints),
        Some(hints) => draw_lettered(canvas, region.within(1), inner, &lines, hints),
        None => draw_lines(canvas, inner, &lines),
    }
}

/// Where the links in sight are, and where they lead.
pub(super) fn links(state: &State, text: Region) -> Vec<(Region, String)> {
    let Some(article) = &state.article else {
        return Vec::new();
    };
    let mut links = Vec::new();
    for (line, place) in lines_as_seen(state).iter().zip(text.each_row()) {
        let mut rest = place.after(line.indent);
        for span in &line.spans {
            let wide = cells(&span.text);
            let url = span.link.and_then(|link| article.link(link));
            links.extend(url.map(|url| (rest.first(wide), url)));
            rest = rest.after(wide);
        }
    }
    links
}

/// The lines in sight, each in the order in which it is seen.
fn lines_as_seen(state: &State) -> Vec<Line> {
    let lines = state.shown_lines();
    let lines = lines.into_iter().map(|line| match state.settings.config.accessible {
        true => line_in_words(line),
        false => line,
    });
    match state.settings.config.article.reorder {
        true => lines.map(line_as_seen).collect(),
        false => lines.collect(),
    }
}

fn draw_lines(canvas: &mut Canvas<'_, '_>, text: Region, lines: &[Line]) {
    for (line, place) in lines.iter().zip(text.each_row()) {
        draw_line(canvas, place, line);
    }
}

pub(super) fn draw_line(canvas: &mut Canvas<'_, '_>, place: Region, line: &Line) {
    let mut rest = place.after(line.indent);
    for span in &line.spans {
        let style = of_span(canvas.theme, span);
        let taken = canvas.cut(rest, &span.text, style);
        rest = rest.after(taken);
    }
}

/// Marks the words that were looked for, the present ones most.
fn draw_found(state: &State, canvas: &mut Canvas<'_, '_>, text: Region) {
    let Some((article, find)) = state
        .article
        .as_ref()
        .and_then(|article| Some((article, article.find.as_ref()?)))
    else {
        return;
    };
    let lines = state.shown_lines();
    for (index, place) in find.places.iter().enumerate() {
        let here = index == find.at && (find.asked || find.stepped);
        let part = if here { Part::Hint } else { Part::Matched };
        for (number, cells) in &place.stretches {
            let row = article.row_of(*number, text.width, state.clock);
            let Some((row, line)) = row.and_then(|row| text.each_row().zip(&lines).nth(row)) else {
                continue;
            };
            match seen(line).filter(|_| state.settings.config.article.reorder) {
                None => canvas.shade(row.after(cells.start).first(cells.end - cells.start), part),
                Some(seen) => {
                    let read = cells.clone().map(|cell| usize::from(cell - line.indent.min(cell)));
                    for cell in read.filter_map(|cell| seen.cells.get(cell)) {
                        canvas.shade(row.after(line.indent + cell).first(1), part);
                    }
                }
            }
        }
    }
}

fn draw_none(state: &State, canvas: &mut Canvas<'_, '_>, region: Region) {
    if state.entries.selected().is_some() {
        let line = region.below(region.height / 2).within(2);
        let Some(key) = state.settings.keymap.key_of(Context::Entries, "open") else {
            return;
        };
        let said = format!("{key} opens the selected entry");
        canvas.text(
            line.after(line.width.saturating_sub(cells(&said)) / 2),
            &said,
            Part::Dim,
        );
    }
}

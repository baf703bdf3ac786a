//! Draws the list of entries.

use super::canvas::{Canvas, cells};
use crate::app::{Clock, Pane, Region, State, grouped, order_in_words};
use crate::command::Context;
use crate::config::Part;
use crate::model::{EntryRow, ListOrder, Source};

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region) {
    let focused = state.screen.focus == Pane::Entries && state.overlays.is_empty();
    draw_title(state, canvas, region.row(), focused);
    let list = region.below(1);
    let entries = &state.entries;
    if entries.window.rows.is_empty() {
        return draw_empty(state, canvas, list);
    }
    let two_lines = state.settings.config.list.two_lines;
    let height = if two_lines { 2 } else { 1 };
    let first = entries.first_shown(state.entry_rows());
    let selected = entries.selected_index();
    let columns = columns(state, list.width);
    let chosen = entries.chosen_ids();
    for (index, row) in entries.window.rows.iter().enumerate().skip(first) {
        let Ok(y) = u16::try_from((index - first) * height) else {
            break;
        };
        if y >= list.height {
            break;
        }
        let place = list.below(y);
        let place = Region {
            height: place.height.min(u16::try_from(height).unwrap_or(1)),
            ..place
        };
        if two_lines {
            draw_two_lines(canvas, place, row, state.clock);
        } else {
            draw_row(canvas, place, row, state.clock, columns);
        }
        if chosen.contains(&row.id) {
            canvas.text(place.after(7).first(1), "✓", Part::Key);
        }
        if index == selected {
            shade(canvas, place, focused);
        }
    }
}

/// Shows that a row is selected, by more than colour.
pub(super) fn shade(canvas: &mut Canvas<'_, '_>, place: Region, focused: bool) {
    let part = if focused { Part::SelectedFocused } else { Part::Selected };
    canvas.shade(place, part);
    for row in place.each_row() {
        canvas.text(row, if focused { "▌" } else { "▏" }, part);
    }
}

/// The cells of the feed's name; none where all entries are of one feed or there is no room.
pub(super) fn columns(state: &State, width: u16) -> u16 {
    let one_feed = matches!(state.entries.source, Source::Feed(_)) && state.search.pane.is_none();
    match width {
        _ if one_feed => 0,
        ..46 => 0,
        46..64 => 10,
        64..90 => 14,
        _ => 20,
    }
}

/// Mark, age, feed, title; at the right what else is known.
pub(super) fn draw_row(canvas: &mut Canvas<'_, '_>, place: Region, row: &EntryRow, clock: Clock, feed: u16) {
    let part = text_part(row);
    let inner = draw_mark(canvas, place.row(), row, clock);
    let inner = draw_known(canvas, inner, row);
    let mut title = inner;
    if feed > 0 {
        canvas.text(inner.first(feed), &row.feed_title, Part::Dim);
        title = inner.after(feed + 2);
    }
    canvas.text(title, shown_title(row), part);
}

fn draw_two_lines(canvas: &mut Canvas<'_, '_>, place: Region, row: &EntryRow, clock: Clock) {
    let inner = draw_mark(canvas, place.row(), row, clock);
    let inner = draw_known(canvas, inner, row);
    canvas.text(inner, shown_title(row), text_part(row));
    let author = row
        .author
        .as_ref()
        .map(|author| format!(" · {author}"))
        .unwrap_or_default();
    canvas.text(
        place.below(1).after(8),
        &format!("{}{author}", row.feed_title),
        Part::Dim,
    );
}

/// The sign for unread and the age; gives what is left of the row.
fn draw_mark(canvas: &mut Canvas<'_, '_>, place: Region, row: &EntryRow, clock: Clock) -> Region {
    let mark = if row.read { " " } else { "•" };
    canvas.text(place.after(1), mark, Part::Count);
    canvas.right(place.after(2).first(4), &row.published.age(clock.now), Part::Dim);
    place.after(8).before(1)
}

/// Reading time, whether it is there for offline, and the star, at the right; gives what is left.
fn draw_known(canvas: &mut Canvas<'_, '_>, place: Region, row: &EntryRow) -> Region {
    if place.width < 24 {
        let star = if row.starred { "★" } else { "" };
        canvas.right(place, star, Part::Star);
        return place.before(if row.starred { 2 } else { 0 });
    }
    canvas.right(place, if row.starred { "★" } else { " " }, Part::Star);
    canvas.right(place.before(2), if row.ready { "↓" } else { " " }, Part::Dim);
    let minutes = if row.minutes > 0 {
        format!("{}′", row.minutes)
    } else {
        String::new()
    };
    canvas.right(place.before(4), &minutes, Part::Dim);
    place.before(5 + cells(&minutes).max(3))
}

fn text_part(row: &EntryRow) -> Part {
    if row.read { Part::Read } else { Part::Unread }
}

fn shown_title(row: &EntryRow) -> &str {
    if row.title.is_empty() {
        "(without a title)"
    } else {
        &row.title
    }
}

fn draw_title(state: &State, canvas: &mut Canvas<'_, '_>, place: Region, focused: bool) {
    let part = if focused {
        Part::PaneTitleFocused
    } else {
        Part::PaneTitle
    };
    let new = match state.entries.new {
        0 => String::new(),
        new => format!("↑ {} new", grouped(new)),
    };
    let inner = place.after(1).before(1);
    canvas.right(inner, &new, Part::Info);
    let mut name = state.sidebar.name_of(&state.entries.source);
    if state.entries.order != ListOrder::Newest {
        name = format!("{name}, {}", order_in_words(state.entries.order));
    }
    canvas.text(inner.before(cells(&new) + 1), &name, part);
}

/// Says why there is nothing, and which key helps.
fn draw_empty(state: &State, canvas: &mut Canvas<'_, '_>, list: Region) {
    let keymap = &state.settings.keymap;
    let key = |command: &str| {
        keymap
            .key_of(Context::Entries, command)
            .unwrap_or_else(|| format!(":{command}"))
    };
    let (said, help) = match (&state.entries.source, state.entries.loaded) {
        (_, false) => ("", String::new()),
        _ if state.network.progress.is_some() => ("No entry yet: the feeds are being fetched.", String::new()),
        (Source::Unread, _) => ("Nothing is unread.", format!("{} lists everything", key("go All"))),
        (Source::Starred, _) => ("Nothing is starred.", format!("{} stars an entry", key("toggle-star"))),
        (Source::Today, _) => (
            "Nothing has come today.",
            format!("{} fetches all feeds", key("refresh --force All")),
        ),
        _ => (
            "There is no entry here.",
            format!("{} fetches all feeds", key("refresh --force All")),
        ),
    };
    canvas.text(list.below(1).after(2), said, Part::Text);
    canvas.text(list.below(2).after(2), &help, Part::Dim);
}

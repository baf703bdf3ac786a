//! Draws the list of entries.

use super::canvas::{Canvas, cells};
use super::overlay::point_at;
use super::words::entry_in_words;
use crate::app::{Clock, Pane, Region, State, grouped, order_in_words};
use crate::config::{ListDates, Part};
use crate::model::{EntryRow, ListOrder, Source, Timestamp};

/// Narrower rows tell the age: a date would take what the title needs.
const DATES_WIDTH: u16 = 40;
/// The sign for a chosen entry, and the blank that keeps it apart from the title.
const CHOSEN_WIDTH: u16 = 2;

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
    let columns = Columns::of(state, list.width);
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
        if canvas.accessible {
            draw_words(canvas, place, row, columns, chosen.contains(&row.id));
        } else if two_lines {
            draw_two_lines(canvas, place, row, columns);
        } else {
            draw_row(canvas, place, row, columns);
        }
        if chosen.contains(&row.id) && !canvas.accessible {
            canvas.text(place.after(columns.indent() - CHOSEN_WIDTH).first(1), "✓", Part::Key);
        }
        if index == selected {
            shade(canvas, place, focused);
        }
    }
}

/// Shows that a row is selected, by more than colour: by a sign, or in accessible mode by the terminal's cursor.
pub(super) fn shade(canvas: &mut Canvas<'_, '_>, place: Region, focused: bool) {
    let part = if focused { Part::SelectedFocused } else { Part::Selected };
    canvas.shade(place, part);
    if canvas.accessible {
        return canvas.set_cursor(place);
    }
    for row in place.each_row() {
        canvas.text(row, if focused { "▌" } else { "▏" }, part);
    }
}

/// What stands before the titles of a list.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    /// The cells of the feed's name; none where all entries are of one feed or there is no room.
    feed: u16,
    one_feed: bool,
    /// The cells of the sign for what is chosen; none where nothing is.
    chosen: u16,
    dates: ListDates,
    clock: Clock,
}

impl Columns {
    pub(super) fn of(state: &State, width: u16) -> Columns {
        let one_feed = matches!(state.entries.source, Source::Feed(_)) && state.search.pane.is_none();
        let is_choosing = state.entries.is_choosing() && state.search.pane.is_none();
        let dates = if width < DATES_WIDTH {
            ListDates::Age
        } else {
            state.settings.config.list.dates
        };
        let feed = match width {
            _ if one_feed => 0,
            ..46 => 0,
            46..64 => 10,
            64..90 => 14,
            _ => 20,
        };
        Columns {
            feed,
            one_feed,
            chosen: if is_choosing { CHOSEN_WIDTH } else { 0 },
            dates,
            clock: state.clock,
        }
    }

    /// When an entry came, as its row tells it.
    pub(super) fn when(self, time: Timestamp) -> String {
        match self.dates {
            ListDates::Age => time.age(self.clock.now),
            ListDates::Date => self.clock.date(time),
        }
    }

    fn when_width(self) -> u16 {
        match self.dates {
            ListDates::Age => 4,
            ListDates::Date => cells(self.clock.dates.example()),
        }
    }

    /// Whether the entries are of several feeds.
    pub(super) fn tells_feed(self) -> bool {
        !self.one_feed
    }

    /// The cells before the feed's name or the title, the last of them for the sign of what is chosen.
    pub(super) fn indent(self) -> u16 {
        self.when_width() + 4 + self.chosen
    }
}

/// An entry in words, what is first known of it in the first row.
fn draw_words(canvas: &mut Canvas<'_, '_>, place: Region, row: &EntryRow, columns: Columns, chosen: bool) {
    let lines = entry_in_words(row, columns, chosen, place.rows());
    for (words, line) in lines.iter().zip(place.each_row()) {
        canvas.text(line, words, text_part(row));
    }
}

/// Mark, age, feed, title; at the right what else is known.
pub(super) fn draw_row(canvas: &mut Canvas<'_, '_>, place: Region, row: &EntryRow, columns: Columns) {
    if canvas.accessible {
        return draw_words(canvas, place.row(), row, columns, false);
    }
    let part = text_part(row);
    let inner = draw_mark(canvas, place.row(), row, columns);
    let inner = draw_known(canvas, inner, row);
    let mut title = inner;
    if columns.feed > 0 {
        canvas.text(inner.first(columns.feed), &row.feed_title, Part::Dim);
        title = inner.after(columns.feed + 2);
    }
    canvas.text(title, shown_title(row), part);
}

fn draw_two_lines(canvas: &mut Canvas<'_, '_>, place: Region, row: &EntryRow, columns: Columns) {
    let inner = draw_mark(canvas, place, row, columns);
    let inner = draw_known(canvas, inner, row);
    canvas.text(inner, shown_title(row), text_part(row));
    let author = row
        .author
        .as_ref()
        .map(|author| format!(" · {author}"))
        .unwrap_or_default();
    canvas.text(
        place.below(1).after(columns.indent()),
        &format!("{}{author}", row.feed_title),
        Part::Dim,
    );
}

/// The sign for unread and when it came; gives what is left of the row.
fn draw_mark(canvas: &mut Canvas<'_, '_>, place: Region, row: &EntryRow, columns: Columns) -> Region {
    if !row.read {
        canvas.text(place.after(1), "•", Part::Count);
    }
    let when = place.after(2).first(columns.when_width());
    canvas.right(when, &columns.when(row.published), Part::Dim);
    place.after(columns.indent()).before(1)
}

/// Reading time, whether it is there for offline, and the star, at the right; gives what is left.
fn draw_known(canvas: &mut Canvas<'_, '_>, place: Region, row: &EntryRow) -> Region {
    if place.width < 24 {
        if row.starred {
            canvas.right(place, "★", Part::Star);
        }
        return place.before(if row.starred { 2 } else { 0 });
    }
    if row.starred {
        canvas.right(place, "★", Part::Star);
    }
    if row.ready {
        canvas.right(place.before(2), "↓", Part::Dim);
    }
    let minutes = if row.minutes > 0 {
        format!("{}′", row.minutes)
    } else {
        String::new()
    };
    let wide = canvas.right(place.before(4), &minutes, Part::Dim);
    place.before(5 + wide.max(3))
}

fn text_part(row: &EntryRow) -> Part {
    if row.read { Part::Read } else { Part::Unread }
}

pub(super) fn shown_title(row: &EntryRow) -> &str {
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
        new if canvas.accessible => format!("{} new above", grouped(new)),
        new => format!("↑ {} new", grouped(new)),
    };
    let inner = place.after(1).before(1);
    let mut name = state.sidebar.name_of(&state.entries.source);
    if state.entries.order != ListOrder::Newest {
        name = format!("{name}, {}", order_in_words(state.entries.order));
    }
    if canvas.accessible && !new.is_empty() {
        canvas.text(inner, &format!("{name}, {new}"), part);
        return;
    }
    canvas.right(inner, &new, Part::Info);
    canvas.text(inner.before(cells(&new) + 1), &name, part);
}

/// Says why there is nothing, and which key helps.
fn draw_empty(state: &State, canvas: &mut Canvas<'_, '_>, list: Region) {
    let (said, help) = match (&state.entries.source, state.entries.loaded) {
        (_, false) => ("", String::new()),
        _ if state.network.progress.is_some() => ("No entry yet: the feeds are being fetched.", String::new()),
        (Source::Unread, _) => (
            "Nothing is unread.",
            format!("{} lists everything", state.key_for("go All")),
        ),
        (Source::Starred, _) => (
            "Nothing is starred.",
            format!("{} stars an entry", state.key_for("toggle-star")),
        ),
        (Source::Today, _) => (
            "Nothing has come today.",
            format!("{} fetches all feeds", state.key_for("refresh --force All")),
        ),
        (Source::Failing, _) => (
            "The feeds that fail have brought no entry yet.",
            format!("{} on one of them says why it fails", state.key_for("health")),
        ),
        _ => (
            "There is no entry here.",
            format!("{} fetches all feeds", state.key_for("refresh --force All")),
        ),
    };
    canvas.text(list.below(1).after(2), said, Part::Text);
    canvas.text(list.below(2).after(2), &help, Part::Dim);
    point_at(canvas, list, 1);
}

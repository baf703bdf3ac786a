//! Draws the bottom line, and over the rows above it a notice that is longer than a line.

use super::canvas::{Canvas, cells};
use super::overlay::severity;
use crate::app::{Notice, Region, State, Status, grouped, status, wrap};
use crate::config::Part;

/// A notice takes at most so many rows; the log has all of it.
const NOTICE_ROWS: usize = 4;
/// Cells between two keys.
const KEY_GAP: u16 = 3;
/// Narrower lines have no room for the minutes that are left.
const MINUTES_WIDTH: u16 = 64;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region) {
    if canvas.accessible {
        return draw_announcement(state, canvas, region);
    }
    if let Some(notice) = state.notices.shown() {
        return draw_notice(canvas, region, notice);
    }
    let status = status(state);
    if !status.begun.is_empty() {
        return draw_over(canvas, region, &status.begun, Part::Key);
    }
    let inner = region.after(1).before(1);
    let taken = draw_known(canvas, inner, &status);
    draw_keys(canvas, inner.after(taken + 2), &status);
}

/// What is announced, in the rows that were made for it.
fn draw_announcement(state: &State, canvas: &mut Canvas<'_, '_>, region: Region) {
    let shown = state.notices.shown();
    let part = shown.map_or(Part::Status, |notice| severity(notice.severity));
    let lines = wrap(&state.announcement(), usize::from(region.width));
    for (text, row) in lines.iter().zip(region.each_row()) {
        canvas.text(row, text, part);
    }
}

/// What is known, from the left; gives the cells it took.
fn draw_known(canvas: &mut Canvas<'_, '_>, place: Region, status: &Status) -> u16 {
    let mut parts: Vec<(String, Part)> = Vec::new();
    if let Some((at, of)) = status.position {
        let more = if status.more { "+" } else { "" };
        parts.push((format!("{}/{}{more}", grouped(at), grouped(of)), Part::Status));
    }
    if let Some(seen) = status.seen {
        parts.push((format!("{seen}%"), Part::Status));
    }
    if let Some(minutes) = status.minutes_left.filter(|_| place.width >= MINUTES_WIDTH) {
        parts.push((format!("{minutes} min left"), Part::Status));
    }
    if status.chosen > 0 {
        parts.push((format!("{} chosen", status.chosen), Part::Info));
    }
    if status.unread > 0 {
        parts.push((format!("{} unread", grouped(status.unread)), Part::Status));
    }
    if let Some(progress) = status.progress {
        parts.push((format!("{}/{} feeds", progress.done, progress.total), Part::Info));
    }
    if status.looking {
        parts.push(("looking for a feed".to_owned(), Part::Info));
    }
    if let Some(prefetch) = status.prefetch {
        parts.push((format!("{}/{} ready", prefetch.done, prefetch.total), Part::Info));
    }
    if let Some(cleanup) = status.cleanup {
        let [done, total] = [cleanup.done, cleanup.total].map(|entries| grouped(entries as u64));
        parts.push((format!("{done}/{total} cleaned up"), Part::Info));
    }
    if status.offline {
        parts.push(("offline".to_owned(), Part::Warning));
    }
    let mut taken = 0;
    for (text, part) in parts {
        if taken > 0 {
            taken += canvas.text(place.after(taken), " · ", Part::Dim);
        }
        taken += canvas.text(place.after(taken), &text, part);
    }
    taken
}

/// The most useful keys at the right, as many as there is room for.
fn draw_keys(canvas: &mut Canvas<'_, '_>, place: Region, status: &Status) {
    let mut rest = place;
    for (key, label) in keys_that_fit(&status.keys, place.width).into_iter().rev() {
        let wide = cells(key) + 1 + cells(label);
        let at = rest.within_right(wide);
        let taken = canvas.text(at, key, Part::Key);
        canvas.text(at.after(taken + 1), label, Part::Dim);
        rest = rest.before(wide + KEY_GAP);
    }
}

/// The keys for which there is room, those before others first: they are the more useful.
fn keys_that_fit<'a>(keys: &'a [(String, &'static str)], width: u16) -> Vec<(&'a str, &'static str)> {
    let mut taken = 0;
    let mut fitting = Vec::new();
    for (key, label) in keys {
        let gap = if fitting.is_empty() { 0 } else { KEY_GAP };
        let wide = gap + cells(key) + 1 + cells(label);
        if taken + wide <= width {
            taken += wide;
            fitting.push((key.as_str(), *label));
        }
    }
    fitting
}

fn draw_notice(canvas: &mut Canvas<'_, '_>, region: Region, notice: &Notice) {
    draw_over(canvas, region, &notice.text, severity(notice.severity));
}

/// Draws a text that may be longer than a line, over the rows above it.
fn draw_over(canvas: &mut Canvas<'_, '_>, region: Region, said: &str, part: Part) {
    let width = usize::from(region.width.saturating_sub(2)).max(1);
    let mut lines = wrap(said, width);
    // What it is about stays in sight on a small screen too.
    let rows = NOTICE_ROWS.min(1 + usize::from(region.y / 3));
    if lines.len() > rows {
        lines.truncate(rows);
        lines[rows - 1].push('…');
    }
    let above = u16::try_from(lines.len().saturating_sub(1)).unwrap_or(0);
    let place = Region {
        y: region.y - above,
        height: region.height + above,
        ..region
    };
    canvas.clear(place);
    for (text, row) in lines.iter().zip(place.each_row()) {
        canvas.text(row.after(1), text, part);
    }
}

//! Draws what lies over the panes: help, notices, choices, questions with yes or no.

use super::canvas::Canvas;
use super::entries::shade;
use super::prompt::draw_input;
use crate::app::{
    Choices, Confirm, Contents, HelpPane, HelpRow, Region, Severity, State, TIME_WIDTH, ThemeChoice, first_shown,
    key_column, wrap,
};
use crate::config::Part;

/// Empties a region, draws a line around it with a title, and gives what is inside; in accessible mode the title alone.
pub(super) fn draw_frame(canvas: &mut Canvas<'_, '_>, region: Region, title: &str) -> Region {
    canvas.clear(region);
    canvas.shade(region, Part::Overlay);
    if canvas.accessible {
        canvas.text(region, title, Part::PaneTitleFocused);
        return region.below(1);
    }
    if region.height < 3 || region.width < 8 {
        return region;
    }
    let line = "─".repeat(usize::from(region.width - 2));
    for (index, row) in region.each_row().enumerate() {
        let text = match index {
            0 => format!("┌{line}┐"),
            index if index + 1 == region.rows() => format!("└{line}┘"),
            _ => {
                canvas.text(row.within_right(1), "│", Part::Rule);
                "│".to_owned()
            }
        };
        canvas.text(row, &text, Part::Rule);
    }
    canvas.text(region.after(2).before(2), &format!(" {title} "), Part::PaneTitleFocused);
    region.within_frame()
}

pub(super) fn draw_help(state: &State, canvas: &mut Canvas<'_, '_>, region: Region, help: &HelpPane) {
    let inner = draw_frame(canvas, region, "Help");
    let list = help.list(inner);
    let width = usize::from(inner.width);
    let column = match canvas.accessible {
        true => 0,
        false => u16::try_from(key_column(width) + 1).unwrap_or(u16::MAX),
    };
    let rows = state.help_rows(help, width);
    if rows.is_empty() {
        canvas.text(list, "Nothing here is said in these words.", Part::Dim);
    }
    let first = state.first_line(help.top, list.rows());
    for (row, place) in rows.iter().skip(first).zip(list.each_row()) {
        match row {
            HelpRow::Heading(heading) => {
                canvas.text(place, heading, Part::Heading);
            }
            HelpRow::Key { keys, summary } => {
                canvas.text(place.first(column), keys, Part::Key);
                canvas.text(place.after(column), summary, Part::Text);
            }
        }
    }
    point_at(canvas, list, help.top - first);
    if let Some(sought) = &help.sought {
        canvas.text(inner, "/", Part::Key);
        draw_input(canvas, inner.after(2), sought, help.typing);
    }
}

/// In accessible mode the cursor is on the line that is read.
pub(super) fn point_at(canvas: &mut Canvas<'_, '_>, inner: Region, row: usize) {
    if canvas.accessible {
        canvas.set_cursor(inner.below(u16::try_from(row).unwrap_or(u16::MAX)));
    }
}

pub(super) fn draw_notices(state: &State, canvas: &mut Canvas<'_, '_>, region: Region, top: usize) {
    let inner = draw_frame(canvas, region, "Notices, the newest first");
    let rows = state.notice_rows(usize::from(inner.width));
    if rows.is_empty() {
        canvas.text(inner, "Nothing was said yet.", Part::Dim);
    }
    let first = state.first_line(top, inner.rows());
    let time_width = u16::try_from(TIME_WIDTH).unwrap_or(0);
    for (row, place) in rows.iter().skip(first).zip(inner.each_row()) {
        canvas.text(place, row.time.as_deref().unwrap_or_default(), Part::Dim);
        canvas.text(place.after(time_width), &row.text, severity(row.severity));
    }
    point_at(canvas, inner, top - first);
}

pub(super) fn draw_contents(canvas: &mut Canvas<'_, '_>, region: Region, contents: &Contents) {
    let inner = draw_frame(canvas, region, "Contents");
    let first = first_shown(contents.selected, contents.headings.len(), inner.rows());
    let headings = contents.headings.iter().enumerate().skip(first);
    for ((index, heading), place) in headings.zip(inner.each_row()) {
        canvas.text(place.after(2 + 2 * heading.depth), &heading.text, Part::Text);
        if index == contents.selected {
            shade(canvas, place, true);
        }
    }
}

pub(super) fn draw_themes(canvas: &mut Canvas<'_, '_>, region: Region, choice: &ThemeChoice) {
    let inner = draw_frame(canvas, region, "Themes");
    let first = first_shown(choice.selected, choice.offers.len(), inner.rows());
    let offers = choice.offers.iter().enumerate().skip(first);
    for ((index, (name, _)), place) in offers.zip(inner.each_row()) {
        canvas.text(place.after(2), name, Part::Text);
        if index == choice.selected {
            shade(canvas, place, true);
        }
    }
}

pub(super) fn draw_choices(canvas: &mut Canvas<'_, '_>, region: Region, choices: &Choices) {
    let inner = draw_frame(canvas, region, choices.title);
    let first = choices.first_shown(inner.rows());
    let feeds = choices.subscriptions.iter().enumerate().skip(first);
    for ((index, feed), place) in feeds.zip(inner.each_row()) {
        let taken = match (choices.chosen.contains(&index), canvas.accessible) {
            (true, true) => "taken: ",
            (false, true) => "",
            (true, false) => "[x] ",
            (false, false) => "[ ] ",
        };
        let used = canvas.text(place.after(1), taken, Part::Key);
        let title = feed.title.as_deref().unwrap_or(&feed.url);
        let used = used + 1 + canvas.text(place.after(1 + used), title, Part::Text);
        if feed.title.is_some() {
            canvas.text(place.after(used + 2), &feed.url, Part::Dim);
        }
        if index == choices.selected {
            shade(canvas, place, true);
        }
    }
}

pub(super) fn draw_confirm(canvas: &mut Canvas<'_, '_>, region: Region, confirm: &Confirm) {
    let inner = draw_frame(canvas, region, "Are you sure?");
    let lines = wrap(&confirm.question, usize::from(inner.width));
    for (text, place) in lines.iter().zip(inner.each_row()) {
        canvas.text(place, text, Part::Text);
    }
    let foot = inner.below(inner.height.saturating_sub(1));
    canvas.text(foot, "y yes   n no", Part::Key);
    point_at(canvas, inner, 0);
}

/// How a notice looks.
pub(super) fn severity(severity: Severity) -> Part {
    match severity {
        Severity::Info => Part::Info,
        Severity::Warning => Part::Warning,
        Severity::Error => Part::Error,
    }
}

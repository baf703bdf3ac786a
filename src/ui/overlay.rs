//! Draws what lies over the panes: help, notices, choices, questions with yes or no.

use super::canvas::Canvas;
use super::entries::shade;
use crate::app::{Choices, Confirm, Contents, HelpLine, Region, Severity, State, first_shown, help, wrap};
use crate::command::Context;
use crate::config::Part;

/// Empties a region, draws a line around it with a title, and gives what is inside.
pub(super) fn draw_frame(canvas: &mut Canvas<'_, '_>, region: Region, title: &str) -> Region {
    canvas.clear(region);
    canvas.shade(region, Part::Overlay);
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

pub(super) fn draw_help(state: &State, canvas: &mut Canvas<'_, '_>, region: Region, context: Context, top: usize) {
    let inner = draw_frame(canvas, region, "Help");
    let lines = help(&state.settings.keymap, context);
    for (line, place) in lines.iter().skip(top).zip(inner.each_row()) {
        match line {
            HelpLine::Blank => {}
            HelpLine::Heading(heading) => {
                canvas.text(place, heading, Part::Heading);
            }
            HelpLine::Key { keys, summary } => {
                let column = if place.width < 60 { 13 } else { 22 };
                canvas.text(place.first(column), keys, Part::Key);
                canvas.text(place.after(column + 1), summary, Part::Text);
            }
        }
    }
}

pub(super) fn draw_notices(state: &State, canvas: &mut Canvas<'_, '_>, region: Region, top: usize) {
    let inner = draw_frame(canvas, region, "Notices, the newest first");
    let mut rows = inner.each_row();
    if state.notices.newest_first().len() == 0 {
        canvas.text(inner, "Nothing was said yet.", Part::Dim);
    }
    for notice in state.notices.newest_first().skip(top) {
        let time = notice.at.date_and_time(state.clock.zone);
        let time = time.get(11..).unwrap_or("");
        for (index, text) in wrap(&notice.text, usize::from(inner.width.saturating_sub(7)))
            .iter()
            .enumerate()
        {
            let Some(place) = rows.next() else { return };
            if index == 0 {
                canvas.text(place, time, Part::Dim);
            }
            canvas.text(place.after(7), text, severity(notice.severity));
        }
    }
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

pub(super) fn draw_choices(canvas: &mut Canvas<'_, '_>, region: Region, choices: &Choices) {
    let inner = draw_frame(canvas, region, choices.title);
    let first = choices.first_shown(inner.rows());
    let feeds = choices.subscriptions.iter().enumerate().skip(first);
    for ((index, feed), place) in feeds.zip(inner.each_row()) {
        let taken = if choices.chosen.contains(&index) {
            "[x] "
        } else {
            "[ ] "
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
}

/// How a notice looks.
pub(super) fn severity(severity: Severity) -> Part {
    match severity {
        Severity::Info => Part::Info,
        Severity::Warning => Part::Warning,
        Severity::Error => Part::Error,
    }
}

//! Draws a feed's own screen: how it fares, then what helps.

use super::canvas::Canvas;
use super::entries::shade;
use super::overlay::draw_frame;
use crate::app::{HealthPane, Region, State, remedies};
use crate::config::Part;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region, pane: &HealthPane) {
    let feed = state.sidebar.feed(pane.feed);
    let title = feed.map_or("Feed", |feed| feed.title.as_str());
    let inner = draw_frame(canvas, region, title);
    let Some((feed, health)) = feed.zip(pane.health.as_ref()) else {
        return;
    };
    let remedies = remedies(feed, health, state.clock.now);
    let mut rows = inner.each_row();
    let part = if feed.error.is_some() {
        Part::Warning
    } else {
        Part::Text
    };
    for (line, place) in pane.told(feed, health, state.clock, inner).iter().zip(rows.by_ref()) {
        canvas.text(place, line, part);
    }
    for (text, place) in ["", "What helps"].into_iter().zip(rows.by_ref()) {
        canvas.text(place, text, Part::Heading);
    }
    for ((index, remedy), place) in remedies.iter().enumerate().zip(rows) {
        let used = canvas.text(place.after(1), &remedy.what, Part::Text);
        canvas.text(place.after(used + 3), &format!(":{}", remedy.shown()), Part::Dim);
        if index == pane.selected {
            shade(canvas, place, true);
        }
    }
}

//! Draws the journal: age and change, a line each.

use super::canvas::Canvas;
use super::entries::shade;
use super::overlay::draw_frame;
use crate::app::{Journal, Region, State, first_shown};
use crate::config::Part;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region, journal: &Journal) {
    let inner = draw_frame(canvas, region, "Journal, the newest first");
    if journal.loaded && journal.changes.is_empty() {
        canvas.text(inner, "Nothing was changed yet.", Part::Dim);
    }
    let first = first_shown(journal.selected, journal.changes.len(), inner.rows());
    let changes = journal.changes.iter().enumerate().skip(first);
    for ((index, change), place) in changes.zip(inner.each_row()) {
        let age = change.at.map_or_else(String::new, |at| at.age(state.clock.now));
        canvas.right(place.after(1).first(5), &age, Part::Dim);
        let (before, part) = match change.undone {
            true => ("taken back: ", Part::Dim),
            false => ("", Part::Text),
        };
        let taken = canvas.text(place.after(8), before, Part::Dim);
        canvas.text(place.after(8 + taken), &change.what, part);
        if index == journal.selected {
            shade(canvas, place, true);
        }
    }
}

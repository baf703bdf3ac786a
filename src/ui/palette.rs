//! Draws the palette and the finder.

use super::canvas::{Canvas, cells};
use super::entries::shade;
use super::overlay::draw_frame;
use super::prompt::draw_input;
use crate::app::{Finder, Offer, Palette, Region, State, first_shown, wrap};
use crate::config::Part;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region, palette: &Palette) {
    let inner = draw_frame(canvas, region, "Commands");
    canvas.text(inner, ":", Part::Key);
    draw_input(canvas, inner.after(2), &palette.input, true);
    let mut list = inner.below(2);
    list.x = list.x.saturating_sub(1);
    list.width = (list.width + 2).min(region.width);
    let offers = palette.offers(&state.settings.keymap);
    let selected = palette.selected(offers.len());
    let first = first_shown(selected.unwrap_or(0), offers.len(), list.rows());
    for ((index, offer), place) in offers.iter().enumerate().skip(first).zip(list.each_row()) {
        draw_offer(canvas, place.after(1).before(1), offer);
        if Some(index) == selected {
            shade(canvas, place, true);
        }
    }
    draw_mistake(canvas, inner.below(1), palette, &offers);
}

/// What is wrong with the line stands between it and the offers, and over them where it is long.
fn draw_mistake(canvas: &mut Canvas<'_, '_>, place: Region, palette: &Palette, offers: &[Offer]) {
    let (said, part) = match (&palette.mistake, palette.remark(offers)) {
        (Some(mistake), _) => (mistake.clone(), Part::Error),
        (None, Some(remark)) => (remark, Part::Dim),
        (None, None) => return,
    };
    for (line, row) in wrap(&said, usize::from(place.width)).iter().zip(place.each_row()) {
        canvas.clear(row);
        canvas.text(row, line, part);
    }
}

pub(super) fn draw_finder(state: &State, canvas: &mut Canvas<'_, '_>, region: Region, finder: &Finder) {
    let inner = draw_frame(canvas, region, "Go to a source");
    canvas.text(inner, "›", Part::Key);
    draw_input(canvas, inner.after(2), &finder.input, true);
    let list = inner.below(2);
    let offers = finder.offers(&state.sidebar);
    if offers.is_empty() {
        canvas.text(list, "No source is like this; fewer letters find more.", Part::Dim);
    }
    let selected = finder.selected.min(offers.len().saturating_sub(1));
    let first = first_shown(selected, offers.len(), list.rows());
    for ((index, (name, _)), place) in offers.iter().enumerate().skip(first).zip(list.each_row()) {
        canvas.text(place.after(2), name, Part::Text);
        if index == selected {
            shade(canvas, place, true);
        }
    }
}

fn draw_offer(canvas: &mut Canvas<'_, '_>, place: Region, offer: &Offer) {
    let key = offer.key.as_deref().unwrap_or("");
    canvas.right(place, key, Part::Key);
    let room = place.before(cells(key) + 1);
    let name = 20.min(room.width);
    canvas.text(room.first(name), &offer.usage, Part::Text);
    canvas.text(room.after(name + 1), offer.spec.summary, Part::Dim);
}

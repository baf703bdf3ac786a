//! Draws what is seen while there is no feed: what to do first.

use super::canvas::Canvas;
use super::overlay::point_at;
use crate::app::{Region, State, wrap};
use crate::command::Context;
use crate::config::Part;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region) {
    let width = 56.min(region.width.saturating_sub(2));
    let left = (region.width - width) / 2;
    let column = region.below(region.height / 4).after(left).first(width);
    canvas.text(column, "dateline", Part::Title);
    let mut rest = column.below(2);
    for text in wrap("There is no feed yet. Any of these makes a start:", usize::from(width)) {
        canvas.text(rest, &text, Part::Text);
        rest = rest.below(1);
    }
    point_at(canvas, rest, 0);
    rest = rest.below(1);
    let keymap = &state.settings.keymap;
    let ways = [
        ("add", "add a feed, by its address or that of its page"),
        ("import", "import the feeds of another reader"),
        ("open", "choose from a list of feeds"),
        ("help", "see every key"),
    ];
    for (command, what) in ways {
        let bound = keymap.key_of(Context::Entries, command);
        let Some(key) = bound.filter(|_| command != "open" || !state.sidebar.starter.is_empty()) else {
            continue;
        };
        canvas.right(rest.first(5), &key, Part::Key);
        for text in wrap(what, usize::from(width.saturating_sub(7))) {
            canvas.text(rest.after(7), &text, Part::Text);
            rest = rest.below(1);
        }
    }
}

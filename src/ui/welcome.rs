//! Draws what is seen while there is no feed: what to do first.

use super::canvas::{Canvas, cells};
use super::overlay::point_at;
use crate::app::{Region, State, wrap};
use crate::config::Part;

/// Cells between a key and what it does.
const GAP: u16 = 2;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region) {
    let width = 56.min(region.width.saturating_sub(2));
    let left = (region.width - width) / 2;
    let opening = wrap("There is no feed yet. Any of these makes a start:", usize::from(width));
    let ways: Vec<(String, String)> = ways(state)
        .into_iter()
        .map(|(command, what)| (state.key_for(command), what))
        .collect();
    let keys = ways.iter().map(|(key, _)| cells(key)).max().unwrap_or(0);
    let room = usize::from(width.saturating_sub(keys + GAP));
    let ways: Vec<(String, Vec<String>)> = ways.into_iter().map(|(key, what)| (key, wrap(&what, room))).collect();
    let rows = 3 + opening.len() + ways.iter().map(|(_, lines)| lines.len()).sum::<usize>();
    let free = u16::try_from(region.rows().saturating_sub(rows) / 2).unwrap_or(u16::MAX);
    let column = region.below((region.height / 4).min(free)).after(left).first(width);
    canvas.text(column, "dateline", Part::Title);
    let mut rest = column.below(2);
    for text in opening {
        canvas.text(rest, &text, Part::Text);
        rest = rest.below(1);
    }
    rest = rest.below(1);
    point_at(canvas, rest, 0);
    for (key, lines) in ways {
        canvas.right(rest.first(keys), &key, Part::Key);
        for text in lines {
            canvas.text(rest.after(keys + GAP), &text, Part::Text);
            rest = rest.below(1);
        }
    }
}

/// The commands that make a start, each with what it does now, the nearest first.
fn ways(state: &State) -> Vec<(&'static str, String)> {
    let add = ("add", "add a feed, by its address or that of its page".to_owned());
    let starter = "choose from a list of feeds".to_owned();
    let help = ("help", "see every key".to_owned());
    let Some(list) = state.offered_list() else {
        let import = ("import", "import the feeds of another reader".to_owned());
        return vec![add, import, ("open", starter), help];
    };
    let import = format!("import {} ({})", list.content(), list.file);
    let other = match state.found_lists.get(1) {
        Some(other) => format!("import another file, as {}", other.file),
        None => "import another file".to_owned(),
    };
    vec![("open", import), ("import", other), add, ("suggest", starter), help]
}

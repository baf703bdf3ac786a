//! Draws a question with its line, and any line that is being typed.

use super::canvas::{Canvas, cells};
use super::overlay::draw_frame;
use crate::app::{LineEditor, Prompt, Region, State, wrap};
use crate::config::Part;
use crate::model::text::clusters;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_, '_>, region: Region, prompt: &Prompt) {
    let inner = draw_frame(canvas, region, prompt.title());
    canvas.text(inner, "›", Part::Key);
    draw_input(canvas, inner.after(2), &prompt.input, true);
    let offers = state.answers(prompt).offers;
    let below = inner.below(1);
    match &prompt.mistake {
        Some(mistake) => {
            for (line, row) in wrap(mistake, usize::from(below.width)).iter().zip(below.each_row()) {
                canvas.text(row, line, Part::Error);
            }
        }
        None if !offers.is_empty() => {
            canvas.text(below, &format!("Tab  {}", offers.join("   ")), Part::Dim);
        }
        None => {
            let lines = wrap(prompt.hint(), usize::from(below.width));
            for (line, row) in lines.iter().zip(below.each_row()) {
                canvas.text(row, line, Part::Dim);
            }
        }
    }
}

/// Draws a line with the cursor in sight; what does not fit goes at the left.
pub(super) fn draw_input(canvas: &mut Canvas<'_, '_>, place: Region, input: &LineEditor, active: bool) {
    let room = usize::from(place.width.saturating_sub(1));
    let text = input.text();
    let before = input.before();
    let mut hidden = 0;
    let mut left = usize::from(cells(before));
    for (cluster, wide) in clusters(before) {
        if left <= room {
            break;
        }
        left -= wide;
        hidden += cluster.len();
    }
    let style = canvas.style(if input.is_offered() { Part::Dim } else { Part::Text });
    canvas.cut(place, &text[hidden..], style);
    if active {
        canvas.set_cursor(
            place.after(
                u16::try_from(left)
                    .unwrap_or(u16::MAX)
                    .min(place.width.saturating_sub(1)),
            ),
        );
    }
}

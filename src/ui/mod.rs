//! Drawing: a function of the state that changes nothing. One file per pane, named as in `app`.

mod article;
mod canvas;
mod entries;
mod health;
mod hints;
mod journal;
mod overlay;
mod palette;
mod prompt;
mod search;
mod sidebar;
mod signs;
mod status;
mod style;
mod welcome;
mod words;

use crate::app::{Layout, Overlay, Region, State};
use crate::config::Part;
use canvas::Canvas;
use ratatui::Frame;

/// The links in sight that the terminal can open, each in a region of one row; none while something lies over them.
pub fn links(state: &State) -> Vec<(Region, String)> {
    let wanted = state.settings.config.article.terminal_links && state.overlays.is_empty();
    match state.layout().text.filter(|_| wanted) {
        Some(text) => article::links(state, text),
        None => Vec::new(),
    }
}

/// Draws everything.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let layout = state.layout();
    let mut canvas = Canvas::new(frame, state.theme(), &state.settings.config);
    // In accessible mode what lies over the panes takes their place.
    let is_covered = canvas.accessible && !matches!(state.overlays.last(), None | Some(Overlay::Hints(_)));
    if !is_covered {
        draw_panes(state, &mut canvas, &layout);
    }
    status::draw(state, &mut canvas, layout.status);
    if let Some((overlay, region)) = state.overlays.last().zip(layout.overlay) {
        draw_overlay(state, &mut canvas, overlay, region);
    }
}

fn draw_panes(state: &State, canvas: &mut Canvas<'_, '_>, layout: &Layout) {
    for rule in &layout.rules {
        draw_rule(canvas, rule.region);
    }
    if let Some(region) = layout.welcome {
        welcome::draw(state, canvas, region);
    }
    if let Some(region) = layout.sidebar {
        sidebar::draw(state, canvas, region);
    }
    if let Some(region) = layout.entries {
        entries::draw(state, canvas, region);
    }
    if let Some(region) = layout.search {
        search::draw(state, canvas, region);
    }
    if let Some((region, text)) = layout.article.zip(layout.text) {
        article::draw(state, canvas, region, text);
    }
}

fn draw_overlay(state: &State, canvas: &mut Canvas<'_, '_>, overlay: &Overlay, region: Region) {
    match overlay {
        Overlay::Help(help) => overlay::draw_help(state, canvas, region, help),
        Overlay::Notices { top } => overlay::draw_notices(state, canvas, region, *top),
        Overlay::Choices(choices) => overlay::draw_choices(canvas, region, choices),
        Overlay::Confirm(confirm) => overlay::draw_confirm(canvas, region, confirm),
        Overlay::Linked(linked) => article::draw_linked(state, canvas, region, linked, None),
        Overlay::Themes(choice) => overlay::draw_themes(canvas, region, choice),
        Overlay::Contents(contents) => overlay::draw_contents(canvas, region, contents),
        Overlay::Journal(journal) => journal::draw(state, canvas, region, journal),
        Overlay::Palette(palette) => palette::draw(state, canvas, region, palette),
        Overlay::Finder(finder) => palette::draw_finder(state, canvas, region, finder),
        Overlay::Prompt(prompt) => prompt::draw(state, canvas, region, prompt),
        Overlay::Health(pane) => health::draw(state, canvas, region, pane),
        // Those of the article are drawn with it.
        Overlay::Hints(hints) => {
            if let Some(linked) = state.linked_page() {
                article::draw_linked(state, canvas, region, linked, Some(hints));
            }
        }
    }
}

/// A rule that lies begins in the one that stands at its left, if one does.
fn draw_rule(canvas: &mut Canvas<'_, '_>, rule: Region) {
    let lies = rule.width > 1;
    let sign = if lies { "─" } else { "│" };
    let signs = sign.repeat(usize::from(rule.width));
    for row in rule.each_row() {
        canvas.text(row, &signs, Part::Rule);
    }
    if lies && rule.x > 0 {
        let joint = Region {
            x: rule.x - 1,
            width: 1,
            ..rule
        };
        canvas.text(joint, "├", Part::Rule);
    }
}

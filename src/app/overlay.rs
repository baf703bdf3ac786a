//! What lies over the panes: one stack, of which the last has the keys.

use super::commands::carry_out;
use super::contents::Contents;
use super::effect::Effect;
use super::finder::Finder;
use super::health::HealthPane;
use super::help::HelpPane;
use super::hints::Hints;
use super::journal::Journal;
use super::layout::{Layout, Region};
use super::linked::LinkedPage;
use super::movement::{Movement, first_shown};
use super::palette::Palette;
use super::prompt::{self, Prompt};
use super::state::State;
use super::themes::ThemeChoice;
use crate::command::{Command, Context};
use crate::config::{Cap, Key, Keymap, Lookup};
use crate::model::Subscription;
use std::collections::BTreeSet;

/// Something over the panes.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    /// The keys that work in a context.
    Help(HelpPane),
    /// The log of notices, scrolled.
    Notices {
        top: usize,
    },
    Palette(Palette),
    Finder(Finder),
    Prompt(Prompt),
    Choices(Choices),
    Themes(ThemeChoice),
    Confirm(Confirm),
    Hints(Hints),
    Health(HealthPane),
    Contents(Contents),
    Journal(Journal),
    Linked(LinkedPage),
}

/// Feeds to choose from, several at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    pub title: &'static str,
    pub subscriptions: Vec<Subscription>,
    pub chosen: BTreeSet<usize>,
    pub selected: usize,
    /// The first row that is shown since the mouse was used; keys bring the selected one back into the middle.
    pub top: Option<usize>,
}

/// A question with yes or no.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirm {
    pub question: String,
    /// What yes does.
    pub effect: Effect,
}

/// A key went to the topmost overlay.
pub(super) fn press(state: &mut State, key: Key) -> Vec<Effect> {
    match state.overlays.pop() {
        Some(Overlay::Help(mut help)) if help.typing => {
            help.press(key);
            state.overlays.push(Overlay::Help(help));
            Vec::new()
        }
        Some(Overlay::Palette(palette)) => press_palette(state, palette, key),
        Some(Overlay::Finder(finder)) => press_finder(state, finder, key),
        Some(Overlay::Prompt(prompt)) => press_prompt(state, prompt, key),
        Some(Overlay::Hints(hints)) => state.press_hints(hints, key),
        Some(Overlay::Confirm(confirm)) if key.typed() == Some('y') => vec![confirm.effect],
        Some(Overlay::Confirm(_)) if key.typed() == Some('n') => Vec::new(),
        Some(Overlay::Linked(linked)) if key.typed() == Some('o') => {
            let url = linked.url.clone();
            state.overlays.push(Overlay::Linked(linked));
            vec![Effect::Browse { url }]
        }
        Some(Overlay::Linked(linked)) if key.typed() == Some(' ') => {
            state.overlays.push(Overlay::Linked(linked));
            go(state, Movement::PageDown);
            Vec::new()
        }
        Some(Overlay::Linked(linked)) => {
            state.overlays.push(Overlay::Linked(linked));
            match link_command(&state.settings.keymap, key) {
                Some(command) => carry_out(state, &command),
                None => state.press_in_keymap(key),
            }
        }
        Some(overlay) => {
            state.overlays.push(overlay);
            state.press_in_keymap(key)
        }
        None => Vec::new(),
    }
}

/// The command for links that a key has in the article: the page of a link has links as well.
fn link_command(keymap: &Keymap, key: Key) -> Option<Command> {
    match keymap.lookup(&[Context::Article], &[key]) {
        Lookup::Commands([command @ (Command::FollowLink | Command::ReadLink | Command::CopyShownLink)]) => {
            Some(command.clone())
        }
        _ => None,
    }
}

/// Text was pasted into the topmost overlay.
pub(super) fn paste(overlay: &mut Overlay, text: &str) {
    match overlay {
        Overlay::Help(HelpPane {
            sought: Some(input), ..
        }) => input.insert(text),
        Overlay::Palette(palette) => palette.input.insert(text),
        Overlay::Finder(finder) => finder.input.insert(text),
        Overlay::Prompt(prompt) => prompt.input.insert(text),
        _ => {}
    }
}

/// Moves in the topmost overlay.
pub(super) fn go(state: &mut State, movement: Movement) {
    let inside = state.layout().overlay_inside.unwrap_or_default();
    // A page leaves a line of the last one in sight.
    let page = inside.rows().saturating_sub(1).max(1);
    let tops = state.tops(inside);
    let remedies = state.remedies_shown().len();
    match state.overlays.last_mut() {
        Some(Overlay::Help(HelpPane { top, .. }) | Overlay::Notices { top }) => *top = movement.from(*top, tops, page),
        Some(Overlay::Contents(contents)) => contents.go(movement, page),
        Some(Overlay::Journal(journal)) => journal.go(movement, page),
        Some(Overlay::Themes(choice)) => choice.go(movement, page),
        Some(Overlay::Linked(linked)) => linked.top = movement.from(linked.top, tops, page),
        Some(Overlay::Choices(choices)) => {
            choices.top = None;
            choices.selected = movement.from(choices.selected, choices.subscriptions.len(), page);
        }
        Some(Overlay::Health(pane)) => pane.selected = movement.from(pane.selected, remedies, page),
        _ => {}
    }
}

/// Carries out what the topmost overlay is for.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let remedies = state.remedies_shown();
    match state.overlays.pop() {
        Some(Overlay::Health(pane)) => pane.carry_out(state, &remedies),
        Some(Overlay::Confirm(confirm)) => vec![confirm.effect],
        Some(Overlay::Choices(choices)) => state.subscribe(choices.taken()),
        Some(Overlay::Journal(journal)) => journal.chosen().map(Effect::GoToChange).into_iter().collect(),
        Some(Overlay::Themes(mut choice)) => {
            let (name, _) = choice.offers.swap_remove(choice.selected);
            state.choose_theme(Some(&name))
        }
        Some(Overlay::Contents(contents)) => {
            if let Some(heading) = contents.headings.get(contents.selected) {
                state.go_to_line(heading.line);
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

impl Choices {
    /// The first row that is shown where `page` rows are.
    pub fn first_shown(&self, page: usize) -> usize {
        let usual = first_shown(self.selected, self.subscriptions.len(), page);
        self.top.unwrap_or(usual)
    }

    /// Takes a feed, or leaves it, and leaves the others where they are.
    pub(super) fn toggle_row(&mut self, row: usize, page: usize) {
        self.top = Some(self.first_shown(page));
        if row < self.subscriptions.len() {
            self.selected = row;
            self.flip();
        }
    }

    fn flip(&mut self) {
        if !self.chosen.remove(&self.selected) {
            self.chosen.insert(self.selected);
        }
    }

    /// Takes the selected feed, or leaves it.
    pub(super) fn toggle(&mut self) {
        self.top = None;
        self.flip();
        self.selected = Movement::Down.from(self.selected, self.subscriptions.len(), 1);
    }

    /// What was taken; the selected one where nothing was.
    fn taken(self) -> Vec<Subscription> {
        let selected = self.selected;
        let taken = |index: usize| match self.chosen.is_empty() {
            true => index == selected,
            false => self.chosen.contains(&index),
        };
        let subscriptions = self.subscriptions.into_iter().enumerate();
        subscriptions
            .filter(|(index, _)| taken(*index))
            .map(|(_, feed)| feed)
            .collect()
    }
}

impl State {
    /// How many lines of the topmost overlay, where it is a text, can be the one that it is at: in accessible mode each is
    /// read, else the last that is at the top has the end of the text in sight.
    fn tops(&self, inside: Region) -> usize {
        let width = usize::from(inside.width);
        let lines = match self.overlays.last() {
            Some(Overlay::Help(help)) => self.help_rows(help, width).len(),
            Some(Overlay::Notices { .. }) => self.notice_rows(width).len(),
            Some(Overlay::Linked(linked)) => linked.lines().len(),
            _ => 0,
        };
        let list = match self.overlays.last() {
            Some(Overlay::Help(help)) => help.list(inside),
            _ => inside,
        };
        match self.settings.config.accessible {
            true => lines,
            false => lines.saturating_sub(list.rows()) + 1,
        }
    }

    /// A text over the panes has fewer lines where the screen is wider: it stays in sight.
    pub(super) fn settle_text(&mut self, layout: &Layout) {
        let last = self.tops(layout.overlay_inside.unwrap_or_default()).saturating_sub(1);
        match self.overlays.last_mut() {
            Some(Overlay::Help(HelpPane { top, .. }) | Overlay::Notices { top }) => *top = (*top).min(last),
            Some(Overlay::Linked(linked)) => linked.top = linked.top.min(last),
            _ => {}
        }
    }

    /// The first line in sight, where so many rows are, of a text over the panes that is at a line: in accessible mode
    /// such a text is turned like the pages of a book, so that the lines stay where they are.
    pub fn first_line(&self, at: usize, rows: usize) -> usize {
        match self.settings.config.accessible {
            true => at - at % rows.max(1),
            false => at,
        }
    }

    /// Offers feeds to choose from.
    pub(super) fn offer(&mut self, title: &'static str, subscriptions: Vec<Subscription>) -> Vec<Effect> {
        if !subscriptions.is_empty() {
            self.overlays.push(Overlay::Choices(Choices {
                title,
                subscriptions,
                chosen: BTreeSet::new(),
                selected: 0,
                top: None,
            }));
        }
        Vec::new()
    }
}

fn press_palette(state: &mut State, mut palette: Palette, key: Key) -> Vec<Effect> {
    let count = palette.offers(&state.settings.keymap).len();
    match (key.ctrl, key.cap) {
        (_, Cap::Esc) | (true, Cap::Sign('c')) => return Vec::new(),
        (_, Cap::Backspace) if palette.input.text().is_empty() => return Vec::new(),
        (_, Cap::Enter) => return choose_command(state, palette),
        (_, Cap::Down | Cap::Tab) | (true, Cap::Sign('n')) => palette.go(Movement::Down, count),
        (_, Cap::Up) | (true, Cap::Sign('p')) => palette.go(Movement::Up, count),
        _ => {
            if palette.input.press(key) {
                palette.picked = None;
                palette.mistake = None;
            }
        }
    }
    state.overlays.push(Overlay::Palette(palette));
    Vec::new()
}

/// Carries out the selected command; where it cannot be, says why in the palette.
pub(super) fn choose_command(state: &mut State, mut palette: Palette) -> Vec<Effect> {
    match palette.chosen(&state.settings.keymap) {
        Ok(command) => carry_out(state, &command),
        Err(mistake) => {
            palette.mistake = Some(mistake);
            state.overlays.push(Overlay::Palette(palette));
            Vec::new()
        }
    }
}

/// Goes to the selected source.
pub(super) fn choose_source(state: &mut State, finder: &Finder) -> Vec<Effect> {
    let chosen = finder.chosen(&state.sidebar);
    chosen.map_or_else(Vec::new, |source| state.go_to(source))
}

fn press_finder(state: &mut State, mut finder: Finder, key: Key) -> Vec<Effect> {
    let count = finder.offers(&state.sidebar).len();
    match (key.ctrl, key.cap) {
        (_, Cap::Esc) | (true, Cap::Sign('c')) => return Vec::new(),
        (_, Cap::Enter) => return choose_source(state, &finder),
        (_, Cap::Down | Cap::Tab) | (true, Cap::Sign('n')) => {
            finder.selected = Movement::Down.from(finder.selected, count, 1);
        }
        (_, Cap::Up) | (true, Cap::Sign('p')) => finder.selected = Movement::Up.from(finder.selected, count, 1),
        _ => {
            if finder.input.press(key) {
                finder.selected = 0;
            }
        }
    }
    state.overlays.push(Overlay::Finder(finder));
    Vec::new()
}

fn press_prompt(state: &mut State, mut prompt: Prompt, key: Key) -> Vec<Effect> {
    match (key.ctrl, key.cap) {
        (_, Cap::Esc) | (true, Cap::Sign('c')) => return Vec::new(),
        (_, Cap::Enter) => return prompt::submit(state, prompt),
        (_, Cap::Tab) => {
            let completions = state.answers(&prompt);
            if let Some(offer) = completions.offers.first() {
                prompt.input.complete(completions.typed, offer);
            }
        }
        _ => {
            if prompt.input.press(key) {
                prompt.mistake = None;
            }
        }
    }
    state.overlays.push(Overlay::Prompt(prompt));
    Vec::new()
}

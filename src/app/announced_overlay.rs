//! What the bottom line announces in accessible mode of what lies over the panes.

use super::linked::LinkedText;
use super::overlay::Overlay;
use super::prompt::Prompt;
use super::state::State;

impl State {
    /// What the topmost overlay is, and where the cursor is in it.
    pub(super) fn announce_overlay(&self, overlay: &Overlay) -> String {
        let width = self.screen.size.width;
        match overlay {
            Overlay::Help(help) => {
                let rows = self.help_rows(help, usize::from(width)).len();
                match &help.sought {
                    Some(sought) if help.typing => typed("Line", help.top, rows, &sought.text()),
                    _ => line_of("Help", help.top, rows),
                }
            }
            Overlay::Notices { top } => line_of("Notices", *top, self.notice_rows(usize::from(width)).len()),
            Overlay::Linked(linked) => match &linked.text {
                LinkedText::Coming => "The page of the link is coming.".to_owned(),
                LinkedText::Here(_) | LinkedText::Failed(_) => {
                    line_of("The page of the link", linked.top, linked.lines().len())
                }
            },
            Overlay::Palette(palette) => {
                let offers = palette.offers(&self.settings.keymap);
                if let Some(mistake) = palette.mistake.clone().or_else(|| palette.remark(&offers)) {
                    return format!("This cannot be done: {mistake}.");
                }
                let selected = palette.selected(offers.len()).unwrap_or(0);
                let does = offers.get(selected).map_or("", |offer| offer.spec.summary);
                let place = typed("Command", selected, offers.len(), &palette.input.text());
                format!("{place} {does}")
            }
            Overlay::Finder(finder) => {
                let count = finder.offers(&self.sidebar).len();
                typed("Source", finder.selected, count, &finder.input.text())
            }
            Overlay::Prompt(prompt) => self.announce_question(prompt),
            Overlay::Choices(choices) => {
                let taken = if choices.chosen.contains(&choices.selected) {
                    "taken"
                } else {
                    "not taken"
                };
                let place = place("Feed", choices.selected, choices.subscriptions.len());
                format!("{}. {place}, {taken}; {} taken.", choices.title, choices.chosen.len())
            }
            Overlay::Themes(choice) => format!("{}.", place("Theme", choice.selected, choice.offers.len())),
            Overlay::Confirm(_) => format!("Are you sure? {}", self.keys_in_words()),
            Overlay::Hints(_) => "The letter before a link takes it, Esc leaves.".to_owned(),
            Overlay::Health(pane) => {
                let remedies = self.remedies_shown().len();
                format!(
                    "What helps, {}. {}",
                    place("way", pane.selected, remedies),
                    self.keys_in_words()
                )
            }
            Overlay::Contents(contents) => format!("{}.", place("Heading", contents.selected, contents.headings.len())),
            Overlay::Journal(journal) => match journal.changes.get(journal.selected) {
                Some(change) => {
                    let undone = if change.undone { ", taken back" } else { "" };
                    format!("{}{undone}.", place("Change", journal.selected, journal.changes.len()))
                }
                None => "Journal: nothing was changed yet.".to_owned(),
            },
        }
    }

    fn announce_question(&self, prompt: &Prompt) -> String {
        let offers = self.answers(prompt).offers;
        match &prompt.mistake {
            Some(mistake) => format!("{}. {mistake}.", prompt.title()),
            None if !offers.is_empty() => format!("{}. Tab: {}.", prompt.title(), offers.join(", ")),
            None => format!("{}. {}", prompt.title(), prompt.hint()),
        }
    }
}

fn place(what: &str, selected: usize, count: usize) -> String {
    match count {
        0 => format!("{what}: none"),
        _ => format!("{what} {} of {count}", selected.min(count - 1) + 1),
    }
}

fn line_of(what: &str, at: usize, count: usize) -> String {
    format!("{what}, {}. Esc leaves.", place("line", at, count))
}

fn typed(what: &str, selected: usize, count: usize, typed: &str) -> String {
    let place = place(what, selected, count);
    match typed.is_empty() {
        true => format!("{place}. Typing finds others."),
        false => format!("{place}. Typed: {typed}."),
    }
}

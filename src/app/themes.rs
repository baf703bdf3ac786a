//! Choosing a theme: the one that is selected is seen at once, and stays where it is taken.

use super::effect::Effect;
use super::movement::Movement;
use super::notice::Severity;
use super::overlay::Overlay;
use super::state::{Settings, State};
use crate::config::{Ground, Theme};

/// The themes that there are, while one is being chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeChoice {
    pub offers: Vec<(String, Theme)>,
    pub selected: usize,
}

impl ThemeChoice {
    pub(super) fn go(&mut self, movement: Movement, page: usize) {
        self.selected = movement.from(self.selected, self.offers.len(), page);
    }

    fn theme(&self) -> Option<&Theme> {
        self.offers.get(self.selected).map(|(_, theme)| theme)
    }
}

impl Settings {
    /// The terminal has told what it has behind its text.
    pub fn take_ground(&mut self, ground: Ground) {
        if ground != self.ground {
            self.ground = ground;
            self.take_theme();
        }
    }

    /// Makes the theme that is named in the settings the one in which is drawn; an unknown name is the usual one.
    pub(super) fn take_theme(&mut self) {
        let named = self.themes.named(&self.config.theme, self.ground);
        let theme = named.or_else(|| self.themes.named(crate::config::BY_GROUND, self.ground));
        self.theme = theme.unwrap_or_else(|| self.theme.clone());
    }
}

impl State {
    /// The theme in which is drawn: while one is being chosen, that.
    pub fn theme(&self) -> &Theme {
        match self.overlays.last() {
            Some(Overlay::Themes(choice)) => choice.theme().unwrap_or(&self.settings.theme),
            _ => &self.settings.theme,
        }
    }

    /// Takes the theme of that name, or lets one be chosen.
    pub(super) fn choose_theme(&mut self, name: Option<&str>) -> Vec<Effect> {
        let Some(name) = name else {
            self.offer_themes();
            return Vec::new();
        };
        let known = self.settings.themes.names().join(", ");
        if self.settings.themes.named(name, self.settings.ground).is_none() {
            return self.say(
                Severity::Warning,
                &format!("There is no theme “{name}”: there are {known}."),
            );
        }
        name.clone_into(&mut self.settings.config.theme);
        self.settings.take_theme();
        let said = match *name == *self.settings.usual_theme {
            true => format!("The theme is “{name}”, as in config.toml."),
            false => format!("The theme is “{name}”, until config.toml names another."),
        };
        self.say(Severity::Info, &said)
    }

    /// Takes a theme that was taken in the last session, if there still is one of that name.
    pub(super) fn take_theme_again(&mut self, name: String) {
        if self.settings.themes.named(&name, self.settings.ground).is_some() {
            self.settings.config.theme = name;
            self.settings.take_theme();
        }
    }

    fn offer_themes(&mut self) {
        let Settings {
            themes, ground, config, ..
        } = &self.settings;
        let offer = |name: &str| Some((name.to_owned(), themes.named(name, *ground)?));
        let offers: Vec<(String, Theme)> = themes.names().into_iter().filter_map(offer).collect();
        let selected = offers.iter().position(|(name, _)| *name == config.theme);
        self.overlays.push(Overlay::Themes(ThemeChoice {
            offers,
            selected: selected.unwrap_or(0),
        }));
    }
}

//! Where keys go, and what the steps of every pane do there.

use super::choosing::Chosen;
use super::effect::Effect;
use super::layout::Shape;
use super::movement::Movement;
use super::notice::Severity;
use super::overlay::{self, Overlay};
use super::state::{Pane, State};

/// The narrowest and the widest that an article can be made.
const NARROWEST: u16 = 20;
const WIDEST: u16 = 400;

impl State {
    pub(super) fn go(&mut self, movement: Movement) -> Vec<Effect> {
        if !self.overlays.is_empty() {
            overlay::go(self, movement);
            return Vec::new();
        }
        let layout = self.layout();
        match self.screen.focus {
            Pane::Sidebar => {
                self.sidebar
                    .go(movement, layout.sidebar.map_or(1, |region| region.below(1).rows()));
                self.show_source(self.sidebar.selected.source.clone())
            }
            Pane::Entries => {
                let view = self.view();
                self.entries.go(movement, view)
            }
            Pane::Article => {
                let text = layout.text.unwrap_or_default();
                if let Some(article) = &mut self.article {
                    article.go(movement, text.width, text.rows(), self.clock);
                }
                Vec::new()
            }
            Pane::Search => {
                let page = layout.search.map_or(1, |region| region.below(3).rows() / 2);
                if let Some(pane) = &mut self.search.pane {
                    pane.go(movement, page);
                }
                self.search.ask_for_more(page)
            }
        }
    }

    pub(super) fn open(&mut self) -> Vec<Effect> {
        if !self.overlays.is_empty() {
            return overlay::open(self);
        }
        if self.sidebar.is_empty() {
            // What is being looked for is about to come.
            return match self.network.looking {
                0 => self.begin(),
                _ => Vec::new(),
            };
        }
        match self.screen.focus {
            Pane::Sidebar => self.go_to_selected(),
            Pane::Entries => match self.entries.selected().cloned() {
                Some(row) => self.open_entry(row, Pane::Entries),
                None => Vec::new(),
            },
            Pane::Search => self.open_hit(),
            Pane::Article => Vec::new(),
        }
    }

    pub(super) fn go_to_selected(&mut self) -> Vec<Effect> {
        self.screen.focus = Pane::Entries;
        self.show_source(self.sidebar.selected.source.clone())
    }

    pub(super) fn toggle(&mut self) -> Vec<Effect> {
        match self.overlays.last_mut() {
            Some(Overlay::Choices(choices)) => choices.toggle(),
            Some(_) => overlay::go(self, Movement::PageDown),
            None => {
                self.sidebar.toggle_fold();
                return self.show_source(self.sidebar.selected.source.clone());
            }
        }
        Vec::new()
    }

    pub(super) fn back(&mut self) -> Vec<Effect> {
        let shows_all_again = match self.overlays.last_mut() {
            Some(Overlay::Help(help)) => help.show_all(),
            _ => false,
        };
        if shows_all_again || self.overlays.pop().is_some() {
            return Vec::new();
        }
        let focus = self.screen.focus;
        match focus {
            Pane::Article
                if self
                    .article
                    .as_mut()
                    .is_some_and(|article| article.find.take_if(|find| find.asked).is_some()) => {}
            Pane::Article if self.return_to_link() => {}
            Pane::Article if self.screen.zen => self.screen.zen = false,
            Pane::Article => {
                let kept = self.keep_position();
                let from = self.article.as_ref().map_or(Pane::Entries, |article| article.from);
                self.screen.entries_hidden = false;
                self.screen.focus = from;
                return kept;
            }
            Pane::Search => self.close_search(),
            Pane::Entries if self.entries.is_choosing() => self.entries.chosen = Chosen::default(),
            Pane::Entries => {
                self.screen.sidebar_hidden = false;
                self.screen.focus = Pane::Sidebar;
            }
            Pane::Sidebar => {}
        }
        Vec::new()
    }

    /// Goes round the panes that can be shown.
    pub(super) fn turn_focus(&mut self, forward: bool) -> Vec<Effect> {
        let list = if self.search.pane.is_some() {
            Pane::Search
        } else {
            Pane::Entries
        };
        let mut panes = vec![Pane::Sidebar, list];
        if self.article.is_some() {
            panes.push(Pane::Article);
        }
        let layout = self.layout();
        if layout.shape == Shape::Narrow {
            panes.retain(|pane| *pane != Pane::Article || self.article_is_listed());
        } else {
            panes.retain(|pane| match pane {
                Pane::Sidebar => layout.sidebar.is_some(),
                Pane::Article => layout.article.is_some(),
                Pane::Entries | Pane::Search => layout.entries.is_some() || layout.search.is_some(),
            });
        }
        let at = panes.iter().position(|pane| *pane == self.screen.focus).unwrap_or(0);
        let step = if forward { 1 } else { panes.len().saturating_sub(1) };
        if let Some(pane) = panes.get((at + step) % panes.len().max(1)) {
            self.screen.focus = *pane;
        }
        Vec::new()
    }

    /// Whether the open article is one of the list: where one pane is shown at a time, another would come from nowhere.
    fn article_is_listed(&self) -> bool {
        let Some(article) = &self.article else { return false };
        let id = article.row.id;
        match &self.search.pane {
            Some(pane) => pane.hits.iter().any(|hit| hit.row.id == id),
            None => self.entries.window.rows.iter().any(|row| row.id == id),
        }
    }

    pub(super) fn toggle_zen(&mut self) -> Vec<Effect> {
        if self.article.is_none() {
            return self.say(
                Severity::Info,
                "Open an entry first: the article is then left alone on the screen.",
            );
        }
        self.screen.zen = !self.screen.zen;
        self.screen.focus = Pane::Article;
        Vec::new()
    }

    /// Makes the article wider or narrower.
    pub(super) fn change_width(&mut self, width: u16) -> Vec<Effect> {
        self.set_width(width);
        let said = format!(
            "The article has {} cells in a line.",
            self.settings.config.article.width
        );
        self.announce(&said)
    }

    pub(super) fn set_width(&mut self, width: u16) {
        self.settings.config.article.width = width.clamp(NARROWEST, WIDEST);
    }
}

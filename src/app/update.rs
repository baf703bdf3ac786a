//! What comes in, routed to what it concerns; then everything is brought back in order.

use super::SearchMode;
use super::completing::{Completions, completions};
use super::effect::Effect;
use super::entries::View;
use super::event::Event;
use super::events::happened;
use super::layout::{Layout, Shape};
use super::message::Message;
use super::movement::Movement;
use super::overlay;
use super::prompt::Question;
use super::state::{Pane, State};
use crate::config::{Cap, Key};
use crate::model::text;

/// Seconds between two keys after which the store may have been changed elsewhere.
const LOOKED_LATELY: i64 = 2;

/// What to ask first.
pub fn start(state: &mut State) -> Vec<Effect> {
    // What is asked for now is as others left it.
    state.screen.looked_elsewhere = state.clock.now;
    let view = state.view();
    let mut effects = state.sidebar.load();
    effects.extend(state.entries.begin(view));
    effects.extend(state.ask_again());
    effects
}

/// What to do last, on every way out.
pub fn leave(state: &mut State) -> Vec<Effect> {
    let mut effects = state.keep_position();
    effects.push(Effect::KeepSession(state.session()));
    effects
}

/// Takes something in, and says what to do outside. The clock has to be set before.
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let mut effects = match message {
        Message::Key(key) => state.press(key),
        Message::Mouse(mouse) => state.mouse(mouse),
        Message::Paste(text) => state.paste(&text),
        Message::Resized(size) => {
            state.screen.size = size;
            // Whatever size it had meanwhile, the terminal may have cut off or moved what is drawn.
            vec![Effect::Redraw]
        }
        Message::Event(event) => {
            let failed = matches!(*event, Event::Failed { .. });
            let mut effects = happened(state, *event);
            effects.extend(match failed {
                true => state.catch_up_whatever_came(),
                false => state.catch_up_where_it_came(),
            });
            effects
        }
        Message::Focused => state.look_elsewhere(),
        Message::Woken => {
            state.notices.expire();
            state.look_elsewhere()
        }
    };
    effects.extend(state.settle());
    effects
}

impl State {
    fn press(&mut self, key: Key) -> Vec<Effect> {
        let mut effects = self.look_elsewhere_at_times();
        effects.extend(self.take_in_turn(key));
        effects
    }

    /// At rest nothing looks whether another process has changed the store: whoever comes back does.
    pub(super) fn look_elsewhere_at_times(&mut self) -> Vec<Effect> {
        match self.clock.now.since(self.screen.looked_elsewhere) >= LOOKED_LATELY {
            true => self.look_elsewhere(),
            false => Vec::new(),
        }
    }

    /// Asks whether another process has changed the store.
    fn look_elsewhere(&mut self) -> Vec<Effect> {
        self.screen.looked_elsewhere = self.clock.now;
        vec![Effect::LookElsewhere]
    }

    pub(super) fn take_key(&mut self, key: Key) -> Vec<Effect> {
        if !self.overlays.is_empty() {
            return overlay::press(self, key);
        }
        if self.is_searching() {
            return self.press_in_search(key);
        }
        self.press_in_keymap(key)
    }

    fn press_in_search(&mut self, key: Key) -> Vec<Effect> {
        let completes = !self.completions().offers.is_empty();
        let Some(pane) = &mut self.search.pane else {
            return Vec::new();
        };
        match (key.ctrl, key.cap) {
            (_, Cap::Esc) | (true, Cap::Sign('c')) => {
                self.close_search();
                Vec::new()
            }
            (_, Cap::Enter) => self.open_hit(),
            (_, Cap::Tab) if completes => self.complete(),
            (_, Cap::Tab) => {
                pane.mode = SearchMode::Choosing;
                Vec::new()
            }
            (_, Cap::Down) | (true, Cap::Sign('n')) => self.step_in_search(Movement::Down),
            (_, Cap::Up) | (true, Cap::Sign('p')) => self.step_in_search(Movement::Up),
            (true, Cap::Sign('s')) => self.save_query("", ""),
            _ => {
                let before = pane.input.text();
                pane.input.press(key);
                if pane.input.text() == before {
                    Vec::new()
                } else {
                    self.search.ask()
                }
            }
        }
    }

    /// Up and down go through the last searches while the line is empty or one of them, else through the results.
    fn step_in_search(&mut self, movement: Movement) -> Vec<Effect> {
        if let Some(effects) = self.search.recall(movement == Movement::Up) {
            return effects;
        }
        if let Some(pane) = &mut self.search.pane {
            pane.go(movement, 1);
        }
        self.search.ask_for_more(1)
    }

    /// What the last piece of the search can be completed to.
    pub fn completions(&self) -> Completions {
        match &self.search.pane {
            Some(pane) if pane.mode == SearchMode::Typing => {
                completions(pane.input.before(), &self.sidebar, &self.search.tags)
            }
            _ => Completions::default(),
        }
    }

    /// Takes the first completion on offer.
    fn complete(&mut self) -> Vec<Effect> {
        let Completions { typed, offers } = self.completions();
        let Some((pane, offer)) = self.search.pane.as_mut().zip(offers.first()) else {
            return Vec::new();
        };
        pane.input.complete(typed, offer);
        self.search.ask()
    }

    /// Pasted text goes where text is typed; an address anywhere else is a feed to add.
    fn paste(&mut self, pasted: &str) -> Vec<Effect> {
        if let Some(overlay) = self.overlays.last_mut() {
            overlay::paste(overlay, pasted);
            return Vec::new();
        }
        if self.is_searching() {
            if let Some(pane) = &mut self.search.pane {
                pane.input.insert(pasted);
            }
            return self.search.ask();
        }
        let line = text::line(pasted);
        if line.starts_with("http://") || line.starts_with("https://") {
            let question = Question::Add {
                folders: Vec::new(),
                title: None,
            };
            return self.ask(question, &line);
        }
        Vec::new()
    }

    /// Brings focus, cursor and scroll back to what is shown, and asks for what is missing.
    pub(super) fn settle(&mut self) -> Vec<Effect> {
        self.settle_focus();
        let layout = self.layout();
        let view = View {
            page: layout.entry_rows(self.settings.config.list.two_lines),
            today: self.clock.today(),
        };
        // Out of sight it stays scrolled as it was.
        let mut effects = match layout.entries {
            Some(_) => self.entries.settle(view),
            None => Vec::new(),
        };
        effects.extend(self.settle_article(&layout));
        effects.extend(self.settle_pictures(&layout));
        self.settle_text(&layout);
        effects.extend(self.settle_linked(&layout));
        effects
    }

    fn settle_focus(&mut self) {
        if self.screen.focus == Pane::Search && self.search.pane.is_none() {
            self.screen.focus = Pane::Entries;
        }
        if self.screen.focus == Pane::Article && self.article.is_none() {
            self.screen.focus = Pane::Entries;
        }
        if self.screen.focus == Pane::Entries && self.search.pane.is_some() {
            self.screen.focus = Pane::Search;
        }
        if self.screen.focus != Pane::Article {
            self.screen.zen = false;
        }
        let layout = self.layout();
        if layout.shape == Shape::Narrow || layout.welcome.is_some() {
            return;
        }
        let hidden = match self.screen.focus {
            Pane::Sidebar => layout.sidebar.is_none(),
            Pane::Entries | Pane::Search => layout.entries.is_none() && layout.search.is_none(),
            Pane::Article => layout.article.is_none(),
        };
        if hidden {
            let list = if self.search.pane.is_some() {
                Pane::Search
            } else {
                Pane::Entries
            };
            self.screen.focus = if layout.article.is_some() && self.screen.entries_hidden {
                Pane::Article
            } else {
                list
            };
        }
    }

    fn settle_article(&mut self, layout: &Layout) -> Vec<Effect> {
        let clock = self.clock;
        let rooms = layout
            .text
            .map(|text| self.picture_rooms(text.width))
            .unwrap_or_default();
        match (&mut self.article, layout.text) {
            (Some(article), Some(text)) => article.settle(text.width, text.rows(), clock, rooms),
            _ => Vec::new(),
        }
    }
}

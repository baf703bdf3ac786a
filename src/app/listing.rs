//! Which list is shown, and going from entry to entry in it.

use super::effect::Effect;
use super::entries::{Entries, Step, Then, View};
use super::finder::Finder;
use super::movement::Movement;
use super::notice::Severity;
use super::overlay::Overlay;
use super::prompt::Question;
use super::state::{Pane, State};
use crate::model::query::{Condition, Day, Term};
use crate::model::time::DAY;
use crate::model::{Cursor, EntryId, ListOrder, Query, Source};

impl State {
    /// What the entry list's questions depend on.
    pub(super) fn view(&self) -> View {
        View {
            page: self.entry_rows(),
            today: self.clock.today(),
        }
    }

    /// Shows a source in the entry list; the one that is there already stays as it is.
    pub(super) fn show_source(&mut self, source: Source) -> Vec<Effect> {
        if self.entries.source == source && self.entries.is_sound() {
            return Vec::new();
        }
        let order = self.order_of(&source);
        self.entries = Entries::of(source, order);
        let view = self.view();
        self.entries.load(view)
    }

    /// Selects a source and shows it, with the keys in its list.
    pub(super) fn go_to(&mut self, source: Source) -> Vec<Effect> {
        self.sidebar.select(source.clone());
        self.search.pane = None;
        self.screen.zen = false;
        self.screen.focus = Pane::Entries;
        self.show_source(source)
    }

    pub(super) fn go_to_named(&mut self, said: &str) -> Vec<Effect> {
        if said.is_empty() {
            self.overlays.push(Overlay::Finder(Finder::default()));
            return Vec::new();
        }
        match self.sidebar.find_source(said) {
            Ok(source) => self.go_to(source),
            Err(mistake) => self.say(Severity::Error, &mistake),
        }
    }

    /// Goes to the newest entry of a day, or of the last day before it that has one.
    pub(super) fn jump(&mut self, said: &str) -> Vec<Effect> {
        if said.trim().is_empty() {
            return self.ask(Question::Jump, "");
        }
        match self.day_of(said) {
            Ok(day) => self.jump_to(day),
            Err(mistake) => self.say(Severity::Error, &mistake),
        }
    }

    /// A day as queries have them.
    pub(super) fn day_of(&self, said: &str) -> Result<Day, String> {
        let query = Query::parse(&format!("before:{}", said.trim()));
        match query.map(|query| query.condition) {
            Ok(Condition::Term(Term::Before(day))) => Ok(day),
            _ => Err(format!(
                "“{}” is no day; expected 2026-01-31, today or yesterday",
                said.trim()
            )),
        }
    }

    pub(super) fn jump_to(&mut self, day: Day) -> Vec<Effect> {
        let start = day.start(self.clock.now, self.clock.zone);
        self.search.pane = None;
        self.screen.zen = false;
        self.screen.focus = Pane::Entries;
        let mut effects = Vec::new();
        if self.entries.order != ListOrder::Newest {
            self.keep_order(ListOrder::Newest);
            effects.extend(self.say(Severity::Info, "Sorted: newest first, as days go."));
        }
        let view = self.view();
        let cursor = Cursor {
            sorted: start.plus(DAY - 1),
            id: EntryId(i64::MAX),
        };
        effects.extend(self.entries.jump(cursor, view));
        effects
    }

    /// The same among the results of a search.
    fn step_to_hit(&mut self, down: bool, unread_only: bool, reading: bool) -> Vec<Effect> {
        let Some(pane) = &mut self.search.pane else {
            return Vec::new();
        };
        if unread_only {
            if !pane.go_to_unread(down) {
                let place = if down { "down" } else { "up" };
                return self.say(Severity::Info, &format!("No unread result is further {place}."));
            }
        } else {
            pane.go(if down { Movement::Down } else { Movement::Up }, 1);
        }
        if reading { self.open_hit() } else { Vec::new() }
    }

    /// Goes to the next or previous entry, and opens it where an article is being read.
    pub(super) fn step_to(&mut self, older: bool, unread_only: bool) -> Vec<Effect> {
        let reading = self.screen.focus == Pane::Article;
        let in_search = self.search.pane.is_some();
        if in_search {
            return self.step_to_hit(older, unread_only, reading);
        }
        if self.screen.focus == Pane::Sidebar {
            self.screen.focus = Pane::Entries;
        }
        let then = if reading { Then::Open } else { Then::Select };
        let view = self.view();
        match self.entries.step_to(older, unread_only, then, view) {
            Step::Here(row) if reading => self.open_entry(*row, Pane::Entries),
            Step::Here(_) => Vec::new(),
            Step::Asked(effect) => vec![effect],
        }
    }
}

//! Everything that the application knows: one value, of which each part has its own file.

use super::Effect;
use super::ahead::Ahead;
use super::article::{ArticleText, Reading};
use super::beginning::{FoundList, Starter};
use super::entries::Entries;
use super::layout::{Edge, Layout, PaneSizes, Size, layout};
use super::marks::PendingMarks;
use super::network::{Network, Progress};
use super::notice::{Notices, Severity};
use super::overlay::Overlay;
use super::pictures::Pictures;
use super::reopening::Reopening;
use super::search::{Search, SearchMode};
use super::sidebar::Sidebar;
use crate::command::Context;
use crate::config::{Config, Ground, Key, Keymap, Problem, Theme, Themes};
use crate::model::{DateForm, EntryId, ListOrder, Source, Timestamp, Zone};
use std::collections::BTreeMap;

/// The application.
#[derive(Clone, Debug)]
pub struct State {
    pub settings: Settings,
    pub clock: Clock,
    pub screen: Screen,
    pub sidebar: Sidebar,
    pub entries: Entries,
    /// The article that is open.
    pub article: Option<Reading>,
    /// The article of the last session, until it is open again.
    pub reopening: Option<Reopening>,
    pub search: Search,
    /// What lies over the panes; keys go to the last.
    pub overlays: Vec<Overlay>,
    pub notices: Notices,
    pub network: Network,
    /// The cleanup under way: entries gone of those that go.
    pub cleanup: Option<Progress>,
    pub marks: PendingMarks,
    /// How far each article of this session was read: the signs of its text before the first line in sight.
    pub positions: BTreeMap<EntryId, u64>,
    /// The orders that were wished for lists in this session.
    pub orders: Vec<(Source, ListOrder)>,
    pub pictures: Pictures,
    /// Lists of subscriptions in the usual places, once they were looked for; the best first.
    pub found_lists: Vec<FoundList>,
}

/// What the person set. Some of it changes while the program runs.
#[derive(Clone, Debug)]
pub struct Settings {
    pub config: Config,
    pub keymap: Keymap,
    pub themes: Themes,
    pub ground: Ground,
    /// The one of `themes` that the settings name, made ready to be drawn in.
    pub theme: Theme,
    /// The name of the theme in the person's file; another may have been taken since.
    pub usual_theme: String,
}

/// The present, set by whoever calls `update`, and how the person writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    pub now: Timestamp,
    pub zone: Zone,
    pub dates: DateForm,
}

impl Clock {
    /// A date in the person's zone and form.
    pub fn date(self, time: Timestamp) -> String {
        time.date_in(self.zone, self.dates)
    }

    /// The same with the time of day.
    pub fn date_and_time(self, time: Timestamp) -> String {
        format!("{} {}", self.date(time), time.time_of_day(self.zone))
    }

    /// The last local midnight.
    pub fn today(self) -> Timestamp {
        self.now.start_of_day(self.zone)
    }
}

/// The screen as a whole.
#[derive(Clone, Debug)]
pub struct Screen {
    pub size: Size,
    pub focus: Pane,
    pub sidebar_hidden: bool,
    pub entries_hidden: bool,
    /// The article alone.
    pub zen: bool,
    pub sizes: PaneSizes,
    /// The widest text column as the settings have it.
    pub usual_width: u16,
    /// What the rule that the mouse holds is the end of.
    pub dragged: Option<Edge>,
    /// The beginning of a sequence of keys.
    pub pending: Vec<Key>,
    /// How often the next command is carried out, as far as it was typed.
    pub count: Option<usize>,
    /// Keys that wait for what was asked for.
    pub ahead: Ahead,
    /// When it was last asked whether another process has changed the store.
    pub looked_elsewhere: Timestamp,
}

/// A pane that keys can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    Sidebar,
    Entries,
    Article,
    Search,
}

impl Pane {
    /// The context of its keys.
    pub const fn context(self) -> Context {
        match self {
            Pane::Sidebar => Context::Sidebar,
            Pane::Entries => Context::Entries,
            Pane::Article => Context::Article,
            Pane::Search => Context::Search,
        }
    }
}

impl State {
    /// The application before anything is known: ask [`start`](super::start) what to do first.
    pub fn new(
        config: Config,
        keymap: Keymap,
        themes: Themes,
        problems: Vec<Problem>,
        starter: Starter,
        size: Size,
        clock: Clock,
    ) -> State {
        let mut notices = Notices::default();
        for problem in &problems {
            notices.log(clock.now, Severity::Warning, &problem.to_string());
        }
        if let [first, rest @ ..] = problems.as_slice() {
            let more = if rest.is_empty() {
                String::new()
            } else {
                format!(" (and {} more; ! lists them)", rest.len())
            };
            notices.say(clock.now, Severity::Warning, &format!("{first}{more}"));
        }
        let usual_width = config.article.width;
        let mut settings = Settings {
            usual_theme: config.theme.clone(),
            config,
            keymap,
            themes,
            ground: Ground::default(),
            theme: Theme::default(),
        };
        settings.take_theme();
        State {
            settings,
            clock,
            screen: Screen {
                size,
                focus: Pane::Entries,
                sidebar_hidden: false,
                entries_hidden: false,
                zen: false,
                sizes: PaneSizes::default(),
                usual_width,
                dragged: None,
                pending: Vec::new(),
                count: None,
                ahead: Ahead::default(),
                looked_elsewhere: Timestamp::default(),
            },
            sidebar: Sidebar::new(starter),
            entries: Entries::default(),
            article: None,
            reopening: None,
            search: Search::default(),
            overlays: Vec::new(),
            notices,
            network: Network::default(),
            cleanup: None,
            marks: PendingMarks::default(),
            positions: BTreeMap::new(),
            orders: Vec::new(),
            pictures: Pictures::default(),
            found_lists: Vec::new(),
        }
    }

    /// Whether the store has been asked for what stands in a pane and has not answered yet, as it mostly does at once.
    pub fn is_about_to_change(&self) -> bool {
        let is_coming = |article: &Reading| article.text == ArticleText::Coming;
        self.sidebar.known.is_none() || !self.entries.loaded || self.article.as_ref().is_some_and(is_coming)
    }

    /// Where everything is now.
    pub fn layout(&self) -> Layout {
        layout(self.screen.size, self)
    }

    /// How many entries are seen at once.
    pub fn entry_rows(&self) -> usize {
        self.layout().entry_rows(self.settings.config.list.two_lines)
    }

    /// The contexts whose keys work now, the nearest first.
    pub fn contexts(&self) -> [Context; 2] {
        match self.overlays.last() {
            Some(_) => [Context::Overlay, Context::Overlay],
            None => [self.screen.focus.context(), Context::Global],
        }
    }

    /// The key of a command where the keys go now, or how it is written out in the palette.
    pub fn key_for(&self, command: &str) -> String {
        let key = self.settings.keymap.key_of(self.screen.focus.context(), command);
        key.unwrap_or_else(|| format!(":{command}"))
    }

    /// Whether keys are text in the search pane.
    pub fn is_searching(&self) -> bool {
        let typing = self
            .search
            .pane
            .as_ref()
            .is_some_and(|pane| pane.mode == SearchMode::Typing);
        typing && self.screen.focus == Pane::Search && self.overlays.is_empty()
    }

    /// Says something in the bottom line.
    pub fn say(&mut self, severity: Severity, said: &str) -> Vec<Effect> {
        let effects = self.notices.say(self.clock.now, severity, said);
        // Where it is read by touch or by ear it stays until a key is pressed.
        if self.settings.config.accessible {
            Vec::new()
        } else {
            effects
        }
    }
}

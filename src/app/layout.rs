//! Where everything is on the screen: one pure function that update and drawing share.

use super::overlay::Overlay;
use super::state::{Pane, State};
use super::wrap::wrap;

/// The size of the screen in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub width: u16,
    pub height: u16,
}

/// A part of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Region {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

/// The line between two panes, one cell thin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub region: Region,
    /// What changes where it is dragged.
    pub edge: Edge,
}

/// A size that a rule is the end of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    SidebarWidth,
    EntriesWidth,
    EntriesHeight,
}

/// The sizes of panes that were chosen by dragging a rule; what was not is worked out from the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaneSizes {
    pub sidebar_width: Option<u16>,
    pub entries_width: Option<u16>,
    pub entries_height: Option<u16>,
}

/// How the panes are arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Folders, entries and article side by side.
    Wide,
    /// Folders beside the entries above the article.
    Medium,
    /// One at a time.
    Narrow,
}

/// The regions of the screen. What is not shown has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pub shape: Shape,
    pub sidebar: Option<Region>,
    pub entries: Option<Region>,
    /// Stands in the place of the entries.
    pub search: Option<Region>,
    pub article: Option<Region>,
    /// The column in the article's region that its text fills.
    pub text: Option<Region>,
    /// Stands in the place of entries and article while there is no feed.
    pub welcome: Option<Region>,
    pub rules: Vec<Rule>,
    pub status: Region,
    /// Where the topmost overlay lies, over everything else.
    pub overlay: Option<Region>,
    /// What is inside the line around it, or under its title where no line is drawn.
    pub overlay_inside: Option<Region>,
}

const WIDE: u16 = 150;
const MEDIUM: u16 = 90;
/// Below this height nothing is stacked.
const STACKED: u16 = 16;
/// Of this size at least a pane stays that is made smaller.
const SMALLEST_WIDTH: u16 = 20;
const SMALLEST_HEIGHT: u16 = 4;

impl Region {
    /// The region without its first `rows`.
    pub fn below(self, rows: u16) -> Region {
        let rows = rows.min(self.height);
        Region {
            y: self.y + rows,
            height: self.height - rows,
            ..self
        }
    }

    /// Whether some cell is part of both.
    pub fn meets(self, other: Region) -> bool {
        let meet = |start: u16, size: u16, from: u16, other: u16| {
            start < from.saturating_add(other) && from < start.saturating_add(size)
        };
        meet(self.x, self.width, other.x, other.width) && meet(self.y, self.height, other.y, other.height)
    }

    /// Whether a cell is part of it.
    pub fn has(self, x: u16, y: u16) -> bool {
        (self.x..self.x.saturating_add(self.width)).contains(&x)
            && (self.y..self.y.saturating_add(self.height)).contains(&y)
    }

    /// What is inside the line drawn around an overlay; there is none where there is no room for it.
    pub fn within_frame(self) -> Region {
        if self.height < 3 || self.width < 8 {
            return self;
        }
        let inner = self.below(1).within(2);
        Region {
            height: inner.height - 1,
            ..inner
        }
    }

    /// The first `rows` of the region.
    pub fn upper(self, rows: u16) -> Region {
        Region {
            height: self.height.min(rows),
            ..self
        }
    }

    /// Rows as a number of list rows.
    pub fn rows(self) -> usize {
        usize::from(self.height)
    }

    /// The region without `cells` at its left and right.
    pub fn within(self, cells: u16) -> Region {
        let cells = cells.min(self.width / 2);
        Region {
            x: self.x + cells,
            width: self.width - 2 * cells,
            ..self
        }
    }

    /// A left part of `width`, the rule after it, and what is left.
    fn split_columns(self, width: u16) -> (Region, Region, Region) {
        let left = Region {
            width: width.min(self.width),
            ..self
        };
        let rule = Region {
            x: left.x + left.width,
            width: 1.min(self.width - left.width),
            ..self
        };
        let right = Region {
            x: rule.x + rule.width,
            width: self.width - left.width - rule.width,
            ..self
        };
        (left, rule, right)
    }

    /// An upper part of `height`, the rule under it, and what is left.
    fn split_rows(self, height: u16) -> (Region, Region, Region) {
        let upper = Region {
            height: height.min(self.height),
            ..self
        };
        let rule = Region {
            y: upper.y + upper.height,
            height: 1.min(self.height - upper.height),
            ..self
        };
        let lower = Region {
            y: rule.y + rule.height,
            height: self.height - upper.height - rule.height,
            ..self
        };
        (upper, rule, lower)
    }

    /// A region of this size in the middle of this one, or as much of it as there is room for.
    fn middle(self, width: u16, height: u16) -> Region {
        let width = width.min(self.width);
        let height = height.min(self.height);
        Region {
            x: self.x + (self.width - width) / 2,
            y: self.y + (self.height - height) / 2,
            width,
            height,
        }
    }
}

/// Where everything is for a screen of this size.
pub fn layout(size: Size, state: &State) -> Layout {
    let accessible = state.settings.config.accessible;
    let bottom = if accessible { announced_rows(size, state) } else { 1 };
    let whole = Region {
        x: 0,
        y: 0,
        width: size.width,
        height: size.height,
    };
    let panes = Region {
        height: size.height.saturating_sub(bottom),
        ..whole
    };
    let mut layout = Layout {
        shape: if accessible { Shape::Narrow } else { shape(size) },
        sidebar: None,
        entries: None,
        search: None,
        article: None,
        text: None,
        welcome: None,
        rules: Vec::new(),
        status: whole.below(panes.height),
        overlay: None,
        overlay_inside: None,
    };
    if state.sidebar.is_empty() {
        layout.welcome = Some(panes);
    } else if state.screen.zen && state.article.is_some() {
        layout.article = Some(panes);
    } else {
        layout.place_panes(panes, state);
    }
    let column = state.settings.config.article.width.max(1);
    layout.text = layout.article.map(|region| match accessible {
        true => Region {
            width: state.announced_width(),
            ..region
        },
        false => text_column(region, column),
    });
    let overlay = state.overlays.last();
    layout.overlay = overlay.map(|overlay| match accessible {
        true => panes,
        false => overlay_region(whole, overlay, state),
    });
    layout.overlay_inside = layout.overlay.map(|region| match accessible {
        true => region.below(1),
        false => region.within_frame(),
    });
    layout
}

impl Layout {
    /// How many rows of entries are seen at once.
    pub fn entry_rows(&self, two_lines: bool) -> usize {
        let rows = self.entries.map_or(0, |region| region.below(1).rows());
        if two_lines { (rows / 2).max(1) } else { rows.max(1) }
    }

    fn place_panes(&mut self, panes: Region, state: &State) {
        let stacked = self.shape != Shape::Narrow;
        if !stacked {
            return self.place_alone(panes, state.screen.focus, state);
        }
        let mut rest = panes;
        if !state.screen.sidebar_hidden {
            let chosen = state.screen.sizes.sidebar_width;
            let chosen = chosen.map(|width| width.clamp(SMALLEST_WIDTH, panes.width / 2));
            let (left, rule, right) = panes.split_columns(chosen.unwrap_or((panes.width / 6).clamp(24, 32)));
            self.sidebar = Some(left);
            self.draw_rule(rule, Edge::SidebarWidth);
            rest = right;
        }
        let has_article = state.article.is_some();
        if state.screen.entries_hidden && has_article {
            self.article = Some(rest);
            return;
        }
        match self.shape {
            Shape::Wide => {
                let (left, rule, right) = rest.split_columns(entries_width(rest, state));
                self.place_list(left, state);
                self.draw_rule(rule, Edge::EntriesWidth);
                self.article = Some(right);
            }
            _ if has_article => {
                let (upper, rule, lower) = rest.split_rows(entries_height(rest, state));
                self.place_list(upper, state);
                self.draw_rule(rule, Edge::EntriesHeight);
                self.article = Some(lower);
            }
            _ => self.place_list(rest, state),
        }
    }

    fn draw_rule(&mut self, region: Region, edge: Edge) {
        self.rules.push(Rule { region, edge });
    }

    fn place_alone(&mut self, panes: Region, focus: Pane, state: &State) {
        match focus {
            Pane::Sidebar => self.sidebar = Some(panes),
            Pane::Article => self.article = Some(panes),
            Pane::Entries | Pane::Search => self.place_list(panes, state),
        }
    }

    fn place_list(&mut self, region: Region, state: &State) {
        if state.search.pane.is_some() {
            self.search = Some(region);
        } else {
            self.entries = Some(region);
        }
    }
}

/// What is announced is told whole, in as many rows as leave half of the screen to what it is about.
fn announced_rows(size: Size, state: &State) -> u16 {
    let lines = wrap(&state.announcement(), usize::from(size.width)).len();
    u16::try_from(lines).unwrap_or(u16::MAX).min(size.height / 2).max(1)
}

fn shape(size: Size) -> Shape {
    match size.width {
        WIDE.. => Shape::Wide,
        MEDIUM.. if size.height >= STACKED => Shape::Medium,
        _ => Shape::Narrow,
    }
}

/// The article gets somewhat more than half, and its whole column where the entries keep room to be read.
fn entries_width(rest: Region, state: &State) -> u16 {
    if let Some(chosen) = state.screen.sizes.entries_width {
        return chosen.clamp(SMALLEST_WIDTH, rest.width - SMALLEST_WIDTH - 1);
    }
    let column = state.settings.config.article.width.saturating_add(3);
    let article = (rest.width / 20 * 11).max(column.min(rest.width.saturating_sub(48)));
    rest.width.saturating_sub(article.saturating_add(1))
}

fn entries_height(rest: Region, state: &State) -> u16 {
    match state.screen.sizes.entries_height {
        Some(chosen) => chosen.clamp(SMALLEST_HEIGHT, rest.height - SMALLEST_HEIGHT - 1),
        None => (rest.height * 2 / 5).max(SMALLEST_HEIGHT),
    }
}

fn text_column(region: Region, width: u16) -> Region {
    let margin = if region.width > 20 { 1 } else { 0 };
    region.within(margin).middle(width, region.height)
}

fn overlay_region(whole: Region, overlay: &Overlay, state: &State) -> Region {
    let room = whole.within(if whole.width > 60 { 2 } else { 0 });
    let most = whole.height.saturating_sub(if whole.height > 20 { 4 } else { 1 });
    match overlay {
        Overlay::Help(_) | Overlay::Notices { .. } | Overlay::Journal(_) | Overlay::Health(_) => room.middle(84, most),
        Overlay::Linked(_) => room.middle(state.settings.config.article.width.saturating_add(4), most),
        Overlay::Palette(_) | Overlay::Finder(_) => room.middle(84, most.min(20)),
        Overlay::Choices(choices) => {
            let wanted = u16::try_from(choices.subscriptions.len())
                .unwrap_or(u16::MAX)
                .saturating_add(2);
            room.middle(84, most.min(wanted))
        }
        // A mistake is told whole.
        Overlay::Prompt(prompt) => {
            let inside = usize::from(room.middle(76, 5).within_frame().width);
            let told = prompt.mistake.as_ref().map_or(1, |mistake| wrap(mistake, inside).len());
            room.middle(76, u16::try_from(3 + told).unwrap_or(u16::MAX).max(5).min(whole.height))
        }
        Overlay::Confirm(_) => room.middle(76, 5.min(whole.height)),
        Overlay::Contents(contents) => {
            let wanted = u16::try_from(contents.headings.len()).unwrap_or(u16::MAX);
            room.middle(76, most.min(wanted.saturating_add(2)))
        }
        // What it changes has to be seen.
        Overlay::Themes(choice) => {
            let wanted = u16::try_from(choice.offers.len()).unwrap_or(u16::MAX);
            room.middle(26, most.min(wanted.saturating_add(2)))
        }
        // The letters stand in the text itself.
        Overlay::Hints(_) => match state.linked_page() {
            Some(_) => room.middle(state.settings.config.article.width.saturating_add(4), most),
            None => Region::default(),
        },
    }
}

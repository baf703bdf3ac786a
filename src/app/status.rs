//! What the bottom line says when there is nothing to be noticed.

use super::network::Progress;
use super::overlay::Overlay;
use super::search::SearchPane;
use super::state::{Pane, State};

/// The bottom line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Counted from 1, of how many.
    pub position: Option<(u64, u64)>,
    /// Whether there are further ones than are counted.
    pub more: bool,
    /// How much of the article has been seen, in percent.
    pub seen: Option<usize>,
    /// Minutes of reading that are left of it.
    pub minutes_left: Option<u32>,
    /// Entries that were chosen to do something with.
    pub chosen: usize,
    /// Unread entries in all.
    pub unread: u64,
    pub progress: Option<Progress>,
    /// Whether a feed is being looked for at an address.
    pub looking: bool,
    /// Entries made ready of those that are to be.
    pub prefetch: Option<Progress>,
    /// Entries gone of those that cleanup takes.
    pub cleanup: Option<Progress>,
    pub offline: bool,
    /// Keys that have begun something, and what can follow them, in words; else nothing.
    pub begun: String,
    /// The keys most useful here, with what they do.
    pub keys: Vec<(String, &'static str)>,
}

/// The bottom line of this state.
pub fn status(state: &State) -> Status {
    let known = state.sidebar.known.as_ref();
    Status {
        position: position(state),
        more: state.search.pane.as_ref().is_some_and(SearchPane::has_more),
        seen: seen(state),
        minutes_left: minutes_left(state),
        chosen: state.entries.chosen_ids().len(),
        unread: known.map_or(0, |known| known.all.unread) * u64::from(state.settings.config.list.counts),
        progress: state.network.progress,
        looking: state.network.looking > 0,
        prefetch: state.network.prefetch,
        cleanup: state.cleanup,
        offline: state.network.offline,
        begun: state.begun().map_or_else(String::new, |(keys, following)| {
            let following: Vec<String> = following.iter().map(|(key, what)| format!("{key} {what}")).collect();
            format!("{keys} …  {}", following.join(" · "))
        }),
        keys: keys(state),
    }
}

fn position(state: &State) -> Option<(u64, u64)> {
    match &state.search.pane {
        Some(pane) if !pane.hits.is_empty() => {
            let number = |index: usize| u64::try_from(index).unwrap_or(u64::MAX);
            Some((number(pane.selected_index()) + 1, number(pane.hits.len())))
        }
        Some(_) => None,
        // A place in a list that is not in sight would be taken for one among the folders.
        None if state.screen.focus == Pane::Sidebar && state.layout().entries.is_none() => None,
        None => state.entries.position(),
    }
}

/// How much of the article has been seen, in percent; `None` where all of it is in sight.
fn seen(state: &State) -> Option<usize> {
    let article = state.article.as_ref().filter(|_| state.screen.focus == Pane::Article)?;
    let text = state.layout().text?;
    let count = article.line_count(text.width, state.clock);
    (count > text.rows()).then(|| (article.scroll + text.rows()).min(count) * 100 / count)
}

/// What the part not yet seen takes to read.
fn minutes_left(state: &State) -> Option<u32> {
    let seen = u32::try_from(seen(state)?).unwrap_or(100);
    let minutes = state.article.as_ref()?.row.minutes;
    (minutes > 0 && seen < 100).then(|| (minutes * (100 - seen)).div_ceil(100))
}

/// The keys most useful here, with what they do.
pub(super) fn keys(state: &State) -> Vec<(String, &'static str)> {
    let fixed: &[(&str, &str)] = match state.overlays.last() {
        None if state.is_searching() => &[
            ("enter", "open"),
            ("tab", "results"),
            ("esc", "leave"),
            ("ctrl-s", "save it"),
        ],
        Some(Overlay::Help(help)) if help.typing => &[("enter", "look at it"), ("esc", "all of help")],
        Some(Overlay::Finder(_)) => &[("enter", "go there"), ("esc", "leave")],
        Some(Overlay::Palette(_) | Overlay::Prompt(_)) => &[("enter", "do it"), ("esc", "leave")],
        Some(Overlay::Hints(_)) => &[("a letter", "takes its link"), ("esc", "leave")],
        Some(Overlay::Confirm(_)) => &[("y", "yes"), ("n", "no")],
        _ => &[],
    };
    let useful: &[(&str, &str)] = match (state.overlays.last(), state.screen.focus) {
        (Some(Overlay::Help(help)), _) if help.sought.is_some() => {
            &[("find", "find"), ("back", "all of help"), ("down", "down")]
        }
        (Some(Overlay::Help(_)), _) => &[("find", "find"), ("back", "leave"), ("down", "down")],
        (Some(Overlay::Contents(_)), _) => &[("open", "go there"), ("back", "leave")],
        (Some(Overlay::Journal(journal)), _) if journal.is_undone() => {
            &[("open", "make all up to it again"), ("back", "leave")]
        }
        (Some(Overlay::Journal(_)), _) => &[("open", "back to before it"), ("back", "leave")],
        (Some(Overlay::Choices(_)), _) => &[("toggle", "take"), ("open", "subscribe"), ("back", "leave")],
        (Some(Overlay::Themes(_)), _) => &[("down", "down"), ("open", "take it"), ("back", "leave")],
        (Some(Overlay::Health(_)), _) => &[("down", "down"), ("open", "do it"), ("back", "leave")],
        (Some(_), _) => &[("down", "down"), ("up", "up"), ("back", "leave")],
        _ if state.offered_list().is_some() => &[("add", "add a feed"), ("open", "import"), ("help", "help")],
        _ if state.sidebar.is_empty() => &[("add", "add a feed"), ("open", "choose"), ("help", "help")],
        (None, Pane::Sidebar) => &[("open", "open"), ("refresh --force", "refresh"), ("help", "help")],
        (None, Pane::Entries) if state.entries.is_choosing() => &[
            ("toggle-read", "read"),
            ("toggle-star", "star"),
            ("tag", "tag"),
            ("back", "leave"),
        ],
        (None, Pane::Entries) => &[("open", "open"), ("next-unread", "next unread"), ("help", "help")],
        (None, Pane::Article) => &[("next-unread", "next unread"), ("browse", "browser"), ("help", "help")],
        (None, Pane::Search) => &[("open", "open"), ("search", "type"), ("back", "leave")],
    };
    if !fixed.is_empty() {
        return fixed.iter().map(|(key, label)| ((*key).to_owned(), *label)).collect();
    }
    let context = state.contexts()[0];
    let key = |command: &str| state.settings.keymap.key_of(context, command);
    let bound = useful
        .iter()
        .filter_map(|(command, label)| key(command).map(|key| (key, *label)));
    bound.collect()
}

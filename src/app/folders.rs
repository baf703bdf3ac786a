//! Folders as such: their order, and giving them another name or place. Which feeds lie in them stands with the feeds.

use super::effect::Effect;
use super::event::FeedsLoaded;
use super::notice::Severity;
use super::order::{Piece, natural};
use super::prompt::Question;
use super::sidebar::Sidebar;
use super::state::State;
use super::subscriptions::at_end;
use crate::model::{Folder, Source};
use std::collections::BTreeSet;

impl Sidebar {
    /// The folder of that name or path.
    pub(super) fn find_folder(&self, said: &str) -> Option<Folder> {
        let lower = said.trim().to_lowercase();
        let by_path = self.folders().find(|folder| folder.to_string().to_lowercase() == lower);
        let found = by_path.or_else(|| self.folders().find(|folder| folder.name().to_lowercase() == lower));
        found.cloned()
    }

    /// The feed or folder that is meant: whatever is called exactly so, a feed before a folder; else a feed by a part of it.
    ///
    /// # Errors
    /// A sentence: there is none, or there are several.
    pub fn find_feed_or_folder(&self, said: &str) -> Result<Source, String> {
        if let Some(feed) = self.find_feed_exactly(said) {
            return Ok(Source::Feed(feed.id));
        }
        match self.find_folder(said) {
            Some(folder) => Ok(Source::Folder(folder)),
            None => self.find_feed(said).map(Source::Feed),
        }
    }

    /// The folders beside a folder with it one place further up or down; `None` where it is at the end.
    pub fn reordered_folder(&self, folder: &Folder, up: bool) -> Option<Vec<Folder>> {
        let beside = self.folders().filter(|other| other.parent() == folder.parent());
        let mut beside: Vec<Folder> = beside.cloned().collect();
        let at = beside.iter().position(|other| other == folder)?;
        let to = if up { at.checked_sub(1)? } else { at + 1 };
        if to >= beside.len() {
            return None;
        }
        beside.swap(at, to);
        Some(beside)
    }
}

impl State {
    /// The folder that was named, or else the selected one; `None` where a feed is meant.
    fn folder_meant(&self, said: Option<&str>) -> Option<Folder> {
        let meant = match said {
            Some(said) => self.sidebar.find_feed_or_folder(said).ok(),
            None => Some(self.sidebar.selected.source.clone()),
        };
        match meant {
            Some(Source::Folder(folder)) => Some(folder),
            _ => None,
        }
    }

    /// Puts a folder before or behind the one beside it; `None` where a feed is meant.
    pub(super) fn reorder_folder(&mut self, said: Option<&str>, up: bool) -> Option<Vec<Effect>> {
        let folder = self.folder_meant(said)?;
        Some(match self.sidebar.reordered_folder(&folder, up) {
            Some(folders) => vec![Effect::OrderFolders(folders)],
            None => self.say(Severity::Info, &at_end(folder.name(), up)),
        })
    }

    /// Gives a folder another name, or asks for one; `None` where a feed is meant.
    pub(super) fn rename_folder(&mut self, said: Option<&str>, name: &str) -> Option<Vec<Effect>> {
        let folder = self.folder_meant(said)?;
        if name.is_empty() {
            let now = folder.name().to_owned();
            return Some(self.ask(Question::RenameFolder(folder), &now));
        }
        Some(self.give_name(folder, name))
    }

    /// Gives a folder another name; where it is selected it stays so.
    pub(super) fn give_name(&mut self, folder: Folder, name: &str) -> Vec<Effect> {
        if self.sidebar.selected.source == Source::Folder(folder.clone()) {
            self.sidebar.want(Source::Folder(folder.renamed(&folder, name)));
        }
        let name = name.to_owned();
        vec![Effect::RenameFolder { folder, name }]
    }
}

/// The folders of the feeds and those around them, each after the one that it lies in.
pub(super) fn folders_in_order(known: &FeedsLoaded) -> Vec<Folder> {
    let mut folders = BTreeSet::new();
    for folder in known.feeds.iter().flat_map(|feed| &feed.folders) {
        let mut at = Some(folder.clone());
        while let Some(folder) = at {
            at = folder.parent();
            folders.insert(folder);
        }
    }
    let mut folders: Vec<Folder> = folders.into_iter().collect();
    folders.sort_by_cached_key(|folder| place_of(folder, &known.folder_order));
    folders
}

/// What folders are sorted by: each folder on the way to it, by its place in the person's order and its name.
fn place_of(folder: &Folder, order: &[Folder]) -> Vec<(usize, Vec<Piece>)> {
    let mut places = Vec::new();
    let mut at = Some(folder.clone());
    while let Some(folder) = at {
        let place = order.iter().position(|known| *known == folder);
        places.push((place.unwrap_or(usize::MAX), natural(folder.name())));
        at = folder.parent();
    }
    places.reverse();
    places
}

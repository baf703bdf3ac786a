//! The sources by what they are called and what they are made of: the name of each, the one that words mean, its feeds.

use super::order::natural;
use super::sidebar::Sidebar;
use crate::model::{Feed, FeedId, SavedQuery, Source};

/// The sources that are always there, with their names.
pub(super) const BUILT_IN: [(Source, &str); 7] = [
    (Source::All, "All"),
    (Source::Unread, "Unread"),
    (Source::Starred, "Starred"),
    (Source::Today, "Today"),
    (Source::Unfinished, "Continue reading"),
    (Source::Ready, "Ready offline"),
    (Source::Failing, "Failing feeds"),
];

impl Sidebar {
    /// The feeds, as far as they are known.
    pub fn feeds(&self) -> &[Feed] {
        self.known.as_ref().map_or(&[], |known| known.feeds.as_slice())
    }

    /// The feed of that id.
    pub fn feed(&self, id: FeedId) -> Option<&Feed> {
        self.feeds().iter().find(|feed| feed.id == id)
    }

    /// Every source that can be shown, by its name; folders with the folders that they lie in.
    pub fn sources(&self) -> Vec<(String, Source)> {
        let fixed = BUILT_IN.map(|(source, name)| (name.to_owned(), source));
        let queries = self.known.iter().flat_map(|known| &known.queries);
        let queries = queries.map(|(saved, _)| (saved.name.clone(), saved.source()));
        let folders = self.folders();
        let folders = folders.map(|folder| (folder.to_string(), Source::Folder(folder.clone())));
        let mut feeds: Vec<&Feed> = self.feeds().iter().collect();
        feeds.sort_by_cached_key(|feed| (natural(&feed.title), feed.id));
        let feeds = feeds
            .into_iter()
            .map(|feed| (feed.title.clone(), Source::Feed(feed.id)));
        fixed.into_iter().chain(queries).chain(folders).chain(feeds).collect()
    }

    /// The name of a source.
    pub fn name_of(&self, source: &Source) -> String {
        match source {
            Source::Folder(folder) => folder.name().to_owned(),
            Source::Feed(id) => self
                .feed(*id)
                .map_or_else(|| "Feed".to_owned(), |feed| feed.title.clone()),
            Source::Query { name, .. } => name.clone(),
            built_in => {
                let named = BUILT_IN.iter().find(|(source, _)| source == built_in);
                named.map_or_else(String::new, |(_, name)| (*name).to_owned())
            }
        }
    }

    /// Whether what a feed brings belongs to a source.
    pub fn belongs(&self, feed: FeedId, source: &Source) -> bool {
        match source {
            Source::Feed(id) => *id == feed,
            Source::Folder(folder) => self
                .feed(feed)
                .is_some_and(|feed| feed.folders.iter().any(|other| other.is_within(folder))),
            Source::Failing => self.feed(feed).is_some_and(Feed::is_failing),
            _ => true,
        }
    }

    /// The feeds that a source is made of; `None` is all of them.
    pub fn feeds_of(&self, source: &Source) -> Option<Vec<FeedId>> {
        match source {
            Source::Feed(_) | Source::Folder(_) | Source::Failing => {
                let feeds = self.feeds().iter().map(|feed| feed.id);
                Some(feeds.filter(|feed| self.belongs(*feed, source)).collect())
            }
            _ => None,
        }
    }

    /// The source of that name: a smart source, a saved query, a folder, or a feed by id, address or part of its title.
    ///
    /// # Errors
    /// A sentence that says what was not found.
    pub fn find_source(&self, said: &str) -> Result<Source, String> {
        let said = said.trim();
        let mut sources = self.sources().into_iter();
        let is_smart = |source: &Source| !matches!(source, Source::Folder(_) | Source::Feed(_));
        if let Some((_, source)) =
            sources.find(|(name, source)| is_smart(source) && name.to_lowercase() == said.to_lowercase())
        {
            return Ok(source);
        }
        if let Some(folder) = self.find_folder(said) {
            return Ok(Source::Folder(folder));
        }
        let begun = said.to_lowercase();
        let mut saved = self
            .queries()
            .filter(|saved| saved.name.to_lowercase().contains(&begun));
        match (self.find_feed_exactly(said), saved.next(), saved.next()) {
            (None, Some(only), None) if self.find_feed(said).is_err() => Ok(only.source()),
            _ => self.find_feed(said).map(Source::Feed),
        }
    }

    /// The feed that is meant by an id, an address or a part of a title.
    ///
    /// # Errors
    /// A sentence: there is none, or there are several.
    pub fn find_feed(&self, said: &str) -> Result<FeedId, String> {
        if let Some(feed) = self.find_feed_exactly(said) {
            return Ok(feed.id);
        }
        let lower = said.trim().to_lowercase();
        let mut part = self
            .feeds()
            .iter()
            .filter(|feed| feed.title.to_lowercase().contains(&lower));
        match (part.next(), part.next()) {
            (Some(feed), None) => Ok(feed.id),
            (Some(one), Some(other)) => Err(format!(
                "“{said}” could be “{}” or “{}”; say more of the title",
                one.title, other.title
            )),
            (None, _) => Err(format!(
                "there is no source “{said}”; give a part of the title of a feed, or the name of another source"
            )),
        }
    }

    /// The feed of that id, address or whole title.
    pub(super) fn find_feed_exactly(&self, said: &str) -> Option<&Feed> {
        let lower = said.trim().to_lowercase();
        let exactly = |feed: &&Feed| {
            feed.id.to_string() == lower || feed.url == said.trim() || feed.title.to_lowercase() == lower
        };
        self.feeds().iter().find(exactly)
    }

    /// Whether there is a feed or folder.
    pub(super) fn has(&self, source: &Source) -> bool {
        match source {
            Source::Feed(id) => self.feed(*id).is_some(),
            Source::Folder(folder) => self.folders().any(|known| known == folder),
            Source::Query { name, .. } => self.queries().any(|saved| saved.name == *name),
            _ => true,
        }
    }

    pub(super) fn queries(&self) -> impl Iterator<Item = &SavedQuery> {
        self.known
            .iter()
            .flat_map(|known| &known.queries)
            .map(|(saved, _)| saved)
    }
}

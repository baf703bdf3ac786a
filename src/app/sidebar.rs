//! The folders: smart sources, folders and feeds with their counts, and which of them is selected. What they are called and
//! how one is found is in `sources`.

use super::Effect;
use super::beginning::Starter;
use super::event::FeedsLoaded;
use super::folders::folders_in_order;
use super::movement::{Movement, first_shown};
use super::order::natural;
use super::sources::BUILT_IN;
use crate::model::{Feed, FeedId, Folder, Mark, SavedQuery, Source};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The folders and what is known of the feeds.
#[derive(Clone, Debug)]
pub struct Sidebar {
    /// `None` until the store has answered. Its feeds are in the order in which they stand beside one another.
    pub known: Option<FeedsLoaded>,
    /// Every folder, in the order in which they are shown, and the feeds in none: worked out once, for every frame goes
    /// through them.
    folders: Vec<Filed>,
    unfiled: Vec<usize>,
    pub selected: Place,
    /// The first row that is shown since the mouse was used; keys bring the selected one back into the middle.
    pub top: Option<Place>,
    pub folded: BTreeSet<Folder>,
    pub starter: Starter,
    /// A feed or folder to select as soon as it is known.
    wanted: Option<Source>,
    asking: Asking,
}

/// A folder with the feeds in it, by their places among all.
#[derive(Clone, Debug)]
struct Filed {
    folder: Folder,
    /// Those that lie in it themselves.
    feeds: Vec<usize>,
    /// Those that lie in it or in a folder within it.
    within: Vec<usize>,
}

/// Whether the feeds are being asked for, so that many changes make few questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    No,
    Yes,
    /// Something changed since.
    Again,
}

/// A row by what it is: a feed in two folders has two places.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub source: Source,
    pub within: Option<Folder>,
}

/// A row as it is drawn. It borrows what it shows: all rows are gone through for every frame.
#[derive(Clone, Debug, PartialEq)]
pub struct SidebarRow<'a> {
    pub source: Source,
    /// The folder that it lies in, for a feed.
    pub within: Option<&'a Folder>,
    pub label: Cow<'a, str>,
    /// How deep it lies in folders.
    pub depth: usize,
    /// Unread entries; for All, Starred and Today all of them.
    pub count: u64,
    pub unread: u64,
    /// For a folder, whether what lies in it is hidden.
    pub folded: Option<bool>,
    pub failing: bool,
}

impl Place {
    /// The place of a source at the top level.
    pub fn of(source: Source) -> Place {
        Place { source, within: None }
    }
}

impl SidebarRow<'_> {
    /// The row by what it is.
    pub fn place(&self) -> Place {
        Place {
            source: self.source.clone(),
            within: self.within.cloned(),
        }
    }

    fn is_at(&self, place: &Place) -> bool {
        self.source == place.source && self.within == place.within.as_ref()
    }

    /// The blank cells before its name, or before the sign that says whether it is folded.
    pub fn indent(&self) -> u16 {
        1 + 2 * u16::try_from(self.depth).unwrap_or(0).min(6)
    }
}

impl Sidebar {
    /// Nothing known yet.
    pub fn new(starter: Starter) -> Sidebar {
        Sidebar {
            known: None,
            folders: Vec::new(),
            unfiled: Vec::new(),
            selected: Place::of(Source::All),
            top: None,
            folded: BTreeSet::new(),
            starter,
            wanted: None,
            asking: Asking::No,
        }
    }

    /// Whether it is certain that there is no feed.
    pub fn is_empty(&self) -> bool {
        self.known.as_ref().is_some_and(|known| known.feeds.is_empty())
    }

    /// The rows from the top, without what lies in folded folders.
    pub fn rows(&self) -> Vec<SidebarRow<'_>> {
        let counts = self.known.as_ref().map(|known| (known.all, known.starred, known.today));
        let (all, starred, today) = counts.unwrap_or_default();
        let smart = [
            (Source::All, all.total, all.unread),
            (Source::Unread, all.unread, all.unread),
            (Source::Starred, starred.total, starred.unread),
            (Source::Today, today.total, today.unread),
        ];
        let shown = smart.into_iter().chain(self.occasional());
        let mut rows: Vec<SidebarRow<'_>> = shown
            .map(|(source, count, unread)| SidebarRow {
                label: Cow::Owned(self.name_of(&source)),
                source,
                within: None,
                depth: 0,
                count,
                unread,
                folded: None,
                failing: false,
            })
            .collect();
        for filed in &self.folders {
            if filed.folder.parent().is_some_and(|parent| self.is_hidden(&parent)) {
                continue;
            }
            rows.push(self.folder_row(filed));
            if !self.is_hidden(&filed.folder) {
                rows.extend(self.feed_rows(Some(&filed.folder), &filed.feeds));
            }
        }
        rows.extend(self.feed_rows(None, &self.unfiled));
        rows
    }

    /// What is shown only where it has something, or is selected; and the person's own queries.
    fn occasional(&self) -> Vec<(Source, u64, u64)> {
        let Some(known) = &self.known else { return Vec::new() };
        let failing = known.feeds.iter().filter(|feed| feed.is_failing()).count() as u64;
        let mut sources = vec![
            (Source::Unfinished, known.unfinished.total, known.unfinished.unread),
            (Source::Ready, known.ready.total, known.ready.unread),
            (Source::Failing, failing, 0),
        ];
        sources.retain(|(source, count, _)| *count > 0 || *source == self.selected.source);
        sources.extend(known.queries.iter().map(|(saved, unread)| {
            let unread = unread.unwrap_or(0);
            (saved.source(), unread, unread)
        }));
        sources
    }

    /// Every folder that a feed lies in, and those around it, each after the one that it lies in: in the person's order, and
    /// behind those that have one by their names.
    pub fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.folders.iter().map(|filed| &filed.folder)
    }

    /// Which row is selected; the first where the selected place is not shown.
    pub fn selected_row(&self, rows: &[SidebarRow<'_>]) -> usize {
        rows.iter().position(|row| row.is_at(&self.selected)).unwrap_or(0)
    }

    /// The first row that is shown where `page` rows are.
    pub fn first_shown(&self, rows: &[SidebarRow<'_>], page: usize) -> usize {
        let top = self.top.as_ref();
        match top.and_then(|top| rows.iter().position(|row| row.is_at(top))) {
            Some(top) => top.min(rows.len().saturating_sub(page)),
            None => first_shown(self.selected_row(rows), rows.len(), page),
        }
    }

    /// Asks for feeds and counts, once at a time.
    pub fn load(&mut self) -> Vec<Effect> {
        match self.asking {
            Asking::No => {
                self.asking = Asking::Yes;
                vec![Effect::LoadFeeds]
            }
            Asking::Yes | Asking::Again => {
                self.asking = Asking::Again;
                Vec::new()
            }
        }
    }

    /// Something has failed, perhaps the question under way: the next reason to ask asks again.
    pub(super) fn fail(&mut self) {
        self.asking = Asking::No;
        self.wanted = None;
    }

    /// Takes the feeds in; true where another place had to be selected.
    pub fn loaded(&mut self, mut known: FeedsLoaded) -> (Vec<Effect>, bool) {
        let place = |feed: &Feed| (feed.position.unwrap_or(u32::MAX), natural(&feed.title), feed.id);
        known.feeds.sort_by_cached_key(place);
        let nearest = self.nearest_places();
        self.file(&known);
        self.known = Some(known);
        let before = self.selected.clone();
        self.follow_query();
        let again = self.asking == Asking::Again;
        self.asking = Asking::No;
        let effects = if again { self.load() } else { Vec::new() };
        if let Some(wanted) = self.wanted.clone().filter(|wanted| self.has(wanted)) {
            self.wanted = None;
            self.select(wanted);
        }
        self.settle(nearest);
        (effects, self.selected != before)
    }

    /// Notes which feeds lie in which folder.
    fn file(&mut self, known: &FeedsLoaded) {
        let those = |lies: &dyn Fn(&Feed) -> bool| {
            let feeds = known.feeds.iter().enumerate();
            feeds.filter(|(_, feed)| lies(feed)).map(|(at, _)| at).collect()
        };
        let filed = |folder: Folder| Filed {
            feeds: those(&|feed| feed.folders.contains(&folder)),
            within: those(&|feed| feed.folders.iter().any(|other| other.is_within(&folder))),
            folder,
        };
        self.folders = folders_in_order(known).into_iter().map(filed).collect();
        self.unfiled = those(&|feed| feed.folders.is_empty());
    }

    /// A saved query that asks for something else now, as another program may have changed it, stays selected.
    fn follow_query(&mut self) {
        let Source::Query { name, .. } = &self.selected.source else {
            return;
        };
        let saved = self.queries().find(|saved| saved.name == *name).map(SavedQuery::source);
        if let Some(source) = saved {
            self.selected.source = source;
        }
    }

    /// Selects a feed, a folder or a saved query as soon as it is known.
    pub fn want(&mut self, source: Source) {
        self.wanted = Some(source);
    }

    /// Selects a source where it first stands, unfolding what hides it.
    pub fn select(&mut self, source: Source) {
        let within = match &source {
            Source::Feed(id) => self.feed(*id).and_then(|feed| feed.folders.first().cloned()),
            _ => None,
        };
        let outer = match &source {
            Source::Folder(folder) => folder.parent(),
            _ => within.clone(),
        };
        self.top = None;
        self.folded
            .retain(|folded| outer.as_ref().is_none_or(|folder| !folder.is_within(folded)));
        self.selected = Place { source, within };
    }

    /// Scrolls by so many rows; the selection stays what it is, for it says what is listed.
    pub(super) fn scroll(&mut self, rows: isize, page: usize) {
        let shown = self.rows();
        let first = self.first_shown(&shown, page).saturating_add_signed(rows);
        let first = first.min(shown.len().saturating_sub(page));
        self.top = shown.get(first).map(SidebarRow::place);
    }

    /// Moves the selection.
    pub fn go(&mut self, movement: Movement, page: usize) {
        self.top = None;
        let rows = self.rows();
        let at = movement.from(self.selected_row(&rows), rows.len(), page);
        if let Some(place) = rows.get(at).map(SidebarRow::place) {
            self.selected = place;
        }
    }

    /// Folds the selected folder, or the folder that the selected feed lies in; unfolds it where it is folded.
    pub fn toggle_fold(&mut self) {
        let folder = match &self.selected.source {
            Source::Folder(folder) => Some(folder.clone()),
            _ => self.selected.within.clone(),
        };
        let Some(folder) = folder else { return };
        if !self.folded.remove(&folder) {
            self.selected = Place::of(Source::Folder(folder.clone()));
            self.folded.insert(folder);
        }
    }

    /// Counts a mark at once, before the store has.
    pub fn count(&mut self, feed: FeedId, mark: Mark) {
        let Some(known) = &mut self.known else { return };
        let step = |count: &mut u64, up: bool| *count = if up { *count + 1 } else { count.saturating_sub(1) };
        match mark {
            Mark::Read | Mark::Unread => {
                let up = mark == Mark::Unread;
                step(&mut known.all.unread, up);
                if let Some(feed) = known.feeds.iter_mut().find(|known| known.id == feed) {
                    step(&mut feed.unread, up);
                }
            }
            Mark::Star | Mark::Unstar => step(&mut known.starred.total, mark == Mark::Star),
        }
    }

    /// Whether what lies in a folder is hidden, by itself or by a folder around it.
    fn is_hidden(&self, folder: &Folder) -> bool {
        self.folded.iter().any(|folded| folder.is_within(folded))
    }

    fn folder_row<'a>(&'a self, filed: &'a Filed) -> SidebarRow<'a> {
        let Filed { folder, within, .. } = filed;
        let (unread, failing) = self.at(within).fold((0, false), |(unread, failing), feed| {
            (unread + feed.unread, failing || feed.is_failing())
        });
        let folded = self.folded.contains(folder);
        SidebarRow {
            source: Source::Folder(folder.clone()),
            within: None,
            label: Cow::Borrowed(folder.name()),
            depth: folder.names().len() - 1,
            count: unread,
            unread,
            folded: Some(folded),
            failing: failing && folded,
        }
    }

    fn feed_rows<'a>(&'a self, folder: Option<&'a Folder>, feeds: &'a [usize]) -> impl Iterator<Item = SidebarRow<'a>> {
        let depth = folder.map_or(0, |folder| folder.names().len());
        self.at(feeds).map(move |feed| SidebarRow {
            source: Source::Feed(feed.id),
            within: folder,
            label: Cow::Borrowed(&feed.title),
            depth,
            count: feed.unread,
            unread: feed.unread,
            folded: None,
            failing: feed.is_failing(),
        })
    }

    /// The feeds at these places.
    fn at<'a>(&'a self, places: &'a [usize]) -> impl Iterator<Item = &'a Feed> {
        let feeds = self.feeds();
        places.iter().filter_map(|&place| feeds.get(place))
    }

    /// The feeds of a folder, or those in none, in their order.
    fn beside(&self, folder: Option<&Folder>) -> impl Iterator<Item = &Feed> {
        let places = match folder {
            None => Some(&self.unfiled),
            Some(folder) => {
                let filed = self.folders.iter().find(|filed| filed.folder == *folder);
                filed.map(|filed| &filed.feeds)
            }
        };
        self.at(places.map_or(&[], Vec::as_slice))
    }

    /// The feeds beside a feed with it one place further up or down; `None` where it is at the end.
    pub fn reordered(&self, feed: FeedId, up: bool) -> Option<Vec<FeedId>> {
        let is_selected = self.selected.source == Source::Feed(feed);
        let within = self.selected.within.as_ref().filter(|_| is_selected);
        let within = within.or(self.feed(feed)?.folders.first());
        let mut feeds: Vec<FeedId> = self.beside(within).map(|feed| feed.id).collect();
        let at = feeds.iter().position(|other| *other == feed)?;
        let to = if up { at.checked_sub(1)? } else { at + 1 };
        if to >= feeds.len() {
            return None;
        }
        feeds.swap(at, to);
        Some(feeds)
    }

    /// The places around the selected one, the nearest first and those below before those above; sources that are always
    /// there are near nothing.
    fn nearest_places(&self) -> Vec<Place> {
        let rows = self.rows();
        let Some(at) = rows.iter().position(|row| row.is_at(&self.selected)) else {
            return Vec::new();
        };
        let around = (1..rows.len()).flat_map(|far| [at.checked_add(far), at.checked_sub(far)]);
        let near = around.flatten().filter_map(|at| rows.get(at));
        let is_own = |row: &&SidebarRow<'_>| !BUILT_IN.iter().any(|(source, _)| *source == row.source);
        near.filter(is_own).map(SidebarRow::place).collect()
    }

    /// A place that is gone gives way to the nearest that is not, or else to All.
    fn settle(&mut self, nearest: Vec<Place>) {
        let rows = self.rows();
        let is_shown = |place: &Place| rows.iter().any(|row| row.is_at(place));
        if is_shown(&self.selected) {
            return;
        }
        let near = nearest.into_iter().find(is_shown);
        drop(rows);
        match (&self.selected.source, near) {
            (Source::Feed(id), _) if self.feed(*id).is_some() => self.select(Source::Feed(*id)),
            (_, Some(place)) => {
                self.top = None;
                self.selected = place;
            }
            _ => self.select(Source::All),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sidebar() -> Sidebar {
        let feed = |id: i64, title: &str, folders: &[&str]| Feed {
            id: FeedId(id),
            url: format!("https://{id}.example/feed"),
            title: title.to_owned(),
            site_url: None,
            folders: folders.iter().filter_map(|folder| Folder::parse(folder)).collect(),
            unread: 1,
            total: 1,
            last_success: None,
            last_attempt: None,
            next_check: None,
            error: None,
            repairs: 0,
            position: None,
        };
        let mut sidebar = Sidebar::new(Vec::new);
        sidebar.loaded(FeedsLoaded {
            feeds: vec![
                feed(1, "Harbour Post", &["News/Local", "Boats"]),
                feed(2, "Harbour Lights", &["News"]),
                feed(3, "Tides", &[]),
            ],
            ..FeedsLoaded::default()
        });
        sidebar
    }

    fn labels(sidebar: &Sidebar) -> Vec<String> {
        sidebar
            .rows()
            .into_iter()
            .skip(4)
            .map(|row| format!("{}{} {}", "-".repeat(row.depth), row.label, row.count))
            .collect()
    }

    #[test]
    fn a_feed_stands_in_each_of_its_folders_and_folders_count_what_lies_in_them() {
        let expected = [
            "Boats 1",
            "-Harbour Post 1",
            "News 2",
            "-Harbour Lights 1",
            "-Local 1",
            "--Harbour Post 1",
            "Tides 1",
        ];
        assert_eq!(labels(&sidebar()), expected);
    }

    #[test]
    fn a_folded_folder_hides_everything_in_it_and_a_feed_that_is_gone_to_is_unfolded() {
        let mut sidebar = sidebar();
        sidebar.selected = Place::of(Source::Folder(Folder::parse("News").unwrap()));
        sidebar.toggle_fold();
        assert_eq!(labels(&sidebar), ["Boats 1", "-Harbour Post 1", "News 2", "Tides 1"]);
        sidebar.select(Source::Feed(FeedId(2)));
        assert_eq!(labels(&sidebar).len(), 7);
    }

    #[test]
    fn a_feed_is_found_by_what_is_said_of_it_or_the_doubt_is_named() {
        let sidebar = sidebar();
        assert_eq!(sidebar.find_feed("lights"), Ok(FeedId(2)));
        assert_eq!(sidebar.find_feed("https://3.example/feed"), Ok(FeedId(3)));
        assert_eq!(sidebar.find_feed("1"), Ok(FeedId(1)));
        assert_eq!(
            sidebar.find_feed("harbour"),
            Err("“harbour” could be “Harbour Lights” or “Harbour Post”; say more of the title".to_owned())
        );
        let local = Folder::parse("News/Local").unwrap();
        assert_eq!(sidebar.find_source("local"), Ok(Source::Folder(local)));
        assert_eq!(sidebar.find_source("UNREAD"), Ok(Source::Unread));
        assert!(sidebar.find_source("nothing").is_err());
    }

    #[test]
    fn what_was_selected_and_is_gone_gives_way_to_what_was_beside_it() {
        let mut sidebar = sidebar();
        sidebar.select(Source::Folder(Folder::parse("Boats").unwrap()));
        let mut known = sidebar.known.clone().unwrap();
        known
            .feeds
            .iter_mut()
            .for_each(|feed| feed.folders.retain(|folder| folder.name() != "Boats"));
        assert!(sidebar.loaded(known.clone()).1);
        assert_eq!(sidebar.selected.source, Source::Folder(Folder::parse("News").unwrap()));
        // Nothing below it is left, so what was above.
        sidebar.select(Source::Feed(FeedId(3)));
        known.feeds.retain(|feed| feed.id != FeedId(3));
        assert!(sidebar.loaded(known).1);
        assert_eq!(sidebar.selected.source, Source::Feed(FeedId(1)));
    }

    #[test]
    fn where_nothing_is_left_beside_it_all_is_selected() {
        let mut sidebar = sidebar();
        sidebar.select(Source::Feed(FeedId(3)));
        let (_, moved) = sidebar.loaded(FeedsLoaded::default());
        assert!(moved);
        assert_eq!(sidebar.selected.source, Source::All);
    }

    #[test]
    fn many_changes_make_few_questions() {
        let mut sidebar = sidebar();
        assert_eq!(sidebar.load(), [Effect::LoadFeeds]);
        assert_eq!(sidebar.load(), []);
        assert_eq!(sidebar.load(), []);
        let (effects, _) = sidebar.loaded(FeedsLoaded::default());
        assert_eq!(effects, [Effect::LoadFeeds]);
    }
}

//! What the bottom line announces in accessible mode: in words, what was done, or else where the cursor is and what is there.
//! Nothing in it moves by itself.

use super::article::{ArticleText, Reading};
use super::effect::Effect;
use super::notice::Severity;
use super::number::{counted, grouped};
use super::search::{Answer, SearchMode, SearchPane};
use super::state::{Pane, State};
use super::status::keys;
use crate::model::{EntryRow, Line, Role};

impl State {
    /// The bottom line in words.
    pub fn announcement(&self) -> String {
        if let Some(notice) = self.notices.shown() {
            return notice.in_words();
        }
        let mut said = match self.overlays.last() {
            Some(overlay) => self.announce_overlay(overlay),
            None => self.announce_pane(),
        };
        for going_on in self.going_on() {
            said.push(' ');
            said.push_str(&going_on);
        }
        said
    }

    /// The cells that the article's text has in accessible mode: it begins at the left, whatever is announced below it.
    pub(super) fn announced_width(&self) -> u16 {
        self.screen.size.width.min(self.settings.config.article.width).max(1)
    }

    /// Says what others see happen.
    pub(super) fn announce(&mut self, said: &str) -> Vec<Effect> {
        match self.settings.config.accessible {
            true => self.say(Severity::Info, said),
            false => Vec::new(),
        }
    }

    fn announce_pane(&self) -> String {
        if self.sidebar.is_empty() {
            return format!("There is no feed yet. {}", self.keys_in_words());
        }
        match self.screen.focus {
            Pane::Sidebar => self.announce_source(),
            Pane::Entries => self.announce_entry(),
            Pane::Article => self
                .article
                .as_ref()
                .map_or_else(String::new, |article| self.announce_line(article)),
            Pane::Search => self.search.pane.as_ref().map_or_else(String::new, announce_search),
        }
    }

    fn announce_source(&self) -> String {
        let rows = self.sidebar.rows();
        let at = self.sidebar.selected_row(&rows);
        let mut said = vec![format!("Source {} of {}", at + 1, rows.len())];
        if let Some(row) = rows.get(at) {
            said.extend(row.within.map(|folder| format!("in {folder}")));
            said.extend(row.failing.then(|| "failing".to_owned()));
        }
        format!("{}.", said.join(", "))
    }

    /// At its first entry a list tells what it is.
    fn announce_entry(&self) -> String {
        let name = self.sidebar.name_of(&self.entries.source);
        let Some((at, of)) = self.entries.position() else {
            return match self.entries.loaded {
                true => format!("{name}, no entry."),
                false => format!("{name}, loading."),
            };
        };
        let list = match at {
            1 => format!("{name}, {}. ", counted(of, "entry", "entries")),
            _ => String::new(),
        };
        let chosen = self.entries.chosen_ids();
        let mut said = vec![format!("Entry {} of {}", grouped(at), grouped(of))];
        if let Some(row) = self.entries.selected() {
            said.extend(marks_in_words(row, chosen.contains(&row.id)).map(str::to_owned));
        }
        let all = match chosen.len() {
            0 => String::new(),
            count => format!(" {count} chosen."),
        };
        format!("{list}{}.{all}", said.join(", "))
    }

    /// At its first line an article tells how long it is and how it is marked.
    fn announce_line(&self, article: &Reading) -> String {
        let width = self.announced_width();
        let count = article.line_count(width, self.clock);
        match article.text {
            ArticleText::Coming => return "Article opened, its text is coming.".to_owned(),
            ArticleText::Gone => return "This entry is no longer kept.".to_owned(),
            ArticleText::Here { .. } => {}
        }
        let at = article.line_read();
        let mut said = match at {
            0 => vec![format!("Article opened, {}", counted(count as u64, "line", "lines"))],
            _ => vec![format!("Line {} of {count}", at + 1)],
        };
        if at == 0 {
            let marks = marks_in_words(&article.row, false);
            said.extend(marks.map(str::to_owned));
        }
        let line = article
            .cursor
            .and_then(|row| self.lines_read(article).into_iter().nth(row));
        said.extend(line.iter().flat_map(parts_in_words));
        format!("{}.", said.join(", "))
    }

    /// The lines of the article from the one at the top to the one being read.
    fn lines_read(&self, article: &Reading) -> Vec<Line> {
        let rows = article.cursor.unwrap_or(0) + 1;
        article.shown_lines(self.announced_width(), rows, self.clock)
    }

    /// What works without being looked at: only that it does.
    fn going_on(&self) -> Vec<String> {
        let mut said = Vec::new();
        if let Some((keys, following)) = self.begun() {
            let following: Vec<String> = following.iter().map(|(key, what)| format!("{key}: {what}")).collect();
            said.push(format!(
                "After {keys}: {}.",
                match following.is_empty() {
                    true => "a command".to_owned(),
                    false => following.join(", "),
                }
            ));
        }
        let states = [
            (self.network.progress.is_some(), "Fetching feeds."),
            (self.network.looking > 0, "Looking for a feed."),
            (self.network.prefetch.is_some(), "Making entries ready."),
            (self.cleanup.is_some(), "Cleaning up."),
            (self.network.offline, "Offline."),
        ];
        let here = states.into_iter().filter(|(is_so, _)| *is_so);
        said.extend(here.map(|(_, words)| words.to_owned()));
        said
    }

    /// The most useful keys here, with what they do.
    pub(super) fn keys_in_words(&self) -> String {
        let keys = keys(self).into_iter();
        let said: Vec<String> = keys.map(|(key, what)| format!("{key}: {what}")).collect();
        format!("{}.", said.join(", "))
    }
}

/// The marks of an entry.
pub fn marks_in_words(row: &EntryRow, chosen: bool) -> impl Iterator<Item = &'static str> {
    let marks = [(chosen, "chosen"), (!row.read, "unread"), (row.starred, "starred")];
    marks.into_iter().filter(|(is_on, _)| *is_on).map(|(_, word)| word)
}

fn announce_search(pane: &SearchPane) -> String {
    let found = counted(pane.hits.len() as u64, "result", "results");
    let selected = pane.selected_hit().map(|hit| {
        let marks: String = marks_in_words(&hit.row, false)
            .map(|mark| format!(", {mark}"))
            .collect();
        let number = pane.selected_index() + 1;
        match pane.mode {
            SearchMode::Choosing => format!("Result {number} of {}{marks}.", pane.hits.len()),
            SearchMode::Typing => format!("{found}. {number}: {}{marks}.", hit.row.title),
        }
    });
    match &pane.answer {
        Answer::None => "Search: type words, Enter opens, Esc leaves.".to_owned(),
        Answer::Waiting => "Searching.".to_owned(),
        Answer::Failed(message) => message.clone(),
        Answer::Mistaken(pointed) => format!(
            "This cannot be read: {}.",
            pointed.lines().last().unwrap_or_default().trim()
        ),
        Answer::Found => selected.unwrap_or_else(|| "Nothing was found.".to_owned()),
    }
}

/// What a line of the article is beside its words.
fn parts_in_words(line: &Line) -> Vec<String> {
    let is_heading = line.spans.iter().any(|span| matches!(span.role, Role::Heading(_)));
    let mut links: Vec<usize> = line.spans.iter().filter_map(|span| span.link).collect();
    links.dedup();
    let mut said = Vec::new();
    said.extend(is_heading.then(|| "heading".to_owned()));
    if !links.is_empty() {
        said.push(counted(links.len() as u64, "link", "links"));
    }
    said
}

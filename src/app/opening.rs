//! Opening an entry, and what is done with the links of the one at hand.

use super::article::Reading;
use super::effect::{Effect, Outside};
use super::filing::file_name;
use super::finding::{Find, words_of};
use super::hints::{Hints, Wanted, labels};
use super::notice::Severity;
use super::overlay::Overlay;
use super::prompt::Question;
use super::search::{Answer, SearchMode};
use super::state::{Pane, State};
use super::tracking::untracked;
use crate::model::{EntryRow, Line, Mark, Printable, program_words};

impl State {
    /// Opens an entry as the article.
    pub(super) fn open_entry(&mut self, row: EntryRow, from: Pane) -> Vec<Effect> {
        let mut effects = self.keep_position();
        self.entries.hold();
        self.screen.focus = Pane::Article;
        self.article = Some(Reading::new(row.clone(), from, 0));
        let width = self.layout().text.map_or(0, |text| text.width).max(1);
        let mut article = Reading::new(row.clone(), from, width);
        article.cursor = self.settings.config.accessible.then_some(0);
        self.article = Some(article);
        effects.push(Effect::OpenArticle {
            entry: row.id,
            width,
            pictures: self.picture_rooms(width),
        });
        effects.extend(self.want_full_text(&row));
        if self.settings.config.list.read_on_open && !row.read {
            effects.extend(self.mark(row.id, row.feed, Mark::Read));
        }
        effects
    }

    /// The lines of the article that are in sight.
    pub fn shown_lines(&self) -> Vec<Line> {
        let Some((article, text)) = self.article.as_ref().zip(self.layout().text) else {
            return Vec::new();
        };
        article.shown_lines(text.width, text.rows(), self.clock)
    }

    /// The entry that marks and links are about: the one being read, or the one selected where it is in sight.
    pub(super) fn entry_at_hand(&self) -> Option<&EntryRow> {
        match self.screen.focus {
            Pane::Article => self.article.as_ref().map(|article| &article.row),
            Pane::Search => self
                .search
                .pane
                .as_ref()
                .and_then(|pane| pane.selected_hit())
                .map(|hit| &hit.row),
            Pane::Entries => self.entries.selected(),
            Pane::Sidebar => self.layout().entries.and(self.entries.selected()),
        }
    }

    /// Opens the entry's page in the browser, or those of the chosen ones.
    pub(super) fn browse(&mut self) -> Vec<Effect> {
        if self.screen.focus == Pane::Entries && self.entries.is_choosing() {
            return self.browse_chosen();
        }
        match self.entry_at_hand().map(|row| row.url.clone()) {
            Some(Some(url)) => vec![Effect::Browse { url: untracked(&url) }],
            Some(None) => self.say(Severity::Warning, "This entry names no page."),
            None => Vec::new(),
        }
    }

    pub(super) fn copy_link(&mut self) -> Vec<Effect> {
        match self.entry_at_hand().map(|row| row.url.clone()) {
            Some(Some(url)) => self.copy(&url),
            Some(None) => self.say(Severity::Warning, "This entry names no page."),
            None => Vec::new(),
        }
    }

    /// Saves the entry at hand; without a file asks for one, and offers a name made of the title.
    pub(super) fn save_article(&mut self, file: Option<&str>) -> Vec<Effect> {
        let Some(row) = self.entry_at_hand() else {
            return Vec::new();
        };
        let entry = row.id;
        match file {
            Some(file) => vec![Effect::SaveArticle {
                entry,
                file: file.to_owned(),
            }],
            None => {
                let name = file_name(&row.title);
                self.ask(Question::Save(entry), &name)
            }
        }
    }

    /// Shows the entry at hand in a program of the terminal's.
    pub(super) fn open_outside(&mut self, outside: Outside) -> Vec<Effect> {
        let width = self.settings.config.article.width;
        let entry = self.entry_at_hand().map(|row| row.id);
        let write = entry.map(|entry| Effect::WriteArticle { entry, width, outside });
        write.into_iter().collect()
    }

    /// Gives the entry at hand to a program; without one asks for it. Its words are parted at blanks that stand in
    /// no quotation marks, and no shell sees them.
    pub(super) fn pipe(&mut self, program: &str) -> Vec<Effect> {
        let Some(entry) = self.entry_at_hand().map(|row| row.id) else {
            return Vec::new();
        };
        let words: Vec<String> = program_words(program);
        if words.is_empty() {
            return self.ask(Question::Pipe, "");
        }
        let width = self.settings.config.article.width;
        vec![Effect::PipeArticle { entry, width, words }]
    }

    /// Puts an address on the clipboard and says so.
    pub(super) fn copy(&mut self, url: &str) -> Vec<Effect> {
        let url = untracked(url);
        let mut effects = self.say(Severity::Info, &format!("Copied {url}"));
        effects.push(Effect::Copy {
            text: Printable::line(&url),
        });
        effects
    }

    pub(super) fn browse_comments(&mut self) -> Vec<Effect> {
        match self.article.as_ref().and_then(Reading::comments_url) {
            Some(url) => vec![Effect::Browse { url: url.to_owned() }],
            None => self.say(Severity::Warning, "No comments are known; open an entry that has some."),
        }
    }

    pub(super) fn show_hints(&mut self, wanted: Wanted) -> Vec<Effect> {
        if labels(&self.lettered_lines()).is_empty() {
            return self.say(Severity::Info, "There is no link in sight.");
        }
        self.overlays.push(Overlay::Hints(Hints {
            wanted,
            typed: String::new(),
        }));
        Vec::new()
    }

    /// Opens the selected result of the search.
    pub(super) fn open_hit(&mut self) -> Vec<Effect> {
        let Some(pane) = &mut self.search.pane else {
            return Vec::new();
        };
        // What is still in sight was found for another query: nobody has asked to open it.
        if matches!(pane.answer, Answer::Mistaken(_)) {
            pane.mode = SearchMode::Typing;
            return Vec::new();
        }
        let Some(row) = pane.selected_hit().map(|hit| hit.row.clone()) else {
            return Vec::new();
        };
        pane.mode = SearchMode::Choosing;
        let query = pane.input.text();
        let found = pane.selected_hit().map(|hit| words_of(&query, hit));
        let mut effects = self.search.remember(&query);
        effects.extend(self.open_entry(row, Pane::Search));
        if let Some(article) = &mut self.article {
            article.find = found.filter(|words| !words.is_empty()).map(Find::found_by);
        }
        effects
    }

    /// Leaves the search for the list.
    pub(super) fn close_search(&mut self) {
        self.search.pane = None;
        self.screen.focus = Pane::Entries;
        if let Some(article) = &mut self.article {
            article.from = Pane::Entries;
        }
    }

    pub(super) fn open_search(&mut self, query: &str) -> Vec<Effect> {
        if self.sidebar.is_empty() {
            let adds = self.key_for("add");
            return self.say(
                Severity::Info,
                &format!("There is nothing to search yet; {adds} adds a feed."),
            );
        }
        self.screen.zen = false;
        self.screen.entries_hidden = false;
        // Among the results the line goes on; from anywhere else what is typed would be put behind a query that was done with.
        let begins = self.screen.focus != Pane::Search;
        self.screen.focus = Pane::Search;
        let mut effects = if begins { self.search.begin() } else { Vec::new() };
        effects.extend(self.search.open(query));
        effects
    }
}

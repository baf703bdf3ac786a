//! Where the reader was left, as a text between two sessions: source, entry, and how the screen was arranged.

use super::entries::Entries;
use super::layout::PaneSizes;
use super::notice::Severity;
use super::reopening::Reopening;
use super::sidebar::Place;
use super::state::State;
use crate::model::{Cursor, EntryId, FeedId, Folder, ListOrder, Query, Source, Timestamp, text};

/// What the text begins with; another form gets another number.
const FORM: &str = "dateline session 1";
/// Whether the keys were for the article or for the panes beside it.
const READ: &str = "read";
const BESIDE: &str = "beside";

/// What is kept of a session.
#[derive(Clone, Debug, PartialEq)]
struct Session {
    source: Source,
    order: ListOrder,
    cursor: Option<Cursor>,
    sizes: PaneSizes,
    sidebar_hidden: bool,
    entries_hidden: bool,
    /// The article's column, where it was made wider or narrower than the settings have it, and what they had.
    width: Option<(u16, u16)>,
    /// The theme, where another was taken than the settings name, and which they named.
    theme: Option<(String, String)>,
    /// The article that was open, and whether it was being read: else the keys were elsewhere.
    article: Option<(EntryId, bool)>,
}

impl State {
    /// What is to be kept of this session.
    pub(super) fn session(&self) -> String {
        let (usual, width) = (self.screen.usual_width, self.settings.config.article.width);
        let (usual_theme, theme) = (&self.settings.usual_theme, &self.settings.config.theme);
        Session {
            source: self.entries.source.clone(),
            order: self.entries.order,
            cursor: self.entries.cursor,
            sizes: self.screen.sizes,
            sidebar_hidden: self.screen.sidebar_hidden,
            entries_hidden: self.screen.entries_hidden,
            width: (width != usual).then_some((width, usual)),
            theme: (theme != usual_theme).then(|| (theme.clone(), usual_theme.clone())),
            article: self.article_left(),
        }
        .to_text()
    }

    /// Arranges everything as it was left, before anything is asked for. A text that is none is told and left out.
    pub fn resume(&mut self, kept: &str) {
        let Some(session) = Session::read(kept) else {
            let said = "Where you left off cannot be read any more: the session file is damaged, and is written anew at the end.";
            self.notices.say(self.clock.now, Severity::Warning, said);
            return;
        };
        self.sidebar.selected = Place::of(session.source.clone());
        self.entries = Entries::of(session.source, session.order);
        self.entries.cursor = session.cursor;
        if session.order != ListOrder::Newest {
            self.keep_order(session.order);
        }
        self.screen.sizes = session.sizes;
        self.screen.sidebar_hidden = session.sidebar_hidden;
        self.screen.entries_hidden = session.entries_hidden;
        // Settings that were changed since are newer.
        if let Some((width, _)) = session.width.filter(|(_, usual)| *usual == self.screen.usual_width) {
            self.set_width(width);
        }
        if let Some((theme, _)) = session.theme.filter(|(_, usual)| *usual == self.settings.usual_theme) {
            self.take_theme_again(theme);
        }
        if let Some((entry, is_read)) = session.article {
            self.reopening = Some(Reopening { entry, is_read });
        }
    }
}

impl Session {
    fn to_text(&self) -> String {
        let mut lines = format!("{FORM}\nsource {}\n", source_in_words(&self.source));
        let mut line = |said: String| lines.extend([said.as_str(), "\n"]);
        if let Source::Query { name, .. } = &self.source {
            line(format!("name {}", text::line(name)));
        }
        line(format!("order {}", self.order.word()));
        if let Some(cursor) = self.cursor {
            line(format!("entry {} {}", cursor.id, cursor.sorted.unix()));
        }
        let sizes = [
            ("sidebar-width", self.sizes.sidebar_width),
            ("entries-width", self.sizes.entries_width),
            ("entries-height", self.sizes.entries_height),
        ];
        for (name, size) in sizes {
            if let Some(size) = size {
                line(format!("{name} {size}"));
            }
        }
        for (name, is_hidden) in [("sidebar", self.sidebar_hidden), ("entries", self.entries_hidden)] {
            if is_hidden {
                line(format!("hidden {name}"));
            }
        }
        if let Some((width, usual)) = self.width {
            line(format!("width {width} {usual}"));
        }
        if let Some((theme, usual)) = &self.theme {
            line(format!("theme {}", text::line(theme)));
            line(format!("usual-theme {}", text::line(usual)));
        }
        if let Some((entry, is_read)) = self.article {
            line(format!("article {entry} {}", if is_read { READ } else { BESIDE }));
        }
        lines
    }

    /// `None` where a line is not as it was written.
    fn read(kept: &str) -> Option<Session> {
        let mut lines = kept.lines();
        if lines.next()? != FORM {
            return None;
        }
        let mut session = Session {
            source: source_of(lines.next()?.strip_prefix("source ")?)?,
            order: ListOrder::Newest,
            cursor: None,
            sizes: PaneSizes::default(),
            sidebar_hidden: false,
            entries_hidden: false,
            width: None,
            theme: None,
            article: None,
        };
        for line in lines {
            let (name, value) = line.split_once(' ')?;
            session.take(name, value)?;
        }
        Some(session)
    }

    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        match (name, value) {
            ("name", value) => match &mut self.source {
                Source::Query { name, .. } => *name = value.to_owned(),
                _ => return None,
            },
            ("order", word) => self.order = ListOrder::from_word(word)?,
            ("entry", numbers) => {
                let (id, sorted) = numbers.split_once(' ')?;
                self.cursor = Some(Cursor {
                    id: EntryId(id.parse().ok()?),
                    sorted: Timestamp::from_unix(sorted.parse().ok()?),
                });
            }
            ("sidebar-width", size) => self.sizes.sidebar_width = Some(size.parse().ok()?),
            ("entries-width", size) => self.sizes.entries_width = Some(size.parse().ok()?),
            ("entries-height", size) => self.sizes.entries_height = Some(size.parse().ok()?),
            ("hidden", "sidebar") => self.sidebar_hidden = true,
            ("hidden", "entries") => self.entries_hidden = true,
            ("width", widths) => {
                let (width, usual) = widths.split_once(' ')?;
                self.width = Some((width.parse().ok()?, usual.parse().ok()?));
            }
            ("theme", name) => self.theme = Some((name.to_owned(), String::new())),
            ("usual-theme", name) => self.theme.as_mut()?.1 = name.to_owned(),
            ("article", article) => {
                let (entry, how) = article.split_once(' ')?;
                self.article = Some((EntryId(entry.parse().ok()?), how == READ));
            }
            _ => return None,
        }
        Some(())
    }
}

fn source_in_words(source: &Source) -> String {
    match source {
        Source::All => "all".to_owned(),
        Source::Unread => "unread".to_owned(),
        Source::Starred => "starred".to_owned(),
        Source::Today => "today".to_owned(),
        Source::Unfinished => "unfinished".to_owned(),
        Source::Ready => "ready".to_owned(),
        Source::Failing => "failing".to_owned(),
        Source::Feed(feed) => format!("feed {feed}"),
        Source::Folder(folder) => format!("folder {folder}"),
        Source::Query { query, .. } => format!("query {query}"),
    }
}

fn source_of(words: &str) -> Option<Source> {
    let (kind, value) = words.split_once(' ').unwrap_or((words, ""));
    Some(match kind {
        "all" => Source::All,
        "unread" => Source::Unread,
        "starred" => Source::Starred,
        "today" => Source::Today,
        "unfinished" => Source::Unfinished,
        "ready" => Source::Ready,
        "failing" => Source::Failing,
        "feed" => Source::Feed(FeedId(value.parse().ok()?)),
        "folder" => Source::Folder(Folder::parse(value)?),
        "query" => Source::Query {
            name: String::new(),
            query: Query::parse(value).ok()?,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(source: Source) -> Session {
        Session {
            source,
            order: ListOrder::Title,
            cursor: Some(Cursor {
                sorted: Timestamp::from_unix(-5),
                id: EntryId(12),
            }),
            sizes: PaneSizes {
                sidebar_width: Some(30),
                entries_width: None,
                entries_height: Some(9),
            },
            sidebar_hidden: true,
            entries_hidden: false,
            width: Some((60, 72)),
            theme: Some(("my own".to_owned(), "auto".to_owned())),
            article: Some((EntryId(9), true)),
        }
    }

    #[test]
    fn a_session_is_read_as_it_was_written() {
        let sources = [
            Source::All,
            Source::Failing,
            Source::Feed(FeedId(3)),
            Source::Folder(Folder::parse(r"News/A\/B c").unwrap()),
            Source::Query {
                name: "To keep".to_owned(),
                query: Query::parse("is:starred OR \"a phrase\"").unwrap(),
            },
        ];
        for source in sources {
            let session = sample(source);
            assert_eq!(Session::read(&session.to_text()), Some(session.clone()), "{session:?}");
        }
    }

    #[test]
    fn a_text_that_is_none_is_left_out() {
        let whole = sample(Source::All).to_text();
        for damaged in [
            "",
            "source all",
            "dateline session 2\nsource all",
            "\u{0}\u{1b}",
            "dateline session 1\nsource feed x",
        ] {
            assert_eq!(Session::read(damaged), None, "{damaged:?}");
        }
        assert_eq!(Session::read(&whole.replace("width 60", "width many")), None);
        assert_eq!(Session::read(&format!("{whole}rm -rf\n")), None);
    }
}

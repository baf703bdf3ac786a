//! A reader without a terminal: a library in memory answers what the state asks, keys go in as text, the screen comes
//! out as text.

use dateline::app::{
    Clock, Effect, Event, FeedsLoaded, Message, Neighbour, OpenedArticle, SearchResult, Size, State, start, update,
    without_superseded,
};
use dateline::config::{Config, Key, Keymap, Themes};
use dateline::model::{
    Counts, Cursor, EntryId, EntryRow, Feed, FeedId, Folder, Hit, Line, Link, ListOrder, Mark, Marked, Page, Position,
    Source, Span, Subscription, Timestamp, Window, WindowRequest, Zone,
};
use dateline::ui;
use ratatui::Terminal;
use ratatui::backend::{Backend, TestBackend};

/// What is kept: feeds, and entries newest first.
#[derive(Clone, Default)]
pub struct Library {
    pub feeds: Vec<Feed>,
    pub entries: Vec<EntryRow>,
    pub folder_order: Vec<Folder>,
}

/// The present of every test.
pub fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-03-14T12:00:00Z").expect("a date")
}

pub fn feed(id: i64, title: &str, folder: Option<&str>) -> Feed {
    Feed {
        id: FeedId(id),
        url: format!("https://{id}.example/feed"),
        title: title.to_owned(),
        site_url: None,
        folders: folder.and_then(Folder::parse).into_iter().collect(),
        unread: 0,
        total: 0,
        last_success: None,
        last_attempt: None,
        next_check: None,
        error: None,
        repairs: 0,
        position: None,
    }
}

/// An unread entry, `minutes` old.
pub fn entry(id: i64, feed: &Feed, title: &str, minutes: i64) -> EntryRow {
    let published = now().plus(-60 * minutes);
    EntryRow {
        id: EntryId(id),
        feed: feed.id,
        feed_title: feed.title.clone(),
        title: title.to_owned(),
        author: Some("Ada Palmer".to_owned()),
        url: Some(format!("https://{}.example/{id}", feed.id)),
        published,
        sorted: published,
        read: false,
        starred: false,
        tags: Vec::new(),
        minutes: 3,
        ready: true,
        edited: false,
    }
}

impl Library {
    /// Three feeds in two places, and a handful of entries in several scripts.
    pub fn newsroom() -> Library {
        let feeds = vec![
            feed(1, "Harbour Post", Some("News")),
            feed(2, "Nordlicht", Some("News")),
            feed(3, "Tidal Science", None),
        ];
        let mut entries = vec![
            entry(7, &feeds[0], "Ferry returns to the inner islands after nine years", 4),
            entry(6, &feeds[1], "Küste bereitet sich auf die Sturmsaison vor", 62),
            entry(5, &feeds[2], "Why the spring tide came late", 180),
            entry(4, &feeds[0], "速報：港の新しい灯台に火がともる", 1_500),
            entry(3, &feeds[2], "Mapping seagrass from orbit", 4_000),
            entry(2, &feeds[1], "Der letzte Leuchtturmwärter", 20_000),
            entry(1, &feeds[0], "مرحبا بالعالم", 900_000),
        ];
        entries[2].read = true;
        entries[4].starred = true;
        entries[4].ready = false;
        Library {
            feeds,
            entries,
            ..Library::default()
        }
    }

    /// One feed with so many entries.
    pub fn of_size(count: i64) -> Library {
        let feeds = vec![feed(1, "Long Feed", None)];
        let entries = (1..=count)
            .rev()
            .map(|id| entry(id, &feeds[0], &format!("Entry number {id}"), count - id));
        Library {
            entries: entries.collect(),
            feeds,
            ..Library::default()
        }
    }

    fn counts(&self, belongs: impl Fn(&EntryRow) -> bool) -> Counts {
        let rows = self.entries.iter().filter(|row| belongs(row));
        rows.fold(Counts::default(), |counts, row| Counts {
            unread: counts.unread + u64::from(!row.read),
            total: counts.total + 1,
        })
    }

    fn known(&self) -> FeedsLoaded {
        let feeds = self.feeds.iter().map(|feed| {
            let counts = self.counts(|row| row.feed == feed.id);
            Feed {
                unread: counts.unread,
                total: counts.total,
                ..feed.clone()
            }
        });
        FeedsLoaded {
            feeds: feeds.collect(),
            all: self.counts(|_| true),
            starred: self.counts(|row| row.starred),
            today: self.counts(|row| row.published >= now().start_of_day(Zone::UTC)),
            folder_order: self.folder_order.clone(),
            ..FeedsLoaded::default()
        }
    }

    fn listed(&self, request: &WindowRequest) -> Vec<EntryRow> {
        let in_folder = |row: &EntryRow, folder: &Folder| {
            let feed = self.feeds.iter().find(|feed| feed.id == row.feed);
            feed.is_some_and(|feed| feed.folders.iter().any(|other| other.is_within(folder)))
        };
        let belongs = |row: &&EntryRow| {
            request.keep.contains(&row.id)
                || match &request.source {
                    Source::All => true,
                    Source::Unread => !row.read,
                    Source::Starred => row.starred,
                    Source::Today => row.published >= request.today,
                    Source::Folder(folder) => in_folder(row, folder),
                    Source::Feed(feed) => row.feed == *feed,
                    Source::Unfinished | Source::Ready | Source::Failing | Source::Query { .. } => false,
                }
        };
        let mut rows: Vec<EntryRow> = self.entries.iter().filter(belongs).cloned().collect();
        match request.order {
            ListOrder::Newest => {}
            ListOrder::Oldest => rows.reverse(),
            ListOrder::Feed => rows.sort_by_key(|row| row.feed_title.clone()),
            ListOrder::Title => rows.sort_by_key(|row| row.title.to_lowercase()),
            ListOrder::Shortest => rows.sort_by_key(|row| row.minutes),
            ListOrder::Longest => rows.sort_by_key(|row| std::cmp::Reverse(row.minutes)),
        }
        rows
    }

    fn window(&self, request: &WindowRequest) -> Window {
        let rows = self.listed(request);
        let before = match request.position {
            Position::Top => 0,
            Position::Bottom => rows.len().saturating_sub(request.limit),
            Position::Around(cursor) => {
                let at = match request.order {
                    ListOrder::Newest => rows.iter().position(|row| Cursor::of(row) <= cursor),
                    _ => rows.iter().position(|row| row.id == cursor.id),
                };
                let at = at.unwrap_or(rows.len());
                at.saturating_sub(request.limit / 2)
            }
        };
        Window {
            total: u64::try_from(rows.len()).expect("a small number"),
            before: u64::try_from(before).expect("a small number"),
            rows: rows.into_iter().skip(before).take(request.limit).collect(),
        }
    }

    fn neighbour(&self, asked: &Neighbour) -> Option<EntryRow> {
        let rows = self.listed(&asked.list);
        let wanted = |row: &&EntryRow| !asked.unread_only || !row.read;
        match (asked.from, asked.older) {
            (None, _) => rows.iter().find(wanted).cloned(),
            (Some(from), true) => rows.iter().filter(|row| Cursor::of(row) < from).find(wanted).cloned(),
            (Some(from), false) => rows
                .iter()
                .rev()
                .filter(|row| Cursor::of(row) > from)
                .find(wanted)
                .cloned(),
        }
    }

    fn article(&self, entry: EntryId, width: u16) -> Option<OpenedArticle> {
        let row = self.entries.iter().find(|row| row.id == entry)?.clone();
        Some(OpenedArticle {
            row,
            comments_url: Some("https://comments.example/".to_owned()),
            enclosures: Vec::new(),
            page: page(width),
            signs: 0,
        })
    }

    fn search(&self, text: &str) -> SearchResult {
        if text.ends_with('(') {
            let pointed = format!("{text}\n{}^\na “)” is missing", " ".repeat(text.len() - 1));
            return SearchResult::Mistaken { pointed };
        }
        let wanted = text.to_lowercase();
        let hits = self
            .entries
            .iter()
            .filter(|row| row.title.to_lowercase().contains(&wanted));
        SearchResult::Found(
            hits.map(|row| Hit {
                row: row.clone(),
                snippet: vec![
                    ("… what the ".to_owned(), false),
                    (wanted.clone(), true),
                    (" was like that day".to_owned(), false),
                ],
                rank: 1.0,
            })
            .collect(),
        )
    }

    fn mark(&mut self, entries: &[EntryId], mark: Mark) {
        for row in self.entries.iter_mut().filter(|row| entries.contains(&row.id)) {
            match mark {
                Mark::Read => row.read = true,
                Mark::Unread => row.read = false,
                Mark::Star => row.starred = true,
                Mark::Unstar => row.starred = false,
            }
        }
    }
}

/// A text of a few paragraphs, with two links and a heading.
fn page(width: u16) -> Page {
    let text = |text: &str| Span {
        text: text.to_owned(),
        ..Span::default()
    };
    let link = |number: usize| Span {
        link: Some(number),
        role: dateline::model::Role::Link,
        ..text(&format!("link {number}"))
    };
    let mut lines = vec![
        Line {
            spans: vec![text("The first line has a "), link(0), text(" in it.")],
            ..Line::default()
        },
        Line::default(),
        Line {
            spans: vec![text("And so has the "), link(1), text(".")],
            indent: 2,
            ..Line::default()
        },
        Line::default(),
    ];
    lines.extend((1..=40).map(|number| Line {
        spans: vec![text(&format!("Line {number} of a text that goes on."))],
        ..Line::default()
    }));
    Page {
        width,
        lines,
        links: (0..2)
            .map(|number| Link {
                url: format!("https://link.example/{number}"),
                line: 0,
            })
            .collect(),
        ..Page::default()
    }
}

/// The reader: a state, a library that answers it, and what it asked of the rest of the world.
pub struct Reader {
    pub state: State,
    pub library: Library,
    /// Effects that the library does not answer.
    pub asked: Vec<Effect>,
    /// Whether changes of marks are refused.
    pub refuses_marks: bool,
}

/// The feeds that a new reader is offered.
fn starter() -> Vec<Subscription> {
    let titles = ["Harbour Post", "Tidal Science"];
    let subscription = |title: &str| Subscription {
        url: format!("https://{}.example/feed", title.to_lowercase().replace(' ', "-")),
        title: Some(title.to_owned()),
        ..Subscription::default()
    };
    titles.into_iter().map(subscription).collect()
}

impl Reader {
    /// Opens on a screen of this size, and answers until nothing is asked any more.
    pub fn open(library: Library, width: u16, height: u16) -> Reader {
        let mut reader = Reader::before_start(library, width, height);
        let effects = start(&mut reader.state);
        reader.answer(effects);
        reader
    }

    /// The reader as it is drawn first, before anything is known.
    pub fn before_start(library: Library, width: u16, height: u16) -> Reader {
        let (keymap, _) = Keymap::read(dateline::config::DEFAULT_KEYMAP, None);
        let mut config = Config::default();
        config.refresh.on_start = false;
        config.theme = "ansi".to_owned();
        let size = Size { width, height };
        let clock = Clock {
            now: now(),
            zone: Zone::UTC,
            ..Clock::default()
        };
        let themes = Themes::default();
        Reader {
            state: State::new(config, keymap, themes, Vec::new(), starter, size, clock),
            library,
            asked: Vec::new(),
            refuses_marks: false,
        }
    }

    /// Presses keys, in the form of the keymap, divided by blanks; `"…"` types its signs one by one.
    pub fn keys(&mut self, keys: &str) -> &mut Reader {
        for (index, part) in keys.split('"').enumerate() {
            if index % 2 == 1 {
                part.chars().for_each(|sign| self.press(Key::sign(sign)));
            } else {
                part.split_whitespace()
                    .for_each(|key| self.press(Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"))));
            }
        }
        self
    }

    /// Takes a message in and answers what it asks.
    pub fn send(&mut self, message: Message) -> &mut Reader {
        let effects = update(&mut self.state, message);
        self.answer(effects);
        self
    }

    /// Something happens outside.
    pub fn happens(&mut self, event: Event) -> &mut Reader {
        self.send(Message::Event(Box::new(event)))
    }

    /// The column and the row of the terminal's cursor, where it is shown.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let mut backend = self.drawn();
        let place = backend.get_cursor_position().expect("a screen in memory");
        backend.cursor_visible().then_some((place.x, place.y))
    }

    fn drawn(&self) -> TestBackend {
        let Size { width, height } = self.state.screen.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen in memory");
        terminal
            .draw(|frame| ui::view(&self.state, frame))
            .expect("a screen in memory");
        terminal.backend().clone()
    }

    /// The screen as text, without blanks at the ends of lines.
    pub fn screen(&self) -> String {
        let Size { width, height } = self.state.screen.size;
        let backend = self.drawn();
        let buffer = backend.buffer();
        let rows = (0..height).map(|y| {
            let mut row = String::new();
            let mut x = 0;
            while x < width {
                let symbol = buffer[(x, y)].symbol();
                row.push_str(symbol);
                x += u16::try_from(dateline::model::text::width(symbol).max(1)).expect("a small number");
            }
            row.trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// The bottom line.
    pub fn bottom(&self) -> String {
        self.screen().lines().last().unwrap_or_default().trim().to_owned()
    }

    /// The count beside a name in the folders.
    pub fn count(&self, label: &str) -> u64 {
        let rows = self.state.sidebar.rows();
        rows.iter()
            .find(|row| row.label == label)
            .expect("a row of that name")
            .count
    }

    /// The title of the selected entry.
    pub fn selected(&self) -> String {
        self.state
            .entries
            .selected()
            .map(|row| row.title.clone())
            .unwrap_or_default()
    }

    fn press(&mut self, key: Key) {
        self.send(Message::Key(key));
    }

    /// Answers effects, and those that the answers lead to.
    pub fn answer(&mut self, effects: Vec<Effect>) {
        let mut waiting = without_superseded(effects);
        let mut rounds = 0;
        while !waiting.is_empty() {
            rounds += 1;
            assert!(rounds < 1_000, "the state never has enough: {waiting:?}");
            let effect = waiting.remove(0);
            if let Some(event) = self.event(effect) {
                waiting.extend(update(&mut self.state, Message::Event(Box::new(event))));
            }
        }
    }

    fn event(&mut self, effect: Effect) -> Option<Event> {
        Some(match effect {
            Effect::LoadFeeds => Event::FeedsLoaded(self.library.known()),
            Effect::LoadWindow(request) => Event::WindowLoaded {
                window: self.library.window(&request),
                request,
            },
            Effect::FindNeighbour(asked) => Event::NeighbourFound {
                row: self.library.neighbour(&asked),
                asked,
            },
            Effect::OpenArticle { entry, width, .. } => match self.library.article(entry, width) {
                Some(article) => Event::ArticleOpened {
                    article: Box::new(article),
                },
                None => Event::ArticleMissing { entry },
            },
            Effect::LayOutArticle { entry, width, .. } => Event::ArticleLaidOut {
                entry,
                page: page(width),
            },
            Effect::Search { generation, text, .. } => Event::SearchFinished {
                generation,
                result: self.library.search(&text),
            },
            Effect::Mark { entries, mark } if self.refuses_marks => Event::MarkFailed {
                entries,
                mark,
                message: "The disk is full: free some space, then mark again.".to_owned(),
            },
            Effect::Mark { entries, mark } => {
                self.library.mark(&entries, mark);
                let marked = Marked { mark, changed: 1 };
                Event::Marked { entries, marked }
            }
            Effect::MarkBeside {
                source,
                cursor,
                newer,
                newest,
                mark,
            } => {
                let beside = |row: &EntryRow| Cursor::of(row) != cursor && (Cursor::of(row) > cursor) == newer;
                let listed = self
                    .library
                    .entries
                    .iter()
                    .filter(|row| beside(row) && row.id <= newest);
                let ids: Vec<EntryId> = listed.map(|row| row.id).collect();
                self.library.mark(&ids, mark);
                let changed = u64::try_from(ids.len()).expect("a small number");
                let marked = Marked { mark, changed };
                Event::SourceMarked { source, marked }
            }
            Effect::MarkSource { source, newest, mark } => {
                let request = WindowRequest {
                    source: source.clone(),
                    order: ListOrder::Newest,
                    position: Position::Top,
                    limit: usize::MAX,
                    keep: Vec::new(),
                    today: now().start_of_day(Zone::UTC),
                };
                let rows = self.library.listed(&request);
                let unread: Vec<EntryId> = rows
                    .iter()
                    .filter(|row| !row.read && row.id <= newest)
                    .map(|row| row.id)
                    .collect();
                self.library.mark(&unread, mark);
                let changed = u64::try_from(unread.len()).expect("a small number");
                Event::SourceMarked {
                    source,
                    marked: Marked { mark, changed },
                }
            }
            // Asked for with each article that may be a teaser; no page is there.
            Effect::FetchFullText { asked: false, .. } => return None,
            effect => {
                self.asked.push(effect);
                return None;
            }
        })
    }
}

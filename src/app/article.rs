//! The article that is open: its text as laid out lines, the lines around it, and how far it is scrolled.

use super::effect::Effect;
use super::finding::Find;
use super::movement::Movement;
use super::number::counted;
use super::state::{Clock, Pane};
use super::wrap::wrap;
use crate::model::direction::is_right_to_left;
use crate::model::picture::Rooms;
use crate::model::text;
use crate::model::{Enclosure, EntryRow, Line, Page, Role, Span};

/// An article being read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The entry, with its marks as they are now.
    pub row: EntryRow,
    pub text: ArticleText,
    /// Lines that are scrolled out above.
    pub scroll: usize,
    /// Where it was opened from, and `back` leads.
    pub from: Pane,
    /// Whether the text that the feed gave is shown though there is a full one.
    pub feed_text: bool,
    /// What is being looked for in it.
    pub find: Option<Find>,
    /// The row in sight that is being read, where the article is gone through line by line: in accessible mode.
    pub cursor: Option<usize>,
    /// Where links to places of the article itself were followed, as the signs before the line at the top.
    pub(super) came_from: Vec<usize>,
    /// The width last asked for, and the rows last settled in.
    width: u16,
    height: usize,
    /// Signs before the line that is to be at the top, until somebody scrolls: its text may still come, or so many rows that it
    /// cannot be there be taken away again.
    goal: u64,
}

/// What is there of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum ArticleText {
    Coming,
    Here {
        comments_url: Option<String>,
        enclosures: Vec<Enclosure>,
        page: Page,
    },
    /// The entry is no longer in the store.
    Gone,
}

impl Reading {
    /// An article just opened, its text to come in `width` cells.
    pub fn new(row: EntryRow, from: Pane, width: u16) -> Reading {
        Reading {
            row,
            text: ArticleText::Coming,
            scroll: 0,
            from,
            feed_text: false,
            find: None,
            cursor: None,
            came_from: Vec::new(),
            width,
            height: 0,
            goal: 0,
        }
    }

    /// The laid out text, where it has come.
    pub fn page(&self) -> Option<&Page> {
        match &self.text {
            ArticleText::Here { page, .. } => Some(page),
            ArticleText::Coming | ArticleText::Gone => None,
        }
    }

    /// Takes the text in, and goes to the line that has so many signs before it.
    pub(super) fn open(
        &mut self,
        comments_url: Option<String>,
        enclosures: Vec<Enclosure>,
        page: Page,
        signs: u64,
        clock: Clock,
    ) {
        self.width = page.width;
        self.goal = signs;
        self.came_from.clear();
        if let Some(line) = self.goal_in(&page) {
            self.scroll = self.header(page.width, clock).len() + line;
        }
        if let Some(find) = &mut self.find {
            find.look(&page);
        }
        self.text = ArticleText::Here {
            comments_url,
            enclosures,
            page,
        };
    }

    /// Takes the text in at another width or with other room for pictures, and stays at the words that were at the top.
    pub(super) fn lay_out(&mut self, new: Page, clock: Clock) {
        let header = |width| self.header(width, clock).len();
        let Some(old) = self.page() else { return };
        let above = self.scroll.saturating_sub(header(old.width));
        let scroll = match (self.goal_in(&new), above) {
            (Some(line), _) => header(new.width) + line,
            (None, 0) => self.scroll,
            (None, above) => header(new.width) + same_line(old, above, &new),
        };
        let read = self
            .cursor
            .map(|_| match self.line_read().checked_sub(header(old.width)) {
                None => self.line_read().min(header(new.width).saturating_sub(1)),
                Some(line) => header(new.width) + same_line(old, line, &new),
            });
        self.scroll = scroll;
        if let Some(line) = read {
            self.scroll = scroll.min(line);
            self.cursor = Some(line - self.scroll);
        }
        if let Some(find) = &mut self.find {
            find.look(&new);
        }
        if let ArticleText::Here { page, .. } = &mut self.text {
            *page = new;
        }
    }

    /// Asks for the text again where the column has another width, and keeps the scroll within the text.
    pub(super) fn settle(&mut self, width: u16, height: usize, clock: Clock, pictures: Rooms) -> Vec<Effect> {
        self.follow_height(width, height, clock);
        if self.width == width || width == 0 {
            return Vec::new();
        }
        self.width = width;
        match self.text {
            ArticleText::Gone => Vec::new(),
            ArticleText::Coming => vec![Effect::OpenArticle {
                entry: self.row.id,
                width,
                pictures,
            }],
            ArticleText::Here { .. } => vec![Effect::LayOutArticle {
                entry: self.row.id,
                width,
                pictures,
            }],
        }
    }

    /// Keeps the scroll within the text. What was at the top comes back there once there are fewer rows again.
    fn follow_height(&mut self, width: u16, height: usize, clock: Clock) {
        let is_new = self.height != height && self.cursor.is_none();
        if let Some(page) = self.page().filter(|page| is_new && page.width == width) {
            let header = self.header(width, clock).len();
            if let Some(line) = self.goal_in(page) {
                self.scroll = header + line;
            } else if self.scroll > self.last_scroll(width, height, clock) {
                self.goal = signs_before(page, self.scroll.saturating_sub(header)) as u64;
            }
            self.height = height;
        }
        self.scroll = self.scroll_in_text(width, height, clock);
    }

    /// The line of a page that is to be at the top, until somebody scrolls.
    fn goal_in(&self, page: &Page) -> Option<usize> {
        let signs = usize::try_from(self.goal).unwrap_or(usize::MAX);
        (signs > 0).then(|| line_at(page, signs))
    }

    /// Scrolls; a page leaves one line of the last one in sight.
    pub(super) fn go(&mut self, movement: Movement, width: u16, height: usize, clock: Clock) {
        self.goal = 0;
        let page = height.saturating_sub(1).max(1);
        if self.cursor.is_some() {
            let line = movement.from(self.line_read(), self.line_count(width, clock), page);
            return self.read_line(line, height);
        }
        let count = self.last_scroll(width, height, clock) + 1;
        self.scroll = movement.from(self.scroll, count, page);
    }

    /// Puts a line of the page at the top.
    pub(super) fn scroll_to(&mut self, line: usize, width: u16, clock: Clock) {
        self.goal = 0;
        self.put_at_top(self.header(width, clock).len() + line);
    }

    /// The line of the page that is being read or at the top, or its first where that is still the header.
    pub fn top_line(&self, width: u16, clock: Clock) -> usize {
        self.line_read().saturating_sub(self.header(width, clock).len())
    }

    /// Whether the page has not been come to yet.
    pub(super) fn is_at_header(&self, width: u16, clock: Clock) -> bool {
        self.line_read() < self.header(width, clock).len()
    }

    /// The row in sight of a line of the page.
    pub fn row_of(&self, line: usize, width: u16, clock: Clock) -> Option<usize> {
        (self.header(width, clock).len() + line).checked_sub(self.scroll)
    }

    /// How far it has been read: the signs before the first line in sight, none at either end, and the percentage that
    /// has been seen. `None` where the text has not come, or all of it is in sight.
    pub(super) fn position(&self, width: u16, height: usize, clock: Clock) -> Option<(u64, u8)> {
        let page = self.page()?;
        let count = self.line_count(width, clock);
        if count <= height {
            return None;
        }
        let seen = (self.scroll + height).min(count) * 100 / count;
        let signs = if self.scroll + height >= count {
            0
        } else {
            signs_before(page, self.top_line(width, clock))
        };
        Some((u64::try_from(signs).unwrap_or(0), u8::try_from(seen).unwrap_or(100)))
    }

    /// The lines in sight.
    pub fn shown_lines(&self, width: u16, height: usize, clock: Clock) -> Vec<Line> {
        let header = self.header(width, clock);
        let foot = self.foot(width);
        let page = self.page().map_or(&[][..], |page| &page.lines);
        let lines = header.iter().chain(page).chain(&foot);
        lines.skip(self.scroll).take(height).cloned().collect()
    }

    /// The address that a span's link number stands for.
    pub fn link(&self, number: usize) -> Option<String> {
        let links = self.page().map_or(&[][..], |page| &page.links);
        match links.get(number) {
            Some(link) => Some(link.url.clone()),
            None => self
                .foot_links()
                .into_iter()
                .nth(number - links.len())
                .map(|(_, url)| url),
        }
    }

    /// The comments' address.
    pub fn comments_url(&self) -> Option<&str> {
        match &self.text {
            ArticleText::Here { comments_url, .. } => comments_url.as_deref(),
            ArticleText::Coming | ArticleText::Gone => None,
        }
    }

    /// The lines of the whole article.
    pub fn line_count(&self, width: u16, clock: Clock) -> usize {
        let page = self.page().map_or(0, |page| page.lines.len());
        self.header(width, clock).len() + page + self.foot(width).len()
    }

    pub(super) fn last_scroll(&self, width: u16, height: usize, clock: Clock) -> usize {
        self.line_count(width, clock).saturating_sub(height)
    }

    /// Title, and under it byline, feed, date and minutes.
    fn header(&self, width: u16, clock: Clock) -> Vec<Line> {
        let width = usize::from(width);
        let title = if self.row.title.is_empty() {
            "(without a title)"
        } else {
            &self.row.title
        };
        let mut said: Vec<String> = self.row.author.iter().cloned().collect();
        said.push(self.row.feed_title.clone());
        said.push(clock.date_and_time(self.row.published));
        if self.row.minutes > 0 {
            said.push(format!("{} min", self.row.minutes));
        }
        if self.row.starred {
            said.push("starred".to_owned());
        }
        said.extend(self.row.tags.iter().map(|tag| format!("#{tag}")));
        let from_right = is_right_to_left(title);
        let title = wrap(title, width).into_iter().map(|text| {
            let line = plain(Role::Title, text);
            if from_right { set_right(line, width) } else { line }
        });
        let byline = wrap(&said.join(" · "), width)
            .into_iter()
            .map(|text| plain(Role::Byline, text));
        title.chain(byline).chain([Line::default()]).collect()
    }

    /// The links that belong to the entry as a whole, each under its own line.
    fn foot(&self, width: u16) -> Vec<Line> {
        let first = self.page().map_or(0, |page| page.links.len());
        let links = self.foot_links();
        if links.is_empty() || self.text == ArticleText::Coming {
            return Vec::new();
        }
        let mut lines = vec![
            Line::default(),
            plain(Role::Rule, "─".repeat(usize::from(width.min(24)))),
        ];
        for (index, (label, url)) in links.into_iter().enumerate() {
            let room = usize::from(width).saturating_sub(text::width(&label) + 2);
            let url = text::fit(&url, room).into_owned();
            let link = Some(first + index);
            let span = |text, role, link| Span {
                text,
                role,
                link,
                ..Span::default()
            };
            lines.push(Line {
                spans: vec![
                    span(format!("{label}  "), Role::Foot, None),
                    span(url, Role::Link, link),
                ],
                ..Line::default()
            });
        }
        lines
    }

    fn foot_links(&self) -> Vec<(String, String)> {
        let mut links: Vec<(String, String)> = Vec::new();
        links.extend(self.row.url.iter().map(|url| ("Link".to_owned(), url.clone())));
        if let ArticleText::Here {
            comments_url,
            enclosures,
            ..
        } = &self.text
        {
            links.extend(comments_url.iter().map(|url| ("Comments".to_owned(), url.clone())));
            links.extend(
                enclosures
                    .iter()
                    .map(|enclosure| (describe(enclosure), enclosure.url.clone())),
            );
        }
        links
    }
}

fn plain(role: Role, text: String) -> Line {
    Line {
        spans: vec![Span {
            text,
            role,
            ..Span::default()
        }],
        ..Line::default()
    }
}

/// A line that is read from the right, at the right end of its column.
fn set_right(line: Line, width: usize) -> Line {
    let wide: usize = line.spans.iter().map(|span| text::width(&span.text)).sum();
    Line {
        indent: u16::try_from(width.saturating_sub(wide)).unwrap_or(u16::MAX),
        right_to_left: true,
        ..line
    }
}

/// What an enclosure is: its type, playing time and size.
fn describe(enclosure: &Enclosure) -> String {
    let mut said = vec![enclosure.mime_type.clone().unwrap_or_else(|| "Enclosure".to_owned())];
    if let Some(seconds) = enclosure.duration {
        said.push(counted((seconds / 60).max(1), "minute", "minutes"));
    }
    if let Some(bytes) = enclosure.length.filter(|bytes| *bytes > 0) {
        said.push(format!("{} MB", (bytes / 1_000_000).max(1)));
    }
    said.join(", ")
}

/// The signs of a page before a line.
pub(super) fn signs_before(page: &Page, line: usize) -> usize {
    page.lines.iter().take(line).map(signs_in).sum()
}

/// The line of a page that has this many signs before it.
pub(super) fn line_at(page: &Page, signs: usize) -> usize {
    let mut before = 0;
    for (index, line) in page.lines.iter().enumerate() {
        before += signs_in(line);
        if before > signs {
            return index;
        }
    }
    page.lines.len().saturating_sub(1)
}

/// The line of a page that has the words which follow a line of another; as far below it as there.
fn same_line(old: &Page, line: usize, new: &Page) -> usize {
    let blank = old
        .lines
        .iter()
        .skip(line)
        .take_while(|line| signs_in(line) == 0)
        .count();
    let before = if old.width == new.width { blank } else { 0 };
    line_at(new, signs_before(old, line)).saturating_sub(before)
}

/// Blanks do not count: they come and go with the ends of lines. Nor does what stands for a picture.
fn signs_in(line: &Line) -> usize {
    let spans = line.spans.iter().filter(|span| span.role != Role::Notice);
    let signs = spans.flat_map(|span| span.text.chars());
    signs.filter(|sign| !sign.is_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntryId, FeedId, Timestamp};

    /// Sixty words in lines of so many.
    fn page(words: usize) -> Page {
        let text: Vec<String> = (0..60).map(|word| format!("word{word:02}")).collect();
        Page {
            width: u16::try_from(words * 7).unwrap(),
            lines: text
                .chunks(words)
                .map(|line| plain(Role::Text, line.join(" ")))
                .collect(),
            ..Page::default()
        }
    }

    fn reading(page: Page) -> Reading {
        let row = EntryRow {
            id: EntryId(1),
            feed: FeedId(1),
            feed_title: "A feed with a title that is longer than the page is wide".to_owned(),
            title: "Title".to_owned(),
            author: None,
            url: None,
            published: Timestamp::default(),
            sorted: Timestamp::default(),
            read: false,
            starred: false,
            tags: Vec::new(),
            minutes: 0,
            ready: true,
            edited: false,
        };
        let mut reading = Reading::new(row, Pane::Entries, page.width);
        reading.open(None, Vec::new(), page, 0, Clock::default());
        reading
    }

    #[test]
    fn at_another_width_the_same_words_are_at_the_top() {
        let clock = Clock::default();
        let mut reading = reading(page(3));
        let top = |reading: &Reading, width| reading.shown_lines(width, 1, clock)[0].spans[0].text.clone();
        reading.scroll = reading.header(21, clock).len() + 12;
        assert!(top(&reading, 21).starts_with("word36"));
        reading.lay_out(page(6), clock);
        assert!(top(&reading, 42).starts_with("word36"));
        reading.lay_out(page(2), clock);
        assert!(top(&reading, 14).starts_with("word36"));
    }

    #[test]
    fn what_was_at_the_top_comes_back_when_a_large_screen_is_small_again() {
        let clock = Clock::default();
        let mut reading = reading(page(3));
        let settle = |reading: &mut Reading, height| {
            reading.settle(21, height, clock, Rooms::default());
            reading.shown_lines(21, 1, clock)[0].spans[0].text.clone()
        };
        settle(&mut reading, 4);
        reading.scroll_to(12, 21, clock);
        assert!(settle(&mut reading, 4).starts_with("word36"));
        assert!(!settle(&mut reading, 400).starts_with("word36"));
        assert!(settle(&mut reading, 4).starts_with("word36"));
        reading.go(Movement::Top, 21, 4, clock);
        let top = settle(&mut reading, 4);
        settle(&mut reading, 400);
        assert_eq!(settle(&mut reading, 4), top);
    }

    #[test]
    fn a_picture_that_takes_room_above_moves_nothing_in_sight() {
        let clock = Clock::default();
        let mut first = page(3);
        first.lines.insert(10, Line::default());
        let mut reading = reading(first.clone());
        reading.scroll_to(10, 21, clock);
        let seen = reading.shown_lines(21, 4, clock);
        (0..7).for_each(|_| first.lines.insert(2, Line::default()));
        reading.lay_out(first, clock);
        assert_eq!(reading.shown_lines(21, 4, clock), seen);
        assert_eq!(reading.top_line(21, clock), 17);
    }

    #[test]
    fn reading_goes_on_at_the_same_words_also_at_another_width() {
        let clock = Clock::default();
        let mut first = reading(page(3));
        first.scroll_to(12, 21, clock);
        let (signs, seen) = first.position(21, 4, clock).unwrap();
        assert!((50..90).contains(&seen), "{seen}");
        let mut again = reading(page(2));
        again.open(None, Vec::new(), page(2), signs, clock);
        assert!(again.shown_lines(14, 1, clock)[0].spans[0].text.starts_with("word36"));
    }

    #[test]
    fn what_was_read_to_its_end_begins_anew() {
        let clock = Clock::default();
        let mut reading = reading(page(3));
        reading.go(Movement::Bottom, 21, 4, clock);
        assert_eq!(reading.position(21, 4, clock), Some((0, 100)));
        assert_eq!(reading.position(21, 400, clock), None);
    }

    #[test]
    fn at_the_top_it_stays_at_the_top() {
        let clock = Clock::default();
        let mut reading = reading(page(3));
        reading.lay_out(page(2), clock);
        assert_eq!(reading.scroll, 0);
    }
}

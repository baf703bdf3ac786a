//! Going about in the article: its table of contents, its headings and links, words found in it, and the place where
//! reading goes on another time.

use super::effect::Effect;
use super::finding::Find;
use super::movement::Movement;
use super::notice::Severity;
use super::number::counted;
use super::overlay::Overlay;
use super::prompt::Question;
use super::state::State;
use crate::command::Context;
use crate::model::{Page, Role};

/// The headings of the article, one of them selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub headings: Vec<ContentsLine>,
    pub selected: usize,
}

/// A heading of the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentsLine {
    /// Its line on the page.
    pub line: usize,
    /// Steps below the highest rank of this article.
    pub depth: u16,
    pub text: String,
}

/// The headings of a page with their words.
pub(super) fn headings(page: &Page) -> Vec<ContentsLine> {
    let highest = page.headings.iter().map(|(_, rank)| *rank).min().unwrap_or(1);
    let headings = page.headings.iter().map(|(line, rank)| ContentsLine {
        line: *line,
        depth: u16::from(rank - highest),
        text: heading_text(page, *line),
    });
    headings.filter(|heading| !heading.text.is_empty()).collect()
}

/// A heading goes on for as many lines as are of its role.
fn heading_text(page: &Page, line: usize) -> String {
    let is_heading = |role: Role| matches!(role, Role::Heading(_));
    let mut lines = Vec::new();
    for line in page.lines.iter().skip(line) {
        let spans: Vec<&str> = line
            .spans
            .iter()
            .filter(|span| is_heading(span.role))
            .map(|span| span.text.as_str())
            .collect();
        if spans.is_empty() {
            break;
        }
        lines.push(spans.concat());
    }
    lines.join(" ")
}

impl Contents {
    pub(super) fn go(&mut self, movement: Movement, page: usize) {
        self.selected = movement.from(self.selected, self.headings.len(), page);
    }
}

impl State {
    /// Lists the headings, the one being read selected.
    pub(super) fn show_contents(&mut self) -> Vec<Effect> {
        let headings = self
            .article
            .as_ref()
            .and_then(|article| article.page())
            .map_or_else(Vec::new, headings);
        if headings.is_empty() {
            return self.say(Severity::Info, "This article has no headings.");
        }
        let top = self.article_top();
        let begun = headings.iter().take_while(|heading| heading.line <= top).count();
        self.overlays.push(Overlay::Contents(Contents {
            headings,
            selected: begun.saturating_sub(1),
        }));
        Vec::new()
    }

    /// Puts a line of the page at the top of the screen.
    pub(super) fn go_to_line(&mut self, line: usize) {
        let width = self.layout().text.map_or(0, |text| text.width);
        if let Some(article) = &mut self.article {
            article.scroll_to(line, width, self.clock);
        }
    }

    pub(super) fn step_heading(&mut self, forward: bool) -> Vec<Effect> {
        let page = self.article.as_ref().and_then(|article| article.page());
        let lines: Vec<usize> =
            page.map_or_else(Vec::new, |page| page.headings.iter().map(|(line, _)| *line).collect());
        self.step_line(&lines, forward, "heading")
    }

    pub(super) fn step_link(&mut self, forward: bool) -> Vec<Effect> {
        let page = self.article.as_ref().and_then(|article| article.page());
        let lines: Vec<usize> = page.map_or_else(Vec::new, |page| page.links.iter().map(|link| link.line).collect());
        self.step_line(&lines, forward, "link")
    }

    /// Looks for words; without any asks for them.
    pub(super) fn find(&mut self, words: &str) -> Vec<Effect> {
        if words.trim().is_empty() {
            return self.ask(Question::Find, "");
        }
        let top = self.article_top();
        let Some(article) = &mut self.article else {
            return Vec::new();
        };
        let mut found = Find::asked(words);
        if let Some(page) = article.page() {
            found.look(page);
        }
        if found.places.is_empty() {
            article.find = None;
            return self.say(Severity::Info, &format!("“{}” is not in this article.", words.trim()));
        }
        found.at = found.places.iter().position(|place| place.line() >= top).unwrap_or(0);
        article.find = Some(found);
        self.show_found()
    }

    /// Goes to the next place of what was found; `None` where nothing is being looked for here.
    pub(super) fn step_found(&mut self, forward: bool) -> Option<Vec<Effect>> {
        let is_reading = self.contexts()[0] == Context::Article;
        let find = self.article.as_mut().filter(|_| is_reading)?.find.as_mut()?;
        let count = find.places.len();
        if count == 0 {
            return None;
        }
        // What a search found is not gone to before somebody steps.
        if !std::mem::replace(&mut find.stepped, true) && !find.asked {
            find.at = if forward { count - 1 } else { 0 };
        }
        find.at = (find.at + if forward { 1 } else { count - 1 }) % count;
        Some(self.show_found())
    }

    /// Says where the present place is, and brings it into sight.
    fn show_found(&mut self) -> Vec<Effect> {
        let rows = self.layout().text.map_or(1, |text| text.rows());
        let top = self.article_top();
        let Some(find) = self.article.as_ref().and_then(|article| article.find.as_ref()) else {
            return Vec::new();
        };
        let (at, count) = (find.at, find.places.len());
        let line = find.places.get(at).map_or(0, |place| place.line());
        if self.settings.config.accessible {
            self.go_to_line(line);
        } else if line < top || line + 1 >= top + rows {
            self.go_to_line(line.saturating_sub(rows / 3));
        }
        let said = format!("{} of {}", at + 1, counted(count as u64, "place", "places"));
        self.say(Severity::Info, &said)
    }

    /// The line of the page at the top of the screen.
    fn article_top(&self) -> usize {
        let width = self.layout().text.map_or(0, |text| text.width);
        let article = self.article.as_ref();
        article.map_or(0, |article| article.top_line(width, self.clock))
    }

    fn step_line(&mut self, lines: &[usize], forward: bool, what: &str) -> Vec<Effect> {
        let top = self.article_top();
        let width = self.layout().text.map_or(0, |text| text.width);
        let article = self.article.as_ref();
        let at_header = article.is_some_and(|article| article.is_at_header(width, self.clock));
        let found = if forward {
            lines.iter().find(|line| **line > top || (at_header && **line == top))
        } else {
            lines.iter().rev().find(|line| **line < top)
        };
        match found.copied() {
            Some(line) => {
                self.go_to_line(line);
                Vec::new()
            }
            None if forward => self.say(Severity::Info, &format!("There is no further {what}.")),
            None => self.say(Severity::Info, &format!("There is no {what} before this.")),
        }
    }

    /// Keeps how far the open article has been read, for this session and for the next.
    pub(super) fn keep_position(&mut self) -> Vec<Effect> {
        let Some((article, text)) = self.article.as_ref().zip(self.layout().text) else {
            return Vec::new();
        };
        let Some((signs, seen)) = article.position(text.width, text.rows(), self.clock) else {
            return Vec::new();
        };
        let entry = article.row.id;
        let known = self.positions.get(&entry).copied().unwrap_or(0);
        if known == signs {
            return Vec::new();
        }
        self.positions.insert(entry, signs);
        vec![Effect::KeepPosition { entry, signs, seen }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Line, Span};

    #[test]
    fn a_heading_of_several_lines_is_one_in_the_contents() {
        let line = |text: &str, role| Line {
            spans: vec![Span {
                text: text.to_owned(),
                role,
                ..Span::default()
            }],
            ..Line::default()
        };
        let page = Page {
            lines: vec![
                line("A long", Role::Heading(2)),
                line("heading", Role::Heading(2)),
                Line::default(),
                line("words", Role::Text),
                line("Below", Role::Heading(3)),
            ],
            headings: vec![(0, 2), (4, 3)],
            ..Page::default()
        };
        let expected = [(0, 0, "A long heading"), (4, 1, "Below")];
        let found = headings(&page);
        let found: Vec<_> = found
            .iter()
            .map(|heading| (heading.line, heading.depth, heading.text.as_str()))
            .collect();
        assert_eq!(found, expected);
    }
}

//! Going to a place of the article itself, a footnote above all, and back to where its link was.

use super::article::{Reading, line_at, signs_before};
use super::state::{Clock, State};

impl Reading {
    /// Goes to the place that an address leads to; `false` where the article has none such.
    fn follow(&mut self, url: &str, width: u16, clock: Clock) -> bool {
        let Some(page) = self.page() else { return false };
        let Some(line) = page
            .places
            .iter()
            .find(|place| place.url == url)
            .map(|place| place.line)
        else {
            return false;
        };
        let signs = signs_before(page, self.top_line(width, clock));
        self.came_from.push(signs);
        self.scroll_to(line, width, clock);
        true
    }

    /// Goes back to where the last such link was followed; `false` where none was.
    fn return_to_link(&mut self, width: u16, clock: Clock) -> bool {
        let Some(signs) = self.came_from.pop() else {
            return false;
        };
        let line = self.page().map_or(0, |page| line_at(page, signs));
        match signs {
            0 => self.put_at_top(0),
            _ => self.scroll_to(line, width, clock),
        }
        true
    }
}

impl State {
    /// Goes to a place of the article; `false` where the address leads somewhere else.
    pub(super) fn follow_place(&mut self, url: &str) -> bool {
        let (width, clock) = (self.layout().text.map_or(0, |text| text.width), self.clock);
        self.article
            .as_mut()
            .is_some_and(|article| article.follow(url, width, clock))
    }

    /// Goes back to where a link to a place of the article was followed; `false` where none was.
    pub(super) fn return_to_link(&mut self) -> bool {
        let (width, clock) = (self.layout().text.map_or(0, |text| text.width), self.clock);
        self.article
            .as_mut()
            .is_some_and(|article| article.return_to_link(width, clock))
    }
}

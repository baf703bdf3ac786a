//! The line of the article that is being read. In accessible mode it is gone through line by line, and the screen is turned
//! like a page where a line is out of sight; else it is the line at the top.

use super::article::Reading;
use super::state::Clock;

impl Reading {
    /// The line being read, counted with the header's.
    pub fn line_read(&self) -> usize {
        self.scroll + self.cursor.unwrap_or(0)
    }

    /// Goes to a line that the article has.
    pub(super) fn read_line(&mut self, line: usize, height: usize) {
        if line < self.scroll {
            self.scroll = (line + 1).saturating_sub(height);
        } else if line >= self.scroll + height {
            self.scroll = line;
        }
        self.cursor = Some(line - self.scroll);
    }

    /// Has a line at the top, and read.
    pub(super) fn put_at_top(&mut self, line: usize) {
        self.scroll = line;
        self.cursor = self.cursor.map(|_| 0);
    }

    /// The scroll as far as the text reaches; the line being read stays the same, and in sight.
    pub(super) fn scroll_in_text(&mut self, width: u16, height: usize, clock: Clock) -> usize {
        let scroll = self.scroll.min(self.last_scroll(width, height, clock));
        if self.cursor.is_none() {
            return scroll;
        }
        let last = self.line_count(width, clock).saturating_sub(1);
        let line = self.line_read().min(last);
        let scroll = scroll.max((line + 1).saturating_sub(height.max(1)));
        self.cursor = Some(line.saturating_sub(scroll));
        scroll
    }
}

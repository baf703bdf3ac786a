//! The one way onto the screen: text is cleaned here (`promises.md` A1, A3) and measured in cells as everywhere else.

use super::signs::ascii;
use super::style::style;
use super::words::line_in_words;
use crate::app::Region;
use crate::config::{Config, Part, Signs, Theme};
use crate::model::direction::seen;
use crate::model::text::{clusters, width};
use crate::model::{Line, Printable};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// What tells a cell that a wide sign covers from an empty one, which looks the same: what comes to stand there next is
/// written even where it is a blank. Some terminals put the vowel signs of Indian scripts, and the halves of flags, into
/// cells of their own, where they would stay.
const COVERED: Modifier = Modifier::HIDDEN;

/// A frame with the theme that it is drawn in.
pub(super) struct Canvas<'a, 'b> {
    frame: &'a mut Frame<'b>,
    pub theme: &'a Theme,
    /// Whether text from the right is put into the order in which it is seen.
    reorder: bool,
    signs: Signs,
    /// Whether everything is said in words, and the terminal's cursor shows what is selected.
    pub accessible: bool,
}

impl<'a, 'b> Canvas<'a, 'b> {
    pub fn new(frame: &'a mut Frame<'b>, theme: &'a Theme, config: &Config) -> Canvas<'a, 'b> {
        let area = frame.area();
        let mut canvas = Canvas {
            frame,
            theme,
            reorder: config.article.reorder,
            signs: config.signs,
            accessible: config.accessible,
        };
        canvas.lay_ground(area);
        canvas
    }

    /// A line in the order in which it is seen.
    pub fn as_seen(&self, line: Line) -> Line {
        let line = if self.accessible { line_in_words(line) } else { line };
        if self.reorder { line_as_seen(line) } else { line }
    }

    /// The style of a part.
    pub fn style(&self, part: Part) -> Style {
        style(self.theme.look(part))
    }

    /// Writes text into the first row of a region, cut with `…` where it is too long. Gives the cells it took.
    pub fn text(&mut self, region: Region, text: &str, part: Part) -> u16 {
        let style = self.style(part);
        self.styled(region, text, style)
    }

    /// The same in a style of its own.
    pub fn styled(&mut self, region: Region, text: &str, style: Style) -> u16 {
        let fitted = Printable::row(text).fit(usize::from(region.width));
        let fitted = if self.reorder { fitted.as_seen() } else { fitted };
        self.put(region, &fitted, style)
    }

    /// Writes text into the first row of a region, cut off without a sign where it is too long.
    pub fn cut(&mut self, region: Region, text: &str, style: Style) -> u16 {
        self.put(region, &Printable::row(text), style)
    }

    /// Writes text at the right end of the first row of a region. Gives the cells it took.
    pub fn right(&mut self, region: Region, text: &str, part: Part) -> u16 {
        let wide = cells(text).min(region.width);
        self.text(region.within_right(wide), text, part)
    }

    /// Lays a style over a region, whatever is written there.
    pub fn shade(&mut self, region: Region, part: Part) {
        let style = self.style(part);
        self.frame.buffer_mut().set_style(rectangle(region), style);
    }

    /// Empties a region, and what a wide sign at its left would lay over it.
    pub fn clear(&mut self, region: Region) {
        let area = rectangle(region).intersection(self.frame.area());
        for y in area.top()..area.bottom() {
            let left = area
                .x
                .checked_sub(1)
                .and_then(|x| self.frame.buffer_mut().cell_mut((x, y)));
            if let Some(cell) = left.filter(|cell| cells(cell.symbol()) > 1) {
                cell.set_symbol(" ");
            }
        }
        for position in area.positions() {
            if let Some(cell) = self.frame.buffer_mut().cell_mut(position) {
                cell.reset();
            }
        }
        self.lay_ground(area);
    }

    /// A theme with a ground of its own has it wherever nothing is written.
    fn lay_ground(&mut self, area: Rect) {
        let ground = self.style(Part::Text);
        if ground.bg.is_some() {
            self.frame.buffer_mut().set_style(area, ground);
        }
    }

    /// Puts the terminal's cursor at the start of a region.
    pub fn set_cursor(&mut self, region: Region) {
        if region.width > 0 && region.height > 0 {
            self.frame.set_cursor_position(Position::new(region.x, region.y));
        }
    }

    /// Puts clusters into cells; a cluster that does not fit ends the line.
    fn put(&mut self, region: Region, text: &Printable, style: Style) -> u16 {
        let area = self.frame.area();
        let end = (region.x + region.width).min(area.right());
        let mut x = region.x;
        if region.height == 0 || region.y >= area.bottom() {
            return 0;
        }
        let buffer = self.frame.buffer_mut();
        if text.is_ascii_text() && x < end {
            let first = buffer.index_of(x, region.y);
            let row = &mut buffer.content[first..first + usize::from(end - x)];
            for (cell, at) in row.iter_mut().zip(0..text.len()) {
                cell.set_symbol(&text[at..=at]).set_style(style);
            }
            return cells(text).min(end - x);
        }
        for (cluster, wide) in clusters(text) {
            let wide = u16::try_from(wide).unwrap_or(2);
            if wide == 0 {
                continue;
            }
            if x + wide > end {
                break;
            }
            let sign = match self.signs {
                Signs::Ascii => ascii(cluster).unwrap_or(cluster),
                Signs::Unicode => cluster,
            };
            buffer[(x, region.y)].set_symbol(sign).set_style(style);
            for covered in x + 1..x + wide {
                buffer[(covered, region.y)]
                    .set_symbol(" ")
                    .set_style(style.add_modifier(COVERED));
            }
            x += wide;
        }
        x - region.x
    }
}

/// A line in the order in which it is seen.
pub(super) fn line_as_seen(line: Line) -> Line {
    match seen(&line) {
        Some(seen) => Line {
            spans: seen.spans,
            ..line
        },
        None => line,
    }
}

impl Region {
    /// The region without its first cells in each row.
    pub(super) fn after(self, cells: u16) -> Region {
        let cells = cells.min(self.width);
        Region {
            x: self.x + cells,
            width: self.width - cells,
            ..self
        }
    }

    /// The last cells of each row of the region.
    pub(super) fn within_right(self, cells: u16) -> Region {
        self.after(self.width - cells.min(self.width))
    }

    /// The region without its last cells in each row.
    pub(super) fn before(self, cells: u16) -> Region {
        Region {
            width: self.width - cells.min(self.width),
            ..self
        }
    }

    /// The region cut to its first cells in each row.
    pub(super) fn first(self, cells: u16) -> Region {
        Region {
            width: self.width.min(cells),
            ..self
        }
    }

    /// The first row of the region.
    pub(super) fn row(self) -> Region {
        Region {
            height: self.height.min(1),
            ..self
        }
    }

    /// The rows of the region from the top.
    pub(super) fn each_row(self) -> impl Iterator<Item = Region> {
        (0..self.height).map(move |y| self.below(y).row())
    }
}

/// The width of a text in cells, as the screen counts them.
pub(super) fn cells(text: &str) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}

fn rectangle(region: Region) -> Rect {
    Rect::new(region.x, region.y, region.width, region.height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::backend::{CrosstermBackend, TestBackend};
    use ratatui::{Terminal, TerminalOptions, Viewport};

    #[test]
    fn nothing_stays_of_a_sign_that_a_terminal_shows_in_cells_of_their_own() {
        let mut shown = vt100::Parser::new(1, 12, 0);
        let mut terminal = Terminal::with_options(
            CrosstermBackend::new(&mut shown),
            TerminalOptions {
                viewport: Viewport::Fixed(Rect::new(0, 0, 12, 1)),
            },
        )
        .unwrap();
        let (theme, _) = Theme::read("", None);
        let region = Region {
            x: 0,
            y: 0,
            width: 12,
            height: 1,
        };
        for text in ["या या", "a b 🇩🇪 c", "a b c d e"] {
            let draw = |frame: &mut Frame<'_>| {
                Canvas::new(frame, &theme, &Config::default()).text(region, text, Part::Text);
            };
            terminal.draw(draw).unwrap();
        }
        drop(terminal);
        assert_eq!(shown.screen().contents().trim_end(), "a b c d e");
    }

    #[test]
    fn nothing_but_printable_text_reaches_the_screen() {
        let mut terminal = Terminal::new(TestBackend::new(20, 1)).unwrap();
        let (theme, _) = Theme::read("", None);
        let region = Region {
            x: 0,
            y: 0,
            width: 20,
            height: 1,
        };
        let hostile = "a\u{1b}[2Jb\u{202e}c\u{200b}d\u{9b}31me日";
        let draw = |frame: &mut Frame<'_>| {
            Canvas::new(frame, &theme, &Config::default()).text(region, hostile, Part::Text);
        };
        terminal.draw(draw).unwrap();
        let row: String = terminal
            .backend()
            .buffer()
            .content
            .iter()
            .map(|cell| cell.symbol())
            .collect();
        assert_eq!(row.trim_end(), "abcde日");
    }
}

//! Links of the article as links of the terminal (OSC 8): written over the cells that were just drawn, since the
//! library that draws knows no links. Cells whose link has gone are written again without; those that are as they were stay.

use crate::app::Region;
use crossterm::cursor::{MoveTo, RestorePosition, SavePosition};
use crossterm::queue;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::{Buffer, Cell};
use ratatui::text::Span;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;

/// The longest address that a terminal is given, in bytes (`promises.md` A2).
const LONGEST: usize = 2_083;

/// A web address of printable ASCII only: nothing in it can end the sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target(Rc<str>);

impl Target {
    /// `None` where a terminal is not to have it.
    fn of(url: String) -> Option<Target> {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        let is_plain = url.len() <= LONGEST && url.bytes().all(|byte| byte.is_ascii_graphic());
        (is_web && is_plain).then(|| Target(url.into()))
    }
}

/// The links on the screen: each of their cells by its row and column, with where it leads.
#[derive(Debug, Default)]
pub(super) struct Links {
    shown: BTreeMap<(u16, u16), (Target, Cell)>,
}

impl Links {
    /// Writes the links in these regions, of one row each, over what was drawn.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn write(&mut self, links: Vec<(Region, String)>, drawn: &Buffer, out: &mut impl Write) -> io::Result<()> {
        let mut wanted = BTreeMap::new();
        for (region, target) in links
            .into_iter()
            .filter_map(|(region, url)| Some((region, Target::of(url)?)))
        {
            for x in region.x..region.x + region.width {
                if let Some(cell) = drawn.cell((x, region.y)) {
                    wanted.insert((region.y, x), (target.clone(), cell.clone()));
                }
            }
        }
        let before = std::mem::replace(&mut self.shown, wanted);
        let gone = before.keys().filter(|place| !self.shown.contains_key(*place));
        let gone: Vec<(u16, u16)> = gone.copied().collect();
        let shown: Vec<_> = self.shown.iter().collect();
        let runs = shown.chunk_by(|(left, (one, _)), (right, (other, _))| one == other && left.0 == right.0);
        let changed: Vec<_> = runs
            .filter(|run| run.iter().any(|(place, link)| before.get(place) != Some(link)))
            .collect();
        if gone.is_empty() && changed.is_empty() {
            return Ok(());
        }
        queue!(out, SavePosition)?;
        write_run(None, &gone, drawn, out)?;
        for run in changed {
            let cells: Vec<(u16, u16)> = run.iter().map(|(place, _)| **place).collect();
            write_run(run.first().map(|(_, (target, _))| target), &cells, drawn, out)?;
        }
        queue!(out, RestorePosition)?;
        out.flush()
    }

    /// The screen was emptied: nothing has a link any more.
    pub fn forget(&mut self) {
        self.shown.clear();
    }
}

/// Writes cells of one row again as they were drawn, with a link or without.
pub(super) fn write_run(
    target: Option<&Target>,
    places: &[(u16, u16)],
    drawn: &Buffer,
    out: &mut impl Write,
) -> io::Result<()> {
    let Some((y, x)) = places.first() else { return Ok(()) };
    queue!(out, MoveTo(*x, *y))?;
    if let Some(Target(url)) = target {
        write!(out, "\u{1b}]8;;{url}\u{1b}\\")?;
    }
    let mut cells: Vec<(u16, u16, &Cell)> = Vec::new();
    let mut signs = places.iter().filter_map(|(y, x)| Some((*x, *y, drawn.cell((*x, *y))?)));
    while let Some(sign) = signs.next() {
        let symbol = sign.2.symbol();
        let covered: Vec<_> = signs
            .by_ref()
            .take(Span::raw(symbol).width().saturating_sub(1))
            .collect();
        // Terminals do not agree on the width of what is made of several characters: what may still stand where it is
        // narrower goes first. Others are written once, as the library does.
        if symbol.chars().nth(1).is_some() {
            cells.extend(covered);
        }
        cells.push(sign);
    }
    CrosstermBackend::new(&mut *out).draw(cells.into_iter())?;
    if target.is_some() {
        write!(out, "\u{1b}]8;;\u{1b}\\")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn written(links: &mut Links, wanted: &[(u16, &str)]) -> String {
        let mut drawn = Buffer::empty(Rect::new(0, 0, 10, 3));
        drawn.set_string(0, 0, "ab日c", Style::default());
        drawn.set_string(0, 1, "abcd", Style::default());
        let regions = wanted.iter().map(|(y, url)| {
            let region = Region {
                x: 1,
                y: *y,
                width: 3,
                height: 1,
            };
            (region, (*url).to_owned())
        });
        let mut out = Vec::new();
        links.write(regions.collect(), &drawn, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_link_is_opened_before_its_signs_and_closed_after_them() {
        let out = written(&mut Links::default(), &[(0, "https://e.example/")]);
        assert!(
            out.contains("\u{1b}[1;2H\u{1b}]8;;https://e.example/\u{1b}\\"),
            "{out:?}"
        );
        assert!(out.contains("b日"), "{out:?}");
        assert_eq!(out.matches("\u{1b}]8;;\u{1b}\\").count(), 1);
    }

    #[test]
    fn what_is_no_web_address_in_plain_signs_is_no_link() {
        for url in [
            "javascript:alert(1)",
            "https://e.example/\u{1b}\\x",
            "https://e.example/é",
            "file:///etc/passwd",
            &format!("https://e.example/{}", "x".repeat(LONGEST)),
        ] {
            assert_eq!(written(&mut Links::default(), &[(0, url)]), "", "{url:?}");
        }
    }

    #[test]
    fn a_link_that_has_gone_is_written_over() {
        let mut links = Links::default();
        written(&mut links, &[(1, "https://e.example/")]);
        let out = written(&mut links, &[]);
        assert!(out.contains("bcd") && !out.contains("]8;"), "{out:?}");
        assert_eq!(written(&mut links, &[]), "");
    }

    #[test]
    fn a_link_that_is_there_is_not_written_again_until_the_screen_is_emptied() {
        let mut links = Links::default();
        let both = [(0, "https://e.example/"), (1, "https://e.example/")];
        let first = written(&mut links, &both[..1]);
        assert_eq!(written(&mut links, &both[..1]), "");
        let second = written(&mut links, &both);
        assert!(
            second.contains("\u{1b}[2;2H") && !second.contains("\u{1b}[1;2H"),
            "{second:?}"
        );
        links.forget();
        assert_eq!(written(&mut links, &both[..1]), first);
    }
}

//! Pictures of the article, written over the blank cells that were drawn for them, row by row; and what the terminal can
//! show, as far as its environment tells. What it says when it is asked is heard in `asking`.

use super::links::write_run;
use crate::app::{Easel, SeenStrip, Strip, Way};
use crate::config::{ArticleSettings, PicturesBy, PicturesFrom};
use crossterm::cursor::{MoveTo, RestorePosition, SavePosition};
use crossterm::queue;
use ratatui::buffer::Buffer;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

/// Pictures that the terminal has got are remembered up to this many; beyond, they are handed over again.
const MOST_HANDED: usize = 256;

/// The pictures on the screen.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// What is at which row and column, and how wide it is.
    shown: BTreeMap<(u16, u16), (u16, Strip)>,
    handed: BTreeSet<Arc<str>>,
}

impl Pictures {
    /// Writes the strips, and takes away those that are no longer wanted. A strip whose cells are not all blank has
    /// something over it, and is not shown.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn write(&mut self, strips: &[SeenStrip], drawn: &Buffer, out: &mut impl Write) -> io::Result<()> {
        let mut wanted = BTreeMap::new();
        let mut handing = Vec::new();
        for strip in strips.iter().filter(|strip| is_blank(strip, drawn)) {
            if let Some(row) = strip.picture.strips.get(strip.row) {
                let place = (strip.place.y, strip.place.x);
                wanted.insert(place, (strip.place.width, row.clone()));
                handing.push(&strip.picture.once);
            }
        }
        if wanted == self.shown {
            return Ok(());
        }
        queue!(out, SavePosition)?;
        self.hand_over(&handing, out)?;
        // What is only somewhere else now is moved there.
        for (_, strip) in self
            .shown
            .values()
            .filter(|strip| !wanted.values().any(|wanted| wanted == *strip))
        {
            out.write_all(strip.gone.as_bytes())?;
        }
        // Another picture at the same place may be narrower.
        let is_other = |place: &(u16, u16), strip: &(u16, Strip)| wanted.get(place) != Some(strip);
        for (place, (width, _)) in self.shown.iter().filter(|(place, strip)| is_other(place, strip)) {
            let cells: Vec<(u16, u16)> = (place.1..place.1 + width).map(|x| (place.0, x)).collect();
            write_run(None, &cells, drawn, out)?;
        }
        for (place, strip) in wanted
            .iter()
            .filter(|(place, strip)| self.shown.get(*place) != Some(strip))
        {
            queue!(out, MoveTo(place.1, place.0))?;
            out.write_all(strip.1.shown.as_bytes())?;
        }
        queue!(out, RestorePosition)?;
        self.shown = wanted;
        out.flush()
    }

    /// The screen was emptied: nothing is shown any more.
    pub fn forget(&mut self) {
        self.shown.clear();
        self.handed.clear();
    }

    fn hand_over(&mut self, handing: &[&Arc<str>], out: &mut impl Write) -> io::Result<()> {
        for once in handing.iter().filter(|once| !once.is_empty()) {
            if self.handed.len() >= MOST_HANDED {
                self.handed.clear();
            }
            if self.handed.insert(Arc::clone(once)) {
                out.write_all(once.as_bytes())?;
            }
        }
        Ok(())
    }
}

fn is_blank(strip: &SeenStrip, drawn: &Buffer) -> bool {
    let mut cells = strip.place.x..strip.place.x + strip.place.width;
    cells.all(|x| drawn.cell((x, strip.place.y)).is_some_and(|cell| cell.symbol() == " "))
}

/// What a cell counts for where pictures are drawn with blocks. A cell shows two pixels then: at the screen's own size a
/// picture of a newspaper would be a stamp of which nothing can be made out.
const CELL_OF_BLOCKS: (u16, u16) = (4, 8);

/// What pictures are made for here.
pub(super) fn easel(wanted: PicturesBy) -> Easel {
    let way = way(wanted, |name| std::env::var(name).unwrap_or_default());
    let cell = match way {
        Way::Blocks { .. } => CELL_OF_BLOCKS,
        _ => cell().unwrap_or(Easel::default().cell),
    };
    Easel { way, cell }
}

/// Whether it is worth asking the terminal for a better way to draw pictures. Without the size of its cells sixels would not
/// stay within their rows.
pub(super) fn may_have_sixels(article: &ArticleSettings, easel: Easel) -> bool {
    let is_within_another = ["TMUX", "STY"].into_iter().any(|name| std::env::var_os(name).is_some());
    let wants_none = std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
    let may_be_better = match easel.way {
        Way::Blocks { .. } => true,
        // A terminal by the name of an old one, as xterm is by itself.
        Way::None => !wants_none && !matches!(std::env::var("TERM").as_deref(), Err(_) | Ok("" | "dumb")),
        Way::Kitty | Way::Sixel | Way::Iterm => false,
    };
    article.pictures != PicturesFrom::Nowhere
        && article.pictures_by == PicturesBy::Auto
        && may_be_better
        && !is_within_another
        && cell().is_some()
}

/// Width and height of a cell in pixels, where the terminal tells.
fn cell() -> Option<(u16, u16)> {
    let size = crossterm::terminal::window_size().ok()?;
    let cell = (
        size.width.checked_div(size.columns)?,
        size.height.checked_div(size.rows)?,
    );
    (cell.0 > 1 && cell.1 > 1).then_some(cell)
}

fn way(wanted: PicturesBy, set: impl Fn(&str) -> String) -> Way {
    let (term, program, depth) = (set("TERM"), set("TERM_PROGRAM"), set("COLORTERM"));
    let any_color = depth == "truecolor" || depth == "24bit" || term.contains("direct");
    let blocks = Way::Blocks { any_color };
    match wanted {
        PicturesBy::Kitty => return Way::Kitty,
        PicturesBy::Sixel => return Way::Sixel,
        PicturesBy::Iterm => return Way::Iterm,
        PicturesBy::Blocks => return blocks,
        PicturesBy::Auto => {}
    }
    let is_set = |name: &str| !set(name).is_empty();
    let has_colors = any_color || term.contains("256");
    match term.as_str() {
        _ if is_set("NO_COLOR") || term.is_empty() || term == "dumb" => Way::None,
        // What lies between would not pass the others on.
        _ if is_set("TMUX") || is_set("STY") => {
            if has_colors {
                blocks
            } else {
                Way::None
            }
        }
        "xterm-kitty" | "xterm-ghostty" => Way::Kitty,
        _ if program == "iTerm.app" || program == "WezTerm" => Way::Iterm,
        _ if term.starts_with("foot") || term.starts_with("mlterm") || term.starts_with("contour") => Way::Sixel,
        _ if is_set("KONSOLE_VERSION") => Way::Sixel,
        _ if has_colors => blocks,
        _ => Way::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Picture, PictureSize, Region};

    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn strip(y: u16) -> SeenStrip {
        let picture = Picture {
            size: PictureSize { columns: 4, rows: 1 },
            once: "<once>".into(),
            strips: vec![Strip {
                shown: "<strip>".into(),
                gone: "<gone>".into(),
            }],
        };
        let place = Region {
            x: 1,
            y,
            width: 4,
            height: 1,
        };
        SeenStrip {
            place,
            picture: Arc::new(picture),
            row: 0,
        }
    }

    fn written(pictures: &mut Pictures, strips: &[SeenStrip], text: &str) -> String {
        let mut drawn = Buffer::empty(Rect::new(0, 0, 10, 3));
        drawn.set_string(0, 1, text, Style::default());
        let mut out = Vec::new();
        pictures.write(strips, &drawn, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_strip_is_written_once_and_its_picture_is_handed_over_once() {
        let mut pictures = Pictures::default();
        let out = written(&mut pictures, &[strip(1)], "");
        assert!(out.contains("<once>") && out.contains("\u{1b}[2;2H<strip>"), "{out:?}");
        assert_eq!(written(&mut pictures, &[strip(1)], ""), "");
        let out = written(&mut pictures, &[strip(2)], "abcdef");
        assert!(
            !out.contains("<once>") && !out.contains("<gone>"),
            "it is moved: {out:?}"
        );
        assert!(out.contains("\u{1b}[3;2H<strip>"), "{out:?}");
        assert!(out.contains("bcde"), "what was under it is drawn again: {out:?}");
    }

    #[test]
    fn nothing_stays_of_a_picture_beside_a_narrower_one_in_its_place() {
        let mut pictures = Pictures::default();
        written(&mut pictures, &[strip(1)], "");
        let mut narrow = strip(1);
        narrow.place.width = 2;
        let mut other = Picture::clone(&narrow.picture);
        other.strips[0].shown = "<other>".into();
        narrow.picture = Arc::new(other);
        let out = written(&mut pictures, &[narrow], "     x");
        let (blank, drawn) = (
            out.find("    ").expect("it is written over"),
            out.find("<other>").unwrap(),
        );
        assert!(blank < drawn, "{out:?}");
    }

    #[test]
    fn what_lies_over_a_picture_hides_it() {
        let mut pictures = Pictures::default();
        written(&mut pictures, &[strip(1)], "");
        let out = written(&mut pictures, &[strip(1)], "  help");
        assert!(!out.contains("<strip>") && out.contains("<gone>"), "{out:?}");
        assert!(out.contains("hel"), "{out:?}");
    }

    #[test]
    fn the_environment_tells_what_the_terminal_can() {
        let way_of = |known: &[(&str, &str)]| {
            way(PicturesBy::Auto, |name| {
                let found = known.iter().find(|(known, _)| *known == name);
                found.map_or_else(String::new, |(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(way_of(&[("TERM", "xterm-kitty")]), Way::Kitty);
        assert_eq!(way_of(&[("TERM", "foot")]), Way::Sixel);
        assert_eq!(
            way_of(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")]),
            Way::Iterm
        );
        assert_eq!(way_of(&[("TERM", "xterm-256color")]), Way::Blocks { any_color: false });
        assert_eq!(
            way_of(&[("TERM", "xterm-kitty"), ("TMUX", "x"), ("COLORTERM", "truecolor")]),
            Way::Blocks { any_color: true }
        );
        for none in [
            &[("TERM", "dumb")][..],
            &[("TERM", "xterm")],
            &[("TERM", "foot"), ("NO_COLOR", "1")],
        ] {
            assert_eq!(way_of(none), Way::None, "{none:?}");
        }
    }
}

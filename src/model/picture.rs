//! A picture made ready for a terminal: a strip for each row of cells, so that any part of it can be scrolled out of sight;
//! and the room that pictures have on a page.

use std::collections::BTreeMap;
use std::sync::Arc;

/// How a terminal draws pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Way {
    /// Not at all: a line of text stands for each.
    #[default]
    None,
    /// Two coloured halves in each cell, in any colour or in those of the 256.
    Blocks {
        any_color: bool,
    },
    Kitty,
    Sixel,
    Iterm,
}

/// What pictures are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Easel {
    pub way: Way,
    /// Width and height of a cell, in the screen's pixels.
    pub cell: (u16, u16),
}

impl Default for Easel {
    fn default() -> Easel {
        Easel {
            way: Way::None,
            cell: (8, 16),
        }
    }
}

/// The cells that a picture takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PictureSize {
    pub columns: u16,
    pub rows: u16,
}

/// A picture as it is written to the terminal. The sequences are our own, made of pixels: nothing of the file is in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    pub size: PictureSize,
    /// What the terminal has to get once, before any strip.
    pub once: Arc<str>,
    /// Its rows of cells.
    pub strips: Vec<Strip>,
}

/// A row of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strip {
    /// What is written at its left end.
    pub shown: Arc<str>,
    /// What takes it away where blanks over it do not; nothing where they do.
    pub gone: Arc<str>,
}

/// The room that the pictures of a page have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rooms {
    /// The most that one may take; no rows where none are shown.
    pub most: PictureSize,
    /// Width and height of a cell, in the screen's pixels.
    pub cell: (u16, u16),
    /// Whether room is kept for a picture that has not come, so that no text moves when it comes.
    pub kept_free: bool,
    /// What is known of pictures, by their addresses.
    pub known: BTreeMap<String, Room>,
}

/// What is known of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// It has come, and takes these cells.
    Taken(PictureSize),
    /// There is none: a line of text stands for it.
    None,
}

/// The cells of a picture of so many pixels: in its own proportions within the room, and never larger than it is.
pub fn fitted((width, height): (u32, u32), room: PictureSize, cell: (u16, u16)) -> PictureSize {
    let (cell_width, cell_height) = (f64::from(cell.0.max(1)), f64::from(cell.1.max(1)));
    let (columns, rows) = (f64::from(width) / cell_width, f64::from(height) / cell_height);
    let scale = (f64::from(room.columns) / columns)
        .min(f64::from(room.rows) / rows)
        .min(1.0);
    // Both are between one and the room, so that nothing is lost by the cast.
    PictureSize {
        columns: (columns * scale).round().clamp(1.0, f64::from(room.columns.max(1))) as u16,
        rows: (rows * scale).round().clamp(1.0, f64::from(room.rows.max(1))) as u16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_proportions_within_its_room_and_is_never_larger_than_it_is() {
        let room = PictureSize { columns: 72, rows: 20 };
        let size = |pixels| fitted(pixels, room, (10, 20));
        assert_eq!(size((400, 200)), PictureSize { columns: 40, rows: 10 });
        assert_eq!(size((1440, 720)), PictureSize { columns: 72, rows: 18 });
        assert_eq!(size((1000, 4000)), PictureSize { columns: 10, rows: 20 });
        assert_eq!(size((5000, 1)), PictureSize { columns: 72, rows: 1 });
    }
}

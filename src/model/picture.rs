//! A picture made ready for a terminal: a strip for each row of cells, so that any part of it can be scrolled out of sight.

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

/// Pictures by their addresses.
pub type Sizes = std::collections::BTreeMap<String, PictureSize>;

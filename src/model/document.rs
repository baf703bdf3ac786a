//! An article's text as blocks: what each piece is, never how it looks. `render` makes it from HTML and lays it out
//! as a [`Page`](super::Page).

/// The text of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub blocks: Vec<Block>,
    /// The targets that inline text points to, absolute and cleaned.
    pub links: Vec<String>,
    /// The places of the text that its own links lead to (footnotes, and back), each by its address; the number is that
    /// of [`Inline::place`].
    pub places: Vec<(String, usize)>,
}

/// A block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Rank 1 to 6.
    Heading {
        rank: u8,
        text: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    /// A list; `start` is the first number of an ordered one.
    List {
        start: Option<i64>,
        items: Vec<Item>,
    },
    /// Terms with what they mean, in order.
    Definitions(Vec<(Vec<Inline>, Vec<Block>)>),
    Quote(Vec<Block>),
    /// Preformatted text with its line ends.
    Code {
        language: Option<String>,
        text: String,
    },
    Table(Table),
    /// A picture, video or other thing that stands in the text.
    Figure {
        medium: Medium,
        /// Its address, absolute.
        url: Option<String>,
        /// Width and height in pixels, as far as the page tells.
        pixels: Option<(u32, u32)>,
        /// The text that stands for it.
        alt: String,
        caption: Vec<Inline>,
        credit: Vec<Inline>,
    },
    Rule,
}

/// What stands in a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Medium {
    Picture,
    Video,
    Audio,
    /// Something of another page: a post, a map, a player.
    Embed,
}

/// An item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    pub blocks: Vec<Block>,
}

/// A table: rows of cells, each cell a run of inline text. Short rows end early.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub caption: Vec<Inline>,
    /// Whether the first row names the columns.
    pub headed: bool,
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// A run of text in one style. A `\n` in it is a line break of the author's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline {
    pub text: String,
    pub style: Style,
    /// Index into [`Document::links`].
    pub link: Option<usize>,
    /// A number in [`Document::places`], where a place begins here.
    pub place: Option<usize>,
}

/// How a run of text is set off from its surroundings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    pub strong: bool,
    pub emphasis: bool,
    pub code: bool,
    pub struck: bool,
    pub raised: bool,
    pub lowered: bool,
}

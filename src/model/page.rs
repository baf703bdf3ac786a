//! A document laid out at a width: lines of spans that know their role but no colour.

use super::{PictureSize, Style};

/// A document at one width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The width in cells that it was laid out for; no line is wider.
    pub width: u16,
    pub lines: Vec<Line>,
    /// Where the document's links are; several spans can belong to one.
    pub links: Vec<Link>,
    /// The places of the page that its own links lead to.
    pub places: Vec<Link>,
    /// The line and rank of each heading, in order.
    pub headings: Vec<(usize, u8)>,
    /// What a picture could take at most.
    pub most: PictureSize,
    /// The pictures of the text, shown or not, in order.
    pub pictures: Vec<PagePicture>,
}

/// A picture of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PagePicture {
    pub url: String,
    /// The first line that it takes.
    pub line: usize,
    /// Cells left free before it.
    pub indent: u16,
    /// The room that it has; nothing where a line of text stands for it.
    pub size: Option<PictureSize>,
    /// Whether it has not come: a line of text stands in its room.
    pub is_waiting: bool,
}

/// A link of a page, or a place that one leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    pub url: String,
    /// The line on which its text begins.
    pub line: usize,
}

/// A line of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub spans: Vec<Span>,
    /// Cells left free before the first span.
    pub indent: u16,
    /// Whether its paragraph is read from the right. The spans are in the order in which they are read, all the same.
    pub right_to_left: bool,
}

/// A run of text of one role and style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub role: Role,
    pub style: Style,
    /// Index into [`Page::links`].
    pub link: Option<usize>,
}

/// What a piece of text is; a theme says how it looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    #[default]
    Text,
    /// The article's title.
    Title,
    /// Byline, feed, date and minutes under the title.
    Byline,
    /// Of rank 1 to 6.
    Heading(u8),
    Link,
    Code,
    /// Of code: a word of the language, a text or number in it, a comment.
    Keyword,
    Literal,
    Comment,
    Quote,
    /// The bar before a quote, the sign or number of a list item.
    Marker,
    Caption,
    Credit,
    /// Lines of tables and between blocks.
    Rule,
    TableHead,
    /// The blanks between two columns of a table.
    Gap,
    /// The links and enclosures under an article.
    Foot,
    /// What the reader says rather than the author (a picture that is not shown, text that was cut).
    Notice,
}

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
    /// A list; an ordered one has numbers, in the numerals that they are written in.
    List {
        numerals: Option<Numerals>,
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
    /// Its number, where the list is ordered.
    pub number: i64,
    pub blocks: Vec<Block>,
}

/// How the numbers of a list are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numerals {
    #[default]
    Decimal,
    LowerLetters,
    UpperLetters,
    LowerRoman,
    UpperRoman,
}

impl Numerals {
    /// The number in these numerals; in figures where they have none for it, as HTML has it ("list-style-type").
    pub fn write(self, number: i64) -> String {
        let written = match self {
            Numerals::Decimal => None,
            Numerals::LowerLetters | Numerals::UpperLetters => letters(number),
            Numerals::LowerRoman | Numerals::UpperRoman => roman(number),
        };
        match (self, written) {
            (_, None) => number.to_string(),
            (Numerals::UpperLetters | Numerals::UpperRoman, Some(written)) => written.to_uppercase(),
            (_, Some(written)) => written,
        }
    }
}

/// a, b, … z, aa, ab, …
fn letters(number: i64) -> Option<String> {
    let mut rest = u64::try_from(number).ok().filter(|rest| *rest > 0)?;
    let mut signs = Vec::new();
    while rest > 0 {
        signs.push(char::from(b'a' + u8::try_from((rest - 1) % 26).ok()?));
        rest = (rest - 1) / 26;
    }
    Some(signs.into_iter().rev().collect())
}

fn roman(number: i64) -> Option<String> {
    const SIGNS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = Some(number).filter(|number| (1..4000).contains(number))?;
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            written.push_str(sign);
            rest -= value;
        }
    }
    Some(written)
}

/// A table: rows of cells, each cell a run of inline text. Short rows end early.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub caption: Vec<Inline>,
    /// How many rows at the top name the columns.
    pub heads: usize,
    pub rows: Vec<Vec<Vec<Inline>>>,
    /// The cells that reach over several columns, in order; the cells that they cover are empty.
    pub wide: Vec<WideCell>,
}

/// A cell of a table over several columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WideCell {
    pub row: usize,
    pub column: usize,
    pub columns: usize,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_letters_and_as_the_romans_did() {
        let written = |numerals: Numerals, numbers: &[i64]| {
            let written: Vec<String> = numbers.iter().map(|number| numerals.write(*number)).collect();
            written.join(" ")
        };
        assert_eq!(
            written(Numerals::LowerLetters, &[1, 26, 27, 52, 703, 0, -1]),
            "a z aa az aaa 0 -1"
        );
        assert_eq!(
            written(Numerals::UpperRoman, &[1, 4, 1994, 3999, 4000]),
            "I IV MCMXCIV MMMCMXCIX 4000"
        );
        assert_eq!(written(Numerals::Decimal, &[-3, i64::MAX]), format!("-3 {}", i64::MAX));
        assert!(Numerals::LowerLetters.write(i64::MAX).len() < 20);
    }
}

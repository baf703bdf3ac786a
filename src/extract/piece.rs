//! A piece of a page: a run of text under one block element, or a picture, with what can be said of it before
//! anything is decided. `walk` makes them, `choose` decides them.

/// What a piece is by its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Rank 1 to 6.
    Heading(u8),
    Paragraph,
    Item {
        /// Its number in an ordered list.
        number: Option<i64>,
    },
    Quote,
    Code,
    Table,
    Picture,
}

/// The part of a page that a piece stands in, where its markup says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Navigation,
    Footer,
    Aside,
    Form,
    Hidden,
    /// Taken out by a site rule.
    Stripped,
}

impl Zone {
    /// As an explanation.
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Zone::Navigation => "it is navigation",
            Zone::Footer => "it is a footer",
            Zone::Aside => "it stands aside",
            Zone::Form => "it is a form or a button",
            Zone::Hidden => "it is hidden",
            Zone::Stripped => "a site rule strips it",
        }
    }
}

/// A run of text or a picture, in page order.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub form: Form,
    /// One line; several for code and tables. The alternative text of a picture.
    pub text: String,
    /// What `text` is compared by: see [`normalised`].
    pub key: String,
    /// What a store knows `text` by: its `block_hash`.
    pub hash: u64,
    /// Clean inline HTML; of code, a table or a picture the whole element.
    pub html: String,
    /// In words; of scripts without blanks, two signs are one.
    pub words: usize,
    /// The share of the text that is links, 0 to 1.
    pub linked: f32,
    pub zone: Option<Zone>,
    /// Within a caption, or what is named one.
    pub is_caption: bool,
    pub is_credit: bool,
    pub is_byline: bool,
    pub is_date: bool,
    /// Within `itemprop="articleBody"`.
    pub in_article_body: bool,
    /// Within the body that a site rule names.
    pub in_site_body: bool,
    /// How many of the elements around it are named like furniture.
    pub furniture: usize,
    /// A number for the names of the elements around it: pieces that are laid out alike have the same.
    pub shape: u64,
    /// The number of the element that holds the element it stands in.
    pub container: u32,
    /// The number of the `article` element around it, 0 for none.
    pub article: u32,
    /// The number of the `main` element around it, 0 for none.
    pub main: u32,
    /// The picture's address, absolute.
    pub picture: Option<String>,
    /// Within a link to another page of the site.
    pub leads_on: bool,
    /// Elements that hold its text, by number, and how many bytes each.
    pub sources: Vec<(u32, usize)>,
}

impl Piece {
    /// Whether it reads like running text.
    pub(super) fn is_long(&self) -> bool {
        self.words >= 12 && self.linked < 0.4 && self.form != Form::Picture
    }

    /// Whether nothing around it speaks against it, where the body has `base` elements named like furniture around it.
    pub(super) fn is_plain(&self, base: usize) -> bool {
        self.zone.is_none() && self.furniture <= base && !self.is_caption && !self.is_credit && !self.is_picture()
    }

    pub(super) fn is_heading(&self) -> bool {
        matches!(self.form, Form::Heading(_))
    }

    pub(super) fn is_picture(&self) -> bool {
        self.form == Form::Picture
    }

    /// Whether its last sign ends a sentence.
    pub(super) fn ends_sentence(&self) -> bool {
        let text = self
            .text
            .trim_end_matches(['"', '\'', '”', '’', '»', '“', ')', ']', '」', '』']);
        text.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '।', '۔'])
    }
}

/// `text` as it is compared: letters and digits in lower case with single blanks between words. `©` is a word.
pub(super) fn normalised(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let blank = |key: &mut String| {
        if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    };
    for sign in text.chars() {
        match sign {
            '\'' | '’' | '\u{301}' => {}
            '©' => {
                blank(&mut key);
                key.push_str("© ");
            }
            sign if sign.is_ascii_alphanumeric() => key.push(sign.to_ascii_lowercase()),
            sign if sign.is_alphanumeric() => key.extend(sign.to_lowercase()),
            _ => blank(&mut key),
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// The number of words; of scripts without blanks, two signs are one.
pub(super) fn count_words(text: &str) -> usize {
    let mut words = 0;
    let mut unspaced = 0;
    for word in text.split_whitespace() {
        let signs = word.chars().filter(|&sign| is_unspaced(sign)).count();
        unspaced += signs;
        words += usize::from(signs == 0 && word.chars().any(char::is_alphanumeric));
    }
    words + unspaced.div_ceil(2)
}

/// Whether a sign belongs to a script that puts no blanks between words.
fn is_unspaced(sign: char) -> bool {
    matches!(sign, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_compared_without_case_signs_and_blanks() {
        assert_eq!(normalised("  Don’t miss —  «Привет»! "), "dont miss привет");
        assert_eq!(normalised("©2024 X"), "© 2024 x");
    }

    #[test]
    fn words_are_counted_in_every_script() {
        assert_eq!(count_words("one two — three"), 3);
        assert_eq!(count_words("速報です。"), 3);
    }
}

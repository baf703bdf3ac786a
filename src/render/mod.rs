//! HTML → a `Document` → a `Page`: what an article is made of, and how it is set at a width. No colours, no network, no
//! pictures. `bound` (with `tags`, `elements`) cuts the HTML down, `tree` parses it, `blocks` (with `inline`, `lists`, `figures`,
//! `formulas`, `embeds`, `tables`, `address`) makes the document; `layout` sets it, `markdown` writes it (both with `scripts`),
//! `spelled` makes it ready for text without styles.

mod address;
mod blocks;
mod bound;
mod elements;
mod embeds;
mod figures;
mod formulas;
mod inline;
mod layout;
mod lists;
mod markdown;
mod scripts;
mod spelled;
mod tables;
mod tags;
mod tree;

pub use markdown::markdown;
pub use spelled::spell_out;

use crate::model::picture::Rooms;
use crate::model::{Block, Document, Inline, Page, Style, text};
use std::panic::catch_unwind;
use url::Url;

/// The document of an article's HTML. `base` is the page that relative links start from; without it they are text.
///
/// It never fails: broken HTML gives what can be read of it, and what is too large or too deep loses its structure
/// before its words (`promises.md` D1 to D3). All text in it is clean (`model::text`).
pub fn document(html: &str, base: Option<&Url>) -> Document {
    let bounded = bound::bound(html);
    let read = catch_unwind(|| blocks::document(&tree::tree(&bounded.html), base, &bounded.places));
    let mut document = read.unwrap_or_else(|_| unstructured(&bounded.html));
    if bounded.cut {
        document
            .blocks
            .push(notice("[The text is longer than 2 MiB: the rest is left out.]"));
    }
    document
}

/// The document set at `width` cells (0 counts as 1). No line is wider and no sign of the text is lost; only where
/// the text has a single cell, each sign that needs two is shown as `▯`.
pub fn page(document: &Document, width: u16) -> Page {
    page_with_pictures(document, width, &Rooms::default())
}

/// The same with room for pictures.
pub fn page_with_pictures(document: &Document, width: u16, pictures: &Rooms) -> Page {
    layout::page(document, width.max(1), pictures)
}

/// The words between the tags: for HTML that the parser failed on.
fn unstructured(html: &str) -> Document {
    let words: Vec<&str> = html
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, words)| words))
        .collect();
    Document {
        blocks: vec![Block::Paragraph(vec![Inline {
            text: text::line(&words.join(" ")),
            ..Inline::default()
        }])],
        ..Document::default()
    }
}

fn notice(words: &str) -> Block {
    Block::Paragraph(vec![Inline {
        text: words.to_owned(),
        style: Style {
            emphasis: true,
            ..Style::default()
        },
        ..Inline::default()
    }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_says_that_it_was_cut() {
        let document = document(&"word ".repeat(1_000_000), None);
        assert_eq!(document.blocks.len(), 2);
        assert!(matches!(&document.blocks[1], Block::Paragraph(runs) if runs[0].text.contains("2 MiB")));
    }

    #[test]
    fn what_cannot_be_parsed_keeps_its_words() {
        let document = unstructured("<p>a <b>b</b>\u{1b}[31m</p>c");
        assert!(matches!(&document.blocks[..], [Block::Paragraph(runs)] if runs[0].text == "a b c"));
    }

    #[test]
    fn nothing_gives_an_empty_page() {
        assert_eq!(document("", None), Document::default());
        assert_eq!(page(&Document::default(), 0).lines, []);
    }
}

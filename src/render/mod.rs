//! HTML → a `Document` → a `Page`: what an article is made of, and how it is set at a width. No colours, no network,
//! no pictures.
//!
//! `bound` cuts the HTML down to what is worth parsing, `tree` parses it, `blocks` (with `inline`, `figures`,
//! `tables`, `address`) makes the document; `layout` sets it.

mod address;
mod blocks;
mod bound;
mod elements;
mod figures;
mod inline;
mod layout;
mod tables;
mod tree;

use crate::model::{Block, Document, Inline, Page, Style, text};
use std::panic::catch_unwind;
use url::Url;

/// The document of an article's HTML. `base` is the page that relative links start from; without it they are text.
///
/// It never fails: broken HTML gives what can be read of it, and what is too large or too deep loses its structure
/// before its words (`promises.md` D1 to D3). All text in it is clean (`model::text`).
pub fn document(html: &str, base: Option<&Url>) -> Document {
    let bounded = bound::bound(html);
    let read = catch_unwind(|| blocks::document(&tree::tree(&bounded.html), base));
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
    layout::page(document, width.max(1))
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
        links: Vec::new(),
    }
}

fn notice(words: &str) -> Block {
    Block::Paragraph(vec![Inline {
        text: words.to_owned(),
        style: Style {
            emphasis: true,
            ..Style::default()
        },
        link: None,
    }])
}

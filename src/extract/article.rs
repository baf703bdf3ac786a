//! The chosen pieces as an article of typed blocks, and its HTML and text. Nothing is decided here but the kind of each.

use super::choose::{Slot, Verdict};
use super::inline::escaped;
use super::memory::block_hash;
use super::piece::{Form, Piece};
use super::remembered;
use crate::model::Timestamp;
use crate::model::text::line;
use url::Url;

/// What a block of an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Headline,
    Byline,
    Date,
    Caption,
    Credit,
    Heading,
    Paragraph,
    ListItem,
    Quote,
    Code,
    Table,
    Picture,
}

impl Kind {
    /// Its word in `--json` and `--explain`.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Headline => "headline",
            Kind::Byline => "byline",
            Kind::Date => "date",
            Kind::Caption => "caption",
            Kind::Credit => "credit",
            Kind::Heading => "heading",
            Kind::Paragraph => "paragraph",
            Kind::ListItem => "list-item",
            Kind::Quote => "quote",
            Kind::Code => "code",
            Kind::Table => "table",
            Kind::Picture => "picture",
        }
    }

    /// Whether it belongs to the running text.
    pub const fn is_body(self) -> bool {
        matches!(
            self,
            Kind::Heading | Kind::Paragraph | Kind::ListItem | Kind::Quote | Kind::Code | Kind::Table
        )
    }
}

/// A block of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub kind: Kind,
    /// Clean text: one line; several for code and tables; the alternative text of a picture.
    pub text: String,
    /// Clean HTML: of code, tables and pictures the element, of all else what is within it.
    pub html: String,
    /// Of a heading, 1 to 6; else 0.
    pub rank: u8,
    /// Of an item of a numbered list: its number.
    pub number: Option<i64>,
    /// Why it stayed, as a clause: "it is in the main text".
    pub reason: &'static str,
}

/// A piece of the page that is no part of the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub text: String,
    /// Why it went, as a clause: "it is mostly links".
    pub reason: &'static str,
}

/// An article made from a page. All text is cleaned (`model::text`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    pub title: Option<String>,
    pub author: Option<String>,
    pub published: Option<Timestamp>,
    /// The name of the site.
    pub site: Option<String>,
    /// BCP 47 primary tag in lower case.
    pub language: Option<String>,
    /// The address that the page calls its own, else the one that it was fetched from.
    pub url: Option<Url>,
    /// The next page of the same article.
    pub next_page: Option<Url>,
    pub blocks: Vec<Block>,
    /// What of the page did not stay, in page order: for `--explain`.
    pub dropped: Vec<Dropped>,
    /// Where the body's links lead, absolute, each once.
    pub links: Vec<String>,
    /// Hashes of all blocks of the page: what the memory of the site learns. None where the article is known already,
    /// under another address.
    pub hashes: Vec<u64>,
    /// Words by which the page hides its article behind payment or consent.
    pub wall: Option<String>,
}

impl Extracted {
    /// The article as clean HTML for `render`: without headline, byline and date, which the reader shows itself.
    pub fn html(&self) -> String {
        let mut html = String::new();
        let mut at = 0;
        while at < self.blocks.len() {
            at += match self.blocks[at].kind {
                Kind::Headline | Kind::Byline | Kind::Date => 1,
                Kind::ListItem => self.write_list(at, &mut html),
                Kind::Quote => self.write_quote(at, &mut html),
                Kind::Picture | Kind::Caption | Kind::Credit => self.write_figure(at, &mut html),
                _ => {
                    write_block(&self.blocks[at], &mut html);
                    1
                }
            };
        }
        html
    }

    /// The running text: a line a block (a line a row or line of tables and code).
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self
            .blocks
            .iter()
            .filter(|block| block.kind.is_body())
            .map(|block| block.text.as_str())
            .collect();
        lines.join("\n")
    }

    /// Words of the running text.
    pub fn words(&self) -> usize {
        super::piece::count_words(&self.text())
    }

    /// A quote of several paragraphs; how many there were.
    fn write_quote(&self, at: usize, html: &mut String) -> usize {
        let quote = self.blocks[at..].iter().take_while(|block| block.kind == Kind::Quote);
        let paragraphs: Vec<String> = quote.map(|block| format!("<p>{}</p>", block.html)).collect();
        html.push_str(&format!("<blockquote>{}</blockquote>\n", paragraphs.concat()));
        paragraphs.len()
    }

    /// The items of a list in a row; how many blocks they were. Blocks of one number are one item.
    fn write_list(&self, at: usize, html: &mut String) -> usize {
        let is_ordered = self.blocks[at].number.is_some();
        let rest = self.blocks[at..].iter();
        let items: Vec<&Block> = rest
            .take_while(|block| block.kind == Kind::ListItem && block.number.is_some() == is_ordered)
            .collect();
        let name = if is_ordered { "ol" } else { "ul" };
        html.push_str(&format!("<{name}>"));
        let mut next = 1;
        for item in items.chunk_by(|one, other| is_ordered && one.number == other.number) {
            let number = item[0].number.unwrap_or(next);
            match is_ordered && number != next {
                true => html.push_str(&format!("<li value=\"{number}\">")),
                false => html.push_str("<li>"),
            }
            match item {
                [only] => html.push_str(&only.html),
                paragraphs => paragraphs
                    .iter()
                    .for_each(|one| html.push_str(&format!("<p>{}</p>", one.html))),
            }
            html.push_str("</li>");
            next = number.saturating_add(1);
        }
        html.push_str(&format!("</{name}>\n"));
        items.len()
    }

    /// Hashes of what was left out because other pages of the site have it too.
    pub fn left_out(&self) -> Vec<u64> {
        let remembered = self
            .dropped
            .iter()
            .filter(|dropped| dropped.reason == remembered::REASON);
        remembered.map(|dropped| block_hash(&dropped.text)).collect()
    }

    /// A picture with the captions and credits after it; how many blocks there were.
    fn write_figure(&self, at: usize, html: &mut String) -> usize {
        html.push_str("<figure>");
        let mut count = 0;
        if self.blocks[at].kind == Kind::Picture {
            html.push_str(&self.blocks[at].html);
            count = 1;
        }
        let mut lines: Vec<String> = Vec::new();
        for block in &self.blocks[at + count..] {
            match block.kind {
                Kind::Caption => lines.push(block.html.clone()),
                Kind::Credit => lines.push(format!("<span class=\"credit\">{}</span>", block.html)),
                _ => break,
            }
        }
        count += lines.len();
        if !lines.is_empty() {
            html.push_str(&format!("<figcaption>{}</figcaption>", lines.join(" ")));
        }
        html.push_str("</figure>\n");
        count
    }
}

fn write_block(block: &Block, html: &mut String) {
    match block.kind {
        Kind::Heading => html.push_str(&format!("<h{0}>{1}</h{0}>\n", block.rank, block.html)),
        Kind::Code | Kind::Table => {
            html.push_str(&block.html);
            html.push('\n');
        }
        _ => html.push_str(&format!("<p>{}</p>\n", block.html)),
    }
}

/// The blocks of the article in page order, the headline first.
pub(super) fn blocks(pieces: &[Piece], verdicts: &[Verdict], title: Option<&str>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    if !verdicts.iter().any(|verdict| verdict.slot == Some(Slot::Headline))
        && let Some(title) = title
    {
        blocks.push(headline(title, "the page's metadata names it"));
    }
    for (piece, verdict) in pieces.iter().zip(verdicts) {
        let Some(slot) = verdict.slot else { continue };
        let block = block(piece, slot, verdict.reason);
        if slot == Slot::Headline {
            blocks.insert(0, block);
        } else {
            blocks.push(block);
        }
    }
    blocks
}

/// What went, in page order.
pub(super) fn dropped(pieces: &[Piece], verdicts: &[Verdict]) -> Vec<Dropped> {
    let gone = pieces
        .iter()
        .zip(verdicts)
        .filter(|(piece, verdict)| verdict.slot.is_none() && !piece.text.is_empty());
    gone.map(|(piece, verdict)| Dropped {
        text: piece.text.clone(),
        reason: verdict.reason,
    })
    .collect()
}

/// The article as a data block of the page has it, a paragraph a line.
pub(super) fn blocks_of_data(text: &str, title: Option<&str>) -> Vec<Block> {
    let reason = "the page's data block holds it";
    let lines = text.lines().map(line).filter(|text| !text.is_empty());
    let paragraphs = lines.map(|text| Block {
        kind: Kind::Paragraph,
        html: escaped(&text),
        text,
        rank: 0,
        number: None,
        reason,
    });
    title
        .map(|title| headline(title, reason))
        .into_iter()
        .chain(paragraphs)
        .collect()
}

fn headline(title: &str, reason: &'static str) -> Block {
    Block {
        kind: Kind::Headline,
        text: title.to_owned(),
        html: escaped(title),
        rank: 1,
        number: None,
        reason,
    }
}

fn block(piece: &Piece, slot: Slot, reason: &'static str) -> Block {
    let (rank, number) = match piece.form {
        Form::Heading(rank) => (rank, None),
        Form::Item { number } => (0, number),
        _ => (0, None),
    };
    Block {
        kind: kind(piece, slot),
        text: piece.text.clone(),
        html: piece.html.clone(),
        rank,
        number,
        reason,
    }
}

fn kind(piece: &Piece, slot: Slot) -> Kind {
    match (slot, piece.form) {
        (Slot::Headline, _) => Kind::Headline,
        (Slot::Byline, _) => Kind::Byline,
        (Slot::Date, _) => Kind::Date,
        (Slot::Caption, _) => Kind::Caption,
        (Slot::Credit, _) => Kind::Credit,
        (Slot::Body, Form::Heading(_)) => Kind::Heading,
        (Slot::Body, Form::Paragraph) => Kind::Paragraph,
        (Slot::Body, Form::Item { .. }) => Kind::ListItem,
        (Slot::Body, Form::Quote) => Kind::Quote,
        (Slot::Body, Form::Code) => Kind::Code,
        (Slot::Body, Form::Table) => Kind::Table,
        (Slot::Body, Form::Picture) => Kind::Picture,
    }
}

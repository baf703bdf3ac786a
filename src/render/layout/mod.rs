//! A document set at a width: blocks under one another, each within the margins of the blocks around it. How a
//! paragraph is broken into lines is in `breaking` and `classes`, how it becomes spans in `passage`; tables and
//! pictures are in `tables` and `figures`.

mod breaking;
mod classes;
mod code;
mod figures;
mod passage;
mod tables;

use crate::model::direction::is_right_to_left;
use crate::model::picture::Rooms;
use crate::model::{Block, Document, Inline, Item, Line, Link, Numerals, Page, Role, Span, Style, text};
use code::{CodeLines, add_code};
use passage::Passage;

/// The fewest cells that margins leave to the text, where the page has them.
const LEAST_ROOM: usize = 10;
/// Below this many cells, cut code has no sign of its continuation.
const LEAST_ROOM_FOR_SIGN: usize = 12;
const CONTINUED: &str = "↪ ";
const BAR: &str = "│ ";
/// Lines of a page at most (`promises.md` D2): only two megabytes of text in the narrowest columns would have more.
const MAX_LINES: usize = 1 << 20;
/// The line of a link whose text has not come.
const UNSET: usize = usize::MAX;

/// The page of a document, `width` cells wide.
pub fn page(document: &Document, width: u16, pictures: &Rooms) -> Page {
    let mut setter = Setter {
        document,
        pictures,
        width: usize::from(width),
        margins: Vec::new(),
        label: None,
        right_to_left: false,
        pages_links: vec![None; document.links.len()],
        page: Page {
            width,
            most: pictures.most,
            ..Page::default()
        },
    };
    setter.blocks(&document.blocks, Role::Text, Spacing::Loose);
    setter.finish()
}

/// Whether blocks are parted by a blank line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spacing {
    Loose,
    Tight,
}

/// What stands left of a block: the same on each line, except that a list's sign stands only on the first.
struct Margin {
    first: String,
    rest: String,
    begun: bool,
}

struct Setter<'a> {
    document: &'a Document,
    pictures: &'a Rooms,
    width: usize,
    margins: Vec<Margin>,
    /// The sign of a list's item that had no room in the margin: it begins the text.
    label: Option<String>,
    /// Whether the paragraph being set is read from the right.
    right_to_left: bool,
    /// For each link of the document, its number on the page once it has come.
    pages_links: Vec<Option<usize>>,
    page: Page,
}

impl Setter<'_> {
    fn finish(mut self) -> Page {
        if self.is_full() {
            let mut notice = Passage::default();
            let words = "[The page has a million lines: the rest is left out.]";
            notice.push(words, Role::Notice, Style::default(), None);
            let lines = notice.set(self.width).map(|line| Line {
                spans: line.spans,
                ..Line::default()
            });
            self.page.lines.extend(lines);
        }
        // A link without a sign to be seen is on no line.
        let last = self.page.lines.len().saturating_sub(1);
        self.page
            .links
            .iter_mut()
            .for_each(|link| link.line = link.line.min(last));
        self.page
    }

    fn is_full(&self) -> bool {
        self.page.lines.len() >= MAX_LINES
    }

    fn blocks(&mut self, blocks: &[Block], role: Role, spacing: Spacing) {
        for (index, block) in blocks.iter().enumerate() {
            if self.is_full() {
                return;
            }
            if index > 0 && spacing == Spacing::Loose {
                self.line(Vec::new());
            }
            self.block(block, role);
        }
    }

    fn block(&mut self, block: &Block, role: Role) {
        if !matches!(block, Block::Paragraph(_) | Block::List { .. }) {
            self.label_alone();
        }
        match block {
            Block::Heading { rank, text } => self.heading(*rank, text),
            Block::Paragraph(text) => self.paragraph(text, role),
            Block::List { numerals, items } => self.list(*numerals, items, role),
            Block::Definitions(pairs) => self.definitions(pairs, role),
            Block::Quote(blocks) => self.quote(blocks),
            Block::Code { language, text } => self.code(language.as_deref(), text),
            Block::Table(table) => self.table(table, role),
            Block::Figure { .. } => self.figure(block),
            Block::Rule => {
                let line = "─".repeat(self.room());
                self.line(vec![plain_span(line, Role::Rule)]);
            }
        }
    }

    fn heading(&mut self, rank: u8, text: &[Inline]) {
        self.page.headings.push((self.page.lines.len(), rank));
        self.paragraph(text, Role::Heading(rank));
    }

    fn paragraph(&mut self, text: &[Inline], role: Role) {
        let mut passage = Passage::default();
        if let Some(label) = self.label.take() {
            passage.push(&label, Role::Marker, Style::default(), None);
        }
        passage.push_inlines(text, role, |link| self.link(link));
        self.passage(passage);
    }

    fn passage(&mut self, passage: Passage) {
        self.right_to_left = is_right_to_left(passage.text());
        for line in passage.set(self.room()) {
            if self.is_full() {
                break;
            }
            line.places.into_iter().for_each(|place| self.place(place));
            self.line(line.spans);
        }
        self.right_to_left = false;
    }

    /// Notes that a place of the document begins with the next line.
    fn place(&mut self, number: usize) {
        let named = self.document.places.iter().filter(|(_, place)| *place == number);
        let line = self.page.lines.len();
        self.page
            .places
            .extend(named.map(|(url, _)| Link { url: url.clone(), line }));
    }

    /// The number on the page of a link of the document.
    fn link(&mut self, link: usize) -> Option<usize> {
        let known = self.pages_links.get_mut(link)?;
        if known.is_none() {
            *known = Some(self.page.links.len());
            let url = self.document.links[link].clone();
            self.page.links.push(Link { url, line: UNSET });
        }
        self.pages_links[link]
    }

    fn list(&mut self, numerals: Option<Numerals>, items: &[Item], role: Role) {
        let spacing = if items.iter().all(|item| is_short(&item.blocks)) {
            Spacing::Tight
        } else {
            Spacing::Loose
        };
        let number = |item: &Item| numerals.map(|numerals| format!("{}.", numerals.write(item.number)));
        let numbers = items.iter().filter_map(number);
        let widest = numbers.map(|number| number.len()).max().unwrap_or(0);
        for (index, item) in items.iter().enumerate() {
            if index > 0 && spacing == Spacing::Loose {
                self.line(Vec::new());
            }
            let sign = match number(item) {
                Some(number) => format!("{number:>widest$} "),
                None => "• ".to_owned(),
            };
            let indented = self.indent(&sign, &" ".repeat(text::width(&sign)));
            if !indented {
                self.add_label(sign.trim_start());
            }
            let within = if is_short(&item.blocks) {
                Spacing::Tight
            } else {
                spacing
            };
            self.blocks(&item.blocks, role, within);
            self.label_alone();
            self.outdent(indented);
        }
    }

    fn definitions(&mut self, pairs: &[(Vec<Inline>, Vec<Block>)], role: Role) {
        for (index, (term, meaning)) in pairs.iter().enumerate() {
            if index > 0 && !pairs[index - 1].1.is_empty() {
                self.line(Vec::new());
            }
            let term: Vec<Inline> = term.iter().cloned().map(strong).collect();
            self.paragraph(&term, role);
            let indented = self.indent("  ", "  ");
            let spacing = if is_short(meaning) {
                Spacing::Tight
            } else {
                Spacing::Loose
            };
            self.blocks(meaning, role, spacing);
            self.outdent(indented);
        }
    }

    fn quote(&mut self, blocks: &[Block]) {
        let indented = self.indent(BAR, BAR);
        self.blocks(blocks, Role::Quote, Spacing::Loose);
        self.outdent(indented);
    }

    fn code(&mut self, language: Option<&str>, code: &str) {
        let room = self.room();
        let mut lines = CodeLines::new(language, code);
        for line in code.split('\n') {
            if self.is_full() {
                return;
            }
            let (line, mut roles) = lines.next(line);
            if room == 1 {
                // Stand-ins are of other lengths than what they stand for.
                roles.clear();
            }
            let sign = continuation(&line, room);
            let pieces = breaking::cut(&line, room, text::width(&sign));
            let mut at = 0;
            for (index, piece) in pieces.into_iter().enumerate() {
                let mut spans = Vec::new();
                if index > 0 && !sign.is_empty() {
                    spans.push(plain_span(sign.clone(), Role::Marker));
                }
                let length = piece.len();
                add_code(&mut spans, piece.trim_end(), at, &roles);
                at += length;
                self.line(spans);
            }
        }
    }

    /// The cells that a line has for text.
    fn room(&self) -> usize {
        self.width
            - self
                .margins
                .iter()
                .map(|margin| text::width(&margin.rest))
                .sum::<usize>()
    }

    /// Adds a margin where enough room stays: a third of the page and [`LEAST_ROOM`]. Gives whether it did.
    fn indent(&mut self, first: &str, rest: &str) -> bool {
        let least = LEAST_ROOM.max(self.width.div_ceil(3));
        let fits = self.room() >= least + text::width(rest);
        if fits {
            self.margins.push(Margin {
                first: first.to_owned(),
                rest: rest.to_owned(),
                begun: false,
            });
        }
        fits
    }

    fn outdent(&mut self, indented: bool) {
        if indented {
            self.margins.pop();
        }
    }

    /// Keeps the sign of an item for its text. Of several bullets without text between them one is enough.
    fn add_label(&mut self, sign: &str) {
        let label = self.label.get_or_insert_default();
        if !label.ends_with(sign) {
            label.push_str(sign);
        }
    }

    /// Sets the sign of an item on a line of its own, where no paragraph takes it.
    fn label_alone(&mut self) {
        if self.label.is_some() {
            self.paragraph(&[], Role::Text);
        }
    }

    /// Adds a line within the margins, where the page is not full.
    fn line(&mut self, spans: Vec<Span>) {
        if self.is_full() {
            return;
        }
        for link in spans.iter().filter_map(|span| span.link) {
            let line = &mut self.page.links[link].line;
            *line = (*line).min(self.page.lines.len());
        }
        let mut margin = String::new();
        for piece in &mut self.margins {
            // A blank line before the first does not use up the sign.
            let first = !piece.begun && !spans.is_empty();
            margin.push_str(if first { &piece.first } else { &piece.rest });
            piece.begun |= first;
        }
        if spans.is_empty() {
            margin.truncate(margin.trim_end().len());
        }
        let marks = margin.trim_start();
        let indent = margin.len() - marks.len();
        let mut spans = spans;
        if !marks.is_empty() {
            spans.insert(0, plain_span(marks.to_owned(), Role::Marker));
        }
        let indent = match self.right_to_left {
            true => self.width.saturating_sub(indent + width_of(&spans)),
            false => indent,
        };
        self.page.lines.push(Line {
            spans,
            indent: u16::try_from(indent).unwrap_or(u16::MAX),
            right_to_left: self.right_to_left,
        });
    }
}

/// What stands before the rest of a line of code that has no room: the indentation of the line, as far as it leaves most of
/// the room, and a sign.
fn continuation(line: &str, room: usize) -> String {
    if room < LEAST_ROOM_FOR_SIGN {
        return String::new();
    }
    let indentation = line.bytes().take_while(|byte| *byte == b' ').count();
    format!("{}{CONTINUED}", " ".repeat(indentation.min(room / 3)))
}

fn plain_span(text: String, role: Role) -> Span {
    Span {
        text,
        role,
        ..Span::default()
    }
}

fn width_of(spans: &[Span]) -> usize {
    spans.iter().map(|span| text::width(&span.text)).sum()
}

/// Whether what an item or a term holds is one paragraph, perhaps with a list under it.
fn is_short(blocks: &[Block]) -> bool {
    let mut blocks = blocks.iter();
    matches!(blocks.next(), Some(Block::Paragraph(_) | Block::List { .. }) | None)
        && blocks.all(|block| matches!(block, Block::List { .. }))
}

fn strong(mut inline: Inline) -> Inline {
    inline.style.strong = true;
    inline
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::document;

    fn set(html: &str, width: u16) -> Page {
        page(&document(html, None), width, &Rooms::default())
    }

    /// The spans of a page with their roles.
    fn roles(page: &Page) -> Vec<(&str, Role)> {
        let spans = page.lines.iter().flat_map(|line| &line.spans);
        spans.map(|span| (span.text.as_str(), span.role)).collect()
    }

    #[test]
    fn a_page_has_a_million_lines_at_most_and_says_so() {
        for html in [
            "a".repeat(MAX_LINES + 9),
            format!("<pre>{}</pre>", "x\n".repeat(MAX_LINES + 9)),
        ] {
            let page = set(&html, 1);
            let text: String = page.lines[MAX_LINES..]
                .iter()
                .flat_map(|line| &line.spans)
                .map(|span| span.text.as_str())
                .collect();
            assert_eq!(text, "[Thepagehasamillionlines:therestisleftout.]");
        }
    }

    #[test]
    fn each_piece_of_text_has_its_role() {
        let html = "<h2>Tides</h2><p>a <a href='https://e.example/'>link</a> <code>x</code></p><blockquote>said</blockquote>\
            <ul><li>item</ul><hr><pre>y</pre>\
            <figure><img src='https://e.example/p'><figcaption>At sea. Photo: Ana</figcaption></figure>";
        let expected = [
            ("Tides", Role::Heading(2)),
            ("a ", Role::Text),
            ("link", Role::Link),
            (" ", Role::Text),
            ("x", Role::Code),
            ("│ ", Role::Marker),
            ("said", Role::Quote),
            ("• ", Role::Marker),
            ("item", Role::Text),
            ("────────────────────", Role::Rule),
            ("y", Role::Code),
            ("[picture]", Role::Notice),
            ("At sea.", Role::Caption),
            ("Photo: Ana", Role::Credit),
        ];
        assert_eq!(roles(&set(html, 20)), expected);
    }

    #[test]
    fn a_link_is_known_by_the_line_on_which_it_begins() {
        let html = "<p>some words</p><p>and <a href='https://e.example/'>a link of words</a></p>";
        let page = set(html, 10);
        assert_eq!(
            page.links,
            [Link {
                url: "https://e.example/".to_owned(),
                line: 2
            }]
        );
        let linked = page
            .lines
            .iter()
            .flat_map(|line| &line.spans)
            .filter(|span| span.link == Some(0));
        assert_eq!(
            linked.map(|span| span.text.as_str()).collect::<Vec<_>>(),
            ["a link", "of words"]
        );
    }

    #[test]
    fn a_link_and_the_place_that_it_leads_to_are_known_by_their_own_lines() {
        let base = url::Url::parse("https://e.example/").expect("an address");
        let html = "<p>some words and <a href='#n'>1</a></p><p>more</p><p>two words and <i id=n>the note</i></p>";
        let page = page(&document(html, Some(&base)), 10, &Rooms::default());
        let lines = |links: &[Link]| {
            links
                .iter()
                .map(|link| (link.url.clone(), link.line))
                .collect::<Vec<_>>()
        };
        let url = "https://e.example/#n".to_owned();
        assert_eq!(lines(&page.links), [(url.clone(), 1)]);
        assert_eq!(lines(&page.places), [(url, 6)]);
    }

    #[test]
    fn what_is_raised_or_lowered_has_signs_of_its_own_where_there_are_any() {
        let page = set("<p>10<sup>-3</sup> H<sub>2</sub>O, 1<sup>st</sup></p>", 20);
        assert_eq!(
            page.lines[0]
                .spans
                .iter()
                .map(|span| span.text.as_str())
                .collect::<String>(),
            "10⁻³ H₂O, 1st"
        );
    }

    #[test]
    fn headings_are_known_by_their_lines() {
        assert_eq!(set("<h1>a</h1><p>b</p><h3>c</h3>", 20).headings, [(0, 1), (4, 3)]);
    }

    #[test]
    fn margins_leave_a_third_of_the_page_and_ten_cells() {
        let html = format!("{}word", "<blockquote>".repeat(50));
        for (width, least) in [(6, 6), (20, 10), (90, 30)] {
            let page = set(&html, width);
            let marks: usize = page.lines[0]
                .spans
                .iter()
                .filter(|span| span.role == Role::Marker)
                .map(|span| text::width(&span.text))
                .sum();
            assert!(
                usize::from(width) - marks >= least && usize::from(width) - marks < least + 2 || marks == 0,
                "{width}"
            );
        }
    }

    #[test]
    fn a_sign_without_a_margin_begins_the_text() {
        assert_eq!(
            roles(&set("<ol><li>one</ol>", 8)),
            [("1. ", Role::Marker), ("one", Role::Text)]
        );
    }
}

//! Tables of HTML → tables of a document. A table that only lays out the page becomes the blocks that it holds.

use super::blocks::{Flow, Reader};
use super::inline::{Context, join};
use super::tree::{Element, Node};
use crate::model::{Block, Inline, Table};

impl Reader<'_> {
    /// Adds a table, or what it holds.
    pub fn table(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        let mut grid = Grid::default();
        self.rows(&element.children, context, &mut grid);
        grid.drop_empty_rows();
        flow.end_paragraph();
        if element.attribute("role") == Some("presentation") || !grid.is_data() {
            flow.blocks.extend(grid.into_blocks());
        } else {
            flow.push(Block::Table(grid.into_table()));
        }
    }

    fn rows(&mut self, nodes: &[Node], context: Context, grid: &mut Grid) {
        for node in nodes {
            let Node::Element(element) = node else {
                continue;
            };
            match element.name.as_str() {
                "tr" => self.row(element, context, grid),
                "caption" => {
                    let (caption, others) = self.inline(&element.children, context);
                    join(&mut grid.caption, "\n", caption);
                    grid.after.extend(others);
                }
                _ => self.rows(&element.children, context, grid),
            }
        }
    }

    fn row(&mut self, element: &Element, context: Context, grid: &mut Grid) {
        let mut row = Row {
            names: true,
            cells: Vec::new(),
        };
        for child in &element.children {
            let Node::Element(cell) = child else {
                continue;
            };
            row.names &= cell.name == "th";
            grid.skip_spanned(&mut row);
            let blocks = self.blocks(&cell.children, context);
            let columns = span(cell, "colspan");
            let column = row.cells.len();
            row.cells.push(blocks);
            row.cells.resize_with(column + columns, Vec::new);
            grid.span_rows(column, columns, span(cell, "rowspan"));
        }
        grid.skip_spanned(&mut row);
        grid.end_row();
        grid.rows.push(row);
    }
}

/// A table while it is read.
#[derive(Default)]
struct Grid {
    caption: Vec<Inline>,
    rows: Vec<Row>,
    /// What stood in the caption and is no text.
    after: Vec<Block>,
    /// For each column, for how many more rows a cell from above fills it; and the same as this row will leave it.
    spanned: Vec<usize>,
    spanned_below: Vec<usize>,
}

struct Row {
    /// Whether all its cells name something.
    names: bool,
    cells: Vec<Vec<Block>>,
}

impl Grid {
    /// Leaves the cells empty that one from above fills.
    fn skip_spanned(&self, row: &mut Row) {
        while self.spanned.get(row.cells.len()).is_some_and(|rows| *rows > 0) {
            row.cells.push(Vec::new());
        }
    }

    fn span_rows(&mut self, column: usize, columns: usize, rows: usize) {
        if rows > 1 {
            let end = column + columns;
            if self.spanned_below.len() < end {
                self.spanned_below.resize(end, 0);
            }
            self.spanned_below[column..end].fill(rows);
        }
    }

    fn end_row(&mut self) {
        for rows in &mut self.spanned_below {
            *rows = rows.saturating_sub(1);
        }
        self.spanned.clone_from(&self.spanned_below);
    }

    fn drop_empty_rows(&mut self) {
        self.rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    }

    /// Whether it holds data: several columns, and cells of plain text.
    fn is_data(&self) -> bool {
        let columns = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let headed = self.rows.first().is_some_and(|row| row.names);
        let mut cells = self.rows.iter().flat_map(|row| &row.cells);
        columns > 1
            && (headed || self.rows.len() > 1)
            && cells.all(|cell| cell.iter().all(|block| is_plain(block, headed)))
    }

    fn into_table(self) -> Table {
        Table {
            headed: self.rows.first().is_some_and(|row| row.names),
            rows: self
                .rows
                .into_iter()
                .map(|row| row.cells.into_iter().map(flat).collect())
                .collect(),
            caption: self.caption,
        }
    }

    fn into_blocks(self) -> Vec<Block> {
        let caption = (!self.caption.is_empty()).then_some(Block::Paragraph(self.caption));
        let cells = self.rows.into_iter().flat_map(|row| row.cells).flatten();
        caption.into_iter().chain(self.after).chain(cells).collect()
    }
}

/// Whether a block can stand in the cell of a table.
fn is_plain(block: &Block, headed: bool) -> bool {
    match block {
        Block::Paragraph(_) => true,
        Block::List { items, .. } => {
            headed
                && items
                    .iter()
                    .all(|item| item.blocks.iter().all(|block| is_plain(block, headed)))
        }
        _ => false,
    }
}

/// The text of a cell, a line for each paragraph.
fn flat(blocks: Vec<Block>) -> Vec<Inline> {
    let mut text = Vec::new();
    for block in blocks {
        let more = match block {
            Block::Paragraph(more) => more,
            Block::List { items, .. } => flat(items.into_iter().flat_map(|item| item.blocks).collect()),
            _ => Vec::new(),
        };
        join(&mut text, "\n", more);
    }
    text
}

fn span(cell: &Element, name: &str) -> usize {
    cell.attribute(name).and_then(|count| count.parse().ok()).unwrap_or(1)
}

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
        grid.lift_titles();
        flow.end_paragraph();
        if element.attribute("role") == Some("presentation") || !grid.is_data() {
            flow.blocks.extend(grid.into_blocks());
        } else {
            let after = std::mem::take(&mut grid.after);
            flow.push(Block::Table(grid.into_table()));
            flow.blocks.extend(after);
        }
    }

    fn rows(&mut self, nodes: &[Node], context: Context, grid: &mut Grid) {
        let elements = || {
            nodes.iter().filter_map(|node| match node {
                Node::Element(element) => Some(element),
                Node::Text(_) => None,
            })
        };
        // A foot stands below the rows wherever it is written.
        let is_foot = |element: &&Element| &*element.name == "tfoot";
        let in_order = elements()
            .filter(|element| !is_foot(element))
            .chain(elements().filter(is_foot));
        for element in in_order {
            match element.name.as_ref() {
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
            spans: false,
            cells: Vec::new(),
        };
        for child in &element.children {
            let Node::Element(cell) = child else {
                continue;
            };
            row.names &= &*cell.name == "th";
            grid.skip_spanned(&mut row);
            let blocks = self.blocks(&cell.children, context);
            let columns = span(cell, "colspan");
            let column = row.cells.len();
            row.spans |= columns > 1 && column == 0;
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
    /// Whether its first cell takes several columns.
    spans: bool,
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

    /// Makes the caption of rows above all others that are one text across the table.
    fn lift_titles(&mut self) {
        let is_title = |row: &Row| {
            let (first, others) = row
                .cells
                .split_first()
                .map_or((&[][..], &[][..]), |(first, others)| (&first[..], others));
            row.spans && matches!(first, [Block::Paragraph(_)]) && others.iter().all(Vec::is_empty)
        };
        let titles = self.rows.iter().take_while(|row| is_title(row)).count();
        if titles == self.rows.len() {
            return;
        }
        for row in self.rows.drain(..titles) {
            for block in row.cells.into_iter().flatten() {
                if let Block::Paragraph(title) = block {
                    join(&mut self.caption, "\n", title);
                }
            }
        }
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

/// Whether a block can stand in the cell of a table; lists can where the table is `headed`.
pub fn is_plain(block: &Block, headed: bool) -> bool {
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

/// The text of plain blocks, a line for each paragraph.
pub fn flat(blocks: Vec<Block>) -> Vec<Inline> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::document;
    use crate::render::inline::plain;

    /// The rows of the first table, if there is one.
    fn rows(html: &str) -> Option<(bool, Vec<Vec<String>>)> {
        document(html, None).blocks.into_iter().find_map(|block| match block {
            Block::Table(table) => {
                let row = |row: &Vec<Vec<Inline>>| row.iter().map(|cell| plain(cell)).collect();
                Some((table.headed, table.rows.iter().map(row).collect()))
            }
            _ => None,
        })
    }

    fn expected(headed: bool, rows: &[&[&str]]) -> Option<(bool, Vec<Vec<String>>)> {
        let row = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        Some((headed, rows.iter().map(row).collect()))
    }

    #[test]
    fn a_title_across_the_table_is_its_caption_and_its_foot_stands_below() {
        let html = "<table><tr><td colspan=2>Of all tests<tfoot><tr><td>e<td>f</tfoot><tbody><tr><td>a<td>b<tr><td>c<td>d</table>";
        assert_eq!(rows(html), expected(false, &[&["a", "b"], &["c", "d"], &["e", "f"]]));
        let tables = document(html, None).blocks;
        let Some(Block::Table(table)) = tables.first() else {
            panic!("{tables:?}")
        };
        assert_eq!(plain(&table.caption), "Of all tests");
    }

    #[test]
    fn cells_keep_their_columns_beside_and_below_those_that_span() {
        let html = "<table><tr><th>a<th>b<th>c<tr><td rowspan=2>1<td colspan=2>2<tr><td>3<td>4</table>";
        assert_eq!(
            rows(html),
            expected(true, &[&["a", "b", "c"], &["1", "2", ""], &["", "3", "4"]])
        );
    }

    #[test]
    fn a_table_that_lays_out_the_page_is_none() {
        for html in [
            "<table><tr><td>one</td></tr><tr><td>column</td></tr></table>",
            "<table><tr><td>one</td><td>row</td></tr></table>",
            "<table><tr><td><h2>x</h2></td><td>y</td></tr><tr><td>1</td><td>2</td></tr></table>",
            "<table role=presentation><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>",
        ] {
            assert_eq!(rows(html), None, "{html}");
        }
    }

    #[test]
    fn a_cell_of_several_paragraphs_has_several_lines() {
        let html = "<table><tr><th>a<th>b<tr><td><p>1</p><p>2</p><td><ul><li>3<li>4</ul></table>";
        assert_eq!(rows(html), expected(true, &[&["a", "b"], &["1\n2", "3\n4"]]));
    }

    #[test]
    fn text_beside_the_cells_is_kept() {
        assert_eq!(
            rows("<table>x<tr><td>1<td>2</table>"),
            expected(false, &[&["x"], &["1", "2"]])
        );
    }
}

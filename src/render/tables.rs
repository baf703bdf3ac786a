//! Tables of HTML → tables of a document. A table that only lays out the page becomes the blocks that it holds.

use super::blocks::{Flow, Reader};
use super::inline::{Context, join};
use super::tree::{Element, Node};
use crate::model::text::TAB;
use crate::model::{Block, Inline, Item, Medium, Numerals, Style, Table, WideCell};

impl Reader<'_> {
    /// Adds a table, or what it holds.
    pub fn table(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        let mut grid = Grid::default();
        self.rows(&element.children, context, &mut grid);
        grid.drop_empty_rows();
        grid.lift_titles();
        flow.end_paragraph();
        if let Some(code) = grid.numbered_code() {
            flow.push(code);
        } else if element.attribute("role") == Some("presentation") || !grid.is_data() {
            flow.blocks.extend(grid.into_blocks());
        } else {
            let after = std::mem::take(&mut grid.after);
            flow.push(Block::Table(grid.into_table(&mut self.links)));
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
                "thead" => {
                    let first = grid.rows.len();
                    self.rows(&element.children, context, grid);
                    grid.rows[first..].iter_mut().for_each(|row| row.names = true);
                }
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
            wide: Vec::new(),
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
            if columns > 1 {
                row.wide.push((column, columns));
            }
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
    /// Whether all its cells name something, or it is said to be one of the head.
    names: bool,
    /// Which cells take several columns, and how many.
    wide: Vec<(usize, usize)>,
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

    /// Whether a row is one text across the table, as that above a group of rows.
    fn is_title(row: &Row) -> bool {
        let (first, others) = row
            .cells
            .split_first()
            .map_or((&[][..], &[][..]), |(first, others)| (&first[..], others));
        row.wide.first().is_some_and(|(column, _)| *column == 0)
            && matches!(first, [Block::Paragraph(_)])
            && others.iter().all(Vec::is_empty)
    }

    /// Makes the caption of rows above all others that are one text across the table.
    fn lift_titles(&mut self) {
        let titles = self.rows.iter().take_while(|row| Grid::is_title(row)).count();
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

    /// How many rows at its top name the columns; where all do so, only the first. Some pages only set that one in bold.
    fn heads(&self) -> usize {
        let mut rows = self.rows.iter().enumerate();
        let heads = rows
            .by_ref()
            .take_while(|(index, row)| row.names && (*index == 0 || !Grid::is_title(row)))
            .count();
        let is_bold = |row: &Row| row.cells.len() > 1 && row.cells.iter().all(|cell| cell.iter().all(is_strong));
        match self.rows.as_slice() {
            [first, second, ..] if heads == 0 => usize::from(is_bold(first) && !is_bold(second)),
            rows if heads == rows.len() => heads.min(1),
            _ => heads,
        }
    }

    /// Whether it holds data: several columns, and cells of text. Where nothing names the columns, it is more often the page
    /// that is laid out: long texts or many pictures are none then.
    fn is_data(&self) -> bool {
        let columns = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let headed = self.heads() > 0;
        let cells = || {
            self.rows
                .iter()
                .flat_map(|row| &row.cells)
                .filter(|cell| !cell.is_empty())
        };
        let with_picture = cells().filter(|cell| cell.iter().any(is_picture)).count();
        let few_pictures = with_picture == 0 || (self.rows.len() > 1 && with_picture * 2 < cells().count());
        columns > 1
            && (headed || self.rows.len() > 1)
            && (headed || few_pictures)
            && cells().all(|cell| cell.iter().all(|block| can_stand_in_cell(block, headed)))
    }

    /// The code that the table sets beside the numbers of its lines, with them, if it does only that.
    fn numbered_code(&self) -> Option<Block> {
        let mut numbers = Vec::new();
        let mut lines: Vec<&str> = Vec::new();
        let mut language = None;
        for row in &self.rows {
            let [number, code] = row.cells.as_slice() else {
                return None;
            };
            let ([Block::Code { text: counted, .. }], [Block::Code { language: of, text }]) =
                (number.as_slice(), code.as_slice())
            else {
                return None;
            };
            language = language.or_else(|| of.clone());
            numbers.extend(counted.split('\n').map(str::trim));
            lines.extend(text.split('\n'));
            // An empty line at the end of either is none.
            let rows = numbers.len().max(lines.len());
            numbers.resize(rows, "");
            lines.resize(rows, "");
        }
        let is_number = |number: &&str| number.bytes().all(|byte| byte.is_ascii_digit());
        if numbers.is_empty() || !numbers.iter().all(is_number) {
            return None;
        }
        // Tabs of the code stay where they were.
        let widest = numbers.iter().map(|number| number.len()).max().unwrap_or(0);
        let width = (widest + 2).next_multiple_of(TAB) - 2;
        let numbered = numbers.iter().zip(&lines);
        let numbered: Vec<String> = numbered
            .map(|(number, line)| format!("{number:>width$}  {line}").trim_end().to_owned())
            .collect();
        Some(Block::Code {
            language,
            text: numbered.join("\n"),
        })
    }

    fn into_table(self, links: &mut Vec<String>) -> Table {
        let heads = self.heads();
        let mut table = Table {
            caption: self.caption,
            heads,
            ..Table::default()
        };
        for (row, read) in self.rows.into_iter().enumerate() {
            let is_title = row >= heads && Grid::is_title(&read);
            let wide = read.wide.iter().map(|(column, columns)| WideCell {
                row,
                column: *column,
                columns: *columns,
            });
            table.wide.extend(wide);
            let mut cells: Vec<Vec<Inline>> = read.cells.into_iter().map(|cell| in_cell(cell, links)).collect();
            if is_title {
                cells.iter_mut().flatten().for_each(|run| run.style.strong = true);
            }
            table.rows.push(cells);
        }
        table
    }

    fn into_blocks(self) -> Vec<Block> {
        let caption = (!self.caption.is_empty()).then_some(Block::Paragraph(self.caption));
        let cells = self.rows.into_iter().flat_map(|row| row.cells).flatten();
        caption.into_iter().chain(self.after).chain(cells).collect()
    }
}

fn is_strong(block: &Block) -> bool {
    matches!(block, Block::Paragraph(runs) if runs.iter().all(|run| run.style.strong || run.text.trim().is_empty()))
}

fn is_picture(block: &Block) -> bool {
    matches!(
        block,
        Block::Figure {
            medium: Medium::Picture,
            ..
        }
    )
}

/// Whether a block can stand in the cell of a table: where the table is `headed`, nearly all can.
fn can_stand_in_cell(block: &Block, headed: bool) -> bool {
    match block {
        Block::Paragraph(_) => true,
        Block::Figure { .. } => is_picture(block),
        Block::List { items, .. } => {
            let mut blocks = items.iter().flat_map(|item| &item.blocks);
            headed && blocks.all(|block| can_stand_in_cell(block, headed))
        }
        Block::Quote(blocks) => headed && blocks.iter().all(|block| can_stand_in_cell(block, headed)),
        Block::Code { .. } | Block::Heading { .. } | Block::Table(_) => headed,
        _ => false,
    }
}

/// Blocks as the text of a cell, a line for each; a picture is its description, which leads to it.
fn in_cell(blocks: Vec<Block>, links: &mut Vec<String>) -> Vec<Inline> {
    let mut text = Vec::new();
    let has_words = blocks.iter().any(|block| !is_picture(block));
    let mut after_picture = false;
    for block in blocks {
        let beside_picture = std::mem::replace(&mut after_picture, is_picture(&block)) || is_picture(&block);
        let more = match block {
            Block::Paragraph(more) => more,
            Block::Heading { text: more, .. } => more.into_iter().map(strong).collect(),
            Block::Quote(blocks) => in_cell(blocks, links),
            Block::Code { text: code, .. } => vec![Inline {
                text: indented(&code),
                style: Style {
                    code: true,
                    ..Style::default()
                },
                ..Inline::default()
            }],
            Block::Table(table) => rows_in_cell(table),
            Block::List { numerals, items } => items_in_cell(numerals, items, links),
            Block::Figure { alt, .. } if alt.is_empty() && has_words => continue,
            Block::Figure { url, alt, .. } => {
                let said = if alt.is_empty() { "picture" } else { &alt };
                vec![Inline {
                    text: format!("[{said}]"),
                    link: url.map(|url| {
                        links.push(url);
                        links.len() - 1
                    }),
                    ..Inline::default()
                }]
            }
            _ => continue,
        };
        join(&mut text, if beside_picture { " " } else { "\n" }, more);
    }
    text
}

/// Code whose indentation stays where its lines are set as a text.
fn indented(code: &str) -> String {
    let line = |line: &str| {
        let inner = line.trim_start_matches([' ', '\t']);
        let blanks = line[..line.len() - inner.len()].replace('\t', "    ").len();
        "\u{a0}".repeat(blanks) + inner
    };
    code.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A table within a cell, a line for each of its rows.
fn rows_in_cell(table: Table) -> Vec<Inline> {
    let mut text = table.caption;
    for row in table.rows {
        let mut line = Vec::new();
        row.into_iter().for_each(|cell| join(&mut line, "  ", cell));
        join(&mut text, "\n", line);
    }
    text
}

fn items_in_cell(numerals: Option<Numerals>, items: Vec<Item>, links: &mut Vec<String>) -> Vec<Inline> {
    let mut text = Vec::new();
    for item in items {
        let sign = numerals.map_or_else(
            || "• ".to_owned(),
            |numerals| format!("{}. ", numerals.write(item.number)),
        );
        let mut words = vec![Inline {
            text: sign,
            ..Inline::default()
        }];
        words.append(&mut in_cell(item.blocks, links));
        join(&mut text, "\n", words);
    }
    text
}

fn strong(mut run: Inline) -> Inline {
    run.style.strong = true;
    run
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
    fn rows(html: &str) -> Option<(usize, Vec<Vec<String>>)> {
        document(html, None).blocks.into_iter().find_map(|block| match block {
            Block::Table(table) => {
                let row = |row: &Vec<Vec<Inline>>| row.iter().map(|cell| plain(cell)).collect();
                Some((table.heads, table.rows.iter().map(row).collect()))
            }
            _ => None,
        })
    }

    fn expected(heads: usize, rows: &[&[&str]]) -> Option<(usize, Vec<Vec<String>>)> {
        let row = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        Some((heads, rows.iter().map(row).collect()))
    }

    #[test]
    fn a_title_across_the_table_is_its_caption_and_its_foot_stands_below() {
        let html = "<table><tr><td colspan=2>Of all tests<tfoot><tr><td>e<td>f</tfoot><tbody><tr><td>a<td>b<tr><td>c<td>d</table>";
        assert_eq!(rows(html), expected(0, &[&["a", "b"], &["c", "d"], &["e", "f"]]));
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
            expected(1, &[&["a", "b", "c"], &["1", "2", ""], &["", "3", "4"]])
        );
    }

    #[test]
    fn a_table_that_lays_out_the_page_is_none() {
        for html in [
            "<table><tr><td>one</td></tr><tr><td>column</td></tr></table>",
            "<table><tr><td>one</td><td>row</td></tr></table>",
            "<table><tr><td><h2>x</h2></td><td>y</td></tr><tr><td>1</td><td>2</td></tr></table>",
            "<table><tr><td><img src='https://e.example/a'><td><img src='https://e.example/b'><tr><td>a<td>b</table>",
            "<table role=presentation><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>",
        ] {
            assert_eq!(rows(html), None, "{html}");
        }
    }

    #[test]
    fn a_head_of_several_rows_is_all_head() {
        let html = "<table><tr><th rowspan=2>Year<th colspan=2>Ports<tr><th>North<th>South<tr><td>2019<td>Oslo<td>Rome</table>";
        let read: &[&[&str]] = &[
            &["Year", "Ports", ""],
            &["", "North", "South"],
            &["2019", "Oslo", "Rome"],
        ];
        assert_eq!(rows(html), expected(2, read));
        let html = "<table><thead><tr><td>a<td>b<tbody><tr><th>1<td>2</table>";
        assert_eq!(rows(html), expected(1, &[&["a", "b"], &["1", "2"]]));
        assert_eq!(
            rows("<table><tr><th>a<th>b<tr><th>c<th>d</table>"),
            expected(1, &[&["a", "b"], &["c", "d"]])
        );
    }

    #[test]
    fn what_stands_in_a_cell_does_not_take_the_table_apart() {
        let logo = "<img src='https://e.example/logo' alt=Logo>";
        let html = format!("<table><tr><td>{logo} Lions<td>3<td><tr><td>Bears<td><td>3</table>");
        assert_eq!(
            rows(&html),
            expected(0, &[&["[Logo] Lions", "3", ""], &["Bears", "", "3"]])
        );
        let html = format!(
            "<table><tr><th>Flag<th>What<tr><td><pre>-v\n  -w</pre><td><h4>Loud</h4>{logo}<blockquote>says more</blockquote></table>"
        );
        assert_eq!(
            rows(&html),
            expected(
                1,
                &[&["Flag", "What"], &["-v\n\u{a0}\u{a0}-w", "Loud [Logo] says more"]]
            )
        );
    }

    #[test]
    fn a_table_in_a_cell_has_a_line_for_each_row() {
        let inner = "<table><tr><td>n1<td>n2<tr><td>n3<td>n4</table>";
        let html = format!("<table><tr><th>Key<th>Value<tr><td>a<td>{inner}</table>");
        assert_eq!(rows(&html), expected(1, &[&["Key", "Value"], &["a", "n1  n2\nn3  n4"]]));
    }

    #[test]
    fn a_row_over_the_whole_table_is_no_head_and_not_in_a_column() {
        let html = "<table><tr><th>Item<th>Q1<tr><th colspan=2>Fruit<tr><td>Apples<td>1</table>";
        assert_eq!(
            rows(html),
            expected(1, &[&["Item", "Q1"], &["Fruit", ""], &["Apples", "1"]])
        );
        let [Block::Table(table)] = &document(html, None).blocks[..] else {
            panic!("no table")
        };
        assert!(table.rows[1][0][0].style.strong);
        let wide = WideCell {
            row: 1,
            column: 0,
            columns: 2,
        };
        assert_eq!(table.wide, [wide]);
    }

    #[test]
    fn numbers_of_lines_stand_before_their_lines() {
        let html = "<table><tr><td><pre>1\n2\n10\n</pre><td><pre><code class='language-c'>if (x)\n\ty();\n</code></pre></table>";
        let code = Block::Code {
            language: Some("c".to_owned()),
            text: " 1  if (x)\n 2  \ty();\n10".to_owned(),
        };
        assert_eq!(document(html, None).blocks, [code]);
        let rows = "<table><tr><td><pre>7</pre><td><pre>a</pre><tr><td><pre>8</pre><td><pre>b</pre></table>";
        let [Block::Code { text, .. }] = &document(rows, None).blocks[..] else {
            panic!("no code")
        };
        assert_eq!(text, " 7  a\n 8  b");
        let beside = "<table><tr><td><pre>old</pre><td><pre>new</pre></table>";
        assert_eq!(document(beside, None).blocks.len(), 2);
    }

    #[test]
    fn a_cell_of_several_paragraphs_has_several_lines() {
        let html = "<table><tr><th>a<th>b<tr><td><p>1</p><p>2</p><td><ul><li>3<li>4</ul></table>";
        assert_eq!(rows(html), expected(1, &[&["a", "b"], &["1\n2", "• 3\n• 4"]]));
    }

    #[test]
    fn text_beside_the_cells_is_kept() {
        assert_eq!(
            rows("<table>x<tr><td>1<td>2</table>"),
            expected(0, &[&["x"], &["1", "2"]])
        );
    }
}

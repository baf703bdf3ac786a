//! The tables of a page as `bound` lets them through: no more cells than are allowed, and every text in a cell, since
//! the parser takes long to move what stands beside them.

use super::{Filter, Formats, MAX_NODES};

/// Columns or rows that one cell spans.
const MAX_SPAN: usize = 1_000;
/// Cells of all tables, each counted as often as it spans.
const MAX_CELLS: usize = 20_000;
/// Levels that a table adds: itself, its group, row and cell.
pub const TABLE_DEPTH: usize = 4;

/// A table whose end has not come.
pub struct OpenTable {
    in_cell: bool,
    /// The inline elements open around the table.
    outside: Formats,
}

impl Filter<'_> {
    pub(super) fn open_table(&mut self, attributes: &[(&'static str, &str)]) {
        let depth = self.depth;
        self.open_nesting("table", attributes, TABLE_DEPTH);
        if self.depth > depth {
            self.tables.push(OpenTable {
                in_cell: false,
                outside: self.formats,
            });
        }
    }

    pub(super) fn close_table(&mut self) {
        let Some(table) = self.tables.pop() else {
            return;
        };
        self.formats = table.outside;
        while self.open.last().is_some_and(|last| *last != "table") {
            self.pop();
        }
        self.pop();
        self.nodes += 1;
        self.end_tag("table");
    }

    pub(super) fn open_group(&mut self, name: &'static str) {
        if self.tables.is_empty() {
            self.content_tag("br", &[]);
        } else if self.is_full() {
            self.kept.push(' ');
        } else {
            self.close_cell();
            self.nodes += 1;
            self.start_tag(name, &[]);
        }
    }

    pub(super) fn open_cell(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) {
        if self.tables.is_empty() || self.is_full() {
            // A cell without a table, or beyond the limit: its text joins what is open.
            if self.outside_cell() {
                self.enter_cell();
                self.kept.push_str("<tr><td>");
            }
            self.kept.push(' ');
            return;
        }
        self.close_cell();
        self.enter_cell();
        self.nodes += 1;
        let (columns, rows) = (span(attributes, "colspan"), span(attributes, "rowspan"));
        let spanned = columns.saturating_mul(rows);
        if self.cells + spanned <= MAX_CELLS {
            self.cells += spanned;
            self.kept
                .push_str(&format!("<{name} colspan={columns} rowspan={rows}>"));
        } else {
            self.cells += 1;
            self.start_tag(name, &[]);
        }
    }

    fn enter_cell(&mut self) {
        self.formats = Formats::default();
        if let Some(table) = self.tables.last_mut() {
            table.in_cell = true;
        }
    }

    /// Ends the open cell, as the parser does at the next tag of the table.
    pub(super) fn close_cell(&mut self) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        table.in_cell = false;
        self.formats = table.outside;
        while self.open.last().is_some_and(|last| *last != "table") {
            self.pop();
        }
    }

    /// Whether no table gets a further row or cell.
    pub(super) fn is_full(&self) -> bool {
        self.cells >= MAX_CELLS || self.nodes >= MAX_NODES
    }

    pub(super) fn outside_cell(&self) -> bool {
        self.tables.last().is_some_and(|table| !table.in_cell)
    }
}

/// A colspan or rowspan; 1 where it is not told or not to be believed.
fn span(attributes: &[(&'static str, &str)], wanted: &str) -> usize {
    let told = attributes.iter().find(|(name, _)| *name == wanted);
    told.and_then(|(_, value)| value.trim().parse::<usize>().ok())
        .map_or(1, |count| count.clamp(1, MAX_SPAN))
}

#[cfg(test)]
mod tests {
    use super::super::bound;
    use super::*;

    fn bounded(html: &str) -> String {
        bound(html).html
    }

    #[test]
    fn no_more_cells_stay_than_are_allowed_and_each_counts_what_it_spans() {
        let html = format!("<table>{}</table>", "<tr><td>x<td>y".repeat(15_000));
        assert_eq!(bounded(&html).matches("<td").count(), MAX_CELLS);
        for (rows, fitting) in [(10, 2), (9, 2), (30, 0)] {
            let cell = format!("<td colspan=99999 rowspan={rows}>x");
            let html = format!("<table><tr>{}</table>", cell.repeat(10));
            let spanning = format!("colspan=1000 rowspan={rows}");
            assert_eq!(bounded(&html).matches(&spanning).count(), fitting, "{rows}");
        }
    }
}

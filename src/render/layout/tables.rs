//! Tables on a page: columns as wide as their cells, or, where they do not fit, a record for each row.

use super::passage::Passage;
use super::{Setter, plain_span, width_of};
use crate::model::{Inline, Role, Span, Style, Table, text};

/// Cells between two columns.
const GAP: usize = 2;
/// A column is not made narrower than its longest word, or than this where the word is longer.
const LEAST_COLUMN: usize = 12;
/// Rows of about this many lines are better read as records.
const MOST_LINES: usize = 4;

impl Setter<'_> {
    pub(super) fn table(&mut self, table: &Table, role: Role) {
        if !table.caption.is_empty() {
            self.paragraph(&table.caption, Role::Caption);
        }
        match columns(table, self.room()) {
            Some(columns) => self.columns(table, &columns, role),
            None => self.records(table, role),
        }
    }

    fn columns(&mut self, table: &Table, columns: &[Column], role: Role) {
        let rows: Vec<Vec<Vec<Vec<Span>>>> = (0..table.rows.len())
            .map(|row| self.cells(table, row, columns, role))
            .collect();
        let broken = rows.iter().skip(usize::from(table.headed)).any(|row| height(row) > 1);
        for (index, row) in rows.into_iter().enumerate() {
            let after_head = table.headed && index == 1;
            if after_head {
                let width = columns.iter().map(|column| column.width + GAP).sum::<usize>() - GAP;
                self.line(vec![plain_span("─".repeat(width), Role::Rule)]);
            } else if broken && index > 0 {
                self.line(Vec::new());
            }
            self.row(row, columns);
        }
    }

    /// The lines of each cell of a row.
    fn cells(&mut self, table: &Table, row: usize, columns: &[Column], role: Role) -> Vec<Vec<Vec<Span>>> {
        let role = if table.headed && row == 0 {
            Role::TableHead
        } else {
            role
        };
        let cells = table.rows[row].iter().zip(columns);
        cells
            .map(|(cell, column)| self.cell(cell, role).set(column.width).map(|line| line.spans).collect())
            .collect()
    }

    fn cell(&mut self, cell: &[Inline], role: Role) -> Passage {
        let mut passage = Passage::default();
        for inline in cell {
            let link = inline.link.and_then(|link| self.link(link));
            passage.push_inline(inline, role, link);
            inline.place.into_iter().for_each(|place| self.place(place));
        }
        passage
    }

    fn row(&mut self, mut row: Vec<Vec<Vec<Span>>>, columns: &[Column]) {
        for line in 0..height(&row) {
            let mut spans = Vec::new();
            // Blanks wait until something follows them, so that no line ends in blanks.
            let mut blanks = 0;
            for (cell, column) in row.iter_mut().zip(columns) {
                let cell = cell.get_mut(line).map(std::mem::take).unwrap_or_default();
                let free = column.width - width_of(&cell);
                let before = if column.numeric { free } else { 0 };
                if !cell.is_empty() {
                    if blanks + before > 0 {
                        spans.push(plain_span(" ".repeat(blanks + before), Role::Text));
                    }
                    blanks = 0;
                    spans.extend(cell);
                } else {
                    blanks += before;
                }
                blanks += free - before + GAP;
            }
            self.line(spans);
        }
    }

    /// Each row as lines of `Head: cell`.
    fn records(&mut self, table: &Table, role: Role) {
        let (heads, rows) = match table.rows.split_first() {
            Some((heads, rows)) if table.headed && !rows.is_empty() => (heads.as_slice(), rows),
            _ => (&[][..], table.rows.as_slice()),
        };
        for column in without_cells(heads, rows) {
            let passage = self.cell(&heads[column], Role::TableHead);
            self.passage(passage);
        }
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                self.line(Vec::new());
            }
            for (column, cell) in row.iter().enumerate() {
                self.field(heads.get(column), cell, role);
            }
        }
    }

    fn field(&mut self, head: Option<&Vec<Inline>>, cell: &[Inline], role: Role) {
        if cell.is_empty() {
            return;
        }
        let mut passage = match head.filter(|head| !head.is_empty()) {
            Some(head) => {
                let mut passage = self.cell(head, Role::TableHead);
                let end = if passage.text().ends_with(':') { " " } else { ": " };
                passage.push(end, Role::TableHead, Style::default(), None);
                passage
            }
            None => Passage::default(),
        };
        for inline in cell {
            let link = inline.link.and_then(|link| self.link(link));
            passage.push_inline(inline, role, link);
        }
        self.passage(passage);
    }
}

struct Column {
    width: usize,
    /// Whether its cells are numbers, which stand at its right end.
    numeric: bool,
}

/// The columns of a table within `room` cells; `None` where it has no room for them.
fn columns(table: &Table, room: usize) -> Option<Vec<Column>> {
    let count = table
        .rows
        .iter()
        .map(Vec::len)
        .max()
        .filter(|count| *count * (GAP + 1) <= room + GAP)?;
    let mut wanted = vec![1; count];
    let mut least = vec![1; count];
    let mut numeric = vec![true; count];
    for (index, row) in table.rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let plain: String = cell.iter().map(|run| run.text.as_str()).collect();
            wanted[column] = plain.split('\n').map(text::width).fold(wanted[column], usize::max);
            least[column] = plain
                .split_whitespace()
                .map(text::width)
                .fold(least[column], usize::max);
            let is_head = table.headed && index == 0;
            numeric[column] &= is_head || is_number(&plain);
        }
    }
    let least: Vec<usize> = least.into_iter().map(|width| width.min(LEAST_COLUMN)).collect();
    if wanted.iter().sum::<usize>() > MOST_LINES * room {
        return None;
    }
    let widths = share(&wanted, &least, room.checked_sub(GAP * (count - 1))?)?;
    let columns = widths.into_iter().zip(numeric);
    Some(columns.map(|(width, numeric)| Column { width, numeric }).collect())
}

/// Shares `room` among columns: each gets what it wants where that is no more than an equal share of what is left.
fn share(wanted: &[usize], least: &[usize], room: usize) -> Option<Vec<usize>> {
    if least.iter().sum::<usize>() > room {
        return None;
    }
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|column| wanted[*column]);
    let mut widths = vec![0; wanted.len()];
    let mut left = room;
    let mut reserved: usize = least.iter().sum();
    for (done, &column) in order.iter().enumerate() {
        reserved -= least[column];
        let equal = left / (wanted.len() - done);
        // Those that follow must still get their least.
        widths[column] = wanted[column].min(equal.max(least[column])).min(left - reserved);
        left -= widths[column];
    }
    Some(widths)
}

/// The columns that have a name and nothing else: no record would tell of them.
fn without_cells(heads: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Vec<usize> {
    let is_filled = |column: usize| {
        rows.iter()
            .any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()))
    };
    (0..heads.len()).filter(|column| !is_filled(*column)).collect()
}

fn is_number(cell: &str) -> bool {
    cell.is_empty()
        || (cell.chars().any(|sign| sign.is_ascii_digit())
            && cell
                .chars()
                .all(|sign| sign.is_ascii_digit() || " .,+-−–%$€£¥\u{a0}\u{202f}".contains(sign)))
}

fn height(row: &[Vec<Vec<Span>>]) -> usize {
    row.iter().map(Vec::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_columns_get_what_they_want_and_wide_ones_share_the_rest() {
        assert_eq!(share(&[3, 50, 4], &[3, 6, 4], 30), Some(vec![3, 23, 4]));
        assert_eq!(share(&[40, 50], &[6, 6], 30), Some(vec![15, 15]));
        assert_eq!(share(&[5, 5], &[5, 5], 30), Some(vec![5, 5]));
        assert_eq!(share(&[20, 20], &[12, 12], 20), None);
    }

    #[test]
    fn numbers_are_told_from_words() {
        for number in ["3.25", "-4 %", "1 000", "€12", ""] {
            assert!(is_number(number), "{number}");
        }
        for word in ["3 boats", "-", "6th"] {
            assert!(!is_number(word), "{word}");
        }
    }
}

//! Tables on a page: columns as wide as their cells, or, where they do not fit, a record for each row.

use super::passage::Passage;
use super::{Setter, plain_span, width_of};
use crate::model::{Inline, Role, Span, Style, Table, text};
use crate::render::inline::join;
use std::collections::HashMap;

/// Cells between two columns, where there is room for them and where there is not.
const GAPS: [usize; 2] = [2, 1];
/// A column is not made narrower than its longest word, or than this where the word is longer.
const LEAST_COLUMN: usize = 16;
/// Cells by which a column is made wider for a text that reaches over it and others.
const MOST_WIDENED: usize = 20;
/// Steps in which the room is shared among columns, and the rows that are measured for it, at most.
const SHARES: usize = 100;
const MEASURED_ROWS: usize = 100;
/// A column this wide is read like any paragraph, however long its cells are.
const READABLE: usize = 30;
/// A narrower one whose cells have more lines than this, on average, is better read as records; one that is hardly wider than a
/// word, with fewer.
const MOST_LINES: usize = 6;
const MOST_LINES_OF_NARROW: usize = 4;

impl Setter<'_> {
    pub(super) fn table(&mut self, table: &Table, role: Role) {
        if !table.caption.is_empty() {
            self.paragraph(&table.caption, Role::Caption);
        }
        let room = self.room();
        let set = GAPS.into_iter().find_map(|gap| Some((columns(table, room, gap)?, gap)));
        match set {
            Some((columns, gap)) => self.columns(table, &columns, gap, role),
            None => self.records(table, role),
        }
    }

    fn columns(&mut self, table: &Table, columns: &[Column], gap: usize, role: Role) {
        let wide = wide_cells(table);
        // Rows of several lines are parted from their neighbours.
        let mut above = 0;
        for index in 0..table.rows.len() {
            let row = self.cells(table, index, columns, gap, &wide, role);
            let height = row.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
            if index == table.heads && index > 0 {
                let width = columns.iter().map(|column| column.width + gap).sum::<usize>() - gap;
                self.line(vec![plain_span("─".repeat(width), Role::Rule)]);
            } else if index > table.heads && (above > 1 || height > 1) {
                self.line(Vec::new());
            }
            above = height;
            self.row(row, gap, height);
        }
    }

    /// The cells of a row, those that are covered by others left out.
    fn cells(
        &mut self,
        table: &Table,
        row: usize,
        columns: &[Column],
        gap: usize,
        wide: &WideCells,
        role: Role,
    ) -> Vec<SetCell> {
        let role = if row < table.heads { Role::TableHead } else { role };
        let mut cells = Vec::with_capacity(columns.len());
        let mut column = 0;
        let mut start = 0;
        while let Some((text, first)) = table.rows[row].get(column).zip(columns.get(column)) {
            let covered = wide.get(&(row, column)).copied().unwrap_or(1);
            let end = (column + covered).min(columns.len());
            // What reaches to the last column has the room behind it too.
            let width = match covered {
                1 => first.width,
                _ if end == columns.len() => self.room() - start,
                _ => {
                    columns[column..end]
                        .iter()
                        .map(|column| column.width + gap)
                        .sum::<usize>()
                        - gap
                }
            };
            let lines = self.cell(text, role).set(width).map(|line| line.spans);
            cells.push(SetCell {
                lines: lines.collect(),
                width,
                numeric: first.numeric && covered == 1,
            });
            start += width + gap;
            column = end;
        }
        cells
    }

    fn cell(&mut self, cell: &[Inline], role: Role) -> Passage {
        let mut passage = Passage::default();
        passage.push_inlines(cell, role, |link| self.link(link));
        let places = cell.iter().filter_map(|inline| inline.place);
        places.for_each(|place| self.place(place));
        passage
    }

    fn row(&mut self, mut row: Vec<SetCell>, gap: usize, height: usize) {
        for line in 0..height {
            let mut spans = Vec::new();
            // Blanks wait until something follows them, so that no line ends in blanks.
            let mut blanks = 0;
            for cell in &mut row {
                let text = cell.lines.get_mut(line).map(std::mem::take).unwrap_or_default();
                let free = cell.width - width_of(&text);
                let before = if cell.numeric { free } else { 0 };
                if !text.is_empty() {
                    if blanks + before > 0 {
                        spans.push(plain_span(" ".repeat(blanks + before), Role::Gap));
                    }
                    blanks = 0;
                    spans.extend(text);
                } else {
                    blanks += before;
                }
                blanks += free - before + gap;
            }
            self.line(spans);
        }
    }

    /// Each row as lines of `Head: cell`.
    fn records(&mut self, table: &Table, role: Role) {
        let (heads, rows) = match &table.rows[table.heads..] {
            [] => (Vec::new(), table.rows.as_slice()),
            rows => (names(table), rows),
        };
        let wide = wide_cells(table);
        for column in without_cells(&heads, rows) {
            let passage = self.cell(&heads[column], Role::TableHead);
            self.passage(passage);
        }
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                self.line(Vec::new());
            }
            let is_title = wide.contains_key(&(table.heads + index, 0));
            for (column, cell) in row.iter().enumerate() {
                self.field(heads.get(column).filter(|_| !is_title), cell, role);
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
        passage.push_inlines(cell, role, |link| self.link(link));
        self.passage(passage);
    }
}

/// How many columns the cells that reach over several have, by their rows and columns.
type WideCells = HashMap<(usize, usize), usize>;

fn wide_cells(table: &Table) -> WideCells {
    let wide = table.wide.iter();
    wide.map(|cell| ((cell.row, cell.column), cell.columns)).collect()
}

/// A cell that is set.
struct SetCell {
    lines: Vec<Vec<Span>>,
    width: usize,
    /// Whether it stands at the right end of its column.
    numeric: bool,
}

struct Column {
    width: usize,
    /// Whether its cells are numbers, which stand at its right end.
    numeric: bool,
}

/// The columns of a table within `room` cells and with such gaps; `None` where it has no room for them, or where its rows are better read as records.
fn columns(table: &Table, room: usize, gap: usize) -> Option<Vec<Column>> {
    let count = table
        .rows
        .iter()
        .map(Vec::len)
        .max()
        .filter(|count| *count * (gap + 1) <= room + gap)?;
    let mut wanted = vec![1; count];
    let mut words = vec![1; count];
    let mut numeric = vec![true; count];
    let mut numbers = vec![0; count];
    // The width that each cell wants.
    let mut cells: Vec<Vec<usize>> = Vec::with_capacity(table.rows.len());
    // Those that reach over several columns say nothing of one.
    let wide = wide_cells(table);
    for (index, row) in table.rows.iter().enumerate() {
        let mut widths = Vec::with_capacity(row.len());
        for (column, cell) in row.iter().enumerate() {
            if wide.contains_key(&(index, column)) {
                widths.push(0);
                continue;
            }
            let plain: String = cell.iter().map(|run| run.text.as_str()).collect();
            let width = longest(plain.split('\n'));
            wanted[column] = wanted[column].max(width);
            words[column] = words[column].max(longest(plain.split_whitespace()));
            if index >= table.heads && !plain.is_empty() {
                match number(&plain) {
                    Number::Is => numbers[column] += 1,
                    Number::Missing => {}
                    Number::IsNot => numeric[column] = false,
                }
            }
            widths.push(width);
        }
        cells.push(widths);
    }
    for cell in table.wide.iter().filter(|cell| cell.column + cell.columns < count) {
        // Those that reach to the last column have room behind it.
        let text: String = table.rows[cell.row][cell.column]
            .iter()
            .map(|run| run.text.as_str())
            .collect();
        let covered = cell.column..cell.column + cell.columns;
        let here = wanted[covered].iter().map(|width| width + gap).sum::<usize>() - gap;
        let missing = longest(text.split('\n')).saturating_sub(here);
        wanted[cell.column + cell.columns - 1] += missing.min(MOST_WIDENED);
    }
    let room = room.checked_sub(gap * (count - 1))?;
    let widths = share(&cells, &wanted, least(&words, room)?, room);
    // Without names, records are no better.
    if table.heads > 0 && (0..count).any(|column| is_hard_to_read(&cells[table.heads..], column, widths[column])) {
        return None;
    }
    let columns = widths.into_iter().zip(numeric).zip(numbers);
    let columns = columns.map(|((width, numeric), numbers)| Column {
        width,
        numeric: numeric && numbers > 0,
    });
    Some(columns.collect())
}

fn longest<'a>(parts: impl Iterator<Item = &'a str>) -> usize {
    parts.map(text::width).max().unwrap_or(0)
}

/// Whether a column of this width has too many lines in a cell, on average.
fn is_hard_to_read(cells: &[Vec<usize>], column: usize, width: usize) -> bool {
    let of_column = || {
        cells
            .iter()
            .filter_map(|row| row.get(column))
            .filter(|wanted| **wanted > 0)
    };
    let lines: usize = of_column().map(|wanted| wanted.div_ceil(width)).sum();
    let most = if width < LEAST_COLUMN {
        MOST_LINES_OF_NARROW
    } else {
        MOST_LINES
    };
    width < READABLE && lines > most * of_column().count()
}

/// The least widths of columns with these longest words: where the words have no room, the longest ones are cut, all to the same
/// length. `None` where that were less than [`LEAST_COLUMN`].
fn least(words: &[usize], room: usize) -> Option<Vec<usize>> {
    let cut_to = |most: usize| words.iter().map(move |word| (*word).min(most));
    let fits = |most: usize| cut_to(most).sum::<usize>() <= room;
    if !fits(LEAST_COLUMN) {
        return None;
    }
    let (mut most, mut too_much) = (LEAST_COLUMN, room + 1);
    while most + 1 < too_much {
        let middle = usize::midpoint(most, too_much);
        if fits(middle) {
            most = middle;
        } else {
            too_much = middle;
        }
    }
    Some(cut_to(most).collect())
}

/// Shares `room` among columns that have their least width: what is left goes bit by bit to the column that most shortens the
/// rows.
fn share(cells: &[Vec<usize>], wanted: &[usize], least: Vec<usize>, room: usize) -> Vec<usize> {
    if wanted.iter().sum::<usize>() <= room {
        return wanted.to_vec();
    }
    let mut widths = least;
    let mut left = room - widths.iter().sum::<usize>();
    let step = (left / SHARES).max(1);
    while left > 0 {
        let gains = gains(&cells[..cells.len().min(MEASURED_ROWS)], &widths, step);
        let wanting = gains
            .into_iter()
            .enumerate()
            .filter(|(column, _)| widths[*column] < wanted[*column]);
        let Some((column, _)) = wanting.max_by_key(|(_, gain)| *gain).filter(|(_, gain)| *gain > 0) else {
            break;
        };
        let more = step.min(left).min(wanted[column] - widths[column]);
        widths[column] += more;
        left -= more;
    }
    widths
}

/// By how much the rows would be shorter if a column were wider by `step`, for each column.
fn gains(cells: &[Vec<usize>], widths: &[usize], step: usize) -> Vec<usize> {
    /// The height of a line: heights are finer than lines, as a text that nearly needs one more does not count as one that needs one.
    const LINE: usize = 1_000;
    let mut gains = vec![0; widths.len()];
    for row in cells {
        let heights = row.iter().zip(widths).map(|(wanted, width)| wanted * LINE / width);
        let mut tallest = None;
        let mut others = LINE;
        for (column, height) in heights.enumerate() {
            match tallest {
                Some((_, highest)) if height <= highest => others = others.max(height),
                Some((_, highest)) => {
                    others = others.max(highest);
                    tallest = Some((column, height));
                }
                None => tallest = Some((column, height)),
            }
        }
        if let Some((column, highest)) = tallest.filter(|(_, highest)| *highest > LINE) {
            let wider = row[column] * LINE / (widths[column] + step);
            // Of two columns as tall as each other one must begin.
            gains[column] += highest.saturating_sub(wider.max(others)) * 16 + (highest - wider) / 16;
        }
    }
    gains
}

/// The names of columns that the rows of a head give them together; a name over several columns is one of each.
fn names(table: &Table) -> Vec<Vec<Inline>> {
    let mut names: Vec<Vec<Inline>> = Vec::new();
    let wide_cells = wide_cells(table);
    for (index, row) in table.rows[..table.heads].iter().enumerate() {
        names.resize_with(names.len().max(row.len()), Vec::new);
        let mut over: Option<(usize, &Vec<Inline>)> = None;
        for (column, cell) in row.iter().enumerate() {
            over = match wide_cells.get(&(index, column)) {
                Some(columns) => Some((column + columns, cell)),
                None => over.filter(|(end, _)| column < *end),
            };
            let cell = over.map_or(cell, |(_, cell)| cell);
            join(&mut names[column], " · ", cell.clone());
        }
    }
    names
}

/// The columns that have a name and nothing else: no record would tell of them.
fn without_cells(heads: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Vec<usize> {
    let is_filled = |column: usize| {
        rows.iter()
            .any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()))
    };
    (0..heads.len()).filter(|column| !is_filled(*column)).collect()
}

/// What a cell is in a column of numbers.
#[derive(Debug, PartialEq, Eq)]
enum Number {
    Is,
    /// A sign that stands where there is none.
    Missing,
    IsNot,
}

fn number(cell: &str) -> Number {
    let is_digit = |sign: char| sign.is_ascii_digit() || "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(sign);
    let cell = cell.trim();
    if matches!(
        cell.to_lowercase().as_str(),
        "-" | "–" | "—" | "n/a" | "n.a." | "?" | "…" | "..."
    ) {
        return Number::Missing;
    }
    let all_fit = cell
        .chars()
        .all(|sign| is_digit(sign) || " .,'()+-−–±~%$€£¥\u{a0}\u{202f}\u{2009}".contains(sign));
    match all_fit && cell.chars().any(is_digit) {
        true => Number::Is,
        false => Number::IsNot,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_get_what_they_want_or_what_makes_the_rows_shortest() {
        let of_one = |row: &[usize], least: &[usize], room| share(&[row.to_vec()], row, least.to_vec(), room);
        assert_eq!(of_one(&[5, 5], &[5, 5], 30), [5, 5]);
        assert_eq!(of_one(&[3, 50, 4], &[3, 6, 4], 30), [3, 23, 4]);
        assert_eq!(of_one(&[40, 40], &[6, 6], 30), [15, 15]);
        // A column of short texts next to one of long ones need not show each on one line.
        let long = [vec![30, 300], vec![8, 400], vec![10, 200]];
        let [names, texts] = share(&long, &[30, 400], vec![8, 10], 60)[..] else {
            panic!("two columns")
        };
        assert!(names < 20 && names + texts == 60, "{names} {texts}");
    }

    #[test]
    fn words_are_cut_only_where_they_have_no_room_and_the_longest_first() {
        assert_eq!(least(&[19, 4, 8], 40), Some(vec![19, 4, 8]));
        assert_eq!(least(&[60, 4, 18], 50), Some(vec![28, 4, 18]));
        assert_eq!(least(&[60, 60], 30), None);
        assert_eq!(least(&[3, 4], 7), Some(vec![3, 4]));
    }

    fn set(html: &str, width: u16) -> Vec<String> {
        let page = crate::render::page(&crate::render::document(html, None), width);
        let line = |line: &crate::model::Line| line.spans.iter().map(|span| span.text.as_str()).collect();
        page.lines.iter().map(line).collect()
    }

    #[test]
    fn only_rows_of_several_lines_are_parted_and_the_rule_is_below_all_heads() {
        let html = "<table><tr><th>a<th>b<tr><th>c<th>d<tr><td>1<td>x<tr><td>2<td>y<tr><td>3<td>words that must be broken<tr><td>4<td>z</table>";
        let expected = [
            "a  b",
            "c  d",
            "───────────────",
            "1  x",
            "2  y",
            "",
            "3  words that",
            "   must be",
            "   broken",
            "",
            "4  z",
        ];
        assert_eq!(set(html, 15), expected);
    }

    #[test]
    fn a_long_text_in_a_wide_column_makes_no_records() {
        let row = |name: &str| format!("<tr><td>{name}<td>{}", "some words of a description ".repeat(12));
        let html = format!("<table><tr><th>Name<th>What it is{}{}</table>", row("one"), row("two"));
        assert!(set(&html, 72)[0].starts_with("Name  What it is"));
        assert!(set(&html, 24)[0].starts_with("Name: one"));
    }

    #[test]
    fn numbers_are_told_from_words() {
        for cell in ["3.25", "-4 %", "1 000", "€12", "($35.50)", "±5"] {
            assert_eq!(number(cell), Number::Is, "{cell}");
        }
        for cell in ["n/a", "—", "?"] {
            assert_eq!(number(cell), Number::Missing, "{cell}");
        }
        for cell in ["3 boats", "6th", "()"] {
            assert_eq!(number(cell), Number::IsNot, "{cell}");
        }
    }

    #[test]
    fn a_cell_over_several_columns_takes_their_room_and_makes_none_wider() {
        let html = "<table><tr><th>Sample<th>n<tr><td>A<td>12<tr><td>B<td>n/a<tr><td colspan=2>without those that were lost at sea</table>";
        let expected = [
            "Sample    n",
            "───────────",
            "A        12",
            "B       n/a",
            "without those that were lost at sea",
        ];
        assert_eq!(set(html, 40), expected);
        let row = "<tr><td colspan=2>Europe<tr><td>Oslo<td>";
        let html = format!(
            "<table><tr><th>Town<th>What{row}{}{row}x</table>",
            "of some words ".repeat(9)
        );
        assert_eq!(set(&html, 20)[..2], ["Europe", ""]);
    }
}

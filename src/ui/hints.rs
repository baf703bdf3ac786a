//! Letters at links: each stands before its link, in the margin, in room made for it or in the blank there, so that nothing
//! of the text is hidden where the pane has a cell to spare.

use super::article::draw_line;
use super::canvas::{Canvas, cells};
use crate::app::{Hints, Region, labels};
use crate::config::Part;
use crate::model::{Line, Span};

/// Draws lines of text into their column with the letters of their links. `pane` is where the column stands: what lies beside
/// it is free.
pub(super) fn draw_lettered(canvas: &mut Canvas<'_, '_>, pane: Region, text: Region, lines: &[Line], hints: &Hints) {
    let mut labels = labels(lines);
    let margin = text.x.saturating_sub(pane.x);
    let room = (pane.x + pane.width).saturating_sub(text.x);
    for (line, row) in lines.iter().zip(text.each_row()) {
        let mut lettered = Lettered::new(line, margin, room);
        for span in &line.spans {
            let found = labels.iter().position(|(link, _)| span.link == Some(*link));
            let label = found.map(|at| labels.remove(at).1);
            lettered.push(span, label);
        }
        let wide = Region { width: room, ..row };
        draw_line(canvas, wide, &lettered.line);
        for (at, label) in &lettered.labels {
            let whole = Region {
                x: row.x.saturating_add(*at).saturating_sub(margin),
                width: room + margin,
                ..row
            };
            if let Some(left) = label.strip_prefix(hints.typed.as_str()) {
                canvas.text(whole, left, Part::Hint);
            }
        }
    }
}

/// A line while letters are put into it.
struct Lettered {
    line: Line,
    /// The letters and the cell of each, from the left end of the margin.
    labels: Vec<(u16, String)>,
    /// Where the next span begins, from the left end of the margin.
    next: u16,
    /// The free cells before it.
    free: u16,
    /// Cells by which the line may still grow.
    spare: u16,
}

impl Lettered {
    fn new(line: &Line, margin: u16, room: u16) -> Lettered {
        let wide: u16 = line.spans.iter().map(|span| cells(&span.text)).sum();
        Lettered {
            line: Line {
                spans: Vec::new(),
                ..line.clone()
            },
            labels: Vec::new(),
            next: margin + line.indent,
            free: margin + line.indent,
            spare: room.saturating_sub(line.indent.saturating_add(wide)),
        }
    }

    fn push(&mut self, span: &Span, label: Option<String>) {
        if let Some(label) = label {
            self.make_room(cells(&label));
            let wide = cells(&label).min(self.free);
            self.labels.push((self.next - wide, label));
        }
        let blanks = span.text.len() - span.text.trim_end_matches(' ').len();
        self.free = u16::try_from(blanks).unwrap_or(u16::MAX);
        self.next += cells(&span.text);
        self.line.spans.push(span.clone());
    }

    /// Puts blanks before the next span: as many as a label has cells, or as it lacks where the line can take no more.
    fn make_room(&mut self, wanted: u16) {
        let lacking = wanted.saturating_sub(self.free);
        let has_margin = self.line.spans.is_empty() && lacking == 0;
        let added = if wanted <= self.spare { wanted } else { lacking };
        if has_margin || added == 0 || added > self.spare {
            return;
        }
        self.line.spans.push(Span {
            text: " ".repeat(usize::from(added)),
            ..Span::default()
        });
        self.next += added;
        self.free += added;
        self.spare -= added;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(texts: &[(&str, Option<usize>)]) -> Line {
        let span = |(text, link): &(&str, Option<usize>)| Span {
            text: (*text).to_owned(),
            link: *link,
            ..Span::default()
        };
        Line {
            spans: texts.iter().map(span).collect(),
            ..Line::default()
        }
    }

    /// The text of the line and the cell of each label, where each link has the same label.
    fn lettered(line: &Line, margin: u16, room: u16, label: &str) -> (String, Vec<u16>) {
        let mut lettered = Lettered::new(line, margin, room);
        for span in &line.spans {
            lettered.push(span, span.link.map(|_| label.to_owned()));
        }
        let text = lettered.line.spans.iter().map(|span| span.text.as_str()).collect();
        (text, lettered.labels.iter().map(|(at, _)| *at).collect())
    }

    #[test]
    fn a_letter_stands_in_the_margin_in_room_made_for_it_or_in_a_blank() {
        let three = line(&[("One", Some(0)), (" and ", None), ("two", Some(1)), ("three", Some(2))]);
        let (text, labels) = lettered(&three, 1, 40, "a");
        assert_eq!((text.as_str(), labels), ("One and  two three", vec![0, 9, 13]));
        let (text, labels) = lettered(&three, 2, 40, "ab");
        assert_eq!((text.as_str(), labels), ("One and   two  three", vec![0, 10, 15]));
        let (text, labels) = lettered(&line(&[("to ", None), ("link", Some(0))]), 0, 7, "a");
        assert_eq!((text.as_str(), labels), ("to link", vec![2]));
    }

    #[test]
    fn without_room_it_stands_on_its_link() {
        let full = line(&[("a(", None), ("link", Some(0)), (")", None)]);
        assert_eq!(lettered(&full, 0, 7, "a"), ("a(link)".to_owned(), vec![2]));
    }
}

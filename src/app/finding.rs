//! Words looked for in the article: where they stand in its lines. Case does not matter, nor where a line ends.

use crate::model::text::width;
use crate::model::{Line, Page, Role};
use std::ops::Range;

/// A search in the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Find {
    /// What is looked for, as it was typed.
    pub words: String,
    /// Each place, in the order of the text.
    pub places: Vec<FoundPlace>,
    /// Which of the places is the present one.
    pub at: usize,
}

/// Where the words stand: one stretch a line, as the line's number on the page and its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundPlace {
    pub stretches: Vec<(usize, Range<u16>)>,
}

impl FoundPlace {
    /// The line on which the words begin.
    pub fn line(&self) -> usize {
        self.stretches.first().map_or(0, |(line, _)| *line)
    }
}

/// Every place of the page where the words stand.
pub(super) fn places(page: &Page, words: &str) -> Vec<FoundPlace> {
    let wanted: Vec<char> = folded(&words.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = signs(page);
    let mut places = Vec::new();
    let mut at = 0;
    while !wanted.is_empty() && at + wanted.len() <= text.len() {
        let here = &text[at..at + wanted.len()];
        if here.iter().map(|sign| sign.folded).eq(wanted.iter().copied()) {
            places.push(place(here));
            at += wanted.len();
        } else {
            at += 1;
        }
    }
    places
}

/// A sign of the text and where it stands.
struct Sign {
    folded: char,
    line: usize,
    cells: Range<u16>,
}

/// The text of a page, its lines parted by a blank, without what the reader itself puts before them.
fn signs(page: &Page) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    for (number, line) in page.lines.iter().enumerate() {
        if signs.last().is_some_and(|sign| sign.folded != ' ') {
            signs.push(Sign {
                folded: ' ',
                line: number,
                cells: 0..0,
            });
        }
        add_line(&mut signs, number, line);
    }
    signs
}

fn add_line(signs: &mut Vec<Sign>, number: usize, line: &Line) {
    let mut left = line.indent;
    for span in &line.spans {
        for (cluster, wide) in crate::model::text::clusters(&span.text) {
            let right = left.saturating_add(u16::try_from(wide).unwrap_or(u16::MAX));
            if span.role != Role::Marker {
                signs.extend(folded(cluster).into_iter().map(|folded| Sign {
                    folded,
                    line: number,
                    cells: left..right,
                }));
            }
            left = right;
        }
    }
}

fn place(signs: &[Sign]) -> FoundPlace {
    let mut place = FoundPlace::default();
    for sign in signs.iter().filter(|sign| !sign.cells.is_empty()) {
        match place.stretches.last_mut() {
            Some((line, cells)) if *line == sign.line => cells.end = sign.cells.end,
            _ => place.stretches.push((sign.line, sign.cells.clone())),
        }
    }
    place
}

/// Small letters, without the marks that are signs of their own.
fn folded(text: &str) -> Vec<char> {
    let kept = text.chars().filter(|sign| width(sign.encode_utf8(&mut [0; 4])) > 0);
    kept.flat_map(char::to_lowercase)
        .map(|sign| if sign.is_whitespace() { ' ' } else { sign })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn page(lines: &[&str]) -> Page {
        let line = |text: &&str| Line {
            spans: vec![
                Span {
                    text: "│ ".to_owned(),
                    role: Role::Marker,
                    ..Span::default()
                },
                Span {
                    text: (*text).to_owned(),
                    ..Span::default()
                },
            ],
            indent: 1,
            ..Line::default()
        };
        Page {
            lines: lines.iter().map(line).collect(),
            ..Page::default()
        }
    }

    #[test]
    fn words_are_found_whatever_their_case_and_across_the_end_of_a_line() {
        let found = places(&page(&["The spring", "Tide and the spring", "tide"]), "SPRING  tide");
        let stretches: Vec<_> = found.iter().map(|place| place.stretches.clone()).collect();
        assert_eq!(stretches, [vec![(0, 7..13), (1, 3..7)], vec![(1, 16..22), (2, 3..7)]]);
    }

    #[test]
    fn wide_signs_are_marked_in_their_cells() {
        let found = places(&page(&["港の灯台"]), "灯台");
        assert_eq!(found[0].stretches, [(0, 7..11)]);
        assert_eq!(places(&page(&["text"]), " "), []);
    }
}

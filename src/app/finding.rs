//! Words looked for in the article: where they stand in its lines. Case does not matter, nor where a line ends.

use crate::model::query::{Condition, Place, Term};
use crate::model::text::width;
use crate::model::{Hit, Line, Page, Query, Role};
use std::cmp::Reverse;
use std::ops::Range;

/// A search in the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Find {
    /// What is looked for: any of these.
    pub words: Vec<String>,
    /// Whether somebody asked for it here; else it came with the search that found the article.
    pub asked: bool,
    /// Each place, in the order of the text.
    pub places: Vec<FoundPlace>,
    /// Which of the places is the present one.
    pub at: usize,
    /// Whether somebody has gone from place to place.
    pub stepped: bool,
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

impl Find {
    /// What a person looks for in the article: anywhere, also within words.
    pub(super) fn asked(words: &str) -> Find {
        Find {
            words: vec![words.to_owned()],
            asked: true,
            ..Find::default()
        }
    }

    /// What a search found the article by: words and phrases from their beginning.
    pub(super) fn found_by(words: Vec<String>) -> Find {
        Find {
            words,
            ..Find::default()
        }
    }

    /// Looks at a page anew.
    pub(super) fn look(&mut self, page: &Page) {
        self.places = places(page, &self.words, !self.asked);
        self.at = self.at.min(self.places.len().saturating_sub(1));
    }
}

/// What an article is marked by that a search has found: the words of the query, and those of the snippet that matched,
/// which are inflections of them and spelled as in the text.
pub(super) fn words_of(query: &str, hit: &Hit) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(query) = Query::parse_typing(query) {
        collect(&query.condition, &mut found);
    }
    let matched = hit.snippet.iter().filter(|(_, matched)| *matched);
    found.extend(matched.map(|(piece, _)| piece.clone()));
    found.iter_mut().for_each(|word| *word = word.to_lowercase());
    found.sort();
    found.dedup();
    found
}

fn collect(condition: &Condition, found: &mut Vec<String>) {
    match condition {
        Condition::All(inner) | Condition::Any(inner) => inner.iter().for_each(|one| collect(one, found)),
        Condition::Term(Term::Words(words)) if words.place != Place::Author => found.push(words.text.clone()),
        Condition::Not(_) | Condition::Term(_) => {}
    }
}

/// Every place of the page where one of the texts stands, the longest where several do.
fn places(page: &Page, words: &[String], from_beginning: bool) -> Vec<FoundPlace> {
    let mut wanted: Vec<Vec<char>> = words
        .iter()
        .map(|words| folded(&words.split_whitespace().collect::<Vec<_>>().join(" ")))
        .filter(|wanted| !wanted.is_empty())
        .collect();
    wanted.sort_by_key(|wanted| Reverse(wanted.len()));
    let text = signs(page);
    let mut places = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let begins = !from_beginning || at == 0 || begins_word(text[at - 1].folded, text[at].folded);
        let here = wanted
            .iter()
            .filter(|_| begins)
            .find(|wanted| stands(wanted, &text[at..]));
        match here {
            Some(wanted) => {
                places.push(place(&text[at..at + wanted.len()]));
                at += wanted.len();
            }
            None => at += 1,
        }
    }
    places
}

fn stands(wanted: &[char], text: &[Sign]) -> bool {
    let here = text.iter().map(|sign| sign.folded);
    wanted.len() <= text.len() && here.take(wanted.len()).eq(wanted.iter().copied())
}

/// Scripts without blanks between words have every sign begin one.
fn begins_word(before: char, sign: char) -> bool {
    !before.is_alphanumeric() || width(sign.encode_utf8(&mut [0; 4])) > 1
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
        let found = places(
            &page(&["The spring", "Tide and the spring", "tide"]),
            &["SPRING  tide".to_owned()],
            false,
        );
        let stretches: Vec<_> = found.iter().map(|place| place.stretches.clone()).collect();
        assert_eq!(stretches, [vec![(0, 7..13), (1, 3..7)], vec![(1, 16..22), (2, 3..7)]]);
    }

    #[test]
    fn what_a_search_found_is_marked_from_the_beginning_of_words() {
        let words = ["tide".to_owned(), "spring tide".to_owned()];
        let lines: Vec<_> = places(&page(&["Tides", "riptide", "the spring tide"]), &words, true)
            .iter()
            .map(|place| (place.line(), place.stretches[0].1.len()))
            .collect();
        assert_eq!(lines, [(0, 4), (2, 11)]);
    }

    #[test]
    fn wide_signs_are_marked_in_their_cells() {
        let found = places(&page(&["港の灯台"]), &["灯台".to_owned()], true);
        assert_eq!(found[0].stretches, [(0, 7..11)]);
        assert_eq!(places(&page(&["text"]), &[" ".to_owned()], false), []);
    }
}

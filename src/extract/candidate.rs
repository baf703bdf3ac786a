//! Which pieces the readability algorithm takes for the article. It answers in HTML; the numbers that were stamped on
//! the elements say which of them it kept. What it keeps is a vote, not a decision.

use super::piece::{Piece, normalised};
use super::walk::STAMP;
use dom_query::Document;
use dom_smoothie::{Config, Readability};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The share of a piece's text that must be kept for the piece to count as kept.
const ENOUGH: f32 = 0.6;

/// How many times the kept text an `article` element must hold to be believed instead.
const FAR_MORE: usize = 3;

/// How many times the kept text a `main` element must hold. Of the 793 articles of a benchmark (WCXB, its
/// development half: guides, blogs, news) the F1 is 0.950 without this, 0.952 with 3, and 0.953 with 2 and with 1.5.
const MORE: usize = 2;

/// Words that are no article where the page has far more of them.
const TOO_LITTLE: usize = 60;

/// Words from which a piece is also looked for by its text: where the algorithm renames elements, stamps are lost.
const MIN_WORDS: usize = 6;

/// For each piece, whether the algorithm kept it. Where it finds no article, what reads like text is taken.
pub(super) fn vote(document: Document, pieces: &[Piece]) -> Vec<bool> {
    let config = Config {
        disable_json_ld: true,
        ..Config::default()
    };
    let found = Readability::with_document(document, None, Some(config)).and_then(|mut reader| reader.parse());
    let Ok(article) = found else {
        return pieces.iter().map(reads).collect();
    };
    let stamps = stamps(&article.content);
    let text = Shingles::of(&normalised(&article.text_content));
    let mut voted: Vec<bool> = pieces.iter().map(|piece| is_kept(piece, &stamps, &text)).collect();
    strengthen(&mut voted, pieces, FAR_MORE, |piece| piece.article);
    add_the_rest_of_main(&mut voted, pieces);
    let kept: usize = kept_text(pieces, &voted).map(|piece| piece.words).sum();
    if kept < TOO_LITTLE && words(pieces.iter()) > FAR_MORE * TOO_LITTLE {
        // It took a box beside the article for the article.
        voted = pieces.iter().map(|piece| reads(piece) || is_part(piece)).collect();
    }
    voted
}

/// The text among the pieces that were kept.
fn kept_text<'a>(pieces: &'a [Piece], voted: &[bool]) -> impl Iterator<Item = &'a Piece> {
    let kept = pieces.iter().zip(voted).filter(|(piece, kept)| **kept && reads(piece));
    kept.map(|(piece, _)| piece)
}

/// Whether a piece can be of an article, as far as it tells itself.
fn reads(piece: &Piece) -> bool {
    piece.is_long() && piece.zone.is_none()
}

fn is_part(piece: &Piece) -> bool {
    piece.is_heading() && piece.zone.is_none() && piece.linked < 0.5
}

/// The words of those pieces that can be of an article.
fn words<'a>(pieces: impl Iterator<Item = &'a Piece>) -> usize {
    pieces.filter(|piece| reads(piece)).map(|piece| piece.words).sum()
}

/// Adds what is in the page's `main` element and in none of its articles, or in those of the kept text: guides have their
/// parts in boxes of their own, of which the algorithm takes one, and other articles are cards beside them.
fn add_the_rest_of_main(voted: &mut [bool], pieces: &[Piece]) {
    let articles: HashSet<u32> = kept_text(pieces, voted).map(|piece| piece.article).collect();
    strengthen(voted, pieces, MORE, |piece| {
        if articles.contains(&piece.article) {
            piece.main
        } else {
            0
        }
    });
}

/// Adds what is in the element that holds so many times the text of all that was kept; `element` names the element that
/// a piece is in, 0 for none.
fn strengthen(voted: &mut [bool], pieces: &[Piece], times: usize, element: impl Fn(&Piece) -> u32) {
    let mut held: HashMap<u32, usize> = HashMap::new();
    for piece in pieces.iter().filter(|piece| element(piece) != 0 && reads(piece)) {
        *held.entry(element(piece)).or_default() += piece.words;
    }
    let Some((&largest, &most)) = held.iter().max_by_key(|(element, words)| (**words, **element)) else {
        return;
    };
    let kept: usize = kept_text(pieces, voted).map(|piece| piece.words).sum();
    if most > times * kept {
        for (kept, piece) in voted.iter_mut().zip(pieces) {
            *kept |= element(piece) == largest && piece.zone.is_none() && (piece.is_long() || piece.is_heading());
        }
    }
}

/// The runs of words in a text, as hashes.
struct Shingles(HashSet<u64>);

impl Shingles {
    fn of(text: &str) -> Shingles {
        Shingles(hashes(text).collect())
    }

    fn hold(&self, text: &str) -> bool {
        hashes(text).all(|hash| self.0.contains(&hash))
    }
}

/// The hash of each run of `MIN_WORDS` words.
fn hashes(text: &str) -> impl Iterator<Item = u64> {
    let words: Vec<&str> = text.split(' ').collect();
    let hashes: Vec<u64> = words
        .windows(MIN_WORDS)
        .map(|run| {
            let mut hasher = DefaultHasher::new();
            run.hash(&mut hasher);
            hasher.finish()
        })
        .collect();
    hashes.into_iter()
}

fn is_kept(piece: &Piece, stamps: &HashSet<u32>, text: &Shingles) -> bool {
    let all: usize = piece.sources.iter().map(|(_, length)| length).sum();
    let kept: usize = piece
        .sources
        .iter()
        .filter(|(number, _)| stamps.contains(number))
        .map(|(_, length)| length)
        .sum();
    let by_stamp = all > 0 && kept as f32 >= ENOUGH * all as f32;
    by_stamp || (piece.key.split(' ').count() >= MIN_WORDS && text.hold(&piece.key))
}

/// The numbers stamped on the elements of `html`.
fn stamps(html: &str) -> HashSet<u32> {
    let mark = format!("{STAMP}=\"");
    html.split(mark.as_str())
        .skip(1)
        .filter_map(|rest| rest.split('"').next().and_then(|number| number.parse().ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::marks::Marks;
    use super::super::rules::SiteNodes;
    use super::super::walk;
    use super::*;
    use url::Url;

    #[test]
    fn the_parts_of_a_guide_come_with_its_opening_and_the_cards_of_others_do_not() {
        let text = "Words of a sentence that is long enough to be read as the text of an article, told twice.";
        let part = format!("<div><h3>A kettle</h3><p>{text}</p></div>");
        let card = format!("<article><h3>Elsewhere</h3><p>{text}</p></article>");
        let html = format!(
            "<main><h1>Kettles</h1><p>{text}</p>{}{}</main><p>{text}</p>",
            part.repeat(3),
            card.repeat(4)
        );
        let base = Url::parse("https://example.org/kettles").unwrap();
        let pieces = walk::pieces(&Document::from(html), &base, &Marks::default(), &SiteNodes::default());
        let opening = |piece: &Piece| piece.is_long() && piece.main != 0 && piece.article == 0;
        let mut voted = vec![false; pieces.len()];
        voted[pieces.iter().position(opening).unwrap()] = true;
        add_the_rest_of_main(&mut voted, &pieces);
        let expected: Vec<bool> = pieces
            .iter()
            .map(|piece| piece.main != 0 && piece.article == 0)
            .collect();
        assert_eq!(voted, expected);
    }
}

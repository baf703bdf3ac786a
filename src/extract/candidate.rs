//! Which pieces the readability algorithm takes for the article. It answers in HTML; the numbers that were stamped on
//! the elements say which of them it kept. What it keeps is a vote, not a decision.

use super::piece::{Piece, normalised};
use super::walk::STAMP;
use dom_query::Document;
use dom_smoothie::{Config, Readability};
use std::collections::HashSet;

/// The share of a piece's text that must be kept for the piece to count as kept.
const ENOUGH: f32 = 0.6;

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
        return pieces
            .iter()
            .map(|piece| piece.is_long() && piece.zone.is_none())
            .collect();
    };
    let stamps = stamps(&article.content);
    let text = normalised(&article.text_content);
    pieces.iter().map(|piece| is_kept(piece, &stamps, &text)).collect()
}

fn is_kept(piece: &Piece, stamps: &HashSet<u32>, text: &str) -> bool {
    let all: usize = piece.sources.iter().map(|(_, length)| length).sum();
    let kept: usize = piece
        .sources
        .iter()
        .filter(|(number, _)| stamps.contains(number))
        .map(|(_, length)| length)
        .sum();
    let by_stamp = all > 0 && kept as f32 >= ENOUGH * all as f32;
    by_stamp || (piece.words >= MIN_WORDS && !piece.key.is_empty() && text.contains(&piece.key))
}

/// The numbers stamped on the elements of `html`.
fn stamps(html: &str) -> HashSet<u32> {
    let mark = format!("{STAMP}=\"");
    html.split(mark.as_str())
        .skip(1)
        .filter_map(|rest| rest.split('"').next().and_then(|number| number.parse().ok()))
        .collect()
}

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
    strengthen(&mut voted, pieces);
    let kept = words(
        pieces
            .iter()
            .zip(&voted)
            .filter(|(_, kept)| **kept)
            .map(|(piece, _)| piece),
    );
    if kept < TOO_LITTLE && words(pieces.iter()) > FAR_MORE * TOO_LITTLE {
        // It took a box beside the article for the article.
        voted = pieces.iter().map(|piece| reads(piece) || is_part(piece)).collect();
    }
    voted
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

/// Adds the `article` element that holds far more text than all that was kept.
fn strengthen(voted: &mut [bool], pieces: &[Piece]) {
    let mut held: HashMap<u32, usize> = HashMap::new();
    for piece in pieces.iter().filter(|piece| piece.article != 0 && reads(piece)) {
        *held.entry(piece.article).or_default() += piece.words;
    }
    let Some((&article, &most)) = held.iter().max_by_key(|(article, words)| (**words, **article)) else {
        return;
    };
    let kept = words(
        pieces
            .iter()
            .zip(&*voted)
            .filter(|(_, kept)| **kept)
            .map(|(piece, _)| piece),
    );
    if most > FAR_MORE * kept {
        for (kept, piece) in voted.iter_mut().zip(pieces) {
            *kept |= piece.article == article && piece.zone.is_none() && (piece.is_long() || piece.is_heading());
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

//! The rule that drops what other pages of the site have too, and its exceptions.

use super::article::Block;
use super::choose::Choice;
use super::memory::{Memory, block_hash};
use super::piece::{Form, count_words};
use std::ops::Range;

/// Why a piece went that other pages have too.
pub(super) const REASON: &str = "it stands on other pages of the site";

/// Words that must be new for a page to be another article; a tenth of it in a long one.
const MIN_NEW: usize = 30;

/// Words of a label at most.
const MAX_LABEL: usize = 8;

impl Choice<'_> {
    /// What was seen on other pages of the site. Sentences can be background that follow-up stories share, and lines
    /// between paragraphs a refrain: they need more than one page. Labels are the article's own where new text stands
    /// under them. Where nearly all was seen it is the same article under another address.
    pub(super) fn drop_remembered(&mut self, memory: &Memory) {
        let body = self.body();
        let new: Vec<usize> = body
            .iter()
            .copied()
            .filter(|&at| memory(block_hash(&self.pieces[at].text)) == 0)
            .collect();
        if self.words(&new) < MIN_NEW.max(self.words(&body) / 10) {
            return;
        }
        let seen: Vec<u32> = body
            .iter()
            .map(|&at| memory(block_hash(&self.pieces[at].text)))
            .collect();
        let is_new_text = |index: &usize| self.pieces[body[*index]].is_long() && seen[*index] == 0;
        let first = (0..body.len()).find(is_new_text).unwrap_or_default();
        let last = (0..body.len()).rfind(is_new_text).unwrap_or_default();
        let known = Known {
            body: &body,
            seen,
            new_text: first..last,
        };
        let seen: Vec<usize> = (0..body.len())
            .filter(|&index| self.is_remembered(&known, index))
            .map(|index| body[index])
            .collect();
        seen.into_iter().for_each(|at| self.drop(at, REASON));
    }

    fn is_remembered(&self, known: &Known, index: usize) -> bool {
        let piece = &self.pieces[known.body[index]];
        let says_nothing = !piece.key.contains(char::is_alphabetic);
        if matches!(piece.form, Form::Code | Form::Table) || says_nothing || self.is_label(known, index) {
            return false;
        }
        let beside = |index: usize| {
            known.body.get(index).is_some_and(|&at| {
                let other = &self.pieces[at];
                other.is_long() && other.container == piece.container && known.seen[index] == 0
            })
        };
        let between = index > 0 && beside(index - 1) && beside(index + 1);
        let is_sentence = piece.words >= 12 && piece.ends_sentence();
        let needed = match (between, is_sentence) {
            (true, true) => 4,
            (true, false) => 3,
            (false, true) => 2,
            // At the ends one other page is enough; within the text it can be a label that two articles share.
            (false, false) => 1 + u32::from(known.new_text.contains(&index)),
        };
        known.seen[index] >= needed
    }

    /// Whether a piece orders what is new here, as the articles of a site do that all are built in one way: a heading
    /// over new text, a line over a new list, an item of a list that has new ones, a label that the page needs again.
    fn is_label(&self, known: &Known, index: usize) -> bool {
        let piece = &self.pieces[known.body[index]];
        if piece.words > MAX_LABEL {
            return false;
        }
        let is_new = |index: usize| known.seen[index] == 0 && self.pieces[known.body[index]].linked < 0.5;
        let piece_at = |index: usize| &self.pieces[known.body[index]];
        let is_item = |index: usize| matches!(piece_at(index).form, Form::Item { .. });
        let mut after = index + 1..known.body.len();
        if piece.is_heading() {
            return after.find(|&next| !piece_at(next).is_heading()).is_some_and(is_new);
        }
        let in_list = || {
            let fellow = |other: usize| is_item(other) && piece_at(other).container == piece.container;
            is_item(index) && (0..known.body.len()).any(|other| fellow(other) && is_new(other))
        };
        let again = || (0..known.body.len()).any(|other| other != index && piece_at(other).key == piece.key);
        let mut over_list = || after.next().is_some_and(|next| is_item(next) && is_new(next));
        in_list() || again() || over_list()
    }
}

/// The body, and what of it was seen on other pages.
struct Known<'a> {
    body: &'a [usize],
    /// On how many other pages each piece was seen.
    seen: Vec<u32>,
    /// From the first paragraph that is new to the last.
    new_text: Range<usize>,
}

/// Whether nearly all of an article was seen before: it is one that is known, under another address.
pub(super) fn is_known(blocks: &[Block], memory: &Memory) -> bool {
    let (mut new, mut all) = (0, 0);
    for block in blocks.iter().filter(|block| block.kind.is_body()) {
        let words = count_words(&block.text);
        all += words;
        new += if memory(block_hash(&block.text)) == 0 { words } else { 0 };
    }
    new * 10 < all
}

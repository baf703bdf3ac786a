//! The rule that drops what other pages of the site have too, and its exceptions.

use super::article::Block;
use super::choose::Choice;
use super::memory::{Memory, block_hash};
use super::piece::{Form, count_words};

/// Why a piece went that other pages have too.
pub(super) const REASON: &str = "it stands on other pages of the site";

/// Words that must be new for a page to be another article; a tenth of it in a long one.
const MIN_NEW: usize = 30;

impl Choice<'_> {
    /// What was seen on other pages of the site. Sentences can be background that follow-up stories share, and lines
    /// between paragraphs a refrain: they need more than one page. Where nearly all was seen it is the same article
    /// under another address.
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
        let seen: Vec<usize> = (0..body.len())
            .filter(|&index| self.is_remembered(&body, index, memory))
            .map(|index| body[index])
            .collect();
        seen.into_iter().for_each(|at| self.drop(at, REASON));
    }

    fn is_remembered(&self, body: &[usize], index: usize, memory: &Memory) -> bool {
        let piece = &self.pieces[body[index]];
        let heads_text = piece.is_heading() && body.get(index + 1).is_some_and(|&next| self.pieces[next].is_long());
        if matches!(piece.form, Form::Code | Form::Table) || piece.key.is_empty() {
            return false;
        }
        let beside = |at: Option<&usize>| {
            at.is_some_and(|&at| {
                self.pieces[at].is_long()
                    && self.pieces[at].container == piece.container
                    && memory(block_hash(&self.pieces[at].text)) == 0
            })
        };
        let between = index > 0 && beside(body.get(index - 1)) && beside(body.get(index + 1));
        let is_sentence = piece.words >= 12 && piece.ends_sentence();
        let needed = match (heads_text, between, is_sentence) {
            (true, _, _) => return false,
            (_, true, true) => 4,
            (_, true, false) => 3,
            (_, _, true) => 2,
            _ => 1,
        };
        memory(block_hash(&piece.text)) >= needed
    }
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

//! The rule that drops what other pages of the site have too, and its exceptions.

use super::article::Block;
use super::choose::Choice;
use super::memory::{Memory, block_hash};
use super::piece::{Form, Piece, count_words};
use std::collections::HashSet;
use std::ops::Range;

/// Why a piece went that other pages have too.
pub(super) const REASON: &str = "it stands on other pages of the site";

/// Words that must be new for a page to be another article; a tenth of it in a long one.
const MIN_NEW: usize = 30;

/// The share of links from which a piece is no text of its own.
const MOSTLY_LINKS: f32 = 0.5;

/// Words of a label at most.
const MAX_LABEL: usize = 8;

impl Choice<'_> {
    /// What was seen on other pages of the site. Sentences can be background that follow-up stories share, and lines
    /// between paragraphs a refrain: they need more than one page. Labels are the article's own where new text stands
    /// under them. Where nearly all was seen it is the same article under another address.
    pub(super) fn drop_remembered(&mut self, memory: &Memory) {
        let body = self.body();
        let seen: Vec<u32> = body.iter().map(|&at| memory(self.pieces[at].hash)).collect();
        let is_new = |index: &usize| seen[*index] == 0;
        let new: Vec<usize> = (0..body.len()).filter(is_new).map(|index| body[index]).collect();
        if new.len() == body.len() || self.words(&new) < MIN_NEW.max(self.words(&body) / 10) {
            return;
        }
        let is_new_text = |index: &usize| self.pieces[body[*index]].is_long() && is_new(index);
        let first = (0..body.len()).find(is_new_text).unwrap_or_default();
        let last = (0..body.len()).rfind(is_new_text).unwrap_or_default();
        let known = Known {
            new_text: first..last,
            new_lists: self.new_lists(&new),
            again: self.keys_that_come_again(&body),
            body: &body,
            seen,
        };
        let seen: Vec<usize> = (0..body.len())
            .filter(|&index| self.is_remembered(&known, index))
            .map(|index| body[index])
            .collect();
        seen.into_iter().for_each(|at| self.drop(at, REASON));
    }

    /// The lists with an item among `new` that is no link.
    fn new_lists(&self, new: &[usize]) -> HashSet<u32> {
        let items = new
            .iter()
            .map(|&at| &self.pieces[at])
            .filter(|piece| is_new_item(piece));
        items.map(|piece| piece.container).collect()
    }

    fn keys_that_come_again(&self, body: &[usize]) -> HashSet<String> {
        let mut once = HashSet::new();
        let keys = body.iter().map(|&at| &self.pieces[at].key);
        keys.filter(|key| !once.insert(key.as_str())).cloned().collect()
    }

    fn is_remembered(&self, known: &Known, index: usize) -> bool {
        let piece = &self.pieces[known.body[index]];
        if known.seen[index] == 0 {
            return false;
        }
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
        let mut after = (index + 1..known.body.len()).map(|next| (&self.pieces[known.body[next]], known.seen[next]));
        if piece.is_heading() {
            let below = after.find(|(next, _)| !next.is_heading());
            return below.is_some_and(|(next, seen)| seen == 0 && next.linked < MOSTLY_LINKS);
        }
        let is_item = matches!(piece.form, Form::Item { .. });
        let over_list = after.next().is_some_and(|(next, seen)| seen == 0 && is_new_item(next));
        is_item && known.new_lists.contains(&piece.container) || known.again.contains(&piece.key) || over_list
    }
}

/// Whether a piece that is new is an item of a list that tells something itself.
fn is_new_item(piece: &Piece) -> bool {
    matches!(piece.form, Form::Item { .. }) && piece.linked < MOSTLY_LINKS
}

/// The body, and what of it was seen on other pages.
struct Known<'a> {
    body: &'a [usize],
    /// On how many other pages each piece was seen.
    seen: Vec<u32>,
    /// From the first paragraph that is new to the last.
    new_text: Range<usize>,
    /// The lists that have new items.
    new_lists: HashSet<u32>,
    /// The keys of pieces of which the body has more than one.
    again: HashSet<String>,
}

/// Whether nearly all of an article was seen before: it is one that is known, under another address.
pub(super) fn is_known(blocks: &[Block], memory: &Memory) -> bool {
    let body = || blocks.iter().filter(|block| block.kind.is_body());
    let all: usize = body().map(|block| count_words(&block.text)).sum();
    let mut new = 0;
    // A new article says so in its first tenth.
    all > 0
        && body().all(|block| {
            let is_new = memory(block_hash(&block.text)) == 0;
            new += if is_new { count_words(&block.text) } else { 0 };
            new * 10 < all
        })
}

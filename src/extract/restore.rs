//! The rules that bring back what the vote left out. They drop nothing.

use super::choose::{Choice, Slot};
use super::piece::{Form, Piece};
use super::plea;
use std::collections::HashSet;
use std::ops::Range;

/// Words from which a line that ends with a colon is a sentence and no label.
const MIN_ANNOUNCEMENT: usize = 5;

impl Choice<'_> {
    pub(super) fn keep_site_body(&mut self) {
        for at in 0..self.pieces.len() {
            if self.pieces[at].in_site_body {
                self.set(at, Slot::Body, "a site rule names it as body");
            } else {
                self.drop(at, "it is outside the body that a site rule names");
            }
        }
    }

    /// Text that the vote left out though it is laid out as the voted text is.
    pub(super) fn restore_kin(&mut self) {
        let Some(base) = self.base_furniture() else { return };
        let voted: HashSet<(u64, u32)> = self
            .body_where(Piece::is_long)
            .iter()
            .map(|&at| self.layout(at))
            .collect();
        for at in 0..self.pieces.len() {
            let piece = &self.pieces[at];
            let reads = piece.is_long() && piece.ends_sentence() && piece.form == Form::Paragraph;
            if !self.is_body(at) && reads && piece.is_plain(base) && voted.contains(&self.layout(at)) {
                self.set(at, Slot::Body, "it is laid out as the main text is");
            }
        }
    }

    /// Text that the vote left out between two of its pieces.
    pub(super) fn restore_within(&mut self) {
        let Some(base) = self.base_furniture() else { return };
        let body = self.body();
        let (Some(&first), Some(&last)) = (body.first(), body.last()) else {
            return;
        };
        let articles: HashSet<u32> = body.iter().map(|&at| self.pieces[at].article).collect();
        for at in first..last {
            let piece = &self.pieces[at];
            let is_part =
                matches!(piece.form, Form::Heading(_) | Form::Item { .. }) && piece.linked < 0.5 && piece.article != 0;
            let reads = is_part || piece.form == Form::Quote || (piece.is_long() && piece.ends_sentence());
            // What was said elsewhere is quoted in elements that are named after the place where it was said.
            let base = base + usize::from(piece.form == Form::Quote);
            if !self.is_body(at) && reads && piece.is_plain(base) && articles.contains(&piece.article) {
                self.set(at, Slot::Body, "it is within the main text");
            }
        }
    }

    /// Lists amid the text that a line before them announces, and that line: the vote takes lists of links for navigation.
    pub(super) fn restore_announced(&mut self) {
        let Some(base) = self.base_furniture() else { return };
        let body = self.body();
        let (Some(&first), Some(&last)) = (body.first(), body.last()) else {
            return;
        };
        for at in first..last {
            let list = self.announced_by(at, base);
            if list.is_empty() || list.end > last {
                continue;
            }
            for at in (at..list.end).filter(|&at| !self.is_body(at)).collect::<Vec<_>>() {
                self.set(at, Slot::Body, "the text announces it");
            }
        }
    }

    /// The items that the piece at `at` announces: it is a line of text that ends with a colon, and no label.
    pub(super) fn announced_by(&self, at: usize, base: usize) -> Range<usize> {
        let piece = &self.pieces[at];
        let announces = piece.form == Form::Paragraph
            && piece.text.ends_with([':', '：'])
            && piece.words >= MIN_ANNOUNCEMENT
            && piece.linked < 0.5
            && piece.is_plain(base)
            && !plea::is_junk(piece, self.context.rules);
        let items = self.pieces[at + 1..].iter();
        let list = match announces {
            true => items
                .take_while(|next| matches!(next.form, Form::Item { .. }) && next.is_plain(base))
                .count(),
            false => 0,
        };
        at + 1..at + 1 + list
    }

    fn layout(&self, at: usize) -> (u64, u32) {
        (self.pieces[at].shape, self.pieces[at].article)
    }
}

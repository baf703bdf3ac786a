//! The rules for pictures, captions and credits.

use super::choose::{Choice, Slot, Verdict};
use std::collections::HashSet;

impl Choice<'_> {
    pub(super) fn set_captions(&mut self) {
        let list = self.body_where(|piece| piece.is_caption || piece.is_credit);
        if self.words(&list) as f32 > 0.4 * self.words(&self.body()) as f32 {
            return;
        }
        for at in list {
            self.set(at, self.caption_slot(at), "it is the caption of a picture");
        }
    }

    /// Credit or caption: a credit is marked so, or is short and begins with the label of one.
    fn caption_slot(&self, at: usize) -> Slot {
        let piece = &self.pieces[at];
        let labelled = || self.context.rules.words.credits.begin(&piece.key);
        let is_credit = piece.is_credit
            || piece.text.starts_with('©')
            || (piece.words <= 8 && !piece.ends_sentence() && labelled());
        if is_credit { Slot::Credit } else { Slot::Caption }
    }

    /// Captions and pictures that stand within the article though the readability algorithm left them out.
    pub(super) fn set_captions_of_figures(&mut self) {
        let headline = self
            .verdicts
            .iter()
            .position(|verdict| verdict.slot == Some(Slot::Headline));
        let body = self.body();
        let (Some(&first), Some(&last)) = (body.first(), body.last()) else {
            return;
        };
        let start = headline.filter(|&at| at < first).unwrap_or(first);
        let base = self.pieces[first].furniture.max(self.pieces[last].furniture);
        let elsewhere = self.pictures_of_other_articles();
        let mut shown: HashSet<String> = HashSet::new();
        for at in 0..self.pieces.len() {
            let piece = &self.pieces[at];
            let within = (start..=last).contains(&at)
                && !elsewhere.contains(&at)
                && piece.zone.is_none()
                && piece.furniture <= base + 1;
            if let Some(url) = &piece.picture {
                let kept = within && shown.insert(url.clone());
                self.verdicts[at] = if kept {
                    Verdict {
                        slot: Some(Slot::Body),
                        reason: "it is a picture within the article",
                    }
                } else {
                    Verdict {
                        slot: None,
                        reason: "it is a picture outside the article, or shown before",
                    }
                };
            } else if matches!(self.verdicts[at].slot, Some(Slot::Caption | Slot::Credit)) {
                if !shown.insert(piece.key.clone()) {
                    self.drop(at, "it was shown before");
                }
            } else if self.verdicts[at].slot.is_none()
                && within
                && (piece.is_caption || piece.is_credit)
                && shown.insert(piece.key.clone())
            {
                self.set(at, self.caption_slot(at), "it is the caption of a picture");
            }
        }
    }

    /// Pictures that lead to other articles: two or more without text between them.
    fn pictures_of_other_articles(&self) -> HashSet<usize> {
        let mut found = HashSet::new();
        let mut run: Vec<usize> = Vec::new();
        let end = self.pieces.len();
        for at in 0..=end {
            let is_text = at == end || self.is_body(at) && !self.pieces[at].is_picture();
            if is_text {
                if run.len() > 1 {
                    found.extend(run.drain(..));
                }
                run.clear();
            } else if self.pieces[at].is_picture() && self.pieces[at].leads_on {
                run.push(at);
            }
        }
        found
    }
}

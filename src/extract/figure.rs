//! The rules for pictures, captions and credits.

use super::choose::{Choice, Slot, Verdict};
use std::collections::HashSet;

/// The share of the words of a caption that another must have to say it again.
const NEARLY_ALL: f32 = 0.8;

/// Captions and credits of one picture that are compared with a further one.
const MAX_LINES: usize = 4;

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

    /// Captions and credits of a picture that another of the same picture holds, or nearly: the longer one stays.
    pub(super) fn drop_captions_said_twice(&mut self) {
        let mut of_picture: Vec<usize> = Vec::new();
        for at in 0..self.pieces.len() {
            match self.verdicts[at].slot {
                Some(Slot::Caption | Slot::Credit) => {
                    let again = |&&before: &&usize| says_again(&self.pieces[before].key, &self.pieces[at].key);
                    let before = of_picture.iter().rev().take(MAX_LINES).find(again).copied();
                    let goes = before.map(|before| match self.pieces[before].words < self.pieces[at].words {
                        true => before,
                        false => at,
                    });
                    if let Some(goes) = goes {
                        self.drop(goes, "another caption of the picture says it");
                    }
                    if goes != Some(at) {
                        of_picture.push(at);
                    }
                    of_picture.retain(|kept| goes != Some(*kept));
                }
                Some(_) => of_picture.clear(),
                None => {}
            }
        }
    }

    /// Credits that stand neither near a picture nor near a caption: what they are for is not shown.
    pub(super) fn drop_credits_of_nothing(&mut self) {
        let shown: Vec<usize> = (0..self.pieces.len())
            .filter(|&at| self.verdicts[at].slot.is_some())
            .collect();
        let is_of_figure = |index: Option<usize>| {
            let at = index.and_then(|index| shown.get(index));
            at.is_some_and(|&at| self.pieces[at].is_picture() || self.verdicts[at].slot == Some(Slot::Caption))
        };
        // A line of text may come between: what is shown is not always marked as a caption.
        let before = |index: usize| (1..=2).any(|back| is_of_figure(index.checked_sub(back)));
        let is_alone = |&index: &usize| !before(index) && !is_of_figure(Some(index + 1));
        let credits = (0..shown.len()).filter(|&index| self.verdicts[shown[index]].slot == Some(Slot::Credit));
        let alone: Vec<usize> = credits.filter(is_alone).map(|index| shown[index]).collect();
        alone
            .into_iter()
            .for_each(|at| self.drop(at, "it credits no picture that is shown"));
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

/// Whether the shorter of two normalised lines says nothing that the longer does not.
fn says_again(one: &str, other: &str) -> bool {
    let (one, other): (HashSet<&str>, HashSet<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let few = one.len().min(other.len());
    one.intersection(&other).count() as f32 >= NEARLY_ALL * few as f32
}

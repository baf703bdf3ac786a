//! Every piece decided: which stays in the body, which becomes headline, byline, date, caption or credit, which goes, and
//! why. Here are the order of the rules and what they share; the rules are in `restore`, `headline`, `figure`,
//! `furniture`, `plea` and `remembered`. A rule that could take a large share of the text is undone where it would.

use super::headline::Title;
use super::memory::Memory;
use super::piece::{Piece, normalised};
use super::plea;
use super::rules::Rules;
use crate::model::Timestamp;

/// What a piece is in the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Headline,
    Byline,
    Date,
    Caption,
    Credit,
    Body,
}

/// What was decided about a piece, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    /// `None` where it goes.
    pub slot: Option<Slot>,
    pub reason: &'static str,
}

/// What the rules know of the page beyond its pieces.
pub(super) struct Context<'a> {
    pub rules: &'a Rules,
    /// The titles that the page or the feed gives.
    pub titles: Vec<Title>,
    /// When it was published, where that is known.
    pub published: Option<Timestamp>,
    /// Normalised name of the author.
    pub author: Option<String>,
    /// A site rule names the body: what is in it is the article.
    pub by_site_rule: bool,
}

/// Decides every piece. `voted` says which the readability algorithm kept.
pub(super) fn choose(pieces: &[Piece], voted: &[bool], context: &Context, memory: &Memory) -> Vec<Verdict> {
    let verdicts = voted.iter().map(|&kept| Verdict {
        slot: kept.then_some(Slot::Body),
        reason: if kept {
            "it is in the main text"
        } else {
            "it is outside the main text"
        },
    });
    let mut choice = Choice {
        pieces,
        verdicts: verdicts.collect(),
        context,
    };
    if context.by_site_rule {
        choice.keep_site_body();
    } else {
        choice.restore_kin();
        choice.restore_within();
        choice.restore_announced();
    }
    choice.find_headline();
    choice.drop_copies();
    choice.drop_zones();
    choice.drop_headline_copies();
    choice.set_captions();
    choice.drop_repeats();
    choice.keep_article_body();
    choice.drop_furniture();
    choice.drop_links();
    choice.drop_linked_headings();
    choice.drop_unreadable();
    choice.drop_junk();
    choice.drop_lead_and_date_lines();
    choice.drop_lines_and_pleas();
    choice.drop_remembered(memory);
    choice.drop_link_tail();
    choice.drop_headings_of_links();
    choice.drop_dangling_headings();
    choice.set_captions_of_figures();
    choice.drop_captions_said_twice();
    choice.drop_credits_of_nothing();
    plea::drop_pleading_captions(&mut choice);
    choice.set_byline_and_date();
    choice.verdicts
}

pub(super) struct Choice<'a> {
    pub pieces: &'a [Piece],
    pub verdicts: Vec<Verdict>,
    pub context: &'a Context<'a>,
}

impl Choice<'_> {
    pub(super) fn is_body(&self, at: usize) -> bool {
        self.verdicts[at].slot == Some(Slot::Body)
    }

    /// The pieces of the body in order, pictures not counted.
    pub(super) fn body(&self) -> Vec<usize> {
        (0..self.pieces.len())
            .filter(|&at| self.is_body(at) && !self.pieces[at].is_picture())
            .collect()
    }

    pub(super) fn words(&self, list: &[usize]) -> usize {
        list.iter().map(|&at| self.pieces[at].words).sum()
    }

    pub(super) fn drop(&mut self, at: usize, reason: &'static str) {
        self.verdicts[at] = Verdict { slot: None, reason };
    }

    pub(super) fn set(&mut self, at: usize, slot: Slot, reason: &'static str) {
        self.verdicts[at] = Verdict {
            slot: Some(slot),
            reason,
        };
    }

    /// Drops `list` unless that is more than `share` of the body.
    pub(super) fn drop_unless(&mut self, list: &[usize], share: f32, reason: &'static str) -> bool {
        let all = self.words(&self.body()) as f32;
        if self.words(list) as f32 > share * all {
            return false;
        }
        list.iter().for_each(|&at| self.drop(at, reason));
        true
    }

    pub(super) fn body_where(&self, wanted: impl Fn(&Piece) -> bool) -> Vec<usize> {
        self.body().into_iter().filter(|&at| wanted(&self.pieces[at])).collect()
    }

    /// How many elements named like furniture are around the body: the median over its long pieces.
    pub(super) fn base_furniture(&self) -> Option<usize> {
        let mut counts: Vec<usize> = self
            .body_where(Piece::is_long)
            .iter()
            .map(|&at| self.pieces[at].furniture)
            .collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied()
    }
}

/// The titles as the rules compare them.
pub(super) fn titles<'a>(titles: impl Iterator<Item = &'a String>) -> Vec<Title> {
    titles.filter_map(|title| Title::of(&normalised(title))).collect()
}

//! The rules that drop what is around an article rather than of it: by place, by names, by links, by words.

use super::choose::Choice;
use super::date;
use super::piece::{Form, Piece, Zone};
use super::plea;
use super::walk::is_address_of_picture;
use std::collections::{HashMap, HashSet};
use url::Url;

/// The share of links from which a piece is one.
const LINK_HEAVY: f32 = 0.6;

/// Pieces looked at, the largest first, for copies of the whole text.
const MAX_COPIES: usize = 8;

/// Bytes of them that are looked through, once for each piece that may be in them. A copy of 50,000 words is found with less.
const MAX_COMPARED: usize = 64 * 1024 * 1024;

impl Choice<'_> {
    /// Pieces that hold most of the others once more, as hidden copies for machines do.
    pub(super) fn drop_copies(&mut self) {
        let body = self.body();
        let mut largest = body.clone();
        largest.sort_by_key(|&at| std::cmp::Reverse(self.pieces[at].words));
        largest.truncate(MAX_COPIES);
        largest.retain(|&at| self.pieces[at].words >= 100);
        let mut left = MAX_COMPARED;
        let mut holds = |piece: &Piece, other: &Piece| {
            left = left.saturating_sub(piece.key.len());
            left > 0 && piece.key.contains(&other.key)
        };
        largest.retain(|&at| {
            let piece = &self.pieces[at];
            let others = body
                .iter()
                .filter(|&&other| other != at && self.pieces[other].is_long());
            let held: Vec<usize> = others
                .copied()
                .filter(|&other| holds(piece, &self.pieces[other]))
                .collect();
            held.len() >= 3 && self.words(&held) * 2 > piece.words
        });
        largest
            .into_iter()
            .for_each(|at| self.drop(at, "it holds the text once more"));
    }

    pub(super) fn drop_zones(&mut self) {
        for zone in [
            Zone::Stripped,
            Zone::Navigation,
            Zone::Footer,
            Zone::Aside,
            Zone::Form,
            Zone::Hidden,
        ] {
            let list = self.body_where(|piece| piece.zone == Some(zone));
            self.drop_unless(&list, if zone == Zone::Stripped { 1.0 } else { 0.4 }, zone.reason());
        }
    }

    pub(super) fn drop_repeats(&mut self) {
        let mut shown: HashSet<&str> = HashSet::new();
        let (repeated, new): (Vec<usize>, Vec<usize>) = self
            .body()
            .into_iter()
            .filter(|&at| self.pieces[at].words >= 8)
            .partition(|&at| !shown.insert(self.pieces[at].key.as_str()));
        // Plans and comparisons say the same in several lists, which have other items besides.
        let is_item = |at: usize| matches!(self.pieces[at].form, Form::Item { .. });
        let fresh: HashSet<u32> = new
            .into_iter()
            .filter(|&at| is_item(at))
            .map(|at| self.pieces[at].container)
            .collect();
        let repeated: Vec<usize> = repeated
            .into_iter()
            .filter(|&at| !(is_item(at) && fresh.contains(&self.pieces[at].container)))
            .collect();
        repeated.into_iter().for_each(|at| self.drop(at, "it was shown before"));
    }

    /// The lists in which items that are no links are at least as many as those that are.
    fn mixed_lists(&self) -> HashSet<u32> {
        let mut balance: HashMap<u32, i32> = HashMap::new();
        for at in self.body_where(|piece| matches!(piece.form, Form::Item { .. })) {
            let piece = &self.pieces[at];
            *balance.entry(piece.container).or_default() += if piece.linked > LINK_HEAVY { -1 } else { 1 };
        }
        balance.retain(|_, balance| *balance >= 0);
        balance.into_keys().collect()
    }

    pub(super) fn keep_article_body(&mut self) {
        let body = self.body();
        let inside: Vec<usize> = body
            .iter()
            .copied()
            .filter(|&at| self.pieces[at].in_article_body)
            .collect();
        if self.words(&inside) as f32 <= 0.6 * self.words(&body) as f32 {
            return;
        }
        let outside: Vec<usize> = body
            .into_iter()
            .filter(|&at| !self.pieces[at].in_article_body)
            .collect();
        outside
            .into_iter()
            .for_each(|at| self.drop(at, "it is outside the body that the page marks"));
    }

    /// What has more elements around it that are named like furniture than the body itself.
    pub(super) fn drop_furniture(&mut self) {
        let Some(base) = self.base_furniture() else { return };
        let list = self.body_where(|piece| piece.furniture > base && piece.form != Form::Quote);
        self.drop_unless(&list, 0.3, "its surroundings are named like furniture");
    }

    pub(super) fn drop_links(&mut self) {
        let is_sentence = |piece: &Piece| piece.words >= 12 && piece.text.ends_with(['.', '!', '?', '。']);
        let mixed = self.mixed_lists();
        let announced = self.announced();
        let body = self.body().into_iter().filter(|at| !announced.contains(at));
        let is_link = |piece: &Piece| {
            let may_be = match piece.form {
                // What is quoted ends in a link to where it was said.
                Form::Item { number: Some(_) } | Form::Quote => false,
                Form::Item { number: None } => !mixed.contains(&piece.container),
                _ => true,
            };
            may_be && piece.linked > LINK_HEAVY && piece.words < 40 && !piece.is_heading() && !is_sentence(piece)
        };
        let list: Vec<usize> = body.filter(|&at| is_link(&self.pieces[at])).collect();
        self.drop_unless(&list, 0.5, "it is mostly links");
    }

    /// The items of lists that the text announces.
    fn announced(&self) -> HashSet<usize> {
        let Some(base) = self.base_furniture() else {
            return HashSet::new();
        };
        let body = self.body();
        body.into_iter().flat_map(|at| self.announced_by(at, base)).collect()
    }

    /// Headings that are links and stand next to each other head nothing: they are a list of other articles.
    pub(super) fn drop_linked_headings(&mut self) {
        let body = self.body();
        let is_link = |at: usize| self.pieces[at].is_heading() && self.pieces[at].linked > 0.9;
        let pairs = body.windows(2).filter(|pair| is_link(pair[0]) && is_link(pair[1]));
        let mut list: Vec<usize> = pairs.flatten().copied().collect();
        list.dedup();
        self.drop_unless(&list, 0.2, "it is a link to another article");
    }

    /// What is written for machines, and signs that stand alone: a mark that divides the text has three or more.
    pub(super) fn drop_unreadable(&mut self) {
        let list = self.body_where(|piece| {
            let is_running = !matches!(piece.form, Form::Code | Form::Table);
            let is_sign =
                || piece.key.is_empty() && piece.text.chars().filter(|sign| !sign.is_whitespace()).count() < 3;
            let is_word = || !piece.text.contains(' ');
            let is_picture = |text: &str| Url::parse(text).is_ok_and(|url| is_address_of_picture(&url));
            is_running && (is_sign() || is_word() && (is_picture(&piece.text) || date::is_exact(&piece.text)))
        });
        list.into_iter().for_each(|at| self.drop(at, "it is not for people"));
    }

    pub(super) fn drop_junk(&mut self) {
        let list = self.body_where(|piece| !piece.is_heading() && plea::is_junk(piece, self.context.rules));
        self.drop_unless(&list, 0.5, "it reads like a label or a notice");
    }

    pub(super) fn drop_lines_and_pleas(&mut self) {
        let lines = self.body_where(|piece| {
            !matches!(piece.form, Form::Code | Form::Table) && plea::is_line(piece, self.context.rules)
        });
        self.drop_unless(&lines, 0.35, "it is a stand-alone line of the site");
        plea::drop_pleas(self);
        plea::drop_invitations(self);
    }

    /// Lists of links to other articles at the end, with the line over them.
    pub(super) fn drop_link_tail(&mut self) {
        let body = self.body();
        let is_text = |at: usize| {
            let piece = &self.pieces[at];
            piece.linked <= 0.3 && (piece.words > 12 || piece.ends_sentence()) || piece.is_heading()
        };
        let text = body.iter().rposition(|&at| is_text(at)).map_or(0, |index| index + 1);
        let tail = &body[text..];
        let links = tail.iter().filter(|&&at| self.pieces[at].linked > 0.3).count();
        if links >= 2 && links * 2 > tail.len() {
            self.drop_unless(tail, 0.2, "it is a list of other articles");
        }
    }

    /// Headings that read like a label of links to other articles and are one, or stand over those that went.
    pub(super) fn drop_headings_of_links(&mut self) {
        let rules = self.context.rules;
        let headings =
            self.body_where(|piece| piece.is_heading() && (plea::is_junk(piece, rules) || plea::is_line(piece, rules)));
        let leads_on = |at: &usize| self.pieces[*at].linked > 0.3 || self.heads_links(*at);
        let list: Vec<usize> = headings.into_iter().filter(leads_on).collect();
        self.drop_unless(&list, 0.2, "it leads to other articles");
    }

    /// Whether all text that went directly after a piece was links.
    fn heads_links(&self, at: usize) -> bool {
        let after = self.pieces[at + 1..].iter().zip(&self.verdicts[at + 1..]);
        let gone = after.take_while(|(_, verdict)| verdict.slot.is_none());
        let mut texts = gone
            .map(|(piece, _)| piece)
            .filter(|piece| !piece.is_picture())
            .peekable();
        texts.peek().is_some() && texts.all(|piece| piece.linked > LINK_HEAVY)
    }

    /// Headings that head nothing at the end, and marks that divide nothing.
    pub(super) fn drop_dangling_headings(&mut self) {
        for at in self.body().into_iter().rev() {
            let piece = &self.pieces[at];
            let is_mark = matches!(piece.form, Form::Paragraph) && piece.key.is_empty();
            if piece.is_heading() {
                self.drop(at, "it heads nothing");
            } else if is_mark {
                self.drop(at, "it divides nothing");
            } else {
                return;
            }
        }
    }
}

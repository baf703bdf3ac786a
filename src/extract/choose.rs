//! The rules that decide every piece: which stays in the body, which becomes headline, byline, date, caption or credit,
//! which goes, and why. Each rule that could take a large share of the text is undone where it would.

use super::memory::{Memory, block_hash};
use super::piece::{Form, Piece, Zone, normalised};
use super::plea;
use super::rules::Rules;
use std::collections::HashSet;

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
    /// Normalised titles that the page or the feed gives.
    pub titles: Vec<String>,
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
    }
    choice.restore_kin();
    choice.restore_within();
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
    choice.drop_junk();
    choice.drop_lead_and_date_lines();
    choice.drop_lines_and_pleas();
    choice.drop_remembered(memory);
    choice.drop_link_tail();
    choice.drop_dangling_headings();
    choice.set_captions_of_figures();
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

    fn set(&mut self, at: usize, slot: Slot, reason: &'static str) {
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

    fn body_where(&self, wanted: impl Fn(&Piece) -> bool) -> Vec<usize> {
        self.body().into_iter().filter(|&at| wanted(&self.pieces[at])).collect()
    }

    fn keep_site_body(&mut self) {
        for at in 0..self.pieces.len() {
            if self.pieces[at].in_site_body {
                self.set(at, Slot::Body, "a site rule names it as body");
            } else {
                self.drop(at, "it is outside the body that a site rule names");
            }
        }
    }

    /// Text that the vote left out though it is laid out as the voted text is.
    fn restore_kin(&mut self) {
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
    fn restore_within(&mut self) {
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
            if !self.is_body(at) && reads && piece.is_plain(base) && articles.contains(&piece.article) {
                self.set(at, Slot::Body, "it is within the main text");
            }
        }
    }

    fn layout(&self, at: usize) -> (u64, u32) {
        (self.pieces[at].shape, self.pieces[at].article)
    }

    /// How many elements named like furniture are around the body: the median over its long pieces.
    fn base_furniture(&self) -> Option<usize> {
        let mut counts: Vec<usize> = self
            .body_where(Piece::is_long)
            .iter()
            .map(|&at| self.pieces[at].furniture)
            .collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied()
    }

    /// The heading that says what the title says; the first of the highest rank.
    fn find_headline(&mut self) {
        let fits = |piece: &Piece| self.context.titles.iter().any(|title| is_copy(&piece.key, title));
        let headings = (0..self.pieces.len()).filter_map(|at| match self.pieces[at].form {
            Form::Heading(rank)
                if rank <= 3 && fits(&self.pieces[at]) && self.pieces[at].zone != Some(Zone::Hidden) =>
            {
                Some((rank, at))
            }
            _ => None,
        });
        if let Some((_, at)) = headings.min() {
            self.set(at, Slot::Headline, "it is the headline");
        }
    }

    fn drop_zones(&mut self) {
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

    fn drop_headline_copies(&mut self) {
        let first: Vec<usize> = self.body().into_iter().take(4).collect();
        for at in first {
            if self
                .context
                .titles
                .iter()
                .any(|title| is_copy(&self.pieces[at].key, title))
            {
                self.drop(at, "it repeats the headline");
            }
        }
    }

    fn set_captions(&mut self) {
        let list = self.body_where(|piece| piece.is_caption || piece.is_credit);
        if self.words(&list) as f32 > 0.4 * self.words(&self.body()) as f32 {
            return;
        }
        for at in list {
            let slot = if self.pieces[at].is_credit {
                Slot::Credit
            } else {
                Slot::Caption
            };
            self.set(at, slot, "it is the caption of a picture");
        }
    }

    /// Pieces that hold most of the others once more, as hidden copies for machines do.
    fn drop_copies(&mut self) {
        let body = self.body();
        let copies = body.iter().copied().filter(|&at| {
            let piece = &self.pieces[at];
            let held = |&&other: &&usize| {
                other != at && self.pieces[other].is_long() && piece.key.contains(&self.pieces[other].key)
            };
            piece.words >= 100 && {
                let held: Vec<usize> = body.iter().filter(held).copied().collect();
                held.len() >= 3 && self.words(&held) * 2 > piece.words
            }
        });
        copies
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|at| self.drop(at, "it holds the text once more"));
    }

    fn drop_repeats(&mut self) {
        let mut shown: HashSet<&str> = HashSet::new();
        let repeated: Vec<usize> = self
            .body()
            .into_iter()
            .filter(|&at| self.pieces[at].words >= 8 && !shown.insert(self.pieces[at].key.as_str()))
            .collect();
        repeated.into_iter().for_each(|at| self.drop(at, "it was shown before"));
    }

    fn keep_article_body(&mut self) {
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
    fn drop_furniture(&mut self) {
        let Some(base) = self.base_furniture() else { return };
        let list = self.body_where(|piece| piece.furniture > base && piece.form != Form::Quote);
        self.drop_unless(&list, 0.3, "its surroundings are named like furniture");
    }

    fn drop_links(&mut self) {
        let is_sentence = |piece: &Piece| piece.words >= 12 && piece.text.ends_with(['.', '!', '?', '。']);
        let list = self
            .body_where(|piece| piece.linked > 0.6 && piece.words < 40 && !piece.is_heading() && !is_sentence(piece));
        self.drop_unless(&list, 0.5, "it is mostly links");
    }

    /// Headings that are links and stand next to each other head nothing: they are a list of other articles.
    fn drop_linked_headings(&mut self) {
        let body = self.body();
        let is_link = |at: usize| self.pieces[at].is_heading() && self.pieces[at].linked > 0.9;
        let pairs = body.windows(2).filter(|pair| is_link(pair[0]) && is_link(pair[1]));
        let mut list: Vec<usize> = pairs.flatten().copied().collect();
        list.dedup();
        self.drop_unless(&list, 0.2, "it is a link to another article");
    }

    fn drop_junk(&mut self) {
        let list = self.body_where(|piece| !piece.is_heading() && plea::is_junk(piece, self.context.rules));
        self.drop_unless(&list, 0.5, "it reads like a label or a notice");
    }

    /// Bylines, dates and headings of the first rank that stand before the third paragraph or after the last.
    fn drop_lead_and_date_lines(&mut self) {
        let body = self.body();
        let long: Vec<usize> = (0..body.len())
            .filter(|&index| self.pieces[body[index]].is_long())
            .collect();
        let (Some(&third), Some(&last)) = (long.get(2).or(long.last()), long.last()) else {
            return;
        };
        let list: Vec<usize> = body[..third]
            .iter()
            .chain(&body[last..])
            .copied()
            .filter(|&at| self.is_lead_line(at))
            .collect();
        self.drop_unless(&list, 0.2, "it is a byline, a date or a second title");
    }

    fn is_lead_line(&self, at: usize) -> bool {
        let piece = &self.pieces[at];
        if piece.words > 16 || matches!(piece.form, Form::Code | Form::Table | Form::Quote) {
            return false;
        }
        let is_date = piece.words <= 14
            && !piece.is_heading()
            && has_date(piece, self.context.rules)
            && (piece.is_date || !piece.text.ends_with('.'));
        is_date
            || piece.form == Form::Heading(1)
            || self.reads_like_byline(piece)
            || (piece.is_byline && !piece.ends_sentence())
    }

    fn drop_lines_and_pleas(&mut self) {
        let lines = self.body_where(|piece| {
            !matches!(piece.form, Form::Code | Form::Table) && plea::is_line(piece, self.context.rules)
        });
        self.drop_unless(&lines, 0.35, "it is a stand-alone line of the site");
        plea::drop_pleas(self);
    }

    /// What was seen on other pages of the site. Sentences can be background that follow-up stories share, and lines
    /// between paragraphs a refrain: they need two pages. Where nearly all was seen it is the same article again.
    fn drop_remembered(&mut self, memory: &Memory) {
        let body = self.body();
        let seen: Vec<usize> = (0..body.len())
            .filter(|&index| self.is_remembered(&body, index, memory))
            .map(|index| body[index])
            .collect();
        let left = self.words(&body) - self.words(&seen);
        if left >= 30.max(self.words(&body) / 10) {
            seen.into_iter()
                .for_each(|at| self.drop(at, "it stands on other pages of the site"));
        }
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

    /// Lists of links to other articles at the end, with the line over them.
    fn drop_link_tail(&mut self) {
        let body = self.body();
        let is_text = |at: usize| {
            let piece = &self.pieces[at];
            piece.linked <= 0.3 && (piece.words > 12 || piece.ends_sentence()) || piece.is_heading()
        };
        let text = body.iter().rposition(|&at| is_text(at)).map_or(0, |index| index + 1);
        let tail = &body[text..];
        let links = tail.iter().filter(|&&at| self.pieces[at].linked > 0.3).count();
        if links >= 2 && links * 2 > tail.len() {
            self.drop_unless(&tail.to_vec(), 0.2, "it is a list of other articles");
        }
    }

    /// Headings that head nothing at the end.
    fn drop_dangling_headings(&mut self) {
        for at in self.body().into_iter().rev() {
            if !self.pieces[at].is_heading() {
                return;
            }
            self.drop(at, "it heads nothing");
        }
    }

    /// Captions and pictures that stand within the article though the readability algorithm left them out.
    fn set_captions_of_figures(&mut self) {
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
        let mut shown: HashSet<String> = HashSet::new();
        for at in 0..self.pieces.len() {
            let piece = &self.pieces[at];
            let within = (start..=last).contains(&at) && piece.zone.is_none() && piece.furniture <= base + 1;
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
                let slot = if piece.is_credit { Slot::Credit } else { Slot::Caption };
                self.set(at, slot, "it is the caption of a picture");
            }
        }
    }

    /// Byline and date: short pieces between the headline and the third paragraph that are marked so or read so.
    fn set_byline_and_date(&mut self) {
        let body = self.body();
        let Some(&end) = body.get(2).or(body.last()) else {
            return;
        };
        let headline = self
            .verdicts
            .iter()
            .position(|verdict| verdict.slot == Some(Slot::Headline));
        let start = headline
            .filter(|&at| at < end)
            .unwrap_or_else(|| body[0].saturating_sub(12));
        let (mut byline, mut date) = (false, false);
        for at in start..=end {
            let piece = &self.pieces[at];
            if self.verdicts[at].slot.is_some()
                || piece.words > 16
                || piece.is_picture()
                || piece.zone.is_some_and(|zone| zone != Zone::Aside)
            {
                continue;
            }
            if !byline && self.reads_like_byline(piece) {
                byline = true;
                self.set(at, Slot::Byline, "it names the author");
            } else if !date
                && piece.text.chars().any(|sign| sign.is_ascii_digit())
                && super::date::in_text(&piece.text, self.context.rules).is_some()
            {
                date = true;
                self.set(at, Slot::Date, "it is the date");
            }
        }
    }

    fn reads_like_byline(&self, piece: &Piece) -> bool {
        let names_author = self
            .context
            .author
            .as_ref()
            .is_some_and(|author| !author.is_empty() && piece.key.contains(author.as_str()));
        let labelled = self
            .context
            .rules
            .languages
            .iter()
            .any(|words| words.begins(&piece.key, &words.bylines));
        names_author || (piece.is_byline && labelled)
    }
}

fn has_date(piece: &Piece, rules: &Rules) -> bool {
    piece.text.contains(|sign: char| sign.is_ascii_digit()) && super::date::in_text(&piece.text, rules).is_some()
}

/// Whether two normalised lines say the same: most of their words agree.
fn is_copy(key: &str, title: &str) -> bool {
    if key.is_empty() || title.is_empty() {
        return false;
    }
    if key == title {
        return true;
    }
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<HashSet<String>>();
    let (one, other) = (words(key), words(title));
    let shared = one.intersection(&other).count() as f32;
    shared / (one.len() + other.len()) as f32 * 2.0 > 0.8 || shared / one.union(&other).count() as f32 > 0.7
}

/// The titles as the rules compare them.
pub(super) fn normalised_titles<'a>(titles: impl Iterator<Item = &'a String>) -> Vec<String> {
    titles
        .map(|title| normalised(title))
        .filter(|title| !title.is_empty())
        .collect()
}

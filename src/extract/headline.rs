//! The rules for what stands around the text: headline, byline and date, and copies of them.

use super::choose::{Choice, Context, Slot};
use super::date;
use super::piece::{Form, Piece, Zone};
use super::rules::Rules;
use crate::model::Timestamp;
use crate::model::time::DAY;
use std::collections::HashSet;

/// Pieces at the end that can be bylines or dates; more is a list of references.
const LAST_LINES: usize = 3;

/// Seconds by which the date in the text can be another than the one that is known: zones, and the day of an edit.
const NEAR: i64 = 2 * DAY;

impl Choice<'_> {
    /// The heading that says what the title says; the first of the highest rank.
    pub(super) fn find_headline(&mut self) {
        let fits = |piece: &Piece| self.context.repeats_title(&piece.key);
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

    pub(super) fn drop_headline_copies(&mut self) {
        let first: Vec<usize> = self.body().into_iter().take(4).collect();
        for at in first {
            if self.context.repeats_title(&self.pieces[at].key) {
                self.drop(at, "it repeats the headline");
            }
        }
    }

    /// Bylines, dates and headings of the first rank that stand before the third paragraph or after the last.
    pub(super) fn drop_lead_and_date_lines(&mut self) {
        let body = self.body();
        let long: Vec<usize> = (0..body.len())
            .filter(|&index| self.pieces[body[index]].is_long())
            .collect();
        let (Some(&third), Some(&last)) = (long.get(2).or(long.last()), long.last()) else {
            return;
        };
        let list: Vec<usize> = body[..third]
            .iter()
            .chain(&body[last.max(body.len().saturating_sub(LAST_LINES))..])
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
            && date_of(piece, self.context.rules).is_some()
            && (piece.is_date || !piece.text.ends_with('.'));
        is_date
            || piece.form == Form::Heading(1)
            || self.reads_like_byline(piece)
            || (piece.is_byline && !piece.ends_sentence())
    }

    /// Byline and date: short pieces between the headline and the third paragraph that are marked so or read so.
    pub(super) fn set_byline_and_date(&mut self) {
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
        let mut byline: Option<usize> = None;
        let mut dates: Vec<(usize, Timestamp)> = Vec::new();
        for at in start..=end {
            let piece = &self.pieces[at];
            if self.verdicts[at].slot.is_some()
                || piece.words > 16
                || piece.is_picture()
                || piece.zone.is_some_and(|zone| zone != Zone::Aside)
            {
                continue;
            }
            let is_byline = |before: usize| self.pieces[before].key == piece.key;
            if byline.is_none() && self.reads_like_byline(piece) {
                byline = Some(at);
                self.set(at, Slot::Byline, "it names the author");
            } else if !byline.is_some_and(is_byline) {
                dates.extend(date_of(piece, self.context.rules).map(|date| (at, date)));
            }
        }
        // Others can be those of other articles.
        let is_own = |date: Timestamp| {
            let own = self.context.published;
            own.is_some_and(|own| (date.unix() - own.unix()).abs() <= NEAR)
        };
        let own = dates.iter().find(|(_, date)| is_own(*date));
        if let Some(&(at, _)) = own.or(dates.first()) {
            self.set(at, Slot::Date, "it is the date");
        }
    }

    pub(super) fn reads_like_byline(&self, piece: &Piece) -> bool {
        let names_author = self.context.author.as_ref().is_some_and(|author| {
            let words = author.split(' ').count();
            words >= 2 && piece.key.contains(author.as_str()) && piece.words <= words + 8 || piece.key == *author
        });
        let labels = &self.context.rules.words.bylines;
        names_author || (piece.is_byline && labels.begin(&piece.key) && !labels.has(&piece.key))
    }
}

fn date_of(piece: &Piece, rules: &Rules) -> Option<Timestamp> {
    let may_have = piece.text.contains(|sign: char| sign.is_ascii_digit());
    may_have.then(|| date::in_text(&piece.text, rules)).flatten()
}

/// A title by its words.
pub(super) struct Title(HashSet<String>);

impl Title {
    /// `key` is normalised.
    pub(super) fn of(key: &str) -> Option<Title> {
        (!key.is_empty()).then(|| Title(key.split(' ').map(str::to_owned).collect()))
    }

    /// Whether a line of these words says the same: most of their words agree.
    fn is_said_by(&self, words: &HashSet<&str>) -> bool {
        let (few, many) = (self.0.len().min(words.len()), self.0.len().max(words.len()));
        // With every word shared they would have this much in common.
        if few as f32 / (few + many) as f32 * 2.0 <= 0.8 && few as f32 / many as f32 <= 0.7 {
            return false;
        }
        let shared = words.iter().filter(|&&word| self.0.contains(word)).count();
        let all = self.0.len() + words.len();
        shared as f32 / all as f32 * 2.0 > 0.8 || shared as f32 / (all - shared) as f32 > 0.7
    }
}

impl Context<'_> {
    /// Whether a normalised line says what one of the titles says.
    fn repeats_title(&self, key: &str) -> bool {
        let words: HashSet<&str> = key.split(' ').collect();
        !key.is_empty() && self.titles.iter().any(|title| title.is_said_by(&words))
    }
}

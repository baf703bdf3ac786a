//! Letters at links: typing one opens its link, or copies it.

use super::effect::Effect;
use super::linked::LinkedPage;
use super::overlay::Overlay;
use super::state::State;
use super::tracking::untracked;
use crate::config::Key;
use crate::model::Line;

/// The letters typed so far, and what they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hints {
    pub wanted: Wanted,
    pub typed: String,
}

/// What is done with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Browse,
    Copy,
    /// Its page is read here.
    Read,
}

const LETTERS: &str = "asdfghjklqwertyuiopzxcvbnm";

/// The links of some lines in order, each once, with the letters that open it.
pub fn labels(lines: &[Line]) -> Vec<(usize, String)> {
    let mut links: Vec<usize> = Vec::new();
    for link in lines.iter().flat_map(|line| &line.spans).filter_map(|span| span.link) {
        if !links.contains(&link) {
            links.push(link);
        }
    }
    let letters: Vec<char> = LETTERS.chars().collect();
    let one_is_enough = links.len() <= letters.len();
    let label = |index: usize| {
        let second = letters[index % letters.len()];
        match one_is_enough {
            true => second.to_string(),
            false => format!("{}{second}", letters[(index / letters.len()) % letters.len()]),
        }
    };
    links
        .into_iter()
        .enumerate()
        .map(|(index, link)| (link, label(index)))
        .collect()
}

impl State {
    /// The page of a link that lies over the article.
    pub fn linked_page(&self) -> Option<&LinkedPage> {
        let mut below = self.overlays.iter().rev();
        match below.find(|overlay| !matches!(overlay, Overlay::Hints(_))) {
            Some(Overlay::Linked(linked)) => Some(linked),
            _ => None,
        }
    }

    /// The lines in sight whose links get letters: of the page of a link, or else of the article.
    pub fn lettered_lines(&self) -> Vec<Line> {
        let Some(linked) = self.linked_page() else {
            return self.shown_lines();
        };
        let rows = self.layout().overlay_inside.map_or(0, |region| region.rows());
        let first = self.first_line(linked.top, rows);
        linked.lines().into_iter().skip(first).take(rows).collect()
    }

    pub(super) fn lettered_link(&self, number: usize) -> Option<String> {
        match self.linked_page() {
            Some(linked) => linked.link(number),
            None => self.article.as_ref()?.link(number),
        }
    }

    /// A key while the letters are shown; one that begins no label leaves them, as does Esc.
    pub(super) fn press_hints(&mut self, mut hints: Hints, key: Key) -> Vec<Effect> {
        let Some(sign) = key.typed() else { return Vec::new() };
        hints.typed.push(sign);
        let labels = labels(&self.lettered_lines());
        if let Some((link, _)) = labels.iter().find(|(_, label)| *label == hints.typed) {
            let url = self.lettered_link(*link);
            return url.map_or_else(Vec::new, |url| self.take_link(&url, hints.wanted));
        }
        if labels.iter().any(|(_, label)| label.starts_with(&hints.typed)) {
            self.overlays.push(Overlay::Hints(hints));
        }
        Vec::new()
    }

    pub(super) fn take_link(&mut self, url: &str, wanted: Wanted) -> Vec<Effect> {
        if wanted != Wanted::Copy && self.linked_page().is_none() && self.follow_place(url) {
            return Vec::new();
        }
        match wanted {
            Wanted::Browse => vec![Effect::Browse { url: untracked(url) }],
            Wanted::Copy => self.copy(url),
            Wanted::Read => self.read_link(url),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn line(links: std::ops::Range<usize>) -> Line {
        let spans = links.map(|link| Span {
            link: Some(link),
            ..Span::default()
        });
        Line {
            spans: spans.collect(),
            ..Line::default()
        }
    }

    #[test]
    fn each_link_has_letters_of_its_own_and_none_begins_another() {
        for count in [1, 26, 27, 200] {
            let labels = labels(&[line(0..count), line(0..count)]);
            assert_eq!(labels.len(), count);
            for (index, (_, label)) in labels.iter().enumerate() {
                let others = labels.iter().enumerate().filter(|(other, _)| *other != index);
                assert!(
                    others
                        .into_iter()
                        .all(|(_, (_, other))| !other.starts_with(label.as_str()))
                );
            }
        }
    }
}

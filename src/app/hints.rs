//! Letters at links: typing one opens its link, or copies it.

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

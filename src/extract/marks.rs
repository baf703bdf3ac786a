//! What the names of elements (class, id, role) tell of what is in them. Which names is data: `config/extract/marks.toml`.

use serde::Deserialize;
use std::collections::{HashMap, HashSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarkLists {
    furniture: Vec<String>,
    caption: Vec<String>,
    credit: Vec<String>,
    figure: Vec<String>,
    byline: Vec<String>,
    date: Vec<String>,
    hidden: Vec<String>,
}

/// What the names of elements (class, id, role) tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    words: HashMap<String, Named>,
    prefixes: Vec<(String, Named)>,
    hidden: HashSet<String>,
}

/// What one element's names tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub furniture: bool,
    pub caption: bool,
    pub credit: bool,
    pub figure: bool,
    pub byline: bool,
    pub date: bool,
}

impl Named {
    fn add(&mut self, other: Named) {
        self.furniture |= other.furniture;
        self.caption |= other.caption;
        self.credit |= other.credit;
        self.figure |= other.figure;
        self.byline |= other.byline;
        self.date |= other.date;
    }
}

impl From<MarkLists> for Marks {
    fn from(lists: MarkLists) -> Marks {
        let one = Named::default;
        let mut marks = Marks {
            hidden: lists.hidden.into_iter().collect(),
            ..Marks::default()
        };
        marks.add(
            &lists.furniture,
            Named {
                furniture: true,
                ..one()
            },
        );
        marks.add(&lists.caption, Named { caption: true, ..one() });
        marks.add(&lists.credit, Named { credit: true, ..one() });
        marks.add(&lists.figure, Named { figure: true, ..one() });
        marks.add(&lists.byline, Named { byline: true, ..one() });
        marks.add(&lists.date, Named { date: true, ..one() });
        marks
    }
}

impl Marks {
    fn add(&mut self, list: &[String], named: Named) {
        for word in list {
            match word.strip_suffix('*') {
                Some(prefix) => self.prefixes.push((prefix.to_owned(), named)),
                None => self.words.entry(word.clone()).or_default().add(named),
            }
        }
    }

    /// What the words in `names` (in lower case) tell together.
    pub(super) fn read(&self, names: &[&str]) -> Named {
        let mut named = Named::default();
        for name in names {
            let mut before = "";
            for word in name
                .split(|sign: char| !sign.is_ascii_alphanumeric())
                .filter(|word| !word.is_empty())
            {
                self.words.get(word).into_iter().for_each(|&found| named.add(found));
                if !before.is_empty() {
                    let pair = format!("{before}-{word}");
                    self.words.get(&pair).into_iter().for_each(|&found| named.add(found));
                }
                for (prefix, found) in &self.prefixes {
                    if word.starts_with(prefix.as_str()) {
                        named.add(*found);
                    }
                }
                before = word;
            }
        }
        named
    }

    /// Whether one of the classes hides what it is put on.
    pub(super) fn hides(&self, class: &str) -> bool {
        class.split_whitespace().any(|name| {
            // An element of a block is named after it (BEM): `block__element`.
            let element = name.rsplit_once("__").map_or(name, |(_, element)| element);
            self.hidden.contains(name) || self.hidden.contains(element)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::Rules;

    #[test]
    fn names_are_read_word_by_word() {
        let marks = &Rules::embedded().marks;
        assert!(marks.read(&["article__share-bar"]).furniture);
        assert!(!marks.read(&["shareholder-story"]).furniture);
        assert!(marks.read(&["most-read"]).furniture);
    }
}

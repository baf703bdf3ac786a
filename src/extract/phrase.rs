//! Lists of phrases that are looked up in normalised text by their first word, so that many lists cost little.

use std::collections::HashMap;

/// A list of normalised phrases.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    by_first_word: HashMap<String, Vec<String>>,
    /// Phrases of scripts that put no blanks between words: looked for anywhere.
    unspaced: Vec<String>,
}

impl Phrases {
    /// The list of `phrases`; `unspaced` where words are not divided by blanks.
    pub(super) fn new(phrases: Vec<String>, unspaced: bool) -> Phrases {
        if unspaced {
            return Phrases {
                unspaced: phrases,
                ..Phrases::default()
            };
        }
        let mut by_first_word: HashMap<String, Vec<String>> = HashMap::new();
        for phrase in phrases {
            let first = phrase.split(' ').next().unwrap_or_default().to_owned();
            by_first_word.entry(first).or_default().push(phrase);
        }
        Phrases {
            by_first_word,
            unspaced: Vec::new(),
        }
    }

    /// Whether `key` begins with one of the phrases.
    pub(super) fn begin(&self, key: &str) -> bool {
        self.at_start(key).next().is_some() || self.unspaced.iter().any(|phrase| key.starts_with(phrase.as_str()))
    }

    /// Whether `key` is one of the phrases.
    pub(super) fn has(&self, key: &str) -> bool {
        self.at_start(key).any(|phrase| phrase == key) || self.unspaced.iter().any(|phrase| phrase == key)
    }

    /// Whether one of the phrases is in `key`.
    pub(super) fn are_in(&self, key: &str) -> bool {
        self.found_in(key).next().is_some()
    }

    /// How many of the phrases are in `key`; one that occurs twice counts twice.
    pub(super) fn count_in(&self, key: &str) -> usize {
        self.found_in(key).count()
    }

    /// The phrases that are in `key`.
    pub(super) fn found_in<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let starts = std::iter::once(0).chain(key.match_indices(' ').map(|(at, _)| at + 1));
        let spaced = starts.flat_map(move |at| self.at_start(&key[at..]));
        spaced.chain(
            self.unspaced
                .iter()
                .map(String::as_str)
                .filter(move |phrase| key.contains(phrase)),
        )
    }

    fn at_start<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let first = key.split(' ').next().unwrap_or_default();
        let phrases = self.by_first_word.get(first).into_iter().flatten();
        phrases.map(String::as_str).filter(move |phrase| {
            key.strip_prefix(phrase)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_whole_words() {
        let phrases = Phrases::new(vec!["sign up".into(), "ad".into()], false);
        assert!(phrases.are_in("please sign up now") && phrases.begin("ad") && phrases.are_in("an ad"));
        assert!(phrases.has("sign up") && !phrases.has("sign up now"));
        assert!(!phrases.are_in("design upper") && !phrases.begin("add sign up"));
        assert_eq!(phrases.count_in("sign up for the ad"), 2);
    }

    #[test]
    fn where_words_are_not_divided_they_are_found_anywhere() {
        let phrases = Phrases::new(vec!["寄付".into()], true);
        assert!(phrases.are_in("ぜひ寄付をお願いします") && !phrases.begin("ぜひ寄付"));
    }
}

//! Phrases that are looked up in normalised text by how they begin, so that a text is read once however many there are.

use std::collections::HashMap;

/// Normalised phrases, each with what it was added as.
#[derive(Clone, Debug)]
pub(super) struct Phrases<T = ()> {
    by_first_word: HashMap<String, Vec<(String, T)>>,
    /// Phrases of scripts that put no blanks between words, by their first sign: looked for anywhere.
    unspaced: HashMap<char, Vec<(String, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases {
            by_first_word: HashMap::new(),
            unspaced: HashMap::new(),
        }
    }
}

impl<T: Copy> Phrases<T> {
    /// Adds `phrases`; `unspaced` where words are not divided by blanks.
    pub(super) fn add(&mut self, phrases: Vec<String>, unspaced: bool, tag: T) {
        for phrase in phrases {
            let list = match phrase.chars().next() {
                Some(sign) if unspaced => self.unspaced.entry(sign).or_default(),
                _ => self.by_first_word.entry(first_word(&phrase).to_owned()).or_default(),
            };
            list.push((phrase, tag));
        }
    }

    /// Whether `key` begins with one of the phrases.
    pub(super) fn begin(&self, key: &str) -> bool {
        self.at_start(key).chain(self.unspaced_at_start(key)).next().is_some()
    }

    /// Whether `key` is one of the phrases.
    pub(super) fn has(&self, key: &str) -> bool {
        let mut found = self.at_start(key).chain(self.unspaced_at_start(key));
        found.any(|(phrase, _)| phrase == key)
    }

    /// Whether one of the phrases is in `key`.
    pub(super) fn are_in(&self, key: &str) -> bool {
        self.found_in(key).next().is_some()
    }

    /// The phrases that are in `key`; one that occurs twice is found twice.
    pub(super) fn found_in<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (&'a str, T)> {
        let words = std::iter::once(0).chain(key.match_indices(' ').map(|(at, _)| at + 1));
        let spaced = words.flat_map(move |at| self.at_start(&key[at..]));
        let signs = key.char_indices().filter(|_| !self.unspaced.is_empty());
        spaced.chain(signs.flat_map(move |(at, _)| self.unspaced_at_start(&key[at..])))
    }

    fn at_start<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (&'a str, T)> {
        let phrases = self.by_first_word.get(first_word(key)).into_iter().flatten();
        phrases
            .map(|(phrase, tag)| (phrase.as_str(), *tag))
            .filter(move |(phrase, _)| {
                key.strip_prefix(phrase)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            })
    }

    fn unspaced_at_start<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (&'a str, T)> {
        let phrases = key.chars().next().and_then(|sign| self.unspaced.get(&sign));
        phrases
            .into_iter()
            .flatten()
            .map(|(phrase, tag)| (phrase.as_str(), *tag))
            .filter(move |(phrase, _)| key.starts_with(phrase))
    }
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(phrases: &[&str], unspaced: bool) -> Phrases {
        let mut list = Phrases::default();
        list.add(phrases.iter().map(|&phrase| phrase.to_owned()).collect(), unspaced, ());
        list
    }

    #[test]
    fn phrases_are_found_as_whole_words() {
        let phrases = of(&["sign up", "ad"], false);
        assert!(phrases.are_in("please sign up now") && phrases.begin("ad") && phrases.are_in("an ad"));
        assert!(phrases.has("sign up") && !phrases.has("sign up now"));
        assert!(!phrases.are_in("design upper") && !phrases.begin("add sign up"));
        assert_eq!(phrases.found_in("sign up for the ad").count(), 2);
    }

    #[test]
    fn where_words_are_not_divided_they_are_found_anywhere() {
        let phrases = of(&["寄付"], true);
        assert!(phrases.are_in("ぜひ寄付をお願いします") && !phrases.begin("ぜひ寄付"));
        assert!(phrases.begin("寄付を") && phrases.has("寄付") && !phrases.has("寄付を"));
    }

    #[test]
    fn a_phrase_is_found_as_what_it_was_added_as() {
        let mut phrases = Phrases::default();
        phrases.add(vec!["we".to_owned()], false, 1);
        phrases.add(vec!["we".to_owned(), "wir".to_owned()], false, 2);
        let found = |key| phrases.found_in(key).map(|(_, tag)| tag).collect::<Vec<_>>();
        assert_eq!((found("as we do"), found("wir")), (vec![1, 2], vec![2]));
    }
}

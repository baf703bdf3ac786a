//! The words of the index: which an entry has, and which a query asks for. The one place that knows their signs.

use super::languages::Languages;
use super::stems::{Rules, Stem};
use super::words::{Pattern, Word, is_beginning};
use crate::model::query::Place as In;
use std::collections::HashSet;
use std::ops::Range;

/// Signs that are in no word tell apart what a word of the index stands for.
const TITLE: &str = "§";
const AUTHOR: &str = "¶";
const STEM: &str = "≈";
const UNINFLECTED: &str = "≠";
const BEGINNING: &str = "·";

/// The words of an entry, as the index gets them: each once, one blank between two. One text for all of them, since an
/// entry has hundreds.
#[derive(Default)]
pub(super) struct Vocabulary {
    text: String,
    words: Vec<Range<usize>>,
}

impl Vocabulary {
    /// Adds words that are found anywhere.
    pub(super) fn add(&mut self, words: &[Word<'_>]) {
        for word in words {
            self.put(&[&word.text]);
            for beginning in word.beginnings() {
                self.put(&[BEGINNING, beginning]);
            }
        }
    }

    /// Adds the words of the text.
    pub(super) fn add_text(&mut self, words: &[Word<'_>], rules: Option<&Rules>) {
        self.add(words);
        if let Some(rules) = rules {
            self.add_stems(words, rules);
        }
    }

    /// Adds what inflections of the words have in common, and by which rules they have. A word that is its own stem is there
    /// already: without these, an index has a quarter less to hold.
    fn add_stems(&mut self, words: &[Word<'_>], rules: &Rules) {
        self.put(&[STEM, rules.code()]);
        for stem in stems_apart(words, rules) {
            self.put(&[STEM, rules.code(), &stem]);
        }
    }

    /// Adds the words of the title, also as such.
    pub(super) fn add_title(&mut self, words: &[Word<'_>], rules: Option<&Rules>) {
        self.add(words);
        for word in words {
            self.put(&[TITLE, &word.text]);
        }
        let Some(rules) = rules else { return };
        self.add_stems(words, rules);
        for stem in stems_apart(words, rules) {
            self.put(&[TITLE, STEM, rules.code(), &stem]);
        }
    }

    /// Adds the words of the author, also as such.
    pub(super) fn add_author(&mut self, words: &[Word<'_>]) {
        self.add(words);
        for word in words {
            self.put(&[AUTHOR, &word.text]);
        }
    }

    /// Adds which words of author and feed are in neither text nor title: there no inflections count, and theirs are not found.
    pub(super) fn add_uninflected(&mut self, beside: &[&[Word<'_>]], inflected: &[&[Word<'_>]], rules: &Rules) {
        let beside = beside.iter().flat_map(|words| words.iter()).map(|word| &*word.text);
        let mut uninflected: HashSet<&str> = beside.filter(|word| rules.is_stem(word)).collect();
        for word in inflected.iter().flat_map(|words| words.iter()) {
            uninflected.remove(&*word.text);
        }
        for word in uninflected {
            self.put(&[UNINFLECTED, word]);
        }
    }

    /// The words as one text, in order: so FTS5 finds its place for each next to that of the one before.
    pub(super) fn into_text(self) -> String {
        let words = self.words.into_iter().map(|range| &self.text[range]);
        let mut words: Vec<(u64, &str)> = words.map(|word| (leading(word), word)).collect();
        words.sort_unstable();
        words.dedup();
        let mut text = String::with_capacity(self.text.len() + words.len());
        for (_, word) in words {
            text.push_str(word);
            text.push(' ');
        }
        text
    }

    fn put(&mut self, pieces: &[&str]) {
        let begins = self.text.len();
        pieces.iter().for_each(|piece| self.text.push_str(piece));
        self.words.push(begins..self.text.len());
    }
}

/// The stems that are not written like their words.
fn stems_apart(words: &[Word<'_>], rules: &Rules) -> impl Iterator<Item = String> {
    let stems = words.iter().map(|word| (word, rules.stem(&word.text)));
    stems.filter_map(|(word, stem)| stem.filter(|stem| *stem != word.text))
}

/// The words in their order, each once: so no stem is looked for twice, and less is sorted.
pub(super) fn each_once(words: Vec<Word<'_>>) -> Vec<Word<'_>> {
    let mut words: Vec<(u64, Word<'_>)> = words.into_iter().map(|word| (leading(&word.text), word)).collect();
    words.sort_unstable_by(|(one, word), (other, as_well)| (one, &word.text).cmp(&(other, &as_well.text)));
    words.dedup_by(|(_, word), (_, as_well)| word.text == as_well.text);
    words.into_iter().map(|(_, word)| word).collect()
}

/// The first bytes of a word as a number that has its order: most words are told apart by it, and sooner than by themselves.
fn leading(word: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = word.len().min(bytes.len());
    bytes[..length].copy_from_slice(&word.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

/// What the index is asked for a pattern that has words. Of several words it says that all are there, not that they stand
/// in a row. Stems are asked for in the languages that the index has.
pub(super) fn question(pattern: &Pattern, place: In, languages: &Languages) -> String {
    let sign = match place {
        In::Anywhere => "",
        In::Title => TITLE,
        In::Author => AUTHOR,
    };
    let beginning = |word: &str| format!("\"{BEGINNING}{word}\"");
    if let ([only], In::Anywhere, true) = (pattern.words.as_slice(), place, pattern.prefix)
        && is_beginning(only)
    {
        return beginning(only);
    }
    // Words have letters and digits only, so nothing in them can end the quotation.
    let mut wanted: Vec<String> = pattern.words.iter().map(|word| format!("\"{sign}{word}\"")).collect();
    if let (true, Some(last), Some(word)) = (pattern.prefix, wanted.last_mut(), pattern.words.last()) {
        match place {
            In::Anywhere if is_beginning(word) => *last = beginning(word),
            _ => last.push_str(" *"),
        }
    }
    let mut question = wanted.join(" AND ");
    if place != In::Author {
        for Stem { code, text, is_word } in pattern.stems.iter().filter(|stem| languages.has(stem.code)) {
            question.push_str(&format!(" OR \"{sign}{STEM}{code}{text}\""));
            if *is_word && !pattern.words.contains(text) {
                question.push_str(&format!(
                    " OR ((\"{sign}{text}\" AND \"{STEM}{code}\") NOT \"{UNINFLECTED}{text}\")"
                ));
            }
        }
    }
    question
}

//! How like names are to what was typed: some of their letters in order, close together or at the beginnings of words.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use std::cmp::Reverse;

/// Compares names with what was typed.
pub(super) struct Likeness {
    pattern: Pattern,
    matcher: Matcher,
    signs: Vec<char>,
    /// Less than this is a likeness by chance.
    least: u32,
}

/// What a letter is worth at least for its name to count: more than one that stands anywhere, less than one that follows
/// the letter before it.
const LETTER: u32 = 21;

impl Likeness {
    /// To be compared with `typed`.
    pub fn to(typed: &str) -> Likeness {
        let letters = typed.chars().filter(|sign| !sign.is_whitespace()).count();
        Likeness {
            pattern: Pattern::new(
                typed.trim(),
                CaseMatching::Ignore,
                Normalization::Smart,
                AtomKind::Fuzzy,
            ),
            matcher: Matcher::new(Config::DEFAULT),
            signs: Vec::new(),
            least: LETTER * u32::try_from(letters).unwrap_or(u32::MAX / LETTER),
        }
    }

    /// How like it is; `None` where it is not. Every name is like nothing.
    pub fn of(&mut self, name: &str) -> Option<u32> {
        let score = self
            .pattern
            .score(Utf32Str::new(name, &mut self.signs), &mut self.matcher)?;
        (score >= self.least).then_some(score)
    }
}

/// Whether each word of `typed` begins a word of the sentence: its letters alone are in any sentence.
pub(super) fn begins_words(typed: &str, sentence: &str) -> bool {
    let sentence = sentence.to_lowercase();
    let words: Vec<&str> = sentence.split(|sign: char| !sign.is_alphanumeric()).collect();
    let begins = |typed: &str| words.iter().any(|word| word.starts_with(typed));
    typed.to_lowercase().split_whitespace().all(begins)
}

/// The best first; those of one rank stay in their order.
pub(super) fn best_first<T>(mut found: Vec<(u32, T)>) -> Vec<T> {
    found.sort_by_key(|(rank, _)| Reverse(*rank));
    found.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(typed: &str) -> Vec<&'static str> {
        let names = [
            "save-query",
            "toggle-sidebar",
            "half-page-down",
            "mark-all-read",
            "Small Software",
            "Harbour Post",
        ];
        let mut likeness = Likeness::to(typed);
        let found = names.into_iter().filter_map(|name| Some((likeness.of(name)?, name)));
        best_first(found.collect())
    }

    #[test]
    fn letters_count_where_they_begin_words_or_follow_each_other() {
        assert_eq!(like("sq"), ["save-query"]);
        assert_eq!(like("mra"), ["mark-all-read"]);
        assert_eq!(like("HARB"), ["Harbour Post"]);
        assert_eq!(like("hapo"), ["Harbour Post", "half-page-down"]);
        assert_eq!(like("").len(), 6);
    }

    #[test]
    fn letters_that_only_stand_somewhere_count_for_nothing() {
        assert_eq!(like("mar"), ["mark-all-read"]);
        assert_eq!(like("tide"), [""; 0]);
        assert!(begins_words("go unread", "Goes to the next unread entry."));
        assert!(!begins_words("oes", "Goes to the next unread entry."));
    }
}

//! The piece of a text that shows why it was found.

use super::starts::{Firsts, starts};
use super::stems::LazyRules;
use super::words::{Pattern, Word, words};
use std::ops::Range;

/// Signs of a snippet, about two lines of a list.
const LENGTH: usize = 160;
/// Signs of it before the first match.
const BEFORE: usize = 40;
/// Bytes of a text within which a match has to begin; one that is deeper shows the beginning instead.
const REACH: usize = 128 << 10;

/// The text around the first match, in pieces; `true` marks those that match. No more of the text is cut into words than may
/// be shown.
pub(super) fn cut(text: &str, patterns: &[Pattern], rules: &LazyRules) -> Vec<(String, bool)> {
    let firsts = Firsts::of(patterns, true);
    let mut within_reach = starts(text, &firsts).take_while(|start| *start < REACH);
    let matches_at = |start: &usize| {
        let after = &text[*start..];
        patterns.iter().any(|pattern| pattern.begins(after, Some(rules)))
    };
    let Some(first) = within_reach.find(matches_at) else {
        return around(text, Vec::new());
    };
    let after = &text[first..];
    // Some more than is shown, so that the last word is whole.
    let shown = after
        .char_indices()
        .nth(2 * LENGTH)
        .map_or(after, |(end, _)| &after[..end]);
    let matches = matches(&words(shown), patterns, rules);
    around(
        text,
        matches
            .into_iter()
            .map(|found| found.start + first..found.end + first)
            .collect(),
    )
}

/// The same where all the words of the text are at hand.
pub(super) fn cut_from_words(
    text: &str,
    words: &[Word<'_>],
    patterns: &[Pattern],
    rules: &LazyRules,
) -> Vec<(String, bool)> {
    around(text, matches(words, patterns, rules))
}

/// The text around the first of the matches.
fn around(text: &str, matches: Vec<Range<usize>>) -> Vec<(String, bool)> {
    let first = matches.first().map_or(0, |range| range.start);
    let start = start_before(text, first);
    let end = text[start..]
        .char_indices()
        .nth(LENGTH)
        .map_or(text.len(), |(offset, _)| {
            let piece = &text[start..start + offset];
            start
                + piece
                    .rfind(char::is_whitespace)
                    .filter(|blank| start + blank > first)
                    .unwrap_or(offset)
        });
    let mut pieces = Pieces(Vec::new());
    if start > 0 {
        pieces.push("…", false);
    }
    let mut at = start;
    for range in matches.into_iter().take_while(|range| range.end <= end) {
        pieces.push(&text[at..range.start], false);
        pieces.push(&text[range.clone()], true);
        at = range.end;
    }
    pieces.push(&text[at..end], false);
    if end < text.trim_end().len() {
        pieces.push("…", false);
    }
    pieces.0
}

/// Where the matches are, in order and apart from each other.
fn matches(words: &[Word<'_>], patterns: &[Pattern], rules: &LazyRules) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for pattern in patterns {
        let length = pattern.words.len();
        found.extend(
            pattern
                .places(words, Some(rules))
                .map(|at| words[at].range.start..words[at + length - 1].range.end),
        );
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// The beginning of a word somewhat before `at`.
fn start_before(text: &str, at: usize) -> usize {
    let before = &text[..at];
    let Some((back, _)) = before.char_indices().rev().nth(BEFORE) else {
        return 0;
    };
    let blank = before[back..].find(char::is_whitespace);
    blank.map_or(back, |blank| {
        let rest = &before[back + blank..];
        at - rest.trim_start().len()
    })
}

struct Pieces(Vec<(String, bool)>);

impl Pieces {
    fn push(&mut self, text: &str, matches: bool) {
        if !text.is_empty() {
            self.0.push((text.replace(['\n', '\t'], " "), matches));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::pattern;
    use super::*;

    fn shown(text: &str, queries: &[&str]) -> String {
        let patterns: Vec<Pattern> = queries.iter().map(|query| pattern(query, false, true)).collect();
        let pieces = cut(text, &patterns, &LazyRules::of(None, ""));
        pieces
            .iter()
            .map(|(text, hit)| if *hit { format!("[{text}]") } else { text.clone() })
            .collect()
    }

    #[test]
    fn matches_are_marked_in_the_original_spelling() {
        assert_eq!(
            shown("Le Résumé\nd’un résumé", &["resume"]),
            "Le [Résumé] d’un [résumé]"
        );
        assert_eq!(shown("今日の新聞記者", &["新聞記者"]), "今日の[新聞記者]");
        assert_eq!(shown("nothing of it", &["other"]), "nothing of it");
        assert_eq!(shown("", &["other"]), "");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_match() {
        let text = format!("{}needle {}", "hay ".repeat(500), "straw ".repeat(500));
        let snippet = shown(&text, &["needle"]);
        assert!(snippet.starts_with("…hay ") && snippet.ends_with("straw…"), "{snippet}");
        assert!(snippet.contains("[needle]") && snippet.chars().count() <= LENGTH + 4);
    }

    #[test]
    fn a_text_without_blanks_is_cut_too() {
        let snippet = shown(&"新聞記者".repeat(500), &["記者"]);
        assert!(snippet.starts_with("新聞[記者]") && snippet.ends_with('…'), "{snippet}");
    }
}

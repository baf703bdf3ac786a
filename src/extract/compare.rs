//! Which text is shown where there are two: the feed's and the page's, the stored and the newer one. Each answer says
//! its reason, for the reader to see.

use super::article::Extracted;
use super::piece::{Piece, count_words, normalised};
use super::rules::Rules;
use thiserror::Error;

/// Words from which an extracted text is worth showing instead of the feed's.
const MIN_WORDS: usize = 60;

/// Words up to which a feed's text is a teaser.
const TEASER_WORDS: usize = 120;

/// How a feed's text is a teaser for its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teaser {
    /// There is none, it breaks off, or it ends in a link to the rest.
    Certain,
    /// It is short, and could be all that there is.
    Short,
}

/// Whether a feed's text is only a teaser for the article; `None` where it is the article. `html` is the feed's text as
/// HTML, `text` its words.
pub fn teaser(html: &str, text: &str, rules: &Rules) -> Option<Teaser> {
    let words = count_words(text);
    let end = text.trim_end();
    let marks = ["…", "...", "[…]", "[...]", "[&hellip;]"];
    let breaks_off = || marks.iter().any(|mark| end.ends_with(mark)) || ends_in_more(html, rules);
    let paragraphs = text.lines().filter(|line| count_words(line) >= 12).count();
    if words == 0 || words < 400 && breaks_off() {
        Some(Teaser::Certain)
    } else if words < TEASER_WORDS && paragraphs <= 2 {
        Some(Teaser::Short)
    } else {
        None
    }
}

/// Why an extracted text is not worth showing instead of the feed's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NotWorth {
    #[error("the page hides its article behind payment or consent")]
    Walled,
    #[error("the page gave fewer than {MIN_WORDS} words")]
    Short,
    #[error("the page gave less than a quarter of the feed's text")]
    Shrunk,
}

/// Why an extracted text is not worth showing instead of the feed's, or `None` where it is.
pub fn why_not_worth(extracted: &Extracted, feed_text: &str) -> Option<NotWorth> {
    let (words, feed_words) = (extracted.words(), count_words(feed_text));
    if extracted.wall.is_some() && words <= feed_words.max(MIN_WORDS) * 2 {
        Some(NotWorth::Walled)
    } else if words < MIN_WORDS {
        Some(NotWorth::Short)
    } else if words * 4 < feed_words {
        Some(NotWorth::Shrunk)
    } else {
        None
    }
}

/// Whether a newer fetch of the page replaces the stored text: not where it shrank much or shows a wall.
pub fn replaces(newer: &Extracted, stored_text: &str) -> bool {
    let (words, stored) = (newer.words(), count_words(stored_text));
    let shrank = words * 10 < stored * 7;
    words >= MIN_WORDS.min(stored) && !shrank && (newer.wall.is_none() || words > stored)
}

/// The words by which a page hides its article, looked for in all of its text where the article is short.
pub(super) fn wall(article_words: usize, page: &[Piece], rules: &Rules) -> Option<String> {
    if article_words > 400 {
        return None;
    }
    let mut short = page.iter().filter(|piece| piece.words <= 60);
    short.find_map(|piece| {
        rules
            .words
            .walls
            .found_in(&piece.key)
            .next()
            .map(|(words, ())| words.to_owned())
    })
}

/// Whether the last thing in `html` is a link of few words with nothing after it, that says "read more" or the like.
fn ends_in_more(html: &str, rules: &Rules) -> bool {
    let Some(at) = html.rfind("<a ") else { return false };
    let (link, rest) = html[at..].split_once("</a>").unwrap_or((&html[at..], ""));
    let key = normalised(&strip_tags(link));
    let words = &rules.words;
    let says_more = words.lines.contains(&key) || words.line_starts.begin(&key) || words.starts.begin(&key);
    strip_tags(rest).trim().is_empty() && count_words(&key) <= 12 && says_more
}

fn strip_tags(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for sign in html.chars() {
        match sign {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(sign),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Block, Kind};

    fn of_words(count: usize) -> Extracted {
        let text = "word ".repeat(count).trim().to_owned();
        let block = Block {
            kind: Kind::Paragraph,
            html: text.clone(),
            text,
            rank: 0,
            number: None,
            reason: "",
        };
        Extracted {
            blocks: vec![block],
            ..Extracted::default()
        }
    }

    fn teaser_of(html: &str, text: &str) -> Option<Teaser> {
        teaser(html, text, Rules::embedded())
    }

    #[test]
    fn a_short_or_broken_off_text_is_a_teaser_and_a_long_one_is_not() {
        assert_eq!(teaser_of("", ""), Some(Teaser::Certain));
        assert_eq!(teaser_of("<p>Two lines.</p>", "Two lines."), Some(Teaser::Short));
        assert_eq!(teaser_of("<p>Two lines…</p>", "Two lines…"), Some(Teaser::Certain));
        let long = format!("{}.", "word ".repeat(150).trim());
        assert_eq!(teaser_of(&format!("<p>{long}</p>"), &long), None);
        let broken_off = format!("{long} […]");
        assert_eq!(
            teaser_of(&format!("<p>{broken_off}</p>"), &broken_off),
            Some(Teaser::Certain)
        );
        let linked = format!("<p>{long} <a href='x'>Read more</a></p>");
        assert_eq!(teaser_of(&linked, &format!("{long} Read more")), Some(Teaser::Certain));
    }

    #[test]
    fn the_feeds_text_stays_where_the_page_gave_little() {
        assert_eq!(why_not_worth(&of_words(59), ""), Some(NotWorth::Short));
        assert_eq!(why_not_worth(&of_words(60), ""), None);
        assert_eq!(
            why_not_worth(&of_words(100), &"word ".repeat(401)),
            Some(NotWorth::Shrunk)
        );
        let walled = Extracted {
            wall: Some("subscribe to read".into()),
            ..of_words(100)
        };
        assert_eq!(why_not_worth(&walled, ""), Some(NotWorth::Walled));
    }

    #[test]
    fn a_newer_text_does_not_replace_a_much_longer_one() {
        let stored = "word ".repeat(300);
        assert!(replaces(&of_words(310), &stored));
        assert!(!replaces(&of_words(100), &stored));
        assert!(!replaces(
            &Extracted {
                wall: Some("x".into()),
                ..of_words(250)
            },
            &stored
        ));
    }
}

//! Inline text as it is gathered: white space folded, text cleaned, runs of one style joined.

use crate::model::{Inline, Style, text};

/// What holds for the text around: how it is set off and where it leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    pub style: Style,
    pub link: Option<usize>,
}

/// The runs of a paragraph that is being read.
#[derive(Debug, Default)]
pub struct Runs {
    runs: Vec<Inline>,
    /// Whether white space was read since the last word.
    spaced: bool,
}

impl Runs {
    /// Adds text, with its white space folded to single blanks; `place` is the place that begins with its first word.
    pub fn push(&mut self, words: &str, context: Context, place: Option<usize>) {
        let words = text::body(words);
        let mut place = place;
        for (index, word) in words.split(|sign: char| sign.is_ascii_whitespace()).enumerate() {
            self.spaced |= index > 0;
            if !word.is_empty() {
                self.push_word(word, context, place.take());
            }
        }
    }

    /// Whether the line has begun and not ended.
    pub fn is_in_line(&self) -> bool {
        self.runs.last().is_some_and(|last| !last.text.ends_with('\n'))
    }

    /// Whether the last word is raised, and nothing stands between it and the next.
    pub fn ends_raised(&self) -> bool {
        !self.spaced
            && self
                .runs
                .last()
                .is_some_and(|last| last.style.raised && last.text.ends_with(char::is_alphanumeric))
    }

    /// Ends the line here. `false` where it had ended already, so that a paragraph ends.
    pub fn break_line(&mut self) -> bool {
        self.spaced = false;
        match self.runs.last_mut() {
            Some(last) if last.text.ends_with('\n') => false,
            Some(last) => {
                last.text.push('\n');
                true
            }
            None => true,
        }
    }

    /// The runs read since the last call, without line ends at their end; nothing where they are blanks alone, as editors
    /// leave them for room between paragraphs.
    pub fn take(&mut self) -> Vec<Inline> {
        self.spaced = false;
        let mut runs = std::mem::take(&mut self.runs);
        trim_end(&mut runs);
        if runs.iter().all(|run| run.text.chars().all(char::is_whitespace)) {
            runs.clear();
        }
        runs
    }

    fn push_word(&mut self, word: &str, context: Context, place: Option<usize>) {
        let broken = self.runs.last().is_none_or(|last| last.text.ends_with('\n'));
        let space = std::mem::take(&mut self.spaced) && !broken;
        let mut before = if space { " " } else { "" };
        if let Some(last) = self.runs.last_mut() {
            let same = last.style == context.style && last.link == context.link && place.is_none();
            if same {
                last.text.push_str(before);
                last.text.push_str(word);
                return;
            }
            // A blank belongs to the plain side, or to none: nobody wants it underlined or struck.
            if is_plain(last.style, last.link) {
                last.text.push_str(before);
                before = "";
            }
        }
        if !before.is_empty() && !is_plain(context.style, context.link) {
            self.runs.push(Inline {
                text: before.to_owned(),
                ..Inline::default()
            });
            before = "";
        }
        self.runs.push(Inline {
            text: format!("{before}{word}"),
            style: context.style,
            link: context.link,
            place,
        });
    }
}

/// Joins two passages with `between`, where both have text.
pub fn join(first: &mut Vec<Inline>, between: &str, mut second: Vec<Inline>) {
    if let Some(last) = first.last_mut()
        && !second.is_empty()
    {
        last.text.push_str(between);
    }
    first.append(&mut second);
}

/// The words of a passage without their style.
pub fn plain(runs: &[Inline]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Removes white space at the end.
pub fn trim_end(runs: &mut Vec<Inline>) {
    while let Some(last) = runs.last_mut() {
        let kept = last.text.trim_end_matches([' ', '\n']).len();
        last.text.truncate(kept);
        if kept > 0 {
            return;
        }
        runs.pop();
    }
}

fn is_plain(style: Style, link: Option<usize>) -> bool {
    style == Style::default() && link.is_none()
}

//! One line of text being typed.

use crate::config::{Cap, Key};
use crate::model::text;
use unicode_segmentation::UnicodeSegmentation;

/// The longest text that can be typed, in bytes: an address has at most 2,083.
const LONGEST: usize = 4096;

/// A line of text with a place in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineEditor {
    before: String,
    after: String,
    /// Whether the text is on offer: the first sign that is typed takes its place.
    offered: bool,
}

impl LineEditor {
    /// A line that holds `text`, the place at its end.
    pub fn with(text: &str) -> LineEditor {
        let mut editor = LineEditor::default();
        editor.insert(text);
        editor
    }

    /// A line with a text that is taken by Enter, edited by any key that moves in it, and replaced by what is typed.
    pub fn offering(text: &str) -> LineEditor {
        LineEditor {
            offered: !text.is_empty(),
            ..LineEditor::with(text)
        }
    }

    /// Whether what is typed takes the text's place.
    pub fn is_offered(&self) -> bool {
        self.offered
    }

    /// The whole text.
    pub fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// The text before the place.
    pub fn before(&self) -> &str {
        &self.before
    }

    /// Whether nothing but blanks was typed.
    pub fn is_blank(&self) -> bool {
        self.before.trim().is_empty() && self.after.trim().is_empty()
    }

    /// Puts text in at the place, cleaned to one line.
    pub fn insert(&mut self, text: &str) {
        self.replace_offer(true);
        for cluster in text::line(text).graphemes(true) {
            if self.before.len() + self.after.len() + cluster.len() > LONGEST {
                return;
            }
            self.before.push_str(cluster);
        }
    }

    /// Puts a completion in for the last bytes before the place, and a blank after it where it is whole.
    pub(super) fn complete(&mut self, bytes: usize, text: &str) {
        let kept = self.before.floor_char_boundary(self.before.len().saturating_sub(bytes));
        self.before.truncate(kept);
        self.insert(text);
        if !text.ends_with(':') {
            self.type_sign(' ');
        }
    }

    /// Edits by a key; false where the key means nothing here.
    pub fn press(&mut self, key: Key) -> bool {
        let takes_out = !key.ctrl && matches!(key.cap, Cap::Backspace | Cap::Delete);
        self.replace_offer(key.typed().is_some() || takes_out);
        if let Some(sign) = key.typed() {
            self.type_sign(sign);
            return true;
        }
        match (key.ctrl, key.cap) {
            (false, Cap::Backspace) | (true, Cap::Sign('h')) => {
                self.take_left();
            }
            (false, Cap::Delete) => {
                self.take_right();
            }
            (false, Cap::Left) | (true, Cap::Sign('b')) => {
                let sign = self.take_left();
                self.after.insert_str(0, &sign);
            }
            (false, Cap::Right) | (true, Cap::Sign('f')) => {
                let sign = self.take_right();
                self.before.push_str(&sign);
            }
            (false, Cap::Home) | (true, Cap::Sign('a')) => {
                self.after.insert_str(0, &self.before);
                self.before.clear();
            }
            (false, Cap::End) | (true, Cap::Sign('e')) => {
                self.before.push_str(&self.after);
                self.after.clear();
            }
            (true, Cap::Sign('u')) => self.before.clear(),
            (true, Cap::Sign('k')) => self.after.clear(),
            (true, Cap::Sign('w')) => {
                let kept = self.before.trim_end();
                let kept = kept.rfind(char::is_whitespace).map_or(0, |at| at + 1);
                self.before.truncate(kept);
            }
            _ => return false,
        }
        true
    }

    /// The text is on offer no longer; it goes where something takes its place.
    fn replace_offer(&mut self, goes: bool) {
        if std::mem::take(&mut self.offered) && goes {
            self.before.clear();
            self.after.clear();
        }
    }

    fn type_sign(&mut self, sign: char) {
        // A blank or a combining mark alone would be cleaned away; after what stands before, it is kept.
        let kept = self.before.len();
        self.before.push(sign);
        let clean = text::body(&self.before).replace(['\n', '\t'], " ");
        if clean.len() + self.after.len() > LONGEST {
            self.before.truncate(kept);
        } else {
            self.before = clean;
        }
    }

    fn take_left(&mut self) -> String {
        let at = self.before.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
        self.before.split_off(at)
    }

    fn take_right(&mut self) -> String {
        let end = self.after.graphemes(true).next().map_or(0, str::len);
        self.after.drain(..end).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &str) -> LineEditor {
        let mut editor = LineEditor::default();
        for key in Key::parse_sequence(keys).unwrap() {
            editor.press(key);
        }
        editor
    }

    #[test]
    fn text_is_edited_at_the_place() {
        assert_eq!(typed("a b c left backspace x").text(), "axc");
        assert_eq!(typed("a b c home delete end d").text(), "bcd");
        assert_eq!(typed("a space b c ctrl-w d").text(), "a d");
        assert_eq!(typed("a b left ctrl-u").text(), "b");
        assert_eq!(typed("a b left ctrl-k").text(), "a");
    }

    #[test]
    fn what_is_offered_gives_way_to_what_is_typed_or_is_edited() {
        let pressed = |keys: &str| {
            let mut editor = LineEditor::offering("old");
            for key in Key::parse_sequence(keys).unwrap() {
                editor.press(key);
            }
            editor.text()
        };
        assert_eq!(pressed("n e w"), "new");
        assert_eq!(pressed("backspace"), "");
        assert_eq!(pressed("end e r"), "older");
        assert_eq!(pressed("left x"), "olxd");
        let mut editor = LineEditor::offering("old");
        editor.insert("pasted");
        assert_eq!(editor.text(), "pasted");
    }

    #[test]
    fn a_cluster_goes_as_one_and_pasted_text_is_cleaned() {
        let mut editor = LineEditor::default();
        editor.insert("a\u{1b}[31mé👩‍🔬\nb");
        assert_eq!(editor.text(), "aé👩‍🔬 b");
        for _ in 0..3 {
            editor.press(Key::plain(Cap::Backspace));
        }
        assert_eq!(editor.text(), "aé");
    }
}

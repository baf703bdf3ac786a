//! The answer to the question for the colour behind the text, where it comes after the other: among the keys, as which the
//! library that reads them takes it. What only begins like it is given back as the keys that it is.

use super::ground;
use crate::config::{Cap, Ground, Key};

/// Signs of an answer at most: `11;rgba:` and four numbers of four digits.
const LONGEST: usize = 40;

/// Looks for the answer among keys.
#[derive(Debug)]
pub(super) struct Late {
    /// Whether it may still come: else each key is at once what it is.
    is_awaited: bool,
    held: Vec<Key>,
}

/// What became of a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// It may belong to the answer: not yet known.
    Nothing,
    /// The answer; nobody typed its keys.
    Ground(Option<Ground>),
    /// Keys that somebody typed.
    Keys(Vec<Key>),
}

impl Late {
    pub fn new(is_awaited: bool) -> Late {
        Late {
            is_awaited,
            held: Vec::new(),
        }
    }

    /// Takes the next key.
    pub fn hear(&mut self, key: Key) -> Heard {
        if !self.is_awaited || self.held.is_empty() && !is_alt(&key, ']') {
            return Heard::Keys(vec![key]);
        }
        let ends = is_alt(&key, '\\') || key.ctrl && key.cap == Cap::Sign('g');
        self.held.push(key);
        let said: String = self.held.iter().skip(1).filter_map(sign).collect();
        if ends && said.starts_with("11;") {
            self.held.clear();
            self.is_awaited = false;
            return Heard::Ground(ground::of_answer(&said));
        }
        let begins = "11;".starts_with(&said) || said.starts_with("11;");
        let are_signs = self.held.len() == said.chars().count() + 1;
        if begins && are_signs && self.held.len() < LONGEST {
            return Heard::Nothing;
        }
        Heard::Keys(std::mem::take(&mut self.held))
    }

    /// What was held, when something else than a key comes.
    pub fn give_back(&mut self) -> Vec<Key> {
        std::mem::take(&mut self.held)
    }
}

fn is_alt(key: &Key, sign: char) -> bool {
    key.alt && key.cap == Cap::Sign(sign)
}

/// The sign of a key that is held with no other.
fn sign(key: &Key) -> Option<char> {
    match key.cap {
        Cap::Sign(sign) if !key.alt && !key.ctrl => Some(sign),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alt(sign: char) -> Key {
        Key {
            alt: true,
            ..Key::sign(sign)
        }
    }

    fn hear(keys: impl IntoIterator<Item = Key>) -> Vec<Heard> {
        let mut late = Late::new(true);
        let heard = keys.into_iter().map(|key| late.hear(key));
        heard.filter(|heard| *heard != Heard::Nothing).collect()
    }

    #[test]
    fn an_answer_among_the_keys_is_no_key() {
        let answer = |end| {
            let said = "11;rgb:ffff/ffff/ffff".chars().map(Key::sign);
            [Key::sign('j'), alt(']')]
                .into_iter()
                .chain(said)
                .chain([end, Key::sign('k')])
        };
        let ctrl_g = Key {
            ctrl: true,
            ..Key::sign('g')
        };
        for end in [alt('\\'), ctrl_g] {
            let wanted = [
                Heard::Keys(vec![Key::sign('j')]),
                Heard::Ground(Some(Ground::Light)),
                Heard::Keys(vec![Key::sign('k')]),
            ];
            assert_eq!(hear(answer(end)), wanted);
        }
    }

    #[test]
    fn keys_that_only_begin_like_it_are_given_back() {
        let typed = [alt(']'), Key::sign('1'), Key::plain(Cap::Enter)];
        assert_eq!(hear(typed), [Heard::Keys(typed.to_vec())]);
        let mut late = Late::new(true);
        assert_eq!(late.hear(alt(']')), Heard::Nothing);
        assert_eq!(late.give_back(), [alt(']')]);
        assert_eq!(Late::new(false).hear(alt(']')), Heard::Keys(vec![alt(']')]));
    }
}

//! A key as it is pressed and as it is written: `j`, `G`, `ctrl-d`, `shift-tab`, `space`, `f5`; several make a sequence,
//! `g g`. Where keys come from is the terminal's business.

use std::fmt;

/// A key with what is held down beside it. `shift` is kept only where it does not show in the sign itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub cap: Cap,
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

/// What stands on the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cap {
    /// A key that writes a sign; a capital is a sign of its own.
    Sign(char),
    Enter,
    Esc,
    Tab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    /// A function key by its number.
    F(u8),
}

/// The caps that have a name, with it. The first name of a cap is the one that is printed.
const NAMES: &[(&str, Cap)] = &[
    ("enter", Cap::Enter),
    ("esc", Cap::Esc),
    ("tab", Cap::Tab),
    ("space", Cap::Sign(' ')),
    ("backspace", Cap::Backspace),
    ("delete", Cap::Delete),
    ("insert", Cap::Insert),
    ("up", Cap::Up),
    ("down", Cap::Down),
    ("left", Cap::Left),
    ("right", Cap::Right),
    ("home", Cap::Home),
    ("end", Cap::End),
    ("page-up", Cap::PageUp),
    ("page-down", Cap::PageDown),
];

impl Key {
    /// The key alone.
    pub const fn plain(cap: Cap) -> Key {
        Key {
            cap,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// The key that writes this sign.
    pub const fn sign(sign: char) -> Key {
        Key::plain(Cap::Sign(sign))
    }

    /// The key of this text form; `None` where it is none.
    pub fn parse(text: &str) -> Option<Key> {
        let mut key = Key::sign(' ');
        let mut rest = text;
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-").filter(|after| !after.is_empty()) {
                key.ctrl = true;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("alt-").filter(|after| !after.is_empty()) {
                key.alt = true;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("shift-").filter(|after| !after.is_empty()) {
                key.shift = true;
                rest = after;
            } else {
                key.cap = parse_cap(rest)?;
                return Some(key);
            }
        }
    }

    /// The keys of a sequence divided by blanks; `None` where one is none, or there is none at all.
    pub fn parse_sequence(text: &str) -> Option<Vec<Key>> {
        let keys: Option<Vec<Key>> = text.split_whitespace().map(Key::parse).collect();
        keys.filter(|keys| !keys.is_empty())
    }

    /// The sign that the key types where text is being written.
    pub fn typed(self) -> Option<char> {
        match self.cap {
            Cap::Sign(sign) if !self.ctrl && !self.alt => Some(sign),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match (NAMES.iter().find(|(_, cap)| *cap == self.cap), self.cap) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Cap::F(number)) => write!(f, "f{number}"),
            (None, Cap::Sign(sign)) => write!(f, "{sign}"),
            (None, _) => Ok(()),
        }
    }
}

fn parse_cap(text: &str) -> Option<Cap> {
    if let Some((_, cap)) = NAMES.iter().find(|(name, _)| *name == text) {
        return Some(*cap);
    }
    let mut signs = text.chars();
    if let (Some(sign), None) = (signs.next(), signs.next()) {
        return (!sign.is_control()).then_some(Cap::Sign(sign));
    }
    let number: u8 = text.strip_prefix('f')?.parse().ok()?;
    (1..=24).contains(&number).then_some(Cap::F(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, proptest};

    #[test]
    fn keys_are_written_as_they_are_read() {
        for text in [
            "j",
            "G",
            "ctrl-d",
            "enter",
            "shift-tab",
            "space",
            "f5",
            "-",
            "ctrl--",
            "alt-x",
            "é",
            "page-up",
        ] {
            assert_eq!(Key::parse(text).map(|key| key.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Key::parse_sequence("g  g").map(|keys| keys.len()), Some(2));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "ctrl-", "entr", "f99", "jj", "\u{7}"] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_key_goes_both_ways(sign in any::<char>(), ctrl: bool, alt: bool) {
            if !sign.is_control() {
                let key = Key { ctrl, alt, ..Key::sign(sign) };
                assert_eq!(Key::parse(&key.to_string()), Some(key));
            }
        }
    }
}

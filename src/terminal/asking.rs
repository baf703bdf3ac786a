//! What the terminal has behind its text (OSC 11) and whether it shows sixels (DA1), asked of itself. It is asked after the
//! first picture of the screen was drawn, and who waits for the answer is the thread that reads keys: nothing else does.

use super::ground;
use crate::config::{Cap, Ground, Key};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::File;
use std::io::{IsTerminal, Read, Write, stdin, stdout};
use std::time::{Duration, Instant};

/// How long the terminal may take, also one that is far away: an answer that came later would be taken for keys.
const PATIENCE: Duration = Duration::from_millis(900);
const FOR_GROUND: &[u8] = b"\x1b]11;?\x1b\\";
/// Every terminal answers this, and nearly all in the order in which they are asked: where it comes first, the other comes later
/// among the keys, or not at all.
const FOR_ATTRIBUTES: &[u8] = b"\x1b[c";
/// Among the attributes of an answer: sixels.
const SIXEL: &str = "4";

/// What the terminal is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// What it can do.
    Attributes,
    /// That, and what lies behind its text.
    Ground,
}

/// What came from the terminal.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub has_sixels: bool,
    pub ground: Option<Ground>,
    /// What somebody typed meanwhile.
    pub keys: Vec<Key>,
}

/// Asks.
///
/// # Errors
/// The terminal is gone.
pub(super) fn ask(question: Question) -> std::io::Result<()> {
    let mut terminal = stdout();
    if question == Question::Ground {
        terminal.write_all(FOR_GROUND)?;
    }
    terminal.write_all(FOR_ATTRIBUTES)?;
    terminal.flush()
}

/// Waits until the terminal has told what it can do. What is typed meanwhile waits with it: nearly every terminal answers at once.
pub(super) fn answer() -> Answer {
    let Some(mut terminal) = terminal() else {
        return Answer::default();
    };
    let until = Instant::now() + PATIENCE;
    let mut got = Vec::new();
    while !tells_attributes(&got) && is_readable(&terminal, until) {
        // What follows the answer is not for us.
        let mut byte = [0];
        match terminal.read(&mut byte) {
            Ok(1) => got.extend_from_slice(&byte),
            _ => break,
        }
    }
    read(&got)
}

/// The terminal that keys come from.
pub(super) fn terminal() -> Option<File> {
    if !stdin().is_terminal() {
        return File::open("/dev/tty").ok();
    }
    let own = rustix::io::dup(stdin()).ok()?;
    Some(File::from(own))
}

fn is_readable(terminal: &File, until: Instant) -> bool {
    let left = until.saturating_duration_since(Instant::now());
    let mut wanted = [PollFd::new(terminal, PollFlags::IN)];
    let left = Timespec {
        tv_sec: 0,
        tv_nsec: left.subsec_nanos().into(),
    };
    poll(&mut wanted, Some(&left)).is_ok_and(|ready| ready > 0)
}

/// Whether the attributes have come.
fn tells_attributes(bytes: &[u8]) -> bool {
    let is_end = |byte: &&u8| byte.is_ascii_alphabetic();
    let said = |at: usize| {
        bytes[at..]
            .strip_prefix(b"\x1b[?")
            .and_then(|said| said.iter().find(is_end))
    };
    (0..bytes.len()).any(|at| said(at) == Some(&b'c'))
}

/// The colour of an answer to the first question, and what follows it.
fn split_color(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let said = bytes.strip_prefix(b"\x1b]")?;
    let end = said.iter().position(|byte| matches!(byte, 0x07 | 0x1b))?;
    let (color, rest) = said.split_at(end);
    let rest = rest.strip_prefix(b"\x07").or_else(|| rest.strip_prefix(b"\x1b\\"))?;
    Some((color, rest))
}

fn read(bytes: &[u8]) -> Answer {
    let mut answer = Answer::default();
    let mut rest = bytes;
    while !rest.is_empty() {
        if let Some(attributes) = rest.strip_prefix(b"\x1b[?") {
            let end = attributes.iter().position(u8::is_ascii_alphabetic);
            let (attributes, after) = attributes.split_at(end.unwrap_or(attributes.len()));
            let attributes = String::from_utf8_lossy(attributes);
            answer.has_sixels |= attributes.split(';').skip(1).any(|attribute| attribute == SIXEL);
            rest = after.get(1..).unwrap_or_default();
            continue;
        }
        if let Some((color, after)) = split_color(rest) {
            answer.ground = ground::of_answer(&String::from_utf8_lossy(color));
            rest = after;
            continue;
        }
        if let Some(sequence) = rest.strip_prefix(b"\x1b[") {
            // What is no arrow is no key that anything hangs on: it goes whole.
            let end = sequence.iter().position(|byte| (b'@'..=b'~').contains(byte));
            answer
                .keys
                .extend(end.and_then(|end| arrow(&sequence[..=end])).map(Key::plain));
            rest = end.and_then(|end| sequence.get(end + 1..)).unwrap_or_default();
            continue;
        }
        let (typed, following) = split_sign(rest);
        answer.keys.extend(typed.and_then(key));
        rest = following;
    }
    answer
}

fn arrow(sequence: &[u8]) -> Option<Cap> {
    Some(match sequence {
        b"A" => Cap::Up,
        b"B" => Cap::Down,
        b"C" => Cap::Right,
        b"D" => Cap::Left,
        _ => return None,
    })
}

/// The first sign, and what follows it; a byte that begins none is left out.
fn split_sign(bytes: &[u8]) -> (Option<char>, &[u8]) {
    let chunk = bytes.utf8_chunks().next();
    let sign = chunk.and_then(|chunk| chunk.valid().chars().next());
    let taken = sign.map_or(1, char::len_utf8);
    (sign, bytes.get(taken..).unwrap_or_default())
}

fn key(sign: char) -> Option<Key> {
    let cap = match sign {
        '\r' => Cap::Enter,
        '\t' => Cap::Tab,
        '\u{1b}' => Cap::Esc,
        '\u{7f}' => Cap::Backspace,
        '\u{1}'..='\u{1a}' => {
            let letter = char::from_u32(sign as u32 + u32::from(b'a') - 1)?;
            return Some(Key {
                ctrl: true,
                ..Key::sign(letter)
            });
        }
        sign if sign.is_control() => return None,
        sign => Cap::Sign(sign),
    };
    Some(Key::plain(cap))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(answer: &Answer) -> String {
        answer.keys.iter().map(|key| format!("{key} ")).collect()
    }

    #[test]
    fn an_answer_tells_of_sixels_and_keys_are_not_lost() {
        assert!(read(b"\x1b[?64;1;2;4;6c").has_sixels);
        assert!(!read(b"\x1b[?64;1;2;6;22c").has_sixels);
        // The first number is the kind of terminal.
        assert!(!read(b"\x1b[?4;6c").has_sixels);
        let both = read(b"j\x1b[B\x1b[?62;4c\rq");
        assert!(both.has_sixels);
        assert_eq!(typed(&both), "j down enter q ");
        let held = read("\u{1a}é\u{1b}[6~\u{3}".as_bytes());
        assert_eq!(typed(&held), "ctrl-z é ctrl-c ");
    }

    #[test]
    fn an_answer_tells_of_the_ground() {
        let both = read(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;4cj");
        assert_eq!((both.ground, both.has_sixels), (Some(Ground::Light), true));
        assert_eq!(typed(&both), "j ");
        assert_eq!(read(b"\x1b]11;rgb:00/00/00\x07").ground, Some(Ground::Dark));
    }

    #[test]
    fn the_attributes_end_the_answer() {
        assert!(tells_attributes(b"j\x1b]11;rgb:0/0/0\x1b\\\x1b[?62;4c"));
        assert!(!tells_attributes(b"\x1b]11;rgb:cc/cc/cc\x07\x1b[?62;4"));
        assert!(!tells_attributes(b"c"));
    }
}

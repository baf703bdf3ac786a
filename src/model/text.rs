//! Text from outside made safe, and its width in cells (`promises.md` A1 to A4).
//!
//! [`line`] and [`body`] clean at the door, when text is stored; the same functions clean again at every exit.
//! One width function, [`width`], serves layout and drawing.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Marks and joiners kept in one cluster; the rest is cut (`promises.md` A4).
const MAX_CLUSTER: usize = 16;

/// One line of safe text: no control characters or escape sequences, no direction overrides, nothing invisible;
/// white space folded to single blanks and trimmed.
pub fn line(text: &str) -> String {
    let visible = body(text);
    let mut folded = String::with_capacity(visible.len());
    for word in visible.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Safe text of several lines: `\n` and `\t` stay, other control characters, escape sequences, direction overrides
/// and isolates, tag characters and invisible signs go. Joiners stay where they join something.
pub fn body(text: &str) -> String {
    if text.chars().all(stands_alone) {
        return text.to_owned();
    }
    let plain = strip_sequences(text);
    let mut safe = String::with_capacity(plain.len());
    for cluster in plain.graphemes(true) {
        push_cluster(&mut safe, cluster);
    }
    safe
}

/// The width of `text` in cells: a cluster is as wide as the terminal draws it.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| (0x20..0x7f).contains(byte)).count();
    }
    text.graphemes(true).map(cluster_width).sum()
}

/// The clusters of `text` with their widths in cells.
pub fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).map(|cluster| (cluster, cluster_width(cluster)))
}

/// `text` cut to `cells`, with `…` as the last where something was cut.
pub fn fit(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let mut kept = String::new();
    let mut used = 0;
    for (cluster, wide) in clusters(text) {
        if used + wide > cells - 1 {
            break;
        }
        kept.push_str(cluster);
        used += wide;
    }
    kept.push('…');
    Cow::Owned(kept)
}

fn cluster_width(cluster: &str) -> usize {
    UnicodeWidthStr::width(cluster).min(2)
}

/// Removes whole escape sequences (CSI, OSC, DCS and the like, in 7 and 8 bits), not just their first byte.
fn strip_sequences(text: &str) -> Cow<'_, str> {
    if !text.contains(['\u{1b}', '\u{9b}', '\u{9d}', '\u{90}', '\u{98}', '\u{9e}', '\u{9f}']) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let introducer = match sign {
            '\u{1b}' => match signs.peek() {
                Some('[' | ']' | 'P' | 'X' | '^' | '_') => signs.next(),
                Some(' '..='~') => {
                    while signs.next_if(|next| (' '..='/').contains(next)).is_some() {}
                    signs.next_if(|next| ('0'..='~').contains(next));
                    continue;
                }
                _ => continue,
            },
            '\u{9b}' => Some('['),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => Some(']'),
            _ => {
                kept.push(sign);
                continue;
            }
        };
        if introducer == Some('[') {
            while signs.next_if(|next| (' '..='?').contains(next)).is_some() {}
            signs.next_if(|next| ('@'..='~').contains(next));
        } else {
            skip_string(&mut signs);
        }
    }
    Cow::Owned(kept)
}

/// Skips the payload of an OSC, DCS, SOS, PM or APC string up to its terminator, or to the line's end where it has none.
fn skip_string(signs: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while let Some(&sign) = signs.peek() {
        match sign {
            '\n' => return,
            '\u{7}' | '\u{9c}' => {
                signs.next();
                return;
            }
            '\u{1b}' => {
                signs.next();
                signs.next_if_eq(&'\\');
                return;
            }
            _ => signs.next(),
        };
    }
}

fn push_cluster(safe: &mut String, cluster: &str) {
    if let [byte] = cluster.as_bytes() {
        if *byte == b'\n' || *byte == b'\t' || (0x20..0x7f).contains(byte) {
            safe.push(char::from(*byte));
        }
        return;
    }
    if cluster == "\r\n" {
        safe.push('\n');
        return;
    }
    let joined = cluster.chars().count() > 1;
    let mut kept = 0;
    for sign in cluster.chars() {
        match sign {
            '\u{2028}' | '\u{2029}' | '\u{85}' => safe.push('\n'),
            '\u{200c}' | '\u{200d}' if joined && kept > 0 => {}
            hidden if is_hidden(hidden) => continue,
            _ => {}
        }
        if matches!(sign, '\u{2028}' | '\u{2029}' | '\u{85}') {
            continue;
        }
        if kept == MAX_CLUSTER {
            break;
        }
        safe.push(sign);
        kept += 1;
    }
}

/// The signs of which nearly all text consists: safe, and never part of a longer cluster. Most text need not be cut into
/// clusters for them, which is what cleaning costs.
fn stands_alone(sign: char) -> bool {
    matches!(sign,
        '\n' | '\t' | ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}'
        | '\u{30a0}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff5e}')
}

/// Signs that draw nothing or change how others are drawn.
fn is_hidden(sign: char) -> bool {
    matches!(sign,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sequences_go() {
        assert_eq!(line("a\u{1b}[31mred\u{1b}[0m b"), "ared b");
        assert_eq!(line("x\u{1b}]0;title\u{7}y\u{1b}]8;;http://e\u{1b}\\z"), "xyz");
        assert_eq!(line("x\u{9b}2Jy\u{90}q\u{9c}z\u{1b}(B!"), "xyz!");
    }

    #[test]
    fn overrides_and_invisible_signs_go_and_scripts_stay() {
        assert_eq!(line("a\u{202e}b\u{2066}c\u{200b}d\u{ad}e\u{e0041}f"), "abcdef");
        for honest in ["👩‍🔬 🇫🇮 👍🏽", "مرحبا بالعالم", "שלום", "हिन्दी समाचार", "速報", "क्‍ष"]
        {
            assert_eq!(line(honest), honest);
        }
    }

    #[test]
    fn signs_that_stand_alone_are_what_cleaning_keeps_as_it_is() {
        for sign in ('\0'..char::MAX).filter(|sign| stands_alone(*sign)) {
            assert!(!is_hidden(sign) || matches!(sign, '\n' | '\t'), "{:x}", u32::from(sign));
            assert_eq!(format!("a{sign}b").graphemes(true).count(), 3, "{:x}", u32::from(sign));
        }
    }

    #[test]
    fn a_pile_of_marks_is_cut() {
        let pile = format!("a{}", "\u{301}".repeat(100));
        assert_eq!(line(&pile).chars().count(), MAX_CLUSTER);
    }

    #[test]
    fn text_is_fitted_by_cells() {
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abc", 0), "");
    }
}

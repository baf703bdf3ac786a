//! Text from outside made safe, and its width in cells (`promises.md` A1 to A4).
//!
//! [`line()`] and [`body`] clean at the door, when text is stored; the same functions clean again at every exit.
//! One width function, [`width`], serves layout and drawing.

use memchr::{memchr, memchr_iter};
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Marks and joiners kept in one cluster; the rest is cut (`promises.md` A4).
const MAX_CLUSTER: usize = 16;

/// Cells between two stops of the tabulator, in code.
pub const TAB: usize = 4;

/// How often text is looked at again at most. Twice is enough for all but what is made to need more.
const MAX_ROUNDS: usize = 8;

/// One line of safe text: no control characters or escape sequences, no direction overrides, nothing invisible;
/// white space folded to single blanks and trimmed.
pub fn line(text: &str) -> String {
    if is_line(text.as_bytes()) {
        return text.to_owned();
    }
    let (mut line, mut joins_blank) = folded(&body(text));
    // A mark that began a line of its own stands over a blank now, as one more of its cluster. A joiner may have nothing to
    // join any more and go, so that its blanks come together.
    for _ in 1..MAX_ROUNDS {
        if !joins_blank {
            break;
        }
        let safe = body(&line);
        if safe.len() == line.len() {
            break;
        }
        (line, joins_blank) = folded(&safe);
    }
    line
}

/// Whether the text is a safe line as it is: ASCII that is seen, with single blanks between words, as most names are.
fn is_line(text: &[u8]) -> bool {
    let is_odd = |byte: u8, next: u8| {
        let odd = !(0x20..0x7f).contains(&byte) | ((byte == b' ') & (next == b' '));
        u8::from(odd)
    };
    text.first() != Some(&b' ') && text.last() != Some(&b' ') && seen_in(text, is_odd) == 0
}

/// All bits that `look` sees in the bytes of a text, each with the one after it; 0 comes after the last.
///
/// Sixteen are looked at together, the last sixteen again if need be, so that the compiler makes one step of them: most
/// texts are short, and what is left of them would take longer than the rest.
pub fn seen_in(text: &[u8], look: impl Fn(u8, u8) -> u8) -> u8 {
    const TOGETHER: usize = 16;
    let Some((last, before)) = text.split_last() else {
        return 0;
    };
    let at_last = look(*last, 0);
    let Some(end) = before.len().checked_sub(TOGETHER) else {
        let pairs = before.iter().zip(&text[1..]);
        return pairs.fold(at_last, |seen, (byte, next)| seen | look(*byte, *next));
    };
    let together = |from: usize| {
        let window: &[u8; TOGETHER + 1] = text[from..].first_chunk().expect("there are so many");
        let seen: [u8; TOGETHER] = std::array::from_fn(|at| look(window[at], window[at + 1]));
        seen.into_iter().fold(0, |all, seen| all | seen)
    };
    let whole = (0..end).step_by(TOGETHER);
    whole.fold(at_last | together(end), |seen, from| seen | together(from))
}

/// White space as single blanks, and whether a word begins with what may belong to the cluster of the blank before it, or
/// may have belonged to one that went.
fn folded(text: &str) -> (String, bool) {
    let mut folded = String::with_capacity(text.len());
    let mut joins_blank = false;
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        joins_blank |= !word.starts_with(stands_alone);
        folded.push_str(word);
    }
    (folded, joins_blank)
}

/// Safe text of several lines: `\n` and `\t` stay, other control characters, escape sequences, direction overrides
/// and isolates, tag characters and invisible signs go. Joiners stay where they join something.
pub fn body(text: &str) -> String {
    if plain_run(text.as_bytes()) == text.len() {
        return text.to_owned();
    }
    let mut before = text.len();
    let mut safe = cleaned(text);
    // What stood on either side of something that went may be one cluster now, with more marks than it may have.
    for _ in 1..MAX_ROUNDS {
        if safe.len() == before {
            break;
        }
        before = safe.len();
        safe = cleaned(&safe);
    }
    safe
}

/// As [`body`], of a text that nobody else needs: most are safe as they are, and are not copied then.
pub fn into_body(text: String) -> String {
    if plain_run(text.as_bytes()) == text.len() {
        return text;
    }
    body(&text)
}

fn cleaned(text: &str) -> String {
    let plain = strip_sequences(text);
    let mut safe = String::with_capacity(plain.len());
    let mut rest = &*plain;
    loop {
        let run = plain_run(rest.as_bytes());
        if run == rest.len() {
            safe.push_str(rest);
            return safe;
        }
        // The last of the run may carry a mark.
        let (run, following) = rest.split_at(run.saturating_sub(1));
        safe.push_str(run);
        let mut clusters = Clusters(following);
        if let Some(cluster) = clusters.next() {
            push_cluster(&mut safe, cluster);
        }
        rest = clusters.0;
    }
}

/// Accents, points, vowel signs and joiners that whoever looks for a word may leave out.
pub fn may_be_left_out(sign: char) -> bool {
    matches!(sign,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'
        | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// The width of `text` in cells: a cluster is as wide as the terminal draws it. Control characters have none.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| (0x20..0x7f).contains(byte)).count();
    }
    clusters(text).map(|(_, width)| width).sum()
}

/// The clusters of `text` with their widths in cells.
pub fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = Clusters(text);
    std::iter::from_fn(move || {
        let (first, alone) = rest.first()?;
        let cluster = rest.split(first, alone);
        let width = if alone {
            width_alone(first)
        } else {
            cluster_width(cluster)
        };
        Some((cluster, width))
    })
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

/// The grapheme clusters of a text. Most text is of signs that never join their neighbours: where two of them
/// follow each other there is a boundary between, without a look into the tables.
struct Clusters<'a>(&'a str);

impl<'a> Iterator for Clusters<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (first, alone) = self.first()?;
        Some(self.split(first, alone))
    }
}

impl<'a> Clusters<'a> {
    /// The first sign of the next cluster, and whether it is all of it.
    fn first(&self) -> Option<(char, bool)> {
        let mut signs = self.0.chars();
        let first = signs.next()?;
        Some((first, stands_alone(first) && signs.next().is_none_or(stands_alone)))
    }

    /// Takes that cluster off.
    fn split(&mut self, first: char, alone: bool) -> &'a str {
        let length = if alone {
            first.len_utf8()
        } else {
            self.0.graphemes(true).next().map_or(first.len_utf8(), str::len)
        };
        let (cluster, rest) = self.0.split_at(length);
        self.0 = rest;
        cluster
    }
}

/// Signs that are a cluster of their own beside their like: ASCII but for the carriage return, Latin, Greek and
/// Cyrillic letters, kana, Chinese signs. (No combining mark, joiner, jamo, flag letter or prefix is among them.)
fn stands_alone(sign: char) -> bool {
    matches!(sign,
        '\0'..='\u{c}' | '\u{e}'..='\u{7e}' | '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}'
        | '\u{4e00}'..='\u{9fff}')
}

/// The width of a sign that [`stands_alone`], as [`cluster_width`] would find it in its tables.
fn width_alone(sign: char) -> usize {
    match sign {
        '\0'..='\u{1f}' => 0,
        '\u{3001}'.. => 2,
        _ => 1,
    }
}

fn cluster_width(cluster: &str) -> usize {
    match cluster.as_bytes() {
        [byte] => usize::from((0x20..0x7f).contains(byte)),
        _ if cluster.starts_with(char::is_control) => 0,
        _ => UnicodeWidthStr::width(cluster),
    }
}

/// The bytes at the beginning of `text` that need no looking at.
fn plain_run(text: &[u8]) -> usize {
    /// Looked at together: that way the compiler compares many bytes at a time.
    const TOGETHER: usize = 64;
    let all_plain = |bytes: &&[u8]| bytes.iter().fold(true, |all, byte| all & is_plain_byte(*byte));
    let together = text.chunks_exact(TOGETHER).take_while(all_plain).count() * TOGETHER;
    together + text[together..].iter().take_while(|byte| is_plain_byte(**byte)).count()
}

fn is_plain_byte(byte: u8) -> bool {
    byte == b'\n' || byte == b'\t' || (0x20..0x7f).contains(&byte)
}

/// Bytes within which the end of an escape sequence has to follow for it to be one: a title or a link is shorter.
const MAX_SEQUENCE: usize = 4096;

/// Removes whole escape sequences, not just their first byte: CSI in 7 and 8 bits, strings (OSC, DCS and the like) in
/// 7 bits, OSC in 8 bits. The 8-bit signs are also what doubly encoded quotation marks and letters leave behind, so
/// where no sequence follows only the sign itself goes, and no word with it.
fn strip_sequences(text: &str) -> Cow<'_, str> {
    if !may_begin_sequence(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut strings = Strings::default();
    let mut rest = text;
    while let Some(start) = rest.find(['\u{1b}', '\u{9b}', '\u{9d}']) {
        kept.push_str(&rest[..start]);
        rest = &rest[start..];
        rest = &rest[sequence_length(rest, &mut strings)..];
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// Whether there is one of the signs that begin a sequence: `ESC`, and U+009B and U+009D in UTF-8.
fn may_begin_sequence(text: &[u8]) -> bool {
    memchr(0x1b, text).is_some() || memchr_iter(0xc2, text).any(|at| matches!(text.get(at + 1), Some(0x9b | 0x9d)))
}

/// The bytes of the escape sequence that `text` begins with, or of what is left of one.
fn sequence_length(text: &str, strings: &mut Strings) -> usize {
    let mut signs = text.chars();
    let first = signs.next().map_or(0, char::len_utf8);
    let after = &text[first..];
    match (text.chars().next(), signs.next()) {
        (Some('\u{9b}'), Some('0'..='?')) => first + control_length(after),
        (Some('\u{9d}'), Some('0'..='9')) => first + strings.length(after).unwrap_or(0),
        (Some('\u{1b}'), Some('[')) => first + 1 + control_length(&after[1..]),
        (Some('\u{1b}'), Some(']' | 'P' | 'X' | '^' | '_')) => first + 1 + strings.length(&after[1..]).unwrap_or(0),
        (Some('\u{1b}'), Some(' '..='~')) => {
            let between = after.bytes().take_while(|byte| (b' '..=b'/').contains(byte)).count();
            let ends = after
                .as_bytes()
                .get(between)
                .is_some_and(|byte| (b'0'..=b'~').contains(byte));
            first + between + usize::from(ends)
        }
        _ => first,
    }
}

/// The parameters of a control sequence and the letter that ends it.
fn control_length(text: &str) -> usize {
    let parameters = text.bytes().take_while(|byte| (b' '..=b'?').contains(byte)).count();
    let ends = text
        .as_bytes()
        .get(parameters)
        .is_some_and(|byte| (b'@'..=b'~').contains(byte));
    parameters + usize::from(ends)
}

/// Looks for the ends of control strings, in each part of a text once, however many seem to begin there.
#[derive(Default)]
struct Strings {
    /// The bytes from the end of the text back to where nothing ends a string, as far as it was looked at.
    endless: Option<usize>,
}

impl Strings {
    /// The payload of a control string with its terminator, at the beginning of `text`, which goes to the end of the whole
    /// text; `None` where none follows on the line.
    fn length(&mut self, text: &str) -> Option<usize> {
        let looked_at = self.endless.map_or(0, |left| text.len().saturating_sub(left));
        let bytes = text.as_bytes();
        let window = &bytes[..bytes.len().min(MAX_SEQUENCE)];
        let looked_at = looked_at.min(window.len());
        let most = memchr(b'\n', &window[looked_at..]).map_or(window.len(), |at| looked_at + at);
        for at in looked_at..most {
            match bytes[at] {
                7 => return Some(at + 1),
                // U+009C in UTF-8.
                0x9c if at > 0 && bytes[at - 1] == 0xc2 => return Some(at + 1),
                0x1b => return Some(at + if text[at + 1..].starts_with('\\') { 2 } else { 0 }),
                _ => {}
            }
        }
        self.endless = Some(text.len() - most);
        None
    }
}

fn push_cluster(safe: &mut String, cluster: &str) {
    if let [byte] = cluster.as_bytes() {
        if is_plain_byte(*byte) {
            safe.push(char::from(*byte));
        } else if *byte == b'\r' {
            safe.push('\n');
        }
        return;
    }
    let mut before: Option<char> = None;
    let mut kept = 0;
    let mut signs = cluster.chars().peekable();
    while let Some(sign) = signs.next() {
        let stays = match sign {
            '\r' => signs.peek() != Some(&'\n'),
            '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => true,
            joiner if is_joiner(joiner) => {
                let is_within = signs.clone().take(MAX_CLUSTER).any(|following| !is_hidden(following));
                before.is_some_and(|before| joins(before, is_within))
            }
            _ => !is_hidden(sign),
        };
        if !stays {
            continue;
        }
        if kept == MAX_CLUSTER {
            if before.is_some_and(is_joiner) {
                safe.pop();
            }
            return;
        }
        safe.push(if matches!(sign, '\r' | '\u{2028}' | '\u{2029}' | '\u{85}') {
            '\n'
        } else {
            sign
        });
        before = Some(sign);
        kept += 1;
    }
}

/// Whether a joiner after `before` means something: within a cluster, or after a letter of a script whose letters
/// take their form from it (Arabic to Mongolian).
fn joins(before: char, within: bool) -> bool {
    let shaped = ('\u{600}'..='\u{1cff}').contains(&before);
    shaped || (within && !before.is_ascii() && !before.is_whitespace() && !is_joiner(before))
}

fn is_joiner(sign: char) -> bool {
    matches!(sign, '\u{200c}' | '\u{200d}')
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
    fn every_byte_of_a_text_is_seen_with_the_one_after_it() {
        let text: Vec<u8> = (1..=70).collect();
        for length in 0..=text.len() {
            let text = &text[..length];
            for (at, byte) in text.iter().enumerate() {
                let after = text.get(at + 1).copied().unwrap_or_default();
                let look = |this: u8, next: u8| u8::from(this == *byte && next == after);
                assert_eq!(seen_in(text, look), 1, "{at} of {length}");
            }
            assert_eq!(seen_in(text, |this, next| u8::from(this == 0 || next == 1)), 0);
        }
    }

    #[test]
    fn a_line_that_may_stay_is_told_from_all_others() {
        for text in ["", "a", "a b", "one two three four five six seven", "~!"] {
            assert!(is_line(text.as_bytes()) && line(text) == text, "{text:?}");
        }
        for text in [
            " a",
            "a ",
            "a  b",
            "a\tb",
            "a\nb",
            "a\u{7f}",
            "é",
            "seventeen letters and  two blanks",
        ] {
            assert!(!is_line(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn a_sign_that_stands_alone_is_as_wide_as_the_tables_say() {
        for sign in ('\0'..=char::MAX).filter(|sign| stands_alone(*sign)) {
            assert_eq!(width_alone(sign), cluster_width(&sign.to_string()), "{sign:?}");
        }
    }

    #[test]
    fn whole_sequences_go() {
        assert_eq!(line("a\u{1b}[31mred\u{1b}[0m b"), "ared b");
        assert_eq!(line("x\u{1b}]0;title\u{7}y\u{1b}]8;;http://e\u{1b}\\z"), "xyz");
        assert_eq!(line("x\u{9b}2Jy\u{9d}0;title\u{9c}z\u{1b}(B!"), "xyz!");
    }

    /// Where the string ends that begins `text`, looked for anew each time.
    fn end_of_string(text: &str) -> Option<usize> {
        let line = text.split('\n').next().unwrap_or_default();
        let looked_at = &line[..line.floor_char_boundary(MAX_SEQUENCE)];
        let end = looked_at.find(['\u{7}', '\u{9c}', '\u{1b}'])?;
        let sign = looked_at[end..].chars().next()?;
        let more = text[end + sign.len_utf8()..].starts_with('\\');
        match sign {
            '\u{1b}' => Some(end + if more { 2 } else { 0 }),
            sign => Some(end + sign.len_utf8()),
        }
    }

    #[test]
    fn a_string_ends_where_it_does_when_it_is_the_only_one() {
        let words = ["\u{9d}0;a", "\u{9c}", "\u{7}", "\n", "é", "x", "\u{1b}\\", "\u{1b}]"];
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..300 {
            let most = words.len() * random.usize(1..200);
            let mut word = || words.get(random.usize(..most)).unwrap_or(&"\u{9d}0");
            let text: String = (0..2_000).map(|_| *word()).collect();
            let mut strings = Strings::default();
            for (at, _) in text.match_indices(['\u{9d}', '\u{1b}']) {
                let after = &text[at + 2..];
                if text.is_char_boundary(at + 2) {
                    assert_eq!(strings.length(after), end_of_string(after), "{at} {text:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_sequence_loses_no_word() {
        assert_eq!(
            line("â\u{80}\u{9c}Helloâ\u{80}\u{9d} he said, â\u{80}\u{9c}byeâ\u{80}\u{9d}."),
            "âHelloâ he said, âbyeâ."
        );
        assert_eq!(line("Ð\u{90}Ð\u{9b}Ð\u{98} Ð\u{9c}Ð\u{90}"), "ÐÐÐ ÐÐ");
        assert_eq!(body("a\u{1b}]0;never ended\nb"), "a0;never ended\nb");
        assert_eq!(line("a\u{1b}P b"), "a b");
        assert_eq!(body("\u{1b}\u{1b}]0;x\u{1b}[31mred\u{1b}"), "red");
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
    fn a_pile_of_marks_is_cut() {
        let pile = format!("a{}", "\u{301}".repeat(100));
        assert_eq!(line(&pile).chars().count(), MAX_CLUSTER);
    }

    #[test]
    fn blanks_with_a_joiner_between_them_are_one() {
        for said in [
            "#\u{1680}\u{200c}\u{2003}j",
            "\u{1680}\u{200c}\u{200c}\u{301}j",
            "#\u{1680}\u{200d}\u{200c} \u{200c}\u{2003}j\u{3000}\u{200c}",
        ] {
            let cleaned = line(said);
            assert_eq!(
                (line(&cleaned), cleaned.contains("  ")),
                (cleaned.clone(), false),
                "{said:?}: {cleaned:?}"
            );
        }
    }

    #[test]
    fn joiners_stay_only_where_they_join() {
        assert_eq!(line("a\u{200d}b \u{200c}c \u{200d}"), "ab c");
        assert_eq!(line("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(line("👩\u{200d} x"), "👩 x");
        assert_eq!(line("Σ\u{200d}\u{200d}x y\u{a0}\u{200d}\u{301}"), "Σx y \u{301}");
    }

    #[test]
    fn what_was_parted_by_what_goes_is_cut_as_well() {
        let pile = format!("a{}", format!("{}\u{200b}", "\u{301}".repeat(12)).repeat(9));
        assert_eq!(line(&pile).chars().count(), MAX_CLUSTER);
        let jamo = format!("{}\u{1161}", "\u{1100}".repeat(20)).repeat(9);
        assert_eq!(line(&jamo).chars().count(), MAX_CLUSTER);
        let over_blank = format!("a\n{}", "\u{301}".repeat(20));
        assert_eq!(line(&over_blank).chars().count(), 1 + MAX_CLUSTER);
        let joined = format!("👩{}\u{200d}👩", "\u{301}".repeat(14));
        assert_eq!(line(&joined), format!("👩{}", "\u{301}".repeat(14)));
    }

    #[test]
    fn every_end_of_a_line_is_one() {
        assert_eq!(body("a\r\nb\rc\u{2028}d\u{85}e\tf"), "a\nb\nc\nd\ne\tf");
    }

    #[test]
    fn clusters_are_those_of_unicode() {
        for text in [
            "Straße e\u{301}\u{302} ж\u{308}д",
            "1\u{fe0f}\u{20e3}👩‍🔬🇫🇮🇯🇵",
            "か\u{3099}新\u{fe00}聞",
            "क्षत्रिय 가\u{11a8}",
            "\u{600}12\r\n",
        ] {
            let found: Vec<&str> = clusters(text).map(|(cluster, _)| cluster).collect();
            let expected: Vec<&str> = text.graphemes(true).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_cluster_is_as_wide_as_it_is_drawn() {
        for (text, cells) in [
            ("abc", 3),
            ("新聞", 4),
            ("e\u{301}", 1),
            ("👩‍🔬", 2),
            ("🇫🇮", 2),
            ("☺\u{fe0f}", 2),
            ("a\u{7}\n", 1),
            ("é\n", 1),
        ] {
            assert_eq!(width(text), cells, "{text}");
        }
    }

    #[test]
    fn text_is_fitted_by_cells() {
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abc", 0), "");
    }
}

//! Where a paragraph is broken into lines. Widths are in cells; text is cut between grapheme clusters, never within one
//! that fits. What each sign allows is in `classes`.

use super::classes::{Class, breaks_between, class, holds_together};
use crate::model::text;
use std::borrow::Cow;
use std::ops::Range;

/// What stands for a sign of two cells where a line has but one.
const STAND_IN: &str = "▯";
/// A last word up to this many cells does not stay alone on its line.
const LONELY: usize = 6;
/// In narrower columns, such as those of a table, it does: a line without its last word is too short there.
const LEAST_FOR_COMPANY: usize = 24;
/// Letters before a hyphen after which a word may be broken.
const LEAST_BEFORE_HYPHEN: usize = 3;
/// Bytes on each side of a hyphen that say whether it is one of an address.
const LOOKED_AT: usize = 80;

/// The lines of a paragraph, as ranges of its bytes. The blanks at which it is broken are in none of them.
pub fn lines(text: &str, room: usize) -> Vec<Range<usize>> {
    let pieces = pieces(text);
    let mut lines: Vec<Filled> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        match lines.last_mut() {
            Some(line) if !piece.begins_line && line.width + piece.gap + piece.width <= room => {
                line.end = piece.end;
                line.width += piece.gap + piece.width;
            }
            _ => {
                if piece.begins_line {
                    mend_last(&mut lines, &pieces, index, room);
                }
                begin_line(text, room, index, piece, &mut lines);
            }
        }
    }
    mend_last(&mut lines, &pieces, pieces.len(), room);
    lines.into_iter().map(|line| line.start..line.end).collect()
}

/// A line of code, cut to `room`: after the last blanks in its second half, or else where it is full. Each line but the first
/// leaves `sign` cells free. Only the blanks at the end of a line may reach beyond the room.
pub fn cut(line: &str, room: usize, sign: usize) -> Vec<String> {
    let line = fit_signs(line, room.saturating_sub(sign).max(1));
    let mut pieces = vec![String::new()];
    let mut used = 0;
    // Where the last blank of this piece ends: in its bytes, and in cells.
    let mut blank = None;
    for (part, width) in parts(&line, room.saturating_sub(sign).max(1)) {
        // Blanks at the end of a line are not seen: they need no room.
        if used + width > room && part != " " {
            let kept = blank.take().filter(|(_, cells)| *cells * 2 > room);
            let rest = match (kept, pieces.last_mut()) {
                (Some((end, _)), Some(full)) => full.split_off(end),
                _ => String::new(),
            };
            used = sign + kept.map_or(0, |(_, cells)| used - cells);
            pieces.push(rest);
        }
        used += width;
        if let Some(last) = pieces.last_mut() {
            last.push_str(part);
            if part == " " {
                blank = Some((last.len(), used));
            }
        }
    }
    pieces
}

/// The text with a stand-in for each sign that `room` cells cannot show.
pub fn fit_signs(text: &str, room: usize) -> Cow<'_, str> {
    if room > 1 || text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let fitted = text::clusters(text).map(|(cluster, width)| {
        let separable = cluster.chars().map(sign_width).sum::<usize>() >= width;
        let fits = width <= room || (separable && cluster.chars().all(|sign| sign_width(sign) <= room));
        if fits { cluster } else { STAND_IN }
    });
    Cow::Owned(fitted.collect())
}

/// A piece of text that is not broken, and what parts it from the one before.
struct Piece {
    start: usize,
    end: usize,
    width: usize,
    /// Blanks before it, which go where the line is broken.
    gap: usize,
    /// Whether the author ended the line before it.
    begins_line: bool,
}

/// A line as it is filled.
struct Filled {
    start: usize,
    end: usize,
    width: usize,
    /// Its first piece.
    first: usize,
    /// Whether a piece was cut to get it.
    is_cut: bool,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut before = Class::LineEnd;
    let mut gap = 0;
    let mut begins_line = false;
    let mut offset = 0;
    while offset < text.len() {
        let (part, width) = next_part(&text[offset..]);
        let (start, end) = (offset, offset + part.len());
        offset = end;
        let mut class = class(part, width, before);
        if class == Class::Blank && gap == 0 && holds_together(&text[..start], &text[end..]) {
            class = Class::Letter;
        }
        match class {
            Class::LineEnd => begins_line = true,
            Class::Blank => gap += 1,
            _ => match pieces.last_mut() {
                Some(piece)
                    if !breaks_between(before, class)
                        || is_hyphenated_name(&text[piece.start..start], &text[start..]) =>
                {
                    piece.end = end;
                    piece.width += width;
                }
                _ => {
                    pieces.push(Piece {
                        start,
                        end,
                        width,
                        gap: std::mem::take(&mut gap),
                        begins_line: std::mem::take(&mut begins_line),
                    });
                }
            },
        }
        before = class;
    }
    pieces
}

/// Whether a hyphen at the end of a piece holds it to what follows: in names, in addresses, and after a letter or two. So far
/// is looked each way that a page of nothing but hyphens takes no longer than another.
fn is_hyphenated_name(piece: &str, rest: &str) -> bool {
    let Some(part) = piece.strip_suffix(['-', '‐']) else {
        return false;
    };
    let part = &part[part.ceil_char_boundary(part.len().saturating_sub(LOOKED_AT))..];
    let rest = &rest[..rest.floor_char_boundary(LOOKED_AT)];
    let rest = rest.split_whitespace().next().unwrap_or_default();
    let is_address = |word: &str| word.contains(['/', '@', '_', '=', '\\', '.', ':']);
    let letters = part.chars().rev().take_while(|sign| sign.is_alphanumeric()).count();
    letters < LEAST_BEFORE_HYPHEN
        || rest.starts_with(char::is_uppercase)
        || is_address(part)
        || is_address(rest.trim_end_matches(['.', ':']))
}

/// The next cluster, or a run of letters and digits in which nothing is broken or joined.
fn next_part(text: &str) -> (&str, usize) {
    let run = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    // The last of them may carry a mark.
    let run = if run == text.len() { run } else { run.saturating_sub(1) };
    if run > 0 {
        return (&text[..run], run);
    }
    text::clusters(text).next().unwrap_or((text, 0))
}

/// Begins a line with a piece; one that is wider than the line is cut, and the line is the last of its parts.
fn begin_line(text: &str, room: usize, index: usize, piece: &Piece, lines: &mut Vec<Filled>) {
    let mut line = Filled {
        start: piece.start,
        end: piece.start,
        width: 0,
        first: index,
        is_cut: false,
    };
    if piece.width <= room {
        line.end = piece.end;
        line.width = piece.width;
        lines.push(line);
        return;
    }
    // Where the line would end best: behind a sign between two parts of a name or address, and its width there.
    let mut best = (line.end, 0);
    for (part, width) in parts(&text[piece.start..piece.end], room) {
        if line.width + width > room {
            let (end, used) = if best.1 * 2 > room {
                best
            } else {
                (line.end, line.width)
            };
            let next = Filled {
                start: end,
                end: line.end,
                width: line.width - used,
                first: index,
                is_cut: true,
            };
            line.end = end;
            lines.push(std::mem::replace(&mut line, next));
            best = (line.start, 0);
        }
        line.end += part.len();
        line.width += width;
        if matches!(part, "-" | "/" | "&" | "?") {
            best = (line.end, line.width);
        }
    }
    line.is_cut = true;
    lines.push(line);
}

/// Clusters with their widths; one that is wider than `room` in its single signs.
fn parts(text: &str, room: usize) -> impl Iterator<Item = (&str, usize)> {
    text::clusters(text).flat_map(move |(cluster, width)| {
        let whole = (width <= room).then_some((cluster, width));
        let signs = if width <= room { "" } else { cluster };
        let single = signs
            .char_indices()
            .map(|(at, sign)| (&signs[at..at + sign.len_utf8()], sign_width(sign)));
        whole.into_iter().chain(single)
    })
}

fn sign_width(sign: char) -> usize {
    text::width(sign.encode_utf8(&mut [0; 4]))
}

/// Gives a short word that is alone on the last line the word before it for company. `end` is the piece after the
/// last line.
fn mend_last(lines: &mut [Filled], pieces: &[Piece], end: usize, room: usize) {
    let [.., above, last] = lines else {
        return;
    };
    let alone = room >= LEAST_FOR_COMPANY && last.first + 1 == end && last.width <= LONELY;
    if !alone || last.is_cut || above.is_cut || last.first < above.first + 3 {
        return;
    }
    let (word, company) = (&pieces[last.first], &pieces[last.first - 1]);
    let width = company.width + word.gap + word.width;
    if word.begins_line || width > room {
        return;
    }
    above.end = pieces[last.first - 2].end;
    above.width -= company.gap + company.width;
    last.start = company.start;
    last.width = width;
    last.first -= 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, room: usize) -> Vec<&str> {
        lines(text, room).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn words_fill_the_line() {
        assert_eq!(broken("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(broken("one\ntwo", 9), ["one", "two"]);
        assert_eq!(broken("", 9), [""; 0]);
    }

    #[test]
    fn a_word_that_is_too_long_is_cut_between_clusters() {
        assert_eq!(broken("an abcdefghij k", 4), ["an", "abcd", "efgh", "ij k"]);
        assert_eq!(broken("e\u{301}e\u{301}e\u{301}", 2), ["e\u{301}e\u{301}", "e\u{301}"]);
        assert_eq!(broken("👩‍🔬👩‍🔬", 3), ["👩‍🔬", "👩‍🔬"]);
    }

    #[test]
    fn chinese_and_japanese_break_between_signs_but_not_before_their_full_stop() {
        assert_eq!(broken("新聞記者。", 4), ["新聞", "記", "者。"]);
        assert_eq!(broken("新「聞」", 4), ["新", "「聞", "」"]);
        assert_eq!(broken("サッカー", 4), ["サッ", "カー"]);
    }

    #[test]
    fn a_hyphen_holds_to_the_number_after_it() {
        assert_eq!(broken("within 24-48 hours", 10), ["within", "24-48", "hours"]);
        assert_eq!(broken("the (T-15th) pos", 8), ["the", "(T-15th)", "pos"]);
        assert_eq!(broken("self-made", 5), ["self-", "made"]);
    }

    #[test]
    fn after_a_comma_of_japanese_a_line_may_end_before_latin_letters() {
        assert_eq!(broken("れば、App", 6), ["れば、", "App"]);
    }

    #[test]
    fn code_is_cut_after_a_blank_where_there_is_one_far_enough_right() {
        assert_eq!(cut("open port 22.", 11, 2), ["open port ", "22."]);
        assert_eq!(cut("open portnumber22.", 11, 2), ["open portnu", "mber22."]);
        assert_eq!(cut("open the   port", 8, 2), ["open the   ", "port"]);
        assert_eq!(cut("aaaa bbbb cccc dddd", 10, 2), ["aaaa bbbb ", "cccc ", "dddd"]);
    }

    #[test]
    fn hindi_breaks_between_words() {
        assert_eq!(broken("किसी ने पानी के", 9), ["किसी ने", "पानी के"]);
    }

    #[test]
    fn korean_breaks_between_words() {
        assert_eq!(broken("새로운 소식이", 8), ["새로운", "소식이"]);
    }

    #[test]
    fn a_last_sign_is_not_alone_and_a_word_stays_whole_where_it_can() {
        assert_eq!(
            broken("新聞記者協会新聞記者協会。", 24),
            ["新聞記者協会新聞記者", "協会。"]
        );
        assert_eq!(
            broken("this is a very old well-known", 24),
            ["this is a very old", "well-known"]
        );
    }

    #[test]
    fn thai_breaks_before_a_vowel_that_begins_a_syllable() {
        assert_eq!(broken("สะพานท่าเรือเปิดอีก", 10), ["สะพานท่าเรือ", "เปิดอีก"]);
    }

    #[test]
    fn nothing_ends_in_an_opening_sign_or_begins_with_a_closing_one() {
        assert_eq!(broken("one ( two ) three", 7), ["one", "( two )", "three"]);
        assert_eq!(broken("sagt »Wort« und", 10), ["sagt", "»Wort« und"]);
        assert_eq!(broken("слово — да", 7), ["слово —", "да"]);
        assert_eq!(broken("so … then", 5), ["so …", "then"]);
        assert_eq!(broken("of -50 and --force", 9), ["of -50", "and", "--force"]);
    }

    #[test]
    fn french_signs_stay_with_their_words() {
        assert_eq!(broken("Il dit : « Oui » !", 9), ["Il dit :", "« Oui » !"]);
        assert_eq!(broken("dit « Oui »", 8), ["dit", "« Oui »"]);
    }

    #[test]
    fn names_and_addresses_are_broken_at_a_hyphen_only_where_they_have_no_line() {
        assert_eq!(broken("by Anna Smith-Jones", 14), ["by Anna", "Smith-Jones"]);
        assert_eq!(broken("an e-mail to me", 6), ["an", "e-mail", "to me"]);
        assert_eq!(
            broken("at the longer-path.example", 12),
            ["at the", "longer-", "path.example"]
        );
        assert_eq!(
            broken("at e.example/some/path-of/it", 20),
            ["at", "e.example/some/path-", "of/it"]
        );
        assert_eq!(broken("he was self-made.", 12), ["he was self-", "made."]);
    }

    #[test]
    fn words_break_after_dashes() {
        assert_eq!(broken("well-known", 6), ["well-", "known"]);
        assert_eq!(broken("a -5 b", 2), ["a", "-5", "b"]);
    }

    #[test]
    fn a_short_last_word_gets_company() {
        assert_eq!(
            broken("one two three four five six", 24),
            ["one two three four", "five six"]
        );
        assert_eq!(broken("one two six ten of", 15), ["one two six ten", "of"]);
    }

    #[test]
    fn a_wide_sign_has_a_stand_in_only_where_a_line_has_one_cell() {
        assert_eq!(fit_signs("a新👩‍🔬e\u{301}", 1), "a▯▯e\u{301}");
        assert_eq!(fit_signs("a新", 2), "a新");
    }

    #[test]
    fn code_is_cut_with_room_for_its_sign() {
        assert_eq!(cut("abcdefgh", 4, 1), ["abcd", "efg", "h"]);
        assert_eq!(cut("", 4, 1), [""]);
    }
}

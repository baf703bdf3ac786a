//! Text that is read from the right: which paragraphs are, and the order in which the signs of a line are seen. Pages
//! and lists keep text in the order in which it is read; only what draws puts it into the other.

use super::text::clusters;
use super::{Line, Role, Span};
use std::borrow::Cow;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// A line as it is seen, from the left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenLine {
    pub spans: Vec<Span>,
    /// For each cell of the line as it is read, after its indent, the cell where it is seen.
    pub cells: Vec<u16>,
}

/// Whether a paragraph is read from the right: its first letter decides.
pub fn is_right_to_left(text: &str) -> bool {
    !text.is_ascii()
        && text
            .chars()
            .map(bidi_class)
            .find(|class| matches!(class, BidiClass::L | BidiClass::R | BidiClass::AL))
            .is_some_and(|class| class != BidiClass::L)
}

/// The line in the order in which it is seen; `None` where that is the order in which it is read.
pub fn seen(line: &Line) -> Option<SeenLine> {
    let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
    if !line.right_to_left && !has_right_to_left(&text) {
        return None;
    }
    let signs = signs(&line.spans);
    let order = order(line, &text, &signs);
    Some(SeenLine {
        cells: cells(&signs, &order),
        spans: spans(&line.spans, &signs, &order),
    })
}

/// A text of one line in the order in which it is seen.
pub fn seen_text(text: &str) -> Cow<'_, str> {
    if !has_right_to_left(text) {
        return Cow::Borrowed(text);
    }
    let line = Line {
        spans: vec![Span {
            text: text.to_owned(),
            ..Span::default()
        }],
        right_to_left: is_right_to_left(text),
        ..Line::default()
    };
    let seen = seen(&line).unwrap_or_default();
    Cow::Owned(seen.spans.into_iter().map(|span| span.text).collect())
}

/// A cluster of a line.
struct Sign<'a> {
    text: &'a str,
    /// Where it begins in the whole line.
    start: usize,
    /// The number of its span.
    span: usize,
    cells: u16,
}

fn signs(spans: &[Span]) -> Vec<Sign<'_>> {
    let mut signs = Vec::new();
    let mut start = 0;
    for (number, span) in spans.iter().enumerate() {
        for (text, wide) in clusters(&span.text) {
            signs.push(Sign {
                text,
                start,
                span: number,
                cells: u16::try_from(wide).unwrap_or(0),
            });
            start += text.len();
        }
    }
    signs
}

/// The numbers of the signs from the left, and whether each is mirrored. Each cell of a table is a text of its own.
fn order(line: &Line, text: &str, signs: &[Sign<'_>]) -> Vec<(usize, bool)> {
    let is_gap = |sign: &Sign<'_>| line.spans[sign.span].role == Role::Gap;
    let has_cells = signs.iter().any(is_gap);
    let mut order: Vec<(usize, bool)> = Vec::with_capacity(signs.len());
    for cell in signs.chunk_by(|one, other| is_gap(one) == is_gap(other)) {
        let (Some(first), Some(last)) = (cell.first(), cell.last()) else {
            continue;
        };
        let text = &text[first.start..last.start + last.text.len()];
        let right_to_left = match has_cells {
            true => is_right_to_left(text),
            false => line.right_to_left,
        };
        let before = order.len();
        let here = order_of(text, right_to_left, cell);
        order.extend(here.into_iter().map(|(sign, is_mirrored)| (before + sign, is_mirrored)));
    }
    order
}

/// The same for the signs of one text: rule L2 of Unicode's algorithm over clusters, so
/// that marks stay with their letters.
fn order_of(text: &str, right_to_left: bool, signs: &[Sign<'_>]) -> Vec<(usize, bool)> {
    let start = signs.first().map_or(0, |sign| sign.start);
    let base = if right_to_left { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(text, Some(base));
    let Some(paragraph) = info.paragraphs.first() else {
        return Vec::new();
    };
    let levels = info.reordered_levels(paragraph, paragraph.range.clone());
    let levels: Vec<Level> = signs
        .iter()
        .map(|sign| levels.get(sign.start - start).copied().unwrap_or(base))
        .collect();
    let order = BidiInfo::reorder_visual(&levels);
    order.into_iter().map(|sign| (sign, levels[sign].is_rtl())).collect()
}

fn cells(signs: &[Sign<'_>], order: &[(usize, bool)]) -> Vec<u16> {
    let mut starts = vec![0; signs.len()];
    let mut at = 0;
    for (sign, _) in order {
        starts[*sign] = at;
        at += signs[*sign].cells;
    }
    let each = signs.iter().zip(starts);
    each.flat_map(|(sign, start)| (0..sign.cells).map(move |cell| start + cell))
        .collect()
}

fn spans(read: &[Span], signs: &[Sign<'_>], order: &[(usize, bool)]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut last = None;
    for (number, is_mirrored) in order {
        let sign = &signs[*number];
        let text = if *is_mirrored { mirrored(sign.text) } else { sign.text };
        match spans.last_mut().filter(|_| last == Some(sign.span)) {
            Some(span) => span.text.push_str(text),
            None => spans.push(Span {
                text: text.to_owned(),
                ..read[sign.span].clone()
            }),
        }
        last = Some(sign.span);
    }
    spans
}

/// A sign that has two sides, as it looks from the other.
fn mirrored(sign: &str) -> &str {
    match sign {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "{" => "}",
        "}" => "{",
        "<" => ">",
        ">" => "<",
        "«" => "»",
        "»" => "«",
        "‹" => "›",
        "›" => "‹",
        "≤" => "≥",
        "≥" => "≤",
        sign => sign,
    }
}

/// Whether any sign changes the order: letters from the right, and Arabic digits. The scripts that have none lie below and
/// between those that do, dashes, quotation marks and `…` among them.
fn has_right_to_left(text: &str) -> bool {
    let may_be = |sign| !matches!(sign, '\0'..'\u{590}' | '\u{2010}'..'\u{fb1d}');
    let is = |sign| matches!(bidi_class(sign), BidiClass::R | BidiClass::AL | BidiClass::AN);
    !text.is_ascii() && text.chars().any(|sign| may_be(sign) && is(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_tells_where_a_paragraph_is_read_from() {
        for text in ["مرحبا", "12 – שלום", "«مرحبا» said"] {
            assert!(is_right_to_left(text), "{text}");
        }
        for text in ["", "12", "Hello", "The word שלום", "新聞"] {
            assert!(!is_right_to_left(text), "{text}");
        }
    }

    #[test]
    fn every_sign_that_changes_the_order_is_known() {
        for sign in '\0'..=char::MAX {
            let changes = matches!(bidi_class(sign), BidiClass::R | BidiClass::AL | BidiClass::AN);
            assert_eq!(has_right_to_left(sign.encode_utf8(&mut [0; 4])), changes, "{sign:?}");
        }
    }

    #[test]
    fn words_from_the_right_stand_in_the_order_in_which_they_are_seen() {
        assert_eq!(seen_text("the word שלום, again"), "the word םולש, again");
        assert_eq!(seen_text("שלום (2026) abc"), "abc (2026) םולש");
        assert_eq!(seen_text("Hello 新聞"), "Hello 新聞");
        assert_eq!(seen_text("שָׁלוֹם"), "םוֹלשָׁ");
    }

    #[test]
    fn cells_of_a_table_stay_in_their_columns() {
        let span = |text: &str, role| Span {
            text: text.to_owned(),
            role,
            ..Span::default()
        };
        let line = Line {
            spans: vec![
                span("שלום", Role::Text),
                span("  ", Role::Gap),
                span("ספרים", Role::Text),
                span("  ", Role::Gap),
                span("peace", Role::Text),
            ],
            ..Line::default()
        };
        let seen: String = seen(&line).unwrap().spans.into_iter().map(|span| span.text).collect();
        assert_eq!(seen, "םולש  םירפס  peace");
    }

    #[test]
    fn spans_and_their_cells_go_with_their_words() {
        let span = |text: &str, link| Span {
            text: text.to_owned(),
            link,
            ..Span::default()
        };
        let line = Line {
            spans: vec![span("• ", None), span("אב ", None), span("xy", Some(3))],
            right_to_left: true,
            ..Line::default()
        };
        let seen = seen(&line).unwrap();
        let shown: Vec<_> = seen.spans.iter().map(|span| (span.text.as_str(), span.link)).collect();
        assert_eq!(shown, [("xy", Some(3)), (" בא", None), (" •", None)]);
        assert_eq!(seen.cells, [6, 5, 4, 3, 2, 0, 1]);
    }
}

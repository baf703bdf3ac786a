//! Raised and lowered text, for which a terminal has no place: in signs that are raised or lowered themselves, or with a sign
//! before it where it would else be read as something else.

use crate::model::{Inline, Style};
use std::borrow::Cow;

/// Signs of raised or lowered text that is marked, at most: longer ones are a matter of taste, not of meaning.
const MAX_MARKED: usize = 12;

/// Raised letters that mean the same on the line: endings of numbers and of abbreviated words, trade marks.
const ENDINGS: &str = "st nd rd th er re ère ere e es ème eme ième ieme nde os as me mes mme lle lles r rs le gr ie ies ve te \
    ter tes de ste sa tm sm mc md";

/// A piece of text as it is written.
pub struct Piece<'a> {
    pub text: Cow<'a, str>,
    /// The run that it is of; none where it is a mark of ours.
    pub run: Option<&'a Inline>,
}

/// The pieces of a text, with what is raised or lowered in it written so that it is read as what it is.
pub fn pieces(runs: &[Inline]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(runs.len());
    let mut rest = runs;
    let mut before = None;
    while let Some(first) = rest.first() {
        let position = Position::of(first);
        let count = rest.iter().take_while(|run| Position::of(run) == position).count();
        let (group, following) = rest.split_at(count);
        position.write(group, before, following, &mut pieces);
        before = group.iter().rev().find_map(|run| run.text.chars().next_back());
        rest = following;
    }
    pieces
}

/// Where text stands, compared with its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    OnLine,
    Raised,
    Lowered,
}

/// What a sign is where it is raised or lowered, if there is such a sign.
type Form = fn(char) -> Option<char>;

impl Position {
    fn of(run: &Inline) -> Position {
        match run.style {
            Style { raised: true, .. } => Position::Raised,
            Style { lowered: true, .. } => Position::Lowered,
            _ => Position::OnLine,
        }
    }

    /// Writes these runs between the sign before and what follows: in a form of their own, or between two marks.
    fn write<'a>(self, runs: &'a [Inline], before: Option<char>, following: &[Inline], pieces: &mut Vec<Piece<'a>>) {
        let as_they_are = runs.iter().map(|run| Piece {
            text: Cow::Borrowed(run.text.as_str()),
            run: Some(run),
        });
        let form: Form = match self {
            Position::OnLine => return pieces.extend(as_they_are),
            Position::Raised => raised_sign,
            Position::Lowered => lowered_sign,
        };
        let signs = || runs.iter().flat_map(|run| run.text.chars());
        // The letter of a note is no ending of a word.
        let is_lettered_note = runs.iter().any(|run| run.link.is_some()) && signs().any(char::is_alphabetic);
        if !is_lettered_note && signs().all(|sign| form(sign).is_some()) {
            pieces.extend(runs.iter().map(|run| Piece {
                text: run.text.chars().filter_map(form).collect(),
                run: Some(run),
            }));
            return;
        }
        let next = following.first().and_then(|run| run.text.chars().next());
        let [start, end] = self.marks(runs, before, next);
        let mark = |text: &'static str| Piece {
            text: Cow::Borrowed(text),
            run: None,
        };
        pieces.extend((!start.is_empty()).then(|| mark(start)));
        pieces.extend(as_they_are);
        pieces.extend((!end.is_empty()).then(|| mark(end)));
    }

    /// The marks around text without a form of its own, where it is something else when it stands on the line: `2k` for 2 to
    /// the k.
    fn marks(self, runs: &[Inline], before: Option<char>, next: Option<char>) -> [&'static str; 2] {
        const NONE: [&str; 2] = ["", ""];
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        let is_term = text.chars().count() <= MAX_MARKED
            && text.chars().any(|sign| sign.is_alphanumeric() || sign == '∞')
            && !text.contains(char::is_whitespace)
            && !text.starts_with(['[', '{']);
        let follows_term =
            before.is_some_and(|sign| !sign.is_whitespace() && !matches!(sign, ',' | '.' | ';' | ':' | '-'));
        if !is_term || !follows_term {
            return NONE;
        }
        if runs.iter().any(|run| run.link.is_some()) {
            return ["[", "]"];
        }
        let is_one_word = text.chars().all(char::is_alphanumeric) && !next.is_some_and(char::is_alphanumeric);
        let is_one_sign = is_one_word && text.chars().count() == 1 || text.starts_with('(') && text.ends_with(')');
        match self {
            Position::Lowered if is_one_word || is_one_sign => ["_", ""],
            Position::Lowered => ["_(", ")"],
            _ if is_ending(&text) => NONE,
            _ if is_one_sign => ["^", ""],
            _ => ["^(", ")"],
        }
    }
}

fn is_ending(text: &str) -> bool {
    let lower = text.to_lowercase();
    ENDINGS.split_ascii_whitespace().any(|ending| ending == lower)
}

fn raised_sign(sign: char) -> Option<char> {
    Some(match sign {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32('⁴' as u32 + (sign as u32 - '4' as u32))?,
        '+' => '⁺',
        '-' | '−' => '⁻',
        '=' => '⁼',
        '(' => '⁽',
        ')' => '⁾',
        'n' => 'ⁿ',
        'i' => 'ⁱ',
        'o' => 'º',
        'a' => 'ª',
        '∘' | '°' => '°',
        // Several notes in one place.
        ',' | ' ' | '′' => sign,
        _ => return None,
    })
}

fn lowered_sign(sign: char) -> Option<char> {
    Some(match sign {
        '0'..='9' => char::from_u32('₀' as u32 + (sign as u32 - '0' as u32))?,
        '+' => '₊',
        '-' | '−' => '₋',
        '=' => '₌',
        '(' => '₍',
        ')' => '₎',
        ',' | ' ' => sign,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::render::{document, page};

    fn written(html: &str) -> String {
        let page = page(&document(html, None), 100);
        let spans = page.lines.iter().flat_map(|line| &line.spans);
        spans.map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn what_has_no_raised_form_is_marked_where_it_would_mean_something_else() {
        assert_eq!(written("2<sup>k</sup> and x<sup>α+1</sup>"), "2^k and x^(α+1)");
        assert_eq!(
            written("a<sub>ij</sub>, CO<sub>x</sub>H, x<sup><i>k</i>+1</sup>"),
            "a_ij, CO_(x)H, x^(k+1)"
        );
        assert_eq!(
            written("H<sub>2</sub>O and 10<sup>-9</sup>, x<sup>2n+1</sup>, 10<sup>1.5</sup>"),
            "H₂O and 10⁻⁹, x²ⁿ⁺¹, 10^(1.5)"
        );
        assert_eq!(
            written("2<sup>2<sup>3</sup></sup>, e<sup>iπ</sup>+1"),
            "2^(2^3), e^(iπ)+1"
        );
    }

    #[test]
    fn endings_marks_and_notes_are_not_marked() {
        for plain in [
            "1<sup>st</sup>",
            "XIX<sup>e</sup>",
            "M<sup>me</sup>",
            "Ferry<sup>TM</sup>",
            "so<sup>[3]</sup>",
            "all<sup>*</sup>",
        ] {
            assert!(!written(plain).contains('^'), "{plain}");
        }
        let note = "said<sup><a href='https://e.example/'>a</a></sup>";
        assert_eq!(written(note), "said[a]");
        let notes = "2012<sup><a href='https://e.example/1'>1</a>,<a href='https://e.example/2'>2</a></sup>, 20<sup>o</sup>C, n<sup>o</sup>";
        assert_eq!(written(notes), "2012¹,², 20ºC, nº");
        assert_eq!(
            written("<sub>a footnote of some length, set small</sub>"),
            "a footnote of some length, set small"
        );
    }
}

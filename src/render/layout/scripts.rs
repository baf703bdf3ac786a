//! Raised and lowered text, for which a terminal has no place: in signs that are raised or lowered themselves, or with a sign
//! before it where it would else be read as something else.

use crate::model::{Inline, Style};

/// Signs of raised or lowered text that is marked, at most: longer ones are a matter of taste, not of meaning.
const MAX_MARKED: usize = 12;

/// Raised letters that mean the same on the line: endings of numbers and of abbreviated words, trade marks.
const ENDINGS: &str = "st nd rd th er re ère ere e es ème eme ième ieme nde o os a as me mes mme lle lles r rs le gr ie ies ve te \
    ter tes de ste sa tm sm mc md";

/// Where text stands, compared with its line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Position {
    OnLine,
    Raised,
    Lowered,
}

/// What a sign is where it is raised or lowered, if there is such a sign.
pub type Form = fn(char) -> Option<char>;

impl Position {
    pub fn of(run: &Inline) -> Position {
        match run.style {
            Style { raised: true, .. } => Position::Raised,
            Style { lowered: true, .. } => Position::Lowered,
            _ => Position::OnLine,
        }
    }

    /// How these runs are written between what was `written` and what follows: in a form of their own, or between two marks.
    pub fn written(self, runs: &[Inline], written: &str, following: &[Inline]) -> (Option<Form>, [&'static str; 2]) {
        let form: Form = match self {
            Position::OnLine => return (None, ["", ""]),
            Position::Raised => raised_sign,
            Position::Lowered => lowered_sign,
        };
        let signs = || runs.iter().flat_map(|run| run.text.chars());
        if signs().all(|sign| form(sign).is_some()) {
            return (Some(form), ["", ""]);
        }
        if !self.needs_mark(runs, written) {
            return (None, ["", ""]);
        }
        let next = following.first().and_then(|run| run.text.chars().next());
        let is_word = signs().all(char::is_alphanumeric) && !next.is_some_and(char::is_alphanumeric);
        let marks = match (self, is_word) {
            (Position::Lowered, true) => ["_", ""],
            (Position::Lowered, false) => ["_(", ")"],
            (_, true) => ["^", ""],
            (_, false) => ["^(", ")"],
        };
        (None, marks)
    }

    /// Whether text without a form of its own is something else when it stands on the line, as in `2k` for 2 to the k.
    fn needs_mark(self, runs: &[Inline], written: &str) -> bool {
        let follows_term = written
            .chars()
            .next_back()
            .is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, ')' | ']' | '|' | '∑' | '∏' | '∫'));
        // A link is a note.
        if !follows_term || runs.iter().any(|run| run.link.is_some()) {
            return false;
        }
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        let is_term = text.chars().count() <= MAX_MARKED
            && text.chars().any(char::is_alphanumeric)
            && !text.contains(char::is_whitespace)
            && !text.starts_with(['[', '{']);
        let is_ending = || {
            let lower = text.to_lowercase();
            ENDINGS.split_ascii_whitespace().any(|ending| ending == lower)
        };
        is_term && (self == Position::Lowered || !is_ending())
    }
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
        ' ' => ' ',
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
        ' ' => ' ',
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
            written("H<sub>2</sub>O and 10<sup>-9</sup>, x<sup>2n+1</sup>"),
            "H₂O and 10⁻⁹, x²ⁿ⁺¹"
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
        assert_eq!(written("said<sup><a href='https://e.example/'>a</a></sup>"), "saida");
        assert_eq!(
            written("<sub>a footnote of some length, set small</sub>"),
            "a footnote of some length, set small"
        );
    }
}

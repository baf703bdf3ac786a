//! Text as a terminal may get it, as a type of its own: what writes to a terminal, to the log or to a program takes nothing
//! else, and there is no way to make it but to clean (`promises.md` A1). How text is cleaned is in `text`.

use super::direction::seen_text;
use super::text;
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// Text without a sign that a terminal would obey, or that reorders or hides others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printable(String);

impl Printable {
    /// One line; white space is folded to single blanks.
    pub fn line(text: &str) -> Printable {
        Printable(text::line(text))
    }

    /// One line whose blanks stay, for they align columns.
    pub fn row(text: &str) -> Printable {
        if is_ascii_text(text) {
            return Printable(text.to_owned());
        }
        let clean = text::body(text);
        Printable(match clean.contains(['\n', '\t']) {
            true => clean.replace(['\n', '\t'], " "),
            false => clean,
        })
    }

    /// Several lines.
    pub fn body(text: &str) -> Printable {
        Printable(text::body(text))
    }

    /// One line of JSON: a sign that may not be printed is written as `\u…`, so that nothing gets in and nothing is lost.
    pub fn json(json: &str) -> Printable {
        if is_ascii_text(json) {
            return Printable(json.to_owned());
        }
        let mut safe = String::with_capacity(json.len());
        for sign in json.chars() {
            if is_plain(sign) {
                safe.push(sign);
            } else {
                for unit in sign.encode_utf16(&mut [0; 2]) {
                    safe.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
        Printable(safe)
    }

    /// Whether each byte of it is a sign of its own, in one cell: most that is shown is such.
    pub fn is_ascii_text(&self) -> bool {
        is_ascii_text(self)
    }

    /// What of it fits into so many cells, with `…` as the last where something was cut.
    pub fn fit(self, cells: usize) -> Printable {
        match text::fit(&self, cells) {
            Cow::Borrowed(fitting) if fitting.len() == self.len() => self,
            fitting => Printable(fitting.into_owned()),
        }
    }

    /// A line in the order in which it is seen, for a terminal that shows signs in the order in which they come.
    pub fn as_seen(self) -> Printable {
        match seen_text(&self) {
            Cow::Borrowed(_) => self,
            Cow::Owned(seen) => Printable(seen),
        }
    }
}

impl Deref for Printable {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Printable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

/// Whether it is letters, digits, signs and blanks of ASCII alone.
fn is_ascii_text(text: &str) -> bool {
    // No short cut, so that the compiler looks at many bytes at a time.
    text.bytes().fold(true, |all, byte| all & (b' '..=b'~').contains(&byte))
}

fn is_plain(sign: char) -> bool {
    matches!(sign, ' '..='~') || {
        let mut bytes = [0; 4];
        let sign = sign.encode_utf8(&mut bytes);
        !matches!(&*sign, "\n" | "\t") && text::body(sign) == *sign
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a  b\n\u{1b}]0;x\u{7}\u{202e}\u{9b}2Jשלום\t\u{2066}日\u{e0041}";

    #[test]
    fn whatever_is_printable_has_no_sign_that_a_terminal_obeys() {
        for made in [Printable::line, Printable::row, Printable::body, Printable::json] {
            for text in [made(HOSTILE), made(HOSTILE).fit(9), made(HOSTILE).as_seen()] {
                let may_stay = |sign| sign == '\n' || sign == '\t' || is_plain(sign);
                assert!(text.chars().all(may_stay), "{text:?}");
            }
        }
    }

    #[test]
    fn json_loses_nothing_and_lets_nothing_in() {
        let hostile = "a\u{1b}[31m\u{9b}2J\u{202e}b\u{2028}c\u{7f}é日\u{e0041}👩‍🔬";
        for text in [hostile, "\u{7f}", "plain \"text\""] {
            let printed = Printable::json(&serde_json::Value::from(text).to_string());
            assert!(printed.chars().all(is_plain), "{printed}");
            assert_eq!(serde_json::from_str::<String>(&printed).unwrap(), text);
        }
    }

    #[test]
    fn a_line_stays_one_line_and_keeps_its_columns() {
        assert_eq!(&*Printable::row("a  b\nc\u{1b}]0;x\u{7}d\te"), "a  b cd e");
        assert_eq!(&*Printable::line("a  b\nc"), "a b c");
    }
}

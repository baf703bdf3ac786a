//! JSON with faults, written anew without them: texts with signs that JSON forbids, commas before nothing, numbers beyond
//! all bounds, values that are nested too deep, and documents that break off, which keep what was whole. What is no JSON at
//! all stays none.

use crate::parse::repairs::{Repair, Repairs};

/// The reader goes no deeper.
const MAX_DEPTH: usize = 120;

/// The first value of `document` without the faults that are known here; `None` where nothing of it is whole.
pub fn mended(document: &str, repairs: &mut Repairs) -> Option<String> {
    let mut written = Written::default();
    let mut rest = document;
    while let Some(sign) = rest.chars().next() {
        rest = &rest[sign.len_utf8()..];
        match sign {
            '"' => rest = push_text(&mut written.text, rest, repairs),
            '{' | '[' if written.open.len() < MAX_DEPTH => written.begin(sign),
            '{' | '[' => match after_nested(rest) {
                Some(after) => {
                    repairs.note(Repair::WrongKind);
                    written.text.push_str("null");
                    rest = after;
                }
                None => break,
            },
            '-' | '0'..='9' => rest = push_figure(&mut written.text, sign, rest, repairs),
            '}' | ']' => match written.end(sign, repairs) {
                Progress::More => {}
                Progress::Done => return Some(written.text),
                Progress::Wrong => break,
            },
            _ => written.text.push(sign),
        }
    }
    repairs.note(Repair::CutShort);
    written.cut()
}

/// What is written so far.
#[derive(Default)]
struct Written {
    text: String,
    /// What closes each list and object that is open.
    open: Vec<char>,
    /// The length of the text, and how many were open, after the last list or object that ended.
    whole: Option<(usize, usize)>,
}

enum Progress {
    More,
    Done,
    Wrong,
}

impl Written {
    fn begin(&mut self, sign: char) {
        self.open.push(if sign == '{' { '}' } else { ']' });
        self.text.push(sign);
    }

    fn end(&mut self, sign: char, repairs: &mut Repairs) -> Progress {
        if self.open.last() != Some(&sign) {
            return Progress::Wrong;
        }
        self.open.pop();
        let kept = self.text.trim_end();
        if let Some(before) = kept.strip_suffix(',') {
            repairs.note(Repair::BareSign);
            self.text.truncate(before.len());
        }
        self.text.push(sign);
        self.whole = Some((self.text.len(), self.open.len()));
        match self.open.is_empty() {
            true => Progress::Done,
            false => Progress::More,
        }
    }

    /// What stood before the fault, with everything closed that was open there. Nothing was closed since, so that what
    /// was open then is at the bottom of what is open now.
    fn cut(mut self) -> Option<String> {
        let (length, depth) = self.whole?;
        self.text.truncate(length);
        self.text.extend(self.open[..depth].iter().rev());
        Some(self.text)
    }
}

/// What follows the list or object that has begun before `rest`; `None` where it does not end.
fn after_nested(rest: &str) -> Option<&str> {
    let (mut open, mut in_text, mut escaped) = (1_usize, false, false);
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => open += 1,
            b'}' | b']' if !in_text => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(&rest[at + 1..]);
        }
    }
    None
}

/// Writes the number that begins with `sign`, and says what follows it. One that no computer counts to is a text.
fn push_figure<'t>(written: &mut String, sign: char, rest: &'t str, repairs: &mut Repairs) -> &'t str {
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '+' | '-');
    let (digits, after) = rest.split_at(rest.find(|sign| !is_part(sign)).unwrap_or(rest.len()));
    let figure = format!("{sign}{digits}");
    match figure.parse() {
        Ok(f64::INFINITY | f64::NEG_INFINITY) => {
            repairs.note(Repair::WrongKind);
            written.extend(["\"", figure.as_str(), "\""]);
        }
        _ => written.push_str(&figure),
    }
    after
}

/// Writes the text that begins `rest` with its closing sign, and says what follows it.
fn push_text<'t>(written: &mut String, mut rest: &'t str, repairs: &mut Repairs) -> &'t str {
    written.push('"');
    while let Some(sign) = rest.chars().next() {
        match sign {
            '\\' => {
                rest = push_escape(written, &rest[1..], repairs);
                continue;
            }
            '\0'..' ' => {
                repairs.note(Repair::ControlCharacter);
                written.push_str(&format!("\\u{:04x}", u32::from(sign)));
            }
            _ => written.push(sign),
        }
        rest = &rest[sign.len_utf8()..];
        if sign == '"' {
            return rest;
        }
    }
    rest
}

/// Writes what the escape means whose backslash was before `rest`, and says what follows it.
fn push_escape<'t>(written: &mut String, rest: &'t str, repairs: &mut Repairs) -> &'t str {
    match rest.chars().next() {
        Some(sign @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => {
            written.extend(['\\', sign]);
            &rest[1..]
        }
        Some('u') => push_number(written, rest, repairs),
        // A backslash for itself.
        _ => {
            repairs.note(Repair::BareSign);
            written.push_str("\\\\");
            rest
        }
    }
}

/// Half of a pair stands for nothing: a title that was cut in the middle of a sign has one at its end.
fn push_number<'t>(written: &mut String, rest: &'t str, repairs: &mut Repairs) -> &'t str {
    let Some(number) = number(rest) else {
        repairs.note(Repair::BareSign);
        written.push_str("\\\\");
        return rest;
    };
    let following = &rest[5..];
    let second = following.strip_prefix('\\').and_then(self::number);
    let length = match (number, second) {
        (0xd800..0xdc00, Some(0xdc00..0xe000)) => 11,
        (0xd800..0xe000, _) => {
            repairs.note(Repair::Encoding);
            written.push(char::REPLACEMENT_CHARACTER);
            return following;
        }
        _ => 5,
    };
    written.push('\\');
    written.push_str(&rest[..length]);
    &rest[length..]
}

/// The number of an escape that begins with its `u`.
fn number(rest: &str) -> Option<u32> {
    let digits = rest.strip_prefix('u')?.get(..4)?;
    let are_digits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    are_digits.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(document: &str) -> Option<Value> {
        let text = mended(document, &mut Repairs::default())?;
        Some(serde_json::from_str(&text).expect("JSON"))
    }

    #[test]
    fn texts_may_have_every_sign_and_wrong_escapes() {
        assert_eq!(
            read(r#"{"a": "\ud83d", "b": "\ude00\ud83d\ude00\uD83D\n", "c": "it\'s C:\x \u12", "d": "\"\\"}"#),
            Some(json!({"a": "\u{fffd}", "b": "\u{fffd}😀\u{fffd}\n", "c": "it\\'s C:\\x \\u12", "d": "\"\\"}))
        );
        assert_eq!(read("[\"a\nb\tc\u{1}\"]"), Some(json!(["a\nb\tc\u{1}"])));
        assert_eq!(read("[1, 2, ] and more"), Some(json!([1, 2])));
    }

    #[test]
    fn a_document_that_breaks_off_anywhere_keeps_what_was_whole() {
        let document = r#"{"title": "T é", "items": [{"id": "1", "tags": ["a"]}, {"id": "2\u00e9"}], "x": {}}"#;
        let whole: Value = serde_json::from_str(document).expect("JSON");
        let second = document.find(", {").expect("a second item");
        for length in (0..document.len()).filter(|length| document.is_char_boundary(*length)) {
            let read = read(&document[..length]);
            if length >= second {
                let read = read.expect("the first is whole");
                assert_eq!(read["items"][0], whole["items"][0], "{length}");
                assert_eq!(read["title"], whole["title"], "{length}");
            }
        }
        assert_eq!(read(document), Some(whole));
    }

    #[test]
    fn what_is_no_json_ends_soon_and_what_is_too_deep_or_too_large_costs_itself() {
        assert_eq!(read("{no json"), None);
        assert_eq!(read("]"), None);
        assert_eq!(read("[{]"), None);
        assert_eq!(
            read(r#"[1e999, -1e999, 1.5, 12, -3e2, 1e-999]"#),
            Some(json!(["1e999", "-1e999", 1.5, 12, -3e2, 0.0]))
        );
        let nested = format!("[1, {}\"]\\\"\"{}, 2]", "[".repeat(500), "]".repeat(500));
        assert_eq!(read(&nested).as_ref().and_then(|read| read.get(2)), Some(&json!(2)));
        let deep = format!("{{\"items\": [{{\"id\": 1}}, {}", "[".repeat(1_000_000));
        assert_eq!(read(&deep), Some(json!({"items": [{"id": 1}]})));
    }
}

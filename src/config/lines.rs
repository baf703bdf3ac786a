//! TOML read as far as it can be read, with the line of everything: what the settings, the keymap and the themes share.

use super::Problem;
use crate::model::text;
use toml::Spanned;
use toml::de::DeTable;

/// The table that `text` is, without the lines that cannot be read; those are problems.
pub(super) fn read_table<'a>(file: &str, text: &'a str) -> (Spanned<DeTable<'a>>, Vec<Problem>) {
    let (table, mistakes) = DeTable::parse_recoverable(text);
    let problems = mistakes.iter().map(|mistake| Problem {
        file: file.to_owned(),
        line: mistake.span().map(|span| line_of(text, span.start)),
        message: format!("this line cannot be read: {}", text::line(mistake.message())),
    });
    let problems = problems.collect();
    (table, problems)
}

/// The line, counted from 1, of a byte of `text`.
pub(super) fn line_of(text: &str, place: usize) -> usize {
    let before = &text.as_bytes()[..place.min(text.len())];
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The line of a name at the top of `text`.
pub(super) fn line_of_key(text: &str, name: &str) -> Option<usize> {
    let (table, _) = DeTable::parse_recoverable(text);
    let (key, _) = table.get_ref().get_key_value(name)?;
    Some(line_of(text, Spanned::span(key).start))
}

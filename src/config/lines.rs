//! TOML read as far as it can be read, with the line of everything: what the settings, the keymap and the themes share.

use super::Problem;
use crate::model::text;
use toml::Spanned;
use toml::de::DeTable;

/// The table that `text` is, without the lines that cannot be read; those are problems.
pub(super) fn read_table<'a>(file: &str, text: &'a str) -> (Spanned<DeTable<'a>>, Vec<Problem>) {
    let (table, mistakes) = DeTable::parse_recoverable(text);
    let lines = Lines::of(text);
    let problems = mistakes.iter().map(|mistake| Problem {
        file: file.to_owned(),
        line: mistake.span().map(|span| lines.at(span.start)),
        message: format!("this line cannot be read: {}", text::line(mistake.message())),
    });
    let problems = problems.collect();
    (table, problems)
}

/// Where the lines of a text end.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Lines {
        Lines(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// The line, counted from 1, of a byte of the text.
    pub(super) fn at(&self, place: usize) -> usize {
        self.0.partition_point(|end| *end < place) + 1
    }
}

/// The line of a name at the top of `text`.
pub(super) fn line_of_key(text: &str, name: &str) -> Option<usize> {
    let (table, _) = DeTable::parse_recoverable(text);
    let (key, _) = table.get_ref().get_key_value(name)?;
    Some(Lines::of(text).at(Spanned::span(key).start))
}

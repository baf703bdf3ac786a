//! Rows in words, as they are drawn in accessible mode: nothing in them is told by a sign, a colour or its place.

use super::entries::{Columns, shown_title};
use crate::app::{SidebarRow, grouped, marks_in_words};
use crate::model::{EntryRow, Line, Role, Span};

/// An entry: its marks and title, then feed, age, minutes and whether it is ready for offline; in so many lines.
pub(super) fn entry_in_words(row: &EntryRow, columns: Columns, chosen: bool, lines: usize) -> Vec<String> {
    let marks: Vec<&str> = marks_in_words(row, chosen).collect();
    let title = match marks.is_empty() {
        true => shown_title(row).to_owned(),
        false => format!("{}: {}", marks.join(", "), shown_title(row)),
    };
    let mut known = Vec::new();
    known.extend(columns.tells_feed().then(|| row.feed_title.clone()));
    known.extend(row.author.clone().filter(|_| lines > 1));
    known.push(in_whole_words(&columns.when(row.published)));
    known.extend((row.minutes > 0).then(|| format!("{} min to read", row.minutes)));
    known.extend(row.ready.then(|| "ready offline".to_owned()));
    let known = known.join(", ");
    match lines {
        0 | 1 => vec![format!("{title}, {known}")],
        _ => vec![title, known],
    }
}

/// A source: its name, what it is, and its numbers.
pub(super) fn source_in_words(row: &SidebarRow<'_>, counts: bool) -> String {
    let mut said = vec![row.label.to_string()];
    said.extend(
        row.folded
            .map(|folded| if folded { "folder, folded" } else { "folder" }.to_owned()),
    );
    if counts && row.count > row.unread {
        said.push(format!("{} in all", grouped(row.count)));
    }
    said.extend((counts && row.unread > 0).then(|| format!("{} unread", grouped(row.unread))));
    said.extend(row.failing.then(|| "failing".to_owned()));
    said.join(", ")
}

/// A line of an article without what only is to be seen: a rule goes, and the bar beside a quote is the sign of letters.
pub(super) fn line_in_words(line: Line) -> Line {
    let spans = line.spans.into_iter().filter(|span| span.role != Role::Rule);
    let spans = spans.map(|span| match span.role {
        Role::Marker => Span {
            text: span.text.replace('│', ">"),
            ..span
        },
        _ => span,
    });
    Line {
        spans: spans.collect(),
        ..line
    }
}

/// An age, which is a number and a letter, with the letter's word; a date stays as it is.
fn in_whole_words(when: &str) -> String {
    let words = [
        ("m", "minutes"),
        ("h", "hours"),
        ("d", "days"),
        ("w", "weeks"),
        ("y", "years"),
    ];
    let of_age = words.iter().find_map(|(letter, word)| {
        let number: u32 = when.strip_suffix(letter)?.parse().ok()?;
        let word = if number == 1 { word.trim_end_matches('s') } else { word };
        Some(format!("{number} {word} ago"))
    });
    of_age.unwrap_or_else(|| when.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_whole_words() {
        let told = ["now", "1m", "3h", "13d", "2w", "1y", "2026-01-31"].map(in_whole_words);
        assert_eq!(
            told,
            [
                "now",
                "1 minute ago",
                "3 hours ago",
                "13 days ago",
                "2 weeks ago",
                "1 year ago",
                "2026-01-31"
            ]
        );
    }

    #[test]
    fn a_rule_goes_and_a_quote_is_told_by_a_sign_of_letters() {
        let span = |text: &str, role| Span {
            text: text.to_owned(),
            role,
            ..Span::default()
        };
        let line = Line {
            spans: vec![
                span("│ ", Role::Marker),
                span("a │ b", Role::Quote),
                span("──", Role::Rule),
            ],
            ..Line::default()
        };
        let texts: Vec<String> = line_in_words(line).spans.into_iter().map(|span| span.text).collect();
        assert_eq!(texts, ["> ", "a │ b"]);
    }
}

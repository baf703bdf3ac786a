//! An entry as it is printed: one JSON object, or one row of aligned columns.

use super::output::Output;
use super::stream::Look;
use crate::model::text::{fit, line, width};
use crate::model::{EntryRow, Timestamp};
use serde_json::{Value, json};
use std::io;

/// Cells of the columns before the title.
const ID: usize = 6;
const AGE: usize = 4;
const FEED: usize = 18;

/// The fields of an entry in `list`, `search` and `show`.
pub fn to_json(row: &EntryRow) -> Value {
    json!({
        "id": row.id.0,
        "feed": row.feed_title,
        "feed_id": row.feed.0,
        "title": row.title,
        "author": row.author,
        "url": row.url,
        "published": row.published.to_rfc3339(),
        "read": row.read,
        "starred": row.starred,
        "tags": row.tags,
        "minutes": row.minutes,
        "ready": row.ready,
    })
}

/// Prints id, age, feed, title and marks (`N` for unread, `*` for starred). `total` cells where that is known: a pipe
/// gets whole titles. A first row has a heading on a terminal.
pub fn print_row(
    row: &EntryRow,
    now: Timestamp,
    total: Option<usize>,
    headed: bool,
    output: &mut Output,
) -> io::Result<()> {
    if headed && let Some(total) = total {
        let heading = format!(
            "{:>ID$}  {:>AGE$}  {}  title (N unread, * starred)",
            "id",
            "age",
            pad("feed", FEED)
        );
        output.pieces([(fit(&heading, total).as_ref(), Look::Faint)])?;
    }
    let id = format!("{:>ID$}", row.id.to_string());
    let start = format!("{id}  {:>AGE$}  ", row.published.age(now));
    let feed = pad(&line(&row.feed_title), FEED);
    let title = line(&row.title);
    let marks = format!(
        "{}{}",
        if row.read { " " } else { "N" },
        if row.starred { "*" } else { " " }
    );
    let room = total.map(|total| total.saturating_sub(width(&start) + FEED + 2 + 2 + width(&marks)));
    let title = match room {
        Some(room) => pad(&title, room.max(10)),
        None => title,
    };
    let look = if row.read { Look::Plain } else { Look::Strong };
    output.pieces([
        (start.as_str(), Look::Faint),
        (feed.as_str(), Look::Plain),
        ("  ", Look::Plain),
        (title.as_str(), look),
        ("  ", Look::Plain),
        (marks.trim_end(), Look::Plain),
    ])
}

/// Text in exactly so many cells.
pub fn pad(text: &str, cells: usize) -> String {
    let fitted = fit(text, cells);
    let missing = cells.saturating_sub(width(&fitted));
    format!("{fitted}{}", " ".repeat(missing))
}

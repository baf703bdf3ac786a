//! Commands that read: `list`, `search`, `show`, `unread`. They look into the store and change nothing.

use super::entry::{print_row, to_json};
use super::output::{Exit, NO_FEED, Output, columns, say, terminal_width};
use super::stream::Look;
use crate::command::Format;
use crate::config::Paths;
use crate::model::{Article, EntryId, EntryRow, Hit, Query, Role, Timestamp, text};
use crate::worker::{self, Library};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::io;

/// Entries that `list` and `search` print unless told.
const USUAL_LIMIT: usize = 100;

/// What stands before a snippet.
const SNIPPET_INDENT: &str = "        ";

/// Cells of an article's text unless told.
const WIDEST: usize = 72;

/// Prints the entries of a query, newest first, as they come from the store.
pub fn list(query: &str, limit: Option<usize>, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let query = read_query(query)?;
    let library = Library::open(paths)?;
    let exit = tell_unknown_feeds(&query, &library)?;
    let (now, columns) = (worker::now(), columns());
    let (mut printed, mut found) = (Ok(()), 0);
    let most = bound(limit);
    library.list(&query, one_more(limit), &mut |row: EntryRow| {
        found += 1;
        if printed.is_ok() && most.is_none_or(|most| found <= most) {
            printed = match output.is_json() {
                true => output.json(&to_json(&row)),
                false => print_row(&row, now, columns, found == 1, output),
            };
        }
    })?;
    printed?;
    if found == 0 && !output.is_json() {
        say(&nothing(&library)?);
    }
    tell_cut(limit, found);
    Ok(exit)
}

/// Prints the entries that match a query best.
pub fn search(query: &str, limit: Option<usize>, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let query = read_query(query)?;
    let library = Library::open(paths)?;
    let exit = tell_unknown_feeds(&query, &library)?;
    let hits = library.search(&query, one_more(limit).unwrap_or(usize::MAX))?;
    let (now, columns) = (worker::now(), columns());
    for (index, hit) in hits.iter().take(bound(limit).unwrap_or(usize::MAX)).enumerate() {
        match output.is_json() {
            true => output.json(&hit_to_json(hit))?,
            false => print_hit(hit, now, columns, index == 0, output)?,
        }
    }
    tell_cut(limit, hits.len());
    if hits.is_empty() && !output.is_json() {
        say(&nothing(&library)?);
    }
    Ok(exit)
}

/// Prints one article.
pub fn show(
    entry: &str,
    width: Option<u16>,
    format: Format,
    paths: &Paths,
    output: &mut Output,
) -> anyhow::Result<Exit> {
    let unknown = || format!("there is no entry “{entry}”; `dateline list` prints the ids");
    let id = entry.parse().map(EntryId).ok().with_context(unknown)?;
    let article = Library::open(paths)?.article(id)?.with_context(unknown)?;
    match format {
        Format::Text => print_text(&article, width, output)?,
        Format::Markdown => output.text(&worker::markdown(&article))?,
        Format::Html => output.text(&article.html)?,
        Format::Json => {
            let mut value = to_json(&article.row);
            value["text"] = Value::from(article.text);
            value["html"] = Value::from(article.html);
            output.json(&value)?;
        }
    }
    Ok(Exit::Done)
}

/// Prints how many entries of a query are unread.
pub fn unread(query: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let query = read_query(query)?;
    let library = Library::open(paths)?;
    let exit = tell_unknown_feeds(&query, &library)?;
    let unread = library.unread(query)?;
    match output.is_json() {
        true => output.json(&json!({ "unread": unread }))?,
        false => output.line(&unread.to_string())?,
    }
    Ok(exit)
}

/// A query, or its mistake with the place where it is.
pub fn read_query(text: &str) -> anyhow::Result<Query> {
    match Query::parse(text) {
        Ok(query) => Ok(query),
        Err(mistake) => bail!("this query cannot be read\n{}", mistake.pointed(text)),
    }
}

/// Says where a query names a feed that there is not: that it finds nothing could mean something else. How a command ends
/// that has done the rest.
pub fn tell_unknown_feeds(query: &Query, library: &Library) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    for named in query.feeds() {
        if !library.has_feed_named(named)? {
            let named = text::line(named);
            say(&format!("No feed is called “{named}”; `dateline feeds` lists them."));
            exit = Exit::Partly;
        }
    }
    Ok(exit)
}

/// One more than are printed where nobody has said how many: then it is told that there are more.
fn one_more(limit: Option<usize>) -> Option<usize> {
    bound(limit).map(|most| most + usize::from(limit.is_none()))
}

fn tell_cut(limit: Option<usize>, found: usize) {
    if limit.is_none() && found > USUAL_LIMIT {
        say(&format!(
            "Only the first {USUAL_LIMIT} are printed; `--limit 0` prints all."
        ));
    }
}

fn bound(limit: Option<usize>) -> Option<usize> {
    match limit.unwrap_or(USUAL_LIMIT) {
        0 => None,
        limit => Some(limit),
    }
}

fn nothing(library: &Library) -> anyhow::Result<String> {
    Ok(match library.feeds()?.is_empty() {
        true => NO_FEED.to_owned(),
        false => "No entry matches.".to_owned(),
    })
}

fn hit_to_json(hit: &Hit) -> Value {
    let mut value = to_json(&hit.row);
    value["snippet"] = hit
        .snippet
        .iter()
        .map(|(piece, _)| piece.as_str())
        .collect::<String>()
        .into();
    value["rank"] = hit.rank.into();
    value
}

fn print_hit(hit: &Hit, now: Timestamp, columns: Option<usize>, headed: bool, output: &mut Output) -> io::Result<()> {
    print_row(&hit.row, now, columns, headed, output)?;
    if hit.snippet.is_empty() {
        return Ok(());
    }
    let mut room = columns.map_or(usize::MAX, |columns| columns.saturating_sub(SNIPPET_INDENT.len()));
    let look = |matched: bool| if matched { Look::Strong } else { Look::Faint };
    let mut pieces = vec![(Cow::Borrowed(SNIPPET_INDENT), Look::Plain)];
    for (piece, matched) in &hit.snippet {
        let shown = text::fit(piece, room);
        room = room.saturating_sub(text::width(piece));
        pieces.push((shown, look(*matched)));
    }
    output.pieces(pieces.iter().map(|(piece, look)| (piece.as_ref(), *look)))
}

fn print_text(article: &Article, width: Option<u16>, output: &mut Output) -> io::Result<()> {
    let usual = terminal_width().min(WIDEST);
    let width = width.map_or(usual, usize::from).clamp(1, 400);
    let page = worker::lay_out(
        &worker::spelled_document(article),
        u16::try_from(width).unwrap_or(u16::MAX),
    );
    for line in wrap(&article.row.title, width) {
        output.pieces([(line.as_str(), Look::Strong)])?;
    }
    for line in wrap(&worker::byline(&article.row), width) {
        output.pieces([(line.as_str(), Look::Faint)])?;
    }
    output.line("")?;
    for line in &page.lines {
        let indent = " ".repeat(usize::from(line.indent));
        let spans = line
            .spans
            .iter()
            .map(|span| (span.text.as_str(), look(span.role, span.style.strong)));
        output.pieces(std::iter::once((indent.as_str(), Look::Plain)).chain(spans))?;
    }
    let foot = foot(article);
    if !foot.is_empty() {
        output.line("")?;
    }
    foot.iter()
        .try_for_each(|line| output.pieces([(line.as_str(), Look::Faint)]))
}

fn look(role: Role, strong: bool) -> Look {
    match role {
        Role::Heading(_) | Role::TableHead => Look::Strong,
        Role::Caption | Role::Credit | Role::Notice | Role::Rule => Look::Faint,
        _ if strong => Look::Strong,
        _ => Look::Plain,
    }
}

/// Link, comments link and enclosures. They are not cut, so that they can be used.
fn foot(article: &Article) -> Vec<String> {
    let link = article.row.url.iter().cloned();
    let comments = article.comments_url.iter().map(|url| format!("Comments: {url}"));
    let enclosures = article.enclosures.iter().map(|enclosure| match &enclosure.mime_type {
        Some(kind) => format!("Enclosure ({kind}): {}", enclosure.url),
        None => format!("Enclosure: {}", enclosure.url),
    });
    link.chain(comments).chain(enclosures).collect()
}

/// Plain text in lines of so many cells, broken at blanks.
fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in text::line(text).split(' ') {
        if !current.is_empty() && text::width(&current) + 1 + text::width(word) > cells {
            lines.push(std::mem::take(&mut current));
        }
        if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_of_nothing_is_everything() {
        assert_eq!(
            [bound(None), bound(Some(0)), bound(Some(7))],
            [Some(100), None, Some(7)]
        );
    }

    #[test]
    fn a_title_is_broken_at_blanks() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("incomprehensible", 5), ["incomprehensible"]);
    }

    #[test]
    fn a_mistake_in_a_query_is_pointed_at() {
        let error = read_query("is:blue").unwrap_err().to_string();
        assert!(error.contains("is:blue") && error.contains('^'), "{error}");
    }
}

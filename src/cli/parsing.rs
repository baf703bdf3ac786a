//! `parse`: what the parser makes of feed files. One line a file, and no file stops another.

use super::output::{Exit, Output};
use crate::model::{NewEntry, Timestamp, text};
use crate::parse::{self, ParsedFeed};
use crate::worker::with_deep_stack;
use anyhow::Context;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, Read};
use url::Url;

/// Bytes of a feed or page at most, as of one that is fetched (`promises.md` C1).
const LARGEST: u64 = 16 << 20;

/// A feed or page in a file, or on stdin.
pub(super) fn read_document(file: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match file {
        "-" => io::stdin().take(LARGEST + 1).read_to_end(&mut bytes)?,
        _ => File::open(file)?.take(LARGEST + 1).read_to_end(&mut bytes)?,
    };
    match bytes.len() as u64 > LARGEST {
        true => Err(io::Error::other(format!("it is larger than {} MiB", LARGEST >> 20))),
        false => Ok(bytes),
    }
}

/// Prints what each file holds.
pub fn parse(
    files: &[String],
    base: Option<&str>,
    content_type: Option<&str>,
    output: &mut Output,
) -> anyhow::Result<Exit> {
    let base = base
        .map(|base| Url::parse(base).with_context(|| format!("“{}” is no address for --base", text::line(base))))
        .transpose()?;
    let mut exit = Exit::Done;
    for file in files {
        let parsed = with_deep_stack(|| read(file, content_type, base.as_ref()));
        if parsed.is_err() {
            exit = Exit::Partly;
        }
        match output.is_json() {
            true => output.json(&to_json(file, &parsed))?,
            false => print(file, &parsed, output)?,
        }
    }
    Ok(exit)
}

fn read(file: &str, content_type: Option<&str>, base: Option<&Url>) -> Result<ParsedFeed, String> {
    let bytes = read_document(file).map_err(|error| format!("cannot be read: {error}"))?;
    parse::parse(&bytes, content_type, base).map_err(|error| error.to_string())
}

/// The line of a file; `file` is as it was given.
fn to_json(file: &str, parsed: &Result<ParsedFeed, String>) -> Value {
    match parsed {
        Ok(feed) => {
            let entries: Vec<Value> = feed
                .entries
                .iter()
                .zip(&feed.own_ids)
                .map(|(entry, own_id)| entry_to_json(entry, own_id.as_deref()))
                .collect();
            json!({"file": file, "entries": entries, "error": null})
        }
        Err(error) => json!({"file": file, "entries": [], "error": error}),
    }
}

/// An entry under the id that the feed gives it, or where it gives none under the one it is kept by.
fn entry_to_json(entry: &NewEntry, own_id: Option<&str>) -> Value {
    let enclosures: Vec<&str> = entry
        .enclosures
        .iter()
        .map(|enclosure| enclosure.url.as_str())
        .collect();
    json!({
        "title": entry.title,
        "link": entry.url,
        "id": own_id.unwrap_or(&entry.identity),
        "published": entry.published.map(Timestamp::to_rfc3339),
        "updated": entry.updated.map(Timestamp::to_rfc3339),
        "author": entry.author,
        "has_body": !entry.html.is_empty(),
        "enclosures": enclosures,
    })
}

fn print(file: &str, parsed: &Result<ParsedFeed, String>, output: &mut Output) -> io::Result<()> {
    let feed = match parsed {
        Err(error) => return output.line(&format!("{file}: {error}")),
        Ok(feed) => feed,
    };
    let title = feed.title.as_deref().unwrap_or("(no title)");
    let (entries, repairs) = (feed.entries.len(), feed.repairs.total());
    output.line(&format!("{file}: {title}, {entries} entries, {repairs} repairs"))?;
    for entry in &feed.entries {
        let date = entry
            .published
            .or(entry.updated)
            .map_or_else(|| " ".repeat(20), Timestamp::to_rfc3339);
        output.line(&format!("  {date}  {}", entry.title))?;
    }
    Ok(())
}

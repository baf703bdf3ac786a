//! Commands that mark and tag, and the journal of changes: `mark`, `tag`, `untag`, `undo`, `redo`, `journal`.

use super::machine::Machine;
use super::output::{Exit, Output, counted};
use super::reading::{read_query, tell_unknown_feeds};
use crate::app::{Effect, Event, Which, tag_named};
use crate::config::Paths;
use crate::model::query::Condition;
use crate::model::{EntryId, Mark, Query, Source, Timestamp, text};
use crate::worker::{self, Library};
use anyhow::bail;
use serde_json::json;

/// An empty variable of a script is not everything.
const NO_ENTRIES: &str = "say which entries: a query, or ids from `dateline list`";

/// Marks the entries of a query, or those whose ids were given, and says how many were changed.
pub fn mark(mark: Mark, said: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let (effect, exit) = match ids(said) {
        Some(entries) => {
            check(&entries, paths)?;
            (Effect::Mark { entries, mark }, Exit::Done)
        }
        None if said.trim().is_empty() => bail!(NO_ENTRIES),
        None => {
            let (query, exit) = read_known(said, paths)?;
            let name = said.to_owned();
            let effect = Effect::MarkSource {
                source: Source::Query { name, query },
                newest: EntryId(i64::MAX),
                mark,
            };
            (effect, exit)
        }
    };
    match Machine::start(paths)?.answer(effect)? {
        Event::Marked { marked, .. } | Event::SourceMarked { marked, .. } => {
            let what = match mark {
                Mark::Read => "marked read",
                Mark::Unread => "marked unread",
                Mark::Star => "starred",
                Mark::Unstar => "unstarred",
            };
            let what = format!("{} {what}", counted(marked.changed, "entry", "entries"));
            output.tell(&what, json!({ "mark": mark.word(), "changed": marked.changed }))?;
            Ok(exit)
        }
        other => bail!("the store answered something else: {other:?}"),
    }
}

/// Takes the last change back.
pub fn undo(paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    match Machine::start(paths)?.answer(Effect::Undo)? {
        Event::Undone { what: Some(what) } => output.tell(&what, json!({ "changed": true }))?,
        Event::Undone { what: None } => output.tell("There is nothing to take back.", json!({ "changed": false }))?,
        other => bail!("the store answered something else: {other:?}"),
    }
    Ok(Exit::Done)
}

/// Makes the change again that was taken back last.
pub fn redo(paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    match Machine::start(paths)?.answer(Effect::Redo)? {
        Event::Redone { what: Some(what) } => output.tell(&what, json!({ "changed": true }))?,
        Event::Redone { what: None } => output.tell("There is nothing to make again.", json!({ "changed": false }))?,
        other => bail!("the store answered something else: {other:?}"),
    }
    Ok(Exit::Done)
}

/// Puts a tag on the entries of a query, or those whose ids were given, or takes it off.
pub fn tag(tag: &str, said: &str, on: bool, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let tag = tag_named(tag).map_err(anyhow::Error::msg)?;
    let (which, exit) = match ids(said) {
        Some(entries) => {
            check(&entries, paths)?;
            (Which::Entries(entries), Exit::Done)
        }
        None if said.trim().is_empty() => bail!(NO_ENTRIES),
        None => {
            let (query, exit) = read_known(said, paths)?;
            (Which::Query(query), exit)
        }
    };
    let tags = vec![tag.clone()];
    let (on, off) = if on { (tags, Vec::new()) } else { (Vec::new(), tags) };
    match Machine::start(paths)?.answer(Effect::Tag { which, on, off })? {
        Event::Tagged { changed, what, .. } => {
            output.tell(&what, json!({ "tag": tag, "changed": changed }))?;
        }
        other => bail!("the store answered something else: {other:?}"),
    }
    Ok(exit)
}

/// Prints the changes that can be taken back or made again, the last first.
pub fn journal(paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let now = worker::now();
    for change in Library::open(paths)?.journal()? {
        if output.is_json() {
            output.json(&json!({
                "id": change.id.0,
                "at": change.at.map(Timestamp::to_rfc3339),
                "what": change.what,
                "undone": change.undone,
            }))?;
            continue;
        }
        let age = change.at.map_or_else(String::new, |at| at.age(now));
        let undone = if change.undone { "taken back: " } else { "" };
        output.line(&format!("{age:>5}  {undone}{}", text::line(&change.what)))?;
    }
    Ok(Exit::Done)
}

/// A query; feeds in it that there are not are told, and how a command with it ends. An order alone is not everything either.
fn read_known(said: &str, paths: &Paths) -> anyhow::Result<(Query, Exit)> {
    let query = read_query(said)?;
    if query.condition == Condition::default() {
        bail!(NO_ENTRIES);
    }
    let exit = tell_unknown_feeds(&query, &Library::open(paths)?)?;
    Ok((query, exit))
}

/// Ids, where nothing but numbers was said, parted by blanks or commas. A number that is meant as a word is put in quotation
/// marks.
fn ids(said: &str) -> Option<Vec<EntryId>> {
    let ids: Option<Vec<EntryId>> = said
        .split(|sign: char| sign.is_whitespace() || sign == ',')
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().ok().map(EntryId))
        .collect();
    ids.filter(|ids| !ids.is_empty())
}

fn check(entries: &[EntryId], paths: &Paths) -> anyhow::Result<()> {
    let library = Library::open(paths)?;
    for entry in entries {
        if library.article(*entry)?.is_none() {
            bail!("there is no entry {entry}; `dateline list` prints the ids");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_alone_are_ids() {
        assert_eq!(ids("12 7"), Some(vec![EntryId(12), EntryId(7)]));
        assert_eq!(ids("12,7, 9"), Some(vec![EntryId(12), EntryId(7), EntryId(9)]));
        for query in ["", "12 trains", "\"2026\"", "-3x"] {
            assert_eq!(ids(query), None, "{query}");
        }
    }
}

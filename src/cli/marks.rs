//! Commands that mark: `mark` and `undo`.

use super::machine::Machine;
use super::output::{Exit, Output, counted};
use super::reading::read_query;
use crate::app::{Effect, Event};
use crate::config::Paths;
use crate::model::{EntryId, Mark, Source};
use crate::worker::Library;
use anyhow::bail;

/// Marks the entries of a query, or those whose ids were given, and says how many were changed.
pub fn mark(mark: Mark, said: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let effect = match ids(said) {
        Some(entries) => {
            check(&entries, paths)?;
            Effect::Mark { entries, mark }
        }
        None => Effect::MarkSource {
            source: Source::Query {
                name: said.to_owned(),
                query: read_query(said)?,
            },
            newest: EntryId(i64::MAX),
            mark,
        },
    };
    match Machine::start(paths)?.answer(effect)? {
        Event::Marked { marked, .. } | Event::SourceMarked { marked, .. } => {
            let what = match mark {
                Mark::Read => "marked read",
                Mark::Unread => "marked unread",
                Mark::Star => "starred",
                Mark::Unstar => "unstarred",
            };
            output.line(&format!("{} {what}", counted(marked.changed, "entry", "entries")))?;
            Ok(Exit::Done)
        }
        other => bail!("the store answered something else: {other:?}"),
    }
}

/// Takes the last change back.
pub fn undo(paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    match Machine::start(paths)?.answer(Effect::Undo)? {
        Event::Undone { what: Some(what) } => output.line(&what)?,
        Event::Undone { what: None } => output.line("There is nothing to take back.")?,
        other => bail!("the store answered something else: {other:?}"),
    }
    Ok(Exit::Done)
}

/// Ids, where nothing but numbers was said. A number that is meant as a word is put in quotation marks.
fn ids(said: &str) -> Option<Vec<EntryId>> {
    let ids: Option<Vec<EntryId>> = said
        .split_whitespace()
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
        for query in ["", "12 trains", "\"2026\"", "-3x"] {
            assert_eq!(ids(query), None, "{query}");
        }
    }
}

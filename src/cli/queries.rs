//! Commands for saved queries: `save-query`, `remove-query`, `rename-query`, `queries`. And `cleanup`.

use super::machine::Machine;
use super::output::{Exit, Output, counted};
use super::reading::read_query;
use crate::app::{Effect, Event, query_named};
use crate::config::Paths;
use crate::model::SavedQuery;
use crate::worker::Library;
use anyhow::{bail, ensure};
use serde_json::json;

/// Saves a query under a name.
pub fn save(name: &str, query: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let query = read_query(query)?;
    let name = query_named(name).map_err(anyhow::Error::msg)?;
    ensure!(
        !name.is_empty() && !query.is_empty(),
        "say a name and what to search for"
    );
    change(Effect::SaveQuery(SavedQuery { name, query }), paths, output)
}

/// Removes a saved query.
pub fn remove(name: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    change(Effect::RemoveQuery { name: name.to_owned() }, paths, output)
}

/// Gives a saved query another name.
pub fn rename(name: &str, new: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let new = query_named(new).map_err(anyhow::Error::msg)?;
    ensure!(!name.is_empty() && !new.is_empty(), "say the name and the new name");
    let name = name.to_owned();
    change(Effect::RenameQuery { name, new }, paths, output)
}

/// Prints the saved queries.
pub fn list(json: bool, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let library = Library::open(paths)?;
    for saved in library.queries()? {
        let unread = library.unread(saved.query.clone())?;
        match json {
            true => {
                output.json(&json!({ "name": saved.name, "query": saved.query.to_string(), "unread": unread }))?;
            }
            false => output.line(&format!("{unread:>7}  {}  {}", saved.name, saved.query))?,
        }
    }
    Ok(Exit::Done)
}

/// Takes what retention does not keep, or says what it would take.
pub fn clean_up(dry_run: bool, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let machine = Machine::start(paths)?;
    if dry_run {
        match machine.answer(Effect::PreviewCleanup)? {
            Event::CleanupPreviewed(surplus) => output.line(&surplus.sentence())?,
            other => bail!("the store answered something else: {other:?}"),
        }
        return Ok(Exit::Done);
    }
    machine.perform(Effect::Cleanup);
    let went = loop {
        match machine.next()? {
            Event::CleanedUp { entries } => break entries,
            Event::CleaningUp { .. } => {}
            other => bail!("the store answered something else: {other:?}"),
        }
    };
    output.line(&format!("{} went.", counted(went, "entry", "entries")))?;
    machine.shrink();
    Ok(Exit::Done)
}

fn change(effect: Effect, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    match Machine::start(paths)?.answer(effect)? {
        Event::QueriesChanged { what } => output.line(&what)?,
        other => bail!("the store answered something else: {other:?}"),
    }
    Ok(Exit::Done)
}

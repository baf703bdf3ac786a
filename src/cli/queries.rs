//! Commands for saved queries: `save-query`, `remove-query`, `rename-query`, `queries`. And `cleanup`.

use super::machine::Machine;
use super::output::{Exit, Output, counted};
use super::reading::read_query;
use crate::app::{Effect, Event, query_named};
use crate::config::Paths;
use crate::model::SavedQuery;
use crate::worker::Library;
use anyhow::{bail, ensure};
use serde_json::{Value, json};

/// Saves a query under a name.
pub fn save(name: &str, query: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let query = read_query(query)?;
    let name = query_named(name).map_err(anyhow::Error::msg)?;
    ensure!(
        !name.is_empty() && !query.is_empty(),
        "say a name and what to search for"
    );
    let fields = json!({ "name": name, "query": query.to_string() });
    change(Effect::SaveQuery(SavedQuery { name, query }), fields, paths, output)
}

/// Removes a saved query.
pub fn remove(name: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let effect = Effect::RemoveQuery { name: name.to_owned() };
    change(effect, json!({ "name": name }), paths, output)
}

/// Gives a saved query another name.
pub fn rename(name: &str, new: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let new = query_named(new).map_err(anyhow::Error::msg)?;
    ensure!(!name.is_empty() && !new.is_empty(), "say the name and the new name");
    let fields = json!({ "name": new });
    let name = name.to_owned();
    change(Effect::RenameQuery { name, new }, fields, paths, output)
}

/// Prints the saved queries.
pub fn list(paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let library = Library::open(paths)?;
    for saved in library.queries()? {
        let unread = library.unread(saved.query.clone())?;
        match output.is_json() {
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
            Event::CleanupPreviewed(surplus) => {
                let fields = json!({ "entries": surplus.entries, "dry_run": true });
                output.tell(&surplus.sentence(), fields)?;
            }
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
    let what = format!("{} went.", counted(went, "entry", "entries"));
    output.tell(&what, json!({ "entries": went, "dry_run": false }))?;
    machine.shrink();
    Ok(Exit::Done)
}

fn change(effect: Effect, fields: Value, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    match Machine::start(paths)?.answer(effect)? {
        Event::QueriesChanged { what } => output.tell(&what, fields)?,
        other => bail!("the store answered something else: {other:?}"),
    }
    Ok(Exit::Done)
}

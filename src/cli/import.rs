//! `import`: lists of subscriptions, what lies in the usual places, and what there is here of newsboat's configuration.

use super::machine::Machine;
use super::output::{Exit, Output, counted, say};
use crate::app::{Effect, Event, query_named};
use crate::config::{Paths, Proposal, Without, read_newsboat_config};
use crate::model::{Feed, Folder, SavedQuery, Subscription, text};
use crate::parse::{Outlines, Skipped};
use crate::worker::{self, Import, Library, mask};
use anyhow::{Context, anyhow, bail};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Takes a file in; without one says which are found. `write` is for the lines of a configuration.
pub fn import(file: &str, write: bool, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    if file.is_empty() {
        return found_lists(output);
    }
    let read = worker::read_import(file).map_err(|error| match error.root_cause().is::<io::Error>() {
        true => anyhow!("{error:#} (`dateline import` alone lists what it finds)"),
        false => error,
    });
    match read? {
        Import::Subscriptions(_) if write => {
            bail!(
                "{} is a list of feeds; --write is for a configuration",
                text::line(file)
            )
        }
        Import::Subscriptions(outlines) => subscribe(outlines, paths, output),
        Import::NewsboatConfig(said) => propose(file, &said, write, paths, output),
    }
}

/// Subscribes to the feeds of a list, and tells of each line that was skipped.
fn subscribe(outlines: Outlines, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let there = match output.is_json() {
        true => Library::open(paths)?.feeds()?,
        false => Vec::new(),
    };
    let list = outlines.subscriptions;
    let machine = Machine::start(paths)?;
    let what = match machine.answer(Effect::SubscribeAll(list.clone()))? {
        Event::SubscriptionsChanged { what } => what,
        other => bail!("something else was answered: {other:?}"),
    };
    match output.is_json() {
        true => print_json(&list, &there, &outlines.skipped, paths, output)?,
        false => print(&what, &outlines.skipped, output)?,
    }
    for saved in outlines.queries {
        save(saved, &machine, paths, output)?;
    }
    if let Some(problem) = outlines.problem {
        say(&problem);
        return Ok(Exit::Partly);
    }
    Ok(Exit::Done)
}

/// Saves a query under its name, where no other has that.
fn save(saved: SavedQuery, machine: &Machine, paths: &Paths, output: &mut Output) -> anyhow::Result<()> {
    let (name, query) = (saved.name.clone(), saved.query.to_string());
    if let Err(reason) = query_named(&name) {
        let what = format!("The query “{name}” is not saved: {reason}");
        output.tell(&what, json!({ "state": "skipped", "name": name, "query": query }))?;
        return Ok(());
    }
    let known = Library::open(paths)?.queries()?;
    let (state, what) = match known.iter().find(|known| known.name == name) {
        Some(known) if *known == saved => ("already", format!("The query “{name}” is there already.")),
        Some(_) => (
            "skipped",
            format!("Another query is called “{name}”; `dateline save-query NAME '{query}'` takes this one."),
        ),
        None => match machine.answer(Effect::SaveQuery(saved))? {
            Event::QueriesChanged { .. } => ("added", format!("The query “{name}” is saved: {query}")),
            other => bail!("something else was answered: {other:?}"),
        },
    };
    output.tell(&what, json!({ "state": state, "name": name, "query": query }))?;
    Ok(())
}

fn print(what: &str, skipped: &[Skipped], output: &mut Output) -> io::Result<()> {
    output.line(what)?;
    if !skipped.is_empty() {
        output.line(&format!("{} skipped:", skipped.len()))?;
    }
    skipped
        .iter()
        .try_for_each(|skipped| output.line(&format!("  {}: {}", skipped.what, skipped.reason)))
}

/// A line for each feed of a list, and for each line that was skipped. `there` are the feeds from before.
fn print_json(
    list: &[Subscription],
    there: &[Feed],
    skipped: &[Skipped],
    paths: &Paths,
    output: &mut Output,
) -> anyhow::Result<()> {
    let there: HashSet<&str> = there.iter().map(|feed| feed.url.as_str()).collect();
    let feeds = Library::open(paths)?.feeds()?;
    let feeds: HashMap<&str, &Feed> = feeds.iter().map(|feed| (feed.url.as_str(), feed)).collect();
    for wanted in list {
        let feed = feeds.get(wanted.url.as_str());
        output.json(&json!({
            "state": if there.contains(wanted.url.as_str()) { "already" } else { "added" },
            "id": feed.map(|feed| feed.id.0),
            "url": mask(&wanted.url),
            "title": feed.map(|feed| &feed.title),
            "folders": wanted.folders.iter().map(Folder::to_string).collect::<Vec<_>>(),
        }))?;
    }
    for skipped in skipped {
        output.json(&skipped_to_json(skipped.line, &skipped.what, &skipped.reason))?;
    }
    Ok(())
}

fn skipped_to_json(line: usize, what: &str, reason: &str) -> Value {
    json!({ "state": "skipped", "line": line, "what": what, "reason": reason })
}

/// Prints the lines that do the same here, and why the others have none; writes them where there is no file yet.
fn propose(file: &str, said: &str, write: bool, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let Proposal {
        settings,
        keys,
        without,
        taken,
    } = read_newsboat_config(said);
    let files = [
        ("config.toml", paths.config_file(), settings),
        ("keymap.toml", paths.keymap_file(), keys),
    ];
    for (name, _, lines) in files.iter().filter(|(_, _, lines)| !lines.is_empty()) {
        if output.is_json() {
            output.json(&json!({ "file": name, "text": lines }))?;
            continue;
        }
        output.line(&format!("# {name}"))?;
        output.text(lines)?;
        output.line("")?;
    }
    print_without(&without, output)?;
    let lines = counted((taken + without.len()) as u64, "line", "lines");
    say(&format!(
        "{taken} of {lines} of {} have a counterpart.",
        text::line(file)
    ));
    if files[0].2.contains("\n# browser") {
        say("The browser is a remark: what starts a program is for you alone to take over.");
    }
    if !write {
        say("Nothing was written; --write writes each file that you do not have yet.");
        return Ok(Exit::Done);
    }
    let mut exit = Exit::Done;
    for (_, path, lines) in files.iter().filter(|(_, _, lines)| !lines.is_empty()) {
        if !write_first(path, lines)? {
            exit = Exit::Partly;
        }
    }
    Ok(exit)
}

/// Tells why lines have no counterpart.
fn print_without(without: &[Without], output: &mut Output) -> io::Result<()> {
    if output.is_json() {
        return without
            .iter()
            .try_for_each(|line| output.json(&skipped_to_json(line.line, &line.said, &line.why)));
    }
    output.line("# Without a counterpart")?;
    for line in without {
        output.line(&format!("# line {}: {}", line.line, line.said))?;
        output.line(&format!("#   {}", line.why))?;
    }
    Ok(())
}

/// Writes one of the person's files where there is none, and says what became of it.
fn write_first(path: &Path, lines: &str) -> anyhow::Result<bool> {
    let shown = path.display();
    match worker::write_first_file(path, lines) {
        Ok(()) => {
            say(&format!("{shown} is written."));
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            say(&format!(
                "{shown} is yours and stays as it is; put the lines there yourself."
            ));
            Ok(false)
        }
        Err(error) => Err(error).with_context(|| format!("cannot write {shown}")),
    }
}

/// Lists what other readers left in their usual places, each with the command that imports it.
fn found_lists(output: &mut Output) -> anyhow::Result<Exit> {
    let lists = worker::found_lists();
    if lists.is_empty() {
        bail!(
            "no list of feeds is in the usual places (newsboat's urls, newsraft's feeds, *.opml in the home folder, \
             Downloads and Documents); `dateline import FILE` takes one from elsewhere"
        );
    }
    for list in lists {
        let command = format!("dateline import {}", in_shell(&list.file));
        if output.is_json() {
            output.json(&json!({ "file": list.file, "of": list.of, "feeds": list.feeds, "command": command }))?;
            continue;
        }
        output.line(&format!("{} ({})", list.file, list.content()))?;
        output.line(&format!("  {command}"))?;
    }
    Ok(Exit::Done)
}

/// A file as it is written in a shell, where `~/` stays the home folder.
fn in_shell(file: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "/._-~+,@".contains(sign);
    match file.strip_prefix("~/") {
        _ if file.chars().all(plain) => file.to_owned(),
        Some(rest) => format!("~/'{}'", rest.replace('\'', "'\\''")),
        None => format!("'{}'", file.replace('\'', "'\\''")),
    }
}

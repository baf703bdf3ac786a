//! `import`: lists of subscriptions, what lies in the usual places, and what there is here of newsboat's configuration.

use super::output::{Exit, Output, counted, say};
use super::subscriptions::change;
use crate::app::Effect;
use crate::config::{Paths, Proposal, read_newsboat_config};
use crate::model::text;
use crate::parse::Outlines;
use crate::worker::{self, Import};
use anyhow::{Context, anyhow, bail};
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
    let exit = change(Effect::SubscribeAll(outlines.subscriptions), paths, output)?;
    if !outlines.skipped.is_empty() {
        output.line(&format!("{} skipped:", outlines.skipped.len()))?;
    }
    for skipped in &outlines.skipped {
        output.line(&format!("  {}: {}", skipped.what, skipped.reason))?;
    }
    if let Some(problem) = outlines.problem {
        say(&format!(
            "The file is broken: {}. What stood before it was imported.",
            problem.trim_end_matches('.')
        ));
        return Ok(Exit::Partly);
    }
    Ok(exit)
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
        output.line(&format!("# {name}"))?;
        output.text(lines)?;
        output.line("")?;
    }
    output.line("# Without a counterpart")?;
    for line in &without {
        output.line(&format!("# line {}: {}", line.line, line.said))?;
        output.line(&format!("#   {}", line.why))?;
    }
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
        output.line(&format!("{} ({})", list.file, list.content()))?;
        output.line(&format!("  dateline import {}", in_shell(&list.file)))?;
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

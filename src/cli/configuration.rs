//! `config`: the defaults, what is wrong with a person's files, and where everything lies.

use super::output::{Exit, Output, say};
use crate::command::ConfigQuestion;
use crate::config::{DEFAULT_CONFIG, Paths, Problem};
use crate::worker;
use anyhow::bail;
use serde_json::{Value, json};

/// Answers a question about the configuration.
pub fn answer(question: ConfigQuestion, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    match question {
        ConfigQuestion::Defaults if output.is_json() => {
            bail!("the defaults are TOML with their explanations; --json is for `config check` and `config paths`")
        }
        ConfigQuestion::Defaults => output.text(DEFAULT_CONFIG)?,
        ConfigQuestion::Check => return check(paths, output),
        ConfigQuestion::Paths => name_places(paths, output)?,
    }
    Ok(Exit::Done)
}

fn check(paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let problems = worker::load(paths).problems;
    for problem in &problems {
        match output.is_json() {
            true => output.json(&problem_to_json(problem))?,
            false => output.line(&problem.to_string())?,
        }
    }
    if problems.is_empty() {
        say(&match paths.missing_config() {
            Some(missing) => format!("{missing}."),
            None => format!("The files in {} can be read.", paths.config.display()),
        });
        return Ok(Exit::Done);
    }
    say("What is named above stays at its default until it is mended.");
    Ok(Exit::Partly)
}

fn problem_to_json(problem: &Problem) -> Value {
    json!({ "file": problem.file, "line": problem.line, "message": problem.message })
}

fn name_places(paths: &Paths, output: &mut Output) -> anyhow::Result<()> {
    let places = [
        ("config", paths.config.clone()),
        ("settings", paths.config_file()),
        ("keys", paths.keymap_file()),
        ("pages", paths.pages_file()),
        ("themes", paths.themes()),
        ("data", paths.data.clone()),
        ("store", paths.store()),
        ("subscriptions", paths.subscriptions()),
        ("cache", paths.cache.clone()),
        ("state", paths.state.clone()),
        ("log", paths.log_file()),
    ];
    for (name, place) in places {
        let place = place.display().to_string();
        match output.is_json() {
            true => output.json(&json!({ "name": name, "path": place }))?,
            false => output.line(&format!("{name:13} {place}"))?,
        }
    }
    Ok(())
}

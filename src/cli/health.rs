//! `health`, `set`, `relocate`: how a feed fares, and what is its own. What is said of it is decided in `app`.

use super::machine::Machine;
use super::output::{Exit, Output};
use super::stream::Look;
use super::subscriptions::{change, find_one, shell_word};
use crate::app::{Clock, Effect, Event, Remedy, ailments, remedies, sentences};
use crate::command::Command;
use crate::config::Paths;
use crate::model::{Feed, Health, Timestamp};
use crate::worker::{self, Library, mask};
use anyhow::bail;
use serde_json::{Value, json};

/// Tells how a feed fares, and what helps.
pub fn tell(said: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let library = Library::open(paths)?;
    let feed = find_one(&library, said)?;
    let health = library.health(feed.id)?;
    if output.is_json() {
        let mut value = json!({ "id": feed.id.0, "title": feed.title, "url": mask(&feed.url) });
        extend(&mut value, &feed, &health);
        output.json(&value)?;
        return Ok(Exit::Done);
    }
    output.pieces([(feed.title.as_str(), Look::Strong)])?;
    output.pieces([(mask(&feed.url).as_str(), Look::Faint)])?;
    for sentence in sentences(&feed, &health, clock()) {
        output.line(&sentence)?;
    }
    output.line("")?;
    for Remedy { what, command } in remedies(&feed, &health, worker::now()) {
        output.pieces([
            (shell_form(&command).as_str(), Look::Plain),
            ("  # ", Look::Faint),
            (what.as_str(), Look::Faint),
        ])?;
    }
    Ok(Exit::Done)
}

/// Sets something for a feed alone.
pub fn set(said: &str, key: &str, value: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let feed = find_one(&Library::open(paths)?, said)?.id;
    let effect = Effect::Set {
        feed,
        key: key.to_owned(),
        value: value.to_owned(),
    };
    change(effect, json!({ "id": feed.0 }), paths, output)
}

/// Looks for a feed again on its site.
pub fn relocate(said: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let feed = find_one(&Library::open(paths)?, said)?.id;
    match Machine::start(paths)?.answer(Effect::Relocate(feed))? {
        Event::SubscriptionsChanged { what } | Event::Done { what } => output.tell(&what, json!({ "id": feed.0 }))?,
        other => bail!("something else was answered: {other:?}"),
    }
    Ok(Exit::Done)
}

/// Adds to a feed's JSON what its own screen says.
pub fn extend(value: &mut Value, feed: &Feed, health: &Health) {
    let now = clock();
    let remedies: Vec<Value> = remedies(feed, health, now.now)
        .iter()
        .map(|remedy| json!({ "what": remedy.what, "command": shell_form(&remedy.command) }))
        .collect();
    let kinds: Vec<&str> = ailments(feed, health, now).iter().map(|ailment| ailment.kind).collect();
    let names: Vec<&str> = health.settings.iter().map(|(name, _)| name.as_str()).collect();
    let fields = [
        ("health", json!(sentences(feed, health, now))),
        ("ailments", json!(kinds)),
        ("next_check_reason", json!(health.reason)),
        ("repaired", json!(health.repaired)),
        ("redirected_to", json!(health.redirected_to.as_deref().map(mask))),
        (
            "moved_from",
            json!(health.moved_from.as_ref().map(|(url, _)| mask(url))),
        ),
        (
            "moved_at",
            json!(health.moved_from.as_ref().map(|(_, at)| at.to_rfc3339())),
        ),
        (
            "latest_entry",
            json!(health.posts.first().copied().map(Timestamp::to_rfc3339)),
        ),
        ("settings", json!(names)),
        ("remedies", Value::Array(remedies)),
    ];
    if let Value::Object(object) = value {
        object.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    }
}

/// A command as a shell takes it.
pub fn shell_form(command: &Command) -> String {
    let said = command.to_invocation();
    let mut words = vec!["dateline".to_owned(), said.spec.name.to_owned()];
    // An address with a secret in it is shown without, though the command then needs it filled in.
    let shown = |word: &String| match word.contains("://") {
        true => shell_word(&mask(word)),
        false => shell_word(word),
    };
    words.extend(said.arguments.iter().map(shown));
    for (name, value) in &said.options {
        words.push(format!("--{name}"));
        words.extend(value.as_deref().map(shell_word));
    }
    words.join(" ")
}

/// The present.
pub fn clock() -> Clock {
    Clock {
        now: worker::now(),
        zone: worker::zone(),
        ..Clock::default()
    }
}

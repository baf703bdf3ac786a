//! Opening the reader.

use super::output::Exit;
use super::stream::is_on_terminal;
use crate::config::{Loaded, Paths};
use crate::terminal::{self, Door, Ended};
use crate::worker;
use std::io::{self, IsTerminal};

/// Opens the reader with the person's settings; in accessible mode where they or `accessible` want it.
pub fn open(paths: &Paths, accessible: bool) -> anyhow::Result<Exit> {
    if let Some(reason) = why_not() {
        anyhow::bail!("{reason}; `dateline list` prints entries, `dateline --help` shows the other commands");
    }
    let mut loaded = worker::load(paths);
    loaded.config.accessible |= accessible;
    open_with(paths.clone(), loaded)
}

/// Opens the reader with these settings. There has to be a screen: see [`why_not`].
pub fn open_with(paths: Paths, loaded: Loaded) -> anyhow::Result<Exit> {
    let ended = terminal::run(Door {
        paths,
        config: loaded.config,
        keymap: loaded.keymap,
        themes: loaded.themes,
        problems: loaded.problems,
        starter: worker::starter,
    })?;
    Ok(match ended {
        Ended::Left => Exit::Done,
        Ended::Signalled(signal) => Exit::Signalled(u8::try_from(signal).unwrap_or(u8::MAX >> 1)),
    })
}

/// Why there can be no screen here; `None` where there can.
pub fn why_not() -> Option<&'static str> {
    if !is_on_terminal() || !io::stdin().is_terminal() {
        return Some("the reader needs a terminal, and this is none");
    }
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    dumb.then_some("the reader needs a terminal that can place text, and TERM says “dumb”")
}

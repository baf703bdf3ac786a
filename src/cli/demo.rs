//! `demo`: the whole reader on the built-in newsroom, in a place that is thrown away at the end.

use super::machine::Machine;
use super::output::{Exit, Output};
use super::{reading, screen};
use crate::app::{Effect, Event, Refresh};
use crate::command::Format;
use crate::config::{Config, DEFAULT_KEYMAP, Keymap, Loaded, Paths, Themes};
use crate::model::Query;
use crate::newsroom::Newsroom;
use crate::worker::{self, Library};
use anyhow::{Context, bail};
use std::fs::{self, DirBuilder};
use std::path::PathBuf;

/// What is looked for where there is no screen: several papers have it.
const SEARCHED: &str = "lighthouse";

/// Opens the newsroom, subscribes to it, fetches it, and opens the reader; or prints a list, an article and a search.
pub fn open(accessible: bool) -> anyhow::Result<Exit> {
    let newsroom = Newsroom::open(worker::now()).context("cannot open the demo's newsroom")?;
    let place = Place::create()?;
    let paths = Paths::below(&place.folder);
    fill(&newsroom, &paths)?;
    match screen::why_not() {
        None => screen::open_with(paths, defaults(accessible)),
        Some(_) => print(&paths),
    }
}

/// Subscribes and fetches by the path that every feed goes.
fn fill(newsroom: &Newsroom, paths: &Paths) -> anyhow::Result<()> {
    let machine = Machine::start(paths)?;
    machine.answer(Effect::SubscribeAll(newsroom.subscriptions()))?;
    machine.perform(Effect::Refresh {
        which: Refresh::All,
        force: true,
    });
    loop {
        if let Event::RefreshFinished(finished) = machine.next()? {
            return match finished.failed.first() {
                None => Ok(()),
                Some((feed, error)) => bail!("the demo's own feed {feed} cannot be fetched: {error}"),
            };
        }
    }
}

fn print(paths: &Paths) -> anyhow::Result<Exit> {
    let mut output = Output::new(false);
    output.line("# dateline list --limit 10")?;
    reading::list("", Some(10), paths, &mut output)?;
    let mut first = None;
    Library::open(paths)?.list(&Query::default(), Some(1), &mut |row| first = Some(row.id))?;
    let entry = first.context("the demo has no entries")?.to_string();
    output.line("")?;
    output.line(&format!("# dateline show {entry}"))?;
    reading::show(&entry, None, Format::Text, paths, &mut output)?;
    output.line("")?;
    output.line(&format!("# dateline search {SEARCHED}"))?;
    reading::search(SEARCHED, None, paths, &mut output)?;
    output.finish()?;
    Ok(Exit::Done)
}

/// The demo looks the same for everybody who asks for it in the same way.
fn defaults(accessible: bool) -> Loaded {
    Loaded {
        config: Config {
            accessible,
            ..Config::default()
        },
        keymap: Keymap::read(DEFAULT_KEYMAP, None).0,
        themes: Themes::default(),
        problems: Vec::new(),
    }
}

/// A folder that goes when this is dropped.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn create() -> anyhow::Result<Place> {
        let name = format!("dateline-demo-{}-{:08x}", std::process::id(), fastrand::u32(..));
        let folder = std::env::temp_dir().join(name);
        // Not with those above it, and not where one is already: others write to this place too.
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Place { folder })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            log::warn!("{} cannot be removed: {error}", self.folder.display());
        }
    }
}

//! Lists of subscriptions in files: importing, exporting, and the copies from which a lost store's are recovered.

use super::{files, now, rendering};
use crate::app::{FeedsLoaded, Sidebar};
use crate::config::{STARTER, create_folder, is_newsboat_config};
use crate::model::{Subscription, text};
use crate::parse::{self, Outlines, opml as format};
use crate::store::Store;
use anyhow::{Context, anyhow};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Copies that are kept (`promises.md` E6).
const COPIES: usize = 5;

/// A larger file is no list of subscriptions.
const LARGEST: u64 = 32 << 20;
/// A larger file is no configuration.
const LARGEST_CONFIG: usize = 1 << 20;

/// What a file holds that is to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Import {
    Subscriptions(Outlines),
    /// The text of newsboat's `config`.
    NewsboatConfig(String),
}

/// Reads an OPML file, newsboat's `urls` or newsraft's `feeds`; `-` is stdin.
///
/// # Errors
/// It cannot be read, or is none of them. A file that breaks off is no error: what was read comes with the problem.
pub fn read_subscriptions(file: &str) -> anyhow::Result<Outlines> {
    match read_import(file)? {
        Import::Subscriptions(outlines) => Ok(outlines),
        Import::NewsboatConfig(_) => Err(anyhow!(
            "{0} is newsboat's configuration; `dateline import {0}` tells on the command line what of it there is here",
            text::line(file)
        )),
    }
}

/// Reads a list of subscriptions, or newsboat's `config`; `-` is stdin.
///
/// # Errors
/// It cannot be read, or is neither.
pub fn read_import(file: &str) -> anyhow::Result<Import> {
    let shown = text::line(file);
    let bytes = read(file).with_context(|| format!("cannot read {shown}"))?;
    if bytes.len() as u64 > LARGEST {
        return Err(anyhow!(
            "{shown} is too large for a list of subscriptions ({} MiB at most)",
            LARGEST >> 20
        ));
    }
    if bytes.len() <= LARGEST_CONFIG {
        let said = String::from_utf8_lossy(&bytes);
        if is_newsboat_config(&said) {
            return Ok(Import::NewsboatConfig(said.into_owned()));
        }
    }
    let outlines = rendering::with_deep_stack(|| parse::subscriptions(&bytes, file));
    outlines
        .map(Import::Subscriptions)
        .with_context(|| format!("cannot import {shown}"))
}

/// The subscriptions as OPML, in the order in which the screen has them.
///
/// # Errors
/// The store cannot be read.
pub fn opml(store: &Store) -> anyhow::Result<String> {
    let mut sidebar = Sidebar::new(Vec::new);
    sidebar.loaded(FeedsLoaded {
        feeds: store.feeds()?,
        folder_order: store.folder_order()?,
        ..FeedsLoaded::default()
    });
    let feeds = sidebar.feeds().iter().cloned();
    let subscriptions: Vec<Subscription> = feeds
        .map(|feed| Subscription {
            title: Some(feed.title),
            url: feed.url,
            site_url: feed.site_url,
            folders: feed.folders,
        })
        .collect();
    Ok(format::write(
        "Subscriptions of dateline",
        &subscriptions,
        sidebar.folders(),
    ))
}

/// Writes a file whole or not at all; with `force` in the place of one that is there.
///
/// # Errors
/// It cannot be written, or one is there.
pub fn export_to(file: &str, text: &str, force: bool) -> anyhow::Result<()> {
    let written = match force {
        true => files::write_whole(&at_home(file), text.as_bytes()),
        false => write_new_file(file, text),
    };
    written.map_err(|error| {
        let shown = text::line(file);
        let what = match error.kind() {
            io::ErrorKind::AlreadyExists => format!("{shown} was left as it is (`export --force` replaces it)"),
            _ => format!("cannot write {shown}"),
        };
        anyhow::Error::new(error).context(what)
    })
}

/// Writes a file where there is none; one that is there stays as it is.
pub(super) fn write_new_file(file: &str, text: &str) -> io::Result<()> {
    files::write_where_free(&at_home(file), text.as_bytes())
}

/// The feeds offered on a first start.
pub fn starter() -> Vec<Subscription> {
    format::read(STARTER).subscriptions
}

/// Where copies of the subscriptions go.
#[derive(Clone, Debug)]
pub(super) struct Copies {
    pub folder: PathBuf,
}

impl Copies {
    /// Writes a copy of the subscriptions as they are now; only the latest few stay. A failure is for the log: the
    /// change itself is saved.
    pub fn write(&self, store: &Store) {
        if let Err(error) = self.try_write(store) {
            log::warn!("the copy of the subscriptions cannot be written: {error:#}");
        }
    }

    fn try_write(&self, store: &Store) -> anyhow::Result<()> {
        create_folder(&self.folder)?;
        // Named by the second: of several changes in one second the last copy holds them all.
        let name = format!("{}.opml", now().to_rfc3339().replace(':', ""));
        files::write_whole(&self.folder.join(name), opml(store)?.as_bytes())?;
        self.remove_old()?;
        Ok(())
    }

    fn remove_old(&self) -> io::Result<()> {
        let mut copies: Vec<PathBuf> = fs::read_dir(&self.folder)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "opml"))
            .collect();
        copies.sort();
        let old = copies.len().saturating_sub(COPIES);
        copies[..old].iter().try_for_each(fs::remove_file)
    }
}

fn read(file: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match file {
        "-" => io::stdin().take(LARGEST + 1).read_to_end(&mut bytes)?,
        _ => File::open(at_home(file))?.take(LARGEST + 1).read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}

/// A path that begins with `~/` lies in the home folder: the screen's prompt has no shell that would say so.
fn at_home(file: &str) -> PathBuf {
    match (file.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => Path::new(file).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_list_can_be_read_and_is_filed() {
        let starter = starter();
        assert!(starter.len() >= 10);
        assert!(
            starter
                .iter()
                .all(|feed| feed.url.starts_with("https://") && !feed.folders.is_empty())
        );
    }

    #[test]
    fn only_the_latest_copies_stay() {
        let place = tempfile::tempdir().unwrap();
        for number in 1..=8 {
            fs::write(place.path().join(format!("2026-01-0{number}T000000Z.opml")), "x").unwrap();
        }
        fs::write(place.path().join("note.txt"), "mine").unwrap();
        let copies = Copies {
            folder: place.path().to_owned(),
        };
        copies.remove_old().unwrap();
        let mut left: Vec<_> = fs::read_dir(place.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left.len(), COPIES + 1);
        assert_eq!(left[0], "2026-01-04T000000Z.opml");
    }
}

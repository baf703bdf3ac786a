//! What another reader left where it usually leaves it: lists of subscriptions to offer on a first start. A bounded look
//! into a handful of folders; nothing is walked, nothing is imported.

use super::subscriptions::read_subscriptions;
use crate::app::FoundList;
use crate::model::text;
use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Names that are looked at in a folder of the person's own.
const NAMES: usize = 2_000;
/// OPML files that are read, the newest.
const OPML_FILES: usize = 5;
/// A larger file is no list that anybody keeps, in bytes.
const LARGEST: u64 = 4 << 20;

/// The lists that lie in the usual places and name feeds: those of other readers, then OPML files, the newest first.
pub fn found_lists() -> Vec<FoundList> {
    let Some(home) = std::env::home_dir() else {
        return Vec::new();
    };
    let set = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let config = set.filter(|folder| folder.is_absolute());
    look(&home, &config.unwrap_or_else(|| home.join(".config")))
}

fn look(home: &Path, config: &Path) -> Vec<FoundList> {
    let own = [
        (home.join(".newsboat/urls"), "newsboat"),
        (config.join("newsboat/urls"), "newsboat"),
        (config.join("newsraft/feeds"), "newsraft"),
        (home.join(".newsraft/feeds"), "newsraft"),
    ];
    let of_readers = own.into_iter().filter(|(file, _)| changed_at(file).is_some());
    let opml = newest_opml(&[home.to_owned(), home.join("Downloads"), home.join("Documents")]);
    let opml = opml.into_iter().map(|file| (file, "an OPML file"));
    let mut seen = Vec::new();
    let mut lists = Vec::new();
    for (file, of) in of_readers.chain(opml) {
        // One may be a link to the other.
        let real = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
        if !seen.contains(&real) {
            seen.push(real);
            lists.extend(list(&file, of, home));
        }
    }
    lists
}

/// A list that names feeds, under a name that can be typed.
fn list(file: &Path, of: &'static str, home: &Path) -> Option<FoundList> {
    let name = file.to_str().filter(|name| text::line(name) == *name)?;
    let feeds = read_subscriptions(name).ok()?.subscriptions.len();
    let file = match file.strip_prefix(home) {
        Ok(rest) => format!("~/{}", rest.display()),
        Err(_) => name.to_owned(),
    };
    (feeds > 0).then_some(FoundList { file, of, feeds })
}

fn newest_opml(folders: &[PathBuf]) -> Vec<PathBuf> {
    let names = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flat_map(|entries| entries.take(NAMES).flatten());
    let is_opml = |path: &PathBuf| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("opml"));
    let files = names.map(|entry| entry.path()).filter(is_opml);
    let mut files: Vec<(Reverse<SystemTime>, PathBuf)> = files
        .filter_map(|file| Some((Reverse(changed_at(&file)?), file)))
        .collect();
    files.sort();
    files.into_iter().map(|(_, file)| file).take(OPML_FILES).collect()
}

/// When a file was changed; `None` where it is none, or too large.
fn changed_at(file: &Path) -> Option<SystemTime> {
    let known = fs::metadata(file).ok()?;
    let fits = known.is_file() && known.len() <= LARGEST;
    fits.then(|| known.modified().unwrap_or(SystemTime::UNIX_EPOCH))
}

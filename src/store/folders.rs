//! Folders as such: their names and their order beside each other. Which feeds lie in them stands with the feeds.

use super::{StoreError, changes, feeds, session};
use crate::model::{FeedId, Folder};
use rusqlite::Connection;

/// The kinds of their changes, for undo.
pub(super) const RENAME: &str = "rename-folder";
pub(super) const ORDER: &str = "order-folders";

/// Where the order is kept: the folders' paths, a list of those that lie beside each other after another.
const KEY: &str = "folder-order";

/// The folder of a change of names as it was called before, and its feeds with the folders of each.
type Filed = (String, Vec<(i64, String)>);

/// The folders that a person has put into an order, in it.
pub(super) fn order(connection: &Connection) -> Result<Vec<Folder>, StoreError> {
    let kept = session::recall(connection, KEY)?.unwrap_or_default();
    Ok(kept.lines().filter_map(Folder::parse).collect())
}

/// Puts folders that lie beside each other into this order.
pub(super) fn put_in_order(connection: &Connection, folders: &[Folder]) -> Result<(), StoreError> {
    let mut order = order(connection)?;
    let old = written(&order);
    order.retain(|known| !folders.contains(known));
    order.extend(folders.iter().cloned());
    session::remember(connection, KEY, &written(&order))?;
    changes::note(connection, ORDER, None, Some(&old), None)
}

/// Takes the order in which folders are named, each behind those around it, where no feed was filed before.
pub(super) fn begin_order<'a>(
    connection: &Connection,
    named: impl Iterator<Item = &'a Folder>,
) -> Result<(), StoreError> {
    let mut order = Vec::new();
    for folder in named {
        let around = std::iter::successors(Some(folder.clone()), Folder::parent);
        let around: Vec<Folder> = around.collect();
        order.extend(around.into_iter().rev());
    }
    session::remember(connection, KEY, &written(&order))
}

/// Puts back an order as it was noted. Gives the one that was there instead.
pub(super) fn restore_order(connection: &Connection, noted: &str) -> Result<String, StoreError> {
    let present = written(&order(connection)?);
    session::remember(connection, KEY, noted)?;
    Ok(present)
}

/// Gives a folder another name; it keeps its place in the order. Where there is a folder of that name the two are one then.
pub(super) fn rename(connection: &Connection, folder: &Folder, name: &str) -> Result<(), StoreError> {
    let mut filed = Vec::new();
    let known = feeds::folders(connection)?;
    let within = known
        .iter()
        .filter(|(_, folders)| folders.iter().any(|other| other.is_within(folder)));
    for (feed, folders) in within {
        filed.push((feed.0, feeds::folders_of(connection, *feed)?));
        let renamed: Vec<Folder> = folders.iter().map(|other| other.renamed(folder, name)).collect();
        feeds::set_folders(connection, *feed, &renamed)?;
    }
    let order: Vec<Folder> = order(connection)?
        .into_iter()
        // Both names keep their place, so that taking it back finds the old one's.
        .flat_map(|other| [other.renamed(folder, name), other])
        .collect();
    session::remember(connection, KEY, &written(&order))?;
    let filed: Filed = (folder.to_string(), filed);
    let filed = serde_json::to_string(&filed).unwrap_or_default();
    changes::note(connection, RENAME, None, Some(&filed), None)
}

/// Files feeds as it was noted. Gives where they were filed instead.
pub(super) fn restore_names(connection: &Connection, noted: &str) -> Result<String, StoreError> {
    let (name, noted): Filed = serde_json::from_str(noted).unwrap_or_default();
    let mut present = Vec::new();
    for (feed, folders) in noted {
        present.push((feed, feeds::folders_of(connection, FeedId(feed))?));
        let folders: Vec<Folder> = folders.lines().filter_map(Folder::parse).collect();
        feeds::set_folders(connection, FeedId(feed), &folders)?;
    }
    let present: Filed = (name, present);
    Ok(serde_json::to_string(&present).unwrap_or_default())
}

/// The folder of a noted change of names, as it was called before.
pub(super) fn renamed(noted: &str) -> String {
    let (name, _): Filed = serde_json::from_str(noted).unwrap_or_default();
    name
}

fn written(order: &[Folder]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for folder in order.iter().map(ToString::to_string) {
        if !lines.contains(&folder) {
            lines.push(folder);
        }
    }
    lines.join("\n")
}

//! Whether what a person reads and keeps lies open to others (`promises.md` E8): our folders are created for their owner
//! alone, but one may have been there before, or have come back from a copy with other permissions.

use crate::config::Paths;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A folder of ours that is not the person's alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    pub folder: PathBuf,
    pub kind: ExposureKind,
}

/// How it is exposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExposureKind {
    /// It belongs to somebody else.
    Foreign,
    /// Every user of the machine can write in it.
    Writable,
    /// Every user of the machine can look into it.
    Readable,
}

impl Exposure {
    /// A sentence for people, without what mends it.
    pub fn sentence(&self) -> String {
        let what = match self.kind {
            ExposureKind::Foreign => "belongs to another user, who can read and change what is in it",
            ExposureKind::Writable => "can be written by every user of this machine",
            ExposureKind::Readable => "can be looked into by every user of this machine",
        };
        format!("The folder {} {what}.", self.folder.display())
    }
}

/// The folders of data, state and cache that are exposed; one that is not there yet is not.
pub fn exposures(paths: &Paths) -> Vec<Exposure> {
    let folders = [&paths.data, &paths.state, &paths.cache];
    let exposed = folders.into_iter().filter_map(|folder| {
        let kind = kind_of(folder)?;
        let folder = folder.clone();
        Some(Exposure { folder, kind })
    });
    exposed.collect()
}

fn kind_of(folder: &Path) -> Option<ExposureKind> {
    let there = fs::canonicalize(folder).ok()?;
    let own = fs::metadata(&there).ok()?;
    if own.uid() != rustix::process::geteuid().as_raw() {
        return Some(ExposureKind::Foreign);
    }
    // Within a closed folder it matters little how open this one is.
    let is_reached = there.ancestors().skip(1).all(|above| others_may(above, 0o1));
    if !is_reached {
        return None;
    }
    match own.mode() {
        mode if mode & 0o2 != 0 => Some(ExposureKind::Writable),
        mode if mode & 0o5 != 0 => Some(ExposureKind::Readable),
        _ => None,
    }
}

fn others_may(path: &Path, right: u32) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.mode() & right != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_folder_is_exposed_where_others_can_reach_it() {
        let place = tempfile::tempdir().unwrap();
        let paths = Paths::below(place.path());
        fs::create_dir(&paths.data).unwrap();
        for (around, own, expected) in [
            (0o755, 0o755, Some(ExposureKind::Readable)),
            (0o711, 0o777, Some(ExposureKind::Writable)),
            (0o755, 0o700, None),
            (0o700, 0o777, None),
        ] {
            set_mode(place.path(), around);
            set_mode(&paths.data, own);
            let found: Vec<ExposureKind> = exposures(&paths).into_iter().map(|exposure| exposure.kind).collect();
            assert_eq!(found, Vec::from_iter(expected), "{around:o} {own:o}");
        }
    }
}

//! The file that tells where the reader was left. What stands in it is decided in `app`; nothing is lost where it cannot be
//! kept.

use super::files;
use super::lane::Lane;
use crate::config::{Paths, create_folder};
use crate::store::Store;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// A longer file is none of ours.
const LONGEST: u64 = 64 << 10;

/// What was kept of the last session; `None` where nothing was.
pub fn left_session(paths: &Paths) -> Option<String> {
    let mut bytes = Vec::new();
    let file = File::open(paths.session_file()).ok()?;
    file.take(LONGEST).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Keeps it, once what was changed before is in the store.
pub(super) fn keep(file: PathBuf, kept: String, writing: &Lane<Store>) {
    writing.run(move |_| {
        if let Err(error) = write(&file, &kept) {
            log::warn!("where the reader was left cannot be kept: {error}");
        }
    });
}

fn write(file: &PathBuf, kept: &str) -> io::Result<()> {
    file.parent().map_or(Ok(()), create_folder)?;
    files::write_whole(file, kept.as_bytes())
}

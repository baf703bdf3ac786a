//! Where things lie: configuration, data, cache and state, by XDG through `directories`.

use std::path::PathBuf;
use thiserror::Error;

/// The four folders. They are created when first needed, readable by the owner only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    pub config: PathBuf,
    pub data: PathBuf,
    pub cache: PathBuf,
    pub state: PathBuf,
}

/// The folders could not be told.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PathsError {
    #[error("no home folder is known; set HOME, or say where with --config-dir and --data-dir")]
    NoHome,
}

//! What can go wrong with the store, named by what follows for the reader.

use rusqlite::ErrorCode;
use std::path::PathBuf;

/// Why the store could not do what was asked. Each is a sentence for people, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full; nothing of the change was kept, and it can be tried again.
    #[error("The disk is full, so nothing was changed. Make room and try again.")]
    Full,
    /// The file is damaged. It is left as it is.
    #[error("The store is damaged ({detail}). It was left untouched; `dateline doctor` says how to go on.")]
    Corrupt { detail: String },
    /// A later version of the program wrote it.
    #[error(
        "The store {} was written by a newer dateline (format {found}, this one knows {known}). \
         It was left untouched; install the newer version.", path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    /// Another program's file, or no database at all.
    #[error(
        "{} is not a store of dateline. It was left untouched; move it away or choose another place with --data-dir.",
        path.display()
    )]
    Foreign { path: PathBuf },
    /// A link, or somebody else's file: following it could write where the reader did not mean to.
    #[error("The store {} was not opened because it {reason}. Move it away or choose another place with --data-dir.", path.display())]
    Unsafe { path: PathBuf, reason: &'static str },
    /// The file or its folder could not be read or made.
    #[error("The store {} could not be opened: {source}. Check the folder and its permissions.", path.display())]
    CannotOpen {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// Another instance is writing for longer than a change should take.
    #[error("Another dateline is writing to the store. Try again in a moment.")]
    Busy,
    /// The question was withdrawn.
    #[error("The search was stopped.")]
    Interrupted,
    /// Nothing may be written here.
    #[error("The store can only be read. Check who may write the file and its folder.")]
    ReadOnly,
    /// There is no such feed or entry.
    #[error("There is no {what} {id} in the store. `dateline {list}` shows what there is.")]
    Missing {
        what: &'static str,
        id: i64,
        list: &'static str,
    },
    /// Another feed has this address.
    #[error("Another feed has the address {url} already. Remove one of them first.")]
    Taken { url: String },
    /// Something that should not happen.
    #[error("The store failed: {source}. `dateline doctor` checks it.")]
    Failed {
        #[source]
        source: rusqlite::Error,
    },
}

impl From<rusqlite::Error> for StoreError {
    fn from(source: rusqlite::Error) -> StoreError {
        let code = source.sqlite_error_code();
        match code {
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt {
                detail: source.to_string(),
            },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::OperationInterrupted) => StoreError::Interrupted,
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly,
            _ => StoreError::Failed { source },
        }
    }
}

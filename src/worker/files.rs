//! Files as they are kept: readable by the owner only, and whole or not at all.

use crate::config::create_folder;
use crate::fault;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file that is either as it was or as it shall be: beside it first, then in its place (`promises.md` E8).
/// A link stays one, and a device or a pipe is written to: in the place of `/dev/null` a file would harm every program.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let beside = beside(path);
    let written = write_new(&beside, bytes)
        .and_then(|()| fault::strike().map_or(Ok(()), |_| Err(io::Error::other("a fault"))))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // Nothing half written stays; that it cannot be removed either adds nothing to the first error.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// The same where no file is yet: one that is there is left alone (`promises.md` E10).
pub(super) fn write_where_free(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path);
    // The whole file gets its name by a link, which fails where the name is taken.
    let written = write_new(&beside, bytes).and_then(|()| fs::hard_link(&beside, path));
    let _ = fs::remove_file(&beside);
    written
}

/// The same with the folder that it lies in, for the first file of a person's own.
///
/// # Errors
/// It cannot be written, or is there already.
pub fn write_first_file(path: &Path, text: &str) -> io::Result<()> {
    path.parent().map_or(Ok(()), create_folder)?;
    write_where_free(path, text.as_bytes())
}

/// Opens a file to be locked or written, created where it is missing.
pub(super) fn open_private(path: &Path) -> io::Result<File> {
    private().create(true).truncate(false).open(path)
}

/// The name that a file has until it is whole.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.partial", std::process::id()));
    path.with_file_name(name)
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private().create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_is_replaced_whole_and_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("feeds.opml");
        write_whole(&path, b"old").unwrap();
        write_whole(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_pipe_a_pipe() {
        use std::os::unix::fs::FileTypeExt;
        let place = tempfile::tempdir().unwrap();
        let (file, link, pipe) = (
            place.path().join("file"),
            place.path().join("link"),
            place.path().join("pipe"),
        );
        fs::write(&file, b"old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_whole(&link, b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe)
        });
        write_whole(&pipe, b"through").unwrap();
        assert_eq!(reader.join().unwrap().unwrap(), b"through");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }

    #[test]
    fn a_file_that_is_there_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("article.md");
        write_where_free(&path, b"first").unwrap();
        let refused = write_where_free(&path, b"second").unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link_at_the_name_of_what_is_not_whole_yet() {
        let place = tempfile::tempdir().unwrap();
        let (path, other) = (place.path().join("feeds.opml"), place.path().join("other"));
        for write in [write_whole, write_where_free] {
            fs::write(&other, b"theirs").unwrap();
            std::os::unix::fs::symlink(&other, beside(&path)).unwrap();
            assert!(write(&path, b"ours").is_err());
            assert_eq!(fs::read(&other).unwrap(), b"theirs");
        }
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("taken");
        fs::create_dir_all(folder.join("inside")).unwrap();
        assert!(write_whole(&folder, b"x").is_err());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }
}

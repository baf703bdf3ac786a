//! The pictures of articles as files in the cache folder: fetched once, read again without a network, the longest unused
//! going first when there are too many. Nothing is decoded here.

use super::files::write_whole;
use super::page_text::may_be_private;
use crate::config::create_folder;
use crate::fetch::{Client, FetchError, Kind, Request, Response};
use crate::model::FeedFault;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;
use thiserror::Error;
use url::Url;

/// Bytes of one picture at most.
const LARGEST: usize = 10 << 20;

/// The pictures that were fetched, in a folder of their own.
pub(super) struct PictureCache {
    folder: PathBuf,
    /// Bytes of all pictures at most.
    limit: u64,
    /// Bytes of all pictures, once somebody has counted.
    total: Mutex<Option<u64>>,
    /// Is told the numbers of pictures that went for want of room.
    gone: Gone,
}

type Gone = Box<dyn Fn(Vec<u64>) + Send + Sync>;

/// The numbers of all pictures that are in the folder.
pub(super) fn numbers_in(folder: &Path) -> HashSet<u64> {
    let files = files(folder).unwrap_or_default();
    files.iter().filter_map(|file| number_of_file(&file.path)).collect()
}

/// The number of the picture at an address: the beginning of its file's name.
pub(super) fn number(url: &Url) -> u64 {
    let digest = Sha256::digest(url.as_str());
    let (first, _) = digest.split_at(8);
    first.iter().fold(0, |number, &byte| (number << 8) | u64::from(byte))
}

/// The number of the picture in a file of that name.
fn number_of_file(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    u64::from_str_radix(name.get(..16)?, 16).ok()
}

/// Why there is no picture.
#[derive(Debug, Error)]
pub(super) enum PictureError {
    /// It may come another time: there is no network, or the server is slow or busy.
    #[error(transparent)]
    NotNow(FetchError),
    /// There is none at this address that could be shown.
    #[error("{0}")]
    Never(String),
    /// It came and could not be written.
    #[error("a picture cannot be kept in {}: {source}; check the folder and the room on the disk", folder.display())]
    NotKept { folder: PathBuf, source: io::Error },
}

impl PictureCache {
    /// Pictures in `folder`, which is created with the first of them; together at most `limit` bytes. `gone` is told the
    /// numbers of those that go for want of room.
    pub fn new(folder: PathBuf, limit: u64, gone: impl Fn(Vec<u64>) + Send + Sync + 'static) -> PictureCache {
        PictureCache {
            folder,
            limit,
            total: Mutex::new(None),
            gone: Box::new(gone),
        }
    }

    /// The bytes of the picture at an address, from the disk alone.
    pub fn kept(&self, url: &Url) -> Option<Vec<u8>> {
        let path = self.path(url);
        let bytes = fs::read(&path).ok().filter(|bytes| is_picture(bytes))?;
        // What was looked at lately stays longest; that the time cannot be set costs no more than that.
        if let Ok(file) = File::options().append(true).open(&path) {
            let _ = file.set_modified(SystemTime::now());
        }
        Some(bytes)
    }

    /// The bytes of the picture at an address, from the disk or else from the network. A private address is asked only
    /// where it is that of `feed`, which the person subscribed to.
    ///
    /// # Errors
    /// There is none, not now or never; or it cannot be kept.
    pub async fn get(&self, client: &Client, url: &Url, feed: Option<&Url>) -> Result<Vec<u8>, PictureError> {
        if let Some(bytes) = self.kept(url) {
            return Ok(bytes);
        }
        let request = Request {
            private_allowed: feed.is_some_and(|feed| may_be_private(feed, url)),
            body_limit: Some(LARGEST),
            ..Request::new(url.clone(), Kind::Picture)
        };
        let bytes = match client.get(&request).await.map_err(sorted)? {
            Response::Document(document) if document.complete => document.bytes,
            _ => return Err(PictureError::Never("the picture broke off".to_owned())),
        };
        if !is_picture(&bytes) {
            return Err(PictureError::Never("what is there is no picture".to_owned()));
        }
        self.keep(url, &bytes).map_err(|source| PictureError::NotKept {
            folder: self.folder.clone(),
            source,
        })?;
        Ok(bytes)
    }

    fn keep(&self, url: &Url, bytes: &[u8]) -> io::Result<()> {
        let mut total = self.total.lock().unwrap_or_else(PoisonError::into_inner);
        create_folder(&self.folder)?;
        write_whole(&self.path(url), bytes)?;
        let size = bytes.len() as u64;
        let now = match *total {
            Some(counted) => counted + size,
            None => files(&self.folder)?.iter().map(|file| file.size).sum(),
        };
        *total = Some(if now > self.limit { self.shrink()? } else { now });
        Ok(())
    }

    /// Removes the longest unused until a tenth of the room is free; says how much is left.
    fn shrink(&self) -> io::Result<u64> {
        let mut files = files(&self.folder)?;
        files.sort_by_key(|file| file.used);
        let mut left: u64 = files.iter().map(|file| file.size).sum();
        // The newest stays, however large: somebody wants to see it.
        files.pop();
        let mut gone = Vec::new();
        for file in files {
            if left <= self.limit - self.limit / 10 {
                break;
            }
            fs::remove_file(&file.path)?;
            left -= file.size;
            gone.extend(number_of_file(&file.path));
        }
        (self.gone)(gone);
        Ok(left)
    }

    fn path(&self, url: &Url) -> PathBuf {
        let digest = Sha256::digest(url.as_str());
        let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(name)
    }
}

/// A kept picture.
struct Kept {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

fn files(folder: &Path) -> io::Result<Vec<Kept>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // One that another instance has just removed is no failure.
        let Ok(known) = entry.metadata() else { continue };
        if known.is_file() {
            files.push(Kept {
                path: entry.path(),
                size: known.len(),
                used: known.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            });
        }
    }
    Ok(files)
}

/// Whether bytes begin as PNG, JPEG, GIF or WebP do: the type is that of the content, whatever was said of it
/// (`promises.md` D4).
fn is_picture(bytes: &[u8]) -> bool {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice());
    let starts: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"];
    is_webp || starts.iter().any(|start| bytes.starts_with(start))
}

fn sorted(error: FetchError) -> PictureError {
    match error.fault() {
        FeedFault::Offline | FeedFault::TimedOut | FeedFault::Unreachable | FeedFault::Busy => {
            PictureError::NotNow(error)
        }
        _ => PictureError::Never(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const PICTURE: &[u8] = b"GIF89a, and more of it";

    fn address(name: &str) -> Url {
        Url::parse(&format!("https://pictures.example/{name}")).unwrap()
    }

    fn used_at(cache: &PictureCache, name: &str, seconds: u64) {
        let file = File::options().append(true).open(cache.path(&address(name))).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .unwrap();
    }

    #[test]
    fn what_was_kept_is_there_again_and_of_that_address_only() {
        let place = tempfile::tempdir().unwrap();
        let cache = PictureCache::new(place.path().join("pictures"), 1_000, drop);
        assert_eq!(cache.kept(&address("a")), None);
        cache.keep(&address("a"), PICTURE).unwrap();
        assert_eq!(cache.kept(&address("a")).as_deref(), Some(PICTURE));
        assert_eq!(cache.kept(&address("b")), None);
    }

    #[test]
    fn the_longest_unused_goes_first_when_there_is_too_much() {
        let place = tempfile::tempdir().unwrap();
        let (send, gone) = std::sync::mpsc::channel();
        let tell = move |numbers| send.send(numbers).unwrap();
        let cache = PictureCache::new(place.path().join("pictures"), 3 * PICTURE.len() as u64, tell);
        for (seconds, name) in [(10, "a"), (20, "b"), (30, "c")] {
            cache.keep(&address(name), PICTURE).unwrap();
            used_at(&cache, name, seconds);
        }
        // Looking at it makes it the newest.
        assert!(cache.kept(&address("a")).is_some());
        cache.keep(&address("d"), PICTURE).unwrap();
        assert!(cache.kept(&address("a")).is_some());
        assert!(cache.kept(&address("d")).is_some());
        assert!(cache.kept(&address("b")).is_none());
        assert!(gone.recv().unwrap().contains(&number(&address("b"))));
        assert!(numbers_in(&cache.folder).contains(&number(&address("a"))));
    }

    #[test]
    fn a_type_is_told_by_the_content() {
        for (bytes, expected) in [
            (PICTURE, true),
            (b"\x89PNG\r\n\x1a\n....".as_slice(), true),
            (b"\xff\xd8\xff\xe0".as_slice(), true),
            (b"RIFF....WEBPVP8 ".as_slice(), true),
            (b"RIFF....WAVE".as_slice(), false),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".as_slice(), false),
            (b"".as_slice(), false),
        ] {
            assert_eq!(is_picture(bytes), expected, "{bytes:?}");
        }
    }
}

//! The log: a file for whoever looks for a mistake, never the screen. `DATELINE_LOG` sets how much is written (`off`,
//! `error`, `warn`, `info`, `debug`, `trace`); secrets are masked and all text is cleaned before it is written.

use crate::model::Printable;
use chrono::{SecondsFormat, Utc};
use log::{LevelFilter, Log, Metadata, Record};
use std::backtrace::{Backtrace, BacktraceStatus};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{panic, thread};

/// At this size the file is put aside as `.1`, in place of the one put aside before.
const ROTATE_AT: u64 = 1 << 20;

/// Sends every record to `file` from now on. The file and its folder come with the first record. `level` is the text
/// of `DATELINE_LOG`; warnings and errors are written where it is empty or unknown.
pub fn start(file: PathBuf, level: &str) {
    let level = level.parse().unwrap_or(LevelFilter::Warn);
    let sink = Sink {
        path: file,
        open: Mutex::new(None),
    };
    // A second start, which only a test could make, leaves the first in place.
    if log::set_boxed_logger(Box::new(sink)).is_ok() {
        log::set_max_level(level);
    }
}

/// Writes panics of other threads than this one to the log and nowhere else: whoever caught them tells of them. One of
/// this thread is told on stderr, cleaned: its message may hold the text that it came from.
pub fn take_panics() {
    let ours = thread::current().id();
    panic::set_hook(Box::new(move |panicked| {
        if thread::current().id() == ours {
            let trace = Backtrace::capture();
            let trace = match trace.status() {
                BacktraceStatus::Captured => trace.to_string(),
                _ => String::new(),
            };
            let said = Printable::body(&format!("{panicked}\n{trace}"));
            let _ = writeln!(io::stderr(), "{}", said.trim_end());
        } else {
            log::error!("{panicked}");
        }
    }));
}

struct Sink {
    path: PathBuf,
    open: Mutex<Option<Open>>,
}

struct Open {
    file: File,
    size: u64,
}

impl Log for Sink {
    /// Our own records and nothing chatty of the crates below.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("dateline") || metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let when = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let said = mask(&Printable::line(&record.args().to_string()));
        let line = format!("{when} {:5} {}: {said}\n", record.level(), record.target());
        // That the log cannot be written is no reason to trouble anybody.
        let _ = self.write(line.as_bytes());
    }

    fn flush(&self) {}
}

impl Sink {
    fn write(&self, line: &[u8]) -> io::Result<()> {
        let mut open = self.open.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if open.as_ref().is_some_and(|open| open.size > ROTATE_AT) {
            *open = None;
        }
        let sink = match open.take() {
            Some(sink) => open.insert(sink),
            None => open.insert(open_file(&self.path)?),
        };
        sink.size += line.len() as u64;
        sink.file.write_all(line)
    }
}

/// Opens the file at its end, readable by the owner only; a file that has grown too large is put aside first.
fn open_file(path: &Path) -> io::Result<Open> {
    if let Some(folder) = path.parent() {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    if path.metadata().is_ok_and(|metadata| metadata.len() > ROTATE_AT) {
        std::fs::rename(path, path.with_extension("log.1"))?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    let size = file.metadata()?.len();
    Ok(Open { file, size })
}

/// `text` with `…` in place of credentials in addresses and of values that are named as secrets.
fn mask(text: &str) -> String {
    text.split_inclusive(' ').map(mask_word).collect()
}

fn mask_word(word: &str) -> String {
    let mut masked = word.to_owned();
    if let Some(scheme_end) = masked.find("://").map(|place| place + 3) {
        let authority = &masked[scheme_end..];
        let authority_end = authority.find(['/', '?', '#']).unwrap_or(authority.len());
        if let Some(at) = authority[..authority_end].rfind('@') {
            masked.replace_range(scheme_end..scheme_end + at, "…");
        }
    }
    mask_parameters(&masked)
}

/// Masks the values of parameters such as `token=` and `api_key=`.
fn mask_parameters(word: &str) -> String {
    let secret = |name: &str| {
        let name = name.to_ascii_lowercase();
        ["token", "key", "pass", "secret", "auth", "sig"]
            .iter()
            .any(|sign| name.contains(sign))
    };
    let mut masked = String::with_capacity(word.len());
    for part in word.split_inclusive(['?', '&', ';', '#']) {
        let end = part.trim_end_matches(['?', '&', ';', '#', ' ']).len();
        match part.split_once('=') {
            Some((name, value)) if secret(name) && !value.trim().is_empty() => {
                masked.push_str(name);
                masked.push_str("=…");
                masked.push_str(&part[end..]);
            }
            _ => masked.push_str(part),
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_the_rest_stays() {
        assert_eq!(
            mask("GET https://me:pw@a.example/f?token=abc&x=1 failed"),
            "GET https://…@a.example/f?token=…&x=1 failed"
        );
        assert_eq!(mask("https://a.example/@me?page=2#x"), "https://a.example/@me?page=2#x");
    }

    #[test]
    fn a_large_file_is_put_aside_once() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("state/dateline.log");
        let sink = Sink {
            path: path.clone(),
            open: Mutex::new(None),
        };
        sink.write(&vec![b'a'; ROTATE_AT as usize + 1]).unwrap();
        sink.write(b"next\n").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"next\n");
        assert_eq!(
            std::fs::metadata(path.with_extension("log.1")).unwrap().len(),
            ROTATE_AT + 1
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("dateline.log");
        open_file(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

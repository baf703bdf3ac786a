//! A library of its own in throw-away folders, and the real binary at work on it.

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The user and the group without any rights.
const NOBODY: u32 = 65_534;

/// Folders for configuration, data, cache and state that nobody else has.
pub struct Library {
    place: TempDir,
}

/// What a run of the binary left.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Library {
    pub fn new() -> Library {
        Library {
            place: tempfile::tempdir().unwrap(),
        }
    }

    /// The binary with these arguments, in these folders, not run yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command
            .args(arguments)
            .current_dir(self.place.path())
            .stdin(Stdio::null());
        for name in ["CONFIG", "DATA", "CACHE", "STATE"] {
            command.env(format!("DATELINE_{name}_DIR"), self.folder(&name.to_lowercase()));
        }
        for name in [
            "XDG_CONFIG_HOME",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "http_proxy",
            "https_proxy",
            "all_proxy",
        ] {
            command.env_remove(name);
        }
        // Whatever lies in the home folder of whoever runs the tests is not for them.
        command.env("HOME", self.folder("home"));
        command.env("TZ", "UTC").env("TMPDIR", self.folder("tmp"));
        fs::create_dir_all(self.folder("tmp")).unwrap();
        command
    }

    /// Runs the binary with these arguments to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// As [`Library::run`], with words divided by blanks.
    pub fn say(&self, words: &str) -> Ran {
        self.run(&words.split(' ').collect::<Vec<_>>())
    }

    /// As [`Library::run`], by a user whom permissions hold back: root's rights are laid down.
    pub fn run_without_rights(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        if rustix::process::geteuid().is_root() {
            give_away(self.place.path());
            command.uid(NOBODY).gid(NOBODY);
        }
        Ran::of(command.output().unwrap())
    }

    /// Runs the binary with a text on its stdin.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// One of the folders: `config`, `data`, `cache`, `state`, `tmp`, `home`.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// Writes a file, with the folders that it lies in, and gives its path.
    pub fn write(&self, file: &str, text: &str) -> PathBuf {
        let path = self.place.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }
}

impl Ran {
    /// What a process left that has ended.
    pub fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Fails the test unless the exit code is this one.
    #[track_caller]
    pub fn exits(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Fails the test unless stdout holds this.
    #[track_caller]
    pub fn prints(self, text: &str) -> Ran {
        assert!(self.out.contains(text), "no “{text}” in {self:#?}");
        self
    }

    /// Fails the test unless stderr holds this.
    #[track_caller]
    pub fn tells(self, text: &str) -> Ran {
        assert!(self.err.contains(text), "no “{text}” in {self:#?}");
        self
    }

    /// Stdout as JSON, one value a line.
    #[track_caller]
    pub fn json(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
            .collect()
    }
}

/// An RSS feed with so many entries, “TITLE 1” and on, the first the newest.
pub fn feed(title: &str, entries: usize) -> String {
    let item = |number: usize| {
        format!(
            "<item><title>{title} {number}</title><link>https://{number}.example/</link><guid>{title}-{number}</guid>\
             <pubDate>{:02} Jan 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;Words of {title}, number \
             {number}.&lt;/p&gt;</description></item>",
            28 - number % 28
        )
    };
    let items: String = (1..=entries).map(item).collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{title}</title>{items}</channel></rss>")
}

/// An OPML file that names these addresses.
pub fn opml(urls: &[String]) -> String {
    let outlines: String = urls
        .iter()
        .map(|url| format!("<outline type=\"rss\" text=\"{url}\" xmlUrl=\"{url}\"/>\n"))
        .collect();
    format!("<opml version=\"2.0\"><head><title>t</title></head><body>\n{outlines}</body></opml>\n")
}

/// The names in a folder, sorted; none where there is no folder.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A folder and what is in it belong to nobody from now on.
fn give_away(folder: &Path) {
    chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => give_away(&entry.path()),
            false => chown(entry.path(), Some(NOBODY), Some(NOBODY)).unwrap(),
        }
    }
}

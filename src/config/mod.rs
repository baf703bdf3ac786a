//! What a person can set, and where things lie. The files in `config/` at the top of the repository are the defaults,
//! the documentation and the embedded data at once; a person's file holds differences only.

mod feed_settings;
mod key;
mod keymap;
mod lines;
mod newsboat;
mod paths;
mod problem;
mod reading;
mod settings;
mod source;
mod theme;
mod themes;
mod values;

pub use feed_settings::{FeedSettings, FullText, Secret, Section, known_name};
pub use key::{Cap, Key};
pub use keymap::{DEFAULT_KEYMAP, Keymap, Lookup, NEWSBOAT_KEYMAP, screen_commands, without_arguments, works_in};
pub use newsboat::{Proposal, Without, is_newsboat_config, read_newsboat_config};
pub use paths::{Paths, PathsError, create_folder};
pub use problem::Problem;
pub use settings::{
    ArticleSettings, Config, DEFAULT_CONFIG, ListDates, ListSettings, PicturesBy, PicturesFrom, RefreshSettings,
    RetentionSettings, Signs,
};
pub use source::{Origin, OwnSource};
pub use theme::{Color, Look, Part, THEMES, Theme};
pub use themes::{BY_GROUND, Colors, Ground, Themes};

use crate::command::nearest;
use lines::line_of_key;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The file `config/starter.opml`: feeds offered on a first start.
pub const STARTER: &str = include_str!("../../config/starter.opml");

/// Bytes that a person's file of settings has at most.
pub const LARGEST: u64 = 1 << 20;

/// Everything that is read from a person's files, over the defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    pub config: Config,
    pub keymap: Keymap,
    pub themes: Themes,
    /// What is wrong with them, file by file.
    pub problems: Vec<Problem>,
}

/// Reads the person's files. Never fails: what cannot be taken is a problem, and stays at its default.
pub fn load(paths: &Paths) -> Loaded {
    let mut problems = Vec::new();
    let settings = UserFile::read(&paths.config_file(), &mut problems);
    let (config, found) = settings.apply(Config::read);
    problems.extend(found);
    let base = Keymap::built_in(&config.keymap).unwrap_or(DEFAULT_KEYMAP);
    let file = UserFile::read(&paths.keymap_file(), &mut problems);
    let (keymap, found) = file.apply(|user| Keymap::read(base, user));
    problems.extend(found);
    let themes = Themes::read(&paths.themes(), &mut problems);
    problems.extend(unknown_theme(&config.theme, &themes, &settings, paths));
    Loaded {
        config,
        keymap,
        themes,
        problems,
    }
}

fn unknown_theme(name: &str, themes: &Themes, settings: &UserFile, paths: &Paths) -> Option<Problem> {
    let known = themes.names();
    let missing = format!("there is no theme “{name}”");
    (!known.contains(&name)).then(|| Problem {
        file: settings.name.clone(),
        line: settings.text.as_deref().and_then(|text| line_of_key(text, "theme")),
        message: match nearest(name, known.iter().copied()) {
            Some(near) => format!("{missing}; did you mean “{near}”?"),
            None => format!(
                "{missing}: there are {}, or {}",
                known.join(", "),
                paths.theme_file(name).display()
            ),
        },
    })
}

/// A plain file's content, which is an error where it is larger than so many bytes. Others may have no end, or wait for one.
///
/// # Errors
/// It is not there, cannot be read, is no plain file or too large.
pub fn read_plain_file(path: &Path, largest: u64) -> io::Result<Vec<u8>> {
    // Asked by its name: to open a pipe that nobody writes to waits.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no plain file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(largest + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > largest {
        true => Err(io::Error::other(format!("it is larger than {largest} bytes"))),
        false => Ok(bytes),
    }
}

/// A person's file: its name, and its text where there is one.
struct UserFile {
    name: String,
    text: Option<String>,
}

impl UserFile {
    /// That there is no file is usual; that it cannot be read is a problem.
    fn read(path: &Path, problems: &mut Vec<Problem>) -> UserFile {
        let name = path.display().to_string();
        let read = match read_plain_file(path, LARGEST) {
            Ok(bytes) => {
                String::from_utf8(bytes).map_err(|_| "this file is no UTF-8 text; save it as UTF-8".to_owned())
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return UserFile { name, text: None },
            Err(error) => Err(format!("this file cannot be read: {error}")),
        };
        let text = match read {
            Ok(text) => Some(text),
            Err(message) => {
                problems.push(Problem {
                    file: name.clone(),
                    line: None,
                    message,
                });
                None
            }
        };
        UserFile { name, text }
    }

    fn apply<R>(&self, read: impl FnOnce(Option<(&str, &str)>) -> R) -> R {
        read(self.text.as_deref().map(|text| (self.name.as_str(), text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_file_of_some_size_is_read() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("config.toml");
        fs::write(&file, "12345").unwrap();
        assert_eq!(read_plain_file(&file, 5).unwrap(), b"12345");
        assert!(
            read_plain_file(&file, 4)
                .unwrap_err()
                .to_string()
                .contains("larger than 4")
        );
        assert!(
            read_plain_file(place.path(), 5)
                .unwrap_err()
                .to_string()
                .contains("no plain file")
        );
        let endless = Path::new("/dev/zero");
        assert!(
            !endless.exists()
                || read_plain_file(endless, 5)
                    .unwrap_err()
                    .to_string()
                    .contains("no plain file")
        );
    }
}

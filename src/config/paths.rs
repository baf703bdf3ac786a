//! Where things lie: configuration, data, cache and state, by XDG through `directories`, or where a person says.

use super::Problem;
use directories::ProjectDirs;
use std::ffi::OsString;
use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The four folders. They are created when first needed, readable by the owner only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    pub config: PathBuf,
    pub data: PathBuf,
    pub cache: PathBuf,
    pub state: PathBuf,
    /// Whether a person said where the configuration lies.
    pub config_is_named: bool,
}

/// The folders could not be told.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PathsError {
    #[error("no home folder is known; set HOME, or say where with --config-dir and --data-dir")]
    NoHome,
}

impl Paths {
    /// The folders as flags say, else as the environment says, else by XDG. `environment` looks a variable up; an
    /// empty one is as good as none.
    ///
    /// # Errors
    /// A folder is left to XDG and there is no home.
    pub fn choose(
        config_flag: Option<PathBuf>,
        data_flag: Option<PathBuf>,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Paths, PathsError> {
        let set = |name| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let usual = ProjectDirs::from("", "", "dateline");
        let or_usual = |said: Option<PathBuf>, folder: fn(&ProjectDirs) -> PathBuf| {
            said.or_else(|| usual.as_ref().map(folder)).ok_or(PathsError::NoHome)
        };
        let named = config_flag.or_else(|| set("DATELINE_CONFIG_DIR"));
        Ok(Paths {
            config_is_named: named.is_some(),
            config: or_usual(named, |usual| usual.config_dir().to_owned())?,
            data: or_usual(data_flag.or_else(|| set("DATELINE_DATA_DIR")), |usual| {
                usual.data_dir().to_owned()
            })?,
            cache: or_usual(set("DATELINE_CACHE_DIR"), |usual| usual.cache_dir().to_owned())?,
            state: or_usual(set("DATELINE_STATE_DIR"), |usual| match usual.state_dir() {
                Some(folder) => folder.to_owned(),
                None => usual.data_local_dir().join("state"),
            })?,
        })
    }

    /// All four below one folder, for a throw-away place.
    pub fn below(folder: &Path) -> Paths {
        Paths {
            config: folder.join("config"),
            data: folder.join("data"),
            cache: folder.join("cache"),
            state: folder.join("state"),
            config_is_named: false,
        }
    }

    /// That the configuration is to lie in a folder that there is not. No file there is usual, but a folder that somebody
    /// named is meant to be one; the reader starts all the same.
    pub fn missing_config(&self) -> Option<Problem> {
        (self.config_is_named && !self.config.is_dir()).then(|| Problem {
            file: self.config.display().to_string(),
            line: None,
            message: "there is no such folder, which --config-dir or DATELINE_CONFIG_DIR names; the defaults count"
                .to_owned(),
        })
    }

    /// The person's settings.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The person's keys.
    pub fn keymap_file(&self) -> PathBuf {
        self.config.join("keymap.toml")
    }

    /// The person's own themes.
    pub fn themes(&self) -> PathBuf {
        self.config.join("themes")
    }

    /// The person's colours of that name.
    pub fn theme_file(&self, name: &str) -> PathBuf {
        self.themes().join(format!("{name}.toml"))
    }

    /// The person's words and site rules for pages.
    pub fn pages_file(&self) -> PathBuf {
        self.config.join("pages.toml")
    }

    /// Everything that is kept.
    pub fn store(&self) -> PathBuf {
        self.data.join("dateline.db")
    }

    /// Locked by the one instance that refreshes.
    pub fn refresh_lock(&self) -> PathBuf {
        self.data.join("refresh.lock")
    }

    /// The pictures of articles, which can be fetched again.
    pub fn pictures(&self) -> PathBuf {
        self.cache.join("pictures")
    }

    /// Copies of the subscriptions, one after each change.
    pub fn subscriptions(&self) -> PathBuf {
        self.data.join("subscriptions")
    }

    /// Where the reader was left.
    pub fn session_file(&self) -> PathBuf {
        self.state.join("session")
    }

    /// What is written for whoever looks for a mistake.
    pub fn log_file(&self) -> PathBuf {
        self.state.join("dateline.log")
    }
}

/// Creates a folder and those above it, readable by the owner only; nothing happens to one that is there.
///
/// # Errors
/// As the system says.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_wins_over_the_environment_and_the_environment_over_the_usual_place() {
        let environment = |name: &str| match name {
            "DATELINE_CONFIG_DIR" => Some("/from/environment".into()),
            "DATELINE_DATA_DIR" => Some("/also/from/environment".into()),
            "DATELINE_CACHE_DIR" => Some(OsString::new()),
            "DATELINE_STATE_DIR" => Some("/state".into()),
            _ => None,
        };
        let paths = Paths::choose(None, Some("/flag".into()), environment).unwrap();
        assert_eq!(paths.config, Path::new("/from/environment"));
        assert_eq!(paths.data, Path::new("/flag"));
        assert!(paths.cache.ends_with("dateline"), "{:?}", paths.cache);
        assert_eq!(paths.state, Path::new("/state"));
    }

    #[cfg(unix)]
    #[test]
    fn a_created_folder_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("a/b");
        create_folder(&folder).unwrap();
        create_folder(&folder).unwrap();
        for folder in [folder.as_path(), folder.parent().unwrap()] {
            assert_eq!(std::fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
}

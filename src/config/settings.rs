//! The values of `config.toml`. What each means, and its default, stands in that file.

/// Everything that can be set, apart from keys and colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub refresh: RefreshSettings,
    pub list: ListSettings,
    pub article: ArticleSettings,
    /// The program that opens addresses, split once; `None` asks `BROWSER`, then the desktop.
    pub browser: Option<Vec<String>>,
    /// The name of a file in `themes/`.
    pub theme: String,
    /// `default` or `newsboat`.
    pub keymap: String,
}

/// The section `[refresh]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshSettings {
    /// Refresh what is due when the screen opens.
    pub on_start: bool,
    /// Feeds fetched at once.
    pub at_once: usize,
    /// Connections to one host at once.
    pub per_host: usize,
    /// Seconds to connect.
    pub connect_timeout: u64,
    /// Seconds for a whole answer.
    pub timeout: u64,
    /// Bytes of a body after decoding.
    pub body_limit: usize,
    /// Sent as `User-Agent`; empty is the truthful default.
    pub user_agent: String,
    /// A proxy's address; empty asks the environment.
    pub proxy: String,
}

/// The section `[list]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListSettings {
    /// Two lines for each entry.
    pub two_lines: bool,
    /// Mark an entry read when it is opened.
    pub read_on_open: bool,
}

/// The section `[article]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleSettings {
    /// The widest text column, in cells.
    pub width: u16,
}

//! What `config.toml` sets, as types. What each setting means, and its default, stands in that file; how it is read stands
//! in `reading`.

use super::feed_settings::{FullText, Section};
use super::reading::apply;
use super::{OwnSource, Problem};
use crate::model::DateForm;

/// The file `config/config.toml`: the defaults and their explanation.
pub const DEFAULT_CONFIG: &str = include_str!("../../config/config.toml");

/// Everything that can be set, apart from keys and colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub refresh: RefreshSettings,
    pub list: ListSettings,
    pub article: ArticleSettings,
    pub retention: RetentionSettings,
    /// The program that opens addresses, split once; `None` asks `BROWSER`, then the desktop.
    pub browser: Option<Vec<String>>,
    /// The name of a file in `themes/`.
    pub theme: String,
    pub signs: Signs,
    pub dates: DateForm,
    /// `default` or `newsboat`.
    pub keymap: String,
    /// Whether the screen is for a reader that goes by lines, a braille display or a voice: one pane of words.
    pub accessible: bool,
    /// Whether the mouse is for the reader; else the terminal selects with it.
    pub mouse: bool,
    /// The sections `[feed."…"]`: settings of single feeds, named by address or title.
    pub feeds: Vec<Section>,
    /// The sections `[folder."…"]`: settings of all feeds of a folder.
    pub folders: Vec<Section>,
    /// The tables `[[source]]`: feeds that programs and files give.
    pub sources: Vec<OwnSource>,
}

/// The section `[refresh]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshSettings {
    /// Refresh what is due when the screen opens.
    pub on_start: bool,
    /// Minutes between looks at what is due while the screen is open; 0 is never.
    pub every: u64,
    /// Whether the network costs by the byte, so that nothing is looked for by itself.
    pub metered: bool,
    /// What is made ready for offline after a refresh: a query, or nothing.
    pub prefetch: String,
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
    pub dates: ListDates,
    /// Show how many entries are unread.
    pub counts: bool,
}

/// What the program draws its marks, rules and borders with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    Unicode,
    Ascii,
}

/// When an entry came, as its row tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListDates {
    Age,
    Date,
}

/// The section `[article]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleSettings {
    /// The widest text column, in cells.
    pub width: u16,
    /// Tell the terminal where links lead, so that it can open them.
    pub terminal_links: bool,
    /// When the page of an entry is fetched for its full text, where its feed says nothing else.
    pub full_text: FullText,
    /// Put text that is read from the right into the order in which it is seen.
    pub reorder: bool,
    pub pictures: PicturesFrom,
    pub pictures_by: PicturesBy,
}

/// Where the pictures of an article come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PicturesFrom {
    /// None are shown.
    Nowhere,
    /// Those that were made ready for offline.
    Disk,
    /// Those that are not there are fetched when the article is opened.
    Anywhere,
}

/// How pictures are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PicturesBy {
    /// As the terminal can, as far as its environment tells.
    Auto,
    Kitty,
    Sixel,
    Iterm,
    Blocks,
}

/// The section `[retention]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionSettings {
    /// Days that entries are kept; 0 is for ever.
    pub days: u32,
    /// Entries of a feed that are kept, the newest; 0 is all.
    pub entries: u32,
}

impl Config {
    /// The defaults, changed by a person's file, given as its name and text. What cannot be taken stays at its default
    /// and is named.
    pub fn read(user: Option<(&str, &str)>) -> (Config, Vec<Problem>) {
        let mut config = Config::unset();
        let mut problems = apply(&mut config, "config.toml", DEFAULT_CONFIG);
        if let Some((file, text)) = user {
            problems.extend(apply(&mut config, file, text));
        }
        (config, problems)
    }

    /// What the embedded file is read over; a test sees that it sets every value.
    fn unset() -> Config {
        Config {
            refresh: RefreshSettings {
                on_start: false,
                every: 0,
                metered: false,
                prefetch: String::new(),
                at_once: 0,
                per_host: 0,
                connect_timeout: 0,
                timeout: 0,
                body_limit: 0,
                user_agent: String::new(),
                proxy: String::new(),
            },
            list: ListSettings {
                two_lines: false,
                read_on_open: false,
                dates: ListDates::Age,
                counts: false,
            },
            article: ArticleSettings {
                width: 0,
                terminal_links: false,
                reorder: false,
                pictures: PicturesFrom::Nowhere,
                pictures_by: PicturesBy::Auto,
                full_text: FullText::Never,
            },
            retention: RetentionSettings { days: 0, entries: 0 },
            browser: None,
            theme: String::new(),
            signs: Signs::Unicode,
            dates: DateForm::default(),
            keymap: String::new(),
            accessible: false,
            mouse: false,
            feeds: Vec::new(),
            folders: Vec::new(),
            sources: Vec::new(),
        }
    }
}

impl Default for Config {
    fn default() -> Config {
        Config::read(None).0
    }
}

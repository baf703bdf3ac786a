//! What a person can ask for: one enum, and one table ([`COMMANDS`]) that the keymap, the palette, help, hints, the
//! command line, completions and the manual all read. How a command is carried out stands in `app` and `cli`.

mod invocation;
mod name;
mod order;
mod reading;
mod spec;
mod table;
mod writing;

pub use invocation::{CommandError, Invocation, nearest};
pub use spec::{Argument, Context, Kind, Need, Opt, Spec};
pub use table::{COMMANDS, SETTINGS, find};

use crate::model::{Folder, ListOrder, Mark};

/// A command with its arguments. Feeds, entries and queries are still the words that were said: what they name is
/// looked up when the command is carried out. In what form the answer is printed is no part of it: `--json` is read by
/// the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    // Moving.
    Down,
    Up,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
    Top,
    Bottom,
    Open,
    Toggle,
    Back,
    NextPane,
    PreviousPane,
    NextEntry,
    PreviousEntry,
    NextUnread,
    PreviousUnread,
    // The entry at hand.
    ToggleRead,
    ToggleStar,
    /// Begins a range of entries, or ends it.
    Choose,
    ChooseEntry,
    /// On the screen without a query the entries at hand.
    Tag {
        tag: String,
        query: String,
    },
    Untag {
        tag: String,
        query: String,
    },
    Browse,
    BrowseComments,
    FollowLink,
    CopyShownLink,
    ReadLink,
    CopyLink,
    // The article.
    Contents,
    NextHeading,
    PreviousHeading,
    NextLink,
    PreviousLink,
    Find {
        words: String,
    },
    SaveArticle {
        file: Option<String>,
    },
    OpenInPager,
    OpenInEditor,
    Pipe {
        program: String,
    },
    // The list at hand.
    MarkAllRead,
    MarkAboveRead,
    MarkBelowRead,
    Go {
        source: String,
    },
    Jump {
        day: String,
    },
    /// `None` is the next order.
    Sort {
        order: Option<ListOrder>,
    },
    // The screen.
    ToggleSidebar,
    ToggleEntries,
    Zen,
    Widen,
    Narrow,
    RowHeight,
    /// `None` lets one be chosen.
    Theme {
        name: Option<String>,
    },
    ToggleMouse,
    Palette,
    Help,
    Notices,
    Redraw,
    Suspend,
    Quit,
    CancelRefresh,
    ToggleFullText,
    ShowWholeText,
    /// Shows feeds to begin with.
    Suggest,
    // On the screen and on the command line.
    Add {
        url: String,
        folders: Vec<Folder>,
        title: Option<String>,
    },
    Remove {
        feed: Option<String>,
        yes: bool,
        with_starred: bool,
    },
    /// Puts a feed before the one above it.
    Raise {
        feed: Option<String>,
    },
    Lower {
        feed: Option<String>,
    },
    Rename {
        feed: Option<String>,
        title: String,
    },
    Move {
        feed: Option<String>,
        folders: Vec<Folder>,
    },
    /// Sets something for a feed alone; nothing said gives it back to the usual.
    Set {
        feed: Option<String>,
        key: String,
        value: String,
    },
    /// A feed's own screen.
    Health {
        feed: Option<String>,
    },
    /// Looks for the feed again on its site.
    Relocate {
        feed: Option<String>,
    },
    /// Without a file says which are found.
    Import {
        file: String,
        write: bool,
    },
    Export {
        file: Option<String>,
        force: bool,
    },
    Refresh {
        feeds: Vec<String>,
        force: bool,
    },
    Prefetch {
        query: String,
    },
    Search {
        query: String,
        limit: Option<usize>,
    },
    /// Saves a query under a name; on the screen without a query that of the search pane.
    SaveQuery {
        name: String,
        query: String,
    },
    RemoveQuery {
        name: Option<String>,
    },
    RenameQuery {
        name: Option<String>,
        new: String,
    },
    Cleanup {
        dry_run: bool,
    },
    Undo,
    Redo,
    Journal,
    // On the command line only.
    Queries,
    Feeds,
    List {
        query: String,
        limit: Option<usize>,
    },
    Show {
        entry: String,
        width: Option<u16>,
        format: Format,
    },
    Mark {
        mark: Mark,
        query: String,
    },
    Unread {
        query: String,
    },
    Parse {
        files: Vec<String>,
        base: Option<String>,
        content_type: Option<String>,
    },
    Doctor {
        online: bool,
        mend: bool,
    },
    Extract {
        pages: Vec<String>,
        url: Option<String>,
        explain: bool,
        together: bool,
    },
    Config {
        what: ConfigQuestion,
    },
    Demo,
    Completions {
        shell: String,
    },
    Man,
}

/// The form in which `show` prints an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Text,
    Markdown,
    Html,
    Json,
}

impl Format {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Json => "json",
        }
    }

    fn from_word(word: &str) -> Option<Format> {
        [Format::Text, Format::Markdown, Format::Html, Format::Json]
            .into_iter()
            .find(|format| format.word() == word)
    }
}

/// What `config` is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigQuestion {
    /// Print the defaults.
    Defaults,
    /// Check the person's files.
    Check,
    /// Name every place.
    Paths,
}

impl ConfigQuestion {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            ConfigQuestion::Defaults => "defaults",
            ConfigQuestion::Check => "check",
            ConfigQuestion::Paths => "paths",
        }
    }

    fn from_word(word: &str) -> Option<ConfigQuestion> {
        [ConfigQuestion::Defaults, ConfigQuestion::Check, ConfigQuestion::Paths]
            .into_iter()
            .find(|question| question.word() == word)
    }
}

impl Command {
    /// Reads the text form, as the palette, the keymap and the prompt have it: `add https://… --folder News`.
    ///
    /// # Errors
    /// Names the word that is wrong and what was expected.
    pub fn parse(text: &str) -> Result<Command, CommandError> {
        Command::from_invocation(&Invocation::parse(text)?)
    }

    /// The command's row in the table.
    pub fn spec(&self) -> &'static Spec {
        let name = self.name();
        COMMANDS
            .iter()
            .find(|spec| spec.name == name)
            .expect("a test walks every command through the table")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<Command> {
        let folder = |text| Folder::parse(text).unwrap();
        let mut samples: Vec<Command> = COMMANDS
            .iter()
            .filter(|spec| spec.arguments.iter().all(|argument| !argument.need.is_needed()))
            .map(|spec| Command::parse(spec.name).unwrap())
            .collect();
        samples.extend([
            Command::Go {
                source: "Unread".into(),
            },
            Command::SaveArticle {
                file: Some("a tide.md".into()),
            },
            Command::Find {
                words: "spring tide".into(),
            },
            Command::Pipe {
                program: "wc -w".into(),
            },
            Command::Add {
                url: "https://a.example/f?x=1".into(),
                folders: vec![folder("News/World wide"), folder(r"A\/B")],
                title: Some("A \"quoted\" title".into()),
            },
            Command::Remove {
                feed: Some("3".into()),
                yes: true,
                with_starred: true,
            },
            Command::Raise { feed: Some("3".into()) },
            Command::Lower {
                feed: Some("a b".into()),
            },
            Command::Tag {
                tag: "train".into(),
                query: "is:starred -old".into(),
            },
            Command::Untag {
                tag: "train".into(),
                query: String::new(),
            },
            Command::Rename {
                feed: Some("a b".into()),
                title: "--odd".into(),
            },
            Command::Move {
                feed: Some("7".into()),
                folders: vec![folder("X")],
            },
            Command::Import {
                file: "my feeds.opml".into(),
                write: true,
            },
            Command::Export {
                file: Some("-".into()),
                force: true,
            },
            Command::Refresh {
                feeds: vec!["1".into(), "two words".into()],
                force: true,
            },
            Command::Prefetch {
                query: "is:starred tag:train".into(),
            },
            Command::Search {
                query: "\"a phrase\" -not title:x".into(),
                limit: Some(5),
            },
            Command::List {
                query: "is:unread OR (a b)".into(),
                limit: Some(0),
            },
            Command::Show {
                entry: "12".into(),
                width: Some(60),
                format: Format::Html,
            },
            Command::Mark {
                mark: Mark::Star,
                query: "feed:\"Some Feed\"".into(),
            },
            Command::Unread {
                query: "folder:A".into(),
            },
            Command::Parse {
                files: vec!["a.xml".into(), "-".into()],
                base: Some("https://e.example/".into()),
                content_type: Some("text/xml; charset=utf-8".into()),
            },
            Command::Extract {
                pages: vec!["https://e.example/story".into()],
                url: Some("https://e.example/".into()),
                explain: true,
                together: true,
            },
            Command::Config {
                what: ConfigQuestion::Check,
            },
            Command::Set {
                feed: Some("a b".into()),
                key: "headers".into(),
                value: "X-Key: \"a b\"".into(),
            },
            Command::Set {
                feed: None,
                key: "interval".into(),
                value: String::new(),
            },
            Command::Health { feed: Some("3".into()) },
            Command::Relocate { feed: Some("3".into()) },
            Command::Doctor {
                online: true,
                mend: true,
            },
            Command::Completions { shell: "bash".into() },
            Command::SaveQuery {
                name: "To keep".into(),
                query: "is:starred OR tag:keep".into(),
            },
            Command::RemoveQuery {
                name: Some("To keep".into()),
            },
            Command::RenameQuery {
                name: Some("To keep".into()),
                new: "Kept".into(),
            },
            Command::Jump {
                day: "2026-01-31".into(),
            },
            Command::Sort {
                order: Some(ListOrder::Title),
            },
            Command::Cleanup { dry_run: true },
            Command::Theme {
                name: Some("light".into()),
            },
        ]);
        samples
    }

    #[test]
    fn the_text_form_goes_both_ways() {
        for command in samples() {
            assert_eq!(Command::parse(&command.to_string()), Ok(command.clone()), "{command}");
        }
    }

    #[test]
    fn every_row_of_the_table_is_a_command_with_its_name() {
        let samples = samples();
        for spec in COMMANDS {
            let command = samples.iter().find(|command| command.name() == spec.name);
            assert!(command.is_some_and(|command| command.spec() == spec), "{}", spec.name);
        }
    }

    #[test]
    fn mistakes_are_named_with_what_was_expected() {
        let said = |text| Command::parse(text).unwrap_err().to_string();
        assert_eq!(said("refesh"), "there is no command “refesh”; did you mean “refresh”?");
        assert_eq!(said("add"), "“add” needs URL");
        assert_eq!(said("undo now"), "“undo” takes no “now”");
        assert_eq!(
            said("refresh --forced"),
            "“refresh” has no option “--forced”; did you mean “--force”?"
        );
        assert_eq!(said("list --limit many"), "“many” is not a number for “--limit”");
        assert_eq!(
            said("show 1 --width 100000"),
            "“100000” is too large a number for “--width”"
        );
        assert_eq!(
            said("mark blue is:unread"),
            "“blue” is not read, unread, star or unstar"
        );
    }
}

//! What a person can ask for: one enum, and one table ([`COMMANDS`]) that the keymap, the palette, help, hints, the
//! command line, completions and the manual all read. How a command is carried out stands in `app` and `cli`.

mod invocation;
mod order;
mod table;
mod words;

pub use invocation::{CommandError, Invocation, nearest};
pub use table::{Argument, COMMANDS, Context, Kind, Need, Opt, SETTINGS, Spec, find};
pub use words::{ConfigQuestion, Format};

use crate::model::{Folder, ListOrder, Mark};
use order::list_order;
use std::fmt;

/// A command with its arguments. Feeds, entries and queries are still the words that were said: what they name is
/// looked up when the command is carried out.
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
    Palette,
    Help,
    Notices,
    Redraw,
    Suspend,
    Quit,
    CancelRefresh,
    ToggleFullText,
    ShowWholeText,
    // On the screen and on the command line.
    Add {
        url: String,
        folders: Vec<Folder>,
        title: Option<String>,
    },
    Remove {
        feed: Option<String>,
        yes: bool,
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
        json: bool,
    },
    /// Looks for the feed again on its site.
    Relocate {
        feed: Option<String>,
    },
    Import {
        file: String,
    },
    Export {
        file: Option<String>,
        force: bool,
    },
    Refresh {
        feeds: Vec<String>,
        force: bool,
        json: bool,
    },
    Prefetch {
        query: String,
        json: bool,
    },
    Search {
        query: String,
        limit: Option<usize>,
        json: bool,
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
    // On the command line only.
    Queries {
        json: bool,
    },
    Feeds {
        json: bool,
    },
    List {
        query: String,
        limit: Option<usize>,
        json: bool,
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
        json: bool,
    },
    Doctor {
        online: bool,
        mend: bool,
        json: bool,
    },
    Extract {
        pages: Vec<String>,
        url: Option<String>,
        explain: bool,
        together: bool,
        json: bool,
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

    /// The command's name in the text form.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Down => "down",
            Command::Up => "up",
            Command::HalfPageDown => "half-page-down",
            Command::HalfPageUp => "half-page-up",
            Command::PageDown => "page-down",
            Command::PageUp => "page-up",
            Command::Top => "top",
            Command::Bottom => "bottom",
            Command::Open => "open",
            Command::Toggle => "toggle",
            Command::Back => "back",
            Command::NextPane => "next-pane",
            Command::PreviousPane => "previous-pane",
            Command::NextEntry => "next-entry",
            Command::PreviousEntry => "previous-entry",
            Command::NextUnread => "next-unread",
            Command::PreviousUnread => "previous-unread",
            Command::ToggleRead => "toggle-read",
            Command::ToggleStar => "toggle-star",
            Command::Browse => "browse",
            Command::BrowseComments => "browse-comments",
            Command::FollowLink => "follow-link",
            Command::CopyShownLink => "copy-shown-link",
            Command::ReadLink => "read-link",
            Command::Contents => "contents",
            Command::NextHeading => "next-heading",
            Command::PreviousHeading => "previous-heading",
            Command::NextLink => "next-link",
            Command::PreviousLink => "previous-link",
            Command::Find { .. } => "find",
            Command::SaveArticle { .. } => "save-article",
            Command::OpenInPager => "open-in-pager",
            Command::OpenInEditor => "open-in-editor",
            Command::Pipe { .. } => "pipe",
            Command::CopyLink => "copy-link",
            Command::MarkAllRead => "mark-all-read",
            Command::Go { .. } => "go",
            Command::Jump { .. } => "jump",
            Command::Sort { .. } => "sort",
            Command::ToggleSidebar => "toggle-sidebar",
            Command::ToggleEntries => "toggle-entries",
            Command::Zen => "zen",
            Command::Widen => "widen",
            Command::Narrow => "narrow",
            Command::RowHeight => "row-height",
            Command::Theme { .. } => "theme",
            Command::Palette => "palette",
            Command::Help => "help",
            Command::Notices => "notices",
            Command::Redraw => "redraw",
            Command::Suspend => "suspend",
            Command::Quit => "quit",
            Command::CancelRefresh => "cancel-refresh",
            Command::ToggleFullText => "toggle-full-text",
            Command::ShowWholeText => "show-whole-text",
            Command::Add { .. } => "add",
            Command::Remove { .. } => "remove",
            Command::Rename { .. } => "rename",
            Command::Move { .. } => "move",
            Command::Set { .. } => "set",
            Command::Health { .. } => "health",
            Command::Relocate { .. } => "relocate",
            Command::Import { .. } => "import",
            Command::Export { .. } => "export",
            Command::Refresh { .. } => "refresh",
            Command::Prefetch { .. } => "prefetch",
            Command::Search { .. } => "search",
            Command::SaveQuery { .. } => "save-query",
            Command::RemoveQuery { .. } => "remove-query",
            Command::RenameQuery { .. } => "rename-query",
            Command::Queries { .. } => "queries",
            Command::Cleanup { .. } => "cleanup",
            Command::Undo => "undo",
            Command::Feeds { .. } => "feeds",
            Command::List { .. } => "list",
            Command::Show { .. } => "show",
            Command::Mark { .. } => "mark",
            Command::Unread { .. } => "unread",
            Command::Parse { .. } => "parse",
            Command::Doctor { .. } => "doctor",
            Command::Extract { .. } => "extract",
            Command::Config { .. } => "config",
            Command::Demo => "demo",
            Command::Completions { .. } => "completions",
            Command::Man => "man",
        }
    }

    /// What a checked invocation means.
    ///
    /// # Errors
    /// An argument is not of its kind.
    pub fn from_invocation(said: &Invocation) -> Result<Command, CommandError> {
        let command = match said.spec.name {
            "down" => Command::Down,
            "up" => Command::Up,
            "half-page-down" => Command::HalfPageDown,
            "half-page-up" => Command::HalfPageUp,
            "page-down" => Command::PageDown,
            "page-up" => Command::PageUp,
            "top" => Command::Top,
            "bottom" => Command::Bottom,
            "open" => Command::Open,
            "toggle" => Command::Toggle,
            "back" => Command::Back,
            "next-pane" => Command::NextPane,
            "previous-pane" => Command::PreviousPane,
            "next-entry" => Command::NextEntry,
            "previous-entry" => Command::PreviousEntry,
            "next-unread" => Command::NextUnread,
            "previous-unread" => Command::PreviousUnread,
            "toggle-read" => Command::ToggleRead,
            "toggle-star" => Command::ToggleStar,
            "browse" => Command::Browse,
            "browse-comments" => Command::BrowseComments,
            "follow-link" => Command::FollowLink,
            "copy-shown-link" => Command::CopyShownLink,
            "read-link" => Command::ReadLink,
            "contents" => Command::Contents,
            "next-heading" => Command::NextHeading,
            "previous-heading" => Command::PreviousHeading,
            "next-link" => Command::NextLink,
            "previous-link" => Command::PreviousLink,
            "save-article" => Command::SaveArticle { file: said.argument(0) },
            "open-in-pager" => Command::OpenInPager,
            "open-in-editor" => Command::OpenInEditor,
            "pipe" => Command::Pipe { program: said.text(0) },
            "find" => Command::Find { words: said.text(0) },
            "copy-link" => Command::CopyLink,
            "mark-all-read" => Command::MarkAllRead,
            "go" => Command::Go { source: said.text(0) },
            "jump" => Command::Jump { day: said.text(0) },
            "sort" => Command::Sort {
                order: list_order(said.argument(0))?,
            },
            "toggle-sidebar" => Command::ToggleSidebar,
            "toggle-entries" => Command::ToggleEntries,
            "zen" => Command::Zen,
            "widen" => Command::Widen,
            "narrow" => Command::Narrow,
            "row-height" => Command::RowHeight,
            "theme" => Command::Theme { name: said.argument(0) },
            "palette" => Command::Palette,
            "help" => Command::Help,
            "notices" => Command::Notices,
            "redraw" => Command::Redraw,
            "suspend" => Command::Suspend,
            "quit" => Command::Quit,
            "cancel-refresh" => Command::CancelRefresh,
            "toggle-full-text" => Command::ToggleFullText,
            "show-whole-text" => Command::ShowWholeText,
            "add" => Command::Add {
                url: said.text(0),
                folders: said.folders()?,
                title: said.value("title"),
            },
            "remove" => Command::Remove {
                feed: said.argument(0),
                yes: said.has("yes"),
            },
            // On the screen `rename TITLE` is for the selected feed.
            "rename" => match said.argument(1) {
                Some(title) => Command::Rename {
                    feed: said.argument(0),
                    title,
                },
                None => Command::Rename {
                    feed: None,
                    title: said.text(0),
                },
            },
            "move" => Command::Move {
                feed: said.argument(0),
                folders: said.folders()?,
            },
            // On the screen `set KEY VALUE` is for the selected feed, unless that is said with a feed before it.
            "set" => set(said),
            "health" => Command::Health {
                feed: said.argument(0),
                json: said.has("json"),
            },
            "relocate" => Command::Relocate { feed: said.argument(0) },
            "import" => Command::Import { file: said.text(0) },
            "export" => Command::Export {
                file: said.argument(0),
                force: said.has("force"),
            },
            "refresh" => Command::Refresh {
                feeds: said.arguments.clone(),
                force: said.has("force"),
                json: said.has("json"),
            },
            "prefetch" => Command::Prefetch {
                query: said.text(0),
                json: said.has("json"),
            },
            "search" => Command::Search {
                query: said.text(0),
                limit: said.number("limit")?,
                json: said.has("json"),
            },
            "save-query" => Command::SaveQuery {
                name: said.text(0),
                query: said.text(1),
            },
            "remove-query" => Command::RemoveQuery { name: said.argument(0) },
            // On the screen `rename-query NEW` is for the selected one.
            "rename-query" => Command::RenameQuery {
                name: said.argument(1).and(said.argument(0)),
                new: said.argument(1).unwrap_or_else(|| said.text(0)),
            },
            "queries" => Command::Queries { json: said.has("json") },
            "cleanup" => Command::Cleanup {
                dry_run: said.has("dry-run"),
            },
            "undo" => Command::Undo,
            "feeds" => Command::Feeds { json: said.has("json") },
            "list" => Command::List {
                query: said.text(0),
                limit: said.number("limit")?,
                json: said.has("json"),
            },
            "show" => Command::Show {
                entry: said.text(0),
                width: said.number("width")?,
                format: said
                    .word("format", Format::from_word, "text, markdown, html or json")?
                    .unwrap_or_default(),
            },
            "mark" => Command::Mark {
                mark: Mark::from_word(&said.text(0)).ok_or_else(|| CommandError::Argument {
                    given: said.text(0),
                    expected: "read, unread, star or unstar",
                })?,
                query: said.text(1),
            },
            "unread" => Command::Unread { query: said.text(0) },
            "parse" => Command::Parse {
                files: said.arguments.clone(),
                base: said.value("base"),
                content_type: said.value("content-type"),
                json: said.has("json"),
            },
            "doctor" => Command::Doctor {
                online: said.has("online"),
                mend: said.has("mend"),
                json: said.has("json"),
            },
            "extract" => Command::Extract {
                pages: said.arguments.clone(),
                url: said.value("url"),
                explain: said.has("explain"),
                together: said.has("together"),
                json: said.has("json"),
            },
            "config" => Command::Config {
                what: ConfigQuestion::from_word(&said.text(0)).ok_or_else(|| CommandError::Argument {
                    given: said.text(0),
                    expected: "defaults, check or paths",
                })?,
            },
            "demo" => Command::Demo,
            "completions" => Command::Completions { shell: said.text(0) },
            "man" => Command::Man,
            other => return Err(CommandError::unknown(other)),
        };
        Ok(command)
    }

    /// What would have to be said for this command.
    pub fn to_invocation(&self) -> Invocation {
        let said = Invocation::new(self.spec());
        match self {
            Command::Go { source } => said.with(source),
            Command::Find { words } => said.with_rest(words),
            Command::Jump { day } => said.with_rest(day),
            Command::Sort { order } => said.with_rest(order.map_or("", ListOrder::word)),
            Command::SaveQuery { name, query } => said.with(name).with_rest(query),
            Command::RemoveQuery { name } => said.with_all(name),
            Command::RenameQuery { name, new } => said.with_all(name).with(new),
            Command::Queries { json } => said.with_flag("json", *json),
            Command::Cleanup { dry_run } => said.with_flag("dry-run", *dry_run),
            Command::SaveArticle { file } => said.with_all(file),
            Command::Theme { name } => said.with_all(name),
            Command::Pipe { program } => said.with_rest(program),
            Command::Add { url, folders, title } => said
                .with(url)
                .with_folders(folders)
                .with_value("title", title.as_deref()),
            Command::Remove { feed, yes } => said.with_all(feed).with_flag("yes", *yes),
            Command::Rename { feed, title } => said.with_all(feed).with(title),
            Command::Move { feed, folders } => said.with_all(feed).with_folders(folders),
            Command::Set { feed, key, value } => said.with_all(feed).with(key).with(value),
            Command::Health { feed, json } => said.with_all(feed).with_flag("json", *json),
            Command::Relocate { feed } => said.with_all(feed),
            Command::Import { file } => said.with(file),
            Command::Export { file, force } => said.with_all(file).with_flag("force", *force),
            Command::Refresh { feeds, force, json } => {
                said.with_all(feeds).with_flag("force", *force).with_flag("json", *json)
            }
            Command::Prefetch { query, json } => said.with_rest(query).with_flag("json", *json),
            Command::Search { query, limit, json } | Command::List { query, limit, json } => said
                .with_rest(query)
                .with_number("limit", *limit)
                .with_flag("json", *json),
            Command::Feeds { json } => said.with_flag("json", *json),
            Command::Show { entry, width, format } => {
                let format = (*format != Format::default()).then(|| format.word());
                said.with(entry)
                    .with_number("width", *width)
                    .with_value("format", format)
            }
            Command::Mark { mark, query } => said.with(mark.word()).with_rest(query),
            Command::Unread { query } => said.with_rest(query),
            Command::Parse {
                files,
                base,
                content_type,
                json,
            } => said
                .with_all(files)
                .with_value("base", base.as_deref())
                .with_value("content-type", content_type.as_deref())
                .with_flag("json", *json),
            Command::Doctor { online, mend, json } => said
                .with_flag("online", *online)
                .with_flag("mend", *mend)
                .with_flag("json", *json),
            Command::Extract {
                pages,
                url,
                explain,
                together,
                json,
            } => said
                .with_all(pages)
                .with_value("url", url.as_deref())
                .with_flag("explain", *explain)
                .with_flag("together", *together)
                .with_flag("json", *json),
            Command::Config { what } => said.with(what.word()),
            Command::Completions { shell } => said.with(shell),
            _ => said,
        }
    }
}

/// Two words are a key and a value for the selected feed; three begin with the feed.
fn set(said: &Invocation) -> Command {
    let feed = (said.arguments.len() > 2).then(|| said.text(0));
    let first = usize::from(feed.is_some());
    Command::Set {
        feed,
        key: said.text(first),
        value: said.text(first + 1),
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_invocation().fmt(f)
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
            },
            Command::Export {
                file: Some("-".into()),
                force: true,
            },
            Command::Refresh {
                feeds: vec!["1".into(), "two words".into()],
                force: true,
                json: true,
            },
            Command::Prefetch {
                query: "is:starred tag:train".into(),
                json: true,
            },
            Command::Search {
                query: "\"a phrase\" -not title:x".into(),
                limit: Some(5),
                json: true,
            },
            Command::Feeds { json: true },
            Command::List {
                query: "is:unread OR (a b)".into(),
                limit: Some(0),
                json: false,
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
                json: true,
            },
            Command::Extract {
                pages: vec!["https://e.example/story".into()],
                url: Some("https://e.example/".into()),
                explain: true,
                together: true,
                json: true,
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
            Command::Health {
                feed: Some("3".into()),
                json: true,
            },
            Command::Relocate { feed: Some("3".into()) },
            Command::Doctor {
                online: true,
                mend: true,
                json: true,
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

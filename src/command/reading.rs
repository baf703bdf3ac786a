//! What was said, as a command. Whether the words are well formed is asked in `invocation`.

use super::order::list_order;
use super::{Command, CommandError, ConfigQuestion, Format, Invocation};
use crate::model::Mark;

impl Command {
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
            "choose" => Command::Choose,
            "choose-entry" => Command::ChooseEntry,
            "tag" => Command::Tag {
                tag: said.text(0),
                query: said.text(1),
            },
            "untag" => Command::Untag {
                tag: said.text(0),
                query: said.text(1),
            },
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
            "mark-above-read" => Command::MarkAboveRead,
            "mark-below-read" => Command::MarkBelowRead,
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
            "toggle-mouse" => Command::ToggleMouse,
            "palette" => Command::Palette,
            "help" => Command::Help,
            "notices" => Command::Notices,
            "redraw" => Command::Redraw,
            "suspend" => Command::Suspend,
            "quit" => Command::Quit,
            "cancel-refresh" => Command::CancelRefresh,
            "toggle-full-text" => Command::ToggleFullText,
            "show-whole-text" => Command::ShowWholeText,
            "suggest" => Command::Suggest,
            "add" => Command::Add {
                url: said.text(0),
                folders: said.folders()?,
                title: said.value("title"),
            },
            "remove" => Command::Remove {
                feed: said.argument(0),
                yes: said.has("yes"),
                with_starred: said.has("with-starred"),
            },
            "raise" => Command::Raise { feed: said.argument(0) },
            "lower" => Command::Lower { feed: said.argument(0) },
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
            "health" => Command::Health { feed: said.argument(0) },
            "relocate" => Command::Relocate { feed: said.argument(0) },
            "import" => Command::Import {
                file: said.text(0),
                write: said.has("write"),
            },
            "export" => Command::Export {
                file: said.argument(0),
                force: said.has("force"),
            },
            "refresh" => Command::Refresh {
                feeds: said.arguments.clone(),
                force: said.has("force"),
            },
            "prefetch" => Command::Prefetch { query: said.text(0) },
            "search" => Command::Search {
                query: said.text(0),
                limit: said.number("limit")?,
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
            "queries" => Command::Queries,
            "cleanup" => Command::Cleanup {
                dry_run: said.has("dry-run"),
            },
            "undo" => Command::Undo,
            "redo" => Command::Redo,
            "journal" => Command::Journal,
            "feeds" => Command::Feeds,
            "list" => Command::List {
                query: said.text(0),
                limit: said.number("limit")?,
            },
            "show" => Command::Show {
                entry: said.text(0),
                width: said.number("width")?,
                format: said
                    .word("format", Format::from_word, "text, markdown, html or json")?
                    .unwrap_or(if said.has("json") {
                        Format::Json
                    } else {
                        Format::default()
                    }),
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
            },
            "doctor" => Command::Doctor {
                online: said.has("online"),
                mend: said.has("mend"),
            },
            "extract" => Command::Extract {
                pages: said.arguments.clone(),
                url: said.value("url"),
                explain: said.has("explain"),
                together: said.has("together"),
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

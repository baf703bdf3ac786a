//! The table of commands. It may be long: every row has the same shape.

use super::spec::{Argument, Context, Kind, Need, Opt, Spec};
use crate::model::ListOrder;

/// The row of that name.
pub fn find(name: &str) -> Option<&'static Spec> {
    COMMANDS.iter().find(|spec| spec.name == name)
}

const fn argument(name: &'static str, kind: Kind, need: Need) -> Argument {
    Argument { name, kind, need }
}

const fn switch(name: &'static str, summary: &'static str) -> Opt {
    Opt {
        name,
        value: None,
        repeated: false,
        summary,
    }
}

const fn value(name: &'static str, value: &'static str, kind: Kind, summary: &'static str) -> Opt {
    Opt {
        name,
        value: Some((value, kind)),
        repeated: false,
        summary,
    }
}

const FOLDERS: Opt = Opt {
    name: "folder",
    value: Some(("FOLDER", Kind::Folder)),
    repeated: true,
    summary: "Files it in this folder, names divided by “/”; can be given several times.",
};
const JSON: Opt = switch("json", "Prints one JSON object a line.");
const LIMIT: Opt = value(
    "limit",
    "N",
    Kind::Number,
    "Prints at most N entries; 0 is all, 100 unless told.",
);
const QUERY: Argument = argument("QUERY", Kind::Query, Need::Rest);
const FEED: Argument = argument("FEED", Kind::Feed, Need::Selected);

const EVERYWHERE: &[Context] = &[Context::Global];
const LISTS: &[Context] = &[
    Context::Sidebar,
    Context::Entries,
    Context::Article,
    Context::Search,
    Context::Overlay,
];
const ENTRIES: &[Context] = &[Context::Entries, Context::Article, Context::Search];
const LISTED: &[Context] = &[Context::Entries];
const ARTICLE: &[Context] = &[Context::Article];
const NOWHERE: &[Context] = &[];

/// A command of the screen that takes no argument.
const fn plain(name: &'static str, contexts: &'static [Context], summary: &'static str) -> Spec {
    Spec {
        name,
        arguments: &[],
        options: &[],
        summary,
        contexts,
        headless: false,
    }
}

/// What can be set for a feed alone: its address, and how it is fetched.
pub const SETTINGS: &[&str] = &[
    "url",
    "interval",
    "user-agent",
    "headers",
    "cookies",
    "user",
    "password-command",
    "password-file",
    "password-keyring",
    "proxy",
    "untrusted-certificates",
    "timeout",
    "body-limit",
    "http1-only",
    "keep-days",
    "keep-entries",
    "full-text",
];

/// Every command.
pub const COMMANDS: &[Spec] = &[
    plain("down", LISTS, "Goes one row or line down."),
    plain("up", LISTS, "Goes one row or line up."),
    plain("half-page-down", LISTS, "Goes half a page down."),
    plain("half-page-up", LISTS, "Goes half a page up."),
    plain("page-down", LISTS, "Goes a page down."),
    plain("page-up", LISTS, "Goes a page up."),
    plain("top", LISTS, "Goes to the first row or line."),
    plain("bottom", LISTS, "Goes to the last row or line."),
    plain(
        "open",
        &[Context::Sidebar, Context::Entries, Context::Search, Context::Overlay],
        "Opens what is selected: a source, an article, a choice.",
    ),
    plain(
        "toggle",
        &[Context::Sidebar, Context::Overlay],
        "Folds a folder or unfolds it; takes a choice or leaves it.",
    ),
    plain("back", LISTS, "Goes back to where this was opened from."),
    plain("next-pane", EVERYWHERE, "Goes to the next pane."),
    plain("previous-pane", EVERYWHERE, "Goes to the previous pane."),
    plain("next-entry", ENTRIES, "Opens the next entry of the list."),
    plain("previous-entry", ENTRIES, "Opens the previous entry of the list."),
    plain(
        "next-unread",
        &[Context::Sidebar, Context::Entries, Context::Article, Context::Search],
        "Goes to the next unread entry.",
    ),
    plain(
        "previous-unread",
        &[Context::Sidebar, Context::Entries, Context::Article, Context::Search],
        "Goes to the previous unread entry.",
    ),
    plain(
        "toggle-read",
        ENTRIES,
        "Marks the entry read, or unread where it is read.",
    ),
    plain(
        "toggle-full-text",
        ARTICLE,
        "Shows the full text of the page instead of the feed's, or the feed's again.",
    ),
    plain(
        "show-whole-text",
        ARTICLE,
        "Shows what was left out because other pages of the site have it too, now and later.",
    ),
    plain("toggle-star", ENTRIES, "Stars the entry, or takes its star off."),
    plain(
        "choose",
        LISTED,
        "Begins a range of entries to do something with, or ends it; Esc forgets it.",
    ),
    plain(
        "choose-entry",
        LISTED,
        "Takes an entry to do something with several, or leaves it.",
    ),
    plain("browse", ENTRIES, "Opens the entry's page in the browser."),
    plain("browse-comments", ENTRIES, "Opens the entry's comments in the browser."),
    plain(
        "follow-link",
        ARTICLE,
        "Shows a letter at each link; typing it opens the link in the browser.",
    ),
    plain(
        "copy-shown-link",
        ARTICLE,
        "Shows a letter at each link; typing it copies the link's address.",
    ),
    plain(
        "read-link",
        ARTICLE,
        "Shows a letter at each link; typing it reads the link's page here.",
    ),
    plain(
        "contents",
        ARTICLE,
        "Lists the headings of the article, to go to one of them.",
    ),
    plain("next-heading", ARTICLE, "Goes to the next heading of the article."),
    plain(
        "previous-heading",
        ARTICLE,
        "Goes to the previous heading of the article.",
    ),
    plain("next-link", ARTICLE, "Goes to the next line with a link."),
    plain("previous-link", ARTICLE, "Goes to the previous line with a link."),
    Spec {
        name: "find",
        arguments: &[argument("WORDS", Kind::Text, Need::Rest)],
        options: &[],
        summary: "Finds words in help, or in the article, where next-unread and previous-unread then step.",
        contexts: &[Context::Article, Context::Overlay],
        headless: false,
    },
    Spec {
        name: "save-article",
        arguments: &[argument("FILE", Kind::File, Need::Optional)],
        options: &[],
        summary: "Saves the article as a Markdown file.",
        contexts: ENTRIES,
        headless: false,
    },
    plain("open-in-pager", ENTRIES, "Shows the article's text in PAGER, or less."),
    plain(
        "open-in-editor",
        ENTRIES,
        "Opens the article as Markdown in VISUAL or EDITOR, or vi.",
    ),
    Spec {
        name: "pipe",
        arguments: &[argument("PROGRAM", Kind::Text, Need::Rest)],
        options: &[],
        summary: "Gives the article's text to a program, and shows the first line that it prints.",
        contexts: ENTRIES,
        headless: false,
    },
    plain("copy-link", ENTRIES, "Copies the entry's address to the clipboard."),
    plain(
        "mark-all-read",
        &[Context::Sidebar, Context::Entries],
        "Marks every entry of this list read.",
    ),
    plain("mark-above-read", LISTED, "Marks the entries above this one read."),
    plain("mark-below-read", LISTED, "Marks the entries below this one read."),
    Spec {
        name: "go",
        arguments: &[argument("SOURCE", Kind::Source, Need::SomeRest)],
        options: &[],
        summary: "Shows a source: All, Unread, Starred, Today, a folder or a feed.",
        contexts: EVERYWHERE,
        headless: false,
    },
    Spec {
        name: "jump",
        arguments: &[argument("DAY", Kind::Text, Need::Rest)],
        options: &[],
        summary: "Goes to the newest entry of a day in the list.",
        contexts: EVERYWHERE,
        headless: false,
    },
    Spec {
        name: "sort",
        arguments: &[argument("ORDER", Kind::Word(&ListOrder::WORDS), Need::Optional)],
        options: &[],
        summary: "Shows the list in another order, or in the next one.",
        contexts: EVERYWHERE,
        headless: false,
    },
    plain("toggle-sidebar", EVERYWHERE, "Hides the folders, or shows them again."),
    plain(
        "toggle-entries",
        EVERYWHERE,
        "Hides the entries beside an article, or shows them again.",
    ),
    plain(
        "zen",
        EVERYWHERE,
        "Leaves the article alone on the screen, or brings the rest back.",
    ),
    plain("widen", EVERYWHERE, "Gives the article's column more width."),
    plain("narrow", EVERYWHERE, "Gives the article's column less width."),
    plain("row-height", EVERYWHERE, "Gives each entry two lines, or one again."),
    Spec {
        name: "theme",
        arguments: &[argument("NAME", Kind::Text, Need::Optional)],
        options: &[],
        summary: "Lists the themes, each seen as it is selected; or takes the one named.",
        contexts: EVERYWHERE,
        headless: false,
    },
    plain(
        "toggle-mouse",
        EVERYWHERE,
        "Leaves the mouse to the terminal, to select text, or takes it again.",
    ),
    plain(
        "palette",
        EVERYWHERE,
        "Lists every command that works here, to choose by typing.",
    ),
    plain("help", EVERYWHERE, "Lists the keys that work here."),
    plain("notices", EVERYWHERE, "Lists what was said in the bottom line."),
    plain("redraw", EVERYWHERE, "Draws the whole screen again."),
    plain(
        "suspend",
        EVERYWHERE,
        "Hands the terminal back to the shell until `fg`.",
    ),
    plain("quit", EVERYWHERE, "Ends the program."),
    plain(
        "cancel-refresh",
        EVERYWHERE,
        "Stops fetching feeds and making entries ready; what has come stays.",
    ),
    plain("suggest", EVERYWHERE, "Suggests feeds to begin with."),
    Spec {
        name: "add",
        arguments: &[argument("URL", Kind::Url, Need::One)],
        options: &[
            FOLDERS,
            value(
                "title",
                "TITLE",
                Kind::Text,
                "Shows it under this title instead of its own.",
            ),
            JSON,
        ],
        summary: "Finds the feed at an address, subscribes to it and fetches it.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "remove",
        arguments: &[FEED],
        options: &[
            switch("yes", "Does not ask."),
            switch("with-starred", "Takes its starred entries as well."),
            JSON,
        ],
        summary: "Unsubscribes from a feed; its starred entries stay, and undo brings all back.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "rename",
        arguments: &[FEED, argument("TITLE", Kind::Text, Need::One)],
        options: &[JSON],
        summary: "Shows a feed, or a folder, under another name; an empty one gives a feed its own back.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "move",
        arguments: &[FEED],
        options: &[FOLDERS, JSON],
        summary: "Files a feed in other folders; without a folder at the top level.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "raise",
        arguments: &[FEED],
        options: &[JSON],
        summary: "Puts a feed, or a folder, before the one above it.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "lower",
        arguments: &[FEED],
        options: &[JSON],
        summary: "Puts a feed, or a folder, behind the one below it.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "set",
        arguments: &[
            FEED,
            argument("KEY", Kind::Word(SETTINGS), Need::One),
            argument("VALUE", Kind::Text, Need::One),
        ],
        options: &[JSON],
        summary: "Sets something for one feed alone; an empty value gives it back to the usual.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "health",
        arguments: &[FEED],
        options: &[JSON],
        summary: "Tells how a feed fares, why, and what helps.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "relocate",
        arguments: &[FEED],
        options: &[JSON],
        summary: "Looks for the feed again on its site, and takes the address found there.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "import",
        arguments: &[argument("FILE", Kind::File, Need::Optional)],
        options: &[
            switch(
                "write",
                "Writes what newsboat's config becomes where you have no such file yet.",
            ),
            JSON,
        ],
        summary: "Subscribes to the feeds of a file (OPML, newsboat, newsraft), or says which are there.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "export",
        arguments: &[argument("FILE", Kind::File, Need::Optional)],
        options: &[switch("force", "Replaces a file that is there already.")],
        summary: "Writes the subscriptions as OPML.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "feeds",
        arguments: &[],
        options: &[JSON],
        summary: "Lists the subscriptions with unread counts, last fetch, state and next check.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "refresh",
        arguments: &[argument("FEED", Kind::Feed, Need::Any)],
        options: &[switch("force", "Fetches also what is not due."), JSON],
        summary: "Fetches the feeds that are due, or those named; on the screen, those selected.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "prefetch",
        arguments: &[QUERY],
        options: &[JSON],
        summary: "Makes entries ready for offline: full text and pictures.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "list",
        arguments: &[QUERY],
        options: &[LIMIT, JSON],
        summary: "Lists entries, newest first.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "search",
        arguments: &[QUERY],
        options: &[LIMIT, JSON],
        summary: "Finds entries by their words, the best first.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "save-query",
        arguments: &[argument("NAME", Kind::Text, Need::One), QUERY],
        options: &[JSON],
        summary: "Saves a query under a name, as a source of its own; on the screen, what was searched.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "remove-query",
        arguments: &[argument("NAME", Kind::Text, Need::Selected)],
        options: &[JSON],
        summary: "Removes a saved query; no entry goes with it.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "rename-query",
        arguments: &[
            argument("NAME", Kind::Text, Need::Selected),
            argument("NEW", Kind::Text, Need::One),
        ],
        options: &[JSON],
        summary: "Gives a saved query another name.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "queries",
        arguments: &[],
        options: &[JSON],
        summary: "Lists the saved queries with their unread entries.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "cleanup",
        arguments: &[],
        options: &[
            switch("dry-run", "Says how many entries would go, and takes none."),
            JSON,
        ],
        summary: "Takes the entries that [retention] in config.toml does not keep.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "show",
        arguments: &[argument("ENTRY", Kind::Entry, Need::One)],
        options: &[
            value("width", "N", Kind::Number, "Lays the text out in N cells."),
            value(
                "format",
                "FORMAT",
                Kind::Word(&["text", "markdown", "html", "json"]),
                "Prints text, markdown, html or json.",
            ),
            JSON,
        ],
        summary: "Prints an article.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "tag",
        arguments: &[argument("TAG", Kind::Text, Need::One), QUERY],
        options: &[JSON],
        summary: "Puts a tag on the chosen entries; on the command line on those of a query.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "untag",
        arguments: &[argument("TAG", Kind::Text, Need::One), QUERY],
        options: &[JSON],
        summary: "Takes a tag off the chosen entries; on the command line off those of a query.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "mark",
        arguments: &[
            argument("MARK", Kind::Word(&["read", "unread", "star", "unstar"]), Need::One),
            argument("QUERY", Kind::Query, Need::SomeRest),
        ],
        options: &[JSON],
        summary: "Marks the entries that a query finds.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "undo",
        arguments: &[],
        options: &[JSON],
        summary: "Takes the last change back.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "redo",
        arguments: &[],
        options: &[JSON],
        summary: "Makes the change again that was taken back last.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "journal",
        arguments: &[],
        options: &[JSON],
        summary: "Lists what was changed, the last first; on the screen Enter goes back to before it.",
        contexts: EVERYWHERE,
        headless: true,
    },
    Spec {
        name: "unread",
        arguments: &[QUERY],
        options: &[JSON],
        summary: "Prints how many entries are unread.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "parse",
        arguments: &[argument("FILE", Kind::File, Need::AtLeastOne)],
        options: &[
            value("base", "URL", Kind::Url, "Resolves relative addresses against URL."),
            value(
                "content-type",
                "TYPE",
                Kind::Text,
                "Reads the files as if a server had sent them as TYPE.",
            ),
            JSON,
        ],
        summary: "Prints what the parser makes of feed files.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "doctor",
        arguments: &[],
        options: &[
            switch("online", "Asks servers too: whether https works where http is used."),
            switch(
                "mend",
                "Mends the store; a damaged one is put aside and the subscriptions are read back.",
            ),
            JSON,
        ],
        summary: "Checks store, settings, terminal and feeds, and says how to mend each.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "extract",
        arguments: &[argument("PAGE", Kind::File, Need::AtLeastOne)],
        options: &[
            value(
                "url",
                "URL",
                Kind::Url,
                "Takes pages from files as if they had come from URL.",
            ),
            switch("explain", "Says for each block why it stayed or went."),
            switch(
                "together",
                "Leaves out what pages of one site have in common, as the reader does of pages it has seen.",
            ),
            JSON,
        ],
        summary: "Prints what the extractor makes of pages: files or addresses.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "config",
        arguments: &[argument("WHAT", Kind::Word(&["defaults", "check", "paths"]), Need::One)],
        options: &[JSON],
        summary: "Prints the defaults, checks your files, or names every place.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "demo",
        arguments: &[],
        options: &[],
        summary: "Opens the reader on a small built-in newsroom, in a throw-away place.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "completions",
        arguments: &[argument(
            "SHELL",
            Kind::Word(&["bash", "elvish", "fish", "powershell", "zsh"]),
            Need::One,
        )],
        options: &[],
        summary: "Prints completions for a shell.",
        contexts: NOWHERE,
        headless: true,
    },
    Spec {
        name: "man",
        arguments: &[],
        options: &[],
        summary: "Prints the manual page.",
        contexts: NOWHERE,
        headless: true,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_in_one_form() {
        let names: HashSet<_> = COMMANDS.iter().map(|spec| spec.name).collect();
        assert_eq!(names.len(), COMMANDS.len());
        for name in names {
            assert!(
                name.chars().all(|sign| sign.is_ascii_lowercase() || sign == '-'),
                "{name}"
            );
        }
    }

    #[test]
    fn summaries_are_sentences() {
        let options = COMMANDS
            .iter()
            .flat_map(|spec| spec.options)
            .map(|option| option.summary);
        for summary in COMMANDS.iter().map(|spec| spec.summary).chain(options) {
            assert!(
                summary.starts_with(char::is_uppercase) && summary.ends_with('.'),
                "{summary}"
            );
            assert!(summary.len() <= 90, "{summary}");
        }
    }

    #[test]
    fn every_command_works_somewhere() {
        for spec in COMMANDS {
            assert!(spec.headless || !spec.contexts.is_empty(), "{}", spec.name);
        }
    }
}

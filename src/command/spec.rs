//! What a row of the table of commands is made of.

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Spec {
    /// The name in the text form, in keymaps and on the command line.
    pub name: &'static str,
    pub arguments: &'static [Argument],
    pub options: &'static [Opt],
    /// One sentence.
    pub summary: &'static str,
    /// Where on the screen it works; empty where it is for the command line only.
    pub contexts: &'static [Context],
    /// Whether the command line has it.
    pub headless: bool,
}

/// A part of the screen that keys belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Wherever no text is being typed.
    Global,
    Sidebar,
    Entries,
    Article,
    /// The search pane's results.
    Search,
    /// Help, notices, lists to choose from.
    Overlay,
}

impl Context {
    /// Every context.
    pub const ALL: [Context; 6] = [
        Context::Global,
        Context::Sidebar,
        Context::Entries,
        Context::Article,
        Context::Search,
        Context::Overlay,
    ];

    /// Its name: a table of `keymap.toml`, a heading of help.
    pub const fn name(self) -> &'static str {
        match self {
            Context::Global => "global",
            Context::Sidebar => "sidebar",
            Context::Entries => "entries",
            Context::Article => "article",
            Context::Search => "search",
            Context::Overlay => "overlay",
        }
    }
}

/// A positional argument.
#[derive(Debug, PartialEq, Eq)]
pub struct Argument {
    pub name: &'static str,
    pub kind: Kind,
    pub need: Need,
}

/// What an argument is: decides completion and checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Url,
    Feed,
    Entry,
    Folder,
    File,
    Query,
    Source,
    Text,
    Number,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// How often an argument is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    One,
    Optional,
    /// On the screen it may be left out and is then what is selected; the command line needs it.
    Selected,
    AtLeastOne,
    Any,
    /// All that is left, as one text; may be nothing.
    Rest,
    /// All that is left, as one text.
    SomeRest,
}

impl Need {
    /// Whether the text form is wrong without it.
    pub const fn is_needed(self) -> bool {
        matches!(self, Need::One | Need::AtLeastOne | Need::SomeRest)
    }

    /// Whether it takes all that is left as one text.
    pub const fn is_rest(self) -> bool {
        matches!(self, Need::Rest | Need::SomeRest)
    }
}

/// An option, `--name` or `--name VALUE`.
#[derive(Debug, PartialEq, Eq)]
pub struct Opt {
    pub name: &'static str,
    /// The value's name and kind; `None` for a switch.
    pub value: Option<(&'static str, Kind)>,
    pub repeated: bool,
    /// One sentence.
    pub summary: &'static str,
}

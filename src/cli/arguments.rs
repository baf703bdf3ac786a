//! The command line as `clap` has it, made from the table of commands, and what was said as a [`Command`].

use super::fields;
use crate::command::{Argument, COMMANDS, Command, Invocation, Kind, Need, Opt, Spec, find};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, ValueHint};
use std::ffi::OsString;
use std::path::PathBuf;

/// What was said on the command line.
#[derive(Debug, Default)]
pub struct Said {
    /// `None` opens the reader.
    pub command: Option<Command>,
    pub config_dir: Option<PathBuf>,
    pub data_dir: Option<PathBuf>,
    /// Prints JSON.
    pub json: bool,
    /// Opens the reader in accessible mode, whatever the settings say.
    pub accessible: bool,
}

/// The whole command line: completions and the manual are made from it.
pub fn program() -> clap::Command {
    program_of(|spec| in_full(subcommand(spec)))
}

/// The command line, in which `made` are the commands.
fn program_of(made: fn(&'static Spec) -> clap::Command) -> clap::Command {
    clap::Command::new("dateline")
        .version(env!("CARGO_PKG_VERSION"))
        .about(env!("CARGO_PKG_DESCRIPTION"))
        .long_about(concat!(
            env!("CARGO_PKG_DESCRIPTION"),
            ".\n\nWithout a command it opens the reader. Data goes to stdout, everything else to stderr. ",
            "The exit code is 0 where all is done, 1 where a part failed or a check found problems, 2 where ",
            "nothing could be done."
        ))
        .after_long_help(AFTER)
        .arg(folder_flag("config-dir", "Reads the settings in this folder."))
        .arg(folder_flag("data-dir", "Keeps feeds and entries in this folder."))
        .arg(accessible_flag())
        .subcommands(COMMANDS.iter().filter(|spec| spec.headless).map(made))
}

const AFTER: &str = "\
QUERY is words that all have to match, with AND between them or without, \"a phrase\", -not, OR, ( ), title: author: feed: folder: tag: url: lang:, \
is:unread|read|starred|ready|edited, has:image|audio|video, before:2026-01-31 after:yesterday age:<2d, \
sort:newest|oldest|relevance. FEED is an id, an address or a part of a title that only one feed has. ENTRY is an id, \
as `list` prints it. A file named - is stdin or stdout.

Environment: DATELINE_CONFIG_DIR, DATELINE_DATA_DIR, DATELINE_CACHE_DIR and DATELINE_STATE_DIR say where things lie; \
DATELINE_LOG how much is logged; NO_COLOR, BROWSER, HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY are honoured.";

/// Reads the arguments, the program's own name first.
///
/// # Errors
/// Help and version are asked for, or something is wrong: the error prints itself and knows its exit code.
pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Said, clap::Error> {
    let words = set_query_apart(words.into_iter().collect());
    if words.len() == 1 {
        // Opens the reader: the tree of all commands need not be made for it.
        return Ok(Said::default());
    }
    // What each takes is made for the one that is said: for all of them that takes longer than opening the store.
    let mut program = program_of(|spec| subcommand(spec).defer(in_full));
    let matches = program.try_get_matches_from_mut(words)?;
    let (command, json, said_after) = match matches.subcommand() {
        Some((name, said)) => (
            Some(command(name, said, &mut program)?),
            is_given("json", said),
            is_given("accessible", said),
        ),
        None => (None, false, false),
    };
    Ok(Said {
        command,
        config_dir: matches.get_one::<PathBuf>("config-dir").cloned(),
        data_dir: matches.get_one::<PathBuf>("data-dir").cloned(),
        json,
        accessible: said_after || is_given("accessible", &matches),
    })
}

/// Whether a switch is given here that not every command knows.
fn is_given(switch: &str, said: &ArgMatches) -> bool {
    matches!(said.try_get_one(switch), Ok(Some(true)))
}

fn command(name: &str, said: &ArgMatches, program: &mut clap::Command) -> Result<Command, clap::Error> {
    let spec = find(name).expect("clap only takes the names of the table");
    let invocation = invocation(spec, said);
    Command::from_invocation(&invocation).map_err(|error| program.error(clap::error::ErrorKind::InvalidValue, error))
}

fn invocation(spec: &'static Spec, said: &ArgMatches) -> Invocation {
    let mut invocation = Invocation::new(spec);
    for argument in spec.arguments {
        let mut words = said
            .get_many::<String>(argument.name)
            .into_iter()
            .flatten()
            .cloned()
            .peekable();
        if !argument.need.is_rest() {
            invocation.arguments.extend(words);
        } else if words.peek().is_some() {
            invocation.arguments.push(words.collect::<Vec<_>>().join(" "));
        }
    }
    for option in spec.options {
        if option.value.is_none() {
            if said.get_flag(option.name) {
                invocation.options.push((option.name, None));
            }
        } else {
            let values = said.get_many::<String>(option.name).into_iter().flatten();
            invocation
                .options
                .extend(values.map(|value| (option.name, Some(value.clone()))));
        }
    }
    invocation
}

/// A command as the list of all has it.
fn subcommand(spec: &'static Spec) -> clap::Command {
    clap::Command::new(spec.name).about(spec.summary)
}

/// With what it takes.
fn in_full(command: clap::Command) -> clap::Command {
    let Some(spec) = find(command.get_name()) else {
        return command;
    };
    let mut command = command
        .args(spec.arguments.iter().map(positional))
        .args(spec.options.iter().map(flag));
    if spec.name == "demo" {
        // The other command that opens the reader.
        command = command.arg(accessible_flag());
    }
    match fields::of(spec.name) {
        Some(fields) => command.after_help(format!("JSON: {fields}")),
        None => command,
    }
}

fn positional(argument: &'static Argument) -> Arg {
    let mut arg = typed(Arg::new(argument.name), argument.kind);
    if let Some(help) = what_it_is(argument.kind) {
        arg = arg.help(help);
    }
    match argument.need {
        Need::One | Need::Selected => arg.required(true),
        Need::Optional => arg,
        Need::AtLeastOne | Need::SomeRest => arg.required(true).num_args(1..),
        Need::Any | Need::Rest => arg.num_args(0..),
    }
}

/// What an argument of that kind looks like, where its name does not say it.
const fn what_it_is(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Query => Some("Words, \"a phrase\", -not, OR, title:word, feed:, folder:, tag:, is:unread, age:<2d"),
        Kind::Feed => Some("Its id, its address, or a part of its title"),
        Kind::Entry => Some("An id, as `dateline list` prints it"),
        Kind::Source => Some("All, Unread, Starred, Today, a saved search, a folder or a feed"),
        Kind::Url => Some("The address of a feed, or of a page that has one"),
        Kind::Folder | Kind::File | Kind::Text | Kind::Number | Kind::Word(_) => None,
    }
}

fn flag(option: &'static Opt) -> Arg {
    let mut arg = Arg::new(option.name).long(option.name).help(option.summary);
    if option.name == "mend" {
        // What other programs call it.
        arg = arg.alias("repair");
    }
    match option.value {
        None => arg.action(ArgAction::SetTrue),
        Some((name, kind)) => {
            let action = if option.repeated {
                ArgAction::Append
            } else {
                ArgAction::Set
            };
            typed(arg.value_name(name).action(action), kind)
        }
    }
}

fn typed(arg: Arg, kind: Kind) -> Arg {
    match kind {
        Kind::Word(words) => arg.value_parser(PossibleValuesParser::new(words)),
        Kind::File => arg.value_hint(ValueHint::FilePath),
        Kind::Url => arg.value_hint(ValueHint::Url),
        _ => arg,
    }
}

fn accessible_flag() -> Arg {
    Arg::new("accessible")
        .long("accessible")
        .action(ArgAction::SetTrue)
        .help("Opens the reader for braille displays and voices, as `accessible = true` in config.toml.")
}

fn folder_flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("FOLDER")
        .help(help)
        .global(true)
        .value_hint(ValueHint::DirPath)
        .value_parser(clap::value_parser!(PathBuf))
}

/// Puts the words of a query behind `--`, after the options: `list -not x --json` becomes `list --json -- -not x`.
/// Clap would take `-not` for three switches.
fn set_query_apart(words: Vec<OsString>) -> Vec<OsString> {
    let Some((place, spec)) = find_command(&words) else {
        return words;
    };
    if !spec.arguments.iter().any(|argument| argument.kind == Kind::Query) {
        return words;
    }
    let mut words = words.into_iter();
    let mut sorted: Vec<OsString> = words.by_ref().take(place + 1).collect();
    let mut query = Vec::new();
    while let Some(word) = words.next() {
        if word == "--" {
            query.extend(words.by_ref());
        } else if word == "-h" || word == "-V" {
            sorted.push(word);
        } else if word.to_string_lossy().starts_with("--") {
            let value = takes_value(&word, spec).then(|| words.next()).flatten();
            sorted.push(word);
            sorted.extend(value);
        } else {
            query.push(word);
        }
    }
    if !query.is_empty() {
        sorted.push("--".into());
        sorted.extend(query);
    }
    sorted
}

/// Where the command's name stands, and its row.
fn find_command(words: &[OsString]) -> Option<(usize, &'static Spec)> {
    let mut place = 1;
    loop {
        let word = words.get(place)?.to_str()?;
        if !word.starts_with('-') {
            return find(word).map(|spec| (place, spec));
        }
        place += if GLOBAL.contains(&word) { 2 } else { 1 };
    }
}

const GLOBAL: [&str; 2] = ["--config-dir", "--data-dir"];

fn takes_value(word: &OsString, spec: &Spec) -> bool {
    let Some(word) = word.to_str() else { return false };
    let of_command = spec
        .options
        .iter()
        .any(|option| option.value.is_some() && word.strip_prefix("--") == Some(option.name));
    of_command || GLOBAL.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Format;

    fn said(text: &str) -> Result<Said, String> {
        let words = std::iter::once("dateline").chain(text.split(' ').filter(|word| !word.is_empty()));
        read(words.map(OsString::from)).map_err(|error| error.to_string())
    }

    fn command_of(text: &str) -> Command {
        said(text).unwrap().command.unwrap()
    }

    #[test]
    fn the_command_line_is_sound() {
        program().debug_assert();
    }

    #[test]
    fn nothing_said_opens_the_reader() {
        assert_eq!(said("").unwrap().command, None);
        let said = said("--data-dir /d").unwrap();
        assert_eq!(said.data_dir, Some("/d".into()));
        assert_eq!(said.command, None);
        assert!(!said.accessible);
    }

    #[test]
    fn what_opens_the_reader_opens_it_in_accessible_mode_on_either_side_of_its_name() {
        for words in ["--accessible", "--accessible demo", "demo --accessible"] {
            assert!(said(words).unwrap().accessible, "{words}");
        }
        assert_eq!(command_of("demo --accessible"), Command::Demo);
        assert!(!said("demo").unwrap().accessible);
        assert!(said("unread --accessible").is_err());
    }

    #[test]
    fn words_that_begin_with_a_dash_belong_to_the_query() {
        let list = |text: &str| {
            let said = said(text).unwrap();
            match said.command {
                Some(Command::List { query, limit }) => (query, limit, said.json),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(list("list -not"), ("-not".to_owned(), None, false));
        assert_eq!(
            list("list a -not --json (b OR c) --limit 5"),
            ("a -not (b OR c)".to_owned(), Some(5), true)
        );
        assert_eq!(
            list("--data-dir /d list --limit=0 -- --json"),
            ("--json".to_owned(), Some(0), false)
        );
        assert_eq!(
            command_of("mark read -feed:x"),
            Command::Mark {
                mark: crate::model::Mark::Read,
                query: "-feed:x".into()
            }
        );
    }

    #[test]
    fn the_folders_can_be_said_after_the_command() {
        assert_eq!(said("unread --data-dir /d -x").unwrap().data_dir, Some("/d".into()));
    }

    #[test]
    fn arguments_and_options_become_the_command() {
        assert_eq!(
            command_of("show 12 --width 60 --format html"),
            Command::Show {
                entry: "12".into(),
                width: Some(60),
                format: Format::Html
            }
        );
        assert_eq!(
            command_of("rename 3 News"),
            Command::Rename {
                feed: Some("3".into()),
                title: "News".into()
            }
        );
        assert_eq!(
            command_of("refresh 1 2 --force"),
            Command::Refresh {
                feeds: vec!["1".into(), "2".into()],
                force: true
            }
        );
    }

    #[test]
    fn mistakes_say_what_was_expected() {
        assert!(said("refesh").unwrap_err().contains("refresh"));
        assert!(said("remove").unwrap_err().contains("FEED"));
        assert!(
            said("list --limit many")
                .unwrap_err()
                .contains("“many” is not a number")
        );
        assert!(said("down").unwrap_err().contains("unrecognized"));
        assert!(said("completions tcsh").unwrap_err().contains("bash"));
    }
}

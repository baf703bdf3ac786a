//! The command line: what was said, the command it means, and what is printed. A command that changes or fetches
//! something goes the way it goes on the screen: it becomes an effect, and the events that answer it are printed.

mod arguments;
mod configuration;
mod demo;
mod doctor;
mod documents;
mod entry;
mod extracting;
mod fields;
mod health;
mod import;
mod machine;
mod marks;
mod output;
mod parsing;
mod prefetch;
mod queries;
mod reading;
mod refresh;
mod screen;
mod stream;
mod subscriptions;

pub use fields::JSON_FIELDS;

use crate::command::Command;
use crate::config::{Paths, PathsError};
use crate::worker::told;
use output::{Exit, Output, say};
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::process::ExitCode;

/// What was said on the command line, and where things lie.
pub struct Call {
    /// `None` opens the reader.
    command: Option<Command>,
    paths: Paths,
    /// Whether JSON is printed.
    json: bool,
    /// Whether the reader opens in accessible mode, whatever the settings say.
    accessible: bool,
}

impl Call {
    /// Reads the arguments, the program's own name first.
    ///
    /// # Errors
    /// There is nothing to carry out: help or a mistake has been printed, and this is the exit code.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Call, ExitCode> {
        let said = arguments::read(words).map_err(|error| told_instead(&error))?;
        let paths = Paths::choose(said.config_dir, said.data_dir, |name| std::env::var_os(name));
        let paths = paths.map_err(|error: PathsError| fail(&error.into()))?;
        Ok(Call {
            command: said.command,
            paths,
            json: said.json,
            accessible: said.accessible,
        })
    }

    /// Where the log goes; the demo leaves nothing behind.
    pub fn log_file(&self) -> Option<PathBuf> {
        (self.command != Some(Command::Demo)).then(|| self.paths.log_file())
    }

    /// Does what was said.
    pub fn carry_out(self) -> ExitCode {
        let done = match self.command {
            None => screen::open(&self.paths, self.accessible),
            Some(Command::Demo) => demo::open(self.accessible),
            Some(command) => print(command, self.json, &self.paths),
        };
        match done {
            Ok(exit) => exit.into(),
            Err(error) if is_broken_pipe(&error) => Exit::Done.into(),
            Err(error) => fail(&error),
        }
    }
}

fn print(command: Command, json: bool, paths: &Paths) -> anyhow::Result<Exit> {
    let mut output = Output::new(json);
    let exit = dispatch(command, paths, &mut output)?;
    output.finish()?;
    Ok(exit)
}

/// The commands that print something.
fn dispatch(command: Command, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    match command {
        Command::Add { url, folders, title } => subscriptions::add(&url, folders, title, paths, output),
        Command::Remove {
            feed,
            yes,
            with_starred,
        } => subscriptions::remove(&feed.unwrap_or_default(), yes, with_starred, paths, output),
        Command::Raise { feed } => subscriptions::reorder(&feed.unwrap_or_default(), true, paths, output),
        Command::Lower { feed } => subscriptions::reorder(&feed.unwrap_or_default(), false, paths, output),
        Command::Rename { feed, title } => subscriptions::rename(&feed.unwrap_or_default(), &title, paths, output),
        Command::Move { feed, folders } => subscriptions::move_feed(&feed.unwrap_or_default(), folders, paths, output),
        Command::Set { feed, key, value } => health::set(&feed.unwrap_or_default(), &key, &value, paths, output),
        Command::Health { feed } => health::tell(&feed.unwrap_or_default(), paths, output),
        Command::Relocate { feed } => health::relocate(&feed.unwrap_or_default(), paths, output),
        Command::Doctor { online, mend } => doctor::examine(online, mend, paths, output),
        Command::Import { file, write } => import::import(&file, write, paths, output),
        Command::Export { file, force } => subscriptions::export(file.as_deref(), force, paths, output),
        Command::Feeds => subscriptions::list(paths, output),
        Command::Refresh { feeds, force } => refresh::refresh(&feeds, force, paths, output),
        Command::Prefetch { query } => prefetch::prefetch(&query, paths, output),
        Command::List { query, limit } => reading::list(&query, limit, paths, output),
        Command::Search { query, limit } => reading::search(&query, limit, paths, output),
        Command::Show { entry, width, format } => reading::show(&entry, width, format, paths, output),
        Command::Unread { query } => reading::unread(&query, paths, output),
        Command::Mark { mark, query } => marks::mark(mark, &query, paths, output),
        Command::Tag { tag, query } => marks::tag(&tag, &query, true, paths, output),
        Command::Untag { tag, query } => marks::tag(&tag, &query, false, paths, output),
        Command::Undo => marks::undo(paths, output),
        Command::Redo => marks::redo(paths, output),
        Command::Journal => marks::journal(paths, output),
        Command::SaveQuery { name, query } => queries::save(&name, &query, paths, output),
        Command::RemoveQuery { name } => queries::remove(&name.unwrap_or_default(), paths, output),
        Command::RenameQuery { name, new } => queries::rename(&name.unwrap_or_default(), &new, paths, output),
        Command::Queries => queries::list(paths, output),
        Command::Cleanup { dry_run } => queries::clean_up(dry_run, paths, output),
        Command::Parse {
            files,
            base,
            content_type,
        } => parsing::parse(&files, base.as_deref(), content_type.as_deref(), output),
        Command::Extract {
            pages,
            url,
            explain,
            together,
        } => {
            let wishes = extracting::Wishes { explain, together };
            extracting::extract(&pages, url.as_deref(), wishes, paths, output)
        }
        Command::Config { what } => configuration::answer(what, paths, output),
        Command::Completions { shell } => documents::completions(&shell, output),
        Command::Man => documents::manual(output),
        other => anyhow::bail!("“{}” works on the screen only; `dateline` opens it", other.name()),
    }
}

/// Prints help, or a mistake: cleaned, for it repeats what was said, which somebody may have copied from anywhere.
fn told_instead(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        say(&error.render().to_string());
        return Exit::Failed.into();
    }
    // That nobody reads the help is no failure.
    let _ = error.print();
    Exit::Done.into()
}

fn fail(error: &anyhow::Error) -> ExitCode {
    say(&format!("error: {}", told(error)));
    Exit::Failed.into()
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

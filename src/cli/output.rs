//! What is printed: data on stdout, everything else on stderr, all of it cleaned for terminals (`stream` takes nothing
//! else). A reader of the pipe that goes away is no failure.

use super::stream::{self, Look, Stream};
use crate::model::Printable;
use serde_json::Value;
use std::io::{self, BufWriter, StdoutLock};
use std::process::ExitCode;

/// How a command ended, as its exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// A part failed, or a check found problems.
    Partly,
    /// Nothing could be done, or the command was wrong.
    Failed,
    /// A signal of this number told the program to end, and it did so in order: 128 and the number, as shells say it.
    Signalled(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Partly => 1,
            Exit::Failed => 2,
            Exit::Signalled(signal) => 128 | signal,
        })
    }
}

/// What is said where something needs a feed and there is none.
pub const NO_FEED: &str =
    "There is no feed yet; `dateline add URL` subscribes to one, `dateline import` finds lists of many.";

/// Standard output.
pub struct Output {
    stream: Stream<BufWriter<StdoutLock<'static>>>,
    json: bool,
}

impl Output {
    /// Standard output, locked until this is dropped; with `json` for programs.
    pub fn new(json: bool) -> Output {
        Output {
            stream: stream::output(),
            json,
        }
    }

    /// Whether JSON is wanted.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Says what was done: the sentence, or where JSON is wanted the object with the sentence as its `what`.
    ///
    /// # Errors
    /// It cannot be written; so with all of these.
    pub fn tell(&mut self, what: &str, mut fields: Value) -> io::Result<()> {
        if !self.json {
            return self.line(what);
        }
        fields["what"] = what.into();
        self.json(&fields)
    }

    /// One line.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        self.stream.line(&Printable::row(line)).map_err(unwritten)
    }

    /// One line made of pieces.
    pub fn pieces<'a>(&mut self, pieces: impl IntoIterator<Item = (&'a str, Look)>) -> io::Result<()> {
        for (piece, look) in pieces {
            self.stream.piece(&Printable::row(piece), look).map_err(unwritten)?;
        }
        self.stream.line(&Printable::row("")).map_err(unwritten)
    }

    /// Text of several lines.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        let text = Printable::body(text.trim_end_matches('\n'));
        self.stream.line(&text).map_err(unwritten)
    }

    /// One JSON object on one line.
    pub fn json(&mut self, value: &Value) -> io::Result<()> {
        self.stream
            .line(&Printable::json(&value.to_string()))
            .map_err(unwritten)
    }

    /// Writes what is still held back.
    pub fn finish(&mut self) -> io::Result<()> {
        self.stream.flush().map_err(unwritten)
    }
}

/// Says what could not be done; of which kind it is stays.
fn unwritten(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write to stdout: {error}"))
}

/// A number with its noun.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A sentence on stderr. That nobody reads it is no failure.
pub fn say(sentence: &str) {
    let _ = stream::errors().line(&Printable::body(sentence.trim_end()));
}

/// The terminal's width in cells; 80 where stdout is none.
pub fn terminal_width() -> usize {
    // Where there is none, a program would be started to be asked.
    match stream::is_on_terminal().then(crossterm::terminal::size) {
        Some(Ok((columns, _))) if columns > 0 => usize::from(columns),
        _ => 80,
    }
}

/// The terminal's width; a pipe has none and gets everything.
pub fn columns() -> Option<usize> {
    stream::is_on_terminal().then(terminal_width)
}

/// Asks on stderr; only a clear yes is one.
pub fn ask(question: &str) -> bool {
    let _ = stream::errors().piece(&Printable::row(&format!("{question} [y/N] ")), Look::Plain);
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

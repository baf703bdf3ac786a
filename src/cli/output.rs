//! What is printed: data on stdout, everything else on stderr, all of it cleaned for terminals. A reader of the pipe
//! that goes away is no failure.

use crate::model::text;
use serde_json::Value;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
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

/// How a piece of text is set off on a terminal with colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Plain,
    Strong,
    Faint,
}

/// Standard output.
pub struct Output {
    out: BufWriter<StdoutLock<'static>>,
    styled: bool,
}

impl Output {
    /// Standard output, locked until this is dropped.
    pub fn new() -> Output {
        let out = io::stdout().lock();
        let is_dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let styled = out.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && !is_dumb;
        Output {
            out: BufWriter::with_capacity(1 << 16, out),
            styled,
        }
    }

    /// One line.
    ///
    /// # Errors
    /// It cannot be written; so with all of these.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{}", clean_line(line))
    }

    /// One line made of pieces.
    pub fn pieces<'a>(&mut self, pieces: impl IntoIterator<Item = (&'a str, Look)>) -> io::Result<()> {
        for (piece, look) in pieces {
            let piece = clean_line(piece);
            match look {
                Look::Strong if self.styled => write!(self.out, "\u{1b}[1m{piece}\u{1b}[0m")?,
                Look::Faint if self.styled => write!(self.out, "\u{1b}[2m{piece}\u{1b}[0m")?,
                _ => write!(self.out, "{piece}")?,
            }
        }
        writeln!(self.out)
    }

    /// Text of several lines, with one line end at its end.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text::body(text).trim_end_matches('\n'))
    }

    /// What this program made itself and a shell or pager reads to the byte.
    pub fn own(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// One JSON object on one line.
    pub fn json(&mut self, value: &Value) -> io::Result<()> {
        writeln!(self.out, "{}", escape_hidden(&value.to_string()))
    }

    /// Writes what is still held back.
    pub fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A number with its noun.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A sentence on stderr. That nobody reads it is no failure.
pub fn say(sentence: &str) {
    let _ = writeln!(io::stderr(), "{}", text::body(sentence).trim_end());
}

/// The terminal's width in cells; 80 where stdout is none.
pub fn terminal_width() -> usize {
    match crossterm::terminal::size() {
        Ok((columns, _)) if io::stdout().is_terminal() && columns > 0 => usize::from(columns),
        _ => 80,
    }
}

/// Whether a person sits before both stdin and stderr and can be asked.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks on stderr; only a clear yes is one.
pub fn ask(question: &str) -> bool {
    let _ = write!(io::stderr(), "{} [y/N] ", text::line(question));
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

/// Cleaned of everything but what can be seen; blanks that align columns stay, which `text::line` would fold.
fn clean_line(line: &str) -> String {
    text::body(line).replace(['\n', '\t'], " ")
}

/// JSON with every sign that a terminal would not show as text written as `\u…`: nothing is lost, nothing gets in.
fn escape_hidden(json: &str) -> String {
    if json.is_ascii() && !json.contains('\u{7f}') {
        return json.to_owned();
    }
    let mut safe = String::with_capacity(json.len());
    for sign in json.chars() {
        if is_plain(sign) {
            safe.push(sign);
        } else {
            let mut units = [0; 2];
            for unit in sign.encode_utf16(&mut units) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    safe
}

fn is_plain(sign: char) -> bool {
    let mut bytes = [0; 4];
    matches!(sign, ' '..='~') || {
        let sign = sign.encode_utf8(&mut bytes);
        text::body(sign) == *sign
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_loses_nothing_and_lets_nothing_in() {
        let hostile = "a\u{1b}[31m\u{9b}2J\u{202e}b\u{2028}c\u{7f}é日\u{e0041}👩‍🔬";
        let printed = escape_hidden(&Value::from(hostile).to_string());
        assert!(printed.chars().all(is_plain), "{printed}");
        assert_eq!(serde_json::from_str::<String>(&printed).unwrap(), hostile);
    }

    #[test]
    fn a_line_stays_one_line_and_keeps_its_columns() {
        assert_eq!(clean_line("a  b\nc\u{1b}]0;x\u{7}d"), "a  b cd");
    }
}

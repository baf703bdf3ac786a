//! Standard output and standard error as the command line has them: whoever writes hands over what may be printed, or a
//! style of our own. No other file of the command line names the two.

use crate::model::Printable;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, BufWriter, IsTerminal, Stderr, StdoutLock, Write};

/// How a piece of text is set off on a terminal with colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Plain,
    Strong,
    Faint,
}

/// One of the two streams.
pub(super) struct Stream<W> {
    out: W,
    styled: bool,
}

/// Standard output, locked until this is dropped.
pub(super) fn output() -> Stream<BufWriter<StdoutLock<'static>>> {
    let out = io::stdout().lock();
    let is_dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    let styled = out.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && !is_dumb;
    Stream {
        out: BufWriter::with_capacity(1 << 16, out),
        styled,
    }
}

/// Standard error.
pub(super) fn errors() -> Stream<Stderr> {
    Stream {
        out: io::stderr(),
        styled: false,
    }
}

/// Whether standard output goes to a terminal.
pub(super) fn is_on_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether a person sits before both stdin and stderr and can be asked.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// A bar on standard error, of our own words and numbers; nothing is drawn in a pipe.
pub(super) fn progress(template: &'static str) -> ProgressBar {
    let target = match io::stderr().is_terminal() {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let progress = ProgressBar::with_draw_target(None, target);
    if let Ok(style) = ProgressStyle::with_template(template) {
        progress.set_style(style);
    }
    progress
}

impl<W: Write> Stream<W> {
    /// A piece of a line.
    ///
    /// # Errors
    /// It cannot be written; so with all of these.
    pub fn piece(&mut self, text: &Printable, look: Look) -> io::Result<()> {
        match look {
            Look::Strong if self.styled => write!(self.out, "\u{1b}[1m{text}\u{1b}[0m"),
            Look::Faint if self.styled => write!(self.out, "\u{1b}[2m{text}\u{1b}[0m"),
            _ => write!(self.out, "{text}"),
        }
    }

    /// A line, or what is left of one.
    pub fn line(&mut self, text: &Printable) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// Writes what is still held back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

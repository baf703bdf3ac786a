//! What is wrong with a person's configuration: shown all together, never a failed start.

use crate::model::text;
use std::fmt;

/// Something in a configuration file that could not be taken as it stands; the default was taken instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the person would name it.
    pub file: String,
    /// Counted from 1; `None` where it is about the file as a whole.
    pub line: Option<usize>,
    /// A sentence without its full stop: what is wrong, what was expected, the nearest known name.
    pub message: String,
}

impl fmt::Display for Problem {
    /// Cleaned: it repeats what stands in a file that somebody may have copied from anywhere.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = text::line(&self.message);
        match self.line {
            Some(line) => write!(f, "{}:{line}: {message}", self.file),
            None => write!(f, "{}: {message}", self.file),
        }
    }
}

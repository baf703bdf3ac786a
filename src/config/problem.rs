//! What is wrong with a person's configuration: shown all together, never a failed start.

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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

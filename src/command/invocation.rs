//! What exactly was said: a row of the table with words. Whether the words mean anything in this world (is there such
//! a feed?) is not asked here.

use super::spec::{Argument, Need, Spec};
use super::table::{COMMANDS, find};
use crate::model::Folder;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A command's name with its arguments and options as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    pub spec: &'static Spec,
    pub arguments: Vec<String>,
    /// Names with values; a switch has none.
    pub options: Vec<(&'static str, Option<String>)>,
}

/// What is wrong with what was said.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CommandError {
    #[error("no command was given")]
    Empty,
    #[error("there is no command “{given}”{}", suggestion(.nearest.as_deref(), ""))]
    Unknown { given: String, nearest: Option<String> },
    #[error("“{command}” needs {missing}")]
    Missing {
        command: &'static str,
        missing: &'static str,
    },
    #[error("“{command}” takes no “{given}”")]
    TooMuch { command: &'static str, given: String },
    #[error("“{command}” has no option “--{given}”{}", suggestion(.nearest.as_deref(), "--"))]
    UnknownOption {
        command: &'static str,
        given: String,
        nearest: Option<String>,
    },
    #[error("“--{option}” needs a value")]
    MissingValue { option: &'static str },
    #[error("“{given}” is not a number for “--{option}”")]
    Number { option: &'static str, given: String },
    #[error("“{given}” is too large a number for “--{option}”")]
    TooLarge { option: &'static str, given: String },
    #[error("“{given}” is not {expected}")]
    Argument { given: String, expected: &'static str },
}

impl CommandError {
    pub(super) fn unknown(given: &str) -> CommandError {
        CommandError::Unknown {
            given: given.to_owned(),
            nearest: nearest(given, COMMANDS.iter().map(|spec| spec.name)),
        }
    }
}

impl Invocation {
    /// Nothing said yet but the name.
    pub fn new(spec: &'static Spec) -> Invocation {
        Invocation {
            spec,
            arguments: Vec::new(),
            options: Vec::new(),
        }
    }

    /// Reads the text form: words divided by blanks, `"…"` around words with blanks, `\` before a sign that is meant
    /// as it is. An argument that takes the rest takes it as it stands; options come before it.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(text: &str) -> Result<Invocation, CommandError> {
        let mut words = Words { rest: text };
        let name = words.next().ok_or(CommandError::Empty)?.text;
        let spec = find(&name).ok_or_else(|| CommandError::unknown(&name))?;
        let mut said = Invocation::new(spec);
        loop {
            if said.next_takes_rest() && !words.at_option() {
                let rest = words.rest.trim();
                if !rest.is_empty() {
                    said.arguments.push(rest.strip_prefix("-- ").unwrap_or(rest).to_owned());
                }
                break;
            }
            let Some(word) = words.next() else { break };
            match word.text.strip_prefix("--") {
                Some(option) if !word.quoted => said.read_option(option, &mut words)?,
                _ => said.arguments.push(word.text),
            }
        }
        said.check()?;
        Ok(said)
    }

    /// Whether the number of arguments is right.
    ///
    /// # Errors
    /// One is missing or too many.
    pub fn check(&self) -> Result<(), CommandError> {
        let specs = self.spec.arguments;
        let needed = specs.iter().filter(|argument| argument.need.is_needed()).count();
        if self.arguments.len() < needed {
            let missing = specs
                .iter()
                .filter(|argument| argument.need.is_needed())
                .nth(self.arguments.len());
            let missing = missing.map_or("an argument", |argument| argument.name);
            return Err(CommandError::Missing {
                command: self.spec.name,
                missing,
            });
        }
        let endless = specs
            .iter()
            .any(|argument| matches!(argument.need, Need::Any | Need::AtLeastOne));
        match self.arguments.get(specs.len()) {
            Some(given) if !endless => Err(CommandError::TooMuch {
                command: self.spec.name,
                given: given.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// The argument at `index`.
    pub fn argument(&self, index: usize) -> Option<String> {
        self.arguments.get(index).cloned()
    }

    /// The argument at `index`, or nothing said.
    pub fn text(&self, index: usize) -> String {
        self.argument(index).unwrap_or_default()
    }

    /// Whether a switch was given.
    pub fn has(&self, option: &str) -> bool {
        self.options.iter().any(|(name, _)| *name == option)
    }

    /// The last value of an option.
    pub fn value(&self, option: &str) -> Option<String> {
        self.options
            .iter()
            .rev()
            .find(|(name, _)| *name == option)
            .and_then(|(_, value)| value.clone())
    }

    pub(super) fn number<N: FromStr>(&self, option: &'static str) -> Result<Option<N>, CommandError> {
        self.value(option)
            .map(|given| {
                given
                    .parse()
                    .map_err(|_| match given.bytes().all(|byte| byte.is_ascii_digit()) {
                        true if !given.is_empty() => CommandError::TooLarge { option, given },
                        _ => CommandError::Number { option, given },
                    })
            })
            .transpose()
    }

    pub(super) fn word<T>(
        &self,
        option: &str,
        read: impl Fn(&str) -> Option<T>,
        expected: &'static str,
    ) -> Result<Option<T>, CommandError> {
        self.value(option)
            .map(|given| read(&given).ok_or(CommandError::Argument { given, expected }))
            .transpose()
    }

    pub(super) fn folders(&self) -> Result<Vec<Folder>, CommandError> {
        self.options
            .iter()
            .filter(|(name, _)| *name == "folder")
            .map(|(_, value)| {
                let given = value.clone().unwrap_or_default();
                Folder::parse(&given).ok_or(CommandError::Argument {
                    given,
                    expected: "a folder",
                })
            })
            .collect()
    }

    pub(super) fn with(mut self, argument: &str) -> Invocation {
        self.arguments.push(argument.to_owned());
        self
    }

    pub(super) fn with_all<'a>(mut self, arguments: impl IntoIterator<Item = &'a String>) -> Invocation {
        self.arguments.extend(arguments.into_iter().cloned());
        self
    }

    pub(super) fn with_rest(self, rest: &str) -> Invocation {
        if rest.is_empty() { self } else { self.with(rest) }
    }

    pub(super) fn with_flag(mut self, option: &'static str, given: bool) -> Invocation {
        if given {
            self.options.push((option, None));
        }
        self
    }

    pub(super) fn with_value(mut self, option: &'static str, value: Option<&str>) -> Invocation {
        if let Some(value) = value {
            self.options.push((option, Some(value.to_owned())));
        }
        self
    }

    pub(super) fn with_number(self, option: &'static str, number: Option<impl ToString>) -> Invocation {
        let number = number.map(|number| number.to_string());
        self.with_value(option, number.as_deref())
    }

    pub(super) fn with_folders(mut self, folders: &[Folder]) -> Invocation {
        self.options
            .extend(folders.iter().map(|folder| ("folder", Some(folder.to_string()))));
        self
    }

    fn next_argument(&self) -> Option<&'static Argument> {
        self.spec.arguments.get(self.arguments.len())
    }

    fn next_takes_rest(&self) -> bool {
        self.next_argument().is_some_and(|argument| argument.need.is_rest())
    }

    fn read_option(&mut self, given: &str, words: &mut Words<'_>) -> Result<(), CommandError> {
        let option = self
            .spec
            .options
            .iter()
            .find(|option| option.name == given)
            .ok_or_else(|| CommandError::UnknownOption {
                command: self.spec.name,
                given: given.to_owned(),
                nearest: nearest(given, self.spec.options.iter().map(|option| option.name)),
            })?;
        let value = match option.value {
            None => None,
            Some(_) => Some(
                words
                    .next()
                    .ok_or(CommandError::MissingValue { option: option.name })?
                    .text,
            ),
        };
        self.options.push((option.name, value));
        Ok(())
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spec.name)?;
        for (name, value) in &self.options {
            write!(f, " --{name}")?;
            if let Some(value) = value {
                write!(f, " {}", quoted(value))?;
            }
        }
        for (index, argument) in self.arguments.iter().enumerate() {
            let takes_rest = self.spec.arguments.get(index).is_some_and(|spec| spec.need.is_rest());
            match takes_rest {
                true if argument.starts_with("--") => write!(f, " -- {argument}")?,
                true => write!(f, " {argument}")?,
                false => write!(f, " {}", quoted(argument))?,
            }
        }
        Ok(())
    }
}

/// The name among `names` that `given` was probably meant to be.
pub fn nearest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let length = given.chars().count();
    let limit = (length / 3).max(1);
    names
        .filter(|name| name.chars().count().abs_diff(length) <= limit)
        .map(|name| (distance(given, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name.to_owned())
}

/// How many signs have to be changed, added, taken out or swapped with the next to make one text of the other
/// (Damerau and Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut before = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, sign) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let change = above[column] + usize::from(sign != other);
            let mut least = change.min(above[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && left[row - 1] == *other && right[column - 1] == *sign {
                least = least.min(before[column - 1] + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut above, current);
    }
    above[right.len()]
}

fn suggestion(nearest: Option<&str>, before: &str) -> String {
    nearest
        .map(|name| format!("; did you mean “{before}{name}”?"))
        .unwrap_or_default()
}

fn quoted(word: &str) -> String {
    let plain = !word.is_empty() && !word.starts_with("--") && !word.contains([' ', '\t', '"', '\\']);
    if plain {
        word.to_owned()
    } else {
        format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// The words of a text form, taken from the front.
struct Words<'a> {
    rest: &'a str,
}

struct Word {
    text: String,
    /// Whether it began with a quotation mark, so that it is no option.
    quoted: bool,
}

impl Words<'_> {
    fn at_option(&self) -> bool {
        let rest = self.rest.trim_start();
        rest.starts_with("--") && !rest.starts_with("-- ")
    }

    fn next(&mut self) -> Option<Word> {
        let text = self.rest.trim_start();
        let mut word = Word {
            text: String::new(),
            quoted: text.starts_with('"'),
        };
        let mut within = false;
        let mut end = text.len();
        let mut signs = text.char_indices();
        while let Some((index, sign)) = signs.next() {
            match sign {
                '"' => within = !within,
                '\\' => word.text.extend(signs.next().map(|(_, escaped)| escaped)),
                sign if sign.is_whitespace() && !within => {
                    end = index;
                    break;
                }
                sign => word.text.push(sign),
            }
        }
        self.rest = &text[end..];
        (!text.is_empty()).then_some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_signs_that_changed_places_are_one_slip() {
        assert_eq!(
            (distance("drak", "dark"), distance("ab", "ba"), distance("", "ab")),
            (1, 1, 2)
        );
        assert_eq!((distance("refesh", "refresh"), distance("kitten", "sitting")), (1, 3));
        assert_eq!(nearest("drak", ["light", "dark"].into_iter()).as_deref(), Some("dark"));
    }
}

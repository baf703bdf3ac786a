//! Help: the keys that work in a part of the screen, and what each does, broken into rows so that nothing is cut off.

use super::state::State;
use super::wrap::wrap;
use crate::command::{Command, Context};
use crate::config::{Keymap, works_in};

/// From this width on the keys have a column that nearly all of them fit in.
const ROOMY: usize = 60;

/// A line of help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelpLine {
    Heading(String),
    Key { keys: String, summary: String },
    Blank,
}

/// What help says of a context: made of the keymap and the table of commands, so that they cannot be wrong.
pub fn help(keymap: &Keymap, context: Context) -> Vec<HelpLine> {
    let mut lines = Vec::new();
    let here = format!("Keys in {}", where_is(context));
    for (heading, wanted) in [(here, context), ("Keys everywhere".to_owned(), Context::Global)] {
        let mut commands: Vec<(&[Command], Vec<String>)> = Vec::new();
        for (key, command) in keymap.bindings_in(context) {
            let own = command.iter().any(|command| works_in(command.spec(), &[context]));
            if own != (wanted == context) {
                continue;
            }
            match commands.iter_mut().find(|(known, _)| *known == command) {
                Some((_, keys)) => keys.push(key),
                None => commands.push((command, vec![key])),
            }
        }
        if !lines.is_empty() {
            lines.push(HelpLine::Blank);
        }
        lines.push(HelpLine::Heading(heading));
        lines.extend(commands.into_iter().map(|(command, keys)| HelpLine::Key {
            keys: keys.join(", "),
            summary: command.iter().map(describe).collect::<Vec<_>>().join(" "),
        }));
    }
    lines
}

/// A row of help as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelpRow {
    Heading(String),
    /// Keys in their column, and beside them what they do; either may go on below.
    Key {
        keys: String,
        summary: String,
    },
}

/// The cells that keys have in a row of help of this width.
pub fn key_column(width: usize) -> usize {
    if width < ROOMY { 13 } else { 22 }
}

impl State {
    /// The rows of help for a context in so many cells. In accessible mode keys and what they do are one text.
    pub fn help_rows(&self, context: Context, width: usize) -> Vec<HelpRow> {
        let lines = help(&self.settings.keymap, context).into_iter();
        let rows = lines.flat_map(|line| match line {
            HelpLine::Blank => vec![HelpRow::Heading(String::new())],
            HelpLine::Heading(heading) => wrap(&heading, width).into_iter().map(HelpRow::Heading).collect(),
            HelpLine::Key { keys, summary } => match self.settings.config.accessible {
                true => one_text(&format!("{keys}: {summary}"), width),
                false => two_columns(&keys, &summary, width),
            },
        });
        rows.collect()
    }
}

fn one_text(text: &str, width: usize) -> Vec<HelpRow> {
    let row = |summary| HelpRow::Key {
        keys: String::new(),
        summary,
    };
    wrap(text, width).into_iter().map(row).collect()
}

fn two_columns(keys: &str, summary: &str, width: usize) -> Vec<HelpRow> {
    let column = key_column(width);
    let mut keys = wrap(keys, column).into_iter();
    let mut summary = wrap(summary, width.saturating_sub(column + 1)).into_iter();
    let mut rows = Vec::new();
    loop {
        match (keys.next(), summary.next()) {
            (None, None) => return rows,
            (keys, summary) => rows.push(HelpRow::Key {
                keys: keys.unwrap_or_default(),
                summary: summary.unwrap_or_default(),
            }),
        }
    }
}

pub(super) const fn where_is(context: Context) -> &'static str {
    match context {
        Context::Global => "every pane",
        Context::Sidebar => "the folders",
        Context::Entries => "the list of entries",
        Context::Article => "the article",
        Context::Search => "the results of a search",
        Context::Overlay => "what lies over the panes",
    }
}

/// The command's sentence, with what it was bound with.
fn describe(command: &Command) -> String {
    if let Command::Refresh { feeds, force, .. } = command {
        return describe_refresh(feeds, *force);
    }
    let spec = command.spec();
    let said = command.to_invocation();
    let arguments: Vec<&str> = said
        .arguments
        .iter()
        .map(String::as_str)
        .filter(|said| !said.is_empty())
        .collect();
    match arguments.is_empty() {
        true => spec.summary.to_owned(),
        false => format!("{} ({})", spec.summary.trim_end_matches('.'), arguments.join(" ")),
    }
}

/// What a refresh fetches on the screen depends on all that it was bound with.
fn describe_refresh(feeds: &[String], force: bool) -> String {
    let which = match feeds {
        [] => "the feed or folder that is selected".to_owned(),
        [all] if all == "All" => "all feeds".to_owned(),
        named => named.join(", "),
    };
    let due = if force {
        "also what is not due"
    } else {
        "as far as it is due"
    };
    format!("Fetches {which}, {due}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_that_fetches_says_what() {
        let (keymap, _) = Keymap::read(crate::config::DEFAULT_KEYMAP, None);
        let said = |wanted: &str| {
            let mut lines = help(&keymap, Context::Entries).into_iter();
            lines.find_map(|line| match line {
                HelpLine::Key { keys, summary } if keys == wanted => Some(summary),
                _ => None,
            })
        };
        let selected = "Fetches the feed or folder that is selected, also what is not due.";
        assert_eq!(said("r").as_deref(), Some(selected));
        assert_eq!(said("R").as_deref(), Some("Fetches all feeds, also what is not due."));
    }

    #[test]
    fn nothing_of_help_is_lost_in_a_narrow_row() {
        let rows = two_columns(
            "space, l, enter, right",
            "Opens what is selected: a source, an article, a choice.",
            36,
        );
        let texts = |of: fn(&HelpRow) -> &str| rows.iter().map(of).collect::<Vec<_>>().join(" ");
        let keys = texts(|row| match row {
            HelpRow::Key { keys, .. } | HelpRow::Heading(keys) => keys,
        });
        let said = texts(|row| match row {
            HelpRow::Key { summary, .. } | HelpRow::Heading(summary) => summary,
        });
        assert_eq!(keys.trim(), "space, l, enter, right");
        assert_eq!(said.trim(), "Opens what is selected: a source, an article, a choice.");
        assert!(rows.len() > 2);
    }
}

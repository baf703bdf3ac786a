//! Help: the keys that work in a part of the screen and what each does, and what the signs there mean, broken into rows so
//! that nothing is cut off; and what is looked for in it.

use super::effect::Effect;
use super::input::LineEditor;
use super::layout::Region;
use super::likeness::begins_words;
use super::notice::Severity;
use super::overlay::Overlay;
use super::state::State;
use super::wrap::wrap;
use crate::command::{Command, Context};
use crate::config::{Cap, Key, Keymap};
use std::collections::BTreeSet;

/// From this width on the keys have a column that nearly all of them fit in.
const ROOMY: usize = 60;

/// Help while it is open.
#[derive(Clone, Debug, PartialEq)]
pub struct HelpPane {
    pub context: Context,
    pub top: usize,
    /// What is looked for in it, once something is.
    pub sought: Option<LineEditor>,
    /// Whether keys are text of what is looked for.
    pub typing: bool,
}

/// A line of help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelpLine {
    Heading(String),
    /// Keys, or a sign, and what they do or mean.
    Key {
        keys: String,
        summary: String,
        /// The commands, as they are written in the palette and in a keymap; nothing of a sign.
        commands: String,
    },
    Blank,
}

/// The panes: what a key does in all of them it does everywhere.
const PANES: [Context; 4] = [Context::Sidebar, Context::Entries, Context::Article, Context::Search];

/// What the signs of a pane mean.
const fn signs_in(context: Context) -> &'static [(&'static str, &'static str)] {
    match context {
        Context::Sidebar => &[
            (
                "12",
                "Unread entries of a feed, a folder or a saved query; of Starred, Today and the like all there are.",
            ),
            ("!", "A feed that could not be fetched lately."),
            ("▸ ▾", "A folder whose feeds are hidden, or shown."),
        ],
        Context::Entries | Context::Search => &[
            ("•", "Unread."),
            ("2h 5d 3w", "How long ago it was published: hours, days, weeks."),
            ("7′", "Minutes that it takes to read."),
            ("↓", "Ready offline: the full text and its pictures are on the disk."),
            ("★", "Starred."),
            ("✓", "Chosen, to do something with several."),
        ],
        Context::Global | Context::Article | Context::Overlay => &[],
    }
}

/// What help says of a context: made of the keymap and the table of commands, so that they cannot be wrong.
pub fn help(keymap: &Keymap, context: Context) -> Vec<HelpLine> {
    let others = PANES.into_iter().filter(|pane| *pane != context);
    let others: Vec<Vec<Bound<'_>>> = others.map(|pane| keys_in(keymap, pane)).collect();
    let (everywhere, here): (Vec<_>, Vec<_>) = keys_in(keymap, context)
        .into_iter()
        .partition(|bound| others.iter().all(|other| other.contains(bound)));
    let mut lines = section(
        format!("Keys in {}", where_is(context)),
        here.into_iter().map(described),
    );
    let signs = signs_in(context).iter();
    lines.extend(section(
        format!("Signs in {}", where_is(context)),
        signs.map(|(sign, meaning)| HelpLine::Key {
            keys: (*sign).to_owned(),
            summary: (*meaning).to_owned(),
            commands: String::new(),
        }),
    ));
    lines.extend(section(
        "Keys everywhere".to_owned(),
        everywhere.into_iter().map(described),
    ));
    lines
}

/// Commands that are carried out one after the other, and each of the keys that do it.
type Bound<'a> = (&'a [Command], Vec<String>);

/// What is bound in a context.
fn keys_in(keymap: &Keymap, context: Context) -> Vec<Bound<'_>> {
    let mut bound: Vec<Bound<'_>> = Vec::new();
    for (key, commands) in keymap.bindings_in(context) {
        match bound.iter_mut().find(|(known, _)| *known == commands) {
            Some((_, keys)) => keys.push(key),
            None => bound.push((commands, vec![key])),
        }
    }
    bound
}

fn described((commands, keys): Bound<'_>) -> HelpLine {
    let said: Vec<String> = commands.iter().map(describe).collect();
    let written: Vec<String> = commands.iter().map(Command::to_string).collect();
    HelpLine::Key {
        keys: keys.join(", "),
        summary: said.join(" "),
        commands: written.join(", "),
    }
}

/// A heading with what stands below it, and a blank line before the next; nothing where nothing does.
fn section(heading: String, rows: impl Iterator<Item = HelpLine>) -> Vec<HelpLine> {
    let mut lines: Vec<HelpLine> = rows.collect();
    if !lines.is_empty() {
        lines.insert(0, HelpLine::Heading(heading));
        lines.push(HelpLine::Blank);
    }
    lines
}

/// What help says of every pane that is like what is looked for, that of `context` first: a key, the name of a command, or
/// words that a sentence has.
fn found(keymap: &Keymap, context: Context, sought: &str) -> Vec<HelpLine> {
    let others = PANES
        .into_iter()
        .chain([Context::Overlay])
        .filter(|pane| *pane != context);
    let mut sections: Vec<(String, Vec<HelpLine>)> = Vec::new();
    for line in std::iter::once(context)
        .chain(others)
        .flat_map(|pane| help(keymap, pane))
    {
        match line {
            HelpLine::Heading(heading) => sections.push((heading, Vec::new())),
            line if is_like(&line, sought) => {
                sections
                    .last_mut()
                    .into_iter()
                    .for_each(|(_, lines)| lines.push(line.clone()));
            }
            _ => {}
        }
    }
    let mut known = BTreeSet::new();
    sections.retain(|(heading, _)| known.insert(heading.clone()));
    sections
        .into_iter()
        .flat_map(|(heading, lines)| section(heading, lines.into_iter()))
        .collect()
}

fn is_like(line: &HelpLine, sought: &str) -> bool {
    match line {
        HelpLine::Key {
            keys,
            summary,
            commands,
        } => keys.split(", ").any(|key| key == sought) || begins_words(sought, &format!("{summary} {commands}")),
        HelpLine::Heading(_) | HelpLine::Blank => false,
    }
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

impl HelpPane {
    /// What there is to read of it, from its top.
    pub fn new(context: Context) -> HelpPane {
        HelpPane {
            context,
            top: 0,
            sought: None,
            typing: false,
        }
    }

    /// Where its rows are: below what is looked for.
    pub fn list(&self, inside: Region) -> Region {
        inside.below(u16::from(self.sought.is_some()))
    }

    fn seek(&mut self) {
        self.typing = true;
        let last = self.sought.take().unwrap_or_default().text();
        self.sought = Some(LineEditor::offering(&last));
    }

    /// Shows all of it again; false where all of it was shown.
    pub(super) fn show_all(&mut self) -> bool {
        self.typing = false;
        self.sought.take().is_some()
    }

    /// Takes a key while it is looked for something.
    pub(super) fn press(&mut self, key: Key) {
        match (key.ctrl, key.cap) {
            (_, Cap::Esc) | (true, Cap::Sign('c')) => {
                self.show_all();
            }
            (_, Cap::Enter | Cap::Tab | Cap::Down | Cap::Up) => self.typing = false,
            _ => {
                if self.sought.get_or_insert_default().press(key) {
                    self.top = 0;
                }
            }
        }
        if !self.typing && self.sought.as_ref().is_some_and(LineEditor::is_blank) {
            self.sought = None;
        }
    }
}

impl State {
    /// Begins to look for something in help; in nothing else that lies over a pane there is much to be found.
    pub(super) fn seek(&mut self) -> Vec<Effect> {
        match self.overlays.last_mut() {
            Some(Overlay::Help(help)) => {
                help.seek();
                Vec::new()
            }
            _ => self.say(Severity::Info, "Only in help and in articles words can be found."),
        }
    }

    /// The rows of help in so many cells, those that are looked for. In accessible mode keys and what they do are one text.
    pub fn help_rows(&self, pane: &HelpPane, width: usize) -> Vec<HelpRow> {
        let sought = pane.sought.as_ref().map(LineEditor::text).unwrap_or_default();
        let lines = match sought.trim() {
            "" => help(&self.settings.keymap, pane.context),
            sought => found(&self.settings.keymap, pane.context, sought),
        };
        let rows = lines.into_iter().flat_map(|line| match line {
            HelpLine::Blank => vec![HelpRow::Heading(String::new())],
            HelpLine::Heading(heading) => wrap(&heading, width).into_iter().map(HelpRow::Heading).collect(),
            HelpLine::Key { keys, summary, .. } => match self.settings.config.accessible {
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
                HelpLine::Key { keys, summary, .. } if keys == wanted => Some(summary),
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

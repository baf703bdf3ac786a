//! The palette: every command that works here, found by a few letters, or written out with its arguments.

use super::help::where_is;
use super::input::LineEditor;
use super::likeness::{Likeness, begins_words, best_first};
use super::movement::Movement;
use super::state::Pane;
use crate::command::{Command, Context, Spec, find, nearest};
use crate::config::{Keymap, screen_commands, without_arguments, works_in};
use std::cmp::Reverse;

/// Bytes beyond which nothing is like what was typed: no name or sentence of a command is longer.
const LONGEST_SOUGHT: usize = 256;

/// Names said at most where there is no command of the name that was typed.
const NEAR: usize = 3;

/// The palette while it is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    pub input: LineEditor,
    /// The offer that was gone to.
    pub picked: Option<usize>,
    /// The pane it was opened over: its commands are offered.
    pub over: Pane,
    /// What is wrong with what was written out.
    pub mistake: Option<String>,
}

/// A command on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub spec: &'static Spec,
    /// The name with its arguments.
    pub usage: String,
    /// The first key that is bound to it.
    pub key: Option<String>,
}

impl Palette {
    /// An empty line over a pane.
    pub fn new(over: Pane) -> Palette {
        Palette {
            input: LineEditor::default(),
            picked: None,
            over,
            mistake: None,
        }
    }

    /// The commands that fit what was typed, the best first. Behind one that is written out with arguments stand those that
    /// all the words are like.
    pub fn offers(&self, keymap: &Keymap) -> Vec<Offer> {
        let context = self.over.context();
        let works = screen_commands().filter(|spec| self.works_here(spec) && spec.name != "palette");
        let typed = self.input.text();
        let name = first_word(&typed);
        let sought = typed.trim();
        // Names are written with a “-” for each blank.
        let spelled = sought.split_whitespace().collect::<Vec<_>>().join("-");
        let mut likeness = (sought.len() <= LONGEST_SOUGHT).then(|| Likeness::to(sought));
        let has_arguments = self.has_arguments();
        let mut rank = |spec: &Spec| match spec.name == spelled || has_arguments && spec.name == name {
            true => Some(0),
            false => rank(likeness.as_mut()?, sought, spec),
        };
        let mut found: Vec<(u32, &Spec)> = works.filter_map(|spec| Some((rank(spec)?, spec))).collect();
        if has_arguments && !found.iter().any(|(_, spec)| spec.name == name) {
            return Vec::new();
        }
        // The order of the table stands where nothing ranks higher; moving is rarely what one looks for.
        found.sort_by_key(|(score, spec)| {
            let is_begun = has_arguments && spec.name.starts_with(&spelled);
            let is_named = (spec.name != spelled, !is_begun, spec.name != name);
            (is_named, Reverse(*score), is_movement(spec))
        });
        found
            .into_iter()
            .map(|(_, spec)| offer(spec, context, keymap))
            .collect()
    }

    /// Which of so many offers is selected: the one that was gone to, else the first. None is before that where the line is
    /// a command of the command line: whoever has written it out means no other.
    pub fn selected(&self, count: usize) -> Option<usize> {
        let last = count.checked_sub(1)?;
        match self.picked {
            Some(at) => Some(at.min(last)),
            None => self.is_for_command_line().is_none().then_some(0),
        }
    }

    /// Goes up or down among so many offers.
    pub(super) fn go(&mut self, movement: Movement, count: usize) {
        self.picked = match self.selected(count) {
            Some(at) => Some(movement.from(at, count, 1)),
            None => (count > 0).then_some(0),
        };
    }

    /// What the line says.
    ///
    /// # Errors
    /// A sentence: no such command, or what is wrong with its arguments.
    pub fn chosen(&self, keymap: &Keymap) -> Result<Command, String> {
        let offers = self.offers(keymap);
        let selected = self.selected(offers.len()).and_then(|at| offers.get(at));
        let typed = self.input.text();
        let is_typed = selected.is_none_or(|offer| offer.spec.name == first_word(&typed));
        if self.has_arguments() && is_typed {
            return Command::parse(&typed).map_err(|error| error.to_string());
        }
        selected
            .and_then(|offer| without_arguments(offer.spec.name))
            .ok_or_else(|| self.is_for_command_line().unwrap_or_else(|| self.lack()))
    }

    /// What is to be said of the line before Enter: why it is no command, or that nothing is like it.
    pub fn remark(&self, offers: &[Offer]) -> Option<String> {
        match self.picked {
            Some(_) => None,
            // What it says of its arguments, and of the pane, it says when it is carried out.
            None if self.has_arguments() => None,
            None => self
                .is_for_command_line()
                .or_else(|| offers.is_empty().then(|| self.lack())),
        }
    }

    fn works_here(&self, spec: &Spec) -> bool {
        works_in(spec, &[self.over.context(), Context::Global])
    }

    /// Whether a command of the screen that takes something is written out with something after its name.
    fn has_arguments(&self) -> bool {
        let typed = self.input.text();
        let takes = |spec: &Spec| !spec.arguments.is_empty() || !spec.options.is_empty();
        let is_command = find(first_word(&typed)).is_some_and(|spec| !spec.contexts.is_empty() && takes(spec));
        is_command && typed.split_whitespace().nth(1).is_some()
    }

    /// That the line names a command of the command line.
    fn is_for_command_line(&self) -> Option<String> {
        let typed = self.input.text();
        let name = first_word(&typed);
        let is_elsewhere = find(name).is_some_and(|spec| spec.contexts.is_empty());
        is_elsewhere.then(|| format!("“{name}” is for the command line: dateline {name}"))
    }

    /// That nothing on offer is like what was typed, and whether something of another pane is.
    fn lack(&self) -> String {
        let typed = self.input.text();
        let mut likeness = Likeness::to(typed.trim());
        let elsewhere = screen_commands().filter(|spec| !self.works_here(spec));
        let spelled = typed.split_whitespace().collect::<Vec<_>>().join("-");
        let found = elsewhere.filter_map(|spec| Some(((spec.name == spelled, likeness.of(spec.name)?), spec)));
        let best = found.max_by_key(|(rank, _)| *rank).map(|(_, spec)| spec);
        match (best, find(first_word(&typed))) {
            // It takes nothing, and no other command is like the words.
            (None, Some(spec)) if self.works_here(spec) => Command::parse(&typed)
                .err()
                .map_or_else(String::new, |error| error.to_string()),
            (Some(spec), _) => {
                let places: Vec<&str> = spec.contexts.iter().map(|context| where_is(*context)).collect();
                format!("“{}” works only in {}", spec.name, places.join(", "))
            }
            (None, _) if typed.split_whitespace().nth(1).is_some() => unknown(first_word(&typed)),
            (None, _) => format!("no command matches “{}”; fewer letters find more", typed.trim()),
        }
    }
}

fn first_word(typed: &str) -> &str {
    typed.split_whitespace().next().unwrap_or("")
}

/// That there is no command of this name on the screen, and which ones are named like it.
fn unknown(name: &str) -> String {
    let mut likeness = Likeness::to(name);
    let found = screen_commands().filter_map(|spec| Some((likeness.of(spec.name)?, spec.name)));
    let mut near = best_first(found.collect());
    near.truncate(NEAR);
    let mistyped = nearest(name, screen_commands().map(|spec| spec.name));
    let mut named: Vec<String> = near.iter().map(|name| format!("“{name}”")).collect();
    if let (true, Some(mistyped)) = (named.is_empty(), mistyped) {
        named.push(format!("“{mistyped}”"));
    }
    match named.is_empty() {
        true => format!("there is no command “{name}” on the screen"),
        false => format!(
            "there is no command “{name}” on the screen; did you mean {}?",
            named.join(" or ")
        ),
    }
}

/// A command that is named like it ranks above one whose sentence has its words.
fn rank(likeness: &mut Likeness, sought: &str, spec: &Spec) -> Option<u32> {
    let in_sentence = || begins_words(sought, spec.summary).then_some(0);
    likeness.of(spec.name).or_else(in_sentence)
}

fn is_movement(spec: &Spec) -> bool {
    without_arguments(spec.name).is_some_and(|command| Movement::of(&command).is_some())
}

fn offer(spec: &'static Spec, context: Context, keymap: &Keymap) -> Offer {
    let arguments: String = spec
        .arguments
        .iter()
        .map(|argument| format!(" {}", argument.name))
        .collect();
    let key = keymap.key_of(context, spec.name);
    Offer {
        spec,
        usage: format!("{}{arguments}", spec.name),
        key,
    }
}

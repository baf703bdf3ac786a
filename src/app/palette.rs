//! The palette: every command that works here, found by a few letters, or written out with its arguments.

use super::input::LineEditor;
use super::likeness::{Likeness, begins_words};
use super::movement::Movement;
use super::state::Pane;
use crate::command::{Command, Context, Spec, find};
use crate::config::{Keymap, screen_commands, without_arguments, works_in};
use std::cmp::Reverse;

/// The palette while it is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    pub input: LineEditor,
    pub selected: usize,
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
            selected: 0,
            over,
            mistake: None,
        }
    }

    /// The commands that fit what was typed, the best first.
    pub fn offers(&self, keymap: &Keymap) -> Vec<Offer> {
        let context = self.over.context();
        let works =
            screen_commands().filter(|spec| works_in(spec, &[context, Context::Global]) && spec.name != "palette");
        let typed = self.input.text();
        let name = typed.split_whitespace().next().unwrap_or("");
        let sought = if find(name).is_some() { name } else { typed.trim() };
        let mut likeness = Likeness::to(sought);
        let mut found: Vec<(u32, &Spec)> = works
            .filter_map(|spec| Some((rank(&mut likeness, sought, spec)?, spec)))
            .collect();
        // The order of the table stands where nothing ranks higher; moving is rarely what one looks for.
        found.sort_by_key(|(score, spec)| (spec.name != sought, Reverse(*score), is_movement(spec)));
        found
            .into_iter()
            .map(|(_, spec)| offer(spec, context, keymap))
            .collect()
    }

    /// What the line says.
    ///
    /// # Errors
    /// A sentence: no such command, or what is wrong with its arguments.
    pub fn chosen(&self, keymap: &Keymap) -> Result<Command, String> {
        let typed = self.input.text();
        let mut words = typed.split_whitespace();
        let is_name = words
            .next()
            .and_then(find)
            .is_some_and(|spec| !spec.contexts.is_empty());
        if is_name && words.next().is_some() {
            return Command::parse(&typed).map_err(|error| error.to_string());
        }
        let offers = self.offers(keymap);
        let offer = offers.get(self.selected.min(offers.len().saturating_sub(1)));
        offer
            .and_then(|offer| without_arguments(offer.spec.name))
            .ok_or_else(|| format!("no command is like “{}”; Esc leaves", typed.trim()))
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

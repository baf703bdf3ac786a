//! What a key means where no text is typed: a number before a command, the beginning of a sequence, or commands.

use super::commands::carry_out;
use super::effect::Effect;
use super::help::where_is;
use super::movement::Movement;
use super::notice::Severity;
use super::state::State;
use crate::command::Command;
use crate::config::{Key, Lookup};

/// A command is repeated at most so often: more is a key that was held down.
const MOST: usize = 999;

impl State {
    /// Looks a key up, together with those before it that began a sequence. A digit that is no command begins a number, and
    /// what comes next is done so often.
    pub(super) fn press_in_keymap(&mut self, key: Key) -> Vec<Effect> {
        if let Some(count) = self.counted_on(key) {
            self.screen.count = Some(count);
            return Vec::new();
        }
        self.screen.pending.push(key);
        let contexts = self.contexts();
        let commands = match self.settings.keymap.lookup(&contexts, &self.screen.pending) {
            Lookup::Prefix => return Vec::new(),
            Lookup::None => return self.say_unbound(),
            Lookup::Commands(commands) => commands.to_vec(),
        };
        self.screen.pending.clear();
        match (self.screen.count.take(), commands.as_slice()) {
            // Whoever wants to be rid of the number wants nothing else.
            (Some(_), [Command::Back]) => Vec::new(),
            (Some(count), [only]) if can_be_repeated(only) => {
                let repeated = std::iter::repeat_n(only.clone(), count);
                self.carry_out_all(&repeated.collect::<Vec<_>>())
            }
            (_, commands) => self.carry_out_all(commands),
        }
    }

    /// Whoever tries a key is told that it does nothing where it was pressed, and what does.
    fn say_unbound(&mut self) -> Vec<Effect> {
        let keys: Vec<String> = std::mem::take(&mut self.screen.pending)
            .iter()
            .map(Key::to_string)
            .collect();
        self.screen.count = None;
        match self.overlays.is_empty() {
            true => {
                let (place, helps) = (where_is(self.screen.focus.context()), self.key_for("help"));
                let said = format!("{} does nothing in {place}; {helps} lists the keys.", keys.join(" "));
                self.say(Severity::Info, &said)
            }
            false => Vec::new(),
        }
    }

    /// The number so far with another digit; `None` where the key is none, or a command.
    pub(super) fn counted_on(&self, key: Key) -> Option<usize> {
        let digit = usize::try_from(key.typed()?.to_digit(10)?).ok()?;
        if !self.screen.pending.is_empty() {
            return None;
        }
        match self.screen.count {
            Some(count) => Some((count * 10 + digit).min(MOST)),
            None if digit == 0 => None,
            None => {
                let is_free = self.settings.keymap.lookup(&self.contexts(), &[key]) == Lookup::None;
                is_free.then_some(digit)
            }
        }
    }

    /// One after the other, until one of them asks something.
    fn carry_out_all(&mut self, commands: &[Command]) -> Vec<Effect> {
        let over = self.overlays.len();
        let mut effects = Vec::new();
        for command in commands {
            effects.extend(carry_out(self, command));
            if self.overlays.len() > over {
                break;
            }
        }
        effects
    }

    /// The keys that have begun something, and what can follow them; nothing where none has.
    pub fn begun(&self) -> Option<(String, Vec<(String, String)>)> {
        let Some(_) = self.screen.pending.first() else {
            return self.screen.count.map(|count| (count.to_string(), Vec::new()));
        };
        let keys: Vec<String> = self.screen.pending.iter().map(ToString::to_string).collect();
        let following = self.settings.keymap.following(&self.contexts(), &self.screen.pending);
        Some((keys.join(" "), following))
    }
}

fn can_be_repeated(command: &Command) -> bool {
    let others = [
        Command::ChooseEntry,
        Command::NextHeading,
        Command::PreviousHeading,
        Command::NextLink,
        Command::PreviousLink,
        Command::Widen,
        Command::Narrow,
        Command::Undo,
        Command::Redo,
    ];
    Movement::of(command).is_some() || others.contains(command)
}

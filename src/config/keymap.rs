//! Which key is which command, and where: read from TOML, one table for each context. A person's file holds
//! differences only. What a command does is not known here.

use super::Problem;
use super::key::Key;
use super::lines::{Lines, read_table};
use crate::command::{COMMANDS, Command, CommandError, Context, Invocation, Spec, find, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file `config/keymap.toml`.
pub const DEFAULT_KEYMAP: &str = include_str!("../../config/keymap.toml");
/// The file `config/keymap-newsboat.toml`.
pub const NEWSBOAT_KEYMAP: &str = include_str!("../../config/keymap-newsboat.toml");

/// Every binding. In a table for a context stands what works there; `global` is wherever the command works and no
/// text is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Binding {
    context: Context,
    keys: Vec<Key>,
    /// Carried out one after the other; at least one.
    commands: Vec<Command>,
    /// Where each of the commands works. Kept: the hints of each frame ask for it of every binding.
    works: Vec<&'static [Context]>,
}

impl Binding {
    fn works_in(&self, contexts: &[Context]) -> bool {
        let works = |places: &&[Context]| places.iter().any(|context| contexts.contains(context));
        self.works.iter().all(works)
    }

    /// The command, where it is one.
    fn only(&self) -> Option<&Command> {
        match self.commands.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The line where it stands.
    fn line_in(&self, lines: &[(String, Vec<Key>, usize)]) -> Option<usize> {
        let mut own = lines
            .iter()
            .filter(|(context, keys, _)| *context == self.context.name() && *keys == self.keys);
        own.next().map(|(_, _, line)| *line)
    }

    /// Whether its keys are the beginning of another's, which then cannot be typed.
    fn hides(&self, other: &Binding) -> bool {
        self.context == other.context && self.keys.len() < other.keys.len() && other.keys.starts_with(&self.keys)
    }
}

/// What keys mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// To be carried out one after the other.
    Commands(&'a [Command]),
    /// The beginning of a sequence.
    Prefix,
    None,
}

impl Keymap {
    /// The built-in keymap of this name, as text.
    pub fn built_in(name: &str) -> Option<&'static str> {
        match name {
            "default" => Some(DEFAULT_KEYMAP),
            "newsboat" => Some(NEWSBOAT_KEYMAP),
            _ => None,
        }
    }

    /// `base` changed by a person's file, given as its name and text. What cannot be taken is left as it was and named.
    pub fn read(base: &str, user: Option<(&str, &str)>) -> (Keymap, Vec<Problem>) {
        let mut keymap = Keymap::default();
        let mut problems = keymap.apply("keymap.toml", base);
        if let Some((file, text)) = user {
            problems.extend(keymap.apply(file, text));
            let lines = lines_of_bindings(text);
            problems.extend(keymap.hidden().map(|(binding, hides)| Problem {
                file: file.to_owned(),
                line: binding.line_in(&lines).or(hides.line_in(&lines)),
                message: cannot_be_typed(binding, hides),
            }));
        }
        (keymap, problems)
    }

    /// Sequences that cannot be typed because a command comes before their end, each with that command.
    fn hidden(&self) -> impl Iterator<Item = (&Binding, &Binding)> {
        self.bindings.iter().filter_map(|binding| {
            let hides = self.bindings.iter().find(|other| other.hides(binding))?;
            Some((binding, hides))
        })
    }

    /// The commands that `keys` are in the first of `contexts` that has some which work in any of them.
    pub fn lookup(&self, contexts: &[Context], keys: &[Key]) -> Lookup<'_> {
        let mut prefix = false;
        for context in contexts {
            for binding in self.bindings.iter().filter(|binding| binding.context == *context) {
                if !binding.works_in(contexts) || !binding.keys.starts_with(keys) {
                    continue;
                }
                if binding.keys.len() == keys.len() {
                    return Lookup::Commands(&binding.commands);
                }
                prefix = true;
            }
        }
        if prefix { Lookup::Prefix } else { Lookup::None }
    }

    /// What can follow the beginning of a sequence: the keys that are still to be typed, with what they do.
    pub fn following(&self, contexts: &[Context], begun: &[Key]) -> Vec<(String, String)> {
        let mut following: Vec<(String, String)> = Vec::new();
        for context in contexts {
            for binding in self.bindings.iter().filter(|binding| binding.context == *context) {
                if binding.keys.len() > begun.len() && binding.keys.starts_with(begun) && binding.works_in(contexts) {
                    let keys = written(&binding.keys[begun.len()..]);
                    let commands: Vec<String> = binding.commands.iter().map(Command::to_string).collect();
                    if !following.iter().any(|(known, _)| *known == keys) {
                        following.push((keys, commands.join(", ")));
                    }
                }
            }
        }
        following
    }

    /// The keys, as text, that are exactly this command (with its arguments, as text) in a context or everywhere: one
    /// with other arguments does something else.
    pub fn keys_of(&self, context: Context, command: &str) -> Vec<String> {
        let Ok(command) = read_text(command) else {
            return Vec::new();
        };
        self.in_order(context)
            .filter(|binding| binding.only() == Some(&command))
            .filter(|binding| self.reaches(context, binding))
            .map(|binding| written(&binding.keys))
            .collect()
    }

    /// The key to name where one is named: Enter or Esc where the command has it, else the first that is bound.
    pub fn key_of(&self, context: Context, command: &str) -> Option<String> {
        let keys = self.keys_of(context, command);
        let known = keys.iter().find(|key| *key == "enter" || *key == "esc");
        known.or(keys.first()).cloned()
    }

    /// What is bound in a context, its own first: keys as text, with the commands.
    pub fn bindings_in(&self, context: Context) -> impl Iterator<Item = (String, &[Command])> {
        self.in_order(context)
            .filter(move |binding| self.reaches(context, binding))
            .map(|binding| (written(&binding.keys), binding.commands.as_slice()))
    }

    /// The bindings of a context, then those of everywhere; what lies over the panes has all keys itself.
    fn in_order(&self, context: Context) -> impl Iterator<Item = &Binding> {
        let of = move |wanted| self.bindings.iter().filter(move |binding| binding.context == wanted);
        let reaches = !matches!(context, Context::Global | Context::Overlay);
        let global = of(Context::Global).filter(move |_| reaches);
        of(context).chain(global)
    }

    /// Whether the keys of a binding are its command in a context: one of everywhere may not work there, or be covered.
    fn reaches(&self, context: Context, binding: &Binding) -> bool {
        let contexts = [context, Context::Global];
        binding.context == context
            || binding.works_in(&contexts)
                && matches!(self.lookup(&contexts, &binding.keys), Lookup::Commands(found) if *found == binding.commands)
    }

    fn apply(&mut self, file: &str, text: &str) -> Vec<Problem> {
        let (table, mut problems) = read_table(file, text);
        let written = Lines::of(text);
        for (name, value) in table.get_ref() {
            let line = written.at(Spanned::span(name).start);
            let context = Context::ALL
                .into_iter()
                .find(|context| context.name() == name.get_ref());
            match (context, value.get_ref()) {
                (Some(context), DeValue::Table(bindings)) => {
                    let found = self.apply_context(context, bindings);
                    problems.extend(found.into_iter().map(|(place, message)| Problem {
                        file: file.to_owned(),
                        line: Some(written.at(place)),
                        message,
                    }));
                }
                _ => problems.push(Problem {
                    file: file.to_owned(),
                    line: Some(line),
                    message: unknown_context(name.get_ref()),
                }),
            }
        }
        problems.sort_by_key(|problem| problem.line);
        problems
    }

    /// Takes the bindings of a table, and says at which byte what is wrong.
    fn apply_context(&mut self, context: Context, table: &DeTable<'_>) -> Vec<(usize, String)> {
        let mut mistakes = Vec::new();
        for (name, value) in table {
            let place = Spanned::span(name).start;
            let Some(keys) = Key::parse_sequence(name.get_ref()) else {
                mistakes.push((place, unknown_key(name.get_ref())));
                continue;
            };
            match read_commands(context, value.get_ref()) {
                Ok(commands) => self.bind(context, keys, commands),
                Err(message) => mistakes.push((place, message)),
            }
        }
        mistakes
    }

    /// Without a command the keys are taken away.
    fn bind(&mut self, context: Context, keys: Vec<Key>, commands: Vec<Command>) {
        self.bindings
            .retain(|binding| binding.context != context || binding.keys != keys);
        if !commands.is_empty() {
            self.bindings.push(Binding {
                context,
                keys,
                works: commands.iter().map(|command| command.spec().contexts).collect(),
                commands,
            });
        }
    }
}

fn cannot_be_typed(binding: &Binding, hides: &Binding) -> String {
    let (keys, first) = (written(&binding.keys), written(&hides.keys));
    format!("“{keys}” cannot be typed while “{first}” is a command; \"{first}\" = \"\" takes that away")
}

/// The line of each binding in a text, with the name of its table and its keys.
fn lines_of_bindings(text: &str) -> Vec<(String, Vec<Key>, usize)> {
    let (table, _) = read_table("", text);
    let written = Lines::of(text);
    let mut lines = Vec::new();
    for (context, bindings) in table.get_ref() {
        for (name, _) in bindings.get_ref().as_table().into_iter().flatten() {
            let keys = Key::parse_sequence(name.get_ref()).unwrap_or_default();
            lines.push((
                context.get_ref().to_string(),
                keys,
                written.at(Spanned::span(name).start),
            ));
        }
    }
    lines
}

/// Whether a command works in one of `contexts`.
pub fn works_in(spec: &Spec, contexts: &[Context]) -> bool {
    spec.contexts.iter().any(|context| contexts.contains(context))
}

/// The commands of a binding, a text or a list of them; an empty one takes a key away.
fn read_commands(context: Context, value: &DeValue<'_>) -> Result<Vec<Command>, String> {
    let text = |value: &DeValue<'_>| value.as_str().map(str::to_owned);
    let texts: Option<Vec<String>> = match value {
        DeValue::Array(items) => items.iter().map(|item| text(item.get_ref())).collect(),
        value => text(value).map(|text| vec![text]),
    };
    let texts = texts.ok_or("a key has to be a command in quotation marks, or a list of them")?;
    let commands = texts.iter().filter(|text| !text.is_empty());
    commands.map(|text| read_command(context, text)).collect()
}

fn read_command(context: Context, text: &str) -> Result<Command, String> {
    let command = read_text(text)?;
    let spec = command.spec();
    if spec.contexts.is_empty() || (context != Context::Global && !works_in(spec, &[context, Context::Global])) {
        return Err(format!("“{}” does not work in “{}”", spec.name, context.name()));
    }
    Ok(command)
}

/// The command that a text is; without what it needs it asks for that.
pub(super) fn read_text(text: &str) -> Result<Command, String> {
    Command::parse(text).or_else(|error| match error {
        CommandError::Missing { command, .. } => without_arguments(command).ok_or_else(|| error.to_string()),
        error => Err(error.to_string()),
    })
}

/// A command that was named without what it needs: it asks for it when it is carried out.
pub fn without_arguments(name: &str) -> Option<Command> {
    find(name).and_then(|spec| Command::from_invocation(&Invocation::new(spec)).ok())
}

/// Keys as a keymap has them.
pub(super) fn written(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

fn unknown_key(given: &str) -> String {
    let known = [
        "enter",
        "esc",
        "tab",
        "space",
        "backspace",
        "delete",
        "insert",
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "page-up",
        "page-down",
    ];
    match nearest(given, known.into_iter()) {
        Some(near) => format!("there is no key “{given}”; did you mean “{near}”?"),
        None => format!("there is no key “{given}”; keys are written like j, G, ctrl-d, shift-tab, f5"),
    }
}

fn unknown_context(given: &str) -> String {
    let names = Context::ALL.map(Context::name);
    match nearest(given, names.into_iter()) {
        Some(near) => format!("there is no table “{given}” of keys; did you mean “{near}”?"),
        None => format!("there is no table “{given}” of keys; there are {}", names.join(", ")),
    }
}

/// The commands that work on the screen.
pub fn screen_commands() -> impl Iterator<Item = &'static Spec> {
    COMMANDS.iter().filter(|spec| !spec.contexts.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        Key::parse_sequence(text).unwrap()
    }

    #[test]
    fn the_keymaps_in_the_box_have_no_problem() {
        for name in ["default", "newsboat"] {
            assert_eq!(Keymap::read(Keymap::built_in(name).unwrap(), None).1, []);
        }
    }

    #[test]
    fn every_command_of_the_screen_is_bound_or_in_the_palette() {
        let (keymap, _) = Keymap::read(DEFAULT_KEYMAP, None);
        for spec in screen_commands() {
            let bound = Context::ALL
                .iter()
                .any(|context| !keymap.keys_of(*context, spec.name).is_empty());
            assert!(bound || works_in(spec, &[Context::Global]), "{}", spec.name);
        }
    }

    #[test]
    fn a_person_changes_single_keys() {
        let user = "[global]\nq = \"\"\n\"g x\" = \"quit\"\n[article]\nq = \"zen\"\n";
        let (keymap, problems) = Keymap::read("[global]\nq = \"quit\"\n", Some(("mine.toml", user)));
        assert_eq!(problems, []);
        let contexts = [Context::Entries, Context::Global];
        assert_eq!(keymap.lookup(&contexts, &keys("q")), Lookup::None);
        assert_eq!(keymap.lookup(&contexts, &keys("g")), Lookup::Prefix);
        assert_eq!(
            keymap.lookup(&contexts, &keys("g x")),
            Lookup::Commands(&[Command::Quit])
        );
        let article = [Context::Article, Context::Global];
        assert_eq!(keymap.lookup(&article, &keys("q")), Lookup::Commands(&[Command::Zen]));
    }

    #[test]
    fn a_key_can_do_several_things_one_after_the_other() {
        let user = "[entries]\nx = [\"toggle-read\", \"down\"]\ny = [\"toggle-read\", 3]\n";
        let (keymap, problems) = Keymap::read(DEFAULT_KEYMAP, Some(("mine.toml", user)));
        let contexts = [Context::Entries, Context::Global];
        let both = [Command::ToggleRead, Command::Down];
        assert_eq!(keymap.lookup(&contexts, &keys("x")), Lookup::Commands(&both));
        // A key that does more is not the key of one of them.
        assert_eq!(keymap.key_of(Context::Entries, "toggle-read").as_deref(), Some("m"));
        assert_eq!(problems.len(), 1, "{problems:?}");
    }

    #[test]
    fn a_sequence_behind_a_command_is_a_problem_and_what_can_follow_is_known() {
        let user = "[global]\n\"g g\" = \"top\"\n\"Z Z\" = \"quit\"\n\"Z z\" = [\"zen\", \"widen\"]\n";
        let (keymap, problems) = Keymap::read(DEFAULT_KEYMAP, Some(("mine.toml", user)));
        let said: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert_eq!(
            said,
            ["mine.toml:2: “g g” cannot be typed while “g” is a command; \"g\" = \"\" takes that away"]
        );
        let contexts = [Context::Entries, Context::Global];
        let following = keymap.following(&contexts, &keys("Z"));
        let expected = [("Z", "quit"), ("z", "zen, widen")].map(|(key, what)| (key.to_owned(), what.to_owned()));
        assert_eq!(following, expected);
        let user = "[global]\n\"g g\" = \"top\"\ng = \"\"\n";
        assert_eq!(Keymap::read(DEFAULT_KEYMAP, Some(("mine.toml", user))).1, []);
    }

    #[test]
    fn mistakes_are_named_with_file_line_and_nearest_name() {
        let user = "[global]\nentr = \"open\"\nx = \"refesh\"\n[entris]\n[sidebar]\ns = \"toggle-star\"\ny = 3\n=\n";
        let (_, problems) = Keymap::read("", Some(("mine.toml", user)));
        let said: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert_eq!(said[0], "mine.toml:2: there is no key “entr”; did you mean “enter”?");
        assert_eq!(
            said[1],
            "mine.toml:3: there is no command “refesh”; did you mean “refresh”?"
        );
        assert_eq!(
            said[2],
            "mine.toml:4: there is no table “entris” of keys; did you mean “entries”?"
        );
        assert_eq!(said[3], "mine.toml:6: “toggle-star” does not work in “sidebar”");
        assert_eq!(
            said[4],
            "mine.toml:7: a key has to be a command in quotation marks, or a list of them"
        );
        assert!(
            said[5].starts_with("mine.toml:8: this line cannot be read"),
            "{}",
            said[5]
        );
    }

    #[test]
    fn a_command_without_its_argument_asks_for_it() {
        let (keymap, problems) = Keymap::read("[global]\na = \"add\"\n", None);
        assert_eq!(problems, []);
        let found = keymap.lookup(&[Context::Global], &keys("a"));
        assert!(matches!(found, Lookup::Commands([Command::Add { url, .. }]) if url.is_empty()));
    }

    #[test]
    fn the_keys_of_a_command_are_found() {
        let (keymap, _) = Keymap::read(DEFAULT_KEYMAP, None);
        assert!(keymap.keys_of(Context::Entries, "down").contains(&"j".to_owned()));
        assert!(keymap.keys_of(Context::Sidebar, "toggle-star").is_empty());
    }
}

//! newsboat's bindings, old and new, and its macros, as lines of a keymap over the newsboat keymap.

use super::directive::Directive;
use super::facts::Facts;
use super::{Entry, Fate, quoted};
use crate::command::{Command, Context};
use crate::config::keymap::{read_text, written};
use crate::config::{Key, Keymap, Lookup, NEWSBOAT_KEYMAP, works_in};

/// What bindings are judged by.
pub(super) struct Keys<'a> {
    facts: &'a Facts,
    usual: Keymap,
    /// What begins a macro.
    prefix: Vec<Key>,
}

/// The parts of the screen that keys can be bound in, apart from those everywhere.
const PARTS: [Context; 5] = [
    Context::Sidebar,
    Context::Entries,
    Context::Article,
    Context::Search,
    Context::Overlay,
];

/// Operations that do something else in one part: the program is left from the list of feeds alone, and in an article the
/// next is the next article.
const EXCEPTIONS: [(&str, Context, &str); 3] = [
    ("quit", Context::Sidebar, "quit"),
    ("next", Context::Article, "next-entry"),
    ("prev", Context::Article, "previous-entry"),
];

impl<'a> Keys<'a> {
    pub fn new(facts: &'a Facts, said: &[Directive]) -> Keys<'a> {
        let own = said
            .iter()
            .find(|said| said.name() == "bind-key" && said.word(1) == "macro-prefix");
        let prefix = own.and_then(|said| key(said.word(0))).unwrap_or(Key::sign(','));
        Keys {
            facts,
            usual: Keymap::read(NEWSBOAT_KEYMAP, None).0,
            prefix: vec![prefix],
        }
    }

    /// What becomes of a line about keys; `None` where it is about something else.
    pub fn fate(&self, said: &Directive) -> Option<Fate> {
        let single = || key(said.word(0)).map(|key| vec![key]);
        let (keys, dialogs, operations) = match said.name() {
            "bind-key" if said.word(1) == "macro-prefix" => return Some(Fate::There),
            "bind-key" => (single(), said.word(2), vec![vec![said.word(1).to_owned()]]),
            "bind" => (sequence(said.word(0)), said.word(1), said.operations(2)),
            "macro" => {
                let keys = single().map(|key| [self.prefix.clone(), key].concat());
                (keys, "all", said.operations(1))
            }
            "unbind-key" => (single(), said.word(1), Vec::new()),
            _ => return None,
        };
        let Some(keys) = keys else {
            return Some(Fate::Without(format!("there is no key “{}” here", said.word(0))));
        };
        let contexts: Vec<Context> = dialogs.split(',').filter_map(context).collect();
        let entries = match said.name() {
            _ if contexts.is_empty() => Err("there is no such part of the screen here".to_owned()),
            "unbind-key" => Ok(self.unbind(&keys, &contexts)),
            _ => self.bind(&keys, &contexts, &operations),
        };
        Some(match entries {
            Err(why) => Fate::Without(why),
            Ok(entries) if entries.is_empty() => Fate::There,
            Ok(entries) => Fate::Keys(entries),
        })
    }

    fn unbind(&self, keys: &[Key], contexts: &[Context]) -> Vec<Entry> {
        let bound = contexts.iter().filter(|context| self.is_bound(**context, keys));
        bound.map(|context| entry(*context, keys, &[])).collect()
    }

    fn bind(&self, keys: &[Key], contexts: &[Context], operations: &[Vec<String>]) -> Result<Vec<Entry>, String> {
        let chosen = self.choose_all(contexts, operations)?;
        // All or none: what is bound everywhere would cover what the newsboat keymap has in one part.
        if chosen
            .iter()
            .all(|(context, commands)| self.is_usual(*context, keys, commands))
        {
            return Ok(Vec::new());
        }
        let mut entries = Vec::new();
        for (context, commands) in chosen {
            entries.extend(self.free(context, keys));
            let commands: Vec<String> = commands.iter().map(Command::to_string).collect();
            entries.push(entry(context, keys, &commands));
        }
        Ok(entries)
    }

    /// What does all of the operations, one after another, by the parts of the screen where each works.
    fn choose_all(
        &self,
        contexts: &[Context],
        operations: &[Vec<String>],
    ) -> Result<Vec<(Context, Vec<Command>)>, String> {
        let mut all: Vec<(Context, Vec<Command>)> = Vec::new();
        for (index, operation) in operations.iter().enumerate() {
            let chosen = self.choose_one(contexts, operation)?;
            if index == 0 {
                all = chosen
                    .into_iter()
                    .map(|(context, command)| (context, vec![command]))
                    .collect();
                continue;
            }
            all.retain_mut(|(context, commands)| {
                let same = chosen.iter().find(|(other, _)| other == context);
                commands.extend(same.map(|(_, command)| command.clone()));
                same.is_some()
            });
        }
        match all.is_empty() {
            true => Err("its operations have no part of the screen in common here".to_owned()),
            false => Ok(all),
        }
    }

    fn choose_one(&self, contexts: &[Context], operation: &[String]) -> Result<Vec<(Context, Command)>, String> {
        let name = operation.first().map_or("", String::as_str);
        let commands = self.facts.commands(name);
        if commands.is_empty() || operation.len() > 1 {
            let instead = self.facts.without_operation(name);
            return Err(instead
                .unwrap_or("newsboat has no such operation that is known here")
                .to_owned());
        }
        let chosen: Vec<(Context, Command)> = contexts
            .iter()
            .flat_map(|context| choose(*context, name, &commands))
            .collect();
        match chosen.is_empty() {
            true => Err(format!("`{}` does not work there", commands.join("`, `"))),
            false => Ok(chosen),
        }
    }

    /// Whether the newsboat keymap has it so wherever the commands work.
    fn is_usual(&self, context: Context, keys: &[Key], commands: &[Command]) -> bool {
        let work = |part: &Context| {
            commands
                .iter()
                .all(|command| works_in(command.spec(), &[*part, Context::Global]))
        };
        let mut parts = parts_of(context).filter(work);
        parts.all(|part| self.usual.lookup(&[part, Context::Global], keys) == Lookup::Commands(commands))
    }

    fn is_bound(&self, context: Context, keys: &[Key]) -> bool {
        parts_of(context).any(|part| matches!(self.usual.lookup(&[part, Context::Global], keys), Lookup::Commands(_)))
    }

    /// Takes away what the beginnings of a sequence mean: it would never be reached.
    fn free(&self, context: Context, keys: &[Key]) -> Vec<Entry> {
        let beginnings = (1..keys.len()).map(|length| &keys[..length]);
        beginnings
            .filter(|begin| self.is_bound(context, begin))
            .flat_map(|begin| {
                let alone = |part: &Context| matches!(self.usual.lookup(&[*part], begin), Lookup::Commands(_));
                let mut tables: Vec<Context> = parts_of(context).filter(alone).collect();
                tables.push(Context::Global);
                tables.into_iter().map(|table| entry(table, begin, &[]))
            })
            .collect()
    }
}

/// A line of a keymap; no command takes the key away.
fn entry(context: Context, keys: &[Key], commands: &[String]) -> Entry {
    let commands: Vec<String> = commands.iter().map(|command| quoted(command)).collect();
    let bound = match commands.as_slice() {
        [] => quoted(""),
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    };
    Entry {
        table: context.name().to_owned(),
        text: format!("{} = {bound}", quoted(&written(keys))),
    }
}

/// The first of the commands that works in a context, and what the operation does elsewhere where it is bound everywhere.
fn choose(context: Context, operation: &str, commands: &[&str]) -> Vec<(Context, Command)> {
    let exceptions = EXCEPTIONS.iter().filter(|(name, _, _)| *name == operation);
    let mut chosen: Vec<(Context, Command)> = exceptions
        .filter(|(_, part, _)| context == Context::Global || context == *part)
        .filter_map(|(_, part, command)| Some((*part, read_text(command).ok()?)))
        .collect();
    if chosen.iter().all(|(part, _)| *part != context) {
        let mut commands = commands.iter().filter_map(|command| read_text(command).ok());
        let works = |command: &Command| match context {
            Context::Global => true,
            part => works_in(command.spec(), &[part, Context::Global]),
        };
        chosen.extend(commands.find(works).map(|command| (context, command)));
    }
    chosen
}

fn parts_of(context: Context) -> impl Iterator<Item = Context> {
    let is_part = move |part: &Context| context == Context::Global || *part == context;
    PARTS.into_iter().filter(is_part)
}

/// What newsboat calls a dialog; where none is named it is all of them.
fn context(dialog: &str) -> Option<Context> {
    Some(match dialog {
        "" | "all" | "everywhere" => Context::Global,
        "feedlist" => Context::Sidebar,
        "articlelist" => Context::Entries,
        "article" => Context::Article,
        "searchresultslist" => Context::Search,
        "help" | "tagselection" | "filterselection" | "urlview" | "dialogs" => Context::Overlay,
        _ => return None,
    })
}

/// A key as newsboat names one.
fn key(name: &str) -> Option<Key> {
    let held = name.strip_prefix('^').filter(|rest| !rest.is_empty());
    Key::parse(&match (held, name) {
        (Some(rest), _) => format!("ctrl-{}", rest.to_lowercase()),
        (_, "PPAGE") => "page-up".to_owned(),
        (_, "NPAGE") => "page-down".to_owned(),
        (_, name) if name.chars().count() == 1 => name.to_owned(),
        (_, name) => name.to_lowercase(),
    })
}

/// The keys of a binding of the new kind: signs, `^R`, and names between `<` and `>`.
fn sequence(said: &str) -> Option<Vec<Key>> {
    let mut keys = Vec::new();
    let mut rest = said;
    while let Some(first) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|inside| inside.split_once('>'));
        let (read, after) = match named {
            Some((name, after)) => (named_key(name)?, after),
            None => {
                let is_held = first == '^' && rest[1..].starts_with(|sign: char| sign.is_ascii_alphabetic());
                let end = if is_held { 2 } else { first.len_utf8() };
                (key(&rest[..end])?, &rest[end..])
            }
        };
        keys.push(read);
        rest = after;
    }
    (!keys.is_empty()).then_some(keys)
}

fn named_key(name: &str) -> Option<Key> {
    match (name.strip_prefix("S-"), name.strip_prefix("C-"), name) {
        (Some(sign), _, _) => key(&sign.to_uppercase()),
        (_, Some(sign), _) => key(&format!("^{sign}")),
        (_, _, "LT") => key("<"),
        (_, _, "GT") => key(">"),
        (_, _, name) => key(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::newsboat::read_newsboat_config;

    #[test]
    fn keys_are_those_of_newsboat() {
        let told = |keys: Option<Vec<Key>>| keys.map(|keys| written(&keys));
        for (said, expected) in [
            ("gg", "g g"),
            ("^O<ENTER>", "ctrl-o enter"),
            ("<S-a><C-b>", "A ctrl-b"),
            ("<LT>^", "< ^"),
            ("<F5>é", "f5 é"),
        ] {
            assert_eq!(told(sequence(said)).as_deref(), Some(expected), "{said}");
        }
        assert_eq!(told(sequence("<NOWHERE>")), None);
        assert_eq!(key("PPAGE"), Key::parse("page-up"));
        assert_eq!(key("ENTER"), Key::parse("enter"));
    }

    #[test]
    fn a_sequence_frees_what_it_begins_with_and_quit_leaves_from_the_folders_only() {
        let keys = read_newsboat_config(
            "bind gg everywhere home\nbind-key x quit\nbind jj article quit\nbind-key t next\nbind-key t next articlelist\n\
             bind-key q quit\nbind-key J next\n",
        )
        .keys;
        for line in [
            "\"g\" = \"\"",
            "\"g g\" = \"top\"",
            "\"x\" = \"back\"",
            "\"x\" = \"quit\"",
            "\"j j\" = \"back\"",
        ] {
            assert!(keys.contains(line), "no {line} in {keys}");
        }
        let (keymap, problems) = Keymap::read(NEWSBOAT_KEYMAP, Some(("keymap.toml", &keys)));
        assert_eq!(problems, []);
        let pressed = |context, keys: &str| {
            let keys = Key::parse_sequence(keys).unwrap();
            match keymap.lookup(&[context, Context::Global], &keys) {
                Lookup::Commands([command]) => command.name(),
                _ => "",
            }
        };
        assert_eq!(pressed(Context::Entries, "g g"), "top");
        assert_eq!(
            (pressed(Context::Entries, "x"), pressed(Context::Sidebar, "x")),
            ("back", "quit")
        );
        assert_eq!(pressed(Context::Article, "j j"), "back");
        assert_eq!(
            (pressed(Context::Entries, "q"), pressed(Context::Sidebar, "q")),
            ("back", "quit")
        );
        assert_eq!(
            (pressed(Context::Entries, "J"), pressed(Context::Article, "J")),
            ("down", "next-entry")
        );
        assert_eq!(
            (pressed(Context::Entries, "t"), pressed(Context::Article, "t")),
            ("down", "next-entry")
        );
    }

    #[test]
    fn operations_that_follow_each_other_are_a_list_of_commands() {
        let read = read_newsboat_config("macro m toggle-article-read ; open-in-browser\n");
        assert!(
            read.keys.contains(r#"", m" = ["toggle-read", "browse"] #"#),
            "{}",
            read.keys
        );
    }

    #[test]
    fn what_cannot_be_bound_says_why() {
        let without = read_newsboat_config(
            "bind-key x enqueue\nbind y article quit ; sort2\nbind-key z open podboat\nbind-key NOWHERE open\nbind-key w sort2\n",
        )
        .without;
        let said: Vec<&str> = without.iter().map(|without| without.why.as_str()).collect();
        assert_eq!(
            said,
            [
                "podcasts are opened in the browser, not loaded down",
                "newsboat has no such operation that is known here",
                "there is no such part of the screen here",
                "there is no key “NOWHERE” here",
                "newsboat has no such operation that is known here",
            ]
        );
    }
}

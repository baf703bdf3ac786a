//! What newsboat's words are called here: the tables of `config/newsboat.toml`.

use std::collections::BTreeMap;
use toml::Table;

/// The tables.
pub(super) struct Facts {
    tables: Table,
}

/// Words that are not in the tables because they have rules of their own.
const WITH_RULES: [&str; 10] = [
    "auto-reload",
    "bind",
    "bind-key",
    "browser",
    "macro",
    "proxy",
    "proxy-type",
    "reload-time",
    "unbind-key",
    "use-proxy",
];

impl Facts {
    pub fn read() -> Facts {
        let text = include_str!("../../../config/newsboat.toml");
        Facts {
            tables: text.parse().expect("a test reads it"),
        }
    }

    /// Whether newsboat has a setting of that name.
    pub fn knows(&self, name: &str) -> bool {
        WITH_RULES.contains(&name) || self.setting(name).is_some() || self.without_setting(name).is_some()
    }

    /// The commands of an operation, the first choice first.
    pub fn commands(&self, operation: &str) -> Vec<&str> {
        let commands = self.table("operations").and_then(|table| table.get(operation));
        let commands = commands.and_then(|commands| commands.as_array());
        commands.into_iter().flatten().filter_map(toml::Value::as_str).collect()
    }

    /// The setting that does the same.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.table("settings")?.get(name)?.as_str()
    }

    /// What there is instead of an operation.
    pub fn without_operation(&self, name: &str) -> Option<&str> {
        find(self.table("operations-without")?, name)
    }

    /// What there is instead of a setting.
    pub fn without_setting(&self, name: &str) -> Option<&str> {
        find(self.table("settings-without")?, name)
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)?.as_table()
    }
}

/// The row of that name; else one of all names that begin or end as it does.
fn find<'a>(table: &'a Table, name: &str) -> Option<&'a str> {
    let is_like = |pattern: &str| match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
        (Some(begin), _) => name.starts_with(begin),
        (_, Some(end)) => name.ends_with(end),
        _ => false,
    };
    let rows: BTreeMap<&str, &str> = table
        .iter()
        .filter_map(|(row, said)| Some((row.as_str(), said.as_str()?)))
        .collect();
    let like = || rows.iter().find(|(row, _)| is_like(row)).map(|(_, said)| *said);
    rows.get(name).copied().or_else(like)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::config::keymap::read_text;

    #[test]
    fn every_command_of_the_table_is_one() {
        let facts = Facts::read();
        let operations = facts.table("operations").unwrap();
        assert!(operations.len() > 30);
        for operation in operations.keys() {
            let commands = facts.commands(operation);
            assert!(!commands.is_empty(), "{operation}");
            for command in commands {
                assert!(read_text(command).is_ok(), "{command}");
            }
        }
        assert_eq!(facts.commands("hard-quit"), [Command::Quit.name()]);
    }

    #[test]
    fn what_is_named_instead_is_a_sentence_without_its_stop() {
        let facts = Facts::read();
        for table in ["operations-without", "settings-without"] {
            for (name, said) in facts.table(table).unwrap() {
                let said = said.as_str().unwrap();
                assert!(said.len() > 10 && !said.ends_with('.'), "{name}");
            }
        }
    }

    #[test]
    fn a_name_with_a_star_is_many() {
        let facts = Facts::read();
        assert!(facts.knows("ttrss-login") && facts.knows("articlelist-format") && facts.knows("highlight-feed"));
        assert!(!facts.knows("every"));
        assert!(
            facts
                .without_setting("datetime-format")
                .unwrap()
                .contains("date_format")
        );
    }
}

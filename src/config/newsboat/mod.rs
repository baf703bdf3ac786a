//! newsboat's `config`: what of it has a counterpart here, and what that is. Text in, a proposal out: lines for
//! `config.toml` and `keymap.toml`, and why the others have none. The facts stand in `config/newsboat.toml`.

mod directive;
mod facts;
mod keys;
mod settings;

use crate::model::text;
use directive::{Directive, directives};
use facts::Facts;
use std::collections::BTreeMap;

/// What becomes of a configuration of newsboat's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Lines for `config.toml`, each with a remark of where it comes from.
    pub settings: String,
    /// Lines for `keymap.toml`, over the newsboat keymap.
    pub keys: String,
    /// The lines that have no counterpart.
    pub without: Vec<Without>,
    /// Lines that have one.
    pub taken: usize,
}

/// A line that has no counterpart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Without {
    /// Counted from 1.
    pub line: usize,
    /// What stands there, cleaned.
    pub said: String,
    /// Why, or what there is instead: a sentence without its full stop.
    pub why: String,
}

/// What is made of a line.
enum Fate {
    /// It is a line of a table in one of the files.
    Setting(Entry),
    Keys(Vec<Entry>),
    /// The newsboat keymap has it, or another line says it.
    There,
    Without(String),
}

/// A line of TOML: the table that it stands in, which may be none, and what it says.
struct Entry {
    table: String,
    text: String,
}

/// Whether a text is such a file: at least half of its lines begin with a word of newsboat's.
pub fn is_newsboat_config(text: &str) -> bool {
    let facts = Facts::read();
    let said = directives(text);
    let known = said.iter().filter(|said| facts.knows(said.name())).count();
    known > 0 && known * 2 >= said.len()
}

/// What of newsboat's configuration there is here.
pub fn read_newsboat_config(text: &str) -> Proposal {
    let facts = Facts::read();
    let said = directives(text);
    let mut proposal = Proposal::default();
    let mut tables = [Tables::new("keymap = \"newsboat\"\n"), Tables::new("")];
    let keys = keys::Keys::new(&facts, &said);
    let settings = settings::Settings::new(&facts, &said);
    for directive in &said {
        let fate = match keys.fate(directive) {
            Some(fate) => fate,
            None => settings.fate(directive),
        };
        proposal.taken += usize::from(!matches!(fate, Fate::Without(_)));
        match fate {
            Fate::Setting(entry) => tables[0].add(directive, entry),
            Fate::Keys(entries) => entries.into_iter().for_each(|entry| tables[1].add(directive, entry)),
            Fate::There => {}
            Fate::Without(why) => proposal.without.push(Without {
                line: directive.line,
                said: directive.shown(),
                why,
            }),
        }
    }
    let [settings, keys] = tables.map(Tables::text);
    Proposal {
        settings,
        keys,
        ..proposal
    }
}

/// The lines of a file by their tables; those of none come first.
struct Tables {
    first: &'static str,
    /// Each line by the name that it sets.
    lines: BTreeMap<String, Vec<(String, String)>>,
}

impl Tables {
    fn new(first: &'static str) -> Tables {
        Tables {
            first,
            lines: BTreeMap::new(),
        }
    }

    /// Of two lines for the same thing the later counts, as in newsboat.
    fn add(&mut self, from: &Directive, entry: Entry) {
        let name = entry.text.split(" = ").next().unwrap_or_default().to_owned();
        let remark = format!("{} # line {}: {}\n", entry.text, from.line, from.shown());
        let table = self.lines.entry(entry.table).or_default();
        table.retain(|(known, _)| *known != name);
        table.push((name, remark));
    }

    fn text(self) -> String {
        let mut text = self.first.to_owned();
        for (table, lines) in self.lines {
            if !table.is_empty() {
                text.push_str(&format!("\n[{table}]\n"));
            }
            lines.iter().for_each(|(_, line)| text.push_str(line));
        }
        text
    }
}

/// A text as TOML has it.
fn quoted(said: &str) -> String {
    let said = text::line(said);
    format!("\"{}\"", said.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Keymap, NEWSBOAT_KEYMAP};

    /// A configuration such as people have.
    const USUAL: &str = "\
# Mine.
auto-reload yes
reload-time 120 # minutes
max-items 100
text-width 80
browser \"firefox --new-tab %u\"
bind-key j down
bind-key ^R reload-all
bind-key G end articlelist
bind gx everywhere open-in-browser -- \"Opens it\"
unbind-key C
macro y set browser \"mpv %u\"; open-in-browser; set browser firefox
macro s toggle-article-read
color background default default
show-read-feeds no
ignore-article \"*\" \\
    \"title =~ \\\"sponsored\\\"\"
highlight article \"^Link\" blue default
feedlist-format \"%t\"
frobnicate yes
proxy localhost:9050
proxy-type socks5h
use-proxy yes
";

    #[test]
    fn lines_with_a_counterpart_become_lines_that_can_be_read() {
        let proposal = read_newsboat_config(USUAL);
        let (config, problems) = Config::read(Some(("config.toml", &proposal.settings)));
        assert_eq!(problems, [], "{}", proposal.settings);
        assert_eq!(
            (config.refresh.every, config.retention.entries, config.article.width),
            (120, 100, 80)
        );
        assert_eq!(config.refresh.proxy, "socks5h://localhost:9050");
        assert_eq!(config.keymap, "newsboat");
        let (keymap, problems) = Keymap::read(NEWSBOAT_KEYMAP, Some(("keymap.toml", &proposal.keys)));
        assert_eq!(problems, [], "{}", proposal.keys);
        let keys = |command| keymap.keys_of(crate::command::Context::Entries, command);
        assert!(
            keys("refresh --force All").contains(&"ctrl-r".to_owned()),
            "{}",
            proposal.keys
        );
        assert!(keys("browse").contains(&"g x".to_owned()), "{}", proposal.keys);
        assert!(keys("toggle-read").contains(&", s".to_owned()), "{}", proposal.keys);
        assert!(!proposal.keys.contains("\"j\""), "the newsboat keymap has it");
    }

    #[test]
    fn lines_without_a_counterpart_are_named_with_the_reason() {
        let proposal = read_newsboat_config(USUAL);
        let lines: Vec<usize> = proposal.without.iter().map(|without| without.line).collect();
        assert_eq!(lines, [12, 14, 15, 16, 18, 19, 20], "{:#?}", proposal.without);
        assert_eq!(proposal.taken, 14);
        assert!(proposal.without.iter().all(|without| !without.why.is_empty()));
        assert!(
            proposal.without[6].why.contains("no such word"),
            "{:?}",
            proposal.without[6]
        );
    }

    #[test]
    fn no_program_is_started_by_what_was_taken_over() {
        let proposal = read_newsboat_config("browser \"firefox %u\"\n");
        assert!(
            proposal.settings.contains("# browser = \"firefox %s\""),
            "{}",
            proposal.settings
        );
        let (config, _) = Config::read(Some(("config.toml", &proposal.settings)));
        assert_eq!(config.browser, None);
    }

    #[test]
    fn other_files_are_not_taken_for_one() {
        assert!(is_newsboat_config(USUAL) && is_newsboat_config("reload-time 5\n"));
        for other in [
            "",
            "# only a remark\n",
            "https://a.example/feed news\n",
            "<opml/>",
            "every = 5\n",
        ] {
            assert!(!is_newsboat_config(other), "{other}");
        }
    }
}

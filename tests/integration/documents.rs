//! What the documents say is what the program does: the README's keys come from the keymap and the table of commands.
//! `DATELINE_BLESS=1` writes them anew.

use dateline::app::{HelpLine, help};
use dateline::command::Context;
use dateline::config::{DEFAULT_KEYMAP, Keymap};
use std::fs;
use std::path::Path;

const BEGIN: &str = "from the keymap and the table of commands -->\n";
const END: &str = "<!-- end of keys -->";

#[test]
fn the_readme_names_the_keys_of_the_default_keymap() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (table, after) = rest.split_once(END).unwrap();
    let expected = key_table();
    if std::env::var_os("DATELINE_BLESS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
    } else {
        assert_eq!(table, expected, "DATELINE_BLESS=1 writes the table anew");
    }
}

/// Every command that has a key, in the order of help, each once.
fn key_table() -> String {
    let (keymap, problems) = Keymap::read(DEFAULT_KEYMAP, None);
    assert_eq!(problems, []);
    let mut rows: Vec<String> = Vec::new();
    for context in [
        Context::Entries,
        Context::Article,
        Context::Sidebar,
        Context::Search,
        Context::Overlay,
    ] {
        for line in help(&keymap, context) {
            if let HelpLine::Key { keys, summary } = line {
                let row = format!("| {summary} | {} |\n", in_code(&keys));
                let known = rows.iter().any(|known| known.starts_with(&format!("| {summary} |")));
                if !known {
                    rows.push(row);
                }
            }
        }
    }
    format!("\n| what | keys |\n| --- | --- |\n{}\n", rows.concat())
}

fn in_code(keys: &str) -> String {
    let keys: Vec<String> = keys
        .split(", ")
        .map(|key| format!("`{}`", key.replace('|', "\\|")))
        .collect();
    keys.join(" ")
}

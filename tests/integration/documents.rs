//! What the documents say is what the program does: the README's keys come from the keymap and the table of commands, its
//! fields of JSON from their table, and the promises name tests that there are. `DATELINE_BLESS=1` writes keys and fields anew.

use dateline::app::{HelpLine, help};
use dateline::cli::JSON_FIELDS;
use dateline::command::Context;
use dateline::config::{DEFAULT_KEYMAP, Keymap};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn the_readme_names_the_keys_of_the_default_keymap() {
    holds_between(
        "from the keymap and the table of commands -->\n",
        "<!-- end of keys -->",
        &key_table(),
    );
}

#[test]
fn the_readme_names_the_fields_of_json() {
    let rows = JSON_FIELDS
        .iter()
        .map(|(name, fields)| format!("| `{name}` | {fields} |\n"));
    let table = format!(
        "\n| command | a line of its `--json` |\n| --- | --- |\n{}\n",
        rows.collect::<String>()
    );
    holds_between("from the table of fields -->\n", "<!-- end of fields -->", &table);
}

/// Whether the README has this text between two remarks.
fn holds_between(begin: &str, end: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(begin).unwrap();
    let (table, after) = rest.split_once(end).unwrap();
    if std::env::var_os("DATELINE_BLESS").is_some() {
        fs::write(&path, format!("{before}{begin}{expected}{end}{after}")).unwrap();
    } else {
        assert_eq!(table, expected, "DATELINE_BLESS=1 writes the table anew");
    }
}

/// What help says, pane by pane, and once what is so everywhere.
fn key_table() -> String {
    let (keymap, problems) = Keymap::read(DEFAULT_KEYMAP, None);
    assert_eq!(problems, []);
    let mut sections: Vec<(String, String)> = Vec::new();
    for context in [
        Context::Entries,
        Context::Article,
        Context::Sidebar,
        Context::Search,
        Context::Overlay,
    ] {
        let mut known = true;
        for line in help(&keymap, context) {
            match line {
                HelpLine::Heading(heading) => {
                    known = sections.iter().any(|(before, _)| *before == heading);
                    if !known {
                        sections.push((heading, String::new()));
                    }
                }
                HelpLine::Key {
                    keys,
                    summary,
                    commands,
                } if !known => {
                    let rows = &mut sections.last_mut().unwrap().1;
                    rows.push_str(&match commands.is_empty() {
                        true => format!("| {} | {summary} |\n", in_code(&keys)),
                        false => format!("| {} | {summary} | {} |\n", in_code(&keys), in_code(&commands)),
                    });
                }
                HelpLine::Key { .. } | HelpLine::Blank => {}
            }
        }
    }
    let tables = sections.iter().map(|(heading, rows)| {
        let first = heading.split(' ').next().unwrap_or_default().to_lowercase();
        let second = if first == "keys" {
            "what they do"
        } else {
            "what they mean"
        };
        format!("\n### {heading}\n\n| {first} | {second} |\n| --- | --- |\n{rows}")
    });
    format!("{}\n", tables.collect::<String>())
}

fn in_code(keys: &str) -> String {
    let keys: Vec<String> = keys
        .split(", ")
        .map(|key| format!("`{}`", key.replace('|', "\\|")))
        .collect();
    keys.join(" ")
}

#[test]
fn every_dependency_has_its_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let architecture = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let (_, table) = architecture.split_once("## What it stands on").unwrap();
    let explained: BTreeSet<&str> = table.split('`').skip(1).step_by(2).collect();
    let manifest: toml::Table = fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let dependencies = manifest["dependencies"].as_table().unwrap();
    assert!(dependencies.len() > 30);
    for name in dependencies.keys() {
        assert!(
            explained.contains(name.as_str()),
            "{name} has no reason in ARCHITECTURE.md"
        );
    }
}

#[test]
fn the_readme_asks_for_the_rust_that_the_package_asks_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest: toml::Table = fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let asked = format!(
        "Rust {} or later",
        manifest["package"]["rust-version"].as_str().unwrap()
    );
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    assert!(readme.contains(&asked), "the README does not say “{asked}”");
}

/// How many promises each of the groups A to E has.
const PROMISES: [(char, usize); 5] = [('A', 5), ('B', 4), ('C', 9), ('D', 5), ('E', 11)];

#[test]
fn every_promise_names_tests_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let promises = fs::read_to_string(root.join("docs/promises.md")).unwrap();
    let mut tests = BTreeSet::new();
    for folder in ["src", "tests"] {
        collect_tests(&root.join(folder), &mut tests);
    }
    assert!(tests.contains("every_promise_names_tests_that_there_are"));
    for (group, count) in PROMISES {
        for number in 1..=count {
            let begins = format!("| {group}{number} |");
            let row = promises.lines().find(|line| line.starts_with(&begins));
            let row = row.unwrap_or_else(|| panic!("{group}{number} has no row"));
            // Between signs of code: every second piece.
            let named: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
            assert!(!named.is_empty(), "{group}{number} has no test");
            for name in named {
                assert!(tests.contains(name), "{group}{number} names {name}, which is no test");
            }
        }
    }
}

/// The names of all tests below a folder.
fn collect_tests(folder: &Path, tests: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_tests(&path, tests);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let code = fs::read_to_string(&path).unwrap();
            let after_marks = code.split("#[test]").skip(1);
            let names = after_marks.filter_map(|rest| rest.split_once("fn ")?.1.split_once('('));
            tests.extend(names.map(|(name, _)| name.to_owned()));
        }
    }
}

//! The house kept in order: who may name whom, and what may occur where. The tables are those of ARCHITECTURE.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// For each module, the modules that it may name: an allow-list, not a ranking.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("command", &["model"]),
    ("config", &["command", "model"]),
    ("store", &["fault", "model"]),
    ("fetch", &["fault", "model"]),
    ("parse", &["model"]),
    ("extract", &["model"]),
    ("render", &["model"]),
    ("refresh", &["fault", "fetch", "parse", "model"]),
    ("app", &["command", "config", "model"]),
    ("ui", &["app", "command", "config", "model"]),
    (
        "worker",
        &[
            "app", "config", "fault", "store", "fetch", "parse", "extract", "render", "refresh", "model",
        ],
    ),
    ("terminal", &["app", "config", "ui", "worker"]),
    (
        "cli",
        &[
            "app", "command", "config", "model", "newsroom", "terminal", "worker", "parse", "extract",
        ],
    ),
    ("newsroom", &["model"]),
    ("fault", &[]),
    ("log", &["model"]),
    ("main", &["cli", "log"]),
];

/// Words that may not occur in these modules.
const PURE: &[&str] = &["app", "ui", "model", "command", "render", "parse", "extract"];
const IMPURE_WORDS: &[&str] = &[
    "rusqlite",
    "reqwest",
    "tokio",
    "std::fs",
    "std::thread",
    "SystemTime::now",
    "Instant::now",
];

/// Words that occur in these modules only.
const KEPT_IN: &[(&str, &[&str])] = &[("rusqlite", &["store"]), ("reqwest", &["fetch", "worker"])];

/// The doors: what writes to a terminal or starts a program, and the files that may. Each of them takes `Printable` text, a
/// checked address or words of its own, and says so; a string from outside has no other way out (`promises.md` A1, B1).
const DOORS: &[(&str, &[&str])] = &[
    (
        "stdout()",
        &["cli/stream.rs", "terminal/asking.rs", "terminal/screen.rs"],
    ),
    // What a panic says, and the faults of tests.
    ("stderr()", &["cli/stream.rs", "log.rs"]),
    ("eprintln!", &["fault.rs"]),
    ("println!", &[]),
    ("print!", &[]),
    ("eprint!", &[]),
    ("dbg!", &[]),
    ("/dev/tty", &["terminal/asking.rs"]),
    ("Backend", &["terminal/links.rs", "terminal/screen.rs"]),
    ("Buffer", &["terminal/links.rs", "terminal/pictures.rs"]),
    ("buffer_mut", &["ui/canvas.rs"]),
    ("set_symbol", &["ui/canvas.rs"]),
    ("set_string", &[]),
    ("set_line", &[]),
    ("set_span", &[]),
    ("render_widget", &[]),
    (
        "\\u{1b}",
        &[
            "cli/stream.rs",
            "model/text.rs",
            "terminal/asking.rs",
            "terminal/links.rs",
            "terminal/screen.rs",
            "worker/drawing/sixel.rs",
            "worker/drawing/strips.rs",
        ],
    ),
    (
        "Command::new",
        &[
            "cli/arguments.rs",
            "terminal/lending.rs",
            "worker/desktop.rs",
            "worker/programs.rs",
        ],
    ),
];

const NOT_IN_APP: &[&str] = &["ratatui", "crossterm", "async"];

/// A source file: its module and its code without comments and tests.
struct Source {
    path: PathBuf,
    module: String,
    whole: String,
    code: String,
}

#[test]
fn modules_name_only_those_they_may() {
    let known: BTreeSet<&str> = MAY_NAME.iter().map(|(module, _)| *module).collect();
    for source in sources() {
        let Some((_, allowed)) = MAY_NAME.iter().find(|(module, _)| *module == source.module) else {
            assert_eq!(
                source.module,
                "lib",
                "{} belongs to no module of the table",
                source.path.display()
            );
            continue;
        };
        for named in named_modules(&source.code) {
            let fine = named == source.module || !known.contains(named.as_str()) || allowed.contains(&named.as_str());
            assert!(
                fine,
                "{} names {named}, which {} may not",
                source.path.display(),
                source.module
            );
        }
    }
}

#[test]
fn words_of_the_outside_stay_where_they_belong() {
    for source in sources() {
        let module = source.module.as_str();
        let mut forbidden: Vec<&str> = Vec::new();
        if PURE.contains(&module) {
            forbidden.extend(IMPURE_WORDS);
        }
        if module == "app" {
            forbidden.extend(NOT_IN_APP);
        }
        let kept_elsewhere = KEPT_IN.iter().filter(|(_, homes)| !homes.contains(&module));
        forbidden.extend(kept_elsewhere.map(|(word, _)| *word));
        for word in forbidden {
            assert!(!has_word(&source.code, word), "{} says {word}", source.path.display());
        }
    }
}

#[test]
fn nothing_is_printed_and_no_program_is_started_but_at_the_doors() {
    let mut used = BTreeSet::new();
    for source in sources() {
        let file = source
            .path
            .strip_prefix(root().join("src"))
            .unwrap()
            .to_string_lossy()
            .into_owned();
        for (word, files) in DOORS.iter().filter(|(word, _)| has_word(&source.code, word)) {
            assert!(
                files.contains(&file.as_str()),
                "{file} says {word}, which is for {files:?}"
            );
            used.insert((*word, file.clone()));
        }
    }
    for (word, files) in DOORS {
        let idle = files.iter().find(|file| !used.contains(&(*word, (**file).to_owned())));
        assert_eq!(idle, None, "no longer says {word}");
    }
}

#[test]
fn every_file_says_what_lives_in_it() {
    for source in sources() {
        let opening = source.whole.lines().take_while(|line| line.starts_with("//!")).count();
        assert!(
            (1..=5).contains(&opening),
            "{} opens with {opening} lines",
            source.path.display()
        );
    }
}

#[test]
fn no_file_is_a_drawer_for_everything_and_nothing_is_imported_blindly() {
    let drawers = [
        "utils", "util", "helpers", "common", "manager", "handler", "types", "prelude",
    ];
    for source in sources() {
        let stem = source.path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(!drawers.contains(&stem.as_str()), "{}", source.path.display());
        let glob = source
            .code
            .lines()
            .find(|line| line.trim_start().starts_with("use ") && line.contains("::*"));
        assert_eq!(glob, None, "{}", source.path.display());
    }
}

#[test]
fn the_map_names_every_module_of_the_table() {
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for (module, _) in MAY_NAME.iter().filter(|(module, _)| *module != "main") {
        assert!(map.contains(&format!("pub mod {module};")), "lib.rs lacks {module}");
    }
}

#[test]
fn names_are_found_in_paths_and_in_groups() {
    let code =
        "use crate::model::text; use crate::{app::Event, config, store::{Store, x}}; fn f() { crate::fetch::g() }";
    let found = named_modules(code);
    assert_eq!(
        found,
        ["app", "config", "fetch", "model", "store"].map(str::to_owned).into()
    );
    assert!(has_word("use tokio::sync", "tokio") && !has_word("let tokio_like = 1", "tokio"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    assert!(files.len() > 30, "only {} files were found", files.len());
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn read(path: PathBuf) -> Source {
    let whole = fs::read_to_string(&path).unwrap();
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let module = Path::new(inside.components().next().unwrap().as_os_str())
        .file_stem()
        .unwrap();
    let untested = whole.split("#[cfg(test)]\nmod ").next().unwrap();
    let code = untested
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    Source {
        module: module.to_string_lossy().into_owned(),
        path,
        whole,
        code,
    }
}

/// The modules of this package that a piece of code names.
fn named_modules(code: &str) -> BTreeSet<String> {
    let starts = ["crate::", "dateline::"]
        .into_iter()
        .flat_map(|start| code.match_indices(start));
    starts
        .map(|(place, start)| &code[place + start.len()..])
        .flat_map(|after| match after.strip_prefix('{') {
            Some(group) => names_of_group(group),
            None => vec![first_word(after)],
        })
        .collect()
}

/// The first name of each member of `a::b, c, d::{e, f}}`.
fn names_of_group(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut member = 0;
    for (place, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                names.push(first_word(group[member..place].trim_start()));
                member = place + 1;
            }
            '}' => depth -= 1,
            _ => {}
        }
        if sign == '}' && depth == 0 && member > place {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|sign| sign.is_alphanumeric() || *sign == '_')
        .collect()
}

fn has_word(code: &str, word: &str) -> bool {
    let part_of_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    code.match_indices(word).any(|(place, _)| {
        let before = code[..place].chars().next_back().is_some_and(part_of_word);
        let after = code[place + word.len()..].chars().next().is_some_and(part_of_word);
        !before && !after
    })
}

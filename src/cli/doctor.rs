//! `doctor`: everything that can be wrong, each with the command that helps.

use super::health::{clock, shell_form};
use super::output::{Exit, Output, counted, say};
use super::stream::{Look, is_on_terminal};
use super::subscriptions::shell_word;
use crate::app::ailments;
use crate::command::Command;
use crate::config::{Config, Paths, Problem};
use crate::model::{Feed, text};
use crate::worker::{
    self, ExposureKind, Library, StoreState, ask_for_https, check_store, exposures, latest_copy, mend_store, of_network,
};
use serde_json::json;
use std::collections::HashMap;
use std::io;

/// Something that was found.
struct Finding {
    /// `store`, `settings`, `terminal` or `feed`.
    area: &'static str,
    /// One word.
    kind: &'static str,
    feed: Option<(i64, String)>,
    /// A sentence.
    what: String,
    /// What helps, as a shell takes it.
    command: Option<String>,
}

impl Finding {
    fn new(area: &'static str, kind: &'static str, what: impl Into<String>) -> Finding {
        Finding {
            area,
            kind,
            feed: None,
            what: what.into(),
            command: None,
        }
    }

    fn of(feed: &Feed, kind: &'static str, what: impl Into<String>, command: &Command) -> Finding {
        Finding {
            feed: Some((feed.id.0, feed.title.clone())),
            command: Some(shell_form(command)),
            ..Finding::new("feed", kind, what)
        }
    }

    fn mended_by(self, command: impl Into<String>) -> Finding {
        Finding {
            command: Some(command.into()),
            ..self
        }
    }

    /// What it is about: its feed and what kind it is, or where it was found.
    fn about(&self) -> String {
        match &self.feed {
            Some((_, title)) => format!("{}: {}", self.kind, text::line(title)),
            None => format!("{}: {}", self.area, self.kind),
        }
    }

    /// Whether the same helps against another one, which is about the same.
    fn is_like(&self, other: &Finding) -> bool {
        self.feed.is_none() && self.about() == other.about() && self.command == other.command
    }

    /// That a feed has moved is told, and nothing has to be done.
    fn is_problem(&self) -> bool {
        self.kind != "moved"
    }
}

/// Checks everything; mends the store first where that is wanted.
pub fn examine(online: bool, mend: bool, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    if mend {
        say(&mend_store(paths)?);
    }
    let loaded = worker::load(paths);
    let mut findings: Vec<Finding> = loaded
        .problems
        .iter()
        .map(|problem| Finding::new("settings", "unreadable", sentence(problem)).mended_by("dateline config defaults"))
        .collect();
    if let Some(missing) = paths.missing_config() {
        say(&sentence(&missing));
    }
    findings.extend(terminal());
    findings.extend(places(paths));
    let store = store(paths);
    let usable = store.iter().all(|finding| finding.kind != "unusable");
    findings.extend(store);
    if usable && paths.store().exists() {
        findings.extend(feeds(&Library::open(paths)?, online, &loaded.config)?);
    }
    print(&findings, output)?;
    match findings.iter().any(Finding::is_problem) {
        true => Ok(Exit::Partly),
        false => Ok(Exit::Done),
    }
}

/// A problem as a sentence: one that ends in a question has its sign.
fn sentence(problem: &Problem) -> String {
    let problem = problem.to_string();
    match problem.ends_with(['?', '.']) {
        true => problem,
        false => format!("{problem}."),
    }
}

fn print(findings: &[Finding], output: &mut Output) -> io::Result<()> {
    if output.is_json() {
        for finding in findings {
            output.json(&json!({
                "area": finding.area,
                "kind": finding.kind,
                "feed": finding.feed.as_ref().map(|(id, _)| id),
                "title": finding.feed.as_ref().map(|(_, title)| title),
                "what": finding.what,
                "command": finding.command,
                "problem": finding.is_problem(),
            }))?;
        }
    } else {
        for alike in findings.chunk_by(Finding::is_like) {
            print_alike(alike, output)?;
        }
    }
    let problems = findings.iter().filter(|finding| finding.is_problem()).count();
    say(&match problems {
        0 => "Nothing is wrong.".to_owned(),
        count => format!(
            "{} found; what helps stands below each.",
            counted(count as u64, "problem", "problems")
        ),
    });
    Ok(())
}

/// Findings that the same helps against: what helps is said once.
fn print_alike(findings: &[Finding], output: &mut Output) -> io::Result<()> {
    let Some(first) = findings.first() else { return Ok(()) };
    output.pieces([(first.about().as_str(), Look::Strong)])?;
    for finding in findings {
        output.line(&format!("  {}", finding.what))?;
    }
    let Some(command) = &first.command else { return Ok(()) };
    let remark = match first.kind {
        "unreadable" => "  # says what each setting takes; mend the lines above",
        _ => "",
    };
    output.pieces([
        ("  ", Look::Plain),
        (command.as_str(), Look::Plain),
        (remark, Look::Faint),
    ])
}

fn store(paths: &Paths) -> Vec<Finding> {
    let mend = "dateline doctor --mend";
    match check_store(paths) {
        StoreState::Usable { problems } => problems
            .into_iter()
            .map(|what| Finding::new("store", "damaged", what).mended_by(mend))
            .collect(),
        StoreState::Unusable { why, mendable: false } => vec![Finding::new("store", "unusable", why)],
        StoreState::Unusable { why, mendable: true } => {
            let copy = latest_copy(paths).map(|copy| {
                format!(
                    " Your subscriptions are in {}; mending puts the store aside and reads them back.",
                    shell_word(&copy.display().to_string())
                )
            });
            let what = format!("{why}{}", copy.unwrap_or_default());
            vec![Finding::new("store", "unusable", what).mended_by(mend)]
        }
    }
}

/// What is wrong with where things lie.
fn places(paths: &Paths) -> Vec<Finding> {
    let exposed = exposures(paths).into_iter().map(|exposure| {
        let finding = Finding::new("store", "exposed", exposure.sentence());
        match exposure.kind {
            ExposureKind::Foreign => finding.mended_by("dateline config paths"),
            ExposureKind::Writable | ExposureKind::Readable => finding.mended_by(format!(
                "chmod 700 {}",
                shell_word(&exposure.folder.display().to_string())
            )),
        }
    });
    let network =
        of_network(paths).map(|what| Finding::new("store", "network", what).mended_by("dateline config paths"));
    exposed.chain(network).collect()
}

/// What the terminal cannot do, where there is one.
fn terminal() -> Vec<Finding> {
    if !is_on_terminal() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let value = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if value("TERM").is_none_or(|term| term == "dumb") {
        let what = "TERM says that this terminal can only print lines; the reader needs one that can move its cursor.";
        found.push(Finding::new("terminal", "dumb", what).mended_by("export TERM=xterm-256color"));
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(value)
        .unwrap_or_default();
    let lower = locale.to_lowercase();
    if !lower.contains("utf-8") && !lower.contains("utf8") {
        let what = format!("The locale is “{locale}”, not one of UTF-8: other signs than English ones may look wrong.");
        found.push(Finding::new("terminal", "locale", what).mended_by("export LC_CTYPE=C.UTF-8"));
    }
    found
}

fn feeds(library: &Library, online: bool, config: &Config) -> anyhow::Result<Vec<Finding>> {
    let feeds = library.feeds()?;
    let mut findings = Vec::new();
    for feed in &feeds {
        let ailments = ailments(feed, &library.health(feed.id)?, clock());
        findings.extend(
            ailments
                .into_iter()
                .map(|ailment| Finding::of(feed, ailment.kind, ailment.what, &ailment.remedy)),
        );
    }
    findings.extend(duplicates(&feeds));
    if online {
        findings.extend(insecure(&feeds, config)?);
    }
    Ok(findings)
}

/// Feeds whose addresses differ by what makes no difference: scheme, `www.`, a slash at the end.
fn duplicates(feeds: &[Feed]) -> Vec<Finding> {
    let mut first: HashMap<String, &Feed> = HashMap::new();
    let mut found = Vec::new();
    for feed in feeds {
        match first.get(&bare(&feed.url)) {
            Some(other) => {
                let what = format!("It is the same as feed {}, “{}”.", other.id, text::line(&other.title));
                let command = Command::Remove {
                    feed: Some(feed.id.to_string()),
                    yes: false,
                    with_starred: false,
                };
                found.push(Finding::of(feed, "duplicate", what, &command));
            }
            None => {
                first.insert(bare(&feed.url), feed);
            }
        }
    }
    found
}

fn bare(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.trim_end_matches('/').to_owned()
}

/// Feeds that are fetched in the open though their servers speak https.
fn insecure(feeds: &[Feed], config: &Config) -> anyhow::Result<Vec<Finding>> {
    let open: Vec<&Feed> = feeds.iter().filter(|feed| feed.url.starts_with("http://")).collect();
    let urls: Vec<String> = open.iter().map(|feed| feed.url.clone()).collect();
    let answers = ask_for_https(config, &urls)?;
    let secure = open.into_iter().zip(answers).filter(|(_, speaks)| *speaks);
    Ok(secure
        .map(|(feed, _)| {
            let command = Command::Set {
                feed: Some(feed.id.to_string()),
                key: "url".to_owned(),
                value: feed.url.replacen("http://", "https://", 1),
            };
            let what = "It is fetched by http, which anybody on the way can read and change; its server speaks https.";
            Finding::of(feed, "insecure", what, &command)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_differ_by_nothing_that_matters_are_the_same() {
        for same in ["http://a.example/f", "https://a.example/f/", "https://www.a.example/f"] {
            assert_eq!(bare(same), "a.example/f");
        }
        assert_ne!(bare("https://a.example/f?page=2"), bare("https://a.example/f"));
    }
}

//! newsraft's `feeds` file: an address a line, then its title in quotation marks; `@` begins a section, which becomes a
//! folder. Whatever could run a program is listed as skipped (`promises.md` B3).

use crate::model::{Folder, Subscription, text};
use crate::parse::subscriptions::{Collector, Outlines};

/// The section of those that are in none.
const NO_SECTION: &str = "Global";

/// Whether a text is such a file and no list of newsboat's: it has sections, or takes a program's output.
pub fn is_one(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    text.contains("://") && lines.any(|line| line.starts_with('@') || line.starts_with("$("))
}

/// Reads the subscriptions of such a file.
pub fn read(text: &str) -> Outlines {
    let mut collector = Collector::default();
    let mut section = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('@') {
            section = folder(without_settings(name));
        } else if line.starts_with("$(") {
            collector.skip(index + 1, line, "it would run a program");
        } else if !line.is_empty() && !line.starts_with('#') {
            collector.add(index + 1, subscription(line, section.as_ref()));
        }
    }
    collector.finish(None)
}

fn subscription(line: &str, section: Option<&Folder>) -> Subscription {
    let (url, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    // Settings may hold quotation marks too.
    let quoted = rest.trim_start().strip_prefix('"');
    let title = quoted.and_then(|rest| rest.split('"').next()).map(text::line);
    Subscription {
        url: url.to_owned(),
        title: title.filter(|title| !title.is_empty()),
        site_url: None,
        folders: section.cloned().into_iter().collect(),
    }
}

fn folder(name: &str) -> Option<Folder> {
    let name = text::line(name);
    Folder::new([name.trim().to_owned()]).filter(|_| name.trim() != NO_SECTION)
}

/// A section's name without how often and how much is fetched of it: `[20] {100}`, or since 0.31 `< reload-period 20`.
fn without_settings(section: &str) -> &str {
    let end = section.find(['[', '{', '<']).unwrap_or(section.len());
    &section[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_folders_and_titles_are_kept() {
        let text = "# mine\nhttps://a.example/f\n@ News Reports [20] {5}\nhttps://b.example/f \"B's own\" [10]\n\
                    @Global\nhttps://c.example/f < reload-period 30; bind b exec play \"%l\"\n";
        assert!(is_one(text));
        let found = read(text).subscriptions;
        let told: Vec<(&str, Option<&str>, Vec<String>)> = found
            .iter()
            .map(|feed| {
                let folders = feed.folders.iter().map(Folder::to_string);
                (feed.url.as_str(), feed.title.as_deref(), folders.collect())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("https://a.example/f", None, vec![]),
                ("https://b.example/f", Some("B's own"), vec!["News Reports".to_owned()]),
                ("https://c.example/f", None, vec![]),
            ]
        );
    }

    #[test]
    fn what_would_run_a_program_is_skipped_with_the_reason() {
        let outlines = read("https://a.example/f\n$(cat feed.xml) \"Mine\"\n");
        assert_eq!(outlines.subscriptions.len(), 1);
        assert_eq!(
            (outlines.skipped[0].line, outlines.skipped[0].reason.as_str()),
            (2, "it would run a program")
        );
        assert!(!is_one("https://a.example/f \"news\"\n"), "newsboat has such lines too");
    }
}

//! newsboat's `urls` file: an address a line, then tags. Each tag becomes a folder, and a saved search a query. Whatever
//! could run a program is listed as skipped (`promises.md` B3).

use crate::model::{Folder, SavedQuery, Subscription, text};
use crate::parse::filter::query_of;
use crate::parse::subscriptions::{Collector, Outlines};

/// Whether a text is such a file: of its first hundred lines that say something, at least half begin with an address
/// or one of newsboat's own words. The others are skipped, each with its reason.
pub fn is_one(text: &str) -> bool {
    let says_something = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let lines: Vec<&str> = text.lines().map(str::trim).filter(says_something).take(100).collect();
    let known = |line: &&&str| line.contains("://") || is_own_word(line.trim_start_matches('"'));
    let known = lines.iter().filter(known).count();
    known > 0 && known * 2 >= lines.len()
}

/// Reads the subscriptions of such a file.
pub fn read(text: &str) -> Outlines {
    let mut collector = Collector::default();
    for (index, line) in text.lines().enumerate() {
        let words = words(line);
        let Some(url) = words.first() else {
            continue;
        };
        if let Some(search) = url.strip_prefix("query:") {
            match saved(search) {
                Ok(saved) => collector.add_query(index + 1, saved),
                Err(why) => {
                    let reason = format!("it is a saved search, and {why}; `save-query NAME QUERY` makes one here");
                    collector.skip(index + 1, url, &reason);
                }
            }
            continue;
        }
        if let Some(reason) = reason_to_skip(url) {
            collector.skip(index + 1, url, reason);
            continue;
        }
        collector.add(index + 1, subscription(url, &words[1..]));
    }
    collector.finish(None)
}

fn subscription(url: &str, tags: &[String]) -> Subscription {
    let title = tags
        .iter()
        .find_map(|tag| tag.strip_prefix('~'))
        .map(text::line)
        .filter(|title| !title.is_empty());
    // `!` hides a feed from newsboat's list; it is no tag.
    let folder = |tag: &String| Folder::new([text::line(tag)]).filter(|_| !tag.starts_with(['~', '!']));
    Subscription {
        url: url.to_owned(),
        title,
        site_url: None,
        folders: tags.iter().filter_map(folder).collect(),
    }
}

/// A saved search: its name, a colon and its filter.
fn saved(search: &str) -> Result<SavedQuery, String> {
    let (name, filter) = search.split_once(':').ok_or("it has no filter")?;
    let name = text::line(name);
    if name.is_empty() {
        return Err("it has no name".to_owned());
    }
    let query = query_of(filter)?;
    Ok(SavedQuery { name, query })
}

fn is_own_word(line: &str) -> bool {
    ["query:", "exec:", "filter:"].iter().any(|word| line.starts_with(word))
}

fn reason_to_skip(url: &str) -> Option<&'static str> {
    match url.split(':').next()? {
        "exec" => Some("it would run a program"),
        "filter" => Some("it would pass the feed through a program"),
        _ => None,
    }
}

/// The words of a line: in quotes with `\"` inside, or without; none after a `#`.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut signs = line.trim().chars().peekable();
    while let Some(&sign) = signs.peek() {
        let mut word = String::new();
        if sign == '#' {
            break;
        } else if sign.is_whitespace() {
            signs.next();
            continue;
        } else if sign == '"' {
            signs.next();
            while let Some(sign) = signs.next().filter(|sign| *sign != '"') {
                word.push(if sign == '\\' {
                    signs.next().unwrap_or(sign)
                } else {
                    sign
                });
            }
        } else {
            while let Some(sign) = signs.next_if(|sign| !sign.is_whitespace()) {
                word.push(sign);
            }
        }
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_titles_and_tags_are_read() {
        let read = read("# comment\nhttp://h/1 news \"~My \\\"own\\\" title\" \"two words\" !\n\nhttp://h/2 # note\n");
        assert_eq!(read.subscriptions.len(), 2);
        assert_eq!(read.subscriptions[0].title.as_deref(), Some("My \"own\" title"));
        let folders: Vec<String> = read.subscriptions[0].folders.iter().map(Folder::to_string).collect();
        assert_eq!(folders, ["news", "two words"]);
        assert!(read.subscriptions[1].folders.is_empty());
    }

    #[test]
    fn a_saved_search_becomes_a_query_or_is_skipped_with_the_reason() {
        let read = read("\"query:New:unread = \\\"yes\\\"\"\n\"query:Many:unread_count > 5\" x\n");
        assert_eq!(read.queries.len(), 1);
        assert_eq!(
            (read.queries[0].name.as_str(), read.queries[0].query.to_string()),
            ("New", "is:unread".to_owned())
        );
        assert_eq!(
            read.skipped[0].reason,
            "it is a saved search, and nothing here is “unread_count >”; `save-query NAME QUERY` makes one here"
        );
    }

    #[test]
    fn programs_and_patterns_are_skipped_with_the_reason() {
        let read =
            read("\"exec:~/bin/x\" t\n\"filter:~/f:http://h/f\"\n\"query:New:title =~ \\\"^a\\\"\"\n/local/file\n");
        assert!(read.subscriptions.is_empty());
        assert_eq!(read.skipped.len(), 4);
        assert_eq!(read.skipped[0].reason, "it would run a program");
        assert_eq!(read.skipped[3].line, 4);
    }

    #[test]
    fn an_odd_line_is_skipped_and_costs_no_other() {
        let text = "https://a.example/feed\nbogus line here\nhttps://b.example/feed\n";
        assert!(is_one(text) && !is_one("some prose\nand https://a.example\nand more of it\n"));
        let outlines = read(text);
        assert_eq!((outlines.subscriptions.len(), outlines.skipped.len()), (2, 1));
        assert_eq!(outlines.skipped[0].line, 2);
    }
}

//! OPML both ways. Reading takes what it can of a broken file; writing gives nested folders that every reader takes.

use crate::model::{Folder, Subscription, text};
use crate::parse::entities::decode;
use crate::parse::mend::tokens::{Tag, Token, Tokens};
use crate::parse::subscriptions::{Collector, Outlines};
use std::collections::BTreeMap;

/// Reads the subscriptions of an OPML file.
pub fn read(text: &str) -> Outlines {
    let mut reader = Reader {
        text,
        counted: 0,
        line: 1,
        open: Vec::new(),
        collector: Collector::default(),
    };
    let mut tokens = Tokens::new(text);
    let mut ended = false;
    let mut last = 0;
    loop {
        let token = tokens.next();
        let at = tokens.began();
        match token {
            Some(Token::Start(tag)) if tag.name.eq_ignore_ascii_case("outline") => {
                // A tag that the file breaks off in is not taken: its address may be half of one.
                if tokens.offset() == text.len() && !text.ends_with('>') {
                    break;
                }
                reader.outline(&tag, at);
                last = at;
            }
            Some(Token::End(name)) if name.eq_ignore_ascii_case("outline") => {
                reader.open.pop();
                last = at;
            }
            Some(Token::End(name)) if name.eq_ignore_ascii_case("opml") => ended = true,
            Some(_) => {}
            None => break,
        }
    }
    let problem = (!ended).then(|| {
        let line = reader.line_of(last.max(text.trim_end().len()));
        format!("The file breaks off in line {line}; what stands before it was read.")
    });
    reader.collector.finish(problem)
}

/// Writes subscriptions as OPML, with a folder within its folder, and a feed in each of its folders.
pub fn write(title: &str, subscriptions: &[Subscription]) -> String {
    let mut root = Branch::default();
    for subscription in subscriptions {
        if subscription.folders.is_empty() {
            root.feeds.push(subscription);
        }
        for folder in &subscription.folders {
            let mut branch = &mut root;
            for name in folder.names() {
                branch = branch.folders.entry(name.as_str()).or_default();
            }
            branch.feeds.push(subscription);
        }
    }
    let mut written = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n");
    written.push_str(&format!("    <title>{}</title>\n  </head>\n  <body>\n", escape(title)));
    root.write(&mut written, 2);
    written.push_str("  </body>\n</opml>\n");
    written
}

struct Reader<'a> {
    text: &'a str,
    /// How far lines were counted, and the line there.
    counted: usize,
    line: usize,
    /// The names of the outlines that are open; `None` for those that are no folder.
    open: Vec<Option<String>>,
    collector: Collector,
}

impl Reader<'_> {
    fn outline(&mut self, tag: &Tag<'_>, at: usize) {
        let line = self.line_of(at);
        let value = |name: &str| {
            tag.attribute(name)
                .map(|value| text::line(&decode(value)))
                .filter(|value| !value.is_empty())
        };
        let title = value("title").or_else(|| value("text"));
        let address =
            value("xmlUrl").or_else(|| value("url").filter(|_| value("type").is_some_and(|kind| is_feed(&kind))));
        let Some(url) = address else {
            let is_feed = value("type").is_some_and(|kind| is_feed(&kind));
            if is_feed {
                self.collector
                    .skip(line, &title.clone().unwrap_or_default(), "this feed has no address");
            }
            if !tag.closed {
                self.open.push(title.filter(|_| !is_feed));
            }
            return;
        };
        let folders = Folder::new(self.open.iter().flatten())
            .into_iter()
            .chain(categories(value("category").as_deref()));
        let subscription = Subscription {
            title: title.filter(|title| *title != url),
            site_url: value("htmlUrl").filter(|site| site.starts_with("http")),
            folders: folders.collect(),
            url,
        };
        self.collector.add(line, subscription);
        if !tag.closed {
            self.open.push(None);
        }
    }

    /// The line of a place, which is not before the last one asked for.
    fn line_of(&mut self, at: usize) -> usize {
        self.line += self.text[self.counted.min(at)..at].matches('\n').count();
        self.counted = self.counted.max(at);
        self.line
    }
}

fn is_feed(kind: &str) -> bool {
    ["rss", "atom", "feed", "json"]
        .iter()
        .any(|known| kind.to_ascii_lowercase().contains(known))
}

/// Folders that are written as `/A/B,/C`; what has no slash in front is a tag, not a folder.
fn categories(written: Option<&str>) -> Vec<Folder> {
    let paths = written
        .unwrap_or_default()
        .split(',')
        .filter_map(|path| path.trim().strip_prefix('/'));
    paths.filter_map(|path| Folder::new(path.split('/'))).collect()
}

#[derive(Default)]
struct Branch<'a> {
    folders: BTreeMap<&'a str, Branch<'a>>,
    feeds: Vec<&'a Subscription>,
}

impl Branch<'_> {
    /// Folders are at most [`Folder::MAX_DEPTH`] deep, and so is this.
    fn write(&self, written: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        for feed in &self.feeds {
            let title = escape(feed.title.as_deref().unwrap_or(&feed.url));
            written.push_str(&format!(
                "{indent}<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"",
                escape(&feed.url)
            ));
            if let Some(site) = &feed.site_url {
                written.push_str(&format!(" htmlUrl=\"{}\"", escape(site)));
            }
            written.push_str("/>\n");
        }
        for (name, branch) in &self.folders {
            let name = escape(name);
            written.push_str(&format!("{indent}<outline text=\"{name}\" title=\"{name}\">\n"));
            branch.write(written, depth + 1);
            written.push_str(&format!("{indent}</outline>\n"));
        }
    }
}

fn escape(value: &str) -> String {
    let clean = text::line(value);
    clean
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(url: &str, title: &str, folders: &[&str]) -> Subscription {
        Subscription {
            url: url.to_owned(),
            title: Some(title.to_owned()),
            site_url: Some("http://h.example/".to_owned()),
            folders: folders.iter().filter_map(|folder| Folder::parse(folder)).collect(),
        }
    }

    #[test]
    fn what_was_written_is_read_again() {
        let written = [
            subscription("http://h.example/1?a=1&b=2", "One & \"only\" <b>", &[]),
            subscription("http://h.example/2", "Two", &["News/World", "Tech"]),
            subscription("http://h.example/3", "Three", &["News"]),
        ];
        let mut read = read(&write("Mine", &written));
        read.subscriptions.sort_by(|one, other| one.url.cmp(&other.url));
        assert_eq!((read.problem, read.skipped), (None, Vec::new()));
        assert_eq!(read.subscriptions, written);
    }

    #[test]
    fn of_a_file_cut_in_the_middle_everything_before_is_kept() {
        let whole = write(
            "Mine",
            &[
                subscription("http://h.example/1", "One", &["A"]),
                subscription("http://h.example/2", "Two", &["A"]),
            ],
        );
        let cut = &whole[..whole.find("example/2").expect("the second") + 6];
        let read = read(cut);
        assert_eq!(read.subscriptions.len(), 1);
        assert_eq!(
            read.problem.as_deref(),
            Some("The file breaks off in line 9; what stands before it was read.")
        );
    }

    #[test]
    fn folders_are_no_deeper_than_the_limit_and_nothing_is_lost() {
        let deep = format!(
            "<opml><body>{}<outline xmlUrl='http://h/f'/>",
            "<outline text='x'>".repeat(5_000)
        );
        let read = read(&deep);
        assert_eq!(read.subscriptions[0].folders[0].names().len(), Folder::MAX_DEPTH);
    }

    #[test]
    fn what_cannot_be_subscribed_to_is_reported() {
        let read = read(
            "<opml><body>\n<outline type='rss' text='L' xmlUrl='file:///etc/passwd'/>\n<outline type='rss' text='N'/></body></opml>",
        );
        let lines: Vec<usize> = read.skipped.iter().map(|skipped| skipped.line).collect();
        assert_eq!((read.subscriptions.len(), lines), (0, vec![2, 3]));
    }
}

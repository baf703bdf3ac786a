//! OPML both ways. Reading takes what it can of a broken file; writing gives nested folders that every reader takes.

use crate::model::{Folder, Subscription, text};
use crate::parse::entities::decode;
use crate::parse::mend::tokens::{Tag, Token, Tokens};
use crate::parse::subscriptions::{Collector, Outlines};

/// Reads the subscriptions of an OPML file.
pub fn read(text: &str) -> Outlines {
    let mut reader = Reader {
        text,
        ..Reader::default()
    };
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        match token {
            Token::Start(tag) if tag.name.eq_ignore_ascii_case("outline") => {
                // A tag that the file breaks off in is not taken: its address may be half of one.
                if tokens.offset() == text.len() && !text.ends_with('>') {
                    break;
                }
                reader.outline(&tag, tokens.began());
            }
            Token::End(name) if name.eq_ignore_ascii_case("outline") => reader.close(),
            Token::End(name) if name.eq_ignore_ascii_case("opml") => return reader.collector.finish(None),
            _ => {}
        }
    }
    let line = reader.line_of(text.trim_end().len());
    let problem = format!("The file breaks off in line {line}; what stands before was taken.");
    reader.collector.finish(Some(problem))
}

/// Writes subscriptions as OPML in their order, with a folder within its folder, and a feed in each of its folders. Folders come
/// in the order of `folders`, others behind them.
pub fn write<'a>(title: &str, subscriptions: &[Subscription], folders: impl IntoIterator<Item = &'a Folder>) -> String {
    let mut root = Branch::default();
    for folder in folders {
        root.within(folder);
    }
    for subscription in subscriptions {
        if subscription.folders.is_empty() {
            root.feeds.push(subscription);
        }
        for folder in &subscription.folders {
            root.within(folder).feeds.push(subscription);
        }
    }
    let mut written = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n");
    written.push_str(&format!("    <title>{}</title>\n  </head>\n  <body>\n", escape(title)));
    root.write(&mut written, 2);
    written.push_str("  </body>\n</opml>\n");
    written
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    /// How far line ends were counted, and how many there were.
    counted: usize,
    line_ends: usize,
    /// The outlines that are open, and whether each is a folder.
    open: Vec<bool>,
    /// The names of those that are.
    folders: Vec<String>,
    collector: Collector,
}

impl Reader<'_> {
    fn outline(&mut self, tag: &Tag<'_>, at: usize) {
        let line = self.line_of(at);
        let title = value(tag, "title").or_else(|| value(tag, "text"));
        let says_feed = value(tag, "type").is_some_and(|kind| is_feed(&kind));
        let address = value(tag, "xmlUrl").or_else(|| value(tag, "url").filter(|_| says_feed));
        let folder = title.clone().filter(|_| address.is_none() && !says_feed);
        match address {
            Some(url) => self.collector.add(line, self.subscription(tag, url, title)),
            None if says_feed => self
                .collector
                .skip(line, &title.unwrap_or_default(), "this feed has no address"),
            None => {}
        }
        if !tag.closed {
            self.open.push(folder.is_some());
            self.folders.extend(folder);
        }
    }

    fn subscription(&self, tag: &Tag<'_>, url: String, title: Option<String>) -> Subscription {
        let around = Folder::new(&self.folders).into_iter();
        Subscription {
            title: title.filter(|title| *title != url),
            site_url: value(tag, "htmlUrl").filter(|site| site.starts_with("http")),
            folders: around.chain(categories(value(tag, "category").as_deref())).collect(),
            url,
        }
    }

    fn close(&mut self) {
        if self.open.pop() == Some(true) {
            self.folders.pop();
        }
    }

    /// The line of a place, which is not before the last one asked for.
    fn line_of(&mut self, at: usize) -> usize {
        self.line_ends += self.text[self.counted..at].matches('\n').count();
        self.counted = at;
        self.line_ends + 1
    }
}

/// The value of an attribute, cleaned.
fn value(tag: &Tag<'_>, name: &str) -> Option<String> {
    let value = text::line(&decode(tag.attribute(name)?));
    (!value.is_empty()).then_some(value)
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
    folders: Vec<(&'a str, Branch<'a>)>,
    feeds: Vec<&'a Subscription>,
}

impl<'a> Branch<'a> {
    /// The branch of a folder below this one, a new one behind the others.
    fn within(&mut self, folder: &'a Folder) -> &mut Branch<'a> {
        folder.names().iter().fold(self, |branch, name| {
            let known = branch.folders.iter().position(|(known, _)| known == name);
            let at = known.unwrap_or(branch.folders.len());
            if known.is_none() {
                branch.folders.push((name, Branch::default()));
            }
            &mut branch.folders[at].1
        })
    }

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
        let mut read = read(&write("Mine", &written, &[]));
        read.subscriptions.sort_by(|one, other| one.url.cmp(&other.url));
        assert_eq!((read.problem, read.skipped), (None, Vec::new()));
        assert_eq!(read.subscriptions, written);
    }

    #[test]
    fn what_is_written_keeps_its_order_and_that_of_the_folders() {
        let feeds = [
            subscription("http://h.example/2", "Two", &["B/Y", "A"]),
            subscription("http://h.example/1", "One", &["C", "A", "B/X"]),
        ];
        let folders = ["C", "B", "B/Y", "B/X"].map(|folder| Folder::parse(folder).unwrap());
        let written = write("Mine", &feeds, &folders);
        let outlines = written.split(" text=\"").skip(1);
        let order: Vec<&str> = outlines.filter_map(|outline| outline.split('"').next()).collect();
        assert_eq!(order, ["C", "One", "B", "Y", "Two", "X", "One", "A", "Two", "One"]);
    }

    #[test]
    fn of_a_file_cut_in_the_middle_everything_before_is_kept() {
        let whole = write(
            "Mine",
            &[
                subscription("http://h.example/1", "One", &["A"]),
                subscription("http://h.example/2", "Two", &["A"]),
            ],
            &[],
        );
        let cut = &whole[..whole.find("example/2").expect("the second") + 6];
        let read = read(cut);
        assert_eq!(read.subscriptions.len(), 1);
        assert_eq!(
            read.problem.as_deref(),
            Some("The file breaks off in line 9; what stands before was taken.")
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

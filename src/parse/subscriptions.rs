//! Lists of subscriptions from elsewhere: which kind a file is, and what all kinds give.

use crate::model::{SavedQuery, Subscription};
use crate::parse::repairs::Repairs;
use crate::parse::{decode, newsraft, opml, urls};
use std::collections::{HashMap, HashSet};
use thiserror::Error;
use url::Url;

/// Feeds of one file beyond this are skipped (`promises.md` E11).
const MAX_FEEDS: usize = 10_000;
/// Saved searches of one file beyond this are skipped.
const MAX_QUERIES: usize = 1_000;
/// Folders of one feed beyond this are forgotten.
const MAX_FOLDERS: usize = 100;

/// What a list of subscriptions holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlines {
    /// Each address once, with all its folders.
    pub subscriptions: Vec<Subscription>,
    /// Searches that were saved there.
    pub queries: Vec<SavedQuery>,
    pub skipped: Vec<Skipped>,
    /// What is wrong with the file as a whole, a sentence. What came before is kept.
    pub problem: Option<String>,
}

/// Something in a list that was not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The line in the file, from 1.
    pub line: usize,
    /// What stood there, cleaned.
    pub what: String,
    /// Why it was left out, as a sentence without its stop.
    pub reason: String,
}

/// A file that is no list of subscriptions.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoSubscriptions {
    #[error("the file is empty")]
    Empty,
    #[error("this is neither OPML nor newsboat's urls nor newsraft's feeds; it begins with “{beginning}”")]
    Other { beginning: String },
}

/// Reads a list of subscriptions: OPML, newsboat's `urls`, or newsraft's `feeds`. Without sections the last looks like the
/// one before it, and is told by its `path`.
///
/// # Errors
/// Where the file is none of them.
pub fn subscriptions(bytes: &[u8], path: &str) -> Result<Outlines, NoSubscriptions> {
    let text = decode::decode(bytes, None, &mut Repairs::default());
    let lower_start: String = text.chars().take(4_096).collect::<String>().to_ascii_lowercase();
    if text.trim().is_empty() {
        Err(NoSubscriptions::Empty)
    } else if lower_start.contains("<opml") || lower_start.contains("<outline") {
        Ok(opml::read(&text))
    } else if newsraft::is_one(&text) || (path.ends_with("newsraft/feeds") && urls::is_one(&text)) {
        Ok(newsraft::read(&text))
    } else if urls::is_one(&text) {
        Ok(urls::read(&text))
    } else {
        let start: String = text.chars().take(200).collect();
        let beginning = crate::model::text::line(&start).chars().take(80).collect();
        Err(NoSubscriptions::Other { beginning })
    }
}

/// Collects subscriptions: each address once.
#[derive(Default)]
pub(super) struct Collector {
    outlines: Outlines,
    places: HashMap<String, usize>,
}

impl Collector {
    /// Adds a subscription that stands in `line`, or says why it is left out.
    pub fn add(&mut self, line: usize, subscription: Subscription) {
        let url = match web_address(&subscription.url) {
            Ok(url) => url,
            Err(reason) => return self.skip(line, &subscription.url, reason),
        };
        if let Some(place) = self.places.get(&url) {
            let known = &mut self.outlines.subscriptions[*place];
            for folder in subscription.folders {
                if known.folders.len() < MAX_FOLDERS && !known.folders.contains(&folder) {
                    known.folders.push(folder);
                }
            }
            known.title = known.title.take().or(subscription.title);
            known.site_url = known.site_url.take().or(subscription.site_url);
        } else if self.outlines.subscriptions.len() < MAX_FEEDS {
            self.places.insert(url.clone(), self.outlines.subscriptions.len());
            let mut once = HashSet::new();
            let folders = subscription
                .folders
                .into_iter()
                .filter(|folder| once.insert(folder.clone()));
            self.outlines.subscriptions.push(Subscription {
                folders: folders.take(MAX_FOLDERS).collect(),
                url,
                ..subscription
            });
        } else {
            self.skip(line, &url, "there are more than 10,000 feeds");
        }
    }

    /// Adds a saved search.
    pub fn add_query(&mut self, line: usize, saved: SavedQuery) {
        match self.outlines.queries.len() < MAX_QUERIES {
            true => self.outlines.queries.push(saved),
            false => self.skip(line, &saved.name, "there are more than 1,000 saved searches"),
        }
    }

    /// Notes something that is left out.
    pub fn skip(&mut self, line: usize, what: &str, reason: &str) {
        // A file of nothing else must not make a report without end.
        if self.outlines.skipped.len() < MAX_FEEDS {
            let short: String = what.chars().take(200).collect();
            let what = crate::model::text::line(&short);
            self.outlines.skipped.push(Skipped {
                line,
                what,
                reason: reason.to_owned(),
            });
        }
    }

    pub fn finish(self, problem: Option<String>) -> Outlines {
        Outlines {
            problem,
            ..self.outlines
        }
    }
}

/// A subscribable address in its usual form.
fn web_address(written: &str) -> Result<String, &'static str> {
    let written = written.trim();
    // `feed:` is an old way to say that an address is one of a feed.
    let bare = written
        .strip_prefix("feed:")
        .map_or(written, |rest| rest.strip_prefix("//").unwrap_or(rest));
    let with_scheme = if bare.contains("://") || bare.len() == written.len() {
        bare.to_owned()
    } else {
        format!("https://{bare}")
    };
    match Url::parse(&with_scheme) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url.into()),
        Ok(_) => Err("only http and https addresses can be subscribed to"),
        Err(_) => Err("this is no address"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Folder;

    #[test]
    fn the_kind_of_file_is_recognised() {
        let found = |bytes: &[u8], path| subscriptions(bytes, path).map(|found| found.subscriptions);
        let opml = b"<?xml version='1.0'?><opml><body><outline xmlUrl='http://h/f'/></body></opml>";
        assert_eq!(found(opml, "-").map(|feeds| feeds.len()), Ok(1));
        let urls = found(b"# mine\nhttp://h/f \"news\"\n", "urls").expect("a list");
        assert_eq!((urls[0].title.as_deref(), urls[0].folders.len()), (None, 1));
        let feeds = found(b"# mine\nhttp://h/f \"news\"\n", "~/.config/newsraft/feeds").expect("a list");
        assert_eq!((feeds[0].title.as_deref(), feeds[0].folders.len()), (Some("news"), 0));
        assert_eq!(found(b" \n", ""), Err(NoSubscriptions::Empty));
        assert!(matches!(found(b"hello world", ""), Err(NoSubscriptions::Other { .. })));
    }

    #[test]
    fn an_address_twice_is_one_subscription_in_both_folders() {
        let mut collector = Collector::default();
        for folder in ["A", "B", "A"] {
            let folders = Folder::parse(folder).into_iter().collect();
            collector.add(
                1,
                Subscription {
                    url: "http://H/f".to_owned(),
                    folders,
                    ..Subscription::default()
                },
            );
        }
        let found = collector.finish(None).subscriptions;
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].folders,
            ["A", "B"].map(|name| Folder::parse(name).expect("a name"))
        );
    }

    #[test]
    fn a_feed_has_a_hundred_folders_at_most() {
        let mut collector = Collector::default();
        let folders = (0..40_000)
            .filter_map(|number| Folder::parse(&format!("t{number}")))
            .collect();
        let url = "http://h/f".to_owned();
        collector.add(
            1,
            Subscription {
                url,
                folders,
                ..Subscription::default()
            },
        );
        assert_eq!(collector.finish(None).subscriptions[0].folders.len(), MAX_FOLDERS);
    }

    #[test]
    fn addresses_of_feeds_are_evened_out_and_others_refused() {
        assert_eq!(web_address("feed://h.example/f"), Ok("https://h.example/f".to_owned()));
        assert_eq!(
            web_address("feed:http://h.example/f"),
            Ok("http://h.example/f".to_owned())
        );
        assert!(
            web_address("file:///etc/passwd").is_err() && web_address("exec:ls").is_err() && web_address("").is_err()
        );
    }
}

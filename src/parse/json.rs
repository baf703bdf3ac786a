//! JSON Feed of both versions, and RSS written as JSON, as a draft. Every field is optional and may be of any kind: a
//! number is as good as a text, one thing as good as a list of one.

mod bounded;
mod mended;

use crate::parse::mend::draft::{EnclosureDraft, EntryDraft, FeedDraft, LinkDraft, LinkKind};
use crate::parse::mend::seconds;
use crate::parse::repairs::{Repair, Repairs};
use crate::parse::{MAX_ENTRIES, person, resolve};
use serde_json::{Map, Value};
use url::Url;

/// The feed in a JSON document; `None` where the document is no feed.
pub fn read(document: &str, base: Option<&Url>) -> Option<FeedDraft> {
    // What follows the first value is left alone.
    let mut repairs = Repairs::default();
    let value = bounded::read(document).or_else(|| bounded::read(&mended::mended(document, &mut repairs)?))?;
    let Value::Object(root) = value else {
        return None;
    };
    let reader = Reader { base };
    let mut draft = match root.get("rss").unwrap_or(&Value::Null).get("channel") {
        Some(Value::Object(channel)) => reader.rss(channel),
        _ if says_json_feed(&root) => reader.json_feed(&root),
        // A list of items alone is enough of a whole document; one that breaks off has to say what it is.
        _ if has_items(&root) && !repairs.has(Repair::CutShort) => reader.json_feed(&root),
        _ => return None,
    };
    draft.repairs.add(&repairs);
    Some(draft)
}

/// Whether it names the version of JSON Feed that it is in, as the specification wants.
fn says_json_feed(root: &Map<String, Value>) -> bool {
    let version = root.get("version").and_then(Value::as_str).unwrap_or_default();
    version.contains("jsonfeed.org")
}

fn has_items(root: &Map<String, Value>) -> bool {
    root.get("items").is_some_and(Value::is_array)
}

struct Reader<'b> {
    base: Option<&'b Url>,
}

impl Reader<'_> {
    fn json_feed(&self, root: &Map<String, Value>) -> FeedDraft {
        let mut repairs = Repairs::default();
        let items = list(root.get("items"));
        let entries = items
            .filter_map(|item| self.item(item, &mut repairs))
            .take(MAX_ENTRIES)
            .collect();
        FeedDraft {
            title: text(root, "title").map(|title| escape(&title)),
            links: self
                .link(root, "home_page_url", LinkKind::Alternate)
                .into_iter()
                .collect(),
            authors: authors(root),
            language: text(root, "language"),
            entries,
            repairs,
            ..FeedDraft::default()
        }
    }

    fn item(&self, item: &Value, repairs: &mut Repairs) -> Option<EntryDraft> {
        let Value::Object(item) = item else {
            repairs.note(Repair::WrongKind);
            return None;
        };
        if item.get("id").is_some_and(|id| !id.is_string()) {
            repairs.note(Repair::WrongKind);
        }
        let html = text(item, "content_html").or_else(|| text(item, "content_text").map(|words| lines(&words)));
        let mut links: Vec<LinkDraft> = self.link(item, "url", LinkKind::Alternate).into_iter().collect();
        links.extend(self.link(item, "external_url", LinkKind::Related));
        let id = text(item, "id");
        let permalink = id.as_deref().and_then(resolve::id);
        links.extend(permalink.map(|url| LinkDraft {
            url,
            kind: LinkKind::Permalink,
            page: true,
        }));
        let enclosures: Vec<EnclosureDraft> = list(item.get("attachments"))
            .filter_map(|file| self.attachment(file))
            .collect();
        Some(EntryDraft {
            id,
            title: text(item, "title").map(|title| escape(&title)),
            links,
            authors: authors(item),
            published: text(item, "date_published").into_iter().collect(),
            updated: text(item, "date_modified").into_iter().collect(),
            summary: text(item, "summary").map(|words| lines(&words)),
            content: html,
            enclosures,
            categories: strings(item.get("tags")).map(|tag| escape(&tag)).collect(),
            pictures: ["image", "banner_image"]
                .iter()
                .filter_map(|key| self.address(item, key))
                .collect(),
            language: text(item, "language"),
            ..EntryDraft::default()
        })
    }

    fn attachment(&self, file: &Value) -> Option<EnclosureDraft> {
        let file = file.as_object()?;
        Some(EnclosureDraft {
            url: self.address(file, "url")?,
            mime_type: text(file, "mime_type"),
            length: number(file, "size_in_bytes"),
            duration: number(file, "duration_in_seconds"),
        })
    }

    /// RSS as JSON: the words of RSS as keys.
    fn rss(&self, channel: &Map<String, Value>) -> FeedDraft {
        FeedDraft {
            title: text(channel, "title"),
            links: self.link(channel, "link", LinkKind::Plain).into_iter().collect(),
            language: text(channel, "language"),
            ttl: number(channel, "ttl")
                .and_then(|minutes| i64::try_from(minutes).ok())
                .map(|minutes| minutes.saturating_mul(60)),
            entries: list(channel.get("item"))
                .filter_map(|item| self.rss_item(item.as_object()?))
                .take(MAX_ENTRIES)
                .collect(),
            ..FeedDraft::default()
        }
    }

    fn rss_item(&self, item: &Map<String, Value>) -> Option<EntryDraft> {
        let id = text(item, "guid").or_else(|| text(item.get("guid")?.as_object()?, "#value"));
        let mut links: Vec<LinkDraft> = self.link(item, "link", LinkKind::Plain).into_iter().collect();
        let permalink = id.as_deref().and_then(resolve::id);
        links.extend(permalink.map(|url| LinkDraft {
            url,
            kind: LinkKind::Permalink,
            page: true,
        }));
        let enclosure = |file: &Value| {
            let file = file.as_object()?;
            let url = self.address(file, "url")?;
            Some(EnclosureDraft {
                url,
                mime_type: text(file, "type"),
                length: number(file, "length"),
                duration: None,
            })
        };
        Some(EntryDraft {
            id,
            title: text(item, "title"),
            links,
            authors: text(item, "author")
                .and_then(|author| person::name(&author))
                .into_iter()
                .collect(),
            published: text(item, "pubDate").into_iter().collect(),
            summary: text(item, "description"),
            content: text(item, "content:encoded"),
            enclosures: list(item.get("enclosure")).filter_map(enclosure).collect(),
            duration: text(item, "itunes:duration").and_then(|duration| seconds(&duration)),
            categories: strings(item.get("category")).collect(),
            comments_url: self.address(item, "comments"),
            ..EntryDraft::default()
        })
    }

    fn address(&self, object: &Map<String, Value>, key: &str) -> Option<String> {
        resolve::address(&text(object, key)?, self.base)
    }

    fn link(&self, object: &Map<String, Value>, key: &str, kind: LinkKind) -> Option<LinkDraft> {
        Some(LinkDraft {
            url: self.address(object, key)?,
            kind,
            page: true,
        })
    }
}

/// The names of `authors`, or of the older `author`.
fn authors(item: &Map<String, Value>) -> Vec<String> {
    let name = |author: &Value| match author {
        Value::Object(author) => text(author, "name").or_else(|| text(author, "url")),
        other => string(other),
    };
    let of = |key: &str| {
        list(item.get(key))
            .filter_map(name)
            .filter_map(|name| person::name(&name))
            .collect::<Vec<_>>()
    };
    let several = of("authors");
    if several.is_empty() { of("author") } else { several }
}

/// A value as a list: what is no list is one of one.
fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    match value {
        Some(Value::Array(values)) => values.as_slice(),
        Some(Value::Null) | None => &[],
        Some(other) => std::slice::from_ref(other),
    }
    .iter()
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = String> {
    list(value).filter_map(string)
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    string(object.get(key)?)
}

fn string(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A number that may be a fraction or a text.
fn number(object: &Map<String, Value>, key: &str) -> Option<u64> {
    let number: f64 = text(object, key)?.parse().ok()?;
    // The cast saturates.
    (number >= 0.0).then_some(number as u64)
}

fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn lines(words: &str) -> String {
    escape(words).replace('\n', "<br>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(items: &str) -> Vec<EntryDraft> {
        let document = format!("{{\"version\":\"http://jsonfeed.org/version/1\",\"items\":{items}}} trailing");
        read(&document, Url::parse("http://h/").ok().as_ref())
            .expect("a feed")
            .entries
    }

    #[test]
    fn every_field_may_be_of_any_kind() {
        let found = entries(
            r#"[null, 7, {"id": 5, "url": "/x", "title": null, "tags": "one", "author": "Jo", "content_text": "a < b",
                "attachments": {"url": "f.mp3", "size_in_bytes": "12.0", "duration_in_seconds": 1e99}}]"#,
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id.as_deref(), Some("5"));
        assert_eq!(found[0].links[0].url, "http://h/x");
        assert_eq!(found[0].categories, ["one"]);
        assert_eq!(found[0].authors, ["Jo"]);
        assert_eq!(found[0].content.as_deref(), Some("a &lt; b"));
        assert_eq!(found[0].enclosures[0].length, Some(12));
    }

    #[test]
    fn rss_can_be_written_as_json() {
        let document = r##"{"rss": {"channel": {"title": "T", "item": {"title": "A", "guid": {"#value": "g"}}}}}"##;
        let feed = read(document, None).expect("a feed");
        assert_eq!((feed.entries.len(), feed.entries[0].id.as_deref()), (1, Some("g")));
    }

    #[test]
    fn of_a_broken_json_document_what_can_be_read_is_read() {
        let cut = r#"{"version":"http://jsonfeed.org/version/1","items":[{"id":"1","title":"A \ud83d"},{"id":"2","ti"#;
        let feed = read(cut, None).expect("a feed");
        assert_eq!(
            (feed.entries.len(), feed.entries[0].title.as_deref()),
            (1, Some("A \u{fffd}"))
        );
        assert!(feed.repairs.has(Repair::CutShort));
        let nameless = cut.replace("version", "edition");
        assert!(read(&nameless, None).is_none(), "what breaks off has to say what it is");
    }

    #[test]
    fn a_value_beyond_all_bounds_costs_itself_only() {
        let deep = "[".repeat(130) + &"]".repeat(130);
        for odd in [
            r#""_x": 1e999"#,
            r#""_x": 1e400, "attachments": {"url": "f", "size_in_bytes": 1e400}"#,
            &format!("\"_x\": {deep}"),
        ] {
            let found = entries(&format!(
                r#"[{{"id": "1", "title": "one"}}, {{"id": "2", {odd}, "title": "two"}}, {{"id": "3"}}]"#
            ));
            let titles: Vec<Option<&str>> = found.iter().map(|entry| entry.title.as_deref()).collect();
            assert_eq!(titles, [Some("one"), Some("two"), None], "{odd}");
        }
        let huge = entries(r#"[{"id": 1e99999, "attachments": {"url": "f", "size_in_bytes": 1e400}}]"#);
        assert_eq!(
            (huge[0].id.as_deref(), huge[0].enclosures[0].length),
            (Some("1e99999"), Some(u64::MAX))
        );
    }

    #[test]
    fn other_json_is_no_feed() {
        for document in ["{}", "[]", "{\"a\":", "{\"rss\": 1}", "{\"items\": 3}"] {
            assert!(read(document, None).is_none(), "{document}");
        }
    }
}

//! Writes a draft as a small Atom document: well-formed, in one vocabulary, without anything that a strict reader
//! could stumble over. What Atom has no place for stays in the draft.

use super::draft::{EntryDraft, FeedDraft};
use crate::model::{Timestamp, text};
use std::borrow::Cow;

/// The dates of an entry, read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
}

/// The document of a draft. Its texts are moved into it, so that they are not kept twice; `dates` are those of the
/// entries, in order.
pub fn write(draft: &mut FeedDraft, dates: &[Dates]) -> String {
    let mut document = Document(String::with_capacity(64 * 1_024));
    document.raw("<feed xmlns=\"http://www.w3.org/2005/Atom\">");
    document.text("title", "html", draft.title.take().as_deref());
    for (entry, dates) in draft.entries.iter_mut().zip(dates) {
        document.entry(entry, *dates);
    }
    document.raw("</feed>");
    document.0
}

struct Document(String);

impl Document {
    fn entry(&mut self, entry: &mut EntryDraft, dates: Dates) {
        self.raw("<entry>");
        self.text("id", "text", entry.id.take().as_deref());
        let title = entry.title.take();
        self.text("title", "html", title.or(entry.spare_title.take()).as_deref());
        for link in &entry.links {
            self.raw("<link rel=\"alternate\" href=\"");
            self.escaped(&link.url);
            self.raw("\"/>");
        }
        let authors = if entry.authors.is_empty() {
            &entry.spare_authors
        } else {
            &entry.authors
        };
        for author in authors {
            self.raw("<author>");
            self.text("name", "text", Some(author));
            self.raw("</author>");
        }
        self.date("published", dates.published);
        self.date("updated", dates.updated);
        self.text("summary", "html", entry.summary.take().as_deref());
        self.text(
            "content",
            "html",
            entry.content.take().or(entry.spare_body.take()).as_deref(),
        );
        self.raw("</entry>");
    }

    fn text(&mut self, name: &str, kind: &str, words: Option<&str>) {
        // Readers refuse empty elements.
        let Some(words) = words.filter(|words| !words.trim().is_empty()) else {
            return;
        };
        self.0.extend(["<", name, " type=\"", kind, "\">"]);
        // XML cannot hold an escape sign, and without it the rest of its sequence would be taken for words.
        let whole = if words.contains('\u{1b}') {
            Cow::Owned(text::body(words))
        } else {
            Cow::Borrowed(words)
        };
        self.escaped(&whole);
        self.0.extend(["</", name, ">"]);
    }

    fn date(&mut self, name: &str, date: Option<Timestamp>) {
        self.text(name, "text", date.map(Timestamp::to_rfc3339).as_deref());
    }

    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Text escaped for any place, without the signs that XML cannot hold.
    fn escaped(&mut self, text: &str) {
        let mut copied = 0;
        for (at, byte) in text.bytes().enumerate() {
            let replacement = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                // A reader would fold it.
                b'\r' => "&#13;",
                b'\t' | b'\n' | 0x20.. => continue,
                _ => "",
            };
            self.0.push_str(&text[copied..at]);
            self.0.push_str(replacement);
            copied = at + 1;
        }
        self.0.push_str(&text[copied..]);
    }
}

//! Writes a draft as a small Atom document: well-formed, in one vocabulary, without anything that a strict reader
//! could stumble over. What it would not give back as it is (links, files, pictures) stays in the draft, and so do the
//! bodies, which are most of a feed and need no reading, and the dates, which we read ourselves.

use super::draft::{EntryDraft, FeedDraft};
use crate::model::text;
use std::borrow::Cow;

/// The document of a draft. Its texts are moved into it, so that they are not kept twice.
pub fn write(draft: &mut FeedDraft) -> String {
    let mut document = Document(String::with_capacity(64 * 1_024));
    document.raw("<feed xmlns=\"http://www.w3.org/2005/Atom\">");
    document.text("title", draft.title.take().as_deref());
    for entry in &mut draft.entries {
        document.entry(entry, &draft.authors);
    }
    document.raw("</feed>");
    document.0
}

struct Document(String);

impl Document {
    fn entry(&mut self, entry: &mut EntryDraft, feed_authors: &[String]) {
        self.raw("<entry>");
        self.text("id", entry.id.take().or(entry.spare_id.take()).as_deref());
        let title = entry.title.take();
        self.text("title", title.or(entry.spare_title.take()).as_deref());
        let candidates = [entry.authors.as_slice(), &entry.spare_authors, feed_authors];
        for author in candidates
            .into_iter()
            .find(|authors| !authors.is_empty())
            .unwrap_or_default()
        {
            self.raw("<author>");
            self.text("name", Some(author));
            self.raw("</author>");
        }
        self.raw("</entry>");
    }

    fn text(&mut self, name: &str, words: Option<&str>) {
        // Readers refuse empty elements.
        let Some(words) = words.filter(|words| !words.trim().is_empty()) else {
            return;
        };
        self.0.extend(["<", name, ">"]);
        self.section(&printable(words));
        self.0.extend(["</", name, ">"]);
    }

    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Text that may hold any sign: in CDATA, which a reader takes whole, where many references would cost it dearly.
    fn section(&mut self, text: &str) {
        if !text.contains(['&', '<', '>']) {
            return self.raw(text);
        }
        self.raw("<![CDATA[");
        for (index, part) in text.split("]]>").enumerate() {
            self.raw(if index > 0 { "]]]]><![CDATA[>" } else { "" });
            self.raw(part);
        }
        self.raw("]]>");
    }
}

/// The text without the signs that XML cannot hold. Escape sequences go whole: without its first sign the rest of one
/// would be taken for words.
pub fn printable(written: &str) -> Cow<'_, str> {
    // No short cut, so that the compiler looks at many bytes at a time.
    if !written.bytes().fold(false, |any, byte| any | is_control(byte)) {
        return Cow::Borrowed(written);
    }
    let whole = text::body(written);
    Cow::Owned(
        whole
            .chars()
            .filter(|sign| !u8::try_from(*sign).is_ok_and(is_control))
            .collect(),
    )
}

fn is_control(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_comes_out_of_the_document_as_it_went_in() {
        for title in [
            "a & b <c> \"d\"",
            "]]> and ]]]]>>",
            "x]]",
            "&amp; &",
            "<![CDATA[x]]>",
            "one\r\ntwo",
        ] {
            let mut draft = FeedDraft {
                title: Some(title.to_owned()),
                ..FeedDraft::default()
            };
            let document = write(&mut draft);
            let read = feed_rs::parser::parse(document.as_bytes()).expect("a feed");
            assert_eq!(
                read.title.map(|title| title.content).as_deref(),
                Some(title),
                "{document}"
            );
        }
    }
}

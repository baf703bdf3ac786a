//! The text of entries: the plain text and the HTML as one body, deflated when the entry is indexed. The HTML repeats
//! the plain text, so that together they need hardly more room than one of them.

use super::StoreError;
use crate::model::{Enclosure, NewEntry};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};

/// The text of an entry as it is stored.
pub(super) struct Body {
    packed: bool,
    /// Bytes of the plain text.
    plain: usize,
    bytes: Vec<u8>,
}

impl Body {
    /// From the columns `packed`, `plain` and `body`, of which the first is at `column`.
    pub(super) fn from_row(row: &Row, column: usize) -> rusqlite::Result<Body> {
        Ok(Body {
            packed: row.get(column)?,
            plain: row.get(column + 1)?,
            bytes: row.get(column + 2)?,
        })
    }

    /// The plain text alone.
    pub(super) fn text(&self) -> String {
        let mut text = Vec::with_capacity(self.plain);
        if self.packed {
            // What cannot be unpacked is shown as far as it goes; `check` tells of the damage.
            let _ = DeflateDecoder::new(self.bytes.as_slice())
                .take(self.plain as u64)
                .read_to_end(&mut text);
        } else {
            text.extend_from_slice(&self.bytes[..self.plain.min(self.bytes.len())]);
        }
        into_string(text)
    }

    /// The plain text and the HTML.
    pub(super) fn text_and_html(self) -> (String, String) {
        let mut text = self.bytes;
        if self.packed {
            let mut whole = Vec::new();
            let _ = DeflateDecoder::new(text.as_slice()).read_to_end(&mut whole);
            text = whole;
        }
        let html = text.split_off(self.plain.min(text.len()));
        (into_string(text), into_string(html))
    }
}

/// What only an opened article shows.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Details {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    enclosures: Vec<KeptEnclosure>,
}

#[derive(Serialize, Deserialize)]
struct KeptEnclosure {
    url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mime_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duration: Option<u64>,
}

impl Details {
    fn of(entry: &NewEntry) -> Details {
        let enclosures = entry.enclosures.iter().cloned().map(|enclosure| KeptEnclosure {
            url: enclosure.url,
            mime_type: enclosure.mime_type,
            length: enclosure.length,
            duration: enclosure.duration,
        });
        Details {
            comments_url: entry.comments_url.clone(),
            picture: entry.picture.clone(),
            categories: entry.categories.clone(),
            enclosures: enclosures.collect(),
        }
    }

    pub(super) fn enclosures(&self) -> Vec<Enclosure> {
        let kept = self.enclosures.iter().map(|enclosure| Enclosure {
            url: enclosure.url.clone(),
            mime_type: enclosure.mime_type.clone(),
            length: enclosure.length,
            duration: enclosure.duration,
        });
        kept.collect()
    }
}

/// Keeps the text of an entry that was just saved, unpacked: packing waits for the index.
pub(super) fn keep(connection: &Connection, id: i64, entry: &NewEntry) -> Result<(), StoreError> {
    let details = serde_json::to_string(&Details::of(entry)).unwrap_or_default();
    connection
        .prepare_cached(
            "INSERT INTO texts (entry, packed, plain, details, body) VALUES (?1, 0, ?2, ?3, ?4)
             ON CONFLICT (entry) DO UPDATE SET packed = 0, plain = ?2, details = ?3, body = ?4",
        )?
        .execute(params![id, entry.text.len(), details, joined(&entry.text, &entry.html)])?;
    Ok(())
}

/// Packs what the feed gave of an entry.
pub(super) fn pack(connection: &Connection, id: i64) -> Result<(), StoreError> {
    let loose: Option<Vec<u8>> = connection
        .prepare_cached("SELECT body FROM texts WHERE entry = ?1 AND packed = 0")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    if let Some(loose) = loose {
        connection
            .prepare_cached("UPDATE texts SET packed = 1, body = ?2 WHERE entry = ?1")?
            .execute(params![id, deflate(&loose)])?;
    }
    Ok(())
}

/// Keeps the full text of an entry, fetched from its page.
pub(super) fn keep_full(connection: &Connection, id: i64, html: &str, text: &str) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO full_texts (entry, plain, body) VALUES (?1, ?2, ?3)",
        params![id, text.len(), deflate(&joined(text, html))],
    )?;
    Ok(())
}

/// The text to show of an entry: the full one where it was fetched.
pub(super) fn shown(connection: &Connection, id: i64) -> Result<Option<(Body, Details)>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT full.entry IS NOT NULL OR texts.packed, coalesce(full.plain, texts.plain),
                 coalesce(full.body, texts.body), texts.details
             FROM texts LEFT JOIN full_texts AS full ON full.entry = texts.entry WHERE texts.entry = ?1",
        )?
        .query_row([id], |row| Ok((Body::from_row(row, 0)?, row.get::<_, String>(3)?)))
        .optional()?;
    Ok(found.map(|(body, details)| (body, serde_json::from_str(&details).unwrap_or_default())))
}

fn joined(text: &str, html: &str) -> Vec<u8> {
    let mut body = Vec::with_capacity(text.len() + html.len());
    body.extend_from_slice(text.as_bytes());
    body.extend_from_slice(html.as_bytes());
    body
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::default());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("writing into memory cannot fail")
}

fn into_string(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_body_gives_back_both_texts_and_the_plain_one_alone() {
        let (text, html) = ("Grüße\nan alle", "<p>Grüße</p><p>an alle</p>");
        let body = Body {
            packed: true,
            plain: text.len(),
            bytes: deflate(&joined(text, html)),
        };
        assert_eq!(body.text(), text);
        assert_eq!(body.text_and_html(), (text.to_owned(), html.to_owned()));
    }

    #[test]
    fn a_damaged_body_is_shown_as_far_as_it_goes() {
        let body = Body {
            packed: true,
            plain: 10,
            bytes: vec![0xff, 1, 2],
        };
        assert_eq!(body.text(), "");
        assert_eq!(body.text_and_html(), (String::new(), String::new()));
    }
}

//! The text of entries: the plain text and the HTML as one body, packed quickly before it is saved and deflated after the
//! entry is indexed. The HTML repeats the plain text, so that together they need hardly more room than one of them. How
//! texts are kept until they are deflated is in `loose`.

use super::{KeptText, StoreError, WholeText};
use crate::model::{Enclosure, NewEntry};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use rusqlite::functions::Context;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

/// How a body is kept, as the column `form` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Plain = 0,
    Deflated = 1,
    /// LZ4: a third of the room is saved at a gigabyte a second, so that a refresh has half as much to write. Deflating
    /// would take longer than all else that saving does.
    Quick = 2,
}

impl Form {
    fn of(number: u8) -> Form {
        match number {
            0 => Form::Plain,
            2 => Form::Quick,
            _ => Form::Deflated,
        }
    }
}

/// The text of an entry as it is stored.
pub(super) struct Body {
    form: Form,
    /// Bytes of the plain text.
    plain: usize,
    bytes: Vec<u8>,
}

impl Body {
    /// From the columns `form`, `plain` and `body`, of which the first is at `column`.
    pub(super) fn from_row(row: &Row, column: usize) -> rusqlite::Result<Body> {
        Ok(Body {
            form: Form::of(row.get(column)?),
            plain: row.get(column + 1)?,
            bytes: row.get(column + 2)?,
        })
    }

    /// From the arguments of a function of SQL, in the same order.
    pub(super) fn from_arguments(context: &Context<'_>) -> rusqlite::Result<Body> {
        Ok(Body {
            form: Form::of(context.get(0)?),
            plain: context.get(1)?,
            bytes: context.get(2)?,
        })
    }

    /// The plain text and the HTML after it.
    pub(super) fn unpacked(self) -> Vec<u8> {
        self.unpacked_up_to(usize::MAX)
    }

    /// As many bytes of them as are wanted and are there, or more.
    fn unpacked_up_to(self, at_most: usize) -> Vec<u8> {
        match self.form {
            Form::Plain => self.bytes,
            Form::Deflated => inflate(&self.bytes, at_most),
            Form::Quick => unpack_quickly(&self.bytes),
        }
    }

    /// The plain text alone. What cannot be unpacked is shown as far as it goes; `check` tells of the damage.
    pub(super) fn text(self) -> String {
        self.text_and_beginning(0).0
    }

    /// The plain text and the HTML.
    pub(super) fn text_and_html(self) -> (String, String) {
        self.text_and_beginning(usize::MAX)
    }

    /// The plain text and so many bytes of the HTML, as far as there are.
    pub(super) fn text_and_beginning(self, at_most: usize) -> (String, String) {
        let plain = self.plain;
        let at_most = plain.saturating_add(at_most);
        let mut text = self.unpacked_up_to(at_most);
        text.truncate(at_most);
        let html = text.split_off(plain.min(text.len()));
        (into_string(text), into_string(html))
    }
}

/// The text that is shown of the entry of the row, in SQL.
pub(super) const SHOWN_TEXT: &str =
    "(SELECT plain_text(CASE WHEN full.entry IS NULL THEN coalesce(loose.form, 1) ELSE 1 END,
        coalesce(full.plain, loose.plain, texts.plain), coalesce(full.body, loose.body, texts.body, x''))
    FROM (SELECT 1)
    LEFT JOIN full_texts AS full ON full.entry = entries.id
    LEFT JOIN loose ON loose.entry = entries.id
    LEFT JOIN texts ON texts.entry = entries.id)";

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
    /// Takes them out of the entry.
    fn take(entry: &mut NewEntry) -> Details {
        let enclosures = entry.enclosures.drain(..).map(|enclosure| KeptEnclosure {
            url: enclosure.url,
            mime_type: enclosure.mime_type,
            length: enclosure.length,
            duration: enclosure.duration,
        });
        Details {
            comments_url: entry.comments_url.take(),
            picture: entry.picture.take(),
            categories: std::mem::take(&mut entry.categories),
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

/// Room to pack one text after another in: what is packed waits to be saved, and is to take no more room than it needs.
#[derive(Default)]
pub(super) struct Packer {
    joined: Vec<u8>,
    packed: Vec<u8>,
}

impl Packer {
    /// Both texts as a body of the form [`Form::Quick`].
    fn pack(&mut self, text: &str, html: &str) -> Vec<u8> {
        self.joined.clear();
        self.joined.extend_from_slice(text.as_bytes());
        self.joined.extend_from_slice(html.as_bytes());
        let most = lz4_flex::block::get_maximum_output_size(self.joined.len());
        if self.packed.len() < most {
            self.packed.resize(most, 0);
        }
        let length = lz4_flex::compress_into(&self.joined, &mut self.packed).expect("there is room for the largest");
        let size = u32::try_from(self.joined.len()).unwrap_or(u32::MAX);
        [&size.to_le_bytes(), &self.packed[..length]].concat()
    }
}

/// The text of an entry on its way into the store, of the form [`Form::Quick`].
pub(super) struct Packed {
    /// Bytes of the plain text.
    pub(super) plain: usize,
    pub(super) details: String,
    pub(super) body: Vec<u8>,
}

impl Packed {
    /// Packs the texts of an entry and what only an opened article shows, and takes them out of it.
    pub(super) fn take(entry: &mut NewEntry, packer: &mut Packer) -> Packed {
        let (text, html) = (std::mem::take(&mut entry.text), std::mem::take(&mut entry.html));
        Packed {
            plain: text.len(),
            details: serde_json::to_string(&Details::take(entry)).unwrap_or_default(),
            body: packer.pack(&text, &html),
        }
    }
}

/// Keeps the full text of an entry, fetched from its page.
pub(super) fn keep_full(connection: &Connection, id: i64, html: &str, text: &str) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO full_texts (entry, plain, body) VALUES (?1, ?2, ?3)",
        params![id, text.len(), deflate(&joined(text, html))],
    )?;
    connection.execute("DELETE FROM whole_texts WHERE entry = ?1", [id])?;
    Ok(())
}

/// Keeps the text with what was left out of the full one.
pub(super) fn keep_whole(connection: &Connection, id: i64, whole: &WholeText) -> Result<(), StoreError> {
    let blocks: Vec<u8> = whole.blocks.iter().flat_map(|block| block.to_be_bytes()).collect();
    connection.execute(
        "INSERT OR REPLACE INTO whole_texts (entry, plain, body, site, blocks) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            id,
            whole.text.len(),
            deflate(&joined(&whole.text, &whole.html)),
            whole.site,
            blocks
        ],
    )?;
    Ok(())
}

/// The text with what was left out of the full one, where something was.
pub(super) fn whole(connection: &Connection, id: i64) -> Result<Option<WholeText>, StoreError> {
    let found = connection
        .prepare_cached("SELECT 1, plain, body, site, blocks FROM whole_texts WHERE entry = ?1")?
        .query_row([id], |row| {
            Ok((Body::from_row(row, 0)?, row.get(3)?, row.get::<_, Vec<u8>>(4)?))
        })
        .optional()?;
    Ok(found.map(|(body, site, blocks)| {
        let (text, html) = body.text_and_html();
        let (blocks, _) = blocks.as_chunks();
        WholeText {
            html,
            text,
            site,
            blocks: blocks.iter().map(|&block| u64::from_be_bytes(block)).collect(),
        }
    }))
}

/// What is kept of the page.
pub(super) fn kept(connection: &Connection, id: i64) -> Result<KeptText, StoreError> {
    let mut statement = connection.prepare_cached("SELECT stale FROM full_texts WHERE entry = ?1")?;
    Ok(match statement.query_row([id], |row| row.get(0)).optional()? {
        None => KeptText::None,
        Some(true) => KeptText::Stale,
        Some(false) => KeptText::Fresh,
    })
}

/// Says that the page may have changed since its text was kept; without a newer one the entry is not ready.
pub(super) fn outdate(connection: &Connection, id: i64) -> Result<(), StoreError> {
    let kept = connection
        .prepare_cached("UPDATE full_texts SET stale = 1 WHERE entry = ?1")?
        .execute([id])?;
    if kept > 0 {
        connection
            .prepare_cached("UPDATE entries SET ready = 0 WHERE id = ?1")?
            .execute([id])?;
    }
    Ok(())
}

/// Says that the text that is kept is as good as a newer one.
pub(super) fn renew(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE full_texts SET stale = 0 WHERE entry = ?1")?
        .execute([id])?;
    Ok(())
}

/// The text that the feed gave.
pub(super) fn fed(connection: &Connection, id: i64) -> Result<Option<(Body, Details)>, StoreError> {
    body_with_details(
        connection,
        id,
        "SELECT coalesce(loose.form, 1), coalesce(loose.plain, texts.plain), coalesce(loose.body, texts.body, x''),
             coalesce(loose.details, texts.details)
         FROM entries
         LEFT JOIN loose ON loose.entry = entries.id
         LEFT JOIN texts ON texts.entry = entries.id
         WHERE entries.id = ?1",
    )
}

/// The text to show of an entry, the full one where it was fetched, with its details and its language.
const SHOWN: &str = "SELECT CASE WHEN full.entry IS NULL THEN coalesce(loose.form, 1) ELSE 1 END,
         coalesce(full.plain, loose.plain, texts.plain),
         coalesce(full.body, loose.body, texts.body, x''), coalesce(loose.details, texts.details), entries.language
     FROM entries
     LEFT JOIN full_texts AS full ON full.entry = entries.id
     LEFT JOIN loose ON loose.entry = entries.id
     LEFT JOIN texts ON texts.entry = entries.id
     WHERE entries.id = ?1";

/// The text to show of an entry.
pub(super) fn shown(connection: &Connection, id: i64) -> Result<Option<(Body, Details)>, StoreError> {
    body_with_details(connection, id, SHOWN)
}

/// The plain text to show of an entry, and the language that its feed says it is in.
pub(super) fn shown_with_language(
    connection: &Connection,
    id: i64,
) -> Result<Option<(String, Option<String>)>, StoreError> {
    Ok(connection
        .prepare_cached(SHOWN)?
        .query_row([id], |row| Ok((Body::from_row(row, 0)?.text(), row.get(4)?)))
        .optional()?)
}

fn body_with_details(connection: &Connection, id: i64, sql: &str) -> Result<Option<(Body, Details)>, StoreError> {
    let found = connection
        .prepare_cached(sql)?
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

/// Deflates one text after another: making its tables anew for each takes as long as a short text.
pub(super) struct Deflater(Compress);

impl Deflater {
    pub(super) fn new() -> Deflater {
        Deflater(Compress::new(Compression::default(), false))
    }

    pub(super) fn deflate(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.0.reset();
        let mut deflated = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let rest = &bytes[taken(self.0.total_in())..];
            let status = self.0.compress_vec(rest, &mut deflated, FlushCompress::Finish);
            if status.expect("whatever is given can be deflated") == Status::StreamEnd {
                return deflated;
            }
            deflated.reserve(deflated.capacity());
        }
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    Deflater::new().deflate(bytes)
}

/// As many bytes as are wanted and are there, or somewhat more.
fn inflate(bytes: &[u8], at_most: usize) -> Vec<u8> {
    // What is deflated is seldom less than a quarter of what it was.
    let mut inflated = Vec::with_capacity(bytes.len().saturating_mul(4).min(at_most));
    let mut inflater = Decompress::new(false);
    loop {
        let (read, made) = (inflater.total_in(), inflater.total_out());
        let status = inflater.decompress_vec(&bytes[taken(read)..], &mut inflated, FlushDecompress::None);
        let goes_on = (read, made) != (inflater.total_in(), inflater.total_out());
        // An error only ends it.
        if !goes_on || inflated.len() >= at_most || !matches!(status, Ok(Status::Ok | Status::BufError)) {
            return inflated;
        }
        if inflated.len() == inflated.capacity() {
            inflated.reserve(inflated.len().min(at_most - inflated.len()));
        }
    }
}

/// Bytes of a slice, as the library counts them.
fn taken(bytes: u64) -> usize {
    usize::try_from(bytes).expect("no slice has more bytes")
}

/// Nothing where it is damaged, also in the length that it claims to have.
fn unpack_quickly(bytes: &[u8]) -> Vec<u8> {
    // No byte of LZ4 stands for more than 255.
    let most = bytes.len().saturating_mul(255);
    lz4_flex::block::uncompressed_size(bytes)
        .ok()
        .filter(|(length, _)| *length <= most)
        .and_then(|(length, packed)| lz4_flex::decompress(packed, length).ok())
        .unwrap_or_default()
}

fn into_string(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_gives_back_both_texts_and_the_plain_one_alone_in_each_form() {
        let (text, html) = ("Grüße\nan alle", "<p>Grüße</p><p>an alle</p>");
        let joined = joined(text, html);
        for (form, bytes) in [
            (Form::Plain, joined.clone()),
            (Form::Deflated, deflate(&joined)),
            (Form::Quick, Packer::default().pack(text, html)),
        ] {
            let plain = text.len();
            let body = || Body {
                form,
                plain,
                bytes: bytes.clone(),
            };
            assert_eq!(body().text(), text, "{form:?}");
            assert_eq!(body().text_and_html(), (text.to_owned(), html.to_owned()), "{form:?}");
        }
    }

    #[test]
    fn a_damaged_body_is_shown_as_far_as_it_goes() {
        for form in [Form::Deflated, Form::Quick] {
            for bytes in [vec![], vec![0xff, 1, 2], vec![0xff, 0xff, 0xff, 0x7f, 1, 2]] {
                let body = || Body {
                    form,
                    plain: 10,
                    bytes: bytes.clone(),
                };
                assert_eq!(body().text(), "");
                assert_eq!(body().text_and_html(), (String::new(), String::new()));
            }
        }
    }
}

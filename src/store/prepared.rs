//! What a fetch brought, made ready to be saved: all that can be done without the store, so that the lane that writes,
//! of which there is one, has only to write.

use super::texts::{Packed, Packer};
use super::words;
use crate::model::{Fetched, FetchedFeed, NewEntry, Timestamp};
use memchr::memmem;

/// A fetch with its entries made ready.
pub struct Prepared {
    /// Without its entries.
    pub(super) fetched: FetchedFeed,
    /// In the order of the document.
    pub(super) entries: Vec<PreparedEntry>,
}

impl Prepared {
    /// What was fetched, without its entries.
    pub fn fetched(&self) -> &FetchedFeed {
        &self.fetched
    }
}

impl From<FetchedFeed> for Prepared {
    fn from(mut fetched: FetchedFeed) -> Prepared {
        let entries = match &mut fetched.outcome {
            Fetched::Changed { entries, .. } => std::mem::take(entries),
            Fetched::Unchanged | Fetched::Failed { .. } => Vec::new(),
        };
        let mut packer = Packer::default();
        let ready = entries.into_iter().map(|entry| PreparedEntry::of(entry, &mut packer));
        Prepared {
            entries: ready.collect(),
            fetched,
        }
    }
}

/// An entry with what is derived from it.
pub(super) struct PreparedEntry {
    /// Without what is in `text`.
    pub(super) entry: NewEntry,
    pub(super) text: Packed,
    pub(super) keys: Keys,
    /// [`IMAGE`], [`AUDIO`], [`VIDEO`].
    pub(super) media: i64,
    pub(super) minutes: u32,
    /// Of everything that is shown of it.
    pub(super) content_hash: i64,
    /// Of its title and its words: what makes a change an edit.
    pub(super) words_hash: i64,
}

impl PreparedEntry {
    fn of(mut entry: NewEntry, packer: &mut Packer) -> PreparedEntry {
        let keys = Keys::of(&entry);
        let (media, minutes) = (media(&entry), words::minutes(&entry.text));
        let (content_hash, words_hash) = content_and_words_hash(&entry);
        PreparedEntry {
            text: Packed::take(&mut entry, packer),
            entry,
            keys,
            media,
            minutes,
            content_hash,
            words_hash,
        }
    }
}

/// What an entry is recognised by.
pub(super) struct Keys {
    pub(super) identity: i64,
    pub(super) link: Option<i64>,
    pub(super) title: Option<i64>,
}

impl Keys {
    fn of(entry: &NewEntry) -> Keys {
        let dated = |date: Timestamp| hash(&["title", &entry.title, &date.unix().to_string()]);
        let undated = || hash(&["text", &entry.title, &entry.text]);
        let title = !entry.title.is_empty();
        Keys {
            identity: hash(&["id", &entry.identity]),
            link: entry.url.as_ref().map(|url| hash(&["link", url])),
            title: title.then(|| entry.published.map_or_else(undated, dated)),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = i64> {
        [Some(self.identity), self.link, self.title].into_iter().flatten()
    }
}

/// Bits of `entries.media`.
pub(super) const IMAGE: i64 = 1;
pub(super) const AUDIO: i64 = 2;
pub(super) const VIDEO: i64 = 4;

fn media(entry: &NewEntry) -> i64 {
    let brings = |kind: &str| {
        let mut types = entry
            .enclosures
            .iter()
            .filter_map(|enclosure| enclosure.mime_type.as_deref());
        types.any(|mime_type| mime_type.starts_with(kind))
    };
    let holds = |tag: &str| memmem::find(entry.html.as_bytes(), tag.as_bytes()).is_some();
    let image = entry.picture.is_some() || brings("image/") || holds("<img");
    let audio = brings("audio/") || holds("<audio");
    let video = brings("video/") || holds("<video");
    i64::from(image) * IMAGE + i64::from(audio) * AUDIO + i64::from(video) * VIDEO
}

/// Of all that is shown, and of title and words alone.
fn content_and_words_hash(entry: &NewEntry) -> (i64, i64) {
    let mut content = LongHash::default();
    content.add(&entry.title);
    for part in [&entry.author, &entry.url, &entry.picture] {
        content.add(part.as_deref().unwrap_or_default());
    }
    content.add(&entry.html);
    let mut words = LongHash::default();
    words.add(&entry.title);
    LongHash::add_to_both(&mut content, &mut words, &entry.text);
    (content.0.cast_signed(), words.0.cast_signed())
}

/// FNV-1a of 64 bits: the same in every build, for it is kept. A feed can make its own entries collide, no others.
pub(super) fn hash(parts: &[&str]) -> i64 {
    let mut hash = BASIS;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    for part in parts {
        part.bytes().for_each(&mut add);
        // Divides the parts: no byte of UTF-8.
        add(0xff);
    }
    hash.cast_signed()
}

/// As [`hash`], for whole texts: eight bytes at a step. Kept too.
struct LongHash(u64);

impl Default for LongHash {
    fn default() -> LongHash {
        LongHash(BASIS)
    }
}

impl LongHash {
    fn add(&mut self, part: &str) {
        words_of(part).for_each(|word| self.step(word));
    }

    /// Adds to both in the time of one: each step waits for the one before it.
    fn add_to_both(one: &mut LongHash, other: &mut LongHash, part: &str) {
        words_of(part).for_each(|word| {
            one.step(word);
            other.step(word);
        });
    }

    fn step(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
}

/// A part as numbers, with its length behind it, which divides the parts.
fn words_of(part: &str) -> impl Iterator<Item = u64> {
    let (words, rest) = part.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    words.chain([u64::from_le_bytes(last), part.len() as u64])
}

/// Where FNV-1a begins.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

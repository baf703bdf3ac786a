//! What was seen on other pages of the same site: blocks as numbers that a store can keep and count. The store is not
//! known here.

use super::piece::{Piece, normalised};
use url::Url;

/// On how many other articles of the site a block with this hash was seen. Copies of the same article under other
/// addresses must not be counted.
pub type Memory<'a> = dyn Fn(u64) -> u32 + 'a;

/// A memory that has seen nothing.
pub fn no_memory(_hash: u64) -> u32 {
    0
}

/// The site that a page is remembered under: its host, by whichever door it was entered.
pub fn site_of(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let doors = ["www.", "m.", "amp."];
    let inner = doors.iter().find_map(|door| host.strip_prefix(door));
    Some(inner.unwrap_or(host).to_owned())
}

/// The hash of an article's address, by which it is known when it is fetched again. Kept in stores as block hashes are.
pub fn address_hash(url: &Url) -> u64 {
    let path = url.path().trim_end_matches('/');
    let whole = format!(
        "{}{path}?{}",
        site_of(url).unwrap_or_default(),
        url.query().unwrap_or_default()
    );
    hash(whole.bytes())
}

/// The hash of a block of text: FNV-1a, 64 bits, of its letters in lower case, every number as one zero, so that "from $2"
/// and "from $3" are the same block. It is kept in stores and so never changes.
pub fn block_hash(text: &str) -> u64 {
    key_hash(&normalised(text))
}

/// The hash of a block that is normalised already.
pub(super) fn key_hash(key: &str) -> u64 {
    let mut in_number = false;
    let zeroed = key.chars().filter_map(|sign| {
        let (again, number) = (in_number, sign.is_numeric());
        in_number = number;
        match number {
            true => (!again).then_some('0'),
            false => Some(sign),
        }
    });
    hash(zeroed.flat_map(|sign| {
        let mut room = [0; 4];
        let length = sign.encode_utf8(&mut room).len();
        room.into_iter().take(length)
    }))
}

fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The hashes of all blocks of a page, each once, in order: what a store learns from a page.
pub(super) fn hashes(pieces: &[Piece]) -> Vec<u64> {
    let mut seen = std::collections::HashSet::new();
    pieces
        .iter()
        .filter(|piece| !piece.key.is_empty() && !piece.is_picture())
        .map(|piece| piece.hash)
        .filter(|&hash| seen.insert(hash))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_the_same_by_every_door() {
        let hash = |url: &str| address_hash(&Url::parse(url).unwrap());
        assert_eq!(
            hash("https://www.a.example/story/#part"),
            hash("http://amp.a.example/story")
        );
        assert_ne!(
            hash("https://a.example/story?id=1"),
            hash("https://a.example/story?id=2")
        );
        let (one, two) = (hash("https://a.example/"), hash("https://b.example/"));
        assert_ne!(one, two);
    }

    #[test]
    fn a_template_that_changes_its_number_is_the_same_block() {
        assert_eq!(
            block_hash("Support us from just $2 a month!"),
            block_hash("support us from just $13 a month")
        );
        assert_ne!(block_hash("Support us"), block_hash("Support me"));
    }
}

//! What was seen on other pages of the same site: blocks as numbers that a store can keep and count. The store is not
//! known here.

use super::piece::{Piece, normalised};

/// On how many other articles of the site a block with this hash was seen. Copies of the same article under other
/// addresses must not be counted.
pub type Memory<'a> = dyn Fn(u64) -> u32 + 'a;

/// A memory that has seen nothing.
pub fn no_memory(_hash: u64) -> u32 {
    0
}

/// The hash of a block of text: FNV-1a, 64 bits, of its letters in lower case, every number as one zero, so that "from $2"
/// and "from $3" are the same block. It is kept in stores and so never changes.
pub fn block_hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut in_number = false;
    for sign in normalised(text).chars() {
        let sign = if sign.is_numeric() { '0' } else { sign };
        if sign == '0' && in_number {
            continue;
        }
        in_number = sign == '0';
        for byte in sign.encode_utf8(&mut [0; 4]).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// The hashes of all blocks of a page, each once, in order: what a store learns from a page.
pub(super) fn hashes(pieces: &[Piece]) -> Vec<u64> {
    let mut seen = std::collections::HashSet::new();
    pieces
        .iter()
        .filter(|piece| !piece.key.is_empty() && !piece.is_picture())
        .map(|piece| block_hash(&piece.text))
        .filter(|&hash| seen.insert(hash))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_that_changes_its_number_is_the_same_block() {
        assert_eq!(
            block_hash("Support us from just $2 a month!"),
            block_hash("support us from just $13 a month")
        );
        assert_ne!(block_hash("Support us"), block_hash("Support me"));
    }
}

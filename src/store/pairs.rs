//! Which words stand beside each other in an entry, as a set with few bits for each pair (a Bloom filter): thousands of entries
//! may have both words of a phrase where a handful has them in a row, and to unpack a text takes ten times as long as to ask its
//! set. It knows the first letters of the second word too, so that it can be asked while that is being typed. It may say yes
//! where the answer is no, never the other way. That words are in a row is seen in `phrases`.

use super::StoreError;
use super::prepared;
use super::words::{Pattern, Word, first_letters};
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

/// With so many bits for a pair, of which three are set, one of eleven sets says yes to a pair that it does not have, and one of
/// five while only the first letters of the second word are known.
const BITS_OF_PAIR: usize = 5;
/// Bytes of a set at most, that of a text with some six thousand words: in a longer one most pairs of common words are.
const MOST_BYTES: usize = 4096;
/// Letters of the second word that two of the bits stand for.
const LETTERS: usize = 3;

/// Gives the connection the function `may_have_pairs`: of a set, or `NULL` where none was made, and what [`wanted`] gives.
pub(super) fn define(connection: &Connection) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("may_have_pairs", 2, flags, |context| {
        let set = context.get_raw(0).as_blob_or_null()?;
        let (wanted, _) = context.get_raw(1).as_blob()?.as_chunks();
        let mut wanted = wanted.iter().map(|hash| u32::from_le_bytes(*hash));
        Ok(set.is_none_or(|set| wanted.all(|hash| has(set, hash))))
    })?;
    Ok(())
}

/// The set of the pairs in texts that were cut into words.
pub(super) fn set(texts: &[&[Word<'_>]]) -> Vec<u8> {
    let pairs = || texts.iter().flat_map(|words| words.windows(2));
    let bytes = (pairs().count() * BITS_OF_PAIR).div_ceil(8).min(MOST_BYTES);
    let mut set = vec![0; bytes];
    for pair in pairs() {
        for hash in hashes(&pair[0].text, &pair[1].text, true) {
            let bit = bit(hash, bytes);
            set[bit / 8] |= 1 << (bit % 8);
        }
    }
    set
}

/// What the set of an entry must have where the pattern stands in it, four bytes each.
pub(super) fn wanted(pattern: &Pattern) -> Vec<u8> {
    let last = pattern.words.len().saturating_sub(2);
    let hashes = pattern.words.windows(2).enumerate().flat_map(|(at, pair)| {
        // What is being typed may go on with other letters than it has.
        hashes(&pair[0], &pair[1], !(pattern.prefix && at == last))
    });
    hashes.flat_map(u32::to_le_bytes).collect()
}

/// The numbers of a pair: two for the first letters of the next word, or for all of a shorter one, and one for all of it.
fn hashes(one: &str, next: &str, is_whole: bool) -> impl Iterator<Item = u32> {
    let halves = |next: &str| {
        let hash = prepared::hash(&[one, next]).cast_unsigned();
        [(hash >> 32) as u32, (hash & u64::from(u32::MAX)) as u32]
    };
    let known = first_letters(next, LETTERS).or(is_whole.then_some(next));
    let of_letters = known.map(halves);
    let of_all = is_whole.then(|| halves(next)).map(|[high, low]| high ^ low);
    of_letters.into_iter().flatten().chain(of_all)
}

/// The bit of a hash in a set of so many bytes.
fn bit(hash: u32, bytes: usize) -> usize {
    ((u64::from(hash) * 8 * bytes as u64) >> 32) as usize
}

/// A set without pairs has no bit.
fn has(set: &[u8], hash: u32) -> bool {
    let bit = bit(hash, set.len());
    set.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::super::words::{pattern, words};
    use super::*;

    fn may_have(set: Option<&[u8]>, pattern: &Pattern) -> bool {
        let connection = Connection::open_in_memory().unwrap();
        define(&connection).unwrap();
        let asked = connection.query_row("SELECT may_have_pairs(?1, ?2)", (set, wanted(pattern)), |row| {
            row.get(0)
        });
        asked.unwrap()
    }

    #[test]
    fn a_set_has_all_pairs_of_its_texts_and_few_others() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut letters = |length: usize| -> String { (0..length).map(|_| random.lowercase()).collect() };
        let text: Vec<String> = (0..400).map(|number| letters(1 + number % 7)).collect();
        let text = text.join(" ");
        let (title, text) = (words("High Tide"), words(&text));
        let set = set(&[&title, &text]);
        assert_eq!(set.len(), 250);
        let stands = |one: &str, next: &str| may_have(Some(&set), &pattern(&format!("{one} {next}"), false, true));
        assert!(stands("high", "tide"));
        assert!(text.windows(2).all(|pair| stands(&pair[0].text, &pair[1].text)));
        let wrongly = text
            .windows(3)
            .filter(|words| stands(&words[0].text, &words[2].text))
            .count();
        assert!((15..70).contains(&wrongly), "{wrongly}");
    }

    #[test]
    fn only_what_is_known_is_wanted_and_no_set_denies_nothing() {
        let set = set(&[&words("high tide")]);
        assert!(may_have(Some(&set), &pattern("high ti", true, true)));
        assert!(may_have(Some(&set), &pattern("high tid", true, true)));
        assert!(!may_have(Some(&set), &pattern("high ti", false, true)));
        assert!(!may_have(Some(&set), &pattern("high tab", true, true)));
        assert!(may_have(None, &pattern("low tide", false, true)));
        assert!(!may_have(Some(&[]), &pattern("low tide", false, true)));
        assert!(may_have(Some(&[]), &pattern("tide", false, true)));
    }
}

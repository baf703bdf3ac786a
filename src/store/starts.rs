//! Where in a text a match may begin, seen without cutting all of its words: most of them begin with another letter. How words
//! are cut and folded is in `words`.

use super::words::{FOREIGN, KINDS, Part, Pattern, fold_sign, narrow};
use memchr::memchr2;

/// The first letters of what is looked for, folded.
#[derive(Default)]
pub(super) struct Firsts {
    letters: Vec<char>,
    /// Whether matches may begin with any other letter too.
    any: bool,
}

impl Firsts {
    /// Those of patterns, or of their inflections too.
    pub(super) fn of(patterns: &[Pattern], with_inflections: bool) -> Firsts {
        let mut firsts = Firsts::default();
        for pattern in patterns {
            firsts.any |= with_inflections && pattern.inflections_begin_otherwise();
            firsts
                .letters
                .extend(pattern.words.first().and_then(|word| word.chars().next()));
        }
        firsts
    }

    /// Whether a word that begins with this sign may be the first of a match.
    fn may_be(&self, sign: char, folded: &mut String) -> bool {
        folded.clear();
        fold_sign(sign, folded);
        // Of some nothing is left, and their word begins with the next.
        let is_one = |letter| self.letters.contains(&letter);
        self.any || folded.chars().next().is_none_or(is_one)
    }

    /// The only letter, where it is one of ASCII.
    fn only_plain(&self) -> Option<u8> {
        match *self.letters {
            [letter] if !self.any && letter.is_ascii() => u8::try_from(letter).ok(),
            _ => None,
        }
    }
}

/// The places at which words begin that may be the first of a match, and at which text can be cut into words as if nothing
/// stood before.
pub(super) fn starts<'a>(text: &'a str, firsts: &'a Firsts) -> impl Iterator<Item = usize> + 'a {
    let plain = firsts.only_plain().filter(|_| text.is_ascii());
    let mut rest = Rest {
        text,
        at: 0,
        folded: String::new(),
    };
    std::iter::from_fn(move || match plain {
        Some(letter) => rest.next_plain(letter),
        None => rest.next(firsts),
    })
}

/// A text that is gone through from word to word.
struct Rest<'a> {
    text: &'a str,
    /// Where it goes on: between words, or where an unspaced one may begin.
    at: usize,
    /// Room for folding a sign.
    folded: String,
}

impl Rest<'_> {
    fn next(&mut self, firsts: &Firsts) -> Option<usize> {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            if KINDS[usize::from(*byte)] == 0 {
                self.at += 1;
                continue;
            }
            let start = self.at;
            let sign = narrow(self.sign()?);
            match Part::of(sign) {
                Part::LeftOut | Part::Gap => continue,
                Part::Spaced => self.end_word(),
                Part::Unspaced => {}
            }
            if firsts.may_be(sign, &mut self.folded) {
                return Some(start);
            }
        }
        None
    }

    /// The same in ASCII, for words that begin with one letter.
    fn next_plain(&mut self, letter: u8) -> Option<usize> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at + memchr2(letter, letter.to_ascii_uppercase(), &bytes[self.at..])?;
            self.at = start + 1;
            let begins = start == 0 || KINDS[usize::from(bytes[start - 1])] == 0;
            if begins {
                return Some(start);
            }
        }
    }

    /// The next sign, over which it goes.
    fn sign(&mut self) -> Option<char> {
        let sign = self.text[self.at..].chars().next()?;
        self.at += sign.len_utf8();
        Some(sign)
    }

    /// Goes on to the end of the word that it is in.
    fn end_word(&mut self) {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            let before = self.at;
            match KINDS[usize::from(*byte)] {
                0 => return,
                FOREIGN => {
                    let sign = self.sign().map_or(' ', narrow);
                    if matches!(Part::of(sign), Part::Unspaced | Part::Gap) {
                        self.at = before;
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::{Word, pattern, words};
    use super::*;

    #[test]
    fn every_word_begins_where_it_is_said_to() {
        let pieces = [
            "tide",
            "Tide ",
            "\n",
            "Ebbe, ",
            "è\u{301}bb",
            "élan ",
            "新聞",
            "者 ",
            "ﬁ",
            "l’",
            "\u{ad}",
            "\u{640}e",
            "-",
            " ",
            "7",
            "Ёж ",
            "ежик",
            "ＥＢ",
            "½",
        ];
        let mut random = fastrand::Rng::with_seed(1);
        let mut seen = 0;
        for _ in 0..500 {
            let text: String = (0..random.usize(..60))
                .map(|_| pieces[random.usize(..pieces.len())])
                .collect();
            let whole = words(&text);
            for first in ["tide", "ebbe", "新聞", "者", "еж", "7", "f", "l"] {
                let letter = first.chars().next().unwrap();
                let begin = whole.iter().filter(|word| word.text.starts_with(letter));
                let cut: Vec<usize> = begin.map(|word| word.range.start).collect();
                let firsts = Firsts::of(&[pattern(first, true, true)], false);
                let found: Vec<usize> = starts(&text, &firsts).collect();
                assert!(
                    cut.iter().all(|at| found.contains(at)),
                    "{first} in {text:?}: {cut:?}, {found:?}"
                );
                for at in found {
                    let same = whole.iter().position(|word| word.range.start == at).unwrap();
                    let after = words(&text[at..]);
                    let texts = |words: &[Word]| words.iter().map(|word| word.text.to_string()).collect::<Vec<_>>();
                    assert_eq!(texts(&after), texts(&whole[same..]), "{first} in {text:?} at {at}");
                }
                seen += cut.len();
            }
        }
        assert!(seen > 5_000, "{seen}");
    }
}

//! Text as the words that are indexed and looked for: folded in case and accents, and cut. Both sides of a search go
//! through here, so they cannot differ. Words of an entry and of a query stay in the order in which they were written.
//!
//! Scripts without spaces (Chinese, Japanese, Thai …) are cut into overlapping pairs, and the last sign of a run alone:
//! any two signs in a row are a word, and any single one begins a word.

use super::starts::{Firsts, starts};
use super::stems::{LazyRules, Stem, keep_their_first_letter, may_share_stem, stems};
use crate::model::text::may_be_left_out;
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use std::borrow::Cow;
use std::ops::Range;

/// Signs of a word that count; what is longer is no word that anybody types.
const MAX_SIGNS: usize = 60;

/// About as many as words of English have with the blank after them: room is made for all of a text at once.
const BYTES_TO_A_WORD: usize = 5;

static DECOMPOSITION: CanonicalDecompositionBorrowed<'static> = CanonicalDecompositionBorrowed::new();

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub text: Cow<'a, str>,
    /// The bytes of the original that it stands for.
    pub range: Range<usize>,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Spaced,
    /// Two signs of an unspaced run.
    Pair,
    /// The last sign of an unspaced run of several.
    Last,
    /// An unspaced run of one sign.
    Lone,
}

/// What a text must have to match: words in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pub words: Vec<String>,
    /// The last of them is the beginning of a word.
    pub prefix: bool,
    /// The stems of the only word: an inflection of it matches too. None for a phrase.
    pub stems: Vec<Stem>,
}

/// The words of `text` in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    cut(text, text.len() / BYTES_TO_A_WORD, usize::MAX)
}

/// The first of them, so many at most.
pub(super) fn first_words(text: &str, at_most: usize) -> Vec<Word<'_>> {
    // One more may begin before the last is known to be one.
    let mut words = cut(text, at_most + 1, at_most);
    words.truncate(at_most);
    words
}

/// Cuts words until there are `enough`, with room for so many.
fn cut(text: &str, room: usize, enough: usize) -> Vec<Word<'_>> {
    let mut cutter = Cutter {
        source: text,
        words: Vec::with_capacity(room),
        ..Cutter::default()
    };
    let mut at = 0;
    while at < text.len() && cutter.words.len() < enough {
        if cutter.is_between_words() && is_plain_gap(text.as_bytes()[at]) {
            at += 1;
        } else if let Some((length, has_capitals)) = cutter.plain_word(&text.as_bytes()[at..]) {
            cutter.push_plain(&text[at..at + length], has_capitals, at);
            at += length;
        } else if let Some(sign) = text[at..].chars().next() {
            cutter.push(sign, at..at + sign.len_utf8());
            at += sign.len_utf8();
        }
    }
    cutter.end_word();
    cutter.words
}

/// What `text` in a query looks for, exactly these words or also inflections; without words where it has none (it is
/// punctuation).
pub(super) fn pattern(text: &str, prefix: bool, exact: bool) -> Pattern {
    let mut words = words(text);
    let last = words.last().map(|word| word.shape);
    if last == Some(Shape::Last) {
        words.pop();
    }
    let words: Vec<String> = words.into_iter().map(|word| word.text.into_owned()).collect();
    let stems = match words.as_slice() {
        [only] if !exact => stems(only),
        _ => Vec::new(),
    };
    Pattern {
        words,
        prefix: prefix || last == Some(Shape::Lone),
        stems,
    }
}

impl Pattern {
    /// The places in `words` at which the pattern begins, where `rules` say what inflections have in common.
    pub(super) fn places<'a>(
        &'a self,
        words: &'a [Word<'a>],
        rules: Option<&'a LazyRules<'a>>,
    ) -> impl Iterator<Item = usize> + 'a {
        let places = match self.words.len() {
            0 => 0..0,
            length => 0..(words.len() + 1).saturating_sub(length),
        };
        places.filter(move |place| {
            self.begins_at(&words[*place..]) || rules.is_some_and(|rules| self.is_inflected(&words[*place], rules))
        })
    }

    /// Whether the pattern stands in the text as it is written.
    pub(super) fn stands_in(&self, text: &str) -> bool {
        let firsts = Firsts::of(std::slice::from_ref(self), false);
        starts(text, &firsts).any(|start| self.begins(&text[start..], None))
    }

    /// Whether a text begins with it, where `rules` say what inflections have in common.
    pub(super) fn begins(&self, text: &str, rules: Option<&LazyRules<'_>>) -> bool {
        let words = first_words(text, self.words.len());
        self.places(&words, rules).next() == Some(0)
    }

    /// Whether it is the beginning of words of which the index would have to gather the entries, wherever they stand.
    pub(super) fn has_to_be_gathered(&self) -> bool {
        self.prefix && self.words.last().is_some_and(|last| !is_beginning(last))
    }

    /// Whether it is the beginning of words and says something of what begins with it, as a letter or two do not.
    pub(super) fn is_telling_beginning(&self) -> bool {
        let is_unspaced_sign = |last: &String| last.starts_with(is_unspaced);
        self.has_to_be_gathered() || (self.prefix && self.words.last().is_some_and(is_unspaced_sign))
    }

    /// Whether an inflection of it may begin with another letter.
    pub(super) fn inflections_begin_otherwise(&self) -> bool {
        !self.stems.is_empty() && !self.words.first().is_some_and(|word| keep_their_first_letter(word))
    }

    /// Whether a word is an inflection of the pattern's only one, the cheap questions first.
    fn is_inflected(&self, word: &Word<'_>, rules: &LazyRules<'_>) -> bool {
        if self.stems.is_empty() || !may_share_stem(&word.text, &self.words[0]) {
            return false;
        }
        let Some(rules) = rules.get() else { return false };
        let same = self.stems.iter().find(|stem| stem.code == rules.code());
        same.is_some_and(|stem| rules.stem(&word.text).as_deref() == Some(stem.text.as_str()))
    }

    fn begins_at(&self, words: &[Word<'_>]) -> bool {
        let last = self.words.len() - 1;
        self.words.iter().zip(words).enumerate().all(|(index, (wanted, word))| {
            if index == last && self.prefix {
                word.text.starts_with(wanted.as_str())
            } else {
                word.text == *wanted
            }
        })
    }
}

impl Word<'_> {
    /// Its first letters, of which so few are not looked for as the beginning of all the words that have them.
    pub(super) fn beginnings(&self) -> impl Iterator<Item = &str> {
        (1..=letters_of_beginning(&self.text)).filter_map(|letters| first_letters(&self.text, letters))
    }
}

/// Whether `word` is so short that, as a beginning of words, it has a word of its own in the index.
pub(super) fn is_beginning(word: &str) -> bool {
    word.chars().count() <= letters_of_beginning(word)
}

/// The longest beginning of a word that has a word of its own in the index.
pub(super) fn longest_beginning(word: &str) -> Option<&str> {
    first_letters(word, letters_of_beginning(word))
}

/// The first so many letters of a word, where it has them.
pub(super) fn first_letters(word: &str, letters: usize) -> Option<&str> {
    let (last, sign) = word.char_indices().nth(letters - 1)?;
    Some(&word[..last + sign.len_utf8()])
}

/// `text` folded in case and accents, everything else as it is: for comparing names.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for sign in text.chars() {
        fold_sign(sign, &mut folded);
    }
    folded
}

/// Reading time in minutes at 200 words or 500 signs without spaces a minute, at least 1 where there is text.
pub(super) fn minutes(text: &str) -> u32 {
    let (spaced, unspaced) = if text.bytes().fold(true, |all, byte| all & !may_begin_unspaced(byte)) {
        (spaced_words(text), 0)
    } else {
        let spaced = text.split_whitespace().filter(|piece| !piece.contains(is_unspaced));
        (spaced.count(), text.chars().filter(|sign| is_unspaced(*sign)).count())
    };
    let tenths = spaced.saturating_mul(10) / 200 + unspaced.saturating_mul(10) / 500;
    let minutes = u32::try_from(tenths.div_ceil(10)).unwrap_or(u32::MAX);
    minutes.max(u32::from(spaced + unspaced > 0))
}

/// Counted by where words begin, white space outside ASCII aside, in short runs whose counts fit into a byte: that way the compiler looks at many bytes at
/// a time, for every text that arrives is counted.
fn spaced_words(text: &str) -> usize {
    const RUN: usize = 128;
    let is_space = |byte: u8| byte == b' ' || matches!(byte, b'\t'..=b'\r');
    let Some((first, rest)) = text.as_bytes().split_first() else {
        return 0;
    };
    let begins = |(before, byte): (&u8, &u8)| u8::from(is_space(*before) & !is_space(*byte));
    let runs = text.as_bytes().chunks(RUN).zip(rest.chunks(RUN));
    let begun: usize = runs
        .map(|(before, run)| usize::from(before.iter().zip(run).map(begins).sum::<u8>()))
        .sum();
    begun + usize::from(!is_space(*first))
}

fn letters_of_beginning(word: &str) -> usize {
    if word.starts_with(is_unspaced) { 1 } else { 2 }
}

#[derive(Default)]
struct Cutter<'a> {
    source: &'a str,
    words: Vec<Word<'a>>,
    /// The word that is being read, folded.
    text: String,
    signs: usize,
    range: Range<usize>,
    /// The last sign of an unspaced run, folded, and where it stands.
    last: Option<(Cow<'a, str>, Range<usize>)>,
    run: usize,
}

impl<'a> Cutter<'a> {
    /// Whether no word or run is being read.
    fn is_between_words(&self) -> bool {
        self.signs == 0 && self.last.is_none()
    }

    /// The length of a whole word of ASCII that begins here: nothing needs to be folded but its capitals, if it has any.
    fn plain_word(&self, rest: &[u8]) -> Option<(usize, bool)> {
        if !self.is_between_words() {
            return None;
        }
        let mut kinds = 0;
        let is_of_word = |byte: &&u8| {
            let kind = KINDS[usize::from(**byte)];
            kinds |= kind;
            kind & (SMALL | CAPITAL) != 0
        };
        // A longer run is none, however long it is: it is not counted again from each of its signs.
        let length = rest.iter().take(MAX_SIGNS + 1).take_while(is_of_word).count();
        let is_whole = (1..=MAX_SIGNS).contains(&length) && kinds & FOREIGN == 0;
        is_whole.then_some((length, kinds & CAPITAL != 0))
    }

    fn push_plain(&mut self, word: &'a str, has_capitals: bool, at: usize) {
        let text = match has_capitals {
            true => Cow::Owned(word.to_ascii_lowercase()),
            false => Cow::Borrowed(word),
        };
        self.words.push(Word {
            text,
            range: at..at + word.len(),
            shape: Shape::Spaced,
        });
    }

    fn push(&mut self, sign: char, range: Range<usize>) {
        if u8::try_from(sign).is_ok_and(is_plain_gap) {
            return self.end_word();
        }
        let sign = narrow(sign);
        match Part::of(sign) {
            Part::Unspaced => self.push_unspaced(sign, range),
            Part::Spaced => self.push_spaced(sign, range),
            Part::LeftOut => {}
            Part::Gap => self.end_word(),
        }
    }

    fn push_spaced(&mut self, sign: char, range: Range<usize>) {
        self.end_run();
        if self.signs == 0 {
            self.range.start = range.start;
        }
        self.range.end = range.end;
        if self.signs < MAX_SIGNS {
            fold_sign(sign, &mut self.text);
            self.signs += 1;
        }
    }

    fn push_unspaced(&mut self, sign: char, range: Range<usize>) {
        self.end_spaced();
        fold_sign(sign, &mut self.text);
        let text = self.take_text(&range);
        if let Some((before, place)) = self.last.replace((text.clone(), range.clone())) {
            let range = place.start..range.end;
            self.text.push_str(&before);
            self.text.push_str(&text);
            let text = self.take_text(&range);
            self.words.push(Word {
                text,
                range,
                shape: Shape::Pair,
            });
        }
        self.run += 1;
    }

    /// What was folded; the original itself where folding changed nothing, as in most words.
    fn take_text(&mut self, range: &Range<usize>) -> Cow<'a, str> {
        let original = &self.source[range.clone()];
        let text = if original == self.text {
            Cow::Borrowed(original)
        } else {
            Cow::Owned(self.text.clone())
        };
        self.text.clear();
        text
    }

    fn end_word(&mut self) {
        self.end_spaced();
        self.end_run();
    }

    fn end_spaced(&mut self) {
        if !self.text.is_empty() {
            let range = self.range.clone();
            let text = self.take_text(&range);
            self.words.push(Word {
                text,
                range,
                shape: Shape::Spaced,
            });
        }
        self.signs = 0;
    }

    fn end_run(&mut self) {
        if let Some((text, range)) = self.last.take() {
            let shape = if self.run > 1 { Shape::Last } else { Shape::Lone };
            self.words.push(Word { text, range, shape });
        }
        self.run = 0;
    }
}

/// What a sign is in a row of words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A word of its own beginning, and a pair with its like.
    Unspaced,
    /// Of a word that goes on until a gap.
    Spaced,
    /// It neither begins a word nor ends one.
    LeftOut,
    Gap,
}

impl Part {
    /// What a sign is, in its usual form.
    pub(super) fn of(sign: char) -> Part {
        match sign {
            _ if is_unspaced(sign) => Part::Unspaced,
            _ if is_of_word(sign) => Part::Spaced,
            _ if may_be_left_out(sign) => Part::LeftOut,
            _ => Part::Gap,
        }
    }
}

/// Most that is no word: blanks, and the marks of ASCII.
fn is_plain_gap(byte: u8) -> bool {
    KINDS[usize::from(byte)] == 0
}

/// What a byte of UTF-8 is, looked up: it is asked of every byte of every text. Those of gaps are nothing.
pub(super) static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0u8;
    loop {
        kinds[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            0x80.. => FOREIGN,
            _ => 0,
        };
        if byte == u8::MAX {
            break kinds;
        }
        byte += 1;
    }
};

/// A letter or digit of ASCII, a capital of it, a part of another sign.
const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
pub(super) const FOREIGN: u8 = 4;

pub(super) fn fold_sign(sign: char, folded: &mut String) {
    if sign.is_ascii() {
        folded.push(sign.to_ascii_lowercase());
        return;
    }
    match narrow(sign) {
        // What follows says the same of them, and takes long: most letters of many libraries.
        'а'..='я' => folded.push(sign),
        'А'..='Я' => folded.push(char::from_u32(u32::from(sign) + 0x20).unwrap_or(sign)),
        dropped if may_be_left_out(dropped) => {}
        whole if is_unspaced(whole) || ('\u{ac00}'..='\u{d7a3}').contains(&whole) => folded.push(whole),
        narrow => match DECOMPOSITION.decompose(narrow) {
            Decomposed::Singleton(same) => fold_sign(same, folded),
            Decomposed::Expansion(base, accent) if may_be_left_out(accent) => fold_sign(base, folded),
            _ => narrow.to_lowercase().for_each(|lower| fold_lower(lower, folded)),
        },
    }
}

/// Letters that Unicode does not take apart, though people type the plain ones for them.
fn fold_lower(sign: char, folded: &mut String) {
    match sign {
        'ß' => folded.push_str("ss"),
        // Texts from typesetting have them.
        'ﬀ' => folded.push_str("ff"),
        'ﬁ' => folded.push_str("fi"),
        'ﬂ' => folded.push_str("fl"),
        'ﬃ' => folded.push_str("ffi"),
        'ﬄ' => folded.push_str("ffl"),
        'ﬅ' | 'ﬆ' => folded.push_str("st"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' => folded.push('d'),
        'ı' => folded.push('i'),
        'ς' => folded.push('σ'),
        'ى' => folded.push('ي'),
        'ة' => folded.push('ه'),
        dropped if may_be_left_out(dropped) => {}
        other => folded.push(other),
    }
}

/// The usual form of a full-width sign.
pub(super) fn narrow(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    }
}

fn is_of_word(sign: char) -> bool {
    // The tables are slow to tell, and of Cyrillic letters they would be asked for each.
    matches!(sign, 'А'..='я')
        || sign.is_alphanumeric()
        || matches!(sign, '\u{900}'..='\u{dff}' if !matches!(sign, '\u{964}' | '\u{965}' | '\u{970}'))
}

/// Whether a byte of UTF-8 may be the first of a sign that [`is_unspaced`].
fn may_begin_unspaced(byte: u8) -> bool {
    matches!(byte, 0xe0 | 0xe1 | 0xe3..=0xe9 | 0xef | 0xf0)
}

/// Letters of scripts that put no space between words.
fn is_unspaced(sign: char) -> bool {
    match sign {
        // Baht sign and Thai punctuation; the middle dot of kana.
        '\u{e3f}' | '\u{e4f}' | '\u{e5a}' | '\u{e5b}' | '\u{30a0}' | '\u{30fb}' => false,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{1049}' | '\u{1050}'..='\u{109f}' | '\u{1780}'..='\u{17d3}' => true,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => true,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => true,
        '\u{20000}'..='\u{3ffff}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(query: &str, text: &str) -> bool {
        pattern(query, false, true).places(&words(text), None).next().is_some()
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        for (query, text) in [
            ("resume", "Le RÉSUMÉ"),
            ("STRASSE", "Straße"),
            ("finance", "ﬁnance"),
            ("zolw", "Żółw"),
            ("ежик", "Ёжик"),
            ("ﻣ", "ﻣ"),
            ("كتاب", "كِتَاب"),
            ("שלום", "שָׁלוֹם"),
            ("istanbul", "İstanbul"),
            ("ABC", "ＡＢＣ"),
        ] {
            assert!(finds(query, text), "{query} in {text}");
        }
        assert!(!finds("мои", "мой"));
    }

    #[test]
    fn a_pattern_stands_in_a_text_wherever_it_is_cut() {
        let pieces = [
            "tide ",
            "tides\n",
            "Flut, ",
            "新聞記者",
            "者 ",
            "à\u{301}la",
            "l’eau\t",
            "-",
            " ",
        ];
        let queries = [
            "tide tides",
            "tide",
            "flut tide tides",
            "記者",
            "者 tide",
            "eau",
            "ala l eau",
            "none",
            "",
        ];
        let mut random = fastrand::Rng::with_seed(1);
        let mut found = 0;
        for _ in 0..300 {
            let text: String = (0..random.usize(..900))
                .map(|_| pieces[random.usize(..pieces.len())])
                .collect();
            for query in queries {
                for prefix in [false, true] {
                    let pattern = pattern(query, prefix, true);
                    let stands = pattern.places(&words(&text), None).next().is_some();
                    assert_eq!(pattern.stands_in(&text), stands, "{query} in {text}");
                    found += usize::from(stands);
                }
            }
        }
        assert!((1000..5000).contains(&found), "{found}");
        let late = format!("{} harbour\nmaster", "tide ".repeat(1000));
        assert!(pattern("harbour master", false, true).stands_in(&late));
        assert!(!pattern("master harbour", false, true).stands_in(&late));
    }

    #[test]
    fn any_two_signs_of_an_unspaced_script_are_found_and_any_one() {
        for query in ["新聞", "聞記", "記者", "新聞記者", "聞", "者"] {
            assert!(finds(query, "今日の新聞記者。"), "{query}");
        }
        assert!(!finds("新記", "今日の新聞記者。"));
        assert!(finds("ข่าว", "อ่านข่าววันนี้"));
    }

    #[test]
    fn a_phrase_is_words_in_a_row() {
        assert!(finds("don't stop", "Please don’t stop now"));
        assert!(!finds("stop don't", "Please don’t stop now"));
        assert!(finds("新聞 today", "new新聞 Today"));
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "Ça va 日本";
        let found: Vec<&str> = words(text).into_iter().map(|word| &text[word.range]).collect();
        assert_eq!(found, ["Ça", "va", "日本", "本"]);
    }

    #[test]
    fn minutes_are_counted_by_words_or_by_signs() {
        assert_eq!(minutes(""), 0);
        assert_eq!(minutes("one"), 1);
        assert_eq!(minutes(&"Wörter  \n".repeat(1000)), 5);
        assert_eq!(minutes(&"word ".repeat(1000)), 5);
        for words in [199, 200, 201, 2000, 2001] {
            assert_eq!(
                minutes(&" a\tb\n".repeat(words)),
                (words as u32 / 10).div_ceil(10),
                "{words}"
            );
        }
        assert_eq!(minutes(&"字".repeat(1000)), 2);
        for sign in ('\u{80}'..=char::MAX).filter(|sign| is_unspaced(*sign)) {
            assert!(may_begin_unspaced(sign.to_string().as_bytes()[0]), "{sign:?}");
        }
    }
}

//! Stems: what the inflections of a word have in common, by the rules of the language of the entry (Snowball). Both sides
//! of a search are stemmed after they were folded, so that accents still do not matter. Knows no SQL.

use super::words::first_letters;
use rust_stemmers::{Algorithm, Stemmer};
use std::cell::OnceCell;
use whatlang::Lang;

/// Bytes of a text from which its language is told.
const SAMPLE: usize = 1000;
/// How sure the guess must be: names and lists of words alone are below, a sentence is above.
const CONFIDENCE: f64 = 0.25;
/// Letters that a word must have for being stemmed.
const SHORTEST: usize = 3;

/// A language that has a stemmer.
#[derive(Clone, Copy)]
struct Tongue {
    /// Its BCP 47 primary tag.
    code: &'static str,
    algorithm: Algorithm,
    script: Script,
    detected: Lang,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Tamil,
}

#[rustfmt::skip]
const TONGUES: [Tongue; 18] = [
    Tongue { code: "ar", algorithm: Algorithm::Arabic, script: Script::Arabic, detected: Lang::Ara },
    Tongue { code: "da", algorithm: Algorithm::Danish, script: Script::Latin, detected: Lang::Dan },
    Tongue { code: "de", algorithm: Algorithm::German, script: Script::Latin, detected: Lang::Deu },
    Tongue { code: "el", algorithm: Algorithm::Greek, script: Script::Greek, detected: Lang::Ell },
    Tongue { code: "en", algorithm: Algorithm::English, script: Script::Latin, detected: Lang::Eng },
    Tongue { code: "es", algorithm: Algorithm::Spanish, script: Script::Latin, detected: Lang::Spa },
    Tongue { code: "fi", algorithm: Algorithm::Finnish, script: Script::Latin, detected: Lang::Fin },
    Tongue { code: "fr", algorithm: Algorithm::French, script: Script::Latin, detected: Lang::Fra },
    Tongue { code: "hu", algorithm: Algorithm::Hungarian, script: Script::Latin, detected: Lang::Hun },
    Tongue { code: "it", algorithm: Algorithm::Italian, script: Script::Latin, detected: Lang::Ita },
    Tongue { code: "nl", algorithm: Algorithm::Dutch, script: Script::Latin, detected: Lang::Nld },
    Tongue { code: "no", algorithm: Algorithm::Norwegian, script: Script::Latin, detected: Lang::Nob },
    Tongue { code: "pt", algorithm: Algorithm::Portuguese, script: Script::Latin, detected: Lang::Por },
    Tongue { code: "ro", algorithm: Algorithm::Romanian, script: Script::Latin, detected: Lang::Ron },
    Tongue { code: "ru", algorithm: Algorithm::Russian, script: Script::Cyrillic, detected: Lang::Rus },
    Tongue { code: "sv", algorithm: Algorithm::Swedish, script: Script::Latin, detected: Lang::Swe },
    Tongue { code: "ta", algorithm: Algorithm::Tamil, script: Script::Tamil, detected: Lang::Tam },
    Tongue { code: "tr", algorithm: Algorithm::Turkish, script: Script::Latin, detected: Lang::Tur },
];

/// Stems words of one language.
pub(super) struct Rules {
    tongue: Tongue,
    stemmer: Stemmer,
}

/// The rules for an entry, found out when they are first needed: to tell a language takes longer than to look for a word.
pub(super) struct LazyRules<'a> {
    stated: Option<&'a str>,
    text: &'a str,
    rules: OnceCell<Option<Rules>>,
}

impl<'a> LazyRules<'a> {
    /// For what [`rules`] takes.
    pub(super) fn of(stated: Option<&'a str>, text: &'a str) -> LazyRules<'a> {
        LazyRules {
            stated,
            text,
            rules: OnceCell::new(),
        }
    }

    pub(super) fn get(&self) -> Option<&Rules> {
        self.rules.get_or_init(|| rules(self.stated, self.text)).as_ref()
    }
}

/// A word's stem in one of the languages that it may be of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stem {
    pub code: &'static str,
    pub text: String,
    /// Whether it is its own stem.
    pub is_word: bool,
}

/// The rules for an entry whose feed or whose own words say `stated`, else for the language that its text is in. `None`
/// where there are none for it: then only the words as they are written count.
pub(super) fn rules(stated: Option<&str>, text: &str) -> Option<Rules> {
    let tongue = match stated {
        Some(stated) => TONGUES.iter().find(|tongue| tongue.code == primary(stated))?,
        None => {
            let sample = &text[..text.floor_char_boundary(SAMPLE)];
            let info = whatlang::detect(sample).filter(|info| info.confidence() >= CONFIDENCE)?;
            TONGUES.iter().find(|tongue| tongue.detected == info.lang())?
        }
    };
    Some(Rules::of(*tongue))
}

/// Whether two folded words may have the same stem, by any rules: all but the Arabic ones only take endings off. In Latin
/// script they leave two letters at least, and change the second in `dying`, `lying` and `tying` alone; in Cyrillic all up to
/// the first vowel.
pub(super) fn may_share_stem(one: &str, other: &str) -> bool {
    let mut letters = one.chars().zip(other.chars());
    let Some((first, same)) = letters.next() else {
        return false;
    };
    let is_short = |word: &str| word.len() <= "dying".len();
    match script(first) {
        Some(Script::Arabic) => true,
        Some(Script::Latin) => {
            let goes_on = letters.next().is_none_or(|(second, same)| second == same);
            first == same && (goes_on || (is_short(one) && is_short(other)))
        }
        Some(Script::Cyrillic) if !"аеиоуыэюя".contains(first) => {
            first == same && letters.next().is_none_or(|(second, same)| second == same)
        }
        _ => first == same,
    }
}

/// Whether whatever shares a stem with the word begins with the same letter.
pub(super) fn keep_their_first_letter(word: &str) -> bool {
    word.chars().next().and_then(script) != Some(Script::Arabic)
}

/// The stems of a word of a query, of which nobody says what language it is in.
pub(super) fn stems(word: &str) -> Vec<Stem> {
    let Some(script) = word.chars().next().and_then(script) else {
        return Vec::new();
    };
    let tongues = TONGUES.iter().filter(|tongue| tongue.script == script);
    let stems = tongues.filter_map(|tongue| {
        let rules = Rules::of(*tongue);
        let text = rules.stem(word)?;
        Some(Stem {
            code: tongue.code,
            is_word: rules.is_stem(&text),
            text,
        })
    });
    stems.collect()
}

impl Rules {
    fn of(tongue: Tongue) -> Rules {
        let stemmer = Stemmer::create(tongue.algorithm);
        Rules { tongue, stemmer }
    }

    /// The language they are for.
    pub(super) fn code(&self) -> &'static str {
        self.tongue.code
    }

    /// Whether a folded word is its own stem.
    pub(super) fn is_stem(&self, word: &str) -> bool {
        self.stem(word).is_some_and(|stem| stem == word)
    }

    /// The stem of a folded word; `None` where it is too short or not of this language's script.
    pub(super) fn stem(&self, word: &str) -> Option<String> {
        first_letters(word, SHORTEST)?;
        let first = word.chars().next().and_then(script);
        if first != Some(self.tongue.script) {
            return None;
        }
        let stem = self.stemmer.stem(word);
        // Of an article before and an ending after a word the Arabic rules take only one off at a time.
        Some(match self.tongue.script {
            Script::Arabic => self.stemmer.stem(&stem).into_owned(),
            _ => stem.into_owned(),
        })
    }
}

fn primary(language: &str) -> &str {
    match language.split(['-', '_']).next().unwrap_or_default() {
        "nb" | "nn" => "no",
        other => other,
    }
}

fn script(sign: char) -> Option<Script> {
    match sign {
        'a'..='z' => Some(Script::Latin),
        '\u{370}'..='\u{3ff}' => Some(Script::Greek),
        '\u{400}'..='\u{4ff}' => Some(Script::Cyrillic),
        '\u{600}'..='\u{6ff}' => Some(Script::Arabic),
        '\u{b80}'..='\u{bff}' => Some(Script::Tamil),
        other if other.is_alphabetic() && other < '\u{250}' => Some(Script::Latin),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::{pattern, words};
    use super::*;

    fn finds(query: &str, language: &str, text: &str) -> bool {
        let (pattern, words) = (pattern(query, false, false), words(text));
        let rules = LazyRules::of(Some(language), text);
        pattern.places(&words, Some(&rules)).next().is_some()
    }

    #[test]
    fn words_with_the_same_stem_begin_alike() {
        let words = [
            "die",
            "dying",
            "dies",
            "lie",
            "lying",
            "tie",
            "tying",
            "skis",
            "skies",
            "idly",
            "only",
            "news",
            "running",
            "abats",
            "ajtok",
            "agyam",
            "evek",
            "bäume",
            "häuser",
            "cheval",
            "chevaux",
            "yeux",
            "oeil",
            "ojos",
            "aere",
            "ийти",
            "имени",
            "имя",
            "ария",
            "оев",
            "книгами",
            "الكتاب",
            "كتاب",
            "όλοι",
            "işler",
            "iyi",
            "ooievaars",
        ];
        for tongue in TONGUES {
            let rules = Rules::of(tongue);
            for word in words.map(super::super::words::fold) {
                let Some(stem) = rules.stem(&word) else { continue };
                assert!(may_share_stem(&word, &stem), "{word} {stem} {}", tongue.code);
            }
        }
    }

    #[test]
    fn russian_words_keep_what_stands_before_their_first_vowel_and_this() {
        let rules = rules(Some("ru"), "").unwrap();
        let pieces =
            "а е и о у ы э ю я б в г д ж к л м н п р с т х ц ч ш щ ь ов ами ого ейше вш нн ость ся ть".split(' ');
        let pieces: Vec<&str> = pieces.collect();
        let mut random = fastrand::Rng::with_seed(1);
        let mut shortened = 0;
        for _ in 0..100_000 {
            let word: String = (0..random.usize(2..8))
                .map(|_| pieces[random.usize(..pieces.len())])
                .collect();
            let Some(stem) = rules.stem(&word) else { continue };
            let two = first_letters(&word, 2).unwrap();
            assert!(
                "аеиоуыэюя".contains(&two[..2]) || stem.starts_with(two),
                "{word}: {stem}"
            );
            shortened += usize::from(stem != word);
        }
        assert!(shortened > 30_000, "{shortened}");
    }

    #[test]
    fn a_word_is_found_in_its_inflections() {
        for (language, query, text) in [
            ("ru", "война", "О войне и мире, о войнах"),
            ("ru", "санкции", "Новых санкций не будет"),
            ("ru", "новый", "в новой газете"),
            ("de", "Häuser", "Hinter dem Hause"),
            ("de", "wahl", "nach den Wahlen"),
            ("fr", "élection", "les élections législatives"),
            ("fr", "national", "la fête nationale"),
            ("en", "sanction", "They sanctioned it"),
            ("ar", "كتاب", "قرأت الكتاب"),
            ("ar", "مدرسة", "المدرسة الكبيرة"),
            ("ar", "حكومات", "قالت الحكومة"),
            ("es", "ministro", "los ministros"),
        ] {
            assert!(finds(query, language, text), "{query} in {text}");
        }
        assert!(!finds("война", "de", "О войне"));
        assert!(!finds("univers", "ru", "universe"));
    }

    #[test]
    fn the_language_is_told_by_the_text_where_nobody_says_it() {
        for (code, text) in [
            (
                "ru",
                "Сегодня в городе открылась новая библиотека, и первые читатели уже пришли за книгами.",
            ),
            (
                "de",
                "Die Bundesregierung hat gestern beschlossen, dass die neuen Regeln im Herbst gelten sollen.",
            ),
            (
                "fr",
                "Le gouvernement a annoncé hier que les nouvelles mesures seront appliquées dès l’automne.",
            ),
            (
                "ar",
                "أعلنت الحكومة أمس أن الإجراءات الجديدة ستطبق ابتداء من الخريف القادم في جميع المدن.",
            ),
        ] {
            assert_eq!(rules(None, text).map(|rules| rules.code()), Some(code));
        }
        assert!(rules(None, "").is_none());
        assert!(rules(Some("zh"), "新聞").is_none());
    }
}

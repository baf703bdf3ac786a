//! The word that is being typed, looked for by its first letters. FTS5 gathers the entries of all words with a beginning
//! before it gives the first, and cannot be interrupted meanwhile: three seconds for `the*` in a million. But the first
//! letters have a word of their own in the index. So the newest entries with these are looked at one by one, but for those
//! that have the word as it stands: where the beginning is common most match, and where it is rare the index tells soon.

use super::words::{Pattern, longest_beginning, pattern};
use crate::model::query::{Condition, Place, Term, Words};

/// A condition in which a word is being typed, with others that the index tells without gathering the beginnings in it.
pub(super) struct Typed {
    /// What is being typed.
    pub words: Words,
    /// Holds only where the condition does: what is being typed is whole, or an inflection.
    pub whole: Condition,
    /// Holds at least where the condition does: first letters are in the place of what is being typed.
    pub wider: Condition,
    /// Whether the condition asks for nothing else.
    pub is_all: bool,
}

/// The last word of the condition that is the beginning of others; `None` where there is none that has more letters than
/// the index has words for.
pub(super) fn typed(condition: &Condition) -> Option<Typed> {
    // What is wider inside a negation would be narrower outside; of alternatives all would have to be widened.
    let conditions = match condition {
        Condition::All(conditions) => conditions.as_slice(),
        Condition::Term(_) => std::slice::from_ref(condition),
        Condition::Any(_) | Condition::Not(_) => return None,
    };
    let words_at = |index: usize| match &conditions[index] {
        Condition::Term(Term::Words(words)) => Some((index, words, widened(words)?)),
        _ => None,
    };
    let (index, words, widened) = (0..conditions.len()).rev().find_map(words_at)?;
    let with = |condition: Condition| {
        let mut conditions = conditions.to_vec();
        conditions[index] = condition;
        Condition::All(conditions)
    };
    Some(Typed {
        words: words.clone(),
        whole: with(whole(words)),
        wider: with(widened),
        is_all: conditions.len() == 1,
    })
}

/// The words as they stand.
fn whole(words: &Words) -> Condition {
    Condition::Term(Term::Words(Words {
        prefix: false,
        ..words.clone()
    }))
}

/// The words with the first letters of the last, in any order.
fn widened(words: &Words) -> Option<Condition> {
    let Pattern { words: all, prefix, .. } = pattern(&words.text, words.prefix, words.phrase);
    let (last, others) = all.split_last()?;
    let letters = longest_beginning(last).filter(|letters| letters != last)?;
    if !prefix || words.place != Place::Anywhere || pattern(letters, true, true).words != [letters] {
        return None;
    }
    let exactly = |text: &str, prefix: bool| {
        Condition::Term(Term::Words(Words {
            text: text.to_owned(),
            phrase: true,
            prefix,
            place: words.place,
        }))
    };
    let beginning = exactly(letters, true);
    if others.is_empty() {
        // An inflection may begin with other letters.
        return Some(Condition::Any(vec![beginning, whole(words)]));
    }
    let others = others.iter().map(|word| exactly(word, false));
    Some(Condition::All(others.chain([beginning]).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Query;

    fn forms_of(text: &str) -> Option<(String, String)> {
        let query = Query::parse_typing(text).unwrap();
        let typed = typed(&query.condition)?;
        let told = |condition| {
            Query {
                condition,
                ..query.clone()
            }
            .to_string()
        };
        Some((told(typed.whole), told(typed.wider)))
    }

    #[test]
    fn only_what_is_being_typed_is_widened() {
        for (text, whole, wider) in [
            ("clim", "clim", "(\"cl\"* OR clim)"),
            ("harbour clim", "harbour clim", "harbour (\"cl\"* OR clim)"),
            ("clim* is:unread", "clim is:unread", "(\"cl\"* OR clim) is:unread"),
            ("\"high tide", "\"high tide\"", "(\"high\" \"ti\"*)"),
        ] {
            let forms = Some((whole.to_owned(), wider.to_owned()));
            assert_eq!(forms_of(text), forms, "{text}");
        }
        for other in ["cl", "title:clim", "-clim", "a OR clim", "\"two w", "is:unread"] {
            assert_eq!(forms_of(other), None, "{other}");
        }
    }
}

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
    /// Holds only where the condition does: what is being typed is a whole word, or an inflection. `None` for a phrase, which
    /// has no inflections, and which the index does not tell.
    pub whole: Option<Condition>,
    /// Holds at least where the condition does: first letters are in the place of what is being typed.
    pub wider: Condition,
}

/// The last of the words in the condition that are a beginning of others; `None` where there are none that have more letters
/// than the index has words for.
pub(super) fn typed(condition: &Condition) -> Option<Typed> {
    // What is wider inside a negation would be narrower outside; of alternatives all would have to be widened.
    let conditions = match condition {
        Condition::All(conditions) => conditions.as_slice(),
        Condition::Term(_) => std::slice::from_ref(condition),
        Condition::Any(_) | Condition::Not(_) => return None,
    };
    let words_at = |index: usize| match &conditions[index] {
        Condition::Term(Term::Words(words)) => Some((index, words, Forms::of(words)?)),
        _ => None,
    };
    let (index, words, forms) = (0..conditions.len()).rev().find_map(words_at)?;
    let with = |condition: Condition| {
        let mut conditions = conditions.to_vec();
        conditions[index] = condition;
        Condition::All(conditions)
    };
    Some(Typed {
        words: words.clone(),
        whole: forms.whole.map(with),
        wider: with(forms.wider),
    })
}

/// What [`Typed`] has, of the words alone.
struct Forms {
    whole: Option<Condition>,
    wider: Condition,
}

impl Forms {
    fn of(words: &Words) -> Option<Forms> {
        let Pattern { words: all, prefix, .. } = pattern(&words.text, words.prefix, words.phrase);
        let (last, others) = all.split_last()?;
        let letters = longest_beginning(last).filter(|letters| letters != last)?;
        if !prefix || words.place != Place::Anywhere || pattern(letters, true, true).words != [letters] {
            return None;
        }
        let term = |text: &str, phrase: bool, prefix: bool| {
            Condition::Term(Term::Words(Words {
                place: words.place,
                text: text.to_owned(),
                phrase,
                prefix,
            }))
        };
        let beginning = term(letters, true, true);
        if others.is_empty() {
            let whole = term(&words.text, words.phrase, false);
            return Some(Forms {
                // An inflection may begin with other letters.
                wider: Condition::Any(vec![beginning, whole.clone()]),
                whole: Some(whole),
            });
        }
        let others = others.iter().map(|word| term(word, true, false));
        Some(Forms {
            whole: None,
            wider: Condition::All(others.chain([beginning]).collect()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Query;

    fn forms_of(text: &str) -> Option<(Option<String>, String)> {
        let query = Query::parse_typing(text).unwrap();
        let typed = typed(&query.condition)?;
        let told = |condition| {
            Query {
                condition,
                ..query.clone()
            }
            .to_string()
        };
        Some((typed.whole.map(told), told(typed.wider)))
    }

    #[test]
    fn only_what_is_being_typed_is_widened() {
        for (text, whole, wider) in [
            ("clim", Some("clim"), "(\"cl\"* OR clim)"),
            ("harbour clim", Some("harbour clim"), "harbour (\"cl\"* OR clim)"),
            ("clim* is:unread", Some("clim is:unread"), "(\"cl\"* OR clim) is:unread"),
            ("\"high tide", None, "(\"high\" \"ti\"*)"),
        ] {
            let forms = Some((whole.map(str::to_owned), wider.to_owned()));
            assert_eq!(forms_of(text), forms, "{text}");
        }
        for other in ["cl", "title:clim", "-clim", "a OR clim", "\"two w", "is:unread"] {
            assert_eq!(forms_of(other), None, "{other}");
        }
    }
}

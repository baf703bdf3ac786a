//! The word that is being typed, looked for by its first letters. FTS5 gathers the entries of all words with a beginning
//! before it gives the first, and cannot be interrupted meanwhile: three seconds for `the*` in a million. But the first
//! letters have a word of their own in the index. So the newest entries with these are looked at one by one: where the
//! beginning is common most of them have it, and where it is rare the index gathers it soon.

use super::words::{longest_beginning, pattern};
use crate::model::query::{Condition, Place, Term, Words};

/// A condition that holds at least where this one does, with first letters in place of the beginnings in it; `None` where
/// nothing in it is the beginning of a word, or no letter more than the index has words for.
pub(super) fn widened(condition: &Condition) -> Option<Condition> {
    match condition {
        Condition::Term(Term::Words(words)) => widened_words(words),
        Condition::All(conditions) => {
            let widened: Vec<Option<Condition>> = conditions.iter().map(widened).collect();
            let any = widened.iter().any(Option::is_some);
            let all = widened.into_iter().zip(conditions);
            any.then(|| Condition::All(all.map(|(wider, as_it_is)| wider.unwrap_or(as_it_is.clone())).collect()))
        }
        // What is wider inside a negation would be narrower outside; of alternatives all would have to be widened.
        Condition::Any(_) | Condition::Not(_) | Condition::Term(_) => None,
    }
}

fn widened_words(words: &Words) -> Option<Condition> {
    let typed = pattern(&words.text, words.prefix, words.phrase);
    let [only] = typed.words.as_slice() else { return None };
    let letters = longest_beginning(only).filter(|letters| *letters != only)?;
    if !typed.prefix || words.place != Place::Anywhere || pattern(letters, true, true).words != [letters] {
        return None;
    }
    let term = |text: &str, prefix: bool| {
        let text = text.to_owned();
        Condition::Term(Term::Words(Words {
            text,
            prefix,
            ..words.clone()
        }))
    };
    // An inflection may begin with other letters.
    Some(Condition::Any(vec![term(letters, true), term(&words.text, false)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Query;

    fn widened_to(typed: &str) -> Option<String> {
        let query = Query::parse_typing(typed).unwrap();
        let condition = widened(&query.condition)?;
        Some(Query { condition, ..query }.to_string())
    }

    #[test]
    fn only_the_word_that_is_being_typed_is_widened() {
        assert_eq!(widened_to("clim").as_deref(), Some("cl* OR clim"));
        assert_eq!(widened_to("harbour clim").as_deref(), Some("harbour (cl* OR clim)"));
        for other in ["cl", "title:clim", "-clim", "a OR clim", "\"two word", "is:unread"] {
            assert_eq!(widened_to(other), None, "{other}");
        }
    }
}

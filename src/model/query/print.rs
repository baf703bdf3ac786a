//! The text form of queries, written: canonical, and read back as the same value.

use super::{Condition, Day, MEDIA, ORDERS, Place, Query, STATES, Term, Words, ends_word};
use std::fmt;

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.condition)?;
        let Some(order) = self.order else {
            return Ok(());
        };
        if self.condition != Condition::default() {
            f.write_str(" ")?;
        }
        write!(f, "sort:{}", word_of(&ORDERS, order))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::All(conditions) => write_joined(f, conditions, " "),
            Condition::Any(conditions) => write_joined(f, conditions, " OR "),
            Condition::Not(inner) => {
                f.write_str("-")?;
                write_grouped(f, inner)
            }
            Condition::Term(term) => write!(f, "{term}"),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::Words(words) => write!(f, "{words}"),
            Term::Feed(text) => write!(f, "feed:{}", escaped(text)),
            Term::Folder(text) => write!(f, "folder:{}", escaped(text)),
            Term::Tag(text) => write!(f, "tag:{}", escaped(text)),
            Term::Url(text) => write!(f, "url:{}", escaped(text)),
            Term::Language(text) => write!(f, "lang:{}", escaped(text)),
            Term::Is(state) => write!(f, "is:{}", word_of(&STATES, *state)),
            Term::Has(medium) => write!(f, "has:{}", word_of(&MEDIA, *medium)),
            Term::Before(day) => write!(f, "before:{day}"),
            Term::After(day) => write!(f, "after:{day}"),
            Term::Younger(age) => write!(f, "age:<{}{}", age.count, age.unit.word()),
            Term::Older(age) => write!(f, "age:>{}{}", age.count, age.unit.word()),
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::Anywhere => {}
            Place::Title => f.write_str("title:")?,
            Place::Author => f.write_str("author:")?,
        }
        if self.phrase {
            write!(f, "\"{}\"", self.text.replace('\\', r"\\").replace('"', "\\\""))?;
        } else {
            f.write_str(&escaped(&self.text))?;
        }
        f.write_str(if self.prefix { "*" } else { "" })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Day::Today => f.write_str("today"),
            Day::Yesterday => f.write_str("yesterday"),
            Day::Date { year, month, day } => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

fn write_joined(f: &mut fmt::Formatter<'_>, conditions: &[Condition], between: &str) -> fmt::Result {
    for (index, condition) in conditions.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        write_grouped(f, condition)?;
    }
    Ok(())
}

fn write_grouped(f: &mut fmt::Formatter<'_>, condition: &Condition) -> fmt::Result {
    match condition {
        Condition::All(_) | Condition::Any(_) => write!(f, "({condition})"),
        _ => write!(f, "{condition}"),
    }
}

fn word_of<T: PartialEq>(choices: &[(&'static str, T)], wanted: T) -> &'static str {
    choices
        .iter()
        .find(|(_, choice)| *choice == wanted)
        .map_or("", |(word, _)| word)
}

/// `text` as a bare word that is read as nothing else.
fn escaped(text: &str) -> String {
    if matches!(text, "OR" | "AND") {
        return format!("\\{text}");
    }
    let mut bare = String::with_capacity(text.len());
    for (index, sign) in text.chars().enumerate() {
        let first = index == 0 && sign == '-';
        if first || ends_word(sign) || matches!(sign, '\\' | ':' | '*') {
            bare.push('\\');
        }
        bare.push(sign);
    }
    bare
}

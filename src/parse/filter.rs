//! newsboat's filters, as the saved searches of its `urls` have them, as queries: those that can say the same.

use crate::model::query::{Age, Condition, Place, Query, State, Term, Unit, Words};
use crate::model::{Folder, text};

/// Parentheses within each other beyond this are not read.
const MAX_DEPTH: usize = 32;

/// The query that a filter is.
///
/// # Errors
/// There is none that says the same: why, as a sentence without its stop.
pub(super) fn query_of(filter: &str) -> Result<Query, String> {
    let mut parser = Parser {
        tokens: tokens(filter),
        at: 0,
    };
    let condition = parser.expression(0)?;
    match parser.next() {
        None => Ok(Query { condition, order: None }),
        Some(token) => Err(format!("“{}” stands where it should end", text::line(token.text()))),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// A parenthesis or an operator.
    Sign(String),
    Word(String),
    Quoted(String),
}

impl Token {
    fn text(&self) -> &str {
        match self {
            Token::Sign(text) | Token::Word(text) | Token::Quoted(text) => text,
        }
    }
}

fn tokens(filter: &str) -> Vec<Token> {
    let is_operator = |sign: &char| "=!~<>#&|".contains(*sign);
    let mut tokens = Vec::new();
    let mut signs = filter.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign.is_whitespace() {
            continue;
        }
        let mut text = String::new();
        if sign == '"' {
            text.extend(signs.by_ref().take_while(|sign| *sign != '"'));
            tokens.push(Token::Quoted(text));
            continue;
        }
        text.push(sign);
        if matches!(sign, '(' | ')') {
            tokens.push(Token::Sign(text));
        } else if is_operator(&sign) {
            text.extend(std::iter::from_fn(|| signs.next_if(is_operator)));
            tokens.push(Token::Sign(text));
        } else {
            let goes_on = |sign: &char| !sign.is_whitespace() && !is_operator(sign) && !matches!(sign, '(' | ')' | '"');
            text.extend(std::iter::from_fn(|| signs.next_if(goes_on)));
            tokens.push(Token::Word(text));
        }
    }
    tokens
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    /// Comparisons joined by `and` or by `or`; which of the two binds closer is not for us to guess.
    fn expression(&mut self, depth: usize) -> Result<Condition, String> {
        if depth > MAX_DEPTH {
            return Err("it is nested too deeply".to_owned());
        }
        let mut parts = vec![self.part(depth)?];
        let mut joined_by_or = None;
        while let Some(is_or) = self.joint() {
            self.at += 1;
            if joined_by_or.is_some_and(|before| before != is_or) {
                return Err("“and” and “or” stand side by side without parentheses".to_owned());
            }
            joined_by_or = Some(is_or);
            parts.push(self.part(depth)?);
        }
        Ok(match joined_by_or {
            Some(true) => Condition::any(parts),
            _ => Condition::all(parts),
        })
    }

    /// Whether an `or` stands here, or an `and`.
    fn joint(&self) -> Option<bool> {
        match self.tokens.get(self.at)? {
            Token::Word(word) | Token::Sign(word) if matches!(word.as_str(), "or" | "||") => Some(true),
            Token::Word(word) | Token::Sign(word) if matches!(word.as_str(), "and" | "&&") => Some(false),
            _ => None,
        }
    }

    fn part(&mut self, depth: usize) -> Result<Condition, String> {
        match self.next().ok_or("it breaks off")? {
            Token::Sign(sign) if sign == "!" => self.negation(depth + 1),
            Token::Sign(sign) if sign == "(" => {
                let inner = self.expression(depth + 1)?;
                match self.next() {
                    Some(Token::Sign(sign)) if sign == ")" => Ok(inner),
                    _ => Err("a parenthesis is never closed".to_owned()),
                }
            }
            Token::Word(attribute) => {
                let operator = self.next().ok_or("it breaks off")?;
                let value = self.next().ok_or("it breaks off")?;
                comparison(&attribute, operator.text(), value.text())
            }
            other => Err(format!("“{}” is not expected there", text::line(other.text()))),
        }
    }

    fn negation(&mut self, depth: usize) -> Result<Condition, String> {
        if depth > MAX_DEPTH {
            return Err("it is nested too deeply".to_owned());
        }
        Ok(Condition::negate(self.part(depth)?))
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }
}

fn comparison(attribute: &str, operator: &str, value: &str) -> Result<Condition, String> {
    let (is_negated, operator) = match operator {
        "!=" => (true, "="),
        "!~" => (true, "=~"),
        "!#" => (true, "#"),
        "==" => (false, "="),
        operator => (false, operator),
    };
    let nothing = || format!("nothing here is “{} {}”", text::line(attribute), text::line(operator));
    let condition = match (attribute, operator) {
        ("unread", "=") if value == "yes" => Condition::Term(Term::Is(State::Unread)),
        ("unread", "=") if value == "no" => Condition::Term(Term::Is(State::Read)),
        ("title", "=~") => words(Place::Title, value)?,
        ("author", "=~") => words(Place::Author, value)?,
        ("content", "=~") => words(Place::Anywhere, value)?,
        ("link", "=~") => Condition::Term(Term::Url(plain(value)?)),
        // A number would be an id here.
        ("feedtitle", "=~") if value.parse::<i64>().is_err() => Condition::Term(Term::Feed(plain(value)?)),
        // What are tags of a feed there become its folders.
        ("tags", "#") => {
            let folder = Folder::new([text::line(value)]).ok_or_else(nothing)?;
            Condition::Term(Term::Folder(folder.to_string()))
        }
        ("age", _) => age(operator, value).ok_or_else(nothing)?,
        _ => return Err(nothing()),
    };
    Ok(match is_negated {
        true => Condition::negate(condition),
        false => condition,
    })
}

/// Words that stand in a row, the last of them perhaps the beginning of one.
fn words(place: Place, value: &str) -> Result<Condition, String> {
    Ok(Condition::Term(Term::Words(Words {
        place,
        text: plain(value)?,
        phrase: true,
        prefix: true,
    })))
}

/// A pattern that is nothing but words.
fn plain(value: &str) -> Result<String, String> {
    let is_plain = |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '\'');
    let value = value.trim();
    match !value.is_empty() && value.chars().all(is_plain) {
        true => Ok(value.to_owned()),
        false => Err(format!("“{}” is a pattern, not words", text::line(value))),
    }
}

/// Whole days there, and the first of them is day 0.
fn age(operator: &str, value: &str) -> Option<Condition> {
    let days = |count: u32| Age {
        count,
        unit: Unit::Days,
    };
    let (first, last) = match operator {
        "between" => {
            let (first, last) = value.split_once(':')?;
            (first.trim().parse().ok()?, Some(last.trim().parse().ok()?))
        }
        "=" => (value.parse().ok()?, Some(value.parse().ok()?)),
        "<" => (0, Some(value.parse::<u32>().ok()?.checked_sub(1)?)),
        "<=" => (0, Some(value.parse().ok()?)),
        ">" => (value.parse::<u32>().ok()?.checked_add(1)?, None),
        ">=" => (value.parse().ok()?, None),
        _ => return None,
    };
    let older = (first > 0).then(|| Term::Older(days(first)));
    let younger = match last {
        Some(last) => Some(Term::Younger(days(last.checked_add(1)?))),
        None => None,
    };
    let terms = [older, younger].into_iter().flatten();
    Some(Condition::all(terms.map(Condition::Term)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_can_be_said_here_becomes_a_query() {
        for (filter, query) in [
            ("unread = \"yes\"", "is:unread"),
            ("unread != \"yes\" and tags # \"news\"", "-is:unread folder:news"),
            ("tags # \"a/b\" or tags !# \"c\"", r"folder:a\\/b OR -folder:c"),
            (
                "(title =~ \"Rust\" or content =~ \"free software\") and age < 7",
                "(title:\"Rust\"* OR \"free software\"*) age:<7d",
            ),
            ("age between 0:7", "age:<8d"),
            (
                "age between 2:3 and author !~ \"Ada\"",
                "age:>2d age:<4d -author:\"Ada\"*",
            ),
            ("age > 30", "age:>31d"),
            ("!(unread=\"no\")&&link=~\"blog\"", "-is:read url:blog"),
            ("feedtitle =~ \"Ars\"", "feed:Ars"),
        ] {
            let read = query_of(filter).map(|query| query.to_string());
            assert_eq!(read.as_deref(), Ok(query), "{filter}");
            assert_eq!(
                Query::parse(query),
                Ok(query_of(filter).expect("it was read")),
                "{filter}"
            );
        }
    }

    #[test]
    fn a_filter_that_cannot_be_said_here_says_why() {
        for (filter, why) in [
            ("title =~ \"a.*b\"", "“a.*b” is a pattern, not words"),
            ("unread_count > 0", "nothing here is “unread_count >”"),
            ("flags =~ \"s\"", "nothing here is “flags =~”"),
            ("age < x", "nothing here is “age <”"),
            ("age between 0:4294967295", "nothing here is “age between”"),
            (
                "unread = \"yes\" and age < 2 or age > 5",
                "“and” and “or” stand side by side without parentheses",
            ),
            ("(unread = \"yes\"", "a parenthesis is never closed"),
            ("unread = \"yes\" )", "“)” stands where it should end"),
            ("unread =", "it breaks off"),
            ("", "it breaks off"),
        ] {
            assert_eq!(query_of(filter), Err(why.to_owned()), "{filter}");
        }
        assert!(query_of(&"(".repeat(100_000)).is_err() && query_of(&"!".repeat(100_000)).is_err());
        assert!(query_of(&"! ".repeat(100_000)).is_err());
    }
}

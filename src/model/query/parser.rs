//! The text form of queries, read: a parser by descent with a depth that is bounded.

use super::{
    Age, Condition, Day, FIELDS, MEDIA, ORDERS, Order, Place, Query, QueryError, STATES, Term, Unit, Words, ends_word,
};
use crate::model::{Timestamp, Zone, text};

/// Parentheses and signs of negation within each other; more is a mistake rather than a deep stack.
const MAX_DEPTH: usize = 64;
/// Bytes of words that are looked for in a row; a longer text is a page that somebody has pasted.
const MAX_WORDS: usize = 1_000;

pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    typing: bool,
    depth: usize,
    order: Option<Order>,
    /// What was passed over first as it has no word, and where.
    wordless: Option<(usize, String)>,
}

/// A word or a quoted text as it was read.
struct Value {
    text: String,
    quoted: bool,
    prefix: bool,
    /// Where it began.
    start: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, typing: bool) -> Parser<'a> {
        Parser {
            text,
            at: 0,
            typing,
            depth: 0,
            order: None,
            wordless: None,
        }
    }

    pub(super) fn query(mut self) -> Result<Query, QueryError> {
        let condition = self.any()?;
        if self.next() == Some(')') {
            return Err(self.error(self.at, "nothing is open that this could close", "a word or the end"));
        }
        if let Some((start, text)) = self.wordless.take().filter(|_| condition == Condition::default()) {
            let message = format!("there is no letter or digit in “{text}”");
            return Err(self.error(start, &message, "a word to look for"));
        }
        Ok(Query {
            condition,
            order: self.order,
        })
    }

    fn any(&mut self) -> Result<Condition, QueryError> {
        self.next();
        let mut start = self.at;
        let mut choices = vec![self.all()?];
        while self.skip_or() {
            // Of the others it was seen before.
            if choices.first() != Some(&Condition::default()) {
                self.next();
                start = self.at;
            }
            choices.push(self.all()?);
            let has_empty = [choices.first(), choices.last()].contains(&Some(&Condition::default()));
            if has_empty && !self.typing {
                return Err(self.error(
                    start,
                    "OR has nothing to choose from",
                    "a condition on both sides of OR",
                ));
            }
        }
        choices.retain(|choice| *choice != Condition::default());
        Ok(Condition::any(choices))
    }

    fn all(&mut self) -> Result<Condition, QueryError> {
        let mut conditions = Vec::new();
        while let Some(sign) = self.next() {
            if sign == ')' || self.is_word("OR") {
                break;
            }
            if self.is_word("AND") {
                self.join(conditions.is_empty())?;
            } else {
                conditions.extend(self.item()?);
            }
        }
        Ok(Condition::all(conditions))
    }

    /// Passes over an AND: what stands side by side has to match anyway.
    fn join(&mut self, is_first: bool) -> Result<(), QueryError> {
        let start = self.at;
        self.at += "AND".len();
        let next = self.next();
        let is_last = matches!(next, None | Some(')')) || self.is_word("OR") || self.is_word("AND");
        if (is_first || is_last) && !self.typing {
            return Err(self.error(start, "AND has nothing to join", "a condition on both sides of AND"));
        }
        Ok(())
    }

    /// One condition; `None` for a sort order, and for what has only been begun while typing.
    fn item(&mut self) -> Result<Option<Condition>, QueryError> {
        let start = self.at;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(start, "this is nested too deeply", "fewer parentheses"));
        }
        let item = match self.rest().chars().next() {
            Some('-') => self.negation(start),
            Some('(') => self.group(start),
            _ => self.term(),
        };
        self.depth -= 1;
        item
    }

    fn negation(&mut self, start: usize) -> Result<Option<Condition>, QueryError> {
        self.at += 1;
        let stands_alone = self
            .rest()
            .chars()
            .next()
            .is_none_or(|sign| sign.is_whitespace() || sign == ')');
        if stands_alone && !self.typing {
            return Err(self.error(start, "this negates nothing", "a condition right after the -"));
        }
        if stands_alone {
            return Ok(None);
        }
        Ok(self.item()?.map(Condition::negate))
    }

    fn group(&mut self, start: usize) -> Result<Option<Condition>, QueryError> {
        self.at += 1;
        let condition = self.any()?;
        if self.next() == Some(')') {
            self.at += 1;
        } else if !self.typing {
            return Err(self.error(start, "this parenthesis is never closed", "a ) after it"));
        }
        let empty = condition == Condition::default();
        if empty && !self.typing && self.wordless.is_none() {
            return Err(self.error(start, "there is nothing between the parentheses", "a condition"));
        }
        Ok((!empty).then_some(condition))
    }

    fn term(&mut self) -> Result<Option<Condition>, QueryError> {
        let start = self.at;
        let Some(field) = self.field()? else {
            let value = self.value()?;
            return Ok(self.words(Place::Anywhere, value)?.map(Condition::Term));
        };
        if field == "sort" {
            self.sort(start)?;
            return Ok(None);
        }
        let value = self.value()?;
        if value.text.is_empty() && self.typing {
            return Ok(None);
        }
        let term = match field {
            "title" => return Ok(self.words(Place::Title, value)?.map(Condition::Term)),
            "author" => return Ok(self.words(Place::Author, value)?.map(Condition::Term)),
            "feed" => Term::Feed(self.filled(value, "the id of a feed or a part of its title")?),
            "folder" => Term::Folder(self.filled(value, "the name of a folder")?),
            "tag" => Term::Tag(self.filled(value, "a tag")?),
            "url" => Term::Url(self.filled(value, "a part of an address")?),
            "lang" => Term::Language(self.filled(value, "a language, as in lang:en")?.to_lowercase()),
            "is" => {
                return Ok(self
                    .choice(&value, &STATES)?
                    .map(|state| Condition::Term(Term::Is(state))));
            }
            "has" => {
                return Ok(self
                    .choice(&value, &MEDIA)?
                    .map(|medium| Condition::Term(Term::Has(medium))));
            }
            "before" => return Ok(self.day(&value)?.map(|day| Condition::Term(Term::Before(day)))),
            "after" => return Ok(self.day(&value)?.map(|day| Condition::Term(Term::After(day)))),
            _ => return Ok(self.age(&value)?.map(Condition::Term)),
        };
        Ok(Some(Condition::Term(term)))
    }

    fn sort(&mut self, start: usize) -> Result<(), QueryError> {
        let value = self.value()?;
        if self.depth > 1 {
            return Err(self.error(
                start,
                "an order is for the whole query",
                "sort: outside of - and parentheses",
            ));
        }
        if let Some(order) = self.choice(&value, &ORDERS)? {
            self.order = Some(order);
        }
        Ok(())
    }

    /// The field name that begins here, passed over with its colon.
    fn field(&mut self) -> Result<Option<&'static str>, QueryError> {
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, after) = rest.split_at(letters);
        if name.is_empty() || !after.starts_with(':') {
            return Ok(None);
        }
        let known = FIELDS.into_iter().find(|field| field.eq_ignore_ascii_case(name));
        if known.is_none() && after.starts_with("://") {
            // An address is a word like others.
            return Ok(None);
        }
        if known.is_none() {
            let message = format!("there is no field “{name}”");
            let expected = format!("{}: (or \\: for the colon itself)", FIELDS.join(":, "));
            return Err(self.error(self.at, &message, &expected));
        }
        self.at += letters + 1;
        Ok(known)
    }

    fn value(&mut self) -> Result<Value, QueryError> {
        if self.rest().starts_with('"') {
            self.quoted()
        } else {
            Ok(self.bare())
        }
    }

    fn quoted(&mut self) -> Result<Value, QueryError> {
        let start = self.at;
        let mut text = String::new();
        let mut signs = self.rest().char_indices().skip(1);
        while let Some((offset, sign)) = signs.next() {
            match sign {
                '"' => {
                    self.at = start + offset + 1;
                    return Ok(Value {
                        text,
                        quoted: true,
                        prefix: self.skip_star(),
                        start,
                    });
                }
                '\\' => text.extend(signs.next().map(|(_, escaped)| escaped)),
                _ => text.push(sign),
            }
        }
        if !self.typing {
            return Err(self.error(start, "this quotation mark is never closed", "a \" after it"));
        }
        self.at = self.text.len();
        Ok(Value {
            text,
            quoted: true,
            prefix: true,
            start,
        })
    }

    fn bare(&mut self) -> Value {
        let start = self.at;
        let mut text = String::new();
        let mut end = self.text.len();
        let mut prefix = false;
        let mut signs = self.rest().char_indices().peekable();
        while let Some((offset, sign)) = signs.next() {
            let last = signs.peek().is_none_or(|(_, next)| ends_word(*next));
            match sign {
                '\\' => text.extend(signs.next().map(|(_, escaped)| escaped)),
                '*' if last && !text.is_empty() => prefix = true,
                _ if ends_word(sign) => {
                    end = start + offset;
                    break;
                }
                _ => text.push(sign),
            }
        }
        self.at = end;
        Value {
            prefix: prefix || (self.typing && end == self.text.len()),
            text,
            quoted: false,
            start,
        }
    }

    /// `None` for signs alone, which no entry is looked through for: they are no condition.
    fn words(&mut self, place: Place, value: Value) -> Result<Option<Term>, QueryError> {
        if value.text.is_empty() && self.typing {
            return Ok(None);
        }
        if value.text.len() > MAX_WORDS {
            return Err(self.error(
                value.start,
                "this is too long to be looked for",
                "a word, or some in a row",
            ));
        }
        let start = value.start;
        let words = Words {
            place,
            phrase: value.quoted,
            prefix: value.prefix,
            text: self.filled(value, "words to look for")?,
        };
        if !words.text.contains(is_looked_for) {
            self.wordless.get_or_insert((start, words.text));
            return Ok(None);
        }
        Ok(Some(Term::Words(words)))
    }

    fn filled(&self, value: Value, expected: &str) -> Result<String, QueryError> {
        if value.text.is_empty() {
            return Err(self.error(value.start, "something is missing here", expected));
        }
        Ok(value.text)
    }

    /// The value of a word out of a fixed list; `None` for a word that is still being typed.
    fn choice<T: Copy>(&self, value: &Value, choices: &[(&str, T)]) -> Result<Option<T>, QueryError> {
        let found = choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(&value.text));
        let begins = |(word, _): &(&str, T)| begins(word, &value.text);
        if found.is_none() && !(self.is_begun(value) && choices.iter().any(begins)) {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            return Err(self.error(value.start, &not_known(&value.text), &words.join(", ")));
        }
        Ok(found.map(|(_, choice)| *choice))
    }

    fn day(&self, value: &Value) -> Result<Option<Day>, QueryError> {
        let day = parse_day(&value.text);
        let numbers = value.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let may_go_on = numbers || begins("today", &value.text) || begins("yesterday", &value.text);
        if day.is_none() && !(self.is_begun(value) && may_go_on) {
            let expected = "a day, as in 2026-01-31, today or yesterday";
            return Err(self.error(value.start, &not_known(&value.text), expected));
        }
        Ok(day)
    }

    fn age(&self, value: &Value) -> Result<Option<Term>, QueryError> {
        let term = parse_age(&value.text);
        let number = value.text.strip_prefix(['<', '>']);
        let may_go_on = number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        if term.is_none() && !(self.is_begun(value) && may_go_on) {
            let expected = "< or > with a number and m, h, d, w or y, as in age:<2d";
            return Err(self.error(value.start, &not_known(&value.text), expected));
        }
        Ok(term)
    }

    /// Whether the value may be still being typed: nothing follows it.
    fn is_begun(&self, value: &Value) -> bool {
        self.typing && value.prefix
    }

    /// The next sign that is no white space.
    fn next(&mut self) -> Option<char> {
        self.at = self.text.len() - self.rest().trim_start().len();
        self.rest().chars().next()
    }

    /// Whether one of the words that bind others stands here.
    fn is_word(&self, word: &str) -> bool {
        let after = self.rest().strip_prefix(word);
        after.is_some_and(|after| after.chars().next().is_none_or(ends_word))
    }

    fn skip_or(&mut self) -> bool {
        let found = self.next().is_some() && self.is_word("OR");
        if found {
            self.at += "OR".len();
        }
        found
    }

    fn skip_star(&mut self) -> bool {
        let found = self.rest().starts_with('*');
        if found {
            self.at += 1;
        }
        found
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn error(&self, position: usize, message: &str, expected: &str) -> QueryError {
        QueryError {
            position,
            message: message.to_owned(),
            expected: expected.to_owned(),
        }
    }
}

/// Whether a sign makes a word. What may be left out of one makes none alone, as the vowel signs of Arabic.
pub(super) fn is_looked_for(sign: char) -> bool {
    sign.is_alphanumeric() && !text::may_be_left_out(sign)
}

fn not_known(text: &str) -> String {
    if text.is_empty() {
        "something is missing here".to_owned()
    } else {
        format!("“{text}” is not known here")
    }
}

fn parse_day(text: &str) -> Option<Day> {
    match text.to_ascii_lowercase().as_str() {
        "today" => return Some(Day::Today),
        "yesterday" => return Some(Day::Yesterday),
        _ => {}
    }
    let mut parts = text.splitn(3, '-').map(digits);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = i32::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
    Timestamp::from_day(year, month, day, Zone::UTC)?;
    Some(Day::Date { year, month, day })
}

fn parse_age(text: &str) -> Option<Term> {
    let term = match text.chars().next()? {
        '<' => Term::Younger,
        '>' => Term::Older,
        _ => return None,
    };
    let length = &text[1..];
    let unit = Unit::ALL.into_iter().find(|unit| length.ends_with(unit.word()))?;
    let count = digits(&length[..length.len() - 1])?;
    Some(term(Age { count, unit }))
}

/// Whether `typed` can become `word`.
fn begins(word: &str, typed: &str) -> bool {
    word.get(..typed.len())
        .is_some_and(|beginning| beginning.eq_ignore_ascii_case(typed))
}

/// A number written in digits alone.
fn digits(text: &str) -> Option<u32> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

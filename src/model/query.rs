//! The query language of lists, searches and marking: a value, with its text form both ways. What an entry must be
//! like to match is told here in words; how it is found is the business of `store`.
//!
//! Words stand side by side where all must match, `OR` divides choices and binds loosest, `-` negates, parentheses
//! group. A backslash takes the meaning from the sign after it.

use super::time::{DAY, HOUR, MINUTE};
use super::{Timestamp, Zone, text};
use std::fmt;

/// Which entries are wanted, and in what order. The empty query is every entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub condition: Condition,
    /// `None` leaves the order to whoever asks.
    pub order: Option<Order>,
}

/// What an entry must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of these; none is no condition. Holds no `All` and never exactly one condition.
    All(Vec<Condition>),
    /// At least one of these. Holds no `Any` and never fewer than two conditions.
    Any(Vec<Condition>),
    /// Not this, which is no `Not`.
    Not(Box<Condition>),
    Term(Term),
}

/// The smallest conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    Words(Words),
    /// In a feed with this id, or with this text in its title.
    Feed(String),
    /// In a folder whose path has these names in a row.
    Folder(String),
    /// With exactly this tag.
    Tag(String),
    /// With this text in its address.
    Url(String),
    /// In this language, a BCP 47 primary tag.
    Language(String),
    Is(State),
    Has(Medium),
    /// Sorted before this day begins.
    Before(Day),
    /// Sorted on this day or later.
    After(Day),
    /// Younger than this.
    Younger(Age),
    /// This old or older.
    Older(Age),
}

/// Words that an entry must have in a row. Case and accents do not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub place: Place,
    pub text: String,
    /// Written between quotation marks: exactly these, no inflections.
    pub phrase: bool,
    /// The last word is the beginning of a word.
    pub prefix: bool,
}

/// Where words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Title, author, feed title or text.
    Anywhere,
    Title,
    Author,
}

/// What can be said of an entry with `is:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Unread,
    Read,
    Starred,
    Ready,
    Edited,
}

/// What an entry can bring with it, for `has:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Medium {
    Image,
    Audio,
    Video,
}

/// A day. The relative ones stay so: a saved query means each day's own yesterday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Day {
    Today,
    Yesterday,
    /// A day that the calendar has, of the years 1 to 9999.
    Date {
        year: i32,
        month: u32,
        day: u32,
    },
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Age {
    pub count: u32,
    pub unit: Unit,
}

/// Units of an age, written as lists show ages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    Minutes,
    Hours,
    Days,
    Weeks,
    Years,
}

/// In what order entries come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    Newest,
    Oldest,
    /// Best match first.
    Relevance,
}

/// Where a query could not be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}; expected {expected}")]
pub struct QueryError {
    /// Byte offset into the text.
    pub position: usize,
    /// What is wrong there.
    pub message: String,
    /// What would have been right.
    pub expected: String,
}

impl QueryError {
    /// `text`, a caret under the place of the mistake, and what was expected there.
    pub fn pointed(&self, text: &str) -> String {
        let before = text.get(..self.position).unwrap_or(text);
        format!("{text}\n{}^\n{self}", " ".repeat(text::width(before)))
    }
}

impl Query {
    /// The query that `text` writes.
    pub fn parse(text: &str) -> Result<Query, QueryError> {
        Parser::new(text, false).query()
    }

    /// The query that `text` writes so far: its last word may go on, and a quotation mark or parenthesis may still be
    /// open.
    pub fn parse_typing(text: &str) -> Result<Query, QueryError> {
        Parser::new(text, true).query()
    }

    /// Whether it is every entry in the usual order.
    pub fn is_empty(&self) -> bool {
        *self == Query::default()
    }
}

impl Default for Condition {
    fn default() -> Condition {
        Condition::All(Vec::new())
    }
}

impl Condition {
    /// All of `conditions`.
    pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Condition {
        let mut flat = Vec::new();
        for condition in conditions {
            match condition {
                Condition::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            1 => flat.remove(0),
            _ => Condition::All(flat),
        }
    }

    /// At least one of `conditions`, of which there must be one.
    pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Condition {
        let mut flat = Vec::new();
        for condition in conditions {
            match condition {
                Condition::Any(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => Condition::default(),
            1 => flat.remove(0),
            _ => Condition::Any(flat),
        }
    }

    /// The opposite of `condition`.
    pub fn negate(condition: Condition) -> Condition {
        match condition {
            Condition::Not(inner) => *inner,
            other => Condition::Not(Box::new(other)),
        }
    }
}

impl Day {
    /// The instant at which the day begins for a reader in `zone` whose clock says `now`.
    pub fn start(self, now: Timestamp, zone: Zone) -> Timestamp {
        match self {
            Day::Today => now.start_of_day(zone),
            Day::Yesterday => now.start_of_day(zone).plus(-DAY),
            Day::Date { year, month, day } => {
                Timestamp::from_day(year, month, day, zone).unwrap_or(Timestamp::from_unix(i64::MIN))
            }
        }
    }
}

impl Age {
    /// In seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.count) * self.unit.seconds()
    }
}

impl Unit {
    const ALL: [Unit; 5] = [Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks, Unit::Years];

    const fn seconds(self) -> i64 {
        match self {
            Unit::Minutes => MINUTE,
            Unit::Hours => HOUR,
            Unit::Days => DAY,
            Unit::Weeks => 7 * DAY,
            Unit::Years => 365 * DAY,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Unit::Minutes => "m",
            Unit::Hours => "h",
            Unit::Days => "d",
            Unit::Weeks => "w",
            Unit::Years => "y",
        }
    }
}

/// The words of `is:`.
const STATES: [(&str, State); 5] = [
    ("unread", State::Unread),
    ("read", State::Read),
    ("starred", State::Starred),
    ("ready", State::Ready),
    ("edited", State::Edited),
];

/// The words of `has:`.
const MEDIA: [(&str, Medium); 3] = [
    ("image", Medium::Image),
    ("audio", Medium::Audio),
    ("video", Medium::Video),
];

/// The words of `sort:`.
const ORDERS: [(&str, Order); 3] = [
    ("newest", Order::Newest),
    ("oldest", Order::Oldest),
    ("relevance", Order::Relevance),
];

/// The names that can stand before a colon.
const FIELDS: [&str; 13] = [
    "title", "author", "feed", "folder", "tag", "url", "lang", "is", "has", "before", "after", "age", "sort",
];

/// Parentheses and signs of negation within each other; more is a mistake rather than a deep stack.
const MAX_DEPTH: usize = 64;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    typing: bool,
    depth: usize,
    order: Option<Order>,
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
    fn new(text: &'a str, typing: bool) -> Parser<'a> {
        Parser {
            text,
            at: 0,
            typing,
            depth: 0,
            order: None,
        }
    }

    fn query(mut self) -> Result<Query, QueryError> {
        let condition = self.any()?;
        if self.next() == Some(')') {
            return Err(self.error(self.at, "nothing is open that this could close", "a word or the end"));
        }
        Ok(Query {
            condition,
            order: self.order,
        })
    }

    fn any(&mut self) -> Result<Condition, QueryError> {
        let mut choices = vec![self.all()?];
        while self.skip_or() {
            let start = self.at;
            let choice = self.all()?;
            let empty = choice == Condition::default() || choices.contains(&Condition::default());
            if empty && !self.typing {
                return Err(self.error(
                    start,
                    "OR has nothing to choose from",
                    "a condition on both sides of OR",
                ));
            }
            choices.push(choice);
        }
        choices.retain(|choice| *choice != Condition::default());
        Ok(Condition::any(choices))
    }

    fn all(&mut self) -> Result<Condition, QueryError> {
        let mut conditions = Vec::new();
        while let Some(sign) = self.next() {
            if sign == ')' || self.is_or() {
                break;
            }
            conditions.extend(self.item()?);
        }
        Ok(Condition::all(conditions))
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
        if empty && !self.typing {
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
        if name.is_empty() || !after.starts_with(':') || after.starts_with("://") {
            return Ok(None);
        }
        let known = FIELDS.into_iter().find(|field| field.eq_ignore_ascii_case(name));
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

    fn words(&self, place: Place, value: Value) -> Result<Option<Term>, QueryError> {
        if value.text.is_empty() && self.typing {
            return Ok(None);
        }
        let words = Words {
            place,
            phrase: value.quoted,
            prefix: value.prefix,
            text: self.filled(value, "words to look for")?,
        };
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
        if found.is_none() && !self.is_begun(value) {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            return Err(self.error(value.start, &not_known(&value.text), &words.join(", ")));
        }
        Ok(found.map(|(_, choice)| *choice))
    }

    fn day(&self, value: &Value) -> Result<Option<Day>, QueryError> {
        let day = parse_day(&value.text);
        if day.is_none() && !self.is_begun(value) {
            let expected = "a day, as in 2026-01-31, today or yesterday";
            return Err(self.error(value.start, &not_known(&value.text), expected));
        }
        Ok(day)
    }

    fn age(&self, value: &Value) -> Result<Option<Term>, QueryError> {
        let term = parse_age(&value.text);
        if term.is_none() && !self.is_begun(value) {
            let expected = "< or > with a number and m, h, d, w or y, as in age:<2d";
            return Err(self.error(value.start, &not_known(&value.text), expected));
        }
        Ok(term)
    }

    fn is_begun(&self, value: &Value) -> bool {
        self.typing && value.prefix
    }

    /// The next sign that is no white space.
    fn next(&mut self) -> Option<char> {
        self.at = self.text.len() - self.rest().trim_start().len();
        self.rest().chars().next()
    }

    fn is_or(&self) -> bool {
        let after = self.rest().strip_prefix("OR");
        after.is_some_and(|after| after.chars().next().is_none_or(ends_word))
    }

    fn skip_or(&mut self) -> bool {
        let found = self.next().is_some() && self.is_or();
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

fn not_known(text: &str) -> String {
    if text.is_empty() {
        "something is missing here".to_owned()
    } else {
        format!("“{text}” is not known here")
    }
}

/// Signs at which a bare word ends.
fn ends_word(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '"' | '(' | ')')
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

/// A number written in digits alone.
fn digits(text: &str) -> Option<u32> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

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
    if text == "OR" {
        return r"\OR".to_owned();
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canonical(text: &str) -> String {
        Query::parse(text).unwrap().to_string()
    }

    #[test]
    fn every_form_of_the_language_has_its_canonical_text() {
        for text in [
            "",
            "word",
            "two words",
            r#""a phrase""#,
            "-not",
            "(a b) OR c",
            "(a OR b) c",
            "-(a OR b)",
            r#"title:news author:"Ada L""#,
            r"feed:Ars\ Technica folder:News tag:x url:example.org lang:en",
            "is:unread is:read is:starred is:ready is:edited has:image has:audio has:video",
            "before:2026-01-31 after:yesterday before:today age:<2d age:>1w",
            "sort:oldest",
            "a OR b sort:relevance",
            r"wor* \OR a\:b",
        ] {
            assert_eq!(canonical(text), text);
        }
    }

    #[test]
    fn what_means_the_same_is_the_same_value() {
        assert_eq!(canonical("  a   (b c) "), "a b c");
        assert_eq!(canonical("a b OR c"), "(a b) OR c");
        assert_eq!(canonical("-(-a)"), "a");
        assert_eq!(canonical("sort:oldest a OR b"), "a OR b sort:oldest");
        assert_eq!(canonical("https://example.org/a"), r"https\://example.org/a");
        assert_eq!(canonical("IS:Unread"), "is:unread");
        assert_eq!(canonical("or"), "or");
    }

    #[test]
    fn a_mistake_is_shown_where_it_is_with_what_was_expected() {
        let error = Query::parse("日本 is:blue").unwrap_err();
        assert_eq!(
            error.pointed("日本 is:blue"),
            "日本 is:blue\n        ^\n“blue” is not known here; expected unread, read, starred, ready, edited"
        );
        for (text, position) in [
            ("(a", 0),
            ("a )", 2),
            ("a \"b", 2),
            ("a OR", 4),
            ("- a", 0),
            ("titel:x", 0),
            ("before:2026-02-30", 7),
            ("age:2d", 4),
            ("age:<", 4),
            ("(sort:newest)", 1),
            ("feed:", 5),
            ("()", 0),
            ("age:<99999999999d", 4),
        ] {
            assert_eq!(Query::parse(text).unwrap_err().position, position, "{text}");
        }
    }

    #[test]
    fn while_typing_the_last_word_may_go_on() {
        let typed = |text: &str| Query::parse_typing(text).unwrap().to_string();
        assert_eq!(typed("red gre"), "red gre*");
        assert_eq!(typed("red "), "red");
        for (text, same) in [
            ("\"the qu", "\"the qu\"*"),
            ("(a OR", "a"),
            ("a -", "a"),
            ("is:unr", ""),
            ("x before:2026", "x"),
        ] {
            assert_eq!(typed(text), same);
        }
    }

    #[test]
    fn nesting_has_an_end() {
        assert!(Query::parse(&"(".repeat(100_000)).is_err());
        assert!(Query::parse(&"-".repeat(100_000)).is_err());
    }

    fn a_text() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z]{1,8}", "[ -~]{1,10}", "\\PC{1,6}", Just("OR".to_owned())]
    }

    fn a_term() -> impl Strategy<Value = Term> {
        let place = prop_oneof![Just(Place::Anywhere), Just(Place::Title), Just(Place::Author)];
        let words = (place, a_text(), any::<bool>(), any::<bool>());
        let age = (any::<u32>(), 0..5usize).prop_map(|(count, unit)| Age {
            count,
            unit: Unit::ALL[unit],
        });
        let date = (1..=9999i32, 1..=12u32, 1..=28u32).prop_map(|(year, month, day)| Day::Date { year, month, day });
        let day = prop_oneof![Just(Day::Today), Just(Day::Yesterday), date];
        prop_oneof![
            words.prop_map(|(place, text, phrase, prefix)| Term::Words(Words {
                place,
                text,
                phrase,
                prefix
            })),
            a_text().prop_map(Term::Feed),
            a_text().prop_map(Term::Folder),
            a_text().prop_map(Term::Tag),
            a_text().prop_map(Term::Url),
            "[a-z]{2}".prop_map(Term::Language),
            (0..5usize).prop_map(|index| Term::Is(STATES[index].1)),
            (0..3usize).prop_map(|index| Term::Has(MEDIA[index].1)),
            day.clone().prop_map(Term::Before),
            day.prop_map(Term::After),
            age.clone().prop_map(Term::Younger),
            age.prop_map(Term::Older),
        ]
    }

    fn a_condition() -> impl Strategy<Value = Condition> {
        a_term().prop_map(Condition::Term).prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::all),
                prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::any),
                inner.prop_map(Condition::negate),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_text_form_goes_both_ways(condition in a_condition(), order in 0..4usize) {
            let order = ORDERS.get(order).map(|(_, order)| *order);
            let query = Query { condition, order };
            prop_assert_eq!(Query::parse(&query.to_string()), Ok(query));
        }

        #[test]
        fn no_text_is_too_odd_to_be_read_or_refused(text in "\\PC{0,40}") {
            for result in [Query::parse(&text), Query::parse_typing(&text)] {
                if let Err(error) = result {
                    prop_assert!(text.get(..error.position).is_some());
                }
            }
        }
    }
}

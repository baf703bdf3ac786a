//! The query language of lists, searches and marking: a value, with its text form both ways. What an entry must be
//! like to match is told here in words; how it is found is the business of `store`.
//!
//! Words stand side by side where all must match, with an `AND` between them or without; `OR` divides choices and binds loosest, `-` negates, parentheses
//! group. A backslash takes the meaning from the sign after it.

mod parser;
mod print;

use super::time::{DAY, HOUR, MINUTE};
use super::{Timestamp, Zone, text};
use parser::Parser;

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
    /// `text` in one line, a caret under the place of the mistake, and what was expected there.
    pub fn pointed(&self, text: &str) -> String {
        let in_a_line = |text: &str| text.replace(char::is_control, " ");
        let before = in_a_line(text.get(..self.position).unwrap_or(text));
        format!("{}\n{}^\n{self}", in_a_line(text), " ".repeat(text::width(&before)))
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

    /// The texts after each `feed:` of it.
    pub fn feeds(&self) -> Vec<&str> {
        let mut feeds = Vec::new();
        self.condition.each_term(&mut |term| {
            if let Term::Feed(text) = term {
                feeds.push(text.as_str());
            }
        });
        feeds
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

    /// Gives `each` every smallest condition in it.
    fn each_term<'a>(&'a self, each: &mut dyn FnMut(&'a Term)) {
        match self {
            Condition::All(inner) | Condition::Any(inner) => inner.iter().for_each(|inner| inner.each_term(each)),
            Condition::Not(inner) => inner.each_term(each),
            Condition::Term(term) => each(term),
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

/// The words that can stand after the colon of a field; none where anything can.
pub fn values_of(field: &str) -> Vec<&'static str> {
    match field {
        "is" => STATES.iter().map(|(word, _)| *word).collect(),
        "has" => MEDIA.iter().map(|(word, _)| *word).collect(),
        "sort" => ORDERS.iter().map(|(word, _)| *word).collect(),
        "before" | "after" => vec!["today", "yesterday"],
        _ => Vec::new(),
    }
}

/// The names that can stand before a colon.
pub const FIELDS: [&str; 13] = [
    "title", "author", "feed", "folder", "tag", "url", "lang", "is", "has", "before", "after", "age", "sort",
];

/// Signs at which a bare word ends.
fn ends_word(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '"' | '(' | ')')
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
            r"wor* \OR \AND a\:b",
            "title:a// url://x",
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
        assert_eq!(canonical("linux AND rust"), "linux rust");
        assert_eq!(canonical("a AND (b OR c AND -d)"), "a (b OR (c -d))");
        assert_eq!(canonical("and ANDES"), "and ANDES");
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
            ("AND a", 0),
            ("a AND", 2),
            ("a AND OR b", 2),
            ("- a", 0),
            ("titel:x", 0),
            ("before:2026-02-30", 7),
            ("age:2d", 4),
            ("age:<", 4),
            ("(sort:newest)", 1),
            ("feed:", 5),
            ("()", 0),
            ("age:<99999999999d", 4),
            ("???", 0),
            ("-(\"…\" 🎉)", 2),
            ("title:&", 6),
            ("a OR ???", 5),
            ("??? OR a", 0),
            ("\u{650}", 0),
            ("a OR \u{640}", 5),
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
            ("a AND ", "a"),
            ("a -", "a"),
            ("is:unr", ""),
            ("x before:2026", "x"),
        ] {
            assert_eq!(typed(text), same);
        }
        for text in ["is:bogus", "has:imagine", "before:soon", "age:2d", "sort:newestt"] {
            assert!(Query::parse_typing(text).is_err(), "{text} can become nothing");
        }
        for text in [
            "has:im",
            "before:tod",
            "before:2026-",
            "age:",
            "age:<",
            "age:<12",
            "sort:new",
        ] {
            assert!(Query::parse_typing(text).is_ok(), "{text} can become something");
        }
    }

    #[test]
    fn a_page_that_is_pasted_is_no_word() {
        let page = "日".repeat(400);
        for text in [page.clone(), format!("\"{page}\""), format!("title:{page}")] {
            let mistake = Query::parse(&text).unwrap_err().to_string();
            assert!(mistake.contains("too long"), "{mistake}");
        }
        assert!(Query::parse(&"日".repeat(300)).is_ok());
    }

    #[test]
    fn signs_beside_words_are_no_condition() {
        assert_eq!(canonical("rust & wasm"), "rust wasm");
        assert_eq!(canonical("is:unread -???"), "is:unread");
        assert_eq!(canonical("C++ 🎉"), "C++");
        assert_eq!(Query::parse_typing("rust OR &").unwrap().to_string(), "rust");
        assert!(Query::parse_typing("🎉").is_err());
    }

    #[test]
    fn nesting_has_an_end() {
        assert!(Query::parse(&"(".repeat(100_000)).is_err());
        assert!(Query::parse(&"-".repeat(100_000)).is_err());
    }

    fn a_text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z]{1,8}",
            "[ -~]{1,10}",
            "\\PC{1,6}",
            Just("OR".to_owned()),
            Just("AND".to_owned())
        ]
    }

    fn a_term() -> impl Strategy<Value = Term> {
        let place = prop_oneof![Just(Place::Anywhere), Just(Place::Title), Just(Place::Author)];
        let with_a_word = a_text().prop_filter("signs alone are no condition", |text| {
            text.contains(parser::is_looked_for)
        });
        let words = (place, with_a_word, any::<bool>(), any::<bool>());
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

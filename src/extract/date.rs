//! Dates as pages write them: in metadata, in addresses, in a line under the headline. No clock, no zone guessing: a
//! date without a zone is taken as UTC.

use super::piece::normalised;
use super::rules::Rules;
use crate::model::{Timestamp, Zone};
use chrono::{DateTime, NaiveDateTime};
use url::Url;

/// The earliest year that is believed: before the web there were no pages.
const FIRST_YEAR: i32 = 1990;
const LAST_YEAR: i32 = 2100;

/// A date as metadata has it: ISO 8601 in its many forms, RFC 2822.
pub(super) fn read_machine(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let exact = Timestamp::parse_rfc3339(text)
        .or_else(|| {
            DateTime::parse_from_rfc2822(text)
                .ok()
                .map(|date| Timestamp::from_unix(date.timestamp()))
        })
        .or_else(|| zoned(text))
        .or_else(|| local(text))
        .or_else(|| day(text));
    exact.filter(is_credible)
}

/// Whether this is a date with its time as machines write them, and nothing else.
pub(super) fn is_exact(text: &str) -> bool {
    text.contains(['T', 't'])
        && text.ends_with(|sign: char| sign.is_ascii_digit() || sign == 'Z')
        && read_machine(text).is_some()
}

/// The day in an address such as `/2024/05/17/title` or `/2024-05-17-title`.
pub(super) fn in_address(url: &Url) -> Option<Timestamp> {
    let parts: Vec<&str> = url.path().split(['/', '-', '_', '.']).collect();
    parts.windows(3).find_map(|window| match window {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => of_day(year, month, day),
        _ => None,
    })
}

/// The day in a line of text: `17 May 2024`, `May 17, 2024`, `17.05.2024`, `2024年5月17日`.
pub(super) fn in_text(text: &str, rules: &Rules) -> Option<Timestamp> {
    let key = normalised(&text.replace(['年', '月', '日'], " "));
    // `17 de mayo de 2024`, `17th of May 2024`
    let words: Vec<&str> = key
        .split(' ')
        .filter(|word| !matches!(*word, "de" | "del" | "of"))
        .collect();
    words
        .windows(3)
        .find_map(|window| named(window, rules).or_else(|| numbered(window)))
        .filter(is_credible)
}

fn zoned(text: &str) -> Option<Timestamp> {
    [
        "%Y-%m-%dT%H:%M:%S%.f%z",
        "%Y-%m-%dT%H:%M%z",
        "%Y-%m-%d %H:%M:%S%.f %z",
        "%Y-%m-%d %H:%M %z",
        "%Y-%m-%d %H:%M:%S%z",
    ]
    .iter()
    .find_map(|format| DateTime::parse_from_str(text, format).ok())
    .map(|date| Timestamp::from_unix(date.timestamp()))
}

fn local(text: &str) -> Option<Timestamp> {
    let text = text.trim_end_matches('Z');
    [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%Y/%m/%d %H:%M:%S",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    .map(|date| Timestamp::from_unix(date.and_utc().timestamp()))
}

fn day(text: &str) -> Option<Timestamp> {
    let start = text.get(..10)?;
    let parts: Vec<&str> = start.split(['-', '/']).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => of_day(year, month, day),
        _ => None,
    }
}

fn named(words: &[&str], rules: &Rules) -> Option<Timestamp> {
    let month = |word: &str| rules.words.months.get(word);
    let ordinal = |word: &str| word.trim_end_matches(|sign: char| sign.is_alphabetic()).to_owned();
    match words {
        [day, name, year] if month(name).is_some() => of_day(year, &month(name)?.to_string(), &ordinal(day)),
        [name, day, year] if month(name).is_some() => of_day(year, &month(name)?.to_string(), &ordinal(day)),
        _ => None,
    }
}

/// Year first, or day first; the American order only where nothing else can be meant.
fn numbered(words: &[&str]) -> Option<Timestamp> {
    let [first, second, third] = words else { return None };
    if first.len() == 4 {
        of_day(first, second, third)
    } else if third.len() == 4 {
        of_day(third, second, first).or_else(|| of_day(third, first, second))
    } else {
        None
    }
}

fn of_day(year: &str, month: &str, day: &str) -> Option<Timestamp> {
    let year = year
        .parse()
        .ok()
        .filter(|year| (FIRST_YEAR..LAST_YEAR).contains(year))?;
    Timestamp::from_day(year, month.parse().ok()?, day.parse().ok()?, Zone::UTC)
}

fn is_credible(date: &Timestamp) -> bool {
    (FIRST_YEAR..LAST_YEAR).contains(&date.year(Zone::UTC))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(date: Option<Timestamp>) -> String {
        date.map(|date| date.date(Zone::UTC)).unwrap_or_default()
    }

    #[test]
    fn metadata_writes_dates_in_many_ways() {
        for text in [
            "2024-05-17",
            "2024-05-17T08:00:00Z",
            "2024-05-17T08:00:00.000+0200",
            "2024-05-17 08:00:00",
            "Fri, 17 May 2024 08:00:00 GMT",
            "2024/05/17",
            "2024-05-17T08:00",
        ] {
            assert_eq!(day_of(read_machine(text)), "2024-05-17", "{text}");
        }
        assert_eq!(read_machine("0000-00-00"), None);
    }

    #[test]
    fn an_address_can_hold_the_day() {
        let day = |url| day_of(in_address(&Url::parse(url).unwrap()));
        assert_eq!(day("https://a.example/2024/05/17/story.html"), "2024-05-17");
        assert_eq!(day("https://a.example/story-12-3-4"), "");
    }

    #[test]
    fn people_write_dates_in_words_and_numbers() {
        let rules = Rules::embedded();
        for text in [
            "Published: May 17, 2024",
            "17th May 2024, 8 a.m.",
            "17.05.2024 08:00",
            "2024年5月17日",
            "5/17/2024",
            "17 de mayo de 2024",
            "17 de maio de 2024",
            "the 17th of May 2024",
        ] {
            assert_eq!(day_of(in_text(text, rules)), "2024-05-17", "{text}");
        }
    }
}

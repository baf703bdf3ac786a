//! Dates as feeds write them: RFC 822 and 3339 and everything near them, in some twenty languages, with or without
//! zone, seconds or separators, and epochs. Words and numbers are looked at one by one; nothing here knows the present.

mod names;

use crate::model::time::{DAY, HOUR, MINUTE, Timestamp, Zone};
use chrono::{DateTime, Datelike, Timelike};
use names::Word;

/// Dates are short; what is longer is none.
const MAX_LENGTH: usize = 120;

/// Nowhere is further from universal time than 14 hours; what says so is a mistake. In minutes.
const MAX_OFFSET: i64 = 15 * 60;

/// Which of two numbers is the day, where both could be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    DayFirst,
    MonthFirst,
}

impl Order {
    /// The habit of somebody who wrote all these dates: the first that can be read in one way only tells it.
    pub fn of<'a>(dates: impl Iterator<Item = &'a str>) -> Order {
        let mut telling = dates.take(1_000).filter(|text| begins_with_two_numbers(text));
        let told = telling.find_map(|text| match numbers_only(text)?[..] {
            [first, second, year] if year.digits == 4 && first.digits <= 2 => match (first.value, second.value) {
                (13..=31, 1..=12) => Some(Order::DayFirst),
                (1..=12, 13..=31) => Some(Order::MonthFirst),
                _ => None,
            },
            _ => None,
        });
        told.unwrap_or_default()
    }
}

/// The instant that `text` names. A date without a time is that midnight, one without a zone is universal time.
pub fn parse(text: &str, order: Order) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() > MAX_LENGTH || !text.contains(|sign: char| sign.is_ascii_digit()) {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(text);
    }
    if let Some(date) = as_specified(text) {
        return Some(date);
    }
    let mut parts = Parts::default();
    parts.read(&pieces(text));
    parts.instant(order)
}

/// A date just as the specifications of Atom and RSS want it, which most are; the rest is for the long way.
fn as_specified(text: &str) -> Option<Timestamp> {
    let date = match text.as_bytes() {
        [_, _, _, _, b'-', ..] => DateTime::parse_from_rfc3339(text).ok()?,
        [_, _, _, b',', b' ', _, _, b' ', ..] => DateTime::parse_from_rfc2822(text).ok()?,
        _ => return None,
    };
    let is_usual = (1..=9_999).contains(&date.year())
        && i64::from(date.offset().local_minus_utc().abs()) <= MAX_OFFSET * MINUTE
        && date.nanosecond() < 1_000_000_000;
    is_usual.then(|| Timestamp::from_unix(date.timestamp()))
}

/// A run of digits alone: an epoch in seconds or milliseconds, or a date without separators.
fn digits(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok()?;
    match text.len() {
        4 => day(number, 1, 1),
        6 => day(number / 100, number % 100, 1),
        8 => day(number / 10_000, number / 100 % 100, number % 100),
        9 | 10 => Some(Timestamp::from_unix(number)),
        12..=13 => Some(Timestamp::from_unix(number / 1_000)),
        14 => {
            let date = day(
                number / 10_000_000_000,
                number / 100_000_000 % 100,
                number / 1_000_000 % 100,
            )?;
            Some(date.plus(clock(number / 10_000 % 100, number / 100 % 100, number % 100)?))
        }
        _ => None,
    }
}

/// A piece of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Number(Number),
    Word(Word),
    /// A sign, and whether a digit follows it at once.
    Sign(char, bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number {
    value: i64,
    digits: usize,
}

fn pieces(text: &str) -> Vec<Piece> {
    let even = names::evened_out(text);
    let mut pieces = Vec::with_capacity(16);
    let mut rest = even.as_str();
    while let Some(sign) = rest.chars().next() {
        let length = if sign.is_ascii_digit() {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            // Nine digits are more than any part of a date, and no overflow.
            let value = rest[..length.min(9)].parse().unwrap_or(0);
            pieces.push(Piece::Number(Number { value, digits: length }));
            length
        } else if sign.is_alphabetic() {
            let length: usize = rest
                .chars()
                .take_while(|sign| sign.is_alphabetic())
                .map(char::len_utf8)
                .sum();
            pieces.push(Piece::Word(names::word(&rest[..length])));
            length
        } else {
            let glued = rest[sign.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
            if !sign.is_whitespace() && sign != ',' {
                pieces.push(Piece::Sign(sign, glued));
            }
            sign.len_utf8()
        };
        rest = &rest[length..];
    }
    pieces
}

/// Whether a second number follows the first one with nothing but a sign between them. It is quick to tell, and no date
/// of another kind says which of two numbers is the day.
fn begins_with_two_numbers(text: &str) -> bool {
    let mut rest = text.bytes().skip_while(|byte| !byte.is_ascii_digit());
    let first = rest.by_ref().take_while(u8::is_ascii_digit).count();
    let between = |byte: &u8| matches!(byte, b' ' | b'/' | b'.' | b'-');
    first <= 2
        && rest
            .find(|byte| !between(byte))
            .is_some_and(|byte| byte.is_ascii_digit())
}

/// The numbers of a date that has no month by name, up to its time of day.
fn numbers_only(text: &str) -> Option<Vec<Number>> {
    let mut parts = Parts::default();
    parts.read(&pieces(text.get(..MAX_LENGTH).unwrap_or(text)));
    parts.month.is_none().then_some(parts.numbers)
}

/// What was found of a date so far.
#[derive(Default)]
struct Parts {
    month: Option<i64>,
    numbers: Vec<Number>,
    /// Hour, minute and second.
    time: Option<[i64; 3]>,
    afternoon: Option<bool>,
    /// In minutes east.
    zone: Option<i64>,
}

impl Parts {
    fn read(&mut self, pieces: &[Piece]) {
        let mut rest = pieces;
        while !rest.is_empty() {
            rest = &rest[self.take(rest)..];
        }
    }

    /// Takes what the first pieces say, and says how many those were.
    fn take(&mut self, pieces: &[Piece]) -> usize {
        let several = self.take_time(pieces).or_else(|| self.take_offset(pieces));
        several.unwrap_or_else(|| {
            match pieces[0] {
                Piece::Number(number) => self.numbers.push(number),
                Piece::Word(word) => self.take_word(word),
                Piece::Sign(..) => {}
            }
            1
        })
    }

    fn take_time(&mut self, pieces: &[Piece]) -> Option<usize> {
        use Piece::{Number as N, Sign as S, Word as W};
        if self.time.is_some() {
            return None;
        }
        let (time, taken) = match *pieces {
            [N(hour), ..] if hour.digits > 2 => return None,
            [
                N(hour),
                S(':', true),
                N(minute),
                S(':', true),
                N(second),
                S('.' | ',', true),
                N(_),
                ..,
            ] => ([hour.value, minute.value, second.value], 7),
            [N(hour), S(':', true), N(minute), S(':', true), N(second), ..] => {
                ([hour.value, minute.value, second.value], 5)
            }
            [N(hour), S(':', true), N(minute), ..] => ([hour.value, minute.value, 0], 3),
            [N(hour), W(Word::Afternoon(afternoon)), ..] => {
                self.afternoon = Some(afternoon);
                ([hour.value, 0, 0], 2)
            }
            [W(Word::TimeMark), N(_), S(':', true), ..] => return None,
            [W(Word::TimeMark), N(time), ..] if !self.numbers.is_empty() => (without_colons(time)?, 2),
            _ => return None,
        };
        self.time = Some(time);
        Some(taken)
    }

    fn take_offset(&mut self, pieces: &[Piece]) -> Option<usize> {
        use Piece::{Number as N, Sign as S};
        let (sign, minutes, taken) = match *pieces {
            _ if self.time.is_none() => return None,
            [S(sign, true), N(hours), S(':', true), N(minutes), ..] => (sign, hours.value * 60 + minutes.value, 4),
            [S(sign, true), N(hours), ..] if hours.digits <= 2 => (sign, hours.value * 60, 2),
            [S(sign, true), N(both), ..] if both.digits <= 4 => (sign, both.value / 100 * 60 + both.value % 100, 2),
            _ => return None,
        };
        let east = match sign {
            '+' => minutes,
            '-' | '−' => -minutes,
            _ => return None,
        };
        if minutes <= MAX_OFFSET {
            self.zone = Some(east);
        }
        Some(taken)
    }

    fn take_word(&mut self, word: Word) {
        match word {
            // Weekdays come first, and some look like months of another language: the last month counts.
            Word::Month(month) => self.month = Some(month),
            // Before the time it is another word, as in Spanish `a las 12:30`.
            Word::Afternoon(afternoon) if self.time.is_some() => self.afternoon = self.afternoon.or(Some(afternoon)),
            Word::Zone(minutes) => self.zone = self.zone.or(Some(minutes)),
            Word::Afternoon(_) | Word::TimeMark | Word::Other => {}
        }
    }

    fn instant(&self, order: Order) -> Option<Timestamp> {
        let date = self.date(order)?;
        let [hour, minute, second] = self.time.unwrap_or_default();
        let hour = match self.afternoon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        Some(date.plus(clock(hour, minute, second)? - self.zone.unwrap_or(0) * MINUTE))
    }

    fn date(&self, order: Order) -> Option<Timestamp> {
        match (self.month, &self.numbers[..]) {
            (Some(month), &[first, second, ..]) if is_year(first) => day(year(first), month, second.value),
            (Some(month), &[first, second, ..]) => day(year(second), month, first.value),
            (Some(month), &[only]) if is_year(only) => day(year(only), month, 1),
            (None, &[first, ordinal]) if first.digits == 4 && ordinal.digits == 3 => {
                Some(day(first.value, 1, 1)?.plus((ordinal.value - 1) * DAY))
            }
            (None, &[first, second]) if first.digits == 4 => day(first.value, second.value, 1),
            (None, &[first]) if first.digits >= 8 || first.digits == 4 => digits(&first.value.to_string()),
            (None, &[first, second, third, ..]) if is_year(first) => day(year(first), second.value, third.value),
            (None, &[first, second, third, ..]) => in_order(first.value, second.value, year(third), order),
            _ => None,
        }
    }
}

/// A time of day of six, four or two digits.
fn without_colons(time: Number) -> Option<[i64; 3]> {
    match time.digits {
        6 => Some([time.value / 10_000, time.value / 100 % 100, time.value % 100]),
        4 => Some([time.value / 100, time.value % 100, 0]),
        2 => Some([time.value, 0, 0]),
        _ => None,
    }
}

fn in_order(first: i64, second: i64, year: i64, order: Order) -> Option<Timestamp> {
    let month_first = second > 12 || (order == Order::MonthFirst && first <= 12);
    if month_first {
        day(year, first, second)
    } else {
        day(year, second, first)
    }
}

fn is_year(number: Number) -> bool {
    number.digits == 4 || number.value > 31
}

/// Two digits are the year nearest to when feeds are written.
fn year(number: Number) -> i64 {
    match number.value {
        value @ 0..70 if number.digits <= 2 => 2_000 + value,
        value @ 70..100 if number.digits <= 2 => 1_900 + value,
        value => value,
    }
}

fn day(year: i64, month: i64, day: i64) -> Option<Timestamp> {
    let year = i32::try_from(year).ok().filter(|year| (1..=9_999).contains(year))?;
    Timestamp::from_day(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?, Zone::UTC)
}

/// Seconds since midnight. 24:00 is the next midnight, and a leap second counts.
fn clock(hour: i64, minute: i64, second: i64) -> Option<i64> {
    let fits = (0..=24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    fits.then_some(hour * HOUR + minute * MINUTE + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        parse(text, Order::DayFirst).map_or_else(|| "none".to_owned(), Timestamp::to_rfc3339)
    }

    #[test]
    fn dates_of_the_standards_are_read() {
        for (text, expected) in [
            ("Tue, 10 Jun 2003 04:00:00 GMT", "2003-06-10T04:00:00Z"),
            ("10 Jun 03 04:00 EST", "2003-06-10T09:00:00Z"),
            ("2003-06-10T04:00:00.25+02:00", "2003-06-10T02:00:00Z"),
            ("2003-06-10T04:00:00-0730", "2003-06-10T11:30:00Z"),
            ("2003-06-10", "2003-06-10T00:00:00Z"),
            ("2003-06", "2003-06-01T00:00:00Z"),
            ("2003", "2003-01-01T00:00:00Z"),
            ("2003-335", "2003-12-01T00:00:00Z"),
            ("20030610T040000Z", "2003-06-10T04:00:00Z"),
            ("1055217600", "2003-06-10T04:00:00Z"),
            ("1055217600000", "2003-06-10T04:00:00Z"),
            ("Thu Jan 01 19:48:21 2004", "2004-01-01T19:48:21Z"),
            ("2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z"),
            ("2003-12-31T23:59:60Z", "2004-01-01T00:00:00Z"),
            ("2003-06-10T04:00:00+23:00", "2003-06-10T04:00:00Z"),
            ("Mon, 10 Jun 2003 04:00:00 +0200", "2003-06-10T02:00:00Z"),
            ("Tue, 10 Jun 2003 04:00:00 EST", "2003-06-10T09:00:00Z"),
            ("Tue, 10 Jun 2003 04:00:00 CET", "2003-06-10T03:00:00Z"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_of_people_are_read() {
        for (text, expected) in [
            ("June 10th, 2003 3:09pm", "2003-06-10T15:09:00Z"),
            ("10. März 2003 um 14:05 Uhr", "2003-03-10T14:05:00Z"),
            ("mar 12 août 2003", "2003-08-12T00:00:00Z"),
            ("10 июня 2003 г. 12:00 MSK", "2003-06-10T09:00:00Z"),
            ("2003年6月10日 午後3時5分", "2003-06-10T15:05:00Z"),
            ("2003년 6월 10일", "2003-06-10T00:00:00Z"),
            ("10/6/2003", "2003-06-10T00:00:00Z"),
            ("6/13/2003 8:56 am", "2003-06-13T08:56:00Z"),
            ("10 de junio de 2003 a las 12:30", "2003-06-10T12:30:00Z"),
            ("10/Jun/2003:13:55:36 -0700", "2003-06-10T20:55:36Z"),
            ("Monday, June 9, 2003 - 3:04 p.m.", "2003-06-09T15:04:00Z"),
            ("Wed, 10 Sep 2003 12:00:00 GMT+2", "2003-09-10T10:00:00Z"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "yesterday",
            "31 Feb 2003",
            "2003-13-45",
            "99:99",
            "12",
            &"9".repeat(40),
            &"1 ".repeat(500),
        ] {
            assert_eq!(read(text), "none", "{text}");
        }
    }

    #[test]
    fn the_habit_of_a_feed_decides_between_day_and_month() {
        let order = Order::of(["1/2/2003", "1/15/2003"].into_iter());
        assert_eq!(order, Order::MonthFirst);
        assert_eq!(
            parse("1/2/2003", order).map(Timestamp::to_rfc3339).as_deref(),
            Some("2003-01-02T00:00:00Z")
        );
        assert_eq!(Order::of(["1/2/2003", "15/1/2003"].into_iter()), Order::DayFirst);
    }
}

//! Instants and how people read them. There is no clock here: whoever needs the present is given it.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, SecondsFormat, TimeZone, Utc};
use std::fmt;

/// An instant: whole seconds since 1970-01-01T00:00:00 UTC, kept within the years 0 to 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The last second of the year 9999 and the first of the year 0: what RFC 3339 can write.
const LAST: i64 = 253_402_300_799;
const FIRST: i64 = -62_167_219_200;

pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// The instant `seconds` after the epoch; beyond the years 0 to 9999 it is the nearest end of that range.
    pub const fn from_unix(seconds: i64) -> Timestamp {
        if seconds > LAST {
            Timestamp(LAST)
        } else if seconds < FIRST {
            Timestamp(FIRST)
        } else {
            Timestamp(seconds)
        }
    }

    /// Seconds since the epoch.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The instant `seconds` later (earlier where negative); saturates.
    pub const fn plus(self, seconds: i64) -> Timestamp {
        Timestamp::from_unix(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this instant; negative where `earlier` is later.
    pub const fn since(self, earlier: Timestamp) -> i64 {
        self.0 - earlier.0
    }

    /// An RFC 3339 instant, or `None` where `text` is none.
    pub fn parse_rfc3339(text: &str) -> Option<Timestamp> {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|date| Timestamp::from_unix(date.timestamp()))
    }

    /// As RFC 3339 in UTC, `2026-01-31T12:00:00Z`.
    pub fn to_rfc3339(self) -> String {
        self.in_zone(Zone::UTC)
            .to_utc()
            .to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// The calendar date in `zone`, `2026-01-31`.
    pub fn date(self, zone: Zone) -> String {
        self.in_zone(zone).format("%Y-%m-%d").to_string()
    }

    /// Date and time of day in `zone`, `2026-01-31 12:00`.
    pub fn date_and_time(self, zone: Zone) -> String {
        self.in_zone(zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// The calendar date in `zone`, written in a person's form.
    pub fn date_in(self, zone: Zone, form: DateForm) -> String {
        self.in_zone(zone).format(form.pattern()).to_string()
    }

    /// The time of day in `zone`, `12:00`.
    pub fn time_of_day(self, zone: Zone) -> String {
        self.in_zone(zone).format("%H:%M").to_string()
    }

    /// The age in at most four cells: `now`, `5m`, `3h`, `2d`, `6w`, `4y`. A future instant is `now`.
    pub fn age(self, now: Timestamp) -> String {
        let seconds = now.since(self);
        match seconds {
            ..MINUTE => "now".to_owned(),
            MINUTE..HOUR => format!("{}m", seconds / MINUTE),
            HOUR..DAY => format!("{}h", seconds / HOUR),
            _ => match seconds / DAY {
                days @ 0..=13 => format!("{days}d"),
                days @ 14..=364 => format!("{}w", days / 7),
                days => format!("{}y", days / 365),
            },
        }
    }

    /// Midnight, in `zone`, of the day that holds this instant.
    pub fn start_of_day(self, zone: Zone) -> Timestamp {
        let local = self.0 + i64::from(zone.0);
        Timestamp::from_unix(local - local.rem_euclid(DAY) - i64::from(zone.0))
    }

    /// Midnight, in `zone`, of a calendar day; `None` where there is no such day.
    pub fn from_day(year: i32, month: u32, day: u32, zone: Zone) -> Option<Timestamp> {
        let midnight = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)?;
        Some(Timestamp::from_unix(midnight.and_utc().timestamp() - i64::from(zone.0)))
    }

    /// The year in `zone`.
    pub fn year(self, zone: Zone) -> i32 {
        self.in_zone(zone).year()
    }

    fn in_zone(self, zone: Zone) -> DateTime<FixedOffset> {
        let utc = Utc.timestamp_opt(self.0, 0).single().unwrap_or_default();
        utc.with_timezone(&zone.offset())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

/// How a person writes dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateForm {
    #[default]
    YearFirst,
    DayFirstDots,
    DayFirstSlashes,
    MonthFirst,
    Words,
}

impl DateForm {
    /// Every form.
    pub const ALL: [DateForm; 5] = [
        DateForm::YearFirst,
        DateForm::DayFirstDots,
        DateForm::DayFirstSlashes,
        DateForm::MonthFirst,
        DateForm::Words,
    ];

    /// The last of January 2026 in this form: its name in the settings.
    pub const fn example(self) -> &'static str {
        match self {
            DateForm::YearFirst => "2026-01-31",
            DateForm::DayFirstDots => "31.01.2026",
            DateForm::DayFirstSlashes => "31/01/2026",
            DateForm::MonthFirst => "01/31/2026",
            DateForm::Words => "31 Jan 2026",
        }
    }

    /// The form of an example.
    pub fn of_example(example: &str) -> Option<DateForm> {
        DateForm::ALL.into_iter().find(|form| form.example() == example)
    }

    const fn pattern(self) -> &'static str {
        match self {
            DateForm::YearFirst => "%Y-%m-%d",
            DateForm::DayFirstDots => "%d.%m.%Y",
            DateForm::DayFirstSlashes => "%d/%m/%Y",
            DateForm::MonthFirst => "%m/%d/%Y",
            DateForm::Words => "%e %b %Y",
        }
    }
}

/// The reader's distance from UTC in seconds east, as it is now. Dates of another season can be an hour off at
/// midnight; nothing but what is shown depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zone(pub i32);

impl Zone {
    /// Universal time.
    pub const UTC: Zone = Zone(0);

    fn offset(self) -> FixedOffset {
        FixedOffset::east_opt(self.0).unwrap_or_else(|| Utc.fix_offset())
    }
}

trait FixOffset {
    fn fix_offset(&self) -> FixedOffset;
}

impl FixOffset for Utc {
    fn fix_offset(&self) -> FixedOffset {
        chrono::Offset::fix(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_short_and_grow() {
        let now = Timestamp::from_unix(2_000_000_000);
        let ages = [-5, 30, 90, 2 * HOUR, 3 * DAY, 20 * DAY, 800 * DAY].map(|s| now.plus(-s).age(now));
        assert_eq!(ages, ["now", "now", "1m", "2h", "3d", "2w", "2y"]);
    }

    #[test]
    fn a_day_starts_at_local_midnight() {
        let instant = Timestamp::parse_rfc3339("2026-01-31T23:30:00Z").expect("a date");
        assert_eq!(instant.start_of_day(Zone::UTC).to_rfc3339(), "2026-01-31T00:00:00Z");
        assert_eq!(instant.start_of_day(Zone(3600)).to_rfc3339(), "2026-01-31T23:00:00Z");
        assert_eq!(
            Timestamp::from_day(2026, 2, 1, Zone(3600)),
            Some(instant.start_of_day(Zone(3600)))
        );
    }

    #[test]
    fn each_form_of_a_date_is_written_as_its_example() {
        let instant = Timestamp::parse_rfc3339("2026-01-30T23:30:00Z").expect("a date");
        for form in DateForm::ALL {
            assert_eq!(instant.date_in(Zone(3600), form), form.example());
        }
    }

    #[test]
    fn no_number_is_out_of_range() {
        for seconds in [i64::MIN, i64::MAX, 0] {
            assert_eq!(
                Timestamp::from_unix(seconds)
                    .plus(i64::MAX)
                    .plus(i64::MIN)
                    .to_rfc3339()
                    .len(),
                20
            );
        }
    }
}

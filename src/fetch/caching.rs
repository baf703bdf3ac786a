//! What a server's headers say about when to come again. What is made of it is decided in `refresh::schedule`.

use reqwest::header::{AGE, CACHE_CONTROL, DATE, EXPIRES, HeaderMap, HeaderName, RETRY_AFTER};
use std::time::SystemTime;

/// A server's wishes, in seconds from its answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// How long the answer stays fresh (`Cache-Control: max-age` less `Age`).
    pub max_age: Option<i64>,
    /// How long until it expires (`Expires`).
    pub expires: Option<i64>,
    /// When to come back after a refusal (`Retry-After`); never now or before.
    pub retry_after: Option<i64>,
}

impl Hints {
    /// For how long there is no point in asking again; `max-age` wins over `Expires` (RFC 9111, 5.3).
    pub fn fresh_for(&self) -> Option<i64> {
        self.max_age.or(self.expires).filter(|&seconds| seconds > 0)
    }

    pub(super) fn of(headers: &HeaderMap) -> Hints {
        let answered = date(headers, &DATE).unwrap_or_else(SystemTime::now);
        Hints {
            max_age: max_age(headers),
            expires: date(headers, &EXPIRES).map(|expires| seconds_between(answered, expires)),
            retry_after: seconds(headers, &RETRY_AFTER)
                .or_else(|| date(headers, &RETRY_AFTER).map(|back| seconds_between(answered, back)))
                .filter(|&seconds| seconds > 0),
        }
    }
}

/// A length of time for people, rounded to one unit: `45 s`, `5 min`, `9 h`, `3 days`.
pub fn spoken(seconds: i64) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let rounded = |unit: i64| (seconds + unit / 2) / unit;
    match seconds {
        ..100 => format!("{} s", seconds.max(0)),
        100..5700 => format!("{} min", rounded(MINUTE)),
        5700..169_200 => format!("{} h", rounded(HOUR)),
        _ => format!("{} days", rounded(DAY)),
    }
}

fn max_age(headers: &HeaderMap) -> Option<i64> {
    let age = seconds(headers, &AGE).unwrap_or(0);
    headers
        .get_all(CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|directive| directive.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("max-age"))
        .and_then(|(_, value)| whole_number(value.trim_matches('"')))
        .map(|seconds| (seconds - age).max(0))
}

fn seconds(headers: &HeaderMap, name: &HeaderName) -> Option<i64> {
    whole_number(headers.get(name)?.to_str().ok()?)
}

/// A number of seconds; one too large to hold is as good as for ever.
fn whole_number(text: &str) -> Option<i64> {
    let digits = text.trim();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(i64::from(i32::MAX)))
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(name)?.to_str().ok()?.trim()).ok()
}

fn seconds_between(earlier: SystemTime, later: SystemTime) -> i64 {
    let whole = |gap: std::time::Duration| i64::try_from(gap.as_secs()).unwrap_or(i64::MAX);
    match later.duration_since(earlier) {
        Ok(gap) => whole(gap),
        Err(before) => -whole(before.duration()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn hints(lines: &[(&'static str, &'static str)]) -> Hints {
        let headers = lines
            .iter()
            .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        Hints::of(&headers)
    }

    #[test]
    fn max_age_is_less_the_age_and_wins_over_expires() {
        let wishes = hints(&[
            ("cache-control", "public, Max-Age=3600"),
            ("age", "600"),
            ("date", "Sat, 31 Jan 2026 12:00:00 GMT"),
            ("expires", "Sat, 31 Jan 2026 12:05:00 GMT"),
        ]);
        assert_eq!(wishes.max_age, Some(3000));
        assert_eq!(wishes.expires, Some(300));
        assert_eq!(wishes.fresh_for(), Some(3000));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(hints(&[("retry-after", "120")]).retry_after, Some(120));
        let dated = hints(&[
            ("date", "Sat, 31 Jan 2026 12:00:00 GMT"),
            ("retry-after", "Sat, 31 Jan 2026 13:00:00 GMT"),
        ]);
        assert_eq!(dated.retry_after, Some(3600));
    }

    #[test]
    fn nonsense_is_no_wish() {
        let nonsense = hints(&[
            ("cache-control", "max-age=soon, no-cache"),
            ("expires", "0"),
            ("retry-after", "-5"),
        ]);
        assert_eq!(nonsense, Hints::default());
        assert_eq!(hints(&[("retry-after", "0")]), Hints::default());
        let huge = hints(&[("retry-after", "99999999999999999999999")]);
        assert_eq!(huge.retry_after, Some(i64::from(i32::MAX)));
    }

    #[test]
    fn lengths_of_time_are_rounded_to_one_unit() {
        let lengths = [-3, 45, 300, 3600, 9 * 3600 + 900, 86_400, 3 * 86_400].map(spoken);
        assert_eq!(lengths, ["0 s", "45 s", "5 min", "60 min", "9 h", "24 h", "3 days"]);
    }
}

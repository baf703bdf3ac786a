//! What can be set for a feed, or for all feeds of a folder: how it is asked for and how often. A value that is not set
//! is left to the wider rule. Secrets are never values: a command or a file gives them.

use crate::command::{SETTINGS, nearest};
use crate::model::{program_words, text};
use std::fmt;
use std::ops::RangeInclusive;

/// Settings of one feed; what is `None` or empty is as usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedSettings {
    /// Seconds between checks.
    pub interval: Option<i64>,
    pub user_agent: Option<String>,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// Sent as `Cookie`.
    pub cookies: Option<String>,
    /// The name for basic authentication.
    pub user: Option<String>,
    pub password: Option<Secret>,
    /// A proxy's address; empty is none.
    pub proxy: Option<String>,
    /// Whether certificates that cannot be trusted are taken (`promises.md` C8).
    pub untrusted_certificates: Option<bool>,
    /// Seconds for a whole answer.
    pub timeout: Option<u64>,
    /// Bytes of a body after unpacking.
    pub body_limit: Option<usize>,
    pub http1_only: Option<bool>,
    /// Days that its entries are kept; 0 is for ever.
    pub keep_days: Option<u32>,
    /// How many of its entries are kept, the newest; 0 is all.
    pub keep_entries: Option<u32>,
    /// When the page is fetched for the full text.
    pub full_text: Option<FullText>,
}

/// When the page of an entry is fetched for its full text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FullText {
    /// Where the feed's own text is a teaser.
    Auto,
    Always,
    Never,
}

impl FullText {
    /// Its word in settings.
    ///
    /// # Errors
    /// What was expected.
    pub fn parse(word: &str) -> Result<FullText, String> {
        match word {
            "auto" => Ok(FullText::Auto),
            "always" => Ok(FullText::Always),
            "never" => Ok(FullText::Never),
            _ => Err("“auto”, “always” or “never”".to_owned()),
        }
    }
}

/// Where a secret comes from.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// The first line that a program prints; it is started without a shell.
    Command(Vec<String>),
    /// The first line of a file.
    File(String),
    /// The password of this account of `dateline` in the keyring of the desktop.
    Keyring(String),
}

/// Arguments of a command may hold what nobody else should read.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Secret::Command(words) => write!(f, "Command({} …)", words.first().map_or("", String::as_str)),
            Secret::File(path) => write!(f, "File({path})"),
            Secret::Keyring(account) => write!(f, "Keyring({account})"),
        }
    }
}

/// Settings of a feed or a folder, as a section of a person's file has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// A feed's address or title, or a folder.
    pub name: String,
    pub settings: FeedSettings,
}

impl FeedSettings {
    /// Takes a setting by its name, as one text or as a list of texts. One that is empty is not set.
    ///
    /// # Errors
    /// There is no such setting, or what was expected.
    pub fn set(&mut self, name: &str, values: &[&str]) -> Result<(), String> {
        let name = known_name(name)?;
        self.take(name, values)
            .map_err(|expected| format!("“{name}” has to be {expected}"))
    }

    /// These settings, with those of a wider rule where nothing is set.
    pub fn over(self, wider: &FeedSettings) -> FeedSettings {
        let FeedSettings {
            mut headers, password, ..
        } = self;
        for (name, value) in &wider.headers {
            if !headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                headers.push((name.clone(), value.clone()));
            }
        }
        FeedSettings {
            interval: self.interval.or(wider.interval),
            user_agent: self.user_agent.or_else(|| wider.user_agent.clone()),
            headers,
            cookies: self.cookies.or_else(|| wider.cookies.clone()),
            user: self.user.or_else(|| wider.user.clone()),
            password: password.or_else(|| wider.password.clone()),
            proxy: self.proxy.or_else(|| wider.proxy.clone()),
            untrusted_certificates: self.untrusted_certificates.or(wider.untrusted_certificates),
            timeout: self.timeout.or(wider.timeout),
            body_limit: self.body_limit.or(wider.body_limit),
            http1_only: self.http1_only.or(wider.http1_only),
            keep_days: self.keep_days.or(wider.keep_days),
            keep_entries: self.keep_entries.or(wider.keep_entries),
            full_text: self.full_text.or(wider.full_text),
        }
    }

    /// Whether anything of it needs an HTTP client of its own.
    pub fn needs_client(&self) -> bool {
        self.user_agent.is_some()
            || self.proxy.is_some()
            || self.untrusted_certificates.is_some()
            || self.timeout.is_some()
            || self.body_limit.is_some()
            || self.http1_only.is_some()
    }

    fn take(&mut self, name: &str, values: &[&str]) -> Result<(), String> {
        let values: Vec<&str> = values
            .iter()
            .copied()
            .filter(|value| !value.trim().is_empty())
            .collect();
        match name {
            "headers" => self.headers = headers(&values)?,
            "password-command" => self.password = command(&values).map(Secret::Command),
            _ => {
                let one = match values.as_slice() {
                    [] => None,
                    [one] => Some(one.trim()),
                    _ => return Err("one value".to_owned()),
                };
                self.take_one(name, one)?;
            }
        }
        Ok(())
    }

    fn take_one(&mut self, name: &str, value: Option<&str>) -> Result<(), String> {
        match name {
            "interval" => self.interval = value.map(interval).transpose()?,
            "user-agent" => self.user_agent = value.map(header_value).transpose()?,
            "cookies" => self.cookies = value.map(header_value).transpose()?,
            "user" => self.user = value.map(user).transpose()?,
            "password-keyring" => self.password = value.map(|name| Secret::Keyring(name.to_owned())),
            "password-file" => self.password = value.map(|path| Secret::File(path.to_owned())),
            "proxy" => self.proxy = value.map(proxy).transpose()?,
            "untrusted-certificates" => self.untrusted_certificates = value.map(switch).transpose()?,
            "timeout" => self.timeout = value.map(|value| number(value, 1..=600)).transpose()?,
            "body-limit" => self.body_limit = value.map(|value| number(value, 1 << 16..=1 << 28)).transpose()?,
            "full-text" => self.full_text = value.map(FullText::parse).transpose()?,
            "http1-only" => self.http1_only = value.map(switch).transpose()?,
            "keep-days" => self.keep_days = value.map(|value| number(value, 0..=36500)).transpose()?,
            "keep-entries" => self.keep_entries = value.map(|value| number(value, 0..=10_000_000)).transpose()?,
            _ => return Err("changed with `set FEED url ADDRESS`, not here".to_owned()),
        }
        Ok(())
    }
}

/// The name in the form of the command line; underscores, as other names in a person's file have them, are as good.
///
/// # Errors
/// There is no such setting: names the nearest.
pub fn known_name(name: &str) -> Result<&'static str, String> {
    let wanted = name.replace('_', "-");
    SETTINGS.iter().find(|known| **known == wanted).copied().ok_or_else(|| {
        let shown = text::line(name);
        match nearest(&wanted, SETTINGS.iter().copied()) {
            Some(near) => format!("there is no setting “{shown}” of a feed; did you mean “{near}”?"),
            None => format!(
                "there is no setting “{shown}” of a feed; there are {}",
                SETTINGS.join(", ")
            ),
        }
    })
}

/// “30m”, “6h” or “1d”, in seconds.
fn interval(value: &str) -> Result<i64, String> {
    let expected = || "a time like 30m, 6h or 1d, from 1m to 1d".to_owned();
    let (digits, unit) = value
        .char_indices()
        .next_back()
        .map(|(at, unit)| (&value[..at], unit))
        .ok_or_else(expected)?;
    let seconds = match unit {
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(expected()),
    };
    let count: i64 = digits.trim().parse().map_err(|_| expected())?;
    let interval = count.checked_mul(seconds).ok_or_else(expected)?;
    if (60..=86_400).contains(&interval) {
        Ok(interval)
    } else {
        Err(expected())
    }
}

/// “Name: value”, several divided by `|` or as a list.
fn headers(values: &[&str]) -> Result<Vec<(String, String)>, String> {
    values
        .iter()
        .flat_map(|value| value.split('|'))
        .map(|header| {
            let (name, value) = header.split_once(':').ok_or(HEADER)?;
            let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`~".contains(&byte);
            let name = name.trim();
            match !name.is_empty() && name.bytes().all(is_token) {
                true => Ok((name.to_owned(), header_value(value.trim())?)),
                false => Err(HEADER.to_owned()),
            }
        })
        .collect()
}

const HEADER: &str = "“Name: value”, several divided by “|”";

fn header_value(value: &str) -> Result<String, String> {
    match value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        true => Ok(value.to_owned()),
        false => Err("one line of plain ASCII signs".to_owned()),
    }
}

/// The colon divides name and password.
fn user(value: &str) -> Result<String, String> {
    match value.contains(':') || value.chars().any(char::is_control) {
        true => Err(
            "a name without a colon; its password comes from password-command, password-file or password-keyring"
                .to_owned(),
        ),
        false => Ok(value.to_owned()),
    }
}

/// An address of a proxy.
pub(super) fn proxy(value: &str) -> Result<String, String> {
    let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    let known = url::Url::parse(value).is_ok_and(|url| schemes.contains(&url.scheme()));
    match known {
        true => Ok(value.to_owned()),
        false => Err("an address that starts with http://, https:// or socks5h://, or empty".to_owned()),
    }
}

fn switch(value: &str) -> Result<bool, String> {
    match value {
        "true" | "yes" | "on" => Ok(true),
        "false" | "no" | "off" => Ok(false),
        _ => Err("true or false".to_owned()),
    }
}

fn number<N: TryFrom<u64>>(value: &str, range: RangeInclusive<u64>) -> Result<N, String> {
    value
        .parse()
        .ok()
        .filter(|number| range.contains(number))
        .and_then(|number| N::try_from(number).ok())
        .ok_or_else(|| format!("a whole number from {} to {}", range.start(), range.end()))
}

/// A command: one text that is parted into words, or a list of words.
fn command(values: &[&str]) -> Option<Vec<String>> {
    let words: Vec<String> = match values {
        [one] => program_words(one),
        words => words.iter().map(|word| (*word).to_owned()).collect(),
    };
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(name: &str, value: &str) -> Result<FeedSettings, String> {
        let mut settings = FeedSettings::default();
        settings.set(name, &[value]).map(|()| settings)
    }

    #[test]
    fn every_setting_of_the_table_is_taken() {
        for (name, value) in [
            ("interval", "6h"),
            ("user-agent", "Mozilla/5.0"),
            ("headers", "X-Key: a b | Accept-Language: de"),
            ("cookies", "a=b"),
            ("user", "ada"),
            ("password-command", "pass show news"),
            ("password-file", "~/.news"),
            ("password-keyring", "news"),
            ("proxy", "socks5h://127.0.0.1:9050"),
            ("untrusted_certificates", "true"),
            ("timeout", "60"),
            ("body-limit", "1000000"),
            ("http1-only", "false"),
            ("full-text", "always"),
        ] {
            assert_ne!(set(name, value), Ok(FeedSettings::default()), "{name}");
            assert_eq!(set(name, ""), Ok(FeedSettings::default()), "{name}");
        }
        assert_eq!(
            set("headers", "X-Key: a b | Accept-Language: de").unwrap().headers,
            [
                ("X-Key".to_owned(), "a b".to_owned()),
                ("Accept-Language".to_owned(), "de".to_owned())
            ]
        );
        assert_eq!(set("interval", "6h").unwrap().interval, Some(21_600));
    }

    #[test]
    fn a_mistake_says_what_was_expected() {
        for (name, value, expected) in [
            ("intervall", "6h", "did you mean “interval”?"),
            ("interval", "6", "like 30m, 6h or 1d"),
            ("interval", "9d", "like 30m, 6h or 1d"),
            ("headers", "nonsense", "“Name: value”"),
            ("headers", "A: b\r\nHost: c", "ASCII"),
            ("proxy", "file:///x", "socks5h://"),
            ("user", "ada:secret", "password-command"),
            ("timeout", "0", "from 1 to 600"),
            ("http1-only", "maybe", "true or false"),
        ] {
            let said = set(name, value).unwrap_err();
            assert!(said.contains(expected), "{name}: {said}");
        }
    }

    #[test]
    fn the_narrower_rule_wins_and_the_wider_fills_up() {
        let mut feed = set("headers", "A: 1").unwrap();
        feed.set("interval", &["1h"]).unwrap();
        let mut folder = set("headers", "a: 2|B: 3").unwrap();
        folder.set("interval", &["6h"]).unwrap();
        folder.set("timeout", &["60"]).unwrap();
        let both = feed.over(&folder);
        assert_eq!((both.interval, both.timeout), (Some(3_600), Some(60)));
        assert_eq!(both.headers.len(), 2);
    }

    #[test]
    fn a_secret_is_not_shown_by_its_debug_form() {
        let settings = set("password-command", "echo hunter2").unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}

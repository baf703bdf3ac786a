//! What is said in the bottom line, and the log of it.

use super::Effect;
use super::state::State;
use super::wrap::wrap;
use crate::model::{Timestamp, text};

/// Notices kept in the log; the oldest go first.
const KEPT: usize = 500;
/// The cells of the time before a notice, with the blanks after it.
pub const TIME_WIDTH: usize = 7;
/// How long a notice that asks for nothing stays.
const SHOWN_FOR: u64 = 6_000;

/// Something said to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub at: Timestamp,
    pub severity: Severity,
    /// A sentence, cleaned.
    pub text: String,
}

/// A row of the log as it is drawn: the time stands before the first of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    pub time: Option<String>,
    pub text: String,
    pub severity: Severity,
}

/// How much it matters. Warnings and errors stay until a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Info,
    Warning,
    Error,
}

/// The notices so far, and whether the last is still in the bottom line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    log: Vec<Notice>,
    shown: bool,
}

impl Notices {
    /// Says something: it is shown and kept.
    pub fn say(&mut self, at: Timestamp, severity: Severity, said: &str) -> Vec<Effect> {
        self.log(at, severity, said);
        self.shown = true;
        match severity {
            Severity::Info => vec![Effect::WakeAfter {
                milliseconds: SHOWN_FOR,
            }],
            Severity::Warning | Severity::Error => Vec::new(),
        }
    }

    /// Keeps something without showing it; what was shown has gone by.
    pub fn log(&mut self, at: Timestamp, severity: Severity, said: &str) {
        self.shown = false;
        if self.log.len() == KEPT {
            self.log.remove(0);
        }
        self.log.push(Notice {
            at,
            severity,
            text: text::line(said),
        });
    }

    /// The notice that is in the bottom line.
    pub fn shown(&self) -> Option<&Notice> {
        self.log.last().filter(|_| self.shown)
    }

    /// Every notice, the newest first.
    pub fn newest_first(&self) -> impl ExactSizeIterator<Item = &Notice> {
        self.log.iter().rev()
    }

    /// A key was pressed: whatever was said has been seen.
    pub fn dismiss(&mut self) {
        self.shown = false;
    }

    /// Time has passed: what asks for nothing goes.
    pub fn expire(&mut self) {
        if self.shown().is_some_and(|notice| notice.severity == Severity::Info) {
            self.shown = false;
        }
    }
}

impl Notice {
    /// Its text, after a word for how much it matters where it does.
    pub fn in_words(&self) -> String {
        match self.severity {
            Severity::Info => self.text.clone(),
            Severity::Warning => format!("Warning: {}", self.text),
            Severity::Error => format!("Error: {}", self.text),
        }
    }
}

impl State {
    /// The rows of the log in so many cells, the newest notice first; in accessible mode in words alone.
    pub fn notice_rows(&self, width: usize) -> Vec<NoticeRow> {
        let mut rows = Vec::new();
        for notice in self.notices.newest_first() {
            let text = match self.settings.config.accessible {
                true => notice.in_words(),
                false => notice.text.clone(),
            };
            let mut time = Some(notice.at.time_of_day(self.clock.zone));
            rows.extend(
                wrap(&text, width.saturating_sub(TIME_WIDTH))
                    .into_iter()
                    .map(|text| NoticeRow {
                        time: time.take(),
                        text,
                        severity: notice.severity,
                    }),
            );
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_stays_until_a_key_and_is_kept() {
        let mut notices = Notices::default();
        notices.say(Timestamp::default(), Severity::Error, "no\u{1b}[2J good");
        notices.expire();
        assert_eq!(notices.shown().map(|notice| notice.text.as_str()), Some("no good"));
        notices.dismiss();
        assert_eq!(notices.shown(), None);
        assert_eq!(notices.newest_first().len(), 1);
    }

    #[test]
    fn the_log_is_bounded() {
        let mut notices = Notices::default();
        for number in 0..KEPT + 10 {
            notices.log(Timestamp::default(), Severity::Info, &number.to_string());
        }
        assert_eq!(notices.newest_first().len(), KEPT);
    }
}

//! Cleanup by the person's rules: how long each feed's entries are kept, what that would take, and taking it.

use super::now;
use super::own::Rules;
use crate::app::{Event, Surplus};
use crate::config::RetentionSettings;
use crate::store::{Limits, Retention, Store, StoreError};

/// The rules of a person's file.
pub(super) struct Upkeep {
    usual: RetentionSettings,
    rules: Rules,
}

impl Upkeep {
    pub fn new(usual: RetentionSettings, rules: Rules) -> Upkeep {
        Upkeep { usual, rules }
    }

    /// Counts what would go.
    pub fn preview(&self, store: &Store) -> Event {
        let counted = self
            .retention(store)
            .and_then(|retention| Ok((store.preview_cleanup(&retention, now())?, retention)));
        match counted {
            Ok((entries, retention)) => Event::CleanupPreviewed(Surplus {
                entries,
                limits: told(&retention),
            }),
            Err(error) => failed(&error),
        }
    }

    /// Takes it.
    pub fn clean(&self, store: &mut Store) -> Event {
        let cleaned = self
            .retention(store)
            .and_then(|retention| store.cleanup(&retention, now()));
        match cleaned {
            Ok(entries) => Event::CleanedUp { entries },
            Err(error) => failed(&error),
        }
    }

    fn retention(&self, store: &Store) -> Result<Retention, StoreError> {
        let known = store.settings()?;
        let mut retention = Retention {
            limits: limits(self.usual.days, self.usual.entries),
            ..Retention::default()
        };
        for feed in store.feeds()? {
            let set = known.get(&feed.id).map_or(&[][..], Vec::as_slice);
            let own = self.rules.settings_of(Some(&feed), set);
            let days = own.keep_days.unwrap_or(self.usual.days);
            let entries = own.keep_entries.unwrap_or(self.usual.entries);
            retention.feeds.insert(feed.id, limits(days, entries));
        }
        Ok(retention)
    }
}

fn limits(days: u32, entries: u32) -> Limits {
    Limits {
        days: Some(days).filter(|days| *days > 0),
        entries: Some(entries).filter(|entries| *entries > 0),
    }
}

/// The limits in words; `None` where everything is kept.
fn told(retention: &Retention) -> Option<String> {
    let mut said = Vec::new();
    said.extend(retention.limits.days.map(|days| format!("{days} days")));
    said.extend(
        retention
            .limits
            .entries
            .map(|entries| format!("the newest {entries} of each feed")),
    );
    let own = retention.feeds.values().any(|limits| *limits != retention.limits);
    if own {
        said.push("the limits of single feeds".to_owned());
    }
    (!said.is_empty()).then(|| said.join(" and "))
}

fn failed(error: &StoreError) -> Event {
    Event::Failed {
        message: error.to_string(),
    }
}

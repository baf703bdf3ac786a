//! Cleanup by the person's rules: how long each feed's entries are kept, what that would take, and taking it.

use super::lane::Lane;
use super::own::Rules;
use super::{Report, now};
use crate::app::{Event, Surplus};
use crate::config::RetentionSettings;
use crate::store::{Leaving, Limits, Retention, Store, StoreError};
use std::sync::Arc;

/// Entries taken in one transaction: a part of a second, and enough that a page is not written again for each.
const TAKEN_AT_ONCE: usize = 2000;

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
            .and_then(|retention| Ok((store.leaving(&retention, now())?.count(), retention)));
        match counted {
            Ok((entries, retention)) => Event::CleanupPreviewed(Surplus {
                entries: entries.try_into().unwrap_or(u64::MAX),
                limits: told(&retention),
            }),
            Err(error) => failed(&error),
        }
    }

    /// What goes now.
    fn leaving(&self, store: &Store) -> Result<Leaving, StoreError> {
        store.leaving(&self.retention(store)?, now())
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

/// Takes what the rules do not keep, some at a time: marks that are made meanwhile go between, and who quits waits for some
/// only. The rest goes the next time.
pub(super) fn clean(upkeep: Arc<Upkeep>, lane: &Arc<Lane<Store>>, report: Report) {
    let next = Arc::clone(lane);
    lane.run(move |store| match upkeep.leaving(store) {
        Ok(leaving) => {
            let total = leaving.count();
            take_some(store, leaving, total, next, report);
        }
        Err(error) => report(given_up(&error)),
    });
}

fn take_some(store: &mut Store, mut leaving: Leaving, total: usize, lane: Arc<Lane<Store>>, report: Report) {
    match store.take(&mut leaving, TAKEN_AT_ONCE) {
        Ok(()) if leaving.is_empty() => report(Event::CleanedUp {
            entries: total.try_into().unwrap_or(u64::MAX),
        }),
        Ok(()) => {
            report(Event::CleaningUp {
                done: total - leaving.count(),
                total,
            });
            let next = Arc::clone(&lane);
            lane.run(move |store| take_some(store, leaving, total, next, report));
        }
        Err(error) => report(given_up(&error)),
    }
}

fn given_up(error: &StoreError) -> Event {
    Event::CleanupFailed {
        message: error.to_string(),
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

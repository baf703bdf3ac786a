//! Entries made ready for offline, as the screen sees it.

use super::effect::{Effect, Which};
use super::event::{EntryPrefetched, PrefetchFinished};
use super::network::Progress;
use super::notice::Severity;
use super::number::counted;
use super::state::State;
use crate::model::Query;

/// What is made ready where no query is given.
pub const PREFETCHED: &str = "is:unread OR is:starred";

impl State {
    /// Makes the entries of a query ready for offline; without one the chosen ones, or what is unread or starred.
    pub(super) fn prefetch(&mut self, said: &str) -> Vec<Effect> {
        if said.trim().is_empty() && self.entries.is_choosing() {
            let which = Which::Entries(self.entries.chosen_ids().into_iter().collect());
            return vec![Effect::Prefetch { which }];
        }
        let said = if said.trim().is_empty() { PREFETCHED } else { said };
        match Query::parse(said) {
            Ok(query) => vec![Effect::Prefetch {
                which: Which::Query(query),
            }],
            Err(mistake) => self.say(Severity::Error, &format!("This query cannot be read: {mistake}")),
        }
    }

    /// What the settings want to be made ready after a refresh.
    pub(super) fn prefetch_after(&self, offline: bool) -> Option<Effect> {
        let refresh = &self.settings.config.refresh;
        if offline || refresh.metered || refresh.prefetch.trim().is_empty() || self.network.prefetch.is_some() {
            return None;
        }
        let query = Query::parse(&refresh.prefetch).ok()?;
        Some(Effect::Prefetch {
            which: Which::Query(query),
        })
    }

    pub(super) fn entry_prefetched(&mut self, entry: &EntryPrefetched) -> Vec<Effect> {
        self.network.prefetch = Some(Progress {
            done: entry.done,
            total: entry.total,
        });
        if let Some(error) = &entry.error {
            let said = format!("{}: {error}", entry.title);
            self.notices.log(self.clock.now, Severity::Warning, &said);
        }
        if let Some(article) = &mut self.article
            && article.row.id == entry.entry
        {
            article.row.ready |= entry.error.is_none();
        }
        let row = self.entries.window.rows.iter_mut().find(|row| row.id == entry.entry);
        if let Some(row) = row {
            row.ready |= entry.error.is_none();
        }
        Vec::new()
    }

    pub(super) fn prefetch_finished(&mut self, finished: &PrefetchFinished) -> Vec<Effect> {
        self.network.prefetch = None;
        let (severity, said) = finished.sentence();
        let mut effects = self.say(severity, &said);
        effects.extend(self.reload());
        effects
    }
}

impl PrefetchFinished {
    fn sentence(&self) -> (Severity, String) {
        let entries = |number: usize, one, many| counted(u64::try_from(number).unwrap_or(u64::MAX), one, many);
        if self.offline {
            let text = "There is no network: what was made ready before can be read.";
            return (Severity::Warning, text.to_owned());
        }
        if self.ready + self.failed.len() + self.left == 0 {
            return (Severity::Info, "Everything is ready for offline.".to_owned());
        }
        let mut text = format!("{} ready for offline", entries(self.ready, "entry is", "entries are"));
        if !self.failed.is_empty() {
            text.push_str(&format!("; {} failed", self.failed.len()));
        }
        if self.left > 0 {
            text.push_str(&format!("; {} left", self.left));
        }
        let severity = match self.failed.is_empty() {
            true => Severity::Info,
            false => Severity::Warning,
        };
        (severity, format!("{text}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefetch_is_told_in_a_sentence() {
        let finished = PrefetchFinished {
            ready: 2,
            failed: vec![("A".into(), "timed out".into())],
            left: 3,
            offline: false,
        };
        assert_eq!(
            finished.sentence().1,
            "2 entries are ready for offline; 1 failed; 3 left."
        );
        assert_eq!(
            PrefetchFinished::default().sentence().1,
            "Everything is ready for offline."
        );
    }
}

//! What is known of the network: the refresh under way, and whether there is a network at all.

use super::event::RefreshFinished;
use super::notice::Severity;
use super::number::counted;

/// Feeds that failed and are named in one sentence.
const NAMED: usize = 3;

/// The refresh under way and how the last one ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    pub progress: Option<Progress>,
    /// Addresses at which a feed is being looked for.
    pub looking: usize,
    /// The address at which none was found last, to be asked for again.
    pub not_found: Option<String>,
    /// The prefetch under way.
    pub prefetch: Option<Progress>,
    /// Whether the last refresh found no network.
    pub offline: bool,
    /// Whether the person asked for the refresh, and so wants to hear that nothing was due.
    pub asked_for: bool,
    /// Whether feeds just subscribed to are to be fetched as soon as they are stored.
    pub fetch_subscribed: bool,
    /// Whether the refresh at the start was asked for.
    pub started: bool,
}

impl Network {
    /// A feed was looked for, and found or not.
    pub(super) fn looked_for(&mut self) {
        self.looking = self.looking.saturating_sub(1);
    }
}

/// How much is done of how much: feeds of a refresh, entries of a prefetch or a cleanup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
}

impl RefreshFinished {
    /// How many feeds were fetched, unchanged and failed, and what is new: the same words wherever a refresh is told.
    pub fn tally(&self) -> String {
        let total = self.fetched + self.unchanged + self.failed.len() + self.left;
        format!(
            "{}: {} fetched, {} unchanged, {} failed; {}",
            feeds(total),
            self.fetched,
            self.unchanged,
            self.failed.len(),
            counted(self.new, "new entry", "new entries"),
        )
    }

    /// What to say of it; `why` is the key that tells how a feed fares. Of many that failed only some are named: each
    /// has a sign among the folders.
    pub(super) fn sentence(&self, why: &str) -> (Severity, String) {
        let tried = self.fetched + self.unchanged + self.failed.len();
        if self.offline {
            let text = "There is no network: nothing was fetched. What was fetched before is all here.";
            return (Severity::Warning, text.to_owned());
        }
        if tried == 0 && self.left == 0 {
            return (Severity::Info, "No feed was due.".to_owned());
        }
        let mut text = self.tally();
        if self.left > 0 {
            text.push_str(&format!("; {} left out", feeds(self.left)));
        }
        match self.failed.as_slice() {
            [] => (Severity::Info, format!("{text}.")),
            [(title, message)] => (Severity::Warning, format!("{text}. {title}: {message}")),
            // One cause, a full disk say, and nothing that a single feed could say of it.
            [(_, message), rest @ ..] if rest.iter().all(|(_, other)| other == message) => {
                (Severity::Error, format!("{text}. {message}"))
            }
            failed => {
                let names = some_names(failed);
                (Severity::Warning, format!("{text}. {names}: {why} on a feed says why."))
            }
        }
    }
}

/// The first few titles.
fn some_names(failed: &[(String, String)]) -> String {
    let mut names: Vec<&str> = failed.iter().take(NAMED).map(|(title, _)| title.as_str()).collect();
    if failed.len() > NAMED {
        names.push("…");
    }
    names.join(", ")
}

fn feeds(number: usize) -> String {
    counted(u64::try_from(number).unwrap_or(u64::MAX), "feed", "feeds")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_is_told_in_a_sentence() {
        let finished = RefreshFinished {
            fetched: 2,
            unchanged: 1,
            new: 1,
            ..RefreshFinished::default()
        };
        assert_eq!(
            finished.sentence("!"),
            (
                Severity::Info,
                "3 feeds: 2 fetched, 1 unchanged, 0 failed; 1 new entry.".to_owned()
            )
        );
        let failed = RefreshFinished {
            failed: vec![("A".into(), "timed out".into())],
            ..finished
        };
        assert_eq!(
            failed.sentence("i").1,
            "4 feeds: 2 fetched, 1 unchanged, 1 failed; 1 new entry. A: timed out"
        );
        let many = RefreshFinished {
            failed: ["A", "B", "C", "D"]
                .map(|title| (title.into(), format!("{title} timed out")))
                .to_vec(),
            ..failed
        };
        assert_eq!(
            many.sentence("i").1,
            "7 feeds: 2 fetched, 1 unchanged, 4 failed; 1 new entry. A, B, C, …: i on a feed says why."
        );
        let full = RefreshFinished {
            failed: vec![("A".into(), "The disk is full.".into()); 2],
            ..many
        };
        assert_eq!(
            full.sentence("i").1,
            "5 feeds: 2 fetched, 1 unchanged, 2 failed; 1 new entry. The disk is full."
        );
        assert_eq!(RefreshFinished::default().sentence("!").1, "No feed was due.");
    }
}

//! Cleanup on the screen: what retention would take is told before anything goes.

use super::effect::Effect;
use super::notice::Severity;
use super::number::{counted, grouped};
use super::overlay::{Confirm, Overlay};
use super::state::State;

/// What cleanup would take now, or took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surplus {
    pub entries: u64,
    /// What is kept, in words; nothing where there is no limit.
    pub limits: Option<String>,
}

impl Surplus {
    /// What would go, in a sentence.
    pub fn sentence(&self) -> String {
        match (&self.limits, self.entries) {
            (None, 0) => "Everything is kept: [retention] in config.toml sets how long.".to_owned(),
            (Some(limits), 0) => format!("Nothing would go: {limits} are kept."),
            (limits, 1) => format!("1 entry {} would go.", beyond(limits.as_deref())),
            (limits, entries) => format!("{} entries {} would go.", grouped(entries), beyond(limits.as_deref())),
        }
    }
}

fn beyond(limits: Option<&str>) -> String {
    limits.map_or_else(
        || "of feeds that were removed a month ago".to_owned(),
        |limits| format!("beyond {limits}"),
    )
}

impl State {
    /// Tells what would go, and asks whether it shall.
    pub(super) fn cleanup_previewed(&mut self, surplus: &Surplus) -> Vec<Effect> {
        if surplus.entries == 0 {
            return self.say(Severity::Info, &surplus.sentence());
        }
        self.overlays.push(Overlay::Confirm(Confirm {
            question: format!(
                "{} Starred entries stay, and what is still in its feed. It cannot be undone.",
                surplus.sentence()
            ),
            effect: Effect::Cleanup,
        }));
        Vec::new()
    }

    pub(super) fn cleaned_up(&mut self, entries: u64) -> Vec<Effect> {
        self.cleanup = None;
        let said = format!("{} went.", counted(entries, "entry", "entries"));
        self.changed(&said)
    }
}

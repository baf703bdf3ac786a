//! How one begins without any feed: with the list that another reader left in its usual place, or with feeds to choose
//! from. The files are looked for outside.

use super::effect::Effect;
use super::number::counted;
use super::prompt::Question;
use super::state::State;
use crate::model::Subscription;

/// Gives the feeds that are offered where there is none.
pub type Starter = fn() -> Vec<Subscription>;

/// A list of subscriptions that lies in a usual place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundList {
    /// As it can be typed, `~/` for the home folder.
    pub file: String,
    /// Which reader's it is, or the format.
    pub of: &'static str,
    pub feeds: usize,
}

impl FoundList {
    /// What it holds: “34 feeds of newsboat”.
    pub fn content(&self) -> String {
        let feeds = u64::try_from(self.feeds).unwrap_or(u64::MAX);
        format!("{} of {}", counted(feeds, "feed", "feeds"), self.of)
    }
}

impl State {
    /// The best of the lists that were found, while there is no feed.
    pub fn offered_list(&self) -> Option<&FoundList> {
        self.found_lists.first().filter(|_| self.sidebar.is_empty())
    }

    /// Begins in the nearest way: takes the list that is offered, or shows feeds to choose from.
    pub(super) fn begin(&mut self) -> Vec<Effect> {
        match self.offered_list().map(|list| list.file.clone()) {
            Some(file) => self.import(file),
            None => self.offer_starter(),
        }
    }

    /// Asks for a file to import, and looks for those that can be offered.
    pub(super) fn ask_for_list(&mut self) -> Vec<Effect> {
        let mut effects = self.ask(Question::Import, "");
        effects.push(Effect::LookForLists);
        effects
    }

    /// Offers the feeds of the starter list.
    pub(super) fn offer_starter(&mut self) -> Vec<Effect> {
        let subscriptions = (self.sidebar.starter)();
        self.offer("Feeds to start with", subscriptions)
    }
}

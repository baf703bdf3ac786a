//! Keys typed ahead of the store: one that concerns what was asked for and has not come waits for it, and those typed after
//! it wait behind it, so that each means what it meant to the person who typed it.

use super::article::ArticleText;
use super::effect::Effect;
use super::movement::Movement;
use super::search::Answer;
use super::state::{Pane, State};
use crate::command::Command;
use crate::config::{Cap, Key, Lookup};
use crate::model::Timestamp;

/// Seconds after which nobody waits any more for what has not come.
const PATIENCE: i64 = 2;

/// Keys that wait, the first one first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    keys: Vec<Key>,
    since: Timestamp,
}

impl State {
    /// Takes a key in, now or when its turn has come.
    pub(super) fn take_in_turn(&mut self, key: Key) -> Vec<Effect> {
        self.notices.dismiss();
        self.reopening = None;
        // Whoever wants to be rid of something does not want what is still to come of it.
        if matches!((key.ctrl, key.cap), (_, Cap::Esc) | (true, Cap::Sign('c'))) {
            self.screen.ahead.keys.clear();
        }
        if self.screen.ahead.keys.is_empty() {
            if !self.has_to_wait(key) {
                return self.take_key(key);
            }
            self.screen.ahead.since = self.clock.now;
        }
        self.screen.ahead.keys.push(key);
        match self.clock.now.since(self.screen.ahead.since) >= PATIENCE {
            true => self.catch_up(|_, _| false),
            false => Vec::new(),
        }
    }

    /// What was asked for may have come: takes the keys in that waited for it.
    pub(super) fn catch_up_where_it_came(&mut self) -> Vec<Effect> {
        self.catch_up(State::has_to_wait)
    }

    /// Something has failed, perhaps what was waited for.
    pub(super) fn catch_up_whatever_came(&mut self) -> Vec<Effect> {
        self.catch_up(|_, _| false)
    }

    fn catch_up(&mut self, has_to_wait: impl Fn(&State, Key) -> bool) -> Vec<Effect> {
        let mut effects = Vec::new();
        while let Some(key) = self.screen.ahead.keys.first().copied() {
            effects.extend(self.settle());
            if has_to_wait(self, key) {
                break;
            }
            self.screen.ahead.keys.remove(0);
            effects.extend(self.take_key(key));
        }
        effects
    }

    fn has_to_wait(&self, key: Key) -> bool {
        if !self.overlays.is_empty() {
            return false;
        }
        let pane = self.search.pane.as_ref();
        let is_sought = pane.is_some_and(|pane| pane.answer == Answer::Waiting);
        if self.is_searching() {
            return is_sought && key.cap == Cap::Enter;
        }
        if self.counted_on(key).is_some() {
            return false;
        }
        let mut keys = self.screen.pending.clone();
        keys.push(key);
        let Lookup::Commands(commands) = self.settings.keymap.lookup(&self.contexts(), &keys) else {
            return false;
        };
        commands.iter().any(|command| match self.screen.focus {
            Pane::Search => is_sought && (is_for_entry(command) || is_for_list(command)),
            focus => self.is_for_what_comes(command, focus),
        })
    }

    fn is_for_what_comes(&self, command: &Command, focus: Pane) -> bool {
        let article = self.article.as_ref();
        let comes = article.is_some_and(|article| article.text == ArticleText::Coming);
        let (going, steps) = (self.entries.is_going(), self.entries.counts_steps());
        let moves = Movement::of(command).is_some_and(|movement| movement.rows(1).is_none() || !steps);
        match focus {
            Pane::Article => going && is_for_entry(command) || (going || comes) && is_for_text(command),
            Pane::Entries => going && (is_for_entry(command) || is_for_list(command) || moves),
            _ => going && is_for_entry(command),
        }
    }
}

/// Whether a command is for the entry at hand, or for those beside it.
fn is_for_entry(command: &Command) -> bool {
    matches!(
        command,
        Command::NextEntry
            | Command::PreviousEntry
            | Command::NextUnread
            | Command::PreviousUnread
            | Command::ToggleRead
            | Command::ToggleStar
            | Command::Choose
            | Command::ChooseEntry
            | Command::MarkAboveRead
            | Command::MarkBelowRead
            | Command::MarkAllRead
            | Command::Tag { .. }
            | Command::Untag { .. }
            | Command::Browse
            | Command::CopyLink
            | Command::SaveArticle { .. }
            | Command::OpenInPager
            | Command::OpenInEditor
            | Command::Pipe { .. }
            | Command::Prefetch { .. }
    )
}

/// Whether a command is for the list as it stands.
fn is_for_list(command: &Command) -> bool {
    matches!(command, Command::Open | Command::Jump { .. } | Command::Sort { .. })
}

/// Whether a command is for the text of the article.
fn is_for_text(command: &Command) -> bool {
    Movement::of(command).is_some()
        || matches!(
            command,
            Command::FollowLink
                | Command::ReadLink
                | Command::CopyShownLink
                | Command::Contents
                | Command::NextHeading
                | Command::PreviousHeading
                | Command::NextLink
                | Command::PreviousLink
                | Command::Find { .. }
                | Command::BrowseComments
                | Command::ToggleFullText
                | Command::ShowWholeText
        )
}

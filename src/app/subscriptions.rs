//! Changing what is subscribed to, and fetching it.

use super::effect::{Effect, Refresh};
use super::notice::Severity;
use super::overlay::Overlay;
use super::prompt::{Prompt, Question};
use super::state::State;
use crate::model::{FeedId, Folder, Source, Subscription, text};

/// That what is to go further up or down cannot.
pub fn at_end(name: &str, up: bool) -> String {
    let place = if up { "first" } else { "last" };
    format!("“{}” stands {place} already.", text::line(name))
}

impl State {
    pub(super) fn subscribe(&mut self, mut subscriptions: Vec<Subscription>) -> Vec<Effect> {
        if let [only] = subscriptions.as_mut_slice() {
            let only = std::mem::take(only);
            return self.add(only.url, only.folders, only.title);
        }
        self.network.fetch_subscribed = true;
        vec![Effect::SubscribeAll(subscriptions)]
    }

    /// Subscribes to what is found at an address.
    pub(super) fn add(&mut self, url: String, folders: Vec<Folder>, title: Option<String>) -> Vec<Effect> {
        let mut effects = self.say(Severity::Info, &format!("Looking for a feed at {url}"));
        self.network.looking += 1;
        effects.push(Effect::Add { url, folders, title });
        effects
    }

    /// Subscribes to what stands in a file.
    pub(super) fn import(&mut self, file: String) -> Vec<Effect> {
        self.network.fetch_subscribed = true;
        vec![Effect::Import { file }]
    }

    /// Fetches what was named, or else what is selected.
    pub(super) fn refresh(&mut self, said: &[String], force: bool) -> Vec<Effect> {
        let mut sources = Vec::new();
        for said in said {
            match self.sidebar.find_source(said) {
                Ok(source) => sources.push(source),
                Err(mistake) => return self.say(Severity::Error, &mistake),
            }
        }
        if sources.is_empty() {
            sources.push(self.sidebar.selected.source.clone());
        }
        let feeds: Option<Vec<Vec<FeedId>>> = sources.iter().map(|source| self.sidebar.feeds_of(source)).collect();
        let which = feeds.map_or(Refresh::All, |feeds| Refresh::Feeds(feeds.concat()));
        self.network.asked_for = true;
        vec![Effect::Refresh { which, force }]
    }

    pub(super) fn remove(&mut self, said: Option<&str>, with_starred: bool) -> Vec<Effect> {
        if said.is_none() && self.selected_query().is_some() {
            return self.remove_query(None);
        }
        self.with_feed(said, |_, feed| vec![Effect::Remove { feed, with_starred }])
    }

    /// Puts a feed or a folder before or behind the one beside it.
    pub(super) fn reorder(&mut self, said: Option<&str>, up: bool) -> Vec<Effect> {
        if let Some(effects) = self.reorder_folder(said, up) {
            return effects;
        }
        self.with_feed(said, |state, feed| match state.sidebar.reordered(feed, up) {
            Some(feeds) => vec![Effect::OrderFeeds(feeds)],
            None => {
                let name = state.sidebar.name_of(&Source::Feed(feed));
                state.say(Severity::Info, &at_end(&name, up))
            }
        })
    }

    /// Asks in which folders the selected feed is to lie.
    pub(super) fn ask_for_folders(&mut self) -> Vec<Effect> {
        self.with_feed(None, |state, feed| {
            let folders = state.sidebar.feed(feed).map_or(&[][..], |feed| &feed.folders);
            let folders: Vec<String> = folders.iter().map(ToString::to_string).collect();
            state.ask(Question::Move(feed), &folders.join(", "))
        })
    }

    pub(super) fn rename(&mut self, said: Option<&str>, title: &str) -> Vec<Effect> {
        if said.is_none() && self.selected_query().is_some() {
            return self.rename_query(None, title);
        }
        if let Some(effects) = self.rename_folder(said, title) {
            return effects;
        }
        let title = title.to_owned();
        self.with_feed(said, |state, feed| {
            if title.is_empty() {
                let now = state.sidebar.name_of(&Source::Feed(feed));
                return state.ask(Question::Rename(feed), &now);
            }
            vec![Effect::Rename {
                feed,
                title: Some(title),
            }]
        })
    }

    /// Does something with the feed that was named, or else with the selected one.
    pub(super) fn with_feed(
        &mut self,
        said: Option<&str>,
        act: impl FnOnce(&mut State, FeedId) -> Vec<Effect>,
    ) -> Vec<Effect> {
        let feed = match (said, &self.sidebar.selected.source) {
            (Some(said), _) => self.sidebar.find_feed(said),
            (None, Source::Feed(feed)) => Ok(*feed),
            (None, _) => Err(format!(
                "select a feed first ({} goes to one by its name), or name one",
                self.key_for("go")
            )),
        };
        match feed {
            Ok(feed) => act(self, feed),
            Err(mistake) => self.say(Severity::Error, &mistake),
        }
    }

    /// Asks a question again whose answer will not do, and says why.
    pub(super) fn refuse(&mut self, question: Question, answer: &str, mistake: String) -> Vec<Effect> {
        self.notices.log(self.clock.now, Severity::Error, &mistake);
        let mut prompt = Prompt::new(question, answer);
        prompt.mistake = Some(mistake);
        self.overlays.push(Overlay::Prompt(prompt));
        Vec::new()
    }

    /// Asks a question; the answer that is on offer gives way to what is typed.
    pub(super) fn ask(&mut self, question: Question, answer: &str) -> Vec<Effect> {
        self.overlays.push(Overlay::Prompt(Prompt::offering(question, answer)));
        Vec::new()
    }
}

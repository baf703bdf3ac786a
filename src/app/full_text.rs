//! The full text of the article at hand: wanted when a teaser is opened, put in its place when it has come, and switched
//! with the feed's own text.

use super::effect::Effect;
use super::notice::Severity;
use super::state::State;
use crate::model::{EntryId, EntryRow};

impl State {
    /// Asks for the full text of an entry just opened, where the network may be used for it. Whether the feed's text is
    /// a teaser is seen where the text is.
    pub(super) fn want_full_text(&self, row: &EntryRow) -> Option<Effect> {
        let may = !self.settings.config.refresh.metered && !self.network.offline;
        (may && row.url.is_some() && !row.ready).then_some(Effect::FetchFullText {
            entry: row.id,
            asked: false,
        })
    }

    /// Shows it in the place of the feed's text; what was at the top stays there.
    pub(super) fn full_text_saved(&mut self, entry: EntryId) -> Vec<Effect> {
        let mut effects = self.keep_position();
        let width = self.layout().text.map_or(0, |text| text.width).max(1);
        let pictures = self.picture_rooms(width);
        let Some(article) = self.article.as_mut().filter(|article| article.row.id == entry) else {
            return Vec::new();
        };
        article.feed_text = false;
        effects.push(Effect::OpenArticle { entry, width, pictures });
        effects
    }

    pub(super) fn full_text_missing(&mut self, entry: EntryId, message: &str) -> Vec<Effect> {
        match &self.article {
            Some(article) if article.row.id == entry => self.say(Severity::Info, message),
            _ => Vec::new(),
        }
    }

    /// Asks for what was left out of the text because other pages of the site have it too.
    pub(super) fn show_whole_text(&mut self) -> Vec<Effect> {
        let entry = self.article.as_ref().map(|article| article.row.id);
        entry.map(|entry| Effect::ShowWholeText { entry }).into_iter().collect()
    }

    /// From the feed's text to the full one, which is fetched where it is not there, and back.
    pub(super) fn toggle_full_text(&mut self) -> Vec<Effect> {
        let width = self.layout().text.map_or(0, |text| text.width).max(1);
        let pictures = self.picture_rooms(width);
        let Some(article) = &mut self.article else {
            return Vec::new();
        };
        let entry = article.row.id;
        article.put_at_top(0);
        article.feed_text = !article.feed_text;
        self.positions.insert(entry, 0);
        if article.feed_text {
            let mut effects = self.say(Severity::Info, "This is the text of the feed.");
            effects.push(Effect::OpenFeedText { entry, width });
            // Where there is no other text yet, it is fetched and shown then.
            effects.push(Effect::FetchFullText { entry, asked: true });
            return effects;
        }
        let mut effects = self.say(Severity::Info, "This is the full text, where the page gave one.");
        effects.push(Effect::OpenArticle { entry, width, pictures });
        effects
    }
}

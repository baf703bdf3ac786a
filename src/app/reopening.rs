//! The article that was open when the reader was left, opened again as soon as its text has come; a key pressed before that
//! has other plans.

use super::article::Reading;
use super::effect::Effect;
use super::event::OpenedArticle;
use super::state::{Pane, State};
use crate::model::EntryId;

/// An article to be opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reopening {
    pub entry: EntryId,
    /// Whether the keys were for it.
    pub is_read: bool,
}

impl State {
    /// The article that is open, and whether the keys are for it.
    pub(super) fn article_left(&self) -> Option<(EntryId, bool)> {
        let article = self.article.as_ref()?;
        Some((article.row.id, self.screen.focus == Pane::Article))
    }

    /// Asks for the article that is to be opened again.
    pub(super) fn ask_again(&self) -> Option<Effect> {
        let entry = self.reopening?.entry;
        let width = self.settings.config.article.width.min(self.screen.size.width).max(1);
        let pictures = self.picture_rooms(width);
        Some(Effect::OpenArticle { entry, width, pictures })
    }

    /// Opens the article again that has come, where it is still wanted.
    pub(super) fn open_again(&mut self, opened: &OpenedArticle) {
        let wanted = self.reopening.take_if(|wanted| wanted.entry == opened.row.id);
        let Some(Reopening { is_read, .. }) = wanted.filter(|_| self.article.is_none()) else {
            return;
        };
        let mut article = Reading::new(opened.row.clone(), Pane::Entries, opened.page.width);
        article.cursor = self.settings.config.accessible.then_some(0);
        self.article = Some(article);
        self.entries.hold();
        if is_read {
            self.screen.focus = Pane::Article;
        }
    }
}

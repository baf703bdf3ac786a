//! The pictures of the article: which are wanted, which have come, and where they are seen.

use super::effect::Effect;
use super::layout::{Layout, Region};
use super::state::State;
use crate::model::picture::Sizes;
use crate::model::{Easel, EntryId, PagePicture, Picture, PictureSize, Way};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Pictures that are kept at once; beyond, all but the open article's would have to be asked for again.
const MOST_KEPT: usize = 64;
/// Pictures of one article that are loaded.
const MOST_OF_AN_ARTICLE: usize = 40;
/// Rows that a picture may take: two thirds of the screen, and never more than these.
const MOST_ROWS: u16 = 30;

/// What has come of pictures, and what they are made for.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    pub easel: Easel,
    /// For the room that they were last asked for.
    room: PictureSize,
    /// By their addresses; nothing for those asked for that have not come.
    known: BTreeMap<String, Option<Arc<Picture>>>,
    /// What room was last asked for, and for which page: it is not asked for twice.
    asked: Option<(EntryId, u16, Sizes)>,
}

/// A row of a picture in sight.
#[derive(Clone, Debug)]
pub struct SeenStrip {
    pub place: Region,
    pub picture: Arc<Picture>,
    /// Which row of it.
    pub row: usize,
}

impl Pictures {
    /// Takes a picture in, unless the room has changed since.
    pub(super) fn take(&mut self, url: String, room: PictureSize, picture: Picture) {
        if room == self.room {
            self.known.insert(url, Some(Arc::new(picture)));
        }
    }

    /// An article was opened: its page has room for none yet.
    pub(super) fn begin(&mut self) {
        self.asked = None;
    }

    fn ask_for_missing(&mut self, shown: &[PagePicture]) -> Option<Effect> {
        let mut urls: Vec<String> = Vec::new();
        for picture in shown {
            if !self.known.contains_key(&picture.url) {
                self.known.insert(picture.url.clone(), None);
                urls.push(picture.url.clone());
            }
        }
        (!urls.is_empty()).then_some(Effect::LoadPictures {
            urls,
            room: self.room,
            easel: self.easel,
        })
    }

    /// Asks for a page anew where a picture has come that fits and has no room, or another.
    fn ask_for_room(&mut self, shown: &[PagePicture], entry: EntryId, width: u16) -> Option<Effect> {
        let pictures = self.sizes(shown);
        let is_missing = |picture: &PagePicture| {
            let size = pictures.get(&picture.url);
            size.is_some_and(|size| picture.size != Some(*size) && size.columns + picture.indent <= width)
        };
        let asked = (entry, width, pictures.clone());
        if !shown.iter().any(is_missing) || self.asked.as_ref() == Some(&asked) {
            return None;
        }
        self.asked = Some(asked);
        Some(Effect::LayOutArticle { entry, width, pictures })
    }

    fn sizes(&self, wanted: &[PagePicture]) -> Sizes {
        let ready = wanted.iter().filter_map(|wanted| {
            let picture = self.known.get(&wanted.url)?.as_ref()?;
            Some((wanted.url.clone(), picture.size))
        });
        ready.collect()
    }
}

impl State {
    /// Asks for the article's pictures, and for room for those that have come.
    pub(super) fn settle_pictures(&mut self, layout: &Layout) -> Vec<Effect> {
        let config = &self.settings.config;
        let wanted = config.article.pictures && !config.refresh.metered && self.pictures.easel.way != Way::None;
        let page = self.article.as_ref().and_then(|article| article.page());
        let (Some(page), Some(article), Some(text), true) = (page, self.article.as_ref(), layout.text, wanted) else {
            return Vec::new();
        };
        let pictures = &mut self.pictures;
        if page.width != text.width {
            pictures.begin();
            return Vec::new();
        }
        let room = PictureSize {
            columns: text.width,
            rows: (self.screen.size.height / 3 * 2).clamp(1, MOST_ROWS),
        };
        if room != pictures.room || pictures.known.len() > MOST_KEPT + MOST_OF_AN_ARTICLE {
            pictures.room = room;
            pictures.known.clear();
        }
        let shown = &page.pictures[..page.pictures.len().min(MOST_OF_AN_ARTICLE)];
        let missing = pictures.ask_for_missing(shown);
        let room = pictures.ask_for_room(shown, article.row.id, page.width);
        missing.into_iter().chain(room).collect()
    }

    /// The rows of pictures that are in sight; none while something lies over them.
    pub fn strips(&self) -> Vec<SeenStrip> {
        let Some((article, text)) = self.article.as_ref().zip(self.layout().text) else {
            return Vec::new();
        };
        let Some(page) = article.page().filter(|_| self.overlays.is_empty()) else {
            return Vec::new();
        };
        let mut strips = Vec::new();
        for placed in page.pictures.iter() {
            let ready = self.pictures.known.get(&placed.url).and_then(Option::as_ref);
            let Some(picture) = ready.filter(|picture| placed.size == Some(picture.size)) else {
                continue;
            };
            for row in 0..picture.strips.len() {
                let seen = article.row_of(placed.line + row, text.width, self.clock);
                if let Some(y) = seen.filter(|y| *y < text.rows()).and_then(|y| u16::try_from(y).ok()) {
                    strips.push(SeenStrip {
                        place: Region {
                            x: text.x + placed.indent,
                            y: text.y + y,
                            width: picture.size.columns,
                            height: 1,
                        },
                        picture: Arc::clone(picture),
                        row,
                    });
                }
            }
        }
        strips
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_room_only_for_the_pictures_that_have_come() {
        let mut pictures = Pictures::default();
        let placed = |url: &str| PagePicture {
            url: url.to_owned(),
            ..PagePicture::default()
        };
        let size = PictureSize { columns: 4, rows: 2 };
        let picture = Picture {
            size,
            ..Picture::default()
        };
        pictures.known.insert("a".to_owned(), None);
        pictures.take("b".to_owned(), PictureSize::default(), picture.clone());
        pictures.take("c".to_owned(), size, picture);
        let sizes = pictures.sizes(&[placed("a"), placed("b"), placed("c")]);
        assert_eq!(sizes, Sizes::from([("b".to_owned(), size)]));
    }
}

//! The pictures of the article: which are wanted, which have come, and where they are seen.

use super::effect::Effect;
use super::layout::{Layout, Region};
use super::state::State;
use crate::model::picture::Sizes;
use crate::model::{Easel, PagePicture, Picture, PictureSize, Way};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Pictures that are kept at once; beyond, all but the open article's would have to be asked for again.
const MOST_KEPT: usize = 64;
/// Pictures of one article that are loaded.
const MOST_OF_AN_ARTICLE: usize = 40;
/// Rows that a picture may take.
const MOST_ROWS: u16 = 30;
/// Rows that stay for the text beside a picture.
const ROWS_FOR_TEXT: u16 = 4;

/// What has come of pictures, and what they are made for.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    pub easel: Easel,
    /// For the room that they were last asked for.
    room: PictureSize,
    /// By their addresses; nothing for those asked for that have not come.
    known: BTreeMap<String, Option<Arc<Picture>>>,
    /// Whether a page with room for them has been asked for and not come.
    awaited: bool,
}

/// A row of a picture in sight.
#[derive(Clone, Debug)]
pub struct Strip {
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

    /// A page has come.
    pub(super) fn page_came(&mut self) {
        self.awaited = false;
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
        if page.pictures.is_empty() || page.width != text.width {
            return Vec::new();
        }
        let pictures = &mut self.pictures;
        let room = PictureSize {
            columns: text.width,
            rows: text.height.saturating_sub(ROWS_FOR_TEXT).clamp(1, MOST_ROWS),
        };
        if room != pictures.room || pictures.known.len() > MOST_KEPT + MOST_OF_AN_ARTICLE {
            pictures.room = room;
            pictures.known.clear();
        }
        let mut effects = Vec::new();
        let shown = &page.pictures[..page.pictures.len().min(MOST_OF_AN_ARTICLE)];
        let mut urls: Vec<String> = Vec::new();
        for picture in shown {
            if !pictures.known.contains_key(&picture.url) {
                pictures.known.insert(picture.url.clone(), None);
                urls.push(picture.url.clone());
            }
        }
        if !urls.is_empty() {
            effects.push(Effect::LoadPictures {
                urls,
                room,
                easel: pictures.easel,
            });
        }
        let sizes = pictures.sizes(shown);
        let unplaced = shown
            .iter()
            .filter(|picture| picture.size.is_none())
            .filter_map(|picture| sizes.get(&picture.url).map(|size| (picture, size)))
            .any(|(picture, size)| size.columns + picture.indent <= page.width);
        if unplaced && !pictures.awaited {
            pictures.awaited = true;
            effects.push(Effect::LayOutArticle {
                entry: article.row.id,
                width: text.width,
                pictures: sizes,
            });
        }
        effects
    }

    /// The rows of pictures that are in sight; none while something lies over them.
    pub fn strips(&self) -> Vec<Strip> {
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
                    strips.push(Strip {
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

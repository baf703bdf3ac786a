//! The pictures of the article: which are wanted, which have come, what room they have, and where they are seen.

use super::article::Reading;
use super::effect::Effect;
use super::layout::{Layout, Region};
use super::overlay::Overlay;
use super::state::State;
use crate::config::PicturesFrom;
use crate::model::picture::{Room, Rooms};
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
    /// The most that one may take; what is known of them is for this room.
    most: PictureSize,
    known: BTreeMap<String, Known>,
    /// What room was last asked for, and for which page: it is not asked for twice.
    asked: Option<(EntryId, u16, Rooms)>,
}

/// What is known of a picture.
#[derive(Clone, Debug)]
enum Known {
    /// Asked for within this room.
    Asked(PictureSize),
    Here(Arc<Picture>),
    /// There is none: it is not asked for again while its article is open.
    Missing,
}

/// How much of a picture's room is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Nothing,
    /// It goes on below the screen: nothing that comes after it is seen.
    Beginning,
    /// What comes after it is seen too.
    End,
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
    /// Takes a picture in, unless another room was asked for since, or another way of drawing.
    pub(super) fn take(&mut self, url: String, room: PictureSize, easel: Easel, picture: Picture) {
        if easel == self.easel && matches!(self.known.get(&url), Some(Known::Asked(asked)) if *asked == room) {
            self.known.insert(url, Known::Here(Arc::new(picture)));
        }
    }

    pub(super) fn miss(&mut self, url: String) {
        if matches!(self.known.get(&url), Some(Known::Asked(_))) {
            self.known.insert(url, Known::Missing);
        }
    }

    /// An article was opened: its page has room for none yet.
    pub(super) fn begin(&mut self) {
        self.asked = None;
    }

    /// What could not be had for another article may be had now.
    pub(super) fn forget_missing(&mut self) {
        self.known.retain(|_, known| !matches!(known, Known::Missing));
    }

    /// Pictures are made for something else from now on.
    pub fn draw_for(&mut self, easel: Easel) {
        self.easel = easel;
        self.known.clear();
        self.asked = None;
    }

    /// What pictures of another size would be asked for is forgotten.
    fn fit(&mut self, most: PictureSize) {
        if self.known.len() > MOST_KEPT + MOST_OF_AN_ARTICLE {
            self.known.clear();
        } else if most != self.most {
            self.known.retain(|_, known| matches!(known, Known::Missing));
        }
        self.most = most;
    }

    /// The pictures of a page that nobody has asked for, each with the room that it has or may get.
    fn unasked(&mut self, shown: &[PagePicture]) -> Vec<(String, PictureSize)> {
        let mut wanted = Vec::new();
        for picture in shown {
            if !self.known.contains_key(&picture.url) {
                let room = picture.size.unwrap_or(PictureSize {
                    columns: self.most.columns.saturating_sub(picture.indent),
                    ..self.most
                });
                self.known.insert(picture.url.clone(), Known::Asked(room));
                wanted.push((picture.url.clone(), room));
            }
        }
        wanted
    }

    /// What the page is to be laid out with, where that is something else than it was: a picture that has come takes its
    /// own room once it is out of sight, and until then the one that was kept for it. The room of one that is not to be had
    /// goes as soon as nothing moves by it that is seen.
    fn rooms_wanted(&self, shown: &[PagePicture], seen: impl Fn(&PagePicture) -> Seen, rooms: &Rooms) -> Option<Rooms> {
        let mut rooms = rooms.clone();
        let mut is_other = false;
        for placed in shown {
            let seen = placed.size.map_or(Seen::Nothing, |_| seen(placed));
            let held = placed.size.filter(|_| seen != Seen::Nothing);
            let room = match self.known.get(&placed.url) {
                Some(Known::Here(picture)) => Some(Room::Taken(held.unwrap_or(picture.size))),
                Some(Known::Missing) if seen != Seen::End => Some(Room::None),
                _ => None,
            };
            is_other |= match room {
                Some(Room::Taken(size)) => placed.is_waiting || placed.size != Some(size),
                Some(Room::None) => placed.size.is_some(),
                None => false,
            };
            match room {
                Some(room) => rooms.known.insert(placed.url.clone(), room),
                None => rooms.known.remove(&placed.url),
            };
        }
        is_other.then_some(rooms)
    }

    /// What is known of all pictures, for a page to come on which one may take so much.
    fn rooms(&self, most: PictureSize) -> BTreeMap<String, Room> {
        let known = self.known.iter().filter_map(|(url, known)| match known {
            Known::Asked(_) => None,
            Known::Here(_) if most != self.most => None,
            Known::Here(picture) => Some((url.clone(), Room::Taken(picture.size))),
            Known::Missing => Some((url.clone(), Room::None)),
        });
        known.collect()
    }
}

impl State {
    /// The room that the pictures of a page so wide have.
    pub(super) fn picture_rooms(&self, width: u16) -> Rooms {
        if !self.shows_pictures() {
            return Rooms::default();
        }
        let most = most_room(width, self.screen.size.height);
        Rooms {
            most,
            cell: self.pictures.easel.cell,
            kept_free: self.fetches_pictures(),
            known: self.pictures.rooms(most),
        }
    }

    fn shows_pictures(&self) -> bool {
        self.settings.config.article.pictures != PicturesFrom::Nowhere && self.pictures.easel.way != Way::None
    }

    fn fetches_pictures(&self) -> bool {
        let config = &self.settings.config;
        config.article.pictures == PicturesFrom::Anywhere && !config.refresh.metered && !self.network.offline
    }

    /// Asks for the article's pictures, and for room for those that have come.
    pub(super) fn settle_pictures(&mut self, layout: &Layout) -> Vec<Effect> {
        let Some((article, text)) = self.article.as_ref().zip(layout.text).filter(|_| self.shows_pictures()) else {
            return Vec::new();
        };
        let Some(page) = article.page() else { return Vec::new() };
        if page.width != text.width {
            self.pictures.begin();
            return Vec::new();
        }
        let (entry, feed, width) = (article.row.id, article.row.feed, page.width);
        let shown = page.pictures[..page.pictures.len().min(MOST_OF_AN_ARTICLE)].to_vec();
        let seen: Vec<Seen> = shown
            .iter()
            .map(|placed| how_much_is_seen(placed, article, text, self))
            .collect();
        let most = most_room(width, self.screen.size.height);
        self.pictures.fit(most);
        if page.most != most && !shown.is_empty() {
            // Its rooms are those of another size of the screen: pictures are made for the ones to come.
            let pictures = self.picture_rooms(width);
            return self.pictures.ask_once(entry, width, pictures).into_iter().collect();
        }
        let mut effects = Vec::new();
        let wanted = self.pictures.unasked(&shown);
        if !wanted.is_empty() {
            effects.push(Effect::LoadPictures {
                feed,
                wanted,
                easel: self.pictures.easel,
                fetch: self.fetches_pictures(),
            });
        }
        let seen = |placed: &PagePicture| {
            let mut of_all = shown.iter().zip(&seen);
            let of_this = of_all.find(|(other, seen)| *other == placed && **seen != Seen::Nothing);
            of_this.map_or(Seen::Nothing, |(_, seen)| *seen)
        };
        let rooms = self.pictures.rooms_wanted(&shown, seen, &self.picture_rooms(width));
        effects.extend(rooms.and_then(|pictures| self.pictures.ask_once(entry, width, pictures)));
        effects
    }

    /// The rows of pictures that are in sight: those over which nothing lies. Letters at links do not.
    pub fn strips(&self) -> Vec<SeenStrip> {
        let layout = self.layout();
        let Some((article, text)) = self.article.as_ref().zip(layout.text) else {
            return Vec::new();
        };
        let Some(page) = article.page() else {
            return Vec::new();
        };
        let lies_over = !matches!(self.overlays.last(), None | Some(Overlay::Hints(_)));
        let covered = layout.overlay.filter(|_| lies_over);
        let mut strips = Vec::new();
        for placed in page.pictures.iter().filter(|placed| !placed.is_waiting) {
            let (Some(Known::Here(picture)), Some(room)) = (self.pictures.known.get(&placed.url), placed.size) else {
                continue;
            };
            if picture.size.columns > room.columns || picture.size.rows > room.rows {
                continue;
            }
            for row in 0..picture.strips.len() {
                let seen = article.row_of(placed.line + row, text.width, self.clock);
                if let Some(y) = seen.filter(|y| *y < text.rows()).and_then(|y| u16::try_from(y).ok()) {
                    let place = Region {
                        x: text.x + placed.indent,
                        y: text.y + y,
                        width: picture.size.columns,
                        height: 1,
                    };
                    if !covered.is_some_and(|covered| covered.meets(place)) {
                        strips.push(SeenStrip {
                            place,
                            picture: Arc::clone(picture),
                            row,
                        });
                    }
                }
            }
        }
        strips
    }
}

impl Pictures {
    fn ask_once(&mut self, entry: EntryId, width: u16, pictures: Rooms) -> Option<Effect> {
        let asked = (entry, width, pictures.clone());
        if self.asked.as_ref() == Some(&asked) {
            return None;
        }
        self.asked = Some(asked);
        Some(Effect::LayOutArticle { entry, width, pictures })
    }
}

fn most_room(columns: u16, screen: u16) -> PictureSize {
    PictureSize {
        columns,
        rows: (screen / 3 * 2).clamp(1, MOST_ROWS),
    }
}

fn how_much_is_seen(placed: &PagePicture, article: &Reading, text: Region, state: &State) -> Seen {
    let rows = placed.size.map_or(1, |size| usize::from(size.rows));
    let row_of = |line| article.row_of(line, text.width, state.clock);
    let begins_above_end = row_of(placed.line).is_none_or(|row| row < text.rows());
    match row_of(placed.line + rows - 1) {
        Some(last) if begins_above_end && last + 1 < text.rows() => Seen::End,
        Some(_) if begins_above_end => Seen::Beginning,
        _ => Seen::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: PictureSize = PictureSize { columns: 40, rows: 9 };
    const OWN: PictureSize = PictureSize { columns: 20, rows: 4 };

    fn placed(url: &str) -> PagePicture {
        PagePicture {
            url: url.to_owned(),
            size: Some(KEPT),
            is_waiting: true,
            ..PagePicture::default()
        }
    }

    fn picture() -> Picture {
        Picture {
            size: OWN,
            ..Picture::default()
        }
    }

    #[test]
    fn a_picture_is_asked_for_once_and_within_the_room_that_was_kept() {
        let mut pictures = Pictures::default();
        assert_eq!(pictures.unasked(&[placed("a"), placed("a")]), [("a".to_owned(), KEPT)]);
        assert_eq!(pictures.unasked(&[placed("a")]), []);
        pictures.miss("a".to_owned());
        pictures.fit(KEPT);
        assert_eq!(
            pictures.unasked(&[placed("a")]),
            [],
            "another size of the screen brings no other answer"
        );
        pictures.forget_missing();
        assert_eq!(pictures.unasked(&[placed("a")]).len(), 1);
    }

    #[test]
    fn a_picture_in_sight_has_the_room_that_was_kept_and_out_of_sight_its_own() {
        let mut pictures = Pictures::default();
        pictures.unasked(&[placed("a"), placed("b")]);
        let rooms = |pictures: &Pictures, seen: bool| {
            let seen = if seen { Seen::End } else { Seen::Nothing };
            pictures.rooms_wanted(&[placed("a")], |_| seen, &Rooms::default())
        };
        assert_eq!(rooms(&pictures, true), None);
        pictures.take("a".to_owned(), OWN, Easel::default(), picture());
        assert_eq!(rooms(&pictures, true), None, "it was asked for within another room");
        let sixels = Easel {
            way: Way::Sixel,
            ..Easel::default()
        };
        pictures.take("a".to_owned(), KEPT, sixels, picture());
        assert_eq!(
            rooms(&pictures, true),
            None,
            "it is drawn in a way that is no longer wanted"
        );
        pictures.take("a".to_owned(), KEPT, Easel::default(), picture());
        let room = |seen| rooms(&pictures, seen).and_then(|rooms| rooms.known.get("a").copied());
        assert_eq!(room(true), Some(Room::Taken(KEPT)));
        assert_eq!(room(false), Some(Room::Taken(OWN)));
    }

    #[test]
    fn what_was_made_for_another_size_of_the_screen_has_no_room_on_this_one() {
        let mut pictures = Pictures::default();
        pictures.fit(KEPT);
        pictures.unasked(&[placed("a"), placed("b")]);
        pictures.take("a".to_owned(), KEPT, Easel::default(), picture());
        pictures.miss("b".to_owned());
        let larger = PictureSize { rows: 20, ..KEPT };
        assert_eq!(pictures.rooms(KEPT).len(), 2);
        assert_eq!(pictures.rooms(larger), BTreeMap::from([("b".to_owned(), Room::None)]));
    }

    #[test]
    fn the_room_of_a_picture_that_is_not_to_be_had_goes_when_nothing_moves_by_it_that_is_seen() {
        let mut pictures = Pictures::default();
        pictures.unasked(&[placed("a")]);
        pictures.miss("a".to_owned());
        let room = |seen: Seen| {
            let rooms = pictures.rooms_wanted(&[placed("a")], |_| seen, &Rooms::default());
            rooms.and_then(|rooms| rooms.known.get("a").copied())
        };
        assert_eq!(room(Seen::End), None);
        assert_eq!(room(Seen::Beginning), Some(Room::None));
        assert_eq!(room(Seen::Nothing), Some(Room::None));
    }
}

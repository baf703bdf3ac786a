//! Pictures, videos and other things that stand in the text: a line that stands for each, or the room of a picture, and under
//! it caption and credit.

use super::Setter;
use super::passage::Passage;
use crate::model::picture::{Room, fitted};
use crate::model::{Block, Inline, Link, Medium, PagePicture, PictureSize, Role, Style};

/// The proportions of a picture of which the page tells none.
const USUAL: (u32, u32) = (3, 2);

impl Setter<'_> {
    pub(super) fn figure(&mut self, figure: &Block) {
        let Block::Figure {
            medium,
            url,
            pixels,
            alt,
            caption,
            credit,
        } = figure
        else {
            return;
        };
        let link = url.as_deref().map(|url| self.figure_link(url));
        let mut words = Passage::default();
        let said = stand_in(*medium, url.as_deref(), alt, caption);
        words.push(&said, Role::Notice, Style::default(), link);
        match url.as_deref().filter(|_| *medium == Medium::Picture) {
            Some(url) => self.picture(url, *pixels, words),
            None => self.passage(words),
        }
        if !caption.is_empty() {
            self.paragraph(caption, Role::Caption);
        }
        if !credit.is_empty() {
            self.paragraph(credit, Role::Credit);
        }
    }

    fn figure_link(&mut self, url: &str) -> usize {
        let line = self.page.lines.len();
        self.page.links.push(Link {
            url: url.to_owned(),
            line,
        });
        self.page.links.len() - 1
    }

    /// Notes a picture and leaves it its room; the words stand there until it comes, and where it has none.
    fn picture(&mut self, url: &str, pixels: Option<(u32, u32)>, words: Passage) {
        let known = self.pictures.known.get(url).copied();
        let size = match known {
            Some(Room::Taken(size)) => Some(size),
            Some(Room::None) => None,
            None => self.expected(pixels),
        };
        let size = size.filter(|size| usize::from(size.columns) <= self.room());
        let line = self.page.lines.len();
        self.page.pictures.push(PagePicture {
            url: url.to_owned(),
            line,
            indent: u16::try_from(self.width - self.room()).unwrap_or(u16::MAX),
            size,
            is_waiting: known.is_none(),
        });
        if size.is_none() || known.is_none() {
            self.passage(words);
        }
        let end = line + size.map_or(0, |size| usize::from(size.rows));
        while self.page.lines.len() < end && !self.is_full() {
            self.line(Vec::new());
        }
    }

    /// The room to keep for a picture that has not come.
    fn expected(&self, pixels: Option<(u32, u32)>) -> Option<PictureSize> {
        let room = PictureSize {
            columns: u16::try_from(self.room())
                .unwrap_or(u16::MAX)
                .min(self.pictures.most.columns),
            ..self.pictures.most
        };
        if !self.pictures.kept_free || room.rows == 0 || room.columns == 0 {
            return None;
        }
        let width = u32::from(room.columns) * u32::from(self.pictures.cell.0.max(1));
        let usual = (width, width * USUAL.1 / USUAL.0);
        Some(fitted(pixels.unwrap_or(usual), room, self.pictures.cell))
    }
}

/// What stands for a picture or video that is not shown.
fn stand_in(medium: Medium, url: Option<&str>, alt: &str, caption: &[Inline]) -> String {
    let name = match medium {
        Medium::Picture => "picture",
        Medium::Video => "video",
        Medium::Audio => "audio",
        Medium::Embed => "embedded",
    };
    let caption: String = caption.iter().map(|run| run.text.as_str()).collect();
    // Some authors write the brackets themselves.
    let alt = alt
        .strip_prefix('[')
        .and_then(|alt| alt.strip_suffix(']'))
        .unwrap_or(alt);
    if !alt.is_empty() && !caption.contains(alt) {
        return format!("[{name}: {alt}]");
    }
    let place = url.and_then(|url| match medium {
        Medium::Picture if caption.is_empty() && alt.is_empty() => telling_name(url),
        Medium::Picture => None,
        _ => Some(without_scheme(url)),
    });
    match place {
        Some(place) => format!("[{name}: {place}]"),
        None => format!("[{name}]"),
    }
}

/// The name of a picture's file where it is made of words, as `night-ferry.jpg` is and `IMG_4711.jpg` or a hash is not.
fn telling_name(url: &str) -> Option<&str> {
    let path = without_scheme(url).split(['?', '#']).next()?;
    let (_, name) = path.rsplit_once('/')?;
    let (stem, _) = name.rsplit_once('.')?;
    let is_word = |word: &&str| {
        word.len() > 3 && word.chars().all(char::is_alphabetic) && !word.chars().all(|sign| sign.is_ascii_hexdigit())
    };
    let words = stem.split(['-', '_']).filter(is_word);
    (words.count() > 1 && stem.len() <= 40).then_some(name)
}

fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use crate::model::picture::{Room, Rooms};
    use crate::model::{Page, PictureSize};
    use crate::render::{document, page_with_pictures};

    const HTML: &str = "<p>before</p><img src='https://e.example/p' width=320 height=160 alt='A boat'><p>after</p>";

    fn rooms(known: Option<Room>) -> Rooms {
        Rooms {
            most: PictureSize { columns: 60, rows: 20 },
            cell: (8, 16),
            kept_free: true,
            known: known
                .map(|room| ("https://e.example/p".to_owned(), room))
                .into_iter()
                .collect(),
        }
    }

    fn line_of(page: &Page, word: &str) -> Option<usize> {
        let has = |line: &crate::model::Line| line.spans.iter().any(|span| span.text.contains(word));
        page.lines.iter().position(has)
    }

    #[test]
    fn the_text_stands_where_it_will_stand_when_the_picture_has_come() {
        let set = |rooms: &Rooms| page_with_pictures(&document(HTML, None), 60, rooms);
        let waiting = set(&rooms(None));
        let size = PictureSize { columns: 40, rows: 10 };
        assert_eq!(waiting.pictures[0].size, Some(size));
        assert!(waiting.pictures[0].is_waiting && line_of(&waiting, "A boat") == Some(2));
        let shown = set(&rooms(Some(Room::Taken(size))));
        assert!(!shown.pictures[0].is_waiting && line_of(&shown, "A boat").is_none());
        assert_eq!(line_of(&waiting, "after"), line_of(&shown, "after"));
        assert_eq!(line_of(&set(&rooms(Some(Room::None))), "after"), Some(4));
    }

    #[test]
    fn a_picture_that_says_nothing_of_itself_has_the_name_of_its_file_where_that_is_words() {
        let said = |name: &str| {
            let page = page_with_pictures(
                &document(&format!("<img src='https://e.example/{name}'>"), None),
                60,
                &rooms(None),
            );
            page.lines[0].spans[0].text.clone()
        };
        assert_eq!(said("a/night-ferry-2.jpg?w=600"), "[picture: night-ferry-2.jpg]");
        for name in [
            "IMG_4711.jpg",
            "e81c1a77.png",
            "deadbeef-cafe-4a.png",
            "night",
            "%D0%B0%D0%B1-%D0%B2%D0%B3.jpg",
        ] {
            assert_eq!(said(name), "[picture]", "{name}");
        }
    }

    #[test]
    fn without_pictures_or_where_they_may_not_come_a_line_stands_for_each() {
        let mut rooms = rooms(None);
        rooms.kept_free = false;
        let page = page_with_pictures(&document(HTML, None), 60, &rooms);
        assert_eq!(page.pictures[0].size, None);
        assert_eq!(line_of(&page, "after"), Some(4));
    }
}

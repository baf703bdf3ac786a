//! Pictures, videos and embedded pages of an article, with their captions and credits.

use super::address;
use super::blocks::{Flow, Reader, parted_at};
use super::embeds;
use super::inline::{Context, join, plain, trim_end};
use super::tree::{Element, Node};
use crate::model::{Block, Inline, Medium, text};

/// Pictures up to this many cells of a screen, each way, stand for a sign within a line.
const SIGN_SIZE: u32 = 40;

/// How a credit begins where nothing else sets it off.
const CREDITS: [&str; 16] = [
    "Photo:",
    "Photos:",
    "Photo by",
    "Photo credit:",
    "Photograph:",
    "Photograph by",
    "Picture:",
    "Image:",
    "Image credit:",
    "Image by",
    "Credit:",
    "Foto:",
    "Fotos:",
    "Bild:",
    "Crédit",
    "©",
];

impl Reader<'_> {
    /// Adds a picture; a small one is its text within the line.
    pub fn picture(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        let alt = text::line(element.attribute("alt").unwrap_or_default());
        if self.is_formula_again(element) {
            return;
        }
        if is_sign(element) {
            flow.push_text(&alt, context, None);
            return;
        }
        let source = element.attribute("src").filter(|source| !source.starts_with("data:"));
        let source = source.or_else(|| element.attribute("data-src"));
        let url = source.and_then(|source| address::media(source, self.base));
        if url.is_none() && alt.is_empty() {
            return;
        }
        let pixels = pixels(element, "width").zip(pixels(element, "height"));
        let picture = figure(Medium::Picture, url, pixels, alt.clone());
        flow.push_picture(picture, &alt, context);
    }

    /// Adds a video, a sound or a piece of another page.
    pub fn embedded(&mut self, element: &Element, flow: &mut Flow) {
        let own = element.attribute("src").or_else(|| element.attribute("data-src"));
        let source = own.or_else(|| element.find("source").and_then(|source| source.attribute("src")));
        let Some(url) = source.and_then(|source| address::media(source, self.base)) else {
            return;
        };
        let medium = match element.name.as_ref() {
            "video" => Medium::Video,
            "audio" => Medium::Audio,
            _ if embeds::is_video(&url) => Medium::Video,
            _ => Medium::Embed,
        };
        let alt = text::line(element.attribute("title").unwrap_or_default());
        flow.push(figure(medium, Some(embeds::page(&url).unwrap_or(url)), None, alt));
    }

    /// Adds what stands in a figure; its caption goes to its last picture.
    pub fn figure(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        let is_caption = |part: &&[Node]| matches!(part, [Node::Element(element)] if &*element.name == "figcaption");
        let parts = parted_at(&element.children, &["figcaption"]);
        let (captions, content): (Vec<&[Node]>, Vec<&[Node]>) = parts.partition(is_caption);
        flow.end_paragraph();
        for part in content {
            flow.blocks.extend(self.blocks(part, context));
        }
        for caption in captions {
            self.caption(caption, context, flow);
        }
    }

    /// Reads an element that its class calls a caption or a credit and that follows a picture. `false` where it is
    /// none.
    pub fn caption_after(&mut self, element: &Element, context: Context, flow: &mut Flow) -> bool {
        if !element.is_classed("caption") && !is_credit(element) {
            return false;
        }
        flow.end_paragraph();
        let follows_figure = matches!(flow.blocks.last(), Some(Block::Figure { .. }));
        if !follows_figure
            || ["img", "div", "iframe", "video"]
                .iter()
                .any(|name| element.find(name).is_some())
        {
            return false;
        }
        if is_credit(element) {
            let (credit, others) = self.inline(&element.children, context);
            attach(flow, Vec::new(), credit);
            flow.blocks.extend(others);
        } else {
            self.caption(&element.children, context, flow);
        }
        true
    }

    fn caption(&mut self, nodes: &[Node], context: Context, flow: &mut Flow) {
        let around = self.credits.replace(Vec::new());
        let (mut caption, others) = self.inline(nodes, context);
        // Some sites write a caption as a list of one item.
        let (lists, others): (Vec<Block>, Vec<Block>) = others.into_iter().partition(is_text);
        join(&mut caption, "\n", text_of(lists));
        let mut credit = std::mem::replace(&mut self.credits, around).unwrap_or_default();
        if credit.is_empty() {
            credit = split_credit(&mut caption);
        }
        attach(flow, caption, credit);
        flow.blocks.extend(others);
    }
}

/// Whether its class calls an element the credit of a picture.
pub fn is_credit(element: &Element) -> bool {
    element.is_classed("credit") || element.is_classed("copyright")
}

/// Whether a block is text, or a list of it.
fn is_text(block: &Block) -> bool {
    match block {
        Block::Paragraph(_) => true,
        Block::List { items, .. } => items.iter().flat_map(|item| &item.blocks).all(is_text),
        _ => false,
    }
}

fn text_of(blocks: Vec<Block>) -> Vec<Inline> {
    let mut text = Vec::new();
    for block in blocks {
        let more = match block {
            Block::Paragraph(more) => more,
            Block::List { items, .. } => text_of(items.into_iter().flat_map(|item| item.blocks).collect()),
            _ => Vec::new(),
        };
        join(&mut text, "\n", more);
    }
    text
}

fn figure(medium: Medium, url: Option<String>, pixels: Option<(u32, u32)>, alt: String) -> Block {
    Block::Figure {
        medium,
        url,
        pixels,
        alt,
        caption: Vec::new(),
        credit: Vec::new(),
    }
}

/// Gives caption and credit to the block before them; where that takes none they are a paragraph.
fn attach(flow: &mut Flow, mut words: Vec<Inline>, mut source: Vec<Inline>) {
    match flow.blocks.last_mut() {
        Some(Block::Figure { caption, credit, .. }) => {
            join(caption, "\n", words);
            join(credit, "\n", source);
        }
        Some(Block::Table(table)) if table.caption.is_empty() => {
            join(&mut words, "\n", source);
            table.caption = words;
        }
        _ => {
            words.append(&mut source);
            if !words.is_empty() {
                flow.push(Block::Paragraph(words));
            }
        }
    }
}

/// Takes the credit off the end of a caption where it begins as credits do, after a full stop, a line's end or a
/// bracket.
fn split_credit(caption: &mut Vec<Inline>) -> Vec<Inline> {
    let whole = plain(caption);
    let starts = CREDITS.iter().filter_map(|start| whole.rfind(start));
    let Some(at) = starts.filter(|at| begins_sentence(&whole[..*at])).min() else {
        return Vec::new();
    };
    let credit = split_at(caption, at);
    trim_end(caption);
    credit
}

fn begins_sentence(before: &str) -> bool {
    let before = before.trim_end_matches(' ');
    before.is_empty() || before.ends_with(['.', '!', '?', '\n', '|', '/', '–', '—', '"', '”', '»'])
}

/// Splits a passage at a byte of its plain text.
fn split_at(runs: &mut Vec<Inline>, at: usize) -> Vec<Inline> {
    let mut start = 0;
    for index in 0..runs.len() {
        let end = start + runs[index].text.len();
        if at < end {
            let mut rest = runs.split_off(index);
            let tail = rest[0].text.split_off(at - start);
            let head = std::mem::replace(&mut rest[0].text, tail);
            runs.push(Inline {
                text: head,
                ..rest[0].clone()
            });
            rest[0].place = None;
            return rest;
        }
        start = end;
    }
    Vec::new()
}

/// A measure that an attribute tells in pixels.
fn pixels(element: &Element, name: &str) -> Option<u32> {
    let told = element.attribute(name)?.trim().trim_end_matches("px").parse().ok();
    told.filter(|size| *size > 0)
}

fn is_sign(element: &Element) -> bool {
    let small = |name| pixels(element, name).is_some_and(|size| size <= SIGN_SIZE);
    let classes = ["emoji", "smiley", "math-fallback", "latex"];
    classes.iter().any(|class| element.is_classed(class)) || (small("width") && small("height"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::document;

    /// Medium, address, alt, caption and credit of each figure.
    fn figures(html: &str) -> Vec<(Medium, String, String, String, String)> {
        let blocks = document(html, None).blocks;
        let read = blocks.into_iter().filter_map(|block| match block {
            Block::Figure {
                medium,
                url,
                alt,
                caption,
                credit,
                ..
            } => Some((medium, url.unwrap_or_default(), alt, plain(&caption), plain(&credit))),
            _ => None,
        });
        read.collect()
    }

    fn picture(alt: &str, caption: &str, credit: &str) -> (Medium, String, String, String, String) {
        let url = "https://e.example/p".to_owned();
        (
            Medium::Picture,
            url,
            alt.to_owned(),
            caption.to_owned(),
            credit.to_owned(),
        )
    }

    const PICTURE: &str = "<img src='https://e.example/p' alt='A boat'>";

    #[test]
    fn a_caption_and_its_credit_are_told_apart() {
        for caption in [
            "<figcaption>At dawn. <span class='photo-credit'>Ana</span></figcaption>",
            "<figcaption>At dawn. <small>Ana</small></figcaption>",
            "<figcaption><p>At dawn.</p><div class='copyright'>Ana</div></figcaption>",
            "<figcaption><ul><li>At dawn. <small>Ana</small></li></ul></figcaption>",
        ] {
            let html = format!("<figure>{PICTURE}{caption}</figure>");
            assert_eq!(figures(&html), [picture("A boat", "At dawn.", "Ana")], "{caption}");
        }
        let html = format!("<figure>{PICTURE}<figcaption>At <b>dawn</b>. Photo: Ana</figcaption></figure>");
        assert_eq!(figures(&html), [picture("A boat", "At dawn.", "Photo: Ana")]);
        let html = format!("<figure>{PICTURE}<figcaption>The Photo: a history</figcaption></figure>");
        assert_eq!(figures(&html), [picture("A boat", "The Photo: a history", "")]);
    }

    #[test]
    fn a_caption_is_also_found_by_its_class() {
        let html = format!("<div class='wp-caption'>{PICTURE}<p class='wp-caption-text'>At dawn</p></div><p>Text</p>");
        assert_eq!(figures(&html), [picture("A boat", "At dawn", "")]);
    }

    #[test]
    fn beacons_and_hidden_pictures_are_none() {
        for hidden in [
            "width=1 height=1",
            "height='0'",
            "style='display: none'",
            "style='border:0;width:1px; height: 1px'",
        ] {
            assert_eq!(
                figures(&format!("<img src='https://e.example/p' {hidden}>")),
                [],
                "{hidden}"
            );
        }
        assert_eq!(figures("<img src='https://pixel.wp.com/b.gif?x'>"), []);
        let wide = "<img src='https://e.example/p' style='max-width:701px'>";
        assert_eq!(figures(wide).len(), 1);
    }

    #[test]
    fn the_pixels_of_a_picture_are_known_where_the_page_tells_both() {
        let told = |size: &str| match document(&format!("<img src='https://e.example/p' {size}>"), None)
            .blocks
            .first()
        {
            Some(Block::Figure { pixels, .. }) => *pixels,
            other => panic!("{other:?}"),
        };
        assert_eq!(told("width=800 height='600px'"), Some((800, 600)));
        assert_eq!(told("width=100% height=600"), None);
        assert_eq!(told("width=800"), None);
    }

    #[test]
    fn a_picture_that_comes_late_is_found() {
        let html = "<img src='data:image/gif;base64,R0lGOD' data-src='https://e.example/p' alt='A boat'>";
        assert_eq!(figures(html), [picture("A boat", "", "")]);
    }

    #[test]
    fn a_small_picture_is_a_word_in_its_line() {
        let html = "<p>a <img src='https://e.example/p' width=16 height=16 alt=':-)'> b</p>";
        assert_eq!(plain_of(html), "a :-) b");
        assert_eq!(figures(html), []);
    }

    fn plain_of(html: &str) -> String {
        match document(html, None).blocks.as_slice() {
            [Block::Paragraph(runs)] => plain(runs),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_picture_within_a_sentence_follows_it() {
        let html =
            "<p>See <a href='https://e.example/'><img src='https://e.example/p' alt='the map'></a>, and the list.</p>";
        let [Block::Paragraph(sentence), Block::Figure { alt, .. }] = &document(html, None).blocks[..] else {
            panic!("{:?}", document(html, None).blocks)
        };
        assert_eq!(
            (plain(sentence).as_str(), alt.as_str()),
            ("See [the map], and the list.", "the map")
        );
        let html = "<p>Above:<br><img src='https://e.example/p'><br>below.</p>";
        assert!(matches!(
            &document(html, None).blocks[..],
            [Block::Paragraph(_), Block::Figure { .. }, Block::Paragraph(_)]
        ));
    }

    #[test]
    fn embedded_things_say_what_they_are() {
        let media = |html: &str| figures(html).into_iter().map(|figure| figure.0).collect::<Vec<_>>();
        assert_eq!(
            media("<iframe src='https://www.youtube.com/embed/x'>no</iframe>"),
            [Medium::Video]
        );
        assert_eq!(
            media("<video><source src='https://e.example/v'>no</video>"),
            [Medium::Video]
        );
        assert_eq!(media("<audio src='https://e.example/a'></audio>"), [Medium::Audio]);
        assert_eq!(media("<iframe src='https://maps.example/'></iframe>"), [Medium::Embed]);
        assert_eq!(media("<iframe src='javascript:x'></iframe>"), []);
    }
}

//! The tree of a page read in order into pieces. Nothing is decided here. The walk keeps its own stack: a page's
//! depth is not ours.

use super::inline::{Inline, escaped, is_inline, web_address};
use super::marks::Marks;
use super::memory::{key_hash, site_of};
use super::metadata::own_address;
use super::piece::{Form, Piece, Zone, count_words, normalised};
use super::rules::SiteNodes;
use super::table;
use crate::model::text::{body, line};
use dom_query::{Document, NodeId, NodeRef};
use std::collections::HashMap;
use url::Url;

/// The attribute that carries an element's number through the search for candidates.
pub(super) const STAMP: &str = "data-piece";

/// The share of the text from which a zone is the page.
const MOST: f32 = 0.5;
/// The share of hidden text from which it must be the page; less can be copies of it for machines.
const NEARLY_ALL: f32 = 0.75;

/// Bytes of HTML with links and emphasis; what comes after is plain. Links and emphasis are opened anew in each piece
/// that they run through, which must not multiply a page.
const MAX_HTML: usize = 8 * 1024 * 1024;

/// Words from which an id is that of a place in the text.
const SLUG_WORDS: usize = 5;

/// Pictures smaller than this on either side are signs, not pictures; in pixels.
const MIN_PICTURE: u32 = 60;

/// Shows what came after the page: pages that are sent bit by bit have their later parts in hidden elements, which a
/// script puts into their places (React numbers them `S:0`, `S:1` …).
pub(super) fn reveal_parts(document: &Document) {
    for node in document.select("[hidden][id^='S:']").nodes() {
        node.remove_attr("hidden");
    }
}

/// The pieces of `document` in order. Elements that hold text or are pictures are stamped with their numbers. Where most
/// of the text is hidden, as by pages that a script reveals, nothing counts as hidden.
pub(super) fn pieces(document: &Document, base: &Url, marks: &Marks, site: &SiteNodes) -> Vec<Piece> {
    let mut pieces = walked(document, base, marks, site, true);
    if share(&pieces, Zone::Hidden) > NEARLY_ALL {
        reveal(document);
        pieces = walked(document, base, marks, site, false);
    }
    for zone in [Zone::Navigation, Zone::Footer, Zone::Aside, Zone::Form] {
        if share(&pieces, zone) > MOST {
            pieces
                .iter_mut()
                .filter(|piece| piece.zone == Some(zone))
                .for_each(|piece| piece.zone = None);
        }
    }
    pieces
}

/// The share of running text that stands in `zone`.
fn share(pieces: &[Piece], zone: Zone) -> f32 {
    let words = |wanted: &dyn Fn(&&Piece) -> bool| -> usize {
        pieces
            .iter()
            .filter(|piece| piece.is_long())
            .filter(wanted)
            .map(|piece| piece.words)
            .sum()
    };
    words(&|piece| piece.zone == Some(zone)) as f32 / words(&|_| true).max(1) as f32
}

/// Takes off what hides elements, for the readability algorithm too.
fn reveal(document: &Document) {
    for node in document.select("[hidden], [style], [aria-hidden]").nodes() {
        node.remove_attrs(&["hidden", "style", "aria-hidden"]);
    }
}

fn walked(document: &Document, base: &Url, marks: &Marks, site: &SiteNodes, hides: bool) -> Vec<Piece> {
    let mut walker = Walker {
        base,
        // Of a page that came by another door, the links go to the address that it calls its own.
        own: own_address(document),
        marks,
        site,
        hides,
        around: vec![Around::default()],
        run: Run::default(),
        pieces: Vec::new(),
        html_bytes: 0,
        numbers: HashMap::new(),
        next_number: 1,
        lists: Vec::new(),
    };
    let root = document.body().unwrap_or_else(|| document.html_root());
    walker.walk(root);
    walker.pieces
}

/// What is known of the elements around a place.
#[derive(Clone, Copy, Default)]
struct Around {
    form: Option<Form>,
    zone: Option<Zone>,
    is_caption: bool,
    is_credit: bool,
    is_byline: bool,
    is_date: bool,
    in_figure: bool,
    in_quote: bool,
    in_article_body: bool,
    in_site_body: bool,
    furniture: usize,
    shape: u64,
    block: u32,
    container: u32,
    article: u32,
    main: u32,
    /// Which of the walker's ordered lists the items are counted in.
    list: Option<usize>,
    leads_on: bool,
}

/// The text gathered since the last block began.
#[derive(Default)]
struct Run {
    inline: Inline,
    sources: Vec<(u32, usize)>,
    breaks: usize,
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave { block: bool, name: String },
}

struct Walker<'a> {
    base: &'a Url,
    /// The address that the page calls its own.
    own: Option<Url>,
    marks: &'a Marks,
    site: &'a SiteNodes,
    /// Whether what hides an element is heeded.
    hides: bool,
    around: Vec<Around>,
    run: Run,
    pieces: Vec<Piece>,
    /// Bytes of clean HTML made so far.
    html_bytes: usize,
    numbers: HashMap<NodeId, u32>,
    next_number: u32,
    /// The next number of each ordered list.
    lists: Vec<i64>,
}

impl<'a> Walker<'a> {
    fn walk(&mut self, root: NodeRef<'a>) {
        let mut steps = vec![Step::Enter(root)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(node) if node.is_text() => self.text(&node),
                Step::Enter(node) => self.enter(node, &mut steps),
                Step::Leave { block, name } => {
                    if block {
                        self.flush();
                    } else {
                        self.run.inline.close(&name);
                    }
                    self.around.pop();
                }
            }
        }
        self.flush();
    }

    fn enter(&mut self, node: NodeRef<'a>, steps: &mut Vec<Step<'a>>) {
        let Some(name) = node.node_name() else { return };
        let name: &str = &name;
        match name {
            "script" | "style" | "noscript" | "template" | "object" | "embed" | "canvas" | "audio" | "video"
            | "textarea" | "select" | "input" | "head" | "link" | "meta" | "source" | "rp" | "rt" => {}
            "br" => self.break_line(),
            "hr" => self.flush(),
            "img" | "amp-img" => self.picture(&node),
            "pre" => self.whole(&node, name, Form::Code),
            "table" if table::is_data(&node) => self.whole(&node, name, Form::Table),
            _ => self.descend(node, name, steps),
        }
    }

    fn descend(&mut self, node: NodeRef<'a>, name: &str, steps: &mut Vec<Step<'a>>) {
        let around = self.within(&node, name);
        let outer = self.here();
        let set_apart = (around.is_credit && !outer.is_credit) || (around.is_caption && !outer.is_caption);
        let hidden = around.zone.is_some() && outer.zone.is_none();
        let block = !is_inline(name) || set_apart || hidden;
        if block {
            self.flush();
        } else {
            if around.is_byline && name == "a" && self.run.inline.text.ends_with(char::is_alphanumeric) {
                // Names and what can be done about them are set apart by their looks alone.
                self.run.inline.blank();
            }
            self.run.inline.open(name, &node, self.base);
        }
        self.around.push(around);
        steps.push(Step::Leave {
            block,
            name: name.to_owned(),
        });
        let children: Vec<NodeRef> = node.children_it(true).collect();
        steps.extend(children.into_iter().map(Step::Enter));
    }

    fn here(&self) -> Around {
        self.around.last().copied().unwrap_or_default()
    }

    /// What is known within `node`.
    fn within(&mut self, node: &NodeRef<'a>, name: &str) -> Around {
        let mut around = self.here();
        let attribute = |key: &str| node.attr(key).unwrap_or_default().to_ascii_lowercase();
        let (itemprop, role) = (attribute("itemprop"), attribute("role"));
        let id = attribute("id");
        let id = if is_slug(name, &id) { "" } else { &id };
        let named = self.marks.read(&[&attribute("class"), id, &role]);
        around.shape = deeper(around.shape, name);
        around.furniture += usize::from(named.furniture);
        around.in_figure |= name == "figure" || named.figure;
        around.is_caption |= name == "figcaption" || named.caption || itemprop == "caption";
        around.is_credit |= named.credit && (around.in_figure || around.is_caption) || itemprop == "copyrightholder";
        around.is_byline |= named.byline || itemprop == "author" || attribute("rel") == "author" || name == "address";
        around.is_date |= named.date || name == "time" || itemprop.starts_with("date");
        around.in_article_body |= itemprop.split(' ').any(|word| word == "articlebody");
        around.in_site_body |= self.site.body.contains(&node.id);
        around.in_quote |= name == "blockquote";
        around.leads_on |= name == "a" && node.attr("href").is_some_and(|href| self.leads_on(&href));
        if matches!(around.zone, None | Some(Zone::Form)) {
            // Old pages are one form: what is within it may be another zone.
            around.zone = self.zone(node, name, &role).or(around.zone);
        }
        self.enter_block(node, name, &mut around);
        if name == "main" || role == "main" {
            around.main = around.block;
        }
        around
    }

    /// Whether a link leads to another page of the site: not to a picture, nor to what belongs to this page.
    fn leads_on(&self, href: &str) -> bool {
        let pages = || std::iter::once(self.base).chain(&self.own);
        let is_inner = |url: &Url, page: &Url| {
            let inner = url.path().strip_prefix(page.path().trim_end_matches('/'));
            inner.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.base.join(href.trim()).is_ok_and(|url| {
            let mut here = pages().filter(|page| site_of(page) == site_of(&url)).peekable();
            here.peek().is_some() && !here.any(|page| is_inner(&url, page)) && !is_address_of_picture(&url)
        })
    }

    fn enter_block(&mut self, node: &NodeRef<'a>, name: &str, around: &mut Around) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                around.form = Some(Form::Heading(name.as_bytes()[1] - b'0'));
            }
            "ol" => {
                around.list = Some(self.lists.len());
                self.lists.push(number(node, "start").unwrap_or(1));
            }
            "ul" | "menu" => around.list = None,
            "li" => {
                around.form = Some(Form::Item {
                    number: self.count(node, around),
                })
            }
            "dd" => around.form = Some(Form::Item { number: None }),
            "p" | "div" | "td" | "section" | "article" if matches!(around.form, Some(Form::Heading(_))) => {}
            "article" => around.form = None,
            _ => {}
        }
        if !is_inline(name) {
            around.container = around.block;
            around.block = self.number(node);
        }
        if name == "article" {
            around.article = around.block;
        }
    }

    /// The number of an item, where its list is ordered.
    fn count(&mut self, item: &NodeRef<'a>, around: &Around) -> Option<i64> {
        let next = self.lists.get_mut(around.list?)?;
        let count = number(item, "value").unwrap_or(*next);
        *next = count.saturating_add(1);
        Some(count)
    }

    fn zone(&self, node: &NodeRef<'a>, name: &str, role: &str) -> Option<Zone> {
        if self.site.strip.contains(&node.id) {
            return Some(Zone::Stripped);
        }
        match (name, role) {
            ("nav", _) | (_, "navigation" | "menu" | "menubar" | "tablist" | "search") => Some(Zone::Navigation),
            ("footer", _) | (_, "contentinfo") => Some(Zone::Footer),
            ("aside", _) | (_, "complementary") => Some(Zone::Aside),
            ("form" | "button" | "label" | "fieldset", _) => Some(Zone::Form),
            (_, "button" | "dialog" | "alertdialog" | "form") => Some(Zone::Form),
            _ if self.hides && self.is_hidden(node) => Some(Zone::Hidden),
            _ => None,
        }
    }

    fn is_hidden(&self, node: &NodeRef<'a>) -> bool {
        let style = node
            .attr("style")
            .unwrap_or_default()
            .to_ascii_lowercase()
            .replace(' ', "");
        let class = node.attr("class").unwrap_or_default();
        node.has_attr("hidden")
            || node.attr("aria-hidden").is_some_and(|value| &*value == "true")
            || style.contains("display:none")
            || style.contains("visibility:hidden")
            || self.marks.hides(&class)
    }

    fn text(&mut self, node: &NodeRef<'a>) {
        let contents = node.text();
        if contents.trim().is_empty() {
            self.run.inline.blank();
            return;
        }
        self.run.breaks = 0;
        if let Some(parent) = node.parent() {
            let number = self.number(&parent);
            self.run.sources.push((number, contents.trim().len()));
        }
        self.run.inline.text(&contents);
    }

    /// A line break; two of them end a paragraph.
    fn break_line(&mut self) {
        self.run.breaks += 1;
        if self.run.breaks == 2 {
            self.split();
        } else {
            self.run.inline.line_break();
        }
    }

    /// Ends the run and goes on within the same inline elements.
    fn split(&mut self) {
        let inline = self.run.inline.split();
        self.push_run(inline);
        self.run.sources.clear();
    }

    fn flush(&mut self) {
        let run = std::mem::take(&mut self.run.inline);
        let (rest, again) = run.finish();
        self.push_run(rest);
        self.run = Run {
            inline: again,
            ..Run::default()
        };
    }

    fn push_run(&mut self, inline: Inline) {
        let text = line(&inline.text);
        if text.is_empty() {
            return;
        }
        let around = self.here();
        let form = match around.form {
            Some(form) => form,
            None if around.in_quote => Form::Quote,
            None => Form::Paragraph,
        };
        let linked = inline.linked as f32 / inline.text.trim().len().max(1) as f32;
        let sources = self.run.sources.clone();
        self.html_bytes += inline.html.len();
        let html = if self.html_bytes <= MAX_HTML {
            body(&inline.html).trim().to_owned()
        } else {
            escaped(&text)
        };
        self.push(form, text, html, linked.min(1.0), sources, None);
    }

    fn push(
        &mut self,
        form: Form,
        text: String,
        html: String,
        linked: f32,
        sources: Vec<(u32, usize)>,
        picture: Option<String>,
    ) {
        let around = self.here();
        let key = normalised(&text);
        self.pieces.push(Piece {
            form,
            hash: key_hash(&key),
            key,
            words: count_words(&text),
            text,
            html,
            linked,
            zone: around.zone,
            is_caption: around.is_caption,
            is_credit: around.is_credit,
            is_byline: around.is_byline,
            is_date: around.is_date,
            in_article_body: around.in_article_body,
            in_site_body: around.in_site_body,
            furniture: around.furniture,
            shape: around.shape,
            container: around.container,
            article: around.article,
            main: around.main,
            picture,
            leads_on: around.leads_on,
            sources,
        });
    }

    /// An element that is one piece whatever it holds.
    fn whole(&mut self, node: &NodeRef<'a>, name: &str, form: Form) {
        self.flush();
        let around = self.within(node, name);
        self.around.push(around);
        let (text, html) = if form == Form::Code {
            table::code(node)
        } else {
            table::table(node, self.base)
        };
        if !text.trim().is_empty() {
            let linked = table::linked_share(node);
            let mut sources = Vec::new();
            // Collected first: stamping an element needs the tree that the iterator holds.
            let texts: Vec<NodeRef> = node.descendants_it().filter(|child| child.is_text()).collect();
            for child in texts {
                if let Some(parent) = child.parent() {
                    let number = self.number(&parent);
                    sources.push((number, child.text().trim().len()));
                }
            }
            self.push(form, text, html, linked, sources, None);
        }
        self.around.pop();
    }

    fn picture(&mut self, node: &NodeRef<'a>) {
        let small = |key: &str| {
            node.attr(key)
                .and_then(|value| value.parse().ok())
                .is_some_and(|size: u32| size < MIN_PICTURE)
        };
        let Some(url) = picture_address(node, self.base) else {
            return;
        };
        if small("width") || small("height") {
            return;
        }
        // Nothing but the picture may stand between two words.
        self.run.inline.blank();
        let number = self.number(node);
        let around = self.within(node, "img");
        self.around.push(around);
        let alt = line(&node.attr("alt").unwrap_or_default());
        let html = format!("<img src=\"{}\" alt=\"{}\">", escaped(&url), escaped(&alt));
        self.push(Form::Picture, alt, html, 0.0, vec![(number, 1)], Some(url));
        self.around.pop();
    }

    /// The element's number, stamped on it.
    fn number(&mut self, node: &NodeRef<'a>) -> u32 {
        if let Some(&number) = self.numbers.get(&node.id) {
            return number;
        }
        let number = self.next_number;
        self.next_number += 1;
        node.set_attr(STAMP, &number.to_string());
        self.numbers.insert(node.id, number);
        number
    }
}

/// Whether an element's id is made of a heading's words, which tell of the text and not of the element.
fn is_slug(name: &str, id: &str) -> bool {
    let is_heading = matches!(name.as_bytes(), [b'h' | b'H', b'1'..=b'6']);
    is_heading || id.split(['-', '_', ' ']).filter(|word| !word.is_empty()).count() >= SLUG_WORDS
}

/// Whether an address is that of a file with a picture.
pub(super) fn is_address_of_picture(url: &Url) -> bool {
    let end = url.path().rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_picture = matches!(end.as_str(), "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "svg");
    is_picture && matches!(url.scheme(), "http" | "https")
}

/// The shape of what lies within an element of that name.
fn deeper(shape: u64, name: &str) -> u64 {
    name.bytes().chain([b'>']).fold(shape, |shape, byte| {
        (shape ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Where the picture is: lazy pages keep the true address in other attributes than `src`.
fn picture_address(node: &NodeRef, base: &Url) -> Option<String> {
    let keys = ["data-src", "data-original", "data-lazy-src", "data-full-src", "src"];
    let found = keys
        .iter()
        .filter_map(|key| node.attr(key))
        .map(|value| value.trim().to_owned());
    let from_set = ["srcset", "data-srcset"]
        .iter()
        .filter_map(|key| node.attr(key))
        .filter_map(|set| {
            set.split(',')
                .next_back()
                .and_then(|last| last.split_whitespace().next())
                .map(str::to_owned)
        });
    found
        .chain(from_set)
        .filter(|address| !address.is_empty() && !address.starts_with("data:"))
        .find_map(|address| web_address(&address, base))
}

fn number(node: &NodeRef, attribute: &str) -> Option<i64> {
    node.attr(attribute)?.trim().parse().ok()
}

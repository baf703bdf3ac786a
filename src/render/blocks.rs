//! A tree of HTML → the blocks of a document. Lists are read in `lists`, tables in `tables`, figures in `figures`,
//! formulas in `formulas`, the white space of inline text in `inline`.

use super::address;
use super::figures::is_credit;
use super::formulas;
use super::inline::{Context, Runs, join};
use super::tree::{Element, Node};
use crate::model::{Block, Document, Inline, text};
use url::Url;

/// Rules that divide an article at most: each is a tag of four signs in a page, and a whole line on the screen.
const MAX_RULES: usize = 1_000;

/// Cells of the words that stand within a sentence for a picture there.
const MAX_STAND_IN: usize = 40;

/// The document of a tree; `base` is the page that its links start from, `places` are the names of the places that it has.
pub fn document(tree: &[Node], base: Option<&Url>, places: &[String]) -> Document {
    let mut reader = Reader {
        base,
        names: places,
        begun: Vec::new(),
        places: Vec::new(),
        links: Vec::new(),
        rules: 0,
        credits: None,
        after_formula: false,
    };
    let blocks = reader.blocks(tree, Context::default());
    Document {
        blocks,
        links: reader.links,
        places: reader.places,
    }
}

/// Reads the tree and keeps the links that it meets.
pub struct Reader<'a> {
    pub base: Option<&'a Url>,
    names: &'a [String],
    /// The addresses of the places that begin with the next word.
    begun: Vec<String>,
    places: Vec<(String, usize)>,
    pub links: Vec<String>,
    rules: usize,
    /// Where the credits within a caption go, while one is read.
    pub credits: Option<Vec<Inline>>,
    /// Whether a formula was read last: many pages have each once more, for programs that know none.
    pub after_formula: bool,
}

/// The content of one container while it is read: its blocks, and the paragraph at its end that is still open.
#[derive(Default)]
pub struct Flow {
    pub blocks: Vec<Block>,
    runs: Runs,
    /// Pictures that stand within the open paragraph: they follow it, so that its sentence stays whole.
    pictures: Vec<Block>,
    /// What is said in the place of such pictures if their line goes on.
    stand_ins: Vec<(String, Context)>,
}

impl Flow {
    /// Ends the open paragraph.
    pub fn end_paragraph(&mut self) {
        let runs = self.runs.take();
        if !runs.is_empty() {
            self.blocks.push(Block::Paragraph(runs));
        }
        self.blocks.append(&mut self.pictures);
        self.stand_ins.clear();
    }

    /// Ends the line; where it had ended already, the paragraph.
    pub fn end_line(&mut self) {
        self.stand_ins.clear();
        if !self.runs.break_line() {
            self.end_paragraph();
        }
    }

    /// Whether a line has begun.
    pub fn is_in_line(&self) -> bool {
        self.runs.is_in_line()
    }

    /// Adds a picture: at once, or behind the paragraph where it stands in the middle of a line.
    pub fn push_picture(&mut self, picture: Block, alt: &str, context: Context) {
        if self.runs.is_in_line() {
            self.pictures.push(picture);
            if !alt.is_empty() && text::width(alt) <= MAX_STAND_IN {
                self.stand_ins.push((format!("[{alt}]"), context));
            }
        } else {
            self.push(picture);
        }
    }

    /// Ends the open paragraph and adds a block.
    pub fn push(&mut self, block: Block) {
        self.end_paragraph();
        self.blocks.push(block);
    }

    /// Adds inline text to the open paragraph; `place` is the place that begins with it.
    pub fn push_text(&mut self, text: &str, context: Context, place: Option<usize>) {
        if !self.stand_ins.is_empty() && !text.trim_ascii().is_empty() {
            for (words, context) in self.stand_ins.drain(..) {
                self.runs.push(&words, context, None);
            }
        }
        self.runs.push(text, context, place);
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        self.blocks
    }
}

impl Reader<'_> {
    /// The blocks that a container holds.
    pub fn blocks(&mut self, nodes: &[Node], context: Context) -> Vec<Block> {
        let mut flow = Flow::default();
        self.nodes(nodes, context, &mut flow);
        flow.finish()
    }

    /// The inline text of a container, and the blocks within it that are none.
    pub fn inline(&mut self, nodes: &[Node], context: Context) -> (Vec<Inline>, Vec<Block>) {
        let mut text = Vec::new();
        let mut others = Vec::new();
        for block in self.blocks(nodes, context) {
            match block {
                Block::Paragraph(more) | Block::Heading { text: more, .. } => join(&mut text, "\n", more),
                other => others.push(other),
            }
        }
        (text, others)
    }

    fn nodes(&mut self, nodes: &[Node], context: Context, flow: &mut Flow) {
        for node in nodes {
            match node {
                Node::Text(text) => {
                    self.after_formula &= text.trim_ascii().is_empty();
                    let place = self.place_of(text);
                    flow.push_text(text, context, place);
                }
                Node::Element(element) => self.element(element, context, flow),
            }
        }
    }

    /// Whether an element is a formula written out for programs that know none, after the formula itself.
    pub fn is_formula_again(&self, element: &Element) -> bool {
        self.after_formula
            && ["katex-html", "math-fallback"]
                .iter()
                .any(|class| element.is_classed(class))
    }

    /// A rule, unless one is there already.
    fn rule(&mut self, flow: &mut Flow) {
        flow.end_paragraph();
        if flow.blocks.last() != Some(&Block::Rule) && self.rules < MAX_RULES {
            self.rules += 1;
            flow.push(Block::Rule);
        }
    }

    pub(super) fn element(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        if self.credits.is_some() && is_credit(element) {
            self.credit(element, context, flow);
            return;
        }
        self.begin_place(element);
        let inner = match element.name.as_ref() {
            "sup" => {
                // Of two notes in one place each is its own.
                let begins_with_word = element.children.iter().find_map(formulas::first_sign);
                let is_outer = !context.style.raised && !context.style.lowered;
                let is_next_note =
                    is_outer && flow.runs.ends_raised() && begins_with_word.is_some_and(char::is_alphanumeric);
                let inner = formulas::raised(context, flow);
                if is_next_note {
                    flow.push_text(",", inner, None);
                }
                inner
            }
            "sub" => formulas::lowered(context, flow),
            _ => self.context(element, context),
        };
        match element.name.as_ref() {
            "span" if self.is_formula_again(element) => {}
            "a" | "b" | "i" | "s" | "code" | "sup" | "sub" | "span" => self.nodes(&element.children, inner, flow),
            name if formulas::is_part(name) => self.formula(element, context, flow),
            "br" => flow.end_line(),
            // Stands between two pieces of one text.
            "wbr" => {}
            "hr" => self.rule(flow),
            "img" => self.picture(element, context, flow),
            "iframe" | "embed" | "video" | "audio" => self.embedded(element, flow),
            "figure" => self.figure(element, context, flow),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element, context, flow),
            "ul" | "ol" => self.list(element, context, flow),
            "dl" => self.definitions(element, context, flow),
            "blockquote" => {
                let blocks = self.blocks(&element.children, context);
                push_unless_empty(flow, blocks, Block::Quote);
            }
            "pre" => self.code(element, flow),
            "table" => self.table(element, context, flow),
            _ if self.caption_after(element, context, flow) => {}
            _ => {
                flow.end_paragraph();
                self.nodes(&element.children, context, flow);
                flow.end_paragraph();
            }
        }
    }

    fn credit(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        let (text, others) = self.inline(&element.children, context);
        flow.blocks.extend(others);
        if let Some(credits) = &mut self.credits {
            join(credits, " ", text);
        }
    }

    fn context(&mut self, element: &Element, outer: Context) -> Context {
        let mut context = outer;
        match element.name.as_ref() {
            "b" => context.style.strong = true,
            "i" => context.style.emphasis = true,
            "s" => context.style.struck = true,
            "code" => context.style.code = true,
            "a" => context.link = element.attribute("href").and_then(|href| self.link(href)),
            _ => {}
        }
        context
    }

    /// Notes the place that an element is.
    pub(super) fn begin_place(&mut self, element: &Element) {
        let name = element.attribute("id").or_else(|| element.attribute("name"));
        self.begun.extend(name.and_then(|name| address::place(name, self.base)));
    }

    /// The number of the place that begins with this text.
    pub(super) fn place_of(&mut self, text: &str) -> Option<usize> {
        if self.begun.is_empty() || text.trim().is_empty() {
            return None;
        }
        let number = self.places.len();
        self.places
            .extend(self.begun.drain(..).map(|address| (address, number)));
        Some(number)
    }

    fn link(&mut self, href: &str) -> Option<usize> {
        let target = match href.trim().strip_prefix('#') {
            Some(name) if self.names.iter().any(|known| known == name) => address::place(name, self.base)?,
            Some(_) => return None,
            None => address::link(href, self.base)?,
        };
        self.links.push(target);
        Some(self.links.len() - 1)
    }

    fn heading(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        let rank = element
            .name
            .bytes()
            .last()
            .map_or(1, |digit| digit.saturating_sub(b'0'));
        let (text, others) = self.inline(&element.children, context);
        flow.end_paragraph();
        if !text.is_empty() {
            flow.push(Block::Heading { rank, text });
        }
        flow.blocks.extend(others);
    }

    fn definitions(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        let mut pairs = Vec::new();
        self.pairs(&element.children, context, &mut pairs);
        push_unless_empty(flow, pairs, Block::Definitions);
    }

    fn pairs(&mut self, nodes: &[Node], context: Context, pairs: &mut Vec<(Vec<Inline>, Vec<Block>)>) {
        for part in parted_at(nodes, &["dt", "dd", "div"]) {
            let meaning = match part {
                [Node::Element(element)] if &*element.name == "dt" => {
                    self.begin_place(element);
                    pairs.push(self.inline(&element.children, context));
                    continue;
                }
                [Node::Element(element)] if &*element.name == "div" => {
                    self.pairs(&element.children, context, pairs);
                    continue;
                }
                [Node::Element(element)] if &*element.name == "dd" => {
                    self.begin_place(element);
                    self.blocks(&element.children, context)
                }
                stray => self.blocks(stray, context),
            };
            match pairs.last_mut() {
                Some(last) => last.1.extend(meaning),
                None if meaning.is_empty() => {}
                None => pairs.push((Vec::new(), meaning)),
            }
        }
    }

    fn code(&mut self, element: &Element, flow: &mut Flow) {
        let mut text = String::new();
        write_code(&element.children, &mut text);
        let text = crate::model::text::body(&text);
        let kept = text.trim_end().len();
        flow.end_paragraph();
        if kept > 0 {
            flow.push(Block::Code {
                language: language(element),
                text: text[..kept].to_owned(),
            });
        }
    }
}

/// The nodes with each element of these names alone, and what stands between them together: it is one text.
pub fn parted_at<'a>(nodes: &'a [Node], names: &[&str]) -> impl Iterator<Item = &'a [Node]> {
    let is_named = |node: &Node| matches!(node, Node::Element(element) if names.contains(&element.name.as_ref()));
    nodes.chunk_by(move |one, other| !is_named(one) && !is_named(other))
}

fn push_unless_empty<T>(flow: &mut Flow, content: Vec<T>, block: fn(Vec<T>) -> Block) {
    flow.end_paragraph();
    if !content.is_empty() {
        flow.push(block(content));
    }
}

fn write_code(nodes: &[Node], code: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => code.push_str(text),
            Node::Element(element) if &*element.name == "br" => code.push('\n'),
            Node::Element(element) if &*element.name == "img" => {
                code.push_str(element.attribute("alt").unwrap_or_default());
            }
            Node::Element(element) => {
                let is_line = matches!(element.name.as_ref(), "div" | "p" | "li" | "tr");
                if is_line && !code.is_empty() && !code.ends_with('\n') {
                    code.push('\n');
                }
                write_code(&element.children, code);
            }
        }
    }
}

/// The language of code, from a class `language-x` or the like on it or within it.
fn language(element: &Element) -> Option<String> {
    let class = element.attribute("class").unwrap_or_default();
    let own = class.split_ascii_whitespace().find_map(|word| {
        let name = ["language-", "lang-", "highlight-source-"]
            .iter()
            .find_map(|prefix| word.strip_prefix(prefix))?;
        let name = crate::model::text::line(name).to_lowercase();
        (!name.is_empty() && name.len() <= 32).then_some(name)
    });
    own.or_else(|| {
        element.children.iter().find_map(|child| match child {
            Node::Element(child) if &*child.name == "code" => language(child),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::model::{Block, Document, Inline, Style};
    use crate::render::document;

    fn plain(text: &str) -> Vec<Inline> {
        vec![Inline {
            text: text.to_owned(),
            ..Inline::default()
        }]
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(plain(text))
    }

    fn blocks(html: &str) -> Vec<Block> {
        document(html, None).blocks
    }

    #[test]
    fn white_space_folds_and_breaks_stay() {
        assert_eq!(
            blocks("  a \n b<br>c <br><br> d"),
            [paragraph("a b\nc"), paragraph("d")]
        );
    }

    #[test]
    fn inline_text_keeps_its_style_and_its_link() {
        let document = document("<p>a <b>b</b> <a href='https://e.example/'> c </a>d</p>", None);
        let style = Style {
            strong: true,
            ..Style::default()
        };
        let runs = vec![
            Inline {
                text: "a ".into(),
                ..Inline::default()
            },
            Inline {
                text: "b".into(),
                style,
                ..Inline::default()
            },
            Inline {
                text: " ".into(),
                ..Inline::default()
            },
            Inline {
                text: "c".into(),
                link: Some(0),
                ..Inline::default()
            },
            Inline {
                text: " d".into(),
                ..Inline::default()
            },
        ];
        let links = vec!["https://e.example/".to_owned()];
        assert_eq!(
            document,
            Document {
                blocks: vec![Block::Paragraph(runs)],
                links,
                places: Vec::new(),
            }
        );
    }

    #[test]
    fn a_footnote_is_a_place_that_its_reference_leads_to_and_back() {
        let base = url::Url::parse("https://e.example/story").expect("an address");
        let html = "<p>Rust<sup id=r1><a href='#n1'>1</a></sup>, <a href='#top'>top</a></p>\
            <ol><li id=n1>Iron oxide. <a href='#r1'>back</a></ol>";
        let read = document(html, Some(&base));
        assert_eq!(read.links, ["https://e.example/story#n1", "https://e.example/story#r1"]);
        let places: Vec<&str> = read.places.iter().map(|(address, _)| address.as_str()).collect();
        assert_eq!(places, ["https://e.example/story#r1", "https://e.example/story#n1"]);
        assert_eq!(document(html, None).links, [""; 0]);
    }

    #[test]
    fn a_heading_keeps_its_rank() {
        let text = plain("Tides");
        assert_eq!(blocks("<h3>Tides</h3><h2></h2>"), [Block::Heading { rank: 3, text }]);
    }

    #[test]
    fn a_paragraph_of_blanks_is_none() {
        assert_eq!(
            blocks("<p>a</p><p>&nbsp;</p><p> &#x3000;&nbsp;<br>&nbsp;</p><p>b&nbsp;c"),
            [paragraph("a"), paragraph("b\u{a0}c")]
        );
    }

    #[test]
    fn text_between_items_is_one_text() {
        for html in [
            "<ul>to <s>a</s> b</ul>",
            "<dl>to <s>a</s> b</dl>",
            "<figure>to <s>a</s> b</figure>",
        ] {
            let page = crate::render::page(&document(html, None), 40);
            assert_eq!(page.lines.len(), 1, "{html}");
        }
    }

    #[test]
    fn terms_keep_their_meanings() {
        let html = "<dl><div><dt>Port<dd>left<dd>wine</div></dl>";
        let meanings = vec![paragraph("left"), paragraph("wine")];
        assert_eq!(blocks(html), [Block::Definitions(vec![(plain("Port"), meanings)])]);
    }

    #[test]
    fn code_keeps_its_line_ends_and_its_language() {
        let html = "<pre><code class='x language-Rust'>a\n\tb<br>c\n\n</code></pre>";
        let language = Some("rust".to_owned());
        assert_eq!(
            blocks(html),
            [Block::Code {
                language,
                text: "a\n\tb\nc".to_owned()
            }]
        );
    }

    #[test]
    fn a_long_text_is_one_paragraph_though_it_is_read_in_parts() {
        let words = "word ".repeat(5_000) + &"新".repeat(5_000);
        assert_eq!(blocks(&words), [paragraph(&words)]);
        assert_eq!(blocks(&"&amp;".repeat(5_000)), [paragraph(&"&".repeat(5_000))]);
    }
}

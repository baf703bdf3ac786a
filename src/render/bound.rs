//! HTML from outside made small and plain before a parser sees it (`promises.md` D2): one pass over the tags that
//! keeps the few elements and attributes that an article is made of and counts what it lets through. Text passes as
//! it is: where a limit is reached the structure ends, not the words. Which elements are kept is in `elements`.

use super::elements::{Kind, is_beacon, kind, wanted_attribute};

/// Bytes of HTML that are looked at.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Elements open at once.
const MAX_DEPTH: usize = 256;
/// Attributes of one tag.
const MAX_ATTRIBUTES: usize = 256;
/// Columns or rows that one cell spans.
const MAX_SPAN: usize = 1_000;
/// Cells of all tables, each counted as often as it spans.
const MAX_CELLS: usize = 20_000;
/// Tags and pieces of text.
const MAX_NODES: usize = 200_000;
/// Bytes of an attribute; longer ones are left out.
const MAX_VALUE: usize = 8 * 1024;
/// Levels that a table adds: itself, its group, row and cell.
const TABLE_DEPTH: usize = 4;

/// HTML within the limits.
pub struct Bounded {
    pub html: String,
    /// Whether it was longer than [`MAX_BYTES`], so that text is missing at its end.
    pub cut: bool,
}

/// The HTML of an article within the limits.
pub fn bound(html: &str) -> Bounded {
    let end = html.floor_char_boundary(MAX_BYTES);
    let mut filter = Filter::default();
    filter.run(&html[..end]);
    Bounded {
        html: filter.kept,
        cut: end < html.len(),
    }
}

/// How often each inline element is open: an inline element within its like changes nothing, and is left out.
type Formats = [u32; 5];

#[derive(Default)]
struct Filter {
    kept: String,
    /// The open elements that count towards the depth.
    open: Vec<&'static str>,
    depth: usize,
    tables: Vec<OpenTable>,
    formats: Formats,
    /// For each open `span` or `small`, whether it was kept.
    spans: Vec<bool>,
    nodes: usize,
    cells: usize,
    /// Unwanted elements whose end the rest of the text does not have.
    endless: Vec<&'static str>,
}

struct OpenTable {
    in_cell: bool,
    /// The inline elements open around the table.
    outside: Formats,
}

struct Tag<'a> {
    name: String,
    closing: bool,
    attributes: Vec<(&'static str, &'a str)>,
}

impl Filter {
    fn run(&mut self, html: &str) {
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            self.text(&rest[..start]);
            rest = self.markup(&rest[start..]);
        }
        self.text(rest);
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.outside_cell() {
            if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
                return;
            }
            self.open_cell("td", &[]);
        }
        self.nodes += 1;
        for piece in text.split('\0') {
            self.kept.push_str(piece);
        }
    }

    /// Handles what begins with `<` and gives what follows it.
    fn markup<'a>(&mut self, html: &'a str) -> &'a str {
        match html.as_bytes().get(1) {
            Some(b'!') if html.starts_with("<!--") => after_comment(html),
            Some(b'!' | b'?') => after(html, ">"),
            Some(b'/') if html.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) => self.tag(html),
            Some(b'/') if html.len() > 2 => after(html, ">"),
            Some(byte) if byte.is_ascii_alphabetic() => self.tag(html),
            _ => {
                self.text("&lt;");
                &html[1..]
            }
        }
    }

    fn tag<'a>(&mut self, html: &'a str) -> &'a str {
        let (tag, rest) = read_tag(html);
        if tag.closing {
            self.close(&tag.name);
            return rest;
        }
        match kind(&tag.name) {
            Kind::Unwanted(name) => return self.skip(name, rest),
            Kind::Frame => {
                if self.content_tag("iframe", &tag.attributes) {
                    self.end_tag("iframe");
                }
                return self.skip("iframe", rest);
            }
            kind => self.open(kind, &tag.attributes),
        }
        rest
    }

    fn open(&mut self, kind: Kind, attributes: &[(&'static str, &str)]) {
        match kind {
            Kind::Image if is_beacon(attributes) => {}
            Kind::Image => {
                self.content_tag("img", attributes);
            }
            Kind::Void(name) | Kind::Part(name) => {
                self.content_tag(name, attributes);
            }
            Kind::Nesting(name) => self.open_nesting(name, attributes, 1),
            Kind::Heading(name) => {
                if self.open.last().is_some_and(|last| is_heading(last)) {
                    self.pop();
                }
                self.open_nesting(name, attributes, 1);
            }
            Kind::List(name) => self.open_nesting(name, attributes, 2),
            Kind::Table => self.open_table(attributes),
            Kind::Group(name) => self.open_group(name),
            Kind::Cell(name) => self.open_cell(name, attributes),
            Kind::Format(format, name) => self.open_format(format, name, attributes),
            Kind::Span => self.open_span(false, attributes),
            Kind::Small => self.open_span(true, attributes),
            Kind::Quotation => self.text("\u{201c}"),
            Kind::Unwanted(_) | Kind::Frame | Kind::Transparent => {}
        }
    }

    fn close(&mut self, name: &str) {
        match kind(name) {
            Kind::Nesting(name) | Kind::List(name) | Kind::Heading(name) => self.close_nesting(name),
            Kind::Part(name) if self.spend(1) => self.end_tag(name),
            Kind::Part(_) => self.kept.push(' '),
            Kind::Table => self.close_table(),
            Kind::Group(_) | Kind::Cell(_) if self.is_full() => self.kept.push(' '),
            Kind::Group(_) | Kind::Cell(_) => self.close_cell(),
            Kind::Format(format, name) => self.close_format(format, name),
            Kind::Span | Kind::Small => {
                if self.spans.pop() == Some(true) {
                    self.close_nesting("span");
                }
            }
            Kind::Quotation => self.text("\u{201d}"),
            Kind::Unwanted(_) | Kind::Void(_) | Kind::Image | Kind::Frame | Kind::Transparent => {}
        }
    }

    /// A tag that may stand wherever text may.
    /// Gives whether it was kept.
    fn content_tag(&mut self, name: &str, attributes: &[(&'static str, &str)]) -> bool {
        if self.outside_cell() {
            self.open_cell("td", &[]);
        }
        // The parser opens the inline elements again within each block.
        let open_formats = self.formats.iter().filter(|count| **count > 0).count();
        let kept = self.spend(1 + open_formats);
        if kept {
            self.start_tag(name, attributes);
        } else {
            self.kept.push(' ');
        }
        kept
    }

    fn open_nesting(&mut self, name: &'static str, attributes: &[(&'static str, &str)], levels: usize) {
        if self.depth + levels > MAX_DEPTH {
            self.kept.push(' ');
        } else if self.content_tag(name, attributes) {
            self.open.push(name);
            self.depth += levels;
        }
    }

    fn close_nesting(&mut self, name: &'static str) {
        let same = |open: &&str| **open == *name || (is_heading(open) && is_heading(name));
        let within = self
            .open
            .iter()
            .rposition(|open| *open == "table")
            .map_or(0, |at| at + 1);
        let Some(at) = self.open[within..].iter().rposition(same) else {
            self.kept.push(' ');
            return;
        };
        let name = self.open[within + at];
        while self.open.len() > within + at {
            self.pop();
        }
        self.nodes += 1;
        self.end_tag(name);
    }

    fn pop(&mut self) {
        match self.open.pop() {
            Some("table") => self.depth -= TABLE_DEPTH,
            Some("ul" | "ol" | "dl") => self.depth -= 2,
            Some(_) => self.depth -= 1,
            None => {}
        }
    }

    fn open_table(&mut self, attributes: &[(&'static str, &str)]) {
        let depth = self.depth;
        self.open_nesting("table", attributes, TABLE_DEPTH);
        if self.depth > depth {
            self.tables.push(OpenTable {
                in_cell: false,
                outside: self.formats,
            });
        }
    }

    fn close_table(&mut self) {
        let Some(table) = self.tables.pop() else {
            return;
        };
        self.formats = table.outside;
        while self.open.last().is_some_and(|last| *last != "table") {
            self.pop();
        }
        self.pop();
        self.nodes += 1;
        self.end_tag("table");
    }

    fn open_group(&mut self, name: &'static str) {
        if self.tables.is_empty() {
            self.content_tag("br", &[]);
        } else if self.is_full() {
            self.kept.push(' ');
        } else {
            self.close_cell();
            self.nodes += 1;
            self.start_tag(name, &[]);
        }
    }

    fn open_cell(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) {
        if self.tables.is_empty() || self.is_full() {
            // A cell without a table, or beyond the limit: its text joins what is open.
            if self.outside_cell() {
                self.enter_cell();
                self.kept.push_str("<tr><td>");
            }
            self.kept.push(' ');
            return;
        }
        self.close_cell();
        self.enter_cell();
        self.nodes += 1;
        let (columns, rows) = (span(attributes, "colspan"), span(attributes, "rowspan"));
        let spanned = columns.saturating_mul(rows);
        if self.cells + spanned <= MAX_CELLS {
            self.cells += spanned;
            self.kept
                .push_str(&format!("<{name} colspan={columns} rowspan={rows}>"));
        } else {
            self.cells += 1;
            self.start_tag(name, &[]);
        }
    }

    fn enter_cell(&mut self) {
        self.formats = Formats::default();
        if let Some(table) = self.tables.last_mut() {
            table.in_cell = true;
        }
    }

    /// Ends the open cell, as the parser does at the next tag of the table.
    fn close_cell(&mut self) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        table.in_cell = false;
        self.formats = table.outside;
        while self.open.last().is_some_and(|last| *last != "table") {
            self.pop();
        }
    }

    /// Whether no table gets a further row or cell.
    fn is_full(&self) -> bool {
        self.cells >= MAX_CELLS || self.nodes >= MAX_NODES
    }

    fn outside_cell(&self) -> bool {
        self.tables.last().is_some_and(|table| !table.in_cell)
    }

    fn open_format(&mut self, format: usize, name: &'static str, attributes: &[(&'static str, &str)]) {
        if name == "a" && self.formats[format] > 0 {
            self.close_format(format, name);
        }
        if self.formats[format] > 0 || self.content_tag(name, attributes) {
            self.formats[format] += 1;
        }
    }

    fn close_format(&mut self, format: usize, name: &'static str) {
        if self.formats[format] == 0 {
            return;
        }
        self.formats[format] -= 1;
        if self.formats[format] == 0 {
            self.nodes += 1;
            self.end_tag(name);
        }
    }

    fn open_span(&mut self, small: bool, attributes: &[(&'static str, &str)]) {
        let told = small || attributes.iter().any(|(name, _)| *name == "class");
        let keep = told && self.depth < MAX_DEPTH && self.nodes < MAX_NODES;
        self.spans.push(keep);
        match (keep, small) {
            (true, true) => self.open_nesting("span", &[("class", "credit")], 1),
            (true, false) => self.open_nesting("span", attributes, 1),
            _ => {}
        }
    }

    /// Leaves out an element with all within it. Where its end is missing, only a script or the like takes the rest.
    fn skip<'a>(&mut self, name: &'static str, rest: &'a str) -> &'a str {
        if self.endless.contains(&name) {
            return rest;
        }
        let mut from = 0;
        while let Some(at) = rest[from..].find("</") {
            let inner = &rest[from + at + 2..];
            if inner
                .get(..name.len())
                .is_some_and(|end| end.eq_ignore_ascii_case(name))
            {
                return after(inner, ">");
            }
            from += at + 2;
        }
        if matches!(name, "script" | "style") {
            return "";
        }
        self.endless.push(name);
        rest
    }

    fn spend(&mut self, nodes: usize) -> bool {
        self.nodes = self.nodes.saturating_add(nodes);
        self.nodes <= MAX_NODES
    }

    fn start_tag(&mut self, name: &str, attributes: &[(&'static str, &str)]) {
        self.kept.push('<');
        self.kept.push_str(name);
        for (attribute, value) in attributes {
            self.kept.push(' ');
            self.kept.push_str(attribute);
            self.kept.push_str("=\"");
            for (index, piece) in value.split('"').enumerate() {
                if index > 0 {
                    self.kept.push_str("&quot;");
                }
                self.kept.push_str(piece);
            }
            self.kept.push('"');
        }
        self.kept.push('>');
    }

    fn end_tag(&mut self, name: &str) {
        self.kept.push_str("</");
        self.kept.push_str(name);
        self.kept.push('>');
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// A colspan or rowspan; 1 where it is not told or not to be believed.
fn span(attributes: &[(&'static str, &str)], wanted: &str) -> usize {
    let told = attributes.iter().find(|(name, _)| *name == wanted);
    told.and_then(|(_, value)| value.trim().parse::<usize>().ok())
        .map_or(1, |count| count.clamp(1, MAX_SPAN))
}

fn after_comment(html: &str) -> &str {
    let inner = &html[4..];
    if let Some(rest) = inner.strip_prefix('>').or_else(|| inner.strip_prefix("->")) {
        return rest;
    }
    after(inner, "-->")
}

/// What follows the first `end`; nothing where there is none.
fn after<'a>(html: &'a str, end: &str) -> &'a str {
    html.find(end).map_or("", |at| &html[at + end.len()..])
}

/// Reads a tag, from its `<`, and gives what follows it.
fn read_tag(html: &str) -> (Tag<'_>, &str) {
    let closing = html.as_bytes()[1] == b'/';
    let rest = &html[if closing { 2 } else { 1 }..];
    let end = rest.find(ends_name).unwrap_or(rest.len());
    let mut tag = Tag {
        name: rest[..end].to_ascii_lowercase(),
        closing,
        attributes: Vec::new(),
    };
    let mut rest = &rest[end..];
    let mut seen = 0;
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_ascii_whitespace() || sign == '/');
        if let Some(rest) = rest.strip_prefix('>') {
            return (tag, rest);
        }
        if rest.is_empty() {
            return (tag, rest);
        }
        let (name, value, following) = read_attribute(rest);
        rest = following;
        seen += 1;
        if seen <= MAX_ATTRIBUTES && value.len() <= MAX_VALUE {
            keep_attribute(&mut tag, name, value);
        }
    }
}

fn keep_attribute<'a>(tag: &mut Tag<'a>, name: &str, value: &'a str) {
    if let Some(name) = wanted_attribute(name, value)
        && !tag.attributes.iter().any(|(known, _)| *known == name)
    {
        tag.attributes.push((name, value));
    }
}

/// Reads one attribute: its name, its value and what follows. The text is not empty and does not begin with white
/// space, `/` or `>`.
fn read_attribute(html: &str) -> (&str, &str, &str) {
    let first = html.chars().next().map_or(0, char::len_utf8);
    let end = html[first..]
        .find(|sign| ends_name(sign) || sign == '=')
        .map_or(html.len(), |at| at + first);
    let name = &html[..end];
    let rest = html[end..].trim_start_matches(|sign: char| sign.is_ascii_whitespace());
    let Some(rest) = rest.strip_prefix('=') else {
        return (name, "", rest);
    };
    let rest = rest.trim_start_matches(|sign: char| sign.is_ascii_whitespace());
    for quote in ['"', '\''] {
        if let Some(inner) = rest.strip_prefix(quote) {
            let end = inner.find(quote).unwrap_or(inner.len());
            return (name, &inner[..end], inner.get(end + 1..).unwrap_or(""));
        }
    }
    let end = rest
        .find(|sign: char| sign.is_ascii_whitespace() || sign == '>')
        .unwrap_or(rest.len());
    (name, &rest[..end], &rest[end..])
}

fn ends_name(sign: char) -> bool {
    sign.is_ascii_whitespace() || matches!(sign, '/' | '>')
}

//! Markup made small and even before any tree parser sees it (`promises.md` D2): every limit is counted here, and
//! what no article needs (scripts, styles, drawings, form choices) is left out. It decides nothing about content.
//!
//! The output is balanced: each element that is opened is closed in order. A tree parser can then build neither more
//! depth nor more nodes than were counted, which unclosed formatting elements otherwise make it do.

use super::tag::{Kind, Reach, name_at, read_attributes, write_attribute};
use memchr::memchr2_iter;
use std::collections::HashSet;

/// Elements within one another.
const MAX_DEPTH: usize = 256;
/// Elements within one another from which they are counted: of 2,568 real pages none had text deeper than 54.
const DEEP: usize = 64;
/// Elements that stand deeper than that. Whoever looks at all that is in each element takes the more steps the deeper a
/// page is.
const MAX_DEEP: usize = 10_000;
/// Elements and runs of text.
const MAX_NODES: usize = 120_000;
/// Bytes of markup, data blocks not counted.
const MAX_MARKUP: usize = 2 * 1024 * 1024;
/// Bytes of data blocks (JSON-LD).
const MAX_DATA: usize = 1024 * 1024;
/// Cells of all tables.
const MAX_CELLS: usize = 20_000;
/// How far up the open elements a match is looked for; more than `MAX_DEPTH` only where elements were left out.
const MAX_SEARCH: usize = 512;
/// Signs in a run of text, of those that are written as references, after which an empty element parts it. When the
/// readability algorithm writes its HTML, it looks at each of them for the next tag sign in the whole run.
const MAX_REFERENCES: usize = 1_000;
/// Pieces that stand in a table and in no cell of it, of all tables: the parser moves each in front of its table, which takes
/// the longer the more were moved there. Then the table ends.
const MAX_STRAYS: usize = 1_000;
/// Blocks that a formatting element may be closed across, as the parser resolves so many at once and forgets it.
const MAX_CROSSED: usize = 4;

/// `html` within the limits, balanced.
pub(super) fn bounded(html: &str) -> String {
    let mut bounder = Bounder::new(html);
    bounder.run();
    bounder.out
}

/// An element that is open.
struct Open<'a> {
    name: &'a str,
    kind: Kind,
    reach: Reach,
    written: bool,
}

impl Open<'_> {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

struct Bounder<'a> {
    html: &'a str,
    at: usize,
    out: String,
    open: Vec<Open<'a>>,
    depth: usize,
    /// Elements that were opened deeper than `DEEP`.
    deep: usize,
    /// Paragraphs among the open elements.
    paragraphs: usize,
    nodes: usize,
    cells: usize,
    strays: usize,
    data: usize,
    /// Signs in the run of text that are written as references.
    references: usize,
    in_noscript: bool,
    /// Names whose end tag does not occur any more: looking again would cost the square of the page.
    unended: HashSet<&'static str>,
    roots: HashSet<&'static str>,
}

impl<'a> Bounder<'a> {
    fn new(html: &'a str) -> Self {
        Bounder {
            html,
            at: 0,
            out: String::with_capacity(html.len().min(MAX_MARKUP)),
            open: Vec::new(),
            depth: 0,
            deep: 0,
            paragraphs: 0,
            nodes: 0,
            cells: 0,
            strays: 0,
            data: 0,
            references: 0,
            in_noscript: false,
            unended: HashSet::new(),
            roots: HashSet::new(),
        }
    }

    fn run(&mut self) {
        while self.at < self.html.len() && self.nodes < MAX_NODES && self.out.len() < MAX_MARKUP + self.data {
            let rest = &self.html[self.at..];
            match rest.find('<') {
                Some(0) => self.read_markup(rest),
                found => {
                    let end = found.unwrap_or(rest.len());
                    self.write_text(&rest[..end]);
                    self.at += end;
                }
            }
        }
        self.close_down_to(0);
    }

    fn read_markup(&mut self, rest: &'a str) {
        let second = rest.as_bytes().get(1).copied().unwrap_or(b' ');
        if rest.starts_with("<!--") {
            self.skip_past("-->", 4);
        } else if matches!(second, b'!' | b'?') {
            self.skip_past(">", 2);
        } else if second == b'/' && rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) {
            let name = name_at(&rest[2..]);
            self.skip_past(">", 2);
            self.end(name);
        } else if second.is_ascii_alphabetic() {
            self.start(rest);
        } else {
            self.write_text("&lt;");
            self.at += 1;
        }
    }

    fn skip_past(&mut self, mark: &str, from: usize) {
        let start = (self.at + from).min(self.html.len());
        self.at = self.html[start..]
            .find(mark)
            .map_or(self.html.len(), |found| start + found + mark.len());
    }

    fn write_text(&mut self, text: &str) {
        if self.in_noscript || text.is_empty() {
            return;
        }
        if !text.trim_ascii().is_empty() {
            self.stray();
        }
        self.nodes += 1;
        let room = (MAX_MARKUP + self.data).saturating_sub(self.out.len());
        let mut rest = &text[..text.floor_char_boundary(room)];
        // The first byte of what HTML writes as `&nbsp;` is that of many signs, which are looked at like it.
        while let Some(at) = memchr2_iter(b'&', 0xc2, rest.as_bytes()).nth(MAX_REFERENCES - self.references) {
            self.out.push_str(&rest[..at]);
            self.out.push_str("<wbr>");
            self.nodes += 2;
            self.references = 0;
            rest = &rest[at..];
        }
        self.references += memchr2_iter(b'&', 0xc2, rest.as_bytes()).count();
        self.out.push_str(rest);
    }

    fn start(&mut self, rest: &'a str) {
        let name = name_at(&rest[1..]);
        let kind = Kind::of(name);
        let (attributes, length) = read_attributes(&rest[1 + name.len()..]);
        self.at += 1 + name.len() + length;
        match kind {
            Kind::Skipped(end) => return self.skip_element(end, name, &attributes),
            Kind::Dropped => return,
            Kind::NoScript => {
                self.in_noscript = true;
                return;
            }
            Kind::Root(root) => {
                if self.roots.insert(root) {
                    self.write_start(name, &attributes);
                }
                return;
            }
            _ => {}
        }
        if self.in_noscript && !name.eq_ignore_ascii_case("img") {
            return;
        }
        self.close_implied(name, kind);
        if !matches!(kind, Kind::Row | Kind::Cell) {
            self.stray();
        }
        self.nodes += 1;
        if kind == Kind::Void {
            self.write_start(name, &attributes);
            return;
        }
        let written = self.may_open(kind);
        if written {
            self.write_start(name, &attributes);
            self.depth += 1;
        }
        self.paragraphs += usize::from(name.eq_ignore_ascii_case("p"));
        self.open.push(Open {
            name,
            kind,
            reach: Reach::of(name),
            written,
        });
    }

    /// Something comes that has no place in a table: after too much of it the table that is open ends.
    fn stray(&mut self) {
        let in_no_cell = |open: &Open| open.is("table") || open.kind == Kind::Row && !open.is("caption");
        if !self.open.last().is_some_and(in_no_cell) {
            return;
        }
        self.strays += 1;
        if self.strays > MAX_STRAYS
            && let Some(index) = self.find_open(Reach::Nothing, |open| open.is("table"))
        {
            self.close_down_to(index);
        }
    }

    fn may_open(&mut self, kind: Kind) -> bool {
        self.cells += usize::from(kind == Kind::Cell);
        self.deep += usize::from(self.depth >= DEEP);
        let is_shallow = self.depth < DEEP || self.depth < MAX_DEPTH && self.deep <= MAX_DEEP;
        is_shallow && self.cells <= MAX_CELLS
    }

    /// Leaves out a whole element, but for data blocks; one that never ends loses only its tag.
    fn skip_element(&mut self, end: &'static str, name: &str, attributes: &[(&str, &str)]) {
        if self.unended.contains(end) {
            return;
        }
        let Some(length) = find_ignoring_case(&self.html[self.at..], end) else {
            self.unended.insert(end);
            return;
        };
        let content = &self.html[self.at..self.at + length];
        let is_data = attributes
            .iter()
            .any(|(key, value)| key.eq_ignore_ascii_case("type") && value.contains("ld+json"));
        if (is_data || end == "</title") && self.data + content.len() <= MAX_DATA && !self.in_noscript {
            self.data += content.len();
            self.nodes += 2;
            self.write_start(name, attributes);
            self.out.push_str(content);
            self.write_end(name);
        }
        self.at += length;
        self.skip_past(">", 1);
    }

    fn end(&mut self, name: &str) {
        match Kind::of(name) {
            Kind::NoScript => self.in_noscript = false,
            Kind::Root("head") => self.out.push_str("</head>"),
            Kind::Root(_) | Kind::Void | Kind::Dropped | Kind::Skipped(_) => {}
            _ if self.in_noscript => {}
            Kind::Formatting => self.end_formatting(name),
            kind => {
                let of_table = matches!(kind, Kind::Cell | Kind::Row) || name.eq_ignore_ascii_case("table");
                let stop = if of_table { Reach::Nothing } else { Reach::Cells };
                if let Some(index) = self.find_open(stop, |open| open.is(name)) {
                    self.close_down_to(index);
                }
            }
        }
    }

    /// Closes a formatting element that is the innermost but for others of its kind; across blocks the parser is left
    /// to sort it out, as it does for few.
    fn end_formatting(&mut self, name: &str) {
        let Some(index) = self.find_open(Reach::Cells, |open| open.is(name)) else {
            return;
        };
        let crossed = self.open[index + 1..]
            .iter()
            .filter(|open| open.kind != Kind::Formatting)
            .count();
        if crossed == 0 {
            self.close_down_to(index);
        } else if crossed <= MAX_CROSSED {
            let open = self.open.remove(index);
            if open.written {
                self.depth -= 1;
                self.write_end(open.name);
            }
        }
    }

    /// Closes what the start of `name` ends in HTML: a paragraph, an item, a cell, a link.
    fn close_implied(&mut self, name: &str, kind: Kind) {
        let found = match kind {
            Kind::Item => self
                .find_open(Reach::Cells, |open| matches!(open.kind, Kind::Item | Kind::List))
                .filter(|&index| self.open[index].kind == Kind::Item),
            Kind::Cell => self.find_open(Reach::Nothing, |open| open.kind == Kind::Cell),
            Kind::Row => self.find_open(Reach::Nothing, |open| open.is(name) || open.is("tr")),
            Kind::Formatting if name.eq_ignore_ascii_case("a") => return self.end_formatting(name),
            _ => None,
        };
        if let Some(index) = found {
            self.close_down_to(index);
        }
        if kind.ends_paragraph()
            && self.paragraphs > 0
            && let Some(index) = self.find_open(Reach::Cells, |open| open.is("p"))
        {
            self.close_down_to(index);
        }
    }

    /// The innermost open element that is wanted, unless one of that reach or more stands before it.
    fn find_open(&self, stop: Reach, wanted: impl Fn(&Open) -> bool) -> Option<usize> {
        for (index, open) in self.open.iter().enumerate().rev().take(MAX_SEARCH) {
            if wanted(open) {
                return Some(index);
            }
            if open.reach >= stop {
                return None;
            }
        }
        None
    }

    fn close_down_to(&mut self, index: usize) {
        while self.open.len() > index {
            let Some(open) = self.open.pop() else { return };
            self.paragraphs -= usize::from(open.is("p"));
            if open.written {
                self.depth -= 1;
                self.write_end(open.name);
            }
        }
    }

    fn write_start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.references = 0;
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            write_attribute(&mut self.out, key, value);
        }
        self.out.push('>');
    }

    fn write_end(&mut self, name: &str) {
        self.references = 0;
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }
}

fn find_ignoring_case(text: &str, mark: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find("</") {
        let at = from + found;
        if text.as_bytes()[at..]
            .get(..mark.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()))
        {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_is_closed_in_order() {
        assert_eq!(
            bounded("<div><b>one<p>two</div>three"),
            "<div><b>one<p>two</p></b></div>three"
        );
        assert_eq!(bounded("<ul><li>a<li>b</ul>"), "<ul><li>a</li><li>b</li></ul>");
        assert_eq!(bounded("<p>a<p>b<div>c"), "<p>a</p><p>b</p><div>c</div>");
        assert_eq!(
            bounded("<table><tr><td>a</div><td>b<tr><td>c"),
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
        );
    }

    #[test]
    fn scripts_and_styles_go_and_data_blocks_stay() {
        let html = "<script>if (a<b) '<p>'</script><script type='application/ld+json'>{}</script><style>p{}</style>x";
        assert_eq!(bounded(html), "<script type=\"application/ld+json\">{}</script>x");
    }

    #[test]
    fn of_a_noscript_only_pictures_stay() {
        assert_eq!(
            bounded("a<noscript><p>turn it on <img src=x></p></noscript>b"),
            "a<img src=\"x\">b"
        );
    }

    #[test]
    fn an_attribute_cannot_break_out() {
        assert_eq!(
            bounded("<p title='a\"b>c' onclick=x>d"),
            "<p title=\"a&quot;b>c\">d</p>"
        );
        assert_eq!(bounded("<td colspan=99999999>x"), "<td colspan=\"1000\">x</td>");
    }

    #[test]
    fn depth_and_nodes_have_an_end() {
        let deep = bounded(&"<div>".repeat(10_000));
        assert_eq!(deep.matches("<div>").count(), MAX_DEPTH);
        assert_eq!(deep.matches("</div>").count(), MAX_DEPTH);
        assert!(bounded(&"<i>x</i>".repeat(300_000)).matches("<i>").count() <= MAX_NODES);
    }

    #[test]
    fn a_table_ends_after_too_much_that_is_in_no_cell() {
        for stray in ["<p>x</p>", "<tr>x</tr>"] {
            let page = bounded(&format!(
                "<table><tr><td><p>a</p></td></tr>{}</table>",
                stray.repeat(5_000)
            ));
            let (table, rest) = page.split_once("</table>").unwrap();
            assert_eq!(table.matches('x').count(), MAX_STRAYS, "{stray}");
            assert_eq!(rest.matches('x').count(), 4_000, "{stray}");
        }
        let fine = format!("<table>{}</table>", "<tr><td><p>x</p></td></tr>\n".repeat(3_000));
        assert_eq!(bounded(&fine), fine);
    }

    #[test]
    fn few_elements_stand_deep() {
        let page = bounded(&format!("{}{}", "<div>".repeat(200), "</div>".repeat(200)).repeat(500));
        let (mut depth, mut deep) = (0, 0);
        for part in page.split_inclusive('>') {
            depth = if part == "<div>" { depth + 1 } else { depth - 1 };
            deep += usize::from(part == "<div>" && depth > DEEP);
        }
        assert_eq!((depth, deep), (0, MAX_DEEP));
    }

    #[test]
    fn a_run_of_text_has_few_references_before_it_is_parted() {
        let most = |html: &str| {
            let parts = bounded(html).replace("<b>", "").replace("</b>", "");
            let count = |part: &str| part.matches(['&', '\u{a0}']).count();
            parts.split("<wbr>").map(count).max()
        };
        assert_eq!(most(&"&".repeat(50_000)), Some(MAX_REFERENCES));
        assert_eq!(most(&"\u{a0}&amp;".repeat(50_000)), Some(MAX_REFERENCES));
        // Tags that are left out part nothing.
        assert_eq!(most(&"&</i>".repeat(50_000)), Some(MAX_REFERENCES));
        assert!(!bounded(&"<b>&</b>".repeat(50_000)).contains("<wbr>"));
    }

    #[test]
    fn an_element_that_never_ends_loses_only_its_tag() {
        assert_eq!(bounded("<svg>text"), "text");
    }

    #[test]
    fn a_less_than_sign_in_text_is_text() {
        assert_eq!(bounded("1 < 2"), "1 &lt; 2");
    }
}

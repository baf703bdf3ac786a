//! HTML from outside made small and plain before a parser sees it (`promises.md` D2): one pass over the tags that
//! keeps the few elements and attributes that an article is made of and counts what it lets through. Text passes as
//! it is: where a limit is reached the structure ends, not the words. Which elements are kept is in `elements`.

mod cells;
mod places;

use self::cells::{OpenTable, TABLE_DEPTH};
use self::places::Places;
use super::elements::{Kind, is_beacon, kind};
use super::tags::{after, after_comment, read_tag};

/// Bytes of HTML that are looked at.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Elements open at once.
const MAX_DEPTH: usize = 256;
/// Tags and pieces of text.
const MAX_NODES: usize = 200_000;
/// Bytes of text between two tags; a longer text is parted by `<wbr>`, which means nothing.
const MAX_TEXT: usize = 4 * 1024;

/// HTML within the limits.
pub struct Bounded {
    pub html: String,
    /// Whether it was longer than [`MAX_BYTES`], so that text is missing at its end.
    pub cut: bool,
    /// The names of the places in it that its links lead to.
    pub places: Vec<String>,
}

/// The HTML of an article within the limits.
pub fn bound(html: &str) -> Bounded {
    let end = html.floor_char_boundary(MAX_BYTES);
    let looked_at = &html[..end];
    let mut filter = Filter {
        places: Places::wanted(looked_at),
        ..Filter::default()
    };
    filter.run(looked_at);
    Bounded {
        html: filter.kept,
        cut: end < html.len(),
        places: filter.places.met(),
    }
}

/// How often each inline element is open: an inline element within its like changes nothing, and is left out.
type Formats = [u32; 5];

#[derive(Default)]
struct Filter<'a> {
    places: Places<'a>,
    kept: String,
    /// The open elements that count towards the depth.
    open: Vec<&'static str>,
    depth: usize,
    tables: Vec<OpenTable>,
    formats: Formats,
    /// For each open `span` or `small`, whether it was kept.
    spans: Vec<bool>,
    /// Quotations within a line that are open.
    quotations: usize,
    nodes: usize,
    cells: usize,
    /// Unwanted elements whose end the rest of the text does not have.
    endless: Vec<&'static str>,
}

impl Filter<'_> {
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
        let mut rest = text;
        while rest.len() > MAX_TEXT {
            let (piece, following) = rest.split_at(safe_end(rest));
            self.kept.push_str(piece);
            self.kept.push_str("<wbr>");
            rest = following;
        }
        self.kept.push_str(rest);
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
        let (mut tag, rest) = read_tag(html);
        if tag.closing {
            self.close(&tag.name);
            return rest;
        }
        tag.attributes
            .retain(|(name, value)| !matches!(*name, "id" | "name") || self.places.meet(value));
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
        if tag.empty && matches!(kind(&tag.name), Kind::Formula(_)) {
            self.close(&tag.name);
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
            Kind::Nesting(name) | Kind::Formula(name) => self.open_nesting(name, attributes, 1),
            Kind::Heading(name) => {
                // The parser ends a heading before another by itself only where nothing else is open in it: else headings
                // would lie within each other without end.
                if let Some(last) = self.open.last().copied().filter(|last| is_heading(last)) {
                    self.close_nesting(last);
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
            Kind::Quotation => {
                self.quotations += 1;
                self.text(if self.quotations % 2 == 1 {
                    "\u{201c}"
                } else {
                    "\u{2018}"
                });
            }
            Kind::Field => {
                let has = |wanted: &str| attributes.iter().any(|(name, _)| *name == wanted);
                match (has("type"), has("checked")) {
                    (true, true) => self.text("[x] "),
                    (true, false) => self.text("[ ] "),
                    (false, _) => {}
                }
            }
            Kind::Unwanted(_) | Kind::Frame | Kind::Transparent => {}
        }
    }

    fn close(&mut self, name: &str) {
        match kind(name) {
            Kind::Nesting(name) | Kind::Formula(name) | Kind::List(name) | Kind::Heading(name) => {
                self.close_nesting(name);
            }
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
            Kind::Quotation => {
                self.text(if self.quotations % 2 == 1 {
                    "\u{201d}"
                } else {
                    "\u{2019}"
                });
                self.quotations = self.quotations.saturating_sub(1);
            }
            Kind::Unwanted(_) | Kind::Void(_) | Kind::Image | Kind::Frame | Kind::Field | Kind::Transparent => {}
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
        let told = small || attributes.iter().any(|(name, _)| matches!(*name, "class" | "id"));
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

/// Where a text longer than [`MAX_TEXT`] can be parted: after a word, or else where no character reference is.
fn safe_end(text: &str) -> usize {
    let end = text.floor_char_boundary(MAX_TEXT);
    let blank = text[..end].rfind([' ', '\n']).map(|at| at + 1);
    let safe = blank.or_else(|| text[..end].rfind('&'));
    safe.filter(|safe| *safe > 0).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounded(html: &str) -> String {
        bound(html).html
    }

    #[test]
    fn only_what_an_article_is_made_of_stays() {
        assert_eq!(
            bounded("<SECTION id=x onclick='y'><font>a</font><script>b</script><!-- c --><strong>d</strong></SECTION>"),
            "<div>a<b>d</b></div>"
        );
        assert_eq!(
            bounded("a<svg><path/><text>b</text></svg>c<noscript>d</noscript>e"),
            "ace"
        );
        assert_eq!(bounded("<svg>a"), "a");
        assert_eq!(bounded("a <style>b"), "a ");
    }

    #[test]
    fn a_quotation_within_another_has_other_signs() {
        assert_eq!(bounded("<q>a <q>b</q></q>, <q>c</q>"), "“a ‘b’”, “c”");
    }

    #[test]
    fn boxes_say_whether_they_are_ticked() {
        assert_eq!(
            bounded("<li><input type=checkbox checked> done<li><input type=checkbox>open<input type=text>"),
            "<li>[x]  done<li>[ ] open"
        );
    }

    #[test]
    fn attributes_stay_whole_and_harmless() {
        assert_eq!(
            bounded(r#"<a href='x"y' HREF=z title=t>w</a>"#),
            r#"<a href="x&quot;y" title="t">w</a>"#
        );
        assert_eq!(bounded("<a href=x/>w</a>"), r#"<a href="x/">w</a>"#);
        assert_eq!(bounded("a < b <3 <"), "a &lt; b &lt;3 &lt;");
    }

    #[test]
    fn what_is_too_deep_loses_its_tags() {
        let html = format!("{}x{}y", "<div>".repeat(1_000), "</div>".repeat(1_000));
        assert_eq!(bounded(&html).matches("<div>").count(), MAX_DEPTH);
        assert_eq!(bounded(&html).replace(' ', "").matches("xy").count(), 0);
        assert!(bounded(&html).ends_with('y'));
        let html = "<table><tr><td>".repeat(1_000);
        assert_eq!(bounded(&html).matches("<table>").count(), MAX_DEPTH / TABLE_DEPTH);
    }

    #[test]
    fn a_heading_ends_where_another_begins_whatever_is_open_in_it() {
        assert_eq!(bounded("<h1><a>x<h2><a>y</a>"), "<h1><a>x</h1><h2></a><a>y</a>");
    }

    #[test]
    fn no_more_nodes_stay_than_are_allowed() {
        let html = "<p>x".repeat(300_000);
        let kept = bounded(&html);
        assert!(kept.matches("<p>").count() <= MAX_NODES);
        assert_eq!(kept.matches('x').count(), 300_000);
    }

    #[test]
    fn what_is_too_long_is_cut_between_signs() {
        let long = bound(&"新".repeat(MAX_BYTES));
        assert!(long.cut && long.html.ends_with('新'));
    }

    #[test]
    fn a_text_is_parted_where_no_reference_is() {
        let text = "&amp;".repeat(2_000);
        let kept = bounded(&text);
        assert!(
            kept.split("<wbr>")
                .all(|piece| piece.len() <= MAX_TEXT && piece.ends_with(';'))
        );
        assert_eq!(kept.replace("<wbr>", ""), text);
    }
}

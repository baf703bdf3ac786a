//! Elements that stay whole: tables of data and preformatted text. Tables that only lay out a page are told apart.

use super::inline::{Inline, escaped, is_inline};
use crate::model::text::{body, line};
use dom_query::NodeRef;
use url::Url;

/// Cells looked at before a table is called data or layout.
const MAX_CELLS: usize = 2_000;

/// Whether a table holds data: short cells in several rows and columns, and nothing that lays out a page.
pub(super) fn is_data(node: &NodeRef) -> bool {
    let (mut cells, mut rows, mut length, mut longest) = (0, 0, 0, 0);
    for child in node.descendants_it() {
        match child.node_name().as_deref() {
            Some("table" | "form" | "article" | "h1" | "iframe") => return false,
            Some("tr") => rows += 1,
            Some("td" | "th") => {
                cells += 1;
                let signs = child.text().trim().len();
                length += signs;
                longest = longest.max(signs);
            }
            _ => {}
        }
        if cells > MAX_CELLS {
            return true;
        }
    }
    rows >= 2 && cells >= 2 * rows && length / cells.max(1) <= 120 && longest <= 800
}

/// The text of a table, a line a row, and its clean HTML.
pub(super) fn table(node: &NodeRef, base: &Url) -> (String, String) {
    let (mut text, mut html) = (String::new(), String::from("<table>"));
    for row in node.descendants_it().filter(|child| child.has_name("tr")) {
        html.push_str("<tr>");
        let mut cells = Vec::new();
        for cell in row
            .children_it(false)
            .filter(|child| child.has_name("td") || child.has_name("th"))
        {
            let inline = cell_inline(&cell, base);
            let name = if cell.has_name("th") { "th" } else { "td" };
            html.push_str(&format!(
                "<{name}{}>{}</{name}>",
                spans(&cell),
                body(&inline.html).trim()
            ));
            cells.push(line(&inline.text));
        }
        html.push_str("</tr>");
        cells.retain(|cell| !cell.is_empty());
        text.push_str(&cells.join(" "));
        text.push('\n');
    }
    html.push_str("</table>");
    (text.trim().to_owned(), html)
}

/// The text of preformatted text with its line ends, and its clean HTML.
pub(super) fn code(node: &NodeRef) -> (String, String) {
    let mut contents = String::new();
    for child in node.descendants_it() {
        if child.is_text() {
            contents.push_str(&child.text());
        } else if child.has_name("br") {
            contents.push('\n');
        }
    }
    let text = body(&contents);
    let text = text.trim_matches('\n').trim_end();
    (text.to_owned(), format!("<pre><code>{}</code></pre>", escaped(text)))
}

/// The share of an element's text that is links.
pub(super) fn linked_share(node: &NodeRef) -> f32 {
    let all = node.text().trim().len().max(1);
    let links: usize = node
        .descendants_it()
        .filter(|child| child.has_name("a") && child.has_attr("href"))
        .map(|link| link.text().trim().len())
        .sum();
    (links as f32 / all as f32).min(1.0)
}

fn spans(cell: &NodeRef) -> String {
    let span = |key: &str| {
        let number = cell.attr(key).and_then(|value| value.parse::<u32>().ok()).unwrap_or(1);
        if number > 1 {
            format!(" {key}=\"{number}\"")
        } else {
            String::new()
        }
    };
    span("colspan") + &span("rowspan")
}

/// The text of a cell as one line, blocks set apart by line breaks.
fn cell_inline(cell: &NodeRef, base: &Url) -> Inline {
    enum Step<'a> {
        Enter(NodeRef<'a>),
        Leave(String),
    }
    let mut inline = Inline::default();
    let mut steps: Vec<Step> = cell.children_it(true).map(Step::Enter).collect();
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node) if node.is_text() => inline.text(&node.text()),
            Step::Enter(node) => {
                let name = node.node_name().unwrap_or_default().to_string();
                if matches!(name.as_str(), "script" | "style" | "noscript" | "img") {
                    continue;
                }
                if is_inline(&name) {
                    inline.open(&name, &node, base);
                    steps.push(Step::Leave(name));
                } else {
                    inline.line_break();
                }
                let children: Vec<NodeRef> = node.children_it(true).collect();
                steps.extend(children.into_iter().map(Step::Enter));
            }
            Step::Leave(name) => inline.close(&name),
        }
    }
    inline.finish().0
}
